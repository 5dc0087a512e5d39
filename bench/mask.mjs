/**
 * Time to a token mask, espalier beside its peers, on the Llama-3 vocabulary.
 *
 *   node bench/mask.mjs [--quick] [--engine NAME] [--shape NAME] [--whitespace flexible|compact]
 *                       [--budget SECONDS] [--json FILE]
 *
 * Prints a markdown table; --json also writes all figures. Needs `npm run build`. See README.md.
 */
import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { shapes, warmUp } from './shapes.mjs'
import { readTokenizer } from './tokenizers.mjs'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    engine: { type: 'string' },
    shape: { type: 'string' },
    whitespace: { type: 'string', default: 'flexible' },
    budget: { type: 'string' },
    json: { type: 'string' },
  },
})
const budget = Number(options.budget ?? (options.quick ? 20 : 120))
const replays = options.quick ? 5 : 15
const engines = ['espalier', 'web-xgrammar'].filter((name) => !options.engine || options.engine === name)
const chosen = shapes.filter((shape) => !options.shape || options.shape === shape.name)
if (engines.length === 0 || chosen.length === 0) {
  console.error(
    'Nothing to measure: engines are espalier and web-xgrammar, shapes',
    shapes.map((s) => s.name).join(', '),
  )
  process.exit(2)
}

const { path: tokenizerPath, encode, endIds } = readTokenizer('llama3')

const rows = []
for (const shape of chosen) {
  const ids = encode(shape.text)
  for (const engine of engines) {
    process.stderr.write(`${shape.name} (${ids.length} tokens), ${engine}…\n`)
    const task = {
      adapter: new URL(`./adapters/${engine}.mjs`, import.meta.url).href,
      tokenizerPath,
      endIds,
      schema: shape.schema,
      ids,
      whitespace: options.whitespace,
      warmUp: { schema: warmUp.schema, ids: encode(warmUp.text) },
      replays,
    }
    rows.push({ shape: shape.name, tokens: ids.length, engine, ...(await inChild(task)) })
  }
}

console.log(table(rows))
if (options.json) {
  const machine = {
    node: process.version,
    cpu: os.cpus()[0]?.model,
    cores: os.cpus().length,
    date: new Date().toISOString(),
  }
  writeFileSync(
    options.json,
    `${JSON.stringify({ machine, options: { ...options, budget, replays }, rows }, null, 1)}\n`,
  )
}
if (rows.some((row) => row.engine === 'espalier' && row.note)) process.exitCode = 1

function inChild(task) {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('./replay.mjs', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    let settled = false
    const settle = (value) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(value)
    }
    const timer = setTimeout(() => settle({ note: `skipped: not done after ${budget} s` }), budget * 1000)
    child.on('message', (message) => {
      if (message.ready) child.send(task)
      else settle(message.result ?? { note: message.error })
    })
    child.on('exit', (code) => settle({ note: `stopped with code ${code}` }))
  })
}

function table(all) {
  const us = (x) => (x < 10 ? x.toFixed(2) : x.toFixed(1))
  const three = (s) => `${us(s.mean)} / ${us(s.p50)} / ${us(s.p99)}`
  const lines = [
    `Llama-3 vocabulary, whitespace ${options.whitespace}; mask times in µs: mean / p50 / p99 over positions, each the median of ${replays} replays.`,
    '',
    '| shape (tokens) | engine | vocabulary ms | compile + first mask ms | mask cold µs | mask warm µs |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
  ]
  for (const row of all) {
    const head = `| ${row.shape} (${row.tokens}) | ${row.engine} |`
    if (row.note) lines.push(`${head} ${row.note} | | | |`)
    else {
      lines.push(
        `${head} ${row.prepareMs.toFixed(0)} | ${row.compileMs.toFixed(1)} | ${three(row.cold)} | ${three(row.warm)} |`,
      )
    }
  }
  return lines.join('\n')
}
