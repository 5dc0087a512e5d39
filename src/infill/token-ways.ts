import { type Lexer, NO_LEXEME } from '../grammar/lexer.js'
import type { TokenTable } from '../vocab/token-table.js'

/** One way to read a token from a lexer state: the terminals of the lexemes that end in it, and the state it stops in. */
export interface TokenWay {
  readonly sequence: readonly number[]
  readonly lex: number
}

/** Lexer states and tokens of which it is kept how they are read. */
const maxKept = 1 << 17

/** How tokens are read from lexer states. */
export class TokenWays {
  private readonly known = new Map<number, readonly TokenWay[]>()

  constructor(
    private readonly lexer: Lexer,
    private readonly table: TokenTable,
  ) {}

  /** All ways to read a token from a lexer state; none if it has no bytes. */
  of(lex: number, token: number): readonly TokenWay[] {
    const key = lex * this.table.size + token
    let ways = this.known.get(key)
    if (!ways) {
      if (this.known.size >= maxKept) this.known.clear()
      ways = this.read(lex, token)
      this.known.set(key, ways)
    }
    return ways
  }

  /** The same without keeping it. */
  read(lex: number, token: number): readonly TokenWay[] {
    const { lexer } = this
    const bytes = this.table.bytes(token)
    if (bytes.length === 0) return []
    let ways: TokenWay[] = [{ sequence: [], lex }]
    for (const byte of bytes) {
      const next: TokenWay[] = []
      for (const way of ways) {
        const on = lexer.step(way.lex, byte)
        if (on !== NO_LEXEME) next.push({ sequence: way.sequence, lex: on })
        const label = lexer.label(way.lex)
        const begun = label < 0 ? NO_LEXEME : lexer.enter(lexer.endOf(way.lex), byte)
        if (begun !== NO_LEXEME) next.push({ sequence: [...way.sequence, label], lex: begun })
      }
      ways = next
    }
    return ways
  }
}
