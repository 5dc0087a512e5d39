/**
 * Three independent validators, ajv, schemasafe (which refuses about one schema in six) and cfworker, made to speak the same language: exactly the keywords of
 * the dialect (keywords of other dialects and what stands beside `$ref` up to draft 7 are removed first, as
 * both are lax about them), formats only if asked for, and `multipleOf` on decimals rather than on the
 * rounded quotient of two doubles.
 */
import { Validator as Cfworker } from '@cfworker/json-schema'
import { validator as schemasafe } from '@exodus/schemasafe'
import { Ajv } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { dialectNamed } from '../../../src/schema/dialect.js'
import type { DialectName } from '../../../src/schema/index.js'
import type { Json, JsonObject } from './schemas.js'

export type Verdict = boolean | 'error'

export interface Oracle {
  readonly name: string
  /** 'error' if the validator throws. */
  valid(value: Json): Verdict
}

const maps = new Set(['properties', 'patternProperties', 'dependencies', 'dependentSchemas', '$defs', 'definitions'])
const data = new Set(['enum', 'const', 'default', 'examples', 'dependentRequired'])

/** The schema with only what its dialect gives a meaning to, in the spelling of draft 6 and later. */
export function normalise(schema: Json, dialect: DialectName): Json {
  const { keywords, refHidesSiblings } = dialectNamed(dialect)
  const walk = (s: Json): Json => {
    if (typeof s !== 'object' || s === null) return s
    if (Array.isArray(s)) return s.map(walk)
    const out: JsonObject = {}
    for (const [keyword, value] of Object.entries(s)) {
      if (!keywords.has(keyword)) continue
      if (refHidesSiblings && '$ref' in s && !['$ref', 'definitions', '$defs'].includes(keyword)) continue
      if (data.has(keyword)) out[keyword] = value
      else if (maps.has(keyword)) {
        const map: JsonObject = {}
        for (const [k, v] of Object.entries(value as JsonObject)) {
          const child = Array.isArray(v) && v.every((x) => typeof x === 'string') ? v : walk(v)
          Object.defineProperty(map, k, { value: child, enumerable: true, configurable: true, writable: true })
        }
        out[keyword] = map
      } else out[keyword] = walk(value)
    }
    if (dialect === '4') {
      for (const [flag, bound] of [
        ['exclusiveMinimum', 'minimum'],
        ['exclusiveMaximum', 'maximum'],
      ] as const) {
        if (out[flag] === undefined) continue
        if (out[flag] === true && out[bound] !== undefined) {
          out[flag] = out[bound]!
          delete out[bound]
        } else delete out[flag]
      }
    }
    return out
  }
  return walk(schema)
}

/** value / divisor is an integer, exactly, on the shortest decimals of the two doubles. */
export function isMultiple(value: number, divisor: number): boolean {
  const [a, b] = [decimal(value), decimal(divisor)]
  const e = Math.min(a.e, b.e)
  return (a.n * 10n ** BigInt(a.e - e)) % (b.n * 10n ** BigInt(b.e - e)) === 0n
}

function decimal(value: number): { n: bigint; e: number } {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value))!
  return { n: BigInt(`${sign}${whole}${fraction}`), e: Number(exponent) - fraction.length }
}

/** The validator of a dialect, with multiples judged by decimals. */
export function ajvFor(dialect: DialectName, more: { validateFormats?: boolean; allErrors?: boolean } = {}) {
  const options = {
    strict: false,
    logger: false,
    validateSchema: false,
    validateFormats: false,
    ownProperties: true,
    ...more,
  } as const
  const ajv =
    dialect === '2020-12' ? new Ajv2020(options) : dialect === '2019-09' ? new Ajv2019(options) : new Ajv(options)
  ajv.removeKeyword('multipleOf')
  ajv.addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    validate: (divisor: number, value: number) => isMultiple(value, divisor),
  })
  return ajv
}

export function ajvOracle(schema: Json, dialect: DialectName, formats = false): Oracle {
  const ajv = ajvFor(dialect, { validateFormats: formats })
  const check = ajv.compile(normalise(schema, dialect) as object)
  return { name: 'ajv', valid: (value) => attempt(() => check(value) as boolean) }
}

export function schemasafeOracle(schema: Json, dialect: DialectName): Oracle {
  const uri = /^\d$/.test(dialect)
    ? `http://json-schema.org/draft-0${dialect === '4' ? '6' : dialect}/schema#`
    : `https://json-schema.org/draft/${dialect}/schema`
  const check = schemasafe(normalise(schema, dialect) as object, {
    mode: 'lax',
    isJSON: true,
    $schemaDefault: uri,
    allowUnusedKeywords: true,
    requireValidation: false,
    complexityChecks: false,
    formatAssertion: false,
    includeErrors: false,
  })
  return { name: 'schemasafe', valid: (value) => attempt(() => check(value as never)) }
}

export function cfworkerOracle(schema: Json, dialect: DialectName): Oracle {
  const validator = new Cfworker(
    normalise(schema, dialect) as object,
    dialect === '4' || dialect === '6' ? '7' : dialect,
  )
  return { name: 'cfworker', valid: (value) => attempt(() => validator.validate(value).valid) }
}

/** The validators that can compile the schema. */
export function oraclesFor(schema: Json, dialect: DialectName): Oracle[] {
  const out: Oracle[] = []
  for (const make of [ajvOracle, schemasafeOracle, cfworkerOracle]) {
    try {
      out.push(make(schema, dialect))
    } catch {
      // A validator that refuses the schema has no vote.
    }
  }
  return out
}

function attempt(validate: () => boolean): Verdict {
  try {
    return validate()
  } catch {
    return 'error'
  }
}
