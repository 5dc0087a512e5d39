import { LimitError } from '../error/index.js'
import { targetOf } from '../grammar/parser.js'
import type { Rtn } from '../grammar/rtn.js'

/** What a chart reads: nodes with edges that read symbols. */
export interface SymbolGraph {
  readonly start: number
  isEnd(node: number): boolean
  /** Symbol -1 stands for an edge that reads nothing. `cost` is a whole number. */
  edgesOf(node: number): readonly SymbolEdge[]
}

export interface SymbolEdge {
  readonly symbol: number
  readonly to: number
  readonly cost: number
  readonly edge: unknown
}

/**
 * A call of a procedure at a node: all callers of one procedure at one node share it. `ended` are the places where it
 * can end.
 */
interface Context {
  readonly callers: { readonly back: number; readonly item: Item }[]
  readonly ended: Item[]
  readonly root: boolean
}

/** State q of the network at a node, in a context, with the fewest bytes since the context began. */
export interface Item {
  /**
   * 0 where the call has just ended. From the number of states on, q - states behind edges that read nothing: there it only
   * reads, since the calls and ends that are possible have been made before such an edge.
   */
  readonly q: number
  readonly node: number
  readonly context: Context
  readonly cost: number
  /** How it came about: before it, and the edge it has read or the call that has ended. */
  readonly before: Item | undefined
  readonly edge: unknown
  readonly called: Item | undefined
}

/**
 * The cheapest way through a graph that spells a word of the network: a chart parser (Earley, 1970) that takes up items in
 * the order of their costs, so that each is final when it is taken up (Knuth's generalisation of Dijkstra's algorithm,
 * 1977). What an item costs counts from the call it is in, so that a call serves all its callers.
 */
export class Chart {
  /** The nodes that some item has reached. */
  readonly reached = new Set<number>()
  /** By node: states in which an item has been there, for saying what could follow. */
  readonly statesAt = new Map<number, Set<number>>()
  private readonly layers: (Item[] | undefined)[] = []
  private readonly taken = new Set<number>()
  private readonly contexts = new Map<number, { id: number; context: Context }>()
  private readonly idOf = new Map<Context, number>()
  private count = 0
  /** No layer below this one has items. A call that is met late begins at 0 again. */
  private lowest = 0

  constructor(
    private readonly rtn: Rtn,
    private readonly graph: SymbolGraph,
    private readonly limit: number,
  ) {}

  /** The item of the whole text, undefined if there is no word. Several ends may be asked for: the cheapest is found. */
  run(): Item | undefined {
    const { rtn, graph } = this
    this.reached.add(graph.start)
    const root: Context = { callers: [], ended: [], root: true }
    this.idOf.set(root, 0)
    const first = { node: graph.start, context: root, cost: 0, before: undefined, edge: undefined, called: undefined }
    if (rtn.nullable) this.add({ q: 0, ...first })
    if (rtn.start > 0) this.add({ q: rtn.start, ...first })
    while (this.lowest < this.layers.length) {
      const item = this.layers[this.lowest]?.pop()
      if (!item) {
        this.lowest++
        continue
      }
      const key = (this.idOf.get(item.context)! * 2 * rtn.states + item.q) * 0x100000 + item.node
      if (this.taken.has(key)) continue
      this.taken.add(key)
      if (item.context.root && this.isFinal(item.q % rtn.states) && graph.isEnd(item.node)) return item
      this.take(item)
    }
    return undefined
  }

  private isFinal(q: number): boolean {
    return q === 0 || this.rtn.final[q] === 1
  }

  private take(item: Item): void {
    const { rtn, graph } = this
    const { node, context } = item
    const q = item.q % rtn.states
    const final = this.isFinal(q)
    this.reached.add(node)
    const states = this.statesAt.get(node)
    if (states) states.add(q)
    else this.statesAt.set(node, new Set([q]))
    if (item.q === q) {
      for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) this.call(rtn.callees[i]!, rtn.returns[i]!, item)
      if (final) this.end(item)
    }
    const reads = rtn.symbolStart[q] !== rtn.symbolStart[q + 1]
    if (!reads && !(context.root && final)) return
    for (const { symbol, to, cost, edge } of graph.edgesOf(node)) {
      const next = symbol < 0 ? q + rtn.states : reads ? targetOf(rtn, q, symbol) : 0
      if (next === 0) continue
      this.add({ q: next, node: to, context, cost: item.cost + cost, before: item, edge, called: undefined })
    }
  }

  private call(callee: number, back: number, item: Item): void {
    const key = callee * 0x4000000 + item.node
    let entry = this.contexts.get(key)
    if (!entry) {
      const context: Context = { callers: [], ended: [], root: false }
      entry = { id: this.idOf.size, context }
      this.idOf.set(context, entry.id)
      this.contexts.set(key, entry)
      const first: Item = {
        q: callee,
        node: item.node,
        context,
        cost: 0,
        before: undefined,
        edge: undefined,
        called: undefined,
      }
      entry.context.callers.push({ back, item })
      this.add(first)
      return
    }
    const { context } = entry
    context.callers.push({ back, item })
    for (const ended of context.ended) this.resume(back, item, ended)
  }

  private end(item: Item): void {
    const { context } = item
    context.ended.push(item)
    for (const { back, item: caller } of context.callers) this.resume(back, caller, item)
  }

  private resume(back: number, caller: Item, ended: Item): void {
    this.add({
      q: back,
      node: ended.node,
      context: caller.context,
      cost: caller.cost + ended.cost,
      before: caller,
      edge: undefined,
      called: ended,
    })
  }

  private add(item: Item): void {
    if (++this.count > this.limit) {
      throw new LimitError(`The text with holes needs more than ${this.limit} steps of parsing.`, {
        code: 'limit-steps',
        limit: 'steps',
        value: this.limit,
        hint: 'Raise limits.steps, or leave less open.',
      })
    }
    if (item.cost < this.lowest) this.lowest = item.cost
    let layer = this.layers[item.cost]
    if (!layer) {
      layer = []
      this.layers[item.cost] = layer
    }
    layer.push(item)
  }
}

/** The edges that the word of an item is read over, in order. */
export function edgesOf(item: Item): unknown[] {
  const edges: unknown[] = []
  const work: (Item | undefined)[] = [item]
  // From the end to the beginning: what was read last comes first.
  for (;;) {
    const top = work.pop()
    if (work.length === 0 && !top) break
    if (!top) continue
    if (top.edge !== undefined) edges.push(top.edge)
    work.push(top.before)
    if (top.called) work.push(top.called)
    if (work.length === 0) break
  }
  return edges.reverse()
}
