/** Messages between the engine and its worker thread. Requests are served strictly in order. */

/** Changed whenever a message changes, so that a worker file of another build is noticed. */
export const protocolVersion = 2

export interface WorkerSettings {
  protocol: number
  /** What the model file holds: a causal language model, or a network that sees a text as a whole. */
  kind: 'causal' | 'bidirectional'
  /** Absolute path of onnxruntime-node's entry, resolved where the package is installed. */
  runtime: string
  modelFile: string
  executionProviders: readonly string[]
  /** 0: what the runtime thinks best. */
  threads: number
}

export type WorkerRequest =
  | { id: number; type: 'load' }
  | { id: number; type: 'open'; session: number }
  | { id: number; type: 'forward'; session: number; ids: Int32Array; cancel: Int32Array }
  | { id: number; type: 'truncate'; session: number; length: number }
  | { id: number; type: 'close'; session: number }
  /** Texts of equal length one after the other; the logits of their positions from … to - 1. */
  | { id: number; type: 'logits'; ids: Int32Array; texts: number; from: number; to: number; cancel: Int32Array }
  | { id: number; type: 'release' }

export interface LoadedModel {
  protocol: number
  /** Last dimension of the logits where the model file states it, else 0. */
  logitsWidth: number
}

export interface WorkerFailure {
  family: 'engine' | 'model'
  code: string
  message: string
  hint: string
}

export type WorkerReply =
  | { id: number; ok: true; value: LoadedModel | Float32Array | undefined }
  | { id: number; ok: false; error: WorkerFailure }
