import type { Constraint, TextKind } from '../automaton/constraint.js'
import { type TokenTable, tokenTableOf } from '../vocab/token-table.js'
import { type Trie, trieOf } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { SubtreeBytes } from './byte-groups.js'
import { buildLoopClass, type LoopClass, signatureKey } from './loops.js'
import { MaskMemory, type StoredMask } from './memory.js'
import { buildTextClass, type TextClass, type TopWalk, wholeTrie } from './text-class.js'

/** Bytes of stored masks per vocabulary. */
const memoryLimit = 32 << 20
/** Trie nodes, of 11 bytes, in the rests of the loop classes kept per vocabulary. */
const maxClassNodes = 3_000_000
/** Signatures remembered per vocabulary; more than that are counted anew. */
const maxSignatures = 4096
/** ASCII bytes that decide whether a state is worth a closer look for loops. */
const probes = 16

/** Tokens that are asked one by one, whatever masks of equal slices say. */
export interface AskedTokens {
  readonly ids: Int32Array
  readonly trie: Trie
}

/** A signature met on a vocabulary. */
export interface LoopUse {
  readonly signature: Uint8Array
  /** Trie nodes that a walk would spend inside the loop. */
  readonly saved: number
  /** Nodes that walks have spent there so far. */
  spent: number
  built: LoopClass | undefined
}

/** What all constraints on one vocabulary share: its trie, loop classes, and the memory of their masks. */
export class VocabularyMasks {
  readonly table: TokenTable
  readonly trie: Trie
  readonly words: number
  readonly memory: MaskMemory
  /** Nodes below each first byte. */
  readonly weight = new Int32Array(256)
  /** The ASCII bytes that most of the vocabulary begins with. */
  readonly heavy: Uint8Array
  /** Where sparse masks are laid out for the caller, and which one lies there. */
  readonly scratch: Uint32Array
  /** Zeros, for a mask that is being made. */
  readonly paper: Uint32Array
  /** The empty mask. */
  readonly none: Uint32Array
  private shown: StoredMask | undefined
  private readonly textClasses = new Map<TextKind, TextClass>()
  private readonly withByte = new Map<number, Trie>()
  private readonly askedBy = new Map<NonNullable<Constraint['asksText']>, AskedTokens | undefined>()
  private bytes: SubtreeBytes | undefined
  private readonly uses = new Map<string, LoopUse>()
  private readonly builtUses: LoopUse[] = []
  private builtNodes = 0

  constructor(vocabulary: Vocabulary, limit = memoryLimit) {
    this.memory = new MaskMemory(limit)
    this.table = tokenTableOf(vocabulary)
    this.trie = trieOf(this.table)
    this.words = (this.table.size + 31) >>> 5
    this.scratch = new Uint32Array(this.words)
    this.paper = new Uint32Array(this.words)
    this.none = new Uint32Array(this.words)
    for (let byte = 0; byte < 256; byte++) {
      const node = this.trie.first[byte]!
      if (node >= 0) this.weight[byte] = this.trie.end[node]! - node
    }
    // Lead bytes of longer characters are no use here: one of them alone never completes a step around a loop.
    const order = Array.from({ length: 128 }, (_, byte) => byte)
    order.sort((a, b) => this.weight[b]! - this.weight[a]!)
    this.heavy = Uint8Array.from(order.slice(0, probes))
  }

  /** The class of a kind of text, built when first met; `walk` begins in the middle of such a text. */
  readonly textClass = (kind: TextKind, walk: TopWalk): TextClass => {
    let known = this.textClasses.get(kind)
    if (!known) {
      known = buildTextClass(this.table, this.trie, kind, walk)
      this.textClasses.set(kind, known)
    }
    return known
  }

  knownTextClass(kind: TextKind): TextClass | undefined {
    return this.textClasses.get(kind)
  }

  /** The trie of the tokens that have a byte. */
  tokensWith(byte: number): Trie {
    let trie = this.withByte.get(byte)
    if (!trie) {
      const { arena, offsets, size } = this.table
      const ids: number[] = []
      for (let id = 0; id < size; id++) {
        if (arena.subarray(offsets[id], offsets[id + 1]).includes(byte)) ids.push(id)
      }
      trie = wholeTrie(this.table, ids)
      this.withByte.set(byte, trie)
    }
    return trie
  }

  /** The tokens that constraints with this `asksText` want to be asked about one by one; undefined if there are none. */
  askedTokens(asksText: NonNullable<Constraint['asksText']>): AskedTokens | undefined {
    if (!this.askedBy.has(asksText)) {
      const { arena, offsets, size } = this.table
      const ids: number[] = []
      for (let id = 0; id < size; id++) if (asksText(arena, offsets[id]!, offsets[id + 1]!)) ids.push(id)
      const asked = ids.length > 0 ? { ids: Int32Array.from(ids), trie: wholeTrie(this.table, ids) } : undefined
      this.askedBy.set(asksText, asked)
    }
    return this.askedBy.get(asksText)
  }

  get subtreeBytes(): SubtreeBytes {
    this.bytes ??= new SubtreeBytes(this.trie)
    return this.bytes
  }

  /** What is known about a signature: its weight, and its class once that was worth building. */
  loopUse(signature: Uint8Array): LoopUse {
    const key = signatureKey(signature)
    let use = this.uses.get(key)
    if (!use) {
      if (this.uses.size >= maxSignatures) this.uses.clear()
      use = { signature, saved: this.savedNodes(signature), spent: 0, built: undefined }
      this.uses.set(key, use)
    }
    return use
  }

  /**
   * The loop class of a signature, if it pays: at once where half of the trie loops, otherwise once the
   * walks it would have saved cost as much as building it. undefined while it does not.
   */
  loopClass(use: LoopUse): LoopClass | undefined {
    if (use.saved < this.trie.nodes >>> 10) return undefined
    if (!use.built) {
      use.spent += use.saved
      if (use.spent * 2 < this.trie.nodes) return undefined
      use.built = buildLoopClass(this.table, this.trie, use.signature)
      this.builtUses.push(use)
      this.builtNodes += use.built.rest.nodes
      while (this.builtUses.length > 1 && this.builtNodes > maxClassNodes) {
        const oldest = this.builtUses.shift()!
        this.builtNodes -= oldest.built!.rest.nodes
        oldest.built = undefined
        oldest.spent = 0
      }
    }
    return use.built
  }

  /** Nodes below at least one looping character that is followed by another or begins a longer one. */
  private savedNodes(signature: Uint8Array): number {
    const { trie } = this
    let nodes = 0
    for (let byte = 0; byte < 256; byte++) {
      const node = trie.first[byte]!
      if (node < 0 || signature[byte] === 0) continue
      const end = trie.end[node]!
      if (signature[byte] === 2) nodes += end - node
      else
        for (let p = node + 1; p < end; p = trie.end[p]!) if (signature[trie.byte[p]!]! > 0) nodes += trie.end[p]! - p
    }
    return nodes
  }

  /** The words of a stored mask, laid out in the scratch area if it is sparse. */
  show(mask: StoredMask): Uint32Array {
    if (mask.words) return mask.words
    if (this.shown !== mask) {
      const { scratch } = this
      const before = this.shown?.ids
      if (before) for (let i = 0; i < before.length; i++) scratch[before[i]! >>> 5] = 0
      else scratch.fill(0)
      const ids = mask.ids!
      for (let i = 0; i < ids.length; i++) scratch[ids[i]! >>> 5]! |= 1 << (ids[i]! & 31)
      this.shown = mask
    }
    return this.scratch
  }
}
