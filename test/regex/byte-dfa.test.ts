import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteDfa, type Expr, ExprPool, parsePattern, parseSearch } from '../../src/regex/index.js'
import { matches, patternArbitrary } from './patterns.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function runBytes(dfa: ByteDfa, bytes: Iterable<number>): number {
  let s = dfa.start
  for (const byte of bytes) s = dfa.step(s, byte)
  return s
}

/** Visits up to `most` states, all bytes each, and calls `check` with every one. */
function explore(dfa: ByteDfa, most: number, check: (s: number, next: number[]) => void): number {
  const seen = new Set([dfa.start])
  const queue = [dfa.start]
  while (queue.length > 0 && seen.size <= most) {
    const s = queue.shift()!
    const next = Array.from({ length: 256 }, (_, byte) => dfa.step(s, byte))
    check(s, next)
    for (const t of next) {
      if (t !== 0 && !seen.has(t)) queue.push(t)
      seen.add(t)
    }
  }
  return seen.size
}

const TEXT = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b', '1', '\n', 'é', '😀', ' ') },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xd7ff }).map((p) => String.fromCodePoint(p)) },
    { weight: 1, arbitrary: fc.integer({ min: 0xe000, max: 0x10ffff }).map((p) => String.fromCodePoint(p)) },
  ),
  { maxLength: 6 },
)

describe('the byte automaton', () => {
  test('accepts the UTF-8 bytes of exactly the words', () => {
    let live = 0
    fc.assert(
      fc.property(patternArbitrary(true), fc.array(TEXT, { minLength: 20, maxLength: 20 }), (pattern, texts) => {
        const pool = new ExprPool()
        for (const e of [parsePattern(pool, pattern), parseSearch(pool, pattern)]) {
          const dfa = new ByteDfa(pool, e)
          for (const characters of texts) {
            const text = characters.join('')
            const wanted = matches(pool, e, text)
            if (wanted) live++
            expect(dfa.accepts(runBytes(dfa, encoder.encode(text)))).toBe(wanted)
          }
        }
      }),
      { seed: 11, numRuns: 300 },
    )
    expect(live).toBeGreaterThan(1000)
  })

  test('has no dead ends, and minBytes is the exact distance to a word', () => {
    let states = 0
    fc.assert(
      fc.property(patternArbitrary(true), fc.boolean(), (pattern, search) => {
        const pool = new ExprPool()
        const dfa = new ByteDfa(pool, search ? parseSearch(pool, pattern) : parsePattern(pool, pattern))
        expect(dfa.minBytes(0)).toBe(Infinity)
        expect(dfa.accepts(0)).toBe(false)
        // By induction: 0 only where accepting, and always exactly one more than the best successor.
        states += explore(dfa, 120, (s, next) => {
          const best = Math.min(...next.map((t) => dfa.minBytes(t)))
          const least = dfa.minBytes(s)
          expect(dfa.accepts(s)).toBe(least === 0)
          if (s !== 0) expect(least).toBeLessThan(Infinity)
          if (least !== 0) expect(least).toBe(best + 1)
        })
      }),
      { seed: 12, numRuns: 150 },
    )
    expect(states).toBeGreaterThan(1500)
  })

  test('lets through every scalar value and nothing that is not UTF-8', () => {
    const pool = new ExprPool()
    const dfa = new ByteDfa(pool, ExprPool.ALL)
    const good = (bytes: number[]): boolean => {
      try {
        decoder.decode(Uint8Array.from(bytes))
        return true
      } catch {
        return false
      }
    }
    const edges = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0]
    const compare = (bytes: number[]): void => {
      if (dfa.accepts(runBytes(dfa, bytes)) !== good(bytes)) expect.fail(`bytes ${bytes}`)
      if (bytes.length < 4) for (const b of edges) compare([...bytes, b])
    }
    // Below C0 one lead is like the other.
    for (const lead of [0, 0x7f, 0x80, 0xbf]) compare([lead])
    for (let lead = 0xc0; lead < 256; lead++) compare([lead])
    // One state between characters, and the ways to be inside one: 1, 2, 3 more bytes, E0, ED, F0, F4; the dead one.
    expect(dfa.states).toBe(9)
  })

  test('has no state from which only lone surrogates lead to a word', () => {
    const pool = new ExprPool()
    const start = (pattern: string): number => new ByteDfa(pool, parsePattern(pool, pattern)).start
    expect(start('[\\ud800-\\udfff]')).toBe(0)
    expect(start('a[\\ud800-\\udfff]+b')).toBe(0)
    expect(start('(?=[\\ud800b])[\\ud800c]')).toBe(0)
    const dfa = new ByteDfa(pool, parsePattern(pool, 'a(?:\\ud800|b)|c\\udfff'))
    expect(dfa.step(dfa.start, 0x63)).toBe(0)
    expect(dfa.minBytes(dfa.start)).toBe(2)
  })

  test('does not grow with the count of a repetition', () => {
    for (const n of [10, 10_000, 1_000_000]) {
      const pool = new ExprPool()
      const dfa = new ByteDfa(pool, parsePattern(pool, `[a-z]{${n},${2 * n}}`))
      expect(dfa.minBytes(dfa.start)).toBe(n)
      let s = dfa.start
      for (let i = 0; i < 8; i++) s = dfa.step(s, 0x71)
      expect(dfa.minBytes(s)).toBe(n - 8)
      expect(dfa.states).toBeLessThan(11)
      expect(pool.size).toBeLessThan(20)
    }
  })

  test('of an unanchored search has the states of the automaton of Knuth, Morris and Pratt', () => {
    for (const word of ['abc', 'aab', 'abab', 'hello world']) {
      const pool = new ExprPool()
      const seen = new Set<Expr>()
      const queue = [parseSearch(pool, word)]
      while (queue.length > 0) {
        const e = queue.pop()!
        if (seen.has(e)) continue
        seen.add(e)
        for (const p of pool.boundaries(e)) queue.push(pool.derive(e, p))
      }
      expect(seen.size).toBe(word.length + 1)
      expect(seen.has(ExprPool.ALL)).toBe(true)
    }
  })
})
