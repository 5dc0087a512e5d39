import { type Constraint, DEAD, type State } from '../automaton/index.js'
import { Heap } from '../regex/heap.js'
import type { PiecesAutomaton } from './pieces-automaton.js'

/** What a piece that is still to be read counts, in bytes put into holes. */
const weightOfPiece = 12

/**
 * A word of a constraint with all pieces in it, undefined if none is found: best first, by the bytes in holes and the pieces not
 * yet read, from the start and from every place on the way of the guesses. Of states that are kin to each other only the first is
 * gone on with, and holes get plain characters only, so that little is left to look at where a language is large; not to find a
 * word says nothing.
 */
export function seekWord(
  constraint: Constraint,
  automaton: PiecesAutomaton,
  guesses: readonly Uint8Array[],
  limit: number,
): Uint8Array | undefined {
  const hooks = constraint as { kinOf?: (state: State) => number }
  if (!hooks.kinOf) return undefined
  const width = automaton.end + 2
  const states: State[] = []
  const places: State[] = []
  const parent: number[] = []
  const bytes: number[] = []
  const lengths: number[] = []
  const known = new Set<number>()
  const heap = new Heap()
  const add = (state: State, place: State, before: number, byte: number): number => {
    const node = states.push(state) - 1
    places.push(place)
    parent.push(before)
    bytes.push(byte)
    const length = before < 0 ? 0 : lengths[before]! + 1
    lengths.push(length)
    const left = automaton.piecesLeft(place)
    const rest = left > 0 ? weightOfPiece * left : constraint.minBytesToEnd(state)
    heap.push(length - (place - 1) + rest, node)
    return node
  }
  const root = add(constraint.start, automaton.start, -1, -1)
  for (const guess of guesses) {
    let at = root
    for (const byte of guess) {
      const next = constraint.step(states[at]!, byte)
      const place = automaton.step(places[at]!, byte)
      if (next === DEAD || place === DEAD) break
      at = add(next, place, at, byte)
    }
  }
  while (heap.size > 0) {
    const at = heap.pop()
    const state = states[at]!
    const place = places[at]!
    const key = hooks.kinOf(state) * width + place
    if (known.has(key)) continue
    known.add(key)
    if (constraint.canEnd(state) && automaton.canEnd(place)) {
      const word: number[] = []
      for (let back = at; bytes[back]! >= 0; back = parent[back]!) word.push(bytes[back]!)
      return Uint8Array.from(word.reverse())
    }
    if (known.size > limit) return undefined
    const ahead = automaton.ahead(place)
    for (let byte = 0; byte < 256; byte++) {
      if (byte !== ahead && (byte < 0x20 || byte > 0x7e || byte === 0x5c)) continue
      const nextPlace = automaton.step(place, byte)
      if (nextPlace === DEAD) continue
      const next = constraint.step(state, byte)
      if (next !== DEAD) add(next, nextPlace, at, byte)
    }
  }
  return undefined
}
