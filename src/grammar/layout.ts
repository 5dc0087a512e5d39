import { TupleInterner } from '../automaton/interner.js'
import type { BalanceFacts, IndentationSymbols } from './balance.js'
import type { Costs } from './costs.js'
import { LayoutLexer } from './layout-lexer.js'
import type { Lexer } from './lexer.js'
import { LINE_FEED, type NewlineLexemes, newlineLexemes, SPACE, TAB } from './newline-lexemes.js'
import { FAILED, type Parser } from './parser.js'

/** What layouts need of the machine they belong to. */
export interface LayoutHost {
  readonly parser: Parser
  readonly lexer: Lexer
  readonly costs: Costs
  readonly ignores: Uint32Array
  readonly machine: {
    after(set: number, terminal: number): number
    canBecome(lexeme: number): Uint32Array
    isSure(lexeme: number): boolean
  }
}

/** The width where no indentation is being read. */
const NO_WIDTH = -1

/**
 * Lines and blocks of a text whose indentation is syntax.
 *
 * A *layout* is (width, depth, block), interned: columns since the last line feed while a newline is being read and
 * nothing but blanks stood behind that, else NO_WIDTH; open brackets; the innermost open block. A *block* is (block around it, width),
 * interned. The parser reads `indent` and `dedent` at once with the newline whose width calls for them, so that between lexemes its
 * stacks hold as many blocks as the layout.
 *
 * The rules have been proven to open and close blocks in pairs and right behind newlines. A live parse is thus one that some text
 * completes, except right behind a newline: there the width says whether blocks begin or end, and all widths that the
 * newline can still get are tried.
 */
export class Layouts {
  readonly start: number
  readonly newlines: NewlineLexemes
  /** For sorting tokens. */
  readonly lexer: LayoutLexer
  /** What `end` found: the parses behind a lexeme, FAILED if only the end of the text can follow. */
  set = FAILED
  /** What `end` found: the layout behind a lexeme. */
  layout = 0
  private readonly layouts = new TupleInterner()
  private readonly blocks = new TupleInterner()
  private readonly root: number
  /** Per layout and lexer state × parses: what `isLive` found the slow way. */
  private readonly lives: (Map<number, boolean> | undefined)[] = []
  private readonly closed = new Map<number, boolean>()
  private readonly textual = new Map<number, boolean>()
  private readonly newlineWord: number
  private readonly newlineBit: number

  constructor(
    private readonly host: LayoutHost,
    readonly symbols: IndentationSymbols & BalanceFacts & { readonly newlineName: string },
  ) {
    const { costs, lexer } = host
    this.root = this.blocks.intern([0, 0])
    this.start = this.plain(0, this.root)
    this.newlines = newlineLexemes(lexer, symbols, symbols.newlineName, costs)
    costs.checkBrackets(symbols.bracketed, symbols.newline)
    const { symbolCount } = host.parser.rtn
    this.lexer = new LayoutLexer(lexer, this.newlines, symbols.newline, symbolCount, (w, b) => this.widened(w, b))
    this.newlineWord = symbols.newline >>> 5
    this.newlineBit = 1 << (symbols.newline & 31)
  }

  /** The layout as it is where a newline that is being read has come to a width. */
  layoutAt(width: number, layout: number): number {
    return this.layouts.intern([width + 1, this.depth(layout), this.block(layout)])
  }

  width(layout: number): number {
    return this.layouts.at(layout, 0) - 1
  }

  depth(layout: number): number {
    return this.layouts.at(layout, 1)
  }

  block(layout: number): number {
    return this.layouts.at(layout, 2)
  }

  /** Columns of a block's lines. */
  widthOf(block: number): number {
    return this.blocks.at(block, 1)
  }

  /** The block around a block, 0 if there is none. */
  around(block: number): number {
    return this.blocks.at(block, 0)
  }

  /** The layout after a byte over which a lexeme goes on to a lexer state, or with which it begins. */
  read(layout: number, lexeme: number, byte: number): number {
    const depth = this.depth(layout)
    const width = this.width(layout)
    const next = depth > 0 || this.newlines.kind[lexeme] === 0 ? NO_WIDTH : this.widened(width, byte)
    return next === width ? layout : this.layoutAt(next, layout)
  }

  /** Sets `set` and `layout` to what they are behind a lexeme that ends. */
  end(terminal: number, set: number, layout: number): void {
    const { newline, open, close } = this.symbols
    const depth = this.depth(layout)
    const block = this.block(layout)
    if (terminal !== newline) {
      this.set = this.host.machine.after(set, terminal)
      this.layout = this.plain(depth + (open.has(terminal) ? 1 : close.has(terminal) ? -1 : 0), block)
    } else if (depth > 0) {
      this.set = set
      this.layout = this.plain(depth, block)
    } else this.endLine(this.host.parser.advance(set, newline), block, this.width(layout))
  }

  /** Sets `set` and `layout` to what they are where a line begins, `set` being the parses behind its newline. */
  endLine(set: number, block: number, width: number): void {
    const { parser } = this.host
    this.set = FAILED
    if (width === NO_WIDTH) return
    let next = set
    let at = block
    if (width > this.widthOf(block)) {
      next = parser.advance(next, this.symbols.indent)
      at = this.blocks.intern([block, width])
    } else {
      for (; width < this.widthOf(at); at = this.around(at)) next = parser.advance(next, this.symbols.dedent)
      if (width !== this.widthOf(at)) return
    }
    if (!this.readsText(next) && !this.closes(next, at)) return
    this.set = next
    this.layout = this.plain(0, at)
  }

  /** Whether the text can end with these parses, at the end of a lexeme and outside of brackets. */
  closes(set: number, block: number): boolean {
    if (set === FAILED) return false
    const { parser } = this.host
    if (block === this.root && parser.accepts(set)) return true
    const key = block * 0x4000000 + set
    const known = this.closed.get(key)
    if (known !== undefined) return known
    let bare = set
    let ended = parser.advance(set, this.symbols.newline)
    for (let at = block; this.around(at) !== 0; at = this.around(at)) {
      bare = parser.advance(bare, this.symbols.dedent)
      ended = parser.advance(ended, this.symbols.dedent)
    }
    const closes = parser.accepts(bare) || parser.accepts(ended)
    this.closed.set(key, closes)
    return closes
  }

  /** Whether the text can end behind a lexeme that is the terminal. */
  canEnd(terminal: number, set: number, layout: number): boolean {
    if (terminal === this.symbols.newline && this.depth(layout) === 0) {
      return this.closes(this.host.parser.advance(set, terminal), this.block(layout))
    }
    this.end(terminal, set, layout)
    return this.depth(this.layout) === 0 && this.closes(this.set, this.block(this.layout))
  }

  /** Whether the text can be completed, in the middle of a lexeme. */
  isLive(lexeme: number, set: number, layout: number): boolean {
    const { host, newlineWord, newlineBit } = this
    const reach = host.machine.canBecome(lexeme)
    const allowed = host.parser.allowed(set)
    const bracketed = this.depth(layout) > 0
    for (let w = 0; w < reach.length; w++) {
      let bits = reach[w]! & (allowed[w]! | host.ignores[w]!)
      if (w === newlineWord) bits = bracketed ? bits | (reach[w]! & newlineBit) : bits & ~newlineBit
      if (bits !== 0) return true
    }
    if (host.machine.isSure(lexeme) && (bracketed || this.newlines.kind[lexeme] === 0)) return false
    this.lives[layout] ??= new Map()
    const key = lexeme * 0x4000000 + set
    let live = this.lives[layout].get(key)
    if (live === undefined) {
      live = this.decide(lexeme, set, layout)
      this.lives[layout].set(key, live)
    }
    return live
  }

  /** Whether the text can be completed behind a lexeme. */
  canFollow(boundary: number, set: number, layout: number): boolean {
    if (set === FAILED) return false
    const bracketed = this.depth(layout) > 0
    if (!bracketed && this.closes(set, this.block(layout))) return true
    return this.host.costs.next(boundary, set, bracketed) < Number.POSITIVE_INFINITY
  }

  /**
   * Estimated bytes to the end of the text right where a line has begun: more than blanks has to follow, be it
   * something ignored.
   */
  lineCost(set: number, layout: number): number {
    if (set === FAILED) return Number.POSITIVE_INFINITY
    const { boundary } = this.newlines
    const next = this.host.costs.next(boundary, set, false)
    const skipped = this.host.costs.skipped(boundary)
    return skipped && skipped.bytes < next && this.closes(set, this.block(layout)) ? skipped.bytes : next
  }

  /** Calls `visit` with the widths that the newline being read can end with and that differ for the rules. */
  widths(lexeme: number, layout: number, visit: (width: number) => void): void {
    const least = this.newlines.kind[lexeme] === 2 ? 0 : this.width(layout)
    if (least === NO_WIDTH) return
    const block = this.block(layout)
    visit(Math.max(least, this.widthOf(block) + 1))
    for (let at = block; at !== 0; at = this.around(at)) if (this.widthOf(at) >= least) visit(this.widthOf(at))
  }

  /** The state of the lexer that tokens are sorted by. */
  tokenState(lexeme: number, layout: number): number {
    return this.lexer.state(lexeme, this.width(layout))
  }

  /** `isLive` for such a state, in a layout of which the width does not count. */
  isLiveAt(state: number, set: number, layout: number): boolean {
    const width = this.depth(layout) > 0 ? NO_WIDTH : this.lexer.widthOf(state)
    return this.isLive(this.lexer.lexemeOf(state), set, this.layoutAt(width, layout))
  }

  /** `end` for a terminal of that lexer. */
  endToken(terminal: number, set: number, layout: number): void {
    const width = terminal - this.host.parser.rtn.symbolCount
    if (width < 0) this.end(terminal, set, layout)
    else this.end(this.symbols.newline, set, this.layoutAt(width, layout))
  }

  private decide(lexeme: number, set: number, layout: number): boolean {
    const { parser, costs } = this.host
    const { newline } = this.symbols
    const block = this.block(layout)
    const lines = this.depth(layout) === 0
    for (const { symbol, to } of costs.endingsOf(lexeme)) {
      if (lines && symbol === newline) continue
      this.end(symbol, set, layout)
      if (this.canFollow(to, this.set, this.layout)) return true
    }
    if (!lines || this.newlines.kind[lexeme] === 0) return false
    const after = parser.advance(set, newline)
    if (after === FAILED) return false
    if (this.closes(after, block)) return true
    let live = false
    this.widths(lexeme, layout, (width) => {
      if (live) return
      this.endLine(after, block, width)
      live = this.lineCost(this.set, this.layout) < Number.POSITIVE_INFINITY
    })
    return live
  }

  private widened(width: number, byte: number): number {
    if (byte === LINE_FEED) return 0
    if (width === NO_WIDTH) return NO_WIDTH
    if (byte === SPACE) return width + 1
    return byte === TAB ? width + this.symbols.tab - (width % this.symbols.tab) : NO_WIDTH
  }

  private plain(depth: number, block: number): number {
    return this.layouts.intern([NO_WIDTH + 1, Math.max(depth, 0), block])
  }

  /** Whether anything but the beginning or end of a block can be read. */
  private readsText(set: number): boolean {
    if (set === FAILED) return false
    const known = this.textual.get(set)
    if (known !== undefined) return known
    const { parser } = this.host
    const { indent, dedent } = this.symbols
    const allowed = parser.allowed(set).slice()
    for (const t of [indent, dedent]) allowed[t >>> 5]! &= ~(1 << (t & 31))
    const reads = allowed.some((word) => word !== 0)
    this.textual.set(set, reads)
    return reads
  }
}
