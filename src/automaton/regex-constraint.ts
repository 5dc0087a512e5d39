import { RegexError, refuseUnknownOptions } from '../error/index.js'
import { ByteDfa, boundedRun, ExprPool, type PoolLimits, parsePattern } from '../regex/index.js'
import { type Constraint, type CountedRun, DEAD, type State } from './constraint.js'

export interface RegexOptions {
  /** Flags for a pattern given as text: i, m, s, u, v. A RegExp brings its own. */
  flags?: string
  limits?: PoolLimits
}

/**
 * The texts that a regular expression matches as a whole, as a constraint over UTF-8 bytes. The
 * syntax is that of ECMA-262; text is read with the flag u where it can be, without it otherwise.
 * A RegExp keeps the meaning of its own flags, except that matching is always over code points.
 *
 * @throws RegexError codes 'syntax', 'flags' (also flags beside a RegExp), 'backreference', 'unsupported-property', 'empty-language'
 * @throws LimitError also later, from `step`, when the states of the pattern pass the limit
 * @throws OptionError for unknown options
 */
export function compileRegex(pattern: string | RegExp, options: RegexOptions = {}): Constraint {
  refuseUnknownOptions(options, ['flags', 'limits'], 'compileRegex()')
  const pool = new ExprPool(options.limits ?? {})
  const isText = typeof pattern === 'string'
  const source = isText ? pattern : pattern.source
  if (!isText && options.flags !== undefined) {
    throw new RegexError(`Flags '${options.flags}' are given beside a RegExp that has its own.`, {
      code: 'flags',
      pattern: source,
      hint: 'Pass the pattern as text, or put the flags into the RegExp.',
    })
  }
  const flags = isText ? options.flags : pattern.flags
  const expr = parsePattern(pool, source, flags, isText ? 'auto' : 'legacy')
  if (pool.isCapturing(expr)) {
    throw new RegexError('A back-reference to a group of many words is not supported here.', {
      code: 'backreference',
      pattern: source,
      hint: 'List the texts that the group can match, or give the pattern as the keyword pattern of a JSON schema.',
    })
  }
  const dfa = new ByteDfa(pool, expr)
  if (dfa.start === DEAD) {
    throw new RegexError('The regular expression matches no text.', {
      code: 'empty-language',
      pattern: source,
      hint: 'Look for assertions or classes that contradict each other.',
    })
  }
  return new RegexConstraint(pool, dfa)
}

class RegexConstraint implements Constraint {
  readonly start: State
  readonly #pool: ExprPool
  readonly #dfa: ByteDfa
  readonly #runs = new Map<State, CountedRun | undefined>()

  constructor(pool: ExprPool, dfa: ByteDfa) {
    this.#pool = pool
    this.#dfa = dfa
    this.start = dfa.start
  }

  step(state: State, byte: number): State {
    return this.#dfa.step(state, byte)
  }

  canEnd(state: State): boolean {
    return this.#dfa.accepts(state)
  }

  minBytesToEnd(state: State): number {
    return this.#dfa.minBytes(state)
  }

  counted(state: State): CountedRun | undefined {
    if (this.#runs.has(state)) return this.#runs.get(state)
    const e = this.#dfa.exprOf(state)
    const run = e < 0 ? undefined : boundedRun(this.#pool, e)
    const counted = run && { base: this.#dfa.stateOf(run.base), min: run.min, max: run.max }
    this.#runs.set(state, counted)
    return counted
  }
}
