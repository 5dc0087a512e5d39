/**
 * A context-free grammar with all texts of a schema, and more: what has no place in a grammar is left out of it.
 *
 * Whatever this grammar cannot complete, the schema cannot either. That is what it is for: the automaton of a schema
 * tells apart so many texts (numbers by their digits, objects by their keys) that seeing all that lie in a hole of any length
 * is out of the question, and a chart parser sees all of a grammar.
 *
 * Only what a value must satisfy is read, and one part of it at a time: of several schemas that a value must all
 * satisfy (`allOf`, keywords beside `$ref`), the one that says most about structure. `not`, `if`, `contains` and the like say
 * nothing here.
 */
import type { Expression, Grammar, Rule } from '../grammar/index.js'
import type { SchemaOptions } from './context.js'
import type { Json, JsonObject, Location, SchemaDocuments } from './document.js'
import { integersBetween } from './number/integer-range.js'
import {
  escapedStringSource,
  formatSource,
  isUsablePattern,
  otherNamesSource,
  plainSource,
  spellingsSource,
  stringSource,
} from './superset-strings.js'

const NULL = 1
const BOOLEAN = 2
const OBJECT = 4
const ARRAY = 8
const STRING = 16
const INTEGER = 32
/** Numbers that are no integers. */
const FRACTION = 64
const ALL = 127

const typeBits: Readonly<Record<string, number>> = {
  null: NULL,
  boolean: BOOLEAN,
  object: OBJECT,
  array: ARRAY,
  string: STRING,
  integer: INTEGER,
  number: INTEGER | FRACTION,
}

/** Beyond these sizes a part of the grammar is any JSON of its type. */
const maxRules = 3000
const maxParts = 60_000
const maxValues = 500
const maxItems = 64
/** Required properties that are told apart where any order is allowed. */
const maxTracked = 7
/** Code points in bounds of strings. */
const maxLength = 300
const maxCounted = 24

/** Keywords that may bring properties of one object together from several places, each with an order of its own. */
const joining = new Set(
  (
    'allOf anyOf oneOf not if contains patternProperties propertyNames dependencies dependentSchemas dependentRequired ' +
    'unevaluatedProperties unevaluatedItems $dynamicRef $recursiveRef'
  ).split(' '),
)

/**
 * @param plain leaves out spellings with escapes and exponents where those would evade what is asked of a string, key or number.
 *   The grammar has not all texts then, but those it has are more often of the schema.
 */
export function supersetGrammar(documents: SchemaDocuments, options: SchemaOptions, plain = false): Grammar {
  return new Writer(documents, options, plain).grammar()
}

class Writer {
  private readonly rules: Rule[] = []
  private readonly names = new Map<string, string>()
  /** Rules that are referred to and not written yet. */
  private readonly pending: { name: string; body: () => Expression }[] = []
  private parts = 0
  private readonly gap: readonly Expression[]
  private readonly ordered: boolean

  constructor(
    private readonly documents: SchemaDocuments,
    private readonly options: SchemaOptions,
    private readonly plain: boolean,
  ) {
    // Whitespace of any other kind is some of this.
    const compact = options.whitespace === 'compact'
    this.gap = compact ? [] : [this.rule('gap', () => pattern('[ \\t\\n\\r]*'))]
    this.ordered = options.propertyOrder === 'schema' && !this.joins()
  }

  grammar(): Grammar {
    const start = this.rule('text', () => sequence(...this.gap, this.value(this.documents.root, ALL), ...this.gap))
    while (this.pending.length > 0) {
      const { name, body } = this.pending.pop()!
      this.rules.push({ name, body: body() })
    }
    return { start: start.name, rules: this.rules, terminals: [], ignore: [], lexer: 'none' }
  }

  /** Whether some schema that can be reached has a keyword that joins, or one beside a reference. */
  private joins(): boolean {
    const seen = new Set<Location>()
    const pending = [this.documents.root]
    for (let at = pending.pop(); at; at = pending.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      const { schema } = at
      if (!isObject(schema)) continue
      if (Object.keys(schema).some((keyword) => joining.has(keyword))) return true
      if (typeof schema.$ref === 'string') {
        if (!at.resource.dialect.refHidesSiblings && (schema.properties ?? schema.required) !== undefined) return true
        pending.push(this.documents.reference(schema.$ref, at))
      }
      pending.push(...this.documents.children(at))
    }
    return false
  }

  private rule(key: string, body: () => Expression): Expression & { kind: 'reference' } {
    let name = this.names.get(key)
    if (name === undefined) {
      name = `r${this.names.size}`
      this.names.set(key, name)
      this.pending.push({ name, body })
    }
    return { kind: 'reference', name }
  }

  private get full(): boolean {
    return this.names.size > maxRules || this.parts > maxParts
  }

  /** The values of some types that a schema allows, or more. */
  private value(location: Location, types: number): Expression {
    if (this.full) return this.any(types)
    return this.rule(`${location.index} ${types}`, () => this.body(location, types))
  }

  private body(location: Location, types: number): Expression {
    const { schema, resource } = location
    if (schema === false) return choice()
    if (!isObject(schema)) return this.any(types)
    const { keywords, refHidesSiblings } = resource.dialect
    const has = (keyword: string): boolean => schema[keyword] !== undefined && keywords.has(keyword)
    const reference = typeof schema.$ref === 'string' ? schema.$ref : undefined
    if (reference !== undefined && refHidesSiblings)
      return this.value(this.documents.reference(reference, location), types)
    const own = has('type') ? types & bitsOf(schema.type!) : types
    if (own === 0) return choice()
    if (has('enum')) return this.oneOfValues(schema.enum as Json[], own)
    if (has('const')) return this.oneOfValues([schema.const!], own)
    const child = (...steps: (string | number)[]): Expression =>
      this.value(this.documents.child(location, ...steps), own)
    if (!structural.some(has)) {
      if (reference !== undefined) return this.value(this.documents.reference(reference, location), own)
      for (const keyword of ['oneOf', 'anyOf']) {
        if (has(keyword)) return choice(...(schema[keyword] as Json[]).map((_, i) => child(keyword, i)))
      }
      if (has('allOf') && (schema.allOf as Json[]).length > 0) {
        const index = (schema.allOf as Json[]).findIndex((part) => isObject(part) && structural.some((k) => k in part))
        return child('allOf', Math.max(0, index))
      }
    }
    return choice(...this.typed(location, schema, own))
  }

  private typed(location: Location, schema: JsonObject, types: number): Expression[] {
    const ways: Expression[] = []
    if (types & NULL) ways.push(literal('null'))
    if (types & BOOLEAN) ways.push(literal('true'), literal('false'))
    if (types & (INTEGER | FRACTION)) ways.push(this.number(location, schema, (types & FRACTION) === 0))
    if (types & STRING) ways.push(this.stringOf(location, schema))
    if (types & ARRAY) ways.push(this.array(location, schema))
    if (types & OBJECT) ways.push(this.object(location, schema))
    return ways
  }

  private any(types: number): Expression {
    return this.rule(`any ${types}`, () => {
      const ways: Expression[] = []
      if (types & NULL) ways.push(literal('null'))
      if (types & BOOLEAN) ways.push(literal('true'), literal('false'))
      if (types & (INTEGER | FRACTION)) ways.push(this.anyNumber((types & FRACTION) === 0, false))
      if (types & STRING) ways.push(this.string())
      if (types & ARRAY) ways.push(this.bracketed('[', list(this.any(ALL), this.comma()), ']'))
      if (types & OBJECT) {
        const member = sequence(this.string(), this.colon(), this.any(ALL))
        ways.push(this.bracketed('{', list(member, this.comma()), '}'))
      }
      return choice(...ways)
    })
  }

  private string(): Expression {
    return this.rule('string', () => pattern(stringSource(0, Number.POSITIVE_INFINITY)))
  }

  private stringOf(location: Location, schema: JsonObject): Expression {
    const { keywords } = location.resource.dialect
    const { pattern: source, format, minLength, maxLength: most } = schema
    const min = keywords.has('minLength') ? Math.min(maxLength, Math.ceil(numberOr(minLength, 0))) : 0
    const limit = keywords.has('maxLength') ? numberOr(most, Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
    const max = limit > maxLength ? Number.POSITIVE_INFINITY : Math.floor(limit)
    if (max < min) return choice()
    const searched: string[] = []
    if (keywords.has('pattern') && typeof source === 'string' && isUsablePattern(source)) {
      searched.push(`[^]*(?:${source})[^]*`)
    }
    const known =
      typeof format === 'string' && keywords.has('format') && this.asserts ? formatSource(format) : undefined
    if (known !== undefined) searched.push(known)
    if (searched.length === 0) {
      return min === 0 && max === Number.POSITIVE_INFINITY
        ? this.string()
        : this.rule(`string ${min} ${max}`, () => pattern(stringSource(min, max)))
    }
    // Counting beside a pattern multiplies the states of both.
    const counts = Math.max(min, max === Number.POSITIVE_INFINITY ? 0 : max) <= maxCounted
    const plain = counts ? plainSource(min, max) : plainSource(0, Number.POSITIVE_INFINITY)
    return this.rule(`string ${plain} ${JSON.stringify(searched)}`, () => {
      const items = [pattern(plain), ...searched.map(pattern)]
      const spelt = sequence(literal('"'), { kind: 'intersection', items }, literal('"'))
      if (this.plain) return spelt
      // What a text with escapes says is not looked at.
      return choice(
        spelt,
        this.rule('escaped', () => pattern(escapedStringSource)),
      )
    })
  }

  private get asserts(): boolean {
    const { formats, quotes } = this.options
    return quotes === undefined && (formats === undefined || formats === 'assert')
  }

  private number(location: Location, schema: JsonObject, integer: boolean): Expression {
    const { keywords } = location.resource.dialect
    const bound = (keyword: string, fallback: number): number => {
      const value = keywords.has(keyword) ? numberOr(schema[keyword], fallback) : fallback
      return Math.abs(value) > Number.MAX_SAFE_INTEGER ? fallback : value
    }
    const min = Math.max(bound('minimum', -Infinity), bound('exclusiveMinimum', -Infinity))
    const max = Math.min(bound('maximum', Infinity), bound('exclusiveMaximum', Infinity))
    if (!integer || (min === -Infinity && max === Infinity)) return this.anyNumber(integer, min >= 0)
    const above = min === bound('exclusiveMinimum', -Infinity) ? Math.floor(min) + 1 : Math.ceil(min)
    const below = max === bound('exclusiveMaximum', Infinity) ? Math.ceil(max) - 1 : Math.floor(max)
    const digits = integersBetween(above, below)
    return this.rule(`integer ${above} ${below}`, () => {
      const zero = above <= 0 && below >= 0 ? '|-0(?:\\.0+)?' : ''
      if (this.plain) return digits === undefined ? choice() : pattern(digits)
      // With an exponent the value is not looked at.
      return pattern(`${digits === undefined ? '' : `(?:${digits})(?:\\.0+)?|`}${withExponent}${zero}`)
    })
  }

  private anyNumber(integer: boolean, positive: boolean): Expression {
    return this.rule(`number ${integer} ${positive}`, () => {
      const whole = positive ? '(?:-?0|[1-9][0-9]*)' : '-?(?:0|[1-9][0-9]*)'
      const fraction = `(?:\\.${integer ? '0+' : '[0-9]+'})?`
      return pattern(`${whole}${fraction}${this.plain ? '' : `|${withExponent}`}`)
    })
  }

  private array(location: Location, schema: JsonObject): Expression {
    const { arrayItems, keywords } = location.resource.dialect
    const prefixKeyword = arrayItems ? 'items' : 'prefixItems'
    const restKeyword = arrayItems && Array.isArray(schema.items) ? 'additionalItems' : 'items'
    const listed = keywords.has(prefixKeyword) && Array.isArray(schema[prefixKeyword])
    const prefix = listed ? (schema[prefixKeyword] as Json[]) : []
    if (prefix.length > maxItems) return this.any(ARRAY)
    const first = prefix.map((_, i) => this.value(this.documents.child(location, prefixKeyword, i), ALL))
    const restSchema = schema[restKeyword]
    const hasRest = restSchema !== undefined && keywords.has(restKeyword) && !Array.isArray(restSchema)
    const other = hasRest ? this.value(this.documents.child(location, restKeyword), ALL) : this.any(ALL)
    const min = Math.min(maxItems, numberOr(schema.minItems, 0))
    const most = numberOr(schema.maxItems, Number.POSITIVE_INFINITY)
    const max = most > maxItems ? Number.POSITIVE_INFINITY : most
    if (max < min) return choice()
    const comma = this.comma()
    // What may follow when `i` items are written, from the end of the listed ones backwards.
    let after: Expression = {
      kind: 'repeat',
      item: sequence(comma, other),
      min: Math.max(0, min - first.length),
      max: Math.max(0, max - first.length),
    }
    if (first.length === 0) {
      if (max === 0) return this.bracketed('[', sequence(), ']')
      const some = sequence(other, { ...after, min: Math.max(0, min - 1), max: max - 1 })
      return this.bracketed('[', min > 0 ? some : choice(sequence(), some), ']')
    }
    for (let i = first.length - 1; i >= 0; i--) {
      if (i >= max) after = sequence()
      else {
        const item = sequence(...(i > 0 ? [comma] : []), first[i]!, after)
        after = i < min ? item : choice(sequence(), item)
      }
    }
    return this.bracketed('[', after, ']')
  }

  private object(location: Location, schema: JsonObject): Expression {
    const { keywords } = location.resource.dialect
    const has = (keyword: string): boolean => schema[keyword] !== undefined && keywords.has(keyword)
    const names = has('properties') ? Object.keys(schema.properties as JsonObject) : []
    const required = has('required') && Array.isArray(schema.required) ? (schema.required as string[]) : []
    const length = names.reduce((sum, name) => sum + name.length, 0)
    if (length > 4000) return this.any(OBJECT)
    this.parts += length + names.length
    const members = new Map<string, Expression>()
    for (const name of names) {
      const value = this.value(this.documents.child(location, 'properties', name), ALL)
      members.set(name, this.member(name, value))
    }
    const patterns = has('patternProperties')
    let rest: Expression = this.any(ALL)
    if (has('additionalProperties') && !patterns) {
      rest = this.value(this.documents.child(location, 'additionalProperties'), ALL)
    }
    const closed = !patterns && has('additionalProperties') && schema.additionalProperties === false
    const other = closed
      ? undefined
      : sequence(
          this.rule(`other ${JSON.stringify(names)}`, () => pattern(otherNamesSource(names, this.plain))),
          this.colon(),
          rest,
        )
    for (const name of required) {
      // Not declared: a property like others, but one that must be there.
      if (members.has(name)) continue
      if (!other) return choice()
      members.set(name, this.member(name, rest))
    }
    const inside = this.ordered
      ? this.inOrder(location, members, required, other)
      : this.inAnyOrder(location, members, required, other, numberOr(schema.minProperties, 0) > 0)
    return this.bracketed('{', inside, '}')
  }

  private member(name: string, value: Expression): Expression {
    const key = this.rule(`key ${name}`, () => pattern(spellingsSource(name, this.plain)))
    return sequence(key, this.colon(), value)
  }

  private inOrder(
    location: Location,
    members: ReadonlyMap<string, Expression>,
    required: readonly string[],
    other: Expression | undefined,
  ): Expression {
    const names = [...members.keys()]
    const comma = this.comma()
    // What may follow behind a member, from the i-th name on.
    const after = (i: number): Expression => {
      if (i === names.length)
        return other ? { kind: 'repeat', item: sequence(comma, other), min: 0, max: Infinity } : sequence()
      return this.rule(`after ${location.index} ${i}`, () => {
        const item = sequence(comma, members.get(names[i]!)!)
        const here = required.includes(names[i]!) ? item : choice(sequence(), item)
        return sequence(here, after(i + 1))
      })
    }
    const ways: Expression[] = []
    let i = 0
    for (; i < names.length; i++) {
      ways.push(sequence(members.get(names[i]!)!, after(i + 1)))
      if (required.includes(names[i]!)) break
    }
    if (i === names.length) ways.push(sequence(), ...(other ? [sequence(other, after(i))] : []))
    return choice(...ways)
  }

  private inAnyOrder(
    location: Location,
    members: ReadonlyMap<string, Expression>,
    required: readonly string[],
    other: Expression | undefined,
    some: boolean,
  ): Expression {
    const comma = this.comma()
    const tracked = [...new Set(required)].slice(0, maxTracked)
    // The members from one on, with the tracked names of a set still to come.
    const members_ = (missing: readonly string[]): Expression => {
      return this.rule(`members ${location.index} ${JSON.stringify(missing)}`, () => {
        const others = [...members].filter(([name]) => !missing.includes(name)).map(([, member]) => member)
        const any = choice(...others, ...(other ? [other] : []))
        if (missing.length === 0) return list1(any, comma)
        const ways = missing.map((name) => {
          const left = missing.filter((one) => one !== name)
          const more = sequence(comma, members_(left))
          return sequence(members.get(name)!, left.length > 0 ? more : choice(sequence(), more))
        })
        return sequence({ kind: 'repeat', item: sequence(any, comma), min: 0, max: Infinity }, choice(...ways))
      })
    }
    const inside = members_(tracked)
    return tracked.length > 0 || some ? inside : choice(sequence(), inside)
  }

  private oneOfValues(values: readonly Json[], types: number): Expression {
    const fitting = values.filter((value) => (types & bitOf(value)) !== 0)
    const length = fitting.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 1), 0)
    this.parts += length
    if (fitting.length > maxValues || length > 4000) {
      return this.any(fitting.reduce<number>((bits, value) => bits | bitOf(value), 0))
    }
    const ways = new Map<string, Expression>()
    for (const value of fitting) {
      if (typeof value === 'string') ways.set(`"${value}`, pattern(spellingsSource(value, this.plain)))
      else if (value === null || typeof value === 'boolean') ways.set(String(value), literal(String(value)))
      else if (typeof value === 'number' && Number.isSafeInteger(value))
        ways.set(String(value), pattern(this.plain ? String(value) : integerSource(value)))
      else ways.set(`bit ${bitOf(value)}`, this.any(bitOf(value)))
    }
    return choice(...ways.values())
  }

  private comma(): Expression {
    return sequence(...this.gap, literal(','), ...this.gap)
  }

  private colon(): Expression {
    return sequence(...this.gap, literal(':'), ...this.gap)
  }

  private bracketed(open: string, inside: Expression, close: string): Expression {
    return sequence(literal(open), ...this.gap, inside, ...this.gap, literal(close))
  }
}

/** Keywords that say what a value is made of. */
const structural = ['properties', 'additionalProperties', 'required', 'items', 'prefixItems', 'enum', 'const']

/** The texts of an integer, and all numbers with an exponent: those of a given value are not told apart. */
function integerSource(value: number): string {
  const digits = String(Math.abs(value))
  const sign = value === 0 ? '-?' : value < 0 ? '-' : ''
  return `${sign}${digits}(?:\\.0+)?|${withExponent}`
}

const withExponent = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?[eE][+-]?[0-9]+'

function bitsOf(type: Json): number {
  const list = Array.isArray(type) ? type : [type]
  return list.reduce<number>((bits, name) => bits | (typeBits[name as string] ?? ALL), 0)
}

/** A number belongs to both kinds: 1.0 is an integer by its value, in draft 4 it is none. */
function bitOf(value: Json): number {
  if (value === null) return NULL
  if (Array.isArray(value)) return ARRAY
  if (typeof value === 'object') return OBJECT
  return typeof value === 'boolean' ? BOOLEAN : typeof value === 'string' ? STRING : INTEGER | FRACTION
}

function numberOr(value: Json | undefined, fallback: number): number {
  return typeof value === 'number' ? value : fallback
}

function isObject(schema: Json): schema is JsonObject {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema)
}

/** None or more, with separators between them. */
function list(item: Expression, separator: Expression): Expression {
  return choice(sequence(), list1(item, separator))
}

function list1(item: Expression, separator: Expression): Expression {
  return sequence(item, { kind: 'repeat', item: sequence(separator, item), min: 0, max: Infinity })
}

function literal(text: string): Expression {
  return { kind: 'literal', text }
}

function pattern(source: string): Expression {
  return { kind: 'pattern', source }
}

function sequence(...items: Expression[]): Expression {
  return { kind: 'sequence', items }
}

function choice(...items: Expression[]): Expression {
  return { kind: 'choice', items }
}
