import { type Expr, ExprPool } from '../../regex/index.js'
import { cannotExport } from './plain.js'

/** Most states of the automaton of all terminals. */
const MAX_STATES = 4000

/** A terminal as the lexer sees it: see Grammar and Terminal for which one wins. */
export interface Lexical {
  readonly name: string
  readonly expr: Expr
  readonly priority: number
  readonly literal: boolean
  readonly order: number
  readonly commits: boolean
}

/** The union of all terminals as a deterministic automaton over classes of characters. State 0 is dead, state 1 the start. */
export interface LexerTable {
  /** Per class of characters: its members as pairs lo, hi. */
  readonly classes: readonly (readonly number[])[]
  /** next[state][class]. */
  readonly next: readonly Int32Array[]
  /** The terminal that the text read so far is, -1 if none. */
  readonly label: readonly number[]
  /** True where a lexeme that ended before is proven too short. */
  readonly stops: readonly boolean[]
  /** States that are alike in what they lead to have the same number; 0 where nothing can follow. */
  readonly future: readonly number[]
  /** Terminals that the text can still become, with those it is. */
  readonly reach: readonly ReadonlySet<number>[]
}

export function lexerTable(pool: ExprPool, terminals: readonly Lexical[]): LexerTable {
  const numbers = new Map<string, number>()
  const vectors: (readonly Expr[])[] = []
  const add = (vector: readonly Expr[]): number => {
    const key = vector.join()
    const known = numbers.get(key)
    if (known !== undefined) return known
    if (vectors.length > MAX_STATES) {
      throw cannotExport(
        `The terminals together have more than ${MAX_STATES} states.`,
        'Simplify their patterns, or write with approximate: true.',
      )
    }
    numbers.set(key, vectors.length)
    return vectors.push(vector) - 1
  }
  const dead: readonly Expr[] = terminals.map(() => ExprPool.EMPTY)
  add(dead)
  // No edge leads to the start, so that it has no label.
  vectors.push(terminals.map(({ expr }) => expr))
  const partitions = [pool.partitions.trivial]
  for (let s = 1; s < vectors.length; s++) {
    const live = vectors[s]!.filter((e) => e !== ExprPool.EMPTY)
    const own = pool.partitions.productOf(live.map((e) => pool.partition(e)))
    partitions.push(own)
    for (let c = 0; c < own.count; c++) add(step(pool, vectors[s]!, own.representatives[c]!))
  }
  const all = pool.partitions.productOf(partitions)
  const classes: number[][] = Array.from({ length: all.count }, () => [])
  all.starts.forEach((from, i) => {
    classes[all.classes[i]!]!.push(from, i + 1 < all.starts.length ? all.starts[i + 1]! - 1 : 0x10ffff)
  })
  const written = classes.map((_, c) => c).filter((c) => all.bytes[c] !== Infinity)
  const next = vectors.map((vector, s) => {
    return Int32Array.from(written, (c) => (s === 0 ? 0 : add(step(pool, vector, all.representatives[c]!))))
  })
  const label = vectors.map((vector, s) => (s < 2 ? -1 : winner(pool, terminals, vector)))
  const reach = label.map((l) => new Set(l < 0 ? [] : [l]))
  for (let changed = true; changed; ) {
    changed = false
    for (let s = next.length - 1; s > 0; s--) {
      const before = reach[s]!.size
      for (const to of next[s]!) for (const t of reach[to]!) reach[s]!.add(t)
      if (reach[s]!.size > before) changed = true
    }
  }
  const stops = label.map((l, s) => {
    const [only] = reach[s]!
    return l >= 0 || (s > 1 && reach[s]!.size === 1 && terminals[only!]!.commits)
  })
  return { classes: written.map((c) => classes[c]!), next, label, stops, reach, future: futures(next, stops, reach) }
}

function step(pool: ExprPool, vector: readonly Expr[], codePoint: number): Expr[] {
  return vector.map((e) => {
    const to = e === ExprPool.EMPTY ? e : pool.derive(e, codePoint)
    return to !== ExprPool.EMPTY && pool.isUnwritable(to) ? ExprPool.EMPTY : to
  })
}

function winner(pool: ExprPool, terminals: readonly Lexical[], vector: readonly Expr[]): number {
  let best = -1
  vector.forEach((e, t) => {
    if (e === ExprPool.EMPTY || !pool.nullable(e)) return
    const [a, b] = [terminals[t]!, terminals[best]]
    if (b === undefined) best = t
    else if (a.priority !== b.priority) best = a.priority > b.priority ? t : best
    else if (a.literal !== b.literal) best = a.literal ? t : best
    else if (a.order < b.order) best = t
  })
  return best
}

/** Moore's refinement: states are told apart by where some text stops them. */
function futures(
  next: readonly Int32Array[],
  stops: readonly boolean[],
  reach: readonly ReadonlySet<number>[],
): number[] {
  // A condition that nothing can break is no condition.
  const hopeless = (s: number): boolean => s === 0 || Array.from(next[s]!).every((to) => reach[to]!.size === 0)
  let block: number[] = next.map((_, s) => (hopeless(s) ? 0 : 1))
  for (let count = 0; ; ) {
    const numbers = new Map<string, number>()
    const refined = next.map((row, s) => {
      if (block[s] === 0) return 0
      const key = `${block[s]}:${Array.from(row, (to) => (stops[to] ? -1 : block[to])).join()}`
      let id = numbers.get(key)
      if (id === undefined) {
        id = numbers.size + 1
        numbers.set(key, id)
      }
      return id
    })
    if (numbers.size === count) return refined
    count = numbers.size
    block = refined
  }
}
