/** A language on the command line: a grammar that is built in or in a file, a schema, or a regular expression. */
import type { Command } from 'commander'
import { type Constraint, compileRegex } from '../automaton/index.js'
import { OptionError } from '../error/index.js'
import { compileJsonSchema } from '../schema/index.js'
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
import { addSchemaFlags, refuseSchemaFlags, type SchemaFlags, schemaOptions } from './schema-options.js'

export interface LanguageFlags extends GrammarFlags, SchemaFlags {
  language?: string
  grammar?: string
  schema?: string
  regex?: string
}

const kinds = ['language', 'grammar', 'schema', 'regex'] as const

/** How the JSON of a schema is written where no flag says it. */
export interface SchemaDefaults {
  readonly whitespace: 'flexible' | 'compact'
  readonly propertyOrder: 'any' | 'schema'
  readonly spelling?: 'canonical'
}

const anyJson: SchemaDefaults = { whitespace: 'flexible', propertyOrder: 'any' }

export function addLanguageFlags(command: Command, defaults: SchemaDefaults = anyJson): Command {
  command
    .option('--language <name>', 'the language is that of a built-in grammar')
    .option('-g, --grammar <grammar>', grammarArgument)
    .option('--schema <file>', "file with a JSON Schema, '-' for standard input")
    .option('--regex <pattern>', 'all texts that this regular expression matches as a whole')
  addGrammarFlags(command)
  const { whitespace, propertyOrder } = defaults
  return addSchemaFlags(command, { whitespace, propertyOrder })
}

/** @throws OptionError if not exactly one language is named, or flags are given that mean nothing for it; and what compiling throws */
export async function readLanguage(
  flags: LanguageFlags,
  call: string,
  io: Io,
  defaults: SchemaDefaults = anyJson,
): Promise<Constraint> {
  const given = kinds.filter((kind) => flags[kind] !== undefined)
  if (given.length !== 1) {
    throw new OptionError(`${call} needs one language${given.length === 0 ? '' : `, not ${given.length}`}.`, {
      code: 'invalid-option',
      option: given[1] ?? 'language',
      hint: 'Pass --language NAME for a built-in grammar, --grammar FILE, --schema FILE or --regex PATTERN.',
    })
  }
  // Canvases have room for JSON as the schema of anything, not as a grammar that spells its texts byte by byte.
  const anything = flags.language === 'json' && defaults !== anyJson
  const isSchema = flags.schema !== undefined || anything
  if (isSchema || flags.regex !== undefined) refuseGrammarFlags(flags)
  if (isSchema) {
    const schema = anything ? true : await readSchemaFile(flags.schema!, io)
    return compileJsonSchema(schema, { ...defaults, ...(await schemaOptions(flags, io)) })
  }
  refuseSchemaFlags(flags)
  if (flags.regex !== undefined) return compileRegex(flags.regex)
  return compileGrammarInput(await readGrammarInput(flags.grammar ?? flags.language!, flags, io), flags).constraint
}
