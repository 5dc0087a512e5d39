/**
 * The core: from schemas and regular expressions to token masks. No I/O, no Node API: it runs in browsers and workers.
 *
 *   readVocabulary(tokenizerJson) → Vocabulary        compileJsonSchema(schema, options) → JsonConstraint
 *   createMatcher(constraint, vocabulary) → Matcher   compileRegex(pattern, options) → Constraint
 */
export { type Constraint, type CountedRun, DEAD, run, type State } from './automaton/constraint.js'
export { compileRegex } from './automaton/regex-constraint.js'
export * from './error/index.js'
export { createMatcher, type Matcher, minTokensAfter } from './mask/matcher.js'
export {
  type CompileReport,
  compileJsonSchema,
  type DialectName,
  type JsonConstraint,
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
