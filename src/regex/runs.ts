import { contains } from './char-set.js'
import { K_ALT, K_CLASS, K_CONCAT, K_EMPTY, K_EPSILON, K_REPEAT, UNBOUNDED } from './nodes.js'
import { type Expr, ExprPool } from './pool.js'

/** An expression that is `base` but for the number of characters that its leading run has left. */
export interface Run {
  base: Expr
  /** Characters that must follow. */
  min: number
  /** Characters that may follow, Infinity if unbounded. */
  max: number
}

/**
 * [x]{min,max}·t as a bounded run of [x]*·t, where t cannot begin with a character of x: what comes
 * after n characters then depends on nothing but n. Undefined if e is no such run or has no bounds.
 */
export function boundedRun(pool: ExprPool, e: Expr): Run | undefined {
  const head = pool.kind[e] === K_CONCAT ? pool.a[e]! : e
  const tail = pool.kind[e] === K_CONCAT ? pool.b[e]! : ExprPool.EPSILON
  if (pool.kind[head] !== K_REPEAT || pool.kind[pool.a[head]!] !== K_CLASS) return undefined
  const min = pool.b[head]!
  const max = pool.c[head] === UNBOUNDED ? Infinity : pool.c[head]!
  if (min === 0 && max === Infinity) return undefined
  const body = pool.a[head]!
  if (tail !== ExprPool.EPSILON) {
    if (pool.nullable(tail)) return undefined
    const set = pool.lists.view(pool.a[body]!).slice()
    const { count, representatives } = pool.partition(e)
    for (let c = 0; c < count; c++) {
      const p = representatives[c]!
      if (contains(set, p) && pool.derive(tail, p) !== ExprPool.EMPTY) return undefined
    }
  }
  return { base: pool.concat(pool.repeat(body, 0, Infinity), tail), min, max }
}

/**
 * A number of characters within which every beginning of a word of `e` can be completed; Infinity where that does not
 * follow from the structure.
 */
export function longestEnding(pool: ExprPool, e: Expr): number {
  switch (pool.kind[e]) {
    case K_EMPTY:
    case K_EPSILON:
      return 0
    case K_CLASS:
      return 1
    case K_CONCAT:
      return longestEnding(pool, pool.a[e]!) + longestEnding(pool, pool.b[e]!)
    case K_ALT: {
      let longest = 0
      for (const part of pool.lists.view(pool.a[e]!)) longest = Math.max(longest, longestEnding(pool, part))
      return longest
    }
    case K_REPEAT:
      // The round begun, and those that must follow.
      return longestEnding(pool, pool.a[e]!) * (1 + pool.b[e]!)
    default:
      return Number.POSITIVE_INFINITY
  }
}
