import { describe, expect, it } from 'vitest'
import { OptionError, VocabularyError } from '../../src/error/index.js'
import { byteVocabulary, createVocabulary, readVocabulary, type Vocabulary } from '../../src/vocab/index.js'
import { byteOfAlphabet } from '../../src/vocab/piece-decoder.js'

const hex = (vocabulary: Vocabulary): string[] =>
  Array.from({ length: vocabulary.size }, (_, id) => Buffer.from(vocabulary.bytes(id)).toString('hex'))

const utf8 = (text: string): string => Buffer.from(text).toString('hex')

const end = { id: 9, content: '</s>', special: true }

function bpe(pieces: string[], decoder: unknown, extra: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    model: { type: 'BPE', vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])), merges: [] },
    added_tokens: [end],
    decoder,
    ...extra,
  }
}

const sentencePiece = {
  type: 'Sequence',
  decoders: [
    { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    { type: 'Strip', content: ' ', start: 1, stop: 0 },
  ],
}

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    expect(VocabularyError.isInstance(error)).toBe(true)
    expect((error as VocabularyError).hint).toBeTruthy()
    return (error as VocabularyError).code
  }
  return 'no error'
}

describe('readVocabulary', () => {
  it('reads byte-level pieces through the alphabet, also those that are parts of a character', () => {
    const vocabulary = readVocabulary(bpe(['Ġthe', 'Ċ', 'æĹ', '¥', 'a b'], { type: 'ByteLevel' }))
    expect(hex(vocabulary)).toEqual([utf8(' the'), '0a', 'e697', 'a5', utf8('a b'), '', '', '', '', ''])
    expect(vocabulary.endIds).toEqual([9])
  })

  it('has an alphabet of 256 different characters', () => {
    expect(byteOfAlphabet.size).toBe(256)
    expect(new Set(byteOfAlphabet.values()).size).toBe(256)
    expect(byteOfAlphabet.get('Ġ')).toBe(0x20)
    expect(byteOfAlphabet.get('Ċ')).toBe(0x0a)
    expect(byteOfAlphabet.get('Ń')).toBe(0xad)
  })

  it('reads byte-fallback pieces as bytes and keeps the space of a first word', () => {
    const vocabulary = readVocabulary(bpe(['▁the', '<0x0A>', '<0xE6>', '▁▁', '\n'], sentencePiece))
    expect(hex(vocabulary).slice(0, 5)).toEqual([utf8(' the'), '0a', 'e6', '2020', '0a'])
  })

  it('takes <0xNN> for plain text where the decoder has no byte fallback', () => {
    const vocabulary = readVocabulary(bpe(['<0x0A>', '▁a'], { type: 'Metaspace', replacement: '▁' }))
    expect(hex(vocabulary).slice(0, 2)).toEqual([utf8('<0x0A>'), utf8(' a')])
  })

  it('reads Unigram lists and gives the unknown token no bytes', () => {
    const file = {
      model: {
        type: 'Unigram',
        unk_id: 0,
        vocab: [
          ['<unk>', 0],
          ['▁hi', -1],
          ['<0x41>', -2],
        ],
      },
      added_tokens: [{ id: 3, content: '<eos>', special: true }],
      decoder: sentencePiece,
    }
    const vocabulary = readVocabulary(JSON.stringify(file))
    expect(hex(vocabulary)).toEqual(['', utf8(' hi'), '41', ''])
    expect(vocabulary.endIds).toEqual([3])
  })

  it('gives special tokens no bytes and other added tokens those of their content', () => {
    const added = [
      { id: 1, content: '<tool_call>', special: false },
      { id: 2, content: 'Ġé 日', special: false },
      { id: 0, content: '<|im_start|>', special: true },
      { id: 4, content: '<|im_end|>', special: true },
    ]
    const vocabulary = readVocabulary(bpe(['<|im_start|>'], { type: 'ByteLevel' }, { added_tokens: added }))
    expect(hex(vocabulary)).toEqual(['', utf8('<tool_call>'), utf8('Ġé 日'), '', ''])
    expect(vocabulary.endIds).toEqual([4])
  })

  it('takes end ids from the configurations before guessing, and from the option before those', () => {
    const file = bpe(['a', 'b', 'c', 'd'], { type: 'ByteLevel' })
    const endsOf = (options: Parameters<typeof readVocabulary>[1]) => readVocabulary(file, options).endIds
    expect(endsOf({ generationConfig: { eos_token_id: [3, 1] } })).toEqual([1, 3])
    expect(endsOf({ generationConfig: { eos_token_id: 2 }, tokenizerConfig: { eos_token: '</s>' } })).toEqual([2, 9])
    expect(endsOf({ tokenizerConfig: { eos_token: { content: 'b' } } })).toEqual([1])
    expect(endsOf({ endIds: [0], generationConfig: { eos_token_id: 2 } })).toEqual([0])
    expect(endsOf({ endIds: [] })).toEqual([])
    expect(readVocabulary(file, { endIds: [0] }).bytes(0).length).toBe(0)
  })

  it('follows logits that are wider or narrower than the vocabulary', () => {
    const file = bpe(['a', 'b'], { type: 'ByteLevel' })
    expect(readVocabulary(file, { size: 64 }).size).toBe(64)
    expect(readVocabulary(file, { size: 64 }).bytes(63).length).toBe(0)
    const narrow = readVocabulary(file, { size: 2 })
    expect([narrow.size, narrow.endIds]).toEqual([2, []])
  })

  it('answers ids outside the vocabulary with no bytes', () => {
    const vocabulary = byteVocabulary()
    for (const id of [-1, 257, 1e9, 0.5, Number.NaN]) expect(vocabulary.bytes(id).length).toBe(0)
  })

  it('refuses what has no fixed bytes, by name', () => {
    const wordPiece = { model: { type: 'WordPiece', vocab: { a: 0 } }, decoder: { type: 'WordPiece', prefix: '##' } }
    expect(codeOf(() => readVocabulary(wordPiece))).toBe('unsupported-decoder')
    expect(() => readVocabulary(wordPiece)).toThrow(/WordPiece/)
    expect(codeOf(() => readVocabulary(bpe(['a'], { type: 'BPEDecoder', suffix: '</w>' })))).toBe('unsupported-decoder')
    expect(codeOf(() => readVocabulary(bpe(['a'], null)))).toBe('unsupported-decoder')
    const regex = { type: 'Replace', pattern: { Regex: 'a+' }, content: ' ' }
    expect(codeOf(() => readVocabulary(bpe(['a'], regex)))).toBe('unsupported-decoder')
  })

  it('refuses what is not a tokenizer.json, or has no bytes at all', () => {
    for (const bad of [
      '{',
      '[]',
      null,
      7,
      {},
      { model: {} },
      { model: { vocab: { a: -1 } }, decoder: { type: 'ByteLevel' } },
    ]) {
      expect(codeOf(() => readVocabulary(bad))).toMatch(/malformed-tokenizer|unsupported-decoder/)
    }
    const onlySpecial = { model: { type: 'BPE', vocab: {} }, added_tokens: [end], decoder: { type: 'ByteLevel' } }
    expect(codeOf(() => readVocabulary(onlySpecial))).toBe('no-bytes')
    expect(codeOf(() => createVocabulary([null, new Uint8Array(0)], []))).toBe('no-bytes')
  })

  it('refuses unknown options and ids out of range', () => {
    const file = bpe(['a'], { type: 'ByteLevel' })
    const typo = { endId: [1] } as unknown as Parameters<typeof readVocabulary>[1]
    expect(() => readVocabulary(file, typo)).toThrow(/Did you mean 'endIds'/)
    expect(() => readVocabulary(file, { endIds: [10] })).toThrow(OptionError)
    expect(() => readVocabulary(file, { size: 0 })).toThrow(OptionError)
  })
})

describe('byteVocabulary', () => {
  it('has one token per byte and an end', () => {
    const vocabulary = byteVocabulary()
    expect(vocabulary.size).toBe(257)
    expect(vocabulary.endIds).toEqual([256])
    for (let byte = 0; byte < 256; byte++) expect([...vocabulary.bytes(byte)]).toEqual([byte])
    expect(vocabulary.bytes(256).length).toBe(0)
  })
})
