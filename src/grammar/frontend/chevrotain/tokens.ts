import type { TokenType } from 'chevrotain'
import { GrammarError } from '../../../error/index.js'
import { type Expr, ExprPool } from '../../../regex/index.js'
import type { Expression, Terminal } from '../../grammar.js'
import { RegularParts } from '../../regular.js'
import { firstMatch } from '../first-match.js'
import { withFlagU } from './patterns.js'

/** A token type that the lexer looks for. */
interface Lexed {
  readonly type: TokenType
  readonly body: Expression
  readonly expr: Expr
  /** Places in the lexer's list. */
  readonly longer: readonly number[]
}

/** A lexer's token types as terminals. */
export interface Tokens {
  readonly terminals: readonly Terminal[]
  readonly ignore: readonly string[]
  /** The terminal of each token type that the lexer can find. */
  readonly nameOf: ReadonlyMap<TokenType, string>
}

const any: Expression = { kind: 'pattern', source: '[^]*', flags: 'u' }
const more: Expression = { kind: 'pattern', source: '[^]+', flags: 'u' }

/**
 * The token types of a lexer as terminals whose longest match is what the lexer finds.
 *
 * The lexer takes the first type of its list that matches at a place, however short the match. Let D be the texts that a type
 * matches. Without those that begin with a text of a type before it, nothing is lost (there the other type is found), and of
 * what is left the longest match at a place is the lexer's: the first type that matches has no text taken away there, and longer
 * texts of types behind it begin with its own. Where that type names a longer alternative, the texts of this one stay.
 * Types that match the same text are told apart by priority.
 *
 * @throws GrammarError 'unsupported-token', 'lexer-modes', 'longer-alternative'
 */
export function tokensOf(list: readonly TokenType[], taken: ReadonlySet<string>, commits: ReadonlySet<string>): Tokens {
  const pool = new ExprPool()
  const regular = new RegularParts(pool, { start: '', rules: [], terminals: [], ignore: [], lexer: 'longest' })
  const found = list.filter((type) => !isAbstract(type))
  const lexed = found.map((type): Lexed => {
    const body = bodyOf(type)
    const alternatives = type.LONGER_ALT === undefined ? [] : [type.LONGER_ALT].flat()
    return { type, body, expr: regular.of(body), longer: alternatives.map((longer) => found.indexOf(longer)) }
  })
  checkLonger(lexed, pool)
  const terminals: Terminal[] = []
  const ignore: string[] = []
  const nameOf = new Map<TokenType, string>()
  lexed.forEach((token, j) => {
    const { type } = token
    const body = reduced(lexed, j, pool)
    if (pool.isEmpty(regular.of(body))) return
    let name = type.name
    while (taken.has(name) || terminals.some((terminal) => terminal.name === name)) name += '_'
    nameOf.set(type, name)
    if (type.GROUP !== undefined) ignore.push(name)
    const priority = found.length - j
    terminals.push({ name, body, priority, ...(commits.has(type.name) ? { commits: true } : {}) })
  })
  return { terminals, ignore, nameOf }
}

function isAbstract(type: TokenType): boolean {
  // Lexer.NA is an expression that matches nothing; a type without a pattern is not looked for either.
  return type.PATTERN === undefined || (type.PATTERN instanceof RegExp && type.PATTERN.source === 'NOT_APPLICABLE')
}

function bodyOf(type: TokenType): Expression {
  const { PATTERN: pattern, name } = type
  const refused = (message: string, hint: string): GrammarError =>
    new GrammarError(`The token type ${name} ${message}.`, { code: 'unsupported-token', rule: name, hint })
  if (type.PUSH_MODE !== undefined || type.POP_MODE !== undefined) {
    throw new GrammarError(`The token type ${name} changes the mode of the lexer.`, {
      code: 'lexer-modes',
      rule: name,
      hint: 'Grammars have lexers of one mode: write the inner language as rules.',
    })
  }
  if (typeof pattern === 'string') return { kind: 'literal', text: pattern }
  if (!(pattern instanceof RegExp)) {
    throw refused('has a custom pattern', 'Give it a regular expression: a function cannot be read.')
  }
  const ignored = /[^dgimy]/.exec(pattern.flags)
  if (ignored) {
    throw refused(
      `has the flag ${ignored[0]}, which Chevrotain drops`,
      'Write the expression so that it needs no flag but i.',
    )
  }
  const found = firstMatch(withFlagU(pattern.source, pattern.ignoreCase), 'u')
  if ('message' in found) throw refused(`cannot be read as Chevrotain reads it. ${found.message}`, found.hint)
  return found
}

/** The texts of a type that the lexer can give it. */
function reduced(lexed: readonly Lexed[], j: number, pool: ExprPool): Expression {
  const { body, expr } = lexed[j]!
  const begun = (i: number): Expr => pool.concat(lexed[i]!.expr, ExprPool.ALL)
  const without: Expression[] = []
  for (let i = 0; i < j; i++) {
    const { body: earlier, expr: own, longer } = lexed[i]!
    if (longer.includes(j)) continue
    const hidden = pool.and(expr, pool.concat(own, pool.concat(ExprPool.ANY, ExprPool.ALL)))
    if (pool.isEmpty(hidden)) continue
    const item: Expression = { kind: 'sequence', items: [earlier, more] }
    // Where a type before that one is found, which lets this one be longer, its texts stay.
    const allowed = lexed.flatMap((first, k) =>
      k < i && first.longer.includes(j) && !pool.isEmpty(pool.and(hidden, begun(k)))
        ? [{ kind: 'sequence', items: [first.body, any] } as const]
        : [],
    )
    without.push(
      allowed.length === 0 ? item : { kind: 'difference', item, without: { kind: 'choice', items: allowed } },
    )
  }
  return without.length === 0 ? body : { kind: 'difference', item: body, without: { kind: 'choice', items: without } }
}

/** Of several longer alternatives the first is taken, not the longest: refused where that tells them apart. */
function checkLonger(lexed: readonly Lexed[], pool: ExprPool): void {
  const someMore = pool.concat(ExprPool.ANY, ExprPool.ALL)
  for (const { type, expr, longer } of lexed) {
    longer.forEach((b, at) => {
      for (const a of longer.slice(0, at)) {
        const first = pool.and(lexed[a]!.expr, pool.concat(expr, someMore))
        const both = pool.and(lexed[b]!.expr, b < a ? pool.concat(first, ExprPool.ALL) : pool.concat(first, someMore))
        if (pool.isEmpty(both)) continue
        throw new GrammarError(
          `Of the longer alternatives of ${type.name}, ${lexed[a]!.type.name} hides longer texts of ${lexed[b]!.type.name}.`,
          {
            code: 'longer-alternative',
            rule: type.name,
            hint: 'List the one with longer texts first, or leave one out.',
          },
        )
      }
    })
  }
}
