/**
 * Typed values from a language model that can write nothing else.
 *
 *   generate(schema, options): Promise<T>             generate.detailed(schema, options): Promise<GenerateResult<T>>
 *   stream(schema, options): ValueStream<T>           jsonSchema<T>(schema): a JSON Schema with a type of your own
 *
 *   diffuse(options): Promise<DiffuseResult>          a canvas filled by a diffusion model
 *   infill(options): Promise<InfillAnswer>            the holes of a text, filled by a language model
 *
 * A schema may also be plain text: regex(pattern), choice(texts), literal(text), textSchema(constraint), toolCalls(tools, …),
 * thinking({ answer, … }), structuralTags({ tags }).
 */

export {
  type ConfidenceMeasure,
  type DiffuseOptions,
  type DiffuseResult,
  type DiffuseStep,
  type DiffuseTimings,
  diffuse,
  IncompleteError,
  type Prediction,
  type Remasking,
  type RemaskStep,
  remaskings,
  type Scheduler,
  type SchedulerStep,
  type Selector,
  schedulers,
} from '../decode/diffusion/index.js'
export type { DiffusionEngine } from '../engine/diffusion-engine.js'
export type { Engine, EngineSession, Message } from '../engine/engine.js'
export {
  EngineError,
  EspalierError,
  GrammarError,
  LimitError,
  ModelError,
  OptionError,
  RegexError,
  SchemaError,
  TruncatedError,
  VocabularyError,
} from '../error/index.js'
export type { Describe } from './describe.js'
export { describeShorthand } from './describe-shorthand.js'
export { describeTypescript } from './describe-typescript.js'
export { AbortedError, ValidationError } from './errors.js'
export type { FimFormat } from './fim.js'
export type { FromSchema } from './from-schema.js'
export { type Generate, type GenerateDetailed, generate } from './generate.js'
export { type BuiltInGrammar, builtInGrammar, builtInGrammars } from './grammars.js'
export { type FilledRegion, type InfillAnswer, type InfillRequest, infill } from './infill.js'
export { disposeModels, embeddedDiffusionModelFolder, embeddedModelFolder } from './models.js'
export type { GenerateOptions } from './options.js'
export type { QuotesFrom } from './quotes.js'
export { type GrammarFormat, type ReadGrammarOptions, readGrammar } from './read-grammar.js'
export type { GenerateResult, GenerateTimings } from './run.js'
export { type SchemaGrammarOptions, schemaToGrammar } from './schema-grammar.js'
export { type AnySchema, type InferOutput, jsonSchema, type TypedSchema } from './schema-input.js'
export type { StandardIssue } from './standard.js'
export { type StreamEvent, stream, type ValueStream } from './stream.js'
export { choice, literal, regex, type TextSchema, textSchema } from './text-schema.js'
export {
  type FormatName,
  type PartOptions,
  type SchemaTag,
  type SchemaTagOptions,
  structuralTags,
  type Thought,
  type ThoughtOptions,
  type Tool,
  type ToolCall,
  type ToolCallOptions,
  type ToolCalls,
  thinking,
  toolCalls,
} from './tools/index.js'
