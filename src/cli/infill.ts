import type { Command } from 'commander'
import pc from 'picocolors'
import type { Constraint } from '../automaton/index.js'
import { samplingOptionNames } from '../decode/options.js'
import { OptionError } from '../error/index.js'
import { type InfillResult, validateInfill } from '../infill/index.js'
import { infill } from '../sdk/infill.js'
import { exitCodes, InputError } from './exit-codes.js'
import { readInput } from './files.js'
import type { Io } from './io.js'
import { placeOf } from './judge-grammar.js'
import { addLanguageFlags, type LanguageFlags, readLanguage } from './language.js'
import { type EngineFlags, loadEngine } from './load-engine.js'
import { toNumber } from './numbers.js'

interface InfillFlags extends LanguageFlags, FillFlags {
  fill?: boolean
  json?: boolean
}

/** What only means something with --fill. */
interface FillFlags extends EngineFlags {
  prompt?: string
  maxTokens?: number
  temperature?: number
  topK?: number
  topP?: number
  minP?: number
  seed?: number
}

const fillFlags = ['model', 'executionProviders', 'prompt', 'maxTokens', ...samplingOptionNames] as const

/** Where a text that is no list of pieces has holes. */
const hole = /⟦[^⟧]*⟧/u

export function addInfill(program: Command, io: Io, exit: (status: number) => void): void {
  const command = program
    .command('infill')
    .description(
      'say whether a text with holes can be completed to a word of a language, and show a shortest completion',
    )
    .argument('<text>', `file with {"pieces": [...]}, or with a text with holes ⟦⟧ in it, '-' for standard input`)
  addLanguageFlags(command)
    .option('--fill', 'let a model fill the holes, and print the whole text')
    .option('-m, --model <folder or hub id>', 'with --fill: which one (default: the embedded model)')
    .option('-p, --prompt <text>', 'with --fill: what the model is told besides the text')
    .option('--max-tokens <count>', 'with --fill: most tokens of one hole (default: 256)', toNumber)
    .option('-t, --temperature <number>', 'with --fill: 0 takes the likeliest token (default: 0)', toNumber)
    .option('--top-k <count>', 'with --fill: draw from the likeliest tokens only', toNumber)
    .option(
      '--top-p <share>',
      'with --fill: draw from the likeliest tokens that have this probability in sum',
      toNumber,
    )
    .option('--min-p <fraction>', 'with --fill: leave out tokens below this fraction of the likeliest', toNumber)
    .option('--seed <number>', 'with --fill: make drawing repeatable', toNumber)
    .option('--execution-providers <names>', "with --fill: where the model runs, for example 'webgpu,cpu'")
    .option('--json', 'print one JSON object')
  command.action(async (file: string, flags: InfillFlags) => {
    if (file === '-' && (flags.grammar === '-' || flags.schema === '-')) {
      throw new InputError('Standard input cannot be both the text and its language.', {
        code: 'stdin-twice',
        status: exitCodes.usage,
        hint: 'Put one of them into a file.',
      })
    }
    const without = flags.fill ? undefined : fillFlags.find((name) => flags[name] !== undefined)
    if (without !== undefined) {
      throw new OptionError(`${flagOf(without)} is for --fill.`, {
        code: 'invalid-option',
        option: without,
        hint: 'Pass --fill, or leave it out.',
      })
    }
    const language = await readLanguage(flags, 'infill', io)
    const pieces = piecesOf(new TextDecoder().decode(await readInput(file, io)), file)
    const result = validateInfill(language, pieces)
    if (flags.fill && result.completable) await fill(language, pieces, flags, io)
    else if (flags.json) io.out(`${JSON.stringify(toJson(result))}\n`)
    else print(file, pieces, result, io)
    if (!result.completable) exit(exitCodes.rejected)
  })
}

async function fill(language: Constraint, pieces: readonly string[], flags: InfillFlags, io: Io): Promise<void> {
  const { prompt, maxTokens, temperature, topK, topP, minP, seed } = flags
  const given = Object.entries({ prompt, maxTokens, temperature, topK, topP, minP, seed })
  const sampling = Object.fromEntries(given.filter(([, value]) => value !== undefined))
  const engine = await loadEngine(flags, io)
  try {
    const answer = await infill({ language, pieces, model: engine, signal: io.signal, ...sampling })
    const { text, regions, usage, model } = answer
    if (flags.json) {
      const fills = regions.map((region) => region.text)
      io.out(
        `${JSON.stringify({ completable: true, fills, completion: text, regions, usage, seed: answer.seed, model })}\n`,
      )
      return
    }
    io.out(`${text}\n`)
    const cut = regions.filter(({ finishReason }) => finishReason === 'length').length
    const parts = [model, `${usage.outputTokens} tokens in ${regions.length} holes`]
    if (cut > 0) parts.push(`${cut} ended by the token limit, still valid`)
    io.err(`${pc.createColors(io.colours).dim(parts.join(' · '))}\n`)
  } finally {
    await engine.dispose()
  }
}

function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function toJson(result: InfillResult): object {
  if (!result.completable) {
    const { completable, piece, offset, expected } = result
    return { completable, piece, offset, expected }
  }
  const { completable, fills, completion } = result
  return { completable, fills, completion }
}

/** A JSON object with pieces, or else a text with holes. A final line feed, which editors write, is no part of the text. */
function piecesOf(text: string, file: string): string[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  const pieces = (value as { pieces?: unknown } | null | undefined)?.pieces
  if (Array.isArray(pieces)) {
    if (pieces.length > 0 && pieces.every((piece) => typeof piece === 'string')) return pieces
    throw new InputError(`The pieces in ${file} are not a list of texts.`, {
      code: 'bad-pieces',
      status: exitCodes.usage,
      hint: 'Write {"pieces": ["before the hole", "behind it"]}.',
    })
  }
  const found = text.replace(/\r?\n$/, '').split(hole)
  if (found.length > 1) return found
  throw new InputError(`There is no hole in ${file}.`, {
    code: 'no-hole',
    status: exitCodes.usage,
    hint: 'Mark holes as ⟦⟧, or pass {"pieces": [...]}; espalier check judges texts without holes.',
  })
}

function print(file: string, pieces: readonly string[], result: InfillResult, io: Io): void {
  const c = pc.createColors(io.colours)
  if (result.completable) {
    io.out(`${c.green('completable')} ${file}\n`)
    result.fills.forEach((fill, i) => {
      io.out(`  hole ${i + 1}: ${fill === '' ? 'nothing' : JSON.stringify(fill)}\n`)
    })
    return
  }
  const bytes = new TextEncoder().encode(pieces[result.piece]!)
  const { line, column } = placeOf(bytes, result.offset)
  io.out(`${c.red('not completable')} ${file}  in piece ${result.piece + 1}, line ${line}, column ${column} of it\n`)
  const rest = new TextDecoder().decode(bytes.subarray(result.offset)).split('\n')[0]!.slice(0, 60)
  const expected = result.expected.length === 0 ? 'nothing more' : result.expected.join(' or ')
  io.out(`  ${rest === '' ? 'the text ends' : `found ${JSON.stringify(rest)}`}, expected ${expected}\n`)
}
