import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Grammar, parseEBNF, parseGBNF, parseLark } from '../../src/grammar/index.js'

export interface Entry {
  readonly name: string
  readonly file: string
  readonly format: 'lark' | 'gbnf' | 'ebnf'
  readonly title: string
  readonly start: string
  readonly extension: string
  readonly description: string
}

const folder = new URL('../../grammars/', import.meta.url)

export const builtIn: readonly Entry[] = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8'))

export const folderOfGrammars = fileURLToPath(folder)

export function readGrammar(name: string): Grammar {
  const entry = builtIn.find((entry) => entry.name === name)
  if (!entry) throw new Error(`grammars/index.json does not list ${name}`)
  const { file, format, start } = entry
  const text = readFileSync(new URL(file, folder), 'utf8')
  if (format === 'gbnf') return parseGBNF(text, { start })
  if (format === 'ebnf') return parseEBNF(text, { flavour: 'w3c', start })
  return parseLark(text, { start })
}
