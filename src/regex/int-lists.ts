/**
 * Lists of integers interned to small ids: equal lists get equal ids.
 *
 * Layout: all lists lie one after another in `data`; list `id` is
 * data[offsets[id] … offsets[id] + lengths[id]). The hash table is open addressing with linear
 * probing, slots hold id + 1, 0 is free.
 */
export class IntLists {
  data: Int32Array = new Int32Array(1024)
  offsets: Int32Array = new Int32Array(256)
  lengths: Int32Array = new Int32Array(256)
  size = 0
  #used = 0
  #table = new Int32Array(512)
  #mask = 511

  /** The id of the list made of the first `length` integers of `items`. */
  intern(items: ArrayLike<number>, length: number = items.length): number {
    let slot = hashOf(items, 0, length) & this.#mask
    const table = this.#table
    probe: for (; table[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const id = table[slot]! - 1
      if (this.lengths[id] !== length) continue
      const offset = this.offsets[id]!
      for (let i = 0; i < length; i++) if (this.data[offset + i] !== items[i]!) continue probe
      return id
    }
    const id = this.size++
    if (id === this.offsets.length) {
      this.offsets = grow(this.offsets, id * 2)
      this.lengths = grow(this.lengths, id * 2)
    }
    if (this.#used + length > this.data.length) {
      this.data = grow(this.data, Math.max(this.data.length * 2, this.#used + length))
    }
    this.offsets[id] = this.#used
    this.lengths[id] = length
    for (let i = 0; i < length; i++) this.data[this.#used + i] = items[i]!
    this.#used += length
    table[slot] = id + 1
    if (this.size * 2 > table.length) this.#rehash()
    return id
  }

  /** A copy-free view, valid until the next intern(). */
  view(id: number): Int32Array {
    const offset = this.offsets[id]!
    return this.data.subarray(offset, offset + this.lengths[id]!)
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2)
    const mask = table.length - 1
    for (let id = 0; id < this.size; id++) {
      let slot = hashOf(this.data, this.offsets[id]!, this.lengths[id]!) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = id + 1
    }
    this.#table = table
    this.#mask = mask
  }
}

function hashOf(items: ArrayLike<number>, offset: number, length: number): number {
  let hash = length
  for (let i = offset; i < offset + length; i++) hash = Math.imul(hash ^ items[i]!, 0x9e3779b1) ^ (hash >>> 15)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}

/** A longer copy of a typed array. */
export function grow(array: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length)
  longer.set(array)
  return longer
}
