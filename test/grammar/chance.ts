/** A small seeded generator (xorshift32), so that a failing case is named by its seed. */
export class Random {
  private state: number

  constructor(seed: number) {
    this.state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) | 1
  }

  next(): number {
    let x = this.state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.state = x
    return x >>> 0
  }

  below(n: number): number {
    return this.next() % n
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}
