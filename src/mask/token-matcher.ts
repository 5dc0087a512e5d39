import { type Constraint, DEAD, run, type State } from '../automaton/constraint.js'
import { OptionError } from '../error/index.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import { type MaskTable, maskTableOf } from './mask-table.js'
import type { Matcher } from './matcher.js'

/**
 * One accepted piece in a list that only grows at its head: matchers hold a cell, so a fork shares the
 * whole past, and going back is following `before`.
 */
interface Cell {
  readonly before: Cell | undefined
  readonly state: State
  readonly bytes: Uint8Array
  /** Total bytes up to and with this cell. */
  readonly length: number
  readonly ended: boolean
}

const none = new Uint8Array(0)

class TokenMatcher implements Matcher {
  readonly constraint: Constraint
  readonly vocabulary: Vocabulary
  /** @internal */
  readonly masks: MaskTable
  private cell: Cell

  constructor(constraint: Constraint, vocabulary: Vocabulary, masks: MaskTable, cell: Cell) {
    this.constraint = constraint
    this.vocabulary = vocabulary
    this.masks = masks
    this.cell = cell
  }

  get state(): State {
    return this.cell.state
  }

  get ended(): boolean {
    return this.cell.ended
  }

  get canEnd(): boolean {
    return this.cell.state !== DEAD && this.constraint.canEnd(this.cell.state)
  }

  get minTokensToEnd(): number {
    return this.cell.ended ? 0 : this.masks.spelling.tokensToEnd(this.cell.state)
  }

  mask(): Uint32Array {
    if (this.cell.ended || this.cell.state === DEAD) return this.masks.shared.none
    return this.masks.words(this.cell.state)
  }

  accepts(token: number): boolean {
    return this.isEnd(token) ? this.canEnd && !this.cell.ended : this.after(token) !== DEAD
  }

  accept(token: number): boolean {
    if (this.isEnd(token)) {
      if (!this.canEnd || this.cell.ended) return false
      this.cell = { before: this.cell, state: this.cell.state, bytes: none, length: this.cell.length, ended: true }
      return true
    }
    const state = this.after(token)
    if (state === DEAD) return false
    this.push(state, this.masks.shared.table.bytes(token))
    return true
  }

  acceptBytes(bytes: Uint8Array): boolean {
    if (this.cell.ended || this.cell.state === DEAD) return false
    const state = run(this.constraint, this.cell.state, bytes)
    if (state === DEAD) return false
    this.push(state, bytes.slice())
    return true
  }

  forcedBytes(): Uint8Array {
    return this.cell.ended ? none : this.masks.spelling.forcedBytes(this.cell.state)
  }

  forcedTokens(): number[] {
    return this.cell.ended ? [] : this.masks.spelling.forcedTokens(this.cell.state)
  }

  fork(): Matcher {
    return new TokenMatcher(this.constraint, this.vocabulary, this.masks, this.cell)
  }

  rollback(n: number): void {
    let cell = this.cell
    let left = n
    for (; left > 0 && cell.before; left--) cell = cell.before
    if (left !== 0) {
      throw new OptionError(`Cannot roll back ${n} steps: ${n - left} were accepted.`, {
        code: 'option-range',
        option: 'n',
        hint: 'Pass a count from 0 to the number of accepted tokens.',
      })
    }
    this.cell = cell
  }

  text(): Uint8Array {
    const text = new Uint8Array(this.cell.length)
    for (let cell: Cell | undefined = this.cell; cell; cell = cell.before) {
      text.set(cell.bytes, cell.length - cell.bytes.length)
    }
    return text
  }

  /** The state after a token that is not an end token, DEAD if it is not allowed. */
  after(token: number): State {
    const { table } = this.masks.shared
    if (this.cell.ended || !(token >= 0 && token < table.size)) return DEAD
    const { arena, offsets } = table
    const start = offsets[token]
    const stop = offsets[token + 1]
    if (start === undefined || stop === undefined || start === stop) return DEAD
    let state = this.cell.state
    for (let i = start; i < stop && state !== DEAD; i++) state = this.constraint.step(state, arena[i]!)
    return state !== DEAD && this.masks.spelling.isSpellable(state) ? state : DEAD
  }

  private isEnd(token: number): boolean {
    return this.masks.shared.table.isEnd[token] === 1
  }

  private push(state: State, bytes: Uint8Array): void {
    this.cell = { before: this.cell, state, bytes, length: this.cell.length + bytes.length, ended: false }
  }
}

/**
 * A matcher at the start of a text. Everything that can be shared is: the trie and the loop classes by
 * vocabulary, the masks by (constraint, vocabulary), so making a matcher for a known pair costs nothing.
 *
 * Where the vocabulary lacks single-byte tokens, a token is allowed only if some sequence of tokens still
 * completes the text.
 *
 * @throws VocabularyError code 'no-bytes' for a vocabulary without usable bytes
 */
export function createMatcher(constraint: Constraint, vocabulary: Vocabulary): Matcher {
  const masks = maskTableOf(constraint, vocabulary)
  const cell: Cell = { before: undefined, state: constraint.start, bytes: none, length: 0, ended: false }
  return new TokenMatcher(constraint, vocabulary, masks, cell)
}

/**
 * `minTokensToEnd` as it would be after `token`, without accepting it: Infinity if the token is not
 * allowed, 0 after an end token. For closing within a budget, where many candidates are asked.
 */
export function minTokensAfter(matcher: Matcher, token: number): number {
  if (!(matcher instanceof TokenMatcher)) {
    const next = matcher.fork()
    return next.accept(token) ? next.minTokensToEnd : Number.POSITIVE_INFINITY
  }
  if (matcher.vocabulary.endIds.includes(token)) return matcher.accepts(token) ? 0 : Number.POSITIVE_INFINITY
  return matcher.masks.spelling.tokensToEnd(matcher.after(token))
}
