export {
  compileGrammar,
  type GrammarConstraint,
  type GrammarLimits,
  type GrammarOptions,
  type GrammarReport,
} from './compile.js'
export type { Expression, Grammar, Indentation, Position, Rule, Terminal } from './grammar.js'
