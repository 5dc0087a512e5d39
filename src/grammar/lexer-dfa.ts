import { TupleInterner } from '../automaton/interner.js'
import { GrammarError, LimitError } from '../error/index.js'
import { ByteDfa, type Expr, type ExprPool } from '../regex/index.js'
import type { Position } from './grammar.js'
import { minimise } from './minimise.js'

/** A terminal as the lexer sees it. */
export interface LexerTerminal {
  readonly name: string
  readonly expr: Expr
  readonly priority: number
  /** A literal wins over a pattern of the same priority. */
  readonly literal: boolean
  /** Of two terminals that are alike in all this, the one with the lower order wins. */
  readonly order: number
  /** See Terminal.commits. */
  readonly commits: boolean
  readonly position?: Position | undefined
}

/**
 * The union of all terminals as one minimal deterministic automaton over bytes. State 0 is dead, state 1 the start, which
 * no edge leads to. next[state * classes + classOf[byte]] is the next state; label[state] the terminal that the text read
 * so far is, -1 if it is none; terminals reachable from a state are the bits of reach[state * reachWords …].
 */
export interface LexerDfa {
  readonly states: number
  readonly classes: number
  readonly classOf: Uint8Array
  /** A byte of each class. */
  readonly byteOf: Uint8Array
  readonly next: Int32Array
  readonly label: Int32Array
  /** 1 where a lexeme that ended before is proven too short: some terminal matches, or one that commits has begun. */
  readonly stops: Uint8Array
  readonly reachWords: number
  readonly reach: Uint32Array
}

export const LEXER_START = 1

/**
 * @throws GrammarError 'empty-terminal' for one that matches the empty text or nothing
 * @throws LimitError 'states'
 */
export function buildLexerDfa(pool: ExprPool, terminals: readonly LexerTerminal[], limit: number): LexerDfa {
  const automata = terminals.map((terminal) => new ByteDfa(pool, terminal.expr))
  terminals.forEach((terminal, t) => {
    const start = automata[t]!.start
    if (start !== 0 && !automata[t]!.accepts(start)) return
    throw new GrammarError(
      `The terminal ${terminal.name} ${start === 0 ? 'matches nothing' : 'matches the empty text'}.`,
      {
        code: 'empty-terminal',
        rule: terminal.name,
        position: terminal.position,
        hint:
          start === 0
            ? 'Look for parts that exclude each other.'
            : 'Let it match at least one character, and make its uses optional.',
      },
    )
  })
  // A state is the list of the terminals that can still match, each with the state of its automaton.
  const ids = new TupleInterner()
  const next: number[] = []
  const lists: number[][] = [[], terminals.flatMap((_, t) => [t, automata[t]!.start])]
  const wide: Int32Array[] = [new Int32Array(256)]
  const label: number[] = [-1, -1]
  for (let s = 1; s < lists.length; s++) {
    const list = lists[s]!
    const row = new Int32Array(256)
    wide.push(row)
    const rows: Int32Array[] = []
    for (let i = 0; i < list.length; i += 2) rows.push(automata[list[i]!]!.row(list[i + 1]!))
    for (let byte = 0; byte < 256; byte++) {
      next.length = 0
      for (let i = 0; i < rows.length; i++) {
        const to = rows[i]![byte]!
        if (to !== 0) next.push(list[2 * i]!, to)
      }
      if (next.length === 0) continue
      const id = ids.intern(next) + 1
      if (id === lists.length) {
        if (id > limit) throw tooManyLexerStates(limit)
        lists.push(next.slice())
        label.push(winner(terminals, next, (t, q) => automata[t]!.accepts(q)))
      }
      row[byte] = id
    }
  }
  return reduced(wide, label, terminals)
}

/** Of the terminals that match, the one that the text is; -1 if none. */
function winner(
  terminals: readonly LexerTerminal[],
  list: readonly number[],
  accepts: (terminal: number, state: number) => boolean,
): number {
  let best = -1
  for (let i = 0; i < list.length; i += 2) {
    const t = list[i]!
    if (!accepts(t, list[i + 1]!)) continue
    const challenger = terminals[t]!
    const holder = terminals[best]
    if (holder === undefined || beats(challenger, holder)) best = t
  }
  return best
}

function beats(a: LexerTerminal, b: LexerTerminal): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority
  return a.literal === b.literal ? a.order < b.order : a.literal
}

function reduced(wide: readonly Int32Array[], label: readonly number[], terminals: readonly LexerTerminal[]): LexerDfa {
  const n = wide.length
  const { classOf, byteOf } = byteClasses(wide)
  const classes = byteOf.length
  const start = new Int32Array(n + 1)
  const edges: number[] = []
  for (let s = 0; s < n; s++) {
    const row = wide[s]!
    for (let c = 0; c < classes; c++) if (row[byteOf[c]!]! > 0) edges.push(c, row[byteOf[c]!]!)
    start[s + 1] = edges.length / 2
  }
  // The start is told apart, so that no edge leads to it.
  const kind = label.map((l, s) => (s === LEXER_START ? -2 : l))
  const block = minimise(kind, start, edges)
  const states = 1 + block.reduce((most, b) => Math.max(most, b), 0)
  const member = new Int32Array(states)
  for (let s = n - 1; s > 0; s--) member[block[s]!] = s
  const next = new Int32Array(states * classes)
  for (let b = 1; b < states; b++) {
    for (let c = 0; c < classes; c++) next[b * classes + c] = block[wide[member[b]!]![byteOf[c]!]!]!
  }
  const labels = Int32Array.from(member, (s, b) => (b === 0 ? -1 : label[s]!))
  const reachWords = (terminals.length + 31) >>> 5
  const reach = new Uint32Array(states * reachWords)
  for (let b = 1; b < states; b++)
    if (labels[b]! >= 0) reach[b * reachWords + (labels[b]! >>> 5)]! |= 1 << (labels[b]! & 31)
  for (let changed = true; changed; ) {
    changed = false
    for (let b = states - 1; b > 0; b--) {
      for (let c = 0; c < classes; c++) {
        const to = next[b * classes + c]!
        for (let w = 0; w < reachWords; w++) {
          const before = reach[b * reachWords + w]!
          const after = (before | reach[to * reachWords + w]!) >>> 0
          if (after !== before) {
            reach[b * reachWords + w] = after
            changed = true
          }
        }
      }
    }
  }
  const stops = Uint8Array.from(labels, (l, b) => {
    if (l >= 0) return 1
    const only = onlyBit(reach.subarray(b * reachWords, (b + 1) * reachWords))
    return b > LEXER_START && only >= 0 && terminals[only]!.commits ? 1 : 0
  })
  return { states, classes, classOf, byteOf: Uint8Array.from(byteOf), next, label: labels, stops, reachWords, reach }
}

/** Bytes that no state tells apart. */
function byteClasses(wide: readonly Int32Array[]): { classOf: Uint8Array; byteOf: number[] } {
  let classOf = new Int32Array(256)
  let count = 1
  const refined = new Map<number, number>()
  for (let s = 1; s < wide.length && count < 256; s++) {
    const row = wide[s]!
    refined.clear()
    const next = new Int32Array(256)
    for (let byte = 0; byte < 256; byte++) {
      const key = row[byte]! * 256 + classOf[byte]!
      let id = refined.get(key)
      if (id === undefined) {
        id = refined.size
        refined.set(key, id)
      }
      next[byte] = id
    }
    classOf = next
    count = refined.size
  }
  const byteOf: number[] = []
  for (let byte = 0; byte < 256; byte++) byteOf[classOf[byte]!] ??= byte
  return { classOf: Uint8Array.from(classOf), byteOf }
}

/** The one bit that is set, -1 if there are none or several. */
function onlyBit(words: Uint32Array): number {
  let only = -1
  for (let w = 0; w < words.length; w++) {
    const word = words[w]!
    if (word === 0) continue
    if (only >= 0 || (word & (word - 1)) !== 0) return -1
    only = 32 * w + 31 - Math.clz32(word)
  }
  return only
}

/** The longest lexeme from a place. Without one label is -1, `to` where no lexeme goes on and `state` the last there. */
export function readLexeme(
  dfa: LexerDfa,
  text: Uint8Array,
  from: number,
): { to: number; label: number; state: number } {
  let state = LEXER_START
  let to = from
  let label = -1
  let i = from
  for (; i < text.length; i++) {
    const next = dfa.next[state * dfa.classes + dfa.classOf[text[i]!]!]!
    if (next === 0) break
    state = next
    if (dfa.label[state]! >= 0) {
      label = dfa.label[state]!
      to = i + 1
    } else if (dfa.stops[state] === 1) label = -1 // What commits is not given up for what ended before.
  }
  return label >= 0 ? { to, label, state } : { to: i, label, state }
}

/** How much text behind a lexeme can be needed to tell that it ends there. */
export interface Lookahead {
  /** Bytes; Infinity if there is no bound. */
  readonly bytes: number
  /** Set if there is no bound: the terminal that ends, and one that might go on. */
  readonly between: readonly [number, number] | undefined
}

export function lookaheadOf(dfa: LexerDfa): Lookahead {
  // Longest ways through states that settle nothing, by depth-first search; a way that comes back to itself has no bound.
  const depth = new Int32Array(dfa.states).fill(-1)
  const open = new Uint8Array(dfa.states)
  let bytes = 0
  for (let from = 1; from < dfa.states; from++) {
    if (dfa.label[from]! < 0) continue
    const path: [number, number][] = [[from, 0]]
    depth[from] = 0
    while (path.length > 0) {
      const top = path[path.length - 1]!
      const [s, c] = top
      if (c === dfa.classes) {
        path.pop()
        open[s] = 0
        const above = path[path.length - 1]
        if (above) depth[above[0]] = Math.max(depth[above[0]]!, depth[s]! + 1)
        continue
      }
      top[1]++
      const to = dfa.next[s * dfa.classes + c]!
      if (to === 0) continue
      if (dfa.stops[to] === 1) {
        depth[s] = Math.max(depth[s]!, 1)
      } else if (open[to] === 1) {
        const on = dfa.reach.subarray(to * dfa.reachWords, (to + 1) * dfa.reachWords)
        const w = on.findIndex((word) => word !== 0)
        return { bytes: Number.POSITIVE_INFINITY, between: [dfa.label[from]!, 32 * w + 31 - Math.clz32(on[w]!)] }
      } else if (depth[to]! < 0) {
        depth[to] = 0
        open[to] = 1
        path.push([to, 0])
      } else depth[s] = Math.max(depth[s]!, depth[to]! + 1)
    }
    bytes = Math.max(bytes, depth[from]!)
  }
  return { bytes, between: undefined }
}

export function tooManyLexerStates(limit: number): LimitError {
  return new LimitError(`The terminals of the grammar need more than ${limit} states.`, {
    code: 'limit-lexer',
    limit: 'lexer',
    value: limit,
    hint: 'Raise limits.lexer, or use smaller repetition counts in terminals.',
  })
}
