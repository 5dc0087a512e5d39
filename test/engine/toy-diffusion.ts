/**
 * A small bidirectional network written as an ONNX file from here, with a plain TypeScript twin of its arithmetic:
 *
 *   x = embedding[ids],  m = Σ_j mask_j * (1 + position_j / 8) * x_j,  logits_i = (x_i * w + m) · embedding
 *
 * so a row depends on every token of the text and on where it is.
 */
import { createRandom } from '../../src/decode/random.js'
import { logitNodes, longs, modelFile, node, type Type, tensor, types, valueInfo, writeModel } from './onnx-file.js'
import { toyTokenizer } from './toy-onnx.js'

export interface ToyDiffusionOptions {
  /** Type and number of dimensions of attention_mask; none: the graph has no such input. */
  mask?: 'int64' | 'int32' | 'float32' | 'bool 4' | 'float32 4' | 'none'
  positionIds?: boolean
  keepLogits?: boolean
  halfLogits?: boolean
  /** An input that no masked diffusion model has. */
  strangeInput?: string
  config?: Record<string, unknown>
  tokenizerConfig?: Record<string, unknown>
}

export const width = 264
export const toyMaskId = 262
const size = 12

const weights = (() => {
  const random = createRandom(5)
  const matrix = (n: number) => Float32Array.from({ length: n }, () => random.next() * 2 - 1)
  return { embedding: matrix(width * size), w: matrix(size * size) }
})()

export function toyDiffusionGraph(options: ToyDiffusionOptions = {}): Uint8Array {
  const { mask = 'int64', positionIds = true, keepLogits = false, halfLogits = false } = options
  const [maskType, dimensions] = mask.split(' ') as [Exclude<Type, 'none'> | 'none', string | undefined]
  const additive = mask === 'float32 4'
  const nodes = [
    node('Gather', ['embedding', 'input_ids'], 'x'),
    node('Shape', ['input_ids'], 'shape'),
    node('Gather', ['shape', 'one'], 'length'),
    node('Range', ['zero', 'length', 'one'], 'counted'),
    node('Cast', [positionIds ? 'position_ids' : 'counted'], 'positions', { to: types.float32 }),
    node('Div', ['positions', 'eight'], 'share'),
    node('Add', ['share', 'unit'], 'factor_row'),
    node('Unsqueeze', ['factor_row', 'last'], 'factor'),
    node('Mul', ['x', 'factor'], 'x_there'),
    ...(mask === 'none'
      ? [node('Identity', ['x_there'], 'seen')]
      : [
          node('Cast', ['attention_mask'], 'mask_float', { to: types.float32 }),
          ...(dimensions === undefined
            ? [node('Identity', ['mask_float'], 'mask_row')]
            : [
                // The first row of [texts, 1, length, length].
                node('Gather', ['mask_float', 'zero'], 'mask_head', { axis: 1 }),
                node('Gather', ['mask_head', 'zero'], 'mask_first', { axis: 1 }),
                additive
                  ? node('Add', ['mask_first', 'unit'], 'mask_row')
                  : node('Identity', ['mask_first'], 'mask_row'),
              ]),
          node('Unsqueeze', ['mask_row', 'last'], 'mask_column'),
          node('Mul', ['x_there', 'mask_column'], 'seen'),
        ]),
    node('ReduceSum', ['seen', 'axis1'], 'm', { keepdims: 1 }),
    node('MatMul', ['x', 'w'], 'own'),
    node('Add', ['own', 'm'], 'out'),
    ...logitNodes(keepLogits),
    node('Cast', ['wide'], 'logits', { to: halfLogits ? types.float16 : types.float32 }),
  ]
  const initializers = [
    tensor('embedding', types.float32, [width, size], weights.embedding),
    tensor('w', types.float32, [size, size], weights.w),
    ...longs({ zero: 0, one: 1, axis0: [0], axis1: [1], last: [-1], far: [1 << 30] }),
    tensor('eight', types.float32, [], Float32Array.of(8)),
    tensor('unit', types.float32, [], Float32Array.of(1)),
  ]
  const text = ['batch_size', 'sequence_length']
  const inputs = [valueInfo('input_ids', types.int64, text)]
  if (maskType !== 'none') {
    const square = ['batch_size', 1, 'sequence_length', 'sequence_length']
    inputs.push(valueInfo('attention_mask', types[maskType], dimensions === undefined ? text : square))
  }
  if (positionIds) inputs.push(valueInfo('position_ids', types.int64, text))
  if (keepLogits) inputs.push(valueInfo('num_logits_to_keep', types.int64, []))
  if (options.strangeInput !== undefined) inputs.push(valueInfo(options.strangeInput, types.float32, ['any']))
  const outputs = [valueInfo('logits', halfLogits ? types.float16 : types.float32, [...text, width])]
  return modelFile({ nodes, initializers, inputs, outputs })
}

/** The logits of the token at one position, the slow way. */
export function toyDiffusionLogits(ids: ArrayLike<number>, position: number): number[] {
  const { embedding, w } = weights
  const x = (i: number, k: number) => embedding[ids[i]! * size + k]!
  const out = Array.from({ length: size }, (_, k) => {
    let sum = 0
    for (let j = 0; j < ids.length; j++) sum += (1 + j / 8) * x(j, k)
    for (let l = 0; l < size; l++) sum += x(position, l) * w[l * size + k]!
    return sum
  })
  return Array.from({ length: width }, (_, t) => out.reduce((sum, y, k) => sum + y * embedding[t * size + k]!, 0))
}

/** Writes the folder and returns its path. */
export function writeToyDiffusionModel(folder: string, options: ToyDiffusionOptions = {}): string {
  const config = { model_type: 'toy', vocab_size: width, max_position_embeddings: 64, mask_token_id: toyMaskId }
  const tokenizerConfig = { bos_token: '<s>', eos_token: '</s>' }
  return writeModel(folder, {
    'config.json': JSON.stringify({ ...config, ...options.config }),
    'generation_config.json': JSON.stringify({ eos_token_id: 261 }),
    'tokenizer.json': JSON.stringify(toyTokenizer()),
    'tokenizer_config.json': JSON.stringify({ ...tokenizerConfig, ...options.tokenizerConfig }),
    'onnx/model.onnx': toyDiffusionGraph(options),
  })
}
