import { END, type TokenMachine } from './token-machine.js'
import { equal, hashOf } from './token-sets.js'

/** A position that is not decided. */
export const MASK = -1

/** What can be at a boundary between two positions: nodes of the machine, ascending. Equal sets are most often one object. */
export interface Layer {
  readonly id: number
  readonly nodes: Int32Array
  /** Whether more may be read from one of the nodes than the constraint reads; undefined if that was not asked yet. */
  loses?: boolean
}

/** The tokens that lead from one layer to another: the union of these sets. */
export interface Passage {
  readonly sets: Int32Array
  words: Uint32Array | undefined
}

/** By node other nodes, each once. */
type Neighbours = readonly Int32Array[]

/** A layer this many times smaller than the one beside it is the one to look from. */
const fewer = 4

/** Numbers and passages kept in all before what is known is dropped. */
const maxKept = 4_000_000

/**
 * Layers of a machine's nodes, and what leads from one to the next. For layers G[0 … n], where G[i] is what can be reached by the
 * tokens before i and finished by those from i on, a token can stand at i if and only if it leads from G[i] into G[i+1].
 */
export class Lattice {
  readonly empty: Layer = { id: 0, nodes: new Int32Array(0) }
  private ids = 1
  private kept = 0
  private readonly layers = new Map<number, Layer[]>()
  private readonly posts = new Map<number, Layer>()
  /** What is left of one layer beside another with an undecided position between them. */
  private readonly rights = new Map<number, Layer>()
  private readonly lefts = new Map<number, Layer>()
  private readonly passages = new Map<number, Passage>()
  private readonly byHash = new Map<number, Passage[]>()
  /** By node, the search that has last met it. */
  private stamps: Int32Array = new Int32Array(256)
  private stamp = 0
  private setStamps: Int32Array = new Int32Array(256)
  private scratch: Int32Array = new Int32Array(256)
  /** By node what it leads to, in no order. */
  private readonly blank: (Int32Array | undefined)[] = []

  constructor(readonly machine: TokenMachine) {}

  layer(nodes: Int32Array): Layer {
    return this.sorted(nodes.sort())
  }

  private sorted(nodes: Int32Array): Layer {
    if (nodes.length === 0) return this.empty
    const hash = hashOf(nodes)
    const alike = this.layers.get(hash)
    for (const layer of alike ?? []) if (equal(layer.nodes, nodes)) return layer
    this.keep(nodes.length + 8)
    const layer: Layer = { id: this.ids++, nodes }
    if (alike && this.layers.has(hash)) alike.push(layer)
    else this.layers.set(hash, [layer])
    return layer
  }

  /** The nodes of a layer that a text can end at, or with `open` go on from. */
  ending(layer: Layer, open: boolean): Layer {
    const { machine } = this
    return this.layer(layer.nodes.filter((node) => node === END || (open ? machine.goesOn(node) : machine.ends(node))))
  }

  loses(layer: Layer): boolean {
    layer.loses ??= layer.nodes.some((node) => this.machine.loses(node))
    return layer.loses
  }

  /** Where a token, or with MASK any, leads to. */
  post(layer: Layer, token: number): Layer {
    const key = token === MASK ? layer.id : 0
    const known = key === 0 ? undefined : this.posts.get(key)
    if (known) return known
    const stamp = ++this.stamp
    let count = 0
    const add = (target: number): void => {
      if (this.stamped(target) === stamp) return
      this.stamps[target] = stamp
      if (count === this.scratch.length) this.scratch = grown(this.scratch)
      this.scratch[count++] = target
    }
    for (const node of layer.nodes) {
      if (token === MASK) {
        const targets = this.targets(node)
        for (let k = 0; k < targets.length; k++) add(targets[k]!)
      } else this.machine.follow(node, token, add)
    }
    const next = this.layer(this.scratch.slice(0, count))
    if (key !== 0) this.posts.set(key, next)
    return next
  }

  /** The nodes of `right` that a token leads to from `left`. */
  narrowRight(left: Layer, token: number, right: Layer): Layer {
    const key = left.id * 0x4000000 + right.id
    const known = token === MASK ? this.rights.get(key) : undefined
    if (known) return known
    const narrowed = this.reached(left, token, right)
    if (token === MASK) this.rights.set(key, narrowed)
    return narrowed
  }

  private reached(left: Layer, token: number, right: Layer): Layer {
    if (token !== MASK) {
      const wanted = this.mark(right)
      const stamp = ++this.stamp
      let count = 0
      const add = (target: number): void => {
        if (this.stamped(target) !== wanted) return
        this.stamps[target] = stamp
        count++
      }
      for (let i = 0; i < left.nodes.length && count < right.nodes.length; i++) {
        this.machine.follow(left.nodes[i]!, token, add)
      }
      return this.stampedOf(right, stamp, count)
    }
    const { sources } = this.machine
    if (sources && left.nodes.length * fewer > right.nodes.length) return this.touching(right, left, sources)
    return this.touched(left, right, this.targetsOf(left))
  }

  /** The nodes of `left` from which a token leads into `right`. */
  narrowLeft(left: Layer, token: number, right: Layer): Layer {
    const key = left.id * 0x4000000 + right.id
    const known = token === MASK ? this.lefts.get(key) : undefined
    if (known) return known
    const narrowed = this.leading(left, token, right)
    if (token === MASK) this.lefts.set(key, narrowed)
    return narrowed
  }

  private leading(left: Layer, token: number, right: Layer): Layer {
    if (token === MASK) {
      const { sources } = this.machine
      if (sources && right.nodes.length * fewer <= left.nodes.length) return this.touched(right, left, sources)
      return this.touching(left, right, this.targetsOf(left))
    }
    const wanted = this.mark(right)
    const kept = left.nodes.filter((node) => {
      let leads = false
      this.machine.follow(node, token, (target) => {
        if (this.stamped(target) === wanted) leads = true
      })
      return leads
    })
    return kept.length === left.nodes.length ? left : this.sorted(kept)
  }

  /** What of a layer is next to nodes of another one, looked at from there: for a small one. */
  private touched(from: Layer, layer: Layer, neighbours: Neighbours): Layer {
    const wanted = this.mark(layer)
    const stamp = ++this.stamp
    const { stamps } = this
    const { nodes } = from
    const all = layer.nodes.length
    let count = 0
    for (let i = 0; i < nodes.length && count < all; i++) {
      const next = neighbours[nodes[i]!]!
      for (let k = 0; k < next.length; k++) {
        const node = next[k]!
        if (stamps[node] !== wanted) continue
        stamps[node] = stamp
        count++
      }
    }
    return this.stampedOf(layer, stamp, count)
  }

  /** What of a layer is next to nodes of another one, looked at from itself: one of a node's neighbours is enough. */
  private touching(layer: Layer, others: Layer, neighbours: Neighbours): Layer {
    const wanted = this.mark(others)
    const { nodes } = layer
    const { stamps } = this
    let kept: number[] | undefined
    for (let i = 0; i < nodes.length; i++) {
      const next = neighbours[nodes[i]!]!
      let k = 0
      while (k < next.length && stamps[next[k]!] !== wanted) k++
      if (k === next.length) {
        kept ??= Array.from(nodes.subarray(0, i))
        continue
      }
      if (kept) kept.push(nodes[i]!)
      if (k > 0) {
        // It will most often be the one the next time.
        const found = next[k]!
        next[k] = next[0]!
        next[0] = found
      }
    }
    return kept ? this.sorted(Int32Array.from(kept)) : layer
  }

  private stampedOf(layer: Layer, stamp: number, count: number): Layer {
    if (count === layer.nodes.length) return layer
    const { nodes } = layer
    const kept = new Int32Array(count)
    for (let i = 0, n = 0; n < count; i++) if (this.stamps[nodes[i]!] === stamp) kept[n++] = nodes[i]!
    return this.sorted(kept)
  }

  /** Whether a token leads from one layer to the other. */
  leads(left: Layer, token: number, right: Layer): boolean {
    const wanted = this.mark(right)
    let leads = false
    const use = (target: number): void => {
      if (this.stamped(target) === wanted) leads = true
    }
    for (let i = 0; i < left.nodes.length && !leads; i++) this.machine.follow(left.nodes[i]!, token, use)
    return leads
  }

  /** What leads from one layer to the other. */
  passage(left: Layer, right: Layer): Passage {
    const key = left.id * 0x4000000 + right.id
    const known = this.passages.get(key)
    if (known) return known
    const wanted = this.mark(right)
    const stamp = ++this.stamp
    const { machine } = this
    let count = 0
    if (this.setStamps.length < machine.sets.length) {
      const longer = new Int32Array(machine.sets.length * 2)
      longer.set(this.setStamps)
      this.setStamps = longer
    }
    for (let i = 0; i < left.nodes.length; i++) {
      const { targets, sets } = machine.edges(left.nodes[i]!)
      for (let k = 0; k < targets.length; k++) {
        if (this.stamps[targets[k]!] !== wanted || this.setStamps[sets[k]!] === stamp) continue
        this.setStamps[sets[k]!] = stamp
        if (count === this.scratch.length) this.scratch = grown(this.scratch)
        this.scratch[count++] = sets[k]!
      }
    }
    const list = this.scratch.slice(0, count).sort()
    const hash = hashOf(list)
    let passage = this.byHash.get(hash)?.find((one) => equal(one.sets, list))
    if (!passage) {
      this.keep(list.length + 8)
      passage = { sets: list, words: undefined }
      const alike = this.byHash.get(hash)
      if (alike) alike.push(passage)
      else this.byHash.set(hash, [passage])
    }
    this.keep(4)
    this.passages.set(key, passage)
    return passage
  }

  words(passage: Passage): Uint32Array {
    if (!passage.words) {
      const { sets } = this.machine
      passage.words = new Uint32Array(sets.words)
      for (const set of passage.sets) sets.addTo(set, passage.words)
      this.keep(sets.words)
    }
    return passage.words
  }

  /** The nodes that a node leads to with any token, each once. */
  targets(node: number): Int32Array {
    let targets = this.blank[node]
    if (!targets) {
      targets = Int32Array.from(new Set(this.machine.edges(node).targets))
      this.blank[node] = targets
      if (this.machine.size > this.stamps.length) this.growStamps()
    }
    return targets
  }

  /** By node what it leads to, at least for those of a layer. */
  private targetsOf(layer: Layer): Neighbours {
    const { nodes } = layer
    for (let i = 0; i < nodes.length; i++) if (!this.blank[nodes[i]!]) this.targets(nodes[i]!)
    return this.blank as Neighbours
  }

  private mark(layer: Layer): number {
    if (this.machine.size > this.stamps.length) this.growStamps()
    const stamp = ++this.stamp
    const { nodes } = layer
    for (let i = 0; i < nodes.length; i++) this.stamps[nodes[i]!] = stamp
    return stamp
  }

  private stamped(node: number): number {
    if (node >= this.stamps.length) this.growStamps()
    return this.stamps[node]!
  }

  private growStamps(): void {
    const longer = new Int32Array(Math.max(this.machine.size, this.stamps.length) * 2)
    longer.set(this.stamps)
    this.stamps = longer
  }

  private keep(numbers: number): void {
    this.kept += numbers
    if (this.kept < maxKept) return
    this.kept = numbers
    this.layers.clear()
    this.posts.clear()
    this.rights.clear()
    this.lefts.clear()
    this.passages.clear()
    this.byHash.clear()
  }
}

function grown(list: Int32Array): Int32Array {
  const longer = new Int32Array(list.length * 2)
  longer.set(list)
  return longer
}
