import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compileGrammar } from '../../src/grammar/index.js'
import { createCanvas } from '../../src/infill/index.js'
import { readVocabulary } from '../../src/vocab/index.js'
import { Random } from '../grammar/chance.js'
import { readGrammar } from '../grammars/load.js'

const text = `#include <vector>
using namespace std;
template <typename T> T total(const vector<T>& values, T start = T()) {
  T sum = start; // what there is so far
  for (auto value : values) { if (value > 0) sum += value; else continue; }
  return sum;
}
`

/** Cuts a text into the longest tokens. */
function cut(text: string, byBytes: ReadonlyMap<string, number>, longest: number): number[] {
  const ids: number[] = []
  for (let i = 0; i < text.length; ) {
    let length = Math.min(longest, text.length - i)
    while (!byBytes.has(text.slice(i, i + length))) length--
    ids.push(byBytes.get(text.slice(i, i + length))!)
    i += length
  }
  return ids
}

it('a canvas of C++ lets a text be filled in in any order', () => {
  const machine = compileGrammar(readGrammar('cpp'))
  const folder = new URL('../../models/espalier-tiny/', import.meta.url)
  const vocabulary = readVocabulary(JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')))
  const byBytes = new Map<string, number>()
  for (let id = 0; id < vocabulary.size; id++) {
    const bytes = String.fromCharCode(...vocabulary.bytes(id))
    if (bytes.length > 0 && !byBytes.has(bytes)) byBytes.set(bytes, id)
  }
  const longest = [...byBytes.keys()].reduce((most, bytes) => Math.max(most, bytes.length), 0)
  const gold = cut(text, byBytes, longest)
  const end = vocabulary.endIds[0]!
  for (const [seed, size] of [[2, gold.length + 5]] as const) {
    const random = new Random(seed)
    const canvas = createCanvas(machine, vocabulary, size)
    let putOff = 0
    const open = Array.from({ length: size }, (_, i) => i)
    while (open.length > 0) {
      const [i] = open.splice(random.below(open.length), 1)
      const token = gold[i!] ?? end
      expect(canvas.allows(i!, token), `position ${i}`).toBe(true)
      const outcome = canvas.commit(i!, token)
      // Where a search is given up a position is tried again later, when more is decided.
      if (outcome === 'undecided' && putOff++ < size / 10) open.push(i!)
      else expect(outcome, `position ${i}`).toBe('committed')
    }
    expect(canvas.exact).toBe(true)
    expect([...canvas.witness!].slice(0, gold.length)).toEqual(gold)
  }
})
