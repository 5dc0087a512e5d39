import { GrammarError, OptionError, refuseUnknownOptions } from '../error/index.js'
import { type GrammarConstraint, partsOf } from '../grammar/compile.js'
import { terminalNames } from '../grammar/expected.js'
import { GrammarMachine } from '../grammar/machine.js'
import { ByteGraph } from './byte-graph.js'
import { Chart, edgesOf, type Item, type SymbolEdge, type SymbolGraph } from './chart.js'
import { type Edge, LexemeGraph, type Step } from './lexeme-graph.js'

export interface InfillOptions {
  limits?: {
    /** Steps of parsing. Default 20,000,000. */
    steps?: number
  }
}

/** Whether pieces of text can be completed to a word by filling the holes between them. */
export type InfillResult =
  | {
      readonly completable: true
      /** Texts for the holes, one fewer than pieces, that make a shortest word; found when asked for. */
      readonly fills: readonly string[]
      /** The pieces with these fills between them. */
      readonly completion: string
    }
  | {
      readonly completable: false
      /** The piece in which the text stops making sense, from 0: no fill of the holes before it lets it go on. */
      readonly piece: number
      /** Where in that piece, in bytes: what begins here cannot be read, however holes are filled. */
      readonly offset: number
      /** What could be read there: texts of literals in quotes, names of terminals, or characters; at most 12. */
      readonly expected: readonly string[]
    }

/**
 * Decides whether some texts can be put between the pieces so that the whole is a word of the grammar. Exact: lexemes may begin in
 * one piece and end in the next, and "no" means that no fill exists, of whatever length.
 *
 * @param pieces at least one; with one, there is no hole and the question is whether it is a word
 * @throws GrammarError code 'not-supported' for grammars with other constraints in them
 * @throws LimitError limit 'steps'
 */
export function validateInfill(
  grammar: GrammarConstraint,
  pieces: readonly (string | Uint8Array)[],
  options: InfillOptions = {},
): InfillResult {
  refuseUnknownOptions(options, ['limits'], 'validateInfill()')
  refuseUnknownOptions(options.limits ?? {}, ['steps'], 'limits of validateInfill()')
  if (pieces.length === 0) {
    throw new OptionError('validateInfill() needs at least one piece.', {
      code: 'option-range',
      option: 'pieces',
      hint: 'A hole at the beginning or the end is an empty piece.',
    })
  }
  if (!(grammar instanceof GrammarMachine)) {
    throw new OptionError('validateInfill() needs a grammar made by compileGrammar().', {
      code: 'option-range',
      option: 'grammar',
      hint: 'Compile the grammar first.',
    })
  }
  const machine: GrammarMachine = grammar
  if (machine.embeds) {
    throw new GrammarError('Texts with holes are not decided for grammars that other constraints are part of.', {
      code: 'not-supported',
      hint: 'Write the embedded language as rules.',
    })
  }
  if (machine.indents) {
    throw new GrammarError('Texts with holes are not decided for grammars with indentation.', {
      code: 'not-supported',
      hint: 'Check the whole text once the holes are filled.',
    })
  }
  const encoder = new TextEncoder()
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece))
  return new Question(machine, bytes, options.limits?.steps ?? 20_000_000, grammar).answer()
}

class Question {
  constructor(
    private readonly machine: GrammarMachine,
    private readonly pieces: readonly Uint8Array[],
    private readonly limit: number,
    private readonly grammar: GrammarConstraint,
  ) {}

  answer(): InfillResult {
    const { machine } = this
    // Without something to put between lexemes, boundaries in holes must be told apart from the beginning.
    const graph = this.graph(machine.separates)
    const chart = new Chart(machine.parser.rtn, graph, this.limit)
    if (!chart.run()) return this.failure(graph, chart)
    return this.success()
  }

  private graph(collapse: boolean): SymbolGraph & { offsetOf(node: number): number } {
    const { machine, pieces } = this
    if (!machine.lexer) return new ByteGraph(pieces, machine.byteClass!)
    const isGood = (boundary: number): boolean => machine.isGood(boundary)
    return new TerminalGraph(machine, new LexemeGraph(machine.lexer, pieces, collapse ? { isGood } : undefined))
  }

  /** The completion is looked for when it is asked for: that takes longer than the answer. */
  private success(): InfillResult {
    let found: string[] | undefined
    const fills = (): string[] => {
      found ??= this.shortest()
      return found
    }
    const { pieces } = this
    return {
      completable: true,
      get fills() {
        return fills()
      },
      get completion() {
        const decoder = new TextDecoder()
        return pieces.map((piece, i) => decoder.decode(piece) + (fills()[i] ?? '')).join('')
      },
    }
  }

  private shortest(): string[] {
    const item = new Chart(this.machine.parser.rtn, this.graph(false), this.limit).run() as Item
    const inserted: number[][] = this.pieces.slice(1).map(() => [])
    for (const edge of edgesOf(item)) {
      const steps: Step[] = []
      for (let step: Step | undefined = (edge as Edge).last; step; step = step.before) steps.push(step)
      for (const step of steps.reverse()) if (step.inserted >= 0) inserted[step.hole]!.push(step.inserted)
    }
    const decoder = new TextDecoder()
    return inserted.map((fill) => decoder.decode(Uint8Array.from(fill)))
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
    // The place belongs to the piece that it lies in or that begins there.
    let piece = 0
    let offset = last
    while (piece < this.pieces.length - 1 && offset >= this.pieces[piece]!.length)
      offset -= this.pieces[piece++]!.length
    return { completable: false, piece, offset, expected: this.namesOf(symbols).slice(0, 12) }
  }

  private namesOf(symbols: ReadonlySet<number>): string[] {
    const { machine, grammar } = this
    const parts = partsOf(grammar)
    if (machine.lexer && parts) {
      const names = terminalNames(grammar, parts)
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
    private readonly machine: GrammarMachine,
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
