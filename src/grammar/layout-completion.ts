import type { LayoutHost, Layouts } from './layout.js'
import { NO_LEXEME } from './lexer.js'
import { isBlank, LINE_FEED, SPACE, TAB } from './newline-lexemes.js'
import { FAILED } from './parser.js'

/** Bytes that end a lexeme and where they lead. */
interface Step {
  readonly bytes: readonly number[]
  readonly boundary: number
  readonly set: number
  readonly layout: number
  /** Estimated bytes from there to the end. */
  readonly rest: number
  /** Whether a line has just begun: the text cannot end before something is read. */
  readonly begun: boolean
}

/** The text of a lexeme and the lexer state at its end. */
interface Spelt {
  readonly bytes: readonly number[]
  readonly state: number
}

/** Where a search through lexer states came from: the state before (-1: none) and the byte (-1: none was read). */
type Trail = Map<number, readonly [number, number]>

/**
 * Completions of texts with indentation, written out byte by byte.
 *
 * The table of costs chooses the terminals, with every indentation taken for nothing and a deeper one for one
 * column. That estimate gets smaller with every terminal, so a completion is always found; it is a short one, though not
 * always the shortest, since a line further out can be worth a longer statement.
 */
export class LayoutCompletion {
  private readonly spelt = new Map<string, Spelt>()

  constructor(
    private readonly host: LayoutHost,
    private readonly layouts: Layouts,
  ) {}

  /** Bytes that complete the text in the middle of a lexeme; before the first, with `fresh`. Undefined if there are none. */
  complete(lexeme: number, set: number, layout: number, fresh: boolean): number[] | undefined {
    const bytes: number[] = []
    let boundary = this.host.lexer.freeBoundary
    let first = fresh
    let parses = set
    let at = layout
    let begun = false
    if (!fresh) {
      const step = this.finish(lexeme, set, layout)
      if (!step) return undefined
      bytes.push(...step.bytes)
      boundary = step.boundary
      parses = step.set
      at = step.layout
      begun = step.begun
      if (parses === FAILED) return bytes
    }
    const { layouts, host } = this
    const { symbols } = layouts
    for (;;) {
      const bracketed = layouts.depth(at) > 0
      if (!begun && !bracketed && layouts.closes(parses, layouts.block(at))) return bytes
      begun = false
      let symbol = -1
      let way: Spelt | undefined
      for (const next of host.costs.ranked(boundary, parses, bracketed)) {
        symbol = next.symbol
        way = this.spell(boundary, symbol, next.to, bracketed, first)
        // Only the first lexeme of a text may have no spelling, since no blank may begin it.
        if (way) break
      }
      if (!way) return undefined
      first = false
      bytes.push(...way.bytes)
      if (symbol !== symbols.newline) {
        boundary = host.lexer.endOf(way.state)
        layouts.end(symbol, parses, at)
        parses = layouts.set
        at = layouts.layout
        continue
      }
      const line = this.line(way.state, host.parser.advance(parses, symbol), layouts.layoutAt(0, at))
      if (!line) return undefined
      bytes.push(...line.bytes)
      if (line.set === FAILED) return bytes
      boundary = line.boundary
      parses = line.set
      at = line.layout
      begun = true
    }
  }

  /** The best way to end the lexeme being read. With set FAILED the text ends there. */
  private finish(lexeme: number, set: number, layout: number): Step | undefined {
    const { host, layouts } = this
    const { newline } = layouts.symbols
    const bracketed = layouts.depth(layout) > 0
    let best: Step | undefined
    const offer = (step: Step): void => {
      if (!best || step.bytes.length + step.rest < best.bytes.length + best.rest) best = step
    }
    const trail: Trail = new Map([[lexeme, [-1, -1]]])
    let fed = false
    const afterNewline = host.parser.advance(set, newline)
    for (const [state] of trail) {
      const terminal = host.lexer.label(state)
      if (terminal === newline && !bracketed) {
        if (layouts.closes(afterNewline, layouts.block(layout)))
          offer({ bytes: path(trail, state), boundary: 0, set: FAILED, layout, rest: 0, begun: false })
      } else if (terminal >= 0) {
        layouts.end(terminal, set, layout)
        const { set: parses, layout: at } = layouts
        const boundary = host.lexer.endOf(state)
        const rest = this.rest(boundary, parses, at)
        if (rest < Number.POSITIVE_INFINITY)
          offer({ bytes: path(trail, state), boundary, set: parses, layout: at, rest, begun: false })
      }
      for (const byte of this.bytesOf()) {
        const next = host.lexer.step(state, byte)
        if (next === NO_LEXEME) continue
        if (byte === LINE_FEED && !fed && !bracketed && layouts.newlines.kind[next]! > 0) {
          fed = true
          const line = this.line(next, afterNewline, layouts.layoutAt(0, layout))
          if (line) offer({ ...line, bytes: [...path(trail, state), LINE_FEED, ...line.bytes] })
        }
        if (!trail.has(next)) trail.set(next, [state, byte])
      }
    }
    if (!bracketed && layouts.width(layout) >= 0) {
      const line = this.line(lexeme, afterNewline, layout)
      if (line) offer(line)
    }
    return best
  }

  /**
   * The cheapest of the widths that the line begun can still get, `set` being the parses behind its newline. With set FAILED the
   * text ends behind the bytes.
   */
  private line(lexeme: number, set: number, layout: number): Step | undefined {
    const { host, layouts } = this
    if (set === FAILED) return undefined
    const block = layouts.block(layout)
    const width = layouts.width(layout)
    let best: Step | undefined
    const offer = (target: number): void => {
      if (target < width) return
      layouts.endLine(set, block, target)
      const { set: parses, layout: at } = layouts
      if (parses === FAILED) return
      const rest = layouts.lineCost(parses, at)
      if (rest === Number.POSITIVE_INFINITY || (best && rest >= best.rest)) return
      best = {
        bytes: new Array<number>(target - width).fill(SPACE),
        boundary: 0,
        set: parses,
        layout: at,
        rest,
        begun: true,
      }
    }
    // Outer blocks first: of lines as good the shorter.
    const blocks: number[] = []
    for (let at = block; at !== 0; at = layouts.around(at)) blocks.push(layouts.widthOf(at))
    for (const target of blocks.reverse()) offer(target)
    offer(Math.max(width, layouts.widthOf(block) + 1))
    if (!best) return undefined
    let state = lexeme
    for (const byte of best.bytes) state = host.lexer.step(state, byte)
    const boundary = host.lexer.endOf(state)
    if (host.costs.next(boundary, best.set, false) === best.rest) return { ...best, boundary }
    // The text can end, but not right here, where no line ends.
    const { symbol, to } = host.costs.skipped(boundary)!
    const { bytes } = this.spell(boundary, symbol, to, false, false)!
    return { ...best, bytes: [...best.bytes, ...bytes], set: FAILED, rest: 0 }
  }

  private rest(boundary: number, set: number, layout: number): number {
    if (set === FAILED) return Number.POSITIVE_INFINITY
    const bracketed = this.layouts.depth(layout) > 0
    if (!bracketed && this.layouts.closes(set, this.layouts.block(layout))) return 0
    return this.host.costs.next(boundary, set, bracketed)
  }

  /** The shortest text of a terminal, and of what is ignored before it; of a newline the beginning to its first line feed. */
  private spell(boundary: number, symbol: number, to: number, bracketed: boolean, first: boolean): Spelt | undefined {
    const key = `${boundary},${symbol},${to},${bracketed},${first}`
    const known = this.spelt.get(key)
    if (known) return known
    const { lexer, ignores, costs } = this.host
    const { newline } = this.layouts.symbols
    const trail: Trail = new Map()
    const skips = (t: number): boolean =>
      t >= 0 && (((ignores[t >>> 5]! >>> (t & 31)) & 1) === 1 || (bracketed && t === newline))
    // Over a line feed a state counts even if it was met before over another byte.
    const arrives = (state: number, byte: number): boolean =>
      symbol === newline
        ? byte === LINE_FEED && this.layouts.newlines.kind[state]! > 0
        : lexer.label(state) === symbol && costs.classAt(lexer.endOf(state)) === to
    const reach = (from: number, byte: number, state: number): Spelt | undefined => {
      if (state === NO_LEXEME) return undefined
      if (arrives(state, byte)) {
        const way = { bytes: [...path(trail, from), byte], state }
        this.spelt.set(key, way)
        return way
      }
      if (!trail.has(state)) trail.set(state, [from, byte])
      return undefined
    }
    for (const byte of first ? everyByte : this.bytesOf()) {
      if (first && isBlank(byte)) continue
      const way = reach(-1, byte, lexer.enter(boundary, byte))
      if (way) return way
    }
    for (const [state] of trail) {
      for (const byte of this.bytesOf()) {
        const way =
          reach(state, byte, lexer.step(state, byte)) ??
          (skips(lexer.label(state)) ? reach(state, byte, lexer.enter(lexer.endOf(state), byte)) : undefined)
        if (way) return way
      }
    }
    return undefined
  }

  private candidates: readonly number[] | undefined

  /** A byte of each class, and those that layouts look at. */
  private bytesOf(): readonly number[] {
    this.candidates ??= [...new Set([LINE_FEED, SPACE, TAB, ...this.host.lexer.dfa.byteOf])]
    return this.candidates
  }
}

const everyByte = Array.from({ length: 256 }, (_, byte) => byte)

/** The bytes that led to a state. */
function path(trail: Trail, state: number): number[] {
  const bytes: number[] = []
  for (let at = state; at >= 0; ) {
    const [from, byte] = trail.get(at)!
    if (byte >= 0) bytes.push(byte)
    at = from
  }
  return bytes.reverse()
}
