import { includes } from './sorted.js'

/** More tokens than this are kept as bits. */
const sparseLimit = 1024

/** Sets of the tokens of a vocabulary, equal sets being one number. Set 0 is empty. */
export class TokenSets {
  /** Words of a set as bits. */
  readonly words: number
  private readonly sparse: (Int32Array | undefined)[] = []
  private readonly dense: (Uint32Array | undefined)[] = []
  private readonly counts: number[] = []
  private readonly byHash = new Map<number, number[]>()

  constructor(readonly size: number) {
    this.words = (size + 31) >>> 5
    this.intern(new Int32Array(0))
  }

  /** Sets so far. */
  get length(): number {
    return this.counts.length
  }

  /** The set of these ids, each given once, in any order; the array is kept. */
  intern(ids: Int32Array): number {
    const sorted = ids.length <= sparseLimit
    if (sorted) {
      ids.sort()
      return this.add(hashOf(ids), ids, undefined, ids.length)
    }
    const words = new Uint32Array(this.words)
    for (let i = 0; i < ids.length; i++) words[ids[i]! >>> 5]! |= 1 << (ids[i]! & 31)
    return this.add(hashOf(words), undefined, words, ids.length)
  }

  /** The tokens of a set outside `without`, as bits, and others. */
  combine(set: number, without: Uint32Array, others: Int32Array): number {
    const ids = this.sparse[set]
    if (ids) {
      const kept = ids.filter((id) => ((without[id >>> 5]! >>> (id & 31)) & 1) === 0)
      const all = new Int32Array(kept.length + others.length)
      all.set(kept)
      all.set(others, kept.length)
      return this.intern(all)
    }
    const words = this.dense[set]!.slice()
    for (let i = 0; i < words.length; i++) words[i]! &= ~without[i]!
    for (let i = 0; i < others.length; i++) words[others[i]! >>> 5]! |= 1 << (others[i]! & 31)
    let count = 0
    for (let i = 0; i < words.length; i++) count += bitCount(words[i]!)
    if (count > sparseLimit) return this.add(hashOf(words), undefined, words, count)
    const few: number[] = []
    for (let i = 0; i < words.length; i++) {
      for (let rest = words[i]!; rest !== 0; rest &= rest - 1) few.push(i * 32 + 31 - Math.clz32(rest & -rest))
    }
    return this.intern(Int32Array.from(few))
  }

  has(set: number, token: number): boolean {
    const words = this.dense[set]
    if (words) return ((words[token >>> 5]! >>> (token & 31)) & 1) === 1
    const ids = this.sparse[set]!
    return includes(ids, token)
  }

  /** The tokens of a set of few, ascending; undefined for a set of many, which is kept as `bits`. */
  few(set: number): Int32Array | undefined {
    return this.sparse[set]
  }

  /** The tokens of a set of many, as bits. */
  bits(set: number): Uint32Array | undefined {
    return this.dense[set]
  }

  /** The tokens of a set, ascending. */
  list(set: number): Int32Array {
    const ids = this.sparse[set]
    if (ids) return ids
    const list = new Int32Array(this.counts[set]!)
    let n = 0
    this.each(set, (token) => {
      list[n++] = token
    })
    return list
  }

  /** The tokens of a set, ascending, one after the other: for who takes only a few of many. */
  values(set: number): Iterable<number> {
    return this.sparse[set] ?? bitsOf(this.dense[set]!)
  }

  /** A few tokens of a set, the first ones. */
  some(set: number, most: number): Int32Array {
    const ids = this.sparse[set]
    if (ids) return ids.subarray(0, most)
    const words = this.dense[set]!
    const few: number[] = []
    for (let i = 0; few.length < most && i < words.length; i++) {
      for (let rest = words[i]!; rest !== 0; rest &= rest - 1) few.push(i * 32 + 31 - Math.clz32(rest & -rest))
    }
    return Int32Array.from(few.slice(0, most))
  }

  count(set: number): number {
    return this.counts[set]!
  }

  /** One of the tokens of a set that is not empty: the one with the lowest id. */
  first(set: number): number {
    const ids = this.sparse[set]
    if (ids) return ids[0]!
    const words = this.dense[set]!
    let i = 0
    while (words[i] === 0) i++
    return i * 32 + 31 - Math.clz32(words[i]! & -words[i]!)
  }

  addTo(set: number, words: Uint32Array): void {
    const ids = this.sparse[set]
    if (ids) {
      for (let i = 0; i < ids.length; i++) words[ids[i]! >>> 5]! |= 1 << (ids[i]! & 31)
      return
    }
    const all = this.dense[set]!
    for (let i = 0; i < all.length; i++) words[i]! |= all[i]!
  }

  /** Calls `use` with each token, in ascending order. */
  each(set: number, use: (token: number) => void): void {
    const ids = this.sparse[set]
    if (ids) {
      for (let i = 0; i < ids.length; i++) use(ids[i]!)
      return
    }
    const words = this.dense[set]!
    for (let i = 0; i < words.length; i++) {
      for (let rest = words[i]!; rest !== 0; rest &= rest - 1) use(i * 32 + 31 - Math.clz32(rest & -rest))
    }
  }

  private add(hash: number, ids: Int32Array | undefined, words: Uint32Array | undefined, count: number): number {
    const alike = this.byHash.get(hash)
    for (const set of alike ?? []) {
      if (this.counts[set] !== count) continue
      if (ids ? equal(this.sparse[set]!, ids) : equal(this.dense[set]!, words!)) return set
    }
    const set = this.counts.length
    this.counts.push(count)
    this.sparse.push(ids)
    this.dense.push(words)
    if (alike) alike.push(set)
    else this.byHash.set(hash, [set])
    return set
  }
}

function* bitsOf(words: Uint32Array): Generator<number> {
  for (let i = 0; i < words.length; i++) {
    for (let rest = words[i]!; rest !== 0; rest &= rest - 1) yield i * 32 + 31 - Math.clz32(rest & -rest)
  }
}

function bitCount(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** FNV-1a over whole numbers. */
export function hashOf(list: Int32Array | Uint32Array): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < list.length; i++) hash = Math.imul(hash ^ list[i]!, 0x01000193)
  return hash ^ (hash >>> 15)
}

export function equal(a: Int32Array | Uint32Array, b: Int32Array | Uint32Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
