/**
 * The coarsest classes of tokens of which every one of some lists has all or none: *atoms*. A set of tokens that is a union of lists
 * is a set of atoms, some hundred times smaller.
 */
export class TokenAtoms {
  /** Atom of every token. Atom 0 is that of the tokens in no list. */
  readonly atomOf: Int32Array
  readonly count: number
  /** Words of a set of atoms. */
  readonly words: number
  private readonly start: Int32Array
  private readonly members: Int32Array
  /** Bits of the atoms with many tokens. */
  private readonly dense = new Map<number, Uint32Array>()

  /** `lists` are bit sets of tokens. */
  constructor(
    readonly size: number,
    lists: readonly Uint32Array[],
  ) {
    this.atomOf = new Int32Array(size)
    const sizes = [size]
    const met: number[] = []
    const split = new Map<number, number>()
    for (const list of lists) {
      split.clear()
      const counts = new Map<number, number>()
      met.length = 0
      for (let w = 0; w < list.length; w++) {
        for (let bits = list[w]!; bits !== 0; bits &= bits - 1) {
          const token = 32 * w + 31 - Math.clz32(bits & -bits)
          const atom = this.atomOf[token]!
          counts.set(atom, (counts.get(atom) ?? 0) + 1)
          met.push(token)
        }
      }
      for (const [atom, count] of counts) {
        if (count === sizes[atom] && atom !== 0) continue
        sizes[atom]! -= count
        split.set(atom, sizes.length)
        sizes.push(count)
      }
      for (const token of met) this.atomOf[token] = split.get(this.atomOf[token]!) ?? this.atomOf[token]!
    }
    this.count = sizes.length
    this.words = (this.count + 31) >>> 5
    this.start = new Int32Array(this.count + 1)
    for (let atom = 0; atom < this.count; atom++) this.start[atom + 1] = this.start[atom]! + sizes[atom]!
    this.members = new Int32Array(size)
    const at = this.start.slice()
    for (let token = 0; token < size; token++) this.members[at[this.atomOf[token]!]!++] = token
    const words = (size + 31) >>> 5
    for (let atom = 1; atom < this.count; atom++) {
      if (sizes[atom]! < words) continue
      const bits = new Uint32Array(words)
      for (const token of this.tokensOf(atom)) bits[token >>> 5]! |= 1 << (token & 31)
      this.dense.set(atom, bits)
    }
  }

  tokensOf(atom: number): Int32Array {
    return this.members.subarray(this.start[atom]!, this.start[atom + 1]!)
  }

  /** The atoms of a list, as word, bits, word, bits, … of a set of atoms. */
  atomsOf(list: Uint32Array): Int32Array {
    const atoms = new Int32Array(this.words)
    for (let w = 0; w < list.length; w++) {
      for (let bits = list[w]!; bits !== 0; bits &= bits - 1) {
        const atom = this.atomOf[32 * w + 31 - Math.clz32(bits & -bits)]!
        atoms[atom >>> 5]! |= 1 << (atom & 31)
      }
    }
    const row: number[] = []
    for (let w = 0; w < atoms.length; w++) if (atoms[w] !== 0) row.push(w, atoms[w]!)
    return Int32Array.from(row)
  }

  /** Sets the bits of the tokens of some atoms, given as bits. */
  expand(atoms: Int32Array, words: Uint32Array): void {
    const { members, start, dense } = this
    for (let w = 0; w < atoms.length; w++) {
      for (let bits = atoms[w]!; bits !== 0; bits &= bits - 1) {
        const atom = 32 * w + 31 - Math.clz32(bits & -bits)
        const own = dense.get(atom)
        if (own) for (let i = 0; i < own.length; i++) words[i]! |= own[i]!
        else for (let i = start[atom]!; i < start[atom + 1]!; i++) words[members[i]! >>> 5]! |= 1 << (members[i]! & 31)
      }
    }
  }
}
