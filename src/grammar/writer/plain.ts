import { GrammarError } from '../../error/index.js'
import { normalise } from '../../regex/char-set.js'

/** What every notation can say: an expression without patterns, differences and the like. */
export type Plain =
  | { readonly kind: 'text'; readonly text: string }
  /** One character of sorted, disjoint ranges lo, hi, … without surrogates. */
  | { readonly kind: 'set'; readonly ranges: readonly number[] }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'sequence'; readonly items: readonly Plain[] }
  | { readonly kind: 'choice'; readonly items: readonly Plain[] }
  | { readonly kind: 'repeat'; readonly item: Plain; readonly min: number; readonly max: number }
  /** Only where the notation has it. */
  | { readonly kind: 'difference'; readonly item: Plain; readonly without: Plain }

/** Rules by name; every reference has one. */
export interface PlainGrammar {
  start: string
  rules: Map<string, Plain>
}

export const NOTHING: Plain = { kind: 'choice', items: [] }
export const EMPTY: Plain = { kind: 'sequence', items: [] }

export function isNothing(e: Plain): boolean {
  return e.kind === 'choice' && e.items.length === 0
}

export function isEmpty(e: Plain): boolean {
  return e.kind === 'sequence' && e.items.length === 0
}

export function text(text: string): Plain {
  return text === '' ? EMPTY : { kind: 'text', text }
}

/** A character of the ranges, of which surrogates are none. */
export function set(ranges: ArrayLike<number>): Plain {
  const out: number[] = []
  for (let i = 0; i < ranges.length; i += 2) {
    const lo = ranges[i]!
    const hi = ranges[i + 1]!
    if (lo < 0xd800) out.push(lo, Math.min(hi, 0xd7ff))
    if (hi > 0xdfff) out.push(Math.max(lo, 0xe000), hi)
  }
  if (out.length === 0) return NOTHING
  if (out.length === 2 && out[0] === out[1]) return text(String.fromCodePoint(out[0]!))
  return { kind: 'set', ranges: out }
}

/** What is between ranges of characters, as ranges of characters. */
export function gapsOf(ranges: readonly number[]): number[] {
  const gaps: number[] = []
  const add = (lo: number, hi: number): void => {
    // Surrogates are no characters: a gap neither begins nor ends with one.
    const from = lo === 0xd800 ? 0xe000 : lo
    const to = hi === 0xdfff ? 0xd7ff : hi
    if (from <= to) gaps.push(from, to)
  }
  let next = 0
  for (let i = 0; i < ranges.length; i += 2) {
    add(next, ranges[i]! - 1)
    next = ranges[i + 1]! + 1
  }
  add(next, 0x10ffff)
  return gaps
}

/** Ranges of characters as they stand in a class. */
export function pairsOf(ranges: readonly number[], write: (codePoint: number) => string): string {
  let out = ''
  for (let i = 0; i < ranges.length; i += 2) {
    const [lo, hi] = [ranges[i]!, ranges[i + 1]!]
    out += write(lo)
    if (hi > lo) out += `${hi > lo + 1 ? '-' : ''}${write(hi)}`
  }
  return out
}

export function reference(name: string): Plain {
  return { kind: 'reference', name }
}

export function sequence(...items: readonly Plain[]): Plain {
  const flat: Plain[] = []
  for (const item of items) {
    if (isNothing(item)) return NOTHING
    for (const part of item.kind === 'sequence' ? item.items : [item]) {
      const last = flat.at(-1)
      if (part.kind === 'text' && last?.kind === 'text') flat[flat.length - 1] = text(last.text + part.text)
      else flat.push(part)
    }
  }
  return flat.length === 1 ? flat[0]! : { kind: 'sequence', items: flat }
}

/** Single characters become one set, where the last of them stood, and a choice with nothing an option. */
export function choice(items: readonly Plain[]): Plain {
  const flat: Plain[] = []
  const seen = new Set<string>()
  const single: number[] = []
  let at = 0
  let optional = false
  const add = (item: Plain): void => {
    if (item.kind === 'choice') {
      for (const part of item.items) add(part)
      return
    }
    if (isEmpty(item)) {
      optional = true
      return
    }
    const ranges = charactersOf(item)
    if (ranges !== undefined) {
      at = flat.length
      for (const x of ranges) single.push(x)
      return
    }
    const key = JSON.stringify(item)
    if (!seen.has(key)) flat.push(item)
    seen.add(key)
  }
  for (const item of items) add(item)
  // Ranges on both sides of the surrogates are kept apart by them.
  if (single.length > 0) flat.splice(at, 0, set(normalise(single)))
  const all: Plain = flat.length === 1 ? flat[0]! : { kind: 'choice', items: flat }
  return optional ? repeat(all, 0, 1) : all
}

function charactersOf(e: Plain): readonly number[] | undefined {
  if (e.kind === 'set') return e.ranges
  if (e.kind !== 'text') return undefined
  const codePoint = e.text.codePointAt(0)!
  return e.text.length === (codePoint > 0xffff ? 2 : 1) ? [codePoint, codePoint] : undefined
}

export function repeat(item: Plain, min: number, max: number): Plain {
  if (max === 0 || isEmpty(item)) return EMPTY
  if (isNothing(item)) return min === 0 ? EMPTY : NOTHING
  if (min === 1 && max === 1) return item
  if (item.kind === 'repeat' && item.min <= 1 && (item.max === Infinity || (item.min === 0 && max === 1))) {
    if (min <= 1) return { ...item, min: Math.min(item.min, min) }
  }
  return { kind: 'repeat', item, min, max }
}

/** What the expression refers to. */
export function referencesOf(e: Plain, found: Set<string> = new Set()): Set<string> {
  const pending = [e]
  for (let x = pending.pop(); x !== undefined; x = pending.pop()) {
    if (x.kind === 'reference') found.add(x.name)
    else if (x.kind === 'sequence' || x.kind === 'choice') for (const item of x.items) pending.push(item)
    else if (x.kind === 'repeat') pending.push(x.item)
    else if (x.kind === 'difference') pending.push(x.item, x.without)
  }
  return found
}

/** The expression with other references; the rest is made anew, so what became nothing or empty goes. */
export function substitute(e: Plain, of: (name: string) => Plain): Plain {
  switch (e.kind) {
    case 'reference':
      return of(e.name)
    case 'sequence':
      return sequence(...e.items.map((item) => substitute(item, of)))
    case 'choice':
      return choice(e.items.map((item) => substitute(item, of)))
    case 'repeat':
      return repeat(substitute(e.item, of), e.min, e.max)
    case 'difference': {
      const item = substitute(e.item, of)
      const without = substitute(e.without, of)
      return isNothing(item) || isNothing(without) ? item : { kind: 'difference', item, without }
    }
    default:
      return e
  }
}

/** Names of the rules of which `holds` says so, given those known so far. */
export function ruleSet(grammar: PlainGrammar, holds: (e: Plain, known: ReadonlySet<string>) => boolean): Set<string> {
  const known = new Set<string>()
  let size = -1
  while (size < known.size) {
    size = known.size
    for (const [name, body] of grammar.rules) if (!known.has(name) && holds(body, known)) known.add(name)
  }
  return known
}

/** True if the expression may match the empty text, given the rules that may. */
export function nullable(e: Plain, rules: ReadonlySet<string>): boolean {
  switch (e.kind) {
    case 'text':
    case 'set':
      return false
    case 'reference':
      return rules.has(e.name)
    case 'sequence':
      return e.items.every((item) => nullable(item, rules))
    case 'choice':
      return e.items.some((item) => nullable(item, rules))
    case 'repeat':
      return e.min === 0 || nullable(e.item, rules)
    case 'difference':
      return nullable(e.item, rules) && !nullable(e.without, rules)
  }
}

function productive(e: Plain, rules: ReadonlySet<string>): boolean {
  switch (e.kind) {
    case 'reference':
      return rules.has(e.name)
    case 'sequence':
      return e.items.every((item) => productive(item, rules))
    case 'choice':
      return e.items.some((item) => productive(item, rules))
    case 'repeat':
      return e.min === 0 || productive(e.item, rules)
    case 'difference':
      return productive(e.item, rules)
    default:
      return true
  }
}

/**
 * Without rules that match no text, and without those that the start does not reach.
 * @throws GrammarError code 'cannot-export' if the grammar matches no text
 */
export function tidy(grammar: PlainGrammar): PlainGrammar {
  const useful = ruleSet(grammar, productive)
  if (!useful.has(grammar.start)) {
    throw new GrammarError(`Rule '${grammar.start}' matches no text.`, {
      code: 'cannot-export',
      rule: grammar.start,
      hint: 'Give it a way to end.',
    })
  }
  const rules = new Map<string, Plain>()
  const pending = [grammar.start]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (rules.has(name)) continue
    const body = substitute(grammar.rules.get(name)!, (to) => (useful.has(to) ? reference(to) : NOTHING))
    rules.set(name, body)
    pending.push(...Array.from(referencesOf(body)).reverse())
  }
  return { start: grammar.start, rules }
}

/** Begun at the rule that the start is but another name for. */
export function unaliased({ start, rules }: PlainGrammar): PlainGrammar {
  const passed = new Set<string>()
  let at = start
  for (let body = rules.get(at)!; body.kind === 'reference' && !passed.has(at); body = rules.get(at)!) {
    passed.add(at)
    at = body.name
  }
  return { start: at, rules }
}

/** A name that no rule has yet. */
export function freshName(rules: ReadonlyMap<string, unknown>, base: string): string {
  for (let i = 1; ; i++) if (!rules.has(`${base}-${i}`)) return `${base}-${i}`
}

export function cannotExport(message: string, hint: string, rule?: string): GrammarError {
  return new GrammarError(message, { code: 'cannot-export', hint, rule })
}
