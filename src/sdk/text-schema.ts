/** Texts that are no JSON: any constraint or grammar, read as a string or by a function of its own. */
import type { Constraint, State } from '../automaton/constraint.js'
import { compileRegex, literal as literalOf, type RegexOptions, words } from '../automaton/index.js'
import { OptionError } from '../error/index.js'
import { compileGrammar, type Grammar } from '../grammar/index.js'

declare const type: unique symbol

/** A constraint with the value that its texts stand for; see {@link textSchema}. */
export interface TextSchema<T> {
  readonly constraint: Constraint
  /** The value of a text of the constraint. */
  readonly parse: (text: string) => T
  /** Carries T for the compiler; never set. */
  readonly [type]?: T
}

class ParsedText<T> implements TextSchema<T> {
  declare readonly [type]?: T
  constructor(
    readonly constraint: Constraint,
    readonly parse: (text: string) => T,
  ) {}
}

/**
 * A constraint for `generate` and `stream`, with a function that makes a value of the text written.
 * @throws OptionError if `constraint` is none
 */
export function textSchema(constraint: Constraint): TextSchema<string>
export function textSchema<T>(constraint: Constraint, parse: (text: string) => T): TextSchema<T>
export function textSchema(
  constraint: Constraint,
  parse: (text: string) => unknown = (text) => text,
): TextSchema<unknown> {
  if (isConstraint(constraint)) return new ParsedText(constraint, parse)
  throw new OptionError('textSchema() needs a constraint.', {
    code: 'bad-option',
    option: 'constraint',
    hint: 'Pass what compileRegex(), freeText(), sequence() and the like of the core return.',
  })
}

/**
 * The texts that a regular expression matches as a whole.
 * @throws RegexError, LimitError, OptionError: see `compileRegex`
 */
export function regex(pattern: string | RegExp, options: RegexOptions = {}): TextSchema<string> {
  return textSchema(compileRegex(pattern, options))
}

/**
 * One of these texts, whatever their number.
 * @throws OptionError if there is none, or one has lone surrogates
 */
export function choice<const T extends string>(texts: readonly T[]): TextSchema<T> {
  return textSchema(words(texts), (text) => text as T)
}

/** Exactly this text. */
export function literal<const T extends string>(text: T): TextSchema<T> {
  return textSchema(literalOf(text), (written) => written as T)
}

/** Grammars that were compiled, for as long as they are in use. */
const compiledGrammars = new WeakMap<Grammar, TextSchema<string>>()

/**
 * What `generate` can take besides schemas; undefined for anything else.
 * @throws GrammarError, LimitError: see `compileGrammar`
 */
export function readText(schema: unknown): TextSchema<unknown> | undefined {
  if (schema instanceof ParsedText) return schema
  if (isGrammar(schema)) {
    const known = compiledGrammars.get(schema)
    if (known) return known
    const text = textSchema(compileGrammar(schema))
    compiledGrammars.set(schema, text)
    return text
  }
  return isConstraint(schema) ? new ParsedText(schema, (text) => text) : undefined
}

function isConstraint(value: unknown): value is Constraint {
  if (typeof value !== 'object' || value === null) return false
  const { start, step, canEnd, minBytesToEnd } = value as Partial<Record<keyof Constraint, unknown>>
  const calls = [step, canEnd, minBytesToEnd].every((method) => typeof method === 'function')
  return calls && typeof (start as State | undefined) === 'number'
}

function isGrammar(value: unknown): value is Grammar {
  if (typeof value !== 'object' || value === null) return false
  const { start, rules, terminals, ignore, lexer } = value as Partial<Record<keyof Grammar, unknown>>
  const lists = [rules, terminals, ignore].every((list) => Array.isArray(list))
  return lists && typeof start === 'string' && (lexer === 'longest' || lexer === 'none')
}
