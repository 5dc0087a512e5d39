/**
 * Numbers spelled as JSON.stringify spells them, as far as that can be told from the text alone: no
 * minus before zero, no zeros at the end of a fraction, no exponent with an idle mantissa digit.
 */
import { DOT, EXP, MINUS } from './alphabet.js'
import { type Atom, type AtomKind, type AtomTable, TRUE } from './atom-table.js'

enum Phase {
  Begin,
  Minus,
  /** -0: something must follow. */
  MinusZero,
  Whole,
  /** After the point, or after a zero in the fraction. */
  Due,
  Fraction,
}

export class Tidiness implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(): Atom {
    return this.make(Phase.Begin)
  }

  private make(phase: Phase): Atom {
    return this.table.intern([this.kind, phase])
  }

  ends(atom: Atom): boolean {
    const phase: Phase = this.table.at(atom, 1)
    return phase === Phase.Whole || phase === Phase.Fraction
  }

  step(atom: Atom, cls: number): Atom {
    const phase: Phase = this.table.at(atom, 1)
    if (cls === DOT) return this.make(Phase.Due)
    // The lexical automaton lets no exponent follow an idle zero.
    if (cls === EXP) return TRUE
    switch (phase) {
      case Phase.Begin:
        return this.make(cls === MINUS ? Phase.Minus : Phase.Whole)
      case Phase.Minus:
        return this.make(cls === 0 ? Phase.MinusZero : Phase.Whole)
      case Phase.Due:
      case Phase.Fraction:
        return this.make(cls === 0 ? Phase.Due : Phase.Fraction)
      default:
        return atom
    }
  }
}
