import { type Constraint, DEAD, intersection, type State } from '../automaton/index.js'
import { EspalierError, LimitError } from '../error/index.js'
import { Heap } from '../regex/heap.js'
import { failureAt, type InfillResult, success } from './infill-result.js'
import { PiecesAutomaton } from './pieces-automaton.js'
import { seekWord } from './seek-word.js'

/**
 * Whether pieces can be completed to a word of any constraint: whether it has a word in common with the automaton of the
 * pieces. A word that is found is one; that there is none is known when everything that can be reached is seen, and else
 * the question ends in an error.
 */
export class ConstraintQuestion {
  constructor(
    private readonly constraint: Constraint,
    private readonly pieces: readonly Uint8Array[],
    /** States of one search. */
    private readonly limit: number,
  ) {}

  /** The answer that the text up to the first hole gives: no if it is not the beginning of a word, all if there is no hole. */
  beginning(): InfillResult | undefined {
    const { constraint, pieces } = this
    const first = pieces[0]!
    let state = constraint.start
    let at = 0
    for (; at < first.length; at++) {
      const next = constraint.step(state, first[at]!)
      if (next === DEAD) break
      state = next
    }
    if (at === first.length) {
      if (pieces.length > 1) return undefined
      if (constraint.canEnd(state)) return success(pieces, () => [])
    }
    const goesOn = (byte: number): boolean => constraint.step(state, byte) !== DEAD
    return failureAt(pieces, at, () => quoted(printable.filter(goesOn).slice(0, 12)))
  }

  /**
   * @param guesses words with the pieces in them that may begin like a word of the constraint
   * @throws LimitError limit 'states' if neither a word is found nor all is seen
   */
  answer(guesses: readonly Uint8Array[]): InfillResult {
    const { pieces } = this
    const automaton = new PiecesAutomaton(pieces)
    const word = seekWord(this.constraint, automaton, guesses, this.limit)
    if (word) return success(pieces, () => automaton.fillsOf(this.shortest(automaton) ?? word))
    const product = this.product(automaton)
    if (product) return success(pieces, () => automaton.fillsOf(this.shortest(automaton) ?? follow(product)))
    const place = this.farthest()
    return failureAt(pieces, place, () => quoted(this.expected(place)))
  }

  /** A shortest word, by A*; undefined beyond the limit. The constraint's own costs are the estimate. */
  private shortest(automaton: PiecesAutomaton): Uint8Array | undefined {
    const { constraint, limit } = this
    const width = automaton.end + 2
    const states: State[] = [constraint.start]
    const places: State[] = [automaton.start]
    const parent = [-1]
    const bytes = [-1]
    const costs = [0]
    const known = new Map<number, number>([[constraint.start * width + automaton.start, 0]])
    const heap = new Heap()
    heap.push(0, 0)
    while (heap.size > 0) {
      const at = heap.pop()
      const state = states[at]!
      const place = places[at]!
      if (known.get(state * width + place) !== at) continue
      if (constraint.canEnd(state) && automaton.canEnd(place)) {
        const word: number[] = []
        for (let back = at; bytes[back]! >= 0; back = parent[back]!) word.push(bytes[back]!)
        return Uint8Array.from(word.reverse())
      }
      if (states.length > limit) return undefined
      const cost = costs[at]! + 1
      for (let byte = 0; byte < 256; byte++) {
        const nextPlace = automaton.step(place, byte)
        if (nextPlace === DEAD) continue
        const next = constraint.step(state, byte)
        if (next === DEAD) continue
        const key = next * width + nextPlace
        const before = known.get(key)
        if (before !== undefined && costs[before]! <= cost) continue
        const node = states.push(next) - 1
        places.push(nextPlace)
        parent.push(at)
        bytes.push(byte)
        costs.push(cost)
        known.set(key, node)
        heap.push(cost + Math.max(constraint.minBytesToEnd(next), automaton.minBytesToEnd(nextPlace)), node)
      }
    }
    return undefined
  }

  /** The farthest place that can be read up to; what cannot be decided is taken to be read. */
  private farthest(): number {
    let low = this.pieces[0]!.length
    let high = this.pieces.reduce((sum, piece) => sum + piece.length, 0)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.reaches(middle)) low = middle
      else high = middle - 1
    }
    return low
  }

  private reaches(place: number): boolean {
    try {
      return this.product(new PiecesAutomaton(this.before(place, true))) !== undefined
    } catch (error) {
      if (error instanceof LimitError) return true
      throw error
    }
  }

  /** Bytes that can be read at a place, at most 12. */
  private expected(place: number): number[] {
    const found = new Set<number>()
    const wanted = new Set(printable)
    const pieces = this.before(place, false)
    try {
      while (found.size < 12) {
        const automaton = new PiecesAutomaton(pieces, (byte) => wanted.has(byte) && !found.has(byte))
        const product = this.product(automaton)
        if (!product) break
        const word = follow(product)
        let state = automaton.start
        for (const byte of word) {
          const next = automaton.step(state, byte)
          if (next > place + 1 && state === place + 1) found.add(byte)
          state = next
        }
      }
    } catch (error) {
      // What was found is still worth telling.
      if (!(error instanceof LimitError)) throw error
    }
    return [...found].sort((a, b) => a - b)
  }

  /** The pieces up to a place, with a hole behind them if wanted. */
  private before(place: number, open: boolean): Uint8Array[] {
    const pieces: Uint8Array[] = []
    let left = place
    for (const piece of this.pieces) {
      pieces.push(piece.subarray(0, left))
      if (piece.length > left) break
      left -= piece.length
    }
    return open ? [...pieces, new Uint8Array(0)] : pieces
  }

  private product(automaton: PiecesAutomaton): Constraint | undefined {
    const { limit } = this
    try {
      return intersection([this.constraint, automaton], { limits: { search: limit } })
    } catch (error) {
      if (EspalierError.isInstance(error) && error.code === 'empty-language') return undefined
      if (!(error instanceof LimitError) || error.limit !== 'search') throw error
      throw new LimitError(`Whether the holes can be filled is not decided after ${limit} states.`, {
        code: 'limit-states',
        limit: 'states',
        value: limit,
        hint: 'Raise limits.states, or leave less open.',
        cause: error,
      })
    }
  }
}

function quoted(bytes: readonly number[]): string[] {
  return bytes.map((byte) => JSON.stringify(String.fromCharCode(byte)))
}

const printable = Array.from({ length: 0x7f - 0x20 }, (_, i) => 0x20 + i)

/** The word that a constraint is nearest to from its start. */
function follow(constraint: Constraint): Uint8Array {
  const word: number[] = []
  let state = constraint.start
  while (!constraint.canEnd(state)) {
    const left = constraint.minBytesToEnd(state)
    let best = -1
    for (let byte = 0; byte < 256 && best < 0; byte++) {
      if (constraint.minBytesToEnd(constraint.step(state, byte)) < left) best = byte
    }
    if (best < 0) {
      throw new LimitError('A completion exists, but the way to it was not found again.', {
        code: 'limit-states',
        limit: 'states',
        value: word.length,
        hint: 'Leave less open.',
      })
    }
    word.push(best)
    state = constraint.step(state, best)
  }
  return Uint8Array.from(word)
}
