import { type Constraint, DEAD, type State } from '../automaton/index.js'
import { TupleInterner } from '../automaton/interner.js'
import { StepRows } from '../automaton/step-rows.js'
import { LimitError } from '../error/index.js'
import type { Trie } from '../vocab/trie.js'
import type { BalanceFacts, IndentationSymbols } from './balance.js'
import { Costs } from './costs.js'
import { Layouts } from './layout.js'
import { LayoutCompletion } from './layout-completion.js'
import { type Lexer, NO_LEXEME } from './lexer.js'
import { isBlank } from './newline-lexemes.js'
import { FAILED, Parser } from './parser.js'
import type { Rtn } from './rtn.js'
import { LexemeTokens } from './token-classes.js'

export interface MachineLimits {
  readonly states: number
  readonly stacks: number
  readonly parses: number
}

/** What a grammar is after compilation. */
export interface CompiledGrammar {
  readonly rtn: Rtn
  /** Undefined for grammars without lexemes: then symbols are classes of bytes. */
  readonly lexer: Lexer | undefined
  /** Per byte its symbol, without a lexer; `embedded` symbols come after the classes. */
  readonly byteClass: Uint8Array | undefined
  /** Terminals that may stand between any two others. */
  readonly ignored: readonly number[]
  /** Symbols that stand for another constraint. */
  readonly embedded: ReadonlyMap<number, Constraint>
  /** Symbols that rules use. */
  readonly used: readonly number[]
  /** Set if indentation is syntax; there are then no `embedded` symbols. */
  readonly indentation: (IndentationSymbols & BalanceFacts & { readonly newlineName: string }) | undefined
  readonly limits: MachineLimits
}

/**
 * The words of a grammar as a constraint. A state is a set of *ways* to read the text, a tuple of
 *
 *   lexer state, embedded, inner state, configuration set of the parser
 *
 * sorted and interned: the lexeme being read and the parses of all lexemes before it. Where text of another constraint is
 * being read, `embedded` is its symbol + 1 and the set is that behind it; otherwise both are 0. Several ways exist
 * at once only where more text must tell which lexemes it is made of. Where indentation is syntax, the inner state is
 * the layout of the text (see `Layouts`).
 *
 * Every way that is kept can be completed: some terminal that the lexeme can become is one that the parser can
 * read, and where not every sequence of terminals can be spelt, a whole completion is known.
 */
export class GrammarMachine implements Constraint {
  /** Marks a constraint with a stack for what takes regular ones only. @internal */
  readonly stacked = true
  readonly start: State
  /** @internal */
  readonly parser: Parser
  /** @internal */
  readonly lexer: Lexer | undefined
  private readonly costs: Costs
  /** Terminals that may stand anywhere, as bits. @internal */
  readonly ignores: Uint32Array
  readonly tokenClasses?: (trie: Trie, size: number) => LexemeTokens
  /** @internal */
  readonly byteClass: Uint8Array | undefined
  private readonly embedded: readonly (readonly [number, Constraint])[]
  private readonly constraints: ReadonlyMap<number, Constraint>
  private readonly ways = new TupleInterner()
  private readonly rows = new StepRows()
  private readonly ends: number[] = [2]
  private readonly least: number[] = [Number.POSITIVE_INFINITY]
  private readonly lives = new Map<number, boolean>()
  private readonly reaches: (Uint32Array | undefined)[] = []
  private readonly sure: number[] = []
  private readonly used: ReadonlySet<number>
  /** Set if indentation is syntax. @internal */
  readonly layouts: Layouts | undefined
  private readonly completion: LayoutCompletion | undefined
  private readonly limit: number
  /** The set of ways being made, four numbers each. */
  private made: number[] = []

  constructor(private readonly compiled: CompiledGrammar) {
    const grammar = compiled
    const { rtn, lexer, ignored, embedded } = grammar
    this.parser = new Parser(rtn, grammar.limits)
    this.lexer = lexer
    this.byteClass = grammar.byteClass
    this.embedded = [...embedded]
    this.constraints = embedded
    this.used = new Set(grammar.used)
    this.limit = grammar.limits.states
    this.ignores = new Uint32Array((rtn.symbolCount + 31) >>> 5)
    for (const t of ignored) this.ignores[t >>> 5]! |= 1 << (t & 31)
    const { indentation } = grammar
    this.costs = new Costs(rtn, this.parser, lexer, new Set(ignored), embedded, grammar.used, indentation)
    if (indentation && lexer) {
      const host = { parser: this.parser, lexer, costs: this.costs, ignores: this.ignores, machine: this }
      this.layouts = new Layouts(host, indentation)
      this.completion = new LayoutCompletion(host, this.layouts)
    }
    // Text of another constraint is not made of lexemes.
    if (lexer && embedded.size === 0) this.tokenClasses = (trie, size) => new LexemeTokens(this, trie, size)
    this.made = [lexer ? lexer.start : 0, 0, this.layouts ? this.layouts.start : 0, this.parser.start]
    this.start = this.finish()
    const possible = this.layouts
      ? this.minBytesToEnd(this.start) < Number.POSITIVE_INFINITY
      : this.isFree || this.costs.behind(lexer ? lexer.freeBoundary : 0, this.parser.start) < Number.POSITIVE_INFINITY
    if (!possible) this.start = DEAD
  }

  /** The same machine with nothing read yet, so that what was learnt can be forgotten. Lexer states are the same. @internal */
  renewed(): GrammarMachine {
    return new GrammarMachine(this.compiled)
  }

  /** Sets of stacks that the parser may make. @internal */
  get stackLimit(): number {
    return this.compiled.limits.stacks
  }

  /** False if some terminals cannot stand next to each other. @internal */
  get isFree(): boolean {
    return this.costs.isGood(this.lexer ? this.lexer.freeBoundary : 0)
  }

  /** Whether texts of other constraints are part of the words. @internal */
  get embeds(): boolean {
    return this.embedded.length > 0
  }

  /** Whether indentation is syntax. @internal */
  get indents(): boolean {
    return this.layouts !== undefined
  }

  /** @internal */
  isIgnored(terminal: number): boolean {
    return ((this.ignores[terminal >>> 5]! >>> (terminal & 31)) & 1) === 1
  }

  /** Fewest bytes to the end in the middle of a lexeme, or at the beginning of the text. @internal */
  bytesToEnd(lexeme: number, set: number): number {
    return this.lexer!.isFresh(lexeme)
      ? this.costs.behind(this.lexer!.freeBoundary, set)
      : this.costs.within(lexeme, set, this.after)
  }

  /** Whether the text can end with the lexeme as it is. @internal */
  endsIn(lexeme: number, set: number): boolean {
    if (this.lexer!.isFresh(lexeme)) return this.parser.accepts(set)
    const label = this.lexer!.label(lexeme)
    return label >= 0 && this.parser.accepts(this.after(set, label))
  }

  /** Whether one of the terminals, given as bits, is ignored. @internal */
  ignoresSome(terminals: Uint32Array): boolean {
    return this.ignores.some((word, w) => (word & terminals[w]!) !== 0)
  }

  /** Whether anything can be put between any two lexemes. @internal */
  get separates(): boolean {
    return this.costs.separates
  }

  /** Whether a live parse can always be completed behind a boundary of the lexer. @internal */
  isGood(boundary: number): boolean {
    return this.costs.isGood(boundary)
  }

  get stateCount(): number {
    return this.ways.size - 1
  }

  step(state: State, byte: number): State {
    if (state === DEAD) return DEAD
    const known = this.rows.get(state, byte)
    if (known >= 0) return known
    const next = this.advance(state, byte)
    this.rows.set(state, byte, next)
    return next
  }

  canEnd(state: State): boolean {
    if (state === DEAD) return false
    const known = this.ends[state]!
    if (known !== 0) return known === 1
    let ends = false
    for (let i = 0, length = this.ways.lengthOf(state); i < length && !ends; i += 4) ends = this.endsAt(state, i)
    this.ends[state] = ends ? 1 : 2
    return ends
  }

  minBytesToEnd(state: State): number {
    if (state === DEAD) return Number.POSITIVE_INFINITY
    const known = this.least[state]!
    if (known >= 0) return known
    if (this.completion) return this.complete(state)
    let least = Number.POSITIVE_INFINITY
    for (let i = 0, length = this.ways.lengthOf(state); i < length; i += 4)
      least = Math.min(least, this.costAt(state, i))
    this.least[state] = least
    return least
  }

  /**
   * Bytes of a completion that is written out and read. What its states are known to need is lowered to it, so
   * that from every state some byte leads to one that needs less.
   */
  private complete(state: State): number {
    const { ways, lexer, completion } = this
    if (this.canEnd(state)) {
      this.least[state] = 0
      return 0
    }
    let bytes: number[] | undefined
    for (let i = 0, length = ways.lengthOf(state); i < length; i += 4) {
      const lex = ways.at(state, i)
      const found = completion!.complete(lex, ways.at(state, i + 3), ways.at(state, i + 2), lexer!.isFresh(lex))
      if (found && (!bytes || found.length < bytes.length)) bytes = found
    }
    if (!bytes) return Number.POSITIVE_INFINITY
    const path = [state]
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < bytes.length && i < best; i++) {
      const next = this.step(path[i]!, bytes[i]!)
      path.push(next)
      const known = this.canEnd(next) ? 0 : this.least[next]!
      if (known >= 0) best = Math.min(best, i + 1 + known)
    }
    for (let i = 0; i < path.length && i <= best; i++) this.least[path[i]!] = best - i
    return best
  }

  /** The parser after a terminal; where it is ignored, too, the parser as it was. @internal */
  readonly after = (set: number, terminal: number): number => {
    const next = this.parser.advance(set, terminal)
    return this.isIgnored(terminal) ? this.parser.union(next, set) : next
  }

  /** Whether a lexeme being read can become a terminal that the parser can read, and the text then be completed. @internal */
  isLive(lexeme: number, set: number): boolean {
    const reach = this.canBecome(lexeme)
    const allowed = this.parser.allowed(set)
    for (let w = 0; w < reach.length; w++) if ((reach[w]! & (allowed[w]! | this.ignores[w]!)) !== 0) return true
    if (this.isSure(lexeme)) return false
    const key = lexeme * 0x4000000 + set
    let live = this.lives.get(key)
    if (live === undefined) {
      live = this.costs.within(lexeme, set, this.after) < Number.POSITIVE_INFINITY
      this.lives.set(key, live)
    }
    return live
  }

  /** Terminals that the lexeme can become and behind which a live parse can always be completed, as bits. @internal */
  canBecome(lexeme: number): Uint32Array {
    const known = this.reaches[lexeme]
    if (known) return known
    const lexer = this.lexer!
    const words = new Uint32Array(this.ignores.length)
    let sure = true
    const seen = new Set([lexeme])
    for (const s of seen) {
      const label = lexer.label(s)
      if (label >= 0) {
        if (this.costs.isGood(lexer.endOf(s))) words[label >>> 5]! |= 1 << (label & 31)
        else if (this.isReadable(label)) sure = false
      }
      for (const byte of lexer.dfa.byteOf) {
        const next = lexer.step(s, byte)
        if (next !== NO_LEXEME) seen.add(next)
      }
    }
    while (this.reaches.length <= lexeme) this.reaches.push(undefined)
    this.reaches[lexeme] = words
    this.sure[lexeme] = sure ? 1 : 0
    return words
  }

  /** Whether no terminal beside those of `canBecome` matters. @internal */
  isSure(lexeme: number): boolean {
    this.canBecome(lexeme)
    return this.sure[lexeme] === 1
  }

  private isReadable(terminal: number): boolean {
    return this.used.has(terminal) || this.isIgnored(terminal)
  }

  /** The ways of a state: four numbers each, see above. @internal */
  waysOf(state: State): number[] {
    return this.ways.tail(state, 0)
  }

  private endsAt(state: State, i: number): boolean {
    const { ways, parser, lexer } = this
    const lex = ways.at(state, i)
    const embedded = ways.at(state, i + 1)
    const set = ways.at(state, i + 3)
    if (embedded > 0) return parser.accepts(set) && this.constraints.get(embedded - 1)!.canEnd(ways.at(state, i + 2))
    if (this.layouts) {
      const layout = ways.at(state, i + 2)
      if (lexer!.isFresh(lex)) return this.layouts.closes(set, this.layouts.block(layout))
      const label = lexer!.label(lex)
      return label >= 0 && this.layouts.canEnd(label, set, layout)
    }
    return lexer ? this.endsIn(lex, set) : parser.accepts(set)
  }

  private costAt(state: State, i: number): number {
    const { ways, costs, lexer } = this
    const lex = ways.at(state, i)
    const embedded = ways.at(state, i + 1)
    const set = ways.at(state, i + 3)
    if (embedded > 0) return costs.inside(lex, embedded - 1, ways.at(state, i + 2), set)
    return lexer ? this.bytesToEnd(lex, set) : costs.behind(0, set)
  }

  private advance(state: State, byte: number): State {
    const { ways, lexer } = this
    this.made.length = 0
    for (let i = 0, length = ways.lengthOf(state); i < length; i += 4) {
      const lex = ways.at(state, i)
      const embedded = ways.at(state, i + 1)
      const set = ways.at(state, i + 3)
      if (this.layouts) this.goOnLaidOut(this.layouts, lex, set, ways.at(state, i + 2), byte)
      else if (embedded > 0) this.goOnInside(lex, embedded, ways.at(state, i + 2), set, byte)
      else if (!lexer) this.begin(0, set, byte)
      else if (lexer.isFresh(lex)) this.begin(lexer.freeBoundary, set, byte)
      else {
        const next = lexer.step(lex, byte)
        if (next !== NO_LEXEME && this.isLive(next, set)) this.admit(next, 0, 0, set)
        const label = lexer.label(lex)
        if (label >= 0) this.begin(lexer.endOf(lex), this.after(set, label), byte)
      }
    }
    return this.finish()
  }

  /** A byte where indentation is syntax. */
  private goOnLaidOut(layouts: Layouts, lex: number, set: number, layout: number, byte: number): void {
    const lexer = this.lexer!
    const read = (next: number, parses: number, before: number): void => {
      if (next === NO_LEXEME || parses === FAILED) return
      const after = layouts.read(before, next, byte)
      if (layouts.isLive(next, parses, after)) this.admit(next, 0, after, parses)
    }
    if (lexer.isFresh(lex)) {
      if (!isBlank(byte)) read(lexer.enter(lexer.freeBoundary, byte), set, layout)
      return
    }
    read(lexer.step(lex, byte), set, layout)
    const label = lexer.label(lex)
    if (label < 0) return
    layouts.end(label, set, layout)
    read(lexer.enter(lexer.endOf(lex), byte), layouts.set, layouts.layout)
  }

  /** A byte inside text of another constraint, or, where that can end, behind it. */
  private goOnInside(lex: number, embedded: number, inner: State, set: number, byte: number): void {
    const { lexer } = this
    const constraint = this.constraints.get(embedded - 1)!
    const next = constraint.step(inner, byte)
    const passed = lexer ? lexer.step(lex, byte) : 0
    if (next !== DEAD && this.canPass(passed, embedded - 1, next, set)) this.admit(passed, embedded, next, set)
    if (constraint.canEnd(inner)) this.begin(lexer ? lexer.endOf(lex) : 0, set, byte)
  }

  /** A byte with which a lexeme, or text of another constraint, begins. */
  private begin(boundary: number, set: number, byte: number): void {
    if (set === FAILED) return
    const { lexer, parser } = this
    if (lexer) {
      const next = lexer.enter(boundary, byte)
      if (next !== NO_LEXEME && this.isLive(next, set)) this.admit(next, 0, 0, set)
    } else {
      const next = parser.advance(set, this.byteClass![byte]!)
      if (next !== FAILED) this.admit(0, 0, 0, next)
    }
    for (const [symbol, constraint] of this.embedded) {
      const after = parser.advance(set, symbol)
      if (after === FAILED) continue
      const inner = constraint.step(constraint.start, byte)
      if (inner === DEAD) continue
      const passed = lexer ? lexer.pass(boundary, byte) : 0
      if (this.canPass(passed, symbol, inner, after)) this.admit(passed, symbol + 1, inner, after)
    }
  }

  /** Whether text of another constraint can end, and the whole text behind it. */
  private canPass(passed: number, symbol: number, inner: State, set: number): boolean {
    const { lexer, costs } = this
    if (!lexer) return true
    if (passed === NO_LEXEME) return false
    if (passed === lexer.free && costs.isGood(lexer.freeBoundary)) return true
    return costs.inside(passed, symbol, inner, set) < Number.POSITIVE_INFINITY
  }

  private admit(lex: number, embedded: number, inner: State, set: number): void {
    const { made } = this
    for (let i = 0; i < made.length; i += 4) {
      if (made[i] !== lex || made[i + 1] !== embedded || made[i + 2] !== inner) continue
      made[i + 3] = this.parser.union(made[i + 3]!, set)
      return
    }
    made.push(lex, embedded, inner, set)
  }

  private finish(): State {
    const { made } = this
    if (made.length === 0) return DEAD
    if (made.length > 4) sortWays(made)
    const id = this.ways.intern(made)
    if (id === this.ends.length) {
      if (id > this.limit) {
        throw new LimitError(`The grammar needs more than ${this.limit} states.`, {
          code: 'limit-states',
          limit: 'states',
          value: this.limit,
          hint: 'Raise limits.states.',
        })
      }
      this.ends.push(0)
      this.least.push(-1)
    }
    return id
  }
}

function sortWays(made: number[]): void {
  const ways: number[][] = []
  for (let i = 0; i < made.length; i += 4) ways.push(made.slice(i, i + 4))
  ways.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!)
  ways.forEach((way, i) => {
    for (let k = 0; k < 4; k++) made[4 * i + k] = way[k]!
  })
}
