import { VocabularyError } from '../error/index.js'
import type { Vocabulary } from '../vocab/index.js'

interface Spelling {
  readonly tokens: ReadonlyMap<string, number>
  readonly longest: number
}

const spellings = new WeakMap<Vocabulary, Spelling>()

/**
 * Tokens that spell bytes, longest first.
 * @throws VocabularyError code 'not-spellable' if that leads to a byte without a token
 */
export function spell(vocabulary: Vocabulary, bytes: Uint8Array): number[] {
  if (bytes.length === 0) return []
  const { tokens, longest } = spellingOf(vocabulary)
  const ids: number[] = []
  for (let at = 0; at < bytes.length; ) {
    let end = Math.min(bytes.length, at + longest)
    let id: number | undefined
    for (; end > at && id === undefined; end--) id = tokens.get(latin1(bytes.subarray(at, end)))
    if (id === undefined) {
      throw new VocabularyError(`The vocabulary has no token for byte ${bytes[at]}.`, {
        code: 'not-spellable',
        hint: 'Use a vocabulary with a token for every byte.',
      })
    }
    ids.push(id)
    at = end + 1
  }
  return ids
}

function spellingOf(vocabulary: Vocabulary): Spelling {
  let known = spellings.get(vocabulary)
  if (!known) {
    const tokens = new Map<string, number>()
    let longest = 1
    for (let id = vocabulary.size - 1; id >= 0; id--) {
      const bytes = vocabulary.bytes(id)
      if (bytes.length === 0) continue
      tokens.set(latin1(bytes), id)
      longest = Math.max(longest, bytes.length)
    }
    known = { tokens, longest }
    spellings.set(vocabulary, known)
  }
  return known
}

function latin1(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}
