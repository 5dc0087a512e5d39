/**
 * Uniform random numbers from a 32-bit seed: xoshiro128** (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", 2018), its four words filled by four rounds of SplitMix32. Only 32-bit integer
 * arithmetic and one exact division, so every platform gives the same numbers.
 */
export interface Random {
  readonly seed: number
  /** 53 random bits as a number, 0 ≤ x < 1. */
  next(): number
}

class Xoshiro128 implements Random {
  readonly seed: number
  private readonly s = new Uint32Array(4)

  constructor(seed: number) {
    this.seed = seed
    let z = seed
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) | 0
      let x = z ^ (z >>> 16)
      x = Math.imul(x, 0x21f0aaad)
      x ^= x >>> 15
      x = Math.imul(x, 0x735a2d97)
      this.s[i] = x ^ (x >>> 15)
    }
  }

  next(): number {
    const high = this.word() >>> 5
    const low = this.word() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }

  private word(): number {
    const { s } = this
    const s1 = s[1]!
    const product = Math.imul(s1, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const s2 = s[2]! ^ s[0]!
    const s3 = s[3]! ^ s1
    s[1] = s1 ^ s2
    s[0] = s[0]! ^ s3
    s[2] = s2 ^ (s1 << 9)
    s[3] = (s3 << 11) | (s3 >>> 21)
    return result >>> 0
  }
}

/** @param seed 32-bit unsigned integer; without one, a seed from the platform's entropy */
export function createRandom(seed?: number): Random {
  return new Xoshiro128(seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!)
}
