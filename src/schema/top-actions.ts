/**
 * What a byte does to a top. It depends on the top alone (until a frame is read), so it is memoised per top: an action is
 * a new top, a push, or a pop with an outcome formula.
 *
 * Memory: 256 action ids a row, made for the second byte that a top sees; most tops of a text see one.
 */
import { TupleInterner } from '../automaton/interner.js'
import { type Context, Type } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { isSpace } from './json-text.js'
import type { KeyPlaces } from './key-places.js'
import type { Members } from './members.js'
import { type Satisfier, standsAlone } from './satisfy.js'
import { FrameKind, type Stacks } from './stacks.js'
import type { StringFormulas } from './string-formulas.js'
import { leadsAlike, PLAIN, type StringHost, type StringLexer, StringStep } from './string-lexer.js'
import { literalTexts, Mode, outsideText, type Tops } from './tops.js'

/** What a byte does. Action 0 is death. */
export enum Do {
  /** a = top */
  Move = 1,
  /** a = top; the byte is appended to the data */
  Keep,
  /** a = frame, b = top */
  Push,
  /** a = outcome formula; the byte closes the value */
  Pop,
  /** a = outcome formula; the byte comes after the value */
  PopThen,
  /** The end of an unnamed key: seen keys depend on the data */
  CloseKey,
}

const literalTypes = [Type.Null, Type.False, Type.True]

/** The frame and the top above it after a key. */
interface Pushed {
  readonly frame: number
  readonly top: number
}

export class TopActions {
  private readonly actions = new TupleInterner()
  /** 256 entries a row: action ids plus one, 0 where not computed. */
  private rows = new Int32Array(256 * 16)
  private rowCount = 0
  /** Where the row of each top begins; made for the second byte, most tops of a text see one. */
  private readonly rowOf: (number | undefined)[] = []
  /** Per top: the first byte seen and its action, as action * 256 + byte. */
  private readonly firstActions: number[] = []
  /** Per top: the answer of quoteAt. */
  private readonly quotesAt: number[] = []
  private readonly canonical: boolean
  private readonly flexible: boolean
  private readonly pretty: boolean
  private readonly maxGap: number

  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
    private readonly members: Members,
    private readonly tops: Tops,
    private readonly stacks: Stacks,
    private readonly strings: StringFormulas,
    private readonly places: KeyPlaces,
    private readonly lexer: StringLexer,
  ) {
    const whitespace = context.options.whitespace ?? 'flexible'
    this.flexible = whitespace === 'flexible'
    this.pretty = whitespace === 'pretty'
    this.maxGap = this.flexible ? context.limits.whitespace : 0
    this.canonical = context.options.spelling === 'canonical'
  }

  /** The action of a byte, 0 if it is dead. */
  of(top: number, byte: number): number {
    let row = this.rowOf[top]
    if (row === undefined) {
      const first = this.firstActions[top]
      if (first === undefined) {
        const only = this.compute(top, byte)
        this.firstActions[top] = only * 256 + byte
        return only
      }
      if (first % 256 === byte) return Math.floor(first / 256)
      row = this.addRow(top)
      this.rows[row + (first % 256)] = Math.floor(first / 256) + 1
      this.rowOf[top] = row
    }
    const known = this.rows[row + byte]!
    if (known !== 0) return known - 1
    const action = this.compute(top, byte)
    this.rows[row + byte] = action + 1
    this.fillAlike(top, byte, row)
    return action
  }

  /** The kind of an action, and below what it has beside it. */
  kind(action: number): Do {
    return this.actions.at(action, 0)
  }

  a(action: number): number {
    return this.actions.at(action, 1)
  }

  b(action: number): number {
    return this.actions.at(action, 2)
  }

  /** What closing an unnamed key does; undefined if the key may not come. */
  closeKey(top: number, key: number): Pushed | undefined {
    const f = this.tops.formula(top)
    const representative = this.places.representative(f, this.tops.at(top, 5))!
    return this.member(f, this.tops.at(top, 2), key, representative, this.tops.at(top, 6))
  }

  /** What a number is worth if it ends here. */
  numberOutcome(top: number): Formula {
    const { formulas, numbers } = this.context
    const lex = this.tops.at(top, 2)
    if (!numbers.lexComplete(lex)) return FALSE
    return formulas.map(
      this.tops.formula(top),
      (leaf) => {
        if (formulas.tag(leaf) !== Tag.Number) return leaf
        return numbers.value(formulas.a(leaf), lex) ? TRUE : FALSE
      },
      new Map(),
    )
  }

  /** The quote that a string read plainly is part of, as an expression; -1 if there is none. */
  quoteAt(top: number): number {
    const { formulas, pool } = this.context
    if (pool.quotes.length === 0 || this.tops.at(top, 2) !== PLAIN) return -1
    const known = this.quotesAt[top]
    if (known !== undefined) return known
    const local = this.satisfier.split(this.tops.formula(top))?.local ?? TRUE
    const quote = local > TRUE && formulas.tag(local) === Tag.Pattern ? pool.quoteIn(formulas.a(local)) : -1
    this.quotesAt[top] = quote
    return quote
  }

  /** How the string lexer sees the key that a top is in. */
  keyHost(top: number): StringHost {
    return this.places.host(this.tops.formula(top), this.tops.at(top, 2), standsAlone, !this.satisfier.minimize)
  }

  /** A row in which the bytes that cannot be are dead already. */
  private addRow(top: number): number {
    const row = this.rowCount++ * 256
    if (row === this.rows.length) {
      const rows = new Int32Array(2 * row)
      rows.set(this.rows)
      this.rows = rows
    }
    const mode = this.tops.at(top, 0)
    const inText = mode === Mode.String || mode === Mode.Key
    const possible = inText ? this.lexer.possible(this.tops.at(top, mode === Mode.String ? 2 : 3)) : outsideText
    for (let byte = 0; byte < 256; byte++) if (possible[byte] === 0) this.rows[row + byte] = 1
    if (mode === Mode.String) this.fillQuote(row, this.quoteAt(top))
    return row
  }

  /** A quote goes on with few characters: no other need be tried. */
  private fillQuote(row: number, quote: number): void {
    if (quote < 0) return
    const { rows } = this
    // 1 is the dead action; what is to be left open is 0 again.
    rows.fill(1, row, row + 256)
    rows[row + 0x22] = 0
    rows[row + 0x5c] = 0
    for (const point of this.context.pool.firstsOf(quote)) {
      const plain = point >= 0x20 && point < 0x80
      if (plain) rows[row + point] = 0
      else if (point >= 0x80 && point < 0x800) rows[row + (0xc0 | (point >> 6))] = 0
      else if (point >= 0x800) rows[row + (point < 0x10000 ? 0xe0 | (point >> 12) : 0xf0 | (point >> 18))] = 0
    }
  }

  /** Characters that are read like the one before them need no step of their own. */
  private fillAlike(top: number, byte: number, row: number): void {
    const mode = this.tops.at(top, 0)
    if (mode !== Mode.String && mode !== Mode.Key) return
    const lex = this.tops.at(top, mode === Mode.String ? 2 : 3)
    if (this.lexer.isBlind(lex)) {
      if (byte >= 0x80 && byte < 0xc0) this.rows.fill(this.rows[row + byte]!, row + 0x80, row + 0xc0)
      return
    }
    if (lex !== PLAIN || byte < 0x20 || byte === 0x22 || byte === 0x5c) return
    if (mode === Mode.String && this.quoteAt(top) >= 0) return
    const host = mode === Mode.String ? this.strings.host(standsAlone) : this.keyHost(top)
    const x = mode === Mode.String ? this.tops.formula(top) : this.tops.at(top, 5)
    if (!host.alike(x, 0, 0)) return
    if (byte < 0x80) {
      const stop = Math.min(0x80, host.nextBoundary(x, byte))
      for (let b = byte + 1; b < stop; b++) if (b !== 0x22 && b !== 0x5c) this.rows[row + b] = this.rows[row + byte]!
      return
    }
    const alike = leadsAlike(byte)
    if (!alike) return
    const bound = host.nextBoundary(x, alike.first)
    for (let b = byte + 1; b <= alike.last && alike.highest(b) < bound; b++) this.rows[row + b] = this.rows[row + byte]!
  }

  private do_(kind: Do, a = 0, b = 0): number {
    return this.actions.intern([kind, a, b])
  }

  private move(top: number): number {
    return this.do_(Do.Move, top)
  }

  private compute(top: number, byte: number): number {
    const f = this.tops.formula(top)
    const a = this.tops.at(top, 2)
    const b = this.tops.at(top, 3)
    const c = this.tops.at(top, 4)
    switch (this.tops.at(top, 0) as Mode) {
      case Mode.Value:
        return this.inValue(f, a, b, c, byte)
      case Mode.String:
        return this.inString(f, a, b, byte)
      case Mode.Number:
        return this.inNumber(top, f, a, byte)
      case Mode.Literal: {
        const text = literalTexts[a]!
        if (byte !== text.charCodeAt(b)) return 0
        return b + 1 === text.length ? this.do_(Do.Pop, f) : this.move(this.tops.make(Mode.Literal, f, a, b + 1))
      }
      case Mode.Open:
        if (byte === 0x7d) return b === 0 || this.flexible ? this.closeObject(f) : 0
        if (byte === 0x22) return this.gapFilled(b, c + 1) ? this.openKey(f, a, c) : 0
        return this.gap(byte, b, c + 1, (n) => this.tops.make(Mode.Open, f, a, n, c))
      case Mode.Member: {
        if (byte === 0x2c) return b === 0 || this.flexible ? this.move(this.tops.make(Mode.Comma, f, a, 0, c)) : 0
        if (byte === 0x7d) return this.gapFilled(b, c) ? this.closeObject(f) : 0
        return this.gap(byte, b, c, (n) => this.tops.make(Mode.Member, f, a, n, c))
      }
      case Mode.Comma:
        if (byte === 0x22) return this.gapFilled(b, c + 1) ? this.openKey(f, a, c) : 0
        return this.gap(byte, b, c + 1, (n) => this.tops.make(Mode.Comma, f, a, n, c))
      case Mode.Key:
        return this.inKey(top, f, a, b, c, byte)
      case Mode.Colon:
        if (byte === 0x3a) return this.move(this.tops.make(Mode.Value, f, 0, this.pretty ? -1 : 0, b))
        return this.gap(byte, a, -2, (n) => this.tops.make(Mode.Colon, f, n, b))
      case Mode.OpenList: {
        if (byte === 0x5d) return a === 0 || this.flexible ? this.closeArray(f) : 0
        const whitespace = this.gap(byte, a, b + 1, (n) => this.tops.make(Mode.OpenList, f, n, b))
        if (whitespace !== 0 || isSpace(byte) || !this.gapFilled(a, b + 1)) return whitespace
        return this.beginItem(f, byte, 0, b)
      }
      case Mode.Item: {
        if (byte === 0x5d) return this.gapFilled(a, b) ? this.closeArray(f) : 0
        if (byte === 0x2c) return a === 0 || this.flexible ? this.beginItem(f, -1, this.pretty ? b + 1 : 0, b) : 0
        return this.gap(byte, a, b, (n) => this.tops.make(Mode.Item, f, n, b))
      }
      default:
        return this.gap(byte, a, -2, (n) => this.tops.make(Mode.End, f, n))
    }
  }

  /**
   * Whitespace between tokens. `read` characters were read already; `due` is what 'pretty' asks for:
   * -1 one space, n >= 0 a line break and 2n spaces, -2 nothing.
   */
  private gap(byte: number, read: number, due: number, next: (read: number) => number): number {
    if (this.flexible) return isSpace(byte) && read < this.maxGap ? this.move(next(read < 0 ? read : read + 1)) : 0
    if (!this.pretty || due === -2 || this.gapFilled(read, due)) return 0
    const wanted = due === -1 || read > 0 ? 0x20 : 0x0a
    return byte === wanted ? this.move(next(read + 1)) : 0
  }

  private gapFilled(read: number, due: number): boolean {
    if (!this.pretty || due === -2) return true
    return due === -1 ? read === 1 : read === 1 + 2 * due
  }

  private inValue(f: Formula, read: number, due: number, indent: number, byte: number): number {
    const whitespace = this.gap(byte, read, due === 0 ? -2 : due, (n) => this.tops.make(Mode.Value, f, n, due, indent))
    if (whitespace !== 0) return whitespace
    if (due !== 0 && !this.gapFilled(read, due)) return 0
    const begun = this.beginValue(f, byte, indent)
    return begun === 0 ? 0 : this.move(begun)
  }

  /** The top after the first byte of a value; 0 if no value begins so. */
  private beginValue(f: Formula, byte: number, indent: number): number {
    switch (byte) {
      case 0x22: {
        const g = this.strings.joined(this.satisfier.expandType(f, Type.String))
        return g === FALSE ? 0 : this.tops.make(Mode.String, g, PLAIN, 0)
      }
      case 0x7b: {
        const g = this.satisfier.expandType(f, Type.Object)
        return g === FALSE ? 0 : this.tops.make(Mode.Open, g, this.places.emptySeen(g), 0, indent)
      }
      case 0x5b: {
        const g = this.satisfier.expandType(f, Type.Array)
        return g === FALSE ? 0 : this.tops.make(Mode.OpenList, g, 0, indent)
      }
    }
    const literal = byte === 0x6e ? 0 : byte === 0x66 ? 1 : byte === 0x74 ? 2 : -1
    if (literal >= 0) {
      const g = this.satisfier.expandType(f, literalTypes[literal]!)
      return g === FALSE ? 0 : this.tops.make(Mode.Literal, g, literal, 1)
    }
    if (byte !== 0x2d && (byte < 0x30 || byte > 0x39)) return 0
    const g = this.satisfier.expandType(f, Type.Number)
    return g === FALSE ? 0 : this.numberTop(g, this.satisfier.startLex(g), byte)
  }

  // --- numbers

  /** The top after one more byte of a number, 0 if there is none. */
  numberTop(f: Formula, lex: number, byte: number): number {
    const { formulas, numbers } = this.context
    if (byte === 0x45 && this.canonical) return 0
    const next = numbers.lexStep(lex, byte)
    if (next === 0) return 0
    const g = formulas.map(
      f,
      (leaf) => {
        if (formulas.tag(leaf) !== Tag.Number) return leaf
        const atom = numbers.step(formulas.a(leaf), lex, byte)
        return atom <= 1 ? atom : formulas.leaf(Tag.Number, atom)
      },
      new Map(),
    )
    return g === FALSE ? 0 : this.tops.make(Mode.Number, g, next)
  }

  private inNumber(top: number, f: Formula, lex: number, byte: number): number {
    const next = this.numberTop(f, lex, byte)
    if (next !== 0) return this.move(next)
    if (byte !== 0x2c && byte !== 0x5d && byte !== 0x7d && !isSpace(byte)) return 0
    const outcome = this.numberOutcome(top)
    return outcome === FALSE ? 0 : this.do_(Do.PopThen, outcome)
  }

  // --- strings

  private inString(f: Formula, lex: number, data: number, byte: number): number {
    const lexer = this.lexer
    switch (lexer.step(this.strings.host(standsAlone), f, lex, data, byte)) {
      case StringStep.Dead:
        return 0
      case StringStep.Inside:
        return this.move(this.tops.make(Mode.String, lexer.x, lexer.lex, lexer.data))
      default: {
        const outcome = this.strings.end(f)
        return outcome === FALSE ? 0 : this.do_(Do.Pop, outcome)
      }
    }
  }

  // --- objects

  private openKey(f: Formula, seen: number, indent: number): number {
    return this.move(this.tops.make(Mode.Key, f, seen, PLAIN, 0, this.places.root, indent))
  }

  private inKey(top: number, f: Formula, seen: number, lex: number, data: number, byte: number): number {
    const lexer = this.lexer
    const place = this.tops.at(top, 5)
    const host = this.places.host(f, seen, standsAlone, !this.satisfier.minimize)
    switch (lexer.step(host, place, lex, data, byte)) {
      case StringStep.Dead:
        return 0
      case StringStep.Inside: {
        const next = this.tops.make(Mode.Key, f, seen, lexer.lex, lexer.data, lexer.x, this.tops.at(top, 6))
        // The spelling is kept for the case that the key turns out to be an unnamed one.
        return this.places.opens(f) ? this.do_(Do.Keep, next) : this.move(next)
      }
      default: {
        if (lexer.x < 0) return this.do_(Do.CloseKey)
        const key = this.places.keyOfPlace(lexer.x)
        const pushed = this.member(f, seen, key, key, this.tops.at(top, 6))
        return pushed ? this.do_(Do.Push, pushed.frame, pushed.top) : 0
      }
    }
  }

  /** The frame and top after a key; undefined if the key may not come. `like` is a key that fares alike. */
  private member(f: Formula, seen: number, key: number, like: number, indent: number): Pushed | undefined {
    if (this.places.taken(seen, key)) return undefined
    const child = this.members.deriveKey(this.places.skip(f, seen, key), like)
    if (child === FALSE) return undefined
    const [frame, g] = this.stacks.frameOf(FrameKind.Object, this.places.add(seen, key), child)
    return { frame, top: this.tops.make(Mode.Colon, g, 0, this.pretty ? indent + 1 : 0) }
  }

  private closeObject(f: Formula): number {
    const outcome = this.members.endObject(f)
    return outcome === FALSE ? 0 : this.do_(Do.Pop, outcome)
  }

  // --- arrays

  private closeArray(f: Formula): number {
    const outcome = this.members.endArray(f)
    return outcome === FALSE ? 0 : this.do_(Do.Pop, outcome)
  }

  /** An item begins: with `byte`, or (byte -1) after a comma with whitespace `due`. */
  private beginItem(f: Formula, byte: number, due: number, indent: number): number {
    const child = this.members.deriveItem(f)
    if (child === FALSE) return 0
    const [frame, g] = this.stacks.frameOf(FrameKind.Array, 0, child)
    const inner = this.pretty ? indent + 1 : 0
    if (byte < 0) return this.do_(Do.Push, frame, this.tops.make(Mode.Value, g, 0, due, inner))
    const top = this.beginValue(g, byte, inner)
    return top === 0 ? 0 : this.do_(Do.Push, frame, top)
  }
}
