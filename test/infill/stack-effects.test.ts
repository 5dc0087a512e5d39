import { describe, expect, it } from 'vitest'
import { type Effects, StackEffects } from '../../src/infill/stack-effects.js'
import { TokenSets } from '../../src/infill/token-sets.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { tokenTableOf } from '../../src/vocab/token-table.js'
import { trieOf } from '../../src/vocab/trie.js'
import { Random } from '../grammar/chance.js'
import { sampleSchema } from './samples.js'

/** What effects say, whatever the order and the numbers of sets in them. */
function told({ stays, exits }: Effects, sets: TokenSets): string[] {
  return [
    ...stays.map(({ frames, to, loses, set }) => `${frames} > ${to} ${loses}: ${sets.list(set)}`),
    ...exits.map(({ kind, ended, loses, done, rest }) => {
      const ends = [...(rest?.ids ?? [])].map((id, i) => `${id}@${rest!.starts[i]}`)
      return `${kind} ${ended} ${loses}: ${sets.list(done)} / ${ends.sort()}`
    }),
  ].sort()
}

describe('effects made beside those of another control', () => {
  it('are those of a walk', () => {
    let compared = 0
    let saved = 0
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed)
      const spelling = random.pick(['any', 'canonical'] as const)
      const constraint = sampleSchema(seed, { dialect: '2020-12', whitespace: 'compact', spelling })?.constraint
      const outline = constraint?.outline?.(1 + (seed % 2))
      if (!constraint || !outline) continue
      const texts = new Set<string>('{}[]":,ab01-. tn\\')
      const all = [...texts]
      while (texts.size < 250) texts.add(Array.from({ length: 2 + random.below(4) }, () => random.pick(all)).join(''))
      const vocabulary = createVocabulary([...texts, null], [texts.size])
      const table = tokenTableOf(vocabulary)
      const trie = trieOf(table)
      const sets = new TokenSets(table.size)
      const quick = new StackEffects(outline, table, trie, sets, 2)
      const plain = new StackEffects(outline, table, trie, sets, Number.POSITIVE_INFINITY)
      const controls = [outline.from(constraint.start).control]
      const met = new Set(controls)
      for (let k = 0; k < controls.length && k < 60; k++) {
        const own = quick.of(controls[k]!)
        expect(told(own, sets), `schema ${seed}, control ${controls[k]}`).toEqual(told(plain.of(controls[k]!), sets))
        compared++
        for (const { to } of own.stays) {
          if (!met.has(to)) controls.push(to)
          met.add(to)
        }
      }
      if (quick.work < plain.work) saved++
    }
    expect(compared).toBeGreaterThan(200)
    expect(saved).toBeGreaterThan(5)
  })
})
