import { type Constraint, DEAD, run, type State } from './constraint.js'
import { TupleInterner } from './interner.js'

/** The longest detour that is remembered, in bytes. */
const longest = 1 << 16
/** Where one byte reads more frames than this, slices are too long to be met twice. */
const mostFrames = 4
const nothing = new Uint8Array(0)
const single = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))

/** A stretch of text at one level of the stack, from where it was pushed to where it is left. */
interface Level {
  /** Depth at the entry; -1 for the outermost level, which is never left. */
  readonly depth: number
  readonly exits: Exit[]
  readonly callers: Call[]
  /** A text from the entry to the end of a word inside, if there is one. */
  finish: Uint8Array | undefined
  /** Set once nobody asks for its outcome any more. */
  closed: boolean
}

/** Leaving a level: the text read since its entry, and where that leaves the finite side. */
interface Exit {
  readonly text: Uint8Array
  readonly finite: number
}

/** Entering a level: from a node, with a byte, in a state of the stack machine. */
interface Call {
  readonly node: number
  readonly byte: number
  readonly state: State
}

/**
 * Whether a stack machine and a finite automaton have a word in common from given states on: for product liveness where
 * plain search would go deeper and deeper into the stack. The stack is never searched as such; instead one finds, for
 * each way of entering a level, all ways of leaving it again (summaries of pushdown systems: Bouajjani, Esparza & Maler
 * 1997). A level is identified by the slice it is entered with and the finite state; what was found for one entry
 * is replayed, byte by byte, for another. That is finite, and so decided, whenever tops and frames are.
 *
 * How many frames a byte can read is taken from what is seen (two in JSON, where a bracket ends a number and the array
 * around it); a byte that reads three more than any other would be missed.
 *
 * Nodes are (level, state, finite state) at the depth of their level, or at any depth up to that of the start for the
 * outermost level.
 */
export class Saturation {
  private nodes = new TupleInterner()
  private parent: number[] = [0]
  /** Per node: the text from its parent to it. */
  private way: Uint8Array[] = [nothing]
  private levels: Level[] = []
  private levelIds = new TupleInterner()
  private levelOf: number[] = []
  private exitKeys = new TupleInterner()
  private callKeys = new TupleInterner()
  /** Nodes still to be expanded: those of the outermost level first. */
  private outer = new Queue<number>()
  private inner = new Queue<number>()
  private returns = new Queue<[Call, Exit]>()
  private outermost = -1
  /** Frames that a single byte can read, as far as seen: slices take in that many. */
  private frames = 1
  private gaveUp = false

  /**
   * @param machine has the hooks top, depth and slice
   * @param step steps of the finite side, 0 for death
   * @param limit nodes that may be made in all
   */
  constructor(
    private readonly machine: Constraint,
    private readonly step: (finite: number, byte: number) => number,
    private readonly canEnd: (finite: number) => boolean,
    private readonly limit: number,
  ) {}

  /**
   * A common word from these states on; undefined if there is none, and then `dead` was called for all pairs of states
   * shown to have none; null if that takes more than the limit.
   */
  search(state: State, finite: number, dead: (state: State, finite: number) => void): Uint8Array | undefined | null {
    if (this.gaveUp) return null
    // What earlier searches have left behind may be what passes the limit.
    let used = this.nodes.size > 1
    for (;;) {
      const { frames } = this
      const word = this.attempt(state, finite)
      if (frames !== this.frames && this.frames <= mostFrames) {
        // What was found with shorter slices may not hold.
        this.reset()
        continue
      }
      if (this.gaveUp && used) {
        used = false
        this.gaveUp = false
        this.reset()
        continue
      }
      if (this.gaveUp || this.frames > mostFrames) {
        this.gaveUp = true
        this.reset()
        return null
      }
      if (word) return word
      const { nodes, outermost } = this
      for (let node = 1; node < nodes.size; node++) {
        if (nodes.at(node, 0) === outermost) dead(nodes.at(node, 1), nodes.at(node, 2))
      }
      return undefined
    }
  }

  private reset(): void {
    this.nodes = new TupleInterner()
    this.parent = [0]
    this.way = [nothing]
    this.levels = []
    this.levelIds = new TupleInterner()
    this.levelOf = []
    this.exitKeys = new TupleInterner()
    this.callKeys = new TupleInterner()
    this.inner = new Queue()
    this.returns = new Queue()
    this.outermost = -1
  }

  private attempt(state: State, finite: number): Uint8Array | undefined {
    const { frames } = this
    if (this.outermost >= 0) this.levels[this.outermost]!.closed = true
    this.outer = new Queue()
    this.outermost = this.newLevel(-1)
    const level = this.levels[this.outermost]!
    this.reach(this.outermost, state, finite, 0, nothing)
    while (level.finish === undefined && !this.gaveUp && frames === this.frames) {
      const back = this.returns.take()
      if (back) {
        this.comeBack(back[0], back[1])
        continue
      }
      const node = this.outer.take() ?? this.inner.take()
      if (node === undefined) break
      this.expand(node)
      if (this.nodes.size > this.limit) this.gaveUp = true
    }
    return level.finish
  }

  private newLevel(depth: number): number {
    return this.levels.push({ depth, exits: [], callers: [], finish: undefined, closed: false }) - 1
  }

  private expand(node: number): void {
    const { machine, nodes } = this
    const level = nodes.at(node, 0)
    if (this.levels[level]!.closed) return
    const state = nodes.at(node, 1)
    const finite = nodes.at(node, 2)
    const depth = machine.depth!(state)
    for (let byte = 0; byte < 256; byte++) {
      const target = this.step(finite, byte)
      if (target === DEAD) continue
      const next = machine.step(state, byte)
      if (next === DEAD) continue
      const below = machine.depth!(next)
      if (depth - below > this.frames) {
        this.frames = depth - below
        return
      }
      if (below > depth) this.enter(node, byte, next, target)
      else this.arrive(level, next, target, node, single[byte]!)
    }
  }

  /** A state reached from a node of a level by a text that may have gone deeper but is back. */
  private arrive(level: number, state: State, finite: number, from: number, way: Uint8Array): void {
    const { depth, exits, callers } = this.levels[level]!
    if (this.machine.depth!(state) >= depth) {
      this.reach(level, state, finite, from, way)
      return
    }
    const known = this.exitKeys.size
    if (this.exitKeys.intern([level, state, finite]) < known) return
    const exit: Exit = { text: this.textTo(from, way), finite }
    exits.push(exit)
    for (const call of callers) this.returns.add([call, exit])
  }

  private reach(level: number, state: State, finite: number, from: number, way: Uint8Array): void {
    const known = this.nodes.size
    const node = this.nodes.intern([level, state, finite])
    if (node < known) return
    this.parent.push(from)
    this.way.push(way)
    if (this.machine.canEnd(state) && this.canEnd(finite)) this.finish(level, this.textTo(node, nothing))
    if (level === this.outermost) this.outer.add(node)
    else this.inner.add(node)
  }

  private enter(node: number, byte: number, state: State, finite: number): void {
    const calls = this.callKeys.size
    if (this.callKeys.intern([node, state, finite]) < calls) return
    // Near the bottom, a byte may find no frame to read: there a level is one of this very stack. Where there is no
    // slice, it is one of this very state.
    const depth = this.machine.depth!(state)
    const bottom = depth <= this.frames + 1
    const slice = this.machine.slice!(state, bottom ? depth : this.frames)
    const id = this.levelIds.intern(slice >= 0 ? [bottom ? depth : -1, slice, finite] : [-2, state, finite])
    let index = this.levelOf[id]
    if (index === undefined) {
      index = this.newLevel(depth)
      this.levelOf[id] = index
      this.reach(index, state, finite, 0, nothing)
    }
    const { exits, callers, finish } = this.levels[index]!
    const call: Call = { node, byte, state }
    callers.push(call)
    if (finish) this.finish(this.nodes.at(node, 0), this.textTo(node, joined(single[byte]!, finish)))
    for (const exit of exits) this.returns.add([call, exit])
  }

  private comeBack(call: Call, exit: Exit): void {
    const level = this.nodes.at(call.node, 0)
    if (this.levels[level]!.closed) return
    const state = run(this.machine, call.state, exit.text)
    if (state !== DEAD) this.arrive(level, state, exit.finite, call.node, joined(single[call.byte]!, exit.text))
  }

  /** A word ends inside a level: so it does for all that enter it. */
  private finish(level: number, text: Uint8Array): void {
    const pending: [number, Uint8Array][] = [[level, text]]
    for (let next = pending.pop(); next; next = pending.pop()) {
      const at = this.levels[next[0]]!
      if (at.finish) continue
      at.finish = next[1]
      for (const { node, byte } of at.callers) {
        pending.push([this.nodes.at(node, 0), this.textTo(node, joined(single[byte]!, next[1]))])
      }
    }
  }

  /** The text from the entry of its level to a node, and more. */
  private textTo(node: number, more: Uint8Array): Uint8Array {
    let length = more.length
    for (let at = node; at !== 0; at = this.parent[at]!) length += this.way[at]!.length
    if (length > longest) {
      this.gaveUp = true
      return nothing
    }
    const text = new Uint8Array(length)
    let end = length - more.length
    text.set(more, end)
    for (let at = node; at !== 0; at = this.parent[at]!) {
      end -= this.way[at]!.length
      text.set(this.way[at]!, end)
    }
    return text
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}

/** First in, first out. */
class Queue<T> {
  private items: T[] = []
  private head = 0

  add(item: T): void {
    this.items.push(item)
  }

  take(): T | undefined {
    if (this.head === this.items.length) return undefined
    const item = this.items[this.head++]
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head)
      this.head = 0
    }
    return item
  }
}
