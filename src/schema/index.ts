/** JSON Schema to automaton. */
import type { Constraint } from '../automaton/constraint.js'
import { OptionError, refuseUnknownOptions, SchemaError } from '../error/index.js'
import { JsonAutomaton } from './automaton.js'
import { checkSchema } from './check.js'
import { findConflict } from './conflict.js'
import { Context, defaultLimits, type SchemaOptions } from './context.js'
import { checkDialectName, type DialectName } from './dialect.js'
import { type Json, SchemaDocuments } from './document.js'
import { Expander } from './expand.js'
import { Members } from './members.js'
import { Satisfier } from './satisfy.js'

export type { SchemaLimits, SchemaOptions, Whitespace } from './context.js'
export type { DialectName } from './dialect.js'

export interface CompileReport {
  readonly dialect: DialectName
  readonly warnings: readonly { path: string; message: string }[]
  /** Subschemas in all documents read. */
  readonly subschemas: number
}

export interface JsonConstraint extends Constraint {
  readonly report: CompileReport
  /** Interned states so far; grows with use. */
  readonly stateCount: number
}

const knownOptions: (keyof SchemaOptions)[] = [
  'whitespace',
  'propertyOrder',
  'spelling',
  'formats',
  'dialect',
  'strict',
  'resolve',
  'limits',
]
const choices: Partial<Record<keyof SchemaOptions, readonly string[]>> = {
  whitespace: ['flexible', 'compact', 'pretty'],
  propertyOrder: ['any', 'schema'],
  spelling: ['any', 'canonical'],
  formats: ['assert', 'annotate'],
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
  refuseUnknownOptions(options, knownOptions, 'compileJsonSchema()')
  refuseUnknownOptions(options.limits ?? {}, Object.keys(defaultLimits), 'limits of compileJsonSchema()')
  for (const [name, allowed] of Object.entries(choices)) {
    const value = options[name as keyof SchemaOptions]
    if (value !== undefined && !allowed.includes(value as string)) {
      throw new OptionError(`Option '${name}' cannot be ${JSON.stringify(value)}.`, {
        code: 'bad-option',
        option: name,
        hint: `Use ${allowed.map((v) => `'${v}'`).join(', ')}.`,
      })
    }
  }
  if (options.dialect !== undefined) checkDialectName(options.dialect)
  const context = new Context(options)
  const documents = new SchemaDocuments(schema as Json, options.dialect, options.resolve, context.limits.subschemas)
  const expander = new Expander(context, documents)
  checkSchema(context, documents, expander)
  const members = new Members(context, expander)
  const satisfier = new Satisfier(context, expander, members)
  const automaton = new JsonAutomaton(context, expander, members, satisfier)
  if (automaton.start === 0) {
    throw unsatisfiable(documents, options)
  }
  const report: CompileReport = {
    dialect: documents.root.resource.dialect.name,
    warnings: context.warnings,
    get subschemas() {
      return documents.size
    },
  }
  return Object.assign(automaton, { report })
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
