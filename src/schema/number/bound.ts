/**
 * Bounds: is the number at least, or above, a decimal v?
 *
 * After the sign the question is whether the magnitude |t| exceeds (or reaches) b = |v|, possibly
 * negated. b is 0.B0B1B2… · 10^E with B0 not 0, the number is 0.D · 10^e: the larger exponent wins, and
 * where they are equal, the larger digits. So an atom compares D with B and remembers the first
 * difference: a bound of n digits has about n states.
 */
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import type { Decimal } from './decimal.js'
import type { Thresholds } from './exponent.js'
import type { Mantissa } from './lexical.js'

/** Relation of D to B so far. */
export const EQUAL = 0
export const LESS = 1
export const GREATER = 2

/** A magnitude b and the question: |t| > b, or |t| >= b if inclusive. */
export interface Magnitude {
  /** B, empty for zero. */
  readonly digits: string
  readonly exponent: number
  readonly inclusive: boolean
  /** The integer B[i..], by i. */
  readonly rests: Map<number, bigint>
}

export class Bounds implements AtomKind {
  private readonly kind: number
  private readonly magnitudes: Magnitude[] = []
  private readonly magnitudeIds = new Map<string, number>()

  constructor(
    private readonly table: AtomTable,
    private readonly thresholds: Thresholds,
  ) {
    this.kind = table.addKind(this)
  }

  /** The atom, at the number's start, of t >= v (inclusive) or t > v. */
  atom(v: Decimal, inclusive: boolean): Atom {
    const { table } = this
    if (v.mantissa === 0n) {
      // -0 equals 0.
      return inclusive
        ? table.bySign(TRUE, this.begin(v, false, true))
        : table.bySign(this.begin(v, false, false), FALSE)
    }
    if (v.mantissa > 0n) return table.bySign(this.begin(v, inclusive, false), FALSE)
    return table.bySign(TRUE, this.begin({ mantissa: -v.mantissa, exponent: v.exponent }, !inclusive, true))
  }

  isBound(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  magnitudeOf(atom: Atom): Magnitude {
    return this.magnitudes[this.table.at(atom, 1)]!
  }

  isNegated(atom: Atom): boolean {
    return this.table.at(atom, 2) === 1
  }

  relationOf(atom: Atom): number {
    return this.table.at(atom, 3)
  }

  /** |t| > b or >= b, negated or not, before the first digit. */
  private begin(b: Decimal, inclusive: boolean, negated: boolean): Atom {
    const digits = b.mantissa === 0n ? '' : String(b.mantissa)
    const exponent = digits.length + b.exponent
    const key = `${digits}e${exponent}${inclusive}`
    let id = this.magnitudeIds.get(key)
    if (id === undefined) {
      id = this.magnitudes.length
      this.magnitudes.push({ digits, exponent, inclusive, rests: new Map() })
      this.magnitudeIds.set(key, id)
    }
    return this.make(id, negated ? 1 : 0, EQUAL, 0)
  }

  private make(id: number, negated: number, relation: number, i: number): Atom {
    return this.table.intern([this.kind, id, negated, relation, i])
  }

  digit(atom: Atom, digit: number): Atom {
    const { table } = this
    const m = this.magnitudeOf(atom)
    const negated = table.at(atom, 2)
    // Any number is larger than zero.
    if (m.digits === '') return negated === 1 ? FALSE : TRUE
    if (table.at(atom, 3) !== EQUAL) return atom
    const i = table.at(atom, 4)
    const own = i < m.digits.length ? m.digits.charCodeAt(i) - 48 : 0
    if (digit === own) return i < m.digits.length ? this.make(table.at(atom, 1), negated, EQUAL, i + 1) : atom
    return this.make(table.at(atom, 1), negated, digit < own ? LESS : GREATER, 0)
  }

  /** The least e at which 0.D · 10^e is what is asked, if nothing is appended. */
  private leastScale(atom: Atom): number {
    const m = this.magnitudeOf(atom)
    const relation = this.table.at(atom, 3)
    const reached =
      relation === GREATER || (relation === EQUAL && this.table.at(atom, 4) >= m.digits.length && m.inclusive)
    return reached ? m.exponent : m.exponent + 1
  }

  atExponent(atom: Atom, m: Mantissa, low: number, high: number): Atom {
    return this.thresholds.atom(this.leastScale(atom) - (m.n - m.f), this.isNegated(atom), low, high)
  }

  holds(atom: Atom, m: Mantissa, x: number): boolean {
    const magnitude = this.magnitudeOf(atom)
    let larger: boolean
    if (m.n === 0) larger = magnitude.digits === '' && magnitude.inclusive
    else larger = magnitude.digits === '' || m.n - m.f + x >= this.leastScale(atom)
    return larger !== this.isNegated(atom)
  }
}

/** The integer B[i..]. */
export function restOf(m: Magnitude, i: number): bigint {
  let rest = m.rests.get(i)
  if (rest === undefined) {
    rest = BigInt(m.digits.slice(i) || '0')
    m.rests.set(i, rest)
  }
  return rest
}
