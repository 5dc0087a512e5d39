import { expect, it } from 'vitest'
import { propertySet } from '../../src/regex/unicode.js'

it.each(['L', 'M', 'Cn', 'Co', 'Any', 'Noncharacter_Code_Point', 'ID_Continue', 'Script=Han', 'Script=Zzzz', 'Cs'])(
  '\\p{%s} is what the engine takes for it, at every code point',
  (name) => {
    const [key, value] = name.split('=') as [string, string?]
    const set = propertySet(key, value ?? null)
    const one = new RegExp(`^\\p{${name}}$`, 'u')
    const wrong: string[] = []
    let at = 0
    for (let c = 0; c <= 0x10ffff; c++) {
      while (at < set.length && set[at + 1]! < c) at += 2
      const inside = at < set.length && set[at]! <= c
      if (inside !== one.test(String.fromCodePoint(c))) wrong.push(c.toString(16))
    }
    expect(wrong).toEqual([])
  },
)
