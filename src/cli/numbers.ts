import { InvalidArgumentError } from 'commander'

/** The number that a flag has. */
export function toNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('Not a number.')
  return value
}
