/** JSON Schema to automaton. */
import type { Constraint } from '../automaton/constraint.js'
import { LimitError, SchemaError } from '../error/index.js'
import type { Grammar } from '../grammar/index.js'
import { JsonAutomaton } from './automaton.js'
import { checkSchema } from './check.js'
import { findConflict } from './conflict.js'
import { Context, type SchemaOptions } from './context.js'
import type { DialectName } from './dialect.js'
import { type Json, SchemaDocuments } from './document.js'
import { Expander } from './expand.js'
import { type Finding, findDeadParts } from './findings.js'
import { Members } from './members.js'
import { checkOptions } from './options.js'
import { hardestPart } from './satisfiable.js'
import { Satisfier } from './satisfy.js'
import { supersetGrammar } from './superset-grammar.js'

export type { SchemaLimits, SchemaOptions, Whitespace } from './context.js'
export type { DialectName } from './dialect.js'
export { createExplainer, type Explain, type Failure } from './explain.js'
export type { Finding } from './findings.js'
export { type QuoteIndex, quotesOf } from './quotes.js'

export interface CompileReport {
  readonly dialect: DialectName
  readonly warnings: readonly { path: string; message: string }[]
  /** Subschemas in all documents read. */
  readonly subschemas: number
  /**
   * Parts that can never take effect: properties that cannot be present, branches that never hold. Costs a
   * satisfiability question each, so they are looked for when this is called, once.
   */
  findings(): readonly Finding[]
  /** Questions of liveness that a bounded search left open and that were answered with yes; grows with use. */
  readonly undecided: number
}

/** What `report.undecided` means, as a sentence; undefined if nothing was left open. */
export function undecidedMessage({ undecided }: Pick<CompileReport, 'undecided'>): string | undefined {
  if (undecided === 0) return undefined
  const searches = undecided === 1 ? 'A search for a completion was' : `${undecided} searches for completions were`
  return `${searches} given up: a text that was taken to have a completion may have none.`
}

export interface JsonConstraint extends Constraint {
  readonly report: CompileReport
  /** Interned states so far; grows with use. */
  readonly stateCount: number
  /**
   * A grammar with all texts of this constraint, and others. With `plain` one whose texts are more often of this constraint,
   * for want of some that are unusual. @internal
   */
  superset(plain?: boolean): Grammar
}

/**
 * Compiles a JSON Schema into the automaton of its JSON texts: every text accepted is a valid value,
 * and the compact text of every valid value is accepted (in declared property order only, if
 * `propertyOrder` is 'schema').
 *
 * @throws SchemaError codes 'malformed-schema', 'unsupported-keyword', 'unknown-keyword' (strict only),
 *   'unresolved-reference', 'reference-loop', 'pattern-…', 'unsatisfiable'
 * @throws LimitError when a limit is reached
 * @throws OptionError on an unknown option
 */
export function compileJsonSchema(schema: unknown, options: SchemaOptions = {}): JsonConstraint {
  checkOptions(options)
  const context = new Context(options)
  const warn = (path: string, message: string) => context.warn(path, message)
  const documents = new SchemaDocuments(
    schema as Json,
    options.dialect,
    options.resolve,
    context.limits.subschemas,
    warn,
  )
  const expander = new Expander(context, documents)
  checkSchema(context, documents, expander)
  const members = new Members(context, expander)
  const satisfier = new Satisfier(context, expander, members)
  const automaton = located(documents, options, () => new JsonAutomaton(context, expander, members, satisfier))
  if (automaton.start === 0) throw unsatisfiable(documents, options)
  let findings: readonly Finding[] | undefined
  const report: CompileReport = {
    dialect: documents.root.resource.dialect.name,
    warnings: context.warnings,
    get subschemas() {
      return documents.size
    },
    get undecided() {
      return context.undecided + context.pool.undecided
    },
    findings() {
      findings ??= findDeadParts(context, expander, satisfier)
      return findings
    },
  }
  const superset = (plain = false): Grammar => supersetGrammar(documents, options, plain)
  return Object.assign(automaton, { report, superset })
}

/** Runs the first search of a schema; an error about its limit says which part of the schema is hard. */
function located<T>(documents: SchemaDocuments, options: SchemaOptions, compile: () => T): T {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof LimitError) || error.path !== undefined) throw error
    const { limit, value, code, hint } = error
    const path = hardestPart(documents, options)
    const said = hint === undefined ? error.message : error.message.slice(0, -hint.length - 1)
    throw new LimitError(`${said} (at ${path || 'the schema root'})`, { limit, value, code, hint, path, cause: error })
  }
}

/** Names in a hint; all of them are in the error's `conflict`. */
const maxNamed = 12

function unsatisfiable(documents: SchemaDocuments, options: SchemaOptions): SchemaError {
  const { paths, minimal, message } = findConflict(documents, options)
  const named = paths.slice(0, maxNamed).map((path) => path || 'the root')
  const more = paths.length > maxNamed ? ` and ${paths.length - maxNamed} more` : ''
  const cut = minimal ? '' : ' Less may conflict already: the search for a smaller part was cut short.'
  return new SchemaError(`No value satisfies this schema: ${message}.`, {
    code: 'unsatisfiable',
    path: '',
    conflict: { paths, minimal },
    hint: `Change one of ${named.join(', ')}${more}.${cut}`,
  })
}
