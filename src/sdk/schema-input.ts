/**
 * Everything `generate` takes as a schema, and how it is read: Standard Schema libraries (zod 4, valibot through
 * its converter, arktype, effect), typebox, plain JSON Schema, `jsonSchema<T>()`, and constraints on plain text.
 */
import type { Constraint } from '../automaton/constraint.js'
import { OptionError, SchemaError } from '../error/index.js'
import type { Grammar } from '../grammar/index.js'
import type { FromSchema } from './from-schema.js'
import type { StandardOutput, StandardResult, StandardTyped } from './standard.js'
import { readText, type TextSchema } from './text-schema.js'

declare const type: unique symbol

/** A JSON Schema whose TypeScript type is stated by the caller; see {@link jsonSchema}. */
export interface TypedSchema<T> {
  /** The JSON Schema as it was given. */
  readonly schema: object | boolean
  /** Carries T for the compiler; never set. */
  readonly [type]?: T
}

/** Anything that `generate` and `stream` accept as a schema. */
export type AnySchema =
  | StandardTyped
  | TypedSchema<unknown>
  | TextSchema<unknown>
  | Constraint
  | Grammar
  | object
  | boolean

/** The type of the values that `generate` returns for a schema of type S. */
export type InferOutput<S> = S extends StandardTyped
  ? StandardOutput<S>
  : S extends { readonly [type]?: infer T; readonly schema: object | boolean }
    ? T
    : S extends TextSchema<infer T>
      ? T
      : S extends Constraint | Grammar
        ? string
        : FromSchema<S>

class Typed<T> implements TypedSchema<T> {
  declare readonly [type]?: T
  constructor(readonly schema: object | boolean) {}
}

/**
 * A JSON Schema with a TypeScript type of your own, for schemas that come from a file or a server.
 * The type is taken at its word; the value is still guaranteed to fit the schema.
 */
export function jsonSchema<T>(schema: object | boolean): TypedSchema<T> {
  return new Typed<T>(schema)
}

/** A schema reduced to what generation needs. */
export interface SchemaSource {
  /** The JSON Schema of what the model writes. */
  readonly json: unknown
  /** Set if `$schema` is absent and the library that made the schema writes another dialect than 2020-12. */
  readonly dialect: '2019-09' | undefined
  /** The library's own check and transform, from the written value to the returned one. */
  readonly validate: ((value: unknown) => StandardResult<unknown> | Promise<StandardResult<unknown>>) | undefined
  /** 'zod', 'arktype'…, 'json-schema' for a plain one. */
  readonly vendor: string
  /** Set if what the model writes is no JSON; `json` is then without meaning. */
  readonly text?: TextSchema<unknown>
}

/**
 * Reads any supported schema. A schema with transforms or defaults is written by the model in its *input* form;
 * `validate` then turns it into the output.
 * @throws SchemaError 'no-json-schema' if a library cannot express the schema as JSON Schema; OptionError for a non-schema
 */
export function readSchema(schema: unknown): SchemaSource {
  if (schema instanceof Typed) return plain(schema.schema)
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) {
    if (typeof schema === 'boolean') return plain(schema)
    throw notASchema(schema)
  }
  const text = readText(schema)
  if (text) return { json: undefined, dialect: undefined, validate: undefined, vendor: 'text', text }
  if ('~standard' in schema) return readStandard((schema as StandardTyped)['~standard'])
  if (typeof schema === 'function' || Array.isArray(schema)) throw notASchema(schema)
  return plain(schema)
}

function notASchema(schema: unknown): OptionError {
  const what = schema === null ? 'null' : Array.isArray(schema) ? 'an array' : `a ${typeof schema}`
  return new OptionError(`The schema is ${what}.`, {
    code: 'not-a-schema',
    option: 'schema',
    hint: 'Pass a zod, valibot, arktype or typebox schema, a JSON Schema object, or regex(), choice(), literal().',
  })
}

function plain(schema: object | boolean): SchemaSource {
  const typebox = typeof schema === 'object' && '~kind' in schema
  const json = typebox ? JSON.parse(JSON.stringify(schema, withPatterns)) : schema
  return {
    json,
    dialect: hasListItems(json) && typebox ? '2019-09' : undefined,
    validate: undefined,
    vendor: typebox ? 'typebox' : 'json-schema',
  }
}

/** typebox allows RegExp objects as patterns and keeps markers in non-enumerable properties. */
function withPatterns(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? value.source : value
}

/** typebox writes tuples as `items: […]`, which 2020-12 does not know. */
function hasListItems(json: unknown): boolean {
  const pending = [json]
  while (pending.length > 0) {
    const node = pending.pop()
    if (typeof node !== 'object' || node === null) continue
    if (Array.isArray((node as { items?: unknown }).items)) return true
    for (const child of Object.values(node)) pending.push(child)
  }
  return false
}

function readStandard(standard: StandardTyped['~standard']): SchemaSource {
  const { vendor } = standard
  const validate = 'validate' in standard ? (standard.validate as SchemaSource['validate']) : undefined
  const converter = (standard as { jsonSchema?: { input?: (options: { target: string }) => unknown } }).jsonSchema
  if (typeof converter?.input !== 'function') {
    throw new SchemaError(`This ${vendor} schema has no JSON Schema form.`, {
      code: 'no-json-schema',
      path: '',
      hint:
        vendor === 'valibot'
          ? "Wrap it: toStandardJsonSchema(schema) from '@valibot/to-json-schema'."
          : `Convert it with the JSON Schema converter of ${vendor} and pass the result, typed by jsonSchema<T>().`,
    })
  }
  try {
    const json = converter.input({ target: 'draft-2020-12' })
    return { json, dialect: undefined, validate, vendor }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new SchemaError(`This ${vendor} schema cannot be written as JSON Schema: ${reason}`, {
      code: 'no-json-schema',
      path: '',
      hint: 'Use types that JSON can hold as the input of the schema, and transform them afterwards.',
      cause,
    })
  }
}
