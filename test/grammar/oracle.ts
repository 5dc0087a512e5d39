import type { Expression, Grammar } from '../../src/grammar/grammar.js'
import { RegularParts } from '../../src/grammar/regular.js'
import { ExprPool } from '../../src/regex/index.js'

/**
 * The slow, obviously right twin of the kernel: lexemes by trying every terminal on every piece of the text with the
 * regular expressions of JavaScript, and derivations by filling a table of (expression, from, to) until nothing is added.
 */
export class GrammarOracle {
  private readonly rules: Map<string, Expression>
  private readonly terminals: Map<string, Expression>
  private readonly lexical: { names: Set<string>; expression: Expression; priority: number; literal: boolean }[] = []
  private embeds = false
  private readonly matched = new Map<Expression, Map<string, boolean>>()

  constructor(readonly grammar: Grammar) {
    this.rules = new Map(grammar.rules.map(({ name, body }) => [name, body]))
    this.terminals = new Map(grammar.terminals.map(({ name, body }) => [name, body]))
    if (grammar.lexer === 'longest') this.collect()
  }

  /** Whether the text is a word. */
  accepts(text: string): boolean {
    const { grammar } = this
    const start = this.rules.get(grammar.start)!
    if (grammar.lexer === 'none') {
      const characters = [...text]
      return this.derives(start, characters.length, (e, i, j) => this.matches(e, characters.slice(i, j).join('')))
    }
    if (this.embeds) return this.acceptsEmbedding(start, text)
    const pieces = this.pieces(text)
    if (!pieces) return false
    const read = grammar.indentation ? this.laidOut(pieces, text) : [pieces.map(([t]) => this.lexical[t]!.names)]
    return read.some((symbols) => {
      const kept: ReadonlySet<string>[][] = [[]]
      // A terminal that is both used and ignored can be either.
      for (const names of symbols) {
        const ignorable = grammar.ignore.some((name) => names.has(name))
        const used = this.isUsed(names)
        const before = kept.splice(0)
        for (const list of before) {
          if (ignorable) kept.push(list)
          if (used || !ignorable) kept.push([...list, names])
        }
      }
      return kept.some((list) =>
        this.derives(start, list.length, (e, i, j) => j === i + 1 && list[i]!.has(this.nameOf(e))),
      )
    })
  }

  /** Where there is text of other constraints, which can begin and end anywhere. Places behind what is ignored are as good as before it. */
  private acceptsEmbedding(start: Expression, text: string): boolean {
    const n = text.length
    const lexemeAt = Array.from({ length: n }, (_, i) => this.lexeme(text, i))
    const behind = Array.from({ length: n + 1 }, (_, i) => new Set([i]))
    for (let i = n - 1; i >= 0; i--) {
      const lexeme = lexemeAt[i]
      const ignored = lexeme && this.grammar.ignore.some((name) => this.lexical[lexeme[0]]!.names.has(name))
      if (ignored) for (const to of behind[i + lexeme[1]]!) behind[i]!.add(to)
    }
    const reads = (e: Expression, i: number, j: number): boolean => {
      if (e.kind === 'constraint') return this.matches(e, text.slice(i, j))
      const lexeme = lexemeAt[i]
      return lexeme !== undefined && i + lexeme[1] === j && this.lexical[lexeme[0]]!.names.has(this.nameOf(e))
    }
    const leaf = (e: Expression, i: number, j: number): boolean =>
      [...behind[i]!].some((from) => from <= j && reads(e, from, j))
    return this.derives(start, n, leaf, (to) => behind[to]!.has(n))
  }

  /** What rules read where indentation is syntax: with the newline that may be missing at the end, and without. */
  private laidOut(pieces: readonly (readonly [number, string])[], text: string): ReadonlySet<string>[][] {
    const { newline, indent, dedent, open, close, tab = 8 } = this.grammar.indentation!
    const named = (names: ReadonlySet<string>, of: readonly string[]): boolean =>
      of.some((name) => names.has(name) || names.has(JSON.stringify({ kind: 'literal', text: name })))
    if (/^[ \t]/.test(text)) return []
    const symbols: ReadonlySet<string>[] = []
    const widths = [0]
    let depth = 0
    for (const [i, [t, piece]] of pieces.entries()) {
      const { names } = this.lexical[t]!
      if (!names.has(newline)) {
        symbols.push(names)
        if (named(names, open)) depth++
        if (named(names, close)) depth--
        continue
      }
      if (depth > 0) continue
      symbols.push(names)
      if (i === pieces.length - 1) continue
      const line = /\n([ \t]*)$/.exec(piece)
      if (!line) return []
      let width = 0
      for (const c of line[1]!) width = c === ' ' ? width + 1 : (Math.floor(width / tab) + 1) * tab
      if (width > widths.at(-1)!) {
        widths.push(width)
        symbols.push(new Set([indent]))
      } else {
        for (; width < widths.at(-1)!; widths.pop()) symbols.push(new Set([dedent]))
        if (width !== widths.at(-1)) return []
      }
    }
    const ends = widths.slice(1).map(() => new Set([dedent]))
    return [
      [...symbols, ...ends],
      [...symbols, new Set([newline]), ...ends],
    ]
  }

  /** The lexemes of a text as indices of terminals; undefined if it cannot be cut. */
  lexemes(text: string): number[] | undefined {
    return this.pieces(text)?.map(([t]) => t)
  }

  private pieces(text: string): (readonly [number, string])[] | undefined {
    const found: (readonly [number, string])[] = []
    for (let at = 0; at < text.length; ) {
      const lexeme = this.lexeme(text, at)
      if (!lexeme) return undefined
      const [best, length] = lexeme
      found.push([best, text.slice(at, at + length)])
      at += length
    }
    return found
  }

  /** The terminal of the lexeme that begins at a place of the text, and its length. */
  private lexeme(text: string, at: number): readonly [number, number] | undefined {
    for (let to = text.length; to > at; to--) {
      const piece = text.slice(at, to)
      let best = -1
      this.lexical.forEach(({ expression, priority, literal }, t) => {
        if (!this.matches(expression, piece)) return
        const holder = this.lexical[best]
        if (holder && (priority < holder.priority || (priority === holder.priority && (holder.literal || !literal))))
          return
        best = t
      })
      if (best >= 0) return [best, to - at]
    }
    return undefined
  }

  /** Whether the expression derives items 0 … n: sets of places as bits, filled until no rule reaches further. */
  private derives(
    start: Expression,
    n: number,
    leaf: (e: Expression, i: number, j: number) => boolean,
    isEnd = (to: number): boolean => to === n,
  ): boolean {
    const reached = new Map<Expression, bigint[]>()
    const leaves = new Map<Expression, bigint[]>()
    let changed = false
    const rowOf = (table: Map<Expression, bigint[]>, e: Expression): bigint[] => {
      let row = table.get(e)
      if (!row) {
        row = new Array<bigint>(n + 1).fill(table === leaves ? -1n : 0n)
        table.set(e, row)
        changed = true
      }
      return row
    }
    const leafEnds = (e: Expression, i: number): bigint => {
      const row = rowOf(leaves, e)
      if (row[i]! < 0n) {
        row[i] = 0n
        for (let j = i; j <= n; j++) if (leaf(e, i, j)) row[i]! |= bit(j)
      }
      return row[i]!
    }
    const ends = (e: Expression, i: number): bigint => {
      switch (e.kind) {
        case 'literal':
          return e.text === '' ? bit(i) : leafEnds(e, i)
        case 'pattern':
        case 'difference':
        case 'intersection':
          return leafEnds(e, i)
        case 'reference': {
          const body =
            this.rules.get(e.name) ?? (this.grammar.lexer === 'none' ? this.terminals.get(e.name) : undefined)
          return body ? rowOf(reached, body)[i]! : leafEnds(e, i)
        }
        case 'choice':
          return e.items.reduce((all, item) => all | ends(item, i), 0n)
        case 'sequence':
          return e.items.reduce(behind, bit(i))
        case 'repeat': {
          let at = bit(i)
          let all = 0n
          // More than n + 1 items that read nothing reach no further.
          for (let count = 0; count <= Math.min(e.max, e.min + n + 1); count++) {
            if (count >= e.min) all |= at
            at = behind(at, e.item)
          }
          return all
        }
        case 'constraint':
          return leafEnds(e, i)
      }
    }
    const behind = (from: bigint, e: Expression): bigint => {
      let to = 0n
      for (let i = 0; i <= n; i++) if (from & bit(i)) to |= ends(e, i)
      return to
    }
    rowOf(reached, start)
    while (changed) {
      changed = false
      for (const [body, row] of reached) {
        for (let i = 0; i <= n; i++) {
          const more = row[i]! | ends(body, i)
          if (more === row[i]) continue
          row[i] = more
          changed = true
        }
      }
    }
    const ended = rowOf(reached, start)[0]!
    for (let to = 0; to <= n; to++) if ((ended & bit(to)) !== 0n && isEnd(to)) return true
    return false
  }

  private matches(e: Expression, text: string): boolean {
    const of = this.matched.get(e) ?? new Map<string, boolean>()
    this.matched.set(e, of)
    const known = of.get(text) ?? this.tried(e, text)
    of.set(text, known)
    return known
  }

  private tried(e: Expression, text: string): boolean {
    switch (e.kind) {
      case 'difference':
        return this.matches(e.item, text) && !this.matches(e.without, text)
      case 'intersection':
        return e.items.every((item) => this.matches(item, text))
      default:
        return new RegExp(`^(?:${this.source(e)})$`, 'su').test(text)
    }
  }

  private source(e: Expression): string {
    switch (e.kind) {
      case 'literal':
        return e.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
      case 'pattern':
      case 'constraint':
        return `(?:${e.source})`
      case 'reference':
        return this.source((this.terminals.get(e.name) ?? this.rules.get(e.name))!)
      case 'sequence':
        return e.items.map((item) => this.source(item)).join('')
      case 'choice':
        return `(?:${e.items.map((item) => this.source(item)).join('|')})`
      case 'repeat':
        return `(?:${this.source(e.item)}){${e.min},${e.max === Infinity ? '' : e.max}}`
      default:
        throw new Error(`no source of ${e.kind}`)
    }
  }

  private nameOf(e: Expression): string {
    return e.kind === 'reference' ? e.name : JSON.stringify(e)
  }

  private isUsed(names: ReadonlySet<string>): boolean {
    const uses = (e: Expression): boolean =>
      names.has(this.nameOf(e)) ||
      ('items' in e && e.items.some(uses)) ||
      (e.kind === 'repeat' && e.max > 0 && uses(e.item))
    return this.reachable().some(uses)
  }

  private reachable(): Expression[] {
    const names = new Set([this.grammar.start])
    const visit = (e: Expression): void => {
      if (e.kind === 'reference' && this.rules.has(e.name)) names.add(e.name)
      if ('items' in e) e.items.forEach(visit)
      if (e.kind === 'repeat' && e.max > 0) visit(e.item)
    }
    for (const name of names) visit(this.rules.get(name)!)
    return this.grammar.rules.filter(({ name }) => names.has(name)).map(({ body }) => body)
  }

  /** Named terminals as listed, if they are used or ignored, then those without names. What is written alike is one terminal. */
  private collect(): void {
    const regular = new RegularParts(new ExprPool(), this.grammar)
    const used = new Set(this.grammar.ignore)
    if (this.grammar.indentation) used.add(this.grammar.indentation.newline)
    const unnamed: Expression[] = []
    const visit = (e: Expression): void => {
      if (e.kind === 'reference') used.add(e.name)
      else if (e.kind === 'constraint') this.embeds = true
      else if (e.kind === 'literal' ? e.text !== '' : ['pattern', 'difference', 'intersection'].includes(e.kind))
        unnamed.push(e)
      else if ('items' in e) e.items.forEach(visit)
      else if (e.kind === 'repeat' && e.max > 0) visit(e.item)
    }
    for (const body of this.reachable()) visit(body)
    const add = (name: string, expression: Expression, priority: number): void => {
      const literal = expression.kind === 'literal'
      const id = regular.of(expression)
      const twin = this.lexical.find((other) => regular.of(other.expression) === id)
      if (twin) {
        twin.names.add(name)
        twin.priority = Math.max(twin.priority, priority)
        twin.literal ||= literal
      } else this.lexical.push({ names: new Set([name]), expression, priority, literal })
    }
    for (const { name, body, priority = 0 } of this.grammar.terminals) if (used.has(name)) add(name, body, priority)
    for (const e of unnamed) add(this.nameOf(e), e, 0)
  }
}

function bit(i: number): bigint {
  return 1n << BigInt(i)
}
