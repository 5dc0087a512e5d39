import type { Sampling } from '../../src/decode/options.js'
import type { Random } from '../../src/decode/random.js'
import type { Candidates } from '../../src/decode/sampler.js'

/** Candidates over a plain set, counting how often the whole mask was asked for. */
export function candidatesOf(size: number, allowed: readonly number[], masked = false): Candidates & { masks: number } {
  const words = new Uint32Array(Math.ceil(size / 32))
  for (const t of allowed) words[t >>> 5]! |= 1 << (t & 31)
  const candidates = {
    masks: 0,
    masked,
    accepts: (token: number) => allowed.includes(token),
    mask: () => {
      candidates.masks++
      return words
    },
  }
  return candidates
}

/** The distribution a sampler must draw from, straight from its definition: restrict, renormalise, truncate. */
export function referenceDistribution(
  logits: Float32Array,
  allowed: readonly number[],
  sampling: Sampling,
): Map<number, number> {
  const finite = allowed.filter((t) => logits[t] !== Number.NEGATIVE_INFINITY)
  let ranked = [...finite].sort((a, b) => logits[b]! - logits[a]! || a - b)
  if (sampling.temperature === 0) return new Map([[ranked[0]!, 1]])
  const max = logits[ranked[0]!]!
  const weight = (t: number) => Math.exp((logits[t]! - max) / sampling.temperature)
  ranked = ranked.slice(0, Math.min(ranked.length, sampling.topK))
  if (sampling.topP < 1) {
    const total = ranked.reduce((sum, t) => sum + weight(t), 0)
    const kept: number[] = []
    let sum = 0
    for (const t of ranked) {
      if (sum >= sampling.topP * total) break
      sum += weight(t)
      kept.push(t)
    }
    ranked = kept
  }
  ranked = ranked.filter((t, i) => i === 0 || weight(t) >= sampling.minP)
  const total = ranked.reduce((sum, t) => sum + weight(t), 0)
  return new Map(ranked.map((t) => [t, weight(t) / total]))
}

/** Thrown when more random numbers are asked for than a branch of the enumeration has. */
class More extends Error {}

/**
 * The exact distribution of a procedure that draws random numbers: every draw takes each of the `points` midpoints
 * (i + ½) / points with equal probability, and only branches that ask for another number are split. Exact if all
 * weights are multiples of their total / points.
 */
export function enumerate(points: number, procedure: (random: Random) => number): Map<number, number> {
  const found = new Map<number, number>()
  const branches: number[][] = [[]]
  for (let path = branches.pop(); path; path = branches.pop()) {
    let used = 0
    const random: Random = {
      seed: 0,
      next() {
        if (used === path!.length) throw new More()
        return (path![used++]! + 0.5) / points
      },
    }
    try {
      const token = procedure(random)
      found.set(token, (found.get(token) ?? 0) + points ** -used)
    } catch (error) {
      if (!(error instanceof More)) throw error
      for (let i = 0; i < points; i++) branches.push([...path, i])
    }
  }
  return found
}
