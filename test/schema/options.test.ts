import { describe, expect, it } from 'vitest'
import { EspalierError, LimitError, OptionError, SchemaError } from '../../src/error/index.js'
import { compileJsonSchema, type SchemaOptions } from '../../src/schema/index.js'

function accepts(schema: unknown, text: string, options: SchemaOptions = {}): boolean {
  const constraint = compileJsonSchema(schema, options)
  let state = constraint.start
  for (const byte of new TextEncoder().encode(text)) state = constraint.step(state, byte)
  return constraint.canEnd(state)
}

function errorOf(schema: unknown, options: unknown): EspalierError & { path?: string; option?: string } {
  try {
    compileJsonSchema(schema, options as SchemaOptions)
  } catch (error) {
    if (EspalierError.isInstance(error)) return error
    throw error
  }
  throw new Error('No error.')
}

const warnings = (schema: unknown, options?: SchemaOptions) =>
  compileJsonSchema(schema, options).report.warnings.map(({ path, message }) => `${path}: ${message}`)

describe('options', () => {
  it.each<[unknown, string, RegExp]>([
    [{ dialct: '7' }, 'dialct', /Did you mean 'dialect'/],
    [{ whitespace: 'none' }, 'whitespace', /'flexible', 'compact', 'pretty'/],
    [{ propertyOrder: 'declared' }, 'propertyOrder', /'any', 'schema'/],
    [{ spelling: 'ascii' }, 'spelling', /'any', 'canonical'/],
    [{ formats: 'ignore' }, 'formats', /a record of formats/],
    [{ formats: /x/ }, 'formats', /a record of formats/],
    [{ formats: { sku: 3 } }, 'formats.sku', /a regular expression/],
    [{ formats: { sku: true } }, 'formats.sku', /a regular expression/],
    [{ strict: 'yes' }, 'strict', /keywords/],
    [{ strict: { keywords: 'x' } }, 'strict', /keywords/],
    [{ strict: { keyword: [], keywords: [] } }, 'keyword', /Did you mean 'keywords'/],
    [{ resolve: {} }, 'resolve', /a function/],
    [{ limits: { state: 1 } }, 'state', /Did you mean 'states'/],
    [{ limits: { states: -1 } }, 'limits.states', /at least 0/],
    [{ limits: { search: Number.NaN } }, 'limits.search', /at least 0/],
  ])('are refused by name: %j', (options, option, said) => {
    const error = errorOf({}, options)
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({ option })
    expect(error.message).toMatch(said)
  })

  it('refuse a dialect that there is not', () => {
    expect(errorOf({}, { dialect: '5' })).toMatchObject({ code: 'unknown-dialect' })
  })
})

describe('dialect', () => {
  const schema = { exclusiveMinimum: true, minimum: 3, type: 'integer' }

  it('is what the option says', () => {
    expect(accepts(schema, '3', { dialect: '4' })).toBe(false)
    expect(accepts(schema, '4', { dialect: '4' })).toBe(true)
  })

  it('is 2020-12 without $schema and option', () => {
    expect(compileJsonSchema({}).report.dialect).toBe('2020-12')
    expect(accepts({ prefixItems: [{ type: 'string' }] }, '[1]')).toBe(false)
    expect(accepts({ prefixItems: [{ type: 'string' }] }, '[1]', { dialect: '2019-09' })).toBe(true)
  })

  it.each([
    ['http://json-schema.org/draft-04/schema#', '4'],
    ['http://json-schema.org/draft-06/schema', '6'],
    ['https://json-schema.org/draft-07/schema#', '7'],
    ['https://json-schema.org/draft/2019-09/schema', '2019-09'],
    ['https://json-schema.org/draft/2020-12/schema', '2020-12'],
  ])('is read from $schema: %s', ($schema, name) => {
    expect(compileJsonSchema({ $schema }).report.dialect).toBe(name)
  })
})

describe('resolve', () => {
  const documents: Record<string, unknown> = {
    'https://example.com/person': {
      $id: 'https://example.com/person',
      properties: { home: { $ref: 'places/address' } },
    },
    'https://example.com/places/address': {
      $defs: { zip: { type: 'string', pattern: '^\\d{5}$' } },
      properties: { zip: { $ref: '#/$defs/zip' }, country: { $ref: 'country#code' } },
    },
    'https://example.com/places/country': { $defs: { c: { $anchor: 'code', enum: ['DE', 'PL'] } } },
  }

  it('supplies remote schemas, and remote schemas of those', () => {
    const asked: string[] = []
    const resolve = (uri: string) => {
      asked.push(uri)
      return documents[uri]
    }
    const schema = { $ref: 'https://example.com/person' }
    expect(accepts(schema, '{"home":{"zip":"12345","country":"PL"}}', { resolve })).toBe(true)
    expect(accepts(schema, '{"home":{"zip":"1234"}}', { resolve })).toBe(false)
    expect(accepts(schema, '{"home":{"country":"FR"}}', { resolve })).toBe(false)
    asked.length = 0
    compileJsonSchema({ allOf: [schema, schema, { $ref: 'https://example.com/person#/properties/home' }] }, { resolve })
    expect(asked).toEqual(Object.keys(documents))
  })

  it('is asked for URIs resolved against the base of $id', () => {
    const asked: string[] = []
    const resolve = (uri: string) => {
      asked.push(uri)
      return true
    }
    compileJsonSchema(
      {
        $id: 'https://a.example/x/root.json',
        properties: {
          p: { $ref: 'other.json' },
          q: { $id: 'sub/inner.json', properties: { r: { $ref: 'leaf.json#/$defs/x' } }, $defs: {} },
        },
      },
      { resolve: (uri) => resolve(uri) && { $defs: { x: true } } },
    )
    expect(asked.sort()).toEqual(['https://a.example/x/other.json', 'https://a.example/x/sub/leaf.json'])
  })

  it('is not asked for what the schema holds itself, nor needed for meta-schemas', () => {
    const resolve = () => {
      throw new Error('asked')
    }
    const schema = {
      $id: 'https://a.example/root',
      $defs: { x: { $id: 'x', type: 'string' } },
      $ref: 'https://a.example/x',
    }
    expect(accepts(schema, '"s"', { resolve })).toBe(true)
    expect(accepts({ $ref: 'https://json-schema.org/draft/2020-12/schema' }, '{"type":"string"}')).toBe(true)
  })

  it('names what it cannot find', () => {
    const error = errorOf({ properties: { a: { $ref: 'https://x.example/no' } } }, { resolve: () => undefined })
    expect(error).toBeInstanceOf(SchemaError)
    expect(error).toMatchObject({ code: 'unresolved-reference', path: '/properties/a', keyword: '$ref' })
    expect(error.message).toContain('https://x.example/no')
  })

  it('has its failures told with the URI', () => {
    const cause = new Error('no network')
    const error = errorOf(
      { $ref: 'https://x.example/no' },
      {
        resolve: () => {
          throw cause
        },
      },
    )
    expect(error).toMatchObject({ code: 'unresolved-reference', path: 'https://x.example/no', cause })
    expect(error.message).toContain('no network')
  })

  it('must be synchronous', () => {
    const error = errorOf({ $ref: 'https://x.example/no' }, { resolve: async () => ({}) })
    expect(error).toMatchObject({ code: 'bad-option', option: 'resolve' })
  })

  it.each([['a string'], [3], [null], [[]]])('must supply schemas, not %j', (answer) => {
    const error = errorOf({ $ref: 'https://x.example/no' }, { resolve: () => answer })
    expect(['malformed-schema', 'unresolved-reference']).toContain(error.code)
    expect(error.message).toContain('https://x.example/no')
  })

  it('finds faults of a remote schema under its URI', () => {
    const error = errorOf(
      { $ref: 'https://x.example/s' },
      { resolve: () => ({ properties: { a: { type: 'strnig' } } }) },
    )
    expect(error).toMatchObject({ code: 'malformed-schema', path: 'https://x.example/s/properties/a/type' })
  })
})

describe('formats', () => {
  it('constrain, or do not', () => {
    expect(accepts({ format: 'date' }, '"x"')).toBe(false)
    expect(accepts({ format: 'date' }, '"x"', { formats: 'annotate' })).toBe(true)
  })

  it('can be defined, and known ones redefined or taken out', () => {
    const formats = { sku: '^[A-Z]{2}-\\d{3}$', date: /^\d{8}$/, shout: /^[a-z]+$/i, email: false as const }
    expect(accepts({ format: 'sku' }, '"AB-123"', { formats })).toBe(true)
    expect(accepts({ format: 'sku' }, '"AB-12"', { formats })).toBe(false)
    expect(accepts({ format: 'date' }, '"20240131"', { formats })).toBe(true)
    expect(accepts({ format: 'date' }, '"2024-01-31"', { formats })).toBe(false)
    expect(accepts({ format: 'shout' }, '"aBC"', { formats })).toBe(true)
    expect(accepts({ format: 'shout' }, '"a1"', { formats })).toBe(false)
    expect(accepts({ format: 'email' }, '"x"', { formats })).toBe(true)
    expect(accepts({ format: 'ipv4' }, '"x"', { formats })).toBe(false)
    expect(accepts({ format: 'sku' }, '3', { formats })).toBe(true)
  })

  it('are searched for, like a pattern', () => {
    expect(accepts({ format: 'x' }, '"axb"', { formats: { x: 'x' } })).toBe(true)
  })

  it('with a bad expression are refused where they are used', () => {
    const error = errorOf({ properties: { a: { format: 'x' } } }, { formats: { x: '(' } })
    expect(error).toMatchObject({ code: 'malformed-schema', path: '/properties/a/format' })
    expect(() => compileJsonSchema({}, { formats: { x: '(' } })).not.toThrow()
    expect(errorOf({ format: 'x' }, { formats: { x: /(?=(a))\1/ } }).code).toBe('pattern-backreference')
  })

  it('are not mixed up with patterns of the same text', () => {
    const schema = { properties: { a: { format: 'date' }, b: { pattern: 'format date' } } }
    expect(accepts(schema, '{"a":"2024-01-31","b":"a format date"}')).toBe(true)
    expect(accepts(schema, '{"a":"2024-01-31","b":"2024-01-31"}')).toBe(false)
  })
})

describe('strict', () => {
  const schema = { properties: { a: { 'x-order': 1, type: 'string' } } }

  it('refuses unknown keywords by path', () => {
    expect(() => compileJsonSchema(schema)).not.toThrow()
    const error = errorOf(schema, { strict: true })
    expect(error).toMatchObject({ code: 'unknown-keyword', path: '/properties/a/x-order', keyword: 'x-order' })
    expect(error.hint).toContain("keywords: ['x-order']")
  })

  it('can be told of annotations', () => {
    expect(() => compileJsonSchema(schema, { strict: { keywords: ['x-order'] } })).not.toThrow()
    expect(errorOf(schema, { strict: { keywords: ['x-other'] } }).code).toBe('unknown-keyword')
  })

  it('knows the keywords of each dialect', () => {
    expect(errorOf({ prefixItems: [true] }, { strict: true, dialect: '7' })).toMatchObject({ path: '/prefixItems' })
    expect(errorOf({ const: 1 }, { strict: true, dialect: '4' })).toMatchObject({ path: '/const' })
  })
})

describe('limits', () => {
  const hard = {
    type: 'object',
    oneOf: Array.from({ length: 12 }, (_, i) => ({ required: [`k${i}`], maxProperties: 2 + i })),
  }

  it('end in a typed error', () => {
    const deep = { properties: { a: { properties: { b: {} } } } }
    expect(errorOf(deep, { limits: { subschemas: 2 } })).toMatchObject({ code: 'schema-too-large' })
    const error = errorOf({ ...hard, required: ['x'] }, { limits: { search: 3 } })
    expect(error).toBeInstanceOf(LimitError)
    expect(error).toMatchObject({ limit: 'search', value: 3, path: '' })
  })

  it('say which part of the schema is hard', () => {
    const schema = { required: ['a'], properties: { a: { type: 'array', minItems: 1, items: hard } }, type: 'object' }
    expect(errorOf(schema, { limits: { search: 8 } })).toMatchObject({ limit: 'search', path: '/properties/a/items' })
  })

  it('name the pattern that is too large', () => {
    const error = errorOf({ properties: { a: { pattern: `(?:a{1,900}b){1,900}` } } }, { limits: { expressions: 10 } })
    expect(error).toMatchObject({ path: expect.stringContaining('/properties/a') })
  })
})

describe('warnings', () => {
  const draft7 = 'http://json-schema.org/draft-07/schema#'

  it.each<[string, unknown, string[]]>([
    ['nothing', { type: 'object', properties: { a: { type: 'integer', minimum: 3 } }, required: ['a'] }, []],
    [
      'an unknown format',
      { properties: { a: { format: 'int32' } } },
      ["/properties/a/format: Unknown format 'int32' is treated as an annotation."],
    ],
    [
      'siblings of $ref',
      { $schema: draft7, definitions: { a: {} }, $ref: '#/definitions/a', description: 'd', minLength: 3 },
      ["/minLength: 'minLength' beside '$ref' is ignored in draft 7."],
    ],
    ['siblings of $ref that count', { $defs: { a: {} }, $ref: '#/$defs/a', minLength: 3 }, []],
    [
      'a keyword of another type',
      { type: 'integer', minLength: 3, minimum: 1 },
      ["/minLength: 'minLength' has no effect: it is about strings, and the type is integer."],
    ],
    [
      'one of several types',
      { type: ['integer', 'string'], minLength: 3, required: [] },
      ["/required: 'required' has no effect: it is about objects, and the type is integer or string."],
    ],
    ['then alone', JSON.parse('{"then":{}}'), ["/then: 'then' has no effect: there is no 'if'."]],
    ['else alone', { else: {} }, ["/else: 'else' has no effect: there is no 'if'."]],
    ['if alone', { $schema: draft7, if: {} }, ["/if: 'if' has no effect: there is neither 'then' nor 'else'."]],
    [
      'additionalItems alone',
      { $schema: draft7, additionalItems: false, items: {} },
      ["/additionalItems: 'additionalItems' has no effect: 'items' is no list of schemas."],
    ],
    ['minContains alone', { minContains: 2 }, ["/minContains: 'minContains' has no effect: there is no 'contains'."]],
    [
      'an exclusive bound alone',
      { $schema: 'http://json-schema.org/draft-04/schema#', exclusiveMaximum: true },
      ["/exclusiveMaximum: 'exclusiveMaximum' has no effect: there is no 'maximum'."],
    ],
    [
      'a keyword of another draft',
      { $schema: draft7, prefixItems: [true] },
      ["/prefixItems: 'prefixItems' is no keyword of draft 7 and is ignored."],
    ],
    [
      'an identifier of draft 4',
      { id: 'x' },
      ["/id: 'id' is no keyword of draft 2020-12 and is ignored; identifiers are '$id'."],
    ],
    [
      'dependencies',
      { dependencies: { a: ['b'] } },
      [
        "/dependencies: 'dependencies' is deprecated since draft 2019-09: use 'dependentRequired' or 'dependentSchemas'.",
      ],
    ],
  ])('name the path of what has no effect: %s', (_name, schema, expected) => {
    expect(warnings(schema)).toEqual(expected)
  })

  it('are silent about formats that do not constrain or are defined', () => {
    expect(warnings({ format: 'int32' }, { formats: 'annotate' })).toEqual([])
    expect(warnings({ format: 'int32' }, { formats: { int32: false } })).toEqual([])
  })
})
