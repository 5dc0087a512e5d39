/** The texts of a formula, the shortest first. */
import type { State } from '../automaton/constraint.js'
import { Heap } from '../regex/heap.js'
import { isSpace } from './json-text.js'

export interface TextReader {
  step(state: State, byte: number): State
  canEnd(state: State): boolean
  /** Compact bytes to the end; of the rest of a text that can end here but need not, if it can. */
  stateCost(state: State): number
  /** True between tokens, where whitespace makes no difference to the value. */
  betweenTokens(state: State): boolean
}

/** Best-first search by the bytes read and those still to come, which are known: it only follows ways that it takes. */
export class ShortestTexts {
  private readonly heap = new Heap()
  /** Per node of the tree of beginnings: its state, the bytes read that count, the last one and the node before it. */
  private readonly states: State[] = []
  private readonly lengths: number[] = []
  private readonly bytes: number[] = []
  private readonly before: number[] = []
  /** Bytes of the text found last, without whitespace between tokens. */
  cost = 0

  /** `skipsGaps` leaves out whitespace between tokens; where it is not free it must stay. */
  constructor(
    private readonly reader: TextReader,
    start: State,
    private readonly skipsGaps: boolean,
    private readonly tick: () => void,
  ) {
    if (start !== 0) this.add(start, 0, 0, -1)
  }

  /** The next text; undefined if there is none. */
  next(): string | undefined {
    const { reader, heap, states, lengths } = this
    while (heap.size > 0) {
      this.tick()
      const at = heap.pop()
      // A negative state is the end of a text.
      if (states[at]! < 0) {
        this.cost = lengths[at]!
        return this.textOf(at)
      }
      const state = states[at]!
      const between = reader.betweenTokens(state)
      for (let byte = 0xff; byte >= 0; byte--) {
        const gap = between && isSpace(byte)
        if (gap && this.skipsGaps) continue
        const next = reader.step(state, byte)
        if (next !== 0) this.add(next, lengths[at]! + (gap ? 0 : 1), byte, at)
      }
    }
    return undefined
  }

  private add(state: State, length: number, byte: number, before: number): void {
    const { reader, heap } = this
    if (reader.canEnd(state)) heap.push(length, this.node(-1, length, byte, before))
    const cost = reader.stateCost(state)
    if (cost < Number.POSITIVE_INFINITY) heap.push(length + cost, this.node(state, length, byte, before))
  }

  private node(state: State, length: number, byte: number, before: number): number {
    this.states.push(state)
    this.lengths.push(length)
    this.bytes.push(byte)
    return this.before.push(before) - 1
  }

  private textOf(node: number): string {
    const bytes: number[] = []
    for (let at = node; this.before[at]! >= 0; at = this.before[at]!) bytes.push(this.bytes[at]!)
    return new TextDecoder().decode(Uint8Array.from(bytes.reverse()))
  }
}
