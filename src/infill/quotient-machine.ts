import { coarsestPartition, reversed } from './partition.js'
import { type Edges, END, type TokenMachine } from './token-machine.js'
import type { TokenSets } from './token-sets.js'

/**
 * A machine on classes of nodes from which the same can be read, with the same losses: of an outline's nodes, which tell stacks apart
 * that what follows does not, a half to a fifth are left. It is made of the nodes that another machine has explored; what
 * that one meets later is unknown here.
 */
export class QuotientMachine implements TokenMachine {
  readonly sets: TokenSets
  readonly size: number
  readonly deterministic: boolean
  readonly sources: readonly Int32Array[]
  private readonly classOf: Int32Array
  /** By class one of its nodes. */
  private readonly nodes: Int32Array
  private readonly known: Edges[]
  /** By set whether it has the token followed last: 1 if it has, 2 if it has not, 0 where that was not asked yet. */
  private readonly answers: Uint8Array
  private followed = -1

  constructor(private readonly inner: TokenMachine) {
    this.sets = inner.sets
    this.deterministic = inner.deterministic
    const edges = Array.from({ length: inner.size }, (_, node) => inner.edges(node))
    const { classOf, count } = coarsestPartition(edges, kindsOf(inner), inner.sets.length)
    this.classOf = classOf
    this.size = count
    this.nodes = new Int32Array(count)
    for (let node = inner.size - 1; node >= 0; node--) this.nodes[classOf[node]!] = node
    this.known = Array.from(this.nodes, (node) => this.merged(edges[node]!))
    this.sources = sourcesOf(this.known)
    this.answers = new Uint8Array(inner.sets.length)
  }

  edges(node: number): Edges {
    return this.known[node]!
  }

  ends(node: number): boolean {
    return this.inner.ends(this.nodes[node]!)
  }

  goesOn(node: number): boolean {
    return this.inner.goesOn(this.nodes[node]!)
  }

  loses(node: number): boolean {
    return this.inner.loses(this.nodes[node]!)
  }

  place(state: number): number {
    return this.inner.place(state)
  }

  trace(place: number, token: number): number {
    const next = this.inner.trace(place, token)
    return next >= 0 && this.nodeAt(next) < 0 ? -1 : next
  }

  nodeAt(place: number): number {
    return this.classOf[this.inner.nodeAt(place)] ?? -1
  }

  follow(node: number, token: number, use: (target: number) => void): void {
    const { answers } = this
    if (token !== this.followed) {
      answers.fill(0)
      this.followed = token
    }
    const { targets, sets } = this.known[node]!
    for (let k = 0; k < targets.length; k++) {
      const set = sets[k]!
      if (answers[set] === 0) answers[set] = this.sets.has(set, token) ? 1 : 2
      if (answers[set] === 1) use(targets[k]!)
    }
  }

  /** Edges to classes, each once. */
  private merged({ targets, sets }: Edges): Edges {
    const kept = new Map<number, number>()
    for (let k = 0; k < targets.length; k++) {
      kept.set(this.classOf[targets[k]!]! * this.sets.length + sets[k]!, k)
    }
    const list = [...kept.values()]
    return {
      targets: Int32Array.from(list, (k) => this.classOf[targets[k]!]!),
      sets: Int32Array.from(list, (k) => sets[k]!),
    }
  }
}

/** By node a class of those that end and lose alike; END has class 0 to itself. */
function kindsOf(machine: TokenMachine): Int32Array {
  const classes = new Map<number, number>()
  return Int32Array.from({ length: machine.size }, (_, node) => {
    const kind = node === END ? 0 : 1 + (machine.ends(node) ? 2 : 0) + (machine.loses(node) ? 1 : 0)
    const known = classes.get(kind) ?? classes.size
    classes.set(kind, known)
    return known
  })
}

/** By node those that lead to it, each once. */
function sourcesOf(edges: readonly Edges[]): Int32Array[] {
  const { starts, sources } = reversed(edges)
  return edges.map((_, node) => {
    const all = sources.subarray(starts[node]!, starts[node + 1]!)
    // A node that leads to another one with several sets is there several times, one after the other.
    return all.filter((source, k) => k === 0 || source !== all[k - 1])
  })
}
