import { describe, expect, it } from 'vitest'
import { compileJsonSchema, type DialectName } from '../../../src/schema/index.js'
import { accepts } from './decide.js'
import { featuresOf, oracleFaults } from './oracle-faults.js'
import { isMultiple, normalise, oraclesFor } from './oracles.js'
import type { Json } from './schemas.js'

function ours(schema: Json, dialect: DialectName, value: Json): boolean {
  try {
    return accepts(compileJsonSchema(schema, { dialect }), JSON.stringify(value))
  } catch (error) {
    if ((error as { code?: string }).code === 'unsatisfiable') return false
    throw error
  }
}

describe('known faults of the validators', () => {
  it.each(oracleFaults)('$oracle: $what', (fault) => {
    const { schema, dialect, value, valid } = fault.example
    const oracle = oraclesFor(schema, dialect).find((o) => o.name === fault.oracle)!
    expect(oracle.valid(value), 'the validator is still wrong').toBe(!valid)
    expect(ours(schema, dialect, value), 'the automaton is right').toBe(valid)
    expect(fault.schema(featuresOf(normalise(schema, dialect), dialect))).toBe(true)
    expect(fault.value?.(value) ?? true).toBe(true)
  })

  it('do not silence all validators on ordinary schemas', () => {
    const features = featuresOf({ properties: { a: { multipleOf: 2 } }, required: ['a'] }, '2020-12')
    expect(oracleFaults.filter((f) => f.schema(features)).map((f) => f.oracle)).toEqual(['schemasafe'])
    expect(oracleFaults.find((f) => f.schema(features))!.value!({ a: 12 })).toBe(false)
  })
})

describe('the validators as oracles', () => {
  it('see draft 4 bounds, keywords beside $ref and unknown keywords as their dialect does', () => {
    expect(
      normalise({ minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: false, const: 1 }, '4'),
    ).toEqual({
      exclusiveMinimum: 1,
      maximum: 2,
    })
    expect(normalise({ $ref: '#/definitions/a', type: 'null', definitions: { a: { if: false } } }, '6')).toEqual({
      $ref: '#/definitions/a',
      definitions: { a: {} },
    })
    expect(normalise({ dependentRequired: { b: ['c'] } }, '2020-12')).toEqual({ dependentRequired: { b: ['c'] } })
    for (const oracle of oraclesFor({ dependentRequired: { b: ['c'] } }, '2020-12')) {
      expect([oracle.name, oracle.valid({ b: 1 }), oracle.valid({ b: 1, c: 1 })]).toEqual([oracle.name, false, true])
    }
  })

  it('take multiples by decimals', () => {
    expect([isMultiple(0.3, 0.1), isMultiple(19.99, 0.01), isMultiple(1e21, 3), isMultiple(9e21, 3)]).toEqual([
      true,
      true,
      false,
      true,
    ])
    expect(isMultiple(1e-7, 0.1)).toBe(false)
  })
})
