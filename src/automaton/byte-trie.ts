/** Children of a node that are searched one by one; a node with more gets a row of 256. */
const few = 4

/**
 * A trie of byte strings that grows. Node 0 is the root; the children of a node are a linked list (firstChild,
 * nextSibling) and, where there are many, also a row indexed by byte.
 */
export class ByteTrie {
  readonly byte: number[] = [0]
  readonly firstChild: number[] = [-1]
  readonly nextSibling: number[] = [-1]
  private readonly children: number[] = [0]
  private readonly rows = new Map<number, Int32Array>()

  get size(): number {
    return this.byte.length
  }

  /** The child of a node, -1 if there is none. */
  find(node: number, byte: number): number {
    if (this.children[node]! > few) return this.rows.get(node)![byte]!
    let at = this.firstChild[node]!
    while (at >= 0 && this.byte[at] !== byte) at = this.nextSibling[at]!
    return at
  }

  /** The child of a node, made if there is none. */
  child(node: number, byte: number): number {
    const known = this.find(node, byte)
    if (known >= 0) return known
    const made = this.byte.length
    this.byte.push(byte)
    this.firstChild.push(-1)
    this.nextSibling.push(this.firstChild[node]!)
    this.children.push(0)
    this.firstChild[node] = made
    const count = this.children[node]! + 1
    this.children[node] = count
    if (count > few) {
      let row = this.rows.get(node)
      if (!row) {
        row = new Int32Array(256).fill(-1)
        for (let at = made; at >= 0; at = this.nextSibling[at]!) row[this.byte[at]!] = at
        this.rows.set(node, row)
      }
      row[byte] = made
    }
    return made
  }
}
