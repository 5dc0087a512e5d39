import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { disposeModels } from '../../src/sdk/index.js'
import { buildWorker } from '../engine/build-worker.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'test/docs/.examples')
const embedded = existsSync(join(root, 'models/espalier-tiny/config.json'))
const examples = readFileSync(join(root, 'docs/composition.md'), 'utf8')
  .split('```ts\n')
  .slice(1)
  .map((part) => part.slice(0, part.indexOf('```')))

describe('the examples of docs/composition.md', () => {
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    await buildWorker()
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await disposeModels()
  })

  it.each(examples.map((code, i) => [i + 1, code] as const))(
    'number %i runs and prints what it says',
    async (i, code) => {
      if (!embedded && code.includes("from 'espalier'")) return
      const path = join(folder, `example-${i}.ts`)
      writeFileSync(
        path,
        code
          .replaceAll("'espalier/core'", "'../../../src/core.js'")
          .replaceAll("'espalier'", "'../../../src/sdk/index.js'"),
      )
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
      try {
        await import(/* @vite-ignore */ pathToFileURL(path).href)
        const said = [...code.matchAll(/console\.log\(.*\) \/\/ (true|false)$/gm)].map((match) => match[1])
        const printed = log.mock.calls.map((args) => args.join(' '))
        for (const [k, value] of said.entries()) expect(printed[k]).toBe(value)
        expect(printed.length).toBeGreaterThan(0)
      } finally {
        log.mockRestore()
      }
    },
    120_000,
  )
})
