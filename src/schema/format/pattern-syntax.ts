/**
 * The format regex: the patterns of ECMA-262 with the flag u.
 *
 * That language is not regular. What is given up, always towards fewer texts but in the last point:
 *   groups nest at most `nesting` deep;
 *   no back-references by number, which need the groups counted; by name (\k<n>) only to one group, whose
 *   name is one letter and stands before;
 *   {n,m} with more than four digits in n;
 *   class ranges whose ends are spelled in different ways (save those that start at \0, \x00 or \u0000),
 *   that use \u{…} or \c, or, unescaped and beyond ASCII, lie within one block of 16 code points (4096
 *   from U+1000 on);
 *   \p with other properties than general categories and a short list of scripts and binary ones;
 *   group names beyond ASCII.
 * Two groups may carry one name, which ECMA-262 forbids.
 */
import { type Expr, type ExprPool, parsePattern } from '../../regex/index.js'

/** Most levels of groups within groups. */
const nesting = 6

const categories =
  'L|Lu|Ll|Lt|LC|Lm|Lo|M|Mn|Mc|Me|N|Nd|Nl|No|P|Pc|Pd|Ps|Pe|Pi|Pf|Po|S|Sm|Sc|Sk|So|Z|Zs|Zl|Zp|C|Cc|Cf|Cs|Co|Cn|' +
  'Letter|Uppercase_Letter|Lowercase_Letter|Mark|Number|Decimal_Number|Punctuation|Symbol|Separator|Other'
const binary =
  'Any|ASCII|Alphabetic|Lowercase|Uppercase|White_Space|Emoji|Emoji_Presentation|ID_Start|ID_Continue|XID_Start|' +
  'XID_Continue|Ideographic|ASCII_Hex_Digit|Hex_Digit|Math|Dash'
const scripts =
  'Latin|Greek|Cyrillic|Armenian|Hebrew|Arabic|Devanagari|Bengali|Thai|Georgian|Hangul|Hiragana|Katakana|Han|Common'
const property =
  `[pP]\\{(?:(?:(?:gc|General_Category)=)?(?:${categories})|` +
  `(?:sc|scx|Script|Script_Extensions)=(?:${scripts})|${binary})\\}`

/** ^ $ \ . * + ? ( ) [ ] { } | as the inside of a class. */
const syntax = '$(-+.?\\[-\\^\\{-\\}'
const hex = '[0-9A-Fa-f]'
const escapes = `[fnrtv0]|c[A-Za-z]|x${hex}{2}|u${hex}{4}|u\\{0*(?:${hex}{1,5}|10${hex}{4})\\}|[${syntax}/]`

export function patternSyntax(pool: ExprPool): Expr {
  const source = (text: string) => parsePattern(pool, text, 'u')
  const concat = (...e: Expr[]) => pool.concatOf(e)
  const alt = (...e: Expr[]) => pool.altOf(e)
  const star = (e: Expr) => pool.repeat(e, 0, Number.POSITIVE_INFINITY)

  const quantifier = alt(source('[*+?]\\??'), concat(source('\\{'), counts(pool), source('\\}\\??')), source(''))
  const escaped = source(`\\\\(?:[dDsSwW]|${property}|${escapes})`)
  const single = alt(source(`[^${syntax}]|\\.|\\\\k<[A-Za-z]>`), escaped)
  const characterClass = concat(source('\\[\\^?'), classBody(pool, escaped), source('\\]'))
  const assertion = source('[$^]|\\\\[bB]')
  const look = source('\\(\\?<?[=!]')
  const name = '[$_A-Za-z][$\\w]*'
  const group = source(`\\((?:\\?:|\\?<${name}>)?`)
  const close = source('\\)')
  const bar = source('\\|')

  let pattern = -1
  for (let level = 0; level <= nesting; level++) {
    const atoms = [single, characterClass]
    const terms = [assertion]
    if (pattern >= 0) {
      atoms.push(concat(group, pattern, close))
      terms.push(concat(look, pattern, close))
    }
    const sequence = star(alt(concat(alt(...atoms), quantifier), ...terms))
    pattern = concat(sequence, star(concat(bar, sequence)))
  }
  // \0 before a digit would be an octal escape.
  return pool.and(pattern, namedReferences(pool), pool.not(source('(?:[^\\\\]|\\\\[^])*\\\\0[0-9][^]*')))
}

/** No \k, or only \k<n> behind a group (?<n>…) for one letter n. */
function namedReferences(pool: ExprPool): Expr {
  const source = (text: string) => parsePattern(pool, text, 'u')
  const other = '[^\\\\]|\\\\[^k]'
  const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const rest = letters.map((n) => source(`${n}>(?:${other}|\\\\k<${n}>)*`))
  const before = source('(?:[^\\\\[]|\\\\[^k]|\\[(?:[^\\\\\\]]|\\\\[^])*\\])*\\(\\?<')
  return pool.alt(source(`(?:${other})*`), pool.concat(before, pool.altOf(rest)))
}

/** n, or n, or n,m with n <= m. */
function counts(pool: ExprPool): Expr {
  const parts = [parsePattern(pool, '[0-9]+,?')]
  for (let k = 1; k <= 4; k++) {
    parts.push(parsePattern(pool, `[0-9]{${k}},[1-9][0-9]{${k},}`), ordered(pool, '', ',', k, '0123456789'))
  }
  return pool.altOf(parts)
}

/**
 * `lead` a `middle` b with a <= b, both of k digits. The first difference decides: digits are equal at the
 * places before it, which is said place by place so that no combination is spelled out.
 */
function ordered(pool: ExprPool, lead: string, middle: string, k: number, digits: string): Expr {
  const size = digits.length
  const sets = new Map<number, Expr>()
  const set = (from: number, to: number) => {
    const known = sets.get(from * 100 + to)
    if (known !== undefined) return known
    const codes = Array.from(digits.slice(from, to) + digits.slice(from, to).toUpperCase(), (c) => c.charCodeAt(0))
    const made = pool.charClass(codes.flatMap((c) => [c, c]))
    sets.set(from * 100 + to, made)
    return made
  }
  const any = set(0, size)
  const number = (place: number, own: Expr) =>
    pool.concat(pool.repeat(any, place, place), own, pool.repeat(any, k - place - 1, k - place - 1))
  const [before, between] = [pool.literal(lead), pool.literal(middle)]
  /** Both numbers, where the digits at a place are i and one of `upper(i)`. */
  const pairs = (place: number, upper: (i: number) => [number, number]) => {
    const cases: Expr[] = []
    for (let i = 0; i < size; i++) {
      const [from, to] = upper(i)
      if (from >= to) continue
      const first = number(place, set(i, i + 1))
      cases.push(pool.concat(before, first, between, number(place, set(from, to))))
    }
    return pool.altOf(cases)
  }
  const result: Expr[] = []
  const equal: Expr[] = []
  for (let place = 0; place < k; place++) {
    const last = place === k - 1
    result.push(pool.andOf([...equal, pairs(place, (i) => [last ? i : i + 1, size])]))
    equal.push(pairs(place, (i) => [i, i + 1]))
  }
  return pool.altOf(result)
}

/** The inside of a class. A hyphen stands for itself only first, last or behind a range. */
function classBody(pool: ExprPool, escaped: Expr): Expr {
  const concat = (...e: Expr[]) => pool.concatOf(e)
  const star = (e: Expr) => pool.repeat(e, 0, Number.POSITIVE_INFINITY)
  const noDash = pool.alt(parsePattern(pool, '[^\\\\\\]\\-]|\\\\[b\\-]', 'u'), escaped)
  const atom = pool.alt(noDash, pool.literal('-'))
  const rangeNoDash = ranges(pool)
  const range = pool.alt(rangeNoDash, parsePattern(pool, '--(?:[^\\\\\\]\\u{0}-,]|\\\\[/?\\[-\\^\\{-\\}.\\-])', 'u'))
  return concat(
    star(pool.alt(range, concat(atom, star(noDash), rangeNoDash))),
    pool.alt(pool.literal(''), concat(atom, pool.alt(pool.literal(''), concat(star(noDash), atom)))),
  )
}

/** Ranges a-b with a <= b, where a is not an unescaped hyphen. */
function ranges(pool: ExprPool): Expr {
  const escapable = '$()*+-./?[\\]^{|}'
  const dash = pool.literal('-')
  const backslash = pool.literal('\\')
  // Both ends as themselves (or behind a backslash): one case per first character.
  const from = (first: number, code: number) => {
    const plain = pool.charClass(without(first, code, [0x5c, 0x5d]))
    const escaped = Array.from(escapable, (c) => c.charCodeAt(0)).filter((c) => c >= first && c <= code)
    return pool.alt(plain, pool.concat(backslash, pool.charClass(escaped.flatMap((c) => [c, c]))))
  }
  const parts: Expr[] = []
  for (let code = 0x20; code < 0x7f; code++) {
    const ends: Expr[] = []
    if (code !== 0x2d && code !== 0x5c && code !== 0x5d) ends.push(pool.charClass([code, code]))
    if (escapable.includes(String.fromCharCode(code))) ends.push(pool.concat(backslash, pool.charClass([code, code])))
    if (ends.length > 0) parts.push(pool.concat(pool.altOf(ends), dash, from(code, 0x10ffff)))
  }
  // Beyond ASCII by blocks.
  for (let low = 0x80; low < 0x10000; ) {
    const size = low < 0x1000 ? 16 : 4096
    parts.push(pool.concat(pool.charClass([low, low + size - 1]), dash, pool.charClass([low + size, 0x10ffff])))
    low += size
  }
  const end = `(?:[^\\\\\\]]|\\\\(?:[b\\-]|${escapes}))`
  const zero = parsePattern(pool, `\\\\(?:0|x00|u0000)-${end}`, 'u')
  const digits = '0123456789abcdef'
  return pool.altOf([...parts, zero, ordered(pool, '\\x', '-\\x', 2, digits), ordered(pool, '\\u', '-\\u', 4, digits)])
}

/** The pairs of first … last without some code points. */
function without(first: number, last: number, holes: readonly number[]): number[] {
  const pairs: number[] = []
  let at = first
  for (const hole of holes) {
    if (hole < at || hole > last) continue
    if (hole > at) pairs.push(at, hole - 1)
    at = hole + 1
  }
  if (at <= last) pairs.push(at, last)
  return pairs
}
