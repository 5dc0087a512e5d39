import type { EngineSession } from '../engine/engine.js'
import { TruncatedError } from '../error/index.js'
import { joined } from '../infill/infill-result.js'
import type { Region } from '../infill/region.js'
import type { Matcher } from '../mask/matcher.js'
import { isSet, nextSet } from './mask-bits.js'
import { type Candidates, checkLogits, type Sampler } from './sampler.js'
import { spell } from './spell.js'

/** Tokens of one step that are tested before the shortest end is followed instead. */
const mostTests = 48
/** Bytes of the next piece that are enough to see that the model writes what is there already, and the most that are asked for. */
const fewestRepeated = 5
const mostRepeated = 16

export interface RegionWriting {
  region: Region
  /** Behind what stands before the region. */
  matcher: Matcher
  /** Empty. */
  session: EngineSession
  sampler: Sampler
  promptIds: readonly number[]
  endIds: readonly number[]
  maxTokens: number
  signal: AbortSignal | undefined
}

export interface WrittenRegion {
  readonly bytes: Uint8Array
  readonly ids: readonly number[]
  readonly finishReason: 'stop' | 'length'
  readonly modelCalls: number
  readonly questions: number
  readonly rejected: number
}

/**
 * Writes one region. It ends where the model gives an end token and the region can end there, where the model begins to write what stands
 * behind the region, or where the room runs out: then the longest beginning is kept that can be ended within the room.
 *
 * @throws TruncatedError code 'truncated' if no end fits into the room; else what the engine throws
 */
export async function decodeRegion(writing: RegionWriting): Promise<WrittenRegion> {
  const { region, matcher, session, sampler, maxTokens, signal } = writing
  const { vocabulary } = matcher
  const start = matcher.text().length
  const endIds = writing.endIds.filter((id) => id >= 0 && id < vocabulary.size)
  const ids: number[] = []
  let text: Uint8Array = new Uint8Array(0)
  let modelCalls = 0
  let rejected = 0
  const done = (bytes: Uint8Array, written: readonly number[], finishReason: 'stop' | 'length'): WrittenRegion => {
    return { bytes, ids: written, finishReason, modelCalls, questions: region.questions, rejected }
  }

  const shortest = closing(region, vocabulary, text)
  if (shortest.ids.length > maxTokens) {
    throw new TruncatedError(
      `The region needs at least ${shortest.ids.length} tokens, but only ${maxTokens} are allowed.`,
      {
        code: 'truncated',
        hint: `Raise maxTokens to ${shortest.ids.length} or more.`,
        text: new TextDecoder().decode(region.left),
        partial: undefined,
      },
    )
  }

  let unfed = writing.promptIds
  while (ids.length < maxTokens) {
    signal?.throwIfAborted()
    const logits = await session.forward(unfed, signal)
    modelCalls++
    const best = checkLogits(logits, vocabulary.size)
    const words = matcher.mask().slice()
    for (const id of vocabulary.endIds) words[id >>> 5]! &= ~(1 << (id & 31))
    for (const id of endIds) words[id >>> 5]! |= 1 << (id & 31)
    const candidates: Candidates = { accepts: (token) => isSet(words, token), mask: () => words, masked: true }
    const take = (token: number): boolean => {
      if (!matcher.accept(token)) return false
      const longer = matcher.text().subarray(start)
      if (region.canGoOn(longer, matcher.state)) {
        text = longer
        return true
      }
      matcher.rollback(1)
      return false
    }
    let taken = -1
    for (let test = 0; test < mostTests && nextSet(words, 0) >= 0; test++) {
      const token = sampler.choose(logits, best, candidates)
      if (endIds.includes(token)) {
        if (region.canEnd(text, matcher.state)) return done(text, ids, 'stop')
        for (const id of endIds) words[id >>> 5]! &= ~(1 << (id & 31))
      } else if (take(token)) {
        taken = token
        break
      } else {
        // The piece behind the region may close what is open for it: the model then gets no farther with repeating it.
        const repeated = test === 0 ? repetition(region, text, fewestRepeated) : 0
        if (repeated > 0) return ended(repeated)
        words[token >>> 5]! &= ~(1 << (token & 31))
      }
      rejected++
    }
    if (taken < 0) {
      const [next] = closing(region, vocabulary, text).ids
      if (next === undefined || !take(next)) return done(text, ids, 'stop')
      taken = next
    }
    ids.push(taken)
    unfed = [taken]
    const repeated = repetition(region, text, Math.min(region.right[0]!.length, mostRepeated))
    if (repeated > 0) return ended(repeated)
  }
  return closed()

  /** Without the last bytes, which are those behind the region. */
  function ended(repeated: number): WrittenRegion {
    const kept = text.subarray(0, text.length - repeated)
    return done(kept, trimmed(vocabulary, ids, kept), 'stop')
  }

  /** The longest beginning, of those looked at, whose shortest end fits into the room, with that end. */
  function closed(): WrittenRegion {
    for (let step = 0; ; step = Math.max(step + 1, Math.floor(1.3 * step))) {
      const keep = Math.max(0, ids.length - step)
      matcher.rollback(ids.length - keep)
      const kept = matcher.text().slice(start)
      for (const id of ids.slice(keep)) matcher.accept(id)
      const end = closing(region, vocabulary, kept)
      if (keep > 0 && keep + end.ids.length > maxTokens) continue
      return done(joined([kept, end.bytes]), [...ids.slice(0, keep), ...end.ids], 'length')
    }
  }
}

/** A shortest end of the region behind a beginning, and its tokens. */
function closing(
  region: Region,
  vocabulary: Matcher['vocabulary'],
  text: Uint8Array,
): { bytes: Uint8Array; ids: number[] } {
  const bytes = region.shortestEnd(text) ?? new Uint8Array(0)
  return { bytes, ids: spell(vocabulary, bytes) }
}

/** How many bytes at the end of the text, `fewest` or more, are those behind the region, if the region can end before them; else 0. */
function repetition(region: Region, text: Uint8Array, fewest: number): number {
  const next = region.right[0]!
  for (let length = Math.min(next.length, text.length); length >= Math.max(fewest, fewestRepeated); length--) {
    const from = text.length - length
    let same = 0
    while (same < length && text[from + same] === next[same]) same++
    if (same === length && region.canEnd(text.subarray(0, from))) return length
  }
  return 0
}

/** The tokens of a beginning of what `ids` spell. */
function trimmed(vocabulary: Matcher['vocabulary'], ids: readonly number[], text: Uint8Array): number[] {
  let length = 0
  let n = 0
  while (n < ids.length && length + vocabulary.bytes(ids[n]!).length <= text.length) {
    length += vocabulary.bytes(ids[n++]!).length
  }
  return [...ids.slice(0, n), ...spell(vocabulary, text.subarray(length))]
}
