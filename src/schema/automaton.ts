/**
 * The automaton of JSON texts that satisfy a schema.
 *
 * A state is (top, stack, data), interned to an integer. The *top* is the control: a lexical mode and
 * the formula of the value in progress. The *stack* is a hash-consed list of frames, one per open
 * object or array (and the root); a frame holds the formulas over its own atoms that the value above
 * it chooses between (the vector its Outcome leaves index) and, for objects, the keys already there.
 * `data` is text that must be remembered but has no influence yet: an unnamed key being read.
 *
 * What a byte does depends on the top alone (until a frame is read), so it is memoised per top:
 * an action is a new top, a push, or a pop with an outcome formula.
 *
 * Tops are tuples [mode, formula, a, b, c, d, e]:
 *   Value     formula over schema leaves   a = whitespace read, b = whitespace due, c = indentation
 *   String    formula over string atoms    a = lexical state, b = its data
 *   Number    formula over number atoms    a = lexical state
 *   Literal   outer formula                a = which literal, b = letters read
 *   Open      object formula, after {      a = seen keys, b = whitespace read, c = indentation
 *   Key       object formula, in a key     a = seen keys, b = lexical state, c = its data, d = place among names, e = indentation
 *   Colon     formula of the member value, after its key (the frame is pushed already)   a = whitespace, b = indentation
 *   Member    object formula, after a member     a = seen keys, b = whitespace, c = indentation
 *   Comma     object formula, after its comma    likewise
 *   OpenList  array formula, after [       a = whitespace, b = indentation
 *   Item      array formula, after an item likewise
 *   End       after the root value         a = whitespace
 *
 * Indentation is 0 unless whitespace is 'pretty', where tops depend on the depth.
 */
import type { Between, Constraint, CountedRun, State, TextKind, WordsAhead } from '../automaton/constraint.js'
import { TupleInterner } from '../automaton/interner.js'
import { LimitError } from '../error/index.js'
import { boundedRun, ExprPool } from '../regex/index.js'
import { K_AND, K_REPEAT, UNBOUNDED } from '../regex/nodes.js'
import { longestEnding } from '../regex/runs.js'
import { type Context, Type } from './context.js'
import type { Expander } from './expand.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { joinsKeys, KeyPlaces, type NamesAhead, plainBytes } from './key-places.js'
import type { Members } from './members.js'
import { Satisfier, standsAlone, type Then } from './satisfy.js'
import { ShortestTexts } from './shortest-texts.js'
import { FrameKind, Stacks } from './stacks.js'
import { StringFormulas } from './string-formulas.js'
import { codePointsOf, leadsAlike, PLAIN, type StringHost, StringLexer, StringStep } from './string-lexer.js'

enum Mode {
  Value = 1,
  String,
  Number,
  Literal,
  Open,
  Key,
  Colon,
  Member,
  Comma,
  OpenList,
  Item,
  End,
}

/** What a byte does. Action 0 is death. */
enum Do {
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

const NONE = Number.POSITIVE_INFINITY
/** States of a string formula looked at to see that none is dead. */
const maxFreeStates = 64
const literalTexts = ['null', 'false', 'true']
const literalTypes = [Type.Null, Type.False, Type.True]

export class JsonAutomaton implements Constraint {
  readonly start: State
  readonly asksText = joinsKeys
  private readonly tops = new TupleInterner()
  private readonly actions = new TupleInterner()
  private readonly states = new TupleInterner()
  private readonly slices = new TupleInterner()
  /** 256 entries a row: action ids plus one, 0 where not computed. */
  private rows = new Int32Array(256 * 16)
  private rowCount = 0
  /** Where the row of each top begins; made for the second byte, most tops of a text see one. */
  private readonly rowOf: (number | undefined)[] = []
  /** Per top: the first byte seen and its action, as action * 256 + byte. */
  private readonly firstActions: number[] = []
  private readonly topLive: number[] = []
  /** String formulas of which every text is a beginning. */
  private readonly free = new Map<Formula, boolean>()
  /** Liveness of tops whose formulas do not split, by top and stack. */
  private readonly jointLive = new Map<number, boolean>()
  /** Per top, the outer part of its formula, where that is a part. */
  private readonly topOuter: Formula[] = []
  /** Per stack, an outer formula known to be live on it. */
  private readonly restLive: Formula[] = []
  private readonly tuple = new Int32Array(3)
  private readonly stateLive: number[] = []
  private readonly parentTops = new Map<number, number>()
  private readonly topCosts = new Map<number, number>()
  /** Per top in an unnamed key: the keys that `topCosts` writes beside it, none of which it can be. */
  private readonly keysBeside = new Map<number, readonly string[]>()
  private readonly endCosts = new Map<number, number>()
  private readonly canonical: boolean
  private readonly lexer: StringLexer
  private readonly strings: StringFormulas
  private readonly places: KeyPlaces
  private readonly stacks: Stacks
  private readonly flexible: boolean
  private readonly pretty: boolean
  private readonly ordered: boolean
  private readonly maxGap: number

  constructor(
    private readonly context: Context,
    expander: Expander,
    private readonly members: Members,
    private readonly satisfier: Satisfier,
    readsWhole = true,
  ) {
    const whitespace = context.options.whitespace ?? 'flexible'
    this.flexible = whitespace === 'flexible'
    this.pretty = whitespace === 'pretty'
    this.ordered = context.options.propertyOrder === 'schema'
    this.canonical = context.options.spelling === 'canonical'
    this.lexer = new StringLexer(this.canonical)
    this.strings = new StringFormulas(context, satisfier)
    this.maxGap = this.flexible ? context.limits.whitespace : 0
    this.places = new KeyPlaces(context, members, satisfier, this.ordered)
    this.stacks = new Stacks(context, satisfier, this.places, this)
    satisfier.witness = (f) => satisfier.apart(() => new TextDecoder().decode(this.bytesToEnd(this.begin(f, 0))))
    satisfier.texts = (f) => {
      const start = satisfier.apart(() => this.begin(f, 0))
      return new ShortestTexts(this, start, !this.pretty, () => satisfier.tick())
    }
    satisfier.within = (lists) => {
      const inner = new Satisfier(context, expander, members, { satisfier, lists })
      new JsonAutomaton(context, expander, members, inner, false)
      return inner
    }
    if (!readsWhole) {
      this.start = 0
      return
    }
    const { formulas } = context
    const stack = this.stacks.root(0)
    const f = formulas.and2(expander.rootLeaf(), formulas.outcome(0))
    const top = this.top_(Mode.Value, f, 0, 0)
    // While compiling, what cannot be decided is an error; later it is taken to be live.
    this.start = satisfier.ask(false, () => this.state(top, stack, 0))
    satisfier.budget = context.limits.stepSearch
  }

  /** The start of a value of its own that satisfies a formula over schema leaves, written at the given depth. */
  begin(f: Formula, depth: number): State {
    const { formulas } = this.context
    const stack = this.stacks.root(depth)
    // Only 'pretty' text depends on the depth.
    const top = this.top_(Mode.Value, formulas.and2(f, formulas.outcome(0)), 0, 0, this.pretty ? depth : 0)
    return this.state(top, stack, 0)
  }

  /** A shortest compact text from a live state to the end. */
  bytesToEnd(from: State): Uint8Array {
    let state = from
    const bytes: number[] = []
    let cost = this.stateCost(state, true)
    while (!this.canEnd(state)) {
      let best = 0
      let bestByte = 0
      let bestCost = NONE
      for (let i = 0; i < 256 && bestCost >= cost; i++) {
        const byte = closersFirst[i]!
        const next = this.step(state, byte)
        if (next === 0) continue
        const after = this.canEnd(next) ? 0 : this.stateCost(next, true)
        if (after < bestCost) {
          bestCost = after
          best = next
          bestByte = byte
        }
      }
      if (best === 0) {
        throw new LimitError('The shortest text of a part of the schema was not found.', {
          code: 'limit-search',
          limit: 'search',
          value: this.context.limits.search,
          hint: 'Simplify the combination of uniqueItems and contains.',
        })
      }
      bytes.push(bestByte)
      state = best
      cost = bestCost
    }
    return Uint8Array.from(bytes)
  }

  betweenTokens(state: State): boolean {
    const mode = this.tops.at(this.states.at(state, 0), 0)
    return mode !== Mode.String && mode !== Mode.Key
  }

  get stateCount(): number {
    return this.states.size - 1
  }

  step(state: State, byte: number): State {
    if (state === 0) return 0
    const top = this.states.at(state, 0)
    const stack = this.states.at(state, 1)
    const action = this.action(top, byte)
    if (action === 0) return 0
    const a = this.actions.at(action, 1)
    const data = this.states.at(state, 2)
    const captures = this.stacks.captures[stack] === true
    switch (this.actions.at(action, 0) as Do) {
      case Do.Move:
        if (captures) return this.state(a, stack, this.places.appendByte(data, byte))
        return a === top ? state : this.state(a, stack, data)
      case Do.Keep:
        return this.state(a, stack, this.places.appendByte(data, byte))
      case Do.Push:
        return this.pushed(a, this.actions.at(action, 2), stack, data, byte)
      case Do.Pop:
        return this.popped(stack, a, captures ? this.places.appendByte(data, byte) : 0)
      case Do.PopThen: {
        const next = this.popped(stack, a, data)
        return next === 0 ? 0 : this.step(next, byte)
      }
      default:
        return this.closeKey(state, top, stack, captures ? this.places.appendByte(data, byte) : 0)
    }
  }

  canEnd(state: State): boolean {
    if (state === 0) return false
    const top = this.states.at(state, 0)
    const mode = this.tops.at(top, 0)
    if (mode === Mode.End) return true
    if (mode !== Mode.Number) return false
    const stack = this.states.at(state, 1)
    if (this.stacks.frames.at(this.stacks.frame(stack), 0) !== FrameKind.Root) return false
    const outcome = this.numberOutcome(top)
    return outcome !== FALSE && this.popped(stack, outcome, this.states.at(state, 2)) !== 0
  }

  minBytesToEnd(state: State): number {
    if (state === 0) return NONE
    if (this.canEnd(state)) return 0
    const key = this.costKey(state)
    const known = this.endCosts.get(key)
    if (known !== undefined) return known
    let cost = this.stateCost(state, true)
    if (this.pretty) cost = this.prettyCost(state)
    this.endCosts.set(this.costKey(state), cost)
    return cost
  }

  top(state: State): number {
    return this.states.at(state, 0)
  }

  depth(state: State): number {
    return this.stacks.depth[this.states.at(state, 1)]!
  }

  slice(state: State, frames: number): number {
    const tuple = [this.states.at(state, 0)]
    if (!this.satisfier.split(this.formula(tuple[0]!))) return -1
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
      return this.tops.at(top, 2) === PLAIN && this.satisfier.split(this.formula(top))?.local === TRUE ? 1 : 0
    }
    if (mode !== Mode.Key || this.tops.at(top, 3) !== PLAIN || this.tops.at(top, 5) >= 0) return 0
    return this.members.profile(this.formula(top)).patterns.length === 0 ? 1 : 0
  }

  stepTop(top: number, byte: number, stack: number): number {
    const action = this.action(top, byte)
    if (action === 0) return 0
    const kind = this.actions.at(action, 0) as Do
    if (kind !== Do.Move && kind !== Do.Keep) return -1
    const next = this.actions.at(action, 1)
    if (next === top) return top
    const before = this.satisfier.split(this.formula(top))
    const after = this.satisfier.split(this.formula(next))
    if (before && after && before.outer === after.outer) return this.isTopLive(next, after.outer) ? next : 0
    if (before) return -1
    // What is left of such a formula depends on the stack.
    const key = next * 67108864 + stack
    let live = this.jointLive.get(key)
    if (live === undefined) {
      live = this.isLive(next, stack)
      this.jointLive.set(key, live)
    }
    return live ? next : 0
  }

  reach(state: State, byte: number): number {
    const depth = this.depth(state)
    const action = this.action(this.states.at(state, 0), byte)
    const kind = action === 0 ? Do.Move : (this.actions.at(action, 0) as Do)
    if (kind !== Do.Pop && kind !== Do.PopThen) return depth
    if (kind === Do.Pop) return depth - 1
    // The byte is read again after the value that it ends: in an array, a comma pushes the next frame.
    const next = this.popped(this.states.at(state, 1), this.actions.at(action, 1), this.states.at(state, 2))
    return next === 0 ? depth - 1 : this.reach(next, byte)
  }

  stackOf(state: State): number {
    return this.states.at(state, 1)
  }

  needsText(stack: number): boolean {
    return this.stacks.needsText(stack)
  }

  portable(top: number): boolean {
    return this.satisfier.split(this.formula(top)) !== null
  }

  textDepth(state: State): number {
    return this.stacks.depth[this.stacks.topAwaiting[this.states.at(state, 1)]!]!
  }

  textKind(top: number): TextKind | undefined {
    const mode = this.tops.at(top, 0)
    if (mode === Mode.String) {
      if (this.tops.at(top, 2) !== PLAIN || this.satisfier.split(this.formula(top))?.local !== TRUE) return undefined
    } else if (mode === Mode.Key) {
      const place = this.tops.at(top, 5)
      if (this.tops.at(top, 3) !== PLAIN || place >= 0) return undefined
      if (this.members.profile(this.formula(top)).patterns.length > 0) {
        const host = this.keyHost(top)
        if (host.feed(place, 0) !== place || !host.alike(place, 0, 0x10ffff)) return undefined
      }
    } else return undefined
    return this.canonical ? canonicalText : anyText
  }

  freeText(top: number): TextKind | undefined {
    const mode = this.tops.at(top, 0)
    if (mode !== Mode.String || this.tops.at(top, 2) !== PLAIN || this.quoteAt(top) >= 0) return undefined
    const f = this.formula(top)
    const outer = this.satisfier.split(f)?.outer
    if (outer === undefined || !this.isFree(f, outer)) return undefined
    return this.canonical ? canonicalText : anyText
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
          free = this.free.get(next) ?? this.isTopLive(this.top_(Mode.String, next, PLAIN, 0), outer)
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

  private keyHost(top: number): StringHost {
    return this.places.host(this.formula(top), this.tops.at(top, 2), standsAlone, !this.satisfier.minimize)
  }

  /** A key that may still become a name, or an item that may still become one that is there already. */
  wordsAhead(state: State): WordsAhead | undefined {
    const top = this.states.at(state, 0)
    if (this.tops.at(top, 0) === Mode.String) return this.itemsAhead(state)
    if (this.tops.at(top, 0) !== Mode.Key || this.tops.at(top, 3) !== PLAIN) return undefined
    const f = this.formula(top)
    const place = this.tops.at(top, 5)
    if (place <= 0 || !this.satisfier.split(f)) return undefined
    const seen = this.tops.at(top, 2)
    let ahead: NamesAhead | undefined
    this.satisfier.askOr(0, false, () => {
      ahead = this.places.ahead(f, seen, place)
      return 0
    })
    if (!ahead) return undefined
    const base = ahead.apart < 0 ? 0 : this.step(state, ahead.apart)
    return {
      kind: this.canonical ? canonicalText : anyText,
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
    const kind = this.canonical ? canonicalText : anyText
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
      return { kind, base: this.step(state, byte), words, fresh: true }
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
      this.state(this.top_(Mode.Number, this.formula(top), lex), this.states.at(state, 1), this.states.at(state, 2))
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
      const tuple = this.tops.tail(top, 0)
      tuple[at] = -1
      const base = this.state(this.tops.intern(tuple), below, this.states.at(state, 2))
      return { base, min: 0, max: this.maxGap - read }
    }
    if (this.tops.at(top, 0) !== Mode.String || this.tops.at(top, 2) !== PLAIN) return undefined
    const parts = this.satisfier.split(this.formula(top))
    if (!parts || parts.local === TRUE) return undefined
    const { formulas, pool } = this.context
    const text = this.canonical ? canonicalText : anyText
    if (formulas.tag(parts.local) === Tag.Pattern) {
      const run = boundedRun(pool, formulas.a(parts.local))
      if (!run) return this.farFromBound(parts.local, parts.outer, below, text)
      // Only a run that nothing but the closing quote follows.
      if (pool.kind[run.base] !== K_REPEAT) return undefined
      const free = run.base === ExprPool.ALL ? TRUE : formulas.leaf(Tag.Pattern, run.base)
      const base = this.state(this.top_(Mode.String, formulas.and2(free, parts.outer), PLAIN, 0), below, 0)
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
    const base = this.state(this.top_(Mode.String, parts.outer, PLAIN, 0), below, 0)
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
    const base = this.state(this.top_(Mode.String, f, PLAIN, 0), stack, 0)
    return base === 0 ? undefined : { base, min: 0, max: room, text, only: true }
  }

  // ---------------------------------------------------------------------------------------------
  // States

  private formula(top: number): Formula {
    return this.tops.at(top, 1)
  }

  private top_(mode: Mode, f: Formula, a = 0, b = 0, c = 0, d = 0, e = 0): number {
    return this.tops.intern([mode, f, a, b, c, d, e])
  }

  /** The state above a new frame. An item begins with `byte`, or after it if that is a comma. */
  private pushed(frame: number, top: number, stack: number, data: number, byte: number): State {
    const captures = this.stacks.captures[stack] === true
    const after = captures ? this.places.appendByte(data, byte) : 0
    if (this.stacks.frames.at(frame, 0) !== FrameKind.Array)
      return this.state(top, this.stacks.push(frame, stack), after)
    const begins = byte !== 0x2c
    const above = this.stacks.push(frame, stack, begins ? data : after)
    if (this.stacks.captures[above] !== true) return this.state(top, this.stacks.push(frame, stack), 0)
    return this.state(top, above, begins ? this.places.appendByte(captures ? data : 0, byte) : after)
  }

  /** Interns a state; 0 if it is dead. */
  private state(top: number, stack: number, data: number): State {
    const { tuple } = this
    tuple[0] = top
    tuple[1] = stack
    tuple[2] = data
    const state = this.states.intern(tuple, 3)
    let live = this.stateLive[state]
    if (live === undefined) {
      if (state > this.context.limits.states) {
        throw new LimitError('The text needs more automaton states than allowed.', {
          code: 'limit-states',
          limit: 'states',
          value: this.context.limits.states,
          hint: 'Raise limits.states.',
        })
      }
      live = this.isLive(top, stack) && this.stacks.awaitedLives(stack, data) ? 1 : 0
      this.stateLive[state] = live
    }
    return live === 1 ? state : 0
  }

  private isLive(top: number, stack: number): boolean {
    // Most states live on the same stack with the same outer formula as the one before them.
    if (this.topLive[top] === 1 && this.restLive[stack] === this.topOuter[top]) return true
    const parts = this.satisfier.split(this.formula(top))
    if (!parts)
      return this.satisfier.askOr(0, false, () => this.topCost(top, (g) => this.stacks.restCost(stack, g))) < NONE
    if (!this.isTopLive(top, parts.outer)) return false
    if (this.satisfier.askOr(0, false, () => this.stacks.restCost(stack, parts.outer)) === NONE) return false
    this.restLive[stack] = parts.outer
    return true
  }

  /** Whether the local part of a top's formula, which must be split, can be satisfied. */
  private isTopLive(top: number, outer: Formula): boolean {
    let live = this.topLive[top]
    if (live === undefined) {
      this.topOuter[top] = outer
      live = this.satisfier.askOr(0, false, () => this.topCost(top, standsAlone)) < NONE ? 1 : 0
      this.topLive[top] = live
    }
    return live === 1
  }

  /** The state after a value ended with `outcome`; `data` is the text captured so far. */
  private popped(stack: number, outcome: Formula, data: number): State {
    const frame = this.stacks.frame(stack)
    const below = this.stacks.below(stack)
    const key = frame * 67108864 + outcome
    let top = this.parentTops.get(key)
    if (top === undefined) {
      const awaited = this.stacks.awaits(frame)
      let f = this.stacks.substitute(frame, outcome)
      if (awaited) f = this.stacks.remember(f, this.stacks.awaitedText(stack, data))
      const indent = this.pretty ? this.stacks.depth[below]! - 1 : 0
      switch (this.stacks.frames.at(frame, 0) as FrameKind) {
        case FrameKind.Root:
          top = f === FALSE ? 0 : this.top_(Mode.End, f)
          break
        case FrameKind.Object:
          top = f === FALSE ? 0 : this.top_(Mode.Member, f, this.stacks.frames.at(frame, 1), 0, indent)
          break
        default:
          top = f === FALSE ? 0 : this.top_(Mode.Item, f, 0, indent)
      }
      // In pretty mode the top depends on the depth, which the frame does not tell.
      if (!this.pretty && !awaited) this.parentTops.set(key, top)
    }
    return top === 0 ? 0 : this.state(top, below, this.stacks.captures[below] ? data : 0)
  }

  private closeKey(state: State, top: number, stack: number, data: number): State {
    const f = this.formula(top)
    const seen = this.tops.at(top, 2)
    const key = this.places.keyOfBytes(this.states.at(state, 2))
    const representative = this.places.representative(f, this.tops.at(top, 5))
    const pushed = this.member(f, seen, key, representative, this.tops.at(top, 6))
    if (!pushed) return 0
    return this.state(pushed.top, this.stacks.push(pushed.frame, stack), data)
  }

  // ---------------------------------------------------------------------------------------------
  // Actions

  private action(top: number, byte: number): number {
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

  /** Per top: the answer of quoteAt. */
  private readonly quotesAt: number[] = []

  /** The quote that a string read plainly is part of, as an expression; -1 if there is none. */
  private quoteAt(top: number): number {
    const { formulas, pool } = this.context
    if (pool.quotes.length === 0 || this.tops.at(top, 2) !== PLAIN) return -1
    const known = this.quotesAt[top]
    if (known !== undefined) return known
    const local = this.satisfier.split(this.formula(top))?.local ?? TRUE
    const quote = local > TRUE && formulas.tag(local) === Tag.Pattern ? pool.quoteIn(formulas.a(local)) : -1
    this.quotesAt[top] = quote
    return quote
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
    const x = mode === Mode.String ? this.formula(top) : this.tops.at(top, 5)
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
    const f = this.formula(top)
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
        return b + 1 === text.length ? this.do_(Do.Pop, f) : this.move(this.top_(Mode.Literal, f, a, b + 1))
      }
      case Mode.Open:
        if (byte === 0x7d) return b === 0 || this.flexible ? this.closeObject(f) : 0
        if (byte === 0x22) return this.gapFilled(b, c + 1) ? this.openKey(f, a, c) : 0
        return this.gap(byte, b, c + 1, (n) => this.top_(Mode.Open, f, a, n, c))
      case Mode.Member: {
        if (byte === 0x2c) return b === 0 || this.flexible ? this.move(this.top_(Mode.Comma, f, a, 0, c)) : 0
        if (byte === 0x7d) return this.gapFilled(b, c) ? this.closeObject(f) : 0
        return this.gap(byte, b, c, (n) => this.top_(Mode.Member, f, a, n, c))
      }
      case Mode.Comma:
        if (byte === 0x22) return this.gapFilled(b, c + 1) ? this.openKey(f, a, c) : 0
        return this.gap(byte, b, c + 1, (n) => this.top_(Mode.Comma, f, a, n, c))
      case Mode.Key:
        return this.inKey(top, f, a, b, c, byte)
      case Mode.Colon:
        if (byte === 0x3a) return this.move(this.top_(Mode.Value, f, 0, this.pretty ? -1 : 0, b))
        return this.gap(byte, a, -2, (n) => this.top_(Mode.Colon, f, n, b))
      case Mode.OpenList: {
        if (byte === 0x5d) return a === 0 || this.flexible ? this.closeArray(f) : 0
        const whitespace = this.gap(byte, a, b + 1, (n) => this.top_(Mode.OpenList, f, n, b))
        if (whitespace !== 0 || isSpace(byte) || !this.gapFilled(a, b + 1)) return whitespace
        return this.beginItem(f, byte, 0, b)
      }
      case Mode.Item: {
        if (byte === 0x5d) return this.gapFilled(a, b) ? this.closeArray(f) : 0
        if (byte === 0x2c) return a === 0 || this.flexible ? this.beginItem(f, -1, this.pretty ? b + 1 : 0, b) : 0
        return this.gap(byte, a, b, (n) => this.top_(Mode.Item, f, n, b))
      }
      default:
        return this.gap(byte, a, -2, (n) => this.top_(Mode.End, f, n))
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
    const whitespace = this.gap(byte, read, due === 0 ? -2 : due, (n) => this.top_(Mode.Value, f, n, due, indent))
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
        return g === FALSE ? 0 : this.top_(Mode.String, g, PLAIN, 0)
      }
      case 0x7b: {
        const g = this.satisfier.expandType(f, Type.Object)
        return g === FALSE ? 0 : this.top_(Mode.Open, g, this.places.emptySeen(g), 0, indent)
      }
      case 0x5b: {
        const g = this.satisfier.expandType(f, Type.Array)
        return g === FALSE ? 0 : this.top_(Mode.OpenList, g, 0, indent)
      }
    }
    const literal = byte === 0x6e ? 0 : byte === 0x66 ? 1 : byte === 0x74 ? 2 : -1
    if (literal >= 0) {
      const g = this.satisfier.expandType(f, literalTypes[literal]!)
      return g === FALSE ? 0 : this.top_(Mode.Literal, g, literal, 1)
    }
    if (byte !== 0x2d && (byte < 0x30 || byte > 0x39)) return 0
    const g = this.satisfier.expandType(f, Type.Number)
    return g === FALSE ? 0 : this.numberTop(g, this.satisfier.startLex(g), byte)
  }

  // --- numbers

  private numberTop(f: Formula, lex: number, byte: number): number {
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
    return g === FALSE ? 0 : this.top_(Mode.Number, g, next)
  }

  private inNumber(top: number, f: Formula, lex: number, byte: number): number {
    const next = this.numberTop(f, lex, byte)
    if (next !== 0) return this.move(next)
    if (byte !== 0x2c && byte !== 0x5d && byte !== 0x7d && !isSpace(byte)) return 0
    const outcome = this.numberOutcome(top)
    return outcome === FALSE ? 0 : this.do_(Do.PopThen, outcome)
  }

  /** What a number is worth if it ends here. */
  private numberOutcome(top: number): Formula {
    const { formulas, numbers } = this.context
    const lex = this.tops.at(top, 2)
    if (!numbers.lexComplete(lex)) return FALSE
    return formulas.map(
      this.formula(top),
      (leaf) => {
        if (formulas.tag(leaf) !== Tag.Number) return leaf
        return numbers.value(formulas.a(leaf), lex) ? TRUE : FALSE
      },
      new Map(),
    )
  }

  // --- strings

  private inString(f: Formula, lex: number, data: number, byte: number): number {
    const lexer = this.lexer
    switch (lexer.step(this.strings.host(standsAlone), f, lex, data, byte)) {
      case StringStep.Dead:
        return 0
      case StringStep.Inside:
        return this.move(this.top_(Mode.String, lexer.x, lexer.lex, lexer.data))
      default: {
        const outcome = this.strings.end(f)
        return outcome === FALSE ? 0 : this.do_(Do.Pop, outcome)
      }
    }
  }

  // --- objects

  private openKey(f: Formula, seen: number, indent: number): number {
    return this.move(this.top_(Mode.Key, f, seen, PLAIN, 0, this.places.root, indent))
  }

  private inKey(top: number, f: Formula, seen: number, lex: number, data: number, byte: number): number {
    const lexer = this.lexer
    const place = this.tops.at(top, 5)
    const host = this.places.host(f, seen, standsAlone, !this.satisfier.minimize)
    switch (lexer.step(host, place, lex, data, byte)) {
      case StringStep.Dead:
        return 0
      case StringStep.Inside: {
        const next = this.top_(Mode.Key, f, seen, lexer.lex, lexer.data, lexer.x, this.tops.at(top, 6))
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
  private member(
    f: Formula,
    seen: number,
    key: number,
    like: number,
    indent: number,
  ): { frame: number; top: number } | undefined {
    if (this.places.taken(seen, key)) return undefined
    const child = this.members.deriveKey(this.places.skip(f, seen, key), like)
    if (child === FALSE) return undefined
    const [frame, g] = this.stacks.frameOf(FrameKind.Object, this.places.add(seen, key), child)
    return { frame, top: this.top_(Mode.Colon, g, 0, this.pretty ? indent + 1 : 0) }
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
    if (byte < 0) return this.do_(Do.Push, frame, this.top_(Mode.Value, g, 0, due, inner))
    const top = this.beginValue(g, byte, inner)
    return top === 0 ? 0 : this.do_(Do.Push, frame, top)
  }

  // ---------------------------------------------------------------------------------------------
  // Liveness and costs

  /**
   * Bytes to the end of the value a top is inside, or any finite number unless minimising.
   * @param at where the text of a key in progress leads to, if it is known
   */
  private topCost(top: number, then: Then, at?: KeyAt): number {
    const f = this.formula(top)
    const parts = then === standsAlone ? this.satisfier.split(f) : null
    const g = parts ? parts.local : f
    const a = this.tops.at(top, 2)
    const b = this.tops.at(top, 3)
    const { satisfier } = this
    switch (this.tops.at(top, 0) as Mode) {
      case Mode.Value:
        return satisfier.value(g, then)
      case Mode.String:
        return 1 + this.lexer.cost(this.strings.host(then), g, a, b)
      case Mode.Number:
        return satisfier.number(g, a, then)
      case Mode.Literal:
        return literalTexts[a]!.length - b + then(g)
      case Mode.Open:
        if (!this.pretty || b === 0) return satisfier.object(g, this.places.objectPlace(a, true), then)
        return this.keyCost(g, a, then)
      case Mode.Member:
        if (!this.pretty || b === 0) return satisfier.object(g, this.places.objectPlace(a, false), then)
        return 1 + then(this.members.endObject(g))
      case Mode.Comma:
        return this.keyCost(g, a, then)
      case Mode.Key:
        if (!satisfier.minimize) {
          const host = this.places.host(g, a, then, true)
          return this.lexer.cost(host, this.tops.at(top, 5), b, this.tops.at(top, 4))
        }
        return this.lexer.cost(this.places.textHost(g, a, then, false), ...(at ?? this.keyAt(top)))
      case Mode.Colon:
        return 1 + satisfier.value(g, then)
      case Mode.OpenList: {
        if (!this.pretty || a === 0) return satisfier.array(g, true, then)
        const child = this.members.deriveItem(g)
        return satisfier.value(child, (outer) => satisfier.array(satisfier.unlift(outer), false, then))
      }
      case Mode.Item:
        if (!this.pretty || a === 0) return satisfier.array(g, false, then)
        return 1 + then(this.members.endArray(g))
      default:
        return then(g)
    }
  }

  private keyCost(f: Formula, seen: number, then: Then): number {
    const host = this.places.host(f, seen, then, !this.satisfier.minimize)
    return 1 + this.lexer.cost(host, this.places.root, PLAIN, 0)
  }

  /** States that differ in data alone cost the same, unless the data is captured or is a key that others must not be. */
  private costKey(state: State): number {
    const stack = this.states.at(state, 1)
    const own = this.stacks.captures[stack] || this.isBesideItself(state)
    return own ? -state : this.states.at(state, 0) * 67108864 + stack
  }

  private keyAt(top: number): KeyAt {
    return [this.tops.at(top, 5), this.tops.at(top, 3), this.tops.at(top, 4)]
  }

  /** The same with the text of an unnamed key. */
  private keyWithText(state: State): KeyAt {
    const { lexer, places } = this
    const top = this.states.at(state, 0)
    const host = places.textHost(this.formula(top), this.tops.at(top, 2), standsAlone, true)
    let at: KeyAt = [places.root, PLAIN, 0]
    for (const byte of places.spelled(this.states.at(state, 2))) {
      lexer.step(host, ...at, byte)
      at = [lexer.x, lexer.lex, lexer.data]
    }
    return at
  }

  /** Whether the shortest way on from an unnamed key, as far as its top tells, may write that key once more. */
  private isBesideItself(state: State): boolean {
    const top = this.states.at(state, 0)
    if (this.tops.at(top, 0) !== Mode.Key || this.tops.at(top, 5) >= 0) return false
    const f = this.formula(top)
    if (!this.satisfier.objects.dependsOnTaken(f)) return false
    if (!this.satisfier.split(f)) return true
    const keys = this.keysBeside.get(top)
    if (!keys || keys.length === 0) return false
    const text = this.places.textOfPlace(this.keyWithText(state)[0])
    return keys.some((key) => key.startsWith(text))
  }

  stateCost(state: State, minimize: boolean): number {
    const top = this.states.at(state, 0)
    const stack = this.states.at(state, 1)
    const parts = this.satisfier.split(this.formula(top))
    return this.satisfier.askOr(1, minimize, () => {
      const lowest = this.stacks.mattering(stack)
      if (lowest !== 0) return this.stacks.awaitedCost(lowest, this.states.at(state, 2))
      if (!parts) {
        const at = minimize && this.isBesideItself(state) ? this.keyWithText(state) : undefined
        return this.topCost(top, (g) => this.stacks.restCost(stack, g), at)
      }
      const { cutMark } = this.satisfier
      let cost = this.topCosts.get(top)
      if (cost === undefined) {
        const { places } = this
        const { beside } = places
        places.beside = new Set()
        cost = this.topCost(top, standsAlone)
        if (this.satisfier.cutMark === cutMark) {
          this.topCosts.set(top, cost)
          this.keysBeside.set(
            top,
            [...places.beside].map((key) => this.context.keyNames[key]!),
          )
        }
        places.beside = beside
      }
      if (minimize && this.isBesideItself(state)) cost = this.topCost(top, standsAlone, this.keyWithText(state))
      this.stacks.warmRest(stack, parts.outer)
      return cost + this.stacks.restCost(stack, parts.outer)
    })
  }

  /** 'pretty' adds whitespace that depends on the depth: follow the way to the end and count. */
  private prettyCost(state: State): number {
    let at = state
    const path: State[] = []
    while (!this.canEnd(at)) {
      const known = this.endCosts.get(this.costKey(at))
      if (known !== undefined) {
        path.reverse().forEach((s, i) => {
          this.endCosts.set(this.costKey(s), known + i + 1)
        })
        return known + path.length
      }
      path.push(at)
      let best = 0
      let bestCost = NONE
      for (let byte = 0; byte < 256; byte++) {
        const next = this.step(at, byte)
        if (next === 0) continue
        // Whitespace that is due leaves the compact cost as it is and must come first.
        const cost = this.canEnd(next) ? -1 : this.stateCost(next, true) - (byte === 0x0a || byte === 0x20 ? 0.5 : 0)
        if (cost < bestCost) {
          bestCost = cost
          best = next
        }
      }
      if (best === 0 || path.length > 1_000_000) return NONE
      at = best
    }
    path.reverse().forEach((s, i) => {
      this.endCosts.set(this.costKey(s), i + 1)
    })
    return path.length
  }
}

/** Place, lexical state and its data of a key in progress. */
type KeyAt = readonly [place: number, lex: number, data: number]

/** 1 for the bytes that there can be outside strings and keys. */
const outsideText = new Uint8Array(256)
for (const byte of new TextEncoder().encode('\t\n\r "{}[],:+-.0123456789eEtruefalsn')) outsideText[byte] = 1

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

/** Per mode, which element of a top's tuple counts the whitespace read; 0 where there is none. */
const gapField: number[] = new Array(Mode.End + 1).fill(0)
for (const mode of [Mode.Value, Mode.Colon, Mode.OpenList, Mode.Item, Mode.End]) gapField[mode] = 2
for (const mode of [Mode.Open, Mode.Member, Mode.Comma]) gapField[mode] = 3

/** All bytes, those that close something first. */
const closersFirst = [0x22, 0x5d, 0x7d, 0x30, ...Array.from({ length: 256 }, (_, i) => i)].filter(
  (byte, i, all) => all.indexOf(byte) === i,
)

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
