import type { Engine } from '../../src/engine/engine.js'
import { byteVocabulary } from '../../src/vocab/index.js'

/**
 * A model that wants to write a given text, byte by byte, and then to end. What was forced upon it counts as
 * written: it goes on from there.
 */
export function scriptedEngine(script: string, { delay = 0 } = {}): Engine {
  const vocabulary = byteVocabulary()
  const encoder = new TextEncoder()
  const wanted = encoder.encode(script)
  const marker = '\u0002'
  return {
    name: 'scripted',
    vocabulary,
    contextLength: 4096,
    encode: (text) => [...encoder.encode(text)],
    encodeChat: (messages) => [...encoder.encode(messages.map((m) => m.content).join('\n') + marker)],
    decode: (ids) => new TextDecoder().decode(Uint8Array.from(ids)),
    async createSession() {
      const ids: number[] = []
      return {
        get length() {
          return ids.length
        },
        async forward(added, signal) {
          if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
          signal?.throwIfAborted()
          ids.push(...added)
          const written = ids.length - 1 - ids.lastIndexOf(marker.charCodeAt(0))
          const logits = new Float32Array(vocabulary.size)
          logits[wanted[written] ?? vocabulary.endIds[0]!] = 20
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
