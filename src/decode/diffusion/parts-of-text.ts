import { type Constraint, DEAD, run, type State } from '../../automaton/index.js'
import type { Vocabulary } from '../../vocab/vocabulary.js'

const delimiters = new Set([...',;}])\n'].map((letter) => letter.charCodeAt(0)))
const blanks = new Set([...' \t\r\n'].map((letter) => letter.charCodeAt(0)))
const line = 10
/** Bytes that every place takes where anything may be written: letters, a digit, a space, a line end, what begins other letters. */
const anything = [97, 90, 48, 32, line, 0xc3]

/** Where parts of a text end and where it is free, as the constraint sees it. */
export class PartsOfText {
  private readonly constraint: Constraint | undefined
  private readonly begin: State
  private readonly vocabulary: Vocabulary

  /** @param constraint without one, every delimiter ends a part and no text is free */
  constructor(constraint: Constraint | undefined, prefix: Uint8Array, vocabulary: Vocabulary) {
    this.constraint = constraint
    this.begin = constraint ? run(constraint, constraint.start, prefix) : DEAD
    this.vocabulary = vocabulary
  }

  /**
   * By token: whether it ends a part: its last byte that is not blank (or its last line end) is a delimiter and
   * stands where the constraint takes no letters beyond ASCII, which is how quoted and free text differ from structure. From
   * the first token on that the constraint refuses, the bytes alone decide.
   */
  ends(tokens: Int32Array): Uint8Array {
    const { constraint, vocabulary } = this
    const ends = new Uint8Array(tokens.length)
    let state = this.begin
    tokens.forEach((token, i) => {
      const bytes = token >= 0 ? vocabulary.bytes(token) : undefined
      if (!bytes) {
        state = DEAD
        return
      }
      const last = lastOf(bytes)
      for (let at = 0; at < bytes.length; at++) {
        if (at === last) ends[i] = constraint && state !== DEAD && constraint.step(state, 0xc3) !== DEAD ? 0 : 1
        state = constraint && state !== DEAD ? constraint.step(state, bytes[at]!) : DEAD
      }
    })
    return ends
  }

  /** Whether anything may be written behind tokens that are all decided. */
  freeAfter(tokens: Int32Array): boolean {
    const { constraint, vocabulary } = this
    if (!constraint) return false
    let state = this.begin
    for (const token of tokens) {
      if (token < 0 || state === DEAD) return false
      state = run(constraint, state, vocabulary.bytes(token))
    }
    return state !== DEAD && anything.every((byte) => constraint.step(state, byte) !== DEAD)
  }
}

/** Where the delimiter is that ends the token, -1 if there is none. */
function lastOf(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (delimiters.has(bytes[at]!)) return at
    if (!blanks.has(bytes[at]!)) return -1
  }
  return -1
}
