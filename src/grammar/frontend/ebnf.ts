import { GrammarError, OptionError, refuseUnknownOptions } from '../../error/index.js'
import type { Expression, Grammar, Rule } from '../grammar.js'
import { parseIso } from './ebnf-iso.js'
import { parseW3C } from './ebnf-w3c.js'
import { checkReferences, checkStart, Source } from './notation.js'

export interface EBNFOptions {
  /** 'w3c': the notation of the XML recommendation. 'iso': ISO/IEC 14977. */
  flavour: 'w3c' | 'iso'
  /** Where the grammar begins. Default: its first rule. */
  start?: string
  /**
   * 'none' (default): the rules say all, spaces included. 'longest': text is cut into lexemes first. Then the rules whose
   * names have capital letters and no small ones (`NUMBER`, `S`), and those in `terminals`, are the terminals, and so
   * are the quoted texts and classes in other rules.
   */
  lexer?: 'none' | 'longest'
  /** Names of more rules that are terminals. With lexer 'longest' only. */
  terminals?: readonly string[]
  /** Names of the terminals that may stand between any two others. With lexer 'longest' only. */
  ignore?: readonly string[]
  /** What special sequences mean, `? text ?` in ISO notation, by their text with single blanks. */
  special?: Readonly<Record<string, Expression>> | ((text: string) => Expression | undefined)
}

const KNOWN = ['flavour', 'start', 'lexer', 'terminals', 'ignore', 'special']

/**
 * A grammar in extended Backus-Naur form.
 *
 * 'w3c' is the notation of the XML recommendation: `::=`, `#xN`, `[a-z]`, `[^…]`, texts in either quotes and without
 * escapes, `A - B`, `A?`, `A*`, `A+`, comments between slash-star pairs. `-` binds tighter than writing one after the
 * other. Annotations such as `[ wfc: … ]` and numbers such as `[4a]` at the beginning of a line are skipped.
 *
 * 'iso' is that of ISO/IEC 14977: `=`, `,`, `|`, `;`, `[ ]`, `{ }`, `( )`, `n * A`, `A - B`, comments that nest, and the
 * alternative spellings `/` and `!` for `|`, `.` for `;`, `(/ /)` for `[ ]` and `(: :)` for `{ }`. `{ A }-` is one A
 * or more.
 *
 * The parts of a difference must be regular, which compiling the grammar checks.
 * @throws GrammarError codes 'syntax', 'special-sequence', 'duplicate-rule', 'undefined-rule', 'missing-start', 'unknown-terminal'
 * @throws LimitError limit 'nesting'
 */
export function parseEBNF(text: string, options: EBNFOptions): Grammar {
  refuseUnknownOptions(options, KNOWN, 'parseEBNF')
  const { flavour, lexer = 'none', terminals = [], ignore = [], special = {} } = options
  check(options, 'flavour', ['w3c', 'iso'])
  check({ lexer }, 'lexer', ['none', 'longest'])
  for (const [option, names] of Object.entries({ terminals, ignore })) {
    if (lexer === 'longest' || names.length === 0) continue
    throw new OptionError(`Option '${option}' says how text is cut into lexemes.`, {
      code: 'option',
      option,
      hint: "It goes with lexer: 'longest' only.",
    })
  }
  const source = new Source(text)
  const meaning = (text: string): Expression | undefined => {
    if (typeof special === 'function') return special(text)
    return Object.hasOwn(special, text) ? special[text] : undefined
  }
  const rules = flavour === 'w3c' ? parseW3C(source) : parseIso(source, meaning)
  const byName = namesOf(rules, source)
  checkReferences(rules, byName, source)
  const empty = emptyRules(rules)
  const written = rules.map((rule) => ({ ...rule, body: withSome(rule.body, empty) }))
  if (rules.length === 0) {
    throw source.error('missing-start', 'The grammar has no rules.', 0, 'Write one at least.')
  }
  const start = options.start ?? rules[0]!.name
  checkStart(start, byName, source)
  const isTerminal = ({ name }: Rule): boolean => {
    return lexer === 'longest' && (terminals.includes(name) || (/\p{Lu}/u.test(name) && !/\p{Ll}/u.test(name)))
  }
  for (const name of [...terminals, ...ignore]) {
    const rule = byName.get(name)
    if (rule !== undefined && isTerminal(rule)) continue
    throw new GrammarError(`The grammar has no terminal '${name}'.`, {
      code: 'unknown-terminal',
      rule: name,
      hint: "Terminals are rules in capital letters, and those of the option 'terminals'.",
    })
  }
  return {
    start,
    rules: written.filter((rule) => !isTerminal(rule)),
    terminals: written.filter(isTerminal),
    ignore: [...ignore],
    lexer,
  }
}

function check(options: object, option: string, values: readonly string[]): void {
  const value = (options as Record<string, unknown>)[option]
  if (values.includes(value as string)) return
  throw new OptionError(`Option '${option}' of parseEBNF is ${JSON.stringify(value)}.`, {
    code: 'option',
    option,
    hint: `It is ${values.map((x) => `'${x}'`).join(' or ')}.`,
  })
}

function namesOf(rules: readonly Rule[], source: Source): Map<string, Rule> {
  const byName = new Map<string, Rule>()
  for (const rule of rules) {
    const first = byName.get(rule.name)
    if (first !== undefined) {
      throw source.error(
        'duplicate-rule',
        `Rule '${rule.name}' is defined again; it was in line ${first.position!.line}.`,
        rule.position!.offset,
        "Join the two with '|', or rename one.",
        rule.name,
      )
    }
    byName.set(rule.name, rule)
  }
  return byName
}

/** `{ A }-`: one A or more, where A is never empty. That needs no difference, so A need not be regular. */
function withSome(e: Expression, empty: ReadonlySet<string>): Expression {
  switch (e.kind) {
    case 'sequence':
    case 'choice':
      return { ...e, items: e.items.map((item) => withSome(item, empty)) }
    case 'repeat':
      return { ...e, item: withSome(e.item, empty) }
    case 'difference': {
      const item = withSome(e.item, empty)
      const nothing = e.without.kind === 'sequence' && e.without.items.length === 0
      if (nothing && item.kind === 'repeat' && item.min === 0 && !mayBeEmpty(item.item, empty)) {
        return { ...item, min: 1 }
      }
      return { ...e, item, without: withSome(e.without, empty) }
    }
    default:
      return e
  }
}

/** Names of the rules that may match no text, or of which that is not plain to see. */
function emptyRules(rules: readonly Rule[]): Set<string> {
  const empty = new Set<string>()
  let size = -1
  while (size < empty.size) {
    size = empty.size
    for (const rule of rules) if (mayBeEmpty(rule.body, empty)) empty.add(rule.name)
  }
  return empty
}

function mayBeEmpty(e: Expression, empty: ReadonlySet<string>): boolean {
  switch (e.kind) {
    case 'literal':
      return e.text === ''
    case 'reference':
      return empty.has(e.name)
    case 'sequence':
      return e.items.every((item) => mayBeEmpty(item, empty))
    case 'choice':
      return e.items.some((item) => mayBeEmpty(item, empty))
    case 'repeat':
      return e.min === 0 || mayBeEmpty(e.item, empty)
    case 'difference':
      return mayBeEmpty(e.item, empty)
    case 'pattern':
      return !/^\[[^\]]+\]$/.test(e.source)
    default:
      return true
  }
}
