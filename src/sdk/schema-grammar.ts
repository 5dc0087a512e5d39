import { LimitError, OptionError, refuseUnknownOptions, SchemaError } from '../error/index.js'
import type { Expression, Grammar, Rule } from '../grammar/index.js'
import { integersBetween } from '../schema/number/integer-range.js'
import { isObject, type JsonObject, resolveLocal } from './local-ref.js'
import { stringsOf } from './string-grammar.js'

export interface SchemaGrammarOptions {
  /** 'compact' (default): none. 'flexible': blanks and line ends wherever JSON allows them. */
  whitespace?: 'compact' | 'flexible'
}

const MAX_DEPTH = 200

type Type = 'null' | 'boolean' | 'object' | 'array' | 'number' | 'integer' | 'string'

const TYPES: readonly Type[] = ['null', 'boolean', 'object', 'array', 'number', 'string']

/** Keywords that say nothing about values. */
const ANNOTATIONS = new Set([
  '$schema',
  '$id',
  '$anchor',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
  'example',
  'deprecated',
  'readOnly',
  'writeOnly',
])

/** Keywords by the type they are about. */
const KEYWORDS: Readonly<Record<Type, readonly string[]>> = {
  null: [],
  boolean: [],
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
  number: [],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  string: ['minLength', 'maxLength', 'pattern'],
}

/**
 * A grammar of JSON texts that fit a JSON Schema, for tools that read grammars and no schemas (see `toGBNF`).
 *
 * Sound, not complete: every text of the grammar fits the schema, but not every fitting text is one of the grammar.
 * Properties come in the order of `properties`, whole numbers are written without fraction and exponent, and
 * characters that need no escape in a string with a `pattern` have none. To constrain a model of this package
 * use the schema itself, which has none of these limits.
 *
 * Understood are `type`, `properties`, `required`, `additionalProperties` (false with `properties`, any schema without),
 * `items`, `prefixItems`, `minItems`, `maxItems`, `enum`, `const`, `anyOf`, `$ref` within the schema, `pattern`,
 * `minLength`, `maxLength`, and bounds of integers. All else but annotations is refused by name.
 * @throws SchemaError code 'unsupported-keyword' or 'invalid-schema', with the path
 * @throws LimitError limit 'nesting'
 */
export function schemaToGrammar(schema: unknown, options: SchemaGrammarOptions = {}): Grammar {
  refuseUnknownOptions(options, ['whitespace'], 'schemaToGrammar')
  const { whitespace = 'compact' } = options
  if (whitespace !== 'compact' && whitespace !== 'flexible') {
    throw new OptionError(`Option 'whitespace' of schemaToGrammar is ${JSON.stringify(whitespace)}.`, {
      code: 'option',
      option: 'whitespace',
      hint: "It is 'compact' or 'flexible'.",
    })
  }
  return new Writer(schema, whitespace === 'flexible').grammar()
}

class Writer {
  readonly #rules = new Map<string, Rule>()
  readonly #ruleOf = new Map<unknown, string>()
  readonly #gap: readonly Expression[]
  /** The rules of any value and of a character in a string, once they are there. */
  #json: string | undefined
  #char: string | undefined

  constructor(
    readonly root: unknown,
    flexible: boolean,
  ) {
    this.#gap = flexible ? [pattern('[ \\t\\n\\r]*')] : []
  }

  grammar(): Grammar {
    const body = this.#shared(this.root, '', 'root', 0)
    const rules = Array.from(this.#rules.values())
    if (this.#gap.length === 0) return { start: 'root', rules, terminals: [], ignore: [], lexer: 'none' }
    const name = this.#free('text')
    const whole: Rule = { name, body: sequence(...this.#gap, body, ...this.#gap) }
    return { start: name, rules: [whole, ...rules], terminals: [], ignore: [], lexer: 'none' }
  }

  #free(base: string): string {
    const clean = base.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'rule'
    if (!this.#rules.has(clean)) return clean
    for (let i = 2; ; i++) if (!this.#rules.has(`${clean}-${i}`)) return `${clean}-${i}`
  }

  #rule(base: string, body: () => Expression): Expression {
    const name = this.#free(base)
    // Taken before the body is made, which may refer to it.
    this.#rules.set(name, { name, body: choice() })
    this.#rules.set(name, { name, body: body() })
    return reference(name)
  }

  /** A rule for a schema, the same each time. */
  #shared(schema: unknown, path: string, base: string, depth: number): Expression {
    const known = this.#ruleOf.get(schema)
    if (known !== undefined) return reference(known)
    this.#ruleOf.set(schema, this.#free(base))
    return this.#rule(base, () => this.#value(schema, path, depth))
  }

  #value(schema: unknown, path: string, depth: number): Expression {
    if (depth > MAX_DEPTH) {
      throw new LimitError(`The schema nests deeper than ${MAX_DEPTH}.`, {
        code: 'limit',
        limit: 'nesting',
        value: MAX_DEPTH,
        path,
        hint: 'Move inner parts to $defs.',
      })
    }
    if (schema === true) return this.#any()
    if (schema === false) return choice()
    if (!isObject(schema)) throw invalid(`A schema is an object, true or false.`, path)
    for (const [keyword, among] of ALONE) {
      if (!Object.hasOwn(schema, keyword)) continue
      this.#only(schema, path, [keyword, ...among])
      if (keyword === '$ref') return this.#reference(schema, path, depth)
      if (keyword === 'anyOf') {
        const list = listAt(schema, 'anyOf', path)
        return choice(...list.map((item, i) => this.#value(item, `${path}/anyOf/${i}`, depth + 1)))
      }
      const values = keyword === 'const' ? [schema.const] : listAt(schema, 'enum', path)
      const types = typesOf(schema, path)
      const fitting = values.filter((value) => types.some((type) => isOf(value, type)))
      return choice(...fitting.map((value) => literal(JSON.stringify(value))))
    }
    const types = typesOf(schema, path)
    this.#only(schema, path, [
      'type',
      ...(['object', 'array', 'string', 'integer'] as const).flatMap((t) => KEYWORDS[t]),
    ])
    const all = !Object.hasOwn(schema, 'type')
    const about = types.filter((type) => keywordsIn(schema, type).length > 0)
    if (all && about.length === 0 && keywordsIn(schema, 'integer').length === 0) return this.#any()
    return choice(...types.map((type) => this.#typed(schema, type, path, depth)))
  }

  #typed(schema: JsonObject, type: Type, path: string, depth: number): Expression {
    switch (type) {
      case 'null':
        return literal('null')
      case 'boolean':
        return choice(literal('true'), literal('false'))
      case 'number': {
        const [bound] = keywordsIn(schema, 'integer')
        if (bound !== undefined) throw unsupported(bound, path, "Bounds are understood with type 'integer' only.")
        return pattern('-?(?:0|[1-9][0-9]{0,199})(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?')
      }
      case 'integer':
        return this.#integer(schema, path)
      case 'string':
        return this.#string(schema, path)
      case 'array':
        return this.#array(schema, path, depth)
      case 'object':
        return this.#object(schema, path, depth)
    }
  }

  /** Refuses keywords that are not listed and no annotations. */
  #only(schema: JsonObject, path: string, known: readonly string[]): void {
    for (const keyword of Object.keys(schema)) {
      if (known.includes(keyword) || ANNOTATIONS.has(keyword)) continue
      const all = ALONE.has(keyword) || Object.values(KEYWORDS).some((list) => list.includes(keyword))
      throw unsupported(
        keyword,
        path,
        all ? `It is not understood beside '${known[0]}'.` : 'Take it out, or check it afterwards.',
      )
    }
  }

  #reference(schema: JsonObject, path: string, depth: number): Expression {
    const { $ref: ref } = schema
    const target = typeof ref === 'string' ? resolveLocal(this.root, ref) : undefined
    if (typeof ref !== 'string' || target === undefined) {
      throw unsupported('$ref', path, `${JSON.stringify(ref)} is not found within the schema.`)
    }
    return this.#shared(target, ref.startsWith('#') ? ref.slice(1) : path, ref.split('/').at(-1)!, depth + 1)
  }

  #any(): Expression {
    if (this.#json !== undefined) return reference(this.#json)
    this.#json = this.#free('json')
    return this.#rule('json', () => {
      return choice(...TYPES.map((type) => this.#typed({}, type, '', 0)))
    })
  }

  #integer(schema: JsonObject, path: string): Expression {
    const bound = (keyword: string): number | undefined => {
      const value = schema[keyword]
      if (value === undefined) return undefined
      if (typeof value !== 'number') throw invalid(`'${keyword}' is a number.`, path)
      if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
        throw unsupported(keyword, path, 'It is too large to count exactly.')
      return value
    }
    const above = bound('exclusiveMinimum')
    const below = bound('exclusiveMaximum')
    const from = bound('minimum')
    const to = bound('maximum')
    const min = Math.max(Math.ceil(from ?? -Infinity), above === undefined ? -Infinity : Math.floor(above) + 1)
    const max = Math.min(Math.floor(to ?? Infinity), below === undefined ? Infinity : Math.ceil(below) - 1)
    const source = integersBetween(min, max)
    return source === undefined ? choice() : pattern(source)
  }

  #string(schema: JsonObject, path: string): Expression {
    const min = countAt(schema, 'minLength', path) ?? 0
    const max = countAt(schema, 'maxLength', path) ?? Infinity
    if (schema.pattern === undefined) {
      const character = this.#character()
      return max < min ? choice() : sequence(literal('"'), { kind: 'repeat', item: character, min, max }, literal('"'))
    }
    if (typeof schema.pattern !== 'string') throw invalid(`'pattern' is a text.`, path)
    const body = stringsOf(schema.pattern, min, max, path, (name, make) => this.#rule(name, make))
    return sequence(literal('"'), body, literal('"'))
  }

  #character(): Expression {
    if (this.#char !== undefined) return reference(this.#char)
    this.#char = this.#free('char')
    return this.#rule('char', () =>
      choice(
        pattern('[^"\\\\\\x00-\\x1f]'),
        pattern('\\\\["\\\\/bfnrt]'),
        pattern('\\\\u(?:[0-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})'),
        pattern('\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}'),
      ),
    )
  }

  #array(schema: JsonObject, path: string, depth: number): Expression {
    const min = countAt(schema, 'minItems', path) ?? 0
    const max = countAt(schema, 'maxItems', path) ?? Infinity
    const prefix = schema.prefixItems === undefined ? [] : listAt(schema, 'prefixItems', path)
    if (Array.isArray(schema.items)) throw unsupported('items', path, "Write a list of schemas as 'prefixItems'.")
    if (prefix.length > MAX_DEPTH) throw unsupported('prefixItems', path, `At most ${MAX_DEPTH} are understood.`)
    const gap = this.#gap
    const first = prefix.map((item, i) => this.#value(item, `${path}/prefixItems/${i}`, depth + 1))
    const other = this.#value(schema.items ?? true, `${path}/items`, depth + 1)
    const comma = sequence(...gap, literal(','), ...gap)
    // Items from the i-th on, when i have been written.
    const rest = (i: number): Expression => {
      if (i >= max) return sequence()
      const one = i < first.length ? first[i]! : other
      const lead = i === 0 ? [] : [comma]
      if (i >= first.length && i > 0) {
        return { kind: 'repeat', item: sequence(comma, other), min: Math.max(0, min - i), max: max - i }
      }
      const more = sequence(...lead, one, rest(i + 1))
      return i < min ? more : choice(sequence(), more)
    }
    if (max < min) return choice()
    return sequence(literal('['), ...gap, rest(0), ...gap, literal(']'))
  }

  #object(schema: JsonObject, path: string, depth: number): Expression {
    const gap = this.#gap
    const { properties, additionalProperties: others = true } = schema
    if (properties !== undefined && !isObject(properties)) throw invalid(`'properties' is an object of schemas.`, path)
    const required = schema.required === undefined ? [] : listAt(schema, 'required', path)
    const names = Object.keys(properties ?? {})
    const colon = sequence(...gap, literal(':'), ...gap)
    const comma = sequence(...gap, literal(','), ...gap)
    const inBraces = (members: Expression): Expression => {
      return sequence(literal('{'), ...gap, members, ...gap, literal('}'))
    }
    if (others !== false) {
      if (names.length > 0 || required.length > 0) {
        const hint = "Set 'additionalProperties' to false: names that are none of others are not understood."
        throw unsupported(names.length > 0 ? 'properties' : 'required', path, hint)
      }
      const value = this.#value(others, `${path}/additionalProperties`, depth + 1)
      const key = sequence(
        literal('"'),
        { kind: 'repeat', item: this.#character(), min: 0, max: Infinity },
        literal('"'),
      )
      const member = sequence(key, colon, value)
      const more: Expression = { kind: 'repeat', item: sequence(comma, member), min: 0, max: Infinity }
      return inBraces(choice(sequence(), sequence(member, more)))
    }
    const missing = required.find((name) => !names.includes(name as string))
    if (missing !== undefined) return choice()
    const members = names.map((name) => {
      const value = this.#value(properties![name], `${path}/properties/${escapePointer(name)}`, depth + 1)
      return sequence(literal(JSON.stringify(name)), colon, value)
    })
    // The members from i on, behind another one.
    const behind = new Map<number, Expression>()
    const after = (i: number): Expression => {
      const known = behind.get(i)
      if (known !== undefined) return known
      const items = members.slice(i).map((member, k): Expression => {
        const item = sequence(comma, member)
        return required.includes(names[i + k]!) ? item : { kind: 'repeat', item, min: 0, max: 1 }
      })
      const made = items.length > 1 ? this.#rule('members', () => sequence(...items)) : sequence(...items)
      behind.set(i, made)
      return made
    }
    const ways: Expression[] = []
    let i = 0
    for (; i < members.length; i++) {
      ways.push(sequence(members[i]!, after(i + 1)))
      if (required.includes(names[i]!)) break
    }
    if (i === members.length) ways.push(sequence())
    return inBraces(choice(...ways))
  }
}

/** Keywords that stand alone, and what may be beside them. */
const ALONE: ReadonlyMap<string, readonly string[]> = new Map([
  ['$ref', []],
  ['const', ['type']],
  ['enum', ['type']],
  ['anyOf', []],
])

function keywordsIn(schema: JsonObject, type: Type): string[] {
  return KEYWORDS[type].filter((keyword) => Object.hasOwn(schema, keyword))
}

function typesOf(schema: JsonObject, path: string): readonly Type[] {
  const { type } = schema
  if (type === undefined) return TYPES
  const list = Array.isArray(type) ? type : [type]
  for (const name of list) {
    if (!Object.hasOwn(KEYWORDS, name)) throw invalid(`${JSON.stringify(name)} is no type.`, path)
  }
  return (list as Type[]).filter((name) => name !== 'integer' || !list.includes('number'))
}

function isOf(value: unknown, type: Type): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isObject(value)
    case 'integer':
      return Number.isInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'number':
      return typeof value === 'number'
    case 'string':
      return typeof value === 'string'
  }
}

function listAt(schema: JsonObject, keyword: string, path: string): readonly unknown[] {
  const value = schema[keyword]
  if (!Array.isArray(value)) throw invalid(`'${keyword}' is a list.`, path)
  return value
}

function countAt(schema: JsonObject, keyword: string, path: string): number | undefined {
  const value = schema[keyword]
  if (value === undefined) return undefined
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(`'${keyword}' is a count.`, path)
  return value as number
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function unsupported(keyword: string, path: string, hint: string): SchemaError {
  const at = `${path}/${escapePointer(keyword)}`
  return new SchemaError(`The keyword '${keyword}' cannot be written as a grammar.`, {
    code: 'unsupported-keyword',
    path: at,
    keyword,
    hint,
  })
}

function invalid(message: string, path: string): SchemaError {
  return new SchemaError(message, { code: 'invalid-schema', path, hint: 'Correct the schema.' })
}

function literal(text: string): Expression {
  return { kind: 'literal', text }
}

function pattern(source: string): Expression {
  return { kind: 'pattern', source }
}

function reference(name: string): Expression {
  return { kind: 'reference', name }
}

function sequence(...items: Expression[]): Expression {
  const flat = items.flatMap((item) => (item.kind === 'sequence' ? item.items : [item]))
  return flat.length === 1 ? flat[0]! : { kind: 'sequence', items: flat }
}

function choice(...items: Expression[]): Expression {
  return items.length === 1 ? items[0]! : { kind: 'choice', items }
}
