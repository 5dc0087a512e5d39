/**
 * A JSON Schema as one line of field names with short type marks, the notation that the embedded model was trained
 * on: `name age:int price:num paid:bool due:date plan:free|pro tags[] scores[]:int items[sku qty:int] addr{street city}`.
 * No mark is a string, `?` at the end says that the field may be null or absent.
 */
import { isObject, type JsonObject, resolveLocal } from './local-ref.js'

const scalars: Record<string, string> = { integer: 'int', number: 'num', boolean: 'bool' }

/** Deeper nesting is left out: the notation has no recursion. */
const maxDepth = 8

/**
 * The line for a schema. A root that is not an object is told as one field called `value`; alternatives are told by
 * their first non-null branch, which is all this notation can say.
 */
export function describeShorthand(schema: unknown): string {
  const view = see(schema, schema)
  if (view.kind === 'object') return fieldsOf(view.schema, schema, 0)
  return field('value', schema, schema, false, 0)
}

interface View {
  kind: 'string' | 'int' | 'num' | 'bool' | 'date' | 'enum' | 'array' | 'object'
  schema: JsonObject
  options: string[]
  nullable: boolean
}

function fieldsOf(schema: JsonObject, root: unknown, depth: number): string {
  const properties = isObject(schema.properties) ? schema.properties : {}
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  const fields: string[] = []
  for (const [key, property] of Object.entries(properties)) {
    if (property !== false) fields.push(field(key, property, root, !required.has(key), depth))
  }
  return fields.join(' ')
}

function field(key: string, schema: unknown, root: unknown, optional: boolean, depth: number): string {
  const view = see(schema, root)
  const mark = view.nullable || optional ? '?' : ''
  switch (view.kind) {
    case 'string':
      return key + mark
    case 'enum':
      return `${key}:${view.options.join('|')}${mark}`
    case 'object':
      return `${key}{${depth < maxDepth ? fieldsOf(view.schema, root, depth + 1) : ''}}${mark}`
    case 'array': {
      const items =
        view.schema.items ?? (Array.isArray(view.schema.prefixItems) ? view.schema.prefixItems[0] : undefined)
      const item = see(items, root)
      if (item.kind === 'object')
        return `${key}[${depth < maxDepth ? fieldsOf(item.schema, root, depth + 1) : ''}]${mark}`
      const inner = item.kind === 'enum' ? item.options.join('|') : item.kind
      return `${key}[]${item.kind === 'string' || item.kind === 'array' ? '' : `:${inner}`}${mark}`
    }
    default:
      return `${key}:${view.kind}${mark}`
  }
}

/** A schema reduced to what the notation tells: references followed, `null` taken out, `allOf` merged shallowly. */
function see(schema: unknown, root: unknown): View {
  let node = isObject(schema) ? schema : {}
  let nullable = false
  for (let hops = 0; hops < 32; hops++) {
    if (typeof node.$ref === 'string') {
      const target = resolveLocal(root, node.$ref)
      const { $ref: _followed, ...rest } = node
      node = isObject(target) ? merge(target, rest) : rest
      continue
    }
    if (Array.isArray(node.allOf)) {
      const { allOf, ...rest } = node
      node = (allOf as unknown[]).filter(isObject).reduce(merge, rest)
      continue
    }
    const keyword = Array.isArray(node.anyOf) ? 'anyOf' : Array.isArray(node.oneOf) ? 'oneOf' : undefined
    if (keyword === undefined) break
    const branches = (node[keyword] as unknown[]).filter(isObject)
    const values = branches.filter((branch) => branch.type !== 'null' && branch.const !== null)
    nullable ||= values.length < branches.length
    const constants = values.map((branch) => branch.const)
    const { [keyword]: _chosen, ...rest } = node
    node = merge(
      rest,
      constants.length > 1 && constants.every((c) => typeof c === 'string') ? { enum: constants } : (values[0] ?? {}),
    )
  }
  if ('const' in node) node = { ...node, enum: [node.const] }
  if (Array.isArray(node.enum)) {
    const options = node.enum.filter((value) => value !== null)
    nullable ||= options.length < node.enum.length
    if (options.every((value) => typeof value === 'boolean'))
      return { kind: 'bool', schema: node, options: [], nullable }
    return { kind: 'enum', schema: node, options: options.map(String), nullable }
  }
  const types = Array.isArray(node.type) ? node.type : [node.type]
  nullable ||= types.includes('null')
  const type = types.find((one) => one !== 'null')
  const kind =
    type === 'object' || (type === undefined && isObject(node.properties))
      ? 'object'
      : type === 'array'
        ? 'array'
        : node.format === 'date'
          ? 'date'
          : (scalars[String(type)] ?? 'string')
  return { kind: kind as View['kind'], schema: node, options: [], nullable }
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const merged = { ...a, ...b }
  if (isObject(a.properties) && isObject(b.properties)) merged.properties = { ...a.properties, ...b.properties }
  if (Array.isArray(a.required) && Array.isArray(b.required)) merged.required = [...a.required, ...b.required]
  return merged
}
