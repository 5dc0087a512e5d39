/**
 * The lexical automata of JSON numbers, all within the range of doubles (1e400 would parse to Infinity).
 *
 *   Free   numbers without constraints: any text of at most 308 integer digits and 4 exponent digits
 *   Any    numbers with constraints: at most 17 significant digits before an exponent or where there is
 *          a fraction (zeros at the end are not counted), integers of at most 308 digits, at most 350
 *          fraction digits, any exponent of at most 4 digits
 *   Tidy   as one writes numbers: exponents only as JSON.stringify has them, d(.d+)?e±x with x >= 21 or
 *          x <= -7, at most 20 zeros after "0.", no minus before zero
 *   Whole  Tidy with a point only before an exponent: 1.5e+300
 *
 * In the last three a state of the mantissa tells how many digits there are, so that with the exponent
 * x of a text its value is 0.D · 10^(n - f + x), D being its n digits from the first one not 0.
 */
import { TupleInterner } from '../../automaton/interner.js'
import { classCount, DOT, EXP, MINUS, PLUS } from './alphabet.js'

export enum Spelling {
  Free,
  Any,
  Tidy,
  Whole,
}

/** Tuples are [spelling, phase, …]; see `Mantissa` and `Exponent` for what follows. */
export enum Phase {
  Start = 1,
  Minus,
  /** A leading 0. */
  Zero,
  Int,
  /** After the point. */
  Dot,
  Fraction,
  /** After e. */
  Exp,
  /** After e+ or e-. */
  ExpSign,
  ExpDigits,
}

/** What is read, up to an exponent. */
export interface Mantissa {
  readonly spelling: Spelling
  readonly phase: Phase
  /** Digits from the first one that is not 0. */
  readonly n: number
  /** How many zeros those end in; where no exponent can move the point, only zeros behind it are counted. */
  readonly zeros: number
  /** Digits after the point. */
  readonly f: number
  /** Relation of the digits to those of the largest double. */
  readonly size: number
  /** The first digit is at least 5, so that it makes a double at the very smallest exponent. */
  readonly big: number
  /** A minus that forbids zero (Tidy, Whole). */
  readonly minus: number
}

/** What is read of an exponent. Its magnitude must come to lie in [low, high]. */
export interface Exponent {
  readonly spelling: Spelling
  readonly phase: Phase
  readonly low: number
  readonly high: number
  readonly negative: number
  readonly count: number
  readonly x: number
}

export const integerDigits = 308
export const significantDigits = 17
export const fractionDigits = 350
export const tidyZeros = 20
export const exponentDigits = 4
/** Scales e of 0.D · 10^e; the outermost depend on D. */
export const lowestScale = -323
export const highestScale = 309
/** Scales at which Tidy numbers have exponents. */
export const tidyLarge = 22
export const tidySmall = -6

const EQUAL = 0
const LESS = 1
const GREATER = 2
const largest = '17976931348623157'
const widest = 10 ** exponentDigits - 1

export class Lexical {
  private readonly tuples = new TupleInterner()
  private rows = new Int32Array(classCount * 64).fill(-1)
  private readonly complete: boolean[] = []
  private readonly mantissas: (Mantissa | undefined)[] = []

  start(spelling: Spelling): number {
    return spelling === Spelling.Free
      ? this.make([Spelling.Free, Phase.Start, 0, 0, 0])
      : this.mantissaState(spelling, Phase.Start, 0, 0, 0, EQUAL, 0, 0)
  }

  /** The state after one more byte class, 0 if there is none. */
  step(state: number, cls: number): number {
    const slot = state * classCount + cls
    const known = this.rows[slot]!
    if (known >= 0) return known
    const spelling: Spelling = this.tuples.at(state, 0)
    const phase: Phase = this.tuples.at(state, 1)
    let next: number
    if (spelling === Spelling.Free) next = this.freeStep(state, phase, cls)
    else next = phase < Phase.Exp ? this.mantissaStep(this.mantissa(state), cls) : this.exponentStep(state, cls)
    this.rows[slot] = next
    return next
  }

  isComplete(state: number): boolean {
    return this.complete[state]!
  }

  spelling(state: number): Spelling {
    return this.tuples.at(state, 0)
  }

  phase(state: number): Phase {
    return this.tuples.at(state, 1)
  }

  mantissa(state: number): Mantissa {
    let m = this.mantissas[state]
    if (m === undefined) {
      const [spelling, phase, n, zeros, f, size, big, minus] = this.tuples.tail(state, 0) as [
        Spelling,
        Phase,
        number,
        number,
        number,
        number,
        number,
        number,
      ]
      m = { spelling, phase, n, zeros, f, size, big, minus }
      this.mantissas[state] = m
    }
    return m
  }

  exponent(state: number): Exponent {
    const { tuples } = this
    return {
      spelling: tuples.at(state, 0),
      phase: tuples.at(state, 1),
      low: tuples.at(state, 2),
      high: tuples.at(state, 3),
      negative: tuples.at(state, 4),
      count: tuples.at(state, 5),
      x: tuples.at(state, 6),
    }
  }

  private make(tuple: readonly number[]): number {
    const id = this.tuples.intern(tuple)
    if (this.complete[id] === undefined) {
      this.complete[id] = this.ends(tuple)
      if ((id + 1) * classCount > this.rows.length) {
        const rows = new Int32Array(this.rows.length * 2).fill(-1)
        rows.set(this.rows)
        this.rows = rows
      }
    }
    return id
  }

  private ends(tuple: readonly number[]): boolean {
    const phase: Phase = tuple[1]!
    if (tuple[0] === Spelling.Free) {
      if (phase !== Phase.ExpDigits) return phase === Phase.Zero || phase === Phase.Int || phase === Phase.Fraction
      return freeExponentFits(tuple[4]! % 10_000, tuple[2]!, tuple[3]! >> 1, (tuple[3]! & 1) === 1)
    }
    if (phase === Phase.ExpDigits) return tuple[6]! >= tuple[2]! && tuple[6]! <= tuple[3]!
    if (phase === Phase.Fraction) {
      if (tuple[0] === Spelling.Whole) return false
      // What lies below the smallest double would be read as zero.
      return tuple[2]! > 0 ? tuple[2]! - tuple[4]! > lowestScale - tuple[6]! : tuple[7] === 0
    }
    return phase === Phase.Int || (phase === Phase.Zero && tuple[7] === 0)
  }

  // ---------------------------------------------------------------- with constraints

  private mantissaState(
    spelling: Spelling,
    phase: Phase,
    n: number,
    zeros: number,
    f: number,
    size: number,
    big: number,
    minus: number,
  ): number {
    return this.make([spelling, phase, n, zeros, f, size, big, minus])
  }

  private mantissaStep(m: Mantissa, cls: number): number {
    const { spelling, phase, n, zeros, f, size, big, minus } = m
    const tidy = spelling !== Spelling.Any
    switch (phase) {
      case Phase.Start:
      case Phase.Minus:
        if (cls === MINUS && phase === Phase.Start) {
          return this.mantissaState(spelling, Phase.Minus, 0, 0, 0, EQUAL, 0, tidy ? 1 : 0)
        }
        if (cls > 9) return 0
        if (cls > 0) return this.digit(m, Phase.Int, cls)
        return minus === 1 && spelling === Spelling.Whole
          ? 0
          : this.mantissaState(spelling, Phase.Zero, 0, 0, 0, EQUAL, 0, minus)
      case Phase.Zero:
        if (cls === DOT && spelling !== Spelling.Whole) {
          return this.mantissaState(spelling, Phase.Dot, 0, 0, 0, EQUAL, 0, minus)
        }
        return cls === EXP && !tidy ? this.afterE(m) : 0
      case Phase.Int:
        if (cls < 10) return n < integerDigits ? this.digit(m, Phase.Int, cls) : 0
        if (cls === DOT && (spelling !== Spelling.Whole || n === 1)) {
          return this.mantissaState(spelling, Phase.Dot, n, zeros, 0, size, big, 0)
        }
        return cls === EXP && (tidy ? n === 1 : n - zeros <= significantDigits) ? this.afterE(m) : 0
      default:
        if (cls < 10) return this.fractionDigit(m, cls)
        if (cls !== EXP || phase === Phase.Dot) return 0
        return (tidy ? n - f === 1 && zeros === 0 : n - zeros <= significantDigits) ? this.afterE(m) : 0
    }
  }

  private fractionDigit(m: Mantissa, cls: number): number {
    const { spelling, n, f } = m
    if (f >= fractionDigits) return 0
    if (n === 0) {
      if (cls > 0) return this.digit(m, Phase.Fraction, cls)
      if (spelling === Spelling.Tidy && f >= tidyZeros) return 0
      return this.mantissaState(spelling, Phase.Fraction, 0, 0, f + 1, EQUAL, 0, m.minus)
    }
    if (n >= significantDigits && (cls > 0 || (spelling !== Spelling.Any && f > 0))) return 0
    return this.digit(m, Phase.Fraction, cls)
  }

  /** One more digit of D. */
  private digit(m: Mantissa, phase: Phase, digit: number): number {
    const { spelling, n } = m
    const f = phase === Phase.Fraction ? m.f + 1 : 0
    const zeros = digit === 0 && (f > 0 || spelling === Spelling.Any) ? m.zeros + 1 : 0
    // Without an exponent, tidy numbers are neither too large nor too small.
    if (spelling !== Spelling.Any && n + 1 - f !== 1) {
      return this.mantissaState(spelling, phase, n + 1, zeros, f, LESS, 1, 0)
    }
    let { size } = m
    if (size === EQUAL) {
      const limit = n < largest.length ? largest.charCodeAt(n) - 48 : 0
      if (digit !== limit) size = digit < limit ? LESS : GREATER
    }
    return this.mantissaState(spelling, phase, n + 1, zeros, f, size, n === 0 ? (digit >= 5 ? 1 : 0) : m.big, 0)
  }

  private afterE(m: Mantissa): number {
    const { low, high } = exponentRange(m)
    return low > high ? 0 : this.make([m.spelling, Phase.Exp, low, high, 0, 0, 0])
  }

  private exponentStep(state: number, cls: number): number {
    const { spelling, phase, low, high, negative, count, x } = this.exponent(state)
    if (phase === Phase.Exp) {
      const minus = cls === MINUS
      if (cls > 9 && !minus && cls !== PLUS) return 0
      // From here on, the range is one of magnitudes.
      const from = Math.max(minus ? -high : low, spelling === Spelling.Any ? 0 : minus ? 1 - tidySmall : tidyLarge - 1)
      const to = minus ? -low : high
      if (from > to) return 0
      const signed = this.make([spelling, Phase.ExpSign, from, to, minus ? 1 : 0, 0, 0])
      return cls < 10 ? this.step(signed, cls) : signed
    }
    if (cls > 9 || count === exponentDigits || (spelling !== Spelling.Any && count === 0 && cls === 0)) return 0
    const y = x * 10 + cls
    for (let more = 0, width = 1; count + 1 + more <= exponentDigits; more++, width *= 10) {
      if (y * width <= high && (y + 1) * width - 1 >= low) {
        return this.make([spelling, Phase.ExpDigits, low, high, negative, count + 1, y])
      }
    }
    return 0
  }

  // ---------------------------------------------------------------- without constraints
  //
  // Tuples [Free, phase, a, b, c]: a = integer digits; b = magnitude while a is 1, see below; in
  // ExpDigits b = magnitude * 2 + (negative ? 1 : 0), c = exponent so far + 10000 * its digits.

  private free(phase: Phase, a: number, b: number, c = 0): number {
    return this.make([Spelling.Free, phase, a, b, c])
  }

  private freeStep(state: number, phase: Phase, cls: number): number {
    const a = this.tuples.at(state, 2)
    const b = this.tuples.at(state, 3)
    const c = this.tuples.at(state, 4)
    switch (phase) {
      case Phase.Start:
        return cls === MINUS ? this.free(Phase.Minus, 0, 0) : this.freeFirst(cls)
      case Phase.Minus:
        return this.freeFirst(cls)
      case Phase.Zero:
        if (cls === DOT) return this.free(Phase.Dot, 0, NONE)
        return cls === EXP ? this.free(Phase.Exp, 0, NONE) : 0
      case Phase.Int:
        if (cls < 10) return a < integerDigits ? this.free(Phase.Int, a + 1, NONE) : 0
        if (cls === DOT) return this.free(Phase.Dot, a, b)
        return cls === EXP ? this.free(Phase.Exp, a, b) : 0
      case Phase.Dot:
      case Phase.Fraction:
        if (cls < 10) return this.free(Phase.Fraction, a, b === NONE ? NONE : nextMagnitude(b, cls))
        return cls === EXP && phase === Phase.Fraction ? this.free(Phase.Exp, a, b) : 0
      case Phase.Exp:
        if (cls === PLUS || cls === MINUS) return this.free(Phase.ExpSign, a, b, cls === MINUS ? 1 : 0)
        return this.freeExponent(a, b, false, 0, cls)
      case Phase.ExpSign:
        return this.freeExponent(a, b, c === 1, 0, cls)
      case Phase.ExpDigits:
        return this.freeExponent(a, b >> 1, (b & 1) === 1, c, cls)
    }
  }

  private freeFirst(cls: number): number {
    if (cls > 9) return 0
    return cls === 0 ? this.free(Phase.Zero, 0, 0) : this.free(Phase.Int, 1, cls > 1 ? LARGE : MATCH + 1)
  }

  private freeExponent(a: number, b: number, negative: boolean, c: number, cls: number): number {
    if (cls > 9) return 0
    const digits = Math.floor(c / 10_000) + 1
    const x = (c % 10_000) * 10 + cls
    // Small exponents fit if any does.
    if (digits > exponentDigits || !freeExponentFits(x, a, b, negative)) return 0
    return this.free(Phase.ExpDigits, a, b * 2 + (negative ? 1 : 0), digits * 10_000 + x)
  }
}

/** The exponents with which the value is a double other than zero, whatever the sign; any, if it is zero. */
export function exponentRange(m: Mantissa): { low: number; high: number } {
  if (m.n === 0) return { low: -widest, high: widest }
  const point = m.n - m.f
  return {
    low: lowestScale + 1 - m.big - point,
    high: highestScale - (m.size === GREATER ? 1 : 0) - point,
  }
}

/** Magnitude of a mantissa d.ddd for the exponent 308; MATCH + n: the first n digits are those of the largest double. */
const SMALL = 0
const LARGE = 1
const MATCH = 3
const NONE = -1

function nextMagnitude(magnitude: number, digit: number): number {
  if (magnitude < MATCH) return magnitude
  const matched = magnitude - MATCH
  const limit = matched < largest.length ? largest.charCodeAt(matched) - 48 : 0
  if (digit === limit) return matched < largest.length ? magnitude + 1 : magnitude
  return digit < limit ? SMALL : LARGE
}

function freeExponentFits(x: number, digits: number, magnitude: number, negative: boolean): boolean {
  if (negative) return true
  return digits + x <= 308 || (digits === 1 && x === 308 && (magnitude === SMALL || magnitude >= MATCH))
}
