import { type Constraint, DEAD, type State } from '../automaton/index.js'
import { LimitError } from '../error/index.js'
import { Spelling } from '../mask/spelling.js'
import type { TokenTable } from '../vocab/token-table.js'
import { eachId, type Trie } from '../vocab/trie.js'
import type { TokenSets } from './token-sets.js'

/** Where a node leads: with each token of the set sets[k] to targets[k]. */
export interface Edges {
  readonly targets: Int32Array
  readonly sets: Int32Array
}

/** The node behind an end token: only end tokens follow. */
export const END = 0

/** An automaton over tokens whose nodes, numbered from 0, are discovered on demand. */
export interface TokenMachine {
  readonly sets: TokenSets
  /** Nodes so far. */
  readonly size: number
  /** True if each token leads to one node at most. */
  readonly deterministic: boolean
  /** @throws LimitError when there are too many nodes */
  edges(node: number): Edges
  /** By node those that lead to it with some token, each once, where that is known; the order is the reader's. */
  readonly sources?: readonly Int32Array[]
  /** Whether the text may end at a node. */
  ends(node: number): boolean
  /** Whether text that goes on behind the canvas can finish what a node has begun. */
  goesOn(node: number): boolean
  /** True if more may be read from a node than the constraint reads. */
  loses(node: number): boolean
  /**
   * Where a single text is, which is more than a node tells if tokens may lead to several. The place of the text that begins at a state;
   * it is at that state's node.
   */
  place(state: State): number
  /** The place after a token, -1 if there is none. */
  trace(place: number, token: number): number
  /** The node that a place is at. */
  nodeAt(place: number): number
  /** Calls `use` with each node that a token leads to. */
  follow(node: number, token: number, use: (target: number) => void): void
}

/** What can be passed: nodes, and nodes of the vocabulary's trie looked at to find where they lead. */
export interface MachineLimits {
  readonly states: number
  readonly work: number
}

/** The nodes are the states of a constraint: nothing is lost. */
export class StateMachine implements TokenMachine {
  readonly deterministic = true
  /** By node the state; DEAD for END. */
  private readonly states: State[] = [DEAD]
  private readonly nodes = new Map<State, number>()
  private readonly known: (Edges | undefined)[] = []
  private readonly ending: (boolean | undefined)[] = [true]
  private readonly path: Int32Array
  private readonly spelling: Spelling
  private spent = 0

  constructor(
    private readonly constraint: Constraint,
    private readonly table: TokenTable,
    private readonly trie: Trie,
    readonly sets: TokenSets,
    private readonly endSet: number,
    private readonly limits: MachineLimits,
  ) {
    this.spelling = new Spelling(constraint, trie)
    this.path = new Int32Array(trie.maxLength + 1)
    this.known[END] = { targets: Int32Array.of(END), sets: Int32Array.of(endSet) }
  }

  get size(): number {
    return this.states.length
  }

  node(state: State): number {
    let node = this.nodes.get(state)
    if (node === undefined) {
      node = this.states.length
      if (node > this.limits.states) throw tooLarge('states', this.limits.states)
      this.states.push(state)
      this.nodes.set(state, node)
    }
    return node
  }

  ends(node: number): boolean {
    this.ending[node] ??= this.constraint.canEnd(this.states[node]!)
    return this.ending[node]!
  }

  goesOn(node: number): boolean {
    return node === END || this.spelling.complete || this.spelling.isSpellable(this.states[node]!)
  }

  place(state: State): number {
    return this.node(state)
  }

  trace(place: number, token: number): number {
    let next = -1
    this.follow(place, token, (target) => {
      next = target
    })
    return next
  }

  nodeAt(place: number): number {
    return place
  }

  loses(): boolean {
    return false
  }

  follow(node: number, token: number, use: (target: number) => void): void {
    const { arena, offsets, isEnd } = this.table
    if (isEnd[token] === 1) {
      if (this.ends(node)) use(END)
      return
    }
    const from = offsets[token]!
    const to = offsets[token + 1]!
    if (node === END || from === to) return
    let state = this.states[node]!
    for (let i = from; i < to && state !== DEAD; i++) state = this.constraint.step(state, arena[i]!)
    if (state !== DEAD) use(this.node(state))
  }

  edges(node: number): Edges {
    let edges = this.known[node]
    if (!edges) {
      edges = this.walk(node)
      this.known[node] = edges
    }
    return edges
  }

  private walk(node: number): Edges {
    const { trie, path, constraint } = this
    const { byte, depth, end, token, nodes } = trie
    const places = new Map<State, number>()
    const lists: number[][] = []
    let last = DEAD
    let list: number[] = []
    path[0] = this.states[node]!
    let p = 0
    let work = 0
    while (p < nodes) {
      const d = depth[p]!
      const next = constraint.step(path[d]!, byte[p]!)
      work++
      if (next === DEAD) {
        p = end[p]!
        continue
      }
      path[d + 1] = next
      if (token[p] !== -1) {
        if (next !== last) {
          let place = places.get(next)
          if (place === undefined) {
            place = lists.length
            places.set(next, place)
            lists.push([])
          }
          last = next
          list = lists[place]!
        }
        eachId(trie, p, (id) => list.push(id))
      }
      p++
    }
    this.spent += work
    if (this.spent > this.limits.work) throw tooLarge('work', this.limits.work)
    const ends = this.endSet !== 0 && this.ends(node)
    const targets = new Int32Array(lists.length + (ends ? 1 : 0))
    const sets = new Int32Array(targets.length)
    for (const [state, place] of places) {
      targets[place] = this.node(state)
      sets[place] = this.sets.intern(Int32Array.from(lists[place]!))
    }
    if (ends) {
      targets[lists.length] = END
      sets[lists.length] = this.endSet
    }
    return { targets, sets }
  }
}

export function tooLarge(limit: 'states' | 'work', value: number): LimitError {
  return new LimitError('The canvas needs more automaton states than allowed.', {
    code: 'limit-states',
    limit,
    value,
    hint: `Raise limits.${limit} of createCanvas(), or use fewer positions or a simpler constraint.`,
  })
}
