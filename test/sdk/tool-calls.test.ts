import { describe, expect, expectTypeOf, it } from 'vitest'
import { type Constraint, DEAD, run } from '../../src/automaton/index.js'
import { type FormatName, generate, structuralTags, type ToolCallOptions, toolCalls } from '../../src/sdk/index.js'
import { scriptedEngine } from './scripted.js'

const weather = {
  name: 'get_weather',
  description: 'The weather of a city.',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] }, days: { type: 'integer' } },
    required: ['city'],
  },
} as const
const search = {
  name: 'search',
  parameters: {
    type: 'object',
    properties: { query: { type: 'string' }, deep: { type: 'boolean' } },
    required: ['query', 'deep'],
  },
} as const
const tools = [weather, search] as const

const accepts = (constraint: Constraint, text: string): boolean => {
  const state = run(constraint, constraint.start, new TextEncoder().encode(text))
  return state !== DEAD && constraint.canEnd(state)
}

/** Two calls as the model families write them, and text around the first. */
const written: Record<FormatName, { one: string; two: string; around: string; noText?: boolean }> = {
  hermes: {
    one: '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Oslo", "unit": "celsius"}}\n</tool_call>',
    two: '\n<tool_call>\n{"name": "search", "arguments": {"query": "</tool_call> \\" é", "deep": true}}\n</tool_call>',
    around: 'Let me look.\n',
  },
  qwen: {
    one: '<tool_call>\n{"name":"get_weather","arguments":{"city":"Oslo","unit":"celsius"}}\n</tool_call>',
    two: '\n<tool_call>\n{"name":"search","arguments":{"query":"</tool_call> \\" é","deep":true}}\n</tool_call>',
    around: '"Quoted.',
  },
  llama3: {
    one: '{"name": "get_weather", "parameters": {"city": "Oslo", "unit": "celsius"}}',
    two: '; {"name": "search", "parameters": {"query": "</tool_call> \\" é", "deep": true}}',
    around: '',
  },
  'llama3-function': {
    one: '<function=get_weather>{"city": "Oslo", "unit": "celsius"}</function>',
    two: '<function=search>{"query": "</tool_call> \\" é", "deep": true}</function>',
    around: 'Sure: ',
  },
  mistral: {
    one: '[TOOL_CALLS][{"name": "get_weather", "arguments": {"city": "Oslo", "unit": "celsius"}}',
    two: ', {"name": "search", "arguments": {"query": "</tool_call> \\" é", "deep": true}}',
    around: 'Well. ',
  },
  'qwen3-coder': {
    one: '<tool_call>\n<function=get_weather>\n<parameter=city>\nOslo\n</parameter>\n<parameter=unit>\ncelsius\n</parameter>\n</function>\n</tool_call>',
    two: '\n<tool_call>\n<function=search>\n<parameter=query>\n</tool_call> " é\n</parameter>\n<parameter=deep>\ntrue\n</parameter>\n</function>\n</tool_call>',
    around: 'I will:\n',
  },
}

const firstCall = { name: 'get_weather', arguments: { city: 'Oslo', unit: 'celsius' } }
const secondCall = { name: 'search', arguments: { query: '</tool_call> " é', deep: true } }

describe.each(Object.keys(written) as FormatName[])('tool calls of %s', (format) => {
  const { one, two, around } = written[format]
  const end = format === 'mistral' ? ']' : ''
  const make = (options: Omit<ToolCallOptions, 'format'> = {}) => toolCalls(tools, { format, ...options })

  it('accept one call, or several if they may', () => {
    const single = make({ choice: 'required' })
    expect(accepts(single.constraint, one + end)).toBe(true)
    expect(accepts(single.constraint, one + two + end)).toBe(false)
    expect(single.parse(one + end)).toEqual({ text: '', calls: [firstCall] })
    const several = make({ choice: 'required', parallel: true })
    expect(accepts(several.constraint, one + two + end)).toBe(true)
    expect(several.parse(one + two + end)).toEqual({ text: '', calls: [firstCall, secondCall] })
    expect(accepts(several.constraint, '')).toBe(false)
    expect(accepts(several.constraint, 'Hello.')).toBe(false)
  })

  it('let text stand beside or instead of calls, if the choice is free', () => {
    const auto = make({ parallel: true })
    expect(accepts(auto.constraint, 'Hello, you.')).toBe(true)
    expect(auto.parse('Hello, you.')).toEqual({ text: 'Hello, you.', calls: [] })
    expect(accepts(auto.constraint, around + one + two + end)).toBe(true)
    expect(auto.parse(around + one + two + end)).toEqual({ text: around.trim(), calls: [firstCall, secondCall] })
    expect(accepts(auto.constraint, one.replace('get_weather', 'get_time') + end)).toBe(false)
    expect(accepts(auto.constraint, one.replace('celsius', 'kelvin') + end)).toBe(false)
    expect(accepts(auto.constraint, one.slice(0, -3))).toBe(false)
    const once = make()
    expect(accepts(once.constraint, around + one + end)).toBe(true)
    expect(accepts(once.constraint, one + two + end)).toBe(false)
  })

  it('hold to the tool that is named', () => {
    const named = make({ choice: { name: 'search' } })
    expect(accepts(named.constraint, one + end)).toBe(false)
    expect(() => make({ choice: { name: 'none' } })).toThrow(/names no tool.*'get_weather', 'search'/)
  })

  it('go on from a mark that the prompt ends with', () => {
    const marks: Record<FormatName, string> = {
      hermes: '<tool_call>',
      qwen: '<tool_call>',
      llama3: '',
      'llama3-function': '<function=',
      mistral: '[TOOL_CALLS]',
      'qwen3-coder': '<tool_call>',
    }
    const begun = make({ choice: 'required', marker: false, parallel: true })
    const rest = (one + two + end).slice(marks[format].length)
    expect(accepts(begun.constraint, rest)).toBe(true)
    expect(begun.parse(rest)).toEqual({ text: '', calls: [firstCall, secondCall] })
  })

  it('are written by a model, and come back typed', async () => {
    const { calls, text } = await generate(make(), { prompt: 'x', model: scriptedEngine(around + one + end) })
    expect(calls).toEqual([firstCall])
    expect(text).toBe(around.trim())
    const [call] = calls
    if (call?.name === 'search') expectTypeOf(call.arguments).toEqualTypeOf<{ query: string; deep: boolean }>()
    expectTypeOf(call!.name).toEqualTypeOf<'get_weather' | 'search'>()
    const forced = await generate(make({ choice: 'required' }), {
      prompt: 'x',
      model: scriptedEngine('I would rather talk.'),
      maxTokens: 300,
    })
    expect(forced.calls).toHaveLength(1)
  })
})

describe('toolCalls', () => {
  it('reads what it wrote, whatever a random text of the constraint is', async () => {
    for (const format of Object.keys(written) as FormatName[]) {
      for (const script of ['{"}}', '<tool_call>\n<fun', '"\\"</function>', '[TOOL_CALLS] [{', 'a\n</parameter>']) {
        const calls = toolCalls(tools, { format, choice: 'required', parallel: true })
        const value = await generate(calls, {
          prompt: 'x',
          model: scriptedEngine(written[format].one.slice(0, -30) + script),
          maxTokens: 400,
        })
        expect(value.calls.length).toBeGreaterThan(0)
        for (const call of value.calls)
          expect(Object.keys(call.arguments)).toContain(call.name === 'search' ? 'query' : 'city')
      }
    }
  })

  it('refuses what it cannot be', () => {
    expect(() => toolCalls([], { format: 'hermes' })).toThrow(/empty list/)
    expect(() => toolCalls(tools, { format: 'gpt' as never })).toThrow(/'format'.*'hermes', 'qwen'/)
    expect(() => toolCalls([weather, weather], { format: 'hermes' })).toThrow(/two tools named/)
    expect(() => toolCalls([{ ...weather, name: 'a b' }], { format: 'hermes' })).toThrow(/named "a b"/)
    expect(() => toolCalls(tools, { format: 'hermes', tool_choice: 'auto' } as never)).toThrow(
      /Unknown option 'tool_choice'/,
    )
    expect(() => toolCalls(tools, { format: 'hermes', marker: false })).toThrow(/'marker'/)
    const strict = {
      name: 'f',
      parameters: { type: 'object', properties: { a: { type: 'string', pattern: 'x' } } },
    } as const
    expect(() => toolCalls([strict], { format: 'qwen3-coder' })).toThrow(
      expect.objectContaining({ keyword: 'pattern', path: '/properties/a/pattern' }),
    )
    const bounded = {
      name: 'f',
      parameters: {
        type: 'object',
        properties: { a: { type: 'string', minLength: 2, maxLength: 3 } },
        required: ['a'],
      },
    } as const
    const { constraint } = toolCalls([bounded], { format: 'qwen3-coder', choice: 'required' })
    const call = (a: string) => `<tool_call><function=f>\n<parameter=a>\n${a}\n</parameter>\n</function></tool_call>`
    expect(['', 'é', 'éé', '\n</', 'abcd'].map((a) => accepts(constraint, call(a)))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ])
    expect(() => toolCalls(tools, { format: 'hermes' }).parse('<tool_call>{')).toThrow(
      expect.objectContaining({ code: 'malformed-tool-call' }),
    )
  })
})

describe('structuralTags with schemas', () => {
  it('writes text with tags', async () => {
    const tags = structuralTags({
      tags: [{ begin: '<city>', schema: { type: 'string', maxLength: 8 }, end: '</city>' }],
      atLeastOne: true,
    })
    const text = await generate(tags, { prompt: 'x', model: scriptedEngine('Go to <city>"Oslo and more') })
    expect(text).toMatch(/^Go to <city>"Oslo and?"<\/city>|^Go to <city>"Oslo .{0,3}"<\/city>/)
    expect(() => structuralTags({ tags: [{ begin: '<a>', end: '</a>' } as never] })).toThrow(
      /either a schema or a content/,
    )
  })
})
