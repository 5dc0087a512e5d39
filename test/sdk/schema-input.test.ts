import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import Type from 'typebox'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EspalierError, SchemaError } from '../../src/error/index.js'
import { jsonSchema, readSchema } from '../../src/sdk/schema-input.js'

describe('reading a schema', () => {
  it('takes zod with its input form and its validation', async () => {
    const source = readSchema(z.object({ n: z.number().default(1), s: z.string().transform((s) => s.length) }))
    expect(source.vendor).toBe('zod')
    expect(source.json).toMatchObject({ type: 'object', properties: { n: { type: 'number' }, s: { type: 'string' } } })
    expect((source.json as { required: string[] }).required).toEqual(['s'])
    expect(await source.validate?.({ s: 'abc' })).toEqual({ value: { n: 1, s: 3 } })
  })

  it('takes arktype, whose schemas are functions', () => {
    const source = readSchema(type({ name: 'string', 'age?': 'number.integer' }))
    expect(source.vendor).toBe('arktype')
    expect(source.json).toMatchObject({ type: 'object', required: ['name'] })
  })

  it('takes valibot through its converter', () => {
    const source = readSchema(toStandardJsonSchema(v.object({ name: v.string() })))
    expect(source.vendor).toBe('valibot')
    expect(source.json).toMatchObject({ type: 'object', required: ['name'] })
    expect(source.validate?.({ name: 1 })).toHaveProperty('issues')
  })

  it('tells what to do with a bare valibot schema', () => {
    const read = () => readSchema(v.object({ name: v.string() }))
    expect(read).toThrow(SchemaError)
    expect(read).toThrow(/toStandardJsonSchema\(schema\) from '@valibot\/to-json-schema'/)
  })

  it('takes typebox as the JSON Schema it is, tuples in their older dialect', () => {
    const plain = readSchema(Type.Object({ name: Type.String({ pattern: /^a/ }) }))
    expect(plain).toMatchObject({ vendor: 'typebox', dialect: undefined, validate: undefined })
    expect(plain.json).toEqual({
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', pattern: '^a' } },
    })
    expect(readSchema(Type.Tuple([Type.String()])).dialect).toBe('2019-09')
  })

  it('takes plain JSON Schema and jsonSchema<T>()', () => {
    const schema = { type: 'string' }
    expect(readSchema(schema).json).toBe(schema)
    expect(readSchema(jsonSchema<string>(schema)).json).toBe(schema)
    expect(readSchema(true).json).toBe(true)
  })

  it('tells why a library cannot express a schema', () => {
    const read = () => readSchema(z.object({ when: z.date() }))
    expect(read).toThrow(/This zod schema cannot be written as JSON Schema: .*Date/)
  })

  it.each([undefined, null, 'string', 3, [], () => 1])('refuses %s', (schema) => {
    try {
      readSchema(schema)
      expect.unreachable()
    } catch (error) {
      expect(EspalierError.isInstance(error) && error.code).toBe('not-a-schema')
    }
  })
})
