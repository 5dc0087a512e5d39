import { EngineError } from '../../error/index.js'
import type { Random } from '../random.js'
import type { Resolved } from './options.js'
import { maximum, type RowSummary, summarise } from './row-summary.js'
import type { Prediction } from './scheduler.js'
import { type DecodingState, single } from './state.js'

/** Rows of logits for the positions from … to - 1 of the canvas; those of positions before `from` and from `to` on are not asked for. */
export interface Rows {
  readonly logits: Float32Array
  readonly from: number
  readonly to: number
}

/**
 * What one call of the model leads to: a filling of the canvas (or, token by token, the best possible token of each position),
 * and how sure it is at each position.
 */
export class Plan {
  /** Of the whole canvas; undefined if tokens are committed one by one. */
  readonly filling: Int32Array | undefined
  readonly from: number
  readonly to: number
  private readonly state: DecodingState
  private readonly options: Resolved
  private readonly random: Random
  private readonly rows: Rows
  private readonly width: number
  private readonly predictions = new Map<number, Prediction>()
  private readonly refused: ReadonlyMap<number, ReadonlySet<number>>
  private readonly scores = new Map<number, Float32Array>()
  /** By position, the largest of its logits. */
  private readonly maxima = new Map<number, number>()

  /**
   * @param rows at least for the positions from … to - 1
   * @param refused by position, tokens not to be tried
   * @throws EngineError code 'logits-shape', 'logits-nan', or 'logits-empty' if the model excludes every filling
   */
  constructor(
    state: DecodingState,
    rows: Rows,
    range: { readonly from: number; readonly to: number },
    options: Resolved,
    random: Random,
    refused: ReadonlyMap<number, ReadonlySet<number>>,
  ) {
    this.state = state
    this.rows = rows
    this.from = range.from
    this.to = range.to
    this.options = options
    this.random = random
    this.refused = refused
    this.width = rows.logits.length / (rows.to - rows.from)
    if (!(Number.isInteger(this.width) && this.width >= state.vocabulary.size)) throw shape(rows, state.vocabulary.size)
    this.filling = options.filling === 'commit' ? undefined : this.project()
  }

  /** For an open position; the same answer until `forget`. */
  look(position: number): Prediction {
    let prediction = this.predictions.get(position)
    if (!prediction) {
      prediction = this.predict(position)
      this.predictions.set(position, prediction)
    }
    return prediction
  }

  /** The next look at the position is a new one. */
  forget(position: number): void {
    this.predictions.delete(position)
  }

  /** The model's probability of a token at a position. */
  probability(position: number, token: number): number {
    const mask = new Uint32Array(Math.ceil(this.state.vocabulary.size / 32))
    mask[token >>> 5] = 1 << (token & 31)
    return summarise(this.row(position), this.state.vocabulary.size, mask).mass
  }

  private project(): Int32Array | undefined {
    const { canvas, vocabulary } = this.state
    const { temperature, filling } = this.options
    const zeros = new Float32Array(vocabulary.size)
    const open = this.state.open(0, canvas.size)
    // Positions without scores count every text that can stand there, so a draw would be by the number of texts. Then scores are
    // perturbed instead (Gumbel noise, as LLaDA draws its tokens) and the best filling is taken.
    const draws = temperature > 0 && open.every((i) => i >= this.from && i < this.to)
    const { random } = this
    const projection = canvas.project(
      (position) => {
        if (position < this.from || position >= this.to) return zeros
        let scores = this.scores.get(position)
        if (!scores) {
          const row = this.row(position)
          this.maxima.set(position, maximum(row, vocabulary.size))
          scores = temperature === 0 ? row : row.map((logit) => logit / temperature)
          if (temperature > 0 && !draws) scores = scores.map((score) => score + gumbel(random.next()))
          this.scores.set(position, scores)
        }
        return scores
      },
      draws ? { random: () => random.next() } : {},
    )
    this.scores.clear()
    if (!projection) {
      throw new EngineError('The model gives no probability to any filling of the canvas.', {
        code: 'logits-empty',
        hint: 'Check that no tokens are masked in its logits.',
      })
    }
    // A filling that may not be the best is the canvas's witness now: commits near to it cost little.
    return projection.exact || filling === 'project' ? projection.tokens : undefined
  }

  private predict(position: number): Prediction {
    const { canvas, vocabulary } = this.state
    const mask = canvas.mask(position)
    const refused = this.refused.get(position)
    const left = refused ? without(mask, refused) : mask
    const row = this.row(position)
    const summary = summarise(row, vocabulary.size, left, this.maxima.get(position))
    const token = this.filling ? this.filling[position]! : this.draw(row, left, summary)
    const certain = single(left) >= 0
    const scale = certain || summary.mass >= this.options.gate ? 1 : summary.mass
    const probability = certain ? 1 : scale * summary.share(token)
    return {
      position,
      token,
      probability,
      confidence: certain ? 1 : this.confidence(token, probability, summary, scale),
      best: summary.best,
      entropy: summary.entropy,
      mass: summary.mass,
    }
  }

  private confidence(token: number, probability: number, summary: RowSummary, scale: number): number {
    switch (this.options.confidence) {
      case 'probability':
        return probability
      case 'margin':
        return probability - scale * (token === summary.best ? summary.secondShare : summary.bestShare)
      case 'entropy':
        return scale * Math.exp(-summary.entropy)
      case 'random':
        return this.random.next()
    }
  }

  /** Without a filling: the best token of a mask, or one drawn. The witness's token where the model excludes all of them. */
  private draw(row: Float32Array, mask: Uint32Array, summary: RowSummary): number {
    const { temperature } = this.options
    if (summary.best < 0) return -1
    if (temperature === 0) return summary.best
    let best = -1
    let highest = Number.NEGATIVE_INFINITY
    for (let t = 0; t < this.state.vocabulary.size; t++) {
      if (((mask[t >>> 5]! >>> (t & 31)) & 1) === 0 || row[t] === Number.NEGATIVE_INFINITY) continue
      const score = row[t]! / temperature + gumbel(this.random.next())
      if (score > highest) {
        highest = score
        best = t
      }
    }
    return best
  }

  private row(position: number): Float32Array {
    const at = (position - this.rows.from) * this.width
    return this.rows.logits.subarray(at, at + this.state.vocabulary.size)
  }
}

/** A draw from the Gumbel distribution: adding one to each log-probability and taking the largest is drawing a token. */
function gumbel(uniform: number): number {
  return -Math.log(-Math.log(uniform === 0 ? 2 ** -54 : uniform))
}

function without(mask: Uint32Array, tokens: ReadonlySet<number>): Uint32Array {
  const left = mask.slice()
  for (const token of tokens) left[token >>> 5]! &= ~(1 << (token & 31))
  return left
}

function shape(rows: Rows, size: number): EngineError {
  return new EngineError(
    `The model returned ${rows.logits.length} logits for ${rows.to - rows.from} positions and ${size} tokens.`,
    { code: 'logits-shape', hint: 'Check that the tokenizer belongs to the model.' },
  )
}
