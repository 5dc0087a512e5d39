import { describe, expect, it, vi } from 'vitest'
import { DEAD, run, type State } from '../../src/automaton/constraint.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher, minTokensAfter } from '../../src/mask/matcher.js'
import { byteVocabulary, createVocabulary } from '../../src/vocab/index.js'
import { check, oracle, unpack } from './brute-force.js'
import { Random, randomDfa, randomTokens, randomToy, ToyJson, without } from './toy.js'

// Exhaustive comparisons: slow on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

function countersOf(work: () => void): typeof maskCounters {
  const before = { ...maskCounters }
  work()
  const after = { ...maskCounters }
  for (const name of Object.keys(after) as (keyof typeof after)[]) after[name] -= before[name]
  return after
}

describe('a mask', () => {
  it('equals brute force on random automata without a stack', () => {
    const random = new Random(1)
    let masks = 0
    const counts = countersOf(() => {
      for (let round = 0; round < 160; round++) {
        const constraint = randomDfa(random)
        if (!constraint) continue
        const { tokens, endIds } = randomTokens(random)
        masks += check(constraint, createVocabulary(tokens, endIds), random, 150)
      }
    })
    expect(masks).toBeGreaterThan(10_000)
    expect(counts.loops).toBeGreaterThan(10)
  })

  it('equals brute force on random stack languages, with every way of making masks in use', () => {
    const random = new Random(2)
    let masks = 0
    const counts = countersOf(() => {
      for (let round = 0; round < 60; round++) {
        const { tokens, endIds } = randomTokens(random)
        const vocabulary = createVocabulary(tokens, endIds)
        // Two languages on one vocabulary, so that loop classes are shared.
        for (let k = 0; k < 2; k++) masks += check(randomToy(random), vocabulary, random, 200)
      }
    })
    expect(masks).toBeGreaterThan(20_000)
    for (const way of [
      'stateHits',
      'sliceHits',
      'walks',
      'loops',
      'counted',
      'differences',
      'jumps',
      'classes',
    ] as const) {
      expect(counts[way], way).toBeGreaterThan(50)
    }
  })

  it('equals brute force when a constraint offers only some of the hooks, or none', () => {
    const random = new Random(3)
    for (const hooks of ['slices', 'all'] as const) {
      const counts = countersOf(() => {
        for (let round = 0; round < 30; round++) {
          const { tokens, endIds } = randomTokens(random)
          check(without(randomToy(random), hooks), createVocabulary(tokens, endIds), random, 150)
        }
      })
      expect(counts.sliceHits).toBe(0)
      if (hooks === 'slices') expect(counts.counted).toBeGreaterThan(10)
      else expect(counts.counted).toBe(0)
    }
  })

  it('equals brute force on the 256 bytes', () => {
    const random = new Random(4)
    for (let round = 0; round < 40; round++) check(randomToy(random), byteVocabulary(), random, 100)
  })

  it('is the same whether it comes from the memo or is made afresh', () => {
    const random = new Random(5)
    for (let round = 0; round < 30; round++) {
      const { tokens, endIds } = randomTokens(random)
      const toy = randomToy(random)
      const warm = createVocabulary(tokens, endIds)
      check(toy, warm, random, 300)
      // The same states on a vocabulary that has no memo yet.
      const matcher = createMatcher(toy, warm)
      for (let step = 0; step < 40; step++) {
        const cold = createMatcher(toy, createVocabulary(tokens, endIds))
        expect(cold.acceptBytes(matcher.text())).toBe(true)
        const ids = unpack(matcher.mask(), warm.size)
        expect(Buffer.compare(ids, unpack(cold.mask(), warm.size))).toBe(0)
        const allowed = [...ids.keys()].filter((id) => ids[id] === 1 && !warm.endIds.includes(id))
        if (allowed.length === 0) break
        matcher.accept(random.pick(allowed))
      }
    }
  })

  it('has only end tokens once nothing but the end can follow, and is empty after one was accepted', () => {
    const toy = new ToyJson({ Root: { kind: 'literal', text: 'true' } }, 'Root')
    const vocabulary = createVocabulary(['t', 'r', 'u', 'e', 'true', null, null], [5, 6])
    const matcher = createMatcher(toy, vocabulary)
    expect([...matcher.mask()]).toEqual([0b10001])
    expect(matcher.accept(5)).toBe(false)
    expect(matcher.accept(4)).toBe(true)
    expect([...matcher.mask()]).toEqual([0b1100000])
    expect(matcher.accept(6)).toBe(true)
    expect(matcher.ended).toBe(true)
    expect([...matcher.mask()]).toEqual([0])
    expect(matcher.accepts(5)).toBe(false)
    expect(matcher.acceptBytes(new Uint8Array(0))).toBe(false)
    matcher.rollback(2)
    expect([...matcher.mask()]).toEqual([0b10001])
    expect(() => matcher.rollback(1)).toThrow(/Cannot roll back/)
  })
})

describe('a vocabulary without all bytes', () => {
  it('allows a token only if tokens complete the text', () => {
    const random = new Random(6)
    let refused = 0
    for (let round = 0; round < 250; round++) {
      const constraint = randomDfa(random)
      if (!constraint) continue
      const missing = Array.from({ length: 1 + random.below(200) }, () => random.below(256))
      const { tokens, endIds } = randomTokens(random, { missing, words: 30 })
      const vocabulary = createVocabulary(tokens, endIds)
      const bytes = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))
      // States that some sequence of tokens completes, as a fixed point.
      const states = new Set<State>([constraint.start])
      for (const state of states) {
        for (const token of bytes) {
          const next = token.length > 0 ? run(constraint, state, token) : DEAD
          if (next !== DEAD) states.add(next)
        }
        for (let byte = 0; byte < 256; byte++) {
          const next = constraint.step(state, byte)
          if (next !== DEAD) states.add(next)
        }
      }
      const fine = new Set<State>([...states].filter((state) => constraint.canEnd(state)))
      for (let size = -1; size !== fine.size; ) {
        size = fine.size
        for (const state of states) {
          if (bytes.some((token) => token.length > 0 && fine.has(run(constraint, state, token)))) fine.add(state)
        }
      }
      for (const state of states) {
        const want = oracle(constraint, state, vocabulary, bytes)
        for (let id = 0; id < want.length; id++) {
          if (!want[id] || vocabulary.endIds.includes(id)) continue
          if (!fine.has(run(constraint, state, bytes[id]!))) {
            want[id] = 0
            refused++
          }
        }
        const probe = createMatcher({ ...constraint, start: state }, vocabulary)
        expect(Buffer.compare(unpack(probe.mask(), vocabulary.size), want)).toBe(0)
        for (let k = 0; k < 20; k++) {
          const id = random.below(vocabulary.size)
          expect(probe.accepts(id)).toBe(want[id] === 1)
        }
        expect(probe.minTokensToEnd < Number.POSITIVE_INFINITY).toBe(fine.has(state))
      }
    }
    expect(refused).toBeGreaterThan(1000)
  })

  it('equals brute force on stack languages that never need the missing bytes', () => {
    const random = new Random(7)
    const missing = [0, 4, 6, 0x13, 0xc0, 0xc1, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff]
    const counts = countersOf(() => {
      for (let round = 0; round < 30; round++) {
        const { tokens, endIds } = randomTokens(random, { missing })
        check(randomToy(random), createVocabulary(tokens, endIds), random, 150)
      }
    })
    expect(counts.loops).toBeGreaterThan(10)
  })
})

describe('what lies ahead', () => {
  it('forces exactly the bytes that every word continues with', () => {
    const random = new Random(8)
    let forced = 0
    for (let round = 0; round < 150; round++) {
      const toy = randomToy(random)
      const matcher = createMatcher(toy, byteVocabulary())
      for (let step = 0; step < 40; step++) {
        let state = matcher.state
        const bytes: number[] = []
        for (;;) {
          const live = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => toy.step(state, byte) !== DEAD)
          if (live.length !== 1 || toy.canEnd(state)) break
          bytes.push(live[0]!)
          state = toy.step(state, live[0]!)
        }
        expect([...matcher.forcedBytes()]).toEqual(bytes)
        forced += bytes.length
        const live = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => matcher.accepts(byte))
        if (live.length === 0) break
        matcher.accept(random.pick(live))
      }
    }
    expect(forced).toBeGreaterThan(300)
  })

  it('cuts forced bytes into the longest tokens and keeps back what a longer token could reach over', () => {
    const toy = new ToyJson(
      { Root: { kind: 'object', named: { name: 'S', names: 'S' } }, S: { kind: 'string', min: 0, max: 9 } },
      'Root',
    )
    const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
    const plain = createVocabulary([...bytes, '"na', 'me', 'name', null], [259])
    const a = createMatcher(toy, plain)
    a.acceptBytes(new TextEncoder().encode('{"'))
    // "name" is forced, then '"' or 's'.
    expect(new TextDecoder().decode(a.forcedBytes())).toBe('name')
    expect(a.forcedTokens()).toEqual([258])

    const longer = createVocabulary([...bytes, '"na', 'me', 'name', 'names', null], [260])
    const b = createMatcher(toy, longer)
    b.acceptBytes(new TextEncoder().encode('{"'))
    expect(b.forcedTokens()).toEqual([])

    // A longer token that the language does not allow is no reason to wait.
    const other = createVocabulary([...bytes, '"na', 'me', 'name', 'named', null], [260])
    const c = createMatcher(toy, other)
    c.acceptBytes(new TextEncoder().encode('{"'))
    expect(c.forcedTokens()).toEqual([258])
  })

  it('forces only tokens that are allowed one after the other', () => {
    const random = new Random(9)
    let forced = 0
    for (let round = 0; round < 150; round++) {
      const { tokens, endIds } = randomTokens(random)
      const vocabulary = createVocabulary(tokens, endIds)
      const matcher = createMatcher(randomToy(random), vocabulary)
      for (let step = 0; step < 30; step++) {
        const ids = matcher.forcedTokens()
        const run = matcher.forcedBytes()
        const probe = matcher.fork()
        for (const id of ids) expect(probe.accept(id)).toBe(true)
        const spelt = Buffer.concat(ids.map((id) => vocabulary.bytes(id)))
        expect(Buffer.compare(spelt, run.subarray(0, spelt.length))).toBe(0)
        forced += ids.length
        const bits = unpack(matcher.mask(), vocabulary.size)
        const allowed = [...bits.keys()].filter((id) => bits[id] === 1)
        if (allowed.length === 0 || !matcher.accept(random.pick(allowed)) || matcher.ended) break
      }
    }
    expect(forced).toBeGreaterThan(300)
  })

  it('counts tokens to the end so that they can be reached, one fewer at each step', () => {
    const random = new Random(10)
    let counted = 0
    for (let round = 0; round < 120; round++) {
      const { tokens, endIds } = randomTokens(random)
      const vocabulary = createVocabulary(tokens, endIds)
      const toy = randomToy(random)
      const matcher = createMatcher(toy, vocabulary)
      for (let k = 0; k < 12; k++) {
        const bits = unpack(matcher.mask(), vocabulary.size)
        const allowed = [...bits.keys()].filter((id) => bits[id] === 1 && !endIds.includes(id))
        if (allowed.length === 0) break
        matcher.accept(random.pick(allowed))
      }
      let left = matcher.minTokensToEnd
      expect(left).toBeLessThan(Number.POSITIVE_INFINITY)
      if (left > 0) expect(matcher.canEnd).toBe(false)
      const bytesLeft = toy.minBytesToEnd(matcher.state)
      expect(left).toBeLessThanOrEqual(bytesLeft)
      while (left > 0) {
        const bits = unpack(matcher.mask(), vocabulary.size)
        let best = -1
        for (let id = 0; id < vocabulary.size; id++) {
          const after = minTokensAfter(matcher, id)
          expect(after === Number.POSITIVE_INFINITY).toBe(bits[id] === 0)
          if (after < left) best = id
        }
        expect(best).toBeGreaterThanOrEqual(0)
        const after = minTokensAfter(matcher, best)
        matcher.accept(best)
        left = matcher.minTokensToEnd
        expect(left).toBe(after)
        counted++
      }
      expect(matcher.canEnd).toBe(true)
    }
    expect(counted).toBeGreaterThan(200)
  })
})
