/**
 * C++ files with one to three regions cut out: whether `validateInfill` finds them completable, how long that takes, and what share of
 * wrong texts in the place of regions it refuses.
 *
 *   node bench/infill-pieces.mjs [--data FILE] [--seed 1] [--limit N] [--grammar FILE] [--cache FOLDER] [--jobs 2] [--checks]
 *                                [--show 10] [--json FILE] [--dist FOLDER]
 *
 * `--data` is a file of JSON lines with `splits` (the pieces that stay) and `removed` (what was cut). A wrong text is a region with one
 * thing changed in it: a token left out, put in or swapped with its neighbour, so that g++ rejects the whole file, with all
 * other regions as they were, for its syntax. Each is asked about twice: with the other regions as they were, and
 * with the other regions open, where a hole may hide the fault in a comment or a string.
 *
 * `--checks` also times the question as systems ask it that decode by drawing and rejecting: for each file, the pieces with the first
 * region written up to a random place. Needs g++ and `npm run build`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { Gcc, generator, tokenise } from './gcc.mjs'
import { readJsonLines } from './json-lines.mjs'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/cpp/humanevalx_mri.jsonl' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', default: '1000000' },
    grammar: { type: 'string', default: 'grammars/cpp.lark' },
    cache: { type: 'string', default: join(tmpdir(), 'espalier-cpp-mutations') },
    jobs: { type: 'string', default: '2' },
    checks: { type: 'boolean', default: false },
    show: { type: 'string', default: '10' },
    json: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
  },
})

const { compileGrammar, parseLark, validateInfill } = await import(pathToFileURL(resolve(options.dist, 'core.js')).href)
const constraint = compileGrammar(parseLark(readFileSync(options.grammar, 'utf8')))
const files = readJsonLines(options.data).slice(0, Number(options.limit))
const random = generator(Number(options.seed))
const pick = (n) => Math.floor(random() * n)
const report = {}

report.completable = completable()
report.wrong = await wrongTexts()
if (options.checks) report.checks = checks()
if (options.json) writeFileSync(options.json, JSON.stringify(report, null, 2))

function completable() {
  const times = []
  const refused = []
  for (const { id, splits } of files) {
    const { result, ms } = ask(splits)
    times.push(ms)
    if (!result.completable) refused.push(id)
  }
  console.log(`completable: ${files.length - refused.length} of ${files.length}, ${inWords(times)}`)
  if (refused.length > 0) console.log(`  not: ${refused.join(', ')}`)
  return { files: files.length, refused, ms: summary(times) }
}

async function wrongTexts() {
  const gcc = new Gcc(options.cache, Number(options.jobs))
  const pool = files.flatMap(({ removed }) => removed.flatMap((text) => tokenise(text).map((token) => token.text)))
  let open = files.flatMap((file) => file.removed.map((_, region) => ({ file, region })))
  const regions = open.length
  const cases = []
  // A change that g++ does not reject, or not for its syntax, is tried again with another one.
  for (let round = 0; round < 12 && open.length > 0; round++) {
    for (const one of open) one.wrong = mutate(one.file.removed[one.region], pool)
    const asked = open.filter(({ wrong }) => wrong !== undefined)
    await gcc.ask(asked.map(whole))
    for (const one of asked) {
      const { verdict, message } = gcc.verdict(whole(one))
      if (verdict === 'syntax') cases.push({ ...one, message })
    }
    const done = new Set(cases.map(({ file, region }) => `${file.id} ${region}`))
    open = open.filter(({ file, region }) => !done.has(`${file.id} ${region}`))
    process.stderr.write(`\r${cases.length} of ${regions} regions have a wrong text`)
  }
  process.stderr.write('\n')
  const closed = judge(cases, (one) => [whole(one)])
  const others = cases.filter(({ file }) => file.removed.length > 1)
  const beside = judge(others, ({ file, region, wrong }) => {
    const { splits } = file
    return [...splits.slice(0, region), splits[region] + wrong + splits[region + 1], ...splits.slice(region + 2)]
  })
  console.log(`wrong texts that g++ rejects for their syntax: ${cases.length}, for ${regions} regions`)
  console.log(`  refused, other regions as they were: ${share(closed, cases)}, ${inWords(closed.times)}`)
  console.log(`  refused, other regions open: ${share(beside, others)}, ${inWords(beside.times)}`)
  // Where an open region makes up for the fault, the whole is right: g++ is asked about the completion shown.
  const completions = beside.missed.map(({ pieces }) => validateInfill(constraint, pieces).completion)
  await gcc.ask(completions)
  const right = completions.filter((text) => gcc.verdict(text).verdict !== 'syntax').length
  console.log(`    of the other ${completions.length}, g++ finds no fault of syntax in the completion of ${right}`)
  for (const { file, region, wrong, message } of closed.missed.slice(0, Number(options.show))) {
    console.log(
      `  not refused: ${file.id} region ${region + 1}: ${JSON.stringify(wrong).slice(0, 120)}\n    ${message}`,
    )
  }
  const figures = ({ missed, times }, all) => ({ cases: all.length, missed: missed.length, ms: summary(times) })
  return { regions, closed: figures(closed, cases), open: { ...figures(beside, others), right } }
}

/** The file with one wrong region and all others as they were. */
function whole({ file, region, wrong }) {
  const { splits, removed } = file
  return splits.map((split, i) => split + (i === region ? wrong : (removed[i] ?? ''))).join('')
}

function mutate(text, pool) {
  const tokens = tokenise(text)
  if (tokens.length === 0) return pool[pick(pool.length)]
  const { start, end } = tokens[pick(tokens.length)]
  const kind = pick(3)
  if (kind === 0) return `${text.slice(0, start)} ${text.slice(end)}`
  if (kind === 1) return `${text.slice(0, start)} ${pool[pick(pool.length)]} ${text.slice(start)}`
  const next = tokens.find((token) => token.start >= end)
  if (next === undefined || next.text === text.slice(start, end)) return undefined
  return `${text.slice(0, start)} ${next.text} ${text.slice(end, next.start)} ${text.slice(start, end)} ${text.slice(next.end)}`
}

function judge(cases, piecesOf) {
  const times = []
  const missed = []
  for (const one of cases) {
    const pieces = piecesOf(one)
    const { result, ms } = ask(pieces)
    times.push(ms)
    if (result.completable) missed.push({ ...one, pieces })
  }
  return { times, missed }
}

function checks() {
  const times = []
  for (const { splits, removed } of files) {
    const written = removed[0].slice(0, pick(removed[0].length + 1))
    times.push(ask([splits[0] + written, ...splits.slice(1)]).ms)
  }
  console.log(`one check while a region is written: ${inWords(times)}`)
  return summary(times)
}

function ask(pieces) {
  const began = process.cpuUsage()
  const result = validateInfill(constraint, pieces)
  const { user, system } = process.cpuUsage(began)
  return { result, ms: (user + system) / 1000 }
}

function share({ missed }, all) {
  return `${((100 * (all.length - missed.length)) / Math.max(1, all.length)).toFixed(1)} % of ${all.length}`
}

function summary(times) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]
  return { mean: times.reduce((a, b) => a + b, 0) / times.length, median: at(0.5), p99: at(0.99), max: at(1) }
}

function inWords(times) {
  const { mean, median, p99, max } = summary(times)
  const ms = (value) => value.toFixed(1)
  return `CPU ms: mean ${ms(mean)}, median ${ms(median)}, p99 ${ms(p99)}, max ${ms(max)}`
}
