import { describe, expect, it } from 'vitest'
import { compileGrammar, type Grammar, parseGBNF, toGBNF } from '../../../src/grammar/index.js'
import { schemaToGrammar } from '../../../src/sdk/schema-grammar.js'
import { schemas } from '../../sdk/schema-grammar-schemas.js'
import { grammars } from './grammars.js'
import { type Llama, loadLlama } from './llama.js'
import { accepts, corpus } from './texts.js'

const llama = loadLlama()
const all: Record<string, () => Grammar> = { ...grammars }
for (const [name, schema] of Object.entries(schemas)) all[`schema of ${name}`] = () => schemaToGrammar(schema)

if (llama === undefined) {
  it.skip('llama.cpp reads what is written: its binary is not installed (package llama-cpp-binary)', () => {})
} else {
  describe('llama.cpp', () => check(llama))
}

function check(llama: Llama): void {
  it.each(Object.keys(all))('reads what is written of %s, and takes the same texts', (name) => {
    const grammar = all[name]!()
    const constraint = compileGrammar(grammar)
    const reads = llama.read(toGBNF(grammar))
    // Where a text can be read in many ways, llama.cpp follows them all.
    const longest = name.includes('may be empty') ? 7 : 60
    const texts = corpus(constraint, 60).filter((text) => text.length <= longest && !text.includes('\0'))
    expect(texts.filter((text) => reads(text) !== accepts(constraint, text))).toEqual([])
    expect(texts.filter((text) => reads(text)).length).toBeGreaterThan(20)
  })

  it.each([
    'root ::= "a"{2,3} [^\\n\\]a-c-] . | (\n  "x" # here\n  "y"?\n)*\n',
    'root ::= first | second\nfirst ::= "1"\nsecond ::= "2" |\n  "3"\nfirst ::= "4"\n',
    'root ::= ("a" | ) "b"+ [\\x41-\\x43\\u00e0-\\u00e9]{0,2} "\\"\\\\\\[\\]\\n"?',
    '\r\nroot ::= [-a] [a-]{ 1 , 2 } [+--]*\r\n\r\n',
    'root ::= "é"? [ぁ-ゟ😀-😎]+ x-1\nx-1 ::= "" | "z"',
  ])('takes the same texts as our reading of %j', (gbnf) => {
    const constraint = compileGrammar(parseGBNF(gbnf))
    const reads = llama.read(gbnf)
    const texts = corpus(constraint, 150)
    expect(texts.filter((text) => reads(text) !== accepts(constraint, text))).toEqual([])
  })

  it.each([
    'root ::= "a',
    'root ::= "a" "\\q"',
    'root ::= ("a"',
    'root ::= "a" )',
    'root ::= other',
    'root ::= "a"\n | "b"',
    'root ::= *',
    'root ::= "a"{x}',
    'other ::= "a"',
    'root = "a"',
  ])('refuses %j, as we do', (gbnf) => {
    expect(() => llama.read(gbnf)).toThrow()
    expect(() => parseGBNF(gbnf)).toThrow()
  })
}
