import { downloadModel } from '../engine/onnx/index.js'
import type { Io } from './io.js'
import { downloadProgress } from './progress.js'

export interface PullFlags {
  cache?: string
  revision?: string
  file?: string
  endpoint?: string
}

/**
 * Downloads a model from the hub and returns its folder.
 * @throws ModelError as downloadModel
 */
export async function pull(id: string, flags: PullFlags, io: Io): Promise<string> {
  const { cache: cacheDir, revision, file, endpoint } = flags
  const display = downloadProgress(io)
  const { onProgress } = display
  try {
    return await downloadModel(id, { cacheDir, revision, file, endpoint, signal: io.signal, onProgress })
  } finally {
    display.stop()
  }
}
