import { DEAD, run } from '../automaton/index.js'
import { type GrammarConstraint, partsOf } from '../grammar/compile.js'
import { terminalNames } from '../grammar/expected.js'
import type { Lexer } from '../grammar/lexer.js'
import type { GrammarMachine } from '../grammar/machine.js'
import { ByteGraph } from './byte-graph.js'
import { Chart, edgesOf, type Item, type SymbolEdge, type SymbolGraph } from './chart.js'
import { failureAt, type InfillResult, success } from './infill-result.js'
import { type Edge, LexemeGraph, type Step } from './lexeme-graph.js'

/** Whether pieces can be completed to a word of a grammar without indentation and constraints of others. */
export class GrammarQuestion {
  constructor(
    private readonly machine: GrammarMachine & GrammarConstraint,
    private readonly pieces: readonly Uint8Array[],
    private readonly limit: number,
  ) {}

  answer(): InfillResult {
    const { machine } = this
    // Without something to put between lexemes, boundaries in holes must be told apart from the beginning.
    const graph = this.graph(machine.separates)
    const chart = new Chart(machine.parser.rtn, graph, this.limit)
    if (!chart.run()) return this.failure(graph, chart)
    return success(this.pieces, () => this.shortest())
  }

  private graph(collapse: boolean): SymbolGraph & { offsetOf(node: number): number } {
    const { machine, pieces } = this
    if (!machine.lexer) return new ByteGraph(pieces, machine.byteClass!)
    return new TerminalGraph(machine, this.lexemes(machine.lexer, collapse))
  }

  private lexemes(lexer: Lexer, collapse: boolean): LexemeGraph {
    const isGood = (boundary: number): boolean => this.machine.isGood(boundary)
    return new LexemeGraph(lexer, this.pieces, collapse ? { isGood } : undefined)
  }

  /** Fills that make a word, undefined if there are none. They are not always shortest, but found as fast as the answer. */
  someFills(): Uint8Array[] | undefined {
    const { machine } = this
    if (!machine.lexer || !machine.separates) {
      const item = this.run(false)
      return item && this.fillsOf(item)
    }
    const graph = this.lexemes(machine.lexer, true)
    const item = new Chart(machine.parser.rtn, new TerminalGraph(machine, graph), this.limit).run()
    if (!item) return undefined
    const fills = this.fillsOf(item, graph)
    return this.isWord(fills) ? fills : this.shortest()
  }

  private shortest(): Uint8Array[] {
    return this.fillsOf(this.run(false) as Item)
  }

  private run(collapse: boolean): Item | undefined {
    return new Chart(this.machine.parser.rtn, this.graph(collapse), this.limit).run()
  }

  /** @param apart set if blanks are to be put between lexemes that meet in a hole */
  private fillsOf(item: Item, apart?: LexemeGraph): Uint8Array[] {
    const inserted: number[][] = this.pieces.slice(1).map(() => [])
    for (const edge of edgesOf(item)) {
      const steps: Step[] = []
      for (let step: Step | undefined = (edge as Edge).last; step; step = step.before) steps.push(step)
      for (const step of steps.reverse()) if (step.inserted >= 0) inserted[step.hole]!.push(step.inserted)
      const hole = apart ? apart.holeAt(apart.offsetOf((edge as Edge).to)) : -1
      if (hole >= 0) inserted[hole]!.push(0x20)
    }
    return inserted.map((fill) => Uint8Array.from(fill))
  }

  private isWord(fills: readonly Uint8Array[]): boolean {
    const { machine, pieces } = this
    let state = machine.start
    pieces.forEach((piece, i) => {
      state = run(machine, run(machine, state, piece), fills[i] ?? new Uint8Array(0))
    })
    return state !== DEAD && machine.canEnd(state)
  }

  private failure(graph: { offsetOf(node: number): number }, chart: Chart): InfillResult {
    let last = 0
    for (const node of chart.reached) last = Math.max(last, graph.offsetOf(node))
    const symbols = new Set<number>()
    const { rtn } = this.machine.parser
    for (const [node, states] of chart.statesAt) {
      if (graph.offsetOf(node) !== last) continue
      for (const q of states) {
        for (let i = rtn.symbolStart[q]!; i < rtn.symbolStart[q + 1]!; i++) symbols.add(rtn.symbols[i]!)
      }
    }
    return failureAt(this.pieces, last, () => this.namesOf(symbols).slice(0, 12))
  }

  private namesOf(symbols: ReadonlySet<number>): string[] {
    const { machine } = this
    const parts = partsOf(machine)
    if (machine.lexer && parts) {
      const names = terminalNames(machine, parts)
      return [...symbols].map((symbol) => names[symbol]!)
    }
    const characters: string[] = []
    for (let byte = 0x20; byte < 0x7f; byte++) {
      if (symbols.has(machine.byteClass![byte]!)) characters.push(JSON.stringify(String.fromCharCode(byte)))
    }
    return characters
  }
}

/** Lexemes as a chart reads them: ignored ones read nothing, and may be read as well if rules use them. */
class TerminalGraph implements SymbolGraph {
  readonly start: number
  private readonly edges: (readonly SymbolEdge[] | undefined)[] = []

  constructor(
    private readonly machine: GrammarMachine & GrammarConstraint,
    private readonly graph: LexemeGraph,
  ) {
    this.start = graph.start
  }

  isEnd(node: number): boolean {
    return this.graph.isEnd(node)
  }

  offsetOf(node: number): number {
    return this.graph.offsetOf(node)
  }

  edgesOf(node: number): readonly SymbolEdge[] {
    let edges = this.edges[node]
    if (!edges) {
      edges = this.graph.edgesOf(node).flatMap((edge) => {
        const { terminal: symbol, to, cost } = edge
        const read = { symbol, to, cost, edge }
        return this.machine.isIgnored(symbol) ? [{ ...read, symbol: -1 }, read] : [read]
      })
      this.edges[node] = edges
    }
    return edges
  }
}
