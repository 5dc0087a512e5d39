/** Questions about an exponent x, all that is left of an atom once the digits are known. */
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import type { Mantissa } from './lexical.js'

/** x is at least a number, or (negated) less than it. */
export class Thresholds implements AtomKind {
  readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(least: number, negated: boolean, low: number, high: number): Atom {
    if (least <= low) return negated ? FALSE : TRUE
    if (least > high) return negated ? TRUE : FALSE
    return this.table.intern([this.kind, least, negated ? 1 : 0])
  }

  digit(atom: Atom): Atom {
    return atom
  }

  atExponent(atom: Atom): Atom {
    return atom
  }

  holds(atom: Atom, _m: Mantissa | undefined, x: number): boolean {
    return x >= this.table.at(atom, 1) !== (this.table.at(atom, 2) === 1)
  }
}

/** x is one of some numbers. */
export class Choices implements AtomKind {
  readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(values: readonly number[]): Atom {
    return values.length === 0 ? FALSE : this.table.intern([this.kind, ...values])
  }

  digit(atom: Atom): Atom {
    return atom
  }

  atExponent(atom: Atom): Atom {
    return atom
  }

  holds(atom: Atom, _m: Mantissa | undefined, x: number): boolean {
    for (let i = 1; i < this.table.lengthOf(atom); i++) if (this.table.at(atom, i) === x) return true
    return false
  }
}
