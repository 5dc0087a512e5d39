import { topTokens } from '../mask/top-tokens.js'
import type { Scores } from './canvas.js'
import type { Branch } from './filler.js'
import { type Lattice, type Layer, MASK } from './lattice.js'
import { placeOf } from './sorted.js'
import type { TokenSets } from './token-sets.js'

/** Best tokens looked at first for sets of many tokens. */
const shortlist = 64

/** What scores say of the sets of tokens at one position. */
class PositionScores {
  private readonly best = new Map<number, number>()
  private readonly sums = new Map<number, number>()
  private top: Int32Array | undefined

  constructor(
    private readonly sets: TokenSets,
    readonly scores: Float32Array,
  ) {}

  /** The token of a set with the highest score; -1 if all are -Infinity. */
  bestOf(set: number): number {
    let best = this.best.get(set)
    if (best !== undefined) return best
    best = -1
    if (this.sets.count(set) > shortlist * 16) {
      this.top ??= topTokens(this.scores, this.scores.length, shortlist)
      for (const token of this.top) {
        if (this.sets.has(set, token)) {
          best = token
          break
        }
      }
    }
    if (best < 0) {
      let highest = Number.NEGATIVE_INFINITY
      this.sets.each(set, (token) => {
        if (this.scores[token]! > highest) {
          highest = this.scores[token]!
          best = token
        }
      })
    }
    this.best.set(set, best)
    return best
  }

  /** The logarithm of the sum of exp(score) over a set. */
  sumOf(set: number): number {
    let sum = this.sums.get(set)
    if (sum !== undefined) return sum
    const best = this.bestOf(set)
    if (best < 0) sum = Number.NEGATIVE_INFINITY
    else {
      const high = this.scores[best]!
      let total = 0
      this.sets.each(set, (token) => {
        total += Math.exp(this.scores[token]! - high)
      })
      sum = high + Math.log(total)
    }
    this.sums.set(set, sum)
    return sum
  }

  draw(set: number, random: () => number): number {
    const sum = this.sumOf(set)
    let left = random()
    let drawn = this.bestOf(set)
    let done = false
    this.sets.each(set, (token) => {
      if (done || this.scores[token] === Number.NEGATIVE_INFINITY) return
      left -= Math.exp(this.scores[token]! - sum)
      if (left < 0) {
        drawn = token
        done = true
      }
    })
    return drawn
  }

  /** The tokens of a set that may be taken, the one given first, the others from the highest score down. */
  *ranked(set: number, first: number): Generator<number> {
    if (first < 0) return
    yield first
    const { scores } = this
    const others = [...this.sets.list(set)].filter((t) => t !== first && scores[t] !== Number.NEGATIVE_INFINITY)
    yield* others.sort((a, b) => scores[b]! - scores[a]! || a - b)
  }
}

/**
 * What the ways through layers are worth: from each node of a layer to the end the best sum of scores (Viterbi, 1967), or, to draw,
 * the logarithm of the sum of exp(score) over all ways (backward filtering, forward sampling). Ways taken from the
 * beginning by `order` and `tokensOf` are then the best one, or one drawn in proportion to exp(score).
 */
export class Weights {
  private readonly positions: (PositionScores | undefined)[]
  /** By boundary and place in its layer. */
  private readonly ahead: Float64Array[] = []
  private readonly places: Int32Array

  constructor(
    private readonly lattice: Lattice,
    private readonly layers: readonly Layer[],
    tokens: Int32Array,
    scores: Scores,
    private readonly random: (() => number) | undefined,
  ) {
    const { machine } = lattice
    this.positions = Array.from(tokens, (token, i) =>
      token === MASK ? new PositionScores(machine.sets, scores(i)) : undefined,
    )
    this.places = new Int32Array(machine.size).fill(-1)
    const size = tokens.length
    this.ahead[size] = new Float64Array(layers[size]!.nodes.length)
    for (let i = size - 1; i >= 0; i--) this.ahead[i] = this.before(i, tokens[i]!)
  }

  /** Whether any way has a score. */
  get possible(): boolean {
    return this.ahead[0]!.some((weight) => weight > Number.NEGATIVE_INFINITY)
  }

  scoreOf(filling: Int32Array): number {
    let score = 0
    this.positions.forEach((position, i) => {
      if (position) score += position.scores[filling[i]!]!
    })
    return score
  }

  readonly order = (position: number, branches: Branch[]): Branch[] => {
    const { nodes } = this.layers[position + 1]!
    const ahead = this.ahead[position + 1]!
    const weighed = branches.map((branch) => ({
      branch,
      weight: this.weight(position, branch.set) + ahead[placeOf(nodes, branch.target)]!,
    }))
    const kept = weighed.filter(({ weight }) => weight > Number.NEGATIVE_INFINITY)
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

  readonly tokensOf = (position: number, set: number): Iterable<number> => {
    const scores = this.positions[position]!
    return scores.ranked(set, this.random ? scores.draw(set, this.random) : scores.bestOf(set))
  }

  private weight(position: number, set: number): number {
    const scores = this.positions[position]
    if (!scores) return 0
    if (this.random) return scores.sumOf(set)
    const best = scores.bestOf(set)
    return best < 0 ? Number.NEGATIVE_INFINITY : scores.scores[best]!
  }

  private before(position: number, token: number): Float64Array {
    const { nodes } = this.layers[position]!
    const weights = new Float64Array(nodes.length)
    const { places } = this
    const right = this.layers[position + 1]!.nodes
    for (let k = 0; k < right.length; k++) places[right[k]!] = k
    if (token === MASK) this.weighOpen(position, weights)
    else this.weighDecided(position, token, weights)
    for (let k = 0; k < right.length; k++) places[right[k]!] = -1
    return weights
  }

  private weighDecided(position: number, token: number, weights: Float64Array): void {
    const { places, random } = this
    const { nodes } = this.layers[position]!
    const behind = this.ahead[position + 1]!
    let weight = 0
    const add = (target: number): void => {
      const place = places[target]!
      if (place < 0) return
      weight = random ? logAdd(weight, behind[place]!) : Math.max(weight, behind[place]!)
    }
    for (let n = 0; n < nodes.length; n++) {
      weight = Number.NEGATIVE_INFINITY
      this.lattice.machine.follow(nodes[n]!, token, add)
      weights[n] = weight
    }
  }

  /** The inner loop of a projection: one turn for each edge of a layer. */
  private weighOpen(position: number, weights: Float64Array): void {
    const { places, random } = this
    const { machine } = this.lattice
    const { nodes } = this.layers[position]!
    const behind = this.ahead[position + 1]!
    // By set, NaN where it is not known yet.
    let known = new Float64Array(machine.sets.length).fill(Number.NaN)
    for (let n = 0; n < nodes.length; n++) {
      const { targets, sets } = machine.edges(nodes[n]!)
      if (machine.sets.length > known.length) {
        const longer = new Float64Array(2 * machine.sets.length).fill(Number.NaN)
        longer.set(known)
        known = longer
      }
      let weight = Number.NEGATIVE_INFINITY
      for (let k = 0; k < targets.length; k++) {
        const place = places[targets[k]!]!
        if (place < 0) continue
        const set = sets[k]!
        let own = known[set]!
        if (Number.isNaN(own)) {
          own = this.weight(position, set)
          known[set] = own
        }
        const one = own + behind[place]!
        if (random) weight = logAdd(weight, one)
        else if (one > weight) weight = one
      }
      weights[n] = weight
    }
  }
}

function logAdd(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b
  if (b === Number.NEGATIVE_INFINITY) return a
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b))
}
