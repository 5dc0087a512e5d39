import { describe, expect, it } from 'vitest'
import { SchemaError } from '../../src/error/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'

function accepts(schema: unknown, text: string): boolean {
  const constraint = compileJsonSchema(schema)
  let state = constraint.start
  for (const byte of new TextEncoder().encode(text)) state = constraint.step(state, byte)
  return constraint.canEnd(state)
}

describe("'#/…' under an $id in the middle of a document", () => {
  const schema = {
    type: 'object',
    properties: {
      box: {
        $id: 'box.json',
        properties: { size: { $ref: '#/$defs/size' }, lid: { $ref: '#/$defs/lid' } },
        $defs: { lid: { type: 'boolean' } },
      },
    },
    $defs: { size: { type: 'integer' }, lid: { type: 'string' } },
  }

  it('leads into its own resource, and further out only where that has nothing', () => {
    expect(accepts(schema, '{"box":{"size":3,"lid":true}}')).toBe(true)
    expect(accepts(schema, '{"box":{"size":"3"}}')).toBe(false)
    expect(accepts(schema, '{"box":{"lid":"no"}}')).toBe(false)
  })

  it('warns once where it had to look further out', () => {
    const { warnings } = compileJsonSchema(schema).report
    expect(warnings.map((w) => w.path)).toEqual(['/properties/box/properties/size'])
    expect(warnings[0]!.message).toContain('#/$defs/size')
  })

  it('does not look further out for references with a URI, nor invent what is nowhere', () => {
    const absolute = structuredClone(schema) as typeof schema
    absolute.properties.box.properties.size.$ref = 'box.json#/$defs/size'
    expect(() => compileJsonSchema(absolute)).toThrow(SchemaError)
    const nowhere = structuredClone(schema) as typeof schema
    nowhere.properties.box.properties.size.$ref = '#/$defs/weight'
    expect(() => compileJsonSchema(nowhere)).toThrow(/points at nothing/)
  })
})
