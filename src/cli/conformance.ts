import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SingleBar } from 'cli-progress'
import { type Command, InvalidArgumentError } from 'commander'
import pc from 'picocolors'
import {
  changes,
  type Entry,
  type EntryResult,
  hasFaults,
  judgeAll,
  keywordMarkdown,
  markdown,
  plainTable,
  type ReportFile,
  readEntries,
  readRemotes,
  reportFile,
  summarise,
} from '../conformance/index.js'
import { OptionError } from '../error/index.js'
import type { Io } from './io.js'

interface Flags {
  suite?: boolean
  tokenizer?: string
  jobs?: number
  limit?: number
  only?: string
  json?: string
  markdown?: string
  keywords?: string
  summary?: string
  memory?: boolean
  baseline?: string
  remotes?: string
  timeLimit: number
  failures: number
}

const remotesName = 'json-schema-test-suite-remotes.jsonl.gz'

/**
 * Adds `espalier conformance`: labelled instances of many schemas against the automaton.
 * @param exit sets the exit status: 1 if a verdict was wrong
 */
export function registerConformance(
  program: Command,
  io: Io,
  exit: (status: number) => void = (status) => {
    process.exitCode = status
  },
): void {
  program
    .command('conformance')
    .description('judge the labelled instances of benchmark and test suite files, and count wrong verdicts')
    .argument(
      '<files...>',
      'JSON lines, gzipped or not: entries {id, split, schema, tests} or {draft, file, group, schema, tests}',
    )
    .option('--suite', 'expect the format of the official test suite only')
    .option('--tokenizer <folder>', 'judge token by token too, with the tokenizer.json of this folder, and time it')
    .option('--jobs <count>', 'worker threads (default: one per core; 0: none)', toCount)
    .option('--limit <count>', 'judge at most so many entries of each file', toCount)
    .option('--only <id>', 'judge only entries whose id contains this, and tell every fault')
    .option('--remotes <file>', `remote schemas, {uri, schema} a line (default: ${remotesName} beside a file)`)
    .option('--json <file>', 'write everything found')
    .option('--summary <file>', 'write all but the entries, as JSON')
    .option('--markdown <file>', 'write the table')
    .option('--keywords <file>', 'write the table by keyword')
    .option('--memory', 'measure what each compiled schema keeps after reading its instances')
    .option('--baseline <file>', 'tell what changed since a run written by --json')
    .option('--time-limit <seconds>', 'end an entry that takes longer', toCount, 60)
    .option('--failures <count>', 'tell at most so many faults, with --only all', toCount, 20)
    .action(async (files: string[], flags: Flags) => {
      const entries = files.flatMap((file) => chosen(readEntries(file, flags.suite ?? false), flags))
      if (entries.length === 0) {
        throw new OptionError('No entry was chosen.', {
          code: 'no-entries',
          option: flags.only === undefined ? 'FILE' : '--only',
          hint: flags.only === undefined ? 'The files are empty.' : `No id contains '${flags.only}'.`,
        })
      }
      const baseline = flags.baseline === undefined ? undefined : await readReport(flags.baseline)
      const worker = workerFile()
      const jobs = flags.jobs ?? Math.min(availableParallelism(), entries.length)
      const progress = showProgress(io, entries.length)
      let results: EntryResult[]
      try {
        results = await judgeAll(entries, {
          remotes: findRemotes(files, flags.remotes),
          tokenizer: flags.tokenizer,
          jobs: worker === undefined ? 0 : jobs,
          workerFile: worker,
          timeLimit: flags.timeLimit * 1000,
          memory: flags.memory,
          signal: io.signal,
          onResult: (result, done) => progress.update(done, result),
        })
      } finally {
        progress.stop()
      }
      const report = summarise(results, flags.tokenizer !== undefined)
      tellFaults(results, flags, io)
      io.out(plainTable(report))
      const file = reportFile(report, results)
      if (baseline !== undefined) tellChanges(changes(baseline, file), io)
      if (flags.json !== undefined) await writeFile(flags.json, `${JSON.stringify(file)}\n`)
      if (flags.summary !== undefined) await writeFile(flags.summary, `${JSON.stringify(report, null, 1)}\n`)
      if (flags.markdown !== undefined) await writeFile(flags.markdown, markdown(report))
      if (flags.keywords !== undefined) await writeFile(flags.keywords, keywordMarkdown(report))
      exit(hasFaults(report) ? 1 : 0)
    })
}

function chosen(entries: Entry[], flags: Flags): Entry[] {
  const { only } = flags
  const found = only === undefined ? entries : entries.filter((e) => e.id.includes(only))
  return flags.limit === undefined ? found : found.slice(0, flags.limit)
}

function findRemotes(files: readonly string[], named: string | undefined): Map<string, unknown> {
  if (named !== undefined) return readRemotes(named)
  const beside = files.map((file) => join(dirname(file), remotesName)).find((file) => existsSync(file))
  return beside === undefined ? new Map() : readRemotes(beside)
}

async function readReport(path: string): Promise<ReportFile> {
  try {
    const report = JSON.parse(await readFile(path, 'utf8')) as ReportFile
    if (report.version === 1) return report
  } catch (cause) {
    throw new OptionError(`${path} cannot be used as a baseline: ${(cause as Error).message}.`, {
      code: 'bad-baseline',
      option: '--baseline',
      cause,
    })
  }
  throw new OptionError(`${path} was not written by --json of this version.`, {
    code: 'bad-baseline',
    option: '--baseline',
    hint: 'Write a new one with --json.',
  })
}

/** Beside this file once built; when run from source, in the last build. */
function workerFile(): URL | undefined {
  for (const place of ['./conformance-worker.js', '../../dist/conformance-worker.js']) {
    const url = new URL(place, import.meta.url)
    if (url.protocol === 'file:' && existsSync(fileURLToPath(url))) return url
  }
  return undefined
}

function tellFaults(results: readonly EntryResult[], flags: Flags, io: Io): void {
  const c = pc.createColors(io.colours)
  const limit = flags.only === undefined ? flags.failures : Number.POSITIVE_INFINITY
  let told = 0
  for (const { id, refusal, faults } of results) {
    if (flags.only !== undefined && refusal) io.out(`${c.yellow('refused')} ${id}: ${refusal.message}\n`)
    for (const fault of faults) {
      if (told++ >= limit) continue
      const place = fault.at < 0 ? '' : `, at byte ${fault.at}`
      io.out(`${c.red(fault.kind.replace('-', ' '))} ${id}: ${fault.description}${place}\n`)
      if (fault.near !== '') io.out(`  ${fault.near}\n`)
    }
  }
  if (told > limit) io.out(c.dim(`${told - limit} more faults; --failures shows more\n`))
}

function tellChanges(lines: readonly string[], io: Io): void {
  const c = pc.createColors(io.colours)
  if (lines.length === 0) io.out('nothing changed since the baseline\n')
  for (const line of lines) {
    const colour = line.startsWith('worse') ? c.red : line.startsWith('better') ? c.green : (text: string) => text
    io.out(`${colour(line)}\n`)
  }
}

interface Progress {
  update(done: number, result: EntryResult): void
  stop(): void
}

/** A bar on a terminal, a line for each tenth elsewhere. */
function showProgress(io: Io, total: number): Progress {
  let failed = 0
  if (!io.interactive) {
    let tenth = 0
    return {
      update(done, result) {
        if (result.status !== 'pass') failed++
        const now = Math.floor((done * 10) / total)
        if (now === tenth) return
        tenth = now
        io.err(`${done} of ${total} entries, ${failed} did not pass\n`)
      },
      stop() {},
    }
  }
  const bar = new SingleBar({
    format: '{bar} {percentage}%  {value} of {total}  {failed} did not pass',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  })
  bar.start(total, 0, { failed })
  return {
    update(done, result) {
      if (result.status !== 'pass') failed++
      bar.update(done, { failed })
    },
    stop: () => bar.stop(),
  }
}

function toCount(value: string): number {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('Not a whole number of at least 0.')
  return count
}
