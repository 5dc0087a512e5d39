import type { Lattice, Layer } from './lattice.js'

/** The edges from one layer to the next, by the places of nodes in their layers, ascending. */
export interface Crossing {
  /** Edges of the node at place n: from starts[n] to starts[n + 1] - 1. */
  readonly starts: Int32Array
  /** By edge: the place of its target, and which of `sets` leads there. */
  readonly places: Int32Array
  readonly slots: Int32Array
  /** Each set once. */
  readonly sets: Int32Array
}

/** Numbers kept in all before what is known is dropped. */
const maxKept = 8_000_000

/** What leads from layer to layer, taken from the machine once and read at every projection. */
export class Crossings {
  private kept = 0
  private readonly open = new Map<number, Crossing>()
  private readonly decided = new Map<number, Map<number, Crossing>>()
  /** By node, its place in the layer at hand, or -1. */
  private places = new Int32Array(0)
  /** By set, its slot in the crossing at hand if `stamps` says so. */
  private slots = new Int32Array(0)
  private stamps = new Int32Array(0)
  private stamp = 0
  private targets = new Int32Array(1024)
  private through = new Int32Array(1024)

  constructor(private readonly lattice: Lattice) {}

  /** By any token. */
  any(left: Layer, right: Layer): Crossing {
    const key = left.id * 0x4000000 + right.id
    let crossing = this.open.get(key)
    if (!crossing) {
      crossing = this.keep(this.cross(left, right))
      this.open.set(key, crossing)
    }
    return crossing
  }

  /** By one token: a single slot without a set. */
  by(token: number, left: Layer, right: Layer): Crossing {
    let ofToken = this.decided.get(token)
    if (!ofToken) {
      ofToken = new Map()
      this.decided.set(token, ofToken)
    }
    const key = left.id * 0x4000000 + right.id
    let crossing = ofToken.get(key)
    if (!crossing) {
      crossing = this.keep(this.crossBy(token, left, right))
      ofToken.set(key, crossing)
    }
    return crossing
  }

  private cross(left: Layer, right: Layer): Crossing {
    const { machine } = this.lattice
    const { nodes } = left
    const starts = new Int32Array(nodes.length + 1)
    const sets: number[] = []
    const stamp = ++this.stamp
    let edges = 0
    this.enter(right)
    for (let n = 0; n < nodes.length; n++) {
      starts[n] = edges
      const own = machine.edges(nodes[n]!)
      // Nodes that were not looked at before may bring new sets with them.
      if (machine.sets.length > this.slots.length) {
        this.slots = grown(this.slots, machine.sets.length)
        this.stamps = grown(this.stamps, machine.sets.length)
      }
      const { places, slots, stamps } = this
      const { length } = own.targets
      if (edges + length > this.targets.length) {
        this.targets = grown(this.targets, edges + length)
        this.through = grown(this.through, edges + length)
      }
      const { targets, through } = this
      for (let k = 0; k < length; k++) {
        const target = own.targets[k]!
        const place = target < places.length ? places[target]! : -1
        if (place < 0) continue
        const set = own.sets[k]!
        if (stamps[set] !== stamp) {
          stamps[set] = stamp
          slots[set] = sets.length
          sets.push(set)
        }
        targets[edges] = place
        through[edges++] = slots[set]!
      }
    }
    starts[nodes.length] = edges
    this.leave(right)
    return {
      starts,
      places: this.targets.slice(0, edges),
      slots: this.through.slice(0, edges),
      sets: Int32Array.from(sets),
    }
  }

  private crossBy(token: number, left: Layer, right: Layer): Crossing {
    const { machine } = this.lattice
    const { nodes } = left
    const starts = new Int32Array(nodes.length + 1)
    const places: number[] = []
    this.enter(right)
    const add = (target: number): void => {
      const place = target < this.places.length ? this.places[target]! : -1
      if (place >= 0) places.push(place)
    }
    for (let n = 0; n < nodes.length; n++) {
      starts[n] = places.length
      machine.follow(nodes[n]!, token, add)
    }
    starts[nodes.length] = places.length
    this.leave(right)
    return { starts, places: Int32Array.from(places), slots: new Int32Array(places.length), sets: empty }
  }

  private enter({ nodes }: Layer): void {
    const size = this.lattice.machine.size
    if (size > this.places.length) this.places = new Int32Array(2 * size).fill(-1)
    const { places } = this
    for (let k = 0; k < nodes.length; k++) places[nodes[k]!] = k
  }

  private leave({ nodes }: Layer): void {
    const { places } = this
    for (let k = 0; k < nodes.length; k++) places[nodes[k]!] = -1
  }

  private keep(crossing: Crossing): Crossing {
    const numbers = crossing.starts.length + 2 * crossing.places.length + crossing.sets.length + 40
    this.kept += numbers
    if (this.kept > maxKept) {
      this.kept = numbers
      this.open.clear()
      this.decided.clear()
    }
    return crossing
  }
}

const empty = new Int32Array(0)

/** The same numbers with room for twice the least that is needed. */
function grown(numbers: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * least)
  longer.set(numbers)
  return longer
}
