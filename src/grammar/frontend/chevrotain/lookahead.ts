import type { TokenType } from 'chevrotain'
import { GrammarError, LimitError } from '../../../error/index.js'
import type { Production } from './productions.js'

/** Sequences of tokens that may be kept. */
const MAX_SEQUENCES = 200_000

/** Sequences of up to k tokens, a character each. One that is shorter is all that there is. */
type Sequences = ReadonlySet<string>

type Decision = Extract<Production, { called: string }>

/**
 * Whether Chevrotain's decisions can cost a text. It takes the first alternative, and goes into every option and loop, that
 * the next tokens allow, and never comes back. A token sequence that decides for a way is as short as tells it from the other ways
 * *within the rule*. If, in some place where the rule is used, another way can go on with these tokens, then texts may be lost
 * that the rules derive: that is refused, since a grammar would accept them.
 *
 * First and follow sets of k tokens as usual, where k is what the longest deciding sequence needs.
 */
export class LookaheadCheck {
  private first = new Map<string, Sequences>()
  private readonly follow = new Map<string, Set<string>>()
  private k = 1
  /** How many tokens a sequence that decides has. */
  private needed = 1
  private changed = false
  private checking = false
  private rule = ''

  constructor(
    private readonly rules: ReadonlyMap<string, Production>,
    /** The tokens that a token type of a rule stands for, as characters. */
    private readonly symbols: (type: TokenType) => readonly string[],
    private readonly show: (symbol: string) => string,
  ) {}

  /**
   * @throws GrammarError 'lookahead-conflict'
   * @throws LimitError 'sequences'
   */
  run(start: string): void {
    const most = this.mostLookahead()
    for (this.k = 1; ; this.k++) {
      this.makeFirst()
      this.needed = 1
      this.follow.clear()
      this.walkAll(start)
      if (this.needed <= this.k || this.k >= most) break
    }
    do {
      this.changed = false
      this.walkAll(start)
    } while (this.changed)
    this.checking = true
    this.walkAll(start)
  }

  private mostLookahead(): number {
    let most = 1
    const look = (p: Production): void => {
      if ('lookahead' in p) most = Math.max(most, p.lookahead)
      if ('items' in p) p.items.forEach(look)
      if ('item' in p) look(p.item)
    }
    this.rules.forEach(look)
    return most
  }

  private makeFirst(): void {
    this.first = new Map([...this.rules.keys()].map((name) => [name, new Set<string>()]))
    for (let changed = true; changed; ) {
      changed = false
      for (const [name, body] of this.rules) {
        const next = this.firstOf(body)
        if (next.size === this.first.get(name)!.size) continue
        this.first.set(name, next)
        changed = true
      }
    }
  }

  private firstOf(p: Production): Sequences {
    switch (p.kind) {
      case 'rule':
        return this.first.get(p.name)!
      case 'token':
        return new Set(this.symbols(p.type))
      case 'sequence':
        return p.items.reduce<Sequences>((before, item) => this.concat(before, () => this.firstOf(item)), nothing)
      case 'or':
        return union(p.items.map((item) => this.firstOf(item)))
      case 'option':
        return union([nothing, this.firstOf(p.item)])
      case 'many': {
        const item = this.firstOf(p.item)
        const again = p.separator ? this.concat(new Set(this.symbols(p.separator)), () => item) : item
        const some = this.concat(item, () => this.star(again))
        return p.atLeastOne ? some : union([nothing, some])
      }
    }
  }

  private star(item: Sequences): Sequences {
    let all: Sequences = nothing
    for (;;) {
      const next = union([all, this.concat(all, () => item)])
      if (next.size === all.size) return all
      all = next
    }
  }

  private concat(before: Sequences, behind: () => Sequences): Sequences {
    const { k } = this
    const out = new Set<string>()
    let rest: Sequences | undefined
    for (const a of before) {
      if (a.length >= k) {
        out.add(a)
        continue
      }
      rest ??= behind()
      for (const b of rest) out.add((a + b).slice(0, k))
      if (out.size > MAX_SEQUENCES) throw tooManySequences()
    }
    return out
  }

  private walkAll(start: string): void {
    const reached = new Set([start])
    if (!this.follow.has(start)) this.follow.set(start, new Set())
    this.grow(start, nothing)
    for (const name of reached) {
      this.rule = name
      this.walk(this.rules.get(name)!, nothing, this.follow.get(name) ?? nothing, reached)
    }
  }

  private grow(name: string, sequences: Sequences): void {
    const known = this.follow.get(name) ?? new Set()
    this.follow.set(name, known)
    for (const sequence of sequences) {
      if (known.has(sequence)) continue
      known.add(sequence)
      this.changed = true
    }
  }

  /**
   * @param local what follows in the rule
   * @param behind what follows in a text
   */
  private walk(p: Production, local: Sequences, behind: Sequences, reached: Set<string>): void {
    switch (p.kind) {
      case 'rule':
        reached.add(p.name)
        this.grow(p.name, behind)
        return
      case 'token':
        return
      case 'sequence': {
        let near = local
        let far = behind
        for (const item of p.items.toReversed()) {
          this.walk(item, near, far, reached)
          const first = this.firstOf(item)
          const [a, b] = [near, far]
          near = this.concat(first, () => a)
          far = this.concat(first, () => b)
        }
        return
      }
      case 'or': {
        const ways = p.items.map((item) => this.firstOf(item))
        ways.forEach((way, i) => {
          const deciding = this.deciding(
            way,
            ways.filter((_, j) => j !== i),
            p.lookahead,
          )
          for (let j = i + 1; j < ways.length; j++) this.compare(p, deciding, () => this.concat(ways[j]!, () => behind))
        })
        for (const item of p.items) this.walk(item, local, behind, reached)
        return
      }
      case 'option':
        this.compare(p, this.deciding(this.firstOf(p.item), [local], p.lookahead), () => behind)
        this.walk(p.item, local, behind, reached)
        return
      case 'many': {
        const item = this.firstOf(p.item)
        this.compare(p, this.deciding(item, [local], p.lookahead), () => behind)
        const separators = p.separator && new Set(this.symbols(p.separator))
        if (separators) this.compare(p, [...separators], () => behind)
        const again = separators ? this.concat(separators, () => item) : item
        this.walk(
          p.item,
          this.concat(union([nothing, again]), () => local),
          this.concat(this.star(again), () => behind),
          reached,
        )
        return
      }
    }
  }

  /** The shortest beginnings that none of the other ways has, as Chevrotain makes them. */
  private deciding(way: Sequences, others: readonly Sequences[], lookahead: number): string[] {
    const beginnings = new Set<string>()
    for (const other of others) for (const o of other) for (let n = 1; n <= o.length; n++) beginnings.add(o.slice(0, n))
    const found = new Set<string>()
    for (const sequence of way) {
      let length = Math.min(1, sequence.length)
      while (length < Math.min(sequence.length, lookahead) && beginnings.has(sequence.slice(0, length))) length++
      if (length === this.k && length < lookahead && beginnings.has(sequence)) this.needed = this.k + 1
      found.add(sequence.slice(0, length))
    }
    return [...found]
  }

  private compare(p: Decision, deciding: readonly string[], otherwise: () => Sequences): void {
    if (!this.checking) return
    const others = otherwise()
    for (const sequence of deciding) {
      if (sequence === '') continue
      for (const other of others) {
        if (!other.startsWith(sequence)) continue
        const tokens = [...sequence].map(this.show).join(' ')
        throw new GrammarError(
          `Where ${tokens} follows, ${p.called} of the rule ${this.rule} takes the first way it can, though another may be right.`,
          {
            code: 'lookahead-conflict',
            rule: this.rule,
            hint: "Rewrite the rule, or pass conflicts: 'accept' for the grammar that has all ways.",
          },
        )
      }
    }
  }
}

const nothing: Sequences = new Set([''])

function union(sets: readonly Sequences[]): Sequences {
  const out = new Set<string>()
  for (const set of sets) for (const sequence of set) out.add(sequence)
  if (out.size > MAX_SEQUENCES) throw tooManySequences()
  return out
}

function tooManySequences(): LimitError {
  return new LimitError(`The decisions of the parser depend on more than ${MAX_SEQUENCES} sequences of tokens.`, {
    code: 'limit',
    limit: 'sequences',
    value: MAX_SEQUENCES,
    hint: "Use a smaller maxLookahead, or pass conflicts: 'accept' if no decision loses a text.",
  })
}
