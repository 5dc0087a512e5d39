import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadOnnxModel } from '../../src/engine/onnx/index.js'
import { buildWorker } from './build-worker.js'
import { runEngineConformance } from './conformance.js'
import { embedded, smolLm } from './real-models.js'
import { type ToyOptions, toyLogits, toyTokenizer, writeToyModel } from './toy-onnx.js'

const scratch = mkdtempSync(join(tmpdir(), 'espalier-onnx-'))
let made = 0
const toy = (options: ToyOptions = {}) => writeToyModel(join(scratch, `toy-${made++}`), options)

/** Worker threads of this process that have not ended. */
const alive = new Set<Worker>()
process.on('worker', (worker: Worker) => {
  alive.add(worker)
  worker.on('exit', () => alive.delete(worker))
})

beforeAll(buildWorker)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const variants: Record<string, ToyOptions> = {
  'the usual inputs': {},
  'no position_ids': { positionIds: false },
  num_logits_to_keep: { keepLogits: true },
  'a float16 cache': { cache: 'float16' },
  'float16 logits': { halfLogits: true },
  'int32 inputs': { integers: 'int32' },
  'no cache': { cache: 'none' },
  'logits of unknown width': { anonymousWidth: true },
}

for (const [name, options] of Object.entries(variants)) {
  const rough = options.cache === 'float16' || options.halfLogits
  const tolerance = rough ? 0.05 : 1e-5
  runEngineConformance(`toy ONNX model, ${name}`, async () => loadOnnxModel(toy(options)), { tolerance })

  test(`a model with ${name} gives the logits of plain arithmetic`, async () => {
    const engine = await loadOnnxModel(toy(options))
    const session = await engine.createSession()
    const ids = engine.encode('the cat and the hat')
    let logits = await session.forward(ids.slice(0, 5))
    for (const id of ids.slice(5)) logits = await session.forward([id])
    await session.truncate(6)
    logits = await session.forward(ids.slice(6, -1))
    logits = await session.forward(ids.slice(-1))
    const expected = toyLogits(ids, options)
    expect(logits).toHaveLength(expected.length)
    for (let t = 0; t < expected.length; t++)
      expect(Math.abs(logits[t]! - expected[t]!)).toBeLessThan(rough ? 0.05 : 1e-4)
    await engine.dispose()
  })
}

for (const [{ name, folder, there, note }, tolerance] of [
  // Sums come in another order for one token than for several, and attention over copied words amplifies it.
  [embedded, 0.3],
  // Its kernels round activations to 8 bits for one token and not for several: up to 2 nats apart, whoever calls them.
  [smolLm, 3],
] as const) {
  if (there) runEngineConformance(name, () => loadOnnxModel(folder), { tolerance })
  else test.skip(`engine conformance: ${name}${note}`, () => {})
}

describe('a folder that cannot be used', () => {
  const refuse = (folder: string, expected: object, options = {}) =>
    expect(loadOnnxModel(folder, options)).rejects.toMatchObject(expected)

  test('is refused by what is wrong with it', async () => {
    await refuse(join(scratch, 'nowhere'), { name: 'ModelError', code: 'model-not-found' })
    await refuse(scratch, { name: 'ModelError', code: 'model-file-missing' })

    const noTokenizer = toy()
    rmSync(join(noTokenizer, 'tokenizer.json'))
    await refuse(noTokenizer, { name: 'ModelError', code: 'model-file-missing' })

    const badConfig = toy()
    writeFileSync(join(badConfig, 'config.json'), '{"model_type": ')
    await refuse(badConfig, { name: 'ModelError', code: 'model-file-corrupt' })

    const noModel = toy()
    rmSync(join(noModel, 'onnx', 'model.onnx'))
    await refuse(noModel, { name: 'ModelError', code: 'model-file-missing' })

    const corrupt = toy()
    writeFileSync(join(corrupt, 'onnx', 'model.onnx'), 'this is no protocol buffer')
    await refuse(corrupt, { name: 'ModelError', code: 'model-file-corrupt' })

    const noBytes = toy()
    writeFileSync(
      join(noBytes, 'tokenizer.json'),
      JSON.stringify({
        ...toyTokenizer(),
        decoder: { type: 'WordPiece' },
        model: { type: 'WordPiece', vocab: { a: 0 } },
      }),
    )
    await refuse(noBytes, { name: 'VocabularyError' })

    const narrow = toy({ width: 200 })
    writeFileSync(join(narrow, 'config.json'), '{}')
    await refuse(narrow, { name: 'EngineError', code: 'logits-shape' })
  })

  test('names the model files it has when the wanted one is missing', async () => {
    const folder = toy()
    await refuse(
      folder,
      { code: 'model-file-missing', message: expect.stringContaining('onnx/model.onnx') },
      { file: 'model_q4' },
    )
    const engine = await loadOnnxModel(folder, { file: 'model' })
    expect(engine.modelFile).toBe(join(folder, 'onnx', 'model.onnx'))
    await engine.dispose()
  })

  test('leaves no thread behind', async () => {
    const corrupt = toy()
    writeFileSync(join(corrupt, 'onnx', 'model.onnx'), 'this is no protocol buffer')
    const before = alive.size
    for (let i = 0; i < 3; i++) await refuse(corrupt, { code: 'model-file-corrupt' })
    expect(alive.size).toBe(before)
  })
})

describe('the vocabulary of a model with more tokens than logits', () => {
  test('ends where the logits end', async () => {
    const folder = toy({ width: 261 })
    // config.json says so, and the tokenizer's last id, the end token, has no logit.
    const engine = await loadOnnxModel(folder)
    expect(engine.vocabulary.size).toBe(261)
    expect(engine.vocabulary.endIds).toEqual([])
    await engine.dispose()
  })
})

describe('options', () => {
  test('are checked by name and range', async () => {
    const folder = toy()
    const refuse = (options: object, option: string) =>
      expect(loadOnnxModel(folder, options)).rejects.toMatchObject({ name: 'OptionError', option })
    await refuse({ executionProvider: ['cpu'] }, 'executionProvider')
    await refuse({ threads: -1 }, 'threads')
    await refuse({ executionProviders: [] }, 'executionProviders')
  })

  test('name the execution providers there are when one is missing', async () => {
    const run = loadOnnxModel(toy(), { executionProviders: ['abacus'] })
    await expect(run).rejects.toMatchObject({ name: 'EngineError', code: 'execution-provider-missing' })
    await expect(run).rejects.toThrow(/'abacus'.*cpu/)
  })

  test('say why an execution provider does not start', async () => {
    // Listed on Linux, but its libraries are not part of the package.
    const run = loadOnnxModel(toy(), { executionProviders: ['cuda'] })
    const outcome = await run.then(
      (engine) => engine.dispose(),
      (error: unknown) => error,
    )
    if (outcome !== undefined) {
      expect(outcome).toMatchObject({ name: 'EngineError', code: expect.stringMatching(/^execution-provider-/) })
    }
  })

  test('may limit the threads', async () => {
    const engine = await loadOnnxModel(toy(), { threads: 1 })
    const session = await engine.createSession()
    expect((await session.forward([1])).length).toBeGreaterThan(0)
    await engine.dispose()
  })
})

describe('the chat', () => {
  test('goes through the template of the model, special tokens included', async () => {
    const engine = await loadOnnxModel(toy())
    const ids = engine.encodeChat([{ role: 'user', content: 'hi' }])
    expect(ids[0]).toBe(260)
    expect(engine.decode(ids)).toBe('user: hi\nassistant: ')
    expect(engine.preferredDescription).toBe('shorthand')
    expect(engine.contextLength).toBe(600)
    expect(engine.vocabulary.endIds).toEqual([261])
    await engine.dispose()
  })

  test('is plain text after the first token where there is no template', async () => {
    const folder = toy()
    writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ bos_token: '<s>' }))
    const engine = await loadOnnxModel(folder)
    const ids = engine.encodeChat([
      { role: 'system', content: 'one' },
      { role: 'user', content: 'two' },
    ])
    expect(ids[0]).toBe(260)
    expect(engine.decode(ids)).toBe('one\ntwo\n')
    await engine.dispose()
  })

  test('may come from a file of its own, and tells when it refuses messages', async () => {
    const folder = toy()
    writeFileSync(join(folder, 'tokenizer_config.json'), '{}')
    writeFileSync(
      join(folder, 'chat_template.jinja'),
      "{% if messages[0].role == 'system' %}{{ raise_exception('no system messages') }}{% endif %}[{{ messages[0].content }}]",
    )
    const engine = await loadOnnxModel(folder)
    expect(engine.decode(engine.encodeChat([{ role: 'user', content: 'hi' }]))).toBe('[hi]')
    expect(() => engine.encodeChat([{ role: 'system', content: 'hi' }])).toThrow(
      expect.objectContaining({ code: 'chat-template', message: expect.stringContaining('no system messages') }),
    )
    await engine.dispose()
  })
})

describe('the worker thread', () => {
  test('that dies rejects what waits and everything after, and is gone', async () => {
    const before = alive.size
    const engine = await loadOnnxModel(toy())
    const session = await engine.createSession()
    await session.forward([1, 2])
    const { worker } = (engine as unknown as { client: { worker: Worker } }).client
    const waiting = session.forward(Array.from({ length: 500 }, () => 3))
    worker.terminate()
    await expect(waiting).rejects.toMatchObject({ name: 'EngineError', code: 'worker-died' })
    await expect(session.forward([1])).rejects.toMatchObject({ code: 'worker-died' })
    await expect(engine.createSession()).rejects.toMatchObject({ code: 'worker-died' })
    await session.dispose()
    await engine.dispose()
    expect(alive.size).toBe(before)
  })

  test('ends with the engine, whatever is under way', async () => {
    const before = alive.size
    const engine = await loadOnnxModel(toy())
    const session = await engine.createSession()
    const waiting = session.forward(Array.from({ length: 500 }, () => 3)).catch((error: unknown) => error)
    await engine.dispose()
    const outcome = await waiting
    if (!(outcome instanceof Float32Array)) expect(outcome).toMatchObject({ name: 'EngineError' })
    await expect(engine.createSession()).rejects.toMatchObject({ code: 'disposed' })
    expect(alive.size).toBe(before)
  })

  test('is not started for a signal that is aborted, and ends when loading is aborted', async () => {
    const before = alive.size
    const reason = new Error('no more')
    await expect(loadOnnxModel(toy(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const loading = loadOnnxModel(toy(), { signal: controller.signal })
    controller.abort(reason)
    await expect(loading).rejects.toBe(reason)
    expect(alive.size).toBe(before)
  })

  test('serves another call of a busy session only after the first', async () => {
    const engine = await loadOnnxModel(toy())
    const session = await engine.createSession()
    const first = session.forward([1, 2, 3])
    await expect(session.forward([4])).rejects.toMatchObject({ code: 'session-busy' })
    await first
    expect(session.length).toBe(3)
    await engine.dispose()
  })

  test('is not needed to hear that the runtime is not installed', async () => {
    // A package without its entry hides any other one further up.
    const hollow = join(scratch, 'node_modules', 'onnxruntime-node')
    mkdirSync(hollow, { recursive: true })
    writeFileSync(join(hollow, 'package.json'), '{"name":"onnxruntime-node","main":"gone.js"}')
    const program = join(scratch, 'alone.mjs')
    await build({
      stdin: {
        contents: `
          import { loadOnnxModel } from './src/engine/onnx/index.ts'
          const error = await loadOnnxModel(${JSON.stringify(toy())}).catch((error) => error)
          console.log(error.name, error.code, error.hint)`,
        resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      },
      outfile: program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['onnxruntime-node'],
      logLevel: 'error',
    })
    const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 30_000 })
    expect(stdout.trim()).toBe('EngineError onnxruntime-missing Run: npm install onnxruntime-node')
  })

  test('lets a program end that did not dispose of it', async () => {
    const program = fileURLToPath(new URL('../../dist/test-program.mjs', import.meta.url))
    await build({
      stdin: {
        contents: `
          import { loadOnnxModel } from './src/engine/onnx/index.ts'
          const engine = await loadOnnxModel(${JSON.stringify(toy())})
          const session = await engine.createSession()
          const logits = await session.forward([1, 2, 3])
          console.log('logits', logits.length)`,
        resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      },
      outfile: program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    })
    const { stdout } = await promisify(execFile)(process.execPath, [program], { timeout: 30_000 })
    rmSync(program)
    expect(stdout).toContain('logits 264')
  })
})
