import { describe, expect, it } from 'vitest'
import { coarsestPartition } from '../../src/infill/partition.js'
import type { Edges } from '../../src/infill/token-machine.js'
import { Random } from '../grammar/chance.js'

/** Names of classes by node: what a node is and does, told again until no more are told apart. */
function slowPartition(edges: readonly Edges[], first: Int32Array): string[] {
  let names = Array.from(first, String)
  for (;;) {
    const next = edges.map(({ targets, sets }, node) => {
      const pairs = new Set(Array.from(targets, (target, k) => `${sets[k]} ${names[target]}`))
      return `${names[node]}: ${[...pairs].sort()}`
    })
    const numbers = new Map([...new Set(next)].map((name, k) => [name, String(k)]))
    const before = new Set(names).size
    names = next.map((name) => numbers.get(name)!)
    if (numbers.size === before) return names
  }
}

describe('the coarsest partition', () => {
  it('tells apart what refinement of all nodes at once does', () => {
    let merged = 0
    let apart = 0
    for (let seed = 1; seed <= 400; seed++) {
      const random = new Random(seed)
      const size = 2 + random.below(30)
      const width = 1 + random.below(3)
      const edges = Array.from({ length: size }, (_, node) => {
        const degree = random.below(width + 1)
        const length = seed % 2 === 0 ? size : Math.min(size, node + 3)
        return {
          targets: Int32Array.from({ length: degree }, () => random.below(length)),
          sets: Int32Array.from({ length: degree }, () => 1 + random.below(3)),
        }
      })
      const kinds = 1 + random.below(2)
      const first = Int32Array.from({ length: size }, (_, node) => (node === 0 ? 0 : node <= kinds ? node : 1))
      const { classOf, count } = coarsestPartition(edges, first, 4)
      const names = slowPartition(edges, first)
      expect(count).toBe(new Set(names).size)
      expect(new Set(classOf).size).toBe(count)
      expect(new Set(names.map((name, node) => `${name} ${classOf[node]}`)).size, `seed ${seed}`).toBe(count)
      expect(classOf[0]).toBe(0)
      merged += size - count
      apart += count
    }
    expect(merged).toBeGreaterThan(1000)
    expect(apart).toBeGreaterThan(1000)
  })
})
