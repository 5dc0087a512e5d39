/**
 * How may the digits read so far go on at a given scale?
 *
 * Read is D, the digits from the first one not 0 (as an integer of n digits: N). The number will be
 * 0.D r · 10^e, with r an integer of W more digits. For fixed e and W every literal is a simple
 * condition on r: a bound is a threshold, a multiple a residue class, a listed value a point, a guard
 * a hole. So r is found by the Chinese remainder theorem and, for what must not be a multiple, by
 * trying members of the class in order: k residue classes that leave out 2^k consecutive integers
 * leave out all of them (Crittenden and Vanden Eynden, 1969).
 */

import { type Atom, type AtomTable, FALSE, TRUE } from './atom-table.js'
import { type Bounds, EQUAL, GREATER, LESS, type Magnitude, restOf } from './bound.js'
import {
  type Agreements,
  type CanonicalTexts,
  certainDigits,
  certainScale,
  isCanonical,
  type ShortTexts,
} from './guard.js'
import { highestScale, lowestScale, type Mantissa, significantDigits } from './lexical.js'
import { type Modulus, type Multiples, power, reduced } from './multiple.js'
import { everything, intersect, leastCommonMultiple, modulo, type ResidueClass } from './residue.js'
import type { ValueSets } from './value-set.js'

/** Members of a residue class that are tried, where nothing says that fewer are enough. */
const candidates = 4096

export interface Kinds {
  readonly table: AtomTable
  readonly bounds: Bounds
  readonly multiples: Multiples
  readonly sets: ValueSets
  readonly agreements: Agreements
  readonly texts: CanonicalTexts
  readonly shortTexts: ShortTexts
}

/** There is no such r, or it was not decided whether there is one. */
export const IMPOSSIBLE = -1n
export const UNDECIDED = -2n

interface Side {
  readonly magnitude: Magnitude
  readonly relation: number
  readonly wanted: boolean
}

interface Factor {
  readonly modulus: Modulus
  readonly residue: bigint
  readonly zeros: number
}

const powersOfTen: bigint[] = [1n]
export function tenTo(n: number): bigint {
  while (powersOfTen.length <= n) powersOfTen.push(powersOfTen[powersOfTen.length - 1]! * 10n)
  return powersOfTen[n]!
}

/** A conjunction of literals within the mantissa of a number, its sign known. */
export class Problem {
  /** Scales the bounds allow, whatever the digits to come. */
  low = lowestScale
  high = highestScale
  /** Beyond these scales no bound, set or guard tells any from each other. */
  lowestEdge = Number.POSITIVE_INFINITY
  highestEdge = Number.NEGATIVE_INFINITY
  private readonly wantedSets: Atom[] = []
  private readonly sides: Side[] = []
  private readonly holes: [Side, Side][] = []
  private readonly factors: Factor[] = []
  private readonly excluded: Factor[] = []
  private readonly otherSets: Atom[] = []
  /** Few digits. */
  short = false
  private text: Atom = TRUE
  private integer: Factor = { modulus: one, residue: 0n, zeros: 0 }
  private readonly n: number

  constructor(
    private readonly kinds: Kinds,
    private readonly m: Mantissa,
    positive: readonly Atom[],
    negative: readonly Atom[],
    guards: readonly Atom[],
  ) {
    this.n = m.n
    for (const a of positive) this.add(a, true)
    for (const a of negative) this.add(a, false)
    for (const g of guards) this.add(g, true)
    this.sides.push({ magnitude: largestDouble, relation: m.size, wanted: false })
  }

  /** The text must be what its double is written as. */
  get guarded(): boolean {
    return this.text !== TRUE
  }

  private add(atom: Atom, wanted: boolean): void {
    const { bounds, multiples, sets, agreements } = this.kinds
    if (atom <= TRUE) {
      if ((atom === TRUE) !== wanted) this.high = Number.NEGATIVE_INFINITY
    } else if (bounds.isBound(atom)) {
      const side = this.side(atom, wanted)
      this.sides.push(side)
      const { exponent, digits } = side.magnitude
      if (digits === '') {
        if (!side.wanted) this.high = Number.NEGATIVE_INFINITY
      } else if (side.wanted) this.low = Math.max(this.low, side.relation === LESS ? exponent + 1 : exponent)
      else this.high = Math.min(this.high, side.relation === GREATER ? exponent - 1 : exponent)
    } else if (multiples.isMultiple(atom)) {
      const factor = {
        modulus: multiples.modulusOf(atom),
        residue: multiples.residueOf(atom),
        zeros: multiples.zerosOf(atom, this.m),
      }
      ;(wanted ? this.factors : this.excluded).push(factor)
    } else if (sets.isSet(atom)) {
      ;(wanted ? this.wantedSets : this.otherSets).push(atom)
      if (wanted) {
        const [least, greatest] = sets.rangeOf(atom)
        this.low = Math.max(this.low, least)
        this.high = Math.min(this.high, greatest)
      }
    } else if (agreements.isAgreement(atom)) {
      const [a, b] = agreements.partsOf(atom)
      if (a <= TRUE) this.add(b, a === TRUE)
      else if (b <= TRUE) this.add(a, b === TRUE)
      else this.holes.push([this.side(a, true), this.side(b, true)])
    } else if (this.kinds.shortTexts.isShortText(atom)) {
      this.short = true
      this.low = Math.max(this.low, certainScale)
    } else this.text = atom
  }

  private side(atom: Atom, wanted: boolean): Side {
    const { bounds } = this.kinds
    const magnitude = bounds.magnitudeOf(atom)
    this.lowestEdge = Math.min(this.lowestEdge, magnitude.exponent)
    this.highestEdge = Math.max(this.highestEdge, magnitude.exponent)
    return { magnitude, relation: bounds.relationOf(atom), wanted: wanted !== bounds.isNegated(atom) }
  }

  /**
   * From this scale on, with as many digits to come, all multiples are multiples at every larger scale. Which
   * digits a double is written with differs from scale to scale.
   */
  stableScale(width: number): number {
    let scale = this.highestEdge + 1
    for (const { modulus } of [...this.factors, ...this.excluded]) {
      scale = Math.max(scale, modulus.reduced.length - 1 + this.n + width - modulus.places)
    }
    return this.guarded || this.otherSets.length + this.wantedSets.length > 0 ? Number.POSITIVE_INFINITY : scale
  }

  /** Below this scale there is no multiple of all it must be, or nothing changes any more. */
  get finestScale(): number {
    let scale = lowestScale
    for (const { modulus, zeros } of this.factors) {
      scale = Math.max(scale, (this.n === 0 ? 1 : this.n - zeros) - modulus.places)
    }
    if (
      !this.guarded &&
      this.factors.length + this.excluded.length + this.otherSets.length + this.wantedSets.length === 0
    ) {
      scale = Math.max(scale, this.lowestEdge - 1)
    }
    return scale
  }

  /** Every multiple of all it must be a multiple of is a multiple of something it must not be. */
  get contradictory(): boolean {
    if (this.factors.length === 0 || this.excluded.length === 0) return false
    let places = 0
    for (const { modulus } of [...this.factors, ...this.excluded]) places = Math.max(places, modulus.places)
    const scaled = (m: Modulus) => m.value * tenTo(places - m.places)
    let common = 1n
    for (const { modulus } of this.factors) common = leastCommonMultiple(common, scaled(modulus))
    return this.excluded.some(({ modulus }) => common % scaled(modulus) === 0n)
  }

  /**
   * An r of `width` digits (at least `least`) so that 0.D r · 10^scale is what is asked; the smallest
   * one where no guard of texts is in the way.
   */
  solve(scale: number, width: number, least = 0n): bigint {
    if (scale < this.low || scale > this.high || (this.short && this.n + width > certainDigits)) return IMPOSSIBLE
    if (this.wantedSets.length > 0) return this.listed(scale, width, least)
    let most = tenTo(width) - 1n
    if (this.guarded && this.n + width === significantDigits && width > 0) {
      // Where doubles are far apart, 16 digits are enough; those that end in 0 have been tried with them.
      const magnitude = farApart(scale)
      const at = this.threshold({ magnitude, relation: this.relationTo(magnitude), wanted: true }, scale, width)
      if (at <= most) most = at - 1n
    }
    return this.between(scale, width, least, most)
  }

  private relationTo(magnitude: Magnitude): number {
    return compareDigits(this.kinds.texts.readOf(this.text), magnitude.digits)
  }

  private between(scale: number, width: number, least: bigint, most: bigint): bigint {
    if (!this.guarded || scale < wholeDoubles.exponent) return this.within(scale, width, least, most, false)
    const side = { magnitude: wholeDoubles, relation: this.relationTo(wholeDoubles), wanted: true }
    const at = this.threshold(side, scale, width)
    const below = this.within(scale, width, least, at > most ? most : at - 1n, false)
    if (below >= 0n || at > most) return below
    const above = this.within(scale, width, at > least ? at : least, most, true)
    return above === IMPOSSIBLE ? below : above
  }

  /** @param whole only integers are doubles here */
  private within(scale: number, width: number, least: bigint, most: bigint, whole: boolean): bigint {
    const { n, m } = this
    let low = least
    let high = most
    if (n === 0) {
      if (width === 0) return IMPOSSIBLE
      const first = tenTo(width - 1) * (scale === lowestScale ? 5n : 1n)
      if (first > low) low = first
    } else if (scale === lowestScale && m.big === 0) return IMPOSSIBLE
    for (const side of this.sides) {
      const at = this.threshold(side, scale, width)
      if (side.wanted) {
        if (at > low) low = at
      } else if (at <= high) high = at - 1n
    }
    if (low > high) return IMPOSSIBLE
    let kept = (whole ? this.classOf(this.integer, scale, width) : everything) ?? nothing
    if (kept === nothing) return IMPOSSIBLE
    for (const factor of this.factors) {
      const own = this.classOf(factor, scale, width)
      const joined = own && intersect(kept, own)
      if (!joined) return IMPOSSIBLE
      kept = joined
    }
    low += modulo(kept.residue - low, kept.modulus)
    if (low > high) return IMPOSSIBLE
    const avoided: ResidueClass[] = []
    for (const factor of this.excluded) {
      const own = this.classOf(factor, scale, width)
      if (!own || !intersect(kept, own)) continue
      if (kept.modulus % own.modulus === 0n) return IMPOSSIBLE
      avoided.push(own)
    }
    const holes: [bigint, bigint][] = []
    for (const [a, b] of this.holes) {
      const x = this.threshold(a, scale, width)
      const y = this.threshold(b, scale, width)
      if (x !== y) holes.push(x < y ? [x, y - 1n] : [y, x - 1n])
    }
    const plain = holes.length === 0 && this.otherSets.length === 0 && !this.guarded
    const enough = plain && avoided.length < 12 ? 2 ** avoided.length : candidates
    const step = kept.modulus
    search: for (let i = 0, r = low; r <= high; i++, r += step) {
      if (i >= enough) return plain && enough < candidates ? IMPOSSIBLE : UNDECIDED
      for (const [from, to] of holes) {
        if (r < from || r > to) continue
        // The loop adds one step.
        r = to + 1n + modulo(kept.residue - to - 1n, step) - step
        continue search
      }
      for (const c of avoided) if (modulo(r - c.residue, c.modulus) === 0n) continue search
      if (this.otherSets.length > 0 && this.otherSets.some((s) => this.contains(s, scale, width, r))) continue
      if (this.guarded && !this.isCanonical(scale, width, r)) continue
      return r
    }
    return IMPOSSIBLE
  }

  private isCanonical(scale: number, width: number, r: bigint): boolean {
    const { n } = this
    if (n + width <= certainDigits && scale >= certainScale) return true
    const read = n === 0 ? '' : this.kinds.texts.readOf(this.text)
    const digits = (read + (width > 0 ? String(r).padStart(width, '0') : '')).replace(/0+$/, '')
    return isCanonical(digits, scale - digits.length)
  }

  /** The r from which on a bound is reached. */
  private threshold({ magnitude, relation }: Side, scale: number, width: number): bigint {
    if (magnitude.digits === '' || scale > magnitude.exponent) return 0n
    if (scale < magnitude.exponent || relation === LESS) return tenTo(width)
    if (relation === GREATER) return 0n
    const rest = restOf(magnitude, this.n)
    const length = magnitude.digits.length - this.n
    if (length > width) return rest / tenTo(length - width) + 1n
    const at = length > 0 ? rest * tenTo(width - length) : 0n
    return magnitude.inclusive ? at : at + 1n
  }

  /** The r that make a multiple, undefined if none does. */
  private classOf({ modulus: m, residue, zeros }: Factor, scale: number, width: number): ResidueClass | undefined {
    const s = scale - this.n - width + m.places
    const shift = this.n === 0 ? width : zeros + width
    if (s >= 0) {
      const own = reduced(m, s)
      return own === 1n ? everything : { residue: modulo(-residue * power(m, shift), own), modulus: own }
    }
    // The number must end in so many zeros.
    const q = -s
    if (this.n > 0 && q > shift) return undefined
    const own = m.value * tenTo(q)
    const read = this.n === 0 ? 0n : tenTo(q) * ((residue * power(m, shift - q)) % m.value)
    return { residue: modulo(-read, own), modulus: own }
  }

  private contains(set: Atom, scale: number, width: number, r: bigint): boolean {
    const { table, sets } = this.kinds
    let at = set
    if (width > 0) {
      const digits = String(r).padStart(width, '0')
      for (let i = 0; i < digits.length && at !== FALSE; i++) at = table.digit(at, digits.charCodeAt(i) - 48)
    }
    return at !== FALSE && sets.scalesOf(at).includes(scale)
  }

  /** As `solve`, where only listed values are asked for. */
  private listed(scale: number, width: number, least: bigint): bigint {
    const { sets, table } = this.kinds
    let result = IMPOSSIBLE
    const visit = (set: Atom, length: number, digits: string): boolean => {
      const [lowest, highest] = sets.rangeOf(set)
      if (scale < lowest || scale > highest) return false
      if (sets.scalesOf(set).includes(scale) && (this.n > 0 || length > 0)) {
        const r = BigInt(digits || '0') * tenTo(width - length)
        const others = this.wantedSets.every((s, i) => i === 0 || this.contains(s, scale, width, r))
        if (r >= least && others) {
          result = this.between(scale, width, r, r)
          if (result >= 0n) return true
        }
      }
      if (length === width) return false
      for (const d of sets.branches(set)) if (visit(table.digit(set, d), length + 1, digits + d)) return true
      return false
    }
    visit(this.wantedSets[0]!, 0, '')
    return result
  }
}

/** Doubles of this size and more are integers: 2^52. */
const wholeDoubles: Magnitude = { digits: '4503599627370496', exponent: 16, inclusive: true, rests: new Map() }

const apart = new Map<number, Magnitude>()

/** From here on doubles of a scale e are more than 10^(e-16) apart, so that each has a decimal of 16 digits next to it. */
function farApart(scale: number): Magnitude {
  let known = apart.get(scale)
  if (!known) {
    // The least power of two, 2^m, with 2^(m-52) > 10^(e-16).
    const unit = scale - (significantDigits - 1)
    let m = Math.ceil(unit * Math.log2(10)) + 52
    const exceeds = (m: number) =>
      unit >= 0 ? m >= 52 && 1n << BigInt(m - 52) > tenTo(unit) : m >= 52 || tenTo(-unit) > 1n << BigInt(52 - m)
    while (exceeds(m - 1)) m--
    while (!exceeds(m)) m++
    const value = m >= 0 ? String(1n << BigInt(m)) : String(5n ** BigInt(-m))
    const digits = value.replace(/0+$/, '')
    known = { digits, exponent: value.length + Math.min(m, 0), inclusive: true, rests: new Map() }
    apart.set(scale, known)
  }
  return known
}

const one: Modulus = { value: 1n, places: 0, direct: 1, powers: [0n], reduced: [1n] }
const nothing: ResidueClass = { residue: 0n, modulus: 0n }

/** Relation of some digits to the first ones of a bound. */
function compareDigits(read: string, digits: string): number {
  const all = digits.padEnd(read.length, '0').slice(0, read.length)
  return read === all ? EQUAL : read < all ? LESS : GREATER
}

const largestDouble: Magnitude = {
  digits: '17976931348623157',
  exponent: highestScale,
  inclusive: false,
  rests: new Map(),
}
