/** How models that were trained to fill the middle are told what stands around it. */
import type { Engine } from '../engine/engine.js'
import { OptionError, refuseUnknownOptions } from '../error/index.js'

/** The special tokens around the two contexts, as texts: prefix, what is before, suffix, what is behind, middle. */
export interface FimFormat {
  readonly prefix: string
  readonly suffix: string
  readonly middle: string
  /** Tokens by which the model ends the middle, beside its end tokens. */
  readonly end?: readonly string[] | undefined
}

/** Formats in the order in which they are looked for: CodeGemma and Qwen2.5-Coder, StarCoder, CodeLlama, DeepSeek-Coder. */
const knownFormats: readonly FimFormat[] = [
  {
    prefix: '<|fim_prefix|>',
    suffix: '<|fim_suffix|>',
    middle: '<|fim_middle|>',
    end: ['<|fim_pad|>', '<|endoftext|>', '<|file_sep|>', '<|repo_name|>', '<|file_separator|>'],
  },
  { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>', end: ['<|endoftext|>', '<file_sep>'] },
  { prefix: '<PRE>', suffix: '<SUF>', middle: '<MID>', end: ['<EOT>'] },
  { prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>', end: ['▁<EOT>'] },
  { prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>', end: ['<｜end▁of▁sentence｜>'] },
]

/** The same with the ids of this model. */
export interface FimTokens {
  readonly prefix: number
  readonly suffix: number
  readonly middle: number
  readonly end: readonly number[]
}

/**
 * The tokens of a format, or of the first one known that the model has. Undefined for 'none', and for 'auto' if it has none.
 * @throws OptionError if the format named is not one of this model
 */
export function fimTokens(engine: Engine, format: 'auto' | 'none' | FimFormat): FimTokens | undefined {
  if (format === 'none') return undefined
  if (format === 'auto') {
    for (const known of knownFormats) {
      const tokens = tokensOf(engine, known)
      if (tokens) return tokens
    }
    return undefined
  }
  refuseUnknownOptions(format, ['prefix', 'suffix', 'middle', 'end'], 'fim')
  const tokens = tokensOf(engine, format)
  if (tokens) return tokens
  throw new OptionError(`The model ${engine.name} has no such tokens for filling the middle.`, {
    code: 'invalid-option',
    option: 'fim',
    hint: "Name special tokens of its tokenizer as prefix, suffix and middle, or pass fim: 'auto' or 'none'.",
  })
}

function tokensOf(engine: Engine, { prefix, suffix, middle, end = [] }: FimFormat): FimTokens | undefined {
  const ids = [prefix, suffix, middle].map((text) => special(engine, text))
  if (ids.includes(undefined)) return undefined
  const others = end.map((text) => special(engine, text)).filter((id) => id !== undefined)
  const [first, second, third] = ids as [number, number, number]
  // Whatever belongs to the format is no text: a model that writes it has done with the middle.
  return { prefix: first, suffix: second, middle: third, end: [...new Set([...others, first, second, third])] }
}

/** The id of a special token: one token that stands for no text. */
function special(engine: Engine, text: string): number | undefined {
  let ids: readonly number[]
  try {
    ids = engine.encode(text)
  } catch {
    return undefined
  }
  const [id] = ids
  if (ids.length !== 1 || id === undefined || id >= engine.vocabulary.size) return undefined
  return engine.vocabulary.bytes(id).length === 0 ? id : undefined
}
