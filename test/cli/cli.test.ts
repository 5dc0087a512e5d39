import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { embedded } from '../engine/real-models.js'
import { cli, temporaryFolder } from './run-cli.js'

const { folder, file } = temporaryFolder()
const schemas = fileURLToPath(new URL('../../schemas', import.meta.url))
const person = join(schemas, 'person.json')

describe('espalier check', () => {
  const good = '{"name":"Ada","age":36,"city":"London"}'

  it('exits 0 if every instance is accepted, whatever its layout and key order', async () => {
    const files = [
      file('good.json', good),
      file('pretty.json', `${JSON.stringify({ city: 'X', age: 0, name: 'A' }, null, 4)}\n`),
      file('crlf.json', '{\r\n\t"name" : "Ada", "age": 36,"city":"\\u004condon" }\r\n'),
      file('bom.json', `\ufeff${good}`),
    ]
    const { status, out } = await cli(['check', person, ...files])
    expect(status, out).toBe(0)
    expect(out.match(/accepted/g)).toHaveLength(4)
    expect(out).toMatch(/dialect 2020-12, \d+ subschemas, compiled in \d/)
  })

  it.each([
    ['a wrong type', '{"name":"Ada","age":"x"}', 20, '/age', 'a number', '"'],
    ['a wrong key', '{"name":"Ada","agx":1}', 17, '', '"age"', 'x'],
    ['a missing property', '{"name":"Ada","age":3}', 21, '/age', ',', '}'],
    ['a text that ends', '{"name":"Ada","age":3', 21, '/age', 'a digit', undefined],
    ['a bound', '{"name":"Ada","age":1300}', 23, '/age', ',', '0'],
    ['an empty file', '', 0, '', '{', undefined],
    ['what is no JSON', 'name: Ada', 0, '', '{', 'n'],
    ['something after the value', `${good} x`, good.length + 1, '', 'the end of the text', 'x'],
  ])('says where and what was expected: %s', async (_name, text, offset, path, expected, found) => {
    const instance = file('bad.json', text)
    const { status, out } = await cli(['check', person, instance, '--json'])
    expect(status).toBe(1)
    const [verdict] = JSON.parse(out).instances
    expect(verdict).toMatchObject({ file: instance, accepted: false, offset, path })
    if (expected !== '') expect(verdict.expected).toContain(expected)
    expect(verdict.found).toBe(found)
    const plain = await cli(['check', person, instance])
    expect(plain.status).toBe(1)
    expect(plain.out).toContain(`at byte ${offset} (line 1, column ${offset + 1})`)
  })

  it('lists enum values and literals as what was expected', async () => {
    const schema = file('enum.json', { enum: ['red', 'green', true, 7] })
    const { out } = await cli(['check', schema, file('blue.json', '"blue"'), '--json'])
    expect(JSON.parse(out).instances[0].expected).toEqual(['"green"', '"red"', 'a number', 'true'])
  })

  it('counts bytes, lines and columns', async () => {
    const { out } = await cli(['check', person, file('lines.json', '{\n  "name": "Zoë",\n  "age": x\n}'), '--json'])
    expect(JSON.parse(out).instances[0]).toMatchObject({ offset: 29, line: 3, column: 10 })
  })

  it('exits 1 if one of several is rejected, and reads standard input', async () => {
    const { status, out } = await cli(['check', person, file('good.json', good), '-'], { stdin: '[]' })
    expect(status).toBe(1)
    expect(out).toMatch(/accepted .*\n.*rejected -/)
  })

  it.each([
    ['a missing file', () => join(folder, 'none.json'), /does not exist/],
    ['a file that is no JSON', () => file('broken.json', '{'), /is not JSON/],
    ['a malformed schema', () => file('malformed.json', { type: 'strnig' }), /at \/type/],
    ['an unsatisfiable schema', () => file('empty.json', { type: 'integer', minimum: 2, maximum: 1 }), /No value/],
    ['a pattern that is none', () => file('pattern.json', { pattern: '(' }), /pattern/],
  ])('exits 2 for %s', async (_name, path, said) => {
    const { status, out, err } = await cli(['check', path()])
    expect(status).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(said)
    const json = await cli(['check', path(), '--json'])
    expect(JSON.parse(json.err).error.message).toMatch(said)
  })

  it('tells the conflicting part of an unsatisfiable schema, and parts that never take effect', async () => {
    const bounds = { type: 'integer', minimum: 5, maximum: 3 }
    const schema = file('conflict.json', { type: 'object', properties: { b: bounds }, required: ['b'] })
    const { err } = await cli(['check', schema])
    expect(err).toContain('/properties/b cannot have a value: minimum 5 is above maximum 3')
    const json = JSON.parse((await cli(['check', schema, '--json'])).err)
    expect(json.error.conflict).toEqual({
      paths: ['/type', '/required/0', '/properties/b/maximum', '/properties/b/minimum', '/properties/b/type'],
      minimal: true,
    })
    const optional = file('optional.json', { type: 'object', properties: { b: bounds } })
    const { status, out } = await cli(['check', optional])
    expect(status).toBe(0)
    expect(out).toContain('warning /properties/b: No value satisfies /properties/b: it can never be present.')
    expect(JSON.parse((await cli(['check', optional, '--json'])).out).schema.findings).toHaveLength(1)
  })

  describe('--explain', () => {
    const schema = {
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 5 },
        age: { type: 'integer', minimum: 5, maximum: 150 },
        tags: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] }, uniqueItems: true },
      },
      required: ['name', 'age'],
      additionalProperties: false,
    }
    const explained = async (text: string, ...flags: string[]) => {
      const argv = ['check', file('explained.schema.json', schema), file('explained.json', text), '--explain', ...flags]
      const { status, out } = await cli([...argv, '--json'])
      return { status, plain: (await cli(argv)).out, ...JSON.parse(out).instances[0] }
    }

    it.each([
      ['{"name":"Ada","age":1300}', 23, '/age', 'maximum', '/properties/age/maximum', '>= 5 and <= 150'],
      ['{"name":"Ada","age":3}', 21, '/age', 'minimum', '/properties/age/minimum', '>= 5 and <= 150'],
      ['{"name":"Ada"}', 13, '', 'required', '/required', 'property "age"'],
      ['{"name":"Ada","x":1}', 15, '', 'additionalProperties', '/additionalProperties', '"age"'],
      ['{"name":"Adalbert","age":9}', 14, '/name', 'maxLength', '/properties/name/maxLength', 'at most 5 characters'],
      ['{"tags":["a","a"]}', 15, '/tags', 'uniqueItems', '/properties/tags/uniqueItems', 'items that differ'],
      ['{"tags":[1]}', 9, '/tags/0', 'anyOf', '/properties/tags/items/anyOf', 'null'],
      ['[]', 0, '', 'type', '/type', 'object'],
      ['\ufeff{"name":"Adalbert"}\n', 17, '/name', 'maxLength', '/properties/name/maxLength', 'at most 5 characters'],
      ['{"name":"Ada", "age": 1300, oops', 25, '/age', 'maximum', '/properties/age/maximum', '>= 5 and <= 150'],
      ['{"name":"Adalbert', 14, '/name', 'maxLength', '/properties/name/maxLength', 'at most 5 characters'],
    ])('names the keyword that refuses %s', async (text, offset, path, keyword, schemaPath, expected) => {
      const found = await explained(text)
      expect(found).toMatchObject({ status: 1, accepted: false, offset, path, keyword, schemaPath })
      expect(found.expected).toContain(expected)
      expect(found.plain).toContain(`(${keyword} at ${schemaPath})`)
      expect(found.plain).toContain(`at byte ${offset} (line 1, column `)
    })

    it.each([
      ['{"name":"Ada", "age": ', 'the text ends before its value is complete'],
      ['{"name":"Ada", age', 'this is no JSON'],
    ])('names no keyword for what is no JSON: %s', async (text, reason) => {
      const found = await explained(text)
      expect(found).toMatchObject({ reason, failures: [] })
      expect(found.keyword).toBeUndefined()
      expect(found.plain).toContain(reason)
    })

    it('names a key that comes twice', async () => {
      expect((await explained('{"name":"A", "name":"B"}')).reason).toBe('must not have the property "name" twice')
    })

    it('names the option that refuses a valid value', async () => {
      const swapped = '{"age":9,"name":"A"}'
      expect((await explained(swapped, '--property-order', 'schema')).reason).toContain('property order: schema')
      expect((await explained('{"name": "A","age":9}', '--whitespace', 'compact')).reason).toContain(
        'whitespace: compact',
      )
    })

    it('tells each branch, and all that is wrong', async () => {
      const { plain, failures } = await explained('{"age":1,"tags":[1]}')
      expect(failures.map((f: { schemaPath: string }) => f.schemaPath)).toEqual([
        '/properties/age/minimum',
        '/properties/tags/items/anyOf',
        '/required',
      ])
      expect(plain).toMatch(/branch 0:\n.*type at \/properties\/tags\/items\/anyOf\/0\/type/)
    })

    it('says nothing of accepted instances', async () => {
      expect(await explained('{"name":"A","age":9}')).toMatchObject({ status: 0, accepted: true })
    })
  })

  it('exits 2 for an unknown keyword with --strict only', async () => {
    const schema = file('unknown.json', { type: 'string', minLenght: 3 })
    expect((await cli(['check', schema])).status).toBe(0)
    const { status, err } = await cli(['check', schema, '--strict'])
    expect(status).toBe(2)
    expect(err).toContain('minLenght')
  })

  it('takes unknown keywords that --allow-keywords names, and no others', async () => {
    const schema = file('labelled.json', { type: 'string', 'x-order': 1, 'x-label': 'Name' })
    expect((await cli(['check', schema, '--allow-keywords', 'x-order, x-label'])).status).toBe(0)
    const { status, err } = await cli(['check', schema, '--allow-keywords', 'x-order'])
    expect(status).toBe(2)
    expect(err).toContain('x-label')
  })

  it('takes formats from a file', async () => {
    const schema = file('sku.json', { type: 'string', format: 'sku' })
    const formats = file('formats.json', { sku: '^[A-Z]{2}-\\d$' })
    const good = file('sku-good.json', '"AB-1"')
    const bad = file('sku-bad.json', '"ab-1"')
    expect((await cli(['check', schema, good, '--formats', formats])).status).toBe(0)
    expect((await cli(['check', schema, bad, '--formats', formats])).status).toBe(1)
    expect((await cli(['check', schema, bad, '--formats', 'assert'])).status).toBe(0)
    const { out } = await cli(['mask', schema, '--prefix', '"', '--model', 'bytes', '--json', '--formats', formats])
    // A capital letter, or the backslash that may begin to spell one.
    expect(JSON.parse(out).count).toBe(27)
  })

  it('says what is wrong with --formats', async () => {
    const schema = file('any.json', {})
    const run = (formats: string) => cli(['check', schema, '--formats', formats])
    expect(await run('asert')).toMatchObject({ status: 66, err: expect.stringContaining('asert does not exist') })
    expect(await run(file('half.json', '{'))).toMatchObject({ status: 64, err: expect.stringContaining('is not JSON') })
    const wrong = await run(file('wrong.json', { sku: 3 }))
    expect(wrong).toMatchObject({ status: 64, err: expect.stringContaining("'formats.sku' cannot be 3") })
  })

  it('tells how much was left undecided', async () => {
    const decided = await cli(['check', person, '--json'])
    expect(JSON.parse(decided.out).schema.undecided).toBe(0)
    expect((await cli(['check', person])).out).not.toContain('given up')
    // A word on either side of the hyphen, but of different lengths.
    const odd = file('odd.json', { type: 'string', pattern: '^([a-z]+)-\\1$', minLength: 40, maxLength: 40 })
    expect(JSON.parse((await cli(['check', odd, '--json'])).out).schema.undecided).toBeGreaterThan(0)
    expect((await cli(['check', odd])).out).toMatch(/warning (A search|\d+ searches) for .* given up: /)
  })

  it('exits 66 for an instance that cannot be read', async () => {
    expect((await cli(['check', person, join(folder, 'none.json')])).status).toBe(66)
  })

  it('accepts the schemas of this repository', async () => {
    for (const name of ['person', 'invoice', 'event', 'order', 'tree']) {
      const { status, err } = await cli(['check', join(schemas, `${name}.json`)])
      expect(status, err).toBe(0)
    }
  })
})

describe('espalier mask', () => {
  it('lists the allowed tokens', async () => {
    const { status, out } = await cli(['mask', person, '--prefix', '{"', '--model', 'bytes', '--json'])
    expect(status).toBe(0)
    const result = JSON.parse(out)
    expect(result).toMatchObject({ model: 'bytes', count: result.tokens.length, canEnd: false })
    expect(result.tokens.map((t: { text: string }) => t.text).sort()).toEqual(['"\\\\"', '"a"', '"c"', '"n"'])
  })

  it('says what is forced, and the length of the shortest completion', async () => {
    const { out } = await cli(['mask', file('true.json', { const: true }), '--prefix', 't', '--model', 'bytes'])
    expect(out).toBe('1 of 257 tokens allowed; the shortest completion has 3 tokens\nforced: "rue"\n     114  "r"\n')
  })

  it('puts the end first where the text can end', async () => {
    const { out } = await cli([
      'mask',
      file('int.json', { type: 'integer' }),
      '--prefix',
      '1',
      '--model',
      'bytes',
      '--json',
    ])
    const result = JSON.parse(out)
    expect(result.canEnd).toBe(true)
    expect(result.tokens[0]).toMatchObject({ id: 256, end: true })
  })

  it('puts tokens that begin others first', async () => {
    const tokenizer = join(folder, 'tokenizer.json')
    const pieces = ['tr', 'true', 't', 'f', '"', 'ru', 'false', 'fal', 'e', 'ue', 'se', 'alse']
    const vocab = Object.fromEntries(pieces.map((piece, i) => [piece, i]))
    writeFileSync(
      tokenizer,
      JSON.stringify({
        added_tokens: [{ id: 12, content: '</s>', special: true }],
        model: { type: 'BPE', vocab, merges: [] },
        pre_tokenizer: { type: 'ByteLevel' },
        decoder: { type: 'ByteLevel' },
      }),
    )
    const { out, err } = await cli(['mask', file('bool.json', { type: 'boolean' }), '--model', tokenizer, '--json'])
    expect(JSON.parse(out || err).tokens.map((t: { text: string }) => JSON.parse(t.text))).toEqual([
      't',
      'f',
      'tr',
      'fal',
      'true',
      'false',
    ])
  })

  it('exits 1 with the place if the prefix is rejected', async () => {
    const { status, out } = await cli(['mask', person, '--prefix', '{"x', '--model', 'bytes'])
    expect(status).toBe(1)
    expect(out).toMatch(/rejected the prefix at byte 2, expected "age" or "city" or "name"/)
  })

  it('exits 3 for a folder without a tokenizer', async () => {
    const { status, err } = await cli(
      ['mask', person, '--model', folder, '--prefix', 'x'].map((a) => (a === folder ? join(folder, 'no') : a)),
    )
    expect(status).toBe(3)
    expect(err).toMatch(/There is no .*tokenizer\.json/)
  })
})

describe('espalier types', () => {
  it('prints TypeScript named after the title', async () => {
    const { status, out, err } = await cli(['types', person])
    expect(status, err).toBe(0)
    expect(out).toMatch(/export interface Person \{\n\s+name: string;?\n\s+age: number;?\n\s+city: string;?\n\}/)
  })

  it('takes a name, and writes to a file', async () => {
    const to = join(folder, 'out.ts')
    expect((await cli(['types', person, '--name', 'Human', '--out', to])).status).toBe(0)
    expect(readFileSync(to, 'utf8')).toContain('export interface Human')
    expect((await cli(['types', person, '--out', join(folder, 'no', 'x.ts')])).status).toBe(66)
  })

  it('reads recursive schemas and standard input', async () => {
    expect((await cli(['types', join(schemas, 'tree.json')])).out).toContain('children: ')
    expect((await cli(['types', '-'], { stdin: '{"type":"string"}' })).out).toContain('export type Value = string')
  })
})

describe('espalier models', () => {
  it('says what a folder offers, and what it lacks', async () => {
    const { status, out, err } = await cli(['models', '--model', folder, '--json'])
    expect(status).toBe(3)
    const [model] = JSON.parse(out)
    expect(model.usable).toBe(false)
    expect(model.problems).toContain('there is no onnx/model*.onnx')
    expect(JSON.parse(err).error.code).toBe('model-file-missing')
  })

  it('lists models of a cache', async () => {
    const { status, out } = await cli(['models', '--cache', join(folder, 'empty-cache'), '--json'])
    expect(status).toBe(0)
    for (const model of JSON.parse(out)) expect(model.origin).toBe('embedded')
  })

  it('refuses to pull what is no hub id', async () => {
    const { status, err } = await cli(['models', 'pull', 'nonsense', '--cache', folder])
    expect(status).toBe(3)
    expect(err).toMatch(/hint .*owner\/name/)
  })
})

describe('the command line', () => {
  it.each([
    [['generate', person], /required option '-p, --prompt/],
    [
      ['generate', person, '--prompt', 'x', '--temperatur', '1'],
      /unknown option '--temperatur'.*\n?.*Did you mean --temperature/,
    ],
    [['generate', person, '--prompt', 'x', '--temperature', 'hot'], /Not a number/],
    [['generate', person, '--prompt', 'x', '--temperature', '-1'], /from 0 to 100/],
    [['generate', person, '--prompt', 'x', '--max-tokens', '0'], /at least 1/],
    [['generate', '--prompt', 'x'], /nothing to generate[\s\S]*--regex, --choice/],
    [['generate', person, '--prompt', 'x', '--regex', 'a'], /Only one of a schema and --regex/],
    [['generate', '--prompt', 'x', '--regex', 'a', '--choice', 'b'], /Only one of --regex and --choice/],
    [['generate', '--prompt', 'x', '--regex', 'a', '--whitespace', 'pretty'], /'whitespace' is for schemas/],
    [['check'], /Neither a schema nor a grammar is given/],
    [['check', person, '--whitespace', 'none'], /Allowed choices are flexible, compact, pretty/],
    [['chekc', person], /unknown command 'chekc'/],
    [['mask', person, '--limit', '-1'], /whole number/],
  ])('refuses %j', async (argv, said) => {
    const { status, out, err } = await cli(argv)
    expect(err).toMatch(said)
    expect(status).toBe(64)
    expect(out).toBe('')
  })

  it('documents exit codes in every help', async () => {
    for (const command of [[], ['generate'], ['check'], ['mask'], ['types'], ['models']]) {
      const { status, out } = await cli([...command, '--help'])
      expect(status).toBe(0)
      expect(out).toContain('Exit status:')
    }
  })

  it('tells its version', async () => {
    expect((await cli(['--version'])).out).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('writes colours only where they are wanted', async () => {
    const instance = file('bad.json', '[]')
    const esc = String.fromCharCode(27)
    expect((await cli(['check', person, instance])).out).not.toContain(esc)
    expect((await cli(['check', person, instance], { colours: true })).out).toContain(`${esc}[31mrejected`)
  })
})

describe.skipIf(!embedded.there)('espalier generate with the embedded model', () => {
  const prompt = 'Marta Lindqvist turned 34 last week and still lives in Gdansk.'

  it('puts the value on standard output and all else on standard error', async () => {
    const { status, out, err } = await cli(['generate', person, '--prompt', prompt])
    expect(status, err).toBe(0)
    expect(Object.keys(JSON.parse(out))).toEqual(['name', 'age', 'city'])
    expect(out).toMatch(/^\{.*\}\n$/)
    expect(err).toMatch(/tokens, \d+ of them forced/)
  })

  it('streams the same text, reads the prompt from standard input, and is quiet if asked', async () => {
    const whole = await cli(['generate', person, '--prompt', prompt, '--quiet'])
    const streamed = await cli(['generate', person, '--prompt', '-', '--quiet', '--stream'], { stdin: prompt })
    expect(streamed.out).toBe(whole.out)
    expect(streamed.err).toBe('')
    const events = await cli(['generate', person, '--prompt', prompt, '--stream', '--json'])
    const kinds = events.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type)
    expect(kinds.at(-1)).toBe('finish')
    expect(kinds).toContain('value-complete')
  })

  it('prints everything with --json', async () => {
    const { out } = await cli(['generate', person, '--prompt', prompt, '--json', '--temperature', '1', '--seed', '5'])
    expect(JSON.parse(out)).toMatchObject({ value: { name: expect.any(String) }, seed: 5, finishReason: 'stop' })
  })

  it('writes a text in place of a value', async () => {
    const matched = await cli(['generate', '--regex', '[A-Z][a-z]+, [0-9]{2}', '--prompt', prompt, '--quiet'])
    expect(matched.out).toMatch(/^[A-Z][a-z]+, \d\d\n$/)
    const chosen = await cli(['generate', '--choice', 'yes', '--choice', 'no', '--prompt', prompt, '--json'])
    expect(['yes', 'no']).toContain(JSON.parse(chosen.out).value)
    const wrong = await cli(['generate', '--regex', '(', '--prompt', prompt])
    expect(wrong.status).toBe(2)
    expect(wrong.out).toBe('')
  })

  it('exits 4 if there is no room for a value, and tells what was written', async () => {
    const { status, out, err } = await cli(['generate', person, '--prompt', prompt, '--max-tokens', '3'])
    expect(status).toBe(4)
    expect(out).toBe('')
    expect(err).toMatch(/hint .*maxTokens/)
  })

  it('exits 130 if interrupted', async () => {
    const { status } = await cli(['generate', person, '--prompt', prompt], { signal: AbortSignal.abort() })
    expect(status).toBe(130)
  })
})

describe('espalier generate without a model', () => {
  it('exits 3 for a folder that is none', async () => {
    const { status, err } = await cli(['generate', person, '--prompt', 'x', '--model', folder])
    expect(status).toBe(3)
    expect(err).toMatch(/hint/)
  })

  it('exits 2 for a schema before a model is looked for', async () => {
    const schema = file('never.json', false)
    expect((await cli(['generate', schema, '--prompt', 'x', '--model', 'no/model'])).status).toBe(2)
  })
})
