import type { Constraint } from '../automaton/constraint.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { maskTableOf } from './mask-table.js'

/** What `prepareMasks` has made. */
export interface PreparedMasks {
  /** Tables made, one per state of the lexer; 0 for constraints whose masks are made otherwise. */
  readonly tables: number
  /** Bytes of all tables of this constraint on this vocabulary. */
  readonly bytes: number
  /** Milliseconds the call took. */
  readonly ms: number
}

/**
 * Makes, ahead of the first request, all tables that masks of a grammar are read from on this vocabulary. Without this call
 * each is made when a text first needs it, and masks are the same. Tables are kept as long as the constraint and the
 * vocabulary live; a second call finds them made. Schemas, patterns, grammars without lexemes and those that embed other
 * constraints have no such tables.
 */
export function prepareMasks(constraint: Constraint, vocabulary: Vocabulary): PreparedMasks {
  const start = performance.now()
  const { classes } = maskTableOf(constraint, vocabulary)
  const tables = classes?.prepare() ?? 0
  return { tables, bytes: classes?.bytes ?? 0, ms: performance.now() - start }
}
