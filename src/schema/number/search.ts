/**
 * Satisfiability of a conjunction of number literals: is there a continuation of the text that makes
 * the positive atoms true and the negative ones false? Breadth-first search over the product of the
 * automata, with all distances found kept.
 */
import { TupleInterner } from '../../automaton/interner.js'
import { LimitError } from '../../error/index.js'
import { classCount, textOfClass } from './alphabet.js'
import { type Atom, type AtomTable, FALSE, TRUE } from './atom-table.js'

/** What the search needs of the lexical side. */
export interface LexicalSide {
  stepClass(lex: number, cls: number): number
  lexComplete(lex: number): boolean
}

const UNKNOWN = -1
/** Alive, distance not known. */
const ALIVE = -2

export class Search {
  private readonly nodes = new TupleInterner()
  /** Bytes to the nearest end, Infinity if there is none. */
  private readonly distances: number[] = [Number.POSITIVE_INFINITY]
  private visits = new Int32Array(256)
  private round = 0

  constructor(
    private readonly table: AtomTable,
    private readonly lexical: LexicalSide,
    private readonly budget: number,
  ) {}

  get size(): number {
    return this.nodes.size
  }

  /** The node of a conjunction, 0 if it is plainly contradictory. */
  node(lex: number, positive: readonly Atom[], negative: readonly Atom[]): number {
    const p: number[] = []
    const n: number[] = []
    for (const a of positive) {
      if (a === FALSE) return 0
      if (a !== TRUE && !p.includes(a)) p.push(a)
    }
    for (const a of negative) {
      if (a === TRUE || p.includes(a)) return 0
      if (a !== FALSE && !n.includes(a)) n.push(a)
    }
    return this.intern(lex, p, n)
  }

  private intern(lex: number, p: number[], n: number[]): number {
    if (lex === 0) return 0
    if (p.length > 1) p.sort(ascending)
    if (n.length > 1) n.sort(ascending)
    const id = this.nodes.intern([lex, p.length, ...p, ...n])
    if (id === this.distances.length) this.distances.push(this.endsHere(lex, p, n) ? 0 : UNKNOWN)
    return id
  }

  private endsHere(lex: number, p: readonly number[], n: readonly number[]): boolean {
    if (!this.lexical.lexComplete(lex)) return false
    for (const a of p) if (!this.table.ends(a)) return false
    for (const a of n) if (this.table.ends(a)) return false
    return true
  }

  /** The node after one more byte class, 0 if it is plainly dead. */
  step(node: number, cls: number): number {
    const { nodes, table } = this
    const lex = this.lexical.stepClass(nodes.at(node, 0), cls)
    if (lex === 0) return 0
    const length = nodes.lengthOf(node)
    const split = 2 + nodes.at(node, 1)
    const p: number[] = []
    const n: number[] = []
    for (let i = 2; i < split; i++) {
      const a = table.step(nodes.at(node, i), cls)
      if (a === FALSE) return 0
      if (a !== TRUE && !p.includes(a)) p.push(a)
    }
    for (let i = split; i < length; i++) {
      const a = table.step(nodes.at(node, i), cls)
      if (a === TRUE || p.includes(a)) return 0
      if (a !== FALSE && !n.includes(a)) n.push(a)
    }
    return this.intern(lex, p, n)
  }

  /** @throws LimitError */
  satisfiable(node: number): boolean {
    const answer = this.trySatisfiable(node, this.budget)
    if (answer === undefined) throw this.exhausted()
    return answer
  }

  /** The answer if it takes at most `budget` states, undefined otherwise. */
  trySatisfiable(node: number, budget: number): boolean | undefined {
    const d = this.distances[node]!
    if (d !== UNKNOWN) return d !== Number.POSITIVE_INFINITY
    const found = this.explore(node, false, budget)
    return Number.isNaN(found) ? undefined : found !== Number.POSITIVE_INFINITY
  }

  /** Length in bytes of the shortest continuation, Infinity if there is none. */
  shortest(node: number): number {
    const found = this.tryShortest(node, this.budget)
    if (found === undefined) throw this.exhausted()
    return found
  }

  tryShortest(node: number, budget: number): number | undefined {
    const d = this.distances[node]!
    if (d >= 0) return d
    const found = this.explore(node, true, budget)
    return Number.isNaN(found) ? undefined : found
  }

  /** True if the number can end here. */
  ended(node: number): boolean {
    return this.distances[node] === 0
  }

  /** Known to be without continuation. */
  dead(node: number): boolean {
    return this.distances[node] === Number.POSITIVE_INFINITY
  }

  /** Records an answer found by other means. */
  note(node: number, alive: boolean): void {
    if (this.distances[node]! < 0) this.distances[node] = alive ? ALIVE : Number.POSITIVE_INFINITY
  }

  lexOf(node: number): number {
    return this.nodes.at(node, 0)
  }

  positiveOf(node: number): Atom[] {
    return this.nodes.tail(node, 2).slice(0, this.nodes.at(node, 1))
  }

  negativeOf(node: number): Atom[] {
    return this.nodes.tail(node, 2).slice(this.nodes.at(node, 1))
  }

  witness(node: number): string | undefined {
    let left = this.shortest(node)
    if (left === Number.POSITIVE_INFINITY) return undefined
    let text = ''
    let at = node
    while (left > 0) {
      let cls = 0
      for (; cls < classCount; cls++) {
        const next = this.step(at, cls)
        // The search for the distance noted those along its path.
        if (next !== 0 && this.distances[next] === left - 1) {
          at = next
          break
        }
      }
      text += textOfClass[cls]
      left--
    }
    return text
  }

  /**
   * A continuation from `node`, depth first through those states only whose relaxed twin is alive (the
   * twin is of the same text, under fewer demands); undefined if there is none, null if the budget ends.
   */
  guided(node: number, twin: number, budget: number): string | undefined | null {
    const stack: [number, number, string][] = [[node, twin, '']]
    const met = new Set([node])
    for (let spent = 0; stack.length > 0; spent++) {
      if (spent >= budget) return null
      const [at, other, text] = stack.pop()!
      if (this.distances[at] === 0) return text
      for (let cls = classCount - 1; cls >= 0; cls--) {
        const next = this.step(at, cls)
        if (next === 0 || met.has(next)) continue
        const relaxed = this.step(other, cls)
        if (relaxed === 0) continue
        const alive = this.trySatisfiable(relaxed, budget)
        if (alive === undefined) return null
        if (!alive) continue
        met.add(next)
        stack.push([next, relaxed, text + textOfClass[cls]!])
      }
    }
    return undefined
  }

  private exhausted(): LimitError {
    return new LimitError('Whether a number can satisfy all its constraints could not be decided.', {
      code: 'limit-number-search',
      limit: 'numberSearch',
      value: this.budget,
      hint: 'Simplify the combination of multipleOf with other number keywords.',
    })
  }

  /** Breadth first from `start`: the distance (any finite number if not `exact`), NaN if the budget ends. */
  private explore(start: number, exact: boolean, budget: number): number {
    const { distances } = this
    const queue = [start]
    const depth = [0]
    const parent = [-1]
    const round = ++this.round
    this.mark(start, round)
    let best = Number.POSITIVE_INFINITY
    let bestAt = -1
    let bestEnd = 0
    for (let i = 0; i < queue.length && depth[i]! + 1 < best; i++) {
      if (i >= budget) return Number.NaN
      for (let cls = 0; cls < classCount; cls++) {
        const next = this.step(queue[i]!, cls)
        if (next === 0) continue
        const d = distances[next]!
        if (d === Number.POSITIVE_INFINITY) continue
        if (d >= 0 || (d === ALIVE && !exact)) {
          const total = depth[i]! + 1 + Math.max(d, 0)
          if (total < best) {
            best = total
            bestAt = i
            bestEnd = d
          }
          if (!exact) break
          continue
        }
        if (this.mark(next, round)) {
          queue.push(next)
          depth.push(depth[i]! + 1)
          parent.push(i)
        }
      }
      if (!exact && bestAt >= 0) break
    }
    if (bestAt < 0) {
      for (const node of queue) distances[node] = Number.POSITIVE_INFINITY
      return best
    }
    for (let i = bestAt, d = bestEnd; i >= 0; i = parent[i]!) {
      if (exact) distances[queue[i]!] = ++d
      else distances[queue[i]!] = ALIVE
    }
    return best
  }

  /** True if the node was not yet met in this round. */
  private mark(node: number, round: number): boolean {
    if (node >= this.visits.length) {
      const visits = new Int32Array(Math.max(node + 1, this.visits.length * 2))
      visits.set(this.visits)
      this.visits = visits
    }
    if (this.visits[node] === round) return false
    this.visits[node] = round
    return true
  }
}

function ascending(a: number, b: number): number {
  return a - b
}
