import { OptionError, refuseUnknownOptions } from '../../error/index.js'
import { firstMatch } from '../frontend/first-match.js'
import type { Expression, Grammar } from '../grammar.js'
import { automatonOf, eliminated } from './automaton.js'
import { rename } from './names.js'
import { cannotExport, type Plain, pairsOf } from './plain.js'
import { guarded, refuseIndentation, Translator } from './translate.js'

export interface LarkWriteOptions {
  /**
   * For grammars with lexer 'none': say that the text will be read with Lark's parser 'earley' and this lexer, which tries
   * every way to cut a text. With any other lexer it would mean something else, so without this they are refused.
   */
  lexer?: 'dynamic_complete'
}

/**
 * The grammar in the notation of Lark: exactly the same texts, where Lark cuts text as its lexer 'basic' does but takes
 * the longest lexeme, as `parseLark` and llguidance do.
 *
 * Constraints that `parseLark` made of `%json` are written so again. The start is called 'start', other rules have small letters and terminals capital ones. Patterns are written with
 * what the regular expressions of Python, Rust and JavaScript have in common, and so that the first match, which Python
 * takes, is the longest one.
 * @throws GrammarError code 'cannot-export': constraints, indentation, terminals that commit, too many states
 * @throws LimitError limit 'nesting'
 */
export function toLark(grammar: Grammar, options: LarkWriteOptions = {}): string {
  refuseUnknownOptions(options, ['lexer'], 'toLark')
  if (options.lexer !== undefined && options.lexer !== 'dynamic_complete') {
    throw new OptionError(`Option 'lexer' of toLark is ${JSON.stringify(options.lexer)}.`, {
      code: 'option',
      option: 'lexer',
      hint: "It is 'dynamic_complete' or left out.",
    })
  }
  refuseIndentation(grammar)
  if (grammar.lexer === 'none' && options.lexer === undefined) {
    throw cannotExport(
      'The grammar has no lexer, but Lark cuts text into lexemes.',
      "If Lark reads it with parser 'earley' and lexer 'dynamic_complete', give the option lexer: 'dynamic_complete'.",
    )
  }
  return guarded(grammar, () => new LarkWriter(grammar).text())
}

class LarkWriter {
  readonly #translator: Translator
  readonly #names: ReadonlyMap<string, string>

  constructor(readonly grammar: Grammar) {
    this.#translator = new Translator(grammar, { difference: false, helpers: false })
    const terminals = grammar.terminals.map(({ name }) => name)
    const capitals = rename(terminals, new Map(), (name) => cleaned(name).toUpperCase() || 'T', '_')
    const rules = grammar.rules.map(({ name }) => name)
    const first = new Map(capitals.has(grammar.start) ? [['\0start', 'start']] : [[grammar.start, 'start']])
    const small = rename(rules, first, (name) => cleaned(name).toLowerCase() || 'r', '_')
    this.#names = new Map([...small, ...capitals])
  }

  text(): string {
    const { grammar } = this
    const lines: string[] = []
    const terminal = grammar.terminals.some(({ name }) => name === grammar.start)
    if (terminal) lines.push(`start: ${this.#names.get(grammar.start)}`)
    for (const { name, body } of startFirst(grammar)) {
      this.#translator.rule = name
      lines.push(`${this.#names.get(name)}: ${this.#alternatives(body)}`)
    }
    for (const { name, body, priority = 0, commits } of grammar.terminals) {
      this.#translator.rule = name
      if (commits) {
        const hint = 'Leave out commits, or the terminal.'
        throw cannotExport(`Terminal '${name}' commits to its text, which Lark cannot say.`, hint, name)
      }
      if (!Number.isInteger(priority)) {
        throw cannotExport(`Priorities in Lark are whole numbers, not ${priority}.`, 'Round it.', name)
      }
      const written = body.kind === 'literal' && body.text !== '' ? this.#write(body, 2) : this.#pattern(body)
      lines.push(`${this.#names.get(name)}${priority === 0 ? '' : `.${priority}`}: ${written}`)
    }
    for (const name of grammar.ignore) lines.push(`%ignore ${this.#names.get(name)}`)
    return `${lines.join('\n')}\n`
  }

  #alternatives(e: Expression): string {
    if (e.kind !== 'choice' || e.items.length === 0) return this.#write(e, 1)
    return e.items.map((item) => this.#write(item, 1)).join(' | ')
  }

  /** Binding: 0 alternatives, 1 one after the other, 2 a single thing. */
  #write(e: Expression, binding: 0 | 1 | 2): string {
    const bracketed = (text: string, own: 0 | 1): string => (own < binding ? `(${text})` : text)
    switch (e.kind) {
      case 'literal':
        if (e.text === '') return binding === 2 ? '()' : ''
        return `${quoted(e.text)}${e.ignoreCase ? 'i' : ''}`
      case 'reference':
        this.#translator.plain(e)
        return this.#names.get(e.name)!
      case 'sequence': {
        const items = e.items.map((item) => this.#write(item, item.kind === 'choice' ? 2 : 1))
        return bracketed(items.filter((item) => item !== '').join(' '), e.items.length === 1 && binding < 2 ? 1 : 1)
      }
      case 'choice':
        if (e.items.length === 0)
          throw cannotExport('A choice of nothing cannot be written.', 'Leave it out.', this.#translator.rule)
        return bracketed(e.items.map((item) => this.#write(item, 1)).join(' | '), 0)
      case 'repeat': {
        const { item, min, max } = e
        if (max === 0) return binding === 2 ? '()' : ''
        const one = item.kind === 'repeat' ? `(${this.#write(item, 0)})` : this.#write(item, 2)
        if (max === Infinity) return min <= 1 ? `${one}${min === 0 ? '*' : '+'}` : bracketed(`${one}~${min} ${one}*`, 1)
        if (min === 1 && max === 1) return one
        return min === 0 && max === 1 ? `${one}?` : `${one}~${min === max ? min : `${min}..${max}`}`
      }
      case 'constraint':
        if (e.name === '%json' && e.source !== undefined) return `%json ${JSON.stringify(e.source)}`
        throw cannotExport(
          `The constraint '${e.name}' cannot be written as rules.`,
          'Take it out.',
          this.#translator.rule,
        )
      default:
        return this.#pattern(e)
    }
  }

  /** A regular expression whose first match is its longest, which is what other matchers take. */
  #pattern(e: Expression): string {
    const { pool } = this.#translator
    const expr = this.#translator.regular(e)
    const plain = regex(this.#translator.written(expr), 0)
    const found = firstMatch(plain, 'u')
    if ('kind' in found && found.kind === 'pattern' && found.source === plain) return `/${plain}/`
    const ordered = eliminated(automatonOf(pool, expr))
    if (ordered !== undefined) return `/${regex(ordered, 0)}/`
    throw cannotExport(
      `A pattern of '${this.#translator.rule}' has too many states to be written as one.`,
      'Simplify it.',
      this.#translator.rule,
    )
  }
}

function startFirst(grammar: Grammar): Grammar['rules'] {
  const rules = grammar.rules.filter(({ name }) => name === grammar.start)
  return [...rules, ...grammar.rules.filter(({ name }) => name !== grammar.start)]
}

/** Lark's names are ASCII and begin with a letter. */
function cleaned(name: string): string {
  return name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '')
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escaped(ch: string, special: string): string {
  const short = ESCAPES[ch]
  if (short !== undefined) return short
  if (special.includes(ch)) return `\\${ch}`
  const codePoint = ch.codePointAt(0)!
  if (codePoint < 0x20 || (codePoint >= 0x7f && codePoint < 0xa1))
    return `\\x${codePoint.toString(16).padStart(2, '0')}`
  return ch
}

function quoted(text: string): string {
  return `"${Array.from(text, (ch) => escaped(ch, '"\\')).join('')}"`
}

/** A regular expression. Binding: 0 alternatives, 1 one after the other, 2 a single thing. */
function regex(e: Plain, binding: 0 | 1 | 2): string {
  const bracketed = (text: string, own: 0 | 1): string => (own < binding ? `(?:${text})` : text)
  switch (e.kind) {
    case 'text': {
      const chars = Array.from(e.text, (ch) => escaped(ch, '\\^$.*+?()[]{}|/'))
      return chars.length > 1 ? bracketed(chars.join(''), 1) : chars.join('')
    }
    case 'set':
      return `[${pairsOf(e.ranges, (x) => escaped(String.fromCodePoint(x), '\\[]^-/'))}]`
    case 'sequence':
      return e.items.length === 0 ? '(?:)' : bracketed(e.items.map((item) => regex(item, 1)).join(''), 1)
    case 'choice':
      return bracketed(e.items.map((item) => regex(item, 1)).join('|'), 0)
    case 'repeat': {
      const item = e.item.kind === 'repeat' ? `(?:${regex(e.item, 0)})` : regex(e.item, 2)
      const { min, max } = e
      if (max === Infinity) return `${item}${min === 0 ? '*' : min === 1 ? '+' : `{${min},}`}`
      if (min === 0 && max === 1) return `${item}?`
      return `${item}{${min === max ? min : `${min},${max}`}}`
    }
    default:
      throw cannotExport('A reference has no place in a regular expression.', 'Take it out.')
  }
}
