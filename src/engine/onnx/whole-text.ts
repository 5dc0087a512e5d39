import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node'
import { halfToFloat } from './float16.js'
import { GraphError } from './sequence.js'

type Runtime = typeof import('onnxruntime-node')

/** Bytes of logits that one run may make; a batch that makes more is run in parts. */
const mostLogitBytes = 256 << 20
/** Where the file does not state it. */
const usualWidth = 1 << 17

const known = new Set(['input_ids', 'attention_mask', 'position_ids', 'token_type_ids', 'num_logits_to_keep'])

export interface LogitsRequest {
  /** Texts of equal length one after the other. */
  ids: Int32Array
  texts: number
  from: number
  to: number
}

/**
 * A bidirectional network: texts as a whole in, logits out, nothing kept between runs. Inputs, each where the graph has it:
 *
 *   input_ids, attention_mask (ones), position_ids (0, 1, …), token_type_ids (zeros)   [texts, length], of an integer or float type
 *   attention_mask   or [texts, 1, length, length]: true, or where it is a float to be added, zeros
 *   num_logits_to_keep   [] or [1]: only as many of the last positions get logits
 *
 * Output `logits` [texts, positions, width], float32 or float16. A key-value cache among the inputs tells a causal model.
 */
export class WholeText {
  readonly session: InferenceSession
  readonly logitsWidth: number
  private readonly runtime: Runtime
  private readonly inputs = new Map<string, { type: Tensor.Type; rank: number }>()

  /** @throws GraphError */
  constructor(runtime: Runtime, session: InferenceSession) {
    this.runtime = runtime
    this.session = session
    if (!session.outputNames.includes('logits')) {
      throw new GraphError(`it has no output 'logits' but ${session.outputNames.join(', ')}`)
    }
    for (const input of session.inputMetadata) {
      if (!input.isTensor) throw new GraphError(`its input '${input.name}' is not a tensor`)
      if (!known.has(input.name)) throw new GraphError(`it asks for the input '${input.name}'`)
      this.inputs.set(input.name, { type: input.type, rank: input.shape.length })
    }
    if (!this.inputs.has('input_ids')) throw new GraphError("it has no input 'input_ids'")
    const logits = session.outputMetadata.find((output) => output.name === 'logits')
    const width = logits?.isTensor ? logits.shape.at(-1) : undefined
    this.logitsWidth = typeof width === 'number' && width > 0 ? width : 0
  }

  /** Rows of all texts one after the other; undefined if cancelled. */
  async logits(request: LogitsRequest, cancelled: () => boolean): Promise<Float32Array | undefined> {
    const { ids, texts, from, to } = request
    const length = ids.length / texts
    const rows = this.inputs.has('num_logits_to_keep') ? length - from : length
    const perText = rows * (this.logitsWidth || usualWidth) * 4
    const most = Math.max(1, Math.min(texts, Math.floor(mostLogitBytes / perText)))
    let all: Float32Array | undefined
    for (let done = 0; done < texts; done += most) {
      if (cancelled()) return undefined
      const n = Math.min(most, texts - done)
      const { logits } = await this.session.run(
        this.feeds(ids.subarray(done * length, (done + n) * length), n, length, rows),
        { logits: null },
      )
      const width = logits!.dims.at(-1)!
      const kept = logits!.dims.at(-2)!
      all ??= new Float32Array(texts * (to - from) * width)
      for (let text = 0; text < n; text++) {
        // A graph may make logits for the last positions only, or for all.
        const start = text * kept + from - (length - kept)
        const target = all.subarray((done + text) * (to - from) * width, (done + text + 1) * (to - from) * width)
        copyRows(logits!, start * width, target)
      }
      logits!.dispose()
    }
    return cancelled() ? undefined : all
  }

  private feeds(ids: Int32Array, texts: number, length: number, rows: number): Record<string, Tensor> {
    const feeds: Record<string, Tensor> = {}
    for (const [name, { type, rank }] of this.inputs) {
      if (name === 'num_logits_to_keep') {
        feeds[name] = this.tensor(name, type, rank === 0 ? [] : [1], () => rows)
      } else if (name === 'attention_mask' && rank === 4) {
        const value = type.startsWith('float') ? 0 : 1
        feeds[name] = this.tensor(name, type, [texts, 1, length, length], () => value)
      } else {
        feeds[name] = this.tensor(name, type, [texts, length], (i) =>
          name === 'input_ids' ? ids[i]! : name === 'position_ids' ? i % length : name === 'attention_mask' ? 1 : 0,
        )
      }
    }
    return feeds
  }

  private tensor(name: string, type: Tensor.Type, dims: number[], value: (index: number) => number): Tensor {
    const { Tensor } = this.runtime
    const length = dims.reduce((a, b) => a * b, 1)
    switch (type) {
      case 'int64':
        return new Tensor(
          type,
          BigInt64Array.from({ length }, (_, i) => BigInt(value(i))),
          dims,
        )
      case 'int32':
        return new Tensor(
          type,
          Int32Array.from({ length }, (_, i) => value(i)),
          dims,
        )
      case 'bool':
        return new Tensor(
          type,
          Uint8Array.from({ length }, (_, i) => value(i)),
          dims,
        )
      case 'float32':
        return new Tensor(
          type,
          Float32Array.from({ length }, (_, i) => value(i)),
          dims,
        )
      default:
        throw new GraphError(`its input '${name}' is ${type}`)
    }
  }
}

function copyRows(logits: Tensor, start: number, target: Float32Array): void {
  if (logits.type === 'float32') {
    target.set((logits as TypedTensor<'float32'>).data.subarray(start, start + target.length))
  } else if (logits.type === 'float16') {
    const { data } = logits as TypedTensor<'float16'>
    halfToFloat(new Uint16Array(data.buffer, data.byteOffset + 2 * start, target.length), target)
  } else {
    throw new GraphError(`its logits are ${logits.type}`)
  }
}
