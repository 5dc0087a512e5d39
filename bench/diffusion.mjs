/**
 * Decoding with a masked diffusion model under constraints: how much of what comes out is valid, and what the constraint costs.
 *
 *   node bench/diffusion.mjs [--model FOLDER] [--json N] [--cpp N] [--schedulers fixed,localLeap,bacd] [--commits 1,2,4,8]
 *                            [--baselines N] [--no-gaps] [--free-dave N] [--block N]
 *                            [--order schema|any] [--filling auto|project|commit] [--minutes N] [--part K/PARTS] [--records FILE] [--out FILE]
 *   node bench/diffusion.mjs --merge RECORDS…  [--out FILE]
 *
 * JSON: the schemas of models/train/eval/diffusion_json.jsonl with their texts, then random ones (diffusion/schemas.mjs); C++:
 * the functions of models/train/eval/diffusion_cpp.jsonl. Every scheduler commits at least so many positions per step. JSON is judged by
 * Ajv, C++ by g++ -fsyntax-only where there is one, else by the grammar. With --minutes no schema or
 * function is begun after so long. --order is that of properties: the model learnt to write them in the order of the schema. Needs `npm run build` and onnxruntime-node.
 *
 * --records keeps the results of each schema and function in a file: started again with it, a run goes on behind what is there. `--part 1/2`
 * and `--part 2/2` are halves of a run for two processes, each with a file of its own; --merge prints what files are together.
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
import { addRecord, print, readRecords, reportOf, sum } from './diffusion/records.mjs'
import { randomSchema } from './diffusion/schemas.mjs'
import { readJsonLines } from './json-lines.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
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
    order: { type: 'string', default: 'schema' },
    filling: { type: 'string', default: 'auto' },
    minutes: { type: 'string', default: '1000' },
    part: { type: 'string', default: '1/1' },
    records: { type: 'string' },
    merge: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})

function finish(records, more) {
  const report = { ...more, ...reportOf(records) }
  print(report)
  if (options.out) writeFileSync(options.out, `${JSON.stringify(report, undefined, 2)}\n`)
}

if (options.merge) {
  finish(readRecords(positionals))
  process.exit()
}

const engine = await loadOnnxDiffusionModel(options.model)
const { vocabulary } = engine
const block = options.block === undefined ? undefined : Number(options.block)
const ajv = addFormats.default(new Ajv2020({ strict: false }))
// That of ajv-formats wants a dot in the domain, which RFC 5321 does not.
const atom = "[\\w!#$%&'*+/=?^`{|}~-]+"
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const quoted = '"(?:[ !#-[\\]-~]|\\\\[ -~])*"'
const mailbox = `^(?:${atom}(?:\\.${atom})*|${quoted})@(?:${label}(?:\\.${label})*|\\[[\\w.:]+\\])$`
ajv.addFormat('email', new RegExp(mailbox, 'i'))

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
  task.constraint ??= compileJsonSchema(task.schema, {
    whitespace: 'compact',
    formats: 'assert',
    propertyOrder: options.order,
  })
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

async function decode(name, task, scheduler, verdict) {
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
    const { modelMs, constraintMs, scheduleMs, totalMs } = result.timings
    return {
      name,
      ...verdict(task, result.text),
      ended: true,
      full: all.every((token) => token >= 0) && textOf(all) === result.text,
      steps: result.steps,
      calls: result.usage.modelCalls,
      tokens: result.ids.length,
      forced: result.forcedTokens,
      undecided: result.refused.undecided,
      impossible: result.refused.impossible,
      times: {
        model: sum(modelMs),
        making,
        constraint: sum(constraintMs),
        schedule: sum(scheduleMs),
        all: totalMs + making,
      },
      perStep: constraintMs.slice(1).map((ms) => Math.round(ms * 1000) / 1000),
    }
  } catch (error) {
    console.error(name, error.code, error.message.slice(0, 200))
    return { name, failed: true, times: { all: performance.now() - begun } }
  }
}

async function baseline(name, task, verdict, run) {
  const begun = performance.now()
  const { tokens, completed, modelCalls } = await run()
  const text = completed ? textOf(tokens) : undefined
  const judged = text === undefined ? {} : verdict(task, text)
  return { name, ...judged, ended: completed, calls: modelCalls, times: { all: performance.now() - begun } }
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
  const decodes = []
  for (const name of chosen) {
    for (const k of commits) {
      decodes.push(await decode(`${label}, ${name}, ${k}`, task, atLeast(k, schedulers[name]()), verdict))
    }
  }
  if (!withBaselines) return decodes
  const { ids, size } = task
  for (const perStep of commits) {
    decodes.push(
      await baseline(`${label}, unconstrained, ${perStep}`, task, verdict, () =>
        unconstrained({ engine, promptIds: ids, size, perStep, banned: special }),
      ),
      await baseline(`${label}, independent masks, ${perStep}`, task, verdict, () =>
        independent({ engine, promptIds: ids, canvas: task.canvas(), perStep }),
      ),
    )
    if (options['no-gaps']) continue
    decodes.push(
      await baseline(`${label}, unbounded gaps, ${perStep}`, task, verdict, () => {
        const completable = completableWithGaps(task.constraint, task.before ?? '')
        return unboundedGaps({ engine, promptIds: ids, size, perStep, completable })
      }),
    )
  }
  return decodes
}

async function compareFreeDave(task) {
  const fill = (scheduler) => diffuse({ engine, canvas: task.canvas(), promptIds: task.ids, scheduler, block })
  const plain = await fill(schedulers.fixed())
  const fast = await fill(schedulers.freeDave())
  return {
    equal: plain.ids.join() === fast.ids.join(),
    calls: fast.usage.modelCalls,
    plainCalls: plain.usage.modelCalls,
    ms: fast.timings.totalMs,
    plainMs: plain.timings.totalMs,
  }
}

const deadline = performance.now() + 60_000 * Number(options.minutes)
const [part, parts] = options.part.split('/').map(Number)
const records = options.records ? readRecords([options.records]) : []
const done = new Set(records.map((record) => record.task))

/** Runs a task of this part of the run that is not done yet. */
async function record(task, run) {
  if (done.has(task) || performance.now() > deadline) return
  const result = { task, ...(await run()) }
  records.push(result)
  if (options.records) addRecord(options.records, result)
  if (records.length % 10 === 0) console.error(`${records.length} tasks`)
}

const ofThisPart = (list) => [...list.entries()].filter(([i]) => i % parts === part - 1)

// One after the other, so that what is kept for a schema goes with it.
for (const [i, task] of ofThisPart(jsonTasks(Number(options.json)))) {
  await record(`JSON ${i}`, async () => {
    task.ids = promptIds(task.prompt)
    let completable = false
    try {
      for (completable = prepare(task); !completable && task.size < 256; ) {
        task.size += 32
        completable = prepare(task)
      }
    } catch (error) {
      console.error(`left out: ${error.code} ${JSON.stringify(task.schema).slice(0, 300)}`)
      task.constraint = undefined
      return { leftOut: error.code }
    }
    if (!completable) return { leftOut: 'not completable' }
    const { setupMs, size } = task
    const decodes = await measure('JSON', task, jsonVerdict, i < Number(options.baselines))
    return {
      setupMs,
      size,
      decodes,
      ...(i < Number(options['free-dave']) && { freeDave: await compareFreeDave(task) }),
    }
  })
}

const cpp = readLines('diffusion_cpp', Number(options.cpp))
if (cpp.length > 0 && performance.now() < deadline) {
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
  for (const [i, { prompt, size }] of ofThisPart(cpp)) {
    await record(`C++ ${i}`, async () => {
      const begun = performance.now()
      const canvas = () => createCanvas(grammar, vocabulary, size, { prefix: prompt })
      canvas()
      const setupMs = performance.now() - begun
      const more = { prefix: prompt }
      const task = { before: prompt, size, ids: promptIds(prompt), canvas, constraint: grammar, more }
      return { setupMs, size, decodes: await measure('C++', task, verdict, i < Number(options.baselines)) }
    })
  }
}

finish(records, { model: engine.name, node: process.version })
await engine.dispose()
