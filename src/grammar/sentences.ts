import { type Constraint, DEAD } from '../automaton/index.js'
import { ByteDfa, type Expr, ExprPool } from '../regex/index.js'
import { type CompiledParts, type GrammarConstraint, partsOf } from './compile.js'
import type { Expression, Grammar } from './grammar.js'
import { LEXER_START, type LexerDfa, readLexeme } from './lexer-dfa.js'
import { RegularParts } from './regular.js'

/** A short text that a rule derives. */
export interface Sentence {
  readonly rule: string
  /** Undefined if it is longer than 2,000 bytes, or made of lexemes that cannot stand next to each other. */
  readonly text: string | undefined
}

/** Bytes, those that are easily read first. @internal */
export const byReadability: readonly number[] = (() => {
  const first =
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ !"#$%&\'()*+,-./:;<=>?@[\\]^`{|}~\n\t\r'
  const rest = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => !first.includes(String.fromCharCode(byte)),
  )
  return [...Array.from(first, (c) => c.charCodeAt(0)), ...rest]
})()

const maxBytes = 2000

/** A sequence of lexemes, as a rope: sentences share their parts. */
type Rope =
  | { readonly leaf: Uint8Array; readonly symbol: number }
  | { readonly parts: readonly Rope[]; readonly times: number }

interface Found {
  /** Bytes, and one for every lexeme. */
  readonly cost: number
  readonly rope: Rope
}

const nothing: Rope = { parts: [], times: 1 }

/**
 * For every rule that derives a text a short one (Knuth, A generalization of Dijkstra's algorithm, 1977): shortest but for what must
 * stand between lexemes. Rules that the start does not reach have one, too, but lexemes are only told apart where `constraint`
 * knows them.
 * @internal
 */
export function shortSentences(grammar: Grammar, constraint: GrammarConstraint | undefined): Map<string, Sentence> {
  const parts = constraint && partsOf(constraint)
  const leaves = new Leaves(grammar, parts)
  const best = new Map<string, Found>()
  const users = new Map<string, Set<string>>()
  const bodies = new Map(grammar.rules.map(({ name, body }) => [name, body]))
  if (grammar.lexer === 'none') for (const { name, body } of grammar.terminals) bodies.set(name, body)
  for (const [name, body] of bodies) {
    forEachReference(body, (to) => {
      if (!users.has(to)) users.set(to, new Set())
      users.get(to)!.add(name)
    })
  }
  const work = new Set(bodies.keys())
  for (const name of work) {
    work.delete(name)
    const found = shortest(bodies.get(name)!, (to) => (bodies.has(to) ? best.get(to) : leaves.terminal(to)), leaves)
    if (!found || found.cost >= (best.get(name)?.cost ?? Number.POSITIVE_INFINITY)) continue
    best.set(name, found)
    for (const user of users.get(name) ?? []) work.add(user)
  }
  const sentences = new Map<string, Sentence>()
  for (const { name } of grammar.rules) {
    const found = best.get(name)
    if (found) sentences.set(name, { rule: name, text: written(found.rope, parts, leaves) })
  }
  return sentences
}

function forEachReference(e: Expression, visit: (name: string) => void): void {
  const work = [e]
  for (let part = work.pop(); part; part = work.pop()) {
    if (part.kind === 'reference') visit(part.name)
    if ('items' in part) work.push(...part.items)
    if ('item' in part) work.push(part.item)
  }
}

function shortest(e: Expression, rule: (name: string) => Found | undefined, leaves: Leaves): Found | undefined {
  switch (e.kind) {
    case 'reference':
      return rule(e.name)
    case 'sequence': {
      const items: Rope[] = []
      let cost = 0
      for (const item of e.items) {
        const found = shortest(item, rule, leaves)
        if (!found) return undefined
        cost += found.cost
        items.push(found.rope)
      }
      return { cost, rope: { parts: items, times: 1 } }
    }
    case 'choice': {
      let least: Found | undefined
      for (const item of e.items) {
        const found = shortest(item, rule, leaves)
        if (found && (!least || found.cost < least.cost)) least = found
      }
      return least
    }
    case 'repeat': {
      if (e.max < e.min) return undefined
      if (e.min === 0) return { cost: 0, rope: nothing }
      const found = shortest(e.item, rule, leaves)
      return found && { cost: found.cost * e.min, rope: { parts: [found.rope], times: e.min } }
    }
    default:
      return leaves.of(e)
  }
}

/** Shortest texts of what is regular or another constraint. */
class Leaves {
  private readonly pool: ExprPool
  private readonly regular: RegularParts
  private readonly known = new Map<Expression, Found | undefined>()
  private readonly bodies: ReadonlyMap<string, Expression>
  private readonly symbolOf = new Map<Expr, number>()
  /** With a lexer: the shortest text that is read as the symbol. */
  readonly byLabel = new Map<number, Uint8Array>()

  constructor(
    private readonly grammar: Grammar,
    parts: CompiledParts | undefined,
  ) {
    this.pool = parts?.pool ?? new ExprPool()
    this.regular = new RegularParts(this.pool, grammar)
    this.bodies = new Map(grammar.terminals.map(({ name, body }) => [name, body]))
    parts?.terminals.forEach(({ expr }, t) => {
      this.symbolOf.set(expr, t)
    })
    const dfa = parts?.machine.lexer?.dfa
    if (dfa) this.byLabel = labelled(dfa)
  }

  terminal(name: string): Found | undefined {
    const body = this.bodies.get(name)
    if (body) return this.of(body)
    // What stands for deeper and less deep lines has no text.
    const { indentation } = this.grammar
    return name === indentation?.indent || name === indentation?.dedent ? { cost: 0, rope: nothing } : undefined
  }

  of(e: Expression): Found | undefined {
    if (!this.known.has(e)) this.known.set(e, this.find(e))
    return this.known.get(e)
  }

  private find(e: Expression): Found | undefined {
    if (e.kind === 'literal' && e.text === '') return { cost: 0, rope: nothing }
    if (e.kind === 'constraint') return leafOf(followed(e.constraint), -1)
    const expr = this.regular.of(e)
    const symbol = this.symbolOf.get(expr) ?? -1
    const read = this.byLabel.get(symbol)
    if (symbol >= 0 && !read) return undefined
    return leafOf(read ?? followedDfa(new ByteDfa(this.pool, expr)), symbol)
  }
}

function leafOf(bytes: Uint8Array | undefined, symbol: number): Found | undefined {
  return bytes && { cost: bytes.length + 1, rope: { leaf: bytes, symbol } }
}

function followed(constraint: Constraint): Uint8Array | undefined {
  const bytes: number[] = []
  let state = constraint.start
  if (state === DEAD) return undefined
  while (!constraint.canEnd(state) && bytes.length <= maxBytes) {
    const least = constraint.minBytesToEnd(state)
    let next = DEAD
    for (const byte of byReadability) {
      const to = constraint.step(state, byte)
      if (to === DEAD || constraint.minBytesToEnd(to) >= least) continue
      bytes.push(byte)
      next = to
      break
    }
    if (next === DEAD) return undefined
    state = next
  }
  return Uint8Array.from(bytes)
}

function followedDfa(dfa: ByteDfa): Uint8Array | undefined {
  const bytes: number[] = []
  let state = dfa.start
  if (state === 0) return undefined
  while (!dfa.accepts(state) && bytes.length <= maxBytes) {
    const least = dfa.minBytes(state)
    const byte = byReadability.find((one) => dfa.minBytes(dfa.step(state, one)) < least)!
    bytes.push(byte)
    state = dfa.step(state, byte)
  }
  return Uint8Array.from(bytes)
}

/** Per terminal a shortest text that is read as it. */
function labelled(dfa: LexerDfa): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  const best = Array.from({ length: dfa.classes }, () => -1)
  for (const byte of byReadability) if (best[dfa.classOf[byte]!]! < 0) best[dfa.classOf[byte]!] = byte
  const order = byReadability.filter((byte) => best[dfa.classOf[byte]!] === byte)
  const from = new Int32Array(dfa.states)
  const by = new Int32Array(dfa.states)
  const states = [LEXER_START]
  const seen = new Set(states)
  for (const s of states) {
    const label = dfa.label[s]!
    if (label >= 0 && !found.has(label)) {
      const bytes: number[] = []
      for (let q = s; q !== LEXER_START; q = from[q]!) bytes.push(by[q]!)
      found.set(label, Uint8Array.from(bytes.reverse()))
    }
    for (const byte of order) {
      const to = dfa.next[s * dfa.classes + dfa.classOf[byte]!]!
      if (to === 0 || seen.has(to)) continue
      seen.add(to)
      from[to] = s
      by[to] = byte
      states.push(to)
    }
  }
  return found
}

/** The lexemes as a text, with what may be ignored between those that would else be read as others. */
function written(rope: Rope, parts: CompiledParts | undefined, leaves: Leaves): string | undefined {
  const lexemes = flat(rope)
  if (!lexemes) return undefined
  const dfa = parts?.machine.lexer?.dfa
  const texts = lexemes.map(({ leaf }) => leaf)
  if (!dfa || lexemes.some(({ symbol }) => symbol < 0)) return decode(texts)
  const gaps = [...leaves.byLabel].filter(([t]) => (parts.machine.ignores[t >>> 5]! >>> (t & 31)) & 1)
  const gap = gaps.map(([, bytes]) => bytes).find((bytes) => bytes[0] === 0x20) ?? gaps[0]?.[1]
  let out: Uint8Array[] = []
  lexemes.forEach(({ leaf, symbol }, i) => {
    const before = lexemes[i - 1]
    if (before && gap && !isCut(dfa, [before.leaf, leaf], [before.symbol, symbol])) out.push(gap)
    out.push(leaf)
  })
  const ignored = new Set(gaps.map(([t]) => t))
  const symbols = lexemes.map(({ symbol }) => symbol)
  if (isCut(dfa, out, symbols, ignored)) return decode(out)
  // Three lexemes together can be read as one where no two of them are.
  if (!gap) return undefined
  out = texts.flatMap((bytes, i) => (i === 0 ? [bytes] : [gap, bytes]))
  return isCut(dfa, out, symbols, ignored) ? decode(out) : undefined
}

function flat(rope: Rope): { leaf: Uint8Array; symbol: number }[] | undefined {
  const found: { leaf: Uint8Array; symbol: number }[] = []
  let bytes = 0
  const work: { rope: Rope; times: number; next: number }[] = [
    { rope, times: 'leaf' in rope ? 1 : rope.times, next: 0 },
  ]
  while (work.length > 0) {
    const top = work[work.length - 1]!
    if ('leaf' in top.rope) {
      found.push(top.rope)
      bytes += top.rope.leaf.length
      if (bytes > maxBytes || found.length > maxBytes) return undefined
      work.pop()
    } else if (top.next < top.rope.parts.length) {
      const part = top.rope.parts[top.next++]!
      work.push({ rope: part, times: 'leaf' in part ? 1 : part.times, next: 0 })
    } else if (--top.times > 0 && top.rope.parts.length > 0 && found.length > 0) top.next = 0
    else work.pop()
  }
  return found
}

/** Whether the texts joined are cut into lexemes of the symbols, but for ignored ones. */
function isCut(
  dfa: LexerDfa,
  texts: readonly Uint8Array[],
  symbols: readonly number[],
  ignored?: ReadonlySet<number>,
): boolean {
  const text = joined(texts)
  let matched = 0
  for (let at = 0; at < text.length; ) {
    const { to, label } = readLexeme(dfa, text, at)
    if (label < 0) return false
    if (label === symbols[matched]) matched++
    else if (!ignored?.has(label)) return false
    at = to
  }
  return matched === symbols.length
}

function joined(texts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(texts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const text of texts) {
    all.set(text, at)
    at += text.length
  }
  return all
}

function decode(texts: readonly Uint8Array[]): string {
  return new TextDecoder().decode(joined(texts))
}
