import { describe, expect, it } from 'vitest'
import { DEAD, run } from '../../src/automaton/index.js'
import { GrammarError } from '../../src/error/index.js'
import { compileGrammar } from '../../src/grammar/compile.js'
import { type Expression, type Grammar, type GrammarConstraint, parseLark } from '../../src/grammar/index.js'
import { createMatcher } from '../../src/mask/matcher.js'
import { createVocabulary } from '../../src/vocab/index.js'
import { Random } from './chance.js'
import { GrammarOracle } from './oracle.js'

const seeds = Number(process.env.GRAMMAR_SEEDS ?? 25)
const first = Number(process.env.GRAMMAR_SEED ?? 1)
const budget = Number(process.env.GRAMMAR_TEXTS ?? 1500)

const literal = (text: string): Expression => ({ kind: 'literal', text })
const pattern = (source: string): Expression => ({ kind: 'pattern', source })
const reference = (name: string): Expression => ({ kind: 'reference', name })
const sequence = (...items: Expression[]): Expression => ({ kind: 'sequence', items })
const choice = (...items: Expression[]): Expression => ({ kind: 'choice', items })
const many = (item: Expression, min = 0): Expression => ({ kind: 'repeat', item, min, max: Infinity })
const block = (inner: Expression): Expression =>
  sequence(reference('NL'), reference('INDENT'), inner, reference('DEDENT'))

/** Small grammars with blocks, brackets, comments and ways to go on in the next line, and the letters of their texts. */
function randomGrammar(random: Random): { grammar: Grammar; letters: string[] } {
  const brackets = random.below(3) === 0
  const comments = random.below(3) === 0
  const spaces = random.below(2) === 0
  const joins = random.below(5) === 0
  const tabs = random.below(5) === 0
  const inline = (depth: number): Expression => {
    const roll = random.below(depth > 2 ? 5 : 12)
    if (roll < 3) return pattern('a+')
    if (roll < 4) return literal(':')
    if (roll < 6) return reference('y')
    if (roll < 8 && brackets) return sequence(literal('('), inline(depth + 1), literal(')'))
    if (roll < 10) return sequence(inline(depth + 1), inline(depth + 1))
    if (roll < 11) return choice(inline(depth + 1), inline(depth + 1))
    return { kind: 'repeat', item: inline(depth + 1), min: random.below(2), max: random.pick([1, 2, Infinity]) }
  }
  const lines = (depth: number): Expression => {
    const roll = random.below(depth > 2 ? 6 : 14)
    if (roll < 3) return sequence(inline(1), reference('NL'))
    if (roll < 5) return reference(random.pick(['s', 'x']))
    if (roll < 8) return sequence(inline(2), block(lines(depth + 1)))
    if (roll < 9) return sequence(inline(2), block(sequence(lines(depth + 1), lines(depth + 2))))
    if (roll < 11) return many(lines(depth + 1), 1)
    if (roll < 13) return choice(lines(depth + 1), lines(depth + 1))
    return random.below(4) === 0 ? inline(0) : { kind: 'repeat', item: lines(depth + 1), min: 0, max: 1 }
  }
  const first = sequence(pattern('a+'), block(lines(1)))
  const rules = [
    { name: 's', body: sequence(lines(0), lines(1)) },
    { name: 'x', body: choice(random.below(2) === 0 ? first : lines(0), sequence(literal(':'), reference('NL'))) },
    { name: 'y', body: choice(brackets ? sequence(literal('('), inline(0), literal(')')) : inline(1), pattern('a+')) },
    { name: 'z', body: sequence(literal('('), literal(')')) },
  ]
  const blank = tabs ? '[ \\t]' : ' '
  const newline = comments
    ? random.pick([`(?:\\n${blank}*(?:#[^\\n]*)?)+`, `(?:\\n${blank}*|#[^\\n]*)+`, `(?:\\n${blank}*)+`])
    : random.pick([`(?:\\n${blank}*)+`, `(?:\\n${blank}*)+`, `\\n${blank}*`])
  const terminals = [
    { name: 'NL', body: pattern(newline) },
    { name: 'WS', body: pattern(`${blank}+`) },
    { name: 'COMMENT', body: pattern('#[^\\n]*') },
    { name: 'JOIN', body: pattern('\\\\\\n') },
  ]
  const ignore = [
    ...(spaces ? ['WS'] : []),
    ...(comments && random.below(3) > 0 ? ['COMMENT'] : []),
    ...(joins ? ['JOIN'] : []),
  ]
  const grammar: Grammar = {
    start: 's',
    lexer: 'longest',
    ignore,
    terminals,
    rules,
    indentation: {
      newline: 'NL',
      indent: 'INDENT',
      dedent: 'DEDENT',
      open: brackets ? ['('] : [],
      close: brackets ? [')'] : [],
      tab: 2,
    },
  }
  const letters = ['a', '\n', ' ', ':']
  if (brackets) letters.push('(', ')')
  if (comments) letters.push('#')
  if (joins) letters.push('\\')
  if (tabs) letters.push('\t')
  return { grammar, letters }
}

describe('random grammars with indentation', () => {
  it('accept and live are those of the oracle, and completions complete', () => {
    let compiled = 0
    let decisions = 0
    let shortest = 0
    let longer = 0
    const refused = new Map<string, number>()
    for (let seed = first; seed < first + seeds; seed++) {
      const { grammar, letters } = randomGrammar(new Random(seed))
      let machine: GrammarConstraint
      try {
        machine = compileGrammar(grammar, { lookahead: 'unbounded' })
      } catch (error) {
        if (!(error instanceof GrammarError)) throw new Error(`seed ${seed}: ${error}`, { cause: error })
        refused.set(error.code, 1 + (refused.get(error.code) ?? 0))
        continue
      }
      compiled++
      const oracle = new GrammarOracle(grammar)
      const length = Math.floor(Math.log(budget) / Math.log(letters.length))
      let layer = ['']
      const texts = ['']
      for (let i = 0; i < length; i++) {
        layer = layer.flatMap((text) => letters.map((letter) => text + letter))
        texts.push(...layer)
      }
      const nearest = new Map<string, number>()
      for (const text of texts) {
        if (!oracle.accepts(text)) continue
        for (let i = 0; i <= text.length; i++) {
          const prefix = text.slice(0, i)
          nearest.set(prefix, Math.min(text.length - i, nearest.get(prefix) ?? Infinity))
        }
      }
      const states = new Map([['', machine.start]])
      const verified = new Set<number>()
      for (const text of texts) {
        const at = `seed ${seed} ${JSON.stringify(text)}`
        const before = states.get(text.slice(0, -1))!
        const state = text === '' ? machine.start : machine.step(before, text.charCodeAt(text.length - 1))
        states.set(text, state)
        const least = machine.minBytesToEnd(state)
        const known = nearest.get(text) ?? Infinity
        const room = length - text.length
        decisions++
        if (machine.canEnd(state) !== (known === 0))
          expect.fail(`${at}: can end, or not, but the oracle says otherwise`)
        if ((state === 0) !== (least === Infinity)) expect.fail(`${at}: state ${state}, but ${least} bytes to the end`)
        if (known < Infinity && least < known) expect.fail(`${at}: ${least} bytes to the end, the oracle says ${known}`)
        if (known < Infinity && state === 0) expect.fail(`${at}: dead, the oracle says ${known}`)
        if (known === Infinity && least <= room) expect.fail(`${at}: ${least} bytes to the end, the oracle knows none`)
        if (known < Infinity) {
          if (least === known) shortest++
          else longer++
        }
        if (state === 0 || verified.has(state)) continue
        verified.add(state)
        const rest = completion(machine, state)
        if (!oracle.accepts(text + rest)) expect.fail(`${at}: completed by ${JSON.stringify(rest)}, which is no word`)
      }
    }
    if (process.env.GRAMMAR_REPORT) console.log({ compiled, decisions, shortest, longer, refused })
    expect(compiled).toBeGreaterThan(seeds / 4)
    expect(longer).toBeLessThan(shortest / 20)
  }, 600_000)
})

describe('masks of random grammars with indentation', () => {
  it('allow exactly the tokens that can be read', () => {
    let decisions = 0
    let allowed = 0
    for (let seed = first; seed < first + 4 * seeds; seed++) {
      const random = new Random(seed)
      const { grammar, letters } = randomGrammar(random)
      let machine: GrammarConstraint
      try {
        machine = compileGrammar(grammar, { lookahead: 'unbounded' })
      } catch {
        continue
      }
      const tokens = new Set(letters)
      while (tokens.size < 120) {
        const length = 2 + random.below(5)
        tokens.add(Array.from({ length }, () => random.pick(letters)).join(''))
      }
      const texts = [...tokens]
      const vocabulary = createVocabulary([...texts, null], [texts.length])
      for (let walk = 0; walk < 6; walk++) {
        const matcher = createMatcher(machine, vocabulary)
        let text = ''
        for (let step = 0; step < 8; step++) {
          const words = matcher.mask()
          const live: number[] = []
          texts.forEach((token, id) => {
            const may = run(machine, matcher.state, new TextEncoder().encode(token)) !== DEAD
            if (may) live.push(id)
            decisions++
            if (may === (((words[id >>> 5]! >>> (id & 31)) & 1) === 1)) return
            expect.fail(`seed ${seed}, ${JSON.stringify(token)} behind ${JSON.stringify(text)}: ${may} when it is read`)
          })
          allowed += live.length
          if (live.length === 0) break
          const id = random.pick(live)
          text += texts[id]!
          expect(matcher.accept(id)).toBe(true)
        }
      }
    }
    expect(decisions).toBeGreaterThan(seeds * 1000)
    expect(allowed).toBeGreaterThan(decisions / 1000)
  }, 600_000)
})

/** Follows the bytes that need fewer and fewer to the end. */
function completion(machine: GrammarConstraint, from: number): string {
  let text = ''
  for (let state = from; !machine.canEnd(state); ) {
    const least = machine.minBytesToEnd(state)
    let next = 0
    for (let byte = 0; byte < 256 && next === 0; byte++) {
      const to = machine.step(state, byte)
      if (to === 0 || machine.minBytesToEnd(to) > least - 1) continue
      next = to
      text += String.fromCharCode(byte)
    }
    if (next === 0) throw new Error(`no byte leads to less than ${least} after ${JSON.stringify(text)}`)
    state = next
  }
  return text
}

describe('indentation of grammars in Lark', () => {
  const lines = (rules: string, statement = '%indent NL IN OUT "(" ")"', newline = '/(\\n *)+/'): string =>
    `start: ${rules}\nNL: ${newline}\n${statement}\n%ignore / +/`

  it.each([
    ['"a" "(" ")" NL IN "b" NL', 'unbalanced-indentation'],
    ['"a" "(" NL IN "b" NL OUT ")"', 'newline-in-brackets'],
    ['"a" "(" | ")"', 'unbalanced-indentation'],
    ['"(" ")" IN "b" NL OUT', 'misplaced-indentation'],
    ['"(" ")" NL IN "b" OUT', 'misplaced-indentation'],
    ['"a"', 'unsupported-indentation'],
  ])('refuses %s with %s', (rules, code) => {
    expect(codeOf(() => compileGrammar(parseLark(lines(rules))))).toBe(code)
  })

  it('refuses newlines that take no spaces, and brackets that only newlines separate', () => {
    const rules = '"(" ("a" NL)? ")"'
    expect(codeOf(() => compileGrammar(parseLark(lines('"(" ")" NL', undefined, '/\\n/'))))).toBe('newline-indentation')
    expect(codeOf(() => compileGrammar(parseLark(lines(rules))))).toBe('newline-in-brackets')
    const names = 'start: "(" NAME NAME ")" NL\nNAME: /a+/\nNL: /(\\n *)+/\n%indent NL IN OUT "(" ")"'
    expect(codeOf(() => compileGrammar(parseLark(names)))).toBe('newline-separates')
  })

  it('refuses statements with their place', () => {
    for (const [statement, code, column] of [
      ['%indent NL IN OUT "("', 'syntax', 19],
      ['%indent NONE IN OUT', 'undefined-rule', 1],
      ['%indent NL IN OUT %indent', 'syntax', 19],
    ] as const) {
      const error = errorOf(() => parseLark(lines('"a" NL', statement)))
      expect([error.code, error.position?.column]).toEqual([code, column])
    }
  })

  it('counts columns exactly, and ends blocks where their width says', () => {
    const machine = compileGrammar(
      parseLark(
        'start: line+\nline: /a+/ NL | /a+/ ":" NL IN line+ OUT | "(" /a+/* ")" NL\n' +
          'NL: /(\\n[ \\t]*(#[^\\n]*)?)+/\n%indent NL IN OUT "(" ")"\n%ignore / +/',
      ),
    )
    const accepts = (text: string): boolean =>
      machine.canEnd(run(machine, machine.start, new TextEncoder().encode(text)))
    for (const text of [
      'a:\n a\na',
      'a:\n\ta\n        a\n',
      'a:\n  a:\n   a\na',
      'a:\n  a:\n   a\n  a',
      '(a\n   a\n)\na',
      'a:\n\n   # no line\n a\n   \n # end',
      'a:\n  a\n      ',
    ])
      expect(accepts(text), JSON.stringify(text)).toBe(true)
    for (const text of [
      ' a',
      'a\n a',
      'a:\na',
      'a:\n  a\n a',
      'a:\n \ta\n         a',
      'a:\n',
      'a:\n  a:\n   a\n a',
      '(a\n',
    ])
      expect(accepts(text), JSON.stringify(text)).toBe(false)
  })
})

function errorOf(act: () => unknown): GrammarError {
  try {
    act()
  } catch (error) {
    if (error instanceof GrammarError) return error
    throw error
  }
  throw new Error('no error')
}

function codeOf(act: () => unknown): string {
  return errorOf(act).code
}
