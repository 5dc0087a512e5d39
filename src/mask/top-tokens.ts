import { nextSet } from './mask-bits.js'

type Scores = Float32Array | Float64Array

/**
 * The `count` best tokens of a row of logits or other scores (all of them, or those of a mask), best first; equal logits by
 * ascending id. -Infinity and NaN are never taken.
 *
 * A heap with the worst kept token at its root: `heap[1 … n]` are token ids, children of i at 2i and 2i+1. Most tokens
 * fail the one comparison with the root, so a row costs about one pass.
 */
export function topTokens(logits: Scores, size: number, count: number, mask?: Uint32Array): Int32Array {
  const heap = new Int32Array(Math.min(count, size) + 1)
  const room = heap.length - 1
  let n = 0
  for (let t = mask ? nextSet(mask, 0) : 0; t >= 0 && t < size; t = mask ? nextSet(mask, t + 1) : t + 1) {
    const x = logits[t]!
    if (!(x > Number.NEGATIVE_INFINITY)) continue
    if (n < room) {
      let i = ++n
      while (i > 1 && worse(logits, t, heap[i >> 1]!)) {
        heap[i] = heap[i >> 1]!
        i >>= 1
      }
      heap[i] = t
    } else if (worse(logits, heap[1]!, t)) {
      sink(logits, heap, n, t)
    }
  }
  const sorted = new Int32Array(n)
  while (n > 0) {
    sorted[n - 1] = heap[1]!
    const last = heap[n]!
    n--
    if (n > 0) sink(logits, heap, n, last)
  }
  return sorted
}

function worse(logits: Scores, a: number, b: number): boolean {
  const x = logits[a]!
  const y = logits[b]!
  return x < y || (x === y && a > b)
}

/** Puts `token` in place of the root and restores the heap of n entries. */
function sink(logits: Scores, heap: Int32Array, n: number, token: number): void {
  let i = 1
  for (;;) {
    let child = i << 1
    if (child > n) break
    if (child < n && worse(logits, heap[child + 1]!, heap[child]!)) child++
    if (!worse(logits, heap[child]!, token)) break
    heap[i] = heap[child]!
    i = child
  }
  heap[i] = token
}
