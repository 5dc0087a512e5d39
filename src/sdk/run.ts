/** One generation from options to value; `generate` and `stream` are two ways to look at it. */
import type { BudgetedPart, Constraint } from '../automaton/index.js'
import { decodeAutoregressive, decodeParts } from '../decode/index.js'
import type { Engine, Message } from '../engine/engine.js'
import { EngineError, EspalierError, TruncatedError } from '../error/index.js'
import { createMatcher } from '../mask/matcher.js'
import { undecidedMessage } from '../schema/index.js'
import { compileSource } from './compile.js'
import { describeSchema, withDescription } from './describe.js'
import { AbortedError, ValidationError } from './errors.js'
import { resolveModel } from './models.js'
import { defaultMaxTokens, type GenerateOptions } from './options.js'
import { PartialReader, TextReader } from './partial.js'
import { readSchema, type SchemaSource } from './schema-input.js'
import { readText } from './text-schema.js'

/** A value and how it came about. */
export interface GenerateResult<T = unknown> {
  value: T
  /** The JSON text the model wrote. */
  text: string
  usage: { promptTokens: number; outputTokens: number; modelCalls: number }
  /** Output tokens that were written without asking the model, since nothing else was possible. */
  forcedTokens: number
  /**
   * Σ ln Z in nats over the sampled tokens, Z being the probability that the model gave to the allowed tokens:
   * 0 if the constraint never mattered, the lower the more the model was pushed.
   */
  logWeight: number | undefined
  /** 'length' if `maxTokens` cut the text short; the value is complete and valid all the same. */
  finishReason: 'stop' | 'length'
  timings: GenerateTimings
  /** The seed in use, to repeat a drawn result. */
  seed: number
  /** Name of the model. */
  model: string
  /** What is worth knowing: formats and keywords that are not enforced, a final check that could not run. */
  warnings: readonly string[]
}

/** Milliseconds, except maskUs in microseconds. */
export interface GenerateTimings {
  /** Compiling the schema; 0 if it was compiled before. */
  compileMs: number
  /** Loading the model; about 0 if it was loaded before. */
  loadMs: number
  prefillMs: number
  /** Every later forward pass. */
  stepMs: number[]
  /** Mask and choice of every sampled token. */
  maskUs: number[]
  totalMs: number
}

/**
 * Writes one value, handing out text as it is written (whole characters only).
 * @throws SchemaError, OptionError, ModelError, EngineError, TruncatedError, ValidationError, AbortedError, LimitError
 */
export async function run(
  schema: unknown,
  options: GenerateOptions,
  onText: (delta: string) => void,
): Promise<GenerateResult> {
  const started = performance.now()
  const written = { text: '' }
  try {
    return await write(schema, options, started, (delta) => {
      written.text += delta
      onText(delta)
    })
  } catch (error) {
    throw refine(error, options.signal, written.text, readText(schema) !== undefined)
  }
}

async function write(
  schema: unknown,
  options: GenerateOptions,
  started: number,
  onText: (delta: string) => void,
): Promise<GenerateResult> {
  const { signal } = options
  signal?.throwIfAborted()
  const source = readSchema(schema)
  const compiled = compileSource(source, options)
  const compileMs = compiled.compileMs
  const loadStarted = performance.now()
  const engine = await abortable(resolveModel(options.model), signal)
  const loadMs = performance.now() - loadStarted
  signal?.throwIfAborted()

  const promptIds = encodePrompt(engine, source, options)
  const check = compiled.check()
  // A failure of the check's own loading must not go unheard while the model still writes.
  check.catch(() => undefined)

  const session = await engine.createSession()
  try {
    const matcher = createMatcher(compiled.constraint, engine.vocabulary)
    const maxTokens = options.maxTokens ?? defaultMaxTokens
    const { temperature, topK, topP, minP, seed } = options
    const writing = { session, promptIds, engine, temperature, topK, topP, minP, seed, signal }
    const decoder = new TextDecoder()
    const onBytes = (bytes: Uint8Array) => {
      const delta = decoder.decode(bytes, { stream: true })
      if (delta !== '') onText(delta)
    }
    const budgets = budgetsOf(compiled.constraint)
    const decoding = budgets
      ? decodeParts({ ...writing, matcher, maxTokens }, budgets)
      : decodeAutoregressive({ ...writing, matcher: matcher.fork(), maxTokens })
    let step: Awaited<ReturnType<typeof decoding.next>>
    try {
      step = await decoding.next()
    } catch (error) {
      // No value fits: what does fit is still worth having in the error.
      if (error instanceof TruncatedError) await writeBeginning({ ...writing, matcher }, maxTokens, onBytes)
      throw error
    }
    for (; !step.done; step = await decoding.next()) onBytes(step.value.bytes)
    const decoded = step.value
    const raw: unknown = source.text ? source.text.parse(decoded.text) : JSON.parse(decoded.text)
    const checkValue = await check
    checkValue?.(raw, decoded.text)
    const value = await validated(source, raw, decoded.text)
    const warnings = [...compiled.warnings]
    const undecided = compiled.report && undecidedMessage(compiled.report)
    if (undecided !== undefined) warnings.push(undecided)
    if (!checkValue && !source.text)
      warnings.push('The final check with ajv was left out: ajv cannot compile this schema.')
    return {
      value,
      text: decoded.text,
      usage: {
        promptTokens: decoded.usage.promptTokens,
        outputTokens: decoded.usage.completionTokens,
        modelCalls: decoded.usage.modelCalls,
      },
      forcedTokens: decoded.forcedTokens,
      logWeight: decoded.logWeight,
      finishReason: decoded.finishReason,
      timings: {
        compileMs,
        loadMs,
        prefillMs: decoded.timings.prefillMs,
        stepMs: decoded.timings.stepMs,
        maskUs: decoded.timings.maskUs,
        totalMs: performance.now() - started,
      },
      seed: decoded.seed,
      model: engine.name,
      warnings,
    }
  } finally {
    await session.dispose()
  }
}

/** The budgets of a constraint that is written in parts, see `thinking`. */
function budgetsOf(constraint: Constraint): readonly BudgetedPart[] | undefined {
  return (constraint as { readonly budgets?: readonly BudgetedPart[] }).budgets
}

/** The first `maxTokens` tokens of an answer that is longer than that; nothing if the context is what ends it. */
async function writeBeginning(
  writing: Parameters<typeof decodeAutoregressive>[0],
  maxTokens: number,
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> {
  const { vocabulary } = writing.matcher
  let left = maxTokens
  try {
    for await (const { ids } of decodeAutoregressive(writing)) {
      for (const id of ids.slice(0, left)) onBytes(vocabulary.bytes(id))
      left -= ids.length
      if (left <= 0) return
    }
  } catch (error) {
    if (!(error instanceof TruncatedError)) throw error
  }
}

function encodePrompt(engine: Engine, source: SchemaSource, options: GenerateOptions): number[] {
  const conversation: Message[] =
    options.messages !== undefined ? [...options.messages] : [{ role: 'user', content: options.prompt }]
  const own = options.system
  const messages = own === undefined ? conversation : withSystem(conversation, own)
  const describe = options.describe ?? engine.preferredDescription ?? 'typescript'
  // What plain text is to be is for the prompt to say.
  const told = source.text ? messages : withDescription(messages, describeSchema(source.json, describe))
  const promptIds = engine.encodeChat(told)
  if (promptIds.length >= engine.contextLength) {
    throw new EngineError(
      `The prompt has ${promptIds.length} tokens, the context of ${engine.name} ends at ${engine.contextLength}.`,
      {
        code: 'prompt-too-long',
        hint: "Shorten the messages, or tell the schema in fewer words (describe: 'shorthand' or 'none').",
      },
    )
  }
  return promptIds
}

/** Loading goes on for the next call that wants the same model; this one stops waiting for it. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work
  let stop = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function withSystem(messages: readonly Message[], system: string): Message[] {
  const first = messages[0]
  if (first?.role !== 'system') return [{ role: 'system', content: system }, ...messages]
  return [{ role: 'system', content: `${system}\n\n${first.content}` }, ...messages.slice(1)]
}

async function validated(source: SchemaSource, value: unknown, text: string): Promise<unknown> {
  if (source.validate === undefined) return value
  const result = await source.validate(value)
  if (result.issues === undefined) return result.value
  throw new ValidationError(source.vendor, { issues: result.issues, text, value })
}

/** Errors from below gain what only this layer knows: the text so far and what can be read from it. */
function refine(error: unknown, signal: AbortSignal | undefined, text: string, isText: boolean): unknown {
  if (signal?.aborted && (error === signal.reason || !EspalierError.isInstance(error))) {
    return new AbortedError({ text, cause: signal.reason })
  }
  if (error instanceof TruncatedError) {
    const reader = isText ? new TextReader() : new PartialReader()
    const whole = text === '' ? error.text : text
    reader.push(whole)
    const hint = error.hint
    return new TruncatedError(hint ? error.message.slice(0, -hint.length - 1) : error.message, {
      code: error.code,
      hint,
      text: whole,
      partial: reader.snapshot(),
      cause: error,
    })
  }
  return error
}
