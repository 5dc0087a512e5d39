/**
 * uri and uri-reference (RFC 3986), iri and iri-reference (RFC 3987), uri-template (RFC 6570), uuid
 * (RFC 9562), json-pointer (RFC 6901) and relative-json-pointer.
 */
import { type Expr, type ExprPool, parsePattern } from '../../regex/index.js'
import { ipv6Source } from './network.js'

const percent = '%[0-9A-Fa-f]{2}'
const subDelimiters = "!$&'()*+,;="
const unreserved = 'A-Za-z0-9._~\\-'

const planes = Array.from({ length: 14 }, (_, i) => {
  const plane = (i + 1).toString(16)
  return `\\u{${plane}${i === 13 ? '1000' : '0000'}}-\\u{${plane}fffd}`
})
/** ucschar of RFC 3987. */
const international = `\\u{a0}-\\u{d7ff}\\u{f900}-\\u{fdcf}\\u{fdf0}-\\u{ffef}${planes.join('')}`
/** iprivate of RFC 3987. */
const privateUse = '\\u{e000}-\\u{f8ff}\\u{f0000}-\\u{ffffd}\\u{100000}-\\u{10fffd}'

const scheme = '[A-Za-z][A-Za-z0-9+.\\-]*'

/** The parts that URIs and references share; `extra` is what IRIs add to the unreserved characters. */
function parts(extra: string, extraQuery: string) {
  const set = (more: string) => `(?:[${unreserved}${subDelimiters}${extra}${more}]|${percent})`
  const character = set(':@')
  const literal = `\\[(?:${ipv6Source}|[vV][0-9A-Fa-f]+\\.[${unreserved}${subDelimiters}:]+)\\]`
  // An IPv4 address is a registered name as well.
  const authority = `(?:${set(':')}*@)?(?:${literal}|${set('')}*)(?::\\d*)?`
  const rest = `(?:/${character}*)*`
  const absolute = `/(?:${character}+${rest})?`
  const hierarchy = `(?://${authority}${rest}|${absolute}|${character}+${rest}|)`
  const relative = `(?://${authority}${rest}|${absolute}|${set('@')}+${rest}|)`
  const trailer = `(?:\\?${set(`:@/?${extraQuery}`)}*)?(?:#${set(':@/?')}*)?`
  return { whole: `${scheme}:${hierarchy}${trailer}`, reference: `${relative}${trailer}` }
}

export function uri(pool: ExprPool): Expr {
  return parsePattern(pool, parts('', '').whole)
}

export function uriReference(pool: ExprPool): Expr {
  const { whole, reference } = parts('', '')
  return parsePattern(pool, `${whole}|${reference}`)
}

export function iri(pool: ExprPool): Expr {
  return parsePattern(pool, parts(international, privateUse).whole)
}

export function iriReference(pool: ExprPool): Expr {
  const { whole, reference } = parts(international, privateUse)
  return parsePattern(pool, `${whole}|${reference}`)
}

export function uriTemplate(pool: ExprPool): Expr {
  // The apostrophe is a literal by erratum 6937.
  const literal = `[!#$&'()*+,\\-./0-9:;=?@A-Z\\[\\]_a-z~${international}${privateUse}]|${percent}`
  const character = `(?:[A-Za-z0-9_]|${percent})`
  const variable = `${character}(?:\\.?${character})*(?::[1-9]\\d{0,3}|\\*)?`
  return parsePattern(pool, `(?:${literal}|\\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\\})*`)
}

export function uuid(pool: ExprPool): Expr {
  const hex = '[0-9A-Fa-f]'
  return parsePattern(pool, `${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}`)
}

const pointer = '(?:/(?:[^/~]|~[01])*)*'

export function jsonPointer(pool: ExprPool): Expr {
  return parsePattern(pool, pointer)
}

/** Without the index manipulation of later drafts, which no validator at hand accepts. */
export function relativeJsonPointer(pool: ExprPool): Expr {
  return parsePattern(pool, `(?:0|[1-9]\\d*)(?:#|${pointer})`)
}
