import type { GrammarMachine } from '../grammar/machine.js'
import { FAILED } from '../grammar/parser.js'
import type { LexemeTokens } from '../grammar/token-classes.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Abstraction } from './abstraction.js'
import { ENDED, type Layers, MASK } from './layers.js'

/** In place of a state of the machine: the text has ended. */
export const DONE = -1

/** One full filling of a canvas that is a word: a token for each position, a state for each boundary. */
export interface Filling {
  readonly tokens: Int32Array
  readonly states: Int32Array
}

/** What a search has found: a filling, the proof that there is none, or neither within its budget. */
export type Found = Filling | 'none' | 'undecided'

export interface SearchLimits {
  /** States expanded in one search. */
  readonly expansions: number
  /** States kept at one boundary in the first and in the second try; the last try keeps all. */
  readonly beams: readonly number[]
}

/** Beginnings of the beam further left, in undecided positions before the changed one. */
const detours = [0, 1, 2, 4]
/** States per boundary from which the rest of the old filling is tried. */
const joins = 6

/**
 * Search for fillings with the real states of the machine, one text at a time: sets of stacks never come together, so each
 * is as small as the parse of one text. Layers of the abstraction keep out what cannot be completed for all one can tell.
 */
export class WitnessSearch {
  private readonly successorsOf = new Map<number, { tokens: number[]; states: number[] }>()
  private readonly alphas = new Map<number, number>()
  private left = 0

  constructor(
    private readonly machine: GrammarMachine,
    private readonly abstraction: Abstraction,
    private readonly tokens: LexemeTokens,
    private readonly table: TokenTable,
    private readonly layers: Layers,
    private readonly limits: SearchLimits,
    /** Whether the text may go on behind the canvas. */
    private readonly open: boolean,
  ) {}

  /** A filling of the canvas from nothing. */
  first(canvas: Int32Array, boundaries: Int32Array): Found {
    const n = canvas.length
    const states = new Int32Array(n + 1)
    states[0] = this.machine.start
    return this.widen(canvas, boundaries, { tokens: new Int32Array(n).fill(MASK), states }, -1, [0])
  }

  /** A filling of the canvas that differs from the old one at position `changed`, which was decided otherwise. */
  repair(canvas: Int32Array, boundaries: Int32Array, old: Filling, changed: number): Found {
    if (canvas[changed] === old.tokens[changed]) return old
    const state = this.after(old.states[changed]!, canvas[changed]!)
    if (state !== 0) {
      const joined = this.join(canvas, old, changed, [canvas[changed]!], [state])
      if (joined) return joined
    }
    const begins: number[] = []
    let passed = 0
    for (let i = changed; i >= 0; i--) {
      if (i < changed && canvas[i] !== MASK) continue
      if (detours.includes(passed++)) begins.push(i)
    }
    return this.widen(canvas, boundaries, old, changed, begins)
  }

  private widen(
    canvas: Int32Array,
    boundaries: Int32Array,
    old: Filling,
    changed: number,
    begins: readonly number[],
  ): Found {
    this.left = this.limits.expansions
    for (const beam of this.limits.beams) {
      for (const begin of begins) {
        const found = this.search(canvas, boundaries, old, changed, begin, beam)
        if (found !== 'undecided' && (found !== 'none' || begin === 0)) return found
        if (this.left <= 0) return 'undecided'
      }
    }
    return this.search(canvas, boundaries, old, changed, 0, Number.POSITIVE_INFINITY)
  }

  /** Beam search from a boundary of the old filling. 'none' if nothing was cut off, so that there is none from there. */
  private search(
    canvas: Int32Array,
    boundaries: Int32Array,
    old: Filling,
    changed: number,
    begin: number,
    beam: number,
  ): Found {
    const n = canvas.length
    /** By boundary: states with the token and the state before. */
    const steps: Map<number, [number, number]>[] = []
    let front = new Map<number, [number, number]>([[old.states[begin]!, [MASK, 0]]])
    let cut = false
    for (let j = begin; j < n; j++) {
      const next = new Map<number, [number, number]>()
      const layer = boundaries[j + 1]!
      for (const state of front.keys()) {
        if (canvas[j] !== MASK) {
          const after = this.after(state, canvas[j]!)
          if (after !== 0 && this.fits(layer, after) && !next.has(after)) next.set(after, [canvas[j]!, state])
          continue
        }
        if (--this.left <= 0) return 'undecided'
        // The old token first: where nothing forces another, nothing changes.
        const kept = old.tokens[j]!
        if (kept !== MASK) {
          const after = this.after(state, kept)
          if (after !== 0 && this.fits(layer, after) && !next.has(after)) next.set(after, [kept, state])
        }
        const { tokens, states } = this.successors(state)
        for (let i = 0; i < states.length; i++) {
          if (!next.has(states[i]!) && this.fits(layer, states[i]!)) next.set(states[i]!, [tokens[i]!, state])
        }
      }
      if (next.size === 0) return cut ? 'undecided' : 'none'
      steps.push(next)
      const goal = old.states[j + 1]!
      if (j >= changed && changed >= 0) {
        if (next.has(goal)) return this.trace(canvas, old, begin, steps, goal)
        if (j + 1 < n && canvas[j + 1] === MASK) {
          for (const state of this.best(next, goal, joins)) {
            const suffix = this.suffix(canvas, old, j + 1, state)
            if (suffix) return this.trace(canvas, suffix, begin, steps, state)
          }
        }
      }
      if (next.size > beam && (j + 1 === n || canvas[j + 1] === MASK)) {
        cut = true
        front = new Map(this.best(next, goal, beam).map((state) => [state, next.get(state)!]))
      } else front = next
    }
    const last = steps[steps.length - 1]
    if (!last) return this.isEnd(old.states[begin]!) ? old : 'none'
    for (const state of last.keys()) {
      if (!this.isEnd(state)) continue
      const states = old.states.slice()
      states[n] = state
      return this.trace(canvas, { tokens: old.tokens, states }, begin, steps, state)
    }
    return cut ? 'undecided' : 'none'
  }

  /** The states nearest to the one of the old filling, by the bytes that each still needs to its end. */
  private best(front: Map<number, unknown>, goal: number, count: number): number[] {
    const debt = (state: number): number => (state === DONE ? 0 : this.machine.minBytesToEnd(state))
    const aim = goal === 0 ? 0 : debt(goal)
    return [...front.keys()]
      .map((state) => ({ state, score: Math.abs(debt(state) - aim) }))
      .sort((a, b) => a.score - b.score)
      .slice(0, count)
      .map(({ state }) => state)
  }

  /** The old filling from a boundary on, if it can be read from another state. */
  private suffix(canvas: Int32Array, old: Filling, from: number, state: number): Filling | undefined {
    const states = old.states.slice()
    states[from] = state
    for (let j = from; j < canvas.length; j++) {
      state = this.after(state, old.tokens[j]!)
      if (state === 0) return undefined
      if (state === old.states[j + 1]) return { tokens: old.tokens, states }
      states[j + 1] = state
    }
    return this.isEnd(state) ? { tokens: old.tokens, states } : undefined
  }

  private join(
    canvas: Int32Array,
    old: Filling,
    from: number,
    tokens: readonly number[],
    states: readonly number[],
  ): Filling | undefined {
    const at = from + tokens.length
    const rest = this.suffix(canvas, old, at, states[states.length - 1]!)
    if (!rest) return undefined
    const merged = { tokens: rest.tokens.slice(), states: rest.states.slice() }
    tokens.forEach((token, k) => {
      merged.tokens[from + k] = token
      merged.states[from + k + 1] = states[k]!
    })
    return merged
  }

  /** The filling that leads to a state at the last of the steps, and goes on as `rest` does. */
  private trace(
    _canvas: Int32Array,
    rest: Filling,
    begin: number,
    steps: readonly Map<number, [number, number]>[],
    state: number,
  ): Filling {
    const tokens = rest.tokens.slice()
    const states = rest.states.slice()
    let at = state
    for (let k = steps.length - 1; k >= 0; k--) {
      const [token, before] = steps[k]!.get(at)!
      tokens[begin + k] = token
      states[begin + k + 1] = at
      at = before
    }
    return { tokens, states }
  }

  isEnd(state: number): boolean {
    return state === DONE || this.open || this.machine.canEnd(state)
  }

  /** The state behind a token, 0 if there is none. */
  after(state: number, token: number): number {
    const { table, machine } = this
    if (table.isEnd[token] === 1) return state === DONE || machine.canEnd(state) ? DONE : 0
    if (state === DONE) return 0
    const from = table.offsets[token]!
    const to = table.offsets[token + 1]!
    if (from === to) return 0
    let next = state
    for (let i = from; i < to && next !== 0; i++) next = machine.step(next, table.arena[i]!)
    return next
  }

  /** Whether the layers leave the state a future. */
  private fits(layer: number, state: number): boolean {
    if (state === DONE) return this.layers.meets(layer, ENDED, 1)
    const ways = this.machine.waysOf(state)
    for (let i = 0; i < ways.length; i += 4)
      if (this.layers.meets(layer, ways[i]!, this.alpha(ways[i + 3]!))) return true
    return false
  }

  /** The elements of the configurations of a parser set. */
  private alpha(set: number): number {
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

  /** All states one token away, each with a token that leads there. */
  private successors(state: number): { tokens: number[]; states: number[] } {
    const known = this.successorsOf.get(state)
    if (known) return known
    const { machine, table } = this
    const found = new Map<number, number>()
    const add = (token: number): void => {
      const after = this.after(state, token)
      if (after !== 0 && !found.has(after)) found.set(after, token)
    }
    if (state !== DONE) {
      const ways = machine.waysOf(state)
      if (ways.length === 4) this.walk(this.tokens.shape(ways[0]!), ways[3]!, add)
      else for (let token = 0; token < table.size; token++) add(token)
    }
    for (const id of table.endIds) add(id)
    const result = { tokens: [...found.values()], states: [...found.keys()] }
    this.successorsOf.set(state, result)
    return result
  }

  /** One token of every list that the parser can read from a node of a shape on. */
  private walk(node: number, set: number, add: (token: number) => void): void {
    const { machine, tokens } = this
    const stops = tokens.stopsOf(node)
    for (let i = 0; i < stops.length; i += 2)
      if (machine.isLive(-stops[i]!, set)) add(tokens.someTokenOf(stops[i + 1]!))
    const children = tokens.childrenOf(node)
    for (let i = 0; i < children.length; i += 2) {
      const after = machine.after(set, children[i]!)
      if (after !== FAILED) this.walk(children[i + 1]!, after, add)
    }
  }
}
