import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildWorker } from '../engine/build-worker.js'
import { embedded } from '../engine/real-models.js'
import { cli, temporaryFolder } from './run-cli.js'

const { folder, file } = temporaryFolder()

const lark = file(
  'calc.lark',
  String.raw`start: (NAME "=" sum ";")*
sum: sum "+" product | product
product: NAME | NUMBER | "(" sum ")" | "max" "(" sum ")"
NAME: /[a-z]+/
NUMBER: /[0-9]+/
%ignore /[ \n]+/
`,
)

describe('espalier check --grammar', () => {
  it('judges files in every notation', async () => {
    const grammars = [
      lark,
      file('a.gbnf', 'root ::= "x = 1;"\n'),
      file('a.ebnf', 'start ::= "x = " [0-9] ";"\n'),
      file('a.iso-ebnf', 'start = "x = ", ? [0-9] ?, ";";\n'),
    ]
    const text = file('good.txt', 'x = 1;')
    for (const grammar of grammars) {
      const { status, out } = await cli(['check', '--grammar', grammar, text])
      expect(status, out).toBe(0)
      expect(out).toContain(`accepted ${text}`)
    }
    const { out } = await cli(['check', '--grammar', lark, text])
    expect(out).toMatch(/3 rules, 9 terminals, \d+ states, compiled in \d/)
  })

  it('shows where a text is refused and what was expected, with a caret', async () => {
    const { status, out } = await cli(['check', '-g', lark, file('bad.txt', 'x = 1;\ny = 2 + max;\n')])
    expect(status).toBe(1)
    expect(out.split('\n').slice(1)).toEqual([
      `rejected ${join(folder, 'bad.txt')}  at byte 18 (line 2, column 12)`,
      '  found ";", expected "("',
      '  y = 2 + max;',
      '             ^',
      '',
    ])
    const keyword = await cli(['check', '-g', lark, '--text', 'x = 1 max', '--text', 'x = ', '--text', ''])
    expect(keyword.status).toBe(1)
    expect(keyword.out).toContain('at byte 6 (line 1, column 7)')
    expect(keyword.out).toContain('found "max", expected ";" or "+"\n  x = 1 max\n        ^~~\n')
    expect(keyword.out).toContain('the text ends, expected NAME or NUMBER or "(" or "max"\n  x = \n      ^\n')
    expect(keyword.out).toContain('accepted --text')
  })

  it('tells the same as JSON', async () => {
    const { status, out } = await cli([
      'check',
      '-g',
      lark,
      '--text',
      'ü = x',
      '--text',
      'a = max + 1;',
      '--text',
      '',
      '--json',
    ])
    expect(status).toBe(1)
    const { grammar, instances } = JSON.parse(out)
    expect(grammar).toMatchObject({ name: lark, start: 'start', lexer: 'longest', rules: 3, lookahead: 1 })
    expect(instances).toEqual([
      {
        file: '--text',
        accepted: false,
        offset: 0,
        line: 1,
        column: 1,
        expected: ['NAME', 'the end of the text'],
        more: 0,
        found: { text: 'ü', offset: 0, line: 1, column: 1 },
      },
      expect.objectContaining({ offset: 8, found: expect.objectContaining({ text: '+', terminal: '"+"', column: 9 }) }),
      { file: '--text', accepted: true },
    ])
  })

  it('takes a final line feed and a byte order mark for what editors write, unless the grammar has them', async () => {
    const lines = file('lines.gbnf', 'root ::= ([a-z]+ "\\n")+\n')
    const line = file('line.gbnf', 'root ::= [a-z]+\n')
    expect((await cli(['check', '-g', lines, file('lf.txt', 'abc\n')])).status).toBe(0)
    expect((await cli(['check', '-g', line, file('lf.txt', '\ufeffabc\r\n')])).status).toBe(0)
    expect((await cli(['check', '-g', line, '--text', 'abc\n'])).status).toBe(1)
    const { out } = await cli(['check', '-g', lines, file('none.txt', 'abc\ndef'), '--json'])
    expect(JSON.parse(out).instances[0]).toMatchObject({ offset: 7, expected: ['a small letter', '"\\n"'] })
  })

  it('knows built-in grammars by name, and rules to start from', async () => {
    expect((await cli(['check', '--grammar', 'json', '--text', '{"a":[1,null]}'])).status).toBe(0)
    expect((await cli(['check', '--grammar', 'json', '--start', 'number', '--text', '{}'])).status).toBe(1)
    expect((await cli(['check', '--grammar', lark, '--start', 'sum', '--text', '1 + max(2)'])).status).toBe(0)
    const { status, err } = await cli(['check', '--grammar', 'jsno', '--text', ''])
    expect(status).toBe(2)
    expect(err).toMatch(/jsno is neither a file nor one of the \d+ built-in grammars/)
    expect(err).toMatch(/Did you mean 'json'/)
  })

  it('reads standard input, imports beside a Lark file, and lexemes of EBNF', async () => {
    const piped = await cli(['check', '-g', '-', '--format', 'gbnf', '--text', 'a'], { stdin: 'root ::= "a"' })
    expect(piped.status).toBe(0)
    mkdirSync(join(folder, 'lib'), { recursive: true })
    file('lib/words.lark', 'WORD: /[a-z]+/\n')
    const importing = file('importing.lark', '%import .lib.words.WORD\nstart: WORD\n')
    expect((await cli(['check', '-g', importing, '--text', 'ab'])).status).toBe(0)
    const lexed = file('lexed.ebnf', 'all ::= NAME NAME\nNAME ::= [a-z]+\nS ::= " "+\n')
    expect((await cli(['check', '-g', lexed, '--lexer', 'longest', '--ignore', 'S', '--text', 'ab cd'])).status).toBe(0)
  })

  it('takes JSON Schemas within Lark grammars', async () => {
    const tool = file(
      'tool.lark',
      'start: "call " %json { "type": "object", "required": ["x"], "properties": { "x": { "type": "integer" } } }\n',
    )
    expect((await cli(['check', '-g', tool, '--text', 'call {"x": 1}'])).status).toBe(0)
    const { status, out } = await cli(['check', '-g', tool, '--text', 'call {"x": "1"}'])
    expect(status).toBe(1)
    expect(out).toMatch(/at byte 11 .*\n {2}found "\\"", expected/)
  })
})

describe('espalier mask --grammar', () => {
  it('lists the allowed tokens', async () => {
    const { status, out } = await cli(['mask', '--grammar', lark, '--prefix', 'x = max', '-m', 'bytes', '--json'])
    expect(status).toBe(0)
    const { tokens, minTokensToEnd } = JSON.parse(out)
    const texts = tokens.map(({ text }: { text: string }) => text)
    // A name that goes on, or what may follow the function.
    expect(texts).toEqual(expect.arrayContaining(['"("', '" "', '"a"']))
    expect(texts).not.toContain('";"')
    expect(minTokensToEnd).toBe(2)
  })

  it('exits 1 with the place and what was expected if the prefix is refused', async () => {
    const { status, out } = await cli(['mask', '--grammar', lark, '--prefix', 'x = )', '-m', 'bytes'])
    expect(status).toBe(1)
    expect(out).toBe('rejected the prefix at byte 4 (line 1, column 5), expected NAME or NUMBER or "(" or "max"\n')
    const json = await cli(['mask', '--grammar', lark, '--prefix', 'x = )', '-m', 'bytes', '--json'])
    expect(JSON.parse(json.out)).toMatchObject({ accepted: false, offset: 4, found: { terminal: '")"' } })
  })
})

describe('espalier grammar', () => {
  it('lists the built-in grammars, all of which can be used', async () => {
    const { out } = await cli(['grammar', 'list'])
    expect(out).toMatch(/^json +gbnf +Any JSON value/m)
    const all = JSON.parse((await cli(['grammar', 'list', '--json'])).out) as { name: string; start: string }[]
    for (const { name, start } of all) {
      const checked = await cli(['check', '--grammar', name, '--json'])
      expect(checked.status, `${name}: ${checked.err}`).toBe(0)
      expect(JSON.parse(checked.out).grammar.start).toBe(start)
    }
  }, 120_000)

  it('lints', async () => {
    const grammar = file('lint.lark', 'start: A | B | start "+" start\nA: /[a-z]+/\nB: /[a-f0-9]+/\nother: A\n')
    const { status, out } = await cli(['grammar', 'lint', grammar])
    expect(status).toBe(0)
    expect(out).toContain("  warning 4:1 Nothing that the start reaches uses the rule 'other'. (unreachable-rule)")
    expect(out).toContain(
      '  warning 3:1 A and B both match "a", which is read as A since that comes first. (lexer-conflict)',
    )
    expect(out).toMatch(/ {2}note 1:\d+ The rule 'start' is ambiguous/)
    expect(out).toMatch(/2 rules, 1 procedure of \d+ states, 3 terminals, \d+ states of the lexer, look-ahead 1 byte\n/)
    expect(out).toContain('  start  "a"\n')
    expect((await cli(['grammar', 'lint', grammar, '--strict'])).status).toBe(1)
    expect((await cli(['grammar', 'lint', 'json', '--strict'])).status).toBe(0)
    const json = JSON.parse((await cli(['grammar', 'lint', grammar, '--json'])).out)
    expect(json.findings[0]).toMatchObject({ level: 'warning', position: { line: 4, column: 1 } })
    expect(json.report.terminals).toBe(3)
    expect(json.sentences).toEqual([{ rule: 'start', text: 'a' }])
    const broken = await cli(['grammar', 'lint', file('loop.gbnf', 'root ::= "a" root\n')])
    expect(broken.status).toBe(2)
    expect(broken.out).toContain("error 1:1 The rule 'root' derives no text. (empty-language)")
  })

  it.each(['gbnf', 'lark', 'ebnf', 'iso-ebnf'])('converts to %s what is then the same', async (to) => {
    const out = join(folder, `converted.${to}`)
    const { status, err } = await cli(['grammar', 'convert', lark, '--to', to, '--out', out])
    expect(status, err).toBe(0)
    const lexed = to.endsWith('ebnf')
      ? ['--lexer', 'longest', '--ignore', /ignored between terminals: (\w+)/.exec(readFileSync(out, 'utf8'))![1]!]
      : []
    for (const [text, expected] of [
      ['x = 1 + max(y);', 0],
      ['x = max;', 1],
      ['x = 1 + ;', 1],
    ] as const) {
      const checked = await cli(['check', '-g', out, ...lexed, '--text', text])
      expect(checked.status, `${text}: ${checked.out}${checked.err}`).toBe(expected)
    }
  })

  it('converts to standard output, or says why it cannot', async () => {
    const { out } = await cli(['grammar', 'convert', 'json', '--to', 'ebnf', '--json'])
    expect(JSON.parse(out)).toMatchObject({ format: 'ebnf', text: expect.stringContaining('::='), warnings: [] })
    const { status, err } = await cli(['grammar', 'convert', 'json', '--to', 'lark'])
    expect(status).toBe(2)
    expect(err).toMatch(/^error The grammar has no lexer/)
    expect((await cli(['grammar', 'convert', 'json', '--to', 'lark', '--dynamic-complete'])).status).toBe(0)
    expect((await cli(['grammar', 'convert', 'json', '--to', 'ebnf', '--approximate'])).status).toBe(64)
  })
})

describe('grammars that cannot be used', () => {
  it.each([
    ['a syntax error', 'root ::= "a" |\nother ::= )\n', /^error .*line 2, column 7\)\n {2}other ::= \)\n {8}\^\n/],
    ['an undefined rule', 'root ::= "a" item\n', /'item' is not defined.*\n {2}root ::= "a" item\n {15}\^\n/],
    [
      'a start that derives nothing',
      'root ::= "a" root\n',
      /The rule 'root' derives no text. \(line 1, column 1\)\n {2}root/,
    ],
    ['a missing start', 'start ::= "a"\n', /no rule 'root'/],
    ['a bad range', 'root ::= [z-a]\n', /line 1, column/],
    ['too many states', 'root ::= "a"{3000000}\n', /more than 1000000 states/],
    ['too deep brackets', `root ::= ${'('.repeat(5000)}"a"${')'.repeat(5000)}\n`, /nest/],
  ])('exit 2 without a stack trace: %s', async (_name, text, message) => {
    const grammar = file('broken.gbnf', text)
    for (const argv of [
      ['check', '--grammar', grammar, '--text', 'a'],
      ['mask', '--grammar', grammar, '-m', 'bytes'],
      ['generate', '--grammar', grammar, '--prompt', 'x'],
      ['grammar', 'convert', grammar, '--to', 'ebnf'],
    ]) {
      const { status, out, err } = await cli(argv)
      // What is written again needs no automaton.
      if (argv[1] === 'convert' && status === 0) continue
      expect(status, err).toBe(2)
      expect(out).toBe('')
      if (argv[0] !== 'grammar') expect(err).toMatch(message)
      expect(err).not.toMatch(/\n\s+at /)
    }
    const { err } = await cli(['check', '--grammar', grammar, '--json'])
    expect(JSON.parse(err).error.code).toMatch(/^[a-z-]+$/)
  })

  it.each([
    ['look-ahead without bound', 'start: ("/" | "*" | C)*\nC: /\\/\\*[^*]*\\*\\//\n', /any amount of text/],
    ['a terminal that matches the empty text', 'start: A\nA: /a*/\n', /matches the empty text/],
    ['a pattern', 'start: /(/\n', /line 1, column 9/],
    ['a rule in a terminal', 'start: A\nA: b\nb: "x"\n', /line 2, column 4/],
  ])('exit 2 and show the place in Lark: %s', async (_name, text, message) => {
    const { status, err } = await cli(['check', '--grammar', file('broken.lark', text)])
    expect(status).toBe(2)
    expect(err).toMatch(message)
    expect(err).toMatch(/\n {2,}\^\n/)
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('follow all ways, or let a terminal commit, if told so', async () => {
    const grammar = file('comment.lark', 'start: ("/" | "*" | C)*\nC: /\\/\\*[^*]*\\*\\//\n')
    expect((await cli(['check', '-g', grammar, '--lookahead', 'unbounded', '--text', '/*/*'])).status).toBe(0)
    const committed = await cli(['check', '-g', grammar, '--commits', 'C', '--text', '/**/', '--text', '/*/*'])
    expect(committed.status).toBe(1)
    expect(committed.out).toContain('accepted --text')
    expect(committed.out).toContain('found "/*/*", expected the rest of C')
  })

  it.each([
    [['check', '--grammar', 'json', '--strict'], /--strict is for schemas/],
    [['check', '--grammar', 'json', '--property-order', 'any'], /--property-order is for schemas/],
    [['check', 'x.json', '--start', 'a'], /--start is for grammars/],
    [['check'], /Neither a schema nor a grammar/],
    [['mask', 'x.json', '--grammar', 'json'], /A schema and a grammar/],
    [['generate', 'x.json', '--grammar', 'json', '-p', 'x'], /Only one of a schema and --grammar/],
    [['generate', '--grammar', 'json', '-p', 'x', '--whitespace', 'pretty'], /'whitespace' is for schemas/],
    [['check', '--grammar', 'json', '--lexer', 'none'], /--lexer is for grammars from files/],
    [['check', '--grammar', '-'], /What notation the grammar is in cannot be told/],
    [['check', '--grammar', join(folder, 'calc.lark'), '--ignore', 'A'], /'ignore' means nothing/],
    [['grammar', 'convert', 'json'], /required option '--to/],
    [['grammar', 'lnit', 'json'], /unknown command 'lnit'/],
  ])('wrong usage exits 64: %j', async (argv, message) => {
    const { status, err } = await cli(argv)
    expect(err).toMatch(message)
    expect(status).toBe(64)
  })

  it('exit 2 for a file that is not there', async () => {
    const { status, err } = await cli(['check', '--grammar', join(folder, 'none.lark')])
    expect(status).toBe(2)
    expect(err).toMatch(/none\.lark does not exist/)
  })
})

describe.skipIf(!embedded.there)('espalier generate --grammar', () => {
  it('writes a text of the grammar', async () => {
    const date = [
      'generate',
      '--grammar',
      'iso-date',
      '--start',
      'date-x',
      '--prompt',
      'Born on 10 December 1815',
      '--quiet',
    ]
    const { status, out, err } = await cli(date)
    expect(status, err).toBe(0)
    expect((await cli(['check', '-g', 'iso-date', '--start', 'date-x', '--text', out.trim()])).status).toBe(0)
  })
})

describe('espalier infill', () => {
  const run = async (text: string, ...flags: string[]) => await cli(['infill', '-', ...flags], { stdin: text })

  it('shows a shortest completion of a text with holes', async () => {
    const found = await run('a = (b +⟦⟧ ; c = 1⟦⟧', '--grammar', lark, '--json')
    expect(found.status).toBe(0)
    const { completable, fills, completion } = JSON.parse(found.out)
    expect(completable).toBe(true)
    expect(fills.map((fill: string) => fill.length)).toEqual([2, 1])
    expect((await cli(['check', '--grammar', lark, '--text', completion])).status).toBe(0)
    expect((await run('a = (b +⟦⟧ ; c = 1⟦⟧', '--grammar', lark)).out).toMatch(
      /^completable -\n {2}hole 1: .*\n {2}hole 2: ";"\n$/,
    )
  })

  it('says where nothing helps, with exit status 1', async () => {
    const found = await run(JSON.stringify({ pieces: ['a = max(', ') = 2;'] }), '--grammar', lark)
    expect(found.status).toBe(1)
    expect(found.out).toContain('not completable -  in piece 2, line 1, column 3 of it\n  found "= 2;", expected ')
    const json = await run(JSON.stringify({ pieces: ['a = max(', ') = 2;'] }), '--grammar', lark, '--json')
    expect(JSON.parse(json.out)).toMatchObject({ completable: false, piece: 1, offset: 2 })
  })

  it('takes built-in grammars by name', async () => {
    const found = await run('{"a": [1, ⟦⟧}', '--language', 'json', '--json')
    expect(found.status).toBe(0)
    expect(JSON.parse(JSON.parse(found.out).completion)).toHaveProperty('a')
  })

  it('takes schemas and regular expressions', async () => {
    const schema = join(folder, 'holes.json')
    writeFileSync(schema, JSON.stringify({ type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }))
    const found = await run('{⟦⟧"b":[⟦⟧}', '--schema', schema, '--whitespace', 'compact', '--json')
    expect(found.status, found.err).toBe(0)
    expect(JSON.parse(JSON.parse(found.out).completion)).toEqual({ a: expect.any(Number), b: [] })
    const wrong = await run('{⟦⟧"a":true⟦⟧}', '--schema', schema)
    expect(wrong.status).toBe(0)
    const refused = await run('{"a":"⟦⟧}', '--schema', schema)
    expect(refused.status).toBe(1)
    expect(refused.out).toContain('in piece 1, line 1, column 6')
    const number = await run('12⟦⟧4', '--regex', '[0-9]{5}', '--json')
    expect(JSON.parse(number.out).completion).toMatch(/^12\d\d4$/)
    expect((await run('12⟦⟧x', '--regex', '[0-9]{5}')).status).toBe(1)
    expect((await run('⟦⟧', '--regex', 'a', '--whitespace', 'compact')).err).toContain('--whitespace is for schemas')
    expect((await run('⟦⟧', '--regex', 'a', '--schema', schema)).status).toBe(64)
    expect((await run('⟦⟧', '--schema', '-')).err).toContain('Standard input')
  })

  it.runIf(embedded.there)('lets a model fill the holes', async () => {
    await buildWorker()
    const flags = ['--language', 'json', '--fill', '--max-tokens', '8', '-t', '1', '--seed', '3']
    const found = await run('{"name": "⟦⟧", "age": ⟦⟧}', ...flags)
    expect(found.status, found.err).toBe(0)
    expect(Object.keys(JSON.parse(found.out))).toContain('name')
    expect(found.err).toMatch(/ tokens in 2 holes/)
    const json = JSON.parse((await run('{"name": "⟦⟧", "age": ⟦⟧}', ...flags, '--json')).out)
    expect(`${json.completion}\n`).toBe(found.out)
    expect(json.regions).toHaveLength(2)
    expect((await run('{"name": ⟦⟧]', ...flags)).status).toBe(1)
    expect((await run('⟦⟧', '--language', 'json', '--seed', '3')).err).toContain('--seed is for --fill')
  })

  it('refuses what it cannot read', async () => {
    expect((await run('a = 1;', '--grammar', lark)).err).toContain('There is no hole')
    expect((await run('{"pieces": [1]}', '--grammar', lark)).status).toBe(64)
    expect((await run('⟦⟧')).err).toContain('--language NAME')
    expect((await run('⟦⟧', '--language', 'jsn')).err).toContain('json')
  })
})
