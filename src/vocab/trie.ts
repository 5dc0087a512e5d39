import { type TokenTable, tokenTableOf } from './token-table.js'
import type { Vocabulary } from './vocabulary.js'

/**
 * Byte strings as a prefix tree in preorder, without a root node:
 *
 *   node      0    1    2    3    4        tokens  7 "a"   3 "ab"   9 "ac", 12 "ac"   5 "b"
 *   byte     'a'  'b'  'c'  'b'
 *   depth     0    1    1    0             bytes before this node's byte
 *   end       3    2    3    4             first node after the subtree
 *   token     7    3   -2    5             -1 no token here, -2 - g several: group g
 *
 * A walk that finds a dead byte at node p goes on at end[p]; otherwise at p + 1. The string of a node at
 * depth d has d + 1 bytes, and the nodes above it are the last ones seen at smaller depths, so the
 * states of a walk fit one array indexed by depth.
 *
 * Ids of group g, tokens with the same bytes: groupIds[groupStart[g] … groupStart[g + 1]).
 *
 * @internal
 */
export interface Trie {
  readonly nodes: number
  readonly byte: Uint8Array
  readonly depth: Uint16Array
  readonly end: Int32Array
  readonly token: Int32Array
  readonly groupStart: Int32Array
  readonly groupIds: Int32Array
  /** Length of the longest string. */
  readonly maxLength: number
  /** Node of each first byte, -1 if none. */
  readonly first: Int32Array
}

const maxTokenBytes = 0xffff

/**
 * Builds the trie of the strings arena[starts[i] … ends[i]) with values ids[i]; empty strings are left out.
 * A most-significant-byte-first radix sort, then one pass over neighbours: linear in the bytes that
 * tell strings apart. @internal
 */
export function buildTrie(arena: Uint8Array, starts: Uint32Array, ends: Uint32Array, ids: Int32Array): Trie {
  const order = sortByBytes(arena, starts, ends)
  let capacity = 0
  let longest = 0
  for (let i = 0; i < starts.length; i++) {
    const length = ends[i]! - starts[i]!
    capacity += length
    if (length > longest) longest = length
  }
  const byte = new Uint8Array(capacity)
  const depth = new Uint16Array(capacity)
  const end = new Int32Array(capacity)
  const token = new Int32Array(capacity)
  const groups: number[][] = []
  const open = new Int32Array(Math.min(longest, maxTokenBytes))
  let nodes = 0
  let maxLength = 0
  let previous = 0
  let previousLength = 0
  for (let i = 0; i < order.length; i++) {
    const at = starts[order[i]!]!
    const length = Math.min(ends[order[i]!]! - at, maxTokenBytes)
    if (length === 0) continue
    const id = ids[order[i]!]!
    let common = 0
    const limit = Math.min(length, previousLength)
    while (common < limit && arena[previous + common] === arena[at + common]) common++
    if (common === length && common === previousLength) {
      const node = open[length - 1]!
      const value = token[node]!
      if (value >= 0) {
        token[node] = -2 - groups.length
        groups.push([value, id])
      } else groups[-2 - value]!.push(id)
      continue
    }
    for (let d = common; d < previousLength; d++) end[open[d]!] = nodes
    for (let d = common; d < length; d++) {
      byte[nodes] = arena[at + d]!
      depth[nodes] = d
      token[nodes] = -1
      open[d] = nodes++
    }
    token[nodes - 1] = id
    previous = at
    previousLength = length
    if (length > maxLength) maxLength = length
  }
  for (let d = 0; d < previousLength; d++) end[open[d]!] = nodes

  const groupStart = new Int32Array(groups.length + 1)
  for (let g = 0; g < groups.length; g++) groupStart[g + 1] = groupStart[g]! + groups[g]!.length
  const first = new Int32Array(256).fill(-1)
  for (let p = 0; p < nodes; p = end[p]!) first[byte[p]!] = p
  return {
    nodes,
    byte: byte.slice(0, nodes),
    depth: depth.slice(0, nodes),
    end: end.slice(0, nodes),
    token: token.slice(0, nodes),
    groupStart,
    groupIds: Int32Array.from(groups.flat()),
    maxLength,
    first,
  }
}

/** Indices of the strings in byte order; equal strings stay in index order. */
function sortByBytes(arena: Uint8Array, starts: Uint32Array, ends: Uint32Array): Int32Array {
  const n = starts.length
  let order = new Int32Array(n)
  for (let i = 0; i < n; i++) order[i] = i
  const spare = new Int32Array(n)
  const count = new Int32Array(258)
  // Ranges still to sort: [from, to, bytes they share].
  const work: number[] = [0, n, 0]
  while (work.length > 0) {
    const shared = work.pop()!
    const to = work.pop()!
    const from = work.pop()!
    if (to - from <= 12) {
      insertionSort(arena, starts, ends, order, from, to, shared)
      continue
    }
    count.fill(0)
    for (let i = from; i < to; i++) {
      const at = starts[order[i]!]! + shared
      count[at < ends[order[i]!]! ? arena[at]! + 2 : 1]!++
    }
    // Strings that end here come first (key 0 at count[0]…), then by byte.
    for (let k = 1; k < 258; k++) count[k]! += count[k - 1]!
    for (let i = from; i < to; i++) {
      const at = starts[order[i]!]! + shared
      const key = at < ends[order[i]!]! ? arena[at]! + 1 : 0
      spare[from + count[key]!++] = order[i]!
    }
    order.set(spare.subarray(from, to), from)
    // count[k] is now the end of bucket k; bucket 0 is done.
    for (let k = 1; k < 257; k++) {
      const a = from + count[k - 1]!
      const b = from + count[k]!
      if (b - a > 1) work.push(a, b, shared + 1)
    }
  }
  order = order.subarray(0, n)
  return order
}

function insertionSort(
  arena: Uint8Array,
  starts: Uint32Array,
  ends: Uint32Array,
  order: Int32Array,
  from: number,
  to: number,
  shared: number,
): void {
  for (let i = from + 1; i < to; i++) {
    const item = order[i]!
    const start = starts[item]!
    const length = ends[item]! - start
    let j = i - 1
    for (; j >= from; j--) {
      const other = order[j]!
      const otherStart = starts[other]!
      const otherLength = ends[other]! - otherStart
      const limit = Math.min(length, otherLength)
      let d = shared
      while (d < limit && arena[start + d] === arena[otherStart + d]) d++
      const less = d < limit ? arena[start + d]! < arena[otherStart + d]! : length < otherLength
      if (!less) break
      order[j + 1] = other
    }
    order[j + 1] = item
  }
}

const tries = new WeakMap<TokenTable, Trie>()

/** The trie of all tokens with bytes, end ids left out; built once per vocabulary. @internal */
export function trieOf(vocabulary: Vocabulary): Trie {
  const table = tokenTableOf(vocabulary)
  let trie = tries.get(table)
  if (!trie) {
    const ids = new Int32Array(table.size)
    for (let id = 0; id < table.size; id++) ids[id] = id
    trie = buildTrie(table.arena, table.offsets.subarray(0, table.size), table.offsets.subarray(1), ids)
    tries.set(table, trie)
  }
  return trie
}

/** Calls `use` with each id at a node. @internal */
export function eachId(trie: Trie, node: number, use: (id: number) => void): void {
  const value = trie.token[node]!
  if (value >= 0) use(value)
  else if (value < -1) {
    const group = -2 - value
    for (let i = trie.groupStart[group]!; i < trie.groupStart[group + 1]!; i++) use(trie.groupIds[i]!)
  }
}

/** The child of `node` (-1 for the root) on `byte`, -1 if none. @internal */
export function childOf(trie: Trie, node: number, byte: number): number {
  if (node < 0) return trie.first[byte]!
  const stop = trie.end[node]!
  for (let p = node + 1; p < stop; p = trie.end[p]!) if (trie.byte[p] === byte) return p
  return -1
}

/** The node of a byte string, -1 if none. @internal */
export function nodeOf(trie: Trie, bytes: Uint8Array): number {
  let node = -1
  for (let i = 0; i < bytes.length; i++) {
    node = childOf(trie, node, bytes[i]!)
    if (node < 0) return -1
  }
  return node
}

/** One of the ids at a node, -1 if it has none. @internal */
export function idAt(trie: Trie, node: number): number {
  const value = trie.token[node]!
  return value >= -1 ? value : trie.groupIds[trie.groupStart[-2 - value]!]!
}
