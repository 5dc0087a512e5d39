import type { Constraint } from '../../automaton/index.js'
import type { DiffusionEngine } from '../../engine/diffusion-engine.js'
import { EngineError, OptionError, refuseUnknownOptions } from '../../error/index.js'
import { type Canvas, createCanvas } from '../../infill/index.js'
import type { Remasking } from './remasking.js'
import type { Scheduler } from './scheduler.js'
import { range } from './schedulers/numbers.js'
import { threshold } from './schedulers/threshold.js'
import type { ConfidenceMeasure, DiffuseOptions, DiffuseStep } from './types.js'

const optionNames = [
  'engine',
  'promptIds',
  'constraint',
  'canvas',
  'size',
  'maxSize',
  'prefix',
  'limits',
  'block',
  'scheduler',
  'temperature',
  'confidence',
  'gate',
  'remasking',
  'horizon',
  'filling',
  'steps',
  'rewrites',
  'seed',
  'signal',
  'onStep',
] as const satisfies readonly (keyof DiffuseOptions)[]

/** Options with every default filled in. */
export interface Resolved {
  readonly engine: DiffusionEngine
  readonly promptIds: readonly number[]
  readonly canvas: Canvas
  /** Positions the model sees at first. */
  readonly size: number
  readonly block: number
  readonly scheduler: Scheduler
  readonly temperature: number
  readonly confidence: ConfidenceMeasure
  readonly gate: number
  readonly horizon: 'view' | 'block'
  readonly filling: 'auto' | 'project' | 'commit'
  readonly steps: number
  readonly rewrites: number
  readonly prefix: Uint8Array
  readonly constraint: Constraint | undefined
  readonly remasking: Remasking | undefined
  readonly seed: number | undefined
  readonly signal: AbortSignal | undefined
  readonly onStep: ((event: DiffuseStep) => void) | undefined
}

/**
 * @throws OptionError code 'unknown-option', 'option-range' or 'option-missing'
 * @throws EngineError code 'context-length' if prompt and canvas do not fit, 'no-batch' if drafts need what the engine lacks
 */
export function resolve(options: DiffuseOptions): Resolved {
  refuseUnknownOptions(options, optionNames, 'diffuse()')
  const { engine, promptIds = [], prefix = '', scheduler = threshold() } = options
  if (!engine) throw range('engine', engine, 'Pass a diffusion engine.')
  const { temperature = 0, confidence = 'probability', gate = 0.05, horizon = 'view', filling = 'auto' } = options
  const { steps = Number.POSITIVE_INFINITY, rewrites = 8, seed } = options
  if (!(temperature >= 0 && temperature <= 100)) throw range('temperature', temperature, 'Pass a number from 0 to 100.')
  if (!(gate >= 0 && gate <= 1)) throw range('gate', gate, 'Pass a number from 0 to 1.')
  oneOf('confidence', confidence, ['probability', 'margin', 'entropy', 'random'])
  oneOf('horizon', horizon, ['view', 'block'])
  oneOf('filling', filling, ['auto', 'project', 'commit'])
  if (steps !== Number.POSITIVE_INFINITY) whole('steps', steps, 0)
  whole('rewrites', rewrites, 1)
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff)) {
    throw range('seed', seed, 'Pass an integer from 0 to 4294967295.')
  }
  const { canvas, size } = canvasOf(options)
  const grows = size < canvas.size
  if (grows && engine.vocabulary.endIds.length === 0) {
    throw range('maxSize', canvas.size, 'A canvas can only grow with a vocabulary that has an end token: leave it out.')
  }
  const block = options.block ?? (grows ? 32 : canvas.size)
  if (block !== canvas.size || options.block !== undefined) whole('block', block, 1)
  if (promptIds.length + canvas.size > engine.contextLength) {
    throw new EngineError(
      `Prompt and canvas have ${promptIds.length + canvas.size} tokens, the context of the model ${engine.contextLength}.`,
      { code: 'context-length', hint: 'Shorten the prompt or the canvas, or use a model with a longer context.' },
    )
  }
  checkDrafts(options)
  const uniform = engine.maskId < 0
  if (uniform && filling === 'commit') {
    throw range('filling', filling, 'Uniform-state models rewrite whole blocks: leave it out.')
  }
  return {
    ...{ engine, promptIds, canvas, size, scheduler, temperature, confidence, gate, horizon, steps, rewrites },
    filling: uniform ? 'project' : filling,
    ...{ constraint: options.constraint, remasking: options.remasking, seed },
    ...{ signal: options.signal, onStep: options.onStep },
    prefix: typeof prefix === 'string' ? new TextEncoder().encode(prefix) : prefix,
    block,
  }
}

function canvasOf(options: DiffuseOptions): { canvas: Canvas; size: number } {
  const { engine, canvas, constraint, limits, prefix } = options
  if (canvas) {
    if (options.maxSize !== undefined) throw range('maxSize', options.maxSize, 'It is the size of the canvas.')
    const size = options.size ?? canvas.size
    whole('size', size, 0)
    if (size > canvas.size) throw range('size', size, `The canvas has ${canvas.size} positions.`)
    return { canvas, size }
  }
  if (!constraint || options.size === undefined) {
    throw new OptionError('diffuse() needs something to fill.', {
      code: 'option-missing',
      option: constraint ? 'size' : 'constraint',
      hint: 'Pass a constraint and a size, or a canvas.',
    })
  }
  whole('size', options.size, 0)
  const maxSize = options.maxSize ?? options.size
  whole('maxSize', maxSize, options.size)
  const created = createCanvas(constraint, engine.vocabulary, maxSize, {
    ...(prefix === undefined ? {} : { prefix }),
    ...(limits === undefined ? {} : { limits }),
  })
  return { canvas: created, size: options.size }
}

function checkDrafts(options: DiffuseOptions): void {
  const { engine, scheduler, temperature = 0, confidence, remasking } = options
  if (scheduler?.drafts === undefined) return
  const name = scheduler.name
  if (!engine.logitsBatch) {
    throw new EngineError(`${name}() asks about several texts in one call, which '${engine.name}' cannot be.`, {
      code: 'no-batch',
      hint: 'Use another scheduler, or an engine with logitsBatch.',
    })
  }
  if (engine.maskId < 0) throw range('scheduler', name, 'Uniform-state models rewrite whole blocks: leave it out.')
  if (temperature !== 0) throw range('temperature', temperature, `${name}() is lossless at temperature 0 only.`)
  if (confidence === 'random') throw range('confidence', confidence, `${name}() needs confidences without chance.`)
  if (remasking) throw range('remasking', remasking.name, `${name}() does not open positions again.`)
}

function whole(name: string, value: number, least: number): void {
  if (!(Number.isInteger(value) && value >= least)) throw range(name, value, `Pass an integer from ${least}.`)
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw range(name, value, `Pass ${known.map((one) => `'${one}'`).join(' or ')}.`)
}
