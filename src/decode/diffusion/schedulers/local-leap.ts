import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler } from '../scheduler.js'
import { mostConfident } from './fixed.js'
import { count, range, share } from './numbers.js'

export interface LocalLeapOptions {
  /** Confidence that makes a position an anchor. Default 0.9. */
  threshold?: number | undefined
  /** Confidence that suffices near an anchor. Default 0.75 (for LLaDA; 0.8 for Dream). */
  relaxed?: number | undefined
  /** How far an anchor reaches, in positions. Default 4. */
  radius?: number | undefined
  /** Whether positions that the constraint left no choice count as anchors. Default true. */
  forcedAnchors?: boolean | undefined
}

/**
 * Near sure positions less sureness suffices: LocalLeap (Kong et al. 2025, arXiv 2510.07081). Of its own here: what the constraint
 * forced is sure, too.
 */
export function localLeap(options: LocalLeapOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['threshold', 'relaxed', 'radius', 'forcedAnchors'], 'localLeap()')
  const least = share('threshold', options.threshold ?? 0.9)
  const relaxed = share('relaxed', options.relaxed ?? Math.min(0.75, least))
  const radius = count('radius', options.radius ?? 4, 0)
  const { forcedAnchors = true } = options
  if (relaxed > least) throw range('relaxed', relaxed, `Pass at most the threshold, ${least}.`)
  return {
    name: 'localLeap',
    stateless: true,
    begin: () => ({
      select: (step) => {
        const { from, to } = step.block
        const near = new Set<number>()
        const reach = (anchor: number) => {
          for (let i = Math.max(from, anchor - radius); i <= anchor + radius && i < to; i++) near.add(i)
        }
        for (const position of step.open) if (step.look(position).confidence >= least) reach(position)
        if (forcedAnchors) for (let i = from; i < to; i++) if (step.isForced(i)) reach(i)
        const sure = step.open.filter((i) => step.look(i).confidence >= (near.has(i) ? relaxed : least))
        return sure.length > 0 ? sure : mostConfident(step, 1)
      },
    }),
  }
}
