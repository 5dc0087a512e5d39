/**
 * Hash-consing of integer tuples: equal tuples get equal ids, so everything built from them compares
 * and memoises by integer.
 *
 * Layout: tuple i occupies pool[offset[i] .. offset[i+1]); `table` is an open-addressing hash table of
 * ids (0 = free slot, so id 0 is never handed out), kept at most half full.
 */
export class TupleInterner {
  private pool = new Int32Array(256)
  private offsets = new Int32Array(64)
  private table = new Int32Array(128)
  private count = 1

  constructor() {
    this.offsets[1] = 0
  }

  /** Number of ids handed out so far plus one: ids are 1 … size-1. */
  get size(): number {
    return this.count
  }

  /** Bytes of its arrays. */
  get bytes(): number {
    return this.pool.byteLength + this.offsets.byteLength + this.table.byteLength
  }

  /** The id of tuple[0..length). Ids start at 1 and grow by one. */
  intern(tuple: ArrayLike<number>, length: number = tuple.length): number {
    let hash = length
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ tuple[i]!, 0x9e3779b1) ^ (hash >>> 15)
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash ^= hash >>> 13
    let mask = this.table.length - 1
    let slot = hash & mask
    for (;;) {
      const id = this.table[slot]!
      if (id === 0) break
      if (this.equals(id, tuple, length)) return id
      slot = (slot + 1) & mask
    }
    const id = this.append(tuple, length)
    this.table[slot] = id
    if (this.count * 2 > this.table.length) {
      this.grow()
      mask = this.table.length - 1
    }
    return id
  }

  lengthOf(id: number): number {
    return this.offsets[id + 1]! - this.offsets[id]!
  }

  /** Element i of tuple `id`. */
  at(id: number, i: number): number {
    return this.pool[this.offsets[id]! + i]!
  }

  /** A copy of tuple `id` without its first `skip` elements. */
  tail(id: number, skip: number): number[] {
    const start = this.offsets[id]! + skip
    const length = Math.max(0, this.offsets[id + 1]! - start)
    const copy = new Array<number>(length)
    for (let i = 0; i < length; i++) copy[i] = this.pool[start + i]!
    return copy
  }

  private equals(id: number, tuple: ArrayLike<number>, length: number): boolean {
    const start = this.offsets[id]!
    if (this.offsets[id + 1]! - start !== length) return false
    const pool = this.pool
    for (let i = 0; i < length; i++) if (pool[start + i] !== tuple[i]) return false
    return true
  }

  private append(tuple: ArrayLike<number>, length: number): number {
    const id = this.count++
    const start = this.offsets[id]!
    const end = start + length
    if (end > this.pool.length) {
      const pool = new Int32Array(Math.max(this.pool.length * 2, end))
      pool.set(this.pool)
      this.pool = pool
    }
    if (id + 2 > this.offsets.length) {
      const offsets = new Int32Array(this.offsets.length * 2)
      offsets.set(this.offsets)
      this.offsets = offsets
    }
    for (let i = 0; i < length; i++) this.pool[start + i] = tuple[i]!
    this.offsets[id + 1] = end
    return id
  }

  private grow(): void {
    const table = new Int32Array(this.table.length * 2)
    const mask = table.length - 1
    for (let id = 1; id < this.count; id++) {
      const start = this.offsets[id]!
      const length = this.offsets[id + 1]! - start
      let hash = length
      for (let i = 0; i < length; i++) hash = Math.imul(hash ^ this.pool[start + i]!, 0x9e3779b1) ^ (hash >>> 15)
      hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
      hash ^= hash >>> 13
      let slot = hash & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = id
    }
    this.table = table
  }
}
