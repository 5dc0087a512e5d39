import { type Lexer, NO_LEXEME } from '../grammar/lexer.js'

/**
 * The lexemes of a text with holes: pieces of fixed bytes, and between two of them a hole for any bytes.
 *
 * A *node* is a place where a lexeme has ended, with the boundary of the lexer behind it; a place is an offset in a piece, or a
 * hole, which is one place from the end of the piece before to the beginning of the piece behind. An *edge* is one lexeme
 * from node to node. It costs the bytes of it that lie in holes. Lexemes may begin or end in a hole, or reach across one.
 *
 * Whoever only asks whether a text can be completed need not tell boundaries in holes apart if something may be ignored
 * that puts nothing in the way of what follows, such as white space: a hole is then one node (`collapse`).
 */
export interface Edge {
  readonly terminal: number
  readonly to: number
  readonly cost: number
  /** The last step of the lexeme. */
  readonly last: Step
}

/** One byte of a lexeme; chains lead back to its beginning. */
export interface Step {
  readonly state: number
  readonly place: number
  readonly cost: number
  /** -1 for a byte of a piece. */
  readonly inserted: number
  /** The hole it is inserted in. */
  readonly hole: number
  readonly before: Step | undefined
}

export class LexemeGraph {
  readonly start: number
  private readonly nodeIds = new Map<number, number>()
  private readonly placeOf: number[] = []
  private readonly boundaryOf: number[] = []
  private readonly edges: (readonly Edge[] | undefined)[] = []
  /** First place of each piece; place of hole i is that of the end of piece i. */
  private readonly first: number[] = []
  private readonly pieceOf: number[] = []
  private readonly places: number
  private readonly isHole: Uint8Array
  /** By place: the first hole there, -1 if there is none. Several are at one place if pieces between them are empty. */
  private readonly holes: Int32Array

  constructor(
    private readonly lexer: Lexer,
    private readonly pieces: readonly Uint8Array[],
    /** Set if boundaries in holes behind which everything can stand are not told apart. */
    private readonly collapse: { readonly isGood: (boundary: number) => boolean } | undefined,
  ) {
    let places = 0
    pieces.forEach((piece, i) => {
      this.first.push(places)
      for (let k = 0; k < piece.length; k++) this.pieceOf.push(i)
      places += piece.length
    })
    // The end of a piece and the beginning of the next are one place, so a hole is where a piece begins.
    this.pieceOf.push(pieces.length - 1)
    this.places = places + 1
    this.isHole = new Uint8Array(this.places)
    this.holes = new Int32Array(this.places).fill(-1)
    for (let i = this.first.length - 1; i > 0; i--) {
      this.isHole[this.first[i]!] = 1
      this.holes[this.first[i]!] = i - 1
    }
    this.start = this.node(this.first[0]!, this.lexer.freeBoundary)
  }

  get size(): number {
    return this.placeOf.length
  }

  /** Offset of the node in the text of all pieces. */
  offsetOf(node: number): number {
    return this.placeOf[node]!
  }

  /** Whether the text can end at the node. */
  isEnd(node: number): boolean {
    return this.placeOf[node] === this.places - 1
  }

  edgesOf(node: number): readonly Edge[] {
    let edges = this.edges[node]
    if (!edges) {
      edges = this.explore(node)
      this.edges[node] = edges
    }
    return edges
  }

  private node(place: number, boundary: number): number {
    const merged = this.collapse !== undefined && this.isHole[place] === 1 && this.collapse.isGood(boundary)
    const at = merged ? this.lexer.freeBoundary : boundary
    const key = place * 0x100000 + at
    let id = this.nodeIds.get(key)
    if (id === undefined) {
      id = this.placeOf.length
      this.nodeIds.set(key, id)
      this.placeOf.push(place)
      this.boundaryOf.push(at)
      this.edges.push(undefined)
    }
    return id
  }

  /** All lexemes that begin at a node, the cheapest for each terminal and target (Dijkstra's algorithm over lexer states). */
  private explore(node: number): Edge[] {
    const { lexer } = this
    const { byteOf, classes } = lexer.dfa
    const from = this.placeOf[node]!
    const boundary = this.boundaryOf[node]!
    const best = new Map<number, Edge>()
    const seen = new Set<number>()
    const cheapest = new Map<number, number>()
    const layers: Step[][] = [[]]
    const visit = (
      cost: number,
      state: number,
      place: number,
      inserted: number,
      hole: number,
      before: Step | undefined,
    ): void => {
      if (state === NO_LEXEME) return
      const key = state * this.places + place
      if ((cheapest.get(key) ?? Number.POSITIVE_INFINITY) <= cost) return
      cheapest.set(key, cost)
      while (layers.length <= cost) layers.push([])
      layers[cost]!.push({ state, place, cost, inserted, hole, before })
    }
    const follow = (cost: number, place: number, before: Step | undefined, next: (byte: number) => number): void => {
      if (place < this.places - 1) visit(cost, next(this.byteAt(place)), place + 1, -1, -1, before)
      if (this.isHole[place] === 0) return
      for (let c = 0; c < classes; c++) visit(cost + 1, next(byteOf[c]!), place, byteOf[c]!, this.holeAt(place), before)
    }
    follow(0, from, undefined, (byte) => lexer.enter(boundary, byte))
    for (let cost = 0; cost < layers.length; cost++) {
      const layer = layers[cost]!
      for (let i = 0; i < layer.length; i++) {
        const step = layer[i]!
        const key = step.state * this.places + step.place
        if (seen.has(key)) continue
        seen.add(key)
        const terminal = lexer.label(step.state)
        if (terminal >= 0) {
          const to = this.node(step.place, lexer.endOf(step.state))
          const edgeKey = terminal * 0x1000000 + to
          if (!best.has(edgeKey)) best.set(edgeKey, { terminal, to, cost, last: step })
        }
        follow(cost, step.place, step, (byte) => lexer.step(step.state, byte))
      }
    }
    return [...best.values()]
  }

  /** The first hole at a place, -1 if there is none. */
  holeAt(place: number): number {
    return this.holes[place]!
  }

  private byteAt(place: number): number {
    const i = this.pieceOf[place]!
    return this.pieces[i]![place - this.first[i]!]!
  }
}
