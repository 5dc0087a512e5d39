import { LimitError, refuseUnknownOptions } from '../error/index.js'
import { Assertions } from './assertions.js'
import { Captures } from './captures.js'
import { MAX_CODE_POINT, normalise, type Ranges, shortestUtf8 } from './char-set.js'
import { Emptiness } from './emptiness.js'
import { cheapestWord, distance, shortestWord, someWord, wordsOf } from './explore.js'
import { grow, IntLists } from './int-lists.js'
import {
  F_BEHINDS,
  F_CAPTURES,
  F_LOOKS,
  F_NULLABLE,
  F_SEARCHED,
  K_ALT,
  K_AND,
  K_BEHIND,
  K_CAPTURE,
  K_CLASS,
  K_CLOSE,
  K_CONCAT,
  K_EMPTY,
  K_EPSILON,
  K_LOOK,
  K_NOT,
  K_QUOTE,
  K_REF,
  K_REPEAT,
  K_WORDS,
  MAX_COUNT,
  UNBOUNDED,
} from './nodes.js'
import { classOf, type Partition, Partitions } from './partition.js'
import type { QuoteIndex } from './quote-index.js'
import { alternatives, intersection } from './simplify.js'
import { type WordNode, WordTrees } from './words.js'

/** An interned expression of one pool: equal integers are equal terms. 0 matches nothing. */
export type Expr = number

export interface PoolLimits {
  /** Most distinct expressions, derivatives included. Default 200,000. */
  expressions?: number
}

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
 *   WORDS  a = node of the word trees
 *   QUOTE  a = index of `quotes`, b = a state of it
 *   CAPTURE a, b, c and REF a, b: see Captures
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
  /** @internal No word is shorter, none is longer, and about how many characters are yet to be found. */
  low: number[] = []
  high: number[] = []
  effort: number[] = []
  /** Sets of words that expressions can be made of. */
  readonly trees = new WordTrees()
  /** @internal Texts that are quoted from. */
  readonly quotes: QuoteIndex[] = []
  /** Expressions that may be made beyond the limit: states of quotes are no work but a walk through their texts. */
  #beyond = 0
  /** @internal */ readonly lists = new IntLists()
  /** @internal */ readonly partitions = new Partitions()
  /** @internal */ readonly limit: number
  #size = 0
  #table = new Int32Array(4096)
  #mask = 4095
  readonly #derivatives: (Int32Array | undefined)[] = []
  readonly #partition: (Partition | undefined)[] = []
  readonly #assertions = new Assertions(this)
  /** @internal */ readonly captures = new Captures(this, this.#assertions)
  /** Whether a language is empty was not settled, and it was taken not to be: how often. Back-references only. */
  undecided = 0
  readonly #emptiness = [new Emptiness(this, 0), new Emptiness(this, 1)] as const

  /** @throws OptionError for an unknown limit */
  constructor(limits: PoolLimits = {}) {
    refuseUnknownOptions(limits, ['expressions'], 'new ExprPool()')
    this.limit = limits.expressions ?? 200_000
    this.make(K_EMPTY, 0, 0, 0)
    this.make(K_EPSILON, 0, 0, 0)
    // ALL is a repetition of the node that follows it.
    this.make(K_REPEAT, 3, 0, UNBOUNDED)
    this.make(K_CLASS, this.lists.intern([0, MAX_CODE_POINT]), 0, 0)
  }

  /** Number of expressions so far. */
  get size(): number {
    return this.#size
  }

  // ---------------------------------------------------------------- construction

  /** One code point out of inclusive pairs lo, hi, … in any order. */
  charClass(ranges: Int32Array | readonly number[]): Expr {
    const set = normalise(ranges)
    return set.length === 0 ? ExprPool.EMPTY : this.make(K_CLASS, this.lists.intern(set), 0, 0)
  }

  /** Exactly this text. A string is read by code points, a lone surrogate is its code unit. */
  literal(text: string | readonly number[]): Expr {
    const points = typeof text === 'string' ? Array.from(text, (ch) => ch.codePointAt(0)!) : text
    return this.concatOf(points.map((p) => this.charClass([p, p])))
  }

  /** The words below a node of `trees`: one term, whatever their number. */
  wordSet(node: WordNode): Expr {
    if (node === 0) return ExprPool.EMPTY
    return this.trees.isEnd(node) ? ExprPool.EPSILON : this.make(K_WORDS, node, 0, 0)
  }

  /** The pieces of some texts: one term, whatever their size. */
  quote(index: QuoteIndex): Expr {
    let i = this.quotes.indexOf(index)
    if (i < 0) {
      i = this.quotes.length
      this.quotes.push(index)
      this.#beyond += 4 * index.size
    }
    return this.make(K_QUOTE, i, 1, 0)
  }

  /** For long lists see concatOf, altOf and andOf: the engine bounds the number of arguments. */
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
    for (let i = e.length - 1; i >= 0; i--) result = this.pair(e[i]!, result)
    return result
  }

  altOf(e: readonly Expr[]): Expr {
    return alternatives(this, e, 0)
  }

  andOf(e: readonly Expr[]): Expr {
    return intersection(this, e)
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
    return this.make(K_NOT, e, 0, 0)
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
    return this.counted(e, min, high)
  }

  /** @internal repeat() with UNBOUNDED for Infinity, counts not checked. */
  counted(e: Expr, min: number, max: number): Expr {
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
    } else if (kind === K_ALT && low === 0 && this.hasArgument(e, ExprPool.EPSILON)) {
      body = this.altOf(Array.from(this.lists.view(this.a[e]!)).filter((x) => x !== ExprPool.EPSILON))
      return this.counted(body, 0, high)
    }
    if (low === 1 && high === 1) return body
    return this.make(K_REPEAT, body, low, high)
  }

  /** @internal True if the ALT e lists this alternative. */
  hasArgument(e: Expr, argument: Expr): boolean {
    const { data, offsets, lengths } = this.lists
    const list = this.a[e]!
    const end = offsets[list]! + lengths[list]!
    for (let i = offsets[list]!; i < end; i++) if (data[i] === argument) return true
    return false
  }

  /** @internal left · right. */
  pair(left: Expr, right: Expr): Expr {
    if (left === ExprPool.EMPTY || right === ExprPool.EMPTY) return ExprPool.EMPTY
    if (left === ExprPool.EPSILON) return right
    if (right === ExprPool.EPSILON) return left
    if (this.kind[left] !== K_CONCAT) return this.cons(left, right)
    const heads: Expr[] = []
    let e = left
    for (; this.kind[e] === K_CONCAT; e = this.b[e]!) heads.push(this.a[e]!)
    let result = this.cons(e, right)
    for (let i = heads.length - 1; i >= 0; i--) result = this.cons(heads[i]!, result)
    return result
  }

  /** @internal head · tail where the head is no CONCAT. */
  cons(head: Expr, tail: Expr): Expr {
    if (head === ExprPool.EMPTY || tail === ExprPool.EMPTY) return ExprPool.EMPTY
    if (head === ExprPool.EPSILON) return tail
    if (tail === ExprPool.EPSILON) return head
    const first = this.kind[tail] === K_CONCAT ? this.a[tail]! : tail
    const rest = this.kind[tail] === K_CONCAT ? this.b[tail]! : ExprPool.EPSILON
    const plainHead = (this.flags[head]! & F_LOOKS) === 0 && this.captures.isBound(head)
    if (this.kind[head] === K_LOOK && this.kind[first] === K_LOOK) {
      return this.pair(this.look(this.andOf([this.a[head]!, this.a[first]!])), rest)
    }
    // Where the text starts, whatever came before is empty.
    if (this.kind[first] === K_BEHIND && this.a[first] === ExprPool.EPSILON && plainHead) {
      return this.flags[head]! & F_NULLABLE ? tail : ExprPool.EMPTY
    }
    const nullablePlain = F_NULLABLE
    if (head === ExprPool.ALL && (this.flags[first]! & (F_NULLABLE | F_LOOKS)) === nullablePlain) {
      return this.cons(head, rest)
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
        return this.cons(this.counted(body, min, max), rest)
      }
    }
    return this.make(K_CONCAT, head, tail, 0)
  }

  /** @internal The empty word where the rest of the text is in x. */
  look(x: Expr): Expr {
    return this.#assertions.look(x)
  }

  /** @internal The empty word where the text before is in y, a language of texts from the start on. */
  behind(y: Expr): Expr {
    return this.#assertions.behind(y)
  }

  /** @internal e as a language of its own: its assertions see the text of e and nothing else. */
  close(e: Expr): Expr {
    return this.#assertions.close(e)
  }

  /** The quote that all words of e are, as far as that is plain to see; -1 if there is none. */
  quoteIn(e: Expr): Expr {
    if (this.quotes.length === 0) return -1
    if (this.kind[e] === K_AND) return this.lists.view(this.a[e]!).find((x) => this.kind[x] === K_QUOTE) ?? -1
    return this.kind[e] === K_QUOTE ? e : -1
  }

  /** The code points that a quote can go on with, ascending. */
  firstsOf(quote: Expr): readonly number[] {
    return this.quotes[this.a[quote]!]!.firsts(this.b[quote]!)
  }

  // ---------------------------------------------------------------- derivatives

  /** True if the empty text is in e. */
  nullable(e: Expr): boolean {
    return (this.flags[e]! & F_NULLABLE) !== 0
  }

  /** The texts w such that codePoint·w is in e. */
  derive(e: Expr, codePoint: number): Expr {
    if (this.flags[e]! & F_CAPTURES) return this.captures.derive(e, codePoint, (x, point) => this.#derive(x, point))
    // A step of a quote costs less than to tell its classes of characters.
    if (this.kind[e] === K_QUOTE) return this.#derive(e, codePoint)
    const partition = this.#partition[e] ?? this.partition(e)
    return this.deriveClass(e, classOf(partition, codePoint))
  }

  /** derive() for any code point of class `cls` of partition(e). */
  deriveClass(e: Expr, cls: number): Expr {
    const partition = this.#partition[e] ?? this.partition(e)
    if (this.flags[e]! & F_CAPTURES) return this.derive(e, partition.representatives[cls]!)
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

  /** True if derive(e, ·) may differ from one character to the next, although they are of one class. */
  isCapturing(e: Expr): boolean {
    return (this.flags[e]! & F_CAPTURES) !== 0
  }

  /**
   * Sorted starts of segments on which derive(e, ·) is constant; if e is capturing, on which it is the
   * same but for the names of characters that nothing else tells apart. `deep`: nor derivatives of
   * derivatives, which is what must hold beside a capturing expression.
   */
  boundaries(e: Expr, deep = false): Int32Array {
    return deep ? this.captures.alphabet(e).starts : this.partition(e).starts
  }

  /** The code points by what derive(e, ·) can tell apart: the segments of boundaries(e), numbered by class. */
  partition(e: Expr): Partition {
    const known = this.#partition[e]
    if (known !== undefined) return known
    const { partitions } = this
    let result = partitions.trivial
    if (this.flags[e]! & F_CAPTURES) {
      result = this.captures.alphabet(e)
      this.#partition[e] = result
      return result
    }
    switch (this.kind[e]) {
      case K_CLASS:
        result = partitions.ofSet(this.lists.view(this.a[e]!))
        break
      case K_WORDS:
        result = partitions.ofPoints(this.trees.firsts(this.a[e]!))
        break
      case K_QUOTE:
        result = partitions.ofPoints(this.quotes[this.a[e]!]!.firsts(this.b[e]!))
        break
      case K_CONCAT: {
        let rest = e
        for (; this.kind[rest] === K_CONCAT; rest = this.b[rest]!) {
          const head = this.a[rest]!
          result = partitions.product(result, this.partition(head))
          result = partitions.product(result, this.#assertions.waitingPartition(this.b[rest]!))
          const empty = this.#assertions.emptyWhere(head)
          if (empty === ExprPool.EMPTY) break
          result = partitions.product(result, this.partition(empty))
        }
        if (this.kind[rest] !== K_CONCAT) result = partitions.product(result, this.partition(rest))
        break
      }
      case K_ALT:
      case K_AND:
        result = partitions.productOf(Array.from(this.lists.view(this.a[e]!), (x) => this.partition(x)))
        break
      case K_NOT:
      case K_CLOSE:
        result = this.partition(this.a[e]!)
        break
      case K_REPEAT:
        result = this.partition(this.a[e]!)
        if (this.flags[e]! & F_LOOKS) {
          result = partitions.product(result, this.#assertions.waitingPartition(this.a[e]!))
          result = partitions.product(result, this.partition(this.#assertions.emptyWhere(this.a[e]!)))
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
            const tail = last ? ExprPool.EPSILON : this.#assertions.advance(this.b[rest]!, codePoint)
            const seen = condition === ExprPool.ALL ? tail : ExprPool.EPSILON
            const term = this.#distribute(derived, seen)
            if (condition === ExprPool.ALL) parts.push(term)
            else {
              const guard = this.look(this.close(this.derive(condition, codePoint)))
              parts.push(this.pair(guard, this.pair(term, tail)))
            }
          }
          if (last) break
          const empty = this.#assertions.emptyWhere(head)
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
        const waiting = this.#assertions.advance(body, codePoint)
        const term = this.#distribute(derived, this.counted(waiting, Math.max(min - 1, 0), max))
        if (min < 2 || (this.flags[body]! & F_LOOKS) === 0) return term
        // Where the body may match nothing, empty copies here fill up the minimum.
        const empty = this.#assertions.emptyWhere(body)
        if (empty === ExprPool.EMPTY) return term
        const guard = this.look(this.close(this.derive(empty, codePoint)))
        return this.altOf([term, this.pair(guard, this.pair(derived, this.counted(waiting, 0, max)))])
      }
      case K_CLOSE:
        return this.close(this.derive(this.a[e]!, codePoint))
      case K_WORDS:
        return this.wordSet(this.trees.child(this.a[e]!, codePoint))
      case K_QUOTE: {
        const next = this.quotes[this.a[e]!]!.next(this.b[e]!, codePoint)
        return next === 0 ? ExprPool.EMPTY : this.make(K_QUOTE, this.a[e]!, next, 0)
      }
      case K_CAPTURE:
        return this.captures.advanceCapture(e, codePoint)
      default:
        return ExprPool.EMPTY
    }
  }

  /** (x | y)·t as x·t | y·t: derivatives are sets of terms, which makes equal states equal ids. */
  #distribute(derived: Expr, tail: Expr): Expr {
    if (tail === ExprPool.EPSILON) return derived
    if (this.kind[derived] !== K_ALT) return this.pair(derived, tail)
    return this.altOf(Array.from(this.lists.view(this.a[derived]!)).map((x) => this.pair(x, tail)))
  }

  // ---------------------------------------------------------------- questions

  /** True if no text is in e. Structural without and / not / assertions, else by search. */
  isEmpty(e: Expr): boolean {
    return this.#emptiness[0].isEmpty(e)
  }

  /** True if no text of e has an encoding: all of them hold lone surrogates. */
  isUnwritable(e: Expr): boolean {
    return this.#emptiness[1].isEmpty(e)
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

  /** A word that takes fewest bytes inside JSON quotes, spelled as JSON.stringify does. */
  cheapest(e: Expr): number[] | undefined {
    return cheapestWord(this, e)
  }

  /** Some word, found faster than a shortest one. */
  word(e: Expr): number[] | undefined {
    return someWord(this, e)
  }

  /** All words if the language is finite and has at most `limit`, else undefined. */
  words(e: Expr, limit: number): number[][] | undefined {
    return wordsOf(this, e, limit)
  }

  // ---------------------------------------------------------------- interning

  /** @internal The node with these parts, made if it is new. */
  make(kind: number, a: number, b: number, c: number): Expr {
    let slot = hashOf(kind, a, b, c) & this.#mask
    for (; this.#table[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const e = this.#table[slot]! - 1
      if (this.kind[e] === kind && this.a[e] === a && this.b[e] === b && this.c[e] === c) return e
    }
    const e = this.#size
    if (e >= this.limit + this.#beyond) {
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
    let low = 0
    let high = 0
    let effort = 0
    switch (this.kind[e]) {
      case K_EMPTY:
        shortest = shortestBytes = Infinity
        low = Infinity
        high = -1
        break
      case K_EPSILON:
        flag = F_NULLABLE
        shortest = shortestBytes = 0
        break
      case K_CLASS: {
        const ranges: Ranges = this.lists.view(this.a[e]!)
        shortest = low = high = effort = 1
        shortestBytes = Infinity
        for (let i = 0; i < ranges.length; i += 2) {
          shortestBytes = Math.min(shortestBytes, shortestUtf8(ranges[i]!, ranges[i + 1]!))
        }
        break
      }
      case K_WORDS: {
        const node = this.a[e]!
        if (this.trees.ends(node)) flag = F_NULLABLE
        shortest = low = effort = this.trees.minLength(node)
        shortestBytes = this.trees.minBytes(node)
        high = this.trees.maxLength(node)
        break
      }
      case K_QUOTE: {
        const index = this.quotes[this.a[e]!]!
        const state = this.b[e]!
        if (index.accepts(state)) flag = F_NULLABLE
        shortest = low = effort = index.minPoints(state)
        shortestBytes = index.minBytes(state)
        high = index.longest
        break
      }
      case K_CONCAT: {
        const left = this.flags[this.a[e]!]!
        const right = this.flags[this.b[e]!]!
        flag = (left & right & F_NULLABLE) | ((left | right) & ~F_NULLABLE)
        shortest = length[this.a[e]!]! + length[this.b[e]!]!
        shortestBytes = bytes[this.a[e]!]! + bytes[this.b[e]!]!
        low = this.low[this.a[e]!]! + this.low[this.b[e]!]!
        high = this.high[this.a[e]!]! + this.high[this.b[e]!]!
        effort = this.effort[this.a[e]!]! + this.effort[this.b[e]!]!
        break
      }
      case K_ALT: {
        const list = this.lists.view(this.a[e]!)
        shortest = shortestBytes = low = effort = Infinity
        for (let i = 0; i < list.length; i++) {
          low = Math.min(low, this.low[list[i]!]!)
          high = Math.max(high, this.high[list[i]!]!)
          effort = Math.min(effort, this.effort[list[i]!]!)
          flag |= this.flags[list[i]!]!
          shortest = Math.min(shortest, length[list[i]!]!)
          shortestBytes = Math.min(shortestBytes, bytes[list[i]!]!)
        }
        break
      }
      case K_AND: {
        const list = this.lists.view(this.a[e]!)
        let all = F_NULLABLE
        high = Infinity
        for (let i = 0; i < list.length; i++) {
          low = Math.max(low, this.low[list[i]!]!)
          high = Math.min(high, this.high[list[i]!]!)
          effort += this.effort[list[i]!]!
          all &= this.flags[list[i]!]!
          flag |= this.flags[list[i]!]!
        }
        flag = (flag & ~F_NULLABLE) | all | F_SEARCHED
        break
      }
      case K_NOT:
        flag = (this.flags[this.a[e]!]! ^ F_NULLABLE) | F_SEARCHED
        low = effort = flag & (F_NULLABLE | F_LOOKS) ? 0 : 1
        high = Infinity
        break
      case K_REPEAT: {
        // The body of ALL is made after it.
        const body = e === ExprPool.ALL ? 0 : this.flags[this.a[e]!]!
        flag = this.b[e] === 0 ? body | F_NULLABLE : body
        shortest = this.b[e] === 0 ? 0 : this.b[e]! * length[this.a[e]!]!
        shortestBytes = this.b[e] === 0 ? 0 : this.b[e]! * bytes[this.a[e]!]!
        high = this.c[e] === UNBOUNDED ? Infinity : this.c[e]! * this.high[this.a[e]!]!
        if (this.b[e] === 0) break
        low = this.b[e]! * this.low[this.a[e]!]!
        effort = this.b[e]! * this.effort[this.a[e]!]!
        break
      }
      case K_LOOK:
        flag = this.flags[this.a[e]!]! | F_LOOKS | F_SEARCHED
        break
      case K_BEHIND:
        flag = this.flags[this.a[e]!]! | F_LOOKS | F_BEHINDS | F_SEARCHED
        break
      case K_CLOSE:
        flag = (this.flags[this.a[e]!]! & (F_NULLABLE | F_CAPTURES)) | F_SEARCHED
        low = this.low[this.a[e]!]!
        high = this.high[this.a[e]!]!
        effort = this.effort[this.a[e]!]!
        break
      case K_REF:
        flag = F_CAPTURES | F_SEARCHED
        high = Infinity
        break
      case K_CAPTURE: {
        const [body, rest] = this.captures.parts(e)
        flag = ((this.flags[body]! | this.flags[rest]!) & ~F_NULLABLE) | F_CAPTURES | F_SEARCHED
        const ended = this.c[e]!
        if (ended > 0) {
          flag |= this.flags[ended]! & (F_LOOKS | F_BEHINDS)
          flag |= this.flags[ended]! & this.flags[body]! & F_NULLABLE
        }
        low = this.low[body]! + this.low[rest]!
        high = this.high[body]! + this.high[rest]!
        effort = this.effort[body]! + this.effort[rest]!
        break
      }
    }
    // Whether a text is in an expression with open references is not known yet.
    this.flags[e] = flag
    if (flag & F_CAPTURES && !this.captures.isBound(e)) this.flags[e] = flag & ~F_NULLABLE
    if (flag & F_SEARCHED) shortest = shortestBytes = NaN
    length.push(shortest)
    bytes.push(shortestBytes)
    this.low.push(low)
    this.high.push(high)
    this.effort.push(effort)
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2)
    const mask = table.length - 1
    for (let e = 0; e < this.#size; e++) {
      let slot = hashOf(this.kind[e]!, this.a[e]!, this.b[e]!, this.c[e]!) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = e + 1
    }
    this.#table = table
    this.#mask = mask
  }
}

function hashOf(kind: number, a: number, b: number, c: number): number {
  let hash = Math.imul(kind + 1, 0x85ebca6b)
  hash = Math.imul(hash ^ a, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15) ^ b, 0x85ebca77)
  hash = Math.imul(hash ^ (hash >>> 13) ^ c, 0x9e3779b1)
  return hash ^ (hash >>> 16)
}
