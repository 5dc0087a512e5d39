import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler, SchedulerStep } from '../scheduler.js'
import { share } from './numbers.js'
import { threshold } from './threshold.js'

export interface AdaBlockOptions {
  /** Confidence that a predicted delimiter must have to end the block. Default 0.3 (for LLaDA; 0.5 for Dream). */
  delimiterThreshold?: number | undefined
  /** How far ahead delimiters are looked for, as a share of all positions the model sees. Default 0.25. */
  lookahead?: number | undefined
  /** What selects within blocks. Default: threshold(). */
  scheduler?: Scheduler | undefined
}

/**
 * Blocks that end where parts of the text end: AdaBlock-dLLM (Lu et al. 2025, arXiv 2509.26432). Where parts end is told by the
 * constraint instead of a list of token ids. Without a delimiter that is sure enough a block has the length of the option `block`.
 */
export function adaBlock(options: AdaBlockOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['delimiterThreshold', 'lookahead', 'scheduler'], 'adaBlock()')
  const least = share('delimiterThreshold', options.delimiterThreshold ?? 0.3)
  const lookahead = share('lookahead', options.lookahead ?? 0.25)
  const { scheduler = threshold() } = options
  return {
    name: 'adaBlock',
    begin: () => {
      const inner = scheduler.begin()
      return {
        select: (step) => inner.select(step),
        blockLength: (step) => {
          const { from, to } = step.block
          const end = Math.min(step.visible, from + Math.max(1, Math.floor(lookahead * step.visible)))
          const delimiter = surestDelimiter(step, from, end, least)
          return delimiter < 0 ? to - from : delimiter + 1 - from
        },
      }
    },
  }
}

/** -1 if there is none that is sure enough. A decided delimiter is sure; of equal ones the first counts. */
function surestDelimiter(step: SchedulerStep, from: number, end: number, least: number): number {
  let surest = -1
  let best = Number.NEGATIVE_INFINITY
  for (let i = from; i < end; i++) {
    if (!step.endsPart(i)) continue
    const confidence = step.isDecided(i) ? 1 : step.look(i).confidence
    if (confidence >= least && confidence > best) {
      best = confidence
      surest = i
    }
  }
  return surest
}
