import { describe, expect, it } from 'vitest'
import { DEAD, type State } from '../../src/automaton/index.js'
import { compileGrammar, type Expression, type Grammar, type GrammarConstraint } from '../../src/grammar/index.js'
import { createMatcher, type Matcher } from '../../src/mask/matcher.js'
import { createVocabulary, readVocabulary, type Vocabulary } from '../../src/vocab/index.js'
import { Random } from '../grammar/chance.js'
import { readTokenizer } from '../vocab/real-tokenizers.js'
import { readGrammar } from './load.js'

export interface Cases {
  /** Texts of the language. */
  accept: readonly string[]
  /** Texts that are not of the language, nor of the standard. */
  reject: readonly string[]
  /** Texts of the standard that the grammar leaves out, as its header says. */
  leftOut?: readonly string[]
  /** Whether another implementation of the standard accepts the text. */
  oracle?: (text: string) => boolean
  /** Texts that the oracle gets wrong, or that break a rule which no grammar can state. */
  oracleDiffers?: readonly string[]
  /** False for texts of a random walk on which the oracle's word does not count. */
  comparable?: (text: string) => boolean
  /** Random walks with pieces of the accepted texts. Default 150. */
  walks?: number
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

export function accepts(constraint: GrammarConstraint, text: string): boolean {
  let state: State = constraint.start
  for (const byte of encoder.encode(text)) {
    state = constraint.step(state, byte)
    if (state === DEAD) return false
  }
  return constraint.canEnd(state)
}

const bit = (words: Uint32Array, id: number): boolean => ((words[id >>> 5]! >>> (id & 31)) & 1) === 1

/** Tokens by their text, each byte a character. */
class Pieces {
  readonly idOf = new Map<string, number>()
  private longest = 1

  constructor(readonly vocabulary: Vocabulary) {
    for (let id = 0; id < vocabulary.size; id++) {
      const bytes = vocabulary.bytes(id)
      if (bytes.length === 0 || vocabulary.endIds.includes(id)) continue
      this.idOf.set(String.fromCharCode(...bytes), id)
      this.longest = Math.max(this.longest, Math.min(bytes.length, 32))
    }
  }

  /** Some tokens that spell the text: the longest at every place, or any. */
  cut(text: string, random: Random): number[] {
    const bytes = String.fromCharCode(...encoder.encode(text))
    const ids: number[] = []
    for (let at = 0; at < bytes.length; ) {
      const here: number[] = []
      for (let length = Math.min(this.longest, bytes.length - at); length > 0; length--) {
        const id = this.idOf.get(bytes.slice(at, at + length))
        if (id !== undefined) here.push(id)
      }
      const id = random.below(3) > 0 ? here[0]! : random.pick(here)
      ids.push(id)
      at += this.vocabulary.bytes(id).length
    }
    return ids
  }
}

/** Every token on the way is allowed, and the text can end where it ends. Returns what goes wrong. */
function spell(matcher: Matcher, ids: readonly number[]): string | undefined {
  for (const [k, id] of ids.entries()) {
    if (!bit(matcher.mask(), id)) return `token ${k} ('${decodeLoosely(matcher.vocabulary.bytes(id))}') is not allowed`
    if (!matcher.accept(id)) return `token ${k} is in the mask but refused`
  }
  const end = matcher.vocabulary.endIds[0]!
  return bit(matcher.mask(), end) ? undefined : 'the text cannot end'
}

function decodeLoosely(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** Goes on by bytes on a shortest way to an end. */
function finish(matcher: Matcher): void {
  const { constraint } = matcher
  while (!matcher.canEnd) {
    const left = constraint.minBytesToEnd(matcher.state)
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (let byte = 0; byte < 256; byte++) {
      const bytes = constraint.minBytesToEnd(constraint.step(matcher.state, byte))
      if (bytes < least) {
        least = bytes
        best = byte
      }
    }
    if (best < 0 || least >= left) expect.fail(`no way to the end from '${decodeLoosely(matcher.text())}'`)
    expect(matcher.acceptBytes(Uint8Array.of(best))).toBe(true)
  }
}

/** A random allowed token, one of `preferred` most of the time; -1 if none is allowed but the end. */
function choose(mask: Uint32Array, preferred: readonly number[], all: number, random: Random): number {
  if (random.below(10) > 0) {
    const allowed = preferred.filter((id) => bit(mask, id))
    if (allowed.length > 0) return random.pick(allowed)
  }
  const from = random.below(all)
  for (let k = 0; k < all; k++) {
    const id = (from + k) % all
    if (bit(mask, id)) return id
  }
  return -1
}

/** Names that nothing on a way from the start refers to, those of `ignore` and of the indentation not counted. */
function unused({ start, rules, terminals, ignore, indentation }: Grammar): string[] {
  const bodies = new Map([...rules, ...terminals].map(({ name, body }) => [name, body]))
  const used = new Set([start, ...ignore, ...(indentation ? [indentation.newline] : [])])
  const visit = (e: Expression): void => {
    if (e.kind === 'reference') used.add(e.name)
    if ('items' in e) e.items.forEach(visit)
    if ('item' in e) visit(e.item)
    if ('without' in e) visit(e.without)
  }
  for (const name of used) {
    const body = bodies.get(name)
    if (body) visit(body)
    else expect([indentation?.indent, indentation?.dedent]).toContain(name)
  }
  return [...bodies.keys()].filter((name) => !used.has(name))
}

let llama: Pieces | undefined

/** The tests that every grammar has. */
export function testGrammar(name: string, cases: Cases): void {
  const { accept, reject, leftOut = [], oracle, oracleDiffers = [], comparable = () => true, walks = 150 } = cases
  const constraint = compileGrammar(readGrammar(name))

  describe(`grammar ${name}`, () => {
    it('has tables of enough texts, none of them twice', () => {
      expect(accept.length).toBeGreaterThanOrEqual(20)
      expect(reject.length).toBeGreaterThanOrEqual(20)
      const all = [...accept, ...reject, ...leftOut]
      expect(all.filter((text, i) => all.indexOf(text) !== i)).toEqual([])
    })

    it('has no rule that derives nothing or that nothing uses', () => {
      // What reads text that must not be cut into lexemes derives nothing on purpose.
      expect(constraint.report.unproductive.filter((rule) => rule !== '_junk')).toEqual([])
      expect(unused(constraint.grammar)).toEqual([])
    })

    it('accepts its texts', () => {
      expect(accept.filter((text) => !accepts(constraint, text))).toEqual([])
    })

    it('rejects other texts', () => {
      expect([...reject, ...leftOut].filter((text) => accepts(constraint, text))).toEqual([])
    })

    if (oracle) {
      it('agrees with another implementation on the texts', () => {
        const counts = (text: string): boolean => !oracleDiffers.includes(text)
        expect(accept.filter((text) => counts(text) && !oracle(text))).toEqual([])
        expect(reject.filter((text) => counts(text) && oracle(text))).toEqual([])
        expect(leftOut.filter((text) => counts(text) && !oracle(text))).toEqual([])
      })
    }

    it('allows every token of its texts, however they are cut, and never comes to a dead end', () => {
      const random = new Random(name.length)
      const words = new Set(accept.flatMap((text) => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]+|./gsu) ?? []))
      for (let byte = 0; byte < 128; byte++) words.delete(String.fromCharCode(byte))
      const pieces = [...words]
      const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte))
      const end = pieces.length + 256
      const vocabulary = createVocabulary([...pieces, ...bytes, null], [end])
      const tokens = new Pieces(vocabulary)
      for (const text of accept) {
        const wrong = spell(createMatcher(constraint, vocabulary), tokens.cut(text, random))
        if (wrong) expect.fail(`'${text}': ${wrong}`)
      }
      const preferred = Array.from({ length: pieces.length + 128 }, (_, id) => id).filter(
        (id) => id < pieces.length || id >= pieces.length + 32,
      )
      let compared = 0
      for (let walk = 0; walk < walks; walk++) {
        const matcher = createMatcher(constraint, vocabulary)
        for (let step = random.below(25); step >= 0; step--) {
          const id = choose(matcher.mask(), preferred, end, random)
          if (id < 0) break
          if (!matcher.accept(id)) expect.fail(`walk ${walk}: token ${id} is in the mask but refused`)
          if (matcher.state === DEAD) expect.fail(`walk ${walk}: dead`)
        }
        finish(matcher)
        const text = decoder.decode(matcher.text())
        if (!accepts(constraint, text)) expect.fail(`walk ${walk}: '${text}' is not accepted`)
        if (!oracle || !comparable(text)) continue
        compared++
        if (!oracle(text)) expect.fail(`walk ${walk}: the other implementation rejects '${text}'`)
      }
      if (oracle) expect(compared).toBeGreaterThan(walks / 2)
    })

    it('allows the tokens of a real vocabulary', () => {
      llama ??= new Pieces(readVocabulary(readTokenizer('llama3').json))
      const random = new Random(name.length)
      for (const text of accept.filter((_, i) => i % 8 === 0)) {
        const wrong = spell(createMatcher(constraint, llama.vocabulary), llama.cut(text, random))
        if (wrong) expect.fail(`'${text}': ${wrong}`)
      }
      for (let walk = 0; walk < 3; walk++) {
        const matcher = createMatcher(constraint, llama.vocabulary)
        for (let step = 0; step < 10; step++) {
          const id = choose(matcher.mask(), [], 128_000, random)
          if (id < 0) break
          expect(matcher.accept(id)).toBe(true)
        }
        finish(matcher)
        const text = decodeLoosely(matcher.text())
        if (!accepts(constraint, text)) expect.fail(`walk ${walk}: '${text}' is not accepted`)
        if (oracle && comparable(text) && !oracle(text)) expect.fail(`walk ${walk}: the oracle rejects '${text}'`)
      }
    })
  })
}
