import { expect, it } from 'vitest'
import { LimitError } from '../../src/error/index.js'
import { compileGrammar } from '../../src/grammar/index.js'
import { Random } from './chance.js'
import { randomGrammar } from './random.js'

it('what is read after a limit was passed is read as ever', () => {
  let passed = 0
  let compared = 0
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed)
    const grammar = randomGrammar(random, random.below(2) === 0 ? 'longest' : 'none')
    const limits = { stacks: 4 + random.below(12), parses: 2 + random.below(6) }
    let tight: ReturnType<typeof compileGrammar>
    let wide: ReturnType<typeof compileGrammar>
    try {
      wide = compileGrammar(grammar, { lookahead: 'unbounded' })
      tight = compileGrammar(grammar, { lookahead: 'unbounded', limits })
    } catch {
      continue
    }
    for (let text = 0; text < 30; text++) {
      let state = tight.start
      let twin = wide.start
      let read = ''
      try {
        for (let n = 0; n < 12 && twin > 0; n++) {
          const letter = random.pick(['a', 'b', 'c'])
          read += letter
          state = tight.step(state, letter.charCodeAt(0))
          twin = wide.step(twin, letter.charCodeAt(0))
          compared++
          if (state > 0 !== twin > 0 || tight.canEnd(state) !== wide.canEnd(twin)) {
            expect.fail(`seed ${seed} '${read}'`)
          }
        }
      } catch (error) {
        if (!(error instanceof LimitError)) throw error
        passed++
      }
    }
  }
  expect(passed).toBeGreaterThan(100)
  expect(compared).toBeGreaterThan(10_000)
})
