import type { Constraint } from '../automaton/index.js'
import { GrammarError, LimitError } from '../error/index.js'
import type { IndentationSymbols } from './balance.js'
import { type Lexer, NO_LEXEME } from './lexer.js'
import { FAILED, type Parser } from './parser.js'
import type { Rtn } from './rtn.js'

const never = 0x3fffffff
/** Entries of the table of a grammar, of four bytes. */
const maxEntries = 1 << 26
/** Configurations of another constraint behind a lexeme that are tried. */
const maxPassed = 1 << 16

/** One way to spell a terminal: the boundary behind it and its bytes. */
export interface Spelling {
  readonly symbol: number
  readonly to: number
  readonly bytes: number
}

/**
 * The fewest bytes with which a parse can be completed.
 *
 * What can be written behind a lexeme depends on the lexeme: two names need something between them. So costs are kept between
 * *boundaries* of the lexer, those with the same spellings taken together: least[(q * n + b) * n + c] is the
 * least number of bytes from state q of the network behind boundary b to the end of its procedure, such that boundary c is
 * reached. Stacks add up along their returns. Without a lexer there is one boundary.
 */
export class Costs {
  /**
   * Per class: 1 if behind it every sequence of terminals can be spelt, so that a parse that is alive can always be
   * completed. Where two names meet without anything that may stand between, say, it is 0.
   */
  private readonly good: Uint8Array
  /** Whether behind any lexeme that can be followed, something ignored can stand behind which everything can stand. */
  readonly separates: boolean
  /** Per boundary of the lexer: its class. */
  private readonly classOf: Int32Array
  private readonly n: number
  /** Per class and symbol: spellings. */
  private readonly spellings: Spelling[][][]
  /** Per class: spellings with nothing before them. Undefined without a lexer. */
  private readonly direct: readonly (readonly Spelling[])[] | undefined
  /** The same where newlines are ignored; empty for grammars without indentation. */
  private readonly bracketed: Spelling[][][] = []
  private readonly readable: ReadonlySet<number>
  private readonly following = new Map<number, number>()
  private least: Int32Array | undefined
  private readonly stackCosts = new Map<number, Int32Array>()
  private readonly setCosts = new Map<number, number>()
  private readonly endings = new Map<number, Spelling[]>()
  /** Per symbol of another constraint, by lexer state and inner state. */
  private readonly innerEndings = new Map<number, Map<number, Spelling[]>>()

  constructor(
    private readonly rtn: Rtn,
    private readonly parser: Parser,
    private readonly lexer: Lexer | undefined,
    private readonly ignored: ReadonlySet<number>,
    private readonly embedded: ReadonlyMap<number, Constraint>,
    used: readonly number[],
    private readonly indentation?: IndentationSymbols & { readonly newlinesMeet: boolean },
  ) {
    this.readable = new Set([...used, ...ignored])
    /** Classes where a newline has just been read. */
    let lineStarts: ReadonlySet<number> = new Set()
    if (lexer) {
      const direct = spellDirectly(lexer, embedded, this.readable)
      const merged = mergeBoundaries(direct)
      this.classOf = merged.classOf
      this.spellings = throughIgnored(merged.classes, ignored, rtn.symbolCount)
      this.direct = merged.classes
      if (indentation) {
        const { newline, indent, dedent, newlinesMeet } = indentation
        this.bracketed = throughIgnored(merged.classes, new Set([...ignored, newline]), rtn.symbolCount)
        // A block's beginning takes one more column at least, its end nothing.
        this.spellings.forEach((of, b) => {
          of[indent] = [{ symbol: indent, to: b, bytes: 1 }]
          of[dedent] = [{ symbol: dedent, to: b, bytes: 0 }]
        })
        if (!newlinesMeet) lineStarts = onlyBehind(merged.classes, newline)
      }
    } else {
      this.classOf = Int32Array.of(0, 0)
      this.spellings = [
        Array.from({ length: rtn.symbolCount }, (_, symbol) => {
          const constraint = embedded.get(symbol)
          return [{ symbol, to: 0, bytes: constraint ? constraint.minBytesToEnd(constraint.start) : 1 }]
        }),
      ]
    }
    this.n = this.spellings.length
    this.good = new Uint8Array(this.n).fill(1)
    for (let changed = true; changed; ) {
      changed = false
      this.spellings.forEach((of, b) => {
        const goesOn = (symbol: number): boolean =>
          of[symbol]!.some(({ to }) => this.good[to] === 1) || (symbol === indentation?.newline && lineStarts.has(b))
        if (this.good[b] === 0 || used.every(goesOn)) return
        this.good[b] = 0
        changed = true
      })
    }
    this.separates =
      this.direct?.every((of, b) => {
        const after = of.filter(({ symbol }) => ignored.has(symbol)).map(({ to }) => this.direct![to]!)
        return (
          this.good[b] === 0 || after.some((next) => used.every((symbol) => next.some((one) => one.symbol === symbol)))
        )
      }) ?? true
  }

  /** Whether a live parse can always be completed behind a boundary of the lexer. */
  isGood(boundary: number): boolean {
    return this.good[this.classOf[boundary]!] === 1
  }

  /** Fewest bytes to the end of the text behind a boundary; Infinity if there is no end. */
  behind(boundary: number, set: number): number {
    return this.behindClass(this.classOf[boundary]!, set)
  }

  private behindClass(b: number, set: number): number {
    if (set === FAILED) return Number.POSITIVE_INFINITY
    if (this.parser.accepts(set)) return 0
    const { n, parser } = this
    const key = set * n + b
    const known = this.setCosts.get(key)
    if (known !== undefined) return known
    const least = this.table()
    let best = never
    for (let i = 0, length = parser.lengthOf(set); i < length; i++) {
      const q = parser.stateAt(set, i)
      const below = this.stackCost(parser.stackAt(set, i))
      for (let c = 0; c < n; c++) best = Math.min(best, least[(q * n + b) * n + c]! + below[c]!)
    }
    const cost = best >= never ? Number.POSITIVE_INFINITY : best
    this.setCosts.set(key, cost)
    return cost
  }

  /** Fewest bytes to the end of the text in the middle of a lexeme. */
  within(lexeme: number, set: number, after: (set: number, terminal: number) => number): number {
    let best = Number.POSITIVE_INFINITY
    for (const ending of this.endingsOf(lexeme)) {
      if (ending.bytes < best) best = Math.min(best, ending.bytes + this.behind(ending.to, after(set, ending.symbol)))
    }
    return best
  }

  /** The class of a boundary: boundaries behind which the same can be written are alike. */
  classAt(boundary: number): number {
    return this.classOf[boundary]!
  }

  isReadable(terminal: number): boolean {
    return this.readable.has(terminal)
  }

  /**
   * Fewest bytes to the end of the text behind a boundary where a terminal comes next, and no block begins or ends before it.
   * Infinity if none can. Where a bracket is open, newlines may stand before it.
   */
  next(boundary: number, set: number, bracketed: boolean): number {
    const b = this.classOf[boundary]!
    const key = (set * this.n + b) * 2 + (bracketed ? 1 : 0)
    const known = this.following.get(key)
    if (known !== undefined) return known
    let best = Number.POSITIVE_INFINITY
    this.ways(b, set, bracketed, (cost) => {
      best = Math.min(best, cost)
    })
    this.following.set(key, best)
    return best
  }

  /** The terminals with which completions behind a boundary go on, and the class of boundaries behind them, the cheapest first. */
  ranked(boundary: number, set: number, bracketed: boolean): { cost: number; symbol: number; to: number }[] {
    const found: { cost: number; symbol: number; to: number }[] = []
    this.ways(this.classOf[boundary]!, set, bracketed, (cost, symbol, to) => {
      if (cost < Number.POSITIVE_INFINITY) found.push({ cost, symbol, to })
    })
    return found.sort((a, b) => a.cost - b.cost)
  }

  /** The shortest ignored lexeme that can stand right behind a boundary. */
  skipped(boundary: number): Spelling | undefined {
    const of = this.direct?.[this.classOf[boundary]!] ?? []
    return of.filter(({ symbol }) => this.ignored.has(symbol)).sort((a, b) => a.bytes - b.bytes)[0]
  }

  private ways(
    b: number,
    set: number,
    bracketed: boolean,
    visit: (cost: number, symbol: number, to: number) => void,
  ): void {
    const { parser, indentation } = this
    const of = (bracketed ? this.bracketed : this.spellings)[b]!
    const allowed = parser.allowed(set)
    for (let symbol = 0; symbol < of.length; symbol++) {
      if (((allowed[symbol >>> 5]! >>> (symbol & 31)) & 1) === 0) continue
      if (symbol === indentation?.indent || symbol === indentation?.dedent) continue
      for (const { to, bytes } of of[symbol]!)
        visit(bytes + this.behindClass(to, parser.advance(set, symbol)), symbol, to)
    }
  }

  /**
   * Checks that newlines between brackets make nothing possible that is not possible without: the table of costs
   * does not know them.
   *
   * @throws GrammarError 'newline-separates'
   */
  checkBrackets(bracketed: ReadonlySet<number>, newline: number): void {
    const reached = new Set<number>()
    for (const of of this.spellings) for (const symbol of bracketed) for (const { to } of of[symbol]!) reached.add(to)
    for (const b of reached) {
      for (const symbol of bracketed) {
        if (symbol === newline) continue
        for (const { to } of this.bracketed[b]![symbol]!) {
          if (this.spellings[b]![symbol]!.some((other) => other.to === to)) continue
          throw new GrammarError('Between brackets, some terminals can only be told apart by a newline between them.', {
            code: 'newline-separates',
            hint: 'Ignore white space, so that a space between them does as well.',
          })
        }
      }
    }
  }

  /**
   * Fewest bytes to the end of the text inside text of another constraint, in its state `inner`. What may still be a
   * longer lexeme before it (the lexer state) must not become one.
   */
  inside(lexeme: number, symbol: number, inner: number, set: number): number {
    const { lexer } = this
    if (!lexer || lexeme === lexer.free) {
      return this.embedded.get(symbol)!.minBytesToEnd(inner) + this.behind(lexer ? lexer.freeBoundary : 0, set)
    }
    let best = Number.POSITIVE_INFINITY
    for (const { to, bytes } of this.innerEndingsOf(lexeme, symbol, inner)) {
      if (bytes < best) best = Math.min(best, bytes + this.behind(to, set))
    }
    return best
  }

  private innerEndingsOf(lexeme: number, symbol: number, inner: number): readonly Spelling[] {
    const key = lexeme * 0x4000000 + inner
    const of = this.innerEndings.get(symbol) ?? new Map<number, Spelling[]>()
    this.innerEndings.set(symbol, of)
    const known = of.get(key)
    if (known) return known
    const constraint = this.embedded.get(symbol)!
    const endings = innerEndingsFrom(this.lexer!, symbol, constraint, [[lexeme, inner]], 0)
    of.set(key, endings)
    return endings
  }

  /** How the lexeme being read can end: `to` is the boundary of the lexer. */
  endingsOf(state: number): readonly Spelling[] {
    const known = this.endings.get(state)
    if (known) return known
    const endings = endingsFrom(this.lexer!, state)
    this.endings.set(state, endings)
    return endings
  }

  private stackCost(node: number): Int32Array {
    const known = this.stackCosts.get(node)
    if (known) return known
    const { parser } = this
    // Iterative: stacks can be deep.
    const work = [node]
    while (work.length > 0) {
      const top = work[work.length - 1]!
      if (this.stackCosts.has(top)) {
        work.pop()
        continue
      }
      const before = work.length
      for (let i = 0, width = parser.width(top); i < width; i++) {
        const below = parser.belowAt(top, i)
        if (parser.returnAt(top, i) !== 0 && !this.stackCosts.has(below)) work.push(below)
      }
      if (work.length > before) continue
      this.stackCosts.set(top, this.returning(top))
      work.pop()
    }
    return this.stackCosts.get(node)!
  }

  /** Fewest bytes from where a procedure has ended, by boundary class. */
  private returning(node: number): Int32Array {
    const { n, parser } = this
    const least = this.table()
    const costs = new Int32Array(n).fill(never)
    for (let i = 0, width = parser.width(node); i < width; i++) {
      const r = parser.returnAt(node, i)
      if (r === 0) return costs.fill(0)
      const below = this.stackCosts.get(parser.belowAt(node, i))!
      for (let b = 0; b < n; b++) {
        for (let c = 0; c < n; c++) costs[b] = Math.min(costs[b]!, least[(r * n + b) * n + c]! + below[c]!)
      }
    }
    return costs
  }

  /** Fills the table by sweeps until nothing gets cheaper. */
  private table(): Int32Array {
    if (this.least) return this.least
    const { rtn, n, spellings } = this
    if (rtn.states * n * n > maxEntries) {
      throw new LimitError('The grammar is too large for its shortest completions to be found.', {
        code: 'limit-costs',
        limit: 'costs',
        value: maxEntries,
        hint: 'Use fewer terminals that differ in what may follow them, or smaller rules.',
      })
    }
    const least = new Int32Array(rtn.states * n * n).fill(never)
    let changed = true
    const lower = (to: number, from: number, extra: number): void => {
      for (let c = 0; c < n; c++) {
        const cost = least[from + c]! + extra
        if (cost < least[to + c]!) {
          least[to + c] = cost
          changed = true
        }
      }
    }
    for (let q = 1; q < rtn.states; q++) {
      if (rtn.final[q] === 1) for (let b = 0; b < n; b++) least[(q * n + b) * n + b] = 0
    }
    while (changed) {
      changed = false
      for (let q = rtn.states - 1; q > 0; q--) {
        for (let b = 0; b < n; b++) {
          const row = (q * n + b) * n
          for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) {
            for (const { to, bytes } of spellings[b]![rtn.symbols[e]!]!)
              lower(row, (rtn.targets[e]! * n + to) * n, bytes)
          }
          for (let e = rtn.callStart[q]!; e < rtn.callStart[q + 1]!; e++) {
            const callee = (rtn.callees[e]! * n + b) * n
            const r = rtn.returns[e]!
            if (r === 0) lower(row, callee, 0)
            else
              for (let c = 0; c < n; c++)
                if (least[callee + c]! < never) lower(row, (r * n + c) * n, least[callee + c]!)
          }
        }
      }
    }
    this.least = least
    return least
  }
}

/** The cheapest way to each (terminal, boundary) from a lexer state, breadth first. */
function endingsFrom(lexer: Lexer, state: number): Spelling[] {
  const found = new Map<number, Spelling>()
  const { byteOf } = lexer.dfa
  const seen = new Set([state])
  let layer = [state]
  for (let bytes = 0; layer.length > 0; bytes++) {
    const following: number[] = []
    for (const from of layer) {
      const symbol = lexer.label(from)
      if (symbol >= 0) {
        const to = lexer.endOf(from)
        const key = symbol * 0x100000 + to
        if (!found.has(key)) found.set(key, { symbol, to, bytes })
      }
      for (let c = 0; c < byteOf.length; c++) {
        const next = lexer.step(from, byteOf[c]!)
        if (next === NO_LEXEME || seen.has(next)) continue
        seen.add(next)
        following.push(next)
      }
    }
    layer = following
  }
  return [...found.values()]
}

/** What can be spelt without anything between, for all boundaries reachable from the beginning of a text. */
function spellDirectly(
  lexer: Lexer,
  embedded: ReadonlyMap<number, Constraint>,
  readable: ReadonlySet<number>,
): Map<number, Spelling[]> {
  const direct = new Map<number, Spelling[]>()
  const known = new Map<number, Spelling[]>()
  const work = [lexer.freeBoundary]
  for (const boundary of work) {
    if (direct.has(boundary)) continue
    const found = new Map<number, Spelling>()
    for (const state of new Set(Array.from(lexer.dfa.byteOf, (byte) => lexer.enter(boundary, byte)))) {
      if (state === NO_LEXEME) continue
      let endings = known.get(state)
      if (!endings) {
        endings = endingsFrom(lexer, state)
        known.set(state, endings)
      }
      for (const { symbol, to, bytes } of endings) {
        // Lexemes that nothing can read end the text's chances: what follows them does not matter.
        if (!readable.has(symbol)) continue
        const key = symbol * 0x100000 + to
        if ((found.get(key)?.bytes ?? Number.POSITIVE_INFINITY) > bytes + 1)
          found.set(key, { symbol, to, bytes: bytes + 1 })
      }
    }
    const spellings = [...found.values()]
    for (const [symbol, constraint] of embedded) spellings.push(...spellEmbedded(lexer, boundary, symbol, constraint))
    direct.set(boundary, spellings)
    for (const { to } of spellings) work.push(to)
  }
  return direct
}

/** Text of another constraint, of at least one byte, behind a boundary. */
function spellEmbedded(lexer: Lexer, boundary: number, symbol: number, constraint: Constraint): Spelling[] {
  const entered: [number, number][] = []
  for (let byte = 0; byte < 256; byte++) {
    const state = constraint.step(constraint.start, byte)
    const passed = state === 0 ? NO_LEXEME : lexer.pass(boundary, byte)
    if (passed !== NO_LEXEME) entered.push([passed, state])
  }
  return innerEndingsFrom(lexer, symbol, constraint, entered, 1)
}

/** The cheapest way to each boundary from lexer states inside another constraint: followed until no condition is left. */
function innerEndingsFrom(
  lexer: Lexer,
  symbol: number,
  constraint: Constraint,
  states: readonly (readonly [number, number])[],
  read: number,
): Spelling[] {
  const found = new Map<number, Spelling>()
  const reach = (to: number, bytes: number): void => {
    if (bytes < (found.get(to)?.bytes ?? Number.POSITIVE_INFINITY)) found.set(to, { symbol, to, bytes })
  }
  const seen = new Set<string>()
  let layer = states
  for (let bytes = read; layer.length > 0; bytes++) {
    const following: [number, number][] = []
    for (const [lex, state] of layer) {
      if (lex === lexer.free) {
        reach(lexer.freeBoundary, bytes + constraint.minBytesToEnd(state))
        continue
      }
      const key = `${lex},${state}`
      if (seen.has(key)) continue
      seen.add(key)
      if (seen.size > maxPassed) throw tooManyPassed()
      if (constraint.canEnd(state)) reach(lexer.endOf(lex), bytes)
      for (let byte = 0; byte < 256; byte++) {
        const next = constraint.step(state, byte)
        const passed = next === 0 ? NO_LEXEME : lexer.step(lex, byte)
        if (passed !== NO_LEXEME) following.push([passed, next])
      }
    }
    layer = following
  }
  return [...found.values()]
}

function tooManyPassed(): LimitError {
  return new LimitError(
    'Which texts of a constraint in a rule make the lexeme before them longer takes too much work to tell.',
    {
      code: 'limit-costs',
      limit: 'costs',
      value: maxPassed,
      hint: 'Put a literal between both that ends the lexeme, or let the terminals that can be longer commit.',
    },
  )
}

/** Boundaries with equal spellings are one class. `classes[b]` are the spellings of class b, `to` being classes. */
function mergeBoundaries(direct: ReadonlyMap<number, readonly Spelling[]>): {
  classOf: Int32Array
  classes: Spelling[][]
} {
  const boundaries = [...direct.keys()]
  const classOf = new Int32Array(1 + Math.max(...boundaries))
  for (let count = 1; ; ) {
    const ids = new Map<string, number>()
    const next = new Int32Array(classOf.length)
    for (const b of boundaries) {
      const cheapest = new Map<string, number>()
      for (const { symbol, to, bytes } of direct.get(b)!) {
        const key = `${symbol}>${classOf[to]}`
        cheapest.set(key, Math.min(bytes, cheapest.get(key) ?? bytes))
      }
      const key = `${classOf[b]};${[...cheapest].map(([k, bytes]) => `${k}=${bytes}`).sort()}`
      let id = ids.get(key)
      if (id === undefined) {
        id = ids.size
        ids.set(key, id)
      }
      next[b] = id
    }
    classOf.set(next)
    if (ids.size === count) break
    count = ids.size
  }
  const classes: Spelling[][] = []
  for (const b of boundaries) {
    classes[classOf[b]!] ??= direct.get(b)!.map(({ symbol, to, bytes }) => ({ symbol, to: classOf[to]!, bytes }))
  }
  return { classOf, classes }
}

/** Classes that nothing but the terminal leads to. */
function onlyBehind(classes: readonly (readonly Spelling[])[], terminal: number): Set<number> {
  const only = new Set<number>()
  for (const of of classes) for (const { symbol, to } of of) if (symbol === terminal) only.add(to)
  for (const of of classes) for (const { symbol, to } of of) if (symbol !== terminal) only.delete(to)
  return only
}

/** Spellings with any number of ignored terminals before them, by class and symbol. */
function throughIgnored(
  classes: readonly (readonly Spelling[])[],
  ignored: ReadonlySet<number>,
  symbolCount: number,
): Spelling[][][] {
  return classes.map((_, from) => {
    const distance = new Map([[from, 0]])
    const done = new Set<number>()
    const cheapest: Map<number, number>[] = Array.from({ length: symbolCount }, () => new Map<number, number>())
    for (;;) {
      let at = -1
      for (const [b, bytes] of distance) if (!done.has(b) && (at < 0 || bytes < distance.get(at)!)) at = b
      if (at < 0) break
      done.add(at)
      const base = distance.get(at)!
      for (const { symbol, to, bytes } of classes[at]!) {
        if (symbol < symbolCount) {
          const costs = cheapest[symbol]!
          costs.set(to, Math.min(base + bytes, costs.get(to) ?? never))
        }
        if (ignored.has(symbol)) distance.set(to, Math.min(base + bytes, distance.get(to) ?? never))
      }
    }
    return cheapest.map((costs, symbol) => [...costs].map(([to, bytes]) => ({ symbol, to, bytes })))
  })
}
