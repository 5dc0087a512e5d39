/**
 * Why no value satisfies a schema: an irreducible set of its keywords that already admits no value.
 *
 * Keywords are taken away and satisfiability is asked again. Nothing is cut out of the document: a location is made
 * to say less (`SchemaDocuments.viewAs`), so references keep leading where they led, and the names in `properties`
 * keep their meaning for `additionalProperties`. What can be taken away is a *unit*: a keyword, one name of a list,
 * or all that a subschema says. Units form a tree; it is opened from the root, and only where a conflict remains, so
 * wide schemas cost little: chunks of the open units go first, then ever smaller ones (delta debugging).
 *
 * Taking away only weakens, except under `not`, `oneOf`, `if` and a bounded `contains`, which are therefore single
 * units, and beside `unevaluated…`, where what counts as evaluated shrinks too. For its sake the last round repeats
 * until not one unit can go.
 *
 * The work is bounded by counts, not by a clock: the same schema gives the same answer everywhere.
 */
import type { Conflict } from '../error/index.js'
import { EspalierError } from '../error/index.js'
import { describeConflict } from './conflict-words.js'
import { Context, type SchemaOptions } from './context.js'
import { escapePointer, type Json, type JsonObject, type Location, type SchemaDocuments } from './document.js'
import { isSatisfiable } from './satisfiable.js'

/** What can be taken away. */
export interface Unit {
  readonly location: Location
  /** Undefined: all that the location says. */
  readonly keyword: string | undefined
  /** Position in the keyword's list of names, with the key of the list where there are several. */
  readonly index: number
  readonly key: string | undefined
  readonly path: string
  /** The value written at the path. */
  readonly operand: Json
  /** Where the conflict can be looked for further. */
  readonly inside: readonly Location[]
}

/** Times that satisfiability is asked. */
const maxQuestions = 300
/** Formulas and expressions that all questions together may make. */
const maxWork = 1_500_000
/** Steps of one question's search. */
const maxSearch = 100_000

const annotations = new Set(
  (
    '$schema $id id $anchor $dynamicAnchor $recursiveAnchor $comment $vocabulary title description default definitions ' +
    '$defs examples readOnly writeOnly deprecated contentMediaType contentEncoding contentSchema'
  ).split(' '),
)
/** Their content is not looked into: less of it may be more of the keyword. */
const opaque = new Set(['oneOf', 'not', 'if', 'contains'])
const references = new Set(['$ref', '$dynamicRef', '$recursiveRef'])
const maps = new Set(['properties', 'patternProperties', 'dependentSchemas', 'dependencies'])
const lists = new Set(['allOf', 'prefixItems', 'items'])
const singles = new Set(
  'additionalItems additionalProperties items propertyNames unevaluatedItems unevaluatedProperties then else'.split(
    ' ',
  ),
)

export interface FoundConflict extends Conflict {
  /** In one sentence, without the paths at its end. */
  readonly message: string
}

/** Only for schemas that no value satisfies. */
export function findConflict(documents: SchemaDocuments, options: SchemaOptions): FoundConflict {
  const search = new ConflictSearch(documents, options)
  const { units, minimal } = search.run()
  return { paths: units.map((u) => u.path), minimal, message: describeConflict(documents, units) }
}

class ConflictSearch {
  private questions = 0
  private work = 0
  private readonly search: number
  /** What is left of the schema. */
  private kept = new Set<Unit>()
  /** Units per location opened, to make its view from. */
  private readonly unitsAt = new Map<Location, Unit[]>()
  private readonly originals = new Map<Location, Json>()
  private readonly opened = new Set<Location>()

  constructor(
    private readonly documents: SchemaDocuments,
    private readonly options: SchemaOptions,
  ) {
    this.search = Math.min(options.limits?.search ?? maxSearch, maxSearch)
  }

  run(): { units: Unit[]; minimal: boolean } {
    try {
      let open = this.open(this.documents.root)
      if (this.isEmpty() !== true) return { units: this.reported(), minimal: false }
      while (open.length > 0) {
        this.reduce(open)
        open = this.descend()
      }
      while (this.pass([...this.kept].reverse(), 1)) {}
      return { units: this.reported(), minimal: !this.exhausted }
    } finally {
      for (const [location, schema] of this.originals) this.documents.viewAs(location, schema)
    }
  }

  private get exhausted(): boolean {
    return this.questions >= maxQuestions || this.work >= maxWork
  }

  /** Whether what is kept is still unsatisfiable; undefined if that cannot be told within the bounds. */
  private isEmpty(): boolean | undefined {
    if (this.exhausted) return undefined
    this.questions++
    const { formats, quotes, dialect, limits } = this.options
    const context = new Context({
      ...(formats === undefined ? {} : { formats }),
      ...(quotes === undefined ? {} : { quotes }),
      ...(dialect === undefined ? {} : { dialect }),
      ...(this.options.propertyOrder === undefined ? {} : { propertyOrder: this.options.propertyOrder }),
      ...(this.options.spelling === undefined ? {} : { spelling: this.options.spelling }),
      limits: { ...limits, search: this.search },
    })
    try {
      return !isSatisfiable(context, this.documents)
    } catch (error) {
      if (!EspalierError.isInstance(error)) throw error
      this.work += this.search
      return undefined
    } finally {
      this.work += context.formulas.size + context.pool.size
    }
  }

  /** Takes away chunks of `units`, then halves of them, down to single ones. */
  private reduce(units: readonly Unit[]): void {
    for (let size = units.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      this.pass(units.filter((u) => this.kept.has(u)).reverse(), size)
    }
  }

  /** True if something could go. */
  private pass(units: readonly Unit[], size: number): boolean {
    let gone = false
    for (let from = 0; from < units.length; from += size) {
      const chunk = units.slice(from, from + size)
      this.mute(chunk)
      if (this.isEmpty() === true) gone = true
      else this.restore(chunk)
    }
    return gone
  }

  private mute(chunk: readonly Unit[]): void {
    for (const unit of chunk) this.kept.delete(unit)
    this.show(chunk)
  }

  private restore(chunk: readonly Unit[]): void {
    for (const unit of chunk) this.kept.add(unit)
    this.show(chunk)
  }

  private show(units: readonly Unit[]): void {
    for (const location of new Set(units.map((u) => u.location))) {
      this.documents.viewAs(location, this.view(location))
    }
  }

  private view(location: Location): Json {
    const original = this.originals.get(location)!
    const gone = this.unitsAt.get(location)!.filter((u) => !this.kept.has(u))
    if (gone.length === 0) return original
    if (gone.some((u) => u.keyword === undefined)) return true
    const schema = original as JsonObject
    const result = { ...schema }
    for (const unit of gone) {
      const keyword = unit.keyword!
      if (unit.index < 0) {
        // What the reference hid must stay hidden.
        if (keyword === '$ref' && location.resource.dialect.refHidesSiblings) return true
        delete result[keyword]
        continue
      }
      const names = (value: Json, key: string | undefined) =>
        (value as Json[]).filter((_, i) => !gone.some((u) => u.keyword === keyword && u.key === key && u.index === i))
      if (unit.key === undefined) result[keyword] = names(schema[keyword]!, undefined)
      else {
        const map = schema[keyword] as JsonObject
        result[keyword] = {
          ...(result[keyword] as JsonObject),
          [unit.key]: names(map[unit.key]!, unit.key),
        }
      }
    }
    return result
  }

  /** Opens what the kept units hold inside: the units there are candidates now. */
  private descend(): Unit[] {
    const found: Unit[] = []
    for (const unit of [...this.kept]) {
      for (const inside of unit.inside) {
        if (this.opened.has(inside) || this.isCovered(inside)) continue
        found.push(...this.open(inside))
      }
      // A subschema speaks through its own keywords from here on.
      if (unit.keyword === undefined && this.hasKeywords(unit.location)) {
        this.kept.delete(unit)
        this.unitsAt.set(
          unit.location,
          this.unitsAt.get(unit.location)!.filter((u) => u !== unit),
        )
      }
    }
    return found
  }

  private hasKeywords(location: Location): boolean {
    return this.unitsAt.get(location)!.some((u) => u.keyword !== undefined)
  }

  private open(location: Location): Unit[] {
    this.opened.add(location)
    if (!this.originals.has(location)) this.originals.set(location, location.schema)
    const known = this.unitsAt.get(location) ?? []
    // Nothing that it says is needed.
    if (known.some((u) => u.keyword === undefined && !this.kept.has(u))) return []
    const units = this.unitsOf(location)
    this.unitsAt.set(location, [...(this.unitsAt.get(location) ?? []), ...units.filter((u) => u.location === location)])
    for (const unit of units) this.kept.add(unit)
    return units
  }

  private unitsOf(location: Location): Unit[] {
    const { documents } = this
    const written = this.originals.get(location)!
    if (typeof written !== 'object' || written === null || Array.isArray(written)) {
      const known = this.unitsAt.get(location)?.some((u) => u.keyword === undefined)
      return known || written !== false ? [] : [this.whole(location, [])]
    }
    const { dialect } = location.resource
    const hidden = dialect.refHidesSiblings && typeof written.$ref === 'string'
    const units: Unit[] = []
    const child = (...steps: (string | number)[]) => documents.child(location, ...steps)
    const leaf = (keyword: string, inside: Location[] = []) => {
      units.push({
        location,
        keyword,
        index: -1,
        key: undefined,
        path: `${location.pointer}/${escapePointer(keyword)}`,
        operand: written[keyword]!,
        inside,
      })
    }
    const names = (keyword: string, list: readonly Json[], key: string | undefined) => {
      const base = `${location.pointer}/${escapePointer(keyword)}${key === undefined ? '' : `/${escapePointer(key)}`}`
      list.forEach((operand, index) => {
        units.push({ location, keyword, index, key, path: `${base}/${index}`, operand, inside: [] })
      })
    }
    for (const [keyword, value] of Object.entries(written)) {
      if (!dialect.keywords.has(keyword) || annotations.has(keyword) || (hidden && keyword !== '$ref')) continue
      if (references.has(keyword)) leaf(keyword, this.targets(keyword, value as string, location))
      else if (keyword === 'required' && Array.isArray(value)) names(keyword, value, undefined)
      else if (keyword === 'dependentRequired') {
        for (const [name, list] of Object.entries(value as JsonObject)) names(keyword, list as Json[], name)
      } else if (maps.has(keyword)) {
        for (const [name, schema] of Object.entries(value as JsonObject)) {
          if (Array.isArray(schema)) names(keyword, schema, name)
          else units.push(this.subschema(child(keyword, name)))
        }
      } else if (lists.has(keyword) && Array.isArray(value)) {
        value.forEach((_, i) => {
          units.push(this.subschema(child(keyword, i)))
        })
      } else if (keyword === 'anyOf')
        leaf(
          keyword,
          (value as Json[]).map((_, i) => child(keyword, i)),
        )
      else if (keyword === 'then' || keyword === 'else') {
        if (written.if !== undefined) units.push(this.subschema(child(keyword)))
      } else if (singles.has(keyword)) units.push(this.subschema(child(keyword)))
      else if (keyword === 'contains' && written.maxContains === undefined) leaf(keyword, [child(keyword)])
      else if (opaque.has(keyword)) {
        const used = keyword !== 'if' || written.then !== undefined || written.else !== undefined
        if (used) leaf(keyword, this.referredTo(location, keyword))
      } else leaf(keyword)
    }
    return units
  }

  /** Where the references inside a keyword lead, outside of it: what is said there is no part of its text. */
  private referredTo(location: Location, keyword: string): Location[] {
    const { documents } = this
    const path = `${location.pointer}/${keyword}`
    const pending = documents.children(location).filter((l) => isWithin(l.pointer, path))
    const found: Location[] = []
    while (pending.length > 0) {
      const inner = pending.pop()!
      const schema = inner.schema as JsonObject
      for (const name of references) {
        if (
          typeof schema === 'object' &&
          typeof schema[name] === 'string' &&
          inner.resource.dialect.keywords.has(name)
        ) {
          found.push(...this.targets(name, schema[name], inner))
        }
      }
      pending.push(...documents.children(inner))
    }
    return found.filter((l) => !isWithin(l.pointer, path))
  }

  private isCovered(location: Location): boolean {
    for (const unit of this.kept) {
      const covers = unit.keyword !== undefined && opaque.has(unit.keyword) && !unit.inside.includes(location)
      if (covers && isWithin(location.pointer, unit.path)) return true
    }
    return false
  }

  private targets(keyword: string, reference: string, location: Location): Location[] {
    const target = this.documents.reference(reference, location)
    if (keyword !== '$dynamicRef') return [target]
    return [target, ...this.documents.dynamicAnchors(reference.slice(reference.indexOf('#') + 1))]
  }

  /** All that a subschema says, as one unit. */
  private subschema(location: Location): Unit {
    const unit = this.whole(location, [location])
    if (!this.originals.has(location)) this.originals.set(location, location.schema)
    this.unitsAt.set(location, [...(this.unitsAt.get(location) ?? []), unit])
    return unit
  }

  private whole(location: Location, inside: Location[]): Unit {
    return {
      location,
      keyword: undefined,
      index: -1,
      key: undefined,
      path: location.pointer,
      operand: this.originals.get(location) ?? location.schema,
      inside,
    }
  }

  /** The kept units without those that only hold others. */
  private reported(): Unit[] {
    const units = [...this.kept]
    const holders = new Set(['anyOf', 'contains'])
    return units
      .filter((u) => {
        const holds = u.keyword === undefined || holders.has(u.keyword)
        return !holds || !units.some((other) => other !== u && other.path.startsWith(`${u.path}/`))
      })
      .sort((a, b) => order(a.path, b.path))
  }
}

/** Shallow paths first, then as written. */
function order(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : a > b ? 1 : 0)
}

export function isWithin(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`)
}
