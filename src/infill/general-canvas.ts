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
  /** By boundary, size + 1 of them: the layer of what can be reached from the left. */
  private reached: Int32Array
  /** By boundary: the layer of what can be finished to the right. */
  private finishing: Int32Array
  private filling: Found = 'undecided'
  private readonly parts: Parts
  /** Configurations behind the prefix. */
  private readonly begin: readonly number[]
  private readonly open: boolean
  /** Positions whose boundaries have changed since `changed` was last asked. */
  private readonly fresh: Set<number>

  constructor(parts: Parts, size: number, open: boolean, state: State) {
    this.begin = parts.search.configurationsOf(state)
    this.parts = parts
    this.size = size
    this.open = open
    this.tokens = new Int32Array(size).fill(MASK)
    this.reached = new Int32Array(size + 1)
    this.finishing = new Int32Array(size + 1)
    this.fresh = new Set(this.tokens.keys())
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
    return this.parts.layers.mask(this.reached[i]!, this.finishing[i + 1]!)
  }

  allows(position: number, token: number): boolean {
    const i = this.check(position)
    return this.parts.layers.allows(this.reached[i]!, this.finishing[i + 1]!, token)
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
    const { reached, finishing } = this
    const kept: number[] = []
    candidates.forEach(({ position, token }, k) => {
      const own = this.tokens[this.check(position)]!
      if (own === MASK ? this.commit(position, token) === 'committed' : own === token) kept.push(k)
    })
    this.tokens.set(tokens)
    this.reached = reached
    this.finishing = finishing
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
    const { reached, finishing, filling: old } = this
    this.tokens[i] = token
    this.reached = reached.slice()
    this.finishing = finishing.slice()
    if (this.spread(i)) {
      this.filling =
        typeof old === 'object'
          ? this.parts.search.repair(this.tokens, this.finishing, this.begin, old, i, this.open)
          : this.first()
      if (typeof this.filling === 'object') {
        this.note(reached, finishing)
        return 'committed'
      }
    } else this.filling = 'none'
    const outcome = this.filling === 'none' ? 'impossible' : 'undecided'
    this.tokens[i] = MASK
    this.reached = reached
    this.finishing = finishing
    this.filling = old
    return outcome
  }

  clear(position: number): void {
    const i = this.check(position)
    if (this.tokens[i] === MASK) return
    const { reached, finishing } = this
    this.tokens[i] = MASK
    this.reached = reached.slice()
    this.finishing = finishing.slice()
    this.spread(i)
    this.note(reached, finishing)
    if (typeof this.filling !== 'object') this.filling = this.first()
  }

  private note(reached: Int32Array, finishing: Int32Array): void {
    for (let i = 0; i < this.size; i++) {
      if (reached[i] !== this.reached[i] || finishing[i + 1] !== this.finishing[i + 1]) this.fresh.add(i)
    }
  }

  private first(): Found {
    return this.parts.search.first(this.tokens, this.finishing, this.begin, this.open)
  }

  private build(): void {
    const { layers } = this.parts
    const { reached, finishing, tokens, size } = this
    reached[0] = layers.of(this.begin.map((config) => this.parts.search.elementsOf(config)))
    for (let i = 0; i < size; i++) reached[i + 1] = layers.post(reached[i]!, tokens[i]!)
    finishing[size] = this.open ? layers.everything : layers.endings
    for (let i = size - 1; i >= 0; i--) finishing[i] = layers.pre(finishing[i + 1]!, tokens[i]!)
  }

  /** Takes in that a position was decided or opened: to both sides until nothing changes. False if nothing is left. */
  private spread(position: number): boolean {
    const { layers } = this.parts
    const { reached, finishing, tokens, size } = this
    for (let i = position; i < size; i++) {
      const next = layers.post(reached[i]!, tokens[i]!)
      if (next === reached[i + 1]) break
      reached[i + 1] = next
    }
    for (let i = position; i >= 0; i--) {
      const before = layers.pre(finishing[i + 1]!, tokens[i]!)
      if (before === finishing[i]) break
      finishing[i] = before
    }
    return layers.meet(reached[position + 1]!, finishing[position + 1]!)
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
