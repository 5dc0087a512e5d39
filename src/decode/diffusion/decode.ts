import { EngineError, OptionError, TruncatedError } from '../../error/index.js'
import { createRandom, type Random } from '../random.js'
import { Ahead } from './ahead.js'
import { IncompleteError } from './incomplete-error.js'
import type { Resolved } from './options.js'
import { PartsOfText } from './parts-of-text.js'
import { Plan, type Rows } from './plan.js'
import type { Decided } from './remasking.js'
import type { SchedulerStep, Selector } from './scheduler.js'
import { type Block, DecodingState } from './state.js'
import { StepView } from './step-view.js'
import type { DiffuseResult, DiffuseStep } from './types.js'

/** Predictions that are looked for anew in one step after refused commits, before the witness's token is taken. */
const tries = 16

type Committed = DiffuseStep['committed']

/** A decode at work: what its ways of asking the model have in common. */
export class Decode {
  readonly options: Resolved
  readonly state: DecodingState
  readonly random: Random
  readonly selector: Selector
  /** Steps so far. */
  step = 0
  /** Every position is decided. */
  done = false
  /** Positions decided just now because only one token was possible. */
  forced: readonly number[] = []
  /** By position, tokens that are impossible there until something is opened again. */
  private readonly impossible = new Map<number, Set<number>>()
  private readonly parts: PartsOfText
  private readonly started: number
  private readonly usage = { promptTokens: 0, completionTokens: 0, modelCalls: 0, modelTexts: 0 }
  private readonly timings = {
    modelMs: [] as number[],
    waitMs: [] as number[],
    constraintMs: [0],
    scheduleMs: [0],
    totalMs: 0,
  }
  private readonly ahead: Ahead

  /** @param started when the options began to be read, which may have made the canvas */
  constructor(options: Resolved, started: number) {
    const { engine, canvas, promptIds, size, constraint, prefix } = options
    this.options = options
    this.started = started
    this.spend(this.timings.constraintMs, started)
    this.random = createRandom(options.seed)
    this.selector = options.scheduler.begin()
    this.ahead = new Ahead(options)
    this.parts = new PartsOfText(constraint, prefix, engine.vocabulary)
    if (!canvas.completable) throw notCompletable(options)
    this.state = new DecodingState(canvas, engine.vocabulary, promptIds, engine.maskId, size)
  }

  /** Which positions the model is asked about now. */
  get range(): { from: number; to: number } {
    const { block, visible } = this.state
    const lengthOpen = block.steps === 0 && this.selector.blockLength !== undefined
    const wide = this.options.horizon === 'view' || lengthOpen
    return { from: block.from, to: wide ? visible : block.to }
  }

  /** Begins: what is forced, and the first block. */
  begin(): void {
    const before = new Set(this.state.open(0, this.state.canvas.size))
    this.settle()
    const taken = [...before].filter((position) => !this.state.isOpen(position))
    if (taken.length > 0) this.report(-1, this.state.block, this.committedAt(taken), [])
  }

  /** @throws IncompleteError code 'out-of-steps' */
  checkSteps(): void {
    if (this.step < this.options.steps) return
    const left = this.state.open(0, this.state.canvas.size).length
    throw this.incomplete(`${this.step} steps left ${left} positions open.`, {
      code: 'out-of-steps',
      hint: 'Raise `steps`, or use a scheduler that commits more per step: fixed({ stepsPerBlock }) spreads them evenly.',
    })
  }

  /** Asks the model about a text. */
  async ask(text: Int32Array, range: { from: number; to: number }): Promise<Rows> {
    const { engine, promptIds, signal } = this.options
    const offset = promptIds.length
    const asked = this.beginCall(1)
    const early = this.ahead.take()
    const logits = await (early?.answer ?? engine.logits(text, offset + range.from, offset + range.to, signal))
    const answered = performance.now()
    if (!early) this.ahead.took(answered - asked)
    this.timings.modelMs.push(answered - (early?.asked ?? asked))
    this.timings.waitMs.push(answered - asked)
    return { logits, ...range }
  }

  /** Asks the model about several texts at once. */
  async askAll(texts: readonly Int32Array[], range: { from: number; to: number }): Promise<Rows[]> {
    const { engine, promptIds, signal } = this.options
    const offset = promptIds.length
    const asked = this.beginCall(texts.length)
    const all = await engine.logitsBatch!(texts, offset + range.from, offset + range.to, signal)
    const took = performance.now() - asked
    this.timings.modelMs.push(took)
    this.timings.waitMs.push(took)
    return all.map((logits) => ({ logits, ...range }))
  }

  /** What rows lead to on the canvas as it is. */
  plan(rows: Rows): Plan {
    const begun = performance.now()
    const { canvas, block } = this.state
    const plan = new Plan(this.state, rows, this.range, this.options, this.random, this.impossible)
    if (!plan.filling) for (const position of this.state.open(block.from, block.to)) canvas.mask(position)
    this.spend(this.timings.constraintMs, begun)
    return plan
  }

  /** One step of the decoder: what the scheduler selects is committed, with what follows from it. */
  advance(plan: Plan, silent = false): void {
    const { state } = this
    const { block } = state
    const begun = performance.now()
    let view = new StepView(state, plan, this.parts, this.step, this.forced)
    if (block.steps === 0 && this.selector.blockLength) {
      const length = this.selector.blockLength(view)
      if (!(Number.isInteger(length) && length >= 1)) throw this.wrongChoice(`a block of ${length} positions`)
      state.block = { ...block, to: Math.min(state.visible, block.from + length) }
      view = new StepView(state, plan, this.parts, this.step, this.forced)
    }
    const selected = this.select(view)
    this.spend(this.timings.scheduleMs, begun)

    // Numbers are drawn in the same order whether the next step is guessed or not.
    if (!plan.filling) for (const position of selected) plan.look(position)
    if (!silent) this.ahead.begin(state, plan, selected, this.range)
    const took = performance.now()
    const committed = this.commit(plan, view, selected)
    const cleared = this.remask(plan, committed)
    const worked = state.block
    state.block = { ...worked, steps: worked.steps + 1 }
    const step = this.step++
    this.settle()
    this.spend(this.timings.constraintMs, took)
    if (silent) return
    this.ahead.end(state, this.range, performance.now() - took)
    this.report(step, worked, [...committed, ...this.committedAt(this.forced)], cleared)
  }

  /** Commits a filling at positions. */
  commitFilling(
    filling: Int32Array,
    positions: readonly number[],
    confidence: (position: number) => number,
  ): Committed {
    return positions.map((position) => {
      const token = filling[position]!
      if (this.state.commit(position, token, confidence(position)) !== 'committed') throw inconsistent(position, token)
      return { position, token, confidence: confidence(position), forced: false }
    })
  }

  /**
   * Takes what is forced; goes on to the next block if this one is decided, shows the model more if all it sees is,
   * and ends if the text does.
   */
  settle(): void {
    const { state, options } = this
    const { canvas } = state
    const forced: number[] = []
    for (;;) {
      // Where masks take long, only those of the block are worth it.
      forced.push(...state.takeForced(canvas.exact ? state.visible : state.block.to))
      const { block } = state
      if (state.open(block.from, block.to).length > 0) break
      const [from] = state.open(0, state.visible)
      if (from !== undefined) {
        state.block = { from, to: Math.min(from + options.block, state.visible), index: block.index + 1, steps: 0 }
        continue
      }
      if (state.endsWithin(state.visible)) {
        this.finish()
        this.done = true
        break
      }
      state.visible = Math.min(canvas.size, state.visible + options.block)
    }
    this.forced = forced.sort((a, b) => a - b)
  }

  result(): DiffuseResult {
    const { vocabulary, canvas, forcedTokens, impossible, undecided } = this.state
    const { usage, timings, random, step } = this
    usage.modelTexts += this.ahead.vain
    const tokens = this.state.tokens()
    const end = tokens.findIndex((token) => vocabulary.endIds.includes(token))
    const ids = [...tokens.subarray(0, end < 0 ? canvas.size : end)]
    const bytes = Uint8Array.from(ids.flatMap((id) => [...vocabulary.bytes(id)]))
    timings.totalMs = performance.now() - this.started
    return {
      ids,
      bytes,
      text: new TextDecoder().decode(bytes),
      finishReason: end < 0 ? 'length' : 'stop',
      usage: { ...usage, promptTokens: this.options.promptIds.length, completionTokens: ids.length },
      steps: step,
      forcedTokens,
      refused: { impossible, undecided },
      seed: random.seed,
      timings,
    }
  }

  incomplete(
    message: string,
    details: { code: 'aborted' | 'out-of-steps'; hint?: string; cause?: unknown },
  ): IncompleteError {
    return new IncompleteError(message, {
      ...details,
      tokens: this.state.tokens(),
      completion: this.state.canvas.witness,
    })
  }

  report(step: number, block: Block, committed: Committed, cleared: number[]): void {
    const { from, to, index } = block
    this.options.onStep?.({
      step,
      block: { from, to, index },
      committed,
      cleared,
      tokens: this.state.tokens().subarray(0, this.state.visible),
    })
  }

  private select(view: SchedulerStep): readonly number[] {
    const selected = new Set(this.selector.select(view))
    for (const position of selected) {
      if (!view.open.includes(position) && !view.beyond.includes(position)) {
        throw this.wrongChoice(`position ${position}, which is not open`)
      }
    }
    return selected.size > 0 ? [...selected] : [surest(view.open, (position) => view.look(position).confidence)]
  }

  private commit(plan: Plan, view: SchedulerStep, selected: readonly number[]): Committed {
    const confidence = (position: number) => plan.look(position).confidence
    if (plan.filling) return this.commitFilling(plan.filling, selected, confidence)
    const committed: Committed = []
    // What cannot be decided within the limits is tried again at the next step, when more is decided.
    const putOff: [number, number][] = []
    const attempt = (position: number): void => {
      const { token, confidence } = plan.look(position)
      if (token < 0 || !this.state.canvas.allows(position, token)) return
      const outcome = this.state.commit(position, token, confidence)
      if (outcome === 'committed') committed.push({ position, token, confidence, forced: false })
      else {
        this.refuse(position, token)
        if (outcome === 'undecided') putOff.push([position, token])
      }
    }
    for (const position of [...selected].sort((a, b) => confidence(b) - confidence(a) || a - b)) attempt(position)
    for (let n = 0; committed.length === 0 && n < tries; n++) {
      for (const position of view.open) plan.forget(position)
      const position = surest(view.open, confidence)
      if (plan.look(position).token < 0) break
      attempt(position)
    }
    for (const [position, token] of putOff) this.impossible.get(position)!.delete(token)
    if (committed.length === 0) {
      const position = surest(view.open, confidence)
      committed.push(...this.commitFilling(this.state.canvas.witness!, [position], () => 0))
    }
    return committed
  }

  private remask(plan: Plan, committed: Committed): number[] {
    const { state } = this
    const { remasking } = this.options
    if (!remasking) return []
    const { from, to, index } = state.block
    const fresh = new Set(committed.map(({ position }) => position))
    const decided: Decided[] = []
    for (let position = from; position < to; position++) {
      if (state.isOpen(position) || fresh.has(position) || state.reopened[position]! >= remasking.times) continue
      if (state.confidence[position] === 1 || !hasChoice(state.canvas.mask(position))) continue
      const token = state.canvas.at(position)
      const reopened = state.reopened[position]!
      const now = plan.probability(position, token)
      decided.push({ position, token, confidence: state.confidence[position]!, now, reopened })
    }
    if (decided.length === 0) return []
    const { random, step } = this
    const cleared = new Set(
      remasking.select({ step, block: { from, to, index }, decided, random: () => random.next() }),
    )
    for (const position of cleared) {
      if (!decided.some((one) => one.position === position)) {
        throw this.wrongChoice(`to open position ${position}, which cannot be opened`, remasking.name)
      }
      state.clear(position)
      state.reopened[position]!++
    }
    if (cleared.size > 0) this.impossible.clear()
    return [...cleared].sort((a, b) => a - b)
  }

  /** Behind the end only end tokens can stand. */
  private finish(): void {
    const { state } = this
    const { canvas } = state
    state.takeForced(canvas.size)
    const open = state.open(0, canvas.size)
    if (open.length > 0) this.commitFilling(canvas.witness!, open, () => 1)
  }

  private refuse(position: number, token: number): void {
    const tokens = this.impossible.get(position)
    if (tokens) tokens.add(token)
    else this.impossible.set(position, new Set([token]))
  }

  private committedAt(positions: readonly number[]): Committed {
    return positions.map((position) => {
      return { position, token: this.state.canvas.at(position), confidence: 1, forced: true }
    })
  }

  private beginCall(texts: number): number {
    this.options.signal?.throwIfAborted()
    this.usage.modelCalls++
    this.usage.modelTexts += texts
    this.timings.constraintMs.push(0)
    this.timings.scheduleMs.push(0)
    return performance.now()
  }

  private spend(timings: number[], begun: number): void {
    timings[timings.length - 1]! += performance.now() - begun
  }

  private wrongChoice(what: string, name = this.options.scheduler.name): OptionError {
    return new OptionError(`'${name}' chose ${what}.`, {
      code: 'wrong-choice',
      option: 'scheduler',
      hint: 'Choose among the positions it is given.',
    })
  }
}

function surest(positions: readonly number[], confidence: (position: number) => number): number {
  let best = positions[0]!
  for (const position of positions) if (confidence(position) > confidence(best)) best = position
  return best
}

function hasChoice(mask: Uint32Array): boolean {
  let words = 0
  for (const word of mask) {
    if (word === 0) continue
    if (++words > 1 || (word & (word - 1)) !== 0) return true
  }
  return false
}

function notCompletable(options: Resolved): TruncatedError {
  const { canvas } = options
  return new TruncatedError(`No text is known that fills the ${canvas.size} positions of the canvas.`, {
    code: 'truncated',
    hint: 'Make the canvas larger (`maxSize`); if positions are decided already, clear some; else raise the limits.',
    text: '',
    partial: undefined,
  })
}

function inconsistent(position: number, token: number): EngineError {
  return new EngineError(`The canvas refuses token ${token} at position ${position}, which it projected itself.`, {
    code: 'mask-inconsistent',
    hint: 'This is a fault of the constraint; please report it.',
  })
}
