import { EngineError, OptionError, refuseUnknownOptions } from '../../error/index.js'
import { byteVocabulary } from '../../vocab/index.js'
import type { Vocabulary } from '../../vocab/vocabulary.js'
import type { DiffusionEngine } from '../diffusion-engine.js'
import { mix, normal, sleep } from './random-scores.js'

export interface FakeDiffusionEngineOptions {
  /** Default: one token per byte, and an end token. */
  vocabulary?: Vocabulary | undefined
  /** Default: the first id behind the vocabulary; -1 for a uniform-state model. */
  maskId?: number | undefined
  /** Another seed, another model. Default 0. */
  seed?: number | undefined
  /** Standard deviation of the scores that depend on position and token alone, in nats. Default 2. */
  spread?: number | undefined
  /** Standard deviation of the scores that depend on the whole text as well. Default 1. */
  context?: number | undefined
  /** Tokens the model would like to see, from position `targetFrom` of the text (prompt included) on. */
  target?: readonly number[] | undefined
  targetFrom?: number | undefined
  /** How much higher a token of the target scores. Default 10. */
  bias?: number | undefined
  /** Extra logits beyond the vocabulary, always the largest ones. Default 0. */
  padding?: number | undefined
  contextLength?: number | undefined
  /** Milliseconds that a call takes. Default 0. */
  delay?: number | undefined
  /** Changes the rows of a text before they are returned, to imitate faults. */
  distort?: ((logits: Float32Array) => Float32Array) | undefined
}

const optionNames = [
  'vocabulary',
  'maskId',
  'seed',
  'spread',
  'context',
  'target',
  'targetFrom',
  'bias',
  'padding',
  'contextLength',
  'delay',
  'distort',
] as const satisfies readonly (keyof FakeDiffusionEngineOptions)[]

/**
 * A diffusion model for tests: its scores are random numbers, the same ones for the same seed, text, position and token. It
 * knows nothing and cannot write sense, unless it is given a target.
 */
export function createFakeDiffusionEngine(
  options: FakeDiffusionEngineOptions = {},
): Required<Pick<DiffusionEngine, 'logitsBatch'>> & DiffusionEngine {
  refuseUnknownOptions(options, optionNames, 'createFakeDiffusionEngine')
  return new FakeDiffusionEngine(options)
}

class FakeDiffusionEngine implements DiffusionEngine {
  readonly name = 'fake-diffusion'
  readonly vocabulary: Vocabulary
  readonly maskId: number
  readonly contextLength: number
  private readonly options: FakeDiffusionEngineOptions
  private disposed = false

  constructor(options: FakeDiffusionEngineOptions) {
    this.options = options
    this.vocabulary = options.vocabulary ?? byteVocabulary()
    this.maskId = options.maskId ?? this.vocabulary.size
    this.contextLength = options.contextLength ?? 4096
  }

  /** Byte by byte. */
  encode(text: string): number[] {
    const { vocabulary } = this
    return [...new TextEncoder().encode(text)].map((byte) => {
      for (let id = 0; id < vocabulary.size; id++) {
        const bytes = vocabulary.bytes(id)
        if (bytes.length === 1 && bytes[0] === byte) return id
      }
      throw new OptionError(`The fake engine's vocabulary has no token for byte ${byte}.`, {
        code: 'option-range',
        option: 'text',
        hint: 'Use a vocabulary with a token for every byte.',
      })
    })
  }

  decode(ids: readonly number[]): string {
    const bytes = ids.flatMap((id) => (id < this.vocabulary.size ? [...this.vocabulary.bytes(id)] : []))
    return new TextDecoder().decode(Uint8Array.from(bytes))
  }

  async logits(ids: Int32Array, from: number, to: number, signal?: AbortSignal): Promise<Float32Array> {
    return (await this.logitsBatch([ids], from, to, signal))[0]!
  }

  async logitsBatch(
    texts: readonly Int32Array[],
    from: number,
    to: number,
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    signal?.throwIfAborted()
    if (this.disposed)
      throw new EngineError('The engine was disposed.', { code: 'disposed', hint: 'Create another one.' })
    const { options, contextLength } = this
    for (const ids of texts) {
      if (ids.length > contextLength) {
        throw new EngineError(`${ids.length} tokens do not fit into ${contextLength}.`, {
          code: 'context-length',
          hint: 'Shorten the prompt or the canvas.',
        })
      }
      if (!(from >= 0 && from <= to && to <= ids.length)) {
        throw new EngineError(`There are no positions ${from} to ${to} in a text of ${ids.length} tokens.`, {
          code: 'position-range',
          hint: 'Positions count from 0.',
        })
      }
    }
    if (options.delay) await sleep(options.delay, signal)
    return texts.map((ids) => {
      const logits = this.rows(ids, from, to)
      return options.distort ? options.distort(logits) : logits
    })
  }

  async dispose(): Promise<void> {
    this.disposed = true
  }

  private rows(ids: Int32Array, from: number, to: number): Float32Array {
    const { size } = this.vocabulary
    const { seed = 0, spread = 2, context = 1, target, targetFrom = 0, bias = 10, padding = 0 } = this.options
    let text = seed | 0
    for (const id of ids) text = mix(text ^ Math.imul(id + 2, 0x9e3779b1))
    const width = size + padding
    const logits = new Float32Array((to - from) * width)
    for (let i = from; i < to; i++) {
      const row = (i - from) * width
      const still = mix((seed | 0) ^ Math.imul(i + 1, 0xc2b2ae35))
      const moving = mix(text ^ Math.imul(i + 1, 0xc2b2ae35))
      for (let t = 0; t < size; t++) {
        const salt = Math.imul(t + 1, 0x85ebca6b)
        logits[row + t] = spread * normal(mix(still ^ salt)) + context * normal(mix(moving ^ salt))
      }
      logits.fill(1000, row + size, row + width)
      const wanted = target?.[i - targetFrom]
      if (wanted !== undefined) logits[row + wanted]! += bias
    }
    return logits
  }
}
