/** Whether g++ takes C++ files, what is wrong with them, and their tokens: for measuring grammars of C++. */
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** g++ with its answers kept in a folder, beside a precompiled header of the standard library. */
export class Gcc {
  constructor(cache, jobs) {
    this.cache = cache
    this.jobs = jobs
    this.prepare()
    this.verdicts = this.readVerdicts()
  }

  /** { verdict: 'accepted' | 'syntax' | 'other', message } of a text that was asked about. */
  verdict(text) {
    return this.verdicts.get(digest(text))
  }

  async ask(texts) {
    const queue = texts.filter((text) => !this.verdicts.has(digest(text)))
    const work = async () => {
      for (let text = queue.pop(); text !== undefined; text = queue.pop()) {
        const message = await this.firstError(text)
        const key = digest(text)
        this.verdicts.set(key, { verdict: classify(message), message })
        appendFileSync(join(this.cache, 'verdicts.jsonl'), `${JSON.stringify({ key, message })}\n`)
      }
    }
    await Promise.all(Array.from({ length: this.jobs }, work))
  }

  prepare() {
    const header = join(this.cache, 'std.h')
    if (existsSync(`${header}.gch`)) return
    mkdirSync(join(this.cache, 'include/boost'), { recursive: true })
    // The one library of the data that does not come with the compiler, as far as it is used.
    writeFileSync(
      join(this.cache, 'include/boost/any.hpp'),
      '#pragma once\n#include <any>\nnamespace boost { using std::any; using std::any_cast; }\n',
    )
    writeFileSync(header, '#include <bits/stdc++.h>\n')
    process.stderr.write('precompiling the standard library…\n')
    execFileSync('g++', ['-std=c++17', '-x', 'c++-header', header, '-o', `${header}.gch`])
  }

  readVerdicts() {
    const file = join(this.cache, 'verdicts.jsonl')
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []
    return new Map(
      lines.map((line) => {
        const { key, message } = JSON.parse(line)
        return [key, { verdict: classify(message), message }]
      }),
    )
  }

  /** The text of g++'s first error, '' if there is none. */
  firstError(text) {
    const flags = ['-std=c++17', '-fsyntax-only', '-fmax-errors=1', '-w', '-x', 'c++']
    const includes = ['-include', join(this.cache, 'std.h'), '-I', join(this.cache, 'include')]
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

/** Tokens as the preprocessor cuts them; comments and white space are none. */
export function tokenise(text) {
  const token =
    /\s+|\/\/.*|\/\*[\s\S]*?\*\/|(?<token>(?:u8|[uUL])?R"([^(\s]*)\([\s\S]*?\)\2"|(?:u8|[uUL])?(?:"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*')|[A-Za-z_]\w*|\.?\d(?:[eEpP][+-]|'?[\w.])*|<<=|>>=|\.\.\.|->\*|\+\+|--|->|::|<<|>>|[-+*/%&|^=<>!]=|&&|\|\||\.\*|##|[\s\S])/gy
  const tokens = []
  for (let match = token.exec(text); match !== null && match[0] !== ''; match = token.exec(text)) {
    if (match.groups.token) tokens.push({ text: match[0], start: match.index, end: match.index + match[0].length })
  }
  return tokens
}

/** The generator mulberry32. */
export function generator(seed) {
  let a = seed | 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
