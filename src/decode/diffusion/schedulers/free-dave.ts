import { OptionError, refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler } from '../scheduler.js'
import { fixed } from './fixed.js'
import { count } from './numbers.js'

export interface FreeDaveOptions {
  /** States put before the model in one call. Default 4. */
  drafts?: number | undefined
  /** The decoder that is sped up; it must be stateless. Default: fixed(), one commit per step. */
  scheduler?: Scheduler | undefined
}

/**
 * Draft and verify with the model itself: FreeDave (Wu and Zhang 2025, arXiv 2510.00294). From the predictions of one state the next few
 * states are drafted; one call of the model on all of them tells how many of them are what the decoder would have
 * come to step by step. So the same tokens are written in fewer calls, given that the engine answers for a text in a batch
 * as for the text alone. Needs an engine with `logitsBatch` and temperature 0.
 */
export function freeDave(options: FreeDaveOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['drafts', 'scheduler'], 'freeDave()')
  const drafts = count('drafts', options.drafts ?? 4)
  const { scheduler = fixed() } = options
  if (!scheduler.stateless || scheduler.drafts !== undefined) {
    throw new OptionError(`freeDave() cannot speed up '${scheduler.name}', whose choices depend on earlier steps.`, {
      code: 'option-range',
      option: 'scheduler',
      hint: 'Use fixed(), threshold(), localLeap() or ete().',
    })
  }
  return { name: 'freeDave', drafts, begin: () => scheduler.begin() }
}
