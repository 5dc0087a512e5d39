import { Act, type StackOutline, type State } from '../automaton/constraint.js'
import type { TokenTable } from '../vocab/token-table.js'
import type { Effects, StackEffects } from './stack-effects.js'
import { type Edges, END, type MachineLimits, type TokenMachine, tooLarge } from './token-machine.js'
import type { TokenSets } from './token-sets.js'

/**
 * The nodes are controls of an outline on stacks. Stacks grow as a tree, except that a frame that is in a stack already stands for
 * all its repetitions: there a stack is *folded*, and what is below it is one of several. So there are finitely many of them,
 * and what is read from a node is all that the constraint reads, and more only where something was left out or folded.
 */
export class OutlineMachine implements TokenMachine {
  deterministic = true
  /** How often edges of a node were made: what is made of them is of that age. */
  expanded = 0
  /** By node. */
  private readonly controls: number[] = [0]
  private readonly stacks: number[] = [0]
  /** Whether something was lost within the token that leads to a node. */
  private readonly after: boolean[] = [false]
  private readonly nodes = new Map<number, number>()
  private readonly known: (Edges | undefined)[]
  /** By stack: the nearest frame, and what may be below it, first that with which it was made. Stack 0 is empty. */
  private readonly frames: number[] = [0]
  private readonly below: number[][] = [[]]
  private readonly lossy: boolean[] = [false]
  private readonly pushes = new Map<number, number>()
  /** Nodes that have read what is below a stack. */
  private readonly readers: (Set<number> | undefined)[] = []
  private readonly waiting: number[] = []
  private failure: unknown
  /** Stacks as they are, not folded: nearest frame, what is below it, and the folded stack. */
  private readonly plainFrames: number[] = [0]
  private readonly plainBelow: number[] = [0]
  private readonly plainFolded: number[] = [0]
  private readonly plainIds = new Map<number, number>()
  /** By place, of which END is the first: control, stack as it is, node. */
  private readonly placeControls: number[] = [0]
  private readonly placeStacks: number[] = [0]
  private readonly placeNodes: number[] = [END]
  private readonly places = new Map<number, number>()
  private finishing: Uint8Array | undefined

  constructor(
    private readonly outline: StackOutline,
    private readonly effects: StackEffects,
    readonly sets: TokenSets,
    private readonly table: TokenTable,
    private readonly endSet: number,
    private readonly limits: MachineLimits,
  ) {
    this.known = [{ targets: Int32Array.of(END), sets: Int32Array.of(endSet) }]
  }

  get size(): number {
    return this.controls.length
  }

  /** The node of a state, all that it leads to explored. */
  node(state: State): number {
    if (this.failure) throw this.failure
    try {
      return this.explored(state)
    } catch (error) {
      // What is not explored to the end is of no use.
      this.failure = error
      throw error
    }
  }

  private explored(state: State): number {
    const { control, frames } = this.outline.from(state)
    let stack = 0
    for (let i = frames.length - 1; i >= 0; i--) stack = this.push(frames[i]!, stack)
    const node = this.nodeOf(control, stack, false)
    while (this.waiting.length > 0) {
      const next = this.waiting.pop()!
      if (!this.known[next]) this.known[next] = this.expand(next)
    }
    return node
  }

  edges(node: number): Edges {
    return this.known[node]!
  }

  ends(node: number): boolean {
    return node === END || this.outline.ends(this.controls[node]!, this.frames[this.stacks[node]!]!)
  }

  place(state: State): number {
    const { control, frames } = this.outline.from(state)
    let stack = 0
    for (let i = frames.length - 1; i >= 0; i--) stack = this.pushPlain(frames[i]!, stack)
    return this.placeOf(control, stack, false)
  }

  nodeAt(place: number): number {
    return this.placeNodes[place]!
  }

  trace(place: number, token: number): number {
    const { effects, outline } = this
    const { arena, offsets, isEnd } = this.table
    if (isEnd[token] === 1) return this.ends(this.placeNodes[place]!) ? 0 : -1
    const from = offsets[token]!
    const to = offsets[token + 1]!
    if (place === 0 || from === to) return -1
    let control = this.placeControls[place]!
    let stack = this.placeStacks[place]!
    let lost = false
    for (let i = from; i < to; i++) {
      const act = effects.act(control, arena[i]!)
      const kind = effects.kinds[act]!
      if (kind === Act.Dead) return -1
      if (i > from && outline.loses(control)) lost = true
      if (kind === Act.Move) control = effects.tos[act]!
      else if (kind === Act.Push) {
        control = effects.tos[act]!
        stack = this.pushPlain(effects.pushed[act]!, stack)
      } else {
        if (stack === 0) return -1
        control = outline.after(this.plainFrames[stack]!, effects.tos[act]!)
        if (control === 0) return -1
        stack = this.plainBelow[stack]!
        if (kind === Act.PopThen) {
          if (outline.loses(control)) lost = true
          i--
        }
      }
    }
    return this.placeOf(control, stack, lost)
  }

  private pushPlain(frame: number, below: number): number {
    const key = frame * 0x200000 + below
    let stack = this.plainIds.get(key)
    if (stack === undefined) {
      stack = this.plainFrames.length
      this.plainFrames.push(frame)
      this.plainBelow.push(below)
      this.plainFolded.push(this.push(frame, this.plainFolded[below]!))
      this.plainIds.set(key, stack)
    }
    return stack
  }

  /** -1 for a node that has not been met: nothing leads on from there. */
  private placeOf(control: number, stack: number, lost: boolean): number {
    const key = (control * 0x200000 + stack) * 2 + (lost ? 1 : 0)
    let place = this.places.get(key)
    if (place === undefined) {
      const node = this.nodes.get((control * 0x200000 + this.plainFolded[stack]!) * 2 + (lost ? 1 : 0))
      if (node === undefined) return -1
      place = this.placeNodes.length
      this.placeControls.push(control)
      this.placeStacks.push(stack)
      this.placeNodes.push(node)
      this.places.set(key, place)
    }
    return place
  }

  goesOn(node: number): boolean {
    if (!this.finishing || this.finishing.length < this.size) this.finishing = this.canFinish()
    return this.finishing[node] === 1
  }

  /** By node: whether tokens lead from it to a node where the text may end. */
  private canFinish(): Uint8Array {
    const into: number[][] = Array.from({ length: this.size }, () => [])
    const finishing = new Uint8Array(this.size)
    const reached: number[] = []
    for (let node = 0; node < this.size; node++) {
      for (const target of this.known[node]!.targets) into[target]!.push(node)
      if (this.ends(node)) {
        finishing[node] = 1
        reached.push(node)
      }
    }
    for (const node of reached) {
      for (const before of into[node]!) {
        if (finishing[before] === 1) continue
        finishing[before] = 1
        reached.push(before)
      }
    }
    return finishing
  }

  loses(node: number): boolean {
    if (node === END) return false
    if (this.after[node] || this.outline.loses(this.controls[node]!)) return true
    for (let at = this.stacks[node]!; at !== 0; at = this.below[at]![0]!) if (this.lossy[at]) return true
    return false
  }

  follow(node: number, token: number, use: (target: number) => void): void {
    const { targets, sets } = this.known[node]!
    for (let k = 0; k < targets.length; k++) if (this.sets.has(sets[k]!, token)) use(targets[k]!)
  }

  private nodeOf(control: number, stack: number, lost: boolean): number {
    const key = (control * 0x200000 + stack) * 2 + (lost ? 1 : 0)
    let node = this.nodes.get(key)
    if (node === undefined) {
      node = this.controls.length
      if (node > this.limits.states) throw tooLarge('states', this.limits.states)
      this.controls.push(control)
      this.stacks.push(stack)
      this.after.push(lost)
      this.nodes.set(key, node)
      this.waiting.push(node)
    }
    return node
  }

  private push(frame: number, below: number): number {
    const key = frame * 0x200000 + below
    let stack = this.pushes.get(key)
    if (stack !== undefined) return stack
    const kind = this.outline.kindOf(frame)
    for (let at = below; at !== 0; at = this.below[at]![0]!) {
      if (this.outline.kindOf(this.frames[at]!) === kind) {
        stack = at
        break
      }
    }
    if (stack === undefined) {
      stack = this.frames.length
      this.frames.push(frame)
      this.below.push([below])
      this.lossy.push(this.outline.loses(frame))
    } else this.fold(stack, below)
    this.pushes.set(key, stack)
    return stack
  }

  private fold(stack: number, below: number): void {
    this.deterministic = false
    this.lossy[stack] = true
    const list = this.below[stack]!
    if (list.includes(below)) return
    list.push(below)
    for (const node of this.readers[stack] ?? []) {
      this.known[node] = undefined
      this.waiting.push(node)
    }
  }

  private expand(node: number): Edges {
    this.expanded++
    const targets: number[] = []
    const sets: number[] = []
    const add = (target: number, set: number): void => {
      targets.push(target)
      sets.push(set)
    }
    this.apply(this.effects.of(this.controls[node]!), this.stacks[node]!, node, false, add)
    if (this.effects.work > this.limits.work) throw tooLarge('work', this.limits.work)
    if (this.endSet !== 0 && this.ends(node)) add(END, this.endSet)
    return { targets: Int32Array.from(targets), sets: Int32Array.from(sets) }
  }

  private apply(
    effects: Effects,
    stack: number,
    reader: number,
    lost: boolean,
    add: (target: number, set: number) => void,
  ): void {
    for (const { frames, to, set, loses } of effects.stays) {
      let at = stack
      for (const frame of frames) at = this.push(frame, at)
      add(this.nodeOf(to, at, lost || loses), set)
    }
    if (effects.exits.length === 0 || stack === 0) return
    const { outline } = this
    this.readers[stack] ??= new Set()
    this.readers[stack].add(reader)
    for (const { ended, done, rest, loses } of effects.exits) {
      const control = outline.after(this.frames[stack]!, ended)
      if (control === 0) continue
      const going = rest && this.effects.ofEnds(rest, control)
      for (const below of [...this.below[stack]!]) {
        if (done !== 0) add(this.nodeOf(control, below, lost || loses), done)
        if (going) this.apply(going, below, reader, lost || loses || this.outline.loses(control), add)
      }
    }
  }
}
