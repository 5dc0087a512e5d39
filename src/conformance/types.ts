/** What a conformance run reads and what it finds. */
import type { SchemaOptions } from '../schema/index.js'
import type { Vocabulary } from '../vocab/index.js'

/** One schema with labelled instances. */
export interface Entry {
  /** Unique within a run. */
  id: string
  /** The row of the table it counts in: a benchmark split, or 'draft kind' of the official suite. */
  split: string
  schema: unknown
  /** The rows of the table by keyword that it counts in. */
  keywords: readonly string[]
  options: Pick<SchemaOptions, 'dialect' | 'formats'>
  tests: readonly Instance[]
}

export interface Instance {
  description: string
  valid: boolean
  /** The JSON text to judge. */
  text: string
}

export interface Refusal {
  /** Code of the error, 'internal' if it is none of this package's. */
  code: string
  keyword: string | undefined
  message: string
}

/** A wrong verdict on one instance. */
export interface Fault {
  kind: 'valid-rejected' | 'invalid-accepted' | 'tokens-differ' | 'error'
  description: string
  /** Where the text was rejected, in bytes; -1 if it was not. */
  at: number
  /** The text around that place. */
  near: string
}

export interface EntryResult {
  id: string
  split: string
  keywords: readonly string[]
  /** 'refused': not compiled. 'error': stopped by an internal fault or a limit while judging. */
  status: 'pass' | 'fail' | 'refused' | 'error'
  refusal: Refusal | undefined
  tests: number
  faults: Fault[]
  /** Compilation, in milliseconds; with tokens including the matcher and the first mask. */
  compileMs: number
  /** All of the entry's instances, in milliseconds, without compilation. */
  judgeMs: number
  /** Mask and commit per token, in microseconds, with tokens only. */
  tokenMicros: Float32Array
  /** Each step that was taken for the first time (a state and a byte), in microseconds. */
  coldMicros: Float32Array
  /** What the compiled schema keeps after its instances were read, in bytes; -1 if that was not measured. */
  memory: number
  warnings: number
}

export interface JudgeSettings {
  /** Remote schemas by URI. */
  remotes: ReadonlyMap<string, unknown>
  tokens: Tokens | undefined
  /** Measure what a compiled schema keeps. */
  memory?: boolean | undefined
}

/** A vocabulary and how texts are cut into its tokens. */
export interface Tokens {
  vocabulary: Vocabulary
  /** Ids whose bytes together are the text. */
  encode(text: string): number[]
}
