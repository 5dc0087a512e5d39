import { OptionError } from '../error/index.js'
import { ByteTrie } from './byte-trie.js'
import { type Constraint, DEAD, type State } from './constraint.js'

const encoder = new TextEncoder()

/** The UTF-8 bytes of a text that has some: a lone surrogate has none. */
export function bytesOf(text: string, option: string): Uint8Array {
  if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) {
    throw new OptionError(`${JSON.stringify(text)} is not a well-formed text.`, {
      code: 'bad-option',
      option,
      hint: 'Texts must be strings without lone surrogates.',
    })
  }
  return encoder.encode(text)
}

/** Exactly this text. The empty text is allowed. */
export function literal(text: string): Constraint {
  return new Words([bytesOf(text, 'text')])
}

/** Any one of these texts, as one trie: costs the same however many there are. */
export function words(texts: readonly string[]): Constraint {
  if (texts.length === 0) {
    throw new OptionError('words() needs at least one text.', {
      code: 'bad-option',
      option: 'texts',
      hint: 'Pass one text or more.',
    })
  }
  return new Words(texts.map((text) => bytesOf(text, 'texts')))
}

/** A finite set of words: state s is node s - 1 of their trie. */
class Words implements Constraint {
  readonly start: State = 1
  private readonly trie = new ByteTrie()
  /** Bytes from each node to the nearest word below. */
  private readonly rest: number[] = [Number.POSITIVE_INFINITY]

  constructor(texts: readonly Uint8Array[]) {
    const { trie, rest } = this
    for (const text of texts) {
      let node = 0
      rest[0] = Math.min(rest[0]!, text.length)
      for (let i = 0; i < text.length; i++) {
        node = trie.child(node, text[i]!)
        rest[node] = Math.min(rest[node] ?? Number.POSITIVE_INFINITY, text.length - i - 1)
      }
    }
  }

  step(state: State, byte: number): State {
    return state === DEAD ? DEAD : this.trie.find(state - 1, byte) + 1
  }

  canEnd(state: State): boolean {
    return state !== DEAD && this.rest[state - 1] === 0
  }

  minBytesToEnd(state: State): number {
    return state === DEAD ? Number.POSITIVE_INFINITY : this.rest[state - 1]!
  }
}
