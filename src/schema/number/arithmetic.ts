/**
 * Continuations by arithmetic, where the automata are too large to search: remainders of a large
 * modulus, or guards that keep the text.
 *
 * A shape is how many integer and fraction digits are still to come. Within a shape the bounds leave
 * an interval of digit strings, found by walking their small automata, and the multiples one residue
 * class, found by the Chinese remainder theorem. Its members are tried in order on all the literals.
 */
import { DOT, EXP, MINUS, PLUS, textOfClass } from './alphabet.js'
import { Place } from './lexical.js'
import { type Multiples, power, reduced } from './multiple.js'
import type { Search } from './search.js'

/** Members of one shape's residue class that are tried. */
const candidates = 64
/** Integer digits to come in the longest shape. */
const longestInteger = 40
/** Fraction digits tried where no multiple limits them. */
const freePlaces = 3
/** Positive exponents tried. */
const largeExponents = [21, 22, 23, 24, 25, 30, 40, 60, 100, 200, 307]

export interface Outcome {
  /** A continuation that satisfies everything, undefined if none was found. */
  readonly text: string | undefined
  /** Without a text: whether there is none. */
  readonly certain: boolean
}

const ANY = -1

interface Shape {
  /** Byte classes to come, ANY for any digit. */
  readonly template: readonly number[]
  /** Zeros forced at the end of the fraction. */
  readonly zeros: number
  /** Fraction digits to come. */
  readonly fraction: number
  readonly exponent: number
}

export class Arithmetic {
  constructor(
    private readonly search: Search,
    private readonly multiples: Multiples,
    private readonly placeOf: (lex: number) => Place,
  ) {}

  /**
   * `bounded` is the conjunction of only the bounds of `node`; `large` and `small` tell whether texts
   * with a positive or negative exponent satisfy everything but multiples and guards.
   */
  solve(node: number, bounded: number, large: boolean, small: boolean): Outcome {
    if (node === 0 || bounded === 0) return { text: undefined, certain: true }
    const place = this.placeOf(this.search.lexOf(node))
    if (place === Place.Exponent) return { text: undefined, certain: false }
    const direct = this.solveSigned(node, bounded, large, small, place)
    if (place !== Place.Start || direct.text !== undefined) return direct
    const negative = this.solveSigned(
      this.search.step(node, MINUS),
      this.search.step(bounded, MINUS),
      large,
      small,
      Place.Sign,
    )
    if (negative.text !== undefined) return { text: `-${negative.text}`, certain: true }
    return { text: undefined, certain: direct.certain && negative.certain }
  }

  private solveSigned(node: number, bounded: number, large: boolean, small: boolean, place: Place): Outcome {
    if (node === 0 || bounded === 0) return { text: undefined, certain: true }
    const { multiples } = this
    const positive = this.search.positiveOf(node).filter((a) => multiples.isMultiple(a))
    let places = Number.POSITIVE_INFINITY
    let read = 0
    let deepest = 0
    for (const a of positive) {
      places = Math.min(places, multiples.modulusOf(a).places)
      deepest = Math.max(deepest, multiples.modulusOf(a).places)
      read = multiples.placesOf(a)
    }
    // Multiples of a number with few places are not that small.
    const reachesSmall = small && (positive.length === 0 || places >= 7)
    let certain = positive.length > 0 && !large && !reachesSmall
    for (const shape of plainShapes(place, read, places)) {
      const tried = this.tryShape(node, bounded, shape, positive)
      if (tried.text !== undefined) return tried
      certain &&= tried.certain
    }
    if (large || reachesSmall) {
      for (const shape of exponentShapes(place, large, reachesSmall ? Math.max(deepest, 7) : 0)) {
        const tried = this.tryShape(node, bounded, shape, positive)
        if (tried.text !== undefined) return tried
      }
    }
    return { text: undefined, certain }
  }

  private tryShape(node: number, bounded: number, shape: Shape, positive: readonly number[]): Outcome {
    const low = this.extreme(bounded, shape.template, true)
    if (low === undefined) return { text: undefined, certain: true }
    const free = low.length
    // The longest shapes stand for all longer ones, whose members are not known.
    if (shape.template.length > longestInteger && free > longestInteger) return { text: undefined, certain: false }
    const high = BigInt(`0${this.extreme(bounded, shape.template, false)!}`)
    let w = BigInt(`0${low}`)
    let modulus = 1n
    let residue = 0n
    for (const atom of positive) {
      const m = this.multiples.modulusOf(atom)
      const s = m.places - this.multiples.placesOf(atom) - shape.fraction + shape.zeros + shape.exponent
      if (s < 0) continue
      const own = reduced(m, s)
      const wanted = modulo(-this.multiples.residueOf(atom) * power(m, free), own)
      const joined = joinCongruences(residue, modulus, wanted, own)
      if (!joined) return { text: undefined, certain: true }
      residue = joined.residue
      modulus = joined.modulus
    }
    w += modulo(residue - w, modulus)
    for (let i = 0; i < candidates && w <= high; i++, w += modulus) {
      const text = this.completes(node, shape.template, free === 0 ? '' : String(w).padStart(free, '0'))
      if (text !== undefined) return { text, certain: true }
    }
    return { text: undefined, certain: w > high }
  }

  /** The text of a template with its free digits filled in, if it satisfies everything. */
  private completes(node: number, template: readonly number[], digits: string): string | undefined {
    let at = node
    let text = ''
    let used = 0
    for (const cls of template) {
      const actual = cls === ANY ? digits.charCodeAt(used++) - 48 : cls
      at = this.search.step(at, actual)
      if (at === 0) return undefined
      text += textOfClass[actual]
    }
    return this.search.ended(at) ? text : undefined
  }

  /** The least or greatest free digits of a template within the bounds, undefined if there are none. */
  private extreme(bounded: number, template: readonly number[], least: boolean): string | undefined {
    const failed = new Set<number>()
    const walk = (node: number, i: number): string | undefined => {
      if (i === template.length) return this.search.ended(node) ? '' : undefined
      const key = node * 1024 + i
      if (failed.has(key)) return undefined
      const cls = template[i]!
      for (let n = 0; n < (cls === ANY ? 10 : 1); n++) {
        const actual = cls === ANY ? (least ? n : 9 - n) : cls
        const next = this.search.step(node, actual)
        if (next === 0 || this.search.dead(next)) continue
        const rest = walk(next, i + 1)
        if (rest !== undefined) return cls === ANY ? actual + rest : rest
      }
      failed.add(key)
      return undefined
    }
    return walk(bounded, 0)
  }
}

/** Shapes of plain decimals by length; `read` fraction digits are read, `places` matter. */
function plainShapes(place: Place, read: number, places: number): Shape[] {
  const shapes: Shape[] = []
  const digits = (n: number) => new Array<number>(n).fill(ANY)
  const limit = Number.isFinite(places) ? places : read + freePlaces
  if (place === Place.Fraction) {
    for (let f = 0; f <= Math.max(limit - read, 1); f++) {
      const zeros = Math.min(Math.max(read + f - limit, 0), f)
      const template = [...digits(f - zeros), ...new Array<number>(zeros).fill(0)]
      shapes.push({ template, zeros, fraction: f, exponent: 0 })
    }
    return shapes
  }
  for (let j = place === Place.Integer ? 0 : 1; j <= longestInteger + 1; j++) {
    for (let f = 0; f <= limit; f++) {
      shapes.push({
        template: f > 0 ? [...digits(j), DOT, ...digits(f)] : digits(j),
        zeros: 0,
        fraction: f,
        exponent: 0,
      })
    }
  }
  return shapes.sort((a, b) => a.template.length - b.template.length)
}

function exponentShapes(place: Place, large: boolean, deepest: number): Shape[] {
  const shapes: Shape[] = []
  const exponents = large ? [...largeExponents] : []
  for (let x = 7; x <= deepest; x++) exponents.push(-x)
  for (let f = 0; f <= 16; f++) {
    const fraction = new Array<number>(f).fill(ANY)
    const point = f > 0 && place !== Place.Fraction ? [DOT] : []
    const whole = place === Place.Sign || place === Place.Start ? [ANY] : []
    for (const x of exponents) {
      const tail = [EXP, x < 0 ? MINUS : PLUS, ...Array.from(String(Math.abs(x)), Number)]
      shapes.push({ template: [...whole, ...point, ...fraction, ...tail], zeros: 0, fraction: f, exponent: x })
    }
  }
  return shapes
}

function modulo(a: bigint, m: bigint): bigint {
  const r = a % m
  return r < 0n ? r + m : r
}

/** x = a mod m and x = b mod n as one congruence, undefined if they contradict each other. */
function joinCongruences(a: bigint, m: bigint, b: bigint, n: bigint): { residue: bigint; modulus: bigint } | undefined {
  const [g, p] = extendedGcd(m, n)
  if ((b - a) % g !== 0n) return undefined
  const modulus = (m / g) * n
  // a + m·p·(b-a)/g, since m·p = g mod n.
  return { residue: modulo(a + m * modulo(p * ((b - a) / g), n / g), modulus), modulus }
}

/** gcd(m, n) and p with m·p = gcd mod n. */
function extendedGcd(m: bigint, n: bigint): [bigint, bigint] {
  let [r0, r1] = [m, n]
  let [p0, p1] = [1n, 0n]
  while (r1 !== 0n) {
    const q = r0 / r1
    ;[r0, r1] = [r1, r0 - q * r1]
    ;[p0, p1] = [p1, p0 - q * p1]
  }
  return [r0, p0]
}
