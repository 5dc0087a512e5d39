import { expect, test } from 'vitest'
import { compileJsonSchema } from '../../src/schema/index.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { check } from '../mask/brute-force.js'
import { Random, randomTokens } from '../mask/toy.js'

const encoder = new TextEncoder()

function accepts(schema: object, value: unknown, escaped = false): boolean {
  const c = compileJsonSchema(schema, {})
  let text = JSON.stringify(value)
  if (escaped) text = text.replace(/[^"]/gu, (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, '0')}`)
  let state = c.start
  for (const byte of encoder.encode(text)) state = c.step(state, byte)
  return c.canEnd(state)
}

test('a pattern refers back to what it has read, in any spelling and any script', () => {
  const schema = { type: 'string', pattern: '^(.+)-\\1$', maxLength: 9 }
  for (const [text, valid] of [
    ['ab-ab', true],
    ['ab-ac', false],
    ['éü-éü', true],
    ['éü-éù', false],
    ['日本-日本', true],
    ['日本-日木', false],
    ['😀-😀', true],
    ['😀-😁', false],
    ['aaaaa-aaaaa', false],
  ] as const) {
    expect(accepts(schema, text), text).toBe(valid)
    if (!/\p{Emoji_Presentation}/u.test(text)) expect(accepts(schema, text, true), text).toBe(valid)
  }
})

test('what is written under a back-reference holds', () => {
  const pattern = '^<([a-c]+)>.*</\\1>$'
  const c = compileJsonSchema({ type: 'string', pattern, minLength: 12 }, {})
  const alphabet = encoder.encode('"<>/abc.')
  let seed = 7
  for (let run = 0; run < 40; run++) {
    let state = c.start
    let text = ''
    while (!c.canEnd(state)) {
      const allowed = Array.from(alphabet).filter((byte) => c.step(state, byte) !== 0)
      expect(allowed.length, text).toBeGreaterThan(0)
      seed = (seed * 1103515245 + 12345) % 2147483648
      // Towards the end along shortest completions, so that every walk ends.
      const best = allowed.reduce((x, y) =>
        c.minBytesToEnd(c.step(state, x)) <= c.minBytesToEnd(c.step(state, y)) ? x : y,
      )
      const byte = text.length > 14 ? best : allowed[seed % allowed.length]!
      state = c.step(state, byte)
      text += String.fromCharCode(byte)
    }
    const value = JSON.parse(text) as string
    expect(new RegExp(pattern, 'u').test(value) && value.length >= 12, text).toBe(true)
  }
})

test('keys, negations and unsatisfiable schemas', () => {
  const keys = { type: 'object', patternProperties: { '^(.)\\1$': { type: 'number' } }, additionalProperties: false }
  expect(accepts(keys, { aa: 1, éé: 2 })).toBe(true)
  expect(accepts(keys, { ab: 1 })).toBe(false)
  expect(accepts(keys, { aa: 'x' })).toBe(false)
  const twice = { type: 'string', not: { pattern: '(.).*\\1' } }
  expect(accepts(twice, 'abc')).toBe(true)
  expect(accepts(twice, 'abca')).toBe(false)
  expect(() => compileJsonSchema({ type: 'string', pattern: '^(a+)-\\1$', not: { pattern: 'a' } }, {})).toThrow(
    expect.objectContaining({ code: 'unsatisfiable' }),
  )
})

test('masks equal brute force', () => {
  const random = new Random(9)
  let masks = 0
  for (const pattern of ['^(a|b+)-\\1$', '^<([a-c]+)>[^<]*</\\1>$', '(.)\\1', '^(?!.*(.)\\1)[ab"]*$']) {
    const constraint = compileJsonSchema({ type: 'object', properties: { a: { pattern, maxLength: 9 } } }, {})
    const { tokens, endIds } = randomTokens(random, { words: 60 })
    const extra = ['ab', 'aa', '-a', '</', '"a":"', '{"', '>x<', 'é'].map((text) => encoder.encode(text))
    masks += check(constraint, createVocabulary([...tokens, ...extra], endIds), random, 60)
  }
  expect(masks).toBeGreaterThan(100)
})
