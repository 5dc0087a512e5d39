import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine, EngineSession } from '../../src/engine/engine.js'
import { EngineError } from '../../src/error/index.js'

export interface ConformanceOptions {
  /** Tests this engine cannot pass, by name, and why. */
  skip?: { test: string; reason: string }[]
  /** Largest difference of logits that counts as equal: kernels for one and for many tokens round differently. */
  tolerance?: number
}

const texts = [
  'The quick brown fox jumps over the lazy dog.',
  '{"name":"Ada","born":1815,"tags":["a","b"]}',
  'naïve café — 東京 🙂',
  '  two spaces,\n\ttab and newline\n',
]

/** What every engine must do. `createEngine` is called once. */
export function runEngineConformance(
  name: string,
  createEngine: () => Promise<Engine>,
  { skip = [], tolerance = 1e-5 }: ConformanceOptions = {},
): void {
  describe(`engine conformance: ${name}`, () => {
    let engine: Engine
    let prompt: number[]
    const names = new Set<string>()

    const check = (title: string, body: () => Promise<void> | void) => {
      names.add(title)
      const skipped = skip.find((entry) => entry.test === title)
      if (skipped) test.skip(`${title} (${skipped.reason})`, body)
      else test(title, body)
    }
    const fresh = async (ids: readonly number[]): Promise<Float32Array> => {
      const session = await engine.createSession()
      try {
        return (await session.forward(ids)).slice()
      } finally {
        await session.dispose()
      }
    }
    const expectEqual = (a: Float32Array, b: Float32Array) => {
      expect(a.length).toBe(b.length)
      let worst = 0
      for (let i = 0; i < engine.vocabulary.size; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!))
      expect(worst).toBeLessThanOrEqual(tolerance)
    }

    beforeAll(async () => {
      engine = await createEngine()
      prompt = engine.encode('Once upon a time there was a small')
    }, 300_000)
    afterAll(async () => {
      await engine?.dispose()
    })

    check('names itself and its limits', () => {
      expect(engine.name).not.toBe('')
      expect(engine.contextLength).toBeGreaterThan(0)
      expect(engine.vocabulary.size).toBeGreaterThan(0)
      for (const id of engine.vocabulary.endIds) expect(engine.vocabulary.bytes(id)).toHaveLength(0)
    })

    check('decodes what it encoded', () => {
      for (const text of texts) expect(engine.decode(engine.encode(text))).toBe(text)
    })

    check('encodes into tokens whose bytes are those of the text', () => {
      for (const text of texts) {
        const bytes = engine.encode(text).flatMap((id) => [...engine.vocabulary.bytes(id)])
        expect(bytes).toEqual([...new TextEncoder().encode(text)])
      }
    })

    check('has a vocabulary whose bytes agree with decode', () => {
      const { size } = engine.vocabulary
      const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      let compared = 0
      for (let id = 0; id < size; id += Math.max(1, Math.floor(size / 997))) {
        let text: string
        try {
          text = strict.decode(engine.vocabulary.bytes(id))
        } catch {
          continue
        }
        expect(engine.decode([id])).toBe(text)
        compared++
      }
      expect(compared).toBeGreaterThan(Math.min(size, 997) / 4)
    })

    check('puts messages into a chat', () => {
      const ids = engine.encodeChat([{ role: 'user', content: 'a walnut' }])
      expect(ids.length).toBeGreaterThanOrEqual(engine.encode('a walnut').length)
      expect(engine.decode(ids)).toContain('a walnut')
    })

    check('returns finite logits at least as wide as the vocabulary', async () => {
      const logits = await fresh(prompt)
      expect(logits.length).toBeGreaterThanOrEqual(engine.vocabulary.size)
      for (let i = 0; i < engine.vocabulary.size; i++) expect(Number.isFinite(logits[i])).toBe(true)
    })

    check('gives the same logits for the same text', async () => {
      expectEqual(await fresh(prompt), await fresh(prompt))
    })

    check('gives different logits for different texts', async () => {
      const one = await fresh(prompt)
      const other = await fresh([...prompt, prompt[0]!])
      expect(one.some((x, i) => Math.abs(x - other[i]!) > tolerance)).toBe(true)
    })

    check('reads a prompt in pieces as in one', async () => {
      const whole = await fresh(prompt)
      const session = await engine.createSession()
      let last = await session.forward(prompt.slice(0, 1))
      expect(session.length).toBe(1)
      last = await session.forward(prompt.slice(1, -2))
      for (const id of prompt.slice(-2)) last = await session.forward([id])
      expect(session.length).toBe(prompt.length)
      expectEqual(last, whole)
      await session.dispose()
    })

    check('continues after truncation as if nothing had been cut off', async () => {
      const session = await engine.createSession()
      await session.forward(prompt)
      await session.forward(engine.encode(' something else entirely'))
      await session.truncate(prompt.length - 2)
      expect(session.length).toBe(prompt.length - 2)
      expectEqual(await session.forward(prompt.slice(-2)), await fresh(prompt))
      await session.truncate(0)
      expect(session.length).toBe(0)
      expectEqual(await session.forward(prompt), await fresh(prompt))
      await session.dispose()
    })

    check('refuses to truncate to what is not there', async () => {
      const session = await engine.createSession()
      await session.forward(prompt)
      await expect(session.truncate(prompt.length + 1)).rejects.toBeInstanceOf(EngineError)
      await expect(session.truncate(-1)).rejects.toBeInstanceOf(EngineError)
      expect(session.length).toBe(prompt.length)
      await session.dispose()
    })

    check('refuses no tokens at all', async () => {
      const session = await engine.createSession()
      await expect(session.forward([])).rejects.toBeInstanceOf(EngineError)
      await session.dispose()
    })

    check('refuses more tokens than the context holds', async () => {
      const session = await engine.createSession()
      const ids = Array.from({ length: engine.contextLength + 1 }, () => prompt[0]!)
      await expect(session.forward(ids)).rejects.toMatchObject({ code: 'context-length' })
      expect(session.length).toBe(0)
      await session.dispose()
    })

    check('rejects with the reason of a signal that was aborted before', async () => {
      const session = await engine.createSession()
      const reason = new Error('changed my mind')
      await expect(session.forward(prompt, AbortSignal.abort(reason))).rejects.toBe(reason)
      expect(session.length).toBe(0)
      await session.dispose()
    })

    check('is as before the call when aborted during it', async () => {
      const session = await engine.createSession()
      await session.forward(prompt.slice(0, 2))
      const controller = new AbortController()
      const reason = new Error('changed my mind')
      const running = session.forward(prompt.slice(2), controller.signal).catch((error: unknown) => error)
      setImmediate(() => controller.abort(reason))
      const outcome = await running
      // A pass may be over before it can be aborted.
      if (outcome === reason) {
        expect(session.length).toBe(2)
        expectEqual(await session.forward(prompt.slice(2)), await fresh(prompt))
      } else {
        expect(session.length).toBe(prompt.length)
      }
      await session.dispose()
    })

    check('keeps concurrent sessions apart', async () => {
      const stories = ['Red wine and', 'In the year 1999 the', 'def main():\n    return'].map((text) =>
        engine.encode(text),
      )
      const alone: Float32Array[] = []
      for (const ids of stories) alone.push(await fresh(ids))
      const sessions = await Promise.all(stories.map(() => engine.createSession()))
      const last = await Promise.all(stories.map((ids, i) => stepwise(sessions[i]!, ids)))
      for (let i = 0; i < stories.length; i++) expectEqual(last[i]!, alone[i]!)
      await Promise.all(sessions.map((session) => session.dispose()))
    })

    check('disposes of a session twice and refuses to run it then', async () => {
      const session = await engine.createSession()
      await session.forward(prompt)
      await session.dispose()
      await session.dispose()
      await expect(session.forward(prompt)).rejects.toBeInstanceOf(EngineError)
    })

    check('disposes of itself twice and refuses to run then', async () => {
      const session = await engine.createSession()
      await engine.dispose()
      await engine.dispose()
      await expect(session.forward(prompt)).rejects.toBeInstanceOf(EngineError)
      await session.dispose()
    })

    test('skips only tests that exist', () => {
      for (const entry of skip) expect(names).toContain(entry.test)
    })
  })
}

async function stepwise(session: EngineSession, ids: readonly number[]): Promise<Float32Array> {
  let logits = new Float32Array(0)
  for (const id of ids) logits = (await session.forward([id])) as Float32Array<ArrayBuffer>
  return logits.slice()
}
