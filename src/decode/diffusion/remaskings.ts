import { refuseUnknownOptions } from '../../error/index.js'
import type { Decided, Remasking } from './remasking.js'
import { count, share } from './schedulers/numbers.js'

export interface LeastConfidentOptions {
  /** Positions per step. Default 1. */
  count?: number | undefined
  /** Only positions less sure than this. Default 0.5. */
  below?: number | undefined
  /** 'committed' (default): sureness when the position was committed. 'now': the model's probability of the token by now. */
  by?: 'committed' | 'now' | undefined
  /** How often a position may be opened again, up to 255. Default 1. */
  times?: number | undefined
}

/** Opens the least sure positions again. By 'committed' it is the confidence-based remasking of ReMDM (Wang et al. 2025, arXiv 2503.00307). */
export function leastConfident(options: LeastConfidentOptions = {}): Remasking {
  refuseUnknownOptions(options, ['count', 'below', 'by', 'times'], 'leastConfident()')
  const most = count('count', options.count ?? 1)
  const below = share('below', options.below ?? 0.5)
  const { by = 'committed' } = options
  return {
    name: 'leastConfident',
    times: Math.min(255, count('times', options.times ?? 1)),
    select: ({ decided }) => {
      const sureness = (one: Decided) => (by === 'now' ? one.now : one.confidence)
      return decided
        .filter((one) => sureness(one) < below)
        .sort((a, b) => sureness(a) - sureness(b) || a.position - b.position)
        .slice(0, most)
        .map((one) => one.position)
    },
  }
}

export interface RandomlyOptions {
  /** Probability that a decided position is opened at a step. Default 0.05. */
  share?: number | undefined
  /** How often a position may be opened again, up to 255. Default 1. */
  times?: number | undefined
}

/** Opens positions by chance: the capped schedule of ReMDM (Wang et al. 2025, arXiv 2503.00307). */
export function randomly(options: RandomlyOptions = {}): Remasking {
  refuseUnknownOptions(options, ['share', 'times'], 'randomly()')
  const chance = share('share', options.share ?? 0.05)
  return {
    name: 'randomly',
    times: Math.min(255, count('times', options.times ?? 1)),
    select: ({ decided, random }) => decided.filter(() => random() < chance).map((one) => one.position),
  }
}
