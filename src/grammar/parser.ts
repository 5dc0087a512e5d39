import { TupleInterner } from '../automaton/interner.js'
import { LimitError } from '../error/index.js'
import type { Rtn } from './rtn.js'

/** No stack at all. */
export const NOTHING = 0
/** The configuration set of a text that is no beginning of any word. */
export const FAILED = 0

/** Returns without reading in between that are followed backwards. */
const maxReturns = 2000
/** For keys made of two integers: the second is below this. */
const shift = 0x4000000

/**
 * All parses of a text at once (Tomita's generalised parsing on a recursive transition network, with sets of stacks as
 * hash-consed graphs).
 *
 * A set of stacks is a *node*: a tuple (return state, node, return state, node …) sorted by return state, read from the top of
 * the stack: below each return state lies any stack of the node beside it. Return state 0 is the bottom. Equal sets are
 * equal integers, as in a reduced decision diagram.
 *
 * A *configuration set* is a tuple (state, node, …) sorted by state: the states of the network that can read next, each with the
 * stacks it can have. State 0 in it says that the text so far is a word. Calls and returns that can be made
 * without reading are made, and states that read nothing left out, so that equal futures by construction are equal integers.
 */
export class Parser {
  /** Configurations at the beginning of the text. */
  readonly start: number
  private readonly nodes = new TupleInterner()
  private readonly sets = new TupleInterner()
  private readonly unions = new Map<number, number>()
  private readonly setUnions = new Map<number, number>()
  private readonly intersections = new Map<number, number>()
  private readonly setIntersections = new Map<number, number>()
  /** Per configuration set: the next one by symbol, -1 where it is not known. */
  private readonly rows: (Int32Array | undefined)[] = [undefined]
  private readonly allowedOf: (Uint32Array | undefined)[] = [undefined]
  /** Stacks of the states of the set that is being made; NOTHING where the state is not in it. */
  private readonly stacks: Int32Array
  private readonly touched: number[] = []
  private readonly callees: Uint8Array
  private ends = false
  /** Whether a set is being made. */
  private making = false
  readonly bottom: number

  constructor(
    readonly rtn: Rtn,
    private readonly limits: { readonly stacks: number; readonly parses: number },
  ) {
    this.stacks = new Int32Array(rtn.states)
    this.callees = new Uint8Array(rtn.procedures.length + 1)
    this.bottom = this.nodes.intern([0, 0])
    this.begin()
    this.ends = rtn.nullable
    if (rtn.start > 0) this.add(rtn.start, this.bottom)
    this.start = this.finish()
  }

  /** Number of configuration sets so far. */
  get size(): number {
    return this.sets.size
  }

  get nodeCount(): number {
    return this.nodes.size
  }

  /** Pairs of sets of which the union or intersection is known. */
  get memoSize(): number {
    return this.unions.size + this.setUnions.size + this.intersections.size + this.setIntersections.size
  }

  /** The set after a symbol, FAILED if it cannot follow. */
  advance(set: number, symbol: number): number {
    if (set === FAILED) return FAILED
    const row = this.rowOf(set)
    const known = row[symbol]!
    if (known >= 0) return known
    const next = this.read(set, symbol)
    row[symbol] = next
    return next
  }

  /** Whether the text so far is a word. */
  accepts(set: number): boolean {
    return set !== FAILED && this.sets.at(set, 0) === 0
  }

  /** The symbols that can follow: bit s is words[s >>> 5] >>> (s & 31) & 1. Not to be modified. */
  allowed(set: number): Uint32Array {
    const known = this.allowedOf[set]
    if (known) return known
    const { rtn, sets } = this
    const words = new Uint32Array((rtn.symbolCount + 31) >>> 5)
    for (let i = sets.lengthOf(set) - 2; i >= 0; i -= 2) {
      const q = sets.at(set, i)
      for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) {
        const symbol = rtn.symbols[e]!
        words[symbol >>> 5]! |= 1 << (symbol & 31)
      }
    }
    this.allowedOf[set] = words
    return words
  }

  /** The configurations of either set. */
  union(a: number, b: number): number {
    if (a === b || b === FAILED) return a
    if (a === FAILED) return b
    const key = pair(a, b)
    const known = this.setUnions.get(key)
    if (known !== undefined) return known
    const united = this.sets.intern(this.merge(this.sets, a, b))
    this.setUnions.set(key, united)
    return united
  }

  /** The configurations of both sets: states with the stacks that they have in both. */
  intersection(a: number, b: number): number {
    if (a === b || a === FAILED || b === FAILED) return a === b ? a : FAILED
    const key = pair(a, b)
    const known = this.setIntersections.get(key)
    if (known !== undefined) return known
    const { sets } = this
    const common: number[] = []
    const n = sets.lengthOf(a)
    const m = sets.lengthOf(b)
    for (let i = 0, j = 0; i < n && j < m; ) {
      const p = sets.at(a, i)
      const q = sets.at(b, j)
      if (p === q) {
        const stacks = p === 0 ? NOTHING : this.commonOf(sets.at(a, i + 1), sets.at(b, j + 1))
        if (p === 0 || stacks !== NOTHING) common.push(p, stacks)
      }
      if (p <= q) i += 2
      if (q <= p) j += 2
    }
    const made = common.length === 0 ? FAILED : this.sets.intern(common)
    this.setIntersections.set(key, made)
    return made
  }

  /** The configurations of a set whose state and return state on top pass a test; of state 0 it is asked with 0. */
  filter(set: number, passes: (state: number, top: number) => boolean): number {
    if (set === FAILED) return FAILED
    const { sets, nodes } = this
    const kept: number[] = []
    let all = true
    for (let i = 0, length = sets.lengthOf(set); i < length; i += 2) {
      const q = sets.at(set, i)
      const node = sets.at(set, i + 1)
      if (q === 0) {
        if (passes(0, 0)) kept.push(0, 0)
        else all = false
        continue
      }
      const tuple: number[] = []
      const width = nodes.lengthOf(node)
      for (let k = 0; k < width; k += 2) {
        if (passes(q, nodes.at(node, k))) tuple.push(nodes.at(node, k), nodes.at(node, k + 1))
      }
      if (tuple.length < width) all = false
      if (tuple.length > 0) kept.push(q, tuple.length === width ? node : this.node(tuple))
    }
    if (all) return set
    return kept.length === 0 ? FAILED : sets.intern(kept)
  }

  /** The configurations of a set from which the symbol leads to some configuration of another one. */
  before(set: number, symbol: number, to: number): number {
    if (set === FAILED || to === FAILED) return FAILED
    const { rtn, sets } = this
    const stacksOf = new Map<number, number>()
    for (let i = 0, length = sets.lengthOf(to); i < length; i += 2) stacksOf.set(sets.at(to, i), sets.at(to, i + 1))
    const memo = new Map<number, number>()
    const kept: number[] = []
    for (let i = 0, length = sets.lengthOf(set); i < length; i += 2) {
      const q = sets.at(set, i)
      const r = targetOf(rtn, q, symbol)
      if (r === 0) continue
      const stacks = this.leading(r, sets.at(set, i + 1), stacksOf, memo, 0)
      if (stacks !== NOTHING) kept.push(q, stacks)
    }
    return kept.length === 0 ? FAILED : sets.intern(kept)
  }

  /** The stacks of a node with which a state leads, without reading, to a state with one of the stacks it has in `stacksOf`. */
  private leading(
    r: number,
    node: number,
    stacksOf: ReadonlyMap<number, number>,
    memo: Map<number, number>,
    depth: number,
  ): number {
    const key = r * shift + node
    const known = memo.get(key)
    if (known !== undefined) return known
    if (depth > maxReturns) throw passed('returns', maxReturns, 'returns at once')
    const { rtn, nodes } = this
    const own = stacksOf.get(r)
    let found = own === undefined || own === NOTHING ? NOTHING : this.commonOf(node, own)
    for (let i = rtn.callStart[r]!; i < rtn.callStart[r + 1]! && found !== node; i++) {
      const back = rtn.returns[i]!
      const stacks = back === 0 ? node : this.push(back, node)
      let below = this.leading(rtn.callees[i]!, stacks, stacksOf, memo, depth + 1)
      if (below !== NOTHING && back !== 0) below = nodes.at(below, 1)
      if (below !== NOTHING) found = found === NOTHING ? below : this.unionOf(found, below)
    }
    if (rtn.final[r] === 1 && found !== node) {
      const tuple: number[] = []
      for (let i = 0, length = nodes.lengthOf(node); i < length; i += 2) {
        const y = nodes.at(node, i)
        if (y === 0) {
          if (stacksOf.has(0)) tuple.push(0, 0)
          continue
        }
        const below = this.leading(y, nodes.at(node, i + 1), stacksOf, memo, depth + 1)
        if (below !== NOTHING) tuple.push(y, below)
      }
      if (tuple.length > 0) {
        const returned = this.node(tuple)
        found = found === NOTHING ? returned : this.unionOf(found, returned)
      }
    }
    memo.set(key, found)
    return found
  }

  /** Number of configurations: states, each with its set of stacks. */
  lengthOf(set: number): number {
    return set === FAILED ? 0 : this.sets.lengthOf(set) >>> 1
  }

  stateAt(set: number, i: number): number {
    return this.sets.at(set, 2 * i)
  }

  stackAt(set: number, i: number): number {
    return this.sets.at(set, 2 * i + 1)
  }

  /** Number of different return states on top of a stack of the node. */
  width(node: number): number {
    return node === NOTHING ? 0 : this.nodes.lengthOf(node) >>> 1
  }

  returnAt(node: number, i: number): number {
    return this.nodes.at(node, 2 * i)
  }

  belowAt(node: number, i: number): number {
    return this.nodes.at(node, 2 * i + 1)
  }

  private rowOf(set: number): Int32Array {
    let row = this.rows[set]
    if (row === undefined) {
      row = new Int32Array(this.rtn.symbolCount).fill(-1)
      while (this.rows.length <= set) this.rows.push(undefined)
      this.rows[set] = row
    }
    return row
  }

  private read(set: number, symbol: number): number {
    const { rtn, sets } = this
    this.begin()
    for (let i = 0, length = sets.lengthOf(set); i < length; i += 2) {
      const q = sets.at(set, i)
      const to = targetOf(rtn, q, symbol)
      if (to > 0) this.add(to, sets.at(set, i + 1))
    }
    if (this.touched.length > 0) return this.finish()
    this.making = false
    return FAILED
  }

  private begin(): void {
    // If a limit was passed the last one was left half made.
    if (this.making) {
      for (const q of this.touched) this.stacks[q] = NOTHING
      this.callees.fill(0)
    }
    this.making = true
    this.touched.length = 0
    this.ends = false
  }

  /** Adds stacks to a state of the set being made; whether that changed it. */
  private add(q: number, node: number): boolean {
    const before = this.stacks[q]!
    if (before === NOTHING) {
      this.touched.push(q)
      this.stacks[q] = node
      const rank = this.rtn.rank[q]!
      if (rank > 0) this.callees[rank] = 1
      return true
    }
    const after = this.unionOf(before, node)
    this.stacks[q] = after
    return after !== before
  }

  /** Makes all returns and calls, and interns what can read. */
  private finish(): number {
    const { rtn, stacks, touched } = this
    const work = touched.slice()
    while (work.length > 0) {
      const q = work.pop()!
      if (rtn.final[q] === 0) continue
      const node = stacks[q]!
      for (let i = 0, width = this.width(node); i < width; i++) {
        const r = this.returnAt(node, i)
        if (r === 0) this.ends = true
        else if (this.add(r, this.belowAt(node, i))) work.push(r)
      }
    }
    // Starts of procedures come by rank, so that all stacks of a caller are known when it calls.
    for (let i = touched.length - 1; i >= 0; i--) if (rtn.rank[touched[i]!] === 0) this.call(touched[i]!)
    for (let rank = 1; rank < this.callees.length; rank++) {
      if (this.callees[rank] === 0) continue
      this.callees[rank] = 0
      this.call(rtn.procedures[rank - 1]!.start)
    }
    const tuple: number[] = this.ends ? [0, 0] : []
    touched.sort((a, b) => a - b)
    for (const q of touched) {
      if (rtn.symbolStart[q] !== rtn.symbolStart[q + 1]) tuple.push(q, stacks[q]!)
      stacks[q] = NOTHING
    }
    this.making = false
    if (tuple.length === 0) return FAILED
    if (tuple.length > 2 * this.limits.parses)
      throw passed('parses', this.limits.parses, 'ways of reading a text at once')
    return this.sets.intern(tuple)
  }

  private call(q: number): void {
    const { rtn } = this
    for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) {
      const r = rtn.returns[i]!
      this.add(rtn.callees[i]!, r === 0 ? this.stacks[q]! : this.push(r, this.stacks[q]!))
    }
  }

  private push(r: number, node: number): number {
    return this.node([r, node])
  }

  private node(tuple: readonly number[]): number {
    const id = this.nodes.intern(tuple)
    if (id > this.limits.stacks) throw passed('stacks', this.limits.stacks, 'sets of stacks')
    return id
  }

  private unionOf(a: number, b: number): number {
    if (a === b) return a
    const known = this.unions.get(pair(a, b))
    if (known !== undefined) return known
    // Stacks can be deep: what a union needs is united first, without recursion.
    const work = [a, b]
    while (work.length > 0) {
      const y = work[work.length - 1]!
      const x = work[work.length - 2]!
      const before = work.length
      if (!this.unions.has(pair(x, y))) {
        this.missing(x, y, work)
        if (work.length > before) continue
        this.unions.set(pair(x, y), this.node(this.merge(this.nodes, x, y)))
      }
      work.length = before - 2
    }
    return this.unions.get(pair(a, b))!
  }

  /** The stacks of both nodes. */
  private commonOf(a: number, b: number): number {
    if (a === b) return a
    const known = this.intersections.get(pair(a, b))
    if (known !== undefined) return known
    const { nodes, intersections } = this
    // Without recursion, as unions.
    const work = [a, b]
    while (work.length > 0) {
      const y = work[work.length - 1]!
      const x = work[work.length - 2]!
      const before = work.length
      if (intersections.has(pair(x, y))) {
        work.length = before - 2
        continue
      }
      const tuple: number[] = []
      for (let i = 0, j = 0; i < nodes.lengthOf(x) && j < nodes.lengthOf(y); ) {
        const p = nodes.at(x, i)
        const q = nodes.at(y, j)
        if (p === q) {
          const left = nodes.at(x, i + 1)
          const right = nodes.at(y, j + 1)
          const below = left === right ? left : intersections.get(pair(left, right))
          if (below === undefined) work.push(left, right)
          else if (p === 0 || below !== NOTHING) tuple.push(p, below)
        }
        if (p <= q) i += 2
        if (q <= p) j += 2
      }
      if (work.length > before) continue
      intersections.set(pair(x, y), tuple.length === 0 ? NOTHING : this.node(tuple))
      work.length = before - 2
    }
    return intersections.get(pair(a, b))!
  }

  /** Appends the pairs of nodes whose unions the union of two nodes is made of, where they are not known. */
  private missing(a: number, b: number, work: number[]): void {
    const { nodes } = this
    const n = nodes.lengthOf(a)
    const m = nodes.lengthOf(b)
    for (let i = 0, j = 0; i < n && j < m; ) {
      const x = nodes.at(a, i)
      const y = nodes.at(b, j)
      if (x === y && x !== 0) {
        const left = nodes.at(a, i + 1)
        const right = nodes.at(b, j + 1)
        if (left !== right && !this.unions.has(pair(left, right))) work.push(left, right)
      }
      if (x <= y) i += 2
      if (y <= x) j += 2
    }
  }

  private merge(tuples: TupleInterner, a: number, b: number): number[] {
    const merged: number[] = []
    const n = tuples.lengthOf(a)
    const m = tuples.lengthOf(b)
    let i = 0
    let j = 0
    while (i < n || j < m) {
      const x = i < n ? tuples.at(a, i) : shift
      const y = j < m ? tuples.at(b, j) : shift
      if (x < y) {
        merged.push(x, tuples.at(a, i + 1))
        i += 2
      } else if (y < x) {
        merged.push(y, tuples.at(b, j + 1))
        j += 2
      } else {
        merged.push(x, x === 0 ? 0 : this.unionOf(tuples.at(a, i + 1), tuples.at(b, j + 1)))
        i += 2
        j += 2
      }
    }
    return merged
  }
}

/** A key for two integers in any order. */
function pair(a: number, b: number): number {
  return a < b ? a * shift + b : b * shift + a
}

/** The state after a symbol, 0 if there is none. */
export function targetOf(rtn: Rtn, q: number, symbol: number): number {
  let low = rtn.symbolStart[q]!
  let high = rtn.symbolStart[q + 1]!
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rtn.symbols[middle]! < symbol) low = middle + 1
    else high = middle
  }
  return low < rtn.symbolStart[q + 1]! && rtn.symbols[low] === symbol ? rtn.targets[low]! : 0
}

function passed(limit: string, value: number, what: string): LimitError {
  return new LimitError(`The grammar needs more than ${value} ${what}.`, {
    code: `limit-${limit}`,
    limit,
    value,
    hint: `Raise limits.${limit}, or make the grammar less ambiguous.`,
  })
}
