/** Texts with holes, filled by a language model. */
import type { Constraint } from '../automaton/constraint.js'
import { decodeInfill } from '../decode/index.js'
import { samplingOptionNames } from '../decode/options.js'
import type { Engine } from '../engine/engine.js'
import { EngineError, OptionError, refuseUnknownOptions } from '../error/index.js'
import type { InfillOptions } from '../infill/index.js'
import { compileJsonSchema } from '../schema/index.js'
import { AbortedError } from './errors.js'
import { type FimFormat, fimTokens } from './fim.js'
import { resolveModel } from './models.js'
import { type AnySchema, readSchema } from './schema-input.js'

export interface InfillRequest {
  /** What the whole text is to be: a schema of any kind that `generate` takes, a grammar, a regular expression, a constraint. */
  language: AnySchema
  /** The fixed texts in order; between any two of them the model writes. At least two; a hole at the end has '' behind it. */
  pieces: readonly string[]
  /** An engine, a folder in the Hugging Face layout, or a hub id. Default: the model that ships with this package. */
  model?: string | Engine | Promise<Engine>
  /** What the model is told besides the text, where it is not one for filling the middle. */
  prompt?: string
  /**
   * How the model is told what stands behind a hole. 'auto' (default): by its tokens for that if it has some (Qwen-Coder, StarCoder,
   * CodeLlama, DeepSeek-Coder, CodeGemma), else in a message. 'none': in a message. Or special tokens of its own.
   */
  fim?: 'auto' | 'none' | FimFormat
  /** Most tokens of one hole. Default 256. A hole that reaches it is ended in a shortest way. */
  maxTokens?: number
  /** 0 (default): always the likeliest token that is possible. */
  temperature?: number
  topK?: number
  topP?: number
  minP?: number
  seed?: number
  /** Of a JSON Schema: the whitespace in the text. Default 'flexible'. */
  whitespace?: 'compact' | 'pretty' | 'flexible'
  /** Of a JSON Schema: the order of properties in the text. Default 'any'. */
  propertyOrder?: 'schema' | 'any'
  /** Bounds on each question whether the text can still be completed, see `validateInfill`. */
  limits?: InfillOptions['limits']
  signal?: AbortSignal
}

export interface InfillAnswer {
  /** The whole text: a word of the language, whatever the model wanted. */
  readonly text: string
  /** What the model wrote, one for each hole. */
  readonly regions: readonly FilledRegion[]
  readonly usage: { readonly outputTokens: number; readonly modelCalls: number }
  /** The seed in use, to repeat a drawn result. */
  readonly seed: number
  /** Name of the model. */
  readonly model: string
}

export interface FilledRegion {
  readonly text: string
  readonly tokens: readonly number[]
  /** 'stop': the model ended it there. 'length': it was ended in a shortest way, since its room ran out. */
  readonly finishReason: 'stop' | 'length'
  /** Tokens that the model wanted and that would have left no completion. */
  readonly rejected: number
}

const known = [
  'language',
  'pieces',
  'model',
  'prompt',
  'fim',
  'maxTokens',
  ...samplingOptionNames,
  'whitespace',
  'propertyOrder',
  'limits',
  'signal',
] as const satisfies readonly (keyof InfillRequest)[]

const defaultMaxTokens = 256

/**
 * Lets a language model fill the holes in a text, from the first to the last, so that the whole is a word of the language: each hole is
 * written under everything that stands before and behind it, and the holes to come stay fillable.
 *
 * ```ts
 * const cpp = await builtInGrammar('cpp')
 * const { text } = await infill({ language: cpp, pieces: ['int twice(int x) { return ', '; }'], model: 'Qwen/…' })
 * ```
 *
 * @param onRegion called with the text of each hole when it is written
 * @throws EspalierError code 'not-completable' if nothing fits into the holes
 * @throws TruncatedError if a hole needs more than maxTokens; OptionError, SchemaError, GrammarError, ModelError, EngineError,
 *   VocabularyError, AbortedError; LimitError if it is not decided whether something fits
 */
export async function infill(
  request: InfillRequest,
  onRegion: (region: FilledRegion, index: number) => void = () => undefined,
): Promise<InfillAnswer> {
  check(request)
  const { signal } = request
  signal?.throwIfAborted()
  const language = compile(request)
  try {
    const engine = await resolveModel(request.model)
    return await fill(request, language, engine, onRegion)
  } catch (error) {
    if (signal?.aborted && error === signal.reason) throw new AbortedError({ text: '', cause: error })
    throw error
  }
}

async function fill(
  request: InfillRequest,
  language: Constraint,
  engine: Engine,
  onRegion: (region: FilledRegion, index: number) => void,
): Promise<InfillAnswer> {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const { maxTokens = defaultMaxTokens, temperature, topK, topP, minP, seed, limits, signal } = request
  const prompts = new Prompts(engine, request, maxTokens)
  const session = await engine.createSession()
  try {
    const decoding = decodeInfill({
      session,
      vocabulary: engine.vocabulary,
      language,
      pieces: request.pieces.map((piece) => encoder.encode(piece)),
      prompt: (left, right) =>
        prompts.idsFor(
          decoder.decode(left),
          right.map((piece) => decoder.decode(piece)),
        ),
      endIds: prompts.endIds,
      maxTokens,
      temperature,
      topK,
      topP,
      minP,
      seed,
      limits,
      signal,
    })
    const regions: FilledRegion[] = []
    let modelCalls = 0
    let step = await decoding.next()
    for (; !step.done; step = await decoding.next()) {
      const { bytes, ids, finishReason, rejected, index } = step.value
      const region = { text: decoder.decode(bytes), tokens: ids, finishReason, rejected }
      modelCalls += step.value.modelCalls
      regions.push(region)
      onRegion(region, index)
    }
    const outputTokens = regions.reduce((sum, { tokens }) => sum + tokens.length, 0)
    const { bytes, seed: used } = step.value
    return { text: decoder.decode(bytes), regions, usage: { outputTokens, modelCalls }, seed: used, model: engine.name }
  } finally {
    await session.dispose()
  }
}

/** What the model reads before it writes a hole. */
class Prompts {
  readonly endIds: readonly number[]
  private readonly fim: ReturnType<typeof fimTokens>

  constructor(
    private readonly engine: Engine,
    private readonly request: InfillRequest,
    private readonly maxTokens: number,
  ) {
    this.fim = fimTokens(engine, request.fim ?? 'auto')
    this.endIds = [...new Set([...engine.vocabulary.endIds, ...(this.fim?.end ?? [])])]
  }

  /** The tokens nearest to the hole are kept where the context is too short for all. */
  idsFor(left: string, right: readonly string[]): number[] {
    const { engine, fim, maxTokens } = this
    const room = engine.contextLength - maxTokens - 8
    const before = engine.encode(left)
    if (fim) {
      const behind = engine.encode(right.join('')).slice(0, Math.max(0, room >> 2))
      const kept = this.last(before, room - behind.length - 3)
      return [fim.prefix, ...kept, fim.suffix, ...behind, fim.middle]
    }
    const told = this.message(right.join('…').slice(0, Math.max(0, room)))
    return [...told, ...this.last(before, room - told.length)]
  }

  private message(right: string): number[] {
    const { prompt = 'Complete the text.' } = this.request
    return this.engine.encodeChat([
      { role: 'user', content: right === '' ? prompt : `${prompt}\n\nBehind the gap stands:\n${right}` },
    ])
  }

  private last(ids: readonly number[], room: number): readonly number[] {
    if (room >= ids.length) return ids
    if (room >= 16 || room >= ids.length) return ids.slice(ids.length - room)
    throw new EngineError(`The context of ${this.engine.name} ends at ${this.engine.contextLength} tokens.`, {
      code: 'prompt-too-long',
      hint: 'Lower maxTokens, shorten the prompt, or use a model with a longer context.',
    })
  }
}

function compile({ language, whitespace, propertyOrder }: InfillRequest): Constraint {
  const source = readSchema(language)
  if (source.text) {
    const option = whitespace !== undefined ? 'whitespace' : propertyOrder !== undefined ? 'propertyOrder' : undefined
    if (option === undefined) return source.text.constraint
    throw invalid(option, 'left out where the language is no JSON Schema')
  }
  return compileJsonSchema(source.json, {
    ...(source.dialect === undefined ? {} : { dialect: source.dialect }),
    ...(whitespace === undefined ? {} : { whitespace }),
    ...(propertyOrder === undefined ? {} : { propertyOrder }),
  })
}

function check(request: InfillRequest): void {
  if (typeof request !== 'object' || request === null) throw invalid('language', 'given')
  refuseUnknownOptions(request, known, 'infill()')
  const { language, pieces, maxTokens, prompt, fim } = request
  if (language === undefined) throw invalid('language', 'a schema, a grammar or a constraint')
  if (!Array.isArray(pieces) || pieces.length < 2 || !pieces.every((piece) => typeof piece === 'string')) {
    throw invalid('pieces', 'a list of at least two texts: holes are between them')
  }
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 1)) {
    throw invalid('maxTokens', 'a whole number of at least 1')
  }
  if (prompt !== undefined && typeof prompt !== 'string') throw invalid('prompt', 'a text')
  if (fim !== undefined && fim !== 'auto' && fim !== 'none' && (typeof fim !== 'object' || fim === null)) {
    throw invalid('fim', "'auto', 'none' or { prefix, suffix, middle }")
  }
}

function invalid(option: string, what: string): OptionError {
  return new OptionError(`Option '${option}' of infill() must be ${what}.`, { code: 'invalid-option', option })
}
