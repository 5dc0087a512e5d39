import type { TextKind } from '../automaton/constraint.js'
import type { TokenTable } from '../vocab/token-table.js'
import { buildTrie, eachId, type Trie } from '../vocab/trie.js'
import { maskCounters } from './counters.js'

/**
 * The tokens of one vocabulary as seen from the middle of a kind of text (`TextKind`), for instance the inside of
 * a JSON string. A token either *stays*, or dies whatever comes, or *exits*: from some byte on, the closing
 * quote say, it is a matter of the state. Tokens with equal exits behave alike, so a mask is the set of those that stay
 * and a walk of the trie of exits: some 400 nodes instead of 270,000.
 */
export interface TextClass {
  readonly kind: TextKind
  /** Tokens that stay, as a set of bits. */
  readonly stay: Uint32Array
  /** What tokens exit with; tokens with equal exits are a group. */
  readonly exits: Trie
  /** The same tokens whole. */
  readonly wholes: Trie
  /** Tokens that exit from the middle of a character; whole. */
  readonly odd: Trie
  /** Tokens that exit after an escape; whole. */
  readonly escaped: Trie
  /** Tokens in which the exit byte comes three times or more: another such text begins and ends; whole. */
  readonly again: Trie
  /** Tokens by the number of code points before their end or exit; built when a length bound asks for it. */
  counts(): TextCounts
  /** The tokens below a node of a trie of this vocabulary, for walks that come into the text there. */
  branch(trie: Trie, node: number, start: TopWalk): TextBranch
}

export interface TextCounts {
  /** within(n): tokens that stay or exit after at most n code points. For n < most. */
  within(n: number): Uint32Array
  /** Most code points of any token. */
  readonly most: number
  /** Tokens that exit, sorted by code points, and those numbers. */
  readonly exiting: Int32Array
  readonly points: Int32Array
  /** Tokens whose code points depend on what follows, whole. */
  readonly unclear: Trie
  /** Tokens of more than n code points, and the unclear ones, whole. */
  beyond(n: number): Trie
}

export interface TextBranch {
  readonly stay: Int32Array
  readonly exits: Trie
  readonly odd: Trie
}

/** Steps by tops from a text, -1 where it is left. */
export interface TopWalk {
  readonly home: number
  step(top: number, byte: number): number
}

interface Split {
  readonly stay: Int32Array
  readonly exiting: Int32Array
  readonly exits: Trie
  readonly odd: Int32Array
  readonly oddStarts: Uint32Array
}

/** Splits the tokens at nodes [from, to); the first `base` bytes of the strings there are behind us. */
function split(table: TokenTable, trie: Trie, from: number, to: number, base: number, walk: TopWalk): Split {
  const { byte, depth, end } = trie
  const tops = new Int32Array(trie.maxLength + 2)
  tops[base] = walk.home
  const stay: number[] = []
  const exiting: number[] = []
  const starts: number[] = []
  const odd: number[] = []
  const oddStarts: number[] = []
  let p = from
  while (p < to) {
    const d = depth[p]!
    const top = tops[d]!
    const next = walk.step(top, byte[p]!)
    if (next === 0) {
      p = end[p]!
      continue
    }
    if (next < 0) {
      for (const stop = end[p]!; p < stop; p++) {
        const length = depth[p]! + 1
        eachId(trie, p, (id) => {
          const stringStart = table.offsets[id + 1]! - length
          if (top === walk.home) {
            exiting.push(id)
            starts.push(stringStart + d)
          } else {
            odd.push(id)
            oddStarts.push(stringStart + base)
          }
        })
      }
      continue
    }
    tops[d + 1] = next
    eachId(trie, p, (id) => stay.push(id))
    p++
  }
  const ids = Int32Array.from(exiting)
  const exits = buildTrie(
    table.arena,
    Uint32Array.from(starts),
    Uint32Array.from(exiting, (id) => table.offsets[id + 1]!),
    ids,
  )
  return {
    stay: Int32Array.from(stay),
    exiting: ids,
    exits,
    odd: Int32Array.from(odd),
    oddStarts: Uint32Array.from(oddStarts),
  }
}

/** The trie of the ends of tokens, from `starts` on. */
export function trieOfEnds(table: TokenTable, ids: Int32Array, starts: Uint32Array): Trie {
  return buildTrie(
    table.arena,
    starts,
    Uint32Array.from(ids, (id) => table.offsets[id + 1]!),
    ids,
  )
}

/** The trie of some tokens. */
export function wholeTrie(table: TokenTable, ids: ArrayLike<number>): Trie {
  const starts = Uint32Array.from(ids, (id) => table.offsets[id]!)
  return trieOfEnds(table, Int32Array.from(ids), starts)
}

/** One pass over the vocabulary. */
export function buildTextClass(table: TokenTable, trie: Trie, kind: TextKind, walk: TopWalk): TextClass {
  maskCounters.classes++
  const parts = split(table, trie, 0, trie.nodes, 0, walk)
  const stay = new Uint32Array((table.size + 31) >>> 5)
  for (const id of parts.stay) stay[id >>> 5]! |= 1 << (id & 31)
  const branches = new Map<Trie, Map<number, TextBranch>>()
  let counts: TextCounts | undefined
  const escaped: number[] = []
  const again: number[] = []
  eachExit(parts.exits, (id, length) => {
    const stop = table.offsets[id + 1]! - length
    if (table.arena.subarray(table.offsets[id], stop).includes(kind.escape)) escaped.push(id)
    let times = 0
    for (let i = stop; i < table.offsets[id + 1]!; i++) if (table.arena[i] === kind.exit) times++
    if (times > 2) again.push(id)
  })
  return {
    kind,
    stay,
    escaped: wholeTrie(table, escaped),
    again: wholeTrie(table, again),
    exits: parts.exits,
    wholes: wholeTrie(table, parts.exiting),
    odd: trieOfEnds(table, parts.odd, parts.oddStarts),
    counts() {
      counts ??= countTokens(table, kind, parts)
      return counts
    },
    branch(of, node, start) {
      let known = branches.get(of)
      if (!known) {
        known = new Map()
        branches.set(of, known)
      }
      let branch = known.get(node)
      if (!branch) {
        const below = split(table, of, node + 1, of.end[node]!, of.depth[node]! + 1, start)
        branch = { stay: below.stay, exits: below.exits, odd: trieOfEnds(table, below.odd, below.oddStarts) }
        known.set(node, branch)
      }
      return branch
    },
  }
}

function countTokens(table: TokenTable, kind: TextKind, parts: Split): TextCounts {
  const { arena, offsets, size } = table
  const pointsOf = new Int32Array(size)
  const unclear: number[] = []
  let most = 0
  const note = (id: number, to: number): void => {
    const points = kind.points(arena, offsets[id]!, to)
    if (points < 0) unclear.push(id)
    else if (points > most) most = points
    pointsOf[id] = points
  }
  for (const id of parts.stay) note(id, offsets[id + 1]!)
  eachExit(parts.exits, (id, length) => note(id, offsets[id + 1]! - length))
  for (const id of parts.odd) {
    unclear.push(id)
    pointsOf[id] = -1
  }
  const exiting = parts.exiting.filter((id) => pointsOf[id]! >= 0).sort((a, b) => pointsOf[a]! - pointsOf[b]!)
  const within = new Map<number, Uint32Array>()
  const beyond = new Map<number, Trie>()
  const all = [...parts.stay, ...parts.exiting, ...parts.odd]
  return {
    most,
    exiting,
    points: exiting.map((id) => pointsOf[id]!),
    unclear: wholeTrie(table, unclear),
    beyond(n) {
      const key = Math.min(n, most)
      let trie = beyond.get(key)
      if (!trie) {
        trie = wholeTrie(
          table,
          all.filter((id) => pointsOf[id]! > key || pointsOf[id]! < 0),
        )
        beyond.set(key, trie)
      }
      return trie
    },
    within(n) {
      let words = within.get(n)
      if (!words) {
        words = new Uint32Array((size + 31) >>> 5)
        for (let id = 0; id < size; id++) if (pointsOf[id]! <= n) words[id >>> 5]! |= 1 << (id & 31)
        within.set(n, words)
      }
      return words
    },
  }
}

function eachExit(exits: Trie, use: (id: number, length: number) => void): void {
  for (let p = 0; p < exits.nodes; p++) eachId(exits, p, (id) => use(id, exits.depth[p]! + 1))
}
