import { type Constraint, DEAD, type State } from '../../src/automaton/index.js'

/**
 * Words of x, [ … ] and ( … ), nested at will, in which ! closes the two innermost brackets at once. State s is a stack:
 * brackets[s] was opened last, on the stack below[s].
 */
export class Brackets implements Constraint {
  readonly start: State = 1
  private readonly below = [0, 0]
  private readonly brackets = ['', '']
  private readonly depths = [0, 0]
  private readonly ids = new Map<string, number>()
  private readonly slices = new Map<string, number>()

  step(state: State, byte: number): State {
    const letter = String.fromCharCode(byte)
    if (state === DEAD) return DEAD
    if (letter === 'x') return state
    if (letter === '[' || letter === '(') return this.push(state, letter)
    if (letter === '!') return this.depths[state]! < 2 ? DEAD : this.below[this.below[state]!]!
    const closes = this.brackets[state] === '[' ? ']' : this.brackets[state] === '(' ? ')' : ''
    return letter === closes ? this.below[state]! : DEAD
  }

  canEnd(state: State): boolean {
    return state === 1
  }

  minBytesToEnd(state: State): number {
    return state === DEAD ? Number.POSITIVE_INFINITY : Math.ceil(this.depths[state]! / 2)
  }

  top(): number {
    return 1
  }

  depth(state: State): number {
    return this.depths[state]!
  }

  slice(state: State, frames: number): number {
    let key = ''
    for (let s = state, n = 0; s > 1 && n < frames; s = this.below[s]!, n++) key += this.brackets[s]
    const known = this.slices.get(key)
    if (known !== undefined) return known
    this.slices.set(key, this.slices.size + 1)
    return this.slices.size
  }

  /** The brackets open, innermost first. */
  open(state: State): string[] {
    const open: string[] = []
    for (let s = state; s > 1; s = this.below[s]!) open.push(this.brackets[s]!)
    return open
  }

  private push(state: State, bracket: string): State {
    const key = `${state}${bracket}`
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const made = this.below.length
    this.ids.set(key, made)
    this.below.push(state)
    this.brackets.push(bracket)
    this.depths.push(this.depths[state]! + 1)
    return made
  }
}

export const letters = 'x[](!)'

/** A random automaton over these letters: table[state][letter], -1 for none. */
export interface Table {
  next: number[][]
  accepting: boolean[]
}

/**
 * Which stacks can be emptied in step with an automaton, by definition: whole[p][q] if a word leads from p to q, as the least
 * relation with the rules of the grammar; then frame by frame.
 */
export class BracketOracle {
  private readonly whole: boolean[][]
  private readonly memo = new Map<string, boolean>()
  private readonly after: (p: number, letter: string) => number

  constructor(private readonly table: Table) {
    const n = table.next.length
    this.after = (p, letter) => (p < 0 ? -1 : table.next[p]![letters.indexOf(letter)]!)
    const { after } = this
    const all = Array.from({ length: n }, (_, i) => i)
    const whole = all.map((p) => all.map((q) => p === q))
    this.whole = whole
    for (let changed = true; changed; ) {
      changed = false
      const add = (p: number, q: number): void => {
        if (q < 0 || whole[p]![q]) return
        whole[p]![q] = true
        changed = true
      }
      for (const p of all) {
        add(p, after(p, 'x'))
        for (const q of all) if (whole[p]![q]) for (const r of all) if (whole[q]![r]) add(p, r)
        for (const [open, close] of ['[]', '()']) {
          for (const a of this.reach(after(p, open!))) {
            add(p, after(a, close!))
            for (const second of '[(') for (const b of this.reach(after(a, second))) add(p, after(b, '!'))
          }
        }
      }
    }
  }

  /** Whether the brackets still open (innermost first) can be closed from a state so that it ends accepting. */
  isLive(p: number, open: readonly string[]): boolean {
    const key = `${p}${open.join('')}`
    const known = this.memo.get(key)
    if (known !== undefined) return known
    const live = this.decide(p, open)
    this.memo.set(key, live)
    return live
  }

  private decide(p: number, open: readonly string[]): boolean {
    const from = this.reach(p)
    if (open.length === 0) return from.some((q) => this.table.accepting[q])
    const close = open[0] === '[' ? ']' : ')'
    return from.some((q) => {
      if (this.step(q, close, open.slice(1)) || (open.length > 1 && this.step(q, '!', open.slice(2)))) return true
      return [...'[('].some((bracket) =>
        this.reach(this.after(q, bracket)).some((r) => this.step(r, '!', open.slice(1))),
      )
    })
  }

  private step(p: number, letter: string, open: readonly string[]): boolean {
    const next = this.after(p, letter)
    return next >= 0 && this.isLive(next, open)
  }

  private reach(p: number): number[] {
    return p < 0 ? [] : this.whole[p]!.flatMap((x, q) => (x ? [q] : []))
  }
}

export function randomTable(random: (n: number) => number): Table {
  const n = 1 + random(5)
  const next = Array.from({ length: n }, () => Array.from(letters, () => (random(5) < 2 ? -1 : random(n))))
  return { next, accepting: next.map(() => random(3) === 0) }
}
