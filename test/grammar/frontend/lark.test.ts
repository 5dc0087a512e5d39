import { describe, expect, it } from 'vitest'
import { compileRegex } from '../../../src/automaton/index.js'
import { EspalierError } from '../../../src/error/index.js'
import { compileGrammar, type GrammarConstraint, type LarkOptions, parseLark } from '../../../src/grammar/index.js'

function compiled(text: string, options?: LarkOptions): GrammarConstraint {
  return compileGrammar(parseLark(text, options), { lookahead: 'unbounded' })
}

function accepts(machine: GrammarConstraint, text: string): boolean {
  let state = machine.start
  for (const byte of new TextEncoder().encode(text)) {
    state = machine.step(state, byte)
    if (state === 0) return false
  }
  return machine.canEnd(state)
}

function failure(text: string, options?: LarkOptions): EspalierError & { position?: { line: number; column: number } } {
  try {
    parseLark(text, options)
  } catch (error) {
    if (EspalierError.isInstance(error)) return error
    throw error
  }
  throw new Error('no error')
}

const languages: { name: string; grammar: string; options?: LarkOptions; yes: string[]; no: string[] }[] = [
  {
    name: 'left-recursive rules with aliases and modifiers',
    grammar: `
      ?start: sum
      ?sum: product | sum "+" product -> add | sum "-" product -> sub
      !product: atom
        | product "*" atom  // goes on
      ?atom.2: NUMBER -> number | "-" atom -> neg
             | "(" sum ")"  # brackets
      %import common.NUMBER
      %import common.WS_INLINE
      %ignore WS_INLINE`,
    yes: ['1', '1.5 + 2*(3-4)', '--1', '(((1)))'],
    no: ['', '1+', '(1', '1 1', '1\n'],
  },
  {
    name: 'repetitions and optional parts',
    grammar: 'start: "a"~2 ["b"] ("c" "d")~1..2 "e"{2} "f"{,1} "g"{1,} "h"?',
    yes: ['aacdeeg', 'aabcdcdeefggh'],
    no: ['acdeeg', 'aacdcdcdeeg', 'aacdeg', 'aacdee', 'aacdeeffg'],
  },
  {
    name: 'templates',
    grammar: `start: _list{A, ","} | pair{"<", ">", _list{B, ";"}}
      _list{item, by}: item (by item)*
      pair{l, r, x}: l x r
      A: "a".."c"
      B: /[x-z]/`,
    yes: ['a', 'a,b,c', '<x;y>', '<z>'],
    no: ['a,', 'a;b', '<x,y>', '<a>', 'x'],
  },
  {
    name: 'keywords before names, the longest text first',
    grammar: 'start: ("if" NAME | NAME)+\nNAME: /[a-z]+/\n%ignore " "',
    yes: ['if x', 'ifx', 'x if y'],
    no: ['if', 'x if', 'if if'],
  },
  {
    name: 'the first match of a lazy expression',
    grammar: 'start: (S | "x")*\nS: /".*?(?<!\\\\)(\\\\\\\\)*?"/',
    yes: ['"a"', '"a\\"b"', '"a"x"b"', '"\\\\"x', '""""'],
    no: ['"a\\"', '"', '"a"b"', '"\n"'],
  },
  {
    name: 'a lazy expression in pieces',
    grammar: 'start: C "b"?\nC: OPEN /.*?/s "*/"\nOPEN: "/*"',
    yes: ['/**/', '/* \n */b', '/***/'],
    no: ['/*/', '/**/ */', '/* a'],
  },
  {
    name: 'the alternative that Python tries first',
    grammar: 'start: (A "!")+\nA: /a(b|bc)c?/',
    yes: ['ab!', 'abc!'],
    no: ['abcc!', 'a!'],
  },
  {
    name: 'alternatives that were put in order of length by Lark',
    grammar: 'start: (A "!")+\nA: "a" ("b" | "bc") "c"?',
    yes: ['ab!', 'abc!', 'abcc!'],
    no: ['a!'],
  },
  {
    name: 'classes of Python are those of Unicode',
    grammar: 'start: (/[^\\W\\d_]\\w*/ | /-\\d/ | /\\s+/ | /[]^-]/)+',
    yes: ['é1', '-\u0663', '\u2028\x1c', ']', '-', '^'],
    no: ['1', '_a', '\u200b'],
  },
  {
    name: 'flags',
    grammar: 'start: "sel"i A | B\nA: /a.b/is\nB: /x y # not z\n (?i: z)/x',
    yes: ['SELa\nB', 'selAxb', 'xyz', 'xyZ'],
    no: ['sela\n', 'x y', 'XYz'],
  },
  {
    name: 'escapes in texts',
    grammar: String.raw`start: "\x41\u00e9\n" | "\d" | "\"" | "\\" | "\U0001F600"`,
    yes: ['A\u00e9\n', '\\d', '"', '\\', '\u{1f600}'],
    no: ['d', '\\\\', 'n'],
  },
  {
    name: 'what is overridden and extended counts where it was imported from',
    grammar: `%import common (INT, NUMBER)
      %import .words.list -> items
      %override INT: "0".."7"+
      %extend NUMBER: "n"
      start: INT ";" NUMBER | items`,
    options: {
      import: (path) =>
        ({ './words.lark': '%import .deep.W\nlist: W ("," W)*\n', './deep.lark': 'W: X\nX: "w" "w"?\n' })[path],
    },
    yes: ['7;8.5', '7;n', 'w', 'w,w'],
    no: ['8;8.5', 'n;7'],
  },
  {
    name: 'and, not',
    grammar: 'start: A B?\nA: /[a-z]+/ & ~("if" | "do") & ~/.*x.*/\nB: ~/(?s:.)*b(?s:.)*/ & /[0-9b]+/',
    yes: ['a', 'iff', 'a12'],
    no: ['if', 'do', 'axe', 'a1b'],
  },
  {
    name: 'properties of characters',
    grammar: 'start: A B\nA: /[_\\p{Lu}][\\p{Ll}\\d]*/\nB: /-\\P{L}+/',
    yes: ['Éa1-12', '_ĸ---'],
    no: ['éa-12', 'É-ab'],
  },
  {
    name: 'parts of a text',
    grammar:
      'start: "<" Q ">" | %regex { "substring_words": "to be, or" } "!"\nQ: %regex {"substring_chunks": ["ab", "c"]}',
    yes: ['<>', '<ab>', '<abc>', '<c>', 'to be!', ', or!', '!'],
    no: ['<a>', '<bc>', 't!', 'to or!'],
  },
  {
    name: 'lazy rules and suffixes',
    grammar: 'start: a "c" b\na[lazy]: /[ab]*b/\nb[capture, suffix="end"]: /<(.|\\n)*/',
    yes: ['bc<end', 'abc<xend'],
    no: ['bbc<end', 'bc<endend', 'bc<'],
  },
  {
    name: 'no lexemes, and what is ignored between texts',
    grammar: 'start: "a" B "a"?\nB: /[ab]+/\n%ignore " "',
    options: { lexer: 'none' },
    yes: ['ab', 'aba', ' a b a ', 'aaa'],
    no: ['a', ' ', 'ab b'],
  },
  {
    name: 'schemas',
    grammar: 'start: "f(" %json {"type": "integer"} ")"',
    options: { json: (schema) => compileRegex((schema as { type: string }).type === 'integer' ? '-?\\d+' : '\\w+') },
    yes: ['f(-12)'],
    no: ['f(a)', 'f()'],
  },
]

describe('parseLark', () => {
  it.each(languages)('$name', ({ grammar, options, yes, no }) => {
    const machine = compiled(grammar, options)
    for (const text of yes) expect(accepts(machine, text), JSON.stringify(text)).toBe(true)
    for (const text of no) expect(accepts(machine, text), JSON.stringify(text)).toBe(false)
  })

  it('has all of the library common', () => {
    const names = `DIGIT HEXDIGIT INT SIGNED_INT DECIMAL FLOAT SIGNED_FLOAT NUMBER SIGNED_NUMBER ESCAPED_STRING LCASE_LETTER
      UCASE_LETTER LETTER WORD CNAME WS_INLINE WS CR LF NEWLINE SH_COMMENT CPP_COMMENT C_COMMENT SQL_COMMENT`
    const texts = `7 f 12 -12 1. 1e5 -.5 1 +1.5e-3 "a\\"" a Z z ab _a1`
      .split(' ')
      .concat(' \t', '\n ', '\r', '\n', '\r\n\n', '#x', '//x', '/***/', '--x')
    names.split(/\s+/).forEach((name, i) => {
      const machine = compiled(`start: X\n%import common.${name} -> X`)
      expect(accepts(machine, texts[i]!), name).toBe(true)
      expect(accepts(machine, `${texts[i]}\u00e9"`), name).toBe(name.endsWith('COMMENT') && name !== 'C_COMMENT')
    })
  })

  it('declares the terminals of an indentation', () => {
    const indentation = { newline: 'NL', indent: '_IN', dedent: '_OUT', open: [], close: [] }
    const text = 'start: "a" NL [_IN "b" NL _OUT]\nNL: /\\n[ ]*/\n%declare _IN _OUT'
    expect(parseLark(text, { indentation }).indentation).toBe(indentation)
    expect(failure(text)).toMatchObject({ code: 'unsupported-declare' })
  })

  it.each([
    ['start: "a', 'syntax', 1, 8],
    ['start: (a\nb: "x"', 'syntax', 2, 2],
    ['start "a"', 'syntax', 1, 7],
    ['start: b', 'undefined-rule', 1, 8],
    ['start: "a"\nA: B', 'undefined-rule', 2, 4],
    ['a: "a"', 'missing-start', 1, 1],
    ['start: A\nA: start', 'rule-in-terminal', 2, 4],
    ['start: A\nA: "a" B\nB: A?', 'recursive-terminal', 3, 4],
    ['start: "a"\nstart: "b"', 'duplicate-rule', 2, 1],
    ['start: a{"x"}\na{x, y}: x y', 'bad-parameters', 1, 8],
    ['%import common.NONE\nstart: "a"', 'undefined-import', 1, 1],
    ['%import .file.a\nstart: a', 'undefined-import', 1, 1],
    ['%import common.INT -> int\nstart: int', 'bad-name', 1, 1],
    ['%override start: "a"', 'undefined-rule', 1, 11],
    ['start: "b".."a"', 'bad-range', 1, 8],
    ['start: "a"~3..2', 'bad-count', 1, 8],
    ['start: "\\xZZ"', 'bad-text', 1, 9],
    ['start: <|eot|>', 'unsupported-syntax', 1, 8],
    ['start: @other', 'unsupported-syntax', 1, 8],
    ['start: "a" & "b"', 'unsupported-syntax', 1, 8],
    ['start: %json {"type": "null"}', 'unsupported-syntax', 1, 8],
    ['start: %regex {"type": "number"}', 'unsupported-syntax', 1, 8],
    ['%llguidance {"no_forcing": true}\nstart: "a"', 'unsupported-syntax', 1, 1],
    ['start[temperature=1]: "a"', 'syntax', 1, 19],
    ['start[max_tokens="1"]: "a"', 'unsupported-attribute', 1, 7],
    ['start: /ab$/', 'unsupported-pattern', 1, 11],
    ['start: /a\\b/', 'unsupported-pattern', 1, 10],
    ['start: /a(?=b)/', 'unsupported-pattern', 1, 8],
    ['start: /(?<=a)b/', 'unsupported-pattern', 1, 8],
    ['start: /a*+/', 'unsupported-pattern', 1, 10],
    ['start: /(?>a)/', 'unsupported-pattern', 1, 9],
    ['start: /(?i)a/', 'unsupported-pattern', 1, 9],
    ['start: /\\x2e/', 'unsupported-pattern', 1, 9],
    ['start: /a/l', 'unsupported-pattern', 1, 11],
    ['start: /a\\p{Nothing}/', 'bad-pattern', 1, 10],
    ['start: /a[\\pL]/', 'bad-pattern', 1, 11],
    ['start: /(a/', 'bad-pattern', 1, 9],
    ['start: /a{2,1}/', 'bad-pattern', 1, 10],
  ] as const)('%j is refused: %s at %d:%d', (text, code, line, column) => {
    const error = failure(text)
    expect(error).toMatchObject({ code, position: { line, column } })
    expect(error.hint).toBeTruthy()
  })

  it('refuses what has no end', () => {
    expect(failure('start: a{"x"}\na{x}: a{b{x}} | x\nb{x}: x x').code).toBe('limit')
    expect(failure(`start: ${'('.repeat(5000)}"a"${')'.repeat(5000)}`).code).toBe('limit')
    expect(failure('%import .a.x\nstart: x', { import: () => '%import .a.x\n' }).code).toBe('limit')
    expect(failure('start: "a"', { lexr: 'none' } as LarkOptions)).toMatchObject({ code: 'unknown-option' })
  })
})

describe('%commit', () => {
  const text = (last: string) =>
    `start: ("/" | "*" | /[a-z]/)*\nCOMMENT: /\\/\\*([^*]|\\*+[^*\\/])*\\*+\\//\n%ignore COMMENT\n${last}\n`

  it('names terminals whose beginning is never anything else', () => {
    expect(parseLark(text('%commit COMMENT')).terminals.find(({ name }) => name === 'COMMENT')?.commits).toBe(true)
    expect(() => compileGrammar(parseLark(text('')))).toThrow(expect.objectContaining({ code: 'unbounded-lookahead' }))
    expect(compileGrammar(parseLark(text('%commit COMMENT'))).report.lookahead).toBe(1)
  })

  it('is refused for what is no terminal', () => {
    expect(() => parseLark(text('%commit COMMENTS'))).toThrow(
      expect.objectContaining({ code: 'undefined-rule', rule: 'COMMENTS' }),
    )
    expect(() => parseLark(text('%commit start'))).toThrow(/no terminal 'start'/)
  })
})
