import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeSchema, withDescription } from '../../src/sdk/describe.js'
import { describeShorthand } from '../../src/sdk/describe-shorthand.js'
import { describeTypescript } from '../../src/sdk/describe-typescript.js'

const invoice = {
  type: 'object',
  properties: {
    number: { type: 'string', description: 'As printed,\nwithout spaces' },
    total: { type: 'number', exclusiveMinimum: 0 },
    paid: { type: 'boolean' },
    due: { type: ['string', 'null'], format: 'date' },
    plan: { enum: ['free', 'pro'] },
    items: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { sku: { type: 'string' }, qty: { type: 'integer', minimum: 1, maximum: 99 } },
        required: ['sku', 'qty'],
      },
    },
    tags: { type: 'array', items: { type: 'string' } },
    home: { type: 'object', properties: { street: { type: 'string' } }, required: ['street'] },
  },
  required: ['number', 'total', 'paid', 'due', 'plan', 'items'],
}

describe('describe typescript', () => {
  it('keeps descriptions, formats and bounds as comments', () => {
    expect(describeTypescript(invoice)).toBe(`{
  number: string // As printed, without spaces
  total: number // more than 0
  paid: boolean
  due: string | null // date
  plan: "free" | "pro"
  items: {
    sku: string
    qty: number // integer, 1 to 99
  }[] // at least 1 items
  tags?: string[]
  home?: {
    street: string
  }
}`)
  })

  it('names recursive types', () => {
    const schema = {
      $ref: '#/$defs/tree-node',
      $defs: {
        'tree-node': {
          type: 'object',
          properties: { value: { type: 'number' }, children: { type: 'array', items: { $ref: '#/$defs/tree-node' } } },
          required: ['value', 'children'],
        },
      },
    }
    expect(describeTypescript(schema)).toBe(`type TreeNode = {
  value: number
  children: TreeNode[]
}
type Answer = TreeNode`)
    const root = { type: 'object', properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } } }
    expect(describeTypescript(root)).toBe(`type Answer = {
  next?: Answer | null
}`)
  })

  it.each([
    [true, 'unknown'],
    [false, 'never'],
    [{}, 'unknown'],
    [{ const: 'a' }, '"a"'],
    [{ anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }] }, 'string /* uri */ | null'],
    [
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], minItems: 2, items: false },
      '[string, number]',
    ],
    [{ type: 'array', items: [{ type: 'string' }], additionalItems: { type: 'null' } }, '[string?, ...null[]]'],
    [{ type: 'array', items: { enum: [1, 2] } }, '(1 | 2)[]'],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'Record<string, number /* integer */>'],
    [{ allOf: [{ type: 'string' }, { minLength: 2 }] }, 'string // at least 2 characters'],
    [{ type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }, 'number // integer'],
    [
      { properties: { 'a-b': { type: 'string', description: 'ends */ here' } } },
      '{\n  "a-b"?: string // ends */ here\n}',
    ],
    [{ type: 'array', items: { type: 'string', description: 'a */ b' } }, '(string /* a * / b */)[]'],
    [{ $ref: 'https://elsewhere.example/x' }, 'unknown'],
  ])('says %j as %s', (schema, expected) => {
    expect(describeTypescript(schema)).toBe(expected)
  })

  it('is TypeScript that parses', () => {
    const schemas: unknown[] = [
      invoice,
      z.toJSONSchema(
        z.object({
          a: z.discriminatedUnion('k', [z.object({ k: z.literal('x') }), z.object({ k: z.literal('y'), n: z.int() })]),
        }),
      ),
      z.toJSONSchema(z.json()),
      { type: 'object', properties: { a: { allOf: [{ type: 'object' }, { $ref: '#' }] } }, required: ['a', 'b'] },
    ]
    for (const schema of schemas) {
      const text = describeTypescript(schema)
      const program = text.startsWith('type ') ? text : `type T = ${text}`
      const { diagnostics } = ts.transpileModule(program, { reportDiagnostics: true })
      expect(diagnostics, program).toEqual([])
    }
  })

  it('ends on endless nesting', () => {
    let schema: unknown = { type: 'string' }
    for (let i = 0; i < 5000; i++) schema = { type: 'array', items: schema }
    expect(describeTypescript(schema)).toMatch(/unknown/)
  })
})

describe('describe shorthand', () => {
  it('is the notation the embedded model was trained on', () => {
    expect(describeShorthand(invoice)).toBe(
      'number total:num paid:bool due:date? plan:free|pro items[sku qty:int] tags[]? home{street}?',
    )
  })

  it('agrees with every hand-written case of the training folder', () => {
    const path = new URL('../../models/train/handwritten.json', import.meta.url)
    const cases = JSON.parse(readFileSync(path, 'utf8')) as { shorthand: string; schema: unknown }[]
    expect(cases.length).toBeGreaterThan(10)
    for (const { shorthand, schema } of cases) expect(describeShorthand(schema)).toBe(shorthand)
  })

  it('reads what zod writes', () => {
    const schema = z.object({
      name: z.string(),
      age: z.int().nullable(),
      plan: z.enum(['a', 'b']).optional(),
      when: z.iso.date(),
    })
    expect(describeShorthand(z.toJSONSchema(schema))).toBe('name age:int? plan:a|b? when:date')
  })

  it.each([
    [{ type: 'integer' }, 'value:int'],
    [{ type: 'array', items: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] } }, 'value[a]'],
    [{ type: 'array', items: { type: 'number' } }, 'value[]:num'],
    [{ anyOf: [{ const: 'x' }, { const: 'y' }] }, 'value:x|y'],
    [true, 'value'],
    [
      { $ref: '#/$defs/a', $defs: { a: { properties: { b: { $ref: '#/$defs/c' } } }, c: { type: 'boolean' } } },
      'b:bool?',
    ],
  ])('tells %j as %s', (schema, expected) => {
    expect(describeShorthand(schema)).toBe(expected)
  })
})

describe('the system message', () => {
  it('holds the description behind what is already there', () => {
    expect(withDescription([{ role: 'user', content: 'u' }], 'd')).toEqual([
      { role: 'system', content: 'd' },
      { role: 'user', content: 'u' },
    ])
    expect(withDescription([{ role: 'system', content: 's' }], 'd')).toEqual([{ role: 'system', content: 's\n\nd' }])
    expect(withDescription([{ role: 'user', content: 'u' }], '')).toEqual([{ role: 'user', content: 'u' }])
  })

  it('comes from a function as it is, and a function must return text', () => {
    expect(describeSchema({}, () => 'mine')).toBe('mine')
    expect(() => describeSchema({}, (() => undefined) as never)).toThrowError(/returned undefined/)
    expect(describeSchema({ type: 'null' }, 'json-schema')).toContain('{"type":"null"}')
    expect(describeSchema({}, 'none')).toBe('')
  })
})
