import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ModelError } from '../error/index.js'
import { embeddedModelFolder } from '../sdk/models.js'
import { byteVocabulary, readVocabulary, type Vocabulary } from '../vocab/index.js'
import { readInput } from './files.js'
import type { Io } from './io.js'

/**
 * The vocabulary of a model folder, without loading the model; of a tokenizer.json; or, for 'bytes', one token per
 * byte. Default: that of the embedded model.
 * @throws ModelError, VocabularyError
 */
export async function loadVocabulary(
  model: string | undefined,
  io: Io,
): Promise<{ name: string; vocabulary: Vocabulary }> {
  if (model === 'bytes') return { name: 'bytes', vocabulary: byteVocabulary() }
  const at = model ?? (await embeddedModelFolder())
  const isFile = at.endsWith('.json')
  const path = isFile ? at : join(at, 'tokenizer.json')
  if (!existsSync(path)) {
    throw new ModelError(`There is no ${path}.`, {
      code: 'model-file-missing',
      hint: "Pass a model folder, a tokenizer.json, or 'bytes'; a hub model is downloaded by 'espalier models pull'.",
    })
  }
  const json = async (name: string) => {
    const beside = join(at, name)
    return !isFile && existsSync(beside) ? await parse(beside, io) : undefined
  }
  const vocabulary = readVocabulary(await parse(path, io), {
    generationConfig: await json('generation_config.json'),
    tokenizerConfig: await json('tokenizer_config.json'),
  })
  return { name: at, vocabulary }
}

async function parse(path: string, io: Io): Promise<unknown> {
  const text = new TextDecoder().decode(await readInput(path, io))
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ModelError(`${path} is not JSON.`, {
      code: 'model-file-corrupt',
      hint: 'Download the model again.',
      cause,
    })
  }
}
