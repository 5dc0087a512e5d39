import {
  F_BEHINDS,
  F_CAPTURES,
  F_LOOKS,
  F_NULLABLE,
  K_ALT,
  K_AND,
  K_BEHIND,
  K_CAPTURE,
  K_CLOSE,
  K_CONCAT,
  K_LOOK,
  K_NOT,
  K_REPEAT,
} from './nodes.js'
import { classOf, type Partition } from './partition.js'
import { type Expr, ExprPool } from './pool.js'

/**
 * LOOK, BEHIND and CLOSE of one pool: see ExprPool for what they mean. An expression with
 * assertions is *active* if its first character is the next one to be read, and *waiting* if
 * something comes before it; derivatives act on active expressions, advance() on waiting ones.
 */
export class Assertions {
  readonly #empties = new Map<number, Expr>()
  readonly #advanced = new Map<number, Int32Array>()
  readonly #waiting = new Map<number, Partition>()
  readonly #closed = new Map<Expr, Expr>()

  constructor(readonly pool: ExprPool) {}

  /** The empty word where the rest of the text is in x. */
  look(x: Expr): Expr {
    const pool = this.pool
    const inner = pool.flags[x]! & F_BEHINDS ? x : this.close(x)
    if (inner === ExprPool.EMPTY) return ExprPool.EMPTY
    if (inner === ExprPool.ALL) return ExprPool.EPSILON
    return pool.make(K_LOOK, inner, 0, 0)
  }

  /** The empty word where the text before is in y; y must be of the whole text from its start. */
  behind(y: Expr): Expr {
    const pool = this.pool
    if (y === ExprPool.EMPTY) return ExprPool.EMPTY
    if (y === ExprPool.ALL) return ExprPool.EPSILON
    return pool.make(K_BEHIND, y, 0, 0)
  }

  /**
   * e as a language of its own: assertions see the text of e and nothing else. Pushes the
   * border inwards as far as it goes; where nothing precedes an assertion it is decided here, and a
   * look-ahead before its continuation k becomes X & k.
   */
  close(e: Expr): Expr {
    const pool = this.pool
    if ((pool.flags[e]! & F_LOOKS) === 0) return e
    const known = this.#closed.get(e)
    if (known !== undefined) return known
    const result = this.#close(e)
    this.#closed.set(e, result)
    return result
  }

  #close(e: Expr): Expr {
    const pool = this.pool
    switch (pool.kind[e]) {
      case K_ALT:
        return pool.altOf(Array.from(pool.lists.view(pool.a[e]!)).map((x) => this.close(x)))
      case K_AND:
        return pool.andOf(Array.from(pool.lists.view(pool.a[e]!)).map((x) => this.close(x)))
      case K_NOT:
        return pool.not(this.close(pool.a[e]!))
      case K_LOOK:
        return pool.andOf([this.close(pool.a[e]!), ExprPool.EPSILON])
      case K_BEHIND:
        return pool.andOf([this.close(this.emptyWhere(pool.a[e]!)), ExprPool.EPSILON])
      case K_CONCAT: {
        const conditions: Expr[] = []
        const plain: Expr[] = []
        let rest = e
        for (; pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) {
          const head = pool.a[rest]!
          if (pool.kind[head] === K_LOOK && plain.length === 0) conditions.push(this.close(pool.a[head]!))
          else if (pool.kind[head] === K_BEHIND && plain.length === 0) {
            conditions.push(this.close(this.emptyWhere(pool.a[head]!)))
          } else if ((pool.flags[head]! & F_LOOKS) === 0 && (pool.flags[pool.b[rest]!]! & F_BEHINDS) === 0)
            plain.push(head)
          else break
        }
        if (plain.length > 0 || conditions.length > 0) {
          return pool.andOf([pool.concatOf([...plain, this.close(rest)]), ...conditions])
        }
        const head = pool.a[e]!
        const tail = pool.b[e]!
        if ((pool.flags[head]! & F_LOOKS) !== 0 && pool.kind[head] === K_ALT) {
          const parts = Array.from(pool.lists.view(pool.a[head]!))
          return pool.altOf(parts.map((x) => this.close(pool.pair(x, tail))))
        }
        if (
          (pool.flags[head]! & F_LOOKS) !== 0 &&
          pool.kind[head] === K_REPEAT &&
          pool.b[head] === 0 &&
          pool.c[head] === 1
        ) {
          return pool.altOf([this.close(tail), this.close(pool.pair(pool.a[head]!, tail))])
        }
        break
      }
      case K_CAPTURE: {
        const closed = pool.captures.closeCapture(e)
        if (closed !== undefined) return closed
        break
      }
    }
    return pool.make(K_CLOSE, e, 0, 0)
  }

  /** The rests of the text before which e matches the empty word: ALL or EMPTY without assertions. */
  emptyWhere(e: Expr): Expr {
    const pool = this.pool
    if ((pool.flags[e]! & F_LOOKS) === 0) return pool.flags[e]! & F_NULLABLE ? ExprPool.ALL : ExprPool.EMPTY
    const known = this.#empties.get(e)
    if (known !== undefined) return known
    let result: Expr
    switch (pool.kind[e]) {
      case K_CONCAT: {
        const parts: Expr[] = []
        let rest = e
        for (; pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) {
          const part = this.emptyWhere(pool.a[rest]!)
          parts.push(part)
          if (part === ExprPool.EMPTY) break
        }
        if (parts[parts.length - 1] !== ExprPool.EMPTY) parts.push(this.emptyWhere(rest))
        result = pool.andOf(parts)
        break
      }
      case K_ALT:
        result = pool.altOf(Array.from(pool.lists.view(pool.a[e]!)).map((x) => this.emptyWhere(x)))
        break
      case K_AND:
        result = pool.andOf(Array.from(pool.lists.view(pool.a[e]!)).map((x) => this.emptyWhere(x)))
        break
      case K_NOT:
        result = pool.not(this.emptyWhere(pool.a[e]!))
        break
      case K_REPEAT:
        result = pool.b[e] === 0 ? ExprPool.ALL : this.emptyWhere(pool.a[e]!)
        break
      case K_LOOK:
        result = pool.a[e]!
        break
      case K_CAPTURE:
        result = pool.captures.emptyWhere(e)
        break
      default:
        result = this.emptyWhere(pool.a[e]!)
    }
    this.#empties.set(e, result)
    return result
  }

  /** A waiting expression after one more character before it. */
  advance(e: Expr, codePoint: number): Expr {
    const pool = this.pool
    if ((pool.flags[e]! & F_BEHINDS) === 0) return e
    if (pool.flags[e]! & F_CAPTURES) return this.#advance(e, codePoint)
    const partition = this.waitingPartition(e)
    const cls = classOf(partition, codePoint)
    let memo = this.#advanced.get(e)
    if (memo === undefined) {
      memo = new Int32Array(partition.count).fill(-1)
      this.#advanced.set(e, memo)
    }
    if (memo[cls]! >= 0) return memo[cls]!
    const result = this.#advance(e, codePoint)
    memo[cls] = result
    return result
  }

  #advance(e: Expr, codePoint: number): Expr {
    const pool = this.pool
    let result: Expr
    switch (pool.kind[e]) {
      case K_CONCAT: {
        const parts: Expr[] = []
        let rest = e
        for (; pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) parts.push(this.advance(pool.a[rest]!, codePoint))
        parts.push(this.advance(rest, codePoint))
        result = pool.concatOf(parts)
        break
      }
      case K_ALT:
        result = pool.altOf(Array.from(pool.lists.view(pool.a[e]!)).map((x) => this.advance(x, codePoint)))
        break
      case K_AND:
        result = pool.andOf(Array.from(pool.lists.view(pool.a[e]!)).map((x) => this.advance(x, codePoint)))
        break
      case K_NOT:
        result = pool.not(this.advance(pool.a[e]!, codePoint))
        break
      case K_REPEAT:
        result = pool.counted(this.advance(pool.a[e]!, codePoint), pool.b[e]!, pool.c[e]!)
        break
      case K_LOOK:
        result = this.look(this.advance(pool.a[e]!, codePoint))
        break
      case K_CAPTURE:
        result = pool.captures.waitCapture(e, codePoint)
        break
      default:
        result = this.behind(pool.derive(pool.a[e]!, codePoint))
    }
    return result
  }

  /** Classes that #advance cannot tell apart. */
  waitingPartition(e: Expr): Partition {
    const pool = this.pool
    if ((pool.flags[e]! & F_BEHINDS) === 0) return pool.partitions.trivial
    const known = this.#waiting.get(e)
    if (known !== undefined) return known
    let result = pool.partitions.trivial
    switch (pool.kind[e]) {
      case K_CONCAT: {
        let rest = e
        for (; pool.kind[rest] === K_CONCAT; rest = pool.b[rest]!) {
          result = pool.partitions.product(result, this.waitingPartition(pool.a[rest]!))
        }
        result = pool.partitions.product(result, this.waitingPartition(rest))
        break
      }
      case K_ALT:
      case K_AND:
        for (const x of Array.from(pool.lists.view(pool.a[e]!))) {
          result = pool.partitions.product(result, this.waitingPartition(x))
        }
        break
      case K_BEHIND:
        result = pool.partition(pool.a[e]!)
        break
      default:
        result = this.waitingPartition(pool.a[e]!)
    }
    this.#waiting.set(e, result)
    return result
  }
}
