import { describe, expect, it } from 'vitest'
import {
  type Constraint,
  choice,
  DEAD,
  freeText,
  intersection,
  optional,
  repeat,
  run,
  type State,
  sequence,
  switchTo,
  union,
} from '../../src/automaton/index.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { createVocabulary, type Vocabulary } from '../../src/vocab/index.js'
import { Random, randomTokens, randomToy, ToyJson } from '../mask/toy.js'

const encoder = new TextEncoder()

function compare(constraint: Constraint, state: State, vocabulary: Vocabulary, mask: Uint32Array): string | undefined {
  for (let id = 0; id < vocabulary.size; id++) {
    const bytes = vocabulary.bytes(id)
    const want = vocabulary.endIds.includes(id)
      ? constraint.canEnd(state)
      : bytes.length > 0 && run(constraint, state, bytes) !== DEAD
    if (want !== (((mask[id >>> 5]! >>> (id & 31)) & 1) === 1)) return JSON.stringify(new TextDecoder().decode(bytes))
  }
  return undefined
}

/** Compares masks along random texts; returns how many bits were compared. */
function roam(constraint: Constraint, vocabulary: Vocabulary, random: Random, steps: number): number {
  let matcher = createMatcher(constraint, vocabulary)
  let length = 0
  for (let step = 0; step < steps; step++) {
    const mask = matcher.mask()
    const fault = compare(constraint, matcher.state, vocabulary, mask)
    if (fault) expect.fail(`token ${fault} after ${JSON.stringify(new TextDecoder().decode(matcher.text()))}`)
    const allowed: number[] = []
    for (let id = 0; id < vocabulary.size; id++) {
      if ((mask[id >>> 5]! >>> (id & 31)) & 1 && !vocabulary.endIds.includes(id)) allowed.push(id)
    }
    if (allowed.length === 0 || random.chance(0.1)) {
      const n = random.below(length + 1)
      matcher.rollback(n)
      length -= n
    } else if (length > 80) {
      matcher = createMatcher(constraint, vocabulary)
      length = 0
    } else {
      matcher.accept(random.pick(allowed))
      length++
    }
  }
  return steps * vocabulary.size
}

describe('masks of combined stack machines', () => {
  it('equal brute force, for every combinator, and share what they can', () => {
    const random = new Random(21)
    const hits = maskCounters.sliceHits
    let bits = 0
    const shapes: ((a: Constraint, b: Constraint) => Constraint)[] = [
      (a, b) => sequence(a, b),
      (a, b) => sequence('1', a, optional(b), 'x'),
      (a, b) => union(a, b),
      (a, b) => choice([sequence(a, '!'), sequence(b, '?'), 'null']),
      (a) => repeat(a, { min: 1, max: 4 }),
      (a, b) => repeat(union(a, b), { min: 2 }),
      (a, b) => sequence(repeat(a), sequence(union(a, b), ';')),
      (a, b) =>
        switchTo(
          [
            { begin: 'the', content: a, end: ' of' },
            { begin: 'name', content: b },
          ],
          { max: 3 },
        ),
      (a, b) => intersection(sequence(a, b), freeText({ forbid: ['"}', 'name'] })),
    ]
    for (let cases = 0; cases < 27; cases++) {
      const { tokens, endIds } = randomTokens(random, { words: 60 })
      const vocabulary = createVocabulary(tokens, endIds)
      let constraint: Constraint
      try {
        constraint = shapes[cases % shapes.length]!(randomToy(random), randomToy(random))
      } catch (error) {
        expect(error).toMatchObject({ code: 'empty-language' })
        continue
      }
      bits += roam(constraint, vocabulary, random, 100)
    }
    expect(bits).toBeGreaterThan(500_000)
    expect(maskCounters.sliceHits - hits).toBeGreaterThan(50)
  })

  it('forward the stack of the part that is being read', () => {
    const list = new ToyJson({ list: { kind: 'array', item: 'list' } }, 'list')
    const constraint = sequence(list, ' and ', list)
    const at = (text: string): State => run(constraint, constraint.start, encoder.encode(text))
    expect(constraint.depth!(at('[[['))).toBe(constraint.depth!(at('[[')) + 1)
    expect(constraint.top!(at('[[['))).toBe(constraint.top!(at('[[[[')))
    expect(constraint.slice!(at('[[['), 1)).toBe(constraint.slice!(at('[[[['), 1))
    expect(constraint.top!(at('[[['))).not.toBe(constraint.top!(at('[] and [[[')))
    expect(constraint.depth!(at('[]'))).toBe(0)
    expect(constraint.slice!(at('[]'), 0)).toBe(-1)
  })

  it('make no more masks inside a part than the part alone', () => {
    const vocabulary = createVocabulary(
      ['[', ']', ',', '[[', ']]', '],', '],[', ',[', 'x', ']x'].map((text) => encoder.encode(text)),
      [],
    )
    const made = (constraint: Constraint, before = ''): number => {
      const earlier = maskCounters.walks + maskCounters.loops + maskCounters.differences
      const matcher = createMatcher(constraint, vocabulary)
      for (const byte of encoder.encode(`${before}[[[],[[],[[]],[]],[]],[[[[]]],[]]]`)) {
        const fault = compare(constraint, matcher.state, vocabulary, matcher.mask())
        if (fault) expect.fail(fault)
        expect(matcher.acceptBytes(Uint8Array.of(byte))).toBe(true)
      }
      return maskCounters.walks + maskCounters.loops + maskCounters.differences - earlier
    }
    const lists = (): Constraint => new ToyJson({ list: { kind: 'array', item: 'list' } }, 'list')
    const alone = made(lists())
    expect(alone).toBeLessThan(20)
    expect(made(union(lists(), 'x'))).toBeLessThanOrEqual(alone + 1)
    expect(made(sequence(lists(), 'x'))).toBeLessThanOrEqual(alone + 2)
    expect(made(switchTo({ begin: 'x', content: sequence(lists(), 'x') }), 'x')).toBeLessThanOrEqual(alone + 4)
  })

  it('do not mistake the end of a part for the inside of one', () => {
    // After a digit the number goes on; only at the bottom of the stack may the next part begin as well.
    const value = new ToyJson({ value: { kind: 'array', item: 'number' }, number: { kind: 'number' } }, 'number')
    const nested = new ToyJson({ value: { kind: 'array', item: 'number' }, number: { kind: 'number' } }, 'value')
    const vocabulary = createVocabulary(
      ['1', '-', '-1', '-1x', 'x', '[', ']', '[-', '-1]', '-1]x', ','].map((text) => encoder.encode(text)),
      [],
    )
    const constraint = sequence(union(nested, value), 'x')
    const matcher = createMatcher(constraint, vocabulary)
    for (const text of ['', '[', '[-', '[-1', '[-1]', '-', '-1', '[-1,', '[-1,-']) {
      const fresh = createMatcher(constraint, vocabulary)
      expect(fresh.acceptBytes(encoder.encode(text))).toBe(true)
      expect(compare(constraint, fresh.state, vocabulary, fresh.mask()), text).toBeUndefined()
    }
    expect(matcher.mask()[0]).toBeGreaterThan(0)
  })
})
