/**
 * The automaton of JSON texts that satisfy a schema.
 *
 * A state is (top, stack, data), interned to an integer. The *top* is the control: a lexical mode and
 * the formula of the value in progress. The *stack* is a hash-consed list of frames, one per open
 * object or array (and the root); a frame holds the formulas over its own atoms that the value above
 * it chooses between (the vector its Outcome leaves index) and, for objects, the keys already there.
 * `data` is text that must be remembered but has no influence yet: an unnamed key being read.
 *
 * What a byte does depends on the top alone (until a frame is read): see TopActions. What happens to states is here.
 */
import type { Between, Constraint, CountedRun, State, TextKind, WordsAhead } from '../automaton/constraint.js'
import { TupleInterner } from '../automaton/interner.js'
import { LimitError } from '../error/index.js'
import { boundedRun, ExprPool } from '../regex/index.js'
import { K_AND, K_REPEAT, UNBOUNDED } from '../regex/nodes.js'
import { longestEnding } from '../regex/runs.js'
import type { Context } from './context.js'
import type { Expander } from './expand.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { joinsKeys, KeyPlaces, type NamesAhead, plainBytes } from './key-places.js'
import type { Members } from './members.js'
import { Satisfier, standsAlone } from './satisfy.js'
import { ShortestTexts } from './shortest-texts.js'
import { FrameKind, Stacks } from './stacks.js'
import { StringFormulas } from './string-formulas.js'
import { codePointsOf, PLAIN, StringLexer } from './string-lexer.js'
import { Do, TopActions } from './top-actions.js'
import { TopCosts } from './top-costs.js'
import { gapField, Mode, outsideText, Tops } from './tops.js'

const NONE = Number.POSITIVE_INFINITY
/** States of a string formula looked at to see that none is dead. */
const maxFreeStates = 64

export class JsonAutomaton implements Constraint {
  readonly start: State
  readonly asksText = joinsKeys
  private readonly tops = new Tops()
  private readonly states = new TupleInterner()
  private readonly slices = new TupleInterner()
  /** String formulas of which every text is a beginning. */
  private readonly free = new Map<Formula, boolean>()
  /** Liveness of tops whose formulas do not split, by top and stack. */
  private readonly jointLive = new Map<number, boolean>()
  /** Per stack, an outer formula known to be live on it. */
  private readonly restLive: Formula[] = []
  private readonly tuple = new Int32Array(3)
  private readonly stateLive: number[] = []
  private readonly parentTops = new Map<number, number>()
  private readonly endCosts = new Map<number, number>()
  private readonly canonical: boolean
  private readonly lexer: StringLexer
  private readonly strings: StringFormulas
  private readonly places: KeyPlaces
  private readonly stacks: Stacks
  private readonly actions: TopActions
  private readonly costs: TopCosts
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
    this.actions = new TopActions(
      context,
      satisfier,
      members,
      this.tops,
      this.stacks,
      this.strings,
      this.places,
      this.lexer,
    )
    this.costs = new TopCosts(context, satisfier, members, this.tops, this.strings, this.places, this.lexer)
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
    // While compiling, what cannot be decided is an error; later it is taken to be live.
    this.start = satisfier.ask(false, () => this.begin(expander.rootLeaf(), 0))
    satisfier.budget = context.limits.stepSearch
  }

  /** The start of a value of its own that satisfies a formula over schema leaves, written at the given depth. */
  begin(f: Formula, depth: number): State {
    const { formulas } = this.context
    const stack = this.stacks.root(depth)
    // Only the tops of 'pretty' text depend on the depth.
    const top = this.tops.make(Mode.Value, formulas.and2(f, formulas.outcome(0)), 0, 0, this.pretty ? depth : 0)
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
    const action = this.actions.of(top, byte)
    if (action === 0) return 0
    const a = this.actions.a(action)
    const data = this.states.at(state, 2)
    const captures = this.stacks.captures[stack] === true
    switch (this.actions.kind(action)) {
      case Do.Move:
        if (captures) return this.state(a, stack, this.places.appendByte(data, byte))
        return a === top ? state : this.state(a, stack, data)
      case Do.Keep:
        return this.state(a, stack, this.places.appendByte(data, byte))
      case Do.Push:
        return this.pushed(a, this.actions.b(action), stack, data, byte)
      case Do.Pop:
        return this.popped(stack, a, captures ? this.places.appendByte(data, byte) : 0)
      case Do.PopThen: {
        const next = this.popped(stack, a, data)
        return next === 0 ? 0 : this.step(next, byte)
      }
      default: {
        const pushed = this.actions.closeKey(top, this.places.keyOfBytes(data))
        if (!pushed) return 0
        const after = captures ? this.places.appendByte(data, byte) : 0
        return this.state(pushed.top, this.stacks.push(pushed.frame, stack), after)
      }
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
    const outcome = this.actions.numberOutcome(top)
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

  stepTop(top: number, byte: number, stack: number): number {
    const action = this.actions.of(top, byte)
    if (action === 0) return 0
    const kind = this.actions.kind(action)
    if (kind !== Do.Move && kind !== Do.Keep) return -1
    const next = this.actions.a(action)
    if (next === top) return top
    const before = this.satisfier.split(this.tops.formula(top))
    const after = this.satisfier.split(this.tops.formula(next))
    if (before && after && before.outer === after.outer) return this.costs.isLive(next, after.outer) ? next : 0
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
    const action = this.actions.of(this.states.at(state, 0), byte)
    const kind = action === 0 ? Do.Move : this.actions.kind(action)
    if (kind !== Do.Pop && kind !== Do.PopThen) return depth
    if (kind === Do.Pop) return depth - 1
    // The byte is read again after the value that it ends: in an array, a comma pushes the next frame.
    const next = this.popped(this.states.at(state, 1), this.actions.a(action), this.states.at(state, 2))
    return next === 0 ? depth - 1 : this.reach(next, byte)
  }

  stackOf(state: State): number {
    return this.states.at(state, 1)
  }

  needsText(stack: number): boolean {
    return this.stacks.needsText(stack)
  }

  portable(top: number): boolean {
    return this.satisfier.split(this.tops.formula(top)) !== null
  }

  textDepth(state: State): number {
    return this.stacks.depth[this.stacks.topAwaiting[this.states.at(state, 1)]!]!
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
    return this.canonical ? canonicalText : anyText
  }

  freeText(top: number): TextKind | undefined {
    const mode = this.tops.at(top, 0)
    if (mode !== Mode.String || this.tops.at(top, 2) !== PLAIN || this.actions.quoteAt(top) >= 0) return undefined
    const f = this.tops.formula(top)
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
      this.state(
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
      const base = this.state(this.tops.with(top, at, -1), below, this.states.at(state, 2))
      return { base, min: 0, max: this.maxGap - read }
    }
    if (this.tops.at(top, 0) !== Mode.String || this.tops.at(top, 2) !== PLAIN) return undefined
    const parts = this.satisfier.split(this.tops.formula(top))
    if (!parts || parts.local === TRUE) return undefined
    const { formulas, pool } = this.context
    const text = this.canonical ? canonicalText : anyText
    if (formulas.tag(parts.local) === Tag.Pattern) {
      const run = boundedRun(pool, formulas.a(parts.local))
      if (!run) return this.farFromBound(parts.local, parts.outer, below, text)
      // Only a run that nothing but the closing quote follows.
      if (pool.kind[run.base] !== K_REPEAT) return undefined
      const free = run.base === ExprPool.ALL ? TRUE : formulas.leaf(Tag.Pattern, run.base)
      const base = this.state(this.tops.make(Mode.String, formulas.and2(free, parts.outer), PLAIN, 0), below, 0)
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
    const base = this.state(this.tops.make(Mode.String, parts.outer, PLAIN, 0), below, 0)
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
    const base = this.state(this.tops.make(Mode.String, f, PLAIN, 0), stack, 0)
    return base === 0 ? undefined : { base, min: 0, max: room, text, only: true }
  }

  // ---------------------------------------------------------------------------------------------
  // States

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
    if (this.costs.live[top] === 1 && this.restLive[stack] === this.costs.outer[top]) return true
    const parts = this.satisfier.split(this.tops.formula(top))
    if (!parts)
      return this.satisfier.askOr(0, false, () => this.costs.cost(top, (g) => this.stacks.restCost(stack, g))) < NONE
    if (!this.costs.isLive(top, parts.outer)) return false
    if (this.satisfier.askOr(0, false, () => this.stacks.restCost(stack, parts.outer)) === NONE) return false
    this.restLive[stack] = parts.outer
    return true
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
          top = f === FALSE ? 0 : this.tops.make(Mode.End, f)
          break
        case FrameKind.Object:
          top = f === FALSE ? 0 : this.tops.make(Mode.Member, f, this.stacks.frames.at(frame, 1), 0, indent)
          break
        default:
          top = f === FALSE ? 0 : this.tops.make(Mode.Item, f, 0, indent)
      }
      // In pretty mode the top depends on the depth, which the frame does not tell.
      if (!this.pretty && !awaited) this.parentTops.set(key, top)
    }
    return top === 0 ? 0 : this.state(top, below, this.stacks.captures[below] ? data : 0)
  }

  // ---------------------------------------------------------------------------------------------
  // Costs

  /** States that differ in data alone cost the same, unless the data is captured or is a key that others must not be. */
  private costKey(state: State): number {
    const stack = this.states.at(state, 1)
    const top = this.states.at(state, 0)
    const own = this.stacks.captures[stack] || this.costs.isBesideItself(top, this.states.at(state, 2))
    return own ? -state : top * 67108864 + stack
  }

  stateCost(state: State, minimize: boolean): number {
    const top = this.states.at(state, 0)
    const stack = this.states.at(state, 1)
    const data = this.states.at(state, 2)
    const { costs } = this
    const parts = this.satisfier.split(this.tops.formula(top))
    return this.satisfier.askOr(1, minimize, () => {
      const lowest = this.stacks.mattering(stack)
      if (lowest !== 0) return this.stacks.awaitedCost(lowest, data)
      if (!parts) {
        const at = minimize && costs.isBesideItself(top, data) ? costs.keyWithText(top, data) : undefined
        return costs.cost(top, (g) => this.stacks.restCost(stack, g), at)
      }
      let cost = costs.alone(top)
      if (minimize && costs.isBesideItself(top, data)) {
        cost = costs.cost(top, standsAlone, costs.keyWithText(top, data))
      }
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

/** All bytes, those that close something first. */
const closersFirst = [0x22, 0x5d, 0x7d, 0x30, ...Array.from({ length: 256 }, (_, i) => i)].filter(
  (byte, i, all) => all.indexOf(byte) === i,
)
