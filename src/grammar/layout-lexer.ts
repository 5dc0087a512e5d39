import { TupleInterner } from '../automaton/interner.js'
import { type Lexer, NO_LEXEME } from './lexer.js'
import { isBlank, LINE_FEED, type NewlineLexemes, SPACE, TAB } from './newline-lexemes.js'

/** What sorting tokens needs of a lexer. */
export interface TokenLexer {
  readonly dfa: {
    readonly classes: number
    readonly classOf: Uint8Array
    readonly byteOf: Uint8Array | readonly number[]
  }
  readonly start: number
  /** Number of states so far. */
  readonly size: number
  step(state: number, byte: number): number
  enter(boundary: number, byte: number): number
  endOf(state: number): number
  label(state: number): number
}

/**
 * A lexer whose newlines of different widths are different terminals: a state is (lexer state, width + 1), interned, the
 * width being that of a layout, and a newline of width w is the terminal `symbols` + w. Tokens can then be sorted
 * by terminals alone.
 */
export class LayoutLexer implements TokenLexer {
  readonly dfa: { readonly classes: number; readonly classOf: Uint8Array; readonly byteOf: readonly number[] }
  readonly start: number
  private readonly states = new TupleInterner()

  constructor(
    private readonly lexer: Lexer,
    private readonly newlines: NewlineLexemes,
    private readonly newline: number,
    /** Number of symbols of the grammar. */
    private readonly symbols: number,
    private readonly widened: (width: number, byte: number) => number,
  ) {
    this.start = this.state(lexer.start, -1)
    this.dfa = splitClasses(lexer)
  }

  get size(): number {
    return this.states.size
  }

  state(lexeme: number, width: number): number {
    return this.states.intern([lexeme, width + 1])
  }

  lexemeOf(state: number): number {
    return this.states.at(state, 0)
  }

  widthOf(state: number): number {
    return this.states.at(state, 1) - 1
  }

  step(state: number, byte: number): number {
    // No blank begins the first lexeme of a text.
    if (state === this.start && isBlank(byte)) return NO_LEXEME
    return this.read(this.lexer.step(this.lexemeOf(state), byte), this.widthOf(state), byte)
  }

  enter(boundary: number, byte: number): number {
    return this.read(this.lexer.enter(boundary, byte), -1, byte)
  }

  endOf(state: number): number {
    return this.lexer.endOf(this.lexemeOf(state))
  }

  label(state: number): number {
    const label = this.lexer.label(this.lexemeOf(state))
    const width = this.widthOf(state)
    return label === this.newline && width >= 0 ? this.symbols + width : label
  }

  private read(next: number, width: number, byte: number): number {
    if (next === NO_LEXEME) return NO_LEXEME
    return this.state(next, this.newlines.kind[next] === 0 ? -1 : this.widened(width, byte))
  }
}

/** The classes of bytes of a lexer, line feeds and blanks in classes of their own. */
function splitClasses({ dfa }: Lexer): LayoutLexer['dfa'] {
  const ids = new Map<string, number>()
  const byteOf: number[] = []
  const classOf = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) {
    const special = byte === LINE_FEED || byte === SPACE || byte === TAB
    const key = `${dfa.classOf[byte]},${special ? byte : -1}`
    let id = ids.get(key)
    if (id === undefined) {
      id = byteOf.length
      ids.set(key, id)
      byteOf.push(byte)
    }
    classOf[byte] = id
  }
  return { classes: byteOf.length, classOf, byteOf }
}
