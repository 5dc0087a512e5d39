import type { Lexer, TokenType } from 'chevrotain'
import { GrammarError, OptionError, refuseUnknownOptions } from '../../../error/index.js'
import type { Expression, Grammar, Rule } from '../../grammar.js'
import { LookaheadCheck } from './lookahead.js'
import { type ChevrotainParser, type Production, productionsOf } from './productions.js'
import { type Tokens, tokensOf } from './tokens.js'

export interface ChevrotainOptions {
  /** The name of the rule to start from. */
  start: string
  /** The lexer whose tokens the parser reads. Either this or `tokens` is needed: a parser does not know their order. */
  lexer?: Lexer
  /** The token types in the order in which the lexer was given them. */
  tokens?: readonly TokenType[]
  /** Conditions in code: refuse the parser (default), or take every gate as open, which makes the grammar larger than the parser. */
  gates?: 'refuse' | 'ignore'
  /**
   * Decisions that may lose texts that the rules derive: refuse the parser (default), or accept those texts, which makes the
   * grammar larger than the parser, unless the texts are ambiguous and read in another way, as with a dangling `else`.
   */
  conflicts?: 'refuse' | 'accept'
  /** Names of token types whose beginning is never anything else, such as comments. */
  commits?: readonly string[]
}

/**
 * The grammar of a Chevrotain parser that has called performSelfAnalysis(): the texts that its lexer cuts without an error and its
 * start rule reads to the end without one.
 *
 * What code decides is not seen: embedded actions, and conditions of one's own around the parsing methods. GATE and
 * BACKTRACK are found in the text of a rule and refused.
 *
 * @throws GrammarError codes 'not-analysed', 'undefined-rule', 'gate', 'lookahead-conflict', 'unproductive-rule', 'unsupported-token', 'lexer-modes',
 *   'longer-alternative', 'end-of-file'
 * @throws LimitError limits 'sequences', 'lookahead'
 * @throws OptionError for unknown options, and without `lexer` and `tokens`
 */
export function fromChevrotain(parser: ChevrotainParser, options: ChevrotainOptions): Grammar {
  const known = ['start', 'lexer', 'tokens', 'gates', 'conflicts', 'commits']
  refuseUnknownOptions(options, known, 'fromChevrotain()')
  const { start, gates = 'refuse', conflicts = 'refuse', commits = [] } = options
  const all = productionsOf(parser, gates)
  if (!all.has(start)) {
    const hint = `Its rules: ${[...all.keys()].join(', ')}.`
    throw new GrammarError(`The parser has no rule '${start}'.`, { code: 'undefined-rule', rule: start, hint })
  }
  const rules = withoutEnd(all, start)
  const tokens = tokensOf(orderOf(options), new Set(rules.keys()), new Set(commits))
  if (conflicts === 'refuse') check(rules, start, tokens)
  return grammarOf(rules, start, tokens)
}

function orderOf({ lexer, tokens }: ChevrotainOptions): readonly TokenType[] {
  if (tokens) return tokens
  if (!lexer) {
    throw new OptionError("fromChevrotain() needs 'lexer' or 'tokens'.", {
      code: 'missing-option',
      option: 'lexer',
      hint: 'Pass the lexer: the order of its token types decides what it finds.',
    })
  }
  const { lexerDefinition } = lexer as unknown as {
    lexerDefinition: readonly TokenType[] | { modes: Record<string, TokenType[]> }
  }
  if ('modes' in lexerDefinition) {
    const modes = Object.values(lexerDefinition.modes)
    if (modes.length === 1) return modes[0]!
    throw new GrammarError('The lexer has several modes.', {
      code: 'lexer-modes',
      hint: 'Grammars have lexers of one mode: write the inner languages as rules.',
    })
  }
  return lexerDefinition
}

/** The end of the text is not a token here: it may only stand at the end of the start rule, where it says nothing. */
function withoutEnd(all: ReadonlyMap<string, Production>, start: string): Map<string, Production> {
  const rules = new Map<string, Production>()
  const reached = new Set([start])
  let again = false
  const convert = (p: Production, last: boolean, rule: string): Production => {
    switch (p.kind) {
      case 'token':
        if (p.type.name !== 'EOF') return p
        if (last) return { kind: 'sequence', items: [] }
        throw new GrammarError(
          `The rule ${rule} reads the end of the text, which only the end of the start rule can do.`,
          {
            code: 'end-of-file',
            rule,
            hint: 'Leave out CONSUME(EOF): a parser reads to the end without it.',
          },
        )
      case 'rule':
        reached.add(p.name)
        if (p.name === start) again = true
        return p
      case 'sequence': {
        const items = p.items.map((item, i) => convert(item, last && i === p.items.length - 1, rule))
        return { ...p, items }
      }
      case 'or':
        return { ...p, items: p.items.map((item) => convert(item, last, rule)) }
      default:
        return { ...p, item: convert(p.item, false, rule) }
    }
  }
  for (const name of reached) rules.set(name, convert(all.get(name)!, name === start, name))
  if (again) for (const name of reached) rules.set(name, convert(all.get(name)!, false, name))
  return rules
}

/** The tokens that a token type in a rule stands for: itself, and those of its category. */
function membersOf(type: TokenType, { nameOf }: Tokens): TokenType[] {
  return [...nameOf.keys()].filter((other) => other === type || isOf(other, type))
}

function isOf(type: TokenType, category: TokenType): boolean {
  return (type.CATEGORIES ?? []).some((one) => one === category || isOf(one, category))
}

function check(rules: ReadonlyMap<string, Production>, start: string, tokens: Tokens): void {
  const types: TokenType[] = []
  const symbols = new Map<TokenType, string>()
  const symbolOf = (type: TokenType): string => {
    const known = symbols.get(type)
    if (known !== undefined) return known
    const symbol = String.fromCharCode(0x100 + types.length)
    types.push(type)
    symbols.set(type, symbol)
    return symbol
  }
  const members = new Map<TokenType, readonly string[]>()
  const symbolsOf = (type: TokenType): readonly string[] => {
    const known = members.get(type)
    if (known) return known
    const found = membersOf(type, tokens)
    // A type that the lexer never finds decides all the same.
    const made = (found.length === 0 ? [type] : found).map(symbolOf)
    members.set(type, made)
    return made
  }
  new LookaheadCheck(rules, symbolsOf, (symbol) => types[symbol.charCodeAt(0) - 0x100]!.name).run(start)
}

function grammarOf(rules: ReadonlyMap<string, Production>, start: string, tokens: Tokens): Grammar {
  const used = new Set(tokens.ignore)
  const tokenOf = (type: TokenType): Expression => {
    const items = membersOf(type, tokens).map((member): Expression => {
      const name = tokens.nameOf.get(member)!
      used.add(name)
      return { kind: 'reference', name }
    })
    return items.length === 1 ? items[0]! : { kind: 'choice', items }
  }
  const convert = (p: Production): Expression => {
    switch (p.kind) {
      case 'rule':
        return { kind: 'reference', name: p.name }
      case 'token':
        return tokenOf(p.type)
      case 'sequence':
        return p.items.length === 1 ? convert(p.items[0]!) : { kind: 'sequence', items: p.items.map(convert) }
      case 'or':
        return { kind: 'choice', items: p.items.map(convert) }
      case 'option':
        return { kind: 'repeat', item: convert(p.item), min: 0, max: 1 }
      case 'many': {
        const item = convert(p.item)
        const max = Number.POSITIVE_INFINITY
        if (!p.separator) return { kind: 'repeat', item, min: p.atLeastOne ? 1 : 0, max }
        const more: Expression = { kind: 'sequence', items: [tokenOf(p.separator), item] }
        const some: Expression = { kind: 'sequence', items: [item, { kind: 'repeat', item: more, min: 0, max }] }
        return p.atLeastOne ? some : { kind: 'repeat', item: some, min: 0, max: 1 }
      }
    }
  }
  const made: Rule[] = [...rules].map(([name, body]) => ({ name, body: convert(body) }))
  const { terminals, ignore } = tokens
  // Tokens that no rule reads are found all the same, and then nothing can be read: they are in an alternative without texts.
  const unread = terminals.filter(({ name }) => !used.has(name))
  if (unread.length === 0) return { start, rules: made, terminals, ignore, lexer: 'longest' }
  const none: Expression = { kind: 'choice', items: [] }
  const items = unread.map(({ name }): Expression => ({ kind: 'sequence', items: [{ kind: 'reference', name }, none] }))
  let first = `${start}_or_unread`
  while (rules.has(first) || terminals.some(({ name }) => name === first)) first += '_'
  const entry: Rule = { name: first, body: { kind: 'choice', items: [{ kind: 'reference', name: start }, ...items] } }
  return { start: first, rules: [entry, ...made], terminals, ignore, lexer: 'longest' }
}
