export { type InfillOptions, type InfillResult, validateInfill } from './validate-infill.js'
