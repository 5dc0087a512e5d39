import { type Constraint, DEAD, run, type State } from '../automaton/index.js'
import { LimitError } from '../error/index.js'
import { joined } from './infill-result.js'
import { type InfillOptions, someFills, validateInfill } from './validate-infill.js'

/** Completions that are remembered to be tried again. */
const mostRemembered = 8

/**
 * One region of a text that is being filled from left to right: before it everything is decided, behind it there are pieces with
 * holes between them. Says of beginnings of the region whether everything can still become a word.
 *
 * The answers depend on the state after the beginning alone, so each state is asked about once. What completed the text from another
 * state often does from this one: reading that again costs little, and only where all such texts fail the whole
 * question is put. What a question leaves open at its limits counts as no.
 */
export class Region {
  /** Questions that had to be put. */
  questions = 0
  private readonly goesOn = new Map<State, boolean>()
  private readonly endsAt = new Map<State, boolean>()
  private readonly begin: State
  /** Texts that have completed the region and what is behind it, from some state; and such that have completed what is behind it. */
  private readonly ways: Uint8Array[] = []
  private readonly waysOut: Uint8Array[] = []

  /** @param right the pieces behind the region, at least one; the first of them follows it directly */
  constructor(
    private readonly language: Constraint,
    readonly left: Uint8Array,
    readonly right: readonly Uint8Array[],
    private readonly options: InfillOptions = {},
  ) {
    this.begin = run(language, language.start, left)
  }

  /** The language's state after the beginning of the region. */
  stateAfter(text: Uint8Array): State {
    return run(this.language, this.begin, text)
  }

  /** Whether more can be written behind the beginning, or nothing, so that all holes can be filled. */
  canGoOn(text: Uint8Array, state = this.stateAfter(text)): boolean {
    return this.decide(this.goesOn, state, this.ways, () => {
      const { left, right } = this
      const fills = this.fills([joined([left, text]), ...right])
      if (fills) this.remember(fills[0]!, fills.slice(1))
      return fills !== undefined
    })
  }

  /** Whether the region can end behind the beginning. */
  canEnd(text: Uint8Array, state = this.stateAfter(text)): boolean {
    return this.decide(this.endsAt, state, this.waysOut, () => {
      const { left, right, language } = this
      const [next, ...others] = right
      if (others.length === 0) {
        const end = run(language, state, next!)
        return end !== DEAD && language.canEnd(end)
      }
      const fills = this.fills([joined([left, text, next!]), ...others])
      if (fills) this.remember(new Uint8Array(0), fills)
      return fills !== undefined
    })
  }

  /**
   * Texts for the rest of the region behind a beginning and for the holes after it, of which `fits` is true; shortest ones where others
   * do not fit, which take longer to find. Undefined if there are none, or none are found.
   */
  fillsFrom(text: Uint8Array, fits: (fills: readonly Uint8Array[]) => boolean): readonly Uint8Array[] | undefined {
    const fills = this.fitting([joined([this.left, text]), ...this.right], fits)
    if (fills) this.remember(fills[0]!, fills.slice(1))
    return fills
  }

  /** The same for the holes after the region, if it ends behind the beginning. */
  fillsBehind(text: Uint8Array, fits: (fills: readonly Uint8Array[]) => boolean): readonly Uint8Array[] | undefined {
    const [next, ...others] = this.right
    if (others.length === 0) return this.canEnd(text) ? [] : undefined
    return this.fitting([joined([this.left, text, next!]), ...others], fits)
  }

  private fitting(
    pieces: readonly Uint8Array[],
    fits: (fills: readonly Uint8Array[]) => boolean,
  ): readonly Uint8Array[] | undefined {
    const some = this.fills(pieces)
    if (!some || fits(some)) return some
    const result = validateInfill(this.language, pieces, this.options)
    return result.completable && fits(result.fillBytes) ? result.fillBytes : undefined
  }

  private decide(known: Map<State, boolean>, state: State, ways: Uint8Array[], ask: () => boolean): boolean {
    if (state === DEAD) return false
    let answer = known.get(state)
    if (answer === undefined) {
      answer = this.leadsOn(state, ways) || ask()
      known.set(state, answer)
    }
    return answer
  }

  private leadsOn(state: State, ways: Uint8Array[]): boolean {
    const { language } = this
    const index = ways.findIndex((way) => {
      const end = run(language, state, way)
      return end !== DEAD && language.canEnd(end)
    })
    // What has just worked is tried first.
    if (index > 0) ways.unshift(...ways.splice(index, 1))
    return index >= 0
  }

  private fills(pieces: readonly Uint8Array[]): readonly Uint8Array[] | undefined {
    this.questions++
    try {
      return someFills(this.language, pieces, this.options)
    } catch (error) {
      if (error instanceof LimitError) return undefined
      throw error
    }
  }

  /** @param others what fills the holes behind the region */
  private remember(end: Uint8Array, others: readonly Uint8Array[]): void {
    const out = joined(this.right.flatMap((piece, i) => (i === 0 ? [piece] : [others[i - 1]!, piece])))
    add(this.waysOut, out)
    add(this.ways, joined([end, out]))
  }
}

function add(ways: Uint8Array[], way: Uint8Array): void {
  ways.unshift(way)
  if (ways.length > mostRemembered) ways.pop()
}
