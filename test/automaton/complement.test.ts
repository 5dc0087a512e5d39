import { describe, expect, it } from 'vitest'
import {
  type Constraint,
  complement,
  DEAD,
  difference,
  freeText,
  intersection,
  literal,
  type State,
  sequence,
  substringOf,
  union,
} from '../../src/automaton/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { finish, randomCase, randomOf, Texts } from './languages.js'

/** Walks all texts; letters that are not in them may be a way to the end, so completions are only bounded. */
function compare(texts: Texts, constraint: Constraint, language: Uint8Array): string | undefined {
  const least = texts.completions(language)
  const states: State[] = [constraint.start]
  for (let i = 0; i < texts.texts.length; i++) {
    const text = JSON.stringify(texts.texts[i])
    if (i > 0) states.push(constraint.step(states[texts.before[i]!]!, texts.letters.charCodeAt(texts.last[i]!)))
    const state = states[i]!
    if (constraint.canEnd(state) !== (language[i] === 1)) return `${text}: canEnd is ${constraint.canEnd(state)}`
    const bytes = constraint.minBytesToEnd(state)
    if (bytes > least[i]!) return `${text}: ${bytes} bytes to the end, not ${least[i]}`
    if ((state === DEAD) !== (bytes === Number.POSITIVE_INFINITY)) return `${text}: ${bytes} from ${state}`
    if (state !== DEAD && i % 7 === 0 && finish(constraint, state)?.length !== bytes)
      return `${text}: no end in ${bytes}`
  }
  return undefined
}

describe('complement', () => {
  it('is every other text, and never leads where all texts are taken away', () => {
    const texts = new Texts('abc', 5)
    const random = randomOf(21)
    let cases = 0
    let empty = 0
    while (cases < 250) {
      const part = randomCase(texts, random, 3)
      if (!part) continue
      cases++
      const language = part.language.map((x) => 1 - x)
      let constraint: Constraint
      try {
        constraint = complement(part.constraint)
      } catch (error) {
        expect(error).toMatchObject({ code: 'empty-language' })
        expect(language.includes(1), part.name).toBe(false)
        empty++
        continue
      }
      const fault = compare(texts, constraint, language)
      if (fault) expect.fail(`complement(${part.name})\n${fault}`)
    }
    expect(empty).toBeLessThan(50)
  })

  it('stays within valid UTF-8', () => {
    const constraint = complement(literal('é'))
    const at = (...bytes: number[]) => bytes.reduce((state, byte) => constraint.step(state, byte), constraint.start)
    expect(constraint.canEnd(at())).toBe(true)
    expect(constraint.canEnd(at(0xc3, 0xa9))).toBe(false)
    expect(constraint.canEnd(at(0xc3, 0xa8))).toBe(true)
    expect(constraint.minBytesToEnd(at(0xc3))).toBe(1)
    expect(constraint.minBytesToEnd(at(0xc3, 0xa9))).toBe(1)
    expect(at(0xff)).toBe(DEAD)
    expect(at(0xc3, 0x41)).toBe(DEAD)
    expect(at(0xed, 0xa0)).toBe(DEAD)
  })

  it('has dead ends nowhere: what only words of the part can follow is dead', () => {
    // All texts but 'ab' and what it begins: after 'a' the rest may be anything but 'b'.
    const constraint = complement(union('', sequence('a', freeText()), 'b'))
    expect(constraint.step(constraint.start, 0x61)).toBe(DEAD)
    expect(constraint.step(constraint.start, 0x62)).not.toBe(DEAD)
    expect(() => complement(freeText())).toThrow(expect.objectContaining({ code: 'empty-language' }))
  })

  it('takes away from anything, a schema included', () => {
    const texts = new Texts('abc', 5)
    const random = randomOf(5)
    for (let cases = 0; cases < 120; ) {
      const a = randomCase(texts, random, 2)
      const b = randomCase(texts, random, 2)
      if (!a || !b) continue
      cases++
      const language = a.language.map((x, i) => x & (1 - b.language[i]!))
      let constraint: Constraint
      try {
        constraint = difference(a.constraint, b.constraint)
      } catch (error) {
        expect(error).toMatchObject({ code: 'empty-language' })
        expect(language.includes(1)).toBe(false)
        continue
      }
      const fault = compare(texts, constraint, language)
      if (fault) expect.fail(`difference(${a.name}, ${b.name})\n${fault}`)
    }
    const notSeven = difference(compileJsonSchema({ type: 'array', items: { type: 'integer' } }), /[\s\S]*7[\s\S]*/)
    let state = notSeven.start
    for (const byte of new TextEncoder().encode('[12,')) state = notSeven.step(state, byte)
    expect(notSeven.step(state, 0x37)).toBe(DEAD)
    expect(finish(notSeven, state)).toBe('0]')
  })

  it('refuses stacks by name, also behind an intersection', () => {
    const json = compileJsonSchema({ type: 'array' })
    const named = expect.objectContaining({ code: 'not-regular' })
    expect(() => complement(json)).toThrow(named)
    expect(() => complement(sequence('x', json))).toThrow(named)
    expect(() => complement(union('x', intersection(json, freeText())))).toThrow(named)
    expect(() => difference('x', json)).toThrow(named)
    expect(() => complement('x', { limit: 1 } as never)).toThrow(/Unknown option 'limit'/)
    const hard = complement(substringOf('ab'.repeat(50)), { limits: { states: 20 } })
    let state = hard.start
    expect(() => {
      for (let i = 0; i < 50; i++) state = hard.step(state, 'ab'.charCodeAt(i % 2))
    }).toThrow(expect.objectContaining({ limit: 'states' }))
  })
})
