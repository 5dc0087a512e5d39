/**
 * Conjunctions of array literals in closed form: item lists, sizes, one `contains` counter, and values
 * that must (or must not all) differ. Costs are bytes to the closing bracket, included.
 */
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'

const NONE = Number.POSITIVE_INFINITY

/** What the theory asks of the satisfiability test. */
export interface ArrayTheoryHost {
  readonly minimize: boolean
  /** Cost of a value, Infinity if there is none. */
  closedValue(f: Formula): number
  /** Formula of the next item and the formula it leaves behind; both free of outer leaves. */
  nextItem(items: Formula): { item: Formula; rest: Formula }
  /** Up to `limit` distinct values of a formula, as canonical texts; undefined if there are that many without counting. */
  distinct(f: Formula, limit: number): string[] | undefined
  constLeaf(canonical: string): Formula
  tick(): void
}

interface Literals {
  low: number
  high: number
  /** Conjunction of the item lists. */
  items: Formula
  lists: number[]
  /** Items from this index on are alike. */
  horizon: number
  contains: { item: Formula; min: number; max: number } | undefined
  unique: Formula[]
  repeated: Formula[]
}

/** Cost of the rest of the array; undefined if the literals are beyond the closed forms. */
export function arrayCube(
  context: Context,
  host: ArrayTheoryHost,
  positive: readonly Formula[],
  negative: readonly Formula[],
  first: boolean,
): number | undefined {
  const literals = read(context, positive, negative)
  if (!literals) return undefined
  if (literals.low > literals.high) return NONE
  const { unique, repeated, contains } = literals
  if (contains) return unique.length + repeated.length > 0 ? undefined : withContains(context, host, literals, first)
  if (unique.length > 0 && repeated.length > 0) return undefined
  if (unique.length > 0) return allDifferent(context, host, literals, first)
  if (repeated.length > 0) return repeated.length > 1 ? undefined : someEqual(context, host, literals, first)
  return plain(host, literals, literals.low, first)
}

function read(context: Context, positive: readonly Formula[], negative: readonly Formula[]): Literals | undefined {
  const { formulas, lists } = context
  const items: Formula[] = []
  const result: Literals = {
    low: 0,
    high: NONE,
    items: TRUE,
    lists: [],
    horizon: 0,
    contains: undefined,
    unique: [],
    repeated: [],
  }
  const counter = (item: Formula) => {
    if (result.contains && result.contains.item !== item) return undefined
    result.contains ??= { item, min: 0, max: NONE }
    return result.contains
  }
  for (const x of positive) {
    const a = formulas.a(x)
    const b = formulas.b(x)
    switch (formulas.tag(x)) {
      case Tag.Size:
        result.low = Math.max(result.low, a)
        break
      case Tag.Items:
        items.push(x)
        result.lists.push(a)
        result.horizon = Math.max(result.horizon, lists[a]!.prefix.length - b)
        break
      case Tag.Unique:
        result.unique.push(x)
        break
      default: {
        const c = counter(a)
        if (!c) return undefined
        c.min = Math.max(c.min, b)
      }
    }
  }
  for (const x of negative) {
    switch (formulas.tag(x)) {
      case Tag.Size:
        result.high = Math.min(result.high, formulas.a(x) - 1)
        break
      case Tag.Contains: {
        const c = counter(formulas.a(x))
        if (!c) return undefined
        c.max = Math.min(c.max, formulas.b(x) - 1)
        break
      }
      case Tag.Unique:
        result.repeated.push(x)
        break
      default:
        return undefined
    }
  }
  result.items = formulas.and(items)
  return result
}

/** `count` items, each the cheapest its place allows. */
function plain(host: ArrayTheoryHost, { items, horizon }: Literals, count: number, first: boolean): number {
  let total = 1
  let at = items
  for (let i = 0; i < count; i++) {
    host.tick()
    const { item, rest } = host.nextItem(at)
    const cost = host.closedValue(item)
    if (cost === NONE) return NONE
    if (i >= horizon) return total + (count - i) * (cost + 1) - (first && i === 0 ? 1 : 0)
    total += cost + (first && i === 0 ? 0 : 1)
    at = rest
  }
  return total
}

function withContains(context: Context, host: ArrayTheoryHost, literals: Literals, first: boolean): number {
  const { formulas } = context
  const { low, high, horizon } = literals
  const { item: wanted, min, max } = literals.contains!
  if (min > max) return NONE
  /** Per number of hits, the cost of the items so far. */
  let costs: number[] = [0]
  let best = NONE
  const consider = (cost: number, count: number): void => {
    if (cost < NONE) best = Math.min(best, cost + 1 - (first && count > 0 ? 1 : 0))
  }
  let at = literals.items
  for (let i = 0; ; i++) {
    host.tick()
    if (i >= low && i <= high) {
      for (let hits = min; hits < costs.length && hits <= max; hits++) consider(costs[hits]!, i)
    }
    const { item, rest } = host.nextItem(at)
    const hit = host.closedValue(formulas.and2(item, wanted)) + 1
    const miss = host.closedValue(formulas.and2(item, formulas.not(wanted))) + 1
    if (i >= horizon) {
      for (let hits = 0; hits < costs.length; hits++) {
        const before = costs[hits]!
        if (before === NONE) continue
        const missing = Math.max(0, min - hits)
        const count = Math.max(low - i, missing)
        if (i + count > high) continue
        const others = count - missing
        if ((missing === 0 || hit < NONE) && (others === 0 || miss < NONE) && hits + missing <= max) {
          consider(before + (missing && missing * hit) + (others && others * miss), i + count)
        }
        if (hit < NONE && hits + count <= max) consider(before + (count && count * hit), i + count)
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
    at = rest
  }
}

/** Items that differ from each other and from the values remembered: a matching of places and values. */
function allDifferent(context: Context, host: ArrayTheoryHost, literals: Literals, first: boolean): number {
  const { formulas, lists, valueSets, values } = context
  const { low } = literals
  // An item still being read takes one of the values too.
  const awaited = literals.unique.some((x) => formulas.b(x) === 1) ? 1 : 0
  if (low === 0) return 1
  const taken = new Set(literals.unique.flatMap((x) => valueSets.tail(formulas.a(x), 0)))
  const excluded = formulas.and([...taken].map((v) => formulas.not(host.constLeaf(values[v]!))))
  const needed = low + awaited
  const choices: string[][] = []
  let at = literals.items
  let abundant: { cost: number } | undefined
  let total = 1
  for (let i = 0; i < low; i++) {
    host.tick()
    const { item, rest } = host.nextItem(at)
    const formula = formulas.and2(item, excluded)
    if (formula === FALSE) return NONE
    if (!abundant || i <= literals.horizon) {
      const found = host.distinct(formula, needed)
      abundant = undefined
      if (found === undefined || (found.length >= needed && !host.minimize)) {
        abundant = { cost: host.closedValue(formula) }
      } else choices.push(found)
    }
    if (abundant) {
      // Distinct values may have to be longer than the cheapest one.
      total += abundant.cost + String(i).length + 1
    }
    at = rest
    if (i >= literals.horizon && !abundant) {
      for (let j = i + 1; j < low; j++) choices.push(choices[choices.length - 1]!)
      break
    }
  }
  // After a list of its own schemas the item being read may have any domain: then it is not counted.
  const alike = literals.lists.every((list) => lists[list]!.prefix.length === 0)
  if (awaited && alike && choices.length > 0) choices.push(choices[choices.length - 1]!)
  const owner = new Map<string, number>()
  const assign = (place: number, tried: Set<string>): boolean => {
    for (const value of choices[place]!) {
      if (tried.has(value)) continue
      tried.add(value)
      const holder = owner.get(value)
      if (holder === undefined || assign(holder, tried)) {
        owner.set(value, place)
        return true
      }
    }
    return false
  }
  for (let place = 0; place < choices.length; place++) if (!assign(place, new Set())) return NONE
  for (const [value, place] of owner) if (place < low) total += utf8Length(value) + 1
  return total - (first ? 1 : 0)
}

/** At least two equal items, or one equal to a value remembered. */
function someEqual(context: Context, host: ArrayTheoryHost, literals: Literals, first: boolean): number {
  const { formulas, valueSets, values } = context
  const { low, high, horizon } = literals
  const [set, awaited] = [formulas.a(literals.repeated[0]!), formulas.b(literals.repeated[0]!) === 1]
  const items: Formula[] = []
  let at = literals.items
  for (let i = 0; i <= horizon + 1 && i < high; i++) {
    const { item, rest } = host.nextItem(at)
    items.push(item)
    at = rest
  }
  const known = valueSets.tail(set, 0).map((v) => host.constLeaf(values[v]!))
  let best = NONE
  const pair = (last: number, cost: number): void => {
    if (cost === NONE || last + 1 > high) return
    const others = plain(host, literals, Math.max(low, last + 1), first)
    if (others < NONE) best = Math.min(best, others + cost)
  }
  items.forEach((item, i) => {
    // The item being read may turn out to be any value that the next one allows.
    if (awaited) pair(i, host.closedValue(item))
    for (const value of known) pair(i, host.closedValue(formulas.and2(item, value)))
    for (let j = 0; j < i; j++) pair(i, 2 * host.closedValue(formulas.and2(items[j]!, item)))
  })
  return best
}

function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0)!
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return bytes
}
