import type { Edges } from './token-machine.js'

/** A partition of nodes: the class of each, and how many classes there are, numbered from 0. */
export interface Partition {
  readonly classOf: Int32Array
  readonly count: number
}

/**
 * The coarsest partition, finer than a first one, whose classes lead alike: with the same sets of tokens to the same classes
 * (bisimulation). Naive refinement after Kanellakis & Smolka (1983); of a class that falls apart the largest part keeps the number
 * (Hopcroft, 1971), and only nodes that lead to the others are looked at again.
 *
 * @param first by node its class, numbered from 0 without gaps
 * @param sets more than any number of a set
 */
export function coarsestPartition(edges: readonly Edges[], first: Int32Array, sets: number): Partition {
  const classOf = first.slice()
  const members: number[] = []
  for (const own of classOf) members[own] = (members[own] ?? 0) + 1
  const { starts, sources } = reversed(edges)
  const signatures = new Signatures(sets)
  const isDirty = new Uint8Array(edges.length)
  let dirty = Array.from(edges.keys())
  while (dirty.length > 0) {
    const byClass = new Map<number, Map<number, number[]>>()
    signatures.clear()
    for (const node of dirty) {
      isDirty[node] = 0
      let parts = byClass.get(classOf[node]!)
      if (!parts) {
        parts = new Map()
        byClass.set(classOf[node]!, parts)
      }
      const signature = signatures.of(edges[node]!, classOf)
      const part = parts.get(signature)
      if (part) part.push(node)
      else parts.set(signature, [node])
    }
    const moved: number[][] = []
    for (const [own, parts] of byClass) {
      const lists = [...parts.values()]
      const looked = lists.reduce((sum, part) => sum + part.length, 0)
      // Nodes of the class that were not looked at lead to none of the new numbers, so they are a part of their own.
      const staying =
        looked < members[own]! ? undefined : lists.reduce((most, part) => (part.length > most.length ? part : most))
      for (const part of lists) if (part !== staying) moved.push(part)
    }
    dirty = []
    for (const part of moved) {
      members[classOf[part[0]!]!]! -= part.length
      const fresh = members.push(part.length) - 1
      for (const node of part) {
        classOf[node] = fresh
        for (let k = starts[node]!; k < starts[node + 1]!; k++) {
          const source = sources[k]!
          if (isDirty[source] === 1) continue
          isDirty[source] = 1
          dirty.push(source)
        }
      }
    }
  }
  return { classOf, count: members.length }
}

/** By node, where the list of the nodes that lead to it begins in `sources`. */
export function reversed(edges: readonly Edges[]): { starts: Int32Array; sources: Int32Array } {
  const starts = new Int32Array(edges.length + 1)
  for (const { targets } of edges) for (let k = 0; k < targets.length; k++) starts[targets[k]! + 1]!++
  for (let node = 0; node < edges.length; node++) starts[node + 1]! += starts[node]!
  const next = starts.slice()
  const sources = new Int32Array(starts[edges.length]!)
  edges.forEach(({ targets }, node) => {
    for (let k = 0; k < targets.length; k++) sources[next[targets[k]!]!++] = node
  })
  return { starts, sources }
}

/** Numbers for sets of pairs of a class and a set of tokens, equal ones being one number. */
class Signatures {
  private keys = new Float64Array(64)
  private count = 0
  private pool = new Float64Array(1024)
  private readonly starts: number[] = [0]
  private readonly byHash = new Map<number, number[]>()

  constructor(private readonly sets: number) {}

  clear(): void {
    this.starts.length = 1
    this.byHash.clear()
  }

  of({ targets, sets }: Edges, classOf: Int32Array): number {
    this.collect(targets, sets, classOf)
    let hash = 0
    for (let i = 0; i < this.count; i++) hash = (Math.imul(hash, 31) ^ Math.imul(this.keys[i]! | 0, 0x9e3779b1)) | 0
    hash ^= hash >>> 15
    const alike = this.byHash.get(hash)
    for (const signature of alike ?? []) if (this.is(signature)) return signature
    const signature = this.add()
    if (alike) alike.push(signature)
    else this.byHash.set(hash, [signature])
    return signature
  }

  /** The pairs as one number each, ascending, each once. */
  private collect(targets: Int32Array, sets: Int32Array, classOf: Int32Array): void {
    if (this.keys.length < targets.length) this.keys = new Float64Array(targets.length * 2)
    const { keys } = this
    for (let k = 0; k < targets.length; k++) keys[k] = classOf[targets[k]!]! * this.sets + sets[k]!
    keys.subarray(0, targets.length).sort()
    this.count = 0
    for (let k = 0; k < targets.length; k++) {
      if (k === 0 || keys[k] !== keys[this.count - 1]) keys[this.count++] = keys[k]!
    }
  }

  private is(signature: number): boolean {
    const from = this.starts[signature]!
    if (this.starts[signature + 1]! - from !== this.count) return false
    for (let i = 0; i < this.count; i++) if (this.pool[from + i] !== this.keys[i]) return false
    return true
  }

  private add(): number {
    const from = this.starts.at(-1)!
    if (from + this.count > this.pool.length) {
      const longer = new Float64Array((from + this.count) * 2)
      longer.set(this.pool)
      this.pool = longer
    }
    for (let i = 0; i < this.count; i++) this.pool[from + i] = this.keys[i]!
    this.starts.push(from + this.count)
    return this.starts.length - 2
  }
}
