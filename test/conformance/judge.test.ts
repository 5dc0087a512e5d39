import { describe, expect, it } from 'vitest'
import { judgeEntry } from '../../src/conformance/judge.js'
import { greedyEncoder, spells } from '../../src/conformance/tokens.js'
import type { Entry, Tokens } from '../../src/conformance/types.js'
import { byteVocabulary, createVocabulary } from '../../src/vocab/index.js'

const utf8 = new TextEncoder()
const remotes = new Map<string, unknown>([['http://example.com/int', { type: 'integer' }]])

function entry(schema: unknown, ...tests: [text: string, valid: boolean][]): Entry {
  return {
    id: 'e',
    split: 's',
    schema,
    keywords: [],
    options: {},
    tests: tests.map(([text, valid]) => ({ description: text, valid, text })),
  }
}

const bytes: Tokens = { vocabulary: byteVocabulary(), encode: (text) => [...utf8.encode(text)] }

describe('judging an entry', () => {
  it('passes if every verdict is right', () => {
    const result = judgeEntry(entry({ type: 'integer' }, ['12', true], ['"a"', false], ['', false]), {
      remotes,
      tokens: undefined,
    })
    expect(result).toMatchObject({ status: 'pass', faults: [], tests: 3 })
    expect(result.tokenMicros.length).toBe(0)
  })

  it('tells where a text labelled valid was rejected, and that one labelled invalid was accepted', () => {
    const schema = { properties: { a: { type: 'string' } } }
    const result = judgeEntry(entry(schema, ['{"a":12}', true], ['{"a":"b"}', false], ['{"a":"b"', true]), {
      remotes,
      tokens: undefined,
    })
    expect(result.status).toBe('fail')
    expect(result.faults).toEqual([
      { kind: 'valid-rejected', description: '{"a":12}', at: 5, near: '{"a":‸12}' },
      { kind: 'invalid-accepted', description: '{"a":"b"}', at: -1, near: '{"a":"b"}‸' },
      { kind: 'valid-rejected', description: '{"a":"b"', at: 8, near: '{"a":"b"‸' },
    ])
  })

  it('names code and keyword of a refusal', () => {
    const result = judgeEntry(entry({ $ref: 'http://example.com/unknown' }, ['1', true]), {
      remotes,
      tokens: undefined,
    })
    expect(result).toMatchObject({
      status: 'refused',
      refusal: { code: 'unresolved-reference', keyword: '$ref' },
      faults: [],
    })
    const resolved = judgeEntry(entry({ $ref: 'http://example.com/int' }, ['1', true], ['"a"', false]), {
      remotes,
      tokens: undefined,
    })
    expect(resolved.status).toBe('pass')
  })

  it('counts an unsatisfiable schema as right about invalid instances and wrong about valid ones', () => {
    const schema = { type: 'string', minLength: 2, maxLength: 1 }
    expect(judgeEntry(entry(schema, ['"a"', false]), { remotes, tokens: undefined }).status).toBe('pass')
    expect(judgeEntry(entry(schema, ['"a"', false], ['"b"', true]), { remotes, tokens: undefined })).toMatchObject({
      status: 'fail',
      faults: [{ kind: 'valid-rejected', description: '"b"' }],
    })
  })

  it('judges token by token as well, and times every mask with its commit', () => {
    const result = judgeEntry(entry({ type: 'integer' }, ['12', true], ['"a"', false], ['-', false]), {
      remotes,
      tokens: bytes,
    })
    expect(result.status).toBe('pass')
    // Two digits, the quote that is refused, the sign.
    expect(result.tokenMicros.length).toBe(4)
    for (const micros of result.tokenMicros) expect(micros).toBeGreaterThanOrEqual(0)
  })

  it('reports tokens that give another verdict than bytes', () => {
    // A tokenizer that loses the last character.
    const lossy: Tokens = { ...bytes, encode: (text) => bytes.encode(text).slice(0, -1) }
    const result = judgeEntry(entry({ const: [1] }, ['[1]', true]), { remotes, tokens: lossy })
    expect(result.faults).toEqual([{ kind: 'tokens-differ', description: '[1]', at: 2, near: '[1‸]' }])
  })
})

describe('texts to tokens', () => {
  const vocabulary = createVocabulary(['a', 'ab', 'abc', 'b', 'c', 'cd'], [])

  it('takes the longest token that fits', () => {
    const greedy = greedyEncoder(vocabulary)
    expect(greedy(utf8.encode('abcab'))).toEqual([2, 1])
    expect(greedy(utf8.encode('acdb'))).toEqual([0, 5, 3])
    expect(() => greedy(utf8.encode('ax'))).toThrow('No token of this vocabulary begins with byte 120')
  })

  it('sees whether tokens spell a text', () => {
    expect(spells(vocabulary, [1, 4], utf8.encode('abc'))).toBe(true)
    expect(spells(vocabulary, [1, 5], utf8.encode('abc'))).toBe(false)
    expect(spells(vocabulary, [1], utf8.encode('abc'))).toBe(false)
    expect(spells(vocabulary, [1, 3], utf8.encode('abc'))).toBe(false)
  })
})

describe('measuring an entry', () => {
  it('times each step once, and takes all texts by bytes before any by tokens', () => {
    const read = entry({ type: 'integer' }, ['12', true], ['12', true], ['13', true])
    const plain = judgeEntry(read, { remotes, tokens: undefined })
    // From the start '1'; then '2' and '3'.
    expect(plain.coldMicros.length).toBe(3)
    for (const micros of plain.coldMicros) expect(micros).toBeGreaterThanOrEqual(0)
    expect(judgeEntry(read, { remotes, tokens: bytes }).coldMicros.length).toBe(3)
  })

  it('measures what a compiled schema keeps, if asked to', () => {
    const names = Array.from({ length: 300 }, (_, i) => `property${i}`)
    const large = { type: 'object', properties: Object.fromEntries(names.map((n) => [n, { enum: [n, `${n}x`] }])) }
    const text = JSON.stringify(Object.fromEntries(names.map((n) => [n, n])))
    const measured = (schema: unknown, instance: string) =>
      judgeEntry(entry(schema, [instance, true]), { remotes, tokens: undefined, memory: true })
    measured({ type: 'boolean' }, 'true')
    const [small, big] = [measured({ type: 'boolean' }, 'true'), measured(large, text)]
    expect([small.status, big.status]).toEqual(['pass', 'pass'])
    expect(small.memory).toBeGreaterThan(0)
    expect(small.memory).toBeLessThan(2e6)
    expect(big.memory).toBeGreaterThan(small.memory)
    expect(judgeEntry(entry({}, ['1', true]), { remotes, tokens: undefined }).memory).toBe(-1)
  })
})
