import type { ErrorObject } from 'ajv'
import { describe, expect, it } from 'vitest'
import {
  compileJsonSchema,
  createExplainer,
  type DialectName,
  type Failure,
  type SchemaOptions,
} from '../../src/schema/index.js'
import { ajvFor, normalise } from './fuzz/oracles.js'
import { Random } from './fuzz/random.js'
import { dialectNames, type Json, type JsonObject, randomSchema, randomValue } from './fuzz/schemas.js'
import { guessValue, mutate } from './fuzz/values.js'

const utf8 = new TextEncoder()

function explain(schema: unknown, text: string, options: SchemaOptions = {}): Failure[] {
  return createExplainer(schema, options)(utf8.encode(text))
}

/** What is written at a JSON Pointer; undefined if nothing is. */
function at(schema: unknown, pointer: string): unknown {
  let value = schema
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as JsonObject)[key]
  }
  return value
}

const d4 = { dialect: '4' } as const
const d7 = { dialect: '7' } as const
const d19 = { dialect: '2019-09' } as const

/** Schema, instance, keyword, path in the schema, path in the instance, offset. */
const corpus: [unknown, string, string, string, string, number, SchemaOptions?][] = [
  [{ type: 'string' }, '3', 'type', '/type', '', 0],
  // 1.5e1 would be an integer.
  [{ type: ['string', 'integer'] }, '1.5', 'type', '/type', '', 3],
  [{ enum: ['red', 'green'] }, '"blue"', 'enum', '/enum', '', 1],
  [{ enum: [] }, '1', 'enum', '/enum', '', 0],
  [{ const: { a: 1 } }, '{"a":2}', 'const', '/const', '', 5],
  [{ minimum: 5 }, '3', 'minimum', '/minimum', '', 1],
  [{ maximum: 150 }, '1300', 'maximum', '/maximum', '', 4],
  [{ exclusiveMinimum: 5 }, '5', 'exclusiveMinimum', '/exclusiveMinimum', '', 1],
  [{ exclusiveMaximum: 5 }, '5', 'exclusiveMaximum', '/exclusiveMaximum', '', 1],
  [{ minimum: 5, exclusiveMinimum: true }, '5', 'exclusiveMinimum', '/exclusiveMinimum', '', 1, d4],
  [{ minimum: 5, exclusiveMinimum: true }, '4', 'minimum', '/minimum', '', 1, d4],
  [{ maximum: 5, exclusiveMaximum: true }, '5', 'exclusiveMaximum', '/exclusiveMaximum', '', 1, d4],
  [{ multipleOf: 0.01 }, '0.005', 'multipleOf', '/multipleOf', '', 5],
  [{ minLength: 3 }, '"éa"', 'minLength', '/minLength', '', 4],
  [{ maxLength: 2 }, '"abc"', 'maxLength', '/maxLength', '', 3],
  [{ pattern: '^a+$' }, '"aab"', 'pattern', '/pattern', '', 3],
  [{ format: 'date' }, '"2024-13-01"', 'format', '/format', '', 7],
  [{ format: 'sku' }, '"x"', 'format', '/format', '', 1, { formats: { sku: '^[A-Z]$' } }],
  [{ minItems: 2 }, '[1]', 'minItems', '/minItems', '', 2],
  [{ maxItems: 1 }, '[1,2]', 'maxItems', '/maxItems', '', 2],
  [{ uniqueItems: true }, '[1,2,1]', 'uniqueItems', '/uniqueItems', '', 6],
  [{ items: { type: 'string' } }, '["a", 1]', 'type', '/items/type', '/1', 6],
  [{ prefixItems: [{}, { type: 'null' }] }, '[1,2]', 'type', '/prefixItems/1/type', '/1', 3],
  [{ prefixItems: [{}], items: false }, '[1,2]', 'items', '/items', '/1', 2],
  [{ items: [{}, { type: 'null' }] }, '[1,2]', 'type', '/items/1/type', '/1', 3, d7],
  [{ items: [{}], additionalItems: false }, '[1,2]', 'additionalItems', '/additionalItems', '/1', 2, d7],
  [{ items: [{}], additionalItems: { maximum: 3 } }, '[1,9]', 'maximum', '/additionalItems/maximum', '/1', 4, d19],
  [{ contains: { const: 1 } }, '[2,3]', 'contains', '/contains', '', 4],
  [{ contains: { const: 1 }, minContains: 2 }, '[1,3]', 'minContains', '/minContains', '', 4],
  [{ contains: { const: 1 }, maxContains: 1 }, '[1,1,3]', 'maxContains', '/maxContains', '', 4],
  [{ unevaluatedItems: false, prefixItems: [{}] }, '[1,2]', 'unevaluatedItems', '/unevaluatedItems', '', 2],
  [{ required: ['a', 'b'] }, '{"a":1}', 'required', '/required', '', 6],
  [{ minProperties: 2 }, '{"a":1}', 'minProperties', '/minProperties', '', 6],
  [{ maxProperties: 1 }, '{"a":1,"b":2}', 'maxProperties', '/maxProperties', '', 6],
  [{ properties: { a: { type: 'null' } } }, '{"a":1}', 'type', '/properties/a/type', '/a', 5],
  [{ properties: { 'a/b': { type: 'null' } } }, '{"a/b":1}', 'type', '/properties/a~1b/type', '/a~1b', 7],
  [{ properties: { a: false } }, '{"a":1}', 'false schema', '/properties/a', '/a', 3],
  [{ patternProperties: { '^x': { minimum: 5 } } }, '{"xy":3}', 'minimum', '/patternProperties/^x/minimum', '/xy', 7],
  [
    { properties: { a: {} }, additionalProperties: false },
    '{"a":1,"b":2}',
    'additionalProperties',
    '/additionalProperties',
    '',
    6,
  ],
  [
    { properties: { name: {} }, additionalProperties: false },
    '{"nam":1}',
    'additionalProperties',
    '/additionalProperties',
    '',
    5,
  ],
  [
    { patternProperties: { '^x': {} }, additionalProperties: { type: 'null' } },
    '{"x":1,"y":2}',
    'type',
    '/additionalProperties/type',
    '/y',
    11,
  ],
  [{ propertyNames: { maxLength: 2 } }, '{"abc":1}', 'maxLength', '/propertyNames/maxLength', '', 4],
  [{ dependentRequired: { a: ['b'] } }, '{"a":1}', 'dependentRequired', '/dependentRequired/a', '', 6],
  [{ dependentSchemas: { a: { required: ['b'] } } }, '{"a":1}', 'required', '/dependentSchemas/a/required', '', 6],
  [{ dependencies: { a: ['b'] } }, '{"a":1}', 'dependencies', '/dependencies/a', '', 6, d7],
  [
    { dependencies: { a: { minProperties: 2 } } },
    '{"a":1}',
    'minProperties',
    '/dependencies/a/minProperties',
    '',
    6,
    d4,
  ],
  [
    { unevaluatedProperties: false, anyOf: [{ properties: { a: {} } }] },
    '{"a":1,"b":2}',
    'unevaluatedProperties',
    '/unevaluatedProperties',
    '',
    6,
  ],
  [{ allOf: [{}, { minimum: 3 }] }, '1', 'minimum', '/allOf/1/minimum', '', 1],
  [{ anyOf: [{ type: 'string' }, { minimum: 3, type: 'number' }] }, '1', 'anyOf', '/anyOf', '', 1],
  [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, '1', 'oneOf', '/oneOf', '', 0],
  [{ oneOf: [{ minimum: 1 }, { maximum: 5 }] }, '3', 'oneOf', '/oneOf', '', 1],
  [{ not: { type: 'string' } }, '"a"', 'not', '/not', '', 0],
  // biome-ignore lint/suspicious/noThenProperty: the keyword
  [{ if: { type: 'string' }, then: { minLength: 2 } }, '"a"', 'minLength', '/then/minLength', '', 2],
  [{ if: { type: 'string' }, else: { minimum: 2 } }, '1', 'minimum', '/else/minimum', '', 1],
  [{ $ref: '#/$defs/a', $defs: { a: { type: 'null' } } }, '1', 'type', '/$defs/a/type', '', 0],
  [
    { $ref: '#/definitions/a', minimum: 3, definitions: { a: { type: 'number' } } },
    '"x"',
    'type',
    '/definitions/a/type',
    '',
    0,
    d7,
  ],
  [
    { properties: { kids: { items: { $ref: '#' } }, n: { type: 'integer' } } },
    '{"kids":[{"kids":[{"n":1.5}]}]}',
    'type',
    '/properties/n/type',
    '/kids/0/kids/0/n',
    26,
  ],
  [false, '1', 'false schema', '', '', 0],
  [
    {
      $dynamicAnchor: 'node',
      $ref: 't',
      $id: 'https://e.example/s',
      required: ['x'],
      $defs: { t: { $id: 't', $dynamicAnchor: 'node', properties: { c: { $dynamicRef: '#node' } } } },
    },
    '{"x":1,"c":{}}',
    'required',
    '/required',
    '/c',
    12,
  ],
]

describe('an explanation', () => {
  it.each(corpus)('of %j refusing %s names %s', (schema, text, keyword, schemaPath, path, offset, options) => {
    const [first] = explain(schema, text, options)
    expect(first).toMatchObject({ keyword, schemaPath, path, offset })
    expect(at(schema, schemaPath)).toBeDefined()
  })

  it('has at least one case per keyword that validates', () => {
    const seen = new Set(
      corpus.flatMap(([schema]) => [...JSON.stringify(schema).matchAll(/"(\w+)":/g)].map((m) => m[1])),
    )
    const keywords =
      'type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format ' +
      'minItems maxItems uniqueItems items prefixItems additionalItems contains minContains maxContains ' +
      'unevaluatedItems required minProperties maxProperties properties patternProperties additionalProperties ' +
      'propertyNames dependentRequired dependentSchemas dependencies unevaluatedProperties allOf anyOf oneOf not if'
    for (const keyword of keywords.split(' ')) expect(seen).toContain(keyword)
  })

  it('is of no accepted text', () => {
    expect(explain({ type: 'string' }, '"a"')).toEqual([])
    expect(explain({ minimum: 1 }, ' 1 ')).toEqual([])
  })

  it('tells all that refuses, the earliest first', () => {
    const schema = { properties: { a: { type: 'null' }, b: { minimum: 3 } }, required: ['c'], maxProperties: 1 }
    expect(explain(schema, '{"b":1,"a":1}').map((f) => f.schemaPath)).toEqual([
      '/properties/b/minimum',
      '/maxProperties',
      '/properties/a/type',
      '/required',
    ])
  })

  it('tells why each branch fails', () => {
    const schema = { anyOf: [{ type: 'string' }, { properties: { a: { maximum: 3 } }, type: 'object' }] }
    const [first] = explain(schema, '{"a":7}')
    expect(first!.branches!.map((b) => b.map((f) => f.schemaPath))).toEqual([
      ['/anyOf/0/type'],
      ['/anyOf/1/properties/a/maximum'],
    ])
    expect(first!.offset).toBe(6)
    expect(first!.wanted).toEqual(['<= 3'])
  })

  it('says what is allowed', () => {
    expect(explain({ minimum: 5, maximum: 9, multipleOf: 2 }, '3')[0]!.wanted).toEqual([
      '>= 5 and <= 9 and a multiple of 2',
    ])
    expect(explain({ minimum: 5 }, '3')[0]).toMatchObject({ wanted: ['>= 5'], message: 'must be >= 5' })
    expect(explain({ required: ['a'] }, '{}')[0]).toMatchObject({
      wanted: ['property "a"'],
      message: 'must have the property "a"',
    })
    expect(explain({ minLength: 1 }, '""')[0]!.message).toBe('must have at least 1 character')
  })

  it('names a property given twice', () => {
    expect(explain({}, '{"a":[{"b":1,"b":2}]}')[0]).toMatchObject({
      keyword: undefined,
      message: 'must not have the property "b" twice',
    })
  })

  it('counts offsets in the text as given', () => {
    expect(explain({ items: { type: 'string' } }, '[\n  "é",\n  1\n]')[0]).toMatchObject({ path: '/1', offset: 12 })
  })

  it('is none of text that is no JSON', () => {
    expect(explain({ type: 'string' }, '{"a":')).toEqual([])
  })
})

/** The keywords of all errors that ajv finds, in our names; undefined if it accepts the value or cannot judge it. */
function ajvKeywords(schema: Json, dialect: DialectName, value: Json): Set<string> | undefined {
  const ajv = ajvFor(dialect, { allErrors: true })
  try {
    const validate = ajv.compile(normalise(schema, dialect) as object)
    if (validate(value)) return undefined
    return new Set((validate.errors as ErrorObject[]).map((e) => e.keyword))
  } catch {
    return undefined
  }
}

/** ajv has one name for these. */
const alike: Record<string, readonly string[]> = {
  minContains: ['contains'],
  maxContains: ['contains'],
  items: ['items', 'false schema'],
  additionalItems: ['additionalItems', 'items', 'false schema'],
  additionalProperties: ['additionalProperties', 'false schema'],
  propertyNames: ['propertyNames', 'false schema'],
  // biome-ignore lint/suspicious/noThenProperty: the keyword
  then: ['false schema', 'if'],
  else: ['false schema', 'if'],
  dependentRequired: ['dependentRequired', 'dependencies'],
  exclusiveMinimum: ['exclusiveMinimum', 'minimum'],
  exclusiveMaximum: ['exclusiveMaximum', 'maximum'],
  // Draft 4 as ajv sees it has its bounds rewritten.
  minimum: ['minimum', 'exclusiveMinimum'],
  maximum: ['maximum', 'exclusiveMaximum'],
}

describe('random explanations', () => {
  it('name places of the schema, and keywords that ajv names, too', () => {
    let explained = 0
    let compared = 0
    for (let seed = 1; explained < 700; seed++) {
      const r = new Random(seed)
      const dialect = r.pick(dialectNames)
      const schema = randomSchema(r, { dialect, without: new Set(['unevaluatedItems', 'unevaluatedProperties']) })
      const options: SchemaOptions = { dialect, formats: 'annotate' }
      let automaton: ReturnType<typeof compileJsonSchema>
      let why: ReturnType<typeof createExplainer>
      try {
        automaton = compileJsonSchema(schema, options)
        why = createExplainer(schema, options)
      } catch {
        continue
      }
      for (let i = 0; i < 6; i++) {
        const guessed = guessValue(r, schema, schema, 3)
        const value = i % 3 === 0 ? randomValue(r, 2) : i % 3 === 1 ? guessed : mutate(r, guessed)
        const text = JSON.stringify(value)
        let state = automaton.start
        for (const byte of utf8.encode(text)) state = automaton.step(state, byte)
        const failures = why(utf8.encode(text))
        const context = JSON.stringify([dialect, schema, value, failures])
        expect(failures.length > 0, context).toBe(!automaton.canEnd(state))
        if (failures.length === 0) continue
        explained++
        for (const { schemaPath, path } of failures) {
          expect(at(schema, schemaPath), context).toBeDefined()
          expect(at(value, path), context).toBeDefined()
        }
        const theirs = ajvKeywords(schema, dialect, value)
        if (theirs === undefined) continue
        compared++
        for (const { keyword } of failures) {
          expect(keyword, context).toBeDefined()
          expect(
            (alike[keyword!] ?? [keyword!]).some((k) => theirs.has(k)),
            `${context} ${[...theirs]}`,
          ).toBe(true)
        }
      }
    }
    expect(compared).toBeGreaterThan(400)
  })
})
