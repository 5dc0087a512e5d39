import { maskCounters } from './counters.js'

/**
 * A stored mask: all words, or the ids alone where they are few (a mask of 128,000 tokens is 16 kB, a
 * typical structural one has ten ids). Both are undefined once the mask was dropped.
 */
export class StoredMask {
  words: Uint32Array | undefined
  ids: Int32Array | undefined
  /** Frames below the top that the mask depends on; -1 if it belongs to its state alone. */
  frames = -1
  /** Asked for since the clock hand last passed. */
  used = false
}

/**
 * Bounds the bytes of all masks of one vocabulary with a second-chance clock: the hand drops the first
 * mask that was not asked for since it last came by. Dropped masks are made again when needed.
 */
export class MaskMemory {
  readonly limit: number
  private bytes = 0
  private readonly ring: StoredMask[] = []
  private hand = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** Takes in a mask that has just been filled. */
  add(mask: StoredMask): void {
    // Only a second use earns a second chance, so that a long run of new masks does not sweep out the useful ones.
    mask.used = false
    this.bytes += sizeOf(mask)
    while (this.bytes > this.limit && this.ring.length > 0) {
      if (this.hand >= this.ring.length) this.hand = 0
      const candidate = this.ring[this.hand]!
      if (candidate.used) {
        candidate.used = false
        this.hand++
        continue
      }
      this.bytes -= sizeOf(candidate)
      candidate.words = undefined
      candidate.ids = undefined
      maskCounters.evictions++
      const last = this.ring.pop()!
      if (last !== candidate) this.ring[this.hand] = last
    }
    this.ring.push(mask)
  }

  get usedBytes(): number {
    return this.bytes
  }
}

/** Arrays and their bookkeeping. */
function sizeOf(mask: StoredMask): number {
  return 128 + (mask.words?.byteLength ?? 0) + (mask.ids?.byteLength ?? 0)
}
