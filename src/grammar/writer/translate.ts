import { GrammarError, LimitError } from '../../error/index.js'
import { type Expr, ExprPool, parsePattern } from '../../regex/index.js'
import { K_ALT, K_CLASS, K_CONCAT, K_EPSILON, K_REPEAT, UNBOUNDED } from '../../regex/nodes.js'
import type { Expression, Grammar, Rule, Terminal } from '../grammar.js'
import { escapedPattern } from '../regular.js'
import { automatonOf, eliminated, rightLinear } from './automaton.js'
import {
  cannotExport,
  choice,
  EMPTY,
  NOTHING,
  type Plain,
  type PlainGrammar,
  reference,
  repeat,
  sequence,
  set,
  text,
} from './plain.js'

/** What a notation can say besides rules of texts, classes and counts. */
export interface Abilities {
  /** `A - B`. */
  readonly difference: boolean
  /** Rules may be added, which may refer to themselves. */
  readonly helpers: boolean
}

/** From expressions of a grammar to plain ones. */
export class Translator {
  readonly pool = new ExprPool()
  readonly definitions: ReadonlyMap<string, Rule | Terminal>
  /** Rules that were added. */
  readonly helpers = new Map<string, Plain>()
  readonly #regular = new Map<string, Expr | undefined>()
  readonly #abilities: Abilities
  readonly #written = new Map<Expr, Plain>()
  /** The rule that is translated, for messages and names. */
  rule = ''

  constructor(grammar: Grammar, abilities: Abilities) {
    this.#abilities = abilities
    this.definitions = new Map([...grammar.rules, ...grammar.terminals].map((x) => [x.name, x]))
  }

  plain(e: Expression): Plain {
    switch (e.kind) {
      case 'literal':
        return e.ignoreCase ? this.written(this.regular(e)) : text(e.text)
      case 'pattern':
        return this.written(this.regular(e))
      case 'reference':
        this.#defined(e)
        return reference(e.name)
      case 'sequence':
        return sequence(...e.items.map((item) => this.plain(item)))
      case 'choice':
        return choice(e.items.map((item) => this.plain(item)))
      case 'repeat':
        return repeat(this.plain(e.item), e.min, e.max)
      case 'difference':
        if (this.#abilities.difference) {
          this.regular(e)
          return { kind: 'difference', item: this.plain(e.item), without: this.plain(e.without) }
        }
        return this.written(this.regular(e))
      case 'intersection':
        return this.written(this.regular(e))
      case 'constraint':
        throw cannotExport(
          `The constraint '${e.name}' in '${this.rule}' cannot be written as rules.`,
          "For a JSON Schema, 'schemaToGrammar' makes rules of what it can.",
          this.rule,
        )
    }
  }

  /** The expression as a regular one. References are replaced by what they stand for. */
  regular(e: Expression): Expr {
    const { pool } = this
    switch (e.kind) {
      case 'literal':
        if (!e.ignoreCase) return pool.literal(e.text)
        return parsePattern(pool, escapedPattern(e.text), 'iu')
      case 'pattern':
        return parsePattern(pool, e.source, e.flags)
      case 'reference': {
        const { name } = e
        if (!this.#regular.has(name)) {
          this.#regular.set(name, undefined)
          this.#regular.set(name, this.regular(this.#defined(e).body))
        }
        const found = this.#regular.get(name)
        if (found !== undefined) return found
        throw new GrammarError(`'${name}' refers to itself where a regular expression is needed.`, {
          code: 'not-regular',
          rule: name,
          hint: 'Both parts of a difference and all of an intersection must be regular.',
          position: e.position,
        })
      }
      case 'sequence':
        return pool.concatOf(e.items.map((item) => this.regular(item)))
      case 'choice':
        return pool.altOf(e.items.map((item) => this.regular(item)))
      case 'repeat':
        return pool.repeat(this.regular(e.item), e.min, e.max)
      case 'difference':
        return pool.and(this.regular(e.item), pool.not(this.regular(e.without)))
      case 'intersection':
        return pool.andOf(e.items.map((item) => this.regular(item)))
      case 'constraint':
        throw cannotExport(`The constraint '${e.name}' is no regular expression.`, 'Take it out.', this.rule)
    }
  }

  #defined(e: Expression & { kind: 'reference' }): Rule | Terminal {
    const found = this.definitions.get(e.name)
    if (found !== undefined) return found
    throw new GrammarError(`Rule '${e.name}' is not defined.`, {
      code: 'undefined-rule',
      rule: e.name,
      hint: 'Define it.',
      position: e.position,
    })
  }

  /** A regular expression written out: as it is built where that is possible, else by its automaton. */
  written(e: Expr): Plain {
    const known = this.#written.get(e)
    if (known !== undefined) return known
    const made = this.#structure(e) ?? this.#states(e)
    this.#written.set(e, made)
    return made
  }

  #structure(e: Expr): Plain | undefined {
    const { pool } = this
    if (e === ExprPool.EMPTY) return NOTHING
    switch (pool.kind[e]) {
      case K_EPSILON:
        return EMPTY
      case K_CLASS:
        return set(pool.lists.view(pool.a[e]!))
      case K_CONCAT: {
        const items: Plain[] = []
        let rest = e
        for (; pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) {
          const item = this.#structure(pool.a[rest]!)
          if (item === undefined) return undefined
          items.push(item)
        }
        const last = this.#structure(rest)
        return last && sequence(...items, last)
      }
      case K_ALT: {
        const items: Plain[] = []
        for (const part of Array.from(pool.lists.view(pool.a[e]!))) {
          const item = this.#structure(part)
          if (item === undefined) return undefined
          items.push(item)
        }
        return choice(items)
      }
      case K_REPEAT: {
        const item = this.#structure(pool.a[e]!)
        const max = pool.c[e]!
        return item && repeat(item, pool.b[e]!, max === UNBOUNDED ? Infinity : max)
      }
      default:
        return undefined
    }
  }

  #states(e: Expr): Plain {
    const automaton = automatonOf(this.pool, e)
    if (pooledEmpty(automaton)) return NOTHING
    const { helpers } = this.#abilities
    const made = eliminated(automaton)
    if (made !== undefined) return made
    if (!helpers) {
      throw cannotExport(
        `A pattern of '${this.rule}' has too many states to be written as one.`,
        'Simplify it.',
        this.rule,
      )
    }
    return rightLinear(automaton, this.helpers, (state) => this.newName(`${this.rule}-${state}`))
  }

  /** A name for a helper, which no rule has: what is no letter in it goes when it is written. */
  newName(base: string): string {
    return `${base}\u0002${++this.#count}`
  }

  #count = 0
}

function pooledEmpty({ accepting }: { accepting: readonly boolean[] }): boolean {
  return !accepting.includes(true)
}

/** A grammar without lexer as plain rules. */
export function translate(grammar: Grammar, abilities: Abilities): PlainGrammar {
  refuseIndentation(grammar)
  const translator = new Translator(grammar, abilities)
  const rules = new Map<string, Plain>()
  for (const { name, body } of [...grammar.rules, ...grammar.terminals]) {
    translator.rule = name
    rules.set(name, translator.plain(body))
  }
  for (const [name, body] of translator.helpers) rules.set(name, body)
  return { start: grammar.start, rules }
}

export function refuseIndentation(grammar: Grammar): void {
  if (grammar.indentation === undefined) return
  throw cannotExport('Blocks by indentation cannot be written as rules.', 'Mark blocks with brackets.')
}

const MAX_NESTING = 1000

/** Writes the grammar unless it nests too deep to be walked through. */
export function guarded(grammar: Grammar, write: () => string): string {
  const tooDeep = (): LimitError =>
    new LimitError(`A grammar nests expressions deeper than ${MAX_NESTING}.`, {
      code: 'limit',
      limit: 'nesting',
      value: MAX_NESTING,
      hint: 'Give the inner parts rules of their own.',
    })
  let level: Expression[] = [...grammar.rules, ...grammar.terminals].map(({ body }) => body)
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_NESTING) throw tooDeep()
    level = level.flatMap((e) => {
      if ('items' in e) return e.items
      if (e.kind === 'difference') return [e.item, e.without]
      return e.kind === 'repeat' ? [e.item] : []
    })
  }
  try {
    return write()
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep()
    throw error
  }
}
