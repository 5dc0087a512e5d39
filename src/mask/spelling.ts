import { type Constraint, DEAD } from '../automaton/constraint.js'
import { Heap } from '../regex/heap.js'
import { childOf, idAt, type Trie } from '../vocab/trie.js'

/** Longest forced run that is looked for, in bytes. */
const maxForced = 4096
/** Longest completion that is written out, in bytes. */
const maxCompletion = 1 << 20
/** States expanded when a completion in tokens has to be searched for. */
const maxSearch = 2000

/** Order in which bytes are tried: closing ones and digits first, since the first best is taken and they usually are. */
const tryOrder = (() => {
  const order = new Uint8Array(256)
  const early = [0x22, 0x7d, 0x5d, 0x30, 0x31]
  order.set(early)
  let n = early.length
  for (let byte = 0x20; byte < 0x120; byte++) if (!early.includes(byte & 255)) order[n++] = byte & 255
  return order
})()

/**
 * What lies ahead of a state, in bytes and in tokens: the forced run and the shortest completion. All
 * answers are memoised by state, for one constraint and vocabulary.
 */
export class Spelling {
  /** True if every byte is a token: then every completion can be spelt, and every live state is fine. */
  readonly complete: boolean

  private readonly constraint: Constraint
  private readonly trie: Trie
  /** isToken[b] is 1 if byte b alone is a token. */
  private readonly isToken = new Uint8Array(256)
  private readonly forcedByteOf = new Map<number, number>()
  private readonly bestByteOf = new Map<number, number>()
  private readonly tokensOf = new Map<number, number>()
  /** 1 if some sequence of tokens completes the state, 2 if none was found. */
  private readonly spellableOf = new Map<number, number>()

  constructor(constraint: Constraint, trie: Trie) {
    this.constraint = constraint
    this.trie = trie
    let n = 0
    for (let byte = 0; byte < 256; byte++) {
      const node = trie.first[byte]!
      if (node >= 0 && trie.token[node] !== -1) {
        this.isToken[byte] = 1
        n++
      }
    }
    this.complete = n === 256
  }

  /** True if the bytes 80…BF are tokens, so that a character once begun can be finished. */
  get canFinishCharacters(): boolean {
    for (let byte = 0x80; byte < 0xc0; byte++) if (!this.isToken[byte]) return false
    return true
  }

  /** The only byte that can follow, -1 if the text can end here or several bytes can follow. */
  forcedByte(state: number): number {
    const known = this.forcedByteOf.get(state)
    if (known !== undefined) return known
    let only = -1
    if (state !== DEAD && !this.constraint.canEnd(state)) {
      for (let byte = 0; byte < 256; byte++) {
        if (this.constraint.step(state, byte) === DEAD) continue
        if (only >= 0) {
          only = -1
          break
        }
        only = byte
      }
    }
    this.forcedByteOf.set(state, only)
    return only
  }

  /** The bytes that every continuation starts with, up to 4096 of them. */
  forcedBytes(state: number): Uint8Array {
    const bytes: number[] = []
    let s = state
    while (bytes.length < maxForced) {
      const byte = this.forcedByte(s)
      if (byte < 0) break
      bytes.push(byte)
      s = this.constraint.step(s, byte)
    }
    return Uint8Array.from(bytes)
  }

  /**
   * The forced run as tokens, each the longest that fits, without the tail that a model might write
   * otherwise: tokens from the first one on where a longer token could reach over the end of the run and go on in an allowed way (token healing).
   */
  forcedTokens(state: number): number[] {
    const bytes = this.forcedBytes(state)
    if (bytes.length === 0) return []
    const { trie, constraint } = this
    // The state after each byte of the run.
    const after = new Int32Array(bytes.length + 1)
    after[0] = state
    for (let i = 0; i < bytes.length; i++) after[i + 1] = constraint.step(after[i]!, bytes[i]!)

    const ids: number[] = []
    let at = 0
    while (at < bytes.length) {
      let node = -1
      let best = -1
      let bestEnd = at
      let i = at
      for (; i < bytes.length; i++) {
        node = childOf(trie, node, bytes[i]!)
        if (node < 0) break
        if (trie.token[node] !== -1 && this.isSpellable(after[i + 1]!)) {
          best = idAt(trie, node)
          bestEnd = i + 1
        }
      }
      if (best < 0 || (i === bytes.length && this.reachesOver(node, after[i]!))) break
      ids.push(best)
      at = bestEnd
    }
    return ids
  }

  /** True if a token strictly below `node` can be read from `state`. */
  private reachesOver(node: number, state: number): boolean {
    const { trie, constraint } = this
    const base = trie.depth[node]! + 1
    const stop = trie.end[node]!
    const states = [state]
    let p = node + 1
    while (p < stop) {
      const d = trie.depth[p]! - base
      const next = constraint.step(states[d]!, trie.byte[p]!)
      if (next === DEAD) {
        p = trie.end[p]!
        continue
      }
      if (trie.token[p] !== -1 && this.isSpellable(next)) return true
      states[d + 1] = next
      p++
    }
    return false
  }

  /** The byte of the shortest completion known, -1 if there is none. Bytes that are tokens go before others of the same length. */
  private bestByte(state: number): number {
    const known = this.bestByteOf.get(state)
    if (known !== undefined) return known
    const { constraint, isToken } = this
    const least = constraint.minBytesToEnd(state) - 1
    let best = -1
    let bestLength = Number.POSITIVE_INFINITY
    for (let i = 0; i < 256; i++) {
      const byte = tryOrder[i]!
      const next = constraint.step(state, byte)
      if (next === DEAD) continue
      const length = constraint.minBytesToEnd(next) + (isToken[byte] ? 0 : 0.5)
      if (length >= bestLength) continue
      bestLength = length
      best = byte
      if (length <= least) break
    }
    this.bestByteOf.set(state, best)
    return best
  }

  /**
   * Tokens of the shortest completion found: the bytes of the shortest completion, cut into as few tokens
   * as possible. 0 if the text can end, Infinity if no completion in tokens was found. Always reachable:
   * from a state with n > 0 there is an allowed token to a state with at most n - 1.
   */
  tokensToEnd(state: number): number {
    if (state === DEAD) return Number.POSITIVE_INFINITY
    const { constraint, trie, tokensOf } = this
    const known = tokensOf.get(state)
    if (known !== undefined) return known
    if (constraint.canEnd(state)) {
      tokensOf.set(state, 0)
      return 0
    }
    // states[i] is reached after bytes[0 … i). Past a state whose count is known only the bytes that a token
    // from an earlier state may reach over are still needed.
    const states = [state]
    const bytes: number[] = []
    let wanted = -1
    let s = state
    while (!constraint.canEnd(s) && bytes.length < maxCompletion) {
      if (wanted < 0 && tokensOf.has(s)) wanted = bytes.length + trie.maxLength
      if (wanted >= 0 && bytes.length >= wanted) break
      const byte = this.bestByte(s)
      if (byte < 0) break
      s = constraint.step(s, byte)
      bytes.push(byte)
      states.push(s)
    }
    if (constraint.canEnd(s)) tokensOf.set(s, 0)
    for (let i = bytes.length - 1; i >= 0; i--) {
      if (tokensOf.has(states[i]!)) continue
      let least = Number.POSITIVE_INFINITY
      let node = -1
      for (let j = i; j < bytes.length; j++) {
        node = childOf(trie, node, bytes[j]!)
        if (node < 0) break
        if (trie.token[node] === -1) continue
        const rest = tokensOf.get(states[j + 1]!)
        if (rest !== undefined && rest + 1 < least) least = rest + 1
      }
      if (least < Number.POSITIVE_INFINITY) tokensOf.set(states[i]!, least)
    }
    const found = tokensOf.get(state)
    if (found !== undefined) return found
    const searched = this.complete ? Number.POSITIVE_INFINITY : this.search(state)
    tokensOf.set(state, searched)
    return searched
  }

  /**
   * True if some sequence of tokens completes the state. Only a question where some byte is not a token.
   * Answered by the shortest completion where its bytes are tokens, else by a search through at most 2000
   * states: if that ends without an answer the state is taken for a dead end, so that no text gets stuck.
   */
  isSpellable(state: number): boolean {
    if (this.complete) return true
    const known = this.spellableOf.get(state)
    if (known !== undefined) return known === 1
    const path: number[] = []
    let s = state
    let fine = false
    while (path.length < maxCompletion) {
      const answer = this.spellableOf.get(s)
      if (answer !== undefined || this.constraint.canEnd(s)) {
        fine = answer !== 2
        break
      }
      path.push(s)
      const byte = this.bestByte(s)
      if (byte < 0 || !this.isToken[byte]) break
      s = this.constraint.step(s, byte)
    }
    if (fine) {
      for (const passed of path) this.spellableOf.set(passed, 1)
      return true
    }
    fine = this.tokensToEnd(state) < Number.POSITIVE_INFINITY
    this.spellableOf.set(state, fine ? 1 : 2)
    return fine
  }

  /** Tokens to the end by best-first search over states, the nearest to the end first. */
  private search(start: number): number {
    const { constraint, tokensOf } = this
    const parent = new Map<number, number>([[start, 0]])
    const queue = new Heap()
    queue.push(constraint.minBytesToEnd(start), start)
    let expanded = 0
    let goal = 0
    while (queue.size > 0 && expanded < maxSearch) {
      const state = queue.pop()
      const known = tokensOf.get(state)
      if (constraint.canEnd(state) || (known !== undefined && known < Number.POSITIVE_INFINITY)) {
        if (known === undefined) tokensOf.set(state, 0)
        goal = state
        break
      }
      if (known === undefined) {
        expanded++
        this.successors(state, parent, queue)
      }
    }
    if (goal === 0) {
      // The search saw everything there is: nothing on its way can be completed either.
      if (queue.size === 0) for (const state of parent.keys()) tokensOf.set(state, Number.POSITIVE_INFINITY)
      return Number.POSITIVE_INFINITY
    }
    let count = tokensOf.get(goal)!
    for (let s = goal; s !== start; ) {
      s = parent.get(s)!
      count++
      tokensOf.set(s, Math.min(count, tokensOf.get(s) ?? count))
    }
    return count
  }

  /** Adds every state one token away from `state` that was not reached yet. */
  private successors(state: number, parent: Map<number, number>, queue: Heap): void {
    const { trie, constraint } = this
    const states = new Int32Array(trie.maxLength + 1)
    states[0] = state
    let p = 0
    while (p < trie.nodes) {
      const d = trie.depth[p]!
      const next = constraint.step(states[d]!, trie.byte[p]!)
      if (next === DEAD) {
        p = trie.end[p]!
        continue
      }
      states[d + 1] = next
      if (trie.token[p] !== -1 && !parent.has(next)) {
        parent.set(next, state)
        queue.push(constraint.minBytesToEnd(next), next)
      }
      p++
    }
  }
}
