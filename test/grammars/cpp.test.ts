import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileGrammar } from '../../src/grammar/index.js'
import { accepted, leftOut, rejected } from './cpp-texts.js'
import { accepts, testGrammar } from './harness.js'
import { readGrammar } from './load.js'

const texts = (table: readonly (readonly [string, string])[]): string[] => table.map(([, text]) => text)

testGrammar('cpp', { accept: texts(accepted), reject: texts(rejected), leftOut: texts(leftOut) })

const data = fileURLToPath(new URL('../../../shared/data/cpp/humanevalx_cpp.jsonl', import.meta.url))

describe.skipIf(!existsSync(data))('programs of HumanEval-X', () => {
  it('are accepted, with and without their tests', () => {
    const constraint = compileGrammar(readGrammar('cpp'))
    const programs = readFileSync(data, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { id: string; final: string; test: string })
    expect(programs.length).toBeGreaterThan(0)
    const wrong = programs.filter(
      ({ final, test }) => !accepts(constraint, final) || !accepts(constraint, final + test),
    )
    expect(wrong.map(({ id }) => id)).toEqual([])
  })
})

// Half a minute of the compiler: CPP_ORACLE=1 asks it.
describe.skipIf(process.env.CPP_ORACLE !== '1')('g++', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'espalier-cpp-'))
    writeFileSync(join(folder, 'std.h'), '#include <bits/stdc++.h>\n')
    execFileSync('g++', ['-std=c++17', '-x', 'c++-header', join(folder, 'std.h'), '-o', join(folder, 'std.h.gch')])
  }, 60_000)
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })
  const compiles = (text: string): boolean => {
    const flags = ['-std=c++17', '-fsyntax-only', '-w', '-include', join(folder, 'std.h'), '-x', 'c++', '-']
    return spawnSync('g++', flags, { input: text }).status === 0
  }

  it.each(accepted)('compiles %s', (_, text) => {
    expect(compiles(text)).toBe(true)
  })
  it.each(leftOut)('compiles %s, which is left out', (_, text) => {
    expect(compiles(text)).toBe(true)
  })
  it.each(rejected)('does not compile %s', (_, text) => {
    expect(compiles(text)).toBe(false)
  })
})
