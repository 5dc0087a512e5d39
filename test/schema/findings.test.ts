import { describe, expect, it } from 'vitest'
import { compileJsonSchema } from '../../src/schema/index.js'
import { Random } from './fuzz/random.js'
import { dialectNames, type Json, type JsonObject, randomSchema, randomValue } from './fuzz/schemas.js'
import { guessValue } from './fuzz/values.js'

const findings = (schema: unknown) => compileJsonSchema(schema).report.findings()
const never = { type: 'string', minLength: 3, maxLength: 2 }

describe('parts that never take effect', () => {
  it.each<[string, Json, string[]]>([
    ['a property', { properties: { a: never, b: {} } }, ['/properties/a']],
    ['a property forbidden on purpose', { properties: { a: false } }, []],
    ['a property below', { properties: { a: { properties: { b: never } } } }, ['/properties/a/properties/b']],
    [
      'a property of another branch',
      { allOf: [{ properties: { a: { type: 'string' } } }, { properties: { a: { type: 'null' } } }] },
      ['/allOf/0/properties/a', '/allOf/1/properties/a'],
    ],
    [
      'a property with a name that is refused',
      { properties: { abc: {}, ab: {} }, propertyNames: { maxLength: 2 } },
      ['/properties/abc'],
    ],
    ['a pattern of names', { patternProperties: { '^a': never } }, ['/patternProperties/^a']],
    ['further properties', { additionalProperties: never }, ['/additionalProperties']],
    ['an empty object on purpose', { additionalProperties: false }, []],
    ['a branch of anyOf', { type: 'string', anyOf: [{ type: 'integer' }, { minLength: 2 }] }, ['/anyOf/0']],
    [
      'a branch of oneOf that is never alone',
      { oneOf: [{ type: 'string' }, { type: 'string', minLength: 1 }] },
      ['/oneOf/1'],
    ],
    [
      'values of enum',
      { enum: ['a', 1, null, { x: 1 }, [1, 2]], type: ['string', 'array'] },
      ['/enum/1', '/enum/2', '/enum/3'],
    ],
    ['a type', { type: ['string', 'null'], enum: ['a'] }, ['/type/1']],
    ['items', { type: 'array', prefixItems: [{}, never], items: {} }, ['/items', '/prefixItems/1']],
    ['items beyond the longest array', { type: 'array', maxItems: 1, prefixItems: [{}, {}] }, ['/prefixItems/1']],
    ['contains', { contains: never }, ['/contains']],
    ['not', { not: never }, ['/not']],
    [
      'then',
      // biome-ignore lint/suspicious/noThenProperty: the keyword
      { if: { required: ['a'] }, then: { required: ['b'] }, properties: { a: false }, type: 'object' },
      ['/then'],
    ],
    ['else', { type: 'object', if: { type: 'object' }, else: { required: ['b'] } }, ['/else']],
    ['a dependent schema', { type: 'object', dependentSchemas: { a: never, b: {} } }, ['/dependentSchemas/a']],
    [
      'a definition dead in one of two places',
      {
        $defs: { s: { type: 'string', anyOf: [{ maxLength: 1 }, { minLength: 4 }] } },
        properties: { a: { $ref: '#/$defs/s' }, b: { $ref: '#/$defs/s', minLength: 2 } },
      },
      [],
    ],
    [
      'a definition dead in all places',
      {
        $defs: { s: { anyOf: [{ type: 'null' }, { minLength: 4 }] } },
        properties: { a: { $ref: '#/$defs/s', type: 'string' } },
      },
      ['/$defs/s/anyOf/0'],
    ],
    ['recursion', { type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } }, []],
  ])('are found: %s', (_name, schema, paths) => {
    const found = findings(schema)
    expect(found.map((f) => f.path)).toEqual(paths)
    for (const { path, message } of found) if (!/\/(enum|type)\/\d$/.test(path)) expect(message).toContain(path)
  })

  it('are told in words', () => {
    expect(findings({ properties: { x: never } })[0]!.message).toBe(
      'No value satisfies /properties/x: it can never be present.',
    )
  })

  it('cost nothing unless asked for', () => {
    const constraint = compileJsonSchema({ properties: { x: never } })
    expect(constraint.report.warnings).toEqual([])
    expect(constraint.report.findings()).toBe(constraint.report.findings())
  })

  it('do not disturb the automaton', () => {
    const schema = { type: 'object', properties: { a: never, b: { type: 'integer' } }, required: ['b'] }
    const [before, after] = [compileJsonSchema(schema), compileJsonSchema(schema)]
    after.report.findings()
    for (const text of ['{"b":1}', '{"a":"xxx","b":1}', '{"b":1.5}', '{"c":[],"b":0}']) {
      const run = (c: typeof before) => {
        let state = c.start
        for (const byte of new TextEncoder().encode(text)) state = c.step(state, byte)
        return c.canEnd(state)
      }
      expect(run(after)).toBe(run(before))
    }
  })
})

describe('random schemas', () => {
  it('have no valid value with a property that was called dead', () => {
    let checked = 0
    for (let seed = 1; seed < 400; seed++) {
      const r = new Random(seed)
      const dialect = r.pick(dialectNames)
      const schema = randomSchema(r, { dialect })
      try {
        const constraint = compileJsonSchema(schema, { dialect })
        const dead = constraint.report.findings().filter((f) => /^\/properties\/[^/]*$/.test(f.path))
        if (dead.length === 0) continue
        for (let i = 0; i < 60; i++) {
          const value = i % 2 === 0 ? randomValue(r, 2) : guessValue(r, schema, schema, 3)
          let state = constraint.start
          for (const byte of new TextEncoder().encode(JSON.stringify(value))) state = constraint.step(state, byte)
          if (!constraint.canEnd(state) || typeof value !== 'object' || value === null) continue
          checked++
          for (const { path } of dead) {
            const name = path.slice('/properties/'.length).replaceAll('~1', '/').replaceAll('~0', '~')
            expect(Object.hasOwn(value as JsonObject, name), JSON.stringify([schema, path, value])).toBe(false)
          }
        }
      } catch (error) {
        if ((error as { code?: string }).code === undefined) throw error
      }
    }
    expect(checked).toBeGreaterThan(20)
  })
})
