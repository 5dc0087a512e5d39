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
    const lexemes = this.lexemes(text)
    if (!lexemes) return false
    const kept: number[][] = [[]]
    // A terminal that is both used and ignored can be either.
    for (const t of lexemes) {
      const ignorable = grammar.ignore.some((name) => this.lexical[t]!.names.has(name))
      const used = this.isUsed(t)
      const before = kept.splice(0)
      for (const list of before) {
        if (ignorable) kept.push(list)
        if (used || !ignorable) kept.push([...list, t])
      }
    }
    return kept.some((list) =>
      this.derives(start, list.length, (e, i, j) => j === i + 1 && this.lexical[list[i]!]!.names.has(this.nameOf(e))),
    )
  }

  /** The lexemes of a text as indices of terminals; undefined if it cannot be cut. */
  lexemes(text: string): number[] | undefined {
    const found: number[] = []
    for (let at = 0; at < text.length; ) {
      let length = 0
      let best = -1
      for (let to = text.length; to > at && length === 0; to--) {
        const piece = text.slice(at, to)
        this.lexical.forEach(({ expression, priority, literal }, t) => {
          if (!this.matches(expression, piece)) return
          const holder = this.lexical[best]
          if (holder && (priority < holder.priority || (priority === holder.priority && (holder.literal || !literal))))
            return
          best = t
          length = to - at
        })
      }
      if (length === 0) return undefined
      found.push(best)
      at += length
    }
    return found
  }

  private derives(start: Expression, n: number, leaf: (e: Expression, i: number, j: number) => boolean): boolean {
    const known = new Set<string>()
    const ids = new Map<Expression, number>()
    const idOf = (e: Expression): number => {
      let id = ids.get(e)
      if (id === undefined) {
        id = ids.size
        ids.set(e, id)
      }
      return id
    }
    const has = (e: Expression, i: number, j: number): boolean => known.has(`${idOf(e)},${i},${j}`)
    const all: Expression[] = []
    const gather = (e: Expression): void => {
      all.push(e)
      if ('items' in e && e.kind !== 'intersection') e.items.forEach(gather)
      if (e.kind === 'repeat') gather(e.item)
    }
    for (const body of this.rules.values()) gather(body)
    if (this.grammar.lexer === 'none') for (const body of this.terminals.values()) gather(body)
    const holds = (e: Expression, i: number, j: number): boolean => {
      switch (e.kind) {
        case 'literal':
          return e.text === '' ? i === j : leaf(e, i, j)
        case 'pattern':
        case 'difference':
        case 'intersection':
          return leaf(e, i, j)
        case 'reference': {
          const body =
            this.rules.get(e.name) ?? (this.grammar.lexer === 'none' ? this.terminals.get(e.name) : undefined)
          return body ? has(body, i, j) : leaf(e, i, j)
        }
        case 'choice':
          return e.items.some((item) => has(item, i, j))
        case 'sequence':
          return spans(
            e.items.map((item) => (a: number, b: number) => has(item, a, b)),
            i,
            j,
          )
        case 'repeat': {
          for (let count = e.min; count <= Math.min(e.max, Math.max(e.min, j - i)); count++) {
            const items = Array.from({ length: count }, () => (a: number, b: number) => has(e.item, a, b))
            if (spans(items, i, j)) return true
          }
          return false
        }
        case 'constraint':
          throw new Error('not in the oracle')
      }
    }
    for (let changed = true; changed; ) {
      changed = false
      for (const e of all) {
        for (let i = 0; i <= n; i++) {
          for (let j = i; j <= n; j++) {
            if (has(e, i, j) || !holds(e, i, j)) continue
            known.add(`${idOf(e)},${i},${j}`)
            changed = true
          }
        }
      }
    }
    return has(start, 0, n)
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

  private isUsed(t: number): boolean {
    const { names } = this.lexical[t]!
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
    const unnamed: Expression[] = []
    const visit = (e: Expression): void => {
      if (e.kind === 'reference') used.add(e.name)
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

function spans(items: readonly ((i: number, j: number) => boolean)[], from: number, to: number): boolean {
  let reached = new Set([from])
  for (const item of items) {
    const next = new Set<number>()
    for (const i of reached) for (let j = i; j <= to; j++) if (item(i, j)) next.add(j)
    reached = next
  }
  return reached.has(to)
}
