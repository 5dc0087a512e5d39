import { EngineError, TruncatedError, VocabularyError } from '../error/index.js'
import { isSet, nextSet } from '../mask/mask-bits.js'
import { type Matcher, minTokensAfter } from '../mask/matcher.js'
import { forcedRun } from './forced.js'
import { checkDecodeOptions, samplingOf } from './options.js'
import { createRandom } from './random.js'
import { type Candidates, checkLogits, logMass, Sampler } from './sampler.js'
import type { DecodeEvent, DecodeOptions, DecodeResult } from './types.js'

/**
 * Writes a word of the matcher's language with the session's model, token by token. Events come as
 * tokens are written; the generator's return value has the totals. Leaving the generator early (`return`) is fine.
 *
 * Each round: take what is forced without asking the model; stop if nothing can follow; start the forward pass
 * of all tokens not yet fed and build the mask meanwhile; choose. A token is only taken if the shortest
 * completion after it fits into the room left, so the text is complete whenever it ends.
 *
 * @throws TruncatedError code 'truncated', before the model is called, if no completion fits into maxTokens
 * @throws EngineError code 'context-length', 'logits-shape', 'logits-nan', 'logits-empty', or what the engine throws
 * @throws VocabularyError code 'not-spellable' if no sequence of tokens completes the text
 * @throws OptionError code 'unknown-option' or 'option-range'
 * @throws the signal's reason when aborted
 */
export async function* decodeAutoregressive(options: DecodeOptions): AsyncGenerator<DecodeEvent, DecodeResult> {
  checkDecodeOptions(options)
  const { session, promptIds, matcher, engine, signal, strategy = 'mask', exactWeights = false } = options
  const { vocabulary } = matcher
  const sampling = samplingOf(options)
  const random = createRandom(options.seed)
  const sampler = new Sampler(sampling, random, vocabulary.size)
  const forces = options.forcedTokens !== 'off' && !exactWeights
  const stopWhenComplete = options.stopWhenComplete ?? vocabulary.endIds.length === 0
  const limit = outputLimit(options)
  const started = performance.now()

  signal?.throwIfAborted()
  const need = matcher.minTokensToEnd
  if (need > limit) throw tooLong(matcher, need, limit)

  const result: DecodeResult = {
    ids: [],
    bytes: new Uint8Array(0),
    text: '',
    finishReason: 'stop',
    usage: { promptTokens: promptIds.length, completionTokens: 0, modelCalls: 0 },
    forcedTokens: 0,
    logWeight: undefined,
    seed: random.seed,
    timings: { prefillMs: 0, stepMs: [], maskUs: [], totalMs: 0 },
  }
  const { ids, timings, usage } = result
  const before = matcher.text().length
  const candidates: Candidates =
    strategy === 'mask'
      ? { accepts: (token) => isSet(matcher.mask(), token), mask: () => matcher.mask(), masked: true }
      : { accepts: (token) => matcher.accepts(token), mask: () => matcher.mask(), masked: false }
  const weights = strategy === 'mask' ? new Weights(vocabulary.size) : undefined
  let unfed: readonly number[] = promptIds

  for (;;) {
    if (forces) {
      const run = fitting(matcher, forcedRun(matcher, engine?.encode.bind(engine)), limit - ids.length)
      if (run.length > 0) {
        for (const id of run) matcher.accept(id)
        ids.push(...run)
        unfed = [...unfed, ...run]
        result.forcedTokens += run.length
        yield { type: 'tokens', ids: run, bytes: bytesOf(matcher, run), forced: true }
      }
    }

    const room = limit - ids.length
    if (matcher.canEnd) {
      if (stopWhenComplete || !goesOn(matcher)) break
      if (room === 0) {
        result.finishReason = 'length'
        break
      }
    }

    signal?.throwIfAborted()
    const asked = performance.now()
    const forward = session.forward(unfed, signal)
    // The rejection is seen by the await below; until then, an error of the mask must not leave it unhandled.
    forward.catch(() => {})
    let maskMs = 0
    if (strategy === 'mask') {
      const begun = performance.now()
      // Only to have it built while the model runs: another matcher may replace it before the logits are here.
      matcher.mask()
      maskMs = performance.now() - begun
      weights?.settle()
    }
    const logits = await forward
    const answered = performance.now()
    if (usage.modelCalls++ === 0) timings.prefillMs = answered - asked
    else timings.stepMs.push(answered - asked)

    const best = checkLogits(logits, vocabulary.size)
    let used = candidates
    if (exactWeights && limit !== Number.POSITIVE_INFINITY) {
      used = within(matcher, room)
      if (matcher.canEnd && nextSet(used.mask(), 0) < 0) {
        result.finishReason = 'length'
        break
      }
      if (matcher.accepts(best) && !used.accepts(best)) result.finishReason = 'length'
    }
    let token = sampler.choose(logits, best, used)
    if (used === candidates && minTokensAfter(matcher, token) > room - 1 && !isEnd(matcher, token)) {
      // Rejected for want of room: from here on as for any other rejected draw, but with the whole mask.
      result.finishReason = 'length'
      used = within(matcher, room)
      // Without an end token there may be nothing left to choose; the text is complete then.
      if (matcher.canEnd && nextSet(used.mask(), 0) < 0) break
      token = sampler.choose(logits, best, used)
    }
    timings.maskUs.push((maskMs + performance.now() - answered) * 1000)
    weights?.note(logits, best, used.mask())

    if (isEnd(matcher, token)) break
    if (!matcher.accept(token)) throw inconsistent(matcher, token)
    ids.push(token)
    unfed = [token]
    yield { type: 'tokens', ids: [token], bytes: bytesOf(matcher, [token]), forced: false }
  }

  usage.completionTokens = ids.length
  result.logWeight = weights?.settle()
  result.bytes = matcher.text().slice(before)
  result.text = new TextDecoder().decode(result.bytes)
  timings.totalMs = performance.now() - started
  return result
}

/**
 * The sum of ln Z. A step's share needs an exponential per token of the vocabulary, so it is put off until the next forward
 * pass is under way.
 */
class Weights {
  private readonly logits: Float32Array
  private readonly words: Uint32Array
  private best = -1
  private sum = 0

  constructor(size: number) {
    this.logits = new Float32Array(size)
    this.words = new Uint32Array(Math.ceil(size / 32))
  }

  /** Copies what it is given: neither lives longer than the step. */
  note(logits: Float32Array, best: number, mask: Uint32Array): void {
    this.settle()
    this.logits.set(logits.length === this.logits.length ? logits : logits.subarray(0, this.logits.length))
    this.words.set(mask)
    this.best = best
  }

  /** The sum over all steps noted so far. */
  settle(): number {
    if (this.best >= 0) this.sum += logMass(this.logits, this.logits.length, this.best, this.words)
    this.best = -1
    return this.sum
  }
}

/** Runs a generator to its end and returns its result. */
export async function drain<Result>(generator: AsyncGenerator<unknown, Result>): Promise<Result> {
  for (;;) {
    const next = await generator.next()
    if (next.done) return next.value
  }
}

function outputLimit(options: DecodeOptions): number {
  const { maxTokens = Number.POSITIVE_INFINITY, engine, session, promptIds } = options
  if (!engine) return maxTokens
  const left = engine.contextLength - session.length - promptIds.length
  if (left < 0) {
    throw new EngineError(
      `The prompt has ${session.length + promptIds.length} tokens, the context of the model ${engine.contextLength}.`,
      { code: 'context-length', hint: 'Shorten the prompt or use a model with a longer context.' },
    )
  }
  // The last token of the output is never fed, so it needs no place in the context.
  return Math.min(maxTokens, left + 1)
}

/** The longest prefix of forced tokens after each of which a completion still fits. */
function fitting(matcher: Matcher, run: number[], room: number): number[] {
  let n = 0
  while (n < run.length && matcher.accept(run[n]!)) {
    n++
    if (matcher.minTokensToEnd > room - n) {
      matcher.rollback(1)
      n--
      break
    }
  }
  matcher.rollback(n)
  return n === run.length ? run : run.slice(0, n)
}

/** The matcher's tokens after which a completion fits into the room left. */
function within(matcher: Matcher, room: number): Candidates {
  const words = matcher.mask().slice()
  for (let t = nextSet(words, 0); t >= 0; t = nextSet(words, t + 1)) {
    if (isEnd(matcher, t) || minTokensAfter(matcher, t) <= room - 1) continue
    words[t >>> 5]! &= ~(1 << (t & 31))
  }
  return { accepts: (token) => isSet(words, token), mask: () => words, masked: true }
}

/** True if any byte can follow. */
function goesOn(matcher: Matcher): boolean {
  const { constraint, state } = matcher
  for (let byte = 0; byte < 256; byte++) if (constraint.step(state, byte) !== 0) return true
  return false
}

function isEnd(matcher: Matcher, token: number): boolean {
  return matcher.vocabulary.endIds.includes(token)
}

function bytesOf(matcher: Matcher, ids: readonly number[]): Uint8Array {
  const { vocabulary } = matcher
  if (ids.length === 1) return vocabulary.bytes(ids[0]!).slice()
  let length = 0
  for (const id of ids) length += vocabulary.bytes(id).length
  const bytes = new Uint8Array(length)
  let at = 0
  for (const id of ids) {
    bytes.set(vocabulary.bytes(id), at)
    at += vocabulary.bytes(id).length
  }
  return bytes
}

function tooLong(matcher: Matcher, need: number, limit: number): Error {
  if (need === Number.POSITIVE_INFINITY) {
    return new VocabularyError('No sequence of tokens of this vocabulary completes the text.', {
      code: 'not-spellable',
      hint: 'Use a vocabulary with a token for every byte, or loosen the constraint.',
    })
  }
  return new TruncatedError(`A complete text needs at least ${need} tokens, but only ${limit} are allowed.`, {
    code: 'truncated',
    hint: `Raise maxTokens to ${need} or more, or shorten the prompt if the context is full.`,
    text: new TextDecoder().decode(matcher.text()),
    partial: undefined,
  })
}

function inconsistent(matcher: Matcher, token: number): EngineError {
  return new EngineError(`The matcher's mask allows token ${token}, but it does not accept it.`, {
    code: 'mask-inconsistent',
    hint: `This is a fault of the constraint at byte ${matcher.text().length}; please report it.`,
  })
}
