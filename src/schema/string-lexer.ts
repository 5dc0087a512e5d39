/**
 * The inside of a JSON string on bytes: UTF-8 and escapes are decoded and fed as code points to a
 * host, which is a string formula (values) or a place among key names (keys).
 *
 * A position is (x, lex, data): x is the host's state, lex one of
 *   0        between characters
 *   1        after a backslash
 *   2…5      inside \u with 0…3 digits read, data = their value
 *   6        after an escaped high surrogate, data = that surrogate - 0xD800
 *   7        … and a backslash
 *   8…11     … and \u with 0…3 digits read, data = surrogate << 16 | their value
 *   12…14    1…3 continuation bytes to come, whatever they are: x has moved already
 *   15…17    1…3 continuation bytes to come that matter, data = the bits read so far
 * A lone surrogate is fed as its code unit as soon as the next byte shows that there is no pair.
 */

export interface StringHost {
  /** The state after one more code point; 0 if there is none. */
  feed(x: number, codePoint: number): number
  /** The smallest code point above `point` where feed(x, ·) may lead to another cost; 0x110000 if none. */
  nextBoundary(x: number, point: number): number
  /** True if feed(x, ·) is the same for all code points from low to high. */
  alike(x: number, low: number, high: number): boolean
  /** Bytes to the end of whatever must follow from x (closing quote not counted), Infinity if dead. */
  cost(x: number): number
  /** True if any finite cost will do. */
  readonly anyCost: boolean
}

export const PLAIN = 0
const HEX = 2
const HIGH = 6
const HIGH_ESCAPE = 7
const HIGH_HEX = 8
const BLOCK = 11
/** Added to a lex in what is remembered of alike positions. */
const firstHalf = 100
const PARTIAL = 14

export enum StringStep {
  Dead,
  Inside,
  End,
}

const escapes = new Map([
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x2f, 0x2f],
  [0x62, 8],
  [0x66, 12],
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
])

function bytesWhere(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0))
}

const possiblePlain = bytesWhere((byte) => (byte >= 0x20 && byte < 0x80) || (byte >= 0xc2 && byte <= 0xf4))
const possibleContinuation = bytesWhere((byte) => byte >= 0x80 && byte <= 0xbf)
const possibleEscape = bytesWhere((byte) => byte === 0x75 || escapes.has(byte))
const possibleHex = bytesWhere((byte) => hexValue(byte) >= 0)

/**
 * Lead bytes from this one on after which any continuation makes a character: the first of its characters, the last such
 * lead byte, and the last character of each. undefined for lead bytes that not all continuations may follow.
 */
export function leadsAlike(
  byte: number,
): { first: number; last: number; highest: (byte: number) => number } | undefined {
  if (byte >= 0xc2 && byte <= 0xdf) {
    return { first: (byte & 0x1f) << 6, last: 0xdf, highest: (b) => ((b & 0x1f) << 6) | 0x3f }
  }
  if (byte >= 0xe1 && byte <= 0xec) {
    return { first: (byte & 0x0f) << 12, last: 0xec, highest: (b) => ((b & 0x0f) << 12) | 0xfff }
  }
  if (byte >= 0xf1 && byte <= 0xf3) {
    return { first: (byte & 0x07) << 18, last: 0xf3, highest: (b) => ((b & 0x07) << 18) | 0x3ffff }
  }
  return undefined
}

/** Control characters that JSON.stringify writes as \u00xx. */
const longEscapes = [0, 1, 2, 3, 4, 5, 6, 7, 11, ...Array.from({ length: 18 }, (_, i) => 14 + i)]

export class StringLexer {
  /** @param canonical only the escapes that JSON.stringify writes for well-formed text */
  constructor(private readonly canonical = false) {}

  /** The position after `step`. */
  x = 0
  lex = PLAIN
  data = 0

  /** 1 for the bytes that may come at a position, whatever the host says. */
  possible(lex: number): Uint8Array {
    if (lex === PLAIN) return possiblePlain
    if (lex > BLOCK) return possibleContinuation
    if (lex === HIGH) return possiblePlain
    return lex === 1 || lex === HIGH_ESCAPE ? possibleEscape : possibleHex
  }

  /** True for positions inside a character whose remaining bytes make no difference. */
  isBlind(lex: number): boolean {
    return lex > BLOCK && lex <= PARTIAL
  }

  step(host: StringHost, x: number, lex: number, data: number, byte: number): StringStep {
    if (lex === PLAIN) {
      if (byte === 0x22) {
        this.x = x
        return StringStep.End
      }
      if (byte < 0x20) return StringStep.Dead
      if (byte === 0x5c) return this.at(x, 1, 0)
      if (byte < 0x80) return this.at(host.feed(x, byte), PLAIN, 0)
      if (byte >= 0xc2 && byte <= 0xdf) return this.block(host, x, 1, byte & 0x1f)
      if (byte >= 0xe0 && byte <= 0xef) return this.block(host, x, 2, byte & 0x0f)
      if (byte >= 0xf0 && byte <= 0xf4) return this.block(host, x, 3, byte & 0x07)
      return StringStep.Dead
    }
    if (lex > PARTIAL) {
      if (byte < 0x80 || byte > 0xbf) return StringStep.Dead
      const value = (data << 6) | (byte & 0x3f)
      // Overlong forms: the first continuation byte of three or four must lift the value over what fewer bytes can say.
      if ((lex === PARTIAL + 2 && value < 0x20) || (lex === PARTIAL + 3 && value < 0x10)) return StringStep.Dead
      return lex === PARTIAL + 1
        ? this.at(host.feed(x, value), PLAIN, 0)
        : this.block(host, x, lex - PARTIAL - 1, value)
    }
    if (lex > BLOCK) {
      if (byte < 0x80 || byte > 0xbf) return StringStep.Dead
      return this.at(x, lex === BLOCK + 1 ? PLAIN : lex - 1, 0)
    }
    switch (lex) {
      case 1:
        if (byte === 0x75) return this.at(x, HEX, 0)
        return this.escape(host, x, byte)
      case HIGH: {
        if (byte === 0x5c) return this.at(x, HIGH_ESCAPE, data)
        const lone = host.feed(x, 0xd800 + data)
        return lone === 0 ? StringStep.Dead : this.step(host, lone, PLAIN, 0, byte)
      }
      case HIGH_ESCAPE: {
        if (byte === 0x75) return this.at(x, HIGH_HEX, data << 16)
        const lone = host.feed(x, 0xd800 + data)
        return lone === 0 ? StringStep.Dead : this.escape(host, lone, byte)
      }
    }
    const digit = hexValue(byte)
    if (digit < 0) return StringStep.Dead
    if (lex < HIGH) {
      const value = (data << 4) | digit
      if (this.canonical) {
        const left = HIGH - 1 - lex
        if ((byte >= 0x41 && byte <= 0x46) || !longEscapes.some((p) => p >> (4 * left) === value))
          return StringStep.Dead
      }
      if (lex < HIGH - 1) return this.at(x, lex + 1, value)
      return this.codeUnit(host, x, value)
    }
    const high = data >>> 16
    const value = ((data & 0xffff) << 4) | digit
    if (lex < BLOCK) return this.at(x, lex + 1, (high << 16) | value)
    if (value >= 0xdc00 && value <= 0xdfff) {
      return this.at(host.feed(x, 0x10000 + (high << 10) + (value - 0xdc00)), PLAIN, 0)
    }
    const lone = host.feed(x, 0xd800 + high)
    return lone === 0 ? StringStep.Dead : this.codeUnit(host, lone, value)
  }

  /**
   * Moves to a position that reads the same as (x, lex, data), one of few: where the digits of an escape do not tell
   * characters apart, it is the first position met that is alike. `firsts` remembers those of one host.
   */
  settle(host: StringHost, x: number, lex: number, data: number, firsts: Map<string, number>): void {
    this.at(x, lex, data)
    if (lex <= 1 || lex > BLOCK || this.canonical) return
    const pairs = host.alike(x, 0x10000, 0x10ffff) ? host.feed(x, 0x10000) : -1
    if (lex >= HIGH) {
      this.settleHalf(host, x, lex, data, firsts, pairs)
      return
    }
    const left = HIGH - lex
    const low = data << (4 * left)
    const high = ((data + 1) << (4 * left)) - 1
    const next = host.feed(x, low)
    if (next === 0 || !host.alike(x, low, high)) return
    let kind = lex
    if (low < 0xdc00 && high >= 0xd800) {
      // First halves of pairs: alike if the pairs are, and the halves alone.
      if (next === pairs && host.alike(next, 0, 0x10ffff) && host.feed(next, 0) === next) kind = lex
      else if (low >= 0xd800 && high < 0xdc00 && pairs >= 0) kind += firstHalf
      else return
    }
    const key = `${x},${kind},${next}`
    const first = firsts.get(key)
    if (first === undefined) firsts.set(key, data)
    else this.data = first
  }

  /** Settles a position behind the first half of a pair; `pairs` is where all pairs lead, -1 if they lead to several places. */
  private settleHalf(
    host: StringHost,
    x: number,
    lex: number,
    data: number,
    firsts: Map<string, number>,
    pairs: number,
  ): void {
    const read = lex - HIGH_HEX
    const high = read < 0 ? data : data >>> 16
    const lone = host.feed(x, 0xd800 + high)
    if (lone === 0) return
    const digits = read < 0 ? 0 : data & 0xffff
    const left = 4 * (4 - read)
    const isOther = read >= 2 && digits >= 0xdc00 >> left && digits <= 0xdfff >> left
    const mayBeOther = isOther || read < 1 || (read === 1 && digits === 0xd)
    if (!mayBeOther) this.settle(host, lone, HEX + read, digits, firsts)
    if (!mayBeOther || pairs < 0) return
    // Where half a pair and the whole of it lead to one place that nothing leaves, it need not be known whether the other half comes.
    if (lone === pairs && host.alike(lone, 0, 0x10ffff) && host.feed(lone, 0) === lone) {
      if (lex === HIGH) this.at(lone, PLAIN, 0)
      else if (lex === HIGH_ESCAPE) this.at(lone, 1, 0)
      else this.settle(host, lone, HEX + read, digits, firsts)
      return
    }
    // Which half it was tells only where it leads alone, and which other half it is tells nothing.
    const key = `${x},${firstHalf},${lone}`
    const first = firsts.get(key) ?? high
    firsts.set(key, first)
    this.data = read < 0 ? first : (first << 16) | (isOther ? 0xdc00 >> left : digits)
  }

  /** Bytes from a position to the end of the string (closing quote not counted), Infinity if there is no way. */
  cost(host: StringHost, x: number, lex: number, data: number): number {
    if (lex === PLAIN) return host.cost(x)
    if (lex > PARTIAL) {
      const left = lex - PARTIAL
      const [low, high] = range(left, data)
      return left + cheapest(host, x, low, high)
    }
    if (lex > BLOCK) return lex - BLOCK + host.cost(x)
    if (lex === 1) return Math.min(this.simpleEscape(host, x), 5 + this.units(host, x, 0, 0xffff))
    if (lex < HIGH) {
      const left = HIGH - lex
      return left + this.units(host, x, data << (4 * left), ((data + 1) << (4 * left)) - 1)
    }
    const high = lex < HIGH_HEX ? data : data >>> 16
    const lone = host.feed(x, 0xd800 + high)
    const base = 0x10000 + (high << 10)
    if (lex === HIGH) {
      return Math.min(
        lone === 0 ? Number.POSITIVE_INFINITY : host.cost(lone),
        6 + cheapest(host, x, base, base + 0x3ff),
      )
    }
    if (lex === HIGH_ESCAPE) {
      const after = lone === 0 ? Number.POSITIVE_INFINITY : this.cost(host, lone, 1, 0)
      return Math.min(after, 5 + cheapest(host, x, base, base + 0x3ff))
    }
    const left = BLOCK + 1 - lex
    const from = (data & 0xffff) << (4 * left)
    const to = (((data & 0xffff) + 1) << (4 * left)) - 1
    const after = lone === 0 ? Number.POSITIVE_INFINITY : this.units(host, lone, from, to)
    const low = Math.max(from, 0xdc00)
    const top = Math.min(to, 0xdfff)
    const pair = low <= top ? cheapest(host, x, base + low - 0xdc00, base + top - 0xdc00) : Number.POSITIVE_INFINITY
    return left + Math.min(after, pair)
  }

  private at(x: number, lex: number, data: number): StringStep {
    if (x === 0) return StringStep.Dead
    this.x = x
    this.lex = lex
    this.data = data
    return StringStep.Inside
  }

  /** After a UTF-8 lead: if all characters with these leading bits act alike, x moves at once. */
  private block(host: StringHost, x: number, left: number, bits: number): StringStep {
    const [low, high] = range(left, bits)
    if (low > high) return StringStep.Dead
    const whole = high - low === (1 << (6 * left)) - 1
    if (whole && host.alike(x, low, high)) return this.at(host.feed(x, low), BLOCK + left, 0)
    return this.at(x, PARTIAL + left, bits)
  }

  private escape(host: StringHost, x: number, byte: number): StringStep {
    const point = escapes.get(byte)
    if (byte === 0x2f && this.canonical) return StringStep.Dead
    return point === undefined ? StringStep.Dead : this.at(host.feed(x, point), PLAIN, 0)
  }

  private codeUnit(host: StringHost, x: number, unit: number): StringStep {
    if (unit >= 0xd800 && unit <= 0xdbff) return this.at(x, HIGH, unit - 0xd800)
    return this.at(host.feed(x, unit), PLAIN, 0)
  }

  private simpleEscape(host: StringHost, x: number): number {
    let best = Number.POSITIVE_INFINITY
    for (const point of escapes.values()) {
      if (point === 0x2f && this.canonical) continue
      const next = host.feed(x, point)
      if (next !== 0) best = Math.min(best, 1 + host.cost(next))
    }
    return best
  }

  /** Cheapest way on after an escaped code unit between low and high; a high surrogate may become a pair. */
  private units(host: StringHost, x: number, low: number, high: number): number {
    if (this.canonical) {
      let cost = Number.POSITIVE_INFINITY
      for (const point of longEscapes) {
        const next = point >= low && point <= high ? host.feed(x, point) : 0
        if (next !== 0) cost = Math.min(cost, host.cost(next))
      }
      return cost
    }
    let best = cheapest(host, x, low, high)
    const from = Math.max(low, 0xd800)
    const to = Math.min(high, 0xdbff)
    if (from <= to) {
      const astral = cheapest(host, x, 0x10000 + ((from - 0xd800) << 10), 0x10000 + ((to - 0xd800 + 1) << 10) - 1)
      best = Math.min(best, 6 + astral)
    }
    return best
  }
}

/**
 * Code points in bytes of a string's inside that begin between characters; a character or escape begun at the end
 * counts. -1 if there is an escaped high surrogate, which may be half a character.
 */
export function codePointsOf(bytes: Uint8Array, from: number, to: number): number {
  let points = 0
  for (let i = from; i < to; ) {
    const byte = bytes[i]!
    if (byte !== 0x5c) {
      if (byte < 0x80 || byte > 0xbf) points++
      i++
      continue
    }
    points++
    if (i + 1 < to && bytes[i + 1] === 0x75) {
      const maybeHigh = i + 2 < to && (bytes[i + 2]! | 0x20) === 0x64
      if (maybeHigh && !(i + 3 < to && (hexValue(bytes[i + 3]!) < 8 || hexValue(bytes[i + 3]!) > 11))) return -1
      i += 6
    } else i += 2
  }
  return points
}

function cheapest(host: StringHost, x: number, low: number, high: number): number {
  let best = Number.POSITIVE_INFINITY
  for (let point = low; point <= high; point = host.nextBoundary(x, point)) {
    const next = host.feed(x, point)
    if (next === 0) continue
    best = Math.min(best, host.cost(next))
    if (host.anyCost && best < Number.POSITIVE_INFINITY) return best
  }
  return best
}

/** Code points with the given leading bits and `left` continuation bytes to come, valid UTF-8 only. */
function range(left: number, bits: number): [number, number] {
  let low = bits << (6 * left)
  let high = low + (1 << (6 * left)) - 1
  if (left === 3) low = Math.max(low, 0x10000)
  if (left === 2 && bits < 0x10) low = Math.max(low, 0x800)
  high = Math.min(high, 0x10ffff)
  if (low >= 0xd800 && low <= 0xdfff) low = 0xe000
  if (high >= 0xd800 && high <= 0xdfff) high = 0xd7ff
  return [low, high]
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}
