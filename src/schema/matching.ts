/** Places and values of least cost: a flow from groups of alike places through values to kinds of values. */
import type { Candidate } from './array-theory.js'

const NONE = Number.POSITIVE_INFINITY

export interface MatchingGroup {
  /** Places in the group. */
  readonly size: number
  /** Per kind of value, what a place of the group may take, in ascending order of cost. */
  readonly kinds: readonly (readonly Candidate[])[]
}

/**
 * The least sum of costs with which every place takes a value of its own, `counts[k]` of them of kind k;
 * Infinity if there is none. A value has one kind.
 */
export function cheapestMatching(groups: readonly MatchingGroup[], counts: readonly number[]): number {
  const wanted = groups.reduce((n, g) => n + g.size, 0)
  if (wanted === 0) return 0
  if (groups.length === 1) return alone(groups[0]!, counts)
  const flow = new Flow()
  const source = flow.node()
  const sink = flow.node()
  const kindNodes = counts.map((count) => {
    const node = flow.node()
    flow.edge(node, sink, count, 0)
    return node
  })
  const valueNodes = new Map<number, number>()
  for (const { size, kinds } of groups) {
    const place = flow.node()
    flow.edge(source, place, size, 0)
    kinds.forEach((candidates, kind) => {
      for (const { value, cost } of candidates) {
        if (value === undefined) {
          flow.edge(place, kindNodes[kind]!, 1, cost)
          continue
        }
        let node = valueNodes.get(value)
        if (node === undefined) {
          node = flow.node()
          valueNodes.set(value, node)
          flow.edge(node, kindNodes[kind]!, 1, 0)
        }
        flow.edge(place, node, 1, cost)
      }
    })
  }
  return flow.cost(source, sink, wanted)
}

function alone({ kinds }: MatchingGroup, counts: readonly number[]): number {
  let total = 0
  for (let kind = 0; kind < counts.length; kind++) {
    const count = counts[kind]!
    if (kinds[kind]!.length < count) return NONE
    for (let i = 0; i < count; i++) total += kinds[kind]![i]!.cost
  }
  return total
}

/** Minimum cost flow by cheapest augmenting paths. */
class Flow {
  private count = 0
  /** Edge e and its reverse e ^ 1. */
  private readonly to: number[] = []
  private readonly room: number[] = []
  private readonly price: number[] = []
  private readonly out: number[][] = []

  node(): number {
    this.out.push([])
    return this.count++
  }

  edge(from: number, to: number, room: number, price: number): void {
    this.out[from]!.push(this.to.length)
    this.to.push(to)
    this.room.push(room)
    this.price.push(price)
    this.out[to]!.push(this.to.length)
    this.to.push(from)
    this.room.push(0)
    this.price.push(-price)
  }

  cost(source: number, sink: number, wanted: number): number {
    let total = 0
    for (let sent = 0; sent < wanted; ) {
      const distance = new Float64Array(this.count).fill(NONE)
      const via = new Int32Array(this.count).fill(-1)
      const queued = new Uint8Array(this.count)
      distance[source] = 0
      const queue = [source]
      for (let at = 0; at < queue.length; at++) {
        const node = queue[at]!
        queued[node] = 0
        for (const e of this.out[node]!) {
          if (this.room[e] === 0) continue
          const far = distance[node]! + this.price[e]!
          const next = this.to[e]!
          if (far >= distance[next]!) continue
          distance[next] = far
          via[next] = e
          if (queued[next] === 0) {
            queued[next] = 1
            queue.push(next)
          }
        }
      }
      if (distance[sink] === NONE) return NONE
      let room = wanted - sent
      for (let n = sink; n !== source; n = this.to[via[n]! ^ 1]!) room = Math.min(room, this.room[via[n]!]!)
      for (let n = sink; n !== source; n = this.to[via[n]! ^ 1]!) {
        this.room[via[n]!]! -= room
        this.room[via[n]! ^ 1]! += room
      }
      sent += room
      total += room * distance[sink]!
    }
    return total
  }
}
