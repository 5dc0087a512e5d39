import type { Expr, ExprPool } from '../../regex/index.js'
import {
  cannotExport,
  choice,
  EMPTY,
  isNothing,
  NOTHING,
  type Plain,
  reference,
  repeat,
  sequence,
  set,
} from './plain.js'

/** Most states of an automaton that is written out. */
const MAX_STATES = 3000
/** Most parts of an expression that states are eliminated into. */
const MAX_PARTS = 400

/** A deterministic automaton over code points, without dead ends. State 0 is the start. */
export interface CharAutomaton {
  readonly accepting: boolean[]
  /** Per state: where the characters of a set lead. */
  readonly edges: { readonly label: Plain; readonly to: number }[][]
}

/** The texts of a regular expression that have an encoding. */
export function automatonOf(pool: ExprPool, e: Expr): CharAutomaton {
  const numbers = new Map<Expr, number>([[e, 0]])
  const order = [e]
  const accepting: boolean[] = []
  const edges: CharAutomaton['edges'] = []
  for (let i = 0; i < order.length; i++) {
    const from = order[i]!
    if (pool.isCapturing(from)) {
      throw cannotExport('A back-reference has no equal in other notations.', 'Write the alternatives out.')
    }
    accepting.push(pool.nullable(from))
    const { starts, classes } = pool.partition(from)
    const byTarget = new Map<Expr, number[]>()
    for (let k = 0; k < starts.length; k++) {
      const to = pool.deriveClass(from, classes[k]!)
      if (to === 0 || pool.isUnwritable(to)) continue
      const ranges = byTarget.get(to)
      const hi = k + 1 < starts.length ? starts[k + 1]! - 1 : 0x10ffff
      if (ranges === undefined) byTarget.set(to, [starts[k]!, hi])
      else if (ranges.at(-1)! + 1 === starts[k]) ranges[ranges.length - 1] = hi
      else ranges.push(starts[k]!, hi)
    }
    const row: { label: Plain; to: number }[] = []
    for (const [to, ranges] of byTarget) {
      const label = set(ranges)
      if (isNothing(label)) continue
      let number = numbers.get(to)
      if (number === undefined) {
        number = order.push(to) - 1
        numbers.set(to, number)
        if (number >= MAX_STATES) {
          throw cannotExport(`A pattern has more than ${MAX_STATES} states.`, 'Simplify the pattern.')
        }
      }
      row.push({ label, to: number })
    }
    edges.push(row)
  }
  return { accepting, edges }
}

/**
 * An expression for the texts that lead from state 0 to an accepting one; undefined if it grows too large. A matcher that
 * tries alternatives in order, and repeats as often as it can, finds the longest match first.
 */
export function eliminated(automaton: CharAutomaton): Plain | undefined {
  const n = automaton.accepting.length
  if (n > 200) return undefined
  // State n is the only accepting one. arcs[i].get(j): what leads from i to j.
  const arcs: Map<number, Plain>[] = Array.from({ length: n + 1 }, () => new Map())
  const into: Set<number>[] = Array.from({ length: n + 1 }, () => new Set())
  const join = (from: number, to: number, label: Plain): void => {
    const before = arcs[from]!.get(to)
    // What passes a state that is left comes first: no other way to the end that matches goes further.
    arcs[from]!.set(to, before === undefined ? label : choice([label, before]))
    into[to]!.add(from)
  }
  automaton.edges.forEach((row, from) => {
    for (const { label, to } of row) join(from, to, label)
    if (automaton.accepting[from]) join(from, n, EMPTY)
  })
  const left = new Set(Array.from({ length: n - 1 }, (_, i) => i + 1))
  while (left.size > 0) {
    let best = -1
    let least = Infinity
    for (const k of left) {
      const cost = into[k]!.size * arcs[k]!.size
      if (cost <= least) [best, least] = [k, cost]
    }
    left.delete(best)
    const loop = arcs[best]!.get(best)
    const round = loop === undefined ? EMPTY : repeat(loop, 0, Infinity)
    for (const from of into[best]!) {
      if (from === best) continue
      const before = arcs[from]!.get(best)!
      arcs[from]!.delete(best)
      for (const [to, after] of arcs[best]!) {
        if (to === best) continue
        join(from, to, sequence(before, round, after))
        if (partsOf(arcs[from]!.get(to)!) > MAX_PARTS) return undefined
      }
    }
    for (const to of arcs[best]!.keys()) into[to]!.delete(best)
    arcs[best]!.clear()
  }
  const loop = arcs[0]!.get(0)
  return sequence(loop === undefined ? EMPTY : repeat(loop, 0, Infinity), arcs[0]!.get(n) ?? NOTHING)
}

export function partsOf(e: Plain): number {
  switch (e.kind) {
    case 'sequence':
    case 'choice':
      return e.items.reduce((sum, item) => sum + partsOf(item), 1)
    case 'repeat':
      return 1 + partsOf(e.item)
    case 'difference':
      return 1 + partsOf(e.item) + partsOf(e.without)
    default:
      return 1
  }
}

/** One rule per state; returns what stands for state 0. `name` gives a state's rule its name. */
export function rightLinear(
  automaton: CharAutomaton,
  rules: Map<string, Plain>,
  name: (state: number) => string,
): Plain {
  const names = automaton.edges.map((row, i) => (row.length === 0 ? '' : name(i)))
  automaton.edges.forEach((row, i) => {
    if (row.length === 0) return
    const items = row.map(({ label, to }) => sequence(label, names[to] === '' ? EMPTY : reference(names[to]!)))
    rules.set(names[i]!, choice(automaton.accepting[i] ? [...items, EMPTY] : items))
  })
  if (names[0] === '') return automaton.accepting[0] ? EMPTY : NOTHING
  return reference(names[0]!)
}
