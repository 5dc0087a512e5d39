import { Tokenizer } from '@huggingface/tokenizers'
import { describe, expect, it } from 'vitest'
import { readVocabulary } from '../../src/vocab/index.js'
import { trieOf } from '../../src/vocab/trie.js'
import { readTokenizer, realTokenizers } from './real-tokenizers.js'

const texts = [
  '{"name":"Ada Lovelace","born":1815,"tags":["math","poetry"]}',
  '  leading and   inner\tspaces\r\n\r\n and trailing  ',
  'Zürich, naïve café, Ærøskøbing',
  '日本語のテキスト、한국어, العربية, ελληνικά, русский',
  '👩🏽‍🚀 flags 🇫🇷🇯🇵 and ∮ E⋅da = Q',
  'const x = a[i] ?? `b`; // "quoted" \\u00e9 \\n',
  '0123456789 3.14159e-10 1,000,000',
  '\u0001\u007f\u2028\ufeff',
]

describe.each(realTokenizers)('the vocabulary of %s', (name) => {
  const { json, config } = readTokenizer(name)
  const vocabulary = readVocabulary(json, { tokenizerConfig: config })

  it('gives each token the bytes that the model’s own tokenizer puts together', () => {
    const tokenizer = new Tokenizer(json as never, config as never)
    for (const text of texts) {
      const ids = tokenizer.encode(text, { add_special_tokens: false }).ids
      const bytes = Buffer.concat(ids.map((id) => vocabulary.bytes(id)))
      expect(bytes.toString('utf8')).toBe(text.normalize('NFC'))
    }
  })

  it('has all 256 bytes as tokens, no bytes for special tokens, and the configured end', () => {
    const single = new Set<number>()
    for (let id = 0; id < vocabulary.size; id++) {
      const bytes = vocabulary.bytes(id)
      if (bytes.length === 1) single.add(bytes[0]!)
    }
    expect(single.size).toBe(256)
    const file = json as { added_tokens: { id: number; content: string; special: boolean }[] }
    for (const token of file.added_tokens) {
      const text = Buffer.from(vocabulary.bytes(token.id)).toString('utf8')
      expect(text).toBe(token.special ? '' : token.content)
    }
    const eos = (config as { eos_token: string }).eos_token
    expect(vocabulary.endIds).toEqual(file.added_tokens.filter((t) => t.content === eos).map((t) => t.id))
  })

  it('makes a trie in which every token is found once', () => {
    const trie = trieOf(vocabulary)
    const found = new Uint8Array(vocabulary.size)
    const path: number[] = []
    for (let p = 0; p < trie.nodes; p++) {
      path.length = trie.depth[p]!
      path.push(trie.byte[p]!)
      const id = trie.token[p]!
      if (id < 0) continue
      found[id]!++
      if (p % 37 === 0) expect([...vocabulary.bytes(id)]).toEqual(path)
    }
    for (let id = 0; id < vocabulary.size; id++) {
      if (found[id] !== (vocabulary.bytes(id).length > 0 ? 1 : 0)) expect.fail(`token ${id}`)
    }
  })
})
