/**
 * The parsers of grammars. An entry of the build, so that bundles that read no grammars do without them and without chevrotain.
 */
export { type ChevrotainOptions, fromChevrotain } from './chevrotain/index.js'
export { type EBNFOptions, parseEBNF } from './ebnf.js'
export { type GBNFOptions, parseGBNF } from './gbnf.js'
export { type LarkOptions, parseLark } from './lark/index.js'
