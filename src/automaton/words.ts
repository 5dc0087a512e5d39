import { OptionError } from '../error/index.js'
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
  return new WordTrie([bytesOf(text, 'text')])
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
  return new WordTrie(texts.map((text) => bytesOf(text, 'texts')))
}

/**
 * A finite set of words. State s is node s - 1 of their trie; a node's children are a linked list
 * (firstChild, nextSibling) until it has many, then a row of 256.
 */
class WordTrie implements Constraint {
  readonly start: State = 1
  private readonly byte: number[] = [0]
  private readonly firstChild: number[] = [-1]
  private readonly nextSibling: number[] = [-1]
  private readonly children: number[] = [0]
  private readonly rows = new Map<number, Int32Array>()
  /** Bytes to the nearest word below. */
  private readonly rest: number[] = [Number.POSITIVE_INFINITY]

  constructor(texts: readonly Uint8Array[]) {
    for (const text of texts) {
      let node = 0
      this.rest[0] = Math.min(this.rest[0]!, text.length)
      for (let i = 0; i < text.length; i++) {
        node = this.child(node, text[i]!)
        this.rest[node] = Math.min(this.rest[node]!, text.length - i - 1)
      }
    }
  }

  step(state: State, byte: number): State {
    return state === DEAD ? DEAD : this.find(state - 1, byte) + 1
  }

  canEnd(state: State): boolean {
    return state !== DEAD && this.rest[state - 1] === 0
  }

  minBytesToEnd(state: State): number {
    return state === DEAD ? Number.POSITIVE_INFINITY : this.rest[state - 1]!
  }

  /** The child of a node, -1 if there is none. */
  private find(node: number, byte: number): number {
    if (this.children[node]! > 4) return this.rows.get(node)![byte]!
    let at = this.firstChild[node]!
    while (at >= 0 && this.byte[at] !== byte) at = this.nextSibling[at]!
    return at
  }

  private child(node: number, byte: number): number {
    const known = this.find(node, byte)
    if (known >= 0) return known
    const made = this.byte.length
    this.byte.push(byte)
    this.firstChild.push(-1)
    this.nextSibling.push(this.firstChild[node]!)
    this.children.push(0)
    this.rest.push(Number.POSITIVE_INFINITY)
    this.firstChild[node] = made
    const count = this.children[node]! + 1
    this.children[node] = count
    if (count > 4) {
      let row = this.rows.get(node)
      if (!row) {
        row = new Int32Array(256).fill(-1)
        for (let at = made; at >= 0; at = this.nextSibling[at]!) row[this.byte[at]!] = at
        this.rows.set(node, row)
      }
      row[byte] = made
    }
    return made
  }
}
