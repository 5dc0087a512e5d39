import { describe, expect, it } from 'vitest'
import {
  type Constraint,
  choice,
  DEAD,
  freeText,
  intersection,
  repeat,
  run,
  type State,
  sequence,
  switchTo,
} from '../../src/automaton/index.js'
import { compileJsonSchema } from '../../src/schema/index.js'
import { finish, randomOf } from './languages.js'

const encoder = new TextEncoder()
const at = (constraint: Constraint, text: string): State => run(constraint, constraint.start, encoder.encode(text))
const accepts = (constraint: Constraint, text: string): boolean => constraint.canEnd(at(constraint, text))

const compact = { whitespace: 'compact' } as const
const closed = {
  type: 'object',
  properties: {
    a: { enum: ['red', 'green', 'o2', null] },
    b: { type: 'boolean' },
    c: { enum: [[], ['1'], { d: true }] },
  },
  required: ['b'],
  additionalProperties: false,
}
const tree = {
  type: 'object',
  properties: { name: { enum: ['P', 'Q'] }, children: { type: 'array', items: { $ref: '#' } } },
  additionalProperties: false,
}

/** All words of a finite language, by walking every byte. */
function wordsOf(constraint: Constraint): string[] {
  const found: string[] = []
  const pending: [State, string][] = [[constraint.start, '']]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [state, text] = next
    if (constraint.canEnd(state)) found.push(text)
    for (let byte = 0x20; byte < 0x7f; byte++) {
      // Escapes spell the same strings in endless ways; one spelling is enough.
      if (byte === 0x5c) continue
      const after = constraint.step(state, byte)
      if (after !== DEAD) pending.push([after, text + String.fromCharCode(byte)])
    }
  }
  return found
}

describe('JSON Schema with other constraints', () => {
  it('agrees with filtering all words of a finite schema', () => {
    const json = compileJsonSchema(closed, { ...compact, propertyOrder: 'schema' })
    const all = wordsOf(json)
    expect(all.length).toBe(40)
    let decided = 0
    for (const pattern of [
      /[^2]*/,
      /.*true.*/,
      /(?!.*red).{20,}/,
      /.{0,18}/,
      /(?:[^"]*"){2}[^"]*/,
      /\{"a":.*1.*/,
      /.*\}\}/,
    ]) {
      const inside = all.filter((text) => new RegExp(`^(?:${pattern.source})$`).test(text))
      // The plain spelling only, as in the words above.
      const product = intersection(json, pattern, /[^\\]*/)
      expect(wordsOf(product).sort()).toEqual([...inside].sort())
      const live = new Set(inside.flatMap((text) => Array.from(text, (_, i) => text.slice(0, i + 1))))
      for (const text of all) {
        for (let i = 1; i <= text.length; i++) {
          const prefix = text.slice(0, i)
          const state = at(product, prefix)
          decided++
          expect(state !== DEAD, `${pattern} ${prefix}`).toBe(live.has(prefix))
          if (state === DEAD) continue
          const least = Math.min(...inside.filter((word) => word.startsWith(prefix)).map((word) => word.length - i))
          expect(product.minBytesToEnd(state), `${pattern} ${prefix}`).toBe(least)
        }
      }
    }
    expect(decided).toBeGreaterThan(5000)
  })

  it('keeps forbidden words out of free strings and leads every text to a valid end', () => {
    const schema = {
      type: 'object',
      properties: { text: { type: 'string' }, tags: { type: 'array', items: { enum: ['bad', 'good'] } } },
      required: ['text', 'tags'],
    }
    const json = compileJsonSchema(schema, compact)
    const clean = intersection(json, freeText({ forbid: ['bad', '"}', 'xx'] }))
    expect(accepts(clean, '{"text":"b ad","tags":["good"]}')).toBe(true)
    expect(accepts(clean, '{"tags":[],"text":"","":0}')).toBe(true)
    expect(at(clean, '{"tags":[],"text":""}')).toBe(DEAD)
    expect(at(clean, '{"text":"bad')).toBe(DEAD)
    const random = randomOf(41)
    const alphabet = encoder.encode('{}[]":,\\abdgox0t')
    for (let walk = 0; walk < 4; walk++) {
      let state = clean.start
      let text = ''
      for (let n = 0; n < 40; n++) {
        const byte = alphabet[random(alphabet.length)]!
        const next = clean.step(state, byte)
        if (next === DEAD) continue
        state = next
        text += String.fromCharCode(byte)
      }
      const whole = text + finish(clean, state)
      expect(accepts(json, whole)).toBe(true)
      expect(whole).not.toMatch(/bad|"}|xx/)
      expect(Object.keys(JSON.parse(whole))).toEqual(expect.arrayContaining(['text', 'tags']))
    }
  })

  it('decides what can be closed in recursive values', () => {
    const json = compileJsonSchema(tree, compact)
    // Exactly one name in the whole tree, and it is Q.
    const one = intersection(json, /[^PQ\\]*Q[^PQ\\]*/)
    expect(at(one, '{"name":"P"')).toBe(DEAD)
    expect(accepts(one, '{"children":[{},{"name":"Q"},{}]}')).toBe(true)
    expect(at(one, '{"children":[{},{"name":"Q"},{}],"n')).toBe(DEAD)
    expect(at(one, '{"name":"Q","children":[{"')).not.toBe(DEAD)
    expect(at(one, '{"name":"Q","children":[{"n')).toBe(DEAD)
    expect(at(one, '{"children":[{"children":[]}')).not.toBe(DEAD)
    expect(at(one, '{"children":[],')).not.toBe(DEAD)
    expect(at(one, '{"children":[]}')).toBe(DEAD)
    expect(() => intersection(json, /[^}]*/)).toThrowError(expect.objectContaining({ code: 'empty-language' }))
    const flat = intersection(json, /(?:[^[]|\[(?=\]))*/)
    expect(accepts(flat, '{"name":"P","children":[]}')).toBe(true)
    expect(at(flat, '{"children":[{')).toBe(DEAD)
  })

  it('can be chosen, repeated, framed and called from free text', () => {
    const json = compileJsonSchema(closed, compact)
    const other = compileJsonSchema(tree, compact)
    const lines = repeat(sequence(choice([json, other]), '\n'), { min: 1, max: 3 })
    expect(accepts(lines, '{"b":true}\n{"name":"P"}\n')).toBe(true)
    expect(accepts(lines, '{"b":true}\n{"name":"P"}\n{}\n{}\n')).toBe(false)
    expect(at(lines, '{"b":true,"n')).toBe(DEAD)
    expect(lines.minBytesToEnd(lines.start)).toBe(3)

    const call = switchTo({ begin: '<call>', content: json, end: '</call>' }, { min: 1 })
    expect(accepts(call, 'Let me see. <call>{"b":true}</call> Done.')).toBe(true)
    expect(at(call, 'Let me see. <call>{"name"')).toBe(DEAD)
    expect(call.minBytesToEnd(call.start)).toBe('<call>{"b":true}</call>'.length)

    // A number may go on or be over: both are followed.
    const numbers = repeat(compileJsonSchema({ type: 'integer' }, compact), { min: 2, max: 2 })
    expect(accepts(numbers, '12')).toBe(true)
    expect(accepts(numbers, '1')).toBe(false)
    expect(accepts(numbers, '-1-1')).toBe(true)
    expect(at(numbers, '1-1-')).toBe(DEAD)
  })
})
