import type { Rtn } from '../grammar/rtn.js'
import { BitSets, SymbolMemo } from './bit-sets.js'

/**
 * The network of a grammar with the stack cut off below its top: a finite automaton over terminals of which every run of
 * the real one is a run.
 *
 * An *element* is a state that reads with the return state on top of the stack, (q, y). Element 0 says that the text can end. A call
 * puts its return state on top; a return goes on in the state on top, above any return state that can lie there. Return states behind
 * which the same symbols can be read next are taken to be one: a return goes on in all of them.
 * Terminals that lead from every state to the same one are one *symbol class*.
 *
 * Sets of elements are bit sets. Word 0 has element 0; each q has a *field* in a word, or some whole words, with a bit for each y
 * that can lie on top of it, in the order of its list of tops. Reading a symbol so moves fields, with all their y at once, as long as
 * nothing is called or returned from; what a call leads to does not depend on y, and what a return leads to only on y.
 */
export class Abstraction {
  readonly sets: BitSets
  /** The set of element 0 alone. */
  ended = 0
  /** All elements. */
  all = 0
  /** Symbol class of every symbol; 0 for those that nothing reads and are not ignored. */
  readonly classOf: Int32Array
  readonly classes: number
  private readonly fields: Fields
  /** By symbol class: state, closure of its target, state, closure, … */
  private readonly edges: Int32Array[]
  private readonly closures: Closure[] = []
  /** By return state: what a return to it leads to, as rows. */
  private readonly behind = new Map<number, Int32Array>()
  private readonly fixedRows: Int32Array[] = []
  private steps!: SymbolMemo
  private preimages!: SymbolMemo
  /** Of the set whose preimages were last asked for: by row of `fixedRows`, and by list of tops, what meets it. */
  private asked = -1
  private fixedHits: Int8Array
  private readonly returnHits = new Map<number, Int32Array>()
  private readonly stamps: Int32Array
  private stamp = 0

  constructor(
    private readonly rtn: Rtn,
    ignored: (symbol: number) => boolean,
  ) {
    const tops = topsOf(rtn)
    const { classOf, edges } = symbolClasses(rtn, ignored)
    this.classOf = classOf
    this.edges = edges
    this.classes = edges.length
    const groupOf = alike(rtn, tops, classOf)
    this.fields = new Fields(rtn, tops, groupOf)
    this.sets = new BitSets(this.fields.width)
    const rows = new Map<string, number>()
    const ids = new Map<number, number>()
    // A state can belong to several procedures, so that its list of tops is longer than that of the state before it.
    const closureFor = (list: number, r: number): number => {
      const key = list * rtn.states + r
      const known = ids.get(key)
      if (known !== undefined) return known
      this.closures.push(this.closureOf(r, list, rows))
      ids.set(key, this.closures.length - 1)
      return this.closures.length - 1
    }
    for (const own of edges) {
      for (let i = 0; i < own.length; i += 2) own[i + 1] = closureFor(this.fields.listOf[own[i]!]!, own[i + 1]!)
    }
    const members = new Map<number, number[]>()
    for (let y = 0; y < rtn.states; y++) members.set(groupOf[y]!, [...(members.get(groupOf[y]!) ?? []), y])
    for (const list of this.fields.lists) {
      for (const group of list) {
        if (!this.behind.has(group)) this.behind.set(group, this.returnTo(members.get(group)!, tops))
      }
    }
    this.fixedHits = new Int8Array(this.fixedRows.length)
    this.stamps = new Int32Array(this.fixedRows.length)
    this.forget()
  }

  /** Forgets all sets: no id means what it did. */
  forget(): void {
    this.sets.clear()
    this.steps = new SymbolMemo(this.classes)
    this.preimages = new SymbolMemo(this.classes)
    this.asked = -1
    this.ended = this.sets.of([0])
    const { paper } = this.sets
    paper.fill(0)
    paper[0] = 1
    for (let q = 1; q < this.rtn.states; q++) this.fields.fill(paper, q)
    this.all = this.sets.intern()
  }

  /** The set of the elements of a state of the parser: `pairs` are a state and a return state on top, 0 for the bottom. */
  setOfConfigurations(pairs: Iterable<readonly [number, number]>, ends: boolean): number {
    const found: number[] = ends ? [0] : []
    for (const [q, y] of pairs) {
      const e = this.fields.element(q, y)
      if (e > 0) found.push(e)
    }
    return this.sets.of(found)
  }

  /** The elements that read one of the symbols, given as bits. */
  readersOf(symbols: Uint32Array): number {
    const { rtn, fields } = this
    const { paper } = this.sets
    paper.fill(0)
    for (let q = 1; q < rtn.states; q++) {
      for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++) {
        const symbol = rtn.symbols[i]!
        if (((symbols[symbol >>> 5]! >>> (symbol & 31)) & 1) === 0) continue
        fields.fill(paper, q)
        break
      }
    }
    return this.sets.intern()
  }

  has(set: number, q: number, y: number): boolean {
    const e = this.fields.element(q, y)
    return e > 0 && this.sets.has(set, e)
  }

  accepts(set: number): boolean {
    return set !== 0 && this.sets.has(set, 0)
  }

  /** The elements behind a symbol of a class. */
  step(set: number, symbolClass: number): number {
    if (set === 0 || symbolClass === 0) return 0
    const known = this.steps.get(set, symbolClass)
    if (known >= 0) return known
    const { sets, fields } = this
    const { paper, pool } = sets
    const base = set * sets.width
    const edges = this.edges[symbolClass]!
    const returning = new Map<number, Int32Array>()
    const stamp = ++this.stamp
    paper.fill(0)
    for (let i = 0; i < edges.length; i += 2) {
      const field = fields.read(pool, base, edges[i]!)
      if (field === undefined) continue
      const { moves, maps, fixed, returns } = this.closures[edges[i + 1]!]!
      for (let k = 0; k < moves.length; k++) fields.add(paper, moves[k]!, field, maps[k])
      if (fixed >= 0 && this.stamps[fixed] !== stamp) {
        this.stamps[fixed] = stamp
        addRow(paper, this.fixedRows[fixed]!)
      }
      if (returns < 0) continue
      const before = returning.get(returns)
      if (before) for (let w = 0; w < field.length; w++) before[w]! |= field[w]!
      else returning.set(returns, field.slice())
    }
    for (const [list, field] of returning) {
      const ys = fields.lists[list]!
      for (let w = 0; w < field.length; w++) {
        for (let bits = field[w]!; bits !== 0; bits &= bits - 1) {
          addRow(paper, this.behind.get(ys[32 * w + 31 - Math.clz32(bits & -bits)]!)!)
        }
      }
    }
    const made = sets.intern()
    this.steps.set(set, symbolClass, made)
    return made
  }

  /** All elements from which a symbol of the class leads into `to`. */
  preimage(to: number, symbolClass: number): number {
    if (to === 0 || symbolClass === 0) return 0
    const known = this.preimages.get(to, symbolClass)
    if (known >= 0) return known
    if (this.asked !== to) {
      this.asked = to
      this.fixedHits.fill(-1)
      this.returnHits.clear()
    }
    const { sets, fields } = this
    const { paper, pool } = sets
    const base = to * sets.width
    const edges = this.edges[symbolClass]!
    paper.fill(0)
    for (let i = 0; i < edges.length; i += 2) {
      const q = edges[i]!
      const { moves, maps, fixed, returns } = this.closures[edges[i + 1]!]!
      if (fixed >= 0 && this.meetsFixed(fixed, base)) {
        fields.fill(paper, q)
        continue
      }
      for (let k = 0; k < moves.length; k++) {
        const field = fields.read(pool, base, moves[k]!)
        if (field !== undefined) fields.addBack(paper, q, field, maps[k])
      }
      if (returns >= 0) fields.add(paper, q, this.returnsInto(returns, base), undefined)
    }
    const made = sets.intern()
    this.preimages.set(to, symbolClass, made)
    return made
  }

  private meetsFixed(fixed: number, base: number): boolean {
    let hit = this.fixedHits[fixed]!
    if (hit < 0) {
      hit = meetsRow(this.sets.pool, base, this.fixedRows[fixed]!) ? 1 : 0
      this.fixedHits[fixed] = hit
    }
    return hit === 1
  }

  /** The y of a list from which a return leads into the set asked for, as a field. */
  private returnsInto(list: number, base: number): Int32Array {
    const known = this.returnHits.get(list)
    if (known) return known
    const ys = this.fields.lists[list]!
    const field = new Int32Array((ys.length + 31) >>> 5)
    ys.forEach((y, i) => {
      if (meetsRow(this.sets.pool, base, this.behind.get(y)!)) field[i >>> 5]! |= 1 << (i & 31)
    })
    this.returnHits.set(list, field)
    return field
  }

  /** What can read from a state on without reading before, with the tops of a list below it. */
  private closureOf(r: number, list: number, rows: Map<string, number>): Closure {
    const { rtn, fields } = this
    const moves: number[] = []
    const maps: (Int32Array | undefined)[] = []
    const pushed = new Set<number>()
    const seen = new Set([r])
    // States reached by calls that need no return keep y.
    for (const q of seen) {
      if (fields.reads(q)) {
        moves.push(q)
        maps.push(fields.mapping(list, q))
      }
      for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) {
        if (rtn.returns[i] === 0) seen.add(rtn.callees[i]!)
        else this.pushAll(rtn.callees[i]!, rtn.returns[i]!, pushed)
      }
    }
    let fixed = -1
    if (pushed.size > 0) {
      const row = rowOf([...pushed])
      const key = row.join()
      fixed = rows.get(key) ?? -1
      if (fixed < 0) {
        fixed = this.fixedRows.length
        rows.set(key, fixed)
        this.fixedRows.push(row)
      }
    }
    return { moves, maps, fixed, returns: rtn.final[r] === 1 ? list : -1 }
  }

  /** The elements that a call leads to. */
  private pushAll(callee: number, top: number, into: Set<number>): void {
    const { rtn, fields } = this
    const seen = new Set<number>()
    const work = [callee, top]
    while (work.length > 0) {
      const y = work.pop()!
      const q = work.pop()!
      const key = y * rtn.states + q
      if (seen.has(key)) continue
      seen.add(key)
      if (fields.reads(q)) into.add(fields.element(q, y))
      for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) work.push(rtn.callees[i]!, rtn.returns[i]! || y)
    }
  }

  /** What a return to one of some states leads to, above any return state that can lie below. */
  private returnTo(group: readonly number[], tops: readonly (readonly number[])[]): Int32Array {
    const { rtn, fields } = this
    const found = new Set<number>()
    const seen = new Set(group)
    for (const y of seen) {
      if (y === 0) {
        found.add(0)
        continue
      }
      for (const below of tops[y]!) {
        const reached = new Set([y])
        for (const q of reached) {
          if (fields.reads(q)) found.add(fields.element(q, below))
          for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) {
            if (rtn.returns[i] === 0) reached.add(rtn.callees[i]!)
            else this.pushAll(rtn.callees[i]!, rtn.returns[i]!, found)
          }
        }
        if (rtn.final[y] === 1) seen.add(below)
      }
    }
    return rowOf([...found])
  }
}

/** What is reached from a state without reading. */
interface Closure {
  /** States that read, with the y of the state: itself, and callees that need no return. */
  readonly moves: readonly number[]
  /** For each move, from places in the list of tops of the state to places in that of the move; undefined if they are the same. */
  readonly maps: readonly (Int32Array | undefined)[]
  /** Row of what calls lead to, -1 if there are none. */
  readonly fixed: number
  /** The list of tops to return to, -1 if the procedure does not end here. */
  readonly returns: number
}

/** Where the elements of every state lie in a set. */
class Fields {
  readonly width: number
  /** Lists of tops, each once. */
  readonly lists: (readonly number[])[] = []
  /** By state. */
  readonly listOf: Int32Array
  private readonly word: Int32Array
  private readonly shift: Int32Array
  private readonly mask: Int32Array
  private readonly places: Map<number, number>[] = []
  private readonly one = new Int32Array(1)

  constructor(
    rtn: Rtn,
    tops: readonly (readonly number[])[],
    /** The first return state of the same group, by return state. */
    private readonly groupOf: Int32Array,
  ) {
    const ids = new Map<string, number>()
    this.listOf = new Int32Array(rtn.states).fill(-1)
    this.word = new Int32Array(rtn.states).fill(-1)
    this.shift = new Int32Array(rtn.states)
    this.mask = new Int32Array(rtn.states)
    const reading: number[] = []
    for (let q = 1; q < rtn.states; q++) {
      const list = [...new Set(tops[q]!.map((y) => groupOf[y]!))].sort((a, b) => a - b)
      const key = list.join()
      let id = ids.get(key)
      if (id === undefined) {
        id = this.lists.length
        ids.set(key, id)
        this.lists.push(list)
        this.places.push(new Map(list.map((group, i) => [group, i])))
      }
      this.listOf[q] = id
      if (rtn.symbolStart[q] !== rtn.symbolStart[q + 1] && list.length > 0) reading.push(q)
    }
    // Large fields first, each where it first fits.
    reading.sort((a, b) => this.sizeOf(b) - this.sizeOf(a) || a - b)
    let width = 1
    const free: number[][] = Array.from({ length: 33 }, () => [])
    for (const q of reading) {
      const size = this.sizeOf(q)
      this.mask[q] = size >= 32 ? -1 : (1 << size) - 1
      if (size > 32) {
        this.word[q] = width
        width += (size + 31) >>> 5
        continue
      }
      let room = size
      while (room <= 32 && free[room]!.length === 0) room++
      const w = room <= 32 ? free[room]!.pop()! : width++
      const left = Math.min(room, 32)
      this.word[q] = w
      this.shift[q] = 32 - left
      if (left > size) free[left - size]!.push(w)
    }
    this.width = width
  }

  reads(q: number): boolean {
    return this.word[q]! >= 0
  }

  /** The element (q, y), -1 if there is none. */
  element(q: number, y: number): number {
    const place = this.places[this.listOf[q]!]?.get(this.groupOf[y]!)
    return place === undefined || !this.reads(q) ? -1 : 32 * this.word[q]! + this.shift[q]! + place
  }

  /** All elements of a state. */
  fill(words: Int32Array, q: number): void {
    if (!this.reads(q)) return
    const size = this.sizeOf(q)
    const w = this.word[q]!
    if (size <= 32) words[w]! |= this.mask[q]! << this.shift[q]!
    else for (let i = 0; i < size; i += 32) words[w + (i >>> 5)]! |= size - i >= 32 ? -1 : (1 << (size - i)) - 1
  }

  /** The field of a state, undefined if it is empty. Only until the next call. */
  read(words: Int32Array, base: number, q: number): Int32Array | undefined {
    const w = this.word[q]!
    if (w < 0) return undefined
    const size = this.sizeOf(q)
    if (size <= 32) {
      const bits = (words[base + w]! >>> this.shift[q]!) & this.mask[q]!
      this.one[0] = bits
      return bits === 0 ? undefined : this.one
    }
    const field = words.subarray(base + w, base + w + ((size + 31) >>> 5))
    return field.some((word) => word !== 0) ? field : undefined
  }

  /** Adds a field to that of another state, place by place as `map` says. */
  add(words: Int32Array, q: number, field: Int32Array, map: Int32Array | undefined): void {
    const w = this.word[q]!
    if (map) {
      for (let i = 0; i < field.length; i++) {
        for (let bits = field[i]!; bits !== 0; bits &= bits - 1) {
          const place = this.shift[q]! + map[32 * i + 31 - Math.clz32(bits & -bits)]!
          words[w + (place >>> 5)]! |= 1 << (place & 31)
        }
      }
    } else if (this.sizeOf(q) <= 32) words[w]! |= field[0]! << this.shift[q]!
    else for (let i = 0; i < field.length; i++) words[w + i]! |= field[i]!
  }

  /** Adds to the field of a state the places that `map` leads from into a field. */
  addBack(words: Int32Array, q: number, field: Int32Array, map: Int32Array | undefined): void {
    if (!map) {
      this.add(words, q, field, undefined)
      return
    }
    const w = this.word[q]!
    for (let i = 0; i < map.length; i++) {
      if (((field[map[i]! >>> 5]! >>> (map[i]! & 31)) & 1) === 0) continue
      const place = this.shift[q]! + i
      words[w + (place >>> 5)]! |= 1 << (place & 31)
    }
  }

  /** From places in a list of tops to those in that of a state; undefined if they are the same. */
  mapping(list: number, to: number): Int32Array | undefined {
    if (list === this.listOf[to]) return undefined
    const places = this.places[this.listOf[to]!]!
    return Int32Array.from(this.lists[list]!, (y) => places.get(y)!)
  }

  private sizeOf(q: number): number {
    return this.lists[this.listOf[q]!]!.length
  }
}

/** Elements as word, bits, word, bits, … */
function rowOf(elements: readonly number[]): Int32Array {
  const words = new Map<number, number>()
  for (const e of elements) words.set(e >>> 5, (words.get(e >>> 5) ?? 0) | (1 << (e & 31)))
  return Int32Array.from([...words].sort((a, b) => a[0] - b[0]).flat())
}

function addRow(words: Int32Array, row: Int32Array): void {
  for (let i = 0; i < row.length; i += 2) words[row[i]!]! |= row[i + 1]!
}

function meetsRow(words: Int32Array, base: number, row: Int32Array): boolean {
  for (let i = 0; i < row.length; i += 2) if ((words[base + row[i]!]! & row[i + 1]!) !== 0) return true
  return false
}

/** Symbols by where they lead, and by class the edges state, target, state, target, …; class 0 is that of symbols that lead nowhere. */
function symbolClasses(rtn: Rtn, ignored: (symbol: number) => boolean): { classOf: Int32Array; edges: Int32Array[] } {
  const columns: number[][] = Array.from({ length: rtn.symbolCount }, () => [])
  for (let q = 1; q < rtn.states; q++) {
    for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++)
      columns[rtn.symbols[i]!]!.push(q, rtn.targets[i]!)
  }
  const ids = new Map<string, number>([['false,', 0]])
  const edges = [new Int32Array(0)]
  const classOf = Int32Array.from(columns, (column, symbol) => {
    const key = `${ignored(symbol)},${column.join()}`
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, edges.length)
    edges.push(Int32Array.from(column))
    return edges.length - 1
  })
  return { classOf, edges }
}

/** Return states in groups, each by its first member: those behind which the same symbols can be read next. */
function alike(rtn: Rtn, tops: readonly (readonly number[])[], classOf: Int32Array): Int32Array {
  const first = new Map<string, number>([['end', 0]])
  const groupOf = new Int32Array(rtn.states)
  for (let y = 1; y < rtn.states; y++) {
    const symbols = new Set<number>()
    let ends = false
    const seen = new Set([y])
    for (const q of seen) {
      for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++) symbols.add(classOf[rtn.symbols[i]!]!)
      for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) seen.add(rtn.callees[i]!)
      if (rtn.final[q] === 0) continue
      for (const below of tops[q]!) {
        if (below === 0) ends = true
        else seen.add(below)
      }
    }
    const key = `${ends},${[...symbols].sort((a, b) => a - b).join()}`
    if (!first.has(key)) first.set(key, y)
    groupOf[y] = first.get(key)!
  }
  return groupOf
}

/** Per state: the return states that can be on top of the stack while it is in use, 0 for the bottom. */
function topsOf(rtn: Rtn): number[][] {
  const bodies = rtn.procedures.map(({ start }) => {
    const body = new Set([start])
    for (const q of body) {
      for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++) body.add(rtn.targets[i]!)
      for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) if (rtn.returns[i]! > 0) body.add(rtn.returns[i]!)
    }
    return body
  })
  const tops: Set<number>[] = Array.from({ length: rtn.states }, () => new Set<number>())
  const ofProcedure = new Map(
    rtn.procedures.map(({ start }) => [start, new Set<number>(start === rtn.start ? [0] : [])]),
  )
  for (let changed = true; changed; ) {
    changed = false
    rtn.procedures.forEach(({ start }, p) => {
      const own = ofProcedure.get(start)!
      for (const q of bodies[p]!) {
        for (let i = rtn.callStart[q]!; i < rtn.callStart[q + 1]!; i++) {
          const called = ofProcedure.get(rtn.callees[i]!)!
          const before = called.size
          if (rtn.returns[i]! > 0) called.add(rtn.returns[i]!)
          else for (const top of own) called.add(top)
          if (called.size !== before) changed = true
        }
      }
    })
  }
  rtn.procedures.forEach(({ start }, p) => {
    for (const q of bodies[p]!) for (const top of ofProcedure.get(start)!) tops[q]!.add(top)
  })
  return tops.map((set) => [...set])
}
