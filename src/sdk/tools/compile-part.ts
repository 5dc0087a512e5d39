import type { Constraint } from '../../automaton/index.js'
import { type CompileOptions, compileSource } from '../compile.js'
import type { partOptionNames } from '../options.js'
import { type AnySchema, readSchema } from '../schema-input.js'

/** How JSON inside other text is written: the options of `generate` that compiling depends on. */
export type PartOptions = Pick<CompileOptions, (typeof partOptionNames)[number]>

/**
 * The constraint of a schema inside other text, as `generate` would compile it. Validation and transforms of a schema library
 * do not run there: what is written fits the JSON Schema of its input.
 */
export function compilePart(schema: AnySchema, options: PartOptions = {}): Constraint {
  return compileSource(readSchema(schema), options).constraint
}
