/**
 * Membership in a finite set of numbers, by value: a tree of the digits D of the listed numbers
 * 0.D · 10^E, hash-consed from the leaves up, so that equal residual sets are equal atoms.
 *
 * An atom is the tuple (kind, list of scales, digit, child, digit, child, …): with the scales E the
 * digits read so far, but for zeros at the end, are listed numbers. The digits of zero are empty: it is
 * listed at the root at a scale that no other number has.
 */
import { type Atom, type AtomKind, type AtomTable, FALSE, TRUE } from './atom-table.js'
import type { Decimal } from './decimal.js'
import type { Choices } from './exponent.js'
import type { Mantissa } from './lexical.js'

const zeroScale = 1_000_000

export class ValueSets implements AtomKind {
  private readonly kind: number
  private readonly scales: (readonly number[])[] = []
  private readonly scaleIds = new Map<string, number>()
  /** Per atom, the least and greatest scale below it. */
  private readonly ranges: [number, number][] = []

  constructor(
    private readonly table: AtomTable,
    private readonly choices: Choices,
  ) {
    this.kind = table.addKind(this)
  }

  atom(values: readonly Decimal[]): Atom {
    const zero = values.some((v) => v.mantissa === 0n)
    const side = (positive: boolean) => {
      const listed = values.filter((v) => v.mantissa !== 0n && v.mantissa > 0n === positive)
      const root = newNode()
      if (zero) root.scales.push(zeroScale)
      for (const v of listed) {
        const digits = String(positive ? v.mantissa : -v.mantissa)
        let at = root
        for (const ch of digits) {
          const d = ch.charCodeAt(0) - 48
          at.children[d] ??= newNode()
          at = at.children[d]!
        }
        at.scales.push(digits.length + v.exponent)
      }
      return this.freeze(root, [])
    }
    return this.table.bySign(side(true), side(false))
  }

  /** The set with one more value: only the nodes on the path of its digits are new. */
  with(atom: Atom, value: Decimal): Atom {
    const positive = this.table.resolve(atom, false)
    const negative = this.table.resolve(atom, true)
    if (value.mantissa === 0n) {
      const zero = (side: Atom) => this.make([...this.scalesOf(side), zeroScale], this.linksOf(side))
      return this.table.bySign(zero(positive), zero(negative))
    }
    const digits = String(value.mantissa < 0n ? -value.mantissa : value.mantissa)
    const scale = digits.length + value.exponent
    return value.mantissa > 0n
      ? this.table.bySign(this.extend(positive, digits, 0, scale), negative)
      : this.table.bySign(positive, this.extend(negative, digits, 0, scale))
  }

  private extend(atom: Atom, digits: string, at: number, scale: number): Atom {
    const scales = this.scalesOf(atom)
    const links = this.linksOf(atom)
    if (at === digits.length) return this.withScale(scales, links, scale)
    const digit = digits.charCodeAt(at) - 48
    let i = 0
    while (i < links.length && links[i]! < digit) i += 2
    const known = links[i] === digit
    // Behind zeros the numbers that were complete before them still are.
    const kept = digit === 0 ? scales.filter((e) => e !== zeroScale) : []
    const child = known ? links[i + 1]! : this.make(kept, [])
    links.splice(i, known ? 2 : 0, digit, this.extend(child, digits, at + 1, scale))
    return this.make(scales, links)
  }

  /** A scale more, here and behind zeros. */
  private withScale(scales: readonly number[], links: number[], scale: number): Atom {
    if (links[0] === 0) links[1] = this.withScale(this.scalesOf(links[1]!), this.linksOf(links[1]!), scale)
    return this.make([...scales, scale], links)
  }

  private linksOf(atom: Atom): number[] {
    const links: number[] = []
    for (let i = 2; atom > TRUE && i < this.table.lengthOf(atom); i++) links.push(this.table.at(atom, i))
    return links
  }

  isSet(atom: Atom): boolean {
    return atom > TRUE && this.table.kindOf(atom) === this.kind
  }

  /** At these scales the digits read so far are listed. */
  scalesOf(atom: Atom): readonly number[] {
    return atom > TRUE ? this.scales[this.table.at(atom, 1)]! : []
  }

  /** The least and greatest scale of the numbers listed below an atom. */
  rangeOf(atom: Atom): readonly [number, number] {
    return this.ranges[atom]!
  }

  /** The digits by which a listed number may go on, but for zeros behind it. */
  branches(atom: Atom): number[] {
    const result: number[] = []
    for (let i = 2; i < this.table.lengthOf(atom); i += 2) result.push(this.table.at(atom, i))
    return result
  }

  digit(atom: Atom, digit: number): Atom {
    const { table } = this
    for (let i = 2; i < table.lengthOf(atom); i += 2) if (table.at(atom, i) === digit) return table.at(atom, i + 1)
    return digit === 0 ? this.make(this.scalesOf(atom), []) : FALSE
  }

  atExponent(atom: Atom, m: Mantissa, low: number, high: number): Atom {
    const point = m.n - m.f
    return this.choices.atom(
      this.scalesOf(atom)
        .map((e) => e - point)
        .filter((x) => x >= low && x <= high),
    )
  }

  holds(atom: Atom, m: Mantissa, x: number): boolean {
    return this.scalesOf(atom).includes(m.n === 0 ? zeroScale : m.n - m.f + x)
  }

  /** Interns a tree. `above` are the scales at which only zeros follow a listed number. */
  private freeze(node: SetNode, above: readonly number[]): Atom {
    const scales = [...above, ...node.scales]
    const kept = scales.filter((e) => e !== zeroScale)
    const links: number[] = []
    for (let d = 0; d < 10; d++) {
      const child = node.children[d]
      if (child) links.push(d, this.freeze(child, d === 0 ? kept : []))
    }
    return this.make(scales, links)
  }

  private make(scales: readonly number[], links: readonly number[]): Atom {
    const sorted = [...new Set(scales)].sort((a, b) => a - b)
    if (sorted.length === 0 && links.length === 0) return FALSE
    const key = sorted.join()
    let id = this.scaleIds.get(key)
    if (id === undefined) {
      id = this.scales.length
      this.scales.push(sorted)
      this.scaleIds.set(key, id)
    }
    const atom = this.table.intern([this.kind, id, ...links])
    if (this.ranges[atom] === undefined) {
      let least = sorted[0] ?? zeroScale
      let greatest = sorted[sorted.length - 1] ?? -zeroScale
      for (let i = 1; i < links.length; i += 2) {
        const [low, high] = this.ranges[links[i]!]!
        least = Math.min(least, low)
        greatest = Math.max(greatest, high)
      }
      this.ranges[atom] = [least, greatest]
    }
    return atom
  }
}

interface SetNode {
  readonly scales: number[]
  readonly children: (SetNode | undefined)[]
}

function newNode(): SetNode {
  return { scales: [], children: [] }
}
