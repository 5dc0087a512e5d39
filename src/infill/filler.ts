import { type Constraint, DEAD, type State } from '../automaton/index.js'
import { Spelling } from '../mask/spelling.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Trie } from '../vocab/trie.js'
import { type Lattice, type Layer, MASK } from './lattice.js'
import { END } from './token-machine.js'

/** A filling with what the machine and the constraint make of it, by boundary; END has the state DEAD. */
export interface Path {
  readonly tokens: Int32Array
  readonly nodes: Int32Array
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

  /** 'none' is proved from the boundary `from` on; 'undecided': the limit of tries was reached. */
  fill(request: FillRequest, begin: { node: number; state: State }): Filled | 'none' | 'undecided' {
    const { tokens, near, from } = request
    const size = tokens.length
    const found = near ? near.tokens.slice() : new Int32Array(size)
    const nodes = near ? near.nodes.slice() : new Int32Array(size + 1)
    const states = near ? near.states.slice() : new Int32Array(size + 1)
    if (!near) {
      nodes[0] = begin.node
      states[0] = begin.state
    }
    const join = request.join ?? size
    const ways: (Iterator<Way> | undefined)[] = []
    const failed = new Set<string>()
    let straight = true
    let left = this.expansions
    let at = from
    for (;;) {
      if (at === size && this.isEnd(states[size]!, nodes[size]!, request.open)) {
        return { path: { tokens: found, nodes, states }, straight }
      }
      let way: Way | undefined
      if (at < size) {
        ways[at] ??= this.ways(request, at, nodes[at]!, states[at]!)
        const next = ways[at]!.next()
        if (!next.done) way = next.value
      }
      if (!way) {
        // Nothing leads on from here.
        if (at < size) failed.add(`${at},${nodes[at]},${states[at]}`)
        ways[at] = undefined
        if (at === from) return 'none'
        at--
        straight = false
        continue
      }
      if (way.state === DEAD && way.target !== END) {
        straight = false
        if (--left < 0) return 'undecided'
        continue
      }
      found[at] = way.token
      at++
      if (near && at > join && near.nodes[at] === way.target && near.states[at] === way.state) {
        found.set(near.tokens.subarray(at), at)
        nodes.set(near.nodes.subarray(at), at)
        states.set(near.states.subarray(at), at)
        return { path: { tokens: found, nodes, states }, straight }
      }
      nodes[at] = way.target
      states[at] = way.state
      if (!straight && failed.has(`${at},${way.target},${way.state}`)) at--
      else if (--left < 0) return 'undecided'
    }
  }

  /** The state after a token, DEAD if there is none or it ends the text. */
  after(state: State, token: number): State {
    const { arena, offsets } = this.table
    let at = state
    for (let i = offsets[token]!; i < offsets[token + 1]! && at !== DEAD; i++) at = this.constraint.step(at, arena[i]!)
    return at
  }

  private isEnd(state: State, node: number, open: boolean): boolean {
    if (node === END) return true
    return open ? this.spelling.complete || this.spelling.isSpellable(state) : this.constraint.canEnd(state)
  }

  private *ways(request: FillRequest, at: number, node: number, state: State): Generator<Way> {
    const { layers, tokens, near, order, tokensOf } = request
    const { machine } = this.lattice
    const allowed = layers[at + 1]!
    const wanted = tokens[at] !== MASK ? tokens[at]! : near && !order ? near.tokens[at]! : MASK
    if (wanted !== MASK) {
      const targets: number[] = []
      machine.follow(node, wanted, (target) => {
        if (includes(allowed, target)) targets.push(target)
      })
      for (const target of targets) yield this.way(state, wanted, target)
      if (tokens[at] !== MASK) return
    }
    const edges = machine.edges(node)
    let branches: Branch[] = []
    for (let k = 0; k < edges.targets.length; k++) {
      const target = edges.targets[k]!
      if (!includes(allowed, target)) continue
      const branch = { target, set: edges.sets[k]! }
      // Back to where the old way is, or to the end, if that can be.
      if (!order && (target === END || near?.nodes[at + 1] === target)) branches.unshift(branch)
      else branches.push(branch)
    }
    if (order) branches = order(at, branches)
    for (const { target, set } of branches) {
      const list = tokensOf ? tokensOf(at, set) : machine.sets.list(set)
      for (const token of list) yield this.way(state, token, target)
    }
  }

  private way(state: State, token: number, target: number): Way {
    if (target !== END) return { token, target, state: state === DEAD ? DEAD : this.after(state, token) }
    const ends = state === DEAD || this.constraint.canEnd(state)
    return { token, target: ends ? END : -1, state: DEAD }
  }
}

interface Way {
  readonly token: number
  readonly target: number
  readonly state: State
}

export function includes(layer: Layer, node: number): boolean {
  const { nodes } = layer
  let low = 0
  let high = nodes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (nodes[middle]! < node) low = middle + 1
    else high = middle
  }
  return nodes[low] === node
}
