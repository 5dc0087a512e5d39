/**
 * Exactness of an automaton, state by state. Minima are exact if and only if every state keeps the equation
 * of shortest ways: 0 where the text can end, else one more than the least minimum of its live successors,
 * which are finite. The same equation says that no live state is a dead end.
 */
import type { Constraint } from '../../../src/automaton/constraint.js'
import { SchemaError } from '../../../src/error/index.js'
import { compileJsonSchema, type JsonConstraint, type SchemaOptions } from '../../../src/schema/index.js'
import type { Random } from '../fuzz/random.js'
import type { Json } from '../fuzz/schemas.js'
import { validates } from './validate.js'

const utf8 = new TextEncoder()
/** Bytes that are followed; every live byte is looked at. */
const followed = new Set(utf8.encode('[]{},:"ab012ntf-. rulase'))

/**
 * The first state at which the equation fails, as the text that leads there; undefined if there is none among `limit`.
 * @param more bytes to be followed beside the usual ones
 * @param order picks which of the states found comes next; the nearest one does without it
 */
export function brokenMinimum(constraint: Constraint, limit: number, more = '', order?: Random): string | undefined {
  const follows = new Set([...followed, ...utf8.encode(more)])
  const texts = new Map([[constraint.start, '']])
  const queue = [constraint.start]
  for (let at = 0; at < queue.length && at < limit; at++) {
    const from = order ? at + order.below(queue.length - at) : at
    const state = queue[from]!
    queue[from] = queue[at]!
    const text = texts.get(state)!
    const minimum = constraint.minBytesToEnd(state)
    let least = Number.POSITIVE_INFINITY
    for (let byte = 0; byte < 0x80; byte++) {
      const next = constraint.step(state, byte)
      if (next === 0) continue
      const after = constraint.minBytesToEnd(next)
      if (after < least) least = after
      if (!follows.has(byte) || texts.has(next)) continue
      texts.set(next, text + String.fromCharCode(byte))
      queue.push(next)
    }
    if (constraint.canEnd(state) ? minimum !== 0 : minimum !== least + 1 || !Number.isFinite(minimum)) {
      return `${JSON.stringify(text)}: minBytesToEnd ${minimum}, the successors' least ${least}`
    }
  }
  return undefined
}

function accepts(constraint: Constraint, text: string): boolean {
  let state = constraint.start
  for (const byte of utf8.encode(text)) {
    state = constraint.step(state, byte)
    if (state === 0) return false
  }
  return constraint.canEnd(state)
}

/** How a fault ends where the report says that questions were given up: a prefix may be live there, a minimum too small. */
export const undecided = 'undecided'

/** What is wrong with the automaton of a schema, judged by the values given and by the first `limit` states. */
export function faultOf(
  schema: Json,
  values: readonly Json[],
  limit: number,
  options: SchemaOptions = {},
  order?: Random,
): string | undefined {
  let constraint: JsonConstraint
  try {
    constraint = compileJsonSchema(schema, { whitespace: 'compact', ...options })
  } catch (error) {
    if (!(error instanceof SchemaError) || error.code !== 'unsatisfiable') throw error
    const valid = values.find((v) => validates(schema, v))
    return valid === undefined ? undefined : `called unsatisfiable, but ${JSON.stringify(valid)} is valid`
  }
  for (const value of values) {
    const valid = validates(schema, value)
    if (accepts(constraint, JSON.stringify(value)) !== valid) {
      return `${JSON.stringify(value)} is ${valid ? 'valid but rejected' : 'invalid but accepted'}`
    }
  }
  const broken = brokenMinimum(constraint, limit) ?? (order && brokenMinimum(constraint, limit, '', order))
  return broken !== undefined && constraint.report.undecided > 0 ? `${broken}, ${undecided}` : broken
}
