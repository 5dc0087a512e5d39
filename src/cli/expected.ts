/** Why a text is refused at a byte: where that is, and what could have stood there instead. */
import { type Constraint, DEAD, type State } from '../automaton/constraint.js'
import { PartialReader } from '../sdk/partial.js'

export interface Verdict {
  accepted: boolean
  /** Offset of the byte that was refused; the length of the text if it ended too early. */
  offset: number
  line: number
  column: number
  /** JSON Pointer of the value being read there. */
  path: string
  /** What may stand there, in words. */
  expected: string[]
  /** The refused character, undefined at the end. */
  found: string | undefined
}

/** Where the string, number, literal or punctuation at hand began. */
interface Lexeme {
  state: State
  /** Digits of a number have been read. */
  number: boolean
}

/** The text in a file: a byte order mark and final line feeds, which editors write, are no part of it. */
export function textSpan(bytes: Uint8Array): { first: number; length: number } {
  let length = bytes.length
  while (length > 0 && (bytes[length - 1] === 0x0a || bytes[length - 1] === 0x0d)) length--
  return { first: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0, length }
}

/** Reads a text byte by byte. */
export function judge(constraint: Constraint, bytes: Uint8Array): Verdict {
  const { first, length } = textSpan(bytes)
  let state = constraint.start
  let lexeme: Lexeme = { state, number: false }
  let inString = false
  let escaped = false
  for (let i = first; i < length; i++) {
    const byte = bytes[i]!
    if (
      !inString &&
      byte !== 0x20 &&
      byte !== 0x0a &&
      byte !== 0x0d &&
      byte !== 0x09 &&
      !isWordByte(bytes[i - 1], byte)
    ) {
      lexeme = { state, number: false }
    }
    const next = constraint.step(state, byte)
    if (next === DEAD) return refusal(constraint, bytes, length, i, state, lexeme)
    if (inString) {
      if (escaped) escaped = false
      else if (byte === 0x5c) escaped = true
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    // A number that began well is refused for its next digit, not as a number.
    else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) lexeme.number = true
    state = next
  }
  if (constraint.canEnd(state))
    return { accepted: true, offset: length, line: 0, column: 0, path: '', expected: [], found: undefined }
  return refusal(
    constraint,
    bytes,
    length,
    length,
    state,
    inString ? lexeme : { state, number: wordBytes[bytes[length - 1] ?? 0] === 1 },
  )
}

/** Within a number or literal, so that no new lexeme starts. */
function isWordByte(previous: number | undefined, byte: number): boolean {
  return previous !== undefined && wordBytes[previous] === 1 && wordBytes[byte] === 1
}

const wordBytes = new Uint8Array(256)
for (const c of '0123456789+-.eEtrufalsn') wordBytes[c.charCodeAt(0)] = 1

function refusal(
  constraint: Constraint,
  bytes: Uint8Array,
  length: number,
  offset: number,
  state: State,
  lexeme: Lexeme,
): Verdict {
  const decoder = new TextDecoder()
  const before = decoder.decode(bytes.subarray(0, offset))
  const reader = new PartialReader()
  // The accepted part is the beginning of valid JSON, which is all the reader asks for.
  reader.push(before)
  const lineStart = before.lastIndexOf('\n') + 1
  return {
    accepted: false,
    offset,
    line: before.split('\n').length,
    column: before.length - lineStart + 1,
    path: reader.currentPath,
    expected: expectedAt(constraint, state, lexeme),
    found: offset < length ? [...decoder.decode(bytes.subarray(offset, Math.min(length, offset + 4)))][0] : undefined,
  }
}

const maxAlternatives = 12
const maxAlternativeBytes = 64
const maxSearch = 4096

/**
 * Whole lexemes that could stand where the refused one began, if they are few (enum values, property names, literals);
 * otherwise the characters that could follow.
 */
function expectedAt(constraint: Constraint, state: State, lexeme: Lexeme): string[] {
  const words = lexeme.number ? undefined : alternatives(constraint, lexeme.state)
  if (words !== undefined && words.length > 0) return words
  const expected = classes(allowedBytes(constraint, state))
  if (constraint.canEnd(state)) expected.push('the end of the text')
  return expected
}

function allowedBytes(constraint: Constraint, state: State): number[] {
  const allowed: number[] = []
  for (let byte = 0; byte < 256; byte++) if (constraint.step(state, byte) !== DEAD) allowed.push(byte)
  return allowed
}

/** All lexemes from a state if they can be listed, undefined if they are too many. */
function alternatives(constraint: Constraint, start: State): string[] | undefined {
  const words: string[] = []
  const pending: { state: State; text: number[]; inString: boolean }[] = [{ state: start, text: [], inString: false }]
  let steps = 0
  while (pending.length > 0) {
    const { state, text, inString } = pending.pop()!
    if (text.length > maxAlternativeBytes || ++steps > maxSearch) return undefined
    for (const byte of allowedBytes(constraint, state)) {
      // Whitespace and spellings with escapes lead to the same values.
      if (!inString && text.length === 0 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) continue
      if (inString && byte === 0x5c) continue
      const next = constraint.step(state, byte)
      if (text.length === 0 && byte === 0x22) pending.push({ state: next, text: [byte], inString: true })
      else if (inString && byte !== 0x22) pending.push({ state: next, text: [...text, byte], inString })
      else if (inString) words.push(new TextDecoder().decode(Uint8Array.of(...text, byte)))
      else if (text.length === 0 && wordBytes[byte] === 0) words.push(String.fromCharCode(byte))
      else if (text.length === 0 || wordBytes[byte] === 1) {
        if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) words.push('a number')
        else pending.push({ state: next, text: [...text, byte], inString })
      }
    }
    if (text.length > 0 && !inString && !allowedBytes(constraint, state).some((byte) => wordBytes[byte] === 1)) {
      words.push(new TextDecoder().decode(Uint8Array.from(text)))
    }
    if (words.length > maxAlternatives) return undefined
  }
  return [...new Set(words)].sort()
}

/** Bytes in words: 'a digit', 'any character', single characters as they are. */
export function classes(bytes: readonly number[]): string[] {
  const left = new Set(bytes)
  const result: string[] = []
  const take = (name: string, members: number[]) => {
    if (!members.every((byte) => left.has(byte))) return
    for (const byte of members) left.delete(byte)
    result.push(name)
  }
  const between = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const letters = [...between(0x41, 0x5a), ...between(0x61, 0x7a)]
  if (letters.every((byte) => left.has(byte)) && left.has(0x20) && left.has(0xc3)) {
    const closes = left.has(0x22)
    return closes ? ['any character', 'the end of the string'] : ['any character']
  }
  take('a digit', between(0x30, 0x39))
  take('a letter', letters)
  take('a capital letter', between(0x41, 0x5a))
  take('a small letter', between(0x61, 0x7a))
  take('whitespace', [0x09, 0x0a, 0x0d, 0x20])
  let foreign = false
  for (const byte of left) {
    if (byte >= 0x80) foreign = true
    else result.push(byte <= 0x20 ? `byte 0x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte))
  }
  if (foreign) result.push('a character beyond ASCII')
  return result
}
