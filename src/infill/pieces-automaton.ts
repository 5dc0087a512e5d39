import { type Constraint, DEAD, type State } from '../automaton/constraint.js'

/**
 * The texts that pieces make with any bytes in the holes between them.
 *
 * All pieces but the first and last may be taken where they first occur behind the one before, since that leaves most of the text
 * to the others. So one place is enough for a state: 1 + k stands for the first k bytes of the pieces, where those of the
 * current piece are the longest beginning of it that the text ends with (Knuth, Morris & Pratt, 1977). The first piece
 * has no hole before it and is read byte by byte.
 */
export class PiecesAutomaton implements Constraint {
  readonly start: State = 1
  /** All bytes of the pieces. */
  private readonly text: Uint8Array
  /** Per place: where the piece begins that goes on there. The place at the end is the last piece's. */
  private readonly from: Int32Array
  /** Per place: that of the longest other beginning of the same piece that is an end of it. */
  private readonly border: Int32Array
  private readonly lengths: number[]
  /** Per place: pieces that are not read to their end. */
  private readonly left: Int32Array

  /**
   * @param next set if one more byte that it is true of must follow, and then anything
   */
  constructor(
    pieces: readonly Uint8Array[],
    private readonly next?: (byte: number) => boolean,
  ) {
    this.lengths = pieces.map((piece) => piece.length)
    const length = this.lengths.reduce((sum, n) => sum + n, 0)
    this.text = new Uint8Array(length)
    this.from = new Int32Array(length + 1)
    this.border = new Int32Array(length + 1)
    this.left = new Int32Array(length + 1)
    let at = 0
    for (const [i, piece] of pieces.entries()) {
      this.text.set(piece, at)
      this.left.fill(pieces.length - i, at, at + piece.length)
      this.from.fill(at, at, at + piece.length)
      this.from[length] = at
      this.findBorders(at, at + piece.length)
      at += piece.length
    }
  }

  /** Place of the end of the text. */
  get end(): number {
    return this.text.length
  }

  /** Pieces that are not read to their end, in a live state. */
  piecesLeft(state: State): number {
    return this.left[state - 1]!
  }

  /** The byte that goes on with a piece, -1 at the end of the last one. */
  ahead(state: State): number {
    return this.text[state - 1] ?? -1
  }

  step(state: State, byte: number): State {
    if (state === DEAD) return DEAD
    const { text, from, border, end } = this
    let at = state - 1
    if (at > end) return state
    if (at === end && this.next?.(byte)) return end + 2
    for (;;) {
      if (at < end && text[at] === byte) return at + 2
      if (at < this.lengths[0]! || this.lengths.length === 1) return DEAD
      if (at === from[at]) return at + 1
      at = border[at]!
    }
  }

  canEnd(state: State): boolean {
    return state === this.end + (this.next ? 2 : 1)
  }

  minBytesToEnd(state: State): number {
    return state === DEAD ? Number.POSITIVE_INFINITY : this.end + (this.next ? 2 : 1) - state
  }

  /** What a word has in the holes, as early as can be. */
  fillsOf(word: Uint8Array): Uint8Array[] {
    const { lengths } = this
    const fills: Uint8Array[] = []
    // Ends of the pieces so far, in the text of all pieces and in the word.
    let piece = lengths[0]!
    let end = piece
    let state = this.start
    for (let i = 0; i < piece; i++) state = this.step(state, word[i]!)
    let i = end
    for (let n = 1; n < lengths.length; n++) {
      const length = lengths[n]!
      if (n === lengths.length - 1) {
        fills.push(word.subarray(end, word.length - length))
        break
      }
      piece += length
      while (state - 1 < piece) state = this.step(state, word[i++]!)
      fills.push(word.subarray(end, i - length))
      end = i
    }
    return fills
  }

  private findBorders(begin: number, end: number): void {
    const { text, border } = this
    if (begin < this.end) border[begin] = begin
    if (begin + 1 <= end) border[begin + 1] = begin
    let k = begin
    for (let at = begin + 1; at < end; at++) {
      while (k > begin && text[k] !== text[at]) k = border[k]!
      if (text[k] === text[at]) k++
      border[at + 1] = k
    }
  }
}
