import { describe, expect, expectTypeOf, it } from 'vitest'
import { compileGrammar, explainText, type Grammar, parseLark } from '../../src/grammar/index.js'
import {
  builtInGrammar,
  builtInGrammars,
  GrammarError,
  generate,
  OptionError,
  readGrammar,
  stream,
} from '../../src/sdk/index.js'
import { scriptedEngine } from './scripted.js'

const wants = (script: string) => ({ prompt: 'x', model: scriptedEngine(script) })
const bytes = (text: string) => new TextEncoder().encode(text)

describe('generate with a grammar', () => {
  const calls = parseLark(
    'start: NAME "(" (NUMBER ("," NUMBER)*)? ")"\nNAME: /[a-z]+/\nNUMBER: /[0-9]+/\n%ignore " "\n',
  )

  it('returns the text, from a grammar or a compiled one', async () => {
    const text = await generate(calls, wants('max(1, 2)'))
    expect(text).toBe('max(1, 2)')
    expectTypeOf(text).toEqualTypeOf<string>()
    expect(await generate(compileGrammar(calls), wants('f( )'))).toBe('f( )')
    const result = await generate.detailed(calls, wants('g(x7,'))
    expect(explainText(compileGrammar(calls), bytes(result.text))).toBeUndefined()
  })

  it('streams it', async () => {
    const running = stream(calls, wants('abs(1)'))
    let written = ''
    for await (const event of running) if (event.type === 'text') written += event.delta
    expect(written).toBe('abs(1)')
    expect(await running.value).toBe('abs(1)')
  })

  it('tells what is wrong with it before a model is asked', async () => {
    const broken: Grammar = { ...calls, start: 'missing' }
    await expect(generate(broken, wants('x'))).rejects.toThrow(GrammarError)
    await expect(generate(calls, { ...wants('x'), whitespace: 'pretty' })).rejects.toThrow(OptionError)
  })
})

describe('built-in grammars', () => {
  it('are listed, and read by name', async () => {
    const all = await builtInGrammars()
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['csv', 'json', 'xml']))
    expect(all.find(({ name }) => name === 'json')).toMatchObject({ format: 'gbnf', start: 'root', extension: '.json' })
    const json = compileGrammar(await builtInGrammar('json'))
    expect(explainText(json, bytes('[{"a":1e3}]'))).toBeUndefined()
    expect((await builtInGrammar('json', 'number')).start).toBe('number')
  })

  it('have near names told where one is unknown', async () => {
    await expect(builtInGrammar('jsn')).rejects.toThrow(/no built-in grammar 'jsn'.*Did you mean 'json'/)
    await expect(builtInGrammar('klingon')).rejects.toMatchObject({
      code: 'unknown-grammar',
      hint: expect.stringContaining("'json'"),
    })
  })
})

describe('readGrammar', () => {
  it('reads every notation', () => {
    for (const [format, text] of [
      ['gbnf', 'root ::= [0-9]+ "x"'],
      ['lark', 'start: /[0-9]+/ "x"'],
      ['ebnf', 'a ::= [0-9]+ "x"'],
      ['iso-ebnf', 'a = { ? [0-9] ? }-, "x";'],
    ] as const) {
      const constraint = compileGrammar(readGrammar(text, { format }))
      expect(explainText(constraint, bytes('12x')), format).toBeUndefined()
      expect(explainText(constraint, bytes('x')), format).toBeDefined()
    }
  })

  it('compiles JSON Schemas in Lark', () => {
    const grammar = readGrammar('start: "<" %json { "type": "boolean" } ">"', { format: 'lark' })
    expect(explainText(compileGrammar(grammar), bytes('<true>'))).toBeUndefined()
    expect(explainText(compileGrammar(grammar), bytes('<1>'))).toMatchObject({ offset: 1 })
  })

  it('refuses options that do not exist or mean nothing in the notation', () => {
    expect(() => readGrammar('root ::= "a"', { format: 'gbnf', strat: 'a' } as never)).toThrow(/Unknown option 'strat'/)
    expect(() => readGrammar('root ::= "a"', { format: 'gbnf', ignore: ['A'] })).toThrow(/'ignore' means nothing/)
    expect(() => readGrammar('a', { format: 'abnf' } as never)).toThrow(/no notation 'abnf'/)
  })
})
