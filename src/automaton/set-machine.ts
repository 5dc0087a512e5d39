import { type Constraint, type CountedRun, DEAD, type State } from './constraint.js'
import { TupleInterner } from './interner.js'
import { type CombineLimits, passedLimit } from './parts.js'
import { StepRows } from './step-rows.js'

/**
 * Constraints that follow several ways of reading the same text at once: where one part ends and the next
 * begins, which alternative it is, how many repetitions there were.
 *
 * A *configuration* is (index, state): a place in the combination and a state of the part at that place.
 * A state is the set of all configurations that the text can be in, a tuple (index, state, index, state, …)
 * sorted by index and state, interned to an integer. Every configuration is live, since every part is, so
 * every state is.
 *
 * Sharing hooks exist if some part has them. A set can be shared while all its stack machines are at one and the same depth:
 * its top are the indices and tops, its slice the indices and slices. Any other set is a top of its own at depth 0, where
 * nothing is shared.
 *
 * Where the end of a part lets another one begin, a step depends on whether the part can end, too. A stack machine is
 * taken to end no deeper in its stack than it began. So tops tell whether that is where the part is, and a slice for a
 * walk that gets as far down takes in the whole stack.
 */
export abstract class SetMachine implements Constraint {
  start: State = DEAD
  readonly top?: (state: State) => number
  readonly depth?: (state: State) => number
  readonly slice?: (state: State, frames: number) => number
  readonly counted?: (state: State) => CountedRun | undefined
  /** The depth beyond which no state can end. @internal */
  readonly endDepth: number
  /** @internal */
  readonly stacked: boolean

  private readonly sets = new TupleInterner()
  private readonly rows = new StepRows()
  private readonly tops = new TupleInterner()
  private readonly slices = new TupleInterner()
  /** Per state: its top, 0 if not known yet. */
  private readonly topOf: number[] = [0]
  private readonly depthOf: number[] = [0]
  /** Per state: 1 if it can end, 2 if it cannot, 0 if not known yet. */
  private readonly ends: number[] = [2]
  /** Per state: fewest bytes to the end, -1 if not known yet. */
  private readonly costs: number[] = [Number.POSITIVE_INFINITY]
  /** The set being made, a sorted list of pairs. */
  protected pairs: number[] = []
  private readonly pending: number[] = []
  private readonly scratch: number[] = []

  constructor(
    private readonly call: string,
    protected readonly limits: Required<CombineLimits>,
    parts: readonly Constraint[],
  ) {
    this.endDepth = Math.max(0, ...parts.map(endDepthOf))
    this.stacked = parts.some(usesStack)
    if (parts.some(hasStack)) {
      this.top = (state) => {
        this.locate(state)
        return this.topOf[state]!
      }
      this.depth = (state) => {
        if (state === DEAD) return 0
        this.locate(state)
        return this.depthOf[state]!
      }
      this.slice = (state, frames) => this.sliceOf(state, frames)
    }
    if (parts.some((part) => part.counted !== undefined)) this.counted = (state) => this.countedRun(state)
  }

  /** The constraint at a place. */
  protected abstract part(index: number): Constraint
  /** Appends (index, state) of every configuration that begins where the part at this configuration can end. */
  protected abstract follow(index: number, state: State, begin: number[]): void
  /** Whether the whole can end where the part at this configuration can. */
  protected abstract endsWith(index: number, state: State): boolean
  /** Fewest bytes after the part at this configuration has ended. */
  protected abstract rest(index: number, state: State): number
  /** Whether the end of the part at this place lets another one begin. */
  protected abstract leadsOn(index: number): boolean

  /** The state of a set of configurations, given as pairs, and of what may begin where they can end. */
  protected begin(configurations: readonly number[]): State {
    this.pairs.length = 0
    this.pending.length = 0
    for (const x of configurations) this.pending.push(x)
    return this.close()
  }

  step(state: State, byte: number): State {
    if (state === DEAD) return DEAD
    const known = this.rows.get(state, byte)
    if (known >= 0) return known
    const next = this.advance(state, byte)
    this.rows.set(state, byte, next)
    return next
  }

  canEnd(state: State): boolean {
    if (state === DEAD) return false
    const known = this.ends[state]!
    if (known !== 0) return known === 1
    let ends = false
    for (let i = this.sets.lengthOf(state) - 2; i >= 0 && !ends; i -= 2) {
      const index = this.sets.at(state, i)
      const s = this.sets.at(state, i + 1)
      ends = this.part(index).canEnd(s) && this.endsWith(index, s)
    }
    this.ends[state] = ends ? 1 : 2
    return ends
  }

  minBytesToEnd(state: State): number {
    if (state === DEAD) return Number.POSITIVE_INFINITY
    const known = this.costs[state]!
    if (known >= 0) return known
    let least = Number.POSITIVE_INFINITY
    for (let i = this.sets.lengthOf(state) - 2; i >= 0; i -= 2) {
      const index = this.sets.at(state, i)
      const s = this.sets.at(state, i + 1)
      least = Math.min(least, this.part(index).minBytesToEnd(s) + this.rest(index, s))
    }
    this.costs[state] = least
    return least
  }

  /** Number of states discovered so far. */
  get stateCount(): number {
    return this.sets.size - 1
  }

  private advance(state: State, byte: number): State {
    const { sets, pending } = this
    const length = sets.lengthOf(state)
    this.pairs.length = 0
    pending.length = 0
    for (let i = 0; i < length; i += 2) {
      const index = sets.at(state, i)
      const s = sets.at(state, i + 1)
      const next = this.part(index).step(s, byte)
      if (next === DEAD) continue
      if (length === 2 && next === s) return state
      pending.push(index, next)
    }
    return pending.length === 0 ? DEAD : this.close()
  }

  /** Moves what is pending, and what begins after it, into the set being made, and interns that. */
  private close(): State {
    const { pending } = this
    while (pending.length > 0) {
      const state = pending.pop()!
      const index = pending.pop()!
      if (this.admit(index, state) && this.part(index).canEnd(state)) this.follow(index, state, pending)
    }
    if (this.pairs.length === 0) return DEAD
    const id = this.sets.intern(this.pairs)
    if (id > this.limits.states) throw passedLimit(this.call, 'states', this.limits.states, 'states')
    if (id === this.ends.length) {
      this.ends.push(0)
      this.costs.push(-1)
      this.topOf.push(0)
      this.depthOf.push(0)
    }
    return id
  }

  /** Adds a configuration to the set being made; false if it adds nothing. */
  protected admit(index: number, state: State): boolean {
    const { pairs } = this
    let low = 0
    let high = pairs.length >>> 1
    while (low < high) {
      const middle = (low + high) >>> 1
      const at = pairs[2 * middle]!
      if (at < index || (at === index && pairs[2 * middle + 1]! < state)) low = middle + 1
      else high = middle
    }
    const i = 2 * low
    if (i < pairs.length && pairs[i] === index && pairs[i + 1] === state) return false
    if (pairs.length >= 2 * this.limits.alternatives) {
      throw passedLimit(this.call, 'alternatives', this.limits.alternatives, 'ways of reading a text at once')
    }
    pairs.push(0, 0)
    pairs.copyWithin(i + 2, i, pairs.length - 2)
    pairs[i] = index
    pairs[i + 1] = state
    return true
  }

  // --- sharing

  /** Finds the top and the depth of a state. */
  private locate(state: State): void {
    if (this.topOf[state] !== 0) return
    const { sets, scratch } = this
    const length = sets.lengthOf(state)
    scratch.length = 0
    let depth = -1
    let even = true
    for (let i = 0; i < length && even; i += 2) {
      const index = sets.at(state, i)
      const s = sets.at(state, i + 1)
      const part = this.part(index)
      if (!hasStack(part)) {
        scratch.push(index, s, 0)
        continue
      }
      const own = part.depth!(s)
      even = depth < 0 || own === depth
      depth = own
      scratch.push(index, part.top!(s), this.leadsOn(index) && own <= endDepthOf(part) ? 1 : 0)
    }
    if (!even || depth < 0) {
      scratch.length = 0
      scratch.push(-1, state)
      depth = 0
    }
    this.topOf[state] = this.tops.intern(scratch)
    this.depthOf[state] = depth
  }

  private sliceOf(state: State, frames: number): number {
    this.locate(state)
    const depth = this.depthOf[state]!
    if (depth === 0) return -1
    const { sets, scratch } = this
    const length = sets.lengthOf(state)
    scratch.length = 0
    for (let i = 0; i < length; i += 2) {
      const index = sets.at(state, i)
      const s = sets.at(state, i + 1)
      const part = this.part(index)
      const whole = this.leadsOn(index) && depth - frames <= endDepthOf(part)
      const slice = hasStack(part) ? part.slice!(s, whole ? depth : frames) : s
      if (slice < 0) return -1
      scratch.push(index, slice, whole ? 1 : 0)
    }
    return this.slices.intern(scratch)
  }

  private countedRun(state: State): CountedRun | undefined {
    if (state === DEAD || this.sets.lengthOf(state) !== 2) return undefined
    const index = this.sets.at(state, 0)
    const s = this.sets.at(state, 1)
    const part = this.part(index)
    const run = part.counted?.(s)
    if (!run || (this.leadsOn(index) && (part.canEnd(s) || part.canEnd(run.base)))) return undefined
    const base = this.begin([index, run.base])
    return { base, min: run.min, max: run.max, ...(run.only ? { only: true } : {}) }
  }
}

/** The depth beyond which no state of a part can end. */
function endDepthOf(part: Constraint): number {
  if (!hasStack(part)) return 0
  return part instanceof SetMachine ? part.endDepth : part.depth!(part.start)
}

/** Whether a part has a stack, be it behind parts that do not show it: then its states may be infinitely many. */
export function usesStack(part: Constraint): boolean {
  return hasStack(part) || (part as { readonly stacked?: boolean }).stacked === true
}

/** Whether a part has the sharing hooks of a stack machine. */
export function hasStack(part: Constraint): boolean {
  return part.top !== undefined && part.depth !== undefined && part.slice !== undefined
}
