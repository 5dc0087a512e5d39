import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { sequence } from './combine.js'
import type { Constraint, State } from './constraint.js'
import { type CombineLimits, type CombineOptions, type Part, readLimits, readPart } from './parts.js'
import { SetMachine } from './set-machine.js'
import { patternOf, TextAutomaton } from './text.js'

/** A place where free text gives way to a constraint. */
export interface Switch {
  /** Once this is written in free text, `content` must follow. */
  begin: string
  content: Part
  /** Written after the content. Default: nothing. */
  end?: string
}

export interface SwitchOptions extends CombineOptions {
  /** Fewest switches in the text. Default 0. */
  min?: number
  /** Most switches in the text; after the last one no `begin` can be written. Default Infinity. */
  max?: number
  /** Texts that must not occur in the free text. */
  forbid?: readonly string[]
  /** Whether the text ends where the last switch that `max` allows does, with no free text behind it. Default false. */
  stopAfterLast?: boolean
}

/**
 * Free text in which some texts switch to a constraint: tool calls between prose, for example. The language is
 * (text begin content end)* text, where the texts between contain neither a `begin` nor anything forbidden.
 *
 * @throws OptionError if a `begin` is empty, contains another one or something forbidden, or the bounds are none
 * @throws EspalierError code 'empty-language' if a content accepts nothing
 * @throws LimitError later, from `step`, when the limits are passed
 */
export function switchTo(switches: Switch | readonly Switch[], options: SwitchOptions = {}): Constraint {
  const { min = 0, max = Number.POSITIVE_INFINITY, forbid = [], stopAfterLast = false, ...others } = options
  const limits = readLimits(others, 'switchTo')
  const list = Array.isArray(switches) ? (switches as readonly Switch[]) : [switches as Switch]
  if (!Number.isInteger(min) || min < 0) throw badOption('min', `cannot be ${String(min)}`, 'Use a whole number.')
  if (max !== Number.POSITIVE_INFINITY && (!Number.isInteger(max) || max < min)) {
    throw badOption('max', `cannot be ${String(max)}`, 'Use Infinity or a whole number that is not below min.')
  }
  if (typeof stopAfterLast !== 'boolean' || (stopAfterLast && max === Number.POSITIVE_INFINITY)) {
    throw badOption('stopAfterLast', `cannot be ${String(stopAfterLast)}`, 'Use true or false, and true only with max.')
  }
  if (list.length === 0) throw badOption('switches', 'is an empty list', 'Pass one switch or more.')
  const forbidden = forbid.map((text) => patternOf(text, 'forbid'))
  for (const [i, { begin }] of list.entries()) {
    for (const [j, other] of list.entries()) {
      if (i === j || !begin.includes(other.begin)) continue
      throw badOption(
        'begin',
        `${JSON.stringify(begin)} can never be reached: it contains ${JSON.stringify(other.begin)}`,
        'Use texts that do not contain one another.',
      )
    }
    for (const text of forbid) {
      if (!begin.includes(text)) continue
      throw badOption(
        'forbid',
        `contains ${JSON.stringify(text)}, which occurs in ${JSON.stringify(begin)}`,
        'Forbid a longer text, or begin with another one.',
      )
    }
  }
  const begins = list.map(({ begin }) => patternOf(begin, 'begin'))
  const contents = list.map((item) => {
    refuseUnknownOptions(item, ['begin', 'content', 'end'], 'a switch of switchTo()')
    const content = readPart(item.content, 'switchTo')
    return item.end === undefined ? content : sequence(content, item.end)
  })
  return new SwitchMachine(begins, contents, forbidden, min, max, stopAfterLast, limits)
}

function badOption(option: string, what: string, hint: string): OptionError {
  return new OptionError(`'${option}' of switchTo() ${what}.`, { code: 'bad-option', option, hint })
}

/**
 * Index: place + (1 + number of switches) * switches behind us; place 0 is the free text, place 1 + i the content of
 * switch i. Without an upper bound the count stops at `min`.
 */
class SwitchMachine extends SetMachine {
  /** Free text that must still switch, may switch, and must not any more. */
  private readonly must: TextAutomaton
  private readonly may: TextAutomaton
  private readonly last: TextAutomaton
  /** Fewest bytes of free text with a switch, to the end of the switch. */
  private readonly least: number
  private readonly places: number

  constructor(
    begins: readonly Uint8Array[],
    private readonly contents: readonly Constraint[],
    forbidden: readonly Uint8Array[],
    private readonly min: number,
    private readonly max: number,
    private readonly stops: boolean,
    limits: Required<CombineLimits>,
  ) {
    super('switchTo', limits, contents)
    const after = contents.map((content) => content.minBytesToEnd(content.start))
    this.must = new TextAutomaton(begins, forbidden, false, after)
    this.may = new TextAutomaton(begins, forbidden, true, after)
    this.last = new TextAutomaton([], [...begins, ...forbidden], true)
    this.least = this.must.minBytesToEnd(this.must.start)
    this.places = 1 + contents.length
    this.start = this.begin([0, this.text(0).start])
  }

  protected part(index: number): Constraint {
    const place = index % this.places
    return place === 0 ? this.text(index / this.places) : this.contents[place - 1]!
  }

  protected follow(index: number, state: State, begin: number[]): void {
    const place = index % this.places
    const behind = (index - place) / this.places
    if (place === 0) {
      const fired = this.text(behind).fired(state)
      if (fired >= 0) begin.push(index + 1 + fired, this.contents[fired]!.start)
      return
    }
    if (this.isLast(behind)) return
    const next = this.max === Number.POSITIVE_INFINITY ? Math.min(behind + 1, this.min) : behind + 1
    begin.push(next * this.places, this.text(next).start)
  }

  protected endsWith(index: number, state: State): boolean {
    const place = index % this.places
    if (place !== 0) return this.isLast((index - place) / this.places)
    return this.text(index / this.places).fired(state) < 0
  }

  protected rest(index: number): number {
    const behind = Math.floor(index / this.places)
    return Math.max(0, this.min - behind - 1) * this.least
  }

  protected leadsOn(index: number): boolean {
    const place = index % this.places
    return place !== 0 && !this.isLast((index - place) / this.places)
  }

  /** Whether nothing follows the switch with so many behind it. */
  private isLast(behind: number): boolean {
    return this.stops && behind + 1 === this.max
  }

  private text(behind: number): TextAutomaton {
    if (behind < this.min) return this.must
    return behind < this.max ? this.may : this.last
  }
}
