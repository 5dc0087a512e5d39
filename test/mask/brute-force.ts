import { expect } from 'vitest'
import { type Constraint, DEAD, run, type State } from '../../src/automaton/constraint.js'
import { createMatcher, type Matcher } from '../../src/mask/matcher.js'
import type { Vocabulary } from '../../src/vocab/index.js'
import type { Random } from './toy.js'

/** What a mask must be, byte by byte. */
export function oracle(
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

export function unpack(words: Uint32Array, size: number): Uint8Array {
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

/** Compares masks with brute force along random texts, with rollback, forks and raw bytes. Returns how many. */
export function check(constraint: Constraint, vocabulary: Vocabulary, random: Random, steps: number): number {
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
