import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closeObjects } from '../../src/sdk/close-objects.js'

const ajv = new Ajv2020({ strict: false, logger: false })

/** Schemas over few keys and types, so that random values often fit. */
const schema = fc.letrec((tie) => {
  const object = fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('schema'), { noNullPrototype: true }),
      required: fc.subarray(['a', 'b', 'c']),
    },
    { requiredKeys: ['properties'] },
  )
  const list = fc.array(tie('schema'), { minLength: 1, maxLength: 2 })
  return {
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: 's' },
      fc.constantFrom<unknown>(
        true,
        { type: 'integer' },
        { type: 'string' },
        { const: 1 },
        { $ref: '#/$defs/d' },
        { $ref: '#' },
      ),
      object,
      fc.record({ anyOf: list }),
      fc.record({ oneOf: list }),
      fc.record({ allOf: list }),
      fc.record({ not: tie('schema') }),
      fc.tuple(tie('schema'), tie('schema')).map(([a, b]) => ({ if: a, else: b })),
      fc.record({ type: fc.constant('array'), items: tie('schema') }),
      fc.tuple(object, fc.record({ anyOf: list })).map(([a, b]) => ({ ...a, ...b })),
      fc
        .tuple(object, fc.record({ patternProperties: fc.record({ '^a': tie('schema') }) }))
        .map(([a, b]) => ({ ...a, ...b })),
    ),
  }
}).schema

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(1, 'x', null),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    fc.array(tie('value'), { maxLength: 2 }),
  ),
})).value

describe('closing objects', () => {
  it('never lets in a value that the schema refuses', () => {
    let closed = 0
    let fitted = 0
    fc.assert(
      fc.property(
        fc.tuple(schema, schema).map(([a, b]) => ({ type: 'object', properties: { a, b } })),
        schema,
        fc.array(value, { minLength: 20, maxLength: 20 }),
        (main, definition, values) => {
          const whole = { ...main, $defs: { d: definition } }
          const smaller = closeObjects(whole)
          if (smaller === whole) return
          closed++
          let original: (v: unknown) => unknown
          let check: (v: unknown) => unknown
          try {
            original = ajv.compile(whole as object)
            check = ajv.compile(smaller as object)
          } catch {
            return
          }
          for (const one of values) {
            let ok: unknown
            try {
              ok = check(one)
            } catch {
              // Endless reference loops, which the compiler refuses.
              continue
            }
            if (ok) {
              fitted++
              expect(original(one)).toBe(true)
            }
          }
        },
      ),
      { numRuns: 1000 },
    )
    expect(closed).toBeGreaterThan(100)
    expect(fitted).toBeGreaterThan(100)
  })

  const open = { type: 'object', properties: { a: { type: 'string' } } }
  const shut = { ...open, additionalProperties: false }

  it.each([
    ['the root', open, shut],
    [
      'a property',
      { properties: { x: open }, required: ['x'] },
      { properties: { x: shut }, required: ['x'], additionalProperties: false },
    ],
    ['items', { type: 'array', items: open }, { type: 'array', items: shut }],
    ['branches of anyOf', { anyOf: [open, { type: 'null' }] }, { anyOf: [shut, { type: 'null' }] }],
    ['a definition used alone', { $ref: '#/$defs/x', $defs: { x: open } }, { $ref: '#/$defs/x', $defs: { x: shut } }],
  ])('closes %s', (_where, schema, expected) => {
    expect(closeObjects(schema)).toEqual(expected)
  })

  it('closes the branches of a oneOf that a constant tells apart', () => {
    const branch = (kind: string) => ({ type: 'object', properties: { kind: { const: kind } }, required: ['kind'] })
    expect(closeObjects({ oneOf: [branch('a'), branch('b')] })).toEqual({
      oneOf: [
        { ...branch('a'), additionalProperties: false },
        { ...branch('b'), additionalProperties: false },
      ],
    })
    const same = { oneOf: [branch('a'), branch('a')] }
    expect(closeObjects(same)).toBe(same)
  })

  it.each([
    ['allOf beside or around it', { allOf: [open, { properties: { b: true } }] }],
    ['not', { not: open }],
    [
      'a definition that is also extended',
      { $defs: { x: open }, anyOf: [{ $ref: '#/$defs/x' }, { allOf: [{ $ref: '#/$defs/x' }] }] },
    ],
    ['a required property that is not declared', { ...open, required: ['b'] }],
    ['an explicit additionalProperties', { ...open, additionalProperties: true }],
    ['a plain map', { type: 'object' }],
  ])('leaves %s as it is', (_what, schema) => {
    expect(closeObjects(schema)).toBe(schema)
  })
})
