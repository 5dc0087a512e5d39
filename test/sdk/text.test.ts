import { describe, expect, expectTypeOf, it } from 'vitest'
import { compileRegex, complement, denyList, freeText, intersection, sequence } from '../../src/automaton/index.js'
import { compileGrammar, parseGBNF } from '../../src/grammar/index.js'
import {
  choice,
  generate,
  literal,
  OptionError,
  regex,
  stream,
  structuralTags,
  TruncatedError,
  textSchema,
  thinking,
} from '../../src/sdk/index.js'
import { scriptedEngine } from './scripted.js'

const prompt = 'x'
const wants = (script: string) => ({ prompt, model: scriptedEngine(script) })

describe('generate with plain text', () => {
  it('takes regular expressions, choices, literals and constraints, typed', async () => {
    const date = await generate(regex(/\d{4}-\d{2}/), wants('2024-05 or so'))
    expect(date).toBe('2024-05')
    expectTypeOf(date).toEqualTypeOf<string>()
    const colour = await generate(choice(['red', 'green', 'blue']), wants('grey'))
    expect(colour).toBe('green')
    expectTypeOf(colour).toEqualTypeOf<'red' | 'green' | 'blue'>()
    const word = await generate(literal('yes'), wants('no'))
    expect(word).toBe('yes')
    expectTypeOf(word).toEqualTypeOf<'yes'>()
    const free = await generate(sequence('<', freeText({ until: '>' })), wants('<é>and'))
    expect(free).toBe('<é>')
    expectTypeOf(free).toEqualTypeOf<string>()
    const number = await generate(textSchema(compileRegex('[0-9]+'), Number), { ...wants('42'), maxTokens: 4 })
    expect(number).toBe(42)
    expectTypeOf(number).toEqualTypeOf<number>()
  })

  it('tells the model nothing of a schema, and everything else as ever', async () => {
    const result = await generate.detailed(regex('[a-z]+'), { ...wants('hello'), system: 'Be brief.' })
    expect(result).toMatchObject({ value: 'hello', text: 'hello', warnings: [], finishReason: 'stop' })
    expect(result.usage.promptTokens).toBe('Be brief.\nx\u0002'.length)
  })

  it('takes a grammar, alone and combined with everything else', async () => {
    const sum = compileGrammar(parseGBNF('root ::= term ("+" term)*\nterm ::= [0-9]+ | "(" root ")"'))
    expect(await generate(sum, wants('(1+2)+3'))).toBe('(1+2)+3')
    const even = intersection(sum, denyList(['2']))
    expect(await generate(even, { ...wants('(1+2'), maxTokens: 20 })).toMatch(/^\(1\+[^2]+$/)
    const tagged = structuralTags({
      tags: [{ begin: '<sum>', content: sum, end: '</sum>' }],
      atLeastOne: true,
      stopAfterFirst: true,
    })
    expect(await generate(tagged, wants('It is <sum>(1+2)</sum>'))).toBe('It is <sum>(1+2)</sum>')
    const thought = await generate(thinking({ answer: sum, maxCodePoints: 9 }), wants('<think>easy</think>1+1'))
    expect(thought).toEqual({ thought: 'easy', answer: '1+1' })
    expect(() => complement(sum)).toThrow(expect.objectContaining({ code: 'not-regular' }))
  })

  it('streams the text as one value', async () => {
    const events = []
    for await (const event of stream(choice(['one', 'two']), wants('two'))) events.push(event)
    expect(
      events
        .filter((event) => event.type === 'text')
        .map((event) => event.delta)
        .join(''),
    ).toBe('two')
    expect(events).toContainEqual({ type: 'partial', value: 'two' })
    expect(events).toContainEqual({ type: 'value-complete', path: '', value: 'two' })
    expect(events.at(-1)).toMatchObject({ type: 'finish', value: 'two' })
  })

  it('says what there is when nothing fits', async () => {
    const error = await generate(regex('a{20}'), { ...wants('a'), maxTokens: 5 }).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(TruncatedError)
    expect(error).toMatchObject({ text: 'aaaaa', partial: 'aaaaa' })
  })

  it('refuses what is for schemas only, by name', async () => {
    await expect(generate(regex('a'), { ...wants('a'), whitespace: 'pretty' })).rejects.toThrow(
      /'whitespace' is for schemas/,
    )
    await expect(generate(regex('a'), { ...wants('a'), quotesFrom: 'a' })).rejects.toThrow(OptionError)
    expect(() => textSchema({} as never)).toThrow(/needs a constraint/)
  })
})

describe('thinking before an answer', () => {
  const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] } as const

  it('reads the thought and the typed answer', async () => {
    const value = await generate(thinking({ answer: schema }), wants('<think>Well: {"a":1}?</think>\n{"a":12}'))
    expect(value).toEqual({ thought: 'Well: {"a":1}?', answer: { a: 12 } })
    expectTypeOf(value.answer.a).toEqualTypeOf<number>()
    const choiceValue = await generate(thinking({ begin: '', answer: choice(['yes', 'no']) }), wants('hm</think>no'))
    expect(choiceValue).toEqual({ thought: 'hm', answer: 'no' })
  })

  it('closes the thought when its budget of code points is used up', async () => {
    const endless = `<think>${'é'.repeat(200)}`
    const value = await generate(thinking({ answer: schema, maxCodePoints: 30 }), wants(endless))
    expect(value.thought).toBe('é'.repeat(30))
  })

  it('closes the thought when its budget of tokens is used up, and goes on in the same session', async () => {
    const endless = `<think>${'a'.repeat(200)}`
    const result = await generate.detailed(thinking({ answer: schema, budgetTokens: 40 }), wants(endless))
    // Tokens are bytes here: 7 open the thought and 8 close it.
    expect(result.value.thought).toBe('a'.repeat(25))
    expect(result.usage.outputTokens).toBe(new TextEncoder().encode(result.text).length)
    expect(result.finishReason).toBe('stop')
    const short = await generate.detailed(
      thinking({ answer: schema, budgetTokens: 40 }),
      wants('<think>ok</think>{"a":7}'),
    )
    expect(short.value).toEqual({ thought: 'ok', answer: { a: 7 } })
    await expect(generate(thinking({ answer: schema, budgetTokens: 10 }), wants(''))).rejects.toThrow(TruncatedError)
    const tight = await generate.detailed(thinking({ answer: schema, budgetTokens: 400 }), {
      ...wants(endless),
      maxTokens: 50,
    })
    expect(tight.finishReason).toBe('length')
    expect(tight.value.answer).toEqual({ a: expect.any(Number) })
  })

  it('keeps all thoughts without a budget valid', () => {
    const constraint = intersection(thinking({ answer: schema }).constraint, freeText({ forbid: ['damn'] }))
    expect(constraint.start).not.toBe(0)
  })
})
