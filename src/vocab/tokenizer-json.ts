import { OptionError, refuseUnknownOptions, VocabularyError } from '../error/index.js'
import { type PieceDecoder, pieceDecoder } from './piece-decoder.js'
import { packTokens } from './token-table.js'
import type { Vocabulary } from './vocabulary.js'

export interface ReadVocabularyOptions {
  /**
   * Width of the model's logits where it differs from the number of tokens: ids above the last token have
   * no bytes, ids from `size` on are left out.
   */
  size?: number | undefined
  /** Ids that end the text. Default: those of the configurations below, else the usual ones by name. */
  endIds?: readonly number[] | undefined
  /** The model's generation_config.json, for `eos_token_id`. */
  generationConfig?: unknown
  /** The model's tokenizer_config.json, for `eos_token`. */
  tokenizerConfig?: unknown
}

/** Contents of end tokens of common model families, looked for when nothing else names the end. */
const usualEnds = new Set([
  '<|end_of_text|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|endoftext|>',
  '<|im_end|>',
  '<|end|>',
  '<|return|>',
  '<|eot|>',
  '<|end_of_turn|>',
  '<|END_OF_TURN_TOKEN|>',
  '<end_of_turn>',
  '<｜end▁of▁sentence｜>',
  '</s>',
  '<eos>',
  '[EOS]',
])

interface AddedToken {
  id: number
  content: string
  special: boolean
}

/**
 * Reads the bytes of every token from a tokenizer.json: byte-level BPE, and SentencePiece-like models
 * (BPE or Unigram) with Metaspace and byte fallback. Bytes are those of a token in the middle of a text:
 * a space that the decoder drops at the very start of a text is kept.
 *
 * Special tokens and the unknown token have no bytes; other added tokens are their content. `endIds` may
 * come out empty when nothing names an end: the caller then decides when the text ends.
 *
 * @param tokenizerJson the parsed file, or its text
 * @throws VocabularyError code 'malformed-tokenizer', 'unsupported-decoder' or 'no-bytes'
 * @throws OptionError code 'unknown-option' or 'option-range'
 */
export function readVocabulary(tokenizerJson: unknown, options: ReadVocabularyOptions = {}): Vocabulary {
  refuseUnknownOptions(options, ['size', 'endIds', 'generationConfig', 'tokenizerConfig'], 'readVocabulary')
  const file = parse(tokenizerJson)
  const added = addedTokens(file)
  const model = asObject(file.model)
  if (!model) throw malformed("it has no 'model'")
  if (model.type === 'WordPiece' && asObject(file.decoder)?.type !== 'ByteLevel') pieceDecoder({ type: 'WordPiece' })
  const decode = pieceDecoder(file.decoder)

  const pieces: (Uint8Array | undefined)[] = []
  readModelVocabulary(model, decode, pieces)
  const encoder = new TextEncoder()
  for (const token of added) pieces[token.id] = token.special ? undefined : encoder.encode(token.content)

  // `pieces` is as long as its largest id, and special tokens count.
  const size = options.size ?? pieces.length
  if (!Number.isInteger(size) || size < 1 || size > 1 << 24) {
    throw new OptionError(`size must be a number of tokens, not ${size}.`, {
      code: 'option-range',
      option: 'size',
      hint: 'Pass the width of the logits, an integer from 1 to 16777216, or leave it out.',
    })
  }
  return packTokens(pieces, size, endIdsOf(options, added, model, size))
}

function parse(tokenizerJson: unknown): Record<string, unknown> {
  let value = tokenizerJson
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value)
    } catch (cause) {
      throw malformed('it is not JSON', cause)
    }
  }
  const file = asObject(value)
  if (!file) throw malformed('it is not an object')
  return file
}

function readModelVocabulary(
  model: Record<string, unknown>,
  decode: PieceDecoder,
  pieces: (Uint8Array | undefined)[],
): void {
  const unknown = model.unk_token
  const vocab = model.vocab
  if (Array.isArray(vocab)) {
    // Unigram: [piece, score] by id.
    for (let id = 0; id < vocab.length; id++) {
      const entry: unknown = vocab[id]
      const piece: unknown = Array.isArray(entry) ? entry[0] : entry
      if (typeof piece !== 'string') throw malformed(`model.vocab[${id}] is not a piece`)
      pieces[id] = id === model.unk_id || piece === unknown ? undefined : decode(piece)
    }
    return
  }
  const table = asObject(vocab)
  if (!table) throw malformed("it has no 'model.vocab'")
  for (const piece of Object.keys(table)) {
    const id = table[piece]
    if (!isTokenId(id)) throw malformed(`the id of '${piece}' is not a token id`)
    pieces[id] = piece === unknown ? undefined : decode(piece)
  }
}

function addedTokens(file: Record<string, unknown>): AddedToken[] {
  if (file.added_tokens === undefined || file.added_tokens === null) return []
  if (!Array.isArray(file.added_tokens)) throw malformed("'added_tokens' is not a list")
  return file.added_tokens.map((entry: unknown, i) => {
    const token = asObject(entry)
    if (!token || !isTokenId(token.id) || typeof token.content !== 'string') {
      throw malformed(`'added_tokens[${i}]' has no id or no content`)
    }
    return { id: token.id, content: token.content, special: token.special === true }
  })
}

function endIdsOf(
  options: ReadVocabularyOptions,
  added: readonly AddedToken[],
  model: Record<string, unknown>,
  size: number,
): number[] {
  if (options.endIds) return [...options.endIds]
  const found: number[] = []
  const eosIds = asObject(options.generationConfig)?.eos_token_id
  for (const id of Array.isArray(eosIds) ? eosIds : [eosIds]) if (isTokenId(id)) found.push(id)

  const eos = asObject(options.tokenizerConfig)?.eos_token
  const content = typeof eos === 'string' ? eos : asObject(eos)?.content
  if (typeof content === 'string') found.push(...idsOf(content, added, model))

  if (found.length === 0) {
    for (const token of added) if (usualEnds.has(token.content)) found.push(token.id)
  }
  return found.filter((id) => id < size)
}

function idsOf(content: string, added: readonly AddedToken[], model: Record<string, unknown>): number[] {
  const ids = added.filter((token) => token.content === content).map((token) => token.id)
  if (ids.length > 0) return ids
  const vocab = asObject(model.vocab)
  const id = vocab && Object.hasOwn(vocab, content) ? vocab[content] : undefined
  return isTokenId(id) ? [id] : []
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function isTokenId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1 << 24
}

function malformed(what: string, cause?: unknown): VocabularyError {
  return new VocabularyError(`This is not a tokenizer.json: ${what}.`, {
    code: 'malformed-tokenizer',
    hint: "Pass the tokenizer.json of the model's folder, as text or parsed.",
    cause,
  })
}
