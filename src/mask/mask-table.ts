import {
  type Between,
  type Constraint,
  type CountedRun,
  DEAD,
  run,
  type State,
  type TokenClasses,
  type Word,
  type WordsAhead,
} from '../automaton/constraint.js'
import { type TokenTable, tokenTableOf } from '../vocab/token-table.js'
import { childOf, nodeOf, type Trie } from '../vocab/trie.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { maskCounters } from './counters.js'
import { Home, type LoopClass, type LoopKinds, signatureOf } from './loops.js'
import { StoredMask } from './memory.js'
import { Spelling } from './spelling.js'
import type { TextClass } from './text-class.js'
import { type TopExit, type TopSteps, TopWalker, topSteps } from './top-walk.js'
import { type AskedTokens, type LoopUse, VocabularyMasks } from './vocabulary-masks.js'
import { clear, sparseLimit, type TokenSink, Walker } from './walk.js'

/** Tops in texts with conditions whose common part of masks is kept, of some 20 kB each. */
const maxInteriors = 256
/** Code points that must be left for a bounded text to be treated as the same without a bound. */
const leastRoom = 6
/** Steps that may be tried to prove that a length bound behaves as announced. */
const maxCountProof = 512

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
  /** Set where the constraint offers steps by tops. */
  private readonly topWalker: TopWalker | undefined
  private readonly tops: TopSteps | undefined
  /** Set where the constraint offers classes of tokens. */
  readonly classes: TokenClasses | undefined
  private readonly byState = new Map<State, StoredMask>()
  private readonly slices = new Map<number, SliceMemo>()
  private readonly loopOf = new Map<number, LoopUse | null>()
  private readonly looseLoopOf = new Map<number, LoopUse | null>()
  private readonly loopOfKind = new Map<number, LoopUse | null>()
  private readonly home: Home
  /** What masks of states with the same top have in common, for tops in texts with conditions. */
  private readonly interiors = new Map<number, { stay: Uint32Array; exits: TopExit[] }>()
  /** Whether masks may be shared by slice and taken from loops without asking token by token. */
  private readonly hooks: boolean
  /** Tokens whose bits in the masks below are not to be relied on; undefined if there are none. */
  private readonly asked: AskedTokens | undefined
  /** By state, which of them are allowed. */
  private readonly answers = new Map<State, Uint8Array>()
  /** Masks of states in which those bits had to be set right. */
  private readonly mended = new Map<State, StoredMask>()

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
    if (spelling.complete) this.classes = constraint.tokenClasses?.(shared.trie, shared.table.size)
    this.tops = spelling.complete ? topSteps(constraint) : undefined
    if (this.tops)
      this.topWalker = new TopWalker(this.tops, shared.table, shared.trie, shared.subtreeBytes, shared.textClass)
    // Whether a state can be completed in tokens may depend on the whole stack.
    this.hooks = Boolean(constraint.top && constraint.depth && constraint.slice) && spelling.complete
    this.asked = constraint.asksText && shared.askedTokens(constraint.asksText)
  }

  /** The mask of a live state. */
  words(state: State): Uint32Array {
    const words = this.shared.show(this.mask(state))
    return this.asked ? this.mend(state, words, this.asked) : words
  }

  /** The mask of a state with the bits of tokens that are asked one by one set right. */
  private mend(state: State, words: Uint32Array, asked: AskedTokens): Uint32Array {
    const { ids } = asked
    let answers = this.answers.get(state)
    if (!answers) {
      this.walker.begin(state)
      answers = this.ask(this.walker, state, asked)
      this.answers.set(state, answers)
    }
    if (!isWrong(words, ids, answers)) return words
    const mended = this.mended.get(state) ?? new StoredMask()
    if (!mended.words) {
      mended.words = words.slice()
      setRight(mended.words, ids, answers)
      this.mended.set(state, mended)
      this.shared.memory.add(mended)
    }
    mended.used = true
    return mended.words
  }

  /** Which of the tokens are allowed, by a walker that has begun at the state. */
  private ask(walker: Walker | TopWalker, state: State, asked: AskedTokens): Uint8Array {
    const { paper } = this.shared
    walker.walk(asked.trie, state, paper)
    const answers = Uint8Array.from(asked.ids, (id) => bitOf(paper, id))
    for (const id of asked.ids) paper[id >>> 5] = 0
    return answers
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
    const memo = this.memoOf((min * (longest + 1) + max) * 2 + (counted?.only ? 1 : 0))
    const shared = this.lookUp(memo, base, canEnd)
    if (shared) {
      this.byState.set(state, shared)
      return shared
    }
    const unbounded = min === 0 && max === longest
    let mask: StoredMask
    if (counted && unbounded && this.constraint.canEnd(base) === canEnd) mask = this.mask(base)
    else {
      mask = counted && !unbounded ? this.makeCounted(state, base, min, max, counted) : this.make(state)
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
    if (this.classes) {
      maskCounters.lexemes++
      const words = new Uint32Array(this.shared.words)
      this.classes.mark(state, words)
      return this.store(state, words, -1)
    }
    if (this.tops) return this.makeByTops(state, this.tops, this.topWalker!)
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
    return this.store(state, words, this.framesRead(state, walker.lowest), walker.sink)
  }

  private makeByTops(state: State, tops: TopSteps, walker: TopWalker): StoredMask {
    const { shared } = this
    const top = tops.top(state)
    walker.begin(state)
    if (walker.needsText(tops.stackOf(state))) {
      maskCounters.walks++
      walker.walk(shared.trie, state, shared.paper)
      return this.storePaper(state, walker)
    }
    const text = walker.textClass(top)
    if (text) {
      const among = tops.textDepth(state) > 0 && tops.wordsAhead?.(state)
      if (among) {
        const mask = this.makeBesideWords(state, among)
        if (mask) return mask
      }
      walker.begin(state)
      const words = text.stay.slice()
      maskCounters.loops++
      walker.walkEnds(text.exits, state, words)
      walker.walk(text.odd, state, words)
      return this.store(state, words, this.framesRead(state, walker.lowest))
    }
    const between = tops.between?.(state)
    if (between) {
      const mask = this.makeBetween(state, between)
      if (mask) return mask
    }
    const ahead = tops.wordsAhead?.(state)
    if (ahead) {
      const mask = ahead.base === DEAD ? this.makeOfWords(state, ahead) : this.makeBesideWords(state, ahead)
      if (mask) return mask
    }
    const near = this.textNear(state, tops, walker)
    if (near !== DEAD) {
      const base = this.mask(near)
      if (base.words) {
        maskCounters.differences++
        const words = base.words.slice()
        walker.begin(state)
        walker.walkDifference(shared.trie, state, tops.top(near), words)
        const lowest = base.frames < 0 ? 0 : Math.min(walker.lowest, tops.depth(near) - base.frames)
        return this.store(state, words, this.framesRead(state, lowest))
      }
    }
    if (tops.portable(top) && walker.isWide(top, shared.heavy, tops.stackOf(state))) {
      return this.makeFromInterior(state, top)
    }
    maskCounters.walks++
    walker.walk(shared.trie, state, shared.paper)
    return this.storePaper(state, walker)
  }

  /** A state between two others, if they allow the same tokens; undefined where they do not. */
  private makeBetween(state: State, { low, high, asks }: Between): StoredMask | undefined {
    const { constraint, shared } = this
    const walker = this.topWalker!
    const wide = this.mask(high)
    const narrow = this.mask(low)
    const words = shared.show(wide).slice()
    const asked = shared.askedTokens(asks)
    if (!this.agree(words, shared.show(narrow), asked)) return undefined
    maskCounters.between++
    walker.begin(state)
    let same = constraint.canEnd(state) === constraint.canEnd(high)
    if (asked) {
      const answers = this.ask(walker, state, asked)
      if (isWrong(words, asked.ids, answers)) {
        setRight(words, asked.ids, answers)
        same = false
      }
    }
    // All three have the same frames.
    const owned = wide.frames < 0 || narrow.frames < 0
    const read = this.framesRead(state, walker.lowest)
    const frames = owned || read < 0 ? -1 : Math.max(wide.frames, narrow.frames, read)
    if (same && frames === wide.frames) {
      wide.used = true
      return wide
    }
    return this.store(state, words, frames)
  }

  /** Whether two masks differ in tokens that are asked, and ends, at most. */
  private agree(a: Uint32Array, b: Uint32Array, asked: AskedTokens | undefined): boolean {
    const { isEnd } = this.shared.table
    for (let i = 0; i < a.length; i++) {
      for (let differ = a[i]! ^ b[i]!; differ !== 0; ) {
        const bit = 31 - Math.clz32(differ)
        const id = i * 32 + bit
        if (isEnd[id] !== 1 && !asked?.ids.includes(id)) return false
        differ ^= 1 << bit
      }
    }
    return true
  }

  /** A text with conditions: what stays in it depends on the top alone. */
  private makeFromInterior(state: State, top: number): StoredMask {
    const walker = this.topWalker!
    let interior = this.interiors.get(top)
    if (!interior) {
      maskCounters.walks++
      const { shared } = this
      const kind = this.tops!.freeText?.(top)
      const free = kind && shared.knownTextClass(kind)
      const stay = free ? free.stay : new Uint32Array(shared.words)
      // What stays in a free text is known.
      const tries = free ? [free.wholes, free.odd] : [shared.trie]
      const exits = walker.interior(tries, top, free ? shared.paper : stay)
      if (free) shared.paper.fill(0)
      interior = { stay, exits }
      if (this.interiors.size >= maxInteriors) this.interiors.clear()
      this.interiors.set(top, interior)
    } else maskCounters.interiors++
    const words = interior.stay.slice()
    walker.begin(state)
    const ahead = this.tops!.textDepth(state) > 0 ? this.tops!.wordsAhead?.(state) : undefined
    const text = ahead?.fresh ? this.shared.knownTextClass(ahead.kind) : undefined
    for (const exit of interior.exits) {
      const left = run(this.constraint, state, exit.path)
      if (text && !ahead!.words.some((word) => equalBytes(word.bytes, exit.path))) walker.walk(exit.trie, left, words)
      else walker.walkEnds(exit.trie, left, words)
    }
    if (text) this.askWords(state, ahead!, [text.escaped, text.odd, text.again], words)
    return this.store(state, words, this.framesRead(state, walker.lowest))
  }

  /** Stores what a walk has found. Most such masks are a few ids: their words are only passed through. */
  private storePaper(state: State, walker: TopWalker): StoredMask {
    const { paper } = this.shared
    const { sink } = walker
    const dense = sink.count > sparseLimit ? paper.slice() : paper
    const mask = this.store(state, dense, this.framesRead(state, walker.lowest), sink)
    if (dense !== paper) paper.fill(0)
    else for (let i = 0; i < sink.count; i++) paper[sink.found[i]! >>> 5] = 0
    return mask
  }

  /** A text that must become one of some words. */
  private makeOfWords(state: State, ahead: WordsAhead): StoredMask {
    const { shared } = this
    const { trie, paper } = shared
    const walker = this.topWalker!
    maskCounters.words++
    for (const word of ahead.words) {
      let node = -1
      let i = 0
      for (; i < word.bytes.length; i++) {
        node = childOf(trie, node, word.bytes[i]!)
        if (node < 0) break
        if (trie.token[node] !== -1) walker.sink.set(trie, trie.token[node]!, paper)
      }
      if (i === word.bytes.length && word.whole) this.leaveWord(state, word, node, ahead.kind.exit, paper, false)
    }
    walker.walk(shared.tokensWith(ahead.kind.escape), state, paper)
    return this.storePaper(state, walker)
  }

  /** A text that may become one of some words, from the mask of text that does not. */
  private makeBesideWords(state: State, ahead: WordsAhead): StoredMask | undefined {
    const walker = this.topWalker!
    const text = walker.textClass(this.tops!.top(ahead.base))
    if (!text) return undefined
    let words: Uint32Array
    let baseLowest = this.tops!.depth(ahead.base)
    if (this.tops!.textDepth(state) > 0) {
      // Masks of such states are theirs alone.
      walker.begin(state)
      words = text.stay.slice()
      if (ahead.fresh) walker.walk(text.exits, ahead.base, words)
      else walker.walkEnds(text.exits, ahead.base, words)
    } else {
      const base = this.mask(ahead.base)
      if (!base.words) return undefined
      baseLowest = base.frames < 0 ? 0 : baseLowest - base.frames
      words = base.words.slice()
      walker.begin(state)
    }
    maskCounters.words++
    this.askWords(state, ahead, [text.escaped, text.odd, text.again], words)
    return this.store(state, words, this.framesRead(state, Math.min(walker.lowest, baseLowest)))
  }

  /** Sets right what depends on the text itself: tokens that read a word and leave, and those of some tries. */
  private askWords(state: State, ahead: WordsAhead, tries: readonly Trie[], words: Uint32Array): void {
    const { trie } = this.shared
    for (const word of ahead.words) {
      if (!word.whole) continue
      const node = nodeOf(trie, word.bytes)
      if (node >= 0 || word.bytes.length === 0) this.leaveWord(state, word, node, ahead.kind.exit, words, true)
    }
    for (const rest of tries) {
      clear(rest, 0, rest.nodes, words)
      this.topWalker!.walk(rest, state, words)
    }
  }

  /** The tokens that read a word, which leads to `node`, and leave the text after it. */
  private leaveWord(state: State, word: Word, node: number, exit: number, words: Uint32Array, clears: boolean): void {
    const { trie } = this.shared
    const { constraint } = this
    const walker = this.topWalker!
    const leaving = childOf(trie, node, exit)
    if (leaving < 0) return
    if (clears) clear(trie, leaving, trie.end[leaving]!, words)
    const read = run(constraint, state, word.bytes)
    const after = constraint.step(read, exit)
    walker.touch(read, exit, after)
    if (after === DEAD) return
    if (trie.token[leaving] !== -1) walker.sink.set(trie, trie.token[leaving]!, words)
    walker.walkBelow(trie, leaving, after, words)
  }

  /** A state in the middle of a text that most bytes lead to from here; DEAD if there is none. */
  private textNear(state: State, tops: TopSteps, walker: TopWalker): State {
    const { heavy } = this.shared
    const top = tops.top(state)
    const stack = tops.stackOf(state)
    if (tops.textDepth(state) > 0) return DEAD
    let best = 0
    let bestByte = 0
    let votes = 0
    for (let i = 0; i < heavy.length; i++) {
      const next = walker.next(top, heavy[i]!, stack)
      if (next <= 0) continue
      if (votes === 0) {
        best = next
        bestByte = heavy[i]!
      }
      votes += next === best ? 1 : -1
    }
    if (best === 0 || best === top || !walker.textClass(best)) return DEAD
    let agree = 0
    for (let i = 0; i < heavy.length; i++) if (walker.next(top, heavy[i]!, stack) === best) agree++
    if (agree * 2 < heavy.length) return DEAD
    const next = tops.step(state, bestByte)
    return next !== DEAD && tops.top(next) === best ? next : DEAD
  }

  /** The mask of `base`, but tokens of more than `max` code points are asked about. */
  private makeAsksBeyond(state: State, base: State, text: TextClass, max: number): StoredMask {
    const wide = this.mask(base)
    if (!wide.words) return this.make(state)
    maskCounters.counted++
    const walker = this.topWalker!
    const words = wide.words.slice()
    const asked = text.counts().beyond(max)
    walker.begin(state)
    clear(asked, 0, asked.nodes, words)
    walker.walk(asked, state, words)
    const lowest = wide.frames < 0 ? 0 : Math.min(walker.lowest, this.constraint.depth!(base) - wide.frames)
    return this.store(state, words, this.framesRead(state, lowest))
  }

  /** A run with a length bound, from the mask of the same run without it: what is too long or too short goes. */
  private makeCountedText(state: State, base: State, text: TextClass, min: number, max: number): StoredMask {
    const wide = this.mask(base)
    if (!wide.words) return this.make(state)
    maskCounters.counted++
    const counts = text.counts()
    const words = wide.words.slice()
    if (max < counts.most) {
      const within = counts.within(max)
      for (let i = 0; i < words.length; i++) words[i]! &= within[i]!
    }
    for (let i = 0; i < counts.points.length && counts.points[i]! < min; i++) {
      const id = counts.exiting[i]!
      words[id >>> 5]! &= ~(1 << (id & 31))
    }
    const walker = this.topWalker!
    walker.begin(state)
    clear(counts.unclear, 0, counts.unclear.nodes, words)
    walker.walk(counts.unclear, state, words)
    const lowest = wide.frames < 0 ? 0 : Math.min(walker.lowest, this.constraint.depth!(base) - wide.frames)
    return this.store(state, words, this.framesRead(state, lowest))
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
  private makeCounted(state: State, base: State, min: number, max: number, counted: CountedRun): StoredMask {
    const { constraint, walker, shared } = this
    if (this.tops) {
      const kind = counted.text
      const text = kind && (this.topWalker!.textClass(this.tops.top(base)) ?? shared.knownTextClass(kind))
      if (!text || (counted.only && max < leastRoom)) return this.make(state)
      return counted.only
        ? this.makeAsksBeyond(state, base, text, max)
        : this.makeCountedText(state, base, text, min, max)
    }
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

  /** @param sink has all tokens of the mask, if it is given */
  private store(state: State, words: Uint32Array, frames: number, sink?: TokenSink): StoredMask {
    const { shared } = this
    const count = sink ? sink.count : sparseLimit + 1
    const mask = this.byState.get(state) ?? new StoredMask()
    const canEnd = this.constraint.canEnd(state)
    const { endIds } = shared.table
    mask.frames = frames
    if (count <= sparseLimit) {
      const ends = canEnd ? endIds.length : 0
      const ids = new Int32Array(count + ends)
      ids.set(sink!.found.subarray(0, count))
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

function bitOf(words: Uint32Array, id: number): number {
  return (words[id >>> 5]! >>> (id & 31)) & 1
}

/** Whether the bit of a token is not the answer. */
function isWrong(words: Uint32Array, ids: Int32Array, answers: Uint8Array): boolean {
  for (let i = 0; i < ids.length; i++) if (answers[i] !== bitOf(words, ids[i]!)) return true
  return false
}

function setRight(words: Uint32Array, ids: Int32Array, answers: Uint8Array): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!
    if (answers[i] !== bitOf(words, id)) words[id >>> 5]! ^= 1 << (id & 31)
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
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
