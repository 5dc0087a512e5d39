import { afterEach, expect, it } from 'vitest'
import { LimitError, OptionError } from '../../src/error/index.js'
import { compileGrammar, type GrammarConstraint } from '../../src/grammar/index.js'
import { type Canvas, createCanvas } from '../../src/infill/index.js'
import { room } from '../../src/infill/room.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { Random } from '../grammar/chance.js'
import { compiled, randomGrammar } from '../grammar/random.js'
import { allFillings, marginals } from './completions.js'
import { randomPrefix } from './samples.js'

const seeds = Number(process.env.INFILL_SEEDS ?? 100)
const first = Number(process.env.INFILL_SEED ?? 1)

const usual = { ...room }
afterEach(() => {
  Object.assign(room, usual)
})

/** A canvas beside all its fillings. */
interface Twin {
  readonly canvas: Canvas
  readonly fillings: readonly Int32Array[]
  readonly decided: Map<number, number>
  /** By position the mask that was last seen. */
  readonly seen: (string | undefined)[]
  readonly where: string
}

it('canvases that forget all the time, and each other, stay right', () => {
  let decisions = 0
  let exact = 0
  let undecided = 0
  let canvases = 0
  let limited = 0
  for (let seed = first; seed < first + seeds; seed++) {
    const random = new Random(seed)
    const grammar = randomGrammar(random, 'longest')
    const machine = compiled(grammar)
    if (!machine || machine.report.terminals === 0) continue
    let own: GrammarConstraint = machine
    if (random.below(3) === 0) {
      const tight = { stacks: 4 + random.below(16), parses: 2 + random.below(6) }
      try {
        own = compileGrammar(grammar, { lookahead: 'unbounded', limits: tight })
      } catch (error) {
        if (!(error instanceof LimitError)) throw error
      }
    }
    /** Whether it went on to the end. Where a limit is passed, everything should be as it was. */
    const unlimited = (attempt: () => void): boolean => {
      try {
        attempt()
        return true
      } catch (error) {
        if (own === machine || !(error instanceof LimitError)) throw error
        limited++
        return false
      }
    }
    Object.assign(room, {
      sets: random.pick([2, 20, 60, usual.sets]),
      layers: random.pick([2, 20, usual.layers, usual.layers]),
      beams: random.pick([usual.beams, usual.beams, [1, 2]]),
      parserStates: random.pick([10, 40, 100, usual.parserStates]),
      attempt: random.pick([2, 20, usual.attempt]),
      window: random.pick([2, 20, usual.window]),
      lastResort: random.pick([-1, -1, 4, 20, usual.lastResort]),
      inTheOpen: random.pick([-1, 4, usual.inTheOpen]),
    })
    const tokens: (string | null)[] = ['a', 'b', null, 'c']
    const longer = random.pick([1, 6])
    for (let i = 0; i < longer; i++) {
      tokens.push(Array.from({ length: 2 + random.below(3) }, () => random.pick(['a', 'b', 'c'])).join(''))
    }
    const ends = random.pick([[], [2], [tokens.length], [tokens.length, tokens.length + 2]])
    const vocabulary = createVocabulary([...tokens, null, null, null], ends)
    const limits = { expansions: random.pick([1, 6_000]) }
    const weak = limits.expansions === 1 || room.beams !== usual.beams
    const twins: Twin[] = []
    const make = (): void => {
      const size = random.below(longer > 1 ? 5 : 8)
      const open = random.below(2) === 0
      const { prefix, state } = randomPrefix(machine, random)
      const fillings = allFillings(machine, state, vocabulary, size, open)
      if (!fillings) return
      const canvas = createCanvas(own, vocabulary, size, { tail: open ? 'open' : 'closed', prefix, limits })
      const where = `seed ${seed} '${prefix}' size ${size} ${open ? 'open' : 'closed'} ends ${ends}`
      if (fillings.length === 0) expect(canvas.completable, where).toBe(false)
      else if (!weak) expect(canvas.completable, where).toBe(true)
      twins.push({ canvas, fillings, decided: new Map(), seen: [], where })
      canvases++
    }
    for (let n = 2 + random.below(2); n > 0; n--) unlimited(make)
    const check = (twin: Twin): void => {
      const { canvas, fillings, decided, where } = twin
      const at = `${where} ${JSON.stringify([...decided])}`
      const changed = new Set(canvas.changed())
      const claims = canvas.exact
      if (claims) exact++
      const { witness } = canvas
      if (witness) {
        for (const [i, token] of decided) expect(witness[i], at).toBe(token)
        expect(
          fillings.some((filling) => filling.join() === witness.join()),
          `${at}: witness ${witness}`,
        ).toBe(true)
      }
      for (let i = 0; i < canvas.size; i++) {
        expect(canvas.at(i), at).toBe(decided.get(i) ?? -1)
        const possible = marginals(fillings, decided, i, vocabulary.size)
        const mask = canvas.mask(i)
        const now = mask.join()
        if (twin.seen[i] !== undefined && twin.seen[i] !== now && !changed.has(i))
          expect.fail(`${at}: the mask of ${i} changed unsaid`)
        twin.seen[i] = now
        for (let token = 0; token < vocabulary.size; token++) {
          decisions++
          const bit = ((mask[token >>> 5]! >>> (token & 31)) & 1) === 1
          if (canvas.allows(i, token) !== bit) expect.fail(`${at}: ${token} at ${i} in the mask: ${bit}`)
          if (bit && possible[token] === 0 && claims && !decided.has(i)) {
            expect.fail(`${at}: ${token} at ${i} is not possible`)
          }
          if (!bit && possible[token] === 1) expect.fail(`${at}: ${token} at ${i} is forbidden`)
        }
      }
    }
    const act = (twin: Twin): void => {
      const { canvas, fillings, decided } = twin
      const at = `${twin.where} ${JSON.stringify([...decided])}`
      const fits = (extra: readonly (readonly [number, number])[]): boolean =>
        fillings.some((filling) => [...decided, ...extra].every(([i, token]) => filling[i] === token))
      const free = Array.from({ length: canvas.size }, (_, i) => i).filter((i) => !decided.has(i))
      const roll = random.below(10)
      if (roll < 2 && decided.size > 0) {
        const i = random.pick([...decided.keys()])
        canvas.clear(i)
        decided.delete(i)
      } else if (roll < 4) {
        const found = canvas.project(() => Float32Array.from({ length: vocabulary.size }, () => -random.below(9)))
        expect(found !== undefined, at).toBe(canvas.completable)
        if (found) {
          expect(
            fillings.some((filling) => filling.join() === found.tokens.join()),
            `${at}: projection ${found.tokens}`,
          ).toBe(true)
        }
      } else if (roll < 6 && canvas.size > 0) {
        const candidates = Array.from({ length: 1 + random.below(4) }, () => ({
          position: random.below(canvas.size),
          token: random.below(vocabulary.size),
        }))
        const chosen = canvas.selectCompatible(candidates)
        const taken: [number, number][] = []
        candidates.forEach(({ position, token }, k) => {
          const goes = fits([...taken, [position, token]])
          if (!goes || !weak) {
            if (canvas.completable)
              expect(chosen.includes(k), `${at}: candidates ${JSON.stringify(candidates)} ${chosen}`).toBe(goes)
          }
          if (chosen.includes(k)) taken.push([position, token])
        })
        const { witness } = canvas
        for (const [i, token] of taken) expect(witness![i], at).toBe(token)
      } else if (free.length > 0) {
        const i = random.pick(free)
        const token = random.below(vocabulary.size)
        const possible = fits([[i, token]])
        const outcome = canvas.commit(i, token)
        if (outcome === 'undecided') {
          undecided++
          expect(weak, at).toBe(true)
        } else {
          expect(outcome === 'committed', `${at}: ${token} at ${i}`).toBe(possible)
          if (outcome === 'committed') decided.set(i, token)
        }
      }
    }
    for (let step = 0; step < 24 && twins.length > 0; step++) {
      unlimited(() => act(random.pick(twins)))
      const twin = random.pick(twins)
      if (random.below(2) === 0 && !unlimited(() => check(twin))) twin.seen.length = 0
    }
    for (const twin of twins) unlimited(() => check(twin))
  }
  if (process.env.INFILL_SEEDS) console.log({ canvases, decisions, exact, undecided, limited })
  expect(canvases).toBeGreaterThan(seeds / 2)
  expect(exact).toBeGreaterThan(seeds / 4)
  expect(decisions).toBeGreaterThan(seeds * 50)
})

it.each(['longest', 'none'] as const)(
  'refuses what is no token, position or limit and stays as it was; lexer: %s',
  (lexer) => {
    const word = { kind: 'choice', items: ['ab', 'cd'].map((text) => ({ kind: 'literal', text }) as const) } as const
    const body = { kind: 'repeat', item: word, min: 1, max: Number.POSITIVE_INFINITY } as const
    const grammar = compileGrammar({
      start: 's',
      rules: [{ name: 's', body }],
      terminals: [],
      ignore: [],
      lexer,
    })
    const vocabulary = createVocabulary(['a', 'b', 'c', 'd', 'ab', null], [5])
    const canvas = createCanvas(grammar, vocabulary, 4)
    for (const token of [-1, 6, 0.5, Number.NaN]) {
      expect(canvas.commit(0, token)).toBe('impossible')
      expect(canvas.allows(0, token)).toBe(false)
    }
    const candidates = [
      { position: 0, token: 2 },
      { position: 4, token: 3 },
    ]
    expect(() => canvas.selectCompatible(candidates)).toThrow(OptionError)
    expect([0, 1, 2, 3].map((i) => canvas.at(i))).toEqual([-1, -1, -1, -1])
    expect(canvas.commit(0, 0)).toBe('committed')
    // In place of a decided token could stand another one.
    expect([0, 1, 2, 3, 4, 5].map((token) => canvas.allows(0, token))).toEqual([true, false, true, false, true, false])
    for (const expansions of [Number.NaN, 0, -1]) {
      expect(() => createCanvas(grammar, vocabulary, 4, { limits: { expansions } })).toThrow(OptionError)
    }
  },
)
