/**
 * Number atoms: questions about the number being written, as small automata over its digits,
 * hash-consed so that equal residual questions are equal integers. FALSE and TRUE are answers whatever
 * is appended.
 *
 * Atoms read the digits from the first one that is not 0. Where the point is they need not know: the
 * lexical state does, and gives it to `holds` at the end. When an exponent begins an atom turns into a
 * question about the exponent (see exponent.ts), which reads nothing more.
 *
 * Layout: row of atom i = rows[10·i .. 10·i+10), -1 where not yet computed.
 */
import { TupleInterner } from '../../automaton/interner.js'
import { DOT, EXP, MINUS, PLUS } from './alphabet.js'
import type { Mantissa } from './lexical.js'

/** An interned atom: 0 = false for ever, 1 = true for ever, others are questions still open. */
export type Atom = number
export const FALSE: Atom = 0
export const TRUE: Atom = 1

/** One kind of atom. `at` reads element i of the atom's tuple, element 0 is the kind's number. */
export interface AtomKind {
  /** After one more digit of D. */
  digit(atom: Atom, digit: number): Atom
  /** The question about the exponent, one in [low, high]. */
  atExponent(atom: Atom, m: Mantissa, low: number, high: number): Atom
  /** The answer if the number ends with this exponent (0 if it has none). `m` is undefined behind an e. */
  holds(atom: Atom, m: Mantissa | undefined, x: number): boolean
}

export class AtomTable {
  private readonly tuples = new TupleInterner()
  private readonly kinds: AtomKind[] = []
  private rows = new Int32Array(10 * 64).fill(-1)
  private readonly signed: number

  constructor() {
    this.tuples.intern([0]) // id 1 = TRUE
    this.signed = this.addKind(new Signed(this))
  }

  get size(): number {
    return this.tuples.size
  }

  /** Registers a kind, returns its number. */
  addKind(kind: AtomKind): number {
    this.kinds.push(kind)
    return this.kinds.length
  }

  at(atom: Atom, i: number): number {
    return this.tuples.at(atom, i)
  }

  kindOf(atom: Atom): number {
    return this.tuples.at(atom, 0)
  }

  lengthOf(atom: Atom): number {
    return this.tuples.lengthOf(atom)
  }

  intern(tuple: ArrayLike<number>): Atom {
    return this.tuples.intern(tuple)
  }

  /** At the number's start: one atom for numbers without a minus, another for those with it. */
  bySign(positive: Atom, negative: Atom): Atom {
    return positive === negative ? positive : this.intern([this.signed, positive, negative])
  }

  /** An atom as it is once the sign is known. */
  resolve(atom: Atom, minus: boolean): Atom {
    if (atom <= TRUE || this.kindOf(atom) !== this.signed) return atom
    return this.at(atom, minus ? 2 : 1)
  }

  digit(atom: Atom, digit: number): Atom {
    if (atom <= TRUE) return atom
    const slot = atom * 10 + digit
    if (slot < this.rows.length && this.rows[slot]! >= 0) return this.rows[slot]!
    const next = this.kinds[this.tuples.at(atom, 0) - 1]!.digit(atom, digit)
    if (slot >= this.rows.length) {
      const rows = new Int32Array(Math.max(slot + 10, this.rows.length * 2)).fill(-1)
      rows.set(this.rows)
      this.rows = rows
    }
    this.rows[slot] = next
    return next
  }

  /** The atom after a byte class that the lexical state `m` accepts, which is not past an e. */
  step(atom: Atom, m: Mantissa, cls: number, low: number, high: number): Atom {
    if (cls === MINUS) return this.resolve(atom, true)
    const known = this.resolve(atom, false)
    if (known <= TRUE || cls === DOT || cls === PLUS) return known
    if (cls === EXP) return this.atExponent(known, m, low, high)
    return m.n === 0 && cls === 0 ? known : this.digit(known, cls)
  }

  atExponent(atom: Atom, m: Mantissa, low: number, high: number): Atom {
    if (atom <= TRUE) return atom
    if (m.n === 0) return this.holds(atom, m, 0) ? TRUE : FALSE
    return this.kinds[this.tuples.at(atom, 0) - 1]!.atExponent(atom, m, low, high)
  }

  holds(atom: Atom, m: Mantissa | undefined, x: number): boolean {
    if (atom <= TRUE) return atom === TRUE
    return this.kinds[this.tuples.at(atom, 0) - 1]!.holds(atom, m, x)
  }
}

class Signed implements AtomKind {
  constructor(private readonly table: AtomTable) {}

  digit(atom: Atom, digit: number): Atom {
    return this.table.digit(this.table.at(atom, 1), digit)
  }

  atExponent(): Atom {
    throw new Error('A number cannot begin with its exponent.')
  }

  holds(): boolean {
    return false
  }
}
