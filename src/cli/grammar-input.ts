/** Grammars on the command line: by file or by name, in any notation. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { GrammarError, LimitError, OptionError } from '../error/index.js'
import { compileGrammar, type Grammar, type GrammarConstraint } from '../grammar/index.js'
import { builtInGrammars, builtInSource } from '../sdk/grammars.js'
import { type GrammarFormat, grammarFormats, readGrammar } from '../sdk/read-grammar.js'
import { exitCodes, InputError } from './exit-codes.js'
import { readInput } from './files.js'
import type { Io } from './io.js'

/** The flags that say how a grammar is read, the same for every command. */
export interface GrammarFlags {
  format?: GrammarFormat
  start?: string
  lexer?: 'longest' | 'none'
  /** Names separated by commas. */
  terminals?: string
  ignore?: string
  commits?: string
  lookahead?: 'refuse' | 'unbounded'
}

export interface GrammarInput {
  /** The file or the name, as it was given. */
  readonly name: string
  readonly source: string
  readonly grammar: Grammar
}

/** By extension of the file. */
const formatOf: Readonly<Record<string, GrammarFormat>> = {
  '.gbnf': 'gbnf',
  '.lark': 'lark',
  '.ebnf': 'ebnf',
  '.iso-ebnf': 'iso-ebnf',
}

const flagNames = ['format', 'start', 'lexer', 'terminals', 'ignore', 'commits', 'lookahead'] as const

/** How the `grammar` that a command takes is described. */
export const grammarArgument = "file with a grammar, '-' for standard input, or the name of a built-in one"

export function addGrammarFlags(command: Command): Command {
  return command
    .addOption(new Option('--format <notation>', 'of the grammar (default: by extension)').choices([...grammarFormats]))
    .option(
      '--start <rule>',
      "where the grammar begins (default: 'root' in GBNF, 'start' in Lark, else its first rule)",
    )
    .addOption(
      new Option(
        '--lexer <kind>',
        "'longest' cuts the text into lexemes, 'none' does not (default: 'longest' in Lark, else 'none')",
      ).choices(['longest', 'none']),
    )
    .option('--terminals <names>', 'more rules of an EBNF grammar that are terminals, beside those in capital letters')
    .option('--ignore <names>', 'terminals of an EBNF grammar that may stand between any two others')
    .option('--commits <names>', 'terminals of a Lark grammar whose beginning is never anything else')
    .addOption(
      new Option('--lookahead <how>', 'where a lexeme may end far behind it (default: refuse)').choices([
        'refuse',
        'unbounded',
      ]),
    )
}

/** @throws OptionError for a flag that only makes sense with a grammar */
export function refuseGrammarFlags(flags: GrammarFlags): void {
  for (const name of flagNames) {
    if (flags[name] === undefined) continue
    throw new OptionError(`--${name} is for grammars.`, {
      code: 'invalid-option',
      option: name,
      hint: 'Name one with --grammar, or leave it out.',
    })
  }
}

/** @throws GrammarError, InputError, OptionError */
export async function readGrammarInput(given: string, flags: GrammarFlags, io: Io): Promise<GrammarInput> {
  const isFile = given === '-' || formatOf[extname(given)] !== undefined || /[\\/]/.test(given) || existsSync(given)
  if (!isFile && flags.format === undefined) return await builtIn(given, flags)
  const source = new TextDecoder().decode(await readInput(given, io, exitCodes.schema))
  const format = flags.format ?? formatOf[extname(given)]
  if (format === undefined) {
    throw new InputError(`What notation ${given === '-' ? 'the grammar' : given} is in cannot be told.`, {
      code: 'grammar-format',
      status: exitCodes.usage,
      hint: `Say --format with one of ${grammarFormats.join(', ')}.`,
    })
  }
  const { start, lexer } = flags
  const [terminals, ignore, commits] = [names(flags.terminals), names(flags.ignore), names(flags.commits)]
  const folder = given === '-' ? '.' : dirname(given)
  const imports = format === 'lark' ? { import: importFrom(folder) } : {}
  const read = () => readGrammar(source, { format, start, lexer, terminals, ignore, commits, ...imports })
  return { name: given, source, grammar: usable(read, source) }
}

/** @throws GrammarError and InputError, which both mean that the grammar cannot be used */
export function compileGrammarInput(
  { grammar, source }: GrammarInput,
  { lookahead }: GrammarFlags,
): { constraint: GrammarConstraint; compileMs: number } {
  const started = performance.now()
  const constraint = usable(() => compileGrammar(grammar, lookahead === undefined ? {} : { lookahead }), source)
  return { constraint, compileMs: performance.now() - started }
}

async function builtIn(name: string, flags: GrammarFlags): Promise<GrammarInput> {
  for (const flag of ['lexer', 'terminals', 'ignore', 'commits'] as const) {
    if (flags[flag] === undefined) continue
    throw new OptionError(`--${flag} is for grammars from files, but ${name} is a built-in one.`, {
      code: 'invalid-option',
      option: flag,
    })
  }
  try {
    return { name, ...(await builtInSource(name, flags.start)) }
  } catch (error) {
    if (!(error instanceof GrammarError) || error.code !== 'unknown-grammar') throw error
    const hint = `${error.hint} A grammar in a file is told by its extension: ${Object.keys(formatOf).join(', ')}.`
    const all = (await builtInGrammars()).length
    throw new GrammarError(`${name} is neither a file nor one of the ${all} built-in grammars.`, {
      code: error.code,
      hint,
    })
  }
}

/** Errors show the line of the source; a limit is one more reason why the grammar cannot be used. */
export function usable<T>(make: () => T, source: string): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof GrammarError) throw error.withSource(source)
    if (!(error instanceof LimitError)) throw error
    const { code, hint } = error
    const message = hint ? error.message.replace(` ${hint}`, '') : error.message
    throw new InputError(message, { code, status: exitCodes.schema, hint, cause: error })
  }
}

function importFrom(folder: string): (path: string) => string | undefined {
  return (path) => {
    try {
      return readFileSync(resolve(folder, path), 'utf8')
    } catch {
      return undefined
    }
  }
}

function names(list: string | undefined): string[] | undefined {
  return list?.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
}

/** A command takes a schema or a grammar. @throws OptionError unless exactly one is given */
export function exactlyOne(schema: string | undefined, grammar: string | undefined): void {
  if ((schema === undefined) !== (grammar === undefined)) return
  const message =
    schema === undefined ? 'Neither a schema nor a grammar is given.' : 'A schema and a grammar are given.'
  throw new OptionError(message, {
    code: schema === undefined ? 'missing-option' : 'invalid-option',
    option: 'grammar',
    hint: 'Pass a schema file, or a grammar with --grammar.',
  })
}
