import { describe, expect, it } from 'vitest'
import {
  type Constraint,
  compileRegex,
  DEAD,
  freeText,
  intersection,
  run,
  sequence,
  switchTo,
} from '../../src/automaton/index.js'
import { type Case, disagreement, finish, randomCase, randomOf, Texts } from './languages.js'

const encoder = new TextEncoder()
const accepts = (constraint: Constraint, text: string): boolean =>
  constraint.canEnd(run(constraint, constraint.start, encoder.encode(text)))
const isLive = (constraint: Constraint, text: string): boolean =>
  run(constraint, constraint.start, encoder.encode(text)) !== DEAD

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Letters of these texts are bytes. */
function decode(bytes: string): string | undefined {
  try {
    return decoder.decode(Uint8Array.from(bytes, (letter) => letter.charCodeAt(0)))
  } catch {
    return undefined
  }
}

function endsFirst(text: string, ends: readonly string[], forbid: readonly string[]): boolean {
  if (forbid.some((word) => text.includes(word))) return false
  const first = Math.min(...ends.map((end) => (text.includes(end) ? text.indexOf(end) + end.length : 99)))
  return first === text.length
}

describe('free text', () => {
  it('is all valid UTF-8 without what is forbidden, byte by byte', () => {
    const decided = { count: 0 }
    for (const [letters, length] of [
      ['ab\xc3\xa9\xa8', 5],
      ['a\xe2\x82\xac', 6],
      ['a\xf0\x9f\x98\x80', 5],
      ['a\xed\xa0\x80\x9f', 4],
      ['a\xe0\xa0\x80', 4],
      ['a\xf4\x8f\x90\xbf', 5],
      ['a\xc0\xc1\xf5\xff\x80', 4],
    ] as const) {
      const texts = new Texts(letters, length)
      const decoded = texts.texts.map(decode)
      for (const forbid of [[], ['a'], ['é'], ['aé', 'éa'], ['ab', 'ba', 'é€'], ['€', 'aa'], ['😀a'], ['\u07ff']]) {
        const language = Uint8Array.from(decoded, (text) =>
          text !== undefined && !forbid.some((word) => text.includes(word)) ? 1 : 0,
        )
        const fault = disagreement(texts, { constraint: freeText({ forbid }), language, name: '' }, decided)
        if (fault) expect.fail(`${forbid}: ${fault}`)
      }
    }
    expect(decided.count).toBeGreaterThan(80_000)
  })

  it('ends with the first occurrence of a text, if one is named', () => {
    const texts = new Texts('abc', 6)
    const random = randomOf(3)
    const decided = { count: 0 }
    let empty = 0
    const some = (n: number): string[] =>
      Array.from({ length: n }, () => Array.from({ length: 1 + random(3) }, () => 'abc'[random(3)]).join(''))
    for (let cases = 0; cases < 100; cases++) {
      const until = some(1 + random(3))
      const forbid = some(random(4))
      const language = texts.language((text) => endsFirst(text, until, forbid))
      const name = JSON.stringify({ until, forbid })
      let constraint: Constraint
      try {
        constraint = freeText({ until, forbid })
      } catch (error) {
        expect(error).toMatchObject({ code: 'empty-language' })
        expect(language.includes(1), name).toBe(false)
        empty++
        continue
      }
      // A letter outside the texts may be a way round what is forbidden, so only words and dead ends are compared.
      const least = texts.completions(language)
      const states = [constraint.start]
      for (let i = 0; i < texts.texts.length; i++) {
        const text = texts.texts[i]!
        if (i > 0) states.push(constraint.step(states[texts.before[i]!]!, texts.letters.charCodeAt(texts.last[i]!)))
        const state = states[i]!
        decided.count++
        if (constraint.canEnd(state) !== (language[i] === 1)) expect.fail(`${name} ${text}`)
        if (constraint.minBytesToEnd(state) > least[i]!) expect.fail(`${name} ${text} is too far from the end`)
        if (state === DEAD || text.length > 4) continue
        const rest = finish(constraint, state)!
        if (!endsFirst(text + rest, until, forbid)) expect.fail(`${name} ${text} ${rest} is no word`)
        expect(rest.length).toBe(constraint.minBytesToEnd(state))
      }
    }
    expect(empty).toBeGreaterThan(3)
    expect(decided.count).toBeGreaterThan(50_000)
  })

  it('has no dead ends inside a character whose every ending is forbidden', () => {
    const forbid = Array.from({ length: 64 }, (_, i) => String.fromCodePoint(0xc0 + i))
    const constraint = freeText({ forbid })
    expect(constraint.step(constraint.start, 0xc3)).toBe(DEAD)
    expect(constraint.step(constraint.start, 0xc2)).not.toBe(DEAD)
    const all = freeText({ forbid: forbid.slice(1) })
    const inside = all.step(all.start, 0xc3)
    expect(all.step(inside, 0x80)).not.toBe(DEAD)
    expect(all.step(inside, 0x81)).toBe(DEAD)
  })

  it('watches for ten thousand words at once', () => {
    const random = randomOf(5)
    const forbid = Array.from({ length: 10_000 }, () =>
      Array.from({ length: 4 + random(6) }, () => String.fromCharCode(97 + random(26))).join(''),
    )
    const constraint = freeText({ forbid })
    let text = ''
    while (text.length < 2000) text += String.fromCharCode(97 + random(26))
    const hit = forbid.filter((word) => text.includes(word))
    expect(accepts(constraint, text)).toBe(hit.length === 0)
    expect(accepts(constraint, `x${forbid[77]}`)).toBe(false)
    const clean = forbid.reduce((left, word) => left.replaceAll(word, ' '), text)
    expect(accepts(constraint, clean)).toBe(true)
  })

  it('refuses empty texts and unknown options', () => {
    expect(() => freeText({ forbid: [''] })).toThrow(/'forbid' names an empty text/)
    expect(() => freeText({ until: [] })).toThrow(/empty list/)
    expect(() => freeText({ util: 'x' } as object)).toThrow(/Did you mean 'until'/)
  })
})

describe('switching', () => {
  it('agrees with its definition on all short texts', () => {
    const texts = new Texts('abc', 5)
    const random = randomOf(11)
    const decided = { count: 0 }
    for (let cases = 0; cases < 120; ) {
      const begins = Array.from({ length: 1 + random(2) }, () =>
        Array.from({ length: 1 + random(2) }, () => 'abc'[random(3)]).join(''),
      )
      if (begins.some((a, i) => begins.some((b, j) => i !== j && a.includes(b)))) continue
      const forbid = random(2) ? [] : [`${'abc'[random(3)]}${'abc'[random(3)]}b`]
      if (begins.some((begin) => forbid.some((word) => begin.includes(word)))) continue
      const contents: Case[] = []
      for (const _ of begins) {
        const content = randomCase(texts, random, 1 + random(2))
        if (content) contents.push(content)
      }
      if (contents.length < begins.length) continue
      cases++
      const min = random(3)
      const max = random(2) ? Number.POSITIVE_INFINITY : min + random(2)
      const end = random(2) ? undefined : 'abc'[random(3)]!

      const round = begins.map((begin, i) => {
        const before = texts.language(
          (text) =>
            text.endsWith(begin) &&
            begins.every((other) => !text.slice(0, -1).includes(other)) &&
            forbid.every((word) => !text.includes(word)),
        )
        const after = end ? texts.language((text) => text === end) : texts.language((text) => text === '')
        return texts.concat(texts.concat(before, contents[i]!.language), after)
      })
      const rounds = texts.power(
        round.reduce((a, b) => texts.either(a, b)),
        min,
        max,
      )
      const tail = texts.language((text) => ![...begins, ...forbid].some((word) => text.includes(word)))
      const constraint = switchTo(
        begins.map((begin, i) => ({ begin, content: contents[i]!.constraint, ...(end ? { end } : {}) })),
        { min, max, forbid },
      )
      const name = `switchTo(${begins} ${contents.map((content) => content.name)} ${end}, ${min}, ${max}, ${forbid})`
      const fault = disagreement(texts, { constraint, language: texts.concat(rounds, tail), name }, decided)
      if (fault) expect.fail(`${name}\n${fault}`)
    }
    expect(decided.count).toBeGreaterThan(30_000)
  })

  it('leaves text free until a tag begins, and then holds to the constraint', () => {
    const constraint = switchTo([
      { begin: '<number>', content: /[0-9]+/, end: '</number>' },
      { begin: '<letter>', content: /[a-z]/, end: '</letter>' },
    ])
    expect(accepts(constraint, 'Nothing at all. <num> is no tag.')).toBe(true)
    expect(accepts(constraint, 'é <number>12</number> and <letter>x</letter>!')).toBe(true)
    expect(accepts(constraint, 'so <number>12')).toBe(false)
    expect(isLive(constraint, 'so <number>12')).toBe(true)
    expect(isLive(constraint, 'so <number>x')).toBe(false)
    expect(isLive(constraint, 'so <letter>xy')).toBe(false)
  })

  it('counts the switches', () => {
    const once = switchTo({ begin: '[', content: /[0-9]/, end: ']' }, { min: 1, max: 1 })
    expect(accepts(once, 'no')).toBe(false)
    expect(once.minBytesToEnd(once.start)).toBe(3)
    expect(accepts(once, 'a [1] b')).toBe(true)
    expect(isLive(once, 'a [1] [')).toBe(false)
  })

  it('refuses switches that can never happen', () => {
    expect(() =>
      switchTo([
        { begin: '<t', content: 'x' },
        { begin: '<tool>', content: 'y' },
      ]),
    ).toThrow(/never be reached/)
    expect(() => switchTo({ begin: '<tool>', content: 'x' }, { forbid: ['tool'] })).toThrow(/occurs in "<tool>"/)
    expect(() => switchTo({ begin: '', content: 'x' })).toThrow(/empty text/)
    expect(() => switchTo([])).toThrow(/empty list/)
    expect(() => switchTo({ begin: 'x', content: 'y', stop: 'z' } as never)).toThrow(/Unknown option 'stop'/)
    expect(() => switchTo({ begin: 'x', content: 'y' }, { min: 2, max: 1 })).toThrow(/'max'/)
  })

  it('combines with everything else', () => {
    const thought = sequence('<think>', freeText({ until: '</think>' }), /\s*[0-9]+/)
    const clean = intersection(thought, freeText({ forbid: ['13', 'damn'] }), compileRegex(/[\s\S]{0,60}/))
    expect(accepts(clean, '<think>well…</think> 42')).toBe(true)
    expect(isLive(clean, '<think>dam')).toBe(true)
    expect(isLive(clean, '<think>damn')).toBe(false)
    expect(isLive(clean, '<think></think>1')).toBe(true)
    expect(isLive(clean, '<think></think>13')).toBe(false)
    // Room must be left for the end: 60 characters in all.
    expect(isLive(clean, `<think>${'x'.repeat(44)}`)).toBe(true)
    expect(isLive(clean, `<think>${'x'.repeat(45)}`)).toBe(false)
  })
})
