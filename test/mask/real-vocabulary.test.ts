import { describe, expect, it } from 'vitest'
import { DEAD, run } from '../../src/automaton/constraint.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { readVocabulary } from '../../src/vocab/index.js'
import { readTokenizer, realTokenizers } from '../vocab/real-tokenizers.js'
import { Random, ToyJson } from './toy.js'

const language = () =>
  new ToyJson(
    {
      Text: { kind: 'string', min: 0, max: Number.POSITIVE_INFINITY },
      Short: { kind: 'string', min: 2, max: 20 },
      Number: { kind: 'number' },
      List: { kind: 'array', item: 'Text' },
      Root: {
        kind: 'object',
        named: { name: 'Text', names: 'List', note: 'Short', age: 'Number', in: 'Root' },
        rest: 'Text',
      },
    },
    'Root',
    true,
  )

const document =
  '{"name":"Ada Lovelace","note":"wrote 日本 pro","names":["a \\n b","naïve 👩🏽‍🚀"],"age":-36,"other":"x","in":{"nam":"","age":1}}'

describe.each(realTokenizers)('masks on the vocabulary of %s', (name) => {
  const { json } = readTokenizer(name)
  const vocabulary = readVocabulary(json)
  const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))

  it('equal brute force along a document, on all tokens at some positions and on a sample at every byte', () => {
    const constraint = language()
    const random = new Random(name.length)
    const bytes = new TextEncoder().encode(document)
    const before = { ...maskCounters }
    const matcher = createMatcher(constraint, vocabulary)
    for (let at = 0; at <= bytes.length; at++) {
      const words = matcher.mask()
      const all = at % 40 === 0
      for (let k = 0; k < (all ? tokens.length : 500); k++) {
        const id = all ? k : random.below(tokens.length)
        if (vocabulary.endIds.includes(id)) continue
        const token = tokens[id]!
        const want = token.length > 0 && run(constraint, matcher.state, token) !== DEAD
        if (((words[id >>> 5]! >>> (id & 31)) & 1) !== (want ? 1 : 0)) expect.fail(`token ${id} after ${at} bytes`)
      }
      for (const id of vocabulary.endIds) {
        expect((words[id >>> 5]! >>> (id & 31)) & 1).toBe(constraint.canEnd(matcher.state) ? 1 : 0)
      }
      if (at < bytes.length) expect(matcher.acceptBytes(bytes.subarray(at, at + 1))).toBe(true)
    }
    for (const way of ['walks', 'loops', 'counted', 'differences', 'jumps'] as const) {
      expect(maskCounters[way], way).toBeGreaterThan(before[way])
    }
    // Loops are found in string bodies and in keys, and are built once.
    expect(maskCounters.classes - before.classes).toBeLessThanOrEqual(4)
  })
})
