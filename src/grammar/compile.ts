import { type Constraint, DEAD } from '../automaton/index.js'
import { GrammarError, OptionError, refuseUnknownOptions } from '../error/index.js'
import { ByteDfa, type Expr, ExprPool } from '../regex/index.js'
import { checkBalance, type IndentationSymbols } from './balance.js'
import type { Expression, Grammar, Rule, Terminal } from './grammar.js'
import { Lexer } from './lexer.js'
import { buildLexerDfa, type LexerTerminal, lookaheadOf } from './lexer-dfa.js'
import { GrammarMachine } from './machine.js'
import { Nfa, tooManyStates } from './nfa.js'
import { maxNesting, RegularParts, tooDeep, undefinedRule } from './regular.js'
import { buildRtn, type RuleBody } from './rtn.js'

export interface GrammarLimits {
  /** States of rules before they are minimised, and states met while reading. Default 1,000,000. */
  states?: number
  /** States of the lexer. Default 20,000. */
  lexer?: number
  /** Sets of stacks. Default 4,000,000. */
  stacks?: number
  /** Ways of reading the same text that are followed at once. Default 4,096. */
  parses?: number
}

export interface GrammarOptions {
  /** The rule to start from. Default: the grammar's own. */
  start?: string
  /**
   * What to do where the end of a lexeme can depend on text without bound: refuse the grammar (default), or
   * follow all ways until the text has settled it. Terminals that commit need neither.
   */
  lookahead?: 'refuse' | 'unbounded'
  limits?: GrammarLimits
}

/** What is worth knowing about a compiled grammar. */
export interface GrammarReport {
  readonly rules: number
  readonly terminals: number
  /** Recursive procedures and states of the network that the rules were made into. */
  readonly procedures: number
  readonly states: number
  /** States of the lexer, 0 without one. */
  readonly lexerStates: number
  /** Bytes behind a lexeme that can be needed to tell its end. */
  readonly lookahead: number
  /** Names of rules that derive nothing, that nothing uses, and groups of rules that are left-recursive. */
  readonly unproductive: readonly string[]
  readonly unreachable: readonly string[]
  readonly leftRecursive: readonly (readonly string[])[]
  /** Whether every sequence of terminals can be written; if not, completions are looked for one by one. */
  readonly free: boolean
}

/** Columns that a tab stop may have. */
const maxTab = 1024

/** The words of a grammar. */
export interface GrammarConstraint extends Constraint {
  readonly grammar: Grammar
  readonly report: GrammarReport
}

/** What a grammar was compiled into: for what explains texts and examines grammars. @internal */
export interface CompiledParts {
  readonly machine: GrammarMachine
  readonly pool: ExprPool
  /** By symbol, with a lexer. */
  readonly terminals: readonly LexerTerminal[]
  /** Names of other constraints by symbol. */
  readonly embedded: ReadonlyMap<number, string>
}

/** The parts of a compiled grammar; undefined for what `compileGrammar` has not made. @internal */
export function partsOf(constraint: GrammarConstraint): CompiledParts | undefined {
  return compiled.get(constraint)
}

const compiled = new WeakMap<GrammarConstraint, CompiledParts>()

const defaults: Required<GrammarLimits> = { states: 1_000_000, lexer: 20_000, stacks: 4_000_000, parses: 4096 }

/**
 * Compiles a context-free grammar, ambiguous, left-recursive, nullable or cyclic as it may be.
 *
 * @throws GrammarError codes 'malformed', 'undefined-rule', 'duplicate-rule', 'empty-language', 'empty-terminal', 'not-regular', 'bad-pattern',
 *   'unbounded-lookahead'; for grammars with indentation also 'unsupported-indentation', 'unbalanced-indentation', 'misplaced-indentation',
 *   'newline-in-brackets', 'newline-indentation', 'newline-separates'
 * @throws LimitError also later, from `step`
 * @throws OptionError for unknown options
 */
export function compileGrammar(grammar: Grammar, options: GrammarOptions = {}): GrammarConstraint {
  refuseUnknownOptions(options, ['start', 'lookahead', 'limits'], 'compileGrammar()')
  refuseUnknownOptions(options.limits ?? {}, Object.keys(defaults), 'limits of compileGrammar()')
  if (options.lookahead !== undefined && options.lookahead !== 'refuse' && options.lookahead !== 'unbounded') {
    throw new OptionError(`'lookahead' of compileGrammar() cannot be ${String(options.lookahead)}.`, {
      code: 'option-range',
      option: 'lookahead',
      hint: "Use 'refuse' or 'unbounded'.",
    })
  }
  for (const [name, value] of Object.entries(options.limits ?? {})) {
    if (value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value > 0)) continue
    throw new OptionError(`Limit '${name}' of compileGrammar() cannot be ${String(value)}.`, {
      code: 'option-range',
      option: name,
      hint: 'Use an integer of at least 1.',
    })
  }
  return new Compiler(grammar, { ...defaults, ...options.limits }, options).compile()
}

class CompiledMachine extends GrammarMachine implements GrammarConstraint {
  declare readonly grammar: Grammar
  declare readonly report: GrammarReport
}

/** Rules to automata over symbols. */
class Compiler {
  private readonly pool = new ExprPool()
  private readonly regular: RegularParts
  private readonly ruleIndex = new Map<string, number>()
  private readonly bodies: RuleBody[] = []
  private readonly pending: { nfa: Nfa; body: Expression }[] = []
  private readonly terminals: LexerTerminal[] = []
  /** Terminals by the language they match: the same text is the same terminal, under whatever name. */
  private readonly terminalOf = new Map<Expr, number>()
  private readonly named = new Map<string, Terminal>()
  private readonly rules = new Map<string, Rule>()
  /** Where each terminal stands in the grammar: named ones by name, before those without. */
  private orderOf = new Map<string | Expression, number>()
  private readonly embedded: Constraint[] = []
  private readonly embeddedNames: string[] = []
  private readonly embeddedOf = new Map<Constraint, number>()
  /** Without a lexer: automata of the regular parts, whose bytes become classes when all are known. */
  private readonly parts: { nfa: Nfa; from: number; to: number; expr: Expr }[] = []
  /** Edges that read another constraint: their symbols come behind all others. */
  private readonly embeddings: { nfa: Nfa; from: number; to: number; index: number }[] = []
  /** Names of what begins and ends a block: their symbols come behind all others. */
  private readonly blockMarks: readonly string[]

  constructor(
    private readonly grammar: Grammar,
    private readonly limits: Required<GrammarLimits>,
    private readonly options: GrammarOptions,
  ) {
    this.regular = new RegularParts(this.pool, grammar)
    for (const rule of grammar.rules) this.define(rule.name, rule.body, () => this.rules.set(rule.name, rule))
    this.blockMarks = grammar.indentation ? [grammar.indentation.indent, grammar.indentation.dedent] : []
    for (const terminal of grammar.terminals) {
      this.define(terminal.name, terminal.body, () => this.named.set(terminal.name, terminal))
    }
  }

  compile(): GrammarConstraint {
    const { grammar, limits } = this
    const lexing = grammar.lexer === 'longest'
    const startName = this.options.start ?? grammar.start
    this.checkIndentation()
    this.checkReferences()
    const ignored = lexing ? grammar.ignore.map((name) => this.terminal(name)) : []
    if (grammar.indentation) this.terminal(grammar.indentation.newline)
    const start = this.rule(startName, undefined)
    for (const { nfa, body } of this.pending) this.build(nfa, body, nfa.start, nfa.final, 0)

    const byteClass = lexing ? undefined : this.joinParts()
    const classes = byteClass ? 1 + byteClass.reduce((most, c) => Math.max(most, c), 0) : 0
    // With nothing but other constraints there is no lexer, and one class of bytes that nothing reads.
    const base = byteClass ? classes : Math.max(1, this.terminals.length)
    for (const { nfa, from, to, index } of this.embeddings) nfa.edge(from, base + index, to)
    const symbolCount = base + this.embedded.length + this.blockMarks.length
    const { rtn, facts } = buildRtn(this.bodies, start, symbolCount, limits.states)

    const dfa = lexing && this.terminals.length > 0 ? buildLexerDfa(this.pool, this.terminals, limits.lexer) : undefined
    const lookahead = dfa ? lookaheadOf(dfa) : undefined
    if (lookahead?.between && this.options.lookahead !== 'unbounded') {
      throw this.unbounded(lookahead.between)
    }
    const symbols = this.indentationSymbols(base, ignored)
    const machine = new CompiledMachine({
      rtn,
      lexer: dfa && new Lexer(dfa, limits.states),
      byteClass: dfa ? undefined : (byteClass ?? new Uint8Array(256)),
      ignored,
      embedded: new Map(this.embedded.map((constraint, i) => [base + i, constraint])),
      used: [...new Set(symbols ? [...rtn.symbols, symbols.newline] : rtn.symbols)],
      indentation: symbols && { ...symbols, ...checkBalance(rtn, symbols), newlineName: grammar.indentation!.newline },
      limits,
    })
    const unproductive = facts.unproductive.map((rule) => this.bodies[rule]!.name)
    const reached = new Set(this.bodies.map(({ name }) => name))
    const report: GrammarReport = {
      rules: grammar.rules.length,
      terminals: this.terminals.length,
      procedures: rtn.procedures.length,
      states: rtn.states - 1,
      lexerStates: dfa ? dfa.states - 1 : 0,
      lookahead: lookahead?.bytes ?? 0,
      unproductive,
      unreachable: grammar.rules.map(({ name }) => name).filter((name) => !reached.has(name)),
      leftRecursive: facts.leftRecursive,
      free: machine.isFree,
    }
    if (machine.start === 0) {
      throw new GrammarError('No text is a word of the grammar: its terminals cannot be written next to each other.', {
        code: 'empty-language',
        rule: startName,
        hint: 'Put something between them, or ignore white space.',
      })
    }
    const constraint = Object.assign(machine, { grammar, report })
    const names = this.embedded.map((_, i) => [base + i, this.embeddedNames[i]!] as const)
    compiled.set(constraint, {
      machine,
      pool: this.pool,
      terminals: lexing ? this.terminals : [],
      embedded: new Map(names),
    })
    return constraint
  }

  /** Rules that nothing uses are left out, but not their mistakes. */
  private checkReferences(): void {
    const { terminals, rules, lexer, ignore } = this.grammar
    if (lexer !== 'longest' && lexer !== 'none') throw malformed(`The lexer of a grammar cannot be ${String(lexer)}.`)
    if (lexer === 'none' && ignore.length > 0) {
      throw malformed(`Without lexemes nothing can be ignored between them, but '${ignore[0]}' is.`)
    }
    this.orderOf = new Map(terminals.map(({ name }, i) => [name, i]))
    let order = terminals.length
    const work: Expression[] = [...terminals, ...rules].map(({ body }) => body).reverse()
    for (let e = work.pop(); e; e = work.pop()) {
      if (
        e.kind === 'reference' &&
        !this.rules.has(e.name) &&
        !this.named.has(e.name) &&
        !this.blockMarks.includes(e.name)
      ) {
        throw undefinedRule(e.name, e)
      }
      if (e.kind === 'constraint' && this.blockMarks.length > 0) {
        throw unsupported('Text of another constraint cannot be part of a grammar with indentation.', e.name, e)
      }
      checkShape(e)
      if (!this.orderOf.has(e)) this.orderOf.set(e, order++)
      if ('items' in e) for (let i = e.items.length - 1; i >= 0; i--) work.push(e.items[i]!)
      if ('item' in e) work.push(e.item)
      if ('without' in e) work.push(e.without)
    }
  }

  /** What the indentation names, before anything is built. */
  private checkIndentation(): void {
    const { indentation, lexer, ignore } = this.grammar
    if (!indentation) return
    const { newline, indent, dedent, tab = 8 } = indentation
    if (lexer !== 'longest')
      throw unsupported("Indentation needs lexemes: it has no meaning with lexer 'none'.", newline)
    if (!this.named.has(newline))
      throw unsupported(`There is no terminal '${newline}' that could be the newline.`, newline)
    if (ignore.includes(newline))
      throw unsupported(`The newline '${newline}' is ignored and cannot end lines.`, newline)
    if (indent === dedent) throw unsupported('What begins a block and what ends it have one name.', indent)
    for (const name of [indent, dedent]) {
      if (this.rules.has(name) || this.named.has(name)) {
        throw unsupported(`'${name}' stands for a change of the indentation and cannot be defined.`, name)
      }
    }
    if (!Number.isInteger(tab) || tab < 1 || tab > maxTab) {
      throw unsupported(`A tab stop cannot have ${tab} columns, only 1 to ${maxTab}.`, newline)
    }
  }

  /** The symbols of the indentation, when all terminals are known. */
  private indentationSymbols(base: number, ignored: readonly number[]): IndentationSymbols | undefined {
    const { indentation } = this.grammar
    if (!indentation) return undefined
    const { tab = 8 } = indentation
    const bracket = (text: string): number => {
      const expr = this.named.has(text)
        ? this.regular.named(text, undefined)
        : this.regular.of({ kind: 'literal', text })
      const symbol = this.terminalOf.get(expr)
      if (symbol === undefined) throw unsupported(`No terminal of the rules is the bracket '${text}'.`, text)
      if (ignored.includes(symbol)) throw unsupported(`The bracket '${text}' is ignored.`, text)
      return symbol
    }
    const newline = this.terminal(indentation.newline)
    const open = new Set(indentation.open.map(bracket))
    const close = new Set(indentation.close.map(bracket))
    for (const symbol of [...close, newline]) {
      if (open.has(symbol) || (symbol === newline && close.has(symbol))) {
        throw unsupported('One terminal is two of newline, opening and closing bracket.', this.terminals[symbol]!.name)
      }
    }
    return { newline, indent: base, dedent: base + 1, open, close, tab }
  }

  private define(name: string, body: Expression, set: () => void): void {
    if (this.rules.has(name) || this.named.has(name)) {
      throw new GrammarError(`'${name}' is defined twice.`, {
        code: 'duplicate-rule',
        rule: name,
        position: body.position,
        hint: 'Give one of them another name, or join them with an alternative.',
      })
    }
    set()
  }

  private rule(name: string, at: Expression | undefined): number {
    const known = this.ruleIndex.get(name)
    if (known !== undefined) return known
    const definition = this.rules.get(name) ?? this.named.get(name)
    if (!definition) throw undefinedRule(name, at)
    const { body, position } = definition
    const nfa = new Nfa(this.limits.states)
    const index = this.bodies.length
    this.ruleIndex.set(name, index)
    this.bodies.push({ name, nfa, position })
    this.pending.push({ nfa, body })
    return index
  }

  private terminal(name: string): number {
    const terminal = this.named.get(name)
    if (!terminal) throw undefinedRule(name, undefined)
    return this.symbolOf(this.regular.named(name, undefined), terminal.body, terminal)
  }

  private symbolOf(expr: Expr, body: Expression, terminal?: Terminal): number {
    const literal = body.kind === 'literal'
    const own: LexerTerminal = {
      name: terminal?.name ?? describe(body),
      expr,
      priority: terminal?.priority ?? 0,
      literal,
      order: this.orderOf.get(terminal?.name ?? body)!,
      commits: terminal?.commits ?? false,
      position: terminal?.position ?? body.position,
    }
    const known = this.terminalOf.get(expr)
    if (known !== undefined) {
      const other = this.terminals[known]!
      this.terminals[known] = {
        ...(terminal ? own : other),
        priority: Math.max(own.priority, other.priority),
        literal: own.literal || other.literal,
        order: Math.min(own.order, other.order),
        commits: own.commits || other.commits,
      }
      return known
    }
    const symbol = this.terminals.length
    this.terminalOf.set(expr, symbol)
    this.terminals.push(own)
    return symbol
  }

  /** Adds what the expression reads between two states. */
  private build(nfa: Nfa, e: Expression, from: number, to: number, depth: number): void {
    if (depth > maxNesting) throw tooDeep()
    switch (e.kind) {
      case 'literal':
        if (e.text === '') nfa.skip(from, to)
        else this.leaf(nfa, e, from, to)
        return
      case 'pattern':
      case 'difference':
      case 'intersection':
        this.leaf(nfa, e, from, to)
        return
      case 'reference':
        if (this.blockMarks.includes(e.name)) {
          this.embeddings.push({ nfa, from, to, index: this.blockMarks.indexOf(e.name) })
        } else if (this.grammar.lexer === 'longest' && this.named.has(e.name)) nfa.edge(from, this.terminal(e.name), to)
        else nfa.edge(from, -1 - this.rule(e.name, e), to)
        return
      case 'sequence': {
        let at = from
        e.items.forEach((item, i) => {
          const next = i === e.items.length - 1 ? to : nfa.add()
          this.build(nfa, item, at, next, depth + 1)
          at = next
        })
        if (e.items.length === 0) nfa.skip(from, to)
        return
      }
      case 'choice':
        for (const item of e.items) this.build(nfa, item, from, to, depth + 1)
        return
      case 'repeat':
        this.repeat(nfa, e, from, to, depth)
        return
      case 'constraint': {
        if (e.constraint.canEnd(e.constraint.start)) nfa.skip(from, to)
        // What has no text but the empty one reads nothing: a symbol that cannot be spelt would be a dead end.
        if (!readsText(e.constraint)) return
        let index = this.embeddedOf.get(e.constraint)
        if (index === undefined) {
          index = this.embedded.length
          this.embeddedOf.set(e.constraint, index)
          this.embedded.push(e.constraint)
          this.embeddedNames.push(e.name)
        }
        this.embeddings.push({ nfa, from, to, index })
        return
      }
    }
  }

  private repeat(
    nfa: Nfa,
    e: { item: Expression; min: number; max: number },
    from: number,
    to: number,
    depth: number,
  ): void {
    if (e.max < e.min) return
    if (Math.max(e.min, e.max === Number.POSITIVE_INFINITY ? 0 : e.max) > this.limits.states) {
      throw tooManyStates(this.limits.states)
    }
    let at = from
    for (let i = 0; i < e.min; i++) {
      const next = nfa.add()
      this.build(nfa, e.item, at, next, depth + 1)
      at = next
    }
    if (e.max === Number.POSITIVE_INFINITY) {
      const loop = nfa.add()
      nfa.skip(at, loop)
      const back = nfa.add()
      this.build(nfa, e.item, loop, back, depth + 1)
      nfa.skip(back, loop)
      nfa.skip(loop, to)
      return
    }
    for (let i = e.min; i < e.max; i++) {
      const next = nfa.add()
      nfa.skip(at, to)
      this.build(nfa, e.item, at, next, depth + 1)
      at = next
    }
    nfa.skip(at, to)
  }

  /** A regular part: a terminal, or, without a lexer, an automaton of its own. */
  private leaf(nfa: Nfa, e: Expression, from: number, to: number): void {
    const expr = this.regular.of(e)
    if (this.grammar.lexer === 'longest') nfa.edge(from, this.symbolOf(expr, e), to)
    else this.parts.push({ nfa, from, to, expr })
  }

  /** Puts the automata of the regular parts in place, over classes of bytes that none of them tells apart. */
  private joinParts(): Uint8Array {
    const automata = new Map<Expr, { rows: Int32Array[]; accepts: boolean[] }>()
    let total = 0
    for (const { expr } of this.parts) {
      if (automata.has(expr)) continue
      const dfa = new ByteDfa(this.pool, expr)
      const rows: Int32Array[] = [new Int32Array(256)]
      const accepts = [false]
      const ids = new Map<number, number>()
      const states = dfa.start === 0 ? [] : [dfa.start]
      if (dfa.start !== 0) ids.set(dfa.start, 1)
      for (const s of states) {
        const row = new Int32Array(256)
        const known = dfa.row(s)
        for (let byte = 0; byte < 256; byte++) {
          const next = known[byte]!
          if (next === 0) continue
          let id = ids.get(next)
          if (id === undefined) {
            id = states.length + 1
            if (++total > this.limits.states) throw tooManyStates(this.limits.states)
            ids.set(next, id)
            states.push(next)
          }
          row[byte] = id
        }
        rows.push(row)
        accepts.push(dfa.accepts(s))
      }
      automata.set(expr, { rows, accepts })
    }
    const classOf = new Uint8Array(256)
    const columns = new Map<string, number>()
    const members: number[] = []
    for (let byte = 0; byte < 256; byte++) {
      const column: number[] = []
      for (const { rows } of automata.values()) for (const row of rows) column.push(row[byte]!)
      const key = column.join()
      let id = columns.get(key)
      if (id === undefined) {
        id = members.length
        columns.set(key, id)
        members.push(byte)
      }
      classOf[byte] = id
    }
    for (const { nfa, from, to, expr } of this.parts) {
      const { rows, accepts } = automata.get(expr)!
      const states = rows.map((_, s) => (s === 0 ? -1 : nfa.add()))
      if (rows.length > 1) nfa.skip(from, states[1]!)
      rows.forEach((row, s) => {
        if (accepts[s]) nfa.skip(states[s]!, to)
        members.forEach((byte, c) => {
          if (row[byte]! > 0) nfa.edge(states[s]!, c, states[row[byte]!]!)
        })
      })
    }
    return classOf
  }

  private unbounded(between: readonly [number, number]): GrammarError {
    const [ends, goesOn] = between.map((t) => this.terminals[t]!.name)
    return new GrammarError(
      `Whether ${ends} ends can depend on any amount of text behind it, since it may also be the beginning of ${goesOn}.`,
      {
        code: 'unbounded-lookahead',
        rule: goesOn,
        position: this.named.get(goesOn!)?.position,
        hint: `Let ${goesOn} commit (its beginning is then never anything else), or pass lookahead: 'unbounded'.`,
      },
    )
  }
}

function unsupported(message: string, rule: string, at?: Expression): GrammarError {
  return new GrammarError(message, {
    code: 'unsupported-indentation',
    rule,
    position: at?.position,
    hint: 'An indentation names a terminal for newlines, two names that nothing defines, and brackets that the rules use.',
  })
}

/** Whether a constraint has a text of at least one byte. */
function readsText(constraint: Constraint): boolean {
  for (let byte = 0; byte < 256; byte++) if (constraint.step(constraint.start, byte) !== DEAD) return true
  return false
}

const kinds: ReadonlySet<Expression['kind']> = new Set([
  'literal',
  'pattern',
  'reference',
  'sequence',
  'choice',
  'repeat',
  'difference',
  'intersection',
  'constraint',
] as const)

/** @throws GrammarError 'malformed' for an expression that is none: grammars are data, and may come from anywhere */
function checkShape(e: Expression): void {
  if (!kinds.has(e.kind)) throw malformed(`There is no expression of kind '${String(e.kind)}'.`, e)
  if (e.kind !== 'repeat') return
  const { min, max } = e
  const counts = Number.isInteger(min) && min >= 0 && (max === Number.POSITIVE_INFINITY || Number.isInteger(max))
  if (!counts || max < min) throw malformed(`An expression cannot be repeated ${min} to ${max} times.`, e)
}

function malformed(message: string, at?: Expression): GrammarError {
  return new GrammarError(message, {
    code: 'malformed',
    position: at?.position,
    hint: 'See Grammar for what a grammar is made of.',
  })
}

/** A terminal without a name, as it is written. */
function describe(e: Expression): string {
  if (e.kind === 'literal') return JSON.stringify(e.text)
  return e.kind === 'pattern' ? `/${e.source}/${e.flags ?? ''}` : `a ${e.kind}`
}
