import fc from 'fast-check'
import type { Expr, ExprPool } from '../../src/regex/index.js'

/** The characters of the texts: letters, a digit, a line terminator, non-ASCII and astral ones. */
export const ALPHABET = ['a', 'b', '1', '\n', 'é', '😀'] as const

/** All texts over `alphabet` of at most `length` characters, shortest first. */
export function allTexts(alphabet: readonly string[], length: number): string[] {
  const texts = ['']
  for (let from = 0, l = 0; l < length; l++) {
    const to = texts.length
    for (; from < to; from++) for (const ch of alphabet) texts.push(texts[from]! + ch)
  }
  return texts
}

/** The verdict of e on every text of allTexts(alphabet, length), in that order, by walking derivatives. */
export function verdicts(pool: ExprPool, e: Expr, alphabet: readonly string[], length: number): boolean[] {
  const points = alphabet.map((ch) => ch.codePointAt(0)!)
  const exprs = [e]
  for (let from = 0, l = 0; l < length; l++) {
    const to = exprs.length
    for (; from < to; from++) for (const p of points) exprs.push(pool.derive(exprs[from]!, p))
  }
  return exprs.map((x) => pool.nullable(x))
}

export function matches(pool: ExprPool, e: Expr, text: string): boolean {
  let x = e
  for (const ch of text) x = pool.derive(x, ch.codePointAt(0)!)
  return pool.nullable(x)
}

const ATOMS = ['a', 'b', '1', 'é', '😀', '.', '\\w', '\\d', '\\W', '\\s', '\\n', '\\p{L}', '\\P{L}']
const CLASSES = ['[ab]', '[^a]', '[^\\n😀]', '[a-é]', '[\\d\\s]', '[^\\w]', '[é-😀]', '[]', '[^]']
const QUANTIFIERS = ['?', '*', '+', '{2}', '{0}', '{1,2}', '{2,3}', '{0,2}', '{2,}', '*?', '+?', '??', '{1,2}?']
const EDGES = ['^', '$', '\\b', '\\B']

/** Random patterns in u syntax; `assertions` adds anchors, word boundaries and look-arounds anywhere. */
export function patternArbitrary(assertions: boolean): fc.Arbitrary<string> {
  const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string }>((tie) => ({
    pattern: fc
      .array(tie('sequence'), { minLength: 1, maxLength: 3, depthIdentifier: 'p' })
      .map((alternatives) => alternatives.join('|')),
    sequence: fc
      .array(tie('item'), { minLength: 0, maxLength: 4, size: 'medium', depthIdentifier: 'p' })
      .map((items) => items.join('')),
    item: fc.oneof(
      { maxDepth: 5, depthSize: 'medium', withCrossShrink: true, depthIdentifier: 'p' },
      { weight: 5, arbitrary: fc.constantFrom(...ATOMS) },
      { weight: 2, arbitrary: fc.constantFrom(...CLASSES) },
      { weight: 3, arbitrary: quantified(fc.constantFrom(...ATOMS, ...CLASSES)) },
      ...(assertions
        ? [
            { weight: 3, arbitrary: fc.constantFrom(...EDGES) },
            { weight: 2, arbitrary: around(tie('pattern')) },
          ]
        : []),
      { weight: 2, arbitrary: tie('pattern').map((p) => `(${p})`) },
      { weight: 3, arbitrary: quantified(tie('pattern').map((p) => `(?:${p})`)) },
    ),
  }))
  return pattern
}

function quantified(body: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(body, fc.constantFrom(...QUANTIFIERS)).map(([b, q]) => b + q)
}

function around(body: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom('?=', '?!', '?<=', '?<!'), body).map(([kind, b]) => `(${kind}${b})`)
}
