import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { caseVariants } from '../regex/index.js'
import { type Constraint, DEAD, type State } from './constraint.js'
import { TupleInterner } from './interner.js'
import { StepRows } from './step-rows.js'
import { freeText, patternOf, TextAutomaton } from './text.js'
import { follow, missingBytes } from './utf8.js'

export interface DenyListOptions {
  /** Whether letters are compared without regard to case (simple case folding, as in a RegExp with flags i and u). Default false. */
  caseInsensitive?: boolean
}

/**
 * Text in which none of the entries occurs. An entry is a text, or an n-gram: a list of words, which stand for themselves with
 * single spaces between. It looks at the raw text, with no regard to words or escapes: inside JSON, `intersection(schema,
 * denyList(…))` also denies keys, and does not see what is spelled with an escape.
 *
 * Costs the same however many entries there are (Aho & Corasick 1975).
 * @throws OptionError for no entry, an empty one, an unknown option
 */
export function denyList(entries: readonly (string | readonly string[])[], options: DenyListOptions = {}): Constraint {
  refuseUnknownOptions(options, ['caseInsensitive'], 'denyList()')
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new OptionError('denyList() needs at least one entry.', {
      code: 'bad-option',
      option: 'entries',
      hint: 'Pass a list of texts, or use freeText() where nothing is denied.',
    })
  }
  const texts = entries.map((entry) => (typeof entry === 'string' ? entry : entry.join(' ')))
  return options.caseInsensitive ? new FoldedDenyList(texts) : freeText({ forbid: texts })
}

const encoder = new TextEncoder()

/**
 * Watches the text with every letter replaced by the first of its case variants. A state is a pair: the state of the
 * watching automaton at the last boundary between characters, and what was read of a character since: 0 for nothing,
 * class of what is missing (see `follow`) + 8 * bits read. Where no letter of an entry can begin with these bits, nothing
 * but the class counts, and the automaton is at its start, since whatever comes ends every match.
 */
class FoldedDenyList implements Constraint {
  readonly start: State
  private readonly inner: TextAutomaton
  private readonly pairs = new TupleInterner()
  private readonly pair = new Int32Array(2)
  private readonly firstVariant = new Map<number, number>()
  /** Code points that fold to a letter of an entry. */
  private readonly letters = new Set<number>()
  /** By bits read and bytes left, as bits * 4 + left: the letters that begin so. */
  private readonly prefixes = new Map<number, number[]>()
  private readonly live = new Map<State, boolean>()
  private readonly rows = new StepRows()

  constructor(texts: readonly string[]) {
    const folded = texts.map((text) => {
      patternOf(text, 'entries')
      return Array.from(text, (char) => String.fromCodePoint(this.fold(char.codePointAt(0)!, true))).join('')
    })
    this.inner = new TextAutomaton(
      [],
      folded.map((text) => encoder.encode(text)),
      true,
    )
    for (const letter of this.letters) this.note(letter)
    this.start = this.intern(this.inner.start, 0)
  }

  step(state: State, byte: number): State {
    if (state === DEAD) return DEAD
    const known = this.rows.get(state, byte)
    if (known >= 0) return known
    const pair = this.advance(this.pairs.at(state, 0), this.pairs.at(state, 1), byte)
    const next = pair !== DEAD && this.isLive(pair) ? pair : DEAD
    this.rows.set(state, byte, next)
    return next
  }

  canEnd(state: State): boolean {
    return state !== DEAD && this.pairs.at(state, 1) === 0
  }

  minBytesToEnd(state: State): number {
    return state === DEAD ? Number.POSITIVE_INFINITY : missingBytes[this.pairs.at(state, 1) & 7]!
  }

  private intern(inner: State, read: number): State {
    if (inner === DEAD) return DEAD
    this.pair[0] = inner
    this.pair[1] = read
    return this.pairs.intern(this.pair)
  }

  /** The state after a byte, whether or not a character that begins so is allowed. */
  private advance(inner: State, read: number, byte: number): State {
    const kind = follow(read & 7, byte)
    if (kind < 0) return DEAD
    if (read === 0 && kind === 0) return this.intern(this.feed(inner, byte), 0)
    const left = missingBytes[kind]!
    const lead = left === 1 ? 0x1f : left === 2 ? 0x0f : 0x07
    // Bits that no letter begins with are not kept, so `read` is then but a class.
    const known = read === 0 || read > 7
    const bits = read === 0 ? byte & lead : ((read >> 3) - 1) * 64 + (byte & 0x3f)
    if (!known || !this.prefixes.has(bits * 4 + left)) return this.intern(this.inner.start, kind)
    return kind === 0 ? this.intern(this.feed(inner, bits), 0) : this.intern(inner, kind + 8 * (bits + 1))
  }

  /** The watching automaton after a code point. */
  private feed(inner: State, point: number): State {
    if (!this.letters.has(point)) return this.inner.start
    let state = inner
    for (const byte of encoder.encode(String.fromCodePoint(this.fold(point, false)))) {
      state = this.inner.step(state, byte)
    }
    return state
  }

  /** The first case variant of a code point. */
  private fold(point: number, isLetter: boolean): number {
    let first = this.firstVariant.get(point)
    if (first === undefined || isLetter) {
      const variants = caseVariants(point)
      first = variants[0]!
      this.firstVariant.set(point, first)
      if (isLetter) for (const variant of variants) this.letters.add(variant)
    }
    return first
  }

  private note(letter: number): void {
    const width = letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4
    for (let left = width - 1; left >= 0; left--) {
      const key = Math.floor(letter / 64 ** left) * 4 + left
      const list = this.prefixes.get(key)
      if (list) list.push(letter)
      else this.prefixes.set(key, [letter])
    }
  }

  /** Inside a character: whether any character that begins so is allowed. */
  private isLive(state: State): boolean {
    const read = this.pairs.at(state, 1)
    if (read < 8) return true
    const known = this.live.get(state)
    if (known !== undefined) return known
    const left = missingBytes[read & 7]!
    const begun = this.prefixes.get(((read >> 3) - 1) * 4 + left)!
    const inner = this.pairs.at(state, 0)
    // What is no letter of an entry is always allowed. After E0, ED, F0 and F4 the characters are fewer.
    const whole = [64 ** left, 64 ** left, 64 ** left, 64 ** left, 32 * 64, 32 * 64, 48 * 64 * 64, 16 * 64 * 64][
      read & 7
    ]!
    const live = begun.length < whole || begun.some((point) => this.feed(inner, point) !== DEAD)
    this.live.set(state, live)
    return live
  }
}
