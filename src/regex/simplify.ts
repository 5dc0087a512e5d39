import { intersect, union } from './char-set.js'
import { F_LOOKS, F_NULLABLE, K_ALT, K_AND, K_CLASS, K_CONCAT, K_NOT, K_REPEAT, UNBOUNDED } from './nodes.js'
import { type Expr, ExprPool } from './pool.js'

/** Literal alternatives share prefixes up to this depth per call; deeper ones do so when derived. */
const FACTOR_DEPTH = 64

/**
 * The alternative of expressions, simplified. Laws that keep equal derivatives equal terms and the
 * states of searches and counters few; all of them are equalities of languages, so leaving one out
 * costs states and never correctness. `depth` counts the calls from within mergePrefixes.
 */
export function alternatives(pool: ExprPool, input: readonly Expr[], depth: number): Expr {
  let items: Expr[] = []
  for (let i = 0; i < input.length; i++) {
    const e = input[i]!
    if (e === ExprPool.ALL) return ExprPool.ALL
    if (e === ExprPool.EMPTY) continue
    if (pool.kind[e] === K_ALT) {
      const { data, offsets, lengths } = pool.lists
      const offset = offsets[pool.a[e]!]!
      const length = lengths[pool.a[e]!]!
      for (let k = 0; k < length; k++) items.push(data[offset + k]!)
    } else items.push(e)
  }
  items = dropSuffixes(pool, sortedSet(items))
  const before = items.length
  if (before === 0) return ExprPool.EMPTY
  if (before === 1) return items[0]!
  items = mergeComplements(pool, items)
  if (items[0] === ExprPool.ALL) return ExprPool.ALL
  items = mergeTails(pool, items)
  if (depth < FACTOR_DEPTH) items = mergePrefixes(pool, items, depth)
  // A merge may have made something flat or universal.
  if (items.length < before) return alternatives(pool, items, depth)
  items = absorb(pool, items)
  if (items.length === 1) return items[0]!
  return pool.make(K_ALT, pool.lists.intern(items), 0, 0)
}

/** ¬x | ¬y = ¬(x & y), and x | ¬x is everything. */
function mergeComplements(pool: ExprPool, items: Expr[]): Expr[] {
  const negated: Expr[] = []
  for (const e of items) if (pool.kind[e] === K_NOT) negated.push(pool.a[e]!)
  if (negated.length === 0) return items
  if (negated.some((x) => items.includes(x))) return [ExprPool.ALL]
  if (negated.length === 1) return items
  const others = items.filter((e) => pool.kind[e] !== K_NOT)
  others.push(pool.not(pool.andOf(negated)))
  return sortedSet(others)
}

/**
 * Alternatives with equal tails: [a]·t | [b]·t = [ab]·t, x{1,3}·t | x{2,5}·t = x{1,5}·t and
 * x{1,n}·t | t = x{0,n}·t. Keeps the states of a counter in an unanchored search few.
 */
function mergeTails(pool: ExprPool, items: Expr[]): Expr[] {
  const tailOf = (e: Expr): Expr => (pool.kind[e] === K_CONCAT ? pool.b[e]! : ExprPool.EPSILON)
  const headOf = (e: Expr): Expr => (pool.kind[e] === K_CONCAT ? pool.a[e]! : e)
  const bodyOf = (h: Expr): Expr => (pool.kind[h] === K_REPEAT ? pool.a[h]! : h)
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
      if (mergeRun(pool, order, i, end, tail, present)) changed = true
    }
    i = end
  }
  if (!changed) return items
  return sortedSet(Array.from(present))
}

function mergeRun(pool: ExprPool, order: Expr[], from: number, to: number, tail: Expr, present: Set<Expr>): boolean {
  const bodies: Expr[] = []
  const lows: number[] = []
  const highs: number[] = []
  let set: number[] | undefined
  let classes = 0
  let changed = false
  for (let i = from; i < to; ) {
    const spans: [number, number][] = []
    const headAt = (k: number): Expr => (tail === ExprPool.EPSILON ? order[k]! : pool.a[order[k]!]!)
    const h = headAt(i)
    const body = pool.kind[h] === K_REPEAT ? pool.a[h]! : h
    let end = i
    for (; end < to; end++) {
      const head = headAt(end)
      const repeats = pool.kind[head] === K_REPEAT
      if ((repeats ? pool.a[head]! : head) !== body) break
      spans.push(repeats ? [pool.b[head]!, pool.c[head]!] : [1, 1])
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
    if (pool.kind[bodies[i]!] !== K_CLASS || lows[i] !== 1 || highs[i] !== 1) continue
    const ranges = pool.lists.view(pool.a[bodies[i]!]!)
    set = set === undefined ? Array.from(ranges) : union(set, ranges)
    classes++
  }
  let merged = -1
  if (classes > 1) {
    changed = true
    merged = pool.charClass(set!)
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
    if (merged >= 0 && pool.kind[body] === K_CLASS && low === 1 && high === 1) {
      if (usedMerged) continue
      usedMerged = true
      body = merged
    }
    if (optional && !absorbed && low <= 1) {
      if (low === 1) low = 0
      absorbed = true
      changed = true
    }
    out.push(pool.cons(pool.counted(body, low, high), tail))
  }
  if (!changed) return false
  for (let i = from; i < to; i++) present.delete(order[i]!)
  if (absorbed) present.delete(tail)
  else if (optional) present.add(tail)
  for (const e of out) present.add(e)
  return true
}

/** [a]·t | [a]·u = [a]·(t | u). */
function mergePrefixes(pool: ExprPool, items: Expr[], depth: number): Expr[] {
  let groups: Map<Expr, Expr[]> | undefined
  let shared = false
  for (const e of items) {
    if (pool.kind[e] !== K_CONCAT || pool.kind[pool.a[e]!] !== K_CLASS) continue
    groups ??= new Map()
    const tails = groups.get(pool.a[e]!)
    if (tails === undefined) groups.set(pool.a[e]!, [pool.b[e]!])
    else {
      tails.push(pool.b[e]!)
      shared = true
    }
  }
  if (!shared) return items
  const out: Expr[] = []
  for (const e of items) {
    if (pool.kind[e] !== K_CONCAT || pool.kind[pool.a[e]!] !== K_CLASS || groups!.get(pool.a[e]!)!.length === 1)
      out.push(e)
  }
  for (const [head, tails] of groups!)
    if (tails.length > 1) out.push(pool.cons(head, alternatives(pool, tails, depth + 1)))
  return sortedSet(out)
}

/** s·r takes in r where s is nullable. Every chain is walked once, so this is linear in what is new. */
function dropSuffixes(pool: ExprPool, items: Expr[]): Expr[] {
  let walked: Set<Expr> | undefined
  for (let i = items.length - 1; i >= 0; i--) {
    let e = items[i]!
    while (pool.kind[e] === K_CONCAT && (pool.flags[pool.a[e]!]! & (F_NULLABLE | F_LOOKS)) === F_NULLABLE) {
      e = pool.b[e]!
      walked ??= new Set()
      if (walked.has(e)) break
      walked.add(e)
    }
    // The last stop is a suffix too; an optional expression takes in the empty text.
    if (e !== ExprPool.EPSILON && (pool.flags[e]! & (F_NULLABLE | F_LOOKS)) === F_NULLABLE) {
      walked ??= new Set()
      walked.add(ExprPool.EPSILON)
    }
  }
  return walked === undefined ? items : items.filter((e) => !walked.has(e))
}

/** Σ*·r takes in every s·r: what keeps an unanchored search small. x takes in x & y. */
function absorb(pool: ExprPool, items: Expr[]): Expr[] {
  let out = items
  for (const e of items) {
    if (pool.kind[e] === K_AND) {
      const parts = pool.lists.view(pool.a[e]!)
      if (out.some((x) => x !== e && parts.includes(x))) out = out.filter((x) => x !== e)
      continue
    }
    if (pool.kind[e] !== K_CONCAT || pool.a[e] !== ExprPool.ALL) continue
    const suffix = pool.b[e]!
    out = out.filter((x) => {
      if (x === e) return true
      for (let s = x; ; s = pool.b[s]!) {
        if (s === suffix) return false
        if (pool.kind[s] !== K_CONCAT) return true
      }
    })
  }
  return out
}

/** The intersection of expressions, simplified. */
export function intersection(pool: ExprPool, input: readonly Expr[]): Expr {
  let items: Expr[] = []
  const negated: Expr[] = []
  const add = (e: Expr): void => {
    if (pool.kind[e] === K_NOT) negated.push(pool.a[e]!)
    else if (e !== ExprPool.ALL) items.push(e)
  }
  for (const e of input) {
    if (e === ExprPool.EMPTY) return ExprPool.EMPTY
    if (pool.kind[e] === K_AND) for (const part of Array.from(pool.lists.view(pool.a[e]!))) add(part)
    else add(e)
  }
  // Repetitions of single classes: the same number of characters, each in both classes.
  let set: number[] | undefined
  let low = 0
  let high = UNBOUNDED
  let runs = 0
  const others: Expr[] = []
  for (const e of items) {
    const body = pool.kind[e] === K_REPEAT ? pool.a[e]! : e
    if (pool.kind[body] !== K_CLASS) {
      others.push(e)
      continue
    }
    const ranges = pool.lists.view(pool.a[body]!)
    set = set === undefined ? Array.from(ranges) : intersect(set, ranges)
    low = Math.max(low, pool.kind[e] === K_REPEAT ? pool.b[e]! : 1)
    high = Math.min(high, pool.kind[e] === K_REPEAT ? pool.c[e]! : 1)
    runs++
  }
  if (runs > 1) {
    if (low > high) return ExprPool.EMPTY
    const run = pool.counted(pool.charClass(set!), low, high)
    if (run === ExprPool.EMPTY) return ExprPool.EMPTY
    items = others
    if (run !== ExprPool.ALL) items.push(run)
  }
  items = sortedSet(items)
  if (negated.length > 0) {
    const excluded = pool.altOf(negated)
    if (excluded === ExprPool.ALL || items.includes(excluded)) return ExprPool.EMPTY
    if (pool.kind[excluded] === K_ALT && items.some((e) => pool.hasArgument(excluded, e))) return ExprPool.EMPTY
    // The complement may turn out positive (a length range), hence no NOT to keep.
    const rest = pool.not(excluded)
    if (pool.kind[rest] !== K_NOT) return intersection(pool, [...items, rest])
    items = sortedSet([...items, rest])
  }
  if (items.length === 0) return ExprPool.ALL
  if (items.length === 1) return items[0]!
  const settled = (e: Expr): boolean => (pool.flags[e]! & F_LOOKS) === 0 && pool.captures.isBound(e)
  if (items.includes(ExprPool.EPSILON) && items.every(settled)) {
    return items.every((e) => (pool.flags[e]! & F_NULLABLE) !== 0) ? ExprPool.EPSILON : ExprPool.EMPTY
  }
  // x & (x | y) = x
  const kept = items.filter((e) => pool.kind[e] !== K_ALT || !items.some((x) => pool.hasArgument(e, x)))
  if (kept.length === 1) return kept[0]!
  // Lengths alone may contradict each other.
  let shortest = 0
  let longest = Infinity
  for (const e of kept) {
    shortest = Math.max(shortest, pool.low[e]!)
    longest = Math.min(longest, pool.high[e]!)
  }
  if (shortest > longest) return ExprPool.EMPTY
  return pool.make(K_AND, pool.lists.intern(kept), 0, 0)
}

function sortedSet(items: Expr[]): Expr[] {
  if (items.length < 2) return items
  items.sort((x, y) => x - y)
  let n = 1
  for (let i = 1; i < items.length; i++) if (items[i] !== items[i - 1]) items[n++] = items[i]!
  items.length = n
  return items
}
