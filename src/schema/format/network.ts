/** hostname (RFC 1123), ipv4, ipv6 (RFC 4291), email (RFC 5321) and idn-email (RFC 6531). */
import { type Expr, type ExprPool, parsePattern } from '../../regex/index.js'

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
export const ipv4Source = `${octet}\\.${octet}\\.${octet}\\.${octet}`

export const ipv6Source = (() => {
  const group = '[0-9A-Fa-f]{1,4}'
  const tail = `(?:${group}:${group}|${ipv4Source})`
  const forms = [`(?:${group}:){6}${tail}`]
  // At most `before` groups, "::", exactly 6 - before - 1 groups and the last 32 bits.
  for (let before = 0; before <= 5; before++) {
    const lead = before === 0 ? '' : `(?:(?:${group}:){0,${before - 1}}${group})?`
    forms.push(`${lead}::(?:${group}:){${5 - before}}${tail}`)
  }
  forms.push(`(?:(?:${group}:){0,5}${group})?::${group}`, `(?:(?:${group}:){0,6}${group})?::`)
  return `(?:${forms.join('|')})`
})()

export function ipv4(pool: ExprPool): Expr {
  return parsePattern(pool, ipv4Source)
}

export function ipv6(pool: ExprPool): Expr {
  return parsePattern(pool, ipv6Source)
}

const letterDigit = '[A-Za-z0-9]'
const labelSource = `${letterDigit}(?:[A-Za-z0-9-]{0,61}${letterDigit})?`

/**
 * Labels of at most 63 characters, 253 in all. An A-label (xn--…) is checked as far as that is regular:
 * it has at least two characters of Punycode, which do not begin with a hyphen. Whether they decode
 * to a label IDNA2008 allows is not decided by a finite automaton of reasonable size.
 */
export function hostname(pool: ExprPool): Expr {
  const names = parsePattern(pool, `${labelSource}(?:\\.${labelSource})*`)
  const badAceLabel = parsePattern(pool, '(?:[^]*\\.)?[xX][nN]--(?:-[^]*|[^.]?(?:\\.[^]*)?)')
  return pool.and(names, pool.repeat(pool.charClass([0, 0x10ffff]), 1, 253), pool.not(badAceLabel))
}

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
const quoted = '"(?:[ !#-\\[\\]-~]|\\\\[ -~])*"'
const addressLiteral = `\\[(?:${ipv4Source}|[iI][pP][vV]6:${ipv6Source})\\]`

/** Mailbox of RFC 5321; the length limits of the whole address are not part of the syntax. */
export function email(pool: ExprPool): Expr {
  const domain = `(?:${labelSource}(?:\\.${labelSource})*|${addressLiteral})`
  return parsePattern(pool, `(?:${atom}+(?:\\.${atom}+)*|${quoted})@${domain}`)
}

/** Mailbox of RFC 6531: all characters beyond ASCII in the local part, letters, marks and digits in the domain. */
export function idnEmail(pool: ExprPool): Expr {
  const beyond = '\\u{80}-\\u{d7ff}\\u{e000}-\\u{10ffff}'
  const wide = `(?:${atom}|[${beyond}])`
  const letter = '[A-Za-z0-9\\p{L}\\p{M}\\p{N}]'
  const label = `${letter}(?:[A-Za-z0-9\\p{L}\\p{M}\\p{N}\\u{b7}\\u{200c}\\u{200d}\\u{30fb}-]{0,61}${letter})?`
  const text = `"(?:[ !#-\\[\\]-~${beyond}]|\\\\[ -~])*"`
  const dots = '[.\\u{3002}\\u{ff0e}\\u{ff61}]'
  return parsePattern(pool, `(?:${wide}+(?:\\.${wide}+)*|${text})@(?:${label}(?:${dots}${label})*|${addressLiteral})`)
}
