import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler, Selector } from '../scheduler.js'
import { mostConfident } from './fixed.js'
import { range, share } from './numbers.js'

export interface BacdOptions {
  /** Bounds of the threshold. Default 0.6 and 0.9. */
  lowest?: number | undefined
  highest?: number | undefined
}

/**
 * The threshold is the mean confidence of what was committed in the block so far, at first that of the surest position, within
 * bounds: bounded adaptive confidence decoding, published with TDAR.
 */
export function bacd(options: BacdOptions = {}): Scheduler {
  refuseUnknownOptions(options, ['lowest', 'highest'], 'bacd()')
  const lowest = share('lowest', options.lowest ?? 0.6)
  const highest = share('highest', options.highest ?? 0.9)
  if (lowest > highest) throw range('lowest', lowest, `Pass at most the highest, ${highest}.`)
  return { name: 'bacd', begin: () => bacdSelector(lowest, highest) }
}

function bacdSelector(lowest: number, highest: number): Selector {
  let block = -1
  let sum = 0
  let committed = 0
  return {
    select(step) {
      if (block !== step.block.index) {
        block = step.block.index
        sum = 0
        committed = 0
      }
      const [surest] = mostConfident(step, 1) as [number]
      const wanted = committed === 0 ? step.look(surest).confidence : sum / committed
      const least = Math.min(highest, Math.max(lowest, wanted))
      const sure = step.open.filter((position) => step.look(position).confidence >= least)
      const selected = sure.length > 0 ? sure : [surest]
      for (const position of selected) sum += step.look(position).confidence
      committed += selected.length
      return selected
    },
  }
}
