/**
 * Filling a canvas with a diffusion model.
 *
 *   diffuse(options: DiffuseOptions): Promise<DiffuseResult>
 *   schedulers.fixed, threshold, localLeap, bacd, tccf, r2, adaBlock, freeDave, ete (options?): Scheduler
 *   remaskings.leastConfident, randomly (options?): Remasking
 */
export { diffuse } from './diffuse.js'
export { IncompleteError } from './incomplete-error.js'
export type { Decided, Remasking, RemaskStep } from './remasking.js'
export * as remaskings from './remaskings.js'
export type { Prediction, Scheduler, SchedulerStep, Selector } from './scheduler.js'
export * as schedulers from './schedulers/index.js'
export type {
  ConfidenceMeasure,
  DiffuseOptions,
  DiffuseResult,
  DiffuseStep,
  DiffuseTimings,
} from './types.js'
