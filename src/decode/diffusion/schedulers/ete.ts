import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler } from '../scheduler.js'
import { mostConfident } from './fixed.js'
import { count, share } from './numbers.js'

export interface EteOptions {
  /** Confidence that is exploited, in the block and behind it. Default 0.9. */
  threshold?: number | undefined
  /** If fewer positions are that sure, the step explores. Default 2. */
  least?: number | undefined
  /** Positions that a step explores. Default 1. */
  explore?: number | undefined
}

/**
 * Explore then exploit: sure positions anywhere are committed; where there are few, so are positions about which the model is
 * least sure, since what they decide makes many others sure. After "From Bits to Rounds" (2025), whose bound it follows: rounds
 * are at least the bits of the text by the bits committed per round. The constraint takes bits away, and what is left to
 * explore are its branch points. The defaults are our own.
 */
export function ete(options: EteOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['threshold', 'least', 'explore'], 'ete()')
  const sureness = share('threshold', options.threshold ?? 0.9)
  const least = count('least', options.least ?? 2, 0)
  const explore = count('explore', options.explore ?? 1)
  return {
    name: 'ete',
    stateless: true,
    begin: () => ({
      select: (step) => {
        const all = [...step.open, ...step.beyond]
        const selected = all.filter((position) => step.look(position).confidence >= sureness)
        if (selected.length >= least) return selected
        if (selected.length === 0) selected.push(...mostConfident(step, 1))
        const rest = all
          .filter((position) => !selected.includes(position))
          .sort((a, b) => step.look(b).entropy - step.look(a).entropy || a - b)
        return [...selected, ...rest.slice(0, explore)]
      },
    }),
  }
}
