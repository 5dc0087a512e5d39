/**
 * A small causal language model written as an ONNX file from here: one attention layer with a key-value cache over
 * random weights. With a plain TypeScript twin of its arithmetic, it is the oracle for driving real graphs.
 */
import { createRandom } from '../../src/decode/random.js'
import { logitNodes, longs, modelFile, node, tensor, types, valueInfo, writeModel } from './onnx-file.js'

export interface ToyOptions {
  /** Type of the cache tensors. */
  cache?: 'float32' | 'float16' | 'none'
  positionIds?: boolean
  keepLogits?: boolean
  /** Type of input_ids, attention_mask and position_ids. */
  integers?: 'int64' | 'int32'
  /** float16 logits. */
  halfLogits?: boolean
  /** Rows of the embedding, i.e. the width of the logits. Default: the tokenizer's 262 and 2 more. */
  width?: number
  /** The file states no width for the logits. */
  anonymousWidth?: boolean
  seed?: number
}

const size = 16
const heads = 2
const headSize = size / heads

const { float32: FLOAT, int32: INT32, int64: INT64, float16: FLOAT16 } = types

interface Weights {
  embedding: Float32Array
  q: Float32Array
  k: Float32Array
  v: Float32Array
}

function weightsOf(width: number, seed: number): Weights {
  const random = createRandom(seed)
  const matrix = (n: number, scale: number) => Float32Array.from({ length: n }, () => (random.next() * 2 - 1) * scale)
  return {
    embedding: matrix(width * size, 1),
    q: matrix(size * size, 0.8),
    k: matrix(size * size, 0.8),
    v: matrix(size * size, 0.8),
  }
}

/** The file's bytes. */
export function toyGraph(options: ToyOptions = {}): Uint8Array {
  const { cache = 'float32', positionIds = true, keepLogits = false, integers = 'int64', halfLogits = false } = options
  const width = options.width ?? 264
  const weights = weightsOf(width, options.seed ?? 1)
  const int = integers === 'int64' ? INT64 : INT32
  const cacheType = cache === 'float16' ? FLOAT16 : FLOAT

  const nodes: Uint8Array[] = [node('Gather', ['embedding', 'input_ids'], 'x')]
  for (const name of ['q', 'k', 'v']) {
    nodes.push(
      node('MatMul', ['x', `w_${name}`], `${name}_flat`),
      node('Reshape', [`${name}_flat`, 'split'], `${name}_split`),
      node('Transpose', [`${name}_split`], `${name}_new`, { perm: [0, 2, 1, 3] }),
    )
  }
  for (const [name, kind] of [
    ['k', 'key'],
    ['v', 'value'],
  ] as const) {
    const present = `present.0.${kind}`
    if (cache === 'none') {
      nodes.push(node('Identity', [`${name}_new`], `${name}_all`))
    } else {
      nodes.push(
        node('Cast', [`${name}_new`], `${name}_cast`, { to: cacheType }),
        node('Concat', [`past_key_values.0.${kind}`, `${name}_cast`], present, { axis: 2 }),
        node('Cast', [present], `${name}_all`, { to: FLOAT }),
      )
    }
  }
  nodes.push(
    // Positions of rows (the new tokens) and columns (all tokens).
    node('Shape', ['k_all'], 'all_shape'),
    node('Gather', ['all_shape', 'two'], 'total'),
    node('Range', ['zero', 'total', 'one'], 'columns'),
    node('Shape', ['input_ids'], 'ids_shape'),
    node('Gather', ['ids_shape', 'one'], 'count'),
    node('Sub', ['total', 'count'], 'past'),
    ...(positionIds
      ? [node('Cast', ['position_ids'], 'positions', { to: INT64 }), node('Squeeze', ['positions', 'axis0'], 'rows')]
      : [node('Range', ['past', 'total', 'one'], 'rows')]),
    node('Unsqueeze', ['rows', 'axis1'], 'rows_column'),
    node('LessOrEqual', ['columns', 'rows_column'], 'visible'),
    node('Transpose', ['k_all'], 'k_turned', { perm: [0, 1, 3, 2] }),
    node('MatMul', ['q_new', 'k_turned'], 'scores'),
    node('Where', ['visible', 'scores', 'never'], 'masked'),
    node('Softmax', ['masked'], 'attention', { axis: -1 }),
    node('MatMul', ['attention', 'v_all'], 'mixed'),
    node('Transpose', ['mixed'], 'mixed_split', { perm: [0, 2, 1, 3] }),
    node('Reshape', ['mixed_split', 'joined'], 'mixed_flat'),
    node('Add', ['x', 'mixed_flat'], 'out'),
    ...logitNodes(keepLogits),
    // The attention mask must be as long as past and new text together: this fails if it is not.
    node('Cast', ['attention_mask'], 'mask_float', { to: FLOAT }),
    node('Squeeze', ['mask_float', 'axis0'], 'mask_row'),
    node('Cast', ['columns'], 'columns_float', { to: FLOAT }),
    node('Mul', ['mask_row', 'columns_float'], 'mask_times'),
    node('Sub', ['mask_times', 'columns_float'], 'mask_wrong'),
    node('ReduceSum', ['mask_wrong'], 'mask_penalty', { keepdims: 0 }),
    node('Add', ['wide', 'mask_penalty'], 'checked'),
    node('Cast', ['checked'], 'logits', { to: halfLogits ? FLOAT16 : FLOAT }),
  )

  const initializers = [
    tensor('embedding', FLOAT, [width, size], weights.embedding),
    tensor('w_q', FLOAT, [size, size], weights.q),
    tensor('w_k', FLOAT, [size, size], weights.k),
    tensor('w_v', FLOAT, [size, size], weights.v),
    ...longs({ split: [1, -1, heads, headSize], joined: [1, -1, size] }),
    ...longs({ zero: 0, one: 1, two: 2, axis0: [0], axis1: [1], far: [1 << 30] }),
    tensor('never', FLOAT, [], Float32Array.of(-1e9)),
  ]
  const inputs = [valueInfo('input_ids', int, ['batch_size', 'sequence_length'])]
  inputs.push(valueInfo('attention_mask', int, ['batch_size', 'total_sequence_length']))
  if (positionIds) inputs.push(valueInfo('position_ids', int, ['batch_size', 'sequence_length']))
  if (keepLogits) inputs.push(valueInfo('num_logits_to_keep', INT64, []))
  const outputs = [
    valueInfo('logits', halfLogits ? FLOAT16 : FLOAT, [
      'batch_size',
      'sequence_length',
      options.anonymousWidth ? 'width' : width,
    ]),
  ]
  if (cache !== 'none') {
    for (const kind of ['key', 'value']) {
      inputs.push(valueInfo(`past_key_values.0.${kind}`, cacheType, ['batch_size', heads, 'past_length', headSize]))
      outputs.push(valueInfo(`present.0.${kind}`, cacheType, ['batch_size', heads, 'total_length', headSize]))
    }
  }
  return modelFile({ nodes, initializers, inputs, outputs })
}

/** Logits after the last of `ids`, computed the slow way. */
export function toyLogits(ids: readonly number[], options: ToyOptions = {}): Float64Array {
  const width = options.width ?? 264
  const { embedding, q, k, v } = weightsOf(width, options.seed ?? 1)
  const times = (row: ArrayLike<number>, matrix: Float32Array) =>
    Array.from({ length: size }, (_, j) => {
      let sum = 0
      for (let i = 0; i < size; i++) sum += row[i]! * matrix[i * size + j]!
      return sum
    })
  const xs = ids.map((id) => embedding.subarray(id * size, (id + 1) * size))
  const query = times(xs.at(-1)!, q)
  const out = Array.from(xs.at(-1)!)
  for (let h = 0; h < heads; h++) {
    const part = (row: number[]) => row.slice(h * headSize, (h + 1) * headSize)
    const scores = xs.map((x) => part(times(x, k)).reduce((sum, y, i) => sum + y * part(query)[i]!, 0))
    const max = Math.max(...scores)
    const weights = scores.map((s) => Math.exp(s - max))
    const total = weights.reduce((a, b) => a + b, 0)
    xs.forEach((x, j) => {
      part(times(x, v)).forEach((y, i) => {
        out[h * headSize + i]! += (weights[j]! / total) * y
      })
    })
  }
  return Float64Array.from({ length: width }, (_, t) =>
    out.reduce((sum, y, i) => sum + y * embedding[t * size + i]!, 0),
  )
}

/** The 256 printable characters that byte-level tokenizers write bytes with. */
function byteAlphabet(): string[] {
  const printable = (b: number) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174
  let next = 256
  return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(printable(b) ? b : next++))
}

/** A byte-level BPE tokenizer of 262 tokens: the bytes, four merges, <s> and </s>. */
export function toyTokenizer(): Record<string, unknown> {
  const alphabet = byteAlphabet()
  const merges = [
    ['t', 'h'],
    ['th', 'e'],
    ['a', 'n'],
    ['{', '"'],
  ] as const
  const pieces = [...alphabet, ...merges.map(([a, b]) => a + b)]
  const special = (id: number, content: string) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })
  return {
    version: '1.0',
    added_tokens: [special(260, '<s>'), special(261, '</s>')],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
      merges: merges.map(([a, b]) => `${a} ${b}`),
    },
  }
}

/** Files of the model's folder by path. */
export function toyFiles(options: ToyOptions = {}): Record<string, string | Uint8Array> {
  return {
    'config.json': JSON.stringify({
      model_type: 'toy',
      vocab_size: options.width ?? 264,
      max_position_embeddings: 600,
      eos_token_id: 261,
      espalier: { describe: 'shorthand' },
    }),
    'generation_config.json': JSON.stringify({ eos_token_id: 261 }),
    'tokenizer.json': JSON.stringify(toyTokenizer()),
    'tokenizer_config.json': JSON.stringify({
      bos_token: '<s>',
      eos_token: { content: '</s>' },
      chat_template:
        '{{ bos_token }}{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}',
    }),
    'onnx/model.onnx': toyGraph(options),
  }
}

/** Writes the folder and returns its path. */
export function writeToyModel(folder: string, options: ToyOptions = {}): string {
  return writeModel(folder, toyFiles(options))
}
