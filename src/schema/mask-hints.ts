/**
 * What masks ask of the JSON automaton beside its steps (see Constraint): which states are alike so far as a token can tell.
 * No step depends on anything here; to answer "unknown" everywhere would cost time, not exactness.
 */
import type { Between, CountedRun, State, TextKind, WordsAhead } from '../automaton/constraint.js'
import { TupleInterner } from '../automaton/interner.js'
import { boundedRun, ExprPool } from '../regex/index.js'
import { K_AND, K_REPEAT, UNBOUNDED } from '../regex/nodes.js'
import { longestEnding } from '../regex/runs.js'
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { type KeyPlaces, type NamesAhead, plainBytes } from './key-places.js'
import type { Members } from './members.js'
import { type Satisfier, standsAlone } from './satisfy.js'
import type { Stacks } from './stacks.js'
import type { StringFormulas } from './string-formulas.js'
import { codePointsOf, PLAIN } from './string-lexer.js'
import type { TopActions } from './top-actions.js'
import type { TopCosts } from './top-costs.js'
import { gapField, Mode, outsideText, type Tops } from './tops.js'

const NONE = Number.POSITIVE_INFINITY
/** States of a string formula looked at to see that none is dead. */
const maxFreeStates = 64

/** The parts of the automaton that states are made of. */
export interface AutomatonParts {
  readonly tops: Tops
  /** (top, stack, data) */
  readonly states: TupleInterner
  readonly stacks: Stacks
  readonly strings: StringFormulas
  readonly places: KeyPlaces
  readonly actions: TopActions
  readonly costs: TopCosts
}

/** The automaton, as far as it makes states. */
export interface StateMaker {
  step(state: State, byte: number): State
  /** The state of its parts; 0 if it is dead. */
  state(top: number, stack: number, data: number): State
}

export class MaskHints {
  private readonly slices = new TupleInterner()
  /** String formulas of which every text is a beginning. */
  private readonly free = new Map<Formula, boolean>()
  private readonly tops: Tops
  private readonly states: TupleInterner
  private readonly stacks: Stacks
  private readonly strings: StringFormulas
  private readonly places: KeyPlaces
  private readonly actions: TopActions
  private readonly costs: TopCosts
  private readonly flexible: boolean
  private readonly maxGap: number
  /** The kind of text that strings and keys without conditions are. */
  private readonly plainText: TextKind

  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
    private readonly members: Members,
    parts: AutomatonParts,
    private readonly maker: StateMaker,
  ) {
    this.tops = parts.tops
    this.states = parts.states
    this.stacks = parts.stacks
    this.strings = parts.strings
    this.places = parts.places
    this.actions = parts.actions
    this.costs = parts.costs
    this.flexible = (context.options.whitespace ?? 'flexible') === 'flexible'
    this.maxGap = context.limits.whitespace
    this.plainText = context.options.spelling === 'canonical' ? canonicalText : anyText
  }

  slice(state: State, frames: number): number {
    const tuple = [this.states.at(state, 0)]
    if (!this.satisfier.split(this.tops.formula(tuple[0]!))) return -1
    let stack = this.states.at(state, 1)
    for (let i = 0; i < frames && stack !== 0; i++) {
      const frame = this.stacks.frame(stack)
      for (let j = 2; j < this.stacks.frames.lengthOf(frame); j++) {
        if (!this.satisfier.split(this.stacks.frames.at(frame, j))) return -1
      }
      tuple.push(frame)
      stack = this.stacks.below(stack)
    }
    // Captured text decides which values an array may still have.
    const awaiting = this.stacks.topAwaiting[this.states.at(state, 1)]!
    if (awaiting !== 0) tuple.push(-this.states.at(state, 2), -awaiting)
    return this.slices.intern(tuple)
  }

  /** All unconstrained string bodies and unnamed keys loop on the same characters. */
  loopKind(state: State): number {
    if (this.stacks.captures[this.states.at(state, 1)]) return 0
    const top = this.states.at(state, 0)
    const mode = this.tops.at(top, 0)
    if (mode === Mode.String) {
      return this.tops.at(top, 2) === PLAIN && this.satisfier.split(this.tops.formula(top))?.local === TRUE ? 1 : 0
    }
    if (mode !== Mode.Key || this.tops.at(top, 3) !== PLAIN || this.tops.at(top, 5) >= 0) return 0
    return this.members.profile(this.tops.formula(top)).patterns.length === 0 ? 1 : 0
  }

  portable(top: number): boolean {
    return this.satisfier.split(this.tops.formula(top)) !== null
  }

  textKind(top: number): TextKind | undefined {
    const mode = this.tops.at(top, 0)
    if (mode === Mode.String) {
      if (this.tops.at(top, 2) !== PLAIN || this.satisfier.split(this.tops.formula(top))?.local !== TRUE)
        return undefined
    } else if (mode === Mode.Key) {
      const place = this.tops.at(top, 5)
      if (this.tops.at(top, 3) !== PLAIN || place >= 0) return undefined
      if (this.members.profile(this.tops.formula(top)).patterns.length > 0) {
        const host = this.actions.keyHost(top)
        if (host.feed(place, 0) !== place || !host.alike(place, 0, 0x10ffff)) return undefined
      }
    } else return undefined
    return this.plainText
  }

  freeText(top: number): TextKind | undefined {
    const mode = this.tops.at(top, 0)
    if (mode !== Mode.String || this.tops.at(top, 2) !== PLAIN || this.actions.quoteAt(top) >= 0) return undefined
    const f = this.tops.formula(top)
    const outer = this.satisfier.split(f)?.outer
    if (outer === undefined || !this.isFree(f, outer)) return undefined
    return this.plainText
  }

  /** Whether every text is the beginning of one that satisfies a string formula; false if that takes many states to see. */
  private isFree(f: Formula, outer: Formula): boolean {
    const known = this.free.get(f)
    if (known !== undefined) return known
    const host = this.strings.host(standsAlone)
    const seen = new Set([f])
    let free = true
    for (const x of seen) {
      // Where what is read may be referred to later, one point does not stand for its neighbours.
      if (!host.alike(x, 0, 0)) free = false
      for (let point = 0; point < 0x110000 && free; point = host.nextBoundary(x, point)) {
        const next = host.feed(x, point)
        if (next === FALSE || seen.size > maxFreeStates) free = false
        else if (!seen.has(next)) {
          free = this.free.get(next) ?? this.costs.isLive(this.tops.make(Mode.String, next, PLAIN, 0), outer)
          seen.add(next)
        }
      }
      if (!free) break
    }
    // Too many states to see: then neither is it worth asking from the next ones.
    if (free || seen.size > maxFreeStates) for (const x of seen) this.free.set(x, free)
    this.free.set(f, free)
    return free
  }

  /** A key that may still become a name, or an item that may still become one that is there already. */
  wordsAhead(state: State): WordsAhead | undefined {
    const top = this.states.at(state, 0)
    if (this.tops.at(top, 0) === Mode.String) return this.itemsAhead(state)
    if (this.tops.at(top, 0) !== Mode.Key || this.tops.at(top, 3) !== PLAIN) return undefined
    const f = this.tops.formula(top)
    const place = this.tops.at(top, 5)
    if (place <= 0 || !this.satisfier.split(f)) return undefined
    const seen = this.tops.at(top, 2)
    let ahead: NamesAhead | undefined
    this.satisfier.askOr(0, false, () => {
      ahead = this.places.ahead(f, seen, place)
      return 0
    })
    if (!ahead) return undefined
    const base = ahead.apart < 0 ? 0 : this.maker.step(state, ahead.apart)
    return {
      kind: this.plainText,
      base,
      words: base === 0 ? ahead.words.filter((word) => word.live) : ahead.words,
    }
  }

  /** In a string that is an item of an array of unique items: the strings that it must not become. */
  private itemsAhead(state: State): WordsAhead | undefined {
    const { formulas, values } = this.context
    const top = this.states.at(state, 0)
    const stack = this.states.at(state, 1)
    const frame = this.stacks.frame(stack)
    if (this.stacks.topAwaiting[stack] !== stack || this.stacks.captures[this.stacks.below(stack)]) return undefined
    if (this.tops.at(top, 2) !== PLAIN) return undefined
    const kind = this.plainText
    const written = this.stacks.awaitedText(stack, this.states.at(state, 2))
    const text = JSON.parse(`${written}"`) as string
    const there = new Set<string>()
    for (let i = 2; i < this.stacks.frames.lengthOf(frame); i++) {
      formulas.leaves(this.stacks.frames.at(frame, i), (leaf) => {
        if (formulas.tag(leaf) !== Tag.Unique) return
        for (const id of this.context.valueSets.tail(formulas.a(leaf), 0)) {
          if (values[id]!.startsWith('"')) there.add(JSON.parse(values[id]!) as string)
        }
      })
    }
    const near = [...there].filter((item) => item.startsWith(text))
    const words = near.map((item) => plainBytes(item, text.length))
    if (this.textKind(top) === undefined) return { kind, base: state, words, fresh: true }
    for (let byte = 0x7e; byte > 0x22; byte--) {
      const char = String.fromCharCode(byte)
      if (byte === 0x5c || near.some((item) => item[text.length] === char)) continue
      return { kind, base: this.maker.step(state, byte), words, fresh: true }
    }
    return undefined
  }

  /** A number whose digits would matter only if there were many more of them. */
  between(state: State): Between | undefined {
    const top = this.states.at(state, 0)
    if (this.tops.at(top, 0) !== Mode.Number) return undefined
    const around = this.context.numbers.around(this.tops.at(top, 2))
    if (!around) return undefined
    const other = (lex: number) =>
      this.maker.state(
        this.tops.make(Mode.Number, this.tops.formula(top), lex),
        this.states.at(state, 1),
        this.states.at(state, 2),
      )
    const low = other(around.low)
    const high = other(around.high)
    return low === 0 || high === 0 ? undefined : { low, high, asks: beyondRoom(around.room) }
  }

  counted(state: State): CountedRun | undefined {
    const top = this.states.at(state, 0)
    const below = this.states.at(state, 1)
    // Captured text is needed as it is.
    if (this.stacks.captures[below]) return undefined
    const at = this.flexible ? gapField[this.tops.at(top, 0)]! : 0
    const read = at > 0 ? this.tops.at(top, at) : -1
    if (read >= 0) {
      // Whitespace read is counted from 0 up; -1 stands for a run without end.
      const base = this.maker.state(this.tops.with(top, at, -1), below, this.states.at(state, 2))
      return { base, min: 0, max: this.maxGap - read }
    }
    if (this.tops.at(top, 0) !== Mode.String || this.tops.at(top, 2) !== PLAIN) return undefined
    const parts = this.satisfier.split(this.tops.formula(top))
    if (!parts || parts.local === TRUE) return undefined
    const { formulas, pool } = this.context
    const text = this.plainText
    if (formulas.tag(parts.local) === Tag.Pattern) {
      const run = boundedRun(pool, formulas.a(parts.local))
      if (!run) return this.farFromBound(parts.local, parts.outer, below, text)
      // Only a run that nothing but the closing quote follows.
      if (pool.kind[run.base] !== K_REPEAT) return undefined
      const free = run.base === ExprPool.ALL ? TRUE : formulas.leaf(Tag.Pattern, run.base)
      const base = this.maker.state(this.tops.make(Mode.String, formulas.and2(free, parts.outer), PLAIN, 0), below, 0)
      return base === 0 ? undefined : { base, min: run.min, max: run.max, text }
    }
    let min = 0
    let max = NONE
    for (const x of formulas.tag(parts.local) === Tag.And ? formulas.args(parts.local) : [parts.local]) {
      const negated = formulas.tag(x) === Tag.Not
      const atom = negated ? formulas.a(x) : x
      if (formulas.tag(atom) !== Tag.Length) return undefined
      if (negated) max = formulas.a(atom) - 1
      else min = formulas.a(atom)
    }
    const base = this.maker.state(this.tops.make(Mode.String, parts.outer, PLAIN, 0), below, 0)
    return { base, min, max, text }
  }

  /** A pattern with a length bound behaves like the pattern alone as long as every way to end it has room. */
  private farFromBound(local: Formula, outer: Formula, stack: number, text: TextKind): CountedRun | undefined {
    const { formulas, pool } = this.context
    const e = formulas.a(local)
    if (pool.kind[e] !== K_AND) return undefined
    let max = NONE
    const others: number[] = []
    for (const part of pool.lists.view(pool.a[e]!)) {
      const bound = pool.kind[part] === K_REPEAT && pool.a[part] === ExprPool.ANY
      if (!bound) others.push(part)
      else if (pool.b[part]! > 0 || pool.c[part] === UNBOUNDED) return undefined
      else max = pool.c[part]!
    }
    if (others.length !== 1 || max === NONE) return undefined
    const room = max - longestEnding(pool, others[0]!)
    if (!(room > 0)) return undefined
    const f = formulas.and2(formulas.leaf(Tag.Pattern, others[0]!), outer)
    const base = this.maker.state(this.tops.make(Mode.String, f, PLAIN, 0), stack, 0)
    return base === 0 ? undefined : { base, min: 0, max: room, text, only: true }
  }
}

/** The inside of a string or key without conditions. */
const anyText: TextKind = { name: 'JSON string', exit: 0x22, escape: 0x5c, points: codePointsOf }
const canonicalText: TextKind = {
  name: 'JSON string, canonical',
  exit: 0x22,
  escape: 0x5c,
  points: codePointsOf,
}

const numberTails: ((arena: Uint8Array, from: number, to: number) => boolean)[] = []

/** Whether a token may go on with a number for more than `room` bytes, or with an exponent. */
function beyondRoom(room: number): (arena: Uint8Array, from: number, to: number) => boolean {
  numberTails[room] ??= (arena, from, to) => {
    let at = from
    let exponent = false
    for (; at < to && numberBytes[arena[at]!] === 1; at++) if ((arena[at]! | 0x20) === 0x65) exponent = true
    // Whatever else follows is no number.
    return (exponent || at - from > room) && (at === to || outsideText[arena[at]!] === 1)
  }
  return numberTails[room]!
}

const numberBytes = new Uint8Array(256)
for (const byte of new TextEncoder().encode('+-.0123456789eE')) numberBytes[byte] = 1
