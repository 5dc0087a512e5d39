import { describe, expect, it } from 'vitest'
import { LimitError, SchemaError } from '../../src/error/index.js'
import { compileJsonSchema, type JsonConstraint } from '../../src/schema/index.js'
import { accepts, caseOf, valuesFor } from './fuzz/decide.js'

/** Every two of the keys exclude a third set: minimal sets of keys are hard to find, and there is no short proof of their size. */
function hittingSet(keys: number, size: number, maxProperties: number): object {
  const clauses: object[] = []
  const choose = (from: number, chosen: number[]): void => {
    if (chosen.length === size) clauses.push({ anyOf: chosen.map((i) => ({ required: [`k${i}`] })) })
    else for (let i = from; i < keys; i++) choose(i + 1, [...chosen, i])
  }
  choose(0, [])
  return { type: 'object', allOf: clauses, maxProperties }
}

describe('the budget of the search for completions', () => {
  it('changes no verdict, whatever it is', () => {
    let undecided = 0
    let values = 0
    for (let seed = 1; seed <= 120; seed++) {
      const { schema, dialect, r } = caseOf(seed)
      let full: JsonConstraint
      let hasty: JsonConstraint
      try {
        full = compileJsonSchema(schema, { dialect })
        hasty = compileJsonSchema(schema, { dialect, limits: { stepSearch: 1 } })
      } catch (error) {
        if (error instanceof SchemaError || error instanceof LimitError) continue
        throw error
      }
      for (const value of valuesFor(r, schema, 12)) {
        const text = JSON.stringify(value)
        values++
        expect([seed, text, accepts(hasty, text)]).toEqual([seed, text, accepts(full, text)])
      }
      undecided += hasty.report.undecided
      expect(full.report.undecided).toBe(0)
    }
    expect(values).toBeGreaterThan(500)
    expect(undecided).toBeGreaterThan(50)
  })

  it('is an error when it is not even known whether any value exists', () => {
    const schema = hittingSet(12, 4, 8)
    expect(() => compileJsonSchema(schema, { limits: { search: 200 } })).toThrow(LimitError)
    expect(() => compileJsonSchema(schema)).toThrow(/No value satisfies/)
  })
})

describe('members bounded against the keys asked for', () => {
  const pigeons = (holes: number) => ({
    type: 'object',
    allOf: [0, 1, 2, 3, 4, 5].map((i) => ({
      anyOf: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((j) => ({ required: [`k${i}${j}`] })),
    })),
    maxProperties: holes,
  })

  it('are decided without trying all combinations', () => {
    const limits = { search: 300, stepSearch: 300 }
    expect(() => compileJsonSchema(pigeons(5), { limits })).toThrow(/No value satisfies/)
    const constraint = compileJsonSchema(pigeons(6), { limits })
    expect(accepts(constraint, '{"k07":1,"k13":1,"k22":1,"k30":1,"k49":1,"k51":1}')).toBe(true)
    expect(accepts(constraint, '{"k07":1,"k08":1,"k22":1,"k30":1,"k49":1,"k51":1}')).toBe(false)
    expect(constraint.report.undecided).toBe(0)
    // A second key of the same clause leaves too little room.
    let state = constraint.start
    for (const byte of new TextEncoder().encode('{"k07":1,"k0')) state = constraint.step(state, byte)
    expect(state).toBe(0)
  })
})
