/** A decided position that may be opened again. */
export interface Decided {
  readonly position: number
  readonly token: number
  /** The confidence it was committed with. */
  readonly confidence: number
  /** The probability the model gives the token now, seeing it in place among the others. */
  readonly now: number
  /** How often it was opened before. */
  readonly reopened: number
}

export interface RemaskStep {
  readonly step: number
  readonly block: { readonly from: number; readonly to: number; readonly index: number }
  /**
   * Decided positions of the block, ascending, without those of this very step and those where the rest of the canvas leaves
   * no other token.
   */
  readonly decided: readonly Decided[]
  /** From [0, 1), by the decode's seed. */
  random(): number
}

/**
 * Which decided positions are opened and decided again. Opening never makes a canvas impossible to complete: what stood there
 * still completes it.
 */
export interface Remasking {
  readonly name: string
  /** A position is opened at most this often, which is why decodes end. */
  readonly times: number
  select(step: RemaskStep): readonly number[]
}
