import type { CstParser, EmbeddedActionsParser, ISerializedGast, TokenType } from 'chevrotain'
import { GrammarError } from '../../../error/index.js'

export type ChevrotainParser = CstParser | EmbeddedActionsParser

/** What a rule is made of, as Chevrotain recorded it. */
export type Production =
  | { readonly kind: 'rule'; readonly name: string }
  | { readonly kind: 'token'; readonly type: TokenType }
  | { readonly kind: 'sequence'; readonly items: readonly Production[] }
  | ({ readonly kind: 'or'; readonly items: readonly Production[] } & Decision)
  | ({ readonly kind: 'option'; readonly item: Production } & Decision)
  | ({
      readonly kind: 'many'
      readonly item: Production
      readonly atLeastOne: boolean
      readonly separator: TokenType | undefined
    } & Decision)

interface Decision {
  /** How it is written: OR1, MANY_SEP2… */
  readonly called: string
  /** Tokens that Chevrotain looks ahead. */
  readonly lookahead: number
}

/** A production of the parser, read without the classes of the library. */
interface Live {
  readonly definition?: readonly Live[]
  readonly idx?: number
  readonly maxLookahead?: number
  readonly hasPredicates?: boolean
  readonly terminalType?: TokenType
  readonly nonTerminalName?: string
  readonly separator?: TokenType
}

interface Internals {
  readonly maxLookahead: number
  readonly tokensMap: Readonly<Record<string, TokenType>>
}

const dslNames: Readonly<Record<string, string>> = {
  Alternation: 'OR',
  Option: 'OPTION',
  Repetition: 'MANY',
  RepetitionMandatory: 'AT_LEAST_ONE',
  RepetitionWithSeparator: 'MANY_SEP',
  RepetitionMandatoryWithSeparator: 'AT_LEAST_ONE_SEP',
}

/**
 * The rules of a parser that has analysed itself.
 * @throws GrammarError 'not-analysed', 'gate'
 */
export function productionsOf(parser: ChevrotainParser, gates: 'refuse' | 'ignore'): Map<string, Production> {
  const live = parser.getGAstProductions() as unknown as Record<string, Live>
  const serialized = parser.getSerializedGastProductions()
  if (serialized.length === 0) {
    throw new GrammarError('The parser has no rules yet.', {
      code: 'not-analysed',
      hint: 'Call performSelfAnalysis() at the end of its constructor.',
    })
  }
  const { maxLookahead } = parser as unknown as Internals
  const rules = new Map<string, Production>()
  for (const rule of serialized) {
    const name = (rule as unknown as { name: string }).name
    if (gates === 'refuse') checkText(parser, name)
    const convert = (node: ISerializedGast, from: Live): Production => {
      const items = (): Production[] => (node.definition ?? []).map((child, i) => convert(child, from.definition![i]!))
      const body = (): Production => ({ kind: 'sequence', items: items() })
      const called = `${dslNames[node.type] ?? node.type}${from.idx ? from.idx : ''}`
      const decision = { called, lookahead: from.maxLookahead ?? maxLookahead }
      switch (node.type) {
        case 'NonTerminal':
          return { kind: 'rule', name: from.nonTerminalName! }
        case 'Terminal':
          return { kind: 'token', type: from.terminalType! }
        case 'Option':
          return { kind: 'option', item: body(), ...decision }
        case 'Alternation':
          if (from.hasPredicates && gates === 'refuse') throw gated(name, `a GATE in ${called}`)
          return { kind: 'or', items: items(), ...decision }
        case 'Repetition':
        case 'RepetitionMandatory':
        case 'RepetitionWithSeparator':
        case 'RepetitionMandatoryWithSeparator': {
          const atLeastOne = node.type.startsWith('RepetitionMandatory')
          return { kind: 'many', item: body(), atLeastOne, separator: from.separator, ...decision }
        }
        default:
          return body()
      }
    }
    rules.set(name, convert(rule, live[name]!))
  }
  return rules
}

/** Chevrotain records gates of alternatives; those of options and loops, and BACKTRACK, can be seen in the text of the rule only. */
function checkText(parser: ChevrotainParser, rule: string): void {
  for (const value of Object.values(parser as unknown as Record<string, unknown>)) {
    if (typeof value !== 'function') continue
    const { ruleName, originalGrammarAction } = value as { ruleName?: unknown; originalGrammarAction?: unknown }
    if (ruleName !== rule || typeof originalGrammarAction !== 'function') continue
    const found = /\b(?:GATE|BACKTRACK)\b/.exec(withoutComments(String(originalGrammarAction)))
    if (found) throw gated(rule, `a ${found[0]}`)
  }
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' ')
}

function gated(rule: string, what: string): GrammarError {
  return new GrammarError(`The rule ${rule} has ${what}: code decides what it accepts.`, {
    code: 'gate',
    rule,
    hint: "Write it as rules, or pass gates: 'ignore' for the grammar in which every gate is open.",
  })
}
