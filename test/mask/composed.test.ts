import { describe, expect, it } from 'vitest'
import {
  type Constraint,
  complement,
  denyList,
  difference,
  intersection,
  sequence,
  structuralTags,
  substringOf,
  thinking,
} from '../../src/automaton/index.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { createVocabulary, readVocabulary } from '../../src/vocab/index.js'
import { readTokenizer } from '../vocab/real-tokenizers.js'
import { check, oracle, unpack } from './brute-force.js'
import { Random, randomTokens } from './toy.js'

const schema = compileJsonSchema(
  {
    type: 'object',
    properties: { a: { type: 'string', maxLength: 9 }, name: { type: 'array', items: { type: 'integer' } } },
  },
  { whitespace: 'compact' },
)
const source = 'the name of a thing, and another one: names\n"ab" né 日本 😀 hello world. abcdefghij 12'

/** Constraints by how they are composed, and how a text of each may go on. */
const composed: Record<string, [Constraint, string]> = {
  complement: [complement(sequence(/[a-z]*/, 'name', /[\s\S]*/)), 'ab names'],
  difference: [difference(/[a-z é]{0,12}/, /.*(?:the|ing).*/), 'a hello'],
  substring: [substringOf(source), 'hello world'],
  words: [substringOf(source, { wholeWords: true }), 'the name of a'],
  'substring in a sequence': [sequence('"', substringOf(source, { wholeWords: true, maxLength: 20 }), '"'), '"another'],
  'deny list': [denyList(['name', 'né', ['the', 'ab'], 'é日']), 'nam ne'],
  'folded deny list': [denyList(['NAME', 'É', 'abc'], { caseInsensitive: true }), 'Namxs ab'],
  'deny list on a schema': [intersection(schema, denyList(['name', 'ab'], { caseInsensitive: true })), '{"a":"hello"'],
  tags: [
    structuralTags({ tags: [{ begin: '{"a":', content: schema, end: '}' }], triggers: ['{"'] }),
    'ab{"a":{"name":[12',
  ],
  'one tag': [
    structuralTags({
      tags: [
        { begin: '[[', content: substringOf(source), end: ']]' },
        { begin: '[1', content: schema, end: ']' },
      ],
      triggers: ['['],
      atLeastOne: true,
      stopAfterFirst: true,
    }),
    'the[1{"a":"ab"}',
  ],
  thinking: [thinking({ begin: '{"', end: '"}', maxCodePoints: 40, answer: schema }), '{"the né 日本 "x'],
  'thinking without a budget': [thinking({ begin: '<', end: '</s>', answer: schema }), '<hello</s>{"a":"'],
}

describe('masks of composed constraints', () => {
  it.each(Object.keys(composed))('equal brute force with rollback and forks: %s', (name) => {
    const [constraint] = composed[name]!
    const random = new Random(7)
    let masks = 0
    for (let round = 0; round < 4; round++) {
      const { tokens, endIds } = randomTokens(random)
      masks += check(constraint, createVocabulary(tokens, endIds), random, 60)
    }
    expect(masks).toBeGreaterThan(80)
  })

  it('equal brute force with the tokens of Llama 3, and a budget shares its masks', () => {
    const vocabulary = readVocabulary(readTokenizer('llama3').json)
    const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))
    for (const [name, [constraint, text]] of Object.entries(composed)) {
      const matcher = createMatcher(constraint, vocabulary)
      const bytes = new TextEncoder().encode(text)
      for (let at = 0; at <= bytes.length; at += 5) {
        const want = oracle(constraint, matcher.state, vocabulary, tokens)
        const got = unpack(matcher.mask(), vocabulary.size)
        if (Buffer.compare(got, want) !== 0) expect.fail(`${name} after ${at} bytes`)
        expect(matcher.acceptBytes(bytes.slice(at, at + 5)), `${name} at ${at}`).toBe(true)
      }
    }
    const long = thinking({ maxCodePoints: 5000, answer: schema })
    const matcher = createMatcher(long, vocabulary)
    matcher.acceptBytes(new TextEncoder().encode('<think>abc'))
    matcher.mask()
    const before = { ...maskCounters }
    for (let i = 0; i < 500; i++) {
      matcher.acceptBytes(new TextEncoder().encode('hm, '))
      matcher.mask()
    }
    expect(maskCounters.walks).toBe(before.walks)
  })
})
