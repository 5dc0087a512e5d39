import { describe, expect, it } from 'vitest'
import type { Constraint } from '../../../src/automaton/constraint.js'
import { compileJsonSchema } from '../../../src/schema/index.js'
import { type Failure, newTally, runCase } from './decide.js'
import { Random } from './random.js'
import { walk } from './walk.js'

/** States 1…n in a row: byte 'a' leads to the next, the last can end; `broken` changes one answer. */
function row(n: number, broken: Partial<Constraint>): Constraint {
  return {
    start: 1,
    step: (state, byte) => (byte === 0x61 && state < n ? state + 1 : 0),
    canEnd: (state) => state === n,
    minBytesToEnd: (state) => n - state,
    ...broken,
  }
}

const kindOf = (constraint: Constraint): string => {
  const result = walk(new Random(1), constraint, 0, 0)
  return result.ok ? 'ended' : result.kind
}

describe('a random walk', () => {
  it('ends in a word', () => {
    const result = walk(new Random(1), row(6, {}), 3, 0.5)
    expect(result).toMatchObject({ ok: true, longestMinimum: 5 })
    expect(new TextDecoder().decode(result.bytes)).toBe('aaaaa')
  })

  it('sees a dead end, a live state without a way to the end, and broken promises about the way', () => {
    expect(kindOf(row(4, {}))).toBe('ended')
    expect(kindOf(row(4, { step: (s, b) => (b === 0x61 && s < 3 ? s + 1 : 0) }))).toBe('stuck')
    expect(kindOf(row(4, { minBytesToEnd: (s) => (s === 1 ? Number.POSITIVE_INFINITY : 4 - s) }))).toBe('no-minimum')
    expect(kindOf(row(4, { minBytesToEnd: (s) => (s === 4 ? 0 : 2) }))).toBe('minimum-not-kept')
    expect(kindOf(row(4, { canEnd: (s) => s >= 3 }))).toBe('end-disagrees')
  })

  it('ends on a JSON schema at every length', () => {
    const constraint = compileJsonSchema({ type: 'object', required: ['a'], additionalProperties: { type: 'integer' } })
    for (let seed = 0; seed < 20; seed++) {
      const { ok, bytes } = walk(new Random(seed), constraint, seed, 0.3)
      expect(ok).toBe(true)
      expect(Number.isInteger((JSON.parse(new TextDecoder().decode(bytes)) as { a: number }).a)).toBe(true)
    }
  })
})

describe('a case', () => {
  it('reports what the validators refuse and the automaton takes', () => {
    // Formats are annotations for the validators here, and constraints for the automaton: a disagreement made on purpose.
    const failures: Failure[] = []
    const schema = { type: 'string', format: 'date', maxLength: 3 }
    runCase(1, schema, '2020-12', { values: 40, walks: 1, variants: false }, newTally(), {
      failure: (f) => failures.push(f),
      split() {},
    })
    expect(failures.map((f) => f.kind)).toContain('valid-rejected')
  })
})
