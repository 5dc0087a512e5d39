/**
 * The core: from schemas and regular expressions to token masks. No I/O, no Node API: it runs in browsers and workers.
 *
 *   readVocabulary(tokenizerJson) → Vocabulary        compileJsonSchema(schema, options) → JsonConstraint
 *   createMatcher(constraint, vocabulary) → Matcher   compileRegex(pattern, options) → Constraint
 *   parseGBNF, parseLark, parseEBNF(text) → Grammar    compileGrammar(grammar, options) → GrammarConstraint
 *   toGBNF, toLark, toEBNF(grammar) → text             lintGrammar(grammar) → GrammarLint
 *   validateInfill(grammar, pieces) → InfillResult     createCanvas(grammar, vocabulary, size) → Canvas
 *   sequence, union, choice, optional, repeat, intersection, literal, words, freeText, switchTo: constraints of constraints
 */
export * from './automaton/index.js'
export * from './error/index.js'
export * from './grammar/index.js'
export * from './infill/index.js'
export { createMatcher, type Matcher, minTokensAfter } from './mask/matcher.js'
export { type PreparedMasks, prepareMasks } from './mask/prepare.js'
export {
  type CompileReport,
  compileJsonSchema,
  createExplainer,
  type DialectName,
  type Explain,
  type Failure,
  type Finding,
  type JsonConstraint,
  type QuoteIndex,
  quotesOf,
  type SchemaLimits,
  type SchemaOptions,
  type Whitespace,
} from './schema/index.js'
export {
  byteVocabulary,
  createVocabulary,
  type ReadVocabularyOptions,
  readVocabulary,
  type Vocabulary,
} from './vocab/index.js'
