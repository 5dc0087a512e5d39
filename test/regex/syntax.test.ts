import { describe, expect, test } from 'vitest'
import { DEAD, run } from '../../src/automaton/constraint.js'
import { compileRegex } from '../../src/automaton/regex-constraint.js'
import { LimitError, OptionError, RegexError } from '../../src/error/index.js'
import { type Expr, ExprPool, parsePattern, parseSearch } from '../../src/regex/index.js'
import { matches } from './patterns.js'

function thrown(f: () => unknown): unknown {
  try {
    f()
  } catch (error) {
    return error
  }
  return undefined
}

/** Every code point of a single-character expression equals what the engine matches. */
function expectSameClass(source: string, flags: string): void {
  const pool = new ExprPool()
  const e = parsePattern(pool, source, flags)
  const re = new RegExp(`^(?:${source})$`, flags)
  const bounds = Array.from(pool.boundaries(e))
  bounds.push(0x110000)
  for (let i = 0; i + 1 < bounds.length; i++) {
    const wanted = pool.derive(e, bounds[i]!) === ExprPool.EPSILON
    for (let p = bounds[i]!; p < bounds[i + 1]!; p++) {
      if (re.test(String.fromCodePoint(p)) !== wanted) expect.fail(`/${source}/${flags} on U+${p.toString(16)}`)
    }
  }
}

describe('character classes', () => {
  test.each([
    ['\\s', 'u'],
    ['\\W', 'iu'],
    ['\\p{Lu}', 'u'],
    ['\\P{Script_Extensions=Greek}', 'u'],
    ['\\p{Cs}', 'u'],
    ['[^\\p{L}\\d]', 'u'],
    ['[k-s\\u0390\\u{1e9e}]', 'iu'],
    ['[^a-z]', 'iu'],
    ['\\P{Ll}', 'iu'],
    ['[\\p{L}--[a-z]]', 'v'],
    ['[\\p{L}&&\\p{ASCII}]', 'v'],
    ['[^\\P{Ll}]', 'iv'],
    ['.', 'su'],
  ])('/%s/%s has the code points of the engine', (source, flags) => {
    expectSameClass(source, flags)
  })

  test('without u, case is folded by upper case within the basic plane', () => {
    const pool = new ExprPool()
    const e = parsePattern(pool, '[a-zµßǆ]', 'i', 'legacy')
    const re = /^[a-zµßǆ]$/i
    for (let p = 0; p < 0xd800; p++) {
      const here = pool.derive(e, p) === ExprPool.EPSILON
      if (re.test(String.fromCharCode(p)) !== here) expect.fail(`U+${p.toString(16)}: ${here}`)
    }
  })

  test('strings in a class of the flag v', () => {
    const pool = new ExprPool()
    const e = parsePattern(pool, '[[\\q{abc|d|}x]--\\q{d}]', 'v')
    const found = pool.words(e, 10)!.map((w) => String.fromCodePoint(...w))
    expect(found.sort()).toEqual(['', 'abc', 'x'])
  })

  test('astral characters are one character without u as well', () => {
    const pool = new ExprPool()
    for (const [source, yes, no] of [
      ['^😀{2}\\-$', '😀😀-', '😀-'],
      ['^[😀-😎]\\-$', '😃-', '😏-'],
      ['^[^😀]\\-$', '😃-', '😀-'],
      ['^[a-😀]\\-$', '\uffee-', '😁-'],
      ['^.\\-$', '😀-', '😀😀-'],
    ] as const) {
      const e = parseSearch(pool, source)
      expect([source, matches(pool, e, yes), matches(pool, e, no)]).toEqual([source, true, false])
    }
  })

  test('modifiers change flags inside their group', () => {
    const pool = new ExprPool()
    const e = parsePattern(pool, 'a(?i:b(?-i:c))d', 'u')
    const found = pool.words(e, 10)!.map((w) => String.fromCodePoint(...w))
    expect(found.sort()).toEqual(['aBcd', 'abcd'])
  })
})

describe('what cannot be compiled is refused with its place', () => {
  test.each([
    ['a(b', undefined, 'syntax', 3],
    ['a**', undefined, 'syntax', 3],
    ['[b-a]', undefined, 'syntax', 4],
    ['\\p{Nonsense}', 'u', 'syntax', 11],
    ['a\\-b', 'u', 'syntax', 2],
    ['x(?=(a))\\1', undefined, 'backreference', 8],
    ['(?<q>a)(?<=\\k<q>)', undefined, 'backreference', 11],
    ['a\\p{RGI_Emoji}', 'v', 'unsupported-property', 1],
    ['a', 'q', 'flags', -1],
    ['a', 'uv', 'flags', -1],
    ['a', 'ii', 'flags', -1],
  ])('/%s/ %s: %s', (source, flags, code, position) => {
    const error = thrown(() => parsePattern(new ExprPool(), source, flags))
    expect(error).toBeInstanceOf(RegexError)
    expect(error).toMatchObject({ code, pattern: source, position })
    expect((error as RegexError).hint).toBeTruthy()
  })

  test('limits are typed errors', () => {
    const pool = new ExprPool()
    expect(thrown(() => parsePattern(pool, '('.repeat(10_000) + ')'.repeat(10_000)))).toMatchObject({
      limit: 'nesting',
    })
    expect(thrown(() => parsePattern(pool, '\\b'.repeat(2000)))).toMatchObject({ limit: 'assertions' })
    expect(thrown(() => parsePattern(pool, 'a{9999999999}'))).toMatchObject({ limit: 'count' })
    const small = new ExprPool({ expressions: 500 })
    expect(
      thrown(() =>
        small.isEmpty(small.and(...['a', 'b', 'c'].map((x) => parsePattern(small, `(?:.{7}${x}|.)*${x}.{11}`)))),
      ),
    ).toBeInstanceOf(LimitError)
    expect(thrown(() => new ExprPool({ expresions: 1 } as object))).toBeInstanceOf(OptionError)
  })
})

describe('long and repetitive input', () => {
  test('a pattern of 50,000 characters is one chain', () => {
    const pool = new ExprPool()
    const text = 'abcdefghij'.repeat(5000)
    let e: Expr = parsePattern(pool, text)
    for (const ch of text) e = pool.derive(e, ch.charCodeAt(0))
    expect(e).toBe(ExprPool.EPSILON)
  })

  test('20,000 optional characters, 20,000 alternatives, a count of a million', () => {
    const pool = new ExprPool()
    expect(matches(pool, parsePattern(pool, 'a?b?'.repeat(10_000)), 'ababbbab')).toBe(true)
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i * 7919}`)
    const e = parsePattern(pool, words.join('|'))
    expect(matches(pool, e, words[12_345]!)).toBe(true)
    expect(matches(pool, e, 'w1')).toBe(false)
    const counted = parsePattern(pool, '(?:ab?){1000,1000000}')
    expect(pool.minLength(counted)).toBe(1000)
    expect(matches(pool, counted, 'ab'.repeat(1000))).toBe(true)
    expect(matches(pool, counted, 'ab'.repeat(999))).toBe(false)
  })

  test('minimum lengths beside other conditions are not counted down', () => {
    const pool = new ExprPool()
    const long = pool.repeat(ExprPool.ANY, 100_000, 200_000)
    const e = pool.and(long, parseSearch(pool, '[ab]'), pool.not(parseSearch(pool, 'x|yz')))
    expect(pool.minLength(e)).toBe(100_000)
    expect(pool.isEmpty(pool.and(long, parseSearch(pool, '^.{0,99999}$', 's')))).toBe(true)
    expect(pool.minLength(pool.and(long, parseSearch(pool, '^(?:ab?)+c$')))).toBe(100_000)
    // No word at all: found without the counter.
    const contrary = pool.and(
      parseSearch(pool, '^(?:..)*$'),
      parseSearch(pool, '^.(?:..)*$'),
      pool.not(parseSearch(pool, 'q')),
    )
    expect(pool.isEmpty(pool.and(pool.repeat(ExprPool.ANY, 0, 50_000), contrary))).toBe(true)
    expect(pool.size).toBeLessThan(500)
  })

  test('nested repetitions do not blow up', () => {
    const pool = new ExprPool()
    expect(matches(pool, parsePattern(pool, '(a+)+b'), `${'a'.repeat(3000)}c`)).toBe(false)
    expect(matches(pool, parsePattern(pool, '(a|a|aa)*?(a*)*b'), 'a'.repeat(3000))).toBe(false)
    expect(pool.size).toBeLessThan(200)
  })
})

describe('compileRegex', () => {
  const encoder = new TextEncoder()

  test('is a constraint over the bytes of the whole text', () => {
    const c = compileRegex('(?:é|ab)+')
    const at = (text: string): number => run(c, c.start, encoder.encode(text))
    expect(c.canEnd(at('éab'))).toBe(true)
    expect(c.canEnd(at('éa'))).toBe(false)
    expect(c.minBytesToEnd(at('éa'))).toBe(1)
    expect(c.minBytesToEnd(c.start)).toBe(2)
    expect(at('x')).toBe(DEAD)
    expect(c.minBytesToEnd(DEAD)).toBe(Infinity)
    expect(c.step(DEAD, 0x61)).toBe(DEAD)
    expect(at('abéab')).toBe(at('éab'))
  })

  test('keeps the flags of a RegExp, and takes flags beside a text', () => {
    const accepts = (c: ReturnType<typeof compileRegex>, text: string): boolean =>
      c.canEnd(run(c, c.start, encoder.encode(text)))
    expect(accepts(compileRegex(/ab/i), 'aB')).toBe(true)
    expect(accepts(compileRegex('ab', { flags: 'i' }), 'aB')).toBe(true)
    const counted = '\\u{3}'
    expect(accepts(compileRegex(new RegExp(counted)), 'uuu')).toBe(true)
    expect(accepts(compileRegex('\\u{33}'), '3')).toBe(true)
    expect(accepts(compileRegex(/^a$/m), 'a')).toBe(true)
    expect(thrown(() => compileRegex(/a/, { flags: 'i' }))).toMatchObject({ code: 'flags' })
  })

  test('refuses a language without words and unknown options', () => {
    for (const pattern of ['[]', 'a^b', '(?=a)b', '(?!)', '\\ud800', 'a\\Bb(?!c)(?=c)c', '\\ba\\b\\B']) {
      expect([pattern, (thrown(() => compileRegex(pattern)) as RegexError)?.code]).toEqual([pattern, 'empty-language'])
    }
    expect(thrown(() => compileRegex('a', { flag: 'i' } as object))).toBeInstanceOf(OptionError)
  })
})
