import type { Constraint, State } from '../automaton/index.js'
import { OptionError } from '../error/index.js'
import { tokenTableOf } from '../vocab/token-table.js'
import { trieOf } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import type { Candidate, Canvas, CanvasLimits, Commitment, Projection, ProjectOptions, Scores } from './canvas.js'
import { Lattice, type Layer, MASK } from './lattice.js'
import { projectOnto } from './projection.js'
import { StateMachine } from './token-machine.js'
import { TokenSets } from './token-sets.js'

/**
 * A canvas whose masks are exact: layers of the nodes of a machine that does what the constraint does.
 *
 * For each boundary between positions a layer holds what can be reached from the left and finished to the right. A decision
 * narrows the layers to both sides, until one stays as it is.
 */
class ExactCanvas implements Canvas {
  readonly size: number
  private readonly tokens: Int32Array
  /** By boundary, size + 1 of them. */
  private layers: Layer[] = []
  private filling: Int32Array | undefined
  /** Whether `filling` agrees with all that is decided. */
  private filled = false
  private readonly fresh: Set<number>

  constructor(
    private readonly lattice: Lattice,
    size: number,
    private readonly open: boolean,
    private readonly begin: number,
  ) {
    this.size = size
    this.tokens = new Int32Array(size).fill(MASK)
    this.fresh = new Set(this.tokens.keys())
    this.layers = this.build(this.tokens)
  }

  get completable(): boolean {
    return this.layers[0]!.nodes.length > 0
  }

  get exact(): boolean {
    return true
  }

  get witness(): Int32Array | undefined {
    if (!this.completable) return undefined
    if (!this.filled) {
      this.filling = this.fill()
      this.filled = true
    }
    return this.filling!.slice()
  }

  at(position: number): number {
    return this.tokens[this.check(position)]!
  }

  mask(position: number): Uint32Array {
    const [left, right] = this.around(this.check(position))
    return this.lattice.words(this.lattice.passage(left, right))
  }

  allows(position: number, token: number): boolean {
    const [left, right] = this.around(this.check(position))
    return this.isToken(token) && this.lattice.leads(left, token, right)
  }

  changed(): number[] {
    const positions = [...this.fresh].sort((a, b) => a - b)
    this.fresh.clear()
    return positions
  }

  commit(position: number, token: number): Commitment {
    const i = this.check(position)
    if (this.tokens[i] === token) return 'committed'
    if (this.tokens[i] !== MASK) {
      throw new OptionError(`Position ${position} is decided.`, {
        code: 'option-range',
        option: 'position',
        hint: 'Clear it first.',
      })
    }
    if (!this.isToken(token) || !this.lattice.leads(this.layers[i]!, token, this.layers[i + 1]!)) return 'impossible'
    this.tokens[i] = token
    if (this.filling?.[i] !== token) this.filled = false
    this.narrow(i)
    return 'committed'
  }

  clear(position: number): void {
    const i = this.check(position)
    if (this.tokens[i] === MASK) return
    this.tokens[i] = MASK
    const before = this.layers
    this.layers = this.build(this.tokens)
    for (let k = 0; k < this.size; k++) {
      if (before[k] !== this.layers[k] || before[k + 1] !== this.layers[k + 1] || this.tokens[k] !== MASK) {
        this.fresh.add(k)
      }
    }
    this.fresh.add(i)
  }

  project(scores: Scores, options: ProjectOptions = {}): Projection | undefined {
    if (!this.completable) return undefined
    const found = projectOnto(this.lattice, this.layers, this.tokens, scores, options.random)
    if (!found) return undefined
    this.filling = found.tokens.slice()
    this.filled = true
    return found
  }

  selectCompatible(candidates: readonly Candidate[]): number[] {
    const tokens = this.tokens.slice()
    const layers = this.layers.slice()
    const fresh = [...this.fresh]
    const kept: number[] = []
    candidates.forEach(({ position, token }, k) => {
      const own = this.tokens[this.check(position)]!
      if (own === MASK ? this.commit(position, token) === 'committed' : own === token) kept.push(k)
    })
    // A filling with all of them.
    if (this.completable) void this.witness
    this.tokens.set(tokens)
    this.layers = layers
    this.fresh.clear()
    for (const i of fresh) this.fresh.add(i)
    return kept
  }

  /** The layers around a position as they are without its own token. */
  private around(i: number): [Layer, Layer] {
    if (this.tokens[i] === MASK) return [this.layers[i]!, this.layers[i + 1]!]
    const tokens = this.tokens.slice()
    tokens[i] = MASK
    const layers = this.build(tokens)
    return [layers[i]!, layers[i + 1]!]
  }

  /** All layers anew: from the left what can be reached, from the right what of it can be finished. */
  private build(tokens: Int32Array): Layer[] {
    const { lattice, size } = this
    const layers = [lattice.layer(Int32Array.of(this.begin))]
    for (let i = 0; i < size; i++) layers.push(lattice.post(layers[i]!, tokens[i]!))
    layers[size] = lattice.ending(layers[size]!, this.open)
    for (let i = size - 1; i >= 0; i--) layers[i] = lattice.narrowLeft(layers[i]!, tokens[i]!, layers[i + 1]!)
    return layers
  }

  private narrow(position: number): void {
    const { lattice, layers, tokens, size, fresh } = this
    let last = position
    for (; last < size; last++) {
      const next = lattice.narrowRight(layers[last]!, tokens[last]!, layers[last + 1]!)
      if (next === layers[last + 1]) break
      layers[last + 1] = next
    }
    let first = position
    for (; first >= 0; first--) {
      const next = lattice.narrowLeft(layers[first]!, tokens[first]!, layers[first + 1]!)
      if (next === layers[first]) break
      layers[first] = next
    }
    for (let i = Math.max(first, 0); i <= Math.min(last, size - 1); i++) fresh.add(i)
    // What could stand in place of a decided token depends on all the others.
    for (let i = 0; i < size; i++) if (tokens[i] !== MASK) fresh.add(i)
  }

  /** A way through the layers, with the tokens of the last one where they do. */
  private fill(): Int32Array {
    const { lattice, layers, tokens, size, filling } = this
    const { machine } = lattice
    const found = new Int32Array(size)
    let node = this.begin
    for (let i = 0; i < size; i++) {
      const allowed = new Set(layers[i + 1]!.nodes)
      let next = -1
      const wanted = tokens[i] === MASK ? (filling?.[i] ?? MASK) : tokens[i]!
      if (wanted !== MASK) {
        machine.follow(node, wanted, (target) => {
          if (allowed.has(target)) next = target
        })
        found[i] = wanted
      }
      if (next < 0) {
        const { targets, sets } = machine.edges(node)
        const k = targets.findIndex((target) => allowed.has(target))
        next = targets[k]!
        found[i] = machine.sets.first(sets[k]!)
      }
      node = next
    }
    return found
  }

  private isToken(token: number): boolean {
    return Number.isInteger(token) && token >= 0 && token < this.lattice.machine.sets.size
  }

  private check(position: number): number {
    if (Number.isInteger(position) && position >= 0 && position < this.size) return position
    throw new OptionError(`There is no position ${position} on a canvas of ${this.size}.`, {
      code: 'option-range',
      option: 'position',
      hint: 'Positions count from 0.',
    })
  }
}

interface Parts {
  readonly machine: StateMachine
  readonly lattice: Lattice
}

const known = new WeakMap<Constraint, WeakMap<Vocabulary, Map<number, Parts>>>()

/** A canvas of the exact tiers, `state` being that of the constraint behind the prefix. */
export function exactCanvas(
  constraint: Constraint,
  vocabulary: Vocabulary,
  size: number,
  open: boolean,
  state: State,
  limits: CanvasLimits,
): Canvas {
  const { machine, lattice } = partsOf(constraint, vocabulary, limits.states ?? 50_000)
  return new ExactCanvas(lattice, size, open, machine.node(state))
}

function partsOf(constraint: Constraint, vocabulary: Vocabulary, states: number): Parts {
  const byVocabulary = known.get(constraint) ?? new WeakMap<Vocabulary, Map<number, Parts>>()
  known.set(constraint, byVocabulary)
  const byLimit = byVocabulary.get(vocabulary) ?? new Map<number, Parts>()
  byVocabulary.set(vocabulary, byLimit)
  let parts = byLimit.get(states)
  if (!parts) {
    const table = tokenTableOf(vocabulary)
    const sets = new TokenSets(table.size)
    const endSet = sets.intern(Int32Array.from(table.endIds))
    const limits = { states, work: Number.POSITIVE_INFINITY }
    const machine = new StateMachine(constraint, table, trieOf(table), sets, endSet, limits)
    parts = { machine, lattice: new Lattice(machine) }
    byLimit.set(states, parts)
  }
  return parts
}
