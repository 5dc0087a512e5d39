import { describe, expect, it } from 'vitest'
import {
  type Constraint,
  choice,
  DEAD,
  intersection,
  literal,
  optional,
  repeat,
  run,
  type State,
  sequence,
  union,
  words,
} from '../../src/automaton/index.js'
import { disagreement, finish, randomCase, randomDfa, randomOf, Texts } from './languages.js'

const encoder = new TextEncoder()
const accepts = (constraint: Constraint, text: string): boolean =>
  constraint.canEnd(run(constraint, constraint.start, encoder.encode(text)))

describe('combinations agree with set semantics', () => {
  it('on all short texts of random combinations, with exact liveness and exact shortest completions', () => {
    const texts = new Texts('abc', 6)
    const random = randomOf(7)
    const decided = { count: 0 }
    let cases = 0
    while (cases < 300) {
      const found = randomCase(texts, random, 1 + random(3))
      if (!found) continue
      cases++
      const fault = disagreement(texts, found, decided)
      if (fault) expect.fail(`${found.name}\n${fault}`)
    }
    expect(decided.count).toBeGreaterThan(300_000)
  })

  it('on longer texts over two letters', () => {
    const texts = new Texts('ab', 9)
    const random = randomOf(8)
    const decided = { count: 0 }
    for (let cases = 0; cases < 120; ) {
      const found = randomCase(texts, random, 1 + random(4))
      if (!found) continue
      cases++
      const fault = disagreement(texts, found, decided)
      if (fault) expect.fail(`${found.name}\n${fault}`)
    }
    expect(decided.count).toBeGreaterThan(100_000)
  })

  it('for products of three and more random automata', () => {
    const texts = new Texts('abc', 6)
    const random = randomOf(9)
    const decided = { count: 0 }
    let empty = 0
    for (let cases = 0; cases < 200; cases++) {
      const parts = Array.from({ length: 3 + random(2) }, () => {
        for (;;) {
          const part = randomDfa(texts, random)
          if (part) return part
        }
      })
      const language = parts.map((part) => part.language).reduce((a, b) => texts.both(a, b))
      let constraint: Constraint
      try {
        constraint = intersection(...parts.map((part) => part.constraint))
      } catch (error) {
        expect(error).toMatchObject({ code: 'empty-language' })
        expect(language.includes(1)).toBe(false)
        empty++
        continue
      }
      const name = parts.map((part) => part.name).join('\n')
      const fault = disagreement(texts, { constraint, language, name }, decided)
      if (fault) expect.fail(`${name}\n${fault}`)
    }
    expect(empty).toBeGreaterThan(10)
    expect(decided.count).toBeGreaterThan(50_000)
  })

  it('and every live state met on a random walk leads to a word, nearer with some byte', () => {
    const texts = new Texts('abc', 3)
    const random = randomOf(10)
    for (let cases = 0; cases < 150; ) {
      const found = randomCase(texts, random, 1 + random(4))
      if (!found) continue
      cases++
      const { constraint } = found
      let state: State = constraint.start
      let text = ''
      for (let n = 0; n < 30; n++) {
        const rest = finish(constraint, state)
        expect(rest, found.name).toBeDefined()
        expect(accepts(constraint, text + rest), `${found.name} ${text} ${rest}`).toBe(true)
        const letters = [...'abcd'].filter((letter) => constraint.step(state, letter.charCodeAt(0)) !== DEAD)
        if (letters.length === 0) break
        const letter = letters[random(letters.length)]!
        text += letter
        state = constraint.step(state, letter.charCodeAt(0))
      }
    }
  })
})

describe('combinators', () => {
  it('take texts and regular expressions as parts', () => {
    const constraint = sequence('Answer: ', /[0-9]+/, optional('.'))
    expect(accepts(constraint, 'Answer: 42.')).toBe(true)
    expect(accepts(constraint, 'Answer: 42')).toBe(true)
    expect(accepts(constraint, 'Answer: .')).toBe(false)
    expect(constraint.minBytesToEnd(constraint.start)).toBe(9)
  })

  it('of no parts are the empty text, or refused', () => {
    const nothing = sequence()
    expect(nothing.canEnd(nothing.start)).toBe(true)
    expect(() => union()).toThrow(/at least one/)
    expect(() => choice([])).toThrow(/at least one/)
    expect(() => words([])).toThrow(/at least one/)
    expect(() => intersection([])).toThrow(/at least one/)
  })

  it('refuse what is no part, unknown options, bad bounds and texts that are not Unicode', () => {
    expect(() => sequence({} as Constraint)).toThrow(/not a constraint/)
    expect(() => repeat('a', { mim: 2 } as object)).toThrow(/Unknown option 'mim'/)
    expect(() => sequence(['a'], { limits: { state: 1 } } as object)).toThrow(/Unknown option 'state'/)
    expect(() => sequence(['a', 'b'], { limits: { states: 0 } })).toThrow(/'states'/)
    expect(() => repeat('a', { min: 3, max: 2 })).toThrow(/'max'/)
    expect(() => repeat('a', { min: -1 })).toThrow(/'min'/)
    expect(() => literal('\ud800')).toThrow(/well-formed/)
  })

  it('refuse an intersection that accepts nothing', () => {
    expect(() => intersection(/a+/, /b+/)).toThrowError(expect.objectContaining({ code: 'empty-language' }))
    expect(() => intersection(/a*b/, /(?:aa)*b/, /(?:aaa)*b/, 'aab')).toThrowError(
      expect.objectContaining({ code: 'empty-language' }),
    )
  })

  it('know a word of an intersection that is far away', () => {
    const constraint = intersection(/(?:a{7})*b/, /(?:a{11})*b/, /a+b/)
    expect(constraint.minBytesToEnd(constraint.start)).toBe(78)
    expect(constraint.minBytesToEnd(run(constraint, constraint.start, encoder.encode('a'.repeat(78))))).toBe(77)
  })

  it('keep large counts as numbers', () => {
    const constraint = repeat(/[a-z]{2}/, { min: 10_000, max: 20_000 })
    expect(constraint.minBytesToEnd(constraint.start)).toBe(20_000)
    expect(accepts(constraint, 'ab'.repeat(10_000))).toBe(true)
    expect(accepts(constraint, 'ab'.repeat(20_001))).toBe(false)
  })

  it('stop at their limits with a typed error', () => {
    const ways = repeat(/a|aa/, { min: 400, max: 500, limits: { alternatives: 20 } })
    expect(() => run(ways, ways.start, encoder.encode('a'.repeat(100)))).toThrowError(
      expect.objectContaining({ code: 'limit-alternatives', limit: 'alternatives', value: 20 }),
    )
    const states = sequence(['x', /[ab]*a[ab]{10}/], { limits: { states: 10 } })
    expect(() => run(states, states.start, encoder.encode(`x${'aababbbaab'.repeat(20)}`))).toThrowError(
      expect.objectContaining({ code: 'limit-states', limit: 'states' }),
    )
    expect(() => intersection([/(?:a{101})*b/, /a(?:a{103})*b/], { limits: { search: 100 } })).toThrowError(
      expect.objectContaining({ code: 'limit-search', limit: 'search' }),
    )
  })
})
