import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { Heap } from '../regex/heap.js'
import { ByteTrie } from './byte-trie.js'
import { type Constraint, DEAD, type State } from './constraint.js'
import { emptyLanguage } from './parts.js'
import { follow, missingBytes } from './utf8.js'
import { bytesOf } from './words.js'

export interface FreeTextOptions {
  /** The text ends with the first occurrence of one of these, and only there. Default: it can end anywhere. */
  until?: string | readonly string[]
  /** Texts that must not occur. One that occurs at the end of an `until` text makes that one impossible. */
  forbid?: readonly string[]
}

/**
 * Any text in valid UTF-8, with conditions on what occurs in it.
 *
 * @throws OptionError on an unknown option or an empty text in a list
 * @throws EspalierError code 'empty-language' if no `until` text can be written for what is forbidden
 */
export function freeText(options: FreeTextOptions = {}): Constraint {
  refuseUnknownOptions(options, ['until', 'forbid'], 'freeText()')
  const until = typeof options.until === 'string' ? [options.until] : options.until
  const ends = (until ?? []).map((text) => patternOf(text, 'until'))
  if (until && ends.length === 0) {
    throw new OptionError("'until' of freeText() is an empty list.", {
      code: 'bad-option',
      option: 'until',
      hint: 'Name at least one text, or leave the option out for text that can end anywhere.',
    })
  }
  const forbidden = (options.forbid ?? []).map((text) => patternOf(text, 'forbid'))
  const automaton = new TextAutomaton(ends, forbidden, !until)
  if (automaton.start === DEAD) {
    throw emptyLanguage("freeText() accepts no text: what it must end with ('until') cannot be written.")
  }
  return automaton
}

/** The bytes of a text that is looked for. */
export function patternOf(text: string, option: string): Uint8Array {
  const bytes = bytesOf(text, option)
  if (bytes.length > 0) return bytes
  throw new OptionError(`'${option}' names an empty text.`, {
    code: 'bad-option',
    option,
    hint: 'An empty text occurs everywhere: leave it out.',
  })
}

/**
 * Text in UTF-8 that is watched for many patterns at once (Aho & Corasick 1975), among them *ends*, after which nothing
 * more is read, and forbidden ones.
 *
 * State 1 + 8 * node + class: the longest suffix of the text that begins a pattern is the node of their trie, and
 * the class says what is missing of a character.
 */
export class TextAutomaton implements Constraint {
  readonly start: State
  private readonly trie = new ByteTrie()
  /** Per node: the longest proper suffix that is a node. */
  private readonly suffix: number[] = [0]
  /** Per node: the end pattern that has just occurred, -1 if none, -2 if a forbidden pattern has. */
  private readonly hit: number[] = [-1]
  /** Per node: its code points. */
  private readonly points: number[] = [0]
  /** Per node: fewest bytes to an end that goes on with a pattern begun, whatever is forbidden. */
  private readonly ahead: number[]
  /** Fewest bytes to the end per state that was looked at, Infinity if there is none. */
  private readonly costs = new Map<State, number>()

  /**
   * @param open whether the text can also end without an end pattern
   * @param after bytes that are counted as needed after each end pattern
   */
  constructor(
    ends: readonly Uint8Array[],
    forbidden: readonly Uint8Array[],
    private readonly open: boolean,
    private readonly after: readonly number[] = ends.map(() => 0),
  ) {
    const { trie, hit, suffix } = this
    const add = (pattern: Uint8Array, kind: number): void => {
      let node = 0
      for (let i = 0; i < pattern.length; i++) {
        const before = node
        node = trie.child(node, pattern[i]!)
        if (node < hit.length) continue
        hit.push(-1)
        this.points.push(this.points[before]! + ((pattern[i]! & 0xc0) === 0x80 ? 0 : 1))
      }
      if (hit[node] === -1 || kind === -2) hit[node] = kind
    }
    ends.forEach((pattern, i) => {
      add(pattern, i)
    })
    for (const pattern of forbidden) add(pattern, -2)

    // Breadth first, since a suffix is shorter than its node.
    const order = [0]
    for (let i = 0; i < order.length; i++) {
      const node = order[i]!
      for (let child = trie.firstChild[node]!; child >= 0; child = trie.nextSibling[child]!) {
        order.push(child)
        const shorter = node === 0 ? 0 : this.go(suffix[node]!, trie.byte[child]!)
        suffix[child] = shorter
        if (hit[shorter] === -2 || hit[child] === -1) hit[child] = hit[shorter]!
      }
    }
    const ahead = order.map(() => Number.POSITIVE_INFINITY)
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i]!
      if (hit[node]! >= 0) ahead[node] = after[hit[node]!]!
      for (let child = trie.firstChild[node]!; child >= 0; child = trie.nextSibling[child]!) {
        ahead[node] = Math.min(ahead[node]!, ahead[child]! + 1)
      }
    }
    for (let i = 1; i < order.length; i++) {
      const shorter = suffix[order[i]!]!
      if (shorter !== 0) ahead[order[i]!] = Math.min(ahead[order[i]!]!, ahead[shorter]!)
    }
    this.ahead = ahead
    this.start = this.isLive(1) ? 1 : DEAD
  }

  step(state: State, byte: number): State {
    const next = this.next(state, byte)
    return next !== DEAD && this.isLive(next) ? next : DEAD
  }

  canEnd(state: State): boolean {
    return state !== DEAD && ((this.open && ((state - 1) & 7) === 0) || this.fired(state) >= 0)
  }

  /** Includes what is counted after an end pattern. */
  minBytesToEnd(state: State): number {
    return state === DEAD ? Number.POSITIVE_INFINITY : this.cost(state)
  }

  /** The end pattern that the text ends with, -1 if none. */
  fired(state: State): number {
    return state === DEAD ? -1 : this.hit[(state - 1) >>> 3]!
  }

  /** Code points of the longest end of the text that begins a pattern. */
  pointsAhead(state: State): number {
    return state === DEAD ? 0 : this.points[(state - 1) >>> 3]!
  }

  /** The state after a byte, whether or not it can be completed. */
  private next(state: State, byte: number): State {
    if (state === DEAD || this.fired(state) >= 0) return DEAD
    const kind = follow((state - 1) & 7, byte)
    if (kind < 0) return DEAD
    const node = this.go((state - 1) >>> 3, byte)
    return this.hit[node] === -2 ? DEAD : 1 + 8 * node + kind
  }

  private go(from: number, byte: number): number {
    for (let node = from; ; node = this.suffix[node]!) {
      const child = this.trie.find(node, byte)
      if (child >= 0) return child
      if (node === 0) return 0
    }
  }

  private isLive(state: State): boolean {
    return this.cost(state) !== Number.POSITIVE_INFINITY
  }

  /** Bytes needed at the end of the text, Infinity where it is not. */
  private toll(state: State): number {
    const end = this.fired(state)
    if (end >= 0) return this.after[end]!
    return this.open && ((state - 1) & 7) === 0 ? 0 : Number.POSITIVE_INFINITY
  }

  /** No more than the bytes to the end: exact but for what is forbidden. */
  private estimate(state: State): number {
    const kind = (state - 1) & 7
    const fresh = missingBytes[kind]! + (this.open ? 0 : this.ahead[0]!)
    return Math.min(this.ahead[(state - 1) >>> 3]!, fresh)
  }

  /** The bytes to the end by A*. The states are finitely many, so it always ends. */
  private cost(from: State): number {
    const toll = this.toll(from)
    if (toll !== Number.POSITIVE_INFINITY) return toll
    const { costs } = this
    const known = costs.get(from)
    if (known !== undefined) return known

    const heap = new Heap()
    const distance = new Map<State, number>([[from, 0]])
    const parent = new Map<State, State>()
    heap.push(this.estimate(from), from)
    while (heap.size > 0) {
      const at = heap.pop()
      const bytes = distance.get(at)!
      const rest = costs.get(at) ?? this.toll(at)
      if (rest !== Number.POSITIVE_INFINITY && heap.key === bytes + rest) {
        let n = rest
        for (let back: State | undefined = at; back !== undefined; back = parent.get(back)) costs.set(back, n++)
        return costs.get(from)!
      }
      if (costs.get(at) === Number.POSITIVE_INFINITY) continue
      for (let byte = 0; byte < 256; byte++) {
        const next = this.next(at, byte)
        if (next === DEAD || (distance.get(next) ?? Number.POSITIVE_INFINITY) <= bytes + 1) continue
        distance.set(next, bytes + 1)
        parent.set(next, at)
        const rest = costs.get(next) ?? this.toll(next)
        heap.push(bytes + 1 + (rest === Number.POSITIVE_INFINITY ? this.estimate(next) : rest), next)
      }
    }
    for (const state of distance.keys()) costs.set(state, Number.POSITIVE_INFINITY)
    return Number.POSITIVE_INFINITY
  }
}
