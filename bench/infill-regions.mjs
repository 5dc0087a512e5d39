/**
 * Texts with one, two and three regions cut out, filled by a model: how many of them are words of their language in the end, with the
 * constraint and without, and what the constraint takes.
 *
 *   node bench/infill-regions.mjs [--data FILE] [--model FOLDER] [--runs 60] [--tokens 24] [--temperature 1] [--seed 1]
 *                                 [--json FILE] [--dist FOLDER]
 *
 * JSON comes from `texts/json`, cut at random; C++ from `--data`, a file of JSON lines with `splits` (the pieces that stay) and `regions`
 * (how many were cut), or from `texts/cpp`, cut at random. `--runs` texts for each language and number of regions. Without
 * constraint the model reads the same prompts and writes as many tokens, or until its end token. Needs `npm run build`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { generator } from './gcc.mjs'
import { readJsonLines } from './json-lines.mjs'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string' },
    runs: { type: 'string', default: '60' },
    tokens: { type: 'string', default: '24' },
    temperature: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
  },
})

const module = async (name) => await import(pathToFileURL(resolve(options.dist, name)).href)
const { compileGrammar, compileRegex } = await module('core.js')
const { builtInGrammar, disposeModels, infill } = await module('index.js')

const random = generator(Number(options.seed))
const pick = (n) => Math.floor(random() * n)
const runs = Number(options.runs)
const maxTokens = Number(options.tokens)
const temperature = Number(options.temperature)
const anything = compileRegex('[^]*')
const rows = []

for (const [name, textsOf] of [
  ['json', () => cutTexts('json')],
  ['cpp', () => (options.data ? cutFiles(options.data) : cutTexts('cpp'))],
]) {
  const language = compileGrammar(await builtInGrammar(name))
  const texts = textsOf()
  for (const regions of [1, 2, 3]) {
    const row = { name, regions, runs: 0, valid: 0, free: 0, ended: 0, tokens: 0, rejected: 0, cpuMs: 0, freeMs: 0 }
    for (let run = 0; run < runs; run++) {
      const pieces = texts(regions, run)
      const request = { pieces, model: options.model, maxTokens, temperature, seed: run + 1 }
      const { value: answer, ms } = await timed(() => infill({ ...request, language }))
      const free = await timed(() => infill({ ...request, language: anything }))
      row.runs++
      row.cpuMs += ms
      row.freeMs += free.ms
      row.valid += isWord(language, answer.text) ? 1 : 0
      row.free += isWord(language, free.value.text) ? 1 : 0
      row.tokens += answer.usage.outputTokens
      for (const { finishReason, rejected } of answer.regions) {
        row.ended += finishReason === 'stop' ? 1 : 0
        row.rejected += rejected
      }
    }
    rows.push(row)
    console.log(
      `${name}, ${regions} region${regions > 1 ? 's' : ''}: ${row.valid} of ${row.runs} words of the language, ` +
        `without constraint ${row.free}; ${(row.rejected / row.tokens).toFixed(2)} tokens rejected per token, ` +
        `${row.ended} of ${row.runs * regions} regions ended by the model; ` +
        `CPU ms per token ${(row.cpuMs / row.tokens).toFixed(1)}, without ${(row.freeMs / row.tokens).toFixed(1)}`,
    )
  }
}
await disposeModels()
if (options.json) writeFileSync(options.json, JSON.stringify(rows, null, 2))

async function timed(work) {
  const began = process.cpuUsage()
  const value = await work()
  const { user, system } = process.cpuUsage(began)
  return { value, ms: (user + system) / 1000 }
}

function isWord(language, text) {
  let state = language.start
  for (const byte of Buffer.from(text)) state = language.step(state, byte)
  return state !== 0 && language.canEnd(state)
}

function cutTexts(name) {
  const folder = new URL(`texts/${name}/`, import.meta.url).pathname
  // Long texts are cut from a beginning that is no word; short ones have room for the whole in any context.
  const all = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => text.length < 3000)
  return (regions, run) => {
    const text = all[run % all.length]
    const places = Array.from({ length: 2 * regions }, () => pick(text.length + 1)).sort((a, b) => a - b)
    return Array.from({ length: regions + 1 }, (_, i) => {
      return text.slice(i === 0 ? 0 : places[2 * i - 1], i === regions ? undefined : places[2 * i])
    })
  }
}

function cutFiles(file) {
  const all = readJsonLines(file)
  return (regions, run) => {
    const fitting = all.filter((one) => one.regions === regions)
    return fitting[run % fitting.length].splits
  }
}
