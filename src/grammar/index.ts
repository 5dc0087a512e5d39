export {
  compileGrammar,
  type GrammarConstraint,
  type GrammarLimits,
  type GrammarOptions,
  type GrammarReport,
} from './compile.js'
export { type Expected, expectedAt, explainText, type Refusal } from './expected.js'
export {
  type ChevrotainOptions,
  type EBNFOptions,
  fromChevrotain,
  type GBNFOptions,
  type LarkOptions,
  parseEBNF,
  parseGBNF,
  parseLark,
} from './frontend/index.js'
export type { Expression, Grammar, Indentation, Position, Rule, Terminal } from './grammar.js'
export { type GrammarFinding, type GrammarLint, lintGrammar } from './lint.js'
export type { Sentence } from './sentences.js'
export { type EBNFWriteOptions, toEBNF } from './writer/ebnf.js'
export { toGBNF, type WriteOptions } from './writer/gbnf.js'
export { type LarkWriteOptions, toLark } from './writer/lark.js'
export type { Approximation } from './writer/lexemes.js'
