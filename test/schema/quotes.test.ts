import { describe, expect, it } from 'vitest'
import { type Constraint, DEAD, run, type State } from '../../src/automaton/index.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { compileJsonSchema, quotesOf } from '../../src/schema/index.js'
import { createVocabulary, readVocabulary } from '../../src/vocab/index.js'
import { finish, randomOf } from '../automaton/languages.js'
import { oracle, unpack } from '../mask/brute-force.js'
import { readTokenizer } from '../vocab/real-tokenizers.js'

const encoder = new TextEncoder()
const stateAfter = (constraint: Constraint, text: string): State =>
  run(constraint, constraint.start, encoder.encode(text))
const accepts = (constraint: Constraint, text: string): boolean => constraint.canEnd(stateAfter(constraint, text))

const article =
  'She said: "No", and left.\nNaïve 😀 people don\'t — they stay. C:\\temp\u0001 is 3.14 long. She stayed.'

function compile(
  keywords: object,
  text: string | readonly string[],
  wholeWords = true,
  spelling: 'any' | 'canonical' = 'any',
) {
  return compileJsonSchema(
    { type: 'string', format: 'quote', ...keywords },
    { quotes: { quote: quotesOf(text, { wholeWords }) }, spelling, whitespace: 'compact' },
  )
}

describe('quotes in a schema', () => {
  it('are pieces of the text in every spelling of JSON', () => {
    const constraint = compile({}, article)
    for (const piece of ['She said: "No", and left.\nNaïve', '😀', "don't", 'C:\\temp\u0001 is', '3.14', article]) {
      expect(accepts(constraint, JSON.stringify(piece)), piece).toBe(true)
    }
    expect(accepts(constraint, '"\\ud83d\\ude00"')).toBe(true)
    expect(accepts(constraint, '"Na\\u00efve"')).toBe(true)
    expect(accepts(constraint, '"N\\u0061\\u00EFve \\ud83D\\uDE00 people"')).toBe(true)
    for (const piece of ['', 'Sh', 'he said', 'don', '3', '14', 'people don', '"no', '\ud83d']) {
      expect(accepts(constraint, JSON.stringify(piece)), piece).toBe(false)
    }
    expect(stateAfter(constraint, '"\\ud83d"')).toBe(DEAD)
    expect(stateAfter(constraint, '"zebra')).toBe(DEAD)
  })

  it('combine exactly with other keywords', () => {
    const random = randomOf(8)
    const letters = ['a', 'b', ' ', 'é', '"', '\\', '\n', '😀', 'ab']
    const keywords: [object, (text: string) => boolean][] = [
      [{}, () => true],
      [{ minLength: 3 }, (text) => Array.from(text).length >= 3],
      [{ maxLength: 2 }, (text) => Array.from(text).length <= 2],
      [{ minLength: 2, maxLength: 3 }, (text) => Array.from(text).length >= 2 && Array.from(text).length <= 3],
      [{ pattern: '^a' }, (text) => text.startsWith('a')],
      [{ pattern: 'b$', minLength: 2 }, (text) => text.endsWith('b') && Array.from(text).length >= 2],
      [{ not: { pattern: ' ' } }, (text) => !text.includes(' ')],
      [{ enum: ['a', 'ab', 'b a', 'é'] }, (text) => ['a', 'ab', 'b a', 'é'].includes(text)],
      [{ not: { const: 'a' } }, (text) => text !== 'a'],
      [{ pattern: '(.)\\1' }, (text) => /(.)\1/u.test(text)],
    ]
    let decided = 0
    for (let cases = 0; cases < 80; cases++) {
      const text = Array.from({ length: 1 + random(7) }, () => letters[random(letters.length)]!).join('')
      const [extra, holds] = keywords[cases % keywords.length]!
      const chars = Array.from(text)
      const wanted = new Set<string>()
      for (let i = 0; i < chars.length; i++) {
        for (let j = i + 1; j <= chars.length; j++) {
          const piece = chars.slice(i, j).join('')
          if (holds(piece)) wanted.add(piece)
        }
      }
      let constraint: Constraint
      try {
        constraint = compile(extra, text, false, cases % 2 ? 'any' : 'canonical')
      } catch (error) {
        expect(error).toMatchObject({ code: 'unsatisfiable' })
        expect(wanted.size, `${JSON.stringify(extra)} ${JSON.stringify(text)}`).toBe(0)
        continue
      }
      const pending: [State, string][] = [[constraint.start, '']]
      const met = new Set<string>()
      while (pending.length > 0) {
        const [state, read] = pending.pop()!
        decided++
        if (constraint.canEnd(state)) met.add(JSON.parse(read) as string)
        const rest = finish(constraint, state)
        expect(rest, `${JSON.stringify(extra)} ${JSON.stringify(text)} ${read}`).toBeDefined()
        for (const char of ['"', '\\', 'n', ...chars]) {
          const next = run(constraint, state, encoder.encode(char))
          if (next !== DEAD) pending.push([next, read + char])
        }
      }
      expect(met, `${JSON.stringify(extra)} ${JSON.stringify(text)}`).toEqual(wanted)
    }
    expect(decided).toBeGreaterThan(2000)
  })

  it('have the masks of a walk byte by byte, with small tokens', () => {
    const random = randomOf(12)
    const pieces = [
      '"',
      '"}',
      '\\n',
      '\\u00',
      'ef',
      'She',
      ' said',
      'Na',
      'ï',
      've 😀',
      ' people',
      "don't",
      ' — ',
      'they',
      '.',
      'ay',
      'ed',
      ': "',
      '\\"No',
    ]
    const tokens = [
      ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
      ...pieces.map((piece) => encoder.encode(piece)),
      encoder.encode('ï').slice(0, 1),
    ]
    const vocabulary = createVocabulary(tokens, [])
    for (const keywords of [{}, { minLength: 12 }, { maxLength: 20 }, { pattern: '^[A-Z]' }]) {
      const constraint = compileJsonSchema(
        {
          type: 'object',
          properties: { q: { type: 'string', format: 'quote', ...keywords } },
          required: ['q'],
          additionalProperties: false,
        },
        { quotes: { quote: quotesOf(article) }, whitespace: 'compact' },
      )
      for (let walk = 0; walk < 12; walk++) {
        const matcher = createMatcher(constraint, vocabulary)
        while (!matcher.canEnd) {
          const want = oracle(constraint, matcher.state, vocabulary, tokens)
          expect(unpack(matcher.mask(), vocabulary.size)).toEqual(want)
          const allowed = [...want.keys()].filter((id) => want[id] === 1)
          // Long tokens first, or most walks would end in the middle of an escape.
          const long = allowed.filter((id) => id >= 256)
          expect(
            matcher.accept(
              (long.length > 0 && random(3) ? long : allowed)[random(long.length > 0 ? long.length : allowed.length)] ??
                allowed[0]!,
            ),
          ).toBe(true)
          if (random(10) === 0) matcher.rollback(1)
        }
      }
    }
  })

  it('have the masks of a walk byte by byte, with the tokens of Llama 3', () => {
    const vocabulary = readVocabulary(readTokenizer('llama3').json)
    const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))
    const constraint = compile({ minLength: 4 }, article, true, 'canonical')
    const matcher = createMatcher(constraint, vocabulary)
    const text = encoder.encode(JSON.stringify("Naïve 😀 people don't — they"))
    for (let i = 0; i < text.length; i += 3) {
      expect(unpack(matcher.mask(), vocabulary.size)).toEqual(oracle(constraint, matcher.state, vocabulary, tokens))
      expect(matcher.acceptBytes(text.slice(i, i + 3))).toBe(true)
    }
  })

  it('hold where formats are annotations, and are no unknown format', () => {
    const constraint = compileJsonSchema(
      { type: 'string', format: 'quote' },
      { quotes: { quote: quotesOf('one two') }, formats: 'annotate', strict: true },
    )
    expect(constraint.report.warnings).toEqual([])
    expect(accepts(constraint, '"one"')).toBe(true)
    expect(accepts(constraint, '"on"')).toBe(false)
    expect(() => compileJsonSchema({}, { quotes: { quote: 'text' as never } })).toThrow(/quotesOf/)
    expect(() => compile({ minLength: 30 }, 'short')).toThrow(expect.objectContaining({ code: 'unsatisfiable' }))
  })

  it('cost little whatever the length of the text', () => {
    const random = randomOf(3)
    let text = ''
    while (text.length < 100_000) text += `${random(5000).toString(36)}${random(3) ? ' ' : ', '}`
    const started = performance.now()
    const constraint = compile({ minLength: 20, maxLength: 200 }, text)
    expect(performance.now() - started).toBeLessThan(1000)
    const piece = text.slice(text.indexOf(' ', 40_000) + 1, text.indexOf(' ', 40_100))
    expect(accepts(constraint, JSON.stringify(piece))).toBe(true)
    expect(accepts(constraint, JSON.stringify(`${piece}!`))).toBe(false)
  })
})
