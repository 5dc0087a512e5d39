import type { Constraint } from '../automaton/index.js'
import type { EngineSession } from '../engine/engine.js'
import { EspalierError, TruncatedError } from '../error/index.js'
import type { InfillOptions, InfillResult } from '../infill/index.js'
import { joined } from '../infill/infill-result.js'
import { Region } from '../infill/region.js'
import { someFills, validateInfill } from '../infill/validate-infill.js'
import { createMatcher } from '../mask/matcher.js'
import type { Vocabulary } from '../vocab/index.js'
import { samplingOf } from './options.js'
import { createRandom } from './random.js'
import { decodeRegion, type RegionText } from './region.js'
import { Sampler } from './sampler.js'
import { spell } from './spell.js'
import type { SamplingOptions } from './types.js'

export interface InfillDecodeOptions extends SamplingOptions {
  /** Its cache is cleared for every region. Not disposed. */
  session: EngineSession
  vocabulary: Vocabulary
  language: Constraint
  /** The fixed texts, in order; between any two of them is a region to be written. At least two. */
  pieces: readonly Uint8Array[]
  /** The tokens the model reads before it writes a region: what stands before the region, and the pieces behind it. */
  prompt: (left: Uint8Array, right: readonly Uint8Array[]) => readonly number[]
  /** Tokens by which the model says that the region ends. Default: the end tokens of the vocabulary. */
  endIds?: readonly number[] | undefined
  /** Most tokens of one region. */
  maxTokens: number
  /** Of each question whether a region can go on or end. */
  limits?: InfillOptions['limits'] | undefined
  signal?: AbortSignal | undefined
}

/** A region was written. */
export interface InfilledRegion extends RegionText {
  /** From 0. */
  readonly index: number
}

export interface InfillDecodeResult {
  readonly regions: readonly InfilledRegion[]
  /** The whole text: a word of the language. */
  readonly bytes: Uint8Array
  /** The seed that was used. */
  readonly seed: number
}

/**
 * Writes the regions between fixed texts one after the other, each under everything that stands around it: a token is only taken if
 * the region can then still be ended so that what is behind it can be completed, and the text ends as a word of the language.
 *
 * Tokens are drawn from the ordinary mask and tested; one that fails is taken out and the next one drawn, which is the
 * model's distribution over the tokens that pass. A shortest completion exists at all times, so the text never
 * runs into a dead end: where the room of a region ends, it is ended by that.
 *
 * @throws EspalierError code 'not-completable', before the model is called, if no fill of the holes makes a word
 * @throws TruncatedError code 'truncated', before the model is called, if a shortest text for a hole does not fit into maxTokens
 * @throws LimitError limit 'states' or 'steps' if it is not decided whether the pieces can be completed
 * @throws EngineError, VocabularyError as `decodeAutoregressive`; the signal's reason when aborted
 */
export async function* decodeInfill(options: InfillDecodeOptions): AsyncGenerator<InfilledRegion, InfillDecodeResult> {
  const { pieces, language, vocabulary, maxTokens, signal } = options
  const random = createRandom(options.seed)
  const sampler = new Sampler(samplingOf(options), random, vocabulary.size)
  const limits = options.limits ? { limits: options.limits } : {}
  const need = (fill: Uint8Array): number => spell(vocabulary, fill).length
  let plan = someFills(language, pieces, limits)
  if (!plan?.every((fill) => need(fill) <= maxTokens)) {
    const first = validateInfill(language, pieces, limits)
    if (!first.completable) throw notCompletable(first)
    plan = first.fillBytes
    const most = Math.max(...plan.map(need))
    if (most > maxTokens) throw tooLong(most, maxTokens)
  }
  const regions: InfilledRegion[] = []
  let left = pieces[0]!
  for (let index = 0; index + 1 < pieces.length; index++) {
    signal?.throwIfAborted()
    const right = pieces.slice(index + 1)
    const region = new Region(language, left, right, limits)
    const matcher = createMatcher(language, vocabulary)
    if (left.length > 0) matcher.acceptBytes(left)
    const { session } = options
    await session.truncate(0)
    const written = await decodeRegion({
      region,
      matcher,
      session,
      sampler,
      promptIds: options.prompt(left, right),
      endIds: options.endIds ?? vocabulary.endIds,
      maxTokens,
      plan,
      signal,
    })
    const { plan: later, ...rest } = written
    plan = later
    const done: InfilledRegion = { index, ...rest }
    regions.push(done)
    left = joined([left, done.bytes, pieces[index + 1]!])
    yield done
  }
  return { regions, bytes: left, seed: random.seed }
}

function tooLong(need: number, maxTokens: number): TruncatedError {
  return new TruncatedError(`A hole needs at least ${need} tokens, but only ${maxTokens} are allowed.`, {
    code: 'truncated',
    hint: `Raise maxTokens to ${need} or more.`,
    text: '',
    partial: undefined,
  })
}

function notCompletable({ piece, offset, expected }: Extract<InfillResult, { completable: false }>): EspalierError {
  const wanted = expected.length === 0 ? 'nothing more' : expected.slice(0, 4).join(' or ')
  return new EspalierError(`No text for the holes makes these pieces a word of the language.`, {
    code: 'not-completable',
    hint: `Change piece ${piece + 1}: at its byte ${offset} only ${wanted} can follow.`,
  })
}
