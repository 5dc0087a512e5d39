import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'
import { type } from 'arktype'
import Type from 'typebox'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Engine } from '../../src/engine/engine.js'
import { createFakeEngine, type FakeEngineOptions } from '../../src/engine/fake/index.js'
import { AbortedError, EngineError, generate, TruncatedError, ValidationError } from '../../src/sdk/index.js'
import { scriptedEngine } from './scripted.js'

const ajv = new Ajv2020({ strict: false, logger: false, multipleOfPrecision: 9 })
addFormats.default(ajv)

const person = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 12 }, age: { type: 'integer', minimum: 0, maximum: 130 } },
  required: ['name', 'age'],
  additionalProperties: false,
} as const

const schemas: Record<string, object | boolean> = {
  anything: true,
  null: { type: 'null' },
  person,
  'open object': { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'number' } }, required: ['a'] },
  nested: {
    type: 'object',
    properties: {
      items: { type: 'array', minItems: 1, maxItems: 3, items: person },
      note: { type: ['string', 'null'], maxLength: 5 },
    },
    required: ['items', 'note'],
  },
  union: { anyOf: [{ type: 'integer' }, { enum: ['a', 'b', null] }, { const: { deep: [1, 2] } }] },
  discriminated: {
    oneOf: [
      { type: 'object', properties: { kind: { const: 'dot' } }, required: ['kind'] },
      {
        type: 'object',
        properties: { kind: { const: 'circle' }, r: { type: 'number', exclusiveMinimum: 0 } },
        required: ['kind', 'r'],
      },
    ],
  },
  tuple: { type: 'array', prefixItems: [{ type: 'boolean' }, { type: 'integer' }], items: false, minItems: 2 },
  recursive: {
    $ref: '#/$defs/node',
    $defs: {
      node: {
        type: 'object',
        properties: { v: { type: 'integer' }, kids: { type: 'array', items: { $ref: '#/$defs/node' }, maxItems: 2 } },
        required: ['v', 'kids'],
        additionalProperties: false,
      },
    },
  },
  pattern: { type: 'string', pattern: '^[a-f]{2,4}-\\d+$' },
  formats: {
    type: 'object',
    properties: {
      on: { type: 'string', format: 'date' },
      id: { type: 'string', format: 'uuid' },
      at: { type: 'string', format: 'date-time' },
    },
    required: ['on', 'id', 'at'],
  },
  'all of': { allOf: [{ type: 'integer', minimum: 3 }, { maximum: 5 }] },
  not: { type: 'string', maxLength: 3, not: { const: 'abc' } },
  multiple: { type: 'number', multipleOf: 0.01, minimum: 0, maximum: 100 },
}

function fake(options: FakeEngineOptions = {}) {
  return createFakeEngine(options)
}

describe('generate with a model of random scores', () => {
  it.each(Object.keys(schemas))('writes only values of the schema: %s', async (name) => {
    const schema = schemas[name]!
    const valid = ajv.compile(schema)
    for (let seed = 0; seed < 12; seed++) {
      const model = fake({ seed })
      const { value, text } = await generate.detailed(schema, {
        prompt: 'p',
        model,
        seed,
        maxTokens: 200,
        temperature: seed % 3,
      })
      expect(valid(value), `${text} ${JSON.stringify(valid.errors)}`).toBe(true)
      expect(JSON.parse(text)).toEqual(value)
    }
  })

  it('writes compact text in schema order by default, and otherwise if asked', async () => {
    const options = { prompt: 'p', model: fake(), maxTokens: 120, seed: 1, temperature: 1 }
    const { text } = await generate.detailed(person, options)
    expect(Object.keys(JSON.parse(text))).toEqual(['name', 'age'])
    expect(text).not.toMatch(/[:,{]\s+"|\s\}$/)
    expect((await generate.detailed(person, { ...options, whitespace: 'pretty' })).text).toMatch(
      /^\{\n {2}".*": ".*",\n {2}".*": .*\n\}$/s,
    )
    const starts = new Set<string>()
    for (let seed = 0; seed < 20; seed++) {
      const { text } = await generate.detailed(person, { ...options, propertyOrder: 'any', seed })
      starts.add(Object.keys(JSON.parse(text)).join())
    }
    expect([...starts].sort()).toEqual(['age,name', 'name,age'])
  })

  it('enforces formats of your own, and checks them', async () => {
    const schema = { type: 'array', items: { format: 'sku' }, minItems: 1, maxItems: 2 } as const
    const write = (sku: RegExp | string | false, seed: number) =>
      generate(schema, { prompt: 'p', model: fake({ seed }), maxTokens: 80, temperature: 1, formats: { sku } })
    for (let seed = 0; seed < 6; seed++) {
      const strings = (await write(/^[a-c]{2}!$/i, seed)).filter((item) => typeof item === 'string')
      for (const text of strings) expect(text).toMatch(/^[a-c]{2}!$/i)
      // The same source without the flag is another format, and so is none at all.
      for (const text of await write(/^[a-c]{2}!$/, seed))
        if (typeof text === 'string') expect(text).toMatch(/^[a-c]{2}!$/)
      await write(false, seed)
    }
    const model = scriptedEngine('"AB-1"')
    const options = { prompt: 'p', model, formats: { sku: '^[a-z]' } }
    expect(await generate({ type: 'string', format: 'sku' }, { ...options, formats: { sku: '^[A-Z]' } })).toBe('AB-1')
    expect(await generate({ type: 'string', format: 'sku' }, options)).not.toBe('AB-1')
  })

  it('refuses unknown keywords but those that strict names', async () => {
    const schema = { type: 'null', 'x-order': 1 } as const
    const options = { prompt: 'p', model: fake() }
    expect(await generate(schema, { ...options, strict: { keywords: ['x-order'] } })).toBe(null)
    await expect(generate(schema, { ...options, strict: { keywords: ['x-label'] } })).rejects.toThrow(/x-order/)
    await expect(generate(schema, { ...options, strict: true })).rejects.toThrow(/x-order/)
  })

  it('warns of what was left undecided', async () => {
    const branch = (key: string, other: string) => ({ anyOf: [{ required: [key] }, { required: [other] }] })
    const schema = {
      type: 'object',
      properties: { a: { type: 'null' }, b: { type: 'null' }, c: { type: 'null' } },
      oneOf: [{ allOf: [branch('a', 'b'), branch('b', 'c')] }, { allOf: [branch('a', 'c'), { maxProperties: 1 }] }],
    }
    const options = { prompt: 'p', model: fake(), maxTokens: 100, limits: { stepSearch: 1 } }
    const { warnings } = await generate.detailed(schema, options)
    expect(warnings.some((warning) => /given up/.test(warning))).toBe(true)
    expect((await generate.detailed({ const: 1 }, { prompt: 'p', model: fake() })).warnings).toEqual([])
  })

  it('invents properties only if asked', async () => {
    const schema = { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] }
    const open = new Set<number>()
    for (let seed = 0; seed < 20; seed++) {
      const options = { prompt: 'p', model: fake({ seed }), maxTokens: 80, temperature: 1, seed }
      expect(Object.keys((await generate(schema, options)) as object)).toEqual(['a'])
      open.add(Object.keys((await generate(schema, { ...options, extraProperties: 'allow' })) as object).length)
    }
    expect(Math.max(...open)).toBeGreaterThan(1)
  })

  it('gives the same value for the same seed', async () => {
    const options = { prompt: 'p', model: fake(), maxTokens: 100, temperature: 1, seed: 7 }
    expect(await generate(person, options)).toEqual(await generate(person, options))
  })

  it('tells usage, weight, timings and seed in the detailed variant', async () => {
    const model = fake()
    const result = await generate.detailed(person, { prompt: 'hello', model, maxTokens: 60, temperature: 1 })
    expect(result.model).toBe('fake')
    expect(result.usage.promptTokens).toBe(
      model.encodeChat([
        {
          role: 'system',
          content:
            'Answer with one JSON value of this TypeScript type and nothing else:\n{\n  name: string // at most 12 characters\n  age: number // integer, 0 to 130\n}',
        },
        { role: 'user', content: 'hello' },
      ]).length,
    )
    expect(result.usage.outputTokens).toBe(new TextEncoder().encode(result.text).length)
    expect(result.forcedTokens).toBeGreaterThanOrEqual('{"name":"'.length)
    expect(result.usage.modelCalls).toBeLessThanOrEqual(result.usage.outputTokens - result.forcedTokens + 1)
    expect(result.logWeight).toBeLessThanOrEqual(0)
    expect(result.timings.totalMs).toBeGreaterThan(0)
    expect(result.finishReason).toMatch(/^(stop|length)$/)
    const again = await generate.detailed(person, {
      prompt: 'hello',
      model,
      maxTokens: 60,
      temperature: 1,
      seed: result.seed,
    })
    expect(again.text).toBe(result.text)
  })
})

describe('schema libraries', () => {
  // In alphabetical order, since arktype sorts properties.
  const script = '{"age":36,"name":"Ada"}'
  const options = { prompt: 'p', model: scriptedEngine(script), maxTokens: 60 }

  it.each([
    ['zod', z.object({ age: z.int(), name: z.string() })],
    ['valibot', toStandardJsonSchema(v.object({ age: v.pipe(v.number(), v.integer()), name: v.string() }))],
    ['arktype', type({ name: 'string', age: 'number.integer' })],
    ['typebox', Type.Object({ age: Type.Integer(), name: Type.String() })],
    [
      'plain JSON Schema',
      { type: 'object', properties: { age: { type: 'integer' }, name: { type: 'string' } }, required: ['age', 'name'] },
    ],
  ])('%s', async (_name, schema) => {
    expect(await generate(schema as object, options)).toEqual({ name: 'Ada', age: 36 })
  })

  it('returns what transforms and defaults make of the value', async () => {
    const schema = z.object({
      age: z.int(),
      name: z.string().transform((s) => s.toUpperCase()),
      city: z.string().default('?'),
    })
    expect(await generate(schema, options)).toEqual({ name: 'ADA', age: 36, city: '?' })
  })

  it('tells issues, text and value if a refinement says no', async () => {
    const schema = z
      .object({ age: z.int(), name: z.string() })
      .refine((p) => p.age < 30, { path: ['age'], message: 'too old' })
    const error = await generate(schema, options).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ValidationError)
    expect(error).toMatchObject({ code: 'validation', text: script, value: { name: 'Ada', age: 36 } })
    expect((error as Error).message).toContain('age: too old')
  })

  it('takes typebox tuples', async () => {
    const schema = Type.Tuple([Type.Boolean(), Type.Integer()])
    expect(await generate(schema, { prompt: 'p', model: scriptedEngine('[true,5]') })).toEqual([true, 5])
  })
})

describe('room', () => {
  // The shortest value has 30 bytes; the fake vocabulary has one token per byte.
  const record = {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' }, notes: { type: 'array' } },
    required: ['name', 'age', 'notes'],
    additionalProperties: false,
  } as const
  const shortest = '{"name":"","age":0,"notes":[]}'.length
  it('ends in a valid value or a TruncatedError with what there is, whatever maxTokens is', async () => {
    const valid = ajv.compile(record)
    for (let maxTokens = 1; maxTokens <= 50; maxTokens++) {
      for (const temperature of [0, 1]) {
        const options = { prompt: 'p', model: fake({ seed: maxTokens }), maxTokens, temperature, seed: maxTokens }
        const result = await generate.detailed(record, options).catch((e: unknown) => e)
        if (maxTokens < shortest) {
          expect(result).toBeInstanceOf(TruncatedError)
          const { text, partial, code, hint } = result as TruncatedError
          expect(code).toBe('truncated')
          expect(text.startsWith('{'), text).toBe(true)
          expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(maxTokens)
          expect(partial).toBeTypeOf('object')
          expect(hint).toContain(`maxTokens to ${shortest}`)
        } else {
          const { value, usage } = result as Awaited<ReturnType<typeof generate.detailed>>
          expect(valid(value)).toBe(true)
          expect(usage.outputTokens).toBeLessThanOrEqual(maxTokens)
        }
      }
    }
  })

  it('tells a prompt that is longer than the context', async () => {
    const error = await generate(person, { prompt: 'x'.repeat(300), model: fake({ contextLength: 256 }) }).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ code: 'prompt-too-long' })
  })

  it('never writes beyond the context', async () => {
    const model = fake({ contextLength: 40 })
    const { usage } = await generate.detailed(
      { type: 'string' },
      { prompt: '', describe: 'none', model, temperature: 1 },
    )
    expect(usage.promptTokens + usage.outputTokens).toBeLessThanOrEqual(41)
  })
})

describe('abort', () => {
  it('rejects with an AbortedError before the start', async () => {
    const error = await generate(person, { prompt: 'p', model: fake(), signal: AbortSignal.abort() }).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(AbortedError)
    expect(error).toMatchObject({ code: 'aborted', name: 'AbortError', text: '' })
  })

  it('does not wait for a model that is still loading', async () => {
    const never = new Promise<Engine>(() => {})
    const signal = AbortSignal.timeout(20)
    await expect(generate(person, { prompt: 'p', model: never, signal })).rejects.toThrow(AbortedError)
  })

  it('stops in the middle and tells the text so far', async () => {
    const model = fake({ delay: 5 })
    const signal = AbortSignal.timeout(60)
    const error = await generate(schemas.nested!, { prompt: 'p', model, signal, temperature: 1 }).catch(
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(AbortedError)
    expect((error as Error).name).toBe('TimeoutError')
    expect((error as AbortedError).text.length).toBeGreaterThan(0)
  })
})

describe('faults of a model are typed errors', () => {
  it.each([
    ['NaN logits', (logits: Float32Array) => logits.fill(Number.NaN)],
    ['narrow logits', (logits: Float32Array) => logits.subarray(0, 10)],
  ])('%s', async (_name, distort) => {
    const error = await generate(person, { prompt: 'p', model: fake({ distort }) }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(EngineError)
  })

  it('a missing model folder', async () => {
    const error = await generate(person, { prompt: 'p', model: './no/such/folder' }).catch((e: unknown) => e)
    expect(error).toMatchObject({ name: 'ModelError' })
    expect((error as { hint: string }).hint).toBeTruthy()
  })
})
