/**
 * The question whether a number is an integer multiple of m, by exact decimals.
 *
 * m is A · 10^-k with integers A > 0, k >= 0. With N the digits read so far as an integer, f of them
 * after the point, t is a multiple of m iff N · 10^(k-f) is one of A; beyond k fraction digits only
 * zeros leave it one. So the state is N mod A and f; since a power 10^j is still to come, N mod
 * A / gcd(A, 10^j) is enough. In d.ddd, which may yet get an exponent x, the residue is kept beyond k
 * digits, since N · 10^(x-f+k) decides then.
 */
import { DOT, EXP, MINUS, PLUS } from './alphabet.js'
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import type { Decimal } from './decimal.js'

enum Phase {
  Begin,
  Zero,
  Single,
  Int,
  /** In the fraction of a number without exponent; f = digits so far, at most k. */
  Fraction,
  /** In the fraction of d.ddd; x = 1 if the plain decimal is still a multiple once f > k. */
  Mantissa,
  Exp,
  /** x = sign. */
  ExpSign,
  /** x = signed exponent so far. */
  ExpDigits,
}

/** A residue fits two 26-bit halves; larger moduli keep theirs in a table. */
const halfBits = 26
const half = 2 ** halfBits
const directLimit = 2 ** 49
/** Exponents are at least 21, or at most -7. */
const largeExponent = 21
const smallExponent = 7

export interface Modulus {
  /** A: exact as a number if `direct`. */
  readonly value: bigint
  readonly places: number
  readonly direct: number
  /** 10^i mod A. */
  readonly powers: bigint[]
  /** A / gcd(A, 10^i). */
  readonly reduced: bigint[]
}

export class Multiples implements AtomKind {
  private readonly kind: number
  readonly moduli: Modulus[] = []
  private readonly modulusIds = new Map<string, number>()
  private readonly residues: bigint[] = []
  private readonly residueIds = new Map<bigint, number>()

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
  }

  /** The atom at the number's start; m must not be zero, its sign does not matter. */
  atom(m: Decimal): Atom {
    const mantissa = m.mantissa < 0n ? -m.mantissa : m.mantissa
    const places = Math.max(-m.exponent, 0)
    const value = m.exponent > 0 ? mantissa * 10n ** BigInt(m.exponent) : mantissa
    const key = `${value}/${places}`
    let id = this.modulusIds.get(key)
    if (id === undefined) {
      id = this.moduli.length
      const direct = value < BigInt(directLimit) ? Number(value) : 0
      this.moduli.push({ value, places, direct, powers: [1n % value], reduced: [value] })
      this.modulusIds.set(key, id)
    }
    return this.make(id, Phase.Begin, 0n, 0, 0)
  }

  isMultiple(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  modulusOf(atom: Atom): Modulus {
    return this.moduli[this.table.at(atom, 1)]!
  }

  /** N mod A. */
  residueOf(atom: Atom): bigint {
    const low = this.table.at(atom, 5)
    const high = this.table.at(atom, 6)
    return high < 0 ? this.residues[low]! : BigInt(high * half + low)
  }

  /** Fraction digits read so far. */
  placesOf(atom: Atom): number {
    return this.table.at(atom, 3)
  }

  /** True for the plain decimals behind whose last place of m a digit other than 0 has been read. */
  isBroken(atom: Atom): boolean {
    const m = this.modulusOf(atom)
    const phase: Phase = this.table.at(atom, 2)
    return phase === Phase.Mantissa && this.table.at(atom, 3) > m.places && this.table.at(atom, 4) === 0
  }

  private make(id: number, phase: Phase, exact: bigint, f: number, x: number): Atom {
    const m = this.moduli[id]!
    const residue = exact % reduced(m, this.shift(m, phase, f))
    let low: number
    let high: number
    if (m.direct > 0) {
      const r = Number(residue)
      low = r % half
      high = Math.floor(r / half)
    } else {
      low = this.residueId(residue)
      high = -1
    }
    return this.table.intern([this.kind, id, phase, f, x, low, high])
  }

  /** The power of ten that N will at least be multiplied with before it is tested. */
  private shift(m: Modulus, phase: Phase, f: number): number {
    switch (phase) {
      case Phase.Int:
      case Phase.Fraction:
        return m.places - f
      case Phase.Single:
      case Phase.Mantissa:
        // A negative exponent may come that leaves no power at all, if m has that many places.
        if (m.places >= smallExponent) return 0
        return f <= m.places ? m.places - f : largeExponent + m.places - f
      default:
        return 0
    }
  }

  private residueId(residue: bigint): number {
    let id = this.residueIds.get(residue)
    if (id === undefined) {
      id = this.residues.length
      this.residues.push(residue)
      this.residueIds.set(residue, id)
    }
    return id
  }

  private append(m: Modulus, residue: bigint, digit: number): bigint {
    if (m.direct > 0) return BigInt((Number(residue) * 10 + digit) % m.direct)
    return (residue * 10n + BigInt(digit)) % m.value
  }

  /** residue · 10^s is 0 mod A. */
  private vanishes(m: Modulus, residue: bigint, s: number): boolean {
    return residue === 0n || (residue * power(m, s)) % m.value === 0n
  }

  ends(atom: Atom): boolean {
    const { table } = this
    const m = this.modulusOf(atom)
    const phase: Phase = table.at(atom, 2)
    const f = table.at(atom, 3)
    const x = table.at(atom, 4)
    switch (phase) {
      case Phase.Zero:
        return true
      case Phase.Single:
      case Phase.Int:
      case Phase.Fraction:
        return this.vanishes(m, this.residueOf(atom), m.places - f)
      case Phase.Mantissa:
        return f > m.places ? x === 1 : this.vanishes(m, this.residueOf(atom), m.places - f)
      case Phase.ExpDigits: {
        // The mantissa does not end in 0, so digits left behind the last place of m are fatal.
        const s = m.places - f + x
        return s >= 0 && this.vanishes(m, this.residueOf(atom), s)
      }
      default:
        return false
    }
  }

  step(atom: Atom, cls: number): Atom {
    const { table } = this
    const id = table.at(atom, 1)
    const phase: Phase = table.at(atom, 2)
    const f = table.at(atom, 3)
    const x = table.at(atom, 4)
    const m = this.moduli[id]!
    const digit = cls < 10
    switch (phase) {
      case Phase.Begin:
        if (cls === MINUS) return atom
        if (!digit) return FALSE
        return this.make(id, cls === 0 ? Phase.Zero : Phase.Single, this.append(m, 0n, cls), 0, 0)
      case Phase.Zero:
        return cls === DOT ? this.make(id, Phase.Fraction, 0n, 0, 0) : FALSE
      case Phase.Single:
        if (cls === DOT) return this.make(id, Phase.Mantissa, this.residueOf(atom), 0, 0)
        if (cls === EXP) return this.make(id, Phase.Exp, this.residueOf(atom), 0, 0)
        return digit ? this.make(id, Phase.Int, this.append(m, this.residueOf(atom), cls), 0, 0) : FALSE
      case Phase.Int:
        if (digit) return this.make(id, Phase.Int, this.append(m, this.residueOf(atom), cls), 0, 0)
        return cls === DOT ? this.fraction(id, this.residueOf(atom), 0) : FALSE
      case Phase.Fraction:
        if (!digit) return FALSE
        if (f === m.places) return cls === 0 ? atom : FALSE
        return this.fraction(id, this.append(m, this.residueOf(atom), cls), f + 1)
      case Phase.Mantissa: {
        const residue = this.residueOf(atom)
        if (cls === EXP) return this.make(id, Phase.Exp, residue, f, 0)
        if (!digit) return FALSE
        const plain = cls === 0 && (f > m.places ? x === 1 : f === m.places && residue === 0n)
        return this.make(id, Phase.Mantissa, this.append(m, residue, cls), f + 1, plain ? 1 : 0)
      }
      case Phase.Exp:
        if (cls === PLUS || cls === MINUS) return this.sign(id, this.residueOf(atom), f, cls === MINUS)
        return digit ? table.step(this.sign(id, this.residueOf(atom), f, false), cls) : FALSE
      case Phase.ExpSign:
        return digit ? this.make(id, Phase.ExpDigits, this.residueOf(atom), f, x * cls) : FALSE
      case Phase.ExpDigits: {
        if (!digit) return FALSE
        const y = x * 10 + (x < 0 ? -cls : cls)
        return m.places - f + y < 0 && y < 0 ? FALSE : this.make(id, Phase.ExpDigits, this.residueOf(atom), f, y)
      }
    }
  }

  private fraction(id: number, residue: bigint, f: number): Atom {
    const m = this.moduli[id]!
    if (f === m.places && residue !== 0n) return FALSE
    return this.make(id, Phase.Fraction, residue, f, 0)
  }

  private sign(id: number, residue: bigint, f: number, minus: boolean): Atom {
    const m = this.moduli[id]!
    if (minus && m.places - f - smallExponent < 0) return FALSE
    if (!minus && residue === 0n) return TRUE
    return this.make(id, Phase.ExpSign, residue, f, minus ? -1 : 1)
  }
}

/** A / gcd(A, 10^j). */
export function reduced(m: Modulus, j: number): bigint {
  const list = m.reduced
  while (list.length <= j) {
    // gcd(A, 10^i) = gcd(A, 10^(i-1)) · gcd(rest, 10), whatever is left of A.
    const rest = list[list.length - 1]!
    const two = rest % 2n === 0n ? 2n : 1n
    const five = rest % 5n === 0n ? 5n : 1n
    const next = rest / (two * five)
    if (next === rest) return rest
    list.push(next)
  }
  return list[j]!
}

/** 10^s mod A. */
export function power(m: Modulus, s: number): bigint {
  while (m.powers.length <= s) m.powers.push((m.powers[m.powers.length - 1]! * 10n) % m.value)
  return m.powers[s]!
}
