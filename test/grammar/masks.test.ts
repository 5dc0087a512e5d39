import { describe, expect, it } from 'vitest'
import { DEAD } from '../../src/automaton/index.js'
import type { GrammarConstraint } from '../../src/grammar/index.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher, type Matcher } from '../../src/mask/matcher.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { Random } from './chance.js'
import { GrammarOracle } from './oracle.js'
import { compiled, randomGrammar } from './random.js'

const seeds = Number(process.env.GRAMMAR_SEEDS ?? 200)
const first = Number(process.env.GRAMMAR_SEED ?? 1)

/** Tokens of one to four letters, so that most cross terminals, some of them twice. */
function randomVocabulary(random: Random): string[] {
  const tokens = ['a', 'b', 'c']
  for (let i = 0; i < 22; i++) {
    tokens.push(Array.from({ length: 1 + random.below(4) }, () => random.pick(['a', 'b', 'c'])).join(''))
  }
  return tokens
}

describe.each(['longest', 'none'] as const)('masks of random grammars, lexer %s', (lexer) => {
  it('allow exactly the tokens after which the oracle still finds a word', () => {
    let decisions = 0
    let bySorting = 0
    for (let seed = first; seed < first + seeds; seed++) {
      const random = new Random(seed)
      const grammar = randomGrammar(random, lexer)
      const machine = compiled(grammar)
      if (!machine) continue
      const tokens = randomVocabulary(random)
      const end = tokens.length
      // Half of the vocabularies can spell every byte; without that, tokens are tried one by one.
      const bytes = seed % 2 === 0 ? Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)) : []
      const vocabulary = createVocabulary([...tokens, null, ...bytes], [end])
      const oracle = new GrammarOracle(grammar)
      const before = maskCounters.lexemes
      let texts = ['']
      const matchers: Matcher[] = [createMatcher(machine, vocabulary)]
      for (let step = 0; step < 25; step++) {
        const at = random.below(matchers.length)
        const matcher = matchers[at]!
        const text = texts[at]!
        const mask = matcher.mask()
        const allowed = (id: number): boolean => ((mask[id >>> 5]! >>> (id & 31)) & 1) === 1
        const choices: number[] = []
        for (let id = 0; id < tokens.length; id++) {
          decisions++
          let state = matcher.state
          for (const letter of tokens[id]!) state = machine.step(state, letter.charCodeAt(0))
          if (allowed(id) !== (state !== DEAD)) expect.fail(`seed ${seed} '${text}' + '${tokens[id]}': ${allowed(id)}`)
          // A live state has a completion of known length, which is a word if the oracle agrees.
          if (state === DEAD) continue
          choices.push(id)
          if (text.length + tokens[id]!.length > 7 || decisions % 5 !== 0) continue
          const word = complete(machine, text + tokens[id])
          if (!oracle.accepts(word)) expect.fail(`seed ${seed} '${text}' + '${tokens[id]}': '${word}' is no word`)
        }
        if (allowed(end) !== matcher.canEnd || (text.length < 8 && matcher.canEnd !== oracle.accepts(text))) {
          expect.fail(`seed ${seed} '${text}': end ${allowed(end)}`)
        }
        const roll = random.below(8)
        if (choices.length === 0 || (roll === 0 && text !== '')) {
          const fresh = createMatcher(machine, vocabulary)
          matchers[at] = fresh
          texts[at] = ''
        } else {
          const token = random.pick(choices)
          if (roll === 1) {
            const fork = matcher.fork()
            expect(fork.accept(token)).toBe(true)
            fork.rollback(1)
            expect(fork.state).toBe(matcher.state)
            matchers.push(fork)
            texts.push(text)
          }
          expect(matcher.accept(token)).toBe(true)
          texts[at] = text + tokens[token]
        }
        texts = texts.slice()
      }
      bySorting += maskCounters.lexemes - before
    }
    expect(decisions).toBeGreaterThan(seeds * 250)
    if (lexer === 'longest') expect(bySorting).toBeGreaterThan(seeds / 2)
  })
})

/** The text with a shortest completion, found by following the costs. */
function complete(machine: GrammarConstraint, text: string): string {
  let state = machine.start
  for (const letter of text) state = machine.step(state, letter.charCodeAt(0))
  let word = text
  while (!machine.canEnd(state)) {
    const left = machine.minBytesToEnd(state)
    const next = ['a', 'b', 'c'].find(
      (letter) => machine.minBytesToEnd(machine.step(state, letter.charCodeAt(0))) === left - 1,
    )
    if (next === undefined) expect.fail(`'${word}' is ${left} bytes from its end, but no letter brings it nearer`)
    word += next
    state = machine.step(state, next.charCodeAt(0))
  }
  return word
}
