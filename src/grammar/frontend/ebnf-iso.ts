import { type CustomPatternMatcherReturn, createToken, type IToken, Lexer } from 'chevrotain'
import type { Expression, Rule } from '../grammar.js'
import {
  checkNesting,
  choice,
  matcher,
  NotationParser,
  placeOf,
  type Source,
  sequence,
  shown,
  tokenize,
} from './notation.js'

/** Blanks inside a name count for nothing: `meta identifier` and `metaidentifier` are one name. */
const NAME = /\p{L}(?:\s*[\p{L}\p{M}\p{N}_])*/uy

const Comment = createToken({ name: 'Comment', pattern: comment, line_breaks: true, group: Lexer.SKIPPED })
const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true })
const OpenOption = createToken({ name: 'OpenOption', pattern: /\[|\(\//, label: "'['" })
const CloseOption = createToken({ name: 'CloseOption', pattern: /\]|\/\)/, label: "']'" })
const OpenRepeat = createToken({ name: 'OpenRepeat', pattern: /\{|\(:/, label: "'{'" })
const CloseRepeat = createToken({ name: 'CloseRepeat', pattern: /\}|:\)/, label: "'}'" })
const Open = createToken({ name: 'Open', pattern: /\(/, label: "'('" })
const Close = createToken({ name: 'Close', pattern: /\)/, label: "')'" })
const Define = createToken({ name: 'Define', pattern: /=/, label: "'='" })
const Bar = createToken({ name: 'Bar', pattern: /[|/!]/, label: "'|'" })
const Comma = createToken({ name: 'Comma', pattern: /,/, label: "','" })
const End = createToken({ name: 'End', pattern: /[;.]/, label: "';'" })
const Minus = createToken({ name: 'Minus', pattern: /-/, label: "'-'" })
const Times = createToken({ name: 'Times', pattern: /\*/, label: "'*'" })
const Integer = createToken({ name: 'Integer', pattern: /\d+/, label: 'a number' })
const Text = createToken({ name: 'Text', pattern: /"[^"\r\n]*"|'[^'\r\n]*'/, label: 'a quoted text' })
const Special = createToken({
  name: 'Special',
  pattern: /\?[^?]*\?/,
  line_breaks: true,
  label: 'a special sequence',
})
const Name = createToken({ name: 'Name', pattern: matcher(NAME), line_breaks: true, label: 'a name' })

// Comments before '(', brackets of two characters before those of one and before '/'.
const tokenTypes = [
  Comment,
  Space,
  OpenOption,
  CloseOption,
  OpenRepeat,
  CloseRepeat,
  Open,
  Close,
  Define,
  Bar,
  Comma,
  End,
  Minus,
  Times,
  Integer,
  Text,
  Special,
  Name,
]

/** Comments nest; one that is never closed is none. */
function comment(text: string, offset: number): CustomPatternMatcherReturn | null {
  if (!text.startsWith('(*', offset)) return null
  let depth = 1
  for (let i = offset + 2; i < text.length; i++) {
    if (text.startsWith('(*', i)) depth++
    else if (text.startsWith('*)', i)) depth--
    else continue
    i++
    if (depth === 0) return [text.slice(offset, i + 1)]
  }
  return null
}

/** What a special sequence means, by its text with single blanks. */
export type Meaning = (text: string) => Expression | undefined

class IsoParser extends NotationParser<Rule[]> {
  special!: Meaning

  constructor() {
    super(tokenTypes, 2)
    this.performSelfAnalysis()
  }

  readonly grammar = this.RULE('grammar', (): Rule[] => {
    const rules: Rule[] = []
    this.MANY(() => {
      const name = this.CONSUME(Name)
      this.CONSUME(Define)
      const body = this.SUBRULE(this.definitions)
      this.CONSUME(End)
      this.ACTION(() => rules.push({ name: spaced(name.image), body, position: placeOf(name, this.source) }))
    })
    return rules
  })

  readonly definitions = this.RULE('definitions', (): Expression => {
    const first = this.LA(1)
    const items: Expression[] = []
    this.AT_LEAST_ONE_SEP({ SEP: Bar, DEF: () => items.push(this.SUBRULE(this.definition)) })
    return this.ACTION(() => choice(items, placeOf(first, this.source)))
  })

  readonly definition = this.RULE('definition', (): Expression => {
    const first = this.LA(1)
    const items: Expression[] = []
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => items.push(this.SUBRULE(this.term)) })
    return this.ACTION(() => sequence(items, placeOf(first, this.source)))
  })

  readonly term = this.RULE('term', (): Expression => {
    let item = this.SUBRULE(this.factor)
    this.OPTION(() => {
      const minus = this.CONSUME(Minus)
      const without = this.SUBRULE1(this.factor)
      item = this.ACTION(() => ({ kind: 'difference', item, without, position: placeOf(minus, this.source) }))
    })
    return item
  })

  readonly factor = this.RULE('factor', (): Expression => {
    let count: IToken | undefined
    this.OPTION(() => {
      count = this.CONSUME(Integer)
      this.CONSUME(Times)
    })
    const item = this.SUBRULE(this.primary)
    return this.ACTION(() => (count === undefined ? item : times(item, count, this.source)))
  })

  readonly primary = this.RULE('primary', (): Expression => {
    const first = this.LA(1)
    const at = this.ACTION(() => placeOf(first, this.source))
    return this.OR([
      { ALT: () => this.bracketed(1, 0, 1) },
      { ALT: () => this.bracketed(2, 0, Infinity) },
      { ALT: () => this.bracketed(3, 1, 1) },
      { ALT: () => ({ kind: 'literal', text: this.CONSUME(Text).image.slice(1, -1), position: at }) },
      { ALT: () => ({ kind: 'reference', name: spaced(this.CONSUME(Name).image), position: at }) },
      { ALT: () => this.read(this.CONSUME(Special), (token, source) => specialSequence(token, this.special, source)) },
      { ALT: () => ({ kind: 'sequence', items: [], position: at }) },
    ])
  })

  /** The brackets number 1, 2 or 3: [ ], { } or ( ). */
  bracketed(which: 1 | 2 | 3, min: number, max: number): Expression {
    this.consume(which, which === 1 ? OpenOption : which === 2 ? OpenRepeat : Open)
    const item = this.subrule(which, this.definitions)
    this.consume(which, which === 1 ? CloseOption : which === 2 ? CloseRepeat : Close)
    return which === 3 ? item : { kind: 'repeat', item, min, max }
  }
}

const lexer = new Lexer(tokenTypes, { positionTracking: 'onlyOffset', ensureOptimizations: false })
let parser: IsoParser | undefined

/** The rules of a grammar in the notation of ISO/IEC 14977:1996. */
export function parseIso(source: Source, special: Meaning): Rule[] {
  const tokens = tokenize(lexer, source, 'EBNF')
  checkNesting(tokens, [Open, OpenOption, OpenRepeat], [Close, CloseOption, CloseRepeat])
  parser ??= new IsoParser()
  parser.special = special
  return sameNames(parser.parse(tokens, source))
}

function spaced(image: string): string {
  return image.replace(/\s+/g, ' ')
}

/** References named as the rule is where they differ by blanks. */
function sameNames(rules: readonly Rule[]): Rule[] {
  const names = new Map<string, string>()
  for (const { name } of rules) {
    const bare = name.replaceAll(' ', '')
    if (!names.has(bare)) names.set(bare, name)
  }
  const rename = (name: string): string => names.get(name.replaceAll(' ', '')) ?? name
  const walk = (e: Expression): Expression => {
    switch (e.kind) {
      case 'reference':
        return { ...e, name: rename(e.name) }
      case 'sequence':
      case 'choice':
        return { ...e, items: e.items.map(walk) }
      case 'repeat':
        return { ...e, item: walk(e.item) }
      case 'difference':
        return { ...e, item: walk(e.item), without: walk(e.without) }
      default:
        return e
    }
  }
  return rules.map((rule) => ({ ...rule, name: rename(rule.name), body: walk(rule.body) }))
}

function times(item: Expression, count: IToken, source: Source): Expression {
  const n = Number(count.image)
  if (!Number.isSafeInteger(n)) {
    throw source.error('syntax', `The count ${count.image} is too large.`, count.startOffset, 'Take a smaller one.')
  }
  return { kind: 'repeat', item, min: n, max: n, position: placeOf(count, source) }
}

function specialSequence(token: IToken, special: Meaning, source: Source): Expression {
  const name = spaced(token.image.slice(1, -1).trim())
  const meaning = special(name)
  if (meaning !== undefined) return meaning
  throw source.error(
    'special-sequence',
    `The standard gives the special sequence ${shown(`? ${name} ?`)} no meaning.`,
    token.startOffset,
    `Give its meaning in the option 'special': { ${JSON.stringify(name)}: expression }.`,
  )
}
