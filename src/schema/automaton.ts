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
import type {
  Between,
  Constraint,
  CountedRun,
  StackOutline,
  State,
  TextKind,
  WordsAhead,
} from '../automaton/constraint.js'
import { TupleInterner } from '../automaton/interner.js'
import { LimitError } from '../error/index.js'
import type { Context } from './context.js'
import type { Expander } from './expand.js'
import { FALSE, type Formula } from './formula.js'
import { joinsKeys, KeyPlaces } from './key-places.js'
import { Kin } from './kin.js'
import { MaskHints } from './mask-hints.js'
import type { Members } from './members.js'
import { JsonOutline, type OutlineParts } from './outline.js'
import { Satisfier, standsAlone } from './satisfy.js'
import { ShortestTexts } from './shortest-texts.js'
import { FrameKind, Stacks } from './stacks.js'
import { StringFormulas } from './string-formulas.js'
import { StringLexer } from './string-lexer.js'
import { Do, TopActions } from './top-actions.js'
import { TopCosts } from './top-costs.js'
import { Mode, Tops } from './tops.js'

const NONE = Number.POSITIVE_INFINITY

export class JsonAutomaton implements Constraint {
  readonly start: State
  readonly asksText = joinsKeys
  private readonly tops = new Tops()
  private readonly states = new TupleInterner()
  /** Liveness of tops whose formulas do not split, by top and stack. */
  private readonly jointLive = new Map<number, boolean>()
  /** Per stack, an outer formula known to be live on it. */
  private readonly restLive: Formula[] = []
  private readonly tuple = new Int32Array(3)
  private readonly stateLive: number[] = []
  private readonly parentTops = new Map<number, number>()
  private readonly endCosts = new Map<number, number>()
  private readonly places: KeyPlaces
  private readonly stacks: Stacks
  private readonly actions: TopActions
  private readonly costs: TopCosts
  private readonly hints: MaskHints
  private readonly kin: Kin
  private readonly outlineParts: OutlineParts
  private readonly pretty: boolean

  constructor(
    private readonly context: Context,
    expander: Expander,
    private readonly members: Members,
    private readonly satisfier: Satisfier,
    readsWhole = true,
  ) {
    const { tops, states } = this
    this.pretty = context.options.whitespace === 'pretty'
    const lexer = new StringLexer(context.options.spelling === 'canonical')
    const strings = new StringFormulas(context, satisfier)
    const places = new KeyPlaces(context, members, satisfier, context.options.propertyOrder === 'schema')
    const stacks = new Stacks(context, satisfier, places, this)
    const actions = new TopActions(context, satisfier, members, tops, stacks, strings, places, lexer)
    const costs = new TopCosts(context, satisfier, members, tops, strings, places, lexer)
    this.hints = new MaskHints(
      context,
      satisfier,
      members,
      { tops, states, stacks, strings, places, actions, costs },
      this,
    )
    this.kin = new Kin(tops, stacks, places)
    this.places = places
    this.stacks = stacks
    this.actions = actions
    this.costs = costs
    this.outlineParts = { tops, states, stacks, strings, places, actions, costs, lexer }
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
    let cost = this.stateCost(state)
    while (!this.canEnd(state)) {
      let best = 0
      let bestByte = 0
      let bestCost = NONE
      for (let i = 0; i < 256 && bestCost >= cost; i++) {
        const byte = closersFirst[i]!
        const next = this.step(state, byte)
        if (next === 0) continue
        const after = this.canEnd(next) ? 0 : this.stateCost(next)
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
    let cost = this.stateCost(state)
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

  textDepth(state: State): number {
    return this.stacks.depth[this.stacks.topAwaiting[this.states.at(state, 1)]!]!
  }

  slice(state: State, frames: number): number {
    return this.hints.slice(state, frames)
  }

  /** See `Kin`. */
  kinOf(state: State): number {
    return this.kin.of(this.states.at(state, 0), this.states.at(state, 1))
  }

  loopKind(state: State): number {
    return this.hints.loopKind(state)
  }

  portable(top: number): boolean {
    return this.hints.portable(top)
  }

  textKind(top: number): TextKind | undefined {
    return this.hints.textKind(top)
  }

  freeText(top: number): TextKind | undefined {
    return this.hints.freeText(top)
  }

  wordsAhead(state: State): WordsAhead | undefined {
    return this.hints.wordsAhead(state)
  }

  between(state: State): Between | undefined {
    return this.hints.between(state)
  }

  counted(state: State): CountedRun | undefined {
    return this.hints.counted(state)
  }

  outline(level: number): StackOutline | undefined {
    // Controls of 'pretty' text depend on the depth.
    if (this.pretty || level > 2) return undefined
    return new JsonOutline(this.context, this.satisfier, this.members, this.outlineParts, level)
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
  state(top: number, stack: number, data: number): State {
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

  /** Compact bytes to the end; see TextReader. */
  stateCost(state: State): number {
    const top = this.states.at(state, 0)
    const stack = this.states.at(state, 1)
    const data = this.states.at(state, 2)
    const { costs } = this
    const parts = this.satisfier.split(this.tops.formula(top))
    return this.satisfier.askOr(1, true, () => {
      const lowest = this.stacks.mattering(stack)
      if (lowest !== 0) return this.stacks.awaitedCost(lowest, data)
      if (!parts) {
        const at = costs.isBesideItself(top, data) ? costs.keyWithText(top, data) : undefined
        return costs.cost(top, (g) => this.stacks.restCost(stack, g), at)
      }
      let cost = costs.alone(top)
      if (costs.isBesideItself(top, data)) {
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
        const cost = this.canEnd(next) ? -1 : this.stateCost(next) - (byte === 0x0a || byte === 0x20 ? 0.5 : 0)
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

/** All bytes, those that close something first. */
const closersFirst = [0x22, 0x5d, 0x7d, 0x30, ...Array.from({ length: 256 }, (_, i) => i)].filter(
  (byte, i, all) => all.indexOf(byte) === i,
)
