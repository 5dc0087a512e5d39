import { readFile, writeFile } from 'node:fs/promises'
import { exitCodes, InputError } from './exit-codes.js'
import type { Io } from './io.js'

/** The bytes of a file, '-' for standard input. */
export async function readInput(path: string, io: Io, status: number = exitCodes.noInput): Promise<Uint8Array> {
  if (path === '-') return await io.stdin()
  try {
    return await readFile(path)
  } catch (cause) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'does not exist'
        : `cannot be read: ${(cause as Error).message}`
    throw new InputError(`${path} ${reason}.`, { code: 'file-unreadable', status, cause })
  }
}

/** A schema file as JSON. */
export async function readSchemaFile(path: string, io: Io): Promise<unknown> {
  const text = new TextDecoder().decode(await readInput(path, io, exitCodes.schema))
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError(`${path} is not JSON: ${(cause as Error).message}.`, {
      code: 'schema-not-json',
      status: exitCodes.schema,
      hint: 'A schema file holds one JSON Schema (an object, true or false).',
      cause,
    })
  }
}

/** What a command makes, into a file. */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (cause) {
    throw new InputError(`${path} cannot be written: ${(cause as Error).message}.`, {
      code: 'file-unwritable',
      status: exitCodes.noInput,
      cause,
    })
  }
}
