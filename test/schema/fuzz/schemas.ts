/**
 * Random schemas over small domains, so that keywords meet: keys a, b, c; strings over a, b, é; small
 * integers; a few decimals. Every keyword of the dialect can occur, and now and then one of another dialect,
 * which must be ignored there.
 */
import type { DialectName } from '../../../src/schema/index.js'
import type { Random } from './random.js'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export const dialectNames: readonly DialectName[] = ['4', '6', '7', '2019-09', '2020-12']
export const keyNames = ['a', 'b', 'c']
const rareKeys = ['é', '', 'ab', 'a"b', '__proto__', 'toString', '😀']
const numbers = [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0.5, 1.5, -0.5, 2.25, 0.1, 0.3, 0.01, 9.99, 100]
const rareNumbers = [1e21, 1e-7, 2 ** 53 - 1, 2 ** 53 + 2, -1e21, 1.5e300, 123456789.25, 1e15, 3e-7]
const strings = ['', 'a', 'b', 'é', 'aa', 'ab', 'ba', 'bb', 'aé', 'éa', 'aaa', 'aba', 'abab', 'bbbb']
const rareStrings = ['😀', 'a😀', '\n', '"', '\\', '/', 'c', 'A', '1', 'null', '\u0000', 'ab c', '\u2028']
export const patterns = [
  '^a',
  'a$',
  '^a*$',
  '^[ab]+$',
  'b',
  '^.$',
  '^..?$',
  'aa|bb',
  '^(?!a)',
  '^(?=.*b)',
  'é',
  '^[^a]*$',
  '^(ab)*$',
  '^a{2,3}$',
  '^\\w*$',
  '\\d',
  '^$',
  '^[a-c]$',
  '^\\p{L}+$',
]
const keyPatterns = ['^a', 'b$', '^[ab]$', '^.$', 'c', '^(?!a)', '..', '^[a-c]$', '^']
const multiples = [1, 2, 3, 0.5, 1.5, 0.1, 0.01, 5]
const formats = ['date', 'ipv4', 'uuid', 'email', 'time', 'date-time', 'uri', 'regex', 'int32']
const typeNames = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object']

export interface SchemaChoices {
  dialect: DialectName
  /** Keywords that must not occur. */
  without?: ReadonlySet<string>
  /** Whether `format` may occur (the oracles know fewer formats, and less exactly). */
  formats?: boolean
}

export function randomNumber(r: Random): number {
  return r.chance(0.06) ? r.pick(rareNumbers) : r.pick(numbers)
}

export function randomString(r: Random): string {
  return r.chance(0.15) ? r.pick(rareStrings) : r.pick(strings)
}

export function randomKey(r: Random): string {
  return r.chance(0.06) ? r.pick(rareKeys) : r.pick(keyNames)
}

export function randomValue(r: Random, depth: number): Json {
  const kind = r.below(depth > 0 ? 9 : 6)
  if (kind === 0) return null
  if (kind === 1) return r.chance(0.5)
  if (kind <= 3) return randomNumber(r)
  if (kind <= 5) return randomString(r)
  if (kind === 6) return Array.from({ length: r.below(4) }, () => randomValue(r, depth - 1))
  const out: JsonObject = {}
  for (let n = r.below(4); n > 0; n--) define(out, randomKey(r), randomValue(r, depth - 1))
  return out
}

/** Assignment that also works for '__proto__'. */
export function define(target: JsonObject, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Where a reference may point from here without a loop in place. */
interface Place {
  /** In place of definition number `owner`: only later definitions may be referred to. -1: any. */
  owner: number
  depth: number
}

class Generator {
  private readonly definitions: number
  private readonly modern: boolean
  private readonly dynamic: boolean

  constructor(
    private readonly r: Random,
    private readonly choices: SchemaChoices,
  ) {
    this.definitions = r.chance(0.35) ? r.between(1, 3) : 0
    this.modern = choices.dialect === '2019-09' || choices.dialect === '2020-12'
    this.dynamic = this.modern && r.chance(0.08)
  }

  private has(keyword: string): boolean {
    return !this.choices.without?.has(keyword)
  }

  root(): Json {
    const { r } = this
    const schema = this.schema({ owner: 0, depth: r.between(1, 3) })
    if (typeof schema !== 'object' || schema === null) return schema
    const root = schema as JsonObject
    if (this.dynamic && this.choices.dialect === '2020-12' && this.has('$dynamicRef')) root.$dynamicAnchor = 'n'
    if (this.dynamic && this.choices.dialect === '2019-09' && this.has('$recursiveRef')) root.$recursiveAnchor = true
    if (this.definitions > 0) {
      if ('$ref' in root && !this.modern) return { definitions: this.definitionMap(), allOf: [root] }
      root[this.definitionsKeyword()] = this.definitionMap()
    }
    return root
  }

  private definitionsKeyword(): string {
    return this.modern ? '$defs' : 'definitions'
  }

  private definitionMap(): JsonObject {
    const out: JsonObject = {}
    for (let i = 1; i <= this.definitions; i++) {
      const schema = this.schema({ owner: i, depth: this.r.between(0, 2) })
      const dialect = this.choices.dialect
      if (this.dynamic && typeof schema === 'object' && this.r.chance(0.5)) {
        if (dialect === '2020-12' && this.has('$dynamicRef')) {
          Object.assign(schema as JsonObject, { $id: `d${i}`, $dynamicAnchor: 'n' })
        }
        if (dialect === '2019-09' && this.has('$recursiveRef')) {
          Object.assign(schema as JsonObject, { $id: `d${i}`, $recursiveAnchor: this.r.chance(0.7) })
        }
      }
      out[`d${i}`] = schema
    }
    return out
  }

  /** A schema for a child: references are free again. */
  private child(place: Place): Json {
    return this.schema({ owner: -1, depth: place.depth - 1 })
  }

  private inPlace(place: Place): Json {
    return this.schema({ owner: place.owner, depth: place.depth - 1 })
  }

  private schema(place: Place): Json {
    const { r } = this
    if (r.chance(0.06)) return this.choices.dialect === '4' ? (r.chance(0.7) ? {} : { not: {} }) : r.chance(0.7)
    const out: JsonObject = {}
    if (r.chance(place.owner < 0 && this.definitions === 0 ? 0.05 : 0.14) && this.reference(out, place)) {
      if (!this.modern || r.chance(0.7)) return out
    }
    if (r.chance(0.6)) this.addType(out)
    const wanted = this.wantedTypes(out)
    if (r.chance(0.13)) this.addValues(out)
    if (wanted.number && r.chance(0.4)) this.addNumber(out)
    if (wanted.string && r.chance(0.4)) this.addString(out)
    if (wanted.array && r.chance(0.5)) this.addArray(out, place)
    if (wanted.object && r.chance(0.7)) this.addObject(out, place)
    if (place.depth > 0 && r.chance(0.5)) this.addCombinators(out, place)
    if (r.chance(0.03)) this.addForeign(out)
    return out
  }

  private reference(out: JsonObject, place: Place): boolean {
    const { r } = this
    const { dialect } = this.choices
    if (this.dynamic && place.owner < 0 && r.chance(0.6)) {
      if (dialect === '2020-12' && this.has('$dynamicRef')) {
        out.$dynamicRef = '#n'
        return true
      }
      if (dialect === '2019-09' && this.has('$recursiveRef')) {
        out.$recursiveRef = '#'
        return true
      }
    }
    const targets: string[] = []
    const first = place.owner < 0 ? 1 : place.owner + 1
    for (let i = first; i <= this.definitions; i++) targets.push(`#/${this.definitionsKeyword()}/d${i}`)
    if (place.owner < 0 && !this.dynamic) targets.push('#')
    // Inside an embedded resource a fragment means that resource.
    if (this.dynamic) targets.length = 0
    if (this.dynamic && this.definitions > 0 && place.owner <= 0) {
      for (let i = first; i <= this.definitions; i++) targets.push(`espalier-fuzz:/root#/$defs/d${i}`)
    }
    if (targets.length === 0) return false
    out.$ref = r.pick(targets)
    return true
  }

  private addType(out: JsonObject): void {
    const { r } = this
    const weighted = [...typeNames, 'object', 'object', 'array', 'string', 'number']
    if (r.chance(0.75)) out.type = r.pick(weighted)
    else out.type = [...new Set([r.pick(weighted), r.pick(weighted), r.pick(weighted)])]
  }

  private wantedTypes(out: JsonObject): { number: boolean; string: boolean; array: boolean; object: boolean } {
    const named = out.type === undefined ? undefined : ([out.type].flat() as string[])
    const wants = (...names: string[]) =>
      named === undefined ? this.r.chance(0.35) : named.some((n) => names.includes(n)) || this.r.chance(0.05)
    return {
      number: wants('number', 'integer'),
      string: wants('string'),
      array: wants('array'),
      object: wants('object'),
    }
  }

  private addValues(out: JsonObject): void {
    const { r } = this
    const { dialect } = this.choices
    if (dialect !== '4' && r.chance(0.35)) out.const = randomValue(r, 2)
    else {
      const texts = new Map<string, Json>()
      for (let n = r.between(1, 5); n > 0; n--) {
        const value = randomValue(r, 2)
        texts.set(JSON.stringify(value), value)
      }
      out.enum = [...texts.values()]
    }
  }

  private addNumber(out: JsonObject): void {
    const { r } = this
    const old = this.choices.dialect === '4'
    if (r.chance(0.5)) {
      out.minimum = randomNumber(r)
      if (old && r.chance(0.4)) out.exclusiveMinimum = r.chance(0.7)
    } else if (!old && r.chance(0.3)) out.exclusiveMinimum = randomNumber(r)
    if (r.chance(0.5)) {
      out.maximum = randomNumber(r)
      if (old && r.chance(0.4)) out.exclusiveMaximum = r.chance(0.7)
    } else if (!old && r.chance(0.3)) out.exclusiveMaximum = randomNumber(r)
    if (this.has('multipleOf') && r.chance(0.3)) out.multipleOf = r.pick(multiples)
  }

  private addString(out: JsonObject): void {
    const { r } = this
    if (r.chance(0.4)) out.minLength = r.below(4)
    if (r.chance(0.4)) out.maxLength = r.below(5)
    if (r.chance(0.4)) out.pattern = r.pick(patterns)
    if (this.choices.formats && r.chance(0.2)) out.format = r.pick(formats)
  }

  private addArray(out: JsonObject, place: Place): void {
    const { r } = this
    const { dialect } = this.choices
    if (r.chance(0.3)) out.minItems = r.below(4)
    if (r.chance(0.4)) out.maxItems = r.below(5)
    if (this.has('uniqueItems') && r.chance(0.15)) out.uniqueItems = r.chance(0.9)
    if (place.depth <= 0) return
    const list = () => Array.from({ length: r.between(1, 3) }, () => this.child(place))
    if (dialect === '2020-12') {
      if (r.chance(0.3)) out.prefixItems = list()
      if (r.chance(0.45)) out.items = this.child(place)
    } else if (r.chance(0.35)) {
      out.items = list()
      if (r.chance(0.5)) out.additionalItems = this.child(place)
    } else if (r.chance(0.45)) out.items = this.child(place)
    if (dialect !== '4' && this.has('contains') && r.chance(0.2)) {
      out.contains = this.child(place)
      if (this.modern && r.chance(0.4)) out.minContains = r.below(3)
      if (this.modern && r.chance(0.4)) out.maxContains = r.below(4)
    }
    if (this.modern && this.has('unevaluatedItems') && r.chance(0.12)) {
      out.unevaluatedItems = r.chance(0.5) ? false : this.child(place)
    }
  }

  private addObject(out: JsonObject, place: Place): void {
    const { r } = this
    const { dialect } = this.choices
    if (r.chance(0.3)) {
      out.required = [...new Set(Array.from({ length: r.between(dialect === '4' ? 1 : 0, 2) }, () => randomKey(r)))]
    }
    if (r.chance(0.12)) out.minProperties = r.below(4)
    if (r.chance(0.15)) out.maxProperties = r.below(4)
    if (this.modern && r.chance(0.08)) out.dependentRequired = { [r.pick(keyNames)]: r.some(keyNames, 0.4) }
    if (place.depth <= 0) {
      if (r.chance(0.3)) out.additionalProperties = r.chance(0.3)
      return
    }
    if (r.chance(0.7)) {
      const properties: JsonObject = {}
      for (let n = r.between(1, 3); n > 0; n--) define(properties, randomKey(r), this.child(place))
      out.properties = properties
    }
    if (r.chance(0.2)) {
      const map: JsonObject = {}
      for (let n = r.between(1, 2); n > 0; n--) map[r.pick(keyPatterns)] = this.child(place)
      out.patternProperties = map
    }
    if (r.chance(0.35)) out.additionalProperties = r.chance(0.4) ? false : this.child(place)
    if (dialect !== '4' && r.chance(0.1)) {
      out.propertyNames = r.chance(0.5) ? { pattern: r.pick(keyPatterns) } : this.keySchema(place)
    }
    if (!this.modern && r.chance(0.12)) {
      out.dependencies = { [r.pick(keyNames)]: r.chance(0.5) ? [r.pick(keyNames)] : this.inPlace(place) }
    }
    if (this.modern && r.chance(0.08)) out.dependentSchemas = { [r.pick(keyNames)]: this.inPlace(place) }
    if (this.modern && this.has('unevaluatedProperties') && r.chance(0.12)) {
      out.unevaluatedProperties = r.chance(0.5) ? false : this.child(place)
    }
  }

  private keySchema(place: Place): Json {
    const { r } = this
    if (r.chance(0.4)) return { enum: r.some([...keyNames, 'ab'], 0.6).concat('b') }
    if (r.chance(0.4)) return { minLength: r.below(2), maxLength: r.between(1, 2) }
    return this.child(place)
  }

  private addCombinators(out: JsonObject, place: Place): void {
    const { r } = this
    const list = (max: number) => Array.from({ length: r.between(1, max) }, () => this.inPlace(place))
    if (r.chance(0.2)) out.allOf = list(2)
    if (r.chance(0.25)) out.anyOf = list(3)
    if (r.chance(0.25)) out.oneOf = list(3)
    if (r.chance(0.2)) out.not = this.inPlace(place)
    const { dialect } = this.choices
    if (dialect !== '4' && dialect !== '6' && r.chance(0.15)) {
      out.if = this.inPlace(place)
      // biome-ignore lint/suspicious/noThenProperty: the keyword's name
      if (r.chance(0.7)) out.then = this.inPlace(place)
      if (r.chance(0.7)) out.else = this.inPlace(place)
    }
  }

  /** A keyword that this dialect does not know. */
  private addForeign(out: JsonObject): void {
    const { r } = this
    const { dialect } = this.choices
    if (dialect === '4') out[r.pick(['const', 'contains', 'propertyNames', 'if'])] = {}
    else if (dialect === '2020-12') out.additionalItems = false
    else if (dialect !== '2019-09') {
      Object.assign(out, r.chance(0.5) ? { unevaluatedProperties: false } : { dependentRequired: { a: ['b'] } })
    } else out.prefixItems = [false]
    if (r.chance(0.3)) out['x-unknown'] = false
  }
}

/** The URI of the root where a schema needs one for references into it from embedded resources. */
export const rootUri = 'espalier-fuzz:/root'

export function randomSchema(r: Random, choices: SchemaChoices): Json {
  const schema = new Generator(r, choices).root()
  if (typeof schema === 'object' && JSON.stringify(schema).includes(rootUri)) {
    ;(schema as JsonObject).$id = rootUri
  }
  return schema
}
