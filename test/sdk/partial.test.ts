import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CompletedValue, PartialReader } from '../../src/sdk/partial.js'

/** All values of a value with their pointers, inner before outer: what the reader must report. */
function walk(value: unknown, path = ''): CompletedValue[] {
  const found: CompletedValue[] = []
  if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      found.push(...walk(child, `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`))
    }
  }
  found.push({ path, value })
  return found
}

/** Object keys that look like indices move to the front in JavaScript: their order is not the order of the text. */
const key = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((k) => !/^\d+$/.test(k))
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

function cut(text: string, cuts: number[]): string[] {
  const places = [...new Set(cuts.map((c) => c % (text.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, i) => text.slice(from, places[i] ?? text.length))
}

describe('the partial reader', () => {
  it('reports every value once, when complete, however the text is cut and spaced', () => {
    fc.assert(
      fc.property(json, fc.array(fc.nat()), fc.constantFrom(undefined, 2, '\t'), (value, cuts, indent) => {
        const text = JSON.stringify(value, null, indent)
        const reader = new PartialReader()
        const completed = cut(text, cuts).flatMap((piece) => reader.push(piece))
        completed.push(...reader.end())
        expect(completed).toEqual(walk(JSON.parse(text)))
        expect(reader.snapshot()).toEqual(JSON.parse(text))
        expect(reader.done).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('gives snapshots that later text does not change', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value)
        const reader = new PartialReader()
        const seen: { live: unknown; copy: unknown }[] = []
        for (const char of text) {
          reader.push(char)
          const live = reader.snapshot()
          seen.push({ live, copy: structuredClone(live) })
        }
        for (const { live, copy } of seen) expect(live).toEqual(copy)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['', undefined],
    ['{', {}],
    ['{"na', {}],
    ['{"name"', {}],
    ['{"name":', {}],
    ['{"name":"', { name: '' }],
    ['{"name":"Ad', { name: 'Ad' }],
    ['{"name":"Ada","age":3', { name: 'Ada' }],
    ['{"name":"Ada","age":36,', { name: 'Ada', age: 36 }],
    ['[1,[2,{"a":[tru', [1, [2, { a: [] }]]],
    ['{"a":[1],"b', { a: [1] }],
    ['"\\ud83d', ''],
    ['"\\ud83d\\ude0', ''],
    ['"\\ud83d\\ude00', '😀'],
    ['"a\\', 'a'],
    ['12', undefined],
    [' [ ', []],
  ])('reads %j as %j', (text, expected) => {
    const reader = new PartialReader()
    reader.push(text)
    expect(reader.snapshot()).toEqual(expected)
  })

  it('treats __proto__ as an ordinary member', () => {
    const reader = new PartialReader()
    reader.push('{"__proto__":{"polluted":true},"a":"')
    const value = reader.snapshot() as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['__proto__', 'a'])
    expect(value.polluted).toBeUndefined()
  })

  it('names the value being read', () => {
    const at = (text: string) => {
      const reader = new PartialReader()
      reader.push(text)
      return reader.currentPath
    }
    expect(at('')).toBe('')
    expect(at('{"a')).toBe('')
    expect(at('{"a":')).toBe('/a')
    expect(at('{"a":[1,{"b/c":tr')).toBe('/a/1/b~1c')
    expect(at('{"a":1,')).toBe('')
  })

  it('reads nesting of 100,000 levels', () => {
    const depth = 100_000
    const reader = new PartialReader()
    reader.push('['.repeat(depth))
    expect(reader.done).toBe(false)
  })
})
