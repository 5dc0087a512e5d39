import type { GrammarMachine } from '../grammar/machine.js'
import { FAILED } from '../grammar/parser.js'
import type { LexemeTokens } from '../grammar/token-classes.js'
import type { TokenTable } from '../vocab/token-table.js'
import { type Layers, MASK } from './layers.js'
import { ENDED, lexerWays } from './lexer-classes.js'

/** Lexer states with the configurations of the parser behind the lexeme before, whole stacks and all. Behind the end: ENDED with 1. */
export type ExactLayer = ReadonlyMap<number, number>

/** Sets that parsers may hold while layers are made; beyond that none are. */
export class Budget {
  constructor(
    private readonly machine: GrammarMachine,
    private readonly nodes: number,
  ) {
    this.limit = this.spent + nodes
  }

  private limit: number

  /** Begins anew. */
  renew(): void {
    this.limit = this.spent + this.nodes
  }

  get exceeded(): boolean {
    return this.spent > this.limit
  }

  private get spent(): number {
    return this.machine.parser.nodeCount + this.machine.parser.size
  }
}

/**
 * Layers as those of the abstraction, but with all stacks of all fillings at once, as hash-consed sets: what is reached and can be
 * finished is then exactly what is possible. They grow large where little is decided, and are made only where they do not.
 */
export class ExactLayers {
  private arrived = new Int32Array(0)
  private survives = new Int32Array(0)
  /** By layer of the abstraction and configuration set, what can be finished as far as the abstraction tells. */
  private readonly filtered = new Map<number, number>()
  private generation = 0

  constructor(
    private readonly machine: GrammarMachine,
    private readonly tokens: LexemeTokens,
    private readonly table: TokenTable,
    private readonly layers: Layers,
  ) {}

  /**
   * The layer behind a token, or any token, cut down to what `boundary`, a layer of the abstraction, has. Undefined once the budget
   * is exceeded.
   */
  post(layer: ExactLayer, token: number, boundary: number, budget: Budget): ExactLayer | undefined {
    const out = new Map<number, number>()
    const { machine, tokens, table } = this
    const { parser } = machine
    const add = (lex: number, set: number): void => {
      const left = this.cut(boundary, lex, set)
      if (left !== FAILED) out.set(lex, parser.union(out.get(lex) ?? FAILED, left))
    }
    if (token === MASK ? table.endIds.length > 0 : table.isEnd[token] === 1) {
      if (this.canEnd(layer) && this.layers.meets(boundary, ENDED, this.layers.ended)) out.set(ENDED, 1)
      if (token !== MASK) return out
    }
    if (token !== MASK) {
      for (const [lex, set] of layer) {
        if (lex === ENDED) continue
        for (const way of lexerWays(machine, lex, table.bytes(token))) {
          let at = set
          for (const terminal of way.sequence) at = at === FAILED ? FAILED : machine.after(at, terminal)
          if (at !== FAILED) add(way.lex, at)
        }
      }
      return budget.exceeded ? undefined : out
    }
    const top = this.arrive(layer, budget)
    if (top < 0) return undefined
    for (let node = top; node > 0; node--) {
      const set = this.arrived[node]!
      if (set === FAILED) continue
      const stops = tokens.stopsOf(node)
      for (let i = 0; i < stops.length; i += 2) add(-stops[i]!, set)
      if (budget.exceeded) return undefined
    }
    return out
  }

  /** What of a layer leads by a token, or any, into `to`. */
  pre(layer: ExactLayer, token: number, to: ExactLayer, budget: Budget): ExactLayer | undefined {
    const kept = new Map<number, number>()
    const { machine, tokens, table } = this
    const { parser } = machine
    const ends = to.has(ENDED) && (token === MASK ? table.endIds.length > 0 : table.isEnd[token] === 1)
    if (token === MASK) {
      const top = this.arrive(layer, budget)
      if (top < 0) return undefined
      const { arrived } = this
      if (this.survives.length < arrived.length) this.survives = new Int32Array(arrived.length)
      const { survives } = this
      for (let node = 1; node <= top; node++) {
        const set = arrived[node]!
        survives[node] = FAILED
        if (set === FAILED) continue
        let left = FAILED
        const stops = tokens.stopsOf(node)
        for (let i = 0; i < stops.length && left !== set; i += 2) {
          const there = to.get(-stops[i]!)
          if (there !== undefined) left = parser.union(left, parser.intersection(set, there))
        }
        const children = tokens.childrenOf(node)
        for (let i = 0; i < children.length && left !== set; i += 2) {
          const below = survives[children[i + 1]!]!
          if (below !== FAILED) left = parser.union(left, this.back(set, children[i]!, below))
        }
        survives[node] = left
        if (budget.exceeded) return undefined
      }
      for (const [lex, set] of layer) {
        if (lex !== ENDED) put(kept, lex, parser.intersection(set, survives[tokens.shape(lex)]!))
      }
    } else if (table.isEnd[token] !== 1) {
      for (const [lex, set] of layer) {
        if (lex === ENDED) continue
        let left = FAILED
        for (const way of lexerWays(machine, lex, table.bytes(token))) {
          const there = to.get(way.lex)
          if (there !== undefined) left = parser.union(left, this.backAll(set, way.sequence, there))
        }
        put(kept, lex, left)
      }
    }
    if (ends) {
      for (const [lex, set] of layer) {
        if (lex === ENDED) kept.set(ENDED, 1)
        else put(kept, lex, parser.union(kept.get(lex) ?? FAILED, this.ending(lex, set)))
      }
    }
    return budget.exceeded ? undefined : kept
  }

  /** What of a layer the text can end in. */
  endings(layer: ExactLayer): ExactLayer {
    const kept = new Map<number, number>()
    for (const [lex, set] of layer) put(kept, lex, lex === ENDED ? 1 : this.ending(lex, set))
    return kept
  }

  both(a: ExactLayer, b: ExactLayer): ExactLayer {
    const kept = new Map<number, number>()
    for (const [lex, set] of a) {
      const other = b.get(lex)
      if (other !== undefined) put(kept, lex, lex === ENDED ? 1 : this.machine.parser.intersection(set, other))
    }
    return kept
  }

  same(a: ExactLayer, b: ExactLayer): boolean {
    if (a.size !== b.size) return false
    for (const [lex, set] of a) if (b.get(lex) !== set) return false
    return true
  }

  /** The tokens that lead from one layer into another, as bits. */
  mask(from: ExactLayer, to: ExactLayer): Uint32Array {
    const { tokens, table } = this
    const { parser } = this.machine
    const words = new Uint32Array((table.size + 31) >>> 5)
    const top = this.arrive(from, undefined)
    for (let node = top; node > 0; node--) {
      const set = this.arrived[node]!
      if (set === FAILED) continue
      const stops = tokens.stopsOf(node)
      for (let i = 0; i < stops.length; i += 2) {
        const there = to.get(-stops[i]!)
        if (there !== undefined && parser.intersection(set, there) !== FAILED) tokens.join(stops[i + 1]!, words)
      }
    }
    if (to.has(ENDED) && this.canEnd(from)) for (const id of table.endIds) words[id >>> 5]! |= 1 << (id & 31)
    return words
  }

  canEnd(layer: ExactLayer): boolean {
    for (const [lex, set] of layer) if (lex === ENDED || this.machine.endsIn(lex, set)) return true
    return false
  }

  /**
   * A token from a lexer state with a set into a layer, and what it leads to: the decided one, or `wish` if that is one, or any;
   * undefined if there is none.
   */
  choose(
    lex: number,
    set: number,
    decided: number,
    wish: number,
    to: ExactLayer,
  ): { token: number; lex: number; set: number } | undefined {
    const { machine, table, tokens } = this
    const { parser } = machine
    const take = (token: number): { token: number; lex: number; set: number } | undefined => {
      if (table.isEnd[token] === 1) {
        return to.has(ENDED) && (lex === ENDED || machine.endsIn(lex, set)) ? { token, lex: ENDED, set: 1 } : undefined
      }
      if (lex === ENDED) return undefined
      for (const way of lexerWays(machine, lex, table.bytes(token))) {
        const there = to.get(way.lex)
        let at = there === undefined ? FAILED : set
        for (const terminal of way.sequence) at = at === FAILED ? FAILED : machine.after(at, terminal)
        const left = at === FAILED ? FAILED : parser.intersection(at, there!)
        if (left !== FAILED) return { token, lex: way.lex, set: left }
      }
      return undefined
    }
    if (decided !== MASK) return take(decided)
    const wished = wish < 0 ? undefined : take(wish)
    if (wished) return wished
    if (table.endIds.length > 0) {
      const ended = take(table.endIds[0]!)
      if (ended) return ended
    }
    if (lex === ENDED) return undefined
    const walk = (node: number, at: number): { token: number; lex: number; set: number } | undefined => {
      const stops = tokens.stopsOf(node)
      for (let i = 0; i < stops.length; i += 2) {
        const there = to.get(-stops[i]!)
        const left = there === undefined ? FAILED : parser.intersection(at, there)
        if (left !== FAILED) return { token: tokens.someTokenOf(stops[i + 1]!), lex: -stops[i]!, set: left }
      }
      const children = tokens.childrenOf(node)
      for (let i = 0; i < children.length; i += 2) {
        const after = machine.after(at, children[i]!)
        const found = after === FAILED ? undefined : walk(children[i + 1]!, after)
        if (found) return found
      }
      return undefined
    }
    return walk(tokens.shape(lex), set)
  }

  /** Sets at all nodes of the shapes of a layer's lexer states. Returns the highest node, -1 if the budget is exceeded. */
  private arrive(layer: ExactLayer, budget: Budget | undefined): number {
    const { machine, tokens } = this
    const { parser } = machine
    let top = 0
    for (const [lex] of layer) if (lex !== ENDED) top = Math.max(top, tokens.shape(lex))
    if (this.arrived.length < tokens.size) this.arrived = new Int32Array(tokens.size * 2)
    const { arrived } = this
    arrived.fill(FAILED, 0, top + 1)
    for (const [lex, set] of layer) {
      if (lex === ENDED) continue
      const root = tokens.shape(lex)
      arrived[root] = parser.union(arrived[root]!, set)
    }
    for (let node = top; node > 0; node--) {
      const set = arrived[node]!
      if (set === FAILED) continue
      const children = tokens.childrenOf(node)
      for (let i = 0; i < children.length; i += 2) {
        const after = machine.after(set, children[i]!)
        if (after !== FAILED) arrived[children[i + 1]!] = parser.union(arrived[children[i + 1]!]!, after)
      }
      if (budget?.exceeded) return -1
    }
    return top
  }

  /** What of a set a terminal leads into another one from. */
  private back(set: number, terminal: number, to: number): number {
    const { machine } = this
    const { parser } = machine
    const before = parser.before(set, terminal, to)
    return machine.isIgnored(terminal) ? parser.union(before, parser.intersection(set, to)) : before
  }

  private backAll(set: number, sequence: readonly number[], to: number): number {
    const sets = [set]
    for (const terminal of sequence) {
      const next = this.machine.after(sets[sets.length - 1]!, terminal)
      if (next === FAILED) return FAILED
      sets.push(next)
    }
    let at = this.machine.parser.intersection(sets[sequence.length]!, to)
    for (let i = sequence.length - 1; i >= 0 && at !== FAILED; i--) at = this.back(sets[i]!, sequence[i]!, at)
    return at
  }

  /** What of a set the text can end in, in a lexer state. */
  private ending(lex: number, set: number): number {
    const { machine } = this
    const { parser } = machine
    const lexer = machine.lexer!
    const accepts = (of: number): number => parser.filter(of, (q) => q === 0)
    if (lexer.isFresh(lex)) return accepts(set)
    const label = lexer.label(lex)
    return label < 0 ? FAILED : this.back(set, label, accepts(machine.after(set, label)))
  }

  /** What of a set the abstraction thinks can be finished at a boundary. */
  private cut(boundary: number, lex: number, set: number): number {
    const { layers } = this
    if (this.generation !== layers.generation || this.filtered.size > 1 << 17) {
      this.generation = layers.generation
      this.filtered.clear()
    }
    const alive = layers.setAt(boundary, lex)
    if (alive === 0) return FAILED
    const key = alive * 0x4000000 + set
    let left = this.filtered.get(key)
    if (left === undefined) {
      left = this.machine.parser.filter(set, (q, y) => layers.hasElement(alive, q, y))
      this.filtered.set(key, left)
    }
    return left
  }
}

function put(layer: Map<number, number>, lex: number, set: number): void {
  if (set !== FAILED) layer.set(lex, set)
}
