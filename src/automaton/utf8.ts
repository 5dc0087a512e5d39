/**
 * What is still missing of a character, as the class of bytes that may come next: [first, last, class after it]. Class 0
 * is the boundary between characters.
 */
export const missing: readonly (readonly [number, number, number])[] = [
  [0x00, 0x7f, 0],
  [0x80, 0xbf, 0],
  [0x80, 0xbf, 1],
  [0x80, 0xbf, 2],
  [0xa0, 0xbf, 1],
  [0x80, 0x9f, 1],
  [0x90, 0xbf, 2],
  [0x80, 0x8f, 2],
]

/** Bytes missing per class of `follow`. */
export const missingBytes: readonly number[] = [0, 1, 2, 3, 2, 2, 3, 3]

/** The class after a byte, -1 if it cannot come. Class 0 is the boundary between characters. */
export function follow(kind: number, byte: number): number {
  const [first, last, after] = missing[kind]!
  if (byte >= first && byte <= last) return after
  if (kind !== 0 || byte < 0xc2 || byte > 0xf4) return -1
  if (byte < 0xe0) return 1
  if (byte < 0xf0) return byte === 0xe0 ? 4 : byte === 0xed ? 5 : 2
  return byte === 0xf0 ? 6 : byte === 0xf4 ? 7 : 3
}
