/** Refuses options that do not exist and values that they cannot have, by name. */
import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { QuoteIndex } from '../regex/index.js'
import { defaultLimits, type SchemaOptions } from './context.js'
import { checkDialectName } from './dialect.js'

const knownOptions: readonly (keyof SchemaOptions)[] = [
  'whitespace',
  'propertyOrder',
  'spelling',
  'formats',
  'quotes',
  'dialect',
  'strict',
  'resolve',
  'limits',
]
const choices: Partial<Record<keyof SchemaOptions, readonly string[]>> = {
  whitespace: ['flexible', 'compact', 'pretty'],
  propertyOrder: ['any', 'schema'],
  spelling: ['any', 'canonical'],
}

/** @throws OptionError, SchemaError code 'unknown-dialect' */
export function checkOptions(options: SchemaOptions): void {
  refuseUnknownOptions(options, knownOptions, 'compileJsonSchema()')
  for (const [name, allowed] of Object.entries(choices)) {
    const value = options[name as keyof SchemaOptions]
    if (value !== undefined && !allowed.includes(value as string)) {
      throw bad(name, value, `Use ${allowed.map((v) => `'${v}'`).join(', ')}.`)
    }
  }
  const { formats, quotes, strict, resolve, limits, dialect } = options
  checkFormats(formats)
  for (const [name, index] of Object.entries(quotes ?? {})) {
    if (!(index instanceof QuoteIndex)) throw bad(`quotes.${name}`, typeof index, 'Use what quotesOf(text) returns.')
  }
  if (strict !== undefined && typeof strict !== 'boolean') {
    const keywords = (strict as { keywords?: unknown } | null)?.keywords
    if (!Array.isArray(keywords) || !keywords.every((k) => typeof k === 'string')) {
      throw bad('strict', strict, 'Use true, false, or { keywords: [names of annotations] }.')
    }
    refuseUnknownOptions(strict, ['keywords'], 'strict of compileJsonSchema()')
  }
  if (resolve !== undefined && typeof resolve !== 'function') {
    throw bad('resolve', resolve, 'Use a function from a URI to a schema, or undefined.')
  }
  refuseUnknownOptions(limits ?? {}, Object.keys(defaultLimits), 'limits of compileJsonSchema()')
  for (const [name, value] of Object.entries(limits ?? {})) {
    if (typeof value !== 'number' || !(value >= 0)) throw bad(`limits.${name}`, value, 'Use a number of at least 0.')
  }
  if (dialect !== undefined) checkDialectName(dialect)
}

function checkFormats(formats: unknown): void {
  if (formats === undefined || formats === 'assert' || formats === 'annotate') return
  if (typeof formats !== 'object' || formats === null || Array.isArray(formats) || formats instanceof RegExp) {
    throw bad('formats', formats, "Use 'assert', 'annotate', or a record of formats.")
  }
  for (const [name, meaning] of Object.entries(formats)) {
    if (typeof meaning === 'string' || meaning === false) continue
    if (meaning instanceof RegExp) continue
    throw bad(`formats.${name}`, meaning, 'Use a regular expression, or false for an annotation.')
  }
}

function bad(option: string, value: unknown, hint: string): OptionError {
  const shown = value instanceof RegExp ? String(value) : (JSON.stringify(value) ?? String(value))
  return new OptionError(`Option '${option}' cannot be ${shown}.`, { code: 'bad-option', option, hint })
}
