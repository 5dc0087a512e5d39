/**
 * What the validators are known to get wrong. Where a fault may apply the validator has no vote; each fault has a
 * minimal example that a test proves again, so that an entry goes when the validator is repaired.
 */
import type { DialectName } from '../../../src/schema/index.js'
import type { Json, JsonObject } from './schemas.js'

export interface OracleFault {
  oracle: 'ajv' | 'schemasafe' | 'cfworker'
  what: string
  example: { dialect: DialectName; schema: Json; value: Json; valid: boolean }
  /** Whether it may apply to this schema; a fault of certain values only has `value` too. */
  schema(features: Features): boolean
  value?(value: Json): boolean
}

export interface Features {
  dialect: DialectName
  keywords: ReadonlySet<string>
  /** `items` with a list of schemas, or `prefixItems`. */
  lists: boolean
  /** Names of properties anywhere: in properties, required, dependencies… */
  names: ReadonlySet<string>
  /** Types that occur in lists of types. */
  listedTypes: ReadonlySet<string>
}

export function featuresOf(schema: Json, dialect: DialectName): Features {
  const keywords = new Set<string>()
  const names = new Set<string>()
  const listedTypes = new Set<string>()
  let lists = false
  const walk = (s: Json) => {
    if (typeof s === 'string') names.add(s)
    if (typeof s !== 'object' || s === null) return
    if (!Array.isArray(s)) {
      for (const keyword of Object.keys(s)) keywords.add(keyword)
      for (const keyword of Object.keys(s)) names.add(keyword)
      if (Array.isArray(s.type)) for (const type of s.type) listedTypes.add(String(type))
      if (Array.isArray(s.items) || s.prefixItems !== undefined) lists = true
    }
    for (const child of Object.values(s as JsonObject)) walk(child)
  }
  walk(schema)
  return { dialect, keywords, lists, names, listedTypes }
}

/** Whether the value or something in it passes the test. */
const someValue = (value: Json, test: (part: Json) => boolean): boolean =>
  test(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).some((v) => someValue(v as Json, test)))

export const oracleFaults: readonly OracleFault[] = [
  {
    oracle: 'ajv',
    what: 'contains beside a list of item schemas accepts arrays shorter than the list',
    example: {
      dialect: '2020-12',
      schema: { prefixItems: [true, { type: 'string' }], contains: { type: 'string' } },
      value: [],
      valid: false,
    },
    schema: (f) => f.lists && f.keywords.has('contains'),
  },
  {
    oracle: 'ajv',
    what: 'uniqueItems beside a list of item schemas accepts equal items in arrays shorter than the list',
    example: {
      dialect: '7',
      schema: { uniqueItems: true, items: [{}, {}, { const: [1] }] },
      value: ['a', 'a'],
      valid: false,
    },
    schema: (f) => f.lists && f.keywords.has('uniqueItems'),
  },
  {
    oracle: 'ajv',
    what: 'contains of an empty array keeps the verdict on the array before',
    example: { dialect: '7', schema: { items: { contains: { type: 'null' } } }, value: [[null], []], valid: false },
    schema: (f) => f.keywords.has('contains'),
    value: (v) => someValue(v, (x) => Array.isArray(x) && x.length === 0),
  },
  {
    oracle: 'ajv',
    what: 'unevaluatedProperties takes names like toString for evaluated',
    example: {
      dialect: '2019-09',
      schema: { patternProperties: { '^[ab]$': {} }, unevaluatedProperties: false },
      value: { toString: 0.1 },
      valid: false,
    },
    schema: (f) => f.keywords.has('unevaluatedProperties'),
    value: (v) => someValue(v, (x) => typeof x === 'object' && x !== null && Object.hasOwn(x, 'toString')),
  },
  {
    oracle: 'ajv',
    what: 'one match of contains counts as all items evaluated',
    example: {
      dialect: '2020-12',
      schema: { unevaluatedItems: false, contains: { type: 'string' } },
      value: ['a', 1],
      valid: false,
    },
    schema: (f) => f.keywords.has('unevaluatedItems') && f.keywords.has('contains'),
  },
  {
    oracle: 'ajv',
    what: 'items of a branch that does not hold count as evaluated',
    example: {
      dialect: '2019-09',
      schema: { unevaluatedItems: false, anyOf: [true, { items: { type: 'string' } }] },
      value: [6],
      valid: false,
    },
    schema: (f) =>
      f.keywords.has('unevaluatedItems') &&
      (f.keywords.has('anyOf') || f.keywords.has('oneOf')) &&
      (f.keywords.has('items') || f.lists),
  },
  {
    oracle: 'ajv',
    what: 'unevaluatedItems sees the items of an else that was not taken',
    example: {
      dialect: '2020-12',
      // biome-ignore lint/suspicious/noThenProperty: the keyword's name
      schema: { unevaluatedItems: false, if: { type: 'array' }, then: { maxLength: 1 }, else: { items: {} } },
      value: [1],
      valid: false,
    },
    schema: (f) => f.keywords.has('unevaluatedItems') && f.keywords.has('if'),
  },
  {
    oracle: 'cfworker',
    what: 'contains counts as evaluating items in 2019-09, where it does not',
    example: {
      dialect: '2019-09',
      schema: { unevaluatedItems: false, contains: { type: 'string' } },
      value: ['a'],
      valid: false,
    },
    schema: (f) => f.dialect === '2019-09' && f.keywords.has('unevaluatedItems') && f.keywords.has('contains'),
  },
  {
    oracle: 'ajv',
    what: 'a property named __proto__ is not checked, or taken for additional',
    example: {
      dialect: '2020-12',
      schema: JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'),
      value: JSON.parse('{"__proto__":1}'),
      valid: false,
    },
    schema: (f) => f.names.has('__proto__'),
  },
  {
    oracle: 'ajv',
    what: 'the empty name is never missing',
    example: { dialect: '2020-12', schema: { required: [''] }, value: {}, valid: false },
    schema: (f) => f.names.has(''),
  },
  {
    oracle: 'ajv',
    what: 'enum beside $dynamicRef or $recursiveRef is skipped',
    example: {
      dialect: '2020-12',
      schema: { $dynamicAnchor: 'n', properties: { b: { $dynamicRef: '#n', enum: [1] } } },
      value: { b: {} },
      valid: false,
    },
    schema: (f) =>
      (f.keywords.has('$dynamicRef') || f.keywords.has('$recursiveRef')) &&
      (f.keywords.has('enum') || f.keywords.has('const')),
  },
  {
    oracle: 'cfworker',
    what: '$dynamicRef is skipped',
    example: {
      dialect: '2020-12',
      schema: { $dynamicAnchor: 'n', type: 'object', properties: { b: { $dynamicRef: '#n' } } },
      value: { b: 1 },
      valid: false,
    },
    schema: (f) => f.keywords.has('$dynamicRef'),
  },
  {
    oracle: 'schemasafe',
    what: 'enum and const count as evaluating everything',
    example: {
      dialect: '2020-12',
      schema: { const: { a: 8 }, unevaluatedProperties: false },
      value: { a: 8 },
      valid: false,
    },
    schema: (f) =>
      (f.keywords.has('unevaluatedProperties') || f.keywords.has('unevaluatedItems')) &&
      (f.keywords.has('enum') || f.keywords.has('const')),
  },
  {
    oracle: 'schemasafe',
    what: 'integer in a list of types is lost below a list with number',
    example: {
      dialect: '4',
      schema: { type: ['array', 'number'], oneOf: [{ type: ['array', 'integer'] }] },
      value: 1,
      valid: true,
    },
    schema: (f) => f.listedTypes.has('integer') && f.names.has('number'),
  },
  {
    oracle: 'schemasafe',
    what: 'multipleOf is rounded beyond 2^53',
    example: { dialect: '2020-12', schema: { multipleOf: 5 }, value: 2e92, valid: true },
    schema: (f) => f.keywords.has('multipleOf'),
    value: (v) =>
      someValue(
        v,
        (n) => typeof n === 'number' && (Math.abs(n) > Number.MAX_SAFE_INTEGER || (n !== 0 && Math.abs(n) < 1e-5)),
      ),
  },
]
