import { topTokens } from '../mask/top-tokens.js'
import type { TokenSets } from './token-sets.js'

/** Tokens ranked at first in a set of many. */
const shortlist = 64

/** By 32 tokens, one word of a set, the highest of their scores: of the scores asked for last. */
export class Highs {
  private readonly values: Float32Array
  private last: Float32Array | undefined

  constructor(sets: TokenSets) {
    this.values = new Float32Array(sets.words)
  }

  of(scores: Float32Array): Float32Array {
    const { values } = this
    if (this.last === scores) return values
    this.last = scores
    for (let i = 0; i < values.length; i++) {
      const to = Math.min(scores.length, (i + 1) * 32)
      let high = Number.NEGATIVE_INFINITY
      for (let t = i * 32; t < to; t++) if (scores[t]! > high) high = scores[t]!
      values[i] = high
    }
    return values
  }
}

/** What scores say of the sets of tokens at one position. */
export class PositionScores {
  private sums: Map<number, number> | undefined
  private rankings: Map<number, Int32Array> | undefined

  constructor(
    private readonly sets: TokenSets,
    readonly scores: Float32Array,
    private readonly highs: Highs,
  ) {}

  /** The token of a set with the highest score, of equal ones the first; -1 if all are -Infinity. */
  bestOf(set: number): number {
    const { scores } = this
    const few = this.sets.few(set)
    let best = -1
    let highest = Number.NEGATIVE_INFINITY
    if (few) {
      for (let k = 0; k < few.length; k++) {
        const score = scores[few[k]!]!
        if (score > highest) {
          highest = score
          best = few[k]!
        }
      }
      return best
    }
    const bits = this.sets.bits(set)!
    const highs = this.highs.of(scores)
    for (let i = 0; i < bits.length; i++) {
      // Most words hold nothing better than what is found already.
      if (!(highs[i]! > highest)) continue
      for (let rest = bits[i]!; rest !== 0; rest &= rest - 1) {
        const token = i * 32 + 31 - Math.clz32(rest & -rest)
        if (scores[token]! > highest) {
          highest = scores[token]!
          best = token
        }
      }
    }
    return best
  }

  /** The highest score in a set. */
  highest(set: number): number {
    const best = this.bestOf(set)
    return best < 0 ? Number.NEGATIVE_INFINITY : this.scores[best]!
  }

  /** The logarithm of the sum of exp(score) over a set. */
  sumOf(set: number): number {
    this.sums ??= new Map()
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

  /** The token of a set of a rank, from 0 for the best of them on; -1 if no more of them may be taken. */
  ranked(set: number, rank: number): number {
    this.rankings ??= new Map()
    let ranking = this.rankings.get(set)
    if (!ranking || (rank >= ranking.length && ranking.length < this.sets.count(set))) {
      const count = rank < shortlist ? shortlist : this.sets.count(set)
      ranking = topTokens(this.scores, this.scores.length, count, this.words(set))
      this.rankings.set(set, ranking)
    }
    return ranking[rank] ?? -1
  }

  /** The tokens of a set that may be taken, the one given first, the others from the highest score down. */
  *rankedFrom(set: number, first: number): Generator<number> {
    if (first < 0) return
    yield first
    for (let rank = 0; ; rank++) {
      const token = this.ranked(set, rank)
      if (token < 0) return
      if (token !== first) yield token
    }
  }

  private words(set: number): Uint32Array {
    const bits = this.sets.bits(set)
    if (bits) return bits
    const words = new Uint32Array(this.sets.words)
    this.sets.addTo(set, words)
    return words
  }
}
