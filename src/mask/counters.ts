/**
 * How often each way of making a mask ran: lets tests prove that a fast path was taken and benchmarks
 * explain a figure. @internal
 */
export interface MaskCounters {
  /** Masks answered by the exact state. */
  stateHits: number
  /** Masks answered by an equal top of the stack. */
  sliceHits: number
  /** Masks made by a plain walk of the whole trie. */
  walks: number
  /** Masks made from a loop class. */
  loops: number
  /** Masks made from a loop of tops, with leaving tokens walked whole. */
  looseLoops: number
  /** Masks made from the mask of a run without its length bound. */
  counted: number
  /** Masks made as the difference to the mask of another state. */
  differences: number
  /** Masks made of words or beside them. */
  words: number
  /** Masks that lie between those of two other states. */
  between: number
  /** Masks of which the part that no frame decides was known. */
  interiors: number
  /** Subtrees done at once inside a walk, since they loop. */
  jumps: number
  /** Masks made from the constraint's classes of tokens. */
  lexemes: number
  /** Loop classes built (a pass over the vocabulary each). */
  classes: number
  /** Masks dropped to stay within the memory bound. */
  evictions: number
}

/** @internal */
export const maskCounters: MaskCounters = {
  stateHits: 0,
  sliceHits: 0,
  walks: 0,
  loops: 0,
  looseLoops: 0,
  counted: 0,
  differences: 0,
  words: 0,
  between: 0,
  interiors: 0,
  jumps: 0,
  lexemes: 0,
  classes: 0,
  evictions: 0,
}
