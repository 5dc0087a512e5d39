import { DEAD, run, type State } from '../automaton/index.js'
import { GrammarError, OptionError, refuseUnknownOptions } from '../error/index.js'
import type { GrammarConstraint } from '../grammar/index.js'
import { GrammarMachine } from '../grammar/machine.js'
import { LexemeTokens } from '../grammar/token-classes.js'
import { tokenTableOf } from '../vocab/token-table.js'
import { trieOf } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { Abstraction } from './abstraction.js'
import { Layers, MASK } from './layers.js'
import { type Found, WitnessSearch } from './witness.js'

export interface CanvasOptions {
  /** 'closed' (default): the text ends on the canvas, positions behind its end hold end tokens. 'open': it may go on. */
  tail?: 'closed' | 'open'
  /** Text before the canvas; it may end within a lexeme. Default: none. */
  prefix?: string | Uint8Array
  limits?: {
    /** States expanded in one search for a filling. Default 20,000. */
    expansions?: number
  }
}

/**
 * What was done with a token: 'committed'; 'impossible', proved: no filling of the canvas has it there; or 'undecided': no
 * filling was found within the limits, nor the proof that there is none. Only 'committed' changes the canvas.
 */
export type Commitment = 'committed' | 'impossible' | 'undecided'

/**
 * A text of exactly `size` tokens, some decided, some not, under a grammar: for diffusion models and infilling.
 *
 * `mask(i)` is *complete*: it forbids no token that some filling of the canvas has at position i. It may leave in some
 * that no filling has; `commit` finds that out, since no token is committed without one full valid filling in hand, the *witness*.
 * So a canvas that was completable stays so, in whatever order it is filled.
 */
export interface Canvas {
  readonly size: number
  /** Whether a filling is known. */
  readonly completable: boolean
  /** One full valid filling that agrees with all that is decided, a token for each position; undefined if none is known. */
  readonly witness: Int32Array | undefined
  /** The token at a position, -1 if it is not decided. */
  at(position: number): number
  /**
   * The tokens that may stand at a position, ceil(vocabulary.size / 32) words: bit t is words[t >>> 5] >>> (t & 31) & 1. For a decided
   * position those that could stand there in its place. Not to be modified.
   */
  mask(position: number): Uint32Array
  /**
   * Decides a position.
   * @throws OptionError for a position that is decided or not on the canvas
   */
  commit(position: number, token: number): Commitment
  /** Leaves a position open again. The witness stays one. */
  clear(position: number): void
}

class TokenCanvas implements Canvas {
  readonly size: number
  private readonly tokens: Int32Array
  /** By boundary, size + 1 of them: the layer of what can be there, coming from the left and going to the right. */
  private boundaries: Int32Array
  private filling: Found = 'undecided'
  private readonly parts: Parts
  /** Configurations behind the prefix. */
  private readonly begin: readonly number[]
  private readonly open: boolean

  constructor(parts: Parts, size: number, open: boolean, state: State) {
    this.begin = parts.search.configurationsOf(state)
    this.parts = parts
    this.size = size
    this.open = open
    this.tokens = new Int32Array(size).fill(MASK)
    this.boundaries = new Int32Array(size + 1)
    this.build()
    this.filling = this.first()
  }

  get completable(): boolean {
    return typeof this.filling === 'object'
  }

  get witness(): Int32Array | undefined {
    return typeof this.filling === 'object' ? this.filling.tokens.slice() : undefined
  }

  at(position: number): number {
    return this.tokens[this.check(position)]!
  }

  mask(position: number): Uint32Array {
    const i = this.check(position)
    return this.parts.layers.mask(this.boundaries[i]!, this.boundaries[i + 1]!)
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
    const before = this.boundaries.slice()
    const old = this.filling
    this.tokens[i] = token
    if (this.narrow(i)) {
      this.filling =
        typeof old === 'object'
          ? this.parts.search.repair(this.tokens, this.boundaries, this.begin, old, i, this.open)
          : this.first()
      if (typeof this.filling === 'object') return 'committed'
    } else this.filling = 'none'
    const outcome = this.filling === 'none' ? 'impossible' : 'undecided'
    this.tokens[i] = MASK
    this.boundaries = before
    this.filling = old
    return outcome
  }

  clear(position: number): void {
    const i = this.check(position)
    if (this.tokens[i] === MASK) return
    this.tokens[i] = MASK
    this.build()
    if (typeof this.filling !== 'object') this.filling = this.first()
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
    if (!this.open) boundaries[size] = layers.ending(boundaries[size]!)
    for (let i = size - 1; i >= 0; i--) boundaries[i] = layers.pre(boundaries[i]!, tokens[i]!, boundaries[i + 1]!)
  }

  /** Takes in that a position was decided: to both sides until nothing changes. False if nothing is left. */
  private narrow(position: number): boolean {
    const { layers } = this.parts
    const { boundaries, tokens, size } = this
    for (let i = position; i < size; i++) {
      const next = layers.intersection(layers.post(boundaries[i]!, tokens[i]!), boundaries[i + 1]!)
      if (next === boundaries[i + 1]) break
      boundaries[i + 1] = next
    }
    for (let i = position; i >= 0; i--) {
      const next = layers.pre(boundaries[i]!, tokens[i]!, boundaries[i + 1]!)
      if (next === boundaries[i]) break
      boundaries[i] = next
    }
    return boundaries[0] !== 0 && boundaries[position + 1] !== 0
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

const known = new WeakMap<GrammarConstraint, WeakMap<Vocabulary, Map<number, Parts>>>()

/**
 * A canvas on which nothing is decided. What can be shared by canvases of one grammar and vocabulary is.
 *
 * @throws GrammarError 'not-supported' for grammars without lexemes or with other constraints in them
 * @throws LimitError later, when the limits of the grammar are passed
 */
export function createCanvas(
  grammar: GrammarConstraint,
  vocabulary: Vocabulary,
  size: number,
  options: CanvasOptions = {},
): Canvas {
  refuseUnknownOptions(options, ['tail', 'prefix', 'limits'], 'createCanvas()')
  refuseUnknownOptions(options.limits ?? {}, ['expansions'], 'limits of createCanvas()')
  if (!Number.isInteger(size) || size < 0) {
    throw new OptionError(`A canvas cannot have ${size} positions.`, {
      code: 'option-range',
      option: 'size',
      hint: 'Use a whole number.',
    })
  }
  if (options.tail !== undefined && options.tail !== 'closed' && options.tail !== 'open') {
    throw new OptionError(`'tail' of createCanvas() cannot be ${String(options.tail)}.`, {
      code: 'option-range',
      option: 'tail',
      hint: "Use 'closed' or 'open'.",
    })
  }
  const expansions = options.limits?.expansions ?? 20_000
  const parts = partsOf(grammar, vocabulary, expansions)
  const { prefix = '' } = options
  const state = run(grammar, grammar.start, typeof prefix === 'string' ? new TextEncoder().encode(prefix) : prefix)
  if (state === DEAD) {
    throw new OptionError('The text before the canvas begins no word of the grammar.', {
      code: 'option-range',
      option: 'prefix',
      hint: 'Check it with `espalier check`, or leave it out.',
    })
  }
  return new TokenCanvas(parts, size, options.tail === 'open', state)
}

function partsOf(grammar: GrammarConstraint, vocabulary: Vocabulary, expansions: number): Parts {
  if (!(grammar instanceof GrammarMachine) || !grammar.lexer || grammar.embeds || grammar.indents) {
    throw new GrammarError(
      'Canvases need a grammar that cuts text into lexemes, without other constraints or indentation.',
      {
        code: 'not-supported',
        hint: "Use a grammar with lexer 'longest'.",
      },
    )
  }
  const byVocabulary = known.get(grammar) ?? new WeakMap<Vocabulary, Map<number, Parts>>()
  known.set(grammar, byVocabulary)
  const byLimit = byVocabulary.get(vocabulary) ?? new Map<number, Parts>()
  byVocabulary.set(vocabulary, byLimit)
  let parts = byLimit.get(expansions)
  if (!parts) {
    const machine: GrammarMachine = grammar
    const table = tokenTableOf(vocabulary)
    const tokens = new LexemeTokens(machine, trieOf(table), table.size, true)
    const abstraction = new Abstraction(machine.parser.rtn)
    const layers = new Layers(machine, abstraction, tokens, table)
    const limits = { expansions, beams: [24, 200] }
    parts = { layers, search: new WitnessSearch(machine, abstraction, tokens, table, layers, limits) }
    byLimit.set(expansions, parts)
  }
  return parts
}
