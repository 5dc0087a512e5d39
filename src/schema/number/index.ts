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
import { Arithmetic } from './arithmetic.js'
import { type Atom, AtomTable, FALSE, TRUE } from './atom-table.js'
import { Bounds } from './bound.js'
import { canonical, type Decimal, parseDecimal, roundingEdges, toNumber } from './decimal.js'
import { Agreements, CanonicalTexts, ExponentTexts, ShortTexts } from './guard.js'
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
  /** States visited by one satisfiability search. Default 20,000. */
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

/** States visited before more than a plain search is tried. */
const quickStates = 8
/** Moduli up to this are always searched. */
const largeModulus = 12n
/** States visited for short texts, and without guards. */
const briefBudget = 12_000
const firstBudget = 200

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
  private readonly exponentTexts = new ExponentTexts(this.table)
  private readonly meanings = new Map<Atom, Meaning>()
  /** A lexical state is (state of Lexical, open guards…). */
  private readonly lexes = new TupleInterner()
  private lexRows = new Int32Array(classCount * 64).fill(-1)
  private lexEnds = new Uint8Array(64)
  private lexCount = 1
  private readonly search: Search
  private readonly arithmetic: Arithmetic
  /** Continuations of large conjunctions, undefined for the dead ones. */
  private readonly judgements = new Map<number, string | undefined>()

  /** Start of a number with constraints, without guards: use `lexFor` where the atoms are known. */
  readonly lexStart: Lex
  /** Start of a number without constraints. */
  readonly lexFree: Lex

  /** @throws OptionError for an unknown limit */
  constructor(limits: NumberLimits = {}) {
    refuseUnknownOptions(limits, ['search'], 'new NumberTheory()')
    this.search = new Search(this.table, this, limits.search ?? 20_000)
    this.arithmetic = new Arithmetic(this.search, this.multiples, (lex) => this.lexical.place(this.lexes.at(lex, 0)))
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
    if (of.exponent === 0 && (of.mantissa === 1n || of.mantissa === -1n)) return this.integer()
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

  /** `lex` (a start) restricted to tidy spellings, see tidy.ts; exponents only as JSON.stringify writes them. */
  tidy(lex: Lex, whole: boolean): Lex {
    const start = lex === this.lexFree ? this.lexStart : lex
    return this.internLex(this.lexes.at(start, 0), [...this.lexes.tail(start, 1), this.tidiness.atom(whole)])
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
   * @throws LimitError limit 'numberSearch'
   */
  satisfiable(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): boolean {
    const { search } = this
    const node = search.node(lex, positive, negative)
    const quick = search.trySatisfiable(node, this.quickBudget(node))
    if (quick !== undefined) return quick
    return this.isLarge(node) ? this.judge(node) !== undefined : search.satisfiable(node)
  }

  /** Bytes of such a continuation, the shortest one found; Infinity if there is none. @throws LimitError */
  shortest(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): number {
    const { search } = this
    const node = search.node(lex, positive, negative)
    if (this.judgements.has(node)) return this.judgements.get(node)?.length ?? Number.POSITIVE_INFINITY
    const quick = search.tryShortest(node, this.quickBudget(node))
    if (quick !== undefined) return quick
    return this.isLarge(node) ? (this.judge(node)?.length ?? Number.POSITIVE_INFINITY) : search.shortest(node)
  }

  /** Such a continuation, the shortest one found; undefined if there is none. @throws LimitError */
  witness(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): string | undefined {
    const { search } = this
    const node = search.node(lex, positive, negative)
    if (this.judgements.has(node)) return this.judgements.get(node)
    if (search.tryShortest(node, this.quickBudget(node)) === undefined && this.isLarge(node)) return this.judge(node)
    return search.witness(node)
  }

  /** States to visit before anything else is tried. Texts are not worth it: no two of them meet. */
  private quickBudget(node: number): number {
    return node === 0 || this.textGuard(this.search.lexOf(node)) > 0 ? 0 : quickStates
  }

  /** The place of the guard that keeps the text in a lexical state, 0 if it has none. */
  private textGuard(lex: Lex): number {
    for (let i = this.lexes.lengthOf(lex) - 1; i > 0; i--) {
      if (this.canonicalTexts.isCanonicalText(this.lexes.at(lex, i))) return i
    }
    return 0
  }

  /** True if the states after the node are too many to be searched: remainders, or texts. */
  private isLarge(node: number): boolean {
    const { search, multiples, sets } = this
    const positive = search.positiveOf(node)
    // A finite set leaves few texts.
    if (positive.some((a) => sets.isSet(a))) return false
    if (this.textGuard(search.lexOf(node)) > 0) return true
    return [...positive, ...search.negativeOf(node)].some(
      (a) => multiples.isMultiple(a) && multiples.modulusOf(a).value > largeModulus,
    )
  }

  /**
   * A continuation for a large conjunction, by relaxing it (without multiples and guards), by short
   * texts in place of the guard, and by arithmetic; only what they leave open is searched.
   */
  private judge(node: number): string | undefined {
    if (this.judgements.has(node)) return this.judgements.get(node)
    const result = this.judgeAnew(node)
    this.judgements.set(node, result)
    this.search.note(node, result !== undefined)
    return result
  }

  private judgeAnew(node: number): string | undefined {
    const { search, multiples, sets, lexes } = this
    const lex = search.lexOf(node)
    const at = this.textGuard(lex)
    const guards = lexes.tail(lex, 1)
    const others = guards.filter((_, i) => i + 1 !== at)
    const base = this.internLex(lexes.at(lex, 0), others)
    const positive = search.positiveOf(node)
    const negative = search.negativeOf(node)
    const plain = (a: Atom) => !multiples.isMultiple(a)
    const loose = (more: Atom[]) => search.node(base, [...positive.filter(plain), ...more], negative.filter(plain))
    if (!search.satisfiable(loose([])) || this.contradicts(positive, negative)) return undefined
    const unguarded = search.node(base, positive, negative)
    const companion = at > 0 ? this.canonicalTexts.companion(guards[at - 1]!) : FALSE
    const brief = search.node(this.internLex(lexes.at(lex, 0), [...others, companion]), positive, negative)
    /** The answer without the guard, or with short texts; null if the budget ends. */
    const beside = (budget: number): string | undefined | null => {
      if (search.trySatisfiable(unguarded, budget) === false) return undefined
      if (search.tryShortest(brief, budget) === undefined) return null
      const text = search.witness(brief)
      return text !== undefined && this.completes(lex, text) ? text : null
    }
    if (at > 0) {
      const text = beside(firstBudget)
      if (text !== null) return text
    }
    const monotone = (a: Atom) => plain(a) && !sets.isSet(a) && !this.integers.isInteger(a)
    const naked = this.internLex(lexes.at(lex, 0), [])
    const bounded = search.node(naked, positive.filter(monotone), negative.filter(monotone))
    const large = search.satisfiable(loose([this.exponentTexts.atom(false)]))
    const small = search.satisfiable(loose([this.exponentTexts.atom(true)]))
    const found = this.arithmetic.solve(node, bounded, large, small)
    if (found.text !== undefined || found.certain) return found.text
    if (at > 0) {
      const text = beside(briefBudget)
      if (text !== null) return text
      const guided = search.guided(node, unguarded, briefBudget)
      if (guided !== null) return guided
    }
    return search.witness(node)
  }

  /** True if every number that is a multiple of all it must be is a multiple of something it must not be. */
  private contradicts(positive: readonly Atom[], negative: readonly Atom[]): boolean {
    const { multiples, integers } = this
    const moduli: { value: bigint; places: number }[] = positive
      .filter((a) => multiples.isMultiple(a))
      .map((a) => multiples.modulusOf(a))
    if (positive.some((a) => integers.isInteger(a))) moduli.push({ value: 1n, places: 0 })
    if (moduli.length === 0) return false
    const excluded = negative.filter((a) => multiples.isMultiple(a)).map((a) => multiples.modulusOf(a))
    const places = Math.max(...[...moduli, ...excluded].map((m) => m.places))
    const scaled = (m: { value: bigint; places: number }) => m.value * 10n ** BigInt(places - m.places)
    let common = 1n
    for (const m of moduli) common = leastCommonMultiple(common, scaled(m))
    if (negative.some((a) => integers.isInteger(a)) && common % 10n ** BigInt(places) === 0n) return true
    return excluded.some((m) => common % scaled(m) === 0n)
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

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return (a / x) * b
}
