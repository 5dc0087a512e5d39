/**
 * The figures of the diffusion model's card: greedy filling of the canvases of eval/diffusion_{json,cpp}.jsonl, free and constrained,
 * with 1, 2, 4 and 8 commits a step.
 *
 *   npm run build && node models/train/diffusion_evaluate.mjs [--set json|cpp] [--cases N] [--block N] [--commits 1,2,4,8] [--only free|constrained]
 *
 * Valid: the canvas is a text and end tokens behind it, and the text is JSON of the schema (ajv), or is accepted by the C++ grammar. Exact: a
 * field equals the expected one; all do; the function equals the expected one, literally or but for the names of local variables. Compiles: g++
 * accepts its syntax and types.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { compileGrammar, compileJsonSchema } from '../../dist/core.js'
import { builtInGrammar, diffuse, embeddedDiffusionModelFolder, schedulers } from '../../dist/index.js'
import { loadOnnxDiffusionModel } from '../../dist/onnx.js'

const { values: flags } = parseArgs({
  options: {
    set: { type: 'string', default: 'json' },
    cases: { type: 'string', default: '1000' },
    commits: { type: 'string', default: '1,2,4,8' },
    block: { type: 'string', default: '0' },
    only: { type: 'string' },
    model: { type: 'string' },
    show: { type: 'string', default: '0' },
  },
})
const engine = await loadOnnxDiffusionModel(flags.model ?? (await embeddedDiffusionModelFolder()), { threads: 1 })
const { vocabulary, maskId } = engine
const end = vocabulary.endIds[0]
const lines = readFileSync(new URL(`eval/diffusion_${flags.set}.jsonl`, import.meta.url), 'utf8').trim().split('\n')
const cases = lines.slice(0, Number(flags.cases)).map((line) => JSON.parse(line))
const ajv = addFormats.default(new Ajv2020({ strict: false }))
const cpp = flags.set === 'cpp' ? compileGrammar(await builtInGrammar('cpp')) : undefined
const headers = ['algorithm', 'cctype', 'cmath', 'cstdlib', 'iostream', 'map', 'set', 'string', 'vector']
const includes = headers.map((name) => `#include <${name}>\n`).join('')
const scratch = mkdtempSync(join(tmpdir(), 'espalier-'))

const promptOf = (one) => [1, ...engine.encode(one.prompt)]

/** The likeliest tokens where the model is surest, `commits` of them at a step. */
async function free(one, commits, block) {
  const prompt = promptOf(one)
  const ids = Int32Array.from([...prompt, ...Array(one.size).fill(maskId)])
  const started = performance.now()
  for (let from = 0; from < one.size; from += block) {
    const to = Math.min(one.size, from + block)
    for (let left = to - from; left > 0; ) {
      const rows = await engine.logits(ids, prompt.length + from, prompt.length + to)
      const width = rows.length / (to - from)
      const found = []
      for (let i = from; i < to; i++) {
        if (ids[prompt.length + i] !== maskId) continue
        const row = rows.subarray((i - from) * width, (i - from + 1) * width)
        let token = end
        let sum = 0
        for (let t = 0; t < vocabulary.size; t++) if (row[t] > row[token] && t !== maskId) token = t
        for (let t = 0; t < width; t++) sum += Math.exp(row[t] - row[token])
        found.push({ at: prompt.length + i, token, sure: 1 / sum })
      }
      found.sort((a, b) => b.sure - a.sure)
      for (const { at, token } of found.slice(0, commits)) ids[at] = token
      left = found.length - Math.min(commits, found.length)
    }
  }
  const canvas = [...ids.subarray(prompt.length)]
  const stop = canvas.indexOf(end)
  const text = stop < 0 ? canvas : canvas.slice(0, stop)
  const closed = stop < 0 || canvas.slice(stop).every((id) => id === end)
  return { text: engine.decode(text), closed, ms: performance.now() - started }
}

async function constrained(one, commits, block) {
  const constraint = cpp ?? compileJsonSchema(one.schema, { whitespace: 'compact', propertyOrder: 'schema' })
  const result = await diffuse({
    engine,
    promptIds: promptOf(one),
    constraint,
    size: one.size,
    block,
    scheduler: schedulers.fixed({ perStep: commits }),
    ...(cpp ? { prefix: one.prompt } : {}),
  })
  const ms = result.timings
  const model = ms.modelMs.reduce((a, b) => a + b, 0)
  return { text: result.text, closed: true, ms: ms.totalMs, model, constraint: ms.constraintMs.reduce((a, b) => a + b, 0) }
}

function judgeJson(one, { text, closed }) {
  let value
  try {
    value = JSON.parse(text)
  } catch {}
  const keys = Object.keys(one.expected)
  const right = keys.filter((key) => isDeepStrictEqual(value?.[key], one.expected[key])).length
  const valid = closed && value !== undefined && ajv.validate(one.schema, value)
  return { valid, fields: keys.length, right, exact: right === keys.length }
}

/** Names that a body declares, replaced by their number: which word a local variable is called by is no matter of right or wrong. */
function renamed(body) {
  const declared = /\b(?:int|long|double|char|bool|auto|std::\w+(?:<[^;=]*?>)?|[A-Z]\w*)&?\s+(\w+)(?=\s*(?:=|;|:|\())/g
  const names = [...new Set([...body.matchAll(declared)].map((match) => match[1]))]
  return body.trim().replace(/\b\w+\b/g, (word) => (names.includes(word) ? `local${names.indexOf(word)}` : word))
}

function judgeCpp(one, { text, closed }) {
  const whole = one.prompt + text
  let state = cpp.start
  for (const byte of new TextEncoder().encode(whole)) state = cpp.step(state, byte)
  const file = join(scratch, 'one.cpp')
  writeFileSync(file, includes + whole)
  let compiles = true
  try {
    execFileSync('g++', ['-std=c++17', '-fsyntax-only', '-w', file], { stdio: 'ignore' })
  } catch {
    compiles = false
  }
  return { valid: closed && cpp.canEnd(state), compiles, exact: text.trim() === one.expected.trim(), alike: renamed(text) === renamed(one.expected) }
}

const percent = (part, all) => `${((100 * part) / all).toFixed(1)} %`
for (const commits of flags.commits.split(',').map(Number)) {
  for (const [name, fill] of Object.entries({ free, constrained })) {
    if (flags.only !== undefined && flags.only !== name) continue
    const sum = { valid: 0, fields: 0, right: 0, exact: 0, alike: 0, compiles: 0, ms: 0, model: 0, constraint: 0 }
    for (const [i, one] of cases.entries()) {
      const filled = await fill(one, commits, Number(flags.block) || one.size)
      const verdict = (cpp ? judgeCpp : judgeJson)(one, filled)
      for (const key of Object.keys(sum)) sum[key] += Number(verdict[key] ?? filled[key] ?? 0)
      if (i < Number(flags.show)) console.log(`${one.prompt}${filled.text}\n`)
    }
    const n = cases.length
    const quality = cpp
      ? `compiles ${percent(sum.compiles, n)}  as expected ${percent(sum.exact, n)}, but for names ${percent(sum.alike, n)}`
      : `fields ${percent(sum.right, sum.fields)}  objects ${percent(sum.exact, n)}`
    const time = `${(sum.ms / n).toFixed(0)} ms${sum.model ? `, model ${(sum.model / n).toFixed(0)}, constraint ${(sum.constraint / n).toFixed(0)}` : ''}`
    console.log(`${commits} a step, ${name}: valid ${percent(sum.valid, n)}  ${quality}  ${time}`)
  }
}
rmSync(scratch, { recursive: true })
await engine.dispose()
