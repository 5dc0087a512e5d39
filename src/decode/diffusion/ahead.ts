import type { Resolved } from './options.js'
import type { Plan } from './plan.js'
import type { DecodingState } from './state.js'

interface Range {
  readonly from: number
  readonly to: number
}

interface Question extends Range {
  readonly text: Int32Array
  readonly asked: number
  /** Undefined if the model was not asked. */
  readonly answer: Promise<Float32Array> | undefined
}

/** Milliseconds that an early call must be expected to save, below which it is not worth its messages. */
const worthwhile = 0.5
/** How much of a moving average the last value is. */
const share = 0.25

/**
 * Calls of the model made while the canvas is still at work: once a scheduler has chosen, the text of the next step is known, unless a token
 * is refused or others are forced by it. If it turns out otherwise the answer is thrown away, so that every step is decided by
 * the answers for its own text, as ever.
 *
 * What the next text would be is guessed at every step, and the model asked early where that has been right often enough to
 * save time on the whole, by the times that model and canvas have taken so far.
 */
export class Ahead {
  /** Texts asked about in vain. */
  vain = 0
  private guess: Question | undefined
  private right = 0.5
  private modelMs = Number.NaN
  private canvasMs = Number.NaN
  private readonly able: boolean

  constructor(private readonly options: Resolved) {
    const { engine, remasking, scheduler } = options
    this.able = engine.overlaps === true && engine.maskId >= 0 && !remasking && scheduler.drafts === undefined
  }

  /** Before positions are committed. `range` is what the model will be asked about if nothing else is decided. */
  begin(state: DecodingState, plan: Plan, selected: readonly number[], range: Range): void {
    this.guess = undefined
    if (!this.able) return
    const { engine, promptIds, signal } = this.options
    const offset = promptIds.length
    const text = state.text()
    for (const position of selected) {
      const token = plan.filling ? plan.filling[position]! : plan.look(position).token
      if (token < 0) return
      text[offset + position] = token
    }
    if (state.open(state.block.from, state.block.to).length <= selected.length) return
    let answer: Promise<Float32Array> | undefined
    const asked = performance.now()
    if (this.pays && !signal?.aborted) {
      answer = engine.logits(text, offset + range.from, offset + range.to, signal)
      // Nobody may wait for it.
      answer.catch(() => undefined)
    }
    this.guess = { ...range, text, asked, answer }
  }

  /** After all that followed from it was decided, in so many milliseconds. */
  end(state: DecodingState, range: Range, canvasMs: number): void {
    const { guess } = this
    if (!guess) return
    const text = state.text()
    const right =
      guess.from === range.from &&
      guess.to === range.to &&
      guess.text.length === text.length &&
      guess.text.every((id, i) => id === text[i])
    this.right += share * ((right ? 1 : 0) - this.right)
    this.canvasMs = averaged(this.canvasMs, canvasMs)
    if (right) return
    if (guess.answer) this.vain++
    this.guess = undefined
  }

  /** The call that was made for the text that is to be asked about now, if any. */
  take(): { answer: Promise<Float32Array>; asked: number } | undefined {
    const { guess } = this
    this.guess = undefined
    return guess?.answer && { answer: guess.answer, asked: guess.asked }
  }

  /** Notes how long a call took that was made when nothing else was to be done. */
  took(modelMs: number): void {
    this.modelMs = averaged(this.modelMs, modelMs)
  }

  private get pays(): boolean {
    const { right, modelMs, canvasMs } = this
    const saved = Math.min(modelMs, canvasMs)
    // The next call has to wait for one that was made in vain.
    const lost = Math.max(0, modelMs - canvasMs)
    return right * saved - (1 - right) * lost > worthwhile
  }
}

function averaged(old: number, value: number): number {
  return Number.isNaN(old) ? value : old + share * (value - old)
}
