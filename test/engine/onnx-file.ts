/** ONNX files written from here: protocol buffers, as far as ONNX needs them, and nodes that several graphs have. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Types of tensors by their numbers in ONNX files. */
export const types = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10 } as const
export type Type = keyof typeof types

/** Every message is a list of (field, value). */
type Field = [number, number | string | Uint8Array]

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return bytes
}

function message(fields: readonly Field[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const [field, value] of fields) {
    if (typeof value === 'number') {
      parts.push(Uint8Array.from([...varint(field << 3), ...varint(value)]))
    } else {
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
      parts.push(Uint8Array.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes)
    }
  }
  return Buffer.concat(parts)
}

export function tensor(name: string, type: number, dims: readonly number[], data: ArrayBufferView): Uint8Array {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return message([...dims.map((dim): Field => [1, dim]), [2, type], [8, name], [9, raw]])
}

export function valueInfo(name: string, type: number, dims: readonly (number | string)[]): Uint8Array {
  const shape = message(dims.map((dim): Field => [1, message([typeof dim === 'number' ? [1, dim] : [2, dim]])]))
  return message([
    [1, name],
    [
      2,
      message([
        [
          1,
          message([
            [1, type],
            [2, shape],
          ]),
        ],
      ]),
    ],
  ])
}

export function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Record<string, number | number[]> = {},
) {
  const fields: Field[] = inputs.map((input): Field => [1, input])
  fields.push([2, output], [4, op])
  for (const [name, value] of Object.entries(attributes)) {
    const list: Field[] = Array.isArray(value)
      ? [...value.map((i): Field => [8, i]), [20, 7]]
      : [
          [3, value],
          [20, 2],
        ]
    fields.push([5, message([[1, name], ...list])])
  }
  return message(fields)
}

/**
 * Nodes from 'out' to the logits 'wide' by the 'embedding': of every position or, by an input, of the last ones only.
 * Constants that they read: axis0, axis1 and a far end.
 */
export function logitNodes(keepLogits: boolean): Uint8Array[] {
  return [
    ...(keepLogits
      ? [
          node('Neg', ['num_logits_to_keep'], 'keep_from'),
          node('Unsqueeze', ['keep_from', 'axis0'], 'keep_start'),
          node('Slice', ['out', 'keep_start', 'far', 'axis1'], 'kept'),
        ]
      : [node('Identity', ['out'], 'kept')]),
    node('Transpose', ['embedding'], 'head', { perm: [1, 0] }),
    node('MatMul', ['kept', 'head'], 'wide'),
  ]
}

/** Constants of int64 by name: a number, or a list for a tensor of one dimension. */
export function longs(values: Readonly<Record<string, number | readonly number[]>>): Uint8Array[] {
  return Object.entries(values).map(([name, value]) => {
    const list = typeof value === 'number' ? [value] : value
    return tensor(name, types.int64, typeof value === 'number' ? [] : [list.length], BigInt64Array.from(list, BigInt))
  })
}

/** The file's bytes. */
export function modelFile(graph: Readonly<Record<'nodes' | 'initializers' | 'inputs' | 'outputs', Uint8Array[]>>) {
  const fields = (field: number, list: Uint8Array[]) => list.map((bytes): Field => [field, bytes])
  return message([
    [1, 8],
    [
      7,
      message([
        ...fields(1, graph.nodes),
        [2, 'toy'],
        ...fields(5, graph.initializers),
        ...fields(11, graph.inputs),
        ...fields(12, graph.outputs),
      ]),
    ],
    [8, message([[2, 18]])],
  ])
}

/** Writes the files of a model by path and returns the folder. */
export function writeModel(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
