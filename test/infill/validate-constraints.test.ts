import { describe, expect, it } from 'vitest'
import { type Constraint, compileRegex, intersection, literal, sequence } from '../../src/automaton/index.js'
import { LimitError } from '../../src/error/index.js'
import { compileGrammar } from '../../src/grammar/index.js'
import { validateInfill } from '../../src/infill/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { builtInGrammar } from '../../src/sdk/grammars.js'
import { Random } from '../grammar/chance.js'

const seeds = Number(process.env.INFILL_SEEDS ?? 16)
const first = Number(process.env.INFILL_SEED ?? 1)

function accepts(constraint: Constraint, text: string): boolean {
  let state = constraint.start
  for (const byte of new TextEncoder().encode(text)) state = constraint.step(state, byte)
  return state !== 0 && constraint.canEnd(state)
}

/** The shortest way to put at most `room` letters into the holes, by trying them all. */
function bruteForce(constraint: Constraint, pieces: readonly string[], letters: string, room: number): number {
  const texts: string[] = ['']
  for (let i = 0; i < texts.length; i++) {
    if (texts[i]!.length < room) for (const letter of letters) texts.push(texts[i]! + letter)
  }
  let best = Number.POSITIVE_INFINITY
  const put = (hole: number, text: string, left: number): void => {
    if (hole === pieces.length) {
      if (room - left < best && accepts(constraint, text)) best = room - left
      return
    }
    for (const fill of texts) {
      if (fill.length > left) break
      put(hole + 1, text + fill + pieces[hole]!, left - fill.length)
    }
  }
  put(1, pieces[0]!, room)
  return best
}

function cut(random: Random, text: string, holes: number): string[] {
  const cuts = Array.from({ length: 2 * holes }, () => random.below(text.length + 1)).sort((a, b) => a - b)
  return Array.from({ length: holes + 1 }, (_, i) => {
    return text.slice(i === 0 ? 0 : cuts[2 * i - 1], i === holes ? undefined : cuts[2 * i])
  })
}

describe('regular expressions with holes', () => {
  const atoms = ['a', 'b', 'c', '[ab]', '.', 'ab', '(?:ab|ba)', '(?:a|bc)*', 'c?', 'b+', '(?:a{2}|b)', '[^a]']

  it('can be completed where brute force finds a way, as shortly, and nowhere else', () => {
    let no = 0
    let yes = 0
    for (let seed = first; seed < first + seeds * 3; seed++) {
      const random = new Random(seed)
      const source = Array.from({ length: 1 + random.below(5) }, () => random.pick(atoms)).join('')
      const constraint = compileRegex(source)
      for (let n = 0; n < 4; n++) {
        const pieces = Array.from({ length: 1 + random.below(3) }, () =>
          Array.from({ length: random.below(4) }, () => random.pick(['a', 'b', 'c'])).join(''),
        )
        const where = `seed ${seed} ${source} ${JSON.stringify(pieces)}`
        const best = bruteForce(constraint, pieces, 'abc', 5)
        const result = validateInfill(constraint, pieces)
        if (result.completable) {
          yes++
          const { fills, completion } = result
          expect(completion, where).toBe(pieces.map((piece, i) => piece + (fills[i] ?? '')).join(''))
          expect(accepts(constraint, completion), where).toBe(true)
          const { length } = fills.join('')
          if (length <= 5 || best <= 5) expect(length, where).toBe(best)
          continue
        }
        no++
        expect(best, where).toBe(Number.POSITIVE_INFINITY)
        const { piece, offset } = result
        // Up to the place it can be read, one byte farther it cannot.
        const before = [...pieces.slice(0, piece), pieces[piece]!.slice(0, offset)]
        const rest = sequence(constraintOf(before), compileRegex('[^]*'))
        expect(haveCommonWord(constraint, rest), where).toBe(true)
        const next = pieces[piece]!.slice(0, offset + 1)
        if (next.length > offset) {
          const farther = sequence(constraintOf([...pieces.slice(0, piece), next]), compileRegex('[^]*'))
          expect(haveCommonWord(constraint, farther), where).toBe(false)
        }
        for (const character of result.expected) {
          const one = sequence(
            constraintOf([...before.slice(0, -1), before.at(-1) + JSON.parse(character)]),
            compileRegex('[^]*'),
          )
          expect(haveCommonWord(constraint, one), `${where} ${character}`).toBe(true)
        }
      }
    }
    expect(yes).toBeGreaterThan(seeds)
    expect(no).toBeGreaterThan(seeds)
  })

  function constraintOf(pieces: readonly string[]): Constraint {
    return sequence(pieces.flatMap((piece, i) => (i === 0 ? [literal(piece)] : [compileRegex('[^]*'), literal(piece)])))
  }

  function haveCommonWord(a: Constraint, b: Constraint): boolean {
    try {
      return intersection(a, b).start !== 0
    } catch {
      return false
    }
  }
})

describe('schemas with holes', () => {
  function schemaOf(random: Random, depth: number): unknown {
    const inner = (): unknown => schemaOf(random, depth - 1)
    const leaf = random.below(depth > 0 ? 15 : 8)
    switch (leaf) {
      case 0:
        return { type: 'boolean' }
      case 1:
        return { type: 'integer', minimum: random.below(3), maximum: 3 + random.below(20) }
      case 2:
        return { enum: [random.pick(['a', 'b', 'ab']), random.below(3), null] }
      case 3:
        return { type: 'string', maxLength: 1 + random.below(3) }
      case 4:
        return { type: 'string', pattern: random.pick(['^a', 'b$', '^(ab)*$', 'a']) }
      case 5:
        return { type: ['null', 'number'], exclusiveMinimum: 0 }
      case 6:
        return { const: random.pick(['a', 1, [1], true]) }
      case 7:
        return { type: 'string', minLength: 1, format: random.pick(['uuid', 'date']) }
      case 8:
        return { type: 'array', items: inner(), minItems: random.below(2), maxItems: 1 + random.below(2) }
      case 9:
        return { type: 'array', prefixItems: [inner()], items: random.pick([false, inner()]), uniqueItems: true }
      case 10:
        return { anyOf: [inner(), inner()] }
      case 11:
        return { oneOf: [inner(), { type: 'null' }], title: 'x' }
      case 12:
        return { allOf: [{ type: ['object', 'array'] }, inner()] }
      default:
        return {
          type: 'object',
          properties: { a: inner(), b: inner() },
          required: random.pick([[], ['a'], ['a', 'b'], ['c']]),
          ...random.pick([{}, { additionalProperties: false }, { additionalProperties: inner() }]),
        }
    }
  }

  const letters = '"{}[]:,ab01'

  it.each([
    { whitespace: 'compact' },
    { whitespace: 'compact', propertyOrder: 'schema' },
    { whitespace: 'flexible' },
  ] as const)('%j: never answers other than brute force', (options) => {
    let no = 0
    let yes = 0
    let open = 0
    for (let seed = first; seed < first + seeds; seed++) {
      const random = new Random(seed)
      const schema = schemaOf(random, 2)
      let constraint: ReturnType<typeof compileJsonSchema>
      try {
        constraint = compileJsonSchema(schema, options)
      } catch {
        continue
      }
      const larger = compileGrammar(constraint.superset())
      for (let n = 0; n < 4; n++) {
        // A text of the schema, now and then spoilt.
        let text = ''
        let state = constraint.start
        while (!constraint.canEnd(state)) {
          const bytes = [...letters, ...'truefalsn-2\\.E+ 6'].filter(
            (letter) => constraint.step(state, letter.charCodeAt(0)) !== 0,
          )
          let letter = random.pick(bytes)
          if (text.length > 12 || letter === undefined) {
            const all = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i))
            const cost = (one: string): number => constraint.minBytesToEnd(constraint.step(state, one.charCodeAt(0)))
            letter = all.reduce((a, b) => (cost(b) < cost(a) ? b : a))
          }
          text += letter
          state = constraint.step(state, letter.charCodeAt(0))
        }
        // The grammar that says no has all texts of the schema.
        expect(accepts(larger, text), `seed ${seed} ${JSON.stringify(schema)} ${text}`).toBe(true)
        const holes = 1 + random.below(2)
        const pieces = cut(random, text, holes)
        if (random.below(3) > 0) {
          const i = random.below(pieces.length)
          const at = random.below(pieces[i]!.length + 1)
          pieces[i] = pieces[i]!.slice(0, at) + random.pick([...letters]) + pieces[i]!.slice(at + random.below(2))
        }
        const where = `seed ${seed} ${JSON.stringify(schema)} ${JSON.stringify(pieces)}`
        let result: ReturnType<typeof validateInfill>
        try {
          result = validateInfill(constraint, pieces, { limits: { states: 1500 } })
        } catch (error) {
          expect(error, where).toBeInstanceOf(LimitError)
          open++
          continue
        }
        if (result.completable) {
          yes++
          const { fills, completion } = result
          expect(completion, where).toBe(pieces.map((piece, k) => piece + (fills[k] ?? '')).join(''))
          expect(accepts(constraint, completion), where).toBe(true)
        } else {
          no++
          expect(bruteForce(constraint, pieces, letters, 3), where).toBe(Number.POSITIVE_INFINITY)
          expect(result.offset, where).toBeLessThanOrEqual(Buffer.from(pieces[result.piece]!).length)
        }
      }
    }
    expect(yes).toBeGreaterThan(seeds)
    expect(no).toBeGreaterThan(seeds / 4)
    expect(open).toBeLessThan((yes + no) / 8)
  })
})

describe('other languages with holes', () => {
  it('are completed where lines are indented, and refused where the text before the first hole is', async () => {
    const python = compileGrammar(await builtInGrammar('python'))
    const result = validateInfill(python, ['if a:\n', '\nelse:\n    b\n'])
    expect(result.completable && accepts(python, result.completion)).toBe(true)
    expect(validateInfill(python, ['def f(x)\n', ''])).toMatchObject({ completable: false, piece: 0, offset: 8 })
  })

  it('are completed where a constraint is embedded', () => {
    const digits = compileRegex('[0-9]{3}')
    const grammar = compileGrammar({
      start: 'list',
      rules: [
        {
          name: 'list',
          body: {
            kind: 'sequence',
            items: [
              { kind: 'literal', text: '(' },
              { kind: 'repeat', item: { kind: 'reference', name: 'list' }, min: 0, max: 2 },
              { kind: 'constraint', name: 'digits', constraint: digits },
              { kind: 'literal', text: ')' },
            ],
          },
        },
      ],
      terminals: [],
      ignore: [],
      lexer: 'none',
    })
    const result = validateInfill(grammar, ['((1', '3)', ')'])
    expect(result.completable && accepts(grammar, result.completion) && result.completion).toMatch(
      /^\(\(1\d3\)\d\d\d\)$/,
    )
    expect(validateInfill(grammar, ['((1x', ')'])).toMatchObject({ completable: false, piece: 0, offset: 3 })
  })

  it('are left open with a typed error beyond the limits, never answered wrongly', () => {
    const schema = compileJsonSchema({ type: 'object', minProperties: 3, propertyNames: { pattern: '^.$' } })
    const pieces = ['{"a":', '"a":0}']
    expect(() => validateInfill(schema, pieces, { limits: { states: 50 } })).toThrow(LimitError)
    expect(() => validateInfill({} as Constraint, ['a'])).toThrow(/compiled language/)
  })
})
