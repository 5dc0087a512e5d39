/**
 * Canvases of JSON schemas: texts of MaskBench entries, tokenised with the Qwen vocabulary and filled up with end tokens, are unmasked in
 * random order.
 *
 *   node bench/infill-json.mjs FILE.jsonl[.gz]… [--schemas N] [--size 256] [--seed 1] [--order schema|any] [--spelling canonical|any]
 *                              [--limit 10] [--total SECONDS] [--part K/PARTS] [--verbose] [--json FILE]
 *   node bench/infill-json.mjs --merge RESULT.json…
 *
 * Files are MaskBench splits, one entry {id, schema, tests: [{valid, data}]} a line; N of their entries with a valid test are
 * taken, evenly spread, and run in an order drawn by the seed. A schema that throws or takes more than `--limit` seconds of wall time is
 * counted by name and left; with `--total` no schema is begun after so many seconds. A commit that is put off ('undecided') is counted and tried again
 * when all others are done. Prints the time of a commit and of all changed masks after it, in milliseconds, and the steps at which masks
 * were exact. A time is the lesser of wall time, which has that of other processes in it, and of CPU time, which has that of the
 * threads that compile and collect garbage: what the work took was no more than either. A step that the limit cuts off counts with the time it had. Exit status 1 if a token of a text was forbidden. Needs
 * `npm run build`.
 *
 * `--part 1/2` and `--part 2/2` are halves of a run, for two processes; `--merge` prints what results written by `--json` are together.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Script } from 'node:vm'
import { compileJsonSchema, createCanvas, readVocabulary } from '../dist/core.js'
import { between, cpu, now } from './clock.mjs'
import { readJsonLines } from './json-lines.mjs'
import { readTokenizer } from './tokenizers.mjs'

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    schemas: { type: 'string', default: '500' },
    size: { type: 'string', default: '256' },
    seed: { type: 'string', default: '1' },
    order: { type: 'string', default: 'schema' },
    spelling: { type: 'string', default: 'canonical' },
    limit: { type: 'string', default: '10' },
    total: { type: 'string', default: 'Infinity' },
    part: { type: 'string', default: '1/1' },
    merge: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
if (options.merge) {
  report(merged(files.map((file) => JSON.parse(readFileSync(file, 'utf8')))))
  process.exit()
}
if (files.length === 0) {
  console.error('Give the files of MaskBench entries.')
  process.exit(2)
}
const size = Number(options.size)
const tokenizer = readTokenizer('qwen3')
const vocabulary = readVocabulary(tokenizer.json)
const end = vocabulary.endIds[0]

// As texts: all of them as objects make every collection of garbage slow.
const usable = files.flatMap((file) =>
  readJsonLines(file)
    .filter((entry) => entry.tests.some((test) => test.valid))
    .map((entry) => JSON.stringify(entry)),
)

let random = 0
const below = (n) => {
  random ^= random << 13
  random ^= random >>> 17
  random ^= random << 5
  return (random >>> 0) % n
}

const times = { create: [], commit: [], masks: [], step: [] }
const counts = {
  taken: 0,
  schemas: 0,
  finished: 0,
  steps: 0,
  forbidden: 0,
  putOff: 0,
  triedAgain: 0,
  notCommitted: 0,
  exactSteps: 0,
  exactBlank: 0,
}
const skipped = {}
const skip = (why) => {
  skipped[why] = (skipped[why] ?? 0) + 1
}
const wanted = Math.min(Number(options.schemas), usable.length)
drawFrom(Number(options.seed) * 7919)
const [part, parts] = options.part.split('/').map(Number)
const chosen = shuffled(Array.from({ length: wanted }, (_, k) => k)).filter((_, k) => k % parts === part - 1)
// What the vocabulary alone needs is made here, so that no schema is charged with it.
createCanvas(compileJsonSchema({ const: 1 }), vocabulary, 4)
const begun = performance.now()
const cpuBegun = cpu()
let job
let current
globalThis.runJob = () => job()
const limited = new Script('runJob()')
for (const k of chosen) {
  if (performance.now() - begun > Number(options.total) * 1000) break
  const entry = JSON.parse(usable[Math.floor((k * usable.length) / wanted)])
  counts.taken++
  current = undefined
  drawFrom(Number(options.seed) * 7919 + k * 104_729)
  job = () => measure(entry)
  try {
    limited.runInThisContext({ timeout: Number(options.limit) * 1000 })
  } catch (error) {
    if (error.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    skip(`time limit: ${current?.phase ?? 'schema'}`)
    if (current) cutOff(current)
    if (options.verbose) console.error(`${entry.id}: time limit, ${current?.phase ?? 'schema'}`)
  }
}

function measure(entry) {
  let constraint
  try {
    const { order: propertyOrder, spelling } = options
    constraint = compileJsonSchema(entry.schema, { whitespace: 'compact', propertyOrder, spelling })
  } catch (error) {
    return skip(`schema: ${error.code}`)
  }
  const gold = goldOf(constraint, entry)
  if (typeof gold === 'string') return skip(gold)
  let canvas
  current = { phase: 'create', since: now() }
  try {
    canvas = createCanvas(constraint, vocabulary, size)
  } catch (error) {
    if (error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    if (options.verbose) console.error(`${entry.id}: ${error.code}`)
    return skip(`canvas: ${error.code}`)
  }
  times.create.push(between(current.since, now()))
  if (!canvas.completable) return skip('canvas: no filling found')
  counts.schemas++
  if (canvas.exact) counts.exactBlank++
  canvas.changed()
  let slowest = 0
  let exact = 0
  const putOff = []
  /** False if the token is forbidden. */
  const step = (position, last) => {
    if (!canvas.allows(position, gold[position])) {
      counts.forbidden++
      console.error(`${entry.id}: a token of the text is forbidden at ${position}`)
      return false
    }
    current = { phase: 'commit', since: now() }
    const a = current.since
    const outcome = canvas.commit(position, gold[position])
    const b = now()
    if (outcome === 'committed') {
      current = { phase: 'masks', since: b, commit: between(a, b) }
      for (const other of canvas.changed()) if (canvas.at(other) < 0) canvas.mask(other)
    } else if (outcome === 'impossible') {
      counts.forbidden++
      console.error(`${entry.id}: a token of the text is ${outcome} at ${position}`)
      return false
    } else if (last) {
      counts.notCommitted++
      console.error(`${entry.id}: a token of the text is ${outcome} at ${position} in the end`)
    } else putOff.push(position)
    const c = now()
    times.commit.push(between(a, b))
    times.masks.push(between(b, c))
    times.step.push(between(a, c))
    slowest = Math.max(slowest, between(a, c))
    counts.steps++
    if (canvas.exact) {
      exact++
      counts.exactSteps++
    }
    return true
  }
  const order = shuffled(Array.from({ length: size }, (_, k) => k))
  let goesOn = order.every((position) => step(position, false))
  counts.putOff += putOff.length
  goesOn =
    goesOn &&
    putOff.every((position) => {
      counts.triedAgain++
      return step(position, true)
    })
  if (goesOn) counts.finished++
  if (options.verbose) {
    const made = times.create.at(-1).toFixed(0)
    console.error(
      `${entry.id}: made in ${made} ms, slowest step ${slowest.toFixed(1)} ms, exact at ${exact}, put off ${putOff.length}`,
    )
  }
}

function cutOff({ phase, since, commit }) {
  const spent = between(since, now())
  if (phase === 'create') {
    times.create.push(spent)
    return
  }
  counts.steps++
  times.commit.push(phase === 'commit' ? spent : commit)
  times.masks.push(phase === 'commit' ? 0 : spent)
  times.step.push(spent + (commit ?? 0))
}

function shuffled(list) {
  for (let k = list.length - 1; k > 0; k--) {
    const other = below(k + 1)
    ;[list[k], list[other]] = [list[other], list[k]]
  }
  return list
}

/** The tokens of the first valid text that fits, in the order of properties that the constraint asks for. */
function goldOf(constraint, entry) {
  let why = 'no text that fits'
  for (const test of entry.tests) {
    if (!test.valid) continue
    const text = JSON.stringify(options.order === 'schema' ? ordered(test.data, entry.schema) : test.data)
    let state = constraint.start
    for (const byte of new TextEncoder().encode(text)) if (state !== 0) state = constraint.step(state, byte)
    if (state === 0 || !constraint.canEnd(state)) {
      why = 'text in another order or spelling'
      continue
    }
    const ids = tokenizer.encode(text)
    if (ids.length <= size) return [...ids, ...new Array(size - ids.length).fill(end)]
  }
  return why
}

/** A value with its properties in declared order, where the schema at its place declares them. */
function ordered(value, schema) {
  if (Array.isArray(value)) return value.map((item) => ordered(item, schema?.items))
  if (typeof value !== 'object' || value === null) return value
  const declared = Object.keys(schema?.properties ?? {})
  const keys = [
    ...declared.filter((key) => key in value),
    ...Object.keys(value).filter((key) => !declared.includes(key)),
  ]
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key], schema?.properties?.[key])]))
}

/** Draws anew, the same for the same number. */
function drawFrom(number) {
  random = number
  for (let k = 0; k < 8; k++) below(1)
}

function summary(list) {
  const sorted = [...list].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const mean = sorted.reduce((sum, x) => sum + x, 0) / Math.max(1, sorted.length)
  return { mean, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}

/** The results of parts of a run as those of one run. */
function merged(results) {
  const sum = (objects) => {
    const all = {}
    for (const object of objects) for (const [key, n] of Object.entries(object)) all[key] = (all[key] ?? 0) + n
    return all
  }
  return {
    options: results[0].options,
    wanted: results[0].wanted,
    counts: sum(results.map((result) => result.counts)),
    skipped: sum(results.map((result) => result.skipped)),
    spent: sum(results.map((result) => result.spent)),
    times: Object.fromEntries(
      Object.keys(results[0].times).map((name) => [name, results.flatMap((result) => result.times[name])]),
    ),
  }
}

function report({ wanted, counts, skipped, spent, times }) {
  const percent = (part) => ((100 * part) / Math.max(1, counts.steps)).toFixed(1)
  console.log(
    `${counts.taken} of ${wanted} schemas taken, ${counts.schemas} run, ${counts.finished} of them to the end`,
  )
  console.log(`not run or not to the end: ${JSON.stringify(skipped)}`)
  console.log(
    `${counts.steps} steps; forbidden ${counts.forbidden}, put off ${counts.putOff}; tried again ${counts.triedAgain}, of them not committed ${counts.notCommitted}`,
  )
  console.log(`masks exact at ${percent(counts.exactSteps)} % of the steps, on ${counts.exactBlank} blank canvases`)
  console.log(`${spent.wall.toFixed(0)} s of wall time, ${spent.cpu.toFixed(0)} s of CPU time`)
  console.log('| ms | mean | p50 | p90 | p99 | max |\n| --- | ---: | ---: | ---: | ---: | ---: |')
  for (const [name, list] of Object.entries(times)) {
    const row = Object.values(summary(list)).map((x) => x.toFixed(3))
    console.log(`| ${name} | ${row.join(' | ')} |`)
  }
}

const spent = { wall: (performance.now() - begun) / 1000, cpu: (cpu() - cpuBegun) / 1000 }
const result = { options, wanted, counts, skipped, spent, times }
report(result)
if (options.json) writeFileSync(options.json, `${JSON.stringify(result)}\n`)
if (counts.forbidden > 0) process.exitCode = 1
