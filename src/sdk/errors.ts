import { EspalierError } from '../error/index.js'
import type { StandardIssue } from './standard.js'

/**
 * The value fits the JSON Schema, but the schema library says no: a refinement or transform that JSON Schema cannot
 * express failed. Code 'validation'.
 */
export class ValidationError extends EspalierError {
  readonly issues: readonly StandardIssue[]
  /** The text the model wrote. */
  readonly text: string
  /** The value in that text, before the library's transforms. */
  readonly value: unknown

  constructor(vendor: string, details: { issues: readonly StandardIssue[]; text: string; value: unknown }) {
    const said = details.issues.map((issue) => issueText(issue)).join('; ')
    super(`The ${vendor} schema refused the value: ${said}.`, {
      code: 'validation',
      hint: 'Express the rule in the schema (pattern, bounds, enum), or catch this error: it carries value and text.',
    })
    this.issues = details.issues
    this.text = details.text
    this.value = details.value
  }
}

/** Generation was aborted through its signal (or by leaving a stream early). `cause` is the signal's reason. Code 'aborted'. */
export class AbortedError extends EspalierError {
  /** The text written so far. */
  readonly text: string

  constructor(details: { text: string; cause: unknown }) {
    super('Generation was aborted.', { code: 'aborted', cause: details.cause })
    // What DOM code tests for; a timeout keeps its own name.
    this.name =
      (details.cause as { name?: unknown } | undefined)?.name === 'TimeoutError' ? 'TimeoutError' : 'AbortError'
    this.text = details.text
  }
}

function issueText(issue: StandardIssue): string {
  if (!issue.path?.length) return issue.message
  const keys = issue.path.map((part) => String(typeof part === 'object' ? part.key : part))
  return `${keys.join('.')}: ${issue.message}`
}
