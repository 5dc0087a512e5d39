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
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

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

const files = readFileSync(options.data, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line))
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
  prepare()
  const verdicts = readVerdicts()
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
    await askGcc(batch, verdicts)
    for (const one of batch) {
      const { verdict, message } = verdicts.get(digest(one.text))
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

/** Tokens as the preprocessor cuts them; comments and white space are none. */
function tokenise(text) {
  const token =
    /\s+|\/\/.*|\/\*[\s\S]*?\*\/|(?<token>(?:u8|[uUL])?R"([^(\s]*)\([\s\S]*?\)\2"|(?:u8|[uUL])?(?:"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')|[A-Za-z_]\w*|\.?\d(?:[eEpP][+-]|'?[\w.])*|<<=|>>=|\.\.\.|->\*|\+\+|--|->|::|<<|>>|[-+*/%&|^=<>!]=|&&|\|\||\.\*|##|[\s\S])/gy
  const tokens = []
  for (let match = token.exec(text); match !== null && match[0] !== ''; match = token.exec(text)) {
    if (match.groups.token) tokens.push({ text: match[0], start: match.index, end: match.index + match[0].length })
  }
  return tokens
}

/** The generator mulberry32. */
function generator(seed) {
  let a = seed | 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function prepare() {
  const header = join(options.cache, 'std.h')
  if (existsSync(`${header}.gch`)) return
  mkdirSync(join(options.cache, 'include/boost'), { recursive: true })
  // The one library of the data that does not come with the compiler, as far as it is used.
  writeFileSync(
    join(options.cache, 'include/boost/any.hpp'),
    '#pragma once\n#include <any>\nnamespace boost { using std::any; using std::any_cast; }\n',
  )
  writeFileSync(header, '#include <bits/stdc++.h>\n')
  process.stderr.write('precompiling the standard library…\n')
  execFileSync('g++', ['-std=c++17', '-x', 'c++-header', header, '-o', `${header}.gch`])
}

function readVerdicts() {
  const file = join(options.cache, 'verdicts.jsonl')
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
  return new Map(
    lines.map((line) => {
      const { key, message } = JSON.parse(line)
      return [key, { verdict: classify(message), message }]
    }),
  )
}

async function askGcc(batch, verdicts) {
  const queue = batch.filter(({ text }) => !verdicts.has(digest(text)))
  const work = async () => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      const message = await firstError(one.text)
      const key = digest(one.text)
      verdicts.set(key, { verdict: classify(message), message })
      appendFileSync(join(options.cache, 'verdicts.jsonl'), `${JSON.stringify({ key, message })}\n`)
    }
  }
  await Promise.all(Array.from({ length: Number(options.jobs) }, work))
}

/** The text of g++'s first error, '' if there is none. */
function firstError(text) {
  const flags = ['-std=c++17', '-fsyntax-only', '-fmax-errors=1', '-w', '-x', 'c++']
  const includes = ['-include', join(options.cache, 'std.h'), '-I', join(options.cache, 'include')]
  return new Promise((done) => {
    const gcc = execFile(
      'g++',
      [...flags, ...includes, '-'],
      { env: { ...process.env, LC_ALL: 'C' } },
      (_, __, stderr) => {
        done(/^.*?: (?:fatal )?error: (.*)$/m.exec(stderr)?.[1] ?? '')
      },
    )
    gcc.stdin.on('error', () => {})
    gcc.stdin.end(text)
  })
}

/** Whether g++'s first error is of syntax: what its parser and its preprocessor miss or do not know where they find it. */
function classify(message) {
  if (message === '') return 'accepted'
  const syntax =
    /^expected |\bexpected ['`{(]|^stray |^missing terminating|^unterminated|without a previous|^invalid preprocessing|^#include expects|a function-definition is not allowed here|^extended character|^two or more data types|^empty character/
  return syntax.test(message) ? 'syntax' : 'other'
}

function digest(text) {
  return createHash('sha256').update(text).digest('base64')
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
