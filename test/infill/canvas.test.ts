import { describe, expect, it } from 'vitest'
import { createCanvas } from '../../src/infill/index.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { Random } from '../grammar/chance.js'
import { compiled, randomGrammar } from '../grammar/random.js'
import { allFillings } from './completions.js'
import { randomPrefix } from './samples.js'

const seeds = Number(process.env.INFILL_SEEDS ?? 120)
const first = Number(process.env.INFILL_SEED ?? 1)

describe.each([false, true])('canvases with an open tail: %s', (open) => {
  it('forbid nothing possible, and commit exactly what is possible', () => {
    let decisions = 0
    let loose = 0
    let allowed = 0
    let canvases = 0
    let projections = 0
    let best = 0
    for (let seed = first; seed < first + seeds; seed++) {
      const random = new Random(seed)
      const grammar = randomGrammar(random, 'longest')
      const machine = compiled(grammar)
      if (!machine) continue
      if (machine.report.terminals === 0) continue
      const tokens = ['a', 'b', 'c']
      for (let i = 0; i < 7; i++) {
        tokens.push(Array.from({ length: 2 + random.below(3) }, () => random.pick(['a', 'b', 'c'])).join(''))
      }
      const end = tokens.length
      const vocabulary = createVocabulary([...tokens, null], [end])
      for (let round = 0; round < 2; round++) {
        const size = 1 + random.below(4)
        // Text before the canvas, which may end in the middle of a lexeme, and where more must tell what it is made of.
        const { prefix, state } = randomPrefix(machine, random)
        const fillings: readonly Int32Array[] = allFillings(machine, state, vocabulary, size, open)!
        const canvas = createCanvas(machine, vocabulary, size, { tail: open ? 'open' : 'closed', prefix })
        const where = `seed ${seed} round ${round} '${prefix}' size ${size}`
        expect(canvas.completable, where).toBe(fillings.length > 0)
        if (fillings.length === 0) continue
        canvases++
        const decided = new Map<number, number>()
        for (let step = 0; step < 10; step++) {
          const fits = fillings.filter((filling) => [...decided].every(([i, token]) => filling[i] === token))
          const witness = canvas.witness!
          expect(
            fits.some((filling) => canon(filling, tokens) === canon(witness, tokens)),
            `${where}: witness ${witness}`,
          ).toBe(true)
          for (let i = 0; i < size; i++) {
            if (decided.has(i)) continue
            const mask = canvas.mask(i)
            for (let token = 0; token <= end; token++) {
              decisions++
              const bit = ((mask[token >>> 5]! >>> (token & 31)) & 1) === 1
              const possible = fits.some((filling) => filling[i] === token)
              if (possible && !bit)
                expect.fail(`${where} ${JSON.stringify([...decided])}: ${token} at ${i} is forbidden`)
              if (bit) allowed++
              if (bit && !possible) {
                loose++
                if (canvas.exact)
                  expect.fail(`${where} ${JSON.stringify([...decided])}: ${token} at ${i} is not possible`)
              }
            }
          }
          const free = Array.from({ length: size }, (_, i) => i).filter((i) => !decided.has(i))
          if (decided.size > 0 && (free.length === 0 || random.below(4) === 0)) {
            const i = random.pick([...decided.keys()])
            canvas.clear(i)
            decided.delete(i)
            continue
          }
          if (free.length > 0 && random.below(3) === 0) {
            const rows = Array.from({ length: size }, () =>
              Float32Array.from({ length: end + 1 }, () => -random.below(9)),
            )
            const found = canvas.project((position) => rows[position]!)!
            const score = (filling: Int32Array): number => free.reduce((sum, i) => sum + rows[i]![filling[i]!]!, 0)
            expect(
              fits.some((filling) => canon(filling, tokens) === canon(found.tokens, tokens)),
              `${where}: projection ${found.tokens}`,
            ).toBe(true)
            expect(found.score).toBeCloseTo(score(found.tokens), 3)
            expect(found.score).toBeLessThanOrEqual(Math.max(...fits.map(score)) + 1e-3)
            projections++
            if (found.score > Math.max(...fits.map(score)) - 1e-3) best++
            const candidates = free.map((position) => ({ position, token: random.below(end + 1) }))
            const chosen = canvas.selectCompatible(candidates)
            let rest = fits
            const expected: number[] = []
            candidates.forEach(({ position, token }, k) => {
              const fewer = rest.filter((filling) => filling[position] === token)
              if (fewer.length === 0) return
              expected.push(k)
              rest = fewer
            })
            expect(chosen, where).toEqual(expected)
          }
          const i = random.pick(free)
          const token = random.below(end + 1)
          const possible = fits.some((filling) => filling[i] === token)
          const outcome = canvas.commit(i, token)
          if (outcome !== (possible ? 'committed' : 'impossible')) {
            expect.fail(
              `${where} ${JSON.stringify([...decided])}: ${token} at ${i} is ${outcome}, possible: ${possible}`,
            )
          }
          if (possible) decided.set(i, token)
        }
      }
    }
    if (process.env.INFILL_SEEDS) console.log({ canvases, decisions, allowed, loose, projections, best })
    expect(best).toBeGreaterThan(projections / 2)
    expect(canvases).toBeGreaterThan(seeds / 3)
    expect(decisions).toBeGreaterThan(seeds * 50)
  })
})

/** Tokens of the same text are the same. */
function canon(filling: Int32Array, tokens: readonly string[]): string {
  return Array.from(filling, (token) => tokens[token] ?? '$').join('|')
}
