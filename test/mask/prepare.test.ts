import { describe, expect, it } from 'vitest'
import { compileRegex } from '../../src/automaton/index.js'
import { compileGrammar, parseLark } from '../../src/grammar/index.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { prepareMasks } from '../../src/mask/prepare.js'
import { byteVocabulary, createVocabulary } from '../../src/vocab/index.js'

const source = `
start: "let" NAME "=" sum ";"
sum: (NAME | NUMBER) ("+" (NAME | NUMBER))*
NAME: /[a-z]+/
NUMBER: /[0-9]+(\\.[0-9]+)?/
%ignore /[ \\n]+|#[^\\n]*\\n/
`
const pieces = ['let', 'let ', ' x', 'x = ', ' 1', '.5', '1.', '+', ' + ', '; #', ';\n', 'le', 't', 'lets', '=']
const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
const vocabulary = createVocabulary([...pieces, ...bytes, null], [pieces.length + 256])

describe('prepareMasks', () => {
  it('makes the tables that masks would make one by one, and the masks stay the same', () => {
    const prepared = compileGrammar(parseLark(source))
    const made = prepareMasks(prepared, vocabulary)
    expect(made.tables).toBeGreaterThan(10)
    expect(made.bytes).toBeGreaterThan(0)
    const a = createMatcher(prepared, vocabulary)
    const b = createMatcher(compileGrammar(parseLark(source)), vocabulary)
    for (const byte of new TextEncoder().encode('let x = 1.5 + yes # no\n + 3;\n')) {
      expect([...a.mask()]).toEqual([...b.mask()])
      expect(a.accept(pieces.length + byte) && b.accept(pieces.length + byte)).toBe(true)
    }
    expect([...a.mask()]).toEqual([...b.mask()])
    expect(prepareMasks(prepared, vocabulary)).toMatchObject({ tables: made.tables, bytes: made.bytes })
  })

  it('has nothing to make for constraints without lexemes', () => {
    expect(prepareMasks(compileRegex('[a-z]+'), byteVocabulary())).toMatchObject({ tables: 0, bytes: 0 })
  })
})
