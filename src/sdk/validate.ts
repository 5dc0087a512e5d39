/**
 * The last check of a finished value, by ajv: an independent validator that must never disagree with the automaton.
 * Loaded on first use.
 */
import type { ErrorObject, Options, ValidateFunction } from 'ajv'
import { EspalierError } from '../error/index.js'
import type { SchemaOptions } from '../schema/index.js'
import { isObject, type JsonObject } from './local-ref.js'

export type Dialect = '4' | '6' | '7' | '2019-09' | '2020-12'

export interface CheckOptions {
  formats: NonNullable<SchemaOptions['formats']>
  /** For a schema without `$schema`. */
  dialect?: Dialect | undefined
  /** Documents behind references to other URIs. */
  resolve?: ((uri: string) => unknown) | undefined
}

export type Check = (value: unknown, text: string) => void

/**
 * A check for a schema that throws if a value does not fit; undefined if ajv cannot compile the schema
 * (the automaton's guarantee stands without it).
 */
export async function compileCheck(schema: unknown, options: CheckOptions): Promise<Check | undefined> {
  const dialect = options.dialect ?? dialectOf(schema)
  const ajv = await createAjv(dialect, options)
  let validate: ValidateFunction
  try {
    const readable = isObject(schema)
      ? withoutDialect(dialect === '4' ? (draft4(schema) as JsonObject) : schema)
      : Boolean(schema)
    validate = await ajv.compileAsync(readable as JsonObject)
  } catch {
    return undefined
  }
  return (value, text) => {
    if (validate(value)) return
    const error = (validate.errors as ErrorObject[] | null | undefined)?.[0]
    throw new EspalierError(
      `The generated value does not fit the schema: ${error?.instancePath || 'the value'} ${error?.message ?? ''}. Text: ${text}`,
      {
        code: 'internal-validation',
        hint: 'This is a fault of espalier, never of your schema: please report it with the schema and this message.',
      },
    )
  }
}

async function createAjv(dialect: Dialect, options: CheckOptions) {
  const settings: Options = {
    strict: false,
    logger: false,
    validateFormats: options.formats !== 'annotate',
    // Decimal fractions are not exact in binary: 19.99 is a multiple of 0.01.
    multipleOfPrecision: 9,
    unicodeRegExp: true,
    code: { regExp: tolerantRegExp },
    loadSchema: async (uri) => (await options.resolve?.(uri)) as JsonObject,
  }
  const ajv =
    dialect === '2020-12'
      ? new (await import('ajv/dist/2020.js')).Ajv2020(settings)
      : dialect === '2019-09'
        ? new (await import('ajv/dist/2019.js')).Ajv2019(settings)
        : new (await import('ajv')).Ajv(settings)
  const { default: addFormats } = await import('ajv-formats')
  addFormats.default(ajv)
  if (typeof options.formats === 'object') {
    for (const [name, meaning] of Object.entries(options.formats)) ajv.addFormat(name, formatOf(meaning))
  }
  return ajv
}

/** What ajv takes for a format: true lets everything pass. */
function formatOf(meaning: RegExp | string | false): true | RegExp {
  if (meaning === false) return true
  if (typeof meaning === 'string') return tolerantRegExp(meaning, 'u')
  // These flags make a test depend on the one before.
  return new RegExp(meaning.source, meaning.flags.replace(/[gy]/g, ''))
}

/** Like a JSON Schema pattern: unicode where it parses so, the older syntax (`\-`) otherwise. */
const tolerantRegExp = Object.assign(
  (pattern: string, flags: string) => {
    try {
      return new RegExp(pattern, flags)
    } catch {
      return new RegExp(pattern, flags.replace('u', ''))
    }
  },
  { code: 'new RegExp' },
)

export function dialectOf(schema: unknown): Dialect {
  const uri = isObject(schema) && typeof schema.$schema === 'string' ? schema.$schema : ''
  if (/draft-04/.test(uri)) return '4'
  if (/draft-06/.test(uri)) return '6'
  if (/draft-07/.test(uri)) return '7'
  return /2019-09/.test(uri) ? '2019-09' : '2020-12'
}

/** ajv would look for the meta-schema, which is of no use for a schema that compiled. */
function withoutDialect(schema: JsonObject): JsonObject {
  const { $schema: _dialect, ...rest } = schema
  return rest
}

const schemaLists = ['allOf', 'anyOf', 'oneOf', 'items'] as const
const schemaMaps = ['properties', 'patternProperties', 'definitions', 'dependencies'] as const
const schemaValues = ['not', 'items', 'additionalItems', 'additionalProperties'] as const

/** Draft 4 in the words of draft 7: `id` is `$id`, exclusive bounds are booleans beside the bound. */
function draft4(schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const result: JsonObject = { ...schema }
  if (typeof result.id === 'string') {
    result.$id = result.id
    delete result.id
  }
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof result[exclusive] !== 'boolean') continue
    if (result[exclusive] && bound in result) {
      result[exclusive] = result[bound]
      delete result[bound]
    } else delete result[exclusive]
  }
  for (const keyword of schemaValues) if (isObject(result[keyword])) result[keyword] = draft4(result[keyword])
  for (const keyword of schemaLists) {
    const branches = result[keyword]
    if (Array.isArray(branches)) result[keyword] = branches.map(draft4)
  }
  for (const keyword of schemaMaps) {
    const map = result[keyword]
    if (isObject(map))
      result[keyword] = Object.fromEntries(Object.entries(map).map(([key, value]) => [key, draft4(value)]))
  }
  return result
}
