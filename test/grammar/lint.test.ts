import { describe, expect, it } from 'vitest'
import {
  compileGrammar,
  type Grammar,
  type GrammarFinding,
  lintGrammar,
  parseEBNF,
  parseGBNF,
  parseLark,
} from '../../src/grammar/index.js'
import { Random } from './chance.js'
import { randomGrammar } from './random.js'

const told = ({ level, code, rule }: GrammarFinding) => `${level} ${code} ${rule ?? ''}`.trim()
const findings = (grammar: Grammar) => lintGrammar(grammar).findings.map(told)

describe('lint', () => {
  it('finds nothing in a sound grammar, and tells what it is made of', () => {
    const { findings, report, sentences } = lintGrammar(parseGBNF('root ::= "a" item*\nitem ::= [0-9] | "(" root ")"'))
    expect(findings).toEqual([])
    expect(report).toMatchObject({ rules: 2, lexerStates: 0 })
    expect(sentences).toEqual([
      { rule: 'root', text: 'a' },
      { rule: 'item', text: '0' },
    ])
  })

  it('finds what nothing uses and what derives nothing, where it is defined', () => {
    const grammar = parseLark('start: NAME | loop\nloop: "(" loop ")"\nother: NUMBER\nNAME: /a+/\nNUMBER: /1+/\n')
    const { findings, sentences } = lintGrammar(grammar)
    expect(findings.map(told)).toEqual([
      'warning unreachable-rule other',
      'warning unused-terminal NUMBER',
      'warning unproductive-rule loop',
    ])
    expect(findings.map(({ position }) => position?.line)).toEqual([3, 5, 2])
    expect(sentences).toEqual([{ rule: 'start', text: 'a' }])
  })

  it('finds terminals that no text becomes, and what is read in their stead', () => {
    const { findings } = lintGrammar(parseLark('start: (A | B | "if" | C)*\nA.2: /[a-z]+/\nB: /[a-y]/\nC: /[0-9]/\n'))
    expect(findings.map(told)).toEqual(['warning shadowed-terminal B', 'warning shadowed-terminal'])
    expect(findings[0]!.message).toContain('(A)')
    expect(findings[1]!.message).toContain('"if"')
  })

  it('finds pairs of which only the order decides, with a text, but no keywords', () => {
    const { findings } = lintGrammar(
      parseLark('start: (WORD | HEX | "if")*\nHEX: /[0-9a-f]+/\nWORD: /[a-z]+/\n%ignore " "\n'),
    )
    expect(findings.map(told)).toEqual(['warning lexer-conflict WORD'])
    expect(findings[0]).toMatchObject({ example: 'a', position: { line: 3, column: 1 } })
    expect(findings[0]!.message).toContain('HEX and WORD both match "a", which is read as HEX')
    expect(lintGrammar(parseLark('start: (WORD | HEX)*\nHEX.1: /[0-9a-f]+/\nWORD: /[a-z]+/\n')).findings).toEqual([])
  })

  it('notes left recursion, through other rules too, and ambiguity by form', () => {
    const grammar = parseGBNF('root ::= root "+" root | term\nterm ::= other "x" | [0-9]\nother ::= term "y"\n')
    const { findings } = lintGrammar(grammar)
    expect(findings.map(told).sort()).toEqual([
      'note ambiguity root',
      'note left-recursion root',
      'note left-recursion term',
    ])
    expect(lintGrammar(parseGBNF('root ::= "(" root ")" | "a"')).findings).toEqual([])
    // An operator that cannot be written makes nothing ambiguous.
    expect(findings.some(({ code }) => code === 'ambiguity')).toBe(true)
    expect(lintGrammar(parseGBNF('root ::= root op root | "a"\nop ::= "x" op')).findings.map(told)).not.toContain(
      'note ambiguity root',
    )
  })

  it('notes how far behind a lexeme its end is told', () => {
    const bounded = lintGrammar(parseLark('start: (NUM | RANGE | ".")*\nNUM: /[0-9]+(\\.[0-9]+)?/\nRANGE: ".."\n'))
    expect(bounded.findings.map(told)).toEqual(['note lookahead'])
    expect(bounded.report!.lookahead).toBe(2)
  })

  it('goes on where the look-ahead has no bound', () => {
    const grammar = parseLark('start: ("/" | "*" | C | A)*\nC: /\\/\\*[^*]*\\*\\//\nA: /a/\nb: A\n')
    const { findings, report } = lintGrammar(grammar)
    expect(findings.map(told)).toEqual(['error unbounded-lookahead C', 'warning unreachable-rule b'])
    expect(report?.lookahead).toBe(Number.POSITIVE_INFINITY)
    expect(lintGrammar(grammar, { lookahead: 'unbounded' }).findings.map(told)).toEqual(['warning unreachable-rule b'])
  })

  it('tells errors of grammars that cannot be compiled', () => {
    expect(findings(parseGBNF('root ::= "a" root'))).toEqual([
      'error empty-language root',
      'warning unproductive-rule root',
    ])
    expect(findings(parseEBNF('a ::= b - "x"\nb ::= "(" b ")"', { flavour: 'w3c' }))).toEqual(['error not-regular b'])
    expect(findings(parseGBNF('root ::= "a"{2000000}'))).toEqual(['error limit-states'])
  })

  it('refuses options that do not exist', () => {
    expect(() => lintGrammar(parseGBNF('root ::= "a"'), { strt: 'a' } as never)).toThrow(/Unknown option 'strt'/)
  })
})

describe('short sentences', () => {
  const texts = (grammar: Grammar) =>
    Object.fromEntries(lintGrammar(grammar).sentences.map(({ rule, text }) => [rule, text]))

  it('have between lexemes what keeps them apart', () => {
    const grammar = parseLark(
      'start: "if" NAME block\nblock: NAME NAME "+" "+" | "++"\nNAME: /[a-z]+/\n%ignore /[ \\n]+/\n',
    )
    expect(texts(grammar)).toEqual({ start: 'if a++', block: '++' })
    expect(
      texts(parseLark('start: "if" NAME a\na: "+" "+"\nb: "++"\nNAME: /[a-z]+/\n%ignore / +/\n%ignore "++"')),
    ).toEqual({
      start: 'if a+ +',
      a: '+ +',
    })
  })

  it('are undefined where lexemes cannot be kept apart', () => {
    expect(texts(parseLark('start: a | "x"\na: NAME NAME\nNAME: /[b-z]+/'))).toEqual({ start: 'x', a: undefined })
  })

  it('grow with counts, up to a bound', () => {
    expect(texts(parseGBNF('root ::= a{3} b?\na ::= "x"{2}\nb ::= "y"{900} "y"{1200}'))).toEqual({
      root: 'xxxxxx',
      a: 'xx',
      b: undefined,
    })
    expect(texts(parseGBNF('root ::= a{400}\na ::= ""'))).toEqual({ root: '', a: '' })
  })

  it('come from grammars of any depth', () => {
    const lines = Array.from({ length: 1200 }, (_, i) => `r${i} ::= "(" r${i + 1} ")" | r${i + 1} r${i + 1}\n`)
    const grammar = parseGBNF(`root ::= r0\n${lines.join('')}r1200 ::= "a"`)
    const { sentences } = lintGrammar(grammar)
    expect(sentences).toHaveLength(1202)
    expect(sentences.at(-2)!.text).toBe('aa')
  })
})

describe.each(['longest', 'none'] as const)('random grammars, lexer %s', (lexer) => {
  it('have sentences that the rule, as the start, accepts', () => {
    let checked = 0
    for (let seed = 1; seed <= 80; seed++) {
      const grammar = randomGrammar(new Random(seed), lexer)
      const options = { lookahead: 'unbounded' } as const
      for (const { rule, text } of lintGrammar(grammar, options).sentences) {
        if (text === undefined) continue
        // The rule alone has fewer terminals: only the start is sure to read as the sentence was made.
        if (lexer === 'longest' && rule !== grammar.start) continue
        const constraint = compileGrammar(grammar, { ...options, start: rule })
        const end = new TextEncoder().encode(text).reduce((s, byte) => constraint.step(s, byte), constraint.start)
        expect(constraint.canEnd(end), `seed ${seed}, ${rule}: ${JSON.stringify(text)}`).toBe(true)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(50)
  })
})
