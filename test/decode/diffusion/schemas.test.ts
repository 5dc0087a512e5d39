import { describe, expect, it } from 'vitest'
import { compileJsonSchema, compileRegex, freeText, sequence } from '../../../src/core.js'
import { diffuse } from '../../../src/decode/diffusion/index.js'
import { adaBlock, fixed, freeDave, tccf } from '../../../src/decode/diffusion/schedulers/index.js'
import { createFakeDiffusionEngine } from '../../../src/engine/fake/index.js'
import { createCanvas } from '../../../src/infill/index.js'
import { createVocabulary } from '../../../src/vocab/index.js'
import { everyScheduler } from './every-scheduler.js'

/** Letters and pieces that cross the terminals of JSON. */
const pieces = [
  ...'{}[]",:.-0123456789eE+ \n\\/abcdefghijklmnopqrstuvwxyz'.split(''),
  ...[
    '{"',
    '":',
    '":"',
    '","',
    '",',
    '"}',
    '":[',
    '"]',
    '],"',
    '}}',
    'true',
    'false',
    'null',
    '12',
    '-1',
    'ab',
    ', ',
    '"a',
  ],
]
const vocabulary = createVocabulary([...pieces, null], [pieces.length])

const schemas: [string, object, number][] = [
  [
    'flat',
    {
      type: 'object',
      properties: {
        id: { enum: ['x', 'yz'] },
        ok: { type: 'boolean' },
        tag: { enum: ['a', 'bc', null] },
      },
      required: ['id', 'ok', 'tag'],
      additionalProperties: false,
    },
    40,
  ],
  ['bounds', { type: 'array', items: { type: 'integer', minimum: 3, maximum: 250 }, minItems: 2, maxItems: 5 }, 16],
  [
    'nested',
    {
      type: 'object',
      properties: {
        a: { type: 'object', properties: { b: { enum: ['ab', 'c'] } }, required: ['b'], additionalProperties: false },
      },
      required: ['a'],
      additionalProperties: false,
    },
    32,
  ],
  ['pattern', { type: 'string', pattern: '^[a-f]{2}(-[0-9]{1,3})+$' }, 14],
  ['choice', { anyOf: [{ type: 'null' }, { type: 'array', items: { enum: [true, 'ab'] }, maxItems: 3 }] }, 12],
]

describe.each(schemas)('schema %s', (_, schema, size) => {
  const constraint = compileJsonSchema(schema, { whitespace: 'compact' })

  // freeDave refuses a temperature, and has a test of its own.
  it.each(everyScheduler.filter(([name]) => name !== 'freeDave'))(
    'is kept by %s, at the exact length',
    async (_, create) => {
      const scheduler = create()
      for (let seed = 0; seed < 6; seed++) {
        const engine = createFakeDiffusionEngine({ vocabulary, seed, spread: 3 })
        const canvas = createCanvas(constraint, vocabulary, size)
        const temperature = seed % 2
        const result = await diffuse({ engine, canvas, constraint, seed, scheduler, temperature, block: 6 + seed * 8 })
        let state = constraint.start
        for (const byte of result.bytes) state = constraint.step(state, byte)
        expect(constraint.canEnd(state), result.text).toBe(true)
        const tokens = Array.from({ length: size }, (_, i) => canvas.at(i))
        expect(tokens.slice(0, result.ids.length)).toEqual(result.ids)
        expect(new Set(tokens.slice(result.ids.length)).size).toBeLessThan(2)
      }
    },
  )

  it('is filled by freeDave as step by step', async () => {
    let calls = 0
    let plainCalls = 0
    for (let seed = 0; seed < 8; seed++) {
      const engine = createFakeDiffusionEngine({ vocabulary, seed, spread: 3, context: (seed % 4) / 4 })
      const decode = (scheduler: ReturnType<typeof fixed>) =>
        diffuse({ engine, canvas: createCanvas(constraint, vocabulary, size), scheduler, block: 16 })
      const plain = await decode(fixed())
      const fast = await decode(freeDave())
      expect(fast.ids, `seed ${seed}`).toEqual(plain.ids)
      calls += fast.usage.modelCalls
      plainCalls += plain.usage.modelCalls
    }
    expect(calls).toBeLessThan(plainCalls)
  })
})

describe('parts of the text', () => {
  it('end blocks of adaBlock behind properties, not within strings', async () => {
    const text = '{"a":"x,y,z","b":12}'
    const constraint = compileRegex('\\{"a":"[^"]*","b":[0-9]+\\}')
    const letters = createVocabulary([...pieces.slice(0, 55), null], [55])
    const target = [...text].map((letter) => pieces.indexOf(letter))
    const engine = createFakeDiffusionEngine({ vocabulary: letters, target, bias: 20 })
    const blocks = new Set<string>()
    const result = await diffuse({
      ...{ engine, constraint, size: text.length, scheduler: adaBlock({ lookahead: 0.7 }), block: 30 },
      onStep: ({ block }) => blocks.add(text.slice(block.from, block.to)),
    })
    expect(result.text).toBe(text)
    expect([...blocks].some((block) => block.endsWith('z",'))).toBe(true)
    expect([...blocks].some((block) => block.endsWith('x,') || block.endsWith('y,'))).toBe(false)
  })

  it('make tccf change its blocks', async () => {
    const constraint = sequence([freeText({ until: '#' }), compileRegex('[ab]{6}')])
    const letters = createVocabulary([...'abcxyz #\n', null], [9])
    const target = [...'xyz abc xyz#ababba'].map((letter) => 'abcxyz #\n'.indexOf(letter))
    const engine = createFakeDiffusionEngine({ vocabulary: letters, target, bias: 20 })
    const lengths: [number, number][] = []
    const result = await diffuse({
      ...{ engine, constraint, size: target.length, scheduler: tccf({ think: 5, answer: 2 }) },
      onStep: ({ block }) => lengths.push([block.from, block.to - block.from]),
    })
    expect(result.text).toBe('xyz abc xyz#ababba')
    for (const [from, length] of lengths) expect(length, `from ${from}`).toBe(Math.min(from < 11 ? 5 : 2, 18 - from))
    expect(lengths.some(([from]) => from < 11) && lengths.some(([from]) => from > 11)).toBe(true)
  })
})
