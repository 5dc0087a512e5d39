/**
 * Decoding with a masked diffusion model under constraints: how much of what comes out is valid, and what the constraint costs.
 *
 *   node bench/diffusion.mjs [--model FOLDER] [--json N] [--cpp N] [--schedulers fixed,localLeap,bacd] [--commits 1,2,4,8]
 *                            [--baselines N] [--no-gaps] [--free-dave N] [--block N]
 *                            [--filling auto|project|commit] [--minutes N] [--out FILE]
 *
 * JSON: the schemas of models/train/eval/diffusion_json.jsonl with their texts, then random ones (diffusion/schemas.mjs); C++:
 * the functions of models/train/eval/diffusion_cpp.jsonl. Every scheduler commits at least so many positions per step. JSON is judged by
 * Ajv, C++ by g++ -fsyntax-only where there is one, else by the grammar. With --minutes no schema or
 * function is begun after so long. Needs `npm run build` and onnxruntime-node.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { compileGrammar, compileJsonSchema, createCanvas, validateInfill } from '../dist/core.js'
import { builtInGrammar, describeShorthand, diffuse, schedulers } from '../dist/index.js'
import { loadOnnxDiffusionModel } from '../dist/onnx.js'
import { independent, unboundedGaps, unconstrained } from './diffusion/baselines.mjs'
import { randomSchema } from './diffusion/schemas.mjs'
import { readJsonLines } from './json-lines.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: `${root}models/espalier-tiny-diffusion` },
    json: { type: 'string', default: '200' },
    cpp: { type: 'string', default: '60' },
    schedulers: { type: 'string', default: 'fixed,localLeap,bacd' },
    commits: { type: 'string', default: '1,2,4,8' },
    baselines: { type: 'string', default: '40' },
    'free-dave': { type: 'string', default: '0' },
    'no-gaps': { type: 'boolean', default: false },
    block: { type: 'string' },
    filling: { type: 'string', default: 'auto' },
    minutes: { type: 'string', default: '1000' },
    out: { type: 'string' },
  },
})

const engine = await loadOnnxDiffusionModel(options.model)
const { vocabulary } = engine
const block = options.block === undefined ? undefined : Number(options.block)
const ajv = addFormats.default(new Ajv2020({ strict: false }))

/** A scheduler that takes at least k positions. */
function atLeast(k, scheduler) {
  return {
    name: `${scheduler.name} >= ${k}`,
    begin() {
      const selector = scheduler.begin()
      return {
        ...selector,
        select(step) {
          const chosen = new Set(selector.select(step))
          const ranked = [...step.open].sort((a, b) => step.look(b).confidence - step.look(a).confidence || a - b)
          for (const position of ranked) if (chosen.size < k) chosen.add(position)
          return [...chosen]
        },
      }
    },
  }
}

function readLines(name, count) {
  const path = `${root}models/train/eval/${name}.jsonl`
  return existsSync(path) ? readJsonLines(path).slice(0, count) : []
}

function jsonTasks(count) {
  const tasks = readLines('diffusion_json', count).map(({ prompt, size, schema }) => ({ prompt, size, schema }))
  for (let seed = 0; tasks.length < count; seed++) {
    const schema = randomSchema(seed)
    let prompt
    try {
      prompt = `${describeShorthand(schema)}\n`
    } catch {
      prompt = `${JSON.stringify(schema)}\n`
    }
    tasks.push({ prompt, size: 64, schema })
  }
  return tasks
}

const promptIds = (prompt) => engine.encodeChat([{ role: 'user', content: prompt.replace(/\n$/, '') }])

function prepare(task) {
  const begun = performance.now()
  task.validate ??= ajv.compile(task.schema)
  task.constraint ??= compileJsonSchema(task.schema, { whitespace: 'compact', formats: 'assert' })
  task.canvas = () => createCanvas(task.constraint, vocabulary, task.size)
  const canvas = task.canvas()
  task.setupMs = performance.now() - begun
  return canvas.completable
}

function isJson(text) {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const jsonVerdict = (task, text) => ({ syntax: isJson(text), valid: isJson(text) && task.validate(JSON.parse(text)) })

const bytesOf = (tokens) => Buffer.concat(tokens.filter((t) => t >= 0).map((t) => Buffer.from(vocabulary.bytes(t))))

/** The text of a full canvas, undefined if an end token stands before text. */
function textOf(tokens) {
  const end = tokens.findIndex((token) => vocabulary.endIds.includes(token))
  const text = end < 0 ? tokens : tokens.slice(0, end)
  if (end >= 0 && tokens.slice(end).some((token) => !vocabulary.endIds.includes(token))) return undefined
  return bytesOf(text).toString()
}

const quantile = (list, q) =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(q * list.length))] ?? 0
const sum = (list) => list.reduce((a, b) => a + b, 0)

/** Sums over many decodes. */
class Totals {
  runs = 0
  failed = 0
  ended = 0
  syntax = 0
  valid = 0
  full = 0
  steps = 0
  calls = 0
  tokens = 0
  forced = 0
  impossible = 0
  undecided = 0
  seconds = 0
  times = { model: 0, making: 0, constraint: 0, schedule: 0, all: 0 }
  perStep = []

  constructor(name) {
    this.name = name
  }

  judge({ syntax, valid }) {
    this.syntax += syntax
    this.valid += valid
  }

  percent(n) {
    return ((100 * n) / this.runs).toFixed(1)
  }

  summary() {
    const { times, perStep, ...counts } = this
    if (perStep.length === 0) return counts
    return {
      ...counts,
      modelMsPerCall: times.model / this.calls,
      makingMsPerRun: times.making / this.runs,
      constraintMsPerCall: {
        mean: sum(perStep) / perStep.length,
        p50: quantile(perStep, 0.5),
        p99: quantile(perStep, 0.99),
      },
      constraintShare: (times.constraint + times.making) / times.all,
      scheduleShare: times.schedule / times.all,
      msPerRun: times.all / this.runs,
    }
  }
}

const totals = new Map()
function totalsOf(name) {
  if (!totals.has(name)) totals.set(name, new Totals(name))
  return totals.get(name)
}

async function decode(name, task, scheduler, verdict) {
  const total = totalsOf(name)
  total.runs++
  const begun = performance.now()
  const canvas = task.canvas()
  const making = performance.now() - begun
  try {
    const common = {
      engine,
      canvas,
      constraint: task.constraint,
      promptIds: task.ids,
      scheduler,
      block,
      filling: options.filling,
    }
    const result = await diffuse({ ...common, ...task.more })
    const all = Array.from({ length: canvas.size }, (_, i) => canvas.at(i))
    total.judge(verdict(task, result.text))
    total.ended++
    total.full += all.every((token) => token >= 0) && textOf(all) === result.text
    total.steps += result.steps
    total.calls += result.usage.modelCalls
    total.tokens += result.ids.length
    total.forced += result.forcedTokens
    total.undecided += result.refused.undecided
    total.impossible += result.refused.impossible
    const { modelMs, constraintMs, scheduleMs, totalMs } = result.timings
    total.times.model += sum(modelMs)
    total.times.making += making
    total.times.constraint += sum(constraintMs)
    total.times.schedule += sum(scheduleMs)
    total.times.all += totalMs + making
    total.seconds += (totalMs + making) / 1000
    total.perStep.push(...constraintMs.slice(1))
  } catch (error) {
    total.failed++
    console.error(name, error.code, error.message.slice(0, 200))
  }
}

async function baseline(name, task, verdict, run) {
  const total = totalsOf(name)
  total.runs++
  const begun = performance.now()
  const { tokens, completed, modelCalls } = await run()
  total.seconds += (performance.now() - begun) / 1000
  total.calls += modelCalls
  total.ended += completed
  const text = completed ? textOf(tokens) : undefined
  if (text !== undefined) total.judge(verdict(task, text))
}

/** Whether the fixed tokens, with any text in the runs between them, can be a word of the language. */
function completableWithGaps(constraint, before) {
  return (tokens) => {
    const end = tokens.findIndex((token) => vocabulary.endIds.includes(token))
    if (end >= 0 && tokens.slice(end).some((token) => token >= 0 && !vocabulary.endIds.includes(token))) return false
    const text = end < 0 ? tokens : tokens.slice(0, end)
    const pieces = [Buffer.from(before)]
    let hole = false
    for (const token of text) {
      if (token < 0) {
        if (!hole) pieces.push(Buffer.alloc(0))
        hole = true
      } else {
        pieces.push(Buffer.concat([pieces.pop(), vocabulary.bytes(token)]))
        hole = false
      }
    }
    try {
      return validateInfill(constraint, pieces).completable
    } catch (error) {
      if (error.code?.startsWith('limit')) return false
      throw error
    }
  }
}

const commits = options.commits.split(',').map(Number)
const chosen = options.schedulers.split(',')
const special = (token) => vocabulary.bytes(token).length === 0 && !vocabulary.endIds.includes(token)

async function measure(label, task, verdict, withBaselines) {
  for (const name of chosen) {
    for (const k of commits) await decode(`${label}, ${name}, ${k}`, task, atLeast(k, schedulers[name]()), verdict)
  }
  if (!withBaselines) return
  const { ids, size } = task
  for (const perStep of commits) {
    await baseline(`${label}, unconstrained, ${perStep}`, task, verdict, () =>
      unconstrained({ engine, promptIds: ids, size, perStep, banned: special }),
    )
    await baseline(`${label}, independent masks, ${perStep}`, task, verdict, () =>
      independent({ engine, promptIds: ids, canvas: task.canvas(), perStep }),
    )
    if (options['no-gaps']) continue
    await baseline(`${label}, unbounded gaps, ${perStep}`, task, verdict, () => {
      const completable = completableWithGaps(task.constraint, task.before ?? '')
      return unboundedGaps({ engine, promptIds: ids, size, perStep, completable })
    })
  }
}

const freeDave = { runs: 0, equal: 0, calls: 0, plainCalls: 0, seconds: 0, plainSeconds: 0 }

async function compareFreeDave(task) {
  if (freeDave.runs >= Number(options['free-dave'])) return
  const fill = (scheduler) => diffuse({ engine, canvas: task.canvas(), promptIds: task.ids, scheduler, block })
  const plain = await fill(schedulers.fixed())
  const fast = await fill(schedulers.freeDave())
  freeDave.runs++
  freeDave.equal += plain.ids.join() === fast.ids.join()
  freeDave.calls += fast.usage.modelCalls
  freeDave.plainCalls += plain.usage.modelCalls
  freeDave.seconds += fast.timings.totalMs / 1000
  freeDave.plainSeconds += plain.timings.totalMs / 1000
}

const deadline = performance.now() + 60_000 * Number(options.minutes)
const setup = { usable: 0, leftOut: 0, ms: [], sizes: [] }
// One after the other, so that what is kept for a schema goes with it.
for (const [i, task] of jsonTasks(Number(options.json)).entries()) {
  if (performance.now() > deadline) break
  task.ids = promptIds(task.prompt)
  let completable = false
  try {
    for (completable = prepare(task); !completable && task.size < 256; ) {
      task.size += 32
      completable = prepare(task)
    }
  } catch (error) {
    console.error(`left out: ${error.code} ${JSON.stringify(task.schema).slice(0, 300)}`)
  }
  if (!completable) {
    setup.leftOut++
    continue
  }
  setup.usable++
  setup.ms.push(task.setupMs)
  setup.sizes.push(task.size)
  await measure('JSON', task, jsonVerdict, i < Number(options.baselines))
  await compareFreeDave(task)
  if (i % 10 === 9) console.error(`${i + 1} schemas`)
}

const cpp = readLines('diffusion_cpp', Number(options.cpp))
if (cpp.length > 0) {
  const grammar = compileGrammar(await builtInGrammar('cpp'))
  const hasCompiler = spawnSync('g++', ['--version']).status === 0
  const includes = '#include <bits/stdc++.h>\n'
  const verdict = (task, text) => {
    let state = grammar.start
    for (const byte of Buffer.from(task.before + text)) state = grammar.step(state, byte)
    const syntax = state > 0 && grammar.canEnd(state)
    if (!hasCompiler) return { syntax, valid: syntax }
    try {
      const args = ['-std=c++20', '-fsyntax-only', '-x', 'c++', '-']
      execFileSync('g++', args, { input: includes + task.before + text, stdio: ['pipe', 'ignore', 'ignore'] })
      return { syntax, valid: true }
    } catch {
      return { syntax, valid: false }
    }
  }
  for (const [i, { prompt, size }] of cpp.entries()) {
    if (performance.now() > deadline) break
    const canvas = () => createCanvas(grammar, vocabulary, size, { prefix: prompt })
    const more = { prefix: prompt }
    const task = { before: prompt, size, ids: promptIds(prompt), canvas, constraint: grammar, more }
    await measure('C++', task, verdict, i < Number(options.baselines))
    if (i % 10 === 9) console.error(`${i + 1} functions`)
  }
}

console.log(
  `${setup.usable} JSON schemas, ${setup.leftOut} left out; ${quantile(setup.sizes, 0)} to ${quantile(setup.sizes, 1)} positions; ` +
    `first canvas ${quantile(setup.ms, 0.5).toFixed(0)} ms (median), ${quantile(setup.ms, 1).toFixed(0)} ms at most`,
)
console.log(`
| decode | runs | ended % | syntax % | valid % | all decided % | steps | calls | model ms/call | constraint ms/call mean / p50 / p99 | constraint, share | scheduler, share | ms/run |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`)
for (const total of totals.values()) {
  const row = total.summary()
  const { runs, ended, syntax, valid, full, steps, calls, seconds } = total
  const first = [total.name, runs, ...[ended, syntax, valid].map((n) => total.percent(n))]
  const times = row.constraintMsPerCall
  const more = times
    ? [
        ...[total.percent(full), steps, calls, row.modelMsPerCall.toFixed(2)],
        `${times.mean.toFixed(2)} / ${times.p50.toFixed(2)} / ${times.p99.toFixed(2)}`,
        ...[row.constraintShare, row.scheduleShare].map((share) => `${(100 * share).toFixed(1)} %`),
      ]
    : ['', '', calls, '', '', '', '']
  console.log(`| ${[...first, ...more, ((1000 * seconds) / runs).toFixed(0)].join(' | ')} |`)
}
if (freeDave.runs > 0) console.log('\nfreeDave against step by step:', JSON.stringify(freeDave))

const report = {
  model: engine.name,
  node: process.version,
  setup,
  runs: [...totals.values()].map((t) => t.summary()),
  freeDave,
}
if (options.out) writeFileSync(options.out, `${JSON.stringify(report, undefined, 2)}\n`)
await engine.dispose()
