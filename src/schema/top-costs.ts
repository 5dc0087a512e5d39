/**
 * What it costs to finish the value that a top is inside, and whether that can be done at all. What comes after the value is
 * the stack's part: a formula that splits is asked here for its local part alone, one that does not with a
 * continuation that judges the rest.
 *
 * Costs depend on the top alone but for one case: the text of an unnamed key is data of the state, and the cheapest way on
 * may write a key that is just this one. Then its text is asked for.
 */
import type { Context } from './context.js'
import type { Formula } from './formula.js'
import type { KeyPlaces } from './key-places.js'
import type { Members } from './members.js'
import { type Satisfier, standsAlone, type Then } from './satisfy.js'
import type { StringFormulas } from './string-formulas.js'
import { PLAIN, type StringLexer } from './string-lexer.js'
import { literalTexts, Mode, type Tops } from './tops.js'

const NONE = Number.POSITIVE_INFINITY

/** Place, lexical state and its data of a key in progress. */
type KeyAt = readonly [place: number, lex: number, data: number]

export class TopCosts {
  /** Per top, 1 if the local part of its formula can be satisfied, 0 if it cannot; unset where that was not asked. */
  readonly live: number[] = []
  /** Per top, the outer part of its formula, where that is a part. */
  readonly outer: Formula[] = []
  /** Per top, the least bytes its value takes on its own. */
  private readonly ownCosts = new Map<number, number>()
  /** Per top in an unnamed key: the keys written beside it for that many bytes, none of which it can be. */
  private readonly keysBeside = new Map<number, readonly string[]>()
  private readonly pretty: boolean

  constructor(
    private readonly context: Context,
    private readonly satisfier: Satisfier,
    private readonly members: Members,
    private readonly tops: Tops,
    private readonly strings: StringFormulas,
    private readonly places: KeyPlaces,
    private readonly lexer: StringLexer,
  ) {
    this.pretty = context.options.whitespace === 'pretty'
  }

  /** Whether the local part of a top's formula, which must be split, can be satisfied. */
  isLive(top: number, outer: Formula): boolean {
    let live = this.live[top]
    if (live === undefined) {
      this.outer[top] = outer
      live = this.satisfier.askOr(0, false, () => this.cost(top, standsAlone)) < NONE ? 1 : 0
      this.live[top] = live
    }
    return live === 1
  }

  /** Bytes to the end of the value, whatever comes after it, for a top whose formula splits; only asked while minimising. */
  alone(top: number): number {
    const known = this.ownCosts.get(top)
    if (known !== undefined) return known
    const { places } = this
    const { cutMark } = this.satisfier
    const { beside } = places
    places.beside = new Set()
    const cost = this.cost(top, standsAlone)
    if (this.satisfier.cutMark === cutMark) {
      this.ownCosts.set(top, cost)
      this.keysBeside.set(
        top,
        [...places.beside].map((key) => this.context.keyNames[key]!),
      )
    }
    places.beside = beside
    return cost
  }

  /**
   * Bytes to the end of the value a top is inside, or any finite number unless minimising.
   * @param at where the text of a key in progress leads to, if it is known
   */
  cost(top: number, then: Then, at?: KeyAt): number {
    const f = this.tops.formula(top)
    const parts = then === standsAlone ? this.satisfier.split(f) : null
    const g = parts ? parts.local : f
    const a = this.tops.at(top, 2)
    const b = this.tops.at(top, 3)
    const { satisfier } = this
    switch (this.tops.at(top, 0) as Mode) {
      case Mode.Value:
        return satisfier.value(g, then)
      case Mode.String:
        return 1 + this.lexer.cost(this.strings.host(then), g, a, b)
      case Mode.Number:
        return satisfier.number(g, a, then)
      case Mode.Literal:
        return literalTexts[a]!.length - b + then(g)
      case Mode.Open:
        if (!this.pretty || b === 0) return satisfier.object(g, this.places.objectPlace(a, true), then)
        return this.keyCost(g, a, then)
      case Mode.Member:
        if (!this.pretty || b === 0) return satisfier.object(g, this.places.objectPlace(a, false), then)
        return 1 + then(this.members.endObject(g))
      case Mode.Comma:
        return this.keyCost(g, a, then)
      case Mode.Key:
        if (!satisfier.minimize) {
          const host = this.places.host(g, a, then, true)
          return this.lexer.cost(host, this.tops.at(top, 5), b, this.tops.at(top, 4))
        }
        return this.lexer.cost(this.places.textHost(g, a, then, false), ...(at ?? this.keyAt(top)))
      case Mode.Colon:
        return 1 + satisfier.value(g, then)
      case Mode.OpenList: {
        if (!this.pretty || a === 0) return satisfier.array(g, true, then)
        const child = this.members.deriveItem(g)
        return satisfier.value(child, (outer) => satisfier.array(satisfier.unlift(outer), false, then))
      }
      case Mode.Item:
        if (!this.pretty || a === 0) return satisfier.array(g, false, then)
        return 1 + then(this.members.endArray(g))
      default:
        return then(g)
    }
  }

  /** Whether the shortest way on from an unnamed key, as far as its top tells, may write that key once more. */
  isBesideItself(top: number, data: number): boolean {
    if (this.tops.at(top, 0) !== Mode.Key || this.tops.at(top, 5) >= 0) return false
    const f = this.tops.formula(top)
    if (!this.satisfier.objects.dependsOnTaken(f)) return false
    if (!this.satisfier.split(f)) return true
    const keys = this.keysBeside.get(top)
    if (!keys || keys.length === 0) return false
    const text = this.places.textOfPlace(this.keyWithText(top, data)[0])
    return keys.some((key) => key.startsWith(text))
  }

  /** Where the text of an unnamed key leads to. */
  keyWithText(top: number, data: number): KeyAt {
    const { lexer, places } = this
    const host = places.textHost(this.tops.formula(top), this.tops.at(top, 2), standsAlone, true)
    let at: KeyAt = [places.root, PLAIN, 0]
    for (const byte of places.spelled(data)) {
      lexer.step(host, ...at, byte)
      at = [lexer.x, lexer.lex, lexer.data]
    }
    return at
  }

  /** The same as far as a top tells. */
  private keyAt(top: number): KeyAt {
    return [this.tops.at(top, 5), this.tops.at(top, 3), this.tops.at(top, 4)]
  }

  private keyCost(f: Formula, seen: number, then: Then): number {
    const host = this.places.host(f, seen, then, !this.satisfier.minimize)
    return 1 + this.lexer.cost(host, this.places.root, PLAIN, 0)
  }
}
