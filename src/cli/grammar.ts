import { type Command, Option } from 'commander'
import pc from 'picocolors'
import { type Grammar, type GrammarFinding, lintGrammar, toEBNF, toGBNF, toLark } from '../grammar/index.js'
import { builtInGrammars } from '../sdk/grammars.js'
import { type GrammarFormat, grammarFormats } from '../sdk/read-grammar.js'
import { exitCodes, InputError } from './exit-codes.js'
import { writeOutput } from './files.js'
import {
  addGrammarFlags,
  type GrammarFlags,
  type GrammarInput,
  grammarArgument,
  readGrammarInput,
  usable,
} from './grammar-input.js'
import type { Io } from './io.js'
import { count } from './judge-grammar.js'

export function addGrammar(program: Command, io: Io, exit: (status: number) => void): void {
  const command = program.command('grammar').description('list, examine and convert context-free grammars')
  command
    .command('list')
    .description('list the built-in grammars')
    .option('--json', 'print a JSON array')
    .action(async (flags: { json?: boolean }) => {
      const all = await builtInGrammars()
      if (flags.json) {
        io.out(`${JSON.stringify(all)}\n`)
        return
      }
      const c = pc.createColors(io.colours)
      const width = Math.max(...all.map(({ name }) => name.length))
      for (const { name, format, description } of all) {
        io.out(`${c.bold(name.padEnd(width))}  ${c.dim(format.padEnd(8))}  ${description}\n`)
      }
    })
  const lint = command
    .command('lint')
    .description('examine a grammar: unused and unproductive rules, terminals that no text becomes, and more')
    .argument('<grammar>', grammarArgument)
    .option('--strict', 'exit with status 1 if there are warnings')
    .option('--json', 'print one JSON object')
  addGrammarFlags(lint).action(async (given: string, flags: LintFlags) => {
    exit(await lintInput(await readGrammarInput(given, flags, io), flags, io))
  })
  const convert = command
    .command('convert')
    .description('write a grammar in another notation: exactly the same texts')
    .argument('<grammar>', grammarArgument)
    .addOption(new Option('--to <notation>', 'what to write').choices([...grammarFormats]).makeOptionMandatory())
    .option('-o, --out <file>', 'write to a file instead of standard output')
    .option('--approximate', 'gbnf only: take any way to cut text into lexemes where the exact rules would be too many')
    .option(
      '--dynamic-complete',
      "lark only: for Lark's parser 'earley' with the lexer of this name, for grammars without lexemes",
    )
    .option('--json', 'print { "format", "text", "warnings" } as JSON')
  addGrammarFlags(convert).action(async (given: string, flags: ConvertFlags) => {
    await convertInput(await readGrammarInput(given, flags, io), flags, io)
  })
}

interface LintFlags extends GrammarFlags {
  strict?: boolean
  json?: boolean
}

async function lintInput(input: GrammarInput, flags: LintFlags, io: Io): Promise<number> {
  const { lookahead } = flags
  const { findings, report, sentences } = lintGrammar(input.grammar, lookahead === undefined ? {} : { lookahead })
  const unusable = findings.some(({ level }) => level === 'error')
  const status = unusable
    ? exitCodes.schema
    : flags.strict && findings.some(({ level }) => level === 'warning')
      ? exitCodes.rejected
      : exitCodes.ok
  const { name, grammar } = input
  if (flags.json) {
    const { start, lexer } = grammar
    io.out(`${JSON.stringify({ grammar: { name, start, lexer }, findings, report, sentences })}\n`)
    return status
  }
  const c = pc.createColors(io.colours)
  io.out(`${c.bold(name)}\n`)
  for (const finding of findings) print(finding, io)
  if (report) {
    const { rules, terminals, procedures, states, lexerStates, lookahead: bytes } = report
    const parts = [count(rules, 'rule'), `${count(procedures, 'procedure')} of ${count(states, 'state')}`]
    if (grammar.lexer === 'longest') {
      const ahead = Number.isFinite(bytes) ? count(bytes, 'byte') : 'without bound'
      parts.push(count(terminals, 'terminal'), `${count(lexerStates, 'state')} of the lexer`, `look-ahead ${ahead}`)
    }
    io.out(`  ${c.dim(parts.join(', '))}\n`)
  }
  const width = Math.min(24, Math.max(0, ...sentences.map(({ rule }) => rule.length)))
  for (const { rule, text } of sentences) {
    io.out(`  ${rule.padEnd(width)}  ${text === undefined ? c.dim('(too long to tell)') : shown(text)}\n`)
  }
  return status
}

function print({ level, code, message, hint, position }: GrammarFinding, io: Io): void {
  const c = pc.createColors(io.colours)
  const colour = level === 'error' ? c.red : level === 'warning' ? c.yellow : c.cyan
  const at = position ? ` ${position.line}:${position.column}` : ''
  io.out(`  ${colour(level)}${at} ${message.replace(/ \(line \d+, column \d+\)/, '')} ${c.dim(`(${code})`)}\n`)
  if (hint !== undefined) io.out(`    ${c.dim(hint)}\n`)
}

function shown(text: string): string {
  const quoted = JSON.stringify(text)
  return quoted.length > 80 ? `${quoted.slice(0, 80)}…` : quoted
}

interface ConvertFlags extends GrammarFlags {
  to: GrammarFormat
  out?: string
  approximate?: boolean
  dynamicComplete?: boolean
  json?: boolean
}

async function convertInput({ grammar, source }: GrammarInput, flags: ConvertFlags, io: Io): Promise<void> {
  refuseOtherNotations(flags)
  const { text, warnings } = usable(() => written(grammar, flags), source)
  if (flags.json) io.out(`${JSON.stringify({ format: flags.to, text, warnings })}\n`)
  else for (const warning of warnings) io.err(`${pc.createColors(io.colours).yellow('warning')} ${warning}\n`)
  if (flags.out !== undefined) await writeOutput(flags.out, text)
  else if (!flags.json) io.out(text)
}

function refuseOtherNotations({ to, approximate, dynamicComplete }: ConvertFlags): void {
  const wrong =
    approximate && to !== 'gbnf' ? 'approximate' : dynamicComplete && to !== 'lark' ? 'dynamic-complete' : ''
  if (wrong === '') return
  throw new InputError(`--${wrong} means nothing for --to ${to}.`, {
    code: 'invalid-option',
    status: exitCodes.usage,
    hint: 'Leave it out.',
  })
}

function written(grammar: Grammar, flags: ConvertFlags): { text: string; warnings: readonly string[] } {
  switch (flags.to) {
    case 'gbnf':
      return flags.approximate ? toGBNF(grammar, { approximate: true }) : { text: toGBNF(grammar), warnings: [] }
    case 'lark':
      return { text: toLark(grammar, flags.dynamicComplete ? { lexer: 'dynamic_complete' } : {}), warnings: [] }
    case 'ebnf':
      return { text: toEBNF(grammar, { flavour: 'w3c' }), warnings: [] }
    case 'iso-ebnf':
      return { text: toEBNF(grammar, { flavour: 'iso', special: true }), warnings: [] }
  }
}
