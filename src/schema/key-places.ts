/**
 * Keys while they are read, and the keys an object has already.
 *
 * A place among names is the text so far, interned (positive), as long as that text is the beginning of
 * a name that some atom singles out or that was read before. A key that has left all names is
 * *unnamed*: only the patterns can still tell it from others, so its place is the tuple of their
 * derivatives (negative), and its text is mere data.
 *
 * Seen keys are tuples [order, last, key, key, …]: with a preferred order, `order` is the interned list
 * of declared keys and everything up to index `last` of it cannot come any more.
 */
import { TupleInterner } from '../automaton/interner.js'
import { codePoints, fromCodePoints, textBytes } from '../regex/index.js'
import type { Context } from './context.js'
import { FALSE, type Formula, Tag } from './formula.js'
import { isSpace } from './json-text.js'
import type { KeyProfile, Members } from './members.js'
import type { ObjectPlace } from './object-theory.js'
import { type Satisfier, standsAlone, type Then } from './satisfy.js'
import type { StringHost } from './string-lexer.js'

const NONE = Number.POSITIVE_INFINITY
const noNames: readonly string[] = []
const noKey = -1

export class KeyPlaces {
  readonly root: number
  private readonly nodes = new TupleInterner()
  private readonly texts: string[] = []
  private readonly bytes = new TupleInterner()
  private readonly pair = new Int32Array(2)
  private readonly seen = new TupleInterner()
  private readonly orders = new TupleInterner()
  private readonly residuals = new TupleInterner()
  private readonly rest: [Map<number, number>, Map<number, number>] = [new Map(), new Map()]
  private readonly skips = new Map<string, Formula>()
  private readonly firsts = new Map<number, number[]>()
  private readonly patternsAt = new Map<number, number>()
  private readonly open = new Map<Formula, boolean>()
  private readonly unlistedNames = new Map<number, readonly string[]>()
  private readonly noPatterns = this.residuals.intern([])
  /** By name and characters read, what is left to write. */
  private readonly wordsLeft = new Map<string, { bytes: Uint8Array; whole: boolean }[]>()
  private readonly representatives = new Map<number, number | undefined>()
  /** Keys that costs were about to write beside a key in progress whose text is not known. */
  beside = new Set<number>()

  constructor(
    private readonly context: Context,
    private readonly members: Members,
    private readonly satisfier: Satisfier,
    private readonly ordered: boolean,
  ) {
    this.root = this.nodes.intern([0, -1])
    this.texts[this.root] = ''
  }

  // --- text

  appendByte(data: number, byte: number): number {
    this.pair[0] = data
    this.pair[1] = byte
    return this.bytes.intern(this.pair, 2)
  }

  /** Inside an object with these keys; `first` if no member has been written. */
  objectPlace(seen: number, first: boolean): ObjectPlace {
    return { taken: (key) => this.taken(seen, key), first }
  }

  /** The key whose spelling ends the data: everything after the quote that opens it, if there is one. */
  keyOfBytes(data: number): number {
    return this.context.keyId(JSON.parse(`"${decode(this.spelled(data))}"`) as string)
  }

  /** The data after the quote that opens a string. */
  spelled(data: number): number[] {
    const spelled: number[] = []
    for (let d = data; d !== 0; d = this.bytes.at(d, 0)) {
      const byte = this.bytes.at(d, 1)
      if (byte === 0x22 && !this.isEscaped(d)) break
      spelled.push(byte)
    }
    return spelled.reverse()
  }

  private isEscaped(data: number): boolean {
    let backslashes = 0
    for (let d = this.bytes.at(data, 0); d !== 0 && this.bytes.at(d, 1) === 0x5c; d = this.bytes.at(d, 0)) backslashes++
    return backslashes % 2 === 1
  }

  /** The data before its last byte. */
  before(data: number): number {
    return this.bytes.at(data, 0)
  }

  lastByte(data: number): number {
    return this.bytes.at(data, 1)
  }

  /** The text appended to the data since it was `base`. */
  textBetween(base: number, data: number): string {
    const bytes: number[] = []
    for (let d = data; d !== base && d !== 0; d = this.bytes.at(d, 0)) bytes.push(this.bytes.at(d, 1))
    return decode(bytes.reverse())
  }

  keyOfPlace(place: number): number {
    return this.context.keyId(this.texts[place]!)
  }

  textOfPlace(place: number): string {
    return this.texts[place]!
  }

  private node(parent: number, codePoint: number): number {
    const node = this.nodes.intern([parent, codePoint])
    if (this.texts[node] === undefined) this.texts[node] = this.texts[parent]! + String.fromCodePoint(codePoint)
    return node
  }

  // --- seen keys

  emptySeen(f: Formula): number {
    if (!this.ordered) return this.seen.intern([0, -1])
    const { order } = this.members.profile(f)
    return this.seen.intern([order.length === 0 ? 0 : this.orders.intern(order), -1])
  }

  /** The same without the keys, but for how far the preferred order has got. */
  withoutKeys(seen: number): number {
    return this.seen.lengthOf(seen) === 2 ? seen : this.seen.intern([this.seen.at(seen, 0), this.seen.at(seen, 1)])
  }

  private orderIndex(order: number, key: number): number {
    if (order === 0) return -1
    const n = this.orders.lengthOf(order)
    for (let i = 0; i < n; i++) if (this.orders.at(order, i) === key) return i
    return -1
  }

  taken(seen: number, key: number): boolean {
    const last = this.seen.at(seen, 1)
    if (last >= 0) {
      const index = this.orderIndex(this.seen.at(seen, 0), key)
      if (index >= 0) return index <= last
    }
    let low = 2
    let high = this.seen.lengthOf(seen)
    while (low < high) {
      const middle = (low + high) >> 1
      const at = this.seen.at(seen, middle)
      if (at === key) return true
      if (at < key) low = middle + 1
      else high = middle
    }
    return false
  }

  add(seen: number, key: number): number {
    const order = this.seen.at(seen, 0)
    const keys = this.seen.tail(seen, 2)
    const index = this.orderIndex(order, key)
    if (index >= 0) return this.seen.intern([order, index, ...keys])
    keys.push(key)
    keys.sort((x, y) => x - y)
    const last = order === 0 ? -1 : this.orders.lengthOf(order)
    return this.seen.intern([order, last, ...keys])
  }

  /** The same for an unnamed key, which is not remembered. */
  addUnnamed(seen: number): number {
    const order = this.seen.at(seen, 0)
    return order === 0 ? seen : this.seen.intern([order, this.orders.lengthOf(order), ...this.seen.tail(seen, 2)])
  }

  /** With a preferred order, choosing `key` gives up the declared keys before it. */
  skip(f: Formula, seen: number, key: number): Formula {
    const order = this.seen.at(seen, 0)
    if (order === 0) return f
    const last = this.seen.at(seen, 1)
    const index = this.orderIndex(order, key)
    const end = index < 0 ? this.orders.lengthOf(order) : index
    if (end - last <= 1) return f
    const memo = `${f},${order},${last},${end}`
    const known = this.skips.get(memo)
    if (known !== undefined) return known
    const { formulas } = this.context
    const given = new Set<number>()
    for (let i = last + 1; i < end; i++) given.add(this.orders.at(order, i))
    const result = formulas.map(
      f,
      (leaf) => (formulas.tag(leaf) === Tag.Has && given.has(formulas.a(leaf)) ? FALSE : leaf),
      new Map(),
    )
    this.skips.set(memo, result)
    return result
  }

  /** Seen keys that the profile does not name. */
  private unlisted(seen: number, profile: KeyProfile): readonly string[] {
    if (this.seen.lengthOf(seen) === 2) return noNames
    const memo = profile.id * 67108864 + seen
    const known = this.unlistedNames.get(memo)
    if (known) return known
    const names: string[] = []
    this.unlistedNames.set(memo, names)
    for (let i = 2; i < this.seen.lengthOf(seen); i++) {
      const key = this.seen.at(seen, i)
      if (!profile.isNamed.has(key)) names.push(this.context.keyNames[key]!)
    }
    return names
  }

  // --- places

  /** True if keys beyond the named ones can come at all. */
  opens(f: Formula): boolean {
    let open = this.open.get(f)
    if (open === undefined) {
      open =
        this.members.profile(f).patterns.length > 0 ||
        this.satisfier.askOr(0, false, () => (this.admitsUnnamed(f) ? 0 : NONE)) === 0
      this.open.set(f, open)
    }
    return open
  }

  /**
   * The names and seen keys that a place may still become, and an ASCII byte that leads away from them all (-1 if no
   * other key can come); undefined where patterns tell other keys apart.
   */
  ahead(f: Formula, seen: number, place: number): NamesAhead | undefined {
    const profile = this.members.profile(f)
    if (profile.patterns.length > 0) return undefined
    const unlisted = this.unlisted(seen, profile)
    const text = this.texts[place]!
    const words: WordAhead[] = []
    for (let i = this.lowerBound(profile, text); i < profile.sorted.length; i++) {
      const key = profile.sorted[i]!
      const name = this.context.keyNames[key]!
      if (!name.startsWith(text)) break
      const live = !this.taken(seen, key) && this.afterKey(f, seen, key, key, standsAlone) < NONE
      words.push(this.wordAhead(name, text.length, live))
    }
    for (const name of unlisted) if (name.startsWith(text)) words.push(this.wordAhead(name, text.length, false))
    if (!this.opens(f)) return { apart: -1, words }
    for (let byte = 0x7e; byte > 0x20; byte--) {
      if (byte === 0x5c || byte === 0x22) continue
      if (this.feed(profile, unlisted, place, byte) < 0) return { apart: byte, words }
    }
    return undefined
  }

  /**
   * The place of an unnamed key where none of the names that a place may still become can come; the place itself elsewhere, and
   * where no other key can come. It differs in that keys that are there already are not told from others.
   */
  apart(f: Formula, seen: number, place: number): number {
    if (place < 0 || !this.opens(f)) return place
    const profile = this.members.profile(f)
    const text = this.texts[place]!
    for (let i = this.lowerBound(profile, text); i < profile.sorted.length; i++) {
      const key = profile.sorted[i]!
      if (!this.context.keyNames[key]!.startsWith(text)) break
      if (!this.taken(seen, key)) return place
    }
    return -this.patternsAfter(profile, place)
  }

  private wordAhead(name: string, from: number, live: boolean): WordAhead {
    const known = this.wordsLeft.get(name)?.[from]
    const plain = known ?? plainBytes(name, from)
    if (!known) {
      let left = this.wordsLeft.get(name)
      if (!left) {
        left = []
        this.wordsLeft.set(name, left)
      }
      left[from] = plain
    }
    return { bytes: plain.bytes, whole: plain.whole, live }
  }

  /** How the string lexer sees the key of a member of an object with formula f. */
  host(f: Formula, seen: number, then: Then, anyCost: boolean): StringHost {
    const profile = this.members.profile(f)
    const unlisted = this.unlisted(seen, profile)
    return {
      feed: (x, point) => this.feed(profile, unlisted, x, point),
      nextBoundary: (x, point) => this.nextBoundary(profile, unlisted, x, point),
      alike: (x, low, high) => !this.isCapturing(profile, x) && this.nextBoundary(profile, unlisted, x, low) > high,
      cost: (x) => this.cost(f, seen, profile, unlisted, x, then),
      anyCost,
    }
  }

  /** The same for costs, but a place keeps the text whatever that is, so that the key in progress is known to be taken. */
  textHost(f: Formula, seen: number, then: Then, anyCost: boolean): StringHost {
    const host = this.host(f, seen, then, anyCost)
    const feed = (x: number, point: number) => (x > 0 ? this.node(x, point) : host.feed(x, point))
    return { ...host, feed, alike: () => false }
  }

  private feed(profile: KeyProfile, unlisted: readonly string[], x: number, point: number): number {
    const { pool } = this.context
    if (x > 0) {
      const child = this.node(x, point)
      const text = this.texts[child]!
      if (this.isBeginning(profile, text) || unlisted.some((name) => name.startsWith(text))) return child
      // No name and no key that is there begins like this: nothing but the patterns can tell the text from others.
      return -this.patternsAfter(profile, child)
    }
    if (profile.patterns.length === 0) return x
    const derived: number[] = []
    for (let i = 0; i < profile.patterns.length; i++) derived.push(pool.derive(this.residuals.at(-x, i), point))
    return -this.residuals.intern(derived)
  }

  private kindResidual(inside: readonly boolean[], residual: number): number {
    if (inside.length === 0) return 2
    const { pool } = this.context
    const parts = inside.map((yes, i) => {
      const e = this.residuals.at(residual, i)
      return yes ? e : pool.not(e)
    })
    return pool.and(...parts)
  }

  private patternsAfter(profile: KeyProfile, node: number): number {
    if (profile.patterns.length === 0) return this.noPatterns
    const memo = profile.id * 67108864 + node
    const known = this.patternsAt.get(memo)
    if (known !== undefined) return known
    const { pool } = this.context
    const points = codePoints(this.texts[node]!)
    const tuple = profile.patterns.map((e) => points.reduce((at, p) => pool.derive(at, p), e))
    const residual = this.residuals.intern(tuple)
    this.patternsAt.set(memo, residual)
    return residual
  }

  /** Index of the first named key not before `text`. */
  private lowerBound(profile: KeyProfile, text: string): number {
    let low = 0
    let high = profile.sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.context.keyNames[profile.sorted[middle]!]! < text) low = middle + 1
      else high = middle
    }
    return low
  }

  private isBeginning(profile: KeyProfile, text: string): boolean {
    const first = profile.sorted[this.lowerBound(profile, text)]
    return first !== undefined && this.context.keyNames[first]!.startsWith(text)
  }

  private isCapturing(profile: KeyProfile, x: number): boolean {
    const residual = x > 0 ? this.patternsAfter(profile, x) : -x
    return profile.patterns.some((_, i) => this.context.pool.isCapturing(this.residuals.at(residual, i)))
  }

  private nextBoundary(profile: KeyProfile, unlisted: readonly string[], x: number, point: number): number {
    const { pool } = this.context
    let next = 0x110000
    const consider = (bound: number): void => {
      if (bound > point && bound < next) next = bound
    }
    if (x > 0) {
      for (const first of this.firstsAfter(profile, x)) {
        consider(first)
        consider(first + 1)
      }
      const text = this.texts[x]!
      for (const name of unlisted) {
        if (name.length > text.length && name.startsWith(text)) {
          const first = name.codePointAt(text.length)!
          consider(first)
          consider(first + 1)
        }
      }
    }
    const residual = x > 0 ? this.patternsAfter(profile, x) : -x
    const deep = this.isCapturing(profile, x)
    for (let i = 0; i < profile.patterns.length; i++) {
      for (const bound of pool.boundaries(this.residuals.at(residual, i), deep)) {
        if (bound > point) {
          consider(bound)
          break
        }
      }
    }
    return next
  }

  private firstsAfter(profile: KeyProfile, node: number): readonly number[] {
    const memo = profile.id * 67108864 + node
    const known = this.firsts.get(memo)
    if (known) return known
    const text = this.texts[node]!
    const firsts = new Set<number>()
    for (let i = this.lowerBound(profile, text); i < profile.sorted.length; i++) {
      const name = this.context.keyNames[profile.sorted[i]!]!
      if (!name.startsWith(text)) break
      if (name.length > text.length) firsts.add(name.codePointAt(text.length)!)
    }
    const list = [...firsts]
    this.firsts.set(memo, list)
    return list
  }

  /** Bytes from a place to the end of the object by way of some key (closing quote of the key included). */
  private cost(
    f: Formula,
    seen: number,
    profile: KeyProfile,
    unlisted: readonly string[],
    x: number,
    then: Then,
  ): number {
    const { pool, keyNames } = this.context
    const any = !this.satisfier.minimize
    let best = NONE
    const text = x > 0 ? this.texts[x]! : ''
    if (x > 0) {
      for (let i = this.lowerBound(profile, text); i < profile.sorted.length; i++) {
        const key = profile.sorted[i]!
        if (!keyNames[key]!.startsWith(text)) break
        if (this.taken(seen, key)) continue
        const rest = this.afterKey(f, seen, key, key, then)
        if (rest === NONE) continue
        best = Math.min(best, textBytes(codePoints(keyNames[key]!.slice(text.length))) + 1 + rest)
        if (any) return best
      }
    }
    const residual = x > 0 ? this.patternsAfter(profile, x) : -x
    for (const kind of this.members.kinds(profile)) {
      let left = this.kindResidual(kind.inside, residual)
      if (pool.isEmpty(left)) continue
      // Names can use up a kind of few words, and take the shortest of one of many.
      if (x > 0 && (!any || pool.words(left, 64) !== undefined)) {
        const clashes: number[] = []
        for (const name of unlisted) {
          if (name.startsWith(text)) clashes.push(pool.literal(name.slice(text.length)))
        }
        for (let i = this.lowerBound(profile, text); i < profile.sorted.length; i++) {
          const name = keyNames[profile.sorted[i]!]!
          if (!name.startsWith(text)) break
          // Only a word of this kind can clash with it; with very many names, the few that do are enough.
          if (this.members.keyMatches(kind.expr, profile.sorted[i]!))
            clashes.push(pool.literal(name.slice(text.length)))
          if (clashes.length > 64 && pool.words(left, 64) === undefined) break
        }
        left = pool.and(left, pool.not(pool.alt(...clashes)))
      }
      const word = any ? pool.word(left) : pool.cheapest(left)
      if (word === undefined) continue
      const like = this.freshRepresentative(kind.expr, profile)
      if (like === undefined) continue
      // The key that this text becomes is taken, not the one that fares alike. Without the text it may be any.
      const key = any ? like : x > 0 ? this.context.keyId(text + fromCodePoints(word)) : noKey
      const rest = this.afterKey(f, seen, key, like, then)
      if (rest === NONE) continue
      best = Math.min(best, textBytes(word) + 1 + rest)
      if (any) return best
    }
    return best
  }

  private freshRepresentative(kind: number, profile: KeyProfile): number | undefined {
    const memo = profile.id * 67108864 + kind
    if (!this.representatives.has(memo)) {
      this.representatives.set(
        memo,
        this.members.freshKey(kind, () => false, profile.isNamed, false),
      )
    }
    return this.representatives.get(memo)
  }

  /** A key that fares like the unnamed key at a place, undefined if all keys that do are named. */
  representative(f: Formula, place: number): number | undefined {
    const profile = this.members.profile(f)
    const { pool } = this.context
    const inside = profile.patterns.map((_, i) => pool.nullable(this.residuals.at(-place, i)))
    const kind = this.members.kinds(profile).find((k) => k.inside.every((yes, i) => yes === inside[i]))
    return this.freshRepresentative(kind!.expr, profile)
  }

  private admitsUnnamed(f: Formula): boolean {
    const profile = this.members.profile(f)
    const empty = this.seen.intern([0, -1])
    return this.members.kinds(profile).some((kind) => {
      const like = this.freshRepresentative(kind.expr, profile)
      return like !== undefined && this.afterKey(f, empty, like, like, standsAlone) < NONE
    })
  }

  /** Bytes after a key's closing quote: colon, value and the rest of the object. */
  private afterKey(f: Formula, seen: number, key: number, like: number, then: Then): number {
    const g = this.skip(f, seen, key)
    if (g === FALSE) return NONE
    const { satisfier } = this
    const memo = this.rest[satisfier.minimize ? 1 : 0]
    const memoKey = g * 2097152 + like
    const closed = then === standsAlone && !satisfier.objects.dependsOnTaken(g)
    if (closed) {
      const known = memo.get(memoKey)
      if (known !== undefined) return known
    }
    const { cutMark } = satisfier
    const plain = closed && !satisfier.minimize ? satisfier.objects.plain(g) : null
    if (plain) {
      const cost = satisfier.plainMember(g, plain, key, like) ? 1 : NONE
      if (satisfier.cutMark === cutMark || cost < NONE) memo.set(memoKey, cost)
      return cost
    }
    const child = this.members.deriveKey(g, like)
    // With a preferred order a key closes the door behind the ones before it.
    const after = this.ordered ? this.add(seen, key) : seen
    const { beside } = this
    const taken = (k: number): boolean => {
      if (key === noKey) beside.add(k)
      return k === key || this.taken(after, k)
    }
    const place = { taken, first: false }
    const cost = 1 + satisfier.value(child, (outer) => satisfier.object(satisfier.unlift(outer), place, then))
    if (closed && (satisfier.cutMark === cutMark || (cost < NONE && !satisfier.minimize))) memo.set(memoKey, cost)
    return cost
  }
}

export interface NamesAhead {
  apart: number
  words: WordAhead[]
}

export interface WordAhead {
  bytes: Uint8Array
  whole: boolean
  /** Whether the name may come. */
  live: boolean
}

const utf8 = new TextEncoder()

/** The characters of a name from index `from` on, as far as they need no escapes. */
export function plainBytes(name: string, from: number): { bytes: Uint8Array; whole: boolean } {
  let to = from
  while (to < name.length) {
    const point = name.codePointAt(to)!
    if (point < 0x20 || point === 0x22 || point === 0x5c || (point >= 0xd800 && point <= 0xdfff)) break
    to += point > 0xffff ? 2 : 1
  }
  return { bytes: utf8.encode(name.slice(from, to)), whole: to === name.length }
}

/**
 * Whether in a token a key ends and a later key, maybe of the same object, begins. Only such a token can bring together
 * the text of an unnamed key, which tops and frames do not tell until it ends, and a key that may equal it.
 */
export function joinsKeys(arena: Uint8Array, from: number, to: number): boolean {
  // Seen so far: nothing, a quote, a colon after it, a comma later, a quote after that.
  let seen = 0
  for (let i = from; i < to; i++) {
    const byte = arena[i]!
    if (seen === 4) return true
    const space = isSpace(byte)
    if (seen === 0 || seen === 1) seen = byte === 0x22 ? 1 : byte === 0x3a && seen === 1 ? 2 : space ? seen : 0
    else if (byte === 0x2c) seen = 3
    else if (seen === 3 && !space) seen = byte === 0x22 ? 4 : 2
  }
  return false
}

function decode(bytes: readonly number[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes))
}
