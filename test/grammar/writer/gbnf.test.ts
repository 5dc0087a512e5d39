import { describe, expect, it } from 'vitest'
import { compileRegex } from '../../../src/automaton/index.js'
import { GrammarError } from '../../../src/error/index.js'
import {
  compileGrammar,
  type Expression,
  type Grammar,
  parseEBNF,
  parseGBNF,
  toEBNF,
  toGBNF,
  toLark,
} from '../../../src/grammar/index.js'
import { grammars } from './grammars.js'
import { accepts, aroundSurrogates, besideSurrogates, corpus } from './texts.js'

function grammarOf(body: Expression, more: Partial<Grammar> = {}): Grammar {
  return { start: 'start', rules: [{ name: 'start', body }], terminals: [], ignore: [], lexer: 'none', ...more }
}

describe.each(Object.keys(grammars))('GBNF of %s', (name) => {
  it('reads back as the same language', () => {
    const grammar = grammars[name]!()
    const before = compileGrammar(grammar)
    const after = compileGrammar(parseGBNF(toGBNF(grammar)))
    const differing: string[] = []
    for (const text of [...corpus(before, 150), ...corpus(after, 100, 2)]) {
      if (accepts(before, text) !== accepts(after, text)) differing.push(`${accepts(before, text)}: ${text}`)
    }
    expect(differing).toEqual([])
  })
})

describe('toGBNF', () => {
  it('writes a grammar as one would by hand', () => {
    expect(toGBNF(grammars['arithmetic with left recursion']!())).toBe(`root ::= product ([+\\x2D] product)*
product ::= power ("*" power | "/" power)*
power ::= atom "^" power | atom
atom ::= [0-9]+ | "(" root ")"
`)
  })

  it('writes a class negated where that is shorter, and any character as a dot', () => {
    const pattern = (source: string): Grammar => grammarOf({ kind: 'pattern', source, flags: 'u' })
    expect(toGBNF(pattern('[^"\\\\\\n^-]'))).toBe('root ::= [^\\n"\\x2D\\\\\\x5E]\n')
    expect(toGBNF(pattern('[^]'))).toBe('root ::= .\n')
    expect(toGBNF(pattern('\\u{1F600}|[a-cx]|\\x00'))).toBe('root ::= [\\x00a-cx😀]\n')
  })

  it.each(besideSurrogates)('of %s has the same characters', (source) => {
    const grammar = grammarOf({ kind: 'pattern', source, flags: 'u' })
    const before = compileGrammar(grammar)
    const text = toGBNF(grammar)
    const after = compileGrammar(parseGBNF(text))
    expect(aroundSurrogates.filter((x) => accepts(before, x) !== accepts(after, x))).toEqual([])
    expect(text).not.toMatch(/\\u[Dd][89A-Fa-f]/)
  })

  it('has no count that llama.cpp refuses or takes for none', () => {
    const item: Expression = { kind: 'literal', text: 'a' }
    const text = toGBNF(grammarOf({ kind: 'repeat', item, min: 2100, max: 4101 }))
    for (const [, low, high] of text.matchAll(/\{(\d+),?(\d*)\}/g)) {
      expect(Number(low)).toBeLessThan(2000)
      expect(Number(high)).toBeLessThan(2000)
    }
    const constraint = compileGrammar(parseGBNF(text), { limits: { states: 200_000 } })
    for (const n of [0, 2099, 2100, 2101, 4100, 4101, 4102]) {
      expect(accepts(constraint, 'a'.repeat(n)), `${n}`).toBe(n >= 2100 && n <= 4101)
    }
  })

  it('leaves out what matches nothing and what is not reached', () => {
    const text = toGBNF(parseGBNF('root ::= "a" | dead "b"\ndead ::= "x" dead\nother ::= "y"'))
    expect(text).toBe('root ::= "a"\n')
  })

  it('keeps names apart that would become the same', () => {
    const source = "s ::= a.b a_b root\na.b ::= 'x' s?\na_b ::= 'y' s?\nroot ::= 'z' s?"
    const text = toGBNF(parseEBNF(source, { flavour: 'w3c' }))
    const names = Array.from(text.matchAll(/^(\S+) ::=/gm), (match) => match[1])
    expect(new Set(names).size).toBe(names.length)
    expect(names.every((name) => /^[A-Za-z0-9-]+$/.test(name!))).toBe(true)
    expect(accepts(compileGrammar(parseGBNF(text)), 'xyz')).toBe(true)
  })

  it('takes any cut into lexemes where it is told to approximate, and says so', () => {
    const grammar = grammars['statements with keywords and comments']!()
    const { text, warnings } = toGBNF(grammar, { approximate: true })
    expect(warnings).toHaveLength(1)
    const exact = compileGrammar(grammar)
    const wide = compileGrammar(parseGBNF(text))
    for (const sample of corpus(exact, 100))
      if (accepts(exact, sample)) expect(accepts(wide, sample), sample).toBe(true)
    expect([accepts(exact, 'letx=y;'), accepts(wide, 'letx=y;')]).toEqual([false, true])
    expect(toGBNF(grammars.JSON!(), { approximate: true }).warnings).toEqual([])
  })

  it('bears nesting up to a limit', () => {
    let deep: Expression = { kind: 'literal', text: 'a' }
    for (let i = 0; i < 900; i++) deep = { kind: 'repeat', item: { kind: 'sequence', items: [deep] }, min: 0, max: 1 }
    for (let i = 0; i < 50_000; i++) deep = { kind: 'sequence', items: [deep] }
    for (const write of [toGBNF, (g: Grammar) => toEBNF(g, { flavour: 'iso' })]) {
      expect(() => write(grammarOf(deep))).toThrow(/deeper than 1000/)
    }
  })

  it('has no other option', () => {
    expect(() => toGBNF(grammars.JSON!(), { exact: true } as object)).toThrow(/Unknown option 'exact'/)
  })
})

describe('what cannot be written is refused by name', () => {
  const constraint = compileRegex('a+')
  const embedded = grammarOf({ kind: 'constraint', name: 'answer', constraint })
  const newline = { name: 'NL', body: { kind: 'pattern', source: '\\n *' } } as const
  const indented = grammarOf(
    { kind: 'reference', name: 'NL' },
    {
      lexer: 'longest',
      terminals: [newline],
      indentation: { newline: 'NL', indent: 'I', dedent: 'D', open: [], close: [] },
    },
  )
  const priorities = grammarOf(
    { kind: 'reference', name: 'A' },
    { lexer: 'longest', terminals: [{ name: 'A', body: { kind: 'literal', text: 'a' }, priority: 2 }] },
  )
  const commits = { ...priorities, terminals: [{ ...priorities.terminals[0]!, priority: 0, commits: true }] }
  const nothing = grammarOf({ kind: 'reference', name: 'start' })
  const kana = grammarOf({ kind: 'pattern', source: '[ぁ-ヿ]+\\n' })

  it.each([
    ['a constraint in GBNF', () => toGBNF(embedded), "constraint 'answer'"],
    ['a constraint in EBNF', () => toEBNF(embedded, { flavour: 'w3c' }), "constraint 'answer'"],
    ['a constraint in Lark', () => toLark(embedded, { lexer: 'dynamic_complete' }), "constraint 'answer'"],
    ['indentation in GBNF', () => toGBNF(indented), 'indentation'],
    ['indentation in EBNF', () => toEBNF(indented, { flavour: 'iso' }), 'indentation'],
    ['indentation in Lark', () => toLark(indented), 'indentation'],
    ['priorities in EBNF', () => toEBNF(priorities, { flavour: 'w3c' }), "'A' has a priority"],
    ['a terminal that commits in EBNF', () => toEBNF(commits, { flavour: 'w3c' }), "'A' commits"],
    ['a terminal that commits in Lark', () => toLark(commits), "'A' commits"],
    ['a grammar without lexer in Lark', () => toLark(grammars.JSON!()), 'no lexer'],
    ['a grammar of no text', () => toGBNF(nothing), 'matches no text'],
    ['characters in ISO notation', () => toEBNF(kana, { flavour: 'iso' }), 'ISO notation cannot write'],
  ])('%s', (_, write, message) => {
    let error: unknown
    try {
      write()
    } catch (e) {
      error = e
    }
    expect(error).toBeInstanceOf(GrammarError)
    expect(error).toMatchObject({ code: 'cannot-export' })
    expect((error as Error).message).toContain(message)
  })

  it('but priorities in GBNF and Lark, which are exact', () => {
    expect(toGBNF(priorities)).toBe('root ::= "a"\n')
    expect(toLark(priorities)).toBe('start: A\nA.2: "a"\n')
  })
})
