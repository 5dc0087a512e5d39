/** Values near a schema: guessed from its keywords, then mutated; and the texts a value can be spelled as. */
import type { Random } from './random.js'
import {
  define,
  type Json,
  type JsonObject,
  keyNames,
  randomKey,
  randomNumber,
  randomString,
  randomValue,
} from './schemas.js'

const isObject = (v: Json | undefined): v is JsonObject => typeof v === 'object' && v !== null && !Array.isArray(v)

/** A value that looks at the schema's keywords but does not try hard: about half of them are valid. */
export function guessValue(r: Random, schema: Json, root: Json, depth: number): Json {
  if (!isObject(schema) || depth <= 0) return randomValue(r, Math.max(0, Math.min(2, depth)))
  if (r.chance(0.04)) return randomValue(r, 2)
  const reference = schema.$ref ?? schema.$dynamicRef ?? schema.$recursiveRef
  if (typeof reference === 'string') {
    const name = /d\d$/.exec(reference)?.[0]
    const definitions = isObject(root) ? ((root.$defs ?? root.definitions) as JsonObject | undefined) : undefined
    return guessValue(r, name ? (definitions?.[name] ?? {}) : root, root, depth - 1)
  }
  if (schema.const !== undefined && r.chance(0.9)) return schema.const
  if (Array.isArray(schema.enum) && r.chance(0.9)) return r.pick(schema.enum)
  // One of the applicators in place leads, or all of them together with the schema itself.
  const inPlace = [schema.allOf, schema.anyOf, schema.oneOf, [schema.then ?? {}], [schema.else ?? {}]]
    .flat()
    .filter((s): s is JsonObject => isObject(s as Json) && Object.keys(s as JsonObject).length > 0)
  let merged: JsonObject = schema
  if (inPlace.length > 0 && r.chance(0.75)) merged = merge(r, schema, r.pick(inPlace))
  return guessTyped(r, merged, root, depth)
}

function merge(r: Random, outer: JsonObject, inner: JsonObject): JsonObject {
  const out: JsonObject = { ...outer, ...inner }
  for (const keyword of ['allOf', 'anyOf', 'oneOf', 'then', 'else']) {
    if (inner[keyword] === undefined) delete out[keyword]
  }
  for (const keyword of ['properties', 'patternProperties']) {
    if (isObject(outer[keyword]) && isObject(inner[keyword])) {
      out[keyword] = { ...(outer[keyword] as JsonObject), ...(inner[keyword] as JsonObject) }
    }
  }
  if (Array.isArray(outer.required) && Array.isArray(inner.required))
    out.required = [...outer.required, ...inner.required]
  if (r.chance(0.5) && outer.type !== undefined) out.type = outer.type
  return out
}

function guessTyped(r: Random, schema: JsonObject, root: Json, depth: number): Json {
  const types = schema.type === undefined ? likelyTypes(r, schema) : ([schema.type].flat() as string[])
  switch (r.pick(types)) {
    case 'null':
      return null
    case 'boolean':
      return r.chance(0.5)
    case 'integer':
      return guessNumber(r, schema, true)
    case 'number':
      return guessNumber(r, schema, false)
    case 'string':
      return guessString(r, schema)
    case 'array':
      return guessArray(r, schema, root, depth)
    default:
      return guessObject(r, schema, root, depth)
  }
}

function likelyTypes(r: Random, schema: JsonObject): string[] {
  const types: string[] = []
  if (
    ['properties', 'required', 'additionalProperties', 'minProperties', 'patternProperties'].some((k) => k in schema)
  ) {
    types.push('object')
  }
  if (['items', 'prefixItems', 'contains', 'minItems', 'maxItems'].some((k) => k in schema)) types.push('array')
  if (['minLength', 'maxLength', 'pattern'].some((k) => k in schema)) types.push('string')
  if (['minimum', 'maximum', 'multipleOf', 'exclusiveMinimum'].some((k) => k in schema)) types.push('number')
  return types.length > 0 && r.chance(0.8) ? types : ['null', 'boolean', 'number', 'string', 'array', 'object']
}

function guessNumber(r: Random, schema: JsonObject, integer: boolean): number {
  const step = typeof schema.multipleOf === 'number' ? schema.multipleOf : integer ? 1 : 0.5
  const bounds = [schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum].filter(
    (v) => typeof v === 'number',
  )
  if (bounds.length > 0 && r.chance(0.7)) return exact(r.pick(bounds) + r.pick([-2, -1, 0, 0, 1, 2]) * step)
  if (schema.multipleOf !== undefined && r.chance(0.7)) return exact(r.between(-4, 20) * step)
  const n = randomNumber(r)
  return integer ? Math.round(n) : n
}

/** 0.1 * 3 is meant as 0.3. */
function exact(n: number): number {
  const rounded = Number(n.toPrecision(12))
  return Object.is(rounded, -0) ? 0 : rounded
}

function guessString(r: Random, schema: JsonObject): string {
  const low = typeof schema.minLength === 'number' ? schema.minLength : 0
  const high = typeof schema.maxLength === 'number' ? schema.maxLength : low + 3
  for (let tries = 0; tries < 3; tries++) {
    const s = r.chance(0.4) ? randomString(r) : letters(r, r.between(low, Math.max(low, high)))
    if (typeof schema.pattern !== 'string' || new RegExp(schema.pattern, 'u').test(s)) return s
  }
  return letters(r, r.between(low, Math.max(low, high)))
}

function letters(r: Random, n: number): string {
  let out = ''
  for (let i = 0; i < n; i++) out += r.chance(0.05) ? r.pick(['😀', '1', 'c', '\n', '"']) : r.pick(['a', 'b', 'é'])
  return out
}

function guessArray(r: Random, schema: JsonObject, root: Json, depth: number): Json {
  const low = typeof schema.minItems === 'number' ? schema.minItems : 0
  const high = typeof schema.maxItems === 'number' ? schema.maxItems : low + 3
  const length = r.chance(0.9) ? r.between(low, Math.max(low, Math.min(high, low + 4))) : r.below(5)
  const prefix = (schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : [])) as Json[]
  const rest = (Array.isArray(schema.items) ? schema.additionalItems : schema.items) ?? schema.unevaluatedItems ?? {}
  const out: Json[] = []
  for (let i = 0; i < length; i++) {
    const item = prefix[i] ?? (schema.contains !== undefined && r.chance(0.4) ? schema.contains : rest)
    out.push(guessValue(r, item, root, depth - 1))
  }
  return out
}

function guessObject(r: Random, schema: JsonObject, root: Json, depth: number): Json {
  const properties = (schema.properties ?? {}) as JsonObject
  const wanted = new Set<string>([...Object.keys(properties).filter(() => r.chance(0.6))])
  for (const name of (schema.required ?? []) as string[]) if (r.chance(0.95)) wanted.add(name)
  const low = typeof schema.minProperties === 'number' ? schema.minProperties : 0
  const high = typeof schema.maxProperties === 'number' ? schema.maxProperties : 4
  while (wanted.size < low && r.chance(0.9)) wanted.add(randomKey(r))
  if (r.chance(0.25)) wanted.add(randomKey(r))
  const names = r.shuffled([...wanted])
  if (names.length > high && r.chance(0.8)) names.length = high
  const out: JsonObject = {}
  const patternSchemas = Object.entries((schema.patternProperties ?? {}) as JsonObject)
  for (const name of names) {
    const byPattern = patternSchemas.find(([source]) => new RegExp(source, 'u').test(name))?.[1]
    const own = Object.hasOwn(properties, name) ? properties[name]! : undefined
    const child = own ?? byPattern ?? schema.additionalProperties ?? schema.unevaluatedProperties ?? {}
    define(out, name, guessValue(r, child, root, depth - 1))
  }
  return out
}

/** One small change somewhere in the value. */
export function mutate(r: Random, value: Json): Json {
  if (Array.isArray(value)) {
    const out = [...value]
    if (out.length > 0 && r.chance(0.5)) {
      const i = r.below(out.length)
      out[i] = mutate(r, out[i]!)
      return out
    }
    const change = r.below(out.length > 0 ? 3 : 1)
    if (change === 0) out.splice(r.below(out.length + 1), 0, randomValue(r, 1))
    else if (change === 1) out.splice(r.below(out.length), 1)
    else out.push(r.pick(out))
    return out
  }
  if (isObject(value)) {
    const names = Object.keys(value)
    const out: JsonObject = {}
    const change = r.below(4)
    const target = names.length > 0 ? r.pick(names) : undefined
    for (const name of names) {
      if (name === target && change === 0) continue
      const child = value[name]!
      if (name === target && change === 1) define(out, r.pick(keyNames), child)
      else define(out, name, name === target && change === 2 ? mutate(r, child) : child)
    }
    if (change === 3) define(out, randomKey(r), randomValue(r, 1))
    return out
  }
  if (typeof value === 'number') {
    return r.chance(0.8) ? exact(value + r.pick([-1, 1, 0.5, -0.5, 3, -2, 0.1])) : randomValue(r, 1)
  }
  if (typeof value === 'string') {
    if (r.chance(0.2)) return randomValue(r, 1)
    const points = [...value]
    const i = r.below(points.length + 1)
    if (r.chance(0.5)) points.splice(i, 0, letters(r, 1))
    else points.splice(i, 1)
    return points.join('')
  }
  return randomValue(r, 1)
}

/** The same value with keys in another order, at every level. */
export function permuteKeys(r: Random, value: Json): Json {
  if (Array.isArray(value)) return value.map((v) => permuteKeys(r, v))
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const name of r.shuffled(Object.keys(value))) define(out, name, permuteKeys(r, value[name]!))
  return out
}

/** Compact text with keys in a random order (also integer-like keys) and with characters of strings escaped at random. */
export function spellOddly(r: Random, value: Json, space: () => string): string {
  if (typeof value === 'string') {
    let out = ''
    for (const c of value) {
      if (!r.chance(0.3)) {
        const plain = JSON.stringify(c)
        out += plain.slice(1, -1)
      } else for (let i = 0; i < c.length; i++) out += `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`
    }
    return `"${out}"`
  }
  if (Array.isArray(value)) {
    return `[${space()}${value.map((v) => spellOddly(r, v, space)).join(`${space()},${space()}`)}${space()}]`
  }
  if (isObject(value)) {
    const members = r
      .shuffled(Object.keys(value))
      .map((k) => `${spellOddly(r, k, space)}${space()}:${space()}${spellOddly(r, value[k]!, space)}`)
    return `{${space()}${members.join(`${space()},${space()}`)}${space()}}`
  }
  return JSON.stringify(value)
}
