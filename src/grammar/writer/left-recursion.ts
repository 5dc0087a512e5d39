import { components } from '../components.js'
import { partsOf } from './automaton.js'
import {
  choice,
  EMPTY,
  freshName,
  isEmpty,
  isNothing,
  NOTHING,
  nullable,
  type Plain,
  type PlainGrammar,
  reference,
  repeat,
  ruleSet,
  sequence,
} from './plain.js'

/** What a rule is while its left recursion is taken apart: rules it begins with and what follows them, and the rest. */
interface Led {
  readonly tails: Map<string, Plain>
  readonly other: Plain
}

/**
 * The same language without left recursion: no rule begins with itself, be it directly, through other rules or behind
 * parts that may be empty. Rules in no such circle stay as they are.
 *
 * Circles are taken apart as Paull did ("The design of ...", see Hopcroft and Ullman): rule by rule, what begins with an
 * earlier rule of the circle is replaced by that rule's own beginnings, and A = A x | y becomes A = y x*. Before
 * that the rules of a circle lose the empty text, which references to them add again where it matters.
 */
export function withoutLeftRecursion(grammar: PlainGrammar): PlainGrammar {
  const rules = new Map(grammar.rules)
  const eliminator = new Eliminator({ start: grammar.start, rules })
  for (const circle of circles(grammar)) eliminator.eliminate(circle)
  return { start: grammar.start, rules }
}

/** References that an expression may begin with. */
function beginnings(e: Plain, empty: ReadonlySet<string>, found: Set<string> = new Set()): Set<string> {
  switch (e.kind) {
    case 'reference':
      found.add(e.name)
      break
    case 'sequence':
      for (const item of e.items) {
        beginnings(item, empty, found)
        if (!nullable(item, empty)) break
      }
      break
    case 'choice':
      for (const item of e.items) beginnings(item, empty, found)
      break
    case 'repeat':
    case 'difference':
      beginnings(e.item, empty, found)
      break
  }
  return found
}

/** The circles of rules that begin with each other, those first that others begin with. */
function circles(grammar: PlainGrammar): string[][] {
  const empty = ruleSet(grammar, nullable)
  const names = Array.from(grammar.rules.keys())
  const index = new Map(names.map((name, i) => [name, i]))
  const next = Array.from(grammar.rules.values(), (body) =>
    Array.from(beginnings(body, empty), (name) => index.get(name)!),
  )
  return components(names.length, (rule) => next[rule]!)
    .filter((group) => group.length > 1 || next[group[0]!]!.includes(group[0]!))
    .map((group) => group.map((rule) => names[rule]!))
}

class Eliminator {
  readonly #rules: Map<string, Plain>
  readonly #empty: Set<string>
  /** Rules for the texts of a rule but the empty one. */
  readonly #some = new Map<string, string>()
  /** Expressions of the circle at hand: names of its rules as they are referred to there. */
  #members: ReadonlySet<string> = new Set()

  constructor(grammar: PlainGrammar) {
    this.#rules = grammar.rules
    this.#empty = ruleSet(grammar, nullable)
  }

  eliminate(circle: readonly string[]): void {
    const names = this.#withoutEmpty(circle)
    this.#members = new Set(names)
    const led = new Map<string, Led>()
    names.forEach((name, i) => {
      let mine = this.#lead(this.#rules.get(name)!)
      for (const earlier of names.slice(0, i)) {
        const tail = mine.tails.get(earlier)
        if (tail === undefined) continue
        mine.tails.delete(earlier)
        const theirs = led.get(earlier)!
        const tails = new Map(mine.tails)
        for (const [to, after] of theirs.tails) add(tails, to, sequence(after, tail))
        mine = { tails, other: choice([mine.other, sequence(theirs.other, tail)]) }
      }
      const own = mine.tails.get(name)
      mine.tails.delete(name)
      if (own !== undefined) {
        const rest = this.#nonEmpty(own)
        const again = repeat(rest, 0, Infinity)
        const loop = mine.tails.size > 0 ? this.#short(name, again) : again
        for (const [to, after] of mine.tails) mine.tails.set(to, sequence(after, loop))
        mine = { tails: mine.tails, other: sequence(mine.other, loop) }
      }
      const other = i < names.length - 1 ? this.#short(name, mine.other) : mine.other
      led.set(name, { tails: mine.tails, other })
      const begun = Array.from(mine.tails, ([to, after]) => sequence(reference(to), after))
      this.#rules.set(name, choice([...begun, other]))
    })
  }

  /** A rule for what is long, since it will be written more than once. */
  #short(name: string, e: Plain): Plain {
    if (partsOf(e) <= 6) return e
    const helper = freshName(this.#rules, name)
    this.#rules.set(helper, e)
    if (nullable(e, this.#empty)) this.#empty.add(helper)
    return reference(helper)
  }

  /** Takes the empty text from the rules of a circle; returns the names of what they become. */
  #withoutEmpty(circle: readonly string[]): string[] {
    const changed = circle.filter((name) => this.#empty.has(name))
    if (changed.length === 0) return Array.from(circle)
    for (const name of changed) {
      const some = freshName(this.#rules, `${name}-some`)
      this.#some.set(name, some)
      this.#rules.set(some, NOTHING)
    }
    for (const name of circle) {
      const body = this.#nonEmpty(this.#rules.get(name)!)
      this.#rules.set(this.#some.get(name) ?? name, body)
    }
    for (const name of changed) this.#rules.set(name, choice([reference(this.#some.get(name)!), EMPTY]))
    return circle.map((name) => this.#some.get(name) ?? name)
  }

  /** The texts of the expression but the empty one. It begins with nothing that `e` does not begin with. */
  #nonEmpty(e: Plain): Plain {
    if (!nullable(e, this.#empty)) return e
    switch (e.kind) {
      case 'reference':
        return reference(this.#someOf(e.name))
      case 'sequence': {
        if (isEmpty(e)) return NOTHING
        const [first, ...rest] = e.items as [Plain, ...Plain[]]
        return choice([sequence(this.#nonEmpty(first), ...rest), this.#nonEmpty(sequence(...rest))])
      }
      case 'choice':
        return choice(e.items.map((item) => this.#nonEmpty(item)))
      case 'repeat':
        return repeat(this.#nonEmpty(e.item), 1, e.max)
      default:
        return e
    }
  }

  #someOf(name: string): string {
    const known = this.#some.get(name)
    if (known !== undefined) return known
    const some = freshName(this.#rules, `${name}-some`)
    this.#some.set(name, some)
    this.#rules.set(some, NOTHING)
    this.#rules.set(some, this.#nonEmpty(this.#rules.get(name)!))
    return some
  }

  #begins(e: Plain): boolean {
    for (const name of beginnings(e, this.#empty)) {
      if (this.#members.has(name)) return true
      // The rule of a member with the empty text again.
      const some = this.#some.get(name)
      if (some !== undefined && this.#members.has(some)) return true
    }
    return false
  }

  /** The expression by the rules of the circle it begins with. */
  #lead(e: Plain): Led {
    if (!this.#begins(e)) return { tails: new Map(), other: e }
    switch (e.kind) {
      case 'reference': {
        if (this.#members.has(e.name)) return { tails: new Map([[e.name, EMPTY]]), other: NOTHING }
        return { tails: new Map([[this.#some.get(e.name)!, EMPTY]]), other: EMPTY }
      }
      case 'choice': {
        const tails = new Map<string, Plain>()
        const others: Plain[] = []
        for (const item of e.items) {
          const led = this.#lead(item)
          for (const [to, after] of led.tails) add(tails, to, after)
          others.push(led.other)
        }
        return { tails, other: choice(others) }
      }
      case 'repeat': {
        // One, which is not empty, and the others: none of those begins the text.
        const once = this.#nonEmpty(e.item)
        const min = nullable(e.item, this.#empty) ? 0 : e.min
        const led = this.#lead(sequence(once, repeat(once, Math.max(0, min - 1), e.max - 1)))
        return min > 0 ? led : { tails: led.tails, other: choice([led.other, EMPTY]) }
      }
      case 'sequence': {
        const [first, ...others] = e.items as [Plain, ...Plain[]]
        const rest = sequence(...others)
        const { tails, other } = this.#lead(first)
        const out = new Map<string, Plain>()
        for (const [to, after] of tails) add(out, to, sequence(after, rest))
        if (isNothing(other)) return { tails: out, other: NOTHING }
        if (!nullable(other, this.#empty) || !this.#begins(rest)) return { tails: out, other: sequence(other, rest) }
        const led = this.#lead(rest)
        for (const [to, after] of led.tails) add(out, to, after)
        return { tails: out, other: choice([sequence(this.#nonEmpty(other), rest), led.other]) }
      }
      default:
        return { tails: new Map(), other: e }
    }
  }
}

function add(tails: Map<string, Plain>, to: string, after: Plain): void {
  const before = tails.get(to)
  tails.set(to, before === undefined ? after : choice([before, after]))
}
