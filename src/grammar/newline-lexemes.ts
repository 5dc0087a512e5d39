import { GrammarError } from '../error/index.js'
import type { IndentationSymbols } from './balance.js'
import type { Costs } from './costs.js'
import { type Lexer, NO_LEXEME } from './lexer.js'

export const LINE_FEED = 10
export const SPACE = 32
export const TAB = 9

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB
}

/** What lexer states say about a newline that is being read. */
export interface NewlineLexemes {
  /** Per lexer state: 1 if the lexeme can become a newline, 2 if another line feed can come before it ends, too. */
  readonly kind: Uint8Array
  /** A boundary right behind a newline. */
  readonly boundary: number
}

/**
 * Checks that behind the last line feed of a newline any number of spaces can stand, and that it then ends alike: only so can a
 * block be given any indentation.
 *
 * @throws GrammarError 'newline-indentation'
 */
export function newlineLexemes(
  lexer: Lexer,
  { newline }: IndentationSymbols,
  name: string,
  costs: Costs,
): NewlineLexemes {
  const states: number[] = []
  const seen = new Set<number>()
  const boundaries = new Set([lexer.freeBoundary])
  const visit = (s: number): void => {
    if (s === NO_LEXEME || seen.has(s)) return
    seen.add(s)
    states.push(s)
  }
  const before = new Map<number, Set<number>>()
  visit(lexer.start)
  let done = 0
  for (const boundary of boundaries) {
    for (const byte of lexer.dfa.byteOf) visit(lexer.enter(boundary, byte))
    for (; done < states.length; done++) {
      const s = states[done]!
      if (costs.isReadable(lexer.label(s))) boundaries.add(lexer.endOf(s))
      if (lexer.isFresh(s)) continue
      for (const byte of lexer.dfa.byteOf) {
        const next = lexer.step(s, byte)
        if (next === NO_LEXEME) continue
        visit(next)
        const sources = before.get(next)
        if (sources) sources.add(s)
        else before.set(next, new Set([s]))
      }
    }
  }
  const kind = new Uint8Array(lexer.size)
  const spread = (from: readonly number[], value: number): void => {
    const work = [...from]
    while (work.length > 0) {
      const s = work.pop()!
      if (kind[s]! >= value) continue
      kind[s] = value
      work.push(...(before.get(s) ?? []))
    }
  }
  spread(
    states.filter((s) => lexer.label(s) === newline),
    1,
  )
  const fed = (s: number): boolean => kind[s]! > 0
  spread(
    states.filter((s) => fed(s) && !lexer.isFresh(s) && fed(lexer.step(s, LINE_FEED))),
    2,
  )
  // Indented lines: behind a line feed, and then any number of spaces.
  const indented = new Set<number>()
  for (const s of states) if (fed(s) && !lexer.isFresh(s)) indented.add(lexer.step(s, LINE_FEED))
  for (const b of boundaries) indented.add(lexer.enter(b, LINE_FEED))
  for (const s of indented) if (!fed(s)) indented.delete(s)
  let boundary = -1
  for (const s of indented) {
    const end = lexer.label(s) === newline ? lexer.endOf(s) : -1
    const next = lexer.step(s, SPACE)
    if (end < 0 || next === NO_LEXEME || (boundary >= 0 && costs.classAt(boundary) !== costs.classAt(end)))
      throw notIndented(name)
    boundary = end
    indented.add(next)
  }
  if (boundary < 0) throw notIndented(name)
  return { kind, boundary }
}

function notIndented(name: string): GrammarError {
  return new GrammarError(`The newline ${name} does not take the indentation of the next line.`, {
    code: 'newline-indentation',
    rule: name,
    hint: 'Behind its last line feed any number of spaces must match, as in /(\\r?\\n[ \\t]*)+/, whatever stands before or behind.',
  })
}
