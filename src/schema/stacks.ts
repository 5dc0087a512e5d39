/**
 * Stacks of frames, one frame per open object or array and one for the root, and what their part of the text asks:
 * how many bytes finish everything below a value, and which frames await the value of the item above them.
 *
 * A frame is [kind, seen keys of an object or what an array asks of the item it awaits (0 if none), formulas …]. The formulas
 * are over the frame's own atoms; what a value above is worth, its outcome, chooses between them. A stack is
 * [topmost frame, stack below, base], hash-consed, 0 for none; `base` is the data before the text that the frame wants to
 * know, 0 if it wants none.
 *
 * An array of unique items must know the value of each of its items and so *awaits* it: the text of the item is captured as
 * it is read. Where the rest of the array depends on that value, the value *matters*, and costs are asked with the text.
 */
import { TupleInterner } from '../automaton/interner.js'
import { AwaitedItems, type ValueReader } from './awaited.js'
import type { Context } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import type { KeyPlaces } from './key-places.js'
import type { Satisfier } from './satisfy.js'

const NONE = Number.POSITIVE_INFINITY

export enum FrameKind {
  Root,
  Object,
  Array,
}

export class Stacks {
  readonly frames = new TupleInterner()
  private readonly cells = new TupleInterner()
  /** Frames in a stack. */
  readonly depth: number[] = [0]
  /** Per stack: whether the text of the value above must be remembered. */
  readonly captures: boolean[] = [false]
  /** Per stack, the topmost array in it that awaits the value of an item, as a stack; 0 if there is none. */
  readonly topAwaiting: number[] = [0]
  /** Per stack whose topmost frame awaits, the lowest array in it for whose rest that value matters; 0 if there is none. */
  private readonly lowestMattering: [Map<number, number>, Map<number, number>] = [new Map(), new Map()]
  private readonly awaitedMatter: [Map<number, boolean>, Map<number, boolean>] = [new Map(), new Map()]
  private readonly restCosts: [Map<number, number>, Map<number, number>] = [new Map(), new Map()]
  private readonly awaitedItems: AwaitedItems
  private readonly tuple = new Int32Array(3)

  /** `reader` reads the items that are awaited as values of their own. */
  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
    private readonly places: KeyPlaces,
    reader: ValueReader,
  ) {
    this.awaitedItems = new AwaitedItems(context, satisfier, reader)
  }

  frame(stack: number): number {
    return this.cells.at(stack, 0)
  }

  below(stack: number): number {
    return this.cells.at(stack, 1)
  }

  /** The stack under a value of its own, as deep as one inside `depth` arrays and objects. */
  root(depth: number): number {
    const stack = this.push(this.frames.intern([FrameKind.Root, depth, TRUE]), 0)
    this.depth[stack] = depth + 1
    return stack
  }

  /** `base` is the data before the text that the frame wants to know, 0 if it wants none. */
  push(frame: number, below: number, base = 0): number {
    const { tuple } = this
    tuple[0] = frame
    tuple[1] = below
    tuple[2] = base
    const stack = this.cells.intern(tuple, 3)
    if (this.depth[stack] === undefined) {
      this.depth[stack] = this.depth[below]! + 1
      this.topAwaiting[stack] = this.awaits(frame) ? stack : this.topAwaiting[below]!
      this.captures[stack] = this.topAwaiting[stack] !== 0
    }
    return stack
  }

  /** Replaces what is lifted to the parent by outcomes, and keeps it in a frame. */
  frameOf(kind: FrameKind, seen: number, child: Formula): [number, Formula] {
    const { formulas } = this.context
    const tuple: number[] = [kind, seen]
    const outcomes = new Map<Formula, Formula>()
    formulas.leaves(child, (leaf) => {
      if (formulas.tag(leaf) !== Tag.Lift) return
      outcomes.set(leaf, formulas.outcome(tuple.length - 2))
      tuple.push(formulas.a(leaf))
    })
    let g = formulas.map(child, (leaf) => outcomes.get(leaf) ?? leaf, new Map())
    if (kind === FrameKind.Array && tuple.slice(2).some((x) => this.satisfier.awaits(x))) {
      // An array that awaits the value of its item knows what is asked of it.
      g = formulas.and2(g, this.satisfier.comparable())
      tuple[1] = g
    }
    return [this.frames.intern(tuple), g]
  }

  /** What an outcome says about the value that a frame belongs to. */
  substitute(frame: number, outcome: Formula): Formula {
    const { formulas } = this.context
    if (outcome <= TRUE) return outcome
    return formulas.map(
      outcome,
      (leaf) => (formulas.tag(leaf) === Tag.Outcome ? this.frames.at(frame, 2 + formulas.a(leaf)) : leaf),
      new Map(),
    )
  }

  // ---------------------------------------------------------------------------------------------
  // Awaited items

  /** True if the frame must know the value of the item above it (uniqueItems). */
  awaits(frame: number): boolean {
    return this.frames.at(frame, 0) === FrameKind.Array && this.frames.at(frame, 1) !== 0
  }

  /** The text so far of the item that the topmost frame awaits. */
  awaitedText(stack: number, data: number): string {
    return this.places.textBetween(this.cells.at(stack, 2), data)
  }

  /** Adds the value of the item that has just ended to the sets that wait for it. */
  remember(f: Formula, text: string): Formula {
    const { formulas } = this.context
    const value = this.context.valueOfText(text)
    return formulas.map(
      f,
      (leaf) => {
        if (formulas.tag(leaf) !== Tag.Unique || formulas.b(leaf) !== 1) return leaf
        return formulas.leaf(Tag.Unique, this.context.withValue(formulas.a(leaf), value))
      },
      new Map(),
    )
  }

  /** True if what can follow depends on the text of an item, so that no step can do without it. */
  needsText(stack: number): boolean {
    if (this.topAwaiting[stack] === 0) return false
    return this.satisfier.askOr(1, false, () => (this.mattering(stack) === 0 ? 0 : 1)) !== 0
  }

  /** Whether the item that an array awaits can become a value that the rest of the array can bear. */
  awaitedLives(stack: number, data: number): boolean {
    if (this.topAwaiting[stack] === 0) return true
    const cost = () => {
      const lowest = this.mattering(stack)
      return lowest === 0 ? 0 : this.awaitedCost(lowest, data)
    }
    return this.satisfier.askOr(0, false, cost) < NONE
  }

  /**
   * The lowest array in a stack whose rest depends on the value of the item it awaits, as a stack; 0 if there is none.
   * That item is read again as a whole, and with it the arrays above that await theirs.
   */
  mattering(stack: number): number {
    const memo = this.lowestMattering[this.satisfier.minimize ? 1 : 0]
    const unknown: number[] = []
    let lowest = 0
    for (let at = this.topAwaiting[stack]!; at !== 0; at = this.topAwaiting[this.cells.at(at, 1)]!) {
      const known = memo.get(at)
      if (known !== undefined) {
        lowest = known
        break
      }
      unknown.push(at)
    }
    const { cutMark } = this.satisfier
    while (unknown.length > 0) {
      const at = unknown.pop()!
      if (lowest === 0 && this.awaitedMatters(at)) lowest = at
      if (this.satisfier.cutMark === cutMark) memo.set(at, lowest)
    }
    return lowest
  }

  private awaitedMatters(awaiting: number): boolean {
    const memo = this.awaitedMatter[this.satisfier.minimize ? 1 : 0]
    const frame = this.cells.at(awaiting, 0)
    let matters = memo.get(frame)
    if (matters === undefined) {
      const { cutMark } = this.satisfier
      matters = this.awaitedItems.matters(this.frames.at(frame, 1), this.frames.tail(frame, 2))
      if (this.satisfier.cutMark === cutMark) memo.set(frame, matters)
    }
    return matters
  }

  /** Bytes to the end by way of the value of the item above an awaiting array. */
  awaitedCost(lowest: number, data: number): number {
    const frame = this.cells.at(lowest, 0)
    const below = this.cells.at(lowest, 1)
    const base = this.cells.at(lowest, 2)
    const depth = this.depth[lowest]! - 1
    return this.awaitedItems.cost(
      this.frames.at(frame, 1),
      this.frames.tail(frame, 2),
      { base, data, depth, bytes: this.places },
      (outer) => this.restCost(below, outer),
    )
  }

  // ---------------------------------------------------------------------------------------------
  // Costs

  /** Bytes (or, unless minimising, any finite number) to finish everything below a value with this outcome. */
  restCost(stack: number, outcome: Formula): number {
    if (outcome === FALSE) return NONE
    const { minimize, cutMark } = this.satisfier
    const memo = this.restCosts[minimize ? 1 : 0]
    const key = stack * 67108864 + outcome
    const known = memo.get(key)
    if (known !== undefined) return known
    const frame = this.cells.at(stack, 0)
    const below = this.cells.at(stack, 1)
    const f = this.substitute(frame, outcome)
    let cost: number
    switch (this.frames.at(frame, 0) as FrameKind) {
      case FrameKind.Root:
        cost = f === TRUE ? 0 : NONE
        break
      case FrameKind.Object:
        cost = this.satisfier.object(f, this.places.objectPlace(this.frames.at(frame, 1), false), (g) =>
          this.restCost(below, g),
        )
        break
      default:
        // Whether the awaited value is fit is a question of its own.
        cost = this.satisfier.array(this.satisfier.assumeUnknown(f), false, (g) => this.restCost(below, g))
    }
    if (this.satisfier.cutMark === cutMark || (cost < NONE && !minimize)) memo.set(key, cost)
    return cost
  }

  /** Fills the memo of deep stacks from the bottom up, so that nesting depth is no recursion depth. */
  warmRest(stack: number, outcome: Formula): void {
    const pending: [number, Formula][] = []
    let at = stack
    let outer = outcome
    while (at !== 0 && !this.restCosts[1].has(at * 67108864 + outer)) {
      pending.push([at, outer])
      const parts = this.satisfier.split(this.substitute(this.cells.at(at, 0), outer))
      if (!parts) break
      outer = parts.outer
      at = this.cells.at(at, 1)
    }
    while (pending.length > 0) {
      const [s, g] = pending.pop()!
      this.restCost(s, g)
    }
  }
}
