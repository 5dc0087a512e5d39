/** What differs between the drafts of JSON Schema, as data. */
import { SchemaError } from '../error/index.js'

export type DialectName = '4' | '6' | '7' | '2019-09' | '2020-12'

export interface Dialect {
  readonly name: DialectName
  /** `id` or `$id`. */
  readonly idKeyword: string
  /** Up to draft 7 a `$ref` hides its sibling keywords. */
  readonly refHidesSiblings: boolean
  /** Draft 4: exclusiveMinimum and exclusiveMaximum are booleans beside minimum and maximum. */
  readonly booleanExclusive: boolean
  /** `items` may be an array of schemas, continued by `additionalItems`. */
  readonly arrayItems: boolean
  readonly keywords: ReadonlySet<string>
}

const core = ['$schema', '$ref', 'title', 'description', 'default', 'definitions']
const validation = [
  'type enum multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern',
  'items maxItems minItems uniqueItems maxProperties minProperties required properties patternProperties',
  'additionalProperties allOf anyOf oneOf not format',
].flatMap((line) => line.split(' '))
const draft4 = [...core, ...validation, 'id', 'additionalItems', 'dependencies']
const draft6 = [...draft4.filter((k) => k !== 'id'), '$id', 'const', 'contains', 'propertyNames', 'examples']
const draft7 = [...draft6, ...'$comment if then else readOnly writeOnly contentMediaType contentEncoding'.split(' ')]
const draft2019 = [
  ...draft7,
  ...'$anchor $defs $recursiveRef $recursiveAnchor $vocabulary dependentRequired dependentSchemas'.split(' '),
  ...'unevaluatedItems unevaluatedProperties minContains maxContains contentSchema deprecated'.split(' '),
]
const draft2020 = [
  ...draft2019.filter((k) => !['$recursiveRef', '$recursiveAnchor', 'additionalItems'].includes(k)),
  ...'prefixItems $dynamicRef $dynamicAnchor'.split(' '),
]

const dialects: Record<DialectName, Dialect> = {
  '4': dialect('4', draft4, { idKeyword: 'id', booleanExclusive: true }),
  '6': dialect('6', draft6, {}),
  '7': dialect('7', draft7, {}),
  '2019-09': dialect('2019-09', draft2019, { refHidesSiblings: false }),
  '2020-12': dialect('2020-12', draft2020, { refHidesSiblings: false, arrayItems: false }),
}

function dialect(name: DialectName, keywords: string[], differences: Partial<Dialect>): Dialect {
  return {
    name,
    idKeyword: '$id',
    refHidesSiblings: true,
    booleanExclusive: false,
    arrayItems: true,
    keywords: new Set(keywords),
    ...differences,
  }
}

export function dialectNamed(name: DialectName): Dialect {
  return dialects[name]
}

/** The dialect that a `$schema` URI names, undefined if it is none of the published ones. */
export function dialectOfUri(uri: string): Dialect | undefined {
  const match = /^https?:\/\/json-schema\.org\/(?:draft-0([467])|draft\/(2019-09|2020-12))\/schema#?$/.exec(uri)
  if (!match) return undefined
  return dialects[(match[1] ?? match[2]) as DialectName]
}

const validationVocabulary =
  'type const enum multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems ' +
  'minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired'

/** `base` with only the keywords of the vocabularies listed (by URI). */
export function withVocabularies(base: Dialect, vocabularies: readonly string[]): Dialect {
  if (vocabularies.some((uri) => uri.endsWith('/vocab/validation'))) return base
  const dropped = new Set(validationVocabulary.split(' '))
  return { ...base, keywords: new Set([...base.keywords].filter((k) => !dropped.has(k))) }
}

/** @throws SchemaError code 'unknown-dialect' */
export function checkDialectName(name: string): DialectName {
  if (name in dialects) return name as DialectName
  throw new SchemaError(`Unknown dialect '${name}'.`, {
    code: 'unknown-dialect',
    path: '',
    hint: `Use one of ${Object.keys(dialects).join(', ')}.`,
  })
}
