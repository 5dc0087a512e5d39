/** `quotesFrom`: string fields of a schema that must be quotes of a text. */
import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { type QuoteIndex, quotesOf } from '../schema/index.js'
import { isObject, type JsonObject, resolveLocal } from './local-ref.js'
import { type Dialect, dialectOf } from './validate.js'

export type QuotesFrom =
  | string
  | {
      /** What is quoted from; a quote stands in one of several. */
      text: string | readonly string[]
      /**
       * Paths of string fields, as JSON Pointers ('/quote') or JSONPaths ('$.items[*].quote'); `*` is every item or
       * member. Default: all fields of type string without enum, const or format.
       */
      fields?: readonly string[]
      /** Whether quotes begin and end where words do. Default true. */
      wholeWords?: boolean
    }

const every = Symbol('every item or member')
type Step = string | typeof every

const format = 'espalier-quote'

/** @throws OptionError 'invalid-option', 'unknown-option' */
export function checkQuotesFrom(value: unknown): asserts value is QuotesFrom {
  if (typeof value === 'string') return
  if (!isObject(value)) throw bad('must be a text or an object with one', 'Pass quotesFrom: text or { text, fields }.')
  refuseUnknownOptions(value, ['text', 'fields', 'wholeWords'], 'quotesFrom')
  const { text, fields, wholeWords } = value
  const isText = typeof text === 'string' || (Array.isArray(text) && text.every((t) => typeof t === 'string'))
  if (!isText) throw bad('has no text', 'Pass text: a string, or a list of strings.')
  if (wholeWords !== undefined && typeof wholeWords !== 'boolean') {
    throw bad('has a wholeWords that is no boolean', 'Pass true or false.')
  }
  if (fields === undefined) return
  if (!Array.isArray(fields) || fields.length === 0) throw bad('has no list of fields', "Pass fields: ['/quote'].")
  for (const field of fields) stepsOf(field)
}

/**
 * A schema whose texts are those of `schema` in which the fields are quotes, and the quotes for compiling it.
 *
 * @throws OptionError 'no-such-field', 'invalid-option'; code 'bad-option' for an empty text
 */
export function quoteFields(
  schema: unknown,
  quotesFrom: QuotesFrom,
  dialectOption?: Dialect,
): { schema: unknown; quotes: Record<string, QuoteIndex> } {
  const { text, fields, wholeWords = true } = typeof quotesFrom === 'string' ? { text: quotesFrom } : quotesFrom
  const quotes = { [format]: quotesOf(text, { wholeWords }) }
  const dialect = dialectOption ?? dialectOf(schema)
  if (fields === undefined) return { schema: everyString(schema, dialect), quotes }
  const overlays = fields.map((field) => {
    const steps = stepsOf(field)
    const nodes = steps.reduce<unknown[]>((at, step) => descend(schema, at, step), inPlace(schema, [schema]))
    if (nodes.length === 0) throw noField(schema, field, 'is no field of the schema')
    if (!nodes.some(mayBeString)) throw noField(schema, field, 'is no string')
    return overlay(steps)
  })
  return { schema: both(schema, overlays), quotes }
}

/** A JSON Pointer or a JSONPath as steps. */
function stepsOf(field: unknown): Step[] {
  if (typeof field === 'string' && field.startsWith('/')) {
    return field
      .slice(1)
      .split('/')
      .map((part) => (part === '*' ? every : part.replace(/~1/g, '/').replace(/~0/g, '~')))
  }
  if (typeof field === 'string' && field.startsWith('$')) {
    const steps: Step[] = []
    const step = /\.\*|\[\*\]|\.([^.[\]*'"]+)|\[(?:'([^']*)'|"([^"]*)")\]/y
    step.lastIndex = 1
    while (step.lastIndex < field.length) {
      const found = step.exec(field)
      if (!found) break
      steps.push(found[1] ?? found[2] ?? found[3] ?? every)
      if (step.lastIndex === field.length) return steps
    }
    if (field === '$') return steps
  }
  if (field === '') return []
  throw bad(
    `names the field ${JSON.stringify(field)}, which is no path`,
    "Use '/quote', '/items/*/quote' or '$.items[*].quote'.",
  )
}

/** The schemas that speak of the same value as these. */
function inPlace(root: unknown, nodes: readonly unknown[]): unknown[] {
  const seen = new Set(nodes)
  for (const node of seen) {
    if (!isObject(node)) continue
    if (typeof node.$ref === 'string') seen.add(resolveLocal(root, node.$ref))
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      if (Array.isArray(node[keyword])) for (const branch of node[keyword]) seen.add(branch)
    }
    for (const keyword of ['then', 'else']) if (keyword in node) seen.add(node[keyword])
    for (const keyword of ['dependentSchemas', 'dependencies']) {
      if (isObject(node[keyword]))
        for (const branch of Object.values(node[keyword])) if (isObject(branch)) seen.add(branch)
    }
  }
  return [...seen].filter((node) => node === true || isObject(node))
}

/** The schemas of a member or item, where there are any declared. */
function descend(root: unknown, nodes: readonly unknown[], step: Step): unknown[] {
  const found: unknown[] = []
  for (const node of nodes) {
    if (!isObject(node)) continue
    const { properties, patternProperties, additionalProperties, items, prefixItems, additionalItems } = node
    if (step === every) {
      for (const map of [properties, patternProperties]) if (isObject(map)) found.push(...Object.values(map))
      for (const list of [items, prefixItems]) if (Array.isArray(list)) found.push(...list)
      for (const one of [additionalProperties, items, additionalItems])
        if (isObject(one) || one === true) found.push(one)
      continue
    }
    const declared = isObject(properties) && Object.hasOwn(properties, step)
    if (declared) found.push(properties[step])
    let matched = declared
    for (const [pattern, schema] of isObject(patternProperties) ? Object.entries(patternProperties) : []) {
      if (!matches(pattern, step)) continue
      found.push(schema)
      matched = true
    }
    if (!matched && (isObject(additionalProperties) || additionalProperties === true)) found.push(additionalProperties)
  }
  return inPlace(root, found)
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name)
  } catch {
    return new RegExp(pattern).test(name)
  }
}

function mayBeString(node: unknown): boolean {
  if (!isObject(node) || node.type === undefined) return true
  return node.type === 'string' || (Array.isArray(node.type) && node.type.includes('string'))
}

/** A schema that says of the values at the end of a path, and of nothing else, that they are quotes if strings. */
function overlay(steps: readonly Step[]): JsonObject {
  let schema: JsonObject = { format }
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]!
    schema = step === every ? { items: schema, additionalProperties: schema } : { properties: { [step]: schema } }
  }
  return schema
}

/** The schema, and the overlays beside it. */
function both(schema: unknown, overlays: readonly JsonObject[]): unknown {
  if (!isObject(schema)) return schema === false ? false : { allOf: overlays }
  const { $ref, allOf, ...rest } = schema
  // What the overlays mention must not count as evaluated: behind two negations nothing does.
  const hidden = JSON.stringify(schema).includes('"unevaluated')
  const added = overlays.map((one) => (hidden ? { not: { not: one } } : one))
  // In older dialects a reference hides its siblings.
  const own = $ref === undefined ? [] : [{ $ref }]
  return { ...rest, allOf: [...(Array.isArray(allOf) ? allOf : []), ...own, ...added] }
}

const schemaValues =
  'items additionalItems additionalProperties unevaluatedItems unevaluatedProperties then else'.split(' ')
const schemaLists = 'allOf anyOf oneOf items prefixItems'.split(' ')
const schemaMaps = 'properties patternProperties dependentSchemas dependencies $defs definitions'.split(' ')
/** Keywords under which less may be more. */
const reversing = ['not', 'if', 'oneOf', 'contains', '$dynamicRef', '$recursiveRef']

/** The schema with all its plain strings held to quotes. */
function everyString(schema: unknown, dialect: Dialect): unknown {
  const counter = { fields: 0 }
  const changed = withQuotes(schema, counter)
  if (counter.fields === 0) throw noField(schema, undefined, '')
  const text = JSON.stringify(schema)
  if (!reversing.some((keyword) => text.includes(`"${keyword}":`))) return changed
  // Fewer strings below may let in more above, so the schema as it was holds, too. The changed one keeps its own definitions.
  if (/"\$(?:id|anchor|dynamicRef|recursiveRef|dynamicAnchor|recursiveAnchor)":|"id":/.test(text)) {
    throw bad(
      "cannot hold all strings of a schema with 'not', 'if' or 'oneOf' that also names its parts by $id or $anchor",
      "Name the fields: quotesFrom: { text, fields: ['/quote'] }.",
    )
  }
  const holder = ['4', '6', '7'].includes(dialect) ? 'definitions' : '$defs'
  const prefix = `#/${holder}/${format}`
  const { $schema: _dialect, ...moved } = JSON.parse(JSON.stringify(changed), (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#') ? prefix + value.slice(1) : value,
  ) as JsonObject
  const whole = schema as JsonObject
  const definitions = { ...(isObject(whole[holder]) ? whole[holder] : {}), [format]: moved }
  return both({ ...whole, [holder]: definitions }, [{ $ref: prefix }])
}

function withQuotes(node: unknown, counter: { fields: number }): unknown {
  if (!isObject(node)) return node
  const result: JsonObject = {}
  for (const [key, child] of Object.entries(node)) {
    let value = child
    if (schemaLists.includes(key) && Array.isArray(child)) value = child.map((one) => withQuotes(one, counter))
    else if (schemaMaps.includes(key) && isObject(child)) {
      value = Object.fromEntries(Object.entries(child).map(([name, one]) => [name, withQuotes(one, counter)]))
    } else if (schemaValues.includes(key)) value = withQuotes(child, counter)
    Object.defineProperty(result, key, { value, writable: true, enumerable: true, configurable: true })
  }
  const isString = node.type === 'string' || (Array.isArray(node.type) && node.type.includes('string'))
  if (isString && !('enum' in node) && !('const' in node) && !('format' in node)) {
    result.format = format
    counter.fields++
  }
  return result
}

function noField(schema: unknown, field: string | undefined, what: string): OptionError {
  const names = new Set<string>()
  const pending: unknown[] = [schema]
  for (const node of pending) {
    if (!isObject(node)) continue
    if (isObject(node.properties)) for (const name of Object.keys(node.properties)) names.add(name)
    for (const child of Object.values(node))
      if (typeof child === 'object') pending.push(...Object.values(child ?? {}), child)
    if (pending.length > 10_000) break
  }
  const known = [...names].slice(0, 8)
  const message =
    field === undefined
      ? 'The schema has no field of type string that quotes could be written into.'
      : `The field ${JSON.stringify(field)} of quotesFrom ${what}.`
  return new OptionError(message, {
    code: 'no-such-field',
    option: 'quotesFrom',
    hint:
      known.length === 0
        ? 'Declare a string in the schema.'
        : `Properties are ${known.map((n) => `'${n}'`).join(', ')}.`,
  })
}

function bad(what: string, hint: string): OptionError {
  return new OptionError(`Option 'quotesFrom' ${what}.`, { code: 'invalid-option', option: 'quotesFrom', hint })
}
