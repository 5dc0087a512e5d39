import type { Assertions } from './assertions.js'
import {
  F_BEHINDS,
  F_CAPTURES,
  F_LOOKS,
  F_NULLABLE,
  K_ALT,
  K_AND,
  K_BEHIND,
  K_CAPTURE,
  K_CLASS,
  K_CLOSE,
  K_CONCAT,
  K_LOOK,
  K_NOT,
  K_QUOTE,
  K_REF,
  K_REPEAT,
  K_WORDS,
} from './nodes.js'
import type { Partition } from './partition.js'
import { type Expr, ExprPool } from './pool.js'
import { closeOverCase } from './unicode.js'

/** How a reference compares characters: as they are, or without case as the flag i does without and with u. */
export type Fold = 0 | 1 | 2

/** Groups that are referred to, per pattern. */
export const MAX_GROUPS = 30
/** A group with at most so many words becomes alternatives. */
const FEW_WORDS = 16

/**
 * CAPTURE and REF of one pool: back-references by derivatives.
 *
 * REF(i) stands for the text of group i, which is not known yet: it is *open*. CAPTURE(i, t, r, k)
 * is the inside of the group: t was read, r follows, and then k, in which REF(i) is open. A text w
 * is in it if w = u·v with u in r and v in k[i := t·u]. The derivative by c is
 *   CAPTURE(i, t·c, r', k)  or, where r may be empty,  the derivative of k[i := t]
 * and a term holds the text read, so the states of a group without bounds are infinitely many.
 * Nothing is asked of a term with open references: whether it is empty, or holds the empty text,
 * shows once they are replaced.
 *
 * All else is unchanged by renaming characters that no class and no text read so far tells apart.
 * So one character of each class of the *whole* alphabet of a term is enough to find out whether it
 * has a word; what follows an actual character is computed for that character.
 *
 * Layout: CAPTURE a = r, b = list (i, k, t…), c = k[i := t] where r may be empty, else -1.
 *         REF a = i, b = fold.
 */
export class Captures {
  readonly #pool: ExprPool
  readonly #assertions: Assertions
  /** Open references per expression, as a set of bits. */
  readonly #open = new Map<Expr, number>()
  readonly #alphabets = new Map<Expr, Partition>()
  readonly #foldsOf = new Map<Expr, Set<number>>()
  readonly #derivatives = new Map<number, Expr>()
  readonly #relaxed: [Map<Expr, Expr>, Map<Expr, Expr>] = [new Map(), new Map()]

  constructor(pool: ExprPool, assertions: Assertions) {
    this.#pool = pool
    this.#assertions = assertions
  }

  // ---------------------------------------------------------------- construction

  /** The text of group i. */
  reference(i: number, fold: Fold): Expr {
    return this.#pool.make(K_REF, i, fold, 0)
  }

  /** Group i with the language r, and then k, whose references to i are to the text of the group. */
  group(i: number, r: Expr, k: Expr): Expr {
    const pool = this.#pool
    if ((this.open(k) & (1 << i)) === 0) return pool.pair(r, k)
    if ((pool.flags[r]! & (F_LOOKS | F_CAPTURES)) === 0) {
      const words = pool.words(r, FEW_WORDS)
      if (words !== undefined) {
        return pool.altOf(words.map((word) => pool.pair(pool.literal(word), this.replace(k, i, word))))
      }
    }
    return this.#capture(i, [], r, k)
  }

  #capture(i: number, text: readonly number[], r: Expr, k: Expr): Expr {
    const pool = this.#pool
    if (r === ExprPool.EMPTY || k === ExprPool.EMPTY) return ExprPool.EMPTY
    if (r === ExprPool.EPSILON) return this.replace(k, i, text)
    const mayEnd = (pool.flags[r]! & (F_NULLABLE | F_LOOKS)) !== 0 && this.isBound(r)
    const ended = mayEnd ? this.replace(k, i, text) : -1
    return pool.make(K_CAPTURE, r, pool.lists.intern([i, k, ...text]), ended)
  }

  /** r and k of a capture. */
  parts(e: Expr): [Expr, Expr] {
    const pool = this.#pool
    return [pool.a[e]!, pool.lists.view(pool.b[e]!)[1]!]
  }

  #text(e: Expr): number[] {
    return Array.from(this.#pool.lists.view(this.#pool.b[e]!).subarray(2))
  }

  #index(e: Expr): number {
    return this.#pool.lists.view(this.#pool.b[e]!)[0]!
  }

  /** True if no reference is open. */
  isBound(e: Expr): boolean {
    return (this.#pool.flags[e]! & F_CAPTURES) === 0 || this.open(e) === 0
  }

  /** The groups whose references are open in e, as bits. */
  open(e: Expr): number {
    const pool = this.#pool
    if (pool.kind[e] !== K_REF && pool.kind[e] !== K_CAPTURE && e < pool.size && (pool.flags[e]! & F_CAPTURES) === 0) {
      return 0
    }
    const known = this.#open.get(e)
    if (known !== undefined) return known
    let bits = 0
    if (pool.kind[e] === K_REF) bits = 1 << pool.a[e]!
    else if (pool.kind[e] === K_CAPTURE) {
      const [r, k] = this.parts(e)
      bits = this.open(r) | (this.open(k) & ~(1 << this.#index(e)))
    } else for (const x of this.#children(e)) bits |= this.open(x)
    this.#open.set(e, bits)
    return bits
  }

  #children(e: Expr): readonly Expr[] {
    const pool = this.#pool
    switch (pool.kind[e]) {
      case K_CONCAT:
        return [pool.a[e]!, pool.b[e]!]
      case K_ALT:
      case K_AND:
        return Array.from(pool.lists.view(pool.a[e]!))
      case K_NOT:
      case K_REPEAT:
      case K_LOOK:
      case K_BEHIND:
      case K_CLOSE:
        return [pool.a[e]!]
      case K_CAPTURE:
        return this.parts(e)
      default:
        return []
    }
  }

  /** e with the references to group i replaced by a text. */
  replace(e: Expr, i: number, text: readonly number[]): Expr {
    const bit = 1 << i
    const memo = new Map<Expr, Expr>()
    const replace = (x: Expr): Expr => {
      if ((this.#pool.flags[x]! & F_CAPTURES) === 0 || (this.open(x) & bit) === 0) return x
      const known = memo.get(x)
      if (known !== undefined) return known
      const result = this.#pool.kind[x] === K_REF ? this.#literal(text, this.#pool.b[x] as Fold) : this.#map(x, replace)
      memo.set(x, result)
      return result
    }
    return replace(e)
  }

  /** e with the references to group i replaced by a language that holds its text, or by nothing under a complement. */
  #loosen(e: Expr, i: number, language: Expr, more: boolean): Expr {
    const pool = this.#pool
    if ((pool.flags[e]! & F_CAPTURES) === 0 || (this.open(e) & (1 << i)) === 0) return e
    if (pool.kind[e] === K_REF) return more ? (pool.b[e] === 0 ? language : ExprPool.ALL) : ExprPool.EMPTY
    if (pool.kind[e] === K_NOT) return pool.not(this.#loosen(pool.a[e]!, i, language, !more))
    return this.#map(e, (x) => this.#loosen(x, i, language, more))
  }

  #literal(text: readonly number[], fold: Fold): Expr {
    const pool = this.#pool
    if (fold === 0) return pool.literal(text)
    return pool.concatOf(text.map((c) => pool.charClass(closeOverCase([c, c], fold === 2))))
  }

  /** The expression with each operand mapped. */
  #map(e: Expr, f: (x: Expr) => Expr): Expr {
    const pool = this.#pool
    switch (pool.kind[e]) {
      case K_CONCAT: {
        const parts: Expr[] = []
        let rest = e
        for (; pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) parts.push(f(pool.a[rest]!))
        parts.push(f(rest))
        return pool.concatOf(parts)
      }
      case K_ALT:
        return pool.altOf(Array.from(pool.lists.view(pool.a[e]!)).map(f))
      case K_AND:
        return pool.andOf(Array.from(pool.lists.view(pool.a[e]!)).map(f))
      case K_NOT:
        return pool.not(f(pool.a[e]!))
      case K_REPEAT:
        return pool.counted(f(pool.a[e]!), pool.b[e]!, pool.c[e]!)
      case K_LOOK:
        return pool.look(f(pool.a[e]!))
      case K_BEHIND:
        return pool.behind(f(pool.a[e]!))
      case K_CLOSE:
        return pool.close(f(pool.a[e]!))
      case K_CAPTURE: {
        const [r, k] = this.parts(e)
        const i = this.#index(e)
        const text = this.#text(e)
        return this.#capture(i, text, f(r), f(k))
      }
      default:
        return e
    }
  }

  // ---------------------------------------------------------------- derivatives

  /** The memoised derivative of a capturing expression. */
  derive(e: Expr, codePoint: number, compute: (e: Expr, codePoint: number) => Expr): Expr {
    const key = e * 0x200000 + codePoint
    const known = this.#derivatives.get(key)
    if (known !== undefined) return known
    const result = compute(e, codePoint)
    this.#derivatives.set(key, result)
    return result
  }

  advanceCapture(e: Expr, codePoint: number): Expr {
    const pool = this.#pool
    const [r, k] = this.parts(e)
    const text = this.#text(e)
    const after = pool.derive(r, codePoint)
    const inside =
      after === ExprPool.EMPTY
        ? after
        : this.#capture(this.#index(e), [...text, codePoint], after, this.#assertions.advance(k, codePoint))
    const ended = pool.c[e]!
    if (ended < 0) return inside
    const empty = this.#assertions.emptyWhere(r)
    if (empty === ExprPool.EMPTY) return inside
    const outside = pool.derive(ended, codePoint)
    if (empty === ExprPool.ALL) return pool.altOf([inside, outside])
    const guard = pool.look(pool.close(pool.derive(empty, codePoint)))
    return pool.altOf([inside, pool.pair(guard, outside)])
  }

  /** The capture after one more character before it. */
  waitCapture(e: Expr, codePoint: number): Expr {
    return this.#map(e, (x) => this.#assertions.advance(x, codePoint))
  }

  /** The capture as a language of its own; undefined if its assertions look back at what it reads. */
  closeCapture(e: Expr): Expr | undefined {
    const pool = this.#pool
    const [r, k] = this.parts(e)
    if (pool.flags[r]! & F_LOOKS || pool.flags[k]! & F_BEHINDS) return undefined
    return this.#capture(this.#index(e), this.#text(e), r, pool.close(k))
  }

  /** The rests of the text before which the capture matches the empty word. */
  emptyWhere(e: Expr): Expr {
    const pool = this.#pool
    const ended = pool.c[e]!
    if (ended < 0) return ExprPool.EMPTY
    return pool.andOf([this.#assertions.emptyWhere(pool.a[e]!), this.#assertions.emptyWhere(ended)])
  }

  // ---------------------------------------------------------------- alphabet

  /** Classes that nothing in e tells apart, now or later. */
  alphabet(e: Expr): Partition {
    const pool = this.#pool
    const { partitions } = pool
    const known = this.#alphabets.get(e)
    if (known !== undefined) return known
    const parts: Partition[] = []
    switch (pool.kind[e]) {
      case K_CLASS:
        parts.push(partitions.ofSet(pool.lists.view(pool.a[e]!)))
        break
      case K_WORDS:
        parts.push(partitions.ofPoints(pool.trees.letters(pool.a[e]!)))
        break
      case K_QUOTE:
        parts.push(partitions.ofPoints(pool.quotes[pool.a[e]!]!.letters()))
        break
      case K_CAPTURE: {
        const points = new Set<number>()
        const folds = this.#folds(this.parts(e)[1])
        for (const c of this.#text(e)) {
          points.add(c)
          for (const fold of folds) {
            const closed = closeOverCase([c, c], fold === 2)
            for (let i = 0; i < closed.length; i += 2) for (let p = closed[i]!; p <= closed[i + 1]!; p++) points.add(p)
          }
        }
        parts.push(partitions.ofPoints(Array.from(points).sort((x, y) => x - y)))
        break
      }
    }
    // Chains are walked, not recursed into.
    let rest = e
    for (; pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) parts.push(this.alphabet(pool.a[rest]!))
    if (rest !== e) parts.push(this.alphabet(rest))
    else for (const x of this.#children(e)) parts.push(this.alphabet(x))
    const result = partitions.productOf(parts)
    this.#alphabets.set(e, result)
    return result
  }

  /** The ways in which open references of e ignore case. */
  #folds(e: Expr): Set<number> {
    const known = this.#foldsOf.get(e)
    if (known !== undefined) return known
    const folds = new Set<number>()
    if (this.#pool.kind[e] === K_REF && this.#pool.b[e] !== 0) folds.add(this.#pool.b[e]!)
    else if (this.#pool.flags[e]! & F_CAPTURES) {
      for (const x of this.#children(e)) for (const fold of this.#folds(x)) folds.add(fold)
    }
    this.#foldsOf.set(e, folds)
    return folds
  }

  // ---------------------------------------------------------------- emptiness

  /** A language without captures that holds all of e (`more`), or only texts of e. */
  relaxed(e: Expr, more: boolean): Expr {
    const pool = this.#pool
    if ((pool.flags[e]! & F_CAPTURES) === 0) return e
    const memo = this.#relaxed[more ? 1 : 0]
    const known = memo.get(e)
    if (known !== undefined) return known
    let result: Expr
    switch (pool.kind[e]) {
      case K_REF:
        result = more ? ExprPool.ALL : ExprPool.EMPTY
        break
      case K_CAPTURE: {
        // Every reference to some text of the group, each to its own.
        const [r, k] = this.parts(e)
        const text = pool.pair(pool.literal(this.#text(e)), this.relaxed(r, true))
        if (!more) result = ExprPool.EMPTY
        else result = pool.pair(this.relaxed(r, true), this.relaxed(this.#loosen(k, this.#index(e), text, true), true))
        break
      }
      case K_NOT:
        result = pool.not(this.relaxed(pool.a[e]!, !more))
        break
      default:
        result = this.#map(e, (x) => this.relaxed(x, more))
    }
    memo.set(e, result)
    return result
  }
}
