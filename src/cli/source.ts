/** What `espalier generate` is to write: a schema file, or one of the flags that take its place. */
import type { Command } from 'commander'
import { type AnySchema, choice, regex } from '../sdk/index.js'
import { exitCodes, InputError } from './exit-codes.js'
import { readSchemaFile } from './files.js'
import {
  addGrammarFlags,
  compileGrammarInput,
  type GrammarFlags,
  grammarArgument,
  readGrammarInput,
  refuseGrammarFlags,
} from './grammar-input.js'
import type { Io } from './io.js'

export interface SourceFlags extends GrammarFlags {
  grammar?: string
  regex?: string
  choice?: string[]
}

type Reader = (flags: SourceFlags, io: Io) => AnySchema | Promise<AnySchema>

/** Per flag how it is read. Only one of them may be given, and no schema beside it. */
const readers: Record<'grammar' | 'regex' | 'choice', Reader> = {
  async grammar(flags, io) {
    const input = await readGrammarInput(flags.grammar!, flags, io)
    return compileGrammarInput(input, flags).constraint
  },
  regex: (flags) => regex(flags.regex!),
  choice: (flags) => choice(flags.choice!),
}

export function addSourceFlags(command: Command): Command {
  command
    .argument('[schema]', "file with a JSON Schema, '-' for standard input")
    .option('-g, --grammar <grammar>', `in place of a schema: ${grammarArgument}`)
    .option('--regex <pattern>', 'in place of a schema: a text that this regular expression matches as a whole')
    .option(
      '--choice <text>',
      'in place of a schema: one of these texts (give it once for each)',
      (text: string, all: string[] | undefined) => [...(all ?? []), text],
    )
  return addGrammarFlags(command)
}

/** @throws InputError if nothing is named, or more than one thing */
export async function readSource(path: string | undefined, flags: SourceFlags, io: Io): Promise<AnySchema> {
  const given = (Object.keys(readers) as (keyof typeof readers)[]).filter((name) => flags[name] !== undefined)
  const named = [...(path === undefined ? [] : ['a schema']), ...given.map((name) => `--${name}`)]
  if (named.length !== 1) {
    const all = Object.keys(readers).map((name) => `--${name}`)
    throw new InputError(
      named.length === 0 ? 'There is nothing to generate.' : `Only one of ${named.join(' and ')} can be generated.`,
      {
        code: named.length === 0 ? 'no-source' : 'several-sources',
        status: exitCodes.usage,
        hint: `Name a schema file, or use one of ${all.join(', ')}.`,
      },
    )
  }
  if (flags.grammar === undefined) refuseGrammarFlags(flags)
  return path === undefined ? await readers[given[0]!](flags, io) : ((await readSchemaFile(path, io)) as AnySchema)
}
