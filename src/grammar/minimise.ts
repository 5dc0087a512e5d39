/**
 * The coarsest partition of the states of a deterministic automaton into states that behave alike. `start[q] … start[q + 1]`
 * are the edges of state q, each (label, target) in `edges[2 i]`, `edges[2 i + 1]`; `kind[q]` tells apart states that
 * differ without any edge. Target 0 stands for itself.
 *
 * Blocks of states and bundles of edges refine each other, always by the smaller half (Valmari, "Fast brief practical DFA
 * minimization", 2012), in m log m: automata can be chains of 100,000 states.
 *
 * @returns the class of each state, 0 for state 0, classes numbered by their first state.
 */
export function minimise(kind: ArrayLike<number>, start: ArrayLike<number>, edges: ArrayLike<number>): Int32Array {
  const n = kind.length
  const m = n === 0 ? 0 : start[n]!
  const kinds = new Map<number, number>()
  const blocks = new Partition(n, (q) => (q === 0 ? 0 : classOf(kinds, kind[q]!) + 1))
  const labels = new Map<number, number>()
  const bundles = new Partition(m, (i) => classOf(labels, edges[2 * i]!))
  const tail = new Int32Array(m)
  const into = new Int32Array(n + 1)
  for (let q = 0; q < n; q++) for (let i = start[q]!; i < start[q + 1]!; i++) tail[i] = q
  for (let i = 0; i < m; i++) into[edges[2 * i + 1]! + 1]!++
  for (let q = 0; q < n; q++) into[q + 1]! += into[q]!
  const incoming = new Int32Array(m)
  const filled = into.slice()
  for (let i = 0; i < m; i++) incoming[filled[edges[2 * i + 1]!]!++] = i

  let block = 1
  for (let bundle = 0; bundle < bundles.count; bundle++) {
    for (let at = bundles.first[bundle]!; at < bundles.end[bundle]!; at++) blocks.mark(tail[bundles.members[at]!]!)
    blocks.split()
    for (; block < blocks.count; block++) {
      for (let at = blocks.first[block]!; at < blocks.end[block]!; at++) {
        const q = blocks.members[at]!
        for (let i = into[q]!; i < into[q + 1]!; i++) bundles.mark(incoming[i]!)
      }
      bundles.split()
    }
  }
  const numbers = new Map<number, number>()
  return Int32Array.from({ length: n }, (_, q) => classOf(numbers, blocks.setOf[q]!))
}

/** A partition of 0 … n - 1: set s is members[first[s] … end[s]], those that are marked first. */
class Partition {
  count = 0
  readonly members: Int32Array
  readonly setOf: Int32Array
  readonly first: Int32Array
  readonly end: Int32Array
  private readonly place: Int32Array
  private readonly marked: Int32Array
  private readonly touched: number[] = []

  /** Begins with the classes of `of`, small integers from 0 on. */
  constructor(n: number, of: (member: number) => number) {
    this.members = new Int32Array(n)
    this.setOf = Int32Array.from({ length: n }, (_, i) => of(i))
    this.first = new Int32Array(n)
    this.end = new Int32Array(n)
    this.place = new Int32Array(n)
    this.marked = new Int32Array(n)
    for (const s of this.setOf) {
      this.end[s]!++
      this.count = Math.max(this.count, s + 1)
    }
    for (let s = 1; s < this.count; s++) {
      this.end[s]! += this.end[s - 1]!
      this.first[s] = this.end[s - 1]!
    }
    const next = this.first.slice()
    for (let i = 0; i < n; i++) {
      const at = next[this.setOf[i]!]!++
      this.members[at] = i
      this.place[i] = at
    }
  }

  mark(member: number): void {
    const { members, place, first, marked } = this
    const s = this.setOf[member]!
    const at = place[member]!
    const to = first[s]! + marked[s]!
    if (at < to) return
    if (marked[s] === 0) this.touched.push(s)
    marked[s]!++
    const other = members[to]!
    members[to] = member
    members[at] = other
    place[member] = to
    place[other] = at
  }

  /** Parts each set into members marked and not, the smaller part becoming a new set. */
  split(): void {
    const { first, end, marked } = this
    for (const s of this.touched) {
      const middle = first[s]! + marked[s]!
      marked[s] = 0
      if (middle === end[s]) continue
      const fresh = this.count++
      if (middle - first[s]! <= end[s]! - middle) {
        first[fresh] = first[s]!
        end[fresh] = middle
        first[s] = middle
      } else {
        first[fresh] = middle
        end[fresh] = end[s]!
        end[s] = middle
      }
      for (let at = first[fresh]!; at < end[fresh]!; at++) this.setOf[this.members[at]!] = fresh
    }
    this.touched.length = 0
  }
}

function classOf(classes: Map<number, number>, key: number): number {
  let id = classes.get(key)
  if (id === undefined) {
    id = classes.size
    classes.set(key, id)
  }
  return id
}
