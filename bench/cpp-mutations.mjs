/**
 * How many C++ files with one wrong token the grammar of C++ rejects, of those that g++ rejects for their syntax.
 *
 *   node bench/cpp-mutations.mjs [--data FILE] [--count 1000] [--seed 1] [--tests] [--whole] [--grammar FILE]
 *                                [--cache FOLDER] [--jobs 2] [--show 20] [--json FILE] [--dist FOLDER] [--recogniser MODULE]
 *
 * `--data` is a file of JSON lines with `final` (a complete C++ file) and `test` (a `main` to stand behind it, read with
 * `--tests`). In one token of such a file one thing is changed: it is left out, a token found elsewhere is put before
 * it, or it changes places with its right neighbour. g++ judges the result and says by its first error
 * whether the syntax is wrong; `--count` such files are collected. Files are chosen by `--seed` alone. With `--whole` nothing is
 * changed and the files themselves are read.
 *
 * g++ is asked once: verdicts are kept in `--cache`, beside a precompiled header of the standard library. Needs g++ and `npm run build`.
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
    data: { type: 'string', default: '../shared/data/cpp/humanevalx_cpp.jsonl' },
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
    grammar: { type: 'string', default: 'grammars/cpp.lark' },
    cache: { type: 'string', default: join(tmpdir(), 'espalier-cpp-mutations') },
    jobs: { type: 'string', default: '2' },
    show: { type: 'string', default: '20' },
    json: { type: 'string' },
    dist: { type: 'string', default: 'dist' },
    recogniser: { type: 'string' },
  },
})

const files = readJsonLines(options.data)
  .map(({ id, final, test }) => ({ id, text: options.tests ? final + test : final }))
  .filter(({ text }) => text.trim() !== '')

/** A module of one's own may judge instead of the kernel: it exports `recogniser(grammarPath)`, a function from text to boolean. */
const accepts = options.recogniser
  ? await (await import(pathToFileURL(resolve(options.recogniser)).href)).recogniser(options.grammar)
  : await kernel(options.grammar)

if (options.whole) wholeFiles()
else await mutations()

async function kernel(path) {
  const { compileGrammar, parseLark } = await import(pathToFileURL(resolve(options.dist, 'core.js')).href)
  const constraint = compileGrammar(parseLark(readFileSync(path, 'utf8')))
  return (text) => {
    const bytes = Buffer.from(text)
    let state = constraint.start
    for (const byte of bytes) {
      state = constraint.step(state, byte)
      if (state === 0) return false
    }
    return constraint.canEnd(state)
  }
}

function wholeFiles() {
  const began = performance.now()
  const rejected = files.filter(({ text }) => !accepts(text)).map(({ id }) => id)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${files.length - rejected.length} of ${files.length} files accepted in ${seconds} s`)
  if (rejected.length > 0) console.log(`rejected: ${rejected.join(', ')}`)
}

async function mutations() {
  const gcc = new Gcc(options.cache, Number(options.jobs))
  const wanted = Number(options.count)
  const random = generator(Number(options.seed))
  const pick = (n) => Math.floor(random() * n)
  const tokens = files.map(({ text }) => tokenise(text))
  const pool = tokens.flatMap((list) => list.map((token) => token.text))

  const seen = new Set()
  const cases = []
  const answered = { accepted: 0, syntax: 0, other: 0 }
  // Made in batches, so that g++ has work for every job; judged and counted in the order they were made.
  while (cases.length < wanted) {
    const batch = []
    while (batch.length < 100) {
      const kind = ['delete', 'insert', 'swap'][pick(3)]
      const file = pick(files.length)
      const at = pick(tokens[file].length)
      const text = mutate(files[file].text, tokens[file], kind, at, pool[pick(pool.length)])
      if (text === undefined || seen.has(text)) continue
      seen.add(text)
      const { start } = tokens[file][at]
      batch.push({ kind, id: files[file].id, text, start })
    }
    await gcc.ask(batch.map(({ text }) => text))
    for (const one of batch) {
      const { verdict, message } = gcc.verdict(one.text)
      answered[verdict]++
      if (verdict === 'syntax' && cases.length < wanted) cases.push({ ...one, message })
    }
    process.stderr.write(`\r${cases.length} of ${wanted}`)
  }
  process.stderr.write('\n')

  const began = performance.now()
  for (const one of cases) one.rejected = !accepts(one.text)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  report(cases, answered, seconds)
}

function mutate(text, tokens, kind, at, other) {
  const { start, end } = tokens[at]
  // What becomes neighbours stays two tokens.
  if (kind === 'delete') return `${text.slice(0, start)} ${text.slice(end)}`
  if (kind === 'insert') return `${text.slice(0, start)} ${other} ${text.slice(start)}`
  const next = tokens[at + 1]
  if (next === undefined || next.text === text.slice(start, end)) return undefined
  return `${text.slice(0, start)} ${next.text} ${text.slice(end, next.start)} ${text.slice(start, end)} ${text.slice(next.end)}`
}

function report(cases, answered, seconds) {
  const share = (list) =>
    `${((100 * list.filter((one) => one.rejected).length) / Math.max(1, list.length)).toFixed(2)} %`
  console.log(`g++: ${answered.syntax} syntax, ${answered.other} other errors, ${answered.accepted} accepted`)
  console.log(`rejected by the grammar: ${share(cases)} of ${cases.length} (${seconds} s)`)
  for (const kind of ['delete', 'insert', 'swap']) {
    const list = cases.filter((one) => one.kind === kind)
    console.log(`  ${kind}: ${share(list)} of ${list.length}`)
  }
  const missed = cases.filter((one) => !one.rejected)
  for (const one of missed.slice(0, Number(options.show))) {
    const line = one.text.slice(Math.max(0, one.start - 50), one.start + 40).split(/\r?\n/)
    const before = one.text.slice(Math.max(0, one.start - 50), one.start).split('\n').length - 1
    console.log(`${one.id} ${one.kind}: ${line[before].trim()}\n    ${one.message}`)
  }
  if (options.json) {
    const rows = missed.map(({ kind, id, message, text, start }) => ({ kind, id, message, at: start, text }))
    writeFileSync(options.json, JSON.stringify({ cases: cases.length, answered, missed: rows }, null, 2))
  }
}
