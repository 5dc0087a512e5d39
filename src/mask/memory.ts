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
  /** Asked for since it joined the queue of the memory. */
  used = false
}

/**
 * Bounds the bytes of all masks of one vocabulary: first in, first out, but a mask that was asked for again
 * since it joined the queue joins it once more instead. Dropped masks are made again when needed.
 */
export class MaskMemory {
  readonly limit: number
  private bytes = 0
  private queue: StoredMask[] = []
  /** Index of the first in the queue. */
  private head = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** Takes in a mask that has just been filled. */
  add(mask: StoredMask): void {
    mask.used = false
    this.bytes += sizeOf(mask)
    while (this.bytes > this.limit && this.head < this.queue.length) {
      const first = this.queue[this.head++]!
      if (first.used) {
        first.used = false
        this.queue.push(first)
        continue
      }
      this.bytes -= sizeOf(first)
      first.words = undefined
      first.ids = undefined
      maskCounters.evictions++
    }
    this.queue.push(mask)
    if (this.head > 1024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head)
      this.head = 0
    }
  }

  get usedBytes(): number {
    return this.bytes
  }
}

/** Arrays and their bookkeeping. */
function sizeOf(mask: StoredMask): number {
  return 128 + (mask.words?.byteLength ?? 0) + (mask.ids?.byteLength ?? 0)
}
