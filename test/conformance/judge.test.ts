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
