import { TupleInterner } from '../automaton/interner.js'

/**
 * The coarsest partition of the states of a deterministic automaton into states that behave alike (Moore's
 * refinement). `start[q] … start[q + 1]` are the edges of state q, sorted by label, each (label, target) in `edges[2 i]`,
 * `edges[2 i + 1]`; `kind[q]` tells apart states that differ without any edge. Target 0 stands for itself.
 *
 * @returns the class of each state, 0 for state 0, classes numbered by their first state.
 */
export function minimise(kind: ArrayLike<number>, start: ArrayLike<number>, edges: ArrayLike<number>): Int32Array {
  const n = kind.length
  let block = new Int32Array(n)
  const kinds = new TupleInterner()
  for (let q = 1; q < n; q++) block[q] = kinds.intern([kind[q]!])
  const key: number[] = []
  for (let blocks = kinds.size, before = 0; before !== blocks; ) {
    before = blocks
    const refined = new TupleInterner()
    const next = new Int32Array(n)
    for (let q = 1; q < n; q++) {
      key.length = 0
      key.push(block[q]!)
      for (let i = start[q]!; i < start[q + 1]!; i++) key.push(edges[2 * i]!, block[edges[2 * i + 1]!]!)
      next[q] = refined.intern(key)
    }
    block = next
    blocks = refined.size
  }
  return block
}
