import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler } from '../scheduler.js'
import { bacd } from './bacd.js'
import { count } from './numbers.js'

export interface TccfOptions {
  /** Length of blocks that begin in free text. Default 16. */
  think?: number | undefined
  /** Length of blocks that begin where the constraint has structure. Default 1: token by token. */
  answer?: number | undefined
  /** What selects within blocks. Default: bacd(). */
  scheduler?: Scheduler | undefined
}

/**
 * Think coarse, critic fine, published with TDAR: long blocks while the model thinks, short ones for the answer. The
 * constraint tells which it is: it is thinking where anything may be written.
 */
export function tccf(options: TccfOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['think', 'answer', 'scheduler'], 'tccf()')
  const think = count('think', options.think ?? 16)
  const answer = count('answer', options.answer ?? 1)
  const { scheduler = bacd() } = options
  return {
    name: 'tccf',
    begin: () => {
      const inner = scheduler.begin()
      return {
        select: (step) => inner.select(step),
        blockLength: (step) => (step.inFreeText ? think : answer),
      }
    },
  }
}
