/**
 * The question whether a number is an integer multiple of m, by exact decimals.
 *
 * m is A · 10^-k with integers A > 0, k >= 0. The digits D, read as an integer, are N · 10^z with N not
 * divisible by ten; with f of them after the point and the exponent x the number is N · 10^(z - f + x).
 * It is a multiple iff s = z - f + x + k >= 0 and N · 10^s is one of A. So an atom keeps N mod A and z.
 * The integers are the multiples of 1, for which the zeros that the lexical state counts are enough.
 */
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import type { Decimal } from './decimal.js'
import type { Thresholds } from './exponent.js'
import type { Mantissa } from './lexical.js'

/** A residue fits two 26-bit halves; larger moduli keep theirs in a table. */
const half = 2 ** 26
const directLimit = 2 ** 49

export interface Modulus {
  /** A */
  readonly value: bigint
  /** k */
  readonly places: number
  /** A as a number, 0 if it is too large. */
  readonly direct: number
  /** 10^i mod A. */
  readonly powers: bigint[]
  /** A / gcd(A, 10^i), until it no longer changes. */
  readonly reduced: readonly bigint[]
}

export class Multiples implements AtomKind {
  private readonly kind: number
  private readonly moduli: Modulus[] = []
  private readonly modulusIds = new Map<string, number>()
  private readonly residues: bigint[] = []
  private readonly residueIds = new Map<bigint, number>()

  constructor(
    private readonly table: AtomTable,
    private readonly thresholds: Thresholds,
  ) {
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
      this.moduli.push({ value, places, direct, powers: [1n % value], reduced: reductions(value) })
      this.modulusIds.set(key, id)
    }
    return this.make(id, 0, 0n)
  }

  isMultiple(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  modulusOf(atom: Atom): Modulus {
    return this.moduli[this.table.at(atom, 1)]!
  }

  /** z; for A = 1 what the lexical state says. */
  zerosOf(atom: Atom, m: Mantissa): number {
    return this.modulusOf(atom).direct === 1 ? m.zeros : this.table.at(atom, 2)
  }

  /** N mod A. */
  residueOf(atom: Atom): bigint {
    const low = this.table.at(atom, 3)
    const high = this.table.at(atom, 4)
    return high < 0 ? this.residues[low]! : BigInt(high * half + low)
  }

  private make(id: number, zeros: number, residue: bigint): Atom {
    const m = this.moduli[id]!
    if (m.direct === 0) return this.table.intern([this.kind, id, zeros, this.residueId(residue), -1])
    const r = Number(residue)
    return this.table.intern([this.kind, id, zeros, r % half, Math.floor(r / half)])
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

  digit(atom: Atom, digit: number): Atom {
    const id = this.table.at(atom, 1)
    const m = this.moduli[id]!
    if (m.direct === 1) return atom
    const zeros = this.table.at(atom, 2)
    const residue = this.residueOf(atom)
    if (digit === 0) return this.make(id, zeros + 1, residue)
    return this.make(id, 0, (residue * power(m, zeros + 1) + BigInt(digit)) % m.value)
  }

  atExponent(atom: Atom, at: Mantissa, low: number, high: number): Atom {
    const m = this.modulusOf(atom)
    const s = leastPower(m, this.residueOf(atom))
    return s < 0 ? FALSE : this.thresholds.atom(s - m.places - this.zerosOf(atom, at) + at.f, false, low, high)
  }

  holds(atom: Atom, at: Mantissa, x: number): boolean {
    if (at.n === 0) return true
    const m = this.modulusOf(atom)
    const s = this.zerosOf(atom, at) - at.f + x + m.places
    return s >= 0 && (m.direct === 1 || this.residueOf(atom) % reduced(m, s) === 0n)
  }
}

/** The least s for which N · 10^s is a multiple of A, -1 if there is none. */
function leastPower(m: Modulus, residue: bigint): number {
  return m.reduced.findIndex((a) => residue % a === 0n)
}

function reductions(value: bigint): bigint[] {
  const list = [value]
  for (;;) {
    const rest = list[list.length - 1]!
    const next = rest / ((rest % 2n === 0n ? 2n : 1n) * (rest % 5n === 0n ? 5n : 1n))
    if (next === rest) return list
    list.push(next)
  }
}

/** A / gcd(A, 10^j). */
export function reduced(m: Modulus, j: number): bigint {
  return m.reduced[Math.min(j, m.reduced.length - 1)]!
}

/** 10^s mod A. */
export function power(m: Modulus, s: number): bigint {
  while (m.powers.length <= s) m.powers.push((m.powers[m.powers.length - 1]! * 10n) % m.value)
  return m.powers[s]!
}
