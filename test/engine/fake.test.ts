import { expect, test } from 'vitest'
import { createFakeEngine } from '../../src/engine/fake/index.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { runEngineConformance } from './conformance.js'

runEngineConformance('fake engine', async () => createFakeEngine())
runEngineConformance('fake engine, wide logits, slow', async () => createFakeEngine({ padding: 7, delay: 2, seed: 5 }))

test('the fake engine writes its script when nothing overrules it', async () => {
  const engine = createFakeEngine({ script: 'hello' })
  const session = await engine.createSession()
  let logits = await session.forward(engine.encode('prompt'))
  let text = ''
  for (let i = 0; i < 10; i++) {
    const best = logits.indexOf(Math.max(...logits))
    if (engine.vocabulary.endIds.includes(best)) break
    text += engine.decode([best])
    logits = await session.forward([best])
  }
  expect(text).toBe('hello')
})

test('the fake engine scores another text differently, another seed too, the same text equally', async () => {
  const row = async (seed: number, text: string) => {
    const engine = createFakeEngine({ seed })
    return [...(await (await engine.createSession()).forward(engine.encode(text)))]
  }
  expect(await row(1, 'ab')).toEqual(await row(1, 'ab'))
  expect(await row(1, 'ab')).not.toEqual(await row(1, 'ba'))
  expect(await row(1, 'ab')).not.toEqual(await row(2, 'ab'))
})

test('the fake engine encodes longest-first over any vocabulary', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const vocabulary = createVocabulary(['a', 'b', 'ab', 'aba', ''].map(bytes), [4])
  const engine = createFakeEngine({ vocabulary })
  expect(engine.encode('ababb')).toEqual([3, 1, 1])
  expect(() => engine.encode('abc')).toThrow(/byte 99/)
})
