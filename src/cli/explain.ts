/** Which keywords refused a text: the verdict of the automaton joined with the failures that the schema gives. */
import { DEAD } from '../automaton/constraint.js'
import {
  compileJsonSchema,
  createExplainer,
  type Failure,
  type JsonConstraint,
  type SchemaOptions,
} from '../schema/index.js'
import { textSpan, type Verdict } from './expected.js'

export interface Explanation {
  /** What refused the text at the verdict's byte; undefined if that is no keyword. */
  keyword: string | undefined
  schemaPath: string | undefined
  /** JSON Pointer of the value that is refused. */
  path: string
  reason: string
  expected: string[]
  /** Everything that refuses the text, the first of them first. */
  failures: Failure[]
}

/** Explains refused texts. */
export function explainer(
  schema: unknown,
  options: SchemaOptions,
  constraint: JsonConstraint,
): (bytes: Uint8Array, verdict: Verdict) => Explanation {
  const explain = createExplainer(schema, options)
  const anything = compileJsonSchema(true)
  return (file, verdict) => {
    const { first, length } = textSpan(file)
    const bytes = file.subarray(first, length)
    const at = verdict.offset - first
    const broken = syntaxError(anything, bytes)
    if (broken >= 0 && broken <= at) {
      const reason = at >= bytes.length ? 'the text ends before its value is complete' : 'this is no JSON'
      return none(verdict, reason)
    }
    const whole = broken < 0 ? bytes : completed(anything, bytes.subarray(0, broken))
    const failures = explain(whole)
      .filter((f) => broken < 0 || f.offset <= at)
      .map((f) => shifted(f, first))
    const [cause] = failures
    if (!cause)
      return none(verdict, broken < 0 ? spelling(constraint, options, bytes) : 'no keyword alone refuses this')
    const { keyword, schemaPath, path, message } = cause
    return {
      keyword,
      schemaPath,
      path,
      reason: message,
      expected: [...new Set([...cause.wanted, ...verdict.expected])],
      failures,
    }
  }
}

function none(verdict: Verdict, reason: string): Explanation {
  const { path, expected } = verdict
  return { keyword: undefined, schemaPath: undefined, path, reason, expected, failures: [] }
}

function shifted(failure: Failure, by: number): Failure {
  if (by === 0) return failure
  const branches = failure.branches?.map((branch) => branch.map((f) => shifted(f, by)))
  return { ...failure, offset: failure.offset + by, ...(branches ? { branches } : {}) }
}

/** Where a text stops being the beginning of any JSON text, its length if it only ends too early; -1 if it is JSON. */
function syntaxError(anything: JsonConstraint, bytes: Uint8Array): number {
  let state = anything.start
  for (let i = 0; i < bytes.length; i++) {
    state = anything.step(state, bytes[i]!)
    if (state === DEAD) return isJson(bytes) ? -1 : i
  }
  return anything.canEnd(state) ? -1 : bytes.length
}

/** Texts that JSON allows and no automaton reads: keys given twice, long runs of whitespace. */
function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return true
  } catch {
    return false
  }
}

const maxCompletion = 10_000

/** The beginning of a JSON text with the shortest end. */
function completed(anything: JsonConstraint, start: Uint8Array): Uint8Array {
  let state = anything.start
  for (const byte of start) state = anything.step(state, byte)
  const end: number[] = []
  while (!anything.canEnd(state) && end.length < maxCompletion) {
    let best = DEAD
    let bestByte = 0
    for (let byte = 0x20; byte < 0x80; byte++) {
      const next = anything.step(state, byte)
      if (next === DEAD) continue
      if (best === DEAD || anything.minBytesToEnd(next) < anything.minBytesToEnd(best)) {
        best = next
        bestByte = byte
      }
    }
    if (best === DEAD) break
    end.push(bestByte)
    state = best
  }
  return Uint8Array.of(...start, ...end)
}

/** Why a text is refused whose value is valid: an option about how texts are written. */
function spelling(constraint: JsonConstraint, options: SchemaOptions, bytes: Uint8Array): string {
  const { whitespace = 'flexible', propertyOrder, spelling: spelled } = options
  const value = JSON.parse(new TextDecoder().decode(bytes)) as unknown
  const text = new TextEncoder().encode(JSON.stringify(value, null, whitespace === 'pretty' ? 2 : 0))
  let state = constraint.start
  for (const byte of text) state = constraint.step(state, byte)
  if (!constraint.canEnd(state) && propertyOrder === 'schema') {
    return "the value is valid, but its properties do not come in the schema's order (property order: schema)"
  }
  if (spelled === 'canonical') return 'the value is valid, but not spelled as JSON.stringify does (spelling: canonical)'
  return whitespace === 'flexible'
    ? 'the value is valid, but a number or the whitespace is not spelled as the automaton reads it'
    : `the value is valid, but not laid out as asked (whitespace: ${whitespace})`
}
