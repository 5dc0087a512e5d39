import { checkOptions, type GenerateOptions } from './options.js'
import { type GenerateResult, run } from './run.js'
import type { AnySchema, InferOutput } from './schema-input.js'

/** See {@link generate}. */
export interface Generate {
  <const S extends AnySchema>(schema: S, options: GenerateOptions): Promise<InferOutput<S>>
  /** With the type stated: `generate<Person>(schema, …)`. */
  <T>(schema: object | boolean, options: GenerateOptions): Promise<T>
  /** The same with everything there is to know: text, token counts, timings, weight. */
  detailed: GenerateDetailed
}

export interface GenerateDetailed {
  <const S extends AnySchema>(schema: S, options: GenerateOptions): Promise<GenerateResult<InferOutput<S>>>
  <T>(schema: object | boolean, options: GenerateOptions): Promise<GenerateResult<T>>
}

const detailed = (async (schema: unknown, options: GenerateOptions) => {
  checkOptions(options, 'generate.detailed')
  return await run(schema, options, () => undefined)
}) as GenerateDetailed

/**
 * Lets a language model write one value of a schema, and nothing else.
 *
 * ```ts
 * const person = await generate(z.object({ name: z.string(), age: z.int() }), { prompt: 'Ada, 36, writes programs.' })
 * ```
 *
 * The schema is from zod 4, valibot (through `toStandardJsonSchema`), arktype, typebox, or a plain JSON Schema;
 * the type of the value follows from it. `generate.detailed` also tells text, usage, timings and weight.
 * @throws SchemaError, OptionError, ModelError, EngineError, TruncatedError (no room for a value), ValidationError
 *   (a refinement of the schema library refused it), AbortedError, LimitError
 */
export const generate: Generate = Object.assign(
  (async (schema: unknown, options: GenerateOptions) => {
    checkOptions(options, 'generate')
    return (await run(schema, options, () => undefined)).value
  }) as Omit<Generate, 'detailed'>,
  { detailed },
) as Generate
