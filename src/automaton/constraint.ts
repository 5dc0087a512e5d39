/**
 * The one interface of everything that constrains: a deterministic automaton over bytes, possibly
 * with a stack, whose states are discovered on demand and interned to small integers. Equal
 * configurations are equal integers, so forking and rolling back cost nothing and every table is a
 * memo keyed by an integer.
 */

/** An interned configuration. 0 is the dead state, live states are positive. */
export type State = number

export const DEAD: State = 0

export interface Constraint {
  readonly start: State

  /**
   * The state after one more byte (0…255), DEAD if no word of the language continues so. A live
   * result always has a completion: there are no dead ends. Deterministic and memoised.
   */
  step(state: State, byte: number): State

  /** True if the text read so far is a word. */
  canEnd(state: State): boolean

  /** Bytes of the shortest completion that can be proven; 0 if canEnd, Infinity for DEAD. Never below the true minimum. */
  minBytesToEnd(state: State): number

  /**
   * Optional sharing hooks for stack machines. A state is a *top* (control) on a stack of frames.
   * Two states with equal `top` take equal steps for as long as no frame below the top is read.
   */
  top?(state: State): number
  /** Number of frames below the top. A step that reads a frame makes the depth smaller. */
  depth?(state: State): number
  /**
   * An integer for (top, the `frames` frames nearest to it), equal only if equal, or -1 if liveness
   * depends on more of the stack than that. A walk from `state` that never gets below
   * depth(state) - frames behaves the same from every state with the same slice.
   */
  slice?(state: State, frames: number): number
  /**
   * Set if the state behaves like the state `base` except that the run of text it is inside (a JSON
   * string body, say) must last for at least `min` and at most `max` further code points: how a
   * length bound avoids one mask per remaining length. Escapes count as one code point.
   */
  counted?(state: State): CountedRun | undefined
}

export interface CountedRun {
  base: State
  min: number
  /** Infinity if unbounded. */
  max: number
}

/** Steps through all bytes; DEAD as soon as one dies. */
export function run(constraint: Constraint, state: State, bytes: Uint8Array): State {
  let s = state
  for (let i = 0; i < bytes.length && s !== DEAD; i++) s = constraint.step(s, bytes[i]!)
  return s
}
