import { describe, expect, it, vi } from 'vitest'
import { maskCounters } from '../../src/mask/counters.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { check } from './brute-force.js'
import { Random, randomTokens } from './toy.js'

// Exhaustive comparisons: slow on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

/** Tokens that cross the ends of texts, escapes and characters. */
const crossing = [
  '["a"',
  'a"',
  'b"',
  '","a"',
  '","ab',
  '"a","',
  '\\u0061"',
  '\\u0061',
  '\\ud83d',
  '\\ude00"',
  '\\n"',
  'n\\',
  'name"',
  'ame":"',
  '":"',
  '": "',
  '","name":"',
  '"}',
  '"},{"',
  '":1}',
  '":1},{"a":1}',
  'é"',
  'ab cd',
  ' b',
  'b ',
  'x-',
  '-y"',
  'abcdefgh',
  '0123',
  '"\n',
  ' \t"',
]

const schemas: Record<string, unknown> = {
  'free strings and keys': { additionalProperties: { type: 'string' } },
  'open objects': { properties: { a: { type: 'string' }, ab: { type: 'integer' }, name: {} }, required: ['name'] },
  'closed objects': {
    properties: { a: { type: 'string' }, ab: { type: 'integer' }, name: {}, 'a"b': {}, 'n\n': {}, é: {} },
    additionalProperties: false,
  },
  'keys by pattern': { patternProperties: { '^x-': { type: 'string' }, '^[a-d]+$': { type: 'integer' } } },
  'keys by pattern alone': { patternProperties: { '^[a-d]+$': {} }, additionalProperties: false },
  'bounded strings': { type: 'string', minLength: 2, maxLength: 9 },
  'bounded runs': { type: 'array', items: { type: 'string', pattern: '^[a-d ]{2,7}$' } },
  'classes with a bound': { type: 'string', pattern: '^[a-zé]+$', maxLength: 5 },
  'patterns with a bound': {
    type: 'array',
    items: { type: 'string', pattern: '^$|^(?:\\S+\\s+){0,5}\\S+$', maxLength: 20 },
  },
  'searched patterns': { type: 'array', items: { type: 'string', pattern: 'ab|name|\\d' } },
  dates: { type: 'array', items: { type: 'string', format: 'date-time' } },
  'mail addresses': { type: 'string', format: 'email' },
  'unique strings': { type: 'array', uniqueItems: true, items: { type: 'string' } },
  'unique bounded strings': { type: 'array', uniqueItems: true, items: { type: 'string', maxLength: 3 } },
  'unique patterns': { type: 'array', uniqueItems: true, items: { type: 'string', pattern: '^[ab]' } },
  'unique objects': { type: 'array', uniqueItems: true, items: { properties: { a: { type: ['string', 'integer'] } } } },
  'unique lists': { type: 'array', uniqueItems: true, items: { type: 'array', items: { type: 'string' } } },
  'unique lists of unique strings': {
    type: 'array',
    uniqueItems: true,
    items: { type: 'array', uniqueItems: true, items: { type: 'string' } },
  },
  'branches that agree late': {
    anyOf: [
      { properties: { a: { const: 'ab' }, name: { type: 'string' } }, required: ['a', 'name'] },
      { properties: { a: { type: 'string' }, name: { type: 'integer' } }, required: ['name'] },
    ],
  },
}

describe('masks inside texts', () => {
  const before = { ...maskCounters }

  it.each(Object.keys(schemas))('equal brute force: %s', (name) => {
    const random = new Random(name.length * 7919 + name.charCodeAt(0))
    for (const whitespace of ['compact', 'flexible'] as const) {
      for (const spelling of ['any', 'canonical'] as const) {
        const constraint = compileJsonSchema(schemas[name], { whitespace, spelling, limits: { whitespace: 4 } })
        const { tokens, endIds } = randomTokens(random, { words: 60 })
        const vocabulary = createVocabulary([...tokens, ...crossing], endIds)
        expect(check(constraint, vocabulary, random, 120)).toBeGreaterThan(50)
      }
    }
  })

  it('are made in every way there is', () => {
    for (const way of ['loops', 'counted', 'words', 'interiors', 'differences', 'jumps', 'walks'] as const) {
      expect(maskCounters[way], way).toBeGreaterThan(before[way])
    }
  })
})
