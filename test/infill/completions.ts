import { type Constraint, DEAD, type State } from '../../src/automaton/index.js'
import { Spelling } from '../../src/mask/spelling.js'
import type { Vocabulary } from '../../src/vocab/index.js'
import { tokenTableOf } from '../../src/vocab/token-table.js'
import { trieOf } from '../../src/vocab/trie.js'

/**
 * All fillings of `size` positions behind a state, by trying everything: the tokens before the first end token make a word, with
 * `open` a text that can still become one, and behind an end token are only end tokens. Undefined if there are more than `most`.
 */
export function allFillings(
  constraint: Constraint,
  begin: State,
  vocabulary: Vocabulary,
  size: number,
  open: boolean,
  most = 20_000,
): Int32Array[] | undefined {
  const found: Int32Array[] = []
  const filling = new Int32Array(size)
  const ends = new Set(vocabulary.endIds)
  const spelling = new Spelling(constraint, trieOf(tokenTableOf(vocabulary)))
  let tries = 0
  const extend = (at: number, state: State, ended: boolean): boolean => {
    if (at === size) {
      if (ended || (open ? spelling.isSpellable(state) : constraint.canEnd(state))) found.push(filling.slice())
      return found.length <= most
    }
    for (let token = 0; token < vocabulary.size; token++) {
      if (++tries > most * 20) return false
      filling[at] = token
      if (ends.has(token)) {
        if ((ended || constraint.canEnd(state)) && !extend(at + 1, state, true)) return false
        continue
      }
      const bytes = vocabulary.bytes(token)
      if (ended || bytes.length === 0) continue
      let next = state
      for (const byte of bytes) if (next !== DEAD) next = constraint.step(next, byte)
      if (next !== DEAD && !extend(at + 1, next, false)) return false
    }
    return true
  }
  return extend(0, begin, false) ? found : undefined
}

/** By position, which tokens stand there in one of the fillings that agree with what is decided elsewhere. */
export function marginals(
  fillings: readonly Int32Array[],
  decided: ReadonlyMap<number, number>,
  position: number,
  size: number,
): Uint8Array {
  const there = new Uint8Array(size)
  for (const filling of fillings) {
    let fits = true
    for (const [i, token] of decided) if (i !== position && filling[i] !== token) fits = false
    if (fits) there[filling[position]!] = 1
  }
  return there
}
