import { OptionError, VocabularyError } from '../error/index.js'
import type { Vocabulary } from './vocabulary.js'

const empty = new Uint8Array(0)

/**
 * All token bytes in one arena. Token `id` is arena[offsets[id] … offsets[id + 1]); ids without text
 * have equal offsets, so a table of any size costs two typed arrays and no objects.
 *
 * @internal Read the fields, never write them.
 */
export class TokenTable implements Vocabulary {
  readonly size: number
  readonly endIds: readonly number[]
  readonly arena: Uint8Array
  readonly offsets: Uint32Array
  /** isEnd[id] is 1 for end ids. */
  readonly isEnd: Uint8Array

  constructor(arena: Uint8Array, offsets: Uint32Array, endIds: readonly number[]) {
    this.size = offsets.length - 1
    this.arena = arena
    this.offsets = offsets
    this.endIds = endIds
    this.isEnd = new Uint8Array(this.size)
    for (const id of endIds) this.isEnd[id] = 1
  }

  bytes(id: number): Uint8Array {
    const start = this.offsets[id]
    const stop = this.offsets[id + 1]
    return start === undefined || stop === undefined ? empty : this.arena.subarray(start, stop)
  }
}

/**
 * Packs tokens into a table. `pieces[id]` may be shorter than `size`: the rest has no bytes. End ids lose
 * their bytes, so that an end token never also stands for text.
 *
 * @throws VocabularyError code 'no-bytes' if no token has bytes
 * @throws OptionError code 'option-range' if an end id is not an id
 */
export function packTokens(
  pieces: readonly (Uint8Array | null | undefined)[],
  size: number,
  endIds: readonly number[],
): TokenTable {
  const ends = [...new Set(endIds)].sort((a, b) => a - b)
  for (const id of ends) {
    if (!Number.isInteger(id) || id < 0 || id >= size) {
      throw new OptionError(`End id ${id} is not a token id.`, {
        code: 'option-range',
        option: 'endIds',
        hint: `Token ids are integers from 0 to ${size - 1}.`,
      })
    }
  }
  const isEnd = new Set(ends)
  const offsets = new Uint32Array(size + 1)
  let total = 0
  for (let id = 0; id < size; id++) {
    offsets[id] = total
    if (!isEnd.has(id)) total += pieces[id]?.length ?? 0
  }
  offsets[size] = total
  if (total === 0) {
    throw new VocabularyError('No token of this vocabulary stands for any bytes.', {
      code: 'no-bytes',
      hint: 'Masks need the text of each token: pass the tokenizer.json of a byte-level or byte-fallback tokenizer.',
    })
  }
  const arena = new Uint8Array(total)
  for (let id = 0; id < size; id++) {
    const piece = pieces[id]
    if (piece && piece.length > 0 && !isEnd.has(id)) arena.set(piece, offsets[id]!)
  }
  return new TokenTable(arena, offsets, ends)
}

/**
 * A vocabulary from a plain list: token `id` is `tokens[id]`, a string (its UTF-8 bytes), bytes, or
 * null for an id without text. End ids may be null or any text; their text is ignored.
 *
 * @throws VocabularyError code 'no-bytes' if no token has bytes
 * @throws OptionError code 'option-range' if an end id is not an index of `tokens`
 */
export function createVocabulary(
  tokens: readonly (Uint8Array | string | null)[],
  endIds: readonly number[],
): Vocabulary {
  const encoder = new TextEncoder()
  const pieces = tokens.map((token) => (typeof token === 'string' ? encoder.encode(token) : token))
  return packTokens(pieces, tokens.length, endIds)
}

/** 256 one-byte tokens, id = byte, and the end token 256: the vocabulary of byte-level models, and the simplest one to test with. */
export function byteVocabulary(): Vocabulary {
  const pieces = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
  return packTokens(pieces, 257, [256])
}

const tables = new WeakMap<Vocabulary, TokenTable>()

/** The table behind any Vocabulary; one made elsewhere is copied once. @internal */
export function tokenTableOf(vocabulary: Vocabulary): TokenTable {
  if (vocabulary instanceof TokenTable) return vocabulary
  let table = tables.get(vocabulary)
  if (!table) {
    const pieces = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))
    table = packTokens(pieces, vocabulary.size, vocabulary.endIds)
    tables.set(vocabulary, table)
  }
  return table
}
