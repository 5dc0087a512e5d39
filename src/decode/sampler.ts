import { EngineError } from '../error/index.js'
import { isSet, nextSet } from '../mask/mask-bits.js'
import { topTokens } from '../mask/top-tokens.js'
import { exp } from './exp.js'
import type { Sampling } from './options.js'
import type { Random } from './random.js'

/** What may come next, asked for one token or for all. */
export interface Candidates {
  accepts(token: number): boolean
  /** The same answers for all tokens at once; not to be modified. */
  mask(): Uint32Array
  /** The mask is there already: asking for it costs nothing. */
  readonly masked: boolean
}

/** Draws (or next best tokens) tried before the whole mask is asked for. */
const tries = 4
/** Best tokens looked through, per token wanted, before the whole mask is asked for. */
const walkFactor = 4
const walkMost = 1024

/**
 * Chooses one token from the model's distribution restricted to the candidates and renormalised. Order: temperature,
 * restriction, top-k, top-p (of what top-k left), min-p (relative to the best), draw.
 *
 * The restriction comes first, so truncation never leaves an empty set; yet a mask is rarely needed:
 * - greedy: the first of the best tokens that is accepted is the best accepted one;
 * - without truncation, drawing from all tokens until one is accepted is drawing from the renormalised
 *   accepted ones;
 * - top-k and min-p walk down the best tokens until the k-th accepted one or the threshold, which gives the very same set;
 * - top-p alone needs the accepted mass and therefore the mask.
 * Whether `accepts` reads a mask or asks an automaton, the same random numbers are used the same way.
 */
export class Sampler {
  private readonly sampling: Sampling
  private readonly random: Random
  private readonly size: number
  /** Weights exp((logit - max) / temperature) of the row at hand, by token. */
  private weights = new Float64Array(0)

  /** @param size vocabulary size: logits from there on belong to no token */
  constructor(sampling: Sampling, random: Random, size: number) {
    this.sampling = sampling
    this.random = random
    this.size = size
  }

  /**
   * @param best the token with the largest logit, from `checkLogits`
   * @throws EngineError code 'logits-empty' if every accepted token has logit -Infinity
   */
  choose(logits: Float32Array, best: number, candidates: Candidates): number {
    const { temperature, topK, topP, minP } = this.sampling
    if (temperature === 0 || topK === 1) return this.greedy(logits, best, candidates)
    if (topK === Number.POSITIVE_INFINITY && topP === 1 && minP === 0) return this.draw(logits, best, candidates)
    return this.truncated(logits, candidates)
  }

  private greedy(logits: Float32Array, best: number, candidates: Candidates): number {
    if (candidates.accepts(best)) return best
    if (candidates.masked) return bestOf(logits, candidates.mask())
    const few = topTokens(logits, this.size, tries + 1)
    for (let i = 1; i < few.length; i++) if (candidates.accepts(few[i]!)) return few[i]!
    return bestOf(logits, candidates.mask())
  }

  private draw(logits: Float32Array, best: number, candidates: Candidates): number {
    const { size } = this
    if (this.weights.length !== size) this.weights = new Float64Array(size)
    const { weights } = this
    const max = logits[best]!
    const scale = 1 / this.sampling.temperature
    let total = 0
    for (let t = 0; t < size; t++) {
      const w = exp((logits[t]! - max) * scale)
      weights[t] = w
      total += w
    }
    for (let i = 0; i < tries; i++) {
      const token = this.inverse(weights, total)
      if (candidates.accepts(token)) return token
    }
    const mask = candidates.mask()
    const allowedBest = bestOf(logits, mask)
    const allowedMax = logits[allowedBest]!
    let allowedTotal = 0
    for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) {
      // Relative to the best allowed token: relative to the best of all, the sum may underflow to 0.
      const w = exp((logits[t]! - allowedMax) * scale)
      weights[t] = w
      allowedTotal += w
    }
    let left = this.random.next() * allowedTotal
    let last = allowedBest
    for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) {
      const w = weights[t]!
      if (w === 0) continue
      last = t
      left -= w
      if (left < 0) break
    }
    return last
  }

  /** The token at a uniform point of the cumulated weights. */
  private inverse(weights: Float64Array, total: number): number {
    let left = this.random.next() * total
    let last = 0
    for (let t = 0; t < weights.length; t++) {
      const w = weights[t]!
      if (w === 0) continue
      last = t
      left -= w
      if (left < 0) break
    }
    return last
  }

  private truncated(logits: Float32Array, candidates: Candidates): number {
    const { temperature, topP, minP } = this.sampling
    const scale = 1 / temperature
    const kept = this.walk(logits, candidates) ?? this.select(logits, candidates.mask())
    if (kept.length === 0) throw nothingLeft()
    const max = logits[kept[0]!]!
    const weights = new Float64Array(kept.length)
    let total = 0
    for (let i = 0; i < kept.length; i++) total += weights[i] = exp((logits[kept[i]!]! - max) * scale)
    let n = kept.length
    // Without top-k, `select` has applied top-p to the whole allowed mass.
    if (topP < 1 && this.sampling.topK !== Number.POSITIVE_INFINITY) {
      let sum = 0
      for (n = 0; n < kept.length && sum < topP * total; n++) sum += weights[n]!
    }
    total = 0
    for (let i = 0; i < n; i++) {
      if (weights[i]! < minP) weights[i] = 0
      total += weights[i]!
    }
    let left = this.random.next() * total
    let last = 0
    for (let i = 0; i < n; i++) {
      if (weights[i] === 0) continue
      last = i
      left -= weights[i]!
      if (left < 0) break
    }
    return kept[last]!
  }

  /**
   * The accepted tokens that top-k and min-p keep, best first, found by testing the best tokens one by one;
   * undefined if that did not come to an end soon enough.
   */
  private walk(logits: Float32Array, candidates: Candidates): Int32Array | undefined {
    const { temperature, topK, topP, minP } = this.sampling
    if (topP < 1 && topK === Number.POSITIVE_INFINITY) return undefined
    const wanted = topK === Number.POSITIVE_INFINITY ? 64 : topK
    const most = Math.min(walkMost, wanted * walkFactor + tries)
    if (wanted > most) return undefined
    const ranked = topTokens(logits, this.size, most)
    const kept: number[] = []
    const scale = 1 / temperature
    // min-p may be applied here only if top-p does not come between.
    const least = topP < 1 ? 0 : minP
    let max = 0
    for (const token of ranked) {
      if (kept.length > 0 && exp((logits[token]! - max) * scale) < least) return Int32Array.from(kept)
      if (!candidates.accepts(token)) continue
      if (kept.length === 0) max = logits[token]!
      kept.push(token)
      if (kept.length === topK) return Int32Array.from(kept)
    }
    return ranked.length === this.size ? Int32Array.from(kept) : undefined
  }

  /** The same from a mask, in any order after the best, and top-p applied where there is no top-k. */
  private select(logits: Float32Array, mask: Uint32Array): Int32Array {
    const { temperature, topK, topP, minP } = this.sampling
    if (topK !== Number.POSITIVE_INFINITY) return topTokens(logits, this.size, topK, mask)
    const best = bestOf(logits, mask)
    const max = logits[best]!
    const scale = 1 / temperature
    if (topP === 1) return above(logits, mask, best, (x) => exp((x - max) * scale) >= minP)
    let total = 0
    let count = 0
    for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) {
      total += exp((logits[t]! - max) * scale)
      count++
    }
    // A model that knows what it wants gives the share to a few.
    const few = topTokens(logits, this.size, 64, mask)
    let sum = 0
    for (let i = 0; i < few.length; i++) {
      sum += exp((logits[few[i]!]! - max) * scale)
      if (sum >= topP * total) return few.slice(0, i + 1)
    }
    const sorted = new Float32Array(count)
    let n = 0
    for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) sorted[n++] = logits[t]!
    sorted.sort()
    sum = 0
    let last = n
    while (last > 0 && sum < topP * total) sum += exp((sorted[--last]! - max) * scale)
    const least = sorted[last]!
    // Of tokens equal to the least one, the first by id are taken, as many as the share needed.
    let equal = 0
    while (last + equal < n && sorted[last + equal] === least) equal++
    return above(logits, mask, best, (x) => x > least || (x === least && equal-- > 0))
  }
}

/** The best token, then all others of the mask whose logit passes, by id. */
function above(logits: Float32Array, mask: Uint32Array, best: number, passes: (logit: number) => boolean): Int32Array {
  const ids: number[] = [best]
  let seen = false
  for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) {
    if (!passes(logits[t]!)) continue
    if (t === best) seen = true
    else ids.push(t)
  }
  return Int32Array.from(seen ? ids : ids.slice(1))
}

/** The set token with the largest logit. */
function bestOf(logits: Float32Array, mask: Uint32Array): number {
  let best = -1
  let max = Number.NEGATIVE_INFINITY
  for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) {
    if (logits[t]! > max) {
      max = logits[t]!
      best = t
    }
  }
  if (best < 0) throw nothingLeft()
  return best
}

function nothingLeft(): EngineError {
  return new EngineError('The model gives every allowed token the probability 0.', {
    code: 'logits-empty',
    hint: 'Check that the vocabulary is that of the model, and the model file itself.',
  })
}

/**
 * Refuses rows that are too narrow or hold NaN or +Infinity, in one pass over the vocabulary's part of the row.
 * @returns the token with the largest logit
 * @throws EngineError code 'logits-shape', 'logits-nan' or 'logits-empty'
 */
export function checkLogits(logits: Float32Array, size: number): number {
  if (!(logits.length >= size)) {
    throw new EngineError(`The model returned ${logits.length} logits for a vocabulary of ${size} tokens.`, {
      code: 'logits-shape',
      hint: "Use the tokenizer.json that belongs to the model, or pass the model's vocabulary size.",
    })
  }
  let best = -1
  let max = Number.NEGATIVE_INFINITY
  for (let t = 0; t < size; t++) {
    const x = logits[t]!
    if (x > max) {
      max = x
      best = t
    } else if (Number.isNaN(x)) {
      max = x
      break
    }
  }
  if (Number.isNaN(max) || max === Number.POSITIVE_INFINITY) {
    throw new EngineError(`The model returned ${max} among its logits.`, {
      code: 'logits-nan',
      hint: 'Check the model file; a float16 model may overflow on this execution provider: try another one or a float32 file.',
    })
  }
  if (best < 0) throw nothingLeft()
  return best
}

/**
 * ln Z: the logarithm of the mass that softmax(logits) gives to the tokens of the mask.
 * @param best the token with the largest logit
 */
export function logMass(logits: Float32Array, size: number, best: number, mask: Uint32Array): number {
  const max = logits[best]!
  let inside = 0
  let outside = 0
  for (let t = 0; t < size; t++) {
    const w = exp(logits[t]! - max)
    if (isSet(mask, t)) inside += w
    else outside += w
  }
  // log1p keeps the digits where Z is nearly 1, which is the usual case.
  if (inside > 1e-200) return -Math.log1p(outside / inside)
  const allowedMax = logits[bestOf(logits, mask)]!
  inside = 0
  for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) inside += exp(logits[t]! - allowedMax)
  return allowedMax - max + Math.log(inside) - Math.log(outside)
}
