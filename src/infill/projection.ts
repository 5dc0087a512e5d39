import type { Scores } from './canvas.js'
import type { Crossing, Crossings } from './crossings.js'
import type { Branch } from './filler.js'
import { type Layer, MASK } from './lattice.js'
import { PositionScores } from './position-scores.js'
import { placeOf } from './sorted.js'
import type { TokenSets } from './token-sets.js'

const nothing = Number.NEGATIVE_INFINITY

/** What scores say of one position of a canvas. */
export interface Weighed {
  /** The edges to the next layer. */
  readonly crossing: Crossing
  /** Undefined where a token is decided. */
  readonly scores: PositionScores | undefined
  /** By slot of the crossing: what its set is worth; at a decided position a single 0. */
  readonly worth: Float64Array
  /** By slot, to find the best filling: the best token of its set, -1 if all are -Infinity. */
  readonly best: Int32Array
}

/**
 * What the ways through layers are worth: from each node of a layer to the end the best sum of scores (Viterbi, 1967), or, to draw,
 * the logarithm of the sum of exp(score) over all ways (backward filtering, forward sampling).
 */
export class Weights {
  readonly positions: Weighed[] = []
  /** By boundary and place in its layer. */
  readonly ahead: Float64Array[] = []

  constructor(
    sets: TokenSets,
    crossings: Crossings,
    readonly layers: readonly Layer[],
    tokens: Int32Array,
    scores: Scores,
    readonly random: (() => number) | undefined,
  ) {
    const size = tokens.length
    this.ahead[size] = new Float64Array(layers[size]!.nodes.length)
    for (let i = size - 1; i >= 0; i--) {
      const token = tokens[i]!
      const left = layers[i]!
      const right = layers[i + 1]!
      this.positions[i] =
        token === MASK
          ? this.weigh(crossings.any(left, right), new PositionScores(sets, scores(i)))
          : { crossing: crossings.by(token, left, right), scores: undefined, worth: zero, best: none }
      this.ahead[i] = this.sum(this.positions[i]!, this.ahead[i + 1]!)
    }
  }

  /** Whether any way has a score. */
  get possible(): boolean {
    return this.ahead[0]!.some((weight) => weight > nothing)
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
    const ahead = this.ahead[position + 1]!
    const scores = this.positions[position]!.scores!
    const weighed = branches.map((branch) => {
      const worth = this.random ? scores.sumOf(branch.set) : scores.highest(branch.set)
      return { branch, weight: worth + ahead[placeOf(nodes, branch.target)]! }
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

  private weigh(crossing: Crossing, scores: PositionScores): Weighed {
    const { sets } = crossing
    const worth = new Float64Array(sets.length)
    const best = new Int32Array(this.random ? 0 : sets.length)
    for (let slot = 0; slot < sets.length; slot++) {
      if (this.random) worth[slot] = scores.sumOf(sets[slot]!)
      else {
        const token = scores.bestOf(sets[slot]!)
        best[slot] = token
        worth[slot] = token < 0 ? nothing : scores.scores[token]!
      }
    }
    return { crossing, scores, worth, best }
  }

  /** The inner loop of a projection: one turn for each edge of a layer. */
  private sum({ crossing, worth }: Weighed, behind: Float64Array): Float64Array {
    const { starts, places, slots } = crossing
    const weights = new Float64Array(starts.length - 1)
    for (let n = 0; n < weights.length; n++) {
      const to = starts[n + 1]!
      let weight = nothing
      for (let e = starts[n]!; e < to; e++) {
        const one = worth[slots[e]!]! + behind[places[e]!]!
        if (this.random) weight = logAdd(weight, one)
        else if (one > weight) weight = one
      }
      weights[n] = weight
    }
    return weights
  }
}

const zero = new Float64Array(1)
const none = new Int32Array(0)

function logAdd(a: number, b: number): number {
  if (a === nothing) return b
  if (b === nothing) return a
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b))
}
