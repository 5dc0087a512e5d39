/** Reads benchmark and suite files: one JSON object a line, gzipped or not. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { OptionError } from '../error/index.js'
import type { DialectName } from '../schema/index.js'
import { keywordOfSuiteFile, keywordsOf } from './keywords.js'
import type { Entry, Instance } from './types.js'

interface RawTest {
  description?: string
  valid: boolean
  data?: unknown
  text?: string
}

interface RawEntry {
  id?: string
  split?: string
  draft?: string
  file?: string
  kind?: string
  group?: string
  schema: unknown
  tests?: RawTest[]
}

/** @throws OptionError codes 'file-unreadable', 'not-conformance-data' */
export function readLines(path: string): unknown[] {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new OptionError(`${path} cannot be read: ${(cause as Error).message}.`, {
      code: 'file-unreadable',
      option: 'FILE',
      cause,
    })
  }
  try {
    const text = new TextDecoder().decode(bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes)
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown)
  } catch (cause) {
    throw notData(path, (cause as Error).message, cause)
  }
}

/**
 * The entries of a file. A line with `draft` belongs to the official suite, one with `id` to the benchmark.
 * @param suite only the official suite's format is expected
 */
export function readEntries(path: string, suite: boolean): Entry[] {
  const used = new Map<string, number>()
  return readLines(path).map((line, at) => {
    const raw = line as RawEntry
    const isObject = typeof raw === 'object' && raw !== null && 'schema' in raw
    if (!isObject || (typeof raw.draft !== 'string' && (suite || typeof raw.id !== 'string'))) {
      const wanted = suite ? 'draft, file, group, schema and tests' : 'id or draft, schema and tests'
      throw notData(path, `line ${at + 1} has not ${wanted}`)
    }
    const entry = typeof raw.draft === 'string' ? suiteEntry(raw) : benchmarkEntry(raw)
    const seen = used.get(entry.id) ?? 0
    used.set(entry.id, seen + 1)
    return seen === 0 ? entry : { ...entry, id: `${entry.id} (${seen + 1})` }
  })
}

function benchmarkEntry(raw: RawEntry): Entry {
  return {
    id: raw.id!,
    split: raw.split ?? 'all',
    schema: raw.schema,
    keywords: keywordsOf(raw.schema),
    options: {},
    tests: (raw.tests ?? []).map(instance),
  }
}

function suiteEntry(raw: RawEntry): Entry {
  const kind = raw.kind ?? 'required'
  const draft = raw.draft!.replace(/^draft-?0?/, '')
  return {
    id: `${raw.draft}/${raw.file ?? ''}/${raw.group ?? ''}`,
    split: `${raw.draft} ${kind}`,
    schema: raw.schema,
    keywords: [keywordOfSuiteFile(raw.file ?? '')],
    // Only these files of the suite expect a format to constrain.
    options: {
      dialect: draft as DialectName,
      formats: kind === 'optional/format' || /format-assertion/.test(raw.file ?? '') ? 'assert' : 'annotate',
    },
    tests: (raw.tests ?? []).map(instance),
  }
}

function instance(test: RawTest): Instance {
  return {
    description: test.description ?? '',
    valid: test.valid,
    text: test.text ?? JSON.stringify(test.data),
  }
}

/** The remotes file: {uri, schema} a line. */
export function readRemotes(path: string): Map<string, unknown> {
  const remotes = new Map<string, unknown>()
  for (const line of readLines(path)) {
    const { uri, schema } = line as { uri?: unknown; schema?: unknown }
    if (typeof uri !== 'string' || schema === undefined) throw notData(path, 'a line has not uri and schema')
    remotes.set(uri, schema)
  }
  return remotes
}

function notData(path: string, reason: string, cause?: unknown): OptionError {
  return new OptionError(`${path} is no conformance data: ${reason}.`, {
    code: 'not-conformance-data',
    option: 'FILE',
    hint: 'Expected is one JSON object a line, gzipped or not, with a schema and labelled tests.',
    cause,
  })
}
