import { describe, expect, it } from 'vitest'
import { Act, DEAD, type StackOutline } from '../../src/automaton/constraint.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { Random } from '../grammar/chance.js'

const schemas = [
  { type: 'string', maxLength: 1 },
  { type: 'string', minLength: 2, maxLength: 3 },
  { type: 'string', pattern: '^(ab?|\\u{1f600}c|\\ud83d)*$' },
  { type: 'string', pattern: '^[^\\u{1f600}]{0,2}$' },
  { type: 'string', pattern: '^([\\ud800-\\udbff]x|[^\\ud800-\\udbff])*$', maxLength: 3 },
  { enum: ['\u{1f600}', '\ud83d', '\udc00a'] },
  { type: 'object', propertyNames: { maxLength: 2 }, additionalProperties: { const: 1 }, maxProperties: 1 },
]

/** Pieces of strings in which halves of pairs, and escapes that look like them, are put together. */
const pieces = [
  '\\uD83D',
  '\\ud83d',
  '\\uDE00',
  '\\ude00',
  '\\uD801',
  '\\uDBFF',
  '\\uDC00',
  '\\uD7FF',
  '\\uE000',
  '\\u00e4',
]
const plain = ['a', 'b', 'c', 'x', '"', '\\', '\\n', 'ä', '\u{1f600}', '\\uD', '\\uDE', '\\uDE0', '{"', '":1}', '"}']

/** A control and the frames below it after one more byte. */
function step(outline: StackOutline, control: number, frames: number[], byte: number): [number, number[]] | undefined {
  const { kind, to, frame } = outline.act(control, byte)
  if (kind === Act.Dead) return undefined
  if (kind === Act.Move) return [to, frames]
  if (kind === Act.Push) return [to, [frame, ...frames]]
  const after = frames.length === 0 ? 0 : outline.after(frames[0]!, to)
  if (after === 0) return undefined
  return kind === Act.Pop ? [after, frames.slice(1)] : step(outline, after, frames.slice(1), byte)
}

describe('outlines of strings', () => {
  it.each(schemas)('read what the schema reads, escapes in halves of pairs too: %j', (schema) => {
    const constraint = compileJsonSchema(schema, { whitespace: 'compact' })
    const outline = constraint.outline!(1)!
    const random = new Random(7)
    let alive = 0
    for (let n = 0; n < 3000; n++) {
      let text = random.below(2) === 0 && schema.type === 'object' ? '{"' : '"'
      for (let k = random.below(4); k >= 0; k--) text += random.pick(random.below(2) === 0 ? pieces : plain)
      if (random.below(2) === 0) text += '"'
      let state = constraint.start
      const from = outline.from(state)
      let at: [number, number[]] | undefined = [from.control, [...from.frames]]
      for (const [i, byte] of new TextEncoder().encode(text).entries()) {
        state = constraint.step(state, byte)
        at = step(outline, at[0], at[1], byte)
        // Which keys are there already is left out, so that more may be read in objects.
        if (schema.type !== 'object') expect(at !== undefined, `${text} at ${i}`).toBe(state !== DEAD)
        else if (state !== DEAD) expect(at, `${text} at ${i}`).toBeDefined()
        if (!at || state === DEAD) break
        alive++
        expect(outline.ends(at[0], at[1][0] ?? 0), `${text} at ${i}`).toBe(constraint.canEnd(state))
      }
    }
    expect(alive).toBeGreaterThan(1000)
  })

  it('tell few first halves of pairs apart where only lengths count', () => {
    const constraint = compileJsonSchema({ type: 'string', maxLength: 3 }, { whitespace: 'compact' })
    const outline = constraint.outline!(1)!
    const seen = new Set([outline.from(constraint.start).control])
    for (const control of seen) {
      for (let byte = 0; byte < 256; byte++) {
        const { kind, to } = outline.act(control, byte)
        if (kind === Act.Move || kind === Act.Push) seen.add(to)
      }
      if (seen.size > 1000) break
    }
    expect(seen.size).toBeLessThan(150)
  })
})
