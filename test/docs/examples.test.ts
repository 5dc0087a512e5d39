import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { disposeModels } from '../../src/sdk/index.js'
import { buildWorker } from '../engine/build-worker.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'test/docs/.examples')
const embedded = existsSync(join(root, 'models/espalier-tiny/config.json'))
const examples = ['composition', 'grammars'].flatMap((name) =>
  readFileSync(join(root, `docs/${name}.md`), 'utf8')
    .split('```ts\n')
    .slice(1)
    .map((part, i) => [name, i + 1, part.slice(0, part.indexOf('```'))] as const),
)

describe('the examples of the documentation', () => {
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    await buildWorker()
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await disposeModels()
  })

  it.each(examples)(
    '%s, number %i, runs and prints what it says',
    async (name, i, code) => {
      if (!embedded && code.includes("from 'espalier'")) return
      const path = join(folder, `${name}-${i}.ts`)
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
