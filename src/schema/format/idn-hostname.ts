/**
 * idn-hostname: labels of RFC 5890 … 5893 (IDNA2008), as far as that is regular and the properties are
 * known to JavaScript.
 *
 * Exact: the code points of RFC 5892 (derived from general categories and NFKC case folding, with its
 * exceptions), no hyphens at the ends or in third and fourth place, no leading mark, the contextual rules
 * for middle dot, keraia, geresh, katakana middle dot, Arabic digits and joiners after a virama.
 * By approximation: joining types (a zero width non-joiner between letters of a joining script) and the
 * Bidi rule (directions by script). Left out: what A-labels decode to, and the length of the A-label that a
 * U-label encodes to, beyond the 63 code points that no label can exceed.
 */
import { type Expr, type ExprPool, parsePattern } from '../../regex/index.js'

/** Code points of canonical combining class 9. */
const virama =
  '\\u{94d}\\u{9cd}\\u{a4d}\\u{acd}\\u{b4d}\\u{bcd}\\u{c4d}\\u{ccd}\\u{d3b}\\u{d3c}\\u{d4d}\\u{dca}\\u{e3a}\\u{eba}' +
  '\\u{f84}\\u{1039}\\u{103a}\\u{1714}\\u{1734}\\u{17d2}\\u{1a60}\\u{1b44}\\u{1baa}\\u{1bab}\\u{1bf2}\\u{1bf3}' +
  '\\u{2d7f}\\u{a806}\\u{a82c}\\u{a8c4}\\u{a953}\\u{a9c0}\\u{aaf6}\\u{abed}\\u{10a3f}\\u{11046}\\u{1107f}\\u{110b9}' +
  '\\u{11133}\\u{11134}\\u{111c0}\\u{11235}\\u{112ea}\\u{1134d}\\u{11442}\\u{114c2}\\u{115bf}\\u{1163f}\\u{116b6}' +
  '\\u{1172b}\\u{11839}\\u{119e0}\\u{11a34}\\u{11a47}\\u{11a99}\\u{11c3f}\\u{11d44}\\u{11d45}\\u{11d97}'
const rightToLeft =
  '[\\p{Script=Hebrew}\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Samaritan}' +
  '\\p{Script=Mandaic}\\p{Script=Adlam}]'
/** Scripts whose letters join. */
const joining =
  '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Nko}\\p{Script=Mandaic}\\p{Script=Mongolian}\\p{Script=Adlam}]'
const arabicDigits = '\\u{660}-\\u{669}'
const extendedDigits = '\\u{6f0}-\\u{6f9}'
/** RFC 5892, section 2.6. */
const allowed = '\\u{df}\\u{3c2}\\u{6fd}\\u{6fe}\\u{f0b}\\u{3007}'
const disallowed = '\\u{640}\\u{7fa}\\u{302e}\\u{302f}\\u{3031}-\\u{3035}\\u{303b}'
const oldJamo = '\\u{1100}-\\u{11ff}\\u{a960}-\\u{a97c}\\u{d7b0}-\\u{d7c6}\\u{d7cb}-\\u{d7fb}'

export function idnHostname(pool: ExprPool): Expr {
  const source = (text: string) => parsePattern(pool, text, 'u')
  const concat = (...e: Expr[]) => pool.concatOf(e)
  const alt = (...e: Expr[]) => pool.altOf(e)
  const star = (e: Expr) => pool.repeat(e, 0, Number.POSITIVE_INFINITY)
  const one = (inside: string) => source(`[${inside}]`)
  const except = (a: Expr, ...others: Expr[]) => pool.andOf([a, ...others.map((e) => pool.not(e))])

  const stable = except(
    one('\\p{Ll}\\p{Lo}\\p{Lm}\\p{Mn}\\p{Mc}\\p{Nd}'),
    one('\\p{Changes_When_NFKC_Casefolded}\\p{Default_Ignorable_Code_Point}\\p{White_Space}'),
    one(`${disallowed}${oldJamo}${arabicDigits}${extendedDigits}`),
  )
  const valid = alt(stable, one(`a-z0-9\\-${allowed}`))
  const contextual = one(`\\u{b7}\\u{375}\\u{5f3}\\u{5f4}\\u{30fb}\\u{200c}\\u{200d}${arabicDigits}${extendedDigits}`)
  // Upper case ASCII is what an A-label or an ordinary label may have.
  const characters = pool.repeat(alt(valid, contextual, one('A-Z')), 1, 63)
  const holds = (bad: string) => pool.not(source(bad))
  const unicodeLabel = pool.andOf([
    characters,
    holds('-[^]*|[^]*-|[^]{2}--[^]*|[\\p{M}][^]*'),
    holds('(?:[^]*[^l])?\\u{b7}[^]*|[^]*\\u{b7}(?:[^l][^]*)?'),
    holds('[^]*\\u{375}(?:[^\\p{Script=Greek}][^]*)?'),
    holds('(?:[^]*[^\\p{Script=Hebrew}])?[\\u{5f3}\\u{5f4}][^]*'),
    alt(holds('[^]*\\u{30fb}[^]*'), source('[^]*[\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Han}][^]*')),
    holds(`[^]*[${arabicDigits}][^]*[${extendedDigits}][^]*|[^]*[${extendedDigits}][^]*[${arabicDigits}][^]*`),
    holds(`(?:[^]*[^${virama}])?\\u{200d}[^]*`),
    holds(`(?:[^]*[^${virama}${joining.slice(1, -1)}\\p{Mn}])?\\u{200c}[^]*`),
    holds(`[^]*[^${virama}]\\u{200c}(?:[^${joining.slice(1, -1)}\\p{Mn}][^]*)?`),
  ])
  const asciiLabel = source('[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?')
  const aceLabel = pool.and(asciiLabel, source('[xX][nN]--[^\\-][^]+'))
  const dot = one('.\\u{3002}\\u{ff0e}\\u{ff61}')

  // Without right-to-left letters anything goes; with one in any label, all labels obey the Bidi rule.
  const plain = pool.and(unicodeLabel, holds(`[^]*${rightToLeft}[^]*`))
  const leftLabel = pool.and(plain, source('[^0-9\\-][^]*'))
  const rightLabel = pool.andOf([
    unicodeLabel,
    source(`${rightToLeft}(?:${rightToLeft}|[0-9\\-\\u{200c}\\u{200d}${extendedDigits}\\p{Mn}])*`),
    holds(`[^]*[0-9${extendedDigits}][^]*[${arabicDigits}][^]*|[^]*[${arabicDigits}][^]*[0-9${extendedDigits}][^]*`),
  ])
  const names = (label: Expr) => concat(label, star(concat(dot, label)))
  const length = pool.repeat(pool.charClass([0, 0x10ffff]), 1, 253)
  return pool.and(alt(names(alt(plain, aceLabel)), names(alt(leftLabel, rightLabel, aceLabel))), length)
}
