import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DEAD, run } from '../../src/automaton/index.js'
import { compileSource } from '../../src/sdk/compile.js'
import { type GenerateOptions, generate, stream } from '../../src/sdk/index.js'
import { readSchema } from '../../src/sdk/schema-input.js'
import { scriptedEngine } from './scripted.js'

const text = 'The cat sat on the mat. "Why?" asked the dog.'
const quote = {
  type: 'object',
  properties: { claim: { type: 'string' }, quote: { type: 'string' } },
  required: ['claim', 'quote'],
}

function accepts(
  schema: object,
  quotesFrom: NonNullable<GenerateOptions['quotesFrom']>,
  value: unknown,
  dialect?: '7',
): boolean {
  const options = { quotesFrom, ...(dialect ? { dialect } : {}) }
  const { constraint, check } = compileSource(readSchema(schema), options)
  void check
  const state = run(constraint, constraint.start, new TextEncoder().encode(JSON.stringify(value)))
  return state !== DEAD && constraint.canEnd(state)
}

describe('quotesFrom', () => {
  it('holds the fields named to whole words of the text', async () => {
    const options = { prompt: 'x', quotesFrom: { text, fields: ['/quote'] } }
    const script = '{"claim":"Cats sit.","quote":"cat sat quietly'
    const value = await generate(quote, { ...options, model: scriptedEngine(script) })
    expect(value).toMatchObject({ claim: 'Cats sit.' })
    expect(text).toContain((value as { quote: string }).quote)
    expect((value as { quote: string }).quote).toMatch(/^cat sat/)
    const escaped = await generate(quote, {
      ...options,
      model: scriptedEngine('{"claim":"","quote":"\\"Why?\\" asked"}'),
    })
    expect(escaped).toEqual({ claim: '', quote: '"Why?" asked' })
    const events = []
    for await (const event of stream(quote, { ...options, model: scriptedEngine(script) })) events.push(event)
    expect(events.at(-1)).toMatchObject({ type: 'finish', value })
  })

  it('holds all plain strings if no field is named, and leaves others alone', () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { enum: ['x', 'y'] },
        when: { type: 'string', format: 'date' },
        quotes: { type: 'array', items: { type: 'string' } },
      },
      required: ['kind'],
    }
    expect(accepts(schema, text, { kind: 'x', when: '2024-01-01', quotes: ['the mat', 'dog'] })).toBe(true)
    expect(accepts(schema, text, { kind: 'x', quotes: ['the ma'] })).toBe(false)
    expect(accepts(schema, { text, wholeWords: false }, { kind: 'x', quotes: ['he ma'] })).toBe(true)
    expect(accepts(schema, { text: ['one two', text] }, { kind: 'y', quotes: ['two', 'cat'] })).toBe(true)
  })

  it('finds fields through references, branches, items and patterns', () => {
    const schema = {
      $ref: '#/$defs/doc',
      $defs: {
        doc: {
          type: 'object',
          properties: { items: { type: 'array', items: { $ref: '#/$defs/item' } } },
          required: ['items'],
        },
        item: {
          anyOf: [
            {
              type: 'object',
              properties: { quote: { type: ['string', 'null'] }, note: { type: 'string' } },
              required: ['quote'],
            },
            { type: 'null' },
          ],
        },
      },
    }
    for (const field of ['/items/*/quote', '$.items[*].quote', "$['items'].*.quote"]) {
      const from = { text, fields: [field] }
      expect(accepts(schema, from, { items: [{ quote: 'the dog', note: 'free' }, null, { quote: null }] }), field).toBe(
        true,
      )
      expect(accepts(schema, from, { items: [{ quote: 'a dog' }] }), field).toBe(false)
    }
    const map = { type: 'object', patternProperties: { '^q': { type: 'string' } }, additionalProperties: false }
    expect(accepts(map, { text, fields: ['/q1'] }, { q1: 'cat', q2: 'anything' })).toBe(true)
    expect(accepts(map, { text, fields: ['/*'] }, { q1: 'cat', q2: 'anything' })).toBe(false)
    expect(accepts({ type: 'string' }, { text, fields: ['$'] }, 'the cat')).toBe(false)
    expect(accepts({ type: 'string' }, { text, fields: ['$'] }, 'The cat')).toBe(true)
  })

  it('keeps what else the schema says: conditions, order, unevaluated properties, older dialects', () => {
    const bounded = {
      type: 'object',
      properties: { q: { type: 'string', minLength: 5, pattern: '^[a-z ]+$' } },
      required: ['q'],
    }
    expect(accepts(bounded, { text, fields: ['/q'] }, { q: 'cat sat' })).toBe(true)
    expect(accepts(bounded, { text, fields: ['/q'] }, { q: 'cat' })).toBe(false)
    expect(accepts(bounded, { text, fields: ['/q'] }, { q: 'The cat' })).toBe(false)
    const ordered = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } },
      required: ['a', 'b', 'c'],
    }
    expect(accepts(ordered, { text, fields: ['/b'] }, { a: '1', b: 'cat', c: '2' })).toBe(true)
    expect(accepts(ordered, { text, fields: ['/b'] }, { b: 'cat', a: '1', c: '2' })).toBe(false)
    const closed = {
      anyOf: [{ properties: { q: { type: 'string' } }, required: ['q', 'r'] }, true],
      properties: { r: true },
      unevaluatedProperties: false,
      type: 'object',
    }
    expect(accepts(closed, { text, fields: ['/q'] }, { r: 1, q: 'cat' })).toBe(true)
    expect(accepts(closed, { text, fields: ['/q'] }, { r: 1, q: 'dat' })).toBe(false)
    expect(accepts(closed, { text, fields: ['/q'] }, { q: 'cat' })).toBe(false)
    const old = { $ref: '#/definitions/d', definitions: { d: quote } }
    expect(accepts(old, { text, fields: ['/quote'] }, { claim: 'c', quote: 'the dog' }, '7')).toBe(true)
    expect(accepts(old, { text, fields: ['/quote'] }, { claim: 'c', quote: 'a dog' }, '7')).toBe(false)
  })

  it('never lets in what the schema refuses, under negations either', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'string' }, b: { not: { type: 'string' } }, c: { oneOf: [{ type: 'string' }, {}] } },
      additionalProperties: false,
    }
    expect(accepts(schema, text, { a: 'cat', b: 1 })).toBe(true)
    expect(accepts(schema, text, { a: 'dat' })).toBe(false)
    expect(accepts(schema, text, { b: 'dat' })).toBe(false)
    expect(accepts(schema, text, { c: 'dat' })).toBe(false)
    expect(accepts(schema, text, { c: 1 })).toBe(true)
  })

  it('works with a schema library', async () => {
    const schema = z.object({
      quotes: z
        .array(z.object({ text: z.string() }))
        .min(1)
        .max(1),
    })
    const value = await generate(schema, {
      prompt: 'x',
      model: scriptedEngine('{"quotes":[{"text":"mat. x'),
      quotesFrom: { text, fields: ['/quotes/*/text'] },
    })
    expect(value.quotes[0]!.text).toMatch(/^mat\. ?/)
    expect(text).toContain(value.quotes[0]!.text)
  })

  it('refuses fields that are none, empty texts and unknown options', async () => {
    const ask = (quotesFrom: unknown, schema: object = quote) =>
      generate(schema, { prompt: 'x', model: scriptedEngine(''), quotesFrom: quotesFrom as string })
    await expect(ask({ text, fields: ['/quotes'] })).rejects.toThrow(
      /"\/quotes" of quotesFrom is no field.*'claim', 'quote'/,
    )
    await expect(ask({ text, fields: ['/a'] }, { properties: { a: { type: 'integer' } } })).rejects.toMatchObject({
      code: 'no-such-field',
    })
    await expect(ask(text, { type: 'integer' })).rejects.toMatchObject({ code: 'no-such-field' })
    await expect(ask('')).rejects.toThrow(/is empty/)
    await expect(ask({ text, field: ['/quote'] })).rejects.toThrow(/Did you mean 'fields'/)
    await expect(ask({ text, fields: ['quote'] })).rejects.toThrow(/no path/)
    await expect(ask({ fields: ['/quote'] })).rejects.toThrow(/no text/)
    await expect(ask(7)).rejects.toThrow(/must be a text/)
  })
})
