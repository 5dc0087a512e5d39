import type { Expression } from '../../grammar.js'
import { firstMatch } from '../first-match.js'
import { charClass, choice, type Source, sequence } from '../notation.js'
import { literalOf, rangeOf, readText, substringExpression } from './leaves.js'
import type { Entry, Module } from './modules.js'
import {
  joined,
  literal,
  one,
  oneOf,
  type Part,
  refuseSurroundings,
  translatePart,
  translatePython,
} from './python-regex.js'
import type { LarkExpression } from './syntax.js'

/** What terminals are made of. */
export class Terminals {
  private readonly open = new Set<Entry>()
  private sets = false

  constructor(
    /** Called for every terminal that another one is made of. */
    private readonly use: (entry: Entry) => string,
  ) {}

  /** The body of a terminal. */
  body(entry: Entry): Expression {
    const { bodies, module, at } = entry
    const tree = (): Expression =>
      choice(
        bodies.map(({ body, module }) => this.tree(body, module)),
        module.source.position(at),
      )
    // With these operators there are no look-arounds or lazy repetitions to be minded.
    if (bodies.some(({ body, module }) => this.has(body, module, (e) => ['and', 'not', 'regex'].includes(e.kind)))) {
      return tree()
    }
    this.sets = false
    this.open.add(entry)
    const alternatives = bodies.map(({ body, module }) => this.part(body, module))
    this.open.delete(entry)
    const whole = ordered(alternatives)
    refuseSurroundings(whole, module.source, at)
    const looks = (e: LarkExpression): boolean => e.kind === 'regexp' && /\(\?<?[=!]/.test(e.image)
    const apart = !bodies.some(({ body, module }) => this.has(body, module, looks))
    const flags = this.sets ? 'v' : 'u'
    const position = module.source.position(at)
    const found = firstMatch(whole.source, flags, position)
    if ('message' in found) throw module.source.error('unsupported-pattern', found.message, at, found.hint, entry.name)
    return found.kind === 'pattern' && found.source === whole.source && apart ? tree() : found
  }

  /** A regular expression in a rule: a terminal without a name. */
  anonymous(e: LarkExpression & { kind: 'regexp' }, source: Source): Expression {
    const translated = translatePython(e.image, source, e.at)
    const position = source.position(e.at)
    const found = firstMatch(translated.source, translated.flags, position)
    if ('message' in found) throw source.error('unsupported-pattern', found.message, e.at, found.hint)
    return found
  }

  /** Expressions one by one: their order says nothing. */
  tree(e: LarkExpression, module: Module): Expression {
    const { source } = module
    const position = source.position(e.at)
    switch (e.kind) {
      case 'string':
        return literalOf(e.image, source, e.at)
      case 'regexp':
        return { kind: 'pattern', ...translatePython(e.image, source, e.at), position }
      case 'range':
        return charClass(rangeOf(e, source), false, position)
      case 'name':
        return { kind: 'reference', name: this.use(this.terminal(e, module)), position }
      case 'sequence':
        return sequence(
          e.items.map((item) => this.tree(item, module)),
          position,
        )
      case 'choice':
        return choice(
          e.items.map((item) => this.tree(item, module)),
          position,
        )
      case 'repeat':
        checkBounds(e, source)
        return { kind: 'repeat', item: this.tree(e.item, module), min: e.min, max: e.max, position }
      case 'and': {
        const kept = e.items.filter((item) => item.kind !== 'not')
        const without = e.items.flatMap((item) => (item.kind === 'not' ? [this.tree(item.item, module)] : []))
        const items = kept.map((item) => this.tree(item, module))
        const item: Expression =
          items.length === 0 ? anything : items.length === 1 ? items[0]! : { kind: 'intersection', items, position }
        return without.length === 0 ? item : { kind: 'difference', item, without: choice(without, position), position }
      }
      case 'not':
        return { kind: 'difference', item: anything, without: this.tree(e.item, module), position }
      case 'regex':
        return substringExpression(e.image, source, e.at)
      case 'json': {
        const hint = 'Put it in a rule, with a name in lower case.'
        throw source.error('unsupported-syntax', '%json cannot be in a terminal.', e.at, hint)
      }
    }
  }

  /** The one regular expression that Lark makes of a terminal. */
  private part(e: LarkExpression, module: Module): Part {
    const { source } = module
    switch (e.kind) {
      case 'string': {
        const { text, ignoreCase } = readText(e.image, source, e.at)
        const part = joined([...text].map((ch) => one(literal(ch.codePointAt(0)!))))
        return ignoreCase ? { ...part, source: `(?i:${part.source})` } : part
      }
      case 'regexp': {
        const { part, sets } = translatePart(e.image, source, e.at)
        this.sets ||= sets
        return grouped(part)
      }
      case 'range': {
        const [from, to] = rangeOf(e, source)
        return one(`[${literal(from)}-${literal(to)}]`)
      }
      case 'name': {
        const entry = this.terminal(e, module)
        if (this.open.has(entry)) {
          const hint = 'Terminals are regular: make it a rule.'
          throw source.error('recursive-terminal', `'${e.name}' is made of itself.`, e.at, hint, e.name)
        }
        this.open.add(entry)
        const part = ordered(entry.bodies.map(({ body, module }) => this.part(body, module)))
        this.open.delete(entry)
        return grouped(part)
      }
      case 'sequence':
        return joined(e.items.map((item) => this.part(item, module)))
      case 'choice':
        return grouped(ordered(e.items.map((item) => this.part(item, module))))
      case 'repeat': {
        checkBounds(e, source)
        const { source: inner, least, most, behind, ahead } = this.part(e.item, module)
        const count = `{${e.min},${e.max === Number.POSITIVE_INFINITY ? '' : e.max}}`
        const longest = most === 0 ? 0 : e.max === 0 ? 0 : most * e.max
        return { source: `(?:${inner})${count}`, least: least * e.min, most: longest, behind, ahead }
      }
      default:
        throw source.error('unsupported-syntax', `%${e.kind} cannot be here.`, e.at, 'Put it in a rule of its own.')
    }
  }

  /** Whether some part of the expression, or of terminals in it, is of a kind. */
  has(e: LarkExpression, module: Module, test: (e: LarkExpression) => boolean, seen = new Set<Entry>()): boolean {
    if (test(e)) return true
    if ('items' in e) return e.items.some((item) => this.has(item, module, test, seen))
    if ('item' in e) return this.has(e.item, module, test, seen)
    if (e.kind !== 'name') return false
    const entry = this.terminal(e, module)
    if (seen.has(entry)) return false
    seen.add(entry)
    return entry.bodies.some((inner) => this.has(inner.body, inner.module, test, seen))
  }

  private terminal(e: LarkExpression & { kind: 'name' }, module: Module): Entry {
    const entry = module.names.get(e.name)
    const { source } = module
    if (entry === undefined) {
      const hint = 'Define it, import it, or put quotes around it if it is text.'
      throw source.error('undefined-rule', `'${e.name}' is not defined.`, e.at, hint, e.name)
    }
    if (!entry.terminal || e.args || entry.declared) {
      const hint = 'Terminals are made of terminals, texts and regular expressions only.'
      throw source.error('rule-in-terminal', `'${e.name}' cannot be in a terminal.`, e.at, hint, e.name)
    }
    return entry
  }
}

export const anything: Expression = { kind: 'pattern', source: '[^]*', flags: 'u' }

/** Lark tries the alternative first that can be longest. */
function ordered(items: readonly Part[]): Part {
  return oneOf(
    [...items].sort((a, b) => compare(b.most, a.most) || b.least - a.least || b.source.length - a.source.length),
  )
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function grouped(part: Part): Part {
  return part.source.includes('|') ? { ...part, source: `(?:${part.source})` } : part
}

export function checkBounds(e: LarkExpression & { kind: 'repeat' }, source: Source): void {
  if (e.min >= 0 && e.max >= e.min) return
  throw source.error('bad-count', 'There is no such number of repetitions.', e.at, 'Put the lower number first.')
}
