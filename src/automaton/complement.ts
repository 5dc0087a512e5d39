import { OptionError } from '../error/index.js'
import { type Constraint, DEAD, type State } from './constraint.js'
import { TupleInterner } from './interner.js'
import {
  type CombineLimits,
  type CombineOptions,
  emptyLanguage,
  type Part,
  passedLimit,
  readLimits,
  readPart,
} from './parts.js'
import { intersection } from './product.js'
import { usesStack } from './set-machine.js'
import { StepRows } from './step-rows.js'
import { follow, missingBytes } from './utf8.js'

/**
 * Every text in valid UTF-8 that the part does not accept. The part must be regular: literals, patterns, free text,
 * quotes, and what is combined of them. Schemas and grammars have a stack, and are refused.
 *
 * @throws OptionError code 'not-regular' for a part with a stack
 * @throws EspalierError code 'empty-language' if the part accepts every text
 * @throws LimitError here or later from `step`, when the limits are passed
 */
export function complement(part: Part, options: CombineOptions = {}): Constraint {
  return complementOf(part, readLimits(options, 'complement'), 'complement')
}

/**
 * The texts of one part that the other does not accept. Only what is taken away must be regular.
 *
 * @throws OptionError code 'not-regular' if `excluded` has a stack
 * @throws EspalierError code 'empty-language' if nothing is left
 * @throws LimitError here or later from `step`, when the limits are passed
 */
export function difference(part: Part, excluded: Part, options: CombineOptions = {}): Constraint {
  const limits = readLimits(options, 'difference')
  return intersection([readPart(part, 'difference'), complementOf(excluded, limits, 'difference')], { limits })
}

function complementOf(part: Part, limits: Required<CombineLimits>, call: string): Constraint {
  const read = readPart(part, call)
  if (usesStack(read)) {
    throw new OptionError(`${call}() cannot take away a part with a stack (a schema or a grammar).`, {
      code: 'not-regular',
      option: 'part',
      hint: 'Take away a regular part: a text, a pattern, free text, or a combination of these.',
    })
  }
  const machine = new ComplementMachine(read, limits, call)
  if (machine.start === DEAD) throw emptyLanguage(`${call}() leaves no text: every text is taken away.`)
  return machine
}

const UNKNOWN = -1

/**
 * A state is a pair: the state of the part, DEAD once the text cannot become one of its words, and the class of what is
 * missing of a character. It is dead itself if every text that can follow completes a word of the part. Whether there is
 * one that does not is searched for breadth first; where the part dies soon, so does the search.
 */
class ComplementMachine implements Constraint {
  readonly start: State
  private readonly pairs = new TupleInterner()
  private readonly rows = new StepRows()
  /** Bytes to the nearest text that is no word of the part; Infinity for dead states. */
  private readonly cost: number[] = [Number.POSITIVE_INFINITY]
  private readonly pair = new Int32Array(2)

  constructor(
    private readonly part: Constraint,
    private readonly limits: Required<CombineLimits>,
    private readonly call: string,
  ) {
    const start = this.intern(part.start, 0)
    this.start = this.minBytes(start) === Number.POSITIVE_INFINITY ? DEAD : start
  }

  step(state: State, byte: number): State {
    if (state === DEAD) return DEAD
    const known = this.rows.get(state, byte)
    if (known >= 0) return known
    const pair = this.advance(state, byte)
    const next = this.minBytes(pair) === Number.POSITIVE_INFINITY ? DEAD : pair
    this.rows.set(state, byte, next)
    return next
  }

  canEnd(state: State): boolean {
    return state !== DEAD && this.pairs.at(state, 1) === 0 && !this.part.canEnd(this.pairs.at(state, 0))
  }

  minBytesToEnd(state: State): number {
    return this.minBytes(state)
  }

  private intern(state: State, kind: number): State {
    this.pair[0] = state
    this.pair[1] = kind
    const id = this.pairs.intern(this.pair)
    if (id === this.cost.length) {
      if (id > this.limits.states) throw passedLimit(this.call, 'states', this.limits.states, 'states')
      this.cost.push(UNKNOWN)
    }
    return id
  }

  /** The pair after a byte, live or not; DEAD where the byte is no UTF-8. */
  private advance(state: State, byte: number): State {
    const kind = follow(this.pairs.at(state, 1), byte)
    return kind < 0 ? DEAD : this.intern(this.part.step(this.pairs.at(state, 0), byte), kind)
  }

  /** Bytes to the end where no search is needed, else UNKNOWN. */
  private plain(state: State): number {
    if (this.cost[state] !== UNKNOWN) return this.cost[state]!
    if (this.pairs.at(state, 0) === DEAD) return missingBytes[this.pairs.at(state, 1)]!
    return this.canEnd(state) ? 0 : UNKNOWN
  }

  private minBytes(from: State): number {
    const quick = this.plain(from)
    if (quick !== UNKNOWN) {
      this.cost[from] = quick
      return quick
    }
    const found = [from]
    const parent = [-1]
    const depth = [0]
    const seen = new Set(found)
    // A pair that ends this many bytes on was met; pairs farther from the start than that cannot do better.
    let best = Number.POSITIVE_INFINITY
    let via = -1
    for (let i = 0; i < found.length && depth[i]! + 1 < best; i++) {
      for (let byte = 0; byte < 256; byte++) {
        const next = this.advance(found[i]!, byte)
        if (next === DEAD || seen.has(next)) continue
        seen.add(next)
        const left = this.plain(next)
        if (left === Number.POSITIVE_INFINITY) continue
        if (left !== UNKNOWN) {
          if (depth[i]! + 1 + left < best) {
            best = depth[i]! + 1 + left
            via = i
          }
          continue
        }
        if (found.length === this.limits.search) {
          throw passedLimit(this.call, 'search', this.limits.search, 'states to tell whether a text can be completed')
        }
        found.push(next)
        parent.push(i)
        depth.push(depth[i]! + 1)
      }
    }
    if (via < 0) for (const state of found) this.cost[state] = Number.POSITIVE_INFINITY
    else for (let i = via; i >= 0; i = parent[i]!) this.cost[found[i]!] = best - depth[i]!
    return this.cost[from]!
  }
}
