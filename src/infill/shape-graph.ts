import { TupleInterner } from '../automaton/interner.js'
import type { LexemeTokens } from '../grammar/token-classes.js'

/**
 * The shapes of all lexer states (see `LexemeTokens`) in flat arrays. Below node n hang childNode[i], by the terminal childTerminal[i], for
 * childStart[n] <= i < childStart[n + 1]; children have lower numbers. Tokens of list stopList[i] stop at the node in lexer
 * state targets[groupStart[g] + (i - stopStart[n])], g being group[n]: nodes with the same targets are one group.
 */
export class ShapeGraph {
  readonly nodes: number
  readonly groups: number
  readonly childStart: Int32Array
  readonly childTerminal: Int32Array
  readonly childNode: Int32Array
  readonly stopStart: Int32Array
  readonly stopList: Int32Array
  readonly group: Int32Array
  readonly groupStart: Int32Array
  readonly targets: Int32Array

  constructor(tokens: LexemeTokens) {
    const groups = new TupleInterner()
    const childStart = [0]
    const children: number[] = []
    const stopStart = [0]
    const lists: number[] = []
    const groupStart = [0, 0]
    const targets: number[] = []
    const group: number[] = []
    for (let node = 0; node < tokens.size; node++) {
      const below = tokens.childrenOf(node)
      for (let i = 0; i < below.length; i++) children.push(below[i]!)
      childStart.push(children.length / 2)
      const stops = tokens.stopsOf(node)
      const own: number[] = []
      for (let i = 0; i < stops.length; i += 2) {
        own.push(-stops[i]!)
        lists.push(stops[i + 1]!)
      }
      stopStart.push(lists.length)
      const g = groups.intern(own)
      if (g === groupStart.length - 1) {
        for (const lex of own) targets.push(lex)
        groupStart.push(targets.length)
      }
      group.push(g)
    }
    this.nodes = tokens.size
    this.groups = groups.size
    this.childStart = Int32Array.from(childStart)
    this.childTerminal = Int32Array.from({ length: children.length / 2 }, (_, i) => children[2 * i]!)
    this.childNode = Int32Array.from({ length: children.length / 2 }, (_, i) => children[2 * i + 1]!)
    this.stopStart = Int32Array.from(stopStart)
    this.stopList = Int32Array.from(lists)
    this.group = Int32Array.from(group)
    this.groupStart = Int32Array.from(groupStart)
    this.targets = Int32Array.from(targets)
  }
}
