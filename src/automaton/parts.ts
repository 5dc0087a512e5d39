import { EspalierError, LimitError, OptionError, refuseUnknownOptions } from '../error/index.js'
import { type Constraint, DEAD } from './constraint.js'
import { compileRegex } from './regex-constraint.js'
import { literal } from './words.js'

/** What can be combined: a constraint, a text that must appear literally, or a regular expression. */
export type Part = Constraint | string | RegExp

export interface CombineLimits {
  /** States discovered. Default 4,000,000. */
  states?: number
  /** Ways of reading the same text that are followed at once. Default 4,096. */
  alternatives?: number
  /** States that one search for a completion may discover. Default 100,000. */
  search?: number
}

export interface CombineOptions {
  limits?: CombineLimits
}

/** An argument of a combinator: a part, or first a list of parts and then options. */
export type Argument = Part | readonly Part[] | CombineOptions | undefined

/** The parts given to a combinator, either as arguments or as a list with options. */
export interface Combination {
  parts: Constraint[]
  limits: Required<CombineLimits>
}

const defaults: Required<CombineLimits> = { states: 4_000_000, alternatives: 4096, search: 100_000 }

export function readLimits(options: CombineOptions, call: string): Required<CombineLimits> {
  refuseUnknownOptions(options, ['limits'], `${call}()`)
  const limits = options.limits ?? {}
  refuseUnknownOptions(limits, Object.keys(defaults), `limits of ${call}()`)
  for (const [name, value] of Object.entries(limits)) {
    if (Number.isInteger(value) && value > 0) continue
    throw new OptionError(`Limit '${name}' of ${call}() cannot be ${String(value)}.`, {
      code: 'option-range',
      option: name,
      hint: 'Use an integer of at least 1.',
    })
  }
  return { ...defaults, ...limits }
}

export function readParts(args: readonly Argument[], call: string): Combination {
  const listed = Array.isArray(args[0])
  const parts = (listed ? args[0] : args) as readonly Part[]
  const options = (listed ? (args[1] ?? {}) : {}) as CombineOptions
  return { parts: parts.map((part) => readPart(part, call)), limits: readLimits(options, call) }
}

export function readPart(part: Part, call: string): Constraint {
  if (typeof part === 'string') return literal(part)
  if (part instanceof RegExp) return compileRegex(part)
  if (typeof part !== 'object' || part === null || typeof part.step !== 'function') {
    throw new OptionError(`A part of ${call}() is not a constraint.`, {
      code: 'bad-option',
      option: 'parts',
      hint: 'Pass constraints, texts or regular expressions.',
    })
  }
  if (part.start === DEAD) throw emptyLanguage(`A part of ${call}() accepts no text.`)
  return part
}

export function emptyLanguage(message: string): EspalierError {
  return new EspalierError(message, {
    code: 'empty-language',
    hint: 'Look for parts that exclude each other.',
  })
}

export function passedLimit(call: string, limit: keyof CombineLimits, value: number, what: string): LimitError {
  return new LimitError(`${call}() needs more than ${value} ${what}.`, {
    code: `limit-${limit}`,
    limit,
    value,
    hint: `Raise limits.${limit}, or combine simpler parts.`,
  })
}
