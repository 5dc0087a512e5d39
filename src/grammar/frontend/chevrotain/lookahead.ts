import type { TokenType } from 'chevrotain'
import { GrammarError, LimitError } from '../../../error/index.js'
import type { Production } from './productions.js'

/** Sequences of tokens that may be kept. */
const MAX_SEQUENCES = 200_000

/** Sequences that may be made in all, which bounds the time: a few seconds. */
const MAX_WORK = 30_000_000

/** Sequences of up to k tokens, a character each. One that is shorter is all that there is. */
type Sequences = ReadonlySet<string>

type Decision = Extract<Production, { called: string }>
type Loop = Extract<Production, { kind: 'many' }>

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
  /** First sets of productions, once those of the rules are complete. */
  private readonly known = new Map<Production, Sequences>()
  private readonly knownFurther = new Map<Production, Sequences>()
  private complete = false
  private work = 0
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
   * @throws GrammarError 'lookahead-conflict', 'unproductive-rule'
   * @throws LimitError 'sequences', 'lookahead'
   */
  run(start: string): void {
    this.checkProductive()
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

  /** First sets are of whole texts, but Chevrotain also looks for beginnings that lead to none. */
  private checkProductive(): void {
    const productive = new Set<string>()
    const ends = (p: Production): boolean => {
      switch (p.kind) {
        case 'rule':
          return productive.has(p.name)
        case 'token':
          return true
        case 'sequence':
          return p.items.every(ends)
        case 'or':
          return p.items.some(ends)
        case 'option':
          return true
        case 'many':
          return !p.atLeastOne || ends(p.item)
      }
    }
    for (let size = -1; size < productive.size; ) {
      size = productive.size
      for (const [name, body] of this.rules) if (ends(body)) productive.add(name)
    }
    for (const name of this.rules.keys()) {
      if (productive.has(name)) continue
      throw new GrammarError(`The rule ${name} derives no text: every way through it comes back to it.`, {
        code: 'unproductive-rule',
        rule: name,
        hint: "Give it a way that ends, or pass conflicts: 'accept'.",
      })
    }
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
    this.known.clear()
    this.knownFurther.clear()
    this.complete = false
    for (let changed = true; changed; ) {
      changed = false
      for (const [name, body] of this.rules) {
        const next = this.firstOf(body)
        if (next.size === this.first.get(name)!.size) continue
        this.first.set(name, next)
        changed = true
      }
    }
    this.complete = true
  }

  private firstOf(p: Production): Sequences {
    const known = this.known.get(p)
    if (known) return known
    const made = this.makeFirstOf(p)
    if (this.complete) this.known.set(p, made)
    return made
  }

  private makeFirstOf(p: Production): Sequences {
    switch (p.kind) {
      case 'rule':
        return this.first.get(p.name)!
      case 'token':
        return new Set(this.symbols(p.type))
      case 'sequence':
        return p.items.reduce<Sequences>((before, item) => this.concat(before, () => this.firstOf(item)), nothing)
      case 'or':
        return this.union(p.items.map((item) => this.firstOf(item)))
      case 'option':
        return this.union([nothing, this.firstOf(p.item)])
      case 'many': {
        const some = this.concat(this.firstOf(p.item), () => this.further(p))
        return p.atLeastOne ? some : this.union([nothing, some])
      }
    }
  }

  /** The items of a loop behind one, with their separators. */
  private further(p: Loop): Sequences {
    const known = this.knownFurther.get(p)
    if (known) return known
    const made = this.star(this.again(p))
    if (this.complete) this.knownFurther.set(p, made)
    return made
  }

  private again(p: Loop): Sequences {
    const item = this.firstOf(p.item)
    return p.separator ? this.concat(new Set(this.symbols(p.separator)), () => item) : item
  }

  private star(item: Sequences): Sequences {
    const all = new Set([''])
    for (let last: Sequences = nothing; last.size > 0; ) {
      const next = new Set<string>()
      for (const sequence of this.concat(last, () => item)) {
        if (all.has(sequence)) continue
        all.add(sequence)
        if (sequence.length < this.k) next.add(sequence)
      }
      if (all.size > MAX_SEQUENCES) throw tooManySequences()
      last = next
    }
    return all
  }

  private concat(before: Sequences, behind: () => Sequences): Sequences {
    const { k } = this
    const out = new Set<string>()
    // What follows, cut to the tokens that there is room for: else sequences that fall together would be made one by one.
    const rests: Sequences[] = []
    let rest: Sequences | undefined
    for (const a of before) {
      if (a.length >= k) {
        out.add(a)
        continue
      }
      const room = k - a.length
      rest ??= behind()
      rests[room] ??= this.cut(rest, room)
      this.spend(rests[room]!.size)
      for (const b of rests[room]!) out.add(a + b)
      if (out.size > MAX_SEQUENCES) throw tooManySequences()
    }
    return out
  }

  private cut(sequences: Sequences, length: number): Sequences {
    if (length >= this.k) return sequences
    this.spend(sequences.size)
    const out = new Set<string>()
    for (const sequence of sequences) out.add(sequence.slice(0, length))
    return out
  }

  private union(sets: readonly Sequences[]): Sequences {
    const out = new Set<string>()
    for (const set of sets) {
      this.spend(set.size)
      for (const sequence of set) out.add(sequence)
    }
    if (out.size > MAX_SEQUENCES) throw tooManySequences()
    return out
  }

  private spend(work: number): void {
    this.work += work
    if (this.work > MAX_WORK) throw tooMuchWork()
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
        const owners = this.ownersOf(ways)
        const earlier = new Set<string>()
        ways.forEach((way) => {
          const deciding = this.deciding(way, owners, p.lookahead)
          if (!this.checking) return
          this.compareAlternative(p, earlier, way, behind)
          for (const sequence of deciding) earlier.add(sequence)
        })
        for (const item of p.items) this.walk(item, local, behind, reached)
        return
      }
      case 'option':
        this.compareBehind(p, local, behind)
        this.walk(p.item, local, behind, reached)
        return
      case 'many': {
        this.compareBehind(p, local, behind)
        if (p.separator) this.compare(p, new Set(this.symbols(p.separator)), behind)
        // What tells ways apart in a loop does not count that the loop goes on: Chevrotain looks behind the loop only.
        this.walk(
          p.item,
          local,
          this.concat(this.further(p), () => behind),
          reached,
        )
        return
      }
    }
  }

  /** The way that has a beginning, by its place, or -1 if several have it. */
  private ownersOf(ways: readonly Sequences[]): Map<string, number> {
    const owners = new Map<string, number>()
    ways.forEach((way, i) => {
      this.spend(way.size)
      for (const sequence of way) {
        for (let n = 1; n <= sequence.length; n++) {
          const beginning = sequence.slice(0, n)
          const owner = owners.get(beginning)
          if (owner !== i) owners.set(beginning, owner === undefined ? i : -1)
        }
      }
    })
    return owners
  }

  /** The shortest beginnings that none of the other ways has, as Chevrotain makes them. */
  private deciding(way: Sequences, owners: ReadonlyMap<string, number>, lookahead: number): Sequences {
    const shared = (beginning: string): boolean => owners.get(beginning) === -1
    const found = new Set<string>()
    this.spend(way.size)
    for (const sequence of way) {
      let length = Math.min(1, sequence.length)
      while (length < Math.min(sequence.length, lookahead) && shared(sequence.slice(0, length))) length++
      if (length === this.k && length < lookahead && shared(sequence)) this.needed = this.k + 1
      found.add(sequence.slice(0, length))
    }
    return found
  }

  /** Whether what decides for alternatives before one takes texts of that one. */
  private compareAlternative(p: Decision, earlier: Sequences, way: Sequences, behind: Sequences): void {
    if (earlier.size === 0) return
    // An alternative that may be empty is taken whatever follows. Only what comes out empty too costs nothing then.
    if (earlier.has('')) for (const sequence of way) if (sequence !== '') this.refuse(p, sequence)
    this.compare(
      p,
      earlier,
      this.concat(way, () => behind),
    )
  }

  private compareBehind(p: Decision & { item: Production }, local: Sequences, behind: Sequences): void {
    const item = this.firstOf(p.item)
    this.compare(p, this.deciding(item, this.ownersOf([item, local]), p.lookahead), behind)
  }

  private compare(p: Decision, deciding: Sequences, others: Sequences): void {
    if (!this.checking) return
    this.spend(others.size)
    for (const other of others) {
      for (let n = 1; n <= other.length; n++) {
        const sequence = other.slice(0, n)
        if (deciding.has(sequence)) this.refuse(p, sequence)
      }
    }
  }

  private refuse(p: Decision, sequence: string): never {
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

const nothing: Sequences = new Set([''])

function tooManySequences(): LimitError {
  return new LimitError(`The decisions of the parser depend on more than ${MAX_SEQUENCES} sequences of tokens.`, {
    code: 'limit',
    limit: 'sequences',
    value: MAX_SEQUENCES,
    hint: "Use a smaller maxLookahead, or pass conflicts: 'accept' if no decision loses a text.",
  })
}

function tooMuchWork(): LimitError {
  return new LimitError(`The decisions of the parser need more than ${MAX_WORK} sequences of tokens to be compared.`, {
    code: 'limit',
    limit: 'lookahead',
    value: MAX_WORK,
    hint: "Use a smaller maxLookahead, or pass conflicts: 'accept' if no decision loses a text.",
  })
}
