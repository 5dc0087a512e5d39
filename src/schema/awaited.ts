/**
 * The item that an array awaits because of `uniqueItems`: what its text can still become decides what
 * the rest of the array can be, and the other way round.
 *
 * Both are asked together. The item's text is read again as a value of its own under whatever formula
 * the array theory asks about; states are memoised per formula, so that each further byte is one step.
 */
import type { State } from '../automaton/constraint.js'
import type { PendingItem } from './array-theory.js'
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import type { Satisfier, Then } from './satisfy.js'

const NONE = Number.POSITIVE_INFINITY
/** Ways of an item to fare that are told apart. */
const maxChoices = 64

/** Texts as chains of bytes. */
export interface Bytes {
  before(data: number): number
  lastByte(data: number): number
  appendByte(data: number, byte: number): number
  textBetween(base: number, data: number): string
}

/** The text of an item so far: the data from `base` on. */
export interface ItemText {
  readonly base: number
  readonly data: number
  /** Arrays and objects around it. */
  readonly depth: number
  readonly bytes: Bytes
}

/** The automaton, as far as it reads values of their own. */
export interface ValueReader {
  begin(f: Formula, depth: number): State
  step(state: State, byte: number): State
  canEnd(state: State): boolean
  stateCost(state: State): number
  bytesToEnd(state: State): Uint8Array
}

interface Choice {
  /** What the item satisfies. */
  readonly item: Formula
  /** What then must hold for the rest of the array. */
  readonly rest: Formula
}

export class AwaitedItems {
  private readonly choices = new Map<string, readonly Choice[] | null>()
  /** Per formula and beginning of an item, the states by text. */
  private readonly readings = new Map<string, Map<number, State>>()

  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
    private readonly reader: ValueReader,
  ) {}

  /** True if the value of the item may make a difference to the rest of the array. */
  matters(item: Formula, rests: readonly Formula[]): boolean {
    const { satisfier } = this
    const choices = this.choicesOf(item, rests)
    if (!choices) return true
    return choices.some(({ rest }) => {
      return satisfier.awaitedMatters(satisfier.split(rest)?.local ?? rest)
    })
  }

  /** Bytes to the end of everything: of the item of formula `item`, and of the array with what the item leaves to it. */
  cost(item: Formula, rests: readonly Formula[], text: ItemText, then: Then): number {
    const { satisfier } = this
    satisfier.tick()
    const choices = this.choicesOf(item, rests)
    if (!choices) {
      satisfier.gaveUp()
      return 1
    }
    let best = NONE
    for (const choice of choices) {
      const pending = this.pending(choice.item, text)
      best = Math.min(best, satisfier.array(choice.rest, false, then, pending))
      if (best < NONE && !satisfier.minimize) break
    }
    return best
  }

  /** The ways to decide the outcomes in an item's formula; undefined if they are too many to be told apart. */
  private choicesOf(item: Formula, rests: readonly Formula[]): readonly Choice[] | undefined {
    const key = `${item},${rests.join()}`
    const known = this.choices.get(key)
    if (known !== undefined) return known ?? undefined
    const { formulas } = this.context
    const found: Choice[] = []
    const monotone = this.isMonotone(item)
    const decide = (f: Formula, i: number, rest: Formula): void => {
      if (f === FALSE || rest === FALSE) return
      if (!formulas.hasOuter(f)) {
        found.push({ item: f, rest })
        return
      }
      if (found.length > maxChoices) return
      const set = (truth: Formula) =>
        formulas.map(
          f,
          (leaf) => (formulas.tag(leaf) === Tag.Outcome && formulas.a(leaf) === i ? truth : leaf),
          new Map(),
        )
      const without = set(FALSE)
      const withIt = set(TRUE)
      if (without === withIt) {
        decide(f, i + 1, rest)
        return
      }
      decide(withIt, i + 1, formulas.and2(rest, rests[i]!))
      // What holds without an outcome holds with it too, unless it occurs negated.
      decide(without, i + 1, monotone ? rest : formulas.and2(rest, formulas.not(rests[i]!)))
    }
    decide(item, 0, TRUE)
    const result = found.length > maxChoices ? null : found
    this.choices.set(key, result)
    return result ?? undefined
  }

  private isMonotone(f: Formula): boolean {
    const { formulas } = this.context
    if (!formulas.hasOuter(f) || formulas.isLeaf(f)) return true
    const tag = formulas.tag(f)
    if (tag === Tag.One || tag === Tag.Not) return false
    return formulas.args(f).every((x) => this.isMonotone(x))
  }

  private pending(item: Formula, text: ItemText): PendingItem {
    const { formulas } = this.context
    const { satisfier, reader } = this
    const state = (f: Formula) => this.read(formulas.and2(item, f), text)
    const cost = (f: Formula): number =>
      satisfier.apart(() => {
        const at = f === FALSE ? 0 : state(f)
        if (at === 0) return NONE
        if (!satisfier.minimize) return 1
        return reader.canEnd(at) ? 0 : reader.stateCost(at)
      })
    let known: { least: number; steady: boolean } | undefined
    const begun = () => {
      known ??= judgeText(text.bytes.textBetween(text.base, text.data))
      return known
    }
    return {
      cost,
      value: (f) =>
        satisfier.apart(() => {
          let data = text.data
          for (const byte of reader.bytesToEnd(state(f))) data = text.bytes.appendByte(data, byte)
          return this.context.valueOfText(text.bytes.textBetween(text.base, data))
        }),
      get least() {
        return begun().least
      },
      get steady() {
        return begun().steady
      },
    }
  }

  /** The state of a value of its own after the item's text. */
  private read(f: Formula, { base, data, depth, bytes }: ItemText): State {
    if (f === FALSE) return 0
    const { reader } = this
    const key = `${f},${base},${depth}`
    let states = this.readings.get(key)
    if (!states) {
      states = new Map([[base, reader.begin(f, depth)]])
      this.readings.set(key, states)
    }
    const start = states.get(base)!
    const unread: number[] = []
    let at = data
    while (!states.has(at)) {
      unread.push(at)
      at = bytes.before(at)
    }
    let state = states.get(at)!
    while (unread.length > 0) {
      at = unread.pop()!
      const byte = bytes.lastByte(at)
      // Whitespace before the item is no part of it.
      if (state !== start || byte > 0x20) state = state === 0 ? 0 : reader.step(state, byte)
      states.set(at, state)
    }
    return state
  }
}

const token = /"(?:[^"\\]|\\(?:u[\da-f]{4}|[^u]))*"?|[-\d][\d.eE+-]*|[[\]{},:]|[a-z]+|\\.*$/gi

/**
 * What the beginning of a value tells about its length: bytes that it takes at least, and whether all bytes from here
 * on count: not so inside a number or an escape, whose spelling may turn out longer than needed.
 */
function judgeText(text: string): { least: number; steady: boolean } {
  let least = 0
  let steady = true
  for (const [part] of text.matchAll(token)) {
    steady = true
    if (part[0] === '"') {
      const closed = part.length > 1 && /^"(?:[^"\\]|\\.)*"$/.test(part)
      least += utf8Bytes(JSON.stringify(JSON.parse(closed ? part : `${part}"`)))
      // A pair may follow a high surrogate.
      if (!closed) steady = !/\\ud[89ab]..$/i.test(part)
    } else if (part[0] === '\\') steady = false
    else if (/[-\d]/.test(part[0]!)) {
      // However it is spelled, the digits from the first to the last that is not 0 are there.
      const digits = part
        .replace(/e.*/i, '')
        .replace(/\D/g, '')
        .replace(/^0+|0+$/g, '').length
      least += Math.max(1, digits) + (digits > 0 && part[0] === '-' ? 1 : 0)
      steady = false
    } else least += part.length
  }
  // A surrogate counts as the six bytes of its escape, and half a character as the character that replaces it.
  return { least: /\\u[dD]|\ufffd/.test(text) ? 1 : least, steady: steady && !text.endsWith('\ufffd') }
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
