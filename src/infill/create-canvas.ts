import { type Constraint, DEAD, run } from '../automaton/index.js'
import { OptionError, refuseUnknownOptions } from '../error/index.js'
import { GrammarMachine } from '../grammar/machine.js'
import type { Vocabulary } from '../vocab/vocabulary.js'
import type { Canvas, CanvasOptions } from './canvas.js'
import { exactCanvas } from './exact-canvas.js'
import { generalCanvas } from './general-canvas.js'

/**
 * A canvas on which nothing is decided. What can be shared by canvases of one constraint and vocabulary is.
 *
 * @throws LimitError here and later, when the limits of the canvas or the constraint are passed
 */
export function createCanvas(
  constraint: Constraint,
  vocabulary: Vocabulary,
  size: number,
  options: CanvasOptions = {},
): Canvas {
  refuseUnknownOptions(options, ['tail', 'prefix', 'limits'], 'createCanvas()')
  refuseUnknownOptions(options.limits ?? {}, ['expansions', 'states'], 'limits of createCanvas()')
  for (const [limit, value] of Object.entries(options.limits ?? {})) {
    if (value === undefined || (typeof value === 'number' && value >= 1)) continue
    throw new OptionError(`'limits.${limit}' of createCanvas() cannot be ${String(value)}.`, {
      code: 'option-range',
      option: `limits.${limit}`,
      hint: 'Use a number from 1 on.',
    })
  }
  if (!Number.isInteger(size) || size < 0) {
    throw new OptionError(`A canvas cannot have ${size} positions.`, {
      code: 'option-range',
      option: 'size',
      hint: 'Use a whole number.',
    })
  }
  if (options.tail !== undefined && options.tail !== 'closed' && options.tail !== 'open') {
    throw new OptionError(`'tail' of createCanvas() cannot be ${String(options.tail)}.`, {
      code: 'option-range',
      option: 'tail',
      hint: "Use 'closed' or 'open'.",
    })
  }
  const { prefix = '' } = options
  const text = typeof prefix === 'string' ? new TextEncoder().encode(prefix) : prefix
  const state = run(constraint, constraint.start, text)
  if (state === DEAD) {
    throw new OptionError('The text before the canvas begins no word of the language.', {
      code: 'option-range',
      option: 'prefix',
      hint: 'Check it with `espalier check`, or leave it out.',
    })
  }
  const open = options.tail === 'open'
  const limits = options.limits ?? {}
  if (constraint instanceof GrammarMachine && constraint.lexer && !constraint.embeds && !constraint.indents) {
    return generalCanvas(constraint, vocabulary, size, open, text, limits)
  }
  return exactCanvas(constraint, vocabulary, size, open, state, limits)
}
