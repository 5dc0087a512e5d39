import { VocabularyError } from '../error/index.js'

/**
 * From token pieces to bytes, as the `decoder` of a tokenizer.json says: the only source that is exact
 * for tokens that are parts of a UTF-8 character, which decode([id]) turns into U+FFFD.
 */
export type PieceDecoder = (piece: string) => Uint8Array

interface DecoderConfig {
  type: string
  [option: string]: unknown
}

const encoder = new TextEncoder()

/**
 * The alphabet of byte-level BPE: every byte as one visible character. Bytes that are visible in
 * Latin-1 stand for themselves, the other 68 are U+0100, U+0101… in order (GPT-2, Radford et al. 2019).
 */
export const byteOfAlphabet: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>()
  let next = 0x100
  for (let byte = 0; byte < 256; byte++) {
    const visible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae
    map.set(String.fromCodePoint(visible ? byte : next++), byte)
  }
  return map
})()

/** A piece with a character outside the alphabet is plain text as a whole, as in the reference decoder. */
function decodeByteLevel(piece: string): Uint8Array {
  const bytes = new Uint8Array(piece.length)
  for (let i = 0; i < piece.length; i++) {
    const byte = byteOfAlphabet.get(piece[i]!)
    if (byte === undefined) return encoder.encode(piece)
    bytes[i] = byte
  }
  return bytes
}

function decodeByteFallback(piece: string): Uint8Array | undefined {
  const match = /^<0x([0-9A-Fa-f]{2})>$/.exec(piece)
  return match ? Uint8Array.of(Number.parseInt(match[1]!, 16)) : undefined
}

/**
 * @param config the `decoder` of a tokenizer.json
 * @throws VocabularyError code 'unsupported-decoder' where the text of a token depends on its neighbours
 */
export function pieceDecoder(config: unknown): PieceDecoder {
  const steps: DecoderConfig[] = []
  flatten(config, steps)

  // What comes after Fuse sees the whole text, no longer single tokens: only what cannot depend on a
  // neighbour keeps its meaning there.
  let fused = false
  const stages: ((piece: string) => string | Uint8Array)[] = []
  for (const step of steps) {
    switch (step.type) {
      case 'ByteLevel':
        stages.push(decodeByteLevel)
        break
      case 'ByteFallback':
        stages.push((piece) => decodeByteFallback(piece) ?? piece)
        break
      case 'Fuse':
        fused = true
        break
      case 'Replace':
        stages.push(replaceStage(step, fused))
        break
      case 'Metaspace':
        // The prefix space that Metaspace drops belongs to the start of the text, not to the token.
        stages.push(replacing(typeof step.replacement === 'string' ? step.replacement : '▁', ' '))
        break
      case 'Strip': {
        const stage = stripStage(step, fused)
        if (stage) stages.push(stage)
        break
      }
      default:
        throw unsupported(step.type)
    }
  }
  if (stages.length === 0) throw unsupported('none')

  return (piece) => {
    let value: string | Uint8Array = piece
    for (const stage of stages) {
      if (typeof value !== 'string') break
      value = stage(value)
    }
    return typeof value === 'string' ? encoder.encode(value) : value
  }
}

function flatten(config: unknown, into: DecoderConfig[]): void {
  if (config === null || config === undefined) return
  if (typeof config !== 'object' || typeof (config as DecoderConfig).type !== 'string') throw unsupported('unreadable')
  const decoder = config as DecoderConfig
  if (decoder.type !== 'Sequence') {
    into.push(decoder)
    return
  }
  for (const child of Array.isArray(decoder.decoders) ? decoder.decoders : []) {
    const type = (child as DecoderConfig | null)?.type
    if (typeof type !== 'string' || type === 'Sequence') throw unsupported('nested Sequence')
    into.push(child as DecoderConfig)
  }
}

function replacing(pattern: string, content: string): (piece: string) => string {
  return (piece) => piece.replaceAll(pattern, () => content)
}

function replaceStage(step: DecoderConfig, fused: boolean): (piece: string) => string {
  const pattern = (step.pattern as { String?: unknown } | undefined)?.String
  if (typeof pattern !== 'string' || pattern === '' || typeof step.content !== 'string') {
    throw unsupported('Replace with a regular expression')
  }
  if (fused && [...pattern].length > 1) throw unsupported('Replace of several characters after Fuse')
  return replacing(pattern, step.content)
}

function stripStage(step: DecoderConfig, fused: boolean): ((piece: string) => string) | undefined {
  const content = typeof step.content === 'string' ? step.content : ' '
  const start = Number(step.start ?? 0)
  const stop = Number(step.stop ?? 0)
  if (fused) {
    // At the start of the whole text: tokens in the middle keep their bytes. At the end: no token is safe.
    if (stop > 0) throw unsupported('Strip at the end of the text')
    return undefined
  }
  return (piece) => {
    let from = 0
    while (from < start && piece.startsWith(content, from)) from += content.length
    let to = piece.length
    for (let n = 0; n < stop && to - content.length >= from && piece.endsWith(content); n++) {
      if (!piece.slice(0, to).endsWith(content)) break
      to -= content.length
    }
    return piece.slice(from, to)
  }
}

function unsupported(type: string): VocabularyError {
  const why: Record<string, string> = {
    WordPiece:
      'WordPiece puts spaces between tokens depending on their neighbours, so a token has no bytes of its own.',
    BPEDecoder: 'The end-of-word suffix is a space or nothing depending on the next token.',
    CTC: 'CTC merges repeated tokens, so a token has no bytes of its own.',
    none: 'Without a decoder, tokens are joined by spaces.',
  }
  return new VocabularyError(
    `The tokenizer's decoder (${type}) gives tokens no fixed bytes. ${why[type] ?? ''}`.trim(),
    {
      code: 'unsupported-decoder',
      hint: 'Use a model with a byte-level (ByteLevel) or byte-fallback (Metaspace, ByteFallback) tokenizer.',
    },
  )
}
