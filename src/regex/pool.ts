import { LimitError, refuseUnknownOptions } from '../error/index.js'
import { complement, intersect, MAX_CODE_POINT, normalise, type Ranges, shortestUtf8, union } from './char-set.js'
import { distance, shortestWord, wordsOf } from './explore.js'
import { grow, IntLists } from './int-lists.js'
import { classOf, type Partition, Partitions } from './partition.js'

/** An interned expression of one pool: equal integers are equal terms. 0 matches nothing. */
export type Expr = number

export interface PoolLimits {
  /** Most distinct expressions, derivatives included. Default 200,000. */
  expressions?: number
}

/** @internal Node kinds. */
export const K_EMPTY = 0
export const K_EPSILON = 1
export const K_CLASS = 2
export const K_CONCAT = 3
export const K_ALT = 4
export const K_AND = 5
export const K_NOT = 6
export const K_REPEAT = 7
export const K_LOOK = 8
export const K_BEHIND = 9
export const K_CLOSE = 10

/** @internal Flags. */
export const F_NULLABLE = 1
/** Holds a LOOK or BEHIND outside every CLOSE: its meaning depends on the text around it. */
export const F_LOOKS = 2
/** Holds a BEHIND outside every CLOSE: its meaning depends on the text before it. */
export const F_BEHINDS = 4
/** Holds an AND, NOT, CLOSE, LOOK or BEHIND: emptiness and lengths do not follow from the structure. */
export const F_SEARCHED = 8

/** @internal No upper bound, in the count columns. */
export const UNBOUNDED = 0x7fffffff
const MAX_COUNT = 0x40000000
/** Literal alternatives share prefixes up to this depth per call; deeper ones do so when derived. */
const FACTOR_DEPTH = 64

/**
 * Regular expressions over code points with intersection and complement, hash-consed, with
 * memoised Brzozowski derivatives ("Derivatives of regular expressions", 1964) by classes of code
 * points (Owens, Reppy, Turon, "Regular-expression derivatives re-examined", 2009). Counts stay
 * symbolic: the derivative of x{m,n} is x'·x{m-1,n-1}.
 *
 * Assertions are terms too. LOOK(X) matches the empty word where the whole rest of the text is in
 * X. BEHIND(Y) matches the empty word where the whole text before is in the language of the Y it
 * was made with; every character read turns the Y of a waiting BEHIND into its derivative, so it
 * holds exactly if Y is nullable when its turn comes. CLOSE(e) says that the text of e is the
 * whole text its assertions see. Only closed expressions leave this layer.
 *
 * Layout: node e is kind[e], a[e], b[e], c[e].
 *   CLASS  a = list of ranges          CONCAT a · b, a is never a CONCAT
 *   ALT    a = sorted list of ids      AND    a = sorted list of ids
 *   REPEAT a, counts b … c (UNBOUNDED) NOT LOOK BEHIND CLOSE a
 */
export class ExprPool {
  static readonly EMPTY: Expr = 0
  static readonly EPSILON: Expr = 1
  /** Σ*: every text. */
  static readonly ALL: Expr = 2
  /** Σ: every single code point. */
  static readonly ANY: Expr = 3

  /** @internal */ kind: Int32Array = new Int32Array(1024)
  /** @internal */ a: Int32Array = new Int32Array(1024)
  /** @internal */ b: Int32Array = new Int32Array(1024)
  /** @internal */ c: Int32Array = new Int32Array(1024)
  /** @internal */ flags: Int32Array = new Int32Array(1024)
  /** @internal Shortest word in code points and in bytes, per expression; NaN where it must be searched. */
  least: [number[], number[]] = [[], []]
  /** @internal */ readonly lists = new IntLists()
  /** @internal */ readonly partitions = new Partitions()
  /** @internal */ readonly limit: number
  #size = 0
  #table = new Int32Array(4096)
  #mask = 4095
  readonly #derivatives: (Int32Array | undefined)[] = []
  readonly #partition: (Partition | undefined)[] = []
  readonly #waiting = new Map<number, Partition>()
  readonly #empties = new Map<number, Expr>()
  readonly #advanced = new Map<number, Int32Array>()
  readonly #closed = new Map<Expr, Expr>()

  /** @throws OptionError for an unknown limit */
  constructor(limits: PoolLimits = {}) {
    refuseUnknownOptions(limits, ['expressions'], 'new ExprPool()')
    this.limit = limits.expressions ?? 200_000
    this.#make(K_EMPTY, 0, 0, 0)
    this.#make(K_EPSILON, 0, 0, 0)
    // ALL is a repetition of the node that follows it.
    this.#make(K_REPEAT, 3, 0, UNBOUNDED)
    this.#make(K_CLASS, this.lists.intern([0, MAX_CODE_POINT]), 0, 0)
  }

  /** Number of expressions so far. */
  get size(): number {
    return this.#size
  }

  // ---------------------------------------------------------------- construction

  /** One code point out of inclusive pairs lo, hi, … in any order. */
  charClass(ranges: Int32Array | readonly number[]): Expr {
    const set = normalise(ranges)
    return set.length === 0 ? ExprPool.EMPTY : this.#make(K_CLASS, this.lists.intern(set), 0, 0)
  }

  /** Exactly this text. A string is read by code points, a lone surrogate is its code unit. */
  literal(text: string | readonly number[]): Expr {
    const points = typeof text === 'string' ? Array.from(text, (ch) => ch.codePointAt(0)!) : text
    return this.concatOf(points.map((p) => this.charClass([p, p])))
  }

  concat(...e: Expr[]): Expr {
    return this.concatOf(e)
  }

  alt(...e: Expr[]): Expr {
    return this.altOf(e)
  }

  and(...e: Expr[]): Expr {
    return this.andOf(e)
  }

  concatOf(e: readonly Expr[]): Expr {
    let result = ExprPool.EPSILON
    for (let i = e.length - 1; i >= 0; i--) result = this.#concat(e[i]!, result)
    return result
  }

  altOf(e: readonly Expr[]): Expr {
    return this.#alt(e, 0)
  }

  andOf(e: readonly Expr[]): Expr {
    return this.#and(e)
  }

  /** Every text that is not in e. */
  not(e: Expr): Expr {
    if (e === ExprPool.EMPTY) return ExprPool.ALL
    if (e === ExprPool.ALL) return ExprPool.EMPTY
    if (e === ExprPool.EPSILON) return this.repeat(ExprPool.ANY, 1, Infinity)
    if (this.kind[e] === K_NOT) return this.a[e]!
    if (this.kind[e] === K_REPEAT && this.a[e] === ExprPool.ANY) {
      // The complement of a length range is one or two length ranges.
      const low = this.b[e]! > 0 ? this.repeat(ExprPool.ANY, 0, this.b[e]! - 1) : ExprPool.EMPTY
      const high = this.c[e]! < UNBOUNDED ? this.repeat(ExprPool.ANY, this.c[e]! + 1, Infinity) : ExprPool.EMPTY
      return this.altOf([low, high])
    }
    return this.#make(K_NOT, e, 0, 0)
  }

  /** min to max copies of e; max may be Infinity. The counts are numbers in the term. */
  repeat(e: Expr, min: number, max: number): Expr {
    const high = Math.min(max, UNBOUNDED)
    if (min > MAX_COUNT || (high > MAX_COUNT && high !== UNBOUNDED)) {
      throw new LimitError(`A repetition count is larger than ${MAX_COUNT}.`, {
        code: 'limit',
        limit: 'count',
        value: MAX_COUNT,
        hint: 'Use a smaller count or no upper bound.',
      })
    }
    return this.#repeat(e, min, high)
  }

  #repeat(e: Expr, min: number, max: number): Expr {
    if (max < min || max < 0) return ExprPool.EMPTY
    if (max === 0 || e === ExprPool.EPSILON) return ExprPool.EPSILON
    if (e === ExprPool.EMPTY) return min === 0 ? ExprPool.EPSILON : ExprPool.EMPTY
    const plain = (this.flags[e]! & F_LOOKS) === 0
    // Copies of a nullable body may be empty, so a minimum says nothing. A body with assertions is
    // nullable only where they hold.
    let low = plain && (this.flags[e]! & F_NULLABLE) !== 0 ? 0 : min
    let high = max
    let body = e
    const kind = this.kind[e]!
    if (kind === K_LOOK || kind === K_BEHIND) return min === 0 ? ExprPool.EPSILON : e
    if (kind === K_REPEAT) {
      // (x{p,q}){low,high} is x{p·low, q·high} if the counts leave no gap.
      const p = this.b[e]!
      const q = this.c[e]!
      const gapless = low === high || q === UNBOUNDED ? low > 0 || p <= 1 || high === 0 : p * (low + 1) <= q * low + 1
      const top = high === UNBOUNDED || q === UNBOUNDED ? UNBOUNDED : q * high
      if (gapless && p * low < MAX_COUNT && (top === UNBOUNDED || top < MAX_COUNT)) {
        body = this.a[e]!
        low = p * low
        high = top
      }
    } else if (kind === K_ALT && low === 0 && this.#hasArgument(e, ExprPool.EPSILON)) {
      body = this.altOf(Array.from(this.lists.view(this.a[e]!)).filter((x) => x !== ExprPool.EPSILON))
      return this.#repeat(body, 0, high)
    }
    if (low === 1 && high === 1) return body
    return this.#make(K_REPEAT, body, low, high)
  }

  #hasArgument(e: Expr, argument: Expr): boolean {
    const { data, offsets, lengths } = this.lists
    const list = this.a[e]!
    const end = offsets[list]! + lengths[list]!
    for (let i = offsets[list]!; i < end; i++) if (data[i] === argument) return true
    return false
  }

  #concat(left: Expr, right: Expr): Expr {
    if (left === ExprPool.EMPTY || right === ExprPool.EMPTY) return ExprPool.EMPTY
    if (left === ExprPool.EPSILON) return right
    if (right === ExprPool.EPSILON) return left
    if (this.kind[left] !== K_CONCAT) return this.#cons(left, right)
    const heads: Expr[] = []
    let e = left
    for (; this.kind[e] === K_CONCAT; e = this.b[e]!) heads.push(this.a[e]!)
    let result = this.#cons(e, right)
    for (let i = heads.length - 1; i >= 0; i--) result = this.#cons(heads[i]!, result)
    return result
  }

  /** head · tail where the head is no CONCAT. */
  #cons(head: Expr, tail: Expr): Expr {
    if (head === ExprPool.EMPTY || tail === ExprPool.EMPTY) return ExprPool.EMPTY
    if (head === ExprPool.EPSILON) return tail
    if (tail === ExprPool.EPSILON) return head
    const first = this.kind[tail] === K_CONCAT ? this.a[tail]! : tail
    const rest = this.kind[tail] === K_CONCAT ? this.b[tail]! : ExprPool.EPSILON
    const plainHead = (this.flags[head]! & F_LOOKS) === 0
    if (this.kind[head] === K_LOOK && this.kind[first] === K_LOOK) {
      return this.#concat(this.look(this.andOf([this.a[head]!, this.a[first]!])), rest)
    }
    // Where the text starts, whatever came before is empty.
    if (this.kind[first] === K_BEHIND && this.a[first] === ExprPool.EPSILON && plainHead) {
      return this.flags[head]! & F_NULLABLE ? tail : ExprPool.EMPTY
    }
    const nullablePlain = F_NULLABLE
    if (head === ExprPool.ALL && (this.flags[first]! & (F_NULLABLE | F_LOOKS)) === nullablePlain) {
      return this.#cons(head, rest)
    }
    if (first === ExprPool.ALL && (this.flags[head]! & (F_NULLABLE | F_LOOKS)) === nullablePlain) return tail
    // Neighbours with the same body are one repetition.
    const headRepeats = this.kind[head] === K_REPEAT
    const firstRepeats = this.kind[first] === K_REPEAT
    const body = headRepeats ? this.a[head]! : head
    if (body === (firstRepeats ? this.a[first]! : first)) {
      const min = (headRepeats ? this.b[head]! : 1) + (firstRepeats ? this.b[first]! : 1)
      const p = headRepeats ? this.c[head]! : 1
      const q = firstRepeats ? this.c[first]! : 1
      const max = p === UNBOUNDED || q === UNBOUNDED ? UNBOUNDED : p + q
      if (min < MAX_COUNT && (max === UNBOUNDED || max < MAX_COUNT)) {
        return this.#cons(this.#repeat(body, min, max), rest)
      }
    }
    return this.#make(K_CONCAT, head, tail, 0)
  }

  #alt(input: readonly Expr[], depth: number): Expr {
    let items: Expr[] = []
    for (let i = 0; i < input.length; i++) {
      const e = input[i]!
      if (e === ExprPool.ALL) return ExprPool.ALL
      if (e === ExprPool.EMPTY) continue
      if (this.kind[e] === K_ALT) {
        const { data, offsets, lengths } = this.lists
        const offset = offsets[this.a[e]!]!
        const length = lengths[this.a[e]!]!
        for (let k = 0; k < length; k++) items.push(data[offset + k]!)
      } else items.push(e)
    }
    items = this.#dropSuffixes(sortedSet(items))
    const before = items.length
    if (before === 0) return ExprPool.EMPTY
    if (before === 1) return items[0]!
    items = this.#mergeComplements(items)
    if (items[0] === ExprPool.ALL) return ExprPool.ALL
    items = this.#mergeTails(items)
    if (depth < FACTOR_DEPTH) items = this.#mergePrefixes(items, depth)
    // A merge may have made something flat or universal.
    if (items.length < before) return this.#alt(items, depth)
    items = this.#absorb(items)
    if (items.length === 1) return items[0]!
    return this.#make(K_ALT, this.lists.intern(items), 0, 0)
  }

  /** ¬x | ¬y = ¬(x & y), and x | ¬x is everything. */
  #mergeComplements(items: Expr[]): Expr[] {
    const negated: Expr[] = []
    for (const e of items) if (this.kind[e] === K_NOT) negated.push(this.a[e]!)
    if (negated.length === 0) return items
    if (negated.some((x) => items.includes(x))) return [ExprPool.ALL]
    if (negated.length === 1) return items
    const others = items.filter((e) => this.kind[e] !== K_NOT)
    others.push(this.not(this.andOf(negated)))
    return sortedSet(others)
  }

  /**
   * Alternatives with equal tails: [a]·t | [b]·t = [ab]·t, x{1,3}·t | x{2,5}·t = x{1,5}·t and
   * x{1,n}·t | t = x{0,n}·t. Keeps the states of a counter in an unanchored search few.
   */
  #mergeTails(items: Expr[]): Expr[] {
    const tailOf = (e: Expr): Expr => (this.kind[e] === K_CONCAT ? this.b[e]! : ExprPool.EPSILON)
    const headOf = (e: Expr): Expr => (this.kind[e] === K_CONCAT ? this.a[e]! : e)
    const bodyOf = (h: Expr): Expr => (this.kind[h] === K_REPEAT ? this.a[h]! : h)
    const order = items.slice()
    order.sort((x, y) => {
      const byTail = tailOf(x) - tailOf(y)
      return byTail !== 0 ? byTail : bodyOf(headOf(x)) - bodyOf(headOf(y)) || x - y
    })
    const present = new Set(items)
    let changed = false
    for (let i = 0; i < order.length; ) {
      const tail = tailOf(order[i]!)
      let end = i + 1
      while (end < order.length && tailOf(order[end]!) === tail) end++
      if (tail === ExprPool.EPSILON ? end - i > 1 : end - i > 1 || present.has(tail)) {
        if (this.#mergeRun(order, i, end, tail, present)) changed = true
      }
      i = end
    }
    if (!changed) return items
    return sortedSet(Array.from(present))
  }

  #mergeRun(order: Expr[], from: number, to: number, tail: Expr, present: Set<Expr>): boolean {
    const bodies: Expr[] = []
    const lows: number[] = []
    const highs: number[] = []
    let set: number[] | undefined
    let classes = 0
    let changed = false
    for (let i = from; i < to; ) {
      const spans: [number, number][] = []
      const headAt = (k: number): Expr => (tail === ExprPool.EPSILON ? order[k]! : this.a[order[k]!]!)
      const h = headAt(i)
      const body = this.kind[h] === K_REPEAT ? this.a[h]! : h
      let end = i
      for (; end < to; end++) {
        const head = headAt(end)
        const repeats = this.kind[head] === K_REPEAT
        if ((repeats ? this.a[head]! : head) !== body) break
        spans.push(repeats ? [this.b[head]!, this.c[head]!] : [1, 1])
      }
      i = end
      spans.sort((x, y) => x[0] - y[0] || x[1] - y[1])
      for (const [low, high] of spans) {
        const last = bodies.length - 1
        if (body !== ExprPool.EPSILON && last >= 0 && bodies[last] === body && low <= highs[last]! + 1) {
          highs[last] = Math.max(highs[last]!, high)
          changed = true
        } else {
          bodies.push(body)
          lows.push(low)
          highs.push(high)
        }
      }
    }
    for (let i = 0; i < bodies.length; i++) {
      if (this.kind[bodies[i]!] !== K_CLASS || lows[i] !== 1 || highs[i] !== 1) continue
      const ranges = this.lists.view(this.a[bodies[i]!]!)
      set = set === undefined ? Array.from(ranges) : union(set, ranges)
      classes++
    }
    let merged = -1
    if (classes > 1) {
      changed = true
      merged = this.charClass(set!)
    }
    const optional = present.has(tail)
    const out: Expr[] = []
    let absorbed = false
    let usedMerged = false
    for (let i = 0; i < bodies.length; i++) {
      let body = bodies[i]!
      if (body === ExprPool.EPSILON) continue
      let low = lows[i]!
      const high = highs[i]!
      if (merged >= 0 && this.kind[body] === K_CLASS && low === 1 && high === 1) {
        if (usedMerged) continue
        usedMerged = true
        body = merged
      }
      if (optional && !absorbed && low <= 1) {
        if (low === 1) low = 0
        absorbed = true
        changed = true
      }
      out.push(this.#cons(this.#repeat(body, low, high), tail))
    }
    if (!changed) return false
    for (let i = from; i < to; i++) present.delete(order[i]!)
    if (absorbed) present.delete(tail)
    else if (optional) present.add(tail)
    for (const e of out) present.add(e)
    return true
  }

  /** [a]·t | [a]·u = [a]·(t | u). */
  #mergePrefixes(items: Expr[], depth: number): Expr[] {
    let groups: Map<Expr, Expr[]> | undefined
    let shared = false
    for (const e of items) {
      if (this.kind[e] !== K_CONCAT || this.kind[this.a[e]!] !== K_CLASS) continue
      groups ??= new Map()
      const tails = groups.get(this.a[e]!)
      if (tails === undefined) groups.set(this.a[e]!, [this.b[e]!])
      else {
        tails.push(this.b[e]!)
        shared = true
      }
    }
    if (!shared) return items
    const out: Expr[] = []
    for (const e of items) {
      if (this.kind[e] !== K_CONCAT || this.kind[this.a[e]!] !== K_CLASS || groups!.get(this.a[e]!)!.length === 1)
        out.push(e)
    }
    for (const [head, tails] of groups!) if (tails.length > 1) out.push(this.#cons(head, this.#alt(tails, depth + 1)))
    return sortedSet(out)
  }

  /** s·r takes in r where s is nullable. Every chain is walked once, so this is linear in what is new. */
  #dropSuffixes(items: Expr[]): Expr[] {
    let walked: Set<Expr> | undefined
    for (let i = items.length - 1; i >= 0; i--) {
      let e = items[i]!
      while (this.kind[e] === K_CONCAT && (this.flags[this.a[e]!]! & (F_NULLABLE | F_LOOKS)) === F_NULLABLE) {
        e = this.b[e]!
        walked ??= new Set()
        if (walked.has(e)) break
        walked.add(e)
      }
      // The last stop is a suffix too; an optional expression takes in the empty text.
      if (e !== ExprPool.EPSILON && (this.flags[e]! & (F_NULLABLE | F_LOOKS)) === F_NULLABLE) {
        walked ??= new Set()
        walked.add(ExprPool.EPSILON)
      }
    }
    return walked === undefined ? items : items.filter((e) => !walked.has(e))
  }

  /** Σ*·r takes in every s·r: what keeps an unanchored search small. x takes in x & y. */
  #absorb(items: Expr[]): Expr[] {
    let out = items
    for (const e of items) {
      if (this.kind[e] === K_AND) {
        const parts = this.lists.view(this.a[e]!)
        if (out.some((x) => x !== e && parts.includes(x))) out = out.filter((x) => x !== e)
        continue
      }
      if (this.kind[e] !== K_CONCAT || this.a[e] !== ExprPool.ALL) continue
      const suffix = this.b[e]!
      out = out.filter((x) => {
        if (x === e) return true
        for (let s = x; ; s = this.b[s]!) {
          if (s === suffix) return false
          if (this.kind[s] !== K_CONCAT) return true
        }
      })
    }
    return out
  }

  #and(input: readonly Expr[]): Expr {
    let items: Expr[] = []
    const negated: Expr[] = []
    const add = (e: Expr): void => {
      if (this.kind[e] === K_NOT) negated.push(this.a[e]!)
      else if (e !== ExprPool.ALL) items.push(e)
    }
    for (const e of input) {
      if (e === ExprPool.EMPTY) return ExprPool.EMPTY
      if (this.kind[e] === K_AND) for (const part of Array.from(this.lists.view(this.a[e]!))) add(part)
      else add(e)
    }
    // Repetitions of single classes: the same number of characters, each in both classes.
    let set: number[] | undefined
    let low = 0
    let high = UNBOUNDED
    let runs = 0
    const others: Expr[] = []
    for (const e of items) {
      const body = this.kind[e] === K_REPEAT ? this.a[e]! : e
      if (this.kind[body] !== K_CLASS) {
        others.push(e)
        continue
      }
      const ranges = this.lists.view(this.a[body]!)
      set = set === undefined ? Array.from(ranges) : intersect(set, ranges)
      low = Math.max(low, this.kind[e] === K_REPEAT ? this.b[e]! : 1)
      high = Math.min(high, this.kind[e] === K_REPEAT ? this.c[e]! : 1)
      runs++
    }
    if (runs > 1) {
      if (low > high) return ExprPool.EMPTY
      const run = this.#repeat(this.charClass(set!), low, high)
      if (run === ExprPool.EMPTY) return ExprPool.EMPTY
      items = others
      if (run !== ExprPool.ALL) items.push(run)
    }
    items = sortedSet(items)
    if (negated.length > 0) {
      const excluded = this.altOf(negated)
      if (excluded === ExprPool.ALL || items.includes(excluded)) return ExprPool.EMPTY
      if (this.kind[excluded] === K_ALT && items.some((e) => this.#hasArgument(excluded, e))) return ExprPool.EMPTY
      // The complement may turn out positive (a length range), hence no NOT to keep.
      const rest = this.not(excluded)
      if (this.kind[rest] !== K_NOT) return this.#and([...items, rest])
      items = sortedSet([...items, rest])
    }
    if (items.length === 0) return ExprPool.ALL
    if (items.length === 1) return items[0]!
    if (items.includes(ExprPool.EPSILON) && items.every((e) => (this.flags[e]! & F_LOOKS) === 0)) {
      return items.every((e) => (this.flags[e]! & F_NULLABLE) !== 0) ? ExprPool.EPSILON : ExprPool.EMPTY
    }
    // x & (x | y) = x
    const kept = items.filter((e) => this.kind[e] !== K_ALT || !items.some((x) => this.#hasArgument(e, x)))
    if (kept.length === 1) return kept[0]!
    return this.#make(K_AND, this.lists.intern(kept), 0, 0)
  }

  // ---------------------------------------------------------------- assertions

  /** @internal The empty word where the rest of the text is in x. */
  look(x: Expr): Expr {
    const inner = this.flags[x]! & F_BEHINDS ? x : this.close(x)
    if (inner === ExprPool.EMPTY) return ExprPool.EMPTY
    if (inner === ExprPool.ALL) return ExprPool.EPSILON
    return this.#make(K_LOOK, inner, 0, 0)
  }

  /** @internal The empty word where the text before is in y; y must be of the whole text from its start. */
  behind(y: Expr): Expr {
    if (y === ExprPool.EMPTY) return ExprPool.EMPTY
    if (y === ExprPool.ALL) return ExprPool.EPSILON
    return this.#make(K_BEHIND, y, 0, 0)
  }

  /**
   * @internal e as a language of its own: assertions see the text of e and nothing else. Pushes the
   * border inwards as far as it goes; where nothing precedes an assertion it is decided here, and a
   * look-ahead before its continuation k becomes X & k.
   */
  close(e: Expr): Expr {
    if ((this.flags[e]! & F_LOOKS) === 0) return e
    const known = this.#closed.get(e)
    if (known !== undefined) return known
    const result = this.#close(e)
    this.#closed.set(e, result)
    return result
  }

  #close(e: Expr): Expr {
    switch (this.kind[e]) {
      case K_ALT:
        return this.altOf(Array.from(this.lists.view(this.a[e]!)).map((x) => this.close(x)))
      case K_AND:
        return this.andOf(Array.from(this.lists.view(this.a[e]!)).map((x) => this.close(x)))
      case K_NOT:
        return this.not(this.close(this.a[e]!))
      case K_LOOK:
        return this.andOf([this.close(this.a[e]!), ExprPool.EPSILON])
      case K_BEHIND:
        return this.andOf([this.close(this.emptyWhere(this.a[e]!)), ExprPool.EPSILON])
      case K_CONCAT: {
        const conditions: Expr[] = []
        const plain: Expr[] = []
        let rest = e
        for (; this.kind[rest] === K_CONCAT; rest = this.b[rest]!) {
          const head = this.a[rest]!
          if (this.kind[head] === K_LOOK && plain.length === 0) conditions.push(this.close(this.a[head]!))
          else if (this.kind[head] === K_BEHIND && plain.length === 0) {
            conditions.push(this.close(this.emptyWhere(this.a[head]!)))
          } else if ((this.flags[head]! & F_LOOKS) === 0 && (this.flags[this.b[rest]!]! & F_BEHINDS) === 0)
            plain.push(head)
          else break
        }
        if (plain.length > 0 || conditions.length > 0) {
          return this.andOf([this.concatOf([...plain, this.close(rest)]), ...conditions])
        }
        const head = this.a[e]!
        const tail = this.b[e]!
        if ((this.flags[head]! & F_LOOKS) !== 0 && this.kind[head] === K_ALT) {
          const parts = Array.from(this.lists.view(this.a[head]!))
          return this.altOf(parts.map((x) => this.close(this.#concat(x, tail))))
        }
        if (
          (this.flags[head]! & F_LOOKS) !== 0 &&
          this.kind[head] === K_REPEAT &&
          this.b[head] === 0 &&
          this.c[head] === 1
        ) {
          return this.altOf([this.close(tail), this.close(this.#concat(this.a[head]!, tail))])
        }
        break
      }
    }
    return this.#make(K_CLOSE, e, 0, 0)
  }

  /** @internal The rests of the text before which e matches the empty word: ALL or EMPTY without assertions. */
  emptyWhere(e: Expr): Expr {
    if ((this.flags[e]! & F_LOOKS) === 0) return this.flags[e]! & F_NULLABLE ? ExprPool.ALL : ExprPool.EMPTY
    const known = this.#empties.get(e)
    if (known !== undefined) return known
    let result: Expr
    switch (this.kind[e]) {
      case K_CONCAT: {
        const parts: Expr[] = []
        let rest = e
        for (; this.kind[rest] === K_CONCAT; rest = this.b[rest]!) {
          const part = this.emptyWhere(this.a[rest]!)
          parts.push(part)
          if (part === ExprPool.EMPTY) break
        }
        if (parts[parts.length - 1] !== ExprPool.EMPTY) parts.push(this.emptyWhere(rest))
        result = this.andOf(parts)
        break
      }
      case K_ALT:
        result = this.altOf(Array.from(this.lists.view(this.a[e]!)).map((x) => this.emptyWhere(x)))
        break
      case K_AND:
        result = this.andOf(Array.from(this.lists.view(this.a[e]!)).map((x) => this.emptyWhere(x)))
        break
      case K_NOT:
        result = this.not(this.emptyWhere(this.a[e]!))
        break
      case K_REPEAT:
        result = this.b[e] === 0 ? ExprPool.ALL : this.emptyWhere(this.a[e]!)
        break
      case K_LOOK:
        result = this.a[e]!
        break
      default:
        result = this.emptyWhere(this.a[e]!)
    }
    this.#empties.set(e, result)
    return result
  }

  /** A waiting expression after one more character before it. */
  #advance(e: Expr, codePoint: number): Expr {
    if ((this.flags[e]! & F_BEHINDS) === 0) return e
    const partition = this.#waitingPartition(e)
    const cls = classOf(partition, codePoint)
    let memo = this.#advanced.get(e)
    if (memo === undefined) {
      memo = new Int32Array(partition.count).fill(-1)
      this.#advanced.set(e, memo)
    }
    if (memo[cls]! >= 0) return memo[cls]!
    let result: Expr
    switch (this.kind[e]) {
      case K_CONCAT: {
        const parts: Expr[] = []
        let rest = e
        for (; this.kind[rest] === K_CONCAT; rest = this.b[rest]!) parts.push(this.#advance(this.a[rest]!, codePoint))
        parts.push(this.#advance(rest, codePoint))
        result = this.concatOf(parts)
        break
      }
      case K_ALT:
        result = this.altOf(Array.from(this.lists.view(this.a[e]!)).map((x) => this.#advance(x, codePoint)))
        break
      case K_AND:
        result = this.andOf(Array.from(this.lists.view(this.a[e]!)).map((x) => this.#advance(x, codePoint)))
        break
      case K_NOT:
        result = this.not(this.#advance(this.a[e]!, codePoint))
        break
      case K_REPEAT:
        result = this.#repeat(this.#advance(this.a[e]!, codePoint), this.b[e]!, this.c[e]!)
        break
      case K_LOOK:
        result = this.look(this.#advance(this.a[e]!, codePoint))
        break
      default:
        result = this.behind(this.derive(this.a[e]!, codePoint))
    }
    memo[cls] = result
    return result
  }

  /** Classes that #advance cannot tell apart. */
  #waitingPartition(e: Expr): Partition {
    if ((this.flags[e]! & F_BEHINDS) === 0) return this.partitions.trivial
    const known = this.#waiting.get(e)
    if (known !== undefined) return known
    let result = this.partitions.trivial
    switch (this.kind[e]) {
      case K_CONCAT: {
        let rest = e
        for (; this.kind[rest] === K_CONCAT; rest = this.b[rest]!) {
          result = this.partitions.product(result, this.#waitingPartition(this.a[rest]!))
        }
        result = this.partitions.product(result, this.#waitingPartition(rest))
        break
      }
      case K_ALT:
      case K_AND:
        for (const x of Array.from(this.lists.view(this.a[e]!))) {
          result = this.partitions.product(result, this.#waitingPartition(x))
        }
        break
      case K_BEHIND:
        result = this.partition(this.a[e]!)
        break
      default:
        result = this.#waitingPartition(this.a[e]!)
    }
    this.#waiting.set(e, result)
    return result
  }

  // ---------------------------------------------------------------- derivatives

  /** True if the empty text is in e. */
  nullable(e: Expr): boolean {
    return (this.flags[e]! & F_NULLABLE) !== 0
  }

  /** The texts w such that codePoint·w is in e. */
  derive(e: Expr, codePoint: number): Expr {
    const partition = this.#partition[e] ?? this.partition(e)
    return this.deriveClass(e, classOf(partition, codePoint))
  }

  /** derive() for any code point of class `cls` of partition(e). */
  deriveClass(e: Expr, cls: number): Expr {
    const partition = this.#partition[e] ?? this.partition(e)
    let memo = this.#derivatives[e]
    if (memo === undefined) {
      memo = new Int32Array(partition.count).fill(-1)
      this.#derivatives[e] = memo
    }
    const known = memo[cls]!
    if (known >= 0) return known
    const result = this.#derive(e, partition.representatives[cls]!)
    memo[cls] = result
    return result
  }

  /** Sorted starts of segments on which derive(e, ·) is constant. */
  boundaries(e: Expr): Int32Array {
    return this.partition(e).starts
  }

  /** The code points by what derive(e, ·) can tell apart: the segments of boundaries(e), numbered by class. */
  partition(e: Expr): Partition {
    const known = this.#partition[e]
    if (known !== undefined) return known
    const { partitions } = this
    let result = partitions.trivial
    switch (this.kind[e]) {
      case K_CLASS:
        result = partitions.ofSet(this.lists.view(this.a[e]!))
        break
      case K_CONCAT: {
        let rest = e
        for (; this.kind[rest] === K_CONCAT; rest = this.b[rest]!) {
          const head = this.a[rest]!
          result = partitions.product(result, this.partition(head))
          result = partitions.product(result, this.#waitingPartition(this.b[rest]!))
          const empty = this.emptyWhere(head)
          if (empty === ExprPool.EMPTY) break
          result = partitions.product(result, this.partition(empty))
        }
        if (this.kind[rest] !== K_CONCAT) result = partitions.product(result, this.partition(rest))
        break
      }
      case K_ALT:
      case K_AND:
        for (const x of Array.from(this.lists.view(this.a[e]!))) result = partitions.product(result, this.partition(x))
        break
      case K_NOT:
      case K_CLOSE:
        result = this.partition(this.a[e]!)
        break
      case K_REPEAT:
        result = this.partition(this.a[e]!)
        if (this.flags[e]! & F_LOOKS) {
          result = partitions.product(result, this.#waitingPartition(this.a[e]!))
          result = partitions.product(result, this.partition(this.emptyWhere(this.a[e]!)))
        }
        break
    }
    this.#partition[e] = result
    return result
  }

  #derive(e: Expr, codePoint: number): Expr {
    switch (this.kind[e]) {
      case K_CLASS: {
        const { data, offsets, lengths } = this.lists
        const offset = offsets[this.a[e]!]!
        const end = offset + lengths[this.a[e]!]!
        for (let i = offset; i < end; i += 2) {
          if (codePoint < data[i]!) return ExprPool.EMPTY
          if (codePoint <= data[i + 1]!) return ExprPool.EPSILON
        }
        return ExprPool.EMPTY
      }
      case K_CONCAT: {
        const parts: Expr[] = []
        let condition = ExprPool.ALL
        let rest = e
        for (;;) {
          const last = this.kind[rest] !== K_CONCAT
          const head = last ? rest : this.a[rest]!
          const derived = this.derive(head, codePoint)
          if (derived !== ExprPool.EMPTY) {
            const tail = last ? ExprPool.EPSILON : this.#advance(this.b[rest]!, codePoint)
            const seen = condition === ExprPool.ALL ? tail : ExprPool.EPSILON
            const term = this.#distribute(derived, seen)
            if (condition === ExprPool.ALL) parts.push(term)
            else {
              const guard = this.look(this.close(this.derive(condition, codePoint)))
              parts.push(this.#concat(guard, this.#concat(term, tail)))
            }
          }
          if (last) break
          const empty = this.emptyWhere(head)
          if (empty === ExprPool.EMPTY) break
          if (empty !== ExprPool.ALL) condition = this.andOf([condition, empty])
          rest = this.b[rest]!
        }
        return this.altOf(parts)
      }
      case K_ALT:
        return this.altOf(Array.from(this.lists.view(this.a[e]!)).map((x) => this.derive(x, codePoint)))
      case K_AND: {
        const parts: Expr[] = []
        for (const x of Array.from(this.lists.view(this.a[e]!))) {
          const part = this.derive(x, codePoint)
          if (part === ExprPool.EMPTY) return part
          parts.push(part)
        }
        return this.andOf(parts)
      }
      case K_NOT:
        return this.not(this.derive(this.a[e]!, codePoint))
      case K_REPEAT: {
        const body = this.a[e]!
        const derived = this.derive(body, codePoint)
        if (derived === ExprPool.EMPTY) return derived
        const min = this.b[e]!
        const max = this.c[e]! === UNBOUNDED ? UNBOUNDED : this.c[e]! - 1
        const waiting = this.#advance(body, codePoint)
        const term = this.#distribute(derived, this.#repeat(waiting, Math.max(min - 1, 0), max))
        if (min < 2 || (this.flags[body]! & F_LOOKS) === 0) return term
        // Where the body may match nothing, empty copies here fill up the minimum.
        const empty = this.emptyWhere(body)
        if (empty === ExprPool.EMPTY) return term
        const guard = this.look(this.close(this.derive(empty, codePoint)))
        return this.altOf([term, this.#concat(guard, this.#concat(derived, this.#repeat(waiting, 0, max)))])
      }
      case K_CLOSE:
        return this.close(this.derive(this.a[e]!, codePoint))
      default:
        return ExprPool.EMPTY
    }
  }

  /** (x | y)·t as x·t | y·t: derivatives are sets of terms, which makes equal states equal ids. */
  #distribute(derived: Expr, tail: Expr): Expr {
    if (tail === ExprPool.EPSILON) return derived
    if (this.kind[derived] !== K_ALT) return this.#concat(derived, tail)
    return this.altOf(Array.from(this.lists.view(this.a[derived]!)).map((x) => this.#concat(x, tail)))
  }

  // ---------------------------------------------------------------- questions

  /** True if no text is in e. Structural without and / not / assertions, else by search. */
  isEmpty(e: Expr): boolean {
    return distance(this, e, 0) === Infinity
  }

  /** True if every text is in e. */
  isUniversal(e: Expr): boolean {
    if (e === ExprPool.ALL) return true
    if (!this.nullable(e)) return false
    return this.isEmpty(this.not(e))
  }

  /** Code points of the shortest word, Infinity if there is none. */
  minLength(e: Expr): number {
    return distance(this, e, 0)
  }

  /** UTF-8 bytes of the shortest word that has an encoding (no lone surrogates), Infinity if there is none. */
  minBytes(e: Expr): number {
    return distance(this, e, 1)
  }

  /** A shortest word as code points. */
  shortest(e: Expr): number[] | undefined {
    return shortestWord(this, e)
  }

  /** All words if the language is finite and has at most `limit`, else undefined. */
  words(e: Expr, limit: number): number[][] | undefined {
    return wordsOf(this, e, limit)
  }

  // ---------------------------------------------------------------- interning

  #make(kind: number, a: number, b: number, c: number): Expr {
    let hash = Math.imul(kind + 1, 0x85ebca6b)
    hash = Math.imul(hash ^ a, 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0x85ebca77)
    hash = Math.imul(hash ^ (hash >>> 13) ^ c, 0x9e3779b1)
    let slot = (hash ^ (hash >>> 16)) & this.#mask
    for (; this.#table[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const e = this.#table[slot]! - 1
      if (this.kind[e] === kind && this.a[e] === a && this.b[e] === b && this.c[e] === c) return e
    }
    const e = this.#size
    if (e >= this.limit) {
      throw new LimitError(`A regular expression needs more than ${this.limit} distinct derivatives.`, {
        code: 'limit',
        limit: 'expressions',
        value: this.limit,
        hint: 'Simplify the pattern or raise the limit.',
      })
    }
    if (e === this.kind.length) {
      this.kind = grow(this.kind, e * 2)
      this.a = grow(this.a, e * 2)
      this.b = grow(this.b, e * 2)
      this.c = grow(this.c, e * 2)
      this.flags = grow(this.flags, e * 2)
    }
    this.kind[e] = kind
    this.a[e] = a
    this.b[e] = b
    this.c[e] = c
    this.#size++
    this.#table[slot] = e + 1
    if (this.#size * 2 > this.#table.length) this.#rehash()
    this.#describe(e)
    return e
  }

  #describe(e: Expr): void {
    const { least } = this
    const [length, bytes] = least
    let flag = 0
    let shortest = NaN
    let shortestBytes = NaN
    switch (this.kind[e]) {
      case K_EMPTY:
        shortest = shortestBytes = Infinity
        break
      case K_EPSILON:
        flag = F_NULLABLE
        shortest = shortestBytes = 0
        break
      case K_CLASS: {
        const ranges: Ranges = this.lists.view(this.a[e]!)
        shortest = 1
        shortestBytes = Infinity
        for (let i = 0; i < ranges.length; i += 2) {
          shortestBytes = Math.min(shortestBytes, shortestUtf8(ranges[i]!, ranges[i + 1]!))
        }
        break
      }
      case K_CONCAT: {
        const left = this.flags[this.a[e]!]!
        const right = this.flags[this.b[e]!]!
        flag = (left & right & F_NULLABLE) | ((left | right) & ~F_NULLABLE)
        shortest = length[this.a[e]!]! + length[this.b[e]!]!
        shortestBytes = bytes[this.a[e]!]! + bytes[this.b[e]!]!
        break
      }
      case K_ALT: {
        const list = this.lists.view(this.a[e]!)
        shortest = shortestBytes = Infinity
        for (let i = 0; i < list.length; i++) {
          flag |= this.flags[list[i]!]!
          shortest = Math.min(shortest, length[list[i]!]!)
          shortestBytes = Math.min(shortestBytes, bytes[list[i]!]!)
        }
        break
      }
      case K_AND: {
        const list = this.lists.view(this.a[e]!)
        let all = F_NULLABLE
        for (let i = 0; i < list.length; i++) {
          all &= this.flags[list[i]!]!
          flag |= this.flags[list[i]!]!
        }
        flag = (flag & ~F_NULLABLE) | all | F_SEARCHED
        break
      }
      case K_NOT:
        flag = (this.flags[this.a[e]!]! ^ F_NULLABLE) | F_SEARCHED
        break
      case K_REPEAT: {
        // The body of ALL is made after it.
        const body = e === ExprPool.ALL ? 0 : this.flags[this.a[e]!]!
        flag = this.b[e] === 0 ? body | F_NULLABLE : body
        shortest = this.b[e] === 0 ? 0 : this.b[e]! * length[this.a[e]!]!
        shortestBytes = this.b[e] === 0 ? 0 : this.b[e]! * bytes[this.a[e]!]!
        break
      }
      case K_LOOK:
        flag = this.flags[this.a[e]!]! | F_LOOKS | F_SEARCHED
        break
      case K_BEHIND:
        flag = this.flags[this.a[e]!]! | F_LOOKS | F_BEHINDS | F_SEARCHED
        break
      case K_CLOSE:
        flag = (this.flags[this.a[e]!]! & F_NULLABLE) | F_SEARCHED
        break
    }
    this.flags[e] = flag
    if (flag & F_SEARCHED) shortest = shortestBytes = NaN
    length.push(shortest)
    bytes.push(shortestBytes)
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2)
    const mask = table.length - 1
    for (let e = 0; e < this.#size; e++) {
      let hash = Math.imul(this.kind[e]! + 1, 0x85ebca6b)
      hash = Math.imul(hash ^ this.a[e]!, 0x9e3779b1)
      hash = Math.imul(hash ^ (hash >>> 15) ^ this.b[e]!, 0x85ebca77)
      hash = Math.imul(hash ^ (hash >>> 13) ^ this.c[e]!, 0x9e3779b1)
      let slot = (hash ^ (hash >>> 16)) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = e + 1
    }
    this.#table = table
    this.#mask = mask
  }

  /** All code points outside a set, as an expression. */
  otherThan(ranges: Int32Array | readonly number[]): Expr {
    return this.charClass(complement(normalise(ranges)))
  }
}

function sortedSet(items: Expr[]): Expr[] {
  if (items.length < 2) return items
  items.sort((x, y) => x - y)
  let n = 1
  for (let i = 1; i < items.length; i++) if (items[i] !== items[i - 1]) items[n++] = items[i]!
  items.length = n
  return items
}
