import { TupleInterner } from '../automaton/interner.js'
import { LEXER_START, type LexerDfa, tooManyLexerStates } from './lexer-dfa.js'
import { minimise } from './minimise.js'

/** No lexeme can be read on. */
export const NO_LEXEME = 0

/**
 * Cutting text into longest lexemes, byte by byte and without going back.
 *
 * Where a lexeme ends is known only when the text behind it cannot make it longer. So both are followed: that it goes
 * on, and that it has ended, on condition that the text behind it does not lead to a longer lexeme from the same start.
 * Such a condition is the state the automaton would have reached had the lexeme gone on: it is broken where that accepts,
 * and forgotten where that is dead. Where one byte is enough to tell, as it is mostly, only one of both survives.
 *
 * A *lexer state* is (state of the lexeme being read, conditions…), sorted and interned. A *boundary* is the conditions alone, right
 * behind a lexeme. Both are finite in number, however far conditions reach.
 */
export class Lexer {
  /** At the beginning of a text. */
  readonly start: number
  /** Nothing is read and no condition holds. */
  readonly free: number
  /** The boundary without conditions. */
  readonly freeBoundary: number
  private readonly interner = new TupleInterner()
  private readonly rows: Int32Array[] = [new Int32Array(0)]
  private readonly lexeme: number[] = [0]
  private readonly boundaryOf: number[] = [-1]
  private readonly boundaries = new TupleInterner()
  private readonly entries: (Int32Array | undefined)[] = [undefined]
  private readonly silent: (Int32Array | undefined)[] = [undefined]
  /** Per state of the automaton: one that is alike as a condition, 0 if it can never be broken. */
  private readonly condition: Int32Array

  constructor(
    readonly dfa: LexerDfa,
    private readonly limit: number,
  ) {
    this.condition = conditions(dfa)
    this.start = this.state([LEXER_START])
    this.free = this.state([0])
    this.freeBoundary = this.boundary([])
  }

  /** Number of lexer states so far. */
  get size(): number {
    return this.lexeme.length
  }

  get boundaryCount(): number {
    return this.boundaries.size
  }

  /** The state if the lexeme goes on over the byte. */
  step(state: number, byte: number): number {
    const row = this.rows[state]!
    const c = this.dfa.classOf[byte]!
    const known = row[c]!
    if (known >= 0) return known
    const lexeme = this.lexeme[state]!
    const next = this.moved(this.interner.tail(state, 1), lexeme, c)
    row[c] = next
    return next
  }

  /** The terminal that the lexeme read so far is, -1 if it is none. */
  label(state: number): number {
    return this.dfa.label[this.lexeme[state]!]!
  }

  /** True at a place where a lexeme may begin and none has: at the beginning of a text. */
  isFresh(state: number): boolean {
    return this.lexeme[state] === LEXER_START
  }

  /** The boundary where the lexeme ends here. */
  endOf(state: number): number {
    const known = this.boundaryOf[state]!
    if (known >= 0) return known
    const lexeme = this.lexeme[state]!
    const conditions = this.interner.tail(state, 1)
    if (lexeme > LEXER_START) conditions.push(lexeme)
    const boundary = this.boundary(conditions)
    this.boundaryOf[state] = boundary
    return boundary
  }

  /** The state where a lexeme begins with the byte, behind a boundary. */
  enter(boundary: number, byte: number): number {
    return this.entry(this.entries, boundary, byte, LEXER_START)
  }

  /** The state behind one byte of text that is no lexeme, behind a boundary. */
  pass(boundary: number, byte: number): number {
    return this.entry(this.silent, boundary, byte, 0)
  }

  private entry(table: (Int32Array | undefined)[], boundary: number, byte: number, lexeme: number): number {
    let row = table[boundary]
    if (!row) {
      row = new Int32Array(this.dfa.classes).fill(-1)
      while (table.length <= boundary) table.push(undefined)
      table[boundary] = row
    }
    const c = this.dfa.classOf[byte]!
    if (row[c]! < 0) row[c] = this.moved(this.boundaries.tail(boundary, 0), lexeme, c)
    return row[c]!
  }

  private moved(conditions: readonly number[], lexeme: number, c: number): number {
    const { dfa } = this
    const to = dfa.next[lexeme * dfa.classes + c]!
    if (lexeme !== 0 && to === 0) return NO_LEXEME
    const tuple = [to]
    for (const condition of conditions) {
      const next = dfa.next[condition * dfa.classes + c]!
      if (dfa.stops[next] === 1) return NO_LEXEME
      if (this.condition[next] !== 0) tuple.push(this.condition[next]!)
    }
    return this.state(tuple)
  }

  private state(tuple: number[]): number {
    const sorted = tuple.length > 2 ? [tuple[0]!, ...sortedSet(tuple.slice(1))] : tuple
    const id = this.interner.intern(sorted)
    if (id === this.lexeme.length) {
      if (id > this.limit) throw tooManyLexerStates(this.limit)
      this.lexeme.push(sorted[0]!)
      this.boundaryOf.push(-1)
      this.rows.push(new Int32Array(this.dfa.classes).fill(-1))
    }
    return id
  }

  private boundary(conditions: readonly number[]): number {
    return this.boundaries.intern(sortedSet(conditions.map((s) => this.condition[s]!).filter((s) => s !== 0)))
  }
}

/** States of the automaton that are broken by the same texts, each by the first of its kind. */
function conditions(dfa: LexerDfa): Int32Array {
  const broken = dfa.states
  const kind = new Int32Array(dfa.states + 1)
  kind[broken] = 1
  const start = new Int32Array(dfa.states + 2)
  const edges: number[] = []
  // Only states from which a break can be reached count.
  const breaks = new Uint8Array(dfa.states)
  for (let changed = true; changed; ) {
    changed = false
    for (let s = 1; s < dfa.states; s++) {
      for (let c = 0; c < dfa.classes && breaks[s] === 0; c++) {
        const to = dfa.next[s * dfa.classes + c]!
        if (dfa.stops[to] === 1 || breaks[to] === 1) {
          breaks[s] = 1
          changed = true
        }
      }
    }
  }
  for (let s = 1; s < dfa.states; s++) {
    for (let c = 0; c < dfa.classes; c++) {
      const to = dfa.next[s * dfa.classes + c]!
      if (dfa.stops[to] === 1) edges.push(c, broken)
      else if (breaks[to] === 1) edges.push(c, to)
    }
    start[s + 1] = edges.length / 2
  }
  start[broken + 1] = edges.length / 2
  const block = minimise(kind, start, edges)
  const first = new Map<number, number>()
  return Int32Array.from({ length: dfa.states }, (_, s) => {
    if (s === 0 || breaks[s] === 0) return 0
    const known = first.get(block[s]!)
    if (known !== undefined) return known
    first.set(block[s]!, s)
    return s
  })
}

function sortedSet(list: readonly number[]): number[] {
  return [...new Set(list)].sort((a, b) => a - b)
}
