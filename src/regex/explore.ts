import { MAX_CODE_POINT, utf8Length } from './char-set.js'
import { Heap } from './heap.js'
import { F_NULLABLE, F_SEARCHED, K_ALT, K_AND, K_CLASS, K_CONCAT, K_REPEAT, UNBOUNDED } from './nodes.js'
import type { Partition } from './partition.js'
import type { ExprPool } from './pool.js'
import { spelledBytes } from './words.js'

/**
 * Shortest words by A* over derivatives.
 *
 * Expressions without intersection, complement and assertions know their shortest word from their
 * structure; they are the goals of the search. The bound of an intersection is the largest shortest
 * length among its parts. Bounds may fall faster than the cost rises (an intersection can become an
 * alternative, which has none), so priorities never go down along a path and an expression that is
 * reached again at a lower cost is opened again.
 *
 * @param unit 0: cost 1 per code point; 1: cost in UTF-8 bytes, lone surrogates impossible
 * @returns the cost of the cheapest word, Infinity if there is none
 */
export function distance(pool: ExprPool, start: number, unit: 0 | 1): number {
  const memo = pool.least[unit]
  const known = memo[start]!
  if (!Number.isNaN(known)) return known
  if (pool.flags[start]! & F_NULLABLE) return 0
  // Without this the search would have to list every state before it knows.
  if (unit === 0 ? pool.isEmpty(start) : pool.isUnwritable(start)) {
    memo[start] = Infinity
    return Infinity
  }

  // Search nodes: expression, cost so far, parent node. Buckets hold node indices by cost + bound.
  const exprs: number[] = []
  const costs: number[] = []
  const parents: number[] = []
  const nodeOf = new Map<number, number>()
  const settled = new Set<number>()
  const buckets: (number[] | undefined)[] = []
  let best = Infinity
  let bestNode = -1
  let priority = 0

  // Puts an expression in the queue, cut into the parts that must be searched.
  const reach = (first: number, firstCost: number, firstParent: number): void => {
    const pending = [first]
    const pendingCost = [firstCost]
    const pendingParent = [firstParent]
    while (pending.length > 0) {
      let e = pending.pop()!
      let cost = pendingCost.pop()!
      let parent = pendingParent.pop()!
      for (;;) {
        if (cost >= best) break
        const value = pool.flags[e]! & F_NULLABLE ? 0 : memo[e]!
        if (!Number.isNaN(value)) {
          if (cost + value < best) {
            best = cost + value
            bestNode = parent
          }
          break
        }
        const k = pool.kind[e]!
        if (k === K_REPEAT) {
          const total = cost + pool.b[e]! * distance(pool, pool.a[e]!, unit)
          if (total < best) {
            best = total
            bestNode = parent
          }
          break
        }
        const estimate = Math.max(cost + bound(pool, e, unit), priority)
        if (estimate === Infinity) {
          memo[e] = Infinity
          break
        }
        const old = nodeOf.get(e)
        if (old !== undefined && costs[old]! <= cost) break
        const node = exprs.length
        exprs.push(e)
        costs.push(cost)
        parents.push(parent)
        nodeOf.set(e, node)
        if (k === K_ALT) {
          const list = pool.lists.view(pool.a[e]!)
          for (let i = 0; i < list.length; i++) {
            pending.push(list[i]!)
            pendingCost.push(cost)
            pendingParent.push(node)
          }
          settled.add(node)
          break
        }
        if (k === K_CONCAT) {
          cost += distance(pool, pool.a[e]!, unit)
          e = pool.b[e]!
          parent = node
          settled.add(node)
          continue
        }
        const bucket = buckets[estimate]
        if (bucket === undefined) buckets[estimate] = [node]
        else bucket.push(node)
        break
      }
    }
  }

  reach(start, 0, -1)
  for (; priority < buckets.length && priority < best; priority++) {
    if (exprs.length > CAPTURED && pool.isCapturing(start)) return someLength(pool, start, unit)
    const bucket = buckets[priority]
    if (bucket === undefined) continue
    // The bucket grows while it is read: a character may cost exactly what it gains.
    for (let i = 0; i < bucket.length && priority < best; i++) {
      const node = bucket[i]!
      const e = exprs[node]!
      if (settled.has(node) || nodeOf.get(e) !== node) continue
      settled.add(node)
      const partition = pool.partition(e)
      const run = stride(pool, e)
      for (let c = 0; c < partition.count; c++) {
        const step = unit === 0 ? 1 : partition.bytes[c]!
        if (step === Infinity) continue
        const next = pool.deriveClass(e, c)
        if (next === 0) continue
        // The character changes nothing but the count: take it as often as the count asks for.
        if (run !== undefined && next === run.once) reach(run.done, costs[node]! + run.count * step, node)
        reach(next, costs[node]! + step, node)
      }
    }
    buckets[priority] = undefined
  }

  if (best === Infinity) {
    // Everything reachable was seen: none of it has a word.
    for (let i = 0; i < exprs.length; i++) memo[exprs[i]!] = Infinity
    memo[start] = Infinity
    return Infinity
  }
  for (let node = bestNode; node >= 0; node = parents[node]!) memo[exprs[node]!] = best - costs[node]!
  memo[start] = best
  return best
}

/**
 * For [x]{m,n} & r, where r has a word of d < m characters: what it is after one character and after
 * m - d of them, if they leave r as it is. Without such strides a minimum length of 100,000 would be
 * counted down one by one.
 */
function stride(pool: ExprPool, e: number): { once: number; done: number; count: number } | undefined {
  if (pool.kind[e] !== K_AND) return undefined
  const list = Array.from(pool.lists.view(pool.a[e]!))
  const i = classRun(pool, list)
  if (i < 0) return undefined
  const body = pool.a[list[i]!]!
  const min = pool.b[list[i]!]!
  const max = pool.c[list[i]!]!
  if (min < 2) return undefined
  const others = list.slice()
  others.splice(i, 1)
  const count = min - distance(pool, pool.andOf(others), 0)
  if (count < 2) return undefined
  const after = (n: number): number => {
    return pool.andOf([...others, pool.counted(body, min - n, max === UNBOUNDED ? max : max - n)])
  }
  return { once: after(1), done: after(count), count }
}

/**
 * A lower bound of the cost: that of the part of an intersection that costs most. Without its length
 * range an intersection has few states, so what is left of it is searched for good, once for all
 * counts.
 */
function bound(pool: ExprPool, e: number, unit: 0 | 1): number {
  if (pool.kind[e] !== K_AND) return 0
  const list = Array.from(pool.lists.view(pool.a[e]!))
  const i = classRun(pool, list)
  let most = 0
  if (i >= 0) {
    most = pool.least[unit][list[i]!]!
    list.splice(i, 1)
    return Math.max(most, distance(pool, pool.andOf(list), unit))
  }
  for (const part of list) {
    const value = pool.least[unit][part]!
    if (value > most) most = value
  }
  return most
}

/** Index of a repetition of one class, -1 if there is none. The intersection of two is one, so there is at most one. */
function classRun(pool: ExprPool, list: readonly number[]): number {
  return list.findIndex((x) => pool.kind[x] === K_REPEAT && pool.kind[pool.a[x]!] === K_CLASS)
}

/** Expressions after which a shortest word through back-references is not looked for any more. */
const CAPTURED = 2000

/** The length of some word. */
function someLength(pool: ExprPool, start: number, unit: 0 | 1): number {
  const word = someWord(pool, start)
  if (word === undefined) return Infinity
  return unit === 0 ? word.length : word.reduce((sum, point) => sum + utf8Length(point), 0)
}

/** A shortest word, each character the most readable one that is on a shortest path. */
export function shortestWord(pool: ExprPool, start: number): number[] | undefined {
  // Through back-references a word that is short will do.
  if (pool.isCapturing(start)) return someWord(pool, start)
  let left = distance(pool, start, 0)
  if (left === Infinity) return undefined
  const word: number[] = []
  let e = start
  while (left > 0) {
    const partition = pool.partition(e)
    let found = -1
    for (let c = 0; c < partition.count && found < 0; c++) {
      const next = pool.deriveClass(e, c)
      if (next === 0 || distance(pool, next, 0) !== left - 1) continue
      found = next
      word.push(partition.representatives[c]!)
    }
    e = found
    left--
  }
  return word
}

/** Characters looked at before a word that is merely short will do. */
const PRICED = 20_000

/**
 * A word that takes fewest bytes inside JSON quotes: of the shortest words one may need escapes or long
 * characters where a longer one does not. A* with the number of characters as what is left at least.
 */
export function cheapestWord(pool: ExprPool, start: number): number[] | undefined {
  const short = shortestWord(pool, start)
  if (short === undefined || short.every((point) => spelledBytes(point) === 1) || pool.isCapturing(start)) return short
  const exprs = [start]
  const parents = [-1]
  const points = [-1]
  const costs = [0]
  const settled = new Set<number>()
  const heap = new Heap()
  heap.push(short.length, 0)
  while (heap.size > 0 && exprs.length < PRICED) {
    const at = heap.pop()
    const e = exprs[at]!
    if (e === END) {
      const word: number[] = []
      for (let x = parents[at]!; parents[x]! >= 0; x = parents[x]!) word.push(points[x]!)
      return word.reverse()
    }
    if (settled.has(e)) continue
    settled.add(e)
    const reach = (next: number, point: number, cost: number, left: number): void => {
      exprs.push(next)
      parents.push(at)
      points.push(point)
      costs.push(cost)
      heap.push(cost + left, exprs.length - 1)
    }
    if (pool.nullable(e)) reach(END, -1, costs[at]!, 0)
    const partition = pool.partition(e)
    const spellings = cheapestOfClasses(partition)
    for (let c = 0; c < partition.count; c++) {
      const next = pool.deriveClass(e, c)
      if (next === 0 || settled.has(next)) continue
      const left = distance(pool, next, 0)
      if (left < Infinity) reach(next, spellings[c]!, costs[at]! + spelledBytes(spellings[c]!), left)
    }
  }
  return short
}

/** Stands for the end of a word. */
const END = -1

/** Ranges of code points by the bytes of their spelling in JSON, the cheapest first; what is in none takes six. */
const byBytes = [
  [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f],
  [0x22, 0x22, 0x5c, 0x5c, 0x08, 0x0a, 0x0c, 0x0d, 0x80, 0x7ff],
  [0x800, 0xd7ff, 0xe000, 0xffff],
  [0x10000, 0x10ffff],
]

/** Per class of a partition the member that is spelled in fewest bytes. */
function cheapestOfClasses({ starts, classes, count, representatives }: Partition): number[] {
  const found = Array.from(representatives, (point) => (spelledBytes(point) === 1 ? point : -1))
  let missing = found.filter((point) => point < 0).length
  for (const ranges of byBytes) {
    for (let i = 0; i < starts.length && missing > 0; i++) {
      if (found[classes[i]!]! >= 0) continue
      const end = i + 1 < starts.length ? starts[i + 1]! - 1 : MAX_CODE_POINT
      for (let j = 0; j < ranges.length; j += 2) {
        const low = Math.max(starts[i]!, ranges[j]!)
        if (low > Math.min(end, ranges[j + 1]!)) continue
        found[classes[i]!] = low
        missing--
        break
      }
    }
  }
  for (let c = 0; c < count; c++) if (found[c]! < 0) found[c] = representatives[c]!
  return found
}

/**
 * Some word, found by the characters that bring its parts nearest to their ends; as a rule a short one.
 * Undefined if there is none, or if none was found in the states of a back-reference.
 */
export function someWord(pool: ExprPool, start: number): number[] | undefined {
  if (pool.isEmpty(start)) return undefined
  const exprs = [start]
  const parents = [-1]
  const points = [-1]
  const depths = [0]
  const reached = new Set([start])
  const heap = new Heap()
  heap.push(0, 0)
  for (;;) {
    // With back-references there may be no end, nor a word.
    if (heap.size === 0 || (exprs.length > 2000 && pool.isCapturing(start))) return undefined
    const node = heap.pop()
    const e = exprs[node]!
    // What has no intersections tells its shortest word without a search.
    const plain = (pool.flags[e]! & F_SEARCHED) === 0
    if (plain || pool.flags[e]! & F_NULLABLE) {
      const word: number[] = []
      for (let x = node; parents[x]! >= 0; x = parents[x]!) word.push(points[x]!)
      return [...word.reverse(), ...(pool.flags[e]! & F_NULLABLE ? [] : shortestWord(pool, e)!)]
    }
    if (pool.isEmpty(e)) continue
    const { count, representatives } = pool.partition(e)
    for (let c = 0; c < count; c++) {
      const next = pool.deriveClass(e, c)
      if (next === 0 || reached.has(next)) continue
      reached.add(next)
      exprs.push(next)
      parents.push(node)
      points.push(representatives[c]!)
      depths.push(depths[node]! + 1)
      heap.push(pool.effort[next]! + (pool.isCapturing(next) ? depths[node]! / 2 : 0), exprs.length - 1)
    }
  }
}

/** All words in ascending order of code points, prefixes first; undefined if there are more than `limit`. */
export function wordsOf(pool: ExprPool, start: number, limit: number): number[][] | undefined {
  const words: number[][] = []
  if (pool.isEmpty(start)) return words
  // Every live path ends in a word, so a path through an expression it has met before ends in
  // infinitely many, and the number of open branches is at most the number of words.
  const path: number[] = []
  const onPath = new Set<number>([start])
  const frames: { e: number; segment: number; codePoint: number }[] = [{ e: start, segment: 0, codePoint: 0 }]
  if (pool.nullable(start)) words.push([])
  while (frames.length > 0) {
    if (words.length > limit) return undefined
    const frame = frames[frames.length - 1]!
    const { starts, classes } = pool.partition(frame.e)
    if (frame.segment >= starts.length) {
      frames.pop()
      onPath.delete(frame.e)
      path.pop()
      continue
    }
    const end = frame.segment + 1 < starts.length ? starts[frame.segment + 1]! : 0x110000
    const next = pool.isCapturing(frame.e)
      ? pool.derive(frame.e, frame.codePoint)
      : pool.deriveClass(frame.e, classes[frame.segment]!)
    if (frame.codePoint >= end || next === 0 || pool.isEmpty(next)) {
      frame.segment++
      frame.codePoint = starts[frame.segment] ?? 0
      continue
    }
    if (onPath.has(next)) return undefined
    if (end - frame.codePoint > limit) return undefined
    path.push(frame.codePoint++)
    if (pool.nullable(next)) words.push(path.slice())
    onPath.add(next)
    frames.push({ e: next, segment: 0, codePoint: 0 })
  }
  return words.length > limit ? undefined : words
}
