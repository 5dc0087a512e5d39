/**
 * The automaton of a schema as one with a stack that can be taken apart, where what multiplies states without end is left out:
 *
 *   level 1   which unnamed keys are there, which items must not come again, long counts of characters, items and members, the digits
 *             of numbers
 *   level 2   also which named keys are there, and which are required
 *
 * Controls are tops, frames are frames, both times 4; bit 2 tells that something was left out of the value they are of.
 */
import { Act, type StackOutline, type State } from '../automaton/constraint.js'
import { boundedRun, ExprPool } from '../regex/index.js'
import type { Context } from './context.js'
import { FALSE, type Formula, type FormulaStore, Tag, TRUE } from './formula.js'
import type { AutomatonParts } from './mask-hints.js'
import type { Members } from './members.js'
import { type Satisfier, standsAlone } from './satisfy.js'
import { FrameKind } from './stacks.js'
import type { StringLexer } from './string-lexer.js'
import { Do } from './top-actions.js'
import { gapField, Mode } from './tops.js'

/**
 * Bounds on lengths and on numbers of items and members above this are left out; those on strings of certain characters, which fewer
 * tokens continue, above the other.
 */
const longCount = 16
const longCertainCount = 40
const lost = 2
/** No key. */
const noKey = -1
const nothing = { kind: Act.Dead, to: 0, frame: 0 }

export interface OutlineParts extends AutomatonParts {
  readonly lexer: StringLexer
}

export class JsonOutline implements StackOutline {
  private readonly isDropped: (leaf: Formula) => boolean
  private readonly weaker = new Map<Formula, Formula>()
  private readonly weakerNumbers = new Map<Formula, Formula>()
  private readonly controls = new Map<number, number>()
  /** First positions in strings, and in the keys of an object, that others are alike to. */
  private readonly alike = new Map<string, number>()
  private readonly alikeKeys = new Map<string, Map<string, number>>()
  private readonly flexible: boolean
  readonly multiplies: boolean

  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
    private readonly members: Members,
    private readonly parts: OutlineParts,
    private readonly level: number,
  ) {
    this.flexible = (context.options.whitespace ?? 'flexible') === 'flexible'
    // In declared order the keys that are there multiply no more than the keys that can still come.
    this.multiplies = level === 1 && context.options.propertyOrder !== 'schema'
    const { formulas } = context
    this.isDropped = (leaf) => {
      const tag = formulas.tag(leaf)
      if (tag === Tag.Unique || (level > 1 && tag === Tag.Has)) return true
      return (tag === Tag.Size || tag === Tag.Count) && formulas.a(leaf) > longCount
    }
  }

  from(state: State): { control: number; frames: number[] } {
    const { stacks, states } = this.parts
    const frames: number[] = []
    for (let stack = states.at(state, 1); stack !== 0; stack = stacks.below(stack)) {
      frames.push(this.frame(stacks.frame(stack)))
    }
    return { control: this.control(states.at(state, 0)), frames }
  }

  act(control: number, byte: number): { kind: Act; to: number; frame: number } {
    const { actions } = this.parts
    const top = control >>> 2
    const bits = control & 3
    const action = actions.of(top, byte)
    if (action === 0) return nothing
    const a = actions.a(action)
    switch (actions.kind(action)) {
      case Do.Move:
      case Do.Keep:
        return this.moved(Act.Move, a, bits, 0)
      case Do.Push:
        return this.pushed(top, a, actions.b(action), bits)
      case Do.Pop:
        return { kind: Act.Pop, to: a, frame: 0 }
      case Do.PopThen:
        return { kind: Act.PopThen, to: a, frame: 0 }
      default:
        return this.closedKey(top)
    }
  }

  after(frame: number, ended: number): number {
    const { stacks, tops } = this.parts
    const symbol = frame >>> 2
    const f = stacks.substitute(symbol, ended)
    if (f === FALSE) return 0
    const kind = stacks.frames.at(symbol, 0) as FrameKind
    let top: number
    if (kind === FrameKind.Root) top = tops.make(Mode.End, f)
    else if (kind === FrameKind.Object) top = tops.make(Mode.Member, f, stacks.frames.at(symbol, 1))
    else top = tops.make(Mode.Item, f)
    const control = this.control(top)
    return this.isLive(control) ? control | (frame & 3) : 0
  }

  ends(control: number, frame: number): boolean {
    const { stacks, tops, actions } = this.parts
    const top = control >>> 2
    const mode = tops.at(top, 0)
    if (mode === Mode.End) return true
    const symbol = frame >>> 2
    if (mode !== Mode.Number || frame === 0 || stacks.frames.at(symbol, 0) !== FrameKind.Root) return false
    return stacks.substitute(symbol, actions.numberOutcome(top)) !== FALSE
  }

  loses(symbol: number): boolean {
    return (symbol & lost) !== 0
  }

  kindOf(frame: number): number {
    return frame >>> 2
  }

  private pushed(top: number, frame: number, next: number, bits: number): { kind: Act; to: number; frame: number } {
    const { stacks, tops, places } = this.parts
    if (stacks.frames.at(frame, 0) !== FrameKind.Object) return this.moved(Act.Push, next, 0, this.frame(frame) | bits)
    // A key that begins a name is as good as any other unnamed one.
    const key = places.keyOfPlace(tops.at(top, 5))
    const named = this.members.profile(tops.formula(top)).isNamed.has(key)
    if (named && this.level === 1) return this.moved(Act.Push, next, 0, this.frame(frame) | bits)
    const tuple = stacks.frames.tail(frame, 0)
    const seen = tops.at(top, 2)
    tuple[1] = named ? seen : places.addUnnamed(seen)
    return this.moved(Act.Push, next, 0, this.frame(stacks.frames.intern(tuple)) | lost)
  }

  private closedKey(top: number): { kind: Act; to: number; frame: number } {
    const { stacks, tops, places } = this.parts
    const f = tops.formula(top)
    const seen = tops.at(top, 2)
    const representative = places.representative(f, tops.at(top, 5))
    // A name that is there already.
    if (representative === undefined) return nothing
    const child = this.members.deriveKey(places.skip(f, seen, noKey), representative)
    if (child === FALSE) return nothing
    const [frame, g] = stacks.frameOf(FrameKind.Object, places.addUnnamed(seen), child)
    return this.moved(Act.Push, tops.make(Mode.Colon, g), 0, this.frame(frame) | lost)
  }

  private moved(kind: Act, top: number, bits: number, frame: number): { kind: Act; to: number; frame: number } {
    const control = this.control(top)
    return this.isLive(control) ? { kind, to: control | bits, frame } : nothing
  }

  private isLive(control: number): boolean {
    const top = control >>> 2
    const parts = this.satisfier.split(this.parts.tops.formula(top))
    return !parts || this.parts.costs.isLive(top, parts.outer)
  }

  /** The control for a top. */
  private control(top: number): number {
    let control = this.controls.get(top)
    if (control === undefined) {
      const same = this.settled(top)
      const weaker = this.weakened(same)
      control = weaker === same ? same * 4 : weaker * 4 + lost
      this.controls.set(top, control)
    }
    return control
  }

  /** A top that reads the same, one of few. */
  private settled(top: number): number {
    const { tops, lexer, strings, actions } = this.parts
    const mode = tops.at(top, 0) as Mode
    if (mode === Mode.String) {
      lexer.settle(strings.host(standsAlone), tops.formula(top), tops.at(top, 2), tops.at(top, 3), this.alike)
      return tops.make(mode, lexer.x, lexer.lex, lexer.data)
    }
    if (mode !== Mode.Key) return top
    const object = `${tops.formula(top)},${tops.at(top, 2)}`
    let firsts = this.alikeKeys.get(object)
    if (!firsts) {
      firsts = new Map()
      this.alikeKeys.set(object, firsts)
    }
    lexer.settle(actions.keyHost(top), tops.at(top, 5), tops.at(top, 3), tops.at(top, 4), firsts)
    return tops.make(mode, tops.formula(top), tops.at(top, 2), lexer.lex, lexer.data, lexer.x, tops.at(top, 6))
  }

  /** A top that reads at least the same. */
  private weakened(top: number): number {
    const { tops, places } = this.parts
    const mode = tops.at(top, 0) as Mode
    const f = tops.formula(top)
    switch (mode) {
      case Mode.Number:
        return this.shortNumber(top)
      case Mode.Literal:
        return top
      case Mode.String:
        return tops.with(top, 1, this.uncounted(f))
      case Mode.Key:
        return tops.with(top, 5, places.apart(f, tops.at(top, 2), tops.at(top, 5)))
    }
    const weaker = tops.with(top, 1, this.without(f))
    const gap = this.flexible ? gapField[mode]! : 0
    // Whitespace without end.
    return gap > 0 && tops.at(top, gap) > 0 ? tops.with(weaker, gap, -1) : weaker
  }

  private frame(frame: number): number {
    const { frames } = this.parts.stacks
    const tuple = frames.tail(frame, 0)
    let bits = 0
    for (let i = 2; i < tuple.length; i++) {
      const f = this.without(tuple[i]!)
      if (f !== tuple[i]) bits = lost
      tuple[i] = f
    }
    // Here no array awaits the value of its item.
    if (tuple[0] === FrameKind.Array) tuple[1] = 0
    return frames.intern(tuple) * 4 + bits
  }

  private without(f: Formula): Formula {
    return without(this.context.formulas, f, this.isDropped, this.weaker)
  }

  /**
   * A number of few digits that goes on at least as the number of a top does: where nothing or only that it is an integer is asked of
   * it; behind a point, or where all is left out, whatever is asked.
   */
  private shortNumber(top: number): number {
    const { formulas, numbers } = this.context
    const { tops, actions } = this.parts
    const f = tops.formula(top)
    const lex = tops.at(top, 2)
    let asks = false
    let free = true
    formulas.leaves(f, (leaf) => {
      if (formulas.tag(leaf) !== Tag.Number) return
      free = false
      if (!numbers.isInteger(formulas.a(leaf))) asks = true
    })
    if (asks && this.level === 1 && !numbers.isBehindPoint(lex)) return top
    const g = asks ? without(formulas, f, (leaf) => formulas.tag(leaf) === Tag.Number, this.weakerNumbers) : f
    const text = numbers.shortText(lex, !free && !asks && actions.numberOutcome(top) !== FALSE)
    const start = free || asks ? numbers.lexFree : this.satisfier.startLex(g)
    let at = actions.numberTop(g, start, text.charCodeAt(0))
    for (let i = 1; i < text.length && at !== 0; i++) {
      at = actions.numberTop(tops.formula(at), tops.at(at, 2), text.charCodeAt(i))
    }
    return at !== 0 && tops.formula(at) === g ? at : top
  }

  /** The formula of a string without bounds on its length that take many states to count to. */
  private uncounted(f: Formula): Formula {
    const { formulas, pool } = this.context
    const parts = this.satisfier.split(f)
    if (!parts || parts.local === TRUE) return f
    const { local, outer } = parts
    if (formulas.tag(local) === Tag.Pattern) {
      const run = boundedRun(pool, formulas.a(local))
      const most = run?.base === ExprPool.ALL ? longCount : longCertainCount
      if (!run || (run.max === Number.POSITIVE_INFINITY ? run.min : run.max) <= most) return f
      const free = run.base === ExprPool.ALL ? TRUE : formulas.leaf(Tag.Pattern, run.base)
      return formulas.and2(free, outer)
    }
    const kept = (formulas.tag(local) === Tag.And ? formulas.args(local) : [local]).filter((x) => {
      const atom = formulas.tag(x) === Tag.Not ? formulas.a(x) : x
      return formulas.tag(atom) !== Tag.Length || formulas.a(atom) <= longCount
    })
    return formulas.and([...kept, outer])
  }
}

/** A formula that is true wherever f is, without some leaves. */
function without(
  formulas: FormulaStore,
  f: Formula,
  isDropped: (leaf: Formula) => boolean,
  memo: Map<Formula, Formula>,
): Formula {
  if (f <= TRUE) return f
  const known = memo.get(f)
  if (known !== undefined) return known
  let result = f
  if (hasDropped(formulas, f, isDropped)) {
    const parts = () => formulas.args(f).map((x) => without(formulas, x, isDropped, memo))
    switch (formulas.tag(f)) {
      case Tag.And:
        result = formulas.and(parts())
        break
      case Tag.Or:
      case Tag.One:
        // One of them, so at least one.
        result = formulas.or(parts())
        break
      case Tag.Lift:
        result = formulas.lift(without(formulas, formulas.a(f), isDropped, memo))
        break
      default:
        result = TRUE
    }
  }
  memo.set(f, result)
  return result
}

/** Whether some of the leaves of f, or of what it lifts to the parent, are dropped. */
function hasDropped(formulas: FormulaStore, f: Formula, isDropped: (leaf: Formula) => boolean): boolean {
  if (f <= TRUE) return false
  let found = false
  formulas.leaves(f, (leaf) => {
    const within = formulas.tag(leaf) === Tag.Lift && hasDropped(formulas, formulas.a(leaf), isDropped)
    if (within || isDropped(leaf)) found = true
  })
  return found
}
