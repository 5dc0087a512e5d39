import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { EngineError, ModelError, OptionError, refuseUnknownOptions } from '../../error/index.js'
import type { Engine, EngineSession, Message } from '../engine.js'
import { WorkerClient } from './client.js'
import { readModelFolder } from './folder.js'
import { type DownloadOptions, downloadModel, isHubId } from './hub.js'
import { TextCodec } from './text.js'

export interface LoadOnnxModelOptions extends DownloadOptions {
  /**
   * Where the model runs, in order of preference: 'cpu' (default), 'webgpu', 'cuda', … as onnxruntime-node offers
   * on this platform. An unavailable one is an error, not a silent fall-back.
   */
  executionProviders?: readonly string[] | undefined
  /** Threads of the CPU provider. Default: the runtime's own choice, one per core. */
  threads?: number | undefined
}

/** A causal language model in ONNX Runtime, run in a worker thread. Dispose it when done. */
export interface OnnxEngine extends Engine {
  readonly executionProviders: readonly string[]
  /** Folder the model was loaded from. */
  readonly folder: string
  /** The .onnx file. */
  readonly modelFile: string
}

const optionNames = [
  'executionProviders',
  'threads',
  'file',
  'revision',
  'endpoint',
  'cacheDir',
  'token',
  'signal',
  'onProgress',
] as const satisfies readonly (keyof LoadOnnxModelOptions)[]

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
  refuseUnknownOptions(options, optionNames, 'loadOnnxModel')
  const { executionProviders = ['cpu'], threads = 0, file, signal } = options
  if (!Number.isInteger(threads) || threads < 0) {
    throw new OptionError(`threads cannot be ${threads}.`, {
      code: 'option-range',
      option: 'threads',
      hint: 'Pass a number of threads from 1, or leave it out.',
    })
  }
  if (!Array.isArray(executionProviders) || executionProviders.length === 0) {
    throw new OptionError('executionProviders is no list of names.', {
      code: 'option-range',
      option: 'executionProviders',
      hint: "Pass a list such as ['cpu'] or ['webgpu', 'cpu'].",
    })
  }
  signal?.throwIfAborted()
  const local = existsSync(model)
  if (!local && !isHubId(model)) {
    throw new ModelError(`There is no folder '${model}'.`, {
      code: 'model-not-found',
      hint: "Pass a folder with config.json, or an id such as 'owner/name' on the hub.",
    })
  }
  const { executionProviders: _, threads: __, ...download } = options
  const path = local ? resolve(model) : await downloadModel(model, download)
  const folder = readModelFolder(path, file)
  const codec = new TextCodec(folder)
  const name = local ? basename(path) : model
  const { client, loaded } = await WorkerClient.start(
    { modelFile: folder.modelFile, executionProviders, threads },
    name,
    signal,
  )
  if (loaded.logitsWidth > 0 && loaded.logitsWidth < codec.vocabulary.size) {
    await client.dispose()
    throw new EngineError(
      `The model returns ${loaded.logitsWidth} logits, its tokenizer has ${codec.vocabulary.size} tokens.`,
      { code: 'logits-shape', hint: 'Use the tokenizer.json that belongs to the model.' },
    )
  }
  return new WorkerEngine(client, codec, {
    name,
    folder: path,
    modelFile: folder.modelFile,
    executionProviders: [...executionProviders],
    contextLength: contextLengthOf(folder.config, folder.tokenizerConfig),
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

  createSession(): Promise<EngineSession> {
    return this.client.openSession(this.contextLength)
  }

  dispose(): Promise<void> {
    return this.client.dispose()
  }
}

function contextLengthOf(config: Record<string, unknown>, tokenizerConfig: Record<string, unknown>): number {
  for (const value of [config.max_position_embeddings, config.n_positions, tokenizerConfig.model_max_length]) {
    // model_max_length is a huge number where nobody set it.
    if (typeof value === 'number' && value >= 1 && value < 1e9) return Math.floor(value)
  }
  return 2048
}

const descriptions = ['typescript', 'json-schema', 'shorthand', 'none'] as const

/** `espalier.describe` in config.json: the way of telling a schema that the model was trained on. */
function descriptionOf(config: Record<string, unknown>): Engine['preferredDescription'] | undefined {
  const own = config.espalier
  const describe = typeof own === 'object' && own !== null ? (own as { describe?: unknown }).describe : undefined
  return descriptions.find((known) => known === describe)
}
