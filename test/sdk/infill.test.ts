import { afterAll, describe, expect, it } from 'vitest'
import { type Constraint, compileRegex } from '../../src/automaton/index.js'
import type { Engine } from '../../src/engine/engine.js'
import { createFakeEngine } from '../../src/engine/fake/index.js'
import { compileGrammar } from '../../src/grammar/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { builtInGrammar, disposeModels, infill } from '../../src/sdk/index.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { buildWorker } from '../engine/build-worker.js'
import { embedded } from '../engine/real-models.js'
import { Random } from '../grammar/chance.js'

afterAll(disposeModels)

function accepts(constraint: Constraint, text: string): boolean {
  let state = constraint.start
  for (const byte of new TextEncoder().encode(text)) state = constraint.step(state, byte)
  return state !== 0 && constraint.canEnd(state)
}

function cut(random: Random, text: string, holes: number): string[] {
  const cuts = Array.from({ length: 2 * holes }, () => random.below(text.length + 1)).sort((a, b) => a - b)
  return Array.from({ length: holes + 1 }, (_, i) => {
    return text.slice(i === 0 ? 0 : cuts[2 * i - 1], i === holes ? undefined : cuts[2 * i])
  })
}

const specials = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|fim_pad|>']

/** Writes the given texts, one for each hole, and then ends; with `fim` it has special tokens for that, and ends by one of them. */
function writer(texts: readonly string[], fim: boolean): Engine & { prompts: string[] } {
  const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
  const vocabulary = createVocabulary([...bytes, null, ...(fim ? specials.map(() => null) : [])], [256])
  const encode = (text: string): number[] => {
    const special = specials.indexOf(text)
    return fim && special >= 0 ? [257 + special] : [...new TextEncoder().encode(text)]
  }
  const prompts: string[] = []
  const read = (ids: readonly number[]): string => {
    return ids.map((id) => (id < 256 ? String.fromCharCode(id) : `[${specials[id - 257] ?? 'end'}]`)).join('')
  }
  return {
    name: 'writer',
    vocabulary,
    contextLength: 4096,
    prompts,
    encode,
    encodeChat: (messages) => encode(`${messages.map(({ content }) => content).join('\n')}\n`),
    decode: read,
    async createSession() {
      const ids: number[] = []
      let wanted: number[] = []
      let prompt = 0
      return {
        get length() {
          return ids.length
        },
        async forward(added) {
          if (ids.length === 0) {
            wanted = encode(texts[prompts.length] ?? '')
            prompts.push(read(added))
            prompt = added.length
          }
          ids.push(...added)
          const logits = new Float32Array(vocabulary.size)
          logits[wanted[ids.length - prompt] ?? (fim ? 260 : 256)] = 20
          return logits
        },
        async truncate(length) {
          ids.length = length
        },
        async dispose() {},
      }
    },
    async dispose() {},
  }
}

describe('infill', () => {
  it('writes what the model wants where that is possible', async () => {
    const language = await builtInGrammar('json')
    const model = writer([' "b": 2', '3, 4'], false)
    const answer = await infill({ language, pieces: ['{"a": 1,', ', "c": [', ']}'], model })
    expect(answer.text).toBe('{"a": 1, "b": 2, "c": [3, 4]}')
    expect(answer.regions.map(({ text, finishReason }) => [text, finishReason])).toEqual([
      [' "b": 2', 'stop'],
      ['3, 4', 'stop'],
    ])
    expect(model.prompts[0]).toContain('Behind the gap stands:\n, "c": [')
    expect(model.prompts[0]).toMatch(/\{"a": 1,$/)
    expect(model.prompts[1]).toMatch(/\{"a": 1, "b": 2, "c": \[$/)
  })

  it('does not let it write what the text around the hole rules out', async () => {
    const language = compileGrammar(await builtInGrammar('json'))
    // It would close what the piece behind the hole closes.
    const answer = await infill({ language, pieces: ['{"a": [1', ']}'], model: writer([', 2]}'], false) })
    expect(accepts(language, answer.text), answer.text).toBe(true)
    expect(answer.text).toMatch(/^\{"a": \[1, 2.*\]\}$/s)
    expect(answer.regions[0]!.rejected).toBeGreaterThan(0)
  })

  it('stops where the model begins to write what stands behind the hole', async () => {
    const language = await builtInGrammar('json')
    const model = writer(['2, "c": [3, 4]}'], false)
    const answer = await infill({ language, pieces: ['{"b": ', ', "c": [3, 4]}'], model })
    expect(answer.text).toBe('{"b": 2, "c": [3, 4]}')
    expect(answer.regions[0]).toMatchObject({ text: '2', tokens: [0x32], finishReason: 'stop' })
  })

  it('ends a hole in a shortest way where the room runs out', async () => {
    const language = compileGrammar(await builtInGrammar('json'))
    const model = writer(['[[[[[[[[[[[[[[[['], false)
    const answer = await infill({ language, pieces: ['{"a": ', '}'], model, maxTokens: 9 })
    expect(accepts(language, answer.text), answer.text).toBe(true)
    expect(answer.regions[0]).toMatchObject({ text: '[[[[]]]]', finishReason: 'length' })
    await expect(
      infill({ language: compileRegex('a{9}b'), pieces: ['', 'b'], model, maxTokens: 8 }),
    ).rejects.toMatchObject({ code: 'truncated' })
  })

  it('tells models for filling the middle what stands behind by their tokens, and takes their end', async () => {
    const language = compileRegex('x = [0-9]+;\\n')
    const model = writer(['42'], true)
    const answer = await infill({ language, pieces: ['x = ', ';\n'], model })
    expect(answer.text).toBe('x = 42;\n')
    expect(model.prompts).toEqual(['[<|fim_prefix|>]x = [<|fim_suffix|>];\n[<|fim_middle|>]'])
    const plain = writer(['7'], true)
    await infill({ language, pieces: ['x = ', ';\n'], model: plain, fim: 'none', prompt: 'Digits!' })
    expect(plain.prompts[0]).toBe('Digits!\n\nBehind the gap stands:\n;\n\nx = ')
    const named = { prefix: '<a>', suffix: '<b>', middle: '<c>' }
    await expect(infill({ language, pieces: ['', ''], model, fim: named })).rejects.toMatchObject({ option: 'fim' })
  })

  it('takes schemas of all kinds', async () => {
    const language = { type: 'object', properties: { age: { type: 'integer', minimum: 18 } }, required: ['age'] }
    const answer = await infill({
      language,
      pieces: ['{"age": ', ', "name": "', '"}'],
      model: writer(['5', 'Ada'], false),
    })
    expect(JSON.parse(answer.text)).toMatchObject({ name: 'Ada' })
    expect(JSON.parse(answer.text).age).toBeGreaterThanOrEqual(18)
    expect(accepts(compileJsonSchema(language), answer.text)).toBe(true)
  })

  it('refuses what cannot be filled, and wrong options', async () => {
    const language = await builtInGrammar('json')
    const model = createFakeEngine()
    await expect(infill({ language, pieces: ['{"a": 1', ']'], model })).rejects.toMatchObject({
      code: 'not-completable',
    })
    await expect(infill({ language, pieces: ['{}'], model })).rejects.toMatchObject({ option: 'pieces' })
    await expect(infill({ language, pieces: ['{', '}'], model, maxTokens: 0 })).rejects.toMatchObject({
      option: 'maxTokens',
    })
    await expect(infill({ language, pieces: ['{', '}'], model, whitespace: 'compact' })).rejects.toMatchObject({
      option: 'whitespace',
    })
    await expect(infill({ language, pieces: ['{', '}'], model, regions: 1 } as never)).rejects.toThrow(/Unknown option/)
    const signal = AbortSignal.abort()
    await expect(infill({ language, pieces: ['{', '}'], model, signal })).rejects.toThrow()
  })
})

describe('infill with a model that knows nothing', () => {
  it.each([
    ['json', '{"name": "Ada", "tags": ["a", "b"], "nested": {"x": [1, -2.5e3, null, true]}}', 14, 10],
    ['arithmetic', '(1 + 2) * (x - 4 / (5 + y)) - 6', 14, 10],
    ['cpp', 'int f(int n) {\n  int s = 0;\n  for (int i = 0; i < n; i++) s += i * (i + 1);\n  return s;\n}\n', 1, 4],
  ] as const)('%s: every text with 1, 2 or 3 holes is a word in the end', async (name, text, runs, most) => {
    const language = compileGrammar(await builtInGrammar(name))
    expect(accepts(language, text)).toBe(true)
    for (let seed = 1; seed <= runs * 3; seed++) {
      const random = new Random(seed)
      const pieces = cut(random, text, 1 + (seed % 3))
      const model = createFakeEngine({ seed, spread: 1 + random.below(6) })
      const answer = await infill({
        language,
        pieces,
        model,
        maxTokens: most + random.below(most),
        temperature: random.below(2),
        seed,
      })
      const where = `seed ${seed} ${JSON.stringify(pieces)} ${answer.text}`
      expect(accepts(language, answer.text), where).toBe(true)
      expect(answer.text, where).toBe(pieces.map((piece, i) => piece + (answer.regions[i]?.text ?? '')).join(''))
      const vocabulary = model.vocabulary
      for (const region of answer.regions) {
        expect(region.tokens.map((id) => String.fromCharCode(vocabulary.bytes(id)[0]!)).join(''), where).toBe(
          Buffer.from(region.text).toString('latin1'),
        )
      }
    }
  })

  it.runIf(embedded.there)('the embedded model, too', async () => {
    await buildWorker()
    const language = compileGrammar(await builtInGrammar('json'))
    const answer = await infill({ language, pieces: ['{"name": "', '", "age": ', '}'], maxTokens: 12 })
    expect(accepts(language, answer.text), answer.text).toBe(true)
  })
})
