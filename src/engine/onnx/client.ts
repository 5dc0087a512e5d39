import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { EngineError, type EspalierError, ModelError } from '../../error/index.js'
import {
  type LoadedModel,
  protocolVersion,
  type WorkerReply,
  type WorkerRequest,
  type WorkerSettings,
} from './protocol.js'

type RequestBody = WorkerRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

interface Waiting {
  resolve(value: WorkerReply & { ok: true }): void
  reject(error: unknown): void
}

/**
 * The worker thread of one model. It keeps the process alive only while a request is under way, and ends with
 * `dispose`, with a failed load, or by itself; whatever is waiting then is rejected.
 */
export class WorkerClient {
  private readonly worker: Worker
  private readonly waiting = new Map<number, Waiting>()
  private readonly model: string
  private nextId = 1
  private nextSession = 1
  private gone: EngineError | undefined
  private disposing: Promise<void> | undefined
  private readonly cancels = new Set<Int32Array>()

  private constructor(settings: WorkerSettings, model: string) {
    this.model = model
    this.worker = new Worker(workerFile(), { workerData: settings, name: 'espalier-onnx' })
    this.worker.on('message', (reply: WorkerReply) => this.receive(reply))
    this.worker.on('error', (cause) => this.end(this.death(`failed: ${cause.message}`, cause)))
    this.worker.on('messageerror', (cause) => this.end(this.death('sent a message that cannot be read', cause)))
    this.worker.on('exit', (code) => this.end(this.death(`ended with code ${code}`)))
    this.worker.unref()
  }

  /** Starts the thread and loads the model in it. */
  static async start(
    settings: Omit<WorkerSettings, 'protocol' | 'runtime'>,
    model: string,
    signal?: AbortSignal,
  ): Promise<{ client: WorkerClient; loaded: LoadedModel }> {
    const runtime = runtimePath()
    const client = new WorkerClient({ ...settings, runtime, protocol: protocolVersion }, model)
    try {
      const reply = await orAbort(client.request({ type: 'load' }), signal)
      const loaded = reply.value as LoadedModel
      if (loaded.protocol !== protocolVersion) throw otherBuild()
      return { client, loaded }
    } catch (error) {
      await client.terminate()
      throw error
    }
  }

  /** Opens a session in the worker; its number. */
  async openSession(): Promise<number> {
    const session = this.nextSession++
    await this.request({ type: 'open', session })
    return session
  }

  /** Requests are served in order, so a later one may rely on an earlier one unawaited. */
  request(body: RequestBody): Promise<WorkerReply & { ok: true }> {
    if (this.gone) return Promise.reject(this.gone)
    const id = this.nextId++
    if (this.waiting.size === 0) this.worker.ref()
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.worker.postMessage({ ...body, id })
    })
  }

  forward(session: number, ids: readonly number[], signal: AbortSignal | undefined): Promise<Float32Array> {
    return this.pass((cancel) => ({ type: 'forward', session, ids: Int32Array.from(ids), cancel }), signal)
  }

  /** @param ids as many texts of equal length one after the other */
  logits(
    ids: Int32Array,
    texts: number,
    from: number,
    to: number,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    return this.pass((cancel) => ({ type: 'logits', ids, texts, from, to, cancel }), signal)
  }

  /** A request for logits that the signal can cancel. */
  private async pass(
    request: (cancel: Int32Array) => RequestBody,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array> {
    signal?.throwIfAborted()
    const cancel = new Int32Array(new SharedArrayBuffer(4))
    this.cancels.add(cancel)
    try {
      const { value } = await orAbort(this.request(request(cancel)), signal)
      if (!(value instanceof Float32Array)) throw this.gone ?? this.death('was stopped')
      return value
    } finally {
      Atomics.store(cancel, 0, 1)
      this.cancels.delete(cancel)
    }
  }

  /** Waits for the pass under way, frees the model and ends the thread. */
  dispose(): Promise<void> {
    this.disposing ??= this.release()
    return this.disposing
  }

  private async release(): Promise<void> {
    if (!this.gone) {
      for (const cancel of this.cancels) Atomics.store(cancel, 0, 1)
      const released = this.request({ type: 'release' }).catch(() => {})
      const disposed = new EngineError(`The engine '${this.model}' was disposed.`, {
        code: 'disposed',
        hint: 'Load the model again.',
      })
      this.gone = disposed
      await released
      this.end(disposed)
    }
    await this.terminate()
  }

  private async terminate(): Promise<void> {
    this.gone ??= this.death('was stopped')
    await this.worker.terminate()
  }

  private receive(reply: WorkerReply): void {
    const waiting = this.waiting.get(reply.id)
    if (!waiting) return
    this.settled(reply.id)
    if (reply.ok) {
      waiting.resolve(reply)
      return
    }
    const { family, code, message, hint } = reply.error
    waiting.reject(new (family === 'model' ? ModelError : EngineError)(message, { code, hint }))
  }

  private settled(id: number): void {
    this.waiting.delete(id)
    if (this.waiting.size === 0) this.worker.unref()
  }

  private end(error: EngineError): void {
    this.gone ??= error
    for (const [id, waiting] of this.waiting) {
      this.settled(id)
      waiting.reject(this.gone)
    }
  }

  private death(how: string, cause?: unknown): EngineError {
    return new EngineError(`The worker thread of '${this.model}' ${how}.`, {
      code: 'worker-died',
      hint: 'Load the model again; if it happens again, look for a lack of memory.',
      cause,
    })
  }
}

/** The promise's outcome, or the signal's reason as soon as it is aborted. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return await promise
  promise.catch(() => {})
  signal.throwIfAborted()
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    if (stop) signal.removeEventListener('abort', stop)
  }
}

function runtimePath(): string {
  try {
    return createRequire(import.meta.url).resolve('onnxruntime-node')
  } catch (cause) {
    throw new EngineError('The package onnxruntime-node is not installed.', {
      code: 'onnxruntime-missing',
      hint: 'Run: npm install onnxruntime-node',
      cause,
    })
  }
}

/** Beside this file once built; when run from its TypeScript source, in the last build. */
function workerFile(): URL {
  const fromSource = import.meta.url.endsWith('.ts')
  const url = new URL(fromSource ? '../../../dist/onnx-worker.js' : './onnx-worker.js', import.meta.url)
  if (url.protocol === 'file:' && !existsSync(fileURLToPath(url))) throw otherBuild()
  return url
}

function otherBuild(): EspalierError {
  return new EngineError('The worker file onnx-worker.js is missing or of another build.', {
    code: 'worker-missing',
    hint: 'Run `npm run build`; when bundling, keep onnx-worker.js beside the bundle.',
  })
}
