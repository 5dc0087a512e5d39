import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Expr, ExprPool, parsePattern, parseSearch } from '../../src/regex/index.js'
import { matches, patternArbitrary } from './patterns.js'

const range = (pool: ExprPool, min: number, max: number): Expr => pool.repeat(ExprPool.ANY, min, max)

/** Whether e has a word, by listing every expression that derivatives lead to. */
function hasWord(pool: ExprPool, e: Expr): boolean {
  const reached = new Set([e])
  for (const x of reached) {
    if (pool.nullable(x)) return true
    for (let c = 0; c < pool.partition(x).count; c++) reached.add(pool.deriveClass(x, c))
    if (reached.size > 3000) throw new Error('too many')
  }
  return false
}

describe('emptiness', () => {
  test('is what listing all derivatives says, for intersections with length ranges', () => {
    let empty = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(patternArbitrary(false), fc.boolean()), { minLength: 1, maxLength: 3 }),
        fc.nat(9),
        fc.constantFrom(0, 1, 2, 3, Infinity),
        (parts, min, more) => {
          const pool = new ExprPool()
          const exprs = parts.map(([p, negated]) => (negated ? pool.not(parseSearch(pool, p)) : parsePattern(pool, p)))
          const e = pool.andOf([...exprs, range(pool, min, min + more)])
          const found = pool.isEmpty(e)
          if (found) empty++
          expect(found).toBe(!hasWord(pool, e))
          const word = pool.word(e)
          if (found) expect(word).toBeUndefined()
          else expect(matches(pool, e, String.fromCodePoint(...word!))).toBe(true)
        },
      ),
      { seed: 5, numRuns: Number(process.env.RX_RUNS ?? 400) },
    )
    expect(empty).toBeGreaterThan(40)
  })

  test.each([
    // Words of even length only.
    ['([a-z][0-9])+', 10_000, 10_000, false],
    ['([a-z][0-9])+', 10_001, 10_001, true],
    ['([a-z][0-9])+', 9_999, 10_000, false],
    // Lengths 2 + 6k and 3 + 4m: a million is neither.
    ['(?:a{6})*aa|b(?:bbbb)*bb', 1_000_000, 1_000_000, true],
    ['(?=(?:.{6})*..$)(?:.{4})*...', 0, Infinity, true],
    ['(?:a{15})*', 1_000_006, 1_000_019, true],
    ['(?:a{15})*', 1_000_006, 1_000_020, false],
  ])('%s with %d to %d characters', (pattern, min, max, empty) => {
    const pool = new ExprPool()
    const e = pool.and(parsePattern(pool, pattern), range(pool, min, max))
    expect(pool.isEmpty(e)).toBe(empty)
    // The count is no reason for states.
    expect(pool.size).toBeLessThan(min === max ? 30_000 : 2_000)
  })

  test('a dozen searches in a text of exactly sixty characters', () => {
    const pool = new ExprPool()
    const searches = ['ab1', 'b12', 'bc1', 'c12', 'ca1', 'a12', '\\d\\d', '1.*2', 'ac', 'a2', 'zz', '^\\w+']
    const e = pool.and(parsePattern(pool, '.{60}'), ...searches.map((s) => parseSearch(pool, s)))
    expect(pool.isEmpty(e)).toBe(false)
    expect(pool.size).toBeLessThan(10_000)
  })

  test('an answer for one count is an answer for the next', () => {
    const pool = new ExprPool()
    const base = parsePattern(pool, '(?:[a-z][0-9]|-)*x')
    for (let n = 20_000; n > 1; n--) expect(pool.isEmpty(pool.and(base, range(pool, n, 2 * n)))).toBe(false)
    expect(pool.size).toBeLessThan(45_000)
  })

  test('sets of words are one term, alone and beside patterns', () => {
    const pool = new ExprPool()
    const words = Array.from({ length: 20_000 }, (_, i) => `item-${i}`)
    const set = pool.wordSet(pool.trees.build(words))
    const before = pool.size
    expect(pool.isEmpty(pool.and(set, parseSearch(pool, '77\\d7')))).toBe(false)
    expect(pool.isEmpty(pool.and(set, parseSearch(pool, '[a-d]')))).toBe(true)
    expect(pool.isEmpty(pool.and(pool.not(set), parsePattern(pool, 'item-\\d{1,4}')))).toBe(false)
    expect(pool.isEmpty(pool.and(pool.not(set), parsePattern(pool, 'item-[1-9]\\d{0,3}')))).toBe(true)
    expect(pool.minLength(set)).toBe(6)
    expect(pool.size - before).toBeLessThan(60_000)
    expect(matches(pool, set, 'item-19999')).toBe(true)
    expect(matches(pool, set, 'item-20000')).toBe(false)
  })
})
