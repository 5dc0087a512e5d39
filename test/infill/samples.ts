import { type Constraint, DEAD, type State } from '../../src/automaton/index.js'
import { compileJsonSchema, type DialectName, type SchemaOptions } from '../../src/schema/index.js'
import { createVocabulary, type Vocabulary } from '../../src/vocab/index.js'
import type { Random } from '../grammar/chance.js'
import { Random as SchemaRandom } from '../schema/fuzz/random.js'
import { type Json, randomSchema } from '../schema/fuzz/schemas.js'

/** A text of the constraint from `start`: with some probability a byte of `alphabet` that can follow, otherwise one that leads to the end. */
export function sampleText(constraint: Constraint, random: Random, alphabet: Uint8Array, longest = 40): Uint8Array {
  const bytes: number[] = []
  let state: State = constraint.start
  while (bytes.length < 400) {
    if (constraint.canEnd(state) && (bytes.length > longest || random.below(3) === 0)) break
    let chosen = -1
    if (bytes.length < longest && random.below(3) > 0) {
      const live = [...alphabet].filter((byte) => constraint.step(state, byte) !== DEAD)
      if (live.length > 0) chosen = random.pick(live)
    }
    if (chosen < 0) {
      let least = Number.POSITIVE_INFINITY
      for (let byte = 0; byte < 256; byte++) {
        const next = constraint.step(state, byte)
        if (next === DEAD) continue
        const cost = constraint.minBytesToEnd(next)
        if (cost < least) {
          least = cost
          chosen = byte
        }
      }
      if (chosen < 0) break
    }
    bytes.push(chosen)
    state = constraint.step(state, chosen)
  }
  return Uint8Array.from(bytes)
}

/** A few random letters that a constraint over 'a' to 'c' may begin with, and the state behind them. */
export function randomPrefix(constraint: Constraint, random: Random): { prefix: string; state: State } {
  let prefix = ''
  let state = constraint.start
  for (let n = random.below(6); n > 0; n--) {
    const letter = random.pick(['a', 'b', 'c'])
    const next = constraint.step(state, letter.charCodeAt(0))
    if (next === DEAD) continue
    prefix += letter
    state = next
  }
  return { prefix, state }
}

/** Single bytes, and pieces of the texts that cross whatever is in them; two end tokens, and a token without text. */
export function pieces(random: Random, texts: readonly Uint8Array[], singles: string, count: number): Vocabulary {
  const tokens: (Uint8Array | string | null)[] = [...singles]
  for (let i = 0; i < count; i++) {
    const text = random.pick(texts)
    if (text.length === 0) continue
    const from = random.below(text.length)
    tokens.push(text.slice(from, from + 1 + random.below(5)))
  }
  return createVocabulary([...tokens, null, null, null], [tokens.length, tokens.length + 2])
}

/** A random schema in the dialect of the options, and its constraint if it can be compiled. */
export function sampleSchema(
  seed: number,
  options: SchemaOptions & { dialect: DialectName },
): { schema: Json; constraint: Constraint } | undefined {
  const schema = randomSchema(new SchemaRandom(seed), { dialect: options.dialect })
  try {
    return { schema, constraint: compileJsonSchema(schema, options) }
  } catch {
    return undefined
  }
}

/** Four texts of a constraint on JSON, with a vocabulary of its signs and of pieces of the texts. */
export function jsonTexts(constraint: Constraint, random: Random): { texts: Uint8Array[]; vocabulary: Vocabulary } {
  const alphabet = new TextEncoder().encode('{}[]":,ab01-. tn\\')
  const texts = Array.from({ length: 4 }, () => sampleText(constraint, random, alphabet))
  return { texts, vocabulary: pieces(random, texts, '{}[]":,a1', 6) }
}
