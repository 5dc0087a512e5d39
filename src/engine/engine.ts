/**
 * What a language model must offer to be constrained: token ids in, next-token logits out.
 * Engines are asynchronous so that masks are computed while the model runs.
 */
import type { Vocabulary } from '../vocab/vocabulary.js'

export interface Message {
  role: 'system' | 'user' | 'assistant'
  content: string
}

export interface Engine {
  /** Shown in errors and results, e.g. 'SmolLM2-135M-Instruct'. */
  readonly name: string
  readonly vocabulary: Vocabulary
  /** Longest prompt plus output in tokens. */
  readonly contextLength: number
  /** How this model wants a schema told, if it was trained for one way ('shorthand' for the embedded model). */
  readonly preferredDescription?: 'typescript' | 'json-schema' | 'shorthand' | 'none'
  /** Text to tokens, nothing added before or after. */
  encode(text: string): number[]
  /** Messages through the model's chat template, ready to be continued by the assistant. */
  encodeChat(messages: readonly Message[]): number[]
  decode(ids: readonly number[]): string
  /** One sequence with its own cache. */
  createSession(): Promise<EngineSession>
  dispose(): Promise<void>
}

export interface EngineSession {
  /** Number of tokens in the cache. */
  readonly length: number
  /**
   * Appends ids (at least one) and returns the logits after the last of them, `vocabulary.size` or more
   * entries wide; valid until the next call. A call that fails or is aborted leaves the session as it was.
   * @throws EngineError on failure, code 'context-length' if the context is too short; the signal's reason when aborted
   */
  forward(ids: readonly number[], signal?: AbortSignal): Promise<Float32Array>
  /** Forgets everything after the first `length` tokens. */
  truncate(length: number): Promise<void>
  dispose(): Promise<void>
}
