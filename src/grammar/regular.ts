import { GrammarError, LimitError, RegexError } from '../error/index.js'
import { type Expr, type ExprPool, parsePattern } from '../regex/index.js'
import type { Expression, Grammar } from './grammar.js'

/** How deep expressions may be nested. */
export const maxNesting = 1000

/**
 * Regular parts of a grammar as expressions over code points: bodies of terminals, literals, patterns, and what a
 * difference or an intersection is made of. References are followed, so they must not go in a circle.
 */
export class RegularParts {
  private readonly bodies = new Map<string, Expression>()
  private readonly known = new Map<string, Expr>()
  private readonly open = new Set<string>()

  constructor(
    readonly pool: ExprPool,
    grammar: Grammar,
  ) {
    for (const rule of grammar.rules) this.bodies.set(rule.name, rule.body)
    for (const terminal of grammar.terminals) this.bodies.set(terminal.name, terminal.body)
  }

  /**
   * @throws GrammarError 'not-regular', 'undefined-rule', 'bad-pattern'
   * @throws LimitError 'nesting', and those of the pool
   */
  of(e: Expression, depth = 0): Expr {
    const { pool } = this
    if (depth > maxNesting) throw tooDeep()
    switch (e.kind) {
      case 'literal':
        return e.ignoreCase ? this.pattern({ source: escapedPattern(e.text), flags: 'iu' }, e) : pool.literal(e.text)
      case 'pattern':
        return this.pattern(e, e)
      case 'reference':
        return this.named(e.name, e, depth + 1)
      case 'sequence':
        return pool.concatOf(e.items.map((item) => this.of(item, depth + 1)))
      case 'choice':
        return pool.altOf(e.items.map((item) => this.of(item, depth + 1)))
      case 'repeat':
        return pool.repeat(this.of(e.item, depth + 1), e.min, e.max)
      case 'difference':
        return pool.and(this.of(e.item, depth + 1), pool.not(this.of(e.without, depth + 1)))
      case 'intersection':
        return pool.andOf(e.items.map((item) => this.of(item, depth + 1)))
      case 'constraint':
        throw notRegular(`'${e.name}'`, e)
    }
  }

  /** The language of a rule or terminal. */
  named(name: string, at: Expression | undefined, depth = 0): Expr {
    const known = this.known.get(name)
    if (known !== undefined) return known
    const body = this.bodies.get(name)
    if (!body) throw undefinedRule(name, at)
    if (this.open.has(name)) throw notRegular(`'${name}' refers to itself and`, at ?? body, name)
    this.open.add(name)
    try {
      const e = this.of(body, depth)
      this.known.set(name, e)
      return e
    } finally {
      this.open.delete(name)
    }
  }

  private pattern(pattern: { source: string; flags?: string }, at: Expression): Expr {
    try {
      const e = parsePattern(this.pool, pattern.source, pattern.flags)
      if (!this.pool.isCapturing(e)) return e
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      throw new GrammarError(`The pattern /${pattern.source}/ cannot be used: ${error.message}`, {
        code: 'bad-pattern',
        position: at.position,
        cause: error,
      })
    }
    throw new GrammarError(`The pattern /${pattern.source}/ has a back-reference to a group of many words.`, {
      code: 'bad-pattern',
      position: at.position,
      hint: 'List the texts that the group can match.',
    })
  }
}

export function tooDeep(): LimitError {
  return new LimitError(`An expression of the grammar is nested more than ${maxNesting} deep.`, {
    code: 'limit-nesting',
    limit: 'nesting',
    value: maxNesting,
    hint: 'Give its parts names.',
  })
}

export function undefinedRule(name: string, at: Expression | undefined): GrammarError {
  return new GrammarError(`'${name}' is not defined.`, {
    code: 'undefined-rule',
    rule: name,
    position: at?.position,
    hint: 'Define a rule or a terminal of this name, or mend the reference.',
  })
}

function notRegular(what: string, at: Expression, rule?: string): GrammarError {
  return new GrammarError(`${what} is not regular, but is used where only a regular expression can be.`, {
    code: 'not-regular',
    rule,
    position: at.position,
    hint: 'Terminals, differences and intersections are made of literals, patterns and repetitions only.',
  })
}

/** A pattern of this text alone. */
export function escapedPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
