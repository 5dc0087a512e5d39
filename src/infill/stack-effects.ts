import { Act, type StackOutline } from '../automaton/constraint.js'
import { trieOfEnds } from '../mask/text-class.js'
import type { TokenTable } from '../vocab/token-table.js'
import { eachId, type Trie } from '../vocab/trie.js'
import { equal, hashOf, type TokenSets } from './token-sets.js'

/** What a set of texts does from a control, whatever is on the stack. */
export interface Effects {
  /** Texts that read no frame: they put frames on the stack, the nearest last, and lead to a control. */
  readonly stays: readonly Stay[]
  /** Texts that end what is above the nearest frame. */
  readonly exits: readonly Exit[]
}

export interface Stay {
  readonly frames: readonly number[]
  readonly to: number
  readonly set: number
  /** Whether the outline loses something on the way. */
  readonly loses: boolean
}

export interface Exit {
  readonly kind: Act
  readonly loses: boolean
  readonly ended: number
  /** Tokens that stop there. */
  readonly done: number
  /** What the others go on with; undefined if there are none. */
  readonly rest: Ends | undefined
}

/** Ends of tokens, as a trie of their own. */
export interface Ends {
  readonly id: number
  readonly trie: Trie
  readonly ids: Int32Array
  /** Where they begin in the table's arena. */
  readonly starts: Uint32Array
}

/** Default for the trie nodes that a walk must save. */
const leastSaving = 4096
/** Walks kept to make others from. */
const maxBases = 48

/** What tokens do from the controls of an outline: the only place where the vocabulary is walked. */
export class StackEffects {
  /** Nodes of tries looked at. */
  work = 0
  private readonly known = new Map<number, Effects>()
  private readonly rows: (Int32Array | undefined)[] = []
  /** Of acts. */
  readonly kinds: Act[] = [Act.Dead, Act.Dead]
  readonly tos: number[] = [0, 0]
  readonly pushed: number[] = [0, 0]
  private readonly actIds = new Map<number, Map<number, number>>()
  private readonly whole: Ends
  private readonly ends = new Map<number, Ends[]>()
  /** Controls whose walk was long. */
  private readonly bases: number[] = []
  /** By first byte: nodes of the trie. */
  private readonly weight = new Int32Array(256)
  /** First bytes, those of most nodes first. */
  private readonly heaviest: number[]
  /** By first byte: its tokens. */
  private readonly beginning: (Uint32Array | undefined)[] = []
  private readonly beginnings = new Map<string, Beginning>()
  private readonly combinations = new Map<string, number>()
  private readonly merges = new Map<string, Ends | undefined>()
  private count = 1
  private readonly controls: Int32Array
  private readonly locals: Int32Array
  private readonly losses: Uint8Array
  /** Stacks above the frames that are not known: frame and the stack below it, 0 if there is none. */
  private readonly localFrames: number[] = [0]
  private readonly localBelow: number[] = [0]
  private readonly localIds = new Map<number, number>()

  constructor(
    private readonly outline: StackOutline,
    private readonly table: TokenTable,
    trie: Trie,
    private readonly sets: TokenSets,
    /** Trie nodes that a walk must save to be made from another one. */
    private readonly saving = leastSaving,
  ) {
    this.whole = { id: 0, trie, ids: new Int32Array(0), starts: new Uint32Array(0) }
    for (let b = 0; b < 256; b++) if (trie.first[b]! >= 0) this.weight[b] = trie.end[trie.first[b]!]! - trie.first[b]!
    const bytes = Array.from({ length: 256 }, (_, b) => b).filter((b) => this.weight[b]! > 0)
    this.heaviest = bytes.sort((a, b) => this.weight[b]! - this.weight[a]!)
    this.controls = new Int32Array(trie.maxLength + 2)
    this.locals = new Int32Array(trie.maxLength + 2)
    this.losses = new Uint8Array(trie.maxLength + 2)
  }

  /** What all tokens do. */
  of(control: number): Effects {
    const known = this.known.get(control)
    if (known) return known
    const { base, differing } = this.nearest(control)
    const effects = base === 0 ? this.walk(this.whole.trie, control) : this.beside(control, base, differing)
    this.known.set(control, effects)
    return effects
  }

  /** The control that most of the vocabulary is read from alike, 0 if there is none, and the first bytes that are not. */
  private nearest(control: number): { base: number; differing: number[] } {
    const { weight } = this
    let alive = 0
    for (const b of this.heaviest) if (this.act(control, b) !== 1) alive += weight[b]!
    if (alive < this.saving) return { base: 0, differing: [] }
    const row = this.rows[control]!
    let base = 0
    let least = alive - this.saving
    for (const other of this.bases) {
      const others = this.rows[other]!
      let nodes = 0
      for (let k = 0; k < this.heaviest.length && nodes < least; k++) {
        const b = this.heaviest[k]!
        if (row[b] !== others[b] && row[b] !== 1) nodes += weight[b]!
      }
      if (nodes < least) {
        least = nodes
        base = other
      }
    }
    if (base === 0 || least > alive >>> 2) {
      if (this.bases.length === maxBases) this.bases.shift()
      this.bases.push(control)
    }
    const differing: number[] = []
    if (base !== 0) for (let b = 0; b < 256; b++) if (row[b] !== this.rows[base]![b]) differing.push(b)
    return { base, differing }
  }

  /** Effects made from those of a base, which differ only for tokens with some first bytes. */
  private beside(control: number, base: number, differing: number[]): Effects {
    const { weight } = this
    const row = this.rows[control]!
    const others = this.rows[base]!
    const without = this.beginningWith(differing.filter((b) => weight[b]! > 0 && others[b] !== 1))
    const alive = differing.filter((b) => weight[b]! > 0 && row[b] !== 1)
    const own = this.walk(this.whole.trie, control, alive)
    const { stays, exits } = this.known.get(base)!
    const mergedStays = [...own.stays]
    for (const stay of stays) {
      const k = own.stays.findIndex(
        (one) => one.to === stay.to && one.loses === stay.loses && sameList(one.frames, stay.frames),
      )
      const set = this.combined(stay.set, without, k < 0 ? 0 : own.stays[k]!.set)
      if (set === 0) continue
      if (k < 0) mergedStays.push({ ...stay, set })
      else mergedStays[k] = { ...stay, set }
    }
    const mergedExits = [...own.exits]
    for (const exit of exits) {
      const k = own.exits.findIndex(
        (one) => one.ended === exit.ended && one.kind === exit.kind && one.loses === exit.loses,
      )
      const mine = k < 0 ? undefined : own.exits[k]!
      const done = this.combined(exit.done, without, mine ? mine.done : 0)
      const rest = exit.rest ? this.mergedEnds(mine?.rest, exit.rest, without) : mine?.rest
      if (done === 0 && !rest) continue
      const merged = { kind: exit.kind, loses: exit.loses, ended: exit.ended, done, rest }
      if (k < 0) mergedExits.push(merged)
      else mergedExits[k] = merged
    }
    return { stays: mergedStays, exits: mergedExits }
  }

  /** Ends of tokens with other first bytes than those of `without`, and `own`, which have these; in the order of the trie. */
  private mergedEnds(own: Ends | undefined, others: Ends, without: Beginning): Ends | undefined {
    const key = `${own?.id ?? 0},${others.id},${without.id}`
    if (!this.merges.has(key)) this.merges.set(key, this.merge(own, others, without.differs))
    return this.merges.get(key)
  }

  private merge(own: Ends | undefined, others: Ends, differs: Uint8Array): Ends | undefined {
    const { arena, offsets } = this.table
    const ids = new Int32Array((own?.ids.length ?? 0) + others.ids.length)
    const starts = new Uint32Array(ids.length)
    let count = 0
    let at = 0
    for (let i = 0; i < others.ids.length; i++) {
      const id = others.ids[i]!
      const first = arena[offsets[id]!]!
      if (differs[first] === 1) continue
      for (; own && at < own.ids.length && arena[offsets[own.ids[at]!]!]! < first; at++) {
        ids[count] = own.ids[at]!
        starts[count++] = own.starts[at]!
      }
      ids[count] = id
      starts[count++] = others.starts[i]!
    }
    for (; own && at < own.ids.length; at++) {
      ids[count] = own.ids[at]!
      starts[count++] = own.starts[at]!
    }
    return count > 0 ? this.endsOf(ids.slice(0, count), starts.slice(0, count)) : undefined
  }

  private beginningWith(bytes: readonly number[]): Beginning {
    const key = bytes.join()
    let beginning = this.beginnings.get(key)
    if (!beginning) {
      const words = new Uint32Array(this.sets.words)
      const differs = new Uint8Array(256)
      for (const b of bytes) {
        differs[b] = 1
        const own = this.tokensFrom(b)
        for (let i = 0; i < words.length; i++) words[i]! |= own[i]!
      }
      beginning = { id: this.beginnings.size, words, differs }
      this.beginnings.set(key, beginning)
    }
    return beginning
  }

  /** The tokens of a set that begin otherwise, and those of another one. */
  private combined(set: number, without: Beginning, others: number): number {
    const key = `${set},${without.id},${others}`
    let combined = this.combinations.get(key)
    if (combined === undefined) {
      combined = this.sets.combine(set, without.words, this.sets.list(others))
      this.combinations.set(key, combined)
    }
    return combined
  }

  private tokensFrom(first: number): Uint32Array {
    let words = this.beginning[first]
    if (!words) {
      words = new Uint32Array(this.sets.words)
      const { trie } = this.whole
      const all = words
      const node = trie.first[first]!
      if (node >= 0) {
        for (let p = node; p < trie.end[node]!; p++)
          eachId(trie, p, (id) => {
            all[id >>> 5]! |= 1 << (id & 31)
          })
      }
      this.beginning[first] = words
    }
    return words
  }

  ofEnds(ends: Ends, control: number): Effects {
    const key = ends.id * 0x100000000 + control
    let effects = this.known.get(key)
    if (!effects) {
      effects = this.walk(ends.trie, control)
      this.known.set(key, effects)
    }
    return effects
  }

  /** What a byte does, by the fields below; 1 is death. */
  act(control: number, byte: number): number {
    let row = this.rows[control]
    if (!row) {
      row = new Int32Array(256)
      this.rows[control] = row
    }
    let act = row[byte]!
    if (act === 0) {
      act = this.intern(this.outline.act(control, byte))
      row[byte] = act
    }
    return act
  }

  /** 1 is death. */
  private intern({ kind, to, frame }: { kind: Act; to: number; frame: number }): number {
    if (kind === Act.Dead) return 1
    let byFrame = this.actIds.get(to * 8 + kind)
    if (!byFrame) {
      byFrame = new Map()
      this.actIds.set(to * 8 + kind, byFrame)
    }
    let id = byFrame.get(frame)
    if (id === undefined) {
      id = this.kinds.length
      this.kinds.push(kind)
      this.tos.push(to)
      this.pushed.push(frame)
      byFrame.set(frame, id)
    }
    return id
  }

  private local(frame: number, below: number): number {
    const key = below * 0x100000000 + frame
    let id = this.localIds.get(key)
    if (id === undefined) {
      id = this.localFrames.length
      this.localFrames.push(frame)
      this.localBelow.push(below)
      this.localIds.set(key, id)
    }
    return id
  }

  /** @param only first bytes of the texts looked at; all if not given */
  private walk(trie: Trie, start: number, only?: readonly number[]): Effects {
    const { controls, locals, kinds, tos, pushed, outline, table } = this
    const { byte, depth, end, token, nodes } = trie
    const stays = new Map<number, { to: number; local: number; loses: boolean; ids: number[] }>()
    const exits = new Map<
      number,
      { kind: Act; loses: boolean; ended: number; done: number[]; ids: number[]; starts: number[] }
    >()
    controls[0] = start
    locals[0] = 0
    const { losses } = this
    losses[0] = 0
    let last: { to: number; local: number; loses: boolean; ids: number[] } | undefined
    const ranges = only ? only.map((b) => trie.first[b]!).filter((node) => node >= 0) : [0]
    for (const first of ranges) {
      let p = first
      const stopAt = only ? end[first]! : nodes
      while (p < stopAt) {
        const d = depth[p]!
        const b = byte[p]!
        this.work++
        let control = controls[d]!
        let local = locals[d]!
        let lost = losses[d]!
        let exit = 0
        let ended = 0
        for (;;) {
          const act = this.act(control, b)
          const kind = kinds[act]!
          if (kind === Act.Move) control = tos[act]!
          else if (kind === Act.Push) {
            control = tos[act]!
            local = this.local(pushed[act]!, local)
          } else if (kind === Act.Dead) control = 0
          else if (local === 0) {
            exit = kind
            ended = tos[act]!
          } else {
            control = outline.after(this.localFrames[local]!, tos[act]!)
            local = this.localBelow[local]!
            if (kind === Act.PopThen && control !== 0) {
              if (outline.loses(control)) lost = 1
              continue
            }
          }
          break
        }
        if (exit !== 0) {
          const key = (ended * 8 + exit) * 2 + lost
          let group = exits.get(key)
          if (!group) {
            group = { kind: exit, loses: lost === 1, ended, done: [], ids: [], starts: [] }
            exits.set(key, group)
          }
          const { done, ids, starts } = group
          const from = exit === Act.Pop ? d + 1 : d
          for (const stop = end[p]!; p < stop; p++) {
            const length = depth[p]! + 1 - from
            if (token[p] === -1) continue
            eachId(trie, p, (id) => {
              if (length === 0) done.push(id)
              else {
                ids.push(id)
                starts.push(table.offsets[id + 1]! - length)
              }
            })
          }
          continue
        }
        if (control === 0) {
          p = end[p]!
          continue
        }
        controls[d + 1] = control
        locals[d + 1] = local
        losses[d + 1] = lost | (outline.loses(control) ? 1 : 0)
        if (token[p] !== -1) {
          if (!last || last.to !== control || last.local !== local || last.loses !== (lost === 1)) {
            const key = (control * 0x200000 + local) * 2 + lost
            last = stays.get(key)
            if (!last) {
              last = { to: control, local, loses: lost === 1, ids: [] }
              stays.set(key, last)
            }
          }
          const { ids } = last
          const id = token[p]!
          if (id >= 0) ids.push(id)
          else eachId(trie, p, (one) => ids.push(one))
        }
        p++
      }
    }
    return {
      stays: [...stays.values()].map(({ to, local, loses, ids }) => ({
        loses,
        to,
        frames: this.framesOf(local),
        set: this.sets.intern(Int32Array.from(ids)),
      })),
      exits: [...exits.values()].map(({ kind, loses, ended, done, ids, starts }) => ({
        kind,
        loses,
        ended,
        done: this.sets.intern(Int32Array.from(done)),
        rest: ids.length > 0 ? this.endsOf(Int32Array.from(ids), Uint32Array.from(starts)) : undefined,
      })),
    }
  }

  private framesOf(local: number): number[] {
    const frames: number[] = []
    for (let at = local; at !== 0; at = this.localBelow[at]!) frames.push(this.localFrames[at]!)
    return frames.reverse()
  }

  private endsOf(ids: Int32Array, starts: Uint32Array): Ends {
    const hash = hashOf(ids) ^ Math.imul(hashOf(starts), 31)
    const alike = this.ends.get(hash) ?? []
    for (const one of alike) if (equal(one.ids, ids) && equal(one.starts, starts)) return one
    const ends = { id: this.count++, trie: trieOfEnds(this.table, ids, starts), ids, starts }
    alike.push(ends)
    this.ends.set(hash, alike)
    return ends
  }
}

/** Tokens by their first bytes. */
interface Beginning {
  readonly id: number
  readonly words: Uint32Array
  readonly differs: Uint8Array
}

function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i])
}
