/**
 * Satisfiability, which is what liveness rests on: is there a way to go on writing that makes a
 * formula true, and how many bytes does the shortest one found take?
 *
 * A formula over a value may mention outer leaves (Lift, Outcome): what the parent needs. A search
 * decides the local leaves in every consistent way; what then remains is a formula over outer leaves,
 * which the continuation `then` judges. In the common case the local part and the outer part are
 * separate conjuncts, and the local part is memoised on its own.
 *
 * Costs are in bytes of compact JSON; Infinity means there is none. With `minimize` off a search stops
 * at the first solution.
 */

import { LimitError } from '../error/index.js'
import { type ArrayCube, arrayCube, awaitedMatters, type Candidate, type PendingItem } from './array-theory.js'
import { asWritten, type Context, Type, typeCount } from './context.js'
import { DistinctValues } from './distinct.js'
import type { Expander } from './expand.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import type { Members } from './members.js'
import { type ObjectPlace, ObjectTheory, type PlainObject } from './object-theory.js'
import type { RecursiveValues } from './recursive-values.js'
import type { ShortestTexts } from './shortest-texts.js'
import { stringCube } from './string-theory.js'
import { evaluateString, stringAtoms, stringFormulaToExpr } from './strings.js'

export type Then = (outer: Formula) => number

const NONE = Number.POSITIVE_INFINITY
/** Bytes that any value of a type takes: null, false, true, a number, "", [], {}. */
const leastBytes = [4, 5, 4, 1, 2, 2, 2]
/** Nested values that are searched together with what lies around them: at first, and at most. */
const firstOpenLimit = 8
const lastOpenLimit = 512
/** Nested questions; more of them and the call stack could run out. */
const maxDepth = 400
/** The continuation of a value whose parents are judged separately. */
export const standsAlone: Then = (outer) => (outer === FALSE ? NONE : 0)

const anyPlace: ObjectPlace = { taken: () => false, first: true }

interface Split {
  local: Formula
  outer: Formula
}

export class Satisfier {
  minimize = false
  /** A shortest text of a satisfiable formula; supplied by the automaton. */
  witness: (f: Formula) => string = () => 'null'
  /** All texts of a formula, the shortest first; likewise. */
  texts: (f: Formula) => ShortestTexts = () => {
    throw new Error('There is no automaton yet.')
  }
  /** A test within this one, with tables of its own, for which formulas with lists have no other values; likewise. */
  within: (lists: RecursiveValues) => Satisfier = () => this
  private readonly costs: [Map<Formula, number>, Map<Formula, number>] = [new Map(), new Map()]
  private readonly objectCosts: [Map<Formula, number>, Map<Formula, number>] = [new Map(), new Map()]
  private readonly typed = new Map<number, Formula>()
  private readonly startLexes = new Map<Formula, number>()
  private readonly splits = new Map<Formula, Split | null>()
  private pendingDepth = new Map<Formula, number>()
  /** Arrays in progress that are entangled with what is around them: the same one, with the same around it, leads nowhere. */
  private openArrays: { key: number; then: Then; depth: number }[] = []
  private depth = 0
  /** Shallowest pending formula that an answer below assumed to be unsatisfiable. */
  private assumed = NONE
  private steps = 0
  private readonly distinct: DistinctValues
  readonly objects: ObjectTheory
  private readonly cubes = new Map<string, ArrayCube | null>()

  constructor(
    private readonly context: Context,
    private readonly expander: Expander,
    private readonly members: Members,
    private readonly outer?: { readonly satisfier: Satisfier; readonly lists: RecursiveValues },
  ) {
    this.budget = context.limits.search
    // A test within another one is part of its question.
    this.asking = outer !== undefined
    this.distinct = new DistinctValues(context, this, outer?.lists)
    this.objects = new ObjectTheory(context, members, this)
  }

  /** True while a question is being answered. */
  private asking: boolean
  /** Steps that one question may take. */
  budget: number

  /** Values in progress whose parents depend on how they turn out, and how many of them may be nested. */
  private open = 0
  private openLimit = 0
  /** How often that limit cut a search short. */
  private cuts = 0

  /** Runs one question under the step budget; a question within a question shares it. @throws LimitError limit 'search' */
  ask(minimize: boolean, question: () => number): number {
    const outer = this.minimize
    if (this.asking) {
      const { open, openLimit } = this
      this.minimize = minimize
      try {
        return this.deepen(question)
      } finally {
        this.minimize = outer
        this.open = open
        this.openLimit = openLimit
      }
    }
    this.asking = true
    this.minimize = minimize
    this.steps = 0
    try {
      return this.deepen(question)
    } catch (error) {
      // Questions given up half-way must not look as if they were still being answered.
      this.pendingDepth.clear()
      this.openArrays = []
      this.depth = 0
      this.assumed = NONE
      if (isStackOverflow(error)) throw this.exhausted('The constraints nest too deeply to be decided.')
      throw error
    } finally {
      this.asking = false
      this.minimize = outer
    }
  }

  /**
   * Values that are entangled with what lies around them have no memo of their own, so in a recursive schema
   * their nesting has no end. It is searched to a limit that grows until the answer cannot get better: n
   * nested values take at least n bytes.
   */
  private deepen(question: () => number): number {
    const { cuts } = this
    for (let limit = firstOpenLimit; ; ) {
      this.open = 0
      this.openLimit = limit
      const cost = question()
      if (this.cuts === cuts) return cost
      if (cost <= limit || (cost < NONE && !this.minimize)) {
        this.cuts = cuts
        return cost
      }
      if (limit >= lastOpenLimit) throw this.exhausted('The constraints nest too deeply to be decided.')
      limit = Math.min(2 * limit, Math.max(cost, limit + 1), lastOpenLimit)
      this.cuts = cuts
    }
  }

  /** Answers between two readings of the same number do not come from a search that was cut short. */
  get cutMark(): number {
    return this.cuts
  }

  /** The same, but a question that takes too long gets the answer `undecided`, which the report counts. */
  askOr(undecided: number, minimize: boolean, question: () => number): number {
    if (this.asking) return this.ask(minimize, question)
    try {
      return this.ask(minimize, question)
    } catch (error) {
      if (!(error instanceof LimitError) || error.code !== 'limit-search') throw error
      this.context.undecided++
      return undecided
    }
  }

  /** A question of its own, whose answer rests on nothing that is still being answered. */
  apart<T>(question: () => T): T {
    const { pendingDepth, openArrays, depth, assumed } = this
    this.pendingDepth = new Map()
    this.openArrays = []
    this.depth = 0
    this.assumed = NONE
    try {
      return question()
    } finally {
      this.pendingDepth = pendingDepth
      this.openArrays = openArrays
      this.depth = depth
      this.assumed = assumed
    }
  }

  /** A question that an error may break off without ending the question around it. */
  attempt<T>(question: () => T): T {
    const { pendingDepth, openArrays, depth, assumed, cuts, open, openLimit, minimize } = this
    const arrays = openArrays.length
    const { undecided } = this.context
    try {
      return question()
    } catch (error) {
      for (const [f, at] of pendingDepth) if (at >= depth) pendingDepth.delete(f)
      openArrays.length = arrays
      Object.assign(this, { depth, assumed, cuts, open, openLimit, minimize })
      this.context.undecided = undecided
      throw error
    }
  }

  /** Answers a question and says whether the answer holds for good: it leans on no formula still pending and was not cut short. */
  settled<T>(question: () => T): { result: T; final: boolean } {
    const { assumed, cuts } = this
    this.assumed = NONE
    const result = question()
    const final = this.assumed === NONE && this.cuts === cuts
    this.assumed = Math.min(this.assumed, assumed)
    return { result, final }
  }

  /** The formula a value of `type` must satisfy, its schema leaves expanded. */
  expandType(f: Formula, type: Type): Formula {
    if (f <= TRUE || !this.context.formulas.hasSchema(f)) return f
    const key = f * 8 + type
    const known = this.typed.get(key)
    if (known !== undefined) return known
    const { formulas } = this.context
    const result = formulas.map(
      f,
      (leaf) => (formulas.tag(leaf) === Tag.Schema ? this.expander.expand(formulas.a(leaf), type) : leaf),
      new Map(),
    )
    this.typed.set(key, result)
    return result
  }

  /** A conjunction whose local and outer parts are separate conjuncts; null if they are entangled. */
  split(f: Formula): Split | null {
    const known = this.splits.get(f)
    if (known !== undefined) return known
    const { formulas } = this.context
    let result: Split | null = null
    if (f <= TRUE || !formulas.hasOuter(f)) result = { local: f, outer: TRUE }
    else if (!formulas.hasLocal(f)) result = { local: TRUE, outer: f }
    else if (formulas.tag(f) === Tag.And) {
      const local: Formula[] = []
      const outer: Formula[] = []
      let separate = true
      for (const part of formulas.args(f)) {
        if (!formulas.hasOuter(part)) local.push(part)
        else if (!formulas.hasLocal(part)) outer.push(part)
        else separate = false
      }
      if (separate) result = { local: formulas.and(local), outer: formulas.and(outer) }
    }
    this.splits.set(f, result)
    return result
  }

  /** A value that has not begun. */
  value(f: Formula, then: Then = standsAlone): number {
    if (f === FALSE) return NONE
    const parts = this.split(f)
    if (parts) {
      const rest = parts.outer === TRUE ? then(TRUE) : then(parts.outer)
      return rest === NONE ? NONE : this.closedValue(parts.local) + rest
    }
    const branches = this.alternatives(f)
    if (branches) return this.cheapestOf(branches, (x) => this.value(x, then))
    if (this.open >= this.openLimit) {
      this.cuts++
      return NONE
    }
    this.open++
    let best = NONE
    for (let type: Type = 0; type < typeCount; type++) {
      if (best <= leastBytes[type]!) continue
      best = Math.min(best, this.typedValue(type, this.expandType(f, type), then))
      if (best < NONE && !this.minimize) break
    }
    this.open--
    return best
  }

  closedValue(f: Formula): number {
    if (f === TRUE) return 1
    if (f === FALSE) return NONE
    const memo = this.costs[this.minimize ? 1 : 0]
    const known = memo.get(f)
    if (known !== undefined) return known
    const pending = this.pendingDepth.get(f)
    if (pending !== undefined) {
      if (pending < this.assumed) this.assumed = pending
      return NONE
    }
    const outerAssumed = this.assumed
    const { cuts } = this
    this.assumed = NONE
    const depth = this.depth++
    if (depth > maxDepth) throw this.exhausted('The schema nests too deeply to be decided.')
    this.pendingDepth.set(f, depth)
    const branches = this.alternatives(f)
    let best = branches ? this.cheapestOf(branches, (x) => this.closedValue(x)) : NONE
    for (let type: Type = 0; type < typeCount && !branches; type++) {
      if (best <= leastBytes[type]!) continue
      best = Math.min(best, this.typedValue(type, this.expandType(f, type), standsAlone))
      if (best < NONE && !this.minimize) break
    }
    this.pendingDepth.delete(f)
    this.depth--
    // An answer that leaned on a formula still pending below is final only for that formula itself.
    if ((this.assumed >= depth && this.cuts === cuts) || (best < NONE && !this.minimize)) memo.set(f, best)
    if (this.assumed >= depth) this.assumed = NONE
    this.assumed = Math.min(this.assumed, outerAssumed)
    return best
  }

  private typedValue(type: Type, f: Formula, then: Then): number {
    if (f === FALSE) return NONE
    switch (type) {
      case Type.Null:
      case Type.True:
        return 4 + then(f)
      case Type.False:
        return 5 + then(f)
      case Type.Number:
        return this.number(f, this.startLex(f), then)
      case Type.String:
        return 2 + this.string(f, then)
      case Type.Array:
        return 1 + this.array(f, true, then)
      default:
        return 1 + this.object(f, anyPlace, then)
    }
  }

  /** The lexical start state that fits a number formula. */
  startLex(f: Formula): number {
    const known = this.startLexes.get(f)
    if (known !== undefined) return known
    const { numbers, options, formulas } = this.context
    const positive = new Set<number>()
    const negative = new Set<number>()
    this.polarities(f, true, positive, negative)
    const literals = this.literals(f)?.positive ?? []
    const written = literals.some((x) => formulas.tag(x) === Tag.Number && formulas.b(x) === asWritten)
    const whole = written || literals.includes(this.whole())
    const atoms = positive.size + negative.size > 0
    let lex = atoms ? numbers.lexFor([...positive], [...negative], whole) : numbers.lexFree
    if (options.spelling === 'canonical' || written) lex = numbers.tidy(lex, whole)
    this.startLexes.set(f, lex)
    return lex
  }

  private whole(): Formula {
    return this.context.formulas.leaf(Tag.Number, this.context.numbers.integer())
  }

  /** Number atoms by the sign under which they occur; under an exactly-one they have both. */
  private polarities(f: Formula, sign: boolean, positive: Set<number>, negative: Set<number>): void {
    const { formulas } = this.context
    if (f <= TRUE || !formulas.hasLocal(f)) return
    const tag = formulas.tag(f)
    if (tag === Tag.Number) (sign ? positive : negative).add(formulas.a(f))
    else if (tag === Tag.Not) this.polarities(formulas.a(f), !sign, positive, negative)
    else if (tag < Tag.Schema) {
      for (const x of formulas.args(f)) {
        this.polarities(x, sign, positive, negative)
        if (tag === Tag.One) this.polarities(x, !sign, positive, negative)
      }
    }
  }

  /** The rest of a number. */
  number(f: Formula, lex: number, then: Then): number {
    const { formulas, numbers } = this.context
    const atoms = (list: readonly Formula[]) => list.map((x) => formulas.a(x))
    const theory = (positive: Formula[], negative: Formula[]) => {
      if (this.minimize) return numbers.shortest(lex, atoms(positive), atoms(negative))
      return numbers.satisfiable(lex, atoms(positive), atoms(negative)) ? 1 : NONE
    }
    return this.decide(f, [], [], theory, then)
  }

  /** The rest of a string, without its closing quote. */
  string(f: Formula, then: Then): number {
    const { formulas, words } = this.context
    if (f > TRUE && formulas.tag(f) === Tag.Pattern) {
      const cost = stringCube(this.context, this, [f], [])
      return cost === NONE || then === standsAlone ? cost : cost + then(TRUE)
    }
    // Words first: trying the listed words on the whole formula settles discriminators at once.
    if (!this.minimize && !this.split(f)) {
      const sets = stringAtoms(this.context, f).filter((x) => formulas.tag(x) === Tag.Words)
      let tried = 0
      for (const set of sets) {
        for (const word of words.words(formulas.a(set), 200 - tried)) {
          tried++
          const rest = then(evaluateString(this.context, f, word))
          if (rest < NONE) return word.length + rest
        }
      }
    }
    return this.decide(f, [], [], (p, n) => stringCube(this.context, this, p, n), then)
  }

  /** The rest of an object including its closing brace. */
  object(f: Formula, place: ObjectPlace, then: Then): number {
    if (f === FALSE) return NONE
    this.tick()
    const parts = this.split(f)
    if (parts) {
      const rest = then(parts.outer)
      return rest === NONE ? NONE : this.closedObject(parts.local, place) + rest
    }
    return this.openObject(f, place, then)
  }

  private closedObject(f: Formula, place: ObjectPlace): number {
    if (f <= TRUE) return f === TRUE ? 1 : NONE
    const sensitive = this.objects.dependsOnTaken(f)
    const memo = this.objectCosts[this.minimize ? 1 : 0]
    const key = f * 2 + (place.first ? 1 : 0)
    if (!sensitive) {
      const known = memo.get(key)
      if (known !== undefined) return known
    }
    const outerAssumed = this.assumed
    const { cuts } = this
    this.assumed = NONE
    const cost = this.openObject(f, place, standsAlone)
    if (!sensitive && this.assumed === NONE && this.cuts === cuts) memo.set(key, cost)
    this.assumed = Math.min(this.assumed, outerAssumed)
    return cost
  }

  /**
   * Whether a member with this key can come next, and the object be finished after it. In a plain object
   * the other members do not care which key came.
   */
  plainMember(f: Formula, { tables, required, high }: PlainObject, key: number, like: number): boolean {
    const others = required.size - (required.has(key) ? 1 : 0)
    if (others + 1 > high) return false
    let child: Formula = TRUE
    for (const t of tables) {
      const asked = this.members.tableChild(t, like)
      child = child === TRUE ? asked : this.context.formulas.and2(child, asked)
    }
    return this.closedValue(child) < NONE && this.closedObject(f, anyPlace) < NONE
  }

  private openObject(f: Formula, place: ObjectPlace, then: Then): number {
    const { formulas } = this.context
    const literals = this.literals(f)
    if (literals) {
      const cost = this.objects.cube(literals.positive, literals.negative, place)
      return cost === NONE ? NONE : cost + then(literals.outer)
    }
    const alternatives = this.alternatives(f)
    if (alternatives) return this.cheapestOf(alternatives, (x) => this.object(x, place, then))
    if (this.objects.needsMoreKeysThanAllowed(f)) return NONE
    // A key that atoms ask for is either there or not; if it is, it may as well come next. The key most
    // asked for is usually the one that tells the branches apart.
    const { key, atoms } = this.objects.mostAsked(f)
    if (atoms < 2) {
      const clauses = this.clauses(f)
      if (clauses) return this.cheapestOf(clauses, (x) => this.object(x, place, then))
    }
    if (key < 0) return this.decide(f, [], [], (p, n) => this.objects.cube(p, n, place), then)
    const withKey = (): number => {
      if (place.taken(key)) return NONE
      const child = this.members.deriveKey(f, key)
      const rest: ObjectPlace = { taken: (k) => k === key || place.taken(k), first: false }
      const after: Then = (outer) => this.object(this.unlift(outer), rest, then)
      return this.objects.memberCost(key, place.first) + this.value(child, after)
    }
    if (!this.minimize) {
      const cost = withKey()
      if (cost < NONE) return cost
    }
    const without = formulas.map(
      f,
      (leaf) => {
        if (this.members.soleKey(leaf) !== key) return leaf
        return formulas.tag(leaf) === Tag.Has ? FALSE : TRUE
      },
      new Map(),
    )
    const place2: ObjectPlace = { taken: (k) => k === key || place.taken(k), first: place.first }
    const cost = this.object(without, place2, then)
    // A member, its value and the brace are longer than what was found without: no need to look.
    if (!this.minimize || this.objects.memberCost(key, place.first) + 2 >= cost) return cost
    return Math.min(cost, withKey())
  }

  /** What is possible for a disjunction is what is possible for one of its parts. */
  private alternatives(f: Formula): Formula[] | undefined {
    const { formulas } = this.context
    return formulas.tag(f) === Tag.Or ? formulas.args(f) : undefined
  }

  /** A conjunction with a disjunction in it, distributed over the smallest one; undefined beside an exactly-one. */
  private clauses(f: Formula): Formula[] | undefined {
    const { formulas } = this.context
    if (formulas.tag(f) !== Tag.And) return undefined
    const args = formulas.args(f)
    let clause = -1
    let size = NONE
    for (const x of args) {
      const t = formulas.tag(x)
      if (t === Tag.One || (t === Tag.Not && formulas.tag(formulas.a(x)) === Tag.One)) return undefined
      if (t !== Tag.Or) continue
      const n = formulas.args(x).length
      if (n < size) {
        size = n
        clause = x
      }
    }
    if (clause < 0) return undefined
    const others = formulas.and(args.filter((x) => x !== clause))
    return formulas.args(clause).map((x) => formulas.and2(others, x))
  }

  private cheapestOf(branches: readonly Formula[], cost: (branch: Formula) => number): number {
    let best = NONE
    for (const x of branches) {
      best = Math.min(best, cost(x))
      if (best < NONE && !this.minimize) break
    }
    return best
  }

  /** The rest of an array including its closing bracket, and the item being read with it if there is one. */
  array(f: Formula, first: boolean, then: Then, pending?: PendingItem): number {
    if (f === FALSE) return NONE
    this.tick()
    const parts = this.split(f)
    const closed = then === standsAlone
    if (parts && (!closed || parts.outer !== TRUE)) {
      const rest = then(parts.outer)
      return rest === NONE ? NONE : this.array(parts.local, first, standsAlone, pending) + rest
    }
    if (pending) return this.openArray(f, first, then, pending)
    const memo = this.costs[this.minimize ? 1 : 0]
    // Arrays share the tables of values under negative keys.
    const key = -f * 2 - (first ? 1 : 0)
    if (closed) {
      const known = memo.get(key)
      if (known !== undefined) return known
    }
    const { openArrays } = this
    const waiting = closed
      ? this.pendingDepth.get(key)
      : openArrays.find((x) => x.key === key && x.then === then)?.depth
    if (waiting !== undefined) {
      if (waiting < this.assumed) this.assumed = waiting
      return NONE
    }
    const depth = this.depth++
    if (depth > maxDepth) throw this.exhausted('The array constraints are too deep to be decided.')
    if (closed) this.pendingDepth.set(key, depth)
    else openArrays.push({ key, then, depth })
    const outerAssumed = this.assumed
    const { cuts } = this
    this.assumed = NONE
    const best = this.openArray(f, first, then)
    if (closed) this.pendingDepth.delete(key)
    else openArrays.pop()
    this.depth--
    if (closed && ((this.assumed >= depth && this.cuts === cuts) || (best < NONE && !this.minimize))) {
      memo.set(key, best)
    }
    if (this.assumed >= depth) this.assumed = NONE
    this.assumed = Math.min(this.assumed, outerAssumed)
    return best
  }

  private openArray(f: Formula, first: boolean, then: Then, pending?: PendingItem): number {
    const literals = this.literals(f)
    if (literals) {
      const cost = this.arrayCube(literals.positive, literals.negative, first, pending)
      if (cost !== undefined) return cost === NONE ? NONE : cost + then(literals.outer)
      return this.nextItemFirst(f, first, then, pending)
    }
    const branches = this.alternatives(f) ?? this.clauses(f)
    if (branches) return this.cheapestOf(branches, (x) => this.array(x, first, then, pending))
    const theory = (positive: Formula[], negative: Formula[]): number =>
      this.arrayCube(positive, negative, first, pending) ?? 1
    return this.decide(f, [], [], theory, then)
  }

  private arrayCube(
    positive: readonly Formula[],
    negative: readonly Formula[],
    first: boolean,
    pending: PendingItem | undefined,
  ): number | undefined {
    if (!pending) return arrayCube(this.context, this, positive, negative, first)?.cost()
    // Asked again for every beginning of the item in progress.
    const key = `${this.minimize ? 1 : 0}${first ? 1 : 0}${positive.join()}|${negative.join()}`
    let cube = this.cubes.get(key)
    if (cube === undefined) {
      cube = arrayCube(this.context, this, positive, negative, first) ?? null
      this.cubes.set(key, cube)
    }
    const { result, final } = this.settled(() => cube?.cost(pending))
    if (!final) this.cubes.delete(key)
    return result
  }

  /** Beyond the closed forms: the array ends here, or goes on with some item. */
  private nextItemFirst(f: Formula, first: boolean, then: Then, pending?: PendingItem): number {
    let best = 1 + then(this.members.endArray(f))
    if (best === NONE || (this.minimize && best > (first ? 2 : 3))) {
      const item = this.members.deriveItem(f)
      const rest: Then = (outer) => this.array(this.assumeUnknown(this.unlift(outer)), false, then)
      best = Math.min(best, this.value(item, rest) + (first ? 0 : 1))
    }
    return pending ? pending.cost(TRUE) + best : best
  }

  /** True if a formula over the rest of an array waits for the value of the item being read. */
  awaits(f: Formula): boolean {
    const { formulas } = this.context
    if (f <= TRUE) return false
    let awaited = false
    formulas.leaves(f, (leaf) => {
      if (formulas.tag(leaf) === Tag.Unique && formulas.b(leaf) === 1) awaited = true
    })
    return awaited
  }

  /** True if the value of an item being read may make a difference to what can follow it in an array. */
  awaitedMatters(f: Formula): boolean {
    if (!this.awaits(f)) return false
    const literals = this.literals(f)
    return !literals || awaitedMatters(this.context, this, literals.positive, literals.negative)
  }

  /** Formula of the next item and what it leaves behind, for formulas without outer leaves. */
  nextItem(items: Formula): { item: Formula; rest: Formula } {
    const parts = this.split(this.members.deriveItem(items))!
    return { item: parts.local, rest: this.unlift(parts.outer) }
  }

  among(values: readonly number[]): Formula {
    return this.expander.amongLeaf(this.context.valueSet(values))
  }

  comparable(): Formula {
    return this.expander.comparableLeaf()
  }

  cheapest(f: Formula, limit: number): readonly Candidate[] {
    return this.distinct.cheapest(f, limit)
  }

  /** A formula without the conditions that exclude single values, and these values. */
  withoutExcluded(f: Formula): { base: Formula; excluded: ReadonlySet<number> } {
    const { formulas, valueSets } = this.context
    const excluded = new Set<number>()
    if (f <= TRUE) return { base: f, excluded }
    const others = (formulas.tag(f) === Tag.And ? formulas.args(f) : [f]).filter((x) => {
      const set = formulas.tag(x) === Tag.Not ? this.expander.setOf(formulas.a(x)) : undefined
      if (set !== undefined) for (const value of valueSets.tail(set, 0)) excluded.add(value)
      return set === undefined
    })
    return { base: excluded.size === 0 ? f : formulas.and(others), excluded }
  }

  gaveUp(): void {
    this.context.undecided++
  }

  /** True if it is plain to see that a formula has at least `limit` values. */
  surelyMany(f: Formula, limit: number, depth: number): boolean {
    const { formulas, pool, lists } = this.context
    if (this.expandType(f, Type.Number) === TRUE) return true
    const text = this.expandType(f, Type.String)
    if (text !== FALSE && !this.hasWords(text)) {
      const expr = stringFormulaToExpr(this.context, text)
      if (!pool.isEmpty(expr) && pool.words(expr, limit) === undefined) return true
    }
    if (depth === 0) return false
    const object = this.literals(this.expandType(f, Type.Object))
    if (object?.negative.every((x) => formulas.tag(x) === Tag.Count)) {
      const tables = object.positive.filter((x) => formulas.tag(x) === Tag.Props).map((x) => formulas.a(x))
      // Whatever the rest is: a required key with many values makes many objects, if there are any.
      for (const x of object.positive) {
        if (formulas.tag(x) !== Tag.Has) continue
        const child = formulas.and(tables.map((t) => this.members.tableChild(t, formulas.a(x))))
        if (!this.surelyMany(child, limit, depth - 1)) continue
        return this.closedObject(formulas.and(object.positive), anyPlace) < NONE
      }
    }
    const array = this.literals(this.expandType(f, Type.Array))
    if (array?.negative.length === 0 && array.positive.every((x) => formulas.tag(x) === Tag.Items)) {
      const prefix = Math.max(0, ...array.positive.map((x) => lists[formulas.a(x)]!.prefix.length))
      // Any number of items.
      return prefix === 0 && this.closedValue(this.nextItem(formulas.and(array.positive)).item) < NONE
    }
    return false
  }

  private hasWords(f: Formula): boolean {
    return stringAtoms(this.context, f).some((x) => this.context.formulas.tag(x) === Tag.Words)
  }

  /** In a virtual array the values of items are unknown: whether they repeat is taken as it suits. */
  assumeUnknown(f: Formula): Formula {
    const { formulas } = this.context
    if (f <= TRUE) return f
    switch (formulas.tag(f)) {
      case Tag.And:
        return formulas.and(formulas.args(f).map((x) => this.assumeUnknown(x)))
      case Tag.Or:
        return formulas.or(formulas.args(f).map((x) => this.assumeUnknown(x)))
      case Tag.Not: {
        const inner = formulas.a(f)
        return formulas.tag(inner) === Tag.Unique && formulas.b(inner) === 1 ? TRUE : f
      }
      case Tag.Unique:
        return formulas.b(f) === 1 ? formulas.leaf(Tag.Unique, formulas.a(f)) : f
      default:
        return f
    }
  }

  /** Lift(f) back to f, at the level of the parent. */
  unlift(outer: Formula): Formula {
    const { formulas } = this.context
    if (outer <= TRUE) return outer
    return formulas.map(outer, (leaf) => (formulas.tag(leaf) === Tag.Lift ? formulas.a(leaf) : leaf), new Map())
  }

  /** f as a conjunction of typed literals and an outer part; undefined if it is none. */
  literals(f: Formula): { positive: Formula[]; negative: Formula[]; outer: Formula } | undefined {
    const { formulas } = this.context
    const positive: Formula[] = []
    const negative: Formula[] = []
    const outer: Formula[] = []
    if (f <= TRUE) return f === TRUE ? { positive, negative, outer: TRUE } : undefined
    for (const x of formulas.tag(f) === Tag.And ? formulas.args(f) : [f]) {
      if (!formulas.hasLocal(x)) outer.push(x)
      else if (formulas.isLeaf(x)) positive.push(x)
      else if (formulas.tag(x) === Tag.Not && formulas.isLeaf(formulas.a(x))) negative.push(formulas.a(x))
      else return undefined
    }
    return { positive, negative, outer: formulas.and(outer) }
  }

  /** Tries truth values for the local atoms of f (unit literals first) and asks the theory whether they agree. */
  private decide(
    f: Formula,
    positive: Formula[],
    negative: Formula[],
    theory: (positive: Formula[], negative: Formula[]) => number,
    then: Then,
  ): number {
    const { formulas } = this.context
    if (f === FALSE) return NONE
    this.tick()
    const literals = this.literals(f)
    if (literals || !formulas.hasLocal(f)) {
      const p = literals ? [...positive, ...literals.positive] : positive
      const n = literals ? [...negative, ...literals.negative] : negative
      const cost = theory(p, n)
      return cost === NONE ? NONE : cost + then(literals ? literals.outer : f)
    }
    if (formulas.tag(f) === Tag.Or) {
      return this.cheapestOf(formulas.args(f), (x) => this.decide(x, positive, negative, theory, then))
    }
    // Unit literals are certain.
    if (formulas.tag(f) === Tag.And) {
      const value = new Map<Formula, Formula>()
      const p = [...positive]
      const n = [...negative]
      for (const x of formulas.args(f)) {
        if (formulas.isLeaf(x) && formulas.hasLocal(x)) {
          value.set(x, TRUE)
          p.push(x)
        } else if (formulas.tag(x) === Tag.Not && formulas.isLeaf(formulas.a(x)) && formulas.hasLocal(x)) {
          value.set(formulas.a(x), FALSE)
          n.push(formulas.a(x))
        }
      }
      if (value.size > 0) {
        if (theory(p, n) === NONE) return NONE
        const rest = formulas.map(f, (leaf) => value.get(leaf) ?? leaf, new Map())
        return this.decide(rest, p, n, theory, then)
      }
    }
    const atom = this.branchAtom(f)
    let best = NONE
    for (const truth of [TRUE, FALSE]) {
      const p = truth === TRUE ? [...positive, atom] : positive
      const n = truth === FALSE ? [...negative, atom] : negative
      const rest = formulas.map(f, (leaf) => (leaf === atom ? truth : leaf), new Map())
      if (rest === FALSE || theory(p, n) === NONE) continue
      best = Math.min(best, this.decide(rest, p, n, theory, then))
      if (best < NONE && !this.minimize) return best
    }
    return best
  }

  /** An atom of the smallest disjunction, so that a choice settles most. */
  private branchAtom(f: Formula): Formula {
    const { formulas } = this.context
    let at = f
    for (;;) {
      if (formulas.isLeaf(at)) return at
      if (formulas.tag(at) === Tag.Not) {
        at = formulas.a(at)
        continue
      }
      let next = -1
      let size = NONE
      for (const x of formulas.args(at)) {
        if (!formulas.hasLocal(x)) continue
        const n = formulas.isLeaf(x) ? 0 : formulas.args(x).length
        if (n < size) {
          size = n
          next = x
        }
      }
      at = next
    }
  }

  tick(): void {
    if (this.outer) this.outer.satisfier.tick()
    else if (++this.steps > this.budget) throw this.exhausted('Satisfiability could not be decided within the limit.')
  }

  exhausted(message: string): LimitError {
    return new LimitError(message, {
      code: 'limit-search',
      limit: 'search',
      value: this.context.limits.search,
      hint: 'Simplify the combination of oneOf, anyOf and not, or raise limits.search.',
    })
  }
}

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.startsWith('Maximum call stack size exceeded')
}
