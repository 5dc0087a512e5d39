import { describe, expect, it } from 'vitest'
import { type Constraint, compileRegex, DEAD, intersection, run, sequence, words } from '../../src/automaton/index.js'
import { exactCanvas } from '../../src/infill/exact-canvas.js'
import { type Canvas, createCanvas } from '../../src/infill/index.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { compileJsonSchema, type SchemaOptions } from '../../src/schema/index.js'
import { createVocabulary, type Vocabulary } from '../../src/vocab/index.js'
import { Random } from '../grammar/chance.js'
import { allFillings, marginals } from './completions.js'
import { jsonTexts, pieces, sampleSchema, sampleText } from './samples.js'

const rounds = Number(process.env.INFILL_SEEDS ?? 60)
const first = Number(process.env.INFILL_SEED ?? 101)
const counts = { canvases: 0, decisions: 0, allowed: 0, loose: 0, commits: 0, refused: 0, best: 0, near: 0, drawn: 0 }

/** Fills and clears a canvas at random beside all its fillings. */
function checkCanvas(
  constraint: Constraint,
  vocabulary: Vocabulary,
  prefix: Uint8Array,
  size: number,
  open: boolean,
  random: Random,
  where: string,
  level = 0,
): void {
  const begin = run(constraint, constraint.start, prefix)
  const fillings = allFillings(constraint, begin, vocabulary, size, open, 3000)
  if (!fillings) return
  const canvas =
    level === 0
      ? createCanvas(constraint, vocabulary, size, { tail: open ? 'open' : 'closed', prefix })
      : exactCanvas(constraint, vocabulary, size, open, begin, {}, level)
  expect(canvas.completable, where).toBe(fillings.length > 0)
  if (level === 0) expect(canvas.exact).toBe(true)
  if (fillings.length === 0) return
  counts.canvases++
  const decided = new Map<number, number>()
  const masks: Uint8Array[] = Array.from({ length: size }, () => new Uint8Array(vocabulary.size))
  for (let step = 0; step < 8; step++) {
    const said = new Set(canvas.changed())
    const at = `${where} ${JSON.stringify([...decided])}`
    for (let i = 0; i < size; i++) {
      const possible: Uint8Array = marginals(fillings, decided, i, vocabulary.size)
      const mask = canvas.mask(i)
      for (let token = 0; token < vocabulary.size; token++) {
        counts.decisions++
        const bit = (mask[token >>> 5]! >>> (token & 31)) & 1
        counts.allowed += bit
        const isLoose = !canvas.exact || (level > 0 && decided.has(i))
        if (isLoose && bit === 1 && possible[token] === 0) counts.loose++
        else if (bit !== possible[token]) expect.fail(`${at}: ${token} at ${i} is ${bit}, not ${possible[token]}`)
        if (canvas.allows(i, token) !== (bit === 1)) expect.fail(`${at}: allows(${i}, ${token}) differs from the mask`)
      }
      if (level === 0 && !said.has(i) && masks[i]!.some((bit, token) => bit !== possible[token])) {
        expect.fail(`${at}: the mask at ${i} has changed, which changed() does not tell`)
      }
      masks[i] = possible
    }
    const witness = canvas.witness!
    const isFilling = (tokens: Int32Array): boolean =>
      fillings.some((filling) => filling.every((token, i) => token === tokens[i])) &&
      [...decided].every(([i, token]) => tokens[i] === token)
    if (!isFilling(witness)) expect.fail(`${at}: witness ${witness}`)
    checkProjection(canvas, fillings, decided, vocabulary.size, random, at)
    const free = Array.from({ length: size }, (_, i) => i).filter((i) => !decided.has(i))
    if (decided.size > 0 && (free.length === 0 || random.below(4) === 0)) {
      const i = random.pick([...decided.keys()])
      canvas.clear(i)
      decided.delete(i)
      continue
    }
    const i = random.pick(free)
    const token = random.below(3) === 0 ? random.below(vocabulary.size) : witness[i]!
    const isPossible: boolean = marginals(fillings, decided, i, vocabulary.size)[token] === 1
    const outcome = canvas.commit(i, token)
    counts[isPossible ? 'commits' : 'refused']++
    if (outcome !== (isPossible ? 'committed' : 'impossible')) expect.fail(`${at}: ${token} at ${i} is ${outcome}`)
    if (isPossible) decided.set(i, token)
  }
}

/** A projection, best or drawn, beside the scores of all fillings; scores are few numbers, so that many are equal. */
function checkProjection(
  canvas: Canvas,
  fillings: readonly Int32Array[],
  decided: ReadonlyMap<number, number>,
  width: number,
  random: Random,
  at: string,
): void {
  const rows = Array.from({ length: canvas.size }, () =>
    Float32Array.from({ length: width }, () => (random.below(9) === 0 ? Number.NEGATIVE_INFINITY : -random.below(4))),
  )
  const fits = fillings.filter((filling) => [...decided].every(([i, token]) => filling[i] === token))
  const scoreOf = (filling: ArrayLike<number>): number => {
    let score = 0
    for (let i = 0; i < filling.length; i++) if (!decided.has(i)) score += rows[i]![filling[i]!]!
    return score
  }
  const best = Math.max(...fits.map(scoreOf))
  const draws = random.below(3) === 0
  const found = canvas.project((i) => rows[i]!, draws ? { random: () => random.next() / 2 ** 32 } : {})
  if (!found || best === Number.NEGATIVE_INFINITY) {
    // Where a search is not brought to its end, a filling without a score may be all that is known.
    if (best > Number.NEGATIVE_INFINITY || found?.exact) expect.fail(`${at}: projection ${found?.tokens} of ${best}`)
    return
  }
  counts[draws ? 'drawn' : found.exact ? 'best' : 'near']++
  const isFilling = fits.some((filling) => filling.every((token, i) => token === found.tokens[i]))
  if (!isFilling) expect.fail(`${at}: projection ${found.tokens}`)
  expect(found.score, at).toBeCloseTo(scoreOf(found.tokens), 4)
  if (found.exact && !draws) expect(found.score, at).toBeCloseTo(best, 4)
  if (draws && found.score === Number.NEGATIVE_INFINITY) expect.fail(`${at}: drew ${found.tokens}, which has no score`)
}

/** Checks canvases of random schemas, which are compiled with random options. */
function checkSchemas(open: boolean, level: number, optionsOf: (random: Random) => SchemaOptions): void {
  const before = counts.canvases
  for (let seed = first; seed < first + rounds; seed++) {
    const random = new Random(level === 0 ? seed : seed + 1000)
    const dialect = random.pick(['4', '7', '2019-09', '2020-12'] as const)
    const sample = sampleSchema(seed, { dialect, ...optionsOf(random) })
    if (!sample) continue
    const { schema, constraint } = sample
    const { texts, vocabulary } = jsonTexts(constraint, random)
    for (let round = 0; round < 2; round++) {
      const text = random.pick(texts)
      const prefix = text.slice(0, random.below(2) * random.below(text.length + 1))
      const where = `schema ${seed} ${JSON.stringify(schema)} behind ${new TextDecoder().decode(prefix)}`
      checkCanvas(constraint, vocabulary, prefix, 1 + random.below(open ? 3 : 4), open, random, where, level)
    }
  }
  expect(counts.canvases - before).toBeGreaterThan(rounds / 3)
  // Canvases as small as these are searched to the end.
  expect(counts.near).toBe(0)
  if (process.env.INFILL_SEEDS) console.log(level, counts)
}

const regexes = [
  'a*b+(ab|ba)?',
  '(?:ab?c){1,3}|b{2,5}',
  '[^a]{0,4}a',
  '(a|bb|ccc)*c',
  'a{3,40}b?',
  '(?!ab)[a-c]*(?<!c)',
  'ä?[abä]*c',
]

describe.each([false, true])('exact canvases with an open tail: %s', (open) => {
  it('agree with all fillings for regular expressions and what is made of them', () => {
    for (let seed = first; seed < first + rounds; seed++) {
      const random = new Random(seed)
      let constraint: Constraint = compileRegex(random.pick(regexes))
      if (seed % 3 === 0) constraint = sequence([constraint, words(['ab', 'abc', 'c'])])
      else if (seed % 3 === 1) {
        constraint = intersection([constraint, compileRegex('[^c]*.{0,3}')])
        if (constraint.start === DEAD) continue
      }
      const texts = Array.from({ length: 4 }, () => sampleText(constraint, random, new TextEncoder().encode('abc'), 8))
      const vocabulary = pieces(random, texts, 'abc', 5)
      for (let round = 0; round < 2; round++) {
        const text = random.pick(texts)
        const prefix = text.slice(0, random.below(text.length + 1))
        checkCanvas(constraint, vocabulary, prefix, 1 + random.below(5), open, random, `regex ${seed}`)
      }
    }
    expect(counts.canvases).toBeGreaterThan(rounds)
  })

  it('agree with all fillings for schemas', () => {
    checkSchemas(open, 0, (random) => ({
      whitespace: random.pick(['compact', 'compact', 'flexible', 'pretty'] as const),
      propertyOrder: random.pick(['any', 'any', 'schema'] as const),
    }))
  })
})

describe.each([1, 2])('canvases on an outline of level %i', (level) => {
  it.each([false, true])('forbid nothing possible and commit just what is possible; open tail: %s', (open) => {
    checkSchemas(open, level, (random) => ({
      whitespace: random.pick(['compact', 'flexible'] as const),
      propertyOrder: random.pick(['any', 'schema'] as const),
      spelling: random.pick(['any', 'canonical'] as const),
    }))
  })

  it('keep long counts, or leave them out and count in what is committed', () => {
    const fives = ',1,1,1,1,1'
    const vocabulary = createVocabulary(
      [
        '[',
        ']',
        '1',
        ',1',
        fives,
        `[1${fives}${fives}`,
        fives + fives,
        '"',
        'ab',
        'a',
        'abababab',
        'ab'.repeat(20),
        null,
      ],
      [12],
    )
    const schemas = [
      { type: 'array', items: { const: 1 }, minItems: 17, maxItems: 22 },
      { type: 'array', items: { const: 1 }, maxItems: 17 },
      { type: 'string', pattern: '^[ab]{20}$' },
      { type: 'string', pattern: '^[ab]{18,50}$' },
      { type: 'string', minLength: 18 },
      { type: 'array', items: { type: 'string', pattern: '^[ab]{17}$' }, minItems: 1 },
    ]
    for (const schema of schemas) {
      const constraint = compileJsonSchema(schema, { whitespace: 'compact', spelling: 'canonical' })
      for (let seed = 1; seed <= 6; seed++) {
        const where = `${JSON.stringify(schema)}, seed ${seed}`
        checkCanvas(
          constraint,
          vocabulary,
          new Uint8Array(),
          4 + (seed % 3),
          seed % 4 === 0,
          new Random(seed),
          where,
          level,
        )
      }
    }
  })

  it('tell a name that is there already from other keys of a pattern', () => {
    const one = (own: string, others: string) => ({
      type: 'object',
      properties: { [own]: { const: 1 } },
      patternProperties: { [`^(${others})$`]: { type: 'null' } },
      required: [own],
    })
    const schema = { anyOf: [one('ab', 'cd|ef'), one('cd', 'ab|ef'), one('ef', 'ab|cd')] }
    const vocabulary = createVocabulary(
      ['{"', 'a', 'b', 'ab', 'cd', 'ef', '":', '1', 'null', ',"', '}', '1}', null],
      [12],
    )
    for (const propertyOrder of ['any', 'schema'] as const) {
      const constraint = compileJsonSchema(schema, { whitespace: 'compact', propertyOrder, spelling: 'canonical' })
      for (let seed = 1; seed <= 8; seed++) {
        const random = new Random(seed)
        const prefix = new TextEncoder().encode(random.pick(['', '{"ab":1,"', '{"cd":1,"a']))
        const where = `${propertyOrder}, seed ${seed}`
        checkCanvas(constraint, vocabulary, prefix, 4 + random.below(4), false, random, where, level)
      }
    }
  })
})

describe('outlines of numbers', () => {
  it.each([1, 2])('know integers with zeros behind the point, level %d', (level) => {
    const vocabulary = createVocabulary(['-0.', '00', '1', '.0', 'e', '-', '5', null], [7])
    for (const schema of [
      { type: 'integer' },
      { type: 'integer', maximum: 1 },
      { type: ['integer', 'null'], minimum: -3 },
    ]) {
      const constraint = compileJsonSchema(schema)
      for (let seed = 1; seed <= 12; seed++) {
        const random = new Random(seed)
        const where = `${JSON.stringify(schema)}, seed ${seed}`
        checkCanvas(constraint, vocabulary, new Uint8Array(), 1 + random.below(3), seed % 2 === 0, random, where, level)
      }
    }
  })
})

describe('project', () => {
  const constraint = compileJsonSchema({
    type: 'array',
    items: { enum: [1, 12, 'a', [1]] },
    uniqueItems: true,
    maxItems: 3,
  })
  const vocabulary = createVocabulary(['[', ']', ',', '1', '2', '"a', '"', '1,', '],', null, null], [9, 10])
  const size = 6
  const fillings = allFillings(constraint, constraint.start, vocabulary, size, false)!
  const scoresOf = (random: Random): Float32Array[] =>
    Array.from({ length: size }, () =>
      Float32Array.from({ length: vocabulary.size }, () =>
        random.below(8) === 0 ? Number.NEGATIVE_INFINITY : -random.below(1000) / 400,
      ),
    )
  const scoreOf = (filling: Int32Array, scores: Float32Array[], decided: Map<number, number>): number =>
    filling.reduce((sum, token, i) => (decided.has(i) ? sum : sum + scores[i]![token]!), 0)

  it('finds the best filling', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed)
      const scores = scoresOf(random)
      const canvas = createCanvas(constraint, vocabulary, size)
      const decided = new Map<number, number>()
      const kept = random.pick(fillings)
      for (let i = 0; i < size; i++) {
        if (random.below(4) > 0) continue
        expect(canvas.commit(i, kept[i]!)).toBe('committed')
        decided.set(i, kept[i]!)
      }
      const fits = fillings.filter((filling) => [...decided].every(([i, token]) => filling[i] === token))
      const best = Math.max(...fits.map((filling) => scoreOf(filling, scores, decided)))
      const found = canvas.project((i) => {
        expect(decided.has(i)).toBe(false)
        return scores[i]!
      })
      if (best === Number.NEGATIVE_INFINITY) {
        expect(found).toBeUndefined()
        continue
      }
      expect(found!.exact).toBe(true)
      expect(found!.score).toBeCloseTo(best, 4)
      expect(scoreOf(found!.tokens, scores, decided)).toBeCloseTo(best, 4)
      expect(fits.some((filling) => filling.join() === found!.tokens.join())).toBe(true)
      expect(canvas.witness!.join()).toBe(found!.tokens.join())
      for (const i of [5, 1, 3]) if (!decided.has(i)) expect(canvas.commit(i, found!.tokens[i]!)).toBe('committed')
    }
  })

  it('draws each filling as often as it should come', () => {
    const random = new Random(5)
    const scores = scoresOf(random)
    const canvas = createCanvas(constraint, vocabulary, size)
    expect(canvas.commit(0, 0)).toBe('committed')
    const decided = new Map([[0, 0]])
    const fits = fillings.filter((filling) => filling[0] === 0)
    const weights = fits.map((filling) => Math.exp(scoreOf(filling, scores, decided)))
    const total = weights.reduce((a, b) => a + b)
    const times = new Map<string, number>()
    const draws = 20_000
    for (let n = 0; n < draws; n++) {
      const found = canvas.project((i) => scores[i]!, { random: () => random.next() / 2 ** 32 })!
      times.set(found.tokens.join(), (times.get(found.tokens.join()) ?? 0) + 1)
    }
    let known = 0
    fits.forEach((filling, k) => {
      const expected = (weights[k]! / total) * draws
      const seen = times.get(filling.join()) ?? 0
      known += seen
      // Five standard deviations.
      expect(Math.abs(seen - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected) + 1)
    })
    expect(known).toBe(draws)
  })
})

describe('selectCompatible', () => {
  it('keeps what goes together and leaves the canvas as it is', () => {
    const constraint = compileRegex('(ab|cd)*')
    const vocabulary = createVocabulary(['a', 'b', 'c', 'd', null], [4])
    const canvas = createCanvas(constraint, vocabulary, 4)
    const candidates = [
      { position: 0, token: 0 },
      { position: 1, token: 3 },
      { position: 3, token: 3 },
      { position: 2, token: 4 },
    ]
    expect(canvas.selectCompatible(candidates)).toEqual([0, 2])
    expect([...canvas.witness!]).toEqual([0, 1, 2, 3])
    expect(canvas.at(0)).toBe(-1)
    expect(canvas.allows(0, 4)).toBe(true)
  })
})

describe('limits', () => {
  it('are told by name', () => {
    const constraint = compileRegex('a{0,100}')
    const vocabulary = createVocabulary(['a', 'aa', null], [2])
    expect(() => createCanvas(constraint, vocabulary, 100, { limits: { states: 20 } })).toThrow(/limits.states/)
    expect(createCanvas(constraint, vocabulary, 100, { limits: { states: 200 } }).exact).toBe(true)
  })
})

describe('one open position', () => {
  it('has the mask of ordinary decoding', () => {
    for (let seed = 1; seed < 30; seed++) {
      const random = new Random(seed)
      const sample = sampleSchema(seed, { dialect: '2020-12' })
      if (!sample) continue
      const { constraint } = sample
      const { texts, vocabulary } = jsonTexts(constraint, random)
      const text = random.pick(texts)
      const prefix = text.slice(0, random.below(text.length + 1))
      const canvas = createCanvas(constraint, vocabulary, 1, { tail: 'open', prefix })
      const matcher = createMatcher(constraint, vocabulary)
      expect(matcher.acceptBytes(prefix)).toBe(true)
      expect([...canvas.mask(0)]).toEqual([...matcher.mask()])
    }
  })
})
