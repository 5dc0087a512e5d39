/**
 * Conjunctions of string literals, decided exactly: lengths, words of sets, and regular expressions. Costs are bytes to
 * the closing quote, without it.
 */
import { Heap } from '../regex/heap.js'
import { type Expr, spelledBytes, textBytes } from '../regex/index.js'
import type { Context } from './context.js'
import { type Formula, Tag } from './formula.js'
import { stringAtomExpr } from './strings.js'

const NONE = Number.POSITIVE_INFINITY

/** The search that strings are part of. */
export interface StringTheoryHost {
  /** Off: any string will do, and the cost is only a lower bound. */
  readonly minimize: boolean
  tick(): void
}

/** The cost of a string of which some atoms are true and some are not; Infinity if there is none. */
export function stringCube(
  context: Context,
  host: StringTheoryHost,
  positive: readonly Formula[],
  negative: readonly Formula[],
): number {
  const { formulas, pool, words } = context
  let low = 0
  let high = NONE
  let set = -1
  let excludes = false
  const exprs: number[] = []
  for (const x of positive) {
    const tag = formulas.tag(x)
    if (tag === Tag.Length) low = Math.max(low, formulas.a(x))
    else if (tag === Tag.Words && set < 0) set = formulas.a(x)
    else exprs.push(stringAtomExpr(context, x))
  }
  for (const x of negative) {
    if (formulas.tag(x) === Tag.Length) high = Math.min(high, formulas.a(x) - 1)
    else {
      excludes = true
      exprs.push(pool.not(stringAtomExpr(context, x)))
    }
  }
  if (low > high) return NONE
  const ranged = low > 0 || high < NONE
  if (set < 0 && exprs.length === 0) return low
  if (set >= 0 && exprs.length === 0 && !ranged) return words.shortest(set)
  // Finitely many excluded words cannot exhaust what has no longest text.
  if (set < 0 && high === NONE && !host.minimize && excludes && exprs.length === negative.length) {
    if (negative.every((x) => formulas.tag(x) === Tag.Words)) return low
  }
  if (ranged) exprs.push(pool.repeat(pool.charClass([0, 0x10ffff]), low, high))
  if (!host.minimize) {
    if (set >= 0) exprs.push(pool.wordSet(set))
    return pool.isEmpty(pool.andOf(exprs)) ? NONE : low
  }
  if (set >= 0) return cheapestWord(context, host, set, pool.andOf(exprs))
  const word = pool.cheapest(pool.andOf(exprs))
  return word === undefined ? NONE : textBytes(word)
}

/** Bytes of the cheapest word below a node that is in e, by best-first search. */
function cheapestWord(context: Context, host: StringTheoryHost, set: number, e: Expr): number {
  const { pool, words } = context
  const nodes = [set]
  const exprs = [e]
  const costs = [0]
  const reached = new Set<number>()
  const heap = new Heap()
  heap.push(words.shortest(set), 0)
  while (heap.size > 0) {
    host.tick()
    const at = heap.pop()
    const node = nodes[at]!
    const expr = exprs[at]!
    if (heap.key === costs[at] && words.ends(node) && pool.nullable(expr)) return heap.key
    if (words.ends(node) && pool.nullable(expr)) {
      nodes.push(node)
      exprs.push(expr)
      costs.push(costs[at]!)
      heap.push(costs[at]!, nodes.length - 1)
    }
    const key = node * 67108864 + expr
    if (reached.has(key)) continue
    reached.add(key)
    for (const point of words.firsts(node)) {
      const next = pool.derive(expr, point)
      if (next === 0) continue
      const child = words.child(node, point)
      const cost = costs[at]! + spelledBytes(point)
      nodes.push(child)
      exprs.push(next)
      costs.push(cost)
      heap.push(cost + words.shortest(child), nodes.length - 1)
    }
  }
  return NONE
}
