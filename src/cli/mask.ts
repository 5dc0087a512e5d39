import { type Command, InvalidArgumentError } from 'commander'
import pc from 'picocolors'
import type { Constraint } from '../automaton/index.js'
import type { GrammarConstraint } from '../grammar/index.js'
import { createMatcher } from '../mask/matcher.js'
import { compileJsonSchema } from '../schema/index.js'
import type { Vocabulary } from '../vocab/index.js'
import { exitCodes } from './exit-codes.js'
import { judge } from './expected.js'
import { readSchemaFile } from './files.js'
import {
  addGrammarFlags,
  compileGrammarInput,
  exactlyOne,
  type GrammarFlags,
  grammarArgument,
  readGrammarInput,
  refuseGrammarFlags,
} from './grammar-input.js'
import type { Io } from './io.js'
import { expectedInWords, judgeText, placeInWords, refusalAsJson } from './judge-grammar.js'
import { addSchemaFlags, refuseSchemaFlags, type SchemaFlags, schemaOptions } from './schema-options.js'
import { loadVocabulary } from './vocabulary.js'

interface MaskFlags extends SchemaFlags, GrammarFlags {
  grammar?: string
  prefix: string
  model?: string
  limit?: number
  json?: boolean
}

export function addMask(program: Command, io: Io, exit: (status: number) => void): void {
  const command = program
    .command('mask')
    .description('list the tokens that may come after a text, most general first')
    .argument('[schema]', "file with a JSON Schema, '-' for standard input; left out with --grammar")
    .option('-g, --grammar <grammar>', grammarArgument)
    .option('--prefix <text>', 'the text so far', '')
    .option('-m, --model <folder>', "model folder, tokenizer.json, or 'bytes' (default: the embedded model)")
    .option('--limit <count>', 'list at most so many tokens, 0 for all (default: 40, with --json all)', toCount)
    .option('--json', 'print one JSON object')
  addSchemaFlags(command, { whitespace: 'flexible', propertyOrder: 'any' })
  addGrammarFlags(command)
  command.action(async (path: string | undefined, flags: MaskFlags) => {
    const { constraint, refuse } = await compiled(path, flags, io)
    const { name, vocabulary } = await loadVocabulary(flags.model, io)
    const matcher = createMatcher(constraint, vocabulary)
    const prefix = new TextEncoder().encode(flags.prefix)
    if (prefix.length > 0 && !matcher.acceptBytes(prefix)) {
      const { asJson, inWords } = refuse(prefix)
      if (flags.json) io.out(`${JSON.stringify(asJson)}\n`)
      else io.out(`${pc.createColors(io.colours).red('rejected')} the prefix at ${inWords}\n`)
      exit(exitCodes.rejected)
      return
    }
    const tokens = mostGeneralFirst(allowedTokens(matcher.mask(), vocabulary), vocabulary)
    const limit = flags.limit ?? (flags.json ? 0 : 40)
    const shown = limit === 0 ? tokens : tokens.slice(0, limit)
    const forced = new TextDecoder().decode(matcher.forcedBytes())
    const ends = new Set(vocabulary.endIds)
    if (flags.json) {
      const list = shown.map((id) => ({
        id,
        text: text(vocabulary.bytes(id)),
        bytes: [...vocabulary.bytes(id)],
        end: ends.has(id),
      }))
      const { minTokensToEnd, canEnd } = matcher
      io.out(`${JSON.stringify({ model: name, count: tokens.length, canEnd, minTokensToEnd, forced, tokens: list })}\n`)
      return
    }
    const c = pc.createColors(io.colours)
    const canEnd = matcher.canEnd
      ? 'the text can end here'
      : `the shortest completion has ${matcher.minTokensToEnd} tokens`
    io.out(`${c.bold(String(tokens.length))} of ${vocabulary.size} tokens allowed; ${canEnd}\n`)
    if (forced !== '') io.out(`forced: ${JSON.stringify(forced)}\n`)
    for (const id of shown)
      io.out(`${String(id).padStart(8)}  ${ends.has(id) ? c.dim('(end)') : text(vocabulary.bytes(id))}\n`)
    if (shown.length < tokens.length) io.out(c.dim(`${tokens.length - shown.length} more; --limit 0 lists all\n`))
  })
}

/** What constrains, and how it tells that a prefix is refused. */
interface Compiled {
  readonly constraint: Constraint
  refuse(prefix: Uint8Array): { asJson: object; inWords: string }
}

async function compiled(path: string | undefined, flags: MaskFlags, io: Io): Promise<Compiled> {
  exactlyOne(path, flags.grammar)
  if (flags.grammar !== undefined) {
    refuseSchemaFlags(flags)
    const { constraint } = compileGrammarInput(await readGrammarInput(flags.grammar, flags, io), flags)
    return { constraint, refuse: (prefix) => refuseByGrammar(constraint, prefix) }
  }
  refuseGrammarFlags(flags)
  const constraint = compileJsonSchema(await readSchemaFile(path!, io), await schemaOptions(flags, io))
  return {
    constraint,
    refuse(prefix) {
      const { offset, path, expected } = judge(constraint, prefix)
      return {
        asJson: { accepted: false, offset, path, expected },
        inWords: `byte ${offset}, expected ${expected.join(' or ')}`,
      }
    },
  }
}

function refuseByGrammar(constraint: GrammarConstraint, prefix: Uint8Array): { asJson: object; inWords: string } {
  const judged = judgeText(constraint, '--prefix', prefix)
  const refusal = judged.refusal!
  return {
    asJson: refusalAsJson(judged),
    inWords: `${placeInWords(prefix, refusal)}, expected ${expectedInWords(refusal)}`,
  }
}

function allowedTokens(mask: Uint32Array, vocabulary: Vocabulary): number[] {
  const tokens: number[] = []
  for (let id = 0; id < vocabulary.size; id++) if ((mask[id >>> 5]! >>> (id & 31)) & 1) tokens.push(id)
  return tokens
}

/** By how many other allowed tokens begin with it, then the shorter, then the smaller id; end tokens lead. */
export function mostGeneralFirst(tokens: readonly number[], vocabulary: Vocabulary): number[] {
  const byText = tokens.map((id) => ({ id, key: latin1(vocabulary.bytes(id)), extensions: 0 }))
  byText.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.id - b.id))
  // In text order the extensions of a token follow it directly: a stack of the tokens that begin the current one.
  const open: typeof byText = []
  for (const token of byText) {
    while (open.length > 0 && !token.key.startsWith(open.at(-1)!.key)) open.pop()
    for (const shorter of open) shorter.extensions++
    if (token.key !== '') open.push(token)
  }
  const ends = new Set(vocabulary.endIds)
  const rank = (token: (typeof byText)[number]) => (ends.has(token.id) ? Infinity : token.extensions)
  byText.sort((a, b) => rank(b) - rank(a) || a.key.length - b.key.length || a.id - b.id || 0)
  return byText.map((token) => token.id)
}

function latin1(bytes: Uint8Array): string {
  let key = ''
  for (const byte of bytes) key += String.fromCharCode(byte)
  return key
}

/** Readable and unambiguous: JSON quoting, bytes in hex where they are no text of their own. */
function text(bytes: Uint8Array): string {
  try {
    return JSON.stringify(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return `<${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`
  }
}

function toCount(value: string): number {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('Not a whole number of at least 0.')
  return count
}
