import { describe, expect, it } from 'vitest'
import { GrammarError, LimitError } from '../../../src/error/index.js'
import { compileGrammar, parseGBNF } from '../../../src/grammar/index.js'
import { accepts } from '../writer/texts.js'

function language(source: string): (text: string) => boolean {
  const constraint = compileGrammar(parseGBNF(source))
  return (text) => accepts(constraint, text)
}

function errorOf(source: string, options = {}): GrammarError {
  try {
    parseGBNF(source, options)
  } catch (error) {
    if (error instanceof GrammarError) return error
    throw error
  }
  throw new Error('read without error')
}

describe('parseGBNF', () => {
  it('reads alternatives, groups and repetitions', () => {
    const has = language('root ::= ("a" | "b" "c")+ "d"? "e"*')
    for (const text of ['a', 'bc', 'abca', 'ad', 'bcdee', 'aeee']) expect(has(text), text).toBe(true)
    for (const text of ['', 'b', 'd', 'adda', 'aed']) expect(has(text), text).toBe(false)
  })

  it.each([
    ['{2}', 2, 2],
    ['{2,}', 2, 9],
    ['{1,3}', 1, 3],
    ['{ 0 , 2 }', 0, 2],
    ['{0}', 0, 0],
    ['+?', 0, 9],
  ])('counts with %s', (count, min, max) => {
    const has = language(`root ::= "x"${count} "."`)
    for (let n = 0; n <= 9; n++) expect(has(`${'x'.repeat(n)}.`), `${n}`).toBe(n >= min && n <= max)
  })

  it('reads the escapes of texts', () => {
    expect(language('root ::= "\\n\\r\\t\\\\\\"\\[\\]\\-\\x41\\u00e9\\U0001F600"')('\n\r\t\\"[]-Aé😀')).toBe(true)
  })

  it('reads classes with ranges, escapes, dashes and a caret inside', () => {
    const has = language('root ::= [a-cX\\]\\n\\x30-\\x32^-] [^a-c\\]^] .')
    for (const ch of 'abcX]\n012^-') expect(has(`${ch}-\n`), ch).toBe(true)
    for (const ch of 'dA3[\\') expect(has(`${ch}xx`), ch).toBe(false)
    for (const ch of 'abc]^') expect(has(`a${ch}x`), ch).toBe(false)
  })

  it('reads literal characters beyond ASCII', () => {
    const has = language('root ::= [ぁ-ゟ]+ "é" [😀-😎]')
    expect(has('ひらがなé😃')).toBe(true)
    expect(has('カé😃')).toBe(false)
  })

  it('ends a rule with its line, but not between parentheses, after ::= and after a bar', () => {
    const has = language(`
# a comment
root ::=   # another
  "a" ( "b"   # here too

    | second ) |
  "z"
second-Rule2 ::= "unused"\r\nsecond ::= "c"
`)
    for (const text of ['ab', 'ac', 'z']) expect(has(text), text).toBe(true)
    expect(has('a')).toBe(false)
  })

  it('takes the last of several definitions, as llama.cpp does', () => {
    const has = language('root ::= a\na ::= "1"\na ::= "2"')
    expect([has('1'), has('2')]).toEqual([false, true])
  })

  it('begins where the option says', () => {
    const constraint = compileGrammar(parseGBNF('root ::= "a" other\nother ::= "b"', { start: 'other' }))
    expect(accepts(constraint, 'b')).toBe(true)
  })

  it.each([
    ['root ::= "a', 1, 10, 'syntax', "Unexpected '\"'"],
    ['root ::= "a"\nroot2 ::= $', 2, 11, 'syntax', "Unexpected '$'"],
    ['root = "a"', 1, 6, 'syntax', "Unexpected '='"],
    ['root ::= ("a"', 1, 14, 'syntax', "Expected ')' but found the end of the grammar"],
    ['root ::= "a" )', 1, 14, 'syntax', "Unexpected ')'"],
    ['root ::= "a"\n  | "b"', 2, 3, 'syntax', 'at the beginning of a line'],
    ['root ::= "a" b ::= "c"', 1, 16, 'syntax', "Unexpected '::='"],
    ['root ::= *', 1, 10, 'syntax', "Unexpected '*'"],
    ['root ::= "\\q"', 1, 11, 'syntax', 'Unknown escape \\q'],
    ['root ::= [\\u12]', 1, 11, 'syntax', 'wants 4 hexadecimal digits'],
    ['root ::= "\\uD83D"', 1, 11, 'syntax', 'is no character'],
    ['root ::= [b-a]', 1, 11, 'syntax', 'holds no character'],
    ['root ::= []', 1, 10, 'syntax', 'lists no characters'],
    ['root ::= "a"{3,1}', 1, 13, 'syntax', 'ends below its beginning'],
    ['root ::= "a"{x}', 1, 13, 'syntax', 'is no count'],
    ['root ::= "a" | missing', 1, 16, 'undefined-rule', "Rule 'missing' is not defined"],
    ['root ::= "a" <think>', 1, 14, 'unsupported-token', '<think> stands for a token'],
    ['root ::= !<[7]>', 1, 10, 'unsupported-token', '!<[7]> stands for a token'],
    ['a ::= "a"', 1, 1, 'missing-start', "no rule 'root'"],
    ['', 1, 1, 'missing-start', "no rule 'root'"],
  ])('refuses %j', (source, line, column, code, message) => {
    const error = errorOf(source)
    expect([error.position?.line, error.position?.column, error.code]).toEqual([line, column, code])
    expect(error.message).toContain(message)
    expect(error.hint).toBeTruthy()
  })

  it('shows the place with a caret', () => {
    expect(errorOf('root ::= a\nb ::= "x"').message).toContain('\n  root ::= a\n           ^')
  })

  it('bears nesting up to a limit', () => {
    const nested = (n: number): string => `root ::= ${'('.repeat(n)}"a"${')'.repeat(n)}`
    expect(language(nested(200))('a')).toBe(true)
    expect(() => parseGBNF(nested(201))).toThrow(LimitError)
    expect(() => parseGBNF(nested(100_000))).toThrow(/deeper than 200/)
  })

  it('refuses unknown options', () => {
    expect(() => parseGBNF('root ::= "a"', { root: 'x' } as object)).toThrow(/'root' in parseGBNF/)
  })
})
