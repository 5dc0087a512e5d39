import { thinking as automatonOf, sequence } from '../../automaton/index.js'
import { refuseUnknownOptions } from '../../error/index.js'
import { partOptionNames } from '../options.js'
import { type AnySchema, type InferOutput, readSchema } from '../schema-input.js'
import { type TextSchema, textSchema } from '../text-schema.js'
import { compilePart, type PartOptions } from './compile-part.js'

export interface ThoughtOptions<S> extends PartOptions {
  /** What the model writes after its thought: a schema, or a constraint. */
  answer: S
  /** Default '<think>'; '' where the chat template has opened the thought already. */
  begin?: string
  /** Default '</think>'. */
  end?: string
  /** Most code points of the thought, the marks not counted. */
  maxCodePoints?: number
  /** Most tokens of the thought with its marks. */
  budgetTokens?: number
}

export interface Thought<T> {
  thought: string
  answer: T
}

/**
 * A thought in free text with a budget, and then a value: where the budget runs short, the model can only close the thought. A
 * line break may stand between thought and answer.
 *
 * ```ts
 * const { thought, answer } = await generate(thinking({ answer: schema, budgetTokens: 200 }), { prompt })
 * ```
 * @throws SchemaError, LimitError for a schema that cannot be compiled; OptionError as the core's `thinking`
 */
export function thinking<const S extends AnySchema>(options: ThoughtOptions<S>): TextSchema<Thought<InferOutput<S>>> {
  const own = ['answer', 'begin', 'end', 'maxCodePoints', 'budgetTokens']
  refuseUnknownOptions(options, [...own, ...partOptionNames], 'thinking()')
  const { answer, begin = '<think>', end = '</think>', maxCodePoints, budgetTokens, ...partOptions } = options
  const source = readSchema(answer)
  const content = source.text ? source.text.constraint : compilePart(answer, partOptions)
  const constraint = automatonOf({
    begin,
    end,
    ...(maxCodePoints === undefined ? {} : { maxCodePoints }),
    ...(budgetTokens === undefined ? {} : { budgetTokens }),
    answer: source.text ? content : sequence(/\n{0,2}/, content),
  })
  return textSchema(constraint, (text) => {
    const at = text.indexOf(end, begin.length)
    const rest = text.slice(at + end.length)
    const value = source.text ? source.text.parse(rest) : JSON.parse(rest)
    return { thought: text.slice(begin.length, at), answer: value as InferOutput<S> }
  })
}
