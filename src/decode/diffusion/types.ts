import type { Constraint } from '../../automaton/index.js'
import type { DiffusionEngine } from '../../engine/diffusion-engine.js'
import type { Canvas, CanvasLimits } from '../../infill/index.js'
import type { Remasking } from './remasking.js'
import type { Scheduler } from './scheduler.js'

/** How sure a prediction is. */
export type ConfidenceMeasure = 'probability' | 'margin' | 'entropy' | 'random'

export interface DiffuseOptions {
  engine: DiffusionEngine
  /** Tokens before the canvas. Default: none. */
  promptIds?: readonly number[] | undefined
  /** What the text must be: either this with `size`, or a canvas. With a canvas it only tells schedulers where parts of the text end. */
  constraint?: Constraint | undefined
  /** To be filled, in the engine's vocabulary. Positions may be decided already. */
  canvas?: Canvas | undefined
  /** Positions the model sees at first. Needed with a constraint; with a canvas the default is its size. */
  size?: number | undefined
  /**
   * Positions in all, end tokens included, default `size`. While the text has not ended where the model's view does, `block` more
   * positions come into view; the constraint counts with all of them from the start, so the text always gets complete.
   */
  maxSize?: number | undefined
  /** The end of the prompt, as far as it belongs to the text: as `prefix` of createCanvas. */
  prefix?: string | Uint8Array | undefined
  limits?: CanvasLimits | undefined
  /** Positions that are decided before those behind them are: semi-autoregressive blocks. Default: all that are seen, 32 if the canvas can grow. */
  block?: number | undefined
  /** Which positions are committed at a step. Default: threshold(). */
  scheduler?: Scheduler | undefined
  /** 0 (the default) projects to the best filling; otherwise one is drawn from logits divided by it. 0…100. */
  temperature?: number | undefined
  /**
   * 'probability' (default): of the token. 'margin': its distance to the next best. 'entropy': 1 / e^entropy, which is 1 by the
   * number of tokens for equally probable ones. 'random': a random number.
   */
  confidence?: ConfidenceMeasure | undefined
  /** Probability that the model must give to all possible tokens of a position for them to be renormalised. Default 0.05. */
  gate?: number | undefined
  /** Opens positions again. Default: none. */
  remasking?: Remasking | undefined
  /**
   * Which logits the filling is projected from: those of all positions in view (default), or of the block alone, which is less work for
   * large vocabularies.
   */
  horizon?: 'view' | 'block' | undefined
  /**
   * 'project': what is committed comes from one filling of the whole canvas, the best (or drawn) one for the logits. 'commit': tokens
   * are committed one by one in the order of confidence, each checked against those before. Default 'auto':
   * 'project' where the canvas finds the best filling provably; where it does not, 'commit' beside the filling that it finds.
   */
  filling?: 'auto' | 'project' | 'commit' | undefined
  /** Most steps of the model's decoder. Default: no limit; each step decides at least one position. */
  steps?: number | undefined
  /** Uniform-state models: how often a block is written anew before it stays. Default 8. */
  rewrites?: number | undefined
  /** 32-bit unsigned integer. Equal seeds, options and logits give equal tokens. Default: a random one, see the result's `seed`. */
  seed?: number | undefined
  /** Aborting rejects with an IncompleteError that has the signal's reason as its cause. */
  signal?: AbortSignal | undefined
  /** Called after every step. What it throws ends the decode. */
  onStep?: ((event: DiffuseStep) => void) | undefined
}

export interface DiffuseStep {
  /** From 0; -1 for what is decided before the model is asked. */
  step: number
  block: { from: number; to: number; index: number }
  /** What was decided in this step: by the scheduler, or because only one token was possible. */
  committed: { position: number; token: number; confidence: number; forced: boolean }[]
  /** Positions opened again. */
  cleared: number[]
  /** The canvas as far as the model sees it, -1 for open positions. */
  tokens: Int32Array
}

export interface DiffuseTimings {
  /** Every call of the model, in milliseconds, from question to answer. */
  modelMs: number[]
  /** How long each was waited for: less where an engine that `overlaps` was asked while the canvas was at work. */
  waitMs: number[]
  /** All work on the canvas (making it, masks, projection, commits), in milliseconds: before the first call, then after each. */
  constraintMs: number[]
  /** Reading logits for confidences, and the scheduler, in milliseconds, for each call: needed without a constraint, too. */
  scheduleMs: number[]
  totalMs: number
}

export interface DiffuseResult {
  /** The text's tokens, without end tokens. */
  ids: number[]
  bytes: Uint8Array
  /** The same as text: always a complete word of the constraint's language (with an open tail: the beginning of one). */
  text: string
  /** 'length' if there is text up to the last position, 'stop' if it ended before. */
  finishReason: 'stop' | 'length'
  /** `modelTexts`: texts that the model was asked about, several in one call where states are drafted, and some in vain. */
  usage: { promptTokens: number; completionTokens: number; modelCalls: number; modelTexts: number }
  /** Steps of the decoder. With drafts there are fewer calls than steps. */
  steps: number
  /** Positions decided because only one token was possible. */
  forcedTokens: number
  /** Commits that the canvas proved impossible, and those it could not decide and that were put off; only with filling 'commit'. */
  refused: { impossible: number; undecided: number }
  seed: number
  timings: DiffuseTimings
}
