import { TupleInterner } from '../automaton/interner.js'
import type { Rtn } from '../grammar/rtn.js'

/**
 * The network of a grammar with the stack cut off below its top: a finite automaton over terminals of which every run of
 * the real one is a run.
 *
 * An *element* is a state that reads with the return state on top of the stack, (q, y). Element 0 says that the text can end. A call
 * puts its return state on top; a return goes on in the state on top, above any return state that can lie there.
 * Sets of elements are interned bit sets: 0 is empty, every other a tuple of `width` words.
 */
export class Abstraction {
  private readonly width: number
  /** The elements at the beginning of a text. */
  readonly start: number
  /** The set of element 0 alone. */
  readonly ended: number
  private readonly sets = new TupleInterner()
  private readonly elementOf = new Map<number, number>()
  private readonly statesOf: number[] = [0]
  /** Per element and symbol it reads: the set it leads to. */
  private readonly next: Map<number, number>[] = [new Map()]
  private readonly memo = new Map<number, number>()
  private readonly paper: Int32Array

  constructor(private readonly rtn: Rtn) {
    const tops = topsOf(rtn)
    const closures = new Map<number, number[]>()
    const closure = (q: number, y: number): number[] => {
      const key = this.key(q, y)
      let found = closures.get(key)
      if (!found) {
        found = this.close(q, y, tops)
        closures.set(key, found)
      }
      return found
    }
    const begin = new Set<number>(rtn.nullable ? [0] : [])
    if (rtn.start > 0) for (const e of closure(rtn.start, 0)) begin.add(e)
    const leads: { symbol: number; to: number[] }[][] = [[]]
    // Elements are numbered when a closure first meets them; each is then looked at once.
    for (let e = 1; e < this.statesOf.length; e++) {
      const q = this.statesOf[e]! % rtn.states
      const y = Math.floor(this.statesOf[e]! / rtn.states)
      const own: { symbol: number; to: number[] }[] = []
      for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++) {
        own.push({ symbol: rtn.symbols[i]!, to: closure(rtn.targets[i]!, y) })
      }
      leads.push(own)
    }
    this.width = (this.statesOf.length + 31) >>> 5
    this.paper = new Int32Array(this.width)
    leads.forEach((own, e) => {
      this.next[e] = new Map(own.map(({ symbol, to }) => [symbol, this.setOf(to)]))
    })
    this.start = this.setOf([...begin])
    this.ended = this.setOf([0])
  }

  /** The set of the elements of a state of the parser: `pairs` are a state and a return state on top, 0 for the bottom. */
  setOfConfigurations(pairs: Iterable<readonly [number, number]>, ends: boolean): number {
    const found: number[] = ends ? [0] : []
    for (const [q, y] of pairs) {
      const e = this.elementOf.get(this.key(q, y))
      if (e !== undefined) found.push(e)
    }
    return this.setOf(found)
  }

  accepts(set: number): boolean {
    return set !== 0 && (this.sets.at(set, 0) & 1) === 1
  }

  union(a: number, b: number): number {
    if (a === b || b === 0) return a
    if (a === 0) return b
    const { width, sets, paper } = this
    for (let w = 0; w < width; w++) paper[w] = sets.at(a, w) | sets.at(b, w)
    return this.intern()
  }

  intersection(a: number, b: number): number {
    if (a === b) return a
    if (a === 0 || b === 0) return 0
    const { width, sets, paper } = this
    for (let w = 0; w < width; w++) paper[w] = sets.at(a, w) & sets.at(b, w)
    return this.intern()
  }

  meets(a: number, b: number): boolean {
    if (a === 0 || b === 0) return false
    const { width, sets } = this
    for (let w = 0; w < width; w++) if ((sets.at(a, w) & sets.at(b, w)) !== 0) return true
    return false
  }

  /** The elements behind a symbol. */
  step(set: number, symbol: number): number {
    if (set === 0) return 0
    const key = set * this.rtn.symbolCount + symbol
    const known = this.memo.get(key)
    if (known !== undefined) return known
    const { width, sets, paper } = this
    paper.fill(0)
    for (const e of this.list(set)) {
      const to = this.next[e]!.get(symbol)
      if (to !== undefined) for (let w = 0; w < width; w++) paper[w]! |= sets.at(to, w)
    }
    const after = this.intern()
    this.memo.set(key, after)
    return after
  }

  /** The elements of a set from which the symbol leads into `to`. */
  filter(set: number, symbol: number, to: number): number {
    if (set === 0 || to === 0) return 0
    const kept: number[] = []
    for (const e of this.list(set)) {
      const next = this.next[e]!.get(symbol)
      if (next !== undefined && this.meets(next, to)) kept.push(e)
    }
    return this.setOf(kept)
  }

  /** Whether some element of the set reads one of the symbols, given as bits. */
  reads(set: number, symbols: Uint32Array): boolean {
    for (const e of this.list(set)) {
      for (const symbol of this.next[e]!.keys()) if ((symbols[symbol >>> 5]! >>> (symbol & 31)) & 1) return true
    }
    return false
  }

  list(set: number): number[] {
    if (set === 0) return []
    const { width, sets } = this
    const found: number[] = []
    for (let w = 0; w < width; w++) {
      for (let bits = sets.at(set, w); bits !== 0; bits &= bits - 1) found.push(32 * w + 31 - Math.clz32(bits & -bits))
    }
    return found
  }

  private key(q: number, y: number): number {
    return y * this.rtn.states + q
  }

  private element(q: number, y: number): number {
    const key = this.key(q, y)
    let e = this.elementOf.get(key)
    if (e === undefined) {
      e = this.statesOf.length
      this.elementOf.set(key, e)
      this.statesOf.push(key)
    }
    return e
  }

  /** What can read, or end, from a state without reading before. */
  private close(q: number, y: number, tops: readonly (readonly number[])[]): number[] {
    const { rtn } = this
    const found = new Set<number>()
    const seen = new Set<number>()
    const work: number[] = []
    const visit = (state: number, top: number): void => {
      const key = top * rtn.states + state
      if (seen.has(key)) return
      seen.add(key)
      work.push(state, top)
    }
    visit(q, y)
    while (work.length > 0) {
      const top = work.pop()!
      const state = work.pop()!
      if (rtn.symbolStart[state] !== rtn.symbolStart[state + 1]) found.add(this.element(state, top))
      for (let i = rtn.callStart[state]!; i < rtn.callStart[state + 1]!; i++) {
        visit(rtn.callees[i]!, rtn.returns[i]! || top)
      }
      if (rtn.final[state] === 0) continue
      if (top === 0) found.add(0)
      else for (const below of tops[top]!) visit(top, below)
    }
    return [...found]
  }

  private setOf(elements: readonly number[]): number {
    this.paper.fill(0)
    for (const e of elements) this.paper[e >>> 5]! |= 1 << (e & 31)
    return this.intern()
  }

  /** The set that lies on the paper. */
  private intern(): number {
    return this.paper.some((word) => word !== 0) ? this.sets.intern(this.paper) : 0
  }
}

/** Per state: the return states that can be on top of the stack while it is in use, 0 for the bottom. */
function topsOf(rtn: Rtn): number[][] {
  const bodies = rtn.procedures.map(({ start }) => {
    const body = new Set([start])
    for (const q of body) {
      for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++) body.add(rtn.targets[i]!)
      for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) if (rtn.returns[i]! > 0) body.add(rtn.returns[i]!)
    }
    return body
  })
  const tops: Set<number>[] = Array.from({ length: rtn.states }, () => new Set<number>())
  const ofProcedure = new Map(
    rtn.procedures.map(({ start }) => [start, new Set<number>(start === rtn.start ? [0] : [])]),
  )
  for (let changed = true; changed; ) {
    changed = false
    rtn.procedures.forEach(({ start }, p) => {
      const own = ofProcedure.get(start)!
      for (const q of bodies[p]!) {
        for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) {
          const called = ofProcedure.get(rtn.callees[i]!)!
          const before = called.size
          if (rtn.returns[i]! > 0) called.add(rtn.returns[i]!)
          else for (const top of own) called.add(top)
          if (called.size !== before) changed = true
        }
      }
    })
  }
  rtn.procedures.forEach(({ start }, p) => {
    for (const q of bodies[p]!) for (const top of ofProcedure.get(start)!) tops[q]!.add(top)
  })
  return tops.map((set) => [...set])
}
