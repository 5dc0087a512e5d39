import { type Lexer, NO_LEXEME } from '../grammar/lexer.js'
import type { GrammarMachine } from '../grammar/machine.js'
import { FAILED } from '../grammar/parser.js'
import type { LexemeTokens } from '../grammar/token-classes.js'
import type { TokenTable } from '../vocab/token-table.js'
import { type Layers, MASK } from './layers.js'
import { ENDED } from './lexer-classes.js'
import type { ShapeGraph } from './shape-graph.js'
import type { TokenWays } from './token-ways.js'

/** By lexer state the configurations of the parser behind the lexeme before, whole stacks and all. Behind the end: ENDED with 1. */
export type ExactLayer = Int32Array

/** Sets that parsers may make while layers are made; beyond that none are. */
export class Budget {
  private readonly limit: number

  constructor(
    private readonly machine: GrammarMachine,
    sets: number,
  ) {
    const left = machine.stackLimit - machine.parser.nodeCount
    this.limit = this.spent + Math.min(sets, left / 2)
  }

  get exceeded(): boolean {
    return this.spent > this.limit
  }

  private get spent(): number {
    return this.machine.parser.nodeCount + this.machine.parser.size
  }
}

/** What an undecided position may be while layers are made. */
export enum Reach {
  /** Any token. */
  All,
  /** A token behind which no comment or text in quotes goes on that did not go on before it. */
  Open,
  /** Such a token that ends no more than one lexeme that counts and stops in one lexer state for each kind of terminal: few, so that long gaps fit. */
  Calm,
}

/** A step: a token, the lexer state it stops in, and the configurations behind it. */
export interface Step {
  readonly token: number
  readonly lex: number
  readonly set: number
}

/**
 * Layers as those of the abstraction, but with all stacks of all fillings at once, as hash-consed sets: what is reached and can be
 * finished is then exactly what is possible. They grow large where little is decided, and are made only where they do not.
 */
export class ExactLayers {
  private readonly arrived: Int32Array
  private readonly survives: Int32Array
  /** By group of targets: what is behind them, united. */
  private readonly grouped: Int32Array
  /** By group and by node: whether something behind it counts. */
  private readonly groupCounts: Uint8Array
  private readonly counts: Uint8Array
  private readonly joined: Uint8Array
  /** By set of the abstraction and configuration set, what can be finished as far as the abstraction tells. */
  private readonly filtered = new Map<number, number>()
  private generation = 0
  private readonly absorbing: Uint8Array
  private readonly calm: Uint8Array

  constructor(
    private readonly machine: GrammarMachine,
    private readonly tokens: LexemeTokens,
    private readonly graph: ShapeGraph,
    private readonly ways: TokenWays,
    private readonly table: TokenTable,
    private readonly layers: Layers,
  ) {
    this.arrived = new Int32Array(graph.nodes)
    this.survives = new Int32Array(graph.nodes)
    this.counts = new Uint8Array(graph.nodes)
    this.grouped = new Int32Array(graph.groups)
    this.groupCounts = new Uint8Array(graph.groups)
    const { lexer } = machine
    this.absorbing = absorbingStates(lexer!)
    this.calm = calmStates(lexer!, this.absorbing, layers.classes.symbolClass)
    this.joined = new Uint8Array(graph.stopList.reduce((most, list) => Math.max(most, list + 1), 1))
  }

  /** Whether a lexer state is in the middle of a comment or the like. */
  isHidden(lex: number): boolean {
    return this.absorbing[lex] === 1
  }

  get empty(): ExactLayer {
    return new Int32Array(this.machine.lexer!.size)
  }

  /**
   * The layer behind a token, or any token, cut down to what `boundary`, a layer of the abstraction, has. Undefined once the budget
   * is exceeded. `reach` says what an undecided position may be.
   */
  post(
    layer: ExactLayer,
    token: number,
    boundary: number,
    budget: Budget,
    reach: Reach = Reach.All,
  ): ExactLayer | undefined {
    const out = this.empty
    const { machine, table, layers, graph } = this
    const { parser } = machine
    if (token === MASK ? table.endIds.length > 0 : table.isEnd[token] === 1) {
      if (this.canEnd(layer) && layers.meets(boundary, ENDED, layers.ended)) out[ENDED] = 1
      if (token !== MASK) return out
    }
    const add = (lex: number, set: number): void => {
      const left = this.cut(boundary, lex, set)
      if (left !== FAILED) out[lex] = parser.union(out[lex]!, left)
    }
    if (token !== MASK) {
      for (let lex = 1; lex < layer.length; lex++) {
        if (layer[lex] === FAILED) continue
        for (const way of this.ways.of(lex, token)) {
          const at = this.through(layer[lex]!, way.sequence)
          if (at !== FAILED) add(way.lex, at)
        }
      }
      return budget.exceeded ? undefined : out
    }
    const alive = layers.row(boundary)
    const { classOf } = layers.classes
    const { absorbing, calm } = this
    const hidden = layer.some((set, lex) => set !== FAILED && absorbing[lex] === 1)
    const counts = (lex: number): boolean => {
      if (alive[classOf[lex]!] === 0) return false
      if (reach === Reach.All) return true
      return absorbing[lex] === 1 ? hidden : reach === Reach.Open || calm[lex] === 1
    }
    if (!this.arrive(layer, counts, budget, reach === Reach.Calm)) return undefined
    const { arrived, grouped } = this
    const { group, groupStart, targets } = graph
    grouped.fill(FAILED)
    for (let node = graph.nodes - 1; node > 0; node--) {
      const g = group[node]!
      if (arrived[node] !== FAILED && this.groupCounts[g] === 1) grouped[g] = parser.union(grouped[g]!, arrived[node]!)
    }
    for (let g = 1; g < graph.groups; g++) {
      if (grouped[g] === FAILED) continue
      for (let i = groupStart[g]!; i < groupStart[g + 1]!; i++) {
        if (counts(targets[i]!)) add(targets[i]!, grouped[g]!)
      }
      if (budget.exceeded) return undefined
    }
    return out
  }

  /** What of a layer leads by a token, or any, into `to`. */
  pre(layer: ExactLayer, token: number, to: ExactLayer, budget: Budget): ExactLayer | undefined {
    const kept = this.empty
    const { machine, table, tokens } = this
    const { parser } = machine
    if (token === MASK) {
      if (!this.arrive(layer, (lex) => to[lex] !== FAILED, budget)) return undefined
      this.unite(to)
      if (!this.survive(budget)) return undefined
      for (let lex = 1; lex < layer.length; lex++) {
        if (layer[lex] !== FAILED) kept[lex] = parser.intersection(layer[lex]!, this.survives[tokens.shape(lex)]!)
      }
    } else if (table.isEnd[token] !== 1) {
      for (let lex = 1; lex < layer.length; lex++) {
        if (layer[lex] === FAILED) continue
        for (const way of this.ways.of(lex, token)) {
          if (to[way.lex] !== FAILED) {
            kept[lex] = parser.union(kept[lex]!, this.backAll(layer[lex]!, way.sequence, to[way.lex]!))
          }
        }
      }
    }
    if (to[ENDED] !== 0 && (token === MASK ? table.endIds.length > 0 : table.isEnd[token] === 1)) {
      kept[ENDED] = layer[ENDED]!
      for (let lex = 1; lex < layer.length; lex++) {
        if (layer[lex] !== FAILED) kept[lex] = parser.union(kept[lex]!, this.ending(lex, layer[lex]!))
      }
    }
    return budget.exceeded ? undefined : kept
  }

  /** What of a layer the text can end in. */
  endings(layer: ExactLayer): ExactLayer {
    return layer.map((set, lex) => (lex === ENDED || set === FAILED ? set : this.ending(lex, set)))
  }

  both(a: ExactLayer, b: ExactLayer): ExactLayer {
    return a.map((set, lex) =>
      lex === ENDED ? Math.min(set, b[lex]!) : this.machine.parser.intersection(set, b[lex]!),
    )
  }

  same(a: ExactLayer, b: ExactLayer): boolean {
    for (let lex = 0; lex < a.length; lex++) if (a[lex] !== b[lex]) return false
    return true
  }

  /** The tokens that lead from one layer into another, as bits. */
  mask(from: ExactLayer, to: ExactLayer): Uint32Array {
    const { tokens, table, graph, joined } = this
    const { parser } = this.machine
    const { group, groupStart, stopStart, stopList, targets } = graph
    const words = new Uint32Array((table.size + 31) >>> 5)
    this.arrive(from, (lex) => to[lex] !== FAILED, undefined)
    this.unite(to)
    joined.fill(0)
    for (let node = graph.nodes - 1; node > 0; node--) {
      const g = group[node]!
      const set = this.arrived[node]!
      if (set === FAILED || parser.intersection(set, this.grouped[g]!) === FAILED) continue
      for (let i = stopStart[node]!, k = groupStart[g]!; i < stopStart[node + 1]!; i++, k++) {
        const there = to[targets[k]!]!
        if (there === FAILED || joined[stopList[i]!] === 1 || parser.intersection(set, there) === FAILED) continue
        joined[stopList[i]!] = 1
        tokens.join(stopList[i]!, words)
      }
    }
    if (to[ENDED] !== 0 && this.canEnd(from)) for (const id of table.endIds) words[id >>> 5]! |= 1 << (id & 31)
    return words
  }

  canEnd(layer: ExactLayer): boolean {
    if (layer[ENDED] !== 0) return true
    for (let lex = 1; lex < layer.length; lex++) {
      if (layer[lex] !== FAILED && this.machine.endsIn(lex, layer[lex]!)) return true
    }
    return false
  }

  /**
   * A token from a lexer state with a set into a layer, and what it leads to: the decided one, or `wish` if that is one, or any;
   * undefined if there is none.
   */
  choose(lex: number, set: number, decided: number, wish: number, to: ExactLayer): Step | undefined {
    const { table, tokens } = this
    if (decided !== MASK) return this.take(lex, set, decided, to)
    const wished = wish < 0 ? undefined : this.take(lex, set, wish, to)
    if (wished) return wished
    const ended = table.endIds.length > 0 ? this.take(lex, set, table.endIds[0]!, to) : undefined
    return ended ?? (lex === ENDED ? undefined : this.first(tokens.shape(lex), set, to))
  }

  private take(lex: number, set: number, token: number, to: ExactLayer): Step | undefined {
    const { machine, table } = this
    if (table.isEnd[token] === 1) {
      const ends = to[ENDED] !== 0 && (lex === ENDED || machine.endsIn(lex, set))
      return ends ? { token, lex: ENDED, set: 1 } : undefined
    }
    if (lex === ENDED) return undefined
    for (const way of this.ways.of(lex, token)) {
      if (to[way.lex] === FAILED) continue
      const left = machine.parser.intersection(this.through(set, way.sequence), to[way.lex]!)
      if (left !== FAILED) return { token, lex: way.lex, set: left }
    }
    return undefined
  }

  /**
   * A step from a layer into a lexer state with a set, backwards: a token, the decided one, or `wish` if that is one, and the lexer
   * state and the part of the layer's set that it leads from. Undefined if nothing of the layer leads there.
   */
  origin(layer: ExactLayer, decided: number, wish: number, lex: number, set: number): Step | undefined {
    const { table, tokens } = this
    if (decided !== MASK) return this.takeBack(layer, decided, lex, set)
    const wished = wish < 0 ? undefined : this.takeBack(layer, wish, lex, set)
    if (wished || lex === ENDED) return wished ?? this.takeBack(layer, table.endIds[0]!, lex, set)
    const leads = this.leadingTo(lex)
    const to = this.empty
    to[lex] = set
    for (let from = 1; from < layer.length; from++) {
      const step = layer[from] === FAILED ? undefined : this.first(tokens.shape(from), layer[from]!, to, leads)
      if (step) return this.takeBack(layer, step.token, lex, set)
    }
    return undefined
  }

  private takeBack(layer: ExactLayer, token: number, lex: number, set: number): Step | undefined {
    if (this.table.isEnd[token] === 1) {
      if (lex !== ENDED) return undefined
      if (layer[ENDED] !== 0) return { token, lex: ENDED, set: 1 }
      const from = layer.findIndex((own, k) => k !== ENDED && own !== FAILED && this.machine.endsIn(k, own))
      return from < 0 ? undefined : { token, lex: from, set: this.ending(from, layer[from]!) }
    }
    for (let from = 1; from < layer.length && lex !== ENDED; from++) {
      if (layer[from] === FAILED) continue
      for (const way of this.ways.of(from, token)) {
        const left = way.lex === lex ? this.backAll(layer[from]!, way.sequence, set) : FAILED
        if (left !== FAILED) return { token, lex: from, set: left }
      }
    }
    return undefined
  }

  /** By node, whether tokens below it stop in a lexer state. */
  private leadingTo(lex: number): Uint8Array {
    const { graph } = this
    const leads = new Uint8Array(graph.nodes)
    for (let node = 1; node < graph.nodes; node++) {
      let some = 0
      const g = graph.group[node]!
      for (let i = graph.groupStart[g]!; i < graph.groupStart[g + 1]!; i++) if (graph.targets[i] === lex) some = 1
      for (let i = graph.childStart[node]!; i < graph.childStart[node + 1]!; i++) some |= leads[graph.childNode[i]!]!
      leads[node] = some
    }
    return leads
  }

  /** A step of one of the tokens below a node into a layer; `leads` says below which nodes there can be one. */
  private first(node: number, set: number, to: ExactLayer, leads?: Uint8Array): Step | undefined {
    if (leads?.[node] === 0) return undefined
    const { machine, tokens } = this
    const stops = tokens.stopsOf(node)
    for (let i = 0; i < stops.length; i += 2) {
      const there = to[-stops[i]!]!
      const left = there === FAILED ? FAILED : machine.parser.intersection(set, there)
      if (left !== FAILED) return { token: tokens.someTokenOf(stops[i + 1]!), lex: -stops[i]!, set: left }
    }
    const children = tokens.childrenOf(node)
    for (let i = 0; i < children.length; i += 2) {
      const after = machine.after(set, children[i]!)
      const found = after === FAILED ? undefined : this.first(children[i + 1]!, after, to, leads)
      if (found) return found
    }
    return undefined
  }

  /**
   * Sets at all nodes of the shapes of a layer's lexer states behind which some lexer state counts; with `shallow` only at those behind
   * one terminal at most that is not ignored. False if the budget is exceeded.
   */
  private arrive(
    layer: ExactLayer,
    countsAt: (lex: number) => boolean,
    budget: Budget | undefined,
    shallow = false,
  ): boolean {
    const { machine, tokens, graph, arrived, counts, groupCounts } = this
    const { parser } = machine
    const { childStart, childTerminal, childNode, group, groupStart, targets } = graph
    const of = new Uint8Array(layer.length)
    for (let lex = 1; lex < of.length; lex++) if (countsAt(lex)) of[lex] = 1
    for (let g = 1; g < graph.groups; g++) {
      let some = 0
      for (let i = groupStart[g]!; i < groupStart[g + 1]! && some === 0; i++) some = of[targets[i]!]!
      groupCounts[g] = some
    }
    for (let node = 1; node < graph.nodes; node++) {
      let some = groupCounts[group[node]!]!
      for (let i = childStart[node]!; i < childStart[node + 1]! && some === 0; i++) some = counts[childNode[i]!]!
      counts[node] = some
    }
    arrived.fill(FAILED)
    for (let lex = 1; lex < layer.length; lex++) {
      if (layer[lex] === FAILED) continue
      const root = tokens.shape(lex)
      arrived[root] = parser.union(arrived[root]!, layer[lex]!)
    }
    // Sets where no lexeme has ended that counts: only there one may end.
    const early = shallow ? arrived.slice() : arrived
    for (let node = graph.nodes - 1; node > 0; node--) {
      const set = arrived[node]!
      if (set === FAILED || counts[node] === 0) continue
      for (let i = childStart[node]!; i < childStart[node + 1]!; i++) {
        const child = childNode[i]!
        if (counts[child] === 0) continue
        const terminal = childTerminal[i]!
        const passes = shallow && machine.isIgnored(terminal)
        if (passes && early[node] !== FAILED) early[child] = parser.union(early[child]!, early[node]!)
        const from = passes ? set : early[node]!
        const after = from === FAILED ? FAILED : machine.after(from, terminal)
        if (after !== FAILED) arrived[child] = parser.union(arrived[child]!, after)
      }
      if (budget?.exceeded) return false
    }
    return true
  }

  /** By group of targets, what a layer has at them; only where something counts. */
  private unite(to: ExactLayer): void {
    const { graph, grouped, groupCounts } = this
    const { parser } = this.machine
    for (let g = 1; g < graph.groups; g++) {
      let set = FAILED
      if (groupCounts[g] === 1) {
        for (let i = graph.groupStart[g]!; i < graph.groupStart[g + 1]!; i++) {
          const there = to[graph.targets[i]!]!
          if (there !== FAILED) set = parser.union(set, there)
        }
      }
      grouped[g] = set
    }
  }

  /** What of the sets at nodes leads into what is united in `grouped`. */
  private survive(budget: Budget): boolean {
    const { graph, arrived, survives, counts, grouped } = this
    const { parser } = this.machine
    const { childStart, childTerminal, childNode, group } = graph
    for (let node = 1; node < graph.nodes; node++) {
      const set = arrived[node]!
      survives[node] = FAILED
      if (set === FAILED || counts[node] === 0) continue
      let left = parser.intersection(set, grouped[group[node]!]!)
      for (let i = childStart[node]!; i < childStart[node + 1]! && left !== set; i++) {
        const below = survives[childNode[i]!]!
        if (below !== FAILED) left = parser.union(left, this.back(set, childTerminal[i]!, below))
      }
      survives[node] = left
      if (budget.exceeded) return false
    }
    return true
  }

  private through(set: number, sequence: readonly number[]): number {
    let at = set
    for (let i = 0; i < sequence.length && at !== FAILED; i++) at = this.machine.after(at, sequence[i]!)
    return at
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
    const alive = boundary === 0 ? 0 : layers.row(boundary)[layers.classes.classOf[lex]!]!
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

/** Bytes with which the lexeme of a state can go on. */
function bytesAhead(lexer: Lexer, lex: number): number {
  let count = 0
  for (let byte = 0; byte < 256; byte++) if (lexer.step(lex, byte) !== NO_LEXEME) count++
  return count
}

/** By lexer state, whether most bytes go on in the lexeme: a comment, a text in quotes. */
function absorbingStates(lexer: Lexer): Uint8Array {
  return Uint8Array.from({ length: lexer.size }, (_, lex) =>
    lex !== ENDED && !lexer.isFresh(lex) && bytesAhead(lexer, lex) > 128 ? 1 : 0,
  )
}

/** One lexer state for each class of terminals, in which the lexeme is one: of those that do not absorb the one that most bytes can follow. */
function calmStates(lexer: Lexer, absorbing: Uint8Array, classOf: Int32Array): Uint8Array {
  const best = new Map<number, { lex: number; ahead: number }>()
  for (let lex = 1; lex < lexer.size; lex++) {
    const label = lexer.label(lex)
    if (label < 0 || absorbing[lex] === 1 || lexer.isFresh(lex)) continue
    const ahead = bytesAhead(lexer, lex)
    const known = best.get(classOf[label]!)
    if (!known || ahead > known.ahead) best.set(classOf[label]!, { lex, ahead })
  }
  const calm = new Uint8Array(lexer.size)
  for (const { lex } of best.values()) calm[lex] = 1
  return calm
}
