import type { Canvas } from '../infill/index.js'
import type { Vocabulary } from '../vocab/index.js'

/** Which open position is next: any; the first; the one with the fewest tokens allowed. */
export const fillOrders = ['random', 'left', 'fewest'] as const
export type FillOrder = (typeof fillOrders)[number]

/** Tokens tried at a position before the one of the witness is taken. */
const mostTries = 16

/**
 * Fills a completable canvas with tokens that are possible, each as likely as any other, and yields the positions as they are decided. A
 * token that the canvas cannot show to be possible is passed over.
 *
 * @param random numbers from [0, 1)
 */
export function* fillAtRandom(
  canvas: Canvas,
  vocabulary: Vocabulary,
  order: FillOrder,
  random: () => number,
): Generator<number> {
  const open = Array.from({ length: canvas.size }, (_, i) => i).filter((i) => canvas.at(i) < 0)
  while (open.length > 0) {
    const index = next(canvas, open, order, random)
    const position = open.splice(index, 1)[0]!
    const tokens = allowed(canvas, position, vocabulary)
    let done = false
    for (let tries = 0; tries < mostTries && tokens.length > 0 && !done; tries++) {
      const at = Math.floor(random() * tokens.length)
      const token = tokens[at]!
      tokens[at] = tokens.at(-1)!
      tokens.pop()
      done = canvas.commit(position, token) === 'committed'
    }
    if (!done) canvas.commit(position, canvas.witness![position]!)
    yield position
  }
}

function next(canvas: Canvas, open: readonly number[], order: FillOrder, random: () => number): number {
  if (order === 'left') return 0
  if (order === 'random') return Math.floor(random() * open.length)
  let best = 0
  let fewest = Number.POSITIVE_INFINITY
  for (const [i, position] of open.entries()) {
    let count = 0
    for (let word of canvas.mask(position)) for (; word !== 0; word &= word - 1) count++
    if (count >= fewest) continue
    fewest = count
    best = i
  }
  return best
}

function allowed(canvas: Canvas, position: number, vocabulary: Vocabulary): number[] {
  const words = canvas.mask(position)
  const tokens: number[] = []
  for (let t = 0; t < vocabulary.size; t++) if ((words[t >>> 5]! >>> (t & 31)) & 1) tokens.push(t)
  return tokens
}
