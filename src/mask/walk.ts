import { type Constraint, DEAD } from '../automaton/constraint.js'
import type { Trie } from '../vocab/trie.js'
import { maskCounters } from './counters.js'
import { Home, type LoopClass } from './loops.js'

/** Masks of at most this many tokens are stored as ids. */
export const sparseLimit = 512

/**
 * Steps of an automaton, remembered: entry i of `keys` is state * 256 + byte + 1 of the step whose result is
 * `values[i]`. Direct-mapped, so a step may push out another one; states are many, and a table row for
 * each would cost more to make than most rows are used.
 */
export class StepCache {
  private readonly constraint: Constraint
  private readonly keys = new Float64Array(1 << stepCacheBits)
  private readonly values = new Int32Array(1 << stepCacheBits)

  constructor(constraint: Constraint) {
    this.constraint = constraint
  }

  step(state: number, byte: number): number {
    const key = state * 256 + byte + 1
    const slot = Math.imul(key, 0x9e3779b1) >>> (32 - stepCacheBits)
    if (this.keys[slot] === key) return this.values[slot]!
    const next = this.constraint.step(state, byte)
    this.keys[slot] = key
    this.values[slot] = next
    return next
  }
}

const stepCacheBits = 14

/** Takes the tokens that a walk finds: sets their bits and keeps the first of their ids. */
export class TokenSink {
  /** The first ids found, as long as they fit. */
  readonly found = new Int32Array(sparseLimit)
  /** How many were found; larger than `found` if they did not fit. */
  count = 0

  setAll(ids: Int32Array, words: Uint32Array): void {
    this.setRange(ids, 0, ids.length, words)
  }

  setRange(ids: Int32Array, from: number, to: number, words: Uint32Array): void {
    const { found } = this
    let count = this.count
    for (let i = from; i < to; i++) {
      const id = ids[i]!
      words[id >>> 5]! |= 1 << (id & 31)
      if (count < sparseLimit) found[count] = id
      count++
    }
    this.count = count
  }

  set(trie: Trie, id: number, words: Uint32Array): void {
    if (id >= 0) {
      words[id >>> 5]! |= 1 << (id & 31)
      if (this.count < sparseLimit) this.found[this.count] = id
      this.count++
      return
    }
    const group = -2 - id
    this.setRange(trie.groupIds, trie.groupStart[group]!, trie.groupStart[group + 1]!, words)
  }
}

/**
 * Walks of a trie in step with an automaton. A walk keeps one automaton state per depth: the node at
 * depth d is reached from states[d] and writes states[d + 1], so there is nothing to push or pop.
 */
export class Walker {
  /**
   * Smallest stack depth of any live state since `begin`, which tells how many frames were read; 0 if the
   * constraint has no depth.
   */
  lowest = 0
  readonly sink = new TokenSink()

  private readonly constraint: Constraint
  private readonly steps: StepCache
  /** Refuses states that no sequence of tokens can complete; undefined if every live state has one. */
  private readonly spellable: ((state: number) => boolean) | undefined
  /** The loop class of a state that a walk may jump through, if there is one. */
  private readonly loopOf: (state: number) => LoopClass | undefined
  private readonly trie: Trie
  /** Subtrees of more nodes than this are worth asking for a loop. */
  private readonly jumpNodes: number
  private readonly states: Int32Array
  private readonly others: Int32Array
  /** Per depth: the smallest stack depth on the way there. */
  private readonly floors: Int32Array
  /** States of walks within walks, by level. */
  private readonly levels: Int32Array[] = []
  private readonly home: Home

  /** @param trie the trie of the whole vocabulary */
  constructor(
    constraint: Constraint,
    trie: Trie,
    spellable: ((state: number) => boolean) | undefined,
    loopOf: (state: number) => LoopClass | undefined,
  ) {
    this.constraint = constraint
    this.steps = new StepCache(constraint)
    this.trie = trie
    this.spellable = spellable
    this.loopOf = loopOf
    this.jumpNodes = Math.min(200, trie.nodes >>> 6)
    const { maxLength } = trie
    this.states = new Int32Array(maxLength + 2)
    this.others = new Int32Array(maxLength + 2)
    this.floors = new Int32Array(maxLength + 2)
    this.home = new Home(constraint)
  }

  begin(state: number): void {
    this.sink.count = 0
    this.lowest = this.constraint.depth ? this.constraint.depth(state) : 0
  }

  /** Sets the bit of every token of `trie` that `state` can read. */
  walk(trie: Trie, state: number, words: Uint32Array): void {
    const { constraint, spellable, states, steps } = this
    const { byte, depth, end, token, nodes } = trie
    const whole = trie === this.trie
    const deep = constraint.depth !== undefined
    let lowest = this.lowest
    states[0] = state
    let p = 0
    while (p < nodes) {
      const d = depth[p]!
      const from = states[d]!
      const next = steps.step(from, byte[p]!)
      if (next === DEAD) {
        p = end[p]!
        continue
      }
      states[d + 1] = next
      if (deep && next !== from) {
        const below = constraint.depth!(next)
        if (below < lowest) lowest = below
      }
      const id = token[p]!
      if (id !== -1 && (spellable === undefined || spellable(next))) this.sink.set(trie, id, words)
      if (whole && end[p]! - p > this.jumpNodes) {
        const branch = this.loopOf(next)?.branch(trie, p)
        if (branch) {
          maskCounters.jumps++
          this.lowest = lowest
          this.sink.setAll(branch.stay, words)
          this.walkLoop(this.loopOf(next)!, branch.rest, next, words)
          lowest = this.lowest
          p = end[p]!
          continue
        }
      }
      p++
    }
    this.lowest = lowest
  }

  /**
   * Sets the bit of every token of `rests`, a trie of rests of `loop`, that `state`, which is in that loop, can
   * read. Where a rest comes back into the loop, what stays in it from there is not walked.
   */
  walkLoop(loop: LoopClass, rests: Trie, state: number, words: Uint32Array): void {
    this.home.set(state)
    this.walkRests(loop, rests, state, words, 0)
  }

  private walkRests(loop: LoopClass, rests: Trie, state: number, words: Uint32Array, level: number): void {
    const { constraint, spellable, home, steps } = this
    const { byte, depth, end, token, nodes } = rests
    const deep = constraint.depth !== undefined
    // Rests of rests get shorter, so the levels are few; each needs its own states.
    while (this.levels.length <= level) this.levels.push(new Int32Array(this.states.length))
    const states = this.levels[level]!
    let lowest = this.lowest
    states[0] = state
    let p = 0
    while (p < nodes) {
      const d = depth[p]!
      const next = steps.step(states[d]!, byte[p]!)
      if (next === DEAD) {
        p = end[p]!
        continue
      }
      states[d + 1] = next
      if (deep) {
        const below = constraint.depth!(next)
        if (below < lowest) lowest = below
      }
      const id = token[p]!
      if (id !== -1 && (spellable === undefined || spellable(next))) this.sink.set(rests, id, words)
      if (end[p]! > p + 1 && home.is(next)) {
        const branch = loop.branch(rests, p)
        if (branch) {
          maskCounters.jumps++
          this.lowest = lowest
          this.sink.setAll(branch.stay, words)
          this.walkRests(loop, branch.rest, next, words, level + 1)
          lowest = this.lowest
          p = end[p]!
          continue
        }
      }
      p++
    }
    this.lowest = lowest
  }

  /**
   * Turns the mask of `base` in `words` into the mask of `state`: only where the two states differ are
   * nodes visited, and where `state` is dead whole subtrees are cleared. `base` must be reached from `state`
   * without reading a frame; `signature` is that of its loop. The frames that the mask of `base` depends on are not
   * counted here.
   */
  walkDifference(trie: Trie, state: number, base: number, signature: Uint8Array, words: Uint32Array): void {
    const { constraint, states, others, floors, spellable, steps } = this
    const { byte, depth, end, token, nodes } = trie
    const deep = constraint.depth !== undefined
    const slices = deep && constraint.top !== undefined && constraint.slice !== undefined
    const start = deep ? constraint.depth!(state) : 0
    let lowest = this.lowest
    states[0] = state
    others[0] = base
    floors[0] = start
    let p = 0
    while (p < nodes) {
      const d = depth[p]!
      // In its loop `base` stays what it is; stepping could make a state that only remembers more text.
      const before = others[d]!
      const b = byte[p]!
      const other = before === DEAD ? DEAD : before === base && signature[b] === 1 ? base : steps.step(before, b)
      const next = steps.step(states[d]!, b)
      if (next === other) {
        p = end[p]!
        continue
      }
      if (next === DEAD) {
        clear(trie, p, end[p]!, words)
        p = end[p]!
        continue
      }
      if (deep) {
        const below = constraint.depth!(next)
        if (below < lowest) lowest = below
        // Back at the depth of the start without having been below it, the stack is that of the start, for both: then
        // equal slices are equal behaviour.
        const floor = Math.min(floors[d]!, below)
        if (
          slices &&
          other !== DEAD &&
          below === start &&
          floor === start &&
          constraint.depth!(other) === start &&
          constraint.top!(next) === constraint.top!(other) &&
          equalSlices(constraint, next, other)
        ) {
          p = end[p]!
          continue
        }
        floors[d + 1] = floor
      }
      states[d + 1] = next
      others[d + 1] = other
      const id = token[p]!
      if (id !== -1) {
        if (spellable === undefined || spellable(next)) this.sink.set(trie, id, words)
        else clear(trie, p, p + 1, words)
      }
      p++
    }
    this.lowest = lowest
  }
}

function equalSlices(constraint: Constraint, a: number, b: number): boolean {
  const slice = constraint.slice!(a, 0)
  return slice >= 0 && slice === constraint.slice!(b, 0)
}

/** Clears the bits of the tokens at nodes [from, to). */
export function clear(trie: Trie, from: number, to: number, words: Uint32Array): void {
  for (let p = from; p < to; p++) {
    const id = trie.token[p]!
    if (id >= 0) words[id >>> 5]! &= ~(1 << (id & 31))
    else if (id < -1) {
      const group = -2 - id
      for (let i = trie.groupStart[group]!; i < trie.groupStart[group + 1]!; i++) {
        const twin = trie.groupIds[i]!
        words[twin >>> 5]! &= ~(1 << (twin & 31))
      }
    }
  }
}
