import { describe, expect, it } from 'vitest'
import { LimitError } from '../../src/error/index.js'
import { compileGrammar } from '../../src/grammar/index.js'
import { validateInfill } from '../../src/infill/index.js'
import { someFills } from '../../src/infill/validate-infill.js'
import { Random } from '../grammar/chance.js'
import { GrammarOracle } from '../grammar/oracle.js'
import { compiled, randomGrammar } from '../grammar/random.js'

const seeds = Number(process.env.INFILL_SEEDS ?? 60)
const first = Number(process.env.INFILL_SEED ?? 1)
/** Most letters that the oracle inserts in all holes together. */
const room = 3

/** All ways to put up to `room` letters into `holes` holes, fewest first. */
function fillings(holes: number): string[][] {
  let layer: string[][] = [Array.from({ length: holes }, () => '')]
  const all = [...layer]
  const seen = new Set<string>()
  for (let length = 1; length <= room; length++) {
    const next: string[][] = []
    for (const fills of layer) {
      for (let hole = 0; hole < holes; hole++) {
        for (const letter of 'abc') {
          const longer = fills.with(hole, fills[hole]! + letter)
          const key = longer.join('|')
          if (seen.has(key)) continue
          seen.add(key)
          next.push(longer)
        }
      }
    }
    all.push(...next)
    layer = next
  }
  return all
}

describe.each(['longest', 'none'] as const)('texts with holes, lexer %s', (lexer) => {
  const byHoles = [fillings(0), fillings(1), fillings(2)]

  it('can be completed where brute force finds a way, as shortly, and nowhere else', () => {
    let asked = 0
    let possible = 0
    for (let seed = first; seed < first + seeds; seed++) {
      const random = new Random(seed)
      const grammar = randomGrammar(random, lexer)
      const machine = compiled(grammar)
      if (!machine) continue
      const oracle = new GrammarOracle(grammar)
      const known = new Map<string, boolean>()
      const isWord = (text: string): boolean => {
        const answer = known.get(text) ?? oracle.accepts(text)
        known.set(text, answer)
        return answer
      }
      for (let n = 0; n < 6; n++) {
        const holes = random.below(3)
        const pieces = Array.from({ length: holes + 1 }, () =>
          Array.from({ length: random.below(4) }, () => random.pick(['a', 'b', 'c'])).join(''),
        )
        const join = (fills: readonly string[]): string => pieces.map((piece, i) => piece + (fills[i] ?? '')).join('')
        const best = byHoles[holes]!.find((fills) => isWord(join(fills)))
        const result = validateInfill(machine, pieces)
        const where = `seed ${seed} ${JSON.stringify(pieces)}`
        asked++
        const some = someFills(
          machine,
          pieces.map((piece) => Buffer.from(piece)),
        )
        expect(some !== undefined, where).toBe(result.completable)
        if (some) expect(isWord(join(some.map((fill) => Buffer.from(fill).toString()))), where).toBe(true)
        if (!result.completable) {
          if (best)
            expect.fail(`${where}: refused at ${result.piece}:${result.offset}, but ${JSON.stringify(best)} fits`)
          continue
        }
        possible++
        const { fills, completion } = result
        expect(completion, where).toBe(join(fills))
        const length = fills.join('').length
        if (length > room) {
          if (best) expect.fail(`${where}: ${JSON.stringify(fills)} is longer than ${JSON.stringify(best)}`)
        } else if (!best) expect.fail(`${where}: ${JSON.stringify(fills)} is no word`)
        else expect(length, where).toBe(best.join('').length)
        let state = machine.start
        for (const letter of completion) state = machine.step(state, letter.charCodeAt(0))
        expect(machine.canEnd(state), where).toBe(true)
      }
    }
    expect(asked).toBeGreaterThan(seeds * 2)
    expect(possible).toBeGreaterThan(asked / 10)
  })
})

describe('an answer', () => {
  const machine = compileGrammar({
    start: 'call',
    rules: [
      {
        name: 'call',
        body: {
          kind: 'sequence',
          items: [
            { kind: 'reference', name: 'NAME' },
            { kind: 'literal', text: '(' },
            { kind: 'reference', name: 'call' },
            { kind: 'literal', text: ')' },
          ],
        },
      },
    ].map((rule) => ({
      ...rule,
      body: { kind: 'choice', items: [rule.body as never, { kind: 'reference', name: 'NAME' }] } as const,
    })),
    terminals: [
      { name: 'NAME', body: { kind: 'pattern', source: '[a-z]+' } },
      { name: 'SPACE', body: { kind: 'pattern', source: ' +' } },
    ],
    ignore: ['SPACE'],
    lexer: 'longest',
  })

  it('says where no fill lets the text go on', () => {
    const result = validateInfill(machine, ['f(', ') ) x)'])
    expect(result).toMatchObject({ completable: false, piece: 1, offset: 4 })
    expect(validateInfill(machine, ['f)'])).toMatchObject({ completable: false, piece: 0, offset: 1 })
  })

  it('fills as little as it can', () => {
    expect(validateInfill(machine, ['f(g', 'h', ')'])).toMatchObject({ completable: true })
    const result = validateInfill(machine, ['f(g', '))'])
    expect(result.completable && result.fills).toEqual(['(a'])
    const whole = validateInfill(machine, ['f(g)'])
    expect(whole.completable && whole.fills).toEqual([])
  })

  it('ends in a typed error where it would take too long', () => {
    expect(() => validateInfill(machine, ['f(g(', ')'], { limits: { steps: 3 } })).toThrow(LimitError)
    expect(() => validateInfill(machine, [])).toThrow(/at least one piece/)
    expect(() => validateInfill(machine, ['a'], { limit: {} } as object)).toThrow(/Did you mean 'limits'/)
  })
})
