/**
 * The type of the value follows from the schema: no cast, no type argument, for zod, typebox and plain JSON Schema alike.
 * Type-checked with the project; run it with any TypeScript runner after `npm run build`.
 */
import Type from 'typebox'
import { z } from 'zod'
import { EspalierError, generate, jsonSchema, stream, TruncatedError } from '../src/sdk/index.js'

const prompt = 'Daniel Brooks, 52, ordered two lamps and one desk, express shipping please.'

const order = z.object({
  customer: z.string(),
  items: z.array(z.object({ name: z.string(), qty: z.int().min(1) })).max(8),
  shipping: z.enum(['standard', 'express']),
})

export async function withZod(): Promise<string> {
  const { customer, items, shipping } = await generate(order, { prompt })
  return `${customer}: ${items.map(({ name, qty }) => `${qty} ${name}`).join(', ')} (${shipping.toUpperCase()})`
}

export async function withTypebox(): Promise<number> {
  const person = await generate(Type.Object({ name: Type.String(), age: Type.Integer() }), { prompt })
  return person.age + 1
}

export async function withPlainJsonSchema(): Promise<'standard' | 'express'> {
  const value = await generate(
    { type: 'object', properties: { shipping: { enum: ['standard', 'express'] } }, required: ['shipping'] },
    { prompt },
  )
  return value.shipping
}

/** A schema from a file has no type to infer: state it. */
export async function withStatedType(fromFile: object): Promise<string> {
  const value = await generate(jsonSchema<{ title: string }>(fromFile), { prompt })
  return value.title
}

export async function streaming(show: (path: string, value: unknown) => void): Promise<void> {
  const running = stream(order, { prompt, temperature: 0.7, seed: 1 })
  for await (const event of running) if (event.type === 'value-complete') show(event.path, event.value)
  const { items } = await running.value
  show('/items/length', items.length)
}

/** Every failure is typed: a code, and a hint that says what to do. */
export async function withErrors(): Promise<unknown> {
  try {
    return await generate(order, { prompt, maxTokens: 64 })
  } catch (error) {
    if (error instanceof TruncatedError) return error.partial
    if (EspalierError.isInstance(error)) console.error(error.code, error.hint)
    throw error
  }
}
