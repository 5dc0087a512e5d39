/** Options of `createCanvas`. */
export interface CanvasOptions {
  /** 'closed' (default): the text ends on the canvas, positions behind its end hold end tokens. 'open': it may go on. */
  tail?: 'closed' | 'open'
  /** Text before the canvas; it may end within a lexeme. Default: none. */
  prefix?: string | Uint8Array
  limits?: CanvasLimits
}

export interface CanvasLimits {
  /** General tier: states expanded in one search for a filling. Default 1,500. */
  expansions?: number
  /** Other tiers: states of the constraint, or nodes of its outline, that canvases of it have met. Default 50,000. */
  states?: number
}

/**
 * What was done with a token: 'committed'; 'impossible', proved: no filling of the canvas has it there; or 'undecided': no
 * filling was found within the limits, nor the proof that there is none. Only 'committed' changes the canvas.
 */
export type Commitment = 'committed' | 'impossible' | 'undecided'

/**
 * Scores of the tokens at a position, `vocabulary.size` of them, natural logarithms of probabilities up to a constant
 * for each position; -Infinity for tokens never to be taken. Only asked for positions that are not decided.
 */
export type Scores = (position: number) => Float32Array

export interface ProjectOptions {
  /** Draws the filling, each with a probability in proportion to exp(score), by numbers from [0, 1). Default: the best filling. */
  random?: () => number
}

/** One full valid filling for scores. */
export interface Projection {
  /** A token for each position. */
  readonly tokens: Int32Array
  /** Sum of the scores at the positions that are not decided. */
  readonly score: number
  /** True if it is proved to be the best (with `random`: drawn from the exact distribution), false if it is the best of those looked at. */
  readonly exact: boolean
}

export interface Candidate {
  readonly position: number
  readonly token: number
}

/**
 * A text of exactly `size` tokens, some decided, some not, under a constraint: for diffusion models and infilling.
 *
 * `mask(i)` is *complete*: it forbids no token that some filling of the canvas has at position i. While `exact` is true it also
 * leaves in none that no filling has, at positions that are not decided; while it is not, `commit` finds that out, since no token is committed
 * without one full valid filling in hand, the *witness*. So a canvas that was completable stays so, in whatever order it is filled.
 */
export interface Canvas {
  readonly size: number
  /** Whether a filling is known. If not, nothing can be committed. */
  readonly completable: boolean
  /**
   * Whether masks of positions that are not decided hold just the tokens that are possible, as the canvas is now. What could stand in
   * place of a decided token may still be told too widely: after `clear` of it, `exact` tells that, too.
   */
  readonly exact: boolean
  /** One full valid filling that agrees with all that is decided, a token for each position; undefined if none is known. A copy. */
  readonly witness: Int32Array | undefined
  /** The token at a position, -1 if it is not decided. */
  at(position: number): number
  /**
   * The tokens that may stand at a position, ceil(vocabulary.size / 32) words: bit t is words[t >>> 5] >>> (t & 31) & 1. For a decided
   * position those that could stand there in its place. Not to be modified; as it is until the canvas changes.
   */
  mask(position: number): Uint32Array
  /** The bit of the mask for one token, for less than a mask costs. */
  allows(position: number, token: number): boolean
  /** The positions whose mask may have changed since this was last asked, ascending; at first all. */
  changed(): number[]
  /**
   * Decides a position.
   * @throws OptionError for a position that is decided or not on the canvas
   */
  commit(position: number, token: number): Commitment
  /** Leaves a position open again. The witness stays one. */
  clear(position: number): void
  /**
   * The best filling that agrees with all that is decided, or one drawn, which becomes the witness: any of its tokens can then be
   * committed, in any number and order. Undefined if the canvas is not completable.
   */
  project(scores: Scores, options?: ProjectOptions): Projection | undefined
  /**
   * Which of the candidates can be committed together, as indexes: each is kept if it goes with all that were kept before it. The
   * canvas does not change, but its witness becomes one that has them all.
   */
  selectCompatible(candidates: readonly Candidate[]): number[]
}
