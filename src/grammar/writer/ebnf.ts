import { OptionError, refuseUnknownOptions } from '../../error/index.js'
import type { Grammar } from '../grammar.js'
import { rename } from './names.js'
import { cannotExport, freshName, gapsOf, isEmpty, type Plain, pairsOf, reference, tidy } from './plain.js'
import { apart, tokenGrammar, uncounted } from './tokens.js'
import { guarded, translate } from './translate.js'

export interface EBNFWriteOptions {
  /** 'w3c': the notation of the XML recommendation. 'iso': ISO/IEC 14977. */
  flavour: 'w3c' | 'iso'
  /**
   * 'iso' only. True: classes of characters and what no quoted text can hold are written as special sequences that hold
   * a regular expression of ECMA-262, `? [a-z] ?`. `parseEBNF` reads them with
   * `special: (source) => ({ kind: 'pattern', source, flags: 'u' })`. Without it such grammars are refused.
   */
  special?: boolean
}

/**
 * The grammar in extended Backus-Naur form: exactly the same texts, if it is read the same way. `parseEBNF` is to be told
 * the same `lexer`, and the terminals to ignore by the names that the first line gives them. With lexer 'longest'
 * terminals have names in capital letters.
 * @throws GrammarError code 'cannot-export': constraints, indentation, priorities, characters that ISO notation cannot write
 * @throws LimitError limit 'nesting'
 */
export function toEBNF(grammar: Grammar, options: EBNFWriteOptions): string {
  refuseUnknownOptions(options, ['flavour', 'special'], 'toEBNF')
  const { flavour, special = false } = options
  if (flavour !== 'w3c' && flavour !== 'iso') {
    throw new OptionError(`Option 'flavour' of toEBNF is ${JSON.stringify(flavour)}.`, {
      code: 'option',
      option: 'flavour',
      hint: "It is 'w3c' or 'iso'.",
    })
  }
  const style = flavour === 'w3c' ? new W3C() : new Iso(special)
  return guarded(grammar, () => (grammar.lexer === 'none' ? writeRules(grammar, style) : writeTokens(grammar, style)))
}

function writeRules(grammar: Grammar, style: Style): string {
  const plain = tidy(translate(grammar, { difference: true, helpers: true }))
  const rules = style.counts ? plain.rules : withoutCounts(plain.rules)
  const names = rename(rules.keys(), new Map(), (name) => style.name(name))
  return Array.from(rules, ([name, body]) => style.rule(names.get(name)!, body, names)).join('')
}

function writeTokens(grammar: Grammar, style: Style): string {
  const tokens = tokenGrammar(grammar, (text) => style.quotable(text))
  const order = new Map([[tokens.start, tokens.rules.get(tokens.start)!], ...tokens.rules])
  const rules = style.counts ? order : withoutCounts(order)
  const terminals = style.counts ? tokens.terminals : withoutCounts(tokens.terminals)
  const capitals = rename(terminals.keys(), new Map(), (name) => style.name(name).toUpperCase().replaceAll('-', '_'))
  const taken = new Map(Array.from(capitals.values(), (name) => [`\0${name}`, name]))
  const small = rename(rules.keys(), taken, (name) => {
    const clean = style.name(name)
    return /\p{Ll}/u.test(clean) ? clean : `${clean.toLowerCase()}${/\p{L}/u.test(clean.toLowerCase()) ? '' : 'r'}`
  })
  const names = new Map([...small, ...capitals])
  const lines = Array.from(rules, ([name, body]) => style.rule(small.get(name)!, body, names))
  for (const [name, body] of terminals) lines.push(style.rule(capitals.get(name)!, body, names))
  const ignored = tokens.ignore.map((name) => capitals.get(name)!)
  return `${ignored.length > 0 ? style.comment(`ignored between terminals: ${ignored.join(', ')}`) : ''}${lines.join('')}`
}

function withoutCounts(rules: ReadonlyMap<string, Plain>): Map<string, Plain> {
  const out = new Map(rules)
  const shared = new Map<string, Plain>()
  const walk = (e: Plain, name: string): Plain => {
    switch (e.kind) {
      case 'sequence':
      case 'choice':
        return { ...e, items: e.items.map((item) => walk(item, name)) }
      case 'difference':
        return { ...e, item: walk(e.item, name), without: walk(e.without, name) }
      case 'repeat': {
        const item = walk(e.item, name)
        if (e.min <= 1 && (e.max === Infinity || (e.max === 1 && e.min === 0))) return { ...e, item }
        const helper = (x: Plain): Plain => {
          const key = JSON.stringify(x)
          const known = shared.get(key)
          if (known !== undefined) return known
          const free = freshName(out, name)
          out.set(free, x)
          shared.set(key, reference(free))
          return reference(free)
        }
        return uncounted(item, e.min, e.max, helper, apart)
      }
      default:
        return e
    }
  }
  for (const [name, body] of rules) out.set(name, walk(body, name))
  return out
}

/** Binding: 0 alternatives, 1 one after the other, 2 a difference, 3 a single thing. */
type Binding = 0 | 1 | 2 | 3

abstract class Style {
  abstract readonly counts: boolean
  abstract quotable(text: string): boolean
  abstract name(name: string): string
  abstract rule(name: string, body: Plain, names: ReadonlyMap<string, string>): string
  abstract comment(text: string): string

  bracketed(text: string, own: Binding, binding: Binding): string {
    return own < binding ? `(${text})` : text
  }
}

class W3C extends Style {
  readonly counts = false

  quotable(text: string): boolean {
    return printable(text) && !(text.includes('"') && text.includes("'"))
  }

  name(name: string): string {
    const clean = name.replace(/[^\p{L}\p{N}_.-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '')
    return /^[\p{L}_]/u.test(clean) ? clean : `r${clean}`
  }

  comment(text: string): string {
    return `/* ${text} */\n`
  }

  rule(name: string, body: Plain, names: ReadonlyMap<string, string>): string {
    return `${name} ::= ${this.write(body, names, 0)}\n`
  }

  write(e: Plain, names: ReadonlyMap<string, string>, binding: Binding): string {
    switch (e.kind) {
      case 'text': {
        const parts = quoted(e.text, (ch) => `#x${ch.codePointAt(0)!.toString(16).toUpperCase()}`)
        return this.bracketed(parts.join(' '), parts.length > 1 ? 1 : 3, binding)
      }
      case 'set':
        return w3cClass(e.ranges)
      case 'reference':
        return names.get(e.name)!
      case 'sequence':
        if (isEmpty(e)) return '()'
        return this.bracketed(e.items.map((item) => this.write(item, names, 1)).join(' '), 1, binding)
      case 'choice':
        return this.bracketed(e.items.map((item) => this.write(item, names, 1)).join(' | '), 0, binding)
      case 'repeat': {
        const item = e.item.kind === 'repeat' ? `(${this.write(e.item, names, 0)})` : this.write(e.item, names, 3)
        return `${item}${e.max === 1 ? '?' : e.min === 0 ? '*' : '+'}`
      }
      case 'difference': {
        const sides = `${this.write(e.item, names, 3)} - ${this.write(e.without, names, 3)}`
        return this.bracketed(sides, 2, binding)
      }
    }
  }
}

class Iso extends Style {
  readonly counts = true

  constructor(readonly special: boolean) {
    super()
  }

  quotable(text: string): boolean {
    return printable(text) && !(text.includes('"') && text.includes("'"))
  }

  /** Letters and digits alone, which start with a letter; blanks count for nothing. */
  name(name: string): string {
    const clean = name.replace(/[^\p{L}\p{N}_ ]+/gu, '_').replace(/^[_ ]+|[_ ]+$/g, '')
    return /^\p{L}/u.test(clean) ? clean : `r${clean}`
  }

  comment(text: string): string {
    return `(* ${text} *)\n`
  }

  rule(name: string, body: Plain, names: ReadonlyMap<string, string>): string {
    return `${name} = ${this.write(body, names, 0)};\n`
  }

  write(e: Plain, names: ReadonlyMap<string, string>, binding: Binding): string {
    switch (e.kind) {
      case 'text': {
        const parts = quoted(e.text, (ch) => this.#pattern(character(ch.codePointAt(0)!)))
        return this.bracketed(parts.join(', '), parts.length > 1 ? 1 : 3, binding)
      }
      case 'set':
        return this.#class(e.ranges, binding)
      case 'reference':
        return names.get(e.name)!
      case 'sequence':
        if (isEmpty(e)) return '( )'
        return this.bracketed(e.items.map((item) => this.write(item, names, 1)).join(', '), 1, binding)
      case 'choice':
        return this.bracketed(e.items.map((item) => this.write(item, names, 1)).join(' | '), 0, binding)
      case 'repeat':
        return this.#repeat(e.item, e.min, e.max, names, binding)
      case 'difference': {
        const sides = `${this.write(e.item, names, 3)} - ${this.write(e.without, names, 3)}`
        return this.bracketed(sides, 2, binding)
      }
    }
  }

  #repeat(e: Plain, min: number, max: number, names: ReadonlyMap<string, string>, binding: Binding): string {
    const times = (n: number, one: string): string => (n === 1 ? one : `${n} * ${one}`)
    const inner = this.write(e, names, 0)
    const parts: string[] = []
    if (min > 0) parts.push(times(min, this.write(e, names, 3)))
    if (max === Infinity) parts.push(`{ ${inner} }`)
    else if (max > min) parts.push(times(max - min, `[ ${inner} ]`))
    // A count binds less than brackets: two of them would not be read.
    const single = parts.length === 1 && !parts[0]!.includes('*')
    return this.bracketed(parts.join(', '), single ? 3 : parts.length > 1 ? 1 : 2, binding)
  }

  #class(ranges: readonly number[], binding: Binding): string {
    let size = 0
    for (let i = 0; i < ranges.length; i += 2) size += ranges[i + 1]! - ranges[i]! + 1
    if (!this.special && size <= 256) {
      const members: string[] = []
      for (let i = 0; i < ranges.length; i += 2) {
        for (let x = ranges[i]!; x <= ranges[i + 1]!; x++) members.push(String.fromCodePoint(x))
      }
      if (members.every(printable)) {
        return this.bracketed(members.map((ch) => (ch === '"' ? `'"'` : `"${ch}"`)).join(' | '), 0, binding)
      }
    }
    return this.#pattern(`[${pairsOf(ranges, character)}]`)
  }

  #pattern(source: string): string {
    if (this.special) return `? ${source} ?`
    throw cannotExport(
      `ISO notation cannot write the characters ${source}.`,
      "Allow special: true, or write flavour 'w3c'.",
    )
  }
}

function printable(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text)
}

/** A text in quotes, in as many parts as it takes. */
function quoted(text: string, escaped: (ch: string) => string): string[] {
  const parts: string[] = []
  let run = ''
  const end = (): void => {
    if (run !== '') parts.push(run.includes('"') ? `'${run}'` : `"${run}"`)
    run = ''
  }
  for (const ch of text) {
    if (!printable(ch)) {
      end()
      parts.push(escaped(ch))
      continue
    }
    if ((ch === '"' && run.includes("'")) || (ch === "'" && run.includes('"'))) end()
    run += ch
  }
  end()
  return parts
}

function w3cClass(ranges: readonly number[]): string {
  let coded = false
  const write = (codePoint: number): string => {
    const ch = String.fromCodePoint(codePoint)
    // Behind a code, what is a digit of it would be read as one.
    const plain = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(ch) && !'[]^-#'.includes(ch) && !(coded && /[0-9A-Fa-f]/.test(ch))
    coded = !plain
    return plain ? ch : `#x${codePoint.toString(16).toUpperCase()}`
  }
  const gaps = gapsOf(ranges)
  return gaps.length > 0 && gaps.length < ranges.length ? `[^${pairsOf(gaps, write)}]` : `[${pairsOf(ranges, write)}]`
}

/** A character of a regular expression with flag u, without blanks and question marks. */
function character(codePoint: number): string {
  const ch = String.fromCodePoint(codePoint)
  if (/^[\p{L}\p{N}]$/u.test(ch)) return ch
  return codePoint < 0x100 ? `\\x${codePoint.toString(16).padStart(2, '0')}` : `\\u{${codePoint.toString(16)}}`
}
