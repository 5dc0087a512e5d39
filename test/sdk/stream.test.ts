import { describe, expect, it } from 'vitest'
import { AbortedError, type StreamEvent, stream, TruncatedError } from '../../src/sdk/index.js'
import { scriptedEngine } from './scripted.js'

const schema = {
  type: 'object',
  properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } }, n: { type: 'integer' } },
  required: ['name', 'tags', 'n'],
  additionalProperties: false,
} as const
const script = '{"name":"Zoë 😀","tags":["a","b"],"n":12}'

const model = () => scriptedEngine(script)

async function collect<T>(events: AsyncIterable<StreamEvent<T>>): Promise<StreamEvent<T>[]> {
  const all: StreamEvent<T>[] = []
  for await (const event of events) all.push(event)
  return all
}

describe('stream', () => {
  it('tells text, partial values and each value as it is complete, then how it ended', async () => {
    const events = await collect(stream(schema, { prompt: 'p', model: model() }))
    const text = events.flatMap((e) => (e.type === 'text' ? [e.delta] : [])).join('')
    expect(text).toBe(script)
    expect(events.flatMap((e) => (e.type === 'value-complete' ? [[e.path, e.value]] : []))).toEqual([
      ['/name', 'Zoë 😀'],
      ['/tags/0', 'a'],
      ['/tags/1', 'b'],
      ['/tags', ['a', 'b']],
      ['/n', 12],
      ['', JSON.parse(script)],
    ])
    const last = events.at(-1)
    expect(last).toMatchObject({ type: 'finish', value: JSON.parse(script), text: script, finishReason: 'stop' })
    const partials = events.flatMap((e) => (e.type === 'partial' ? [e.value] : []))
    expect(partials).toContainEqual({ name: 'Zoë 😀', tags: ['a'] })
    expect(partials.at(-1)).toEqual(JSON.parse(script))
    // Only whole characters: no replacement character, no half of a pair.
    expect(JSON.stringify(events)).not.toMatch(/\ufffd|\\ud[89ab]/)
  })

  it('completes a number that is the whole value at the end', async () => {
    const events = await collect(stream({ type: 'integer' }, { prompt: 'p', model: scriptedEngine('42') }))
    expect(events.filter((e) => e.type === 'value-complete')).toEqual([{ type: 'value-complete', path: '', value: 42 }])
  })

  it('can be awaited without iterating, and iterated afterwards and twice', async () => {
    const running = stream(schema, { prompt: 'p', model: model() })
    expect(await running.value).toEqual(JSON.parse(script))
    expect((await running.result).text).toBe(script)
    expect(await collect(running)).toEqual(await collect(running))
  })

  it('reports a failure where it is listened for, and nowhere else', async () => {
    const unheard: unknown[] = []
    const listen = (reason: unknown) => unheard.push(reason)
    process.on('unhandledRejection', listen)
    try {
      const failing = () => stream(schema, { prompt: 'p', model: model(), maxTokens: 5 })
      await expect(collect(failing())).rejects.toThrow(TruncatedError)
      await expect(failing().value).rejects.toThrow(TruncatedError)
      await expect(failing().result).rejects.toThrow(TruncatedError)
      failing()
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(unheard).toEqual([])
    } finally {
      process.off('unhandledRejection', listen)
    }
  })

  it('gives the events up to a failure first', async () => {
    const seen: string[] = []
    const running = stream(schema, { prompt: 'p', model: model(), maxTokens: 12 })
    const failure = (async () => {
      for await (const event of running) if (event.type === 'text') seen.push(event.delta)
    })()
    await expect(failure).rejects.toMatchObject({ partial: { name: expect.any(String) } })
    expect(seen.join('')).toBe('{"name":"Zo')
  })

  it('stops the model when the loop is left', async () => {
    const running = stream(schema, { prompt: 'p', model: scriptedEngine(script, { delay: 5 }) })
    for await (const event of running) if (event.type === 'text') break
    await expect(running.value).rejects.toThrow(AbortedError)
  })

  it('keeps the iterator usable after the end', async () => {
    const iterator = stream({ type: 'null' }, { prompt: 'p', model: model() })[Symbol.asyncIterator]()
    while (!(await iterator.next()).done);
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })
})
