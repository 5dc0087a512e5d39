import { describe, expect, it } from 'vitest'
import { literal } from '../../src/automaton/index.js'
import { compileGrammar, expectedAt, explainText, type Grammar, parseGBNF, parseLark } from '../../src/grammar/index.js'
import { Random } from './chance.js'
import { randomGrammar } from './random.js'

const bytes = (text: string) => new TextEncoder().encode(text)

function explain(grammar: Grammar, text: string) {
  return explainText(compileGrammar(grammar), bytes(text))
}

const small = parseLark(String.raw`
start: statement*
statement: NAME "=" expr ";" | "if" "(" expr ")" statement
expr: expr "+" expr | NAME | NUMBER | STRING | "-" expr | expr "++"
ASSIGN: ":="
NAME: /[a-z]+/
NUMBER: /[0-9]+/
STRING: /"[^"\n]*"/
COMMENT: /\/\*(?:[^*]|\*+[^*\/])*\*+\//
WS: /[ \n]+/
%ignore WS
%ignore COMMENT
`)

describe('why a text is refused, with lexemes', () => {
  it.each([
    ['x = if ;', { offset: 6, from: 4, to: 6, terminal: '"if"', expected: ['NAME', 'NUMBER', 'STRING', '"-"'] }],
    ['x = 1 y;', { from: 6, to: 7, terminal: 'NAME', expected: ['";"', '"+"', '"++"'] }],
    ['x = $', { offset: 4, from: 4, to: 5, terminal: undefined, expected: ['NAME', 'NUMBER', 'STRING', '"-"'] }],
    ['x = ü', { offset: 4, from: 4, to: 6, terminal: undefined }],
    ['x = "a\n', { offset: 6, from: 4, to: 6, terminal: undefined, expected: ['the rest of STRING'] }],
    ['x = 1', { offset: 5, from: 5, to: 5, terminal: undefined, expected: ['";"', '"+"', '"++"'] }],
    ['x = 1; )', { from: 7, to: 8, terminal: '")"', expected: ['NAME', '"if"', 'the end of the text'] }],
    ['x = 1; /* x', { offset: 11, from: 7, to: 11, expected: ['the rest of COMMENT'] }],
  ])('%j', (text, refusal) => {
    expect(explain(small, text)).toMatchObject({ ...refusal, more: 0 })
  })

  it('says nothing of words', () => {
    for (const text of ['', 'x = 1+++2; /* */ if (x) y = "ü";']) expect(explain(small, text)).toBeUndefined()
  })

  it('names the longest lexeme, though a part of it could stand there', () => {
    expect(explain(parseLark('start: "a" "+" "a" | "b" "++" "a"'), 'a++a')).toMatchObject({
      from: 1,
      to: 3,
      terminal: '"++"',
    })
  })

  it('lists twelve and counts the rest', () => {
    const names = Array.from({ length: 20 }, (_, i) => `"k${i}"`)
    const refusal = explain(parseLark(`start: ${names.join(' | ')}`), 'x')
    expect(refusal).toMatchObject({ expected: names.slice(0, 12), more: 8 })
  })

  it('leaves out terminals that no text becomes', () => {
    expect(explain(parseLark('start: A | B\nA.2: /[a-z]/\nB: /[a-y]/'), '1')?.expected).toEqual(['A'])
  })

  it('tells what may follow a beginning', () => {
    const constraint = compileGrammar(small)
    const stateOf = (text: string) =>
      bytes(text).reduce((state, byte) => constraint.step(state, byte), constraint.start)
    expect(expectedAt(constraint, stateOf('x')).expected).toEqual(['"="'])
    expect(expectedAt(constraint, stateOf('x = "')).expected).toEqual(['the rest of STRING'])
    expect(expectedAt(constraint, stateOf('x = 1;')).expected).toContain('the end of the text')
    expect(expectedAt(constraint, 0)).toEqual({ expected: [], more: 0 })
  })

  it('tells characters where text of another constraint is among the lexemes', () => {
    const schema = { kind: 'constraint', name: 'schema', constraint: literal('true') } as const
    const body = { kind: 'sequence', items: [{ kind: 'literal', text: '=' }, schema] } as const
    const grammar: Grammar = {
      start: 'start',
      rules: [{ name: 'start', body }],
      terminals: [],
      ignore: [],
      lexer: 'longest',
    }
    expect(explain(grammar, '=x')).toMatchObject({ offset: 1, from: 1, to: 2, expected: ['"true"'] })
  })
})

describe('why a text is refused, without lexemes', () => {
  const json = parseGBNF(String.raw`
root ::= value
value ::= "true" | "false" | "null" | [1-9] [0-9]* | "\"" char* "\"" | "[" ws (value ("," ws value)*)? "]"
char ::= [^"\\\x00-\x1f]
ws ::= [ \n]*
`)
  it.each([
    ['[tru,', 4, ['"e"']],
    ['', 0, ['a digit from 1 to 9', '"\\""', '"["', '"false"', '"null"', '"true"']],
    ['1.', 1, ['a digit', 'the end of the text']],
    ['"é\u0001', 3, ['any printable character but "\\\\"']],
    ['[é', 1, ['a digit from 1 to 9', '"\\n"', '" "', '"\\""', '"["', '"]"', '"false"', '"null"', '"true"']],
  ])('%j', (text, from, expected) => {
    const refusal = explain(json, text)
    expect(refusal).toMatchObject({ offset: from, from, terminal: undefined, more: 0 })
    expect(refusal!.expected).toEqual(expected)
  })

  it('counts from the beginning of a character', () => {
    expect(explain(parseGBNF('root ::= "aé"'), 'aè')).toEqual({
      offset: 2,
      from: 1,
      to: 3,
      terminal: undefined,
      expected: ['"é"'],
      more: 0,
    })
  })

  it('lists few characters beyond ASCII, and names many', () => {
    expect(explain(parseGBNF('root ::= [äöü€]'), 'a')?.expected).toEqual(['"ä"', '"ö"', '"ü"', '"€"'])
    expect(explain(parseGBNF('root ::= [à-ÿ0-9]'), 'a')?.expected).toEqual(['a digit', 'a character beyond ASCII'])
  })
})

describe.each(['longest', 'none'] as const)('random grammars, lexer %s', (lexer) => {
  it('explain exactly what is refused, at a place before the refused byte', () => {
    let refused = 0
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed)
      const grammar = randomGrammar(random, lexer)
      let constraint: ReturnType<typeof compileGrammar>
      try {
        constraint = compileGrammar(grammar, { lookahead: 'unbounded' })
      } catch {
        continue
      }
      for (let i = 0; i < 40; i++) {
        const text = Array.from({ length: i % 8 }, (_, k) => 'abc'[(i * 7 + k * k * 5 + seed) % 3]).join('')
        const state = bytes(text).reduce((s, byte) => constraint.step(s, byte), constraint.start)
        const refusal = explainText(constraint, bytes(text))
        expect(refusal === undefined, `${seed} ${text}`).toBe(constraint.canEnd(state))
        if (!refusal) continue
        refused++
        expect(refusal.from, `${seed} ${text}`).toBeLessThanOrEqual(refusal.offset)
        expect(refusal.to).toBeGreaterThanOrEqual(refusal.from)
        if (state === 0) {
          const before = bytes(text.slice(0, refusal.offset)).reduce(
            (s, byte) => constraint.step(s, byte),
            constraint.start,
          )
          expect(before, `${seed} ${text}`).not.toBe(0)
        }
      }
    }
    expect(refused).toBeGreaterThan(300)
  })
})
