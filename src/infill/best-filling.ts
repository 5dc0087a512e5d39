import { DEAD, type State } from '../automaton/index.js'
import type { Filler, Path } from './filler.js'
import type { Weights } from './projection.js'
import { placeOf } from './sorted.js'
import { END, type TokenMachine } from './token-machine.js'

/** What a filling is wanted of: the layers that `weights` are of. */
export interface FillingRequest {
  readonly weights: Weights
  readonly tokens: Int32Array
  readonly open: boolean
  readonly begin: { readonly place: number; readonly state: State }
}

/** A way up to the boundary `at`. */
interface Step {
  readonly at: number
  readonly place: number
  readonly state: State
  readonly token: number
  readonly loss: number
  readonly before: Step | undefined
}

/** On from a step by an edge, with the token of a rank among those of the edge's set. */
interface Move {
  readonly step: Step
  readonly edge: number
  /** The loss with the best token of the set. */
  readonly least: number
  readonly rank: number
}

/**
 * The best filling that the constraint itself accepts.
 *
 * Weights know the best that any way of the machine is worth from each node on. What a move falls short of that is its *loss*; moves are
 * made in the order of their losses in all (A* search, Hart, Nilsson & Raphael, 1968), so the first way that arrives is the best one. If the
 * constraint accepts the best way of the machine, there is one move for each position.
 *
 * @param most moves
 * @returns 'none' if it is proved that no filling has a score, 'undecided' if the moves did not suffice
 */
export function bestFilling(
  request: FillingRequest,
  machine: TokenMachine,
  filler: Filler,
  most: number,
): Path | 'none' | 'undecided' {
  const { weights, tokens, open, begin } = request
  const { worth, best } = weights
  const size = tokens.length
  const moves = new MoveQueue()
  const seen = Array.from({ length: size + 1 }, () => new Set<number>())
  let arrived: Step | undefined
  const arrive = (step: Step): void => {
    const { at, place, state, loss } = step
    // Where another way was as early, with a smaller loss.
    const key = place * 0x1000000 + state
    if (seen[at]!.has(key)) return
    seen[at]!.add(key)
    if (at === size) {
      if (filler.isEnd(state, place, open)) arrived = step
      return
    }
    const { crossing, from } = weights.positions[at]!
    const { starts, slots, places } = crossing
    const n = placeOf(weights.layers[at]!.nodes, machine.nodeAt(place))
    const ahead = weights.ahead(at, n)
    for (let edge = starts[n]!; edge < starts[n + 1]!; edge++) {
      const value = worth[from + slots[edge]!]! + weights.ahead(at + 1, places[edge]!)
      if (value === Number.NEGATIVE_INFINITY) continue
      const least = loss + (ahead - value)
      moves.add({ step, edge, least, rank: 0 }, least)
    }
  }
  arrive({ ...begin, at: 0, token: -1, loss: 0, before: undefined })
  for (let made = 0; !arrived; made++) {
    const move = moves.take()
    if (!move) return 'none'
    if (made === most) return 'undecided'
    const { step, edge, least, rank } = move
    const { at } = step
    const { crossing, scores, from } = weights.positions[at]!
    let token = tokens[at]!
    let loss = least
    if (scores) {
      const slot = crossing.slots[edge]!
      const set = crossing.sets[slot]!
      token = rank === 0 ? best[from + slot]! : scores.ranked(set, rank)
      if (token < 0) continue
      loss += worth[from + slot]! - scores.scores[token]!
      // A move waits with the loss of the token before its own, so that tokens need not be ranked before they are wanted.
      if (loss > moves.taken) {
        moves.add(move, loss)
        continue
      }
    }
    const place = machine.trace(step.place, token)
    // One of several nodes that the set leads to: with this stack to another.
    if (place < 0 || machine.nodeAt(place) !== weights.layers[at + 1]!.nodes[crossing.places[edge]!]) continue
    if (scores) moves.add({ step, edge, least, rank: rank + 1 }, loss)
    const way = filler.way(step.state, token, place)
    if (way.place >= 0 && (way.place === END || way.state !== DEAD)) {
      arrive({ at: at + 1, place: way.place, state: way.state, token, loss, before: step })
    }
  }
  return traced(arrived, size)
}

function traced(last: Step, size: number): Path {
  const path = { tokens: new Int32Array(size), places: new Int32Array(size + 1), states: new Int32Array(size + 1) }
  for (let step: Step | undefined = last; step; step = step.before) {
    path.places[step.at] = step.place
    path.states[step.at] = step.state
    if (step.before) path.tokens[step.at - 1] = step.token
  }
  return path
}

/** Moves by their losses, the smallest first; of equal ones those farthest on, then the first. A binary heap. */
class MoveQueue {
  /** The loss of the move taken last. */
  taken = 0
  private readonly moves: Move[] = []
  private readonly losses: number[] = []
  private readonly numbers: number[] = []
  private next = 0

  add(move: Move, loss: number): void {
    let i = this.moves.length
    const number = this.next++
    while (i > 0) {
      const up = (i - 1) >>> 1
      if (!this.before(move, loss, number, up)) break
      this.set(i, this.moves[up]!, this.losses[up]!, this.numbers[up]!)
      i = up
    }
    this.set(i, move, loss, number)
  }

  take(): Move | undefined {
    const { moves, losses, numbers } = this
    const first = moves[0]
    if (!first) return undefined
    this.taken = losses[0]!
    const move = moves.pop()!
    const loss = losses.pop()!
    const number = numbers.pop()!
    const size = moves.length
    if (size === 0) return first
    let i = 0
    for (;;) {
      let down = 2 * i + 1
      if (down >= size) break
      if (down + 1 < size && this.before(moves[down + 1]!, losses[down + 1]!, numbers[down + 1]!, down)) down++
      if (this.before(move, loss, number, down)) break
      this.set(i, moves[down]!, losses[down]!, numbers[down]!)
      i = down
    }
    this.set(i, move, loss, number)
    return first
  }

  private set(i: number, move: Move, loss: number, number: number): void {
    this.moves[i] = move
    this.losses[i] = loss
    this.numbers[i] = number
  }

  private before(move: Move, loss: number, number: number, i: number): boolean {
    const other = this.losses[i]!
    if (loss !== other) return loss < other
    const { at } = this.moves[i]!.step
    return move.step.at !== at ? move.step.at > at : number < this.numbers[i]!
  }
}
