import { type Constraint, DEAD, type State } from '../automaton/index.js'
import { Spelling } from '../mask/spelling.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Trie } from '../vocab/trie.js'
import { type Lattice, type Layer, MASK } from './lattice.js'
import { includes } from './sorted.js'
import { END } from './token-machine.js'

/** A filling with what the machine and the constraint make of it, by boundary; behind an end token the state is DEAD. */
export interface Path {
  readonly tokens: Int32Array
  /** Places of the machine. */
  readonly places: Int32Array
  readonly states: Int32Array
}

/** Where a way goes on: the tokens of a set lead to the node `target`. */
export interface Branch {
  readonly target: number
  readonly set: number
}

export interface FillRequest {
  readonly layers: readonly Layer[]
  readonly tokens: Int32Array
  readonly open: boolean
  /** The way until the boundary `from` is kept. */
  readonly from: number
  /** A path to keep to where that can be; where it is met again behind the boundary `join`, the rest of it is taken. */
  readonly near?: Path | undefined
  readonly join?: number
  /** A boundary at which a breadth-first search keeps only ways that are at the near path's place, whatever their states. */
  readonly meet?: number
  /** How many tokens of one set are tried at most. Default: all. */
  readonly tokensPerSet?: number
  /** Sorts the branches at a position, best first. */
  readonly order?: (position: number, branches: Branch[]) => Branch[]
  /** The tokens of a set in the order in which they are tried. Default: ascending. */
  readonly tokensOf?: (position: number, set: number) => Iterable<number>
}

export interface Filled {
  readonly path: Path
  /** Whether no branch and no token that came first was given up. */
  readonly straight: boolean
}

/** Searches ways through the layers of a machine that the constraint itself can go, depth first. */
export class Filler {
  private readonly spelling: Spelling

  constructor(
    private readonly lattice: Lattice,
    private readonly constraint: Constraint,
    private readonly table: TokenTable,
    trie: Trie,
    private readonly expansions: number,
  ) {
    this.spelling = new Spelling(constraint, trie)
  }

  /**
   * Depth first. 'none' is proved for ways that begin as the path does up to the boundary `from`; 'undecided': the limit of expansions, or
   * that of tokens tried, was reached.
   */
  fill(
    request: FillRequest,
    begin: { place: number; state: State },
    expansions = this.expansions,
    tries = this.expansions * triesPerExpansion,
  ): Filled | 'none' | 'undecided' {
    const { tokens, near, from } = request
    const size = tokens.length
    const found = near ? near.tokens.slice() : new Int32Array(size)
    const places = near ? near.places.slice() : new Int32Array(size + 1)
    const states = near ? near.states.slice() : new Int32Array(size + 1)
    if (!near) {
      places[0] = begin.place
      states[0] = begin.state
    }
    const join = request.join ?? size
    const ways: (Iterator<Way> | undefined)[] = []
    const failed = new Set<string>()
    const tokensLeft = { out: false }
    let straight = true
    let left = expansions
    let untried = tries
    let at = from
    for (;;) {
      if (at === size && this.isEnd(states[size]!, places[size]!, request.open)) {
        return { path: { tokens: found, places, states }, straight }
      }
      let way: Way | undefined
      if (at < size) {
        ways[at] ??= this.ways(request, at, places[at]!, states[at]!, tokensLeft)
        const next = ways[at]!.next()
        if (!next.done) way = next.value
      }
      if (!way) {
        // Nothing leads on from here.
        if (at < size) failed.add(`${at},${places[at]},${states[at]}`)
        ways[at] = undefined
        if (at === from) return tokensLeft.out ? 'undecided' : 'none'
        at--
        straight = false
        continue
      }
      // Many tokens may lead to where nothing leads on from.
      if (--untried < 0) return 'undecided'
      if (way.state === DEAD && way.place !== END) {
        straight = false
        if (--left < 0) return 'undecided'
        continue
      }
      found[at] = way.token
      at++
      if (near && at > join && near.places[at] === way.place && near.states[at] === way.state) {
        found.set(near.tokens.subarray(at), at)
        places.set(near.places.subarray(at), at)
        states.set(near.states.subarray(at), at)
        return { path: { tokens: found, places, states }, straight }
      }
      places[at] = way.place
      states[at] = way.state
      if (!straight && failed.has(`${at},${way.place},${way.state}`)) at--
      else if (--left < 0) return 'undecided'
    }
  }

  /**
   * Breadth first, with at most `width` ways at a boundary and about `tries` tokens tried in all, ways to different nodes before others.
   * For what depends on tokens far apart, where depth first tries all that is near first.
   */
  beam(
    request: FillRequest,
    begin: { place: number; state: State },
    width: number,
    tries = this.expansions,
  ): Filled | 'undecided' {
    const { tokens, near, from } = request
    const size = tokens.length
    let ways: Step[] = [
      {
        place: near && from > 0 ? near.places[from]! : begin.place,
        state: near && from > 0 ? near.states[from]! : begin.state,
        token: -1,
        before: undefined,
      },
    ]
    let left = tries
    for (let at = from; at < size; at++) {
      const next = new Map<number, Step>()
      left -= tokens[at] === MASK ? this.spread(request, at, ways, width, next) : this.forced(request, at, ways, next)
      if (next.size === 0 || left < 0) return 'undecided'
      ways = [...next.values()]
      if (at + 1 === request.meet) {
        ways = ways.filter((way) => way.place === near!.places[at + 1]).slice(0, mostMeeting)
        if (ways.length === 0) return 'undecided'
      }
      if (near && at + 1 > (request.join ?? size)) {
        const met = ways.find((way) => near.places[at + 1] === way.place && near.states[at + 1] === way.state)
        if (met) return { path: this.traced(request, begin, met, at + 1), straight: false }
      }
    }
    const last = ways.find((way) => this.isEnd(way.state, way.place, request.open))
    return last ? { path: this.traced(request, begin, last, size), straight: false } : 'undecided'
  }

  /** Takes ways over a decided position. Returns how many tokens were tried. */
  private forced({ layers, tokens }: FillRequest, at: number, ways: readonly Step[], next: Map<number, Step>): number {
    const { nodes } = layers[at + 1]!
    const { machine } = this.lattice
    const token = tokens[at]!
    for (const before of ways) {
      const place = machine.trace(before.place, token)
      if (place >= 0 && includes(nodes, machine.nodeAt(place))) this.take(before, token, place, next)
    }
    return ways.length
  }

  /** Takes ways over an open position, to each node one, then to each another one. Returns how many tokens were tried. */
  private spread(
    { layers, near }: FillRequest,
    at: number,
    ways: readonly Step[],
    width: number,
    next: Map<number, Step>,
  ): number {
    const { machine } = this.lattice
    const { nodes } = layers[at + 1]!
    let tried = 0
    const byNode = new Map<number, Trial[]>()
    const add = (node: number, trial: Trial): void => {
      const trials = byNode.get(node)
      if (trials) trials.push(trial)
      else byNode.set(node, [trial])
    }
    if (near) {
      // What the old way has there, so that it can be met again.
      const token = near.tokens[at]!
      const words = Int32Array.of(token)
      for (const before of ways) {
        const place = machine.trace(before.place, token)
        tried++
        if (place < 0) continue
        const node = machine.nodeAt(place)
        if (includes(nodes, node)) add(node, { before, tokens: words, at: 0 })
      }
    }
    for (const before of ways) {
      const { targets, sets } = machine.edges(machine.nodeAt(before.place))
      for (let k = 0; k < targets.length; k++) {
        if (!includes(nodes, targets[k]!)) continue
        add(targets[k]!, { before, tokens: machine.sets.some(sets[k]!, tokensPerSet), at: 0 })
      }
    }
    let queues = [...byNode]
    while (queues.length > 0 && next.size < width) {
      for (const [node, trials] of queues) {
        if (next.size === width) break
        while (trials.length > 0) {
          const trial = trials.shift()!
          const token = trial.tokens[trial.at++]!
          const place = machine.trace(trial.before.place, token)
          tried++
          // The set leads to another node with this stack.
          if (place < 0 || machine.nodeAt(place) !== node) continue
          if (trial.at < trial.tokens.length) trials.push(trial)
          if (this.take(trial.before, token, place, next)) break
        }
      }
      queues = queues.filter(([, trials]) => trials.length > 0)
    }
    return tried
  }

  /** Takes a way on if the constraint goes it and it is a new one. */
  private take(before: Step, token: number, place: number, next: Map<number, Step>): boolean {
    const way = this.way(before.state, token, place)
    if (way.place < 0 || (way.state === DEAD && way.place !== END)) return false
    const key = way.place * 0x1000000 + way.state
    if (next.has(key)) return false
    next.set(key, { ...way, before })
    return true
  }

  /** The path that ends with a step at a boundary, and goes on as the near one does. */
  private traced(request: FillRequest, begin: { place: number; state: State }, last: Step, boundary: number): Path {
    const { near, tokens } = request
    const size = tokens.length
    const path = {
      tokens: near ? near.tokens.slice() : new Int32Array(size),
      places: near ? near.places.slice() : new Int32Array(size + 1),
      states: near ? near.states.slice() : new Int32Array(size + 1),
    }
    path.places[0] = begin.place
    path.states[0] = begin.state
    let at = boundary
    for (let step = last; step.before; step = step.before) {
      path.places[at] = step.place
      path.states[at] = step.state
      path.tokens[--at] = step.token
    }
    return path
  }

  /** The state after a token, DEAD if there is none or it ends the text. */
  after(state: State, token: number): State {
    const { arena, offsets } = this.table
    let at = state
    for (let i = offsets[token]!; i < offsets[token + 1]! && at !== DEAD; i++) at = this.constraint.step(at, arena[i]!)
    return at
  }

  /** Whether a text may end at a state and a place, or with `open` go on behind the canvas. */
  isEnd(state: State, place: number, open: boolean): boolean {
    if (place === END) return true
    return open ? this.spelling.complete || this.spelling.isSpellable(state) : this.constraint.canEnd(state)
  }

  private *ways(request: FillRequest, at: number, place: number, state: State, left: { out: boolean }): Generator<Way> {
    const { layers, tokens, near, order, tokensOf } = request
    const { machine } = this.lattice
    const allowed = layers[at + 1]!
    const wanted = tokens[at] !== MASK ? tokens[at]! : near && !order ? near.tokens[at]! : MASK
    if (wanted !== MASK) {
      const next = machine.trace(place, wanted)
      if (next >= 0 && includes(allowed.nodes, machine.nodeAt(next))) yield this.way(state, wanted, next)
      if (tokens[at] !== MASK) return
    }
    const edges = machine.edges(machine.nodeAt(place))
    const old = near ? machine.nodeAt(near.places[at + 1]!) : -1
    let branches: Branch[] = []
    for (let k = 0; k < edges.targets.length; k++) {
      const target = edges.targets[k]!
      if (!includes(allowed.nodes, target)) continue
      const branch = { target, set: edges.sets[k]! }
      // Back to where the old way is, or to the end, if that can be.
      if (!order && (target === END || old === target)) branches.unshift(branch)
      else branches.push(branch)
    }
    if (order) branches = order(at, branches)
    else if (!near) branches = this.shortestFirst(state, branches)
    for (const { target, set } of branches) {
      const few = request.tokensPerSet
      if (few && machine.sets.count(set) > few) left.out = true
      for (const token of tokensOf ? tokensOf(at, set) : few ? machine.sets.some(set, few) : machine.sets.values(set)) {
        const next = machine.trace(place, token)
        // One of several nodes that the set leads to: with this stack to another.
        if (next < 0 || machine.nodeAt(next) !== target) break
        yield this.way(state, token, next)
      }
    }
  }

  /** Branches with what is nearest to the end first. */
  private shortestFirst(state: State, branches: Branch[]): Branch[] {
    const { sets } = this.lattice.machine
    const costs = new Map(
      branches.map((branch) => {
        if (branch.target === END) return [branch, -1]
        const next = this.after(state, sets.first(branch.set))
        return [branch, next === DEAD ? Number.POSITIVE_INFINITY : this.constraint.minBytesToEnd(next)]
      }),
    )
    return [...branches].sort((a, b) => costs.get(a)! - costs.get(b)! || 0)
  }

  /** The way by a token to a place that the machine leads to; if the constraint refuses it, its state is DEAD without the place being END. */
  way(state: State, token: number, place: number): Way {
    if (place !== END) return { token, place, state: state === DEAD ? DEAD : this.after(state, token) }
    const ends = state === DEAD || this.constraint.canEnd(state)
    return { token, place: ends ? END : -1, state: DEAD }
  }
}

interface Step extends Way {
  readonly before: Step | undefined
}

/** Tokens tried in a depth-first search for each state that may be expanded. */
const triesPerExpansion = 100
/** Ways that meet the near path's place, of which one may agree with all of the rest. */
const mostMeeting = 4
/** Tokens of one set that a breadth-first search tries until one can be read. */
const tokensPerSet = 4

/** A way that may go on with one of some tokens, those before `at` being tried. */
interface Trial {
  readonly before: Step
  readonly tokens: Int32Array
  at: number
}

export interface Way {
  readonly token: number
  readonly place: number
  readonly state: State
}
