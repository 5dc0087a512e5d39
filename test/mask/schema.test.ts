import { describe, expect, it, vi } from 'vitest'
import { type Constraint, DEAD, run } from '../../src/automaton/constraint.js'
import { EspalierError, LimitError } from '../../src/error/index.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { byteVocabulary, createVocabulary, readVocabulary } from '../../src/vocab/index.js'
import { caseOf } from '../schema/fuzz/decide.js'
import { readTokenizer, realTokenizers } from '../vocab/real-tokenizers.js'
import { check, unpack } from './brute-force.js'
import { Random, randomTokens } from './toy.js'

// Exhaustive comparisons: slow on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

const limits = { states: 100_000 }

/** Random schemas that compile, with random options. */
function* constraints(random: Random, from: number, count: number): Generator<Constraint> {
  for (let seed = from; seed < from + count; seed++) {
    const { schema, dialect } = caseOf(seed)
    const whitespace = random.pick(['compact', 'compact', 'flexible', 'pretty'] as const)
    const propertyOrder = random.pick(['any', 'schema'] as const)
    try {
      yield compileJsonSchema(schema, { dialect, whitespace, propertyOrder, limits: { ...limits, whitespace: 3 } })
    } catch (error) {
      // Unsatisfiable or refused: not a question for masks.
      if (!EspalierError.isInstance(error)) throw error
    }
  }
}

/** A schema whose numbers cannot be decided says so while it is stepped; then there is nothing to compare. */
function settled(work: () => number): number {
  try {
    return work()
  } catch (error) {
    if (!LimitError.isInstance(error) || error.name !== 'LimitError') throw error
    return 0
  }
}

describe('masks of JSON schemas', () => {
  it('equal brute force on random schemas, prefixes and vocabularies', () => {
    const random = new Random(31)
    const before = { ...maskCounters }
    let masks = 0
    let decisions = 0
    for (const constraint of constraints(random, 1, 180)) {
      const { tokens, endIds } = randomTokens(random, { words: 80 })
      const vocabulary = createVocabulary(tokens, endIds)
      const made = settled(() => check(constraint, vocabulary, random, 100))
      masks += made
      decisions += made * vocabulary.size
    }
    expect(masks).toBeGreaterThan(10_000)
    expect(decisions).toBeGreaterThan(1_000_000)
    for (const way of ['stateHits', 'sliceHits', 'walks', 'loops', 'counted', 'words', 'interiors'] as const) {
      expect(maskCounters[way], way).toBeGreaterThan(before[way])
    }
  })

  it('forbid the end of a key that was passed in declared order, also after masks of other keys', () => {
    const schema = { properties: { a: { type: 'string' }, b: {} } }
    const constraint = compileJsonSchema(schema, { whitespace: 'compact', propertyOrder: 'schema' })
    const vocabulary = byteVocabulary()
    const quote = (text: string): number => {
      const matcher = createMatcher(constraint, vocabulary)
      expect(matcher.acceptBytes(new TextEncoder().encode(text))).toBe(true)
      return (matcher.mask()[1]! >>> 2) & 1
    }
    expect(quote('{"a":"","x')).toBe(1)
    expect(quote('{"a":"","a')).toBe(0)
    expect(quote('{"a":"","ab')).toBe(1)
  })

  it('equal brute force where the text of an item decides about later ones', () => {
    const random = new Random(34)
    const items = [
      { type: 'string' },
      { type: 'string', maxLength: 4 },
      { enum: ['a', 'ab', 'name', 'names'] },
      { type: 'object', properties: { a: { type: 'string', maxLength: 2 } } },
      { type: 'array', items: { type: 'string' }, maxItems: 2 },
      { type: 'array', uniqueItems: true, items: { enum: ['a', 'ab', 1] } },
      { type: 'array', uniqueItems: true, prefixItems: [{ enum: ['a', 'b'] }], items: { const: 'a' }, minItems: 2 },
      { type: ['integer', 'string'] },
    ]
    const before = maskCounters.words
    for (const item of items) {
      const schema = { type: 'array', uniqueItems: true, items: item }
      const constraint = compileJsonSchema(schema, { whitespace: 'compact' })
      for (let round = 0; round < 4; round++) {
        const { tokens, endIds } = randomTokens(random, { words: 80 })
        const more = ['["a"', 'a"', 'b"', '","a"', '","ab', '"a","', '1', '11', ',1', 'name"']
        const vocabulary = createVocabulary([...tokens, ...more], endIds)
        expect(check(constraint, vocabulary, random, 60)).toBe(60)
      }
    }
    expect(maskCounters.words).toBeGreaterThan(before)
  })

  it('are the same from the memo as made afresh', () => {
    const random = new Random(32)
    for (const constraint of constraints(random, 1000, 30)) {
      const { tokens, endIds } = randomTokens(random, { words: 80 })
      const warm = createVocabulary(tokens, endIds)
      if (settled(() => check(constraint, warm, random, 60)) === 0) continue
      const matcher = createMatcher(constraint, warm)
      for (let step = 0; step < 20; step++) {
        const cold = createMatcher(constraint, createVocabulary(tokens, endIds))
        expect(cold.acceptBytes(matcher.text())).toBe(true)
        const bits = unpack(matcher.mask(), warm.size)
        expect(Buffer.compare(bits, unpack(cold.mask(), warm.size))).toBe(0)
        const allowed = [...bits.keys()].filter((id) => bits[id] === 1 && !endIds.includes(id))
        if (allowed.length === 0) break
        matcher.accept(random.pick(allowed))
      }
    }
  })

  it.each(realTokenizers)('equal brute force on samples of the vocabulary of %s', (name) => {
    const vocabulary = readVocabulary(readTokenizer(name).json)
    const random = new Random(33)
    let decisions = 0
    for (const constraint of constraints(random, 2000, 16)) {
      const matcher = createMatcher(constraint, vocabulary)
      for (let step = 0; step < 12; step++) {
        const words = matcher.mask()
        const allowed: number[] = []
        for (let i = 0; i < words.length; i++) {
          for (let word = words[i]!; word !== 0; word &= word - 1) allowed.push(i * 32 + 31 - Math.clz32(word & -word))
        }
        // Allowed and refused tokens alike.
        for (let k = 0; k < 400; k++) {
          const id = k % 2 === 0 && allowed.length > 0 ? random.pick(allowed) : random.below(vocabulary.size)
          const bytes = vocabulary.bytes(id)
          const want = vocabulary.endIds.includes(id)
            ? constraint.canEnd(matcher.state)
            : bytes.length > 0 && run(constraint, matcher.state, bytes) !== DEAD
          if (((words[id >>> 5]! >>> (id & 31)) & 1) !== (want ? 1 : 0)) {
            expect.fail(
              `token ${id} ${JSON.stringify(Buffer.from(bytes).toString())} after ${Buffer.from(matcher.text())}`,
            )
          }
          decisions++
        }
        const texts = allowed.filter((id) => !vocabulary.endIds.includes(id))
        if (texts.length === 0) break
        // Long tokens lead into strings at once; short ones find the structure.
        const short = texts.filter((id) => vocabulary.bytes(id).length <= 2)
        matcher.accept(random.pick(short.length > 0 && random.chance(0.7) ? short : texts))
      }
    }
    expect(decisions).toBeGreaterThan(20_000)
  })
})
