/**
 * A real language model on the schemas of `schemas/`: is every value valid by ajv, and what does the constraint cost
 * per token?
 *
 *   node bench/real-model.mjs FOLDER [--seeds 20] [--tokens 160] [--cli 1] [--json FILE]
 *
 * Every schema is written at temperature 0 (once: it is deterministic) and at temperature 1 with each seed. The time
 * per token without a constraint is that of the same engine fed one token at a time with no mask at all, in the same
 * process, interleaved. `--cli N` writes N of the cases through the command line instead.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Ajv from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { generate } from '../dist/index.js'
import { loadOnnxModel } from '../dist/onnx.js'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '20' },
    tokens: { type: 'string', default: '160' },
    cli: { type: 'string', default: '0' },
    json: { type: 'string' },
  },
})
const root = new URL('../', import.meta.url)
const prompts = {
  person: 'Write down who this is about: Ada Lovelace, 36 years old, lives in London and writes about engines.',
  event: 'The Kelso Wool Fair takes place on 18 October 2025 in the town hall and is open to everybody.',
  invoice: 'Invoice INV-2041 for Daniel Brooks, 1280.50 EUR, due on 3 March 2026.',
  order: 'Two teapots and six cups for Mia Tanaka, express please.',
  tree: 'A tree of topics about gardening, two levels deep.',
}
const ajv = new Ajv.default({ strict: false })
addFormats.default(ajv)
const engine = await loadOnnxModel(positionals[0])
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

/** Milliseconds per token of the engine alone: a greedy walk of `count` tokens behind the prompt. */
async function unconstrained(prompt, count) {
  const session = await engine.createSession()
  let logits = await session.forward(engine.encodeChat([{ role: 'user', content: prompt }]))
  const times = []
  for (let i = 0; i < count; i++) {
    let best = 0
    for (let t = 1; t < engine.vocabulary.size; t++) if (logits[t] > logits[best]) best = t
    const started = performance.now()
    logits = await session.forward([best])
    times.push(performance.now() - started)
  }
  await session.dispose()
  return median(times)
}

const rows = []
let valid = 0
let runs = 0
for (const [name, prompt] of Object.entries(prompts)) {
  const file = new URL(`schemas/${name}.json`, root)
  const schema = JSON.parse(readFileSync(file, 'utf8'))
  const validate = ajv.compile(schema)
  const steps = []
  const masks = []
  const plain = []
  let tokens = 0
  let forced = 0
  let good = 0
  let count = 0
  const seeds = Number(flags.seeds)
  for (let seed = 0; seed <= seeds; seed++) {
    // Run 0 is greedy, the others draw.
    const temperature = seed === 0 ? 0 : 1
    let value
    if (seed > 0 && seed <= Number(flags.cli)) {
      const out = execFileSync(
        process.execPath,
        [fileURLToPath(new URL('dist/cli.js', root)), 'generate', fileURLToPath(file), '--prompt', prompt]
          .concat(['--model', positionals[0], '--temperature', `${temperature}`, '--seed', `${seed}`])
          .concat(['--max-tokens', flags.tokens]),
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      )
      value = JSON.parse(out)
    } else {
      const result = await generate.detailed(schema, {
        prompt,
        model: engine,
        temperature,
        seed,
        maxTokens: Number(flags.tokens),
      })
      value = JSON.parse(result.text)
      steps.push(...result.timings.stepMs)
      masks.push(...result.timings.maskUs)
      tokens += result.usage.outputTokens
      forced += result.forcedTokens
    }
    count++
    if (validate(value)) good++
    else console.error(name, seed, validate.errors, JSON.stringify(value))
    if (seed % 7 === 0) plain.push(await unconstrained(prompt, 12))
  }
  runs += count
  valid += good
  rows.push({
    schema: name,
    runs: count,
    valid: good,
    tokens,
    forced,
    stepMs: median(steps),
    maskUs: median(masks),
    plainMs: median(plain),
  })
  console.error(rows.at(-1))
}
await engine.dispose()
console.log(
  `| schema | valid | output tokens | of them forced | model ms per call | mask + choice µs | model ms per call without constraint |`,
)
console.log(`| --- | --- | --- | --- | --- | --- | --- |`)
for (const r of rows) {
  console.log(
    `| ${r.schema} | ${r.valid} of ${r.runs} | ${r.tokens} | ${r.forced} | ${r.stepMs.toFixed(1)} | ${r.maskUs.toFixed(0)} | ${r.plainMs.toFixed(1)} |`,
  )
}
console.log(`\n${valid} of ${runs} valid`)
if (flags.json) writeFileSync(flags.json, JSON.stringify({ rows, valid, runs }, null, 2))
process.exitCode = valid === runs ? 0 : 1
