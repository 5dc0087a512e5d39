import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { sequence } from './combine.js'
import { type Constraint, type CountedRun, DEAD, type State } from './constraint.js'
import { TupleInterner } from './interner.js'
import { type Part, readPart } from './parts.js'
import { patternOf, TextAutomaton } from './text.js'

export interface ThinkingOptions {
  /** What opens the thought. Default '<think>'; '' where the prompt has opened it already. */
  begin?: string
  /** What closes it, and does not occur in it. Default '</think>'. */
  end?: string
  /** Most code points of the thought, the marks not counted. Default: no limit. */
  maxCodePoints?: number
  /**
   * Most tokens of the thought with its marks. Tokens are not text, so the automaton does not know them: the decode
   * loop of `generate` keeps to it, a matcher by itself does not.
   */
  budgetTokens?: number
  /** What follows the thought. */
  answer: Part
}

/** A constraint that is written in parts, one after the other, each with a budget of its own. Combined with others it loses the budgets. */
export interface PartedConstraint extends Constraint {
  readonly budgets: readonly BudgetedPart[]
}

export interface BudgetedPart {
  readonly constraint: Constraint
  /** Most tokens of the part. */
  readonly maxTokens: number
}

/**
 * A thought in free text, and then a constraint: `<think>…</think>` and the answer. The thought may be anything in valid
 * UTF-8 without `end`. A budget of code points is kept by the automaton: where it runs short, only what still leads to `end`
 * is allowed.
 *
 * @throws OptionError on unknown options, an empty `end`, budgets that are none
 */
export function thinking(options: ThinkingOptions): PartedConstraint {
  refuseUnknownOptions(options, ['begin', 'end', 'maxCodePoints', 'budgetTokens', 'answer'], 'thinking()')
  const { begin = '<think>', end = '</think>', maxCodePoints, budgetTokens } = options
  for (const [option, value, least] of [
    ['maxCodePoints', maxCodePoints, 0],
    ['budgetTokens', budgetTokens, 1],
  ] as const) {
    if (value === undefined || value === Number.POSITIVE_INFINITY) continue
    if (Number.isInteger(value) && value >= least && value <= 0x3fffffff) continue
    throw new OptionError(`'${option}' of thinking() cannot be ${String(value)}.`, {
      code: 'option-range',
      option,
      hint: `Use a whole number of at least ${least}, or leave it out.`,
    })
  }
  patternOf(end, 'end')
  const thought = sequence(begin, new Thought(end, maxCodePoints ?? Number.POSITIVE_INFINITY))
  const answer = readPart(options.answer, 'thinking')
  const budgets = [
    { constraint: thought, maxTokens: budgetTokens ?? Number.POSITIVE_INFINITY },
    { constraint: answer, maxTokens: Number.POSITIVE_INFINITY },
  ]
  return Object.assign(sequence(thought, answer), { budgets })
}

/** Stands for no limit in a state. */
const FREE = 0x40000000

/**
 * Free text up to an end mark, of so many code points at most. A state is a pair: the state of the text, and how many
 * code points there may still be, FREE for any number. Of the code points read, those that begin the mark may turn out not
 * to belong to the text; so a state is live as long as what is read but for them fits.
 */
class Thought implements Constraint {
  readonly start: State
  private readonly text: TextAutomaton
  private readonly pairs = new TupleInterner()
  private readonly pair = new Int32Array(2)

  constructor(end: string, max: number) {
    this.text = new TextAutomaton([patternOf(end, 'end')], [], false)
    this.start = this.intern(this.text.start, max === Number.POSITIVE_INFINITY ? FREE : max)
  }

  step(state: State, byte: number): State {
    if (state === DEAD) return DEAD
    const next = this.text.step(this.pairs.at(state, 0), byte)
    if (next === DEAD) return DEAD
    const left = this.pairs.at(state, 1)
    if (left === FREE) return this.intern(next, FREE)
    const begins = (byte & 0xc0) !== 0x80 ? 1 : 0
    // Left may be below zero, by the code points that begin the mark.
    return left - begins + this.text.pointsAhead(next) < 0 ? DEAD : this.intern(next, left - begins)
  }

  canEnd(state: State): boolean {
    return state !== DEAD && this.text.canEnd(this.pairs.at(state, 0))
  }

  minBytesToEnd(state: State): number {
    return state === DEAD ? Number.POSITIVE_INFINITY : this.text.minBytesToEnd(this.pairs.at(state, 0))
  }

  counted(state: State): CountedRun | undefined {
    const left = this.pairs.at(state, 1)
    if (left === FREE || left < 0) return undefined
    // A token of no more code points than that cannot make the text too long, wherever it leads.
    return { base: this.intern(this.pairs.at(state, 0), FREE), min: 0, max: left, only: true }
  }

  private intern(text: State, left: number): State {
    this.pair[0] = text
    this.pair[1] = left
    return this.pairs.intern(this.pair)
  }
}
