/** The grammars that come with this package. */
import { GrammarError } from '../error/index.js'
import { nearNames } from '../error/near.js'
import type { Grammar } from '../grammar/index.js'
import { type GrammarFormat, type ReadGrammarOptions, readGrammar } from './read-grammar.js'

/** A grammar of this package, not read yet. */
export interface BuiltInGrammar {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly format: GrammarFormat
  /** The rule that it begins with. */
  readonly start: string
  /** The usual extension of files in the language: '.json'. */
  readonly extension: string
}

interface Entry extends BuiltInGrammar, Omit<ReadGrammarOptions, 'format' | 'start' | 'import'> {
  readonly file: string
}

/** What there is, by name. */
export async function builtInGrammars(): Promise<BuiltInGrammar[]> {
  const { entries } = await index()
  return entries.map(({ name, title, description, format, start, extension }) => {
    return { name, title, description, format, start, extension }
  })
}

/**
 * A grammar of this package.
 * @param start the rule to begin with; default: that of the whole language
 * @throws GrammarError code 'unknown-grammar'
 */
export async function builtInGrammar(name: string, start?: string): Promise<Grammar> {
  return (await builtInSource(name, start)).grammar
}

/** The same with its text. @internal */
export async function builtInSource(name: string, start?: string): Promise<{ grammar: Grammar; source: string }> {
  const { entries, folder } = await index()
  const entry = entries.find((one) => one.name === name)
  if (!entry) {
    const names = entries.map((one) => one.name)
    const near = nearNames(name, names).slice(0, 3)
    const list = (near.length > 0 ? near : names).map((one) => `'${one}'`).join(', ')
    throw new GrammarError(`There is no built-in grammar '${name}'.`, {
      code: 'unknown-grammar',
      hint: near.length > 0 ? `Did you mean ${list}?` : `There are ${list}.`,
    })
  }
  const { readFile } = await import('node:fs/promises')
  const { file, title: _title, description: _description, extension: _extension, name: _name, ...options } = entry
  const source = await readFile(new URL(file, folder), 'utf8')
  return { source, grammar: readGrammar(source, { ...options, start: start ?? entry.start }) }
}

async function index(): Promise<{ entries: readonly Entry[]; folder: URL }> {
  const { readFile } = await import('node:fs/promises')
  // One level up from dist/, two from src/sdk/.
  for (const up of ['../', '../../']) {
    const folder = new URL(`${up}grammars/`, import.meta.url)
    let text: string
    try {
      text = await readFile(new URL('index.json', folder), 'utf8')
    } catch {
      continue
    }
    return { entries: JSON.parse(text) as Entry[], folder }
  }
  throw new GrammarError('The built-in grammars are not in this installation.', {
    code: 'grammars-missing',
    hint: 'Reinstall the package, or read a grammar from a file of yours.',
  })
}
