import { describe, expect, it } from 'vitest'
import { compileJsonSchema } from '../../../src/schema/index.js'
import { Random } from '../fuzz/random.js'
import type { Json } from '../fuzz/schemas.js'
import { nestedArrays, randomArrays, randomObjects, randomRecursiveArrays, smallArrays, smallObjects } from './cases.js'
import { brokenMinimum, faultOf, undecided } from './exactness.js'

const arrays = smallArrays()
const objects = smallObjects()

/** Faults of the random schemas of the first seeds. */
function faults(make: (r: Random) => Json, values: readonly Json[], seeds: number): string[] {
  const found: string[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const r = new Random(seed)
    const schema = make(r)
    const fault = faultOf(schema, values, 60, {}, r)
    if (fault !== undefined) found.push(`seed ${seed} ${JSON.stringify(schema)} ${fault}`)
  }
  return found
}

describe('small random schemas', () => {
  it('of arrays have exact values and minima, and no dead ends', () => {
    expect(faults(randomArrays, arrays, 30)).toEqual([])
  })

  it('of arrays in arrays likewise, unless a question was given up', () => {
    const found = faults(randomRecursiveArrays, nestedArrays(), 25)
    expect(found.filter((fault) => !fault.endsWith(undecided))).toEqual([])
    expect(found.length).toBeLessThan(4)
  })

  it('of objects have exact values and minima, and no dead ends', () => {
    expect(faults(randomObjects, objects, 30)).toEqual([])
  })
})

const unique = { type: 'array', uniqueItems: true }

describe('an item in progress', () => {
  it.each<[string, Json, string]>([
    [
      'takes the last value of a later place',
      { ...unique, prefixItems: [{ enum: ['a', 'b'] }, { const: 'a' }], minItems: 2 },
      '["a',
    ],
    [
      'takes it inside a list of its own',
      {
        ...unique,
        prefixItems: [
          {
            enum: [
              [1, 2],
              [1, 3],
            ],
          },
          { const: [1, 2] },
        ],
        minItems: 2,
      },
      '[[1,2',
    ],
    [
      'takes it inside an object',
      { ...unique, prefixItems: [{ enum: [{ a: 1 }, { a: 2 }] }, { const: { a: 1 } }], minItems: 2 },
      '[{"a":1',
    ],
    [
      'takes one of three for two places',
      { ...unique, prefixItems: [{ enum: [0, 1, 2] }, { enum: [0, 1] }, { enum: [0, 1] }], minItems: 3 },
      '[1',
    ],
    [
      'is needed by a counter',
      { ...unique, prefixItems: [{ enum: [1, 2] }, { enum: [1] }], contains: { const: 1 }, minItems: 2 },
      '[1',
    ],
    [
      'must come again',
      { type: 'array', not: { uniqueItems: true }, items: { enum: [0, 1, 2] }, prefixItems: [true], maxItems: 2 },
      '[3',
    ],
    [
      'is only forbidden in one branch',
      {
        ...unique,
        prefixItems: [{ enum: [null, 0] }, { type: 'null' }],
        anyOf: [{ minItems: 2 }, { items: { type: 'integer' } }],
      },
      '[n',
    ],
  ])('%s', (_, schema, dead) => {
    const constraint = compileJsonSchema(schema, { whitespace: 'compact' })
    let state = constraint.start
    for (const byte of new TextEncoder().encode(dead)) state = constraint.step(state, byte)
    expect(state).toBe(0)
    expect(faultOf(schema, arrays, 120)).toBeUndefined()
  })
})

describe('minBytesToEnd', () => {
  it.each<[string, Json]>([
    ['a repeated item', { type: 'array', items: { enum: ['a', true] }, not: { uniqueItems: true } }],
    [
      'a repeated item among counted ones',
      { type: 'array', contains: { const: 1 }, maxContains: 1, not: { uniqueItems: true }, items: { enum: [1, 22] } },
    ],
    ['different values of different length', { ...unique, items: { enum: [1, 22, 333, 'aaaa'] }, minItems: 3 }],
    [
      'two counters',
      { type: 'array', contains: { const: 1 }, minContains: 2, allOf: [{ contains: { type: 'string' } }], maxItems: 4 },
    ],
    [
      'different values of which some are counted',
      { ...unique, items: { enum: [1, 2, 'a', null] }, contains: { type: 'integer' }, maxContains: 1, minItems: 3 },
    ],
    [
      'a list that must be broken',
      { type: 'array', not: { items: { type: 'null' } }, items: { enum: [null, true] }, minItems: 2 },
    ],
    ['members that only have to be many', { type: 'object', minProperties: 3 }],
    [
      'members of a pattern',
      {
        type: 'object',
        patternProperties: { '^(a|b|ab)$': { type: 'null' } },
        additionalProperties: false,
        minProperties: 3,
      },
    ],
  ])('is exact for %s', (_, schema) => {
    expect(brokenMinimum(compileJsonSchema(schema, { whitespace: 'compact' }), 200)).toBeUndefined()
    expect(
      brokenMinimum(compileJsonSchema(schema, { whitespace: 'compact', spelling: 'canonical' }), 60),
    ).toBeUndefined()
  })
})

describe('an unnamed key in progress', () => {
  const closed = { type: 'object', additionalProperties: false }
  it.each<[string, Json]>([
    [
      'is none of those that minProperties still asks for',
      { ...closed, patternProperties: { '^a': true }, minProperties: 2 },
    ],
    ['is none of several', { ...closed, patternProperties: { '^[ab]{1,9}$': true }, minProperties: 4 }],
    [
      'is none of those with cheaper values',
      { ...closed, patternProperties: { '^a': { const: 100 }, '^b': true }, minProperties: 3 },
    ],
    [
      'is none of those of two patterns',
      { ...closed, patternProperties: { '^a': true, b$: { type: 'array' } }, minProperties: 3 },
    ],
    [
      'may be among names',
      { ...closed, properties: { aa: true, ab: {} }, patternProperties: { '^a': true }, minProperties: 3 },
    ],
    ['may be any text', { type: 'object', minProperties: 3 }],
    ['may be any text of some characters', { propertyNames: { pattern: '^[ab]*$' }, type: 'object', minProperties: 4 }],
    [
      'counts in branches',
      {
        oneOf: [
          { ...closed, patternProperties: { '^a': true }, minProperties: 2 },
          { type: 'object', required: ['b', 'bb'] },
        ],
      },
    ],
    [
      'is none that breaks a rule of names',
      { type: 'object', not: { propertyNames: { pattern: '^b' } }, minProperties: 2 },
    ],
  ])('%s', (_, schema) => {
    for (const spelling of ['any', 'canonical'] as const) {
      const constraint = compileJsonSchema(schema, { whitespace: 'compact', spelling })
      expect(brokenMinimum(constraint, 500)).toBe(undefined)
    }
    expect(brokenMinimum(compileJsonSchema(schema, { whitespace: 'compact' }), 250, '\\u6')).toBe(undefined)
    expect(brokenMinimum(compileJsonSchema(schema, { whitespace: 'pretty' }), 150, '\n')).toBe(undefined)
  })

  it('is none in an item of unique items', () => {
    const item = { ...closed, patternProperties: { '^a': { const: 0 } }, minProperties: 2 }
    const schema = { type: 'array', uniqueItems: true, maxItems: 2, items: item }
    expect(brokenMinimum(compileJsonSchema(schema, { whitespace: 'compact' }), 60)).toBe(undefined)
  })
})

describe('unique items in unique items', () => {
  const sets = { set: { ...unique, items: { $ref: '#/$defs/set' } } }
  const ones: Json = { ...unique, items: { const: 1 } }
  it.each<[string, Json]>([
    [
      'an inner list of two places and two values',
      { ...unique, items: { ...ones, prefixItems: [{ enum: [1, 2] }], minItems: 2, maxItems: 2 } },
    ],
    ['an inner list that has come', { ...unique, items: ones }],
    ['an inner list that is anything but such a list', { ...unique, items: { not: { $ref: '#' } } }],
    [
      'two lists or objects, of which the lists have such lists in them',
      {
        ...unique,
        minItems: 2,
        items: {
          oneOf: [
            { type: 'array', minItems: 2, maxItems: 2, prefixItems: [{ $ref: '#' }], items: { type: 'null' } },
            { type: 'object', properties: { a: { const: 1 } }, maxProperties: 1 },
          ],
        },
      },
    ],
    ['two sets of sets', { ...unique, minItems: 2, items: { $ref: '#/$defs/set' }, $defs: sets }],
    ['four sets of sets', { ...unique, minItems: 4, items: { $ref: '#/$defs/set' }, $defs: sets }],
    [
      'sets of sets, one of them with two sets in it',
      { ...unique, contains: { type: 'array', minItems: 2 }, items: { $ref: '#/$defs/set' }, $defs: sets },
    ],
  ])('are exact: %s', (_, schema) => {
    expect(brokenMinimum(compileJsonSchema(schema, { whitespace: 'compact' }), 200)).toBeUndefined()
  })
})
