import type { AST } from '@eslint-community/regexpp'
import { LimitError, RegexError } from '../error/index.js'
import { MAX_GROUPS } from './captures.js'

/** What the back-references of a pattern refer to. */
export interface References {
  /** Numbers of the groups that some reference can see the text of. */
  readonly groups: ReadonlyMap<AST.CapturingGroup, number>
  /** Numbers of the groups a reference can see; it matches the empty text if none took part. */
  readonly of: ReadonlyMap<AST.Backreference, readonly number[]>
  /** Nodes with such a group inside and the reference outside. */
  readonly exporting: ReadonlySet<AST.Node>
}

/**
 * Finds the groups whose text can matter. By ECMA-262 a reference matches the empty text if its group
 * has not taken part in the match: it comes later, holds the reference itself, stands in another
 * alternative or in a negative look-ahead. Groups in a loop are forgotten at the start of each round.
 *
 * @throws RegexError code 'backreference' where the order of events is not that of the text: into or
 *   out of a look-behind, and out of a look-ahead
 */
export function findReferences(source: string, list: readonly AST.Backreference[]): References {
  const groups = new Map<AST.CapturingGroup, number>()
  const of = new Map<AST.Backreference, number[]>()
  const exporting = new Set<AST.Node>()
  for (const reference of list) {
    const seen: number[] = []
    const above = ancestors(reference)
    const resolved = Array.isArray(reference.resolved) ? reference.resolved : [reference.resolved]
    for (const group of resolved) {
      const path: AST.Node[] = []
      let node: AST.Node = group
      while (!above.has(node)) {
        path.push(node)
        node = node.parent!
      }
      // The group holds the reference, or they stand in different alternatives.
      if (node === group || node.type !== 'Alternative') continue
      const behind = [...above, ...path].some((x) => x.type === 'Assertion' && x.kind === 'lookbehind')
      if (behind) throw refused(source, reference, 'stands in a look-behind')
      if (reference.start < group.start) continue
      const looks = path.filter((x) => x.type === 'Assertion' && x.kind === 'lookahead') as AST.LookaheadAssertion[]
      if (looks.some((x) => x.negate)) continue
      if (looks.length > 0) throw refused(source, reference, 'refers into a look-ahead')
      let number = groups.get(group)
      if (number === undefined) {
        number = groups.size
        if (number === MAX_GROUPS) {
          throw new LimitError(`A pattern refers back to more than ${MAX_GROUPS} groups.`, {
            code: 'limit',
            limit: 'captures',
            value: MAX_GROUPS,
            hint: 'Refer to fewer groups.',
          })
        }
        groups.set(group, number)
      }
      seen.push(number)
      for (const x of path) exporting.add(x)
    }
    of.set(reference, seen)
  }
  return { groups, of, exporting }
}

export function refused(source: string, node: AST.Backreference | AST.Quantifier | AST.CapturingGroup, why: string) {
  const what = node.type === 'Backreference' ? `Back-reference ${node.raw}` : `The group referred to in ${node.raw}`
  return new RegexError(`${what} at offset ${node.start} ${why}, which is not supported.`, {
    code: 'backreference',
    pattern: source,
    position: node.start,
    hint: 'Repeat the group, or list the alternatives it can match.',
  })
}

function ancestors(node: AST.Node): Set<AST.Node> {
  const found = new Set<AST.Node>()
  for (let x: AST.Node | null = node.parent; x !== null; x = x.parent) found.add(x)
  return found
}
