/**
 * The number theory of the schema automaton: questions about a JSON number that is still being
 * written, as automata small enough to be shared by all texts that agree on the answers.
 *
 * The value of a text is the double JSON.parse makes of it, and that double is the decimal it is
 * written as; so 1.0 and 1e+21 are integers, -0 equals 0, and 0.3 is a multiple of 0.1.
 *
 * Texts: see lexical.ts; with constraints, decimals of at most 17 significant digits (integers may
 * be longer) and the exponent forms JSON.stringify writes. `lexFor` leaves out the texts whose double
 * would answer differently than the decimal on paper.
 */
import { TupleInterner } from '../../automaton/interner.js'
import { refuseUnknownOptions } from '../../error/index.js'
import { classCount, classOfByte } from './alphabet.js'
import { type Atom, AtomTable, FALSE, TRUE } from './atom-table.js'
import { Bounds } from './bound.js'
import { canonical, type Decimal, parseDecimal, roundingEdges, toNumber } from './decimal.js'
import { Agreements, CanonicalTexts, ShortTexts } from './guard.js'
import { Integers } from './integer.js'
import { Lexical } from './lexical.js'
import { Multiples } from './multiple.js'
import { Search } from './search.js'
import { Tidiness } from './tidy.js'
import { ValueSets } from './value-set.js'

export type { Atom, Decimal }
export { FALSE as falseAtom, parseDecimal, TRUE as trueAtom }

/** An interned lexical state; 0 is dead. */
export type Lex = number

export interface NumberLimits {
  /** States visited by one satisfiability search. Default 200,000. */
  search?: number
}

type Meaning =
  | { kind: 'bound'; value: Decimal; inclusive: boolean }
  | { kind: 'integer' }
  | { kind: 'multiple'; of: Decimal }
  | { kind: 'set'; values: readonly Decimal[] }

/** Sets up to this size are guarded value by value. */
const guardedValues = 16
/** Multiples of less than 10^-this are compared among subnormal doubles, which have few digits. */
const normalPlaces = 290

export class NumberTheory {
  private readonly table = new AtomTable()
  private readonly lexical = new Lexical()
  private readonly bounds = new Bounds(this.table)
  private readonly integers = new Integers(this.table)
  private readonly multiples = new Multiples(this.table)
  private readonly sets = new ValueSets(this.table)
  private readonly agreements = new Agreements(this.table)
  private readonly shortTexts = new ShortTexts(this.table)
  private readonly canonicalTexts = new CanonicalTexts(this.table, this.shortTexts)
  private readonly tidiness = new Tidiness(this.table)
  private readonly meanings = new Map<Atom, Meaning>()
  /** A lexical state is (state of Lexical, open guards…). */
  private readonly lexes = new TupleInterner()
  private lexRows = new Int32Array(classCount * 64).fill(-1)
  private lexEnds = new Uint8Array(64)
  private lexCount = 1
  private readonly search: Search
  /** Where to search for a node under a guard that keeps the text; 0 if it is dead. */
  private readonly judgements = new Map<number, number>()

  /** Start of a number with constraints, without guards: use `lexFor` where the atoms are known. */
  readonly lexStart: Lex
  /** Start of a number without constraints. */
  readonly lexFree: Lex

  /** @throws OptionError for an unknown limit */
  constructor(limits: NumberLimits = {}) {
    refuseUnknownOptions(limits, ['search'], 'new NumberTheory()')
    this.search = new Search(this.table, this, limits.search ?? 200_000)
    this.lexStart = this.internLex(this.lexical.numeric, [])
    this.lexFree = this.internLex(this.lexical.free, [])
  }

  // ---------------------------------------------------------------- atoms at the number's start

  /** t >= v */
  atLeast(v: Decimal): Atom {
    return this.bound(v, true)
  }

  /** t > v */
  above(v: Decimal): Atom {
    return this.bound(v, false)
  }

  integer(): Atom {
    return this.remember(this.integers.atom(), { kind: 'integer' })
  }

  /** t is an integer multiple of m, by exact decimals. m must not be zero. */
  multipleOf(m: Decimal): Atom {
    const of = canonical(m)
    return this.remember(this.multiples.atom(of), { kind: 'multiple', of })
  }

  /** t equals one of the values. */
  oneOf(values: readonly Decimal[]): Atom {
    const rounded = values.map(canonical)
    return this.remember(this.sets.atom(rounded), { kind: 'set', values: rounded })
  }

  private bound(v: Decimal, inclusive: boolean): Atom {
    const value = canonical(v)
    return this.remember(this.bounds.atom(value, inclusive), { kind: 'bound', value, inclusive })
  }

  private remember(atom: Atom, meaning: Meaning): Atom {
    if (atom > TRUE) this.meanings.set(atom, meaning)
    return atom
  }

  // ---------------------------------------------------------------- texts

  /**
   * Where a number starts whose formula has these atoms (as they are at the number's start), with and
   * without negation; an atom under "exactly one of" counts as both. Texts that a double would answer
   * differently than the decimal they spell are left out.
   */
  lexFor(positive: readonly Atom[], negative: readonly Atom[]): Lex {
    if (positive.length + negative.length === 0) return this.lexStart
    const guards: Atom[] = []
    for (const atom of positive) {
      const meaning = this.meanings.get(atom)
      if (meaning?.kind === 'bound' && !meaning.inclusive) guards.push(this.boundGuard(meaning.value, false))
      if (meaning?.kind === 'multiple' && meaning.of.mantissa !== 1n && meaning.of.mantissa !== -1n) {
        if (-meaning.of.exponent >= normalPlaces) return this.canonicalLex()
        guards.push(this.shortTexts.atom())
      }
    }
    for (const atom of negative) {
      const meaning = this.meanings.get(atom)
      if (meaning?.kind === 'bound' && meaning.inclusive) guards.push(this.boundGuard(meaning.value, true))
      if (meaning?.kind === 'integer' || meaning?.kind === 'multiple') return this.canonicalLex()
      if (meaning?.kind === 'set') {
        if (meaning.values.length > guardedValues) return this.canonicalLex()
        for (const v of meaning.values) guards.push(this.boundGuard(v, true), this.boundGuard(v, false))
      }
    }
    return this.internLex(this.lexical.numeric, guards)
  }

  /** `lex` (a start) restricted to tidy spellings; of a free number, to what JSON.stringify may write. */
  tidy(lex: Lex): Lex {
    const start = lex === this.lexFree ? this.lexStart : lex
    return this.internLex(this.lexes.at(start, 0), [...this.lexes.tail(start, 1), this.tidiness.atom()])
  }

  private canonicalLex(): Lex {
    return this.internLex(this.lexical.numeric, [this.canonicalTexts.atom()])
  }

  /** False for the texts on the wrong side of v that round to v. */
  private boundGuard(v: Decimal, inclusive: boolean): Atom {
    // Nothing the lexical automaton lets pass rounds to zero or to infinity.
    if (v.mantissa === 0n || !Number.isFinite(toNumber(v)) || toNumber(v) === 0) return TRUE
    const { below, above } = roundingEdges(v)
    const onDouble = inclusive ? this.bounds.atom(below.at, below.ties) : this.bounds.atom(above.at, !above.ties)
    return this.agreements.atom(onDouble, this.bounds.atom(v, inclusive))
  }

  private internLex(base: number, guards: readonly Atom[]): Lex {
    const open: number[] = []
    for (const g of guards) {
      if (g === FALSE) return 0
      if (g !== TRUE && !open.includes(g)) open.push(g)
    }
    if (open.length > 1) open.sort((a, b) => a - b)
    const lex = this.lexes.intern([base, ...open])
    if (lex >= this.lexCount) {
      this.lexCount = lex + 1
      if (this.lexCount > this.lexEnds.length) {
        const ends = new Uint8Array(this.lexEnds.length * 2)
        ends.set(this.lexEnds)
        this.lexEnds = ends
        const rows = new Int32Array(this.lexRows.length * 2).fill(-1)
        rows.set(this.lexRows)
        this.lexRows = rows
      }
      this.lexEnds[lex] = this.lexical.isComplete(base) && open.every((g) => this.table.ends(g)) ? 1 : 0
    }
    return lex
  }

  /** The lexical state after one more byte, 0 if no number goes on so. */
  lexStep(lex: Lex, byte: number): Lex {
    const cls = classOfByte[byte]!
    return cls < 0 ? 0 : this.stepClass(lex, cls)
  }

  /** @internal */
  stepClass(lex: Lex, cls: number): Lex {
    const known = this.lexRows[lex * classCount + cls]!
    if (known >= 0) return known
    const { lexes, table } = this
    let next = 0
    const base = this.lexical.step(lexes.at(lex, 0), cls)
    if (base !== 0) {
      const guards: Atom[] = []
      for (let i = 1; i < lexes.lengthOf(lex); i++) guards.push(table.step(lexes.at(lex, i), cls))
      next = this.internLex(base, guards)
    }
    this.lexRows[lex * classCount + cls] = next
    return next
  }

  /** True if the text so far is a complete number of the language. */
  lexComplete(lex: Lex): boolean {
    return this.lexEnds[lex] === 1
  }

  // ---------------------------------------------------------------- walking

  /** The atom after one more byte. `lex` is the lexical state before it, which must accept the byte. */
  step(atom: Atom, _lex: Lex, byte: number): Atom {
    if (atom <= TRUE) return atom
    const cls = classOfByte[byte]!
    return cls < 0 ? FALSE : this.table.step(atom, cls)
  }

  /** The answer if the number ends here; asked only if lexComplete. */
  value(atom: Atom, _lex: Lex): boolean {
    return this.table.ends(atom)
  }

  // ---------------------------------------------------------------- satisfiability

  /**
   * True if some continuation (possibly empty) completes the number such that all positive atoms
   * hold and no negative one does.
   * @throws LimitError
   */
  satisfiable(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): boolean {
    return this.search.satisfiable(this.judged(lex, positive, negative))
  }

  /** Bytes of such a continuation, the shortest one found; Infinity if there is none. */
  shortest(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): number {
    return this.search.shortest(this.judged(lex, positive, negative))
  }

  /** Such a continuation, a shortest one; undefined if there is none. */
  witness(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): string | undefined {
    return this.search.witness(this.judged(lex, positive, negative))
  }

  /**
   * The node to search from. Under a guard that keeps the text no two texts meet, so a search that
   * fails would have to try them all: short texts are tried instead, then all texts without the guard,
   * and only if these two disagree the guard itself.
   */
  private judged(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): number {
    const { search, lexes } = this
    const node = search.node(lex, positive, negative)
    if (node === 0 || lexes.lengthOf(lex) !== 2 || !this.canonicalTexts.isCanonicalText(lexes.at(lex, 1))) return node
    const known = this.judgements.get(node)
    if (known !== undefined) return known
    const base = lexes.at(lex, 0)
    let result = node
    const short = this.internLex(base, [this.canonicalTexts.companion(lexes.at(lex, 1))])
    const brief = short === 0 ? 0 : search.node(short, positive, negative)
    const text = search.witness(brief)
    if (text !== undefined && this.completes(lex, text)) result = brief
    else {
      const relaxed = search.node(this.internLex(base, []), positive, negative)
      if (!search.satisfiable(relaxed)) result = 0
    }
    this.judgements.set(node, result)
    return result
  }

  private completes(lex: Lex, text: string): boolean {
    let at = lex
    for (let i = 0; i < text.length && at !== 0; i++) at = this.lexStep(at, text.charCodeAt(i))
    return at !== 0 && this.lexComplete(at)
  }

  /** Sizes of the tables, for reports. */
  get stats(): { atoms: number; lexes: number; nodes: number } {
    return { atoms: this.table.size, lexes: this.lexCount, nodes: this.search.size }
  }
}
