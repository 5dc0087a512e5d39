import type { BudgetedPart } from '../automaton/thinking.js'
import { TruncatedError } from '../error/index.js'
import { createMatcher } from '../mask/matcher.js'
import { decodeAutoregressive } from './autoregressive.js'
import type { DecodeEvent, DecodeOptions, DecodeResult } from './types.js'

/**
 * Writes the parts one after the other in one session, each within its budget of tokens: a thought and then the answer.
 * Every part is decoded by itself, so no token reaches over the end of one, and where a budget runs short only what still
 * leads to the end of the part is allowed. The parts share `maxTokens` and the context; room for the shortest text of
 * all later parts is kept.
 *
 * `matcher` says which vocabulary; it is neither asked nor advanced.
 * @throws TruncatedError code 'truncated' if the shortest text of a part does not fit into its budget, or all together not
 *   into maxTokens; else as decodeAutoregressive
 */
export async function* decodeParts(
  options: DecodeOptions,
  parts: readonly BudgetedPart[],
): AsyncGenerator<DecodeEvent, DecodeResult> {
  const { vocabulary } = options.matcher
  const matchers = parts.map((part) => createMatcher(part.constraint, vocabulary))
  const needs = matchers.map((matcher) => matcher.minTokensToEnd)
  let left = options.maxTokens ?? Number.POSITIVE_INFINITY
  if (options.engine) {
    left = Math.min(left, options.engine.contextLength - options.session.length - options.promptIds.length + 1)
  }
  let later = needs.reduce((sum, need) => sum + need, 0)
  if (later > left) throw truncated(later, left)
  const started = performance.now()
  let total: DecodeResult | undefined
  let { promptIds } = options
  for (const [i, { maxTokens }] of parts.entries()) {
    later -= needs[i]!
    const room = left - later
    if (needs[i]! > Math.min(maxTokens, room)) throw truncated(needs[i]!, Math.min(maxTokens, room))
    const before = options.session.length
    const last = i === parts.length - 1
    const result: DecodeResult = yield* decodeAutoregressive({
      ...options,
      matcher: matchers[i]!,
      promptIds,
      ...(Math.min(maxTokens, room) === Number.POSITIVE_INFINITY ? {} : { maxTokens: Math.min(maxTokens, room) }),
      ...(last ? {} : { stopWhenComplete: true }),
      // Each part draws from a stream of its own.
      ...(total ? { seed: (total.seed + Math.imul(i, 0x9e3779b1)) >>> 0 } : {}),
    })
    left -= result.ids.length
    promptIds = [...promptIds, ...result.ids].slice(options.session.length - before)
    // A thought that its own budget ends is no text that was cut short.
    if (!last && maxTokens <= room) result.finishReason = 'stop'
    total = total ? joined(total, result) : result
  }
  total!.timings.totalMs = performance.now() - started
  return total!
}

function joined(a: DecodeResult, b: DecodeResult): DecodeResult {
  const bytes = new Uint8Array(a.bytes.length + b.bytes.length)
  bytes.set(a.bytes)
  bytes.set(b.bytes, a.bytes.length)
  const second = b.usage.modelCalls > 0 && a.usage.modelCalls > 0
  return {
    ids: [...a.ids, ...b.ids],
    bytes,
    text: new TextDecoder().decode(bytes),
    finishReason: a.finishReason === 'length' ? 'length' : b.finishReason,
    usage: {
      promptTokens: a.usage.promptTokens,
      completionTokens: a.usage.completionTokens + b.usage.completionTokens,
      modelCalls: a.usage.modelCalls + b.usage.modelCalls,
    },
    forcedTokens: a.forcedTokens + b.forcedTokens,
    logWeight: a.logWeight === undefined || b.logWeight === undefined ? undefined : a.logWeight + b.logWeight,
    seed: a.seed,
    timings: {
      prefillMs: a.usage.modelCalls > 0 ? a.timings.prefillMs : b.timings.prefillMs,
      // The first pass of a later part is a step like any other.
      stepMs: [...a.timings.stepMs, ...(second ? [b.timings.prefillMs] : []), ...b.timings.stepMs],
      maskUs: [...a.timings.maskUs, ...b.timings.maskUs],
      totalMs: 0,
    },
  }
}

function truncated(need: number, room: number): TruncatedError {
  return new TruncatedError(`A part of the text needs at least ${need} tokens, but only ${room} are allowed.`, {
    code: 'truncated',
    hint: 'Raise the budget of the part or maxTokens.',
    text: '',
    partial: undefined,
  })
}
