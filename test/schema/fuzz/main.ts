/**
 * The long fuzz run: seeds S, S+1, … until N decisions are made. Cases run in worker threads so that one that hangs
 * is ended and reported; each failure is shrunk and printed with its seed.
 *
 *   npm run fuzz -- --runs 1000000 --seed 1 --jobs 2 --out failures.txt
 */
import { appendFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { caseOf, type Effort, type Failure, newTally, runCase, type Split, type Tally } from './decide.js'
import { shrink } from './shrink.js'

interface Job {
  seed: number
  step: number
  effort: Effort
  only: boolean
}

type Message =
  | { type: 'start'; seed: number }
  | { type: 'failure'; seed: number; failure: Failure }
  | { type: 'split'; seed: number; split: Split }
  | { type: 'tally'; tally: Tally }

function work(job: Job): void {
  const port = parentPort!
  const send = (message: Message) => port.postMessage(message)
  for (let seed = job.seed; ; seed += job.step) {
    send({ type: 'start', seed })
    const { schema, dialect } = caseOf(seed)
    const tally = newTally()
    const failures: Failure[] = []
    const splits: Split[] = []
    runCase(seed, schema, dialect, job.effort, tally, {
      failure: (f) => failures.push(f),
      split: (s) => splits.push(s),
    })
    const kinds = new Set<string>()
    for (const failure of failures) {
      if (kinds.has(failure.kind)) continue
      kinds.add(failure.kind)
      send({ type: 'failure', seed, failure: failure.kind === 'slow' ? failure : shrink(failure, seed, 8000) })
    }
    for (const split of splits) send({ type: 'split', seed, split })
    send({ type: 'tally', tally })
    if (job.only) return
  }
}

function main(): void {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '2' },
      values: { type: 'string', default: '40' },
      walks: { type: 'string', default: '8' },
      out: { type: 'string' },
      only: { type: 'boolean', default: false },
      'max-failures': { type: 'string', default: '50' },
      minutes: { type: 'string', default: '600' },
    },
  })
  const wanted = Number(values.runs)
  const jobs = values.only ? 1 : Number(values.jobs)
  const total = newTally()
  const unexplained: string[] = []
  const undecided: number[] = []
  const workers = new Set<Worker>()
  const started = performance.now()
  let failures = 0
  let printed = performance.now()
  const show = (text: string) => {
    console.log(text)
    if (values.out) appendFileSync(values.out, `${text}\n`)
  }
  const finish = () => {
    for (const worker of workers) void worker.terminate()
    workers.clear()
    clearInterval(watchdog)
    show(summary(total, unexplained, undecided, failures, Number(values.seed), performance.now() - started))
    process.exitCode = failures > 0 || unexplained.length > 0 ? 1 : 0
  }
  const progress = new Map<Worker, { seed: number; since: number }>()
  const launch = (seed: number) => {
    const job: Job = {
      seed,
      step: jobs,
      effort: { values: Number(values.values), walks: Number(values.walks), variants: true },
      only: values.only,
    }
    const worker = new Worker(new URL(import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: 3000 },
    })
    workers.add(worker)
    progress.set(worker, { seed, since: performance.now() })
    worker.on('message', (message: Message) => {
      if (!workers.has(worker)) return
      if (message.type === 'start') progress.set(worker, { seed: message.seed, since: performance.now() })
      else if (message.type === 'failure') {
        failures++
        show(describe(message.seed, message.failure))
        if (failures >= Number(values['max-failures'])) finish()
      } else if (message.type === 'split') {
        const line = `seed ${message.seed}: the validators differ: ${JSON.stringify(message.split)}`
        if (unexplained.length < 30) show(line)
        unexplained.push(line)
      } else {
        add(total, message.tally)
        if (message.tally.walksUndecided > 0) undecided.push(progress.get(worker)!.seed)
        if (performance.now() - printed > 20_000) {
          printed = performance.now()
          process.stderr.write(`${total.schemas} schemas, ${total.decisions} decisions, ${failures} failures\n`)
        }
        if (total.decisions >= wanted || performance.now() - started > Number(values.minutes) * 60_000) finish()
      }
    })
    worker.on('error', (error) => {
      if (!workers.delete(worker)) return
      failures++
      const { seed } = progress.get(worker)!
      show(`seed ${seed}: the worker died: ${error.message}\n  ${JSON.stringify(caseOf(seed).schema)}\n`)
      if (!values.only) launch(seed + jobs)
    })
    worker.on('exit', () => {
      if (values.only && workers.has(worker)) finish()
    })
  }
  const watchdog = setInterval(() => {
    for (const worker of [...workers]) {
      const { seed, since } = progress.get(worker)!
      if (performance.now() - since < 60_000) continue
      workers.delete(worker)
      void worker.terminate()
      failures++
      const { schema, dialect } = caseOf(seed)
      show(describe(seed, { kind: 'hang', schema, dialect, options: { dialect }, detail: 'no end within 60 s' }))
      if (values.only) finish()
      else launch(seed + jobs)
    }
  }, 1000)
  for (let i = 0; i < jobs; i++) launch(Number(values.seed) + i)
}

function describe(seed: number, f: Failure): string {
  return [
    `seed ${seed} ${f.kind}: ${f.detail}`,
    `  options ${JSON.stringify(f.options)}`,
    `  schema  ${JSON.stringify(f.schema)}`,
    ...(f.text === undefined ? [] : [`  text    ${f.text}`]),
    '',
  ].join('\n')
}

function add(total: Tally, part: Tally): void {
  for (const key of Object.keys(part) as (keyof Tally)[]) {
    const value = part[key]
    if (typeof value === 'number') {
      ;(total[key] as number) = key === 'slowest' ? Math.max(total.slowest, value) : (total[key] as number) + value
    } else {
      const sums = total[key] as Record<string, number>
      for (const [name, n] of Object.entries(value)) sums[name] = (sums[name] ?? 0) + n
    }
  }
}

function summary(
  total: Tally,
  unexplained: string[],
  undecided: number[],
  failures: number,
  seed: number,
  milliseconds: number,
): string {
  return [
    `seeds from ${seed}: ${total.schemas} schemas (${total.unsatisfiable} unsatisfiable), ${total.decisions} decisions ` +
      `(${total.accepted} values accepted), ${total.walks} walks (${total.walksEnded} ended) in ${Math.round(milliseconds / 1000)} s`,
    `walks that did not end since a search was given up (limits.stepSearch): ${total.walksUndecided}${undecided.length > 0 ? `, of seeds ${undecided.join(', ')}` : ''}`,
    `failures ${failures}; refused ${JSON.stringify(total.refused)}; slowest step of a case ${Math.round(total.slowest)} ms`,
    `walks with numbers beyond doubles ${total.beyondDoubles}; a validator threw ${total.oracleErrors} times`,
    `verdicts by two validators or more ${total.byTwo}, by none ${total.byNone}; votes lost to known faults:`,
    ...Object.entries(total.faults).map(([what, n]) => `  ${n} ${what}`),
    `the validators with a vote differ ${unexplained.length} times`,
  ].join('\n')
}

if (isMainThread) main()
else work(workerData as Job)
