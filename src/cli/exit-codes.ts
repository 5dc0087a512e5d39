/** What the exit status says, and how an error is told on a terminal. */
import pc from 'picocolors'
import {
  EngineError,
  EspalierError,
  GrammarError,
  LimitError,
  ModelError,
  OptionError,
  RegexError,
  SchemaError,
  VocabularyError,
} from '../error/index.js'
import type { Io } from './io.js'

export const exitCodes = {
  ok: 0,
  rejected: 1,
  schema: 2,
  model: 3,
  generation: 4,
  usage: 64,
  noInput: 66,
  internal: 70,
  interrupted: 130,
} as const

export const exitCodesHelp = `
Exit status:
  0    all went well; check: every instance was accepted
  1    check: an instance was rejected; mask: the prefix was; infill: no completion; grammar lint --strict: there are warnings
  2    the schema, the grammar or what is in its place cannot be used
  3    the model cannot be used
  4    no value was generated (not enough room, refused by a refinement, a limit); infill: left open at a limit
  64   wrong usage: unknown command or option, value out of range
  66   an input file cannot be read
  70   a fault of this program
  130  interrupted`

/** A file that cannot be read, with the status to exit with. */
export class InputError extends EspalierError {
  readonly status: number
  constructor(message: string, details: { code: string; status: number; hint?: string | undefined; cause?: unknown }) {
    super(message, details)
    this.status = details.status
  }
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof InputError) return error.status
  if (error instanceof OptionError) return exitCodes.usage
  if (error instanceof SchemaError || error instanceof GrammarError || error instanceof RegexError)
    return exitCodes.schema
  if (error instanceof ModelError || error instanceof EngineError || error instanceof VocabularyError)
    return exitCodes.model
  if (EspalierError.isInstance(error)) {
    if (error.code === 'aborted') return exitCodes.interrupted
    if (error instanceof LimitError || error.code === 'truncated' || error.code === 'validation')
      return exitCodes.generation
    return error.code === 'internal-validation' ? exitCodes.internal : exitCodes.generation
  }
  return exitCodes.internal
}

/** One paragraph on stderr (or one JSON object with --json): what is wrong, then what to do. */
export function reportError(error: unknown, io: Io, json: boolean): void {
  const colours = pc.createColors(io.colours)
  if (json) {
    const details = EspalierError.isInstance(error) ? error : undefined
    const { path, keyword, conflict } = error instanceof SchemaError ? error : {}
    const { code = 'internal', hint } = details ?? {}
    const { rule, position } = error instanceof GrammarError ? error : {}
    const report = { code, message: messageOf(error), hint, path, keyword, conflict, rule, position }
    io.err(`${JSON.stringify({ error: report })}\n`)
    return
  }
  io.err(`${colours.red('error')} ${messageOf(error).trimEnd()}\n`)
  if (EspalierError.isInstance(error)) {
    if (error.hint !== undefined) io.err(`${colours.cyan('hint')}  ${error.hint}\n`)
    const { partial } = error as { partial?: unknown }
    if (partial !== undefined) io.err(`${colours.dim('so far')} ${JSON.stringify(partial)}\n`)
  } else if (error instanceof Error && error.stack) io.err(`${colours.dim(error.stack)}\n`)
}

/** The message without the hint that the error class appends: it gets a line of its own. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const hint = EspalierError.isInstance(error) ? error.hint : undefined
  return hint ? error.message.replace(` ${hint}`, '') : error.message
}
