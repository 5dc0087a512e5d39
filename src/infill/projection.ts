import type { Projection, Scores } from './canvas.js'
import { type Lattice, type Layer, MASK } from './lattice.js'
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
      for (const token of this.highest()) {
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

  /** The tokens with the highest scores, best first; the lowest id first among equals. */
  private highest(): Int32Array {
    if (this.top) return this.top
    const { scores } = this
    const top = new Int32Array(shortlist)
    let count = 0
    let floor = Number.NEGATIVE_INFINITY
    for (let token = 0; token < scores.length; token++) {
      const score = scores[token]!
      if (!(score > floor)) continue
      let at = count < shortlist ? count++ : shortlist - 1
      while (at > 0 && scores[top[at - 1]!]! < score) {
        top[at] = top[at - 1]!
        at--
      }
      top[at] = token
      if (count === shortlist) floor = scores[top[shortlist - 1]!]!
    }
    this.top = top.slice(0, count)
    return this.top
  }
}

/**
 * The best way through layers that agrees with the decided tokens (Viterbi, 1967), or one drawn with the probability that
 * exp(score), added up, gives it among all (forward filtering, backward sampling). Undefined if none has a score.
 * Exact if each token leads from a node to one node at most.
 */
export function projectOnto(
  lattice: Lattice,
  layers: readonly Layer[],
  tokens: Int32Array,
  scores: Scores,
  random: (() => number) | undefined,
): Projection | undefined {
  const size = tokens.length
  const { machine } = lattice
  const positions = Array.from(tokens, (token, i) =>
    token === MASK ? new PositionScores(machine.sets, scores(i)) : undefined,
  )
  /** By boundary and place in the layer: the score of the best way to there, or the sum over all of them. */
  const weights: Float64Array[] = [new Float64Array(layers[0]!.nodes.length)]
  /** The steps into each boundary: from and to which place, and with which set. */
  const steps: Step[] = []
  for (let i = 0; i < size; i++) {
    const step = stepsBetween(lattice, layers[i]!, tokens[i]!, layers[i + 1]!)
    steps.push(step)
    const before = weights[i]!
    const after = new Float64Array(layers[i + 1]!.nodes.length).fill(Number.NEGATIVE_INFINITY)
    weights.push(after)
    const position = positions[i]
    for (let k = 0; k < step.count; k++) {
      const weight = before[step.from[k]!]! + weightOf(position, step.sets[k]!, random !== undefined)
      const to = step.to[k]!
      if (random) after[to] = logAdd(after[to]!, weight)
      else if (weight > after[to]!) after[to] = weight
    }
  }
  const found = new Int32Array(size)
  let at = choose(weights[size]!, random)
  if (at < 0) return undefined
  let score = 0
  for (let i = size - 1; i >= 0; i--) {
    const step = steps[i]!
    const before = weights[i]!
    const position = positions[i]
    const into: number[] = []
    for (let k = 0; k < step.count; k++) if (step.to[k] === at) into.push(k)
    const options = Float64Array.from(
      into,
      (k) => before[step.from[k]!]! + weightOf(position, step.sets[k]!, random !== undefined),
    )
    const k = into[choose(options, random)]!
    at = step.from[k]!
    if (!position) {
      found[i] = tokens[i]!
      continue
    }
    const token = random ? position.draw(step.sets[k]!, random) : position.bestOf(step.sets[k]!)
    found[i] = token
    score += position.scores[token]!
  }
  return { tokens: found, score, exact: machine.deterministic }
}

interface Step {
  count: number
  from: Int32Array
  to: Int32Array
  sets: Int32Array
}

function stepsBetween(lattice: Lattice, left: Layer, token: number, right: Layer): Step {
  const { machine } = lattice
  const places = new Map<number, number>()
  right.nodes.forEach((node, k) => {
    places.set(node, k)
  })
  const from: number[] = []
  const to: number[] = []
  const sets: number[] = []
  left.nodes.forEach((node, place) => {
    if (token !== MASK) {
      machine.follow(node, token, (target) => {
        const at = places.get(target)
        if (at === undefined) return
        from.push(place)
        to.push(at)
        sets.push(0)
      })
      return
    }
    const edges = machine.edges(node)
    for (let k = 0; k < edges.targets.length; k++) {
      const at = places.get(edges.targets[k]!)
      if (at === undefined) continue
      from.push(place)
      to.push(at)
      sets.push(edges.sets[k]!)
    }
  })
  return { count: from.length, from: Int32Array.from(from), to: Int32Array.from(to), sets: Int32Array.from(sets) }
}

function weightOf(position: PositionScores | undefined, set: number, sum: boolean): number {
  if (!position) return 0
  if (sum) return position.sumOf(set)
  const best = position.bestOf(set)
  return best < 0 ? Number.NEGATIVE_INFINITY : position.scores[best]!
}

/** The place of the highest weight, or one drawn in proportion to exp(weight); -1 if all are -Infinity. */
function choose(weights: Float64Array, random: (() => number) | undefined): number {
  let best = -1
  let high = Number.NEGATIVE_INFINITY
  weights.forEach((weight, k) => {
    if (weight > high) {
      high = weight
      best = k
    }
  })
  if (best < 0 || !random) return best
  let total = 0
  for (const weight of weights) total += Math.exp(weight - high)
  let left = random() * total
  for (let k = 0; k < weights.length; k++) {
    left -= Math.exp(weights[k]! - high)
    if (left < 0) return k
  }
  return best
}

function logAdd(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY) return b
  if (b === Number.NEGATIVE_INFINITY) return a
  return a > b ? a + Math.log1p(Math.exp(b - a)) : b + Math.log1p(Math.exp(a - b))
}
