import { GrammarError } from '../error/index.js'
import type { Rtn } from './rtn.js'

/** The symbols of a grammar whose lines are indented. */
export interface IndentationSymbols {
  readonly newline: number
  readonly indent: number
  readonly dedent: number
  readonly open: ReadonlySet<number>
  readonly close: ReadonlySet<number>
  /** Columns of a tab stop. */
  readonly tab: number
}

/** What the rules say about newlines and brackets. */
export interface BalanceFacts {
  /** Terminals that are read, or end, where a bracket is open. */
  readonly bracketed: ReadonlySet<number>
  /** Whether nothing but blocks can stand between two newlines. */
  readonly newlinesMeet: boolean
}

/** Bits: what was read last. */
const other = 1
const newlineRead = 2
const indentRead = 4
const dedentRead = 8

/**
 * Proves that every sequence of terminals that the rules derive can be laid out in lines: blocks and brackets are
 * opened and closed in pairs by each rule, `indent` follows a newline, `dedent` a newline or another `dedent`, and no newline is
 * read between brackets. Only then is a live parse one that some text completes.
 *
 * @throws GrammarError 'unbalanced-indentation', 'misplaced-indentation', 'newline-in-brackets'
 */
export function checkBalance(rtn: Rtn, layout: IndentationSymbols): BalanceFacts {
  const { newline, indent, dedent, open, close } = layout
  if (rtn.start === 0) return { bracketed: new Set(), newlinesMeet: false }
  const nameOf = procedureNames(rtn)
  const blocks = balance(rtn, (t) => (t === indent ? 1 : t === dedent ? -1 : 0))
  if (typeof blocks === 'number') throw unbalanced(nameOf[blocks]!, 'blocks')
  const brackets = balance(rtn, (t) => (open.has(t) ? 1 : close.has(t) ? -1 : 0))
  if (typeof brackets === 'number') throw unbalanced(nameOf[brackets]!, 'brackets')

  const bracketed = new Set<number>()
  const inside = insideBrackets(rtn, brackets)
  for (let q = 1; q < rtn.states; q++) {
    for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) {
      const t = rtn.symbols[e]!
      const to = rtn.targets[e]!
      const within = inside[q] === 1 || brackets[q]! < 0
      if (within && (t === newline || t === indent || t === dedent)) throw newlineInBrackets(nameOf[q]!)
      if (within || brackets[to]! < 0) bracketed.add(t)
    }
  }

  const phases = phasesBefore(rtn, (t) =>
    t === newline ? newlineRead : t === indent ? indentRead : t === dedent ? dedentRead : other,
  )
  let newlinesMeet = false
  for (let q = 1; q < rtn.states; q++) {
    for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) {
      const t = rtn.symbols[e]!
      if (t === indent && (phases[q]! & ~newlineRead) !== 0) throw misplaced(nameOf[q]!, 'begins a block')
      if (t === dedent && (phases[q]! & ~(newlineRead | dedentRead)) !== 0) throw misplaced(nameOf[q]!, 'ends a block')
      if (t === newline && (phases[q]! & ~other) !== 0) newlinesMeet = true
    }
  }
  return { bracketed, newlinesMeet }
}

/** Per state the sum of the weights from it to the end of its procedure; a state where that is not one number, or positive. */
function balance(rtn: Rtn, weight: (symbol: number) => number): Int32Array | number {
  const sum = new Int32Array(rtn.states)
  const known = new Uint8Array(rtn.states)
  let failed = 0
  const found = (q: number, value: number): boolean => {
    if (value > 0 || (known[q] === 1 && sum[q] !== value)) failed ||= q
    if (known[q] === 1) return false
    known[q] = 1
    sum[q] = value
    return true
  }
  for (let q = 1; q < rtn.states; q++) if (rtn.final[q] === 1) found(q, 0)
  for (let changed = true; changed && failed === 0; ) {
    changed = false
    for (let q = rtn.states - 1; q > 0 && failed === 0; q--) {
      for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) {
        const to = rtn.targets[e]!
        if (known[to] === 1 && found(q, sum[to]! + weight(rtn.symbols[e]!))) changed = true
      }
      for (let e = rtn.callStart[q]!; e < rtn.callStart[q + 1]!; e++) {
        const to = rtn.returns[e]!
        if ((to === 0 || known[to] === 1) && found(q, to === 0 ? 0 : sum[to]!)) changed = true
      }
    }
  }
  for (const { start } of rtn.procedures) if (failed === 0 && sum[start] !== 0) failed = start
  return failed === 0 ? sum : failed
}

/** Per state: 1 if its procedure is called where a bracket is open. */
function insideBrackets(rtn: Rtn, brackets: Int32Array): Uint8Array {
  const inside = new Uint8Array(rtn.states)
  const work: number[] = []
  const visit = (q: number): void => {
    if (q === 0 || inside[q] === 1) return
    inside[q] = 1
    work.push(q)
  }
  for (let q = 1; q < rtn.states; q++) {
    if (brackets[q] === 0) continue
    for (let e = rtn.callStart[q]!; e < rtn.callStart[q + 1]!; e++) visit(rtn.callees[e]!)
  }
  while (work.length > 0) {
    const q = work.pop()!
    for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) visit(rtn.targets[e]!)
    for (let e = rtn.callStart[q]!; e < rtn.callStart[q + 1]!; e++) {
      visit(rtn.callees[e]!)
      visit(rtn.returns[e]!)
    }
  }
  return inside
}

/** Per state the kinds of symbols that can have been read right before it, as bits. */
function phasesBefore(rtn: Rtn, kind: (symbol: number) => number): Uint8Array {
  const before = new Uint8Array(rtn.states)
  /** By start of a procedure: the kinds of symbols it can end with. */
  const exits = new Uint8Array(rtn.states)
  const members = new Map(rtn.procedures.map(({ start }) => [start, statesFrom(rtn, start)]))
  for (let changed = true; changed; ) {
    changed = false
    for (const [start, states] of members) {
      let ends = exits[start]!
      for (const q of states) {
        for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++)
          if (rtn.final[rtn.targets[e]!] === 1) ends |= kind(rtn.symbols[e]!)
        for (let e = rtn.callStart[q]!; e < rtn.callStart[q + 1]!; e++) {
          const to = rtn.returns[e]!
          if (to === 0 || rtn.final[to] === 1) ends |= exits[rtn.callees[e]!]!
        }
      }
      if (ends === exits[start]) continue
      exits[start] = ends
      changed = true
    }
  }
  before[rtn.start] = other
  for (let changed = true; changed; ) {
    changed = false
    const add = (q: number, kinds: number): void => {
      if (q === 0 || (before[q]! | kinds) === before[q]) return
      before[q]! |= kinds
      changed = true
    }
    for (let q = 1; q < rtn.states; q++) {
      for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) add(rtn.targets[e]!, kind(rtn.symbols[e]!))
      for (let e = rtn.callStart[q]!; e < rtn.callStart[q + 1]!; e++) {
        add(rtn.callees[e]!, before[q]!)
        add(rtn.returns[e]!, exits[rtn.callees[e]!]!)
      }
    }
  }
  return before
}

/** The states of the procedure that begins with one. */
function statesFrom(rtn: Rtn, start: number): Set<number> {
  const states = new Set([start])
  for (const q of states) {
    for (let e = rtn.symbolStart[q]!; e < rtn.symbolStart[q + 1]!; e++) states.add(rtn.targets[e]!)
    for (let e = rtn.callStart[q]!; e < rtn.callStart[q + 1]!; e++) if (rtn.returns[e]! > 0) states.add(rtn.returns[e]!)
  }
  return states
}

function procedureNames(rtn: Rtn): string[] {
  const names = new Array<string>(rtn.states).fill('')
  for (const { start, name } of rtn.procedures) for (const q of statesFrom(rtn, start)) names[q] ||= name
  return names
}

function unbalanced(rule: string, what: 'blocks' | 'brackets'): GrammarError {
  return new GrammarError(`The rule '${rule}', or one it uses, does not close the ${what} it opens.`, {
    code: 'unbalanced-indentation',
    rule,
    hint: 'Let one rule read both ends, as in "newline indent statement+ dedent" or "(" list ")".',
  })
}

function misplaced(rule: string, what: string): GrammarError {
  return new GrammarError(
    `In the rule '${rule}', or one it uses, what ${what} can stand behind something else than a newline.`,
    {
      code: 'misplaced-indentation',
      rule,
      hint: 'A block begins right behind the newline terminal, and ends right behind one or behind the end of another block.',
    },
  )
}

function newlineInBrackets(rule: string): GrammarError {
  return new GrammarError(`The rule '${rule}' reads a newline, or a block, where a bracket is open.`, {
    code: 'newline-in-brackets',
    rule,
    hint: 'Newlines between brackets are ignored: leave them out, or do not name the bracket in the indentation.',
  })
}
