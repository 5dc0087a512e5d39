import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileRegex } from '../../../src/automaton/regex-constraint.js'
import { type DiffuseOptions, diffuse } from '../../../src/decode/diffusion/index.js'
import { bacd, ete, fixed, freeDave, localLeap, r2, threshold } from '../../../src/decode/diffusion/schedulers/index.js'
import { loadOnnxDiffusionModel, type OnnxDiffusionEngine } from '../../../src/engine/onnx/index.js'
import { createCanvas } from '../../../src/infill/index.js'
import { buildWorker } from '../../engine/build-worker.js'
import { embeddedDiffusion } from '../../engine/real-models.js'

const { folder, there, note } = embeddedDiffusion
const constraint = compileRegex(
  '\\{"city":"[A-Za-z ]{1,20}","country":"[A-Za-z ]{1,20}","people":(0|[1-9][0-9]{0,8}),"capital":(true|false)\\}',
)
const tasks = [
  'Berlin, the capital of Germany, has 3700000 people.',
  'Lyon in France has 516000 people and is not the capital.',
  'There are 9000000 people in London, which is the capital of the United Kingdom.',
  'city = Turin, country = Italy, people = 840000',
]

describe.skipIf(!there)(`filling with the embedded model${note}`, () => {
  let engine: OnnxDiffusionEngine
  beforeAll(async () => {
    await buildWorker()
    engine = await loadOnnxDiffusionModel(folder)
  }, 300_000)
  afterAll(() => engine?.dispose())

  const fill = async (text: string, options: Partial<DiffuseOptions>) => {
    const content = `city country people:int capital:bool\n${text}`
    const promptIds = engine.encodeChat!([{ role: 'user', content }])
    const canvas = createCanvas(constraint, engine.vocabulary, 48)
    const result = await diffuse({ engine, promptIds, canvas, constraint, ...options })
    let state = constraint.start
    for (const byte of result.bytes) state = constraint.step(state, byte)
    expect(constraint.canEnd(state), result.text).toBe(true)
    expect(Object.keys(JSON.parse(result.text))).toEqual(['city', 'country', 'people', 'capital'])
    return result
  }

  test.each([
    ['fixed 1', {}],
    ['fixed 8', { scheduler: fixed({ perStep: 8 }) }],
    ['threshold', { scheduler: threshold() }],
    ['localLeap in blocks', { scheduler: localLeap(), block: 12 }],
    ['bacd', { scheduler: bacd() }],
    ['r2', { scheduler: r2() }],
    ['ete', { scheduler: ete(), block: 16 }],
    ['token by token', { scheduler: fixed({ perStep: 4 }), filling: 'commit' }],
    ['at a temperature', { scheduler: fixed({ perStep: 4 }), temperature: 1 }],
  ] as [string, Partial<DiffuseOptions>][])('%s writes words of the language', async (_, options) => {
    for (const [seed, text] of tasks.slice(0, 2).entries()) await fill(text, { ...options, seed })
  })

  test('the city that stands in the text is found', async () => {
    const found = await Promise.all(tasks.map((text) => fill(text, { scheduler: fixed() })))
    const cities = found.map(({ text }) => JSON.parse(text).city)
    expect(cities.filter((city, i) => tasks[i]!.includes(city)).length).toBeGreaterThanOrEqual(2)
  })

  test('freeDave writes the same in fewer calls', async () => {
    let calls = 0
    let plainCalls = 0
    for (const text of tasks) {
      const plain = await fill(text, { scheduler: fixed() })
      const fast = await fill(text, { scheduler: freeDave() })
      expect(fast.ids).toEqual(plain.ids)
      calls += fast.usage.modelCalls
      plainCalls += plain.usage.modelCalls
    }
    expect(calls).toBeLessThan(plainCalls)
  })
})
