/** Schemas compiled for generation, remembered by their content. */
import type { Constraint } from '../automaton/constraint.js'
import { OptionError } from '../error/index.js'
import { type CompileReport, compileJsonSchema } from '../schema/index.js'
import { closeObjects } from './close-objects.js'
import { type GenerateOptions, schemaOptionNames } from './options.js'
import { quoteFields } from './quotes.js'
import type { SchemaSource } from './schema-input.js'
import { type Check, compileCheck } from './validate.js'

/** The options that compiling depends on. */
export type CompileOptions = Omit<GenerateOptions, 'prompt' | 'messages'>

export interface CompiledSource {
  constraint: Constraint
  /** Of a schema; undefined for plain text. */
  report: CompileReport | undefined
  warnings: readonly string[]
  compileMs: number
  /** The final check; undefined if ajv cannot compile the schema. Loaded on the first call. */
  check(): Promise<Check | undefined>
}

/** Kept most recently used last; a constraint's tables grow with use, so their number is bounded. */
const remembered = new Map<string, CompiledSource>()
const maxRemembered = 32
/** Longer ones (whole books to quote from) are not worth their memory. */
const maxKeyLength = 4_000_000

/** @throws SchemaError, LimitError, OptionError */
export function compileSource(source: SchemaSource, options: CompileOptions): CompiledSource {
  if (source.text) {
    refuseSchemaOptions(options)
    const { constraint } = source.text
    return { constraint, report: undefined, warnings: [], compileMs: 0, check: async () => undefined }
  }
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

function refuseSchemaOptions(options: CompileOptions): void {
  const option = schemaOptionNames.find((name) => options[name] !== undefined)
  if (option === undefined) return
  throw new OptionError(`Option '${option}' is for schemas, but what is written here is plain text.`, {
    code: 'invalid-option',
    option,
    hint: 'Leave it out, or pass a schema.',
  })
}

function compile(source: SchemaSource, options: CompileOptions): CompiledSource {
  const started = performance.now()
  const dialect = options.dialect ?? source.dialect
  const formats = options.formats ?? 'assert'
  const written = options.extraProperties === 'allow' ? source.json : closeObjects(source.json)
  const quoted = options.quotesFrom === undefined ? undefined : quoteFields(written, options.quotesFrom, dialect)
  const constraint = compileJsonSchema(quoted ? quoted.schema : written, {
    whitespace: options.whitespace ?? 'compact',
    propertyOrder: options.propertyOrder ?? 'schema',
    spelling: 'canonical',
    formats,
    ...(dialect === undefined ? {} : { dialect }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    ...(quoted ? { quotes: quoted.quotes } : {}),
  })
  let check: Promise<Check | undefined> | undefined
  return {
    constraint,
    report: constraint.report,
    warnings: constraint.report.warnings.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
    compileMs: performance.now() - started,
    check() {
      check ??= compileCheck(source.json, { formats, dialect, resolve: options.resolve })
      return check
    },
  }
}

/** Undefined for what cannot be compared: functions, and schemas that are not JSON. */
function cacheKey(source: SchemaSource, options: CompileOptions): string | undefined {
  if (options.resolve !== undefined || options.limits !== undefined) return undefined
  try {
    const { whitespace, propertyOrder, extraProperties, formats, dialect, strict, quotesFrom } = options
    const key = JSON.stringify([
      source.json,
      whitespace,
      propertyOrder,
      extraProperties,
      typeof formats === 'object'
        ? Object.entries(formats).map(([name, meaning]) => [name, keyOfFormat(meaning)])
        : formats,
      dialect ?? source.dialect,
      strict,
      quotesFrom,
    ])
    return key.length > maxKeyLength ? undefined : key
  } catch {
    return undefined
  }
}

/** A regular expression has nothing that JSON would write. */
function keyOfFormat(meaning: RegExp | string | false): unknown {
  return meaning instanceof RegExp ? [meaning.source, meaning.flags] : meaning
}
