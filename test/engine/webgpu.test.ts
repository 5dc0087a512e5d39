import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest'
import { compileRegex } from '../../src/automaton/regex-constraint.js'
import { decodeAutoregressive, drain } from '../../src/decode/index.js'
import type { Engine } from '../../src/engine/engine.js'
import { loadOnnxModel } from '../../src/engine/onnx/index.js'
import { EngineError } from '../../src/error/index.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { buildWorker } from './build-worker.js'
import { embedded } from './real-models.js'
import { toyLogits, writeToyModel } from './toy-onnx.js'

// Without a GPU, a Vulkan driver that runs on the CPU will do; Chromium brings one.
const software = '/usr/lib/chromium/vk_swiftshader_icd.json'
if (!process.env.VK_DRIVER_FILES && existsSync(software)) process.env.VK_DRIVER_FILES = software

const scratch = mkdtempSync(join(tmpdir(), 'espalier-webgpu-'))
beforeAll(buildWorker)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The model on WebGPU; the test is skipped, with the reason, where there is no adapter. */
async function onWebGpu(folder: string, context: TestContext): Promise<Engine> {
  try {
    return await loadOnnxModel(folder, { executionProviders: ['webgpu'] })
  } catch (error) {
    if (error instanceof EngineError && error.code.startsWith('execution-provider-')) context.skip(error.message)
    throw error
  }
}

test('a model on WebGPU, its cache on the device, gives the logits of plain arithmetic', {
  timeout: 300_000,
}, async (context) => {
  for (const options of [{}, { keepLogits: true }]) {
    const engine = await onWebGpu(writeToyModel(join(scratch, `toy-${'keepLogits' in options}`), options), context)
    const expectLogits = (logits: Float32Array, ids: number[]) => {
      const expected = toyLogits(ids, options)
      for (let t = 0; t < expected.length; t++) expect(Math.abs(logits[t]! - expected[t]!)).toBeLessThan(1e-3)
    }
    const ids = engine.encode('the cat and the hat')
    const session = await engine.createSession()
    const other = await engine.createSession()
    expectLogits(await session.forward(ids.slice(0, 5)), ids.slice(0, 5))
    expectLogits(await other.forward(ids.slice(3, 6)), ids.slice(3, 6))
    for (let i = 5; i < ids.length; i++) expectLogits(await session.forward([ids[i]!]), ids.slice(0, i + 1))
    await session.truncate(4)
    expectLogits(await session.forward(ids.slice(4, 6)), ids.slice(0, 6))
    await other.dispose()
    await session.dispose()
    await engine.dispose()
  }
})

const prompt = 'Ada lives in London and is 36 years old.'

test('the embedded model writes the same greedy value on WebGPU as on the CPU', {
  timeout: 600_000,
}, async (context) => {
  if (!embedded.there) context.skip(embedded.note.trim())
  // Few tokens, since a driver on the CPU takes seconds for each on a busy machine.
  const constraint = compileRegex('\\{"city":"[A-Za-z ]{1,20}","age":[1-9][0-9]?\\}')
  const write = async (engine: Engine) => {
    const session = await engine.createSession()
    const promptIds = engine.encodeChat([{ role: 'user', content: `city age:int\n${prompt}` }])
    const matcher = createMatcher(constraint, engine.vocabulary)
    const result = await drain(decodeAutoregressive({ session, promptIds, matcher, engine, maxTokens: 60 }))
    await engine.dispose()
    return result.text
  }
  const expected = await write(await loadOnnxModel(embedded.folder))
  expect(JSON.parse(expected)).toHaveProperty('city')
  expect(await write(await onWebGpu(embedded.folder, context))).toBe(expected)
})
