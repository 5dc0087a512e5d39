import { basename } from 'node:path'
import type { Command } from 'commander'
import { SchemaError } from '../error/index.js'
import { isObject } from '../sdk/local-ref.js'
import { readSchemaFile, writeOutput } from './files.js'
import type { Io } from './io.js'

export function addTypes(program: Command, io: Io): void {
  program
    .command('types')
    .description('print TypeScript types for a schema')
    .argument('<schema>', "file with a JSON Schema, '-' for standard input")
    .option('--name <identifier>', 'name of the type (default: title of the schema, or the file name)')
    .option('-o, --out <file>', 'write to a file instead of standard output')
    .option('--json', 'print { "name", "types" } as JSON')
    .action(async (path: string, flags: { name?: string; out?: string; json?: boolean }) => {
      const schema = await readSchemaFile(path, io)
      const title = isObject(schema) && typeof schema.title === 'string' ? schema.title : undefined
      const name = flags.name ?? title ?? (path === '-' ? 'Value' : basename(path).replace(/(\.schema)?\.json$/, ''))
      const types = await print(isObject(schema) ? { ...schema, title: name } : schema, name)
      if (flags.out !== undefined) await writeOutput(flags.out, types)
      else io.out(flags.json ? `${JSON.stringify({ name, types })}\n` : types)
    })
}

async function print(schema: unknown, name: string): Promise<string> {
  if (!isObject(schema)) {
    if (schema === true) return 'export type Value = unknown\n'
    throw new SchemaError('This schema has no type.', {
      code: 'malformed-schema',
      path: '',
      hint: 'Types are made from a schema that is an object.',
    })
  }
  const { compile } = await import('json-schema-to-typescript')
  try {
    // The converter adds to the schema it is given.
    return await compile(structuredClone(schema), name, {
      bannerComment: '',
      $refOptions: { resolve: { external: false } },
    })
  } catch (cause) {
    throw new SchemaError(`No types can be made from this schema: ${(cause as Error).message}`, {
      code: 'malformed-schema',
      path: '',
      hint: "Run 'espalier check' on it for the place of the fault.",
      cause,
    })
  }
}
