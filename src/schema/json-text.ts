/** JSON text as a tree of spans, for messages that point into it. */

export interface TextNode {
  readonly kind: 'object' | 'array' | 'string' | 'number' | 'literal'
  /** Span in the compact text. */
  readonly start: number
  readonly end: number
  /** Members of an object. */
  readonly members: readonly TextMember[]
  /** Items of an array. */
  readonly items: readonly TextNode[]
}

export interface TextMember {
  readonly name: string
  readonly key: TextNode
  readonly value: TextNode
}

export interface JsonText {
  readonly root: TextNode
  /** The text without whitespace between tokens. */
  readonly compact: Uint8Array
  /** Per byte of `compact`, and for its end: the offset in the text as given. */
  readonly origins: Int32Array
}

const maxDepth = 1000
const none: readonly never[] = []

/** Undefined if the bytes are no JSON text, or nest too deeply. */
export function readJsonText(bytes: Uint8Array): JsonText | undefined {
  const reader = new Reader(bytes)
  try {
    const root = reader.value(0)
    reader.gap()
    if (reader.at < bytes.length) return undefined
    const origins = Int32Array.from([...reader.origins, bytes.length])
    return { root, compact: Uint8Array.from(reader.compact), origins }
  } catch (error) {
    if (error === notJson) return undefined
    throw error
  }
}

const notJson = new Error('not JSON')
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class Reader {
  at = 0
  readonly compact: number[] = []
  readonly origins: number[] = []

  constructor(private readonly bytes: Uint8Array) {}

  gap(): void {
    while (isSpace(this.bytes[this.at])) this.at++
  }

  value(depth: number): TextNode {
    if (depth > maxDepth) throw notJson
    this.gap()
    const start = this.compact.length
    const first = this.bytes[this.at]
    const done = (
      kind: TextNode['kind'],
      members: readonly TextMember[] = none,
      items: readonly TextNode[] = none,
    ) => ({
      kind,
      start,
      end: this.compact.length,
      members,
      items,
    })
    if (first === 0x22) {
      this.text()
      return done('string')
    }
    if (first === 0x7b) {
      const members: TextMember[] = []
      this.list(0x7d, () => {
        const keyStart = this.compact.length
        const name = this.text()
        const key: TextNode = { kind: 'string', start: keyStart, end: this.compact.length, members: none, items: none }
        this.gap()
        this.expect(0x3a)
        members.push({ name, key, value: this.value(depth + 1) })
      })
      return done('object', members)
    }
    if (first === 0x5b) {
      const items: TextNode[] = []
      this.list(0x5d, () => {
        items.push(this.value(depth + 1))
      })
      return done('array', none, items)
    }
    let end = this.at
    while (end < this.bytes.length && isWord(this.bytes[end]!)) end++
    const word = this.parse(end)
    this.take(end)
    return done(typeof word === 'number' ? 'number' : 'literal')
  }

  private list(close: number, item: () => void): void {
    this.take(this.at + 1)
    this.gap()
    if (this.bytes[this.at] === close) {
      this.take(this.at + 1)
      return
    }
    for (;;) {
      this.gap()
      item()
      this.gap()
      if (this.bytes[this.at] === close) {
        this.take(this.at + 1)
        return
      }
      this.expect(0x2c)
    }
  }

  private text(): string {
    if (this.bytes[this.at] !== 0x22) throw notJson
    let end = this.at + 1
    while (this.bytes[end] !== 0x22) {
      if (end >= this.bytes.length) throw notJson
      end += this.bytes[end] === 0x5c ? 2 : 1
    }
    const value = this.parse(end + 1)
    this.take(end + 1)
    return value as string
  }

  private parse(end: number): unknown {
    try {
      return JSON.parse(decoder.decode(this.bytes.subarray(this.at, end)))
    } catch {
      throw notJson
    }
  }

  private expect(byte: number): void {
    if (this.bytes[this.at] !== byte) throw notJson
    this.take(this.at + 1)
  }

  private take(end: number): void {
    if (end > this.bytes.length) throw notJson
    for (; this.at < end; this.at++) {
      this.compact.push(this.bytes[this.at]!)
      this.origins.push(this.at)
    }
  }
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isWord(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  )
}
