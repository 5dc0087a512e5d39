import type { Trie } from '../vocab/trie.js'
import type { TokenSink } from './walk.js'

/**
 * Bytes in 32 groups, so that "only letters and digits below this node" is one bit test. What patterns tell
 * apart is apart: hexadecimal letters, digits, single signs. Characters of several bytes count as a whole: by the length that
 * their lead byte says, or as malformed where the bytes are no character (an unfinished one at the end of a token is fine).
 */
const groupOf = new Uint8Array(128)
const twoBytes = 28
const malformed = 31

const groups = [
  'abcdef',
  'ghijklmnopqrstuvwxyz',
  'ABCDEF',
  'GHIJKLMNOPQRSTUVWXYZ',
  '0123456789',
  '_',
  '-',
  '.',
  ' ',
  '/',
  ':',
  '@',
  '+',
  '%',
  '#',
  '?',
  '=',
  '&',
  ',',
  ';',
  "'()*!~$",
  '[]',
  '{}',
  '|^`<>',
  '"',
  '\\',
  '\n\r\t',
]
/** Control characters. */
groupOf.fill(27)
groups.forEach((chars, group) => {
  for (let i = 0; i < chars.length; i++) groupOf[chars.charCodeAt(i)] = group
})

/** The lengths and next bytes of characters, see `pending`. */
function leadLength(byte: number): number {
  if (byte < 0xc2 || byte > 0xf4) return 0
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
}

/** Bounds of the byte after a lead byte. */
function second(lead: number): [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf]
  if (lead === 0xed) return [0x80, 0x9f]
  if (lead === 0xf0) return [0x90, 0xbf]
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf]
}

/** For each node of a vocabulary's trie, which groups occur below it; and its tokens in the order of the nodes. */
export class SubtreeBytes {
  /** Bit g is set if a byte of group g occurs below the node. */
  readonly below: Uint32Array
  private readonly ids: Int32Array
  /** Tokens before each node, in `ids`. */
  private readonly before: Int32Array

  constructor(trie: Trie) {
    const { nodes, byte, depth } = trie
    this.below = new Uint32Array(nodes)
    const own = new Uint32Array(nodes)
    // Per depth: group of the character being read, bytes it still needs, bounds of the next one.
    const group = new Uint8Array(trie.maxLength + 2)
    const left = new Uint8Array(trie.maxLength + 2)
    const low = new Uint8Array(trie.maxLength + 2)
    const high = new Uint8Array(trie.maxLength + 2)
    const ids: number[] = []
    this.before = new Int32Array(nodes + 1)
    for (let p = 0; p < nodes; p++) {
      const d = depth[p]!
      const b = byte[p]!
      const bad = d > 0 && group[d] === malformed
      left[d + 1] = 0
      if (bad) group[d + 1] = malformed
      else if (left[d]! > 0) {
        const fine = b >= low[d]! && b <= high[d]!
        group[d + 1] = fine ? group[d]! : malformed
        left[d + 1] = fine ? left[d]! - 1 : 0
        low[d + 1] = 0x80
        high[d + 1] = 0xbf
      } else if (b < 0x80) group[d + 1] = groupOf[b]!
      else {
        const length = leadLength(b)
        group[d + 1] = length === 0 ? malformed : twoBytes + length - 2
        left[d + 1] = length === 0 ? 0 : length - 1
        const [from, to] = second(b)
        low[d + 1] = from
        high[d + 1] = to
      }
      own[p] = 1 << group[d + 1]!
      this.before[p] = ids.length
      const value = trie.token[p]!
      if (value >= 0) ids.push(value)
      else if (value < -1) {
        const g = -2 - value
        for (let i = trie.groupStart[g]!; i < trie.groupStart[g + 1]!; i++) ids.push(trie.groupIds[i]!)
      }
    }
    this.before[nodes] = ids.length
    this.ids = Int32Array.from(ids)
    const gathered = new Uint32Array(trie.maxLength + 2)
    for (let p = nodes - 1; p >= 0; p--) {
      const d = depth[p]!
      this.below[p] = gathered[d + 1]!
      gathered[d]! |= own[p]! | gathered[d + 1]!
      gathered[d + 1] = 0
    }
  }

  /** Gives the tokens strictly below node p, whose subtree ends at `stop`, to the sink. */
  setBelow(p: number, stop: number, words: Uint32Array, sink: TokenSink): void {
    sink.setRange(this.ids, this.before[p + 1]!, this.before[stop]!, words)
  }
}

/** For each top, the groups of which every character leads back to it. */
export class ByteGroups {
  private readonly known: number[] = []

  /** @param next the next top, 0 or -1 */
  constructor(private readonly next: (top: number, byte: number) => number) {}

  looping(top: number): number {
    const known = this.known[top]
    if (known !== undefined) return known
    let apart = 0
    for (let byte = 0; byte < 128; byte++) if (this.next(top, byte) !== top) apart |= 1 << groupOf[byte]!
    let mask = ~apart & ((1 << twoBytes) - 1)
    // A state that loops on no letters will not have whole alphabets either.
    if ((mask & 0b1010) !== 0) {
      for (let length = 2; length <= 4; length++) if (this.returns(top, length)) mask |= 1 << (twoBytes + length - 2)
    }
    this.known[top] = mask
    return mask
  }

  /** Whether all characters of so many bytes lead back. */
  private returns(top: number, length: number): boolean {
    const [from, to] = length === 2 ? [0xc2, 0xdf] : length === 3 ? [0xe0, 0xef] : [0xf0, 0xf4]
    const seen = new Set<number>()
    for (let lead = from; lead <= to; lead++) {
      const next = this.next(top, lead)
      if (next <= 0) return false
      const [low, high] = second(lead)
      if (!this.rest(top, next, length - 1, low, high, seen)) return false
    }
    return true
  }

  private rest(top: number, at: number, left: number, low: number, high: number, seen: Set<number>): boolean {
    const key = ((at * 4 + left) * 256 + low) * 256 + high
    if (seen.has(key)) return true
    for (let byte = low; byte <= high; byte++) {
      const next = this.next(at, byte)
      if (left === 1 ? next !== top : next <= 0 || !this.rest(top, next, left - 1, 0x80, 0xbf, seen)) return false
    }
    seen.add(key)
    return true
  }
}
