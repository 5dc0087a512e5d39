import type { State, TokenClasses } from '../automaton/constraint.js'
import { TupleInterner } from '../automaton/interner.js'
import type { Trie } from '../vocab/trie.js'
import type { Layouts } from './layout.js'
import type { TokenLexer } from './layout-lexer.js'
import { NO_LEXEME } from './lexer.js'
import type { GrammarMachine } from './machine.js'
import { FAILED } from './parser.js'

/** A list longer than this many ids per 32 is kept as bits. */
const denseShare = 1
/** Values of `moves` with a meaning of their own; states begin at 1, so that a next state + 2 is none of them. */
const dead = 1
const several = 2
/** Columns of lines whose shapes `prepare` makes. */
const maxPrepared = 16

/**
 * The tokens of a vocabulary by what they do to the lexer.
 *
 * From a lexer state, a token ends some lexemes (their terminals are its *sequence*, mostly of none, one or two) and stops in
 * the middle of another. All tokens with the same sequence that can then become the same terminals are one list. Lists hang on a
 * trie of the sequences, the *shape* of the lexer state; equal subtrees and equal lists are kept once. Making a mask is
 * walking the shape with the parser, which looks at terminals and never at tokens, and joining the lists whose
 * last lexeme can become a terminal that the parser can read.
 *
 * Node i of all shapes: children[i] = terminal, node, terminal, node, …; stops[i] = target, list, target, list, …, a target being
 * a set of terminals, or, negative, a lexer state, where it matters which terminals can stand next to each other.
 */
export class LexemeTokens implements TokenClasses {
  private readonly shapeOf: number[] = []
  private readonly nodes = new TupleInterner()
  private readonly children: Int32Array[] = [new Int32Array(0)]
  private readonly stops: Int32Array[] = [new Int32Array(0)]
  private readonly lists = new TupleInterner()
  private readonly sparseIds: number[] = []
  private readonly denseLists = new TupleInterner()
  private readonly denseIds: number[] = []
  private readonly ids: (Int32Array | undefined)[] = [undefined]
  private readonly bits: (Uint32Array | undefined)[] = [undefined]
  private readonly targets: number[] = []
  private readonly targetIds = new TupleInterner()
  private readonly targetWords: Uint32Array[] = [new Uint32Array(0)]
  private readonly lexer: TokenLexer
  private readonly words: number
  /** Zeros, for a list that is being made. */
  private readonly paper: Uint32Array
  /** During a walk, by depth: the node of the shape and the lexer state before the byte at that depth. */
  private readonly nodeAt: Int32Array
  private readonly stateAt: Int32Array
  /**
   * By lexer state * classes + class of byte: 0 not known, 1 dead, 2 several ways, next state + 2 if the lexeme can only go on, and
   * negative, -1 - i, if it can only end: begunLabel[i] is then its terminal, begunState[i] the state in the next one.
   */
  private moves = new Int32Array(0)
  private readonly begunState: number[] = []
  private readonly begunLabel: number[] = []

  constructor(
    private readonly machine: GrammarMachine,
    private readonly trie: Trie,
    size: number,
    /** Whether lexer states in which tokens stop are all told apart. */
    private readonly exact = false,
  ) {
    this.lexer = machine.layouts ? machine.layouts.lexer : machine.lexer!
    this.words = (size + 31) >>> 5
    this.paper = new Uint32Array(this.words)
    this.nodeAt = new Int32Array(trie.maxLength + 1)
    this.stateAt = new Int32Array(trie.maxLength + 1)
  }

  mark(state: State, words: Uint32Array): void {
    const ways = this.machine.waysOf(state)
    const { layouts } = this.machine
    for (let i = 0; i < ways.length; i += 4) {
      if (layouts) {
        const [lexeme, , layout, set] = ways.slice(i, i + 4) as [number, number, number, number]
        this.walkLaidOut(layouts, this.shape(layouts.tokenState(lexeme, layout)), set, layout, words)
      } else this.walk(this.shape(ways[i]!), ways[i + 3]!, words)
    }
  }

  /** Makes all shapes that any text can need. Returns how many there are. */
  prepare(): number {
    const { lexer } = this
    const { layouts } = this.machine
    const seen = new Set<number>()
    const work = [lexer.start]
    for (const state of work) {
      // Widths have no end: the shapes of deeper lines are made when they are met.
      if (seen.has(state) || (layouts && layouts.lexer.widthOf(state) > maxPrepared)) continue
      seen.add(state)
      this.shape(state)
      const ends = lexer.label(state) >= 0
      for (const byte of lexer.dfa.byteOf) {
        const next = lexer.step(state, byte)
        if (next !== NO_LEXEME) work.push(next)
        const begun = ends ? lexer.enter(lexer.endOf(state), byte) : NO_LEXEME
        if (begun !== NO_LEXEME) work.push(begun)
      }
    }
    return seen.size
  }

  /** Bytes of the lists and shapes so far, and of what they are found again by. */
  get bytes(): number {
    let bytes =
      this.nodes.bytes + this.lists.bytes + this.denseLists.bytes + this.targetIds.bytes + this.moves.byteLength
    for (const ids of this.ids) bytes += ids?.byteLength ?? 0
    for (const bits of this.bits) bytes += bits?.byteLength ?? 0
    for (const node of this.children) bytes += node.byteLength
    for (const node of this.stops) bytes += node.byteLength
    return bytes
  }

  /** Terminal, node, terminal, node, … below a node. @internal */
  childrenOf(node: number): Int32Array {
    return this.children[node]!
  }

  /** Target, list, target, list, … at a node. @internal */
  stopsOf(node: number): Int32Array {
    return this.stops[node]!
  }

  /** Some token of a list. @internal */
  someTokenOf(list: number): number {
    const ids = this.ids[list]
    if (ids) return ids[0]!
    const bits = this.bits[list]!
    const w = bits.findIndex((word) => word !== 0)
    return 32 * w + 31 - Math.clz32(bits[w]! & -bits[w]!)
  }

  /** Nodes so far: a node's children have lower numbers. @internal */
  get size(): number {
    return this.children.length
  }

  private walk(node: number, set: number, words: Uint32Array): void {
    const { machine } = this
    const { parser, ignores } = machine
    const allowed = parser.allowed(set)
    const stops = this.stops[node]!
    for (let i = 0; i < stops.length; i += 2) {
      const target = stops[i]!
      const live = target > 0 ? this.canReach(target, allowed) : machine.isLive(-target, set)
      if (live) this.join(stops[i + 1]!, words)
    }
    const children = this.children[node]!
    for (let i = 0; i < children.length; i += 2) {
      const t = children[i]!
      if ((((allowed[t >>> 5]! | ignores[t >>> 5]!) >>> (t & 31)) & 1) === 0) continue
      const after = machine.after(set, t)
      if (after !== FAILED) this.walk(children[i + 1]!, after, words)
    }
  }

  /** `walk` where indentation is syntax. */
  private walkLaidOut(layouts: Layouts, node: number, set: number, layout: number, words: Uint32Array): void {
    const allowed = this.machine.parser.allowed(set)
    const stops = this.stops[node]!
    for (let i = 0; i < stops.length; i += 2) {
      const target = stops[i]!
      const live = target > 0 ? this.canReach(target, allowed) : layouts.isLiveAt(-target, set, layout)
      if (live) this.join(stops[i + 1]!, words)
    }
    const children = this.children[node]!
    for (let i = 0; i < children.length; i += 2) {
      layouts.endToken(children[i]!, set, layout)
      if (layouts.set !== FAILED) this.walkLaidOut(layouts, children[i + 1]!, layouts.set, layouts.layout, words)
    }
  }

  /** Whether some terminal of a target is allowed or ignored. */
  private canReach(target: number, allowed: Uint32Array): boolean {
    const { ignores } = this.machine
    const reach = this.targetWords[target]!
    for (let w = 0; w < reach.length; w++) if ((reach[w]! & (allowed[w]! | ignores[w]!)) !== 0) return true
    return false
  }

  /** Sets the bits of the tokens of a list. @internal */
  join(list: number, words: Uint32Array): void {
    const bits = this.bits[list]
    if (bits) {
      for (let w = 0; w < bits.length; w++) words[w]! |= bits[w]!
      return
    }
    const ids = this.ids[list]!
    for (let i = 0; i < ids.length; i++) words[ids[i]! >>> 5]! |= 1 << (ids[i]! & 31)
  }

  /** The root of the shape of a lexer state. @internal */
  shape(state: number): number {
    const known = this.shapeOf[state]
    if (known !== undefined && known > 0) return known
    while (this.shapeOf.length <= state) this.shapeOf.push(-1)
    const shape = this.intern(this.sort(state))
    this.shapeOf[state] = shape
    return shape
  }

  /**
   * Sorts all tokens by what they do from a lexer state. Mostly a byte leaves one way to go on, the lexeme or a new one behind
   * it, and that is a loop over two arrays; below a node with several ways, `sortWays` follows all of them.
   */
  private sort(state: number): Draft {
    const { trie, nodeAt, stateAt } = this
    const { byte, depth, end, token, nodes } = trie
    const { classes, classOf } = this.lexer.dfa
    const root = new Draft()
    const drafts = [root]
    root.drafts = drafts
    nodeAt[0] = 0
    stateAt[0] = state
    let lastNode = -1
    let lastTarget = 0
    let last: number[] = []
    for (let p = 0; p < nodes; ) {
      const d = depth[p]!
      const from = stateAt[d]!
      const c = classOf[byte[p]!]!
      let move = this.moves[from * classes + c] ?? 0
      if (move === 0) move = this.moveOf(from, c)
      if (move === dead) {
        p = end[p]!
        continue
      }
      if (move === several) {
        this.sortWays(p, from, nodeAt[d]!, drafts)
        p = end[p]!
        continue
      }
      let node = nodeAt[d]!
      let next: number
      if (move > 0) next = move - 2
      else {
        // A lexeme ends before this byte.
        const begun = -move - 1
        next = this.begunState[begun]!
        node = childOf(drafts, node, this.begunLabel[begun]!)
      }
      nodeAt[d + 1] = node
      stateAt[d + 1] = next
      const id = token[p]!
      if (id !== -1) {
        const target = this.targets[next] ?? this.targetOf(next)
        if (node !== lastNode || target !== lastTarget) {
          last = listAt(drafts[node]!, target)
          lastNode = node
          lastTarget = target
        }
        last.push(id)
      }
      p++
    }
    return root
  }

  /** What a class of bytes does to a lexer state: see `moves`. */
  private moveOf(state: number, c: number): number {
    const { lexer } = this
    const byte = lexer.dfa.byteOf[c]!
    const next = lexer.step(state, byte)
    const label = lexer.label(state)
    const begun = label < 0 ? NO_LEXEME : lexer.enter(lexer.endOf(state), byte)
    let move: number
    if (begun === NO_LEXEME) move = next === NO_LEXEME ? dead : next + 2
    else if (next !== NO_LEXEME) move = several
    else {
      move = -1 - this.begunState.length
      this.begunState.push(begun)
      this.begunLabel.push(label)
    }
    const index = state * lexer.dfa.classes + c
    if (index >= this.moves.length) {
      const larger = new Int32Array(Math.max(2 * this.moves.length, lexer.size * lexer.dfa.classes))
      larger.set(this.moves)
      this.moves = larger
    }
    this.moves[index] = move
    return move
  }

  /** `sort` for the subtree of one trie node, with any number of ways. */
  private sortWays(top: number, state: number, draft: number, drafts: Draft[]): void {
    const { trie, lexer } = this
    const base = trie.depth[top]!
    const ways: number[][] = [[draft, state]]
    for (let p = top; p < trie.end[top]!; ) {
      const d = trie.depth[p]! - base
      const byte = trie.byte[p]!
      const before = ways[d]!
      const after: number[] = []
      for (let i = 0; i < before.length; i += 2) {
        const node = before[i]!
        const lex = before[i + 1]!
        const next = lexer.step(lex, byte)
        if (next !== NO_LEXEME) after.push(node, next)
        const label = lexer.label(lex)
        if (label < 0) continue
        const begun = lexer.enter(lexer.endOf(lex), byte)
        if (begun !== NO_LEXEME) after.push(childOf(drafts, node, label), begun)
      }
      if (after.length === 0) {
        p = trie.end[p]!
        continue
      }
      ways[d + 1] = after
      const token = trie.token[p]!
      if (token !== -1)
        for (let i = 0; i < after.length; i += 2) listAt(drafts[after[i]!]!, this.targetOf(after[i + 1]!)).push(token)
      p++
    }
  }

  /** Interns a draft and all below it: children were made after their parents. */
  private intern(root: Draft): number {
    const drafts = root.drafts
    const ids = new Array<number>(drafts.length).fill(0)
    for (let d = drafts.length - 1; d >= 0; d--) {
      const { children, stops } = drafts[d]!
      const own: number[] = []
      for (const [terminal, child] of [...children].sort((a, b) => a[0] - b[0])) {
        if (ids[child]! > 0) own.push(terminal, ids[child]!)
      }
      const ends: number[] = []
      for (const [target, list] of [...stops].sort((a, b) => a[0] - b[0])) ends.push(target, this.listOf(list))
      if (own.length === 0 && ends.length === 0) continue
      ids[d] = this.node(own, ends)
    }
    return ids[0] === 0 ? this.node([], []) : ids[0]!
  }

  private node(children: number[], stops: number[]): number {
    const id = this.nodes.intern([children.length, ...children, ...stops])
    if (id === this.children.length) {
      this.children.push(Int32Array.from(children))
      this.stops.push(Int32Array.from(stops))
    }
    return id
  }

  /** What counts about a lexer state in which a token stops. */
  private targetOf(lex: number): number {
    const known = this.targets[lex]
    if (known !== undefined) return known
    let target = -lex
    const { layouts } = this.machine
    const lexeme = layouts ? layouts.lexer.lexemeOf(lex) : lex
    if (!this.exact && this.machine.isSure(lexeme) && !(layouts && layouts.newlines.kind[lexeme]! > 0)) {
      const reach = this.machine.canBecome(lexeme)
      target = this.targetIds.intern(reach)
      if (target === this.targetWords.length) this.targetWords.push(reach)
    }
    this.targets[lex] = target
    return target
  }

  /** Interns a list of tokens as the trie gives them, groups of equal tokens included. */
  private listOf(list: readonly number[]): number {
    const { groupStart, groupIds } = this.trie
    const { paper } = this
    let count = 0
    for (const token of list) {
      if (token >= 0) {
        paper[token >>> 5]! |= 1 << (token & 31)
        count++
        continue
      }
      for (let i = groupStart[-2 - token]!; i < groupStart[-1 - token]!; i++) {
        const id = groupIds[i]!
        paper[id >>> 5]! |= 1 << (id & 31)
        count++
      }
    }
    const dense = count > this.words * denseShare
    const content = dense ? paper : new Int32Array(count)
    if (!dense) {
      let n = 0
      for (const token of list) {
        if (token >= 0) content[n++] = token
        else for (let i = groupStart[-2 - token]!; i < groupStart[-1 - token]!; i++) content[n++] = groupIds[i]!
      }
      content.sort()
    }
    const interned = (dense ? this.denseLists : this.lists).intern(content)
    const known = dense ? this.denseIds : this.sparseIds
    let id = known[interned]
    if (id === undefined) {
      id = this.ids.length
      known[interned] = id
      this.ids.push(dense ? undefined : (content as Int32Array))
      this.bits.push(dense ? paper.slice() : undefined)
    }
    if (dense) paper.fill(0)
    else for (let i = 0; i < content.length; i++) paper[content[i]! >>> 5] = 0
    return id
  }
}

/** A node of a shape being made. */
class Draft {
  readonly children = new Map<number, number>()
  /** By target: tokens as the trie gives them, groups included. */
  readonly stops = new Map<number, number[]>()
  /** Of a root: all nodes, parents before children. */
  drafts: Draft[] = []
}

function childOf(drafts: Draft[], node: number, terminal: number): number {
  const { children } = drafts[node]!
  const known = children.get(terminal)
  if (known !== undefined) return known
  const child = drafts.length
  children.set(terminal, child)
  drafts.push(new Draft())
  return child
}

function listAt(draft: Draft, target: number): number[] {
  const known = draft.stops.get(target)
  if (known) return known
  const list: number[] = []
  draft.stops.set(target, list)
  return list
}
