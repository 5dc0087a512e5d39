import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileRegex } from '../../src/automaton/regex-constraint.js'
import { type DecodeOptions, decodeAutoregressive, drain } from '../../src/decode/index.js'
import { loadOnnxModel, type OnnxEngine } from '../../src/engine/onnx/index.js'
import { TruncatedError } from '../../src/error/index.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { buildWorker } from '../engine/build-worker.js'
import { embedded, smolLm } from '../engine/real-models.js'

const pattern =
  '\\{"city":"[A-Za-z ]{1,20}","country":"[A-Za-z ]{1,20}","people":[1-9][0-9]{0,8},"capital":(true|false)\\}'
const constraint = compileRegex(pattern)

for (const { name, folder, there, note } of [smolLm, embedded]) {
  describe.skipIf(!there)(`writing with ${name}${note}`, () => {
    let engine: OnnxEngine
    beforeAll(async () => {
      await buildWorker()
      engine = await loadOnnxModel(folder)
    }, 300_000)
    afterAll(() => engine?.dispose())

    const write = async (
      options: Partial<DecodeOptions> = {},
      begun = async (_: ReturnType<typeof decodeAutoregressive>) => {},
    ) => {
      const session = await engine.createSession()
      const promptIds = engine.encodeChat([
        {
          role: 'user',
          content: 'city country people:int capital:bool\nBerlin, the capital of Germany, has 3700000 people.',
        },
      ])
      const matcher = createMatcher(constraint, engine.vocabulary)
      try {
        const writing = decodeAutoregressive({ session, promptIds, matcher, engine, maxTokens: 60, ...options })
        await begun(writing)
        return await drain(writing)
      } finally {
        await session.dispose()
      }
    }
    const whole = new RegExp(`^${pattern}$`)

    test('gives a word of the language, the same one for the same seed, with masks and with drawing first', async () => {
      for (const sampling of [
        {},
        { temperature: 1 },
        { temperature: 1, topP: 0.9 },
        { temperature: 1.3, topK: 20, minP: 0.02 },
      ]) {
        const once = await write({ ...sampling, seed: 7 })
        expect(once.text).toMatch(whole)
        expect(once.logWeight).toBeLessThanOrEqual(0)
        const drawn = await write({ ...sampling, seed: 7, strategy: 'draw' })
        expect(drawn.text).toMatch(whole)
        expect(drawn.ids).toEqual(once.ids)
      }
    })

    test('spells forced text as the tokenizer does and asks the model less often', async () => {
      const forced = await write()
      const asked = await write({ forcedTokens: 'off' })
      expect(asked.text).toMatch(whole)
      expect(forced.forcedTokens).toBeGreaterThan(4)
      expect(forced.usage.modelCalls).toBeLessThan(asked.usage.modelCalls)
      const start = forced.ids.slice(0, 2)
      expect(engine.encode(forced.text).slice(0, 2)).toEqual(start)
    })

    test('closes within any limit, or says so before writing', async () => {
      const need = createMatcher(constraint, engine.vocabulary).minTokensToEnd
      await expect(write({ maxTokens: need - 1 })).rejects.toBeInstanceOf(TruncatedError)
      for (const maxTokens of [need, need + 1, need + 3, need + 8]) {
        const result = await write({ maxTokens })
        expect(result.text).toMatch(whole)
        expect(result.ids.length).toBeLessThanOrEqual(maxTokens)
      }
    })

    test('is aborted at once', async () => {
      const controller = new AbortController()
      const reason = new Error('enough')
      const aborted = write({ signal: controller.signal, forcedTokens: 'off' }, async (writing) => {
        expect((await writing.next()).done).toBe(false)
        controller.abort(reason)
      })
      await expect(aborted).rejects.toBe(reason)
      expect((await write()).text).toMatch(whole)
    })
  })
}
