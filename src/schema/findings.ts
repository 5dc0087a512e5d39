/**
 * Parts of a schema that can never take effect: properties that cannot be present, branches that never hold, values
 * that other keywords exclude. The automaton prunes them by itself; this is for the author of the schema.
 *
 * Every candidate is one satisfiability question, asked in the context of all that stands in place around it (the
 * schemas that judge the same value), not of what lies further out. A subschema that is used in several places
 * counts as dead only if it is dead in all of them. The number of questions and the work of each are bounded.
 */
import { EspalierError } from '../error/index.js'
import { canonicalJson } from './canonical-json.js'
import type { Context } from './context.js'
import { escapePointer, type Json, type JsonObject, type Location } from './document.js'
import type { Expander } from './expand.js'
import { type Formula, TRUE } from './formula.js'
import type { Satisfier } from './satisfy.js'

export interface Finding {
  /** JSON Pointer into the schema. */
  readonly path: string
  readonly message: string
}

const maxQuestions = 2000
/** Steps of the search for one answer. */
const maxSearch = 20_000
const maxValues = 100

interface Candidate {
  message: string
  dead: boolean
}

export function findDeadParts(context: Context, expander: Expander, satisfier: Satisfier): Finding[] {
  const { budget } = satisfier
  satisfier.budget = Math.min(context.limits.search, maxSearch)
  try {
    return new DeadParts(context, expander, satisfier).run()
  } finally {
    satisfier.budget = budget
  }
}

class DeadParts {
  private questions = 0
  private readonly answers = new Map<Formula, boolean | undefined>()
  private readonly candidates = new Map<string, Candidate>()
  private readonly seen = new Set<string>()
  private readonly pending: [Location, Formula][] = []
  private readonly probes = new Map<string, Formula>()

  constructor(
    private readonly context: Context,
    private readonly expander: Expander,
    private readonly satisfier: Satisfier,
  ) {}

  run(): Finding[] {
    const { root } = this.expander.documents
    this.visit(root, this.leaf(root))
    while (this.pending.length > 0) {
      const [location, inPlace] = this.pending.pop()!
      this.look(location, inPlace)
    }
    return [...this.candidates]
      .filter(([, candidate]) => candidate.dead)
      .map(([path, { message }]) => ({ path, message }))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  private visit(location: Location, inPlace: Formula): void {
    const key = `${location.index} ${inPlace}`
    if (this.seen.has(key) || typeof location.schema !== 'object') return
    this.seen.add(key)
    this.pending.push([location, inPlace])
  }

  /** False if no value satisfies the formula; undefined if that is not known. */
  private holds(f: Formula): boolean | undefined {
    if (f <= TRUE) return f === TRUE
    if (this.answers.has(f)) return this.answers.get(f)
    let answer: boolean | undefined
    if (this.questions++ < maxQuestions) {
      try {
        answer = this.satisfier.ask(false, () => this.satisfier.value(f)) !== Number.POSITIVE_INFINITY
      } catch (error) {
        if (!EspalierError.isInstance(error)) throw error
      }
    }
    this.answers.set(f, answer)
    return answer
  }

  /** Notes whether something at `path` is dead; true if it is. */
  private note(path: string, f: Formula, message: string): boolean {
    const dead = this.holds(f) === false
    const known = this.candidates.get(path)
    if (known) known.dead &&= dead
    else this.candidates.set(path, { message, dead })
    return dead
  }

  private leaf(location: Location): Formula {
    return this.expander.schemaLeaf(location, 0)
  }

  /** A schema of our own. */
  private probe(schema: JsonObject): Formula {
    const key = JSON.stringify(schema)
    let f = this.probes.get(key)
    if (f === undefined) {
      f = this.leaf(this.expander.documents.synthetic(schema, ''))
      this.probes.set(key, f)
    }
    return f
  }

  private look(location: Location, inPlace: Formula): void {
    const { formulas } = this.context
    const { documents } = this.expander
    const schema = location.schema as JsonObject
    const { keywords, refHidesSiblings, arrayItems } = location.resource.dialect
    for (const target of this.expander.references(location, 0)) this.visit(target, inPlace)
    if (refHidesSiblings && typeof schema.$ref === 'string') return
    const has = (keyword: string) => schema[keyword] !== undefined && keywords.has(keyword)
    const path = (...steps: (string | number)[]) =>
      location.pointer + steps.map((s) => `/${escapePointer(String(s))}`).join('')
    const child = (...steps: (string | number)[]) => documents.child(location, ...steps)
    const names = (keyword: string) =>
      has(keyword)
        ? Object.entries(schema[keyword] as JsonObject)
            .filter(([, v]) => v !== false && !Array.isArray(v))
            .map(([name]) => name)
        : []
    /** A part of the value, judged on its own. */
    const part = (f: Formula, message: string, ...steps: (string | number)[]) => {
      const inner = child(...steps)
      if (inner.schema !== false && !this.note(inner.pointer, f, message)) this.visit(inner, this.leaf(inner))
    }

    if (has('type') && Array.isArray(schema.type)) {
      schema.type.forEach((type, i) => {
        this.note(
          path('type', i),
          formulas.and2(inPlace, this.probe({ type })),
          `No value of type ${type} satisfies the other keywords.`,
        )
      })
    }
    if (has('enum')) {
      ;(schema.enum as Json[]).slice(0, maxValues).forEach((value, i) => {
        const f = formulas.and2(inPlace, this.expander.constLeaf(canonicalJson(value)))
        this.note(path('enum', i), f, `${clipped(value)} is excluded by other keywords.`)
      })
    }
    for (const name of names('properties')) {
      const present = formulas.and2(inPlace, this.probe({ type: 'object', required: [name] }))
      part(present, `No value satisfies ${path('properties', name)}: it can never be present.`, 'properties', name)
    }
    for (const name of names('patternProperties')) {
      const at = path('patternProperties', name)
      const f = this.leaf(child('patternProperties', name))
      part(f, `No value satisfies ${at}: no property of such a name can be present.`, 'patternProperties', name)
    }
    for (const [keyword, what] of [
      ['additionalProperties', 'no further property can be present'],
      ['unevaluatedProperties', 'no further property can be present'],
      ['unevaluatedItems', 'no further item can be there'],
      ['propertyNames', 'no property can be present'],
      ['contains', 'no array can hold it'],
    ] as const) {
      if (has(keyword)) part(this.leaf(child(keyword)), `No value satisfies ${path(keyword)}: ${what}.`, keyword)
    }
    const prefix = arrayItems ? 'items' : 'prefixItems'
    const listed = has(prefix) && Array.isArray(schema[prefix]) ? schema[prefix].length : 0
    const longer = (n: number) => formulas.and2(inPlace, this.probe({ type: 'array', minItems: n }))
    for (let i = 0; i < listed; i++) {
      part(longer(i + 1), `No value satisfies ${path(prefix, i)}: no array is that long.`, prefix, i)
    }
    const rest = arrayItems && listed > 0 ? 'additionalItems' : 'items'
    if (has(rest) && !Array.isArray(schema[rest])) {
      part(longer(listed + 1), `No value satisfies ${path(rest)}: no array has such an item.`, rest)
    }
    if (has('allOf')) (schema.allOf as Json[]).forEach((_, i) => void this.visit(child('allOf', i), inPlace))
    for (const keyword of ['anyOf', 'oneOf']) {
      if (!has(keyword)) continue
      ;(schema[keyword] as Json[]).forEach((branch, i) => {
        const inner = child(keyword, i)
        const f = formulas.and2(inPlace, this.leaf(inner))
        if (
          branch === false ||
          this.note(inner.pointer, f, `No value satisfies ${inner.pointer}: this branch never holds.`)
        )
          return
        this.visit(inner, f)
      })
    }
    if (has('not')) {
      this.note(path('not'), this.leaf(child('not')), `No value satisfies ${path('not')}: it forbids nothing.`)
    }
    if (has('if')) {
      const test = this.leaf(child('if'))
      for (const [keyword, condition] of [
        ['then', test],
        ['else', formulas.not(test)],
      ] as const) {
        if (!has(keyword)) continue
        const f = formulas.and2(inPlace, condition)
        const reason = keyword === 'then' ? 'the condition never holds' : 'the condition always holds'
        const never = this.note(path(keyword), f, `${path(keyword)} never applies: ${reason}.`)
        if (!never) this.visit(child(keyword), f)
      }
    }
    for (const keyword of ['dependentSchemas', 'dependencies']) {
      for (const name of names(keyword)) {
        const inner = child(keyword, name)
        const f = formulas.and([inPlace, this.leaf(inner), this.probe({ type: 'object', required: [name] })])
        const never = this.note(
          inner.pointer,
          f,
          `${inner.pointer} never applies: ${clipped(name)} can never be present.`,
        )
        if (!never) this.visit(inner, f)
      }
    }
  }
}

function clipped(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
