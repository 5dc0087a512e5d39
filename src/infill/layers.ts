import { TupleInterner } from '../automaton/interner.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Abstraction } from './abstraction.js'
import { PairMemo } from './bit-sets.js'
import { ENDED, type LexerClasses } from './lexer-classes.js'
import { room } from './room.js'

/** A position of the canvas that is not decided. */
export const MASK = -1
/** Layers of which the sets at all nodes are kept. */
const maxKept = 256

/**
 * Steps of whole *layers* over the tokens of a canvas. A layer is, for one boundary between two positions, a tuple (class of lexer
 * states, set, class, set, …): where the text can be in the middle of a lexeme, and with which elements of the abstraction behind
 * the lexeme before. Equal layers are equal integers; 0 is the empty one.
 *
 * `behind` leads from a layer to the right, `before` to the left, within what a layer there has already: what is reached and can be
 * finished is what is left when nothing changes.
 *
 * One step over an undecided position visits nodes of the shapes of the classes, each once: what arrives at a node from several
 * classes is united first, since reading symbols is linear in the set. Sets of a layer are *covered*, one after the other, by what leads there; most
 * are covered soon and stay what they are, and nothing that only others would need is made.
 */
export class Layers {
  private interner = new TupleInterner()
  private posts = new PairMemo()
  private pres = new PairMemo()
  private boths = new PairMemo()
  /** The same over undecided positions, by layer and layer there. */
  private spreads = new PairMemo()
  private gathers = new PairMemo()
  private all = -1
  private readonly masks = new Map<number, number>()
  private maskIds = new TupleInterner()
  private readonly expanded = new Map<number, Uint32Array>()
  private readonly arrivals = new Map<number, Int32Array>()
  private rows: (Int32Array | undefined)[] = []
  /** Grows whenever all layers are forgotten: ids of before mean nothing then. */
  generation = 0
  private readonly out: Int32Array
  /** By list of targets and by node, what the step that is being made has there, where the stamp is that of the step. */
  private readonly grouped: Int32Array
  private readonly groupStamps: Int32Array
  private readonly survives: Int32Array
  private readonly nodeStamps: Int32Array
  private stamp = 0
  /** By list of tokens: the place where it was last found to be possible. */
  private readonly hints: Int32Array

  constructor(
    private readonly abstraction: Abstraction,
    readonly classes: LexerClasses,
    private readonly table: TokenTable,
  ) {
    this.out = new Int32Array(classes.count)
    this.grouped = new Int32Array(classes.targets.length)
    this.groupStamps = new Int32Array(classes.targets.length)
    this.survives = new Int32Array(classes.slimGroup.length)
    this.nodeStamps = new Int32Array(classes.slimGroup.length)
    this.hints = classes.placeStart.slice(0, -1)
  }

  get size(): number {
    return this.interner.size
  }

  /**
   * Forgets everything if there is much of it, except for some layers, whose new ids are returned; undefined if nothing was forgotten.
   */
  trim(layers: Int32Array): Int32Array | undefined {
    const { sets } = this.abstraction
    if (sets.size < room.sets && this.size < room.layers) return undefined
    const { width } = sets
    const words = new Map<number, Int32Array>()
    const kept = Array.from(layers, (layer) => this.row(layer))
    for (const row of kept) {
      for (const set of row) if (!words.has(set)) words.set(set, sets.pool.slice(set * width, (set + 1) * width))
    }
    const lasting = this.classes.readers.map((set) => set)
    for (const set of lasting) if (set > 0) words.set(set, sets.pool.slice(set * width, (set + 1) * width))
    this.abstraction.forget()
    this.interner = new TupleInterner()
    this.posts = new PairMemo()
    this.pres = new PairMemo()
    this.boths = new PairMemo()
    this.spreads = new PairMemo()
    this.gathers = new PairMemo()
    this.all = -1
    this.masks.clear()
    this.maskIds = new TupleInterner()
    this.expanded.clear()
    this.arrivals.clear()
    this.rows = []
    this.generation++
    const ids = new Map<number, number>()
    for (const [set, own] of words) {
      sets.paper.set(own)
      ids.set(set, sets.intern())
    }
    this.classes.readers.forEach((set, c) => {
      if (set > 0) this.classes.readers[c] = ids.get(set)!
    })
    return Int32Array.from(kept, (row) => {
      for (let c = 0; c < row.length; c++) this.out[c] = ids.get(row[c]!)!
      return this.intern()
    })
  }

  /** The layer of some lexer states with sets. */
  of(entries: Iterable<readonly [number, number]>): number {
    this.out.fill(0)
    for (const [lex, set] of entries) this.addTo(this.classes.classOf[lex]!, set)
    return this.intern()
  }

  /** What can be finished with nothing behind: the layer in which the text can end. */
  get endings(): number {
    const { abstraction, classes } = this
    this.out.fill(0)
    this.out[ENDED] = abstraction.ended
    for (let c = 1; c < classes.count; c++) this.out[c] = this.endsFrom(c)
    return this.intern()
  }

  /** What can be finished with an open tail: everything. */
  get everything(): number {
    if (this.all >= 0) return this.all
    const { abstraction, classes } = this
    this.out[ENDED] = abstraction.ended
    for (let c = 1; c < classes.count; c++) this.out[c] = this.readable(c, abstraction.all)
    this.all = this.intern()
    return this.all
  }

  /** Whether a set has the element of a state with a return state on top; of state 0 whether it has the end of the text. */
  hasElement(set: number, state: number, top: number): boolean {
    return state === 0 ? this.abstraction.accepts(set) : this.abstraction.has(set, state, top)
  }

  /** The set of what is behind the end of the text. */
  get ended(): number {
    return this.abstraction.ended
  }

  /** Whether a lexer state with a set has something in common with the layer. */
  meets(layer: number, lex: number, set: number): boolean {
    if (layer === 0) return false
    const c = lex === ENDED ? ENDED : this.classes.classOf[lex]!
    return this.abstraction.sets.meets(this.row(layer)[c]!, set)
  }

  /** What a layer has behind a token, or any token, of what another one has there. */
  behind(layer: number, token: number, within: number): number {
    if (token !== MASK) return this.both(this.post(layer, token), within)
    if (layer === 0 || within === 0) return 0
    const known = this.spreads.get(layer, within)
    if (known >= 0) return known
    const after = this.spread(layer, within)
    this.spreads.set(layer, within, after)
    return after
  }

  /** What of a layer leads by a token, or any, into `to`. */
  before(within: number, token: number, to: number): number {
    if (token !== MASK) return this.both(this.pre(to, token), within)
    if (to === 0 || within === 0) return 0
    const known = this.gathers.get(within, to)
    if (known >= 0) return known
    const left = this.gather(within, to)
    this.gathers.set(within, to, left)
    return left
  }

  /** The layer behind a token. */
  private post(layer: number, token: number): number {
    if (layer === 0) return 0
    const symbol = this.symbolOf(token)
    const known = this.posts.get(layer, symbol)
    if (known >= 0) return known
    this.out.fill(0)
    if (symbol === 0) this.end(layer)
    else this.follow(layer, symbol - 1)
    this.cutToReadable()
    const after = this.intern()
    this.posts.set(layer, symbol, after)
    return after
  }

  /** From where a token leads into `to`. */
  private pre(to: number, token: number): number {
    if (to === 0) return 0
    const symbol = this.symbolOf(token)
    const known = this.pres.get(to, symbol)
    if (known >= 0) return known
    const { abstraction, classes } = this
    const target = this.row(to)
    this.out.fill(0)
    if (symbol > 0) {
      for (const { from, sequence, to: stop } of classes.waysOf(symbol - 1)) {
        if (target[stop] !== 0) this.addTo(from, this.back(sequence, target[stop]!))
      }
    } else if (target[ENDED] !== 0) {
      this.out[ENDED] = abstraction.ended
      for (let c = 1; c < classes.count; c++) this.addTo(c, this.endsFrom(c))
    }
    this.cutToReadable()
    const before = this.intern()
    this.pres.set(to, symbol, before)
    return before
  }

  /** All lists of tokens, for `mask` and `allows`. */
  get anyList(): Uint8Array {
    return new Uint8Array(this.hints.length).fill(1)
  }

  /**
   * The tokens that lead from one layer into another, as bits. `possible` is what this left of `anyList` for layers that these are parts of; what
   * is not in it is not looked at.
   */
  mask(from: number, to: number, possible?: Uint8Array): Uint32Array {
    const mask = this.atomMask(from, to, possible)
    const known = this.expanded.get(mask)
    if (known) return known
    const words = new Uint32Array((this.table.size + 31) >>> 5)
    const length = this.classes.atoms.words
    const atoms = new Int32Array(length)
    for (let w = 0; w < length; w++) atoms[w] = this.maskIds.at(mask, w)
    this.classes.atoms.expand(atoms, words)
    if (this.maskIds.at(mask, length) === 1) for (const id of this.table.endIds) words[id >>> 5]! |= 1 << (id & 31)
    if (this.expanded.size > 256) this.expanded.clear()
    this.expanded.set(mask, words)
    return words
  }

  /** The bit of the mask for one token. */
  allows(from: number, to: number, token: number, possible?: Uint8Array): boolean {
    const mask = this.atomMask(from, to, possible)
    if (this.table.isEnd[token] === 1) return this.maskIds.at(mask, this.classes.atoms.words) === 1
    const atom = this.classes.atoms.atomOf[token]!
    return ((this.maskIds.at(mask, atom >>> 5) >>> (atom & 31)) & 1) === 1
  }

  /** What both layers have in common. */
  both(a: number, b: number): number {
    if (a === b || a === 0 || b === 0) return Math.min(a, b)
    const known = this.boths.get(a, b)
    if (known >= 0) return known
    const own = this.row(a)
    const other = this.row(b)
    for (let c = 0; c < own.length; c++) this.out[c] = this.abstraction.sets.intersection(own[c]!, other[c]!)
    const both = this.intern()
    this.boths.set(a, b, both)
    return both
  }

  /** The mask as the atoms of its tokens, and whether end tokens are in it, interned. */
  private atomMask(from: number, to: number, possible: Uint8Array | undefined): number {
    const key = from * 0x2000000 + to
    const known = this.masks.get(key)
    if (known !== undefined) return known
    const mask = this.maskIds.intern(this.joined(from, to, possible))
    this.masks.set(key, mask)
    return mask
  }

  /** The atoms of all lists of tokens that lead from one layer into another. Lists that do not are taken out of `possible`. */
  private joined(from: number, to: number, possible: Uint8Array | undefined): Int32Array {
    const { abstraction, classes, hints } = this
    const { sets } = abstraction
    const { placeStart, placeNode, placeTarget } = classes
    const words = new Int32Array(classes.atoms.words + 1)
    if (from === 0 || to === 0) return words
    const row = this.row(to)
    const own = this.row(from)
    const arrived = this.arrive(from)
    const leads = (place: number): boolean => {
      const there = row[placeTarget[place]!]!
      return there !== 0 && sets.meets(this.arrivedAt(placeNode[place]!, own, arrived), there)
    }
    for (let list = 0; list < hints.length; list++) {
      if (possible?.[list] === 0) continue
      // Where it was found the last time it mostly is again.
      let found = leads(hints[list]!)
      for (let i = placeStart[list]!; i < placeStart[list + 1]! && !found; i++) {
        if (!leads(i)) continue
        found = true
        hints[list] = i
      }
      if (!found) {
        if (possible) possible[list] = 0
        continue
      }
      const atoms = classes.atomsOf[list]!
      for (let i = 0; i < atoms.length; i += 2) words[atoms[i]!]! |= atoms[i + 1]!
    }
    if (row[ENDED] !== 0 && this.canEnd(from)) words[words.length - 1] = 1
    return words
  }

  /** Symbols of the memos: 0 for the end, atom + 1. */
  private symbolOf(token: number): number {
    return this.table.isEnd[token] === 1 ? 0 : this.classes.atoms.atomOf[token]! + 1
  }

  /** Elements with which the text can end in a class. */
  private endsFrom(c: number): number {
    const { abstraction, classes } = this
    if (classes.fresh[c] === 1) return abstraction.ended
    const label = classes.label[c]!
    if (label === 0) return 0
    const ends = abstraction.preimage(abstraction.ended, label)
    return classes.ignored[label] === 1 ? abstraction.sets.union(ends, abstraction.ended) : ends
  }

  private canEnd(layer: number): boolean {
    const row = this.row(layer)
    if (row[ENDED] !== 0) return true
    for (let c = 1; c < row.length; c++) {
      if (row[c] !== 0 && this.abstraction.sets.meets(row[c]!, this.endsFrom(c))) return true
    }
    return false
  }

  private end(layer: number): void {
    if (this.canEnd(layer)) this.out[ENDED] = this.abstraction.ended
  }

  private addTo(c: number, set: number): void {
    this.out[c] = this.abstraction.sets.union(this.out[c]!, set)
  }

  /** Cuts what lies in `out` down to elements that read what the lexeme can become. */
  private cutToReadable(): void {
    for (let c = 1; c < this.out.length; c++) if (this.out[c] !== 0) this.out[c] = this.readable(c, this.out[c]!)
  }

  private readable(c: number, set: number): number {
    const readers = this.classes.readers[c]!
    return readers < 0 ? set : this.abstraction.sets.intersection(set, readers)
  }

  /** By node of the shapes, what arrives there from a layer's classes; -1 where nobody asked yet. */
  private arrive(layer: number): Int32Array {
    const known = this.arrivals.get(layer)
    if (known) return known
    const arrived = new Int32Array(this.classes.nodeCount).fill(-1)
    keep(this.arrivals, layer, arrived)
    return arrived
  }

  private arrivedAt(node: number, row: Int32Array, arrived: Int32Array): number {
    const known = arrived[node]!
    if (known >= 0) return known
    const { abstraction, classes } = this
    const { sets } = abstraction
    const own = classes.rootOf[node]!
    const parents = classes.parents[node]!
    const steps: number[] = []
    for (let i = 0; i < parents.length; i += 2) {
      const set = this.arrivedAt(parents[i]!, row, arrived)
      if (set === 0) continue
      const symbol = parents[i + 1]!
      const next = abstraction.step(set, symbol)
      if (next !== 0) steps.push(next)
      if (classes.ignored[symbol] === 1) steps.push(set)
    }
    sets.begin()
    for (let i = 0; i < own.length; i++) sets.add(row[own[i]!]!)
    for (let i = 0; i < steps.length; i++) sets.add(steps[i]!)
    arrived[node] = sets.end()
    return arrived[node]!
  }

  private spread(layer: number, within: number): number {
    const { abstraction, classes, out, table } = this
    const { sets } = abstraction
    const from = this.row(layer)
    const arrived = this.arrive(layer)
    const row = this.row(within)
    this.stamp++
    out.fill(0)
    let same = true
    if (row[ENDED] !== 0 && table.endIds.length > 0) this.end(layer)
    if (out[ENDED] !== row[ENDED]) same = false
    for (let c = 1; c < row.length; c++) {
      const own = row[c]!
      if (own === 0) continue
      const groups = classes.beside[c]!
      sets.beginCover(own)
      let whole = false
      for (let k = 0; k < groups.length && !whole; k++) whole = sets.cover(this.group(groups[k]!, from, arrived))
      out[c] = whole ? own : sets.covered(own)
      if (out[c] !== own) same = false
    }
    return same ? within : this.intern()
  }

  /** What arrives at the nodes of a list of targets, or of a longer one. */
  private group(group: number, from: Int32Array, arrived: Int32Array): number {
    const { grouped, groupStamps, stamp, classes } = this
    if (groupStamps[group] === stamp) return grouped[group]!
    const longer = classes.derived[group]!
    const nodes = classes.nodesOf[group]!
    for (let k = 0; k < longer.length; k++) this.group(longer[k]!, from, arrived)
    for (let k = 0; k < nodes.length; k++) this.arrivedAt(nodes[k]!, from, arrived)
    const { sets } = this.abstraction
    sets.begin()
    for (let k = 0; k < nodes.length; k++) sets.add(arrived[nodes[k]!]!)
    for (let k = 0; k < longer.length; k++) sets.add(grouped[longer[k]!]!)
    groupStamps[group] = stamp
    grouped[group] = sets.end()
    return grouped[group]!
  }

  /** `spread` backwards. */
  private gather(within: number, to: number): number {
    const { abstraction, classes, out, table } = this
    const { sets } = abstraction
    const row = this.row(within)
    const target = this.row(to)
    this.stamp++
    out.fill(0)
    let same = true
    const ends = target[ENDED] !== 0 && table.endIds.length > 0
    if (ends) out[ENDED] = row[ENDED]!
    if (out[ENDED] !== row[ENDED]) same = false
    for (let c = 1; c < row.length; c++) {
      const own = row[c]!
      if (own === 0) continue
      const root = classes.slimRoot[c]!
      const children = classes.slimChildren[root]!
      sets.beginCover(own)
      let whole = sets.cover(this.targetsOf(classes.slimGroup[root]!, target)) || (ends && sets.cover(this.endsFrom(c)))
      for (let i = 0; i < children.length && !whole; i += 2) {
        const below = this.surviving(children[i + 1]!, target)
        whole =
          sets.cover(abstraction.preimage(below, children[i]!)) ||
          (classes.ignored[children[i]!] === 1 && sets.cover(below))
      }
      out[c] = whole ? own : sets.covered(own)
      if (out[c] !== own) same = false
    }
    return same ? within : this.intern()
  }

  /** What a layer has at the classes of a list of targets. */
  private targetsOf(group: number, target: Int32Array): number {
    const { grouped, groupStamps, stamp, classes } = this
    if (group === 0) return 0
    if (groupStamps[group] === stamp) return grouped[group]!
    const shorter = this.targetsOf(classes.base[group]!, target)
    const own = classes.rest[group]!
    const { sets } = this.abstraction
    sets.begin()
    sets.add(shorter)
    for (let i = 0; i < own.length; i++) sets.add(target[own[i]!]!)
    groupStamps[group] = stamp
    grouped[group] = sets.end()
    return grouped[group]!
  }

  /** The elements with which a node leads into a layer. */
  private surviving(node: number, target: Int32Array): number {
    const { survives, nodeStamps, stamp, classes, abstraction } = this
    if (nodeStamps[node] === stamp) return survives[node]!
    const children = classes.slimChildren[node]!
    const steps: number[] = []
    for (let i = 0; i < children.length; i += 2) {
      const below = this.surviving(children[i + 1]!, target)
      if (below === 0) continue
      const before = abstraction.preimage(below, children[i]!)
      if (before !== 0) steps.push(before)
      if (classes.ignored[children[i]!] === 1) steps.push(below)
    }
    const stops = this.targetsOf(classes.slimGroup[node]!, target)
    const { sets } = abstraction
    sets.begin()
    sets.add(stops)
    for (let i = 0; i < steps.length; i++) sets.add(steps[i]!)
    nodeStamps[node] = stamp
    survives[node] = sets.end()
    return survives[node]!
  }

  private follow(layer: number, atom: number): void {
    const row = this.row(layer)
    for (const { from, sequence, to } of this.classes.waysOf(atom)) {
      if (row[from] !== 0) this.addTo(to, this.through(row[from]!, sequence))
    }
  }

  private through(set: number, sequence: readonly number[]): number {
    const { abstraction, classes } = this
    let at = set
    for (const symbol of sequence) {
      const next = abstraction.step(at, symbol)
      at = classes.ignored[symbol] === 1 ? abstraction.sets.union(next, at) : next
    }
    return at
  }

  /** The elements from which a sequence leads into `to`. */
  private back(sequence: readonly number[], to: number): number {
    const { abstraction, classes } = this
    let at = to
    for (let i = sequence.length - 1; i >= 0; i--) {
      const before = abstraction.preimage(at, sequence[i]!)
      at = classes.ignored[sequence[i]!] === 1 ? abstraction.sets.union(before, at) : before
    }
    return at
  }

  /** The set of every class. */
  row(layer: number): Int32Array {
    let row = this.rows[layer]
    if (!row) {
      row = new Int32Array(this.classes.count)
      for (let i = 0, length = this.interner.lengthOf(layer); i < length; i += 2) {
        row[this.interner.at(layer, i)] = this.interner.at(layer, i + 1)
      }
      while (this.rows.length <= layer) this.rows.push(undefined)
      this.rows[layer] = row
    }
    return row
  }

  /** The layer that lies in `out`. */
  private intern(): number {
    const tuple: number[] = []
    for (let c = 0; c < this.out.length; c++) if (this.out[c] !== 0) tuple.push(c, this.out[c]!)
    return tuple.length === 0 ? 0 : this.interner.intern(tuple)
  }
}

function keep(memo: Map<number, Int32Array>, layer: number, value: Int32Array): void {
  if (memo.size >= maxKept) {
    for (const oldest of memo.keys()) {
      memo.delete(oldest)
      break
    }
  }
  memo.set(layer, value)
}
