import type { Command } from 'commander'
import pc from 'picocolors'
import { OptionError } from '../error/index.js'
import { type InfillResult, validateInfill } from '../infill/index.js'
import { exitCodes, InputError } from './exit-codes.js'
import { readInput } from './files.js'
import {
  addGrammarFlags,
  compileGrammarInput,
  type GrammarFlags,
  grammarArgument,
  readGrammarInput,
} from './grammar-input.js'
import type { Io } from './io.js'
import { placeOf } from './judge-grammar.js'

interface InfillFlags extends GrammarFlags {
  language?: string
  grammar?: string
  json?: boolean
}

/** Where a text that is no list of pieces has holes. */
const hole = /⟦[^⟧]*⟧/u

export function addInfill(program: Command, io: Io, exit: (status: number) => void): void {
  const command = program
    .command('infill')
    .description(
      'say whether a text with holes can be completed to a word of a grammar, and show a shortest completion',
    )
    .argument('<text>', `file with {"pieces": [...]}, or with a text with holes ⟦⟧ in it, '-' for standard input`)
    .option('--language <name>', 'the grammar is a built-in one')
    .option('--grammar <grammar>', grammarArgument)
    .option('--json', 'print one JSON object')
  addGrammarFlags(command)
  command.action(async (file: string, flags: InfillFlags) => {
    const given = flags.grammar ?? flags.language
    if (given === undefined || (flags.grammar !== undefined && flags.language !== undefined)) {
      throw new OptionError('infill needs one grammar.', {
        code: 'invalid-option',
        option: 'grammar',
        hint: 'Pass --language NAME for a built-in one, or --grammar FILE.',
      })
    }
    const { constraint } = compileGrammarInput(await readGrammarInput(given, flags, io), flags)
    const pieces = piecesOf(new TextDecoder().decode(await readInput(file, io)), file)
    const result = validateInfill(constraint, pieces)
    if (flags.json) io.out(`${JSON.stringify(toJson(result))}\n`)
    else print(file, pieces, result, io)
    if (!result.completable) exit(exitCodes.rejected)
  })
}

function toJson(result: InfillResult): object {
  if (!result.completable) return result
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
