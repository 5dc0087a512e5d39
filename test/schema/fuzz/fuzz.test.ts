import { describe, expect, it } from 'vitest'
import { caseOf, type Failure, newTally, numbersAreDoubles, runCase, type Split, valuesFor } from './decide.js'
import { Random } from './random.js'
import { dialectNames, type Json, randomSchema } from './schemas.js'
import { shrink } from './shrink.js'
import { spellOddly } from './values.js'

describe('random schemas against three validators', () => {
  it('have the same values, live walks and kept minima', { timeout: 60_000 }, () => {
    const tally = newTally()
    const failures: string[] = []
    const splits: Split[] = []
    const started = performance.now()
    // As many of the seeds as a few seconds allow, so that a busy machine only sees fewer.
    for (let seed = 1; seed <= 150 && (seed <= 25 || performance.now() - started < 6000); seed++) {
      const { schema, dialect } = caseOf(seed)
      const effort = { values: 15, walks: 1, variants: false }
      runCase(seed, schema, dialect, effort, tally, {
        failure: (f: Failure) => {
          if (f.kind !== 'slow')
            failures.push(`seed ${seed} ${f.kind} ${JSON.stringify(f.schema)} ${f.text} ${f.detail}`)
        },
        split: (s) => splits.push(s),
      })
    }
    expect(failures).toEqual([])
    expect(splits).toEqual([])
    expect(tally.schemas).toBeGreaterThanOrEqual(20)
    expect(tally.decisions).toBeGreaterThan(400)
    expect(tally.accepted).toBeGreaterThan(30)
    expect(tally.walksEnded).toBe(tally.walks)
  })
})

describe('the generators', () => {
  it('give the same case for the same seed', () => {
    for (const seed of [1, 2, 77]) expect(caseOf(seed).schema).toEqual(caseOf(seed).schema)
  })

  it('use every keyword of every dialect', () => {
    const found = new Map<string, Set<string>>(dialectNames.map((d) => [d, new Set()]))
    for (const dialect of dialectNames) {
      const keywords = found.get(dialect)!
      const collect = (s: Json): void => {
        if (typeof s !== 'object' || s === null) return
        if (!Array.isArray(s)) for (const k of Object.keys(s)) keywords.add(k)
        for (const child of Object.values(s)) collect(child as Json)
      }
      for (let seed = 0; seed < 600; seed++) collect(randomSchema(new Random(seed), { dialect }))
    }
    const common = 'type enum minimum maximum exclusiveMinimum multipleOf minLength pattern minItems uniqueItems items'
    const objects =
      'required minProperties properties patternProperties additionalProperties allOf anyOf oneOf not $ref'
    const wanted: Record<string, string> = {
      '4': 'additionalItems dependencies',
      '6': 'const contains propertyNames additionalItems dependencies',
      '7': 'if then else contains propertyNames',
      '2019-09': 'minContains dependentRequired dependentSchemas unevaluatedItems unevaluatedProperties $recursiveRef',
      '2020-12': 'prefixItems maxContains dependentSchemas unevaluatedItems unevaluatedProperties $dynamicRef',
    }
    for (const dialect of dialectNames) {
      for (const keyword of `${common} ${objects} ${wanted[dialect]}`.split(' ')) {
        expect(found.get(dialect)!.has(keyword), `${keyword} in ${dialect}`).toBe(true)
      }
    }
  })

  it('guess values of which many are near the schema', () => {
    const schema: Json = { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 3 } } }
    const values = valuesFor(new Random(5), schema, 60)
    const near = values.filter((v) => typeof v === 'object' && v !== null && typeof (v as { a?: Json }).a === 'number')
    expect(near.length).toBeGreaterThan(10)
  })

  it('spell the same value in other ways', () => {
    const value: Json = { a: ['é"\n', 1], '😀': null }
    for (let seed = 0; seed < 20; seed++) {
      const text = spellOddly(new Random(seed), value, () => ' ')
      expect(JSON.parse(text)).toEqual(value)
    }
  })

  it('know numbers that no double has', () => {
    expect(numbersAreDoubles('[1.50, 1e-7, 12E1, "1e999", -0]')).toBe(true)
    for (const text of ['1e400', '25043250025031415240.3', '0.10000000000000000001']) {
      expect(numbersAreDoubles(text)).toBe(false)
    }
  })
})

describe('shrinking', () => {
  it('keeps what makes a case fail and drops the rest', () => {
    // A failure made up: the automaton annotates formats, the case claims that a text it accepts is invalid.
    const failure: Failure = {
      kind: 'valid-rejected',
      dialect: '2020-12',
      options: { dialect: '2020-12', propertyOrder: 'schema' },
      schema: {
        title: 'x',
        properties: { a: { type: 'integer' }, b: { enum: [1, 2] } },
        required: ['b', 'a'],
        additionalProperties: { type: 'string' },
      },
      text: '{"b":1,"a":3,"c":"x"}',
      detail: 'a valid value',
    }
    const small = shrink(failure, 1, 2000)
    const size = JSON.stringify(small.schema).length
    expect(size).toBeLessThan(JSON.stringify(failure.schema).length)
    expect(JSON.stringify(small.schema)).toContain('"a"')
    expect(small.text!.length).toBeLessThanOrEqual(failure.text!.length)
  })
})
