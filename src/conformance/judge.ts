/** Judges one entry: compile, then every instance byte by byte, and token by token if there is a vocabulary. */
import { DEAD } from '../automaton/constraint.js'
import { EspalierError, SchemaError } from '../error/index.js'
import { createMatcher, type Matcher } from '../mask/matcher.js'
import { compileJsonSchema, type JsonConstraint } from '../schema/index.js'
import { usedMemory } from './memory.js'
import type { Entry, EntryResult, Fault, Instance, JudgeSettings, Refusal, Tokens } from './types.js'

const utf8 = new TextEncoder()

export function judgeEntry(entry: Entry, settings: JudgeSettings): EntryResult {
  const result: EntryResult = {
    id: entry.id,
    split: entry.split,
    keywords: entry.keywords,
    status: 'pass',
    refusal: undefined,
    tests: entry.tests.length,
    faults: [],
    compileMs: 0,
    judgeMs: 0,
    tokenMicros: new Float32Array(0),
    coldMicros: new Float32Array(0),
    memory: -1,
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
  const cold = new ColdSteps(constraint)
  const judging = performance.now()
  const each = (judge: (instance: Instance, i: number) => void) => {
    entry.tests.forEach((instance, i) => {
      try {
        judge(instance, i)
      } catch (error) {
        const { message } = refusalOf(error)
        result.faults.push({ kind: 'error', description: `${instance.description}: ${message}`, at: -1, near: '' })
      }
    })
  }
  const accepted: (boolean | undefined)[] = []
  // All by bytes first: masks visit bytes, too, and would warm them.
  each((instance, i) => {
    const at = cold.read(utf8.encode(instance.text))
    accepted[i] = at < 0
    if (accepted[i] !== instance.valid) result.faults.push(fault(instance, at))
  })
  if (matcher && settings.tokens) {
    const { tokens } = settings
    const by = matcher
    each((instance, i) => {
      if (accepted[i] === undefined) return
      const byTokens = judgeTokens(by.fork(), tokens, instance, micros)
      if (byTokens < 0 !== accepted[i]) result.faults.push({ ...fault(instance, byTokens), kind: 'tokens-differ' })
    })
  }
  result.judgeMs = performance.now() - judging
  result.tokenMicros = Float32Array.from(micros)
  result.coldMicros = Float32Array.from(cold.micros)
  if (settings.memory) result.memory = memoryOf(entry, settings)
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

/** Reads texts and times the steps that no text took before. */
class ColdSteps {
  readonly micros: number[] = []
  private readonly taken = new Set<number>()

  constructor(private readonly constraint: JsonConstraint) {}

  /** -1 if the text is accepted, else the bytes read before it was rejected. */
  read(bytes: Uint8Array): number {
    const { constraint, taken, micros } = this
    let state = constraint.start
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!
      const key = state * 256 + byte
      if (taken.has(key)) state = constraint.step(state, byte)
      else {
        taken.add(key)
        const started = performance.now()
        state = constraint.step(state, byte)
        micros.push((performance.now() - started) * 1000)
      }
      if (state === DEAD) return i
    }
    return constraint.canEnd(state) ? -1 : bytes.length
  }
}

/**
 * Bytes that the compiled schema keeps once all instances were read, with a vocabulary including its masks. Compiled
 * anew, after a first pass over the same schema, so that neither timings nor what all schemas share is counted.
 */
function memoryOf(entry: Entry, { remotes, tokens }: JudgeSettings): number {
  const before = usedMemory()
  const constraint = compileJsonSchema(entry.schema, { ...entry.options, resolve: (uri) => remotes.get(uri) })
  const matcher = tokens && createMatcher(constraint, tokens.vocabulary)
  for (const instance of entry.tests) {
    try {
      let state = constraint.start
      for (const byte of utf8.encode(instance.text)) state = constraint.step(state, byte)
      if (matcher && tokens) judgeTokens(matcher.fork(), tokens, instance, [])
    } catch {
      // Judging has read the same text and told the error as a fault; what was made until then counts.
    }
  }
  const used = usedMemory() - before
  // Both must live until here.
  return constraint.start === DEAD && matcher === undefined ? -1 : Math.max(0, used)
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
