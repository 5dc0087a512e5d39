import { run } from '../automaton/index.js'
import { refuseUnknownOptions } from '../error/index.js'
import type { GrammarMachine } from '../grammar/machine.js'
import { LexemeTokens } from '../grammar/token-classes.js'
import { isSet, nextSet } from '../mask/mask-bits.js'
import { topTokens } from '../mask/top-tokens.js'
import { type TokenTable, tokenTableOf } from '../vocab/token-table.js'
import { trieOf } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { Abstraction } from './abstraction.js'
import type { Candidate, Canvas, CanvasLimits, Commitment, Projection, ProjectOptions, Scores } from './canvas.js'
import { ExactLayers } from './exact-layers.js'
import { ExactTier, Experience } from './exact-tier.js'
import { Layers, MASK } from './layers.js'
import { LexerClasses } from './lexer-classes.js'
import { PartsMemo } from './parts-memo.js'
import { checkPosition, refuseDecided, takeAscending } from './positions.js'
import { room } from './room.js'
import { ShapeGraph } from './shape-graph.js'
import { TokenWays } from './token-ways.js'
import { type Filling, type Found, type Scored, WitnessSearch } from './witness.js'

/** Undecided positions to either side within which all ways to fill them are looked at. */
const reaches = [1, 2, 4]
/** The same for those ways in which nothing decided is hidden. */
const farReaches = [10, 24]

class GeneralCanvas implements Canvas {
  readonly size: number
  private readonly tokens: Int32Array
  /** By boundary, size + 1 of them: the layer of what is reached from the left and can be finished to the right. */
  private boundaries: Int32Array
  private filling: Found = 'undecided'
  private readonly parts: Parts
  /** Configurations behind the prefix. */
  private begin: readonly number[] = []
  private readonly prefix: Uint8Array
  private readonly open: boolean
  private tier!: ExactTier
  private undecided: number
  /** Positions whose boundaries have changed since `changed` was last asked. */
  private readonly fresh: Set<number>
  /** Of the layers that `boundaries` are, and of the machine that configurations are of. */
  private generation = 0
  private epoch = 0
  /** By boundary, what is reached from the left and what can be finished to the right, apart; as long as nothing changes. */
  private apart:
    | { readonly reached: Int32Array; readonly finished: Int32Array; readonly generation: number }
    | undefined
  /** By position, what `possible` has. */
  private lists: (Uint8Array | undefined)[] = []

  constructor(
    parts: Parts,
    size: number,
    open: boolean,
    prefix: Uint8Array,
    private readonly expansions: number,
  ) {
    this.parts = parts
    this.prefix = prefix
    this.undecided = size
    this.size = size
    this.open = open
    this.tokens = new Int32Array(size).fill(MASK)
    this.boundaries = new Int32Array(size + 1)
    this.fresh = new Set(this.tokens.keys())
    this.enter()
    this.trim()
    this.generation = parts.layers.generation
    this.build()
    this.filling = this.first()
    if (this.tier.isWorth(this.tokens) && this.filling !== 'none') this.attempt(false)
  }

  get completable(): boolean {
    return typeof this.filling === 'object'
  }

  get witness(): Int32Array | undefined {
    return typeof this.filling === 'object' ? this.filling.tokens.slice() : undefined
  }

  get exact(): boolean {
    this.refresh()
    return this.tier.active
  }

  at(position: number): number {
    return this.tokens[this.check(position)]!
  }

  mask(position: number): Uint32Array {
    const i = this.check(position)
    if (this.tier.active && this.tokens[i] === MASK) return this.tier.mask(i)
    return this.parts.layers.mask(...this.sides(i), this.possible(i))
  }

  allows(position: number, token: number): boolean {
    const i = this.check(position)
    if (!this.parts.isToken(token)) return false
    if (this.tier.active && this.tokens[i] === MASK) {
      return isSet(this.tier.mask(i), token)
    }
    return this.parts.layers.allows(...this.sides(i), token, this.possible(i))
  }

  changed(): number[] {
    this.refresh()
    return takeAscending(this.fresh)
  }

  /** A beam over the best tokens of each position; not proved to be the best filling. */
  project(scores: Scores, options: ProjectOptions = {}): Projection | undefined {
    refuseUnknownOptions(options, ['random'], 'project()')
    this.refresh()
    this.trim()
    const { filling, tokens } = this
    if (typeof filling !== 'object') return undefined
    const { random } = options
    const rows = new Map<number, Float32Array>()
    const row = (position: number): Float32Array => {
      const known = rows.get(position) ?? scores(position)
      rows.set(position, known)
      return known
    }
    const candidates = (position: number): readonly Scored[] => {
      const own = row(position)
      const found = bestOf(own, this.mask(position), random)
      const old = filling.tokens[position]!
      if (!found.some(({ token }) => token === old)) found.push({ token: old, score: own[old]! })
      return found
    }
    const found = this.parts.search.project(tokens, this.boundaries, this.begin, filling, candidates, this.open)
    this.filling = found
    let score = 0
    for (let i = 0; i < this.size; i++) if (tokens[i] === MASK) score += row(i)[found.tokens[i]!]!
    return { tokens: found.tokens.slice(), score, exact: false }
  }

  selectCompatible(candidates: readonly Candidate[]): number[] {
    const kept: number[] = []
    const decided: number[] = []
    this.refresh()
    const { boundaries, generation } = this
    const exact = this.tier.active
    try {
      candidates.forEach(({ position, token }, k) => {
        const own = this.tokens[this.check(position)]!
        if (own === MASK ? this.commit(position, token) !== 'committed' : own !== token) return
        kept.push(k)
        if (own === MASK) decided.push(position)
      })
    } finally {
      if (exact || this.tier.active || generation !== this.generation) this.reopen(decided)
      else {
        this.unset(decided)
        this.boundaries = boundaries
        this.lists = []
        this.apart = undefined
      }
    }
    return kept
  }

  commit(position: number, token: number): Commitment {
    const i = this.check(position)
    if (!this.parts.isToken(token)) return 'impossible'
    if (this.tokens[i] === token) return 'committed'
    if (this.tokens[i] !== MASK) refuseDecided(i)
    this.trim()
    const { filling } = this
    if (typeof filling !== 'object') return filling === 'none' ? 'impossible' : 'undecided'
    this.tokens[i] = token
    let outcome: Commitment | undefined
    try {
      outcome = this.tier.active ? this.commitExactly(i, filling) : this.commitFound(i, filling)
    } finally {
      if (outcome !== 'committed') this.tokens[i] = MASK
      // A limit was passed: what was made with the token is not that of the canvas.
      if (outcome === undefined) this.leave()
    }
    if (outcome === 'committed') {
      this.undecided--
      this.apart = undefined
      this.freshenDecided()
    }
    return outcome
  }

  clear(position: number): void {
    const i = this.check(position)
    if (this.tokens[i] === MASK) return
    this.trim()
    this.reopen([i])
  }

  /** A commit with layers that tell all: no search. */
  private commitExactly(i: number, filling: Filling): Commitment {
    const { tier, tokens } = this
    const outcome = tier.narrow(tokens, this.boundaries, i, (position) => this.fresh.add(position))
    if (outcome === 'impossible') return 'impossible'
    if (outcome === 'possible') {
      if (filling.tokens[i] !== tokens[i]) this.filling = this.readOff(filling.tokens)
      return 'committed'
    }
    const token = tokens[i]!
    tokens[i] = MASK
    this.leave()
    tokens[i] = token
    return this.commitFound(i, filling)
  }

  /** A commit with the layers of the abstraction: they may prove that it is impossible, and guide a search for a filling. */
  private commitFound(i: number, old: Filling): Commitment {
    const { boundaries, tokens } = this
    this.boundaries = boundaries.slice()
    if (!this.narrow(i)) {
      this.boundaries = boundaries
      return 'impossible'
    }
    const { search } = this.parts
    const { begin, open, expansions } = this
    let found = search.repair(tokens, this.boundaries, begin, old, i, open, 0, expansions)
    if (found === 'undecided') found = this.around(i, old)
    if (found === 'undecided') found = this.inTheOpen(i, old)
    // A few sets of stacks say more than many single ones, if not too much is open.
    if (found === 'undecided' && this.tier.isFeasible(tokens) && this.attempt(true)) {
      if (this.tier.possible) found = this.readOff(old.tokens)
      else {
        found = 'none'
        this.tier.drop()
      }
    }
    if (found === 'undecided') found = search.repair(tokens, this.boundaries, begin, old, i, open, 1, expansions)
    if (typeof found === 'object') {
      this.filling = found
      this.note(boundaries)
      if (this.tier.isWorth(this.tokens)) this.attempt(false)
      return 'committed'
    }
    this.boundaries = boundaries
    return found === 'none' ? 'impossible' : 'undecided'
  }

  /** Looks at all ways to fill the undecided positions around a new one, a few to the left and to the right. */
  private around(position: number, old: Filling): Found {
    const { search } = this.parts
    const path = search.pathOf(old)
    for (const reach of reaches) {
      const found = this.tier.window(this.tokens, this.boundaries, path, ...this.windowAt(position, reach))
      if (found === undefined) break
      if (found !== 'none') return search.fillingOf(found)
    }
    return 'undecided'
  }

  /** Looks further around a new token, at those ways in which nothing decided is hidden in a comment or the like. */
  private inTheOpen(position: number, old: Filling): Found {
    const { search } = this.parts
    const path = search.pathOf(old)
    for (const reach of farReaches) {
      const [from, to] = this.windowAt(position, reach)
      const tokens = this.tier.inTheOpen(this.tokens, this.boundaries, path, from, to)
      if (tokens) return search.reread(tokens, this.begin, this.open)
      if (from === 0 && to === this.size) break
    }
    return 'undecided'
  }

  /** From where to where so many undecided positions to the left and to the right of a position reach. */
  private windowAt(position: number, reach: number): [number, number] {
    const { tokens, size } = this
    let from = position
    let to = position + 1
    for (let left = reach; from > 0 && left > 0; ) if (tokens[--from] === MASK) left--
    for (let left = reach; to < size && left > 0; ) if (tokens[to++] === MASK) left--
    return [from, to]
  }

  /** Tries to make the layers that tell all; all masks may be smaller then. */
  private attempt(urgent: boolean): boolean {
    const entered = this.tier.enter(this.tokens, this.boundaries, urgent)
    if (entered) this.freshen()
    return entered
  }

  /** Back to the layers of the abstraction, which were left as they were. */
  private leave(): void {
    this.tier.drop()
    this.build()
    this.freshen()
  }

  /** All masks may have changed. */
  private freshen(): void {
    for (let i = 0; i < this.size; i++) this.fresh.add(i)
  }

  /** What could stand in place of a decided token depends on all the others. */
  private freshenDecided(): void {
    for (let i = 0; i < this.size; i++) if (this.tokens[i] !== MASK) this.fresh.add(i)
  }

  /** A filling out of the layers that tell all. */
  private readOff(wishes: Int32Array): Filling {
    return this.parts.search.fillingOf(this.tier.filling(this.tokens, wishes))
  }

  private reopen(positions: readonly number[]): void {
    if (positions.length === 0) return
    this.apart = undefined
    this.freshenDecided()
    this.unset(positions)
    if (this.tier.active) {
      this.leave()
      return
    }
    const { boundaries } = this
    this.build()
    this.note(boundaries)
    if (typeof this.filling !== 'object') this.filling = this.first()
  }

  private unset(positions: readonly number[]): void {
    for (const i of positions) this.tokens[i] = MASK
    this.undecided += positions.length
  }

  /** Forgets what is too much to keep. */
  private trim(): void {
    const { parts } = this
    const kept = parts.layers.trim(this.boundaries)
    if (kept) {
      this.boundaries = kept
      this.generation = parts.layers.generation
    }
    if (parts.isLarge) {
      parts.renew()
      this.refresh()
    }
  }

  /** Takes in which boundaries are not what they were. */
  private note(before: Int32Array): void {
    const { boundaries } = this
    for (let i = 0; i < this.size; i++) {
      if (before[i] !== boundaries[i] || before[i + 1] !== boundaries[i + 1]) this.fresh.add(i)
    }
  }

  private first(): Found {
    return this.parts.search.first(this.tokens, this.boundaries, this.begin, this.open, this.expansions)
  }

  /** Lists of tokens that can be possible at an undecided position: as long as layers only become smaller, those that were. */
  private possible(i: number): Uint8Array | undefined {
    if (this.tokens[i] !== MASK) return undefined
    let lists = this.lists[i]
    if (!lists) {
      lists = this.parts.layers.anyList
      this.lists[i] = lists
    }
    return lists
  }

  /** The layers around a position, as they are without its own token. */
  private sides(i: number): [number, number] {
    if (this.tokens[i] === MASK) return [this.boundaries[i]!, this.boundaries[i + 1]!]
    const { layers } = this.parts
    if (this.apart?.generation !== layers.generation) {
      const { tokens, size } = this
      const all = layers.everything
      const reached = new Int32Array(size + 1)
      const finished = new Int32Array(size + 1)
      reached[0] = this.beginning()
      for (let k = 0; k < size; k++) reached[k + 1] = layers.behind(reached[k]!, tokens[k]!, all)
      finished[size] = this.open ? all : layers.endings
      for (let k = size - 1; k >= 0; k--) finished[k] = layers.before(all, tokens[k]!, finished[k + 1]!)
      this.apart = { reached, finished, generation: layers.generation }
    }
    return [this.apart.reached[i]!, this.apart.finished[i + 1]!]
  }

  private beginning(): number {
    return this.parts.layers.of(this.begin.map((config) => this.parts.search.elementsOf(config)))
  }

  /** All layers anew: from the left what can be reached, from the right what of it can be finished. */
  private build(): void {
    const { layers } = this.parts
    const { tokens, size } = this
    const boundaries = new Int32Array(size + 1)
    this.lists = []
    boundaries[0] = this.beginning()
    for (let i = 0; i < size; i++) boundaries[i + 1] = layers.behind(boundaries[i]!, tokens[i]!, layers.everything)
    if (!this.open) boundaries[size] = layers.both(boundaries[size]!, layers.endings)
    for (let i = size - 1; i >= 0; i--) {
      boundaries[i] = layers.before(boundaries[i]!, tokens[i]!, boundaries[i + 1]!)
    }
    this.boundaries = boundaries
  }

  /** Takes in that a position was decided: to both sides until nothing changes. False if nothing is left. */
  private narrow(position: number): boolean {
    const { layers } = this.parts
    const { boundaries, tokens, size } = this
    for (let i = position; i < size; i++) {
      const next = layers.behind(boundaries[i]!, tokens[i]!, boundaries[i + 1]!)
      if (next === boundaries[i + 1]) break
      boundaries[i + 1] = next
    }
    for (let i = position; i >= 0; i--) {
      const before = layers.before(boundaries[i]!, tokens[i]!, boundaries[i + 1]!)
      if (before === boundaries[i]) break
      boundaries[i] = before
    }
    return boundaries[0] !== 0 && boundaries[position + 1] !== 0
  }

  /** Ids of layers and configurations are only good as long as none are forgotten. */
  private refresh(): void {
    const { parts } = this
    const exact = this.tier.active
    if (this.epoch !== parts.epoch) this.enter()
    if (this.generation !== parts.layers.generation) {
      this.generation = parts.layers.generation
      this.build()
      // Layers narrowed one decision at a time may be others than those made at once.
      this.freshen()
    }
    if (exact && this.tier.isWorth(this.tokens)) this.attempt(false)
  }

  /** Reads the prefix, and the witness if there is one. */
  private enter(): void {
    const { parts, prefix, size } = this
    const { machine, search, exact, experience } = parts
    const active = this.tier?.active === true
    // Where a limit is passed all is as it was, to be read again.
    const begin = search.configurationsOf(run(machine, machine.start, prefix))
    const tier = new ExactTier(machine, exact, search.layerOf(begin), size, this.open, experience)
    if (typeof this.filling === 'object') this.filling = search.reread(this.filling.tokens, begin, this.open)
    this.begin = begin
    this.tier = tier
    this.epoch = parts.epoch
    if (active) this.leave()
  }

  private check(position: number): number {
    this.refresh()
    return checkPosition(position, this.size)
  }
}

/** Tokens of a position that a projection looks at. */
const candidatesKept = 12

/** What canvases of a grammar and a vocabulary share. */
class Parts {
  readonly layers: Layers
  readonly experience = new Experience()
  machine!: GrammarMachine
  search!: WitnessSearch
  exact!: ExactLayers
  /** Grows whenever the machine is begun anew: its states mean nothing then. */
  epoch = 0
  private readonly abstraction: Abstraction
  private readonly tokens: LexemeTokens
  private readonly ways: TokenWays
  private readonly table: TokenTable
  private readonly graph: ShapeGraph

  constructor(
    private readonly grammar: GrammarMachine,
    vocabulary: Vocabulary,
  ) {
    this.table = tokenTableOf(vocabulary)
    this.ways = new TokenWays(grammar.lexer!, this.table)
    this.tokens = new LexemeTokens(grammar, trieOf(this.table), this.table.size, true)
    this.abstraction = new Abstraction(grammar.parser.rtn, (symbol) => grammar.isIgnored(symbol))
    this.layers = new Layers(
      this.abstraction,
      new LexerClasses(grammar, this.abstraction, this.tokens, this.ways, this.table),
      this.table,
    )
    this.graph = new ShapeGraph(this.tokens)
    this.renew()
  }

  get isLarge(): boolean {
    const { machine, search } = this
    const { parser } = machine
    const most = Math.min(room.parserStates, machine.stackLimit / 2)
    return parser.nodeCount + parser.size > most || Math.max(parser.memoSize, search.size) > 8 * room.parserStates
  }

  isToken(token: number): boolean {
    return Number.isInteger(token) && token >= 0 && token < this.table.size
  }

  /** The machine of the grammar itself is left as it is: searches read much that no text has. */
  renew(): void {
    this.machine = this.grammar.renewed()
    this.epoch++
    const { machine, abstraction, tokens, ways, table, layers } = this
    this.search = new WitnessSearch(machine, abstraction, tokens, ways, table, layers, room.beams)
    this.exact = new ExactLayers(machine, tokens, this.graph, ways, table, layers)
  }
}

const known = new PartsMemo<GrammarMachine, Parts>()

/** A canvas of the general tier. The prefix is the beginning of a word. */
export function generalCanvas(
  machine: GrammarMachine,
  vocabulary: Vocabulary,
  size: number,
  open: boolean,
  prefix: Uint8Array,
  limits: CanvasLimits,
): Canvas {
  const parts = known.of(machine, vocabulary, '', () => new Parts(machine, vocabulary))
  return new GeneralCanvas(parts, size, open, prefix, limits.expansions ?? 1_500)
}

/** The allowed tokens with the highest scores; `random` makes them a draw, by noise whose highest value is at each token as often as it is probable. */
function bestOf(scores: Float32Array, mask: Uint32Array, random: (() => number) | undefined): Scored[] {
  const noisy = random ? Float64Array.from(scores) : scores
  if (random) {
    for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) {
      noisy[t]! -= Math.log(-Math.log(random() || Number.MIN_VALUE))
    }
  }
  return Array.from(topTokens(noisy, scores.length, candidatesKept, mask), (token) => ({ token, score: noisy[token]! }))
}
