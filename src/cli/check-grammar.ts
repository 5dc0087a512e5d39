import pc from 'picocolors'
import type { CheckFlags } from './check.js'
import { readInput } from './files.js'
import { compileGrammarInput, type GrammarInput, readGrammarInput } from './grammar-input.js'
import type { Io } from './io.js'
import {
  count,
  type JudgedText,
  judgeFile,
  judgeText,
  placeInWords,
  refusalAsJson,
  refusalInWords,
} from './judge-grammar.js'

type Compiled = ReturnType<typeof compileGrammarInput>

/** `check` with a grammar: whether all texts are words of it. */
export async function checkGrammar(
  given: string,
  files: readonly string[],
  flags: CheckFlags,
  io: Io,
): Promise<boolean> {
  const input = await readGrammarInput(given, flags, io)
  const compiled = compileGrammarInput(input, flags)
  const { constraint } = compiled
  const judged: JudgedText[] = []
  for (const file of files) judged.push(judgeFile(constraint, file, await readInput(file, io)))
  for (const text of flags.text ?? []) judged.push(judgeText(constraint, '--text', new TextEncoder().encode(text)))
  if (flags.json) io.out(`${JSON.stringify(toJson(input, compiled, judged))}\n`)
  else print(input, compiled, judged, io)
  return judged.every(({ refusal }) => refusal === undefined)
}

function toJson({ name, grammar }: GrammarInput, { constraint, compileMs }: Compiled, judged: JudgedText[]): object {
  const { start, lexer } = grammar
  return {
    grammar: { name, start, lexer, ...constraint.report, compileMs },
    instances: judged.map((text) => ({ file: text.file, ...refusalAsJson(text) })),
  }
}

function print(
  { name, grammar }: GrammarInput,
  { constraint, compileMs }: Compiled,
  judged: JudgedText[],
  io: Io,
): void {
  const c = pc.createColors(io.colours)
  const { rules, states, lexerStates, terminals } = constraint.report
  const parts = [count(rules, 'rule')]
  if (grammar.lexer === 'longest') parts.push(count(terminals, 'terminal'))
  parts.push(count(states + lexerStates, 'state'), `compiled in ${compileMs.toFixed(1)} ms`)
  io.out(`${c.bold(name)}  ${c.dim(parts.join(', '))}\n`)
  for (const { file, bytes, refusal } of judged) {
    if (!refusal) {
      io.out(`${c.green('accepted')} ${file}\n`)
      continue
    }
    io.out(`${c.red('rejected')} ${file}  at ${placeInWords(bytes, refusal)}\n`)
    for (const line of refusalInWords(bytes, refusal, c)) io.out(`  ${line}\n`)
  }
}
