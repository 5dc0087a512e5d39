import { describe, expect, it } from 'vitest'
import { type Constraint, DEAD, run, type State, substringOf } from '../../src/automaton/index.js'
import { QuoteIndex } from '../../src/regex/index.js'
import { suffixArray } from '../../src/regex/suffix-array.js'
import { wordBoundaries } from '../../src/regex/word-boundaries.js'
import { finish, randomOf } from './languages.js'

const encoder = new TextEncoder()
const accepts = (constraint: Constraint, text: string): boolean =>
  constraint.canEnd(run(constraint, constraint.start, encoder.encode(text)))

function cuts(text: string): number[] {
  const offsets: number[] = []
  wordBoundaries(text, (offset) => offsets.push(offset))
  return offsets
}

const split = (text: string): string[] => {
  const offsets = cuts(text)
  return offsets.slice(1).map((end, i) => text.slice(offsets[i]!, end))
}

/** All pieces of the texts between places, by definition. */
function pieces(texts: readonly string[], wholeWords: boolean): Set<string> {
  const all = new Set<string>()
  for (const text of texts) {
    const chars: number[] = [0]
    for (const char of text) chars.push(chars.at(-1)! + char.length)
    const places = wholeWords ? cuts(text) : chars
    for (const i of places) for (const j of places) if (i < j) all.add(text.slice(i, j))
  }
  return all
}

describe('suffix arrays', () => {
  it('are the sorted suffixes', () => {
    const random = randomOf(1)
    for (let cases = 0; cases < 3000; cases++) {
      const n = random(20)
      const k = 1 + random(4)
      const text = Array.from({ length: n }, () => random(k))
      const compare = (a: number, b: number): number => {
        for (; ; a++, b++) {
          if (a >= n) return -1
          if (b >= n) return 1
          if (text[a] !== text[b]) return text[a]! - text[b]!
        }
      }
      const sorted = text.map((_, i) => i).sort((a, b) => (a === b ? 0 : compare(a, b)))
      expect(Array.from(suffixArray(text, n, k))).toEqual(sorted)
    }
  })
})

describe('word boundaries', () => {
  it('keep words, numbers and joined characters together', () => {
    expect(split("I don't owe 3.14, or 1,000 euros.")).toEqual([
      'I',
      ' ',
      "don't",
      ' ',
      'owe',
      ' ',
      '3.14',
      ',',
      ' ',
      'or',
      ' ',
      '1,000',
      ' ',
      'euros',
      '.',
    ])
    expect(split("'so' it’s a_b4…")).toEqual(["'", 'so', "'", ' ', 'it’s', ' ', 'a_b4', '…'])
    expect(split('a\r\nb\n\n')).toEqual(['a', '\r\n', 'b', '\n', '\n'])
    expect(split('naïve cafe\u0301s')).toEqual(['naïve', ' ', 'cafe\u0301s'])
    expect(split('中文字 ひらカタカナ')).toEqual(['中', '文', '字', ' ', 'ひ', 'ら', 'カタカナ'])
    expect(split('👩‍👩‍👧👍🏽🇩🇪🇫🇷x')).toEqual(['👩‍👩‍👧', '👍🏽', '🇩🇪', '🇫🇷', 'x'])
    expect(split("rock 'n' roll 5.x")).toEqual(['rock', ' ', "'", 'n', "'", ' ', 'roll', ' ', '5', '.', 'x'])
    expect(split('')).toEqual([])
  })
})

describe('substringOf', () => {
  it('accepts the pieces of texts and nothing else, and every state has its shortest end', () => {
    const random = randomOf(2)
    const letters = ['a', 'b', ' ', 'é', '日', '😀', "'", '1', '.', 'aa', 'ab ']
    let steps = 0
    for (let cases = 0; cases < 400; cases++) {
      const wholeWords = random(2) === 0
      const texts = Array.from({ length: 1 + random(3) }, () =>
        Array.from({ length: 1 + random(8) }, () => letters[random(letters.length)]!).join(''),
      )
      const constraint = substringOf(texts, { wholeWords })
      const index = new QuoteIndex(texts, wholeWords)
      const all = pieces(texts, wholeWords)
      const encoded = [...all].map((piece) => encoder.encode(piece))
      // All prefixes in bytes, and the fewest bytes that make each a piece.
      const least = new Map<string, number>()
      for (const bytes of encoded) {
        for (let i = 0; i <= bytes.length; i++) {
          const key = bytes.slice(0, i).join()
          least.set(key, Math.min(least.get(key) ?? Infinity, bytes.length - i))
        }
      }
      const pending: [State, number[]][] = [[constraint.start, []]]
      while (pending.length > 0) {
        const [state, read] = pending.pop()!
        const want = least.get(read.join())!
        if (constraint.minBytesToEnd(state) !== want) expect.fail(`${JSON.stringify(texts)} ${read}: not ${want} bytes`)
        if (constraint.canEnd(state) !== (want === 0)) expect.fail(`${JSON.stringify(texts)} ${read} ${want}`)
        for (const byte of [...encoder.encode(letters.join('')), 0, 0x63, 0xff]) {
          const next = constraint.step(state, byte)
          steps++
          if ((next !== DEAD) !== least.has([...read, byte].join()))
            expect.fail(`${JSON.stringify(texts)} ${read} ${byte}`)
          if (next !== DEAD && !pending.some(([other]) => other === next)) pending.push([next, [...read, byte]])
        }
      }
      // The same by code points.
      const points: [State, string][] = [[QuoteIndex.START, '']]
      while (points.length > 0) {
        const [state, read] = points.pop()!
        const chars = [...all]
          .filter((piece) => piece.startsWith(read))
          .map((piece) => Array.from(piece.slice(read.length)))
        expect(index.minPoints(state)).toBe(Math.min(...chars.map((rest) => rest.length)))
        const firsts = new Set(chars.filter((rest) => rest.length > 0).map((rest) => rest[0]!))
        expect(index.firsts(state)).toEqual([...firsts].map((c) => c.codePointAt(0)!).sort((a, b) => a - b))
        for (const char of firsts) points.push([index.next(state, char.codePointAt(0)!), read + char])
        expect(index.next(state, 0xd800)).toBe(0)
      }
    }
    expect(steps).toBeGreaterThan(100_000)
  })

  it('bounds the length in code points', () => {
    const constraint = substringOf('the naïve dog', { wholeWords: true, minLength: 4, maxLength: 9 })
    expect(accepts(constraint, 'the')).toBe(false)
    expect(accepts(constraint, 'naïve')).toBe(true)
    expect(accepts(constraint, 'the naïve')).toBe(true)
    expect(accepts(constraint, 'the naïve ')).toBe(false)
    expect(finish(constraint, constraint.start)).toHaveLength(4)
    expect(() => substringOf('abc', { minLength: 4 })).toThrow(expect.objectContaining({ code: 'empty-language' }))
  })

  it('reads a megabyte in a moment', () => {
    const random = randomOf(9)
    const words = Array.from({ length: 5000 }, () =>
      Array.from({ length: 2 + random(8) }, () => String.fromCharCode(97 + random(26))).join(''),
    )
    let text = ''
    while (text.length < 1_000_000) text += `${words[random(5000)]} `
    const started = performance.now()
    const constraint = substringOf(text, { wholeWords: true })
    const piece = text.slice(text.indexOf(' ', 500_000) + 1, text.indexOf(' ', 500_800))
    expect(accepts(constraint, piece)).toBe(true)
    expect(accepts(constraint, piece.slice(1))).toBe(false)
    expect(accepts(constraint, `${piece}!`)).toBe(false)
    expect(performance.now() - started).toBeLessThan(3000)
  })

  it('refuses what is no text', () => {
    expect(() => substringOf('')).toThrow(/is empty/)
    expect(() => substringOf([])).toThrow(/no text/)
    expect(() => substringOf('\ud800')).toThrow(/not well-formed/)
    expect(() => substringOf('a', { wholeWord: true } as never)).toThrow(/Did you mean 'wholeWords'/)
    expect(() => substringOf('a', { maxLength: 0 })).toThrow(/'maxLength'/)
  })
})
