import { type Command, Option } from 'commander'
import pc from 'picocolors'
import { compileSource } from '../sdk/compile.js'
import { checkOptions, type GenerateOptions } from '../sdk/options.js'
import type { GenerateResult } from '../sdk/run.js'
import { type AnySchema, readSchema } from '../sdk/schema-input.js'
import { stream } from '../sdk/stream.js'
import { readInput } from './files.js'
import type { Io } from './io.js'
import { loadEngine } from './load-engine.js'
import { toNumber } from './numbers.js'
import { addSchemaFlags, type SchemaFlags, schemaOptions } from './schema-options.js'
import { addSourceFlags, readSource, type SourceFlags } from './source.js'

interface GenerateFlags extends SchemaFlags, SourceFlags {
  prompt: string
  system?: string
  model?: string
  temperature?: number
  topK?: number
  topP?: number
  minP?: number
  seed?: number
  maxTokens?: number
  describe?: 'typescript' | 'json-schema' | 'shorthand' | 'none'
  extraProperties?: 'omit' | 'allow'
  executionProviders?: string
  stream?: boolean
  json?: boolean
  quiet?: boolean
}

export function addGenerate(program: Command, io: Io): void {
  const command = program
    .command('generate')
    .description(
      'let a model write one value of a schema, or a text; it goes to standard output, all else to standard error',
    )
    .requiredOption('-p, --prompt <text>', "what the model reads, '-' for standard input")
    .option('--system <text>', 'a system message before the description of the schema')
    .option(
      '-m, --model <folder or hub id>',
      'folder in the Hugging Face layout, or owner/name (default: the embedded model)',
    )
    .option('-t, --temperature <number>', '0 takes the likeliest token (default: 0)', toNumber)
    .option('--top-k <count>', 'draw from the likeliest tokens only', toNumber)
    .option('--top-p <share>', 'draw from the likeliest tokens that have this probability in sum', toNumber)
    .option('--min-p <fraction>', 'leave out tokens below this fraction of the likeliest', toNumber)
    .option('--seed <number>', 'make drawing repeatable', toNumber)
    .option('--max-tokens <count>', 'most output tokens (default: 1024)', toNumber)
    .addOption(
      new Option('--describe <how>', 'how the model is told the schema (default: what the model prefers)').choices([
        'typescript',
        'json-schema',
        'shorthand',
        'none',
      ]),
    )
    .addOption(
      new Option('--extra-properties <how>', 'properties that the schema does not declare (default: omit)').choices([
        'omit',
        'allow',
      ]),
    )
    .option('--execution-providers <names>', "where the model runs, for example 'webgpu,cpu' (default: cpu)")
    .option('--stream', 'print the text as it is written; with --json one event per line')
    .option('--json', 'print value, text, usage, weight and timings as one JSON object')
    .option('-q, --quiet', 'nothing on standard error but errors')
  addSourceFlags(command)
  addSchemaFlags(command, { whitespace: 'compact', propertyOrder: 'schema' })
  command.action(async (path: string | undefined, flags: GenerateFlags) => {
    const schema = await readSource(path, flags, io)
    const prompt = flags.prompt === '-' ? new TextDecoder().decode(await readInput('-', io)) : flags.prompt
    const options = { ...(await sdkOptions(flags, io)), prompt, signal: io.signal }
    // A wrong option or schema is told before a model is downloaded for it.
    checkOptions(options, 'generate')
    compileSource(readSchema(schema), options)
    const engine = await loadEngine(flags, io)
    try {
      await generate(schema, { ...options, model: engine }, flags, io)
    } finally {
      await engine.dispose()
    }
  })
}

async function generate(schema: AnySchema, options: GenerateOptions, flags: GenerateFlags, io: Io): Promise<void> {
  const running = stream(schema, options)
  if (flags.stream) {
    let written = false
    try {
      for await (const event of running) {
        if (flags.json) io.out(`${JSON.stringify(event)}\n`)
        else if (event.type === 'text') {
          io.out(event.delta)
          written = true
        }
      }
    } finally {
      if (written) io.out('\n')
    }
  }
  const result = await running.result
  if (!flags.stream) io.out(`${flags.json ? JSON.stringify(result) : result.text}\n`)
  if (flags.quiet) return
  for (const warning of result.warnings) io.err(`${pc.createColors(io.colours).yellow('warning')} ${warning}\n`)
  if (!flags.json) io.err(`${pc.createColors(io.colours).dim(summary(result))}\n`)
}

function summary(result: GenerateResult): string {
  const { timings, usage } = result
  const steps = timings.stepMs.length
  const perStep = steps > 0 ? timings.stepMs.reduce((a, b) => a + b, 0) / steps : 0
  const parts = [
    result.model,
    `${usage.outputTokens} tokens, ${result.forcedTokens} of them forced`,
    `${(timings.totalMs / 1000).toFixed(2)} s`,
  ]
  if (steps > 0) parts.push(`${perStep.toFixed(1)} ms per model call`)
  if (result.finishReason === 'length') parts.push('cut short by the token limit, still valid')
  return parts.join(' · ')
}

async function sdkOptions(flags: GenerateFlags, io: Io): Promise<Omit<GenerateOptions, 'prompt' | 'messages'>> {
  const {
    prompt: _prompt,
    stream: _stream,
    json: _json,
    quiet: _quiet,
    whitespace: _w,
    propertyOrder: _o,
    allowKeywords: _k,
    regex: _r,
    choice: _c,
    grammar: _g,
    format: _f,
    start: _s,
    lexer: _l,
    terminals: _t,
    ignore: _i,
    commits: _m,
    lookahead: _a,
    ...rest
  } = flags
  return { ...rest, ...(await schemaOptions(flags, io)) } as Omit<GenerateOptions, 'prompt' | 'messages'>
}
