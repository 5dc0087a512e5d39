/**
 * Results of decodes, kept task by task in files of JSON lines: a run goes on where it was stopped, and what parts of it have written is
 * put together.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** The lines of the files that there are; of a task that is there twice, the first. */
export function readRecords(files) {
  const records = new Map()
  for (const file of files) {
    if (!existsSync(file)) continue
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue
      const record = JSON.parse(line)
      if (!records.has(record.task)) records.set(record.task, record)
    }
  }
  return [...records.values()]
}

export function addRecord(file, record) {
  appendFileSync(file, `${JSON.stringify(record)}\n`)
}

export const sum = (list) => list.reduce((a, b) => a + b, 0)

const sorted = (list) => [...list].sort((a, b) => a - b)
const quantile = (list, q) => sorted(list)[Math.min(list.length - 1, Math.floor(q * list.length))] ?? 0

const counted = [
  'ended',
  'failed',
  'syntax',
  'valid',
  'full',
  'steps',
  'calls',
  'tokens',
  'forced',
  'impossible',
  'undecided',
]

/** Sums over the decodes of one name. `setup` is the time for the first canvas of a schema, which the others of it share. */
function total(name, decodes) {
  const row = { name, runs: decodes.length }
  for (const key of counted) row[key] = sum(decodes.map((one) => Number(one[key] ?? 0)))
  row.msPerRun = sum(decodes.map((one) => one.times.all)) / decodes.length
  const perStep = decodes.flatMap((one) => one.perStep ?? [])
  if (perStep.length === 0) return row
  const time = (key) => sum(decodes.map((one) => one.times?.[key] ?? 0))
  const setup = sum(decodes.map((one) => one.setup))
  row.modelMsPerCall = time('model') / row.calls
  row.makingMsPerRun = time('making') / row.runs
  row.constraintMsPerCall = {
    mean: sum(perStep) / perStep.length,
    p50: quantile(perStep, 0.5),
    p99: quantile(perStep, 0.99),
    max: quantile(perStep, 1),
  }
  const constraint = time('constraint') + time('making')
  row.constraintShare = constraint / time('all')
  row.shareWithSetup = (constraint + setup) / (time('all') + setup)
  row.scheduleShare = time('schedule') / time('all')
  return row
}

/** What records are together. */
export function reportOf(records) {
  const byName = new Map()
  const freeDave = { runs: 0, equal: 0, calls: 0, plainCalls: 0, ms: 0, plainMs: 0 }
  for (const record of records) {
    for (const decode of record.decodes ?? []) {
      const list = byName.get(decode.name) ?? []
      list.push({ ...decode, setup: record.setupMs })
      byName.set(decode.name, list)
    }
    if (!record.freeDave) continue
    freeDave.runs++
    for (const key of Object.keys(record.freeDave)) freeDave[key] += Number(record.freeDave[key])
  }
  const usable = records.filter((record) => record.decodes)
  const kinds = {}
  for (const kind of ['JSON', 'C++']) {
    const own = usable.filter((record) => record.task.startsWith(kind))
    if (own.length === 0) continue
    const setups = own.map((record) => record.setupMs)
    const sizes = own.map((record) => record.size)
    kinds[kind] = {
      tasks: own.length,
      leftOut: records
        .filter((record) => !record.decodes && record.task.startsWith(kind))
        .map((record) => record.leftOut),
      size: { least: quantile(sizes, 0), most: quantile(sizes, 1) },
      firstCanvasMs: { p50: quantile(setups, 0.5), p90: quantile(setups, 0.9), max: quantile(setups, 1) },
    }
  }
  return { kinds, runs: [...byName].map(([name, decodes]) => total(name, decodes)), freeDave }
}

/** A report as tables. */
export function print({ kinds, runs, freeDave }) {
  for (const [kind, { tasks, leftOut, size, firstCanvasMs }] of Object.entries(kinds)) {
    const { p50, p90, max } = firstCanvasMs
    console.log(
      `${kind}: ${tasks} tasks, ${leftOut.length} left out${leftOut.length > 0 ? ` (${[...new Set(leftOut)].join(', ')})` : ''}; ` +
        `${size.least} to ${size.most} positions; first canvas ${p50.toFixed(0)} ms (median), ${p90.toFixed(0)} (p90), ${max.toFixed(0)} at most`,
    )
  }
  console.log(`
| decode | runs | ended % | syntax % | valid % | all decided % | steps | calls | model ms/call | constraint ms/call mean / p50 / p99 / max | constraint, share | with the first canvas | scheduler, share | ms/run |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`)
  for (const row of runs) {
    const percent = (n) => ((100 * n) / row.runs).toFixed(1)
    const share = (x) => `${(100 * x).toFixed(1)} %`
    const times = row.constraintMsPerCall
    const more = times
      ? [
          ...[percent(row.full), row.steps, row.calls, row.modelMsPerCall.toFixed(2)],
          [times.mean, times.p50, times.p99, times.max].map((ms) => ms.toFixed(2)).join(' / '),
          ...[row.constraintShare, row.shareWithSetup, row.scheduleShare].map(share),
        ]
      : ['', '', row.calls, '', '', '', '', '']
    const first = [row.name, row.runs, ...[row.ended, row.syntax, row.valid].map(percent)]
    console.log(`| ${[...first, ...more, row.msPerRun.toFixed(0)].join(' | ')} |`)
  }
  if (freeDave.runs > 0) console.log('\nfreeDave against step by step:', JSON.stringify(freeDave))
}
