/** Whether pieces of text can be completed to a word by filling the holes between them. */
export type InfillResult =
  | {
      readonly completable: true
      /** Texts for the holes, one fewer than pieces, that make a shortest word; found when asked for. */
      readonly fills: readonly string[]
      /** The same in bytes: with pieces that end within a character, a fill may begin there. */
      readonly fillBytes: readonly Uint8Array[]
      /** The pieces with these fills between them. */
      readonly completion: string
    }
  | {
      readonly completable: false
      /** The piece in which the text stops making sense, from 0: no fill of the holes before it lets it go on. */
      readonly piece: number
      /** Where in that piece, in bytes: what begins here cannot be read, however holes are filled. */
      readonly offset: number
      /** What could be read there: texts of literals in quotes, names of terminals, or characters; at most 12. */
      readonly expected: readonly string[]
    }

/** The completion is looked for when it is asked for: that takes longer than the answer. */
export function success(pieces: readonly Uint8Array[], shortest: () => readonly Uint8Array[]): InfillResult {
  let found: { fills: string[]; fillBytes: readonly Uint8Array[]; completion: string } | undefined
  const texts = (): NonNullable<typeof found> => {
    if (!found) {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
      const fillBytes = shortest()
      const all = pieces.flatMap((piece, i) => [piece, fillBytes[i] ?? new Uint8Array(0)])
      const fills = fillBytes.map((fill) => decoder.decode(fill))
      found = { fills, fillBytes, completion: decoder.decode(joined(all)) }
    }
    return found
  }
  return {
    completable: true,
    get fills() {
      return texts().fills
    },
    get fillBytes() {
      return texts().fillBytes
    },
    get completion() {
      return texts().completion
    },
  }
}

/** @param place where the text cannot go on, in bytes from the beginning of all pieces */
export function failureAt(
  pieces: readonly Uint8Array[],
  place: number,
  expected: () => readonly string[],
): InfillResult {
  // A place between two pieces belongs to the one that begins there.
  let piece = 0
  let offset = place
  while (piece < pieces.length - 1 && offset >= pieces[piece]!.length) offset -= pieces[piece++]!.length
  let found: readonly string[] | undefined
  return {
    completable: false,
    piece,
    offset,
    get expected() {
      found ??= expected()
      return found
    },
  }
}

/** All bytes, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
