import { describe, expect, it, vi } from 'vitest'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { oracle, unpack } from './brute-force.js'
import { Random } from './toy.js'

// Exhaustive comparisons: slow on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

const utf8 = new TextEncoder()
const texts = [
  ...Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0')),
  ...['005', '125', '999', '500', '12345', '00000', '99999999', '000000000000', '123456789012345', '1234567890123456'],
  ...['.5', '.0', '0.', '.25', '.125', '5.', '00.', '.00000', '.123456789', '-1', '-0', '-5.', '1.5e3', '5e', '0e1'],
  ...['e1', 'E+', 'e-', 'e300', 'e-300', 'e-310', '5,', '0,', '5]', '0]', '5,1', '0,-5', ']', '5}', ', 5', '],[5'],
]
const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
const vocabulary = createVocabulary(
  [...bytes, ...texts.map((text) => utf8.encode(text)), null],
  [bytes.length + texts.length],
)
const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytes(id))

const items: Record<string, object> = {
  'multiples of 5': { multipleOf: 5 },
  'multiples of 0.25': { multipleOf: 0.25 },
  'multiples of 7 within bounds': { multipleOf: 7, minimum: 0, maximum: 1e6 },
  'multiples of a large number': { multipleOf: 123456789 },
  'multiples of a larger one': { multipleOf: 98765432109876 },
  'what is no multiple': { not: { multipleOf: 3 }, type: 'number' },
  'integers that are no multiples': { not: { multipleOf: 4 }, type: 'integer', exclusiveMinimum: 10 },
  'multiples of one and not of the other': { multipleOf: 3, not: { multipleOf: 7 } },
  'multiples of tiny numbers': { multipleOf: 3e-300 },
  'narrow bounds': { multipleOf: 5e-16, minimum: 0.1234567890123, maximum: 0.1234567890124 },
  'one or the other': { oneOf: [{ multipleOf: 5 }, { multipleOf: 3 }] },
}

describe('masks inside numbers that keep their digits', () => {
  it.each(Object.keys(items))('equal brute force: %s', (name) => {
    const random = new Random(name.length * 7919 + name.charCodeAt(0))
    for (const schema of [items[name], { type: 'array', items: items[name] }, { items: { items: items[name] } }]) {
      for (const spelling of ['any', 'canonical'] as const) {
        const constraint = compileJsonSchema(schema, { whitespace: 'compact', spelling })
        for (let round = 0; round < 2; round++) {
          const matcher = createMatcher(constraint, vocabulary)
          let text = ''
          for (let step = 0; step < 12; step++) {
            const want = oracle(constraint, matcher.state, vocabulary, tokens)
            const got = unpack(matcher.mask(), vocabulary.size)
            const wrong = [...want.keys()].filter((id) => want[id] !== got[id])
            const shown = wrong.map((id) => Buffer.from(tokens[id]!).toString('latin1'))
            if (wrong.length > 0) expect.fail(`${spelling} after ${text}: ${shown.slice(0, 5).join(' ')}`)
            // Numbers, mostly.
            const live = [...want.keys()].filter((id) => want[id] === 1 && tokens[id]!.length > 0)
            const digits = live.filter((id) => /^[[\d.]/.test(Buffer.from(tokens[id]!).toString('latin1')))
            if (live.length === 0) break
            const id = random.pick(digits.length > 0 && random.chance(0.9) ? digits : live)
            expect(matcher.accept(id)).toBe(true)
            text += Buffer.from(tokens[id]!).toString('latin1')
          }
        }
      }
    }
  })

  it('are shared between numbers', () => {
    const constraint = compileJsonSchema({ type: 'array', items: { multipleOf: 5 } })
    const before = maskCounters.between
    for (const text of ['[12', '[39', '[71']) {
      const matcher = createMatcher(constraint, vocabulary)
      matcher.acceptBytes(utf8.encode(text))
      matcher.mask()
    }
    expect(maskCounters.between).toBe(before + 3)
  })
})
