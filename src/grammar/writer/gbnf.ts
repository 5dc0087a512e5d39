import { refuseUnknownOptions } from '../../error/index.js'
import type { Grammar } from '../grammar.js'
import { compacted } from './compact.js'
import { withoutLeftRecursion } from './left-recursion.js'
import { type Approximation, lexedRules } from './lexemes.js'
import { rename } from './names.js'
import {
  choice,
  EMPTY,
  freshName,
  gapsOf,
  type Plain,
  type PlainGrammar,
  pairsOf,
  reference,
  repeat,
  sequence,
  tidy,
  unaliased,
} from './plain.js'
import { guarded, translate } from './translate.js'

export interface WriteOptions {
  /**
   * True: where text is cut into lexemes, write rules that take any cut. That is more text than the grammar has, and
   * the result says so. For grammars whose lexemes would take too many rules.
   */
  approximate?: boolean
}

/** llama.cpp refuses counts from here on, and takes a maximum above it as none. */
const MAX_COUNT = 1999

/**
 * The grammar in GBNF, as llama.cpp reads it: exactly the same texts.
 *
 * Patterns, differences and intersections become classes, counts and rules. Left recursion, which llama.cpp does not
 * read, is taken out. Where text is cut into lexemes (lexer 'longest'), the rules are written for every way in
 * which the lexemes before may still grow, so that only texts are taken whose longest lexemes are those of the
 * grammar: a keyword is no name, and what may be written between lexemes is spelt out.
 *
 * With `approximate` the result is { text, warnings }: a warning for each thing that is not exact.
 * @throws GrammarError code 'cannot-export': constraints, blocks by indentation, back-references, or too many rules
 * @throws LimitError limit 'nesting'
 */
export function toGBNF(grammar: Grammar, options?: WriteOptions & { approximate?: false }): string
export function toGBNF(grammar: Grammar, options: WriteOptions & { approximate: true }): Approximation
export function toGBNF(grammar: Grammar, options: WriteOptions = {}): string | Approximation {
  refuseUnknownOptions(options, ['approximate'], 'toGBNF')
  const { approximate = false } = options
  const warnings: string[] = []
  const written = guarded(grammar, () => {
    if (grammar.lexer === 'none') {
      return print(withoutLeftRecursion(tidy(translate(grammar, { difference: false, helpers: true }))))
    }
    const lexed = lexedRules(grammar, approximate ? warnings : undefined)
    return print(compacted(withoutLeftRecursion(tidy(lexed))))
  })
  return approximate ? { text: written, warnings } : written
}

function print(grammar: PlainGrammar): string {
  const { start, rules } = tidy(countable(unaliased(grammar)))
  const names = rename(rules.keys(), new Map([[start, 'root']]), (name) => {
    return name.replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+|-+$/g, '') || 'rule'
  })
  const lines = Array.from(rules, ([name, body]) => `${names.get(name)} ::= ${expression(body, names, 0)}\n`)
  return lines.join('')
}

/** With rules for what is counted, and no count that llama.cpp refuses. */
function countable(grammar: PlainGrammar): PlainGrammar {
  const rules = new Map(grammar.rules)
  const shared = new Map<string, Plain>()
  const helper = (name: string, e: Plain): Plain => {
    const key = JSON.stringify(e)
    const known = shared.get(key)
    if (known !== undefined) return known
    const made = reference(freshName(rules, name))
    rules.set((made as { name: string }).name, e)
    shared.set(key, made)
    return made
  }
  const counted = (item: Plain, min: number, max: number, name: string): Plain => {
    if (min > MAX_COUNT) {
      const block = helper(name, repeat(item, 1000, 1000))
      const rounds = Math.floor(min / 1000)
      const rest = counted(item, min % 1000, max - rounds * 1000, name)
      return sequence(counted(block, rounds, rounds, name), rest)
    }
    if (max === Infinity || max <= MAX_COUNT) return repeat(item, min, max)
    // Up to so many blocks of up to a thousand, and a rest.
    const block = helper(name, repeat(item, 0, 1000))
    const more = max - min
    const required = repeat(item, min, min)
    const optional = sequence(repeat(item, 0, more % 1000), counted(block, 0, Math.floor(more / 1000), name))
    return sequence(required, optional)
  }
  const walk = (e: Plain, name: string): Plain => {
    switch (e.kind) {
      case 'sequence':
        return sequence(...e.items.map((item) => walk(item, name)))
      case 'choice':
        return choice(e.items.map((item) => walk(item, name)))
      case 'repeat': {
        let item = walk(e.item, name)
        const simple = e.min <= 1 && (e.max === Infinity || e.max <= 1)
        // llama.cpp multiplies counts with the rules inside: a reference is one.
        if (!simple && (item.kind === 'sequence' || item.kind === 'choice' || item.kind === 'repeat')) {
          item = helper(name, item)
        }
        return counted(item, e.min, e.max, name)
      }
      default:
        return e
    }
  }
  for (const [name, body] of grammar.rules) rules.set(name, walk(body, name))
  return { start: grammar.start, rules }
}

/** Binding: 0 alternatives, 1 one after the other, 2 a single thing. */
function expression(e: Plain, names: ReadonlyMap<string, string>, binding: 0 | 1 | 2): string {
  const inBrackets = (text: string, own: number): string => (own < binding ? `(${text})` : text)
  switch (e.kind) {
    case 'text':
      return `"${Array.from(e.text, (ch) => character(ch.codePointAt(0)!, '"\\')).join('')}"`
    case 'set':
      return characterClass(e.ranges)
    case 'reference':
      return names.get(e.name)!
    case 'sequence':
      if (e.items.length === 0) return '""'
      return inBrackets(e.items.map((item) => expression(item, names, item.kind === 'choice' ? 2 : 1)).join(' '), 1)
    case 'choice':
      return inBrackets(e.items.map((item) => expression(item, names, 1)).join(' | '), 0)
    case 'repeat': {
      const item = e.item.kind === 'repeat' ? `(${expression(e.item, names, 0)})` : expression(e.item, names, 2)
      return `${item}${count(e.min, e.max)}`
    }
    case 'difference':
      return expression(EMPTY, names, binding)
  }
}

function count(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  if (min === 0 && max === 1) return '?'
  return min === max ? `{${min}}` : `{${min},${max}}`
}

function characterClass(ranges: readonly number[]): string {
  const gaps = gapsOf(ranges)
  if (gaps.length === 0) return '.'
  const negated = gaps.length < ranges.length
  return `[${negated ? '^' : ''}${pairsOf(negated ? gaps : ranges, (x) => character(x, '[]\\^-'))}]`
}

const SHORT: Readonly<Record<number, string>> = { 10: '\\n', 13: '\\r', 9: '\\t' }

/** Escapes that llama.cpp has had from the beginning. */
function character(codePoint: number, special: string): string {
  const short = SHORT[codePoint]
  if (short !== undefined) return short
  const ch = String.fromCodePoint(codePoint)
  if (special.includes(ch)) return ch === '^' || ch === '-' ? hex(codePoint) : `\\${ch}`
  if (codePoint < 0x7f && codePoint >= 0x20) return ch
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(ch) ? ch : hex(codePoint)
}

function hex(codePoint: number): string {
  const digits = codePoint.toString(16).toUpperCase()
  if (codePoint < 0x100) return `\\x${digits.padStart(2, '0')}`
  return codePoint < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
