import type { Constraint, State } from '../automaton/index.js'
import { LimitError } from '../error/index.js'
import { tokenTableOf } from '../vocab/token-table.js'
import { trieOf } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { bestFilling } from './best-filling.js'
import type { Candidate, Canvas, CanvasLimits, Commitment, Projection, ProjectOptions, Scores } from './canvas.js'
import { Crossings } from './crossings.js'
import { drawnFilling } from './drawn-filling.js'
import { type Filled, Filler, type Path } from './filler.js'
import { Lattice, type Layer, MASK } from './lattice.js'
import { OutlineMachine } from './outline-machine.js'
import { PartsMemo } from './parts-memo.js'
import { PathSearch } from './path-search.js'
import { checkPosition, refuseDecided } from './positions.js'
import { Weights } from './projection.js'
import { QuotientMachine } from './quotient-machine.js'
import { StackEffects } from './stack-effects.js'
import { StateMachine, type TokenMachine } from './token-machine.js'
import { TokenSets } from './token-sets.js'

/**
 * Moves in the search for a best filling, besides those that every filling takes: half as many after each search that did not find it, and
 * twice as many after one that did.
 */
const mostMoves = 1_000
const leastMoves = 200
/** States expanded, and tokens tried for each move, to find a filling near to it. */
const quickExpansions = 400
const triesPerMove = 3
/** Drawn fillings that are thrown away before one is taken that is near to those. */
const maxDraws = 16

/**
 * A canvas on layers of the nodes of a machine: for each boundary between positions what can be reached from the left and finished
 * to the right. A decision narrows the layers to both sides, until one stays as it is.
 *
 * While no layer has a node that loses something, masks are exact, and whatever they allow can be committed. Otherwise a path that the
 * constraint itself goes is kept, and a token is committed once such a path has it.
 */
class LayeredCanvas implements Canvas {
  readonly size: number
  readonly tokens: Int32Array
  /** By boundary, size + 1 of them. */
  layers: Layer[] = []
  private readonly lattice: Lattice
  private readonly filler: Filler
  private readonly search: PathSearch
  private readonly crossings: Crossings
  private moves = mostMoves
  private path: Path | undefined
  /** Whether `path` agrees with all that is decided. */
  private fits = false
  private isExact: boolean | undefined
  /** By position whether its mask may have changed since that was asked. */
  private readonly fresh: Uint8Array

  constructor(
    parts: Parts,
    size: number,
    readonly open: boolean,
    readonly begin: { readonly place: number; readonly state: State },
  ) {
    this.lattice = parts.lattice
    this.filler = parts.filler
    this.search = new PathSearch(parts.lattice, parts.filler)
    this.crossings = parts.crossings
    this.size = size
    this.tokens = new Int32Array(size).fill(MASK)
    this.fresh = new Uint8Array(size).fill(1)
    this.layers = this.build(this.tokens)
    if (!this.exact) this.find()
  }

  get completable(): boolean {
    return this.layers[0]!.nodes.length > 0 && (this.fits || this.exact)
  }

  get exact(): boolean {
    this.isExact ??= !this.layers.some((layer) => this.lattice.loses(layer))
    return this.isExact
  }

  get witness(): Int32Array | undefined {
    if (!this.completable) return undefined
    if (!this.fits) this.find()
    return this.path!.tokens.slice()
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
    const changed: number[] = []
    for (let i = 0; i < this.size; i++) if (this.fresh[i] === 1) changed.push(i)
    this.fresh.fill(0)
    return changed
  }

  commit(position: number, token: number): Commitment {
    const i = this.check(position)
    if (!this.isToken(token)) return 'impossible'
    if (this.tokens[i] === token) return 'committed'
    if (this.tokens[i] !== MASK) refuseDecided(i)
    if (!this.lattice.leads(this.layers[i]!, token, this.layers[i + 1]!)) return 'impossible'
    const wasExact = this.exact
    const before = wasExact ? undefined : this.layers.slice()
    const fitted = this.fits
    this.tokens[i] = token
    if (this.path?.tokens[i] !== token) this.fits = false
    const [first, last] = this.narrow(i)
    if (before) {
      this.isExact = undefined
      if (!this.fits && !this.exact) {
        const found = this.repair(i)
        if (found !== 'found') {
          this.layers = before
          this.tokens[i] = MASK
          this.isExact = false
          this.fits = fitted
          return found === 'none' ? 'impossible' : 'undecided'
        }
      }
    }
    this.note(first, last)
    return 'committed'
  }

  clear(position: number): void {
    const i = this.check(position)
    if (this.tokens[i] === MASK) return
    if (this.completable && !this.fits) this.find()
    this.tokens[i] = MASK
    const before = this.layers
    this.layers = this.build(this.tokens)
    this.isExact = undefined
    for (let k = 0; k < this.size; k++) {
      if (before[k] !== this.layers[k] || before[k + 1] !== this.layers[k + 1] || this.tokens[k] !== MASK) {
        this.fresh[k] = 1
      }
    }
    this.fresh[i] = 1
    if (!this.fits && !this.exact) this.find()
  }

  project(scores: Scores, options: ProjectOptions = {}): Projection | undefined {
    if (!this.completable) return undefined
    const { layers, tokens, open, begin, filler } = this
    const { machine } = this.lattice
    const { random } = options
    const weights = new Weights(machine.sets, this.crossings, layers, tokens, scores, random)
    if (!weights.possible) return undefined
    const request = { weights, tokens, open, begin }
    if (random) {
      for (let draw = 0; draw < maxDraws; draw++) {
        const path = drawnFilling(request, machine, filler, random)
        if (path) return this.projected(path, weights, machine.deterministic)
      }
    } else {
      const path = bestFilling(request, machine, filler, this.moves + this.size)
      this.moves = path === 'undecided' ? Math.max(leastMoves, this.moves >> 1) : Math.min(mostMoves, 2 * this.moves)
      if (path === 'none') return undefined
      if (path !== 'undecided') return this.projected(path, weights, true)
    }
    // Something near to it, or else what is known.
    const { order, tokensOf } = weights
    const ways = { layers, tokens, open, from: 0, order, tokensOf }
    const filled = filler.fill(ways, begin, quickExpansions + this.size, triesPerMove * this.moves + this.size)
    if (filled === 'none') return undefined
    if (filled !== 'undecided') return this.projected(filled.path, weights, false)
    const known = this.witness!
    return { tokens: known, score: weights.scoreOf(known), exact: false }
  }

  selectCompatible(candidates: readonly Candidate[]): number[] {
    const tokens = this.tokens.slice()
    const layers = this.layers.slice()
    const { isExact } = this
    const fresh = this.fresh.slice()
    const kept: number[] = []
    try {
      candidates.forEach(({ position, token }, k) => {
        const own = this.tokens[this.check(position)]!
        if (own === MASK ? this.commit(position, token) === 'committed' : own === token) kept.push(k)
      })
      // A filling with all of them.
      if (this.completable && !this.fits) this.find()
    } finally {
      this.tokens.set(tokens)
      this.layers = layers
      this.isExact = isExact
      this.fresh.set(fresh)
    }
    return kept
  }

  private projected(path: Path, weights: Weights, exact: boolean): Projection {
    this.path = path
    this.fits = true
    const tokens = path.tokens.slice()
    return { tokens, score: weights.scoreOf(tokens), exact }
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
    const layers = [lattice.layer(Int32Array.of(lattice.machine.nodeAt(this.begin.place)))]
    for (let i = 0; i < size; i++) layers.push(lattice.post(layers[i]!, tokens[i]!))
    layers[size] = lattice.ending(layers[size]!, this.open)
    for (let i = size - 1; i >= 0; i--) layers[i] = lattice.narrowLeft(layers[i]!, tokens[i]!, layers[i + 1]!)
    return layers
  }

  /** Takes in that a position was decided. Returns the first and the last boundary that have changed. */
  private narrow(position: number): [number, number] {
    const { lattice, layers, tokens, size } = this
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
    return [first, last]
  }

  private note(first: number, last: number): void {
    const { fresh, tokens, size } = this
    fresh.fill(1, Math.max(first, 0), last + 1)
    // What could stand in place of a decided token depends on all the others.
    for (let i = 0; i < size; i++) if (tokens[i] !== MASK) fresh[i] = 1
  }

  /** A path through the layers, near to the last one. */
  private find(): void {
    if (this.layers[0]!.nodes.length === 0) return
    this.walk(this.search.find(this, this.path))
  }

  /** Leads the path over the token decided last. */
  private repair(position: number): 'found' | 'none' | 'undecided' {
    const filled = this.path ? this.search.repair(this, this.path, position) : this.search.find(this, undefined)
    this.walk(filled)
    return typeof filled === 'string' ? filled : 'found'
  }

  private walk(filled: Filled | 'none' | 'undecided'): void {
    if (typeof filled === 'string') return
    this.path = filled.path
    this.fits = true
  }

  private isToken(token: number): boolean {
    return Number.isInteger(token) && token >= 0 && token < this.lattice.machine.sets.size
  }

  private check(position: number): number {
    return checkPosition(position, this.size)
  }
}

interface Parts {
  readonly lattice: Lattice
  readonly filler: Filler
  readonly crossings: Crossings
}

/** Nodes of a vocabulary's trie up to which the states themselves are tried first where there is an outline, too. */
const smallTrie = 4096
/** Trie nodes looked at in trying that. */
const smallWork = 1_000_000

/** Parts for texts that begin at a state. */
const known = new PartsMemo<Constraint, (state: State) => Parts>()

/**
 * A canvas of the exact tiers, `state` being that of the constraint behind the prefix. On the states of the constraint if there are few,
 * otherwise on the least outline of it that there is room for, from the level `first` on.
 */
export function exactCanvas(
  constraint: Constraint,
  vocabulary: Vocabulary,
  size: number,
  open: boolean,
  state: State,
  limits: CanvasLimits,
  first = 0,
): Canvas {
  const outlines = constraint.outline?.(1) !== undefined
  const least = outlines && trieOf(tokenTableOf(vocabulary)).nodes > smallTrie ? 1 : 0
  for (let level = Math.max(least, first); ; level++) {
    try {
      const parts = partsOf(constraint, vocabulary, limits, level, outlines)(state)
      return new LayeredCanvas(parts, size, open, { place: parts.lattice.machine.place(state), state })
    } catch (error) {
      if (!(error instanceof LimitError) || !constraint.outline?.(level + 1)) throw error
    }
  }
}

/** Level 0 is the constraint itself. */
function partsOf(
  constraint: Constraint,
  vocabulary: Vocabulary,
  limits: CanvasLimits,
  level: number,
  outlines: boolean,
): (state: State) => Parts {
  const { states = 50_000, expansions = 20_000 } = limits
  return known.of(constraint, vocabulary, `${level},${states},${expansions}`, () => {
    const table = tokenTableOf(vocabulary)
    const trie = trieOf(table)
    const sets = new TokenSets(table.size)
    const endSet = sets.intern(Int32Array.from(table.endIds))
    const partsOn = (machine: TokenMachine): Parts => {
      const lattice = new Lattice(machine)
      const filler = new Filler(lattice, constraint, table, trie, expansions)
      return { lattice, filler, crossings: new Crossings(lattice) }
    }
    if (level === 0) {
      const work = outlines ? smallWork : Number.POSITIVE_INFINITY
      const machine = new StateMachine(constraint, table, trie, sets, endSet, { states, work })
      const parts = partsOn(machine)
      return (state) => {
        machine.node(state)
        return parts
      }
    }
    const outline = constraint.outline!(level)!
    const effects = new StackEffects(outline, table, trie, sets)
    const most = outline.multiplies ? Math.min(states, fewStates) : states
    const machine = new OutlineMachine(outline, effects, sets, table, endSet, { states: most, work: maxWork })
    let parts: Parts | undefined
    let expanded = 0
    return (state) => {
      machine.node(state)
      if (!parts || machine.expanded > expanded) {
        expanded = machine.expanded
        parts = partsOn(new QuotientMachine(machine))
      }
      return parts
    }
  })
}

/** Nodes above which an outline whose controls multiply is taken to have too many. */
const fewStates = 8_000
/** Trie nodes looked at for one outline. */
const maxWork = 300_000_000
