/**
 * Guards: texts whose double is not the decimal that is written.
 *
 * Atoms judge the decimal on paper, validators the double it is rounded to. They differ only for
 * texts of more than 15 significant digits (0.29999999999999999 parses to 0.3, 4.9999999999999999 to 5),
 * and only near a bound, a listed value or a multiple. A guard is an atom that is false exactly where
 * they might differ; such a text is left out of the language, since JSON.stringify never writes it.
 */
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import { isCanonicalValue } from './decimal.js'
import type { Thresholds } from './exponent.js'
import { type Mantissa, significantDigits } from './lexical.js'

/** True if two atoms give the same answer. */
export class Agreements implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(a: Atom, b: Atom): Atom {
    if (a === b) return TRUE
    if (a + b === 1) return FALSE
    const { table } = this
    const start = (minus: boolean) => this.make(table.resolve(a, minus), table.resolve(b, minus))
    return table.bySign(start(false), start(true))
  }

  private make(a: Atom, b: Atom): Atom {
    if (a === b) return TRUE
    if (a + b === 1) return FALSE
    return this.table.intern([this.kind, Math.min(a, b), Math.max(a, b)])
  }

  isAgreement(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  partsOf(atom: Atom): [Atom, Atom] {
    return [this.table.at(atom, 1), this.table.at(atom, 2)]
  }

  digit(atom: Atom, digit: number): Atom {
    const { table } = this
    return this.make(table.digit(table.at(atom, 1), digit), table.digit(table.at(atom, 2), digit))
  }

  atExponent(atom: Atom, m: Mantissa, low: number, high: number): Atom {
    const { table } = this
    const at = (i: number) => table.atExponent(table.at(atom, i), m, low, high)
    return this.make(at(1), at(2))
  }

  holds(atom: Atom, m: Mantissa | undefined, x: number): boolean {
    const { table } = this
    return table.holds(table.at(atom, 1), m, x) === table.holds(table.at(atom, 2), m, x)
  }
}

/** Decimals of so many digits are what their doubles are written as … */
export const certainDigits = 15
/** … if they are 0.D · 10^e with e from here on: smaller ones are subnormal, with fewer digits. */
export const certainScale = -306

/**
 * The decimal on paper is what its double is written as. An atom keeps the digits, so states are not
 * shared between texts: used only where no smaller guard is known.
 *
 * Tuples: (kind, digits without zeros at the end, how many zeros those are, 0), and behind an e (kind,
 * digits, what the exponent is increased by, 1): the number is digits · 10^(increase + x).
 */
export class CanonicalTexts implements AtomKind {
  private readonly kind: number
  private readonly texts: string[] = []
  private readonly ids = new Map<string, number>()

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(): Atom {
    return this.make('', 0)
  }

  isCanonicalText(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  /** The digits read so far, without zeros at the end. */
  textOf(atom: Atom): string {
    return this.texts[this.table.at(atom, 1)]!
  }

  /** The digits read so far. */
  readOf(atom: Atom): string {
    return this.textOf(atom) + '0'.repeat(this.table.at(atom, 2))
  }

  private make(text: string, zeros: number): Atom {
    return this.table.intern([this.kind, this.idOf(text), zeros, 0])
  }

  private idOf(text: string): number {
    let id = this.ids.get(text)
    if (id === undefined) {
      id = this.texts.length
      this.texts.push(text)
      this.ids.set(text, id)
    }
    return id
  }

  digit(atom: Atom, digit: number): Atom {
    const zeros = this.table.at(atom, 2)
    const text = this.textOf(atom)
    if (digit === 0) return this.make(text, zeros + 1)
    // No double is written with more digits.
    if (text.length + zeros >= significantDigits) return FALSE
    return this.make(`${text}${'0'.repeat(zeros)}${digit}`, 0)
  }

  atExponent(atom: Atom, m: Mantissa, low: number): Atom {
    const text = this.textOf(atom)
    if (text.length <= certainDigits && low + m.n - m.f >= certainScale) return TRUE
    return this.table.intern([this.kind, this.table.at(atom, 1), this.table.at(atom, 2) - m.f, 1])
  }

  holds(atom: Atom, m: Mantissa | undefined, x: number): boolean {
    const text = this.textOf(atom)
    if (text === '') return true
    const shift = this.table.at(atom, 2) - (m === undefined ? 0 : m.f)
    return isCanonical(text, shift + x)
  }
}

/**
 * The text has so few digits that its double is certainly written as them. Narrower than `CanonicalTexts`, and the same
 * for all digits. Tuples: (kind).
 */
export class ShortTexts implements AtomKind {
  private readonly kind: number

  constructor(
    private readonly table: AtomTable,
    private readonly thresholds: Thresholds,
  ) {
    this.kind = table.addKind(this)
  }

  atom(): Atom {
    return this.table.intern([this.kind])
  }

  isShortText(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  digit(atom: Atom): Atom {
    return atom
  }

  atExponent(_atom: Atom, m: Mantissa, low: number, high: number): Atom {
    return m.n > certainDigits ? FALSE : this.thresholds.atom(certainScale - (m.n - m.f), false, low, high)
  }

  holds(_atom: Atom, m: Mantissa): boolean {
    return m.n === 0 || (m.n <= certainDigits && m.n - m.f >= certainScale)
  }
}

/** True if digits · 10^exponent is what its double is written as. */
export function isCanonical(digits: string, exponent: number): boolean {
  if (digits.length <= certainDigits && digits.length + exponent >= certainScale) return true
  return isCanonicalValue(`${digits}e${exponent}`)
}
