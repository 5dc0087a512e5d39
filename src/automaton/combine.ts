import { OptionError } from '../error/index.js'
import type { Constraint, State } from './constraint.js'
import {
  type Argument,
  type CombineLimits,
  type CombineOptions,
  type Part,
  readLimits,
  readPart,
  readParts,
} from './parts.js'
import { SetMachine } from './set-machine.js'
import { literal } from './words.js'

/**
 * The texts of the parts one after the other, however a text can be cut.
 *
 * @throws LimitError later, from `step`, when the limits are passed
 * @throws OptionError if a part is not a constraint
 * @throws EspalierError code 'empty-language' if a part accepts nothing
 */
export function sequence(...parts: readonly Part[]): Constraint
export function sequence(parts: readonly Part[], options?: CombineOptions): Constraint
export function sequence(...args: readonly Argument[]): Constraint {
  const { parts, limits } = readParts(args, 'sequence')
  const flat = parts.flatMap((part) => (part instanceof SequenceMachine ? part.parts : [part]))
  if (flat.length === 0) return readPart('', 'sequence')
  return flat.length === 1 ? flat[0]! : new SequenceMachine(flat, limits)
}

/**
 * The texts of any of the parts.
 *
 * @throws LimitError later, from `step`, when the limits are passed
 * @throws OptionError if a part is not a constraint, or there is none
 * @throws EspalierError code 'empty-language' if a part accepts nothing
 */
export function union(...parts: readonly Part[]): Constraint
export function union(parts: readonly Part[], options?: CombineOptions): Constraint
export function union(...args: readonly Argument[]): Constraint {
  const { parts, limits } = readParts(args, 'union')
  return unionOf(parts, limits, 'union')
}

/** The texts of any of the parts: `union` of a list. */
export function choice(parts: readonly Part[], options: CombineOptions = {}): Constraint {
  const read = readParts([parts, options], 'choice')
  return unionOf(read.parts, read.limits, 'choice')
}

/** The texts of a part, or nothing. */
export function optional(part: Part, options: CombineOptions = {}): Constraint {
  const read = readPart(part, 'optional')
  return read.canEnd(read.start)
    ? read
    : unionOf([readPart('', 'optional'), read], readLimits(options, 'optional'), 'optional')
}

export interface RepeatOptions extends CombineOptions {
  /** Fewest repetitions. Default 0. */
  min?: number
  /** Most repetitions. Default Infinity. */
  max?: number
}

/**
 * From `min` to `max` texts of a part one after the other.
 *
 * @throws LimitError later, from `step`, when the limits are passed
 * @throws OptionError if the bounds are no whole numbers with min <= max
 * @throws EspalierError code 'empty-language' if the part accepts nothing
 */
export function repeat(part: Part, options: RepeatOptions = {}): Constraint {
  const { min = 0, max = Number.POSITIVE_INFINITY, ...others } = options
  const limits = readLimits(others, 'repeat')
  const read = readPart(part, 'repeat')
  if (!Number.isInteger(min) || min < 0) throw badBound('min', min, 'a whole number')
  if (max !== Number.POSITIVE_INFINITY && (!Number.isInteger(max) || max < min)) {
    throw badBound('max', max, 'Infinity or a whole number that is not below min')
  }
  return max === 0 ? readPart('', 'repeat') : new RepeatMachine(read, min, max, limits)
}

function badBound(option: string, value: unknown, hint: string): OptionError {
  return new OptionError(`'${option}' of repeat() cannot be ${String(value)}.`, {
    code: 'option-range',
    option,
    hint: `Use ${hint}.`,
  })
}

function unionOf(parts: readonly Constraint[], limits: Required<CombineLimits>, call: string): Constraint {
  const flat = parts.flatMap((part) => (part instanceof UnionMachine ? part.parts : [part]))
  if (flat.length === 0) {
    throw new OptionError(`${call}() needs at least one part.`, {
      code: 'bad-option',
      option: 'parts',
      hint: 'Pass one constraint or more.',
    })
  }
  return flat.length === 1 ? flat[0]! : new UnionMachine(call, flat, limits)
}

/** Index: the part that is being read. */
class SequenceMachine extends SetMachine {
  /** Fewest bytes of the parts after each. */
  private readonly after: Float64Array

  constructor(
    readonly parts: readonly Constraint[],
    limits: Required<CombineLimits>,
  ) {
    super('sequence', limits, parts)
    this.after = new Float64Array(parts.length)
    for (let i = parts.length - 2; i >= 0; i--) {
      const next = parts[i + 1]!
      this.after[i] = this.after[i + 1]! + next.minBytesToEnd(next.start)
    }
    this.start = this.begin([0, parts[0]!.start])
  }

  protected part(index: number): Constraint {
    return this.parts[index]!
  }

  protected follow(index: number, _state: State, begin: number[]): void {
    const next = this.parts[index + 1]
    if (next) begin.push(index + 1, next.start)
  }

  protected endsWith(index: number): boolean {
    return index === this.parts.length - 1
  }

  protected rest(index: number): number {
    return this.after[index]!
  }

  protected leadsOn(index: number): boolean {
    return index < this.parts.length - 1
  }
}

/** Index: the alternative. */
class UnionMachine extends SetMachine {
  constructor(
    call: string,
    readonly parts: readonly Constraint[],
    limits: Required<CombineLimits>,
  ) {
    super(call, limits, parts)
    this.start = this.begin(parts.flatMap((part, i) => [i, part.start]))
  }

  protected part(index: number): Constraint {
    return this.parts[index]!
  }

  protected follow(): void {}

  protected endsWith(): boolean {
    return true
  }

  protected rest(): number {
    return 0
  }

  protected leadsOn(): boolean {
    return false
  }
}

/**
 * Index: how many repetitions were begun, the present one included; 0 is the empty text in place of any. Without
 * an upper bound the count stops at `min`, since nothing depends on more; a part that can be empty makes any
 * lower bound void.
 *
 * Of two configurations with the same state, one may allow everything the other does: without an upper bound the
 * one with more repetitions; with one and from `min` on, the one with fewer. Only the greater is kept.
 */
class RepeatMachine extends SetMachine {
  private readonly empty: Constraint
  private readonly min: number
  private readonly least: number

  constructor(
    private readonly repeated: Constraint,
    min: number,
    private readonly max: number,
    limits: Required<CombineLimits>,
  ) {
    super('repeat', limits, [repeated])
    this.empty = literal('')
    this.least = repeated.minBytesToEnd(repeated.start)
    this.min = this.least === 0 ? 1 : Math.max(min, 1)
    const first = [1, repeated.start]
    this.start = this.begin(min === 0 ? [0, this.empty.start, ...first] : first)
  }

  protected part(index: number): Constraint {
    return index === 0 ? this.empty : this.repeated
  }

  protected follow(index: number, _state: State, begin: number[]): void {
    if (index === 0 || index >= this.max) return
    const next = this.max === Number.POSITIVE_INFINITY ? Math.min(index + 1, this.min) : index + 1
    begin.push(next, this.repeated.start)
  }

  protected endsWith(index: number): boolean {
    return index === 0 || index >= this.min
  }

  protected rest(index: number): number {
    return index === 0 ? 0 : Math.max(0, this.min - index) * this.least
  }

  protected leadsOn(index: number): boolean {
    return index !== 0
  }

  protected override admit(index: number, state: State): boolean {
    const { pairs, min } = this
    const bounded = this.max !== Number.POSITIVE_INFINITY
    if (index === 0 || (bounded && index < min)) return super.admit(index, state)
    let kept = 0
    for (let i = 0; i < pairs.length; i += 2) {
      const other = pairs[i]!
      const same = pairs[i + 1] === state && other > 0
      if (same && (bounded ? other >= min && other <= index : other >= index)) return false
      if (same && (bounded ? other > index : other < index)) continue
      pairs[kept] = other
      pairs[kept + 1] = pairs[i + 1]!
      kept += 2
    }
    pairs.length = kept
    return super.admit(index, state)
  }
}
