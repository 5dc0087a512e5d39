import type { Command } from 'commander'
import { Option } from 'commander'
import type { SchemaOptions } from '../schema/index.js'

/** The flags that say how a schema is read, the same for every command. */
export interface SchemaFlags {
  whitespace?: 'flexible' | 'compact' | 'pretty'
  propertyOrder?: 'any' | 'schema'
  formats?: 'assert' | 'annotate'
  dialect?: '4' | '6' | '7' | '2019-09' | '2020-12'
  strict?: boolean
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
    .addOption(
      new Option('--formats <how>', 'whether format constrains (default: assert)').choices(['assert', 'annotate']),
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
}

/** The flags that were given, as compile options. */
export function schemaOptions(flags: SchemaFlags): SchemaOptions {
  const { whitespace, propertyOrder, formats, dialect, strict } = flags
  return {
    ...(whitespace === undefined ? {} : { whitespace }),
    ...(propertyOrder === undefined ? {} : { propertyOrder }),
    ...(formats === undefined ? {} : { formats }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(strict === undefined ? {} : { strict }),
  }
}
