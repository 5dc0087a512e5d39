import { type AST, RegExpParser } from '@eslint-community/regexpp'
import { EspalierError } from '../../error/index.js'
import { type Expr, ExprPool, type Partition, parsePattern } from '../../regex/index.js'
import type { Expression, Position } from '../grammar.js'

/** Instructions and states that a pattern may need to be looked at. */
const MAX_STATES = 2000
/** Characters of the pattern that is written anew. */
const MAX_SOURCE = 20_000

/** Why a pattern cannot be read as a backtracking matcher reads it. */
export interface Refusal {
  readonly message: string
  readonly hint: string
}

type Instruction =
  | { readonly op: 'read'; readonly set: bigint }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'behind'; readonly set: bigint; readonly negate: boolean }
  | { readonly op: 'ahead'; readonly set: bigint; readonly negate: boolean }
  | { readonly op: 'match' }

class Refused extends EspalierError {}

/**
 * A backtracking matcher (that of JavaScript, of Python) takes the first match it finds: of `a|ab` always `a`, of `".*?"` the
 * shortest. A lexer of longest matches would take the longest. This makes the expression whose longest match in any text
 * is the first match of the pattern there.
 *
 * The matcher is followed as an ordered list of its places in the pattern. Once the pattern has matched, places of
 * lower order than the match are dropped, the others may still lead to a match that is preferred. The texts on which
 * such a list holds a match are a regular language, and the longest of them at the beginning of a text is the first
 * match of the matcher. (That is how Cox's RE2 makes automata of such patterns.)
 */
export function firstMatch(source: string, flags: string, position?: Position): Expression | Refusal {
  const plain: Expression = { kind: 'pattern', source, ...(flags === '' ? {} : { flags }), position }
  try {
    const program = new Program(source, flags)
    const ordered = new Automaton(program, true)
    const whole = new Automaton(program, false)
    if (same(ordered, whole)) return plain
    const any: Expression = { kind: 'pattern', source: '[^]+', flags: 'u' }
    if (same(ordered, whole.shortest())) {
      return { kind: 'difference', item: plain, without: { kind: 'sequence', items: [plain, any] }, position }
    }
    return { kind: 'pattern', source: ordered.toSource(program.partition), flags: 'u', position }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return {
      message: error.message,
      hint: 'Write the expression without what makes its matches depend on their order.',
    }
  }
}

function refuse(message: string): Refused {
  return new Refused(message, { code: 'unsupported-pattern' })
}

/** A pattern as instructions. */
class Program {
  readonly code: Instruction[] = []
  readonly partition: Partition
  readonly all: bigint
  looksBehind = false
  private readonly pool = new ExprPool()
  private readonly leaves: { expr: Expr; at: number }[] = []
  private flags: string

  constructor(source: string, flags: string) {
    this.flags = flags.replace(/[dgy]/g, '')
    const parser = new RegExpParser({ ecmaVersion: 2025 })
    const sets = flags.includes('v')
    const pattern = parser.parsePattern(source, 0, source.length, {
      unicode: flags.includes('u') && !sets,
      unicodeSets: sets,
    })
    this.alternatives(pattern.alternatives)
    this.code.push({ op: 'match' })
    this.partition = this.pool.partitions.productOf(this.leaves.map(({ expr }) => this.pool.partition(expr)))
    const { count, representatives } = this.partition
    this.all = (1n << BigInt(count)) - 1n
    for (const { expr, at } of this.leaves) {
      let set = 0n
      representatives.forEach((point, c) => {
        if (this.pool.nullable(this.pool.derive(expr, point))) set |= 1n << BigInt(c)
      })
      this.code[at] = { ...this.code[at]!, set } as Instruction
    }
  }

  private emit(instruction: Instruction): number {
    if (this.code.length > MAX_STATES) throw refuse(`The pattern has more than ${MAX_STATES} parts.`)
    return this.code.push(instruction) - 1
  }

  private alternatives(list: readonly AST.Alternative[]): void {
    const ends: number[] = []
    list.forEach((alternative, i) => {
      const last = i === list.length - 1
      const split = last ? -1 : this.emit({ op: 'split', first: this.code.length + 1, second: -1 })
      for (const element of alternative.elements) this.element(element)
      if (last) return
      ends.push(this.emit({ op: 'split', first: -1, second: -1 }))
      this.code[split] = { op: 'split', first: split + 1, second: this.code.length }
    })
    for (const end of ends) this.code[end] = { op: 'split', first: this.code.length, second: this.code.length }
  }

  private element(node: AST.Element): void {
    switch (node.type) {
      case 'Quantifier':
        this.repeat(node)
        return
      case 'CapturingGroup':
        this.alternatives(node.alternatives)
        return
      case 'Group':
        this.group(node)
        return
      case 'Assertion':
        this.look(node)
        return
      case 'Backreference':
        throw refuse('The pattern has a back-reference.')
      default:
        this.leaf({ op: 'read', set: 0n }, node)
    }
  }

  private leaf(instruction: Instruction, node: AST.Element): void {
    this.leaves.push({ expr: parsePattern(this.pool, node.raw, this.flags), at: this.emit(instruction) })
  }

  private group(node: AST.Group): void {
    const saved = this.flags
    for (const [name, flag] of [
      ['ignoreCase', 'i'],
      ['multiline', 'm'],
      ['dotAll', 's'],
    ] as const) {
      if (node.modifiers?.add[name] && !this.flags.includes(flag)) this.flags += flag
      if (node.modifiers?.remove?.[name]) this.flags = this.flags.replace(flag, '')
    }
    this.alternatives(node.alternatives)
    this.flags = saved
  }

  private repeat({ element, min, max, greedy, raw }: AST.Quantifier): void {
    const choice = (from: number, into: number, past: number): void => {
      this.code[from] = greedy ? { op: 'split', first: into, second: past } : { op: 'split', first: past, second: into }
    }
    const start = this.code.length
    for (let i = 0; i < min; i++) this.element(element)
    if (max === Number.POSITIVE_INFINITY) {
      if (canBeEmpty(element) && /[|?]/.test(raw.replace(/\(\?/g, ''))) {
        throw refuse('The pattern repeats without end what may be empty.')
      }
      const loop = this.emit({ op: 'split', first: -1, second: -1 })
      this.element(element)
      this.emit({ op: 'split', first: loop, second: loop })
      choice(loop, loop + 1, this.code.length)
      return
    }
    const skips: number[] = []
    for (let i = min; i < max; i++) {
      skips.push(this.emit({ op: 'split', first: -1, second: -1 }))
      this.element(element)
    }
    for (const skip of skips) choice(skip, skip + 1, this.code.length)
    if (max === 0) this.code.length = start
  }

  private look(node: AST.Assertion): void {
    const only = node.kind === 'lookahead' || node.kind === 'lookbehind' ? single(node.alternatives) : undefined
    if (!only || !('negate' in node)) throw refuse('The pattern has an assertion of more than one character.')
    if (node.kind === 'lookbehind') this.looksBehind = true
    this.leaf({ op: node.kind === 'lookbehind' ? 'behind' : 'ahead', set: 0n, negate: node.negate }, only)
  }
}

/** The one element of an assertion that is a single character. */
function single(alternatives: readonly AST.Alternative[]): AST.Element | undefined {
  const elements = alternatives.length === 1 ? alternatives[0]!.elements : []
  const only = elements.length === 1 ? elements[0]! : undefined
  const kinds = ['Character', 'CharacterSet', 'CharacterClass', 'ExpressionCharacterClass']
  return only && kinds.includes(only.type) ? only : undefined
}

function canBeEmpty(node: AST.Element): boolean {
  switch (node.type) {
    case 'Quantifier':
      return node.min === 0 || canBeEmpty(node.element)
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.some((alternative) => alternative.elements.every(canBeEmpty))
    case 'Assertion':
    case 'Backreference':
      return true
    default:
      return false
  }
}

/** Places in a program, and which classes the next character may be of. Highest order first. */
type Places = readonly { readonly at: number; readonly next: bigint }[]

/** Deterministic: row[state][class] is the next state, 0 where there is none; state 1 is the start. */
class Automaton {
  readonly rows: number[][] = [[]]
  accepts: boolean[] = [false]
  readonly count: number

  constructor(program?: Program, ordered = false) {
    this.count = program?.partition.count ?? 0
    if (program) this.build(program, ordered)
  }

  private build(program: Program, ordered: boolean): void {
    const ids = new Map<string, number>()
    const lists: Places[] = [[]]
    const stateOf = (places: Places, last: number): number => {
      if (places.length === 0) return 0
      const kept = ordered ? places : [...places].sort((a, b) => a.at - b.at || (a.next < b.next ? -1 : 1))
      const key = `${program.looksBehind ? last : 0}:${kept.map(({ at, next }) => `${at},${next}`).join()}`
      let id = ids.get(key)
      if (id === undefined) {
        id = lists.length
        if (id > MAX_STATES) throw refuse(`The pattern needs more than ${MAX_STATES} states.`)
        ids.set(key, id)
        lists.push(kept)
        const match = kept.find(({ at }) => program.code[at]!.op === 'match')
        if (match && match.next !== program.all) throw refuse('The pattern looks at the text behind its match.')
        this.accepts.push(match !== undefined)
      }
      return id
    }
    stateOf(closure(program, [{ at: 0, next: program.all }], -1, ordered), -1)
    for (let s = 1; s < lists.length; s++) {
      const row: number[] = []
      for (let c = 0; c < program.partition.count; c++) {
        const bit = 1n << BigInt(c)
        const moved: { at: number; next: bigint }[] = []
        for (const { at, next } of lists[s]!) {
          const step = program.code[at]!
          if (step.op === 'read' && step.set & next & bit) moved.push({ at: at + 1, next: program.all })
        }
        row.push(stateOf(closure(program, moved, c, ordered), c))
      }
      this.rows.push(row)
    }
    this.prune()
  }

  /** States from which nothing is accepted become 0. */
  private prune(): void {
    const live = [...this.accepts]
    for (let changed = true; changed; ) {
      changed = false
      for (let s = this.rows.length - 1; s > 0; s--) {
        if (live[s] || !this.rows[s]!.some((to) => live[to])) continue
        live[s] = true
        changed = true
      }
    }
    for (const row of this.rows)
      row.forEach((to, c) => {
        if (!live[to]) row[c] = 0
      })
  }

  /** The words that do not begin with shorter words. */
  shortest(): Automaton {
    const result = new Automaton()
    this.rows.forEach((row, s) => {
      result.rows[s] = this.accepts[s] ? row.map(() => 0) : [...row]
    })
    result.accepts = [...this.accepts]
    return result
  }

  /** A pattern of the same words, by elimination of states. */
  toSource(partition: Partition): string {
    const n = this.rows.length
    const final = n
    // edges[from].get(to): a pattern; undefined is no edge.
    const edges = Array.from({ length: n + 1 }, () => new Map<number, string>())
    const add = (from: number, to: number, source: string): void => {
      const known = edges[from]!.get(to)
      const together = known === undefined ? source : known === source ? source : `${known}|${source}`
      if (together.length > MAX_SOURCE) throw refuse('The pattern cannot be written anew within limits.')
      edges[from]!.set(to, together)
    }
    for (let s = 1; s < n; s++) {
      const sets = new Map<number, number[]>()
      this.rows[s]!.forEach((to, c) => {
        if (to > 0) sets.set(to, [...(sets.get(to) ?? []), c])
      })
      for (const [to, classes] of sets) add(s, to, classSource(partition, classes))
      if (this.accepts[s]) add(s, final, '')
    }
    for (let s = n - 1; s > 1; s--) {
      const own = edges[s]!.get(s)
      const loop = own === undefined ? '' : `${own.length === 1 ? own : `(?:${own})`}*`
      for (let from = 1; from < n; from++) {
        const into = from === s ? undefined : edges[from]!.get(s)
        if (into === undefined) continue
        edges[from]!.delete(s)
        for (const [to, out] of edges[s]!) if (to !== s) add(from, to, `${group(into)}${loop}${group(out)}`)
      }
      edges[s]!.clear()
    }
    const again = edges[1]!.get(1)
    return `${again === undefined ? '' : `(?:${again})*`}${group(edges[1]!.get(final) ?? '[]')}`
  }
}

function group(source: string): string {
  return source.includes('|') ? `(?:${source})` : source
}

function classSource({ starts, classes }: Partition, members: readonly number[]): string {
  const point = (p: number): string => `\\u{${p.toString(16)}}`
  const wanted = new Set(members)
  let inside = ''
  starts.forEach((from, i) => {
    if (!wanted.has(classes[i]!)) return
    const to = (starts[i + 1] ?? 0x110000) - 1
    inside += from === to ? point(from) : `${point(from)}-${point(to)}`
  })
  return `[${inside}]`
}

function closure(program: Program, from: Places, last: number, ordered: boolean): Places {
  const found: { at: number; next: bigint }[] = []
  const seen = new Set<string>()
  const stack = [...from].reverse()
  for (let top = stack.pop(); top; top = stack.pop()) {
    const key = `${top.at},${top.next}`
    if (seen.has(key) || top.next === 0n) continue
    seen.add(key)
    const { at, next } = top
    const step = program.code[at]!
    switch (step.op) {
      case 'split':
        stack.push({ at: step.second, next }, { at: step.first, next })
        break
      case 'behind': {
        if (last < 0) throw refuse('The pattern looks at the text before its match.')
        const holds = last >= 0 && (step.set >> BigInt(last)) & 1n
        if (Boolean(holds) !== step.negate) stack.push({ at: at + 1, next })
        break
      }
      case 'ahead':
        stack.push({ at: at + 1, next: next & (step.negate ? program.all & ~step.set : step.set) })
        break
      case 'read':
        found.push(top)
        break
      case 'match':
        found.push(top)
        if (ordered) return found
    }
  }
  return found
}

function same(a: Automaton, b: Automaton): boolean {
  const seen = new Set(['1,1'])
  const pairs: [number, number][] = [[1, 1]]
  for (const [x, y] of pairs) {
    if (a.accepts[x] !== b.accepts[y]) return false
    for (let c = 0; c < a.count; c++) {
      const next: [number, number] = [a.rows[x]?.[c] ?? 0, b.rows[y]?.[c] ?? 0]
      if ((next[0] === 0) !== (next[1] === 0)) return false
      const key = next.join()
      if (next[0] === 0 || seen.has(key)) continue
      seen.add(key)
      pairs.push(next)
    }
  }
  return true
}
