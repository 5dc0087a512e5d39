/**
 * One error family. Every error of this package carries a stable `code`, says where the fault is
 * and what to do next (`hint`). `isInstance` works across duplicated copies of the package, where
 * `instanceof` does not.
 */

import { nearNames } from './near.js'

const marker = Symbol.for('espalier.error')

export interface ErrorDetails {
  /** Stable, machine-readable: 'unsupported-keyword', 'truncated', 'model-file-missing'… */
  code: string
  /** What to do next, one sentence. */
  hint?: string | undefined
  cause?: unknown
}

export class EspalierError extends Error {
  readonly code: string
  readonly hint: string | undefined
  /** @internal */
  readonly [marker] = true

  constructor(message: string, details: ErrorDetails) {
    super(details.hint ? `${message} ${details.hint}` : message, { cause: details.cause })
    this.name = new.target.name
    this.code = details.code
    this.hint = details.hint
  }

  static isInstance(error: unknown): error is EspalierError {
    return typeof error === 'object' && error !== null && marker in error
  }
}

/** A part of a schema that no value satisfies. */
export interface Conflict {
  /** JSON Pointers of keywords, and of single names in `required` and the like, as written in the schema. */
  readonly paths: readonly string[]
  /** Without any one of the paths there would be a value. False if the search for such a part was cut short. */
  readonly minimal: boolean
}

/** A JSON Schema that cannot be compiled: malformed, unsupported or unsatisfiable. */
export class SchemaError extends EspalierError {
  /** JSON Pointer into the schema, '' for the root. */
  readonly path: string
  readonly keyword: string | undefined
  /** Code 'unsatisfiable' only: the smallest conflicting part that was found. */
  readonly conflict: Conflict | undefined

  constructor(
    message: string,
    details: ErrorDetails & { path: string; keyword?: string | undefined; conflict?: Conflict },
  ) {
    super(`${message} (at ${details.path === '' ? 'the schema root' : details.path})`, details)
    this.path = details.path
    this.keyword = details.keyword
    this.conflict = details.conflict
  }
}

/** A regular expression that cannot be compiled. `position` is an offset into the pattern, -1 when unknown. */
export class RegexError extends EspalierError {
  readonly pattern: string
  readonly position: number

  constructor(message: string, details: ErrorDetails & { pattern: string; position?: number }) {
    super(message, details)
    this.pattern = details.pattern
    this.position = details.position ?? -1
  }
}

/** A grammar that cannot be read or compiled. */
export class GrammarError extends EspalierError {
  /** Where in the grammar's source: line and column from 1, offset in UTF-16 units from 0. Undefined if it has no source. */
  readonly position: { readonly offset: number; readonly line: number; readonly column: number } | undefined
  /** The rule or terminal it is about. */
  readonly rule: string | undefined
  /** The message alone, and whether the line is shown below it. */
  readonly #bare: string
  readonly #shown: boolean

  /** With `source` and `position` the message shows the line with a caret below the place. */
  constructor(
    message: string,
    details: ErrorDetails & {
      position?: { readonly offset: number; readonly line: number; readonly column: number } | undefined
      rule?: string | undefined
      source?: string | undefined
    },
  ) {
    const { position, source } = details
    const at = position ? ` (line ${position.line}, column ${position.column})` : ''
    super(`${message}${at}${position && source !== undefined ? caret(source, position) : ''}`, details)
    this.position = position
    this.rule = details.rule
    this.#bare = message
    this.#shown = position !== undefined && source !== undefined
  }

  /** The same error with the line of the source that it is about, if that is known and not shown yet. */
  withSource(source: string): GrammarError {
    const { code, hint, cause, position, rule } = this
    if (this.#shown || position === undefined) return this
    return new GrammarError(this.#bare, { code, hint, cause, position, rule, source })
  }
}

/** The line of the place and a caret below it, on lines of their own. */
function caret(source: string, position: { readonly line: number; readonly column: number }): string {
  const line = source.split(/\r?\n/)[position.line - 1] ?? ''
  const from = Math.max(0, position.column - 60)
  const lead = line.slice(from, position.column - 1).replace(/[^\t]/g, ' ')
  return `\n  ${line.slice(from, from + 100)}\n  ${lead}^\n`
}

/** A tokenizer or vocabulary without usable bytes. */
export class VocabularyError extends EspalierError {}

/** A limit on states, time or memory was reached. `limit` names it, `value` is the configured bound. */
export class LimitError extends EspalierError {
  readonly limit: string
  readonly value: number
  /** JSON Pointer into the schema where it was reached, if that is known. */
  readonly path: string | undefined

  constructor(message: string, details: ErrorDetails & { limit: string; value: number; path?: string | undefined }) {
    super(message, details)
    this.limit = details.limit
    this.value = details.value
    this.path = details.path
  }
}

/** An option that does not exist or has a value outside its range. */
export class OptionError extends EspalierError {
  readonly option: string

  constructor(message: string, details: ErrorDetails & { option: string }) {
    super(message, details)
    this.option = details.option
  }
}

/** A model folder, file or download that cannot be used. */
export class ModelError extends EspalierError {}

/** A failure while a model runs: wrong shapes, NaN logits, a missing execution provider, a dead worker. */
export class EngineError extends EspalierError {}

/** Generation ended for want of room before the value was complete. */
export class TruncatedError extends EspalierError {
  /** The text written so far. */
  readonly text: string
  /** What can be read from it: the partial value, undefined if nothing can. */
  readonly partial: unknown

  constructor(message: string, details: ErrorDetails & { text: string; partial: unknown }) {
    super(message, details)
    this.text = details.text
    this.partial = details.partial
  }
}

/**
 * Reads options by name and refuses what it does not know: a typo in `maxTokens` must not pass.
 * @throws OptionError code 'unknown-option'
 */
export function refuseUnknownOptions(options: object, known: readonly string[], call: string): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue
    const [near] = nearNames(name, known)
    throw new OptionError(`Unknown option '${name}' in ${call}.`, {
      code: 'unknown-option',
      option: name,
      hint: near ? `Did you mean '${near}'?` : `Known options: ${known.join(', ')}.`,
    })
  }
}
