import { describe, expect, it } from 'vitest'
import { compileGrammar, type Expression, type Grammar, parseEBNF, toEBNF } from '../../../src/grammar/index.js'
import { grammars } from './grammars.js'
import { accepts, aroundSurrogates, besideSurrogates, corpus } from './texts.js'

const special = (source: string): Expression => ({ kind: 'pattern', source, flags: 'u' })

function reread(grammar: Grammar, flavour: 'w3c' | 'iso'): Grammar {
  const text = toEBNF(grammar, flavour === 'iso' ? { flavour, special: true } : { flavour })
  const ignore = /ignored between terminals: (.*) \*/.exec(text)?.[1]?.split(', ') ?? []
  const base = flavour === 'iso' ? { flavour, special } : { flavour }
  return parseEBNF(text, { ...base, ...(grammar.lexer === 'longest' ? { lexer: 'longest', ignore } : {}) })
}

describe.each(['w3c', 'iso'] as const)('EBNF (%s)', (flavour) => {
  it.each(Object.keys(grammars))('of %s reads back as the same language', (name) => {
    const grammar = grammars[name]!()
    const before = compileGrammar(grammar)
    const after = compileGrammar(reread(grammar, flavour))
    const differing = [...corpus(before, 100), ...corpus(after, 60, 2)].filter((text) => {
      return accepts(before, text) !== accepts(after, text)
    })
    expect(differing).toEqual([])
  })

  it.each(besideSurrogates)('of %s has the same characters', (source) => {
    const body: Expression = { kind: 'pattern', source, flags: 'u' }
    const grammar: Grammar = { start: 's', rules: [{ name: 's', body }], terminals: [], ignore: [], lexer: 'none' }
    const before = compileGrammar(grammar)
    const after = compileGrammar(reread(grammar, flavour))
    expect(aroundSurrogates.filter((text) => accepts(before, text) !== accepts(after, text))).toEqual([])
  })
})
