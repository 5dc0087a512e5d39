import { EngineError } from '../../error/index.js'
import { exp } from '../exp.js'

/** What one row of logits says about the tokens of a mask; all probabilities at temperature 1. */
export interface RowSummary {
  /** The probability of all tokens of the mask together. */
  readonly mass: number
  /** The most probable token of the mask, of equal ones the first; -1 if all have probability 0. */
  readonly best: number
  /** Probability of the best token and the second best, renormalised over the mask. */
  readonly bestShare: number
  readonly secondShare: number
  /** Of the renormalised distribution, in nats. */
  readonly entropy: number
  /** Share of a token in the mask's probability. */
  share(token: number): number
}

/**
 * @param row `size` or more logits
 * @param max the largest of them
 * @throws EngineError code 'logits-nan'
 */
export function summarise(
  row: Float32Array,
  size: number,
  mask: Uint32Array,
  max: number = maximum(row, size),
): RowSummary {
  if (max === Number.NEGATIVE_INFINITY) return empty
  let best = -1
  let second = Number.NEGATIVE_INFINITY
  let bestLogit = Number.NEGATIVE_INFINITY
  let total = 0
  let inside = 0
  let moment = 0
  for (let i = 0; i << 5 < size; i++) {
    const word = mask[i]!
    const end = Math.min(size, (i + 1) << 5)
    for (let t = i << 5; t < end; t++) {
      const x = row[t]!
      const w = exp(x - max)
      total += w
      if (((word >>> (t & 31)) & 1) === 0) continue
      inside += w
      if (w > 0) moment += w * (x - max)
      if (x > bestLogit) {
        second = bestLogit
        bestLogit = x
        best = t
      } else if (x > second) second = x
    }
  }
  if (best < 0) return empty
  const mass = inside / total
  let shift = max
  if (inside < 1e-100) {
    // Far below the best of all: once more, relative to the best of the mask.
    shift = bestLogit
    inside = 0
    moment = 0
    for (let t = 0; t < size; t++) {
      if (((mask[t >>> 5]! >>> (t & 31)) & 1) === 0) continue
      const w = exp(row[t]! - shift)
      inside += w
      if (w > 0) moment += w * (row[t]! - shift)
    }
  }
  const share = (token: number) => exp(row[token]! - shift) / inside
  return {
    mass,
    best,
    bestShare: share(best),
    secondShare: second === Number.NEGATIVE_INFINITY ? 0 : exp(second - shift) / inside,
    // Rounding may leave a trace below zero.
    entropy: Math.max(0, Math.log(inside) - moment / inside),
    share,
  }
}

const empty: RowSummary = { mass: 0, best: -1, bestShare: 0, secondShare: 0, entropy: 0, share: () => 0 }

/**
 * The largest of the first `size` entries.
 * @throws EngineError code 'logits-nan' for NaN or +Infinity among them
 */
export function maximum(row: Float32Array, size: number): number {
  let max = Number.NEGATIVE_INFINITY
  let odd = false
  for (let t = 0; t < size; t++) {
    const x = row[t]!
    if (x > max) max = x
    else if (Number.isNaN(x)) odd = true
  }
  if (odd || max === Number.POSITIVE_INFINITY) {
    throw new EngineError(`The model returned ${odd ? 'NaN' : 'Infinity'} among its logits.`, {
      code: 'logits-nan',
      hint: 'Check the model file; a float16 model may overflow on this execution provider: try another one or a float32 file.',
    })
  }
  return max
}
