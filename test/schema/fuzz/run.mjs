// Bundles the fuzz run (TypeScript, worker threads) and starts it: npm run fuzz -- --runs N --seed S
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
// Inside the project, so that the bundle finds the installed packages.
const folder = mkdtempSync(join(here, '../../../node_modules/.fuzz-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
const outfile = join(folder, 'main.mjs')
await build({
  entryPoints: [join(here, 'main.ts')],
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
  outfile,
})
await import(pathToFileURL(outfile).href)
