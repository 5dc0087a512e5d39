/**
 * Bounds: is the number at least, or above, a decimal v?
 *
 * After the sign the question is whether the magnitude |t| exceeds (or reaches) b = |v|, possibly
 * negated. b is 0.D0D1D2… · 10^E with D0 not 0. A text is compared as it comes: its integer digits
 * with D0D1…, remembering the first difference, until the number of integer digits is known, which
 * decides unless it is E. So a bound of n digits has about 3n states.
 *
 * A text with one integer digit may turn out to be a mantissa (5.3 → 5.3e+21); only texts so large or
 * so small use exponents, so for an ordinary b the exponent's sign decides.
 */
import { DOT, EXP, MINUS, PLUS } from './alphabet.js'
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import type { Decimal } from './decimal.js'

enum Phase {
  /** No digit yet. */
  Begin,
  /** A leading 0. */
  Zero,
  /** i integer digits, compared as `rel`. */
  Int,
  /** "0." and i zeros. */
  ZeroFraction,
  /** In the fraction of a number that cannot have an exponent: equal so far, i digits of D used. */
  Fraction,
  /** After the point of d.ddd: mantissa compared as `rel`, i digits of D used while equal. */
  Mantissa,
  /** After the e. */
  Exp,
  /** After the sign of the exponent; i as before, x = sign. */
  ExpSign,
  /** In the digits of the exponent; x = signed exponent so far. */
  ExpDigits,
}

/** Relation of the text to b so far. */
const EQUAL = 0
const LESS = 1
const GREATER = 2

/** A magnitude b and the question: |t| > b, or |t| >= b if inclusive. */
interface Magnitude {
  readonly digits: string
  /** b = 0.digits · 10^exponent. */
  readonly exponent: number
  readonly inclusive: boolean
  /** True if b is so large or so small that texts with exponents must be compared with it in full. */
  readonly scientific: boolean
}

export class Bounds implements AtomKind {
  private readonly kind: number
  private readonly starts: StartOfBound
  private readonly magnitudes: Magnitude[] = []
  private readonly magnitudeIds = new Map<string, number>()

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
    this.starts = new StartOfBound(table)
  }

  /** The atom, at the number's start, of t >= v (inclusive) or t > v. */
  atom(v: Decimal, inclusive: boolean): Atom {
    if (v.mantissa === 0n) {
      // -0 equals 0.
      return inclusive
        ? this.starts.atom(TRUE, this.begin(v, false, true))
        : this.starts.atom(this.begin(v, false, false), FALSE)
    }
    if (v.mantissa > 0n) return this.starts.atom(this.begin(v, inclusive, false), FALSE)
    return this.starts.atom(TRUE, this.begin({ mantissa: -v.mantissa, exponent: v.exponent }, !inclusive, true))
  }

  /** |t| > b or >= b, negated or not, before the first digit. */
  private begin(b: Decimal, inclusive: boolean, negated: boolean): Atom {
    const digits = b.mantissa === 0n ? '' : String(b.mantissa)
    const exponent = digits.length + b.exponent
    const key = `${digits}e${exponent}${inclusive}`
    let id = this.magnitudeIds.get(key)
    if (id === undefined) {
      id = this.magnitudes.length
      this.magnitudes.push({ digits, exponent, inclusive, scientific: exponent < -5 || exponent > 21 })
      this.magnitudeIds.set(key, id)
    }
    return this.make(id, negated ? 1 : 0, Phase.Begin, 0, EQUAL, 0)
  }

  private make(id: number, negated: number, phase: Phase, i: number, rel: number, x: number): Atom {
    return this.table.intern([this.kind, id, negated, phase, i, rel, x])
  }

  ends(atom: Atom): boolean {
    const { table } = this
    const m = this.magnitudes[table.at(atom, 1)]!
    const negated = table.at(atom, 2) === 1
    const phase: Phase = table.at(atom, 3)
    const i = table.at(atom, 4)
    const rel = table.at(atom, 5)
    let final: number
    switch (phase) {
      case Phase.Zero:
      case Phase.ZeroFraction:
        final = m.digits === '' ? EQUAL : LESS
        break
      case Phase.Int:
        final = atExponent(m, i, i, rel)
        break
      case Phase.Fraction:
        final = exhausted(m, i, EQUAL)
        break
      case Phase.Mantissa:
        final = atExponent(m, 1, i, rel)
        break
      case Phase.ExpDigits:
        final = atExponent(m, table.at(atom, 6) + 1, i, rel)
        break
      default:
        return false
    }
    return (final === GREATER || (final === EQUAL && m.inclusive)) !== negated
  }

  step(atom: Atom, cls: number): Atom {
    const { table } = this
    const id = table.at(atom, 1)
    const negated = table.at(atom, 2)
    const phase: Phase = table.at(atom, 3)
    const i = table.at(atom, 4)
    const rel = table.at(atom, 5)
    const x = table.at(atom, 6)
    const m = this.magnitudes[id]!
    const larger = negated === 1 ? FALSE : TRUE
    const smaller = negated === 1 ? TRUE : FALSE
    switch (phase) {
      case Phase.Begin:
        if (cls > 9) return FALSE
        if (cls > 0) {
          if (m.digits === '') return larger
          return this.integer(id, negated, 1, compareDigit(m, 0, cls))
        }
        if (m.digits !== '' && m.exponent > 0) return smaller
        return this.make(id, negated, Phase.Zero, 0, EQUAL, 0)
      case Phase.Zero:
        return cls === DOT ? this.make(id, negated, Phase.ZeroFraction, 0, EQUAL, 0) : FALSE
      case Phase.ZeroFraction:
        if (cls > 9) return FALSE
        if (cls > 0) {
          if (m.digits === '' || -i > m.exponent) return larger
          const first = compareDigit(m, 0, cls)
          if (first === EQUAL) return this.inFraction(id, negated, 1)
          return first === GREATER ? larger : smaller
        }
        if (m.digits === '') return atom
        // The next zero makes the magnitude less than b whatever follows.
        if (-(i + 1) < m.exponent) return smaller
        return this.make(id, negated, Phase.ZeroFraction, i + 1, EQUAL, 0)
      case Phase.Int:
        if (cls < 10) return this.integer(id, negated, i + 1, rel === EQUAL ? compareDigit(m, i, cls) : rel)
        if (i === 1) {
          if (cls === DOT) return this.mantissa(id, negated, i, rel)
          return cls === EXP ? this.make(id, negated, Phase.Exp, i, rel, 0) : FALSE
        }
        if (cls !== DOT) return FALSE
        if (i < m.exponent) return smaller
        if (rel === EQUAL) return this.inFraction(id, negated, i)
        return rel === GREATER ? larger : smaller
      case Phase.Fraction: {
        if (cls > 9) return FALSE
        const next = compareDigit(m, i, cls)
        if (next === EQUAL) return this.inFraction(id, negated, i + 1)
        return next === GREATER ? larger : smaller
      }
      case Phase.Mantissa:
        if (cls === EXP) return this.make(id, negated, Phase.Exp, i, rel, 0)
        if (cls > 9) return FALSE
        if (rel !== EQUAL) return atom
        return this.mantissa(id, negated, i + 1, compareDigit(m, i, cls))
      case Phase.Exp:
        if (cls === PLUS || cls === MINUS) return this.sign(id, negated, i, rel, cls === MINUS)
        if (cls > 9) return FALSE
        return this.table.step(this.sign(id, negated, i, rel, false), cls)
      case Phase.ExpSign:
        return cls < 10 ? this.make(id, negated, Phase.ExpDigits, i, rel, x * cls) : FALSE
      case Phase.ExpDigits:
        return cls < 10 ? this.make(id, negated, Phase.ExpDigits, i, rel, x * 10 + (x < 0 ? -cls : cls)) : FALSE
    }
  }

  private integer(id: number, negated: number, i: number, rel: number): Atom {
    const m = this.magnitudes[id]!
    if (i > 1) {
      const decided = i > m.exponent || (i === m.exponent && (rel === GREATER || (rel === EQUAL && settled(m, i))))
      if (decided) return negated === 1 ? FALSE : TRUE
    } else if (!m.scientific && m.exponent < 1) {
      rel = GREATER
    }
    return this.make(id, negated, Phase.Int, i, rel, 0)
  }

  private inFraction(id: number, negated: number, i: number): Atom {
    const m = this.magnitudes[id]!
    if (settled(m, i)) return negated === 1 ? FALSE : TRUE
    return this.make(id, negated, Phase.Fraction, Math.min(i, m.digits.length), EQUAL, 0)
  }

  private mantissa(id: number, negated: number, i: number, rel: number): Atom {
    const m = this.magnitudes[id]!
    if (!m.scientific) {
      // Only the relation to the plain decimal matters: forget what does not bear on it.
      if (m.exponent !== 1) rel = m.exponent < 1 ? GREATER : LESS
      else if (rel === EQUAL && settled(m, i)) rel = GREATER
    }
    return this.make(id, negated, Phase.Mantissa, rel === EQUAL ? Math.min(i, m.digits.length) : 0, rel, 0)
  }

  private sign(id: number, negated: number, i: number, rel: number, minus: boolean): Atom {
    const m = this.magnitudes[id]!
    if (!m.scientific || (minus ? m.exponent > 0 : m.exponent <= 0)) return minus === (negated === 1) ? TRUE : FALSE
    return this.make(id, negated, Phase.ExpSign, i, rel, minus ? -1 : 1)
  }
}

/** Relation of a text of `length` digits before its point to b, when it ends after using i digits of D. */
function atExponent(m: Magnitude, length: number, i: number, rel: number): number {
  if (length !== m.exponent) return length < m.exponent ? LESS : GREATER
  return exhausted(m, i, rel)
}

function exhausted(m: Magnitude, i: number, rel: number): number {
  return rel === EQUAL && i < m.digits.length ? LESS : rel
}

/** True if a text equal to b's first i digits can only be at least b, and that is what is asked. */
function settled(m: Magnitude, i: number): boolean {
  return m.inclusive && i >= m.digits.length
}

function compareDigit(m: Magnitude, i: number, digit: number): number {
  const own = i < m.digits.length ? m.digits.charCodeAt(i) - 48 : 0
  return digit === own ? EQUAL : digit < own ? LESS : GREATER
}

/** The first byte: a '-' chooses one atom, anything else the other. */
export class StartOfBound implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(positive: Atom, negative: Atom): Atom {
    return this.table.intern([this.kind, positive, negative])
  }

  step(atom: Atom, cls: number): Atom {
    const positive = this.table.at(atom, 1)
    if (cls === MINUS) return this.table.at(atom, 2)
    return this.table.step(positive, cls)
  }

  ends(): boolean {
    return false
  }
}
