import { describe, expect, it } from 'vitest'
import { type DiffuseOptions, type DiffuseStep, diffuse } from '../../../src/decode/diffusion/index.js'
import { ete, fixed, freeDave, localLeap, threshold } from '../../../src/decode/diffusion/schedulers/index.js'
import { createFakeDiffusionEngine } from '../../../src/engine/fake/index.js'
import { randomWorld } from './worlds.js'

const runs = Number(process.env.FREEDAVE_RUNS ?? 200)

describe('freeDave', () => {
  it.each([
    ['fixed 1', () => fixed(), {}],
    ['fixed 2', () => fixed({ perStep: 2 }), {}],
    ['fixed 1 in blocks', () => fixed(), { block: 3 }],
    ['fixed 1 in blocks seen alone', () => fixed(), { block: 2, horizon: 'block' }],
    ['fixed 1 from a shorter view', () => fixed(), { size: 4, block: 4 }],
    ['steps per block', () => fixed({ stepsPerBlock: 3 }), { block: 4 }],
    ['threshold', () => threshold({ threshold: 0.6 }), {}],
    ['localLeap', () => localLeap({ threshold: 0.6, relaxed: 0.4 }), {}],
    ['ete', () => ete({ threshold: 0.6 }), { block: 3 }],
  ] as [string, () => ReturnType<typeof fixed>, Partial<DiffuseOptions>][])(
    'writes what %s writes, step by step, in fewer calls',
    async (name, scheduler, options) => {
      let calls = 0
      let plainCalls = 0
      for (let seed = 0; seed < (name === 'fixed 1' ? runs : runs / 4); seed++) {
        const world = randomWorld(seed % 50, 6 + (seed % 4))
        const { vocabulary } = world
        const engine = createFakeDiffusionEngine({ vocabulary, seed, spread: 3, context: (seed % 5) / 4 })
        const decode = async (by: ReturnType<typeof fixed>) => {
          const canvas = world.canvas()
          const steps: DiffuseStep[] = []
          const common = { engine, promptIds: [0], onStep: (step: DiffuseStep) => steps.push(step) }
          const result = await diffuse({ ...common, ...options, canvas, scheduler: by })
          return { result, steps }
        }
        const plain = await decode(scheduler())
        const fast = await decode(freeDave({ scheduler: scheduler(), drafts: 2 + (seed % 4) }))
        expect(fast.result.ids, `seed ${seed}`).toEqual(plain.result.ids)
        expect(fast.steps, `seed ${seed}`).toEqual(plain.steps)
        expect(fast.result.steps).toBe(plain.result.steps)
        expect(fast.result.usage.modelCalls).toBeLessThanOrEqual(plain.result.usage.modelCalls)
        calls += fast.result.usage.modelCalls
        plainCalls += plain.result.usage.modelCalls
      }
      if (process.env.FREEDAVE_RUNS) console.log({ calls, plainCalls })
      expect(calls).toBeLessThan(plainCalls)
    },
  )

  it('falls back to single steps where tokens are committed one by one', async () => {
    const world = randomWorld(3, 8)
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary })
    const plain = await diffuse({ engine, canvas: world.canvas(), scheduler: fixed(), filling: 'commit' })
    const fast = await diffuse({ engine, canvas: world.canvas(), scheduler: freeDave(), filling: 'commit' })
    expect(fast.ids).toEqual(plain.ids)
    expect(fast.usage.modelTexts).toBe(plain.usage.modelTexts)
  })

  it.each([
    ['temperature', { temperature: 1 }],
    ['confidence', { confidence: 'random' }],
    ['remasking', { remasking: { name: 'own', times: 1, select: () => [] } }],
  ] as [string, Partial<DiffuseOptions>][])('refuses %s, which would make it lossy', async (option, options) => {
    const world = randomWorld(1)
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary })
    await expect(diffuse({ engine, canvas: world.canvas(), scheduler: freeDave(), ...options })).rejects.toMatchObject({
      code: 'option-range',
      option,
    })
  })

  it('refuses an engine that cannot be asked about several texts', async () => {
    const world = randomWorld(1)
    const fake = createFakeDiffusionEngine({ vocabulary: world.vocabulary })
    const { name, vocabulary, maskId, contextLength } = fake
    const engine = {
      ...{ name, vocabulary, maskId, contextLength },
      encode: (text: string) => fake.encode(text),
      decode: (ids: readonly number[]) => fake.decode(ids),
      logits: (ids: Int32Array, from: number, to: number) => fake.logits(ids, from, to),
      dispose: () => fake.dispose(),
    }
    const options = { engine, canvas: world.canvas() }
    await expect(diffuse({ ...options, scheduler: freeDave() })).rejects.toMatchObject({ code: 'no-batch' })
  })
})
