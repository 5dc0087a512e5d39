export {
  compileGrammar,
  type GrammarConstraint,
  type GrammarLimits,
  type GrammarOptions,
  type GrammarReport,
} from './compile.js'
export { type ChevrotainOptions, fromChevrotain } from './frontend/chevrotain/index.js'
export { type EBNFOptions, parseEBNF } from './frontend/ebnf.js'
export { type GBNFOptions, parseGBNF } from './frontend/gbnf.js'
export { type LarkOptions, parseLark } from './frontend/lark/index.js'
export type { Expression, Grammar, Indentation, Position, Rule, Terminal } from './grammar.js'
export { type EBNFWriteOptions, toEBNF } from './writer/ebnf.js'
export { toGBNF, type WriteOptions } from './writer/gbnf.js'
export { type LarkWriteOptions, toLark } from './writer/lark.js'
export type { Approximation } from './writer/lexemes.js'
