import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints, WordTrees } from '../../src/regex/index.js'
import { falseAtom, NumberTheory, parseDecimal } from '../../src/schema/number/index.js'

describe('sets that grow by one value', () => {
  it('are the sets made at once: numbers', () => {
    const value = fc.oneof(
      fc.integer({ min: -1200, max: 1200 }),
      fc.constantFrom(0, 10, 100, 1e3, 1e21, -1e21, 0.1, 0.01, 0.001, 1e-7, 1.5, -15, 150, 1050),
    )
    fc.assert(
      fc.property(fc.uniqueArray(value, { maxLength: 12 }), (values) => {
        const numbers = new NumberTheory()
        const decimals = values.map((v) => parseDecimal(String(v)))
        const grown = decimals.reduce((set, v) => numbers.alsoOneOf(set, v), falseAtom)
        const again = [...decimals, ...decimals].reverse().reduce((set, v) => numbers.alsoOneOf(set, v), falseAtom)
        expect([grown, again]).toEqual([numbers.oneOf(decimals), numbers.oneOf(decimals)])
      }),
      { numRuns: 400 },
    )
  })

  it('are the sets made at once: words', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 4 })), (list) => {
        const trees = new WordTrees()
        const grown = list.reduce((set, word) => trees.with(set, codePoints(word)), 0)
        expect(grown).toBe(trees.build(list))
      }),
      { numRuns: 400 },
    )
  })
})
