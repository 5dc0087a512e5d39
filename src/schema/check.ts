/** Refuses malformed schemas by keyword and path, before anything is compiled. */
import { SchemaError } from '../error/index.js'
import type { Context } from './context.js'
import { escapePointer, type Json, type JsonObject, type Location, type SchemaDocuments } from './document.js'
import type { Expander } from './expand.js'
import { warnAbout } from './warnings.js'

const typeNames = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']

type Check = (value: Json) => string | undefined

const isObject = (v: Json): v is JsonObject => typeof v === 'object' && v !== null && !Array.isArray(v)
const isSchema = (v: Json): boolean => typeof v === 'boolean' || isObject(v)
const isNames = (v: Json): boolean => Array.isArray(v) && v.every((x) => typeof x === 'string')

const number: Check = (v) => (typeof v === 'number' && Number.isFinite(v) ? undefined : 'a number')
const count: Check = (v) =>
  typeof v === 'number' && Number.isInteger(v) && v >= 0 ? undefined : 'a non-negative integer'
const text: Check = (v) => (typeof v === 'string' ? undefined : 'a string')
const flag: Check = (v) => (typeof v === 'boolean' ? undefined : 'true or false')
const schema: Check = (v) => (isSchema(v) ? undefined : 'a schema')
const schemas: Check = (v) =>
  Array.isArray(v) && v.length > 0 && v.every(isSchema) ? undefined : 'a non-empty array of schemas'
const schemaMap: Check = (v) =>
  isObject(v) && Object.values(v).every(isSchema) ? undefined : 'an object whose values are schemas'
const names: Check = (v) => (isNames(v) ? undefined : 'an array of property names')

const checks: Record<string, Check> = {
  type: (v) =>
    (typeof v === 'string' && typeNames.includes(v)) ||
    (Array.isArray(v) && v.length > 0 && v.every((x) => typeNames.includes(x as string)))
      ? undefined
      : `one of ${typeNames.join(', ')}, or an array of them`,
  enum: (v) => (Array.isArray(v) ? undefined : 'an array of values'),
  minimum: number,
  maximum: number,
  exclusiveMinimum: (v) => (typeof v === 'boolean' ? undefined : number(v)),
  exclusiveMaximum: (v) => (typeof v === 'boolean' ? undefined : number(v)),
  multipleOf: (v) => (typeof v === 'number' && v > 0 ? undefined : 'a number greater than 0'),
  minLength: count,
  maxLength: count,
  pattern: text,
  format: text,
  minItems: count,
  maxItems: count,
  uniqueItems: flag,
  minContains: count,
  maxContains: count,
  minProperties: count,
  maxProperties: count,
  required: names,
  properties: schemaMap,
  patternProperties: schemaMap,
  additionalProperties: schema,
  propertyNames: schema,
  dependentRequired: (v) => (isObject(v) && Object.values(v).every(isNames) ? undefined : 'an object of name lists'),
  dependentSchemas: schemaMap,
  dependencies: (v) =>
    isObject(v) && Object.values(v).every((x) => isSchema(x) || isNames(x))
      ? undefined
      : 'an object of schemas or name lists',
  items: (v) =>
    isSchema(v) || (Array.isArray(v) && v.every(isSchema)) ? undefined : 'a schema or an array of schemas',
  prefixItems: schemas,
  additionalItems: schema,
  contains: schema,
  unevaluatedItems: schema,
  unevaluatedProperties: schema,
  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
  not: schema,
  if: schema,
  // biome-ignore lint/suspicious/noThenProperty: the keyword's name
  then: schema,
  else: schema,
  $ref: text,
  $dynamicRef: text,
  $recursiveRef: text,
}

/**
 * Walks every subschema that the root can reach.
 * @throws SchemaError codes 'malformed-schema', 'unknown-keyword', 'unresolved-reference', 'pattern-…'
 */
export function checkSchema(context: Context, documents: SchemaDocuments, expander: Expander): void {
  const seen = new Set<number>()
  const pending: Location[] = [documents.root]
  while (pending.length > 0) {
    const location = pending.pop()!
    if (seen.has(location.index)) continue
    seen.add(location.index)
    const { schema: value } = location
    if (typeof value === 'boolean') continue
    if (!isObject(value)) throw malformed(location.pointer, undefined, 'an object or a boolean')
    checkKeywords(context, location, value)
    warnAbout(context, location, value)
    checkPatterns(location, value, expander)
    const { dialect } = location.resource
    if (typeof value.$ref === 'string') {
      pending.push(documents.reference(value.$ref, location))
      if (dialect.refHidesSiblings) continue
    }
    for (const keyword of ['$dynamicRef', '$recursiveRef']) {
      if (typeof value[keyword] === 'string' && dialect.keywords.has(keyword)) {
        pending.push(documents.reference(value[keyword], location))
      }
    }
    pending.push(...documents.children(location))
  }
}

function checkKeywords(context: Context, location: Location, value: JsonObject): void {
  const { dialect } = location.resource
  const hidden = dialect.refHidesSiblings && typeof value.$ref === 'string'
  for (const [keyword, operand] of Object.entries(value)) {
    if (hidden && keyword !== '$ref') continue
    const path = `${location.pointer}/${escapePointer(keyword)}`
    if (!dialect.keywords.has(keyword)) {
      if (isRefused(context, keyword)) {
        throw new SchemaError(`Unknown keyword '${keyword}' in draft ${dialect.name}.`, {
          code: 'unknown-keyword',
          path,
          keyword,
          hint: `Remove it, or allow it as an annotation: strict: { keywords: ['${keyword}'] }.`,
        })
      }
      if (keyword in checks) context.warn(path, `'${keyword}' is no keyword of draft ${dialect.name} and is ignored.`)
      continue
    }
    const wanted = checks[keyword]?.(operand)
    if (wanted !== undefined) throw malformed(path, keyword, wanted)
  }
}

function isRefused(context: Context, keyword: string): boolean {
  const { strict } = context.options
  return typeof strict === 'object' ? !strict.keywords.includes(keyword) : strict === true
}

/** Parses every pattern, so that a bad one is refused before anything is written. */
function checkPatterns(location: Location, value: JsonObject, expander: Expander): void {
  const { dialect } = location.resource
  if (dialect.refHidesSiblings && typeof value.$ref === 'string') return
  if (typeof value.pattern === 'string' && dialect.keywords.has('pattern')) {
    expander.patternExpr(value.pattern, location, 'pattern')
  }
  if (typeof value.format === 'string' && dialect.keywords.has('format')) expander.checkFormat(value.format, location)
  for (const source of Object.keys((value.patternProperties ?? {}) as JsonObject)) {
    expander.patternExpr(source, location, 'patternProperties')
  }
}

function malformed(path: string, keyword: string | undefined, wanted: string): SchemaError {
  return new SchemaError(`${keyword === undefined ? 'A schema' : `'${keyword}'`} must be ${wanted}.`, {
    code: 'malformed-schema',
    path,
    keyword,
    hint: 'Correct the value of this keyword.',
  })
}
