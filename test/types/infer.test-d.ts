import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import Type from 'typebox'
import * as v from 'valibot'
import { describe, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import type { FromSchema } from '../../src/sdk/from-schema.js'
import { generate, type InferOutput, jsonSchema, stream } from '../../src/sdk/index.js'

declare const prompt: string

interface Person {
  name: string
  age: number
  email?: string
  tags: string[]
  role: 'admin' | 'guest'
}

describe('the type of the value follows from the schema, without a cast', () => {
  test('zod', () => {
    const schema = z.object({
      name: z.string(),
      age: z.int(),
      email: z.email().optional(),
      tags: z.array(z.string()),
      role: z.enum(['admin', 'guest']),
    })
    expectTypeOf(generate(schema, { prompt })).resolves.toEqualTypeOf<{
      name: string
      age: number
      email?: string | undefined
      tags: string[]
      role: 'admin' | 'guest'
    }>()
  })

  test('zod with a default and a transform gives the output type', () => {
    const schema = z.object({ n: z.number().default(1), when: z.string().transform((s) => s.length) })
    expectTypeOf(generate(schema, { prompt })).resolves.toEqualTypeOf<{ n: number; when: number }>()
  })

  test('valibot through its converter', () => {
    const schema = toStandardJsonSchema(v.object({ name: v.string(), age: v.optional(v.number()) }))
    expectTypeOf(generate(schema, { prompt })).resolves.toEqualTypeOf<{ name: string; age?: number | undefined }>()
  })

  test('arktype', () => {
    const schema = type({ name: 'string', 'age?': 'number', role: "'admin'|'guest'" })
    expectTypeOf(generate(schema, { prompt })).resolves.toEqualTypeOf<{
      name: string
      age?: number
      role: 'admin' | 'guest'
    }>()
  })

  test('typebox', () => {
    const schema = Type.Object({
      name: Type.String(),
      age: Type.Integer(),
      email: Type.Optional(Type.String()),
      tags: Type.Array(Type.String()),
      role: Type.Union([Type.Literal('admin'), Type.Literal('guest')]),
    })
    expectTypeOf(generate(schema, { prompt })).resolves.toEqualTypeOf<Person>()
    expectTypeOf<InferOutput<typeof schema>>().toEqualTypeOf<Type.Static<typeof schema>>()
  })

  test('typebox enums, tuples, records, intersections and recursion', () => {
    const schema = Type.Object({
      colour: Type.Enum(['red', 'green']),
      point: Type.Tuple([Type.Number(), Type.Number()]),
      prices: Type.Record(Type.String(), Type.Number()),
      both: Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.Number() })]),
    })
    expectTypeOf<InferOutput<typeof schema>>().toEqualTypeOf<{
      colour: 'red' | 'green'
      point: [number, number]
      prices: { [key: string]: number }
      both: { a: string; b: number }
    }>()
    const tree = Type.Cyclic({ Node: Type.Object({ v: Type.Number(), kids: Type.Array(Type.Ref('Node')) }) }, 'Node')
    expectTypeOf<InferOutput<typeof tree>['kids'][0]['kids'][0]['v']>().toEqualTypeOf<number>()
  })

  test('a plain JSON Schema literal, inline and without as const', () => {
    const value = generate(
      {
        type: 'object',
        properties: {
          name: { type: 'string', minLength: 1 },
          age: { type: 'integer' },
          email: { type: 'string', format: 'email' },
          tags: { type: 'array', items: { type: 'string' } },
          role: { enum: ['admin', 'guest'] },
        },
        required: ['name', 'age', 'tags', 'role'],
        additionalProperties: false,
      },
      { prompt },
    )
    expectTypeOf(value).resolves.toEqualTypeOf<Person>()
  })

  test('a JSON Schema constant with as const', () => {
    const schema = { type: ['string', 'null'] } as const
    expectTypeOf(generate(schema, { prompt })).resolves.toEqualTypeOf<string | null>()
  })

  test('jsonSchema<T>() and an explicit type argument', () => {
    const schema: object = {}
    expectTypeOf(generate(jsonSchema<Person>(schema), { prompt })).resolves.toEqualTypeOf<Person>()
    expectTypeOf(generate<Person>({ type: 'object' }, { prompt })).resolves.toEqualTypeOf<Person>()
  })

  test('a schema of unknown shape gives unknown', () => {
    const schema: object = {}
    expectTypeOf(generate(schema, { prompt })).resolves.toEqualTypeOf<unknown>()
    expectTypeOf(generate(true, { prompt })).resolves.toEqualTypeOf<unknown>()
  })

  test('stream and generate.detailed carry the same type', () => {
    const schema = { type: 'integer' } as const
    expectTypeOf(stream(schema, { prompt }).value).resolves.toEqualTypeOf<number>()
    expectTypeOf(generate.detailed(schema, { prompt }).then((r) => r.value)).resolves.toEqualTypeOf<number>()
  })

  test('an unknown option does not compile', () => {
    // @ts-expect-error a typo
    generate({ type: 'integer' }, { prompt, maxToken: 3 })
  })
})

describe('FromSchema', () => {
  test('tuples are as long as minItems says, optional beyond', () => {
    type Point = FromSchema<{
      type: 'array'
      prefixItems: [{ type: 'number' }, { type: 'string' }]
      minItems: 1
      items: false
    }>
    expectTypeOf<Point>().toEqualTypeOf<[number, string?]>()
  })

  test('records, closed and open', () => {
    expectTypeOf<FromSchema<{ type: 'object'; additionalProperties: { type: 'number' } }>>().toEqualTypeOf<{
      [key: string]: number
    }>()
    expectTypeOf<FromSchema<{ type: 'object' }>>().toEqualTypeOf<{ [key: string]: unknown }>()
  })

  test('unions and intersections', () => {
    type Either = FromSchema<{ anyOf: [{ type: 'string' }, { const: 3 }] }>
    expectTypeOf<Either>().toEqualTypeOf<string | 3>()
    type Joined = FromSchema<{
      allOf: [
        { type: 'object'; properties: { a: { type: 'string' } }; required: ['a'] },
        { type: 'object'; properties: { b: { type: 'null' } } },
      ]
    }>
    expectTypeOf<Joined>().toEqualTypeOf<{ a: string; b?: null }>()
    type Shape = FromSchema<{
      oneOf: [
        { type: 'object'; properties: { kind: { const: 'circle' }; r: { type: 'number' } }; required: ['kind', 'r'] },
        { type: 'object'; properties: { kind: { const: 'dot' } }; required: ['kind'] },
      ]
    }>
    expectTypeOf<Shape>().toEqualTypeOf<{ kind: 'circle'; r: number } | { kind: 'dot' }>()
  })

  test('references, also recursive ones', () => {
    type List = FromSchema<{
      $ref: '#/$defs/list'
      $defs: {
        list: {
          type: 'object'
          properties: { head: { type: 'string' }; tail: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/list' }] } }
          required: ['head', 'tail']
        }
      }
    }>
    expectTypeOf<NonNullable<List['tail']>['head']>().toEqualTypeOf<string>()
    expectTypeOf<FromSchema<{ $ref: '#' }>>().toEqualTypeOf<unknown>()
    expectTypeOf<FromSchema<{ $ref: 'https://elsewhere.example/schema' }>>().toEqualTypeOf<unknown>()
  })

  test('booleans, const objects and never', () => {
    expectTypeOf<FromSchema<true>>().toEqualTypeOf<unknown>()
    expectTypeOf<FromSchema<false>>().toEqualTypeOf<never>()
    expectTypeOf<FromSchema<{ readonly const: { readonly a: readonly [1, 2] } }>>().toEqualTypeOf<{ a: [1, 2] }>()
    expectTypeOf<FromSchema<{ not: true }>>().toEqualTypeOf<never>()
  })
})
