import type { Scheduler } from '../../../src/decode/diffusion/index.js'
import * as schedulers from '../../../src/decode/diffusion/schedulers/index.js'

/** Settings by scheduler that small worlds and short texts are decoded with; what is exported but not in here is a type error. */
const settings: { readonly [Name in keyof typeof schedulers]: Record<string, () => Scheduler> } = {
  fixed: {
    'fixed 1': () => schedulers.fixed(),
    'fixed 2': () => schedulers.fixed({ perStep: 2 }),
    'fixed 4': () => schedulers.fixed({ perStep: 4 }),
    'fixed 8': () => schedulers.fixed({ perStep: 8 }),
    '3 steps per block': () => schedulers.fixed({ stepsPerBlock: 3 }),
  },
  threshold: {
    threshold: () => schedulers.threshold(),
    'threshold 0.1': () => schedulers.threshold({ threshold: 0.1 }),
    'threshold 0.5': () => schedulers.threshold({ threshold: 0.5 }),
  },
  localLeap: {
    localLeap: () => schedulers.localLeap({ threshold: 0.5, relaxed: 0.2 }),
    'localLeap 0.3': () => schedulers.localLeap({ threshold: 0.5, relaxed: 0.3 }),
  },
  bacd: { bacd: () => schedulers.bacd({ lowest: 0.2, highest: 0.5 }) },
  tccf: { tccf: () => schedulers.tccf({ answer: 3 }) },
  r2: {
    r2: () => schedulers.r2({ threshold: 0.5, windowThreshold: 0.3, runThreshold: 0.3, stableThreshold: 0.3 }),
    'r2 0.6': () => schedulers.r2({ threshold: 0.6 }),
  },
  adaBlock: {
    adaBlock: () => schedulers.adaBlock(),
    'adaBlock 1': () => schedulers.adaBlock({ lookahead: 1 }),
  },
  ete: {
    ete: () => schedulers.ete({ threshold: 0.5, explore: 3 }),
    'ete 2': () => schedulers.ete({ threshold: 0.5, least: 3, explore: 2 }),
  },
  freeDave: { freeDave: () => schedulers.freeDave() },
}

export const everyScheduler: [string, () => Scheduler][] = Object.values(settings).flatMap((of) => Object.entries(of))
