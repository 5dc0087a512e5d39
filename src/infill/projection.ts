import type { Scores } from './canvas.js'
import type { Crossing, Crossings } from './crossings.js'
import type { Branch } from './filler.js'
import { type Layer, MASK } from './lattice.js'
import { Highs, PositionScores } from './position-scores.js'
import { placeOf } from './sorted.js'
import type { TokenSets } from './token-sets.js'

const nothing = Number.NEGATIVE_INFINITY

/** What scores say of one position of a canvas. */
export interface Weighed {
  /** The edges to the next layer. */
  readonly crossing: Crossing
  /** Undefined where a token is decided. */
  readonly scores: PositionScores | undefined
  /** Where `worth` and `best` tell of the crossing's slots from. */
  readonly from: number
}

/**
 * What the ways through layers are worth: from each node of a layer to the end the best sum of scores (Viterbi, 1967), or, to draw,
 * the logarithm of the sum of exp(score) over all ways (backward filtering, forward sampling).
 */
export class Weights {
  readonly positions: Weighed[] = []
  /** By position and slot: what the set of tokens is worth. The first is 0, for what is decided. */
  readonly worth: Float64Array
  /** By position and slot, to find the best filling: the best token of the set, -1 if all are -Infinity. */
  readonly best: Int32Array
  /** By boundary, and by place in its layer. */
  private readonly boundaries: Int32Array
  private readonly values: Float64Array

  constructor(
    sets: TokenSets,
    crossings: Crossings,
    readonly layers: readonly Layer[],
    tokens: Int32Array,
    scores: Scores,
    readonly random: (() => number) | undefined,
  ) {
    const size = tokens.length
    const highs = new Highs(sets)
    this.boundaries = new Int32Array(size + 2)
    let slots = 1
    for (let i = 0; i < size; i++) {
      const token = tokens[i]!
      const open = token === MASK
      const crossing = open
        ? crossings.any(layers[i]!, layers[i + 1]!)
        : crossings.by(token, layers[i]!, layers[i + 1]!)
      const own = open ? new PositionScores(sets, scores(i), highs) : undefined
      this.positions.push({ crossing, scores: own, from: open ? slots : 0 })
      slots += crossing.sets.length
    }
    for (let b = 0; b <= size; b++) this.boundaries[b + 1] = this.boundaries[b]! + layers[b]!.nodes.length
    this.worth = new Float64Array(slots)
    this.best = new Int32Array(random ? 0 : slots)
    this.values = new Float64Array(this.boundaries[size + 1]!)
    for (let i = size - 1; i >= 0; i--) {
      this.weigh(this.positions[i]!)
      this.sum(i)
    }
  }

  /** What the best way from a place in the layer of a boundary on is worth, or all of them. */
  ahead(boundary: number, place: number): number {
    return this.values[this.boundaries[boundary]! + place]!
  }

  /** Whether any way has a score. */
  get possible(): boolean {
    for (let n = 0; n < this.boundaries[1]!; n++) if (this.values[n]! > nothing) return true
    return false
  }

  scoreOf(filling: Int32Array): number {
    let score = 0
    this.positions.forEach(({ scores }, i) => {
      if (scores) score += scores.scores[filling[i]!]!
    })
    return score
  }

  /** Branches that have a score, the best first, or one that is drawn. */
  readonly order = (position: number, branches: Branch[]): Branch[] => {
    const { nodes } = this.layers[position + 1]!
    const scores = this.positions[position]!.scores!
    const weighed = branches.map((branch) => {
      const worth = this.random ? scores.sumOf(branch.set) : scores.highest(branch.set)
      return { branch, weight: worth + this.ahead(position + 1, placeOf(nodes, branch.target)) }
    })
    const kept = weighed.filter(({ weight }) => weight > nothing)
    kept.sort((a, b) => b.weight - a.weight)
    if (this.random && kept.length > 1) {
      const high = kept[0]!.weight
      const total = kept.reduce((sum, { weight }) => sum + Math.exp(weight - high), 0)
      let left = this.random() * total
      const k = kept.findIndex(({ weight }) => {
        left -= Math.exp(weight - high)
        return left < 0
      })
      kept.unshift(...kept.splice(Math.max(k, 0), 1))
    }
    return kept.map(({ branch }) => branch)
  }

  /** The tokens of a set that have a score, the best first, or one that is drawn. */
  readonly tokensOf = (position: number, set: number): Iterable<number> => {
    const scores = this.positions[position]!.scores!
    return scores.rankedFrom(set, this.random ? scores.draw(set, this.random) : scores.bestOf(set))
  }

  private weigh({ crossing, scores, from }: Weighed): void {
    if (!scores) return
    const { sets } = crossing
    const { worth, best, random } = this
    for (let slot = 0; slot < sets.length; slot++) {
      if (random) worth[from + slot] = scores.sumOf(sets[slot]!)
      else {
        const token = scores.bestOf(sets[slot]!)
        best[from + slot] = token
        worth[from + slot] = token < 0 ? nothing : scores.scores[token]!
      }
    }
  }

  /** The inner loop of a projection: one turn for each edge of a layer. */
  private sum(position: number): void {
    const { crossing, from } = this.positions[position]!
    const { starts, places, slots } = crossing
    const { worth, values, boundaries, random } = this
    const own = boundaries[position]!
    const behind = boundaries[position + 1]!
    for (let n = 0; n < starts.length - 1; n++) {
      const to = starts[n + 1]!
      let weight = nothing
      for (let e = starts[n]!; e < to; e++) {
        const one = worth[from + slots[e]!]! + values[behind + places[e]!]!
        if (random) weight = logAdd(weight, one)
        else if (one > weight) weight = one
      }
      values[own + n] = weight
    }
  }
}

function logAdd(a: number, b: number): number {
  if (a === nothing) return b
  if (b === nothing) return a
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b))
}
