import { describe, expect, it } from 'vitest'
import { createVocabulary } from '../../src/vocab/index.js'
import { childOf, type Trie, trieOf } from '../../src/vocab/trie.js'
import { Random } from '../mask/toy.js'

/** Every (string, ids) of a trie, read back from its arrays. */
function contents(trie: Trie): Map<string, number[]> {
  const map = new Map<string, number[]>()
  const path: number[] = []
  for (let p = 0; p < trie.nodes; p++) {
    path.length = trie.depth[p]!
    path.push(trie.byte[p]!)
    const value = trie.token[p]!
    if (value === -1) continue
    const g = -2 - value
    const ids = value >= 0 ? [value] : [...trie.groupIds.subarray(trie.groupStart[g]!, trie.groupStart[g + 1]!)]
    map.set(Buffer.from(path).toString('latin1'), ids)
  }
  return map
}

describe('a trie', () => {
  it('holds every token at its bytes, in preorder, with the ends of subtrees right', () => {
    const random = new Random(11)
    for (let round = 0; round < 60; round++) {
      const alphabet = 1 + random.below(random.chance(0.5) ? 4 : 256)
      const tokens = Array.from({ length: 1 + random.below(400) }, () =>
        Uint8Array.from({ length: random.below(random.chance(0.05) ? 200 : 6) }, () => random.below(alphabet)),
      )
      tokens.push(Uint8Array.of(1))
      const trie = trieOf(createVocabulary(tokens, []))
      const want = new Map<string, number[]>()
      tokens.forEach((token, id) => {
        const key = Buffer.from(token).toString('latin1')
        if (token.length > 0) want.set(key, [...(want.get(key) ?? []), id])
      })
      const got = contents(trie)
      expect(got).toEqual(want)
      expect([...got.keys()]).toEqual([...want.keys()].sort((a, b) => (a < b ? -1 : 1)))
      for (let p = 0; p < trie.nodes; p++) {
        let q = p + 1
        while (q < trie.nodes && trie.depth[q]! > trie.depth[p]!) q++
        expect(trie.end[p]).toBe(q)
      }
      for (const key of want.keys()) {
        let node = -1
        for (const byte of Buffer.from(key, 'latin1')) node = childOf(trie, node, byte)
        expect(node).toBeGreaterThanOrEqual(0)
      }
      expect(childOf(trie, -1, 44) === -1).toBe(![...want.keys()].some((key) => key.charCodeAt(0) === 44))
    }
  })
})
