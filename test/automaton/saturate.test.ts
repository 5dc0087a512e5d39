import { describe, expect, it } from 'vitest'
import { type Constraint, DEAD, intersection, run, type State, sequence } from '../../src/automaton/index.js'
import { Saturation } from '../../src/automaton/saturate.js'
import { BracketOracle, Brackets, letters, randomTable, type Table } from './brackets.js'
import { finish, randomOf } from './languages.js'

const encoder = new TextEncoder()

/** States are numbered from 1. */
function stepOf(table: Table): (finite: number, byte: number) => number {
  return (finite, byte) => {
    const letter = letters.indexOf(String.fromCharCode(byte))
    return letter < 0 ? DEAD : table.next[finite - 1]![letter]! + 1
  }
}

/** A table as a constraint; undefined if it accepts nothing. */
function constraintOf(table: Table): Constraint | undefined {
  const least = table.accepting.map((x) => (x ? 0 : Number.POSITIVE_INFINITY))
  for (let round = 0; round < least.length; round++) {
    table.next.forEach((row, s) => {
      for (const t of row) if (t >= 0) least[s] = Math.min(least[s]!, least[t]! + 1)
    })
  }
  const step = stepOf(table)
  if (least[0] === Number.POSITIVE_INFINITY) return undefined
  return {
    start: 1,
    step(state, byte) {
      const next = state === DEAD ? DEAD : step(state, byte)
      return next === DEAD || least[next - 1] === Number.POSITIVE_INFINITY ? DEAD : next
    },
    canEnd: (state) => state !== DEAD && table.accepting[state - 1]!,
    minBytesToEnd: (state) => (state === DEAD ? Number.POSITIVE_INFINITY : least[state - 1]!),
  }
}

function randomStack(machine: Brackets, random: (n: number) => number): State {
  const text = Array.from({ length: random(7) }, () => '[('[random(2)]).join('')
  return run(machine, machine.start, encoder.encode(text))
}

describe('saturation', () => {
  it('decides whether a stack can be emptied in step with an automaton', () => {
    const random = randomOf(31)
    let live = 0
    let dead = 0
    for (let cases = 0; cases < 300; cases++) {
      const table = randomTable(random)
      const oracle = new BracketOracle(table)
      const machine = new Brackets()
      const step = stepOf(table)
      const saturation = new Saturation(machine, step, (finite) => table.accepting[finite - 1]!, 100_000)
      for (let n = 0; n < 12; n++) {
        const state = randomStack(machine, random)
        const finite = 1 + random(table.next.length)
        const word = saturation.search(state, finite, (s, q) => {
          dead++
          expect(oracle.isLive(q - 1, machine.open(s))).toBe(false)
        })
        const name = `${JSON.stringify(table)} ${machine.open(state)} ${finite}`
        expect(word !== undefined, name).toBe(oracle.isLive(finite - 1, machine.open(state)))
        if (!word) continue
        live++
        expect(machine.canEnd(run(machine, state, word)), name).toBe(true)
        expect(table.accepting[word.reduce(step, finite) - 1], name).toBe(true)
      }
    }
    expect(live).toBeGreaterThan(500)
    expect(dead).toBeGreaterThan(2000)
  })

  it('starts over when what it has learnt passes its limit, and gives up when one question does', () => {
    const random = randomOf(33)
    let answers = 0
    let refusals = 0
    for (let cases = 0; cases < 40; cases++) {
      const table = randomTable(random)
      const oracle = new BracketOracle(table)
      const machine = new Brackets()
      const limit = 20 + random(60)
      const saturation = new Saturation(machine, stepOf(table), (finite) => table.accepting[finite - 1]!, limit)
      for (let n = 0; n < 12; n++) {
        const state = randomStack(machine, random)
        const finite = 1 + random(table.next.length)
        const word = saturation.search(state, finite, () => {})
        if (word === null) {
          refusals++
          continue
        }
        answers++
        expect(word !== undefined).toBe(oracle.isLive(finite - 1, machine.open(state)))
      }
    }
    expect(answers).toBeGreaterThan(50)
    expect(refusals).toBeGreaterThan(10)
  })

  it('makes products with a stack machine exact', () => {
    const random = randomOf(32)
    let decided = 0
    let empty = 0
    for (let cases = 0; cases < 60; cases++) {
      const table = randomTable(random)
      const finite = constraintOf(table)
      if (!finite) continue
      const oracle = new BracketOracle(table)
      const machine = new Brackets()
      const step = stepOf(table)
      let product: Constraint
      try {
        product = intersection(machine, finite)
      } catch (error) {
        expect(error).toMatchObject({ code: 'empty-language' })
        expect(oracle.isLive(0, []), JSON.stringify(table)).toBe(false)
        empty++
        continue
      }
      for (let walk = 0; walk < 20; walk++) {
        let state = product.start
        let stack = machine.start
        let q = 1
        for (let n = 0; n < 12 && state !== DEAD; n++) {
          const byte = letters.charCodeAt(random(letters.length))
          stack = machine.step(stack, byte)
          q = step(q, byte)
          state = product.step(state, byte)
          const live = stack !== DEAD && q !== DEAD && oracle.isLive(q - 1, machine.open(stack))
          expect(state !== DEAD, JSON.stringify(table)).toBe(live)
          decided++
          if (!live) break
          const rest = finish(product, state)
          expect(rest).toBeDefined()
          expect(machine.canEnd(run(machine, stack, encoder.encode(rest)))).toBe(true)
          expect(table.accepting[encoder.encode(rest).reduce(step, q) - 1]).toBe(true)
        }
      }
    }
    expect(decided).toBeGreaterThan(500)
    expect(empty).toBeGreaterThan(0)
  })

  it('sees that a bracket can never be closed', () => {
    expect(() => intersection(new Brackets(), /[x[(]*\[/)).toThrowError(
      expect.objectContaining({ code: 'empty-language' }),
    )
    const once = intersection(new Brackets(), /[x[(]*\)?/)
    expect(once.minBytesToEnd(once.start)).toBe(0)
    const inside = run(once, once.start, encoder.encode('xx('))
    expect(once.minBytesToEnd(inside)).toBe(1)
    expect(run(once, inside, encoder.encode('x('))).toBe(DEAD)
    expect(run(once, once.start, encoder.encode('x['))).toBe(DEAD)
  })

  it('looks into combinations of stack machines as well', () => {
    const twice = sequence('<', new Brackets(), '|', new Brackets(), '>')
    const product = intersection(twice, /<[x[(]*[x\])]*\|[x[(]*[x\])]?>/)
    const at = (text: string): State => run(product, product.start, encoder.encode(text))
    expect(at('<[([x')).not.toBe(DEAD)
    expect(product.minBytesToEnd(at('<[([x'))).toBe(5)
    expect(at('<[([x])]|(x')).not.toBe(DEAD)
    expect(at('<[([x])]|((')).toBe(DEAD)
    expect(() => intersection(twice, /<x*\|[x[(]*\[>/)).toThrowError(
      expect.objectContaining({ code: 'empty-language' }),
    )
  })
})
