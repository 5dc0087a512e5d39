import { describe, expect, it } from 'vitest'
import { compileJsonSchema } from '../../src/core.js'
import { SchemaError } from '../../src/error/index.js'
import { compileGrammar, parseGBNF, toGBNF } from '../../src/grammar/index.js'
import { schemaToGrammar } from '../../src/sdk/schema-grammar.js'
import { accepts, corpus } from '../grammar/writer/texts.js'
import { schemas } from './schema-grammar-schemas.js'

describe('schemaToGrammar', () => {
  it.each(Object.keys(schemas))('writes only texts that fit: %s', (name) => {
    const schema = schemas[name]!
    for (const whitespace of ['compact', 'flexible'] as const) {
      const grammar = schemaToGrammar(schema, { whitespace })
      const written = compileGrammar(grammar)
      const wanted = compileJsonSchema(schema, { whitespace, propertyOrder: 'schema' })
      const faults = corpus(written, 80).filter((text) => accepts(written, text) && !accepts(wanted, text))
      // What the schema's own constraint limits is how long blanks are, and that keys differ.
      expect(faults.filter((text) => !/\s{2}/.test(text) && !repeatsKey(text))).toEqual([])
    }
  })

  it.each(Object.keys(schemas))('misses only what it says: %s', (name) => {
    const schema = schemas[name]!
    const written = compileGrammar(schemaToGrammar(schema))
    const wanted = compileJsonSchema(schema, { whitespace: 'compact', propertyOrder: 'schema' })
    const missed = corpus(wanted, 80).filter((text) => accepts(wanted, text) && !accepts(written, text))
    expect(missed.filter((text) => !/\\|-0|\d[.eE]/.test(text))).toEqual([])
  })

  it.each(Object.keys(schemas))('goes to GBNF and back: %s', (name) => {
    const grammar = schemaToGrammar(schemas[name]!, { whitespace: 'flexible' })
    const before = compileGrammar(grammar)
    const after = compileGrammar(parseGBNF(toGBNF(grammar)))
    expect(
      [...corpus(before, 40), ...corpus(after, 40, 2)].filter((t) => accepts(before, t) !== accepts(after, t)),
    ).toEqual([])
  })

  it('writes every value for the schema true', () => {
    const constraint = compileGrammar(schemaToGrammar(true))
    for (const text of ['null', '-1.5e2', '"x"', '[{"a":[true]},false]', '{}']) {
      expect(accepts(constraint, text), text).toBe(true)
    }
    for (const text of ['', 'x', '[', '{"a"}']) expect(accepts(constraint, text), text).toBe(false)
  })

  it('takes no text for a schema, whatever rules there are', () => {
    const items = { $ref: '#/$defs/a' }
    const schema = { type: 'array', prefixItems: [{ type: 'string' }], items, $defs: { a: 'character' } }
    expect(() => schemaToGrammar(schema)).toThrow(SchemaError)
  })

  it.each([
    [0, 0],
    [-3, 12],
    [7, 1000],
    [99, 101],
    [-250, -17],
    [1, Infinity],
    [-Infinity, -5],
    [-12, Infinity],
    [10, Infinity],
    [-Infinity, 999],
    [3, 2],
  ])('writes the integers from %d to %d', (minimum, maximum) => {
    const bounds = { ...(minimum > -Infinity && { minimum }), ...(maximum < Infinity && { maximum }) }
    const schema = { type: 'array', items: { type: 'integer', ...bounds }, maxItems: 1 }
    const constraint = compileGrammar(schemaToGrammar(schema))
    for (let n = -1300; n <= 1300; n++) expect(accepts(constraint, `[${n}]`), `${n}`).toBe(n >= minimum && n <= maximum)
    for (const text of ['[01]', '[-]', '[1.0]', '[+1]', '[-01]']) expect(accepts(constraint, text), text).toBe(false)
  })

  it.each([
    [{ type: 'number', minimum: 1 }, '/minimum', 'minimum'],
    [{ type: 'array', uniqueItems: true }, '/uniqueItems', 'uniqueItems'],
    [{ type: 'object', properties: { a: {} } }, '/properties', 'properties'],
    [{ type: 'object', properties: { a: { not: {} } }, additionalProperties: false }, '/properties/a/not', 'not'],
    [{ allOf: [{ type: 'string' }] }, '/allOf', 'allOf'],
    [{ anyOf: [{ type: 'string', format: 'date' }] }, '/anyOf/0/format', 'format'],
    [{ anyOf: [true], minLength: 1 }, '/minLength', 'minLength'],
    [{ $ref: 'https://example.com/other' }, '/$ref', '$ref'],
    [{ type: 'array', items: [true] }, '/items', 'items'],
    [{ type: 'string', pattern: '(a*)\\1b' }, '/pattern', 'pattern'],
  ])('refuses %j', (schema, path, keyword) => {
    let error: unknown
    try {
      schemaToGrammar(schema)
    } catch (e) {
      error = e
    }
    expect(error).toBeInstanceOf(SchemaError)
    expect(error).toMatchObject({ code: 'unsupported-keyword', path, keyword })
  })
})

function repeatsKey(text: string): boolean {
  const keys = Array.from(text.matchAll(/("(?:[^"\\]|\\.)*")\s*:/g), (match) => match[1])
  return new Set(keys).size < keys.length
}
