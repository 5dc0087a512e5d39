/** Random walks over a constraint's live bytes, which must always be able to end. */
import type { Constraint } from '../../../src/automaton/constraint.js'
import type { Random } from './random.js'

export type WalkResult =
  | { ok: true; bytes: Uint8Array; longestMinimum: number }
  | {
      ok: false
      kind: 'stuck' | 'no-minimum' | 'minimum-not-kept' | 'end-disagrees'
      bytes: Uint8Array
      detail: string
    }

const preferred = [...new TextEncoder().encode('{}[]",:abcé0123.-tfn\\ ')]
const closers = [...new TextEncoder().encode('"}]:0')]

/**
 * Walks up to `length` random bytes, then the shortest way to the end, which must keep the promise of `minBytesToEnd`:
 * every state but the last has a successor whose minimum is smaller by one at least.
 */
export function walk(r: Random, constraint: Constraint, length: number, endChance: number): WalkResult {
  const bytes: number[] = []
  const fail = (kind: 'stuck' | 'no-minimum' | 'minimum-not-kept' | 'end-disagrees', detail: string): WalkResult => ({
    ok: false,
    kind,
    bytes: Uint8Array.from(bytes),
    detail,
  })
  let state = constraint.start
  let longestMinimum = 0
  let closing = false
  for (;;) {
    const minimum = constraint.minBytesToEnd(state)
    const canEnd = constraint.canEnd(state)
    if (!Number.isFinite(minimum)) return fail('no-minimum', `minBytesToEnd is ${minimum}`)
    if ((minimum === 0) !== canEnd) return fail('end-disagrees', `canEnd ${canEnd}, minBytesToEnd ${minimum}`)
    if (minimum > longestMinimum) longestMinimum = minimum
    if (bytes.length >= length) closing = true
    if (canEnd && (closing || r.chance(endChance))) return { ok: true, bytes: Uint8Array.from(bytes), longestMinimum }
    const byte = closing ? nearest(constraint, state, minimum) : randomLive(r, constraint, state)
    if (byte < 0)
      return canEnd ? { ok: true, bytes: Uint8Array.from(bytes), longestMinimum } : fail('stuck', 'no live byte')
    const next = constraint.step(state, byte)
    if (closing && !(constraint.minBytesToEnd(next) < minimum)) {
      return fail(
        'minimum-not-kept',
        `minimum ${minimum}, best successor ${constraint.minBytesToEnd(next)} by byte ${byte}`,
      )
    }
    bytes.push(byte)
    state = next
  }
}

/** The live byte after which the least is left to write. Usually one of a few leaves exactly one byte less than now. */
function nearest(constraint: Constraint, state: number, minimum: number): number {
  for (const byte of closers) {
    const next = constraint.step(state, byte)
    if (next !== 0 && constraint.minBytesToEnd(next) === minimum - 1) return byte
  }
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (let byte = 0; byte < 256; byte++) {
    const next = constraint.step(state, byte)
    if (next === 0) continue
    const minimum = constraint.minBytesToEnd(next)
    if (minimum < least) {
      least = minimum
      best = byte
    }
  }
  if (best < 0) for (let byte = 0; byte < 256; byte++) if (constraint.step(state, byte) !== 0) return byte
  return best
}

function randomLive(r: Random, constraint: Constraint, state: number): number {
  if (r.chance(0.85)) {
    for (let tries = 0; tries < 6; tries++) {
      const byte = r.pick(preferred)
      if (constraint.step(state, byte) !== 0) return byte
    }
  }
  const live: number[] = []
  for (let byte = 0; byte < 256; byte++) if (constraint.step(state, byte) !== 0) live.push(byte)
  return live.length === 0 ? -1 : r.pick(live)
}
