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
export { type InfillOptions, type InfillResult, validateInfill } from './validate-infill.js'
