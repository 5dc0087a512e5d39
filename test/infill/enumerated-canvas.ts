import type { Candidate, Canvas, Commitment, Projection, ProjectOptions, Scores } from '../../src/infill/index.js'

/** A canvas by looking through all its fillings: slow, and obviously right. */
export class EnumeratedCanvas implements Canvas {
  readonly size: number
  readonly exact = true
  private readonly width: number
  private readonly fillings: readonly (readonly number[])[]
  private readonly tokens: number[]
  private fits: readonly (readonly number[])[]
  private chosen: readonly number[] | undefined
  private seen: string[] = []

  /** @param vocabularySize number of token ids */
  constructor(fillings: readonly (readonly number[])[], size: number, vocabularySize: number) {
    this.size = size
    this.width = vocabularySize
    this.fillings = fillings
    this.tokens = new Array<number>(size).fill(-1)
    this.fits = fillings
    this.chosen = fillings[0]
  }

  get completable(): boolean {
    return this.fits.length > 0
  }

  get witness(): Int32Array | undefined {
    return this.chosen && Int32Array.from(this.chosen)
  }

  at(position: number): number {
    return this.tokens[position]!
  }

  mask(position: number): Uint32Array {
    const words = new Uint32Array(Math.ceil(this.width / 32))
    const others = this.tokens.map((token, i) => (i === position ? -1 : token))
    for (const filling of this.tokens[position] === -1 ? this.fits : this.fitting(others)) {
      const token = filling[position]!
      words[token >>> 5]! |= 1 << (token & 31)
    }
    return words
  }

  allows(position: number, token: number): boolean {
    return ((this.mask(position)[token >>> 5]! >>> (token & 31)) & 1) === 1
  }

  changed(): number[] {
    const masks = this.tokens.map((_, position) => this.mask(position).join())
    const positions = masks.flatMap((mask, position) => (mask === this.seen[position] ? [] : [position]))
    this.seen = masks
    return positions
  }

  commit(position: number, token: number): Commitment {
    if (this.tokens[position] !== -1) throw new Error(`position ${position} is decided`)
    const fits = this.fits.filter((filling) => filling[position] === token)
    if (fits.length === 0) return 'impossible'
    this.fits = fits
    this.tokens[position] = token
    if (this.chosen![position] !== token) this.chosen = fits[0]
    return 'committed'
  }

  clear(position: number): void {
    this.tokens[position] = -1
    this.fits = this.fitting(this.tokens)
  }

  project(scores: Scores, options: ProjectOptions = {}): Projection | undefined {
    const rows = this.tokens.map((token, position) => (token === -1 ? scores(position) : undefined))
    const sums = this.fits.map((filling) => filling.reduce((sum, token, i) => sum + (rows[i]?.[token] ?? 0), 0))
    const best = Math.max(...sums)
    if (this.fits.length === 0 || best === Number.NEGATIVE_INFINITY) return undefined
    let k = sums.indexOf(best)
    if (options.random) {
      const weights = sums.map((sum) => Math.exp(sum - best))
      let left = options.random() * weights.reduce((a, b) => a + b, 0)
      k = 0
      while (k < weights.length - 1 && left >= weights[k]!) left -= weights[k++]!
    }
    this.chosen = this.fits[k]!
    return { tokens: Int32Array.from(this.chosen), score: sums[k]!, exact: true }
  }

  selectCompatible(candidates: readonly Candidate[]): number[] {
    let fits = this.fits
    const kept: number[] = []
    candidates.forEach(({ position, token }, k) => {
      const narrowed = fits.filter((filling) => filling[position] === token)
      if (narrowed.length === 0) return
      fits = narrowed
      kept.push(k)
    })
    this.chosen = fits[0]
    return kept
  }

  private fitting(tokens: readonly number[]): (readonly number[])[] {
    return this.fillings.filter((filling) => tokens.every((token, i) => token === -1 || filling[i] === token))
  }
}
