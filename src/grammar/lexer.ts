import { TupleInterner } from '../automaton/interner.js'
import { LEXER_START, type LexerDfa, tooManyLexerStates } from './lexer-dfa.js'

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
  /** 1 where some edge of the state is live. */
  private readonly extends: Uint8Array
  private readonly ahead: (Uint32Array | undefined)[] = [undefined]

  constructor(
    readonly dfa: LexerDfa,
    private readonly limit: number,
  ) {
    this.extends = new Uint8Array(dfa.states)
    for (let s = 1; s < dfa.states; s++) {
      for (let c = 0; c < dfa.classes; c++) if (dfa.next[s * dfa.classes + c]! > 0) this.extends[s] = 1
    }
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
    const next = this.moved(this.interner.tail(state, 1), lexeme, c, lexeme !== 0)
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

  /** Terminals that the lexeme can still become: bit t is words[t >>> 5] >>> (t & 31) & 1. Not to be modified. */
  reach(state: number): Uint32Array {
    const known = this.ahead[state]
    if (known) return known
    const { dfa } = this
    const lexeme = this.lexeme[state]!
    let words: Uint32Array
    if (this.interner.lengthOf(state) === 1) {
      words = dfa.reach.subarray(lexeme * dfa.reachWords, (lexeme + 1) * dfa.reachWords)
    } else {
      words = new Uint32Array(dfa.reachWords)
      const seen = new Set([state])
      for (const s of seen) {
        const label = this.label(s)
        if (label >= 0) words[label >>> 5]! |= 1 << (label & 31)
        for (const byte of dfa.byteOf) {
          const next = this.step(s, byte)
          if (next !== NO_LEXEME) seen.add(next)
        }
      }
    }
    while (this.ahead.length <= state) this.ahead.push(undefined)
    this.ahead[state] = words
    return words
  }

  /** Whether conditions hold at the state. */
  isConditional(state: number): boolean {
    return this.interner.lengthOf(state) > 1
  }

  private entry(table: (Int32Array | undefined)[], boundary: number, byte: number, lexeme: number): number {
    let row = table[boundary]
    if (!row) {
      row = new Int32Array(this.dfa.classes).fill(-1)
      while (table.length <= boundary) table.push(undefined)
      table[boundary] = row
    }
    const c = this.dfa.classOf[byte]!
    if (row[c]! < 0) row[c] = this.moved(this.boundaries.tail(boundary, 0), lexeme, c, lexeme !== 0)
    return row[c]!
  }

  private moved(conditions: readonly number[], lexeme: number, c: number, reading: boolean): number {
    const { dfa } = this
    const to = dfa.next[lexeme * dfa.classes + c]!
    if (reading && to === 0) return NO_LEXEME
    const tuple = [to]
    for (const condition of conditions) {
      const next = dfa.next[condition * dfa.classes + c]!
      if (next === 0) continue
      if (dfa.stops[next] === 1) return NO_LEXEME
      tuple.push(next)
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
    return this.boundaries.intern(sortedSet(conditions.filter((s) => this.extends[s] === 1)))
  }
}

function sortedSet(list: readonly number[]): number[] {
  return [...new Set(list)].sort((a, b) => a - b)
}
