import { describe, expect, it } from 'vitest'
import { type Constraint, DEAD, denyList, intersection, run, type State } from '../../src/automaton/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { finish, randomOf } from './languages.js'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const accepts = (constraint: Constraint, text: string): boolean =>
  constraint.canEnd(run(constraint, constraint.start, encoder.encode(text)))

describe('denyList', () => {
  it('agrees with a search by RegExp on all short byte sequences', () => {
    const bytes = [...encoder.encode('kKsé'), 0xc9, 0x89, 0xe2, 0x84, 0xaa, 0xc5, 0xbf, 0x61]
    const random = randomOf(4)
    const letters = ['k', 'K', 's', 'S', 'ſ', 'é', 'É', '\u212a', 'a', 'ɉ']
    let words = 0
    for (let cases = 0; cases < 40; cases++) {
      const entries = Array.from({ length: 1 + random(3) }, () =>
        Array.from({ length: 1 + random(2) }, () => letters[random(letters.length)]!).join(''),
      )
      const caseInsensitive = random(4) > 0
      const constraint = denyList(entries, { caseInsensitive })
      const search = new RegExp(entries.join('|'), caseInsensitive ? 'iu' : 'u')
      const pending: [State, number[]][] = [[constraint.start, []]]
      while (pending.length > 0) {
        const [state, read] = pending.pop()!
        let text: string | undefined
        try {
          text = decoder.decode(Uint8Array.from(read))
        } catch {}
        const allowed = text !== undefined && !search.test(text)
        if (constraint.canEnd(state) !== allowed) expect.fail(`${entries} ${caseInsensitive} ${read}`)
        words++
        if (state === DEAD) continue
        const rest = finish(constraint, state)
        if (rest === undefined) expect.fail(`${entries} ${read}: no end`)
        if (read.length < 4) for (const byte of bytes) pending.push([constraint.step(state, byte), [...read, byte]])
      }
    }
    expect(words).toBeGreaterThan(50_000)
  })

  it('is dead inside a character whose every ending is denied', () => {
    const all = Array.from({ length: 64 }, (_, i) => String.fromCodePoint(0x500 + i))
    const constraint = denyList(all, { caseInsensitive: true })
    expect(constraint.step(constraint.start, 0xd4)).toBe(DEAD)
    const some = denyList(all.slice(2), { caseInsensitive: true })
    expect(some.step(some.start, 0xd4)).not.toBe(DEAD)
  })

  it('reads a list of words as an n-gram', () => {
    const constraint = denyList([['big', 'bad'], 'wolf'], { caseInsensitive: true })
    expect(accepts(constraint, 'a big, bad sheep')).toBe(true)
    expect(accepts(constraint, 'a Big Bad sheep')).toBe(false)
    expect(accepts(constraint, 'WOLFGANG')).toBe(false)
  })

  it('composes with a schema', () => {
    const constraint = intersection(
      compileJsonSchema(
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { whitespace: 'compact' },
      ),
      denyList(['damn'], { caseInsensitive: true }),
    )
    expect(accepts(constraint, '{"a":"dam"}')).toBe(true)
    expect(run(constraint, constraint.start, encoder.encode('{"a":"DaMn'))).toBe(DEAD)
  })

  it('refuses empty lists and entries', () => {
    expect(() => denyList([])).toThrow(/at least one entry/)
    expect(() => denyList([''])).toThrow(/'entries' names an empty text|names an empty text/)
    expect(() => denyList(['', 'a'], { caseInsensitive: true })).toThrow(/names an empty text/)
    expect(() => denyList(['a'], { ignoreCase: true } as never)).toThrow(/Unknown option 'ignoreCase'/)
  })
})
