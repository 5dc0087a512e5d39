import { ModelError } from '../../error/index.js'
import type { Engine, EngineSession, Message } from '../engine.js'
import type { WorkerClient } from './client.js'
import { WorkerSession } from './session.js'
import { contextLengthOf, isDiffusionModel, type LoadOnnxModelOptions, openSource, startWorker } from './source.js'
import type { TextCodec } from './text.js'

/** A causal language model in ONNX Runtime, run in a worker thread. Dispose it when done. */
export interface OnnxEngine extends Engine {
  readonly executionProviders: readonly string[]
  /** Folder the model was loaded from. */
  readonly folder: string
  /** The .onnx file. */
  readonly modelFile: string
}

/**
 * Loads a causal language model from a folder in the Hugging Face layout (config.json, tokenizer.json,
 * onnx/model*.onnx with key-value cache), or by its id from the hub, once downloaded from the cache.
 *
 * The model runs in a worker thread, which keeps the process alive only while the model works.
 *
 * @param model path of a folder, or 'owner/name' on the hub; an existing folder comes first
 * @throws ModelError code 'model-not-found', 'model-file-missing', 'model-file-corrupt', 'model-unsupported', or
 *   of downloadModel
 * @throws VocabularyError if tokenizer.json does not tell the bytes of its tokens
 * @throws EngineError code 'onnxruntime-missing', 'execution-provider-missing', 'execution-provider-failed', 'logits-shape'
 * @throws OptionError code 'unknown-option' or 'option-range'
 */
export async function loadOnnxModel(model: string, options: LoadOnnxModelOptions = {}): Promise<OnnxEngine> {
  const source = await openSource(model, options, 'loadOnnxModel')
  const { name, folder, codec, executionProviders } = source
  if (isDiffusionModel(folder.config)) {
    throw new ModelError(`'${name}' is a masked diffusion model, which does not continue texts.`, {
      code: 'model-unsupported',
      hint: 'Load it with loadOnnxDiffusionModel.',
    })
  }
  const client = await startWorker(source, 'causal', options.signal)
  return new WorkerEngine(client, codec, {
    name,
    folder: folder.path,
    modelFile: folder.modelFile,
    executionProviders,
    contextLength: contextLengthOf(folder),
    description: descriptionOf(folder.config),
  })
}

interface Facts {
  name: string
  folder: string
  modelFile: string
  executionProviders: readonly string[]
  contextLength: number
  description: Engine['preferredDescription'] | undefined
}

class WorkerEngine implements OnnxEngine {
  readonly name: string
  readonly folder: string
  readonly modelFile: string
  readonly executionProviders: readonly string[]
  readonly contextLength: number
  readonly preferredDescription?: NonNullable<Engine['preferredDescription']>
  private readonly client: WorkerClient
  private readonly codec: TextCodec

  constructor(client: WorkerClient, codec: TextCodec, facts: Facts) {
    this.client = client
    this.codec = codec
    this.name = facts.name
    this.folder = facts.folder
    this.modelFile = facts.modelFile
    this.executionProviders = facts.executionProviders
    this.contextLength = facts.contextLength
    if (facts.description !== undefined) this.preferredDescription = facts.description
  }

  get vocabulary() {
    return this.codec.vocabulary
  }

  encode(text: string): number[] {
    return this.codec.encode(text)
  }

  encodeChat(messages: readonly Message[]): number[] {
    return this.codec.encodeChat(messages)
  }

  decode(ids: readonly number[]): string {
    return this.codec.decode(ids)
  }

  async createSession(): Promise<EngineSession> {
    return new WorkerSession(this.client, await this.client.openSession(), this.contextLength)
  }

  dispose(): Promise<void> {
    return this.client.dispose()
  }
}

const descriptions = ['typescript', 'json-schema', 'shorthand', 'none'] as const

/** `espalier.describe` in config.json: the way of telling a schema that the model was trained on. */
function descriptionOf(config: Record<string, unknown>): Engine['preferredDescription'] | undefined {
  const own = config.espalier
  const describe = typeof own === 'object' && own !== null ? (own as { describe?: unknown }).describe : undefined
  return descriptions.find((known) => known === describe)
}
