/** A binary heap of (key, item) pairs: least key first, the latest of equal keys first. */
export class Heap {
  private keys = new Float64Array(64)
  private items = new Int32Array(64)
  private count = 0
  /** Key of the item returned by the last pop. */
  key = 0

  get size(): number {
    return this.count
  }

  clear(): void {
    this.count = 0
  }

  push(key: number, item: number): void {
    if (this.count === this.keys.length) this.grow()
    const { keys, items } = this
    let at = this.count++
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (keys[parent]! < key) break
      keys[at] = keys[parent]!
      items[at] = items[parent]!
      at = parent
    }
    keys[at] = key
    items[at] = item
  }

  /** Removes the least; only if size > 0. */
  pop(): number {
    const { keys, items } = this
    const item = items[0]!
    this.key = keys[0]!
    const last = --this.count
    const key = keys[last]!
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= last) break
      if (child + 1 < last && keys[child + 1]! < keys[child]!) child++
      if (keys[child]! >= key) break
      keys[at] = keys[child]!
      items[at] = items[child]!
      at = child
    }
    keys[at] = key
    items[at] = items[last]!
    return item
  }

  private grow(): void {
    const keys = new Float64Array(this.keys.length * 2)
    keys.set(this.keys)
    this.keys = keys
    const items = new Int32Array(this.items.length * 2)
    items.set(this.items)
    this.items = items
  }
}
