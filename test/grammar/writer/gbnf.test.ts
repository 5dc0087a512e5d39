import { describe, expect, it } from 'vitest'
import { compileGrammar, parseGBNF, toGBNF } from '../../../src/grammar/index.js'
import { grammars } from './grammars.js'
import { accepts, corpus } from './texts.js'

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
