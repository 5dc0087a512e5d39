import { TupleInterner } from '../automaton/interner.js'
import type { GrammarMachine } from '../grammar/machine.js'
import type { LexemeTokens } from '../grammar/token-classes.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Abstraction } from './abstraction.js'

/** A position of the canvas that is not decided. */
export const MASK = -1
/** The lexer state behind the end of the text. */
export const ENDED = 0

/** One way to read a token from a lexer state: the terminals of the lexemes that end in it, and the state it stops in. */
export interface TokenWay {
  readonly sequence: readonly number[]
  readonly lex: number
}

/**
 * Steps of whole *layers* over the tokens of a canvas. A layer is, for one boundary between two positions, a tuple (lexer state, set,
 * lexer state, set, …): where the text can be in the middle of a lexeme, and with which elements of the abstraction behind
 * the lexeme before. Equal layers are equal integers; 0 is the empty one.
 *
 * One step over an undecided position visits the nodes of the shapes of all lexer states, parents before children, each once: what
 * arrives at a node from several lexer states is united first, since reading symbols is linear in the set.
 */
export class Layers {
  private readonly interner = new TupleInterner()
  private readonly posts = new Map<number, number>()
  private readonly pres = new Map<string, number>()
  private readonly masks = new Map<number, Uint32Array>()
  private readonly ways = new Map<number, readonly TokenWay[]>()
  private readonly maps: (Map<number, number> | undefined)[] = []
  private arrived: Int32Array = new Int32Array(0)
  private survives: Int32Array = new Int32Array(0)

  constructor(
    private readonly machine: GrammarMachine,
    private readonly abstraction: Abstraction,
    private readonly tokens: LexemeTokens,
    private readonly table: TokenTable,
  ) {}

  /** The layer of some lexer states with sets. */
  of(entries: Iterable<readonly [number, number]>): number {
    const sets = new Map<number, number>()
    for (const [lex, set] of entries) sets.set(lex, this.abstraction.union(sets.get(lex) ?? 0, set))
    return this.intern(sets)
  }

  /** The part of a layer in which the text can end here. */
  ending(layer: number): number {
    const kept = new Map<number, number>()
    for (const [lex, set] of this.entries(layer)) {
      const ends = this.endsFrom(lex, set)
      if (ends !== 0) kept.set(lex, ends)
    }
    return this.intern(kept)
  }

  intersection(a: number, b: number): number {
    if (a === b) return a
    const other = new Map(this.entries(b))
    const kept = new Map<number, number>()
    for (const [lex, set] of this.entries(a)) {
      const both =
        lex === ENDED ? Math.min(set, other.get(lex) ?? 0) : this.abstraction.intersection(set, other.get(lex) ?? 0)
      if (both !== 0) kept.set(lex, both)
    }
    return this.intern(kept)
  }

  /** Whether a state, given by lexer state and set, has something in common with the layer. */
  meets(layer: number, lex: number, set: number): boolean {
    let map = this.maps[layer]
    if (!map) {
      map = new Map(this.entries(layer))
      this.maps[layer] = map
    }
    const own = map.get(lex)
    return own !== undefined && (lex === ENDED || this.abstraction.meets(own, set))
  }

  /** The layer behind a token, or any token. */
  post(layer: number, token: number): number {
    const key = layer * 0x100000 + token + 1
    const known = this.posts.get(key)
    if (known !== undefined) return known
    const out = new Map<number, number>()
    if (token === MASK) this.spread(layer, out)
    else this.follow(layer, token, out)
    const after = this.intern(out)
    this.posts.set(key, after)
    return after
  }

  /** The part of a layer from which a token, or any, leads into `to`. */
  pre(layer: number, token: number, to: number): number {
    const key = `${layer},${token},${to}`
    const known = this.pres.get(key)
    if (known !== undefined) return known
    const kept = token === MASK ? this.survivors(layer, to) : this.survivorsOf(layer, token, to)
    const before = this.intern(kept)
    this.pres.set(key, before)
    return before
  }

  /** The tokens that lead from one layer into another, as bits. */
  mask(from: number, to: number): Uint32Array {
    const key = from * 0x2000000 + to
    const known = this.masks.get(key)
    if (known) return known
    const { abstraction, tokens } = this
    const words = new Uint32Array((this.table.size + 31) >>> 5)
    const target = new Map(this.entries(to))
    const top = this.arrive(from)
    for (let node = top; node > 0; node--) {
      const set = this.arrived[node]!
      if (set === 0) continue
      const stops = tokens.stopsOf(node)
      for (let i = 0; i < stops.length; i += 2) {
        const there = target.get(-stops[i]!)
        if (there !== undefined && abstraction.meets(set, there)) tokens.join(stops[i + 1]!, words)
      }
    }
    if (target.has(ENDED) && this.canEnd(from)) for (const id of this.table.endIds) words[id >>> 5]! |= 1 << (id & 31)
    this.masks.set(key, words)
    return words
  }

  /** Elements of a set with which the text can end in a lexer state. */
  private endsFrom(lex: number, set: number): number {
    const { machine, abstraction } = this
    const lexer = machine.lexer!
    if (lex === ENDED) return set
    if (lexer.isFresh(lex)) return abstraction.accepts(set) ? set : 0
    const label = lexer.label(lex)
    if (label < 0) return 0
    if (machine.isIgnored(label) && abstraction.accepts(set)) return set
    return abstraction.filter(set, label, abstraction.ended)
  }

  private canEnd(layer: number): boolean {
    return this.entries(layer).some(([lex, set]) => this.endsFrom(lex, set) !== 0)
  }

  /** Sets at all nodes of the shapes of a layer's lexer states. Returns the highest node. */
  private arrive(layer: number): number {
    const { abstraction, machine, tokens } = this
    const entries = this.entries(layer)
    const roots = entries.map(([lex]) => (lex === ENDED ? 0 : tokens.shape(lex)))
    if (this.arrived.length < tokens.size) this.arrived = new Int32Array(tokens.size * 2)
    else this.arrived.fill(0)
    const { arrived } = this
    let top = 0
    entries.forEach(([, set], i) => {
      const root = roots[i]!
      if (root === 0) return
      arrived[root] = abstraction.union(arrived[root]!, set)
      top = Math.max(top, root)
    })
    for (let node = top; node > 0; node--) {
      const set = arrived[node]!
      if (set === 0) continue
      const children = tokens.childrenOf(node)
      for (let i = 0; i < children.length; i += 2) {
        const terminal = children[i]!
        let next = abstraction.step(set, terminal)
        if (machine.isIgnored(terminal)) next = abstraction.union(next, set)
        if (next !== 0) arrived[children[i + 1]!] = abstraction.union(arrived[children[i + 1]!]!, next)
      }
    }
    return top
  }

  private spread(layer: number, out: Map<number, number>): void {
    const { abstraction, tokens } = this
    const top = this.arrive(layer)
    for (let node = top; node > 0; node--) {
      const set = this.arrived[node]!
      if (set === 0) continue
      const stops = tokens.stopsOf(node)
      for (let i = 0; i < stops.length; i += 2) {
        const lex = -stops[i]!
        const before = out.get(lex) ?? 0
        if (before === 0 && !this.isLive(lex, set)) continue
        out.set(lex, abstraction.union(before, set))
      }
    }
    if (this.table.endIds.length > 0 && this.canEnd(layer)) out.set(ENDED, 1)
  }

  private isLive(lex: number, set: number): boolean {
    const { machine, abstraction } = this
    const reach = machine.canBecome(lex)
    return !machine.isSure(lex) || machine.ignoresSome(reach) || abstraction.reads(set, reach)
  }

  private survivors(layer: number, to: number): Map<number, number> {
    const { abstraction, machine, tokens } = this
    const target = new Map(this.entries(to))
    const top = this.arrive(layer)
    if (this.survives.length < this.arrived.length) this.survives = new Int32Array(this.arrived.length)
    else this.survives.fill(0)
    const { arrived, survives } = this
    for (let node = 1; node <= top; node++) {
      const set = arrived[node]!
      if (set === 0) continue
      let kept = 0
      const stops = tokens.stopsOf(node)
      for (let i = 0; i < stops.length && kept !== set; i += 2) {
        const there = target.get(-stops[i]!)
        if (there !== undefined) kept = abstraction.union(kept, abstraction.intersection(set, there))
      }
      const children = tokens.childrenOf(node)
      for (let i = 0; i < children.length && kept !== set; i += 2) {
        const below = survives[children[i + 1]!]!
        if (below === 0) continue
        const terminal = children[i]!
        kept = abstraction.union(kept, abstraction.filter(set, terminal, below))
        if (machine.isIgnored(terminal)) kept = abstraction.union(kept, abstraction.intersection(set, below))
      }
      survives[node] = kept
    }
    const result = new Map<number, number>()
    for (const [lex, set] of this.entries(layer)) {
      let kept =
        lex === ENDED ? (target.has(ENDED) ? set : 0) : abstraction.intersection(set, survives[tokens.shape(lex)]!)
      if (lex !== ENDED && target.has(ENDED)) kept = abstraction.union(kept, this.endsFrom(lex, set))
      if (kept !== 0) result.set(lex, kept)
    }
    return result
  }

  /** All ways to read a token from a lexer state. */
  waysOf(lex: number, token: number): readonly TokenWay[] {
    const key = lex * 0x100000 + token
    const known = this.ways.get(key)
    if (known) return known
    const lexer = this.machine.lexer!
    let ways: TokenWay[] = [{ sequence: [], lex }]
    for (const byte of this.table.bytes(token)) {
      const next: TokenWay[] = []
      for (const way of ways) {
        const on = lexer.step(way.lex, byte)
        if (on !== 0) next.push({ sequence: way.sequence, lex: on })
        const label = lexer.label(way.lex)
        const begun = label < 0 ? 0 : lexer.enter(lexer.endOf(way.lex), byte)
        if (begun !== 0) next.push({ sequence: [...way.sequence, label], lex: begun })
      }
      ways = next
    }
    if (this.table.bytes(token).length === 0) ways = []
    this.ways.set(key, ways)
    return ways
  }

  private follow(layer: number, token: number, out: Map<number, number>): void {
    const { abstraction } = this
    const isEnd = this.table.isEnd[token] === 1
    for (const [lex, set] of this.entries(layer)) {
      if (isEnd) {
        if (this.endsFrom(lex, set) !== 0) out.set(ENDED, 1)
        continue
      }
      if (lex === ENDED) continue
      for (const way of this.waysOf(lex, token)) {
        const reached = this.through(set, way.sequence)
        if (reached !== 0 && this.isLive(way.lex, reached))
          out.set(way.lex, abstraction.union(out.get(way.lex) ?? 0, reached))
      }
    }
  }

  private survivorsOf(layer: number, token: number, to: number): Map<number, number> {
    const { abstraction } = this
    const target = new Map(this.entries(to))
    const isEnd = this.table.isEnd[token] === 1
    const result = new Map<number, number>()
    for (const [lex, set] of this.entries(layer)) {
      let kept = 0
      if (isEnd) kept = target.has(ENDED) ? this.endsFrom(lex, set) : 0
      else if (lex !== ENDED) {
        for (const way of this.waysOf(lex, token)) {
          const there = target.get(way.lex)
          if (there !== undefined) kept = abstraction.union(kept, this.back(set, way.sequence, there))
        }
      }
      if (kept !== 0) result.set(lex, kept)
    }
    return result
  }

  private through(set: number, sequence: readonly number[]): number {
    let at = set
    for (const terminal of sequence) {
      const next = this.abstraction.step(at, terminal)
      at = this.machine.isIgnored(terminal) ? this.abstraction.union(next, at) : next
    }
    return at
  }

  /** The elements of a set from which a sequence leads into `to`. */
  private back(set: number, sequence: readonly number[], to: number): number {
    const { abstraction, machine } = this
    if (sequence.length === 0) return abstraction.intersection(set, to)
    const [terminal, ...rest] = sequence as [number, ...number[]]
    const ignored = machine.isIgnored(terminal)
    const after = this.through(set, [terminal])
    const survivors = this.back(after, rest, to)
    const kept = abstraction.filter(set, terminal, survivors)
    return ignored ? abstraction.union(kept, abstraction.intersection(set, survivors)) : kept
  }

  private entries(layer: number): [number, number][] {
    const entries: [number, number][] = []
    if (layer === 0) return entries
    for (let i = 0, length = this.interner.lengthOf(layer); i < length; i += 2) {
      entries.push([this.interner.at(layer, i), this.interner.at(layer, i + 1)])
    }
    return entries
  }

  private intern(sets: ReadonlyMap<number, number>): number {
    if (sets.size === 0) return 0
    return this.interner.intern([...sets].sort((a, b) => a[0] - b[0]).flat())
  }
}
