/**
 * Different values of formulas whose values are made of values of the same formulas, the cheapest first: arrays of
 * unique items that are such arrays themselves.
 *
 * A value is longer than those in it. So all lists grow together, always by the shortest value that some list lacks:
 * whatever it is made of is in the lists already. What is possible with these lists alone is asked of a satisfiability
 * test of its own, made anew when a list has grown, since its answers hold for these lists only. A list grows as far as
 * somebody asked for its values.
 */
import type { Candidate } from './array-theory.js'
import type { Context } from './context.js'
import type { Formula } from './formula.js'
import type { Satisfier } from './satisfy.js'

const NONE = Number.POSITIVE_INFINITY
/** Values of one formula that are found one after the other. */
export const maxSearched = 64
/** Questions in a row that ended before any list had grown; the next ones would end likewise. */
const maxFailures = 2
const tooMany = 'The values that different items can take are made of too many others.'
/** Texts per value that are looked at before it is asked whether there is another value. */
const spellings = 3

/** While the values of a formula were searched some of the same were asked for. */
export class Recursion extends Error {
  constructor(
    readonly formula: Formula,
    readonly limit: number,
  ) {
    super('Values of a formula are made of values of the same formula.')
  }
}

interface List {
  readonly found: Candidate[]
  readonly values: Set<number>
  wanted: number
  /** There are no more. */
  complete: boolean
}

export class RecursiveValues {
  private readonly lists = new Map<Formula, List>()
  private failures = 0

  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
  ) {}

  has(f: Formula): boolean {
    return this.lists.has(f)
  }

  /** Up to `limit` values of a formula, which is taken to be recursive from now on. */
  cheapest(f: Formula, limit: number): readonly Candidate[] {
    this.want(f, limit)
    while (this.isShort(this.lists.get(f)!)) {
      if (this.failures >= maxFailures) throw this.satisfier.exhausted(tooMany)
      this.satisfier.tick()
      try {
        this.grow()
        this.failures = 0
      } catch (error) {
        if (!(error instanceof Recursion)) {
          this.failures++
          throw error
        }
        this.want(error.formula, error.limit)
      }
    }
    return this.listed(f, limit)
  }

  /**
   * The values found so far.
   * @throws Recursion if more were never asked for
   */
  listed(f: Formula, limit: number): readonly Candidate[] {
    const { found, wanted, complete } = this.lists.get(f)!
    if (complete || limit <= found.length) return found.slice(0, limit)
    if (wanted < Math.min(limit, maxSearched)) throw new Recursion(f, limit)
    if (found.length < maxSearched) return found
    this.satisfier.gaveUp()
    const { cost } = found[found.length - 1]!
    return [...found, ...many(limit - found.length, cost)]
  }

  private want(f: Formula, limit: number): void {
    let list = this.lists.get(f)
    if (!list) {
      list = { found: [], values: new Set(), wanted: 0, complete: false }
      this.lists.set(f, list)
    }
    list.wanted = Math.max(list.wanted, Math.min(limit, maxSearched))
  }

  private isShort({ found, wanted, complete }: List): boolean {
    return !complete && found.length < wanted
  }

  /** Adds the shortest values that the lists lack. @throws Recursion if that takes values of which there is no list */
  private grow(): void {
    const inner = this.satisfier.within(this)
    let least = NONE
    const nexts: { list: List; value: number; cost: number }[] = []
    const short = [...this.lists].filter(([, list]) => this.isShort(list))
    for (const [f, list] of short) {
      const next = this.next(inner, f, list, least)
      if (!next) continue
      least = next.cost
      nexts.push({ list, ...next })
    }
    for (const { list, value, cost } of nexts) {
      if (cost > least) continue
      list.values.add(value)
      list.found.push({ value, cost })
    }
    if (least === NONE) for (const [, list] of short) list.complete = true
  }

  /** The shortest value that a list lacks, of at most `most` bytes. */
  private next(
    inner: Satisfier,
    f: Formula,
    { values }: List,
    most: number,
  ): { value: number; cost: number } | undefined {
    const texts = inner.texts(f)
    for (let again = 0; ; again++) {
      const text = texts.next()
      if (text === undefined || texts.cost > most) return undefined
      const value = this.context.valueOfText(text)
      if (!values.has(value)) return { value, cost: texts.cost }
      // One value may have texts without end.
      if (again === spellings * values.size && !this.hasMore(inner, f, values)) return undefined
    }
  }

  private hasMore(inner: Satisfier, f: Formula, values: ReadonlySet<number>): boolean {
    const { formulas } = this.context
    const rest = formulas.and2(f, formulas.not(inner.among([...values])))
    return inner.ask(false, () => inner.closedValue(rest)) < NONE
  }
}

/** Values of which it is only known that there are so many. */
export function many(count: number, cost: number): Candidate[] {
  return new Array<Candidate>(Math.max(0, count)).fill({ value: undefined, cost })
}
