import type { State } from '../automaton/index.js'
import type { Filled, Filler, FillRequest, Path } from './filler.js'
import { type Lattice, type Layer, MASK } from './lattice.js'
import { includes } from './sorted.js'

/** A canvas as it is. */
export interface Standing {
  /** By boundary, one more than tokens. */
  readonly layers: readonly Layer[]
  readonly tokens: Int32Array
  readonly open: boolean
  readonly begin: { readonly place: number; readonly state: State }
}

/** States expanded and tokens tried in a depth-first search, and the tokens of one set that it tries. */
const quickExpansions = 400
const quickTries = 800
const tokensPerSet = 6
/** Ways kept in breadth-first searches, the cheaper ones first, and tokens tried in the last one. */
const narrowBeam = 12
const wideBeam = 48
const narrowTries = 3_000
const wideTries = 10_000
const leastPatience = 1 / 16
/** Positions before a token from which the first window begins. */
const nearest = 2
/** Positions of canvases on which all ways are tried before one is given up. */
const smallCanvas = 32

/** Searches for paths through layers which the constraint itself goes, near to the last one and the cheaper searches first. */
export class PathSearch {
  /** The share of the usual tries that the last searches get: less where they have just failed. */
  private patience = 1

  constructor(
    private readonly lattice: Lattice,
    private readonly filler: Filler,
  ) {}

  find(standing: Standing, near: Path | undefined): Filled | 'none' | 'undecided' {
    const { begin, tokens } = standing
    const request = { ...standing, from: 0, near }
    const filled = this.filler.fill(
      request,
      begin,
      tokens.length > smallCanvas ? quickExpansions + tokens.length : undefined,
    )
    return filled === 'undecided' ? this.filler.beam(request, begin, wideBeam) : filled
  }

  /** A path over the token decided last: from as near before it as it goes, and back to the old path behind it. */
  repair(standing: Standing, path: Path, position: number): Filled | 'none' | 'undecided' {
    const filled = this.repaired(standing, path, position)
    this.patience = filled === 'undecided' ? Math.max(leastPatience, this.patience / 4) : Math.min(1, this.patience * 2)
    return filled
  }

  private repaired(standing: Standing, path: Path, position: number): Filled | 'none' | 'undecided' {
    const { begin, tokens } = standing
    const { filler, patience } = this
    const from = this.passing(standing, path, position)
    const request = { ...standing, from, near: path, join: position }
    let filled = filler.fill({ ...request, tokensPerSet }, begin, quickExpansions, quickTries)
    if (filled === 'none' && from === 0) return 'none'
    // Windows, wider and wider.
    for (let back = nearest; typeof filled === 'string' && back < 4 * from; back *= 4) {
      const window = this.window(standing, path, position, Math.max(0, from - back), 2 * back)
      if (window) filled = filler.beam({ ...request, ...window }, begin, narrowBeam, narrowTries)
    }
    const whole = { ...request, from: 0 }
    if (typeof filled === 'string') filled = filler.beam(whole, begin, narrowBeam, 2 * narrowTries * patience)
    if (typeof filled === 'string' && tokens.length <= smallCanvas) filled = filler.fill(whole, begin)
    if (filled === 'undecided') filled = filler.beam(whole, begin, wideBeam, wideTries * patience)
    return filled
  }

  /**
   * Layers of the ways that leave the path at a boundary up to `start` and can be back on it behind the position, up to `ahead`
   * positions behind the first place where they can; undefined if there are none. Behind that the path stays.
   */
  private window(
    standing: Standing,
    path: Path,
    position: number,
    start: number,
    ahead: number,
  ): Pick<FillRequest, 'from' | 'layers' | 'tokens' | 'meet'> | undefined {
    const { lattice } = this
    const size = standing.tokens.length
    const from = this.passing(standing, path, start)
    const layers = standing.layers.slice()
    layers[from] = lattice.layer(Int32Array.of(this.nodeAt(path, from)))
    let to = from
    let last = size
    for (let at = from; at < last; at++) {
      layers[at + 1] = lattice.narrowRight(layers[at]!, standing.tokens[at]!, layers[at + 1]!)
      if (layers[at + 1]!.nodes.length === 0) return undefined
      if (at < position || !includes(layers[at + 1]!.nodes, this.nodeAt(path, at + 1))) continue
      if (to === from) last = Math.min(size, at + 1 + ahead)
      to = at + 1
    }
    if (to === from) return undefined
    layers[to] = lattice.layer(Int32Array.of(this.nodeAt(path, to)))
    for (let at = to - 1; at > from; at--) {
      layers[at] = lattice.narrowLeft(layers[at]!, standing.tokens[at]!, layers[at + 1]!)
    }
    for (let at = to + 1; at <= size; at++) layers[at] = standing.layers[at]!
    const tokens = standing.tokens.slice()
    for (let at = to; at < size; at++) if (tokens[at] === MASK) tokens[at] = path.tokens[at]!
    return { from, layers, tokens, meet: to }
  }

  /** The last boundary up to this one at which the path is in the layers. */
  private passing(standing: Standing, path: Path, boundary: number): number {
    let at = boundary
    while (at > 0 && !includes(standing.layers[at]!.nodes, this.nodeAt(path, at))) at--
    return at
  }

  private nodeAt(path: Path, boundary: number): number {
    return this.lattice.machine.nodeAt(path.places[boundary]!)
  }
}
