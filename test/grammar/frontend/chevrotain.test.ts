import { CstParser, createToken, Lexer, type TokenType } from 'chevrotain'
import { describe, expect, it } from 'vitest'
import { EspalierError } from '../../../src/error/index.js'
import {
  type ChevrotainOptions,
  compileGrammar,
  fromChevrotain,
  type Grammar,
  type GrammarConstraint,
} from '../../../src/grammar/index.js'
import { Random } from '../chance.js'
import { accepts, type LiveParser, parsers } from '../chevrotain-parsers.js'

const encoder = new TextEncoder()

function verdict(machine: GrammarConstraint, text: string): boolean {
  let state = machine.start
  for (const byte of encoder.encode(text)) {
    state = machine.step(state, byte)
    if (state === 0) return false
  }
  return machine.canEnd(state)
}

/** A text near others: pieces of them joined, characters put in, left out and exchanged. */
function changed(random: Random, texts: readonly string[], letters: readonly string[]): string {
  const list = [...random.pick(texts)]
  for (let n = 1 + random.below(3); n > 0; n--) {
    const at = random.below(list.length + 1)
    const roll = random.below(5)
    if (roll === 0) list.splice(at, 0, random.pick(letters))
    else if (roll === 1) list.splice(at, 1 + random.below(3))
    else if (roll === 2) list.splice(at, 1, random.pick(letters))
    else {
      const other = [...random.pick(texts)]
      const from = random.below(other.length)
      list.splice(at, random.below(4), ...other.slice(from, from + 1 + random.below(8)))
    }
  }
  return list.join('').slice(0, 60)
}

/** Words of the machine, by steps that come to an end. */
function walked(machine: GrammarConstraint, random: Random, letters: readonly number[]): string | undefined {
  const bytes: number[] = []
  let state = machine.start
  for (let n = 0; n < 400; n++) {
    const ending = n > 25
    if (machine.canEnd(state) && (ending || random.below(8) === 0))
      return new TextDecoder().decode(Uint8Array.from(bytes))
    const least = machine.minBytesToEnd(state)
    const ways = letters.filter((byte) => {
      const next = machine.step(state, byte)
      return next !== 0 && (!ending || machine.minBytesToEnd(next) < least)
    })
    if (ways.length === 0) return undefined
    const byte = random.pick(ways)
    bytes.push(byte)
    state = machine.step(state, byte)
  }
  return undefined
}

describe('fromChevrotain', () => {
  it.each(parsers)('the grammar of $name accepts what its parser accepts', (live) => {
    const grammar = fromChevrotain(live.parser, { start: live.start, lexer: live.lexer })
    const machine = compileGrammar(grammar, { lookahead: 'unbounded' })
    const random = new Random(7)
    const letters = [...new Set(live.texts.join(''))]
    const codes = [...encoder.encode(letters.join(''))].filter((byte) => byte < 128)
    const pool = [...live.texts]
    for (const text of live.texts) expect(accepts(live, text), text).toBe(true)
    let right = 0
    for (let n = 0; n < 4000; n++) {
      const text = (n % 4 === 0 ? walked(machine, random, codes) : undefined) ?? changed(random, pool, letters)
      const expected = accepts(live, text)
      expect(verdict(machine, text), JSON.stringify(text)).toBe(expected)
      if (!expected) continue
      right++
      if (pool.length < 200) pool.push(text)
    }
    expect(right).toBeGreaterThan(500)
    expect(right).toBeLessThan(3500)
  })

  it('cuts text as the lexer does, whatever the order of its token types', () => {
    const random = new Random(3)
    const expressions = [
      /a+/,
      /ab/,
      /b/,
      /a|ab/,
      /a+?b/,
      /[ab]{2}/,
      /ba*/,
      /c/,
      /abc?/,
      /b+c/,
      /(?:a|ab)(?:c|bcc)?/,
      /C+/i,
      'abc',
      'cb',
      'a',
    ]
    let compared = 0
    for (let round = 0; round < 150; round++) {
      const types = Array.from({ length: 2 + random.below(4) }, (_, i) =>
        createToken({ name: `T${i}`, pattern: random.pick(expressions) }),
      )
      const longer = random.pick(types)
      // A single character makes Chevrotain fail there.
      const single = longer.PATTERN === 'a' || /^\/.\/$/.test(String(longer.PATTERN))
      for (const type of types) if (!single && random.below(3) === 0 && type !== longer) type.LONGER_ALT = longer
      // A parser of all but one of the types: the last is found, but never read.
      const live = anyOf(types, round % 2 === 0 ? types : types.slice(0, -1))
      if (!live) continue
      const machine = compileGrammar(fromChevrotain(live.parser, { start: live.start, lexer: live.lexer }), {
        lookahead: 'unbounded',
      })
      for (const text of words('abc', 5)) {
        expect(verdict(machine, text), `round ${round}: ${text}`).toBe(accepts(live, text))
        compared++
      }
    }
    expect(compared).toBeGreaterThan(20_000)
  })

  it('reads expressions as JavaScript does without the flag u', () => {
    // Without the flag u these are no escape.
    const braces = 'u{2}'
    const patterns = [
      /[^\W_]+/,
      /p{L}/,
      /k/i,
      /[a-k]/i,
      new RegExp(`\\${braces}`),
      /a{,2}/,
      /\x41|\cA|\0/,
      /[\s-x]/,
      /\w(?=b)b/,
    ]
    const texts = [
      'A',
      '\u0001',
      '\0',
      'k',
      'K',
      '\u212a',
      'pL',
      'p{L}',
      'uu',
      'a{,2}',
      'ab',
      'é',
      '-',
      'x',
      '\ufeff',
      '\u2028',
      'z9',
    ]
    for (const pattern of patterns) {
      const type = createToken({ name: 'T', pattern, line_breaks: true })
      const live = anyOf([type], [type])!
      const machine = compileGrammar(fromChevrotain(live.parser, { start: live.start, lexer: live.lexer }), {
        lookahead: 'unbounded',
      })
      for (const text of texts) expect(verdict(machine, text), `${pattern} ${text}`).toBe(accepts(live, text))
    }
  })

  const A = createToken({ name: 'A', pattern: 'a' })
  const B = createToken({ name: 'B', pattern: 'b' })
  const C = createToken({ name: 'C', pattern: 'c' })

  it('refuses decisions that lose texts', () => {
    const greedy = parserOf([A, B], (p) => {
      p.add('start', () => {
        p.call('inner')
        p.take(A)
      })
      p.add('inner', () => p.some(() => p.take(A)))
    })
    const options = { start: 'start', tokens: [A, B] }
    expect(failure(greedy, options)).toMatchObject({ code: 'lookahead-conflict', rule: 'inner' })
    expect(language(fromChevrotain(greedy, { ...options, conflicts: 'accept' }), 'ab', 3)).toEqual(['a', 'aa', 'aaa'])

    const shortSighted = parserOf([A, B, C], (p) => {
      p.add('start', () => {
        p.call('inner')
        p.take(A)
        p.take(C)
      })
      p.add('inner', () =>
        p.maybe(() => {
          p.take(A)
          p.take(B)
        }),
      )
    })
    expect(failure(shortSighted, { start: 'start', tokens: [A, B, C] })).toMatchObject({ code: 'lookahead-conflict' })
  })

  it('refuses gates, backtracking, custom patterns, modes and the end of the text within', () => {
    const gate = parserOf([A, B], (p) =>
      p.add('start', () => p.either([{ GATE: () => true, ALT: () => p.take(A) }, { ALT: () => p.take(B) }])),
    )
    const option = parserOf([A], (p) => p.add('start', () => p.maybe({ GATE: () => true, DEF: () => p.take(A) })))
    const options = { start: 'start', tokens: [A, B] }
    expect(failure(gate, options)).toMatchObject({ code: 'gate', rule: 'start' })
    expect(failure(option, options)).toMatchObject({ code: 'gate', rule: 'start' })
    expect(language(fromChevrotain(gate, { ...options, gates: 'ignore' }), 'ab', 2)).toEqual(['a', 'b'])

    const plain = parserOf([A], (p) => p.add('start', () => p.take(A)))
    const token = (extra: object): TokenType => createToken({ name: 'X', pattern: 'x', ...extra })
    const refused = (extra: object): unknown => failure(plain, { start: 'start', tokens: [A, token(extra)] }).code
    expect(refused({ pattern: () => null })).toBe('unsupported-token')
    expect(refused({ pattern: /x\b/ })).toBe('unsupported-token')
    expect(refused({ pattern: /x(?=y)/ })).toBe('unsupported-token')
    expect(refused({ pattern: /(?<=y)x/ })).toBe('unsupported-token')
    expect(refused({ pattern: /\p{L}/u })).toBe('unsupported-token')
    expect(refused({ push_mode: 'other' })).toBe('lexer-modes')
    const Long = createToken({ name: 'Long', pattern: /xyz/ })
    const Longer = createToken({ name: 'Longer', pattern: /xy/ })
    const Short = createToken({ name: 'Short', pattern: 'x', longer_alt: [Longer, Long] })
    expect(failure(plain, { start: 'start', tokens: [A, Short, Longer, Long] }).code).toBe('longer-alternative')
    expect(failure(plain, { start: 'nowhere', tokens: [A] }).code).toBe('undefined-rule')
    expect(failure(plain, { start: 'start' }).code).toBe('missing-option')
    expect(failure(plain, { start: 'start', token: [A] } as unknown as ChevrotainOptions).code).toBe('unknown-option')
  })
})

function words(letters: string, length: number): string[] {
  let layer = ['']
  const all: string[] = []
  for (let n = 0; n < length; n++) {
    layer = layer.flatMap((text) => [...letters].map((letter) => text + letter))
    all.push(...layer)
  }
  return all
}

function language(grammar: Grammar, letters: string, length: number): string[] {
  const machine = compileGrammar(grammar)
  return words(letters, length).filter((text) => verdict(machine, text))
}

function failure(parser: CstParser, options: ChevrotainOptions): EspalierError {
  try {
    fromChevrotain(parser, options)
  } catch (error) {
    if (EspalierError.isInstance(error)) return error
    throw error
  }
  throw new Error('no error')
}

/** Any number of some token types, one after the other. Undefined if Chevrotain itself refuses the lexer. */
function anyOf(types: TokenType[], read: TokenType[]): LiveParser | undefined {
  const lexer = new Lexer(types, { deferDefinitionErrorsHandling: true, positionTracking: 'onlyOffset' })
  if (lexer.lexerDefinitionErrors.length > 0) return undefined
  const parser = parserOf(types, (p) =>
    p.add('start', () => p.some(() => p.either(read.map((type) => ({ ALT: () => p.take(type) }))))),
  )
  return { parser, lexer, start: 'start', texts: [] }
}

type Alternatives = { ALT: () => unknown; GATE?: () => boolean }[]

/** Rules without classes. */
class Rules extends CstParser {
  constructor(types: TokenType[], define: (rules: Rules) => void) {
    super(types)
    define(this)
    this.performSelfAnalysis()
  }

  add(name: string, body: () => void): void {
    ;(this as unknown as Record<string, unknown>)[name] = this.RULE(name, body)
  }
  take(type: TokenType, index = 0): void {
    this.consume(index, type)
  }
  call(name: string): void {
    this.subrule(0, (this as unknown as Record<string, never>)[name]!)
  }
  some(body: () => void): void {
    this.MANY(body)
  }
  maybe(body: object): void {
    this.OPTION(body as never)
  }
  either(alternatives: Alternatives): void {
    this.OR(alternatives as never)
  }
}

function parserOf(types: TokenType[], define: (rules: Rules) => void): Rules {
  return new Rules(types, define)
}
