import { TupleInterner } from '../automaton/interner.js'
import { NO_LEXEME } from '../grammar/lexer.js'
import type { GrammarMachine } from '../grammar/machine.js'
import type { LexemeTokens } from '../grammar/token-classes.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Abstraction } from './abstraction.js'
import { TokenAtoms } from './token-atoms.js'
import type { TokenWays } from './token-ways.js'

/** The class of lexer states behind the end of the text. */
export const ENDED = 0

/** One way to read a token from a class: the symbol classes of the lexemes that end in it, and the class it stops in. */
export interface ClassWay {
  readonly from: number
  readonly sequence: readonly number[]
  readonly to: number
}

/**
 * Lexer states in classes, and what the tokens do to them. States of a class are taken to be one, which has all the steps of
 * any of them: every real run is a run over classes.
 *
 * States in which a lexeme can end are one class if they are the same lexeme, up to symbol classes, with the same conditions on what comes
 * next: the beginnings of a keyword that are names by themselves are just names. The others are told apart as far as one byte
 * tells them apart. The shapes of a class (see `LexemeTokens`) are those of its states, united, over symbol classes.
 */
export class LexerClasses {
  /** Class of every lexer state, from 1; -1 for those that no text has at the end of a token. */
  readonly classOf: Int32Array
  /** One more than the number of classes. */
  readonly count: number
  /** By node: the classes of whose shapes it is the root. Children of a node have lower numbers. */
  readonly rootOf: number[][]
  /** By node: symbol class, node, symbol class, node, … */
  readonly children: Int32Array[] = [new Int32Array(0)]
  /** By node: the number of its list of targets. */
  readonly group: number[] = [0]
  /** By list of targets: the classes in which tokens stop. */
  readonly targets: Int32Array[] = [new Int32Array(0)]
  /** By list of targets the longest other one that is part of it, and the targets beside that. */
  readonly base: Int32Array
  readonly rest: Int32Array[] = [new Int32Array(0)]
  /** By list of targets: the lists that it is the base of. By class: the lists that have it beside their base. */
  readonly derived: number[][] = []
  readonly beside: number[][] = []
  /** By node: node above, symbol class, node above, symbol class, …; and the nodes of each list of targets. */
  readonly parents: number[][] = []
  readonly nodesOf: number[][] = []
  /** By node: the list of tokens for each of its targets. */
  readonly lists: Int32Array[] = [new Int32Array(0)]
  /** Nodes without their lists of tokens, of which there are fewer: by class the root, by node the children and the list of targets. */
  readonly slimRoot: Int32Array
  readonly slimChildren: Int32Array[] = [new Int32Array(0)]
  readonly slimGroup: number[] = [0]
  /** Places of lists in nodes, by list: node and target class i for placeStart[list] <= i < placeStart[list + 1]. */
  readonly placeStart: Int32Array
  readonly placeNode: Int32Array
  readonly placeTarget: Int32Array
  /** By list of tokens: its atoms, as word, bits, word, bits, … */
  readonly atomsOf: Int32Array[]
  readonly atoms: TokenAtoms
  /** By class: the elements that read something a lexeme can become, so that nothing else need be kept; -1 for all. */
  readonly readers: Int32Array
  /** By class: symbol class of the lexeme if it ends here, 0 if it cannot. */
  readonly label: Int32Array
  /** By class: whether the text is at its beginning. */
  readonly fresh: Uint8Array
  /** By symbol class: whether it is ignored. */
  readonly ignored: Uint8Array
  /** By class: the root of its shape. */
  private readonly root: Int32Array
  private readonly members: number[][] = [[]]
  private readonly nodes = new TupleInterner()
  private readonly groups = new TupleInterner()
  private readonly merged = new Map<string, number>()
  private readonly listIds = new Map<string, number>()
  private readonly ways = new Map<number, readonly ClassWay[]>()

  constructor(
    private readonly machine: GrammarMachine,
    abstraction: Abstraction,
    private readonly tokens: LexemeTokens,
    private readonly tokenWays: TokenWays,
    private readonly table: TokenTable,
  ) {
    const lexer = machine.lexer!
    const { classOf: symbolClass } = abstraction
    this.symbolClass = symbolClass
    this.ignored = new Uint8Array(abstraction.classes)
    symbolClass.forEach((c, symbol) => {
      if (machine.isIgnored(symbol)) this.ignored[c] = 1
    })
    this.classOf = this.partition()
    this.count = this.members.length
    this.root = new Int32Array(this.count)
    this.label = new Int32Array(this.count)
    this.fresh = new Uint8Array(this.count)
    this.readers = new Int32Array(this.count).fill(-1)
    const listBits: Uint32Array[] = []
    for (let c = 1; c < this.count; c++) {
      const members = this.members[c]!
      this.root[c] = this.merge(
        members.map((lex) => tokens.shape(lex)),
        listBits,
      )
      const label = lexer.label(members[0]!)
      this.label[c] = label < 0 ? 0 : symbolClass[label]!
      this.fresh[c] = lexer.isFresh(members[0]!) ? 1 : 0
      this.readers[c] = this.readersOf(members, abstraction)
    }
    this.atoms = new TokenAtoms(table.size, listBits)
    this.atomsOf = listBits.map((bits) => this.atoms.atomsOf(bits))
    this.merged.clear()
    this.listIds.clear()
    this.rootOf = this.children.map(() => [])
    this.root.forEach((node, c) => {
      if (node > 0) this.rootOf[node]!.push(c)
    })
    this.slimRoot = this.withoutLists()
    this.base = new Int32Array(this.targets.length)
    this.chain()
    this.placeStart = new Int32Array(listBits.length + 1)
    for (const own of this.lists) for (const list of own) this.placeStart[list + 1]!++
    for (let list = 0; list < listBits.length; list++) this.placeStart[list + 1]! += this.placeStart[list]!
    const at = this.placeStart.slice()
    this.placeNode = new Int32Array(at[listBits.length]!)
    this.placeTarget = new Int32Array(at[listBits.length]!)
    this.lists.forEach((own, node) => {
      own.forEach((list, i) => {
        this.placeTarget[at[list]!] = this.targets[this.group[node]!]![i]!
        this.placeNode[at[list]!++] = node
      })
    })
  }

  /** Class of terminals of the abstraction, by terminal. */
  readonly symbolClass: Int32Array

  get nodeCount(): number {
    return this.children.length
  }

  /** All ways to read a token of an atom. */
  waysOf(atom: number): readonly ClassWay[] {
    const known = this.ways.get(atom)
    if (known) return known
    const { symbolClass } = this
    const token = this.atoms.tokensOf(atom)[0]!
    const found = new Map<string, ClassWay>()
    for (let from = 1; from < this.count; from++) {
      for (const lex of this.members[from]!) {
        for (const way of this.tokenWays.read(lex, token)) {
          const sequence = way.sequence.map((symbol) => symbolClass[symbol]!)
          const to = this.classOf[way.lex] ?? -1
          if (to < 0 || sequence.includes(0)) continue
          const key = `${from},${to},${sequence.join()}`
          if (!found.has(key)) found.set(key, { from, sequence, to })
        }
      }
    }
    const ways = [...found.values()]
    this.ways.set(atom, ways)
    return ways
  }

  private partition(): Int32Array {
    const { machine, symbolClass } = this
    const lexer = machine.lexer!
    const states = statesOf(machine)
    const own = (lex: number): string => {
      if (lexer.isFresh(lex)) return 'fresh'
      const label = lexer.label(lex)
      if (label >= 0 && symbolClass[label]! > 0) return `${symbolClass[label]},${lexer.endOf(lex)}`
      const reach = new Set<number>()
      machine.canBecome(lex).forEach((word, w) => {
        for (let bits = word; bits !== 0; bits &= bits - 1) {
          const c = symbolClass[32 * w + 31 - Math.clz32(bits & -bits)]!
          if (c > 0) reach.add(c)
        }
      })
      return `-${machine.isSure(lex)},${[...reach].sort((a, b) => a - b).join()}`
    }
    const first = new Map<number, string>()
    for (const lex of states) first.set(lex, own(lex))
    const ids = new Map<string, number>()
    const classOf = new Int32Array(lexer.size).fill(-1)
    for (const lex of states) {
      let key = first.get(lex)!
      if (key.startsWith('-')) {
        for (const byte of lexer.dfa.byteOf) {
          const next = lexer.step(lex, byte)
          key += next === NO_LEXEME ? ';' : `;${first.get(next)}`
        }
      }
      let id = ids.get(key)
      if (id === undefined) {
        id = this.members.length
        ids.set(key, id)
        this.members.push([])
      }
      classOf[lex] = id
      this.members[id]!.push(lex)
    }
    return classOf
  }

  /** The elements before a lexeme that read what it can become. */
  private readersOf(members: readonly number[], abstraction: Abstraction): number {
    const { machine } = this
    let readers = 0
    for (const lex of members) {
      const reach = machine.canBecome(lex)
      if (machine.lexer!.isFresh(lex) || !machine.isSure(lex) || machine.ignoresSome(reach)) return -1
      readers = abstraction.sets.union(readers, abstraction.readersOf(reach))
    }
    return readers
  }

  /** Takes lists of targets apart, each into the longest that is part of it and the rest; turns nodes and lists around. */
  private chain(): void {
    const { targets, base } = this
    const order = targets.map((_, group) => group).sort((a, b) => targets[a]!.length - targets[b]!.length || a - b)
    const has = targets.map((list) => new Set(list))
    for (let c = 0; c < this.count; c++) this.beside.push([])
    for (let group = 0; group < targets.length; group++) {
      this.derived.push([])
      this.nodesOf.push([])
    }
    for (let k = 0; k < order.length; k++) {
      const group = order[k]!
      for (let j = k - 1; j >= 0 && base[group] === 0; j--) {
        if (targets[order[j]!]!.every((c) => has[group]!.has(c))) base[group] = order[j]!
      }
      this.rest[group] = targets[group]!.filter((c) => !has[base[group]!]!.has(c))
      if (base[group] !== 0) this.derived[base[group]!]!.push(group)
      for (const c of this.rest[group]!) this.beside[c]!.push(group)
    }
    for (let node = 0; node < this.children.length; node++) {
      this.parents.push([])
      this.nodesOf[this.group[node]!]!.push(node)
      const children = this.children[node]!
      for (let i = 0; i < children.length; i += 2) this.parents[children[i + 1]!]!.push(node, children[i]!)
    }
  }

  private withoutLists(): Int32Array {
    const slim = new TupleInterner()
    const slimOf = new Int32Array(this.children.length)
    for (let node = 1; node < this.children.length; node++) {
      const children = this.children[node]!.slice()
      for (let i = 1; i < children.length; i += 2) children[i] = slimOf[children[i]!]!
      const id = slim.intern([this.group[node]!, ...children])
      if (id === this.slimChildren.length) {
        this.slimChildren.push(children)
        this.slimGroup.push(this.group[node]!)
      }
      slimOf[node] = id
    }
    return this.root.map((node) => slimOf[node]!)
  }

  /** The union of some nodes of shapes of lexer states. */
  private merge(nodes: readonly number[], listBits: Uint32Array[]): number {
    const sorted = [...new Set(nodes)].sort((a, b) => a - b)
    const key = sorted.join()
    const known = this.merged.get(key)
    if (known !== undefined) return known
    const { tokens, symbolClass } = this
    const below = new Map<number, number[]>()
    const ends = new Map<number, number[]>()
    for (const node of sorted) {
      const children = tokens.childrenOf(node)
      for (let i = 0; i < children.length; i += 2) {
        const c = symbolClass[children[i]!]!
        if (c > 0) append(below, c, children[i + 1]!)
      }
      const stops = tokens.stopsOf(node)
      for (let i = 0; i < stops.length; i += 2) append(ends, this.classOf[-stops[i]!]!, stops[i + 1]!)
    }
    const children: number[] = []
    for (const [c, own] of [...below].sort((a, b) => a[0] - b[0])) {
      const child = this.merge(own, listBits)
      if (child > 0) children.push(c, child)
    }
    const targets: number[] = []
    const lists: number[] = []
    for (const [target, own] of [...ends].sort((a, b) => a[0] - b[0])) {
      targets.push(target)
      lists.push(this.listOf(own, listBits))
    }
    const id = children.length + targets.length === 0 ? 0 : this.node(children, targets, lists)
    this.merged.set(key, id)
    return id
  }

  private node(children: number[], targets: number[], lists: number[]): number {
    const id = this.nodes.intern([children.length, ...children, ...targets, ...lists])
    if (id === this.children.length) {
      const group = targets.length === 0 ? 0 : this.groups.intern(targets)
      if (group === this.targets.length) this.targets.push(Int32Array.from(targets))
      this.children.push(Int32Array.from(children))
      this.group.push(group)
      this.lists.push(Int32Array.from(lists))
    }
    return id
  }

  private listOf(lists: readonly number[], listBits: Uint32Array[]): number {
    const sorted = [...new Set(lists)].sort((a, b) => a - b)
    const key = sorted.join()
    const known = this.listIds.get(key)
    if (known !== undefined) return known
    const bits = new Uint32Array((this.table.size + 31) >>> 5)
    for (const list of sorted) this.tokens.join(list, bits)
    const id = listBits.length
    listBits.push(bits)
    this.listIds.set(key, id)
    return id
  }
}

/** The lexer states that a text can be in. */
function statesOf(machine: GrammarMachine): Set<number> {
  const lexer = machine.lexer!
  const seen = new Set([lexer.start])
  for (const state of seen) {
    const ends = lexer.label(state) >= 0
    for (const byte of lexer.dfa.byteOf) {
      const next = lexer.step(state, byte)
      if (next !== NO_LEXEME) seen.add(next)
      const begun = ends ? lexer.enter(lexer.endOf(state), byte) : NO_LEXEME
      if (begun !== NO_LEXEME) seen.add(begun)
    }
  }
  return seen
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
