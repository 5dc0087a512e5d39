import { Heap } from './heap.js'
import {
  F_CAPTURES,
  F_NULLABLE,
  F_SEARCHED,
  K_ALT,
  K_AND,
  K_BEHIND,
  K_CLASS,
  K_CLOSE,
  K_CONCAT,
  K_LOOK,
  K_REPEAT,
  K_WORDS,
  UNBOUNDED,
} from './nodes.js'
import { classOf } from './partition.js'
import { type Expr, ExprPool } from './pool.js'

const ALIVE = 1
const EMPTY = 2
/** Nodes of a search before the states without their counters are listed instead. */
const GREEDY = 4000
/** Nodes of a search through back-references. */
const CAPTURED = 400
/** Most states without counters that are listed. */
const LISTED = 20_000
/** Most (state, length) pairs of a walk by lengths before the search goes on without it. */
const LAYERED = 20_000_000
/** Classes of characters that are too many to try all at once. */
const MANY = 16
/** Progressions kept per expression, as (first, period) pairs. */
const KEPT = 4

/**
 * Whether an expression has a word at all: a far cheaper question than how long its shortest one is.
 *
 * A search state is a pair (base, window): the base is the expression without its length range
 * [x]{min,max}, the window is that range. Words are looked for by derivatives, the state first whose
 * parts together need least; the shortest words would need all states up to that length instead.
 *
 * Where the base returns on a path after p characters, the path can be walked round as often as the
 * window asks for: a minimum length of 10,000 costs one round. Every base on a path to a word keeps
 * the lengths known in this way, as progressions first, first + period, …, so the same question with
 * another count is answered by arithmetic. If that finds nothing, all bases are listed; those without
 * words are marked for good, and the lengths of the others are walked layer by layer until the layers
 * repeat.
 */
export class Emptiness {
  readonly #pool: ExprPool
  readonly #unit: 0 | 1
  #verdict = new Int8Array(1024)
  /** Known lengths per base. */
  readonly #lengths = new Map<Expr, number[]>()
  /** Bases all of whose successors were listed, with their shortest length. */
  readonly #shortest = new Map<Expr, number>()

  /** @param unit 0: any word will do, 1: only words without lone surrogates */
  constructor(pool: ExprPool, unit: 0 | 1) {
    this.#pool = pool
    this.#unit = unit
  }

  isEmpty(e: Expr): boolean {
    return !this.#alive(e)
  }

  #known(e: Expr): number {
    return e < this.#verdict.length ? this.#verdict[e]! : 0
  }

  #mark(e: Expr, verdict: number): void {
    if (e >= this.#verdict.length) {
      const longer = new Int8Array(Math.max(e + 1, this.#verdict.length * 2))
      longer.set(this.#verdict)
      this.#verdict = longer
    }
    this.#verdict[e] = verdict
  }

  #alive(e: Expr): boolean {
    const pool = this.#pool
    const known = this.#known(e)
    if (known !== 0) return known === ALIVE
    let alive: boolean
    if (pool.flags[e]! & F_NULLABLE) alive = true
    else if ((pool.flags[e]! & F_SEARCHED) === 0) alive = pool.least[this.#unit][e]! !== Infinity
    else {
      switch (pool.kind[e]) {
        case K_ALT:
          alive = Array.from(pool.lists.view(pool.a[e]!)).some((x) => this.#alive(x))
          break
        case K_CONCAT: {
          alive = true
          let rest = e
          for (; alive && pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) alive = this.#alive(pool.a[rest]!)
          alive &&= this.#alive(rest)
          break
        }
        case K_REPEAT:
          alive = pool.b[e] === 0 || this.#alive(pool.a[e]!)
          break
        default:
          alive = this.#search(e)
      }
    }
    this.#mark(e, alive ? ALIVE : EMPTY)
    return alive
  }

  /** Index of the length range among the parts of an intersection, -1 if there is none. */
  #window(list: Int32Array): number {
    const pool = this.#pool
    for (let i = 0; i < list.length; i++) {
      const x = list[i]!
      if (pool.kind[x] !== K_REPEAT || pool.kind[pool.a[x]!] !== K_CLASS) continue
      if (pool.b[x] !== 0 || pool.c[x] !== UNBOUNDED) return i
    }
    return -1
  }

  #search(e: Expr): boolean {
    const pool = this.#pool
    let base = e
    let min = 0
    let max = Infinity
    if (pool.kind[e] === K_AND) {
      const list = pool.lists.view(pool.a[e]!)
      const i = this.#window(list)
      if (i >= 0) {
        const run = list[i]!
        min = pool.b[run]!
        max = pool.c[run] === UNBOUNDED ? Infinity : pool.c[run]!
        const parts = Array.from(list)
        parts[i] = pool.counted(pool.a[run]!, 0, UNBOUNDED)
        base = pool.andOf(parts)
      }
    }
    if (base !== e && min === 0 && max === Infinity) return this.#alive(base)
    return this.#inWindow(base, min, max)
  }

  /** True if the base has a word of min … max characters. */
  #inWindow(base: Expr, min: number, max: number): boolean {
    const quick = this.#quick(base, min, max)
    if (quick !== 0) return quick === ALIVE
    const pool = this.#pool
    if (pool.flags[base]! & F_CAPTURES) {
      // There may be no end of states: what is not settled counts as alive, a dead end rather than a lost text.
      const relaxed = pool.andOf([pool.captures.relaxed(base, true), pool.repeat(ExprPool.ANY, min, max)])
      if (!this.#alive(relaxed)) return false
      const found = this.#greedy(base, min, max, CAPTURED)
      if (found === 0) pool.undecided++
      return found !== EMPTY
    }
    let answer = this.#greedy(base, min, max, GREEDY)
    if (answer === 0 && this.#list(base)) {
      const listed = this.#quick(base, min, max)
      answer = listed !== 0 ? listed : this.#layers(base, min, max)
    }
    if (answer === 0) answer = this.#greedy(base, min, max, Infinity)
    return answer === ALIVE
  }

  /** What is known without a search: ALIVE, EMPTY or 0. */
  #quick(base: Expr, min: number, max: number): number {
    const pool = this.#pool
    if (base === ExprPool.EMPTY || pool.low[base]! > max || pool.high[base]! < min) return EMPTY
    if (min === 0 && pool.flags[base]! & F_NULLABLE) return ALIVE
    const verdict = this.#known(base)
    if (verdict === EMPTY) return EMPTY
    if (verdict === ALIVE && min === 0 && max === Infinity) return ALIVE
    if ((pool.flags[base]! & F_SEARCHED) === 0) {
      if (pool.least[this.#unit][base] === Infinity) return EMPTY
      if (this.#plainLength(base, min, max) >= 0) return ALIVE
    }
    const shortest = this.#shortest.get(base)
    if (shortest !== undefined && shortest > max) return EMPTY
    const lengths = this.#lengths.get(base)
    if (lengths !== undefined) {
      for (let i = 0; i < lengths.length; i += 2) if (hits(lengths[i]!, lengths[i + 1]!, min, max)) return ALIVE
    }
    return 0
  }

  /** The length of a shortest word if the structure tells that it lies in the window, else -1. */
  #plainLength(base: Expr, min: number, max: number): number {
    const pool = this.#pool
    if (pool.flags[base]! & F_NULLABLE && min === 0) return 0
    // The shortest word may have lone surrogates.
    if (pool.flags[base]! & F_SEARCHED || (this.#unit === 1 && pool.least[1][base]! > pool.least[0][base]!)) return -1
    const length = pool.least[0][base]!
    return length >= min && length <= max ? length : -1
  }

  #keep(base: Expr, first: number, period: number): void {
    const lengths = this.#lengths.get(base)
    if (lengths === undefined) {
      this.#lengths.set(base, [first, period])
      return
    }
    for (let i = 0; i < lengths.length; i += 2) if (lengths[i] === first && lengths[i + 1] === period) return
    if (lengths.length === 2 * KEPT) lengths.splice(0, 2)
    lengths.push(first, period)
  }

  /**
   * Best-first search; 0 if `budget` nodes do not settle it. Layout of node i: bases[i], mins[i],
   * maxes[i], parents[i], and the number of characters of its edge; rounds[i] is the length of the
   * cycle that the edge walks, 0 if it reads one character.
   */
  #greedy(start: Expr, min: number, max: number, budget: number): number {
    const pool = this.#pool
    const bases: number[] = []
    const mins: number[] = []
    const maxes: number[] = []
    const parents: number[] = []
    const edges: number[] = []
    const rounds: number[] = []
    const depths: number[] = []
    const nodesOf = new Map<Expr, number[]>()
    const heap = new Heap()
    let goal = -1

    const add = (base: Expr, low: number, high: number, parent: number, edge: number, round: number): void => {
      const quick = this.#quick(base, low, high)
      if (quick === EMPTY) return
      const same = nodesOf.get(base)
      if (same !== undefined) {
        for (const x of same) if (mins[x]! <= low && maxes[x]! >= high) return
      }
      const node = bases.length
      bases.push(base)
      mins.push(low)
      maxes.push(high)
      parents.push(parent)
      edges.push(edge)
      rounds.push(round)
      depths.push(parent < 0 ? 0 : depths[parent]! + 1)
      if (quick === ALIVE) {
        goal = node
        return
      }
      if (same === undefined) nodesOf.set(base, [node])
      else {
        same.push(node)
        if (round === 0 && low > 0) {
          let length = edge
          let x = parent
          for (let i = 0; i < 256 && x >= 0; i++) {
            if (bases[x] === base) break
            length += edges[x]!
            x = parents[x]!
          }
          if (x >= 0 && bases[x] === base && length <= low) {
            const most = Math.floor(low / length)
            add(base, low - most * length, high - most * length, node, most * length, length)
            // Room for what the base still needs.
            const some = Math.floor((low - Math.min(low, pool.effort[base]!)) / length)
            if (goal < 0 && some > 0 && some < most) {
              add(base, low - some * length, high - some * length, node, some * length, length)
            }
          }
        }
      }
      // Groups can go on for ever without coming nearer: depth counts where there are any.
      heap.push(pool.effort[base]! + low + (pool.isCapturing(base) ? depths[node]! / 2 : 0), node)
    }

    add(start, min, max, -1, 0, 0)
    const guessed: boolean[] = []
    while (goal < 0 && heap.size > 0) {
      if (bases.length > budget) return 0
      const node = heap.pop()
      const base = bases[node]!
      if (maxes[node] === 0) continue
      const partition = pool.partition(base)
      const low = Math.max(0, mins[node]! - 1)
      if (partition.count > MANY && guessed[node] !== true) {
        // First only the characters that some part asks for.
        guessed[node] = true
        const key = pool.effort[base]! + mins[node]!
        let better = false
        const parts = pool.kind[base] === K_AND ? Array.from(pool.lists.view(pool.a[base]!)) : [base]
        const tried: number[] = []
        for (const part of parts) {
          const point = this.#first(part)
          if (point < 0) continue
          const c = classOf(partition, point)
          if (tried.includes(c) || (this.#unit === 1 && partition.bytes[c] === Infinity)) continue
          tried.push(c)
          const next = pool.deriveClass(base, c)
          if (next === ExprPool.EMPTY) continue
          const nodes = bases.length
          add(next, low, maxes[node]! - 1, node, 1, 0)
          if (goal >= 0) break
          // Every character takes one off a minimum: only what some part needed less counts.
          const left = pool.effort[next]!
          if (bases.length > nodes && (left < pool.effort[base]! || (left === 0 && low < mins[node]!))) better = true
        }
        if (goal >= 0) break
        if (better) {
          heap.push(key + 0.5, node)
          continue
        }
      }
      for (let c = 0; c < partition.count && goal < 0; c++) {
        if (this.#unit === 1 && partition.bytes[c] === Infinity) continue
        const next = pool.deriveClass(base, c)
        if (next !== ExprPool.EMPTY) add(next, low, maxes[node]! - 1, node, 1, 0)
      }
    }
    if (goal < 0) {
      // Without a window everything that was reached has no word.
      if (min === 0 && max === Infinity) for (const base of bases) this.#mark(base, EMPTY)
      return EMPTY
    }
    // The lengths of the goal that lie in its window, then backwards along the path.
    let length = this.#plainLength(bases[goal]!, mins[goal]!, maxes[goal]!)
    let period = 0
    const lengths = this.#lengths.get(bases[goal]!)
    for (let i = 0; length < 0 && lengths !== undefined && i < lengths.length; i += 2) {
      if (!hits(lengths[i]!, lengths[i + 1]!, mins[goal]!, maxes[goal]!)) continue
      length = lengths[i]!
      period = lengths[i + 1]!
    }
    const known = length >= 0
    for (let node = goal; ; node = parents[node]!) {
      this.#mark(bases[node]!, ALIVE)
      if (known) this.#keep(bases[node]!, length, period)
      if (parents[node]! < 0) break
      if (rounds[node] === 0) length += edges[node]!
      else if (period === 0) period = rounds[node]!
      else length += edges[node]!
    }
    return ALIVE
  }

  /** A character with which a word of e may begin, on the way that needs least; -1 where the structure does not tell. */
  #first(start: Expr): number {
    const pool = this.#pool
    const { effort, kind, a, b } = pool
    for (let e = start; ; ) {
      switch (kind[e]) {
        case K_CLASS: {
          const { representatives } = pool.partition(e)
          return pool.deriveClass(e, 0) !== ExprPool.EMPTY ? representatives[0]! : representatives[1]!
        }
        case K_WORDS:
          return pool.trees.shortestFirst(a[e]!)
        case K_CONCAT: {
          const head = a[e]!
          const skipped = kind[head] === K_LOOK || kind[head] === K_BEHIND || effort[head] === 0
          e = skipped && effort[b[e]!]! > 0 ? b[e]! : head
          break
        }
        case K_REPEAT:
        case K_CLOSE:
          e = a[e]!
          break
        case K_ALT:
        case K_AND: {
          const list = pool.lists.view(a[e]!)
          const least = kind[e] === K_ALT
          let best = -1
          for (const x of list) {
            if (x === ExprPool.EPSILON) continue
            if (best < 0 || (least ? effort[x]! < effort[best]! : effort[x]! > effort[best]!)) best = x
          }
          e = best
          break
        }
        default:
          return -1
      }
    }
  }

  /** Lists all bases that derivatives of `start` lead to, with their shortest lengths; false if they are too many. */
  #list(start: Expr): boolean {
    const pool = this.#pool
    if (this.#shortest.has(start)) return true
    const { bases, from, to } = this.#graph(start)
    if (bases.length > LISTED) return false
    // Backwards from the ends, breadth first.
    const heads = new Int32Array(bases.length).fill(-1)
    const links = new Int32Array(from.length)
    for (let i = 0; i < from.length; i++) {
      links[i] = heads[to[i]!]!
      heads[to[i]!] = i
    }
    const distance = new Float64Array(bases.length).fill(Infinity)
    const queue: number[] = []
    bases.forEach((base, i) => {
      const shortest = pool.flags[base]! & F_NULLABLE ? 0 : (this.#shortest.get(base) ?? Infinity)
      if (shortest === 0) {
        distance[i] = 0
        queue.push(i)
      }
    })
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!
      for (let i = heads[node]!; i >= 0; i = links[i]!) {
        const before = from[i]!
        if (distance[before] !== Infinity) continue
        distance[before] = distance[node]! + 1
        queue.push(before)
      }
    }
    bases.forEach((base, i) => {
      this.#shortest.set(base, distance[i]!)
      this.#mark(base, distance[i] === Infinity ? EMPTY : ALIVE)
    })
    return true
  }

  /** The bases that derivatives of `start` lead to, first of all itself, and the edges between them. */
  #graph(start: Expr): { bases: Expr[]; from: number[]; to: number[] } {
    const pool = this.#pool
    const bases = [start]
    const index = new Map([[start, 0]])
    const from: number[] = []
    const to: number[] = []
    for (let i = 0; i < bases.length && bases.length <= LISTED; i++) {
      const partition = pool.partition(bases[i]!)
      for (let c = 0; c < partition.count; c++) {
        if (this.#unit === 1 && partition.bytes[c] === Infinity) continue
        const next = pool.deriveClass(bases[i]!, c)
        if (next === ExprPool.EMPTY || this.#known(next) === EMPTY) continue
        let target = index.get(next)
        if (target === undefined) {
          target = bases.length
          index.set(next, target)
          bases.push(next)
        }
        from.push(i)
        to.push(target)
      }
    }
    return { bases, from, to }
  }

  /** Walks the sets of bases that words of 0, 1, 2… characters lead to, until one repeats. 0 if that takes too long. */
  #layers(start: Expr, min: number, max: number): number {
    const pool = this.#pool
    const { bases, from, to } = this.#graph(start)
    const heads = new Int32Array(bases.length).fill(-1)
    const links = new Int32Array(from.length)
    for (let i = 0; i < from.length; i++) {
      links[i] = heads[from[i]!]!
      heads[from[i]!] = i
    }
    const ends = bases.map((base) => (pool.flags[base]! & F_NULLABLE) !== 0)
    const seen = new Map<string, number>()
    const marks = new Int32Array(bases.length).fill(-1)
    let layer = [0]
    let work = 0
    let jumped = false
    for (let length = 0; length <= max && layer.length > 0; length++) {
      if (length >= min && layer.some((i) => ends[i])) return ALIVE
      if (!jumped) {
        layer.sort((x, y) => x - y)
        const key = layer.join()
        const before = seen.get(key)
        if (before !== undefined) {
          const period = length - before
          if (length >= min) return EMPTY
          length += Math.floor((min - length) / period) * period
          jumped = true
          // One more round within the window decides.
          if (max - length > 2 * period) max = length + 2 * period
          if (length >= min && layer.some((i) => ends[i])) return ALIVE
        } else seen.set(key, length)
      }
      const next: number[] = []
      for (const i of layer) {
        for (let k = heads[i]!; k >= 0; k = links[k]!) {
          const target = to[k]!
          if (marks[target] === length) continue
          marks[target] = length
          next.push(target)
        }
        work++
      }
      if (work > LAYERED) return 0
      layer = next
    }
    return EMPTY
  }
}

/** True if first, first + period, first + 2·period, … has a member in min … max. */
function hits(first: number, period: number, min: number, max: number): boolean {
  if (first >= min) return first <= max
  if (period === 0) return false
  return first + Math.ceil((min - first) / period) * period <= max
}
