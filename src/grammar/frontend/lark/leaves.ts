import type { Expression, Position } from '../../grammar.js'
import type { Source } from '../notation.js'
import type { LarkExpression } from './syntax.js'

/** Most pieces of a text that %regex may take apart. */
const MAX_CHUNKS = 250

/** Text in quotes, as Lark reads it: escapes it does not know keep their backslash. */
export function readText(image: string, source: Source, at: number): { text: string; ignoreCase: boolean } {
  const ignoreCase = image.endsWith('i')
  const inside = image.slice(1, ignoreCase ? -2 : -1)
  const controls: Record<string, string> = { n: '\n', t: '\t', r: '\r', f: '\f', '\\': '\\', '"': '"' }
  const text = inside.replace(
    /\\(?:x(.{0,2})|u(.{0,4})|U(.{0,8})|(.))/gs,
    (all: string, ...found: (string | number)[]) => {
      const [x, u, long, other, offset] = found as [string?, string?, string?, string?, number?]
      if (other !== undefined) return controls[other] ?? all
      const digits = x ?? u ?? long!
      const point = /^[0-9A-Fa-f]+$/.test(digits) ? Number.parseInt(digits, 16) : -1
      if (point < 0 || point > 0x10ffff || ![2, 4, 8].includes(digits.length) || all.length !== digits.length + 2) {
        throw source.error(
          'bad-text',
          `${all} is no character.`,
          at + 1 + offset!,
          'Write \\xHH, \\uHHHH or \\UHHHHHHHH.',
        )
      }
      return String.fromCodePoint(point)
    },
  )
  return { text, ignoreCase }
}

export function literalOf(image: string, source: Source, at: number): Expression {
  const { text, ignoreCase } = readText(image, source, at)
  const position = source.position(at)
  return ignoreCase ? { kind: 'literal', text, ignoreCase, position } : { kind: 'literal', text, position }
}

/** The two ends of a range of characters. */
export function rangeOf(e: LarkExpression & { kind: 'range' }, source: Source): [number, number] {
  const ends = [e.from, e.to].map((image) => {
    const { text, ignoreCase } = readText(image, source, e.at)
    if ([...text].length !== 1 || ignoreCase) {
      const hint = "Write one character on either side, without 'i'."
      throw source.error('bad-range', `${image} is no end of a range.`, e.at, hint)
    }
    return text.codePointAt(0)!
  }) as [number, number]
  if (ends[0] > ends[1]) throw source.error('bad-range', 'The range is empty.', e.at, 'Put the lower character first.')
  return ends
}

/** The object behind %json or %regex. */
export function jsonOf(image: string, what: string, source: Source, at: number): unknown {
  try {
    return JSON.parse(image)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw source.error('bad-json', `The object behind ${what} is not JSON: ${reason}.`, at, 'Write it as JSON.')
  }
}

/** `%regex { … }`: some pieces of a text that follow one another, or none. */
export function substringExpression(image: string, source: Source, at: number): Expression {
  const value = jsonOf(image, '%regex', source, at) as Record<string, unknown>
  const [key, ...others] = Object.keys(value)
  const given = key === undefined ? undefined : value[key]
  let chunks: readonly unknown[] | undefined
  if (key === 'substring_chunks' && Array.isArray(given)) chunks = given
  else if (key === 'substring_words' && typeof given === 'string')
    chunks = given.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/gu) ?? []
  else if (key === 'substring_chars' && typeof given === 'string') chunks = [...given]
  if (chunks === undefined || others.length > 0 || !chunks.every((chunk) => typeof chunk === 'string')) {
    const hint = 'Use substring_chunks with an array of texts, or substring_words or substring_chars with a text.'
    throw source.error('unsupported-syntax', `%regex cannot have ${image.trim().slice(0, 60)}.`, at, hint)
  }
  if (chunks.length > MAX_CHUNKS) {
    const hint = 'Use substringOf() and combine the constraints.'
    throw source.error('unsupported-syntax', `%regex has more than ${MAX_CHUNKS} pieces.`, at, hint)
  }
  const position: Position = source.position(at)
  const starts: Expression[] = []
  let rest: Expression | undefined
  for (const text of chunks.toReversed() as string[]) {
    const items: Expression[] = [{ kind: 'literal', text, position }]
    if (rest) items.push({ kind: 'repeat', item: rest, min: 0, max: 1, position })
    rest = { kind: 'sequence', items, position }
    starts.push(rest)
  }
  return { kind: 'repeat', item: { kind: 'choice', items: starts.reverse(), position }, min: 0, max: 1, position }
}
