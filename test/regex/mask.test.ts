import { describe, expect, test } from 'vitest'
import { DEAD, run } from '../../src/automaton/constraint.js'
import { compileRegex } from '../../src/automaton/regex-constraint.js'
import { maskCounters } from '../../src/mask/counters.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { createVocabulary } from '../../src/vocab/index.js'

const encoder = new TextEncoder()

/** All single bytes, and enough words, runs and broken characters that masks are wide. */
function tokens(): Uint8Array[] {
  const out: Uint8Array[] = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
  const letters = ['a', 'b', 'c', 'é', '😀', '-', '1', ' ']
  for (const x of letters) for (const y of letters) for (const z of letters) out.push(encoder.encode(x + y + z))
  for (const n of [2, 5, 9, 16]) for (const x of ['a', 'é']) out.push(encoder.encode(x.repeat(n)))
  for (const x of letters) out.push(encoder.encode(`ab${x}`).slice(0, 3), encoder.encode(`😀${x}`).slice(1))
  const seen = new Set<string>()
  return out.filter((t) => !seen.has(t.join()) && seen.add(t.join()))
}

describe('masks of a regular expression', () => {
  test('equal brute force along bounded runs', () => {
    const list = tokens()
    const vocabulary = createVocabulary([...list, null], [list.length])
    let masks = 0
    const before = maskCounters.counted
    const walks: [pattern: string, text: string][] = [
      ['[^"]{3,40}', `aéb😀 a-1${'a'.repeat(32)}`],
      ['"[^"]{5,20}"-', '"aéb😀 a-1aaaaaaaaaaaa"-'],
      ['[\\w ]{0,7}(?:-[\\w ]{2,6})+', 'ab 1ab -1a-bbb'],
      ['.{2,}', 'aaaa'],
      ['(?:a|é){1,30}1', 'aéaéaéaéaéaéaé1'],
      ['(?=.*1).{4,12}', 'ab1aaaaaaaa'],
      ['\\d{1000,2000}', '1111'],
      ['[^-]{0,300}-', 'a😀é-'],
    ]
    for (const [pattern, text] of walks) {
      const constraint = compileRegex(pattern)
      const matcher = createMatcher(constraint, vocabulary)
      for (const byte of [-1, ...encoder.encode(text)]) {
        if (byte >= 0) expect([pattern, matcher.acceptBytes(Uint8Array.of(byte))]).toEqual([pattern, true])
        const words = matcher.mask()
        masks++
        list.forEach((bytes, id) => {
          const wanted = run(constraint, matcher.state, bytes) !== DEAD
          if (((words[id >>> 5]! >>> (id & 31)) & 1) !== Number(wanted)) expect.fail(`/${pattern}/, token ${bytes}`)
        })
        const end = list.length
        expect((words[end >>> 5]! >>> (end & 31)) & 1).toBe(Number(constraint.canEnd(matcher.state)))
      }
    }
    expect(masks).toBeGreaterThan(120)
    expect(maskCounters.counted).toBeGreaterThan(before + 20)
  })
})
