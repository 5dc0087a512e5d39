export { type Canvas, type CanvasOptions, type Commitment, createCanvas } from './canvas.js'
export { type InfillOptions, type InfillResult, validateInfill } from './validate-infill.js'
