import { GrammarError } from '../error/index.js'
import { components } from './components.js'
import type { Position } from './grammar.js'
import { withoutLeftRecursion } from './left-recursion.js'
import { minimise } from './minimise.js'
import { type Dfa, determinise, Nfa, tooManyStates } from './nfa.js'

/** States of a rule that is copied into the rules that use it, where it is not recursive. */
const inlineStates = 12
/** The same where only one rule uses it. Without a bound, long chains of rules would be copied again and again. */
const inlineOnce = 150
/** States that copying one rule of a circle into the others may try to make. */
const maxCopied = 4000
/** States that copying rules of one circle into each other may make in all: the rest stay procedures. */
const maxUntangling = 300_000
/** How much larger copying a rule may make the rules it is copied into, beside its own size. */
const growth = 1.2

/**
 * A recursive transition network: every procedure is a minimal deterministic automaton whose edges read a symbol or
 * call a procedure. No procedure accepts the empty word and none is left-recursive, so that from every state only
 * finitely many calls can be made before a symbol is read.
 *
 * States are 1 … states - 1. Edges of state q that read: (`symbols[i]`, `targets[i]`) for i in symbolStart[q] … symbolStart[q + 1],
 * sorted by symbol. Calls: `callees[i]` is the start of the procedure, `returns[i]` the state to go on in, or 0 if that would
 * only return (a tail call, which needs no return).
 */
export interface Rtn {
  readonly states: number
  readonly symbolCount: number
  readonly symbolStart: Int32Array
  readonly symbols: Int32Array
  readonly targets: Int32Array
  readonly callStart: Int32Array
  readonly callees: Int32Array
  readonly returns: Int32Array
  /** 1 if the procedure can end here. */
  readonly final: Uint8Array
  /** For starts of procedures: greater than that of any state that calls them before reading. 0 for other states. */
  readonly rank: Int32Array
  /** By rank from 1 on. */
  readonly procedures: readonly { readonly start: number; readonly name: string }[]
  /** Start state of the grammar; 0 if only the empty word is in its language. */
  readonly start: number
  /** Whether the empty word is in the language. */
  readonly nullable: boolean
}

/** A rule before the network is made: calls in its automaton are edges labelled -1 - (index of the rule). */
export interface RuleBody {
  readonly name: string
  readonly nfa: Nfa
  readonly position?: Position | undefined
}

/** What is known of the rules beside the network. */
export interface RuleFacts {
  /** Indices of rules that derive no word. */
  readonly unproductive: number[]
  /** Names of the rules that were left-recursive, by group. */
  readonly leftRecursive: string[][]
}

/**
 * Makes the network of a grammar: drops what derives nothing, takes out left recursion and the empty word, copies small rules
 * into those that use them, and minimises.
 *
 * @throws GrammarError 'empty-language' if the start rule derives no word
 * @throws LimitError 'states'
 */
export function buildRtn(
  rules: readonly RuleBody[],
  start: number,
  symbolCount: number,
  limit: number,
): { rtn: Rtn; facts: RuleFacts } {
  const callsOf = (nfa: Nfa): number[] => {
    const calls = new Set<number>()
    for (const edges of nfa.edges)
      for (let i = 0; i < edges.length; i += 2) if (edges[i]! < 0) calls.add(-1 - edges[i]!)
    return [...calls]
  }
  const productive = fixpoint(rules, (nfa, known) => reaches(nfa, (label) => label >= 0 || known[-1 - label] === 1))
  if (productive[start] === 0) throw emptyLanguage(rules[start]!)
  for (const { nfa } of rules) {
    nfa.edges.forEach((edges, s) => {
      const kept: number[] = []
      for (let i = 0; i < edges.length; i += 2) {
        if (edges[i]! >= 0 || productive[-1 - edges[i]!] === 1) kept.push(edges[i]!, edges[i + 1]!)
      }
      nfa.edges[s] = kept
    })
  }
  const nullable = fixpoint(rules, (nfa, known) => reaches(nfa, (label) => label < 0 && known[-1 - label] === 1))
  for (const { nfa } of rules) {
    nfa.edges.forEach((edges, s) => {
      for (let i = 0; i < edges.length; i += 2) {
        if (edges[i]! < 0 && nullable[-1 - edges[i]!] === 1) nfa.skip(s, edges[i + 1]!)
      }
    })
  }
  rules.forEach(({ nfa }, rule) => {
    loopTailCalls(nfa, rule)
  })

  const bodies: { nfa: Nfa; final: number }[] = rules.map(({ nfa }) => ({ nfa, final: nfa.final }))
  const corners = rules.map(({ nfa }) => cornerCalls(nfa))
  const leftRecursive: string[][] = []
  for (const group of components(rules.length, (rule) => corners[rule]!)) {
    if (group.length === 1 && !corners[group[0]!]!.includes(group[0]!)) continue
    leftRecursive.push(group.map((rule) => rules[rule]!.name))
    const { nfa, done } = withoutLeftRecursion(group, (rule) => rules[rule]!.nfa, limit)
    for (const rule of group) bodies[rule] = { nfa, final: done.get(rule)! }
  }

  const uses = new Int32Array(rules.length)
  const reachable = new Set([start])
  const calls: number[][] = rules.map(() => [])
  for (const rule of reachable) {
    // Through the automaton of its own, which may read less than the one it shares with its group.
    calls[rule] = callsOf(asNfa(determinise(bodies[rule]!.nfa, bodies[rule]!.final, limit), limit))
    for (const callee of calls[rule]!) reachable.add(callee)
    for (const edges of bodies[rule]!.nfa.edges) {
      for (let i = 0; i < edges.length; i += 2) if (edges[i]! < 0) uses[-1 - edges[i]!]!++
    }
  }

  const dfas = new Map<number, Dfa>()
  const inlined = new Set<number>()
  for (const group of components(rules.length, (rule) => calls[rule]!)) {
    if (!reachable.has(group[0]!)) continue
    for (const rule of group) {
      const { nfa, final } = bodies[rule]!
      dfas.set(rule, compact(inline(nfa, final, dfas, inlined, limit), limit))
    }
    if (group.length > 1) untangle(group, dfas, inlined, start, limit)
    const only = group[0]!
    const recursive = group.length > 1 || calls[only]!.includes(only)
    const most = uses[only] === 1 ? inlineOnce : inlineStates
    if (!recursive && only !== start && dfas.get(only)!.edges.length <= most) inlined.add(only)
  }
  const kept = [...reachable].filter((rule) => !inlined.has(rule))
  const rtn = link(kept, dfas, start, rules, symbolCount, nullable[start] === 1, limit)
  const unproductive = rules.flatMap((_, rule) => (productive[rule] === 1 ? [] : [rule]))
  return { rtn, facts: { unproductive, leftRecursive } }
}

/**
 * Rules that call each other in a circle need not all be procedures: one that does not call itself can be copied into the others.
 * Levels of precedence, say, are one circle through the brackets around an expression, and
 * copied into each other they are hardly more than a loop over operands and operators. Rules are copied, the one that makes
 * the fewest states first, for as long as that does not make the whole much larger.
 */
function untangle(
  group: readonly number[],
  dfas: Map<number, Dfa>,
  inlined: Set<number>,
  start: number,
  limit: number,
): void {
  const left = new Set(group)
  const refused = new Set([start])
  const calls = new Map(group.map((rule) => [rule, callCounts(dfas.get(rule)!)]))
  let work = 0
  const copyInto = (rule: number, best: number): Dfa => {
    const nfa = asNfa(dfas.get(rule)!, limit)
    const dfa = compact(inline(nfa, nfa.final, dfas, new Set([best]), limit), limit)
    work += dfa.edges.length
    return dfa
  }
  while (work < maxUntangling) {
    let best = -1
    let least = Number.POSITIVE_INFINITY
    const copies = new Map<number, number>()
    for (const rule of left) {
      for (const [callee, count] of calls.get(rule)!) copies.set(callee, (copies.get(callee) ?? 0) + count)
      work += calls.get(rule)!.size / 16
    }
    for (const rule of left) {
      if (refused.has(rule) || calls.get(rule)!.has(rule)) continue
      const cost = (copies.get(rule) ?? 0) * dfas.get(rule)!.edges.length
      if (cost < least) {
        least = cost
        best = rule
      }
    }
    if (best < 0) return
    const next = new Map<number, Dfa>()
    let before = dfas.get(best)!.edges.length
    let after = 0
    if (least <= maxCopied) {
      for (const rule of left) {
        if (rule === best || !calls.get(rule)!.has(best)) continue
        const dfa = copyInto(rule, best)
        before += dfas.get(rule)!.edges.length
        after += dfa.edges.length
        next.set(rule, dfa)
      }
    }
    if (least > maxCopied || after > before * growth + inlineStates) {
      refused.add(best)
      continue
    }
    const keep = (rule: number, dfa: Dfa): void => {
      dfas.set(rule, dfa)
      calls.set(rule, callCounts(dfa))
    }
    for (const [rule, dfa] of next) keep(rule, dfa)
    left.delete(best)
    inlined.add(best)
    // Rules that were copied before may be used outside of the circle, and still call this one.
    for (const rule of group) {
      if (!left.has(rule) && calls.get(rule)!.has(best)) keep(rule, copyInto(rule, best))
    }
  }
}

/** How often each rule is called. */
function callCounts(dfa: Dfa): Map<number, number> {
  const counts = new Map<number, number>()
  for (const edges of dfa.edges) {
    for (let i = 0; i < edges.length; i += 2) {
      if (edges[i]! < 0) counts.set(-1 - edges[i]!, (counts.get(-1 - edges[i]!) ?? 0) + 1)
    }
  }
  return counts
}

/** The rules for which `test` holds, where it may rest on rules already known to be in. */
function fixpoint(rules: readonly RuleBody[], test: (nfa: Nfa, known: Uint8Array) => boolean): Uint8Array {
  const known = new Uint8Array(rules.length)
  for (let changed = true; changed; ) {
    changed = false
    rules.forEach(({ nfa }, rule) => {
      if (known[rule] === 0 && test(nfa, known)) {
        known[rule] = 1
        changed = true
      }
    })
  }
  return known
}

/** Whether the final state is reachable over ε edges and edges with such labels. */
function reaches(nfa: Nfa, passes: (label: number) => boolean): boolean {
  const seen = new Uint8Array(nfa.size)
  const work = [nfa.start]
  seen[nfa.start] = 1
  const visit = (s: number): void => {
    if (seen[s] === 1) return
    seen[s] = 1
    work.push(s)
  }
  while (work.length > 0) {
    const s = work.pop()!
    if (s === nfa.final) return true
    for (const to of nfa.epsilon[s]!) visit(to)
    const edges = nfa.edges[s]!
    for (let i = 0; i < edges.length; i += 2) if (passes(edges[i]!)) visit(edges[i + 1]!)
  }
  return false
}

/** A call of the rule itself that is the last thing it does is a way back to its start. */
function loopTailCalls(nfa: Nfa, rule: number): void {
  nfa.edges.forEach((edges, s) => {
    for (let i = edges.length - 2; i >= 0; i -= 2) {
      if (edges[i] !== -1 - rule) continue
      const after = nfa.closure([edges[i + 1]!])
      if (!after.includes(nfa.final) || after.some((state) => nfa.edges[state]!.length > 0)) continue
      edges.splice(i, 2)
      nfa.skip(s, nfa.start)
    }
  })
}

/** The rules that are called before anything is read. */
function cornerCalls(nfa: Nfa): number[] {
  const calls = new Set<number>()
  for (const s of nfa.closure([nfa.start])) {
    const edges = nfa.edges[s]!
    for (let i = 0; i < edges.length; i += 2) if (edges[i]! < 0) calls.add(-1 - edges[i]!)
  }
  return [...calls]
}

function asNfa(dfa: Dfa, limit: number): Nfa {
  const nfa = new Nfa(limit + 4)
  const states = dfa.edges.map(() => nfa.add())
  nfa.skip(nfa.start, states[0]!)
  dfa.edges.forEach((edges, q) => {
    if (dfa.accepts[q]) nfa.skip(states[q]!, nfa.final)
    for (let i = 0; i < edges.length; i += 2) nfa.edge(states[q]!, edges[i]!, states[edges[i + 1]!]!)
  })
  return nfa
}

/** A copy of an automaton in which calls of inlined rules are replaced by the automata of those. */
function inline(
  nfa: Nfa,
  final: number,
  dfas: ReadonlyMap<number, Dfa>,
  inlined: ReadonlySet<number>,
  limit: number,
): { nfa: Nfa; final: number } {
  const copy = new Nfa(limit)
  const states = nfa.edges.map((_, s) => (s === nfa.start ? copy.start : copy.add()))
  nfa.edges.forEach((edges, s) => {
    const from = states[s]!
    for (const to of nfa.epsilon[s]!) copy.skip(from, states[to]!)
    for (let i = 0; i < edges.length; i += 2) {
      const label = edges[i]!
      const to = states[edges[i + 1]!]!
      const dfa = label < 0 && inlined.has(-1 - label) ? dfas.get(-1 - label) : undefined
      if (!dfa) {
        copy.edge(from, label, to)
        continue
      }
      const inner = dfa.edges.map(() => copy.add())
      copy.skip(from, inner[0]!)
      dfa.edges.forEach((own, q) => {
        if (dfa.accepts[q]) copy.skip(inner[q]!, to)
        for (let k = 0; k < own.length; k += 2) copy.edge(inner[q]!, own[k]!, inner[own[k + 1]!]!)
      })
    }
  })
  return { nfa: copy, final: states[final]! }
}

function compact(body: { nfa: Nfa; final: number }, limit: number): Dfa {
  return minimal(determinise(body.nfa, body.final, limit))
}

/** States of a Dfa merged where they behave alike; the start stays the first. */
function minimal(dfa: Dfa): Dfa {
  const { kind, start, edges } = flatten([dfa])
  const block = minimise(kind, start, edges)
  const place = new Map<number, number>()
  const accepts: boolean[] = []
  const merged: number[][] = []
  dfa.edges.forEach((own, q) => {
    if (place.has(block[q + 1]!)) return
    place.set(block[q + 1]!, accepts.length)
    accepts.push(dfa.accepts[q]!)
    merged.push(own)
  })
  const renamed = merged.map((own) => own.map((x, i) => (i % 2 === 0 ? x : place.get(block[x + 1]!)!)))
  return { accepts, edges: renamed }
}

/** The states of several automata from 1 on, as `minimise` takes them; starts are of a kind of their own if they have no twin. */
function flatten(dfas: readonly Dfa[]): { kind: number[]; start: number[]; edges: number[] } {
  const kind = [0]
  const start = [0, 0]
  const edges: number[] = []
  for (const dfa of dfas) {
    const base = kind.length
    dfa.edges.forEach((own, q) => {
      for (let i = 0; i < own.length; i += 2) edges.push(own[i]!, base + own[i + 1]!)
      kind.push(dfa.accepts[q] ? 2 : 1)
      start.push(edges.length / 2)
    })
  }
  return { kind, start, edges }
}

function link(
  kept: readonly number[],
  dfas: ReadonlyMap<number, Dfa>,
  start: number,
  rules: readonly RuleBody[],
  symbolCount: number,
  nullable: boolean,
  limit: number,
): Rtn {
  const flat = flatten(kept.map((rule) => dfas.get(rule)!))
  const block = minimise(flat.kind, flat.start, flat.edges)
  const states = 1 + block.reduce((most, b) => Math.max(most, b), 0)
  if (states > limit) throw tooManyStates(limit)
  const procedure = new Map<number, number>()
  let base = 1
  for (const rule of kept) {
    procedure.set(rule, block[base]!)
    base += dfas.get(rule)!.edges.length
  }
  const member = new Int32Array(states)
  for (let q = block.length - 1; q > 0; q--) member[block[q]!] = q
  const final = new Uint8Array(states)
  const symbolStart = new Int32Array(states + 1)
  const callStart = new Int32Array(states + 1)
  const symbols: number[] = []
  const targets: number[] = []
  const callees: number[] = []
  const returns: number[] = []
  for (let b = 1; b < states; b++) {
    const q = member[b]!
    final[b] = flat.kind[q] === 2 ? 1 : 0
    for (let i = flat.start[q]!; i < flat.start[q + 1]!; i++) {
      const label = flat.edges[2 * i]!
      const to = flat.edges[2 * i + 1]!
      if (label >= 0) {
        symbols.push(label)
        targets.push(block[to]!)
      } else {
        callees.push(procedure.get(-1 - label)!)
        const onlyReturns = flat.kind[to] === 2 && flat.start[to] === flat.start[to + 1]
        returns.push(onlyReturns ? 0 : block[to]!)
      }
    }
    symbolStart[b + 1] = symbols.length
    callStart[b + 1] = callees.length
  }
  const { rank, order } = ranks(states, [...new Set(procedure.values())], callStart, callees)
  const name = new Map<number, string>()
  for (const rule of kept) name.set(procedure.get(rule)!, rules[rule]!.name)
  return {
    states,
    symbolCount,
    symbolStart,
    symbols: Int32Array.from(symbols),
    targets: Int32Array.from(targets),
    callStart,
    callees: Int32Array.from(callees),
    returns: Int32Array.from(returns),
    final,
    rank,
    procedures: order.map((q) => ({ start: q, name: name.get(q)! })),
    start: dfas.get(start)!.edges[0]!.length === 0 ? 0 : procedure.get(start)!,
    nullable,
  }
}

/** Starts of procedures, callers before those they call before reading. */
function ranks(
  states: number,
  starts: readonly number[],
  callStart: Int32Array,
  callees: readonly number[],
): { rank: Int32Array; order: number[] } {
  const isStart = new Set(starts)
  const order = components(states, (q) => callees.slice(callStart[q]!, callStart[q + 1]!))
    .map((component) => component[0]!)
    .reverse()
    .filter((q) => isStart.has(q))
  const rank = new Int32Array(states)
  order.forEach((q, i) => {
    rank[q] = i + 1
  })
  return { rank, order }
}

function emptyLanguage({ name, position }: RuleBody): GrammarError {
  return new GrammarError(`The rule '${name}' derives no text.`, {
    code: 'empty-language',
    rule: name,
    position,
    hint: 'Every way through the rule calls itself or refers to nothing that ends; give it an alternative that does.',
  })
}
