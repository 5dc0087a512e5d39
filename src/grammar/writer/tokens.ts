import type { Expression, Grammar } from '../grammar.js'
import { cannotExport, EMPTY, type Plain, reference } from './plain.js'
import { refuseIndentation, Translator } from './translate.js'

/** A grammar with a lexer, as plain rules over plain terminals. */
export interface TokenGrammar {
  start: string
  rules: Map<string, Plain>
  terminals: Map<string, Plain>
  ignore: readonly string[]
}

/**
 * The rules as they are, with terminals of their own for what is no quoted text. For notations that know neither
 * priorities nor whether a terminal is a literal: what would then be read otherwise is refused.
 * @param quotable whether a text can be written in quotes
 */
export function tokenGrammar(grammar: Grammar, quotable: (text: string) => boolean): TokenGrammar {
  refuseIndentation(grammar)
  const translator = new Translator(grammar, { difference: true, helpers: false })
  const names = new Set([...grammar.rules, ...grammar.terminals].map(({ name }) => name))
  const named = new Set(grammar.terminals.map(({ name }) => name))
  for (const terminal of grammar.terminals) {
    if (terminal.commits || (terminal.priority ?? 0) !== 0) {
      const what = terminal.commits ? 'commits to its text' : 'has a priority'
      const hint = 'Only order and literals can say which terminal wins here.'
      throw cannotExport(`Terminal '${terminal.name}' ${what}, which the notation cannot say.`, hint, terminal.name)
    }
  }
  // Terminals that win like literals are listed first, the others in the order they are met.
  const literals = new Map<string, Plain>()
  const others = new Map<string, Plain>()
  const known = new Map<string, string>()
  const hoist = (e: Expression, literal: boolean): Plain => {
    const plain = translator.plain(e)
    const key = JSON.stringify(plain)
    let name = known.get(key)
    if (name === undefined) {
      const target = literal ? literals : others
      for (let i = 1; name === undefined; i++) if (!names.has(`TOKEN_${i}`)) name = `TOKEN_${i}`
      names.add(name)
      known.set(key, name)
      target.set(name, plain)
    }
    return reference(name)
  }
  const texts = new Set<string>()
  // Without what joins texts and makes classes: each quoted text is a lexeme of its own.
  const rule = (e: Expression): Plain => {
    switch (e.kind) {
      case 'literal':
        if (e.text === '') return EMPTY
        texts.add(`${e.ignoreCase ? 'i' : '='}${e.text}`)
        return !e.ignoreCase && quotable(e.text) ? { kind: 'text', text: e.text } : hoist(e, true)
      case 'reference':
        return translator.plain(e)
      case 'sequence':
        return { kind: 'sequence', items: e.items.map(rule) }
      case 'choice':
        return { kind: 'choice', items: e.items.map(rule) }
      case 'repeat':
        return { kind: 'repeat', item: rule(e.item), min: e.min, max: e.max }
      case 'constraint':
        return translator.plain(e)
      default:
        return hoist(e, false)
    }
  }
  const rules = new Map<string, Plain>()
  for (const { name, body } of grammar.rules) {
    translator.rule = name
    rules.set(name, rule(body))
  }
  const own = new Map<string, Plain>()
  for (const { name, body } of grammar.terminals) {
    translator.rule = name
    own.set(name, translator.plain(body))
    if (body.kind === 'literal') texts.add(`${body.ignoreCase ? 'i' : '='}${body.text}`)
  }
  for (const text of texts) {
    const same =
      text.startsWith('i') &&
      Array.from(texts).find((t) => {
        return t !== text && t.slice(1).toLowerCase() === text.slice(1).toLowerCase()
      })
    if (!same) continue
    const hint = 'Write both in one way.'
    throw cannotExport(`The texts '${same.slice(1)}' and '${text.slice(1)}', in any case, may be the same.`, hint)
  }
  if (named.has(grammar.start)) rules.set(grammar.start, reference(grammar.start))
  return {
    start: grammar.start,
    rules,
    terminals: new Map([...literals, ...own, ...others]),
    ignore: grammar.ignore,
  }
}

/** `min` to `max` of the item where there are no counts: `helper` names an expression. */
export function uncounted(
  item: Plain,
  min: number,
  max: number,
  helper: (e: Plain) => Plain,
  join: (items: readonly Plain[]) => Plain,
): Plain {
  const option = (e: Plain): Plain => ({ kind: 'repeat', item: e, min: 0, max: 1 })
  const exactly = (n: number): Plain => {
    if (n <= 4) return join(Array.from({ length: n }, () => item))
    const half = helper(exactly(n >> 1))
    return join(n % 2 === 0 ? [half, half] : [half, half, item])
  }
  const upTo = (n: number): Plain => {
    if (n === 0) return EMPTY
    if (n <= 4) return option(n === 1 ? item : join([item, upTo(n - 1)]))
    const half = helper(upTo(n >> 1))
    return join(n % 2 === 0 ? [half, half] : [half, half, option(item)])
  }
  if (max !== Infinity) return join([exactly(min), upTo(max - min)])
  return join([exactly(min), { kind: 'repeat', item, min: 0, max: Infinity }])
}

/** One after the other, without joining texts. */
export function apart(items: readonly Plain[]): Plain {
  const flat = items.flatMap((item) => (item.kind === 'sequence' ? item.items : [item]))
  return flat.length === 1 ? flat[0]! : { kind: 'sequence', items: flat }
}
