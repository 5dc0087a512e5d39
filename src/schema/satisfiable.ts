/** Questions about one location of a schema, each with tables of its own. */
import { EspalierError, LimitError } from '../error/index.js'
import { JsonAutomaton } from './automaton.js'
import { Context, type SchemaOptions } from './context.js'
import type { Location, SchemaDocuments } from './document.js'
import { Expander } from './expand.js'
import { Members } from './members.js'
import { Satisfier } from './satisfy.js'

/** The automaton of one location; state 0 is its start if no value satisfies it. */
export function automatonAt(
  context: Context,
  documents: SchemaDocuments,
  location?: Location,
  outer?: readonly Location[],
): JsonAutomaton {
  const expander = new Expander(context, documents, location, outer)
  const members = new Members(context, expander)
  return new JsonAutomaton(context, expander, members, new Satisfier(context, expander, members))
}

/** @throws LimitError, SchemaError code 'reference-loop' */
export function isSatisfiable(context: Context, documents: SchemaDocuments, location?: Location): boolean {
  return automatonAt(context, documents, location).start !== 0
}

const maxQuestions = 40
const maxSearch = 20_000

/**
 * Where a schema is hard to decide: the pointer of the innermost subschema that is hard on its own, that of the root if
 * only the whole is.
 */
export function hardestPart(documents: SchemaDocuments, options: SchemaOptions): string {
  const search = Math.min(options.limits?.search ?? maxSearch, maxSearch)
  const isHard = (location: Location): boolean => {
    try {
      isSatisfiable(new Context({ ...options, limits: { ...options.limits, search } }), documents, location)
      return false
    } catch (error) {
      if (!EspalierError.isInstance(error)) throw error
      return error instanceof LimitError
    }
  }
  const seen = new Set<Location>()
  let questions = 0
  let at = documents.root
  descend: for (;;) {
    seen.add(at)
    const { schema } = at
    const target =
      typeof schema === 'object' && schema !== null && !Array.isArray(schema) && typeof schema.$ref === 'string'
        ? [documents.reference(schema.$ref, at)]
        : []
    for (const inner of [...documents.children(at), ...target]) {
      if (seen.has(inner) || questions++ >= maxQuestions || !isHard(inner)) continue
      at = inner
      continue descend
    }
    return at.pointer
  }
}
