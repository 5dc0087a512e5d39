import { describe, expect, it } from 'vitest'
import { type Constraint, compileRegex, DEAD, run, structuralTags, thinking } from '../../src/automaton/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { disagreement, finish, randomCase, randomOf, Texts } from './languages.js'

const encoder = new TextEncoder()
const accepts = (constraint: Constraint, text: string): boolean =>
  constraint.canEnd(run(constraint, constraint.start, encoder.encode(text)))
const isLive = (constraint: Constraint, text: string): boolean =>
  run(constraint, constraint.start, encoder.encode(text)) !== DEAD

describe('structural tags', () => {
  it('agree with their definition on all short texts', () => {
    const texts = new Texts('abc', 6)
    const random = randomOf(31)
    const decided = { count: 0 }
    for (let cases = 0; cases < 80; ) {
      const trigger = 'abc'[random(3)]! + (random(2) ? 'abc'[random(3)]! : '')
      const parts = Array.from({ length: 1 + random(2) }, () => ({
        rest: random(2) ? '' : 'abc'[random(3)]!,
        end: random(2) ? '' : 'abc'[random(3)]!,
        content: randomCase(texts, random, 1 + random(2)),
      }))
      if (parts.some((part) => !part.content)) continue
      cases++
      const atLeastOne = random(2) === 0
      const stopAfterFirst = random(2) === 0
      const constraint = structuralTags({
        tags: parts.map(({ rest, end, content }) => ({ begin: trigger + rest, content: content!.constraint, end })),
        triggers: [trigger],
        atLeastOne,
        stopAfterFirst,
      })
      const is = (word: string) => texts.language((text) => text === word)
      const before = texts.language(
        (text) => text.indexOf(trigger) === text.length - trigger.length && text.includes(trigger),
      )
      const after = parts
        .map(({ rest, end, content }) => texts.concat(is(rest), texts.concat(content!.language, is(end))))
        .reduce((a, b) => texts.either(a, b) as Uint8Array<ArrayBuffer>)
      const free = texts.language((text) => !text.includes(trigger))
      const round = texts.concat(before, after)
      const tagged = stopAfterFirst ? round : texts.concat(texts.power(round, 1, Infinity), free)
      const language = atLeastOne ? tagged : texts.either(tagged, free)
      const name = JSON.stringify([
        trigger,
        parts.map((p) => [p.rest, p.end, p.content!.name]),
        atLeastOne,
        stopAfterFirst,
      ])
      const fault = disagreement(texts, { constraint, language, name }, decided)
      if (fault) expect.fail(`${name}\n${fault}`)
    }
    expect(decided.count).toBeGreaterThan(50_000)
  })

  it('hold tools between prose to their schemas', () => {
    const schema = (name: string) =>
      compileJsonSchema({
        type: 'object',
        properties: { [name]: { type: 'integer' } },
        required: [name],
        additionalProperties: false,
      })
    const constraint = structuralTags({
      tags: ['get', 'set'].map((name) => ({ begin: `<function=${name}>`, content: schema(name), end: '</function>' })),
      triggers: ['<function='],
      atLeastOne: true,
    })
    expect(accepts(constraint, 'Né: <function=get>{"get":1}</function> 日<function=set>{"set":2}</function>')).toBe(
      true,
    )
    expect(accepts(constraint, 'no call')).toBe(false)
    expect(isLive(constraint, '<function=g')).toBe(true)
    expect(isLive(constraint, '<function=h')).toBe(false)
    expect(isLive(constraint, '<function=get>{"s')).toBe(false)
  })

  it('refuse triggers that decide nothing', () => {
    const tags = [{ begin: '<a>', content: 'x', end: '</a>' }]
    expect(() => structuralTags({ tags, triggers: ['<b'] })).toThrow(/has none for "<a>"/)
    expect(() => structuralTags({ tags, triggers: ['<a', '<a>'] })).toThrow(/"<a" and "<a>"/)
    expect(() => structuralTags({ tags, triggers: ['<a', '<b'] })).toThrow(/with which no tag begins/)
    expect(() => structuralTags({ tags: [] })).toThrow(/empty list/)
    expect(() => structuralTags({ tags, trigger: [] } as never)).toThrow(/Did you mean 'triggers'/)
  })
})

describe('thinking', () => {
  it('agrees with its definition on all short texts', () => {
    const texts = new Texts('ab\xc3\xa9', 6)
    const decoder = new TextDecoder('utf-8', { fatal: true })
    const decode = (text: string): string | undefined => {
      try {
        return decoder.decode(Uint8Array.from(text, (c) => c.charCodeAt(0)))
      } catch {
        return undefined
      }
    }
    const decided = { count: 0 }
    for (const end of ['a', 'ab', 'aab', 'aba', 'é', 'aé', 'éa']) {
      for (const max of [0, 1, 2, 3]) {
        for (const begin of ['', 'b']) {
          const language = texts.language((bytes) => {
            const text = decode(bytes)
            if (!text?.startsWith(begin) || !text.endsWith('b')) return false
            const at = text.indexOf(end, begin.length)
            return (
              at >= 0 &&
              at + end.length === text.length - 1 &&
              Array.from(text).length <= begin.length + max + end.length + 1
            )
          })
          const constraint = thinking({ begin, end, maxCodePoints: max, answer: 'b' })
          const fault = disagreement(texts, { constraint, language, name: '' }, decided)
          if (fault) expect.fail(`${begin} ${end} ${max} ${fault}`)
        }
      }
    }
    expect(decided.count).toBeGreaterThan(200_000)
  })

  it('leaves room for the end and goes on with the answer', () => {
    const answer = compileJsonSchema({ type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] })
    const constraint = thinking({ maxCodePoints: 20, answer })
    expect(accepts(constraint, '<think>short</think>{"a":1}')).toBe(true)
    expect(accepts(constraint, '<think></think>{"a":1}')).toBe(true)
    expect(isLive(constraint, `<think>${'x'.repeat(20)}</thi`)).toBe(true)
    expect(isLive(constraint, `<think>${'x'.repeat(20)}x`)).toBe(false)
    expect(isLive(constraint, `<think>${'x'.repeat(20)}<<`)).toBe(false)
    expect(finish(constraint, run(constraint, constraint.start, encoder.encode('<think>é')))).toBe('</think>{"a":0}')
    expect(isLive(constraint, '{"a"')).toBe(false)
  })

  it('carries its budgets for the decode loop', () => {
    const constraint = thinking({ budgetTokens: 40, answer: compileRegex('[0-9]+') })
    expect(constraint.budgets.map((part) => part.maxTokens)).toEqual([40, Infinity])
    expect(accepts(constraint.budgets[0]!.constraint, '<think>hm</think>')).toBe(true)
  })

  it('refuses budgets that are none', () => {
    expect(() => thinking({ answer: 'x', maxCodePoints: -1 })).toThrow(/'maxCodePoints'/)
    expect(() => thinking({ answer: 'x', budgetTokens: 0 })).toThrow(/'budgetTokens'/)
    expect(() => thinking({ answer: 'x', end: '' })).toThrow(/empty text/)
    expect(() => thinking({ answer: 'x', maxTokens: 3 } as never)).toThrow(/Unknown option 'maxTokens'/)
  })
})
