import { LimitError } from '../error/index.js'

/**
 * The body of a rule as a non-deterministic automaton with ε edges and edges labelled with integers: labels from 0 on
 * are symbols (terminals or classes of bytes), label -1 - r is a call of rule r.
 */
export class Nfa {
  readonly start: number
  readonly final: number
  readonly epsilon: number[][] = []
  /** Per state: label, target, label, target … */
  readonly edges: number[][] = []

  constructor(private readonly limit: number) {
    this.start = this.add()
    this.final = this.add()
  }

  get size(): number {
    return this.edges.length
  }

  add(): number {
    if (this.edges.length >= this.limit) throw tooManyStates(this.limit)
    this.epsilon.push([])
    this.edges.push([])
    return this.edges.length - 1
  }

  skip(from: number, to: number): void {
    this.epsilon[from]!.push(to)
  }

  edge(from: number, label: number, to: number): void {
    this.edges[from]!.push(label, to)
  }

  /** The states reachable by ε edges from those of `seeds`, sorted. */
  closure(seeds: readonly number[]): number[] {
    const seen = new Set(seeds)
    const work = [...seeds]
    while (work.length > 0) {
      for (const to of this.epsilon[work.pop()!]!) {
        if (!seen.has(to)) {
          seen.add(to)
          work.push(to)
        }
      }
    }
    return [...seen].sort((a, b) => a - b)
  }
}

/**
 * A deterministic automaton without the empty word. State 0 is the start, which no edge leads to and which
 * does not accept; edges are sorted by label.
 */
export interface Dfa {
  readonly accepts: boolean[]
  readonly edges: number[][]
}

/** Subset construction over the words of at least one label. States from which no accepting one is reachable are left out. */
export function determinise(nfa: Nfa, final: number, limit: number): Dfa {
  const ids = new Map<string, number>()
  const sets: number[][] = [nfa.closure([nfa.start])]
  const accepts = [false]
  const edges: number[][] = [[]]
  for (let q = 0; q < sets.length; q++) {
    const byLabel = new Map<number, number[]>()
    for (const s of sets[q]!) {
      const own = nfa.edges[s]!
      for (let i = 0; i < own.length; i += 2) {
        const targets = byLabel.get(own[i]!)
        if (targets) targets.push(own[i + 1]!)
        else byLabel.set(own[i]!, [own[i + 1]!])
      }
    }
    for (const label of [...byLabel.keys()].sort((a, b) => a - b)) {
      const set = nfa.closure([...new Set(byLabel.get(label)!)])
      const key = set.join()
      let id = ids.get(key)
      if (id === undefined) {
        id = sets.length
        if (id >= limit) throw tooManyStates(limit)
        ids.set(key, id)
        sets.push(set)
        accepts.push(set.includes(final))
        edges.push([])
      }
      edges[q]!.push(label, id)
    }
  }
  return trimmed({ accepts, edges })
}

function trimmed(dfa: Dfa): Dfa {
  const n = dfa.edges.length
  const sources: number[][] = Array.from({ length: n }, () => [])
  dfa.edges.forEach((own, q) => {
    for (let i = 1; i < own.length; i += 2) sources[own[i]!]!.push(q)
  })
  const alive = new Uint8Array(n)
  const work: number[] = []
  dfa.accepts.forEach((accepting, q) => {
    if (accepting) {
      alive[q] = 1
      work.push(q)
    }
  })
  while (work.length > 0) {
    for (const q of sources[work.pop()!]!) {
      if (alive[q] === 0) {
        alive[q] = 1
        work.push(q)
      }
    }
  }
  const place = new Int32Array(n).fill(-1)
  const accepts: boolean[] = []
  const edges: number[][] = []
  for (let q = 0; q < n; q++) {
    if (q !== 0 && alive[q] === 0) continue
    place[q] = accepts.length
    accepts.push(dfa.accepts[q]!)
    edges.push([])
  }
  for (let q = 0; q < n; q++) {
    const own = dfa.edges[q]!
    if (place[q]! < 0) continue
    for (let i = 0; i < own.length; i += 2) {
      const to = place[own[i + 1]!]!
      if (to > 0) edges[place[q]!]!.push(own[i]!, to)
    }
  }
  return { accepts, edges }
}

export function tooManyStates(limit: number): LimitError {
  return new LimitError(`The grammar needs more than ${limit} states.`, {
    code: 'limit-states',
    limit: 'states',
    value: limit,
    hint: 'Raise limits.states, or use smaller repetition counts.',
  })
}
