/**
 * unevaluatedProperties and unevaluatedItems.
 *
 * Which keys (items) count as evaluated depends on which in-place subschemas hold. Every source of
 * evaluation comes with the formula on which it depends, and keys are grouped by the set J of sources
 * that would evaluate them. The keyword then says, for every group,
 *
 *   (some source of J holds)  or  (every key of the group satisfies the subschema)
 *
 * which is linear in the number of groups: the conditions are ordinary formulas over the same object
 * and are derived along with it, and the second half is an ordinary property table.
 */
import type { Context, PropertyTable } from './context.js'
import { Type } from './context.js'
import type { Json, JsonObject, Location, SchemaDocuments } from './document.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'

/** What the expander offers to this module. */
export interface Evaluation {
  readonly documents: SchemaDocuments
  expandAt(location: Location, scope: number, type: Type): Formula
  references(location: Location, scope: number): Location[]
  patternExpr(source: string, location: Location, keyword: string): number
  nodeFor(location: Location, scope: number): number
  leafOf(node: number): Formula
  enter(scope: number, location: Location): number
}

interface KeySource {
  condition: Formula
  names: string[]
  patterns: number[]
  all: boolean
}

interface ItemSource {
  condition: Formula
  /** Items before this index are evaluated; Infinity for all. */
  length: number
  /** Items that satisfy this subschema are evaluated. */
  contains: Location | undefined
}

type Visit = (location: Location, scope: number, schema: JsonObject, condition: Formula) => void

/** Walks the in-place subschemas of a location with the condition under which each counts. */
function walk(e: Evaluation, context: Context, top: Location, topScope: number, type: Type, visit: Visit): void {
  const { formulas } = context
  const pending: [Location, number, Formula][] = [[top, topScope, TRUE]]
  const seen = new Set<string>()
  while (pending.length > 0) {
    const [location, outerScope, condition] = pending.pop()!
    if (typeof location.schema !== 'object' || condition === FALSE) continue
    const scope = e.enter(outerScope, location)
    const key = `${location.index},${scope},${condition}`
    if (seen.has(key)) continue
    seen.add(key)
    const schema = location.schema as JsonObject
    const { keywords } = location.resource.dialect
    visit(location, scope, schema, condition)
    for (const target of e.references(location, scope)) pending.push([target, scope, condition])
    const child = (keyword: string, ...steps: (string | number)[]) => e.documents.child(location, keyword, ...steps)
    if (Array.isArray(schema.allOf)) {
      for (let i = 0; i < schema.allOf.length; i++) pending.push([child('allOf', i), scope, condition])
    }
    for (const keyword of ['anyOf', 'oneOf']) {
      if (!Array.isArray(schema[keyword])) continue
      ;(schema[keyword] as Json[]).forEach((_, i) => {
        const branch = child(keyword, i)
        pending.push([branch, scope, formulas.and2(condition, e.expandAt(branch, scope, type))])
      })
    }
    if (schema.if !== undefined && keywords.has('if')) {
      const test = e.expandAt(child('if'), scope, type)
      pending.push([child('if'), scope, formulas.and2(condition, test)])
      if (schema.then !== undefined) pending.push([child('then'), scope, formulas.and2(condition, test)])
      if (schema.else !== undefined) pending.push([child('else'), scope, formulas.and2(condition, formulas.not(test))])
    }
    if (type === Type.Object && keywords.has('dependentSchemas')) {
      for (const name of Object.keys((schema.dependentSchemas ?? {}) as JsonObject)) {
        const present = formulas.leaf(Tag.Has, context.keyId(name))
        pending.push([child('dependentSchemas', name), scope, formulas.and2(condition, present)])
      }
    }
  }
}

export function unevaluatedProperties(e: Evaluation, context: Context, location: Location, scope: number): Formula {
  const { formulas, pool } = context
  const sources: KeySource[] = []
  walk(e, context, location, scope, Type.Object, (at, _scope, schema, condition) => {
    const names = Object.keys((schema.properties ?? {}) as JsonObject)
    const patterns = Object.keys((schema.patternProperties ?? {}) as JsonObject).map((source) =>
      e.patternExpr(source, at, 'patternProperties'),
    )
    const rest = schema.additionalProperties !== undefined
    const nested = at !== location && schema.unevaluatedProperties !== undefined
    if (rest || nested) sources.push({ condition, names: [], patterns: [], all: true })
    else if (names.length > 0 || patterns.length > 0) sources.push({ condition, names, patterns, all: false })
  })
  if (sources.some((s) => s.all && s.condition === TRUE)) return TRUE
  const node = e.nodeFor(e.documents.child(location, 'unevaluatedProperties'), scope)
  if (e.leafOf(node) === TRUE) return TRUE

  const named = [...new Set(sources.flatMap((s) => s.names))]
  const exprs = [...new Set(sources.flatMap((s) => s.patterns))]
  const matches = (expr: number, name: string) => {
    let at = expr
    for (const c of name) at = pool.derive(at, c.codePointAt(0)!)
    return pool.nullable(at)
  }
  /** Groups by the disjunction of the conditions that would evaluate their keys. */
  const groups = new Map<Formula, { names: string[]; exprs: number[] }>()
  const group = (condition: Formula) => {
    let g = groups.get(condition)
    if (!g) {
      g = { names: [], exprs: [] }
      groups.set(condition, g)
    }
    return g
  }
  for (const name of named) {
    const holding = sources.filter((s) => s.all || s.names.includes(name) || s.patterns.some((p) => matches(p, name)))
    group(formulas.or(holding.map((s) => s.condition))).names.push(name)
  }
  // Unnamed keys: one group per combination of patterns, named keys cut out.
  let kinds = [{ expr: pool.not(pool.alt(...named.map((n) => pool.literal(n)))), inside: [] as number[] }]
  for (const p of exprs) {
    kinds = kinds.flatMap((k) => [
      { expr: pool.and(k.expr, p), inside: [...k.inside, p] },
      { expr: pool.and(k.expr, pool.not(p)), inside: k.inside },
    ])
    kinds = kinds.filter((k) => !pool.isEmpty(k.expr))
  }
  for (const kind of kinds) {
    const holding = sources.filter((s) => s.all || s.patterns.some((p) => kind.inside.includes(p)))
    group(formulas.or(holding.map((s) => s.condition))).exprs.push(kind.expr)
  }
  const parts: Formula[] = []
  for (const [condition, keys] of groups) {
    if (condition === TRUE) continue
    const everything = groups.size === 1 && exprs.length === 0 && named.length === 0
    const table: PropertyTable = {
      properties: new Map(keys.names.map((name) => [name, node])),
      patterns: everything ? [] : keys.exprs.map((expr) => ({ expr, source: '', node })),
      additional: everything ? node : -1,
      order: [],
      sole: -1,
    }
    context.tables.push(table)
    parts.push(formulas.or2(condition, formulas.leaf(Tag.Props, context.tables.length - 1)))
  }
  return formulas.and(parts)
}

export function unevaluatedItems(e: Evaluation, context: Context, location: Location, scope: number): Formula {
  const { formulas } = context
  const sources: ItemSource[] = []
  walk(e, context, location, scope, Type.Array, (at, _scope, schema, condition) => {
    const { dialect } = at.resource
    let length = 0
    if (dialect.arrayItems) {
      if (Array.isArray(schema.items)) {
        length = schema.additionalItems !== undefined ? Number.POSITIVE_INFINITY : schema.items.length
      } else if (schema.items !== undefined) length = Number.POSITIVE_INFINITY
    } else {
      if (Array.isArray(schema.prefixItems)) length = schema.prefixItems.length
      if (schema.items !== undefined) length = Number.POSITIVE_INFINITY
    }
    if (at !== location && schema.unevaluatedItems !== undefined) length = Number.POSITIVE_INFINITY
    if (length > 0) sources.push({ condition, length, contains: undefined })
    // Draft 2019-09 does not let `contains` evaluate items.
    if (schema.contains !== undefined && !dialect.arrayItems) {
      sources.push({ condition, length: 0, contains: e.documents.child(at, 'contains') })
    }
  })
  const own = e.documents.child(location, 'unevaluatedItems')
  const always = sources.filter((s) => s.contains && s.condition === TRUE).map((s) => s.contains!)
  const sometimes = sources.filter((s) => s.contains && s.condition !== TRUE)
  const lengths = [...new Set(sources.filter((s) => !s.contains).map((s) => s.length))].sort((x, y) => x - y)
  const bounds = [0, ...lengths.filter((n) => Number.isFinite(n))]
  const parts: Formula[] = []
  // A set bit: that conditional `contains` is taken not to hold, and then must not be relied on.
  for (let subset = 0; subset < 1 << sometimes.length; subset++) {
    const failing = sometimes.filter((_, i) => (subset >> i) & 1)
    const trusted = sometimes.filter((_, i) => !((subset >> i) & 1)).map((s) => s.contains!)
    const choices = [own, ...always, ...trusted]
    const target =
      choices.length === 1 ? own : e.documents.synthetic({ anyOf: choices.map((c) => c.schema) }, own.pointer)
    const node = e.nodeFor(target, scope)
    if (e.leafOf(node) === TRUE) continue
    bounds.forEach((from, i) => {
      const to = bounds[i + 1] ?? Number.POSITIVE_INFINITY
      const holding = sources.filter((s) => !s.contains && s.length > from)
      const condition = formulas.or([...holding.map((s) => s.condition), ...failing.map((s) => s.condition)])
      if (condition === TRUE) return
      const finite = Number.isFinite(to)
      const prefix: number[] = []
      for (let at = 0; at < (finite ? to : from); at++) prefix.push(at < from ? -1 : node)
      context.lists.push({ prefix, rest: finite ? -1 : node })
      parts.push(formulas.or2(condition, formulas.leaf(Tag.Items, context.lists.length - 1, 0)))
    })
  }
  return formulas.and(parts)
}
