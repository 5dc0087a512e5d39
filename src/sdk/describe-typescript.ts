/**
 * A JSON Schema told to a language model as a compact TypeScript type: models have read far more TypeScript than
 * JSON Schema, and it takes a third of the tokens. Descriptions, formats and bounds become short comments. This is a
 * hint to the model, not the constraint: what a type cannot say is left out here and enforced all the same.
 */
import { isObject, type JsonObject, resolveLocal } from './local-ref.js'

/** Beyond this depth everything is `unknown`: a description that deep helps no model. */
const maxDepth = 24

/** The type of the whole schema; named types of `$defs` in use stand before it. */
export function describeTypescript(schema: unknown): string {
  const writer = new Writer(schema)
  const { type, notes } = writer.write(schema, 0)
  const main = notes.length > 0 ? `${type} ${lineComment(notes)}` : type
  const named = writer.declarations()
  if (named.length === 0 && !writer.namesRoot) return main
  return [...named, `type ${writer.rootName} = ${main}`].join('\n')
}

interface Written {
  type: string
  /** What goes into the comment behind it. */
  notes: string[]
}

class Writer {
  readonly #root: unknown
  /** Reference → name of its type, in order of first use. */
  readonly #names = new Map<string, string>()
  readonly #bodies = new Map<string, string>()
  /** Objects around the place being written: how far lines are indented. */
  #level = 0

  constructor(root: unknown) {
    this.#root = root
  }

  /** The schema refers to itself. */
  get namesRoot(): boolean {
    return this.#names.has('#')
  }

  get rootName(): string {
    return this.#names.get('#') ?? fresh('Answer', this.#names)
  }

  /** Declarations of all named types; writing one may name more. */
  declarations(): string[] {
    for (const [ref, name] of this.#names) {
      if (ref === '#' || this.#bodies.has(ref)) continue
      const { type, notes } = this.write(resolveLocal(this.#root, ref), 0)
      this.#bodies.set(ref, `type ${name} = ${type}${notes.length > 0 ? ` ${lineComment(notes)}` : ''}`)
    }
    return [...this.#bodies.values()]
  }

  write(schema: unknown, depth: number): Written {
    if (schema === false) return { type: 'never', notes: [] }
    if (!isObject(schema) || depth > maxDepth) return { type: 'unknown', notes: [] }
    const notes = notesOf(schema)
    const parts: string[] = []
    if (typeof schema.$ref === 'string') parts.push(this.#nameOf(schema.$ref))
    const own = this.#own(schema, depth, notes)
    if (own !== undefined) parts.push(own)
    for (const branch of list(schema.allOf)) {
      const written = this.write(branch, depth)
      notes.push(...written.notes)
      if (written.type !== 'unknown') parts.push(written.type)
    }
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const branches = list(schema[keyword])
      if (branches.length > 0) parts.push(this.#union(branches, depth, notes))
    }
    const distinct = [...new Set(parts)]
    if (distinct.length === 0) return { type: 'unknown', notes }
    if (distinct.length === 1) return { type: distinct[0]!, notes }
    return { type: distinct.map((part) => (part.includes(' | ') ? `(${part})` : part)).join(' & '), notes }
  }

  #nameOf(ref: string): string {
    const known = this.#names.get(ref)
    if (known !== undefined) return known
    if (resolveLocal(this.#root, ref) === undefined) return 'unknown'
    const last = ref === '#' ? 'Answer' : (ref.split('/').pop() ?? '')
    const words = last.replace(/^#/, '').split(/[^A-Za-z0-9_$]+/)
    const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
    const name = fresh(/^[A-Za-z_$]/.test(joined) ? joined : `T${joined}`, this.#names)
    this.#names.set(ref, name)
    return name
  }

  #union(branches: unknown[], depth: number, notes: string[]): string {
    const types: string[] = []
    for (const branch of branches) {
      const written = this.write(branch, depth)
      const inline = written.notes.length > 0 && branches.length > 1 ? ` /* ${inside(written.notes)} */` : ''
      if (branches.length === 1) notes.push(...written.notes)
      types.push(written.type + inline)
    }
    return [...new Set(types)].join(' | ')
  }

  #own(schema: JsonObject, depth: number, notes: string[]): string | undefined {
    if ('const' in schema) return JSON.stringify(schema.const)
    if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ') || 'never'
    const declared = typeof schema.type === 'string' ? [schema.type] : list(schema.type)
    const kinds = declared.length > 0 ? declared : [implied(schema)]
    const types: string[] = []
    for (const kind of kinds) {
      if (kind === undefined) continue
      if (kind === 'integer') {
        if (!notes.includes('integer')) notes.unshift('integer')
        types.push('number')
      } else if (kind === 'array') types.push(this.#array(schema, depth))
      else if (kind === 'object') types.push(this.#object(schema, depth))
      else types.push(String(kind))
    }
    return types.length === 0 ? undefined : [...new Set(types)].join(' | ')
  }

  #array(schema: JsonObject, depth: number): string {
    const prefix = list(schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : undefined))
    const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items
    if (prefix.length > 0) {
      const sure = typeof schema.minItems === 'number' ? schema.minItems : 0
      const places = prefix.map((item, i) => this.#inline(item, depth) + (i < sure ? '' : '?'))
      if (rest !== false && schema.maxItems !== prefix.length) places.push(`...${element(this.#inline(rest, depth))}[]`)
      return `[${places.join(', ')}]`
    }
    return `${element(this.#inline(rest, depth))}[]`
  }

  #inline(schema: unknown, depth: number): string {
    const { type, notes } = this.write(schema, depth + 1)
    return notes.length > 0 ? `${type} /* ${inside(notes)} */` : type
  }

  #object(schema: JsonObject, depth: number): string {
    const indent = '  '.repeat(++this.#level)
    const required = new Set(list(schema.required))
    const lines: string[] = []
    const properties = isObject(schema.properties) ? schema.properties : {}
    for (const [key, property] of Object.entries(properties)) {
      if (property === false) continue
      const { type, notes } = this.write(property, depth + 1)
      const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)
      const comment = notes.length > 0 ? ` ${lineComment(notes)}` : ''
      lines.push(`${indent}${name}${required.has(key) ? '' : '?'}: ${type}${comment}`)
    }
    for (const key of required) {
      if (typeof key === 'string' && !Object.hasOwn(properties, key))
        lines.push(`${indent}${JSON.stringify(key)}: unknown`)
    }
    const values = isObject(schema.patternProperties) ? Object.values(schema.patternProperties) : []
    if (isObject(schema.additionalProperties)) values.push(schema.additionalProperties)
    const types = values.map((value) => this.#inline(value, depth))
    this.#level--
    if (lines.length === 0) {
      if (types.length > 0) return `Record<string, ${[...new Set(types)].join(' | ')}>`
      return schema.additionalProperties === false ? '{}' : 'Record<string, unknown>'
    }
    if (types.length > 0) lines.push(`${indent}[key: string]: ${[...new Set(types)].join(' | ')}`)
    return `{\n${lines.join('\n')}\n${'  '.repeat(this.#level)}}`
  }
}

function notesOf(schema: JsonObject): string[] {
  const notes: string[] = []
  if (typeof schema.description === 'string') notes.push(schema.description)
  else if (typeof schema.title === 'string') notes.push(schema.title)
  if (schema.deprecated === true) notes.push('deprecated')
  if (typeof schema.format === 'string') notes.push(schema.format)
  else if (typeof schema.pattern === 'string') notes.push(`matches ${schema.pattern}`)
  const span = (low: unknown, high: unknown, unit: string) => {
    if (typeof low === 'number' && typeof high === 'number')
      notes.push(low === high ? `${low}${unit}` : `${low} to ${high}${unit}`)
    else if (typeof low === 'number' && low !== 0) notes.push(`at least ${low}${unit}`)
    else if (typeof high === 'number') notes.push(`at most ${high}${unit}`)
  }
  const safe = schema.minimum === -Number.MAX_SAFE_INTEGER && schema.maximum === Number.MAX_SAFE_INTEGER
  if (!safe) {
    if (schema.minimum === 0 && typeof schema.maximum !== 'number') notes.push('at least 0')
    span(schema.minimum, schema.maximum, '')
  }
  if (typeof schema.exclusiveMinimum === 'number') notes.push(`more than ${schema.exclusiveMinimum}`)
  if (typeof schema.exclusiveMaximum === 'number') notes.push(`less than ${schema.exclusiveMaximum}`)
  if (typeof schema.multipleOf === 'number' && schema.multipleOf !== 1) notes.push(`multiple of ${schema.multipleOf}`)
  span(schema.minLength, schema.maxLength, ' characters')
  if (!('prefixItems' in schema) && !Array.isArray(schema.items)) span(schema.minItems, schema.maxItems, ' items')
  span(schema.minProperties, schema.maxProperties, ' entries')
  if (schema.uniqueItems === true) notes.push('no duplicates')
  return notes
}

/** Keywords of one type stand for it where `type` is left out: they say what the schema's author had in mind. */
function implied(schema: JsonObject): string | undefined {
  if ('properties' in schema || isObject(schema.additionalProperties)) return 'object'
  if ('items' in schema || 'prefixItems' in schema) return 'array'
  if ('pattern' in schema || 'format' in schema || 'minLength' in schema || 'maxLength' in schema) return 'string'
  if ('minimum' in schema || 'maximum' in schema || 'multipleOf' in schema) return 'number'
  return undefined
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function element(type: string): string {
  return type.includes(' | ') || type.includes(' & ') || type.includes('/*') ? `(${type})` : type
}

function oneLine(notes: readonly string[]): string {
  return [...new Set(notes)].join(', ').replace(/\s+/g, ' ').trim()
}

function lineComment(notes: readonly string[]): string {
  return `// ${oneLine(notes)}`
}

/** A comment must not end early. */
function inside(notes: readonly string[]): string {
  return oneLine(notes).replace(/\*\//g, '* /')
}

function fresh(name: string, taken: ReadonlyMap<string, string>): string {
  const used = new Set(taken.values())
  let candidate = name
  for (let i = 2; used.has(candidate); i++) candidate = `${name}${i}`
  return candidate
}
