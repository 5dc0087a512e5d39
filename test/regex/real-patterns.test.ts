import { describe, expect, test } from 'vitest'
import { ByteDfa, ExprPool, parsePattern, parseSearch } from '../../src/regex/index.js'
import { matches } from './patterns.js'

/** Patterns of the kind found in schemas, each with texts around the border of its language. */
const CASES: readonly [name: string, pattern: string, texts: readonly string[]][] = [
  [
    'an e-mail address',
    "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9-]*\\.)+[A-Za-z]{2,}$",
    ['a@b.co', '.a@b.co', 'a..b@c.de', 'a.b@c-d.example', 'a@b', "o'hara@x.org", 'a@-b.com', 'a.@b.co', ''],
  ],
  [
    'a semantic version',
    '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$',
    ['1.0.0', '01.0.0', '1.2.3-alpha.1', '1.2.3-01', '1.2.3-0a+build.7', '1.2', '1.2.3+', '10.20.30-rc.0'],
  ],
  [
    'a calendar date with leap years',
    '^(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8])))$',
    ['2024-02-29', '2023-02-29', '1900-02-29', '2000-02-29', '2023-04-31', '2023-12-31', '2023-13-01', '2023-1-01'],
  ],
  [
    'a UUID',
    '^(?:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000)$',
    [
      '123e4567-e89b-12d3-a456-426614174000',
      '123e4567-e89b-92d3-a456-426614174000',
      '00000000-0000-0000-0000-000000000000',
      '123e4567e89b12d3a456426614174000',
    ],
  ],
  [
    'a duration',
    '^P(?!$)(\\d+Y)?(\\d+M)?(\\d+W)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+([.,]\\d+)?S)?)?$',
    ['P', 'PT', 'P1Y', 'P1YT', 'PT5M', 'P1Y2M3DT4H5M6.7S', 'P1M1Y', 'PT1.5S', 'PT1,5S', 'P1DT'],
  ],
  [
    'only emoji',
    '^(?:(?=(\\p{Extended_Pictographic}|\\p{Emoji_Component}))\\p{Emoji}|\\u200d)+$',
    ['😀', '😀x', '👨‍👩', '1', '', '🇫🇷', '❤'],
  ],
  [
    'an IPv4 address',
    '^(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)$',
    ['1.2.3.4', '256.1.1.1', '255.255.255.255', '01.2.3.4', '1.2.3', '1.2.3.4.5'],
  ],
  [
    'base64',
    '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
    ['', 'QQ==', 'QQ=', 'QUI=', 'QUJD', 'QUJDQ'],
  ],
  ['a slug', '^[a-z0-9]+(?:-[a-z0-9]+)*$', ['a', 'a-b', 'a--b', '-a', 'a-', 'post-2024-01', 'A']],
  [
    'a password',
    '^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?!.*\\s).{8,72}$',
    ['Passw0rd', 'password', 'Pass w0rd', 'Aa1', 'AAAAAAA1a', 'ÀAa45678'],
  ],
  ['anchors in alternatives', '^a|b$', ['a', 'ax', 'xa', 'xb', 'bx', 'b', '', 'ab', 'ba']],
  ['a field after start or comma', '(^|,)a(,|$)', ['a', 'b,a', 'ba', 'a,b', 'ab', 'x,a,y', ',a', 'xa,']],
  ['a whole word', '\\bword\\b', ['word', 'a word.', 'swords', 'word_', 'über-word', 'wordé']],
  ['not preceded by a letter', '(?<![a-z])x', ['x', 'ax', 'a x', '1x', 'axx', 'xa']],
  [
    'a price not in dollars',
    '(?<!\\$)\\b\\d+(?:\\.\\d\\d)?(?= ?(?:EUR|€))',
    ['5 EUR', '$5 EUR', '5.00€', '5 USD', '55€', '$55€'],
  ],
  ['without a word', '^(?!.*\\b(?:foo|bar)\\b).*$', ['foo', 'food', 'a bar', 'barn', '', 'x\nfoo', 'foo_bar']],
  ['a quoted string', '^"(?:[^"\\\\]|\\\\.)*"$', ['""', '"a"', '"\\""', '"\\"', '"a"b"', '"\\\\"']],
  ['lines, each with a colon', '^(?:[^:\\n]+:.*\\n?)+$', ['a:b', 'a:b\nc:d', 'a\nb:c', ':x', 'a:\n']],
  ['a look-around in a repetition', '^(?:a(?!b)|b(?<=ab|^b))+$', ['a', 'b', 'ab', 'ba', 'bab', 'aab', 'baa', 'bb']],
  ['nested look-arounds', '^(?=(?:.(?!xx))*$)(?:.(?<!y(?=z)))*$', ['xx', 'axx', 'yz', 'y', 'zy', 'ayzb', 'xay', '']],
  ['needless escapes', '^[\\w\\-\\.]+\\@\\w+\\:\\_$', ['a@b:_', 'a-b.c@d:_', 'a@b_', '@b:_']],
  ['a literal brace and bracket', '^a{x}]$', ['a{x}]', 'ax]', 'a{x}']],
]

describe('patterns from practice', () => {
  test.each(CASES)('%s', (_, pattern, texts) => {
    const pool = new ExprPool()
    let re: RegExp
    try {
      re = new RegExp(pattern, 'u')
    } catch {
      re = new RegExp(pattern)
    }
    const search = parseSearch(pool, pattern)
    const whole = parsePattern(pool, pattern)
    const dfa = new ByteDfa(pool, search)
    const verdicts = new Set<boolean>()
    for (const text of texts) {
      const wanted = re.test(text)
      verdicts.add(wanted)
      expect([text, matches(pool, search, text)]).toEqual([text, wanted])
      expect([text, matches(pool, whole, text)]).toEqual([text, new RegExp(`^(?:${pattern})$`, re.flags).test(text)])
      let s = dfa.start
      for (const byte of new TextEncoder().encode(text)) s = dfa.step(s, byte)
      expect([text, dfa.accepts(s)]).toEqual([text, wanted])
    }
    expect(verdicts.size).toBe(2)
    expect(re.test(String.fromCodePoint(...pool.shortest(search)!))).toBe(true)
  })

  test('have few derivatives', () => {
    for (const [name, pattern] of CASES) {
      const pool = new ExprPool()
      const queue = [parseSearch(pool, pattern)]
      const seen = new Set(queue)
      while (queue.length > 0) {
        const e = queue.pop()!
        for (const p of pool.boundaries(e)) {
          const d = pool.derive(e, p)
          if (!seen.has(d)) queue.push(d)
          seen.add(d)
        }
      }
      // The password counts to 72 beside three things seen or not.
      expect([name, seen.size < (name === 'a password' ? 600 : 100)]).toEqual([name, true])
    }
  })
})
