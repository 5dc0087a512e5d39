import { afterEach, expect, it } from 'vitest'
import { run } from '../../src/automaton/index.js'
import { compileGrammar, parseLark } from '../../src/grammar/index.js'
import { createCanvas } from '../../src/infill/index.js'
import { room } from '../../src/infill/room.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { Random } from '../grammar/chance.js'

const usual = { ...room }
afterEach(() => {
  Object.assign(room, usual)
})

const lark = `
start: item+
item: "{" item* "}" | "[" item* "]" | "(" STRING? ")" | "x" ";"
STRING: /"[^"]*"/
COMMENT: /\\/\\*([^*]|\\*[^\\/])*\\*\\//
%ignore COMMENT
%ignore " "
`
const tokens = ['{', '}', '[', ']', 'x', ';', '/*', '*/', '(', ')', '"', ' ', 'x;', '}}']
const vocabulary = createVocabulary([...tokens, null], [tokens.length])
const size = 40

/** A text of the grammar in tokens. */
function items(random: Random, depth: number): string[] {
  const one = (): string[] => {
    const kind = random.below(depth > 0 ? 5 : 3)
    if (kind === 0) return ['x', ';']
    if (kind === 1) return ['(', '"', 'x', '"', ')']
    if (kind === 2) return ['/*', '{', '*/', 'x;']
    const [begin, end] = kind === 3 ? ['{', '}'] : ['[', ']']
    return [begin!, ...items(random, depth - 1), end!]
  }
  return Array.from({ length: 1 + random.below(3) }, one).flat()
}

/** Texts taken in position by position, and how often a token of the text could not be decided. */
function undecided(seeds: number): number {
  const grammar = compileGrammar(parseLark(lark))
  let count = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const random = new Random(seed)
    const text = items(random, 6).map((token) => tokens.indexOf(token))
    if (text.length > size) continue
    const gold = Int32Array.from({ length: size }, (_, i) => text[i] ?? tokens.length)
    const canvas = createCanvas(grammar, vocabulary, size, { limits: { expansions: 2 } })
    const open = Array.from({ length: size }, (_, i) => i)
    while (open.length > 0) {
      const [i] = open.splice(random.below(open.length), 1) as [number]
      const where = `seed ${seed}, ${gold[i]} at ${i}`
      expect(canvas.allows(i, gold[i]!), where).toBe(true)
      const outcome = canvas.commit(i, gold[i]!)
      expect(outcome, where).not.toBe('impossible')
      if (outcome === 'undecided') count++
      const { witness } = canvas
      for (let k = 0; k < size; k++) if (canvas.at(k) >= 0) expect(witness![k], where).toBe(canvas.at(k))
      const filled = witness!.subarray(0, witness!.indexOf(tokens.length) + 1 || size)
      const bytes = [...filled].flatMap((token) => [...vocabulary.bytes(token)])
      expect(grammar.canEnd(run(grammar, grammar.start, Uint8Array.from(bytes))), where).toBe(true)
    }
  }
  return count
}

it('what a narrow search does not find is found where nothing decided is hidden in comments', () => {
  const narrow = { beams: [1, 1], window: -1, attempt: -1, lastResort: -1 }
  Object.assign(room, narrow, { inTheOpen: -1 })
  const without = undecided(120)
  Object.assign(room, { inTheOpen: usual.inTheOpen })
  const found = undecided(120)
  expect(without).toBeGreaterThan(10)
  expect(found).toBeLessThan(without / 2)
})
