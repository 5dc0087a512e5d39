import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Expr, ExprPool, parsePattern, parseSearch } from '../../src/regex/index.js'
import { ALPHABET, allTexts, matches, patternArbitrary, verdicts } from './patterns.js'

type Formula =
  | { op: 'pattern' | 'search'; pattern: string }
  | { op: 'and' | 'alt' | 'concat'; parts: Formula[] }
  | { op: 'not'; part: Formula }
  | { op: 'repeat'; part: Formula; min: number; max: number }

const LENGTH = 3
const TEXTS = allTexts(ALPHABET, LENGTH)
const CODE_POINTS = TEXTS.map((text) => Array.from(text))
const INDEX = new Map(TEXTS.map((text, i) => [text, i]))

const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'f' },
    fc.record({ op: fc.constantFrom('pattern' as const, 'search' as const), pattern: patternArbitrary(true) }),
    fc.record({
      op: fc.constantFrom('and' as const, 'alt' as const, 'concat' as const),
      parts: fc.array(tie('formula'), { minLength: 1, maxLength: 3, depthIdentifier: 'f' }),
    }),
    fc.record({ op: fc.constant('not' as const), part: tie('formula') }),
    fc.record({
      op: fc.constant('repeat' as const),
      part: tie('formula'),
      min: fc.nat(2),
      max: fc.constantFrom(0, 1, 2, 3, Infinity),
    }),
  ),
}))

function build(pool: ExprPool, f: Formula): Expr {
  switch (f.op) {
    case 'pattern':
      return parsePattern(pool, f.pattern)
    case 'search':
      return parseSearch(pool, f.pattern)
    case 'and':
      return pool.and(...f.parts.map((p) => build(pool, p)))
    case 'alt':
      return pool.alt(...f.parts.map((p) => build(pool, p)))
    case 'concat':
      return pool.concat(...f.parts.map((p) => build(pool, p)))
    case 'not':
      return pool.not(build(pool, f.part))
    case 'repeat':
      return pool.repeat(build(pool, f.part), f.min, f.max)
  }
}

/** The slow twin: the set of all texts up to LENGTH, as one bit per text. */
function oracle(f: Formula): boolean[] {
  switch (f.op) {
    case 'pattern': {
      const re = new RegExp(`(?:${f.pattern})(?![^])`, 'uy')
      return TEXTS.map((text) => {
        re.lastIndex = 0
        return re.test(text)
      })
    }
    case 'search': {
      const re = new RegExp(f.pattern, 'uy')
      return CODE_POINTS.map((points, t) => {
        for (let i = 0, offset = 0; i <= points.length; offset += points[i++]?.length ?? 0) {
          re.lastIndex = offset
          if (re.test(TEXTS[t]!)) return true
        }
        return false
      })
    }
    case 'and':
      return f.parts.map(oracle).reduce((x, y) => x.map((v, i) => v && y[i]!))
    case 'alt':
      return f.parts.map(oracle).reduce((x, y) => x.map((v, i) => v || y[i]!))
    case 'concat':
      return f.parts.map(oracle).reduce(product)
    case 'not':
      return oracle(f.part).map((v) => !v)
    case 'repeat': {
      const body = oracle(f.part)
      const found = TEXTS.map(() => false)
      let power = TEXTS.map((text) => text === '')
      // More copies than characters add nothing but empty ones.
      for (let n = 0; n <= Math.min(f.max, f.min + LENGTH); n++) {
        if (n >= f.min)
          power.forEach((v, i) => {
            if (v) found[i] = true
          })
        power = product(power, body)
      }
      return found
    }
  }
}

function product(left: boolean[], right: boolean[]): boolean[] {
  return CODE_POINTS.map((points) => {
    for (let cut = 0; cut <= points.length; cut++) {
      if (!left[INDEX.get(points.slice(0, cut).join(''))!]) continue
      if (right[INDEX.get(points.slice(cut).join(''))!]) return true
    }
    return false
  })
}

/** The slow twin of minLength: breadth first over derivatives, nothing known in advance. */
function searchedLength(pool: ExprPool, start: Expr): number {
  const seen = new Set([start])
  let level = [start]
  for (let length = 0; level.length > 0; length++) {
    if (level.some((e) => pool.nullable(e))) return length
    const next: Expr[] = []
    for (const e of level) {
      for (const p of pool.boundaries(e)) {
        const d = pool.derive(e, p)
        if (!seen.has(d)) next.push(d)
        seen.add(d)
      }
    }
    level = next
  }
  return Infinity
}

describe('expressions under and, or, not, concatenation and repetition', () => {
  test('have the verdicts of the sets they stand for', () => {
    let decisions = 0
    fc.assert(
      fc.property(formula, (f) => {
        const pool = new ExprPool()
        const found = verdicts(pool, build(pool, f), ALPHABET, LENGTH)
        const wanted = oracle(f)
        for (let i = 0; i < TEXTS.length; i++) {
          if (found[i] !== wanted[i]) expect.fail(`${JSON.stringify(TEXTS[i])}: ${found[i]}`)
        }
        decisions += TEXTS.length
      }),
      { seed: Number(process.env.RX_SEED ?? 3), numRuns: Number(process.env.RX_RUNS ?? 400) },
    )
    expect(decisions).toBeGreaterThan(100_000)
  })

  test('know emptiness, universality, shortest words and finite languages exactly', () => {
    let empty = 0
    let universal = 0
    let finite = 0
    fc.assert(
      fc.property(formula, fc.boolean(), (f, restrict) => {
        const pool = new ExprPool()
        const points = ALPHABET.map((ch) => ch.codePointAt(0)!)
        let e = build(pool, f)
        if (restrict) e = pool.and(e, pool.repeat(pool.charClass(points.flatMap((p) => [p, p])), 0, LENGTH))
        const length = pool.minLength(e)
        expect(searchedLength(pool, e)).toBe(length)
        expect(pool.isEmpty(e)).toBe(length === Infinity)
        expect(pool.isUniversal(e)).toBe(searchedLength(pool, pool.not(e)) === Infinity)
        const word = pool.shortest(e)
        expect(word?.length ?? Infinity).toBe(length)
        if (word !== undefined) expect(matches(pool, e, String.fromCodePoint(...word))).toBe(true)
        if (length === Infinity) empty++
        if (pool.isUniversal(e)) universal++
        const words = pool.words(e, TEXTS.length)
        if (!restrict) return
        const wanted = oracle(f)
        expect(words?.map((w) => String.fromCodePoint(...w)).sort()).toEqual(TEXTS.filter((_, i) => wanted[i]).sort())
        const count = words!.length
        if (count > 0) expect(pool.words(e, count - 1)).toBeUndefined()
        finite++
      }),
      { seed: Number(process.env.RX_SEED ?? 4), numRuns: Number(process.env.RX_RUNS ?? 300) },
    )
    expect(empty).toBeGreaterThan(10)
    expect(universal).toBeGreaterThan(5)
    expect(finite).toBeGreaterThan(100)
  })

  test('are constant between their boundaries', () => {
    fc.assert(
      fc.property(formula, fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 }), (f, samples) => {
        const pool = new ExprPool()
        const e = build(pool, f)
        const bounds = Array.from(pool.boundaries(e))
        expect(bounds[0]).toBe(0)
        expect(bounds).toEqual([...new Set(bounds)].sort((x, y) => x - y))
        for (const p of samples) {
          const from = bounds.findLast((x) => x <= p)!
          // Another pool has another order of construction: only the verdicts can be compared.
          const fresh = new ExprPool()
          const copy = build(fresh, f)
          const here = verdicts(fresh, fresh.derive(copy, p), ['a', '1', '😀'], 2)
          expect(verdicts(pool, pool.derive(e, from), ['a', '1', '😀'], 2)).toEqual(here)
        }
      }),
      { seed: 5, numRuns: 60 },
    )
  })
})
