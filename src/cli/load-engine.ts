import type { Engine } from '../engine/engine.js'
import { AbortedError } from '../sdk/errors.js'
import { embeddedModelFolder } from '../sdk/models.js'
import type { Io } from './io.js'
import { downloadProgress } from './progress.js'

export interface EngineFlags {
  model?: string
  executionProviders?: string
}

/** The model named, or the embedded one; shows a download. */
export async function loadEngine(flags: EngineFlags, io: Io): Promise<Engine> {
  const display = downloadProgress(io)
  const executionProviders = flags.executionProviders?.split(',').map((name) => name.trim())
  const { onProgress } = display
  try {
    const { loadOnnxModel } = await import('../engine/onnx/index.js')
    const model = flags.model ?? (await embeddedModelFolder())
    return await loadOnnxModel(model, { executionProviders, signal: io.signal, onProgress })
  } catch (error) {
    if (io.signal.aborted) throw new AbortedError({ text: '', cause: io.signal.reason })
    throw error
  } finally {
    display.stop()
  }
}
