import { describe, expect, it } from 'vitest'
import { SchemaError } from '../../src/error/index.js'
import { compileJsonSchema, type DialectName, type SchemaOptions } from '../../src/schema/index.js'
import { oraclesFor } from './fuzz/oracles.js'
import { Random } from './fuzz/random.js'
import { dialectNames, type Json, type JsonObject, randomSchema, randomValue } from './fuzz/schemas.js'

function errorOf(schema: unknown, options: SchemaOptions = {}): SchemaError | undefined {
  try {
    compileJsonSchema(schema, options)
    return undefined
  } catch (error) {
    if (error instanceof SchemaError && error.code === 'unsatisfiable') return error
    throw error
  }
}

const draft7 = 'http://json-schema.org/draft-07/schema#'

const maps = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies'])
const single = new Set(
  'items additionalItems additionalProperties propertyNames unevaluatedItems unevaluatedProperties then else contains'.split(
    ' ',
  ),
)
const kept = new Set(['$schema', '$id', 'id', '$anchor', '$dynamicAnchor', '$recursiveAnchor'])
const escaped = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** The schema with only the keywords at `paths` and the structure that leads to them. */
function partOf(schema: Json, paths: readonly string[], at = ''): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return paths.includes(at) ? schema : true
  const out: JsonObject = {}
  const within = (path: string) => paths.some((p) => p === path || p.startsWith(`${path}/`))
  const put = (map: JsonObject, key: string, value: Json) =>
    Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true })
  for (const [keyword, value] of Object.entries(schema)) {
    const path = `${at}/${escaped(keyword)}`
    if (kept.has(keyword)) out[keyword] = value
    else if (keyword === '$defs' || keyword === 'definitions' || maps.has(keyword)) {
      const map: JsonObject = {}
      for (const [name, v] of Object.entries(value as JsonObject)) {
        const below = `${path}/${escaped(name)}`
        const names = Array.isArray(v) ? v.filter((_, i) => paths.includes(`${below}/${i}`)) : undefined
        put(map, name, names ?? partOf(v, paths, below))
      }
      out[keyword] = map
    } else if (keyword === 'dependentRequired') {
      const map: JsonObject = {}
      for (const [name, v] of Object.entries(value as JsonObject)) {
        const below = `${path}/${escaped(name)}`
        put(
          map,
          name,
          (v as Json[]).filter((_, i) => paths.includes(`${below}/${i}`)),
        )
      }
      out[keyword] = map
    } else if (keyword === 'required') {
      const names = (value as Json[]).filter((_, i) => paths.includes(`${path}/${i}`))
      if (names.length > 0) out[keyword] = names
    } else if (keyword === 'prefixItems' || keyword === 'allOf' || (keyword === 'items' && Array.isArray(value))) {
      out[keyword] = (value as Json[]).map((v, i) => partOf(v, paths, `${path}/${i}`))
    } else if (keyword === 'anyOf') {
      if (within(path)) out[keyword] = (value as Json[]).map((v, i) => partOf(v, paths, `${path}/${i}`))
    } else if (paths.includes(path)) out[keyword] = value
    else if (keyword === 'contains' && !within(path)) continue
    else if (single.has(keyword)) out[keyword] = partOf(value, paths, path)
  }
  return out
}

function expectIrreducible(schema: Json, paths: readonly string[], dialect: DialectName | undefined): void {
  const options = dialect === undefined ? {} : { dialect }
  expect(errorOf(partOf(schema, paths), options), `${JSON.stringify(schema)} ${paths}`).toBeDefined()
  for (const path of paths) {
    const less = paths.filter((p) => p !== path)
    expect(errorOf(partOf(schema, less), options), `${JSON.stringify(schema)} ${paths} without ${path}`).toBeUndefined()
  }
}

describe('an unsatisfiable schema', () => {
  it.each<[string, Json, string[], string]>([
    [
      'bounds under a required property',
      {
        required: ['a', 'b'],
        properties: { a: { type: 'string' }, b: { type: 'integer', minimum: 5, maximum: 3 } },
        type: 'object',
      },
      ['/required/1', '/type', '/properties/b/maximum', '/properties/b/minimum', '/properties/b/type'],
      '/properties/b cannot have a value: minimum 5 is above maximum 3 (type "integer"); /required asks for it.',
    ],
    ['false', false, [''], 'the schema false admits nothing'],
    [
      'bounds',
      { type: 'number', exclusiveMinimum: 3, maximum: 3, title: 'x' },
      ['/exclusiveMinimum', '/maximum', '/type'],
      'exclusiveMinimum 3 leaves nothing below maximum 3',
    ],
    [
      'lengths',
      { type: 'string', minLength: 4, maxLength: 3 },
      ['/maxLength', '/minLength', '/type'],
      'minLength 4 is above maxLength 3 (type "string")',
    ],
    [
      'types',
      { allOf: [{ type: 'string' }, { title: 'y' }, { type: 'number', minimum: 0 }] },
      ['/allOf/0/type', '/allOf/2/type'],
      '/allOf/0/type "string" and /allOf/2/type "number" exclude each other',
    ],
    [
      'a type and its values',
      { type: 'string', enum: [1, 2, null] },
      ['/enum', '/type'],
      'enum [1,2,null] leaves no value of type "string"',
    ],
    [
      'patterns',
      { type: 'string', pattern: '^a', allOf: [{ pattern: '^b' }] },
      ['/pattern', '/type', '/allOf/0/pattern'],
      'exclude each other',
    ],
    [
      'a closed object',
      { type: 'object', required: ['x'], additionalProperties: false, properties: { y: true } },
      ['/additionalProperties', '/type', '/required/0'],
      'required "x" asks for what /additionalProperties false forbids',
    ],
    [
      'a branch of oneOf',
      { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }], required: ['a', 'b'] },
      ['/oneOf', '/required/0', '/required/1'],
      'oneOf',
    ],
    [
      'all branches of anyOf',
      { anyOf: [{ type: 'string', minLength: 5, maxLength: 4 }, false], title: 'x' },
      ['/anyOf/1', '/anyOf/0/maxLength', '/anyOf/0/minLength', '/anyOf/0/type'],
      '/anyOf/1 false',
    ],
    ['not', { not: {} }, ['/not'], 'not admits no value'],
    [
      'if and then',
      // biome-ignore lint/suspicious/noThenProperty: the keyword
      { type: 'object', if: { type: 'object' }, then: { required: ['a'] }, properties: { a: false } },
      ['/if', '/type', '/properties/a', '/then/required/0'],
      'exclude each other',
    ],
    [
      'references',
      {
        $ref: '#/$defs/n',
        $defs: {
          n: { type: 'object', required: ['v'], properties: { v: { $ref: '#/$defs/m' } } },
          m: { enum: [1, 2], type: 'string' },
        },
      },
      ['/$ref', '/$defs/m/enum', '/$defs/m/type', '/$defs/n/type', '/$defs/n/required/0', '/$defs/n/properties/v/$ref'],
      '/$defs/m cannot have a value: enum [1,2] leaves no value of type "string"; /$defs/n/required asks for it',
    ],
    [
      'endless recursion',
      { type: 'object', properties: { a: { $ref: '#' } }, required: ['a'] },
      ['/type', '/required/0', '/properties/a/$ref'],
      '/properties/a',
    ],
    [
      'unique items',
      { type: 'array', minItems: 3, uniqueItems: true, items: { enum: [1, 2] } },
      ['/minItems', '/type', '/uniqueItems', '/items/enum'],
      'exclude each other',
    ],
    [
      'contains',
      { type: 'array', contains: { type: 'string' }, items: { type: 'number' } },
      ['/type', '/contains/type', '/items/type'],
      'exclude each other',
    ],
    [
      'dependencies',
      { $schema: draft7, type: 'object', dependencies: { a: ['b', 'c'] }, required: ['a'], properties: { c: false } },
      ['/type', '/properties/c', '/required/0', '/dependencies/a/1'],
      'exclude each other',
    ],
    [
      'names',
      { type: 'object', propertyNames: { maxLength: 2 }, required: ['ab', 'abc'] },
      ['/type', '/propertyNames/maxLength', '/required/1'],
      'exclude each other',
    ],
    [
      'unevaluated properties',
      { type: 'object', unevaluatedProperties: false, anyOf: [{ properties: { a: {} } }, {}], required: ['c'] },
      ['/type', '/unevaluatedProperties', '/required/0'],
      'asks for what',
    ],
    [
      'keys with slashes',
      { type: 'object', required: ['a/b~'], properties: { 'a/b~': false } },
      ['/type', '/properties/a~1b~0', '/required/0'],
      '/properties/a~1b~0',
    ],
  ])('tells its smallest conflicting part: %s', (_name, schema, paths, message) => {
    const error = errorOf(schema)!
    expect([...error.conflict!.paths].sort()).toEqual([...paths].sort())
    expect(error.conflict!.minimal).toBe(true)
    expect(error.message).toContain(message)
    for (const path of paths) expect(error.hint).toContain(path || 'the root')
    expectIrreducible(schema, paths, undefined)
  })

  it('leaves out what a reference hides up to draft 7', () => {
    const schema = {
      $schema: draft7,
      definitions: { a: { type: 'string', enum: [1] } },
      $ref: '#/definitions/a',
      type: 'number',
    }
    expect(errorOf(schema)!.conflict!.paths).toEqual(['/$ref', '/definitions/a/enum', '/definitions/a/type'])
  })

  it('names the document of a remote schema', () => {
    const error = errorOf({ $ref: 'https://example.com/n' }, { resolve: () => ({ type: 'string', enum: [1] }) })!
    expect(error.conflict!.paths).toEqual(['/$ref', 'https://example.com/n/enum', 'https://example.com/n/type'])
  })

  it('finds three of hundreds of keywords', () => {
    const names = Array.from({ length: 150 }, (_, i) => `k${i}`)
    const properties = Object.fromEntries(names.map((n, i) => [n, { type: 'string', minLength: i % 7 }]))
    const schema = { type: 'object', required: names, properties: { ...properties, k97: { const: 1, type: 'string' } } }
    expect(errorOf(schema)!.conflict).toEqual({
      paths: ['/type', '/required/97', '/properties/k97/const', '/properties/k97/type'],
      minimal: true,
    })
  })

  it('says so if the search for a smaller part was cut short', () => {
    const names = Array.from({ length: 400 }, (_, i) => `k${i}`)
    const error = errorOf({ type: 'object', required: names, maxProperties: 399 })!
    expect(error.conflict!.minimal).toBe(false)
    expect(error.conflict!.paths).toContain('/maxProperties')
    expect(error.message).toContain('cut short')
  })

  it('is explained in the same way every time', () => {
    const schema = { allOf: [{ type: ['string', 'null'] }, { type: ['number', 'null'] }, { type: 'boolean' }] }
    expect(errorOf(schema)!.message).toBe(errorOf(structuredClone(schema))!.message)
  })
})

describe('random unsatisfiable schemas', () => {
  it('have irreducible parts without a value', () => {
    let found = 0
    for (let seed = 1; found < 60; seed++) {
      const r = new Random(seed)
      const dialect = r.pick(dialectNames)
      const schema = randomSchema(r, { dialect })
      let error: SchemaError | undefined
      try {
        error = errorOf(schema, { dialect })
      } catch {
        continue
      }
      const paths = error?.conflict?.paths
      if (error === undefined || paths === undefined || !error.conflict!.minimal) continue
      found++
      expectIrreducible(schema, paths, dialect)
      const part = partOf(schema, paths)
      const oracles = oraclesFor(part, dialect)
      for (let i = 0; i < 50; i++) {
        const value = randomValue(r, 2)
        const verdicts = oracles.map((o) => o.valid(value))
        expect(verdicts.length > 1 && verdicts.every((v) => v === true), JSON.stringify([schema, paths, value])).toBe(
          false,
        )
      }
    }
  })
})
