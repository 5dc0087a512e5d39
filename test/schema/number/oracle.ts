/** The slow, plainly right twin of the number theory: every question answered from the whole text. */
import { compareDecimals, isMultiple } from '../../../src/schema/number/decimal.js'
import { type Atom, type Decimal, type NumberTheory, parseDecimal } from '../../../src/schema/number/index.js'

export type Question =
  | { kind: 'atLeast'; value: string }
  | { kind: 'above'; value: string }
  | { kind: 'integer' }
  | { kind: 'multipleOf'; value: string }
  | { kind: 'oneOf'; values: string[] }

export interface Literal {
  question: Question
  positive: boolean
}

/** What a validator says of JSON.parse(text); multiples by exact decimals. */
export function answer(question: Question, text: string): boolean {
  const n = Number(text)
  switch (question.kind) {
    case 'atLeast':
      return n >= Number(question.value)
    case 'above':
      return n > Number(question.value)
    case 'integer':
      return Number.isInteger(n)
    case 'multipleOf':
      return isMultiple(parseDecimal(String(n)), parseDecimal(String(Number(question.value))))
    case 'oneOf':
      return question.values.some((v) => Number(v) === n)
  }
}

export function holds(literals: readonly Literal[], text: string): boolean {
  return literals.every((l) => answer(l.question, text) === l.positive)
}

export function atomOf(theory: NumberTheory, question: Question): Atom {
  switch (question.kind) {
    case 'atLeast':
      return theory.atLeast(parseDecimal(question.value))
    case 'above':
      return theory.above(parseDecimal(question.value))
    case 'integer':
      return theory.integer()
    case 'multipleOf':
      return theory.multipleOf(parseDecimal(question.value))
    case 'oneOf':
      return theory.oneOf(question.values.map(parseDecimal))
  }
}

export interface Walk {
  lex: number
  positive: Atom[]
  negative: Atom[]
}

export function begin(theory: NumberTheory, literals: readonly Literal[]): Walk {
  const positive = literals.filter((l) => l.positive).map((l) => atomOf(theory, l.question))
  const negative = literals.filter((l) => !l.positive).map((l) => atomOf(theory, l.question))
  const lex = literals.length === 0 ? theory.lexFree : theory.lexFor(positive, negative)
  return { lex, positive, negative }
}

export function advance(theory: NumberTheory, walk: Walk, text: string): Walk {
  let { lex, positive, negative } = walk
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i)
    const next = theory.lexStep(lex, byte)
    if (next === 0) return { lex: 0, positive, negative }
    positive = positive.map((a) => theory.step(a, lex, byte))
    negative = negative.map((a) => theory.step(a, lex, byte))
    lex = next
  }
  return { lex, positive, negative }
}

/** True if the text is accepted as a whole. */
export function accepts(theory: NumberTheory, walk: Walk, text: string): boolean {
  const end = advance(theory, walk, text)
  return (
    end.lex !== 0 &&
    theory.lexComplete(end.lex) &&
    end.positive.every((a) => theory.value(a, end.lex)) &&
    !end.negative.some((a) => theory.value(a, end.lex))
  )
}

/** The numeric language, from its description. */
export function isNumericText(text: string): boolean {
  const parts = /^-?(0|[1-9]\d*)(?:\.(\d+))?(?:[eE][+-]?(\d{1,4}))?$/.exec(text)
  if (!parts) return false
  const whole = parts[1]!
  const fraction = parts[2] ?? ''
  if (whole.length > 308 || fraction.length > 350) return false
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '').length
  if (significant > 17 && (parts[3] !== undefined || /[1-9]/.test(fraction))) return false
  if (significant === 0) return true
  const size = parseDecimal(text.replace(/^-/, ''))
  return (
    compareDecimals(size, parseDecimal('1.7976931348623157e308')) <= 0 &&
    compareDecimals(size, parseDecimal('5e-324')) >= 0
  )
}

export function decimals(values: readonly number[]): Decimal[] {
  return values.map((v) => parseDecimal(String(v)))
}

export { compareDecimals, parseDecimal }
