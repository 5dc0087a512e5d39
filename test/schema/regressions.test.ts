import { describe, expect, it } from 'vitest'
import { compileJsonSchema, type SchemaOptions } from '../../src/schema/index.js'

/** Faults that fuzzing or the conformance suites found once, each as its smallest case. */

function accepts(schema: unknown, text: string | readonly number[], options: SchemaOptions = {}): boolean {
  const constraint = compileJsonSchema(schema, options)
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  let state = constraint.start
  for (const byte of bytes) {
    state = constraint.step(state, byte)
    if (state === 0) return false
  }
  return constraint.canEnd(state)
}

describe('UTF-8 inside strings', () => {
  it('refuses overlong forms of three and four bytes', () => {
    for (const bytes of [
      [0xe0, 0x82, 0x80],
      [0xe0, 0x9f, 0xbf],
      [0xf0, 0x80, 0x82, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
    ]) {
      expect(accepts({ type: 'string' }, [0x22, ...bytes, 0x22])).toBe(false)
    }
    for (const bytes of [
      [0xe0, 0xa0, 0x80],
      [0xf0, 0x90, 0x80, 0x80],
    ]) {
      expect(accepts({ type: 'string' }, [0x22, ...bytes, 0x22])).toBe(true)
    }
  })
})

describe('uniqueItems', () => {
  it('accepts listed arrays of different items', () => {
    expect(accepts({ enum: [['a', 'b']], uniqueItems: true }, '["a","b"]')).toBe(true)
    expect(accepts({ enum: [[{ a: 1 }, []]], uniqueItems: true }, '[{"a":1},[]]')).toBe(true)
    const mixed = { enum: [['a', 'a'], ['b']], uniqueItems: true }
    expect([accepts(mixed, '["b"]'), accepts(mixed, '["a","a"]')]).toEqual([true, false])
  })

  it('accepts items of lists with different domains', () => {
    const schema = { prefixItems: [{ enum: [1, 2] }, { enum: [2, 3] }], minItems: 2, uniqueItems: true }
    for (const text of ['[1,2]', '[1,3]', '[2,3]']) expect(accepts(schema, text)).toBe(true)
    expect(accepts(schema, '[2,2]')).toBe(false)
  })

  it('counts the bytes of the values still to come, not their characters', () => {
    const constraint = compileJsonSchema({ enum: [['é', '😀']], uniqueItems: true }, { whitespace: 'compact' })
    const bytes = new TextEncoder().encode('["é","😀"]')
    let state = constraint.start
    for (let at = 0; at < bytes.length; at++) {
      expect(constraint.minBytesToEnd(state)).toBe(bytes.length - at)
      state = constraint.step(state, bytes[at]!)
    }
  })
})

describe('integers of draft 4', () => {
  const texts = ['1', '-12', '1.0', '1e2', '12345.0', '1.5', '12345678910111213141516171819202122']

  it('are also what JSON.stringify writes with an exponent', () => {
    for (const text of ['1e+21', '1.5e+300', '-1.25e+22']) {
      expect(accepts({ type: 'integer' }, text, { dialect: '4' })).toBe(true)
      expect(accepts({ type: 'integer' }, text, { spelling: 'canonical' })).toBe(true)
    }
    for (const text of ['1.5e+20', '1.5e2', '15e+21'])
      expect(accepts({ type: 'integer' }, text, { dialect: '4' })).toBe(false)
  })

  it('are written without a fraction', () => {
    const verdicts = (schema: unknown, dialect: '4' | '6') => texts.map((text) => accepts(schema, text, { dialect }))
    expect(verdicts({ type: 'integer' }, '4')).toEqual([true, true, false, false, false, false, true])
    expect(verdicts({ type: 'integer' }, '6')).toEqual([true, true, true, true, true, false, true])
    expect(verdicts({ type: ['string', 'integer'], minimum: 0 }, '4')).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
      true,
    ])
    expect(verdicts({ multipleOf: 1 }, '4')).toEqual([true, true, true, true, true, false, true])
    expect(verdicts({ type: 'number', minimum: 0 }, '4')).toEqual([true, false, true, true, true, true, true])
  })
})

describe('minBytesToEnd', () => {
  function minima(schema: unknown, text: string, options: SchemaOptions = {}): number {
    const constraint = compileJsonSchema(schema, { whitespace: 'compact', ...options })
    let state = constraint.start
    for (const byte of new TextEncoder().encode(text)) state = constraint.step(state, byte)
    return constraint.minBytesToEnd(state)
  }

  it('counts the bytes of a spelling, not characters', () => {
    expect(minima({ type: 'string', pattern: '^(\u0001|abc|語)$' }, '')).toBe(5)
    expect(minima({ type: 'string', pattern: '^(\u0001|ab|語|"")$' }, '"')).toBe(3)
    expect(minima({ enum: ['\ude00', 'éa'], maxLength: 2 }, '"')).toBe(4)
    expect(minima({ enum: ['\ude00', 'éa'], maxLength: 2 }, '"', { spelling: 'canonical' })).toBe(4)
    expect(
      minima(
        { type: 'object', patternProperties: { '^(語|ab)$': {} }, minProperties: 1, additionalProperties: false },
        '',
      ),
    ).toBe(8)
  })

  it('is found where values nest without end, entangled with what is around them', () => {
    const schema = { oneOf: [{ dependentRequired: { c: [''] }, properties: { c: { $ref: '' } } }, true] }
    expect(minima(schema, '{"b":0,"c"', { dialect: '2019-09' })).toBe(3)
  })
})

describe('keys of patterns', () => {
  it('are told apart whatever was read before', () => {
    const constraint = compileJsonSchema({
      type: 'object',
      patternProperties: { '^.$': {} },
      additionalProperties: false,
    })
    const read = (text: string) => {
      let state = constraint.start
      for (const byte of new TextEncoder().encode(text)) state = constraint.step(state, byte)
      return constraint.canEnd(state)
    }
    for (const text of ['{"c":1}', '{"a":1,"b":1}', '{"é":1,"è":1}', '{"語":1,"誠":1,"b":1,"a":1}'])
      expect(read(text)).toBe(true)
    for (const text of ['{"b":1,"b":1}', '{"è":1,"è":1}', '{"a":1,"誠":1,"誠":1}', '{"b":1,"\\u0062":1}']) {
      expect(read(text)).toBe(false)
    }
  })
})

describe('uniqueItems beside contains', () => {
  it('refuses no valid array where the ways of an item to fare are too many to be told apart', () => {
    const counters = [0, 1, 2, 3, 4, 5, 6].map((i) => ({ contains: { type: 'integer', minimum: i * 10 + 1 } }))
    const items = { type: 'integer', minimum: 0 }
    expect(accepts({ type: 'array', uniqueItems: true, maxItems: 1, items, allOf: counters }, '[100]')).toBe(true)
  })

  it('sees that a counter with a maximum leaves too few values', () => {
    const constraint = compileJsonSchema({
      type: 'array',
      prefixItems: [{ enum: [1, 5] }],
      items: { enum: [1, 2, 'a', 'b', 'c'] },
      uniqueItems: true,
      minItems: 4,
      contains: { type: 'string' },
      minContains: 0,
      maxContains: 1,
    })
    let state = constraint.start
    for (const byte of new TextEncoder().encode('[1')) state = constraint.step(state, byte)
    expect(state === 0 || Number.isFinite(constraint.minBytesToEnd(state))).toBe(true)
  })
})
