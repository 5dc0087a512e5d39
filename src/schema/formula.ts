/**
 * Boolean formulas over interned leaves, hash-consed: equal formulas are equal integers.
 *
 * A formula says what must become true of the JSON value being read. Its leaves are
 *   Schema(node)   the value, not yet begun, is accepted by a schema node
 *   typed atoms    residual constraints on the value in progress (see `Tag`)
 *   Lift(f)        formula f over the *parent's* atoms holds for the rest of the parent
 *   Outcome(i)     the i-th formula of the frame the value was pushed with
 * Negation stands only before leaves and before One; One ("exactly one of n") is kept native, since
 * writing `oneOf` with and/or is quadratic and ruins everything after it.
 */
import { TupleInterner } from '../automaton/interner.js'

export type Formula = number
export const FALSE: Formula = 0
export const TRUE: Formula = 1

export enum Tag {
  And = 1,
  Or,
  One,
  Not,
  Schema,
  Lift,
  Outcome,
  /** String: the rest is in the language of a regular expression. */
  Pattern,
  /** String: at least n more code points. */
  Length,
  /** String: the rest is one of the words below a node of a word tree. */
  Words,
  /** Number: an atom of the number theory. */
  Number,
  /** Object: every further member agrees with a property table. */
  Props,
  /** Object: a key is still to come. */
  Has,
  /** Object: at least n more members. */
  Count,
  /** Object: every further key satisfies a string formula. */
  Names,
  /** Array: the items from here on agree with an item list. */
  Items,
  /** Array: at least n more items. */
  Size,
  /** Array: at least n more items satisfy a formula over schema nodes. */
  Contains,
  /** Array: the items still to come differ from each other and from the values remembered in a set. */
  Unique,
}

const HAS_SCHEMA = 1
const HAS_TYPED = 2
const HAS_OUTCOME = 4
const HAS_LIFT = 8

export class FormulaStore {
  private readonly tuples = new TupleInterner()
  /** Per formula: which kinds of leaves occur in it. */
  private flags: number[] = [0, 0]
  private negation: number[] = [TRUE, FALSE]
  /** Per formula: the last round of `hasComplements` that met it. */
  private readonly marks: number[] = [0, 0]
  private round = 0

  constructor() {
    this.tuples.intern([0]) // id 1, so that TRUE is no tuple
  }

  get size(): number {
    return this.tuples.size
  }

  leaf(tag: Tag, a: number, b = 0): Formula {
    return this.node([tag, a, b])
  }

  outcome(i: number): Formula {
    return this.node([Tag.Outcome, i, 0])
  }

  lift(f: Formula): Formula {
    return f <= TRUE ? f : this.node([Tag.Lift, f, 0])
  }

  tag(f: Formula): Tag {
    return this.tuples.at(f, 0)
  }

  /** First and second operand of a leaf. */
  a(f: Formula): number {
    return this.tuples.at(f, 1)
  }
  b(f: Formula): number {
    return this.tuples.at(f, 2)
  }

  args(f: Formula): number[] {
    return this.tuples.tail(f, 1)
  }

  hasSchema(f: Formula): boolean {
    return (this.flags[f]! & HAS_SCHEMA) !== 0
  }
  /** Leaves that speak of the value itself: Schema or typed atoms. */
  hasLocal(f: Formula): boolean {
    return (this.flags[f]! & (HAS_SCHEMA | HAS_TYPED)) !== 0
  }
  hasOuter(f: Formula): boolean {
    return (this.flags[f]! & (HAS_OUTCOME | HAS_LIFT)) !== 0
  }

  isLeaf(f: Formula): boolean {
    return f > TRUE && this.tag(f) >= Tag.Schema
  }

  and(parts: readonly Formula[]): Formula {
    return this.junction(Tag.And, parts)
  }
  or(parts: readonly Formula[]): Formula {
    return this.junction(Tag.Or, parts)
  }
  and2(x: Formula, y: Formula): Formula {
    if (x === FALSE || y === FALSE) return FALSE
    if (x === TRUE || x === y) return y
    if (y === TRUE) return x
    return this.junction(Tag.And, [x, y])
  }
  or2(x: Formula, y: Formula): Formula {
    if (x === TRUE || y === TRUE) return TRUE
    if (x === FALSE || x === y) return y
    if (y === FALSE) return x
    return this.junction(Tag.Or, [x, y])
  }

  not(f: Formula): Formula {
    const known = this.negation[f]
    if (known !== undefined && known !== -1) return known
    let result: Formula
    switch (this.tag(f)) {
      case Tag.Not:
        result = this.a(f)
        break
      case Tag.And:
        result = this.or(this.args(f).map((x) => this.not(x)))
        break
      case Tag.Or:
        result = this.and(this.args(f).map((x) => this.not(x)))
        break
      case Tag.Lift:
        result = this.lift(this.not(this.a(f)))
        break
      default:
        result = this.node([Tag.Not, f, 0])
    }
    this.negation[f] = result
    if (result > TRUE) this.negation[result] = f
    return result
  }

  /** Exactly one of the parts holds. */
  one(parts: readonly Formula[]): Formula {
    const kept: Formula[] = []
    let certain = 0
    for (const p of parts) {
      if (p === TRUE) certain++
      else if (p !== FALSE) kept.push(p)
    }
    if (certain > 1) return FALSE
    if (certain === 1) return this.and(kept.map((p) => this.not(p)))
    kept.sort((x, y) => x - y)
    // A part that occurs twice cannot be the one that holds; a part and its negation are one hit together.
    const single: Formula[] = []
    const excluded: Formula[] = []
    for (let i = 0; i < kept.length; ) {
      let j = i + 1
      while (j < kept.length && kept[j] === kept[i]) j++
      if (j - i === 1) single.push(kept[i]!)
      else excluded.push(this.not(kept[i]!))
      i = j
    }
    const present = new Set(single)
    for (const p of single) {
      const n = this.not(p)
      if (present.has(n)) {
        return this.and([...single.filter((q) => q !== p && q !== n).map((q) => this.not(q)), ...excluded])
      }
    }
    const result = this.oneOfDistinct(single)
    return excluded.length === 0 ? result : this.and([result, ...excluded])
  }

  private oneOfDistinct(parts: readonly Formula[]): Formula {
    if (parts.length === 0) return FALSE
    if (parts.length === 1) return parts[0]!
    const lists = parts.map((p) => (this.tag(p) === Tag.And ? this.args(p) : [p]))
    const common = shared(lists)
    if (common.length > 0) {
      // What all parts share is no part of the choice.
      const rests = lists.map((list) => this.and(list.filter((x) => !common.includes(x))))
      return this.and([...common, this.one(rests)])
    }
    if (parts.every((p) => this.tag(p) === Tag.Lift)) return this.lift(this.one(parts.map((p) => this.a(p))))
    return this.node([Tag.One, ...parts])
  }

  /** Rebuilds f with every leaf replaced by `leaf(leaf)`. `memo` may be kept between calls with the same mapping. */
  map(f: Formula, leaf: (leaf: Formula) => Formula, memo: Map<Formula, Formula>): Formula {
    if (f <= TRUE) return f
    const known = memo.get(f)
    if (known !== undefined) return known
    let result: Formula
    const tag = this.tag(f)
    if (tag >= Tag.Schema) result = leaf(f)
    else if (tag === Tag.Not) result = this.not(this.map(this.a(f), leaf, memo))
    else {
      const args = this.args(f)
      const absorbing = tag === Tag.And ? FALSE : tag === Tag.Or ? TRUE : -1
      let absorbed = false
      for (let i = 0; i < args.length; i++) {
        args[i] = this.map(args[i]!, leaf, memo)
        if (args[i] === absorbing) {
          absorbed = true
          break
        }
      }
      if (absorbed) result = absorbing
      else result = tag === Tag.And ? this.and(args) : tag === Tag.Or ? this.or(args) : this.one(args)
    }
    memo.set(f, result)
    return result
  }

  /** Calls `visit` once for every leaf of f that is not under an unwanted subformula. */
  leaves(f: Formula, visit: (leaf: Formula) => void, seen: Set<Formula> = new Set()): void {
    if (f <= TRUE || seen.has(f)) return
    seen.add(f)
    const tag = this.tag(f)
    if (tag >= Tag.Schema) visit(f)
    else if (tag === Tag.Not) this.leaves(this.a(f), visit, seen)
    else for (const x of this.args(f)) this.leaves(x, visit, seen)
  }

  /** For debugging and error messages. */
  show(f: Formula, leaf: (f: Formula) => string = (x) => `${Tag[this.tag(x)]}(${this.args(x).join(',')})`): string {
    if (f <= TRUE) return f === TRUE ? 'true' : 'false'
    const tag = this.tag(f)
    if (tag >= Tag.Schema) return tag === Tag.Lift ? `Lift(${this.show(this.a(f), leaf)})` : leaf(f)
    if (tag === Tag.Not) return `¬${this.show(this.a(f), leaf)}`
    const sign = tag === Tag.And ? ' ∧ ' : tag === Tag.Or ? ' ∨ ' : ' ⊕ '
    return `(${this.args(f)
      .map((x) => this.show(x, leaf))
      .join(sign)})`
  }

  private junction(tag: Tag.And | Tag.Or, parts: readonly Formula[]): Formula {
    const unit = tag === Tag.And ? TRUE : FALSE
    const zero = tag === Tag.And ? FALSE : TRUE
    const dual = tag === Tag.And ? Tag.Or : Tag.And
    const args: Formula[] = []
    const lifted: Formula[] = []
    let compound = 0
    for (const p of parts) {
      if (p === zero) return zero
      if (p === unit) continue
      const nested = this.tag(p) === tag
      const count = nested ? this.tuples.lengthOf(p) : 2
      for (let i = 1; i < count; i++) {
        const q = nested ? this.tuples.at(p, i) : p
        const t = this.tag(q)
        if (t === Tag.Lift) lifted.push(this.a(q))
        else {
          if (t === dual || t === Tag.One) compound++
          args.push(q)
        }
      }
    }
    if (lifted.length > 0) {
      const joined = lifted.length === 1 ? lifted[0]! : tag === Tag.And ? this.and(lifted) : this.or(lifted)
      if (joined === zero) return zero
      if (joined !== unit) args.push(this.lift(joined))
    }
    sortDistinct(args)
    if (args.length === 0) return unit
    if (args.length === 1) return args[0]!
    if (this.hasComplements(args)) return zero
    if (compound > 0) {
      const simplified = this.absorb(tag, dual, args) ?? (compound > 1 ? this.factor(tag, dual, args) : undefined)
      if (simplified) return this.junction(tag, simplified)
    }
    return this.node([tag, ...args])
  }

  /** The conjunction of some arguments of a conjunction, given in ascending order: nothing is left to simplify. */
  someOf(args: readonly Formula[]): Formula {
    return args.length === 0 ? TRUE : args.length === 1 ? args[0]! : this.node([Tag.And, ...args])
  }

  /**
   * True if a formula and its negation are both there. A negation that was never made is nowhere; that of
   * an argument which is a dual junction would have been flattened.
   */
  private hasComplements(args: readonly Formula[]): boolean {
    let last = -1
    const { marks, negation } = this
    const mark = ++this.round
    for (const p of args) marks[p] = mark
    for (const p of args) {
      const n = negation[p]
      if (n !== undefined && n > TRUE && marks[n] === mark) last = n
    }
    return last >= 0
  }

  /** x ∧ (x ∨ y) = x and x ∧ (¬x ∨ y) = x ∧ y, and their duals. Undefined if nothing changes. */
  private absorb(tag: Tag, dual: Tag, args: readonly Formula[]): Formula[] | undefined {
    let changed = false
    const present = new Set(args)
    const result: Formula[] = []
    for (const p of args) {
      if (this.tag(p) !== dual) {
        result.push(p)
        continue
      }
      const inner = this.args(p)
      if (inner.some((q) => present.has(q))) {
        changed = true
        continue
      }
      const kept = inner.filter((q) => {
        const n = this.negation[q]
        return n === undefined || !present.has(n)
      })
      if (kept.length === inner.length) result.push(p)
      else {
        changed = true
        result.push(tag === Tag.And ? this.or(kept) : this.and(kept))
      }
    }
    return changed ? result : undefined
  }

  /** (x ∧ a) ∨ (x ∧ b) = x ∧ (a ∨ b), and the dual, for what all dual arguments share. */
  private factor(tag: Tag, dual: Tag, args: readonly Formula[]): Formula[] | undefined {
    const inner: Formula[] = []
    const others: Formula[] = []
    for (const p of args) (this.tag(p) === dual ? inner : others).push(p)
    if (inner.length < 2) return undefined
    const lists = inner.map((p) => this.args(p))
    const common = shared(lists)
    if (common.length === 0) return undefined
    const rests = lists.map((list) => list.filter((x) => !common.includes(x)))
    if (tag === Tag.Or) return [...others, this.and([...common, this.or(rests.map((r) => this.and(r)))])]
    return [...others, this.or([...common, this.and(rests.map((r) => this.or(r)))])]
  }

  private node(tuple: number[]): Formula {
    const id = this.tuples.intern(tuple)
    if (id < this.flags.length && this.flags[id] !== undefined) return id
    const tag = tuple[0] as Tag
    let flags = 0
    if (tag === Tag.Schema) flags = HAS_SCHEMA
    else if (tag === Tag.Lift) flags = HAS_LIFT
    else if (tag === Tag.Outcome) flags = HAS_OUTCOME
    else if (tag > Tag.Outcome) flags = HAS_TYPED
    else if (tag === Tag.Not) flags = this.flags[tuple[1]!]!
    else for (let i = 1; i < tuple.length; i++) flags |= this.flags[tuple[i]!]!
    this.flags[id] = flags
    return id
  }
}

/** Sorts and removes what occurs twice, in place. */
function sortDistinct(list: number[]): void {
  let sorted = true
  for (let i = 1; i < list.length && sorted; i++) sorted = list[i - 1]! < list[i]!
  if (sorted) return
  list.sort((x, y) => x - y)
  let n = 1
  for (let i = 1; i < list.length; i++) if (list[i] !== list[n - 1]) list[n++] = list[i]!
  list.length = n
}

/** What all lists have in common; each is sorted. */
function shared(lists: readonly (readonly number[])[]): number[] {
  let common = lists[0]!.slice()
  for (let i = 1; i < lists.length && common.length > 0; i++) {
    const list = lists[i]!
    let at = 0
    common = common.filter((x) => {
      while (at < list.length && list[at]! < x) at++
      return list[at] === x
    })
  }
  return common
}
