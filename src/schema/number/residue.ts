/** Residue classes of integers. */

/** The integers that are `residue` modulo `modulus`. */
export interface ResidueClass {
  readonly residue: bigint
  readonly modulus: bigint
}

export const everything: ResidueClass = { residue: 0n, modulus: 1n }

export function modulo(a: bigint, m: bigint): bigint {
  const r = a % m
  return r < 0n ? r + m : r
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x
}

export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b
}

/** What two classes have in common (Chinese remainder theorem), undefined if that is nothing. */
export function intersect(a: ResidueClass, b: ResidueClass): ResidueClass | undefined {
  if (a.modulus === 1n) return b
  if (b.modulus === 1n) return a
  const [g, p] = extendedGcd(a.modulus, b.modulus)
  const gap = b.residue - a.residue
  if (gap % g !== 0n) return undefined
  const part = b.modulus / g
  // a + m·p·(b-a)/g, since m·p = g mod n.
  const residue = a.residue + a.modulus * modulo(p * (gap / g), part)
  const modulus = a.modulus * part
  return { residue: modulo(residue, modulus), modulus }
}

/** gcd(m, n) and p with m·p = gcd mod n. */
function extendedGcd(m: bigint, n: bigint): [bigint, bigint] {
  let [r0, r1] = [m, n]
  let [p0, p1] = [1n, 0n]
  while (r1 !== 0n) {
    const q = r0 / r1
    ;[r0, r1] = [r1, r0 - q * r1]
    ;[p0, p1] = [p1, p0 - q * p1]
  }
  return [r0, p0]
}
