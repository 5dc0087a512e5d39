/**
 * Which positions a diffusion decode commits at a step; any of them may be used with any constraint.
 *
 *   fixed({ perStep })          the k surest             r2()         rules on windows, runs and stability
 *   threshold({ threshold })    all that are sure        adaBlock()   blocks that end with parts of the text
 *   localLeap()                 less near sure ones      tccf()       long blocks in free text, short ones else
 *   bacd()                      an adaptive threshold    ete()        sure ones, or the least sure ones
 *   freeDave({ scheduler })     another one in fewer calls of the model, with the same result
 */
export { type AdaBlockOptions, adaBlock } from './ada-block.js'
export { type BacdOptions, bacd } from './bacd.js'
export { type EteOptions, ete } from './ete.js'
export { type FixedOptions, fixed } from './fixed.js'
export { type FreeDaveOptions, freeDave } from './free-dave.js'
export { type LocalLeapOptions, localLeap } from './local-leap.js'
export { type R2Options, r2 } from './r2.js'
export { type TccfOptions, tccf } from './tccf.js'
export { type ThresholdOptions, threshold } from './threshold.js'
