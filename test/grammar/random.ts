import { type Constraint, compileRegex, DEAD } from '../../src/automaton/index.js'
import { GrammarError } from '../../src/error/index.js'
import type { Expression, Grammar } from '../../src/grammar/grammar.js'
import { compileGrammar, type GrammarConstraint } from '../../src/grammar/index.js'
import type { Random } from './chance.js'

const nothing: Constraint = { start: DEAD, step: () => DEAD, canEnd: () => false, minBytesToEnd: () => Infinity }
const embeddable = ['a', 'b+', 'ab*', '[ab]c', 'a?b?', '(?:ab){2,}', '', 'bcb', 'b{2,3}', '[abc]{3}', 'c*a', '(?!)']

/** Small grammars over a, b, c: ambiguous, nullable, recursive in every way; if asked for, with other constraints in rules. */
export function randomGrammar(random: Random, lexer: 'longest' | 'none', embeds = false): Grammar {
  const ruleNames = ['s', 'x', 'y', 'z'].slice(0, 1 + random.below(4))
  const texts = ['a', 'b', 'c', 'ab', 'ba', 'bc', 'abc', 'aa']
  const patterns = ['a+', 'b*c', '[ab]', '[abc]+', 'a?b', '(?:ab)+', 'b+', 'ca?']
  const terminalNames = ['T', 'U', 'V'].slice(0, random.below(4))
  const leaf = (): Expression => {
    if (embeds && random.below(4) === 0) {
      const source = random.pick(embeddable)
      return {
        kind: 'constraint',
        name: source,
        constraint: source === '(?!)' ? nothing : compileRegex(source),
        source,
      }
    }
    const roll = random.below(10)
    if (roll < 4) return { kind: 'literal', text: random.pick(texts) }
    if (roll < 5 && terminalNames.length > 0) return { kind: 'reference', name: random.pick(terminalNames) }
    if (roll < 6) return regular()
    if (roll < 7 && lexer === 'none') return { kind: 'literal', text: '' }
    return { kind: 'reference', name: random.pick(ruleNames) }
  }
  const regular = (): Expression => {
    const source = random.pick(patterns)
    const pattern: Expression = { kind: 'pattern', source }
    if (random.below(4) > 0) return pattern
    const other: Expression = { kind: 'pattern', source: random.pick(patterns) }
    return random.below(2) === 0
      ? { kind: 'difference', item: { kind: 'pattern', source: '[abc]{1,3}' }, without: other }
      : { kind: 'intersection', items: [pattern, { kind: 'pattern', source: '[abc]{1,2}' }] }
  }
  const expression = (depth: number): Expression => {
    const roll = random.below(depth > 2 ? 4 : 10)
    if (roll < 4) return leaf()
    if (roll < 7)
      return { kind: 'sequence', items: Array.from({ length: random.below(4) }, () => expression(depth + 1)) }
    if (roll < 9)
      return { kind: 'choice', items: Array.from({ length: 1 + random.below(3) }, () => expression(depth + 1)) }
    const min = random.below(3)
    return {
      kind: 'repeat',
      item: expression(depth + 1),
      min,
      max: random.below(2) === 0 ? Infinity : min + random.below(3),
    }
  }
  const terminals = terminalNames.map((name) => {
    const body: Expression = random.below(2) === 0 ? { kind: 'literal', text: random.pick(texts) } : regular()
    return { name, body, priority: random.below(3) - 1 }
  })
  const ignore =
    lexer === 'longest' && random.below(3) === 0 && terminalNames.length > 0 ? [random.pick(terminalNames)] : []
  return { start: 's', rules: ruleNames.map((name) => ({ name, body: expression(0) })), terminals, ignore, lexer }
}

/** The grammar compiled; undefined if nothing is a word of it or a terminal matches the empty text. */
export function compiled(grammar: Grammar): GrammarConstraint | undefined {
  try {
    return compileGrammar(grammar, { lookahead: 'unbounded' })
  } catch (error) {
    if (error instanceof GrammarError) return undefined
    throw error
  }
}
