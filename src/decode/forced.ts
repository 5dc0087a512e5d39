import { nextSet } from '../mask/mask-bits.js'
import type { Matcher } from '../mask/matcher.js'

/** Bytes of text before the run that the tokenizer gets to see. */
const lookBack = 64
/** Token boundaries at the end of the run that are examined for longer tokens. */
const healed = 8

/**
 * The tokens of the text that is forced from here: what the tokenizer itself makes of it, so that the model reads what
 * it was trained on, without those at the end that a model might write otherwise because a longer allowed token
 * starts where they start and reaches over the end of the run. Without a tokenizer, or where it does not spell the
 * run byte by byte (it normalises, or the run begins within a character), cut longest-first.
 *
 * The matcher is left as it was. Every returned token is accepted by it in turn.
 */
export function forcedRun(matcher: Matcher, encode: ((text: string) => number[]) | undefined): number[] {
  const bytes = matcher.forcedBytes()
  if (bytes.length === 0) return []
  const canonical = encode && spell(matcher, bytes, encode)
  if (!canonical) return accepted(matcher, matcher.forcedTokens())
  const ids = accepted(matcher, canonical)
  return heal(matcher, ids, bytes.length)
}

/** The longest prefix of `ids` that the matcher accepts: all of them, unless tokenizer and vocabulary disagree. */
function accepted(matcher: Matcher, ids: readonly number[]): number[] {
  let n = 0
  while (n < ids.length && !matcher.vocabulary.endIds.includes(ids[n]!) && matcher.accept(ids[n]!)) n++
  matcher.rollback(n)
  return ids.slice(0, n)
}

function spell(matcher: Matcher, forced: Uint8Array, encode: (text: string) => number[]): number[] | undefined {
  const end = characterEnd(forced)
  if (end === 0 || isContinuation(forced[0]!)) return undefined
  const run = forced.subarray(0, end)
  const text = matcher.text()
  let from = Math.max(0, text.length - lookBack)
  while (from < text.length && isContinuation(text[from]!)) from++
  // A boundary where the run begins, in the text as it is; else the model chose to cut the text there, and the run
  // stands alone, or after a line break where tokenizers put a space before the first word.
  for (const before of [text.subarray(from), nothing, lineBreak]) {
    const both = new Uint8Array(before.length + run.length)
    both.set(before)
    both.set(run, before.length)
    const ids = spelling(matcher, both, before.length, encode)
    if (ids) return ids
  }
  return undefined
}

const nothing = new Uint8Array(0)
const lineBreak = Uint8Array.of(0x0a)

/**
 * The tokens of `bytes` from offset `from` on, if there is a token boundary there and the bytes are kept, but for one
 * space that SentencePiece tokenizers put before a text.
 */
function spelling(
  matcher: Matcher,
  bytes: Uint8Array,
  from: number,
  encode: (text: string) => number[],
): number[] | undefined {
  const { vocabulary } = matcher
  const ids = encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  let at = 0
  if (ids.length > 0 && bytes[0] !== 0x20 && vocabulary.bytes(ids[0]!)[0] === 0x20) at = -1
  let start = at === from ? 0 : -1
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!
    if (!(id >= 0 && id < vocabulary.size)) return undefined
    const token = vocabulary.bytes(id)
    if (token.length === 0 || at + token.length > bytes.length) return undefined
    for (let j = at < 0 ? 1 : 0; j < token.length; j++) if (token[j] !== bytes[at + j]) return undefined
    at += token.length
    if (at === from) start = i + 1
  }
  return at === bytes.length && start >= 0 ? ids.slice(start) : undefined
}

/**
 * Drops tokens from the first boundary on at which an allowed token reaches over the end of the run. At
 * such a boundary everything allowed either lies within the run or goes on from it, so its length decides.
 */
function heal(matcher: Matcher, ids: readonly number[], length: number): number[] {
  const { vocabulary } = matcher
  let left = length
  for (const id of ids) left -= vocabulary.bytes(id).length
  let keep = ids.length
  for (const id of ids) matcher.accept(id)
  for (let i = ids.length - 1; i >= 0 && i >= ids.length - healed; i--) {
    matcher.rollback(1)
    left += vocabulary.bytes(ids[i]!).length
    const mask = matcher.mask()
    for (let t = nextSet(mask, 0); t >= 0; t = nextSet(mask, t + 1)) {
      if (vocabulary.bytes(t).length > left) {
        keep = i
        break
      }
    }
  }
  matcher.rollback(Math.max(0, ids.length - healed))
  return ids.slice(0, keep)
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

/** Length of the longest prefix that ends between characters. */
function characterEnd(bytes: Uint8Array): number {
  let i = bytes.length - 1
  while (i >= 0 && i >= bytes.length - 4 && isContinuation(bytes[i]!)) i--
  if (i < 0) return 0
  const lead = bytes[i]!
  const width = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  return i + width <= bytes.length ? bytes.length : i
}
