/**
 * Conjunctions of object literals in closed form: property tables (kept or broken), required and forbidden
 * keys, numbers of members, rules for names. Costs are bytes to the closing brace, included.
 */

import { codePoints, textBytes } from '../regex/index.js'
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import type { Members } from './members.js'

const NONE = Number.POSITIVE_INFINITY

/** Which keys of an object cannot come any more, and whether a member was written already. */
export interface ObjectPlace {
  readonly taken: (key: number) => boolean
  readonly first: boolean
}

/** A conjunction of property tables, required keys and an upper bound of members. */
export interface PlainObject {
  readonly tables: readonly number[]
  readonly required: ReadonlySet<number>
  readonly high: number
}

/** What the theory asks of the satisfiability test. */
export interface ObjectTheoryHost {
  readonly minimize: boolean
  /** Cost of a value, Infinity if there is none. */
  closedValue(f: Formula): number
  /** f as a conjunction of literals; undefined if it is none. */
  literals(f: Formula): { positive: Formula[]; negative: Formula[] } | undefined
  tick(): void
}

export class ObjectTheory {
  private readonly plains = new Map<Formula, PlainObject | null>()
  private readonly askedKeys = new Map<Formula, ReadonlySet<number> | null>()

  constructor(
    private readonly context: Context,
    private readonly members: Members,
    private readonly host: ObjectTheoryHost,
  ) {}

  /** An object formula that only lists property tables, required keys and at most a number of members; else null. */
  plain(f: Formula): PlainObject | null {
    const known = this.plains.get(f)
    if (known !== undefined) return known
    const { formulas } = this.context
    const tables: number[] = []
    const required = new Set<number>()
    let high = NONE
    let plain = f > TRUE
    for (const x of !plain ? [] : formulas.tag(f) === Tag.And ? formulas.args(f) : [f]) {
      const tag = formulas.tag(x)
      if (tag === Tag.Has) required.add(formulas.a(x))
      else if (tag === Tag.Props) tables.push(formulas.a(x))
      else if (tag === Tag.Not && formulas.tag(formulas.a(x)) === Tag.Count) {
        high = Math.min(high, formulas.a(formulas.a(x)) - 1)
      } else {
        plain = false
        break
      }
    }
    const result = plain ? { tables, required, high } : null
    this.plains.set(f, result)
    return result
  }

  /** True if which keys are taken can matter beyond the keys that are still required. */
  dependsOnTaken(f: Formula): boolean {
    if (this.plain(f)) return false
    const { formulas } = this.context
    const literals = this.host.literals(f)
    if (!literals) return true
    for (const x of literals.positive) if (formulas.tag(x) === Tag.Count) return true
    for (const x of literals.negative) if (formulas.tag(x) !== Tag.Count) return true
    return false
  }

  /**
   * True if a conjunction bounds the number of members, and more of its conjuncts ask for keys of their own:
   * conjuncts that share no key need one each. (Trying all combinations would be exponential.)
   */
  needsMoreKeysThanAllowed(f: Formula): boolean {
    const { formulas } = this.context
    if (formulas.tag(f) !== Tag.And) return false
    let high = NONE
    const asked: ReadonlySet<number>[] = []
    for (const x of formulas.args(f)) {
      const inner = formulas.tag(x) === Tag.Not ? formulas.a(x) : x
      if (inner !== x && formulas.tag(inner) === Tag.Count) high = Math.min(high, formulas.a(inner) - 1)
    }
    if (high === NONE) return false
    for (const x of formulas.args(f)) {
      const keys = this.keysAskedFor(x)
      if (keys) asked.push(keys)
    }
    if (asked.length <= high) return false
    asked.sort((x, y) => x.size - y.size)
    const used = new Set<number>()
    let needed = 0
    for (const keys of asked) {
      let apart = true
      for (const key of keys) if (used.has(key)) apart = false
      if (!apart) continue
      for (const key of keys) used.add(key)
      if (++needed > high) return true
    }
    return false
  }

  /** Keys of which at least one must come for f to hold; undefined if it may hold without. */
  private keysAskedFor(f: Formula): ReadonlySet<number> | undefined {
    if (f <= TRUE) return undefined
    const known = this.askedKeys.get(f)
    if (known !== undefined) return known ?? undefined
    const { formulas } = this.context
    let result: Set<number> | null = null
    switch (formulas.tag(f)) {
      case Tag.Has:
        result = new Set([formulas.a(f)])
        break
      case Tag.And:
        for (const x of formulas.args(f)) {
          const keys = this.keysAskedFor(x)
          if (keys && (!result || keys.size < result.size)) result = new Set(keys)
        }
        break
      case Tag.Or:
      case Tag.One:
        result = new Set()
        for (const x of formulas.args(f)) {
          const keys = this.keysAskedFor(x)
          if (!keys) {
            result = null
            break
          }
          for (const key of keys) result.add(key)
        }
    }
    this.askedKeys.set(f, result)
    return result ?? undefined
  }

  /** The key that most atoms ask for, and how many do; -1 if none asks for any. */
  mostAsked(f: Formula): { key: number; atoms: number } {
    const counts = new Map<number, number>()
    this.countKeys(f, counts, new Set())
    let key = -1
    let atoms = 0
    for (const [k, n] of counts) {
      if (n > atoms) {
        atoms = n
        key = k
      }
    }
    return { key, atoms }
  }

  /** How often each key is asked for by an atom of its own, shared subformulas counted once. */
  private countKeys(f: Formula, counts: Map<number, number>, seen: Set<Formula>): void {
    if (f <= TRUE || seen.has(f)) return
    const { formulas } = this.context
    if (!formulas.hasLocal(f)) return
    seen.add(f)
    if (formulas.isLeaf(f)) {
      const key = this.members.soleKey(f)
      if (key >= 0 && !counts.has(key)) counts.set(key, 1)
      return
    }
    const args = formulas.tag(f) === Tag.Not ? [formulas.a(f)] : formulas.args(f)
    for (const x of args) {
      const atom = formulas.tag(x) === Tag.Not ? formulas.a(x) : x
      const key = formulas.isLeaf(atom) ? this.members.soleKey(atom) : -1
      if (key >= 0) counts.set(key, (counts.get(key) ?? 0) + 1)
      else this.countKeys(x, counts, seen)
    }
  }

  /** Bytes of a key with its quotes and colon, and of the comma before it unless it is the first. */
  memberCost(key: number, first: boolean): number {
    return (first ? 0 : 1) + 3 + textBytes(codePoints(this.context.keyNames[key]!))
  }

  /**
   * A conjunction of object literals. Members are independent of each other and of their order, so this
   * chooses a set of keys: those required, one to violate each negated table or name rule, and as many
   * more as minProperties asks for.
   */
  cube(positive: readonly Formula[], negative: readonly Formula[], place: ObjectPlace): number {
    const { formulas } = this.context
    const required: number[] = []
    const forbidden = new Set<number>()
    const with_: number[] = []
    const names: number[] = []
    const violated: Formula[] = []
    let low = 0
    let high = NONE
    for (const x of positive) {
      const a = formulas.a(x)
      const tag = formulas.tag(x)
      if (tag === Tag.Has) required.push(a)
      else if (tag === Tag.Props) with_.push(a)
      else if (tag === Tag.Names) names.push(a)
      else low = Math.max(low, a)
    }
    for (const x of negative) {
      const a = formulas.a(x)
      const tag = formulas.tag(x)
      if (tag === Tag.Has) forbidden.add(a)
      else if (tag === Tag.Count) high = Math.min(high, a - 1)
      else violated.push(x)
    }
    if (required.length > high || low > high) return NONE
    const allowed = (key: number) =>
      !forbidden.has(key) && !place.taken(key) && names.every((e) => this.members.keyMatches(e, key))
    const child = (key: number) => formulas.and(with_.map((t) => this.members.tableChild(t, key)))
    const chosen = new Map<number, Formula>()
    for (const key of required) {
      if (!allowed(key)) return NONE
      chosen.set(key, child(key))
    }
    // Candidates beyond the required keys are looked at only where something depends on them.
    let candidates: number[] = []
    if (violated.length > 0 || low > chosen.size) {
      const f = formulas.and([...positive, ...negative])
      const profile = this.members.profile(f)
      const fresh = this.members
        .kinds(profile)
        .map((kind) => this.members.freshKey(kind.expr, place.taken, profile.isNamed, this.host.minimize))
        .filter((key) => key !== undefined)
      candidates = [...new Set([...required, ...profile.named, ...fresh])].filter(allowed)
    }
    const memberCosts = (): number => {
      let total = 1
      let first = place.first
      for (const [key, formula] of chosen) {
        total += this.host.closedValue(formula)
        if (total === NONE) return NONE
        if (this.host.minimize) total += this.memberCost(key, first)
        first = false
      }
      return total
    }
    const fill = (): number => {
      let total = memberCosts()
      if (total === NONE || chosen.size >= low) return total
      const profile = this.members.profile(formulas.and([...positive, ...negative]))
      const extra: number[] = []
      let missing = low - chosen.size
      for (const key of profile.named) {
        if (chosen.has(key) || !allowed(key)) continue
        const cost = this.memberCost(key, false) + this.host.closedValue(child(key))
        if (cost < NONE) extra.push(cost)
        if (!this.host.minimize && extra.length >= missing) break
      }
      if (extra.length < missing || this.host.minimize) {
        for (const { expr: kind } of this.members.kinds(profile)) {
          const more: number[] = []
          while (extra.length + more.length < missing || (this.host.minimize && more.length < missing)) {
            const taken = (key: number) => more.includes(key) || chosen.has(key) || place.taken(key)
            const key = this.members.freshKey(kind, taken, profile.isNamed, this.host.minimize)
            if (key === undefined || !allowed(key)) break
            const cost = this.memberCost(key, false) + this.host.closedValue(child(key))
            if (cost === NONE) break
            more.push(key)
            // Kinds without a finite language never run out: no need to count one by one.
            if (!this.host.minimize && this.context.pool.words(kind, 256) === undefined) {
              missing = 0
              break
            }
          }
          for (const key of more) extra.push(this.memberCost(key, false) + this.host.closedValue(child(key)))
          if (!this.host.minimize && extra.length >= missing) break
        }
      }
      if (extra.length < missing) return NONE
      extra.sort((x, y) => x - y)
      for (let i = 0; i < missing; i++) total += extra[i]!
      // No comma before the first member.
      return place.first && chosen.size === 0 && missing > 0 ? total - 1 : total
    }
    const violate = (i: number): number => {
      if (chosen.size > high) return NONE
      if (i === violated.length) return fill()
      this.host.tick()
      const x = violated[i]!
      const a = formulas.a(x)
      let best = NONE
      for (const key of candidates) {
        const before = chosen.get(key)
        let formula = before ?? child(key)
        if (formulas.tag(x) === Tag.Names) {
          if (this.members.keyMatches(a, key)) continue
        } else {
          formula = formulas.and2(formula, formulas.not(this.members.tableChild(a, key)))
        }
        if (formula === FALSE || this.host.closedValue(formula) === NONE) continue
        chosen.set(key, formula)
        best = Math.min(best, violate(i + 1))
        if (before === undefined) chosen.delete(key)
        else chosen.set(key, before)
        if (best < NONE && !this.host.minimize) return best
      }
      return best
    }
    if (violated.length === 0 && low <= chosen.size) return chosen.size > high ? NONE : memberCosts()
    return violate(0)
  }
}
