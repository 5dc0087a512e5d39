import type { PartsOfText } from './parts-of-text.js'
import type { Plan } from './plan.js'
import type { Prediction, SchedulerStep } from './scheduler.js'
import type { DecodingState } from './state.js'

/** A step as a scheduler sees it; what takes time is found out when asked for. */
export class StepView implements SchedulerStep {
  readonly step: number
  readonly stepInBlock: number
  readonly block: { readonly from: number; readonly to: number; readonly index: number }
  readonly visible: number
  readonly open: readonly number[]
  readonly beyond: readonly number[]
  readonly forced: readonly number[]
  private readonly state: DecodingState
  private readonly plan: Plan
  private readonly parts: PartsOfText
  private ends: Uint8Array | undefined
  private free: boolean | undefined

  constructor(state: DecodingState, plan: Plan, parts: PartsOfText, step: number, forced: readonly number[]) {
    const { from, to, index, steps } = state.block
    this.step = step
    this.stepInBlock = steps
    this.block = { from, to, index }
    this.visible = state.visible
    this.open = state.open(from, to)
    this.beyond = state.open(to, Math.min(state.visible, plan.to))
    this.forced = forced
    this.state = state
    this.plan = plan
    this.parts = parts
  }

  isDecided(position: number): boolean {
    return !this.state.isOpen(position)
  }

  isForced(position: number): boolean {
    return this.state.isForced(position)
  }

  look(position: number): Prediction {
    return this.plan.look(position)
  }

  maskKey(position: number): number {
    let key = 0x811c9dc5
    for (const word of this.state.canvas.mask(position)) key = Math.imul(key ^ word, 0x01000193)
    return key
  }

  endsPart(position: number): boolean {
    this.ends ??= this.parts.ends(this.predicted())
    return this.ends[position] === 1
  }

  get inFreeText(): boolean {
    this.free ??= this.parts.freeAfter(this.state.tokens().subarray(0, this.block.from))
    return this.free
  }

  /** What is decided and what is predicted for the rest that the model was asked about. */
  private predicted(): Int32Array {
    const { plan } = this
    if (plan.filling) return plan.filling
    const tokens = this.state.tokens()
    const end = Math.min(this.visible, plan.to)
    for (let i = this.block.from; i < end; i++) if (tokens[i]! < 0) tokens[i] = plan.look(i).token
    return tokens
  }
}
