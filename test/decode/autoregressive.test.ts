import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Constraint } from '../../src/automaton/constraint.js'
import { compileRegex } from '../../src/automaton/regex-constraint.js'
import { type DecodeOptions, decodeAutoregressive, drain } from '../../src/decode/index.js'
import type { Engine } from '../../src/engine/engine.js'
import { createFakeEngine, type FakeEngineOptions } from '../../src/engine/fake/index.js'
import { TruncatedError } from '../../src/error/index.js'
import { createMatcher, type Matcher, minTokensAfter } from '../../src/mask/matcher.js'
import { createVocabulary } from '../../src/vocab/index.js'

/** Every byte, pieces of JSON and words, the end, and a token without text: a little like a real vocabulary. */
const pieces = createVocabulary(
  [
    ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
    ...['{"', '":', '":"', '","', '"}', '",', 'name', 'na', 'me', 'age', 'the', ' the', 'an', 'ana', '12', '00', '[]'],
    ...['":"a', 'é', '],', 'true', 'tr'],
    null,
    null,
  ],
  [278],
)

type Extra = Partial<DecodeOptions>

async function write(engine: Engine, constraint: Constraint, extra: Extra = {}, prompt = 'prompt') {
  const session = await engine.createSession()
  const matcher = createMatcher(constraint, engine.vocabulary)
  const promptIds = engine.encode(prompt)
  try {
    return await drain(decodeAutoregressive({ session, promptIds, matcher, engine, ...extra }))
  } finally {
    await session.dispose()
  }
}

const tag = '("red"|"blue")'
const record = compileRegex(
  `\\{"name":"[a-zé ]{0,12}","age":([0-9]|[1-9][0-9]|1[01][0-9]|120),"tags":\\[(${tag}(,${tag}){0,2})?\\]\\}`,
)

function expectRecord(text: string) {
  const value = JSON.parse(text)
  expect(Object.keys(value)).toEqual(['name', 'age', 'tags'])
  expect([...value.name].length).toBeLessThanOrEqual(12)
  expect(Number.isInteger(value.age) && value.age >= 0 && value.age <= 120).toBe(true)
  expect(value.tags.length).toBeLessThanOrEqual(3)
  for (const tag of value.tags) expect(['red', 'blue']).toContain(tag)
}

const samplings: Extra[] = [
  {},
  { temperature: 1 },
  { temperature: 1.5, topK: 5 },
  { temperature: 1, topP: 0.8 },
  { temperature: 1, minP: 0.1 },
  { temperature: 0.7, topK: 40, topP: 0.9, minP: 0.05 },
]

/** The same loop without any cleverness: every token tested, the best taken, nothing forced. */
async function slowGreedy(engine: Engine, constraint: Constraint, maxTokens: number): Promise<number[]> {
  const session = await engine.createSession()
  const matcher = createMatcher(constraint, engine.vocabulary)
  const { vocabulary } = engine
  const ids: number[] = []
  let logits = await session.forward(engine.encode('prompt'))
  for (;;) {
    let best = -1
    for (let t = 0; t < vocabulary.size; t++) {
      const after = matcher.fork()
      if (!after.accept(t)) continue
      if (!vocabulary.endIds.includes(t) && after.minTokensToEnd > maxTokens - ids.length - 1) continue
      if (best < 0 || logits[t]! > logits[best]!) best = t
    }
    if (best < 0 || vocabulary.endIds.includes(best)) return ids
    matcher.accept(best)
    ids.push(best)
    logits = await session.forward([best])
  }
}

describe('writing token by token', () => {
  test('gives a word of the language for every engine, sampling and seed', async () => {
    for (const vocabulary of [undefined, pieces]) {
      for (const sampling of samplings) {
        for (let seed = 0; seed < 12; seed++) {
          const engine = createFakeEngine({ ...(vocabulary ? { vocabulary } : {}), seed })
          const result = await write(engine, record, { ...sampling, seed, maxTokens: 80 })
          expectRecord(result.text)
          expect(result.text).toBe(engine.decode(result.ids))
          expect(result.usage.completionTokens).toBe(result.ids.length)
          expect(result.ids.length).toBeLessThanOrEqual(80)
          expect(result.usage.modelCalls).toBeLessThanOrEqual(result.ids.length - result.forcedTokens + 1)
        }
      }
    }
  })

  test('takes the same tokens greedily as a loop that tests every token', async () => {
    const constraints = [record, compileRegex('(ana|an|the)*é?'), compileRegex('[a-f]{2,9}(00|12){1,4}')]
    for (let seed = 0; seed < 8; seed++) {
      for (const constraint of constraints) {
        for (const maxTokens of [30, 60]) {
          const engine = createFakeEngine({ vocabulary: pieces, seed })
          const result = await write(engine, constraint, { forcedTokens: 'off', maxTokens })
          expect(result.ids).toEqual(await slowGreedy(engine, constraint, maxTokens))
        }
      }
    }
  })

  test('writes the same with masks as with drawing first, and with the same seed again', async () => {
    let lazy = 0
    for (const sampling of samplings) {
      for (let seed = 0; seed < 10; seed++) {
        const engine = createFakeEngine({ vocabulary: pieces, seed: seed + 100, spread: 4 })
        const options = { ...sampling, seed, maxTokens: 40 }
        const masked = await write(engine, record, options)
        const drawn = await write(engine, record, { ...options, strategy: 'draw' })
        expect(drawn.ids).toEqual(masked.ids)
        expect(drawn.finishReason).toBe(masked.finishReason)
        expect((await write(engine, record, options)).ids).toEqual(masked.ids)
        expect(masked.logWeight).toBeLessThanOrEqual(0)
        expect(drawn.logWeight).toBeUndefined()
        lazy++
      }
    }
    expect(lazy).toBe(60)
  })

  test('reports the seed it chose, which repeats the text', async () => {
    const engine = createFakeEngine({ vocabulary: pieces })
    const once = await write(engine, record, { temperature: 1, maxTokens: 60 })
    const again = await write(engine, record, { temperature: 1, maxTokens: 60, seed: once.seed })
    expect(again.ids).toEqual(once.ids)
  })

  test('yields events that add up to the result', async () => {
    const engine = createFakeEngine({ vocabulary: pieces, seed: 3 })
    const session = await engine.createSession()
    const matcher = createMatcher(record, engine.vocabulary)
    const events = decodeAutoregressive({ session, promptIds: engine.encode('x'), matcher, engine, maxTokens: 60 })
    const ids: number[] = []
    const bytes: number[] = []
    let forced = 0
    let step = await events.next()
    for (; !step.done; step = await events.next()) {
      ids.push(...step.value.ids)
      bytes.push(...step.value.bytes)
      if (step.value.forced) forced += step.value.ids.length
    }
    expect(ids).toEqual(step.value.ids)
    expect(bytes).toEqual([...step.value.bytes])
    expect(forced).toBe(step.value.forcedTokens)
    expect([...matcher.text()]).toEqual(bytes)
  })

  test('follows what the model wants where that is allowed', async () => {
    const text = '{"name":"ana","age":12,"tags":["red"]}'
    const engine = createFakeEngine({ vocabulary: pieces, script: text, padding: 3 })
    const result = await write(engine, record)
    expect(result.text).toBe(text)
    expect(result.finishReason).toBe('stop')
    // Forcing leaves out calls, not choices.
    expect((await write(engine, record, { forcedTokens: 'off' })).text).toBe(text)
  })

  test('continues a session and a matcher where they are', async () => {
    const engine = createFakeEngine({ vocabulary: pieces, seed: 9 })
    const whole = await write(engine, record, { maxTokens: 60 }, 'abcdef')
    const session = await engine.createSession()
    await session.forward(engine.encode('abc'))
    const matcher = createMatcher(record, engine.vocabulary)
    const result = await drain(
      decodeAutoregressive({ session, promptIds: engine.encode('def'), matcher, engine, maxTokens: 60 }),
    )
    expect(result.ids).toEqual(whole.ids)

    const begun = createMatcher(record, engine.vocabulary)
    begun.acceptBytes(new TextEncoder().encode('{"name":"x",'))
    const rest = await drain(
      decodeAutoregressive({
        session: await engine.createSession(),
        promptIds: engine.encode('prompt'),
        matcher: begun,
        maxTokens: 60,
      }),
    )
    expect(rest.text.startsWith('"age":')).toBe(true)
    expectRecord(new TextDecoder().decode(begun.text()))
  })
})

describe('a limit on tokens', () => {
  test('gives a complete text for every limit that any text fits, and TruncatedError below', async () => {
    for (const vocabulary of [undefined, pieces]) {
      const options: FakeEngineOptions = vocabulary ? { vocabulary } : {}
      const need = createMatcher(record, createFakeEngine(options).vocabulary).minTokensToEnd
      expect(need).toBeGreaterThan(10)
      for (let maxTokens = 0; maxTokens < need + 25; maxTokens++) {
        for (const [i, sampling] of samplings.entries()) {
          const engine = createFakeEngine({ ...options, seed: maxTokens * 7 + i })
          const run = write(engine, record, { ...sampling, maxTokens, seed: maxTokens })
          if (maxTokens < need) {
            await expect(run).rejects.toBeInstanceOf(TruncatedError)
          } else {
            const result = await run
            expectRecord(result.text)
            expect(result.ids.length).toBeLessThanOrEqual(maxTokens)
          }
        }
      }
    }
  })

  test('holds for random languages and vocabularies', async () => {
    const alphabet = 'abc'
    const node: fc.Memo<string> = fc.memo((depth) =>
      depth <= 1
        ? fc.constantFrom('a', 'b', 'c', 'ab', '')
        : fc.oneof(
            fc.tuple(node(), node()).map(([x, y]) => `${x}${y}`),
            fc.tuple(node(), node()).map(([x, y]) => `(?:${x}|${y})`),
            fc
              .tuple(node(), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
              .map(([x, low, more]) => `(?:${x}){${low},${low + more}}`),
            node().map((x) => `(?:${x})*`),
          ),
    )
    const words = fc.array(fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength: 4 }), {
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(node(3), words, fc.nat(14), fc.nat(5), fc.nat(), async (pattern, more, maxTokens, how, seed) => {
        const constraint = compileRegex(`^(?:${pattern})$`)
        const vocabulary = createVocabulary([...alphabet, ...more, null], [alphabet.length + more.length])
        const engine = createFakeEngine({ vocabulary, seed })
        const need = createMatcher(constraint, vocabulary).minTokensToEnd
        const options = { ...samplings[how], maxTokens, seed }
        if (need > maxTokens) {
          await expect(write(engine, constraint, options, 'a')).rejects.toBeInstanceOf(TruncatedError)
          return
        }
        const result = await write(engine, constraint, options, 'a')
        expect(result.text).toMatch(new RegExp(`^(?:${pattern})$`))
        expect(result.ids.length).toBeLessThanOrEqual(maxTokens)
      }),
      { numRuns: 400, seed: 5 },
    )
  })

  test('says how many tokens are needed, before calling the model', async () => {
    const engine = createFakeEngine()
    const session = await engine.createSession()
    const matcher = createMatcher(record, engine.vocabulary)
    const run = drain(decodeAutoregressive({ session, promptIds: [65], matcher, maxTokens: 5 }))
    await expect(run).rejects.toMatchObject({ code: 'truncated', text: '', partial: undefined })
    await expect(run).rejects.toThrow(`Raise maxTokens to ${matcher.minTokensToEnd}`)
    expect(session.length).toBe(0)
  })

  test("is told as finishReason 'length' only where it changed something", async () => {
    const constraint = compileRegex('[ab]{2,}')
    const script = 'abba'
    const written = async (maxTokens: number) => write(createFakeEngine({ script }), constraint, { maxTokens })
    expect(await written(9)).toMatchObject({ text: 'abba', finishReason: 'stop' })
    expect(await written(3)).toMatchObject({ text: 'abb', finishReason: 'length' })
    const closing = compileRegex('"[ab]*"')
    const quoted = async (maxTokens: number) => write(createFakeEngine({ script: '"abba"' }), closing, { maxTokens })
    expect(await quoted(6)).toMatchObject({ text: '"abba"', finishReason: 'stop' })
    expect(await quoted(5)).toMatchObject({ text: '"abb"', finishReason: 'length' })
    expect(await quoted(2)).toMatchObject({ text: '""', finishReason: 'length' })
  })

  test('comes from the context too, and an overlong prompt is an error', async () => {
    const engine = createFakeEngine({ contextLength: 30, seed: 1 })
    const constraint = compileRegex('a*')
    const result = await write(engine, constraint, { temperature: 5, topK: 1 }, 'x'.repeat(25))
    expect(result.ids.length).toBeLessThanOrEqual(6)
    const script = 'a'.repeat(50)
    const pushed = await write(createFakeEngine({ contextLength: 30, script }), constraint, {}, 'x'.repeat(25))
    expect(pushed).toMatchObject({ text: 'aaaaaa', finishReason: 'length' })
    await expect(write(engine, constraint, {}, 'x'.repeat(31))).rejects.toMatchObject({ code: 'context-length' })
    await expect(write(engine, record, {}, 'x'.repeat(28))).rejects.toBeInstanceOf(TruncatedError)
  })
})

describe('forced tokens', () => {
  test('need no model call at all where there is one word', async () => {
    const engine = createFakeEngine({ vocabulary: pieces })
    const result = await write(engine, compileRegex('\\{"name":true\\}'))
    expect(result.text).toBe('{"name":true}')
    expect(result.usage.modelCalls).toBe(0)
    expect(result.forcedTokens).toBe(result.ids.length)
    expect(result.logWeight).toBe(0)
    expect(result.ids).toEqual(engine.encode('{"name":true}'))
  })

  test("are the tokenizer's own, not the longest ones", async () => {
    // A tokenizer that splits 'name' into na|me, as merges may.
    const engine = createFakeEngine({ vocabulary: pieces })
    const own = {
      contextLength: 100,
      encode: (text: string) => engine.encode(text).flatMap((id) => (id === 262 ? [263, 264] : [id])),
    }
    expect(engine.encode('name')).toEqual([262])
    const result = await write(engine, compileRegex('name[0-3]'), { engine: own })
    expect(result.ids.slice(0, 2)).toEqual([263, 264])
    expect(result.forcedTokens).toBe(2)
  })

  test('leave out tokens at the end that a longer allowed token could replace', async () => {
    const engine = createFakeEngine({ vocabulary: pieces })
    const decode = (ids: readonly number[]) => ids.map((id) => engine.decode([id])).join('|')
    // '":"a' reaches over the end of '{"name":"', so '":"' is left to the model; with digits nothing does.
    const letters = await write(engine, compileRegex('\\{"name":"[a-c]"\\}'))
    expect(decode(letters.ids.slice(0, 2))).toBe('{"|name')
    const digits = await write(engine, compileRegex('\\{"name":"[0-9]"\\}'))
    expect(decode(digits.ids.slice(0, 3))).toBe('{"|name|":"')
    const first = async (pattern: string) => {
      const session = await engine.createSession()
      const matcher = createMatcher(compileRegex(pattern), engine.vocabulary)
      const events = decodeAutoregressive({ session, promptIds: [65], matcher, engine })
      const { value } = await events.next()
      await events.return(undefined as never)
      return value && 'forced' in value && value.forced ? decode(value.ids) : ''
    }
    expect(await first('\\{"name":"[a-c]"\\}')).toBe('{"|name')
    expect(await first('\\{"name":"[0-9]"\\}')).toBe('{"|name|":"')
    expect(await first('an(a|the)')).toBe('')
  })

  test('see the text before them, and stand alone where the model cut the text otherwise', async () => {
    const engine = createFakeEngine({ vocabulary: pieces })
    const seen: string[] = []
    const own = {
      contextLength: 100,
      encode: (text: string) => {
        seen.push(text)
        return engine.encode(text)
      },
    }
    const result = await write(engine, compileRegex('[xy]the[xy]'), { engine: own })
    expect(seen.some((text) => /^[xy]the$/.test(text))).toBe(true)
    expect(result.forcedTokens).toBe(1)
    // After a sampled 't', the run 'rue' cannot be cut as in 'true': it is spelt by itself.
    seen.length = 0
    const matcher = createMatcher(compileRegex('true[xy]'), engine.vocabulary)
    matcher.accept(116)
    const rest = await drain(
      decodeAutoregressive({ session: await engine.createSession(), promptIds: [65], matcher, engine: own }),
    )
    expect(seen).toEqual(expect.arrayContaining(['true', 'rue']))
    expect(rest.text).toMatch(/^rue[xy]$/)
    expect(rest.forcedTokens).toBe(3)
  })

  test('are found behind the space that some tokenizers put before every text', async () => {
    const engine = createFakeEngine({ vocabulary: pieces })
    const split = (ids: number[]) => ids.flatMap((id) => (id === 262 ? [263, 264] : [id]))
    const spaced = { contextLength: 100, encode: (text: string) => split(engine.encode(` ${text}`)) }
    // Spelt as the tokenizer spells it, n-a-m-e in two, at the start of the text and within it.
    const first = await write(engine, compileRegex('name[0-3]'), { engine: spaced })
    expect(first.ids.slice(0, 2)).toEqual([263, 264])
    const later = await write(engine, compileRegex('[0-3]name[0-3]'), { engine: spaced })
    expect(later.ids.slice(1, 3)).toEqual([263, 264])
    expect(later.text).toMatch(/^[0-3]name[0-3]$/)
    // ' the' stands for the space and the word: the word alone has no token of its own here.
    const word = await write(engine, compileRegex('the[0-3]'), { engine: spaced })
    expect(word.text).toMatch(/^the[0-3]$/)
    expect(word.forcedTokens).toBe(1)
  })

  test('are cut longest-first where the tokenizer changes the text or is not known', async () => {
    const engine = createFakeEngine({ vocabulary: pieces })
    const upper = { contextLength: 100, encode: (text: string) => engine.encode(text.toUpperCase()) }
    for (const known of [upper, undefined]) {
      const result = await write(engine, compileRegex('the name[xy]'), { engine: known })
      expect(result.ids.slice(0, 3).map((id) => engine.decode([id]))).toEqual(['the', ' ', 'name'])
      expect(result.forcedTokens).toBe(3)
    }
  })

  test('may begin and end within a character', async () => {
    const engine = createFakeEngine({ vocabulary: pieces })
    for (const pattern of ['é[xy]', '(é|è)x', 'x(🙂|🙃)x', '東京']) {
      const result = await write(engine, compileRegex(pattern))
      expect(result.text).toMatch(new RegExp(`^(${pattern})$`, 'u'))
    }
  })

  test('never take more tokens than the room left allows', async () => {
    // The tokenizer spells byte by byte what three tokens could say.
    const engine = createFakeEngine({ vocabulary: pieces })
    const own = { contextLength: 1000, encode: (text: string) => [...new TextEncoder().encode(text)] }
    const constraint = compileRegex('\\{"name":true\\}[xy]*')
    const need = createMatcher(constraint, engine.vocabulary).minTokensToEnd
    for (let maxTokens = need; maxTokens < 20; maxTokens++) {
      const result = await write(engine, constraint, { engine: own, maxTokens })
      expect(result.ids.length).toBeLessThanOrEqual(maxTokens)
      expect(result.text).toMatch(/^\{"name":true\}[xy]*$/)
    }
  })
})

describe('the weight of a text', () => {
  /** ln of the model's probability of the tokens, and of the constrained one, step by step. */
  async function replay(engine: Engine, constraint: Constraint, ids: readonly number[], ended: boolean, limit: number) {
    const session = await engine.createSession()
    const matcher = createMatcher(constraint, engine.vocabulary)
    let logits = await session.forward(engine.encode('prompt'))
    let model = 0
    let constrained = 0
    const all = ended ? [...ids, engine.vocabulary.endIds[0]!] : ids
    for (const [i, id] of all.entries()) {
      let sum = 0
      let allowed = 0
      for (let t = 0; t < engine.vocabulary.size; t++) {
        const p = Math.exp(logits[t]!)
        sum += p
        const ends = engine.vocabulary.endIds.includes(t)
        if (matcher.accepts(t) && (ends || minTokensAfter(matcher, t) <= limit - i - 1)) allowed += p
      }
      model += logits[id]! - Math.log(sum)
      constrained += logits[id]! - Math.log(allowed)
      if (i < ids.length) {
        matcher.accept(id)
        logits = await session.forward([id])
      }
    }
    return { model, constrained }
  }

  test('is the ratio of the probability the model gives the text to the one it was drawn with', async () => {
    for (const constraint of [record, compileRegex('(ana|the)*[xy]')]) {
      for (let seed = 0; seed < 15; seed++) {
        const engine = createFakeEngine({ vocabulary: pieces, seed })
        const maxTokens = 24 + seed
        const result = await write(engine, constraint, { temperature: 1, exactWeights: true, seed, maxTokens })
        expect(result.forcedTokens).toBe(0)
        const ended = result.usage.modelCalls > result.ids.length
        const { model, constrained } = await replay(engine, constraint, result.ids, ended, maxTokens)
        expect(result.logWeight).toBeCloseTo(model - constrained, 6)
      }
    }
  })

  test('is 0 where everything is allowed', async () => {
    const vocabulary = createVocabulary(['a', 'b', null], [2])
    const result = await write(
      createFakeEngine({ vocabulary }),
      compileRegex('[ab]*'),
      { temperature: 1, seed: 1 },
      'a',
    )
    expect(result.logWeight).toBeCloseTo(0, 12)
  })

  test('covers only sampled steps otherwise', async () => {
    const engine = createFakeEngine({ vocabulary: pieces, seed: 2 })
    const constraint = compileRegex('name[xy]')
    const some = await write(engine, constraint)
    const every = await write(engine, constraint, { exactWeights: true })
    expect(some.forcedTokens).toBe(1)
    expect(every.usage.modelCalls).toBeGreaterThan(some.usage.modelCalls)
    expect(every.logWeight).toBeLessThan(some.logWeight!)
  })
})

describe('the end of a text', () => {
  test('is where nothing can follow, without asking the model', async () => {
    const result = await write(createFakeEngine({ seed: 4 }), compileRegex('[ab]c'))
    expect(result.usage.modelCalls).toBe(1)
    expect(result.finishReason).toBe('stop')
  })

  test('is the end token where more could follow', async () => {
    const engine = createFakeEngine({ script: 'ab' })
    const result = await write(engine, compileRegex('[ab]+'))
    expect(result.text).toBe('ab')
    expect(result.usage.modelCalls).toBe(3)
  })

  test('is the first complete text if asked for, or if the vocabulary has no end token', async () => {
    const engine = createFakeEngine({ script: 'abab' })
    const stopped = await write(engine, compileRegex('([ab]{2})+'), { stopWhenComplete: true })
    expect(stopped.text).toBe('ab')
    const endless = createFakeEngine({ vocabulary: createVocabulary(['a', 'b'], []) })
    expect((await write(endless, compileRegex('([ab]{2})+'), {}, 'a')).ids).toHaveLength(2)
    const goingOn = await write(endless, compileRegex('([ab]{2})+'), { stopWhenComplete: false, maxTokens: 9 }, 'a')
    expect(goingOn).toMatchObject({ finishReason: 'length' })
    expect(goingOn.ids).toHaveLength(8)
  })

  test('can be the start: the empty word needs no token', async () => {
    expect((await write(createFakeEngine(), compileRegex(''), { maxTokens: 0 })).text).toBe('')
  })
})

describe('while the model runs', () => {
  test('the mask is built', async () => {
    const engine = createFakeEngine({ delay: 5 })
    const session = await engine.createSession()
    const order: string[] = []
    const matcher = createMatcher(compileRegex('[ab]x'), engine.vocabulary)
    const watched: Matcher = new Proxy(matcher, {
      get(target, name) {
        if (name === 'mask') order.push('mask')
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const slow = {
      get length() {
        return session.length
      },
      forward: async (ids: readonly number[]) => {
        order.push('start')
        const logits = await session.forward(ids)
        order.push('end')
        return logits
      },
      truncate: () => Promise.resolve(),
      dispose: () => Promise.resolve(),
    }
    await drain(decodeAutoregressive({ session: slow, promptIds: [65], matcher: watched, forcedTokens: 'off' }))
    expect(order.slice(0, 3)).toEqual(['start', 'mask', 'end'])
  })

  test('an abort rejects with its reason and leaves the session usable', async () => {
    const engine = createFakeEngine({ delay: 30 })
    const session = await engine.createSession()
    const controller = new AbortController()
    const reason = new Error('enough')
    setTimeout(() => controller.abort(reason), 45)
    const matcher = createMatcher(compileRegex('[a-z]*'), engine.vocabulary)
    const run = drain(decodeAutoregressive({ session, promptIds: [65], matcher, signal: controller.signal }))
    await expect(run).rejects.toBe(reason)
    await session.forward([66])
    await expect(write(engine, record, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('faults of the engine come through as they are', async () => {
    const fault = (distort: (logits: Float32Array) => Float32Array) =>
      write(createFakeEngine({ distort }), record, { maxTokens: 60 })
    await expect(fault((row) => row.fill(Number.NaN, 70, 71))).rejects.toMatchObject({ code: 'logits-nan' })
    await expect(fault((row) => row.subarray(0, 100))).rejects.toMatchObject({ code: 'logits-shape' })
    await expect(fault((row) => row.fill(Number.NEGATIVE_INFINITY, 0, 128))).rejects.toMatchObject({
      code: 'logits-empty',
    })
    await expect(
      fault(() => {
        throw new Error('broken')
      }),
    ).rejects.toThrow('broken')
  })
})

test('options are checked by name and range', async () => {
  const engine = createFakeEngine()
  const refuse = async (extra: object, option: string) =>
    expect(write(engine, record, extra as Extra)).rejects.toMatchObject({ name: 'OptionError', option })
  await refuse({ maxtokens: 5 }, 'maxtokens')
  await refuse({ maxTokens: -1 }, 'maxTokens')
  await refuse({ maxTokens: 1.5 }, 'maxTokens')
  await refuse({ temperature: -1 }, 'temperature')
  await refuse({ temperature: Number.NaN }, 'temperature')
  await refuse({ topK: 0 }, 'topK')
  await refuse({ topP: 0 }, 'topP')
  await refuse({ topP: 1.1 }, 'topP')
  await refuse({ minP: -0.1 }, 'minP')
  await refuse({ seed: -1 }, 'seed')
  await refuse({ seed: 0.5 }, 'seed')
  await refuse({ strategy: 'guess' }, 'strategy')
  await refuse({ forcedTokens: 'on' }, 'forcedTokens')
  await refuse({ exactWeights: true, strategy: 'draw' }, 'strategy')
  await refuse({ promptIds: [] }, 'promptIds')
  await refuse({ session: undefined }, 'session')
  await refuse({ matcher: undefined }, 'matcher')
})
