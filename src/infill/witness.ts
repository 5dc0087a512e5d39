import type { GrammarMachine } from '../grammar/machine.js'
import { FAILED } from '../grammar/parser.js'
import type { LexemeTokens } from '../grammar/token-classes.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Abstraction } from './abstraction.js'
import { PairMemo } from './bit-sets.js'
import type { Path } from './exact-tier.js'
import { type Layers, MASK } from './layers.js'
import { ENDED } from './lexer-classes.js'
import type { TokenWay, TokenWays } from './token-ways.js'

/** The configuration behind the end of the text. */
export const DONE = 0

/** One full filling of a canvas that is a word: a token for each position, a configuration for each boundary. */
export interface Filling {
  readonly tokens: Int32Array
  readonly states: Int32Array
}

/** What a search has found: a filling, the proof that there is none, or neither within its budget. */
export type Found = Filling | 'none' | 'undecided'

/** Beginnings of the beam further left, in undecided positions before the changed one. */
const detours = [0, 1, 2, 4, 8]
/** Undecided positions ahead from which on a search is narrower. */
const farAway = 4
/** Configurations per boundary from which the rest of the old filling is tried. */
const joins = 6

/** Configurations kept at one boundary of a projection. */
const projected = 8

/** A token with what it counts. */
export interface Scored {
  readonly token: number
  readonly score: number
}

/** A configuration at the end of a path. */
interface Node extends Scored {
  readonly config: number
  readonly before: Node | undefined
}

/** Where a configuration comes from: a token and the configuration before it. */
interface Origin {
  readonly token: number
  readonly before: number
}

/**
 * Search for fillings with the real stacks, one text at a time, with beams of so many configurations at a boundary, by try: sets of stacks
 * never come together, so each is as small as the parse of one text. Layers of the abstraction keep out what cannot be completed for
 * all one can tell.
 *
 * A *configuration* is a lexer state with a configuration set of the parser behind the lexeme before, interned from 1 on. Where
 * a text can be cut in several ways, each is a configuration of its own: one that can be completed is enough.
 */
export class WitnessSearch {
  private readonly ids = new PairMemo()
  private readonly lexOf: number[] = [ENDED]
  private readonly setOf: number[] = [FAILED]
  /** Bytes that each still needs to its end, -1 where nobody asked. */
  private readonly debts: number[] = [0]
  private readonly alphas = new Map<number, number>()
  private generation = 0
  private left = 0

  constructor(
    private readonly machine: GrammarMachine,
    private readonly abstraction: Abstraction,
    private readonly tokens: LexemeTokens,
    private readonly ways: TokenWays,
    private readonly table: TokenTable,
    private readonly layers: Layers,
    private readonly beams: readonly number[],
  ) {}

  /** Configurations so far. */
  get size(): number {
    return this.lexOf.length
  }

  /**
   * A filling of the canvas from nothing. `starts` are the configurations that it can begin in. Later tries than the first expand at
   * most so many.
   */
  first(
    canvas: Int32Array,
    boundaries: Int32Array,
    starts: readonly number[],
    open: boolean,
    expansions: number,
  ): Found {
    const n = canvas.length
    const nothing = { tokens: new Int32Array(n).fill(MASK), states: new Int32Array(n + 1).fill(-1) }
    let found: Found = 'undecided'
    for (let i = 0; i < this.beams.length && found === 'undecided'; i++) {
      found = this.widen(canvas, boundaries, starts, nothing, -1, [0], open, i, expansions)
    }
    return found
  }

  /** A filling of the canvas that differs from the old one at position `changed`, which was decided otherwise. Later attempts look further. */
  repair(
    canvas: Int32Array,
    boundaries: Int32Array,
    starts: readonly number[],
    old: Filling,
    changed: number,
    open: boolean,
    attempt: number,
    expansions: number,
  ): Found {
    if (canvas[changed] === old.tokens[changed]) return old
    const tokens = old.tokens.slice()
    tokens[changed] = canvas[changed]!
    const same = this.run({ tokens, states: old.states }, changed, open)
    if (same) return same
    // Behind the end of the old text there is nothing to begin from.
    let last = changed
    while (last > 0 && old.states[last] === DONE) last--
    const begins: number[] = []
    let passed = 0
    for (let i = last; i >= 0; i--) {
      if (i < last && canvas[i] !== MASK) continue
      if (detours.includes(passed++)) begins.push(i)
    }
    if (!begins.includes(0)) begins.push(0)
    return this.widen(canvas, boundaries, starts, old, changed, begins, open, attempt, expansions)
  }

  /** A filling out of lexer states and sets for every boundary. */
  fillingOf({ tokens, lexers, sets }: Path): Filling {
    return { tokens, states: lexers.map((lex, i) => (lex === ENDED ? DONE : this.config(lex, sets[i]!))) }
  }

  /**
   * The best filling found by a beam over the positions, `candidates` of each being looked at, with a score for each of them. The old
   * filling is always one of those looked at.
   */
  project(
    canvas: Int32Array,
    boundaries: Int32Array,
    starts: readonly number[],
    old: Filling,
    candidates: (position: number) => readonly Scored[],
    open: boolean,
  ): Filling {
    const n = canvas.length
    let front: Node[] = starts.map((config) => ({ config, score: 0, token: MASK, before: undefined }))
    if (!starts.includes(old.states[0]!))
      front.push({ config: old.states[0]!, score: 0, token: MASK, before: undefined })
    let kept = front.find(({ config }) => config === old.states[0])!
    for (let j = 0; j < n; j++) {
      const next = new Map<number, Node>()
      const tokens = canvas[j] === MASK ? candidates(j) : [{ token: canvas[j]!, score: 0 }]
      const own = tokens.find(({ token }) => token === old.tokens[j])
      const add = (before: Node, config: number, { token, score }: Scored): Node => {
        const node = { config, score: before.score + score, token, before }
        const known = next.get(config)
        if (known && known.score >= node.score) return known
        next.set(config, node)
        return node
      }
      for (const before of front) {
        for (const candidate of tokens) {
          for (const after of this.after(before.config, candidate.token)) {
            if (this.fits(boundaries[j + 1]!, after)) add(before, after, candidate)
          }
        }
      }
      // Whatever the others lead to, this one can be finished.
      const goal = old.states[j + 1]!
      kept = add(kept, goal, own ?? { token: old.tokens[j]!, score: Number.NEGATIVE_INFINITY })
      const best = [...next.values()].sort((a, b) => b.score - a.score).slice(0, projected)
      front = best.includes(kept) ? best : [...best, kept]
    }
    const ends = front.filter(({ config }) => open || this.canEnd(config))
    let node: Node | undefined = ends.reduce((a, b) => (b.score > a.score ? b : a), kept)
    const filling = { tokens: old.tokens.slice(), states: old.states.slice() }
    for (let j = n; node; node = node.before, j--) {
      filling.states[j] = node.config
      if (j > 0) filling.tokens[j - 1] = node.token
    }
    return filling
  }

  /** The reverse of `fillingOf`. */
  pathOf({ tokens, states }: Filling): Path {
    const lexers = states.map((config) => this.lexOf[config]!)
    return { tokens, lexers, sets: states.map((config) => (config === DONE ? 1 : this.setOf[config]!)) }
  }

  /** Configurations as sets by lexer state. */
  layerOf(configs: readonly number[]): Int32Array {
    const layer = new Int32Array(this.machine.lexer!.size)
    for (const config of configs) {
      const lex = this.lexOf[config]!
      layer[lex] = this.machine.parser.union(layer[lex]!, this.setOf[config]!)
    }
    return layer
  }

  /** The tokens of a filling, read anew. */
  reread(tokens: Int32Array, starts: readonly number[], open: boolean): Found {
    for (const start of starts) {
      const states = new Int32Array(tokens.length + 1).fill(-1)
      states[0] = start
      const found = this.run({ tokens, states }, 0, open)
      if (found) return found
    }
    return 'undecided'
  }

  /** The configurations of a state of the machine. */
  configurationsOf(state: number): number[] {
    const ways = this.machine.waysOf(state)
    const configs: number[] = []
    for (let i = 0; i < ways.length; i += 4) configs.push(this.config(ways[i]!, ways[i + 3]!))
    return configs
  }

  /** The elements of the abstraction that a configuration is, with its lexer state. */
  elementsOf(config: number): readonly [number, number] {
    return [this.lexOf[config]!, this.alpha(this.setOf[config]!)]
  }

  /** One try of a search: with the beam of that number, from some boundaries one after the other. */
  private widen(
    canvas: Int32Array,
    boundaries: Int32Array,
    starts: readonly number[],
    old: Filling,
    changed: number,
    begins: readonly number[],
    open: boolean,
    attempt: number,
    expansions: number,
  ): Found {
    const { beams } = this
    // The first try has room for one beam over the whole canvas; later ones look around less far, but wider.
    this.left = attempt === 0 ? beams[0]! * (canvas.length + 20) : expansions
    for (const begin of begins) {
      const from = begin === 0 ? starts : [old.states[begin]!]
      const found = this.search(canvas, boundaries, from, old, changed, begin, beams[attempt]!, open)
      if (typeof found === 'object' || (found === 'none' && begin === 0)) return found
      if (this.left <= 0) return 'undecided'
    }
    return 'undecided'
  }

  /** Beam search from configurations at a boundary. 'none' if nothing was cut off, so that there is none from there. */
  private search(
    canvas: Int32Array,
    boundaries: Int32Array,
    from: readonly number[],
    old: Filling,
    changed: number,
    begin: number,
    beam: number,
    open: boolean,
  ): Found {
    const n = canvas.length
    const steps: Map<number, Origin>[] = []
    let front: Iterable<number> = from
    let cut = false
    // From here on nothing is decided but ends: whatever can end may.
    let tail = n
    while (tail > 0 && (canvas[tail - 1] === MASK || this.table.isEnd[canvas[tail - 1]!] === 1)) tail--
    // By position: undecided positions up to the next decided one.
    const distance = new Int32Array(n + 1)
    for (let j = n - 1; j >= 0; j--) distance[j] = canvas[j] === MASK ? distance[j + 1]! + 1 : 0
    for (let j = begin; j < n; j++) {
      const next = new Map<number, Origin>()
      const layer = boundaries[j + 1]!
      for (const before of front) {
        if (!open && j >= tail && j > changed && this.table.endIds.length > 0 && this.canEnd(before)) {
          return this.padded(canvas, old, begin, steps, before)
        }
        const add = (token: number, config: number): void => {
          if (!next.has(config)) next.set(config, { token, before })
        }
        if (canvas[j] !== MASK) {
          for (const after of this.after(before, canvas[j]!)) if (this.fits(layer, after)) add(canvas[j]!, after)
          continue
        }
        if (--this.left <= 0) return 'undecided'
        // The old token first: where nothing forces another, nothing changes.
        const kept = old.tokens[j]!
        if (kept !== MASK) for (const after of this.after(before, kept)) if (this.fits(layer, after)) add(kept, after)
        this.expand(before, layer, add)
      }
      if (next.size === 0) return cut ? 'undecided' : 'none'
      steps.push(next)
      const goal = old.states[j + 1]!
      if (changed >= 0 && j >= changed) {
        if (next.has(goal)) return this.trace(old, begin, steps, goal)
        if (j + 1 < n && canvas[j + 1] === MASK) {
          for (const config of this.best(next, goal, joins)) {
            const states = old.states.slice()
            states[j + 1] = config
            const rest = this.run({ tokens: old.tokens, states }, j + 1, open)
            if (rest) return this.trace(rest, begin, steps, config)
          }
        }
      }
      front = next.keys()
      // Far from anything decided few will do: whatever is needed can still be built up.
      const width = Math.min(beam, distance[j + 1]! > farAway ? Math.max(3, beam / 8) : beam)
      if (next.size > width && (j + 1 === n || canvas[j + 1] === MASK)) {
        cut = true
        front = this.best(next, goal, width)
      }
    }
    for (const config of front) {
      if (!open && !this.canEnd(config)) continue
      const states = old.states.slice()
      states[n] = config
      return this.trace({ tokens: old.tokens, states }, begin, steps, config)
    }
    return cut ? 'undecided' : 'none'
  }

  /** A text that ends at the last of the steps, and ends behind it. */
  private padded(
    canvas: Int32Array,
    old: Filling,
    begin: number,
    steps: readonly Map<number, Origin>[],
    config: number,
  ): Filling {
    const tokens = old.tokens.slice()
    const states = old.states.slice()
    const from = begin + steps.length
    states[from] = config
    for (let j = from; j < canvas.length; j++) {
      tokens[j] = canvas[j] === MASK ? this.table.endIds[0]! : canvas[j]!
      states[j + 1] = DONE
    }
    return this.trace({ tokens, states }, begin, steps, config)
  }

  /**
   * Configurations in turn from groups with the same number of bytes that each still needs to its end, those first that need as many as
   * the one of the old filling: so that some with more and with less open brackets are always among them.
   */
  private best(front: Map<number, unknown>, goal: number, count: number): number[] {
    const aim = goal < 0 ? 0 : this.debt(goal)
    const groups = new Map<number, number[]>()
    for (const config of front.keys()) {
      const debt = this.debt(config)
      const group = groups.get(debt)
      if (group) group.push(config)
      else groups.set(debt, [config])
    }
    const order = [...groups.keys()].sort((a, b) => Math.abs(a - aim) - Math.abs(b - aim))
    const found: number[] = []
    for (let turn = 0; found.length < count && found.length < front.size; turn++) {
      for (const debt of order) {
        const group = groups.get(debt)!
        if (turn < group.length && found.length < count) found.push(group[turn]!)
      }
    }
    return found
  }

  private debt(config: number): number {
    let debt = this.debts[config]!
    if (debt < 0) {
      debt = this.machine.bytesToEnd(this.lexOf[config]!, this.setOf[config]!)
      this.debts[config] = debt
    }
    return debt
  }

  /** A filling with its tokens read anew from a boundary on, until the configurations are those of before. */
  private run(old: Filling, from: number, open: boolean): Filling | undefined {
    const n = old.tokens.length
    const steps: Map<number, Origin>[] = []
    let front: number[] = [old.states[from]!]
    for (let j = from; j < n; j++) {
      const next = new Map<number, Origin>()
      for (const before of front) {
        for (const after of this.after(before, old.tokens[j]!)) {
          if (!next.has(after)) next.set(after, { token: old.tokens[j]!, before })
        }
      }
      if (next.size === 0) return undefined
      steps.push(next)
      if (next.has(old.states[j + 1]!)) return this.trace(old, from, steps, old.states[j + 1]!)
      front = [...next.keys()]
    }
    const end = front.find((config) => open || this.canEnd(config))
    if (end === undefined) return undefined
    const states = old.states.slice()
    states[n] = end
    return this.trace({ tokens: old.tokens, states }, from, steps, end)
  }

  /** The filling that leads to a configuration at the last of the steps, and goes on as `rest` does. */
  private trace(rest: Filling, begin: number, steps: readonly Map<number, Origin>[], config: number): Filling {
    const tokens = rest.tokens.slice()
    const states = rest.states.slice()
    let at = config
    for (let k = steps.length - 1; k >= 0; k--) {
      const { token, before } = steps[k]!.get(at)!
      tokens[begin + k] = token
      states[begin + k + 1] = at
      at = before
    }
    states[begin] = at
    return { tokens, states }
  }

  private canEnd(config: number): boolean {
    return config === DONE || this.machine.endsIn(this.lexOf[config]!, this.setOf[config]!)
  }

  /** The configurations behind a token. */
  private after(config: number, token: number): number[] {
    if (this.table.isEnd[token] === 1) return this.canEnd(config) ? [DONE] : []
    if (config === DONE) return []
    const { machine } = this
    const configs: number[] = []
    for (const way of this.ways.of(this.lexOf[config]!, token)) {
      const set = this.through(this.setOf[config]!, way)
      if (set !== FAILED && machine.isLive(way.lex, set)) configs.push(this.config(way.lex, set))
    }
    return configs
  }

  private through(set: number, way: TokenWay): number {
    let at = set
    for (let i = 0; i < way.sequence.length && at !== FAILED; i++) at = this.machine.after(at, way.sequence[i]!)
    return at
  }

  /** Whether the layer leaves the configuration a future. */
  private fits(layer: number, config: number): boolean {
    return config === DONE
      ? this.layers.meets(layer, ENDED, this.abstraction.ended)
      : this.layers.meets(layer, this.lexOf[config]!, this.alpha(this.setOf[config]!))
  }

  private config(lex: number, set: number): number {
    let id = this.ids.get(lex, set)
    if (id < 0) {
      id = this.lexOf.length
      this.ids.set(lex, set, id)
      this.lexOf.push(lex)
      this.setOf.push(set)
      this.debts.push(-1)
    }
    return id
  }

  /** The elements of the configurations of a parser set. */
  private alpha(set: number): number {
    if (this.generation !== this.layers.generation) {
      this.generation = this.layers.generation
      this.alphas.clear()
    }
    const known = this.alphas.get(set)
    if (known !== undefined) return known
    const { parser } = this.machine
    const pairs: [number, number][] = []
    for (let i = 0, length = parser.lengthOf(set); i < length; i++) {
      const q = parser.stateAt(set, i)
      const stack = parser.stackAt(set, i)
      if (q === 0) continue
      for (let k = 0, width = parser.width(stack); k < width; k++) pairs.push([q, parser.returnAt(stack, k)])
    }
    const alpha = this.abstraction.setOfConfigurations(pairs, parser.accepts(set))
    this.alphas.set(set, alpha)
    return alpha
  }

  /** All configurations one token away that a layer leaves a future, each with a token that leads there. */
  private expand(config: number, layer: number, add: (token: number, config: number) => void): void {
    if (
      this.table.endIds.length > 0 &&
      this.canEnd(config) &&
      this.layers.meets(layer, ENDED, this.abstraction.ended)
    ) {
      add(this.table.endIds[0]!, DONE)
    }
    if (config !== DONE) this.walk(this.tokens.shape(this.lexOf[config]!), this.setOf[config]!, layer, add)
  }

  /** One token of every list that the parser can read from a node of a shape on. */
  private walk(node: number, set: number, layer: number, add: (token: number, config: number) => void): void {
    const { machine, tokens, layers } = this
    const alpha = this.alpha(set)
    const stops = tokens.stopsOf(node)
    for (let i = 0; i < stops.length; i += 2) {
      const lex = -stops[i]!
      if (!layers.meets(layer, lex, alpha) || !machine.isLive(lex, set)) continue
      add(tokens.someTokenOf(stops[i + 1]!), this.config(lex, set))
    }
    const children = tokens.childrenOf(node)
    for (let i = 0; i < children.length; i += 2) {
      const after = machine.after(set, children[i]!)
      if (after !== FAILED) this.walk(children[i + 1]!, after, layer, add)
    }
  }
}
