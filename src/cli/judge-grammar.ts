/** Why a text is no word of a grammar, in words and as JSON. */
import type pc from 'picocolors'
import { explainText, type GrammarConstraint, type Refusal } from '../grammar/index.js'
import { textSpan } from './expected.js'

/** A text that was judged; `refusal` is undefined if it was accepted. */
export interface JudgedText {
  readonly file: string
  readonly bytes: Uint8Array
  readonly refusal: Refusal | undefined
}

/**
 * Judges the text of a file: as it is, and without a byte order mark and final line feeds, which editors write. Either may be
 * what the grammar means.
 */
export function judgeFile(constraint: GrammarConstraint, file: string, whole: Uint8Array): JudgedText {
  if (explainText(constraint, whole) === undefined) return { file, bytes: whole, refusal: undefined }
  const { first, length } = textSpan(whole)
  return judgeText(constraint, file, whole.subarray(first, Math.max(first, length)))
}

export function judgeText(constraint: GrammarConstraint, file: string, bytes: Uint8Array): JudgedText {
  return { file, bytes, refusal: explainText(constraint, bytes) }
}

/** Line and column, both from 1, the column in UTF-16 units. */
export function placeOf(bytes: Uint8Array, offset: number): { line: number; column: number } {
  const before = new TextDecoder().decode(bytes.subarray(0, offset))
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}

export function refusalAsJson({ bytes, refusal }: JudgedText): object {
  if (!refusal) return { accepted: true }
  const { offset, from, to, terminal, expected, more } = refusal
  const decoder = new TextDecoder()
  const found = from < to ? decoder.decode(bytes.subarray(from, to)) : undefined
  return {
    accepted: false,
    offset,
    ...placeOf(bytes, offset),
    expected,
    more,
    found: found === undefined ? undefined : { text: found, terminal, offset: from, ...placeOf(bytes, from) },
  }
}

/** The lines that follow 'rejected …': what was found and expected, and the line with a caret. */
export function refusalInWords(bytes: Uint8Array, refusal: Refusal, c: ReturnType<typeof pc.createColors>): string[] {
  const { from, to, terminal } = refusal
  const text = new TextDecoder().decode(bytes.subarray(from, to))
  const cut = text.length > 40 ? `${text.slice(0, 40)}…` : text
  const kind = terminal === undefined || terminal === JSON.stringify(text) ? '' : ` (${terminal})`
  const found = from === to ? 'the text ends' : `found ${JSON.stringify(cut)}${kind}`
  return [`${found}, expected ${expectedInWords(refusal)}`, ...excerpt(bytes, from, to, c)]
}

export function expectedInWords({ expected, more }: Pick<Refusal, 'expected' | 'more'>): string {
  if (expected.length === 0) return 'nothing more'
  return `${expected.join(' or ')}${more > 0 ? ` or one of ${more} more` : ''}`
}

/** 'byte 12 (line 2, column 3)'. */
export function placeInWords(bytes: Uint8Array, { from, offset }: Refusal): string {
  const { line, column } = placeOf(bytes, from)
  const decided = offset > from ? `, decided at byte ${offset}` : ''
  return `byte ${from} (line ${line}, column ${column})${decided}`
}

/** The line of the place, shortened around it, and a caret with a line below what stands there. */
function excerpt(bytes: Uint8Array, from: number, to: number, c: ReturnType<typeof pc.createColors>): string[] {
  let begin = from
  while (begin > 0 && bytes[begin - 1] !== 0x0a) begin--
  let end = from
  while (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) end++
  const decoder = new TextDecoder()
  const plain = (part: Uint8Array) => decoder.decode(part).replace(/[\0-\x08\x0b-\x1f\x7f]/g, '·')
  const all = plain(bytes.subarray(begin, from))
  const before = all.length > 60 ? `…${all.slice(-59)}` : all
  const after = plain(bytes.subarray(from, end)).slice(0, 60)
  const width = Math.min(after.length, plain(bytes.subarray(from, Math.min(to, end))).length)
  const mark = c.red(`^${'~'.repeat(Math.max(0, width - 1))}`)
  return [`${before}${after}`, `${before.replace(/[^\t]/g, ' ')}${mark}`]
}

/** '1 rule', '2 rules'. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
