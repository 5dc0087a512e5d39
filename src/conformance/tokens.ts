/** A vocabulary from a folder with a tokenizer.json, and texts cut into its tokens as the model would see them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { VocabularyError } from '../error/index.js'
import { readVocabulary, type Vocabulary } from '../vocab/index.js'
import type { Tokens } from './types.js'

/** @throws VocabularyError codes 'no-tokenizer' and those of readVocabulary */
export function loadTokens(folder: string): Tokens {
  const at = (name: string) => join(folder, name)
  if (!existsSync(at('tokenizer.json'))) {
    throw new VocabularyError(`There is no tokenizer.json in ${folder}.`, {
      code: 'no-tokenizer',
      hint: 'Pass a model folder in the layout of the Hugging Face hub.',
    })
  }
  const read = (name: string): object | undefined =>
    existsSync(at(name)) ? (JSON.parse(readFileSync(at(name), 'utf8')) as object) : undefined
  const json = read('tokenizer.json')!
  const config = read('tokenizer_config.json') ?? {}
  const generationConfig = read('generation_config.json')
  const vocabulary = readVocabulary(json, { tokenizerConfig: config, generationConfig })
  const tokenizer = new Tokenizer(json, config)
  const greedy = greedyEncoder(vocabulary)
  const utf8 = new TextEncoder()
  return {
    vocabulary,
    encode(text) {
      const { ids } = tokenizer.encode(text, { add_special_tokens: false })
      // Tokenizers that normalise or add a space do not give the text back: then longest tokens first.
      return spells(vocabulary, ids, utf8.encode(text)) ? ids : greedy(utf8.encode(text))
    },
  }
}

/** True if the bytes of the tokens together are `bytes`. */
export function spells(vocabulary: Vocabulary, ids: readonly number[], bytes: Uint8Array): boolean {
  let at = 0
  for (const id of ids) {
    const token = vocabulary.bytes(id)
    if (token.length === 0) return false
    for (let i = 0; i < token.length; i++) if (bytes[at + i] !== token[i]) return false
    at += token.length
  }
  return at === bytes.length
}

/** Cuts bytes into tokens, the longest that fits first. */
export function greedyEncoder(vocabulary: Vocabulary): (bytes: Uint8Array) => number[] {
  const ids = new Map<string, number>()
  let longest = 0
  const key = (bytes: Uint8Array) => String.fromCharCode(...bytes)
  for (let id = 0; id < vocabulary.size; id++) {
    const bytes = vocabulary.bytes(id)
    if (bytes.length === 0 || bytes.length > 64) continue
    longest = Math.max(longest, bytes.length)
    if (!ids.has(key(bytes))) ids.set(key(bytes), id)
  }
  return (bytes) => {
    const out: number[] = []
    for (let at = 0; at < bytes.length; ) {
      let length = Math.min(longest, bytes.length - at)
      let id: number | undefined
      for (; length > 0; length--) {
        id = ids.get(key(bytes.subarray(at, at + length)))
        if (id !== undefined) break
      }
      if (id === undefined) {
        throw new VocabularyError(`No token of this vocabulary begins with byte ${bytes[at]}.`, {
          code: 'no-token',
          hint: 'Use a vocabulary that can spell every text.',
        })
      }
      out.push(id)
      at += length
    }
    return out
  }
}
