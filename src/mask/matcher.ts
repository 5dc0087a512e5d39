import type { Constraint } from '../automaton/constraint.js'
import type { Vocabulary } from '../vocab/vocabulary.js'

/** A position in a text being written token by token under a constraint. */
export interface Matcher {
  readonly constraint: Constraint
  readonly vocabulary: Vocabulary
  /** Interned automaton state. */
  readonly state: number
  /**
   * The allowed next tokens: bit t is words[t >>> 5] >>> (t & 31) & 1, ceil(size / 32) words, padding bits 0.
   * End tokens are set where the text can end. Valid until the next call on any matcher of this vocabulary; not to be modified.
   */
  mask(): Uint32Array
  /** Same answer as the mask's bit, without building the mask. */
  accepts(token: number): boolean
  /** Appends a token; false (and no change) if it is not allowed. An end token ends the matcher. */
  accept(token: number): boolean
  /** Appends raw bytes as one rollback unit; false (and no change) if they are not allowed. */
  acceptBytes(bytes: Uint8Array): boolean
  readonly canEnd: boolean
  /** True once an end token was accepted. */
  readonly ended: boolean
  /** Tokens of the run of bytes that is forced from here, cut greedily longest-first; empty if nothing is forced. */
  forcedTokens(): number[]
  /** Forced bytes from here (the only way any word can continue). */
  forcedBytes(): Uint8Array
  /** Upper bound that is reachable: tokens of the shortest completion found, 0 if canEnd, Infinity if none with this vocabulary. */
  readonly minTokensToEnd: number
  fork(): Matcher
  /** Undoes the last n accepted tokens (or acceptBytes calls). */
  rollback(n: number): void
  /** All bytes accepted so far. */
  text(): Uint8Array
}

export { createMatcher, minTokensAfter } from './token-matcher.js'
