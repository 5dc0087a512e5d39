/** Masks as in Matcher.mask(): bit t is words[t >>> 5] >>> (t & 31) & 1. */

export function isSet(words: Uint32Array, token: number): boolean {
  return ((words[token >>> 5]! >>> (token & 31)) & 1) === 1
}

/** The lowest set bit from `from` on, -1 if there is none. */
export function nextSet(words: Uint32Array, from: number): number {
  let i = from >>> 5
  if (i >= words.length) return -1
  let word = words[i]! & (-1 << (from & 31))
  while (word === 0) {
    if (++i >= words.length) return -1
    word = words[i]!
  }
  return (i << 5) + 31 - Math.clz32(word & -word)
}
