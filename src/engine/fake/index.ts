import { EngineError, OptionError, refuseUnknownOptions } from '../../error/index.js'
import { byteVocabulary } from '../../vocab/index.js'
import type { Vocabulary } from '../../vocab/vocabulary.js'
import type { Engine, EngineSession, Message } from '../engine.js'
import { mix, normal, sleep } from './random-scores.js'

export { createFakeDiffusionEngine, type FakeDiffusionEngineOptions } from './diffusion.js'

export interface FakeEngineOptions {
  /** Default: one token per byte, and an end token. */
  vocabulary?: Vocabulary | undefined
  /** Another seed, another model. Default 0. */
  seed?: number | undefined
  /**
   * Text the model wants to write, then end. It continues the longest beginning of the script that the text so far ends with
   * (so a prompt should not end like one); scores of other tokens stay random.
   */
  script?: string | undefined
  /** Standard deviation of the random scores, in nats: the higher, the surer the model. Default 2. */
  spread?: number | undefined
  /** Extra logits beyond the vocabulary, always the largest ones. Default 0. */
  padding?: number | undefined
  contextLength?: number | undefined
  /** Milliseconds that a forward pass takes. Default 0. */
  delay?: number | undefined
  preferredDescription?: Engine['preferredDescription'] | undefined
  /** Changes logits before they are returned, to imitate faults. */
  distort?: ((logits: Float32Array) => Float32Array) | undefined
}

const optionNames = [
  'vocabulary',
  'seed',
  'script',
  'spread',
  'padding',
  'contextLength',
  'delay',
  'preferredDescription',
  'distort',
] as const satisfies readonly (keyof FakeEngineOptions)[]

/**
 * A model for tests: its scores are random numbers, the same ones for the same seed and text, however the text
 * is cut into calls. It knows nothing and cannot write sense.
 */
export function createFakeEngine(options: FakeEngineOptions = {}): Engine {
  refuseUnknownOptions(options, optionNames, 'createFakeEngine')
  return new FakeEngine(options)
}

class FakeEngine implements Engine {
  readonly name = 'fake'
  readonly vocabulary: Vocabulary
  readonly contextLength: number
  readonly preferredDescription?: NonNullable<Engine['preferredDescription']>
  readonly options: FakeEngineOptions
  private readonly tokens: Map<string, number>
  private readonly longest: number
  private disposed = false

  constructor(options: FakeEngineOptions) {
    this.options = options
    this.vocabulary = options.vocabulary ?? byteVocabulary()
    this.contextLength = options.contextLength ?? 4096
    if (options.preferredDescription) this.preferredDescription = options.preferredDescription
    this.tokens = new Map()
    let longest = 1
    for (let id = this.vocabulary.size - 1; id >= 0; id--) {
      const bytes = this.vocabulary.bytes(id)
      if (bytes.length === 0) continue
      this.tokens.set(latin1(bytes, 0, bytes.length), id)
      longest = Math.max(longest, bytes.length)
    }
    this.longest = longest
  }

  /** Greedy, longest token first. */
  encode(text: string): number[] {
    const bytes = new TextEncoder().encode(text)
    const ids: number[] = []
    for (let at = 0; at < bytes.length; ) {
      let end = Math.min(bytes.length, at + this.longest)
      while (end > at && !this.tokens.has(latin1(bytes, at, end))) end--
      if (end === at) {
        throw new OptionError(`The fake engine's vocabulary has no token for byte ${bytes[at]}.`, {
          code: 'option-range',
          option: 'text',
          hint: 'Use a vocabulary with a token for every byte.',
        })
      }
      ids.push(this.tokens.get(latin1(bytes, at, end))!)
      at = end
    }
    return ids
  }

  encodeChat(messages: readonly Message[]): number[] {
    return this.encode(`${messages.map((message) => `${message.role}: ${message.content}\n`).join('')}assistant: `)
  }

  decode(ids: readonly number[]): string {
    return new TextDecoder().decode(Uint8Array.from(ids.flatMap((id) => [...this.vocabulary.bytes(id)])))
  }

  async createSession(): Promise<EngineSession> {
    if (this.disposed) throw disposed('engine')
    return new FakeSession(this, () => this.disposed)
  }

  async dispose(): Promise<void> {
    this.disposed = true
  }
}

class FakeSession implements EngineSession {
  private readonly engine: FakeEngine
  private readonly engineDisposed: () => boolean
  private readonly ids: number[] = []
  private disposed = false

  constructor(engine: FakeEngine, engineDisposed: () => boolean) {
    this.engine = engine
    this.engineDisposed = engineDisposed
  }

  get length(): number {
    return this.ids.length
  }

  async forward(added: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    signal?.throwIfAborted()
    if (this.disposed || this.engineDisposed()) throw disposed('session')
    const { engine, ids } = this
    const { vocabulary, options } = engine
    if (added.length === 0) {
      throw new EngineError('There are no tokens to run the model on.', {
        code: 'no-tokens',
        hint: 'Pass at least one token.',
      })
    }
    if (ids.length + added.length > engine.contextLength) {
      throw new EngineError(`${ids.length + added.length} tokens do not fit into ${engine.contextLength}.`, {
        code: 'context-length',
        hint: 'Shorten the prompt.',
      })
    }
    if (options.delay) await sleep(options.delay, signal)
    ids.push(...added)

    const logits = new Float32Array(vocabulary.size + (options.padding ?? 0))
    let state = (options.seed ?? 0) | 0
    for (const id of ids) state = mix(state ^ Math.imul(id + 1, 0x9e3779b1))
    const spread = options.spread ?? 2
    for (let t = 0; t < vocabulary.size; t++) logits[t] = spread * normal(mix(state ^ Math.imul(t + 1, 0x85ebca6b)))
    logits.fill(1000, vocabulary.size)
    const wanted = this.wanted()
    if (wanted !== undefined) logits[wanted] = 20
    return options.distort ? options.distort(logits) : logits
  }

  async truncate(length: number): Promise<void> {
    if (!(Number.isInteger(length) && length >= 0 && length <= this.ids.length)) {
      throw new EngineError(`Cannot cut a text of ${this.ids.length} tokens to ${length}.`, {
        code: 'truncate-range',
        hint: 'Pass an integer from 0 to the length of the session.',
      })
    }
    this.ids.length = length
  }

  async dispose(): Promise<void> {
    this.disposed = true
  }

  private wanted(): number | undefined {
    const { vocabulary, options } = this.engine
    const { script } = options
    if (script === undefined) return undefined
    // By text, since forced runs may be cut differently.
    const text = this.engine.decode(this.ids.slice(-script.length))
    let done = script.length
    while (!text.endsWith(script.slice(0, done))) done--
    return done === script.length ? vocabulary.endIds[0] : this.engine.encode(script.slice(done))[0]
  }
}

/** Bytes as a string of code units, for a map's keys. */
function latin1(bytes: Uint8Array, from: number, to: number): string {
  let key = ''
  for (let i = from; i < to; i++) key += String.fromCharCode(bytes[i]!)
  return key
}

function disposed(what: string): EngineError {
  return new EngineError(`The ${what} was disposed.`, { code: 'disposed', hint: 'Create another one.' })
}
