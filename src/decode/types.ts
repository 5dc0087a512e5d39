import type { Engine, EngineSession } from '../engine/engine.js'
import type { Matcher } from '../mask/matcher.js'

export interface SamplingOptions {
  /** 0 (the default) takes the most probable allowed token; otherwise logits are divided by it. 0…100. */
  temperature?: number | undefined
  /** Keeps the k most probable allowed tokens. An integer from 1. */
  topK?: number | undefined
  /** Keeps the fewest most probable allowed tokens whose share of the allowed mass reaches p. Above 0, up to 1. */
  topP?: number | undefined
  /** Drops allowed tokens less probable than minP times the most probable allowed one. 0…1. */
  minP?: number | undefined
  /** 32-bit unsigned integer. Equal seeds, options and logits give equal tokens. Default: a random one, see `DecodeResult.seed`. */
  seed?: number | undefined
}

export interface DecodeOptions extends SamplingOptions {
  /** The cache to continue: `promptIds` are appended to whatever it holds. Not disposed. */
  session: EngineSession
  /** At least one token. */
  promptIds: readonly number[]
  /** Advanced by the tokens written; not ended by an end token. */
  matcher: Matcher
  /**
   * The engine of the session: its tokenizer spells forced text, its context length bounds the output. Without
   * it forced text is cut greedily longest-first, and only `maxTokens` bounds the output.
   */
  engine?: Pick<Engine, 'encode' | 'contextLength'> | undefined
  /** Most tokens of output, not counting an end token. Default: what the context has left. */
  maxTokens?: number | undefined
  /**
   * 'canonical' (default): text that is the only way to go on is written without asking the model, spelt as the tokenizer
   * spells it, except for tokens at its end that longer ones could replace. 'off': every token is sampled.
   */
  forcedTokens?: 'canonical' | 'off' | undefined
  /**
   * 'mask' (default): the mask of every step is computed while the model runs. 'draw': tokens are drawn first
   * and tested one by one, a mask is built after a few failures; `logWeight` is then unknown. Both write the same tokens.
   */
  strategy?: 'mask' | 'draw' | undefined
  /**
   * Makes `logWeight` cover every token: no token is forced, and near the limit the room left is applied to all tokens before
   * drawing, which costs milliseconds per token where much is allowed. Needs strategy 'mask'. Default false.
   */
  exactWeights?: boolean | undefined
  /**
   * Stop as soon as the text is a word of the language, though more could follow. Default: only where the
   * vocabulary has no end token.
   */
  stopWhenComplete?: boolean | undefined
  /** Aborting rejects with the signal's reason. */
  signal?: AbortSignal | undefined
}

/** Tokens were written. */
export interface DecodeEvent {
  type: 'tokens'
  /** One sampled token, or a run of forced ones. */
  ids: readonly number[]
  /** Their bytes, which may end within a UTF-8 character. */
  bytes: Uint8Array
  forced: boolean
}

export interface DecodeTimings {
  /** The first forward pass: the prompt and what was forced at the start. 0 if the model was never called. */
  prefillMs: number
  /** Every later forward pass, in milliseconds. */
  stepMs: number[]
  /** Building the mask (while the model runs) and choosing the token, for every sampled step, in microseconds. */
  maskUs: number[]
  totalMs: number
}

export interface DecodeResult {
  /** Output tokens, without an end token. */
  ids: number[]
  bytes: Uint8Array
  /** The same as text: always a complete word of the constraint's language. */
  text: string
  /** 'length' if the limit cut the text short (it is complete all the same), 'stop' otherwise. */
  finishReason: 'stop' | 'length'
  usage: { promptTokens: number; completionTokens: number; modelCalls: number }
  /** How many of `ids` were written without asking the model. */
  forcedTokens: number
  /**
   * Σ ln Z over the sampled steps (the end token's too), in nats: Z is the probability the model itself (temperature 1,
   * nothing truncated) gives to all tokens allowed at that step. exp(logWeight) is the importance weight of
   * the text for the model's own distribution given the constraint. Forced tokens are not in it, since the model was
   * not asked: see `exactWeights`. Undefined with strategy 'draw'.
   */
  logWeight: number | undefined
  /** The seed that was used. */
  seed: number
  timings: DecodeTimings
}
