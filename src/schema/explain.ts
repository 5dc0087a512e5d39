/**
 * Which keywords refuse a text, and where in the schema and in the text.
 *
 * The automaton answers every question, so that an explanation never contradicts a verdict: whether a subschema
 * accepts a part of the text is asked of the automaton of that subschema, and what a keyword alone refuses, of the
 * automaton of its location with all other keywords left out.
 */
import { DEAD } from '../automaton/constraint.js'
import { EspalierError } from '../error/index.js'
import type { JsonAutomaton } from './automaton.js'
import { Context, type SchemaOptions } from './context.js'
import { escapePointer, type Json, type JsonObject, type Location, SchemaDocuments } from './document.js'
import { Expander } from './expand.js'
import { type JsonText, readJsonText, type TextNode } from './json-text.js'
import { checkOptions } from './options.js'
import { automatonAt } from './satisfiable.js'
import { wanted } from './wanted.js'

/** A keyword that refuses a value. */
export interface Failure {
  /** JSON Pointer of the value in the text. */
  readonly path: string
  /** 'false schema' where a list or map of schemas holds `false`; undefined if the text is refused as such. */
  readonly keyword: string | undefined
  /** JSON Pointer of the keyword in the schema, after the URI of its document if that is a remote one. */
  readonly schemaPath: string
  readonly message: string
  /** Bytes of the text before the first one after which this keyword cannot be satisfied any more. */
  readonly offset: number
  /** What this and the keywords of the same kind beside it allow, in words; may be empty. */
  readonly wanted: readonly string[]
  /** Of `anyOf` and `oneOf`: why each branch fails. */
  readonly branches?: readonly (readonly Failure[])[]
}

/** A text's failures, those of the earliest bytes first; none if the text is accepted. */
export type Explain = (bytes: Uint8Array) => Failure[]

/**
 * Explains texts that the automaton of a schema refuses.
 * @throws as compileJsonSchema, except that an unsatisfiable schema is no error
 */
export function createExplainer(schema: unknown, options: SchemaOptions = {}): Explain {
  checkOptions(options)
  const limits = new Context(options).limits
  const documents = new SchemaDocuments(schema as Json, options.dialect, options.resolve, limits.subschemas, () => {})
  const explainer = new Explainer(documents, options)
  return (bytes) => explainer.explain(bytes)
}

interface Place {
  readonly location: Location
  /** Locations entered before, if the schema has dynamic references. */
  readonly outer: readonly Location[]
}

const assertions = new Set(
  (
    'type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format ' +
    'minItems maxItems uniqueItems minProperties maxProperties'
  ).split(' '),
)
/** Keywords that hold one schema: a `false` there fails under the keyword's own name. */
const single = new Set(
  (
    'additionalItems additionalProperties contains else if items not propertyNames then unevaluatedItems ' +
    'unevaluatedProperties'
  ).split(' '),
)

class Explainer {
  private readonly resolver: Expander
  private readonly automata = new Map<string, JsonAutomaton | undefined>()
  private readonly answers = new Map<string, number | undefined>()
  private readonly anything: JsonAutomaton
  private text!: JsonText
  private readonly names = new Map<TextNode, string>()

  constructor(
    private readonly documents: SchemaDocuments,
    private readonly options: SchemaOptions,
  ) {
    this.resolver = new Expander(this.context(), documents)
    this.anything = automatonAt(this.context(), documents, documents.synthetic({}, ''))
  }

  explain(bytes: Uint8Array): Failure[] {
    const text = readJsonText(bytes)
    if (!text) return []
    this.text = text
    this.answers.clear()
    this.names.clear()
    const spelled = this.run(this.anything, text.root)
    if (spelled >= 0) return [this.unreadable(spelled)]
    const root: Place = { location: this.documents.root, outer: [] }
    this.name(text.root, '')
    if (this.refusal(text.root, root) === undefined) return []
    return this.failures(text.root, root).sort((a, b) => a.offset - b.offset)
  }

  /** JSON that the automaton of all values refuses. */
  private unreadable(at: number): Failure {
    const { root, origins } = this.text
    const pending = [root]
    while (pending.length > 0) {
      const node = pending.pop()!
      const seen = new Set<string>()
      for (const { name, key, value } of node.members) {
        if (seen.has(name) && key.start < at && at <= key.end) {
          const message = `must not have the property ${JSON.stringify(name)} twice`
          return { path: '', keyword: undefined, schemaPath: '', message, offset: origins[at]!, wanted: [] }
        }
        seen.add(name)
        pending.push(value)
      }
      pending.push(...node.items)
    }
    const message = 'is spelled in a way that no schema accepts'
    return { path: '', keyword: undefined, schemaPath: '', message, offset: origins[at]!, wanted: [] }
  }

  private context(): Context {
    const { formats, quotes, dialect, limits } = this.options
    return new Context({
      whitespace: 'compact',
      ...(formats === undefined ? {} : { formats }),
      ...(quotes === undefined ? {} : { quotes }),
      ...(dialect === undefined ? {} : { dialect }),
      ...(limits === undefined ? {} : { limits }),
    })
  }

  /** Where the automaton refuses the value, in the compact text; -1 if it accepts it. */
  private run(automaton: JsonAutomaton, node: TextNode): number {
    let state = automaton.start
    if (state === DEAD) return node.start
    for (let i = node.start; i < node.end; i++) {
      state = automaton.step(state, this.text.compact[i]!)
      if (state === DEAD) return i
    }
    return automaton.canEnd(state) ? -1 : node.end
  }

  /** Where a subschema refuses the value; undefined if it does not, or if that cannot be decided. */
  private refusal(node: TextNode, place: Place): number | undefined {
    const { location } = place
    if (location.schema === false) return node.start
    if (location.schema === true) return undefined
    return this.ask(node, place, 'all')
  }

  private accepts(node: TextNode, place: Place): boolean {
    return this.refusal(node, place) === undefined
  }

  /** Where some keywords of a location refuse the value, the others left out. */
  private refusalBy(node: TextNode, place: Place, keywords: readonly string[]): number | undefined {
    return this.ask(node, place, keywords.join(' '))
  }

  private ask(node: TextNode, place: Place, which: string): number | undefined {
    const scope = this.resolver.scopeOf(place.outer)
    const key = `${place.location.index} ${scope} ${which}`
    const question = `${node.start} ${node.end} ${key}`
    if (this.answers.has(question)) return this.answers.get(question)
    let answer: number | undefined
    try {
      if (!this.automata.has(key)) this.automata.set(key, this.automaton(place, which))
      const automaton = this.automata.get(key)
      const at = automaton === undefined ? -1 : this.run(automaton, node)
      answer = at < 0 ? undefined : at
    } catch (error) {
      if (!EspalierError.isInstance(error)) throw error
    }
    this.answers.set(question, answer)
    return answer
  }

  private automaton({ location, outer }: Place, which: string): JsonAutomaton | undefined {
    const { schema } = location
    try {
      if (which !== 'all') {
        const kept = which.split(' ').filter((k) => Object.hasOwn(schema as JsonObject, k))
        this.documents.viewAs(location, Object.fromEntries(kept.map((k) => [k, (schema as JsonObject)[k]!])))
      }
      const automaton = automatonAt(this.context(), this.documents, location, outer)
      // The view is read lazily: whatever this automaton will need must be read while it lasts.
      return which === 'all' ? automaton : this.settled(automaton)
    } catch (error) {
      if (!EspalierError.isInstance(error)) throw error
      return undefined
    } finally {
      this.documents.viewAs(location, schema)
    }
  }

  /** Starts values of every type, which expands the schema for them. */
  private settled(automaton: JsonAutomaton): JsonAutomaton {
    for (const byte of '"[{0tfn-') automaton.step(automaton.start, byte.charCodeAt(0))
    return automaton
  }

  /** Where a schema of our own refuses the value, -1 if it does not. */
  private refusalOf(node: TextNode, schema: JsonObject, pointer = ''): number {
    const key = `own ${JSON.stringify(schema)}`
    let automaton = this.automata.get(key)
    if (!automaton) {
      automaton = automatonAt(this.context(), this.documents, this.documents.synthetic(schema, pointer))
      this.automata.set(key, automaton)
    }
    return this.run(automaton, node)
  }

  private inner(place: Place, location: Location): Place {
    if (!this.documents.usesDynamicScope) return { location, outer: [] }
    return { location, outer: [...place.outer, place.location] }
  }

  private child(place: Place, ...steps: (string | number)[]): Place {
    return this.inner(place, this.documents.child(place.location, ...steps))
  }

  private name(node: TextNode, path: string): void {
    this.names.set(node, path)
  }

  private pathOf(node: TextNode): string {
    return this.names.get(node) ?? ''
  }

  private failure(
    node: TextNode,
    { location }: Place,
    keyword: string,
    message: string,
    at: number,
    extra: Partial<Failure> = {},
  ): Failure {
    return {
      path: this.pathOf(node),
      keyword,
      schemaPath: `${location.pointer}/${escapePointer(keyword)}`,
      message,
      offset: this.text.origins[Math.min(at, this.text.compact.length)]!,
      wanted: [],
      ...extra,
    }
  }

  /** Why a value that is refused is refused. */
  private failures(node: TextNode, place: Place): Failure[] {
    const { location } = place
    const { schema } = location
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return [this.falseSchema(node, place)]
    const { keywords, refHidesSiblings } = location.resource.dialect
    const out: Failure[] = []
    for (const target of this.resolver.references(location, this.resolver.scopeOf([...place.outer, location]))) {
      this.follow(node, this.inner(place, target), out)
    }
    if (!(refHidesSiblings && typeof schema.$ref === 'string')) {
      const validates = keywords.has('type')
      for (const [keyword, operand] of Object.entries(schema)) {
        if (!keywords.has(keyword)) continue
        if (assertions.has(keyword)) this.assertion(node, place, keyword, operand, out)
        else if (node.kind === 'object') this.objectKeyword(node, place, keyword, operand, validates, out)
        else if (node.kind === 'array') this.arrayKeyword(node, place, keyword, out)
        this.applicator(node, place, keyword, out)
      }
    }
    if (out.length === 0) this.unevaluated(node, place, schema, out)
    if (out.length === 0) {
      const at = this.refusal(node, place) ?? node.end
      const message = 'cannot satisfy all keywords together'
      out.push({ ...this.failure(node, place, '', message, at), keyword: undefined, schemaPath: location.pointer })
    }
    return out
  }

  private falseSchema(node: TextNode, { location }: Place): Failure {
    const last = location.pointer.slice(location.pointer.lastIndexOf('/') + 1)
    return {
      path: this.pathOf(node),
      keyword: single.has(last) ? last : 'false schema',
      schemaPath: location.pointer,
      message: 'must not be there: the schema is false',
      offset: this.text.origins[node.start]!,
      wanted: [],
    }
  }

  /** Adds the failures of a subschema that judges the same or an inner value. */
  private follow(node: TextNode, place: Place, out: Failure[]): void {
    if (!this.accepts(node, place)) out.push(...this.failures(node, place))
  }

  private assertion(node: TextNode, place: Place, keyword: string, operand: Json, out: Failure[]): void {
    const schema = place.location.schema as JsonObject
    const isBound = keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum'
    const bound = keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum'
    const group = isBound && typeof operand === 'boolean' ? [bound, keyword] : [keyword]
    const at = this.refusalBy(node, place, group)
    if (at === undefined) return
    // Draft 4: the bound itself fails, too, unless the value is the bound.
    if (group.length === 2 && this.refusalBy(node, place, [bound]) !== undefined) return
    const words = wanted(schema, keyword)
    out.push(this.failure(node, place, keyword, words.message, at, { wanted: words.allowed }))
  }

  private objectKeyword(
    node: TextNode,
    place: Place,
    keyword: string,
    operand: Json,
    validates: boolean,
    out: Failure[],
  ): void {
    const has = (name: string) => node.members.some((m) => m.name === name)
    const end = node.end - 1
    if (keyword === 'required' && validates) {
      const at = this.refusalBy(node, place, ['required']) ?? end
      for (const name of operand as string[]) {
        if (has(name)) continue
        const property = `property ${JSON.stringify(name)}`
        out.push(this.failure(node, place, keyword, `must have the ${property}`, at, { wanted: [property] }))
      }
    } else if (keyword === 'properties') {
      for (const { name, value } of node.members) {
        if (Object.hasOwn(operand as JsonObject, name)) this.member(node, place, name, value, ['properties', name], out)
      }
    } else if (keyword === 'patternProperties') {
      for (const { name, key, value } of node.members) {
        for (const source of Object.keys(operand as JsonObject)) {
          if (!this.nameMatches(key, place, source)) continue
          this.member(node, place, name, value, ['patternProperties', source], out)
        }
      }
    } else if (keyword === 'additionalProperties') this.additional(node, place, out)
    else if (keyword === 'propertyNames') {
      const names = this.child(place, 'propertyNames')
      for (const { key } of node.members) {
        this.name(key, this.pathOf(node))
        this.follow(key, names, out)
      }
    } else if (keyword === 'dependentRequired' || keyword === 'dependentSchemas' || keyword === 'dependencies') {
      for (const [name, value] of Object.entries(operand as JsonObject)) {
        if (!has(name)) continue
        if (!Array.isArray(value)) {
          this.follow(node, this.child(place, keyword, name), out)
          continue
        }
        const at = this.refusalBy(node, place, [keyword]) ?? end
        for (const missing of value as string[]) {
          if (has(missing)) continue
          const property = `property ${JSON.stringify(missing)}`
          const message = `must have the ${property}, since ${JSON.stringify(name)} is there`
          const schemaPath = `${place.location.pointer}/${keyword}/${escapePointer(name)}`
          out.push(this.failure(node, place, keyword, message, at, { schemaPath, wanted: [property] }))
        }
      }
    }
  }

  private member(
    node: TextNode,
    place: Place,
    name: string,
    value: TextNode,
    steps: readonly string[],
    out: Failure[],
  ): void {
    this.name(value, `${this.pathOf(node)}/${escapePointer(name)}`)
    const inner = this.child(place, ...steps)
    if (inner.location.schema !== false) {
      this.follow(value, inner, out)
      return
    }
    const failure = this.falseSchema(value, inner)
    const at = this.refusalOf(node, { properties: { [name]: false } })
    const offset = at < 0 ? failure.offset : this.text.origins[at]!
    out.push({ ...failure, offset, message: `must not be there: no value of the property is allowed` })
  }

  private additional(node: TextNode, place: Place, out: Failure[]): void {
    const schema = place.location.schema as JsonObject
    const inner = this.child(place, 'additionalProperties')
    const patterns = Object.keys((schema.patternProperties ?? {}) as JsonObject)
    const free = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]))
    let first = true
    for (const { name, key, value } of node.members) {
      if (schema.properties !== undefined && Object.hasOwn(schema.properties as JsonObject, name)) continue
      if (patterns.some((source) => this.nameMatches(key, place, source))) continue
      if (inner.location.schema !== false) {
        this.name(value, `${this.pathOf(node)}/${escapePointer(name)}`)
        this.follow(value, inner, out)
        continue
      }
      const properties = free(Object.keys((schema.properties ?? {}) as JsonObject))
      const closed = { properties, patternProperties: free(patterns), additionalProperties: false }
      const at = first ? this.refusalOf(node, closed) : key.start + 1
      first = false
      const message = `must not have the property ${JSON.stringify(name)}`
      out.push(this.failure(node, place, 'additionalProperties', message, at))
    }
  }

  /** Whether a key matches a pattern of `patternProperties`. */
  private nameMatches(key: TextNode, place: Place, source: string): boolean {
    return this.refusalOf(key, { pattern: source }, place.location.pointer) < 0
  }

  private arrayKeyword(node: TextNode, place: Place, keyword: string, out: Failure[]): void {
    const { location } = place
    const schema = location.schema as JsonObject
    const { arrayItems } = location.resource.dialect
    const operand = schema[keyword]
    const item = (i: number, ...steps: (string | number)[]) => {
      const value = node.items[i]!
      this.name(value, `${this.pathOf(node)}/${i}`)
      const inner = this.child(place, ...steps)
      if (inner.location.schema !== false) {
        this.follow(value, inner, out)
        return
      }
      const failure = this.falseSchema(value, inner)
      const before = i === 0 ? value.start : node.items[i - 1]!.end
      out.push({
        ...failure,
        offset: this.text.origins[before]!,
        message: 'must not be there: no such item is allowed',
      })
    }
    const prefixKeyword = arrayItems ? 'items' : 'prefixItems'
    const prefix = Array.isArray(schema[prefixKeyword]) ? (schema[prefixKeyword] as Json[]).length : 0
    if (keyword === prefixKeyword && Array.isArray(operand)) {
      for (let i = 0; i < Math.min(prefix, node.items.length); i++) item(i, keyword, i)
    } else if (keyword === 'items' || (keyword === 'additionalItems' && Array.isArray(schema.items))) {
      for (let i = prefix; i < node.items.length; i++) item(i, keyword)
    } else if (keyword === 'contains') this.contains(node, place, schema, out)
  }

  private contains(node: TextNode, place: Place, schema: JsonObject, out: Failure[]): void {
    const inner = this.child(place, 'contains')
    const counted = place.location.resource.dialect.keywords.has('minContains')
    const number = (keyword: string) =>
      counted && typeof schema[keyword] === 'number' ? (schema[keyword] as number) : undefined
    const found = node.items.filter((item) => this.accepts(item, inner)).length
    const [low, high] = [number('minContains'), number('maxContains')]
    const at = this.refusalBy(node, place, ['contains', 'minContains', 'maxContains']) ?? node.end - 1
    if (found < (low ?? 1)) {
      const keyword = low === undefined || found === 0 ? 'contains' : 'minContains'
      const least = `at least ${low ?? 1} ${(low ?? 1) === 1 ? 'item' : 'items'} that ${inner.location.pointer} accepts`
      out.push(this.failure(node, place, keyword, `must contain ${least}`, at, { wanted: [least] }))
    } else if (high !== undefined && found > high) {
      const most = `at most ${high} ${high === 1 ? 'item' : 'items'} that ${inner.location.pointer} accepts`
      out.push(this.failure(node, place, 'maxContains', `must contain ${most}`, at, { wanted: [most] }))
    }
  }

  private applicator(node: TextNode, place: Place, keyword: string, out: Failure[]): void {
    const schema = place.location.schema as JsonObject
    const operand = schema[keyword]
    if (keyword === 'allOf') {
      ;(operand as Json[]).forEach((_, i) => {
        this.follow(node, this.child(place, keyword, i), out)
      })
    } else if (keyword === 'anyOf' || keyword === 'oneOf') this.choice(node, place, keyword, operand as Json[], out)
    else if (keyword === 'not') {
      if (!this.accepts(node, this.child(place, 'not'))) return
      const at = this.refusalBy(node, place, ['not']) ?? node.end
      out.push(this.failure(node, place, 'not', `must not satisfy ${place.location.pointer}/not`, at))
    } else if (keyword === 'if') {
      const branch = this.accepts(node, this.child(place, 'if')) ? 'then' : 'else'
      if (schema[branch] !== undefined) this.follow(node, this.child(place, branch), out)
    }
  }

  private choice(node: TextNode, place: Place, keyword: string, operand: readonly Json[], out: Failure[]): void {
    const branches = operand.map((_, i) => this.child(place, keyword, i))
    const matching = branches.flatMap((branch, i) => (this.accepts(node, branch) ? [i] : []))
    if (matching.length === 1 || (matching.length > 0 && keyword === 'anyOf')) return
    if (matching.length > 0) {
      const at = this.refusalBy(node, place, [keyword]) ?? node.end
      const which = matching.map((i) => `${place.location.pointer}/${keyword}/${i}`).join(' and ')
      out.push(this.failure(node, place, keyword, `must match exactly one branch, but matches ${which}`, at))
      return
    }
    const causes = branches.map((branch) => this.failures(node, branch).sort((a, b) => a.offset - b.offset))
    // The text is lost when the last branch is.
    const lasting = causes.reduce((best, cause) => (cause[0]!.offset > best[0]!.offset ? cause : best))
    const failure = this.failure(node, place, keyword, 'must match a branch, but matches none', 0, {
      offset: lasting[0]!.offset,
      wanted: [
        ...new Set(causes.flatMap((cause) => (cause[0]!.offset === lasting[0]!.offset ? cause[0]!.wanted : []))),
      ],
      branches: causes,
    })
    out.push(failure)
  }

  /** unevaluatedProperties and unevaluatedItems refuse what nothing else does. */
  private unevaluated(node: TextNode, place: Place, schema: JsonObject, out: Failure[]): void {
    const keyword = node.kind === 'object' ? 'unevaluatedProperties' : 'unevaluatedItems'
    if (schema[keyword] === undefined || !place.location.resource.dialect.keywords.has(keyword)) return
    const at = this.refusal(node, place) ?? node.end
    if (node.kind === 'object') {
      for (const { name } of node.members) {
        if (!this.acceptsWithout(node, place, name)) continue
        const message =
          schema[keyword] === false
            ? `must not have the property ${JSON.stringify(name)}: no keyword evaluates it`
            : `has the property ${JSON.stringify(name)}, which no other keyword evaluates`
        out.push(this.failure(node, place, keyword, message, at))
      }
    }
    const what = node.kind === 'object' ? 'properties' : 'items'
    if (out.length === 0)
      out.push(this.failure(node, place, keyword, `has ${what} that no other keyword evaluates`, at))
  }

  private acceptsWithout(node: TextNode, place: Place, name: string): boolean {
    const { compact } = this.text
    const decoder = new TextDecoder()
    const parts = node.members
      .filter((m) => m.name !== name)
      .map(({ key, value }) => decoder.decode(compact.subarray(key.start, value.end)))
    const bytes = new TextEncoder().encode(`{${parts.join(',')}}`)
    try {
      const automaton = automatonAt(this.context(), this.documents, place.location, place.outer)
      let state = automaton.start
      for (const byte of bytes) state = automaton.step(state, byte)
      return automaton.canEnd(state)
    } catch (error) {
      if (!EspalierError.isInstance(error)) throw error
      return false
    }
  }
}
