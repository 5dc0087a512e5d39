import { describe, expect, it } from 'vitest'
import { independent } from '../../../bench/diffusion/baselines.mjs'
import { type DiffuseOptions, diffuse } from '../../../src/decode/diffusion/index.js'
import { leastConfident, randomly } from '../../../src/decode/diffusion/remaskings.js'
import { fixed } from '../../../src/decode/diffusion/schedulers/index.js'
import { createFakeDiffusionEngine } from '../../../src/engine/fake/index.js'
import { everyScheduler } from './every-scheduler.js'
import { randomWorld, type World } from './worlds.js'

const worlds = Array.from({ length: Number(process.env.DIFFUSE_WORLDS ?? 24) }, (_, seed) => randomWorld(seed))

/** The tokens that stand on the canvas at the end, end tokens included. */
async function fill(world: World, options: Partial<DiffuseOptions>): Promise<{ tokens: number[]; steps: number }> {
  const canvas = world.canvas()
  const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, seed: world.seed })
  const result = await diffuse({ engine, canvas, promptIds: [0, 1], seed: world.seed, ...options })
  const tokens = Array.from({ length: canvas.size }, (_, i) => canvas.at(i))
  const end = tokens.indexOf(world.end)
  expect(result.ids).toEqual(end < 0 ? tokens : tokens.slice(0, end))
  expect(result.finishReason).toBe(end < 0 ? 'length' : 'stop')
  return { tokens, steps: result.steps }
}

describe.each(everyScheduler)('%s fills every canvas', (name, scheduler) => {
  it.each([
    ['at once', {}],
    ['in blocks', { block: 3 }],
    ['in blocks seen alone', { block: 3, horizon: 'block' }],
    ['from a shorter view', { size: 2, block: 2 }],
    ['token by token', { filling: 'commit' }],
    ['at a temperature', { temperature: 1, block: 4 }],
    ['at a temperature, from a shorter view', { temperature: 1, size: 3, block: 3 }],
    ['at a temperature, token by token', { temperature: 1, filling: 'commit' }],
    ['by margin', { confidence: 'margin' }],
    ['by entropy', { confidence: 'entropy' }],
    ['at random', { confidence: 'random' }],
    ['with remasking', { remasking: leastConfident({ below: 0.9, times: 2 }) }],
    ['with random remasking', { remasking: randomly({ share: 0.3 }), filling: 'commit' }],
  ] as [string, Partial<DiffuseOptions>][])('%s', async (_, options) => {
    const { temperature, confidence, remasking } = options
    // freeDave refuses what makes it lossy; free-dave.test.ts shows that.
    const lossy = temperature !== undefined || confidence === 'random' || remasking !== undefined
    if (name === 'freeDave' && lossy) return
    for (const world of worlds) {
      const { tokens } = await fill(world, { scheduler: scheduler(), ...options })
      expect(tokens.length).toBe(world.size)
      expect(world.has(tokens), `world ${world.seed}: ${tokens}`).toBe(true)
    }
  })
})

describe('several commits per step', () => {
  it('are what independent masks fail at, so the tests above can fail', async () => {
    let failed = 0
    let finished = 0
    for (const world of worlds) {
      const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, seed: world.seed })
      const outcome = await independent({ engine, canvas: world.canvas(), promptIds: [0, 1], perStep: 4 })
      if (outcome.completed) {
        expect(world.has(outcome.tokens)).toBe(true)
        finished++
      } else failed++
    }
    expect(failed).toBeGreaterThan(worlds.length / 4)
    expect(finished).toBeGreaterThan(0)
  })

  it('do not fail one by one', async () => {
    for (const world of worlds) {
      const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, seed: world.seed })
      const outcome = await independent({ engine, canvas: world.canvas(), promptIds: [0, 1], perStep: 1 })
      expect(outcome.completed && world.has(outcome.tokens)).toBe(true)
    }
  })

  it('take fewer steps', async () => {
    let one = 0
    let four = 0
    for (const world of worlds) {
      one += (await fill(world, { scheduler: fixed() })).steps
      four += (await fill(world, { scheduler: fixed({ perStep: 4 }) })).steps
    }
    expect(four).toBeLessThan(one * 0.7)
  })
})
