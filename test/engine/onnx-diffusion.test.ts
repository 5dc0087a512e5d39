import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadOnnxDiffusionModel, loadOnnxModel, type OnnxDiffusionEngine } from '../../src/engine/onnx/index.js'
import { buildWorker } from './build-worker.js'
import { embeddedDiffusion } from './real-models.js'
import {
  type ToyDiffusionOptions,
  toyDiffusionLogits,
  toyMaskId,
  width,
  writeToyDiffusionModel,
} from './toy-diffusion.js'
import { writeToyModel } from './toy-onnx.js'

const scratch = mkdtempSync(join(tmpdir(), 'espalier-diffusion-'))
let made = 0
const toy = (options: ToyDiffusionOptions = {}) => writeToyDiffusionModel(join(scratch, `toy-${made++}`), options)
const text = Int32Array.of(260, 104, 105, 262, 262, 256, 262, 99, 261)
const other = Int32Array.of(260, 98, 262, 262, 77, 262, 262, 262, 262)

beforeAll(buildWorker)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const worst = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length)
  let most = 0
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!))
  return most
}
const row = (rows: Float32Array, index: number) => rows.subarray(index * width, (index + 1) * width)

const variants: Record<string, ToyDiffusionOptions> = {
  'the usual inputs': {},
  'input_ids only': { mask: 'none', positionIds: false },
  'no position_ids': { positionIds: false },
  'an int32 mask': { mask: 'int32' },
  'a float mask': { mask: 'float32' },
  'a square mask': { mask: 'bool 4' },
  'a square mask to be added': { mask: 'float32 4' },
  num_logits_to_keep: { keepLogits: true },
  'float16 logits': { halfLogits: true },
}
for (const [name, options] of Object.entries(variants)) {
  test(`a diffusion model with ${name} gives the logits of plain arithmetic`, async () => {
    const tolerance = options.halfLogits ? 0.1 : 1e-4
    const engine = await loadOnnxDiffusionModel(toy(options))
    for (const [from, to] of [
      [0, 9],
      [3, 7],
      [8, 9],
    ] as const) {
      const rows = await engine.logits(text, from, to)
      expect(rows.length).toBe((to - from) * width)
      for (let i = from; i < to; i++)
        expect(worst(row(rows, i - from), toyDiffusionLogits(text, i))).toBeLessThan(tolerance)
    }
    const [first, second] = await engine.logitsBatch([text, other], 2, 6)
    for (let i = 2; i < 6; i++) {
      expect(worst(row(first!, i - 2), toyDiffusionLogits(text, i))).toBeLessThan(tolerance)
      expect(worst(row(second!, i - 2), toyDiffusionLogits(other, i))).toBeLessThan(tolerance)
    }
    await engine.dispose()
  })
}

test('rows of a model that predicts the next token are moved to the position they are for', async () => {
  const byOption = await loadOnnxDiffusionModel(toy(), { predicts: 'next' })
  const byType = await loadOnnxDiffusionModel(toy({ config: { model_type: 'Dream' } }))
  for (const engine of [byOption, byType]) {
    const rows = await engine.logits(text, 3, 6)
    for (let i = 3; i < 6; i++) expect(worst(row(rows, i - 3), toyDiffusionLogits(text, i - 1))).toBeLessThan(1e-4)
    // Nothing is before the first position: it keeps its own row.
    const all = await engine.logits(text, 0, 9)
    for (let i = 0; i < 9; i++)
      expect(worst(row(all, i), toyDiffusionLogits(text, Math.max(0, i - 1)))).toBeLessThan(1e-4)
    expect(worst(await engine.logits(text, 0, 1), toyDiffusionLogits(text, 0))).toBeLessThan(1e-4)
    await engine.dispose()
  }
})

describe('the mask token', () => {
  test('is read from the configuration, the tokenizer or the options', async () => {
    const nothing = { config: { mask_token_id: undefined } }
    const cases: [ToyDiffusionOptions, object, number][] = [
      [{}, {}, toyMaskId],
      [{}, { maskId: 263 }, 263],
      [{}, { maskId: -1 }, -1],
      [{ ...nothing, tokenizerConfig: { mask_token: '</s>' } }, {}, 261],
      [{ ...nothing, tokenizerConfig: { mask_token: { content: '<s>' } } }, {}, 260],
    ]
    for (const [files, options, expected] of cases) {
      const engine = await loadOnnxDiffusionModel(toy(files), options)
      expect(engine.maskId).toBe(expected)
      await engine.dispose()
    }
    await expect(loadOnnxDiffusionModel(toy(nothing))).rejects.toMatchObject({
      name: 'ModelError',
      code: 'model-unsupported',
      hint: expect.stringContaining('maskId'),
    })
  })
})

describe('what is no masked diffusion model', () => {
  test('is refused with the reason', async () => {
    const causal = writeToyModel(join(scratch, 'causal'))
    await expect(loadOnnxDiffusionModel(causal)).rejects.toMatchObject({ code: 'model-unsupported' })
    await expect(loadOnnxDiffusionModel(causal, { maskId: 3 })).rejects.toMatchObject({
      name: 'ModelError',
      code: 'model-unsupported',
      message: expect.stringContaining('past_key_values.0.key'),
      hint: expect.stringContaining('loadOnnxModel'),
    })
    await expect(loadOnnxDiffusionModel(toy({ strangeInput: 'pixel_values' }))).rejects.toMatchObject({
      code: 'model-unsupported',
      message: expect.stringContaining('pixel_values'),
    })
    const corrupt = toy()
    writeFileSync(join(corrupt, 'onnx', 'model.onnx'), 'this is no protocol buffer')
    await expect(loadOnnxDiffusionModel(corrupt)).rejects.toMatchObject({ code: 'model-file-corrupt' })
    await expect(loadOnnxDiffusionModel(join(scratch, 'nowhere'))).rejects.toMatchObject({ code: 'model-not-found' })
  })

  test('is not taken for a causal model either', async () => {
    for (const type of ['llada', 'LLaDA2_moe', 'Dream', 'espalier-diffusion']) {
      await expect(loadOnnxModel(toy({ config: { model_type: type } }))).rejects.toMatchObject({
        code: 'model-unsupported',
        hint: expect.stringContaining('loadOnnxDiffusionModel'),
      })
    }
  })
})

describe('calls of a diffusion engine', () => {
  let engine: OnnxDiffusionEngine
  beforeAll(async () => {
    engine = await loadOnnxDiffusionModel(toy())
  })
  afterAll(() => engine.dispose())

  test('refuse what cannot be computed', async () => {
    const refuse = (run: Promise<unknown>, code: string) =>
      expect(run).rejects.toMatchObject({ name: 'EngineError', code })
    await refuse(engine.logits(new Int32Array(0), 0, 0), 'no-tokens')
    for (const [from, to] of [
      [-1, 3],
      [3, 3],
      [0, 10],
      [0.5, 2],
    ] as const)
      await refuse(engine.logits(text, from, to), 'logits-range')
    await refuse(engine.logits(Int32Array.of(1, -1, 2), 0, 3), 'token-range')
    await refuse(engine.logits(Int32Array.of(1, 9999, 2), 0, 3), 'forward-failed')
    await refuse(engine.logits(new Int32Array(65), 0, 3), 'context-length')
    await refuse(engine.logitsBatch([text, text.subarray(1)], 0, 3), 'batch-shape')
    expect(await engine.logitsBatch([], 0, 3)).toEqual([])
    const reason = new Error('enough')
    await expect(engine.logits(text, 0, 3, AbortSignal.abort(reason))).rejects.toBe(reason)
    // And it works as before.
    expect(await engine.logits(text, 0, 9)).toHaveLength(9 * width)
  })

  test('can be aborted and disposed', async () => {
    const own = await loadOnnxDiffusionModel(toy())
    const controller = new AbortController()
    const running = own.logits(text, 0, 3, controller.signal)
    controller.abort(new Error('late'))
    await expect(running).rejects.toThrow('late')
    expect(await own.logits(text, 0, 3)).toHaveLength(3 * width)
    await own.dispose()
    await expect(own.logits(text, 0, 3)).rejects.toMatchObject({ code: 'disposed' })
  })

  test('check options by name and range', async () => {
    for (const [option, value] of [
      ['maskID', 3],
      ['maskId', 1.5],
      ['predicts', 'before'],
      ['threads', -1],
    ] as const) {
      const run = loadOnnxDiffusionModel(engine.folder, { [option]: value })
      await expect(run).rejects.toMatchObject({ name: 'OptionError', option })
    }
  })

  test('have a chat only where there is a template', async () => {
    expect(engine.encodeChat).toBeUndefined()
    const chatty = await loadOnnxDiffusionModel(
      toy({ tokenizerConfig: { chat_template: '{{ bos_token }}{{ messages[0].content }}:' } }),
    )
    expect(chatty.decode(chatty.encodeChat!([{ role: 'user', content: 'hi' }]))).toBe('hi:')
    await chatty.dispose()
  })
})

describe.skipIf(!embeddedDiffusion.there)(`${embeddedDiffusion.name}${embeddedDiffusion.note}`, () => {
  let engine: OnnxDiffusionEngine
  beforeAll(async () => {
    engine = await loadOnnxDiffusionModel(embeddedDiffusion.folder, { threads: 1 })
  })
  afterAll(() => engine.dispose())

  const canvas = (prompt: string, size: number) => {
    const { maskId, vocabulary } = engine
    const before = [1, ...engine.encode(prompt)]
    expect(vocabulary.endIds).toEqual([2])
    return { ids: Int32Array.from([...before, ...Array.from({ length: size }, () => maskId)]), from: before.length }
  }
  const best = (rows: Float32Array, index: number) => {
    const { size } = engine.vocabulary
    const at = index * (rows.length / 24)
    let most = 0
    for (let t = 1; t < size; t++) if (rows[at + t]! > rows[at + most]!) most = t
    return most
  }

  test('has as many rows as positions asked for, the same every time', async () => {
    const { ids, from } = canvas('name age:int\nMary is 34.\n', 24)
    const rows = await engine.logits(ids, from, ids.length)
    expect(rows.length % 24).toBe(0)
    expect(rows.length / 24).toBeGreaterThanOrEqual(engine.vocabulary.size)
    expect(rows.every(Number.isFinite)).toBe(true)
    expect(await engine.logits(ids, from, ids.length)).toEqual(rows)
    const part = await engine.logits(ids, from + 3, from + 5)
    expect(part).toEqual(rows.slice((3 * rows.length) / 24, (5 * rows.length) / 24))
  })

  test('treats the texts of a batch as it treats each alone', async () => {
    const { ids, from } = canvas('name age:int\nMary is 34.\n', 24)
    const filled = ids.slice()
    filled.set(engine.encode('{"name":"'), from)
    const batch = await engine.logitsBatch([ids, filled, ids], from, ids.length)
    for (const [i, one] of [ids, filled, ids].entries())
      expect(worst(batch[i]!, await engine.logits(one, from, ids.length))).toBeLessThan(1e-3)
  })

  test('looks to both sides of a masked position', async () => {
    const { ids, from } = canvas('name age:int\nMary is 34.\n', 24)
    const rows = await engine.logits(ids, from, ids.length)
    for (const changed of [from - 2, from + 20]) {
      const others = ids.slice()
      others[changed] = engine.encode('7')[0]!
      const moved = await engine.logits(others, from, ids.length)
      expect(worst(row12(rows), row12(moved))).toBeGreaterThan(1e-3)
    }
    function row12(all: Float32Array) {
      const wide = all.length / 24
      return all.subarray(12 * wide, 13 * wide)
    }
  })

  test('fills a gap by what is around it', async () => {
    const { ids, from } = canvas('name age:int\nMary is 34.\n', 24)
    const answer = engine.encode('{"name":"Mary","age":34}')
    ids.fill(2, from)
    ids.set(answer, from)
    let right = 0
    for (let i = 0; i < answer.length; i++) {
      const open = ids.slice()
      open[from + i] = engine.maskId
      if (best(await engine.logits(open, from, ids.length), i) === answer[i]) right++
    }
    expect(right / answer.length).toBeGreaterThan(0.9)
  })

  test('decodes what it encoded and has its messages in a chat', () => {
    for (const one of [
      'int f(int x) {\n    return x;\n}\n',
      '{"a":"naïve 東京 🙂","b":[1,-2.5e3]}',
      '  two\n\tand tab',
    ])
      expect(engine.decode(engine.encode(one))).toBe(one)
    const ids = engine.encodeChat!([
      { role: 'system', content: 'name' },
      { role: 'user', content: 'Mary' },
    ])
    expect(ids[0]).toBe(1)
    expect(engine.decode(ids)).toBe('name\nMary\n')
  })
})
