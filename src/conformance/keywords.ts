/** Which keywords a schema has, and which a file of the official suite is about. */
import { type DialectName, dialectNamed } from '../schema/dialect.js'

const dialects: DialectName[] = ['4', '6', '7', '2019-09', '2020-12']
/** Those that say something about instances. */
const silent = new Set(
  (
    '$schema id $id $comment $defs definitions $anchor $vocabulary title description default examples readOnly ' +
    'writeOnly deprecated contentMediaType contentEncoding contentSchema'
  ).split(' '),
)
const known = new Set(dialects.flatMap((name) => [...dialectNamed(name).keywords]).filter((k) => !silent.has(k)))
const maps = new Set(['$defs', 'definitions', 'dependencies', 'dependentSchemas', 'patternProperties', 'properties'])
const data = new Set(['enum', 'const', 'default', 'examples', 'required', 'type', 'dependentRequired'])

/** The keywords that occur anywhere in a schema, each once, sorted. */
export function keywordsOf(schema: unknown): string[] {
  const found = new Set<string>()
  const pending: unknown[] = [schema]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      pending.push(...value)
      continue
    }
    for (const [keyword, operand] of Object.entries(value)) {
      if (known.has(keyword)) found.add(keyword)
      if (data.has(keyword)) continue
      if (maps.has(keyword) && typeof operand === 'object' && operand !== null) pending.push(...Object.values(operand))
      else pending.push(operand)
    }
  }
  return [...found].sort()
}

const suiteNames: Readonly<Record<string, string>> = {
  anchor: '$anchor',
  boolean_schema: 'true, false',
  defs: '$defs',
  definitions: 'definitions',
  dynamicRef: '$dynamicRef',
  id: '$id',
  'if-then-else': 'if',
  'infinite-loop-detection': '$ref',
  recursiveRef: '$recursiveRef',
  ref: '$ref',
  refRemote: '$ref',
  vocabulary: '$vocabulary',
}

/** What a file of the official suite is about: 'optional/format/ipv4' is about 'format'. */
export function keywordOfSuiteFile(file: string): string {
  const parts = file.split('/')
  if (parts.includes('format')) return 'format'
  const name = parts.at(-1)!.replace(/\.json$/, '')
  return suiteNames[name] ?? name
}
