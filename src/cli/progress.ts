import { SingleBar } from 'cli-progress'
import type { DownloadProgress } from '../engine/onnx/index.js'
import type { Io } from './io.js'

/** Shows a download on stderr: a bar on a terminal, one line per file elsewhere. `stop` when it is over, either way. */
export interface ProgressDisplay {
  onProgress(progress: DownloadProgress): void
  stop(): void
}

export function downloadProgress(io: Io): ProgressDisplay {
  return io.interactive ? bar() : lines(io)
}

function bar(): ProgressDisplay {
  const shown = new SingleBar({
    format: '{bar} {percentage}%  {done} of {all} MB  {file}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  })
  let started = false
  return {
    onProgress({ file, loaded, total }) {
      const payload = { file, done: megabytes(loaded), all: megabytes(total) }
      if (started) shown.update(loaded, payload)
      else shown.start(total, loaded, payload)
      started = true
    },
    stop() {
      if (started) shown.stop()
    },
  }
}

function lines(io: Io): ProgressDisplay {
  let current = ''
  return {
    onProgress({ file, fileTotal }) {
      if (file === current) return
      current = file
      io.err(`downloading ${file} (${megabytes(fileTotal)} MB)\n`)
    },
    stop() {},
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
