import { describe, expect, it } from 'vitest'
import { compileGrammar, parseLark, toLark } from '../../../src/grammar/index.js'
import { grammars } from './grammars.js'
import { accepts, corpus } from './texts.js'

describe('Lark', () => {
  it.each(Object.keys(grammars))('of %s reads back as the same language', (name) => {
    const grammar = grammars[name]!()
    const before = compileGrammar(grammar)
    const text = toLark(grammar, grammar.lexer === 'none' ? { lexer: 'dynamic_complete' } : {})
    const after = compileGrammar(parseLark(text, { lexer: grammar.lexer }))
    const differing = [...corpus(before, 100), ...corpus(after, 60, 2)].filter((text) => {
      return accepts(before, text) !== accepts(after, text)
    })
    expect(differing).toEqual([])
  })
})
