import type { GrammarError } from '../../error/index.js'
import type { Expr } from '../../regex/index.js'
import type { Expression, Grammar } from '../grammar.js'
import { type CharAutomaton, eliminated, partsOf, rightLinear } from './automaton.js'
import { withoutLeftRecursion } from './left-recursion.js'
import { type LexerTable, type Lexical, lexerTable } from './lexer-table.js'
import {
  cannotExport,
  choice,
  EMPTY,
  isNothing,
  type Plain,
  type PlainGrammar,
  reference,
  repeat,
  sequence,
  set,
  text,
  tidy,
} from './plain.js'
import { refuseIndentation, Translator } from './translate.js'

/** A text that is not exact, and how it is not. */
export interface Approximation {
  text: string
  /** One sentence for each thing that is not exact; empty if the text is exact. */
  warnings: readonly string[]
}

/** Most rules in all. */
const MAX_RULES = 4000
/** Most expressions read, each behind one boundary. */
const MAX_READ = 1_000_000
const MAX_UNROLLED = 200

/** What is read, by the boundary behind it. */
type Outcomes = Map<number, Plain>

/**
 * The rules of a grammar whose text is cut into longest lexemes, as rules over characters.
 *
 * A lexeme ends where no longer one begins at the same place. That is a condition on the text behind it: a *boundary* is
 * the set of conditions that hold behind a lexeme, each one a state of the lexer that must not be led to where a
 * terminal matches. Boundaries are finite in number, mostly few. Each rule A becomes rules (A, i, o): texts of A
 * behind boundary i, with boundary o behind them (the product of a grammar and a finite automaton; Bar-Hillel, Perles,
 * Shamir, 1961).
 * @param warnings if given, any cut is taken, not the longest only, and said so here
 */
export function lexedRules(grammar: Grammar, warnings?: string[]): PlainGrammar {
  refuseIndentation(grammar)
  const made = new Lexed(grammar, warnings !== undefined).grammar()
  warnings?.push('Text is taken however it can be cut into lexemes: shorter ones too, and names that are keywords.')
  return made
}

class Lexed {
  readonly #translator: Translator
  readonly #terminals: Lexical[] = []
  readonly #terminalOf = new Map<Expr, number>()
  readonly #symbols = new Map<Expression | string, number>()
  readonly #table: LexerTable
  readonly #ignored: number[]
  readonly #rules = new Map<string, Plain>()
  /** Boundaries: sorted lists of futures. 0 has no condition. */
  readonly #boundaries: (readonly number[])[] = [[]]
  readonly #boundaryOf = new Map<string, number>([['', 0]])
  readonly #member: number[] = []
  readonly #lexemes = new Map<string, Outcomes>()
  readonly #gaps = new Map<number, Outcomes>()
  /** The rules over terminals, of which each is a reference of its own, without left recursion. */
  readonly #bodies: ReadonlyMap<string, Plain>
  /** Per rule and boundary before it: the boundaries behind it found so far. */
  readonly #ends = new Map<string, Map<number, Set<number>>>()
  readonly #shared = new Map<string, Plain>()
  #rule = ''

  constructor(
    readonly source: Grammar,
    readonly anyCut: boolean,
  ) {
    this.#translator = new Translator(source, { difference: false, helpers: true })
    this.#bodies = this.#collect()
    this.#ignored = source.ignore.map((name) => this.#symbols.get(name)!)
    this.#table = lexerTable(this.#translator.pool, this.#terminals)
    this.#table.future.forEach((f, s) => {
      if (f > 0) this.#member[f] ??= s
    })
    for (const name of this.#bodies.keys()) this.#ends.set(name, new Map())
  }

  grammar(): PlainGrammar {
    const { start } = this.source
    const first = reference(start)
    this.#findEnds(first)
    for (const [name, byStart] of this.#ends) {
      this.#rule = name
      for (const from of byStart.keys()) {
        const out = this.#read(this.#bodies.get(name)!, from)
        for (const [to, body] of out) this.#rules.set(this.#name(name, from, to), body)
        this.#checkSize()
      }
    }
    this.#rule = start
    const texts: Plain[] = []
    for (const [at, text] of this.#read(first, 0))
      texts.push(sequence(text, choice(Array.from(this.#gap(at).values()))))
    const name = this.#translator.newName(start)
    this.#rules.set(name, choice(texts))
    for (const [helper, body] of this.#translator.helpers) this.#rules.set(helper, body)
    return { start: name, rules: this.#rules }
  }

  #checkSize(): void {
    if (this.#rules.size + this.#translator.helpers.size > MAX_RULES) throw tooManyRules()
  }

  /** Finds the terminals that take part; returns the rules that do. */
  #collect(): Map<string, Plain> {
    const { source } = this
    const order = new Map<Expression | string, number>(source.terminals.map(({ name }, i) => [name, i]))
    let next = order.size
    const pending: Expression[] = [...source.terminals, ...source.rules].map(({ body }) => body).reverse()
    for (let e = pending.pop(); e !== undefined; e = pending.pop()) {
      if (!order.has(e)) order.set(e, next++)
      if (e.kind === 'sequence' || e.kind === 'choice') pending.push(...e.items.toReversed())
      else if (e.kind === 'repeat') pending.push(e.item)
    }
    const terminals = new Map(source.terminals.map((terminal) => [terminal.name, terminal]))
    const used = new Set([source.start])
    const add = (key: Expression | string, body: Expression, name: string): void => {
      if (this.#symbols.has(key)) return
      const expr = this.#translator.regular(typeof key === 'string' ? { kind: 'reference', name: key } : key)
      const terminal = typeof key === 'string' ? terminals.get(key)! : undefined
      const own: Lexical = {
        name,
        expr,
        priority: terminal?.priority ?? 0,
        literal: body.kind === 'literal',
        order: order.get(key)!,
        commits: terminal?.commits ?? false,
      }
      let number = this.#terminalOf.get(expr)
      if (number === undefined) {
        number = this.#terminals.push(own) - 1
        this.#terminalOf.set(expr, number)
      } else {
        // The same language is the same terminal.
        const other = this.#terminals[number]!
        this.#terminals[number] = {
          ...other,
          priority: Math.max(own.priority, other.priority),
          literal: own.literal || other.literal,
          order: Math.min(own.order, other.order),
          commits: own.commits || other.commits,
        }
      }
      this.#symbols.set(key, number)
    }
    const token = (key: Expression | string, body: Expression, name: string): Plain => {
      add(key, body, name)
      return reference(tokenName(this.#symbols.get(key)!))
    }
    const visit = (e: Expression): Plain => {
      switch (e.kind) {
        case 'reference': {
          const terminal = terminals.get(e.name)
          if (terminal !== undefined) return token(e.name, terminal.body, e.name)
          used.add(e.name)
          return reference(e.name)
        }
        case 'literal':
          return e.text === '' ? EMPTY : token(e, e, e.text)
        case 'pattern':
        case 'difference':
        case 'intersection':
          return token(e, e, this.#translator.rule)
        case 'sequence':
          return sequence(...e.items.map(visit))
        case 'choice':
          return choice(e.items.map(visit))
        case 'repeat':
          return repeat(visit(e.item), e.min, e.max)
        case 'constraint':
          return this.#translator.plain(e)
      }
    }
    const rules = new Map(source.rules.map((rule) => [rule.name, rule]))
    const bodies = new Map<string, Plain>()
    for (const name of used) {
      this.#translator.rule = name
      const body = rules.get(name)?.body
      bodies.set(name, visit(body ?? { kind: 'reference', name }))
    }
    for (const name of source.ignore) add(name, terminals.get(name)!.body, name)
    // To the elimination terminals are rules like any other, which match something.
    this.#terminals.forEach((_, t) => {
      bodies.set(tokenName(t), text('token'))
    })
    const plain = withoutLeftRecursion(tidy({ start: source.start, rules: bodies })).rules
    return new Map(Array.from(plain).filter(([name]) => tokenOf(name) < 0))
  }

  #boundary(conditions: Iterable<number>): number {
    const list = this.anyCut ? [] : Array.from(new Set(conditions)).sort((a, b) => a - b)
    const key = list.join()
    let id = this.#boundaryOf.get(key)
    if (id === undefined) {
      id = this.#boundaries.push(list) - 1
      this.#boundaryOf.set(key, id)
    }
    return id
  }

  /** The boundary after one more character: -1 if it breaks a condition. */
  #move(boundary: number, c: number): number {
    const { next, stops, future } = this.#table
    const out: number[] = []
    for (const f of this.#boundaries[boundary]!) {
      const to = next[this.#member[f]!]![c]!
      if (stops[to]) return -1
      if (future[to]! > 0) out.push(future[to]!)
    }
    return this.#boundary(out)
  }

  /** The texts of a terminal behind a boundary. */
  #lexeme(terminal: number, from: number): Outcomes {
    const key = `${terminal},${from}`
    const known = this.#lexemes.get(key)
    if (known !== undefined) return known
    const out: Outcomes = new Map()
    if (this.anyCut) {
      const plain = this.#translator.written(this.#terminals[terminal]!.expr)
      if (!isNothing(plain)) out.set(0, this.#share(plain, this.#terminals[terminal]!.name))
    } else {
      const { automaton, ends } = this.#product(terminal, from)
      for (const [to, accepting] of ends) {
        const written = this.#write(trimmed({ accepting, edges: automaton.edges }), this.#terminals[terminal]!.name)
        if (!isNothing(written)) out.set(to, written)
      }
    }
    this.#lexemes.set(key, out)
    return out
  }

  #write(automaton: CharAutomaton, name: string): Plain {
    const plain = eliminated(automaton)
    if (plain !== undefined) return this.#share(plain, name)
    const helpers = this.#translator.helpers
    return rightLinear(automaton, helpers, (state) => this.#translator.newName(`${name}-${state}`))
  }

  /** A rule for an expression of some length, the same for the same. */
  #share(e: Plain, name: string): Plain {
    if (partsOf(e) <= 3) return e
    const key = JSON.stringify(e)
    let made = this.#shared.get(key)
    if (made === undefined) {
      const free = this.#translator.newName(name)
      this.#translator.helpers.set(free, e)
      made = reference(free)
      this.#shared.set(key, made)
    }
    return made
  }

  /** States of the lexer and boundaries side by side, over the text of one lexeme. */
  #product(terminal: number, from: number): { automaton: CharAutomaton; ends: Map<number, boolean[]> } {
    const { next, label, reach, future, classes } = this.#table
    const numbers = new Map<string, number>([[`1,${from}`, 0]])
    const states: [number, number][] = [[1, from]]
    const edges: { label: Plain; to: number }[][] = []
    const ends = new Map<number, boolean[]>()
    for (let i = 0; i < states.length; i++) {
      const [lexer, boundary] = states[i]!
      const byTarget = new Map<number, number[]>()
      classes.forEach((ranges, c) => {
        const to = next[lexer]![c]!
        if (!reach[to]!.has(terminal)) return
        const moved = this.#move(boundary, c)
        if (moved < 0) return
        const key = `${to},${moved}`
        let number = numbers.get(key)
        if (number === undefined) {
          number = states.push([to, moved]) - 1
          numbers.set(key, number)
        }
        const members = byTarget.get(number)
        if (members === undefined) byTarget.set(number, Array.from(ranges))
        else members.push(...ranges)
      })
      edges.push(Array.from(byTarget, ([to, ranges]) => ({ label: set(sortedRanges(ranges)), to })))
      if (label[lexer] !== terminal) continue
      const conditions = this.#boundaries[boundary]!
      const behind = this.#boundary(future[lexer]! > 0 ? [...conditions, future[lexer]!] : conditions)
      if (!ends.has(behind)) ends.set(behind, [])
      ends.get(behind)![i] = true
    }
    for (const accepting of ends.values()) for (let i = 0; i < states.length; i++) accepting[i] ??= false
    return { automaton: { accepting: [], edges }, ends }
  }

  /** What may be ignored behind a boundary. */
  #gap(from: number): Outcomes {
    const known = this.#gaps.get(from)
    if (known !== undefined) return known
    const out = this.#loop(
      from,
      (at) => {
        const once: Outcomes = new Map()
        for (const terminal of this.#ignored) merge(once, this.#lexeme(terminal, at))
        return once
      },
      'gap',
      'gap',
    )
    this.#gaps.set(from, out)
    return out
  }

  /** Any number of rounds. */
  #loop(from: number, round: (at: number) => Outcomes, name: string, key: string): Outcomes {
    const rounds = new Map<number, Outcomes>([[from, round(from)]])
    for (const outcomes of rounds.values()) {
      for (const to of outcomes.keys()) if (!rounds.has(to)) rounds.set(to, round(to))
    }
    const order = Array.from(rounds.keys())
    const out: Outcomes = new Map()
    if (order.length <= 2) {
      const numbers = new Map(order.map((at, i) => [at, i]))
      const edges = order.map((at) => Array.from(rounds.get(at)!, ([to, label]) => ({ label, to: numbers.get(to)! })))
      for (const [i, to] of order.entries()) {
        const accepting = order.map((_, k) => k === i)
        out.set(to, this.#write(trimmed({ accepting, edges }), name))
      }
      return out
    }
    // As one expression it would be long: a rule for the rounds from each boundary to each.
    const before = new Map(order.map((at) => [at, order.filter((b) => rounds.get(b)!.has(at))]))
    for (const to of order) {
      const leading = new Set([to])
      for (const at of leading) for (const b of before.get(at)!) leading.add(b)
      out.set(to, this.#rounds(key, from, to, rounds, leading, name))
    }
    return out
  }

  #rounds(
    key: string,
    from: number,
    to: number,
    rounds: ReadonlyMap<number, Outcomes>,
    leading: ReadonlySet<number>,
    name: string,
  ): Plain {
    const own = `${from} ${to} ${key}`
    const known = this.#shared.get(own)
    if (known !== undefined) return known
    const free = this.#translator.newName(name)
    this.#shared.set(own, reference(free))
    const items = Array.from(rounds.get(from)!).filter(([next]) => leading.has(next))
    const ways = items.map(([next, label]) => sequence(label, this.#rounds(key, next, to, rounds, leading, name)))
    this.#translator.helpers.set(free, choice(from === to ? [...ways, EMPTY] : ways))
    return reference(free)
  }

  /** The texts of an expression over terminals behind a boundary. */
  #read(e: Plain, from: number): Outcomes {
    switch (e.kind) {
      case 'reference': {
        const token = tokenOf(e.name)
        if (token >= 0) return this.#then(this.#gap(from), (at) => this.#lexeme(token, at))
        const out: Outcomes = new Map()
        for (const to of this.#endsOf(e.name, from)) out.set(to, reference(this.#name(e.name, from, to)))
        return out
      }
      case 'sequence': {
        let at: Outcomes = new Map([[from, EMPTY]])
        for (const item of e.items) at = this.#then(at, (b) => this.#read(item, b))
        return at
      }
      case 'choice': {
        const out: Outcomes = new Map()
        for (const item of e.items) merge(out, this.#read(item, from))
        return out
      }
      case 'repeat':
        return this.#repeat(e, from)
      default:
        return new Map()
    }
  }

  #then(before: Outcomes, after: (at: number) => Outcomes): Outcomes {
    // What goes on alike is written once.
    const ways = new Map<string, { to: number; heads: Plain[]; more: Plain }>()
    for (const [at, text] of before) {
      const outcomes = after(at)
      const head = outcomes.size > 1 ? this.#share(text, this.#rule) : text
      for (const [to, more] of outcomes) {
        const key = `${to} ${JSON.stringify(more)}`
        const way = ways.get(key)
        if (way === undefined) ways.set(key, { to, heads: [head], more })
        else way.heads.push(head)
      }
    }
    const out: Outcomes = new Map()
    for (const { to, heads, more } of ways.values()) add(out, to, sequence(choice(heads), more))
    return out
  }

  #repeat(e: Plain & { kind: 'repeat' }, from: number): Outcomes {
    const { item, min, max } = e
    const rounds = Math.max(min, max === Infinity ? 0 : max)
    let at: Outcomes = new Map([[from, EMPTY]])
    const out: Outcomes = new Map()
    for (let i = 0; i < rounds; i++) {
      // Where all boundaries lead to themselves alone, the other rounds are alike.
      const [only] = at.keys()
      const again = at.size === 1 ? this.#read(item, only!) : undefined
      if (again?.size === 1 && again.has(only!)) {
        const rest = repeat(again.get(only!)!, Math.max(0, min - i), max - i)
        add(out, only!, sequence(at.get(only!)!, rest))
        return out
      }
      if (i >= min) merge(out, at)
      if (i >= MAX_UNROLLED) {
        throw cannotExport(
          `A count of more than ${MAX_UNROLLED} in '${this.#rule}' depends on where its lexemes end.`,
          'Write with approximate: true, or put a separator between the parts.',
        )
      }
      at = this.#then(at, (b) => this.#read(item, b))
    }
    if (max !== Infinity) {
      merge(out, at)
      return out
    }
    return this.#then(at, (b) => this.#loop(b, (c) => this.#read(item, c), this.#rule, JSON.stringify(item)))
  }

  #endsOf(name: string, from: number): Iterable<number> {
    const byStart = this.#ends.get(name)!
    let ends = byStart.get(from)
    if (ends === undefined) {
      ends = new Set()
      byStart.set(from, ends)
      this.#grown = true
    }
    return ends
  }

  #grown = false

  /** Which boundaries each rule can lead from and to: the least fixed point. */
  #findEnds(first: Plain): void {
    const reader = new Ends({
      lexeme: (terminal, from) => this.#lexeme(terminal, from).keys(),
      gap: (from) => this.#gap(from).keys(),
      ends: (name, from) => this.#endsOf(name, from),
    })
    do {
      this.#grown = false
      reader.read(first, 0)
      for (const [name, byStart] of this.#ends) {
        for (const [from, ends] of byStart) {
          const before = ends.size
          for (const to of reader.read(this.#bodies.get(name)!, from)) ends.add(to)
          if (ends.size > before) this.#grown = true
        }
      }
      let pairs = 0
      for (const byStart of this.#ends.values()) for (const ends of byStart.values()) pairs += ends.size
      if (pairs > MAX_RULES) throw tooManyRules()
    } while (this.#grown)
  }

  #name(rule: string, from: number, to: number): string {
    const byStart = this.#ends.get(rule)!
    let alone = byStart.size === 1
    for (const ends of byStart.values()) if (ends.size > 1) alone = false
    return alone ? rule : `${rule}\u0001${from}\u0001${to}`
  }
}

/** Boundaries behind expressions, without their texts. */
class Ends {
  constructor(
    readonly of: {
      lexeme(terminal: number, from: number): Iterable<number>
      gap(from: number): Iterable<number>
      ends(name: string, from: number): Iterable<number>
    },
  ) {}

  #read = 0

  read(e: Plain, from: number): Set<number> {
    const { of } = this
    if (++this.#read > MAX_READ) throw tooManyRules()
    switch (e.kind) {
      case 'reference': {
        const token = tokenOf(e.name)
        if (token < 0) return new Set(of.ends(e.name, from))
        const out = new Set<number>()
        for (const at of of.gap(from)) for (const to of of.lexeme(token, at)) out.add(to)
        return out
      }
      case 'sequence': {
        let at = new Set([from])
        for (const item of e.items) at = this.all(item, at)
        return at
      }
      case 'choice':
        return new Set(e.items.flatMap((item) => Array.from(this.read(item, from))))
      case 'repeat': {
        let at = new Set([from])
        const out = new Set<number>()
        // Sets of boundaries come back after a while; then further rounds add nothing.
        const seen = new Set<string>()
        for (let i = 0; i <= e.max; i++) {
          if (i >= e.min) for (const b of at) out.add(b)
          const key = Array.from(at)
            .sort((a, b) => a - b)
            .join()
          if (i >= e.min && seen.has(key)) break
          if (i >= e.min) seen.add(key)
          if (i < e.max) at = this.all(e.item, at)
        }
        return out
      }
      default:
        return new Set()
    }
  }

  all(e: Plain, at: ReadonlySet<number>): Set<number> {
    const out = new Set<number>()
    for (const from of at) for (const to of this.read(e, from)) out.add(to)
    return out
  }
}

function tooManyRules(): GrammarError {
  return cannotExport(
    `The lexemes of the grammar take more than ${MAX_RULES} rules, or too long to find.`,
    "Write with approximate: true, or use lexer: 'none'.",
  )
}

/** A name that no rule has. */
function tokenName(terminal: number): string {
  return `\0${terminal}`
}

/** The terminal that a reference stands for, -1 if it is a rule. */
function tokenOf(name: string): number {
  return name.startsWith('\0') ? Number(name.slice(1)) : -1
}

function sortedRanges(ranges: readonly number[]): number[] {
  const pairs = Array.from({ length: ranges.length / 2 }, (_, i) => [ranges[2 * i]!, ranges[2 * i + 1]!] as const)
  pairs.sort((a, b) => a[0] - b[0])
  const out: number[] = []
  for (const [lo, hi] of pairs) {
    if (out.length > 0 && out.at(-1)! + 1 === lo) out[out.length - 1] = hi
    else out.push(lo, hi)
  }
  return out
}

/** Without states that lead to no accepting one; state 0 stays. */
function trimmed(automaton: CharAutomaton): CharAutomaton {
  const live = automaton.accepting.slice()
  for (let changed = true; changed; ) {
    changed = false
    automaton.edges.forEach((row, s) => {
      if (live[s] || !row.some(({ to }) => live[to])) return
      live[s] = true
      changed = true
    })
  }
  const numbers = new Map<number, number>([[0, 0]])
  const order = [0]
  const edges: { label: Plain; to: number }[][] = []
  for (const s of order) {
    const row: { label: Plain; to: number }[] = []
    for (const { label, to } of automaton.edges[s]!) {
      if (!live[to]) continue
      if (!numbers.has(to)) numbers.set(to, order.push(to) - 1)
      row.push({ label, to: numbers.get(to)! })
    }
    edges.push(row)
  }
  return { accepting: order.map((s) => automaton.accepting[s]!), edges }
}

function add(out: Outcomes, to: number, text: Plain): void {
  const before = out.get(to)
  out.set(to, before === undefined ? text : choice([before, text]))
}

function merge(out: Outcomes, other: Outcomes): void {
  for (const [to, text] of other) add(out, to, text)
}
