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
  const first = new Map<string, number>()
  let blocks = 1
  const classify = (key: string): number => {
    let id = first.get(key)
    if (id === undefined) {
      id = blocks++
      first.set(key, id)
    }
    return id
  }
  for (let q = 1; q < n; q++) block[q] = classify(String(kind[q]))
  for (let before = 0; before !== blocks; ) {
    before = blocks
    first.clear()
    blocks = 1
    const next = new Int32Array(n)
    for (let q = 1; q < n; q++) {
      let key = String(block[q])
      for (let i = start[q]!; i < start[q + 1]!; i++) key += `,${edges[2 * i]}:${block[edges[2 * i + 1]!]}`
      next[q] = classify(key)
    }
    block = next
  }
  return block
}
