import { complement, contains, MAX_CODE_POINT, normalise, type Ranges } from './char-set.js'

/**
 * Character sets of ECMA-262. Property escapes and case folding are asked of the JavaScript engine
 * itself, lazily and once, so they are always of the Unicode version the patterns would run with.
 */

export const DIGIT: Ranges = [0x30, 0x39]
export const WORD: Ranges = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]
/** WhiteSpace and LineTerminator. */
export const SPACE: Ranges = [
  0x9, 0xd, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f,
  0x3000, 0x3000, 0xfeff, 0xfeff,
]
export const LINE_TERMINATOR: Ranges = [0xa, 0xa, 0xd, 0xd, 0x2028, 0x2029]

/**
 * Stretches of code points that have no properties of their own: planes where nothing was ever assigned, and
 * private use. One stands for all; not looking at each saves three quarters of the time a property takes. (The
 * last two code points of every plane are noncharacters and differ.)
 */
const ALIKE: readonly (readonly [number, number])[] = [
  ...Array.from({ length: 10 }, (_, i) => [(i + 4) << 16, ((i + 4) << 16) + 0xfffd] as const),
  [0xe1000, 0xefffd],
  [0xf0000, 0xffffd],
  [0x100000, 0x10fffd],
]

let unlike: string[] | undefined

/** The scalar values outside those stretches, a text for every contiguous run. Made on first use. */
function unlikeScalars(): readonly string[] {
  if (unlike) return unlike
  const text = (from: number, to: number): string => {
    let result = ''
    for (let c = from; c <= to; c += 4096) {
      result += String.fromCodePoint(...Array.from({ length: Math.min(4096, to + 1 - c) }, (_, i) => c + i))
    }
    return result
  }
  unlike = [text(0, 0xd7ff)]
  let from = 0xe000
  for (const [start, end] of ALIKE) {
    unlike.push(text(from, start - 1))
    from = end + 1
  }
  unlike.push(text(from, MAX_CODE_POINT))
  return unlike
}

const properties = new Map<string, number[]>()

/** The set of \p{key} or \p{key=value}. The name has been validated by the parser. */
export function propertySet(key: string, value: string | null): number[] {
  const name = value === null ? key : `${key}=${value}`
  const known = properties.get(name)
  if (known !== undefined) return known
  const pairs: number[] = []
  const runs = new RegExp(`\\p{${name}}+`, 'gu')
  for (const text of unlikeScalars()) {
    for (const [run] of text.matchAll(runs)) {
      const last = run.charCodeAt(run.length - 1)
      pairs.push(run.codePointAt(0)!, last >= 0xdc00 && last <= 0xdfff ? run.codePointAt(run.length - 2)! : last)
    }
  }
  const one = new RegExp(`^\\p{${name}}$`, 'u')
  for (const [from, to] of ALIKE) if (one.test(String.fromCodePoint(from))) pairs.push(from, to)
  // No property tells one surrogate from another.
  if (one.test('\ud800')) pairs.push(0xd800, 0xdfff)
  const set = normalise(pairs)
  properties.set(name, set)
  return set
}

/** Equal under the u flag's simple case folding though neither is the other's upper or lower case. */
const EXTRA_PAIRS = [0x1fd3, 0x390, 0x1fe3, 0x3b0, 0xfb05, 0xfb06]

type Folding = Map<number, number[]>
let unicodeFolding: Folding | undefined
let legacyFolding: Folding | undefined

/** For each code point with case: every code point that a case-insensitive match takes for it, itself included. */
function foldingOf(unicode: boolean): Folding {
  if (unicode) {
    unicodeFolding ??= buildUnicodeFolding()
    return unicodeFolding
  }
  legacyFolding ??= buildLegacyFolding()
  return legacyFolding
}

function buildUnicodeFolding(): Folding {
  const leader = new Map<number, number>()
  const find = (x: number): number => {
    let r = x
    while (leader.has(r)) r = leader.get(r)!
    return r
  }
  const join = (x: number, y: number): void => {
    const p = find(x)
    const q = find(y)
    if (p === q) return
    // The engine has the last word: upper-casing is wider than simple folding.
    if (!new RegExp(`^\\u{${x.toString(16)}}$`, 'iu').test(String.fromCodePoint(y))) return
    leader.set(Math.max(p, q), Math.min(p, q))
  }
  const cased = propertySet('Changes_When_Casemapped', null)
  const members = new Set<number>(EXTRA_PAIRS)
  for (let i = 0; i < cased.length; i += 2) {
    for (let c = cased[i]!; c <= cased[i + 1]!; c++) {
      members.add(c)
      const text = String.fromCodePoint(c)
      for (const other of [text.toLowerCase(), text.toUpperCase()]) {
        const d = other.codePointAt(0)!
        if (d === c || String.fromCodePoint(d) !== other) continue
        members.add(d)
        join(c, d)
      }
    }
  }
  for (let i = 0; i < EXTRA_PAIRS.length; i += 2) join(EXTRA_PAIRS[i]!, EXTRA_PAIRS[i + 1]!)
  return groupBy(members, find)
}

/** Canonicalize of ECMA-262 without the u flag: toUpperCase of single code units. */
function buildLegacyFolding(): Folding {
  const canonical = (c: number): number => {
    const upper = String.fromCharCode(c).toUpperCase()
    if (upper.length !== 1) return c
    const u = upper.charCodeAt(0)
    return c >= 128 && u < 128 ? c : u
  }
  const members = new Set<number>()
  for (let c = 0; c < 0x10000; c++) {
    const u = canonical(c)
    if (u === c) continue
    members.add(c)
    members.add(u)
  }
  return groupBy(members, canonical)
}

function groupBy(members: Set<number>, key: (c: number) => number): Folding {
  const groups = new Map<number, number[]>()
  for (const c of members) {
    const k = key(c)
    const group = groups.get(k)
    if (group === undefined) groups.set(k, [c])
    else group.push(c)
  }
  const folding: Folding = new Map()
  for (const group of groups.values()) if (group.length > 1) for (const c of group) folding.set(c, group)
  return folding
}

/** The set with everything a case-insensitive match takes for its members. */
export function closeOverCase(set: Ranges, unicode: boolean): number[] {
  const pairs = Array.from(set)
  const folding = foldingOf(unicode)
  let size = 0
  for (let i = 0; i < set.length; i += 2) size += set[i + 1]! - set[i]! + 1
  if (size < folding.size) {
    for (let i = 0; i < set.length; i += 2) {
      for (let c = set[i]!; c <= set[i + 1]!; c++) for (const d of folding.get(c) ?? []) pairs.push(d, d)
    }
  } else {
    for (const [c, group] of folding) if (contains(set, c)) for (const d of group) pairs.push(d, d)
  }
  return normalise(pairs)
}

/** \w; with i and u also what folds to a word character. */
export function wordSet(ignoreCase: boolean, unicode: boolean): Ranges {
  return ignoreCase && unicode ? closeOverCase(WORD, true) : WORD
}

export function negated(set: Ranges, negate: boolean): number[] {
  return negate ? complement(set) : Array.from(set)
}

/** A code point and what a match without regard to case takes for the same (simple case folding), ascending. */
export function caseVariants(point: number): readonly number[] {
  return [point, ...(foldingOf(true).get(point) ?? [])].sort((x, y) => x - y)
}
