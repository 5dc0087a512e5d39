/** Which engine a `model` option means, and one loaded copy of each per process. */
import type { Engine } from '../engine/engine.js'
import { EspalierError, ModelError } from '../error/index.js'

const loaded = new Map<string, Promise<Engine>>()

/**
 * The engine for a `model` option. A string is a folder or a hub id and is loaded once per process (see
 * {@link disposeModels}); undefined is the embedded model. A failed load is not remembered.
 * @throws ModelError, EngineError
 */
export async function resolveModel(model: string | Engine | Promise<Engine> | undefined): Promise<Engine> {
  if (typeof model === 'object') return await model
  const id = model ?? (await embeddedModelFolder())
  const known = loaded.get(id)
  if (known !== undefined) return await known
  const loading = load(id)
  loaded.set(id, loading)
  try {
    return await loading
  } catch (error) {
    if (loaded.get(id) === loading) loaded.delete(id)
    throw error
  }
}

async function load(id: string): Promise<Engine> {
  const { loadOnnxModel } = await importEngine()
  return await loadOnnxModel(id)
}

async function importEngine(): Promise<typeof import('../engine/onnx/index.js')> {
  try {
    return await import('../engine/onnx/index.js')
  } catch (cause) {
    // The engine's own typed errors pass; what is left is the missing optional package.
    if (EspalierError.isInstance(cause)) throw cause
    throw new ModelError('The ONNX engine could not be loaded.', {
      code: 'engine-missing',
      hint: 'Install it: npm install onnxruntime-node, or pass an engine of your own as model.',
      cause,
    })
  }
}

/** Frees the models that `generate` and `stream` have loaded; the next call loads again. Engines you passed are yours. */
export async function disposeModels(): Promise<void> {
  const all = [...loaded.values()]
  loaded.clear()
  await Promise.all(all.map((loading) => loading.then((engine) => engine.dispose()).catch(() => undefined)))
}

/**
 * The folder of the model that ships with this package.
 * @throws ModelError 'model-missing' if the package was installed without it
 */
export function embeddedModelFolder(): Promise<string> {
  return shipped('espalier-tiny')
}

/**
 * The folder of the masked diffusion model that ships with this package, for `loadOnnxDiffusionModel` of espalier/onnx.
 * @throws ModelError 'model-missing' if the package was installed without it
 */
export function embeddedDiffusionModelFolder(): Promise<string> {
  return shipped('espalier-tiny-diffusion')
}

async function shipped(name: string): Promise<string> {
  const { existsSync } = await import('node:fs')
  const { fileURLToPath } = await import('node:url')
  // One level up from dist/, two from src/sdk/.
  for (const up of ['../', '../../']) {
    const folder = fileURLToPath(new URL(`${up}models/${name}`, import.meta.url))
    if (existsSync(`${folder}/config.json`)) return folder
  }
  throw new ModelError(`The embedded model ${name} is not in this installation.`, {
    code: 'model-missing',
    hint: "Reinstall the package, or name a model: model: 'folder' or model: 'owner/name'.",
  })
}
