/** Judges one entry: compile, then every instance byte by byte, and token by token if there is a vocabulary. */
import { DEAD } from '../automaton/constraint.js'
import { EspalierError, SchemaError } from '../error/index.js'
import { createMatcher, type Matcher } from '../mask/matcher.js'
import { compileJsonSchema, type JsonConstraint } from '../schema/index.js'
import type { Entry, EntryResult, Fault, Instance, JudgeSettings, Refusal, Tokens } from './types.js'

const utf8 = new TextEncoder()

export function judgeEntry(entry: Entry, settings: JudgeSettings): EntryResult {
  const result: EntryResult = {
    id: entry.id,
    split: entry.split,
    status: 'pass',
    refusal: undefined,
    tests: entry.tests.length,
    faults: [],
    compileMs: 0,
    judgeMs: 0,
    tokenMicros: new Float32Array(0),
    warnings: 0,
  }
  const started = performance.now()
  let constraint: JsonConstraint
  let matcher: Matcher | undefined
  try {
    constraint = compileJsonSchema(entry.schema, {
      ...entry.options,
      resolve: (uri) => settings.remotes.get(uri),
    })
    if (settings.tokens) {
      matcher = createMatcher(constraint, settings.tokens.vocabulary)
      matcher.mask()
    }
    result.compileMs = performance.now() - started
    result.warnings = constraint.report.warnings.length
  } catch (error) {
    result.compileMs = performance.now() - started
    return notCompiled(result, entry, refusalOf(error))
  }
  const micros: number[] = []
  const judging = performance.now()
  for (const instance of entry.tests) {
    try {
      const at = judgeBytes(constraint, instance)
      const accepted = at < 0
      if (accepted !== instance.valid) result.faults.push(fault(instance, at))
      if (!matcher || !settings.tokens) continue
      const byTokens = judgeTokens(matcher.fork(), settings.tokens, instance, micros)
      if (byTokens < 0 !== accepted) {
        result.faults.push({ ...fault(instance, byTokens), kind: 'tokens-differ' })
      }
    } catch (error) {
      const { message } = refusalOf(error)
      result.faults.push({ kind: 'error', description: `${instance.description}: ${message}`, at: -1, near: '' })
    }
  }
  result.judgeMs = performance.now() - judging
  result.tokenMicros = Float32Array.from(micros)
  if (result.faults.length > 0) result.status = result.faults.some((f) => f.kind === 'error') ? 'error' : 'fail'
  return result
}

/** An unsatisfiable schema rejects everything, which is the right verdict on invalid instances. */
function notCompiled(result: EntryResult, entry: Entry, refusal: Refusal): EntryResult {
  if (refusal.code !== 'unsatisfiable') return { ...result, status: 'refused', refusal }
  const faults = entry.tests.filter((t) => t.valid).map((t) => fault(t, 0))
  return { ...result, status: faults.length > 0 ? 'fail' : 'pass', faults }
}

export function refusalOf(error: unknown): Refusal {
  if (!EspalierError.isInstance(error)) {
    return {
      code: 'internal',
      keyword: undefined,
      message: error instanceof Error ? String(error.stack) : String(error),
    }
  }
  const { keyword } = error instanceof SchemaError ? error : { keyword: undefined }
  return { code: error.code, keyword, message: error.message }
}

/** -1 if the text is accepted, else the bytes read before it was rejected. */
function judgeBytes(constraint: JsonConstraint, instance: Instance): number {
  const bytes = utf8.encode(instance.text)
  let state = constraint.start
  for (let i = 0; i < bytes.length; i++) {
    state = constraint.step(state, bytes[i]!)
    if (state === DEAD) return i
  }
  return constraint.canEnd(state) ? -1 : bytes.length
}

/**
 * The same through tokens, as a decoder would: a mask, then the token if the mask has it, and the end token at the
 * end. What each mask and commit together took is appended to `micros`.
 */
function judgeTokens(matcher: Matcher, tokens: Tokens, instance: Instance, micros: number[]): number {
  let read = 0
  for (const id of tokens.encode(instance.text)) {
    const start = performance.now()
    const words = matcher.mask()
    const accepted = ((words[id >>> 5]! >>> (id & 31)) & 1) === 1 && matcher.accept(id)
    micros.push((performance.now() - start) * 1000)
    if (!accepted) return read
    read += tokens.vocabulary.bytes(id).length
  }
  const words = matcher.mask()
  const ends = tokens.vocabulary.endIds
  const canEnd = ends.length === 0 ? matcher.canEnd : ends.some((id) => ((words[id >>> 5]! >>> (id & 31)) & 1) === 1)
  return canEnd ? -1 : read
}

function fault(instance: Instance, at: number): Fault {
  const bytes = utf8.encode(instance.text)
  const end = at < 0 ? bytes.length : at
  const decode = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(Math.max(0, from), to))
  return {
    kind: instance.valid ? 'valid-rejected' : 'invalid-accepted',
    description: instance.description,
    at,
    near: `${decode(end - 40, end)}‸${decode(end, end + 20)}`,
  }
}
