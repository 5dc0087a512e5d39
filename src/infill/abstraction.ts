import type { Rtn } from '../grammar/rtn.js'

/**
 * The network of a grammar with the stack cut off below its top: a finite automaton over terminals of which every run of
 * the real one is a run.
 *
 * An *element* is a state that reads with the return state on top of the stack, (q, y), or, with depth 0, q alone. Element 0 says
 * that the text can end. A call puts its return state on top; a return goes on in the state on top, above any return state that can lie
 * there. Sets of elements are interned bit sets: `union`, `intersection`, `step` and `filter` are memoised by their integers.
 *
 * Layout: words of set i are words[i * width … (i + 1) * width); set 0 is empty.
 */
export class Abstraction {
  readonly width: number
  /** The elements at the beginning of a text. */
  readonly start: number
  /** The set of element 0 alone. */
  readonly ended: number
  private readonly count: number
  private words: Uint32Array
  private sets = 1
  private table = new Int32Array(1 << 12)
  private readonly elementOf = new Map<number, number>()
  private readonly statesOf: number[] = [0]
  /** Per element and symbol it reads: the set it leads to. */
  private readonly next: Map<number, number>[] = [new Map()]
  private readonly memo = new Map<number, number>()
  private readonly paper: Uint32Array

  constructor(
    private readonly rtn: Rtn,
    private readonly depth: 0 | 1,
  ) {
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
    this.count = this.statesOf.length
    this.width = (this.count + 31) >>> 5
    this.words = new Uint32Array(this.width << 8)
    this.paper = new Uint32Array(this.width)
    leads.forEach((own, e) => {
      this.next[e] = new Map(own.map(({ symbol, to }) => [symbol, this.setOf(to)]))
    })
    this.start = this.setOf([...begin])
    this.ended = this.setOf([0])
  }

  get elements(): number {
    return this.count
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
    return (this.words[set * this.width]! & 1) === 1
  }

  union(a: number, b: number): number {
    if (a === b || b === 0) return a
    if (a === 0) return b
    const { width, words, paper } = this
    for (let w = 0; w < width; w++) paper[w] = words[a * width + w]! | words[b * width + w]!
    return this.intern()
  }

  intersection(a: number, b: number): number {
    if (a === b) return a
    if (a === 0 || b === 0) return 0
    const { width, words, paper } = this
    for (let w = 0; w < width; w++) paper[w] = words[a * width + w]! & words[b * width + w]!
    return this.intern()
  }

  meets(a: number, b: number): boolean {
    const { width, words } = this
    for (let w = 0; w < width; w++) if ((words[a * width + w]! & words[b * width + w]!) !== 0) return true
    return false
  }

  /** The elements behind a symbol. */
  step(set: number, symbol: number): number {
    if (set === 0) return 0
    const key = set * this.rtn.symbolCount + symbol
    const known = this.memo.get(key)
    if (known !== undefined) return known
    const { width, paper } = this
    paper.fill(0)
    for (const e of this.list(set)) {
      const to = this.next[e]!.get(symbol)
      if (to !== undefined) for (let w = 0; w < width; w++) paper[w]! |= this.words[to * width + w]!
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
    const { width, words } = this
    const found: number[] = []
    for (let w = 0; w < width; w++) {
      for (let bits = words[set * width + w]!; bits !== 0; bits &= bits - 1)
        found.push(32 * w + 31 - Math.clz32(bits & -bits))
    }
    return found
  }

  private key(q: number, y: number): number {
    return (this.depth === 0 ? 0 : y) * this.rtn.states + q
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
    const { rtn, depth } = this
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
        visit(rtn.callees[i]!, depth === 0 ? 0 : rtn.returns[i]! || top)
      }
      if (rtn.final[state] === 0) continue
      for (const r of depth === 0 ? tops[state]! : [top]) {
        if (r === 0) found.add(0)
        else if (depth === 0) visit(r, 0)
        else for (const below of tops[r]!) visit(r, below)
      }
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
    const { width, paper } = this
    let hash = 0
    let any = 0
    for (let w = 0; w < width; w++) {
      any |= paper[w]!
      hash = Math.imul(hash ^ paper[w]!, 0x9e3779b1) ^ (hash >>> 15)
    }
    if (any === 0) return 0
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    const mask = this.table.length - 1
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const id = this.table[slot]!
      if (id !== 0) {
        let same = true
        for (let w = 0; w < width && same; w++) same = this.words[id * width + w] === paper[w]
        if (same) return id
        continue
      }
      const fresh = this.sets++
      if ((fresh + 1) * width > this.words.length) {
        const larger = new Uint32Array(this.words.length * 2)
        larger.set(this.words)
        this.words = larger
      }
      this.words.set(paper, fresh * width)
      this.table[slot] = fresh
      if (this.sets * 2 > this.table.length) this.grow()
      return fresh
    }
  }

  private grow(): void {
    const { width } = this
    const table = new Int32Array(this.table.length * 2)
    const mask = table.length - 1
    for (let id = 1; id < this.sets; id++) {
      let hash = 0
      for (let w = 0; w < width; w++) hash = Math.imul(hash ^ this.words[id * width + w]!, 0x9e3779b1) ^ (hash >>> 15)
      hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
      let slot = (hash ^ (hash >>> 13)) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = id
    }
    this.table = table
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
