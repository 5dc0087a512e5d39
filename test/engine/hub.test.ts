import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type DownloadProgress, defaultCacheDir, downloadModel, loadOnnxModel } from '../../src/engine/onnx/index.js'
import { storage } from '../../src/engine/onnx/transfer.js'
import { buildWorker } from './build-worker.js'
import { type HubServer, startHubServer } from './hub-server.js'
import { toyFiles } from './toy-onnx.js'

const scratch = mkdtempSync(join(tmpdir(), 'espalier-hub-'))
const id = 'someone/toy-model'
const files: Record<string, string | Uint8Array> = {
  ...toyFiles(),
  'README.md': '# not needed',
  'onnx/model_fp16.onnx': 'not wanted',
  'onnx/model.onnx_data': 'x'.repeat(3000),
}
const wanted = [
  'config.json',
  'generation_config.json',
  'onnx/model.onnx',
  'onnx/model.onnx_data',
  'tokenizer.json',
  'tokenizer_config.json',
]
const modelPath = 'onnx/model.onnx'
const modelSize = Buffer.from(files[modelPath] as Uint8Array).length

let hub: HubServer
let cacheDir: string

beforeAll(buildWorker)
beforeEach(async () => {
  hub = await startHubServer(id, files)
  cacheDir = mkdtempSync(join(scratch, 'cache-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await hub.stop()
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const get = (options = {}) => downloadModel(id, { endpoint: hub.endpoint, cacheDir, ...options })

/** Every file below the cache folder, without the marker of completeness. */
function cached(): string[] {
  return (
    readdirSync(cacheDir, { recursive: true, withFileTypes: true }) as {
      name: string
      parentPath: string
      isFile(): boolean
    }[]
  )
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.complete'))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(cacheDir, id, 'main').length + 1))
    .sort()
}

/** After a failure: whole files may be there, no part of one. */
function expectNoPart() {
  for (const path of cached()) {
    expect(path).not.toContain('.part')
    expect(readFileSync(join(cacheDir, id, 'main', path))).toEqual(Buffer.from(files[path] as string))
  }
}

describe('a download', () => {
  test('fetches what the model needs, and nothing else', async () => {
    const folder = await get()
    expect(folder).toBe(join(cacheDir, 'someone', 'toy-model', 'main'))
    expect(cached()).toEqual(wanted)
    for (const path of wanted) {
      expect(readFileSync(join(folder, path))).toEqual(Buffer.from(files[path] as string))
    }
  })

  test('is not repeated, and works without the hub then', async () => {
    await get()
    const before = hub.requests.length
    await hub.stop()
    await get()
    expect(hub.requests).toHaveLength(before)
  })

  test('fetches again what is missing or of the wrong size', async () => {
    const folder = await get()
    hub.requests.length = 0
    writeFileSync(join(folder, 'config.json'), '{')
    rmSync(join(folder, 'tokenizer.json'))
    await get()
    expect(hub.requests.sort()).toEqual(['config.json', 'tokenizer.json', 'tree'])
    expectNoPart()
  })

  test('reports progress up to the last byte', async () => {
    const seen: DownloadProgress[] = []
    await get({ onProgress: (progress: DownloadProgress) => seen.push(progress) })
    const last = seen.at(-1)!
    expect(last.loaded).toBe(last.total)
    expect(new Set(seen.map((progress) => progress.file))).toEqual(new Set(wanted))
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.loaded).toBeGreaterThanOrEqual(seen[i - 1]!.loaded)
    for (const { fileLoaded, fileTotal } of seen) expect(fileLoaded).toBeLessThanOrEqual(fileTotal)
  })

  test('takes the named model file and revision', async () => {
    await hub.stop()
    hub = await startHubServer(id, files, 'v1.0')
    const folder = await get({ file: 'model_fp16', revision: 'v1.0' })
    expect(existsSync(join(folder, 'onnx', 'model_fp16.onnx'))).toBe(true)
    expect(existsSync(join(folder, modelPath))).toBe(false)
    await expect(get({ file: 'model_q8', revision: 'v1.0' })).rejects.toMatchObject({
      code: 'model-file-missing',
      message: expect.stringContaining('onnx/model.onnx'),
    })
  })

  test('is what loading a model by its id does', async () => {
    const engine = await loadOnnxModel(id, { endpoint: hub.endpoint, cacheDir })
    expect(engine.name).toBe(id)
    const session = await engine.createSession()
    expect((await session.forward(engine.encode('the cat'))).length).toBe(264)
    await engine.dispose()
  })

  test('sends the token it is given', async () => {
    hub.token = 'secret'
    await expect(get()).rejects.toMatchObject({ name: 'ModelError', code: 'download-denied' })
    await get({ token: 'hf_secret' }).catch(() => {})
    hub.token = 'hf_secret'
    await get({ token: 'hf_secret' })
    expect(cached()).toEqual(wanted)
  })

  test('may run twice at the same time', async () => {
    await Promise.all([get(), get()])
    expect(cached()).toEqual(wanted)
    expectNoPart()
  })
})

describe('a broken transfer', () => {
  test('is taken up where it broke off', async () => {
    hub.faults[modelPath] = ['cut', 'ok']
    await get()
    expect(cached()).toEqual(wanted)
    expectNoPart()
    expect(hub.requests).toContain(`${modelPath}@${Math.floor(modelSize / 2)}`)
  })

  test('is begun anew by a server that serves no ranges', async () => {
    hub.ranges = false
    hub.faults[modelPath] = ['cut', 'ok']
    await get()
    expectNoPart()
    expect(cached()).toEqual(wanted)
  })

  test('that ends too early without a word is noticed', async () => {
    hub.faults[modelPath] = ['short', 'ok']
    await get()
    expectNoPart()
    expect(cached()).toEqual(wanted)
  })

  test('is an error when it stays broken', async () => {
    hub.faults[modelPath] = 'short'
    hub.ranges = false
    await expect(get()).rejects.toMatchObject({ name: 'ModelError', code: 'download-failed' })
    expectNoPart()
    expect(cached()).not.toContain(modelPath)
  })

  test('is an error when the server is gone, and what is there stays usable for the next time', async () => {
    hub.faults[modelPath] = 'stuck'
    const running = get({
      onProgress: ({ file }: DownloadProgress) => {
        if (file === modelPath) void hub.stop()
      },
    })
    await expect(running).rejects.toMatchObject({ name: 'ModelError', code: 'download-failed' })
    expectNoPart()
    expect(cached()).not.toContain(modelPath)
    hub = await startHubServer(id, files)
    await get()
    expect(hub.requests).not.toContain('config.json')
    expect(cached()).toEqual(wanted)
  })
})

describe('a failing download leaves no part of a file', () => {
  const refuse = async (expected: object, options = {}) => {
    await expect(get(options)).rejects.toMatchObject(expected)
    expectNoPart()
    expect(cached()).not.toContain(modelPath)
    // Nothing pretends to be complete.
    expect(readdirSync(join(cacheDir, id, 'main')).filter((name) => name.startsWith('.complete'))).toEqual([])
  }

  test('when a file is missing, denied or cannot be served', async () => {
    for (const [fault, code] of [
      ['missing', 'model-not-found'],
      ['denied', 'download-denied'],
      ['failing', 'download-failed'],
    ] as const) {
      hub.faults[modelPath] = fault
      await refuse({ name: 'ModelError', code })
    }
  })

  test('when the content is not what the listing says', async () => {
    hub.faults[modelPath] = 'changed'
    await refuse({ name: 'ModelError', code: 'download-corrupt' })
    hub.faults = { 'config.json': 'changed' }
    rmSync(join(cacheDir, id, 'main', 'config.json'))
    await expect(get()).rejects.toMatchObject({ code: 'download-corrupt' })
    expect(cached()).not.toContain('config.json')
  })

  test('when it is aborted', async () => {
    hub.faults[modelPath] = 'stuck'
    const controller = new AbortController()
    const reason = new Error('never mind')
    await expect(
      get({
        signal: controller.signal,
        onProgress: ({ file, fileLoaded }: DownloadProgress) => {
          if (file === modelPath && fileLoaded > 0) controller.abort(reason)
        },
      }),
    ).rejects.toBe(reason)
    expectNoPart()
    expect(cached()).not.toContain(modelPath)
    await expect(get({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('when the disk is full', async () => {
    const real = storage.open
    vi.spyOn(storage, 'open').mockImplementation(async (path) => {
      const writer = await real(path)
      let written = 0
      return {
        write: async (chunk) => {
          written += chunk.length
          if (written > 1000)
            throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
          return await writer.write(chunk)
        },
        close: () => writer.close(),
      }
    })
    await refuse({ name: 'ModelError', code: 'disk-full' })
  })

  test('when the hub does not know the model or cannot be reached', async () => {
    const other = { endpoint: hub.endpoint, cacheDir }
    await expect(downloadModel('someone/other', other)).rejects.toMatchObject({ code: 'model-not-found' })
    await expect(downloadModel('no id', other)).rejects.toMatchObject({ code: 'model-not-found' })
    await hub.stop()
    await expect(downloadModel(id, other)).rejects.toMatchObject({ name: 'ModelError', code: 'download-failed' })
    expect(existsSync(join(cacheDir, id))).toBe(false)
  })

  test('when an earlier process was killed, its parts are removed', async () => {
    await get()
    const folder = join(cacheDir, id, 'main')
    rmSync(join(folder, 'config.json'))
    const dead = join(folder, 'onnx', 'model.onnx.4194303-0123abcd.part')
    const living = join(folder, 'onnx', `model.onnx.${process.pid}-0123abcd.part`)
    writeFileSync(dead, 'half')
    writeFileSync(living, 'half')
    await get()
    expect(existsSync(dead)).toBe(false)
    expect(existsSync(living)).toBe(true)
  })

  test('when a repository is no model in this layout', async () => {
    await hub.stop()
    hub = await startHubServer(id, { 'config.json': '{}', 'tokenizer.json': '{}' })
    await expect(get()).rejects.toMatchObject({ code: 'model-file-missing' })
    await hub.stop()
    hub = await startHubServer(id, { 'README.md': 'hello' })
    await expect(get()).rejects.toMatchObject({
      code: 'model-file-missing',
      message: expect.stringContaining('config.json'),
    })
  })
})

describe('options of a download', () => {
  test('are checked by name', async () => {
    await expect(get({ cachedir: '/tmp' })).rejects.toMatchObject({ name: 'OptionError', option: 'cachedir' })
  })

  test('default to the cache folder of the user, which the environment may move', () => {
    vi.stubEnv('ESPALIER_CACHE', '/somewhere/else')
    expect(defaultCacheDir()).toBe('/somewhere/else')
    vi.stubEnv('ESPALIER_CACHE', '')
    vi.stubEnv('XDG_CACHE_HOME', '/xdg')
    expect(defaultCacheDir()).toBe(join('/xdg', 'espalier'))
    vi.unstubAllEnvs()
  })
})
