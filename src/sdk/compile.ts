/** Schemas compiled for generation, remembered by their content. */
import { compileJsonSchema, type JsonConstraint } from '../schema/index.js'
import { closeObjects } from './close-objects.js'
import type { GenerateOptions } from './options.js'
import type { SchemaSource } from './schema-input.js'
import { type Check, compileCheck } from './validate.js'

export interface CompiledSource {
  constraint: JsonConstraint
  warnings: readonly string[]
  compileMs: number
  /** The final check; undefined if ajv cannot compile the schema. Loaded on the first call. */
  check(): Promise<Check | undefined>
}

/** Kept most recently used last; a constraint's tables grow with use, so their number is bounded. */
const remembered = new Map<string, CompiledSource>()
const maxRemembered = 32

/** @throws SchemaError, LimitError */
export function compileSource(source: SchemaSource, options: GenerateOptions): CompiledSource {
  const key = cacheKey(source, options)
  const known = key === undefined ? undefined : remembered.get(key)
  if (known !== undefined && key !== undefined) {
    remembered.delete(key)
    remembered.set(key, known)
    return { ...known, compileMs: 0 }
  }
  const compiled = compile(source, options)
  if (key !== undefined) {
    remembered.set(key, compiled)
    if (remembered.size > maxRemembered) remembered.delete(remembered.keys().next().value!)
  }
  return compiled
}

function compile(source: SchemaSource, options: GenerateOptions): CompiledSource {
  const started = performance.now()
  const dialect = options.dialect ?? source.dialect
  const formats = options.formats ?? 'assert'
  const written = options.extraProperties === 'allow' ? source.json : closeObjects(source.json)
  const constraint = compileJsonSchema(written, {
    whitespace: options.whitespace ?? 'compact',
    propertyOrder: options.propertyOrder ?? 'schema',
    spelling: 'canonical',
    formats,
    ...(dialect === undefined ? {} : { dialect }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
  })
  let check: Promise<Check | undefined> | undefined
  return {
    constraint,
    warnings: constraint.report.warnings.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
    compileMs: performance.now() - started,
    check() {
      check ??= compileCheck(source.json, { formats, dialect, resolve: options.resolve })
      return check
    },
  }
}

/** Undefined for what cannot be compared: functions, and schemas that are not JSON. */
function cacheKey(source: SchemaSource, options: GenerateOptions): string | undefined {
  if (options.resolve !== undefined || options.limits !== undefined) return undefined
  try {
    const { whitespace, propertyOrder, extraProperties, formats, dialect, strict } = options
    return JSON.stringify([
      source.json,
      whitespace,
      propertyOrder,
      extraProperties,
      typeof formats === 'object'
        ? Object.entries(formats).map(([name, meaning]) => [name, keyOfFormat(meaning)])
        : formats,
      dialect ?? source.dialect,
      strict,
    ])
  } catch {
    return undefined
  }
}

/** A regular expression has nothing that JSON would write. */
function keyOfFormat(meaning: RegExp | string | false): unknown {
  return meaning instanceof RegExp ? [meaning.source, meaning.flags] : meaning
}
