/**
 * Finite sets of strings as hash-consed trees: equal residual sets are equal integers, so a
 * discriminator shared by forty branches is one node.
 *
 * A node is the tuple [ends, codePoint, child, codePoint, child, …] with ascending code points;
 * node 0 is the empty set.
 */
import { utf8Length } from './char-set.js'
import { IntLists } from './int-lists.js'

export type WordNode = number

export class WordTrees {
  private readonly tuples = new IntLists()
  /** Per node: bytes of the shortest word inside JSON quotes, fewest and most code points, fewest bytes of UTF-8. */
  private readonly lengths: number[] = []
  private readonly fewest: number[] = []
  private readonly most: number[] = []
  private readonly bytes: number[] = []

  constructor() {
    // The empty set, which no tuple describes.
    this.tuples.intern([-1])
  }

  private at(node: WordNode, i: number): number {
    return this.tuples.data[this.tuples.offsets[node]! + i]!
  }

  private lengthOf(node: WordNode): number {
    return this.tuples.lengths[node]!
  }

  /** Builds the tree of a set of strings, bottom-up from the sorted words; linear in their total length. */
  build(words: Iterable<string>): WordNode {
    const sorted = sortedWords(new Set(words))
    if (sorted.length === 0) return 0
    // open[d] is the unfinished node at depth d on the path of the latest word.
    const open: number[][] = [[0]]
    let path: ArrayLike<number> = []
    const close = (depth: number): void => {
      while (open.length - 1 > depth) {
        const node = this.intern(open.pop()!)
        open[open.length - 1]!.push(path[open.length - 1]!, node)
      }
    }
    for (const word of sorted) {
      let shared = 0
      while (shared < path.length && shared < word.length && path[shared] === word[shared]) shared++
      close(shared)
      for (let i = shared; i < word.length; i++) open.push([0])
      path = word
      open[open.length - 1]![0] = 1
    }
    close(0)
    return this.intern(open[0]!)
  }

  /** The tree of a set with one more word: only the nodes on its path are new. */
  with(node: WordNode, word: readonly number[]): WordNode {
    const path: WordNode[] = [node]
    for (const point of word) path.push(this.child(path[path.length - 1]!, point))
    let below = -1
    for (let i = word.length; i >= 0; i--) {
      const tuple = path[i] === 0 ? [0] : Array.from(this.tuples.view(path[i]!))
      if (i === word.length) tuple[0] = 1
      else {
        let at = 1
        while (at < tuple.length && tuple[at]! < word[i]!) at += 2
        tuple.splice(at, tuple[at] === word[i] ? 2 : 0, word[i]!, below)
      }
      below = this.intern(tuple)
    }
    return below
  }

  /** Children are interned before their parents, so their lengths are known. */
  private intern(tuple: number[]): WordNode {
    const node = this.tuples.intern(tuple)
    if (this.lengths[node] === undefined) {
      const none = tuple[0] === 1 ? 0 : Number.POSITIVE_INFINITY
      let best = none
      let fewest = none
      let most = 0
      let bytes = none
      for (let i = 1; i < tuple.length; i += 2) {
        const child = tuple[i + 1]!
        best = Math.min(best, spelledBytes(tuple[i]!) + this.lengths[child]!)
        fewest = Math.min(fewest, 1 + this.fewest[child]!)
        most = Math.max(most, 1 + this.most[child]!)
        bytes = Math.min(bytes, utf8Length(tuple[i]!) + this.bytes[child]!)
      }
      this.lengths[node] = best
      this.fewest[node] = fewest
      this.most[node] = most
      this.bytes[node] = bytes
    }
    return node
  }

  /** Bytes of the shortest word below a node, spelled inside JSON quotes; Infinity for the empty set. */
  shortest(node: WordNode): number {
    return node === 0 ? Number.POSITIVE_INFINITY : this.lengths[node]!
  }

  /** Code points of the shortest word below a node. */
  minLength(node: WordNode): number {
    return node === 0 ? Number.POSITIVE_INFINITY : this.fewest[node]!
  }

  /** Code points of the longest word below a node. */
  maxLength(node: WordNode): number {
    return node === 0 ? -1 : this.most[node]!
  }

  /** All code points of the words below a node, ascending. */
  letters(node: WordNode): number[] {
    const letters = new Set<number>()
    const reached = new Set([node])
    for (const at of reached) {
      for (let i = 1; at !== 0 && i < this.lengthOf(at); i += 2) {
        letters.add(this.at(at, i))
        reached.add(this.at(at, i + 1))
      }
    }
    return Array.from(letters).sort((x, y) => x - y)
  }

  /** First code point of a shortest word that is not empty, -1 if there is none. */
  shortestFirst(node: WordNode): number {
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (let i = 1; node !== 0 && i < this.lengthOf(node); i += 2) {
      const length = this.fewest[this.at(node, i + 1)]!
      if (length >= least) continue
      least = length
      best = this.at(node, i)
    }
    return best
  }

  /** UTF-8 bytes of the shortest word below a node; Infinity if none has an encoding. */
  minBytes(node: WordNode): number {
    return node === 0 ? Number.POSITIVE_INFINITY : this.bytes[node]!
  }

  /** True if the empty word is the only one. */
  isEnd(node: WordNode): boolean {
    return node !== 0 && this.at(node, 0) === 1 && this.lengthOf(node) === 1
  }

  ends(node: WordNode): boolean {
    return node !== 0 && this.at(node, 0) === 1
  }

  child(node: WordNode, codePoint: number): WordNode {
    if (node === 0) return 0
    let low = 0
    let high = (this.lengthOf(node) - 1) >> 1
    while (low < high) {
      const middle = (low + high) >> 1
      const at = this.at(node, 1 + 2 * middle)
      if (at === codePoint) return this.at(node, 2 + 2 * middle)
      if (at < codePoint) low = middle + 1
      else high = middle
    }
    return 0
  }

  /** First code points of the words below a node, ascending. */
  firsts(node: WordNode): number[] {
    const result: number[] = []
    if (node === 0) return result
    for (let i = 1; i < this.lengthOf(node); i += 2) result.push(this.at(node, i))
    return result
  }

  /** Up to `limit` words below a node, shortest continuations not first; undefined entries never occur. */
  words(node: WordNode, limit: number): number[][] {
    const result: number[][] = []
    const pending: [WordNode, number[]][] = node === 0 ? [] : [[node, []]]
    while (pending.length > 0 && result.length < limit) {
      const [at, prefix] = pending.pop()!
      if (this.at(at, 0) === 1) result.push(prefix)
      for (let i = this.lengthOf(at) - 2; i >= 1; i -= 2) {
        pending.push([this.at(at, i + 1), [...prefix, this.at(at, i)]])
      }
    }
    return result
  }
}

export function codePoints(text: string): number[] {
  return Array.from(text, (c) => c.codePointAt(0)!)
}

export function fromCodePoints(points: readonly number[]): string {
  let text = ''
  for (const p of points) text += String.fromCodePoint(p)
  return text
}

/** The words as code points, in ascending order. */
function sortedWords(words: ReadonlySet<string>): ArrayLike<number>[] {
  let surrogates = false
  for (const word of words) surrogates ||= /[\ud800-\udfff]/.test(word)
  if (surrogates) return Array.from(words, codePoints).sort(compare)
  // Without surrogates code units are code points.
  return Array.from(words)
    .sort()
    .map((word) => {
      const units = new Uint16Array(word.length)
      for (let i = 0; i < word.length; i++) units[i] = word.charCodeAt(i)
      return units
    })
}

function compare(a: readonly number[], b: readonly number[]): number {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

/** Bytes of a code point inside JSON quotes, spelled as JSON.stringify does. */
export function spelledBytes(point: number): number {
  if (point < 0x20) return point === 8 || point === 9 || point === 10 || point === 12 || point === 13 ? 2 : 6
  if (point === 0x22 || point === 0x5c) return 2
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  if (point >= 0xd800 && point < 0xe000) return 6
  return point < 0x10000 ? 3 : 4
}

/** Bytes of a text inside JSON quotes, spelled as JSON.stringify does. */
export function textBytes(word: readonly number[]): number {
  let bytes = 0
  for (const point of word) bytes += spelledBytes(point)
  return bytes
}
