import { IntLists } from './int-lists.js'
import { segmentOf } from './partition.js'
import { type Expr, ExprPool } from './pool.js'

const UNKNOWN = new Int32Array(256).fill(-1)

/**
 * A lazy deterministic automaton over the UTF-8 bytes of the words of an expression.
 *
 * State 0 is dead. A state is either an expression between two characters (n = 0) or a set of
 * characters in the middle: n more continuation bytes, and for the 64^n characters they can still
 * spell a list start0, expr0, start1, expr1, … relative to the first of them, expr 0 where no word
 * follows. Equal lists are equal states, so blocks that lead to one expression share their states.
 * Overlong forms, surrogates and bytes above F4 are no UTF-8 and lead nowhere. A state is made only
 * if a word can be completed from it.
 */
export class ByteDfa {
  readonly start: number
  readonly #pool: ExprPool
  readonly #lists = new IntLists()
  /** Per state: rows[s][byte] = next state, -1 not known yet. UNKNOWN until the first step. */
  readonly #rows: Int32Array[] = [new Int32Array(256)]
  /** Per state: id of its list (n, expr) or (n, start, expr, …). */
  readonly #list: number[] = [-1]
  readonly #stateOf: number[] = []
  /** Per state: whether all of its row is known. */
  readonly #complete: boolean[] = [true]
  /** Per state: bytes of the shortest completion, -1 not known yet. */
  readonly #bytes: number[] = [Infinity]

  /** The start is 0 if no word of e has an encoding. */
  constructor(pool: ExprPool, e: Expr) {
    this.#pool = pool
    this.start = this.stateOf(e)
  }

  /** Number of states discovered so far, the dead one included. */
  get states(): number {
    return this.#rows.length
  }

  /** Next state, 0 if no word continues with this byte. */
  step(s: number, byte: number): number {
    const known = this.#rows[s]![byte]!
    if (known >= 0) return known
    const next = this.#step(s, byte)
    if (this.#rows[s] === UNKNOWN) this.#rows[s] = UNKNOWN.slice()
    this.#rows[s]![byte] = next
    return next
  }

  /** Next states by byte, 0 where no word continues. For whoever needs them all: characters alike are looked at once. Not to be modified. */
  row(s: number): Int32Array {
    if (this.#complete[s]) return this.#rows[s]!
    const row = new Int32Array(256)
    const list = this.#lists.view(this.#list[s]!)
    if (list[0] !== 0) for (let byte = 0x80; byte < 0xc0; byte++) row[byte] = this.step(s, byte)
    else {
      const e = list[2]!
      if (this.#pool.isCapturing(e)) {
        for (let byte = 0; byte < 256; byte++) row[byte] = this.step(s, byte)
        return row
      }
      const { starts, classes } = this.#pool.partition(e)
      let beyond = false
      for (let i = 0; i < starts.length; i++) {
        const next = this.#pool.deriveClass(e, classes[i]!)
        if (next === 0) continue
        const to = i + 1 < starts.length ? starts[i + 1]! : Infinity
        beyond ||= to > 0x80
        if (starts[i]! < 0x80) row.fill(this.stateOf(next), starts[i]!, Math.min(to, 0x80))
      }
      if (beyond) for (let byte = 0xc2; byte < 0xf5; byte++) row[byte] = this.step(s, byte)
    }
    this.#rows[s] = row
    this.#complete[s] = true
    return row
  }

  /** True if the text read so far is a word. */
  accepts(s: number): boolean {
    const e = this.exprOf(s)
    return e > 0 && this.#pool.nullable(e)
  }

  /** Bytes of the shortest completion: 0 if accepting, Infinity for the dead state. */
  minBytes(s: number): number {
    const known = this.#bytes[s]!
    if (known >= 0) return known
    const list = Array.from(this.#lists.view(this.#list[s]!))
    let bytes = Infinity
    for (let i = 2; i < list.length; i += 2) {
      if (list[i] !== 0) bytes = Math.min(bytes, this.#pool.minBytes(list[i]!))
    }
    this.#bytes[s] = bytes + list[0]!
    return bytes + list[0]!
  }

  /** The state between two characters from which e follows, 0 if no word of e has an encoding. */
  stateOf(e: Expr): number {
    return this.#state([0, 0, e])
  }

  /** The expression of what may follow, or -1 inside a character. */
  exprOf(s: number): Expr {
    if (s === 0) return ExprPool.EMPTY
    const list = this.#lists.view(this.#list[s]!)
    return list[0] === 0 ? list[2]! : -1
  }

  /** The state of a list (n, start, expr, …); 0 if it is dead. */
  #state(list: number[]): number {
    let alive = false
    for (let i = 2; i < list.length && !alive; i += 2) alive = list[i] !== 0 && !this.#pool.isUnwritable(list[i]!)
    if (!alive) return 0
    const id = this.#lists.intern(list)
    const known = this.#stateOf[id]
    if (known !== undefined) return known
    const s = this.#rows.length
    this.#rows.push(UNKNOWN)
    this.#list.push(id)
    this.#bytes.push(-1)
    this.#stateOf[id] = s
    return s
  }

  #step(s: number, byte: number): number {
    const list = this.#lists.view(this.#list[s]!)
    if (list[0] === 0) return this.#lead(list[2]!, byte)
    if (byte < 0x80 || byte > 0xbf) return 0
    return this.#continue(Array.from(list), byte & 0x3f)
  }

  #lead(e: Expr, byte: number): number {
    if (byte < 0x80) {
      const next = this.#pool.derive(e, byte)
      return next === 0 ? 0 : this.stateOf(next)
    }
    if (byte < 0xc2 || byte > 0xf4) return 0
    const n = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
    const base = (byte & (0x3f >> n)) << (6 * n)
    const end = base + (1 << (6 * n))
    let from = base
    let to = end
    if (byte === 0xe0) from = 0x800
    else if (byte === 0xed) to = 0xd800
    else if (byte === 0xf0) from = 0x10000
    else if (byte === 0xf4) to = 0x110000
    const { starts, classes } = this.#pool.partition(e)
    const list = [n]
    if (from > base) list.push(0, 0)
    for (let i = segmentOf(starts, from); i < starts.length && starts[i]! < to; i++) {
      this.#append(list, Math.max(starts[i]!, from) - base, this.#live(this.#pool.deriveClass(e, classes[i]!)))
    }
    if (to < end) this.#append(list, to - base, 0)
    return this.#state(list)
  }

  #continue(list: number[], low: number): number {
    const n = list[0]! - 1
    const base = low << (6 * n)
    const end = base + (1 << (6 * n))
    const part = [n]
    for (let i = 1; i < list.length; i += 2) {
      const from = list[i]!
      const to = i + 2 < list.length ? list[i + 2]! : Infinity
      if (to <= base || from >= end) continue
      this.#append(part, Math.max(from, base) - base, list[i + 1]!)
    }
    return this.#state(part)
  }

  #live(e: Expr): Expr {
    return e === 0 || this.#pool.isUnwritable(e) ? 0 : e
  }

  #append(list: number[], start: number, e: Expr): void {
    if (list.length > 1 && list[list.length - 1] === e) return
    list.push(start, e)
  }
}
