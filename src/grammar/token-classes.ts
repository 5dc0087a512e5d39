import type { State, TokenClasses } from '../automaton/constraint.js'
import { TupleInterner } from '../automaton/interner.js'
import type { Trie } from '../vocab/trie.js'
import { NO_LEXEME } from './lexer.js'
import type { GrammarMachine } from './machine.js'
import { FAILED } from './parser.js'

/** A list longer than this many ids per 32 is kept as bits. */
const denseShare = 1

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
  private readonly ids: (Int32Array | undefined)[] = [undefined]
  private readonly bits: (Uint32Array | undefined)[] = [undefined]
  private readonly targetIds = new TupleInterner()
  private readonly targetWords: Uint32Array[] = [new Uint32Array(0)]
  private readonly words: number
  // One walk through the vocabulary: ways of depth d are [from[d], from[d + 1]) of the two lists.
  private readonly from: Int32Array
  private wayNode: Int32Array
  private wayState: Int32Array

  constructor(
    private readonly machine: GrammarMachine,
    private readonly trie: Trie,
    size: number,
  ) {
    this.words = (size + 31) >>> 5
    this.from = new Int32Array(trie.maxLength + 2)
    this.wayNode = new Int32Array(4 * trie.maxLength + 16)
    this.wayState = new Int32Array(4 * trie.maxLength + 16)
  }

  mark(state: State, words: Uint32Array): void {
    const ways = this.machine.waysOf(state)
    for (let i = 0; i < ways.length; i += 4) this.walk(this.shape(ways[i]!), ways[i + 3]!, words)
  }

  /** Makes all shapes that any text can need. Returns how many there are. */
  prepare(): number {
    const lexer = this.machine.lexer!
    const boundaries = new Set([lexer.freeBoundary])
    const seen = new Set<number>()
    const work = [lexer.start]
    for (const state of work) {
      if (seen.has(state)) continue
      seen.add(state)
      this.shape(state)
      if (lexer.label(state) >= 0) boundaries.add(lexer.endOf(state))
      for (const byte of lexer.dfa.byteOf) {
        const next = lexer.step(state, byte)
        if (next !== NO_LEXEME) work.push(next)
      }
      for (const boundary of lexer.label(state) >= 0 ? [lexer.endOf(state)] : []) {
        for (const byte of lexer.dfa.byteOf) {
          const next = lexer.enter(boundary, byte)
          if (next !== NO_LEXEME) work.push(next)
        }
      }
    }
    return seen.size
  }

  /** Bytes of the lists and shapes so far. */
  get bytes(): number {
    let bytes = 0
    for (const ids of this.ids) bytes += ids?.byteLength ?? 0
    for (const bits of this.bits) bytes += bits?.byteLength ?? 0
    for (const node of this.children) bytes += node.byteLength
    for (const node of this.stops) bytes += node.byteLength
    return bytes
  }

  private walk(node: number, set: number, words: Uint32Array): void {
    const { machine } = this
    const { parser, ignores } = machine
    const allowed = parser.allowed(set)
    const stops = this.stops[node]!
    for (let i = 0; i < stops.length; i += 2) {
      const target = stops[i]!
      let live = false
      if (target > 0) {
        const reach = this.targetWords[target]!
        for (let w = 0; w < reach.length && !live; w++) live = (reach[w]! & (allowed[w]! | ignores[w]!)) !== 0
      } else live = machine.isLive(-target, set)
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

  private join(list: number, words: Uint32Array): void {
    const bits = this.bits[list]
    if (bits) {
      for (let w = 0; w < bits.length; w++) words[w]! |= bits[w]!
      return
    }
    const ids = this.ids[list]!
    for (let i = 0; i < ids.length; i++) words[ids[i]! >>> 5]! |= 1 << (ids[i]! & 31)
  }

  private shape(state: number): number {
    const known = this.shapeOf[state]
    if (known !== undefined && known > 0) return known
    while (this.shapeOf.length <= state) this.shapeOf.push(-1)
    const shape = this.intern(this.sort(state))
    this.shapeOf[state] = shape
    return shape
  }

  /** Sorts all tokens by what they do from a lexer state. */
  private sort(state: number): Draft {
    const { trie, from } = this
    const lexer = this.machine.lexer!
    const root = new Draft()
    const drafts = [root]
    this.wayNode[0] = 0
    this.wayState[0] = state
    from[0] = 0
    from[1] = 1
    const push = (at: number, node: number, to: number): void => {
      if (at >= this.wayNode.length) {
        this.wayNode = grown(this.wayNode)
        this.wayState = grown(this.wayState)
      }
      this.wayNode[at] = node
      this.wayState[at] = to
    }
    for (let p = 0; p < trie.nodes; ) {
      const d = trie.depth[p]!
      const byte = trie.byte[p]!
      let at = from[d + 1]!
      for (let i = from[d]!; i < from[d + 1]!; i++) {
        const node = this.wayNode[i]!
        const lex = this.wayState[i]!
        const next = lexer.isFresh(lex) ? lexer.enter(lexer.freeBoundary, byte) : lexer.step(lex, byte)
        if (next !== NO_LEXEME) push(at++, node, next)
        const label = lexer.label(lex)
        if (label < 0) continue
        const begun = lexer.enter(lexer.endOf(lex), byte)
        if (begun === NO_LEXEME) continue
        const draft = drafts[node]!
        let child = draft.children.get(label)
        if (child === undefined) {
          child = drafts.length
          draft.children.set(label, child)
          drafts.push(new Draft())
        }
        push(at++, child, begun)
      }
      if (at === from[d + 1]) {
        p = trie.end[p]!
        continue
      }
      from[d + 2] = at
      const token = trie.token[p]!
      if (token !== -1) {
        for (let i = from[d + 1]!; i < at; i++) {
          const stops = drafts[this.wayNode[i]!]!.stops
          const lex = this.wayState[i]!
          const list = stops.get(lex)
          if (list) list.push(token)
          else stops.set(lex, [token])
        }
      }
      p++
    }
    root.drafts = drafts
    return root
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
      const byTarget = new Map<number, number[][]>()
      for (const [lex, list] of stops) {
        const target = this.targetOf(lex)
        const lists = byTarget.get(target)
        if (lists) lists.push(list)
        else byTarget.set(target, [list])
      }
      const ends: number[] = []
      for (const [target, lists] of [...byTarget].sort((a, b) => a[0] - b[0])) ends.push(target, this.listOf(lists))
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

  private targetOf(lex: number): number {
    if (!this.machine.isSure(lex)) return -lex
    const reach = this.machine.canBecome(lex)
    const id = this.targetIds.intern(reach)
    if (id === this.targetWords.length) this.targetWords.push(reach)
    return id
  }

  private listOf(lists: readonly (readonly number[])[]): number {
    const { groupStart, groupIds } = this.trie
    const all: number[] = []
    for (const list of lists) {
      for (const token of list) {
        if (token >= 0) all.push(token)
        else for (let i = groupStart[-2 - token]!; i < groupStart[-1 - token]!; i++) all.push(groupIds[i]!)
      }
    }
    const sorted = Int32Array.from(new Set(all)).sort()
    const id = this.lists.intern(sorted)
    if (id === this.ids.length) {
      if (sorted.length > this.words * denseShare) {
        const bits = new Uint32Array(this.words)
        for (const token of sorted) bits[token >>> 5]! |= 1 << (token & 31)
        this.ids.push(undefined)
        this.bits.push(bits)
      } else {
        this.ids.push(sorted)
        this.bits.push(undefined)
      }
    }
    return id
  }
}

/** A node of a shape being made. */
class Draft {
  readonly children = new Map<number, number>()
  /** By lexer state: tokens as the trie gives them, groups included. */
  readonly stops = new Map<number, number[]>()
  /** Of a root: all nodes, parents before children. */
  drafts: Draft[] = []
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
