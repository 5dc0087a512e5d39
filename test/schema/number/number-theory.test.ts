import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NumberTheory, parseDecimal } from '../../../src/schema/number/index.js'
import { accepts, advance, answer, begin, holds, isNumericText, type Literal, type Question } from './oracle.js'

const bounds = [
  '0',
  '1',
  '-1',
  '5',
  '10',
  '12',
  '-12',
  '0.5',
  '0.05',
  '1.5',
  '-0.25',
  '99',
  '100',
  '101.01',
  '2.25',
  '-3.3',
  '20',
  '1e21',
  '2.5e22',
  '-1e21',
  '1e-7',
  '2.5e-7',
  '-1.2e-9',
]
const moduli = [
  '1',
  '2',
  '3',
  '5',
  '7',
  '10',
  '0.5',
  '0.1',
  '0.25',
  '0.01',
  '1.5',
  '12',
  '0.3',
  '1e-8',
  '1e21',
  '25',
  '0.75',
]

const question: fc.Arbitrary<Question> = fc.oneof(
  fc.record({ kind: fc.constant('atLeast' as const), value: fc.constantFrom(...bounds) }),
  fc.record({ kind: fc.constant('above' as const), value: fc.constantFrom(...bounds) }),
  fc.constant({ kind: 'integer' as const }),
  fc.record({ kind: fc.constant('multipleOf' as const), value: fc.constantFrom(...moduli) }),
  fc.record({
    kind: fc.constant('oneOf' as const),
    values: fc.array(fc.constantFrom(...bounds, '2', '3', '7', '55', '0.125'), { minLength: 1, maxLength: 5 }),
  }),
)
const literals: fc.Arbitrary<Literal[]> = fc.array(fc.record({ question, positive: fc.boolean() }), {
  minLength: 1,
  maxLength: 4,
})

/** All texts of the numeric language up to a length over some bytes. */
function texts(alphabet: string, longest: number): string[] {
  const theory = new NumberTheory()
  const result: string[] = []
  let level: [string, number][] = [['', theory.lexStart]]
  for (let n = 0; n <= longest; n++) {
    const next: [string, number][] = []
    for (const [text, lex] of level) {
      if (theory.lexComplete(lex)) result.push(text)
      for (const ch of alphabet) {
        const to = theory.lexStep(lex, ch.charCodeAt(0))
        if (to !== 0) next.push([text + ch, to])
      }
    }
    level = next
  }
  return result
}

describe('the lexical automaton', () => {
  it('accepts exactly the described texts, constrained', () => {
    const theory = new NumberTheory()
    const alphabet = '01279.-+e'
    let level: [string, number][] = [['', theory.lexStart]]
    let checked = 0
    const visit = (text: string, lex: number) => {
      checked++
      expect(lex !== 0 && theory.lexComplete(lex), text).toBe(isNumericText(text))
    }
    for (let n = 0; n < 6; n++) {
      const next: [string, number][] = []
      for (const [text, lex] of level) {
        for (const ch of alphabet) {
          const to = theory.lexStep(lex, ch.charCodeAt(0))
          visit(text + ch, to)
          if (to !== 0) next.push([text + ch, to])
        }
      }
      level = next
    }
    expect(checked).toBeGreaterThan(20_000)
  })

  it('agrees with the description on long texts and at the edges of the range', () => {
    const theory = new NumberTheory()
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 24 })
    const exponent = fc.constantFrom(
      '',
      '',
      'e+21',
      'e21',
      'e+20',
      'e-6',
      'e-7',
      'e+307',
      'e+308',
      'e+309',
      'e-323',
      'e-324',
      'e-325',
      'E+99',
    )
    fc.assert(
      fc.property(fc.constantFrom('', '-'), digits, fc.option(digits), exponent, (sign, whole, fraction, e) => {
        const text = `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${e}`
        const walk = advance(theory, { lex: theory.lexStart, positive: [], negative: [] }, text)
        expect(walk.lex !== 0 && theory.lexComplete(walk.lex), text).toBe(isNumericText(text))
      }),
      { numRuns: 20_000, seed: 1 },
    )
    for (const [text, ok] of [
      ['1.7976931348623157e+308', true],
      ['1.7976931348623158e+308', false],
      ['1.797693134862315e+308', true],
      ['1e+308', true],
      ['2e+308', false],
      ['5e-324', true],
      ['2e-324', false],
      ['9'.repeat(308), true],
      ['9'.repeat(309), false],
    ] as const) {
      const walk = advance(theory, { lex: theory.lexStart, positive: [], negative: [] }, text)
      expect(walk.lex !== 0 && theory.lexComplete(walk.lex), text).toBe(ok)
    }
  })

  it('accepts any finite JSON number without constraints', () => {
    const theory = new NumberTheory()
    const ok = (text: string) => accepts(theory, { lex: theory.lexFree, positive: [], negative: [] }, text)
    for (const text of [
      '0',
      '-0',
      '1e2',
      '1E+2',
      '1.50',
      '0.0000000000000000000000000000001',
      '12e306',
      '1e-999',
      '1.7976931348623157e308',
      '1e05',
      '1e0001',
    ]) {
      expect(ok(text), text).toBe(true)
    }
    for (const text of [
      '',
      '-',
      '01',
      '1.',
      '.5',
      '+1',
      '1e',
      '1e+',
      '1e309',
      '12e308',
      '1.8e308',
      '1e400',
      '1e00001',
    ]) {
      expect(ok(text), text).toBe(false)
    }
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => ok(JSON.stringify(x))),
      { numRuns: 5_000, seed: 2 },
    )
  })
})

describe('number atoms', () => {
  it('answer as a validator does, on every text up to six bytes', () => {
    const theory = new NumberTheory()
    const sample = [...texts('0125.-', 6), ...texts('379.-', 5), ...texts('125.-+e', 6)]
    const questions: Question[] = [
      { kind: 'integer' },
      ...bounds.flatMap((value): Question[] => [
        { kind: 'atLeast', value },
        { kind: 'above', value },
      ]),
      ...moduli.map((value): Question => ({ kind: 'multipleOf', value })),
      { kind: 'oneOf', values: ['0', '12', '12.5', '12.05', '-2', '0.25'] },
      { kind: 'oneOf', values: ['1e21', '1', '1.5', '1e-7', '-2.5e22'] },
    ]
    let decisions = 0
    for (const q of questions) {
      const walk = begin(theory, [{ question: q, positive: true }])
      for (const text of sample) {
        decisions++
        if (accepts(theory, walk, text) !== answer(q, text)) {
          expect.fail(`${JSON.stringify(q)} on ${text}: expected ${answer(q, text)}`)
        }
      }
    }
    expect(decisions).toBeGreaterThan(300_000)
  })

  it('are satisfiable exactly if some continuation holds', () => {
    const alphabet = '0125.-'
    const sample = texts(alphabet, 5)
    const prefixes = [
      '',
      '-',
      '1',
      '-1',
      '12',
      '1.',
      '0.',
      '-0',
      '0.2',
      '10',
      '25',
      '-2.5',
      '1.05',
      '5e',
      '5e+',
      '1e-',
      '55',
    ]
    let yes = 0
    let no = 0
    fc.assert(
      fc.property(literals, fc.constantFrom(...prefixes), (ls, prefix) => {
        const theory = new NumberTheory()
        const walk = advance(theory, begin(theory, ls), prefix)
        const answered = theory.satisfiable(walk.lex, walk.positive, walk.negative)
        const witness = theory.witness(walk.lex, walk.positive, walk.negative)
        const length = theory.shortest(walk.lex, walk.positive, walk.negative)
        expect(witness !== undefined).toBe(answered)
        if (witness !== undefined) {
          yes++
          expect(length).toBe(witness.length)
          expect(holds(ls, prefix + witness), `${JSON.stringify(ls)} ${prefix}|${witness}`).toBe(true)
        } else {
          no++
          expect(length).toBe(Number.POSITIVE_INFINITY)
        }
        for (const text of sample) {
          if (text.startsWith(prefix) && text.length - prefix.length < length && holds(ls, text)) {
            expect.fail(`${JSON.stringify(ls)}: ${text} is shorter than ${prefix}|${witness}`)
          }
        }
      }),
      { numRuns: 1_500, seed: 3 },
    )
    expect(yes).toBeGreaterThan(200)
    expect(no).toBeGreaterThan(200)
  })

  it('accept the text JSON.stringify writes for a double iff the double is valid', () => {
    const bits = fc.tuple(fc.integer(), fc.integer()).map(([high, low]) => {
      const view = new DataView(new ArrayBuffer(8))
      view.setInt32(0, high)
      view.setInt32(4, low)
      return view.getFloat64(0)
    })
    const plain = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: 0, max: 12 })).map(([n, d]) => n / 10 ** d)
    const sums = fc
      .tuple(fc.integer({ max: 1000, min: -1000 }), fc.integer({ max: 1000, min: -1000 }))
      .map(([a, b]) => a * 0.1 + b * 0.01)
    const double = fc.oneof(bits, plain, sums, fc.integer()).filter(Number.isFinite)
    let checked = 0
    fc.assert(
      fc.property(literals, fc.array(double, { minLength: 20, maxLength: 20 }), (ls, xs) => {
        const theory = new NumberTheory()
        const start = begin(theory, ls)
        for (const x of xs) {
          const text = JSON.stringify(x)
          checked++
          const valid = holds(ls, text)
          const ok = accepts(theory, start, text)
          if (ok !== valid) expect.fail(`${JSON.stringify(ls)} on ${text}: expected ${valid}`)
        }
      }),
      { numRuns: 3_000, seed: 4 },
    )
    expect(checked).toBe(60_000)
  })

  it('never lead a random writer into a dead end, and what it writes holds', () => {
    const bytes = Array.from('0123456789-+.eE', (ch) => ch.charCodeAt(0))
    let walks = 0
    let ended = 0
    fc.assert(
      fc.property(literals, fc.infiniteStream(fc.nat(1_000_000)), (ls, stream) => {
        const theory = new NumberTheory()
        const dice = stream[Symbol.iterator]()
        const roll = (n: number) => (dice.next().value as number) % n
        let walk = begin(theory, ls)
        if (!theory.satisfiable(walk.lex, walk.positive, walk.negative)) return
        walks++
        for (let text = ''; text.length < 60; ) {
          const complete = theory.lexComplete(walk.lex)
          const here =
            complete &&
            walk.positive.every((a) => theory.value(a, walk.lex)) &&
            !walk.negative.some((a) => theory.value(a, walk.lex))
          if (here && !holds(ls, text)) expect.fail(`${JSON.stringify(ls)} accepted ${text}`)
          if (here && roll(6) === 0) {
            ended++
            return
          }
          const next = bytes
            .map((b) => [String.fromCharCode(b), advance(theory, walk, String.fromCharCode(b))] as const)
            .filter(([, to]) => to.lex !== 0 && theory.satisfiable(to.lex, to.positive, to.negative))
          if (next.length === 0) {
            if (!here) expect.fail(`${JSON.stringify(ls)} is stuck after ${text}`)
            return
          }
          const [ch, to] = next[roll(next.length)]!
          text += ch
          walk = to
        }
      }),
      { numRuns: 900, seed: 6 },
    )
    expect(walks).toBeGreaterThan(400)
    expect(ended).toBeGreaterThan(200)
  })

  it('need few states for the bounds of a safe integer, and find large multiples by arithmetic', () => {
    const theory = new NumberTheory()
    const positive = [theory.integer(), theory.atLeast(parseDecimal('-9007199254740991'))]
    const negative = [theory.above(parseDecimal('9007199254740991'))]
    const at = (text: string) => advance(theory, { lex: theory.lexFor(positive, negative), positive, negative }, text)
    for (let n = 0; n < 3_000; n++) at(String(n * 1_234_567_891))
    expect(theory.stats.atoms).toBeLessThan(120)
    const ends = (text: string) => {
      const { lex, positive: p, negative: q } = at(text)
      return theory.satisfiable(lex, p, q) ? theory.shortest(lex, p, q) : -1
    }
    expect(ends('9007199254740991')).toBe(0)
    expect(ends('9007199254740992')).toBe(-1)
    expect(ends('-9007199254740991')).toBe(0)
    expect(ends('90071992547409910')).toBe(3)
    expect(ends('90071992547409925')).toBe(-1)

    const multiple = theory.multipleOf(parseDecimal('1000003'))
    const high = theory.above(parseDecimal('3000008'))
    const from = (text: string) =>
      advance(theory, { lex: theory.lexFor([multiple], [high]), positive: [multiple], negative: [high] }, text)
    const finish = (text: string) => {
      const { lex, positive: p, negative: q } = from(text)
      return theory.witness(lex, p, q)
    }
    expect(finish('30')).toBeUndefined()
    expect(finish('20')).toBe('00006')
    expect(finish('1')).toBe('000003')
    expect(finish('-123')).toBe('000369')
  })

  it('keep an enumeration of ten thousand numbers cheap', () => {
    const theory = new NumberTheory()
    const values = Array.from({ length: 10_000 }, (_, i) => String(i * 37 - 5_000))
    const set = theory.oneOf(values.map(parseDecimal))
    const member = new Set(values)
    for (let n = -6_000; n < 20_000; n++) {
      const walk = { lex: theory.lexStart, positive: [set], negative: [] }
      expect(accepts(theory, walk, String(n))).toBe(member.has(String(n)))
    }
    expect(accepts(theory, { lex: theory.lexStart, positive: [set], negative: [] }, '-5000.0')).toBe(true)
    expect(theory.stats.atoms).toBeLessThan(2_000)
  })

  it('leave out the texts that a double rounds across a bound, a value or an integer', () => {
    const near = (ls: Literal[], text: string) => {
      const theory = new NumberTheory()
      return accepts(theory, begin(theory, ls), text)
    }
    const not = (question: Question): Literal[] => [{ question, positive: false }]
    expect(near(not({ kind: 'oneOf', values: ['0.3'] }), '0.29999999999999999')).toBe(false)
    expect(near(not({ kind: 'oneOf', values: ['0.3'] }), '0.2999999999999999')).toBe(true)
    expect(near(not({ kind: 'oneOf', values: ['0.3'] }), '0.30000000000000004')).toBe(true)
    expect(near(not({ kind: 'integer' }), '25043250025031415240.3')).toBe(false)
    expect(near(not({ kind: 'integer' }), '4.9999999999999999')).toBe(false)
    expect(near(not({ kind: 'integer' }), '4.999999999999999')).toBe(true)
    expect(near(not({ kind: 'atLeast', value: '5' }), '4.9999999999999999')).toBe(false)
    expect(near(not({ kind: 'atLeast', value: '5' }), '4.999999999999999')).toBe(true)
    expect(near([{ question: { kind: 'above', value: '5' }, positive: true }], '5.0000000000000001')).toBe(false)
    expect(near([{ question: { kind: 'multipleOf', value: '3' }, positive: true }], '9007199254740993')).toBe(false)
    expect(near([{ question: { kind: 'multipleOf', value: '3' }, positive: true }], '9007199254740990')).toBe(true)
  })

  it('are sound on texts of 14 to 20 digits close to what is asked', () => {
    const base = fc.constantFrom(
      '5',
      '0.3',
      '12',
      '2.25',
      '9007199254740992',
      '4503599627370496',
      '1e21',
      '1e-7',
      '123456789.5',
      '0.1',
    )
    const nudge = fc.record({ digits: fc.integer({ min: 14, max: 18 }), step: fc.integer({ min: -12, max: 12 }) })
    let accepted = 0
    fc.assert(
      fc.property(
        base,
        literals,
        fc.constantFrom<Question['kind']>('atLeast', 'above', 'integer', 'multipleOf', 'oneOf'),
        fc.boolean(),
        fc.array(nudge, { minLength: 10, maxLength: 10 }),
        (value, more, kind, positive, nudges) => {
          const q = (
            kind === 'oneOf' ? { kind, values: [value] } : kind === 'integer' ? { kind } : { kind, value }
          ) as Question
          const ls = [{ question: q, positive }, ...more.slice(0, 1)]
          const theory = new NumberTheory()
          const start = begin(theory, ls)
          for (const { digits, step } of nudges) {
            const text = nudged(value, digits, step)
            if (!accepts(theory, start, text)) continue
            accepted++
            if (!holds(ls, text)) expect.fail(`${JSON.stringify(ls)} accepted ${text} = ${Number(text)}`)
          }
        },
      ),
      { numRuns: 8_000, seed: 5 },
    )
    expect(accepted).toBeGreaterThan(5_000)
  })
})

/** `value` plus `step` units in the given significant digit, spelled plainly or as JSON.stringify would. */
function nudged(value: string, digits: number, step: number): string {
  const { mantissa, exponent } = parseDecimal(value)
  const pad = digits - String(mantissa).length
  const n = String(mantissa * 10n ** BigInt(Math.max(pad, 0)) + BigInt(step))
  const x = exponent - Math.max(pad, 0)
  const point = n.length + x
  if (point > 21 || point < -5) {
    const rest = n.slice(1).replace(/0+$/, '')
    return `${n[0]}${rest ? `.${rest}` : ''}e${point > 0 ? '+' : '-'}${Math.abs(point - 1)}`
  }
  if (x >= 0) return n + '0'.repeat(x)
  return point > 0 ? `${n.slice(0, point)}.${n.slice(point)}` : `0.${'0'.repeat(-point)}${n}`
}
