import { MAX_CODE_POINT, type Ranges, shortestUtf8 } from './char-set.js'
import { type IntLists, IntLists as Lists } from './int-lists.js'

/**
 * A partition of the code points into classes that an expression cannot tell apart.
 *
 * Segment i is starts[i] … starts[i + 1] - 1 (the last one ends at 0x10FFFF) and belongs to class
 * classes[i]. Classes are numbered by first occurrence, so equal partitions have equal arrays and
 * are one object.
 */
export interface Partition {
  readonly id: number
  readonly starts: Int32Array
  readonly classes: Int32Array
  /** Number of classes. */
  readonly count: number
  /** One code point per class: a letter, digit or printable ASCII character where the class has one. */
  readonly representatives: Int32Array
  /** Fewest UTF-8 bytes of a member per class, Infinity where all members are surrogates. */
  readonly bytes: Float64Array
  /** Class of each code point below 128. */
  readonly ascii: Int32Array
}

/** Class of a code point. */
export function classOf(partition: Partition, codePoint: number): number {
  if (codePoint < 128) return partition.ascii[codePoint]!
  return partition.classes[segmentOf(partition.starts, codePoint)]!
}

/** Index of the segment that holds a code point. */
export function segmentOf(starts: Int32Array, codePoint: number): number {
  let lo = 0
  let hi = starts.length
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (starts[mid]! <= codePoint) lo = mid
    else hi = mid
  }
  return lo
}

/** Partitions interned by content, with memoised products. */
export class Partitions {
  readonly trivial: Partition
  readonly #lists: IntLists = new Lists()
  readonly #byList: Partition[] = []
  readonly #products = new Map<number, Partition>()

  constructor() {
    this.trivial = this.#make([0], [0])
  }

  /** {members, others} of a normalised set. */
  ofSet(ranges: Ranges): Partition {
    const starts: number[] = []
    const classes: number[] = []
    let next = 0
    for (let i = 0; i < ranges.length; i += 2) {
      if (ranges[i]! > next) {
        starts.push(next)
        classes.push(0)
      }
      starts.push(ranges[i]!)
      classes.push(1)
      next = ranges[i + 1]! + 1
    }
    if (next <= MAX_CODE_POINT) {
      starts.push(next)
      classes.push(0)
    }
    return this.#make(starts, classes)
  }

  /** One class per code point of an ascending list, and one for all others. */
  ofPoints(points: readonly number[]): Partition {
    const starts = [0]
    const classes = [0]
    points.forEach((point, i) => {
      if (point === starts[starts.length - 1]) classes[classes.length - 1] = i + 1
      else {
        starts.push(point)
        classes.push(i + 1)
      }
      if (point < MAX_CODE_POINT && points[i + 1] !== point + 1) {
        starts.push(point + 1)
        classes.push(0)
      }
    })
    return this.#make(starts, classes)
  }

  /** The coarsest partition finer than both. */
  product(p: Partition, q: Partition): Partition {
    if (p === q || q === this.trivial) return p
    if (p === this.trivial) return q
    const key = p.id < q.id ? p.id * 0x4000000 + q.id : q.id * 0x4000000 + p.id
    const known = this.#products.get(key)
    if (known !== undefined) return known
    const starts: number[] = []
    const classes: number[] = []
    for (let i = 0, j = 0; i < p.starts.length && j < q.starts.length; ) {
      starts.push(Math.max(p.starts[i]!, q.starts[j]!))
      classes.push(p.classes[i]! * q.count + q.classes[j]!)
      const endP = i + 1 < p.starts.length ? p.starts[i + 1]! : Infinity
      const endQ = j + 1 < q.starts.length ? q.starts[j + 1]! : Infinity
      if (endP <= endQ) i++
      if (endQ <= endP) j++
    }
    const result = this.#make(starts, classes)
    this.#products.set(key, result)
    return result
  }

  /** product() of many partitions, without the ones in between. */
  productOf(list: readonly Partition[]): Partition {
    const distinct = Array.from(new Set(list)).filter((p) => p !== this.trivial)
    if (distinct.length < 4) return distinct.reduce((p, q) => this.product(p, q), this.trivial)
    const bounds = new Set<number>()
    for (const p of distinct) for (const start of p.starts) bounds.add(start)
    const starts = Int32Array.from(bounds).sort()
    const at = new Map<number, number>()
    starts.forEach((start, i) => {
      at.set(start, i)
    })
    const ids = new Int32Array(starts.length)
    let size = 1
    for (const p of distinct) {
      // The class of most segments keeps the numbers; what is in another class gets new ones.
      const segments = p.starts.length
      const firsts = new Int32Array(segments + 1)
      const weight = new Int32Array(p.count)
      firsts[segments] = starts.length
      for (let i = 0; i < segments; i++) firsts[i] = at.get(p.starts[i]!)!
      let common = 0
      for (let i = 0; i < segments; i++) {
        const c = p.classes[i]!
        weight[c] = weight[c]! + firsts[i + 1]! - firsts[i]!
        if (weight[c]! > weight[common]!) common = c
      }
      const renamed = new Map<number, number>()
      for (let i = 0; i < segments; i++) {
        const c = p.classes[i]!
        if (c === common) continue
        for (let k = firsts[i]!; k < firsts[i + 1]!; k++) {
          const key = ids[k]! * p.count + c
          let id = renamed.get(key)
          if (id === undefined) {
            id = size++
            renamed.set(key, id)
          }
          ids[k] = id
        }
      }
    }
    return this.#make(Array.from(starts), Array.from(ids))
  }

  #make(starts: number[], raw: number[]): Partition {
    const number = new Map<number, number>()
    const list: number[] = []
    for (let i = 0; i < starts.length; i++) {
      let c = number.get(raw[i]!)
      if (c === undefined) {
        c = number.size
        number.set(raw[i]!, c)
      }
      if (i > 0 && list[list.length - 1] === c) continue
      list.push(starts[i]!, c)
    }
    const id = this.#lists.intern(list)
    const known = this.#byList[id]
    if (known !== undefined) return known
    const made = describe(id, list, number.size)
    this.#byList[id] = made
    return made
  }
}

function describe(id: number, list: number[], count: number): Partition {
  const segments = list.length >> 1
  const starts = new Int32Array(segments)
  const classes = new Int32Array(segments)
  const representatives = new Int32Array(count).fill(-1)
  const rank = new Int32Array(count).fill(99)
  const bytes = new Float64Array(count).fill(Infinity)
  const ascii = new Int32Array(128)
  for (let i = 0; i < segments; i++) {
    const lo = list[2 * i]!
    const c = list[2 * i + 1]!
    const hi = i + 1 < segments ? list[2 * i + 2]! - 1 : MAX_CODE_POINT
    starts[i] = lo
    classes[i] = c
    bytes[c] = Math.min(bytes[c]!, shortestUtf8(lo, hi))
    for (let x = lo; x <= hi && x < 128; x++) ascii[x] = c
    for (let r = 0; r < PREFERRED.length && r < rank[c]!; r++) {
      const from = Math.max(lo, PREFERRED[r]![0])
      if (from > Math.min(hi, PREFERRED[r]![1])) continue
      rank[c] = r
      representatives[c] = from
    }
  }
  return { id, starts, classes, count, representatives, bytes, ascii }
}

/** Where representatives are taken from, best first; the last row has everything. */
const PREFERRED: readonly (readonly [number, number])[] = [
  [0x61, 0x7a],
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x20, 0x20],
  [0x2d, 0x2d],
  [0x23, 0x5b],
  [0x21, 0x7e],
  [0x80, 0xd7ff],
  [0xe000, MAX_CODE_POINT],
  [0, MAX_CODE_POINT],
]
