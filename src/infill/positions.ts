import { OptionError } from '../error/index.js'

/** @throws OptionError code 'option-range' for what is no position of a canvas of that size */
export function checkPosition(position: number, size: number): number {
  if (Number.isInteger(position) && position >= 0 && position < size) return position
  throw new OptionError(`There is no position ${position} on a canvas of ${size}.`, {
    code: 'option-range',
    option: 'position',
    hint: 'Positions count from 0.',
  })
}

export function refuseDecided(position: number): never {
  throw new OptionError(`Position ${position} is decided.`, {
    code: 'option-range',
    option: 'position',
    hint: 'Clear it first.',
  })
}

/** The positions of a set, which is empty then. */
export function takeAscending(positions: Set<number>): number[] {
  const ascending = [...positions].sort((a, b) => a - b)
  positions.clear()
  return ascending
}
