import { checkOptions, type GenerateOptions } from './options.js'
import { PartialReader, TextReader } from './partial.js'
import { type GenerateResult, run } from './run.js'
import type { AnySchema, InferOutput } from './schema-input.js'
import { readText } from './text-schema.js'

/** What happens while a value is written, in the order it happens. */
export type StreamEvent<T> =
  | { type: 'text' /** New text, whole characters. */; delta: string }
  | {
      type: 'partial'
      /** What can be read so far: strings may be incomplete, numbers and literals are whole. A snapshot. Of plain text, the text. */
      value: unknown
    }
  | {
      type: 'value-complete'
      /** JSON Pointer: '/items/0/name'; '' is the whole value. */
      path: string
      /** Final at this path, before transforms of the schema library. */
      value: unknown
    }
  | ({ type: 'finish' } & GenerateResult<T>)

/**
 * A generation in progress. It runs from the moment it is made, whether or not someone iterates. Every iteration gets
 * all events from the start; leaving a loop early (break, return) aborts the generation.
 */
export interface ValueStream<T> extends AsyncIterable<StreamEvent<T>> {
  /** The finished value. */
  readonly value: Promise<T>
  /** The finished value with text, usage, timings. */
  readonly result: Promise<GenerateResult<T>>
}

/**
 * Like `generate`, with events on the way: text deltas, partial values, and each value as it is complete.
 *
 * ```ts
 * for await (const event of stream(schema, { prompt })) {
 *   if (event.type === 'value-complete') console.log(event.path, event.value)
 * }
 * ```
 * Errors of the call itself (options) are thrown at once; all others reject `value` and `result` and end the iteration.
 */
export function stream<const S extends AnySchema>(schema: S, options: GenerateOptions): ValueStream<InferOutput<S>>
export function stream<T>(schema: object | boolean, options: GenerateOptions): ValueStream<T>
export function stream(schema: unknown, options: GenerateOptions): ValueStream<unknown> {
  checkOptions(options, 'stream')
  return new RunningStream(schema, options)
}

/**
 * Only text is kept. Each iterator reads it with a reader of its own when it gets there, so that partial values are
 * snapshots of that moment and cost nothing where nobody iterates.
 */
class RunningStream implements ValueStream<unknown> {
  readonly value: Promise<unknown>
  readonly result: Promise<GenerateResult>
  readonly #deltas: string[] = []
  readonly #isText: boolean
  readonly #stop = new AbortController()
  #finished: GenerateResult | undefined
  #failed = false
  #error: unknown
  #wake: () => void = () => undefined
  #changed: Promise<void>

  constructor(schema: unknown, options: GenerateOptions) {
    this.#isText = readText(schema) !== undefined
    this.#changed = this.#next()
    const signal = options.signal ? AbortSignal.any([options.signal, this.#stop.signal]) : this.#stop.signal
    this.result = run(schema, { ...options, signal }, (delta) => {
      this.#deltas.push(delta)
      this.#notify()
    })
    this.value = this.result.then((result) => result.value)
    this.result.then(
      (result) => {
        this.#finished = result
        this.#notify()
      },
      (error) => {
        this.#failed = true
        this.#error = error
        this.#notify()
      },
    )
    // Whoever only iterates hears of a failure there; the promises must not count as unhandled.
    this.value.catch(() => undefined)
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #notify(): void {
    const wake = this.#wake
    this.#changed = this.#next()
    wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<StreamEvent<unknown>, void, undefined> {
    const reader = this.#isText ? new TextReader() : new PartialReader()
    let over = false
    try {
      for (let i = 0; ; ) {
        const changed = this.#changed
        if (i < this.#deltas.length) {
          const delta = this.#deltas[i++]!
          yield { type: 'text', delta }
          const completed = reader.push(delta)
          yield { type: 'partial', value: reader.snapshot() }
          for (const { path, value } of completed) yield { type: 'value-complete', path, value }
        } else if (this.#failed) {
          over = true
          throw this.#error
        } else if (this.#finished !== undefined) {
          for (const { path, value } of reader.end()) {
            yield { type: 'partial', value: reader.snapshot() }
            yield { type: 'value-complete', path, value }
          }
          over = true
          yield { type: 'finish', ...this.#finished }
          return
        } else await changed
      }
    } finally {
      if (!over) this.#stop.abort(new DOMException('The stream was left before its end.', 'AbortError'))
    }
  }
}
