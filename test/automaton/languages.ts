import {
  type Constraint,
  choice,
  compileRegex,
  DEAD,
  intersection,
  literal,
  optional,
  repeat,
  type State,
  sequence,
  union,
  words,
} from '../../src/automaton/index.js'

/** A small seeded generator (mulberry32). */
export function randomOf(seed: number): (n: number) => number {
  let state = seed >>> 0
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}

/**
 * All texts over an alphabet up to a length, shortest first: text i is text before[i] and the letter last[i]. A language is
 * a Uint8Array with a 1 for each of its texts: slow and obviously right.
 */
export class Texts {
  readonly texts: string[] = ['']
  readonly before: number[] = [-1]
  readonly last: number[] = [-1]
  readonly index = new Map<string, number>([['', 0]])

  constructor(
    readonly letters: string,
    readonly length: number,
  ) {
    for (let i = 0; i < this.texts.length; i++) {
      if (this.texts[i]!.length === length) continue
      for (let k = 0; k < letters.length; k++) {
        this.index.set(this.texts[i]! + letters[k], this.texts.length)
        this.texts.push(this.texts[i]! + letters[k])
        this.before.push(i)
        this.last.push(k)
      }
    }
  }

  language(contains: (text: string) => boolean): Uint8Array {
    return Uint8Array.from(this.texts, (text) => (contains(text) ? 1 : 0))
  }

  both(a: Uint8Array, b: Uint8Array): Uint8Array {
    return a.map((x, i) => x & b[i]!)
  }

  either(a: Uint8Array, b: Uint8Array): Uint8Array {
    return a.map((x, i) => x | b[i]!)
  }

  concat(a: Uint8Array, b: Uint8Array): Uint8Array {
    const result = new Uint8Array(a.length)
    this.texts.forEach((text, i) => {
      for (let cut = 0; cut <= text.length && !result[i]; cut++) {
        if (a[this.index.get(text.slice(0, cut))!] && b[this.index.get(text.slice(cut))!]) result[i] = 1
      }
    })
    return result
  }

  power(a: Uint8Array, min: number, max: number): Uint8Array {
    let power = this.language((text) => text === '')
    let result = new Uint8Array(a.length)
    // Beyond the length of a text and min, more repetitions add only if a contains the empty text, and then nothing new.
    for (let n = 0; n <= Math.min(max, min + this.length); n++) {
      if (n >= min) result = this.either(result, power) as Uint8Array<ArrayBuffer>
      power = this.concat(power, a)
    }
    return result
  }

  /** For each text: fewest letters that make it a word, Infinity if none of the texts here does. */
  completions(a: Uint8Array): number[] {
    const least = Array.from(a, (x) => (x ? 0 : Number.POSITIVE_INFINITY))
    for (let i = a.length - 1; i > 0; i--) {
      const before = this.before[i]!
      least[before] = Math.min(least[before]!, least[i]! + 1)
    }
    return least
  }
}

/** A constraint, and the same language by definition. */
export interface Case {
  constraint: Constraint
  language: Uint8Array
  name: string
}

const patterns = [
  'a*',
  '(?:ab)*',
  'a|bb',
  '[ab]{2,3}',
  '(?:a|b)*c',
  'b?a+',
  '(?:aa|bbb)+',
  'b*',
  'a(?:b|c)?a',
  '[bc]{2}',
  'c{0,2}b',
]

/** A random complete table over the letters, as a constraint pruned to what can be completed; undefined if nothing can. */
export function randomDfa(texts: Texts, random: (n: number) => number): Case | undefined {
  const n = 1 + random(5)
  const table = Array.from({ length: n }, () => Array.from(texts.letters, () => (random(4) === 0 ? -1 : random(n))))
  const accepting = Array.from({ length: n }, () => random(3) === 0)
  const least = accepting.map((x) => (x ? 0 : Number.POSITIVE_INFINITY))
  for (let round = 0; round < n; round++) {
    table.forEach((row, s) => {
      for (const t of row) if (t >= 0) least[s] = Math.min(least[s]!, least[t]! + 1)
    })
  }
  if (least[0] === Number.POSITIVE_INFINITY) return undefined
  const next = (s: number, letter: number): number => (s < 0 || letter < 0 ? -1 : table[s]![letter]!)
  const constraint: Constraint = {
    start: 1,
    step(state, byte) {
      const t = next(state - 1, texts.letters.indexOf(String.fromCharCode(byte)))
      return t < 0 || least[t] === Number.POSITIVE_INFINITY ? DEAD : t + 1
    },
    canEnd: (state) => state !== DEAD && accepting[state - 1]!,
    minBytesToEnd: (state) => (state === DEAD ? Number.POSITIVE_INFINITY : least[state - 1]!),
  }
  const language = texts.language((text) => {
    let s = 0
    for (const letter of text) s = next(s, texts.letters.indexOf(letter))
    return s >= 0 && accepting[s]!
  })
  return { constraint, language, name: `dfa(${JSON.stringify(table)}, ${JSON.stringify(accepting)})` }
}

function randomText(texts: Texts, random: (n: number) => number, length: number): string {
  return Array.from({ length: random(length + 1) }, () => texts.letters[random(texts.letters.length)]).join('')
}

/** A random combination of all combinators, at most `depth` deep. Undefined if a part of it accepts nothing. */
export function randomCase(texts: Texts, random: (n: number) => number, depth: number): Case | undefined {
  const kind = depth === 0 ? random(4) : 4 + random(7)
  if (kind <= 1) return randomDfa(texts, random)
  if (kind === 2) {
    // Only the letters at hand, so that no shorter completion lies outside the texts.
    const usable = patterns.filter((pattern) => texts.letters.includes('c') || !pattern.includes('c'))
    const pattern = usable[random(usable.length)]!
    const whole = new RegExp(`^(?:${pattern})$`)
    return {
      constraint: compileRegex(pattern),
      language: texts.language((text) => whole.test(text)),
      name: `/${pattern}/`,
    }
  }
  if (kind === 3) {
    const list = Array.from({ length: 1 + random(3) }, () => randomText(texts, random, 3))
    const constraint = list.length === 1 ? literal(list[0]!) : words(list)
    return { constraint, language: texts.language((text) => list.includes(text)), name: JSON.stringify(list) }
  }
  const part = (): Case | undefined => randomCase(texts, random, random(depth))
  const a = part()
  if (!a) return undefined
  if (kind === 4) {
    const language = texts.either(
      a.language,
      texts.language((text) => text === ''),
    )
    return { constraint: optional(a.constraint), language, name: `optional(${a.name})` }
  }
  if (kind <= 6) {
    const min = random(4)
    const max = random(2) === 0 ? Number.POSITIVE_INFINITY : min + random(3)
    const constraint = repeat(a.constraint, { min, max })
    return { constraint, language: texts.power(a.language, min, max), name: `repeat(${a.name}, ${min}, ${max})` }
  }
  const b = part()
  if (!b) return undefined
  const names = `${a.name}, ${b.name}`
  if (kind === 7) {
    return {
      constraint: sequence(a.constraint, b.constraint),
      language: texts.concat(a.language, b.language),
      name: `sequence(${names})`,
    }
  }
  if (kind === 8) {
    const constraint = random(2) ? union(a.constraint, b.constraint) : choice([a.constraint, b.constraint])
    return { constraint, language: texts.either(a.language, b.language), name: `union(${names})` }
  }
  try {
    const constraint = intersection(a.constraint, b.constraint)
    return { constraint, language: texts.both(a.language, b.language), name: `intersection(${names})` }
  } catch (error) {
    if ((error as { code?: string }).code !== 'empty-language') throw error
    if (texts.both(a.language, b.language).includes(1)) throw new Error(`intersection(${names}) is not empty`)
    return undefined
  }
}

/** A fault in how a constraint reads all the texts of a language; undefined if there is none. */
export function disagreement(
  texts: Texts,
  { constraint, language }: Case,
  decided: { count: number },
): string | undefined {
  const least = texts.completions(language)
  const states: State[] = [constraint.start]
  for (let i = 0; i < texts.texts.length; i++) {
    const text = JSON.stringify(texts.texts[i])
    if (i > 0) {
      const before = states[texts.before[i]!]!
      states.push(before === DEAD ? DEAD : constraint.step(before, texts.letters.charCodeAt(texts.last[i]!)))
    }
    const state = states[i]!
    decided.count++
    if (constraint.canEnd(state) !== (language[i] === 1)) return `${text}: canEnd is ${constraint.canEnd(state)}`
    const bytes = constraint.minBytesToEnd(state)
    if (state === DEAD) {
      if (bytes !== Number.POSITIVE_INFINITY) return `${text}: dead with ${bytes} bytes to the end`
      if (least[i] !== Number.POSITIVE_INFINITY) return `${text}: dead before a word`
      continue
    }
    const room = texts.length - texts.texts[i]!.length
    if (least[i] === Number.POSITIVE_INFINITY ? bytes <= room : bytes !== least[i]) {
      return `${text}: ${bytes} bytes to the end, not ${least[i]}`
    }
  }
  return undefined
}

/** Follows shorter and shorter completions; the word reached, undefined if a state has no shorter successor. */
export function finish(constraint: Constraint, from: State): string | undefined {
  let state = from
  const bytes: number[] = []
  while (!constraint.canEnd(state)) {
    const left = constraint.minBytesToEnd(state)
    let byte = 0
    while (byte < 256 && !(constraint.minBytesToEnd(constraint.step(state, byte)) < left)) byte++
    if (byte === 256 || !(left > 0)) return undefined
    state = constraint.step(state, byte)
    bytes.push(byte)
  }
  return constraint.minBytesToEnd(state) === 0 ? new TextDecoder().decode(Uint8Array.from(bytes)) : undefined
}
