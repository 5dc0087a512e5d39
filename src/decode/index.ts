/**
 * Writing token by token under a constraint.
 *
 *   decodeAutoregressive(options: DecodeOptions): AsyncGenerator<DecodeEvent, DecodeResult>
 *   drain(generator): Promise<DecodeResult>     // for callers who want no events
 */

export { decodeAutoregressive, drain } from './autoregressive.js'
export { decodeInfill, type InfillDecodeOptions, type InfillDecodeResult, type InfilledRegion } from './infill.js'
export { decodeParts } from './parts.js'
export { createRandom, type Random } from './random.js'
export type { DecodeEvent, DecodeOptions, DecodeResult, DecodeTimings, SamplingOptions } from './types.js'
