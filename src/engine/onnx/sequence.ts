import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node'
import { halfToFloat } from './float16.js'

type Runtime = typeof import('onnxruntime-node')
type Feeds = Record<string, Tensor>

/** Bytes of logits that one pass may return: models without `num_logits_to_keep` compute them for every position. */
const mostLogitBytes = 64 << 20
/** Tokens per pass at most, so that an abort is noticed between passes. */
const mostTokens = 512

/** A graph that cannot be driven as a causal language model. */
export class GraphError extends Error {}

/** One tensor of the key-value cache: an input, and the output that replaces it after a pass. */
interface Slot {
  input: string
  output: string
  type: Tensor.Type
  /** Dimensions with the past length at 0. */
  dims: number[]
  /** The dimension that grows with the text; -1 if there is none (recurrent states) or it is not known. */
  axis: number
  /** Dimensions before and after `axis`, multiplied. */
  rows: number
  stride: number
}

/** How the graph wants to be called, read once from the names, types and shapes of its inputs and outputs. */
export class Graph {
  readonly runtime: Runtime
  readonly session: InferenceSession
  readonly slots: Slot[] = []
  readonly logitsWidth: number
  /** Cache tensors stay on the device that computes them. */
  readonly onDevice: boolean
  readonly tokensPerPass: number
  private readonly types = new Map<string, Tensor.Type>()

  /** @throws GraphError */
  constructor(runtime: Runtime, session: InferenceSession, onDevice: boolean) {
    this.runtime = runtime
    this.session = session
    this.onDevice = onDevice
    const outputs = new Set(session.outputNames)
    if (!outputs.has('logits')) throw new GraphError(`it has no output 'logits' but ${session.outputNames.join(', ')}`)
    for (const input of session.inputMetadata) {
      if (!input.isTensor) throw new GraphError(`its input '${input.name}' is not a tensor`)
      this.types.set(input.name, input.type)
      if (known.has(input.name)) continue
      const output = input.name.replace(/^past_key_values\./, 'present.').replace(/^past_/, 'present_')
      if (output === input.name || !outputs.has(output)) {
        throw new GraphError(`it asks for the input '${input.name}', which is neither text nor cache`)
      }
      this.slots.push(slotOf(input.name, output, input.type, input.shape))
    }
    if (!this.types.has('input_ids')) throw new GraphError("it has no input 'input_ids'")
    const logits = session.outputMetadata.find((output) => output.name === 'logits')
    const width = logits?.isTensor ? logits.shape.at(-1) : undefined
    this.logitsWidth = typeof width === 'number' && width > 0 ? width : 0
    const keepsOne = this.types.has('num_logits_to_keep')
    this.tokensPerPass = keepsOne
      ? mostTokens
      : Math.max(16, Math.min(mostTokens, Math.floor(mostLogitBytes / 4 / (this.logitsWidth || 1 << 17))))
  }

  /** Everything but the cache, for `ids` after `past` tokens. */
  feeds(ids: ArrayLike<number>, from: number, to: number, past: number): Feeds {
    const { Tensor } = this.runtime
    const n = to - from
    const feeds: Feeds = {}
    for (const name of known) {
      const type = this.types.get(name)
      if (type === undefined) continue
      if (name === 'use_cache_branch') {
        feeds[name] = new Tensor('bool', Uint8Array.of(past > 0 ? 1 : 0), [1])
        continue
      }
      const length = name === 'num_logits_to_keep' ? 1 : name === 'attention_mask' ? past + n : n
      const dims = name === 'num_logits_to_keep' ? [] : [1, length]
      const value = (i: number): number =>
        name === 'input_ids' ? ids[from + i]! : name === 'position_ids' ? past + i : name === 'token_type_ids' ? 0 : 1
      if (type === 'int64')
        feeds[name] = new Tensor(
          'int64',
          BigInt64Array.from({ length }, (_, i) => BigInt(value(i))),
          dims,
        )
      else if (type === 'int32')
        feeds[name] = new Tensor(
          'int32',
          Int32Array.from({ length }, (_, i) => value(i)),
          dims,
        )
      else
        feeds[name] = new Tensor(
          'float32',
          Float32Array.from({ length }, (_, i) => value(i)),
          dims,
        )
    }
    return feeds
  }
}

const known = new Set([
  'input_ids',
  'attention_mask',
  'position_ids',
  'token_type_ids',
  'num_logits_to_keep',
  'use_cache_branch',
])

function slotOf(input: string, output: string, type: Tensor.Type, shape: readonly (number | string)[]): Slot {
  const dims = shape.map((size, i) => (typeof size === 'number' && size >= 0 ? size : i === 0 ? 1 : 0))
  const growing = dims.flatMap((size, i) => (size === 0 ? [i] : []))
  const axis = growing.length === 1 ? growing[0]! : -1
  const product = (from: number, to: number) => dims.slice(from, to).reduce((a, b) => a * b, 1)
  return {
    input,
    output,
    type,
    dims,
    axis,
    rows: axis < 0 ? 0 : product(0, axis),
    stride: axis < 0 ? 0 : product(axis + 1, dims.length),
  }
}

type Elements = Float32Array | Uint16Array

/** Cache memory of one slot on the host: `current` is read by the next pass, which writes `spare`. */
interface Memory {
  current: Elements
  spare: Elements
}

/**
 * One text and its cache. On the host the cache of every slot lies in two buffers which take turns as input and
 * as output of a pass, so no pass allocates; each holds the tensor densely, so its layout changes with the length:
 *
 *   [rows × length × stride]: element (r, t, k) at (r * length + t) * stride + k
 *
 * On a device the output tensors themselves are kept and become the next inputs.
 */
export class Sequence {
  private readonly graph: Graph
  /** All tokens of the text; those from `cached` on are not in the cache. */
  private readonly ids: number[] = []
  private cached = 0
  private memory: Memory[] | undefined
  private tensors: Tensor[] | undefined

  constructor(graph: Graph) {
    this.graph = graph
  }

  get length(): number {
    return this.ids.length
  }

  /** Logits after the last id; undefined if cancelled, the text then is as before. */
  async forward(added: Int32Array, cancelled: () => boolean): Promise<Float32Array | undefined> {
    const { ids, graph } = this
    const before = ids.length
    for (let i = 0; i < added.length; i++) ids.push(added[i]!)
    if (graph.slots.length === 0) this.cached = 0
    let logits: Float32Array | undefined
    try {
      while (this.cached < ids.length) {
        if (cancelled()) break
        const left = ids.length - this.cached
        const n = graph.slots.length === 0 ? left : Math.min(left, graph.tokensPerPass)
        logits = await this.pass(n, n === left)
      }
    } catch (error) {
      this.truncate(before)
      throw error
    }
    if (cancelled() || !logits) {
      this.truncate(before)
      return undefined
    }
    return logits
  }

  truncate(length: number): void {
    this.ids.length = length
    if (length >= this.cached) return
    const { slots } = this.graph
    if (this.memory && slots.every((slot) => slot.axis >= 0)) {
      for (let i = 0; i < slots.length; i++) {
        const { rows, stride } = slots[i]!
        const { current } = this.memory[i]!
        // Rows move to the front one by one; the target never lies behind the source.
        for (let r = 1; r < rows; r++) {
          const from = r * this.cached * stride
          current.copyWithin(r * length * stride, from, from + length * stride)
        }
      }
      this.cached = length
      return
    }
    // On a device, and for states without a time axis, the past cannot be cut: it is computed again when needed.
    this.drop()
  }

  /** Frees the cache. */
  drop(): void {
    for (const tensor of this.tensors ?? []) tensor.dispose()
    this.tensors = undefined
    this.memory = undefined
    this.cached = 0
  }

  private async pass(n: number, wantsLogits: boolean): Promise<Float32Array | undefined> {
    const { graph, cached } = this
    const { slots, session } = graph
    const feeds = graph.feeds(this.ids, cached, cached + n, cached)
    const fetches: Record<string, Tensor | null> = {}
    if (wantsLogits) fetches.logits = null
    const onHost = !graph.onDevice && slots.every((slot) => slot.axis >= 0 && elementsOf(slot.type))
    if (onHost) this.hostCache(feeds, fetches, cached + n)
    else this.keptCache(feeds, fetches)

    const results = await session.run(feeds, fetches)

    if (onHost) {
      for (const memory of this.memory ?? []) {
        const { current, spare } = memory
        memory.current = spare
        memory.spare = current
      }
    } else if (slots.length > 0) {
      for (const tensor of this.tensors ?? []) tensor.dispose()
      this.tensors = slots.map((slot) => results[slot.output]!)
    }
    this.cached += n
    return wantsLogits ? lastRow(results.logits!) : undefined
  }

  private hostCache(feeds: Feeds, fetches: Record<string, Tensor | null>, length: number): void {
    const { slots, runtime } = this.graph
    this.memory ??= slots.map((slot) => {
      const Elements = elementsOf(slot.type)!
      return { current: new Elements(0), spare: new Elements(0) }
    })
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      const memory = this.memory[i]!
      const tensor = (data: Elements, past: number): Tensor => {
        const dims = slot.dims.slice()
        dims[slot.axis] = past
        // float16 data is passed as its bits.
        return new runtime.Tensor(
          slot.type as 'float32',
          data.subarray(0, slot.rows * past * slot.stride) as Float32Array,
          dims,
        )
      }
      const size = slot.rows * length * slot.stride
      if (memory.spare.length < size) {
        const Elements = elementsOf(slot.type)!
        memory.spare = new Elements(Math.max(size, slot.rows * 128 * slot.stride, Math.ceil(size * 1.5)))
      }
      feeds[slot.input] = tensor(memory.current, this.cached)
      fetches[slot.output] = tensor(memory.spare, length)
    }
  }

  private keptCache(feeds: Feeds, fetches: Record<string, Tensor | null>): void {
    const { slots, runtime } = this.graph
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      feeds[slot.input] = this.tensors?.[i] ?? emptyTensor(runtime, slot)
      fetches[slot.output] = null
    }
  }
}

function elementsOf(type: Tensor.Type): (new (n: number) => Elements) | undefined {
  return type === 'float32' ? Float32Array : type === 'float16' ? Uint16Array : undefined
}

function emptyTensor(runtime: Runtime, slot: Slot): Tensor {
  const size = slot.dims.reduce((a, b) => a * b, 1)
  const Elements = elementsOf(slot.type)
  if (!Elements) throw new GraphError(`its cache '${slot.input}' holds ${slot.type}`)
  return new runtime.Tensor(slot.type as 'float32', new Elements(size) as Float32Array, slot.dims)
}

/** The last position's logits as a copy of their own. */
function lastRow(logits: Tensor): Float32Array {
  const width = logits.dims.at(-1) ?? 0
  if (logits.type === 'float32') {
    const data = (logits as TypedTensor<'float32'>).data
    return data.slice(data.length - width)
  }
  if (logits.type === 'float16') {
    const data = (logits as TypedTensor<'float16'>).data
    const bits = new Uint16Array(data.buffer, data.byteOffset, data.length)
    const row = new Float32Array(width)
    halfToFloat(bits.subarray(bits.length - width), row)
    return row
  }
  throw new GraphError(`its logits are ${logits.type}`)
}
