import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadOnnxModel, type OnnxEngine } from '../../src/engine/onnx/index.js'
import { choice, generate, regex, structuralTags, thinking, toolCalls } from '../../src/sdk/index.js'
import { buildWorker } from '../engine/build-worker.js'
import { embedded, smolLm } from '../engine/real-models.js'

const article =
  'Marta Lindqvist turned 34 last week. She still lives in Gdańsk, "by the water", and repairs old radios.'
const person = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 30 }, age: { type: 'integer', minimum: 0, maximum: 130 } },
  required: ['name', 'age'],
} as const

for (const { name, folder, there, note } of [smolLm, embedded]) {
  describe.skipIf(!there)(`composed constraints with ${name}${note}`, () => {
    let model: OnnxEngine
    beforeAll(async () => {
      await buildWorker()
      model = await loadOnnxModel(folder)
    }, 300_000)
    afterAll(() => model?.dispose())
    const ask = (prompt = article) => ({ prompt, model, maxTokens: 160 })

    it('thinks within a budget of tokens, and then writes the value', async () => {
      const result = await generate.detailed(thinking({ answer: person, budgetTokens: 24 }), ask())
      expect(result.text).toMatch(/^<think>[\s\S]*<\/think>\n{0,2}\{"name":/)
      expect(result.value.answer).toEqual({ name: expect.any(String), age: expect.any(Number) })
      const spelled = model.encode(result.text.slice(0, result.text.indexOf('</think>') + 8))
      // The model may spell its thought in more tokens than the tokenizer would, never in more than the budget.
      expect(spelled.length).toBeLessThanOrEqual(24)
      const points = await generate(thinking({ answer: choice(['yes', 'no']), maxCodePoints: 12 }), ask())
      expect(Array.from(points.thought).length).toBeLessThanOrEqual(12)
    }, 120_000)

    it('writes tags between prose', async () => {
      const tags = structuralTags({
        tags: [{ begin: '<person>', schema: person, end: '</person>' }],
        atLeastOne: true,
        stopAfterFirst: true,
      })
      const text = await generate(tags, ask())
      const json = /<person>(\{.*\})<\/person>$/s.exec(text)
      expect(JSON.parse(json![1]!)).toEqual({ name: expect.any(String), age: expect.any(Number) })
    }, 120_000)

    it('calls a tool', async () => {
      const tool = { name: 'add_person', parameters: person } as const
      for (const format of ['hermes', 'llama3', 'mistral', 'qwen3-coder'] as const) {
        const { calls } = await generate(toolCalls([tool], { format, choice: 'required' }), ask())
        expect(calls).toEqual([
          { name: 'add_person', arguments: { name: expect.any(String), age: expect.any(Number) } },
        ])
      }
    }, 120_000)

    it('quotes the text word for word', async () => {
      const schema = {
        type: 'object',
        properties: { quote: { type: 'string', minLength: 4, maxLength: 60 } },
        required: ['quote'],
      } as const
      for (const seed of [1, 2, 3]) {
        const { quote } = await generate(schema, { ...ask(), quotesFrom: article, temperature: 1.2, seed })
        expect(article).toContain(quote)
      }
    }, 120_000)

    it('writes plain text', async () => {
      expect(await generate(regex(/[A-Z][a-z]+ is \d+/), ask())).toMatch(/^[A-Z][a-z]+ is \d+$/)
    }, 120_000)
  })
}
