import { refuseUnknownOptions } from '../../../error/index.js'
import type { Scheduler, SchedulerStep, Selector } from '../scheduler.js'
import { mostConfident } from './fixed.js'
import { count, share } from './numbers.js'

export interface R2Options {
  /** Confidence that suffices alone. Default 0.9. */
  threshold?: number | undefined
  /** Positions in a window. Default 3. */
  window?: number | undefined
  /** Mean confidence of the open positions of a window with at most one decided. Default 0.8. */
  windowThreshold?: number | undefined
  /** Confidence above which one of a run of equal predictions is committed. Default 0.8. */
  runThreshold?: number | undefined
  /** Steps for which a position must have had the same best token. Default 3. */
  stable?: number | undefined
  /** Confidence it must have at the last of them. Default 0.8. */
  stableThreshold?: number | undefined
}

/**
 * The training-free rules of R²-dLLM (Du et al. 2026, arXiv 2604.18995): besides sure positions, windows that are sure
 * together, one of a run of equal predictions, and predictions that stay the same step by step. What stays the same is the best
 * token of those possible; when another set of tokens becomes possible the count begins anew.
 */
export function r2(options: R2Options = {}): Scheduler {
  refuseUnknownOptions(
    options,
    ['threshold', 'window', 'windowThreshold', 'runThreshold', 'stable', 'stableThreshold'],
    'r2()',
  )
  const rules: Required<{ [K in keyof R2Options]: number }> = {
    threshold: share('threshold', options.threshold ?? 0.9),
    window: count('window', options.window ?? 3),
    windowThreshold: share('windowThreshold', options.windowThreshold ?? 0.8),
    runThreshold: share('runThreshold', options.runThreshold ?? 0.8),
    stable: count('stable', options.stable ?? 3),
    stableThreshold: share('stableThreshold', options.stableThreshold ?? 0.8),
  }
  return { name: 'r2', begin: () => r2Selector(rules) }
}

function r2Selector(rules: Required<{ [K in keyof R2Options]: number }>): Selector {
  const seen = new Map<number, { step: number; best: number; maskKey: number; times: number }>()
  return {
    select(step) {
      const selected = new Set<number>()
      for (const position of step.open) {
        const { best, confidence } = step.look(position)
        const maskKey = step.maskKey(position)
        const last = seen.get(position)
        const same = last?.step === step.step - 1 && last.best === best && last.maskKey === maskKey
        const times = same ? last.times + 1 : 1
        seen.set(position, { step: step.step, best, maskKey, times })
        if (confidence >= rules.threshold) selected.add(position)
        if (times >= rules.stable && confidence >= rules.stableThreshold) selected.add(position)
      }
      for (const position of sureWindows(step, rules.window, rules.windowThreshold)) selected.add(position)
      for (const position of surestOfRuns(step, rules.runThreshold)) selected.add(position)
      return selected.size > 0 ? [...selected] : mostConfident(step, 1)
    },
  }
}

function sureWindows(step: SchedulerStep, length: number, least: number): number[] {
  const { from, to } = step.block
  const found: number[] = []
  for (let i = from; i + length <= to; i++) {
    const open: number[] = []
    for (let j = i; j < i + length; j++) if (!step.isDecided(j)) open.push(j)
    if (open.length === 0 || open.length < length - 1) continue
    const sum = open.reduce((total, j) => total + step.look(j).confidence, 0)
    if (sum / open.length >= least) found.push(...open)
  }
  return found
}

/** Of each run of neighbours with the same prediction the surest, if it is sure enough: the others may be repetitions. */
function surestOfRuns(step: SchedulerStep, least: number): number[] {
  const found: number[] = []
  const { open } = step
  for (let i = 0; i < open.length; ) {
    let end = i + 1
    const { token } = step.look(open[i]!)
    while (end < open.length && open[end] === open[end - 1]! + 1 && step.look(open[end]!).token === token) end++
    if (end - i >= 2) {
      const run = open.slice(i, end)
      const surest = run.reduce((a, b) => (step.look(b).confidence > step.look(a).confidence ? b : a))
      if (step.look(surest).confidence > least) found.push(surest)
    }
    i = end
  }
  return found
}
