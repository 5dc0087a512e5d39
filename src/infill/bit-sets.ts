/**
 * Interned sets of small integers: equal sets are equal ids, so that unions and intersections are memos of pairs of integers. Id 0 is
 * the empty set.
 *
 * Set i is the words pool[i * width … (i + 1) * width). `table` is an open-addressing hash table of ids.
 */
export class BitSets {
  pool: Int32Array
  /** Which words of a set are not 0: summaryWidth words for each set. */
  private summaries: Int32Array
  private readonly summaryWidth: number
  /** One set, for making the next one. Not kept. */
  readonly paper: Int32Array
  private table = new Int32Array(1 << 12)
  private count = 1
  private unions = new PairMemo()
  /** Of the union that is being made: what is in it already, by set. */
  private stamps = new Int32Array(64)
  private stamp = 0
  private first = 0
  private several = false
  /** Of the set that is being covered: what nothing has covered yet. */
  private readonly rest: Int32Array
  /** The words of it that are not 0. */
  private readonly places: Int32Array
  private left = 0
  private intersections = new PairMemo()

  constructor(readonly width: number) {
    this.pool = new Int32Array(64 * width)
    this.paper = new Int32Array(width)
    this.rest = new Int32Array(width)
    this.places = new Int32Array(width)
    this.summaryWidth = (width + 31) >>> 5
    this.summaries = new Int32Array(64 * this.summaryWidth)
  }

  /** One more than the number of sets that are not empty. */
  get size(): number {
    return this.count
  }

  /** Forgets all sets but the empty one: no id means what it did. Room is kept. */
  clear(): void {
    this.table.fill(0)
    this.summaries.fill(0)
    this.stamps.fill(0)
    this.count = 1
    this.unions = new PairMemo()
    this.intersections = new PairMemo()
  }

  /** The set that lies on the paper. */
  intern(): number {
    const { paper, width } = this
    let some = 0
    for (let w = 0; w < width; w++) some |= paper[w]!
    if (some === 0) return 0
    const hash = hashOfWords(paper, 0, width)
    let mask = this.table.length - 1
    let slot = hash & mask
    for (;;) {
      const id = this.table[slot]!
      if (id === 0) break
      if (this.equals(id)) return id
      slot = (slot + 1) & mask
    }
    const id = this.count++
    if ((id + 1) * width > this.pool.length) {
      const pool = new Int32Array(this.pool.length * 2)
      pool.set(this.pool)
      this.pool = pool
    }
    this.pool.set(paper, id * width)
    this.summarise(id)
    this.table[slot] = id
    if (this.count * 2 > this.table.length) {
      this.grow()
      mask = this.table.length - 1
    }
    return id
  }

  of(members: Iterable<number>): number {
    this.paper.fill(0)
    for (const e of members) this.paper[e >>> 5]! |= 1 << (e & 31)
    return this.intern()
  }

  has(set: number, member: number): boolean {
    return ((this.pool[set * this.width + (member >>> 5)]! >>> (member & 31)) & 1) === 1
  }

  list(set: number): number[] {
    const found: number[] = []
    for (let w = 0, at = set * this.width; w < this.width; w++, at++) {
      for (let bits = this.pool[at]!; bits !== 0; bits &= bits - 1) found.push(32 * w + 31 - Math.clz32(bits & -bits))
    }
    return found
  }

  union(a: number, b: number): number {
    if (a === b || b === 0) return a
    if (a === 0) return b
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    const known = this.unions.get(low, high)
    if (known >= 0) return known
    const { pool, paper, width } = this
    for (let w = 0, i = a * width, j = b * width; w < width; w++) paper[w] = pool[i + w]! | pool[j + w]!
    const made = this.intern()
    this.unions.set(low, high, made)
    return made
  }

  /** Begins a union of any number of sets. */
  begin(): void {
    this.stamp++
    this.first = 0
    this.several = false
    if (this.stamps.length < this.count) this.stamps = new Int32Array(this.count * 2)
  }

  add(set: number): void {
    if (set === 0 || this.stamps[set] === this.stamp) return
    this.stamps[set] = this.stamp
    const { pool, paper, width, first } = this
    if (first === 0) {
      this.first = set
    } else if (this.several) {
      for (let w = 0, at = set * width; w < width; w++, at++) paper[w]! |= pool[at]!
    } else {
      this.several = true
      for (let w = 0, i = first * width, j = set * width; w < width; w++) paper[w] = pool[i + w]! | pool[j + w]!
    }
  }

  /** The union of all that was added. Nothing else may be made in between. */
  end(): number {
    return this.several ? this.intern() : this.first
  }

  /** Begins to cover a set by others. */
  beginCover(set: number): void {
    const { pool, rest, places, width } = this
    let left = 0
    for (let w = 0, at = set * width; w < width; w++, at++) {
      const word = pool[at]!
      rest[w] = word
      if (word !== 0) places[left++] = w
    }
    this.left = left
  }

  /** Covers what is in a set; true if nothing is left. */
  cover(set: number): boolean {
    if (set === 0) return false
    const { pool, rest, places } = this
    const base = set * this.width
    let left = 0
    for (let k = 0; k < this.left; k++) {
      const w = places[k]!
      const word = rest[w]! & ~pool[base + w]!
      rest[w] = word
      if (word !== 0) places[left++] = w
    }
    this.left = left
    return left === 0
  }

  /** What of the set, which is the one that is being covered, is covered. */
  covered(set: number): number {
    const { pool, paper, rest, width } = this
    for (let w = 0, at = set * width; w < width; w++, at++) paper[w] = pool[at]! & ~rest[w]!
    return this.intern()
  }

  intersection(a: number, b: number): number {
    if (a === b || a === 0) return a
    if (b === 0) return 0
    const low = Math.min(a, b)
    const high = Math.max(a, b)
    const known = this.intersections.get(low, high)
    if (known >= 0) return known
    const { pool, paper, width } = this
    for (let w = 0, i = a * width, j = b * width; w < width; w++) paper[w] = pool[i + w]! & pool[j + w]!
    const made = this.intern()
    this.intersections.set(low, high, made)
    return made
  }

  meets(a: number, b: number): boolean {
    if (a === 0 || b === 0) return false
    if (a === b) return true
    const { pool, summaries, width, summaryWidth } = this
    for (let k = 0, i = a * summaryWidth, j = b * summaryWidth; k < summaryWidth; k++) {
      for (let bits = summaries[i + k]! & summaries[j + k]!; bits !== 0; bits &= bits - 1) {
        const w = 32 * k + 31 - Math.clz32(bits & -bits)
        if ((pool[a * width + w]! & pool[b * width + w]!) !== 0) return true
      }
    }
    return false
  }

  private summarise(id: number): void {
    const { paper, width, summaryWidth } = this
    if ((id + 1) * summaryWidth > this.summaries.length) {
      const summaries = new Int32Array(this.summaries.length * 2)
      summaries.set(this.summaries)
      this.summaries = summaries
    }
    for (let w = 0; w < width; w++) {
      if (paper[w] !== 0) this.summaries[id * summaryWidth + (w >>> 5)]! |= 1 << (w & 31)
    }
  }

  private equals(id: number): boolean {
    const { pool, paper, width } = this
    for (let w = 0, at = id * width; w < width; w++, at++) if (pool[at] !== paper[w]) return false
    return true
  }

  private grow(): void {
    const { pool, width } = this
    const table = new Int32Array(this.table.length * 2)
    const mask = table.length - 1
    for (let id = 1; id < this.count; id++) {
      let slot = hashOfWords(pool, id * width, (id + 1) * width) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = id
    }
    this.table = table
  }
}

/** Four lanes that do not wait for each other. */
function hashOfWords(words: Int32Array, from: number, to: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let w = from
  for (; w + 3 < to; w += 4) {
    a = Math.imul(a ^ words[w]!, 0x9e3779b1)
    a ^= a >>> 15
    b = Math.imul(b ^ words[w + 1]!, 0x85ebca6b)
    b ^= b >>> 13
    c = Math.imul(c ^ words[w + 2]!, 0xc2b2ae35)
    c ^= c >>> 16
    d = Math.imul(d ^ words[w + 3]!, 0x27d4eb2f)
    d ^= d >>> 15
  }
  for (; w < to; w++) {
    a = Math.imul(a ^ words[w]!, 0x9e3779b1)
    a ^= a >>> 15
  }
  const hash = Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f) ^ d
  return hash ^ (hash >>> 15)
}

/**
 * A memo of pairs of integers, the first not 0: slot i of an open-addressing table is keys[2i], keys[2i + 1], values[i].
 */
export class PairMemo {
  private keys = new Int32Array(1 << 11)
  private values = new Int32Array(1 << 10)
  private count = 0

  /** -1 if the pair is not known. */
  get(a: number, b: number): number {
    const { keys } = this
    const mask = this.values.length - 1
    let slot = hashOf(a, b) & mask
    for (;;) {
      const key = keys[2 * slot]!
      if (key === a && keys[2 * slot + 1] === b) return this.values[slot]!
      if (key === 0) return -1
      slot = (slot + 1) & mask
    }
  }

  /** For pairs that are not known. */
  set(a: number, b: number, value: number): void {
    if (++this.count * 2 > this.values.length) this.grow()
    this.insert(a, b, value)
  }

  private insert(a: number, b: number, value: number): void {
    const { keys, values } = this
    const mask = values.length - 1
    let slot = hashOf(a, b) & mask
    while (keys[2 * slot] !== 0) slot = (slot + 1) & mask
    keys[2 * slot] = a
    keys[2 * slot + 1] = b
    values[slot] = value
  }

  private grow(): void {
    const { keys, values } = this
    this.keys = new Int32Array(keys.length * 2)
    this.values = new Int32Array(values.length * 2)
    for (let i = 0; i < values.length; i++)
      if (keys[2 * i] !== 0) this.insert(keys[2 * i]!, keys[2 * i + 1]!, values[i]!)
  }
}

function hashOf(a: number, b: number): number {
  const hash = Math.imul(Math.imul(a, 0x9e3779b1) ^ b, 0x85ebca6b)
  return hash ^ (hash >>> 15)
}

/** A memo of sets and symbols: sets that were asked about have a row, with one more than the value for each symbol. */
export class SymbolMemo {
  private rowOf = new Int32Array(1 << 10)
  private rows: Int32Array
  private used = 1

  constructor(private readonly symbols: number) {
    this.rows = new Int32Array(64 * symbols)
  }

  /** -1 if it is not known. */
  get(set: number, symbol: number): number {
    const row = set < this.rowOf.length ? this.rowOf[set]! : 0
    return row === 0 ? -1 : this.rows[row * this.symbols + symbol]! - 1
  }

  set(set: number, symbol: number, value: number): void {
    if (set >= this.rowOf.length) {
      const rowOf = new Int32Array(Math.max(this.rowOf.length * 2, set + 1))
      rowOf.set(this.rowOf)
      this.rowOf = rowOf
    }
    if (this.rowOf[set] === 0) {
      if ((this.used + 1) * this.symbols > this.rows.length) {
        const rows = new Int32Array(this.rows.length * 2)
        rows.set(this.rows)
        this.rows = rows
      }
      this.rowOf[set] = this.used++
    }
    this.rows[this.rowOf[set]! * this.symbols + symbol] = value + 1
  }
}
