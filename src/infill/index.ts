export type {
  Candidate,
  Canvas,
  CanvasLimits,
  CanvasOptions,
  Commitment,
  Projection,
  ProjectOptions,
  Scores,
} from './canvas.js'
export { createCanvas } from './create-canvas.js'
export type { InfillResult } from './infill-result.js'
export { type InfillOptions, validateInfill } from './validate-infill.js'
