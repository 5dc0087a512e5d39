import type { Command } from 'commander'
import pc from 'picocolors'
import { compileJsonSchema, type JsonConstraint } from '../schema/index.js'
import { exitCodes } from './exit-codes.js'
import { judge, type Verdict } from './expected.js'
import { readInput, readSchemaFile } from './files.js'
import type { Io } from './io.js'
import { addSchemaFlags, type SchemaFlags, schemaOptions } from './schema-options.js'

interface CheckFlags extends SchemaFlags {
  json?: boolean
}

export function addCheck(program: Command, io: Io, exit: (status: number) => void): void {
  const command = program
    .command('check')
    .description('compile a schema, say what is enforced, and judge JSON texts by it')
    .argument('<schema>', "file with a JSON Schema, '-' for standard input")
    .argument('[instances...]', "files with JSON texts, '-' for standard input")
    .option('--json', 'print one JSON object')
  addSchemaFlags(command, { whitespace: 'flexible', propertyOrder: 'any' })
  command.action(async (path: string, instances: string[], flags: CheckFlags) => {
    const schema = await readSchemaFile(path, io)
    const started = performance.now()
    const constraint = compileJsonSchema(schema, schemaOptions(flags))
    const compileMs = performance.now() - started
    const texts: { file: string; bytes: Uint8Array }[] = []
    for (const file of instances) texts.push({ file, bytes: await readInput(file, io) })
    const verdicts = texts.map(({ file, bytes }) => ({ file, bytes, verdict: judge(constraint, bytes) }))
    if (flags.json) io.out(`${JSON.stringify(toJson(path, constraint, compileMs, verdicts))}\n`)
    else print(path, constraint, compileMs, verdicts, io)
    if (verdicts.some(({ verdict }) => !verdict.accepted)) exit(exitCodes.rejected)
  })
}

type Judged = { file: string; bytes: Uint8Array; verdict: Verdict }[]

function toJson(path: string, { report }: JsonConstraint, compileMs: number, verdicts: Judged): object {
  return {
    schema: {
      file: path,
      dialect: report.dialect,
      subschemas: report.subschemas,
      compileMs,
      warnings: report.warnings,
      findings: report.findings(),
    },
    instances: verdicts.map(({ file, verdict }) => {
      const { accepted, offset, line, column, path: at, expected, found } = verdict
      return accepted ? { file, accepted } : { file, accepted, offset, line, column, path: at, expected, found }
    }),
  }
}

function print(path: string, { report }: JsonConstraint, compileMs: number, verdicts: Judged, io: Io): void {
  const c = pc.createColors(io.colours)
  const parts = report.subschemas === 1 ? '1 subschema' : `${report.subschemas} subschemas`
  io.out(`${c.bold(path)}  ${c.dim(`dialect ${report.dialect}, ${parts}, compiled in ${compileMs.toFixed(1)} ms`)}\n`)
  for (const { path: at, message } of [...report.warnings, ...report.findings()]) {
    io.out(`  ${c.yellow('warning')} ${at || '/'}: ${message}\n`)
  }
  for (const { file, bytes, verdict } of verdicts) {
    if (verdict.accepted) {
      io.out(`${c.green('accepted')} ${file}\n`)
      continue
    }
    const where = `byte ${verdict.offset} (line ${verdict.line}, column ${verdict.column})`
    const found = verdict.found === undefined ? 'the text ends' : `found ${JSON.stringify(verdict.found)}`
    io.out(`${c.red('rejected')} ${file}  at ${where}, in ${verdict.path === '' ? 'the whole value' : verdict.path}\n`)
    io.out(`  ${found}, expected ${verdict.expected.join(' or ')}\n`)
    io.out(`  ${excerpt(bytes, verdict.offset, c)}\n`)
  }
}

/** The text around the place, whitespace runs shortened, a mark at the place. */
function excerpt(bytes: Uint8Array, offset: number, c: ReturnType<typeof pc.createColors>): string {
  const decoder = new TextDecoder()
  const tidy = (text: string) => text.replace(/\s+/g, ' ').replace(/\ufffd/g, '')
  const before = tidy(decoder.decode(bytes.subarray(Math.max(0, offset - 40), offset)))
  const after = tidy(decoder.decode(bytes.subarray(offset, offset + 20)))
  return `${offset > 40 ? '…' : ''}${before}${c.red('▸')}${after}`
}
