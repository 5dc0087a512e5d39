/** The question whether a number is an integer by value: 1, 1.0, 1e+21 are, 0.5 and 1e-7 are not. */
import { DOT, EXP, MINUS } from './alphabet.js'
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'

enum Phase {
  Begin,
  Zero,
  /** One digit, not 0: what follows may be an exponent. */
  Single,
  Int,
  /** After the point of d.000: zeros only so far. */
  Mantissa,
  /** After the point, no exponent possible: zeros only so far. */
  Fraction,
  /** d.ddd with a digit other than 0: an integer only by grace of an exponent. */
  Broken,
  Exp,
}

export class Integers implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(): Atom {
    return this.make(Phase.Begin)
  }

  isInteger(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  private make(phase: Phase): Atom {
    return this.table.intern([this.kind, phase])
  }

  ends(atom: Atom): boolean {
    const phase: Phase = this.table.at(atom, 1)
    return phase >= Phase.Zero && phase <= Phase.Fraction
  }

  step(atom: Atom, cls: number): Atom {
    const phase: Phase = this.table.at(atom, 1)
    const digit = cls < 10
    switch (phase) {
      case Phase.Begin:
        if (cls === MINUS) return atom
        return digit ? this.make(cls === 0 ? Phase.Zero : Phase.Single) : FALSE
      case Phase.Zero:
        return cls === DOT ? this.make(Phase.Fraction) : FALSE
      case Phase.Single:
        if (digit) return this.make(Phase.Int)
        return cls === DOT ? this.make(Phase.Mantissa) : this.exponent(cls)
      case Phase.Int:
        if (digit) return atom
        return cls === DOT ? this.make(Phase.Fraction) : FALSE
      case Phase.Mantissa:
        if (digit) return cls === 0 ? atom : this.make(Phase.Broken)
        return this.exponent(cls)
      case Phase.Fraction:
        return cls === 0 ? atom : FALSE
      case Phase.Broken:
        return digit ? atom : this.exponent(cls)
      case Phase.Exp:
        // Exponents are at least 21 and move the point past all digits, or at most -7.
        return cls === MINUS ? FALSE : TRUE
    }
  }

  private exponent(cls: number): Atom {
    return cls === EXP ? this.make(Phase.Exp) : FALSE
  }
}
