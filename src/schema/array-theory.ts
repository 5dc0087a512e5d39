/**
 * Conjunctions of array literals, decided exactly: item lists (kept or broken), sizes, counters of
 * `contains`, and values that must, or must not all, differ. Costs are bytes to the closing bracket,
 * included.
 *
 * Items are independent of each other except through counters and through equality. Without equality the
 * rest of an array is a walk through the counters. Where all items must differ it is a matching of places
 * and values of least cost; a place need only know as many of its cheapest values as there are places.
 * Where two must be equal, one pair is chosen and the rest is free. An item that is still being read is
 * one more place, whose values are those that its text can still become.
 */
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { cheapestMatching, type MatchingGroup } from './matching.js'

const NONE = Number.POSITIVE_INFINITY
/** Subsets of counters and broken lists that one item may be told apart by. */
const maxDistinctions = 6
/** Steps of one question; what takes more is called possible. */
const maxWork = 100_000
/** Ways to fill the places that are looked at. */
const maxPlans = 2000
/** Values tried for an item in progress and a later item that equals it. */
const maxShared = 40

/** A value of a formula and its bytes. Without an id it stands for one of very many, different from all others. */
export interface Candidate {
  readonly value: number | undefined
  readonly cost: number
}

/** The item that is being read while the rest of its array is judged. */
export interface PendingItem {
  /** Bytes to its end as a value that satisfies a formula (over schema leaves) too; any finite number unless minimising. */
  cost(f: Formula): number
  /** The value that such an end leads to. */
  value(f: Formula): number
  /** Bytes that any of its values takes in full. */
  readonly least: number
  /** True if all its values take as many bytes in full as they take from here, up to a constant. */
  readonly steady: boolean
}

/** What the theory asks of the satisfiability test. */
export interface ArrayTheoryHost {
  readonly minimize: boolean
  /** Cost of a value, Infinity if there is none. */
  closedValue(f: Formula): number
  /** Formula of the next item and the formula it leaves behind; both free of outer leaves. */
  nextItem(items: Formula): { item: Formula; rest: Formula }
  /** The cheapest values of a formula in ascending order, up to `limit` of them; unless minimising, any values. */
  cheapest(f: Formula, limit: number): readonly Candidate[]
  /** The formula of the values in a set, by their ids. */
  among(values: readonly number[]): Formula
  /** What is asked of every item that is compared with others. */
  comparable(): Formula
  /** Called when a question was given up and answered with "possible". */
  gaveUp(): void
  tick(): void
}

interface Counter {
  readonly item: Formula
  min: number
  max: number
}

interface Literals {
  low: number
  high: number
  /** Conjunction of the item lists. */
  items: Formula
  /** Item lists that some item must break. */
  broken: Formula[]
  /** Items from this index on are alike. */
  horizon: number
  counters: Counter[]
  /** Values that further items differ from, beside differing from each other; undefined without such a rule. */
  unique: readonly number[] | undefined
  /** Values of which one must come again, unless two further items are equal; undefined without such a rule. */
  repeated: readonly number[] | undefined
  /** The item being read counts among the values of `unique` or `repeated`. */
  awaited: boolean
}

/** The rest of an array of which some literals hold and others do not; undefined if they are beyond this theory. */
export function arrayCube(
  context: Context,
  host: ArrayTheoryHost,
  positive: readonly Formula[],
  negative: readonly Formula[],
  first: boolean,
): ArrayCube | undefined {
  const literals = read(context, positive, negative)
  if (literals.counters.length + literals.broken.length > maxDistinctions) return undefined
  return new ArrayCube(context, host, literals, first)
}

/** True if the value of the item being read makes a difference to the rest of the array, as far as that is plain to see. */
export function awaitedMatters(
  context: Context,
  host: ArrayTheoryHost,
  positive: readonly Formula[],
  negative: readonly Formula[],
): boolean {
  const literals = read(context, positive, negative)
  if (!literals.awaited || literals.low > literals.high) return false
  if (literals.repeated) return true
  if (literals.counters.length > 0 || literals.broken.length > 0) return true
  if (literals.low === 0) return false
  if (host.minimize) return true
  const { formulas } = context
  const others = literals.unique!.length === 0 ? TRUE : formulas.not(host.among(literals.unique!))
  let at = literals.items
  for (let i = 0; i < literals.low && i <= Math.max(0, literals.horizon); i++) {
    const { item, rest } = host.nextItem(at)
    if (host.cheapest(formulas.and2(item, others), literals.low + 1).length <= literals.low) return true
    at = rest
  }
  return false
}

function read(context: Context, positive: readonly Formula[], negative: readonly Formula[]): Literals {
  const { formulas, lists, valueSets } = context
  const items: Formula[] = []
  const result: Literals = {
    low: 0,
    high: NONE,
    items: TRUE,
    broken: [],
    horizon: 0,
    counters: [],
    unique: undefined,
    repeated: undefined,
    awaited: false,
  }
  const counter = (item: Formula): Counter => {
    let found = result.counters.find((c) => c.item === item)
    if (!found) {
      found = { item, min: 0, max: NONE }
      result.counters.push(found)
    }
    return found
  }
  const list = (x: Formula): void => {
    result.horizon = Math.max(result.horizon, lists[formulas.a(x)]!.prefix.length - formulas.b(x))
  }
  const values = (x: Formula): number[] => {
    if (formulas.b(x) === 1) result.awaited = true
    return valueSets.tail(formulas.a(x), 0)
  }
  for (const x of positive) {
    const a = formulas.a(x)
    switch (formulas.tag(x)) {
      case Tag.Size:
        result.low = Math.max(result.low, a)
        break
      case Tag.Items:
        items.push(x)
        list(x)
        break
      case Tag.Unique:
        result.unique = values(x)
        break
      default: {
        const c = counter(a)
        c.min = Math.max(c.min, formulas.b(x))
      }
    }
  }
  for (const x of negative) {
    const a = formulas.a(x)
    switch (formulas.tag(x)) {
      case Tag.Size:
        result.high = Math.min(result.high, a - 1)
        break
      case Tag.Items:
        result.broken.push(x)
        list(x)
        break
      case Tag.Unique:
        result.repeated = values(x)
        break
      default: {
        const c = counter(a)
        c.max = Math.min(c.max, formulas.b(x) - 1)
      }
    }
  }
  result.items = formulas.and(items)
  return result
}

interface Place {
  readonly item: Formula
  /** What each broken list asks of the item here; breaking it means the contrary. */
  readonly broken: readonly Formula[]
}

/** A kind of item at a place: which counters it raises and which lists it breaks, as bits, and its bytes. */
interface Choice {
  readonly hits: number
  readonly breaks: number
  readonly cost: number
}

/** One way to fill the places with different values. */
interface Plan {
  readonly length: number
  /** The cost if the awaited value takes none of the values. */
  readonly free: number
  readonly values: readonly number[]
  without(value: number): number
}

/** One way in which a later item equals the awaited one. */
interface Repetition {
  readonly item: Formula
  /** Cost of all the other items. */
  readonly others: number
}

export class ArrayCube {
  private readonly places: Place[] = []
  private readonly itemFormulas = new Map<number, Formula>()
  private next: { items: Formula; broken: Formula[] }
  private work = 0
  private readonly impossible: boolean
  private plans: Plan[] | undefined
  private repetitions: { alone: number; awaited: Repetition[] } | undefined

  constructor(
    private readonly context: Context,
    private readonly host: ArrayTheoryHost,
    private readonly literals: Literals,
    private readonly first: boolean,
  ) {
    this.next = { items: literals.items, broken: literals.broken }
    const { low, high, counters, unique, repeated } = literals
    this.impossible =
      low > high || counters.some((c) => c.min > c.max) || (unique !== undefined && repeated !== undefined)
  }

  /** Bytes of the rest, and of the pending item if there is one. */
  cost(pending?: PendingItem): number {
    if (this.impossible) return NONE
    // A cube is asked again for every beginning of an item: each question has its own budget.
    this.work = 0
    const { unique, repeated, awaited } = this.literals
    if (pending && !awaited) {
      const own = pending.cost(TRUE)
      return own === NONE ? NONE : own + this.cost()
    }
    if (unique) return this.allDifferent(unique, pending)
    return repeated ? this.someEqual(repeated, pending) : this.fill()
  }

  private place(i: number): Place {
    const { host } = this
    const index = Math.min(i, this.literals.horizon)
    while (this.places.length <= index) {
      host.tick()
      const own = host.nextItem(this.next.items)
      const others = this.next.broken.map((x) => host.nextItem(x))
      const compared = this.literals.unique ?? this.literals.repeated
      const item = compared ? this.context.formulas.and2(own.item, host.comparable()) : own.item
      this.places.push({ item, broken: others.map((x) => x.item) })
      this.next = { items: own.rest, broken: others.map((x) => x.rest) }
    }
    return this.places[index]!
  }

  /** The formula of an item at a place that breaks some lists and, where it matters, hits exactly some counters. */
  private itemFormula(i: number, hits: number, breaks: number, exact: boolean): Formula {
    const key = ((Math.min(i, this.literals.horizon) * 64 + hits) * 64 + breaks) * 2 + (exact ? 1 : 0)
    const known = this.itemFormulas.get(key)
    if (known !== undefined) return known
    const { formulas } = this.context
    const { item, broken } = this.place(i)
    const parts = [item]
    this.literals.counters.forEach((c, j) => {
      if (hits & (1 << j)) {
        if (exact || c.min > 0) parts.push(c.item)
      } else if (exact || c.max < NONE) parts.push(formulas.not(c.item))
    })
    broken.forEach((x, j) => {
      if (breaks & (1 << j)) parts.push(formulas.not(x))
    })
    const result = formulas.and(parts)
    this.itemFormulas.set(key, result)
    return result
  }

  private choices(i: number, also: Formula = TRUE): Choice[] {
    const { formulas } = this.context
    const { counters, broken } = this.literals
    const result: Choice[] = []
    for (let hits = 0; hits < 1 << counters.length; hits++) {
      for (let breaks = 0; breaks < 1 << broken.length; breaks++) {
        const f = formulas.and2(this.itemFormula(i, hits, breaks, false), also)
        const cost = f === FALSE ? NONE : this.host.closedValue(f)
        if (cost < NONE) result.push({ hits, breaks, cost })
      }
    }
    return result
  }

  /** More items than this are never needed. */
  private longest(fixed: number): number {
    const { low, high, horizon, counters, broken } = this.literals
    const wanted = counters.reduce((n, c) => n + c.min, broken.length)
    return Math.min(high, Math.max(low, fixed, horizon) + wanted)
  }

  /**
   * The cheapest items without regard to equality. `fixed` says what may come at some places, whose items
   * must be there.
   */
  private fill(fixed: ReadonlyMap<number, readonly Choice[]> = new Map()): number {
    const { counters, broken, low, horizon } = this.literals
    if (broken.length === 0 && fixed.size === 0) {
      if (counters.length === 0) return this.plain()
      if (counters.length === 1) return this.oneCounter(counters[0]!)
    }
    const least = Math.max(low, ...[...fixed.keys()].map((i) => i + 1))
    const longest = this.longest(least)
    const ceilings = counters.map((c) => (c.max < longest ? c.max : c.min))
    const all = (1 << broken.length) - 1
    const complete = (state: readonly number[]) =>
      state[counters.length] === all && counters.every((c, j) => state[j]! >= c.min)
    let layer = new Map<string, { state: number[]; cost: number }>()
    layer.set('', { state: [...counters.map(() => 0), 0], cost: 1 })
    let best = NONE
    let alike: Choice[] | undefined
    for (let i = 0; ; i++) {
      if (i >= least) {
        for (const { state, cost } of layer.values()) if (cost < best && complete(state)) best = cost
        if (best < NONE && !this.host.minimize) return best
      }
      if (i >= longest || layer.size === 0) return best
      let choices: readonly Choice[] | undefined = fixed.get(i)
      if (!choices) {
        choices = i >= horizon ? alike : undefined
        choices ??= this.choices(i)
        if (i >= horizon) alike = choices as Choice[]
      }
      const after: typeof layer = new Map()
      for (const { state, cost } of layer.values()) {
        for (const choice of choices) {
          if (++this.work > maxWork) return this.giveUp()
          const total = cost + choice.cost + (this.first && i === 0 ? 0 : 1)
          if (total >= best) continue
          const next = [...state]
          let within = true
          for (let j = 0; j < counters.length; j++) {
            if ((choice.hits & (1 << j)) === 0) continue
            if (next[j]! < ceilings[j]!) next[j]!++
            else if (counters[j]!.max < longest) within = false
          }
          if (!within) continue
          next[counters.length]! |= choice.breaks
          const key = next.join()
          const known = after.get(key)
          if (!known || total < known.cost) after.set(key, { state: next, cost: total })
        }
      }
      layer = after
    }
  }

  /** What is not decided is taken as possible. */
  private giveUp(): number {
    this.host.gaveUp()
    return this.literals.low * 2 + 1
  }

  /** `low` items, each the cheapest its place allows. */
  private plain(): number {
    const { low, horizon } = this.literals
    let total = this.first && low > 0 ? 0 : 1
    for (let i = 0; i < low; i++) {
      const cost = this.host.closedValue(this.place(i).item)
      if (cost === NONE) return NONE
      if (i >= horizon) return total + (low - i) * (cost + 1)
      total += cost + 1
    }
    return total
  }

  /** The closed form for one counter: behind the prefix it is a question of how many of each kind. */
  private oneCounter({ min, max }: Counter): number {
    const { low, high, horizon } = this.literals
    /** Per number of hits, the cost of the items so far. */
    let costs: number[] = [0]
    let best = NONE
    const consider = (cost: number, count: number): void => {
      if (cost < NONE) best = Math.min(best, cost + 1 - (this.first && count > 0 ? 1 : 0))
    }
    for (let i = 0; ; i++) {
      this.host.tick()
      if (i >= low && i <= high) {
        for (let hits = min; hits < costs.length && hits <= max; hits++) consider(costs[hits]!, i)
      }
      const hit = this.host.closedValue(this.itemFormula(i, 1, 0, true)) + 1
      const miss = this.host.closedValue(this.itemFormula(i, 0, 0, true)) + 1
      if (i >= horizon) {
        for (let hits = 0; hits < costs.length; hits++) {
          const before = costs[hits]!
          if (before === NONE) continue
          const needed = Math.max(0, min - hits)
          const count = Math.max(low - i, needed)
          if (i + count > high || hits + needed > max) continue
          // Items beyond the hits needed are hits as long as that is cheaper and there may be more of them.
          const more = hit < miss ? Math.min(count - needed, max - hits - needed) : 0
          for (const extra of [more, Math.min(count - needed, max - hits - needed)]) {
            const others = count - needed - extra
            if ((needed + extra > 0 && hit === NONE) || (others > 0 && miss === NONE)) continue
            const cost = (needed + extra > 0 ? (needed + extra) * hit : 0) + (others > 0 ? others * miss : 0)
            consider(before + cost, i + count)
          }
        }
        return best
      }
      if (i >= high) return best
      const next: number[] = new Array(costs.length + 1).fill(NONE)
      for (let hits = 0; hits < costs.length; hits++) {
        next[hits] = Math.min(next[hits]!, costs[hits]! + miss)
        next[hits + 1] = Math.min(next[hits + 1]!, costs[hits]! + hit)
      }
      costs = next
    }
  }

  // --- equal items

  /** At least two equal items, or one equal to a value that came before. */
  private someEqual(known: readonly number[], pending: PendingItem | undefined): number {
    const { host } = this
    const own = pending ? pending.cost(TRUE) : 0
    if (own === NONE) return NONE
    this.repetitions ??= this.repeat(known)
    let best = own + this.repetitions.alone
    if (!pending) return best
    for (const { item, others } of this.repetitions.awaited) {
      if (own + pending.least + others >= best) continue
      best = Math.min(best, this.shared(pending, item) + others)
      if (best < NONE && !host.minimize) break
    }
    return best
  }

  private repeat(known: readonly number[]): { alone: number; awaited: Repetition[] } {
    const { host } = this
    const { high, horizon, awaited } = this.literals
    const repetitions: Repetition[] = []
    let alone = NONE
    const enough = () => alone < NONE && !host.minimize
    const consider = (fixed: Map<number, readonly Choice[]>): void => {
      if (!enough()) alone = Math.min(alone, this.fill(fixed))
    }
    // Places behind the prefix are alike: two of them stand for all.
    for (let i = 0; i <= horizon + 1 && i < high && !enough(); i++) {
      if (known.length > 0) {
        const again = this.choices(i, host.among(known))
        if (again.length > 0) consider(new Map([[i, again]]))
      }
      for (let earlier = 0; earlier < i; earlier++) {
        for (const { hits, breaks } of this.choices(i, this.place(earlier).item)) {
          // The value is the same, so it hits the same counters, but the lists it breaks are those of either place.
          for (const there of this.choices(earlier, this.itemFormula(i, hits, breaks, false))) {
            if (there.hits !== hits) continue
            consider(
              new Map([
                [earlier, [there]],
                [i, [{ hits, breaks, cost: there.cost }]],
              ]),
            )
          }
        }
      }
      if (!awaited) continue
      for (const { hits, breaks } of this.choices(i)) {
        const others = this.fill(new Map([[i, [{ hits, breaks, cost: 0 }]]]))
        if (others < NONE) repetitions.push({ item: this.itemFormula(i, hits, breaks, false), others })
      }
    }
    return { alone, awaited: repetitions }
  }

  /** Bytes of the end of the pending item and of a later item of formula f that equals it. */
  private shared(pending: PendingItem, f: Formula): number {
    const { host } = this
    const { formulas } = this.context
    if (host.closedValue(f) === NONE) return NONE
    const least = Math.max(host.closedValue(f), pending.least)
    let best = NONE
    const tried: number[] = []
    for (;;) {
      const left = tried.length === 0 ? f : formulas.and2(f, formulas.not(host.among(tried)))
      const own = pending.cost(left)
      if (own === NONE || own + least >= best) return best
      if (!host.minimize) return own + least
      const value = pending.value(left)
      best = Math.min(best, own + host.closedValue(formulas.and2(f, host.among([value]))))
      if (pending.steady) return best
      tried.push(value)
      if (tried.length <= maxShared) continue
      host.gaveUp()
      return best
    }
  }

  // --- different items

  private allDifferent(known: readonly number[], pending: PendingItem | undefined): number {
    const { host } = this
    const { low, counters, broken } = this.literals
    const own = pending ? pending.cost(TRUE) : 0
    if (own === NONE) return NONE
    if (low === 0 && broken.length === 0 && counters.every((c) => c.min === 0)) return own + 1
    this.plans ??= this.makePlans(known)
    let best = NONE
    for (const plan of this.plans) {
      if (own + plan.free >= best) break
      best = Math.min(best, pending ? this.planned(plan, pending) : plan.free)
      if (best < NONE && !host.minimize) break
    }
    return best
  }

  /** The ways to fill the places, the cheapest first. */
  private makePlans(known: readonly number[]): Plan[] {
    const { host } = this
    const { low, counters, broken, awaited } = this.literals
    const plans: Plan[] = []
    const simple = broken.length === 0 && counters.every((c) => c.min === 0)
    const longest = simple ? low : this.longest(low)
    // Without an awaited value the cheapest plan is the answer, and unless minimising any plan.
    let limit = NONE
    const possible = (length: number): Plan[] => {
      plans.push({ length, free: this.giveUp(), values: [], without: () => NONE })
      return plans.sort((x, y) => x.free - y.free)
    }
    for (let length = low; length <= longest && 2 * length < limit; length++) {
      const ways = this.breakings(length)
      if (!ways) return possible(length)
      for (const breaks of ways) {
        for (const counts of this.countsOf(length)) {
          if (++this.work > maxPlans) return possible(length)
          host.tick()
          const plan = this.plan(known, length, breaks, counts)
          if (plan.free === NONE) continue
          plans.push(plan)
          if (awaited) continue
          if (!host.minimize) return plans
          limit = Math.min(limit, plan.free)
        }
      }
    }
    return plans.sort((x, y) => x.free - y.free)
  }

  /** The ways to say which of `length` places breaks which list, as bits per place; undefined if they are too many. */
  private breakings(length: number): Map<number, number>[] | undefined {
    const { broken, horizon } = this.literals
    let ways: Map<number, number>[] = [new Map()]
    for (let j = 0; j < broken.length; j++) {
      const more: Map<number, number>[] = []
      for (const way of ways) {
        // Behind the prefix one place that is still free and those that break something stand for all.
        for (let i = 0; i < Math.min(length, horizon + broken.length); i++) {
          more.push(new Map([...way, [i, (way.get(i) ?? 0) | (1 << j)]]))
        }
      }
      ways = more
      if (ways.length > maxWork) return undefined
    }
    return ways
  }

  /** The numbers of items per set of counters hit (as bits) that the counters allow. */
  private *countsOf(length: number): Generator<number[]> {
    const { counters } = this.literals
    const kinds = 1 << counters.length
    const counts: number[] = new Array(kinds).fill(0)
    const fits = () =>
      counters.every((c, j) => {
        let hits = 0
        for (let kind = 0; kind < kinds; kind++) if (kind & (1 << j)) hits += counts[kind]!
        return hits >= c.min && hits <= c.max
      })
    const from = function* (kind: number, left: number): Generator<number[]> {
      if (kind === kinds - 1) {
        counts[kind] = left
        if (fits()) yield counts
        return
      }
      for (let n = 0; n <= left; n++) {
        counts[kind] = n
        yield* from(kind + 1, left - n)
      }
    }
    yield* from(0, length)
  }

  private plan(
    known: readonly number[],
    length: number,
    breaks: ReadonlyMap<number, number>,
    counts: readonly number[],
  ): Plan {
    const { host } = this
    const { formulas } = this.context
    const others = known.length === 0 ? TRUE : formulas.not(host.among(known))
    const needed = length + (this.literals.awaited ? 1 : 0)
    const groups: { size: number; kinds: (readonly Candidate[])[] }[] = []
    const byFormulas = new Map<string, number>()
    const { horizon } = this.literals
    for (let i = 0; i < length; i++) {
      if (i > horizon && (breaks.get(i) ?? 0) === 0) {
        // Alike from here on, except for the places that break a list, which come first.
        const rest = [...breaks.keys()].filter((b) => b > i).length
        if (rest === 0) {
          const last = byFormulas.get(this.placeKey(i, 0, counts))
          if (last !== undefined) {
            groups[last]!.size += length - i
            break
          }
        }
      }
      const key = this.placeKey(i, breaks.get(i) ?? 0, counts)
      const alike = byFormulas.get(key)
      if (alike !== undefined) {
        groups[alike]!.size++
        continue
      }
      byFormulas.set(key, groups.length)
      const kinds = counts.map((count, hits) => {
        if (count === 0) return []
        const f = formulas.and2(this.itemFormula(i, hits, breaks.get(i) ?? 0, true), others)
        return f === FALSE ? [] : host.cheapest(f, needed)
      })
      groups.push({ size: 1, kinds })
    }
    const values = new Set<number>()
    for (const g of groups) for (const k of g.kinds) for (const c of k) if (c.value !== undefined) values.add(c.value)
    const fixedCounts = [...counts]
    const matching = (without: number): number => {
      const left: MatchingGroup[] = groups.map(({ size, kinds }) => ({
        size,
        kinds: without < 0 ? kinds : kinds.map((k) => k.filter((c) => c.value !== without)),
      }))
      const cost = cheapestMatching(left, fixedCounts)
      return cost === NONE ? NONE : cost + length + 1 - (this.first && length > 0 ? 1 : 0)
    }
    const costs = new Map<number, number>()
    return {
      length,
      free: matching(-1),
      values: [...values],
      without: (value) => {
        let cost = costs.get(value)
        if (cost === undefined) {
          cost = matching(value)
          costs.set(value, cost)
        }
        return cost
      },
    }
  }

  /** A plan together with the awaited item, which takes a value of its own. */
  private planned({ free, values, without }: Plan, pending: PendingItem): number {
    const { host } = this
    if (values.length === 0) return pending.cost(TRUE) + free
    const elsewhere = pending.cost(this.context.formulas.not(host.among(values)))
    let best = elsewhere + free
    // Values that are dear to lose do not matter if others are as near.
    const open = [...values]
    while (open.length > 0 && !(best < NONE && !host.minimize)) {
      const f = host.among(open)
      const own = pending.cost(f)
      if (own === NONE || own + free >= best) break
      const value = pending.value(f)
      best = Math.min(best, own + without(value))
      open.splice(open.indexOf(value), 1)
    }
    return best
  }

  private placeKey(i: number, breaks: number, counts: readonly number[]): string {
    return counts.map((count, hits) => (count === 0 ? 0 : this.itemFormula(i, hits, breaks, true))).join()
  }
}
