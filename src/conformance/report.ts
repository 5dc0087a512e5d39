/** From results to tables, files and differences. */
import type { EntryResult, Fault } from './types.js'

export interface Row {
  split: string
  entries: number
  /** Without the refused ones. */
  compiled: number
  pass: number
  tests: number
  validRejected: number
  invalidAccepted: number
  tokensDiffer: number
  errors: number
  refused: number
}

export interface Times {
  count: number
  avg: number
  p50: number
  p90: number
  p99: number
  p999: number
  max: number
}

/** Entries with one keyword. */
export interface KeywordRow {
  keyword: string
  entries: number
  pass: number
  tests: number
  validRejected: number
  invalidAccepted: number
  errors: number
  refused: number
}

/** An entry that stands out. */
export interface Extreme {
  id: string
  value: number
}

export interface Report {
  rows: Row[]
  total: Row
  /** The most frequent first. */
  keywords: KeywordRow[]
  /** Entries refused, by 'code keyword'. */
  refusedBy: [string, number][]
  /** Milliseconds; of entries that compiled. */
  compile: Times
  /** Microseconds; undefined without tokens. */
  maskAndCommit: Times | undefined
  /** Microseconds per byte, of steps taken for the first time. */
  coldStep: Times
  /** Bytes that a compiled schema keeps after its instances were read; undefined if not measured. */
  memory: Times | undefined
  /** Where the largest of the above occurred. */
  extremes: { compile: Extreme[]; coldStep: Extreme[]; memory: Extreme[] }
  slowest: { id: string; compileMs: number; judgeMs: number }[]
}

export function summarise(results: readonly EntryResult[], withTokens: boolean): Report {
  const rows = new Map<string, Row>()
  const total = emptyRow('all')
  const refusedBy = new Map<string, number>()
  for (const result of results) {
    let row = rows.get(result.split)
    if (!row) {
      row = emptyRow(result.split)
      rows.set(result.split, row)
    }
    for (const r of [row, total]) addTo(r, result)
    if (result.refusal) {
      const { code, keyword } = result.refusal
      const name = keyword === undefined ? code : `${code} ${keyword}`
      refusedBy.set(name, (refusedBy.get(name) ?? 0) + 1)
    }
  }
  const keywords = new Map<string, KeywordRow>()
  for (const result of results) for (const keyword of result.keywords) addKeyword(keywords, keyword, result)
  const compiled = results.filter((r) => r.status !== 'refused')
  const weighed = results.filter((r) => r.memory >= 0)
  return {
    rows: [...rows.values()],
    total,
    keywords: [...keywords.values()].sort((a, b) => b.entries - a.entries || (a.keyword < b.keyword ? -1 : 1)),
    refusedBy: [...refusedBy].sort((a, b) => b[1] - a[1]),
    compile: timesOf(Float64Array.from(compiled, (r) => r.compileMs)),
    maskAndCommit: withTokens ? timesOf(concatenate(compiled.map((r) => r.tokenMicros))) : undefined,
    coldStep: timesOf(concatenate(compiled.map((r) => r.coldMicros))),
    memory: weighed.length > 0 ? timesOf(Float64Array.from(weighed, (r) => r.memory)) : undefined,
    extremes: {
      compile: extremes(compiled, (r) => r.compileMs),
      coldStep: extremes(compiled, (r) => r.coldMicros.reduce((a, b) => Math.max(a, b), 0)),
      memory: extremes(weighed, (r) => r.memory),
    },
    slowest: [...results]
      .sort((a, b) => b.compileMs + b.judgeMs - a.compileMs - a.judgeMs)
      .slice(0, 5)
      .map(({ id, compileMs, judgeMs }) => ({ id, compileMs, judgeMs })),
  }
}

function extremes(results: readonly EntryResult[], value: (result: EntryResult) => number): Extreme[] {
  return results
    .map((r) => ({ id: r.id, value: value(r) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, 5)
}

function addKeyword(rows: Map<string, KeywordRow>, keyword: string, result: EntryResult): void {
  let row = rows.get(keyword)
  if (!row) {
    row = { keyword, entries: 0, pass: 0, tests: 0, validRejected: 0, invalidAccepted: 0, errors: 0, refused: 0 }
    rows.set(keyword, row)
  }
  const count = (kind: Fault['kind']) => result.faults.filter((f) => f.kind === kind).length
  row.entries++
  row.tests += result.tests
  if (result.status === 'pass') row.pass++
  if (result.status === 'refused') row.refused++
  row.validRejected += count('valid-rejected')
  row.invalidAccepted += count('invalid-accepted')
  row.errors += count('error')
}

function emptyRow(split: string): Row {
  return {
    split,
    entries: 0,
    compiled: 0,
    pass: 0,
    tests: 0,
    validRejected: 0,
    invalidAccepted: 0,
    tokensDiffer: 0,
    errors: 0,
    refused: 0,
  }
}

function addTo(row: Row, result: EntryResult): void {
  const count = (kind: Fault['kind']) => result.faults.filter((f) => f.kind === kind).length
  row.entries++
  row.tests += result.tests
  if (result.status === 'refused') row.refused++
  else row.compiled++
  if (result.status === 'pass') row.pass++
  row.validRejected += count('valid-rejected')
  row.invalidAccepted += count('invalid-accepted')
  row.tokensDiffer += count('tokens-differ')
  row.errors += count('error')
}

function concatenate(parts: readonly Float32Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Mean and percentiles (nearest rank); zeros if there is nothing. */
export function timesOf(values: Float64Array): Times {
  const sorted = values.slice().sort()
  const rank = (p: number) => sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)] ?? 0
  const sum = sorted.reduce((a, b) => a + b, 0)
  return {
    count: sorted.length,
    avg: sorted.length === 0 ? 0 : sum / sorted.length,
    p50: rank(0.5),
    p90: rank(0.9),
    p99: rank(0.99),
    p999: rank(0.999),
    max: rank(1),
  }
}

/** True if something is wrong that must fail a run: a wrong verdict, tokens that differ from bytes, an internal fault. */
export function hasFaults(report: Report): boolean {
  const { validRejected, invalidAccepted, tokensDiffer, errors } = report.total
  return validRejected + invalidAccepted + tokensDiffer + errors > 0
}

const columns: [string, keyof Row][] = [
  ['split', 'split'],
  ['entries', 'entries'],
  ['compiled', 'compiled'],
  ['pass', 'pass'],
  ['tests', 'tests'],
  ['valid rejected', 'validRejected'],
  ['invalid accepted', 'invalidAccepted'],
  ['tokens differ', 'tokensDiffer'],
  ['errors', 'errors'],
  ['refused', 'refused'],
]

function cells(report: Report): string[][] {
  const shown = columns.filter(([, key]) => key !== 'tokensDiffer' || report.maskAndCommit !== undefined)
  const rows = report.rows.length > 1 ? [...report.rows, report.total] : report.rows
  return [shown.map(([name]) => name), ...rows.map((row) => shown.map(([, key]) => String(row[key])))]
}

/** The table for a terminal. */
export function plainTable(report: Report): string {
  const rows = cells(report)
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')
  return `${rows.map(line).join('\n')}\n${notes(report).join('\n')}\n`
}

export function markdown(report: Report): string {
  const list = notes(report)
    .map((note) => `- ${note}`)
    .join('\n')
  return `${markdownTable(cells(report))}\n\n${list}\n`
}

/** The table by keyword: of the entries with a keyword, the share that passes, and what is wrong with the others. */
export function keywordMarkdown(report: Report): string {
  const head = ['keyword', 'entries', 'pass', 'tests', 'valid rejected', 'invalid accepted', 'errors', 'refused']
  const rows = report.keywords.map((r) => [
    `\`${r.keyword}\``,
    ...[r.entries, percent(r.pass, r.entries), r.tests, r.validRejected, r.invalidAccepted, r.errors, r.refused].map(
      String,
    ),
  ])
  return `${markdownTable([head, ...rows])}\n`
}

/** Rounded down, so that 100 % means all. */
export function percent(part: number, all: number): string {
  return `${all === 0 ? 0 : Math.floor((part * 1000) / all) / 10} %`
}

function markdownTable([head, ...rows]: readonly string[][]): string {
  const line = (row: string[]) => `| ${row.join(' | ')} |`
  const rule = `|${head!.map((_, i) => (i === 0 ? '---' : '--:')).join('|')}|`
  return [line(head!), rule, ...rows.map(line)].join('\n')
}

function notes(report: Report): string[] {
  const out: string[] = []
  if (report.refusedBy.length > 0)
    out.push(`refused: ${report.refusedBy.map(([name, n]) => `${name} ${n}`).join(', ')}`)
  const compiling = report.maskAndCommit ? 'compile and first mask' : 'compile'
  const { extremes } = report
  const worst = (list: readonly Extreme[]) => (list[0] ? ` (${list[0].id})` : '')
  out.push(timesLine(compiling, report.compile, 'ms', 2) + worst(extremes.compile))
  if (report.maskAndCommit) out.push(timesLine('mask and commit', report.maskAndCommit, 'µs', 1))
  out.push(timesLine('first visit of a byte', report.coldStep, 'µs', 1) + worst(extremes.coldStep))
  if (report.memory) {
    const megabytes = Object.fromEntries(
      Object.entries(report.memory).map(([k, v]) => [k, k === 'count' ? v : v / 2 ** 20]),
    ) as unknown as Times
    out.push(timesLine('memory of a schema in use', megabytes, 'MB', 2) + worst(extremes.memory))
  }
  return out
}

function timesLine(name: string, t: Times, unit: string, digits: number): string {
  const f = (n: number) => n.toFixed(digits)
  return `${name}, ${unit} (${t.count}): avg ${f(t.avg)}, p50 ${f(t.p50)}, p90 ${f(t.p90)}, p99 ${f(t.p99)}, p99.9 ${f(t.p999)}, max ${f(t.max)}`
}

/** What is written for `--json` and read for `--baseline`. */
export interface ReportFile {
  version: 1
  report: Report
  entries: Record<string, { status: EntryResult['status']; refusal?: EntryResult['refusal']; faults?: Fault[] }>
}

export function reportFile(report: Report, results: readonly EntryResult[]): ReportFile {
  const entries: ReportFile['entries'] = {}
  for (const { id, status, refusal, faults } of results) {
    entries[id] = { status, ...(refusal ? { refusal } : {}), ...(faults.length > 0 ? { faults } : {}) }
  }
  return { version: 1, report, entries }
}

/** One line for each entry whose status is not what it was, worse ones first; then entries that came or went. */
export function changes(before: ReportFile, after: ReportFile): string[] {
  const worse: string[] = []
  const better: string[] = []
  let added = 0
  for (const [id, { status, refusal, faults }] of Object.entries(after.entries)) {
    const old = before.entries[id]
    if (old === undefined) {
      added++
      continue
    }
    if (old.status === status) continue
    const reason = refusal ? ` (${[refusal.code, refusal.keyword].filter(Boolean).join(' ')})` : ''
    const first = faults?.[0] ? ` (${faults[0].kind}: ${faults[0].description})` : ''
    const line = `${id}: ${old.status} -> ${status}${reason}${first}`
    if (status === 'pass') better.push(`better  ${line}`)
    else worse.push(`${old.status === 'pass' ? 'worse ' : 'other '}  ${line}`)
  }
  const gone = Object.keys(before.entries).filter((id) => !(id in after.entries)).length
  const rest = [...(added > 0 ? [`${added} entries are new`] : []), ...(gone > 0 ? [`${gone} entries are gone`] : [])]
  return [...worse.sort(), ...better.sort(), ...rest]
}
