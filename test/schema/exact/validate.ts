/** A validator by definition, for the keywords that these tests use. */
import type { Json, JsonObject } from '../fuzz/schemas.js'

export function validates(schema: Json, value: Json, root = schema): boolean {
  if (typeof schema === 'boolean') return schema
  const s = schema as JsonObject
  if (s.$ref === '#' && !validates(root, value)) return false
  const all = (list: Json | undefined) => (list as Json[] | undefined) ?? []
  if ('type' in s && !([s.type].flat() as string[]).some((t) => isOf(value, t))) return false
  if ('enum' in s && !all(s.enum).some((v) => equal(v, value))) return false
  if ('const' in s && !equal(s.const!, value)) return false
  if (!all(s.allOf).every((x) => validates(x, value, root))) return false
  if (s.anyOf && !all(s.anyOf).some((x) => validates(x, value, root))) return false
  if (s.oneOf && all(s.oneOf).filter((x) => validates(x, value, root)).length !== 1) return false
  if (s.not !== undefined && validates(s.not, value, root)) return false
  if (typeof value === 'number') {
    if (typeof s.minimum === 'number' && value < s.minimum) return false
    if (typeof s.maximum === 'number' && value > s.maximum) return false
  }
  if (typeof value === 'string') {
    if (typeof s.maxLength === 'number' && [...value].length > s.maxLength) return false
    if (typeof s.pattern === 'string' && !new RegExp(s.pattern, 'u').test(value)) return false
  }
  if (Array.isArray(value)) return validatesArray(s, value, root)
  return typeof value !== 'object' || value === null || validatesObject(s, value, root)
}

function validatesArray(s: JsonObject, value: Json[], root: Json): boolean {
  const prefix = (s.prefixItems as Json[] | undefined) ?? []
  if (typeof s.minItems === 'number' && value.length < s.minItems) return false
  if (typeof s.maxItems === 'number' && value.length > s.maxItems) return false
  if (!value.every((v, i) => validates(i < prefix.length ? prefix[i]! : (s.items ?? true), v, root))) return false
  if (s.uniqueItems === true && value.some((v, i) => value.slice(0, i).some((w) => equal(v, w)))) return false
  if (s.contains === undefined) return true
  const hits = value.filter((v) => validates(s.contains!, v, root)).length
  return hits >= ((s.minContains as number | undefined) ?? 1) && hits <= ((s.maxContains as number | undefined) ?? hits)
}

function validatesObject(s: JsonObject, value: JsonObject, root: Json): boolean {
  const keys = Object.keys(value)
  const required = (list: Json | undefined) => ((list ?? []) as string[]).every((k) => keys.includes(k))
  if (!required(s.required)) return false
  if (typeof s.minProperties === 'number' && keys.length < s.minProperties) return false
  if (typeof s.maxProperties === 'number' && keys.length > s.maxProperties) return false
  if (s.propertyNames !== undefined && !keys.every((k) => validates(s.propertyNames!, k, root))) return false
  for (const [key, names] of Object.entries((s.dependentRequired ?? {}) as JsonObject)) {
    if (keys.includes(key) && !required(names)) return false
  }
  for (const [key, schema] of Object.entries((s.dependentSchemas ?? {}) as JsonObject)) {
    if (keys.includes(key) && !validates(schema, value, root)) return false
  }
  const properties = (s.properties ?? {}) as JsonObject
  const patterns = Object.entries((s.patternProperties ?? {}) as JsonObject)
  return keys.every((key) => {
    const own = Object.hasOwn(properties, key) ? [properties[key]!] : []
    const matched = [...own, ...patterns.filter(([p]) => new RegExp(p, 'u').test(key)).map(([, x]) => x)]
    if (matched.length === 0 && s.additionalProperties !== undefined) matched.push(s.additionalProperties)
    return matched.every((x) => validates(x, value[key]!, root))
  })
}

function isOf(value: Json, type: string): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value)
    case 'array':
      return Array.isArray(value)
    case 'null':
      return value === null
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    default:
      return typeof value === type
  }
}

export function equal(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((k) => Object.hasOwn(b, k) && equal((a as JsonObject)[k]!, (b as JsonObject)[k]!))
  )
}
