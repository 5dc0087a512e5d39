import { EngineError } from '../../error/index.js'
import type { EngineSession } from '../engine.js'
import type { WorkerClient } from './client.js'

/** One text of a causal model; its cache lies in the worker thread. */
export class WorkerSession implements EngineSession {
  private readonly client: WorkerClient
  private readonly id: number
  private readonly contextLength: number
  private count = 0
  private busy = false
  private closing: Promise<void> | undefined

  constructor(client: WorkerClient, id: number, contextLength: number) {
    this.client = client
    this.id = id
    this.contextLength = contextLength
  }

  get length(): number {
    return this.count
  }

  async forward(ids: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    this.check()
    if (ids.length === 0) {
      throw new EngineError('There are no tokens to run the model on.', {
        code: 'no-tokens',
        hint: 'Pass at least one token.',
      })
    }
    if (this.count + ids.length > this.contextLength) {
      throw new EngineError(
        `${this.count + ids.length} tokens do not fit into the model's context of ${this.contextLength}.`,
        { code: 'context-length', hint: 'Shorten the prompt or use a model with a longer context.' },
      )
    }
    this.busy = true
    try {
      const logits = await this.client.forward(this.id, ids, signal)
      this.count += ids.length
      return logits
    } catch (error) {
      // The pass may have ended before the abort was seen: whatever it added is taken back, in order, before anything else.
      this.client.request({ type: 'truncate', session: this.id, length: this.count }).catch(() => {})
      throw error
    } finally {
      this.busy = false
    }
  }

  async truncate(length: number): Promise<void> {
    this.check()
    if (!(Number.isInteger(length) && length >= 0 && length <= this.count)) {
      throw new EngineError(`Cannot cut a text of ${this.count} tokens to ${length}.`, {
        code: 'truncate-range',
        hint: 'Pass an integer from 0 to the length of the session.',
      })
    }
    this.count = length
    await this.client.request({ type: 'truncate', session: this.id, length })
  }

  dispose(): Promise<void> {
    this.closing ??= this.client.request({ type: 'close', session: this.id }).then(
      () => {},
      // With the thread gone the session is gone too.
      () => {},
    )
    return this.closing
  }

  private check(): void {
    if (this.closing) {
      throw new EngineError('The session was disposed.', { code: 'disposed', hint: 'Create another session.' })
    }
    if (this.busy) {
      throw new EngineError('The session is busy with another call.', {
        code: 'session-busy',
        hint: 'Await each call, or create one session per text.',
      })
    }
  }
}
