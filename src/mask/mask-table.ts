import { type Constraint, type CountedRun, DEAD, type State } from '../automaton/constraint.js'
import { type TokenTable, tokenTableOf } from '../vocab/token-table.js'
import { type Trie, trieOf } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { maskCounters } from './counters.js'
import { buildLoopClass, Home, type LoopClass, type LoopKinds, signatureKey, signatureOf } from './loops.js'
import { MaskMemory, StoredMask } from './memory.js'
import { Spelling } from './spelling.js'
import { clear, sparseLimit, Walker } from './walk.js'

/** Bytes of stored masks per vocabulary. */
const memoryLimit = 32 << 20
/** Trie nodes, of 11 bytes, in the rests of the loop classes kept per vocabulary. */
const maxClassNodes = 3_000_000
/** Signatures remembered per vocabulary; more than that are counted anew. */
const maxSignatures = 4096
/** ASCII bytes that decide whether a state is worth a closer look for loops. */
const probes = 16
/** Steps that may be tried to prove that a length bound behaves as announced. */
const maxCountProof = 512

/** A signature met on a vocabulary. */
interface LoopUse {
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
  /** The empty mask. */
  readonly none: Uint32Array
  private shown: StoredMask | undefined
  private readonly uses = new Map<string, LoopUse>()
  private readonly builtUses: LoopUse[] = []
  private builtNodes = 0

  constructor(vocabulary: Vocabulary, limit = memoryLimit) {
    this.memory = new MaskMemory(limit)
    this.table = tokenTableOf(vocabulary)
    this.trie = trieOf(this.table)
    this.words = (this.table.size + 31) >>> 5
    this.scratch = new Uint32Array(this.words)
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

/**
 * Masks found so far that hold for every state with the same top of the stack. `frames` of a mask are the
 * frames below the top that its making has read: equal `slice(state, frames)`, equal mask.
 */
interface SliceMemo {
  /** For each top the numbers of frames that masks of it depend on. */
  framesOf: Map<number, number[]>
  /** By number of frames: slice * 2 + (1 if the text can end) to mask. */
  bySlice: Map<number, StoredMask>[]
  /** For constraints without slices, by the state itself or the base of its run: state * 2 + (1 if the text can end). */
  byBase: Map<number, StoredMask>
}

/** The masks of one constraint on one vocabulary. */
export class MaskTable {
  readonly constraint: Constraint
  readonly shared: VocabularyMasks
  readonly spelling: Spelling
  private readonly walker: Walker
  private readonly byState = new Map<State, StoredMask>()
  private readonly slices = new Map<number, SliceMemo>()
  private readonly loopOf = new Map<number, LoopUse | null>()
  private readonly looseLoopOf = new Map<number, LoopUse | null>()
  private readonly loopOfKind = new Map<number, LoopUse | null>()
  private readonly home: Home
  /** Whether masks may be shared by slice and taken from loops without asking token by token. */
  private readonly hooks: boolean

  constructor(constraint: Constraint, shared: VocabularyMasks) {
    this.constraint = constraint
    this.shared = shared
    this.spelling = new Spelling(constraint, shared.trie)
    this.home = new Home(constraint)
    const { spelling } = this
    const check = spelling.complete ? undefined : (state: State) => spelling.isSpellable(state)
    this.walker = new Walker(constraint, shared.trie, check, (state) => {
      const loop = this.loop(state)
      return loop && this.loopHolds(state) ? loop : undefined
    })
    // Whether a state can be completed in tokens may depend on the whole stack.
    this.hooks = Boolean(constraint.top && constraint.depth && constraint.slice) && spelling.complete
  }

  /** The mask of a live state. */
  words(state: State): Uint32Array {
    return this.shared.show(this.mask(state))
  }

  private mask(state: State): StoredMask {
    const known = this.byState.get(state)
    if (known && (known.words || known.ids)) {
      maskCounters.stateHits++
      known.used = true
      return known
    }
    const counted = this.countedRun(state)
    const longest = this.shared.trie.maxLength
    const min = counted ? Math.min(counted.min, longest) : 0
    const max = counted ? Math.min(counted.max, longest) : longest
    // Masks of bounded runs are equal for equal bounds, as far as a token reaches, on equal bases.
    const base = counted ? counted.base : state
    const canEnd = this.constraint.canEnd(state)
    const memo = this.memoOf(min * (longest + 1) + max)
    const shared = this.lookUp(memo, base, canEnd)
    if (shared) {
      this.byState.set(state, shared)
      return shared
    }
    const unbounded = min === 0 && max === longest
    let mask: StoredMask
    if (counted && unbounded && this.constraint.canEnd(base) === canEnd) mask = this.mask(base)
    else {
      mask = counted && !unbounded ? this.makeCounted(state, base, min, max) : this.make(state)
      this.remember(memo, base, canEnd, mask)
    }
    this.byState.set(state, mask)
    return mask
  }

  private countedRun(state: State): CountedRun | undefined {
    const { constraint } = this
    if (!constraint.counted || !this.spelling.complete) return undefined
    const counted = constraint.counted(state)
    if (!counted || counted.base === state) return undefined
    return constraint.depth?.(counted.base) === constraint.depth?.(state) ? counted : undefined
  }

  private memoOf(bounds: number): SliceMemo {
    let memo = this.slices.get(bounds)
    if (!memo) {
      memo = { framesOf: new Map(), bySlice: [], byBase: new Map() }
      this.slices.set(bounds, memo)
    }
    return memo
  }

  private lookUp(memo: SliceMemo, state: State, canEnd: boolean): StoredMask | undefined {
    if (!this.hooks) {
      const mask = memo.byBase.get(state * 2 + (canEnd ? 1 : 0))
      return mask && (mask.words || mask.ids) ? mask : undefined
    }
    const frames = memo.framesOf.get(this.constraint.top!(state))
    if (!frames) return undefined
    const depth = this.constraint.depth!(state)
    for (let i = 0; i < frames.length; i++) {
      const n = frames[i]!
      if (n >= depth) break
      const slice = this.constraint.slice!(state, n)
      if (slice < 0) continue
      const mask = memo.bySlice[n]?.get(slice * 2 + (canEnd ? 1 : 0))
      if (mask && (mask.words || mask.ids)) {
        maskCounters.sliceHits++
        mask.used = true
        return mask
      }
    }
    return undefined
  }

  private remember(memo: SliceMemo, state: State, canEnd: boolean, mask: StoredMask): void {
    if (!this.hooks) {
      memo.byBase.set(state * 2 + (canEnd ? 1 : 0), mask)
      return
    }
    const n = mask.frames
    if (n < 0) return
    const slice = this.constraint.slice!(state, n)
    if (slice < 0) return
    const top = this.constraint.top!(state)
    let frames = memo.framesOf.get(top)
    if (!frames) {
      frames = []
      memo.framesOf.set(top, frames)
    }
    if (!frames.includes(n)) {
      frames.push(n)
      frames.sort((a, b) => a - b)
    }
    while (memo.bySlice.length <= n) memo.bySlice.push(new Map())
    memo.bySlice[n]!.set(slice * 2 + (canEnd ? 1 : 0), mask)
  }

  private make(state: State): StoredMask {
    const { shared, walker } = this
    walker.begin(state)
    const loop = this.loop(state)
    if (loop && this.loopHolds(state)) {
      maskCounters.loops++
      const words = loop.stay.slice()
      walker.walkLoop(loop, loop.rest, state, words)
      return this.store(state, words, this.framesRead(state, walker.lowest))
    }
    const loose = loop ? undefined : this.looseLoop(state)
    if (loose) {
      maskCounters.looseLoops++
      const words = loose.stay.slice()
      walker.walk(loose.leaving(), state, words)
      return this.store(state, words, this.framesRead(state, walker.lowest))
    }
    const near = this.neighbour(state)
    if (near !== DEAD) {
      const base = this.mask(near)
      maskCounters.differences++
      const words = base.words!.slice()
      walker.begin(state)
      walker.walkDifference(shared.trie, state, near, this.loop(near)!.signature, words)
      const lowest = base.frames < 0 ? 0 : Math.min(walker.lowest, this.constraint.depth!(near) - base.frames)
      return this.store(state, words, this.framesRead(state, lowest))
    }
    maskCounters.walks++
    const words = new Uint32Array(shared.words)
    walker.walk(shared.trie, state, words)
    return this.store(state, words, this.framesRead(state, walker.lowest), walker.count)
  }

  /** The loop class of a state, cached by slice: a step that comes back to its state has read no frame. */
  private loop(state: State): LoopClass | undefined {
    const { constraint, shared, home } = this
    const key = this.hooks ? home.identity(state) : state
    let use = this.loopOf.get(key)
    if (use === undefined) {
      const kind = (constraint as Constraint & LoopKinds).loopKind?.(state) ?? 0
      use = kind > 0 ? this.loopOfKind.get(kind) : undefined
      if (use === undefined) {
        use = null
        home.set(state)
        for (let i = 0; i < shared.heavy.length && !use; i++) {
          const next = constraint.step(state, shared.heavy[i]!)
          if (next !== DEAD && home.is(next)) use = shared.loopUse(signatureOf(constraint, state))
        }
        if (kind > 0) this.loopOfKind.set(kind, use)
      }
      this.loopOf.set(key, use)
    }
    return use ? shared.loopClass(use) : undefined
  }

  /** The loop class of a state that loops only by its top: it remembers text that will matter. */
  private looseLoop(state: State): LoopClass | undefined {
    if (!this.hooks) return undefined
    const { constraint, shared } = this
    const top = constraint.top!(state)
    const depth = constraint.depth!(state)
    let use = this.looseLoopOf.get(top)
    if (use === undefined) {
      use = null
      for (let i = 0; i < shared.heavy.length && !use; i++) {
        const next = constraint.step(state, shared.heavy[i]!)
        if (next === DEAD || next === state) continue
        if (constraint.top!(next) === top && constraint.depth!(next) === depth) {
          use = shared.loopUse(signatureOf(constraint, state, true))
        }
      }
      this.looseLoopOf.set(top, use)
    }
    return use ? shared.loopClass(use) : undefined
  }

  /** Whether every token that stays in the loop of `state` is allowed: true where all bytes are tokens. */
  private loopHolds(state: State): boolean {
    const { spelling } = this
    return spelling.complete || (spelling.canFinishCharacters && spelling.isSpellable(state))
  }

  /** A state that most text leads to from here and whose mask is known to be cheap; DEAD if there is none. */
  private neighbour(state: State): State {
    const { constraint, home } = this
    const { heavy } = this.shared
    // Majority vote (Boyer and Moore), then the count.
    let best = DEAD
    let votes = 0
    for (let i = 0; i < heavy.length; i++) {
      const next = constraint.step(state, heavy[i]!)
      if (next === DEAD) continue
      if (votes === 0) {
        best = next
        home.set(next)
      }
      votes += home.is(next) ? 1 : -1
    }
    if (best === DEAD || best === state) return DEAD
    home.set(best)
    let agree = 0
    for (let i = 0; i < heavy.length; i++) {
      const next = constraint.step(state, heavy[i]!)
      if (next !== DEAD && home.is(next)) agree++
    }
    if (agree * 2 < heavy.length) return DEAD
    if (constraint.depth && constraint.depth(best) !== constraint.depth(state)) return DEAD
    if (this.countedRun(best) || !this.loop(best) || !this.loopHolds(best)) return DEAD
    return this.mask(best).words ? best : DEAD
  }

  /**
   * A run with a length bound, from the mask of the same run without it: tokens with too many looping
   * characters go, and tokens that leave the run are looked at again where a bound may matter to them.
   */
  private makeCounted(state: State, base: State, min: number, max: number): StoredMask {
    const { constraint, walker, shared } = this
    const loop = this.loop(base)
    if (!loop?.characters || loop.sample < 0 || !this.spelling.complete) return this.make(state)
    const counts = loop.counts()
    // Steps along the run itself: it must end exactly where the bound says.
    const reach = Math.min(max + 1, counts.most + 1, maxCountProof)
    const along = [state]
    for (let n = 1; n <= reach; n++) {
      const next = along[n - 1] === DEAD ? DEAD : constraint.step(along[n - 1]!, loop.sample)
      if ((next !== DEAD) !== n <= max) return this.make(state)
      along.push(next)
    }
    const wide = this.mask(base)
    if (!wide.words) return this.make(state)

    maskCounters.counted++
    const words = wide.words.slice()
    if (max < counts.most) {
      const within = counts.within(max)
      for (let i = 0; i < words.length; i++) words[i]! &= within[i]!
    }
    for (const id of shared.table.endIds) words[id >>> 5]! &= ~(1 << (id & 31))
    walker.begin(state)
    for (let n = 0; n < counts.rests.length && n <= max; n++) {
      const rests = counts.rests[n]!
      // No rest is longer in code points than in bytes.
      if (n >= min && n + rests.maxLength <= max) continue
      clear(rests, 0, rests.nodes, words)
      walker.walk(rests, along[n]!, words)
    }
    const lowest = wide.frames < 0 ? 0 : Math.min(walker.lowest, constraint.depth!(base) - wide.frames)
    return this.store(state, words, this.framesRead(state, lowest))
  }

  /** Frames read by a walk that got down to depth `lowest`. At the very bottom a step may have missed a frame: not shared. */
  private framesRead(state: State, lowest: number): number {
    return !this.hooks || lowest <= 0 ? -1 : this.constraint.depth!(state) - lowest
  }

  private store(state: State, words: Uint32Array, frames: number, count = sparseLimit + 1): StoredMask {
    const { shared, walker } = this
    const mask = this.byState.get(state) ?? new StoredMask()
    const canEnd = this.constraint.canEnd(state)
    const { endIds } = shared.table
    mask.frames = frames
    if (count <= sparseLimit) {
      const ends = canEnd ? endIds.length : 0
      const ids = new Int32Array(count + ends)
      ids.set(walker.found.subarray(0, count))
      for (let i = 0; i < ends; i++) ids[count + i] = endIds[i]!
      mask.ids = ids
    } else {
      for (let i = 0; i < endIds.length; i++) {
        const id = endIds[i]!
        if (canEnd) words[id >>> 5]! |= 1 << (id & 31)
        else words[id >>> 5]! &= ~(1 << (id & 31))
      }
      mask.words = words
    }
    shared.memory.add(mask)
    return mask
  }
}

const sharedOf = new WeakMap<TokenTable, VocabularyMasks>()
const tablesOf = new WeakMap<Constraint, WeakMap<TokenTable, MaskTable>>()

/** The mask table of a pair, made once and kept as long as both live. */
export function maskTableOf(constraint: Constraint, vocabulary: Vocabulary): MaskTable {
  const table = tokenTableOf(vocabulary)
  let tables = tablesOf.get(constraint)
  if (!tables) {
    tables = new WeakMap()
    tablesOf.set(constraint, tables)
  }
  let masks = tables.get(table)
  if (!masks) {
    let shared = sharedOf.get(table)
    if (!shared) {
      shared = new VocabularyMasks(table)
      sharedOf.set(table, shared)
    }
    masks = new MaskTable(constraint, shared)
    tables.set(table, masks)
  }
  return masks
}
