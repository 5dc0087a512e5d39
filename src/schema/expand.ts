/**
 * Schema nodes to formulas. A node is a subschema at a place; once the first byte of a value fixes
 * its type, `expand(node, type)` is the formula over that type's atoms which the node asserts,
 * running through references and in-place applicators (allOf, anyOf, oneOf, not, if…).
 */

import { TupleInterner } from '../automaton/interner.js'
import { EspalierError, SchemaError } from '../error/index.js'
import { codePoints, parseSearch } from '../regex/index.js'
import { canonicalJson } from './canonical-json.js'
import { asWritten, type Context, parseDecimal, Type } from './context.js'
import type { Dialect } from './dialect.js'
import type { Json, JsonObject, Location, Resource, SchemaDocuments } from './document.js'
import { escapePointer } from './document.js'
import { formatExpr } from './format/index.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { stringFormulaToExpr } from './strings.js'
import { type Evaluation, unevaluatedItems, unevaluatedProperties } from './unevaluated.js'

interface Node {
  readonly location: Location
  readonly scope: number
}

const noScope = 0
/** Up to this many properties get a table each. */
const maxApart = 3

export class Expander implements Evaluation {
  private readonly nodes: Node[] = []
  private readonly nodeIds = new Map<number, number>()
  private readonly expansions: Formula[][] = []
  private readonly inProgress = new Set<number>()
  private readonly exprs = new Map<string, number>()
  private readonly formatExprs = new Map<string, number>()
  private readonly jsonNodes = new Map<string, number>()
  private readonly setOfNode = new Map<number, number>()
  /** Per set of values: the atom of its numbers, and the tree of its strings. */
  private readonly numberSets = new Map<number, number>()
  private readonly wordSets = new Map<number, number>()
  private readonly parsedValues: (Json | undefined)[] = []
  private readonly valueNodes: (number | undefined)[] = []
  private comparable: number | undefined
  private readonly setNodes = new Map<number, number>()
  /** Dynamic scopes: tuples of resource numbers, outermost first. Scope 0 is empty. */
  private readonly scopes = new TupleInterner()
  private readonly resourceNumbers = new Map<string, number>()
  private readonly resourceList: Resource[] = []
  readonly documents: SchemaDocuments

  /**
   * @param root where to start, if not at the root of the document
   * @param outer locations that were entered on the way to it, outermost first: the dynamic scope
   */
  constructor(
    private readonly context: Context,
    documents: SchemaDocuments,
    private readonly root: Location = documents.root,
    private readonly outer: readonly Location[] = [],
  ) {
    this.documents = documents
  }

  /** The leaf for a subschema; true or false where that is plain to see. */
  schemaLeaf(location: Location, scope: number): Formula {
    const { schema } = location
    if (schema === true) return TRUE
    if (schema === false) return FALSE
    if (isTrivial(location)) return TRUE
    return this.context.formulas.leaf(Tag.Schema, this.nodeFor(location, scope))
  }

  rootLeaf(): Formula {
    return this.schemaLeaf(this.root, this.scopeOf(this.outer))
  }

  /** The leaf of a node id as kept in property tables and item lists (-1: no constraint). */
  leafOf(node: number): Formula {
    if (node < 0) return TRUE
    const { location } = this.nodes[node]!
    if (location.schema === false) return FALSE
    if (location.schema === true || isTrivial(location)) return TRUE
    return this.context.formulas.leaf(Tag.Schema, node)
  }

  pathOf(node: number): string {
    return this.nodes[node]!.location.pointer
  }

  /** The typed formula of Schema(node) for a value of the given type. */
  expand(node: number, type: Type): Formula {
    let row = this.expansions[node]
    if (!row) {
      row = []
      this.expansions[node] = row
    }
    const known = row[type]
    if (known !== undefined) return known
    const key = node * 8 + type
    if (this.inProgress.has(key)) {
      throw new SchemaError('The schema refers to itself without consuming any input.', {
        code: 'reference-loop',
        path: this.pathOf(node),
        keyword: '$ref',
        hint: 'A recursive reference must lie under a property or an item.',
      })
    }
    this.inProgress.add(key)
    try {
      const { location, scope } = this.nodes[node]!
      const set = this.setOfNode.get(node)
      const result = set === undefined ? this.build(location, scope, type) : this.setFormula(set, type)
      row[type] = result
      return result
    } finally {
      this.inProgress.delete(key)
    }
  }

  /** The dynamic scope inside a location. Only schemas with dynamic references pay for it. */
  enter(scope: number, location: Location): number {
    if (!this.documents.usesDynamicScope) return noScope
    const { uri } = location.resource
    let number = this.resourceNumbers.get(uri)
    if (number === undefined) {
      number = this.resourceList.length
      this.resourceList.push(location.resource)
      this.resourceNumbers.set(uri, number)
    }
    const tuple = scope === noScope ? [] : this.scopes.tail(scope, 0)
    return tuple.includes(number) ? scope : this.scopes.intern([...tuple, number])
  }

  /** The dynamic scope after entering some locations. */
  scopeOf(entered: readonly Location[]): number {
    return entered.reduce((scope, location) => this.enter(scope, location), noScope)
  }

  /** Where the references of a location lead. */
  references(location: Location, scope: number): Location[] {
    const schema = location.schema as JsonObject
    const { keywords } = location.resource.dialect
    const targets: Location[] = []
    if (typeof schema.$ref === 'string') targets.push(this.documents.reference(schema.$ref, location))
    if (typeof schema.$dynamicRef === 'string' && keywords.has('$dynamicRef')) {
      targets.push(this.dynamicTarget(schema.$dynamicRef, location, scope))
    }
    if (typeof schema.$recursiveRef === 'string' && keywords.has('$recursiveRef')) {
      targets.push(this.recursiveTarget(schema.$recursiveRef, location, scope))
    }
    return targets
  }

  private dynamicTarget(ref: string, location: Location, scope: number): Location {
    const target = this.documents.reference(ref, location)
    const hash = ref.indexOf('#')
    const anchor = hash < 0 ? '' : ref.slice(hash + 1)
    if (anchor === '' || target.resource.dynamicAnchors.get(anchor) !== target) return target
    for (const resource of this.scopeResources(scope)) {
      const found = resource.dynamicAnchors.get(anchor)
      if (found) return found
    }
    return target
  }

  private recursiveTarget(ref: string, location: Location, scope: number): Location {
    const target = this.documents.reference(ref, location)
    if (!target.resource.recursive) return target
    for (const resource of this.scopeResources(scope)) {
      if (resource.recursive) return this.documents.reference(`${resource.uri}#`, location)
    }
    return target
  }

  private scopeResources(scope: number): Resource[] {
    return scope === noScope ? [] : this.scopes.tail(scope, 0).map((n) => this.resourceList[n]!)
  }

  nodeFor(location: Location, outerScope: number): number {
    const scope = this.enter(outerScope, location)
    const key = location.index * 65536 + scope
    let id = this.nodeIds.get(key)
    if (id === undefined) {
      id = this.nodes.length
      this.nodes.push({ location, scope })
      this.nodeIds.set(key, id)
    }
    return id
  }

  expandAt(location: Location, scope: number, type: Type): Formula {
    if (location.schema === true) return TRUE
    if (location.schema === false) return FALSE
    return this.expand(this.nodeFor(location, scope), type)
  }

  private build(location: Location, scope: number, type: Type): Formula {
    const schema = location.schema as JsonObject
    const { dialect } = location.resource
    const parts: Formula[] = []
    for (const target of this.references(location, scope)) parts.push(this.expandAt(target, scope, type))
    if (dialect.refHidesSiblings && typeof schema.$ref === 'string') return this.context.formulas.and(parts)
    if (schema.type !== undefined && dialect.keywords.has('type'))
      parts.push(this.typeFormula(schema.type, type, dialect))
    if (parts.includes(FALSE)) return FALSE
    if (schema.enum !== undefined && dialect.keywords.has('enum'))
      parts.push(this.valuesFormula(schema.enum as Json[], location, 'enum', type))
    if (schema.const !== undefined && dialect.keywords.has('const')) {
      parts.push(this.valuesFormula([schema.const], location, 'const', type))
    }
    if (parts.includes(FALSE)) return FALSE
    const enforced = dialect.keywords.has('type') ? schema : withoutValidation(schema, dialect.keywords)
    if (type === Type.Number) this.numberParts(enforced, dialect.booleanExclusive, parts)
    else if (type === Type.String) this.stringParts(enforced, location, parts)
    else if (type === Type.Array) this.arrayParts(enforced, location, scope, parts)
    else if (type === Type.Object) this.objectParts(enforced, location, scope, parts)
    this.applicatorParts(schema, location, scope, type, parts)
    if (type === Type.Object && this.asks(schema, location, 'unevaluatedProperties')) {
      parts.push(unevaluatedProperties(this, this.context, location, scope))
    }
    if (type === Type.Array && this.asks(schema, location, 'unevaluatedItems')) {
      parts.push(unevaluatedItems(this, this.context, location, scope))
    }
    return this.context.formulas.and(parts)
  }

  private asks(schema: JsonObject, location: Location, keyword: string): boolean {
    return schema[keyword] !== undefined && location.resource.dialect.keywords.has(keyword)
  }

  private typeFormula(value: Json, type: Type, dialect: Dialect): Formula {
    const names = Array.isArray(value) ? (value as string[]) : [value as string]
    switch (type) {
      case Type.Null:
        return names.includes('null') ? TRUE : FALSE
      case Type.False:
      case Type.True:
        return names.includes('boolean') ? TRUE : FALSE
      case Type.String:
        return names.includes('string') ? TRUE : FALSE
      case Type.Array:
        return names.includes('array') ? TRUE : FALSE
      case Type.Object:
        return names.includes('object') ? TRUE : FALSE
      default:
        if (names.includes('number')) return TRUE
        if (!names.includes('integer')) return FALSE
        return this.context.formulas.leaf(
          Tag.Number,
          this.context.numbers.integer(),
          dialect.name === '4' ? asWritten : 0,
        )
    }
  }

  private numberAtom(atom: number): Formula {
    return atom <= 1 ? atom : this.context.formulas.leaf(Tag.Number, atom)
  }

  /** enum and const. */
  private valuesFormula(values: readonly Json[], location: Location, keyword: string, type: Type): Formula {
    const { formulas, numbers, words } = this.context
    switch (type) {
      case Type.Null:
        return values.includes(null) ? TRUE : FALSE
      case Type.False:
        return values.includes(false) ? TRUE : FALSE
      case Type.True:
        return values.includes(true) ? TRUE : FALSE
      case Type.Number: {
        const listed = values.filter((v) => typeof v === 'number')
        if (listed.length === 0) return FALSE
        return this.numberAtom(numbers.oneOf(listed.map((v) => parseDecimal(String(v)))))
      }
      case Type.String: {
        const listed = values.filter((v) => typeof v === 'string')
        if (listed.length === 0) return FALSE
        return formulas.leaf(Tag.Words, words.build(listed))
      }
      default: {
        const wanted = type === Type.Array
        const composites: Formula[] = []
        values.forEach((v, i) => {
          if (typeof v === 'object' && v !== null && Array.isArray(v) === wanted) {
            const pointer = `${location.pointer}/${keyword}${keyword === 'enum' ? `/${i}` : ''}`
            composites.push(this.expand(this.valueNode(v, pointer), type))
          }
        })
        return formulas.or(composites)
      }
    }
  }

  /** A node that accepts exactly one composite value. */
  private valueNode(value: Json[] | JsonObject, pointer: string): number {
    const key = `${pointer} ${JSON.stringify(value)}`
    const known = this.jsonNodes.get(key)
    if (known !== undefined) return known
    const schema: JsonObject = Array.isArray(value)
      ? {
          type: 'array',
          minItems: value.length,
          maxItems: value.length,
          ...(value.length > 0 ? { prefixItems: value.map((v) => ({ const: v })) } : {}),
        }
      : {
          type: 'object',
          properties: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, { const: v }])),
          required: Object.keys(value),
          additionalProperties: false,
        }
    const id = this.nodeFor(this.documents.synthetic(schema, pointer), noScope)
    this.jsonNodes.set(key, id)
    return id
  }

  /**
   * The leaf of a node that accepts all values, and numbers only as numeric keywords do: so that what is
   * excluded later does not change how numbers are spelled.
   */
  comparableLeaf(): Formula {
    this.comparable ??= this.nodeFor(this.documents.synthetic({ maximum: Number.MAX_VALUE }, ''), noScope)
    return this.context.formulas.leaf(Tag.Schema, this.comparable)
  }

  /** The leaf of a node that accepts one value, given as canonical JSON text. */
  constLeaf(canonical: string): Formula {
    return this.amongLeaf(this.context.valueSet([this.context.valueId(canonical)]))
  }

  /** The leaf of a node that accepts the values of a set (see Context.valueSets). */
  amongLeaf(set: number): Formula {
    const { context } = this
    if (set === context.emptyValues) return FALSE
    let id = this.setNodes.get(set)
    if (id === undefined) {
      id = this.nodeFor(this.documents.synthetic({}, ''), noScope)
      this.setNodes.set(set, id)
      this.setOfNode.set(id, set)
    }
    return context.formulas.leaf(Tag.Schema, id)
  }

  /** The set of values that a leaf stands for, where that is plain to see. */
  setOf(leaf: Formula): number | undefined {
    const { formulas } = this.context
    if (formulas.tag(leaf) !== Tag.Schema) return undefined
    const node = formulas.a(leaf)
    const known = this.setOfNode.get(node)
    if (known !== undefined) return known
    const { schema, resource } = this.nodes[node]!.location
    if (
      typeof schema !== 'object' ||
      schema === null ||
      !('const' in schema) ||
      !resource.dialect.keywords.has('const')
    )
      return undefined
    if (Object.keys(schema).length > 1) return undefined
    return this.context.valueSet([this.context.valueId(canonicalJson(schema.const))])
  }

  /** The values of one type in a set. Sets grow by one value at a time, and so do their automata. */
  private setFormula(set: number, type: Type): Formula {
    const { context } = this
    if (type === Type.Number)
      return this.numberAtom(
        this.grown(set, this.numberSets, (atom, value) => {
          return typeof value === 'number' ? context.numbers.alsoOneOf(atom, parseDecimal(String(value))) : atom
        }),
      )
    if (type === Type.String) {
      const words = this.grown(set, this.wordSets, (node, value) => {
        return typeof value === 'string' ? context.words.with(node, codePoints(value)) : node
      })
      return words === 0 ? FALSE : context.formulas.leaf(Tag.Words, words)
    }
    const parts: Formula[] = []
    for (const v of context.valueSets.tail(set, 0)) {
      const value = this.parsedValue(v)
      if (typeof value !== 'object' || value === null) {
        const own = value === null ? Type.Null : value === true ? Type.True : value === false ? Type.False : undefined
        if (own === type) return TRUE
      } else if (Array.isArray(value) === (type === Type.Array) && (type === Type.Array || type === Type.Object)) {
        let node = this.valueNodes[v]
        if (node === undefined) {
          node = this.valueNode(value, '')
          this.valueNodes[v] = node
        }
        parts.push(this.expand(node, type))
      }
    }
    return context.formulas.or(parts)
  }

  /** Something made of the values of a set one by one (0 of none), from the largest part of the set for which it is known. */
  private grown(set: number, known: Map<number, number>, add: (so: number, value: Json) => number): number {
    const { valueOrigins, valueSets } = this.context
    const missing: [number, number][] = []
    let at = set
    let result = known.get(at)
    while (result === undefined) {
      const origin = valueOrigins.get(at)
      if (!origin) {
        result = 0
        for (const v of valueSets.tail(at, 0)) result = add(result, this.parsedValue(v))
        known.set(at, result)
        break
      }
      missing.push([at, origin.value])
      at = origin.set
      result = known.get(at)
    }
    while (missing.length > 0) {
      const [more, value] = missing.pop()!
      result = add(result, this.parsedValue(value))
      known.set(more, result)
    }
    return result
  }

  private parsedValue(id: number): Json {
    let value = this.parsedValues[id]
    if (value === undefined) {
      value = JSON.parse(this.context.values[id]!) as Json
      this.parsedValues[id] = value
    }
    return value
  }

  private numberParts(schema: JsonObject, booleanExclusive: boolean, parts: Formula[]): void {
    const { formulas, numbers } = this.context
    const decimal = (v: Json) => parseDecimal(String(v))
    if (typeof schema.minimum === 'number') {
      const v = decimal(schema.minimum)
      const exclusive = booleanExclusive && schema.exclusiveMinimum === true
      parts.push(this.numberAtom(exclusive ? numbers.above(v) : numbers.atLeast(v)))
    }
    if (typeof schema.maximum === 'number') {
      const v = decimal(schema.maximum)
      const exclusive = booleanExclusive && schema.exclusiveMaximum === true
      parts.push(formulas.not(this.numberAtom(exclusive ? numbers.atLeast(v) : numbers.above(v))))
    }
    if (typeof schema.exclusiveMinimum === 'number') {
      parts.push(this.numberAtom(numbers.above(decimal(schema.exclusiveMinimum))))
    }
    if (typeof schema.exclusiveMaximum === 'number') {
      parts.push(formulas.not(this.numberAtom(numbers.atLeast(decimal(schema.exclusiveMaximum)))))
    }
    if (typeof schema.multipleOf === 'number') {
      parts.push(this.numberAtom(numbers.multipleOf(decimal(schema.multipleOf))))
    }
  }

  private stringParts(schema: JsonObject, location: Location, parts: Formula[]): void {
    const { formulas } = this.context
    if (typeof schema.minLength === 'number') parts.push(this.atLeast(Tag.Length, schema.minLength))
    if (typeof schema.maxLength === 'number') {
      parts.push(formulas.not(this.atLeast(Tag.Length, schema.maxLength + 1)))
    }
    if (typeof schema.pattern === 'string') {
      parts.push(this.patternLeaf(this.patternExpr(schema.pattern, location, 'pattern')))
    }
    const { formats, quotes } = this.context.options
    if (typeof schema.format === 'string' && (formats !== 'annotate' || Object.hasOwn(quotes ?? {}, schema.format))) {
      const expr = this.formatExpr(schema.format, location)
      if (expr !== undefined) parts.push(this.patternLeaf(expr))
    }
  }

  private patternLeaf(expr: number): Formula {
    const { formulas, pool } = this.context
    if (expr === 2) return TRUE
    return pool.isEmpty(expr) ? FALSE : formulas.leaf(Tag.Pattern, expr)
  }

  patternExpr(source: string, location: Location, keyword: string): number {
    const known = this.exprs.get(source)
    if (known !== undefined) return known
    const expr = this.parse(source, undefined, location, keyword)
    this.exprs.set(source, expr)
    return expr
  }

  private parse(source: string, flags: string | undefined, location: Location, keyword: string): number {
    try {
      return parseSearch(this.context.pool, source, flags)
    } catch (error) {
      if (!EspalierError.isInstance(error)) throw error
      throw new SchemaError(`The pattern ${JSON.stringify(source)} cannot be enforced: ${error.message}`, {
        code: error.code === 'syntax' ? 'malformed-schema' : `pattern-${error.code}`,
        path: `${location.pointer}/${escapePointer(keyword)}`,
        keyword,
        cause: error,
      })
    }
  }

  /** Parses a format that the options define. @throws SchemaError codes 'malformed-schema', 'pattern-…' */
  checkFormat(name: string, location: Location): void {
    const { formats } = this.context.options
    if (typeof formats === 'object' && Object.hasOwn(formats, name)) this.formatExpr(name, location)
  }

  private formatExpr(name: string, location: Location): number | undefined {
    const known = this.formatExprs.get(name)
    if (known !== undefined) return known
    const { formats, quotes } = this.context.options
    if (quotes !== undefined && Object.hasOwn(quotes, name)) {
      const quote = this.context.pool.quote(quotes[name]!)
      this.formatExprs.set(name, quote)
      return quote
    }
    const custom = typeof formats === 'object' && Object.hasOwn(formats, name) ? formats[name] : undefined
    if (custom === false) return undefined
    const expr =
      custom === undefined
        ? formatExpr(this.context.pool, name)
        : typeof custom === 'string'
          ? this.patternExpr(custom, location, 'format')
          : this.parse(custom.source, custom.flags, location, 'format')
    if (expr !== undefined) this.formatExprs.set(name, expr)
    return expr
  }

  /** A counter atom: at least n more (code points, items, members). */
  private atLeast(tag: Tag.Length | Tag.Size | Tag.Count, n: number): Formula {
    // A bound beyond every text that fits in memory is the same as the bound 2^31 - 1.
    const bound = Math.min(Math.ceil(n), 0x7fffffff)
    return bound <= 0 ? TRUE : this.context.formulas.leaf(tag, bound)
  }

  private arrayParts(schema: JsonObject, location: Location, scope: number, parts: Formula[]): void {
    const { formulas, lists } = this.context
    const { dialect } = location.resource
    const prefixKeyword = dialect.arrayItems ? 'items' : 'prefixItems'
    const restKeyword = dialect.arrayItems && Array.isArray(schema.items) ? 'additionalItems' : 'items'
    const prefix: number[] = []
    if (Array.isArray(schema[prefixKeyword])) {
      ;(schema[prefixKeyword] as Json[]).forEach((_, i) => {
        prefix.push(this.nodeFor(this.documents.child(location, prefixKeyword, i), scope))
      })
    }
    let rest = -1
    const restSchema = schema[restKeyword]
    if (restSchema !== undefined && !Array.isArray(restSchema)) {
      rest = this.nodeFor(this.documents.child(location, restKeyword), scope)
    }
    const free = (node: number) => this.leafOf(node) === TRUE
    if (!prefix.every(free) || !free(rest)) {
      const list = lists.length
      lists.push({ prefix, rest })
      parts.push(formulas.leaf(Tag.Items, list, 0))
    }
    if (schema.contains !== undefined && dialect.keywords.has('contains')) {
      this.containsParts(schema, location, scope, parts)
    }
    if (schema.uniqueItems === true) parts.push(formulas.leaf(Tag.Unique, this.context.emptyValues))
    if (typeof schema.minItems === 'number') parts.push(this.atLeast(Tag.Size, schema.minItems))
    if (typeof schema.maxItems === 'number') parts.push(formulas.not(this.atLeast(Tag.Size, schema.maxItems + 1)))
  }

  private containsParts(schema: JsonObject, location: Location, scope: number, parts: Formula[]): void {
    const { formulas } = this.context
    const item = this.schemaLeaf(this.documents.child(location, 'contains'), scope)
    const counted = location.resource.dialect.keywords.has('minContains')
    const atLeast = (n: number): Formula => {
      if (n <= 0) return TRUE
      if (item <= TRUE) return item === TRUE ? this.atLeast(Tag.Size, n) : FALSE
      return formulas.leaf(Tag.Contains, item, Math.min(Math.ceil(n), 0x7fffffff))
    }
    parts.push(atLeast(counted && typeof schema.minContains === 'number' ? schema.minContains : 1))
    if (counted && typeof schema.maxContains === 'number') parts.push(formulas.not(atLeast(schema.maxContains + 1)))
  }

  private objectParts(schema: JsonObject, location: Location, scope: number, parts: Formula[]): void {
    const { formulas, tables, pool } = this.context
    const properties = new Map<string, number>()
    for (const name of Object.keys((schema.properties ?? {}) as JsonObject)) {
      properties.set(name, this.nodeFor(this.documents.child(location, 'properties', name), scope))
    }
    const patterns = Object.keys((schema.patternProperties ?? {}) as JsonObject).map((source) => ({
      source,
      expr: this.patternExpr(source, location, 'patternProperties'),
      node: this.nodeFor(this.documents.child(location, 'patternProperties', source), scope),
    }))
    const additional =
      schema.additionalProperties === undefined
        ? -1
        : this.nodeFor(this.documents.child(location, 'additionalProperties'), scope)
    const free = (node: number) => this.leafOf(node) === TRUE
    const order = [...properties.keys()]
    for (const name of (schema.required as string[] | undefined) ?? []) if (!properties.has(name)) order.push(name)
    const ordered = this.context.options.propertyOrder === 'schema' && order.length > 0
    if (ordered || ![...properties.values()].every(free) || !patterns.every((p) => free(p.node)) || !free(additional)) {
      // Few properties beside free ones: a table each, so that each is done with once its key was read.
      const apart = patterns.length === 0 && free(additional) && properties.size > 0 && properties.size <= maxApart
      const groups = apart ? [...properties].map((entry) => new Map([entry])) : [properties]
      groups.forEach((group, i) => {
        // The table that carries the preferred order must last as long as the object.
        const sole = apart && !(ordered && i === 0) ? this.context.keyId(group.keys().next().value!) : -1
        if (apart && i > 0 && free(group.values().next().value!)) return
        tables.push({
          properties: group,
          patterns,
          additional: apart ? -1 : additional,
          order: i === 0 ? order : [],
          sole,
        })
        parts.push(formulas.leaf(Tag.Props, tables.length - 1))
      })
    }
    if (Array.isArray(schema.required)) for (const name of schema.required as string[]) parts.push(this.has(name))
    if (typeof schema.minProperties === 'number') parts.push(this.atLeast(Tag.Count, schema.minProperties))
    if (typeof schema.maxProperties === 'number') {
      parts.push(formulas.not(this.atLeast(Tag.Count, schema.maxProperties + 1)))
    }
    if (schema.propertyNames !== undefined) {
      const names = this.expandAt(this.documents.child(location, 'propertyNames'), scope, Type.String)
      const expr = stringFormulaToExpr(this.context, names)
      if (pool.isEmpty(expr)) parts.push(formulas.not(this.atLeast(Tag.Count, 1)))
      else if (!pool.isUniversal(expr)) parts.push(formulas.leaf(Tag.Names, expr))
    }
    for (const [keyword, listsNames] of [
      ['dependentRequired', true],
      ['dependentSchemas', false],
      ['dependencies', undefined],
    ] as const) {
      if (!location.resource.dialect.keywords.has(keyword)) continue
      for (const [name, value] of Object.entries((schema[keyword] ?? {}) as JsonObject)) {
        const names = listsNames ?? Array.isArray(value)
        const consequence = names
          ? formulas.and((value as string[]).map((n) => this.has(n)))
          : this.expandAt(this.documents.child(location, keyword, name), scope, Type.Object)
        parts.push(formulas.or2(formulas.not(this.has(name)), consequence))
      }
    }
  }

  private has(name: string): Formula {
    return this.context.formulas.leaf(Tag.Has, this.context.keyId(name))
  }

  private applicatorParts(schema: JsonObject, location: Location, scope: number, type: Type, parts: Formula[]): void {
    const { formulas } = this.context
    const { keywords } = location.resource.dialect
    const each = (keyword: string) =>
      (schema[keyword] as Json[]).map((_, i) => this.expandAt(this.documents.child(location, keyword, i), scope, type))
    if (Array.isArray(schema.allOf)) parts.push(...each('allOf'))
    if (Array.isArray(schema.anyOf)) parts.push(formulas.or(each('anyOf')))
    if (Array.isArray(schema.oneOf)) parts.push(formulas.one(each('oneOf')))
    if (schema.not !== undefined) {
      parts.push(formulas.not(this.expandAt(this.documents.child(location, 'not'), scope, type)))
    }
    if (schema.if !== undefined && keywords.has('if')) {
      const condition = this.expandAt(this.documents.child(location, 'if'), scope, type)
      if (schema.then !== undefined && condition !== FALSE) {
        const then = this.expandAt(this.documents.child(location, 'then'), scope, type)
        parts.push(formulas.or2(formulas.not(condition), then))
      }
      if (schema.else !== undefined && condition !== TRUE) {
        parts.push(formulas.or2(condition, this.expandAt(this.documents.child(location, 'else'), scope, type)))
      }
    }
  }
}

const annotations = new Set(
  (
    '$schema $id id $anchor $dynamicAnchor $recursiveAnchor $comment $vocabulary title description default definitions $defs ' +
    'examples readOnly writeOnly deprecated contentMediaType contentEncoding contentSchema'
  ).split(' '),
)

/** A custom dialect may leave out the vocabulary that validates. */
function withoutValidation(schema: JsonObject, keywords: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keywords.has(keyword)))
}

/** True if the schema has no keyword that could refuse anything, in any dialect. */
function isTrivial(location: Location): boolean {
  const { dialect } = location.resource
  for (const keyword of Object.keys(location.schema as JsonObject)) {
    if (dialect.keywords.has(keyword) && !annotations.has(keyword)) return false
  }
  return true
}
