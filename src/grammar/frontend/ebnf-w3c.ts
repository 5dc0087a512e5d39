import { createToken, type IToken, Lexer } from 'chevrotain'
import type { Expression, Rule } from '../grammar.js'
import {
  characterAt,
  checkNesting,
  choice,
  classOf,
  matcher,
  NotationParser,
  placeOf,
  reference,
  type Source,
  sequence,
  tokenize,
} from './notation.js'

/** A dash inside a name stands between letters: `Char-'x'` is a difference. */
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*(?:[.-]+[\p{L}\p{M}\p{N}_]+)*/uy

const Define = createToken({ name: 'Define', pattern: /::=/, label: "'::='" })
const Bar = createToken({ name: 'Bar', pattern: /\|/, label: "'|'" })
const Open = createToken({ name: 'Open', pattern: /\(/, label: "'('" })
const Close = createToken({ name: 'Close', pattern: /\)/, label: "')'" })
const Postfix = createToken({ name: 'Postfix', pattern: /[*+?]/, label: "'*', '+' or '?'" })
const Minus = createToken({ name: 'Minus', pattern: /-/, label: "'-'" })
const Text = createToken({ name: 'Text', pattern: /"[^"\r\n]*"|'[^'\r\n]*'/, label: 'a quoted text' })
const Char = createToken({ name: 'Char', pattern: /#x[0-9A-Fa-f]+/, label: 'a character' })
const Class = createToken({ name: 'Class', pattern: /\[[^\]\r\n]*\]/, label: 'a class' })
const Name = createToken({ name: 'Name', pattern: matcher(NAME), line_breaks: false, label: 'a name' })
/** `Name ::=`: where a rule begins, and the one before it ends. */
const Head = createToken({ name: 'Head', pattern: Lexer.NA, label: "a name and '::='" })
const Skipped = createToken({
  name: 'Skipped',
  pattern: /\s+|\/\*(?:[^*]|\*+[^*/])*\*+\/|\[\s*(?:wfc|vc|gc|ws|nsc)\s*:[^\]]*\]/i,
  group: Lexer.SKIPPED,
  line_breaks: true,
})

const lexed = [Skipped, Define, Bar, Open, Close, Postfix, Minus, Text, Char, Class, Name]

class W3CParser extends NotationParser<Rule[]> {
  constructor() {
    super([...lexed, Head], 2)
    this.performSelfAnalysis()
  }

  readonly grammar = this.RULE('grammar', (): Rule[] => {
    const rules: Rule[] = []
    this.MANY(() => {
      const name = this.CONSUME(Head)
      this.CONSUME(Define)
      const body = this.SUBRULE(this.alternatives)
      this.ACTION(() => rules.push({ name: name.image, body, position: placeOf(name, this.source) }))
    })
    return rules
  })

  readonly alternatives = this.RULE('alternatives', (): Expression => {
    const first = this.LA(1)
    const items: Expression[] = []
    this.AT_LEAST_ONE_SEP({ SEP: Bar, DEF: () => items.push(this.SUBRULE(this.items)) })
    return this.ACTION(() => choice(items, placeOf(first, this.source)))
  })

  readonly items = this.RULE('items', (): Expression => {
    const first = this.LA(1)
    const items: Expression[] = []
    this.MANY(() => {
      let item = this.SUBRULE(this.item)
      this.MANY1(() => {
        const minus = this.CONSUME(Minus)
        const without = this.SUBRULE1(this.item)
        item = this.ACTION(() => ({ kind: 'difference', item, without, position: placeOf(minus, this.source) }))
      })
      items.push(item)
    })
    return this.ACTION(() => sequence(items, placeOf(first, this.source)))
  })

  readonly item = this.RULE('item', (): Expression => {
    let item = this.OR([
      { ALT: () => this.read(this.CONSUME(Text), text) },
      { ALT: () => this.read(this.CONSUME(Char), character) },
      { ALT: () => this.read(this.CONSUME(Class), characters) },
      { ALT: () => this.read(this.CONSUME(Name), reference) },
      {
        ALT: () => {
          this.CONSUME(Open)
          const inner = this.SUBRULE(this.alternatives)
          this.CONSUME(Close)
          return inner
        },
      },
    ])
    this.MANY(() => {
      const { image } = this.CONSUME(Postfix)
      item = { kind: 'repeat', item, min: image === '+' ? 1 : 0, max: image === '?' ? 1 : Infinity }
    })
    return item
  })
}

const lexer = new Lexer(lexed, { positionTracking: 'onlyOffset', ensureOptimizations: false })
let parser: W3CParser | undefined

/** The rules of a grammar in the notation of the XML recommendation, section 6. */
export function parseW3C(source: Source): Rule[] {
  const tokens = marked(tokenize(lexer, source, 'EBNF'), source)
  checkNesting(tokens, [Open], [Close])
  parser ??= new W3CParser()
  return parser.parse(tokens, source)
}

/** With heads told from names, and without the numbers of productions: `[4a]` before a head, first on its line. */
function marked(tokens: readonly IToken[], source: Source): IToken[] {
  const kept: IToken[] = []
  tokens.forEach((token, i) => {
    if (token.tokenType !== Name || tokens[i + 1]?.tokenType !== Define) {
      kept.push(token)
      return
    }
    const before = kept.at(-1)
    if (before?.tokenType === Class && /^\[\d+[a-z]?\]$/.test(before.image)) {
      const line = source.text.lastIndexOf('\n', before.startOffset) + 1
      if (source.text.slice(line, before.startOffset).trim() === '') kept.pop()
    }
    kept.push({ ...token, tokenType: Head, tokenTypeIdx: Head.tokenTypeIdx! })
  })
  return kept
}

function text(token: IToken, source: Source): Expression {
  return { kind: 'literal', text: token.image.slice(1, -1), position: placeOf(token, source) }
}

function character(token: IToken, source: Source): Expression {
  const codePoint = Number.parseInt(token.image.slice(2), 16)
  checkCharacter(codePoint, token.image, token.startOffset, source)
  return { kind: 'literal', text: String.fromCodePoint(codePoint), position: placeOf(token, source) }
}

function checkCharacter(codePoint: number, image: string, offset: number, source: Source): void {
  if (codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff)) return
  throw source.error(
    'syntax',
    `${image} is no character.`,
    offset,
    'Characters are #x0 to #xD7FF and #xE000 to #x10FFFF.',
  )
}

function characters(token: IToken, source: Source): Expression {
  const { image, startOffset } = token
  const one = (at: number): [number, number] => {
    const code = /^#x[0-9A-Fa-f]+/.exec(image.slice(at, -1))
    if (code === null) return characterAt(image, at)
    const codePoint = Number.parseInt(code[0].slice(2), 16)
    checkCharacter(codePoint, code[0], startOffset + at, source)
    return [codePoint, at + code[0].length]
  }
  return classOf(token, source, one, 'Write ( … )? for an optional part.')
}
