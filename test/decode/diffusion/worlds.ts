import { createVocabulary, type Vocabulary } from '../../../src/vocab/index.js'
import { Random } from '../../grammar/chance.js'
import { EnumeratedCanvas } from '../../infill/enumerated-canvas.js'

/** A random automaton over a few letters, with all the texts that fill `size` positions. */
export interface World {
  readonly seed: number
  readonly vocabulary: Vocabulary
  readonly end: number
  readonly size: number
  readonly fillings: readonly (readonly number[])[]
  canvas(): EnumeratedCanvas
  has(tokens: ArrayLike<number>): boolean
}

const most = 3000

/** A world that has at least two texts; its letters are 'a', 'b'… and its last token ends the text. */
export function randomWorld(seed: number, size = 5 + (seed % 4)): World {
  for (let attempt = 0; ; attempt++) {
    const random = new Random(seed * 1000 + attempt)
    const letters = 3 + random.below(3)
    const states = 3 + random.below(3)
    const next = Array.from({ length: states }, () =>
      Array.from({ length: letters }, () => (random.below(100) < 55 ? random.below(states) : -1)),
    )
    const accepting = Array.from({ length: states }, () => random.below(100) < 35)
    const fillings: number[][] = []
    const extend = (filling: number[], state: number): void => {
      if (fillings.length > most) return
      if (filling.length === size) {
        if (state < 0 || accepting[state]) fillings.push(filling)
        return
      }
      if (state < 0 || accepting[state]) extend([...filling, letters], -1)
      if (state < 0) return
      next[state]!.forEach((to, letter) => {
        if (to >= 0) extend([...filling, letter], to)
      })
    }
    extend([], 0)
    if (fillings.length < 2 || fillings.length > most) continue
    return worldOf(seed, letters, size, fillings)
  }
}

/** A world of the texts given, letters counting from 'a', '$' for the end token. */
export function worldOf(seed: number, letters: number, size: number, fillings: readonly (readonly number[])[]): World {
  const texts = Array.from({ length: letters }, (_, i) => String.fromCharCode(97 + i))
  const known = new Set(fillings.map((filling) => filling.join()))
  return {
    seed,
    vocabulary: createVocabulary([...texts, null], [letters]),
    end: letters,
    size,
    fillings,
    canvas: () => new EnumeratedCanvas(fillings, size, letters + 1),
    has: (tokens) => known.has(Array.from(tokens).join()),
  }
}

/** All texts of so many letters. */
export function freeWorld(letters: number, size: number): World {
  let fillings: number[][] = [[]]
  for (let i = 0; i < size; i++) {
    fillings = fillings.flatMap((filling) => Array.from({ length: letters }, (_, letter) => [...filling, letter]))
  }
  return worldOf(0, letters, size, fillings)
}
