import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * Builds dist/onnx-worker.js where it is missing or older than its sources: tests run from source, but a worker
 * thread starts from a JavaScript file.
 */
export async function buildWorker(): Promise<void> {
  const sources = fileURLToPath(new URL('../../src/engine/onnx/', import.meta.url))
  const outfile = fileURLToPath(new URL('../../dist/onnx-worker.js', import.meta.url))
  const newest = Math.max(...readdirSync(sources).map((name) => statSync(sources + name).mtimeMs))
  if (existsSync(outfile) && statSync(outfile).mtimeMs > newest) return
  await build({
    entryPoints: [`${sources}worker.ts`],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['onnxruntime-node'],
    logLevel: 'error',
  })
}
