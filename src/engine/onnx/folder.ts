import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ModelError } from '../../error/index.js'

/** Suffixes of `onnx/model….onnx`, most wanted first: small and accurate enough, then exact, then slow on a CPU or crude. */
const suffixes = ['_q4', '_quantized', '_int8', '_uint8', '', '_fp16', '_q4f16', '_bnb4', '_q2', '_q1'] as const

/** A model folder in the Hugging Face layout, its small files parsed. */
export interface ModelFolder {
  path: string
  /** Absolute path of the .onnx file. External data lies beside it. */
  modelFile: string
  config: Record<string, unknown>
  generationConfig: Record<string, unknown>
  tokenizer: Record<string, unknown>
  tokenizerConfig: Record<string, unknown>
  /** chat_template.jinja, where the template is not in tokenizer_config.json. */
  chatTemplate: string | undefined
}

/** Small files of a model folder; the first two must exist. */
export const metadataFiles = [
  'config.json',
  'tokenizer.json',
  'generation_config.json',
  'tokenizer_config.json',
  'chat_template.jinja',
] as const

/**
 * @param file as in LoadOnnxModelOptions
 * @throws ModelError code 'model-file-missing' or 'model-file-corrupt'
 */
export function readModelFolder(path: string, file?: string): ModelFolder {
  const chatTemplate = join(path, 'chat_template.jinja')
  const config = readJson(join(path, 'config.json'))
  const tokenizer = readJson(join(path, 'tokenizer.json'))
  return {
    path,
    config,
    tokenizer,
    generationConfig: readJson(join(path, 'generation_config.json'), true),
    tokenizerConfig: readJson(join(path, 'tokenizer_config.json'), true),
    chatTemplate: existsSync(chatTemplate) ? readFileSync(chatTemplate, 'utf8') : undefined,
    modelFile: join(path, chooseModelFile(onnxFilesOf(path), file, path)),
  }
}

/** Paths of .onnx files relative to the folder, with forward slashes. */
function onnxFilesOf(path: string): string[] {
  const found: string[] = []
  for (const folder of ['onnx', '']) {
    const at = join(path, folder)
    if (!existsSync(at)) continue
    for (const name of readdirSync(at).sort()) if (name.endsWith('.onnx')) found.push(folder ? `onnx/${name}` : name)
  }
  return found
}

/**
 * The model file among those found. Without `file`: onnx/model_q4, then _quantized, _int8, _uint8, no
 * suffix (float32), _fp16, _q4f16, _bnb4, _q2, _q1, then the same beside config.json, then the only file there is.
 *
 * @param file a path in the folder, or the name without folder or `.onnx`
 * @throws ModelError code 'model-file-missing', naming what was found
 */
export function chooseModelFile(found: readonly string[], file: string | undefined, where: string): string {
  if (file !== undefined) {
    for (const name of [file, `${file}.onnx`, `onnx/${file}`, `onnx/${file}.onnx`])
      if (found.includes(name)) return name
    throw new ModelError(`There is no model file '${file}' in '${where}'.`, {
      code: 'model-file-missing',
      hint: found.length > 0 ? `Files found: ${found.join(', ')}.` : 'No .onnx file was found there at all.',
    })
  }
  for (const folder of ['onnx/', '']) {
    for (const suffix of suffixes) {
      const name = `${folder}model${suffix}.onnx`
      if (found.includes(name)) return name
    }
  }
  if (found.length === 1) return found[0]!
  throw new ModelError(`There is no onnx/model*.onnx in '${where}'.`, {
    code: 'model-file-missing',
    hint:
      found.length > 0
        ? `Choose one of these with the option 'file': ${found.join(', ')}.`
        : 'Export the model to ONNX first, with key-value cache.',
  })
}

function readJson(path: string, optional = false): Record<string, unknown> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (optional && (cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new ModelError(`Cannot read '${path}'.`, {
      code: 'model-file-missing',
      hint: 'Pass a folder with config.json, tokenizer.json and onnx/model.onnx, or the id of a model on the hub.',
      cause,
    })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ModelError(`'${path}' is not JSON.`, {
      code: 'model-file-corrupt',
      hint: 'Download the model again.',
      cause,
    })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ModelError(`'${path}' is not a JSON object.`, {
      code: 'model-file-corrupt',
      hint: 'Download the model again.',
    })
  }
  return value as Record<string, unknown>
}
