/** Different values of a formula, the cheapest first. */

import { fromCodePoints, textBytes } from '../regex/index.js'
import type { Candidate } from './array-theory.js'
import { canonicalJson } from './canonical-json.js'
import { type Context, type Decimal, Type } from './context.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'
import { toNumber } from './number/decimal.js'
import { many, maxSearched, Recursion, RecursiveValues } from './recursive-values.js'
import type { Satisfier } from './satisfy.js'
import { evaluateString } from './strings.js'

const NONE = Number.POSITIVE_INFINITY
/** Up to this many values are found sooner one by one. */
const worthProbing = 7
const probedBytes = 4
const literalTexts: readonly [Type, string][] = [
  [Type.Null, 'null'],
  [Type.True, 'true'],
  [Type.False, 'false'],
]
const unquoted = [0x20, 0x21, ...Array.from({ length: 0x5b - 0x23 + 1 }, (_, i) => 0x23 + i)]
const printable = [...unquoted, ...Array.from({ length: 0x7f - 0x5d + 1 }, (_, i) => 0x5d + i)]

export class DistinctValues {
  private readonly found = new Map<string, readonly Candidate[]>()
  /** Formulas whose values are being searched, apart from values that they exclude. */
  private readonly searching = new Set<Formula>()
  private readonly recursive: RecursiveValues

  /** `lists` are the only values of their formulas, if given. */
  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
    private readonly lists?: RecursiveValues,
  ) {
    this.recursive = lists ?? new RecursiveValues(context, satisfier)
  }

  /** Up to `limit` values; unless minimising, any values do. */
  cheapest(f: Formula, limit: number): readonly Candidate[] {
    const { satisfier } = this
    const key = `${satisfier.minimize ? 1 : 0},${limit},${f}`
    const known = this.found.get(key)
    if (known) return known
    const { result, final } = satisfier.settled(() => this.search(f, limit))
    if (final) this.found.set(key, result)
    return result
  }

  private search(f: Formula, limit: number): readonly Candidate[] {
    const { satisfier } = this
    if (!satisfier.minimize && satisfier.surelyMany(f, limit, 3)) return many(limit, 1)
    const { base, excluded } = satisfier.withoutExcluded(f)
    if (limit > 1 && this.recursive.has(base)) return this.fromLists(base, excluded, limit)
    const cost = satisfier.closedValue(f)
    if (cost === NONE) return []
    // A single value has none to differ from: it does not matter which it is.
    if (limit === 1) return many(1, cost)
    if (this.searching.has(base)) throw new Recursion(base, limit + excluded.size)
    this.searching.add(base)
    try {
      return satisfier.attempt(() => this.short(f, limit) ?? this.oneByOne(f, limit, cost))
    } catch (error) {
      if (this.lists || !(error instanceof Recursion) || error.formula !== base) throw error
    } finally {
      this.searching.delete(base)
    }
    return this.fromLists(base, excluded, limit)
  }

  private fromLists(base: Formula, excluded: ReadonlySet<number>, limit: number): readonly Candidate[] {
    const wanted = limit + excluded.size
    const found = this.lists ? this.lists.listed(base, wanted) : this.recursive.cheapest(base, wanted)
    return found.filter(({ value }) => value === undefined || !excluded.has(value)).slice(0, limit)
  }

  private oneByOne(f: Formula, limit: number, least: number): Candidate[] {
    const { formulas } = this.context
    const { satisfier } = this
    const found: Candidate[] = []
    const values: number[] = []
    let rest = f
    for (let cost = least; cost < NONE && found.length < limit; cost = satisfier.closedValue(rest)) {
      satisfier.tick()
      if (found.length >= maxSearched) {
        satisfier.gaveUp()
        return [...found, ...many(limit - found.length, cost)]
      }
      const value = this.context.valueOfText(satisfier.witness(rest))
      found.push({ value, cost })
      values.push(value)
      rest = formulas.and2(f, formulas.not(satisfier.among(values)))
    }
    return found
  }

  /** The cheapest values where they are listed, or short scalars; undefined if that does not tell. */
  private short(f: Formula, limit: number): readonly Candidate[] | undefined {
    const { satisfier } = this
    if (satisfier.expandType(f, Type.Array) !== FALSE || satisfier.expandType(f, Type.Object) !== FALSE)
      return undefined
    const numbers = satisfier.expandType(f, Type.Number)
    const strings = satisfier.expandType(f, Type.String)
    const listedNumbers = this.listedNumbers(numbers)
    const listedWords = this.listedWords(strings, 10_000)
    const complete = listedNumbers !== undefined && listedWords !== undefined
    if (!complete && limit < worthProbing) return undefined
    const texts: string[][] = []
    const add = (text: string, cost: number): void => {
      while (texts.length <= cost) texts.push([])
      texts[cost]!.push(text)
    }
    const tryNumber = (text: string): void => {
      if (this.isNumber(numbers, text)) add(text, text.length)
    }
    const tryString = (points: readonly number[]): void => {
      if (evaluateString(this.context, strings, points) !== TRUE) return
      add(JSON.stringify(fromCodePoints(points)), 2 + textBytes(points))
    }
    for (const [type, text] of literalTexts) if (satisfier.expandType(f, type) === TRUE) add(text, text.length)
    for (const v of listedNumbers ?? []) {
      const text = String(toNumber(v))
      if (!this.isNumber(numbers, text)) continue
      // An exponent may be shorter than zeros.
      const zeros = satisfier.minimize && /000$|^-?0\.00|e/.test(text)
      const value = zeros ? satisfier.among([this.context.valueId(canonicalJson(toNumber(v)))]) : TRUE
      add(text, zeros ? satisfier.closedValue(this.context.formulas.and2(f, value)) : text.length)
    }
    for (const word of listedWords ?? []) tryString(word)
    const longest = complete ? texts.length - 1 : probedBytes
    const found = new Map<number, Candidate>()
    for (let cost = 1; cost <= longest; cost++) {
      if (!listedNumbers && numbers !== FALSE) for (const text of numbersOf(cost)) tryNumber(text)
      if (!listedWords && strings !== FALSE) {
        for (const word of wordsOf(cost)) {
          tryString(word)
          if (cost === probedBytes && found.size + (texts[cost]?.length ?? 0) >= limit) break
        }
      }
      for (const text of texts[cost] ?? []) {
        const value = this.context.valueOfText(text)
        if (!found.has(value)) found.set(value, { value, cost })
      }
      if (found.size >= limit) return [...found.values()].slice(0, limit)
    }
    return complete ? [...found.values()] : undefined
  }

  /** A closed number formula at the end of a text. */
  private isNumber(f: Formula, text: string): boolean {
    const { formulas, numbers } = this.context
    const lexes = [this.satisfier.startLex(f)]
    for (let i = 0; i < text.length; i++) {
      const next = numbers.lexStep(lexes[i]!, text.charCodeAt(i))
      if (next === 0) return false
      lexes.push(next)
    }
    if (!numbers.lexComplete(lexes[text.length]!)) return false
    const value = (leaf: Formula): Formula => {
      if (formulas.tag(leaf) !== Tag.Number) return leaf
      let atom = formulas.a(leaf)
      for (let i = 0; i < text.length; i++) atom = numbers.step(atom, lexes[i]!, text.charCodeAt(i))
      return numbers.value(atom, lexes[text.length]!) ? TRUE : FALSE
    }
    return formulas.map(f, value, new Map()) === TRUE
  }

  /** Numbers to which a number formula limits itself plainly; undefined if it does not. */
  private listedNumbers(f: Formula): readonly Decimal[] | undefined {
    const { formulas, numbers } = this.context
    if (f === FALSE) return []
    if (f === TRUE) return undefined
    for (const x of formulas.tag(f) === Tag.And ? formulas.args(f) : [f]) {
      const listed = formulas.isLeaf(x) && formulas.tag(x) === Tag.Number ? numbers.listed(formulas.a(x)) : undefined
      if (listed) return listed
    }
    return undefined
  }

  /** Likewise for a string formula; also undefined beyond `limit` words. */
  private listedWords(f: Formula, limit: number): readonly (readonly number[])[] | undefined {
    const { formulas, words } = this.context
    if (f === FALSE) return []
    if (f === TRUE) return undefined
    for (const x of formulas.tag(f) === Tag.And ? formulas.args(f) : [f]) {
      if (!formulas.isLeaf(x) || formulas.tag(x) !== Tag.Words) continue
      const listed = words.words(formulas.a(x), limit + 1)
      if (listed.length <= limit) return listed
    }
    return undefined
  }
}

/** Numbers whose shortest text has so many bytes: all for up to three, some for four. */
function* numbersOf(bytes: number): Generator<string> {
  if (bytes > probedBytes) return
  const from = bytes === 1 ? 0 : 10 ** (bytes - 1)
  for (let n = from; n < 10 ** bytes; n++) yield String(n)
  if (bytes > 1) for (let n = bytes === 2 ? 1 : 10 ** (bytes - 2); n < 10 ** (bytes - 1); n++) yield `-${n}`
  if (bytes !== 3) return
  for (let n = 1; n <= 99; n++) if (n % 10 !== 0) yield `${Math.floor(n / 10)}.${n % 10}`
  // 1e3 is shorter than 1000.
  for (let n = 1; n <= 9; n++) for (let e = 3; e <= 9; e++) yield `${n}e${e}`
}

/** Strings of so many bytes, quotes included: all for up to three, some for four. */
function* wordsOf(bytes: number): Generator<number[]> {
  if (bytes === 2) yield []
  if (bytes === 3) for (const point of printable) yield [point]
  if (bytes === 4) for (const one of printable) for (const two of printable) yield [one, two]
}
