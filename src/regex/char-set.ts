/**
 * Sets of code points as sorted, disjoint, non-adjacent inclusive ranges lo0, hi0, lo1, hi1, …
 * The alphabet is 0…0x10FFFF with the surrogates: a lone surrogate of a JavaScript string is its
 * own code unit.
 */
export type Ranges = ArrayLike<number>

export const MAX_CODE_POINT = 0x10ffff

/** Sorts and merges arbitrary inclusive pairs. */
export function normalise(pairs: Ranges): number[] {
  const count = pairs.length >> 1
  let sorted = true
  for (let i = 0; i < count; i++) {
    if (pairs[2 * i]! > pairs[2 * i + 1]!) sorted = false
    if (i > 0 && pairs[2 * i]! <= pairs[2 * i - 1]! + 1) sorted = false
  }
  if (sorted) return Array.from(pairs)
  const order: number[] = []
  for (let i = 0; i < count; i++) if (pairs[2 * i]! <= pairs[2 * i + 1]!) order.push(i)
  order.sort((x, y) => pairs[2 * x]! - pairs[2 * y]!)
  const out: number[] = []
  for (const i of order) {
    const lo = pairs[2 * i]!
    const hi = pairs[2 * i + 1]!
    const last = out.length - 1
    if (last >= 0 && lo <= out[last]! + 1) {
      if (hi > out[last]!) out[last] = hi
    } else out.push(lo, hi)
  }
  return out
}

export function union(a: Ranges, b: Ranges): number[] {
  return normalise([...Array.from(a), ...Array.from(b)])
}

export function complement(a: Ranges): number[] {
  const out: number[] = []
  let next = 0
  for (let i = 0; i < a.length; i += 2) {
    if (a[i]! > next) out.push(next, a[i]! - 1)
    next = a[i + 1]! + 1
  }
  if (next <= MAX_CODE_POINT) out.push(next, MAX_CODE_POINT)
  return out
}

export function intersect(a: Ranges, b: Ranges): number[] {
  const out: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const lo = Math.max(a[i]!, b[j]!)
    const hi = Math.min(a[i + 1]!, b[j + 1]!)
    if (lo <= hi) out.push(lo, hi)
    if (a[i + 1]! < b[j + 1]!) i += 2
    else j += 2
  }
  return out
}

export function subtract(a: Ranges, b: Ranges): number[] {
  return intersect(a, complement(b))
}

export function contains(a: Ranges, codePoint: number): boolean {
  let lo = 0
  let hi = a.length >> 1
  while (lo < hi) {
    const mid = (lo + hi) >> 1
    if (codePoint > a[2 * mid + 1]!) lo = mid + 1
    else hi = mid
  }
  return 2 * lo < a.length && a[2 * lo]! <= codePoint
}

export function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff
}

/** UTF-8 bytes of a code point. Lone surrogates have none: Infinity. */
export function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  if (codePoint < 0x10000) return isSurrogate(codePoint) ? Infinity : 3
  return 4
}

/** Fewest UTF-8 bytes over lo…hi, Infinity if all are surrogates. */
export function shortestUtf8(lo: number, hi: number): number {
  if (!isSurrogate(lo)) return utf8Length(lo)
  return hi > 0xdfff ? utf8Length(0xe000) : Infinity
}
