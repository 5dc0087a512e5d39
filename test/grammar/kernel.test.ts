import { describe, expect, it } from 'vitest'
import { GrammarError } from '../../src/error/index.js'
import { compileGrammar } from '../../src/grammar/compile.js'
import type { Expression, GrammarConstraint } from '../../src/grammar/index.js'
import { Random } from './chance.js'
import { GrammarOracle } from './oracle.js'
import { randomGrammar } from './random.js'

const seeds = Number(process.env.GRAMMAR_SEEDS ?? 120)
const first = Number(process.env.GRAMMAR_SEED ?? 1)
const longest = 5

function texts(length: number): string[] {
  let layer = ['']
  const all = ['']
  for (let i = 0; i < length; i++) {
    layer = layer.flatMap((text) => ['a', 'b', 'c'].map((letter) => text + letter))
    all.push(...layer)
  }
  return all
}

describe.each([
  ['longest', false],
  ['none', false],
  ['longest', true],
  ['none', true],
] as const)('random grammars, lexer %s, with other constraints in rules: %s', (lexer, embeds) => {
  it('accept, live and shortest completion are those of the oracle', () => {
    const all = texts(longest)
    let decisions = 0
    let compiled = 0
    for (let seed = first; seed < first + seeds; seed++) {
      const grammar = randomGrammar(new Random(seed), lexer, embeds)
      let machine: GrammarConstraint
      try {
        machine = compileGrammar(grammar, { lookahead: 'unbounded' })
      } catch (error) {
        if (!(error instanceof GrammarError)) throw new Error(`seed ${seed}: ${error}`, { cause: error })
        if (error.code === 'empty-terminal') continue
        expect(error.code, `seed ${seed}`).toBe('empty-language')
        const oracle = new GrammarOracle(grammar)
        for (const text of texts(3)) expect(oracle.accepts(text), `seed ${seed} '${text}'`).toBe(false)
        continue
      }
      compiled++
      const oracle = new GrammarOracle(grammar)
      const words = new Set(all.filter((text) => oracle.accepts(text)))
      const nearest = new Map<string, number>()
      for (const word of words) {
        for (let i = 0; i <= word.length; i++) {
          const prefix = word.slice(0, i)
          nearest.set(prefix, Math.min(word.length - i, nearest.get(prefix) ?? Infinity))
        }
      }
      const states = new Map([['', machine.start]])
      for (const text of all) {
        const state =
          text === '' ? machine.start : machine.step(states.get(text.slice(0, -1))!, text.charCodeAt(text.length - 1))
        states.set(text, state)
        const room = longest - text.length
        const least = machine.minBytesToEnd(state)
        const known = nearest.get(text) ?? Infinity
        const right =
          machine.canEnd(state) === words.has(text) &&
          (state === 0) === (least === Infinity) &&
          (known === least || (known > room && least > room))
        if (!right) {
          expect.fail(`seed ${seed} '${text}': state ${state}, ${least} bytes to the end, the oracle says ${known}`)
        }
        decisions++
      }
    }
    expect(compiled).toBeGreaterThan(seeds / 3)
    expect(decisions).toBeGreaterThan(seeds * 100)
  })
})

describe('rules that call each other in a circle', () => {
  it('are used from outside of it', () => {
    const reference = (name: string) => ({ kind: 'reference', name }) as const
    const literal = (text: string) => ({ kind: 'literal', text }) as const
    const sequence = (...items: readonly Expression[]) => ({ kind: 'sequence', items }) as const
    const machine = compileGrammar({
      start: 'start',
      lexer: 'longest',
      ignore: [],
      terminals: [],
      rules: [
        { name: 'start', body: sequence(reference('list'), literal('='), reference('list')) },
        { name: 'list', body: reference('operand') },
        { name: 'operand', body: reference('primary') },
        {
          name: 'primary',
          body: { kind: 'choice', items: [sequence(literal('('), reference('inner'), literal(')')), literal('a')] },
        },
        { name: 'inner', body: reference('list') },
      ],
    })
    let state = machine.start
    for (const letter of '((a))=(a)') state = machine.step(state, letter.charCodeAt(0))
    expect(machine.canEnd(state)).toBe(true)
  })
})
