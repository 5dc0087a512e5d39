import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { main } from '../../src/cli/program.js'

export interface CliInput {
  stdin?: string
  colours?: boolean
  interactive?: boolean
  signal?: AbortSignal
}

/** Runs the command line within this process; what it writes is kept. */
export async function cli(
  argv: string[],
  { stdin = '', colours = false, interactive = false, signal = new AbortController().signal }: CliInput = {},
): Promise<{ status: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const status = await main(argv, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    stdin: async () => new TextEncoder().encode(stdin),
    colours,
    interactive,
    signal,
  })
  return { status, out, err }
}

/** A folder for the tests of a file, removed after them; `file` writes one in it and returns its path. */
export function temporaryFolder(): { folder: string; file(name: string, content: unknown): string } {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    file(name, content) {
      const path = join(folder, name)
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
  }
}
