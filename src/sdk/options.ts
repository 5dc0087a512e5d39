/** The options of `generate` and `stream`: what they are, what they default to, and how they are checked. */
import { samplingOptionNames } from '../decode/options.js'
import type { Engine, Message } from '../engine/engine.js'
import { OptionError, refuseUnknownOptions } from '../error/index.js'
import type { SchemaLimits, SchemaOptions } from '../schema/index.js'
import { type Describe, describeKinds } from './describe.js'
import { checkQuotesFrom, type QuotesFrom } from './quotes.js'
import type { Dialect } from './validate.js'

interface CommonOptions {
  /** A system message of your own; the description of the schema is put behind it. */
  system?: string
  /**
   * The model: an engine, a folder in the Hugging Face layout, or a hub id ('owner/name'), loaded once per process.
   * Default: the small extraction model that ships with this package.
   */
  model?: string | Engine | Promise<Engine>
  /**
   * Most output tokens, 1024 by default and never more than the context has room for. As the room runs out, only what
   * still leads to a complete value stays allowed; where even the shortest value does not fit, TruncatedError.
   */
  maxTokens?: number
  /** 0 (the default) always takes the likeliest allowed token. */
  temperature?: number
  /** Draw from the k likeliest allowed tokens only. Default: all. */
  topK?: number
  /** Draw from the smallest set of likeliest allowed tokens with this probability in sum. 1 (default): all. */
  topP?: number
  /** Leave out tokens less likely than this fraction of the likeliest. 0 (default): none. */
  minP?: number
  /** Makes drawing repeatable, 0…4294967295; without it every call draws differently. */
  seed?: number
  signal?: AbortSignal
  /** How the model is told the schema. Default: what the model was trained for, else 'typescript'. */
  describe?: Describe
  /** 'compact' by default. */
  whitespace?: 'compact' | 'pretty' | 'flexible'
  /** 'schema' (the default): properties are written in the order of the schema. 'any': the model chooses. */
  propertyOrder?: 'schema' | 'any'
  /**
   * Whether the model may invent properties that an object schema neither declares nor forbids: 'omit' (the default)
   * writes declared ones only, 'allow' leaves the whole language open.
   */
  extraProperties?: 'omit' | 'allow'
  /**
   * 'assert' (the default): strings have their `format`. A record asserts, too, and says what its formats mean: a regular
   * expression, searched for as `pattern` is, or false for an annotation.
   */
  formats?: SchemaOptions['formats']
  /** The dialect of a schema that does not name one in `$schema`. Default 2020-12. */
  dialect?: Dialect
  /** Refuse unknown keywords in the schema, except those listed. Default false. */
  strict?: SchemaOptions['strict']
  /** Bounds on what compiling may cost, for schemas that you do not trust. */
  limits?: Partial<SchemaLimits>
  /**
   * Holds string fields to quotes of a text, word for word: those named in `fields` ('/quote', '$.items[*].quote'), or all
   * that the schema types as strings without enumerating them or giving them a format.
   */
  quotesFrom?: QuotesFrom
  /** Finds the document behind a `$ref` to another URI. */
  resolve?: (uri: string) => unknown
}

/** Options of `generate` and `stream`: a prompt or messages, and how to write. */
export type GenerateOptions = CommonOptions &
  (
    | { /** What the user says. */ prompt: string; messages?: never }
    | { /** A whole conversation, the last message from the user. */ messages: readonly Message[]; prompt?: never }
  )

/** How a schema is compiled, wherever in a text it stands. */
export const partOptionNames = [
  'whitespace',
  'propertyOrder',
  'extraProperties',
  'formats',
  'dialect',
  'strict',
  'limits',
  'resolve',
] as const satisfies readonly (keyof GenerateOptions)[]

/** What means nothing where there is no schema. */
export const schemaOptionNames = ['describe', ...partOptionNames, 'quotesFrom'] as const

const known = [
  'prompt',
  'messages',
  'system',
  'model',
  'maxTokens',
  ...samplingOptionNames,
  'signal',
  ...schemaOptionNames,
] as const

export const defaultMaxTokens = 1024

/**
 * Checks names and values before anything is loaded.
 * @throws OptionError 'unknown-option', 'invalid-option', 'missing-option'
 */
export function checkOptions(options: unknown, call: string): asserts options is GenerateOptions {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError(`${call} needs options.`, {
      code: 'missing-option',
      option: 'prompt',
      hint: `For example ${call}(schema, { prompt: 'Ada Lovelace, born in 1815' }).`,
    })
  }
  refuseUnknownOptions(options, known, `${call}()`)
  const given = options as Record<string, unknown>
  checkConversation(given, call)
  oneOf(given, 'whitespace', ['compact', 'pretty', 'flexible'])
  oneOf(given, 'propertyOrder', ['schema', 'any'])
  oneOf(given, 'extraProperties', ['omit', 'allow'])
  checkFormats(given.formats)
  oneOf(given, 'dialect', ['4', '6', '7', '2019-09', '2020-12'])
  if (typeof given.describe !== 'function') oneOf(given, 'describe', describeKinds, ' or a function')
  checkStrict(given.strict)
  if (given.quotesFrom !== undefined) checkQuotesFrom(given.quotesFrom)
  number(given, 'maxTokens', (n) => Number.isInteger(n) && n >= 1, 'a whole number of at least 1')
  number(given, 'temperature', (n) => n >= 0 && n <= 100, 'a number from 0 to 100')
  number(given, 'topK', (n) => Number.isInteger(n) && n >= 1, 'a whole number of at least 1')
  number(given, 'topP', (n) => n > 0 && n <= 1, 'a number above 0 and at most 1')
  number(given, 'minP', (n) => n >= 0 && n <= 1, 'a number from 0 to 1')
  number(given, 'seed', (n) => Number.isInteger(n) && n >= 0 && n <= 0xffffffff, 'a whole number from 0 to 4294967295')
  if (given.signal !== undefined && !(given.signal instanceof AbortSignal))
    throw invalid('signal', 'an AbortSignal', given.signal)
  if (given.resolve !== undefined && typeof given.resolve !== 'function')
    throw invalid('resolve', 'a function', given.resolve)
  if (given.limits !== undefined && (typeof given.limits !== 'object' || given.limits === null)) {
    throw invalid('limits', 'an object', given.limits)
  }
  if (given.system !== undefined && typeof given.system !== 'string') throw invalid('system', 'a string', given.system)
  if (given.model !== undefined && !isModel(given.model))
    throw invalid('model', 'a folder, a hub id or an engine', given.model)
}

function checkFormats(formats: unknown): void {
  if (formats === undefined || formats === 'assert' || formats === 'annotate') return
  if (typeof formats !== 'object' || formats === null || Array.isArray(formats) || formats instanceof RegExp) {
    throw invalid('formats', '"assert", "annotate" or a record of regular expressions', formats)
  }
  for (const [name, meaning] of Object.entries(formats)) {
    if (typeof meaning === 'string' || meaning === false || meaning instanceof RegExp) continue
    throw invalid(`formats.${name}`, 'a regular expression, or false for an annotation', meaning)
  }
}

function checkStrict(strict: unknown): void {
  if (strict === undefined || typeof strict === 'boolean') return
  const keywords = (strict as { keywords?: unknown } | null)?.keywords
  if (!Array.isArray(keywords) || !keywords.every((keyword) => typeof keyword === 'string')) {
    throw invalid('strict', 'true, false or { keywords: [names of annotations] }', strict)
  }
  refuseUnknownOptions(strict as object, ['keywords'], 'strict')
}

function isModel(model: unknown): boolean {
  if (typeof model === 'string') return model !== ''
  if (typeof model !== 'object' || model === null) return false
  return 'createSession' in model || 'then' in model
}

function checkConversation(given: Record<string, unknown>, call: string): void {
  const { prompt, messages } = given
  if (prompt !== undefined && messages !== undefined) {
    throw new OptionError("Both 'prompt' and 'messages' are given.", {
      code: 'invalid-option',
      option: 'messages',
      hint: 'Put the prompt into the messages as the last one, with role user.',
    })
  }
  if (prompt === undefined && messages === undefined) {
    throw new OptionError(`${call}() needs a prompt.`, {
      code: 'missing-option',
      option: 'prompt',
      hint: "Pass prompt: '…' or messages: [{ role: 'user', content: '…' }].",
    })
  }
  if (prompt !== undefined && typeof prompt !== 'string') throw invalid('prompt', 'a string', prompt)
  if (messages === undefined) return
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid('messages', 'a list of at least one message', messages)
  for (const message of messages as unknown[]) {
    const { role, content } = (message ?? {}) as Record<string, unknown>
    if (!['system', 'user', 'assistant'].includes(role as string) || typeof content !== 'string') {
      throw invalid('messages', "a list of { role: 'system' | 'user' | 'assistant', content: string }", message)
    }
  }
}

function oneOf(given: Record<string, unknown>, option: string, values: readonly unknown[], more = ''): void {
  if (given[option] === undefined || values.includes(given[option])) return
  throw invalid(option, values.map((value) => JSON.stringify(value)).join(', ') + more, given[option])
}

function number(given: Record<string, unknown>, option: string, fits: (n: number) => boolean, what: string): void {
  const value = given[option]
  if (value !== undefined && !(typeof value === 'number' && fits(value))) throw invalid(option, what, value)
}

function invalid(option: string, what: string, value: unknown): OptionError {
  const shown =
    typeof value === 'string' || typeof value === 'number' ? (JSON.stringify(value) ?? String(value)) : typeof value
  return new OptionError(`Option '${option}' must be ${what}, not ${Number.isNaN(value) ? 'NaN' : shown}.`, {
    code: 'invalid-option',
    option,
  })
}
