import { GrammarError, LimitError } from '../error/index.js'
import { ByteDfa } from '../regex/index.js'
import { compileGrammar, type GrammarConstraint, type GrammarOptions, type GrammarReport, partsOf } from './compile.js'
import { terminalNames } from './expected.js'
import type { Expression, Grammar, Position, Terminal } from './grammar.js'
import type { LexerTerminal } from './lexer-dfa.js'
import { byReadability, type Sentence, shortSentences } from './sentences.js'

/** Something worth knowing about a grammar. */
export interface GrammarFinding {
  /** 'error': the grammar cannot be used. 'warning': most likely a mistake. 'note': as it should be, perhaps. */
  readonly level: 'error' | 'warning' | 'note'
  /**
   * 'unreachable-rule', 'unused-terminal', 'unproductive-rule', 'shadowed-terminal', 'lexer-conflict', 'left-recursion', 'ambiguity',
   * 'lookahead', 'unfinished' for what was given up, or the code of the error.
   */
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  /** The rule or terminal it is about. */
  readonly rule?: string | undefined
  /** Where that is defined. */
  readonly position?: Position | undefined
  /** A text that shows it. */
  readonly example?: string | undefined
}

export interface GrammarLint {
  /** Errors first, then warnings, then notes. */
  readonly findings: readonly GrammarFinding[]
  /** Undefined if the grammar cannot be compiled. */
  readonly report: GrammarReport | undefined
  /** For every rule that the start reaches a short text that it derives; empty if the grammar cannot be compiled. */
  readonly sentences: readonly Sentence[]
}

/**
 * Examines a grammar: what nothing uses, what derives nothing, terminals that no text becomes and pairs that match the same text,
 * left recursion, rules that are ambiguous by their form, and how far behind a lexeme its end is told.
 * Ambiguity is told only where it is certain; a grammar without such a finding may be ambiguous.
 *
 * @throws OptionError for unknown options
 */
export function lintGrammar(grammar: Grammar, options: GrammarOptions = {}): GrammarLint {
  const findings: GrammarFinding[] = []
  let constraint: GrammarConstraint | undefined
  try {
    constraint = compileGrammar(grammar, options)
  } catch (error) {
    findings.push(asFinding(error))
    if (error instanceof GrammarError && error.code === 'unbounded-lookahead') {
      constraint = attempt(() => compileGrammar(grammar, { ...options, lookahead: 'unbounded' }))
    } else if (!(error instanceof GrammarError && error.code === 'empty-language')) {
      return { findings, report: undefined, sentences: [] }
    }
  }
  const start = options.start ?? grammar.start
  const reached = reachedFrom(grammar, start)
  const sentences = shortSentences(grammar, constraint)
  findings.push(...unused(grammar, reached), ...unproductive(grammar, reached, sentences))
  if (constraint) {
    findings.push(...lexical(constraint, options.limits?.lexer ?? 20_000), ...recursive(constraint))
    findings.push(...ambiguous(grammar, reached, sentences))
  }
  const order = { error: 0, warning: 1, note: 2 }
  findings.sort((a, b) => order[a.level] - order[b.level])
  if (!constraint) return { findings, report: undefined, sentences: [] }
  const shown = grammar.rules.flatMap(({ name }) => (reached.has(name) ? (sentences.get(name) ?? []) : []))
  return { findings, report: constraint.report, sentences: shown }
}

function asFinding(error: unknown): GrammarFinding {
  if (!(error instanceof GrammarError || error instanceof LimitError)) throw error
  const { code, hint } = error
  const message = hint ? error.message.replace(` ${hint}`, '') : error.message
  if (error instanceof LimitError) return { level: 'error', code, message, hint }
  return { level: 'error', code, message, hint, rule: error.rule, position: error.position }
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof GrammarError || error instanceof LimitError) return undefined
    throw error
  }
}

/** Names of the rules and terminals that texts of the start are made with. */
function reachedFrom({ rules, terminals, ignore, indentation }: Grammar, start: string): Set<string> {
  const bodies = new Map([...rules, ...terminals].map(({ name, body }) => [name, body]))
  const reached = new Set([start, ...ignore])
  if (indentation)
    for (const name of [indentation.newline, ...indentation.open, ...indentation.close]) reached.add(name)
  for (const name of reached) {
    const body = bodies.get(name)
    if (body) for (const part of partsWithin(body)) if (part.kind === 'reference') reached.add(part.name)
  }
  return reached
}

function partsWithin(e: Expression): Expression[] {
  const found = [e]
  for (const part of found) {
    if ('items' in part) found.push(...part.items)
    if ('item' in part) found.push(part.item)
    if ('without' in part) found.push(part.without)
  }
  return found
}

function unused({ rules, terminals }: Grammar, reached: ReadonlySet<string>): GrammarFinding[] {
  const found: GrammarFinding[] = []
  for (const { name, position } of rules) {
    if (reached.has(name)) continue
    const message = `Nothing that the start reaches uses the rule '${name}'.`
    found.push({ level: 'warning', code: 'unreachable-rule', message, rule: name, position })
  }
  for (const { name, position } of terminals) {
    if (reached.has(name)) continue
    const message = `Nothing that the start reaches uses the terminal '${name}': it takes no part in reading.`
    found.push({ level: 'warning', code: 'unused-terminal', message, rule: name, position })
  }
  return found
}

function unproductive(
  { rules }: Grammar,
  reached: ReadonlySet<string>,
  sentences: ReadonlyMap<string, Sentence>,
): GrammarFinding[] {
  return rules.flatMap(({ name, position }) => {
    if (!reached.has(name) || sentences.has(name)) return []
    const message = `The rule '${name}' derives no text: every way through it comes back to it or to nothing.`
    return [{ level: 'warning', code: 'unproductive-rule', message, rule: name, position }] as const
  })
}

function recursive({ report, grammar }: GrammarConstraint): GrammarFinding[] {
  const rules = new Map(grammar.rules.map((rule) => [rule.name, rule]))
  const found: GrammarFinding[] = report.leftRecursive.map((group) => {
    const rule = group[0]!
    const others = group.length > 1 ? ` through ${listOf(group.slice(1))}` : ''
    return {
      level: 'note',
      code: 'left-recursion',
      message: `The rule '${rule}' begins with itself${others}. It is read like any other.`,
      rule,
      position: rules.get(rule)?.position,
    }
  })
  if (report.lookahead > 1 && Number.isFinite(report.lookahead)) {
    const message = `Up to ${report.lookahead} bytes behind a lexeme can be needed to tell its end.`
    found.push({ level: 'note', code: 'lookahead', message })
  }
  return found
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((name) => `'${name}'`)
  return names.length > 4 ? `${shown.join(', ')} and ${names.length - 4} more` : shown.join(', ')
}

/** Terminals that no text becomes, and pairs of which only their order tells which one a text becomes. */
function lexical(constraint: GrammarConstraint, limit: number): GrammarFinding[] {
  const parts = partsOf(constraint)
  const dfa = parts?.machine.lexer?.dfa
  if (!parts || !dfa) return []
  const { terminals, pool } = parts
  const names = terminalNames(constraint, parts)
  const placed = new Map<string, Terminal>(constraint.grammar.terminals.map((terminal) => [terminal.name, terminal]))
  const at = ({ name }: LexerTerminal) => ({
    rule: placed.has(name) ? name : undefined,
    position: placed.get(name)?.position,
  })
  const found: GrammarFinding[] = []
  const labels = new Set(dfa.label)
  const overlaps = matchedTogether(
    terminals.map(({ expr }) => new ByteDfa(pool, expr)),
    limit,
  )
  terminals.forEach((terminal, t) => {
    if (labels.has(t)) return
    const winners = overlaps ? [...overlaps.keys()].filter((pair) => pair.includes(t)) : []
    const others = new Set(winners.map((pair) => names[pair.find((one) => one !== t)!]!))
    const by = others.size > 0 ? ` (${[...others].slice(0, 4).join(', ')})` : ''
    found.push({
      level: 'warning',
      code: 'shadowed-terminal',
      message: `No text is ever ${names[t]}: all that it matches is read as other terminals${by}.`,
      hint: 'Give it a higher priority, or leave it out.',
      ...at(terminal),
    })
  })
  if (!overlaps) {
    const message = 'The terminals are too many to be compared with each other.'
    found.push({ level: 'note', code: 'unfinished', message })
    return found
  }
  for (const [[a, b], example] of overlaps) {
    const one = terminals[a]!
    const other = terminals[b]!
    if (one.priority !== other.priority || one.literal !== other.literal || !labels.has(a) || !labels.has(b)) continue
    const [wins, loses] = one.order < other.order ? [a, b] : [b, a]
    found.push({
      level: 'warning',
      code: 'lexer-conflict',
      message: `${names[wins]} and ${names[loses]} both match ${JSON.stringify(example)}, which is read as ${names[wins]} since that comes first.`,
      hint: 'Priorities say which one is meant.',
      example,
      ...at(terminals[loses]!),
    })
  }
  return found
}

/** Pairs of automata that accept the same text, each with a shortest one; undefined if that takes too many states. */
function matchedTogether(
  automata: readonly ByteDfa[],
  limit: number,
): Map<readonly [number, number], string> | undefined {
  const found = new Map<readonly [number, number], string>()
  const pairs = new Set<number>()
  const ids = new Map<string, number>()
  const lists: number[][] = [automata.flatMap(({ start }, t) => (start === 0 ? [] : [t, start]))]
  // How each list was reached, for the example.
  const from: number[] = [-1]
  const by: number[] = [-1]
  for (let s = 0; s < lists.length; s++) {
    const list = lists[s]!
    const accepting: number[] = []
    for (let i = 0; i < list.length; i += 2) if (automata[list[i]!]!.accepts(list[i + 1]!)) accepting.push(list[i]!)
    for (let i = 0; i < accepting.length; i++) {
      for (let k = i + 1; k < accepting.length; k++) {
        const key = accepting[i]! * automata.length + accepting[k]!
        if (pairs.has(key)) continue
        pairs.add(key)
        found.set([accepting[i]!, accepting[k]!], spelling(s, from, by))
      }
    }
    for (const byte of byReadability) {
      const next: number[] = []
      for (let i = 0; i < list.length; i += 2) {
        const to = automata[list[i]!]!.step(list[i + 1]!, byte)
        if (to !== 0) next.push(list[i]!, to)
      }
      // One alone meets no other any more.
      if (next.length < 4) continue
      const key = next.join()
      if (ids.has(key)) continue
      if (lists.length > limit) return undefined
      ids.set(key, lists.length)
      lists.push(next)
      from.push(s)
      by.push(byte)
    }
  }
  return found
}

function spelling(state: number, from: readonly number[], by: readonly number[]): string {
  const bytes: number[] = []
  for (let s = state; s > 0; s = from[s]!) bytes.push(by[s]!)
  return new TextDecoder().decode(Uint8Array.from(bytes.reverse()))
}

/**
 * Rules with an alternative that begins and ends with the rule itself: e = e op e. Two such steps can be taken in either order,
 * so that a text with two op has two parses.
 */
function ambiguous(
  { rules }: Grammar,
  reached: ReadonlySet<string>,
  sentences: ReadonlyMap<string, Sentence>,
): GrammarFinding[] {
  const deriveNothing = new Set(rules.flatMap(({ name }) => (sentences.has(name) ? [] : [name])))
  const derives = (e: Expression) =>
    partsWithin(e).every((part) => part.kind !== 'reference' || !deriveNothing.has(part.name))
  return rules.flatMap(({ name, body, position }) => {
    if (!reached.has(name) || deriveNothing.has(name)) return []
    const itself = (e: Expression | undefined) => e?.kind === 'reference' && e.name === name
    const doubled = alternativesOf(body).find(
      ({ items }) => items.length > 1 && itself(items[0]) && itself(items.at(-1)) && items.every(derives),
    )
    if (!doubled) return []
    const message = `The rule '${name}' is ambiguous: an alternative begins and ends with '${name}', so that what it stands between can be grouped either way.`
    const hint = 'Texts are taken all the same; levels of precedence make one parse of each.'
    return [
      { level: 'note', code: 'ambiguity', message, hint, rule: name, position: doubled.position ?? position },
    ] as const
  })
}

function alternativesOf(body: Expression): { items: readonly Expression[]; position: Position | undefined }[] {
  const found: { items: readonly Expression[]; position: Position | undefined }[] = []
  const work = [body]
  for (const e of work) {
    if (e.kind === 'choice') work.push(...e.items)
    else if (e.kind === 'sequence' && e.items.length === 1) work.push(e.items[0]!)
    else if (e.kind === 'sequence') found.push({ items: e.items, position: e.position })
  }
  return found
}
