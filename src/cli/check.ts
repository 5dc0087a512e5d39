import type { Command } from 'commander'
import pc from 'picocolors'
import { EspalierError } from '../error/index.js'
import { compileJsonSchema, type Failure, type JsonConstraint, undecidedMessage } from '../schema/index.js'
import { checkGrammar } from './check-grammar.js'
import { exitCodes } from './exit-codes.js'
import { judge, type Verdict } from './expected.js'
import { type Explanation, explainer } from './explain.js'
import { readInput, readSchemaFile } from './files.js'
import { addGrammarFlags, exactlyOne, type GrammarFlags, grammarArgument, refuseGrammarFlags } from './grammar-input.js'
import type { Io } from './io.js'
import { addSchemaFlags, refuseSchemaFlags, type SchemaFlags, schemaOptions } from './schema-options.js'

export interface CheckFlags extends SchemaFlags, GrammarFlags {
  grammar?: string
  text?: string[]
  json?: boolean
  explain?: boolean
}

export function addCheck(program: Command, io: Io, exit: (status: number) => void): void {
  const command = program
    .command('check')
    .description('compile a schema or a grammar, say what is enforced, and judge texts by it')
    .argument('[schema]', "file with a JSON Schema, '-' for standard input; left out with --grammar")
    .argument('[instances...]', "files with texts, '-' for standard input")
    .option('-g, --grammar <grammar>', grammarArgument)
    .option(
      '--text <text>',
      'judge this text, too, exactly as it is; can be repeated',
      (text: string, all: string[] = []) => [...all, text],
    )
    .option('--explain', 'tell the keywords that refuse an instance, with their place in the schema')
    .option('--json', 'print one JSON object')
  addSchemaFlags(command, { whitespace: 'flexible', propertyOrder: 'any' })
  addGrammarFlags(command)
  command.action(async (first: string | undefined, rest: string[], flags: CheckFlags) => {
    if (flags.grammar !== undefined) {
      refuseSchemaFlags(flags)
      const files = first === undefined ? rest : [first, ...rest]
      if (await checkGrammar(flags.grammar, files, flags, io)) return
      exit(exitCodes.rejected)
      return
    }
    exactlyOne(first, flags.grammar)
    refuseGrammarFlags(flags)
    const path = first!
    const instances = rest
    const schema = await readSchemaFile(path, io)
    const started = performance.now()
    const options = await schemaOptions(flags, io)
    const constraint = compileJsonSchema(schema, options)
    const compileMs = performance.now() - started
    const texts: { file: string; bytes: Uint8Array }[] = []
    for (const file of instances) texts.push({ file, bytes: await readInput(file, io) })
    for (const text of flags.text ?? []) texts.push({ file: '--text', bytes: new TextEncoder().encode(text) })
    const explain = flags.explain ? explainer(schema, options, constraint) : undefined
    const plain = () => compileJsonSchema(schema, { ...options, spelling: 'canonical' })
    const verdicts = texts.map(({ file, bytes }) => {
      const verdict = judge(constraint, bytes)
      if (verdict.accepted) return { file, bytes, verdict, why: undefined }
      return { file, bytes, verdict: placed(verdict, plain, bytes), why: explain?.(bytes, verdict) }
    })
    if (flags.json) io.out(`${JSON.stringify(toJson(path, constraint, compileMs, verdicts))}\n`)
    else print(path, constraint, compileMs, verdicts, io)
    if (verdicts.some(({ verdict }) => !verdict.accepted)) exit(exitCodes.rejected)
  })
}

/**
 * An exponent can bring any number back into its bounds (1300 to 1300e-1), so that it is refused only where it
 * ends. Where the refused byte follows a number, the place is the one without such exponents.
 */
function placed(verdict: Verdict, plain: () => JsonConstraint, bytes: Uint8Array): Verdict {
  let begin = verdict.offset
  while (begin > 0 && numberBytes.includes(String.fromCharCode(bytes[begin - 1]!))) begin--
  if (begin === verdict.offset) return verdict
  try {
    const earlier = judge(plain(), bytes)
    return !earlier.accepted && earlier.offset >= begin ? earlier : verdict
  } catch (error) {
    // All values may need exponents.
    if (EspalierError.isInstance(error)) return verdict
    throw error
  }
}

const numberBytes = '0123456789+-.eE'

type Judged = { file: string; bytes: Uint8Array; verdict: Verdict; why: Explanation | undefined }[]

function toJson(path: string, { report }: JsonConstraint, compileMs: number, verdicts: Judged): object {
  // Looking for findings may leave more undecided.
  const findings = report.findings()
  return {
    schema: {
      file: path,
      dialect: report.dialect,
      subschemas: report.subschemas,
      compileMs,
      warnings: report.warnings,
      findings,
      undecided: report.undecided,
    },
    instances: verdicts.map(({ file, verdict, why }) => {
      const { accepted, offset, line, column, path: at, expected, found } = verdict
      if (accepted) return { file, accepted }
      return { file, accepted, offset, line, column, path: at, expected, found, ...why }
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
  const undecided = undecidedMessage(report)
  if (undecided !== undefined) io.out(`  ${c.yellow('warning')} ${undecided}\n`)
  for (const { file, bytes, verdict, why } of verdicts) {
    if (verdict.accepted) {
      io.out(`${c.green('accepted')} ${file}\n`)
      continue
    }
    const where = `byte ${verdict.offset} (line ${verdict.line}, column ${verdict.column})`
    const found = verdict.found === undefined ? 'the text ends' : `found ${JSON.stringify(verdict.found)}`
    const place = (why ?? verdict).path
    io.out(`${c.red('rejected')} ${file}  at ${where}, in ${place === '' ? 'the whole value' : place}\n`)
    io.out(`  ${found}, expected ${(why ?? verdict).expected.join(' or ')}\n`)
    io.out(`  ${excerpt(bytes, verdict.offset, c)}\n`)
    if (why && why.failures.length === 0) io.out(`  ${why.reason}\n`)
    else if (why) tell(why.failures, '  ', io, c)
  }
}

/** Failures shown at one place. */
const maxFailures = 10

function tell(failures: readonly Failure[], indent: string, io: Io, c: ReturnType<typeof pc.createColors>): void {
  for (const { path, keyword, schemaPath, message, branches } of failures.slice(0, maxFailures)) {
    const by = keyword === undefined ? '' : c.dim(` (${keyword} at ${schemaPath || 'the schema root'})`)
    io.out(`${indent}${path === '' ? 'the value' : path} ${message}${by}\n`)
    branches?.forEach((branch, i) => {
      io.out(`${indent}  ${c.dim(`branch ${i}:`)}\n`)
      tell(branch, `${indent}    `, io, c)
    })
  }
  const more = failures.length - maxFailures
  if (more > 0) io.out(c.dim(`${indent}${more} more\n`))
}

/** The text around the place, whitespace runs shortened, a mark at the place. */
function excerpt(bytes: Uint8Array, offset: number, c: ReturnType<typeof pc.createColors>): string {
  const decoder = new TextDecoder()
  const tidy = (text: string) => text.replace(/\s+/g, ' ').replace(/\ufffd/g, '')
  const before = tidy(decoder.decode(bytes.subarray(Math.max(0, offset - 40), offset)))
  const after = tidy(decoder.decode(bytes.subarray(offset, offset + 20)))
  return `${offset > 40 ? '…' : ''}${before}${c.red('▸')}${after}`
}
