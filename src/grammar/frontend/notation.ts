import type { IParserErrorMessageProvider, IRecognitionException, IToken, Lexer, TokenType } from 'chevrotain'
import { EmbeddedActionsParser, tokenLabel } from 'chevrotain'
import { GrammarError, LimitError } from '../../error/index.js'
import type { Expression, Position, Rule } from '../grammar.js'

/** Most brackets within brackets. The parsers recurse on them. */
export const MAX_NESTING = 200

/** A source text and where its lines begin. */
export class Source {
  readonly #lines: number[] = [0]

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lines.push(at + 1)
  }

  position(offset: number): Position {
    let lo = 0
    let hi = this.#lines.length
    while (hi - lo > 1) {
      const mid = (lo + hi) >> 1
      if (this.#lines[mid]! <= offset) lo = mid
      else hi = mid
    }
    return { offset, line: lo + 1, column: offset - this.#lines[lo]! + 1 }
  }

  error(code: string, message: string, offset: number, hint: string, rule?: string): GrammarError {
    return new GrammarError(message, { code, hint, rule, position: this.position(offset), source: this.text })
  }
}

/**
 * The tokens of a source text.
 * @throws GrammarError code 'syntax' where no token begins
 */
export function tokenize(lexer: Lexer, source: Source, language: string): IToken[] {
  const { tokens, errors } = lexer.tokenize(source.text)
  const first = errors[0]
  if (first === undefined) return tokens
  const found = source.text[first.offset]!
  const open = `'"[<?`.includes(found)
  throw source.error(
    'syntax',
    `Unexpected ${shown(String.fromCodePoint(source.text.codePointAt(first.offset)!))}.`,
    first.offset,
    open ? 'Perhaps it is never closed.' : `${language} has no such character outside quotes.`,
  )
}

/** Refuses brackets that nest too deep for recursion. */
export function checkNesting(tokens: readonly IToken[], opening: readonly TokenType[], closing: readonly TokenType[]) {
  let depth = 0
  for (const token of tokens) {
    if (opening.includes(token.tokenType)) {
      if (++depth > MAX_NESTING) throw nestingError()
    } else if (closing.includes(token.tokenType)) depth--
  }
}

export function nestingError(): LimitError {
  return new LimitError(`A grammar nests brackets deeper than ${MAX_NESTING}.`, {
    code: 'limit',
    limit: 'nesting',
    value: MAX_NESTING,
    hint: 'Give the inner parts rules of their own.',
  })
}

/** What a parser of chevrotain found wrong first, as an error of ours. */
function syntaxError(source: Source, errors: readonly IRecognitionException[]): GrammarError {
  const error = errors[0]!
  const offset = Number.isNaN(error.token.startOffset) ? source.text.length : error.token.startOffset
  return source.error('syntax', error.message, offset, 'Correct the grammar there.')
}

const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) => `Expected ${tokenLabel(expected)} but found ${found(actual)}.`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) => `Unexpected ${found(firstRedundant)}.`,
  buildNoViableAltMessage: ({ expectedPathsPerAlt, actual }) => {
    return `${expectation(expectedPathsPerAlt.flat())} but found ${found(actual[0]!)}.`
  },
  buildEarlyExitMessage: ({ expectedIterationPaths, actual }) => {
    return `${expectation(expectedIterationPaths)} but found ${found(actual[0]!)}.`
  },
}

/** A parser of a notation: `grammar` is the rule that it begins with. */
export abstract class NotationParser<T> extends EmbeddedActionsParser {
  source!: Source
  abstract readonly grammar: () => T

  constructor(tokenTypes: readonly TokenType[], maxLookahead: number) {
    super([...tokenTypes], { errorMessageProvider: messages, maxLookahead })
  }

  /**
   * @throws GrammarError code 'syntax'
   * @throws LimitError limit 'nesting'
   */
  parse(tokens: IToken[], source: Source): T {
    this.source = source
    this.input = tokens
    try {
      const found = this.grammar()
      if (this.errors.length > 0) throw syntaxError(source, this.errors)
      return found
    } catch (error) {
      if (error instanceof RangeError) throw nestingError()
      throw error
    }
  }

  /** What a token stands for. */
  protected read(token: IToken, reader: (token: IToken, source: Source) => Expression): Expression {
    return this.ACTION(() => reader(token, this.source))
  }
}

/** The matcher of a token type whose pattern has flags that chevrotain does not know; the pattern is sticky. */
export function matcher(pattern: RegExp): (text: string, offset: number) => RegExpExecArray | null {
  return (text, offset) => {
    pattern.lastIndex = offset
    return pattern.exec(text)
  }
}

function expectation(paths: readonly (readonly TokenType[])[]): string {
  const labels = new Set(paths.flatMap((path) => (path.length > 0 ? [tokenLabel(path[0]!)] : [])))
  return `Expected ${Array.from(labels).join(' or ')}`
}

function found(token: IToken): string {
  return token.image === '' ? 'the end of the grammar' : shown(token.image)
}

export function shown(image: string): string {
  const cut = image.length > 30 ? `${image.slice(0, 30)}…` : image
  if (/^[\r\n]+$/.test(cut)) return 'the end of the line'
  return cut.includes("'") ? cut.replace(/\s/g, ' ') : `'${cut.replace(/\s/g, ' ')}'`
}

export function sequence(items: Expression[], position: Position): Expression {
  return items.length === 1 ? items[0]! : { kind: 'sequence', items, position }
}

export function choice(items: Expression[], position: Position): Expression {
  return items.length === 1 ? items[0]! : { kind: 'choice', items, position }
}

export function reference(token: IToken, source: Source): Expression {
  return { kind: 'reference', name: token.image, position: placeOf(token, source) }
}

/** The code point at an index of a text, and the index behind it. */
export function characterAt(text: string, at: number): [number, number] {
  const codePoint = text.codePointAt(at)!
  return [codePoint, at + (codePoint > 0xffff ? 2 : 1)]
}

/**
 * A token `[…]` or `[^…]` that lists characters and ranges of them.
 * @param one the code point that is written at an index of the token, and the index behind it
 * @param ifEmpty what to write instead of a class that lists nothing
 * @throws GrammarError code 'syntax'
 */
export function classOf(
  token: IToken,
  source: Source,
  one: (at: number) => [number, number],
  ifEmpty: string,
): Expression {
  const { image, startOffset } = token
  const end = image.length - 1
  const negated = image[1] === '^'
  const pairs: number[] = []
  for (let i = negated ? 2 : 1; i < end; ) {
    const [lo, next] = one(i)
    let [hi, after] = [lo, next]
    // A dash before the bracket is itself.
    if (image[next] === '-' && next + 1 < end) [hi, after] = one(next + 1)
    if (lo > hi || lo > 0x10ffff) {
      const range = image.slice(i, after)
      throw source.error('syntax', `The range ${range} holds no character.`, startOffset + i, 'Swap its ends.')
    }
    pairs.push(lo, Math.min(hi, 0x10ffff))
    i = after
  }
  if (pairs.length === 0) {
    throw source.error('syntax', `The class ${image} lists no characters.`, startOffset, ifEmpty)
  }
  return charClass(pairs, negated, source.position(startOffset))
}

/** A class of characters as a pattern: pairs lo, hi of code points. */
export function charClass(pairs: readonly number[], negated: boolean, position: Position): Expression {
  let source = ''
  for (let i = 0; i < pairs.length; i += 2) {
    source += classChar(pairs[i]!)
    if (pairs[i + 1] !== pairs[i]) source += `-${classChar(pairs[i + 1]!)}`
  }
  return { kind: 'pattern', source: `[${negated ? '^' : ''}${source}]`, flags: 'u', position }
}

function classChar(codePoint: number): string {
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint <= 0xa0))
    return `\\x${codePoint.toString(16).padStart(2, '0')}`
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return `\\u${codePoint.toString(16)}`
  const ch = String.fromCodePoint(codePoint)
  return '\\]^-['.includes(ch) ? `\\${ch}` : ch
}

/**
 * Every reference has a rule.
 * @throws GrammarError code 'undefined-rule'
 */
export function checkReferences(rules: readonly Rule[], names: { has(name: string): boolean }, source: Source): void {
  const pending: Expression[] = rules.map((rule) => rule.body).reverse()
  for (let e = pending.pop(); e !== undefined; e = pending.pop()) {
    if (e.kind === 'sequence' || e.kind === 'choice') for (const item of e.items.toReversed()) pending.push(item)
    else if (e.kind === 'repeat') pending.push(e.item)
    else if (e.kind === 'difference') pending.push(e.without, e.item)
    else if (e.kind === 'reference' && !names.has(e.name)) {
      const hint = 'Define it, or put quotes around it if it is text.'
      throw source.error('undefined-rule', `Rule '${e.name}' is not defined.`, e.position?.offset ?? 0, hint, e.name)
    }
  }
}

/** @throws GrammarError code 'missing-start' */
export function checkStart(start: string, names: { has(name: string): boolean }, source: Source): void {
  if (names.has(start)) return
  const message = `The grammar has no rule '${start}', where it would begin.`
  throw source.error('missing-start', message, 0, "Add it, or name another rule in the option 'start'.", start)
}

/** The place of a token, or the end of the source if it is the end of the tokens. */
export function placeOf(token: IToken, source: Source): Position {
  return source.position(Number.isNaN(token.startOffset) ? source.text.length : token.startOffset)
}
