import { type Constraint, DEAD, type State, type TextKind } from '../automaton/constraint.js'
import type { TokenTable } from '../vocab/token-table.js'
import { eachId, type Trie } from '../vocab/trie.js'
import { ByteGroups, type SubtreeBytes } from './byte-groups.js'
import { maskCounters } from './counters.js'
import { type TextClass, type TopWalk, trieOfEnds } from './text-class.js'
import { clear, StepCache, TokenSink } from './walk.js'

/** Codes in rows. */
const dead = -2
const leaves = -1
/** Result of a step on the end of a token that must be asked with the whole text. */
const asksText = -3
/** Rows of 1 kB kept; with more of them all are dropped before the next walk. */
const maxRows = 1 << 15
/** Subtrees of more nodes than this are worth a look for a jump; fewer in a small trie. */
const maxJumpNodes = 24

export type TopSteps = Constraint &
  Required<
    Pick<
      Constraint,
      'top' | 'depth' | 'slice' | 'stepTop' | 'reach' | 'stackOf' | 'needsText' | 'portable' | 'textDepth' | 'textKind'
    >
  >

/** The constraint, if it offers steps by tops. */
export function topSteps(constraint: Constraint): TopSteps | undefined {
  const { top, depth, slice, stepTop, reach, stackOf, needsText, portable, textDepth, textKind } = constraint
  const all = top && depth && slice && stepTop && reach && stackOf && needsText && portable && textDepth && textKind
  return all ? (constraint as TopSteps) : undefined
}

/**
 * Steps by tops, remembered. Row r is table[256 r … 256 r + 255]: the next top, `dead`, `leaves` where a state must be
 * asked, 0 if not known yet.
 */
class TopRows {
  table = new Int32Array(256 * 64)
  readonly groups = new ByteGroups((top, byte) => this.next(top, byte, 0))
  /** Row 0 leaves it all to states. */
  private used = 1
  private readonly textStacks: (boolean | undefined)[] = [false]
  /** Row of each portable top, 0 if none. */
  private rowOf = new Int32Array(1024)
  /** Rows of tops that are not portable, by stack and top. */
  private readonly stackRows = new Map<number, number>()
  private readonly kinds: (TextKind | null | undefined)[] = []

  constructor(private readonly constraint: TopSteps) {
    this.table.fill(leaves, 0, 256)
  }

  kindOf(top: number): TextKind | undefined {
    let kind = this.kinds[top]
    if (kind === undefined) {
      kind = this.constraint.textKind(top) ?? null
      this.kinds[top] = kind
    }
    return kind ?? undefined
  }

  next(top: number, byte: number, stack: number): number {
    const row = this.of(top, stack)
    return this.table[row + byte] || this.learn(row, top, byte, stack)
  }

  learn(row: number, top: number, byte: number, stack: number): number {
    const next = this.constraint.stepTop(top, byte, stack)
    const code = next > 0 ? next : next === 0 ? dead : leaves
    this.table[row + byte] = code
    return code
  }

  /** Whether nothing on a stack can be told by tops. */
  needsText(stack: number): boolean {
    let needs = this.textStacks[stack]
    if (needs === undefined) {
      needs = this.constraint.needsText(stack)
      this.textStacks[stack] = needs
    }
    return needs
  }

  /** Where the row of a top begins. */
  of(top: number, stack: number): number {
    return this.needsText(stack) ? 0 : this.ofTop(top, stack)
  }

  private ofTop(top: number, stack: number): number {
    const known = top < this.rowOf.length ? this.rowOf[top]! : 0
    if (known !== 0) return known
    if (this.constraint.portable(top)) {
      const row = this.add()
      while (top >= this.rowOf.length) {
        const longer = new Int32Array(this.rowOf.length * 2)
        longer.set(this.rowOf)
        this.rowOf = longer
      }
      this.rowOf[top] = row
      return row
    }
    const key = stack * 67108864 + top
    let row = this.stackRows.get(key)
    if (row === undefined) {
      row = this.add()
      this.stackRows.set(key, row)
    }
    return row
  }

  /** Forgets everything if there is much. Not during a walk. */
  trim(): void {
    if (this.used < maxRows) return
    this.table.fill(0, 256)
    this.rowOf.fill(0)
    this.stackRows.clear()
    this.used = 1
  }

  private add(): number {
    const row = this.used++ * 256
    if (row === this.table.length) {
      const larger = new Int32Array(this.table.length * 2)
      larger.set(this.table)
      this.table = larger
    }
    return row
  }
}

/** How tokens leave one top. */
export interface TopExit {
  /** Bytes that lead to that top. */
  readonly path: Uint8Array
  /** What tokens go on with from there. */
  readonly trie: Trie
}

/**
 * Walks a trie in step with an automaton by its tops: most bytes only move the top, and what they do is a row per top,
 * shared by all states that have it. A state is made only where a byte reads or pushes a frame.
 *
 * Per depth d of the trie: tops[d] is the top after d bytes, states[d] the state if it was needed (0 if not),
 * stacks[d] the stack, path[d] the byte that led on, rowAt[d] the row of the top.
 */
export class TopWalker {
  /** Smallest stack depth since `begin`. */
  lowest = 0
  readonly sink: TokenSink
  /** The state that the mask is for. */
  private origin: State = DEAD
  /** In walks of the ends of tokens: the stack depth below which the text before them would matter, 0 if it never does. */
  private textDepth = 0
  private readonly rows: TopRows
  private readonly steps: StepCache
  private readonly jumpNodes: number
  private readonly tops: Int32Array
  private readonly states: Int32Array
  private readonly stacks: Int32Array
  private readonly others: Int32Array
  private readonly path: Uint8Array
  private readonly rowAt: Int32Array
  /** For walks inside a walk. */
  private readonly inner: TopWalker | undefined

  constructor(
    private readonly constraint: TopSteps,
    private readonly table: TokenTable,
    private readonly trie: Trie,
    private readonly bytes: SubtreeBytes,
    private readonly classOf: (kind: TextKind, walk: TopWalk) => TextClass,
    outer?: TopWalker,
  ) {
    this.steps = outer ? outer.steps : new StepCache(constraint)
    this.rows = outer ? outer.rows : new TopRows(constraint)
    this.sink = outer ? outer.sink : new TokenSink()
    this.jumpNodes = Math.min(maxJumpNodes, trie.nodes >>> 6)
    const size = trie.maxLength + 2
    this.tops = new Int32Array(size)
    this.states = new Int32Array(size)
    this.stacks = new Int32Array(size)
    this.others = new Int32Array(size)
    this.path = new Uint8Array(size)
    this.rowAt = new Int32Array(size)
    this.inner = outer ? undefined : new TopWalker(constraint, table, trie, bytes, classOf, this)
  }

  begin(state: State): void {
    this.rows.trim()
    this.origin = state
    this.sink.count = 0
    this.lowest = this.constraint.depth(state)
  }

  /** The class of the text that a top is in the middle of, if it is. */
  textClass(top: number): TextClass | undefined {
    const kind = this.rows.kindOf(top)
    return kind && this.classOf(kind, this.from(top))
  }

  /** The next top; not positive where there is none to tell. */
  next(top: number, byte: number, stack: number): number {
    return this.rows.next(top, byte, stack)
  }

  needsText(stack: number): boolean {
    return this.rows.needsText(stack)
  }

  /** Whether at least a quarter of these bytes only move a top. */
  isWide(top: number, bytes: Uint8Array, stack: number): boolean {
    let moves = 0
    for (let i = 0; i < bytes.length; i++) if (this.rows.next(top, bytes[i]!, stack) > 0) moves++
    return moves * 4 >= bytes.length
  }

  /**
   * What all states with a portable top have in common: the tokens that only move it, added to `words`, and the exits of
   * the others, by the top that they leave. `tries` are walked.
   */
  interior(tries: readonly Trie[], top: number, words: Uint32Array): TopExit[] {
    const { table, tops, rowAt, rows, sink, path } = this
    const found = new Map<number, { path: Uint8Array; ids: number[]; starts: number[] }>()
    for (const trie of tries) {
      const { byte, depth, end, token, nodes } = trie
      const whole = trie === this.trie
      tops[0] = top
      rowAt[0] = rows.of(top, 0)
      let p = 0
      while (p < nodes) {
        const d = depth[p]!
        const b = byte[p]!
        const stop = end[p]!
        const row = rowAt[d]!
        const next = rows.table[row + b]! || rows.learn(row, tops[d]!, b, 0)
        if (next === dead) {
          p = stop
          continue
        }
        if (next === leaves) {
          let exit = found.get(tops[d]!)
          if (!exit) {
            exit = { path: path.slice(0, d), ids: [], starts: [] }
            found.set(tops[d]!, exit)
          }
          for (; p < stop; p++) {
            const behind = depth[p]! + 1 - d
            eachId(trie, p, (id) => {
              exit.ids.push(id)
              exit.starts.push(table.offsets[id + 1]! - behind)
            })
          }
          continue
        }
        path[d] = b
        const id = token[p]!
        if (id !== -1) sink.set(trie, id, words)
        if (stop > p + 1) {
          if (whole && next === tops[d] && b < 0x80 && stop - p > this.jumpNodes && this.loops(next, p)) {
            maskCounters.jumps++
            this.bytes.setBelow(p, stop, words, sink)
            p = stop
            continue
          }
          tops[d + 1] = next
          rowAt[d + 1] = rows.of(next, 0)
        }
        p++
      }
    }
    return [...found.values()].map((exit) => ({
      path: exit.path,
      trie: trieOfEnds(table, Int32Array.from(exit.ids), Uint32Array.from(exit.starts)),
    }))
  }

  private from(top: number): TopWalk {
    return {
      home: top,
      step: (at, byte) => {
        const next = this.rows.next(at, byte, 0)
        return next === dead ? 0 : next
      },
    }
  }

  /** The state at depth d of the walk. */
  private stateAt(d: number): State {
    const { states, path } = this
    let from = d
    while (states[from] === 0) from--
    let state = states[from]!
    for (let i = from; i < d; i++) {
      state = this.steps.step(state, path[i]!)
      states[i + 1] = state
    }
    return state
  }

  private start(state: State, d: number): void {
    const { constraint } = this
    const below = constraint.depth(state)
    if (below < this.lowest) this.lowest = below
    this.tops[d] = constraint.top(state)
    this.states[d] = state
    this.stacks[d] = constraint.stackOf(state)
    this.rowAt[d] = this.rows.of(this.tops[d]!, this.stacks[d]!)
  }

  /** The top after byte b of node p at depth d, which is written to depth d + 1; 0 if dead. */
  private advance(d: number, b: number): number {
    const { constraint, states, stacks } = this
    const row = this.rowAt[d]!
    let next = this.rows.table[row + b]!
    if (next === 0) next = this.rows.learn(row, this.tops[d]!, b, stacks[d]!)
    if (next === dead) return 0
    if (next > 0) {
      states[d + 1] = 0
      stacks[d + 1] = stacks[d]!
      this.path[d] = b
    } else {
      const left = this.stateAt(d)
      const reached = this.steps.step(left, b)
      if (reached === DEAD && this.textDepth > 0 && constraint.depth(left) <= this.textDepth) return asksText
      this.touch(left, b, reached)
      if (reached === DEAD) return 0
      if (constraint.depth(reached) < this.textDepth) return asksText
      next = constraint.top(reached)
      states[d + 1] = reached
      stacks[d + 1] = constraint.stackOf(reached)
    }
    this.tops[d + 1] = next
    return next
  }

  /** Takes note of the frames that a step from `left` to `reached`, maybe DEAD, has read. */
  touch(left: State, byte: number, reached: State): void {
    const { constraint } = this
    const before = constraint.depth(left)
    const after = reached === DEAD ? before : constraint.depth(reached)
    // What has not become deeper may have read a frame and died of it, or pushed another.
    const below = after > before ? before : after < before ? after : constraint.reach(left, byte)
    if (below < this.lowest) this.lowest = below
  }

  /** Sets the bit of every token of `trie` that `state` can read. */
  walk(trie: Trie, state: State, words: Uint32Array): void {
    this.start(state, 0)
    this.walkNodes(trie, 0, trie.nodes, words)
  }

  /** The same for ends of tokens, whose beginnings stay in the text that `state` is in the middle of. */
  walkEnds(ends: Trie, state: State, words: Uint32Array): void {
    this.textDepth = this.constraint.textDepth(state)
    this.walk(ends, state, words)
    this.textDepth = 0
  }

  /** Asks for each token below a node, with its whole text. */
  private askEach(trie: Trie, from: number, to: number, words: Uint32Array): void {
    const { constraint, table } = this
    for (let p = from; p < to; p++) {
      eachId(trie, p, (id) => {
        let state = this.origin
        for (let i = table.offsets[id]!; i < table.offsets[id + 1]! && state !== DEAD; i++) {
          const left = state
          state = constraint.step(left, table.arena[i]!)
          this.touch(left, table.arena[i]!, state)
        }
        if (state !== DEAD) this.sink.set(trie, id, words)
      })
    }
  }

  /** The same for the tokens strictly below `node`, which led to `state`. */
  walkBelow(trie: Trie, node: number, state: State, words: Uint32Array): void {
    this.start(state, trie.depth[node]! + 1)
    this.walkNodes(trie, node + 1, trie.end[node]!, words)
  }

  private walkNodes(trie: Trie, first: number, last: number, words: Uint32Array): void {
    const { tops, stacks, rowAt, rows, sink } = this
    const { byte, depth, end, token } = trie
    const whole = trie === this.trie
    let p = first
    while (p < last) {
      const d = depth[p]!
      const b = byte[p]!
      const stop = end[p]!
      const next = rows.table[rowAt[d]! + b] === dead ? 0 : this.advance(d, b)
      if (next <= 0) {
        if (next === asksText) this.askEach(trie, p, stop, words)
        p = stop
        continue
      }
      const id = token[p]!
      if (id !== -1) sink.set(trie, id, words)
      if (stop === p + 1) {
        p = stop
        continue
      }
      if (whole && stop - p > this.jumpNodes) {
        // Where bytes lead back to where they came from, whole subtrees of such bytes are taken at once.
        if (next === tops[d] && b < 0x80 && this.states[d + 1] === 0 && this.loops(next, p)) {
          maskCounters.jumps++
          this.bytes.setBelow(p, stop, words, sink)
          p = stop
          continue
        }
        if (this.jump(trie, p, d + 1, words)) {
          p = stop
          continue
        }
      }
      rowAt[d + 1] = rows.of(next, stacks[d + 1]!)
      p++
    }
  }

  private loops(top: number, node: number): boolean {
    return this.constraint.portable(top) && (this.bytes.below[node]! & ~this.rows.groups.looping(top)) === 0
  }

  /** Takes the tokens below node p if the walk is in the middle of a text there, at depth d. */
  private jump(trie: Trie, p: number, d: number, words: Uint32Array): boolean {
    const kind = this.inner && this.rows.kindOf(this.tops[d]!)
    if (!kind || this.rows.needsText(this.stacks[d]!)) return false
    const state = this.stateAt(d)
    const walk = this.from(this.tops[d]!)
    const branch = this.classOf(kind, walk).branch(trie, p, walk)
    maskCounters.jumps++
    this.sink.setAll(branch.stay, words)
    const inner = this.inner!
    inner.lowest = this.lowest
    inner.origin = this.origin
    if (branch.exits.nodes > 0) inner.walkEnds(branch.exits, state, words)
    if (branch.odd.nodes > 0) inner.walk(branch.odd, state, words)
    this.lowest = inner.lowest
    return true
  }

  /**
   * Turns the mask in `words` of a state with top `base` on the same stack into the mask of `state`: only where the tops
   * differ are nodes visited.
   */
  walkDifference(trie: Trie, state: State, base: number, words: Uint32Array): void {
    const { stacks, rowAt, rows, sink, others } = this
    const { byte, depth, end, token, nodes } = trie
    this.start(state, 0)
    others[0] = base
    const stack = stacks[0]!
    let p = 0
    while (p < nodes) {
      const d = depth[p]!
      const b = byte[p]!
      const stop = end[p]!
      const next = rows.table[rowAt[d]! + b] === dead ? 0 : this.advance(d, b)
      if (next === 0) {
        clear(trie, p, stop, words)
        p = stop
        continue
      }
      const from = others[d]!
      const other = from <= 0 ? dead : rows.next(from, b, stack)
      if (next === other && this.states[d + 1] === 0 && stacks[d + 1] === stack) {
        p = stop
        continue
      }
      const id = token[p]!
      if (id !== -1) sink.set(trie, id, words)
      if (stop > p + 1) {
        others[d + 1] = other
        rowAt[d + 1] = rows.of(next, stacks[d + 1]!)
      }
      p++
    }
  }
}
