/** Derivatives of object and array formulas: what one more member or item asks of its value and of the rest. */

import { codePoints, fromCodePoints } from '../regex/index.js'
import type { Context } from './context.js'
import type { Expander } from './expand.js'
import { FALSE, type Formula, Tag, TRUE } from './formula.js'

export class Members {
  private readonly byKey = new Map<number, Formula>()
  private readonly byItem = new Map<Formula, Formula>()
  private readonly objectEnds = new Map<Formula, Formula>()
  private readonly arrayEnds = new Map<Formula, Formula>()
  private readonly matches = new Map<number, boolean>()
  private readonly tableChildren = new Map<number, Formula>()
  /** Per profile. */
  private readonly combinations: KeyKind[][] = []
  private readonly profiles = new Map<Formula, KeyProfile>()
  private readonly profilesBySignature = new Map<string, KeyProfile>()
  private profileCount = 0
  private readonly ordered: boolean

  constructor(
    private readonly context: Context,
    private readonly expander: Expander,
  ) {
    this.ordered = context.options.propertyOrder === 'schema'
  }

  /** Whether a key's text is in the language of an expression. */
  keyMatches(expr: number, key: number): boolean {
    const memo = expr * 2097152 + key
    const known = this.matches.get(memo)
    if (known !== undefined) return known
    const { pool } = this.context
    let e = expr
    for (const point of codePoints(this.context.keyNames[key]!)) {
      if (e === 0) break
      e = pool.derive(e, point)
    }
    const result = pool.nullable(e)
    this.matches.set(memo, result)
    return result
  }

  /** The one key that an atom is about; -1 if it is about several or about none in particular. */
  soleKey(leaf: Formula): number {
    const { formulas, tables } = this.context
    const tag = formulas.tag(leaf)
    if (tag === Tag.Has) return formulas.a(leaf)
    return tag === Tag.Props ? tables[formulas.a(leaf)]!.sole : -1
  }

  /** What a property table asks of the value under a key: a conjunction of schema leaves. */
  tableChild(table: number, key: number): Formula {
    const memo = table * 2097152 + key
    const known = this.tableChildren.get(memo)
    if (known !== undefined) return known
    const { properties, patterns, additional } = this.context.tables[table]!
    const parts: Formula[] = []
    const own = properties.get(this.context.keyNames[key]!)
    let matched = false
    if (own !== undefined) {
      matched = true
      parts.push(this.expander.leafOf(own))
    }
    for (const pattern of patterns) {
      if (!this.keyMatches(pattern.expr, key)) continue
      matched = true
      parts.push(this.expander.leafOf(pattern.node))
    }
    if (!matched) parts.push(this.expander.leafOf(additional))
    const result = this.context.formulas.and(parts)
    this.tableChildren.set(memo, result)
    return result
  }

  /** The formula of the value under `key`; what it leaves for the rest of the object is lifted. */
  deriveKey(f: Formula, key: number): Formula {
    if (f <= TRUE) return f
    const memo = f * 2097152 + key
    const known = this.byKey.get(memo)
    if (known !== undefined) return known
    const { formulas } = this.context
    const result =
      this.deriveLiterals(f, key) ??
      formulas.map(
        f,
        (leaf) => {
          switch (formulas.tag(leaf)) {
            case Tag.Props: {
              // A key comes once: a table about nothing else has had its say.
              const rest = this.soleKey(leaf) === key ? TRUE : formulas.lift(leaf)
              return formulas.and2(this.tableChild(formulas.a(leaf), key), rest)
            }
            case Tag.Has:
              return formulas.a(leaf) === key ? TRUE : formulas.lift(leaf)
            case Tag.Count: {
              const n = formulas.a(leaf)
              return n <= 1 ? TRUE : formulas.lift(formulas.leaf(Tag.Count, n - 1))
            }
            case Tag.Names:
              return this.keyMatches(formulas.a(leaf), key) ? formulas.lift(leaf) : FALSE
            default:
              return formulas.lift(leaf)
          }
        },
        new Map(),
      )
    this.byKey.set(memo, result)
    return result
  }

  /**
   * The same for a conjunction of literals, in one pass: what is not about the key stays as it is.
   * Undefined for other formulas.
   */
  private deriveLiterals(f: Formula, key: number): Formula | undefined {
    const { formulas } = this.context
    if (formulas.tag(f) !== Tag.And) return undefined
    const kept: Formula[] = []
    const changed: Formula[] = []
    const parts: Formula[] = []
    for (const x of formulas.args(f)) {
      const negative = formulas.tag(x) === Tag.Not
      const leaf = negative ? formulas.a(x) : x
      if (!formulas.isLeaf(leaf)) return undefined
      const a = formulas.a(leaf)
      switch (formulas.tag(leaf)) {
        case Tag.Props:
          if (negative) return undefined
          parts.push(this.tableChild(a, key))
          if (this.soleKey(leaf) !== key) kept.push(x)
          break
        case Tag.Has:
          if (a !== key) kept.push(x)
          else if (negative) return FALSE
          break
        case Tag.Count:
          if (a > 1) {
            const fewer = formulas.leaf(Tag.Count, a - 1)
            changed.push(negative ? formulas.not(fewer) : fewer)
          } else if (negative) return FALSE
          break
        case Tag.Names:
          if (this.keyMatches(a, key) === negative) return FALSE
          if (!negative) kept.push(x)
          else return undefined
          break
        default:
          kept.push(x)
      }
    }
    const rest = formulas.someOf(kept)
    parts.push(formulas.lift(changed.length > 0 ? formulas.and([rest, ...changed]) : rest))
    return formulas.and(parts)
  }

  /** The formula when the object ends here. */
  endObject(f: Formula): Formula {
    const { formulas } = this.context
    return formulas.map(
      f,
      (leaf) => {
        const tag = formulas.tag(leaf)
        if (tag === Tag.Props || tag === Tag.Names) return TRUE
        return tag === Tag.Has || tag === Tag.Count ? FALSE : leaf
      },
      this.objectEnds,
    )
  }

  /** The formula of the next item; what it leaves for the rest of the array is lifted. */
  deriveItem(f: Formula): Formula {
    const { formulas, lists } = this.context
    return formulas.map(
      f,
      (leaf) => {
        const a = formulas.a(leaf)
        const b = formulas.b(leaf)
        switch (formulas.tag(leaf)) {
          case Tag.Items: {
            const { prefix, rest } = lists[a]!
            const item = this.expander.leafOf(b < prefix.length ? prefix[b]! : rest)
            return formulas.and2(item, formulas.lift(this.itemsAt(a, Math.min(b + 1, prefix.length))))
          }
          case Tag.Size:
            return a <= 1 ? TRUE : formulas.lift(formulas.leaf(Tag.Size, a - 1))
          case Tag.Contains: {
            const fewer = b <= 1 ? TRUE : formulas.lift(formulas.leaf(Tag.Contains, a, b - 1))
            return formulas.or2(formulas.and2(a, fewer), formulas.and2(formulas.not(a), formulas.lift(leaf)))
          }
          case Tag.Unique: {
            // What the item turns out to be is added to the set when it ends (b = 1: awaited).
            const others = formulas.not(this.expander.amongLeaf(a))
            return formulas.and2(others, formulas.lift(formulas.leaf(Tag.Unique, a, 1)))
          }
          default:
            return formulas.lift(leaf)
        }
      },
      this.byItem,
    )
  }

  private itemsAt(list: number, index: number): Formula {
    const { prefix, rest } = this.context.lists[list]!
    if (index >= prefix.length && this.expander.leafOf(rest) === TRUE) return TRUE
    return this.context.formulas.leaf(Tag.Items, list, index)
  }

  /** The formula when the array ends here. */
  endArray(f: Formula): Formula {
    const { formulas } = this.context
    return formulas.map(
      f,
      (leaf) => {
        const tag = formulas.tag(leaf)
        if (tag === Tag.Items || tag === Tag.Unique) return TRUE
        return tag === Tag.Size || tag === Tag.Contains ? FALSE : leaf
      },
      this.arrayEnds,
    )
  }

  /** What keys an object formula can tell apart. */
  profile(f: Formula): KeyProfile {
    const known = this.profiles.get(f)
    if (known) return known
    const { formulas, tables } = this.context
    const asked = new Set<number>()
    const patterns = new Set<number>()
    const tableIds: number[] = []
    formulas.leaves(f, (leaf) => {
      const a = formulas.a(leaf)
      switch (formulas.tag(leaf)) {
        case Tag.Props:
          tableIds.push(a)
          for (const p of tables[a]!.patterns) patterns.add(p.expr)
          break
        case Tag.Has:
          asked.add(a)
          break
        case Tag.Names:
          patterns.add(a)
          break
      }
    })
    tableIds.sort((x, y) => x - y)
    for (const t of tableIds) {
      for (const name of tables[t]!.properties.keys()) asked.delete(this.context.keyId(name))
    }
    const exprs = [...patterns].sort((x, y) => x - y)
    const more = [...asked].sort((x, y) => x - y)
    // Formulas that differ only in which declared keys are still required share a profile.
    const signature = `${tableIds.join()}|${exprs.join()}|${more.join()}`
    let profile = this.profilesBySignature.get(signature)
    if (!profile) {
      profile = this.buildProfile(tableIds, exprs, more)
      this.profilesBySignature.set(signature, profile)
    }
    this.profiles.set(f, profile)
    return profile
  }

  private buildProfile(tableIds: readonly number[], patterns: readonly number[], asked: readonly number[]): KeyProfile {
    const { context } = this
    const named = new Set<number>()
    const order = new Set<number>()
    for (const t of tableIds) {
      for (const name of context.tables[t]!.properties.keys()) named.add(context.keyId(name))
      for (const name of this.ordered ? context.tables[t]!.order : []) {
        order.add(context.keyId(name))
        named.add(context.keyId(name))
      }
    }
    for (const key of asked) named.add(key)
    // Keys of a small finite pattern language are named too, so that running out of them is seen.
    for (const e of patterns) {
      for (const word of context.pool.words(e, 64) ?? []) named.add(context.keyId(fromCodePoints(word)))
    }
    const sorted = [...named].sort((x, y) => (context.keyNames[x]! < context.keyNames[y]! ? -1 : 1))
    return { named: [...named], sorted, isNamed: named, patterns, order: [...order], id: this.profileCount++ }
  }

  /** The non-empty intersections of the patterns and their complements: one kind of unnamed key each. */
  kinds(profile: KeyProfile): readonly KeyKind[] {
    const known = this.combinations[profile.id]
    if (known) return known
    const { patterns } = profile
    const { pool } = this.context
    let kinds: KeyKind[] = [{ expr: 2, inside: [] }]
    for (const p of patterns) {
      const next: KeyKind[] = []
      for (const { expr, inside } of kinds) {
        const yes = pool.and(expr, p)
        const no = pool.and(expr, pool.not(p))
        if (!pool.isEmpty(yes)) next.push({ expr: yes, inside: [...inside, true] })
        if (!pool.isEmpty(no)) next.push({ expr: no, inside: [...inside, false] })
      }
      kinds = next
    }
    this.combinations[profile.id] = kinds
    return kinds
  }

  /** A key of the given kind, a shortest one on demand, that is none of `taken`; undefined if there is none. */
  freshKey(
    kind: number,
    taken: (key: number) => boolean,
    isNamed: ReadonlySet<number>,
    shortest: boolean,
  ): number | undefined {
    const { pool } = this.context
    let e = kind
    for (;;) {
      const word = shortest ? pool.cheapest(e) : pool.word(e)
      if (word === undefined) return undefined
      const key = this.context.keyId(fromCodePoints(word))
      if (!taken(key) && !isNamed.has(key)) return key
      const clashes = [...isNamed, key].filter((k) => this.keyMatches(e, k))
      e = pool.and(e, pool.not(pool.alt(...clashes.map((k) => pool.literal(this.context.keyNames[k]!)))))
    }
  }
}

export interface KeyKind {
  /** All keys of this kind. */
  readonly expr: number
  /** Per pattern, whether keys of this kind match it. */
  readonly inside: readonly boolean[]
}

export interface KeyProfile {
  /** Keys that some atom singles out. */
  readonly named: readonly number[]
  readonly isNamed: ReadonlySet<number>
  /** The same by text (UTF-16 order), for search by prefix. */
  readonly sorted: readonly number[]
  /** Patterns that some atom tests keys with. */
  readonly patterns: readonly number[]
  /** Declared order of the named keys. */
  readonly order: readonly number[]
  readonly id: number
}
