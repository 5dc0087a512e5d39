import { describe, expect, it } from 'vitest'
import { type DiffuseStep, diffuse, type Scheduler } from '../../../src/decode/diffusion/index.js'
import { leastConfident } from '../../../src/decode/diffusion/remaskings.js'
import { fixed, localLeap, threshold } from '../../../src/decode/diffusion/schedulers/index.js'
import { createFakeDiffusionEngine } from '../../../src/engine/fake/index.js'
import { compileGrammar, parseLark } from '../../../src/grammar/index.js'
import { type Canvas, createCanvas } from '../../../src/infill/index.js'
import { byteVocabulary, createVocabulary } from '../../../src/vocab/index.js'
import { referenceDecode } from './reference.js'
import { freeWorld, randomWorld, worldOf } from './worlds.js'

describe('a step', () => {
  it('is what the definition says, on random automata', async () => {
    for (let seed = 0; seed < 120; seed++) {
      const world = randomWorld(seed)
      const perStep = 1 + (seed % 3)
      const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, seed, spread: 1 + (seed % 4) })
      const reference = await referenceDecode(engine, world, [1], perStep)
      const canvas = world.canvas()
      const result = await diffuse({ engine, canvas, promptIds: [1], scheduler: fixed({ perStep }) })
      const tokens = Array.from({ length: canvas.size }, (_, i) => canvas.at(i))
      expect(tokens, `seed ${seed}`).toEqual(reference.tokens)
      expect(result.usage.modelCalls, `seed ${seed}`).toBe(reference.calls)
    }
  })

  it('draws fillings with their probability given the constraint', async () => {
    const world = worldOf(1, 3, 3, [
      [0, 1, 2],
      [0, 0, 1],
      [1, 1, 1],
      [2, 0, 2],
      [1, 2, 3],
    ])
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, spread: 1 })
    const text = new Int32Array(3).fill(engine.maskId)
    const logits = await engine.logits(text, 0, 3)
    const temperature = 1.5
    const weights = world.fillings.map((filling) =>
      Math.exp(filling.reduce((sum, token, i) => sum + logits[i * 4 + token]! / temperature, 0)),
    )
    const total = weights.reduce((a, b) => a + b, 0)
    const counts = new Map<string, number>()
    const draws = 4000
    for (let seed = 0; seed < draws; seed++) {
      const canvas = world.canvas()
      await diffuse({ engine, canvas, temperature, seed, scheduler: fixed({ perStep: 3 }) })
      const key = [canvas.at(0), canvas.at(1), canvas.at(2)].join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    world.fillings.forEach((filling, k) => {
      const expected = weights[k]! / total
      const seen = (counts.get(filling.join()) ?? 0) / draws
      expect(Math.abs(seen - expected), filling.join()).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / draws))
    })
  })

  it('does not ask the model where there is no choice', async () => {
    const world = worldOf(1, 3, 4, [[0, 1, 2, 3]])
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary })
    const steps: DiffuseStep[] = []
    const result = await diffuse({ engine, canvas: world.canvas(), onStep: (step) => steps.push(step) })
    expect(result).toMatchObject({ text: 'abc', finishReason: 'stop', forcedTokens: 4, steps: 0 })
    expect(result.usage).toEqual({ promptTokens: 0, completionTokens: 3, modelCalls: 0, modelTexts: 0 })
    expect(steps).toHaveLength(1)
    expect(steps[0]!.step).toBe(-1)
    expect(steps[0]!.committed.map(({ position }) => position)).toEqual([0, 1, 2, 3])
  })

  it('decides what follows from a commit at once', async () => {
    const world = worldOf(1, 2, 3, [
      [0, 0, 0],
      [1, 1, 1],
    ])
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, target: [1, 1, 1] })
    const steps: DiffuseStep[] = []
    const result = await diffuse({
      engine,
      canvas: world.canvas(),
      scheduler: fixed(),
      onStep: (one) => steps.push(one),
    })
    expect(result).toMatchObject({ text: 'bbb', finishReason: 'length', steps: 1, forcedTokens: 2 })
    expect(steps[0]!.committed.map(({ forced }) => forced)).toEqual([false, true, true])
    expect([...steps[0]!.tokens]).toEqual([1, 1, 1])
  })

  it('keeps what is decided on the canvas already', async () => {
    const world = freeWorld(3, 5)
    const canvas = world.canvas()
    canvas.commit(1, 2)
    canvas.commit(4, 0)
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, target: [1, 1, 1, 1, 1] })
    expect((await diffuse({ engine, canvas })).ids).toEqual([1, 2, 1, 1, 0])
  })

  it('is not sure of a token that the model would not write there', async () => {
    // The model wants 'c' everywhere, which is impossible: between 'a' and 'b' it has a preference, but little mass.
    const vocabulary = createVocabulary(['a', 'b', 'c', null], [3])
    const distort = (logits: Float32Array) => logits.map((_, i) => [4, 0, 12, -20][i % 4]!)
    const engine = createFakeDiffusionEngine({ vocabulary, distort })
    const { fillings } = freeWorld(2, 3)
    const scheduler = () => threshold({ threshold: 0.9 })
    const gated = await diffuse({ engine, canvas: worldOf(1, 3, 3, fillings).canvas(), scheduler: scheduler() })
    const open = await diffuse({ engine, canvas: worldOf(1, 3, 3, fillings).canvas(), scheduler: scheduler(), gate: 0 })
    expect([gated.steps, open.steps]).toEqual([3, 1])
    expect(gated.text).toBe('aaa')
  })
})

describe('blocks', () => {
  it('are decided one after the other', async () => {
    const world = freeWorld(2, 8)
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, seed: 4 })
    const order: number[] = []
    const onStep = ({ committed }: DiffuseStep) => order.push(...committed.map(({ position }) => position >> 1))
    await diffuse({ engine, canvas: world.canvas(), block: 2, scheduler: fixed(), onStep })
    expect(order).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  })

  it('may be all the model is asked about', async () => {
    const world = freeWorld(2, 6)
    const asked: number[][] = []
    const fake = createFakeDiffusionEngine({ vocabulary: world.vocabulary })
    const engine = Object.assign(Object.create(fake), {
      logits: (ids: Int32Array, from: number, to: number) => {
        asked.push([ids.length, from, to])
        return fake.logits(ids, from, to)
      },
    })
    const common = { engine, promptIds: [0, 0], block: 3, scheduler: fixed({ perStep: 3 }) }
    await diffuse({ ...common, canvas: world.canvas(), horizon: 'block' })
    await diffuse({ ...common, canvas: world.canvas() })
    expect(asked).toEqual([
      [8, 2, 5],
      [8, 5, 8],
      [8, 2, 8],
      [8, 5, 8],
    ])
  })
})

describe('a canvas that can grow', () => {
  const grammar = () => compileGrammar(parseLark('start: LETTER* "!"\nLETTER: "a" | "b"'))
  const vocabulary = byteVocabulary()
  const end = vocabulary.endIds[0]!

  it('shows the model more when the text goes on, and ends where it ends', async () => {
    const target = [...[...'abbabbab!'].map((letter) => letter.charCodeAt(0)), ...new Array(20).fill(end)]
    const engine = createFakeDiffusionEngine({ vocabulary, target, spread: 0.1, context: 0.1 })
    const seen: number[] = []
    const spy = Object.assign(Object.create(engine), {
      logits: (ids: Int32Array, from: number, to: number) => {
        seen.push(ids.length)
        return engine.logits(ids, from, to)
      },
    })
    const result = await diffuse({ engine: spy, constraint: grammar(), size: 4, maxSize: 20, block: 4 })
    expect(result).toMatchObject({ text: 'abbabbab!', finishReason: 'stop' })
    expect([...new Set(seen)]).toEqual([4, 8, 12])
  })

  it('is complete when there is no more room', async () => {
    const target = [...'abababababababababab'].map((letter) => letter.charCodeAt(0))
    const engine = createFakeDiffusionEngine({ vocabulary, target })
    const result = await diffuse({ engine, constraint: grammar(), size: 4, maxSize: 10, block: 4 })
    expect(result).toMatchObject({ text: 'ababababa!', finishReason: 'length' })
  })

  it('needs an end token', async () => {
    const ends = createVocabulary(['a', 'b', '!'], [])
    const engine = createFakeDiffusionEngine({ vocabulary: ends })
    await expect(diffuse({ engine, constraint: grammar(), size: 2, maxSize: 4 })).rejects.toMatchObject({
      code: 'option-range',
      option: 'maxSize',
    })
  })
})

describe('remasking', () => {
  it('decides unsure positions again, each so many times', async () => {
    const world = freeWorld(3, 6)
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, spread: 0.5, context: 2 })
    const cleared = new Map<number, number>()
    const onStep = (step: DiffuseStep) => {
      for (const position of step.cleared) cleared.set(position, (cleared.get(position) ?? 0) + 1)
    }
    const common = { engine, scheduler: fixed({ perStep: 2 }), onStep }
    const plain = await diffuse({ ...common, canvas: world.canvas() })
    expect(cleared.size).toBe(0)
    const remasking = leastConfident({ below: 1, count: 2, times: 2 })
    const revised = await diffuse({ ...common, canvas: world.canvas(), remasking })
    expect(revised.steps).toBeGreaterThan(plain.steps)
    expect(cleared.size).toBeGreaterThan(2)
    expect(Math.max(...cleared.values())).toBeLessThanOrEqual(2)
  })

  it('opens the least sure position that is not fresh', async () => {
    const world = freeWorld(2, 4)
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, spread: 1, context: 0 })
    const steps: DiffuseStep[] = []
    await diffuse({
      ...{ engine, canvas: world.canvas(), scheduler: fixed({ perStep: 2 }), onStep: (one) => steps.push(one) },
      remasking: leastConfident({ below: 1 }),
    })
    const [first, second] = steps
    expect(first!.cleared).toEqual([])
    const least = first!.committed.reduce((a, b) => (b.confidence < a.confidence ? b : a))
    expect(second!.cleared).toEqual([least.position])
  })
})

describe('uniform-state models', () => {
  it('rewrite whole blocks until nothing changes', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const world = randomWorld(seed)
      const { vocabulary } = world
      const engine = createFakeDiffusionEngine({ vocabulary, seed, maskId: -1, context: seed % 2 })
      const canvas = world.canvas()
      const result = await diffuse({ engine, canvas, seed, block: 1 + (seed % 4), temperature: seed % 3 === 0 ? 1 : 0 })
      const tokens = Array.from({ length: canvas.size }, (_, i) => canvas.at(i))
      expect(world.has(tokens), `seed ${seed}`).toBe(true)
      expect(result.usage.modelCalls).toBe(result.steps)
    }
  })

  it('see the last writing, and stop early', async () => {
    const world = freeWorld(3, 4)
    const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, maskId: -1, target: [2, 0, 1, 2] })
    const texts: number[][] = []
    const spy = Object.assign(Object.create(engine), {
      logits: (ids: Int32Array, from: number, to: number) => {
        texts.push([...ids])
        return engine.logits(ids, from, to)
      },
    })
    const result = await diffuse({ engine: spy, canvas: world.canvas(), seed: 1 })
    expect(result.ids).toEqual([2, 0, 1, 2])
    expect(texts).toHaveLength(2)
    expect(texts[1]).toEqual([2, 0, 1, 2])
    expect(texts.flat().every((id) => id >= 0 && id < 3)).toBe(true)
  })
})

describe('a canvas that does not find the best filling provably', () => {
  const target = [1, 0, 1, 1, 0, 1, 0, 0]

  /** Counts projections, of which none is exact, nor what the model wants. */
  const loose = () => {
    const world = freeWorld(2, 8)
    const canvas = world.canvas()
    let asked = 0
    const wrapped: Canvas = Object.assign(Object.create(canvas), {
      project: (...args: Parameters<Canvas['project']>) => {
        asked++
        const projection = canvas.project(...args)!
        return {
          ...projection,
          tokens: projection.tokens.map((token, i) => (canvas.at(i) < 0 ? 1 - token : token)),
          exact: false,
        }
      },
    })
    return {
      canvas: wrapped,
      asked: () => asked,
      engine: createFakeDiffusionEngine({ vocabulary: world.vocabulary, target }),
    }
  }

  it('is asked at every step, but what the model wants is committed', async () => {
    const { canvas, asked, engine } = loose()
    const result = await diffuse({ engine, canvas, scheduler: fixed() })
    expect(result.steps).toBe(8)
    expect(asked()).toBe(8)
    expect(result.ids).toEqual(target)
  })

  it('has its fillings committed, or is never asked, as one wishes', async () => {
    const always = loose()
    const filled = await diffuse({
      engine: always.engine,
      canvas: always.canvas,
      scheduler: fixed(),
      filling: 'project',
    })
    expect(always.asked()).toBe(8)
    expect(filled.ids).toEqual(target.map((token) => 1 - token))
    const never = loose()
    await diffuse({ engine: never.engine, canvas: never.canvas, scheduler: fixed(), filling: 'commit' })
    expect(never.asked()).toBe(0)
  })

  it('is projected all the same for uniform-state models', async () => {
    const { canvas, asked, engine } = loose()
    const uniform = createFakeDiffusionEngine({ vocabulary: engine.vocabulary, maskId: -1, target })
    expect((await diffuse({ engine: uniform, canvas })).ids).toEqual(target.map((token) => 1 - token))
    expect(asked()).toBeGreaterThan(1)
    const options = { engine: uniform, canvas: loose().canvas, filling: 'commit' } as const
    await expect(diffuse(options)).rejects.toMatchObject({ code: 'option-range', option: 'filling' })
  })
})

describe('endings', () => {
  const world = freeWorld(2, 6)
  const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary })

  it('out of steps has the canvas as far as it was filled', async () => {
    const error = await diffuse({ engine, canvas: world.canvas(), scheduler: fixed(), steps: 4 }).catch((e) => e)
    expect(error).toMatchObject({ name: 'IncompleteError', code: 'out-of-steps' })
    expect(error.tokens.filter((token: number) => token < 0)).toHaveLength(2)
    expect(error.completion).toHaveLength(6)
    const whole = await diffuse({ engine, canvas: world.canvas(), scheduler: fixed({ stepsPerBlock: 4 }), steps: 4 })
    expect(whole.steps).toBe(4)
  })

  it('abortion, too', async () => {
    const controller = new AbortController()
    const onStep = ({ step }: DiffuseStep) => {
      if (step === 1) controller.abort(new Error('enough'))
    }
    const options = { engine, canvas: world.canvas(), scheduler: fixed(), signal: controller.signal, onStep }
    const error = await diffuse(options).catch((e) => e)
    expect(error).toMatchObject({ name: 'AbortError', code: 'aborted', cause: { message: 'enough' } })
    expect(error.tokens.filter((token: number) => token >= 0)).toHaveLength(2)
    const slow = createFakeDiffusionEngine({ vocabulary: world.vocabulary, delay: 5000 })
    const signal = AbortSignal.timeout(20)
    await expect(diffuse({ engine: slow, canvas: world.canvas(), signal })).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'aborted',
    })
  })

  it.each([
    ['logits-nan', (logits: Float32Array) => logits.map((x, i) => (i === 4 ? Number.NaN : x))],
    ['logits-nan', (logits: Float32Array) => logits.map((x, i) => (i === 4 ? Number.POSITIVE_INFINITY : x))],
    ['logits-shape', (logits: Float32Array) => logits.subarray(1)],
    ['logits-empty', (logits: Float32Array) => logits.map(() => Number.NEGATIVE_INFINITY)],
  ])('a faulty model: %s', async (code, distort) => {
    const faulty = createFakeDiffusionEngine({ vocabulary: world.vocabulary, distort })
    await expect(diffuse({ engine: faulty, canvas: world.canvas() })).rejects.toMatchObject({ code })
  })

  it('no text that fits', async () => {
    const canvas = worldOf(1, 2, 3, []).canvas()
    await expect(diffuse({ engine, canvas })).rejects.toMatchObject({ code: 'truncated' })
  })

  it('a scheduler that chooses what is not open', async () => {
    const wrong: Scheduler = { name: 'wrong', begin: () => ({ select: () => [7] }) }
    await expect(diffuse({ engine, canvas: world.canvas(), scheduler: wrong })).rejects.toMatchObject({
      code: 'wrong-choice',
    })
    const idle: Scheduler = { name: 'idle', begin: () => ({ select: () => [] }) }
    expect((await diffuse({ engine, canvas: world.canvas(), scheduler: idle })).steps).toBe(6)
  })

  it('nothing to fill', async () => {
    const result = await diffuse({ engine, canvas: worldOf(1, 2, 0, [[]]).canvas() })
    expect(result).toMatchObject({ text: '', ids: [], steps: 0 })
  })
})

describe('options', () => {
  const world = freeWorld(2, 4)
  const engine = createFakeDiffusionEngine({ vocabulary: world.vocabulary, contextLength: 5 })
  const common = () => ({ engine, canvas: world.canvas() })

  it.each([
    ['temprature', 'unknown-option', { temprature: 1 }],
    ['temperature', 'option-range', { temperature: -1 }],
    ['gate', 'option-range', { gate: 2 }],
    ['confidence', 'option-range', { confidence: 'sureness' }],
    ['horizon', 'option-range', { horizon: 'all' }],
    ['filling', 'option-range', { filling: 'best' }],
    ['steps', 'option-range', { steps: -1 }],
    ['block', 'option-range', { block: 0 }],
    ['size', 'option-range', { size: 5 }],
    ['maxSize', 'option-range', { maxSize: 5 }],
    ['rewrites', 'option-range', { rewrites: 0 }],
    ['seed', 'option-range', { seed: 0.5 }],
    ['constraint', 'option-missing', { canvas: undefined }],
  ])('%s: %s', async (option, code, options) => {
    await expect(diffuse({ ...common(), ...options } as never)).rejects.toMatchObject({ code, option })
  })

  it('a prompt that leaves no room', async () => {
    await expect(diffuse({ ...common(), promptIds: [0, 0] })).rejects.toMatchObject({ code: 'context-length' })
  })
})

describe('grammars', () => {
  const grammar = compileGrammar(parseLark('start: item ("," item)* ";"\nitem: NAME | "(" start ")"\nNAME: /[a-c]+/'))

  it.each([
    ['fixed', fixed({ perStep: 4 })],
    ['threshold', threshold({ threshold: 0.3 })],
    ['localLeap', localLeap({ threshold: 0.4, relaxed: 0.2 })],
  ])('with recursion, by %s', async (_, scheduler) => {
    const vocabulary = createVocabulary(['a', 'b', 'c', ',', ';', '(', ')', ';)', 'ab', '(a', null], [10])
    for (let seed = 0; seed < 12; seed++) {
      const engine = createFakeDiffusionEngine({ vocabulary, seed, spread: 3 })
      const canvas = createCanvas(grammar, vocabulary, 14)
      const result = await diffuse({ engine, canvas, seed, scheduler, block: 7, temperature: seed % 2 })
      let state = grammar.start
      for (const byte of result.bytes) state = grammar.step(state, byte)
      expect(grammar.canEnd(state), result.text).toBe(true)
      for (let i = 0; i < canvas.size; i++) expect(canvas.at(i)).toBeGreaterThanOrEqual(0)
    }
  })
})
