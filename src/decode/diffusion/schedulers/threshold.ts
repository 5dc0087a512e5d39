import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler } from '../scheduler.js'
import { mostConfident } from './fixed.js'
import { share } from './numbers.js'

export interface ThresholdOptions {
  /** Least confidence. Default 0.9. */
  threshold?: number | undefined
}

/** Every position of the block that is sure enough, at least one: parallel decoding of Fast-dLLM (Wu et al. 2025, arXiv 2505.22618). */
export function threshold(options: ThresholdOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['threshold'], 'threshold()')
  const least = share('threshold', options.threshold ?? 0.9)
  return {
    name: 'threshold',
    stateless: true,
    begin: () => ({
      select: (step) => {
        const sure = step.open.filter((position) => step.look(position).confidence >= least)
        return sure.length > 0 ? sure : mostConfident(step, 1)
      },
    }),
  }
}
