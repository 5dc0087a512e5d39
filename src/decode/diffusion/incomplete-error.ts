import { EspalierError } from '../../error/index.js'

/**
 * A decode ended before every position was decided. Code 'aborted', with the signal's reason as `cause`, or 'out-of-steps'. What was
 * decided is not lost: commit `tokens` on a new canvas to go on.
 */
export class IncompleteError extends EspalierError {
  /** The canvas, -1 where it is open. */
  readonly tokens: Int32Array
  /** One full valid filling that agrees with it; not the model's choice. */
  readonly completion: Int32Array | undefined

  constructor(
    message: string,
    details: {
      code: 'aborted' | 'out-of-steps'
      hint?: string
      cause?: unknown
      tokens: Int32Array
      completion: Int32Array | undefined
    },
  ) {
    super(message, details)
    if (details.code === 'aborted') {
      // What DOM code tests for; a timeout keeps its own name.
      const timeout = (details.cause as { name?: unknown } | undefined)?.name === 'TimeoutError'
      this.name = timeout ? 'TimeoutError' : 'AbortError'
    }
    this.tokens = details.tokens
    this.completion = details.completion
  }
}
