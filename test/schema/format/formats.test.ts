import { existsSync, readFileSync } from 'node:fs'
import { isIPv4, isIPv6 } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Expr, ExprPool } from '../../../src/regex/index.js'
import { formatExpr, formatNames } from '../../../src/schema/format/index.js'

const pool = new ExprPool({ expressions: 2_000_000 })
const known = new Map<string, Expr>()

function matches(format: string, text: string): boolean {
  let e = known.get(format)
  if (e === undefined) {
    e = formatExpr(pool, format)!
    known.set(format, e)
  }
  for (const ch of text) {
    e = pool.derive(e, ch.codePointAt(0)!)
    if (e === ExprPool.EMPTY) return false
  }
  return pool.nullable(e)
}

const two = (n: number) => String(n).padStart(2, '0')
/** Texts made of pieces that matter to a format. */
const soup = (...pieces: string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''))

const suiteFile = new URL('../../../../shared/data/jsonschemabench/json-schema-test-suite.jsonl.gz', import.meta.url)
const suite = existsSync(suiteFile)

interface Group {
  kind: string
  schema: { format?: string }
  tests: { description: string; valid: boolean; data: unknown }[]
}

describe('formats', () => {
  it.skipIf(!suite)(
    `agree with the official test suite, what A-labels decode to and back-references aside${suite ? '' : ' (skipped: the suite is not at hand)'}`,
    () => {
      const groups = gunzipSync(readFileSync(suiteFile)).toString().trim().split('\n')
      let checked = 0
      const wrong: string[] = []
      for (const line of groups) {
        const group = JSON.parse(line) as Group
        const format = group.schema.format
        if (group.kind !== 'optional/format' || format === undefined || !formatNames.includes(format)) continue
        for (const { data, valid, description } of group.tests) {
          if (typeof data !== 'string') continue
          if (format.endsWith('hostname') && !valid && (/(^|\.)xn--/i.test(data) || /A-label/.test(description)))
            continue
          // Back-references are left out: they need group names to be remembered.
          if (format === 'regex' && valid && data.includes('\\k<')) continue
          checked++
          if (matches(format, data) !== valid) wrong.push(`${format}: ${description}`)
        }
      }
      expect(wrong).toEqual([])
      expect(checked).toBeGreaterThan(1_000)
    },
  )

  it('know every day of the calendar', () => {
    const days = (year: number, month: number) => {
      const date = new Date(0)
      date.setUTCFullYear(year, month, 0)
      return date.getUTCDate()
    }
    for (const year of [0, 1, 4, 100, 400, 1582, 1900, 1999, 2000, 2023, 2024, 2100, 2400, 9999]) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const valid = month >= 1 && month <= 12 && day >= 1 && day <= days(year, month)
          expect(matches('date', `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`)).toBe(valid)
        }
      }
    }
    for (let year = 0; year < 10_000; year += 1) {
      expect(matches('date', `${String(year).padStart(4, '0')}-02-29`), String(year)).toBe(days(year, 2) === 29)
    }
  })

  it('allow second 60 exactly where it is 23:59:60 in UTC', () => {
    fc.assert(
      fc.property(
        fc.nat(1439),
        fc.nat(1439),
        fc.constantFrom(1, -1),
        fc.constantFrom('', '.5'),
        fc.boolean(),
        (local, other, sign, fraction, aim) => {
          const offset = aim ? (sign * (local - 1439) + 2880) % 1440 : other
          const utc = (((local - sign * offset) % 1440) + 1440) % 1440
          const clock = (n: number) => `${two(Math.floor(n / 60))}:${two(n % 60)}`
          const text = `${clock(local)}:60${fraction}${sign > 0 ? '+' : '-'}${clock(offset)}`
          expect(matches('time', text), text).toBe(utc === 1439)
          expect(matches('date-time', `2016-12-31T${text}`)).toBe(utc === 1439)
          expect(matches('time', text.replace(':60', ':59'))).toBe(true)
        },
      ),
      { numRuns: 4_000, seed: 1 },
    )
    expect(matches('time', '23:59:60Z')).toBe(true)
    expect(matches('time', '22:59:60Z')).toBe(false)
  })

  it('agree with the network library on addresses', () => {
    const six = soup('::', ':', '1', 'ab:', '0db8:', 'ffff', '12345', '192.168.0.1', '1.2.3', '256.1.1.1', '%eth0', 'g')
    const full = fc
      .array(fc.constantFrom('0', 'a1', 'FFFF', '12', ''), { minLength: 1, maxLength: 9 })
      .map((p) => p.join(':'))
    fc.assert(
      fc.property(fc.oneof(six, full, fc.ipV6()), (text) => {
        expect(matches('ipv6', text), text).toBe(isIPv6(text) && !text.includes('%'))
      }),
      { numRuns: 10_000, seed: 2 },
    )
    const four = fc.array(fc.constantFrom('0', '1', '25', '255', '256', '01', '199', ''), {
      minLength: 3,
      maxLength: 5,
    })
    fc.assert(
      fc.property(
        fc.oneof(
          four.map((p) => p.join('.')),
          fc.ipV4(),
        ),
        (text) => {
          expect(matches('ipv4', text), text).toBe(isIPv4(text))
        },
      ),
      { numRuns: 5_000, seed: 3 },
    )
  })

  it('agree with an independent validator where both follow the same grammar', () => {
    const pieces = {
      uuid: soup('2eb8aa08', '-', 'aa98', '11EA', '73b441d16380', 'g'),
      duration: soup('P', 'T', '1', '23', 'Y', 'M', 'W', 'D', 'H', 'S', '.5'),
      'json-pointer': soup('/', 'a', '~', '~0', '~1', '\n', 'é', '~2'),
      'relative-json-pointer': soup('0', '1', '2', '#', '/', 'a', '~1', '-'),
      'uri-template': soup('a', '{', '}', 'b', ',', '+', '#', ':3', '*', '%41', '%', '/', ':0'),
    }
    for (const [format, texts] of Object.entries(pieces)) {
      const check = (fullFormats as Record<string, unknown>)[format]
      const regex = check instanceof RegExp ? check : undefined
      expect(regex, format).toBeDefined()
      fc.assert(
        fc.property(texts, (text) => {
          // Weeks and components that skip a unit are stricter in RFC 3339 than in that validator.
          if (format === 'duration' && matches(format, text)) expect(regex!.test(text), text).toBe(true)
          else if (format !== 'duration')
            expect(matches(format, text), `${format} ${JSON.stringify(text)}`).toBe(regex!.test(text))
        }),
        { numRuns: 5_000, seed: 4 },
      )
    }
  })

  it('accept every address a URL parser writes and no space or bracket out of place', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (text) => {
        expect(matches('uri', text), text).toBe(true)
        expect(matches('uri-reference', text)).toBe(true)
        expect(matches('iri', text)).toBe(true)
        expect(matches('uri', `${text} `)).toBe(false)
        expect(matches('uri', text.replace('://', '://['))).toBe(false)
      }),
      { numRuns: 2_000, seed: 5 },
    )
    fc.assert(
      fc.property(fc.domain(), fc.emailAddress(), (domain, address) => {
        expect(matches('hostname', domain), domain).toBe(true)
        expect(matches('email', address), address).toBe(true)
        expect(matches('idn-email', address), address).toBe(true)
      }),
      { numRuns: 2_000, seed: 6 },
    )
  })

  it('take for patterns what the regular expression constructor takes', () => {
    const compiles = (source: string) => {
      try {
        new RegExp(source, 'u')
        return true
      } catch {
        return false
      }
    }
    const atoms =
      'a b z A 0 1 9 - [ ] ( ) { } ^ $ . * + ? | \\ / , \\d \\b [a -z {2 (?: (?= (?<= (?! \\x41 \\u0041 \\- \\] é я {1,3} {3,1} \\p{L} < = ! : \\0 \\n [^ \\u0430-\\u044f \\x20-\\x1f'.split(
        ' ',
      )
    let valid = 0
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...atoms), { maxLength: 7 }), (parts) => {
        const text = parts.join('')
        if (compiles(text)) valid++
        expect(matches('regex', text), text).toBe(compiles(text))
      }),
      { numRuns: 15_000, seed: 7 },
    )
    expect(valid).toBeGreaterThan(1_500)
    expect(matches('regex', '(((((a)))))')).toBe(true)
    expect(matches('regex', '(?<n>a)\\k<m>')).toBe(false)
  })

  it('are undefined for unknown names', () => {
    expect(formatExpr(pool, 'int32')).toBeUndefined()
  })
})
