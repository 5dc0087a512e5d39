import { OptionError, refuseUnknownOptions } from '../error/index.js'
import type { DecodeOptions, SamplingOptions } from './types.js'

/** Sampling options with every default filled in. */
export interface Sampling {
  readonly temperature: number
  /** Infinity: no limit. */
  readonly topK: number
  /** 1: no limit. */
  readonly topP: number
  /** 0: no limit. */
  readonly minP: number
}

export const samplingOptionNames = [
  'temperature',
  'topK',
  'topP',
  'minP',
  'seed',
] as const satisfies readonly (keyof SamplingOptions)[]

const decodeOptionNames = [
  'session',
  'promptIds',
  'matcher',
  'engine',
  'maxTokens',
  ...samplingOptionNames,
  'forcedTokens',
  'strategy',
  'exactWeights',
  'stopWhenComplete',
  'signal',
] as const satisfies readonly (keyof DecodeOptions)[]

/** @throws OptionError code 'unknown-option' or 'option-range' */
export function checkDecodeOptions(options: DecodeOptions): void {
  refuseUnknownOptions(options, decodeOptionNames, 'decodeAutoregressive')
  const { maxTokens, seed, forcedTokens, strategy } = options
  if (!options.session) throw range('session', options.session, 'Pass a session from engine.createSession().')
  if (!options.matcher) throw range('matcher', options.matcher, 'Pass a matcher from createMatcher().')
  if (!Array.isArray(options.promptIds) || options.promptIds.length === 0) {
    throw range('promptIds', options.promptIds, 'Pass at least one token: a model without a prompt has no logits.')
  }
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 0)) {
    throw range('maxTokens', maxTokens, 'Pass an integer from 0.')
  }
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff)) {
    throw range('seed', seed, 'Pass an integer from 0 to 4294967295.')
  }
  if (forcedTokens !== undefined && forcedTokens !== 'canonical' && forcedTokens !== 'off') {
    throw range('forcedTokens', forcedTokens, "Pass 'canonical' or 'off'.")
  }
  if (strategy !== undefined && strategy !== 'mask' && strategy !== 'draw') {
    throw range('strategy', strategy, "Pass 'mask' or 'draw'.")
  }
  if (options.exactWeights && strategy === 'draw') {
    throw range('strategy', strategy, "exactWeights needs every mask: leave strategy out or pass 'mask'.")
  }
}

/** @throws OptionError code 'option-range' */
export function samplingOf(options: SamplingOptions): Sampling {
  const { temperature = 0, topK = Number.POSITIVE_INFINITY, topP = 1, minP = 0 } = options
  if (!(temperature >= 0 && temperature <= 100)) throw range('temperature', temperature, 'Pass a number from 0 to 100.')
  if (!(topK >= 1 && (Number.isInteger(topK) || topK === Number.POSITIVE_INFINITY))) {
    throw range('topK', topK, 'Pass an integer from 1, or leave it out.')
  }
  if (!(topP > 0 && topP <= 1)) throw range('topP', topP, 'Pass a number above 0, up to 1.')
  if (!(minP >= 0 && minP <= 1)) throw range('minP', minP, 'Pass a number from 0 to 1.')
  return { temperature, topK, topP, minP }
}

function range(option: string, value: unknown, hint: string): OptionError {
  const shown = Array.isArray(value) ? '[]' : String(value)
  return new OptionError(`${option} cannot be ${shown}.`, { code: 'option-range', option, hint })
}
