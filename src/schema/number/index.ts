/**
 * The number theory of the schema automaton: questions about a JSON number that is still being
 * written, as automata small enough to be shared by all texts that agree on the answers.
 *
 * The value of a text is the double JSON.parse makes of it, and that double is the decimal it is
 * written as, its shortest one (ECMA-262, Number::toString). So 1.0, 10e-1 and 1e+21 are integers, -0
 * equals 0, 0.3 is a multiple of 0.1, 1e21 one of 1 but not of 3, and 2^60, which is written
 * 1152921504606847000, is a multiple of 1000.
 *
 * A text is in the language of a formula iff the formula holds of the decimal on paper, and (guards)
 * each question it asks has the same answer for the double. Hence
 *   sound     the value that JSON.parse makes of an accepted text satisfies the formula;
 *   complete  the text JSON.stringify writes for a valid double is accepted, and so is every other
 *             spelling of its decimal within the limits of lexical.ts.
 * Left out are texts that a double rounds, where that changes an answer, texts beyond the largest
 * double and those other than zero that a double would make zero of.
 *
 * Satisfiability needs no search. With free exponents any prefix can become small or large: what
 * matters is which scales and which further digits are left, see continuation.ts and solver.ts.
 */
import { TupleInterner } from '../../automaton/interner.js'
import { classCount, classOfByte, EXP } from './alphabet.js'
import { type Atom, AtomTable, FALSE, TRUE } from './atom-table.js'
import { Bounds } from './bound.js'
import { Continuations, type Found } from './continuation.js'
import { canonical, type Decimal, parseDecimal, roundingEdges, toNumber } from './decimal.js'
import { Choices, Thresholds } from './exponent.js'
import { Agreements, CanonicalTexts, certainDigits, ShortTexts } from './guard.js'
import { exponentDigits, exponentRange, Lexical, type Mantissa, Phase, Spelling } from './lexical.js'
import { Multiples } from './multiple.js'
import { Problem } from './solver.js'
import { ValueSets } from './value-set.js'

export type { Atom, Decimal }
export { FALSE as falseAtom, parseDecimal, TRUE as trueAtom }

/** An interned lexical state; 0 is dead. */
export type Lex = number

type Meaning = { kind: 'bound'; value: Decimal; inclusive: boolean } | { kind: 'multiple'; of: Decimal } | SetMeaning

/** A set of numbers: those of `base`, if there is one, and `values`. */
interface SetMeaning {
  readonly kind: 'set'
  readonly base: SetMeaning | undefined
  readonly values: readonly Decimal[]
  readonly count: number
  /** All values are below 2^53: no other integer rounds to one of them. */
  readonly small: boolean
}

/** Sets up to this size are guarded value by value. */
const guardedValues = 16
/** Multiples of less than 10^-this are compared among subnormal doubles, which have few digits. */
const normalPlaces = 290

/** Digits that a text must have room for to be compared with texts of other digits: no token of many has more. */
const leastRoom = 3

/** What is known of a conjunction: DEAD, or a way to the end. */
const DEAD = -1
const ALIVE = -2
const UNKNOWN = -3
/** A length reported where none was found. */
const someLength = 25

export class NumberTheory {
  private readonly table = new AtomTable()
  private readonly lexical = new Lexical()
  private readonly thresholds = new Thresholds(this.table)
  private readonly choices = new Choices(this.table)
  private readonly bounds = new Bounds(this.table, this.thresholds)
  private readonly multiples = new Multiples(this.table, this.thresholds)
  private readonly sets = new ValueSets(this.table, this.choices)
  private readonly agreements = new Agreements(this.table)
  private readonly texts = new CanonicalTexts(this.table)
  private readonly shortTexts = new ShortTexts(this.table, this.thresholds)
  private readonly meanings = new Map<Atom, Meaning>()
  private readonly kinds = {
    table: this.table,
    bounds: this.bounds,
    multiples: this.multiples,
    sets: this.sets,
    agreements: this.agreements,
    texts: this.texts,
    shortTexts: this.shortTexts,
  }
  private readonly surroundings = new Map<Lex, { low: Lex; high: Lex; room: number } | null>()
  /** A lexical state is (state of Lexical, open guards…). */
  private readonly lexes = new TupleInterner()
  private lexRows = new Int32Array(classCount * 64).fill(-1)
  private lexEnds = new Uint8Array(64)
  private lexCount = 1
  /** A conjunction is (lexical state, number of positive atoms, positive…, negative…). */
  private readonly nodes = new TupleInterner()
  /** Per conjunction: bytes to the nearest end, or one of DEAD, ALIVE, UNKNOWN. */
  private readonly distances: number[] = []

  /** Start of a number with constraints, without guards: use `lexFor` where the atoms are known. */
  readonly lexStart: Lex
  /** Start of a number without constraints. */
  readonly lexFree: Lex

  /** @param undecided called when a conjunction was taken to be satisfiable without proof */
  constructor(private readonly undecided: () => void = () => {}) {
    this.lexStart = this.internLex(this.lexical.start(Spelling.Any), [])
    this.lexFree = this.internLex(this.lexical.start(Spelling.Free), [])
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
    return this.multipleOf({ mantissa: 1n, exponent: 0 })
  }

  /** t is an integer multiple of m, by exact decimals. m must not be zero. */
  multipleOf(m: Decimal): Atom {
    const of = canonical(m)
    return this.remember(this.multiples.atom(of), { kind: 'multiple', of })
  }

  /** t equals one of the values. */
  oneOf(values: readonly Decimal[]): Atom {
    const rounded = values.map(canonical)
    return this.remember(this.sets.atom(rounded), setMeaning(undefined, rounded))
  }

  /** The values of a `oneOf` atom; undefined for other atoms. */
  listed(atom: Atom): readonly Decimal[] | undefined {
    const meaning = this.meanings.get(atom)
    return meaning?.kind === 'set' ? valuesOf(meaning) : undefined
  }

  /** t equals v or one of the values of `set`, which `oneOf` or `alsoOneOf` made (or falseAtom). */
  alsoOneOf(set: Atom, v: Decimal): Atom {
    const meaning = this.meanings.get(set)
    const value = canonical(v)
    const base = meaning?.kind === 'set' ? meaning : undefined
    return this.remember(this.sets.with(set, value), setMeaning(base, [value]))
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
   * differently than the decimal they spell are left out. `whole`: only integers will do.
   */
  lexFor(positive: readonly Atom[], negative: readonly Atom[], whole = false): Lex {
    const guards: Atom[] = []
    for (const atom of positive) {
      const meaning = this.meanings.get(atom)
      if (meaning?.kind === 'bound' && !meaning.inclusive) guards.push(this.boundGuard(meaning.value, false))
      // A decimal that ends at the place of a power of ten is rounded to one that ends no later: a double is
      // written with as few digits as possible.
      if (meaning?.kind === 'multiple' && (!isPowerOfTen(meaning.of) || -meaning.of.exponent >= normalPlaces)) {
        return this.canonicalLex()
      }
    }
    for (const atom of negative) {
      const meaning = this.meanings.get(atom)
      if (meaning?.kind === 'bound' && meaning.inclusive) guards.push(this.boundGuard(meaning.value, true))
      if (meaning?.kind === 'multiple') return this.canonicalLex()
      if (meaning?.kind === 'set') {
        if (meaning.small && whole) continue
        if (meaning.count > guardedValues) return this.canonicalLex()
        for (const v of valuesOf(meaning)) guards.push(this.boundGuard(v, true), this.boundGuard(v, false))
      }
    }
    return this.internLex(this.lexical.start(Spelling.Any), guards)
  }

  /** `lex` (a start) restricted to tidy spellings, see lexical.ts. */
  tidy(lex: Lex, whole: boolean): Lex {
    const start = this.lexical.start(whole ? Spelling.Whole : Spelling.Tidy)
    return this.internLex(start, lex === this.lexFree ? [] : this.lexes.tail(lex, 1))
  }

  private canonicalLex(): Lex {
    return this.internLex(this.lexical.start(Spelling.Any), [this.texts.atom()])
  }

  /** True for the atom of `integer`, at the number's start or later. */
  isInteger(atom: Atom): boolean {
    return atom === this.integer()
  }

  isBehindPoint(lex: Lex): boolean {
    return this.lexical.phase(this.lexes.at(lex, 0)) >= Phase.Dot
  }

  /**
   * A short text that leads to the phase of a lexical state; of two digits where there is more than one before a point. Behind a point it is that of
   * an integer or of none.
   */
  shortText(lex: Lex, isInteger: boolean): string {
    const state = this.lexes.at(lex, 0)
    const phase = this.lexical.phase(state)
    if (phase === Phase.Minus) return '-'
    if (phase === Phase.Zero) return '0'
    const mantissa = this.lexical.spelling(state) === Spelling.Free || phase >= Phase.Exp
    const whole = mantissa || this.lexical.mantissa(state).n - this.lexical.mantissa(state).f > 1 ? '12' : '1'
    const digit = phase >= Phase.Exp && this.lexical.spelling(state) !== Spelling.Free ? '1' : whole
    const tails = {
      [Phase.Int]: '',
      [Phase.Dot]: '.',
      [Phase.Fraction]: isInteger ? '.0' : '.5',
      [Phase.Exp]: 'e',
      [Phase.ExpSign]: 'e+',
      [Phase.ExpDigits]: 'e+21',
    }
    return digit + (tails[phase as keyof typeof tails] ?? '')
  }

  /**
   * For a lexical state that keeps the digits read: two that do not, of which `low` goes on in no more ways and `high`
   * in no fewer. `room` more digits make no difference to that. undefined for other states, and where there is no room.
   */
  around(lex: Lex): { low: Lex; high: Lex; room: number } | undefined {
    let known = this.surroundings.get(lex)
    if (known === undefined) {
      known = this.surround(lex)
      this.surroundings.set(lex, known)
    }
    return known ?? undefined
  }

  private surround(lex: Lex): { low: Lex; high: Lex; room: number } | null {
    const base = this.lexes.at(lex, 0)
    const guards = this.lexes.tail(lex, 1)
    const others = guards.filter((g) => !this.texts.isCanonicalText(g))
    if (others.length === guards.length || this.lexical.phase(base) >= Phase.Exp) return null
    const room = certainDigits - this.lexical.mantissa(base).n
    if (room < leastRoom) return null
    const low = this.internLex(base, [...others, this.shortTexts.atom()])
    return { low, high: this.internLex(base, others), room }
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
    if (open.length > 1) open.sort(ascending)
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
      const complete = this.lexical.isComplete(base)
      this.lexEnds[lex] = complete && open.every((g) => this.holdsAt(g, base)) ? 1 : 0
    }
    return lex
  }

  /** The lexical state after one more byte, 0 if no number goes on so. */
  lexStep(lex: Lex, byte: number): Lex {
    const cls = classOfByte[byte]!
    if (cls < 0) return 0
    const known = this.lexRows[lex * classCount + cls]!
    if (known >= 0) return known
    const { lexes } = this
    let next = 0
    const from = lexes.at(lex, 0)
    const base = this.lexical.step(from, cls)
    if (base !== 0) {
      const guards: Atom[] = []
      for (let i = 1; i < lexes.lengthOf(lex); i++) guards.push(this.stepAt(lexes.at(lex, i), from, cls))
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
  step(atom: Atom, lex: Lex, byte: number): Atom {
    if (atom <= TRUE) return atom
    return this.stepAt(atom, this.lexes.at(lex, 0), classOfByte[byte]!)
  }

  private stepAt(atom: Atom, base: number, cls: number): Atom {
    if (atom <= TRUE || this.lexical.phase(base) >= Phase.Exp) return atom
    const m = this.lexical.mantissa(base)
    if (cls !== EXP) return this.table.step(atom, m, cls, 0, 0)
    const { low, high } = exponentRange(m)
    return this.table.step(atom, m, cls, low, high)
  }

  /** The answer if the number ends here; asked only if lexComplete. */
  value(atom: Atom, lex: Lex): boolean {
    return this.holdsAt(atom, this.lexes.at(lex, 0))
  }

  private holdsAt(atom: Atom, base: number): boolean {
    if (atom <= TRUE) return atom === TRUE
    if (this.lexical.phase(base) < Phase.Exp) return this.table.holds(atom, this.lexical.mantissa(base), 0)
    const { negative, x } = this.lexical.exponent(base)
    return this.table.holds(atom, undefined, negative === 1 ? -x : x)
  }

  // ---------------------------------------------------------------- satisfiability

  /**
   * True if some continuation (possibly empty) completes the number such that all positive atoms
   * hold and no negative one does. Where that could not be decided, it is taken to be so.
   */
  satisfiable(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): boolean {
    const node = this.node(lex, positive, negative)
    if (node === 0) return false
    if (this.distances[node] === UNKNOWN) {
      const found = this.solve(node)
      this.distances[node] = found === undefined ? DEAD : ALIVE
    }
    return this.distances[node] !== DEAD
  }

  /** Bytes of such a continuation, the shortest one; Infinity if there is none. */
  shortest(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): number {
    const node = this.node(lex, positive, negative)
    if (node === 0) return Number.POSITIVE_INFINITY
    if (this.distances[node]! < 0 && this.distances[node] !== DEAD) {
      const found = this.solve(node)
      this.distances[node] = found === undefined ? DEAD : found.length()
    }
    return this.distances[node] === DEAD ? Number.POSITIVE_INFINITY : this.distances[node]!
  }

  /** Such a continuation, the shortest one; undefined if there is none (or none was found). */
  witness(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): string | undefined {
    const node = this.node(lex, positive, negative)
    return node === 0 ? undefined : this.solve(node)?.text()
  }

  /** The node of a conjunction, 0 if it is plainly contradictory. */
  private node(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): number {
    if (lex === 0) return 0
    const p: number[] = []
    const n: number[] = []
    for (const a of positive) {
      if (a === FALSE) return 0
      if (a !== TRUE && !p.includes(a)) p.push(a)
    }
    for (const a of negative) {
      if (a === TRUE || p.includes(a)) return 0
      if (a !== FALSE && !n.includes(a)) n.push(a)
    }
    if (p.length > 1) p.sort(ascending)
    if (n.length > 1) n.sort(ascending)
    const node = this.nodes.intern([lex, p.length, ...p, ...n])
    this.distances[node] ??= this.endsHere(lex, p, n) ? 0 : UNKNOWN
    return node
  }

  private endsHere(lex: Lex, positive: readonly Atom[], negative: readonly Atom[]): boolean {
    return (
      this.lexComplete(lex) && positive.every((a) => this.value(a, lex)) && !negative.some((a) => this.value(a, lex))
    )
  }

  private solve(node: number): Way | undefined {
    if (this.distances[node] === 0) return wayOf('')
    const { nodes, lexes } = this
    const lex = nodes.at(node, 0)
    const literals = nodes.tail(node, 2)
    const positive = literals.splice(0, nodes.at(node, 1))
    const guards = lexes.tail(lex, 1)
    const base = lexes.at(lex, 0)
    const phase = this.lexical.phase(base)
    // Incomplete, a number without constraints lacks nothing but a digit.
    if (this.lexical.spelling(base) === Spelling.Free) return wayOf('0')
    if (phase >= Phase.Exp) return this.solveExponent(base, [...positive, ...guards], literals)
    const m = this.lexical.mantissa(base)
    const direct = this.solveMantissa(m, false, positive, literals, guards)
    if (phase !== Phase.Start) return direct
    const minus = this.lexical.mantissa(this.lexical.step(base, classOfByte[0x2d]!))
    const below = this.solveMantissa(minus, true, positive, literals, guards)
    return shorter(direct, below && prefixed('-', below))
  }

  private solveMantissa(
    m: Mantissa,
    minus: boolean,
    positive: readonly Atom[],
    negative: readonly Atom[],
    guards: readonly Atom[],
  ): Way | undefined {
    const resolved = (list: readonly Atom[]) => list.map((a) => this.table.resolve(a, minus))
    const p = resolved(positive)
    const n = resolved(negative)
    // Zero is spelled more briefly than anything else.
    if (
      m.n === 0 &&
      m.minus === 0 &&
      p.every((a) => this.table.holds(a, m, 0)) &&
      !n.some((a) => this.table.holds(a, m, 0))
    ) {
      return wayOf(m.phase <= Phase.Minus || m.phase === Phase.Dot ? '0' : '')
    }
    const problem = new Problem(this.kinds, m, p, n, resolved(guards))
    const continuations = new Continuations(m, problem)
    const found = continuations.find()
    if (found) return new Continuing(continuations, found)
    // What is narrowed on purpose must not be taken for more than it is.
    if (!continuations.undecided || problem.short) return undefined
    this.undecided()
    return undecidedWay
  }

  /** The digits of an exponent, fewest first. */
  private solveExponent(base: number, wanted: readonly Atom[], unwanted: readonly Atom[]): Way | undefined {
    const at = this.lexical.exponent(base)
    if (at.phase === Phase.Exp) {
      const sides = [0x2b, 0x2d].map((byte) => {
        const next = this.lexical.step(base, classOfByte[byte]!)
        return next === 0 ? undefined : this.solveExponent(next, wanted, unwanted)
      })
      return shorter(sides[0], sides[1] && prefixed('-', sides[1]))
    }
    const { table } = this
    for (let more = 0, width = 1; at.count + more <= exponentDigits; more++, width *= 10) {
      const from = Math.max(at.x * width, at.low)
      const to = Math.min((at.x + 1) * width - 1, at.high)
      if (at.count + more === 0) continue
      const first = at.count === 0 && at.spelling !== Spelling.Any ? Math.max(from, width / 10) : from
      for (let y = first; y <= to; y++) {
        const x = at.negative === 1 ? -y : y
        if (!wanted.every((a) => table.holds(a, undefined, x))) continue
        if (unwanted.some((a) => table.holds(a, undefined, x))) continue
        return wayOf(more === 0 ? '' : String(y - at.x * width).padStart(more, '0'))
      }
    }
    return undefined
  }

  /** Sizes of the tables, for reports. */
  get stats(): { atoms: number; lexes: number; nodes: number } {
    return { atoms: this.table.size, lexes: this.lexCount, nodes: this.nodes.size }
  }
}

/** A continuation that satisfies a conjunction. Its length is exact where that took few comparisons. */
interface Way {
  length(): number
  text(): string | undefined
}

class Continuing implements Way {
  constructor(
    private readonly continuations: Continuations,
    private readonly found: Found,
  ) {}

  length(): number {
    return this.continuations.shortest(this.found)
  }

  text(): string {
    return this.continuations.shorten(this.found)
  }
}

const undecidedWay: Way = { length: () => someLength, text: () => undefined }

function wayOf(text: string): Way {
  return { length: () => text.length, text: () => text }
}

function prefixed(prefix: string, way: Way): Way {
  return {
    length: () => prefix.length + way.length(),
    text: () => {
      const text = way.text()
      return text === undefined ? undefined : prefix + text
    },
  }
}

function shorter(a: Way | undefined, b: Way | undefined): Way | undefined {
  if (!a || !b) return a ?? b
  const best = () => (b.length() < a.length() ? b : a)
  return { length: () => best().length(), text: () => best().text() }
}

function setMeaning(base: SetMeaning | undefined, values: readonly Decimal[]): SetMeaning {
  const small = (base?.small ?? true) && values.every((v) => Math.abs(toNumber(v)) < 2 ** 53)
  return { kind: 'set', base, values, count: (base?.count ?? 0) + values.length, small }
}

function valuesOf(set: SetMeaning): Decimal[] {
  const values: Decimal[] = []
  for (let at: SetMeaning | undefined = set; at; at = at.base) values.push(...at.values)
  return values
}

function isPowerOfTen(d: Decimal): boolean {
  return d.mantissa === 1n || d.mantissa === -1n
}

function ascending(a: number, b: number): number {
  return a - b
}
