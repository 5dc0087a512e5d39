import type { State } from '../automaton/index.js'
import { OptionError } from '../error/index.js'
import type { GrammarMachine } from '../grammar/machine.js'
import { LexemeTokens } from '../grammar/token-classes.js'
import { tokenTableOf } from '../vocab/token-table.js'
import { trieOf } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { Abstraction } from './abstraction.js'
import type { Candidate, Canvas, CanvasLimits, Commitment, Projection, Scores } from './canvas.js'
import { Layers, MASK } from './layers.js'
import { LexerClasses } from './lexer-classes.js'
import { type Found, WitnessSearch } from './witness.js'

class GeneralCanvas implements Canvas {
  readonly size: number
  private readonly tokens: Int32Array
  /** By boundary, size + 1 of them: the layer of what is reached from the left and can be finished to the right. */
  private boundaries: Int32Array
  private filling: Found = 'undecided'
  private readonly parts: Parts
  /** Configurations behind the prefix. */
  private readonly begin: readonly number[]
  private readonly open: boolean
  /** Positions whose boundaries have changed since `changed` was last asked. */
  private readonly fresh: Set<number>
  /** Of the layers that `boundaries` are. */
  private generation = 0

  constructor(parts: Parts, size: number, open: boolean, state: State) {
    this.begin = parts.search.configurationsOf(state)
    this.parts = parts
    this.size = size
    this.open = open
    this.tokens = new Int32Array(size).fill(MASK)
    this.boundaries = new Int32Array(size + 1)
    this.fresh = new Set(this.tokens.keys())
    this.generation = parts.layers.generation
    this.build()
    this.filling = this.first()
  }

  get completable(): boolean {
    return typeof this.filling === 'object'
  }

  get witness(): Int32Array | undefined {
    return typeof this.filling === 'object' ? this.filling.tokens.slice() : undefined
  }

  get exact(): boolean {
    return false
  }

  at(position: number): number {
    return this.tokens[this.check(position)]!
  }

  mask(position: number): Uint32Array {
    const i = this.check(position)
    return this.parts.layers.mask(this.boundaries[i]!, this.boundaries[i + 1]!)
  }

  allows(position: number, token: number): boolean {
    const i = this.check(position)
    return this.parts.layers.allows(this.boundaries[i]!, this.boundaries[i + 1]!, token)
  }

  changed(): number[] {
    const positions = [...this.fresh].sort((a, b) => a - b)
    this.fresh.clear()
    return positions
  }

  project(scores: Scores): Projection | undefined {
    const tokens = this.witness
    if (!tokens) return undefined
    let score = 0
    for (let i = 0; i < this.size; i++) if (this.tokens[i] === MASK) score += scores(i)[tokens[i]!]!
    return { tokens, score, exact: false }
  }

  selectCompatible(candidates: readonly Candidate[]): number[] {
    const tokens = this.tokens.slice()
    const { boundaries } = this
    const kept: number[] = []
    candidates.forEach(({ position, token }, k) => {
      const own = this.tokens[this.check(position)]!
      if (own === MASK ? this.commit(position, token) === 'committed' : own === token) kept.push(k)
    })
    this.tokens.set(tokens)
    this.boundaries = boundaries
    return kept
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
    const kept = this.parts.layers.trim(this.boundaries)
    if (kept) {
      this.boundaries = kept
      this.generation = this.parts.layers.generation
    }
    const { boundaries, filling: old } = this
    this.tokens[i] = token
    this.boundaries = boundaries.slice()
    if (this.narrow(i)) {
      this.filling =
        typeof old === 'object'
          ? this.parts.search.repair(this.tokens, this.boundaries, this.begin, old, i, this.open)
          : this.first()
      if (typeof this.filling === 'object') {
        this.note(boundaries)
        return 'committed'
      }
    } else this.filling = 'none'
    const outcome = this.filling === 'none' ? 'impossible' : 'undecided'
    this.tokens[i] = MASK
    this.boundaries = boundaries
    this.filling = old
    return outcome
  }

  clear(position: number): void {
    const i = this.check(position)
    if (this.tokens[i] === MASK) return
    const { boundaries } = this
    this.tokens[i] = MASK
    this.boundaries = new Int32Array(this.size + 1)
    this.build()
    this.note(boundaries)
    if (typeof this.filling !== 'object') this.filling = this.first()
  }

  /** Takes in which boundaries are not what they were. */
  private note(before: Int32Array): void {
    const { boundaries } = this
    for (let i = 0; i < this.size; i++) {
      if (before[i] !== boundaries[i] || before[i + 1] !== boundaries[i + 1]) this.fresh.add(i)
    }
  }

  private first(): Found {
    return this.parts.search.first(this.tokens, this.boundaries, this.begin, this.open)
  }

  /** All layers anew: from the left what can be reached, from the right what of it can be finished. */
  private build(): void {
    const { layers } = this.parts
    const { boundaries, tokens, size } = this
    boundaries[0] = layers.of(this.begin.map((config) => this.parts.search.elementsOf(config)))
    for (let i = 0; i < size; i++) boundaries[i + 1] = layers.post(boundaries[i]!, tokens[i]!)
    if (!this.open) boundaries[size] = layers.both(boundaries[size]!, layers.endings)
    for (let i = size - 1; i >= 0; i--) {
      boundaries[i] = layers.both(boundaries[i]!, layers.pre(boundaries[i + 1]!, tokens[i]!))
    }
  }

  /** Takes in that a position was decided: to both sides until nothing changes. False if nothing is left. */
  private narrow(position: number): boolean {
    const { layers } = this.parts
    const { boundaries, tokens, size } = this
    for (let i = position; i < size; i++) {
      const next = layers.both(layers.post(boundaries[i]!, tokens[i]!), boundaries[i + 1]!)
      if (next === boundaries[i + 1]) break
      boundaries[i + 1] = next
    }
    for (let i = position; i >= 0; i--) {
      const before = layers.both(layers.pre(boundaries[i + 1]!, tokens[i]!), boundaries[i]!)
      if (before === boundaries[i]) break
      boundaries[i] = before
    }
    return boundaries[0] !== 0 && boundaries[position + 1] !== 0
  }

  /** Ids of layers are only good as long as none are forgotten. */
  private refresh(): void {
    const { layers } = this.parts
    if (this.generation === layers.generation) return
    this.generation = layers.generation
    this.build()
  }

  private check(position: number): number {
    this.refresh()
    if (Number.isInteger(position) && position >= 0 && position < this.size) return position
    throw new OptionError(`There is no position ${position} on a canvas of ${this.size}.`, {
      code: 'option-range',
      option: 'position',
      hint: 'Positions count from 0.',
    })
  }
}

interface Parts {
  readonly layers: Layers
  readonly search: WitnessSearch
}

const known = new WeakMap<GrammarMachine, WeakMap<Vocabulary, Map<number, Parts>>>()

/** A canvas of the general tier, `state` being that of the machine behind the prefix. */
export function generalCanvas(
  machine: GrammarMachine,
  vocabulary: Vocabulary,
  size: number,
  open: boolean,
  state: State,
  limits: CanvasLimits,
): Canvas {
  return new GeneralCanvas(partsOf(machine, vocabulary, limits.expansions ?? 20_000), size, open, state)
}

function partsOf(machine: GrammarMachine, vocabulary: Vocabulary, expansions: number): Parts {
  const byVocabulary = known.get(machine) ?? new WeakMap<Vocabulary, Map<number, Parts>>()
  known.set(machine, byVocabulary)
  const byLimit = byVocabulary.get(vocabulary) ?? new Map<number, Parts>()
  byVocabulary.set(vocabulary, byLimit)
  let parts = byLimit.get(expansions)
  if (!parts) {
    const table = tokenTableOf(vocabulary)
    const tokens = new LexemeTokens(machine, trieOf(table), table.size, true)
    const abstraction = new Abstraction(machine.parser.rtn, (symbol) => machine.isIgnored(symbol))
    const layers = new Layers(abstraction, new LexerClasses(machine, abstraction, tokens, table), table)
    const limits = { expansions, beams: [24, 200] }
    parts = { layers, search: new WitnessSearch(machine, abstraction, tokens, table, layers, limits) }
    byLimit.set(expansions, parts)
  }
  return parts
}
