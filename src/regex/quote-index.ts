import { OptionError } from '../error/index.js'
import { IntLists } from './int-lists.js'
import { suffixArray } from './suffix-array.js'
import { wordBoundaries } from './word-boundaries.js'

const encoder = new TextEncoder()

/** Follows every text: no byte of UTF-8. */
const SEPARATOR = 0xff

/**
 * The pieces of some texts that begin and end at certain places, as a deterministic automaton over UTF-8: every piece of
 * whole characters, or every piece of whole words (see `wordBoundaries`). A piece has at least one character.
 *
 * It is the sorted list of all suffixes that begin at such a place. A state is the interval of the suffixes that begin
 * with what was read, and the number of bytes read; a byte makes the interval smaller, by binary search. Where only one suffix is
 * left the state is a place in the texts, whatever was read before it. So the states need not be listed: they are
 * interned as they are met.
 *
 * Memory: 1 byte per byte of text, 1 bit per byte for the places, 4 bytes per place where a piece may begin; while it
 * is built, about 12 bytes per byte of text.
 *
 * States: 0 dead, 1 the start, 2 + p the place p where only one suffix is left, and beyond all places the intervals,
 * as lists (first, end, bytes read).
 */
export class QuoteIndex {
  static readonly START = 1
  readonly #bytes: Uint8Array
  /** Bit p: a piece may begin or end before byte p. */
  readonly #places: Uint8Array
  readonly #suffixes: Int32Array
  readonly #intervals = new IntLists()
  readonly #base: number
  /** Per interval: bytes and characters to the nearest end, -1 where not known yet. */
  readonly #least: number[] = []
  readonly #leastPoints: number[] = []
  /** Bytes of the longest text. */
  readonly longest: number

  /**
   * @param wholeWords whether pieces begin and end where words do
   * @throws OptionError if there is no text, one is empty, or one has lone surrogates
   */
  constructor(texts: readonly string[], wholeWords: boolean) {
    if (texts.length === 0) throw badText('There is no text to quote from.', 'Pass one text or more.')
    const encoded = texts.map((text) => {
      if (typeof text !== 'string' || /\p{Surrogate}/u.test(text)) {
        throw badText('A text to quote from is not well-formed.', 'Texts must be strings without lone surrogates.')
      }
      if (text === '')
        throw badText('A text to quote from is empty.', 'An empty text has nothing to quote: leave it out.')
      return encoder.encode(text)
    })
    const length = encoded.reduce((sum, bytes) => sum + bytes.length + 1, 0)
    this.longest = encoded.reduce((most, bytes) => Math.max(most, bytes.length), 0)
    const bytes = new Uint8Array(length)
    const places = new Uint8Array((length >> 3) + 1)
    let begins = 0
    let from = 0
    encoded.forEach((text, k) => {
      bytes.set(text, from)
      const mark = (p: number): void => {
        places[p >> 3]! |= 1 << (p & 7)
        if (p < from + text.length) begins++
      }
      if (wholeWords) markWords(texts[k]!, text, from, mark)
      else for (let i = 0; i <= text.length; i++) if (i === text.length || (text[i]! & 0xc0) !== 0x80) mark(from + i)
      from += text.length
      bytes[from++] = SEPARATOR
    })
    this.#bytes = bytes
    this.#places = places
    this.#base = length + 2
    const all = suffixArray(bytes, length, 256)
    const suffixes = new Int32Array(begins)
    let n = 0
    for (let i = 0; i < length; i++) {
      const p = all[i]!
      if (bytes[p] !== SEPARATOR && this.#isPlace(p)) suffixes[n++] = p
    }
    this.#suffixes = suffixes
  }

  /** The state after a byte, 0 if no piece goes on with it. Every other state can be completed. */
  step(state: number, byte: number): number {
    if (state === 0 || byte > 0xf4) return 0
    const bytes = this.#bytes
    if (state > 1 && state < this.#base) return bytes[state - 2] === byte ? state + 1 : 0
    const suffixes = this.#suffixes
    let low = 0
    let end = suffixes.length
    let depth = 0
    if (state !== QuoteIndex.START) {
      const { data, offsets } = this.#intervals
      const at = offsets[state - this.#base]!
      low = data[at]!
      end = data[at + 1]!
      depth = data[at + 2]!
    }
    let high = end
    while (low < high) {
      const middle = (low + high) >>> 1
      if (bytes[suffixes[middle]! + depth]! < byte) low = middle + 1
      else high = middle
    }
    if (low === end || bytes[suffixes[low]! + depth] !== byte) return 0
    const first = low
    high = end
    while (low < high) {
      const middle = (low + high) >>> 1
      if (bytes[suffixes[middle]! + depth] === byte) low = middle + 1
      else high = middle
    }
    if (low - first === 1) return suffixes[first]! + depth + 3
    return this.#base + this.#intervals.intern([first, low, depth + 1])
  }

  /** The state after a code point, 0 if no piece goes on with it. */
  next(state: number, point: number): number {
    if (point < 0x80) return this.step(state, point)
    if (point < 0x800) return this.#tail(this.step(state, 0xc0 | (point >> 6)), point, 1)
    if (point < 0x10000) {
      return point >= 0xd800 && point < 0xe000 ? 0 : this.#tail(this.step(state, 0xe0 | (point >> 12)), point, 2)
    }
    return this.#tail(this.step(state, 0xf0 | (point >> 18)), point, 3)
  }

  /** True if what was read is a piece. */
  accepts(state: number): boolean {
    return state > QuoteIndex.START && this.minBytes(state) === 0
  }

  /** Bytes to the nearest end of a piece, Infinity for the dead state. */
  minBytes(state: number): number {
    if (state === 0) return Number.POSITIVE_INFINITY
    if (state > 1 && state < this.#base) return this.#toPlace(state - 2)
    const distance = (p: number): number => this.#toPlace(p)
    return this.#nearest(state, this.#least, distance, (p) => 1 + this.#toPlace(p + 1))
  }

  /** The same in characters, for states between characters. */
  minPoints(state: number): number {
    if (state === 0) return Number.POSITIVE_INFINITY
    if (state > 1 && state < this.#base) return this.#pointsToPlace(state - 2)
    const distance = (p: number): number => this.#pointsToPlace(p)
    return this.#nearest(state, this.#leastPoints, distance, (p) => 1 + this.#pointsToPlace(this.#after(p)))
  }

  /** The code points that may follow, ascending. */
  firsts(state: number): number[] {
    if (state === 0) return []
    if (state > 1 && state < this.#base) {
      return this.#bytes[state - 2] === SEPARATOR ? [] : [this.#pointAt(state - 2)]
    }
    const [low, end, depth] = this.#interval(state)
    const points: number[] = []
    for (let i = low; i < end; ) {
      const p = this.#suffixes[i]! + depth
      // Separators come last.
      if (this.#bytes[p] === SEPARATOR) break
      const point = this.#pointAt(p)
      points.push(point)
      // UTF-8 sorts as code points do. The characters of a long interval are few, so the end of one is searched for.
      let from = i + 1
      let to = end
      while (from < to) {
        const middle = (from + to) >>> 1
        const at = this.#suffixes[middle]! + depth
        if (this.#bytes[at] !== SEPARATOR && this.#pointAt(at) === point) from = middle + 1
        else to = middle
      }
      i = from
    }
    return points
  }

  /** All code points of the texts, ascending. */
  letters(): number[] {
    const letters = new Set<number>()
    for (let p = 0; p < this.#bytes.length; p++) {
      if (this.#bytes[p] !== SEPARATOR && (this.#bytes[p]! & 0xc0) !== 0x80) letters.add(this.#pointAt(p))
    }
    return Array.from(letters).sort((x, y) => x - y)
  }

  /** Bytes of all texts, the separators included. */
  get size(): number {
    return this.#bytes.length
  }

  /** States met so far that are intervals. */
  get intervals(): number {
    return this.#intervals.size
  }

  #interval(state: number): [number, number, number] {
    if (state === QuoteIndex.START) return [0, this.#suffixes.length, 0]
    const { data, offsets } = this.#intervals
    const at = offsets[state - this.#base]!
    return [data[at]!, data[at + 1]!, data[at + 2]!]
  }

  /** The least distance from where the suffixes of an interval go on; a piece has yet to get its first character at the start. */
  #nearest(
    state: number,
    memo: number[],
    distance: (place: number) => number,
    first: (place: number) => number,
  ): number {
    const i = state === QuoteIndex.START ? 0 : state - this.#base + 1
    const known = memo[i]
    if (known !== undefined && known >= 0) return known
    const [low, end, depth] = this.#interval(state)
    const enough = depth === 0 ? 1 : 0
    let least = Number.POSITIVE_INFINITY
    for (let k = low; k < end && least > enough; k++) {
      const p = this.#suffixes[k]! + depth
      least = Math.min(least, depth === 0 ? first(p) : distance(p))
    }
    while (memo.length <= i) memo.push(-1)
    memo[i] = least
    return least
  }

  #tail(state: number, point: number, left: number): number {
    let at = state
    for (let n = left - 1; n >= 0 && at !== 0; n--) at = this.step(at, 0x80 | ((point >> (6 * n)) & 0x3f))
    return at
  }

  #isPlace(p: number): boolean {
    return (this.#places[p >> 3]! & (1 << (p & 7))) !== 0
  }

  #toPlace(from: number): number {
    let p = from
    while (!this.#isPlace(p)) p++
    return p - from
  }

  #pointsToPlace(from: number): number {
    let points = 0
    for (let p = from; !this.#isPlace(p); p = this.#after(p)) points++
    return points
  }

  /** The next character's place. */
  #after(from: number): number {
    let p = from + 1
    while ((this.#bytes[p]! & 0xc0) === 0x80) p++
    return p
  }

  #pointAt(p: number): number {
    const bytes = this.#bytes
    const lead = bytes[p]!
    if (lead < 0x80) return lead
    if (lead < 0xe0) return ((lead & 0x1f) << 6) | (bytes[p + 1]! & 0x3f)
    if (lead < 0xf0) return ((lead & 0x0f) << 12) | ((bytes[p + 1]! & 0x3f) << 6) | (bytes[p + 2]! & 0x3f)
    return (
      ((lead & 0x07) << 18) | ((bytes[p + 1]! & 0x3f) << 12) | ((bytes[p + 2]! & 0x3f) << 6) | (bytes[p + 3]! & 0x3f)
    )
  }
}

function markWords(text: string, bytes: Uint8Array, from: number, mark: (place: number) => void): void {
  let units = 0
  let at = 0
  wordBoundaries(text, (offset) => {
    while (units < offset) {
      const lead = bytes[at]!
      const width = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
      at += width
      units += width === 4 ? 2 : 1
    }
    mark(from + at)
  })
}

function badText(message: string, hint: string): OptionError {
  return new OptionError(message, { code: 'bad-option', option: 'text', hint })
}
