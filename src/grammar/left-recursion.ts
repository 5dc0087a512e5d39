import { Nfa } from './nfa.js'

/**
 * Rewrites the rules of one group that are left-recursive through each other, so that none of them is.
 *
 * A word of rule A whose leftmost derivation goes A → B … → C … ends its chain in a rule that begins with something
 * else. Read from that end, it is: a word that some rule of the group derives without a left-recursive start, then
 * climbing: where B is done, any rule of the group that begins with B goes on behind its beginning, until A is done at
 * the top (the left-corner transform of Rosenkrantz and Lewis, 1970, on automata). What is read for A and
 * for the other rules of the group is one automaton, in which `done` of A is final for A.
 *
 * `corner` are, for each rule, the states reachable without reading anything, ε edges around calls that can be empty included.
 */
export function withoutLeftRecursion(
  group: readonly number[],
  nfaOf: (rule: number) => Nfa,
  limit: number,
): { nfa: Nfa; done: Map<number, number> } {
  const nfa = new Nfa(limit)
  const done = new Map(group.map((rule) => [rule, nfa.add()]))
  const after = new Map<number, number[]>()
  for (const rule of group) {
    const own = nfaOf(rule)
    const states = Array.from({ length: own.size }, () => nfa.add())
    after.set(rule, states)
    for (let s = 0; s < own.size; s++) {
      for (const to of own.epsilon[s]!) nfa.skip(states[s]!, states[to]!)
      const edges = own.edges[s]!
      for (let i = 0; i < edges.length; i += 2) nfa.edge(states[s]!, edges[i]!, states[edges[i + 1]!]!)
    }
    nfa.skip(states[own.final]!, done.get(rule)!)
  }
  for (const rule of group) {
    const own = nfaOf(rule)
    for (const s of own.closure([own.start])) {
      const edges = own.edges[s]!
      for (let i = 0; i < edges.length; i += 2) {
        const label = edges[i]!
        const to = after.get(rule)![edges[i + 1]!]!
        const climbs = label < 0 ? done.get(-1 - label) : undefined
        if (climbs === undefined) nfa.edge(nfa.start, label, to)
        else nfa.skip(climbs, to)
      }
    }
  }
  return { nfa, done }
}
