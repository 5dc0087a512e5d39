import { describe, expect, it } from 'vitest'
import type { Constraint } from '../../src/automaton/index.js'
import { GrammarError, LimitError } from '../../src/error/index.js'
import { compileGrammar, type Expression, type Grammar } from '../../src/grammar/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'

const text = (literal: string): Expression => ({ kind: 'literal', text: literal })
const pattern = (source: string): Expression => ({ kind: 'pattern', source })
const name = (of: string): Expression => ({ kind: 'reference', name: of })
const all = (...items: Expression[]): Expression => ({ kind: 'sequence', items })
const any = (...items: Expression[]): Expression => ({ kind: 'choice', items })
const many = (item: Expression, min = 0, max = Infinity): Expression => ({ kind: 'repeat', item, min, max })

function grammar(rules: Record<string, Expression>, more: Partial<Grammar> = {}): Grammar {
  return {
    start: Object.keys(rules)[0]!,
    rules: Object.entries(rules).map(([of, body]) => ({ name: of, body })),
    terminals: [],
    ignore: [],
    lexer: 'longest',
    ...more,
  }
}

function accepts(machine: Constraint, word: string): boolean {
  let state = machine.start
  for (const byte of new TextEncoder().encode(word)) state = machine.step(state, byte)
  return machine.canEnd(state)
}

const spaced = { terminals: [{ name: 'WS', body: pattern('[ \\n]+') }], ignore: ['WS'] }

describe('recursion', () => {
  it('to the left, through other rules and hidden behind empty ones, ends', () => {
    const machine = compileGrammar(
      grammar({
        sum: any(all(name('nothing'), name('sum'), text('+'), name('factor')), name('difference'), name('factor')),
        difference: all(name('sum'), text('-'), name('factor')),
        factor: any(pattern('[0-9]+'), all(text('('), name('sum'), text(')'))),
        nothing: all(),
      }),
    )
    for (const word of ['1', '1+2', '1-2+3', '(1-2)-((3))', '12+34']) expect(accepts(machine, word), word).toBe(true)
    for (const word of ['', '1+', '(1', '1)', '1++2', '()']) expect(accepts(machine, word), word).toBe(false)
    expect(machine.report.leftRecursive).toEqual([['sum', 'difference']])
  })

  it('of any depth needs neither the stack of the host nor more than a frame a level', () => {
    const machine = compileGrammar(
      grammar({ s: any(all(text('('), name('s'), text(')')), text('x'), all(text('('), name('s'), text(']'))) }),
    )
    const depth = 20_000
    let state = machine.start
    for (let i = 0; i < depth; i++) state = machine.step(state, '('.charCodeAt(0))
    expect(machine.minBytesToEnd(state)).toBe(depth + 1)
    state = machine.step(state, 'x'.charCodeAt(0))
    for (let i = 0; i < depth; i++) state = machine.step(state, (i % 2 ? ')' : ']').charCodeAt(0))
    expect(machine.canEnd(state)).toBe(true)
  })

  it('to the right needs no stack at all', () => {
    const machine = compileGrammar(grammar({ list: any(text('x'), all(text('x'), text(','), name('list'))) }))
    let state = machine.start
    const seen = new Set<number>()
    for (let i = 0; i < 100; i++) {
      for (const letter of 'x,') state = machine.step(state, letter.charCodeAt(0))
      seen.add(state)
    }
    expect(seen.size).toBe(1)
  })

  it('in a circle derives what any rule on it derives', () => {
    const machine = compileGrammar(
      grammar({ a: any(name('b'), text('x')), b: any(name('c'), text('y')), c: any(name('a'), text('z')) }),
    )
    for (const word of ['x', 'y', 'z']) expect(accepts(machine, word)).toBe(true)
    expect(accepts(machine, 'xy')).toBe(false)
  })

  it('of levels of precedence leaves one procedure', () => {
    const level = (of: string, operators: string[]): Expression =>
      all(name(of), many(all(any(...operators.map(text)), name(of))))
    const machine = compileGrammar(
      grammar({
        or: level('and', ['||']),
        and: level('equal', ['&&']),
        equal: level('sum', ['==', '!=']),
        sum: level('product', ['+', '-']),
        product: level('unary', ['*', '/']),
        unary: any(all(text('-'), name('unary')), name('primary')),
        primary: any(pattern('[a-z]+'), all(text('('), name('or'), text(')'))),
      }),
    )
    expect(machine.report.procedures).toBe(1)
    for (const word of ['a+b*-c==(d||e)&&f', '((a))']) expect(accepts(machine, word)).toBe(true)
  })
})

describe('lexemes', () => {
  const declarations = grammar(
    { s: many(all(any(text('int'), name('ID')), name('ID'), text(';'))) },
    { terminals: [{ name: 'ID', body: pattern('[a-z][a-z0-9]*') }, ...spaced.terminals], ignore: ['WS'] },
  )

  it('are the longest, and a keyword is no identifier', () => {
    const machine = compileGrammar(declarations)
    for (const word of ['int x;', 'integer x;', 'a b;c d;', ' int  y ; '])
      expect(accepts(machine, word), word).toBe(true)
    for (const word of ['intx;', 'int int;', 'ab;', 'int x']) expect(accepts(machine, word), word).toBe(false)
  })

  it('allow no token after which a keyword would stand where it cannot', () => {
    const machine = compileGrammar(declarations)
    let state = machine.start
    for (const letter of 'a int') state = machine.step(state, letter.charCodeAt(0))
    expect(machine.step(state, ';'.charCodeAt(0))).toBe(0)
    expect(machine.step(state, 'o'.charCodeAt(0))).not.toBe(0)
    expect(machine.minBytesToEnd(state)).toBe(2)
  })

  it('end where only the text behind them tells: 1..2 and 1.5', () => {
    const machine = compileGrammar(
      grammar(
        { s: all(name('N'), many(all(text('..'), name('N')))) },
        { terminals: [{ name: 'N', body: pattern('[0-9]+(\\.[0-9]+)?') }] },
      ),
    )
    for (const word of ['1', '1.5', '1..2', '1.5..2.25', '1..2..3']) expect(accepts(machine, word), word).toBe(true)
    for (const word of ['1.', '1...2', '1.5.2', '1..']) expect(accepts(machine, word), word).toBe(false)
    expect(machine.report.lookahead).toBe(2)
  })

  it('that cannot always stand next to each other lead to no dead end', () => {
    const machine = compileGrammar(
      grammar({ s: all(name('A'), name('A'), text('!')) }, { terminals: [{ name: 'A', body: pattern('[a-z]{1,2}') }] }),
    )
    // A single letter followed by another would be one lexeme: the first must have two.
    const state = machine.step(machine.start, 'a'.charCodeAt(0))
    expect(machine.minBytesToEnd(state)).toBe(3)
    expect(machine.step(state, '!'.charCodeAt(0))).toBe(0)
    expect(accepts(machine, 'abc!')).toBe(true)
    expect(machine.report.free).toBe(true)
  })

  it('of a grammar in which none can follow another are refused', () => {
    const refused = (): unknown =>
      compileGrammar(grammar({ s: all(name('A'), name('A')) }, { terminals: [{ name: 'A', body: pattern('[a-z]+') }] }))
    expect(refused).toThrow(expect.objectContaining({ code: 'empty-language' }))
  })

  it('whose end depends on text without bound are refused, unless they commit or that is asked for', () => {
    const comments = (commits: boolean): Grammar =>
      grammar(
        { s: many(any(text('/'), text('*'), pattern('[a-z]'))) },
        { terminals: [{ name: 'COMMENT', body: pattern('/\\*([^*]|\\*+[^*/])*\\*+/'), commits }], ignore: ['COMMENT'] },
      )
    expect(() => compileGrammar(comments(false))).toThrow(
      expect.objectContaining({ code: 'unbounded-lookahead', rule: 'COMMENT' }),
    )
    const committed = compileGrammar(comments(true))
    expect(accepts(committed, 'a/*b*/c')).toBe(true)
    expect(accepts(committed, 'a/*b')).toBe(false)
    const followed = compileGrammar(comments(false), { lookahead: 'unbounded' })
    expect(accepts(followed, 'a/*b')).toBe(true)
    expect(accepts(followed, 'a/*b*/*/c')).toBe(true)
  })
})

describe('text of another constraint', () => {
  const schema = compileJsonSchema({
    type: 'object',
    properties: { a: { type: 'integer' } },
    additionalProperties: false,
  })
  const embedded: Expression = { kind: 'constraint', name: 'value', constraint: schema }

  it('stands where a rule names it, between lexemes', () => {
    const machine = compileGrammar(
      grammar(
        { s: many(all(name('ID'), text('='), embedded, text(';')), 1) },
        { terminals: [{ name: 'ID', body: pattern('[a-z]+') }, ...spaced.terminals], ignore: ['WS'] },
      ),
    )
    for (const word of ['x={"a":1};', 'x = {} ;y={"a":-20};']) expect(accepts(machine, word), word).toBe(true)
    for (const word of ['x={"b":1};', 'x={"a":1}', 'x=;']) expect(accepts(machine, word), word).toBe(false)
    let state = machine.start
    for (const letter of 'x={') state = machine.step(state, letter.charCodeAt(0))
    expect(machine.minBytesToEnd(state)).toBe(2)
  })

  it('stands in grammars without lexemes', () => {
    const machine = compileGrammar(grammar({ s: all(text('<'), many(embedded), text('>')) }, { lexer: 'none' }))
    for (const word of ['<>', '<{}{"a":1}>']) expect(accepts(machine, word), word).toBe(true)
    expect(accepts(machine, '<{>')).toBe(false)
  })

  it('can be all there is', () => {
    expect(accepts(compileGrammar(grammar({ s: embedded })), '{"a":2}')).toBe(true)
  })
})

describe('bad grammars', () => {
  it.each<[string, string, Grammar]>([
    ['a rule that is not defined', 'undefined-rule', grammar({ s: name('t') })],
    ['one in a rule that is not used', 'undefined-rule', grammar({ s: text('a'), t: name('u') })],
    [
      'two rules of one name',
      'duplicate-rule',
      grammar({ s: text('a') }, { terminals: [{ name: 's', body: text('b') }] }),
    ],
    ['a start that never ends', 'empty-language', grammar({ s: all(text('a'), name('s')) })],
    ['a terminal that can be empty', 'empty-terminal', grammar({ s: pattern('a*') })],
    [
      'a terminal that refers to itself',
      'not-regular',
      grammar({ s: name('T') }, { terminals: [{ name: 'T', body: any(text('a'), all(text('b'), name('T'))) }] }),
    ],
    [
      'a difference of what is not regular',
      'not-regular',
      grammar(
        {
          s: { kind: 'difference', item: name('t'), without: text('a') },
          t: any(text('a'), all(text('('), name('t'))),
        },
        { lexer: 'none' },
      ),
    ],
    ['a pattern that is none', 'bad-pattern', grammar({ s: pattern('(') })],
  ])('are refused: %s', (_, code, refused) => {
    expect(() => compileGrammar(refused)).toThrow(GrammarError)
    expect(() => compileGrammar(refused)).toThrow(expect.objectContaining({ code }))
  })

  it.each<[string, Grammar]>([
    ['something ignored where there are no lexemes', grammar({ s: text('a') }, { ...spaced, lexer: 'none' })],
    ['a lexer that does not exist', grammar({ s: text('a') }, { lexer: 'greedy' as 'none' })],
    ['an unknown kind of expression', grammar({ s: { kind: 'optional', item: text('a') } as unknown as Expression })],
    ['counts that are no whole numbers', grammar({ s: many(text('a'), Number.NaN) })],
    ['more at least than at most', grammar({ s: many(text('a'), 3, 2) })],
  ])('are refused as malformed: %s', (_, refused) => {
    expect(() => compileGrammar(refused)).toThrow(expect.objectContaining({ code: 'malformed' }))
  })

  it('and limits that are none are refused', () => {
    for (const states of [Number.NaN, -1, 0, 1.5]) {
      expect(() => compileGrammar(grammar({ s: text('a') }), { limits: { states } })).toThrow(/Limit 'states'/)
    }
  })

  it('that explode end in a limit', () => {
    let e: Expression = text('a')
    for (let i = 0; i < 12; i++) e = many(e, 10, 10)
    expect(() => compileGrammar(grammar({ s: e }))).toThrow(LimitError)
    let deep: Expression = text('a')
    for (let i = 0; i < 5000; i++) deep = all(deep, text('b'))
    expect(() => compileGrammar(grammar({ s: deep }))).toThrow(expect.objectContaining({ limit: 'nesting' }))
  })

  it('that are long take time in proportion', () => {
    const chain = compileGrammar(grammar({ s: many(text('a'), 0, 100_000) }))
    expect(chain.report.states).toBe(100_001)
    const ring = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [
        `r${i}`,
        any(all(text(`x${i}`), name(`r${(i + 1) % 500}`), text(`y${i}`)), text(`z${i}`)),
      ]),
    )
    const machine = compileGrammar(grammar(ring))
    expect(accepts(machine, 'x0x1x2z3y2y1y0')).toBe(true)
    expect(accepts(machine, 'x0x1x2z3y2y0')).toBe(false)
  }, 30_000)

  it('and unknown options are refused by name', () => {
    expect(() => compileGrammar(grammar({ s: text('a') }), { strat: 's' } as object)).toThrow(/Did you mean 'start'/)
  })
})
