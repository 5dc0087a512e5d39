import { describe, expect, it } from 'vitest'
import { GrammarError, LimitError } from '../../../src/error/index.js'
import { compileGrammar, type EBNFOptions, parseEBNF } from '../../../src/grammar/index.js'
import { accepts } from '../writer/texts.js'

function language(source: string, options: EBNFOptions): (text: string) => boolean {
  const constraint = compileGrammar(parseEBNF(source, options))
  return (text) => accepts(constraint, text)
}

function expectTexts(has: (text: string) => boolean, yes: readonly string[], no: readonly string[]): void {
  for (const text of yes) expect(has(text), text).toBe(true)
  for (const text of no) expect(has(text), text).toBe(false)
}

function errorOf(source: string, options: EBNFOptions): GrammarError {
  try {
    parseEBNF(source, options)
  } catch (error) {
    if (error instanceof GrammarError) return error
    throw error
  }
  throw new Error('read without error')
}

describe('parseEBNF in the notation of W3C', () => {
  const w3c = { flavour: 'w3c' } as const

  it('reads characters, classes and both quotes', () => {
    const has = language(`a ::= #x41 [b-d#x30-#x32\\^] "it's" '"' [^#xA-#x1F<-]`, w3c)
    expectTexts(
      has,
      [`Abit's"x`, `A^it's">`, `A\\it's"é`, `A1it's"\t`],
      [`Aeit's"x`, `Abit's"<`, `Abit's"-`, `Abit's"\n`],
    )
  })

  it('binds a difference tighter than a sequence', () => {
    const has = language("a ::= Char - '-' 'x' | Char* - (Char* '--' Char*) '.'\nChar ::= [a-z-]", w3c)
    expectTexts(has, ['ax', 'a-b.', '.'], ['-x', 'a--b.', 'a'])
  })

  it('subtracts from the left', () => {
    const has = language("a ::= [a-d] - 'b' - 'c'", w3c)
    expectTexts(has, ['a', 'd'], ['b', 'c'])
  })

  it('takes a dash inside a name and not after it', () => {
    const has = language("a-b ::= Char-'x' a.c_1\nChar ::= [x-z]\na.c_1 ::= '!'", w3c)
    expectTexts(has, ['y!', 'z!'], ['x!'])
  })

  it('skips comments, annotations and numbers of productions', () => {
    const has = language(
      `/* a comment * with stars **/
      [1]  document ::= item+ [ wfc: one at least ] /* and */ [VC: none]
      [2a] item     ::= 'i' [1]
           other    ::= 'o'`,
      w3c,
    )
    expectTexts(has, ['i1', 'i1i1'], ['', 'i', 'o'])
  })

  it('takes an empty alternative for the empty text', () => {
    expectTexts(language("a ::= 'x' (| 'y') ()", w3c), ['x', 'xy'], ['', 'y'])
  })

  it('begins with its first rule, or where the option says', () => {
    const source = "a ::= b 'a'\nb ::= 'b'"
    expect(language(source, w3c)('ba')).toBe(true)
    expect(language(source, { ...w3c, start: 'b' })('b')).toBe(true)
  })

  it("makes rules in capital letters terminals with lexer 'longest'", () => {
    const source = `call ::= NAME '(' (call (',' call)*)? ')' | NAME | text
      text ::= '"' [a-z]* '"'
      NAME ::= LETTER+
      LETTER ::= [a-z]
      S ::= [ #xA]+`
    const options: EBNFOptions = { ...w3c, lexer: 'longest', ignore: ['S'], terminals: ['text'] }
    const grammar = parseEBNF(source, options)
    expect(grammar.terminals.map(({ name }) => name)).toEqual(['text', 'NAME', 'LETTER', 'S'])
    expect(grammar.ignore).toEqual(['S'])
    expectTexts(language(source, options), ['f ( a,b )', ' f(g(), "x")\n', 'f'], ['f g', '" x"', 'f('])
  })

  it.each([
    ['a ::= b', 1, 7, 'undefined-rule', "Rule 'b' is not defined"],
    ['a ::= "b', 1, 7, 'syntax', 'Perhaps it is never closed'],
    ['a ::= ("b"', 1, 11, 'syntax', "Expected ')'"],
    ['a ::= "b"\na ::= "c"', 2, 1, 'duplicate-rule', "'a' is defined again; it was in line 1"],
    ['"a"', 1, 1, 'syntax', 'Unexpected'],
    ['a ::= [z-a]', 1, 8, 'syntax', 'holds no character'],
    ['a ::= [#xD800-#xDFFF]', 1, 8, 'syntax', 'is no character'],
    ['a ::= #x110000', 1, 7, 'syntax', 'is no character'],
    ['a ::= []', 1, 7, 'syntax', 'lists no characters'],
    ['', 1, 1, 'missing-start', 'has no rules'],
  ])('refuses %j', (source, line, column, code, message) => {
    const error = errorOf(source, w3c)
    expect([error.position?.line, error.position?.column, error.code]).toEqual([line, column, code])
    expect(error.message).toContain(message)
  })

  it('leaves to the compiler that a difference is regular', () => {
    const grammar = parseEBNF("a ::= b - 'x'\nb ::= '(' b ')' | 'x'", w3c)
    expect(() => compileGrammar(grammar)).toThrow(GrammarError)
  })

  it('refuses terminals that do not exist, and lexemes without a lexer', () => {
    const lexer = 'longest'
    expect(errorOf("a ::= 'x'", { ...w3c, lexer, ignore: ['S'] }).code).toBe('unknown-terminal')
    expect(errorOf("a ::= 'x'", { ...w3c, lexer, ignore: ['a'] }).code).toBe('unknown-terminal')
    expect(() => parseEBNF("a ::= 'x'\nS ::= ' '", { ...w3c, ignore: ['S'] })).toThrow(/goes with lexer: 'longest'/)
    expect(() => parseEBNF("a ::= 'x'", { flavour: 'bnf' } as never)).toThrow(/It is 'w3c' or 'iso'/)
    expect(() => parseEBNF("a ::= 'x'", { ...w3c, skip: [] } as never)).toThrow(/Unknown option 'skip'/)
  })
})

describe('parseEBNF in the notation of ISO 14977', () => {
  const iso = { flavour: 'iso' } as const

  it('reads options, repetitions, groups and counts', () => {
    const has = language(`s = [ "a" ], { "b" }, ( 'c' | "d" ), 2 * 'e', 2 * ["f"] ;`, iso)
    expectTexts(has, ['cee', 'abbdeeff', 'bceef'], ['ce', 'aacee', 'ceefff'])
  })

  it('reads the other spellings of symbols', () => {
    const has = language("s = (/ 'a' /), (: 'b' :) / 'c' ! 'd' .", iso)
    expectTexts(has, ['', 'a', 'abb', 'b', 'c', 'd'], ['ac', 'aab'])
  })

  it('reads names with blanks', () => {
    const has = language("two words = meta\n  identifier; metaidentifier = 'x', [ two  words ];", iso)
    expectTexts(has, ['x', 'xxx'], [''])
  })

  it('reads exceptions', () => {
    const has = language("s = letter - vowel, { letter }; letter = 'a' | 'b' | 'c' | 'e'; vowel = 'a' | 'e';", iso)
    expectTexts(has, ['b', 'ca', 'bee'], ['a', 'eb', ''])
  })

  it('takes { A }- for one A or more, be it regular or not', () => {
    const has = language("s = { pair }-; pair = '(', [ s ], ')';", iso)
    expectTexts(has, ['()', '(())()'], ['', '('])
    expectTexts(language("s = { [ 'a' ] }-;", iso), ['a', 'aa'], [''])
  })

  it('nests comments', () => {
    expectTexts(language("s (* one (* two *) still one *) = 'a' (**);", iso), ['a'], [''])
  })

  it('gives special sequences the meaning it is told', () => {
    const digit = { kind: 'pattern', source: '\\d' } as const
    const has = language("s = '#', ? any   digit ?;", { ...iso, special: { 'any digit': digit } })
    expectTexts(has, ['#7'], ['#x'])
    const all = language('s = ? [a-c]+ ?;', { ...iso, special: (source) => ({ kind: 'pattern', source, flags: 'u' }) })
    expectTexts(all, ['abc'], ['d'])
  })

  it.each([
    ['s = ? any ?;', 1, 5, 'special-sequence', "'? any ?'"],
    ["s = 'a'", 1, 8, 'syntax', "Expected ';'"],
    ["s = 'a' 'b';", 1, 9, 'syntax', "Expected ';' but found"],
    ["s = 'a';\nt = {'b');", 2, 9, 'syntax', "Expected '}'"],
    ["s = 2 * * 'a';", 1, 9, 'syntax', 'Expected'],
    ["s = 'a'; s = 'b';", 1, 10, 'duplicate-rule', 'defined again'],
    ['s = t;', 1, 5, 'undefined-rule', "'t' is not defined"],
  ])('refuses %j', (source, line, column, code, message) => {
    const error = errorOf(source, iso)
    expect([error.position?.line, error.position?.column, error.code]).toEqual([line, column, code])
    expect(error.message).toContain(message)
  })

  it('bears nesting up to a limit', () => {
    const nested = (n: number): string => `s = ${'['.repeat(n)}'a'${']'.repeat(n)};`
    expect(parseEBNF(nested(150), iso).rules).toHaveLength(1)
    expect(() => parseEBNF(nested(50_000), iso)).toThrow(LimitError)
    expect(() => parseEBNF(`s ::= ${'('.repeat(50_000)}`, { flavour: 'w3c' })).toThrow(LimitError)
  })
})
