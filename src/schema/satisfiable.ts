/** The parts of a compiler put together. */
import { JsonAutomaton } from './automaton.js'
import type { Context } from './context.js'
import type { Location, SchemaDocuments } from './document.js'
import { Expander } from './expand.js'
import { Members } from './members.js'
import { Satisfier } from './satisfy.js'

/** The automaton of one location; state 0 is its start if no value satisfies it. */
export function automatonAt(context: Context, documents: SchemaDocuments, location?: Location): JsonAutomaton {
  const expander = new Expander(context, documents, location)
  const members = new Members(context, expander)
  return new JsonAutomaton(context, expander, members, new Satisfier(context, expander, members))
}

/** @throws LimitError, SchemaError code 'reference-loop' */
export function isSatisfiable(context: Context, documents: SchemaDocuments, location?: Location): boolean {
  return automatonAt(context, documents, location).start !== 0
}
