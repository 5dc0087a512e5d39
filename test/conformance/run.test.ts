import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Command } from 'commander'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerConformance } from '../../src/cli/conformance.js'
import type { Io } from '../../src/cli/io.js'
import { keywordOfSuiteFile, keywordsOf } from '../../src/conformance/keywords.js'
import { judgeAll } from '../../src/conformance/pool.js'
import { readEntries, readRemotes } from '../../src/conformance/read.js'
import {
  changes,
  hasFaults,
  keywordMarkdown,
  markdown,
  percent,
  plainTable,
  reportFile,
  summarise,
  timesOf,
} from '../../src/conformance/report.js'
import type { Entry, EntryResult } from '../../src/conformance/types.js'

const folder = mkdtempSync(join(tmpdir(), 'espalier-conformance-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, lines: unknown[]): string {
  const path = join(folder, name)
  const text = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

const benchmark = file('bench.jsonl.gz', [
  {
    id: 'easy---1',
    split: 'easy',
    schema: { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
    tests: [
      { description: 'one', valid: true, data: { n: 1 } },
      { description: 'a string', valid: false, data: { n: 'x' } },
      { description: 'as written', valid: true, data: { n: 1 }, text: '{"n": 1.0}' },
    ],
  },
  {
    id: 'hard---1',
    split: 'hard',
    schema: { type: 'string' },
    tests: [{ description: 'mislabelled', valid: false, data: 'a' }],
  },
  { id: 'hard---2', split: 'hard', schema: { $ref: 'other' }, tests: [{ description: 'x', valid: true, data: 1 }] },
])
const suite = file('suite.jsonl', [
  {
    draft: 'draft4',
    file: 'minimum',
    kind: 'required',
    group: 'exclusive',
    schema: { minimum: 1, exclusiveMinimum: true },
    tests: [
      { description: 'at', valid: false, data: 1 },
      { description: 'above', valid: true, data: 2 },
    ],
  },
  {
    draft: 'draft2020-12',
    file: 'format',
    kind: 'required',
    group: 'annotation',
    schema: { format: 'ipv4' },
    tests: [{ description: 'no address', valid: true, data: 'x' }],
  },
  {
    draft: 'draft2020-12',
    file: 'optional/format/ipv4',
    kind: 'optional/format',
    group: 'assertion',
    schema: { format: 'ipv4' },
    tests: [{ description: 'no address', valid: false, data: 'x' }],
  },
])
const remotesFile = file('remotes.jsonl', [{ uri: 'http://localhost:1234/int.json', schema: { type: 'integer' } }])

describe('reading', () => {
  it('takes the benchmark format, with texts as written', () => {
    const [first] = readEntries(benchmark, false)
    expect(first).toMatchObject({ id: 'easy---1', split: 'easy', options: {} })
    expect(first!.tests.map((t) => t.text)).toEqual(['{"n":1}', '{"n":"x"}', '{"n": 1.0}'])
  })

  it("takes the suite's format, with dialect and format rules", () => {
    expect(readEntries(suite, true).map(({ id, split, options }) => ({ id, split, options }))).toEqual([
      { id: 'draft4/minimum/exclusive', split: 'draft4 required', options: { dialect: '4', formats: 'annotate' } },
      {
        id: 'draft2020-12/format/annotation',
        split: 'draft2020-12 required',
        options: { dialect: '2020-12', formats: 'annotate' },
      },
      {
        id: 'draft2020-12/optional/format/ipv4/assertion',
        split: 'draft2020-12 optional/format',
        options: { dialect: '2020-12', formats: 'assert' },
      },
    ])
  })

  it('keeps ids apart', () => {
    const path = file(
      'twice.jsonl',
      [1, 2].map(() => ({ id: 'x', schema: true, tests: [] })),
    )
    expect(readEntries(path, false).map((e) => e.id)).toEqual(['x', 'x (2)'])
  })

  it('refuses what is no conformance data, and says why', () => {
    expect(() => readEntries(benchmark, true)).toThrow('line 1 has not draft, file, group')
    expect(() => readEntries(file('plain.jsonl', ['text']), false)).toThrow('line 1 has not id or draft')
    expect(() => readEntries(join(folder, 'missing'), false)).toThrow('cannot be read')
    writeFileSync(join(folder, 'broken.jsonl'), '{"id":')
    expect(() => readEntries(join(folder, 'broken.jsonl'), false)).toThrow('is no conformance data')
    expect(() => readRemotes(suite)).toThrow('a line has not uri and schema')
  })
})

function result(part: Partial<EntryResult>): EntryResult {
  return {
    id: 'a',
    split: 's',
    keywords: [],
    status: 'pass',
    refusal: undefined,
    tests: 2,
    faults: [],
    compileMs: 1,
    judgeMs: 1,
    tokenMicros: new Float32Array(0),
    coldMicros: new Float32Array(0),
    memory: -1,
    warnings: 0,
    ...part,
  }
}

describe('keywords', () => {
  it('are those that occur anywhere in a schema, names of properties and data left out', () => {
    const schema = {
      title: 't',
      properties: { items: { type: 'string', default: { minimum: 1 } }, a: { $ref: '#/$defs/x' } },
      patternProperties: { pattern: { anyOf: [{ maxLength: 1 }] } },
      enum: [{ required: 1 }],
      $defs: { not: { const: { format: 1 } } },
      'x-own': { uniqueItems: true },
    }
    expect(keywordsOf(schema)).toEqual(
      ['$ref', 'anyOf', 'const', 'enum', 'maxLength', 'patternProperties', 'properties', 'type', 'uniqueItems'].sort(),
    )
    expect(keywordsOf(true)).toEqual([])
  })

  it.each([
    ['minimum', 'minimum'],
    ['ref', '$ref'],
    ['optional/format/ipv4', 'format'],
    ['optional/bignum', 'bignum'],
    ['if-then-else', 'if'],
    ['dynamicRef.json', '$dynamicRef'],
  ])('of a file of the suite: %s is about %s', (file, keyword) => {
    expect(keywordOfSuiteFile(file)).toBe(keyword)
  })
})

describe('the report', () => {
  const rejected = { kind: 'valid-rejected', description: 'd', at: 3, near: '' } as const
  const results = [
    result({ id: 'a', tokenMicros: Float32Array.of(1, 3) }),
    result({ id: 'b', split: 't', status: 'fail', faults: [rejected], tokenMicros: Float32Array.of(2) }),
    result({ id: 'c', split: 't', status: 'refused', refusal: { code: 'x', keyword: '$ref', message: '' } }),
  ]

  it('counts by split and in all', () => {
    const { rows, total, refusedBy, maskAndCommit } = summarise(results, true)
    expect(rows.map((r) => [r.split, r.entries, r.compiled, r.pass, r.validRejected, r.refused])).toEqual([
      ['s', 1, 1, 1, 0, 0],
      ['t', 2, 1, 0, 1, 1],
    ])
    expect(total).toMatchObject({ entries: 3, compiled: 2, pass: 1, tests: 6, validRejected: 1, refused: 1 })
    expect(refusedBy).toEqual([['x $ref', 1]])
    expect(maskAndCommit).toMatchObject({ count: 3, avg: 2, p50: 2, max: 3 })
  })

  it('counts by keyword, the most frequent first, in percent', () => {
    const report = summarise(
      [
        result({ keywords: ['type', 'enum'] }),
        result({ keywords: ['type'], status: 'fail', faults: [rejected] }),
        result({ keywords: ['type'] }),
        result({ keywords: ['$ref'], status: 'refused' }),
      ],
      false,
    )
    expect(report.keywords.map((k) => [k.keyword, k.entries, k.pass, k.validRejected, k.refused])).toEqual([
      ['type', 3, 2, 1, 0],
      ['$ref', 1, 0, 0, 1],
      ['enum', 1, 1, 0, 0],
    ])
    expect(keywordMarkdown(report).split('\n').slice(0, 3)).toEqual([
      '| keyword | entries | pass | tests | valid rejected | invalid accepted | errors | refused |',
      '|---|--:|--:|--:|--:|--:|--:|--:|',
      '| `type` | 3 | 66.6 % | 6 | 1 | 0 | 0 | 0 |',
    ])
    expect(percent(9999, 10000)).toBe('99.9 %')
    expect(percent(5, 5)).toBe('100 %')
  })

  it('names the entries that take the most time and memory', () => {
    const report = summarise(
      [
        result({ id: 'a', compileMs: 3, coldMicros: Float32Array.of(1, 9), memory: 2 ** 20 }),
        result({ id: 'b', compileMs: 4, coldMicros: Float32Array.of(2), memory: 3 * 2 ** 20 }),
        result({ id: 'c', status: 'refused', compileMs: 100 }),
      ],
      false,
    )
    expect(report.extremes).toMatchObject({
      compile: [{ id: 'b', value: 4 }, { id: 'a' }],
      coldStep: [{ id: 'a', value: 9 }, { id: 'b' }],
      memory: [{ id: 'b' }, { id: 'a' }],
    })
    const text = plainTable(report)
    expect(text).toContain('first visit of a byte, µs (3): avg 4.0, p50 2.0')
    expect(text).toMatch(/memory of a schema in use, MB \(2\): avg 2\.00.*max 3\.00 \(b\)/)
    expect(plainTable(summarise([result({})], false))).not.toContain('memory')
  })

  it('is at fault for wrong verdicts, not for refusals', () => {
    expect(hasFaults(summarise(results, false))).toBe(true)
    expect(hasFaults(summarise([results[0]!, results[2]!], false))).toBe(false)
    const error = result({ status: 'error', faults: [{ ...rejected, kind: 'error' }] })
    expect(hasFaults(summarise([error], false))).toBe(true)
  })

  it('takes percentiles by nearest rank', () => {
    const times = timesOf(Float64Array.from({ length: 1000 }, (_, i) => 1000 - i))
    expect(times).toEqual({ count: 1000, avg: 500.5, p50: 500, p90: 900, p99: 990, p999: 999, max: 1000 })
    expect(timesOf(new Float64Array(0))).toMatchObject({ count: 0, avg: 0, max: 0 })
  })

  it('prints one table for terminals and one in Markdown', () => {
    const report = summarise(results, false)
    const lines = plainTable(report).split('\n')
    expect(lines[0]).toBe('split  entries  compiled  pass  tests  valid rejected  invalid accepted  errors  refused')
    expect(lines[3]).toBe('all          3         2     1      6               1                 0       0        1')
    expect(lines[4]).toBe('refused: x $ref 1')
    expect(markdown(report)).toContain('| t | 2 | 1 | 0 | 4 | 1 | 0 | 0 | 1 |')
    expect(markdown(summarise(results, true))).toContain('mask and commit, µs (3)')
  })

  it('tells what changed since a baseline, the worse first', () => {
    const before = reportFile(summarise(results, false), results)
    const now = [
      result({ id: 'a', status: 'fail', faults: [rejected] }),
      result({ id: 'b', split: 't' }),
      result({ id: 'd' }),
    ]
    expect(changes(before, reportFile(summarise(now, false), now))).toEqual([
      'worse   a: pass -> fail (valid-rejected: d)',
      'better  b: fail -> pass',
      '1 entries are new',
      '1 entries are gone',
    ])
    expect(changes(before, before)).toEqual([])
  })
})

describe('the command', () => {
  async function conformance(...argv: string[]): Promise<{ out: string; err: string; status: number | undefined }> {
    let out = ''
    let err = ''
    let status: number | undefined
    const io = {
      out: (text: string) => {
        out += text
      },
      err: (text: string) => {
        err += text
      },
      colours: false,
      interactive: false,
      signal: new AbortController().signal,
    } as unknown as Io
    const program = new Command('espalier').exitOverride().configureOutput({ writeErr: io.err, writeOut: io.out })
    registerConformance(program, io, (code) => {
      status = code
    })
    await program.parseAsync(['conformance', ...argv], { from: 'user' })
    return { out, err, status }
  }

  it('exits with 0 when nothing is wrong and shows progress on stderr', async () => {
    const { out, err, status } = await conformance(suite, '--suite', '--jobs', '0')
    expect(status).toBe(0)
    expect(out).toContain('draft4 required')
    expect(err).toContain('3 of 3 entries, 0 did not pass')
  })

  it('exits with 1 on a wrong verdict and tells it; writes JSON and Markdown; compares with a baseline', async () => {
    const json = join(folder, 'out.json')
    const table = join(folder, 'out.md')
    const first = await conformance(benchmark, '--jobs', '0', '--json', json, '--markdown', table)
    expect(first.status).toBe(1)
    expect(first.out).toContain('invalid accepted hard---1: mislabelled')
    expect(first.out).toContain('refused: unresolved-reference $ref 1')
    expect(JSON.parse(readFileSync(json, 'utf8')).entries['easy---1']).toEqual({ status: 'pass' })
    expect(readFileSync(table, 'utf8')).toContain('| easy | 1 | 1 | 1 | 3 | 0 | 0 | 0 | 0 |')
    const second = await conformance(benchmark, '--jobs', '0', '--limit', '1', '--baseline', json)
    expect(second.status).toBe(0)
    expect(second.out).toContain('2 entries are gone')
  })

  it('judges only what is asked for, and tells refusals then', async () => {
    const { out, status } = await conformance(benchmark, '--jobs', '0', '--only', 'hard---2')
    expect(status).toBe(0)
    expect(out).toContain('refused hard---2: Cannot resolve the reference')
    await expect(conformance(benchmark, '--only', 'nothing')).rejects.toThrow("No id contains 'nothing'")
  })

  it('finds remotes in the file named', async () => {
    const path = file('remote-ref.jsonl', [
      {
        id: 'r',
        schema: { $ref: 'http://localhost:1234/int.json' },
        tests: [
          { valid: true, data: 1 },
          { valid: false, data: 'a' },
        ],
      },
    ])
    expect((await conformance(path, '--jobs', '0')).out).toContain('refused: unresolved-reference')
    const found = await conformance(path, '--jobs', '0', '--remotes', remotesFile)
    expect([found.status, found.out.includes('refused:')]).toEqual([0, false])
  })

  it('refuses a baseline of another kind', async () => {
    await expect(conformance(suite, '--jobs', '0', '--baseline', suite)).rejects.toThrow('cannot be used as a baseline')
  })
})

describe('worker threads', () => {
  const settings = { remotes: new Map<string, unknown>(), timeLimit: 30_000, jobs: 2 }
  const entries: Entry[] = Array.from({ length: 9 }, (_, i) => ({
    id: `e${i}`,
    split: 's',
    schema: { const: i },
    keywords: [],
    options: {},
    tests: [{ description: '', valid: i % 4 !== 3, text: String(i) }],
  }))
  let workerFile: URL

  beforeAll(async () => {
    // Inside the project, so that the bundle finds the installed packages.
    const root = fileURLToPath(new URL('../../node_modules/.conformance-test/', import.meta.url))
    const outfile = join(root, 'worker.mjs')
    const entry = fileURLToPath(new URL('../../src/conformance/worker.ts', import.meta.url))
    await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' })
    workerFile = pathToFileURL(outfile)
  })
  afterAll(() => rmSync(new URL('.', workerFile), { recursive: true, force: true }))

  const script = (name: string, text: string): URL => {
    const path = join(folder, `${name}.mjs`)
    writeFileSync(path, text)
    return pathToFileURL(path)
  }

  it('give the results of one thread, in the order of the entries', async () => {
    const strip = (r: EntryResult) => ({ ...r, compileMs: 0, judgeMs: 0, coldMicros: r.coldMicros.length })
    const alone = await judgeAll(entries, { ...settings, jobs: 0 })
    const together = await judgeAll(entries, { ...settings, workerFile })
    expect(together.map(strip)).toEqual(alone.map(strip))
    expect(alone.map((r) => r.status)).toEqual(entries.map((_, i) => (i % 4 === 3 ? 'fail' : 'pass')))
  })

  it('are ended and replaced when an entry takes too long', async () => {
    const slow = script(
      'slow',
      `import { parentPort } from 'node:worker_threads'
       parentPort.on('message', (e) => { if (e.id === 'e1') for (;;); parentPort.postMessage({ id: e.id, status: 'pass', faults: [] }) })
       parentPort.postMessage('ready')`,
    )
    const results = await judgeAll(entries, { ...settings, timeLimit: 1500, workerFile: slow })
    expect(results.map((r) => r.id)).toEqual(entries.map((e) => e.id))
    expect(results.filter((r) => r.status === 'error').map((r) => r.faults[0]!.description)).toEqual([
      'time limit: no verdict within 1500 ms',
    ])
  })

  it('that die cost one entry, unless they never begin', async () => {
    const dying = script(
      'dying',
      `import { parentPort } from 'node:worker_threads'
       parentPort.on('message', (e) => { if (e.id === 'e2') throw new Error('boom'); parentPort.postMessage({ id: e.id, status: 'pass', faults: [] }) })
       parentPort.postMessage('ready')`,
    )
    const results = await judgeAll(entries, { ...settings, workerFile: dying })
    expect(results.map((r) => r.status)).toEqual(entries.map((_, i) => (i === 2 ? 'error' : 'pass')))
    expect(results[2]!.faults[0]!.description).toContain('boom')
    await expect(
      judgeAll(entries, { ...settings, workerFile: script('never', 'throw new Error("no start")') }),
    ).rejects.toThrow('no start')
  })

  it('stop at an interrupt', async () => {
    const waiting = script(
      'waiting',
      `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => {})\nparentPort.postMessage('ready')`,
    )
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error('stopped')), 300)
    await expect(judgeAll(entries, { ...settings, workerFile: waiting, signal: abort.signal })).rejects.toThrow(
      'stopped',
    )
  })
})
