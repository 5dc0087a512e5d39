/**
 * What a diffusion language model must offer to be constrained: a whole text with open positions in, logits for any stretch
 * of it out. Unlike an autoregressive engine it keeps nothing between calls: every call sees the whole text.
 */
import type { Vocabulary } from '../vocab/vocabulary.js'
import type { Message } from './engine.js'

export interface DiffusionEngine {
  /** Shown in errors and results. */
  readonly name: string
  readonly vocabulary: Vocabulary
  /**
   * The id that stands at open positions; it may be beyond `vocabulary.size`. -1 for uniform-state models, whose text begins with
   * random tokens that are all rewritten at every step.
   */
  readonly maskId: number
  /** Longest text, prompt and canvas, in tokens. */
  readonly contextLength: number
  /**
   * True if calls may be made before others have answered, and run beside the caller's work, as those of a worker do; rows are then valid for
   * good. The next step of a decode may then be asked about while the canvas takes in the last one.
   */
  readonly overlaps?: boolean
  /** Text to tokens, nothing added before or after. */
  encode(text: string): number[]
  /** Messages through the model's chat template, ready to be continued by the assistant. Absent without a template. */
  encodeChat?(messages: readonly Message[]): number[]
  decode(ids: readonly number[]): string
  /**
   * The logits at the positions from … to - 1 of the text: to - from rows of equal width one after the other, `vocabulary.size` or
   * more entries each. Row r is for the token at position from + r itself: an engine whose model predicts the next position
   * moves its rows. Valid until the next call, unless the engine `overlaps`.
   * @throws EngineError on failure, code 'context-length' if the context is too short; the signal's reason when aborted
   */
  logits(ids: Int32Array, from: number, to: number, signal?: AbortSignal): Promise<Float32Array>
  /**
   * The same for texts of equal length in one call, an array for each, all valid until the next call. Bit for bit equal to
   * calls of `logits` one by one, as far as the hardware allows: what depends on it says so.
   */
  logitsBatch?(texts: readonly Int32Array[], from: number, to: number, signal?: AbortSignal): Promise<Float32Array[]>
  dispose(): Promise<void>
}
