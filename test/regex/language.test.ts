import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExprPool, parsePattern, parseSearch } from '../../src/regex/index.js'
import { ALPHABET, allTexts, patternArbitrary, verdicts } from './patterns.js'

/** What the JavaScript engine matches as a whole; independent of the flag m. */
function wholeOracle(pattern: string, flags: string): (text: string) => boolean {
  const re = new RegExp(`(?:${pattern})(?![^])`, `uy${flags}`)
  return (text) => {
    re.lastIndex = 0
    return re.test(text)
  }
}

/**
 * What the JavaScript engine finds, tried at each code point. (An unanchored search of V8 also tries
 * the middle of surrogate pairs, where a look-behind sees half a character.)
 */
function searchOracle(pattern: string, flags: string): (text: string) => boolean {
  const re = new RegExp(pattern, `uy${flags}`)
  return (text) => {
    for (let i = 0; i <= text.length; i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1) {
      re.lastIndex = i
      if (re.test(text)) return true
    }
    return false
  }
}

const FLAGS = fc.constantFrom('', '', '', 'm', 's', 'i', 'ms')

function compare(pattern: string, flags: string, length: number): number {
  const pool = new ExprPool()
  const texts = allTexts(ALPHABET, length)
  const kinds = [
    { parse: parsePattern, oracle: wholeOracle(pattern, flags) },
    { parse: parseSearch, oracle: searchOracle(pattern, flags) },
  ]
  for (const { parse, oracle } of kinds) {
    const found = verdicts(pool, parse(pool, pattern, flags), ALPHABET, length)
    for (let i = 0; i < texts.length; i++) {
      if (found[i] !== oracle(texts[i]!)) {
        expect.fail(`${parse.name} /${pattern}/${flags} on ${JSON.stringify(texts[i])}: ${found[i]}`)
      }
    }
  }
  return 2 * texts.length
}

describe('the language of a pattern', () => {
  test('is the one of the JavaScript engine, without assertions', () => {
    let decisions = 0
    fc.assert(
      fc.property(patternArbitrary(false), FLAGS, (pattern, flags) => {
        decisions += compare(pattern, flags, 3)
      }),
      { seed: 1, numRuns: Number(process.env.RX_RUNS ?? 300) },
    )
    expect(decisions).toBeGreaterThan(120_000)
  })

  test('is the one of the JavaScript engine, with assertions anywhere', () => {
    let decisions = 0
    fc.assert(
      fc.property(patternArbitrary(true), FLAGS, (pattern, flags) => {
        decisions += compare(pattern, flags, 3)
      }),
      { seed: Number(process.env.RX_SEED ?? 2), numRuns: Number(process.env.RX_RUNS ?? 600) },
    )
    expect(decisions).toBeGreaterThan(250_000)
  })
})
