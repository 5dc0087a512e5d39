import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler, SchedulerStep } from '../scheduler.js'
import { count, range } from './numbers.js'

export interface FixedOptions {
  /** Commits at every step. Default 1. */
  perStep?: number | undefined
  /** Instead: the open positions of a block spread evenly over that many steps. */
  stepsPerBlock?: number | undefined
}

/** The most confident positions of the block, the same number at every step: the decoder of LLaDA (Nie et al. 2025, arXiv 2502.09992). */
export function fixed(options: FixedOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['perStep', 'stepsPerBlock'], 'fixed()')
  const { perStep, stepsPerBlock } = options
  if (perStep !== undefined) count('perStep', perStep)
  if (stepsPerBlock === undefined) {
    const k = perStep ?? 1
    return { name: 'fixed', stateless: true, begin: () => ({ select: (step) => mostConfident(step, k) }) }
  }
  count('stepsPerBlock', stepsPerBlock)
  if (perStep !== undefined) throw range('stepsPerBlock', stepsPerBlock, 'Pass either perStep or stepsPerBlock.')
  return {
    name: 'fixed',
    stateless: true,
    begin: () => ({
      select: (step) => {
        const left = Math.max(1, stepsPerBlock - step.stepInBlock)
        return mostConfident(step, Math.ceil(step.open.length / left))
      },
    }),
  }
}

/** The k most confident open positions of the block, surest first; equal ones by position. */
export function mostConfident(step: SchedulerStep, k: number): number[] {
  const ranked = [...step.open].sort((a, b) => step.look(b).confidence - step.look(a).confidence || a - b)
  return ranked.slice(0, k)
}
