import { OptionError } from '../error/index.js'
import { Heap } from '../regex/heap.js'
import { type Constraint, DEAD, type State } from './constraint.js'
import { TupleInterner } from './interner.js'
import {
  type Argument,
  type CombineLimits,
  type CombineOptions,
  emptyLanguage,
  type Part,
  passedLimit,
  readParts,
} from './parts.js'
import { Saturation } from './saturate.js'
import { hasStack, usesStack } from './set-machine.js'
import { StepRows } from './step-rows.js'

/**
 * The texts that all parts accept.
 *
 * What can still be completed is decided by searching for a completion. With parts of finitely many states, and with one
 * stack machine of finitely many tops and frames among them, that is always decided. Otherwise (objects with any keys
 * have a top for each set of keys) a completion is found if there is one, but where there is none the search may be
 * endless and stop at `limits.search`.
 *
 * @throws EspalierError code 'empty-language' if no text is accepted by all parts
 * @throws LimitError here or later from `step`, when the limits are passed
 * @throws OptionError if a part is not a constraint, or there is none
 */
export function intersection(...parts: readonly Part[]): Constraint
export function intersection(parts: readonly Part[], options?: CombineOptions): Constraint
export function intersection(...args: readonly Argument[]): Constraint {
  const { parts, limits } = readParts(args, 'intersection')
  const flat = [...new Set(parts.flatMap((part) => (part instanceof ProductMachine ? part.parts : [part])))]
  if (flat.length === 0) {
    throw new OptionError('intersection() needs at least one part.', {
      code: 'bad-option',
      option: 'parts',
      hint: 'Pass one constraint or more.',
    })
  }
  if (flat.length === 1) return flat[0]!
  const product = new ProductMachine(flat, limits)
  if (product.start === DEAD) throw emptyLanguage('No text is accepted by all parts of intersection().')
  return product
}

enum Life {
  Unknown,
  Live,
  Dead,
}

/** Tuples that searches for shortest completions may expand: in all, and for each further one. */
const firstAllowance = 2048
const allowancePerSearch = 1
/** Tuples where a way downhill may turn aside before a search is thought to do better. */
const mostTurns = 24
/** States that a search discovers before it asks whether going deeper into a stack is any use: the first time, and then. */
const firstBudget = 10_000
const laterBudget = 500

/**
 * States are tuples of the parts' states. That every part can go on does not mean that all can do so with one text, so a
 * new tuple is looked at:
 *  1. Going downhill: follow, byte by byte, what brings the part that is farthest from its end nearer to it, and turn aside
 *     a few times. Usually this meets the end, or a tuple known to be live, after a few bytes.
 *  2. Otherwise best first, by the bytes so far and the most that a part still needs. If all tuples that can be reached
 *     are found without an end among them, all of them are dead.
 *  3. If that goes on for long and one part has a stack, by saturation, which does not mind how deep the stack gets.
 * Tuples on the way to an end are live, with the length of the way as a bound on the bytes needed (`bound`): each has a
 * successor whose bound is less. The shortest completion is searched for when asked (A*, the same estimate), but only
 * so much: beyond that the bound is the answer.
 */
class ProductMachine implements Constraint {
  readonly start: State
  /** @internal */
  readonly stacked: boolean
  private readonly tuples = new TupleInterner()
  private readonly rows = new StepRows()
  private readonly life: Life[] = [Life.Dead]
  /** Bytes of a completion; Infinity if none is known. */
  private readonly bound: number[] = [Number.POSITIVE_INFINITY]
  /** The answer of minBytesToEnd, -1 if not asked yet. */
  private readonly cost: number[] = [Number.POSITIVE_INFINITY]
  /** Search: the run that discovered a tuple, where from, and after how many bytes. */
  private readonly seen: number[] = [0]
  private readonly parent: number[] = [0]
  private readonly distance: number[] = [0]
  private run = 0
  private readonly heap = new Heap()
  private readonly found: State[] = []
  private readonly target: Int32Array
  private readonly scratch: Int32Array
  /** Per part, by bytes to its end: a byte that has brought it nearer. */
  private readonly downhill: Map<number, number>[]
  /** The only part with a stack, -1 if there is none or several. */
  private readonly stack: number
  /** The tuples of the other parts' states. */
  private readonly rests = new TupleInterner()
  private readonly saturation: Saturation | undefined
  private budget = firstBudget
  private allowance = firstAllowance

  constructor(
    readonly parts: readonly Constraint[],
    private readonly limits: Required<CombineLimits>,
  ) {
    this.stacked = parts.some(usesStack)
    this.target = new Int32Array(parts.length)
    this.scratch = new Int32Array(parts.length - 1)
    this.downhill = parts.map(() => new Map<number, number>())
    this.stack = parts.filter(hasStack).length === 1 ? parts.findIndex(hasStack) : -1
    if (this.stack >= 0) {
      const step = (rest: number, byte: number): number => this.stepRest(rest, byte)
      const canEnd = (rest: number): boolean => this.restCanEnd(rest)
      this.saturation = new Saturation(parts[this.stack]!, step, canEnd, limits.search)
    }
    for (let i = 0; i < parts.length; i++) this.target[i] = parts[i]!.start
    const start = this.intern()
    this.start = this.isLive(start) ? start : DEAD
  }

  step(state: State, byte: number): State {
    if (state === DEAD) return DEAD
    const known = this.rows.get(state, byte)
    if (known >= 0) return known
    const tuple = this.advance(state, byte)
    const next = tuple !== DEAD && this.isLive(tuple) ? tuple : DEAD
    this.rows.set(state, byte, next)
    return next
  }

  canEnd(state: State): boolean {
    if (state === DEAD) return false
    const { parts, tuples } = this
    for (let i = 0; i < parts.length; i++) if (!parts[i]!.canEnd(tuples.at(state, i))) return false
    return true
  }

  minBytesToEnd(state: State): number {
    if (this.cost[state]! < 0) {
      const { bound, cost } = this
      // Where the way known is no longer than the part farthest from its end asks for, there is no need to search.
      if (bound[state] === this.estimate(state) || !this.shortest(state)) cost[state] = bound[state]!
    }
    // The estimate may be too large if a part does not know its shortest completion; then the way found may be, too.
    return Math.min(this.cost[state]!, this.bound[state]!)
  }

  /** Number of tuples discovered so far. */
  get stateCount(): number {
    return this.tuples.size - 1
  }

  /** The tuple after a byte, live or not; DEAD if a part dies. */
  private advance(state: State, byte: number): State {
    const { parts, tuples, target } = this
    for (let i = 0; i < parts.length; i++) {
      const next = parts[i]!.step(tuples.at(state, i), byte)
      if (next === DEAD) return DEAD
      target[i] = next
    }
    return this.intern()
  }

  private intern(): State {
    const id = this.tuples.intern(this.target)
    if (id === this.life.length) {
      if (id > this.limits.states) throw passedLimit('intersection', 'states', this.limits.states, 'states')
      this.life.push(Life.Unknown)
      this.bound.push(Number.POSITIVE_INFINITY)
      this.cost.push(-1)
      this.seen.push(0)
      this.parent.push(0)
      this.distance.push(0)
    }
    return id
  }

  /** The most bytes that a part still needs. */
  private estimate(tuple: State): number {
    const { parts, tuples } = this
    let most = 0
    for (let i = 0; i < parts.length; i++) {
      const bytes = parts[i]!.minBytesToEnd(tuples.at(tuple, i))
      if (bytes > most) most = bytes
    }
    return most
  }

  private isLive(tuple: State): boolean {
    if (this.life[tuple] === Life.Unknown && !this.descend(tuple)) this.search(tuple)
    return this.life[tuple] === Life.Live
  }

  /** Goes downhill from a tuple, and back and sideways where that fails; true if that showed it to be live. */
  private descend(from: State): boolean {
    const { parts, tuples, found, life, seen } = this
    const run = ++this.run
    // Per tuple on the way: where else to go from there, once that was asked for.
    const others: (State[] | undefined)[] = []
    const deepest = 2 * this.estimate(from) + 32
    let turns = 0
    found.length = 0
    found.push(from)
    seen[from] = run
    while (found.length > 0) {
      const level = found.length - 1
      const at = found[level]!
      let next = DEAD
      if (others.length === level) {
        let most = 0
        let farthest = -1
        for (let i = 0; i < parts.length; i++) {
          const bytes = parts[i]!.minBytesToEnd(tuples.at(at, i))
          if (bytes <= most) continue
          most = bytes
          farthest = i
        }
        if (farthest < 0) {
          this.settle(0)
          return true
        }
        others.push(level === deepest ? [] : undefined)
        if (level < deepest) next = this.advance(at, this.nearer(farthest, tuples.at(at, farthest)))
      } else {
        let list = others[level]
        if (list === undefined) {
          if (++turns > mostTurns) return false
          list = this.successors(at)
          others[level] = list
        }
        if (list.length === 0) {
          found.length = level
          others.length = level
          continue
        }
        next = list.pop()!
      }
      if (life[next] === Life.Dead || seen[next] === run) continue
      if (life[next] === Life.Live) {
        this.settle(this.bound[next]! + 1)
        return true
      }
      seen[next] = run
      found.push(next)
    }
    return false
  }

  /** Where a tuple can lead, the nearest to the end last. */
  private successors(tuple: State): State[] {
    const list: State[] = []
    for (let byte = 0; byte < 256; byte++) {
      const next = this.advance(tuple, byte)
      if (this.life[next] !== Life.Dead && next !== list.at(-1)) list.push(next)
    }
    const estimates = new Map(list.map((next) => [next, this.estimate(next)]))
    return list.sort((a, b) => estimates.get(b)! - estimates.get(a)!)
  }

  /** Marks the tuples found, the last of which is `bytes` from the end, as live. */
  private settle(bytes: number): void {
    const { found } = this
    let n = bytes
    for (let i = found.length - 1; i >= 0; i--, n++) {
      const tuple = found[i]!
      this.life[tuple] = Life.Live
      if (n < this.bound[tuple]!) this.bound[tuple] = n
    }
  }

  /** A byte that brings a part nearer to its end. */
  private nearer(part: number, state: State): number {
    const constraint = this.parts[part]!
    const left = constraint.minBytesToEnd(state)
    // Ways to the end often end alike: what was right this far from the end before is tried first.
    const memo = this.downhill[part]!
    const known = memo.get(left)
    if (known !== undefined && constraint.minBytesToEnd(constraint.step(state, known)) < left) return known
    for (let byte = 0; byte < 256; byte++) {
      if (byte === known || !(constraint.minBytesToEnd(constraint.step(state, byte)) < left)) continue
      memo.set(left, byte)
      return byte
    }
    return 0
  }

  /** Decides a tuple: live with the way found, or dead with all that can be reached. */
  private search(from: State): void {
    const { heap, found, life, seen, parent, distance } = this
    const run = ++this.run
    heap.clear()
    found.length = 0
    found.push(from)
    seen[from] = run
    parent[from] = 0
    distance[from] = 0
    heap.push(0, from)
    while (heap.size > 0) {
      const at = heap.pop()
      for (let byte = 0; byte < 256; byte++) {
        const next = this.advance(at, byte)
        if (next === DEAD || seen[next] === run || life[next] === Life.Dead) continue
        seen[next] = run
        parent[next] = at
        distance[next] = distance[at]! + 1
        if (life[next] === Life.Live || this.canEnd(next)) {
          this.settleWay(next)
          return
        }
        found.push(next)
        if (found.length === this.budget && this.saturation && this.saturate(from)) return
        if (found.length > this.limits.search) {
          throw passedLimit(
            'intersection',
            'search',
            this.limits.search,
            `states to tell whether a text that ${this.parts.length} parts have in common can be completed`,
          )
        }
        heap.push(distance[next]! + 4 * this.estimate(next), next)
      }
    }
    for (let i = 0; i < found.length; i++) life[found[i]!] = Life.Dead
  }

  /** Decides a tuple without going deeper and deeper into a stack; false if that cannot be done. */
  private saturate(from: State): boolean {
    const { found, life } = this
    const states = Array.from(this.parts, (_, i) => this.tuples.at(from, i))
    const rest = states.filter((_, i) => i !== this.stack)
    const word = this.saturation!.search(states[this.stack]!, this.rests.intern(rest), (state, finite) => {
      for (let i = 0, k = 0; i < states.length; i++) {
        this.target[i] = i === this.stack ? state : this.rests.at(finite, k++)
      }
      life[this.intern()] = Life.Dead
    })
    if (word === null) return false
    this.budget = laterBudget
    if (word === undefined) return true
    found.length = 0
    found.push(from)
    for (const byte of word) found.push(this.advance(found.at(-1)!, byte))
    this.settle(0)
    return true
  }

  private stepRest(rest: number, byte: number): number {
    const { parts, scratch } = this
    for (let i = 0, k = 0; i < parts.length; i++) {
      if (i === this.stack) continue
      const next = parts[i]!.step(this.rests.at(rest, k), byte)
      if (next === DEAD) return DEAD
      scratch[k++] = next
    }
    return this.rests.intern(scratch)
  }

  private restCanEnd(rest: number): boolean {
    const { parts } = this
    for (let i = 0, k = 0; i < parts.length; i++) {
      if (i !== this.stack && !parts[i]!.canEnd(this.rests.at(rest, k++))) return false
    }
    return true
  }

  /** Marks the way that the search took to a tuple at the end or known to be live. */
  private settleWay(end: State): void {
    const { found, parent } = this
    const known = this.life[end] === Life.Live
    found.length = 0
    for (let at = known ? parent[end]! : end; at !== 0; at = parent[at]!) found.push(at)
    found.reverse()
    this.settle(known ? this.bound[end]! + 1 : 0)
  }

  /** Finds the cost of a live tuple, and of those on its way; false if the allowance is used up. */
  private shortest(from: State): boolean {
    this.allowance = Math.max(0, this.allowance) + allowancePerSearch
    const { heap, cost, life, seen, parent, distance } = this
    const run = ++this.run
    heap.clear()
    seen[from] = run
    parent[from] = 0
    distance[from] = 0
    heap.push(this.estimate(from), from)
    while (heap.size > 0) {
      const at = heap.pop()
      const bytes = distance[at]!
      const known = cost[at]! >= 0 ? cost[at]! : this.canEnd(at) ? 0 : -1
      if (known >= 0) {
        for (let back = at, n = known; back !== 0; back = parent[back]!, n++) {
          cost[back] = n
          if (life[back] === Life.Live) continue
          life[back] = Life.Live
          this.bound[back] = n
        }
        return true
      }
      // A tuple that was reached in a shorter way meanwhile has been looked at already.
      if (heap.key > bytes + this.estimate(at)) continue
      if (--this.allowance < 0) return false
      for (let byte = 0; byte < 256; byte++) {
        const next = this.advance(at, byte)
        if (next === DEAD || life[next] === Life.Dead) continue
        if (seen[next] === run && distance[next]! <= bytes + 1) continue
        seen[next] = run
        parent[next] = at
        distance[next] = bytes + 1
        heap.push(bytes + 1 + (cost[next]! >= 0 ? cost[next]! : this.estimate(next)), next)
      }
    }
    return false
  }
}
