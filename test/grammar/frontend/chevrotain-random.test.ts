import { CstParser, createToken, Lexer, type TokenType } from 'chevrotain'
import { describe, expect, it } from 'vitest'
import { EspalierError, LimitError } from '../../../src/error/index.js'
import { compileGrammar, fromChevrotain, type GrammarConstraint } from '../../../src/grammar/index.js'
import { Random } from '../chance.js'
import { accepts, type LiveParser } from '../chevrotain-parsers.js'

const letters = ['a', 'b', 'c']
const types = letters.map((text) => createToken({ name: text, pattern: text }))
const [A, B, C] = types as [TokenType, TokenType, TokenType]
const lexer = new Lexer(types, { positionTracking: 'onlyOffset' })

describe('fromChevrotain with random parsers', () => {
  it('accepts what the parser accepts, unless it is refused', { timeout: 30_000 }, () => {
    const count = { kept: 0, refused: 0, losing: 0, accepted: 0, rejected: 0 }
    for (let seed = 0; seed < 1500; seed++) {
      const random = new Random(seed)
      const live = randomParser(random)
      if (!live) continue
      const texts = randomTexts(random)
      const machine = machineOf(live, 'refuse')
      if (machine === 'conflict') {
        count.refused++
        const larger = machineOf(live, 'accept')
        if (typeof larger === 'object' && texts.some((text) => verdict(larger, text) !== accepts(live, text)))
          count.losing++
        continue
      }
      if (machine === 'empty') continue
      count.kept++
      for (const text of [...texts, ...walks(machine, random)]) {
        const expected = accepts(live, text)
        if (verdict(machine, text) !== expected) expect.fail(`seed ${seed}: the parser says ${expected} to '${text}'`)
        count[expected ? 'accepted' : 'rejected']++
      }
    }
    // Neither are all refused, nor is it for nothing.
    expect(count.kept).toBeGreaterThan(150)
    expect(count.accepted).toBeGreaterThan(5000)
    expect(count.rejected).toBeGreaterThan(10_000)
    expect(count.losing).toBeGreaterThan(count.refused / 3)
  })
})

describe('decisions of fromChevrotain', () => {
  it('refuses an alternative that may be empty before others, which Chevrotain takes whatever follows', () => {
    const body = (p: Rules): void =>
      p.either(0, { IGNORE_AMBIGUITIES: true }, [() => p.loop('option', 0, () => p.token(0, A)), () => p.token(0, B)])
    const live: LiveParser = { parser: new Rules(types, 2, { start: body }), lexer, start: 'start', texts: [] }
    expect(accepts(live, 'a')).toBe(true)
    expect(accepts(live, 'b')).toBe(false)
    expect(machineOf(live, 'refuse')).toBe('conflict')
  })

  it('knows that Chevrotain looks behind a loop only, not at its next round', () => {
    const body = (p: Rules): void =>
      p.loop('atLeastOne', 0, () => {
        p.token(0, A)
        p.loop('option', 1, () => {
          p.token(1, A)
          p.token(2, B)
        })
      })
    const live: LiveParser = { parser: new Rules(types, 3, { start: body }), lexer, start: 'start', texts: [] }
    expect(accepts(live, 'aab')).toBe(true)
    expect(accepts(live, 'aa')).toBe(false)
    expect(machineOf(live, 'refuse')).toBe('conflict')
  })

  it('refuses rules that derive nothing, whose beginnings Chevrotain looks for', () => {
    const parser = new Rules(types, 1, {
      start: (p) => {
        const again = (): void => {
          p.token(0, A)
          p.call(0, 'endless')
        }
        p.either(0, { IGNORE_AMBIGUITIES: true }, [again, () => p.token(1, A)])
      },
      endless: (p) => {
        p.token(0, C)
        p.call(0, 'endless')
      },
    })
    const live: LiveParser = { parser, lexer, start: 'start', texts: [] }
    expect(accepts(live, 'a')).toBe(false)
    expect(() => fromChevrotain(parser, { start: 'start', lexer })).toThrow(
      expect.objectContaining({ code: 'unproductive-rule', rule: 'endless' }),
    )
  })

  it('counts token types that the lexer never finds', () => {
    const Hidden = createToken({ name: 'Hidden', pattern: /a[b]/ })
    const all = [...types, Hidden]
    const start = (p: Rules): void => {
      const both = [A, B].map((type, i) => () => {
        p.token(i, C)
        p.token(4, type)
      })
      // A decision of two tokens, so that the check looks beyond the one of the next.
      p.either(1, {}, both)
      const ways = [Hidden, B].map((type, i) => () => {
        p.token(i, A)
        p.token(2, type)
      })
      p.either(0, { MAX_LOOKAHEAD: 1, IGNORE_AMBIGUITIES: true }, ways)
    }
    const parser = new Rules(all, 2, { start })
    const live: LiveParser = {
      parser,
      lexer: new Lexer(all, { positionTracking: 'onlyOffset' }),
      start: 'start',
      texts: [],
    }
    expect(accepts(live, 'caab')).toBe(false)
    expect(machineOf(live, 'refuse')).toBe('conflict')
  })

  // One decision of three tokens, in a rule that may begin with any three of many.
  const wide = (size: number): { parser: CstParser; tokens: TokenType[] } => {
    const many = Array.from({ length: size }, (_, i) => createToken({ name: `T${i}`, pattern: `t${i};` }))
    const tokens = [...types, ...many]
    const start = (p: Rules): void => {
      p.loop('many', 0, () =>
        p.either(
          0,
          {},
          many.map((type) => () => p.token(0, type)),
        ),
      )
      const ends = [B, C].map((last, i) => () => {
        p.token(2 * i, A)
        p.token(2 * i + 1, A)
        p.token(2, last)
      })
      p.either(1, {}, ends)
    }
    return { parser: new Rules(tokens, 3, { start }), tokens }
  }

  it('are checked in little time with many token types', () => {
    const { parser, tokens } = wide(40)
    const begun = performance.now()
    fromChevrotain(parser, { start: 'start', tokens })
    // Sequences that fall together were once made one by one: several seconds.
    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it('end with a limit where there are too many sequences of tokens', () => {
    const { parser, tokens } = wide(90)
    expect(() => fromChevrotain(parser, { start: 'start', tokens })).toThrow(LimitError)
    expect(() => fromChevrotain(parser, { start: 'start', tokens, conflicts: 'accept' })).not.toThrow()
  })
})

function machineOf(live: LiveParser, conflicts: 'refuse' | 'accept'): GrammarConstraint | 'conflict' | 'empty' {
  try {
    return compileGrammar(fromChevrotain(live.parser, { start: live.start, lexer: live.lexer, conflicts }))
  } catch (error) {
    if (!EspalierError.isInstance(error)) throw error
    if (error.code === 'lookahead-conflict') return 'conflict'
    if (error.code === 'empty-language' || error.code === 'unproductive-rule') return 'empty'
    throw error
  }
}

function verdict(machine: GrammarConstraint, text: string): boolean {
  let state = machine.start
  for (let i = 0; i < text.length && state !== 0; i++) state = machine.step(state, text.charCodeAt(i))
  return state !== 0 && machine.canEnd(state)
}

/** All short texts, and some longer ones. */
function randomTexts(random: Random): string[] {
  const texts = ['']
  for (let i = 0; texts[i]!.length < 4; i++) for (const letter of letters) texts.push(texts[i]! + letter)
  for (let n = 0; n < 40; n++)
    texts.push(Array.from({ length: 5 + random.below(6) }, () => random.pick(letters)).join(''))
  return texts
}

/** Texts of the machine, and what one letter put in or left out makes of them. */
function walks(machine: GrammarConstraint, random: Random): string[] {
  const texts: string[] = []
  for (let n = 0; n < 30; n++) {
    let text = ''
    for (let state = machine.start; !machine.canEnd(state) || random.below(4) > 0; ) {
      const ending = text.length > 10
      if (ending && machine.canEnd(state)) break
      const least = machine.minBytesToEnd(state)
      const ways = letters.filter((letter) => {
        const next = machine.step(state, letter.charCodeAt(0))
        return next !== 0 && (!ending || machine.minBytesToEnd(next) < least)
      })
      if (ways.length === 0) break
      const letter = random.pick(ways)
      text += letter
      state = machine.step(state, letter.charCodeAt(0))
    }
    const at = random.below(text.length + 1)
    texts.push(text, text.slice(0, at) + random.pick(letters) + text.slice(at), text.slice(0, at) + text.slice(at + 1))
  }
  return texts
}

type Part = (p: Rules) => void

/**
 * A parser of three rules, or none where Chevrotain finds a fault. Chevrotain's analysis of itself does not end where a loop
 * may read nothing or a rule may begin with itself: every loop has a token, and what leads back to a rule comes behind one.
 */
function randomParser(random: Random): LiveParser | undefined {
  const names = ['r0', 'r1', 'r2']
  const rules: Record<string, Part> = {}
  names.forEach((name, at) => {
    let index = 0
    let separated = 0
    const token = (): Part => {
      const [i, type] = [index++, random.pick(types)]
      return (p) => p.token(i, type)
    }
    const call = (): Part => {
      const i = index++
      const behind = names.slice(at + 1)
      if (behind.length > 0 && random.below(2) === 0) {
        const later = random.pick(behind)
        return (p) => p.call(i, later)
      }
      return sequence([
        token(),
        (
          (any) => (p: Rules) =>
            p.call(i, any)
        )(random.pick(names)),
      ])
    }
    const several = (depth: number, most: number): Part[] =>
      Array.from({ length: 1 + random.below(most) }, () => part(depth))
    const loop = (depth: number): Part => {
      const items = several(depth, 2)
      items.splice(random.below(items.length + 1), 0, token())
      return sequence(items)
    }
    const part = (depth: number): Part => {
      const roll = random.below(depth > 1 ? 5 : 11)
      if (roll < 3) return token()
      if (roll < 5) return call()
      const i = index++
      const k = random.below(3) === 0 ? { MAX_LOOKAHEAD: 1 + random.below(3) } : {}
      if (roll === 5) {
        const DEF = sequence(several(depth + 1, 2))
        return (p) => p.loop('option', i, () => DEF(p), k)
      }
      if (roll < 9) {
        const DEF = loop(depth + 1)
        if (roll === 6) return (p) => p.loop('many', i, () => DEF(p), k)
        if (roll === 7) return (p) => p.loop('atLeastOne', i, () => DEF(p), k)
        const [SEP, method, n] = [random.pick(types), random.pick(['MANY_SEP', 'AT_LEAST_ONE_SEP']), separated++]
        return (p) => p.separated(`${method}${n || ''}`, { ...k, SEP, DEF: () => DEF(p) })
      }
      const ways = Array.from({ length: 2 + random.below(2) }, () => sequence(several(depth + 1, 2)))
      const options = { ...k, IGNORE_AMBIGUITIES: random.below(4) === 0 }
      return (p) =>
        p.either(
          i,
          options,
          ways.map((way) => () => way(p)),
        )
    }
    rules[name] = sequence(several(0, 3))
  })
  try {
    return { parser: new Rules(types, 1 + random.below(3), rules), lexer, start: 'r0', texts: [] }
  } catch {
    return undefined
  }
}

function sequence(items: readonly Part[]): Part {
  return (p) => {
    for (const item of items) item(p)
  }
}

/** A parser whose rules are data. */
class Rules extends CstParser {
  private readonly made: Record<string, never> = {}

  constructor(types: TokenType[], maxLookahead: number, rules: Record<string, Part>) {
    super(types, { maxLookahead })
    for (const [name, body] of Object.entries(rules)) {
      const rule = this.RULE(name, () => body(this)) as never
      this.made[name] = rule
      ;(this as unknown as Record<string, unknown>)[name] = rule
    }
    this.performSelfAnalysis()
  }

  token(index: number, type: TokenType): void {
    this.consume(index, type)
  }

  call(index: number, name: string): void {
    // While rules are recorded only the name counts: the rule itself may come later.
    this.subrule(index, this.made[name] ?? ({ ruleName: name } as never))
  }

  loop(method: 'option' | 'many' | 'atLeastOne', index: number, DEF: () => void, options: object = {}): void {
    this[method](index, { ...options, DEF } as never)
  }

  either(index: number, options: object, alternatives: readonly (() => unknown)[]): void {
    this.or(index, { ...options, DEF: alternatives.map((ALT) => ({ ALT })) } as never)
  }

  separated(method: string, options: object): void {
    ;(this as unknown as Record<string, (options: object) => void>)[method]!(options)
  }
}
