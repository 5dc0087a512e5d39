import type { Constraint } from '../../../src/core.js'

/** Numbers in 0 … 1 that are the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function accepts(constraint: Constraint, text: string): boolean {
  let state = constraint.start
  for (const byte of new TextEncoder().encode(text)) {
    state = constraint.step(state, byte)
    if (state === 0) return false
  }
  return constraint.canEnd(state)
}

/** A text of the constraint: some bytes at random, then the shortest way to the end. */
export function sample(constraint: Constraint, random: () => number, length: number): string {
  const bytes: number[] = []
  let state = constraint.start
  for (;;) {
    const long = bytes.length >= length
    if (constraint.canEnd(state) && (long || random() < 0.1)) break
    let live: { byte: number; to: number }[] = []
    for (let byte = 0; byte < 256; byte++) {
      const to = constraint.step(state, byte)
      if (to !== 0) live.push({ byte, to })
    }
    if (live.length === 0 && constraint.canEnd(state)) break
    if (long) {
      const least = Math.min(...live.map(({ to }) => constraint.minBytesToEnd(to)))
      live = live.filter(({ to }) => constraint.minBytesToEnd(to) === least)
    }
    const plain = live.filter(({ byte }) => byte < 0x80)
    if (plain.length > 0 && random() < 0.9) live = plain
    if (live.length === 0 || bytes.length > length + 500) throw new Error('dead end')
    const next = live[Math.floor(random() * live.length)]!
    bytes.push(next.byte)
    state = next.to
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
}

/** The text with a character left out, doubled, exchanged or put in. */
export function mutated(text: string, random: () => number, alphabet: readonly string[]): string {
  const chars = Array.from(text)
  const at = Math.floor(random() * (chars.length + 1))
  const other = alphabet[Math.floor(random() * alphabet.length)]!
  const kind = Math.floor(random() * 4)
  if (kind === 0) chars.splice(at, 1)
  else if (kind === 1) chars.splice(at, 0, chars[at] ?? other)
  else if (kind === 2) chars.splice(at, 1, other)
  else chars.splice(at, 0, other)
  return chars.join('')
}

/** Texts of a constraint and texts near them. */
export function corpus(constraint: Constraint, count: number, seed = 1): string[] {
  const random = randomNumbers(seed)
  const texts = Array.from({ length: count }, (_, i) => sample(constraint, random, 2 + (i % 25)))
  const alphabet = Array.from(new Set(texts.join(''))).concat(' ', 'é', '\n')
  const near = texts.map((text) => mutated(text, random, alphabet))
  return ['', ...texts, ...near, ...near.map((text) => mutated(text, random, alphabet))]
}

/** Classes that begin, end or have a gap beside the surrogates, which are no characters. */
export const besideSurrogates = [
  '[^ab\\uE000-\\uE004]',
  '[^a\\uD7F0-\\uE004]',
  '[^a\\uD7F0-\\uD7FF]',
  '[^a\\uD800-\\uE004]',
  '[a-\\uE004]',
  '[^a-\\uE004]',
  '[^]',
]

/** Characters around all ends of those classes. */
export const aroundSurrogates = [
  0, 0x60, 0x61, 0x62, 0x63, 0xd7ef, 0xd7f0, 0xd7ff, 0xe000, 0xe004, 0xe005, 0x10ffff,
].map((codePoint) => String.fromCodePoint(codePoint))
