import { describe, expect, it, vi } from 'vitest'
import { createMatcher } from '../../src/mask/matcher.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { check, oracle, unpack } from './brute-force.js'
import { Random } from './toy.js'

// Exhaustive comparisons: slow on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

const utf8 = new TextEncoder()

/** Tokens with whole members: a key ends in each, and another begins or ends after it. */
const members = [
  '":1,"a":1',
  '":1,"a":',
  '":1,"a"',
  '":1,"a',
  '":1,"',
  '":1,',
  '":1, "a',
  '" :1,"a',
  '":1,"b":1}',
  '":1,"\\u0061":1',
  '":1,"\\u006',
  '":1,"\\u0062"',
  'a":1,"a":2',
  'a":1,"aa":2',
  'b":1,"a":2',
  '"a":1,"a":2',
  '"b":1,"a":2',
  '{"a":1,"a":2}',
  '{"a":1,"b":2}',
  ',"a":1,"a":2',
  ',"b":1,"a":2',
  '\\u0061":1,"a":2',
  '\\u0061":1,"aa":2',
  '":{"a":1,"a":2},"a":3',
  '":{"a":1},"a":3',
  '":{"b":1},"b',
  '":[{"a":1,"a":1}]',
  '":",","a":2',
  '":1},{"a":1,"a":1}',
  '"a":1,"b":2,"a":3',
  '":1,"x-a":1',
  '":1,"x-',
  'x-a":1,"x-a":1',
  'x-b":1,"x-a":1',
  '-a":1,"x-a":1',
  '":1,"name":1',
  'name":1,"name":2',
  '":1,"é":1',
  'é":1,"é":1',
  'a',
  'b',
  'x-',
  '":',
  '1,',
]
const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
const vocabulary = createVocabulary(
  [...bytes, ...members.map((text) => utf8.encode(text)), null],
  [bytes.length + members.length],
)
const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))

const schemas: Record<string, unknown> = {
  anything: true,
  'integers under any key': { type: 'object', additionalProperties: { type: 'integer' } },
  'an open object with names': { properties: { name: { type: 'integer' }, aa: true }, required: ['name'] },
  'keys by pattern': { patternProperties: { '^a': { type: 'integer' }, '^x-': true } },
  'two keys of a class': { patternProperties: { '^[ab]$': true }, additionalProperties: false },
  'both of two keys': { patternProperties: { '^[ab]$': true }, additionalProperties: false, minProperties: 2 },
  'keys by pattern alone': {
    patternProperties: { '^x-': true, a$: true },
    additionalProperties: false,
    minProperties: 2,
  },
  'names of keys': { propertyNames: { pattern: '^(a|b|x-a)+$' } },
  'at most two': { maxProperties: 2, additionalProperties: { type: ['integer', 'object'] } },
  'objects in a list': { type: 'array', items: { type: 'object' } },
  'objects in a list of unique ones': { type: 'array', items: { type: 'object' }, uniqueItems: true },
}

describe('masks where two equal keys of an object can be in one token', () => {
  it.each(['{"b', '{"a', '{"x":{"a', '[{"a":1,"b'])(
    'tell texts of a key apart that fare alike otherwise: %s',
    (text) => {
      const constraint = compileJsonSchema(true)
      // The masks of other keys come first, so that they could be taken for this one.
      for (const before of [`${text.slice(0, -1)}c`, text.slice(0, -1), text, `${text}a`]) {
        const matcher = createMatcher(constraint, vocabulary)
        expect(matcher.acceptBytes(utf8.encode(before))).toBe(true)
        const want = oracle(constraint, matcher.state, vocabulary, tokens)
        expect(unpack(matcher.mask(), vocabulary.size), before).toEqual(want)
      }
    },
  )

  it.each(Object.keys(schemas))('equal brute force: %s', (name) => {
    const random = new Random(name.length * 7919 + name.charCodeAt(0))
    for (const options of [
      { whitespace: 'compact' },
      { whitespace: 'flexible', limits: { whitespace: 2 } },
      { whitespace: 'compact', spelling: 'canonical' },
      { whitespace: 'compact', propertyOrder: 'schema' },
    ] as const) {
      const constraint = compileJsonSchema(schemas[name], options)
      for (let round = 0; round < 8; round++) expect(check(constraint, vocabulary, random, 40)).toBeGreaterThan(3)
    }
  })

  it('hold where some bytes are no tokens', () => {
    const some = bytes.filter((_, byte) => byte !== 0x7a && byte !== 0x39 && byte !== 0xff)
    const texts = [...some, ...members.map((text) => utf8.encode(text)), null]
    const fewer = createVocabulary(texts, [texts.length - 1])
    for (const name of ['anything', 'both of two keys', 'keys by pattern']) {
      const constraint = compileJsonSchema(schemas[name], { whitespace: 'compact' })
      for (const text of ['{"b', '{"a', '{"', '{"x":1,"b', '{"x":{"a']) {
        const matcher = createMatcher(constraint, fewer)
        if (!matcher.acceptBytes(utf8.encode(text))) continue
        const got = unpack(matcher.mask(), fewer.size)
        for (let id = 0; id < fewer.size; id++) expect(got[id] === 1, `${id}`).toBe(matcher.accepts(id))
      }
    }
  })
})

describe('masks of numbers', () => {
  it('tell frames apart that only a token with the end of the number reads', () => {
    // No byte alone ends these numbers: "1," reads the frame and either dies of it or pushes the next.
    const numbers = createVocabulary([...bytes, utf8.encode('1,'), utf8.encode('1}'), null], [258])
    const all = Array.from({ length: numbers.size }, (_, id) => numbers.bytes(id))
    const constraint = compileJsonSchema({ maxItems: 3 })
    for (const text of ['0.', '[0.', '[1,1,2.', '{"a":0.', '[[0.', '[3e', '4e', '{"a":{"b":5e', '[{"a":5e']) {
      const matcher = createMatcher(constraint, numbers)
      expect(matcher.acceptBytes(utf8.encode(text))).toBe(true)
      const want = oracle(constraint, matcher.state, numbers, all)
      expect(unpack(matcher.mask(), numbers.size), text).toEqual(want)
    }
  })
})
