import type { SymbolEdge, SymbolGraph } from './chart.js'
import type { Step } from './lexeme-graph.js'

/** A text with holes for grammars without lexemes: a node is a place, an edge reads one byte. */
export class ByteGraph implements SymbolGraph {
  readonly start = 0
  private readonly text: number[] = []
  /** By place: the first hole there, -1 if there is none. */
  private readonly hole: number[] = []
  /** A byte of each class. */
  private readonly byteOf: number[] = []

  constructor(
    pieces: readonly Uint8Array[],
    private readonly byteClass: Uint8Array,
  ) {
    const holes: number[] = []
    pieces.forEach((piece, i) => {
      if (i > 0) holes.push(this.text.length)
      for (const byte of piece) this.text.push(byte)
    })
    for (let place = 0; place <= this.text.length; place++) this.hole.push(holes.indexOf(place))
    for (let byte = 255; byte >= 0; byte--) this.byteOf[byteClass[byte]!] = byte
  }

  isEnd(node: number): boolean {
    return node === this.text.length
  }

  offsetOf(node: number): number {
    return node
  }

  edgesOf(node: number): readonly SymbolEdge[] {
    const edges: SymbolEdge[] = []
    const add = (byte: number, to: number, cost: number, hole: number): void => {
      const last: Step = { state: 0, place: to, cost, inserted: hole < 0 ? -1 : byte, hole, before: undefined }
      edges.push({ symbol: this.byteClass[byte]!, to, cost, edge: { last } })
    }
    if (node < this.text.length) add(this.text[node]!, node + 1, 0, -1)
    const hole = this.hole[node]!
    if (hole >= 0) for (const byte of this.byteOf) add(byte, node, 1, hole)
    return edges
  }
}
