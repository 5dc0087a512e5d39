/** Judges entries on worker threads, one entry at a time each; a worker that takes too long is ended. */
import { Worker } from 'node:worker_threads'
import { judgeEntry } from './judge.js'
import { loadTokens } from './tokens.js'
import type { Entry, EntryResult } from './types.js'

export interface PoolSettings {
  remotes: ReadonlyMap<string, unknown>
  /** Folder of a tokenizer. */
  tokenizer?: string | undefined
  /** Worker threads; 0 judges in this thread, without a time limit. */
  jobs: number
  /** Where the compiled worker lies; needed unless jobs is 0. */
  workerFile?: URL | undefined
  /** Milliseconds that one entry may take. */
  timeLimit: number
  /** Measure what each compiled schema keeps. */
  memory?: boolean | undefined
  signal?: AbortSignal | undefined
  onResult?: ((result: EntryResult, done: number) => void) | undefined
}

export interface WorkerSetup {
  remotes: ReadonlyMap<string, unknown>
  tokenizer: string | undefined
  memory: boolean | undefined
}

/** Results in the order of the entries. */
export async function judgeAll(entries: readonly Entry[], settings: PoolSettings): Promise<EntryResult[]> {
  const results = new Array<EntryResult>(entries.length)
  let done = 0
  const finish = (at: number, result: EntryResult) => {
    results[at] = result
    done++
    settings.onResult?.(result, done)
  }
  if (settings.jobs === 0 || settings.workerFile === undefined) {
    const tokens = settings.tokenizer === undefined ? undefined : loadTokens(settings.tokenizer)
    for (let at = 0; at < entries.length; at++) {
      settings.signal?.throwIfAborted()
      finish(at, judgeEntry(entries[at]!, { remotes: settings.remotes, tokens, memory: settings.memory }))
      // Lets a progress display and an interrupt through.
      if (at % 16 === 15) await new Promise((resolve) => setImmediate(resolve))
    }
    return results
  }
  let next = 0
  const take = () => (next < entries.length ? next++ : -1)
  const jobs = Math.min(settings.jobs, Math.max(1, entries.length))
  await Promise.all(Array.from({ length: jobs }, () => runWorkers(entries, take, finish, settings)))
  return results
}

/** One lane: a worker, replaced whenever it dies or is ended. */
async function runWorkers(
  entries: readonly Entry[],
  take: () => number,
  finish: (at: number, result: EntryResult) => void,
  settings: PoolSettings,
): Promise<void> {
  for (let first = take(); first >= 0; first = take()) {
    settings.signal?.throwIfAborted()
    await runWorker(entries, first, take, finish, settings)
  }
}

function runWorker(
  entries: readonly Entry[],
  first: number,
  take: () => number,
  finish: (at: number, result: EntryResult) => void,
  settings: PoolSettings,
): Promise<void> {
  const { remotes, tokenizer, memory } = settings
  const setup: WorkerSetup = { remotes, tokenizer, memory }
  const worker = new Worker(settings.workerFile!, { workerData: setup, name: 'espalier-conformance' })
  return new Promise((resolve, reject) => {
    let at = -1
    let started = false
    let over = false
    let timer: NodeJS.Timeout | undefined
    const end = (error?: unknown) => {
      if (over) return
      over = true
      clearTimeout(timer)
      settings.signal?.removeEventListener('abort', abort)
      void worker.terminate().then(() => (error === undefined ? resolve() : reject(error)))
    }
    const abort = () => end(settings.signal!.reason)
    const failed = (code: string, message: string) => {
      const entry = entries[at]!
      finish(at, {
        id: entry.id,
        split: entry.split,
        keywords: entry.keywords,
        status: 'error',
        refusal: undefined,
        tests: entry.tests.length,
        faults: [{ kind: 'error', description: `${code}: ${message}`, at: -1, near: '' }],
        compileMs: 0,
        judgeMs: 0,
        tokenMicros: new Float32Array(0),
        coldMicros: new Float32Array(0),
        memory: -1,
        warnings: 0,
      })
      end()
    }
    const send = (index: number) => {
      at = index
      worker.postMessage(entries[index]!)
      timer = setTimeout(() => failed('time limit', `no verdict within ${settings.timeLimit} ms`), settings.timeLimit)
    }
    settings.signal?.addEventListener('abort', abort)
    worker.on('message', (message: 'ready' | EntryResult) => {
      if (over) return
      if (message === 'ready') {
        started = true
        send(first)
        return
      }
      clearTimeout(timer)
      finish(at, message)
      const index = take()
      if (index < 0) end()
      else send(index)
    })
    worker.on('error', (error) => {
      if (over) return
      // Without a tokenizer or a runnable file every other worker would fail likewise.
      if (!started) end(error)
      else failed('the worker died', error.message)
    })
    worker.on('exit', (code) => {
      if (over) return
      if (!started) end(new Error(`The conformance worker ended with code ${code} before it was ready.`))
      else failed('the worker died', `exit code ${code}`)
    })
  })
}
