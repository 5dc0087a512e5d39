import { DEAD } from '../automaton/index.js'
import type { FillingRequest } from './best-filling.js'
import type { Filler, Path } from './filler.js'
import { placeOf } from './sorted.js'
import { END, type TokenMachine } from './token-machine.js'

/**
 * A filling drawn in proportion to exp(score) from the ways of the machine; undefined if the constraint does not accept it. Drawn again
 * until it does, fillings are drawn in proportion among those of the constraint, if each is one way of the machine only.
 */
export function drawnFilling(
  request: FillingRequest,
  machine: TokenMachine,
  filler: Filler,
  random: () => number,
): Path | undefined {
  const { weights, tokens, open, begin } = request
  const size = tokens.length
  const path = { tokens: new Int32Array(size), places: new Int32Array(size + 1), states: new Int32Array(size + 1) }
  path.places[0] = begin.place
  path.states[0] = begin.state
  let { place, state } = begin
  for (let at = 0; at < size; at++) {
    const { crossing, scores, from } = weights.positions[at]!
    const { starts, slots, places, sets } = crossing
    const n = placeOf(weights.layers[at]!.nodes, machine.nodeAt(place))
    const last = starts[n + 1]! - 1
    let edge = starts[n]!
    if (edge < last) {
      const all = weights.ahead(at, n)
      let left = random()
      for (; edge < last; edge++) {
        left -= Math.exp(weights.worth[from + slots[edge]!]! + weights.ahead(at + 1, places[edge]!) - all)
        if (left < 0) break
      }
    }
    const token = scores ? scores.draw(sets[slots[edge]!]!, random) : tokens[at]!
    if (token < 0) return undefined
    const next = machine.trace(place, token)
    if (next < 0 || machine.nodeAt(next) !== weights.layers[at + 1]!.nodes[places[edge]!]) return undefined
    const way = filler.way(state, token, next)
    if (way.place < 0 || (way.place !== END && way.state === DEAD)) return undefined
    path.tokens[at] = token
    path.places[at + 1] = place = way.place
    path.states[at + 1] = state = way.state
  }
  return filler.isEnd(state, place, open) ? path : undefined
}
