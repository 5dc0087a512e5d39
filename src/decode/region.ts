import type { EngineSession } from '../engine/engine.js'
import { joined } from '../infill/infill-result.js'
import type { Region } from '../infill/region.js'
import { isSet, nextSet } from '../mask/mask-bits.js'
import type { Matcher } from '../mask/matcher.js'
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
  /** Texts for this region and the holes after it that complete all, none of them longer than `maxTokens` tokens. */
  plan: readonly Uint8Array[]
  signal: AbortSignal | undefined
}

/** What was written into a region. */
export interface RegionText {
  readonly bytes: Uint8Array
  readonly ids: readonly number[]
  /** 'stop': the model ended it. 'length': it was ended where the room ran out, in a shortest way from a place that left room for it. */
  readonly finishReason: 'stop' | 'length'
  readonly modelCalls: number
  /** Questions whether the text could still be completed. */
  readonly questions: number
  /** Tokens that the model wanted and the language or what stands around the region did not allow. */
  readonly rejected: number
}

export interface WrittenRegion extends RegionText {
  /** Texts for the holes after the region that complete all, none of them longer than `maxTokens` tokens. */
  readonly plan: readonly Uint8Array[]
}

/**
 * Writes one region. It ends where the model gives an end token and the region can end there, where the model begins to write what stands
 * behind the region, or where the room runs out: then a long beginning is kept that can be ended within the room. In any case only where the
 * holes after it can be filled within theirs.
 *
 * @throws what the engine throws
 */
export async function decodeRegion(writing: RegionWriting): Promise<WrittenRegion> {
  const { region, matcher, session, sampler, maxTokens, plan, signal } = writing
  const { vocabulary } = matcher
  const start = matcher.text().length
  const endIds = writing.endIds.filter((id) => id >= 0 && id < vocabulary.size)
  const ids: number[] = []
  let text: Uint8Array = new Uint8Array(0)
  let modelCalls = 0
  let rejected = 0
  const fits = (fill: Uint8Array, room: number): boolean => spell(vocabulary, fill).length <= room
  const done = (
    bytes: Uint8Array,
    written: readonly number[],
    finishReason: 'stop' | 'length',
    later: readonly Uint8Array[],
  ): WrittenRegion => {
    const { questions } = region
    return { bytes, ids: written, finishReason, modelCalls, questions, rejected, plan: later }
  }
  /** The region as it is written if it can end behind a beginning. */
  const endedAt = (bytes: Uint8Array): WrittenRegion | undefined => {
    if (!region.canEnd(bytes)) return undefined
    const later = region.fillsBehind(bytes, (fills) => fills.every((fill) => fits(fill, maxTokens)))
    if (!later) return undefined
    return done(bytes, trimmed(vocabulary, ids, bytes), 'stop', later)
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
        const ended = endedAt(text)
        if (ended) return ended
        for (const id of endIds) words[id >>> 5]! &= ~(1 << (id & 31))
      } else if (take(token)) {
        taken = token
        break
      } else {
        // The piece behind the region may close what is open for it: the model then gets no farther with repeating it.
        const ended = test === 0 ? beforeRepetition(fewestRepeated) : undefined
        if (ended) return ended
        words[token >>> 5]! &= ~(1 << (token & 31))
      }
      rejected++
    }
    if (taken < 0) {
      const [next] = spell(vocabulary, region.fillsFrom(text, () => true)?.[0] ?? nothing)
      if (next === undefined || !take(next)) return closed()
      taken = next
    }
    ids.push(taken)
    unfed = [taken]
    const ended = beforeRepetition(Math.min(region.right[0]!.length, mostRepeated))
    if (ended) return ended
  }
  return closed()

  /** Without the last bytes, `fewest` or more, where those are what stands behind the region. */
  function beforeRepetition(fewest: number): WrittenRegion | undefined {
    const next = region.right[0]!
    for (let length = Math.min(next.length, text.length); length >= Math.max(fewest, fewestRepeated); length--) {
      const from = text.length - length
      let same = 0
      while (same < length && text[from + same] === next[same]) same++
      const ended = same === length ? endedAt(text.subarray(0, from)) : undefined
      if (ended) return ended
    }
    return undefined
  }

  /** A long beginning with an end that fits into the room. */
  function closed(): WrittenRegion {
    for (let step = 0; step < ids.length; step = Math.max(step + 1, Math.floor(1.3 * step))) {
      const kept = ids.slice(0, ids.length - step)
      const bytes = joined(kept.map((id) => vocabulary.bytes(id)))
      const room = maxTokens - kept.length
      const fill = region.fillsFrom(bytes, (fills) => fills.every((one, i) => fits(one, i === 0 ? room : maxTokens)))
      if (!fill) continue
      const [end = nothing, ...later] = fill
      return done(joined([bytes, end]), [...kept, ...spell(vocabulary, end)], 'length', later)
    }
    const [end, ...later] = plan
    return done(end!, spell(vocabulary, end!), 'length', later)
  }
}

const nothing = new Uint8Array(0)

/** The tokens of a beginning of what `ids` spell. */
function trimmed(vocabulary: Matcher['vocabulary'], ids: readonly number[], text: Uint8Array): number[] {
  let length = 0
  let n = 0
  while (n < ids.length && length + vocabulary.bytes(ids[n]!).length <= text.length) {
    length += vocabulary.bytes(ids[n++]!).length
  }
  return [...ids.slice(0, n), ...spell(vocabulary, text.subarray(length))]
}
