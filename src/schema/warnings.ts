/** What an author may not have meant: keywords that are read and yet say nothing. One pass over the keywords. */
import type { Context } from './context.js'
import { escapePointer, type JsonObject, type Location } from './document.js'
import { formatNames } from './format/index.js'

const kinds: readonly (readonly [readonly string[], string])[] = [
  [['number', 'integer'], 'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf'],
  [['string'], 'minLength maxLength pattern format contentMediaType contentEncoding contentSchema'],
  [
    ['array'],
    'items prefixItems additionalItems unevaluatedItems contains minContains maxContains minItems maxItems uniqueItems',
  ],
  [
    ['object'],
    'properties patternProperties additionalProperties unevaluatedProperties propertyNames required minProperties ' +
      'maxProperties dependencies dependentRequired dependentSchemas',
  ],
]
/** The types that a keyword speaks of. */
const typesOf = new Map(kinds.flatMap(([types, names]) => names.split(' ').map((name) => [name, types] as const)))

/** Keywords that need another one beside them. */
type Need = (schema: JsonObject, location: Location) => string | undefined
const needs: ReadonlyMap<string, Need> = new Map<string, Need>([
  ['then', (s) => (s.if === undefined ? "there is no 'if'" : undefined)],
  ['else', (s) => (s.if === undefined ? "there is no 'if'" : undefined)],
  [
    'if',
    (s, { resource }) =>
      s.then === undefined && s.else === undefined && !resource.dialect.keywords.has('unevaluatedProperties')
        ? "there is neither 'then' nor 'else'"
        : undefined,
  ],
  ['additionalItems', (s) => (Array.isArray(s.items) ? undefined : "'items' is no list of schemas")],
  ['minContains', (s) => (s.contains === undefined ? "there is no 'contains'" : undefined)],
  ['maxContains', (s) => (s.contains === undefined ? "there is no 'contains'" : undefined)],
  [
    'exclusiveMinimum',
    (s) => (s.exclusiveMinimum === true && s.minimum === undefined ? "there is no 'minimum'" : undefined),
  ],
  [
    'exclusiveMaximum',
    (s) => (s.exclusiveMaximum === true && s.maximum === undefined ? "there is no 'maximum'" : undefined),
  ],
])

const formats = new Set(formatNames)
/** What stands beside a reference without being meant to constrain. */
const harmless = new Set(
  (
    '$ref $schema $id id $comment title description default definitions $defs examples readOnly writeOnly deprecated ' +
    '$anchor $vocabulary'
  ).split(' '),
)

export function warnAbout(context: Context, location: Location, schema: JsonObject): void {
  const { dialect } = location.resource
  const path = (keyword: string) => `${location.pointer}/${escapePointer(keyword)}`
  const hidden = dialect.refHidesSiblings && typeof schema.$ref === 'string'
  const types = schema.type === undefined ? undefined : Array.isArray(schema.type) ? schema.type : [schema.type]
  const modern = dialect.keywords.has('$defs')
  for (const keyword in schema) {
    const value = schema[keyword]!
    if (!dialect.keywords.has(keyword)) {
      if (keyword === 'id' && typeof value === 'string' && !hidden) {
        context.warn(
          path(keyword),
          `'id' is no keyword of draft ${dialect.name} and is ignored; identifiers are '$id'.`,
        )
      }
      continue
    }
    if (hidden) {
      if (!harmless.has(keyword)) {
        context.warn(path(keyword), `'${keyword}' beside '$ref' is ignored in draft ${dialect.name}.`)
      }
      continue
    }
    const spoken = types && typesOf.get(keyword)
    if (spoken && !spoken.some((type) => types.includes(type))) {
      const listed = types.join(' or ')
      context.warn(path(keyword), `'${keyword}' has no effect: it is about ${spoken[0]}s, and the type is ${listed}.`)
      continue
    }
    const missing = needs.get(keyword)?.(schema, location)
    if (missing !== undefined) context.warn(path(keyword), `'${keyword}' has no effect: ${missing}.`)
    if (keyword === 'format' && typeof value === 'string' && !isKnownFormat(context, value)) {
      context.warn(path(keyword), `Unknown format '${value}' is treated as an annotation.`)
    }
    if (modern && keyword === 'dependencies') {
      const instead = "'dependentRequired' or 'dependentSchemas'"
      context.warn(path(keyword), `'dependencies' is deprecated since draft 2019-09: use ${instead}.`)
    }
  }
}

function isKnownFormat(context: Context, name: string): boolean {
  const { formats: option, quotes } = context.options
  if (quotes !== undefined && Object.hasOwn(quotes, name)) return true
  if (option === 'annotate') return true
  return formats.has(name) || (typeof option === 'object' && Object.hasOwn(option, name))
}
