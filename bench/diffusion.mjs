/**
 * Decoding with a masked diffusion model under constraints: how much of what comes out is valid, and what the constraint costs.
 *
 *   node bench/diffusion.mjs [--model FOLDER] [--json N] [--cpp N] [--schedulers fixed,localLeap,bacd] [--commits 1,2,4,8]
 *                            [--baselines N] [--free-dave N] [--block N] [--out FILE]
 *
 * JSON: the schemas of models/train/eval/diffusion_json.jsonl with their texts, then random ones (diffusion/schemas.mjs); C++:
 * the functions of models/train/eval/diffusion_cpp.jsonl. Every scheduler commits at least so many positions per step. JSON is judged by
 * Ajv, C++ by g++ -fsyntax-only where there is one, else by the grammar. Needs `npm run build` and onnxruntime-node.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { compileGrammar, compileJsonSchema, createCanvas, validateInfill } from '../dist/core.js'
import { builtInGrammar, describeShorthand, diffuse, schedulers } from '../dist/index.js'
import { loadOnnxDiffusionModel } from '../dist/onnx.js'
import { independent, unboundedGaps, unconstrained } from './diffusion/baselines.mjs'
import { randomSchema } from './diffusion/schemas.mjs'

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
    block: { type: 'string' },
    out: { type: 'string' },
  },
})

const engine = await loadOnnxDiffusionModel(options.model)
const { vocabulary } = engine
const block = options.block === undefined ? undefined : Number(options.block)
const ajv = addFormats.default(new Ajv2020({ strict: false }))
const report = { model: engine.name, node: process.version, runs: [], baselines: [], freeDave: undefined }

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
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(0, count)
    .map((line) => JSON.parse(line))
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
  return tasks.map((task) => ({ ...task, validate: ajv.compile(task.schema) }))
}

const promptIds = (prompt) => engine.encodeChat([{ role: 'user', content: prompt.replace(/\n$/, '') }])

function prepare(task) {
  const begun = performance.now()
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

async function runAll(name, tasks, scheduler, verdict) {
  const total = {
    runs: 0,
    syntax: 0,
    valid: 0,
    full: 0,
    steps: 0,
    calls: 0,
    tokens: 0,
    undecided: 0,
    impossible: 0,
    failed: 0,
  }
  const times = { model: 0, constraint: 0, schedule: 0, all: 0 }
  const perStep = []
  for (const task of tasks) {
    const canvas = task.canvas()
    let result
    total.runs++
    try {
      result = await diffuse({
        engine,
        canvas,
        constraint: task.constraint,
        promptIds: task.ids,
        scheduler,
        block,
        ...task.more,
      })
    } catch (error) {
      total.failed++
      console.error(name, error.code, error.message.slice(0, 200))
      continue
    }
    const { syntax, valid } = verdict(task, result.text)
    total.syntax += syntax
    total.valid += valid
    total.full += Array.from({ length: canvas.size }, (_, i) => canvas.at(i)).every((token) => token >= 0)
    total.steps += result.steps
    total.calls += result.usage.modelCalls
    total.tokens += result.ids.length
    total.undecided += result.refused.undecided
    total.impossible += result.refused.impossible
    const { modelMs, constraintMs, scheduleMs, totalMs } = result.timings
    times.model += sum(modelMs)
    times.constraint += sum(constraintMs)
    times.schedule += sum(scheduleMs)
    times.all += totalMs
    perStep.push(...constraintMs.slice(1))
  }
  const row = {
    name,
    ...total,
    modelMsPerCall: times.model / total.calls,
    constraintMsPerCall: {
      mean: sum(perStep) / perStep.length,
      p50: quantile(perStep, 0.5),
      p99: quantile(perStep, 0.99),
    },
    constraintShare: times.constraint / times.all,
    scheduleShare: times.schedule / times.all,
  }
  report.runs.push(row)
  const percent = (n) => `${((100 * n) / total.runs).toFixed(1)}`
  console.log(
    `| ${name} | ${total.runs} | ${percent(total.syntax)} | ${percent(total.valid)} | ${percent(total.full)} | ${total.steps} | ${row.modelMsPerCall.toFixed(2)} | ` +
      `${row.constraintMsPerCall.mean.toFixed(2)} / ${row.constraintMsPerCall.p50.toFixed(2)} / ${row.constraintMsPerCall.p99.toFixed(2)} | ` +
      `${(100 * row.constraintShare).toFixed(1)} % | ${(100 * row.scheduleShare).toFixed(1)} % |`,
  )
}

const header = `
| decode | runs | syntax % | valid % | full % | steps | model ms/call | constraint ms/call mean / p50 / p99 | constraint, share | scheduler, share |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |`

async function baseline(name, tasks, verdict, decode) {
  const total = { name, runs: 0, completed: 0, syntax: 0, valid: 0 }
  const begun = performance.now()
  for (const task of tasks) {
    const { tokens, completed } = await decode(task)
    const text = completed ? textOf(tokens) : undefined
    const { syntax, valid } = text === undefined ? { syntax: false, valid: false } : verdict(task, text)
    total.runs++
    total.completed += completed
    total.syntax += syntax
    total.valid += valid
  }
  total.seconds = (performance.now() - begun) / 1000
  report.baselines.push(total)
  const percent = (n) => ((100 * n) / total.runs).toFixed(1)
  console.log(
    `| ${name} | ${total.runs} | ${percent(total.completed)} | ${percent(total.syntax)} | ${percent(total.valid)} | ${total.seconds.toFixed(1)} |`,
  )
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
    return validateInfill(constraint, pieces).completable
  }
}

const baselineHeader = `
| baseline | runs | ended % | syntax % | valid % | seconds |
| --- | ---: | ---: | ---: | ---: | ---: |`

const commits = options.commits.split(',').map(Number)
const chosen = options.schedulers.split(',')
const special = (token) => vocabulary.bytes(token).length === 0 && !vocabulary.endIds.includes(token)

async function baselines(label, tasks, verdict) {
  if (tasks.length === 0) return
  console.log(baselineHeader)
  for (const perStep of commits) {
    await baseline(`${label}, unconstrained, ${perStep}`, tasks, verdict, (task) =>
      unconstrained({ engine, promptIds: task.ids, size: task.size, perStep, banned: special }),
    )
    await baseline(`${label}, independent masks, ${perStep}`, tasks, verdict, (task) =>
      independent({ engine, promptIds: task.ids, canvas: task.canvas(), perStep }),
    )
    await baseline(`${label}, unbounded gaps, ${perStep}`, tasks, verdict, (task) => {
      const completable = completableWithGaps(task.constraint, task.before ?? '')
      return unboundedGaps({ engine, promptIds: task.ids, size: task.size, perStep, completable })
    })
  }
}

const json = jsonTasks(Number(options.json))
const usable = []
let unfit = 0
for (const task of json) {
  task.ids = promptIds(task.prompt)
  let completable = false
  try {
    for (completable = prepare(task); !completable && task.size < 256; ) {
      task.size += 32
      completable = prepare(task)
    }
  } catch (error) {
    console.error(
      `schema left out: ${error.code} ${error.message.slice(0, 100)} ${JSON.stringify(task.schema).slice(0, 200)}`,
    )
  }
  if (completable) usable.push(task)
  else unfit++
}
console.log(
  `${usable.length} JSON schemas, ${unfit} left out; sizes ${quantile(
    usable.map((t) => t.size),
    0,
  )} to ${quantile(
    usable.map((t) => t.size),
    1,
  )}`,
)
report.json = {
  usable: usable.length,
  unfit,
  setupMs: {
    p50: quantile(
      usable.map((t) => t.setupMs),
      0.5,
    ),
    max: quantile(
      usable.map((t) => t.setupMs),
      1,
    ),
  },
}
if (usable.length > 0) {
  console.log(header)
  for (const name of chosen) {
    for (const k of commits) await runAll(`JSON, ${name}, ${k}`, usable, atLeast(k, schedulers[name]()), jsonVerdict)
  }
  const some = usable.slice(0, Number(options.baselines))
  if (some.length > 0) await baselines('JSON', some, jsonVerdict)
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
  const tasks = cpp.map(({ prompt, size }) => {
    const canvas = () => createCanvas(grammar, vocabulary, size, { prefix: prompt })
    return {
      prompt,
      before: prompt,
      size,
      ids: promptIds(prompt),
      canvas,
      constraint: grammar,
      more: { prefix: prompt },
    }
  })
  console.log(header)
  for (const name of chosen) {
    for (const k of commits) await runAll(`C++, ${name}, ${k}`, tasks, atLeast(k, schedulers[name]()), verdict)
  }
  await baselines('C++', tasks.slice(0, Number(options.baselines)), verdict)
}

const freeDaves = Number(options['free-dave'])
if (freeDaves > 0) {
  const total = { runs: 0, equal: 0, calls: 0, plainCalls: 0, seconds: 0, plainSeconds: 0 }
  for (let i = 0; i < freeDaves && usable.length > 0; i++) {
    const task = usable[i % usable.length]
    const decode = (scheduler) => diffuse({ engine, canvas: task.canvas(), promptIds: task.ids, scheduler, block })
    const perStep = 1 + Math.floor(i / usable.length)
    const plain = await decode(schedulers.fixed({ perStep }))
    const fast = await decode(schedulers.freeDave({ scheduler: schedulers.fixed({ perStep }) }))
    total.runs++
    total.equal += plain.ids.join() === fast.ids.join()
    total.calls += fast.usage.modelCalls
    total.plainCalls += plain.usage.modelCalls
    total.seconds += fast.timings.totalMs / 1000
    total.plainSeconds += plain.timings.totalMs / 1000
  }
  report.freeDave = total
  console.log('freeDave against step by step:', JSON.stringify(total))
}

if (options.out) writeFileSync(options.out, `${JSON.stringify(report, undefined, 2)}\n`)
await engine.dispose()
