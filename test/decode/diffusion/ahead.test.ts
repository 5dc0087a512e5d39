import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type DiffuseOptions, type DiffuseStep, diffuse } from '../../../src/decode/diffusion/index.js'
import { fixed, freeDave, localLeap, threshold } from '../../../src/decode/diffusion/schedulers/index.js'
import type { DiffusionEngine } from '../../../src/engine/diffusion-engine.js'
import { createFakeDiffusionEngine } from '../../../src/engine/fake/index.js'
import type { Canvas } from '../../../src/infill/index.js'
import { randomWorld, type World, worldOf } from './worlds.js'

const modelMs = 4

/** An engine that takes its time and answers one question after the other, as a worker does. */
function worker(engine: DiffusionEngine, overlaps: boolean) {
  const asked = { calls: 0, early: 0 }
  let last: Promise<unknown> = Promise.resolve()
  let underWay = 0
  const wrapped: DiffusionEngine = Object.assign(Object.create(engine), {
    overlaps,
    logits: (...question: Parameters<DiffusionEngine['logits']>) => {
      asked.calls++
      underWay++
      const before = last
      const answer = before.then(() => sleep(modelMs)).then(() => engine.logits(...question))
      last = answer.catch(() => undefined).finally(() => underWay--)
      return answer
    },
  })
  const busy = () => {
    if (underWay > 0) asked.early++
  }
  return { engine: wrapped, asked, busy }
}

/** A canvas whose commits take some milliseconds. */
function slow(world: World, ms: number, busy: () => void): Canvas {
  const canvas = world.canvas()
  const commit = canvas.commit.bind(canvas)
  return Object.assign(canvas, {
    commit: (position: number, token: number) => {
      busy()
      const end = performance.now() + ms
      while (performance.now() < end);
      return commit(position, token)
    },
  })
}

async function decode(world: World, seed: number, overlaps: boolean, options: Partial<DiffuseOptions>, ms = 6) {
  const { vocabulary } = world
  const fake = createFakeDiffusionEngine({ vocabulary, seed, spread: 3, context: (seed % 3) / 2 })
  const { engine, asked, busy } = worker(fake, overlaps)
  const steps: DiffuseStep[] = []
  const canvas = slow(world, ms, busy)
  const onStep = (step: DiffuseStep) => void steps.push(step)
  const result = await diffuse({ promptIds: [0], seed, onStep, ...options, engine, canvas })
  return { result, steps, asked }
}

describe('asking the model while the canvas is at work', () => {
  it.each([
    ['fixed', { scheduler: fixed() }],
    ['fixed, committed one by one', { scheduler: fixed(), filling: 'commit' }],
    ['fixed, drawn', { scheduler: fixed(), temperature: 1 }],
    [
      'drawn one by one, random order',
      { scheduler: fixed({ perStep: 2 }), temperature: 1, filling: 'commit', confidence: 'random' },
    ],
    ['threshold in blocks', { scheduler: threshold({ threshold: 0.4 }), block: 4 }],
    ['localLeap', { scheduler: localLeap({ threshold: 0.5, relaxed: 0.4 }) }],
  ] as [string, Partial<DiffuseOptions>][])('changes nothing in what %s writes', async (_, options) => {
    let early = 0
    for (let seed = 0; seed < 4; seed++) {
      const world = randomWorld(seed, 8)
      const plain = await decode(world, seed, false, options)
      const ahead = await decode(world, seed, true, options)
      expect(ahead.result.ids).toEqual(plain.result.ids)
      expect(ahead.steps).toEqual(plain.steps)
      expect(ahead.result.usage.modelCalls).toBe(plain.result.usage.modelCalls)
      expect(ahead.result.usage.modelTexts).toBe(ahead.asked.calls)
      expect(ahead.result.timings.waitMs).toHaveLength(ahead.result.timings.modelMs.length)
      expect(plain.asked.early).toBe(0)
      early += ahead.asked.early
    }
    expect(early).toBeGreaterThan(0)
  })

  it('saves time where guesses come true', async () => {
    // All texts of three letters: nothing is ever forced.
    let fillings: number[][] = [[]]
    for (let i = 0; i < 6; i++) fillings = fillings.flatMap((text) => [0, 1, 2].map((letter) => [...text, letter]))
    const world = worldOf(1, 3, 6, fillings)
    const { result, asked } = await decode(world, 1, true, { scheduler: fixed() })
    expect(asked.early).toBeGreaterThanOrEqual(3)
    expect(result.usage.modelTexts).toBe(result.usage.modelCalls)
    const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
    expect(sum(result.timings.waitMs)).toBeLessThan(sum(result.timings.modelMs))
  })

  it('is hardly done where the canvas is quick, and never with drafts', async () => {
    let early = 0
    let calls = 0
    for (let seed = 0; seed < 4; seed++) {
      const world = randomWorld(seed, 8)
      const { asked } = await decode(world, seed, true, { scheduler: fixed() }, 0)
      early += asked.early
      calls += asked.calls
      expect((await decode(world, seed, true, { scheduler: freeDave() })).asked.early).toBe(0)
    }
    // The machine may be busy with something else.
    expect(early).toBeLessThan(calls / 2)
  })

  it('ends with an abort as without', async () => {
    const world = randomWorld(5, 8)
    const abort = new AbortController()
    const onStep = ({ step }: DiffuseStep) => step === 2 && abort.abort()
    const failure = decode(world, 5, true, { scheduler: fixed(), signal: abort.signal, onStep })
    await expect(failure).rejects.toMatchObject({ code: 'aborted' })
  })
})
