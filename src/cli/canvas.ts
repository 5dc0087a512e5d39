import type { Command } from 'commander'
import { Option } from 'commander'
import pc from 'picocolors'
import type { Constraint } from '../automaton/index.js'
import { diffuse } from '../decode/diffusion/index.js'
import { createRandom } from '../decode/index.js'
import type { DiffusionEngine } from '../engine/diffusion-engine.js'
import { OptionError, TruncatedError } from '../error/index.js'
import { type Canvas, createCanvas } from '../infill/index.js'
import { embeddedDiffusionModelFolder } from '../sdk/models.js'
import type { Vocabulary } from '../vocab/index.js'
import { type CanvasStep, CanvasView, textOf } from './canvas-view.js'
import type { Io } from './io.js'
import { addLanguageFlags, type LanguageFlags, readLanguage } from './language.js'
import { toNumber } from './numbers.js'
import { downloadProgress } from './progress.js'
import { type FillOrder, fillAtRandom, fillOrders } from './random-fill.js'
import { loadVocabulary } from './vocabulary.js'

interface CanvasFlags extends LanguageFlags {
  size?: number
  random?: boolean
  order?: FillOrder
  model?: string
  prompt?: string
  temperature?: number
  block?: number
  seed?: number
  watch?: boolean
  json?: boolean
}

const defaultSize = 32
/** As one writes JSON: a canvas tells apart every state that a text of its size can be in, and with every spelling those are very many. */
const asWritten = { whitespace: 'compact', propertyOrder: 'schema', spelling: 'canonical' } as const
/** States of the exact tier, more than a canvas of a program has by default. */
const limits = { states: 400_000 }

export function addCanvas(program: Command, io: Io): void {
  const command = program
    .command('canvas')
    .description('fill a canvas of tokens with a text of a language, by a diffusion model or at random, and watch it')
  addLanguageFlags(command, asWritten)
    .option('--size <count>', `positions of the canvas (default: ${defaultSize})`, toNumber)
    .option(
      '-m, --model <folder or hub id>',
      'diffusion model (default: the embedded one); with --random its tokenizer',
    )
    .option('-p, --prompt <text>', 'what stands before the canvas for the model')
    .option('-t, --temperature <number>', '0 takes the best filling, else one is drawn (default: 0)', toNumber)
    .option('--block <count>', 'positions that are decided before those behind them (default: all)', toNumber)
    .option('--random', 'no model: any token that is possible, one position after the other')
    .addOption(
      new Option('--order <order>', 'with --random: which position is next (default: random)').choices([...fillOrders]),
    )
    .option('--seed <number>', 'make it repeatable', toNumber)
    .option(
      '--watch',
      'show the canvas on standard error as it fills, with the number of tokens allowed at open positions',
    )
    .option('--json', 'print one JSON object; with --watch one more for each step before it')
  command.action(async (flags: CanvasFlags) => {
    refuseMisplaced(flags)
    const language = await readLanguage(flags, 'canvas', io, asWritten)
    if (flags.random) await atRandom(language, flags, io)
    else await withModel(language, flags, io)
  })
}

function refuseMisplaced(flags: CanvasFlags): void {
  const wrong = flags.random
    ? (['prompt', 'temperature', 'block'] as const).find((name) => flags[name] !== undefined)
    : flags.order === undefined
      ? undefined
      : 'order'
  if (wrong === undefined) return
  throw new OptionError(`--${wrong} is ${flags.random ? 'for a model, not for --random' : 'for --random'}.`, {
    code: 'invalid-option',
    option: wrong,
    hint: 'Leave one of them out.',
  })
}

async function atRandom(language: Constraint, flags: CanvasFlags, io: Io): Promise<void> {
  const model = flags.model ?? (await embeddedDiffusionModelFolder())
  const { vocabulary } = await loadVocabulary(model, io)
  const canvas = createCanvas(language, vocabulary, flags.size ?? defaultSize, { limits })
  const random = createRandom(flags.seed)
  const watch = watcher(canvas, vocabulary, flags, io)
  if (!canvas.completable) throw noFilling(flags.size ?? defaultSize)
  watch({ step: 0, committed: [] })
  let step = 0
  for (const position of fillAtRandom(canvas, vocabulary, flags.order ?? 'random', () => random.next())) {
    io.signal.throwIfAborted()
    watch({ step: ++step, committed: [position] })
  }
  const tokens = Array.from({ length: canvas.size }, (_, i) => canvas.at(i))
  finish(textOf(tokens, vocabulary), { model: 'random', steps: step, seed: random.seed }, flags, io)
}

async function withModel(language: Constraint, flags: CanvasFlags, io: Io): Promise<void> {
  const engine = await load(flags, io)
  try {
    const canvas = createCanvas(language, engine.vocabulary, flags.size ?? defaultSize, { limits })
    const watch = watcher(canvas, engine.vocabulary, flags, io)
    if (canvas.completable) watch({ step: 0, committed: [] })
    const { temperature, block, seed, prompt } = flags
    const given = Object.entries({ temperature, block, seed }).filter(([, value]) => value !== undefined)
    const result = await diffuse({
      engine,
      canvas,
      ...(prompt === undefined ? {} : { promptIds: engine.encode(prompt) }),
      ...Object.fromEntries(given),
      signal: io.signal,
      onStep: ({ step, committed }) => watch({ step: step + 1, committed: committed.map(({ position }) => position) }),
    })
    const { text, steps, usage } = result
    finish(text, { model: engine.name, steps, modelCalls: usage.modelCalls, seed: result.seed }, flags, io)
  } finally {
    await engine.dispose()
  }
}

async function load(flags: CanvasFlags, io: Io): Promise<DiffusionEngine> {
  const display = downloadProgress(io)
  const { onProgress } = display
  try {
    const { loadOnnxDiffusionModel } = await import('../engine/onnx/index.js')
    const model = flags.model ?? (await embeddedDiffusionModelFolder())
    return await loadOnnxDiffusionModel(model, { signal: io.signal, onProgress })
  } finally {
    display.stop()
  }
}

function watcher(canvas: Canvas, vocabulary: Vocabulary, flags: CanvasFlags, io: Io): (step: CanvasStep) => void {
  if (!flags.watch) return () => undefined
  const view = new CanvasView(canvas, vocabulary, io)
  return flags.json ? (step) => io.out(`${JSON.stringify(view.asJson(step))}\n`) : (step) => view.show(step)
}

interface Summary {
  model: string
  steps: number
  modelCalls?: number
  seed: number
}

function finish(text: string, summary: Summary, flags: CanvasFlags, io: Io): void {
  if (flags.json) {
    io.out(`${JSON.stringify({ text, ...summary })}\n`)
    return
  }
  io.out(`${text}\n`)
  io.err(`${pc.createColors(io.colours).dim(`${summary.model} · ${summary.steps} steps · seed ${summary.seed}`)}\n`)
}

function noFilling(size: number): TruncatedError {
  return new TruncatedError(`No text of the language was found that fills ${size} positions or fewer.`, {
    code: 'truncated',
    hint: 'Raise --size.',
    text: '',
    partial: undefined,
  })
}
