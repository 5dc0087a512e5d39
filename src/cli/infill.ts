import type { Command } from 'commander'
import pc from 'picocolors'
import { type InfillResult, validateInfill } from '../infill/index.js'
import { exitCodes, InputError } from './exit-codes.js'
import { readInput } from './files.js'
import type { Io } from './io.js'
import { placeOf } from './judge-grammar.js'
import { addLanguageFlags, type LanguageFlags, readLanguage } from './language.js'

interface InfillFlags extends LanguageFlags {
  json?: boolean
}

/** Where a text that is no list of pieces has holes. */
const hole = /⟦[^⟧]*⟧/u

export function addInfill(program: Command, io: Io, exit: (status: number) => void): void {
  const command = program
    .command('infill')
    .description(
      'say whether a text with holes can be completed to a word of a language, and show a shortest completion',
    )
    .argument('<text>', `file with {"pieces": [...]}, or with a text with holes ⟦⟧ in it, '-' for standard input`)
  addLanguageFlags(command).option('--json', 'print one JSON object')
  command.action(async (file: string, flags: InfillFlags) => {
    if (file === '-' && (flags.grammar === '-' || flags.schema === '-')) {
      throw new InputError('Standard input cannot be both the text and its language.', {
        code: 'stdin-twice',
        status: exitCodes.usage,
        hint: 'Put one of them into a file.',
      })
    }
    const language = await readLanguage(flags, 'infill', io)
    const pieces = piecesOf(new TextDecoder().decode(await readInput(file, io)), file)
    const result = validateInfill(language, pieces)
    if (flags.json) io.out(`${JSON.stringify(toJson(result))}\n`)
    else print(file, pieces, result, io)
    if (!result.completable) exit(exitCodes.rejected)
  })
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
