import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exp } from '../../src/decode/exp.js'
import { type Sampling, samplingOf } from '../../src/decode/options.js'
import { createRandom } from '../../src/decode/random.js'
import { checkLogits, logMass, Sampler } from '../../src/decode/sampler.js'
import { topTokens } from '../../src/mask/top-tokens.js'
import { candidatesOf, enumerate, referenceDistribution } from './reference.js'

const runs = { numRuns: 300, seed: 7 }

function expectSame(actual: Map<number, number>, expected: Map<number, number>) {
  expect([...actual.keys()].sort((a, b) => a - b)).toEqual([...expected.keys()].sort((a, b) => a - b))
  for (const [token, p] of expected) expect(actual.get(token)).toBeCloseTo(p, 6)
}

function lcm(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y) [x, y] = [y, x % y]
  return (a / x) * b
}

/** Small rational distributions: weight 0 is logit -Infinity. */
const weightRow = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 5 })
const scene = weightRow
  .filter((weights) => weights.some((w) => w > 0))
  .chain((weights) =>
    fc.record({
      weights: fc.constant(weights),
      allowed: fc.uniqueArray(fc.integer({ min: 0, max: weights.length - 1 }), { minLength: 1 }),
    }),
  )
  .filter(({ weights, allowed }) => allowed.some((t) => weights[t]! > 0))

describe('the distribution of sampled tokens, enumerated exactly', () => {
  /** Logits whose weights at the temperature are these. */
  const logitsOf = (weights: readonly number[], temperature = 1) =>
    Float32Array.from(weights, (w) => temperature * Math.log(w))
  const temperatures = fc.constantFrom(0.5, 1, 2)

  test('drawing until a token is accepted is drawing from the renormalised allowed tokens', () => {
    fc.assert(
      fc.property(scene, temperatures, ({ weights, allowed }, temperature) => {
        const logits = logitsOf(weights, temperature)
        const sampling = samplingOf({ temperature })
        const all = weights.reduce((a, b) => a + b, 0)
        const some = allowed.reduce((sum, t) => sum + weights[t]!, 0)
        const points = lcm(all, some)
        fc.pre(points <= 24)
        const best = checkLogits(logits, logits.length)
        const actual = enumerate(points, (random) =>
          new Sampler(sampling, random, logits.length).choose(logits, best, candidatesOf(logits.length, allowed)),
        )
        expectSame(actual, referenceDistribution(logits, allowed, sampling))
      }),
      { numRuns: 60, seed: 3 },
    )
  })

  test('top-k, top-p and min-p cut the allowed distribution, not the whole one', () => {
    const options = fc.record({
      topK: fc.constantFrom(Number.POSITIVE_INFINITY, 1, 2, 3),
      topP: fc.constantFrom(1, 0.99, 0.7, 0.5, 0.2),
      minP: fc.constantFrom(0, 0.3, 0.6, 0.9),
    })
    fc.assert(
      fc.property(scene, temperatures, options, ({ weights, allowed }, temperature, cut) => {
        const logits = logitsOf(weights, temperature)
        const sampling: Sampling = { temperature, ...cut }
        const expected = referenceDistribution(logits, allowed, sampling)
        const kept = [...expected.keys()].reduce((sum, t) => sum + weights[t]!, 0)
        const all = weights.reduce((a, b) => a + b, 0)
        const some = allowed.reduce((sum, t) => sum + weights[t]!, 0)
        const points = lcm(lcm(kept, all), some)
        fc.pre(points <= 24)
        const best = checkLogits(logits, logits.length)
        const actual = enumerate(points, (random) =>
          new Sampler(sampling, random, logits.length).choose(logits, best, candidatesOf(logits.length, allowed)),
        )
        expectSame(actual, expected)
      }),
      runs,
    )
  })

  test('top-p and min-p cut long rows full of equal scores at the same token as a sort by score and id', () => {
    const row = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 70, maxLength: 150 })
    const cuts = fc.record({ topP: fc.constantFrom(1, 0.95, 0.7, 0.4), minP: fc.constantFrom(0, 0.5, 0.9) })
    fc.assert(
      fc.property(row, fc.infiniteStream(fc.boolean()), cuts, (weights, coin, cut) => {
        const logits = logitsOf(weights)
        const allowed = weights.flatMap((_, t) => (t < 66 || coin.next().value ? [t] : []))
        const sampling: Sampling = { temperature: 1, topK: Number.POSITIVE_INFINITY, ...cut }
        fc.pre(cut.topP < 1 || cut.minP > 0)
        const expected = referenceDistribution(logits, allowed, sampling)
        const kept = [...expected.keys()].reduce((sum, t) => sum + weights[t]!, 0)
        const actual = enumerate(kept, (random) =>
          new Sampler(sampling, random, logits.length).choose(logits, 0, candidatesOf(logits.length, allowed)),
        )
        expectSame(actual, expected)
      }),
      { numRuns: 150, seed: 8 },
    )
  })

  test('the enumeration itself notices a wrong sampler', () => {
    const logits = logitsOf([1, 1, 2])
    const sampling = samplingOf({ temperature: 1 })
    const actual = enumerate(4, (random) =>
      new Sampler(sampling, random, 3).choose(logits, 2, candidatesOf(3, [0, 1, 2])),
    )
    expect(actual.get(0)).toBe(0.25)
    expect(() =>
      expectSame(
        actual,
        new Map([
          [0, 0.5],
          [2, 0.5],
        ]),
      ),
    ).toThrow()
  })
})

describe('the sampled token', () => {
  const rows = fc.record({
    logits: fc
      .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 300 })
      .map((row) => Float32Array.from(row)),
    allowed: fc.uniqueArray(fc.nat(299), { minLength: 1, maxLength: 80 }),
    sampling: fc.record({
      temperature: fc.constantFrom(0, 0.3, 1, 3),
      topK: fc.constantFrom(Number.POSITIVE_INFINITY, 1, 5, 40, 1000),
      topP: fc.constantFrom(1, 0.9, 0.3),
      minP: fc.constantFrom(0, 0.05, 0.5),
    }),
    seed: fc.nat(),
  })

  test('is one the definition gives a positive probability, whatever the options', () => {
    fc.assert(
      fc.property(rows, ({ logits, allowed, sampling, seed }) => {
        const inside = allowed.filter((t) => t < logits.length)
        fc.pre(inside.length > 0)
        const sampler = new Sampler(sampling, createRandom(seed), logits.length)
        const token = sampler.choose(logits, checkLogits(logits, logits.length), candidatesOf(logits.length, inside))
        expect(referenceDistribution(logits, inside, sampling).get(token)).toBeGreaterThan(0)
      }),
      { numRuns: 3000, seed: 11 },
    )
  })

  test('is the same for the same seed, whether candidates are a mask or tested one by one', () => {
    fc.assert(
      fc.property(rows, ({ logits, allowed, sampling, seed }) => {
        const inside = allowed.filter((t) => t < logits.length)
        fc.pre(inside.length > 0)
        const best = checkLogits(logits, logits.length)
        const write = (masked: boolean) => {
          const sampler = new Sampler(sampling, createRandom(seed), logits.length)
          return Array.from({ length: 5 }, () =>
            sampler.choose(logits, best, candidatesOf(logits.length, inside, masked)),
          )
        }
        expect(write(true)).toEqual(write(false))
      }),
      runs,
    )
  })

  test('needs no mask when the best tokens are allowed, and one when they are not', () => {
    const logits = Float32Array.from({ length: 1000 }, (_, t) => -t / 10)
    for (const options of [{}, { temperature: 1 }, { temperature: 1, topK: 20 }, { temperature: 1, minP: 0.1 }]) {
      const sampler = new Sampler(samplingOf(options), createRandom(1), logits.length)
      const good = candidatesOf(
        logits.length,
        Array.from({ length: 990 }, (_, t) => t),
      )
      for (let i = 0; i < 20; i++) sampler.choose(logits, 0, good)
      expect(good.masks).toBe(0)
      const bad = candidatesOf(logits.length, [900, 950])
      sampler.choose(logits, 0, bad)
      expect(bad.masks).toBe(1)
    }
  })

  test('is found among allowed tokens that are out of reach of floating point', () => {
    const logits = Float32Array.of(0, 0, -2000, -2001)
    for (const options of [{}, { temperature: 1 }, { temperature: 1, topP: 0.99 }, { temperature: 0.5, topK: 2 }]) {
      const sampler = new Sampler(samplingOf(options), createRandom(4), 4)
      expect([2, 3]).toContain(sampler.choose(logits, 0, candidatesOf(4, [2, 3])))
    }
  })

  test('cannot be one of tokens the model excludes altogether', () => {
    const logits = Float32Array.of(0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)
    for (const options of [{}, { temperature: 1 }, { temperature: 1, topP: 0.9 }, { temperature: 1, topK: 2 }]) {
      const sampler = new Sampler(samplingOf(options), createRandom(4), 3)
      expect(() => sampler.choose(logits, 0, candidatesOf(3, [1, 2]))).toThrow(
        expect.objectContaining({ code: 'logits-empty' }),
      )
    }
  })
})

describe('rows of logits', () => {
  test('are refused when too narrow, not numbers, infinite or empty', () => {
    const refuse = (row: number[], code: string) =>
      expect(() => checkLogits(Float32Array.from(row), 3)).toThrow(expect.objectContaining({ code }))
    refuse([1, 2], 'logits-shape')
    refuse([1, Number.NaN, 2], 'logits-nan')
    refuse([Number.NaN, 1, 2], 'logits-nan')
    refuse([5, 1, Number.NaN], 'logits-nan')
    refuse([1, Number.POSITIVE_INFINITY, 2], 'logits-nan')
    refuse([1, 2, Number.POSITIVE_INFINITY, 4], 'logits-nan')
    const none = Number.NEGATIVE_INFINITY
    refuse([none, none, none, 4], 'logits-empty')
    expect(checkLogits(Float32Array.of(1, 3, 3, 9), 3)).toBe(1)
    expect(checkLogits(Float32Array.of(none, -7, none), 3)).toBe(1)
  })

  test('give the mass of a mask exactly, near 1, near 0 and below what floating point can hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -700, max: 700, noNaN: true }), { minLength: 2, maxLength: 70 }),
        fc.infiniteStream(fc.boolean()),
        (row, coin) => {
          const logits = Float32Array.from(row)
          const allowed = row.flatMap((_, t) => (coin.next().value ? [t] : []))
          fc.pre(allowed.length > 0)
          const logSum = (ids: number[]) => {
            const max = Math.max(...ids.map((t) => logits[t]!))
            return max + Math.log(ids.reduce((sum, t) => sum + Math.exp(logits[t]! - max), 0))
          }
          const expected = logSum(allowed) - logSum(row.map((_, t) => t))
          const best = checkLogits(logits, logits.length)
          const actual = logMass(logits, logits.length, best, candidatesOf(logits.length, allowed).mask())
          expect(actual).toBeLessThanOrEqual(0)
          expect(Math.abs(actual - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)))
        },
      ),
      runs,
    )
    const nearOne = Float32Array.of(0, -40)
    expect(logMass(nearOne, 2, 0, candidatesOf(2, [0]).mask())).toBeCloseTo(-Math.exp(-40), 25)
  })

  test('are ranked as a sort would rank them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(-1, 0, 0.5, 1, 2, Number.NEGATIVE_INFINITY), { minLength: 1, maxLength: 90 }),
        fc.integer({ min: 1, max: 100 }),
        fc.option(fc.uniqueArray(fc.nat(89), { maxLength: 60 }), { nil: undefined }),
        (row, count, only) => {
          const logits = Float32Array.from(row)
          const mask =
            only &&
            candidatesOf(
              row.length,
              only.filter((t) => t < row.length),
            ).mask()
          const expected = row
            .map((_, t) => t)
            .filter((t) => row[t] !== Number.NEGATIVE_INFINITY && (!only || only.includes(t)))
            .sort((a, b) => row[b]! - row[a]! || a - b)
            .slice(0, count)
          expect([...topTokens(logits, row.length, count, mask)]).toEqual(expected)
        },
      ),
      { numRuns: 1000, seed: 2 },
    )
  })
})

test('the exponential is that of Math.exp but for rounding', () => {
  fc.assert(
    fc.property(fc.double({ min: -708, max: 700, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-12)
    }),
    { numRuns: 5000, seed: 1 },
  )
  expect(exp(0)).toBe(1)
  expect(exp(-0)).toBe(1)
  expect(exp(Number.NEGATIVE_INFINITY)).toBe(0)
  expect(exp(-709)).toBe(0)
})

describe('random numbers', () => {
  test('are those of xoshiro128** from the same seed on every platform', () => {
    const random = createRandom(42)
    expect(Array.from({ length: 4 }, () => random.next())).toEqual(referenceNumbers(42, 4))
    for (const seed of [0, 1, 0xffffffff]) expect(createRandom(seed).next()).toBe(referenceNumbers(seed, 1)[0])
  })

  test('spread evenly and differ by seed', () => {
    const random = createRandom(1)
    const counts = new Array(16).fill(0)
    for (let i = 0; i < 16000; i++) counts[Math.floor(random.next() * 16)]++
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
    expect(createRandom(1).next()).not.toBe(createRandom(2).next())
    expect(createRandom().seed).not.toBe(createRandom().seed)
  })
})

/** The generator once more, in big integers. */
function referenceNumbers(seed: number, n: number): number[] {
  const word = 0xffffffffn
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & word
  const s: bigint[] = []
  let z = BigInt(seed)
  for (let i = 0; i < 4; i++) {
    z = (z + 0x9e3779b9n) & word
    let x = z ^ (z >> 16n)
    x = (x * 0x21f0aaadn) & word
    x ^= x >> 15n
    x = (x * 0x735a2d97n) & word
    s.push(x ^ (x >> 15n))
  }
  const next = (): bigint => {
    const result = (rotate((s[1]! * 5n) & word, 7n) * 9n) & word
    const t = (s[1]! << 9n) & word
    s[2]! ^= s[0]!
    s[3]! ^= s[1]!
    s[1]! ^= s[2]!
    s[0]! ^= s[3]!
    s[2]! ^= t
    s[3] = rotate(s[3]!, 11n)
    return result
  }
  return Array.from({ length: n }, () => Number((next() >> 5n) * 0x4000000n + (next() >> 6n)) / 2 ** 53)
}
