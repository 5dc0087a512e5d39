import { OptionError } from '../../../error/index.js'

/** @throws OptionError code 'option-range' */
export function share(name: string, value: number): number {
  if (value >= 0 && value <= 1) return value
  throw range(name, value, 'Pass a number from 0 to 1.')
}

/** @throws OptionError code 'option-range' */
export function count(name: string, value: number, least = 1): number {
  if (Number.isInteger(value) && value >= least) return value
  throw range(name, value, `Pass an integer from ${least}.`)
}

export function range(option: string, value: unknown, hint: string): OptionError {
  return new OptionError(`${option} cannot be ${String(value)}.`, { code: 'option-range', option, hint })
}
