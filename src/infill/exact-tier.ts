import { LimitError } from '../error/index.js'
import type { GrammarMachine } from '../grammar/machine.js'
import { FAILED } from '../grammar/parser.js'
import { Budget, type ExactLayer, type ExactLayers, Reach } from './exact-layers.js'
import { MASK } from './layers.js'
import { ENDED } from './lexer-classes.js'
import { room } from './room.js'

/** What canvases learn from each other: how difficult a canvas may be for all layers to be made. */
export class Experience {
  feasible = 40
}

/** Undecided positions count more next to each other: their ways to be filled multiply. */
function difficultyOf(tokens: Int32Array): number {
  let difficulty = 0
  let run = 0
  for (let i = 0; i < tokens.length; i++) {
    run = tokens[i] === MASK ? run + 1 : 0
    difficulty += run
  }
  return difficulty
}

/** A filling: tokens, and for every boundary the lexer state and the configurations of the parser. */
export interface Path {
  readonly tokens: Int32Array
  readonly lexers: Int32Array
  readonly sets: Int32Array
}

/**
 * The layers of a canvas with whole stacks, once they are small enough: from then on masks are exact, and a commit needs no search.
 */
export class ExactTier {
  private layers: ExactLayer[] | undefined
  private readonly masks = new Map<number, Uint32Array>()
  private failed = Number.POSITIVE_INFINITY

  constructor(
    private readonly machine: GrammarMachine,
    private readonly exact: ExactLayers,
    private readonly start: ExactLayer,
    private readonly size: number,
    private readonly open: boolean,
    private readonly experience: Experience,
  ) {}

  get active(): boolean {
    return this.layers !== undefined
  }

  drop(): void {
    this.layers = undefined
    this.masks.clear()
  }

  /** Whether so little is undecided that an attempt is worth its time. */
  isWorth(tokens: Int32Array): boolean {
    if (this.layers !== undefined) return false
    const difficulty = difficultyOf(tokens)
    return difficulty <= this.experience.feasible && difficulty <= 0.75 * this.failed
  }

  /** Whether so little is undecided that an attempt may succeed. */
  isFeasible(tokens: Int32Array): boolean {
    return this.layers === undefined && difficultyOf(tokens) <= 2 * this.experience.feasible
  }

  /** Makes all layers; false if they are too large, or if what can be finished with an open tail cannot be told. */
  enter(tokens: Int32Array, boundaries: Int32Array, urgent: boolean): boolean {
    const layers = unlessTooLarge(() => this.build(tokens, boundaries, urgent ? room.lastResort : room.attempt))
    const { experience } = this
    const difficulty = difficultyOf(tokens)
    if (!layers) {
      if (!urgent) {
        this.failed = difficulty
        experience.feasible = Math.max(4, Math.min(experience.feasible, 0.9 * difficulty))
      }
      return false
    }
    experience.feasible = Math.max(experience.feasible, 1.2 * difficulty)
    this.layers = layers
    this.masks.clear()
    return true
  }

  /** Whether the canvas can be filled, as the layers are. */
  get possible(): boolean {
    return isSome(this.layers![0]!)
  }

  /**
   * Takes in that a position was decided. 'impossible' leaves everything as it was; 'dropped' if it grew too large. Positions
   * whose masks may have changed are passed on.
   */
  narrow(
    tokens: Int32Array,
    boundaries: Int32Array,
    position: number,
    changed: (position: number) => void,
  ): 'possible' | 'impossible' | 'dropped' {
    const before = this.layers!
    const layers = unlessTooLarge(() => this.narrowed(before, tokens, boundaries, position))
    if (!layers) return 'dropped'
    if (!isSome(layers[0]!) || !isSome(layers[position + 1]!)) return 'impossible'
    this.layers = layers
    for (let i = 0; i < this.size; i++) {
      if (before[i] === layers[i] && before[i + 1] === layers[i + 1]) continue
      this.masks.delete(i)
      changed(i)
    }
    return 'possible'
  }

  /** The layers with a position decided: to both sides until nothing changes. */
  private narrowed(
    before: readonly ExactLayer[],
    tokens: Int32Array,
    boundaries: Int32Array,
    position: number,
  ): ExactLayer[] | undefined {
    const { exact } = this
    const layers = before.slice()
    const budget = new Budget(this.machine, room.lastResort)
    for (let i = position; i < this.size; i++) {
      const post = exact.post(layers[i]!, tokens[i]!, boundaries[i + 1]!, budget)
      if (!post) return undefined
      const next = exact.both(post, layers[i + 1]!)
      if (exact.same(next, layers[i + 1]!)) break
      layers[i + 1] = next
    }
    for (let i = position; i >= 0; i--) {
      const pre = exact.pre(layers[i]!, tokens[i]!, layers[i + 1]!, budget)
      if (!pre) return undefined
      if (exact.same(pre, layers[i]!)) break
      layers[i] = pre
    }
    return layers
  }

  mask(position: number): Uint32Array {
    let mask = this.masks.get(position)
    if (!mask) {
      mask = this.exact.mask(this.layers![position]!, this.layers![position + 1]!)
      this.masks.set(position, mask)
    }
    return mask
  }

  /** A filling out of the layers. */
  filling(decided: Int32Array, wishes: Int32Array): Path {
    const lexers = new Int32Array(this.size + 1)
    const sets = new Int32Array(this.size + 1)
    return this.walk(this.layers!, 0, decided, { tokens: wishes, lexers, sets })
  }

  /**
   * A filling that differs from an old one only in undecided positions from `from` to `to`, of which it looks at all ways to
   * fill them at once. 'none' if there is none, undefined if there are too many ways.
   */
  window(decided: Int32Array, boundaries: Int32Array, old: Path, from: number, to: number): Path | 'none' | undefined {
    const tokens = decided.slice()
    for (let i = to; i < this.size; i++) if (decided[i] === MASK) tokens[i] = old.tokens[i]!
    // Behind the end of the old text there is nothing to begin from.
    let first = from
    while (first > 0 && old.lexers[first] === ENDED) first--
    const start = this.at(old, first)
    const layers = unlessTooLarge(() => this.build(tokens, boundaries, room.window, first, start))
    if (!layers) return undefined
    return isSome(layers[first]!) ? this.walk(layers, first, tokens, old) : 'none'
  }

  /**
   * Tokens of a filling that differs from an old one only in undecided positions from `from` to `to` or a little further, among those in
   * which no undecided position begins a comment or the like that hides what is decided behind it. Undefined if there is none among
   * them, or too many ways.
   */
  inTheOpen(decided: Int32Array, boundaries: Int32Array, old: Path, from: number, to: number): Int32Array | undefined {
    const { exact, size, machine } = this
    let first = from
    let last = to
    while (first > 0 && (old.lexers[first] === ENDED || exact.isHidden(old.lexers[first]!))) first--
    while (last < size && exact.isHidden(old.lexers[last]!)) last++
    const tokens = decided.slice()
    for (let i = last; i < size; i++) if (decided[i] === MASK) tokens[i] = old.tokens[i]!
    const budget = new Budget(machine, room.inTheOpen)
    const start = first === 0 ? this.start : this.at(old, first)
    for (const single of [Reach.Open, Reach.All]) {
      const reachAt = (i: number): Reach => (isSingle(tokens, i) ? single : Reach.Calm)
      const layers = unlessTooLarge(() => this.reach(tokens, boundaries, budget, first, start, reachAt))
      if (!layers) return undefined
      if (isSome(layers[size]!)) return unlessTooLarge(() => this.trace(layers, first, tokens, old.tokens))
    }
    return undefined
  }

  private at(path: Path, boundary: number): ExactLayer {
    const layer = this.exact.empty
    layer[path.lexers[boundary]!] = path.sets[boundary]!
    return layer
  }

  /** Tokens from a boundary on that lead to the end of the last layer; the old ones where they can stay. */
  private trace(layers: readonly ExactLayer[], from: number, decided: Int32Array, old: Int32Array): Int32Array {
    const tokens = old.slice()
    const last = layers[this.size]!
    let lex = last.findIndex((set) => set !== FAILED)
    let set = last[lex]!
    for (let i = this.size - 1; i >= from; i--) {
      const step = this.exact.origin(layers[i]!, decided[i]!, tokens[i]!, lex, set)!
      tokens[i] = step.token
      lex = step.lex
      set = step.set
    }
    return tokens
  }

  /** Reads a filling off layers from a boundary on; before it, it is the old one. Its tokens stay where they can. */
  private walk(layers: readonly ExactLayer[], from: number, decided: Int32Array, old: Path): Path {
    const { size, exact } = this
    const tokens = old.tokens.slice()
    const lexers = old.lexers.slice()
    const sets = old.sets.slice()
    lexers[from] = layers[from]!.findIndex((set) => set !== FAILED)
    sets[from] = layers[from]![lexers[from]!]!
    for (let i = from; i < size; i++) {
      const { token, lex, set } = exact.choose(lexers[i]!, sets[i]!, decided[i]!, tokens[i]!, layers[i + 1]!)!
      tokens[i] = token
      lexers[i + 1] = lex
      sets[i + 1] = set
    }
    return { tokens, lexers, sets }
  }

  /** All layers from a boundary on, which has `start`: what is reached and can be finished. */
  private build(
    tokens: Int32Array,
    boundaries: Int32Array,
    nodes: number,
    from = 0,
    start = this.start,
  ): ExactLayer[] | undefined {
    const { exact, size } = this
    const budget = new Budget(this.machine, nodes)
    const layers = this.reach(tokens, boundaries, budget, from, start)
    if (!layers) return undefined
    for (let i = size - 1; i >= from; i--) {
      const before = exact.pre(layers[i]!, tokens[i]!, layers[i + 1]!, budget)
      if (!before) return undefined
      layers[i] = before
    }
    return layers
  }

  /** What is reached from a boundary on, which has `start`; at the last boundary only what can be finished. */
  private reach(
    tokens: Int32Array,
    boundaries: Int32Array,
    budget: Budget,
    from: number,
    start: ExactLayer,
    reachAt: (position: number) => Reach = () => Reach.All,
  ): ExactLayer[] | undefined {
    const { exact, size } = this
    const layers: ExactLayer[] = []
    layers[from] = start
    for (let i = from; i < size; i++) {
      const next = exact.post(layers[i]!, tokens[i]!, boundaries[i + 1]!, budget, reachAt(i))
      if (!next) return undefined
      layers.push(next)
    }
    const last = this.open ? this.live(layers[size]!) : exact.endings(layers[size]!)
    if (!last) return undefined
    layers[size] = last
    return layers
  }

  /**
   * What of a layer can go on: configurations that read something the lexeme can become. Undefined where that is not enough to
   * tell, because some terminals cannot stand next to each other.
   */
  private live(layer: ExactLayer): ExactLayer | undefined {
    const { machine } = this
    const { rtn } = machine.parser
    const kept = layer.slice()
    for (let lex = 1; lex < layer.length; lex++) {
      if (layer[lex] === FAILED) continue
      if (!machine.isSure(lex)) return undefined
      const reach = machine.canBecome(lex)
      if (machine.lexer!.isFresh(lex) || machine.ignoresSome(reach)) continue
      const reads = (q: number): boolean => {
        for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++) {
          const symbol = rtn.symbols[i]!
          if (((reach[symbol >>> 5]! >>> (symbol & 31)) & 1) === 1) return true
        }
        return false
      }
      kept[lex] = machine.parser.filter(layer[lex]!, (q) => q > 0 && reads(q))
    }
    return kept
  }
}

/** Layers that pass a limit of the grammar are too large, as those beyond the budget: no text that is read needs them. */
function unlessTooLarge<Layers>(make: () => Layers | undefined): Layers | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof LimitError) return undefined
    throw error
  }
}

function isSome(layer: ExactLayer): boolean {
  return layer.some((set) => set !== FAILED)
}

/** Whether there is no other undecided position beside one. */
function isSingle(tokens: Int32Array, i: number): boolean {
  return tokens[i - 1] !== MASK && tokens[i + 1] !== MASK
}
