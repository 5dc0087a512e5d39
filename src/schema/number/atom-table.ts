/**
 * Number atoms: deterministic automata over the byte classes of a number's text, hash-consed, so that
 * equal residual questions are equal integers. FALSE and TRUE are answers whatever is appended.
 *
 * Layout: row of atom i = rows[14·i .. 14·i+14), -1 where not yet computed; ends[i] = its answer if
 * the number ends here. A kind supplies both from the atom's tuple (kind, …).
 */
import { TupleInterner } from '../../automaton/interner.js'
import { classCount } from './alphabet.js'

/** An interned atom: 0 = false for ever, 1 = true for ever, others are questions still open. */
export type Atom = number
export const FALSE: Atom = 0
export const TRUE: Atom = 1

/** One kind of atom. `at` reads element i of the atom's tuple, element 0 is the kind's number. */
export interface AtomKind {
  step(atom: Atom, cls: number): Atom
  ends(atom: Atom): boolean
}

export class AtomTable {
  private readonly tuples = new TupleInterner()
  private readonly kinds: AtomKind[] = []
  private rows = new Int32Array(classCount * 64).fill(-1)
  private answers = new Uint8Array(64)
  private sized = 1

  constructor() {
    this.tuples.intern([0]) // id 1 = TRUE
    this.answers[TRUE] = 1
    this.sized = 2
    this.rows.fill(FALSE, 0, classCount)
    this.rows.fill(TRUE, classCount, 2 * classCount)
  }

  get size(): number {
    return this.sized
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
    const id = this.tuples.intern(tuple)
    if (id >= this.sized) {
      this.sized = id + 1
      if (this.sized > this.answers.length) {
        const answers = new Uint8Array(this.answers.length * 2)
        answers.set(this.answers)
        this.answers = answers
        const rows = new Int32Array(this.rows.length * 2).fill(-1)
        rows.set(this.rows)
        this.rows = rows
      }
      this.answers[id] = this.kinds[tuple[0]! - 1]!.ends(id) ? 1 : 0
    }
    return id
  }

  step(atom: Atom, cls: number): Atom {
    const known = this.rows[atom * classCount + cls]!
    if (known >= 0) return known
    const next = this.kinds[this.tuples.at(atom, 0) - 1]!.step(atom, cls)
    this.rows[atom * classCount + cls] = next
    return next
  }

  ends(atom: Atom): boolean {
    return this.answers[atom] === 1
  }
}
