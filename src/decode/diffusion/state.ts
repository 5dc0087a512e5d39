import type { Canvas, Commitment } from '../../infill/index.js'
import type { Vocabulary } from '../../vocab/vocabulary.js'

/** A stretch of positions that is being decided; `to` is not in it. */
export interface Block {
  readonly from: number
  readonly to: number
  readonly index: number
  /** Model steps in it so far. */
  readonly steps: number
}

/** What is decided, what the model sees of it, and which block is at work. */
export class DecodingState {
  readonly canvas: Canvas
  readonly vocabulary: Vocabulary
  /** Positions that the model sees. */
  visible: number
  block: Block = { from: 0, to: 0, index: -1, steps: 0 }
  /** By position: the confidence it was committed with; 1 for what is forced or was decided before. */
  readonly confidence: Float64Array
  /** By position: how often it was opened again. */
  readonly reopened: Uint8Array
  forcedTokens = 0
  /** If set, every position committed is noted in it, so that commits can be taken back. */
  journal: number[] | undefined
  /** Commits that were refused, and put off. */
  impossible = 0
  undecided = 0

  private readonly promptLength: number
  /** Prompt and canvas, the engine's mask id where the canvas is open. */
  private readonly ids: Int32Array
  private readonly maskId: number
  private readonly forced: Uint8Array
  /** Positions whose mask may hold a single token only, as far as is known. */
  private readonly unseen: Set<number>

  constructor(canvas: Canvas, vocabulary: Vocabulary, promptIds: readonly number[], maskId: number, visible: number) {
    const { size } = canvas
    this.canvas = canvas
    this.vocabulary = vocabulary
    this.visible = visible
    this.promptLength = promptIds.length
    this.maskId = maskId
    this.ids = new Int32Array(promptIds.length + size).fill(maskId)
    this.ids.set(promptIds)
    this.confidence = new Float64Array(size)
    this.forced = new Uint8Array(size)
    this.reopened = new Uint8Array(size)
    this.unseen = new Set(canvas.changed())
    for (let i = 0; i < size; i++) {
      this.unseen.add(i)
      const token = canvas.at(i)
      if (token < 0) continue
      this.ids[promptIds.length + i] = token
      this.confidence[i] = 1
    }
  }

  isOpen(position: number): boolean {
    return this.canvas.at(position) < 0
  }

  isForced(position: number): boolean {
    return this.forced[position] === 1
  }

  /** Open positions from … to - 1, ascending. */
  open(from: number, to: number): number[] {
    const positions: number[] = []
    for (let i = from; i < to; i++) if (this.isOpen(i)) positions.push(i)
    return positions
  }

  /** A copy of what the model sees: prompt and visible positions. */
  text(): Int32Array {
    return this.ids.slice(0, this.promptLength + this.visible)
  }

  /** A copy of the canvas, -1 where it is open. */
  tokens(): Int32Array {
    return Int32Array.from({ length: this.canvas.size }, (_, i) => this.canvas.at(i))
  }

  commit(position: number, token: number, confidence: number): Commitment {
    const outcome = this.canvas.commit(position, token)
    if (outcome === 'committed') {
      this.journal?.push(position)
      this.ids[this.promptLength + position] = token
      this.confidence[position] = confidence
      this.forced[position] = 0
    } else if (outcome === 'impossible') this.impossible++
    else this.undecided++
    return outcome
  }

  clear(position: number): void {
    this.canvas.clear(position)
    this.ids[this.promptLength + position] = this.maskId
    // `changed` tells the net change: what was forced, opened and is forced again did not change.
    this.unseen.add(position)
    if (this.forced[position] === 1) this.forcedTokens--
    this.forced[position] = 0
  }

  /** Commits positions below `to` for which only one token is possible, until there are none. Returns them, ascending. */
  takeForced(to: number): number[] {
    const { canvas, unseen } = this
    const taken: number[] = []
    for (let more = true; more; ) {
      more = false
      for (const position of canvas.changed()) unseen.add(position)
      for (const position of [...unseen].sort((a, b) => a - b)) {
        if (position >= to) continue
        unseen.delete(position)
        if (!this.isOpen(position)) continue
        const token = single(canvas.mask(position))
        if (token < 0 || this.commit(position, token, 1) !== 'committed') continue
        this.forced[position] = 1
        this.forcedTokens++
        taken.push(position)
        more = true
      }
    }
    return taken.sort((a, b) => a - b)
  }

  /** Whether the text ends within the first `length` positions, or must end there. */
  endsWithin(length: number): boolean {
    const { endIds } = this.vocabulary
    const { canvas } = this
    if (length > 0 && endIds.includes(canvas.at(length - 1))) return true
    if (length >= canvas.size) return true
    const rest = canvas.mask(length).slice()
    for (const id of endIds) rest[id >>> 5]! &= ~(1 << (id & 31))
    return rest.every((word) => word === 0)
  }
}

/** The only token of a mask, -1 if there is none or more than one. */
export function single(mask: Uint32Array): number {
  let found = -1
  for (let i = 0; i < mask.length; i++) {
    const word = mask[i]!
    if (word === 0) continue
    if (found >= 0 || (word & (word - 1)) !== 0) return -1
    found = (i << 5) + 31 - Math.clz32(word)
  }
  return found
}
