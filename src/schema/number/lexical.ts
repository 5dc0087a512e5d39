/**
 * The lexical automaton of JSON numbers.
 *
 * Two languages, both within the range of doubles (1e400 would parse to Infinity):
 *   free     any JSON number text of at most 308 integer digits and 3 exponent digits
 *   numeric  for numbers with constraints: decimals of at most 17 significant digits where there is a
 *            fraction, integers of at most 308 digits, and exponents only as JSON.stringify writes
 *            them: d(.d+)?e±x with x >= 21 or x <= -7. A free exponent would let any prefix be
 *            repaired ("0.000" can still become anything), which no writer wants.
 *
 * A state is a tuple (phase, a, b, c), described at each phase.
 */
import { TupleInterner } from '../../automaton/interner.js'
import { classCount, DOT, EXP, MINUS, PLUS } from './alphabet.js'

enum Phase {
  Start = 1,
  Minus,
  /** A leading 0. */
  Zero,
  /** a = integer digits (first one not 0), b = magnitude if a = 1 (numeric, free). */
  Int,
  /** After the point. a = fraction digits left (numeric) or integer digits (free), b = magnitude. */
  Dot,
  /** In the fraction. a, b as Dot; c = 1 if the last digit is 0. */
  Fraction,
  /** After "0.", a = zeros so far; numeric only. */
  ZeroFraction,
  /** After e. a = integer digits (free), b = magnitude. */
  Exp,
  /** After e+ or e-. c = 1 if negative. */
  ExpSign,
  /** a = integer digits (free), b = magnitude * 2 + (negative ? 1 : 0), c = exponent so far + 1000 * its digits. */
  ExpDigits,
}

export enum Place {
  Start,
  Sign,
  Integer,
  Fraction,
  Exponent,
}

/**
 * Magnitude of a mantissa d.ddd, for the outermost exponents 308 and -324: below the largest double's
 * mantissa, too large for 308 and too small for -324, or large enough for -324 (half of 5e-324 rounds
 * up). MATCH + n: the first n digits are those of the largest double.
 */
const LOW = 0
const MIDDLE = 1
const HIGH = 2
const MATCH = 3
const NONE = -1
const largest = '17976931348623157'

const integerDigits = 308
const significantDigits = 17
const fractionZeros = 20

function firstMagnitude(digit: number): number {
  return digit === 1 ? MATCH + 1 : digit === 2 ? MIDDLE : HIGH
}

function nextMagnitude(magnitude: number, digit: number): number {
  if (magnitude < MATCH) return magnitude
  const matched = magnitude - MATCH
  const limit = matched < largest.length ? largest.charCodeAt(matched) - 48 : 0
  if (digit === limit) return matched < largest.length ? magnitude + 1 : magnitude
  return digit < limit ? LOW : MIDDLE
}

const fits308 = (magnitude: number) => magnitude === LOW || magnitude >= MATCH

export class Lexical {
  private readonly tuples = new TupleInterner()
  private rows = new Int32Array(classCount * 64).fill(-1)
  private readonly complete: boolean[] = []
  readonly free: number
  readonly numeric: number

  constructor() {
    this.free = this.make(Phase.Start, 0, 0, 0, 1)
    this.numeric = this.make(Phase.Start, 0, 0, 0, 0)
  }

  get size(): number {
    return this.tuples.size
  }

  /** The state after one more byte class, 0 if there is none. */
  step(state: number, cls: number): number {
    const slot = state * classCount + cls
    const known = this.rows[slot]!
    if (known >= 0) return known
    const next = this.compute(state, cls)
    this.rows[slot] = next
    return next
  }

  isComplete(state: number): boolean {
    return this.complete[state]!
  }

  /** Where in the number a state is. */
  place(state: number): Place {
    const phase: Phase = this.tuples.at(state, 0)
    if (phase === Phase.Start) return Place.Start
    if (phase === Phase.Minus) return Place.Sign
    if (phase <= Phase.Int) return Place.Integer
    return phase <= Phase.ZeroFraction ? Place.Fraction : Place.Exponent
  }

  private make(phase: Phase, a: number, b: number, c: number, free: number): number {
    const id = this.tuples.intern([phase, a, b, c, free])
    if (this.complete[id] === undefined) {
      this.complete[id] = this.ends(phase, a, b, c, free)
      if ((id + 1) * classCount > this.rows.length) {
        const rows = new Int32Array(this.rows.length * 2).fill(-1)
        rows.set(this.rows)
        this.rows = rows
      }
    }
    return id
  }

  private ends(phase: Phase, a: number, b: number, c: number, free: number): boolean {
    switch (phase) {
      case Phase.Zero:
      case Phase.Int:
      case Phase.Fraction:
        return true
      case Phase.ZeroFraction:
        return a > 0
      case Phase.ExpDigits:
        return this.exponentFits(c % 1000, a, b >> 1, (b & 1) === 1, free)
      default:
        return false
    }
  }

  private exponentFits(x: number, digits: number, magnitude: number, negative: boolean, free: number): boolean {
    if (free === 1) {
      if (negative) return true
      return digits + x <= 308 || (digits === 1 && x === 308 && fits308(magnitude))
    }
    if (negative) return (x >= 7 && x <= 323) || (x === 324 && magnitude === HIGH)
    return (x >= 21 && x <= 307) || (x === 308 && fits308(magnitude))
  }

  private compute(state: number, cls: number): number {
    const { tuples } = this
    const phase: Phase = tuples.at(state, 0)
    const a = tuples.at(state, 1)
    const b = tuples.at(state, 2)
    const c = tuples.at(state, 3)
    const free = tuples.at(state, 4)
    switch (phase) {
      case Phase.Start:
        if (cls === MINUS) return this.make(Phase.Minus, 0, 0, 0, free)
        return this.firstDigit(cls, free)
      case Phase.Minus:
        return this.firstDigit(cls, free)
      case Phase.Zero:
        if (cls === DOT) {
          return free === 1 ? this.make(Phase.Dot, 0, NONE, 0, 1) : this.make(Phase.ZeroFraction, 0, 0, 0, 0)
        }
        return cls === EXP && free === 1 ? this.make(Phase.Exp, 0, NONE, 0, 1) : 0
      case Phase.Int:
        if (cls < 10) return a < integerDigits ? this.make(Phase.Int, a + 1, NONE, 0, free) : 0
        if (cls === DOT) {
          if (free === 1) return this.make(Phase.Dot, a, b, 0, 1)
          return this.make(Phase.Dot, Math.max(significantDigits - a, 0), b, 0, 0)
        }
        return cls === EXP && (free === 1 || a === 1) ? this.make(Phase.Exp, free === 1 ? a : 0, b, 0, free) : 0
      case Phase.Dot:
      case Phase.Fraction:
        return this.fraction(phase, a, b, c, free, cls)
      case Phase.ZeroFraction:
        if (cls === 0) return a < fractionZeros ? this.make(Phase.ZeroFraction, a + 1, 0, 0, 0) : 0
        return cls < 10 ? this.make(Phase.Fraction, significantDigits - 1, NONE, 0, 0) : 0
      case Phase.Exp:
        if (cls === PLUS || cls === MINUS) return this.make(Phase.ExpSign, a, b, cls === MINUS ? 1 : 0, free)
        return this.exponentDigit(a, b, false, 0, cls, free)
      case Phase.ExpSign:
        return this.exponentDigit(a, b, c === 1, 0, cls, free)
      case Phase.ExpDigits:
        return this.exponentDigit(a, b >> 1, (b & 1) === 1, c, cls, free)
    }
  }

  private firstDigit(cls: number, free: number): number {
    if (cls > 9) return 0
    return cls === 0 ? this.make(Phase.Zero, 0, 0, 0, free) : this.make(Phase.Int, 1, firstMagnitude(cls), 0, free)
  }

  private fraction(phase: Phase, a: number, b: number, c: number, free: number, cls: number): number {
    if (cls < 10) {
      const magnitude = b === NONE ? NONE : nextMagnitude(b, cls)
      if (free === 1) return this.make(Phase.Fraction, a, magnitude, 0, 1)
      // After 17 integer digits only ".0" is left.
      if (a === 0) return phase === Phase.Dot && cls === 0 ? this.make(Phase.Fraction, 0, NONE, 0, 0) : 0
      return this.make(Phase.Fraction, a - 1, magnitude, magnitude !== NONE && cls === 0 ? 1 : 0, 0)
    }
    if (cls !== EXP || phase === Phase.Dot) return 0
    if (free === 1) return this.make(Phase.Exp, a, b, 0, 1)
    return b !== NONE && c === 0 ? this.make(Phase.Exp, 0, b, 0, 0) : 0
  }

  private exponentDigit(a: number, b: number, negative: boolean, c: number, cls: number, free: number): number {
    if (cls > 9) return 0
    const digits = Math.floor(c / 1000) + 1
    const x = (c % 1000) * 10 + cls
    if (digits > 3 || (free === 0 && x === 0)) return 0
    // Some exponent in range must remain possible: this one, or one with more digits.
    let alive = false
    for (let more = 0, low = x, width = 1; digits + more <= 3 && !alive; more++, low *= 10, width *= 10) {
      for (let y = low; y < low + width && !alive; y++) alive = this.exponentFits(y, a, b, negative, free)
    }
    return alive ? this.make(Phase.ExpDigits, a, b * 2 + (negative ? 1 : 0), digits * 1000 + x, free) : 0
  }
}
