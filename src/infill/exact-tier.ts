import type { GrammarMachine } from '../grammar/machine.js'
import { FAILED } from '../grammar/parser.js'
import { Budget, type ExactLayer, type ExactLayers } from './exact-layers.js'

/** Sets that one attempt to make all layers may make. */
const attempt = 12_000
/** The same where a search has failed, so that it counts more. */
const lastResort = 30_000

/**
 * The layers of a canvas with whole stacks, once they are small enough: from then on masks are exact, and a commit needs no search.
 */
export class ExactTier {
  private layers: ExactLayer[] | undefined
  private readonly masks = new Map<number, Uint32Array>()
  /** Undecided positions below which it is worth an attempt. */
  private worth: number

  constructor(
    private readonly machine: GrammarMachine,
    private readonly exact: ExactLayers,
    private readonly start: ExactLayer,
    private readonly size: number,
    private readonly open: boolean,
  ) {
    this.worth = Math.max(4, Math.ceil(size * 0.26))
  }

  get active(): boolean {
    return this.layers !== undefined
  }

  drop(): void {
    this.layers = undefined
    this.masks.clear()
  }

  /** Whether so little is undecided that an attempt is worth its time. */
  isWorth(undecided: number): boolean {
    return this.layers === undefined && undecided <= this.worth
  }

  /** Makes all layers; false if they are too large, or if what can be finished with an open tail cannot be told. */
  enter(tokens: Int32Array, boundaries: Int32Array, undecided: number, urgent: boolean): boolean {
    const layers = this.build(tokens, boundaries, urgent ? lastResort : attempt)
    if (!layers) {
      if (!urgent) this.worth = Math.min(this.worth, Math.floor(undecided * 0.8))
      return false
    }
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
    const { exact } = this
    const layers = this.layers!.slice()
    const before = this.layers!
    const budget = new Budget(this.machine, lastResort)
    for (let i = position; i < this.size; i++) {
      const post = exact.post(layers[i]!, tokens[i]!, boundaries[i + 1]!, budget)
      if (!post) return 'dropped'
      const next = exact.both(post, layers[i + 1]!)
      if (exact.same(next, layers[i + 1]!)) break
      layers[i + 1] = next
    }
    for (let i = position; i >= 0; i--) {
      const pre = exact.pre(layers[i]!, tokens[i]!, layers[i + 1]!, budget)
      if (!pre) return 'dropped'
      if (exact.same(pre, layers[i]!)) break
      layers[i] = pre
    }
    if (!isSome(layers[0]!) || !isSome(layers[position + 1]!)) return 'impossible'
    this.layers = layers
    for (let i = 0; i < this.size; i++) {
      if (before[i] === layers[i] && before[i + 1] === layers[i + 1]) continue
      this.masks.delete(i)
      changed(i)
    }
    return 'possible'
  }

  mask(position: number): Uint32Array {
    let mask = this.masks.get(position)
    if (!mask) {
      mask = this.exact.mask(this.layers![position]!, this.layers![position + 1]!)
      this.masks.set(position, mask)
    }
    return mask
  }

  /** A filling: tokens, those that are decided and otherwise of `wishes` where they do, and lexer state and set for every boundary. */
  filling(decided: Int32Array, wishes: Int32Array): { tokens: Int32Array; lexers: Int32Array; sets: Int32Array } {
    const { size, exact } = this
    const tokens = new Int32Array(size)
    const lexers = new Int32Array(size + 1)
    const sets = new Int32Array(size + 1)
    lexers[0] = this.layers![0]!.findIndex((set) => set !== FAILED)
    sets[0] = this.layers![0]![lexers[0]!]!
    for (let i = 0; i < size; i++) {
      const { token, lex, set } = exact.choose(lexers[i]!, sets[i]!, decided[i]!, wishes[i]!, this.layers![i + 1]!)!
      tokens[i] = token
      lexers[i + 1] = lex
      sets[i + 1] = set
    }
    return { tokens, lexers, sets }
  }

  private build(tokens: Int32Array, boundaries: Int32Array, nodes: number): ExactLayer[] | undefined {
    const { exact, size } = this
    const budget = new Budget(this.machine, nodes)
    const layers: ExactLayer[] = [this.start]
    for (let i = 0; i < size; i++) {
      const next = exact.post(layers[i]!, tokens[i]!, boundaries[i + 1]!, budget)
      if (!next) return undefined
      layers.push(next)
    }
    const last = this.open ? this.live(layers[size]!) : exact.endings(layers[size]!)
    if (!last) return undefined
    layers[size] = last
    for (let i = size - 1; i >= 0; i--) {
      const before = exact.pre(layers[i]!, tokens[i]!, layers[i + 1]!, budget)
      if (!before) return undefined
      layers[i] = before
    }
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

function isSome(layer: ExactLayer): boolean {
  return layer.some((set) => set !== FAILED)
}
