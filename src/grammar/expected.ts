import { DEAD, type State } from '../automaton/index.js'
import { type CompiledParts, type GrammarConstraint, partsOf } from './compile.js'
import { LEXER_START, readLexeme } from './lexer-dfa.js'
import { FAILED } from './parser.js'

/** Most things listed as expected. */
const maxListed = 12

/** What may stand at a place. */
export interface Expected {
  /** Texts of literals in quotes, names of terminals, or characters; at most 12. */
  readonly expected: readonly string[]
  /** How many more there are. */
  readonly more: number
}

/** Why a text is no word of a grammar. Offsets are in bytes. */
export interface Refusal extends Expected {
  /** The byte behind which no word goes on; the length of the text if it only ends too early. */
  readonly offset: number
  /** What cannot stand where it does, from here … */
  readonly from: number
  /** … to here: a lexeme, or a character where there are none. Empty at the end of the text. */
  readonly to: number
  /** The terminal that it is, as `expected` would tell it; undefined if it is none. */
  readonly terminal: string | undefined
}

/** Tells why the text is no word of the grammar; undefined if it is one. */
export function explainText(constraint: GrammarConstraint, text: Uint8Array): Refusal | undefined {
  let state = constraint.start
  let offset = 0
  for (; offset < text.length; offset++) {
    const next = constraint.step(state, text[offset]!)
    if (next === DEAD) break
    state = next
  }
  if (offset === text.length && constraint.canEnd(state)) return undefined
  const parts = partsOf(constraint)
  const lexed = parts && lexes(constraint, parts) ? byLexemes(constraint, parts, text) : undefined
  if (lexed && lexed.from <= offset) return { offset, ...lexed }
  const from = characterStart(text, offset)
  for (let i = 0, s = constraint.start; i <= from; i++) {
    state = s
    if (i < from) s = constraint.step(s, text[i]!)
  }
  return { offset, from, to: characterEnd(text, from), terminal: undefined, ...expectedAt(constraint, state) }
}

/** What may follow the text read so far: terminals, or characters where text is not cut into lexemes. */
export function expectedAt(constraint: GrammarConstraint, state: State): Expected {
  if (state === DEAD) return { expected: [], more: 0 }
  const parts = partsOf(constraint)
  const names =
    parts && lexes(constraint, parts) ? terminalsAt(constraint, parts, state) : charactersAt(constraint, state)
  return listed(constraint.canEnd(state) ? [...names, 'the end of the text'] : names)
}

/** Names of the terminals by symbol: what literals stand for in quotes, all others by name. @internal */
export function terminalNames({ grammar }: GrammarConstraint, { terminals, embedded }: CompiledParts): string[] {
  const bodies = new Map(grammar.terminals.map(({ name, body }) => [name, body]))
  const names = terminals.map(({ name }) => {
    const body = bodies.get(name)
    return body?.kind === 'literal' ? JSON.stringify(body.text) : name
  })
  for (const [symbol, name] of embedded) names[symbol] = name
  return names
}

/** Text of other constraints is not made of lexemes, nor are the places where lines are indented. */
function lexes({ grammar }: GrammarConstraint, { machine, embedded }: CompiledParts): boolean {
  return machine.lexer !== undefined && embedded.size === 0 && grammar.indentation === undefined
}

function listed(names: readonly string[]): Expected {
  return { expected: names.slice(0, maxListed), more: Math.max(0, names.length - maxListed) }
}

/** The first lexeme that cannot stand where it does, found as a parser finds it: lexeme by lexeme. */
function byLexemes(
  constraint: GrammarConstraint,
  parts: CompiledParts,
  text: Uint8Array,
): Omit<Refusal, 'offset'> | undefined {
  const { machine } = parts
  const { dfa } = machine.lexer!
  const { parser } = machine
  const names = terminalNames(constraint, parts)
  let set = parser.start
  for (let from = 0; ; ) {
    const follow = () => listed(named(parts, names, parser.allowed(set), parser.accepts(set)))
    if (from === text.length) return { from, to: from, terminal: undefined, ...follow() }
    const lexeme = readLexeme(dfa, text, from)
    const { to, label } = lexeme
    if (label < 0) {
      const possible = machine.ignores.map((word, w) => word | parser.allowed(set)[w]!)
      const rest = symbolsIn(dfa.reach, lexeme.state * dfa.reachWords, dfa.reachWords).filter(
        (t) => lexeme.state !== LEXER_START && (possible[t >>> 5]! >>> (t & 31)) & 1,
      )
      const end = Math.max(to, characterEnd(text, from))
      const what = rest.length > 0 ? listed(rest.map((t) => `the rest of ${names[t]}`)) : follow()
      return { from, to: end, terminal: undefined, ...what }
    }
    const next = machine.after(set, label)
    if (next === FAILED) return { from, to, terminal: names[label], ...follow() }
    set = next
    from = to
  }
}

function terminalsAt(constraint: GrammarConstraint, parts: CompiledParts, state: State): string[] {
  const { machine } = parts
  const { parser } = machine
  const lexer = machine.lexer!
  const names = terminalNames(constraint, parts)
  const found = new Set<string>()
  const ways = machine.waysOf(state)
  for (let i = 0; i < ways.length; i += 4) {
    const lexeme = ways[i]!
    const set = ways[i + 3]!
    if (lexer.isFresh(lexeme)) {
      for (const name of named(parts, names, parser.allowed(set), false)) found.add(name)
      continue
    }
    const label = lexer.label(lexeme)
    const after = label >= 0 ? machine.after(set, label) : FAILED
    if (after !== FAILED) {
      for (const name of named(parts, names, parser.allowed(after), false)) found.add(name)
      continue
    }
    const allowed = parser.allowed(set)
    const reach = machine.canBecome(lexeme).map((word, w) => word & (allowed[w]! | machine.ignores[w]!))
    for (const t of symbolsIn(reach, 0, reach.length)) found.add(`the rest of ${names[t]}`)
  }
  return [...found]
}

/** Named terminals in the order of the grammar, then literals; only those that some text is. */
function named(parts: CompiledParts, names: readonly string[], words: Uint32Array, ends: boolean): string[] {
  const { dfa } = parts.machine.lexer!
  const readable = dfa.reach.subarray(LEXER_START * dfa.reachWords, (LEXER_START + 1) * dfa.reachWords)
  const { terminals } = parts
  const symbols = symbolsIn(words, 0, words.length).filter((t) => (readable[t >>> 5]! >>> (t & 31)) & 1)
  symbols.sort(
    (a, b) =>
      Number(terminals[a]!.literal) - Number(terminals[b]!.literal) || terminals[a]!.order - terminals[b]!.order,
  )
  const list = symbols.map((t) => names[t]!)
  return ends ? [...list, 'the end of the text'] : list
}

function symbolsIn(words: Uint32Array, from: number, count: number): number[] {
  const symbols: number[] = []
  for (let w = 0; w < count; w++) {
    for (let word = words[from + w]!; word !== 0; word &= word - 1) {
      symbols.push(32 * w + 31 - Math.clz32(word & -word))
    }
  }
  return symbols
}

/** Characters that are told one by one, beyond ASCII. */
const maxForeign = 8
/** Bytes of a text of which only the first can be chosen. */
const maxForced = 24

/** The characters that can follow, in quotes or by kind; those after which nothing is left to choose with what follows them. */
function charactersAt(constraint: GrammarConstraint, state: State): string[] {
  const ascii: number[] = []
  for (let byte = 0; byte < 0x80; byte++) if (constraint.step(state, byte) !== DEAD) ascii.push(byte)
  const foreign = foreignAt(constraint, state)
  const missing = printable.filter((byte) => !ascii.includes(byte))
  if (foreign === undefined && missing.length <= 8) {
    const any = control.every((byte) => ascii.includes(byte)) ? 'any character' : 'any printable character'
    const but = missing.map((byte) => JSON.stringify(String.fromCharCode(byte)))
    return [missing.length === 0 ? any : `${any} but ${but.join(' ')}`]
  }
  const left = new Set(ascii)
  const found: string[] = []
  for (const [name, members] of kinds) {
    if (!members.every((byte) => left.has(byte))) continue
    for (const byte of members) left.delete(byte)
    found.push(name)
  }
  for (const byte of left) found.push(JSON.stringify(forcedText(constraint, state, byte)))
  if (foreign === undefined) found.push('a character beyond ASCII')
  else for (const character of foreign) found.push(JSON.stringify(character))
  return found
}

const control = between(0, 0x1f)
const printable = between(0x20, 0x7e)
const kinds: readonly (readonly [string, readonly number[]])[] = [
  ['a letter', [...between(0x41, 0x5a), ...between(0x61, 0x7a)]],
  ['a capital letter', between(0x41, 0x5a)],
  ['a small letter', between(0x61, 0x7a)],
  ['a digit', between(0x30, 0x39)],
  ['a digit from 1 to 9', between(0x31, 0x39)],
  ['white space', [0x09, 0x0a, 0x0d, 0x20]],
]

function between(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

function forcedText(constraint: GrammarConstraint, state: State, first: number): string {
  const bytes = [first]
  let s = constraint.step(state, first)
  while (bytes.length < maxForced && !constraint.canEnd(s)) {
    let only = -1
    for (let byte = 0; byte < 256 && only !== -2; byte++) {
      if (constraint.step(s, byte) !== DEAD) only = only === -1 ? byte : -2
    }
    if (only < 0 || only >= 0x80) break
    bytes.push(only)
    s = constraint.step(s, only)
  }
  return String.fromCharCode(...bytes)
}

/** The characters beyond ASCII that can follow, undefined if they are many. */
function foreignAt(constraint: GrammarConstraint, start: State): string[] | undefined {
  const found: string[] = []
  const work: { state: State; bytes: number[] }[] = [{ state: start, bytes: [] }]
  for (let top = work.pop(); top; top = work.pop()) {
    const { state, bytes } = top
    const length = bytes.length === 0 ? 0 : bytes[0]! >= 0xf0 ? 4 : bytes[0]! >= 0xe0 ? 3 : 2
    if (length > 0 && bytes.length === length) {
      found.push(new TextDecoder().decode(Uint8Array.from(bytes)))
      if (found.length > maxForeign) return undefined
      continue
    }
    for (let byte = length === 0 ? 0xf4 : 0xbf; byte >= (length === 0 ? 0xc2 : 0x80); byte--) {
      const next = constraint.step(state, byte)
      if (next !== DEAD) work.push({ state: next, bytes: [...bytes, byte] })
    }
  }
  return found
}

function characterStart(text: Uint8Array, offset: number): number {
  let at = offset
  while (at > 0 && at > offset - 3 && (text[at]! & 0xc0) === 0x80) at--
  return at
}

function characterEnd(text: Uint8Array, from: number): number {
  let to = Math.min(text.length, from + 1)
  while (to < text.length && to < from + 4 && (text[to]! & 0xc0) === 0x80) to++
  return to
}
