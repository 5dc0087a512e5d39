import { RegexError, SchemaError } from '../error/index.js'
import type { Expression } from '../grammar/index.js'
import { automatonOf, eliminated } from '../grammar/writer/automaton.js'
import type { Plain } from '../grammar/writer/plain.js'
import { ExprPool, parseSearch } from '../regex/index.js'

/**
 * What is between the quotes of the JSON strings in which a search for the pattern finds something, of `min` to `max`
 * characters. Characters that need an escape have the shortest one, others have none.
 * @param rule makes a rule and returns a reference to it
 * @throws SchemaError code 'unsupported-keyword'
 */
export function stringsOf(
  pattern: string,
  min: number,
  max: number,
  path: string,
  rule: (name: string, body: () => Expression) => Expression,
): Expression {
  try {
    const pool = new ExprPool()
    const length = pool.repeat(ExprPool.ANY, min, max)
    const e = pool.and(parseSearch(pool, pattern), length)
    const automaton = automatonOf(pool, e)
    if (!automaton.accepting.includes(true)) return { kind: 'choice', items: [] }
    const whole = eliminated(automaton)
    if (whole !== undefined) return quoted(whole)
    // One rule per state.
    const made = new Map<number, Expression>()
    const state = (s: number): Expression => {
      const known = made.get(s)
      if (known !== undefined) return known
      const row = automaton.edges[s]!
      if (row.length === 0) return { kind: 'sequence', items: [] }
      return rule('text', () => {
        const items = row.map(({ label, to }): Expression => {
          return { kind: 'sequence', items: [quoted(label), pending(to)] }
        })
        if (automaton.accepting[s]) items.push({ kind: 'sequence', items: [] })
        return { kind: 'choice', items }
      })
    }
    const pending = (s: number): Expression => made.get(s) ?? state(s)
    // From the last to the first, so that few calls nest.
    for (let s = automaton.edges.length - 1; s >= 0; s--) made.set(s, state(s))
    return made.get(0)!
  } catch (error) {
    if (!RegexError.isInstance(error)) throw error
    throw new SchemaError(`The pattern ${JSON.stringify(pattern)} cannot be written as a grammar.`, {
      code: 'unsupported-keyword',
      path: `${path}/pattern`,
      keyword: 'pattern',
      hint: 'Simplify it, or take it out.',
      cause: error,
    })
  }
}

const SHORT: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
}

function spelled(codePoint: number): string {
  if (codePoint >= 0x20 && codePoint !== 34 && codePoint !== 92) return String.fromCodePoint(codePoint)
  return SHORT[codePoint] ?? `\\u${codePoint.toString(16).padStart(4, '0')}`
}

/** With the characters as they are spelled in JSON. */
function quoted(e: Plain): Expression {
  switch (e.kind) {
    case 'text':
      return { kind: 'literal', text: Array.from(e.text, (ch) => spelled(ch.codePointAt(0)!)).join('') }
    case 'set':
      return characters(e.ranges)
    case 'sequence':
    case 'choice':
      return { kind: e.kind, items: e.items.map(quoted) }
    case 'repeat':
      return { kind: 'repeat', item: quoted(e.item), min: e.min, max: e.max }
    default:
      throw new TypeError(e.kind)
  }
}

function characters(ranges: readonly number[]): Expression {
  const items: Expression[] = []
  let source = ''
  const code = (x: number): string => `\\u{${x.toString(16)}}`
  for (let i = 0; i < ranges.length; i += 2) {
    let lo = ranges[i]!
    const hi = ranges[i + 1]!
    for (let x = lo; x <= hi && x <= 92; x++) {
      if (x >= 0x20 && x !== 34 && x !== 92) continue
      items.push({ kind: 'literal', text: spelled(x) })
      if (x > lo) source += `${code(lo)}-${code(x - 1)}`
      lo = x + 1
    }
    if (lo <= hi) source += `${code(lo)}-${code(hi)}`
  }
  if (source !== '') items.unshift({ kind: 'pattern', source: `[${source}]`, flags: 'u' })
  return items.length === 1 ? items[0]! : { kind: 'choice', items }
}
