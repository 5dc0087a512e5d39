/**
 * Time to a token mask on grammars, espalier beside its peers: C++, SQL and JSON over files, 128k tokens.
 *
 *   node bench/grammar.mjs [--quick] [--cpp FILE.jsonl] [--case cpp|sql|json] [--engine NAME] [--vocabulary llama3|qwen3]
 *                          [--replays N] [--budget SECONDS] [--json FILE]
 *
 * --cpp takes C++ files from the field `final` of each line instead of those in bench/texts/cpp. Prints a markdown table; --json also
 * writes all figures. Needs `npm run build`. Peers in Python are asked through ESPALIER_PYTHON or python3, and skipped where they
 * are not installed. See README.md.
 */
import { fork, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseGBNF, parseLark, toGBNF } from '../dist/core.js'
import { forLlguidance, forXgrammar } from './adapters/lark-dialect.mjs'
import { grammarTable } from './grammar-table.mjs'
import { readJsonLines } from './json-lines.mjs'
import { readTokenizer, vocabularies } from './tokenizers.mjs'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cpp: { type: 'string' },
    case: { type: 'string' },
    engine: { type: 'string' },
    vocabulary: { type: 'string', default: 'llama3' },
    replays: { type: 'string' },
    budget: { type: 'string' },
    json: { type: 'string' },
  },
})
const budget = Number(options.budget ?? (options.quick ? 6 : 180))
const replays = Number(options.replays ?? (options.quick ? 1 : 3))
const python = process.env.ESPALIER_PYTHON ?? 'python3'
const here = (path) => new URL(path, import.meta.url)

const cases = [
  { name: 'cpp', file: 'cpp.lark', format: 'lark' },
  { name: 'sql', file: 'sql.lark', format: 'lark' },
  { name: 'json', file: 'json.gbnf', format: 'gbnf' },
].filter(({ name }) => !options.case || options.case === name)
const engines = ['espalier', 'llguidance', 'xgrammar', 'web-xgrammar'].filter(
  (name) => !options.engine || options.engine === name,
)
if (engines.length === 0 || cases.length === 0 || !vocabularies.includes(options.vocabulary)) {
  console.error(
    'Nothing to measure: cases are cpp, sql, json; engines espalier, llguidance, xgrammar, web-xgrammar; vocabularies llama3, qwen3.',
  )
  process.exit(2)
}

const { path: tokenizerPath, json: tokenizerJson, encode, endIds } = readTokenizer(options.vocabulary)

const rows = []
for (const { name, file, format } of cases) {
  const source = readFileSync(here(`../grammars/${file}`), 'utf8')
  const texts = textsOf(name).map(encode)
  for (const engine of engines) {
    const tokens = texts.reduce((sum, ids) => sum + ids.length, 0)
    process.stderr.write(`${name} (${texts.length} texts, ${tokens} tokens), ${engine}…\n`)
    const head = { case: name, engine, of: texts.length, tokens, load: os.loadavg()[0] }
    const task = { engine, tokenizerPath, endIds, texts, replays, budget, tables: !options.quick }
    try {
      if (engine === 'espalier') Object.assign(task, { format, source })
      else if (name === 'json') task.format = 'json'
      else if (engine === 'llguidance') Object.assign(task, { format: 'lark', source: forLlguidance(source) })
      else Object.assign(task, { format: 'gbnf', source: gbnf(source, format) })
    } catch (error) {
      rows.push({ ...head, note: `not written: ${error.message.split('\n')[0]}` })
      continue
    }
    // What is compiled ahead counts against the time as well; a process that keeps to it is not stopped in the middle.
    const limit = engine === 'espalier' ? Math.max(budget, 60) * 10 : options.quick ? budget : budget * 2 + 20
    const result = await (['llguidance', 'xgrammar'].includes(engine) ? inPython(task, limit) : inNode(task, limit))
    rows.push({ ...head, ...figures(result) })
  }
}

const machine = {
  node: process.version,
  cpu: os.cpus()[0]?.model,
  cores: os.cpus().length,
  date: new Date().toISOString(),
}
console.log(grammarTable(rows))
if (options.json) {
  const { quick, vocabulary } = options
  const report = { machine, options: { quick, vocabulary, vocabularySize: tokenizerSize(), budget, replays }, rows }
  writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`)
}
if (rows.some((row) => row.engine === 'espalier' && (row.note || row.rejected > 0))) process.exitCode = 1

function textsOf(name) {
  if (name === 'cpp' && options.cpp) {
    const lines = readJsonLines(options.cpp)
    return (options.quick ? lines.slice(0, 5) : lines).map(({ final }) => final)
  }
  const files = readdirSync(here(`texts/${name}/`)).sort()
  const texts = (options.quick ? files.slice(0, 3) : files).map((f) => readFileSync(here(`texts/${name}/${f}`), 'utf8'))
  // Grammars of JSON disagree about white space behind the value, which is not what is measured.
  return name === 'json' ? texts.map((text) => text.trim()) : texts
}

function gbnf(source, format) {
  const written = toGBNF((format === 'lark' ? parseLark : parseGBNF)(source), { approximate: true })
  return forXgrammar(written.text)
}

function tokenizerSize() {
  let last = 0
  for (const id of Object.values(tokenizerJson.model.vocab)) last = Math.max(last, id)
  for (const { id } of tokenizerJson.added_tokens) last = Math.max(last, id)
  return last + 1
}

/** Times by position and replay become summaries over positions. */
function figures({ masks, cold, prepared, accepts, ...rest }) {
  if (rest.note) return rest
  if (masks.length === 0 || masks[0].length === 0) return { ...rest, note: `no text done in ${budget} s` }
  return {
    ...rest,
    warm: summary(masks),
    cold: cold?.length ? summary(cold) : undefined,
    prepared: prepared?.length ? summary(prepared) : undefined,
    accept: summary(accepts),
  }
}

/** µs over positions, each position standing for its median over replays. */
function summary(runs) {
  const positions = runs[0].map((_, i) => runs.map((run) => run[i]).sort((a, b) => a - b)[runs.length >> 1])
  const sorted = [...positions].sort((a, b) => a - b)
  return {
    positions: positions.length,
    mean: positions.reduce((sum, x) => sum + x, 0) / positions.length,
    p50: sorted[sorted.length >> 1],
    p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))],
    max: sorted.at(-1),
  }
}

function inNode(task, limit) {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(here('grammar-replay.mjs')), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const timer = setTimeout(() => settle({ note: `skipped: not done after ${limit} s` }), limit * 1000)
    function settle(value) {
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(value)
    }
    child.on('message', (message) => (message.ready ? child.send(task) : settle(message)))
    child.on('exit', (code) => settle({ note: `stopped with code ${code}` }))
  })
}

function inPython(task, limit) {
  return new Promise((resolve) => {
    const child = spawn(python, [fileURLToPath(here('adapters/peers.py'))], { stdio: ['pipe', 'pipe', 'ignore'] })
    let out = ''
    const timer = setTimeout(() => settle({ note: `skipped: not done after ${limit} s` }), limit * 1000)
    function settle(value) {
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(value)
    }
    child.on('error', () => settle({ note: `skipped: no ${python}` }))
    child.stdin.on('error', () => {})
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.on('close', (code) => settle(out ? JSON.parse(out) : { note: `stopped with code ${code}` }))
    child.stdin.end(JSON.stringify(task))
  })
}
