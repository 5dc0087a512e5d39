/**
 * How a text may go on from within its mantissa, as families: each has a range of scales e and says how
 * many digits may come at each. A `Problem` decides whether some do.
 */
import { certainDigits } from './guard.js'
import {
  fractionDigits,
  highestScale,
  integerDigits,
  lowestScale,
  type Mantissa,
  Phase,
  Spelling,
  significantDigits,
  tidyLarge,
  tidySmall,
  tidyZeros,
} from './lexical.js'
import { type Problem, UNDECIDED } from './solver.js'

enum Form {
  /** Digits of an integer, up to the point. */
  Integer,
  /** A fraction, and no exponent. */
  Fraction,
  Exponent,
}

interface Family {
  readonly form: Form
  readonly low: number
  readonly high: number
  /** Digits to come; -1: all up to the point. */
  readonly width: number
  /** 1 if not all of them may be 0. */
  readonly least: bigint
}

/** Continuations compared in the search for a shorter one. */
const comparisons = 1500

/** A continuation; its text is built on demand. */
export interface Found {
  readonly family: Family
  readonly scale: number
  readonly width: number
  readonly r: bigint
}

export class Continuations {
  private readonly families: Family[]
  /** Whether something was left undecided. */
  undecided = false
  private compared = 0

  constructor(
    private readonly m: Mantissa,
    private readonly problem: Problem,
  ) {
    this.families = familiesOf(m)
  }

  /** Some continuation to a number other than zero. */
  find(): Found | undefined {
    const { problem } = this
    if (problem.low > problem.high || problem.contradictory) return undefined
    for (const family of this.families) {
      const found = this.findIn(family)
      if (found) return found
    }
    return undefined
  }

  private findIn(family: Family): Found | undefined {
    const { problem, m } = this
    const low = Math.max(family.low, problem.low)
    const high = Math.min(family.high, problem.high)
    if (low > high) return undefined
    const middle = Math.min(Math.max(m.n === 0 ? 0 : m.n - m.f, low), high)
    const grows = family.width < 0
    const stable = grows ? Number.POSITIVE_INFINITY : problem.stableScale(family.width)
    for (let scale = middle; scale <= high; scale++) {
      const found = this.at(family, scale)
      if (found) return found
      if (scale >= stable) break
    }
    const finest = Math.max(low, problem.finestScale)
    for (let scale = middle - 1; scale >= finest; scale--) {
      const found = this.at(family, scale)
      if (found) return found
    }
    return undefined
  }

  private at(family: Family, scale: number): Found | undefined {
    const { problem, m } = this
    let width = family.width < 0 ? scale - m.n : family.width
    if (problem.short && family.width >= 0) width = Math.min(width, certainDigits - m.n)
    if (width < 0) return undefined
    if (problem.guarded) {
      // More digits than doubles are written with would only be zeros. Fewer are nearly always enough.
      width = Math.min(width, Math.max(digitsAt(scale) - m.n, 0))
      for (let digits = certainDigits; digits < significantDigits; digits++) {
        const short = digits - m.n
        if (short < 0 || short >= width) continue
        const r = problem.solve(scale, short, family.least)
        if (r >= 0n) return { family, scale, width: short, r }
        if (r === UNDECIDED) this.undecided = true
      }
    }
    const r = problem.solve(scale, width, family.least)
    if (r >= 0n) return { family, scale, width, r }
    if (r === UNDECIDED) this.undecided = true
    return undefined
  }

  /** A continuation of exactly so many bytes. */
  private ofLength(length: number): Found | undefined {
    for (const family of this.families) {
      const found =
        family.form === Form.Integer
          ? this.integerOf(family, length)
          : family.form === Form.Fraction
            ? this.fractionOf(family, length)
            : this.exponentOf(family, length)
      if (found) return found
    }
    return undefined
  }

  private try(family: Family, scale: number, width: number): Found | undefined {
    const { problem, m } = this
    if (scale < family.low || scale > family.high || scale < problem.low || scale > problem.high) return undefined
    const limit = family.width >= 0 ? family.width : problem.guarded ? Math.max(significantDigits - m.n, 0) : width
    const kept = Math.min(width, limit)
    this.compared++
    const r = problem.solve(scale, kept, family.least)
    return r >= 0n ? { family, scale, width: kept, r } : undefined
  }

  private integerOf(family: Family, length: number): Found | undefined {
    return this.try(family, this.m.n + length, length)
  }

  private fractionOf(family: Family, length: number): Found | undefined {
    const { n, f, phase } = this.m
    if (phase >= Phase.Dot) {
      if (n > 0) return length > 0 || phase !== Phase.Dot ? this.try(family, n - f, length) : undefined
      for (let zeros = 0; zeros < length; zeros++) {
        const found = this.try(family, -f - zeros, length - zeros)
        if (found) return found
      }
      return undefined
    }
    // "0." and zeros first …
    if (phase !== Phase.Int) {
      const begun = phase === Phase.Zero ? 1 : 2
      for (let zeros = 0; zeros < length - begun; zeros++) {
        const found = this.try(family, -zeros, length - begun - zeros)
        if (found) return found
      }
    }
    // … or digits, with the point among them.
    if (phase === Phase.Zero) return undefined
    for (let scale = Math.max(n, 1); scale <= n + length - 2; scale++) {
      const found = this.try(family, scale, length - 1)
      if (found) return found
    }
    return undefined
  }

  private exponentOf(family: Family, length: number): Found | undefined {
    const { n, f, phase, spelling } = this.m
    for (let spelled = 1; spelled <= 4 && spelled < length; spelled++) {
      const left = length - 1 - spelled
      for (const [point, width] of this.mantissasOf(left, n, f, phase, spelling)) {
        for (const sign of [1, -1]) {
          const digits = sign < 0 ? spelled - 1 : spelled
          if (digits < 1 || digits > 3) continue
          const least = digits === 1 ? 0 : 10 ** (digits - 1)
          for (let x = least; x < 10 ** digits; x++) {
            const scale = point + sign * x
            if (scale < lowestScale || scale > highestScale || this.compared > comparisons) break
            const found = this.try(family, scale, width)
            if (found) return found
          }
        }
      }
    }
    return undefined
  }

  /** Where the point is and how many digits come, for `left` more bytes before the e. */
  private mantissasOf(left: number, n: number, f: number, phase: Phase, spelling: Spelling): [number, number][] {
    if (phase >= Phase.Dot) {
      if (left === 0 && phase === Phase.Dot) return []
      return [[n === 0 ? -f : n - f, left]]
    }
    if (phase === Phase.Zero) return left > 1 ? [[0, left - 1]] : []
    const result: [number, number][] = []
    const least = n === 0 ? 1 : 0
    if (spelling !== Spelling.Any) {
      if (n + left === 1) result.push([1, left])
      // The point after the first digit.
      if (left > 1 + least) result.push([1, left - 1])
      return result
    }
    if (left >= least) result.push([n + left, left])
    for (let whole = least; whole < left - 1; whole++) result.push([n + whole, left - 1])
    return result
  }

  /** The length of the shortest continuation, given one. */
  shortest(found: Found): number {
    const most = this.textOf(found).length
    this.compared = 0
    for (let length = 0; length < most; length++) {
      if (this.compared > comparisons) break
      if (this.ofLength(length)) return length
    }
    return most
  }

  /** A shortest continuation, given one. */
  shorten(found: Found): string {
    const length = this.shortest(found)
    const text = this.textOf(found)
    if (text.length === length) return text
    this.compared = 0
    const other = this.ofLength(length)
    return other ? this.textOf(other) : text
  }

  textOf({ family, scale, width, r }: Found): string {
    const { n, f, phase } = this.m
    let digits = width > 0 ? String(r).padStart(width, '0') : ''
    const begun = phase >= Phase.Dot
    if (family.form === Form.Integer) return digits.padEnd(scale - n, '0')
    digits = digits.replace(/0+$/, '')
    if (family.form === Form.Fraction) {
      if (n > 0 && begun) return digits === '' && phase === Phase.Dot ? '0' : digits
      if (begun) return '0'.repeat(-scale - f) + digits
      if (scale <= 0) return `${phase === Phase.Zero ? '' : '0'}.${'0'.repeat(-scale)}${digits}`
      const whole = digits.slice(0, scale - n).padEnd(scale - n, '0')
      const rest = digits.slice(scale - n)
      return rest === '' ? whole : `${whole}.${rest}`
    }
    return this.exponentText(digits, scale)
  }

  private exponentText(digits: string, scale: number): string {
    const { n, f, phase, spelling } = this.m
    const shortest = (texts: [string, number][]): string => {
      let best = ''
      for (const [mantissa, point] of texts) {
        const x = scale - point
        const text = `${mantissa}e${x}`
        if (best === '' || text.length < best.length) best = text
      }
      return best
    }
    if (phase >= Phase.Dot) {
      return shortest([[digits === '' && phase === Phase.Dot ? '0' : digits, n === 0 ? -f : n - f]])
    }
    if (phase === Phase.Zero) return shortest([[`.${digits}`, 0]])
    const texts: [string, number][] = []
    if (spelling !== Spelling.Any) {
      const first = n === 0 ? digits.slice(0, 1) : ''
      const rest = n === 0 ? digits.slice(1) : digits
      return shortest([[rest === '' ? first : `${first}.${rest}`, 1]])
    }
    texts.push([digits, n + digits.length])
    for (let whole = n === 0 ? 1 : 0; whole < digits.length; whole++) {
      texts.push([`${digits.slice(0, whole)}.${digits.slice(whole)}`, n + whole])
    }
    return shortest(texts)
  }
}

/** The most digits with which doubles of a scale are written: subnormal ones have fewer. */
function digitsAt(scale: number): number {
  return Math.min(significantDigits, scale + 1 - lowestScale)
}

function familiesOf(m: Mantissa): Family[] {
  const { spelling, phase, n, zeros, f } = m
  const any = spelling === Spelling.Any
  const whole = spelling === Spelling.Whole
  const room = Math.max(significantDigits - n, 0)
  const families: Family[] = []
  const add = (form: Form, low: number, high: number, width: number, least = 0n) => {
    if (low <= high) families.push({ form, low, high, width, least })
  }
  const scientific = (width: number, least = 0n) => {
    add(Form.Exponent, tidyLarge, highestScale, width, least)
    if (!whole) add(Form.Exponent, lowestScale, tidySmall, width, least)
  }
  const lowestFraction = any ? Math.max(lowestScale, 1 - fractionDigits) : -tidyZeros
  switch (phase) {
    case Phase.Start:
    case Phase.Minus:
      add(Form.Integer, 1, integerDigits, -1)
      if (!whole) {
        add(Form.Fraction, 1, significantDigits - 1, room)
        add(Form.Fraction, lowestFraction, 0, room)
      }
      if (any) add(Form.Exponent, lowestScale, highestScale, room)
      else scientific(room)
      break
    case Phase.Zero:
      if (!whole) add(Form.Fraction, lowestFraction, 0, room)
      if (any) add(Form.Exponent, lowestScale, highestScale, room)
      break
    case Phase.Int:
      add(Form.Integer, n, integerDigits, -1)
      if (!whole) add(Form.Fraction, n, significantDigits - 1, room)
      if (!any && n === 1) scientific(room)
      if (any && n - zeros <= significantDigits) add(Form.Exponent, lowestScale, highestScale, room)
      break
    default: {
      const width = Math.min(room, fractionDigits - f)
      if (n === 0) {
        add(Form.Fraction, lowestFraction, -f, Math.min(room, Math.max(width, 0)))
        if (any && width > 0) add(Form.Exponent, lowestScale, highestScale, width)
        break
      }
      if (!whole) add(Form.Fraction, n - f, n - f, width)
      if (any && n - zeros <= significantDigits) add(Form.Exponent, lowestScale, highestScale, width)
      if (!any && n - f === 1 && width > 0) scientific(width, zeros > 0 || phase === Phase.Dot ? 1n : 0n)
      if (!any && n - f === 1 && width === 0 && zeros === 0 && phase !== Phase.Dot) scientific(0)
    }
  }
  return families
}
