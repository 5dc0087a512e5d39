import { describe, expect, it } from 'vitest'
import { EspalierError, OptionError } from '../../src/error/index.js'
import { generate, stream } from '../../src/sdk/index.js'

const schema = { type: 'null' } as const
const p = 'x'

const cases: [name: string, options: unknown, code: string, option: string, said: RegExp][] = [
  ['no options', undefined, 'missing-option', 'prompt', /needs options.*prompt: /],
  ['no prompt', {}, 'missing-option', 'prompt', /needs a prompt/],
  ['a typo', { prompt: p, maxToken: 3 }, 'unknown-option', 'maxToken', /Did you mean 'maxTokens'/],
  ['a case slip', { prompt: p, maxtokens: 1 }, 'unknown-option', 'maxtokens', /Did you mean 'maxTokens'/],
  ['a stranger', { prompt: p, retries: 3 }, 'unknown-option', 'retries', /Known options: prompt/],
  ['prompt and messages', { prompt: p, messages: [] }, 'invalid-option', 'messages', /Both/],
  ['a prompt of wrong type', { prompt: 3 }, 'invalid-option', 'prompt', /must be a string, not 3/],
  ['no messages', { messages: [] }, 'invalid-option', 'messages', /at least one message/],
  ['a wrong role', { messages: [{ role: 'tool', content: '' }] }, 'invalid-option', 'messages', /role/],
  ['a message without text', { messages: [{ role: 'user' }] }, 'invalid-option', 'messages', /content/],
  ['no tokens', { prompt: p, maxTokens: 0 }, 'invalid-option', 'maxTokens', /at least 1, not 0/],
  ['half a token', { prompt: p, maxTokens: 1.5 }, 'invalid-option', 'maxTokens', /whole number/],
  ['NaN', { prompt: p, temperature: Number.NaN }, 'invalid-option', 'temperature', /not NaN/],
  ['cold', { prompt: p, temperature: -1 }, 'invalid-option', 'temperature', /0 to 100, not -1/],
  ['top k', { prompt: p, topK: 0 }, 'invalid-option', 'topK', /at least 1/],
  ['top p', { prompt: p, topP: 0 }, 'invalid-option', 'topP', /above 0/],
  ['min p', { prompt: p, minP: 2 }, 'invalid-option', 'minP', /0 to 1/],
  ['a seed', { prompt: p, seed: -1 }, 'invalid-option', 'seed', /4294967295/],
  [
    'describe',
    { prompt: p, describe: 'yaml' },
    'invalid-option',
    'describe',
    /"typescript".* or a function, not "yaml"/,
  ],
  ['whitespace', { prompt: p, whitespace: 'none' }, 'invalid-option', 'whitespace', /"compact", "pretty", "flexible"/],
  ['order', { prompt: p, propertyOrder: 'alphabetic' }, 'invalid-option', 'propertyOrder', /"schema", "any"/],
  ['formats', { prompt: p, formats: true }, 'invalid-option', 'formats', /"assert"/],
  ['a format', { prompt: p, formats: { sku: 3 } }, 'invalid-option', 'formats.sku', /a regular expression/],
  ['strict', { prompt: p, strict: 'x-a' }, 'invalid-option', 'strict', /true, false or \{ keywords/],
  ['a wrong key of strict', { prompt: p, strict: { keywords: [], words: 1 } }, 'unknown-option', 'words', /keywords/],
  ['dialect', { prompt: p, dialect: '2020' }, 'invalid-option', 'dialect', /"2020-12"/],
  ['a signal', { prompt: p, signal: {} }, 'invalid-option', 'signal', /an AbortSignal/],
  ['a model', { prompt: p, model: 3 }, 'invalid-option', 'model', /folder/],
  ['system', { prompt: p, system: 3 }, 'invalid-option', 'system', /a string/],
  ['limits', { prompt: p, limits: 3 }, 'invalid-option', 'limits', /an object/],
  ['resolve', { prompt: p, resolve: {} }, 'invalid-option', 'resolve', /a function/],
]

describe('options are checked by name and value before anything is loaded', () => {
  it.each(cases)('%s', async (_name, options, code, option, said) => {
    const error = await generate(schema, options as never).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(OptionError)
    expect(error).toMatchObject({ code, option })
    expect((error as Error).message).toMatch(said)
    expect(EspalierError.isInstance(error)).toBe(true)
  })

  it('stream throws them at once', () => {
    expect(() => stream(schema, { prompt: p, maxTokens: 0 })).toThrow(OptionError)
  })
})
