import type { Command } from 'commander'
import { Option } from 'commander'
import { OptionError } from '../error/index.js'
import type { SchemaOptions } from '../schema/index.js'
import { exitCodes, InputError } from './exit-codes.js'
import { readInput } from './files.js'
import type { Io } from './io.js'

/** The flags that say how a schema is read, the same for every command. */
export interface SchemaFlags {
  whitespace?: 'flexible' | 'compact' | 'pretty'
  propertyOrder?: 'any' | 'schema'
  /** 'assert', 'annotate', or a file with a record of formats. */
  formats?: string
  dialect?: '4' | '6' | '7' | '2019-09' | '2020-12'
  strict?: boolean
  /** Names separated by commas. */
  allowKeywords?: string
}

export function addSchemaFlags(command: Command, defaults: { whitespace: string; propertyOrder: string }): Command {
  return command
    .addOption(
      new Option('--whitespace <kind>', `between the parts of the JSON text (default: ${defaults.whitespace})`).choices(
        ['flexible', 'compact', 'pretty'],
      ),
    )
    .addOption(
      new Option('--property-order <order>', `of object members (default: ${defaults.propertyOrder})`).choices([
        'any',
        'schema',
      ]),
    )
    .option(
      '--formats <how or file>',
      "whether format constrains: 'assert', 'annotate', or a JSON file of formats, { name: pattern, or false for an annotation } (default: assert)",
    )
    .addOption(
      new Option('--dialect <draft>', 'of the schema (default: what $schema says, else 2020-12)').choices([
        '4',
        '6',
        '7',
        '2019-09',
        '2020-12',
      ]),
    )
    .option('--strict', 'refuse unknown keywords')
    .option('--allow-keywords <names>', "like --strict, but for these keywords, for example 'x-order,x-label'")
}

const flagNames = ['whitespace', 'propertyOrder', 'formats', 'dialect', 'strict', 'allowKeywords'] as const

/** @throws OptionError for a flag that only makes sense with a schema */
export function refuseSchemaFlags(flags: SchemaFlags & { explain?: boolean }): void {
  for (const name of [...flagNames, 'explain'] as const) {
    if (flags[name] === undefined) continue
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    throw new OptionError(`--${flag} is for schemas.`, {
      code: 'invalid-option',
      option: name,
      hint: 'Leave it out: a grammar says all itself.',
    })
  }
}

/** The flags that were given, as compile options. */
export async function schemaOptions(flags: SchemaFlags, io: Io): Promise<SchemaOptions> {
  const { whitespace, propertyOrder, dialect, allowKeywords } = flags
  const formats = await formatsOf(flags.formats, io)
  const strict = allowKeywords === undefined ? flags.strict : { keywords: names(allowKeywords) }
  return {
    ...(whitespace === undefined ? {} : { whitespace }),
    ...(propertyOrder === undefined ? {} : { propertyOrder }),
    ...(formats === undefined ? {} : { formats }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(strict === undefined ? {} : { strict }),
  }
}

function names(list: string): string[] {
  const all = list.split(',').map((name) => name.trim())
  return all.filter((name) => name !== '')
}

async function formatsOf(given: string | undefined, io: Io): Promise<SchemaOptions['formats']> {
  if (given === undefined || given === 'assert' || given === 'annotate') return given
  const text = new TextDecoder().decode(await readInput(given, io))
  try {
    return JSON.parse(text) as SchemaOptions['formats']
  } catch (cause) {
    throw new InputError(`${given} is not JSON: ${(cause as Error).message}.`, {
      code: 'formats-not-json',
      status: exitCodes.usage,
      hint: '--formats takes \'assert\', \'annotate\', or a file like { "sku": "^[A-Z]{2}$" }.',
      cause,
    })
  }
}
