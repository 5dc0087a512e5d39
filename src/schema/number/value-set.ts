/**
 * Membership in a finite set of numbers, by value: a tree of the spellings of the listed numbers,
 * hash-consed from the leaves up, so that equal residual sets are equal atoms.
 *
 * An atom is the tuple (kind, flags, class, child, class, child, …). A node where a listed number is
 * complete may go on with zeros behind the point, which are not spelled out in the tree.
 */
import { classCount, DOT, EXP, MINUS } from './alphabet.js'
import { type Atom, type AtomKind, type AtomTable, FALSE } from './atom-table.js'
import type { Decimal } from './decimal.js'

/** The digits read so far, followed by zeros only, are a listed number. */
const LISTED = 1
/** The point has been read. */
const POINT = 2
/** Just behind the point: a digit must follow. */
const BARE = 4
/** In an exponent: no point can follow. */
const EXPONENT = 8

/** Longest run of zeros between the point and the first digit in a plain decimal. */
const plainZeros = 20
const plainDigits = 308

export class ValueSets implements AtomKind {
  private readonly kind: number
  /** Continuation 0*, behind the point. */
  private readonly zeros: Atom
  /** Continuation 0+, just behind the point. */
  private readonly someZeros: Atom

  constructor(private readonly table: AtomTable) {
    this.kind = table.addKind(this)
    this.zeros = this.table.intern([this.kind, LISTED | POINT])
    this.someZeros = this.table.intern([this.kind, LISTED | POINT | BARE])
  }

  atom(values: readonly Decimal[]): Atom {
    const tree = new SpellingTree()
    for (const v of values) for (const text of spellings(v)) tree.add(text)
    return this.freeze(tree)
  }

  isSet(atom: Atom): boolean {
    return atom > 1 && this.table.kindOf(atom) === this.kind
  }

  ends(atom: Atom): boolean {
    const flags = this.table.at(atom, 1)
    return (flags & LISTED) !== 0 && (flags & BARE) === 0
  }

  step(atom: Atom, cls: number): Atom {
    const { table } = this
    for (let i = 2; i < table.lengthOf(atom); i += 2) if (table.at(atom, i) === cls) return table.at(atom, i + 1)
    const flags = table.at(atom, 1)
    if ((flags & LISTED) === 0) return FALSE
    if ((flags & POINT) !== 0) return cls === 0 ? this.zeros : FALSE
    return cls === DOT && (flags & EXPONENT) === 0 ? this.someZeros : FALSE
  }

  /** Interns the tree; children before parents. */
  private freeze(tree: SpellingTree): Atom {
    // Nodes are numbered in order of creation, parents first; flags travel down, then ids travel up.
    const { children, flags } = tree
    for (let node = 0; node < tree.size; node++) {
      const own = flags[node]!
      for (let cls = 0; cls < classCount; cls++) {
        const child = children[node * classCount + cls]!
        if (child === 0) continue
        if (cls === EXP || (own & EXPONENT) !== 0) flags[child]! |= EXPONENT
        else if (cls === DOT) flags[child]! |= POINT | BARE | (own & LISTED)
        else if ((own & POINT) !== 0) flags[child]! |= POINT | (cls === 0 ? own & LISTED : 0)
      }
    }
    const atoms = new Int32Array(tree.size)
    for (let node = tree.size - 1; node >= 0; node--) {
      const tuple = [this.kind, flags[node]!]
      for (let cls = 0; cls < classCount; cls++) {
        const child = children[node * classCount + cls]!
        if (child !== 0 && atoms[child] !== FALSE) tuple.push(cls, atoms[child]!)
      }
      atoms[node] = tuple.length === 2 && (flags[node]! & LISTED) === 0 ? FALSE : this.table.intern(tuple)
    }
    return atoms[0]!
  }
}

class SpellingTree {
  size = 1
  flags: number[] = [0]
  /** Child of node n by class c at n·14 + c, 0 if none. */
  children = new Int32Array(classCount * 64)

  add(text: readonly number[]): void {
    let node = 0
    for (const cls of text) {
      const slot = node * classCount + cls
      let child = this.children[slot]!
      if (child === 0) {
        child = this.size++
        if (this.size * classCount > this.children.length) {
          const children = new Int32Array(this.children.length * 2)
          children.set(this.children)
          this.children = children
        }
        this.children[slot] = child
        this.flags.push(0)
      }
      node = child
    }
    this.flags[node]! |= LISTED
  }
}

/** The spellings of a value up to trailing zeros of the fraction and the sign of a positive exponent, as byte classes. */
function spellings(v: Decimal): number[][] {
  if (v.mantissa === 0n) return [[0], [MINUS, 0]]
  const sign = v.mantissa < 0n ? [MINUS] : []
  const digits = Array.from(String(v.mantissa < 0n ? -v.mantissa : v.mantissa), Number)
  const point = digits.length + v.exponent
  const result: number[][] = []
  if (point > 0 && point <= plainDigits) {
    const whole = digits.slice(0, point)
    while (whole.length < point) whole.push(0)
    const rest = digits.slice(point)
    result.push(rest.length > 0 ? [...sign, ...whole, DOT, ...rest] : [...sign, ...whole])
  } else if (point <= 0 && -point <= plainZeros) {
    result.push([...sign, 0, DOT, ...new Array<number>(-point).fill(0), ...digits])
  }
  const x = point - 1
  if (x >= 21 || x <= -7) {
    const mantissa = digits.length > 1 ? [digits[0]!, DOT, ...digits.slice(1)] : digits
    const exponent = Array.from(String(Math.abs(x)), Number)
    if (x < 0) result.push([...sign, ...mantissa, EXP, MINUS, ...exponent])
    else {
      result.push([...sign, ...mantissa, EXP, 11, ...exponent])
      result.push([...sign, ...mantissa, EXP, ...exponent])
    }
  }
  return result
}
