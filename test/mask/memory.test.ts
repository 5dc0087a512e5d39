import { describe, expect, it } from 'vitest'
import { DEAD, run } from '../../src/automaton/constraint.js'
import { maskCounters } from '../../src/mask/counters.js'
import { MaskTable } from '../../src/mask/mask-table.js'
import { MaskMemory, StoredMask } from '../../src/mask/memory.js'
import { VocabularyMasks } from '../../src/mask/vocabulary-masks.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { Random, randomTokens, randomToy } from './toy.js'

function filled(words: number): StoredMask {
  const mask = new StoredMask()
  mask.words = new Uint32Array(words)
  return mask
}

describe('the memory of masks', () => {
  it('stays within its bound and drops what was not asked for lately', () => {
    const memory = new MaskMemory(20_000)
    const loved = filled(250)
    memory.add(loved)
    const others: StoredMask[] = []
    for (let i = 0; i < 200; i++) {
      loved.used = true
      const mask = filled(100 + (i % 7) * 50)
      memory.add(mask)
      others.push(mask)
      expect(memory.usedBytes).toBeLessThanOrEqual(20_000)
      const held = [loved, ...others].filter((other) => other.words)
      expect(held.reduce((sum, other) => sum + 128 + other.words!.byteLength, 0)).toBe(memory.usedBytes)
    }
    expect(loved.words).toBeDefined()
    expect(others[0]!.words).toBeUndefined()
    expect(others.at(-1)!.words).toBeDefined()
  })

  it('takes a mask larger than the bound, alone', () => {
    const memory = new MaskMemory(100)
    const first = filled(1000)
    const second = filled(1000)
    memory.add(first)
    memory.add(second)
    expect([first.words, second.words?.length]).toEqual([undefined, 1000])
  })

  it('never changes a mask: dropped ones are made again', () => {
    const random = new Random(21)
    const before = maskCounters.evictions
    for (let round = 0; round < 8; round++) {
      const { tokens, endIds } = randomTokens(random)
      const vocabulary = createVocabulary(tokens, endIds)
      const toy = randomToy(random)
      const table = new MaskTable(toy, new VocabularyMasks(vocabulary, 1500))
      const states = [toy.start]
      for (let step = 0; step < 300; step++) {
        const state = random.pick(states)
        const words = table.words(state)
        for (let id = 0; id < vocabulary.size; id++) {
          const end = endIds.includes(id)
          const next = end || vocabulary.bytes(id).length === 0 ? DEAD : run(toy, state, vocabulary.bytes(id))
          const want = end ? toy.canEnd(state) : next !== DEAD
          if (((words[id >>> 5]! >>> (id & 31)) & 1) !== (want ? 1 : 0)) expect.fail(`token ${id} in state ${state}`)
          if (next !== DEAD && random.chance(0.02)) states.push(next)
        }
      }
    }
    expect(maskCounters.evictions - before).toBeGreaterThan(200)
  })
})
