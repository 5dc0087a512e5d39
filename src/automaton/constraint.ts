/**
 * The one interface of everything that constrains: a deterministic automaton over bytes, possibly
 * with a stack, whose states are discovered on demand and interned to small integers. Equal
 * configurations are equal integers, so forking and rolling back cost nothing and every table is a
 * memo keyed by an integer.
 */

import type { Trie } from '../vocab/trie.js'

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

  /**
   * Set for a state that differs from many others by something that hardly ever matters: `low` and `high` are without it, and
   * of what can be read from `low` all can be read here, and of that all from `high`. Tokens of which `asks` is
   * true need not lie between them. Belongs to `slice`: all three have the same frames.
   */
  between?(state: State): Between | undefined
  /**
   * True for a token that may do different things from states with equal slices, however many frames: what it does depends
   * on text read before that neither tops nor frames tell. Such tokens are asked one by one. Belongs to `slice`; always
   * the same function for constraints of one kind.
   */
  asksText?(arena: Uint8Array, from: number, to: number): boolean

  /**
   * Optional: steps without states, for walks that try many texts from one state. The top after one more byte that
   * only moves the top: 0 if it is dead, -1 if it reads or pushes a frame or needs the text read so far, which
   * `step` must then decide. `stack` is `stackOf` of the state the walk is on; the answer depends on it only
   * for tops that are not `portable`.
   */
  stepTop?(top: number, byte: number, stack: number): number
  /** The least number of frames below the top while the byte is read, even if it is DEAD then. Belongs to `stepTop`. */
  reach?(state: State, byte: number): number
  /** An integer for all the frames below the top. Belongs to `stepTop`. */
  stackOf?(state: State): number
  /** True if on this stack every step needs the text read so far. Belongs to `stepTop`, which then does not count. */
  needsText?(stack: number): boolean
  /** True if `stepTop` says the same on every stack that is live with this top. Belongs to `stepTop`. */
  portable?(top: number): boolean
  /**
   * States with equal top and stack may differ by the text that led to them once the stack is less deep than
   * this; 0 if they never do. Belongs to `stepTop`.
   */
  textDepth?(state: State): number
  /** Set for tops in the middle of a kind of text that many tops share. Belongs to `stepTop`. */
  textKind?(top: number): TextKind | undefined
  /**
   * Set for tops in the middle of a text of which every continuation is still possible: whatever stays in the text from
   * tops of this kind is live here too, but where it leads and how it may be left differs. Belongs to `stepTop`.
   */
  freeText?(top: number): TextKind | undefined
  /** Set for states in the middle of a text in which some words count. Belongs to `stepTop`. */
  wordsAhead?(state: State): WordsAhead | undefined

  /**
   * Optional: the constraint as an automaton with a stack that can be taken apart, where what multiplies states without end is left
   * out (which keys are there already, long counts): it reads all that the constraint reads, and maybe more. The higher
   * the level, from 1 on, the more is left out. Undefined if there is no such level. @internal
   */
  outline?(level: number): StackOutline | undefined

  /** Optional: classes of the tokens of a vocabulary of `size` ids, given as a trie. @internal */
  tokenClasses?(trie: Trie, size: number): TokenClasses
}

/** What a byte does to a control: see `StackOutline`. */
export enum Act {
  Dead,
  /** The control changes. */
  Move,
  /** A frame is put on the stack. */
  Push,
  /** What is above the nearest frame ends with the byte. */
  Pop,
  /** What is above the nearest frame ends before the byte, which is read again. */
  PopThen,
}

/** An automaton with a stack of frames, its controls and frames positive integers. @internal */
export interface StackOutline {
  /** Whether there may be controls for all sets of some things, so that many of them say that there are many more. */
  readonly multiplies: boolean
  /** Control of a state and the frames below it, the nearest first. */
  from(state: State): { readonly control: number; readonly frames: readonly number[] }
  /** What a byte does. `to` is the control after it, for pops an integer for what has ended; `frame` what is put on the stack. */
  act(control: number, byte: number): { readonly kind: Act; readonly to: number; readonly frame: number }
  /** The control after what was above a frame has ended; 0 if it may not end so. */
  after(frame: number, ended: number): number
  /** Whether the text may end at a control, `frame` being the nearest frame, 0 if there is none. */
  ends(control: number, frame: number): boolean
  /** Whether something may have been left out that could make a difference. */
  loses(controlOrFrame: number): boolean
  /** Frames are alike that may stand for each other where a stack is folded. */
  kindOf(frame: number): number
}

/** Tokens in classes that a constraint treats alike, so that making a mask does not try every token. */
export interface TokenClasses {
  /** Sets the bits of the tokens with a live state after them: bit t is words[t >>> 5] >>> (t & 31) & 1. */
  mark(state: State, words: Uint32Array): void
  /** Makes all tables that any state can need, which are otherwise made when first needed. Returns their number. */
  prepare(): number
  /** Bytes of the tables made so far. */
  readonly bytes: number
}

/**
 * Text that behaves like that of a kind, except for some words, like a key among names. A text that has read `word` and
 * then the byte that leaves the text, or that spells a word with escapes, must be asked about; all else is
 * as from `base`.
 */
export interface WordsAhead {
  readonly kind: TextKind
  /** In the middle of text of the kind, with the same frames; DEAD if nothing but the words can follow. */
  readonly base: State
  /** What may be left to read, plainly spelt. If `base` is DEAD, words that can still come. */
  readonly words: readonly Word[]
  /**
   * Set if all that counts about text that is left for good is that it is none of the words. Then `base` is `state`
   * itself where that is in a text with other conditions.
   */
  readonly fresh?: boolean
}

export interface Between {
  readonly low: State
  readonly high: State
  /** One of few functions. */
  asks(arena: Uint8Array, from: number, to: number): boolean
}

export interface Word {
  readonly bytes: Uint8Array
  /** False if the rest of the word can only be spelt with escapes. */
  readonly whole: boolean
}

/**
 * Text that is read alike wherever it occurs, like the inside of a JSON string without bounds: from every top of
 * one kind the same bytes lead back to it, die, or leave the text (`stepTop` is -1).
 */
export interface TextKind {
  readonly name: string
  /** The byte that leaves the text. */
  readonly exit: number
  /** The byte that begins another spelling of a character. */
  readonly escape: number
  /** Code points in arena[from … to), one begun at the end included; -1 if that depends on what comes next. */
  points(arena: Uint8Array, from: number, to: number): number
}

export interface CountedRun {
  base: State
  min: number
  /** Infinity if unbounded. */
  max: number
  /**
   * The kind of text the run is in, if it is: then nothing but the exit of that text, which ends the run, reads a frame, and
   * its `points` are what is counted.
   */
  text?: TextKind | undefined
  /** Set if the state behaves like the base only for tokens of at most `max` code points, and `min` is 0. */
  only?: boolean
}

/** Steps through all bytes; DEAD as soon as one dies. */
export function run(constraint: Constraint, state: State, bytes: Uint8Array): State {
  let s = state
  for (let i = 0; i < bytes.length && s !== DEAD; i++) s = constraint.step(s, bytes[i]!)
  return s
}
