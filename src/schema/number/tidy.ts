/**
 * Numbers as one writes them: no minus before a plain zero, and whole numbers without a point where
 * only whole numbers are wanted. Zeros at the end of a fraction stay possible: 1280.50 is a price.
 */
import { DOT, EXP, MINUS } from './alphabet.js'
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'

enum Phase {
  Begin,
  Minus,
  /** -0: a point must follow. */
  MinusZero,
  Digits,
}

export class Tidiness implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  /** @param whole no point at all */
  atom(whole: boolean): Atom {
    return this.make(Phase.Begin, whole ? 1 : 0)
  }

  private make(phase: Phase, whole: number): Atom {
    return this.table.intern([this.kind, phase, whole])
  }

  ends(atom: Atom): boolean {
    return this.table.at(atom, 1) === Phase.Digits
  }

  step(atom: Atom, cls: number): Atom {
    const phase: Phase = this.table.at(atom, 1)
    const whole = this.table.at(atom, 2)
    if (cls === DOT) return whole === 1 ? FALSE : TRUE
    if (cls === EXP) return TRUE
    if (phase === Phase.Begin) return this.make(cls === MINUS ? Phase.Minus : Phase.Digits, whole)
    if (phase === Phase.Minus) return this.make(cls === 0 ? Phase.MinusZero : Phase.Digits, whole)
    return atom
  }
}
