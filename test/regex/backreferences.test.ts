import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExprPool, parsePattern, parseSearch } from '../../src/regex/index.js'
import { allTexts, matches, verdicts } from './patterns.js'

const ALPHABET = ['a', 'b', 'A', 'é'] as const

function whole(pattern: string, flags: string): (text: string) => boolean {
  const re = new RegExp(`^(?:${pattern})(?![^])`, `u${flags}`)
  return (text) => re.test(text)
}

function found(pattern: string, flags: string): (text: string) => boolean {
  const re = new RegExp(pattern, `u${flags}`)
  return (text) => re.test(text)
}

/** Compares with the JavaScript engine on all short texts; false if the pattern is refused. */
function compare(pattern: string, flags: string, length: number): boolean {
  const texts = allTexts(ALPHABET, length)
  for (const { parse, oracle } of [
    { parse: parsePattern, oracle: whole(pattern, flags) },
    { parse: parseSearch, oracle: found(pattern, flags) },
  ]) {
    const pool = new ExprPool()
    let e: number
    try {
      e = parse(pool, pattern, flags)
    } catch (error) {
      if ((error as { code?: string }).code === 'backreference') return false
      throw error
    }
    const results = verdicts(pool, e, ALPHABET, length)
    for (let i = 0; i < texts.length; i++) {
      if (results[i] !== oracle(texts[i]!)) {
        expect.fail(`${parse.name} /${pattern}/${flags} on ${JSON.stringify(texts[i])}: ${results[i]}`)
      }
    }
    // Nothing that has a short word is called empty, and what is found is a word.
    if (results.includes(true)) expect(pool.isEmpty(e), `${parse.name} /${pattern}/${flags}`).toBe(false)
    const some = pool.isEmpty(e) ? undefined : pool.word(e)
    if (some !== undefined) {
      const word = String.fromCodePoint(...some)
      expect(oracle(word), `${parse.name} /${pattern}/${flags} has ${JSON.stringify(word)}`).toBe(true)
    }
  }
  return true
}

const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string }>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 2, depthIdentifier: 'p' }).map((x) => x.join('|')),
  sequence: fc
    .array(tie('item'), { minLength: 1, maxLength: 4, size: 'medium', depthIdentifier: 'p' })
    .map((x) => x.join('')),
  item: fc.oneof(
    { maxDepth: 4, depthSize: 'medium', depthIdentifier: 'p' },
    { weight: 4, arbitrary: fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', 'a*', '.*', 'b?', '[ab]+', '\\w') },
    { weight: 1, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B') },
    { weight: 5, arbitrary: fc.constantFrom('\\1', '\\2', '\\3', '\\1*', '(?!\\1)', '(?=\\1)') },
    { weight: 5, arbitrary: tie('pattern').map((p) => `(${p})`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('pattern'), fc.constantFrom('', '?', '*', '{2}', '+', '{1,2}'))
        .map(([p, q]) => `(?:${p})${q}`),
    },
    { weight: 1, arbitrary: tie('pattern').map((p) => `(${p})?`) },
    { weight: 1, arbitrary: fc.tuple(tie('pattern'), fc.constantFrom('(?=', '(?!')).map(([p, q]) => `${q}${p})`) },
  ),
}))

const groups = (p: string): number => (p.match(/\((?!\?)/g) ?? []).length

describe('back-references', () => {
  test('mean what they mean to the JavaScript engine, on random patterns', () => {
    let kept = 0
    fc.assert(
      fc.property(pattern, fc.constantFrom('', '', 'i', 's'), (p, flags) => {
        // With u a reference needs its group.
        fc.pre(/\\[123]/.test(p) && groups(p) >= 3)
        if (compare(p, flags, 4)) kept++
      }),
      { seed: Number(process.env.RX_SEED ?? 3), numRuns: Number(process.env.RX_RUNS ?? 80) },
    )
    expect(kept).toBeGreaterThan(40)
  })

  test.each([
    '(a|b)\\1',
    '(.)(.)\\2\\1',
    '(?<q>[ab])x*\\k<q>',
    '(?<q>a)|b\\k<q>',
    '(?:(a)|b)\\1',
    '(a)?b\\1',
    '(a*)b\\1',
    '(?:(.)\\1)+',
    '(?:(.)\\1|b)*',
    '(?:(.))+\\1',
    '(.){2}\\1',
    '(?:\\1(a))*',
    '(a\\1)',
    '\\2(a)(b)\\1',
    '^(?!.*(.).*\\1)',
    '^(?=(.)\\1).*',
    '(.)(?=.*\\1)',
    '(.)(?!.*\\1)',
    '(?:(.)(?!.*\\1))*',
    '\\b(\\w+)\\b.*\\b\\1\\b',
    '(\\b.)\\1',
    '(a|b$)\\1',
    '(?!(a))b\\1',
    '(?:(a)|(b)|)(?:\\1|\\2)a',
  ])('%s', (p) => {
    expect(compare(p, '', 5)).toBe(true)
    expect(compare(p, 'i', 4)).toBe(true)
  })

  test.each(['(?=(a))\\1', '(?<=(a)b)\\1', '(a)(?<=\\1)', '(?:(a)|b?)*\\1', '((a)b)\\1\\2'])('%s is refused', (p) => {
    expect(() => parsePattern(new ExprPool(), p)).toThrow(expect.objectContaining({ code: 'backreference' }))
  })

  test('match a closing tag', () => {
    const pool = new ExprPool()
    const e = parseSearch(pool, '^\\s*<([A-Za-z]+).+?(\\/>|\\/\\1>)\\s*$')
    expect(matches(pool, e, '<svg width="1"><g/></svg>')).toBe(true)
    expect(matches(pool, e, '<svg width="1"><g></svgs>')).toBe(false)
    expect(matches(pool, e, ' <path d="M0 0"/> ')).toBe(true)
    expect(pool.isEmpty(e)).toBe(false)
  })

  test('to a group of few words are regular', () => {
    const pool = new ExprPool()
    const e = parsePattern(pool, '(["\'])[^"\']*\\1')
    expect(pool.isCapturing(e)).toBe(false)
    expect(matches(pool, e, '"text"')).toBe(true)
    expect(matches(pool, e, '"text\'')).toBe(false)
  })

  test('contradictions are found where the text does not matter, and else counted as undecided', () => {
    const pool = new ExprPool()
    const twice = parsePattern(pool, '([a-z]+)-\\1')
    const none = pool.and(twice, parseSearch(pool, '[0-9]'))
    expect(pool.isEmpty(none)).toBe(true)
    expect(pool.isEmpty(pool.and(twice, parsePattern(pool, '.q.*r')))).toBe(false)
    expect(pool.undecided).toBe(0)
    // A word on either side of the hyphen, but of different lengths.
    const odd = pool.and(twice, pool.repeat(ExprPool.ANY, 40, 40))
    expect(pool.isEmpty(odd)).toBe(false)
    expect(pool.undecided).toBe(1)
  })
})
