import { Template } from '@huggingface/jinja'
import { Tokenizer } from '@huggingface/tokenizers'
import { ModelError } from '../../error/index.js'
import { readVocabulary } from '../../vocab/index.js'
import type { Vocabulary } from '../../vocab/vocabulary.js'
import type { Message } from '../engine.js'
import type { ModelFolder } from './folder.js'

/** Text to tokens and back, for one model folder. */
export class TextCodec {
  readonly vocabulary: Vocabulary
  private readonly folder: ModelFolder
  /** Slow to make for large vocabularies, and not needed where only masks are. */
  private tokenizer: Tokenizer | undefined
  private template: Template | undefined
  private readonly decoder = new TextDecoder()

  /** @throws VocabularyError if tokenizer.json does not tell the bytes of its tokens */
  constructor(folder: ModelFolder) {
    this.folder = folder
    const sources = { generationConfig: folder.generationConfig, tokenizerConfig: folder.tokenizerConfig }
    const vocabulary = readVocabulary(folder.tokenizer, sources)
    const width = folder.config.vocab_size
    // A tokenizer may know more tokens than the model has logits for.
    const narrower = typeof width === 'number' && Number.isInteger(width) && width > 0 && width < vocabulary.size
    this.vocabulary = narrower
      ? readVocabulary(folder.tokenizer, {
          size: width,
          endIds: vocabulary.endIds.filter((id) => id < width),
        })
      : vocabulary
  }

  /** Whether the model was trained on messages. */
  get hasTemplate(): boolean {
    return this.templateSource() !== undefined
  }

  encode(text: string): number[] {
    this.tokenizer ??= new Tokenizer(this.folder.tokenizer, this.folder.tokenizerConfig)
    return this.tokenizer.encode(text, { add_special_tokens: false }).ids
  }

  /**
   * Through the chat template; without one the contents are joined by line breaks after the
   * beginning-of-text token, for models that only continue texts.
   *
   * @throws ModelError code 'chat-template'
   */
  encodeChat(messages: readonly Message[]): number[] {
    const { tokenizerConfig } = this.folder
    const bos = tokenText(tokenizerConfig.bos_token)
    const source = this.templateSource()
    if (source === undefined) return this.encode(`${bos}${messages.map((m) => m.content).join('\n')}\n`)
    let text: string
    try {
      this.template ??= new Template(source)
      text = this.template.render({
        messages: messages.map((message) => ({ ...message })),
        add_generation_prompt: true,
        bos_token: bos,
        eos_token: tokenText(tokenizerConfig.eos_token),
        pad_token: tokenText(tokenizerConfig.pad_token),
        unk_token: tokenText(tokenizerConfig.unk_token),
      })
    } catch (cause) {
      throw new ModelError(`The chat template of '${this.folder.path}' refuses these messages: ${messageOf(cause)}`, {
        code: 'chat-template',
        hint: 'Some models take no system message, or only alternating ones: pass a single user message.',
        cause,
      })
    }
    return this.encode(text)
  }

  /** Special tokens have no text. */
  decode(ids: readonly number[]): string {
    let length = 0
    for (const id of ids) length += this.vocabulary.bytes(id).length
    const bytes = new Uint8Array(length)
    let at = 0
    for (const id of ids) {
      const token = this.vocabulary.bytes(id)
      bytes.set(token, at)
      at += token.length
    }
    return this.decoder.decode(bytes)
  }

  private templateSource(): string | undefined {
    const template = this.folder.tokenizerConfig.chat_template
    if (typeof template === 'string') return template
    if (Array.isArray(template)) {
      const named = template.find((entry) => entry?.name === 'default') ?? template[0]
      if (typeof named?.template === 'string') return named.template
    }
    return this.folder.chatTemplate
  }
}

/** Special tokens in tokenizer_config.json are strings or objects with their content. */
function tokenText(token: unknown): string {
  if (typeof token === 'string') return token
  const content = typeof token === 'object' && token !== null ? (token as { content?: unknown }).content : undefined
  return typeof content === 'string' ? content : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
