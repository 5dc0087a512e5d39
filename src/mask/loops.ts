import { type Constraint, DEAD, type State } from '../automaton/constraint.js'
import { follow, missing } from '../automaton/utf8.js'
import type { TokenTable } from '../vocab/token-table.js'
import { buildTrie, eachId, type Trie } from '../vocab/trie.js'
import { maskCounters } from './counters.js'

/**
 * Loop classes: how states that return to themselves on most text (string bodies, comments) get their
 * masks without a walk of the whole vocabulary.
 *
 * The *signature* of a state says for each byte whether reading it, alone (1) or as the lead byte of any
 * UTF-8 character (2), comes back to the same state. For one vocabulary and signature, every token is a
 * run of loop characters followed by a *rest*: from the first character on that does not loop. So from
 * any state with this signature
 *   - a token without rest, or whose rest is the beginning of a looping character, is allowed: the set `stay`;
 *   - any other token is allowed if the state can read its rest, and tokens with equal rests behave alike.
 * The rests of a 128,000-token vocabulary in a JSON string are some 800 different byte strings.
 *
 * A walk that comes back into the loop in the middle of a token, after an escape say, goes on the same way:
 * a *branch* splits the tokens below a trie node into those that stay from there and their rests.
 *
 * "The same state" is the same integer or, where a constraint tells slices, one at the same depth with the
 * same slice of no frames: then no frame was read, and steps are equal. Where only the tops are equal, what the
 * text was may matter once a frame is read: such *loose* loops have the same `stay`, but tokens that
 * leave must be walked from their first byte (`leaving`).
 *
 * A signature may leave out bytes that do loop; that costs time, never exactness.
 */

/** Tells whether a walk is back in the state it left, see above. */
export class Home {
  private readonly constraint: Constraint
  private readonly slices: boolean
  private state: State = DEAD
  private top = -1
  private depth = -1
  private slice = -1
  private readonly loose: boolean

  /** @param loose whether an equal top at the same depth is enough */
  constructor(constraint: Constraint, loose = false) {
    this.constraint = constraint
    this.loose = loose
    this.slices = Boolean(constraint.top && constraint.depth && constraint.slice)
  }

  set(state: State): void {
    const { constraint } = this
    this.state = state
    if (!this.slices) return
    this.top = constraint.top!(state)
    this.depth = constraint.depth!(state)
    this.slice = constraint.slice!(state, 0)
  }

  is(state: State): boolean {
    if (state === this.state) return true
    const { constraint } = this
    // The slice says all; the top is quicker to ask and tells most states apart.
    return (
      this.slices &&
      constraint.top!(state) === this.top &&
      constraint.depth!(state) === this.depth &&
      (this.loose || (this.slice >= 0 && constraint.slice!(state, 0) === this.slice))
    )
  }

  /** An integer that is equal only for states that behave the same as long as they read no frame. */
  identity(state: State): number {
    if (!this.slices) return state
    if (this.loose) return this.constraint.top!(state)
    const slice = this.constraint.slice!(state, 0)
    return slice >= 0 ? slice : -state
  }
}

/**
 * What a constraint may offer to save the steps of finding signatures: many of its states loop alike, as
 * all plain string bodies do, and it knows.
 */
export interface LoopKinds {
  /** A positive integer, equal only for states with equal signatures; 0 if the constraint cannot tell. */
  loopKind?(state: State): number
}

/** Steps spent on finding out which characters of several bytes loop. */
const maxSignatureSteps = 2048

/** The signature of a state, see above: 256 entries of 0, 1 or 2. */
export function signatureOf(constraint: Constraint, state: State, loose = false): Uint8Array {
  const signature = new Uint8Array(256)
  const home = new Home(constraint, loose)
  home.set(state)
  // Intermediate states already looked at: [identity, class, 1 if all ways return].
  const seen: number[] = []
  const budget = { left: maxSignatureSteps }
  for (let byte = 0; byte < 256; byte++) {
    const next = constraint.step(state, byte)
    if (next === DEAD) continue
    if (home.is(next)) signature[byte] = 1
    else if (byte >= 0xc2 && byte <= 0xf4 && returns(constraint, home, next, follow(0, byte), seen, budget)) {
      signature[byte] = 2
    }
  }
  return signature
}

function returns(
  constraint: Constraint,
  home: Home,
  state: State,
  kind: number,
  seen: number[],
  budget: { left: number },
): boolean {
  const identity = home.identity(state)
  for (let i = 0; i < seen.length; i += 3) if (seen[i] === identity && seen[i + 1] === kind) return seen[i + 2] === 1
  const [from, to, after] = missing[kind]!
  let all = true
  for (let byte = from; byte <= to && all; byte++) {
    const next = --budget.left < 0 ? DEAD : constraint.step(state, byte)
    if (next === DEAD) all = false
    else all = after === 0 ? home.is(next) : returns(constraint, home, next, after, seen, budget)
  }
  seen.push(identity, kind, all ? 1 : 0)
  return all
}

export function signatureKey(signature: Uint8Array): string {
  const parts: number[] = []
  for (let i = 0; i < 256; i += 8) {
    let packed = 0
    for (let j = 0; j < 8; j++) packed |= signature[i + j]! << (2 * j)
    parts.push(packed)
  }
  return String.fromCharCode(...parts)
}

/** The tokens of one vocabulary as seen from any state of one signature. */
export interface LoopClass {
  readonly signature: Uint8Array
  /** Tokens that never leave the loop, also those that end inside a looping character. */
  readonly stay: Uint32Array
  /** Trie of the rests of all other tokens; tokens with equal rests are a group. */
  readonly rest: Trie
  /** True if every looping step is a character, so that lengths can be counted in code points. */
  readonly characters: boolean
  /** A looping ASCII byte, -1 if none. */
  readonly sample: number
  /** Trie of the tokens that have a rest, whole. */
  leaving(): Trie
  /** Tokens by the number of looping characters before the rest; built when a length bound asks for it. */
  counts(): CountedClass
  /**
   * The tokens below a node of a trie of this vocabulary, for walks that come into the loop there. undefined the first
   * time for a large subtree: most are met once.
   */
  branch(trie: Trie, node: number): LoopBranch | undefined
}

export interface CountedClass {
  /** Most looping characters in any token, with or without a rest. */
  readonly most: number
  /** within(n): tokens with at most n looping characters; one begun at the end counts. For n < most. */
  within(n: number): Uint32Array
  /** rests[n]: the rests of the tokens with n looping characters before them. */
  readonly rests: readonly Trie[]
}

/** The tokens below one trie node, as seen from a state of one signature that has read the bytes up to the node. */
export interface LoopBranch {
  /** Tokens that never leave the loop. */
  readonly stay: Int32Array
  /** The rests of the others. */
  readonly rest: Trie
}

/** Tokens with a rest and where it starts, in bytes from the start of the token. */
interface Split {
  ids: Int32Array
  starts: Uint32Array
  ends: Uint32Array
}

/**
 * Splits the tokens at nodes [from, to), whose first `base` bytes are behind us, into looping characters and
 * rest. `staying` gets the tokens without rest; points[id] becomes the number of looping characters. The strings
 * of the trie may be ends of tokens: positions are counted from the end.
 */
function split(
  table: TokenTable,
  trie: Trie,
  signature: Uint8Array,
  from: number,
  to: number,
  base: number,
  points: Uint16Array | undefined,
  staying: (id: number) => void,
): Split {
  const { byte, depth, end } = trie
  // Per depth: bytes in whole looping characters, number of those characters, class of the character being read.
  const whole = new Int32Array(trie.maxLength + 2)
  const count = new Int32Array(trie.maxLength + 2)
  const within = new Int32Array(trie.maxLength + 2)
  whole[base] = base
  const ids: number[] = []
  const starts: number[] = []

  let p = from
  while (p < to) {
    const d = depth[p]!
    const b = byte[p]!
    const kind = within[d]!
    let next = 0
    let inLoop = true
    if (kind === 0) {
      if (signature[b] === 2) next = follow(0, b)
      else inLoop = signature[b] === 1
    } else {
      next = follow(kind, b)
      inLoop = next >= 0
    }
    if (!inLoop) {
      for (const stop = end[p]!; p < stop; p++) {
        eachId(trie, p, (id) => {
          ids.push(id)
          starts.push(table.offsets[id + 1]! - (depth[p]! + 1 - whole[d]!))
          if (points) points[id] = count[d]!
        })
      }
      continue
    }
    within[d + 1] = next
    whole[d + 1] = next === 0 ? d + 1 : whole[d]!
    count[d + 1] = count[d]! + (next === 0 ? 1 : 0)
    const characters = count[d + 1]! + (next === 0 ? 0 : 1)
    eachId(trie, p, (id) => {
      if (points) points[id] = characters
      staying(id)
    })
    p++
  }
  return {
    ids: Int32Array.from(ids),
    starts: Uint32Array.from(starts),
    ends: Uint32Array.from(ids, (id) => table.offsets[id + 1]!),
  }
}

/** Splits every token into looping characters and rest; one pass over the trie. */
export function buildLoopClass(table: TokenTable, trie: Trie, signature: Uint8Array): LoopClass {
  maskCounters.classes++
  const stay = new Uint32Array((table.size + 31) >>> 5)
  const points = new Uint16Array(table.size)
  const { ids, starts, ends } = split(table, trie, signature, 0, trie.nodes, 0, points, (id) => {
    stay[id >>> 5]! |= 1 << (id & 31)
  })
  let characters = true
  let sample = -1
  for (let b = 0; b < 256; b++) {
    if (signature[b] !== 1) continue
    if (b >= 0x80) characters = false
    else sample = b
  }
  let counted: CountedClass | undefined
  let wholes: Trie | undefined
  const branches = new Map<Trie, Map<number, LoopBranch | null>>()
  return {
    signature,
    stay,
    rest: buildTrie(table.arena, starts, ends, ids),
    characters,
    sample,
    leaving() {
      if (!wholes) {
        const from = Uint32Array.from(ids, (id) => table.offsets[id]!)
        wholes = buildTrie(table.arena, from, ends, ids)
      }
      return wholes
    },
    counts() {
      counted ??= countedClass(table, points, ids, starts, ends)
      return counted
    },
    branch(of, node) {
      let known = branches.get(of)
      if (!known) {
        known = new Map()
        branches.set(of, known)
      }
      const branch = known.get(node)
      if (branch) return branch
      if (branch === undefined && of.end[node]! - node > largeSubtree) {
        known.set(node, null)
        return undefined
      }
      const made = buildBranch(table, of, signature, node)
      known.set(node, made)
      return made
    },
  }
}

/** Subtrees that are split only when met a second time. */
const largeSubtree = 64

function buildBranch(table: TokenTable, trie: Trie, signature: Uint8Array, node: number): LoopBranch {
  const staying: number[] = []
  const stop = trie.end[node]!
  const below = split(table, trie, signature, node + 1, stop, trie.depth[node]! + 1, undefined, (id) => {
    staying.push(id)
  })
  return { stay: Int32Array.from(staying), rest: buildTrie(table.arena, below.starts, below.ends, below.ids) }
}

function countedClass(
  table: TokenTable,
  points: Uint16Array,
  ids: Int32Array,
  starts: Uint32Array,
  ends: Uint32Array,
): CountedClass {
  const size = table.size
  let most = 0
  let mostLeaving = -1
  for (let id = 0; id < size; id++) if (points[id]! > most) most = points[id]!
  for (let i = 0; i < ids.length; i++) if (points[ids[i]!]! > mostLeaving) mostLeaving = points[ids[i]!]!

  const rests: Trie[] = []
  for (let n = 0; n <= mostLeaving; n++) {
    const chosen: number[] = []
    for (let i = 0; i < ids.length; i++) if (points[ids[i]!] === n) chosen.push(i)
    rests.push(
      buildTrie(
        table.arena,
        Uint32Array.from(chosen, (i) => starts[i]!),
        Uint32Array.from(chosen, (i) => ends[i]!),
        Int32Array.from(chosen, (i) => ids[i]!),
      ),
    )
  }

  // Ids sorted by points, so that the sets for growing n add to one another.
  const upTo: (Uint32Array | undefined)[] = []
  return {
    most,
    rests,
    within(n) {
      let words = upTo[n]
      if (!words) {
        words = new Uint32Array((size + 31) >>> 5)
        for (let id = 0; id < size; id++) if (points[id]! <= n) words[id >>> 5]! |= 1 << (id & 31)
        upTo[n] = words
      }
      return words
    },
  }
}
