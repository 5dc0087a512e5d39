/** What the model says about one open position, under the constraint. Probabilities are at temperature 1. */
export interface Prediction {
  readonly position: number
  /** The token of the filling that was projected: what would be committed here. */
  readonly token: number
  /**
   * The model's probability of `token`, renormalised over the tokens that are possible here. Where the model gives
   * all these together less than the option `gate`, it is not renormalised: sureness among tokens the model does not want is none.
   */
  readonly probability: number
  /** By the measure of the option `confidence`; the higher the surer. From 0 to 1, but for 'margin' from -1 to 1. */
  readonly confidence: number
  /** The most probable token that is possible here; `token` may be another one, since tokens must go together. */
  readonly best: number
  /** Entropy of the renormalised distribution, in nats. */
  readonly entropy: number
  /** The probability of all tokens that are possible here. */
  readonly mass: number
}

/** What a scheduler sees of one step. Valid while `select` runs. */
export interface SchedulerStep {
  /** Steps before this one, in the whole decode and in the block. */
  readonly step: number
  readonly stepInBlock: number
  /** The stretch of positions that is being decided, `to` not included, and how many were before it. */
  readonly block: { readonly from: number; readonly to: number; readonly index: number }
  /** Positions that the model sees, from 0 to here. */
  readonly visible: number
  /** Open positions of the block, ascending; at least one. */
  readonly open: readonly number[]
  /** Open positions behind the block that the model was asked about, ascending. They may be selected, too. */
  readonly beyond: readonly number[]
  /** Positions decided just before this step because only one token was possible. */
  readonly forced: readonly number[]
  /** Whether a position is decided, and whether it was because only one token was possible. */
  isDecided(position: number): boolean
  isForced(position: number): boolean
  /** The prediction for a position of `open` or `beyond`. */
  look(position: number): Prediction
  /** A number for the set of tokens possible at a position: where it differs from that of another step, the set does. */
  maskKey(position: number): number
  /**
   * Whether the token at a position, decided or predicted, ends a part of the text as the constraint sees it: a delimiter (comma,
   * semicolon, closing bracket, line end) outside quoted and free text.
   */
  endsPart(position: number): boolean
  /** Whether the block begins in text where anything may be written, line ends included: before an answer, in a comment. */
  readonly inFreeText: boolean
}

/** A scheduler in one decode: what it remembers from step to step. */
export interface Selector {
  /**
   * The positions to commit now, from `open` and `beyond`. If there are none, the most confident one of the block is taken, so that
   * every step decides something.
   */
  select(step: SchedulerStep): readonly number[]
  /** Asked at the first step of each block: its length, instead of that of the option `block`. `step.block` is what it would be. */
  blockLength?(step: SchedulerStep): number
}

/**
 * Which positions are committed at a step of a diffusion decode. Any choice is safe: what is committed is taken from one full
 * valid filling.
 */
export interface Scheduler {
  readonly name: string
  /** Whether selections depend on the step alone, not on steps before. Required of what `freeDave` speeds up. */
  readonly stateless?: boolean
  /** Set by `freeDave`: how many states are put before the model in one call. */
  readonly drafts?: number
  begin(): Selector
}
