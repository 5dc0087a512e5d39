import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { InferenceSession } from 'onnxruntime-node'
import {
  protocolVersion,
  type WorkerFailure,
  type WorkerReply,
  type WorkerRequest,
  type WorkerSettings,
} from './protocol.js'
import { Graph, GraphError, Sequence } from './sequence.js'
import { WholeText } from './whole-text.js'

/**
 * Runs the model in a thread of its own: a run blocks its thread, and the thread that asks has masks to build
 * meanwhile. The cache never leaves this thread; the last row of logits is handed over without a copy.
 */

const settings = workerData as WorkerSettings
const port = parentPort!
const sequences = new Map<number, Sequence>()
let graph: Graph | undefined
let wholeText: WholeText | undefined

class Failure extends Error {
  readonly details: WorkerFailure

  constructor(details: WorkerFailure) {
    super(details.message)
    this.details = details
  }
}

async function load(): Promise<Graph | WholeText> {
  const imported = await import(pathToFileURL(settings.runtime).href)
  const runtime: typeof import('onnxruntime-node') = imported.default ?? imported
  // Whatever is worth knowing comes back as an error; the log would land in the middle of a program's output.
  runtime.env.logLevel = 'fatal'
  const offered = runtime.listSupportedBackends().map((backend) => backend.name)
  for (const provider of settings.executionProviders) {
    if (offered.includes(provider)) continue
    throw new Failure({
      family: 'engine',
      code: 'execution-provider-missing',
      message: `This build of onnxruntime-node has no execution provider '${provider}'.`,
      hint: `It offers: ${offered.join(', ')}.`,
    })
  }
  const onDevice = settings.executionProviders[0] === 'webgpu'
  const options: InferenceSession.SessionOptions = {
    executionProviders: [...settings.executionProviders],
    logSeverityLevel: 4,
    // Threads that wait actively take the core on which the next mask is built; on a busy machine they halve the speed.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    ...(settings.threads > 0 ? { intraOpNumThreads: settings.threads } : {}),
  }
  try {
    if (settings.kind === 'bidirectional') {
      return new WholeText(runtime, await runtime.InferenceSession.create(settings.modelFile, options))
    }
    if (!onDevice) return new Graph(runtime, await runtime.InferenceSession.create(settings.modelFile, options), false)
    // Which outputs are cache is known only from the graph, hence a first session on the CPU to read it.
    const reader = await runtime.InferenceSession.create(settings.modelFile, {
      graphOptimizationLevel: 'disabled',
      logSeverityLevel: 4,
    })
    const { slots } = new Graph(runtime, reader, true)
    await reader.release()
    const location = Object.fromEntries(slots.map((slot) => [slot.output, 'gpu-buffer' as const]))
    const session = await runtime.InferenceSession.create(settings.modelFile, {
      ...options,
      preferredOutputLocation: { ...location, logits: 'cpu' },
    })
    return new Graph(runtime, session, true)
  } catch (error) {
    throw loadFailure(error)
  }
}

function loadFailure(error: unknown): Failure {
  const text = error instanceof Error ? error.message : String(error)
  if (error instanceof GraphError) {
    return new Failure({
      family: 'model',
      code: 'model-unsupported',
      message: `'${settings.modelFile}' is not a ${
        settings.kind === 'causal' ? 'causal' : 'masked diffusion'
      } language model: ${text}.`,
      hint:
        settings.kind === 'causal'
          ? 'Export it for text generation with past key values.'
          : 'Export it without key-value cache, with the logits of all positions; load causal models with loadOnnxModel.',
    })
  }
  const others = settings.executionProviders.filter((provider) => provider !== 'cpu')
  if (
    others.length > 0 &&
    /adapter|provider|shared library|cuda|device|driver|vulkan|backend|not (available|found)/i.test(text)
  ) {
    return new Failure({
      family: 'engine',
      code: 'execution-provider-failed',
      message: `The execution provider '${others.join("', '")}' cannot be started: ${text}`,
      hint: "Check its driver or libraries, or pass executionProviders: ['cpu'].",
    })
  }
  return new Failure({
    family: 'model',
    code: 'model-file-corrupt',
    message: `'${settings.modelFile}' cannot be loaded: ${text}`,
    hint: 'Download or export the model again; external data must lie beside the .onnx file.',
  })
}

async function serve(request: WorkerRequest): Promise<WorkerReply> {
  const { id } = request
  if (request.type === 'load') {
    const loaded = await load()
    if (loaded instanceof Graph) graph = loaded
    else wholeText = loaded
    return { id, ok: true, value: { protocol: protocolVersion, logitsWidth: loaded.logitsWidth } }
  }
  if (wholeText && request.type === 'logits') {
    const { cancel } = request
    return { id, ok: true, value: await wholeText.logits(request, () => Atomics.load(cancel, 0) !== 0) }
  }
  if (wholeText && request.type === 'release') {
    await wholeText.session.release()
    wholeText = undefined
    return { id, ok: true, value: undefined }
  }
  if (!graph) throw new Error('no model is loaded')
  if (request.type === 'open') {
    sequences.set(request.session, new Sequence(graph))
  } else if (request.type === 'release') {
    for (const sequence of sequences.values()) sequence.drop()
    sequences.clear()
    await graph.session.release()
    graph = undefined
  } else {
    if (request.type === 'logits') throw new Error('a causal model is loaded')
    const sequence = sequences.get(request.session)
    if (!sequence) throw new Error(`there is no session ${request.session}`)
    if (request.type === 'forward') {
      const { cancel } = request
      const logits = await sequence.forward(request.ids, () => Atomics.load(cancel, 0) !== 0)
      return { id, ok: true, value: logits }
    }
    if (request.type === 'truncate') sequence.truncate(request.length)
    else {
      sequence.drop()
      sequences.delete(request.session)
    }
  }
  return { id, ok: true, value: undefined }
}

function failureOf(error: unknown): WorkerFailure {
  if (error instanceof Failure) return error.details
  return {
    family: 'engine',
    code: 'forward-failed',
    message: `The model failed: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'Try another execution provider or model file.',
  }
}

let last = Promise.resolve()
port.on('message', (request: WorkerRequest) => {
  last = last.then(async () => {
    let reply: WorkerReply
    try {
      reply = await serve(request)
    } catch (error) {
      reply = { id: request.id, ok: false, error: failureOf(error) }
    }
    const transfer = reply.ok && reply.value instanceof Float32Array ? [reply.value.buffer as ArrayBuffer] : []
    port.postMessage(reply, transfer)
  })
})
