import { type Constraint, type CountedRun, DEAD, type State, type TextKind } from '../../src/automaton/constraint.js'
import type { LoopKinds } from '../../src/mask/loops.js'

/** A small seeded generator (mulberry32), so that every run of a test sees the same cases. */
export class Random {
  private state: number
  constructor(seed: number) {
    this.state = seed >>> 0
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  below(n: number): number {
    return Math.floor(this.next() * n)
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }
  chance(p: number): boolean {
    return this.next() < p
  }
}

/** A random deterministic automaton over all bytes, pruned to live states. Undefined if its language is empty. */
export function randomDfa(random: Random): Constraint | undefined {
  const n = 2 + random.below(10)
  const table: Int32Array[] = []
  for (let s = 0; s < n; s++) {
    const row = new Int32Array(256).fill(-1)
    // Ranges of bytes, so that loops and multi-byte characters occur.
    for (let k = random.below(6); k >= 0; k--) {
      const from = random.below(256)
      const to = random.chance(0.5) ? from : Math.min(255, from + random.below(120))
      const target = random.chance(0.4) ? s : random.below(n)
      for (let b = from; b <= to; b++) row[b] = target
    }
    // A run of text, now and then: most of ASCII comes back to the state.
    if (random.chance(0.3)) for (let b = 0x20; b < 0x7f; b++) if (random.chance(0.97)) row[b] = s
    table.push(row)
  }
  const distance = Array.from({ length: n }, () => (random.chance(0.2) ? 0 : Number.POSITIVE_INFINITY))
  for (let changed = true; changed; ) {
    changed = false
    for (let s = 0; s < n; s++) {
      for (const target of table[s]!) {
        if (target >= 0 && distance[target]! + 1 < distance[s]!) {
          distance[s] = distance[target]! + 1
          changed = true
        }
      }
    }
  }
  if (distance[0] === Number.POSITIVE_INFINITY) return undefined
  return {
    start: 1,
    step: (state, byte) => {
      const target = state === DEAD ? -1 : table[state - 1]![byte]!
      return target < 0 || distance[target] === Number.POSITIVE_INFINITY ? DEAD : target + 1
    },
    canEnd: (state) => state !== DEAD && distance[state - 1] === 0,
    minBytesToEnd: (state) => (state === DEAD ? Number.POSITIVE_INFINITY : distance[state - 1]!),
  }
}

/** Types of the toy language: JSON without whitespace. Names refer to `types`. */
export type Toy =
  | { kind: 'string'; min: number; max: number }
  | { kind: 'number' }
  | { kind: 'literal'; text: string }
  | { kind: 'array'; item: string }
  | { kind: 'object'; named: Record<string, string>; rest?: string | undefined }

interface Frame {
  /** The container type whose value is being read, and what comes after it. */
  type: string
  below: Frame | undefined
  depth: number
  key: string
}

type Top =
  | { at: 'value'; type: string }
  /** Reading a string; `pending` is the state of a character begun: bytes left and the bounds of the next one. */
  | { at: 'body'; min: number; max: number; pending: number; low: number; high: number; escape: boolean }
  | { at: 'number'; digits: boolean }
  | { at: 'literal'; text: string; done: number }
  | { at: 'first'; type: string }
  | { at: 'item'; type: string }
  /** In a container, after a value. */
  | { at: 'after'; type: string }
  | { at: 'openKey'; type: string }
  /** In a key that is still the beginning of a name; free once it is not. */
  | { at: 'key'; type: string; prefix: string; pending: number; low: number; high: number }
  | { at: 'free'; type: string; pending: number; low: number; high: number }
  | { at: 'colon'; type: string; value: string }
  | { at: 'done' }

/**
 * The toy language as a stack machine with all sharing hooks. Deliberately literal: one object per
 * configuration, interned by a string.
 */
export class ToyJson implements Constraint, LoopKinds {
  readonly start: State
  private readonly types: Record<string, Toy>
  private readonly tops: Top[] = [{ at: 'done' }]
  private readonly frames: (Frame | undefined)[] = [undefined]
  private readonly topIds: number[] = [0]
  /** By top. */
  private readonly controls: (Top | undefined)[] = []
  private readonly ids = new Map<string, number>()
  private readonly keys = new Map<string, number>()
  /** Known steps; states of remembered texts are too many to have any. */
  private readonly rows: (Int32Array | undefined)[] = [new Int32Array(256)]
  private readonly least: Record<string, number> = {}
  /** Text of free keys, which states remember though it decides nothing. */
  private readonly data: string[] = ['']
  private readonly keepsText: boolean

  /** @param remembers whether states of free keys differ by their text: a loop of tops, not of states */
  constructor(types: Record<string, Toy>, root: string, remembers = false) {
    this.types = types
    this.keepsText = remembers
    for (const name of Object.keys(types)) this.least[name] = Number.POSITIVE_INFINITY
    for (let changed = true; changed; ) {
      changed = false
      for (const name of Object.keys(types)) {
        const type = types[name]!
        const now =
          type.kind === 'string'
            ? type.min + 2
            : type.kind === 'number'
              ? 1
              : type.kind === 'literal'
                ? type.text.length
                : 2
        if (now < this.least[name]!) {
          this.least[name] = now
          changed = true
        }
      }
    }
    this.start = this.intern({ at: 'value', type: root }, undefined)
  }

  step(state: State, byte: number): State {
    const row = this.rows[state]
    const known = row ? row[byte]! : -1
    if (known >= 0) return known
    let next = this.move(this.tops[state]!, this.frames[state], byte)
    if (this.keepsText && next !== DEAD && this.tops[next]!.at === 'free') {
      next = this.intern(this.tops[next]!, this.frames[next], this.data[state]! + byte)
    }
    if (row) row[byte] = next
    return next
  }

  canEnd(state: State): boolean {
    if (state === DEAD || this.frames[state]) return false
    const top = this.tops[state]!
    return top.at === 'done' || (top.at === 'number' && top.digits)
  }

  minBytesToEnd(state: State): number {
    if (state === DEAD) return Number.POSITIVE_INFINITY
    const top = this.tops[state]!
    // Every open container is closed by one byte.
    let n = this.frames[state]?.depth ?? 0
    if (top.at === 'value') n += this.least[top.type]!
    else if (top.at === 'body') n += top.pending + (top.escape ? 1 : 0) + top.min + 1
    else if (top.at === 'number') n += top.digits ? 0 : 1
    else if (top.at === 'literal') n += top.text.length - top.done
    else if (top.at === 'first' || top.at === 'after') n += 1
    else if (top.at === 'item') n += this.least[(this.types[top.type] as { item: string }).item]! + 1
    else if (top.at === 'openKey') n += 1 + this.keyEnd(top.type, '')
    else if (top.at === 'key')
      n += top.pending + (top.pending ? this.freeEnd(top.type) : this.keyEnd(top.type, top.prefix))
    else if (top.at === 'free') n += top.pending + this.freeEnd(top.type)
    else if (top.at === 'colon') n += 1 + this.least[top.value]! + 1
    return n
  }

  private freeEnd(type: string): number {
    const rest = (this.types[type] as { rest?: string }).rest
    return rest === undefined ? Number.POSITIVE_INFINITY : 2 + this.least[rest]! + 1
  }

  private keyEnd(type: string, prefix: string): number {
    const { named } = this.types[type] as { named: Record<string, string> }
    let n = Object.hasOwn(named, prefix) ? Number.POSITIVE_INFINITY : this.freeEnd(type)
    for (const [name, value] of Object.entries(named)) {
      if (name.startsWith(prefix)) n = Math.min(n, name.length - prefix.length + 2 + this.least[value]! + 1)
    }
    return n
  }

  top(state: State): number {
    return this.topIds[state]!
  }

  depth(state: State): number {
    return this.frames[state]?.depth ?? 0
  }

  slice(state: State, frames: number): number {
    let key = `${this.topIds[state]}`
    let frame = this.frames[state]
    for (let i = 0; i < frames && frame; i++) {
      key += `/${frame.type}`
      frame = frame.below
    }
    return this.number(this.keys, key)
  }

  counted(state: State): CountedRun | undefined {
    const top = this.tops[state]!
    if (top.at !== 'body' || top.pending > 0 || top.escape) return undefined
    if (top.min === 0 && top.max === Number.POSITIVE_INFINITY) return undefined
    const base = this.intern({ ...top, min: 0, max: Number.POSITIVE_INFINITY }, this.frames[state])
    return { base, min: top.min, max: top.max, text: bodyText }
  }

  /** All string bodies without bounds loop alike, and so do all free keys. */
  loopKind(state: State): number {
    const top = this.tops[state]!
    if (top.at === 'free' && top.pending === 0) return 2
    const plain = top.at === 'body' && top.pending === 0 && !top.escape
    return plain && top.min === 0 && top.max === Number.POSITIVE_INFINITY ? 1 : 0
  }

  /** Steps by tops; what pushes or pops is left to `step`. */
  stepTop(control: number, byte: number): number {
    const top = this.controls[control]!
    const c = String.fromCharCode(byte)
    switch (top.at) {
      case 'number':
        if (c < '0' || c > '9') return -1
        break
      case 'literal':
        if (top.done + 1 === top.text.length) return -1
        break
      case 'value': {
        const type = this.types[top.type]!
        if (type.kind === 'literal' && type.text.length === 1) return -1
        break
      }
      case 'body':
        if (c === '"' && !top.escape && top.pending === 0) return -1
        break
      case 'key':
      case 'free':
        if (c === '"' && top.pending === 0) return -1
        break
      case 'first':
        if (this.types[top.type]!.kind === 'array' || c === '}') return -1
        break
      case 'after':
        if (c === ']' || c === '}') return -1
        break
      case 'item':
      case 'colon':
        return -1
    }
    const next = this.move(top, undefined, byte)
    return next === DEAD ? 0 : this.topIds[next]!
  }

  /** Only what ends a number is read by the container below it, too. */
  reach(state: State, byte: number): number {
    const top = this.tops[state]!
    const digit = byte >= 0x30 && byte <= 0x39
    return this.depth(state) - (top.at !== 'number' || digit ? 0 : byte === 0x2c ? 1 : 2)
  }

  stackOf(state: State): number {
    return this.number(this.keys, `stack ${this.frames[state]?.key ?? ''}`)
  }

  needsText(): boolean {
    return false
  }

  portable(): boolean {
    return true
  }

  /** The text of free keys decides nothing, even if it is kept. */
  textDepth(): number {
    return 0
  }

  textKind(control: number): TextKind | undefined {
    const top = this.controls[control]!
    if (top.at === 'free') return top.pending === 0 ? keyText : undefined
    const plain = top.at === 'body' && top.pending === 0 && !top.escape
    return plain && top.min === 0 && top.max === Number.POSITIVE_INFINITY ? bodyText : undefined
  }

  private number(map: Map<string, number>, key: string): number {
    const known = map.get(key)
    if (known !== undefined) return known
    map.set(key, map.size + 1)
    return map.size
  }

  private intern(top: Top, frame: Frame | undefined, data = ''): State {
    const key = Object.values(top).join('\u0001')
    const whole = `${key}|${frame?.key ?? ''}|${data}`
    const known = this.ids.get(whole)
    if (known !== undefined) return known
    const id = this.tops.length
    this.ids.set(whole, id)
    this.tops.push(top)
    this.frames.push(frame)
    this.data.push(data)
    const control = this.number(this.keys, `top ${key}`)
    this.topIds.push(control)
    this.controls[control] = top
    this.rows.push(data === '' ? new Int32Array(256).fill(-1) : undefined)
    return id
  }

  private push(type: string, below: Frame | undefined): Frame {
    return { type, below, depth: (below?.depth ?? 0) + 1, key: `${type}/${below?.key ?? ''}` }
  }

  /** A value has ended: its container, if any, goes on. */
  private pop(frame: Frame | undefined): State {
    return frame ? this.intern({ at: 'after', type: frame.type }, frame.below) : this.intern({ at: 'done' }, undefined)
  }

  private begin(name: string, frame: Frame | undefined, byte: number): State {
    const type = this.types[name]!
    const c = String.fromCharCode(byte)
    if (type.kind === 'string') {
      if (c !== '"') return DEAD
      return this.intern(
        { at: 'body', min: type.min, max: type.max, pending: 0, low: 0, high: 0, escape: false },
        frame,
      )
    }
    if (type.kind === 'number') {
      if (c !== '-' && !(c >= '0' && c <= '9')) return DEAD
      return this.intern({ at: 'number', digits: c !== '-' }, frame)
    }
    if (type.kind === 'literal') {
      if (c !== type.text[0]) return DEAD
      return type.text.length === 1 ? this.pop(frame) : this.intern({ at: 'literal', text: type.text, done: 1 }, frame)
    }
    if (type.kind === 'array') return c === '[' ? this.intern({ at: 'first', type: name }, frame) : DEAD
    return c === '{' ? this.intern({ at: 'first', type: name }, frame) : DEAD
  }

  private move(top: Top, frame: Frame | undefined, byte: number): State {
    const c = String.fromCharCode(byte)
    switch (top.at) {
      case 'value':
        return this.begin(top.type, frame, byte)
      case 'number':
        if (c >= '0' && c <= '9') return this.intern({ at: 'number', digits: true }, frame)
        if (!top.digits || !frame) return DEAD
        return this.move({ at: 'after', type: frame.type }, frame.below, byte)
      case 'literal':
        if (c !== top.text[top.done]) return DEAD
        if (top.done + 1 === top.text.length) return this.pop(frame)
        return this.intern({ at: 'literal', text: top.text, done: top.done + 1 }, frame)
      case 'body': {
        const less = { ...top, min: Math.max(0, top.min - 1), max: top.max - 1, escape: false }
        if (top.escape) return '"\\/bfnrt'.includes(c) ? this.intern({ ...top, escape: false }, frame) : DEAD
        if (top.pending > 0) return this.continue(top, byte, frame)
        if (c === '"') return top.min === 0 ? this.pop(frame) : DEAD
        if (top.max === 0) return DEAD
        if (c === '\\') return this.intern({ ...less, escape: true }, frame)
        if (byte >= 0x20 && byte < 0x80) return this.intern(less, frame)
        return this.lead(less, byte, frame)
      }
      case 'first': {
        const type = this.types[top.type]!
        if (type.kind === 'array') {
          if (c === ']') return this.pop(frame)
          return this.begin(type.item, this.push(top.type, frame), byte)
        }
        if (c === '}') return this.pop(frame)
        return c === '"'
          ? this.intern({ at: 'key', type: top.type, prefix: '', pending: 0, low: 0, high: 0 }, frame)
          : DEAD
      }
      case 'item':
        return this.begin((this.types[top.type] as { item: string }).item, this.push(top.type, frame), byte)
      case 'after':
        if (this.types[top.type]!.kind === 'array') {
          if (c === ']') return this.pop(frame)
          return c === ',' ? this.intern({ at: 'item', type: top.type }, frame) : DEAD
        }
        if (c === '}') return this.pop(frame)
        return c === ',' ? this.intern({ at: 'openKey', type: top.type }, frame) : DEAD
      case 'openKey':
        return c === '"'
          ? this.intern({ at: 'key', type: top.type, prefix: '', pending: 0, low: 0, high: 0 }, frame)
          : DEAD
      case 'key': {
        const type = this.types[top.type] as { named: Record<string, string>; rest?: string }
        if (c === '"') {
          const value = Object.hasOwn(type.named, top.prefix) ? type.named[top.prefix]! : type.rest
          return value === undefined ? DEAD : this.intern({ at: 'colon', type: top.type, value }, frame)
        }
        const prefix = top.prefix + c
        if (byte < 0x80 && Object.keys(type.named).some((name) => name.startsWith(prefix))) {
          return this.intern({ ...top, prefix }, frame)
        }
        return this.move({ at: 'free', type: top.type, pending: 0, low: 0, high: 0 }, frame, byte)
      }
      case 'free': {
        const type = this.types[top.type] as { rest?: string }
        if (type.rest === undefined) return DEAD
        if (top.pending > 0) return this.continue(top, byte, frame)
        if (c === '"') return this.intern({ at: 'colon', type: top.type, value: type.rest }, frame)
        if (byte < 0x20 || c === '\\') return DEAD
        if (byte < 0x80) return this.intern(top, frame)
        return this.lead(top, byte, frame)
      }
      case 'colon':
        return c === ':' ? this.intern({ at: 'value', type: top.value }, this.push(top.type, frame)) : DEAD
      case 'done':
        return DEAD
    }
  }

  private lead(top: Top & { pending: number }, byte: number, frame: Frame | undefined): State {
    if (byte >= 0xc2 && byte < 0xe0) return this.intern({ ...top, pending: 1, low: 0x80, high: 0xbf } as Top, frame)
    if (byte >= 0xe0 && byte < 0xf0) {
      const low = byte === 0xe0 ? 0xa0 : 0x80
      return this.intern({ ...top, pending: 2, low, high: byte === 0xed ? 0x9f : 0xbf } as Top, frame)
    }
    if (byte >= 0xf0 && byte < 0xf5) {
      const low = byte === 0xf0 ? 0x90 : 0x80
      return this.intern({ ...top, pending: 3, low, high: byte === 0xf4 ? 0x8f : 0xbf } as Top, frame)
    }
    return DEAD
  }

  private continue(
    top: Top & { pending: number; low: number; high: number },
    byte: number,
    frame: Frame | undefined,
  ): State {
    if (byte < top.low || byte > top.high) return DEAD
    const pending = top.pending - 1
    return this.intern({ ...top, pending, low: pending ? 0x80 : 0, high: pending ? 0xbf : 0 } as Top, frame)
  }
}

const points = (arena: Uint8Array, from: number, to: number): number => {
  let n = 0
  for (let i = from; i < to; i++) {
    if (arena[i] === 0x5c) i++
    else if (arena[i]! >= 0x80 && arena[i]! < 0xc0) continue
    n++
  }
  return n
}
const bodyText: TextKind = { name: 'toy string', exit: 0x22, escape: 0x5c, points }
const keyText: TextKind = { name: 'toy key', exit: 0x22, escape: 0x5c, points }

/** A random toy language: a few types that may refer to one another. */
export function randomToy(random: Random): ToyJson {
  const names = ['A', 'B', 'C', 'D', 'E', 'F'].slice(0, 2 + random.below(5))
  const types: Record<string, Toy> = {}
  const keys = ['a', 'ab', 'name', 'names', 'id', 'no', '']
  for (const name of names) {
    const kind = random.pick(['string', 'string', 'number', 'literal', 'array', 'object', 'object'])
    if (kind === 'string') {
      const min = random.chance(0.5) ? 0 : random.below(6)
      const max = random.chance(0.4) ? Number.POSITIVE_INFINITY : min + random.below(12)
      types[name] = { kind, min, max }
    } else if (kind === 'number') types[name] = { kind }
    else if (kind === 'literal') types[name] = { kind, text: random.pick(['true', 'null', '"red"', '"name"', '7']) }
    else if (kind === 'array') types[name] = { kind, item: random.pick(names) }
    else {
      const named: Record<string, string> = {}
      for (let k = random.below(4); k > 0; k--) named[random.pick(keys)] = random.pick(names)
      const open = Object.keys(named).length === 0 || random.chance(0.6)
      types[name] = { kind: 'object', named, rest: open ? random.pick(names) : undefined }
    }
  }
  types.Root = random.chance(0.5)
    ? { kind: 'array', item: random.pick(names) }
    : { kind: 'object', named: { a: random.pick(names) }, rest: random.pick(names) }
  return new ToyJson(types, 'Root', random.chance(0.08))
}

/** The same constraint without its hooks, or without some of them. */
export function without(constraint: ToyJson, hooks: 'tops' | 'slices' | 'all'): Constraint & LoopKinds {
  const plain: Constraint = {
    start: constraint.start,
    step: (state, byte) => constraint.step(state, byte),
    canEnd: (state) => constraint.canEnd(state),
    minBytesToEnd: (state) => constraint.minBytesToEnd(state),
  }
  if (hooks === 'tops') {
    return {
      ...plain,
      top: (state) => constraint.top(state),
      depth: (state) => constraint.depth(state),
      slice: (state, frames) => constraint.slice(state, frames),
      counted: (state) => constraint.counted(state),
      loopKind: (state) => constraint.loopKind(state),
    }
  }
  if (hooks === 'slices') plain.counted = (state) => constraint.counted(state)
  return plain
}

const fragments = [
  '{"',
  '":',
  '":"',
  '","',
  '"}',
  '"]',
  '"},{"',
  '],[',
  ']]',
  '}}',
  '}]',
  '[[',
  '[{"',
  '{"a":',
  '"a',
  'name',
  'names"',
  'na',
  'am',
  'me":',
  'id',
  'id":',
  '12',
  '-1',
  '1,',
  ',1',
  '0]',
  'true',
  'tr',
  'ue,',
  'null}',
  '"red"',
  're',
  'hello',
  ' world',
  '\\n',
  'x\\n',
  '\\"',
  'a\\\\b',
  'é',
  'né',
  '日',
  '日本',
  '本"',
  '😀',
  'a😀b',
  '"',
  '\\',
  'abcdefgh',
  'abcdefghij"',
  'ab"],"',
  '    ',
  '        ',
  'ab',
  'abc',
  'the',
  ' the',
  'ing',
  'ing"',
  'tion',
  ' of',
  ',"',
  '":[',
  '":{"',
  ']}',
  '1]}',
]

/**
 * A random vocabulary: single bytes (all, or without some), fragments, cut and glued fragments that end inside
 * characters, duplicates, ids without bytes, several end ids somewhere in the middle.
 */
export function randomTokens(
  random: Random,
  options: { missing?: readonly number[]; words?: number } = {},
): { tokens: (Uint8Array | null)[]; endIds: number[] } {
  const encoder = new TextEncoder()
  const tokens: (Uint8Array | null)[] = []
  for (let byte = 0; byte < 256; byte++) if (!options.missing?.includes(byte)) tokens.push(Uint8Array.of(byte))
  const some = (): Uint8Array => {
    const text = random.chance(0.5) ? random.pick(fragments) : random.pick(fragments) + random.pick(fragments)
    const bytes = encoder.encode(text)
    return random.chance(0.3) ? bytes.slice(random.below(bytes.length), 1 + random.below(bytes.length)) : bytes
  }
  for (let i = options.words ?? 120; i > 0; i--) {
    const bytes = some()
    if (options.missing && bytes.some((byte) => options.missing!.includes(byte)) && random.chance(0.7)) continue
    tokens.push(bytes)
  }
  for (let i = 0; i < 6; i++) tokens.push(random.pick(tokens), random.chance(0.5) ? null : new Uint8Array(0))
  const order = tokens.map((token) => ({ token, at: random.next() })).sort((a, b) => a.at - b.at)
  const shuffled = order.map(({ token }) => token)
  const endIds = [random.below(shuffled.length)]
  if (random.chance(0.5)) endIds.push(random.below(shuffled.length))
  for (const id of new Set(endIds)) {
    // What an end id replaced is kept, so that no byte goes missing.
    shuffled.push(shuffled[id]!)
    shuffled[id] = random.chance(0.5) ? null : encoder.encode('</s>')
  }
  return { tokens: shuffled, endIds: [...new Set(endIds)] }
}
