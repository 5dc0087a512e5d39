/** What loading a causal and a diffusion model have in common: options, folder, tokenizer, worker thread. */
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { EngineError, ModelError, OptionError, refuseUnknownOptions } from '../../error/index.js'
import { WorkerClient } from './client.js'
import { type ModelFolder, readModelFolder } from './folder.js'
import { type DownloadOptions, downloadModel, downloadOptionNames, isHubId } from './hub.js'
import type { WorkerSettings } from './protocol.js'
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

const optionNames = [
  'executionProviders',
  'threads',
  ...downloadOptionNames,
] as const satisfies readonly (keyof LoadOnnxModelOptions)[]

export interface Source {
  name: string
  folder: ModelFolder
  codec: TextCodec
  executionProviders: readonly string[]
  threads: number
}

/**
 * Checks the options and reads the model's folder, downloaded first if `model` is a hub id.
 * @param call the function that was called, for errors about options
 * @param more names of further options of that function
 */
export async function openSource(
  model: string,
  options: LoadOnnxModelOptions,
  call: string,
  more: readonly string[] = [],
): Promise<Source> {
  refuseUnknownOptions(options, [...optionNames, ...more], call)
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
  const path = local ? resolve(model) : await downloadModel(model, downloadOptions(options))
  const folder = readModelFolder(path, file)
  const name = local ? basename(path) : model
  return { name, folder, codec: new TextCodec(folder), executionProviders: [...executionProviders], threads }
}

function downloadOptions(options: LoadOnnxModelOptions): DownloadOptions {
  const given = downloadOptionNames.map((name) => [name, options[name]] as const)
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}

/** @throws EngineError code 'logits-shape' if the model has fewer logits than its tokenizer tokens */
export async function startWorker(
  source: Source,
  kind: WorkerSettings['kind'],
  signal: AbortSignal | undefined,
): Promise<WorkerClient> {
  const { folder, codec, name, executionProviders, threads } = source
  const { client, loaded } = await WorkerClient.start(
    { kind, modelFile: folder.modelFile, executionProviders, threads },
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
  return client
}

export function contextLengthOf({ config, tokenizerConfig }: ModelFolder): number {
  const named = [config.max_position_embeddings, config.max_sequence_length, config.n_positions]
  for (const value of [...named, tokenizerConfig.model_max_length]) {
    // model_max_length is a huge number where nobody set it.
    if (typeof value === 'number' && value >= 1 && value < 1e9) return Math.floor(value)
  }
  return 2048
}

/** Model types of masked diffusion models as their authors name them in config.json, in lower case. */
const diffusionTypes = /^(espalier-diffusion|llada.*|dream|diffucoder|sdar.*|mdlm)$/

export function isDiffusionModel(config: Record<string, unknown>): boolean {
  return typeof config.model_type === 'string' && diffusionTypes.test(config.model_type.toLowerCase())
}
