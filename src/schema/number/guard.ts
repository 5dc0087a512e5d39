/**
 * Guards: texts whose double is not the decimal that is written.
 *
 * Atoms judge the decimal on paper, validators the double it is rounded to. They differ only for
 * texts of more than 15 significant digits (0.29999999999999999 parses to 0.3, 4.9999999999999999 to 5),
 * and only near a bound, a listed value or a multiple. A guard is an atom that is false exactly where
 * they might differ; such a text is left out of the language, since JSON.stringify never writes it.
 */
import { DOT, EXP, MINUS, textOfClass } from './alphabet.js'
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import { isCanonicalValue } from './decimal.js'

/** True if two atoms give the same answer. */
export class Agreements implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(a: Atom, b: Atom): Atom {
    if (a === b) return TRUE
    if (a + b === 1) return FALSE
    return this.table.intern([this.kind, Math.min(a, b), Math.max(a, b)])
  }

  step(atom: Atom, cls: number): Atom {
    const { table } = this
    return this.atom(table.step(table.at(atom, 1), cls), table.step(table.at(atom, 2), cls))
  }

  ends(atom: Atom): boolean {
    const { table } = this
    return table.ends(table.at(atom, 1)) === table.ends(table.at(atom, 2))
  }
}

/** Doubles below this have fewer than 15 exact digits. */
const smallestNormal = 2.2250738585072014e-308

/**
 * The text is, as a decimal, what its double is written as. The state is the text, so nothing is
 * shared: used only where no small automaton is known. A search can do without it: texts that are
 * short enough (`companion`) are as they should be.
 */
export class CanonicalTexts implements AtomKind {
  private readonly kind: number
  private readonly texts: string[] = []
  private readonly ids = new Map<string, number>()

  constructor(
    private readonly table: AtomTable,
    private readonly shortTexts: ShortTexts,
  ) {
    this.kind = table.addKind(this)
  }

  atom(): Atom {
    return this.make('', this.shortTexts.atom())
  }

  isCanonicalText(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  /** The guard that this text becomes no longer than what is certain to be canonical. */
  companion(atom: Atom): Atom {
    return this.table.at(atom, 2)
  }

  private make(text: string, short: Atom): Atom {
    let id = this.ids.get(text)
    if (id === undefined) {
      id = this.texts.length
      this.texts.push(text)
      this.ids.set(text, id)
    }
    return this.table.intern([this.kind, id, short])
  }

  step(atom: Atom, cls: number): Atom {
    const { table } = this
    const text = this.texts[table.at(atom, 1)]! + textOfClass[cls]!
    // No double is written with more than 17 significant digits, or plainly with more than 21.
    if (text.length > 17 && cls < 10 && (significant(text) > 17 || /^-?\d{22}/.test(text))) return FALSE
    return this.make(text, table.step(table.at(atom, 2), cls))
  }

  ends(atom: Atom): boolean {
    const text = this.texts[this.table.at(atom, 1)]!
    const last = text.charCodeAt(text.length - 1)
    if (!(last >= 0x30 && last <= 0x39)) return false
    // Sign and point make up for the exponent's characters: short texts need no conversion.
    if (text.length <= 15 && !text.includes('e')) return true
    const n = Math.abs(Number(text))
    if (n >= smallestNormal && significant(text) <= 15) return true
    return isCanonicalValue(text)
  }
}

function significant(text: string): number {
  const digits = text.replace(/e.*$/, '').replace(/[-.]/g, '').replace(/^0+/, '')
  return digits.replace(/0+$/, '').length
}

enum Phase {
  /** No digit but leading zeros. */
  Begin,
  /** count digits, at most 15, with the first one's class. */
  Digits,
  /** 15 digits, or 16 below 2^52, and then zeros. */
  Padded,
  /** 16 digits, the last one not 0. */
  Sixteen,
}

/** First digits below 2^52; below 2^53; beyond; equal so far to 2^53, to 2^52. */
const SMALL = 0
const MEDIUM = 1
const LARGE = 2
const EQUAL_53 = 3
const EQUAL_52 = 4
const twoTo53 = '9007199254740992'
const twoTo52 = '4503599627370496'

/**
 * The text has at most 15 significant digits, or 16 that as an integer are below 2^52 (or 2^53, if that
 * is the text): every such decimal is what its double is written as. A number n·10^-d with
 * n < 2^52 is further from its neighbours of d digits than doubles are from each other.
 */
export class ShortTexts implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(): Atom {
    return this.make(Phase.Begin, 0, SMALL, 0)
  }

  private make(phase: Phase, count: number, size: number, point: number): Atom {
    if (phase === Phase.Sixteen && point === 1 && size !== SMALL) return FALSE
    if (phase === Phase.Padded) size = 0
    return this.table.intern([this.kind, phase, count, size, point])
  }

  ends(): boolean {
    return true
  }

  step(atom: Atom, cls: number): Atom {
    const { table } = this
    const phase: Phase = table.at(atom, 1)
    const count = table.at(atom, 2)
    const size = table.at(atom, 3)
    const point = table.at(atom, 4)
    if (cls === EXP) return phase === Phase.Sixteen && size !== SMALL ? FALSE : TRUE
    if (cls === DOT) return this.make(phase, count, size, 1)
    if (cls > 9) return cls === MINUS && phase === Phase.Begin ? atom : FALSE
    switch (phase) {
      case Phase.Begin:
        if (cls === 0) return atom
        return this.make(Phase.Digits, 1, cls < 4 ? SMALL : cls === 4 ? EQUAL_52 : cls < 9 ? MEDIUM : EQUAL_53, point)
      case Phase.Digits: {
        const next = sizeAfter(size, count, cls)
        if (count < 15) return this.make(phase, count + 1, next, point)
        if (cls === 0) return this.make(Phase.Padded, 0, 0, point)
        return next === LARGE ? FALSE : this.make(Phase.Sixteen, 0, next === SMALL ? SMALL : MEDIUM, point)
      }
      case Phase.Padded:
        return cls === 0 ? atom : FALSE
      case Phase.Sixteen:
        return cls === 0 && size === SMALL ? this.make(Phase.Padded, 0, 0, point) : FALSE
    }
  }
}

function sizeAfter(size: number, count: number, digit: number): number {
  if (size < EQUAL_53) return size
  const limit = (size === EQUAL_53 ? twoTo53 : twoTo52).charCodeAt(count) - 48
  if (digit === limit) return size
  return size - EQUAL_53 === 1 ? (digit < limit ? SMALL : MEDIUM) : digit < limit ? MEDIUM : LARGE
}

/** The text has a positive exponent, or a negative one. */
export class ExponentTexts implements AtomKind {
  private readonly kind: number

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  atom(negative: boolean): Atom {
    return this.make(negative ? 1 : 0, 0)
  }

  private make(negative: number, met: number): Atom {
    return this.table.intern([this.kind, negative, met])
  }

  step(atom: Atom, cls: number): Atom {
    const negative = this.table.at(atom, 1)
    if (this.table.at(atom, 2) === 1) return (cls === MINUS) === (negative === 1) ? TRUE : FALSE
    return cls === EXP ? this.make(negative, 1) : atom
  }

  ends(): boolean {
    return false
  }
}
