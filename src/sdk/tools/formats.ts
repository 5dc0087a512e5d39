/** The formats of tool calls: how each is constrained, and how it is read. */
import { type Constraint, freeText, optional, repeat, sequence, structuralTags, union } from '../../automaton/index.js'
import { EspalierError } from '../../error/index.js'
import { readSchema } from '../schema-input.js'
import { compilePart, type PartOptions } from './compile-part.js'
import { parseXmlCall, xmlCall } from './qwen-xml.js'
import type { Tool } from './tool-calls.js'

export type FormatName = 'hermes' | 'qwen' | 'llama3' | 'llama3-function' | 'mistral' | 'qwen3-coder'

export interface CallShape {
  parts: PartOptions
  /** Whether text may stand around the calls, or instead of them. */
  free: boolean
  parallel: boolean
  marker: boolean
}

export interface ReadCalls {
  text: string
  calls: { name: string; arguments: unknown }[]
}

export interface CallFormat {
  constraint(tools: readonly Tool[], shape: CallShape): Constraint
  parse(text: string, tools: readonly Tool[], marker: boolean): ReadCalls
}

/** `{"name": …, "arguments": …}`; models write it with or without spaces. */
function jsonCall(tool: Tool, key: 'arguments' | 'parameters', parts: PartOptions): Constraint {
  const body = compilePart(tool.parameters, { whitespace: 'flexible', ...parts })
  const gap = / ?/
  return sequence(
    '{',
    gap,
    '"name"',
    gap,
    ':',
    gap,
    JSON.stringify(tool.name),
    gap,
    ',',
    gap,
    `"${key}"`,
    gap,
    ':',
    gap,
    body,
    gap,
    '}',
  )
}

interface Tag {
  begin: string
  content: Constraint
  end: string
}

/** Tags of one trigger: in free text, or one after another. */
function tagged(trigger: string, tags: readonly Tag[], separator: RegExp, shape: CallShape): Constraint {
  const { free, parallel, marker } = shape
  if (free) return structuralTags({ tags, triggers: [trigger], stopAfterFirst: !parallel })
  const calls = tags.map(({ begin, content, end }) => sequence(begin, content, end))
  const first = tags.map(({ begin, content, end }) =>
    sequence(marker ? begin : begin.slice(trigger.length), content, end),
  )
  return parallel ? sequence(union(first), repeat(sequence(separator, union(calls)))) : union(first)
}

function readTagged(
  text: string,
  begin: string,
  end: string,
  marker: boolean,
  read: (body: string, head: string) => ReadCalls['calls'][number],
): ReadCalls {
  const calls: ReadCalls['calls'] = []
  let free = ''
  let rest = marker ? text : begin + text
  for (;;) {
    const at = rest.indexOf(begin)
    if (at < 0) return { text: (free + rest).trim(), calls }
    const stop = closing(rest, at + begin.length, end)
    free += rest.slice(0, at)
    calls.push(read(rest.slice(at + begin.length, stop), begin))
    rest = rest.slice(stop + end.length)
  }
}

/** Where the closing mark is that does not stand in a JSON string. */
function closing(text: string, from: number, end: string): number {
  let inString = false
  for (let i = from; i < text.length; i++) {
    if (inString && text[i] === '\\') i++
    else if (text[i] === '"') inString = !inString
    else if (!inString && text.startsWith(end, i)) return i
  }
  throw unreadable(text)
}

export function unreadable(text: string): EspalierError {
  return new EspalierError(`This text is no tool call of the format: ${JSON.stringify(text.slice(0, 200))}.`, {
    code: 'malformed-tool-call',
    hint: 'Parse texts that were written under the constraint of the same tools and format.',
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable(text)
  }
}

function callOf(value: unknown, key: 'arguments' | 'parameters'): ReadCalls['calls'][number] {
  const call = value as Record<string, unknown> | null
  if (typeof call?.name !== 'string' || !Object.hasOwn(call, key)) throw unreadable(JSON.stringify(value) ?? '')
  return { name: call.name, arguments: call[key] }
}

const hermes: CallFormat = {
  constraint(tools, shape) {
    const tags = tools.map((tool) => ({
      begin: '<tool_call>',
      content: sequence(/\n?/, jsonCall(tool, 'arguments', shape.parts), /\n?/),
      end: '</tool_call>',
    }))
    return tagged('<tool_call>', tags, /\n?/, shape)
  },
  parse: (text, _tools, marker) =>
    readTagged(text, '<tool_call>', '</tool_call>', marker, (body) => callOf(parseJson(body), 'arguments')),
}

const llama3: CallFormat = {
  constraint(tools, shape) {
    const call = union(tools.map((tool) => jsonCall(tool, 'parameters', shape.parts)))
    const calls = shape.parallel ? sequence(call, repeat(sequence(/; ?/, call))) : call
    // A message is a call or text, and text does not begin like a call.
    return shape.free ? union(calls, optional(sequence(/[^{]/, freeText()))) : calls
  },
  parse(text) {
    if (!text.startsWith('{')) return { text, calls: [] }
    const calls: ReadCalls['calls'] = []
    for (let from = 0; from < text.length; ) {
      const stop = endOfValue(text, from)
      calls.push(callOf(parseJson(text.slice(from, stop)), 'parameters'))
      const between = /^; ?/.exec(text.slice(stop))
      if (!between && stop < text.length) throw unreadable(text)
      from = stop + (between?.[0].length ?? 0)
    }
    return { text: '', calls }
  },
}

/** Where the object that begins at `from` ends. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  let inString = false
  for (let i = from; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1
  }
  throw unreadable(text)
}

const llama3Function: CallFormat = {
  constraint(tools, shape) {
    const tags = tools.map((tool) => ({
      begin: `<function=${tool.name}>`,
      content: compilePart(tool.parameters, { whitespace: 'flexible', ...shape.parts }),
      end: '</function>',
    }))
    return tagged('<function=', tags, /\n?/, shape)
  },
  parse: (text, _tools, marker) =>
    readTagged(text, '<function=', '</function>', marker, (body) => {
      const at = body.indexOf('>')
      return { name: body.slice(0, at), arguments: parseJson(body.slice(at + 1)) }
    }),
}

const mistral: CallFormat = {
  constraint(tools, shape) {
    const call = union(tools.map((tool) => jsonCall(tool, 'arguments', shape.parts)))
    const calls = shape.parallel ? sequence(call, repeat(sequence(/, ?/, call))) : call
    const list = sequence('[', calls, ']')
    if (!shape.free) return sequence(shape.marker ? /\[TOOL_CALLS\] ?/ : / ?/, list)
    return structuralTags({
      tags: [{ begin: '[TOOL_CALLS]', content: sequence(/ ?/, list), end: '' }],
      stopAfterFirst: true,
    })
  },
  parse(text, _tools, marker) {
    const begin = marker ? text.indexOf('[TOOL_CALLS]') : 0
    if (begin < 0) return { text, calls: [] }
    const list = parseJson(text.slice(begin + (marker ? '[TOOL_CALLS]'.length : 0)))
    if (!Array.isArray(list)) throw unreadable(text)
    return { text: text.slice(0, begin).trim(), calls: list.map((call) => callOf(call, 'arguments')) }
  },
}

const qwen3Coder: CallFormat = {
  constraint(tools, shape) {
    const tags = tools.map((tool) => ({
      begin: '<tool_call>',
      content: sequence(/\n?/, xmlCall(tool.name, readSchema(tool.parameters).json, shape.parts), /\n?/),
      end: '</tool_call>',
    }))
    return tagged('<tool_call>', tags, /\n?/, shape)
  },
  parse(text, tools, marker) {
    const calls: ReadCalls['calls'] = []
    let free = ''
    let rest = marker ? text : `<tool_call>${text}`
    for (let at = rest.indexOf('<tool_call>'); at >= 0; at = rest.indexOf('<tool_call>')) {
      free += rest.slice(0, at)
      const { name, values, length } = parseXmlCall(rest.slice(at + '<tool_call>'.length), tools)
      calls.push({ name, arguments: values })
      rest = rest.slice(at + '<tool_call>'.length + length)
    }
    return { text: (free + rest).trim(), calls }
  },
}

export const callFormats: Readonly<Record<FormatName, CallFormat>> = {
  hermes,
  qwen: hermes,
  llama3,
  'llama3-function': llama3Function,
  mistral,
  'qwen3-coder': qwen3Coder,
}
