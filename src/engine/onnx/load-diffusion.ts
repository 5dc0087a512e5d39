import { EngineError, ModelError, OptionError } from '../../error/index.js'
import type { DiffusionEngine } from '../diffusion-engine.js'
import type { Message } from '../engine.js'
import type { WorkerClient } from './client.js'
import type { ModelFolder } from './folder.js'
import { contextLengthOf, type LoadOnnxModelOptions, openSource, type Source, startWorker } from './source.js'
import type { TextCodec } from './text.js'

export interface LoadOnnxDiffusionModelOptions extends LoadOnnxModelOptions {
  /**
   * The token at open positions, -1 for uniform-state models. Default: `mask_token_id` of config.json or
   * generation_config.json, or the id of `mask_token` in tokenizer_config.json.
   */
  maskId?: number | undefined
  /**
   * Which token the logits of a position are for: that of the position, or that of the next, as in models adapted from causal ones.
   * Default: 'next' for the model types Dream and DiffuCoder, else 'same'.
   */
  predicts?: 'same' | 'next' | undefined
}

/** A masked diffusion language model in ONNX Runtime, run in a worker thread. Dispose it when done. */
export interface OnnxDiffusionEngine extends DiffusionEngine {
  readonly executionProviders: readonly string[]
  /** Folder the model was loaded from. */
  readonly folder: string
  /** The .onnx file. */
  readonly modelFile: string
  logitsBatch(texts: readonly Int32Array[], from: number, to: number, signal?: AbortSignal): Promise<Float32Array[]>
}

/**
 * Loads a masked diffusion language model (LLaDA, Dream and the like) from a folder in the Hugging Face layout: config.json with
 * `mask_token_id`, tokenizer.json, and onnx/model*.onnx with the inputs `input_ids` and, where it has them, `attention_mask`
 * ([batch, sequence], or [batch, 1, sequence, sequence]), `position_ids`, `token_type_ids` and `num_logits_to_keep`, no key-value
 * cache, and with the output `logits` [batch, sequence, vocabulary]. Or by its id from the hub.
 *
 * The model runs in a worker thread, which keeps the process alive only while the model works. The texts of one
 * `logitsBatch` go through the model together, in parts where their logits would take more than 256 MB. On the CPU the logits then are
 * those of single texts up to rounding: which kernel multiplies depends on the number of rows.
 *
 * @param model path of a folder, or 'owner/name' on the hub; an existing folder comes first
 * @throws ModelError code 'model-not-found', 'model-file-missing', 'model-file-corrupt', 'model-unsupported' (not a masked diffusion
 *   model, or its mask token is not named), or of downloadModel
 * @throws VocabularyError if tokenizer.json does not tell the bytes of its tokens
 * @throws EngineError code 'onnxruntime-missing', 'execution-provider-missing', 'execution-provider-failed', 'logits-shape'
 * @throws OptionError code 'unknown-option' or 'option-range'
 */
export async function loadOnnxDiffusionModel(
  model: string,
  options: LoadOnnxDiffusionModelOptions = {},
): Promise<OnnxDiffusionEngine> {
  const { maskId, predicts } = options
  if (maskId !== undefined && !(Number.isInteger(maskId) && maskId >= -1)) {
    throw new OptionError(`maskId cannot be ${maskId}.`, {
      code: 'option-range',
      option: 'maskId',
      hint: 'Pass the id of a token, or -1 for a uniform-state model.',
    })
  }
  if (predicts !== undefined && predicts !== 'same' && predicts !== 'next') {
    throw new OptionError(`predicts cannot be ${JSON.stringify(predicts)}.`, {
      code: 'option-range',
      option: 'predicts',
      hint: "Pass 'same' or 'next'.",
    })
  }
  const source = await openSource(model, options, 'loadOnnxDiffusionModel', ['maskId', 'predicts'])
  const mask = maskId ?? maskIdOf(source)
  const next = predicts === undefined ? nextTypes.test(String(source.folder.config.model_type)) : predicts === 'next'
  return new WorkerDiffusionEngine(await startWorker(source, 'bidirectional', options.signal), source, mask, next)
}

/** Model types whose logits are for the next position. */
const nextTypes = /^(dream|diffucoder)$/i

/** @throws ModelError code 'model-unsupported' */
function maskIdOf({ name, folder }: Source): number {
  for (const file of [folder.config, folder.generationConfig]) {
    const id = file.mask_token_id
    if (typeof id === 'number' && Number.isInteger(id) && id >= -1) return id
  }
  const named = folder.tokenizerConfig.mask_token
  const content = typeof named === 'object' && named !== null ? (named as { content?: unknown }).content : named
  const id = typeof content === 'string' ? idOf(folder, content) : undefined
  if (id !== undefined) return id
  throw new ModelError(`'${name}' names no mask token, so it seems to be no masked diffusion model.`, {
    code: 'model-unsupported',
    hint: 'Load causal models with loadOnnxModel; for a masked one pass the option maskId.',
  })
}

function idOf({ tokenizer }: ModelFolder, content: string): number | undefined {
  const added = Array.isArray(tokenizer.added_tokens) ? tokenizer.added_tokens : []
  const id: unknown = added.find((token) => token?.content === content)?.id
  return typeof id === 'number' ? id : undefined
}

class WorkerDiffusionEngine implements OnnxDiffusionEngine {
  readonly name: string
  readonly folder: string
  readonly modelFile: string
  readonly executionProviders: readonly string[]
  readonly contextLength: number
  readonly maskId: number
  readonly overlaps = true
  readonly encodeChat?: (messages: readonly Message[]) => number[]
  private readonly client: WorkerClient
  private readonly codec: TextCodec
  private readonly next: boolean

  constructor(client: WorkerClient, source: Source, maskId: number, next: boolean) {
    const { name, folder, codec, executionProviders } = source
    this.client = client
    this.codec = codec
    this.next = next
    this.name = name
    this.folder = folder.path
    this.modelFile = folder.modelFile
    this.executionProviders = executionProviders
    this.contextLength = contextLengthOf(folder)
    this.maskId = maskId
    if (codec.hasTemplate) this.encodeChat = (messages) => codec.encodeChat(messages)
  }

  get vocabulary() {
    return this.codec.vocabulary
  }

  encode(text: string): number[] {
    return this.codec.encode(text)
  }

  decode(ids: readonly number[]): string {
    return this.codec.decode(ids)
  }

  async logits(ids: Int32Array, from: number, to: number, signal?: AbortSignal): Promise<Float32Array> {
    return (await this.logitsBatch([ids], from, to, signal))[0]!
  }

  async logitsBatch(
    texts: readonly Int32Array[],
    from: number,
    to: number,
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    if (texts.length === 0) return []
    const length = texts[0]!.length
    const joined = new Int32Array(texts.length * length)
    for (const [i, ids] of texts.entries()) {
      this.check(ids, length)
      joined.set(ids, i * length)
    }
    if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from < to && to <= length)) {
      throw new EngineError(`There are no positions from ${from} to ${to} in a text of ${length} tokens.`, {
        code: 'logits-range',
        hint: 'Pass integers with 0 <= from < to <= length.',
      })
    }
    // Row p is for position p + 1 then; position 0 has only its own row.
    const first = this.next ? Math.max(0, from - 1) : from
    const last = this.next ? Math.max(1, to - 1) : to
    const rows = await this.client.logits(joined, texts.length, first, last, signal)
    const width = rows.length / (texts.length * (last - first))
    return texts.map((_, i) => {
      const own = rows.subarray(i * (last - first) * width, (i + 1) * (last - first) * width)
      if (last - first === to - from) return own
      const moved = new Float32Array((to - from) * width)
      moved.set(own.subarray(0, width))
      moved.set(own, width)
      return moved
    })
  }

  dispose(): Promise<void> {
    return this.client.dispose()
  }

  private check(ids: Int32Array, length: number): void {
    if (ids.length === 0) {
      throw new EngineError('There are no tokens to run the model on.', {
        code: 'no-tokens',
        hint: 'Pass at least one token.',
      })
    }
    if (ids.length !== length) {
      throw new EngineError(`Texts of ${length} and of ${ids.length} tokens are no batch.`, {
        code: 'batch-shape',
        hint: 'Pass texts of equal length, or one at a time.',
      })
    }
    if (length > this.contextLength) {
      throw new EngineError(`${length} tokens do not fit into the model's context of ${this.contextLength}.`, {
        code: 'context-length',
        hint: 'Shorten the prompt or the canvas, or use a model with a longer context.',
      })
    }
    // The runtime takes a negative index to count from the end, without a word.
    const wrong = ids.findIndex((id) => id < 0)
    if (wrong >= 0) {
      throw new EngineError(`Position ${wrong} of the text holds ${ids[wrong]}, which is no token.`, {
        code: 'token-range',
        hint: 'Put maskId at open positions.',
      })
    }
  }
}
