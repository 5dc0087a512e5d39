import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteDfa, ExprPool, parsePattern } from '../../src/regex/index.js'

describe('a row of a byte automaton', () => {
  it('has the steps of every byte', () => {
    const part = fc.constantFrom(
      '[a-zé-ü]',
      'ab',
      '\\p{L}+',
      '[^x]',
      '(?:日本|語)',
      '.{2,3}',
      '[\\u{10000}-\\u{10ffff}]',
      'é?',
    )
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const pool = new ExprPool()
        const e = parsePattern(pool, parts.join(''), 'su')
        const rows = new ByteDfa(pool, e)
        const steps = new ByteDfa(pool, e)
        const work = [[rows.start, steps.start]]
        const seen = new Set<number>()
        for (const [a, b] of work) {
          if (a === 0 || seen.has(a!) || seen.size > 40) continue
          seen.add(a!)
          const row = rows.row(a!)
          for (let byte = 0; byte < 256; byte++) {
            const next = steps.step(b!, byte)
            expect(row[byte] === 0).toBe(next === 0)
            expect(rows.accepts(row[byte]!)).toBe(steps.accepts(next))
            expect(rows.step(a!, byte)).toBe(row[byte])
            work.push([row[byte]!, next])
          }
        }
      }),
      { numRuns: 15 },
    )
  })
})
