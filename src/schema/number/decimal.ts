/**
 * Exact decimals, and how doubles round to and from them.
 *
 * The value of a JSON number is what JSON.parse makes of it: a double, and a double is written as
 * its shortest round-tripping decimal (ECMA-262, Number::toString). Texts of at most 15 significant
 * digits are that decimal; longer ones may be rounded on the way.
 */

/** mantissa · 10^exponent; the mantissa is not divisible by ten unless it is zero (then exponent is 0). */
export interface Decimal {
  readonly mantissa: bigint
  readonly exponent: number
}

export const zero: Decimal = { mantissa: 0n, exponent: 0 }

const shape = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
/** Exponents beyond this are out of reach of any double; keeps hostile texts from making giant powers of ten. */
const exponentLimit = 100_000

/**
 * The exact decimal of a JSON number's text, or of String(n).
 * @throws RangeError if the text is no number or its exponent is absurd
 */
export function parseDecimal(text: string): Decimal {
  const parts = shape.exec(text)
  if (!parts) throw new RangeError(`'${text}' is not a decimal number.`)
  const fraction = parts[3] ?? ''
  const exponent = Number(parts[4] ?? 0) - fraction.length
  const digits = (parts[2]! + fraction).replace(/^0+(?=\d)/, '')
  if (digits === '0') return zero
  if (Math.abs(exponent) > exponentLimit) throw new RangeError(`The exponent of '${text}' is too large.`)
  const kept = digits.replace(/0+$/, '')
  const mantissa = BigInt(kept)
  return { mantissa: parts[1] ? -mantissa : mantissa, exponent: exponent + digits.length - kept.length }
}

export function decimal(mantissa: bigint, exponent: number): Decimal {
  return parseDecimal(`${mantissa}e${exponent}`)
}

export function toNumber(d: Decimal): number {
  return Number(`${d.mantissa}e${d.exponent}`)
}

/** The decimal a double with this value is written as; `d` itself where it is beyond all doubles. */
export function canonical(d: Decimal): Decimal {
  const n = toNumber(d)
  if (!Number.isFinite(n) || (n === 0 && d.mantissa !== 0n)) return d
  return parseDecimal(String(n))
}

export function equal(a: Decimal, b: Decimal): boolean {
  return a.mantissa === b.mantissa && a.exponent === b.exponent
}

export function negate(d: Decimal): Decimal {
  return { mantissa: -d.mantissa, exponent: d.exponent }
}

/** Negative, zero or positive as a < b, a = b, a > b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const low = Math.min(a.exponent, b.exponent)
  const x = a.mantissa * 10n ** BigInt(a.exponent - low)
  const y = b.mantissa * 10n ** BigInt(b.exponent - low)
  return x < y ? -1 : x > y ? 1 : 0
}

/** True if a is an integer multiple of b, b not zero. */
export function isMultiple(a: Decimal, b: Decimal): boolean {
  const low = Math.min(a.exponent, b.exponent)
  return (a.mantissa * 10n ** BigInt(a.exponent - low)) % (b.mantissa * 10n ** BigInt(b.exponent - low)) === 0n
}

/** True if the text of a number is, as a decimal, what its double is written as. */
export function isCanonicalValue(text: string): boolean {
  const n = Number(text)
  return Number.isFinite(n) && equal(parseDecimal(text), parseDecimal(String(n)))
}

/** Where rounding to a double changes: decimals beyond `at` (or at it, if `ties`) round to `value` or further. */
export interface RoundingEdge {
  readonly at: Decimal
  /** The tie itself rounds to the value whose edge this is. */
  readonly ties: boolean
}

const scratch = new DataView(new ArrayBuffer(8))

/** The edges of the interval of decimals that round to the double of `d` (finite, not zero). */
export function roundingEdges(d: Decimal): { below: RoundingEdge; above: RoundingEdge } {
  if (d.mantissa < 0n) {
    const { below, above } = roundingEdges(negate(d))
    return {
      below: { at: negate(above.at), ties: above.ties },
      above: { at: negate(below.at), ties: below.ties },
    }
  }
  scratch.setFloat64(0, toNumber(d))
  const bits = scratch.getBigUint64(0)
  const field = Number((bits >> 52n) & 0x7ffn)
  const hidden = 1n << 52n
  const mantissa = (bits & (hidden - 1n)) | (field === 0 ? 0n : hidden)
  const exponent = Math.max(field, 1) - 1075
  const ties = (mantissa & 1n) === 0n
  const halfStep = mantissa === hidden && field > 1
  return {
    below: {
      at: halfStep ? binary(4n * mantissa - 1n, exponent - 2) : binary(2n * mantissa - 1n, exponent - 1),
      ties,
    },
    above: { at: binary(2n * mantissa + 1n, exponent - 1), ties },
  }
}

function binary(mantissa: bigint, exponent: number): Decimal {
  return exponent >= 0
    ? decimal(mantissa << BigInt(exponent), 0)
    : decimal(mantissa * 5n ** BigInt(-exponent), exponent)
}
