import { describe, expect, it } from 'vitest'
import { type Constraint, DEAD, run, type State } from '../../src/automaton/constraint.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher, type Matcher, minTokensAfter } from '../../src/mask/matcher.js'
import { byteVocabulary, createVocabulary, type Vocabulary } from '../../src/vocab/index.js'
import { Random, randomDfa, randomTokens, randomToy, ToyJson, without } from './toy.js'

/** What a mask must be, byte by byte. */
function oracle(
  constraint: Constraint,
  state: State,
  vocabulary: Vocabulary,
  tokens: readonly Uint8Array[],
): Uint8Array {
  const allowed = new Uint8Array(vocabulary.size)
  for (let id = 0; id < vocabulary.size; id++) {
    const bytes = tokens[id]!
    if (bytes.length > 0 && run(constraint, state, bytes) !== DEAD) allowed[id] = 1
  }
  for (const id of vocabulary.endIds) allowed[id] = constraint.canEnd(state) ? 1 : 0
  return allowed
}

function unpack(words: Uint32Array, size: number): Uint8Array {
  expect(words.length).toBe(Math.ceil(size / 32))
  const bits = new Uint8Array(size)
  for (let id = 0; id < size; id++) bits[id] = (words[id >>> 5]! >>> (id & 31)) & 1
  if (size & 31) expect(words[words.length - 1]! >>> (size & 31)).toBe(0)
  return bits
}

/** Walks at random through texts, forwards and back, and compares every mask on the way. Returns how many. */
function roam(
  constraint: Constraint,
  vocabulary: Vocabulary,
  random: Random,
  steps: number,
  expected: (state: State) => Uint8Array,
): number {
  let matchers: { matcher: Matcher; states: State[]; texts: Uint8Array[] }[] = [
    { matcher: createMatcher(constraint, vocabulary), states: [constraint.start], texts: [] },
  ]
  let masks = 0
  for (let step = 0; step < steps; step++) {
    const entry = random.pick(matchers)
    const { matcher, states, texts } = entry
    const state = states.at(-1)!
    expect(matcher.state).toBe(state)
    expect(matcher.canEnd).toBe(constraint.canEnd(state))
    const want = matcher.ended ? new Uint8Array(vocabulary.size) : expected(state)
    const got = unpack(matcher.mask(), vocabulary.size)
    masks++
    if (Buffer.compare(got, want) !== 0) {
      const wrong = [...want.keys()].filter((id) => want[id] !== got[id])
      const shown = wrong
        .slice(0, 5)
        .map((id) => `${id} ${JSON.stringify(Buffer.from(vocabulary.bytes(id)).toString('latin1'))}`)
      expect.fail(`${wrong.length} bits differ after ${Buffer.concat(texts).toString('latin1')}: ${shown.join(', ')}`)
    }
    const action = random.next()
    if (matcher.ended || action < 0.12) {
      const n = random.below(texts.length + 1)
      matcher.rollback(n)
      states.length -= n
      texts.length -= n
    } else if (action < 0.2 && matchers.length < 4) {
      matchers.push({ matcher: matcher.fork(), states: [...states], texts: [...texts] })
    } else if (action < 0.25) {
      const byte = random.below(256)
      const bytes = Uint8Array.of(byte)
      const next = constraint.step(state, byte)
      // Only meaningful where every byte is spellable; the incomplete case is tested apart.
      expect(matcher.acceptBytes(bytes)).toBe(next !== DEAD)
      if (next !== DEAD) {
        states.push(next)
        texts.push(bytes)
      }
    } else if (action < 0.35) {
      const id = random.below(vocabulary.size)
      expect(matcher.accepts(id)).toBe(want[id] === 1)
      const forked = matcher.fork()
      expect(forked.accept(id)).toBe(want[id] === 1)
      if (want[id] === 0) expect(forked.state).toBe(state)
    } else {
      const ids = [...want.keys()].filter((id) => want[id] === 1)
      if (ids.length === 0) {
        matchers = matchers.filter((other) => other !== entry)
        if (matchers.length === 0) break
        continue
      }
      const id = random.pick(ids)
      expect(matcher.accept(id)).toBe(true)
      const end = vocabulary.endIds.includes(id)
      states.push(end ? state : run(constraint, state, vocabulary.bytes(id)))
      texts.push(end ? new Uint8Array(0) : vocabulary.bytes(id))
      expect(matcher.ended).toBe(end)
      expect(Buffer.compare(matcher.text(), Buffer.concat(texts))).toBe(0)
    }
  }
  return masks
}

function check(constraint: Constraint, vocabulary: Vocabulary, random: Random, steps: number): number {
  const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))
  const memo = new Map<State, Uint8Array>()
  return roam(constraint, vocabulary, random, steps, (state) => {
    let want = memo.get(state)
    if (!want) {
      want = oracle(constraint, state, vocabulary, tokens)
      memo.set(state, want)
    }
    return want
  })
}

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
      for (let round = 0; round < 300; round++) {
        const constraint = randomDfa(random)
        if (!constraint) continue
        const { tokens, endIds } = randomTokens(random)
        masks += check(constraint, createVocabulary(tokens, endIds), random, 150)
      }
    })
    expect(masks).toBeGreaterThan(20_000)
    expect(counts.loops).toBeGreaterThan(20)
  })

  it('equals brute force on random stack languages, with every way of making masks in use', () => {
    const random = new Random(2)
    let masks = 0
    const counts = countersOf(() => {
      for (let round = 0; round < 120; round++) {
        const { tokens, endIds } = randomTokens(random)
        const vocabulary = createVocabulary(tokens, endIds)
        // Two languages on one vocabulary, so that loop classes are shared.
        for (let k = 0; k < 2; k++) masks += check(randomToy(random), vocabulary, random, 200)
      }
    })
    expect(masks).toBeGreaterThan(40_000)
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
      expect(counts[way], way).toBeGreaterThan(100)
    }
  })

  it('equals brute force when a constraint offers only some of the hooks, or none', () => {
    const random = new Random(3)
    for (const hooks of ['slices', 'all'] as const) {
      const counts = countersOf(() => {
        for (let round = 0; round < 60; round++) {
          const { tokens, endIds } = randomTokens(random)
          check(without(randomToy(random), hooks), createVocabulary(tokens, endIds), random, 150)
        }
      })
      expect(counts.sliceHits).toBe(0)
      if (hooks === 'slices') expect(counts.counted).toBeGreaterThan(20)
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
    for (let round = 0; round < 400; round++) {
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
      for (let round = 0; round < 60; round++) {
        const { tokens, endIds } = randomTokens(random, { missing })
        check(randomToy(random), createVocabulary(tokens, endIds), random, 150)
      }
    })
    expect(counts.loops).toBeGreaterThan(20)
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
