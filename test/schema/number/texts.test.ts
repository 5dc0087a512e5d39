import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileJsonSchema, type SchemaOptions } from '../../../src/schema/index.js'
import { isCanonicalValue } from '../../../src/schema/number/decimal.js'
import { NumberTheory, parseDecimal } from '../../../src/schema/number/index.js'
import { accepts, advance, begin, holds, isNumericText, type Literal, type Question, type Walk } from './oracle.js'

function takes(schema: unknown, text: string, options: SchemaOptions = {}): boolean {
  const constraint = compileJsonSchema(schema, options)
  let state = constraint.start
  for (const byte of new TextEncoder().encode(text)) state = constraint.step(state, byte)
  return constraint.canEnd(state)
}

const moduli = ['1', '2', '3', '5', '7', '8', '12', '33', '64', '100', '1000003', '0.5', '0.1', '0.25', '2.5', '0.3']
const moreModuli = [...moduli, '1e-7', '3e-8', '7e-309', '1e21', '123456789012345', '90071992547409930', '4.5e15']
const edges = [
  '0',
  '1',
  '-1',
  '5',
  '12',
  '99.5',
  '0.1',
  '-0.25',
  '1e15',
  '9007199254740992',
  '9007199254740996',
  '3e16',
]
const moreEdges = [...edges, '1e21', '-1e21', '1e-7', '2.5e-7', '1.7976931348623157e308', '5e-324', '2.5e-320']

const question: fc.Arbitrary<Question> = fc.oneof(
  fc.record({ kind: fc.constant('atLeast' as const), value: fc.constantFrom(...moreEdges) }),
  fc.record({ kind: fc.constant('above' as const), value: fc.constantFrom(...moreEdges) }),
  fc.record({ kind: fc.constant('multipleOf' as const), value: fc.constantFrom(...moreModuli) }),
  fc.record({ kind: fc.constant('multipleOf' as const), value: fc.constantFrom(...moduli) }),
  fc.constant({ kind: 'integer' as const }),
  fc.record({
    kind: fc.constant('oneOf' as const),
    values: fc.array(fc.constantFrom(...moreEdges, '2', '30', '77'), { minLength: 1, maxLength: 4 }),
  }),
)
const literals = (most: number): fc.Arbitrary<Literal[]> =>
  fc.array(fc.record({ question, positive: fc.boolean() }), { minLength: 1, maxLength: most })

const bits = fc.tuple(fc.integer(), fc.integer()).map(([high, low]) => {
  const view = new DataView(new ArrayBuffer(8))
  view.setInt32(0, high)
  view.setInt32(4, low)
  return view.getFloat64(0)
})
const long = fc.tuple(fc.bigInt({ min: 10n ** 14n, max: 10n ** 17n }), fc.integer({ min: -20, max: 8 }))
const double = fc
  .oneof(
    bits,
    long.map(([n, x]) => Number(`${n}e${x}`)),
    fc.integer(),
    fc.maxSafeInteger().map((n) => n * 12),
    fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 12 })).map(([n, d]) => n / 10 ** d),
    fc.constantFrom(...moreEdges.map(Number), 0, -0),
    fc.tuple(fc.constantFrom(...moreModuli), fc.integer({ min: -50, max: 50 })).map(([m, n]) => Number(m) * n),
  )
  .filter(Number.isFinite)

/** Other texts of the same decimal. */
const respelled = fc
  .tuple(double, fc.integer({ min: -25, max: 25 }), fc.nat(3), fc.nat(2), fc.constantFrom('e', 'E'), fc.boolean())
  .map(([n, shift, zeros, padding, e, plus]) => {
    const { mantissa, exponent } = parseDecimal(String(n))
    const sign = mantissa < 0n ? '-' : ''
    const digits = String(mantissa).replace('-', '') + '0'.repeat(zeros)
    // The point so many digits from the left.
    const point = Math.min(Math.max(shift, -20), digits.length)
    const x = digits.length + exponent - zeros - point
    const plain = point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : `${digits.slice(0, point)}.${digits.slice(point)}`
    const text = sign + plain.replace(/\.$/, '')
    if (mantissa === 0n)
      return `${sign}0${zeros > 0 ? `.${'0'.repeat(zeros)}` : ''}${padding > 0 ? `${e}-${padding}` : ''}`
    if (x === 0 && !plus) return text
    return `${text}${e}${x < 0 ? '-' : plus ? '+' : ''}${'0'.repeat(padding)}${Math.abs(x)}`
  })

describe('the texts of a number', () => {
  it('are all spellings of exponents', () => {
    const spellings = ['1e-06', '0.000001', '1E-6', '0.1e-05', '10.0e-7', '0.01E-0004', '100e-8', '0.00001e-1']
    for (const text of spellings) {
      expect(takes({ type: 'number', minimum: 0 }, text), text).toBe(true)
      expect(takes({ multipleOf: 1e-6 }, text), text).toBe(true)
      expect(takes({ const: 1e-6 }, text), text).toBe(true)
      expect(takes({ enum: [1, 2.5] }, text), text).toBe(false)
      expect(takes({ type: 'integer' }, text), text).toBe(false)
      expect(takes({ exclusiveMinimum: 1e-6 }, text), text).toBe(false)
    }
    for (const text of ['12e1', '1.2e2', '120', '120.0', '1200e-1', '0.12e+003', '120e0', '12000E-02']) {
      expect(takes({ type: 'integer', maximum: 120, multipleOf: 60 }, text), text).toBe(true)
      expect(takes({ not: { type: 'integer' } }, text), text).toBe(false)
      expect(takes({ type: 'integer', maximum: 119 }, text), text).toBe(false)
    }
    for (const text of ['1e+16', '1.5e-05', '1e5', '1.5e3', '12e-1', '0e5', '-0.0E-3']) {
      expect(takes({ type: 'number', minimum: -1, maximum: 1e16 }, text), text).toBe(true)
    }
    for (const text of ['1.5e', '1e400', '1e-400', '1.5e00001', '1e+-5', '01e5', '1.e5']) {
      expect(takes({ type: 'number', minimum: -1 }, text), text).toBe(false)
    }
  })

  it('are those of JSON.stringify where the spelling is canonical', () => {
    const options: SchemaOptions = { spelling: 'canonical' }
    for (const text of ['1e-7', '1.5e-7', '1e+21', '0.000001', '0', '-5.25', '100000000000000000000']) {
      expect(takes({ type: 'number', minimum: -10 }, text, options), text).toBe(true)
    }
    for (const text of ['1e-07', '1E-7', '1e5', '15e-8', '-0', '-0.0', '1.50e+21', '1e-6', '12e+21']) {
      expect(takes({ type: 'number', minimum: -10 }, text, options), text).toBe(false)
    }
  })

  it('include long multiples of any number', () => {
    for (const [of, text] of [
      [2, '9007199254740994'],
      [2, '18014398509481990'],
      [3, '9007199254740996'],
      [7, '123456789012345670000000'],
      [0.25, '2251799813685248.25'.slice(0, 16)],
      [5, '1152921504606847000'],
      [0.3, '0.1111111111111112e16'.replace('2e16', '1e1')],
    ] as const) {
      const valid =
        parseDecimal(text).mantissa > 0n &&
        holds([{ question: { kind: 'multipleOf', value: String(of) }, positive: true }], text)
      expect(takes({ multipleOf: of }, text), `${of} ${text}`).toBe(valid)
      expect(takes({ not: { multipleOf: of } }, text), `not ${of} ${text}`).toBe(!valid)
    }
    // 2^53 + 1 is read as 2^53.
    expect(takes({ multipleOf: 3 }, '9007199254740993')).toBe(false)
    expect(takes({ not: { multipleOf: 3 } }, '9007199254740993')).toBe(false)
    // Of 17 digits, only some scales are those of a double.
    for (const text of ['26595.162006826196e12', '26595162006826196', '0.26595162006826196e17']) {
      expect(takes({ minimum: 1, anyOf: [{ multipleOf: 7 }, { multipleOf: 3 }] }, text), text).toBe(true)
    }
    expect(takes({ multipleOf: 1 }, '1e21')).toBe(true)
    expect(takes({ multipleOf: 3 }, '1e21')).toBe(false)
  })

  it('are decided for many multiples and bounds at once', () => {
    const any = (...of: number[]) => ({ anyOf: of.map((n) => ({ multipleOf: n })) })
    const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    const sieve = (maximum: number) => ({ type: 'integer', minimum: 2, maximum, not: any(...primes) })
    expect(() => compileJsonSchema(sieve(30))).toThrow('No value')
    expect(takes(sieve(31), '31')).toBe(true)
    expect(takes(sieve(31), '30')).toBe(false)
    const far = { type: 'number', allOf: [any(1_000_003, 7.5), any(999_983, 2.125), any(19)], exclusiveMinimum: 0 }
    expect(takes(far, String(1_000_003 * 999_983 * 19))).toBe(true)
    expect(takes(far, '4845')).toBe(true)
    expect(takes(far, '4846')).toBe(false)
    const none = {
      type: 'number',
      allOf: [any(1_000_003), any(999_983), any(19.5)],
      exclusiveMinimum: 0,
      maximum: 1e12,
    }
    expect(() => compileJsonSchema(none)).toThrow('No value')
    const odd = { type: 'integer', minimum: 2 ** 53, maximum: 2 ** 53 + 1000, multipleOf: 7, not: { multipleOf: 2 } }
    expect(() => compileJsonSchema(odd)).toThrow('No value')
  })

  it('are accepted iff valid, in every spelling of a decimal that a double is written as', () => {
    let yes = 0
    let no = 0
    let short = 0
    fc.assert(
      fc.property(literals(3), fc.array(respelled, { minLength: 12, maxLength: 12 }), (ls, texts) => {
        const theory = new NumberTheory()
        const start = begin(theory, ls)
        for (const text of texts) {
          const ok = accepts(theory, start, text)
          const valid = holds(ls, text)
          if (ok && !valid) expect.fail(`${JSON.stringify(ls)} accepted ${text}`)
          if (!isNumericText(text) || !isCanonicalValue(text)) {
            short++
            continue
          }
          if (ok !== valid) expect.fail(`${JSON.stringify(ls)} on ${text}: expected ${valid}`)
          if (ok) yes++
          else no++
        }
      }),
      { numRuns: 1_500, seed: 11 },
    )
    expect(Math.min(yes, no)).toBeGreaterThan(1_500)
    expect(short).toBeLessThan(yes)
  })

  it('can always be completed, and are valid then', () => {
    const bytes = Array.from('0123456789-+.eE', (ch) => ch.charCodeAt(0))
    let ended = 0
    let undecided = 0
    fc.assert(
      fc.property(
        literals(4),
        fc.constantFrom('any', 'tidy', 'whole'),
        fc.infiniteStream(fc.nat(1_000_000)),
        (ls, spelling, stream) => {
          let unproven = 0
          const theory = new NumberTheory(() => unproven++)
          const dice = stream[Symbol.iterator]()
          const roll = (n: number) => (dice.next().value as number) % n
          let walk = begin(theory, ls)
          if (spelling !== 'any') walk.lex = theory.tidy(walk.lex, spelling === 'whole')
          const alive = (w: Walk) => w.lex !== 0 && theory.satisfiable(w.lex, w.positive, w.negative)
          if (!alive(walk)) return
          let text = ''
          const turn = roll(30)
          while (text.length < 400) {
            const here = accepts(theory, walk, '')
            const length = theory.shortest(walk.lex, walk.positive, walk.negative)
            if ((length === 0) !== here) expect.fail(`${JSON.stringify(ls)} ${text}: minimum ${length}`)
            if (here) {
              if (!holds(ls, text)) expect.fail(`${JSON.stringify(ls)} accepted ${text}`)
              if (spelling === 'any' && !isNumericText(text)) expect.fail(`accepted ${text}`)
              const again = JSON.stringify(JSON.parse(text))
              if (
                !(spelling === 'whole' && again.includes('.')) &&
                !accepts(theory, whole(theory, ls, spelling), again)
              ) {
                expect.fail(`${JSON.stringify(ls)} ${spelling} accepted ${text} and not ${again}`)
              }
              if (text.length >= turn || roll(12) === 0) {
                ended++
                if (unproven > 0) undecided++
                return
              }
            }
            let next = bytes
              .map((b) => [String.fromCharCode(b), advance(theory, walk, String.fromCharCode(b))] as const)
              .filter(([, to]) => alive(to))
            if (next.length === 0) {
              if (unproven > 0) undecided++
              if (!here && unproven === 0) expect.fail(`${JSON.stringify(ls)} ${spelling} is stuck after ${text}`)
              return
            }
            if (text.length >= turn && unproven === 0) {
              // Home on a shortest way.
              next = next.filter(([, to]) => theory.shortest(to.lex, to.positive, to.negative) < length)
              if (next.length === 0)
                expect.fail(`${JSON.stringify(ls)} ${spelling} ${text}: no byte comes closer (${length})`)
            }
            const [ch, to] = next[roll(next.length)]!
            text += ch
            walk = to
          }
        },
      ),
      { numRuns: 400, seed: 12 },
    )
    expect(ended).toBeGreaterThan(150)
    expect(undecided).toBe(0)
  })
})

function whole(theory: NumberTheory, ls: Literal[], spelling: string): Walk {
  const walk = begin(theory, ls)
  if (spelling !== 'any') walk.lex = theory.tidy(walk.lex, spelling === 'whole')
  return walk
}
