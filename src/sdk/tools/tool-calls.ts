import { OptionError, refuseUnknownOptions } from '../../error/index.js'
import { partOptionNames } from '../options.js'
import type { AnySchema, InferOutput } from '../schema-input.js'
import { type TextSchema, textSchema } from '../text-schema.js'
import type { PartOptions } from './compile-part.js'
import { type CallFormat, callFormats, type FormatName } from './formats.js'

export interface Tool<N extends string = string, S extends AnySchema = AnySchema> {
  name: N
  description?: string
  /** The schema of the arguments, an object. */
  parameters: S
}

/** A call of one of the tools, with arguments of its schema. */
export type ToolCall<T extends readonly Tool[]> = {
  [I in keyof T]: { name: T[I]['name']; arguments: InferOutput<T[I]['parameters']> }
}[number]

export interface ToolCalls<T extends readonly Tool[]> {
  /** What was written beside the calls; '' if nothing. */
  text: string
  calls: ToolCall<T>[]
}

export interface ToolCallOptions extends PartOptions {
  /**
   * How the model was trained to write calls:
   * 'hermes' and 'qwen' `<tool_call>\n{"name": …, "arguments": …}\n</tool_call>`,
   * 'llama3' `{"name": …, "parameters": …}`, 'llama3-function' `<function=name>{…}</function>`,
   * 'mistral' `[TOOL_CALLS][{"name": …, "arguments": …}]`,
   * 'qwen3-coder' `<tool_call>\n<function=name>\n<parameter=key>\nvalue\n</parameter>\n</function>\n</tool_call>`.
   */
  format: FormatName
  /** 'auto' (the default): text, calls or both. 'required': at least one call, and no text. `{ name }`: this tool. */
  choice?: 'auto' | 'required' | { name: string }
  /** Whether there may be several calls. Default false. */
  parallel?: boolean
  /**
   * Whether the mark that opens the calls is written as text. False where the prompt already ends with it: many models
   * have it as a special token, which has no bytes and which a constraint on text cannot write. Default true.
   */
  marker?: boolean
}

/**
 * Calls of tools in the format a model was trained on, and the parser of what it writes: for `generate` and `stream`.
 *
 * ```ts
 * const { calls } = await generate(toolCalls([weather], { format: 'hermes' }), { prompt })
 * for (const { name, arguments: args } of calls) …
 * ```
 * @throws OptionError for no tools, two of one name, a name with other characters than letters, digits, `_`, `-` and `.`,
 *   an unknown format, option or tool, `marker: false` with choice 'auto'
 * @throws SchemaError, LimitError for parameters that cannot be compiled, or that the format has no words for
 */
export function toolCalls<const T extends readonly Tool[]>(
  tools: T,
  options: ToolCallOptions,
): TextSchema<ToolCalls<T>> {
  const own = ['format', 'choice', 'parallel', 'marker']
  refuseUnknownOptions(options, [...own, ...partOptionNames], 'toolCalls()')
  const { format, choice = 'auto', parallel = false, marker = true, ...partOptions } = options
  const known: CallFormat | undefined = Object.hasOwn(callFormats, format) ? callFormats[format] : undefined
  if (!known) throw bad('format', `cannot be ${JSON.stringify(format)}`, `Use ${list(Object.keys(callFormats))}.`)
  if (choice !== 'auto' && choice !== 'required' && typeof choice?.name !== 'string') {
    throw bad('choice', `cannot be ${JSON.stringify(choice)}`, "Use 'auto', 'required' or { name }.")
  }
  if (!marker && choice === 'auto') {
    throw bad(
      'marker',
      "cannot be false with choice 'auto'",
      "Use choice 'required' where the prompt has begun a call.",
    )
  }
  checkTools(tools)
  const chosen = typeof choice === 'object' ? tools.filter((tool) => tool.name === choice.name) : tools
  if (chosen.length === 0) {
    throw bad(
      'choice',
      `names no tool: ${JSON.stringify(choice)}`,
      `Use one of ${list(tools.map((tool) => tool.name))}.`,
    )
  }
  const constraint = known.constraint(chosen, { parts: partOptions, free: choice === 'auto', parallel, marker })
  return textSchema(constraint, (text) => known.parse(text, chosen, marker) as unknown as ToolCalls<T>)
}

function checkTools(tools: readonly Tool[]): void {
  if (!Array.isArray(tools) || tools.length === 0) throw bad('tools', 'is an empty list', 'Pass one tool or more.')
  const names = new Set<string>()
  for (const tool of tools) {
    refuseUnknownOptions(tool, ['name', 'description', 'parameters'], 'a tool of toolCalls()')
    if (typeof tool.name !== 'string' || !/^[\w.-]+$/.test(tool.name)) {
      throw bad('tools', `has a tool named ${JSON.stringify(tool.name)}`, 'Use letters, digits, _, - and . in names.')
    }
    if (names.has(tool.name))
      throw bad('tools', `has two tools named '${tool.name}'`, 'Give each tool a name of its own.')
    names.add(tool.name)
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}

function bad(option: string, what: string, hint: string): OptionError {
  return new OptionError(`'${option}' of toolCalls() ${what}.`, { code: 'bad-option', option, hint })
}
